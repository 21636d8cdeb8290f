"""`attrit score` and `attrit check-hub`: a hub of the hubverse, its forecasts against what came true, and its form."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from attrit.cli.console import Bar, print_json
from attrit.cli.options import CLAIMS, app
from attrit.cli.screen import show
from attrit.errors import Problem, ScenarioError
from attrit.request import by_comma
from attrit.writing import writable, write

HUB = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="A hub of the hubverse: hub-config, model-output, target-data.")
]


@app.command(rich_help_panel=CLAIMS)
def score(
    folder: HUB,
    baseline: Annotated[
        str | None, typer.Option(metavar="TEAM-MODEL", help="Model to hold the others against.")
    ] = None,
    horizons: Annotated[bool, typer.Option("--horizons", help="Tell each horizon, too.")] = False,
    joint: Annotated[
        str | None,
        typer.Option(metavar="COLUMN,...", help="Task ids over which samples are joint; by default what the hub says."),
    ] = None,
    power: Annotated[float, typer.Option(help="Power of the differences in the variogram score.")] = 0.5,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
    out: Annotated[Path | None, typer.Option(help="CSV file to write the scores to.")] = None,
) -> None:
    """Score the forecasts of a hub of the hubverse against what came true."""
    from attrit.analysis.hub import score_hub
    from attrit.analysis.hub_table import mean_scores
    from attrit.views.hub import scores as words

    if not power > 0:
        raise ScenarioError(Problem("--power", "", f"found {power:g}", "a number above 0, such as 0.5"))
    if out is not None:
        writable(out)
    with Bar("scoring") as bar:
        found = score_hub(folder, order=power, joint=None if joint is None else by_comma(joint), progress=bar)
    table = mean_scores(found, baseline)
    if out is not None:
        write(out, words.as_csv(table))
    if as_json:
        print_json(words.plain(table))
        return
    show("\n".join(words.lines(table, horizons)))
    if out is not None:
        show(f"\nWritten: {out}")


@app.command("check-hub", rich_help_panel=CLAIMS)
def check_hub(
    folder: HUB,
    file: Annotated[
        list[Path] | None,
        typer.Option(metavar="TEAM-MODEL/FILE", help="A file of model-output to check alone. Repeatable."),
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day of handing in, to check the submission window by.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what became of each check as JSON.")] = False,
) -> None:
    """Check the files of a hub as hubs check them; status 3 if a check fails."""
    from attrit.exports import hub_checks
    from attrit.views.hub import checks as words

    checked = hub_checks.check_hub(folder, file or (), _day(on))
    if as_json:
        print_json(words.plain(checked))
    else:
        show("\n".join(words.lines(checked)))
    if any(one.state == hub_checks.FAILED for one in checked):
        raise typer.Exit(3)


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise ScenarioError(Problem("--on", "", f"found '{text}'", "a date such as 2024-11-16")) from None

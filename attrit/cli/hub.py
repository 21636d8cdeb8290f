"""`attrit score`: the forecasts of a hub against what came true."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from attrit.cli.console import Bar, print_json
from attrit.cli.options import CLAIMS, app
from attrit.cli.screen import show
from attrit.errors import Problem, ScenarioError
from attrit.request import by_comma
from attrit.writing import writable, write


@app.command(rich_help_panel=CLAIMS)
def score(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A hub of the hubverse: hub-config, model-output, target-data.")],
    baseline: Annotated[
        str | None, typer.Option(metavar="TEAM-MODEL", help="Model to hold the others against.")
    ] = None,
    horizons: Annotated[bool, typer.Option("--horizons", help="Tell each horizon, too.")] = False,
    joint: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN,...", help="Task ids over which samples are joint; by default what the hub says."
        ),
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

"""The commands that write a scenario in the format of another tool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attrit.cli import completion
from attrit.cli.console import Bar, say_if_compiling
from attrit.cli.options import DRAWS, FILE, HORIZON, ONLY, SCENARIOS, SEED, SET, VOICES, WITHOUT, app
from attrit.cli.screen import hand_over, say, show
from attrit.errors import Problem, ScenarioError
from attrit.request import WORLDS, Request, arm_names, by_comma
from attrit.writing import put, usable, writable, write_into

if TYPE_CHECKING:
    from attrit.engine.results import Results
    from attrit.exports.hub_asked import Submission

export = typer.Typer(
    help="Write a scenario in the format of another tool.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(export, name="export", rich_help_panel=SCENARIOS)


@export.command(
    help="Write the duel on the objective's front as XMILE 1.0, for PySD, Stella or Vensim.\n\n"
    "What is in the file: all inputs at their medians; the strengths of attacker and holder, their losses by the law "
    "of attrition from the first day's rates, and groups that arrive after day 0. What is not: ground, collapse, pace, "
    "tempo, supply, manpower, politics, talks, noise, sectors and other fronts."
)
def xmile(
    scenario: FILE,
    arm: Annotated[str | None, typer.Option(help="Arm to write; by default the base arm.")] = None,
    law: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE.py",
            help="A law that is a power of the strengths; FILE.py is run. By default the most probable.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write; printed if left out.")] = None,
) -> None:
    """Write the duel on the objective's front as XMILE 1.0."""
    from attrit.exports.duel import duel
    from attrit.exports.xmile import xmile as written
    from attrit.scenario.files import load

    if out is not None:
        writable(out, scenario)
    if law is not None and law.endswith(".py"):
        from attrit.laws import load as load_law

        law = load_law(law).name
    text = written(duel(load(scenario), arm, law))
    if out is None:
        hand_over(text)
        return
    put({out: text})


@export.command(
    help="Play a scenario and write it as a hub of the hubverse: settings, metadata and one file of forecasts.\n\n"
    "Arms are scenario_id. Targets: area held by front, losses by side, recovered yes or no. Output types: mean, "
    "median, 23 quantiles, samples that are the same worlds in every arm, place and day, and probabilities."
)
def hub(
    scenario: FILE,
    out: Annotated[Path, typer.Option(help="Folder to write the hub to.")],
    arms: Annotated[
        str | None,
        typer.Option(
            help="Arms to play, comma-separated; by default all that no rule forbids.", autocompletion=completion.arms
        ),
    ] = None,
    days: Annotated[
        str | None,
        typer.Option(metavar="DAY,...", help="Days to tell; by default every thirtieth and the last."),
    ] = None,
    samples: Annotated[int, typer.Option(help="Worlds to tell as samples.")] = 100,
    team: Annotated[str, typer.Option(help="Name of the team, as files are named after it.")] = "attrit",
    model: Annotated[str | None, typer.Option(help="Name of the model; by default that of the scenario.")] = None,
    license_: Annotated[str, typer.Option("--license", help="Licence of the forecasts.")] = "CC-BY-4.0",
    format_: Annotated[str, typer.Option("--format", metavar="csv|parquet", help="Format of the forecasts.")] = "csv",
    draws: DRAWS = WORLDS,
    seed: SEED = 1,
    horizon: HORIZON = None,
    law: Annotated[str | None, typer.Option(metavar="NAME", help="Law of attrition.")] = None,
    changes: SET = None,
    without: WITHOUT = None,
    without_voices: VOICES = None,
    only_voices: ONLY = None,
) -> None:
    """Play a scenario and write it as a hub of the hubverse."""
    asked = Request(
        scenario=scenario, arms=arms, draws=draws, seed=seed, horizon=horizon, changes=changes or (),
        without_mechanisms=without or (), only=only_voices or (), without=without_voices or (),
    )  # fmt: skip
    told = _whole_days(days)
    _known(format_)
    usable(out)
    _, s, notes = asked.read(law)
    for note in notes:
        say(note)
    from attrit.engine.simulate import simulate
    from attrit.exports import hub_asked
    from attrit.exports.hub import KEPT

    submission = hub_asked.Submission(
        told or hub_asked.usual_days(horizon or s.horizon),
        samples,
        team,
        model or hub_asked.short_name(s.name),
        license_,
    )
    say_if_compiling()
    names = None if arms is None else arm_names(s, arms)
    with Bar("playing") as bar:
        results = simulate(s, draws, seed=seed, arms=names, horizon=horizon, keep=KEPT, progress=bar)
    _write_hub(out, results, submission, format_)


def _write_hub(out: Path, results: Results, submission: Submission, kind: str) -> None:
    """Write a hub, check it, and say what is in it."""
    from attrit.exports.hub import existing_hub, hub_texts, in_format
    from attrit.exports.hub_checks import check_hub
    from attrit.views.hub.checks import summary

    texts = hub_texts(results, submission)
    if problem := existing_hub(out, texts):
        raise ScenarioError(problem)
    files = in_format(texts, kind)
    write_into(out, {out / name: text for name, text in files.items()})
    as_of = results.scenario.as_of
    show(f"Written: {', '.join(str(out / name) for name in files)}")
    show(
        f"Days {', '.join(map(str, submission.days))}; arms {', '.join(results.arms)}; {submission.samples:,} samples "
        f"of {results.draws:,} worlds, seed {results.seed}; licence {submission.license}. "
        "Put your contact into hub-config/admin.json."
    )
    show(f"As if handed in on {as_of}: {summary(check_hub(out, on=as_of))}")


def _known(kind: str) -> None:
    if kind not in ("csv", "parquet"):
        raise ScenarioError(Problem("--format", "", f"found '{kind}'", "csv or parquet"))


def _whole_days(text: str | None) -> tuple[int, ...]:
    if text is None:
        return ()
    try:
        return tuple(sorted({int(word) for word in by_comma(text)}))
    except ValueError:
        raise ScenarioError(Problem("--days", "", f"found '{text}'", "whole days, such as 30,60,90")) from None

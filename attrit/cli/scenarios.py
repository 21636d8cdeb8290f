"""The commands about scenario files and what they may hold: check, list, new, schema; and about this version."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from attrit.cli.console import print_json
from attrit.cli.options import FILE, HERE, SCENARIOS, app
from attrit.cli.screen import say, show
from attrit.errors import Problem, ScenarioError


def _version(asked: bool) -> None:
    if asked:
        from attrit import __version__

        show(f"attrit {__version__}")
        raise typer.Exit


@app.callback()
def start(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """What is asked of no command."""


@app.command(rich_help_panel=SCENARIOS)
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the scenario: small letters, digits, - and _.")],
    source: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="SCENARIO|FILE.csv",
            help="The shipped scenario to copy (attrit list), or a table of a front's area by day.",
        ),
    ] = "template",
    column: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Column that holds the area; the first that ends in _km2 if left out."),
    ] = None,
) -> None:
    """Begin a scenario of your own in this folder: a copy of a shipped one, or of a front by its area series."""
    of_front = source.lower().endswith((".csv", ".parquet"))
    texts = {Path(file): text for file, text in (_front if of_front else _copy)(name, source, column).items()}
    there = [file for file in texts if file.exists() or file.is_symlink()]
    if there:
        raise ScenarioError(Problem("", str(file), "is there already", "", "choose another name") for file in there)
    from attrit import interruption
    from attrit.writing import put

    try:
        with interruption.at_hand:
            put(texts)
            interruption.written.extend(map(str, texts))
    except OSError as error:
        raise ScenarioError(Problem("", f"{name}.yaml", f"cannot be written: {error.strerror}")) from error
    show(f"Written: {', '.join(map(str, texts))}. What next:")
    if of_front:
        show(f"  attrit condition {name}.yaml --observations {name}-area.csv    forecasts from what was seen")
        return
    show(f"  attrit check {name}.yaml    after every change: all that is wrong with it, and where")
    show(f"  attrit run {name}.yaml      the answer to its question")
    if "scenario.schema.json" in texts[Path(f"{name}.yaml")]:
        show("  attrit schema > scenario.schema.json    so that an editor completes and checks while you type")


def _copy(name: str, source: str, column: str | None) -> dict[str, str]:
    """A copy of a shipped scenario."""
    from attrit.scenario.new import new as made

    if column is not None:
        raise ScenarioError(Problem("--column", column, "belongs to a table", "--from FILE.csv beside it"))
    return made(name, source)


def _front(name: str, source: str, column: str | None) -> dict[str, str]:
    """A scenario of a front by its area series."""
    from attrit.evidence.area_series import read_area_series
    from attrit.scenario.front_series import FrontSeries, front_scenario
    from attrit.scenario.new import misnamed

    wrong = misnamed(name)
    if wrong is not None:
        raise ScenarioError(wrong)
    series = read_area_series(source, [column] if column else [])
    taken = column or next(iter(series.values))
    whole = FrontSeries(name, taken, tuple(series.dates.tolist()), series.values[taken])
    if len(whole.dates) < 2:
        raise ScenarioError(Problem(source, taken, "has one day", "a series of at least two days"))
    front = whole.since_turn()
    if front.dates[0] != whole.dates[0]:
        say(f"note: the front turned, so the scenario begins on {front.dates[0]} and not on {whole.dates[0]}")
    return front_scenario(front)


@app.command(rich_help_panel=SCENARIOS)
def check(scenario: FILE) -> None:
    """Check a scenario file and list everything that is wrong with it."""
    from attrit.engine.draws import out_of_bounds
    from attrit.scenario.files import load
    from attrit.views.scenario.cautions import hindsight, losses_cut, unknown_sides

    s = load(scenario)
    forbidden = s.forbidden_arms()
    show(f"{s.name}: {len(s.inputs)} inputs, {len(s.arms)} arms, {len(s.ledger or ())} claims; no problems.")
    later = len(s.ledger.origin) - len(s.ledger) if s.ledger is not None else 0
    if later:
        show(f"note: {later} claims made after {s.as_of} are left out")
    for told in (*hindsight(s), *unknown_sides(s), *losses_cut(s)):
        show(told)
    for problem in forbidden.values():
        show(f"not permitted: {problem}")
    for path, share in out_of_bounds(s).items():
        show(f"note: {path}: the formula is out of bounds in {100 * share:.1f} % of worlds, where the bound is taken")


@app.command(rich_help_panel=SCENARIOS)
def schema() -> None:
    """Print the JSON Schema of scenario files, for completion in an editor."""
    from attrit.scenario.files import json_schema

    print_json(json_schema())


@app.command("list", rich_help_panel=SCENARIOS)
def list_() -> None:
    """List the shipped scenarios."""
    from attrit.scenario.files import library, load

    for name in library():
        show(f"{name:<24} {load(name).question}")


@app.command(rich_help_panel=SCENARIOS)
def mechanisms() -> None:
    """List the mechanisms that can be switched off."""
    from attrit.quantities import mechanism_meanings
    from attrit.views.words.columns import columns

    show("\n".join(columns(list(mechanism_meanings().items()), give=1)))
    show("\nOff: --without-mechanism NAME. More of one: attrit explain NAME.")


@app.command(rich_help_panel=HERE)
def doctor() -> None:
    """Print versions, and the digest of a short self-test that is the same on every machine."""
    from attrit.cli.doctor import lines

    for label, text in lines():
        show(f"{label:<14} {text}")

"""`attrit run`: play a scenario and answer its question."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from attrit.cli import completion
from attrit.cli.console import Bar, json_text, print_json, say_if_compiling
from attrit.cli.observing import seen_of, worlds_of
from attrit.cli.options import (
    COLUMN,
    DRAWS,
    FEW,
    FILE,
    HORIZON,
    ONLY,
    PLAYED,
    QUESTIONS,
    SEED,
    SEEN,
    SET,
    UNTIL,
    VOICES,
    WITHOUT,
    app,
)
from attrit.cli.screen import say, show
from attrit.errors import Problem, ScenarioError
from attrit.request import PARTICLES, WORLDS, Request, arm_names, law_names
from attrit.writing import usable, write_into

if TYPE_CHECKING:
    from attrit.views.charts.drawing import Draw


@app.command(rich_help_panel=QUESTIONS)
def run(
    scenario: FILE,
    arms: Annotated[
        str | None,
        typer.Option(
            help="Arms to play, comma-separated; by default all that no rule forbids.", autocompletion=completion.arms
        ),
    ] = None,
    draws: DRAWS = WORLDS,
    seed: SEED = 1,
    horizon: HORIZON = None,
    law: Annotated[
        str | None,
        typer.Option(
            metavar="NAME|all|FILE.py",
            help="Law of attrition; a comma-separated list, or all, is shown side by side. FILE.py is run.",
        ),
    ] = None,
    stacking: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Weights of the laws, as written by attrit fit-laws --out.")
    ] = None,
    changes: SET = None,
    without: WITHOUT = None,
    without_voices: VOICES = None,
    only_voices: ONLY = None,
    observations: SEEN = None,
    until: UNTIL = None,
    column: COLUMN = None,
    few: FEW = "refuse",
    particles: PLAYED = PARTICLES,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for report.html and summary.json; with several laws, for laws.json and laws.svg."),
    ] = None,
) -> None:
    """Play a scenario and answer its question."""
    asked = Request(
        scenario=scenario, arms=arms, draws=draws, seed=seed, horizon=horizon, changes=changes or (),
        without_mechanisms=without or (), only=only_voices or (), without=without_voices or (),
        seen=seen_of(observations, until, column, few, particles),
    )  # fmt: skip
    laws = [] if law is None else law_names(law)
    if out is not None:
        usable(out, *(("laws.json", "laws.svg") if len(laws) > 1 else ("report.html", "summary.json")))
    if len(laws) > 1:
        from attrit.cli.laws import run_laws

        run_laws(asked, laws, stacking, out, as_json)
        return
    if stacking is not None:
        raise ScenarioError(Problem("--stacking", str(stacking), "weighs several laws", "together with --law all"))
    if out is None:
        _run(asked, laws, None, as_json)
        return
    from attrit.views.charts.drawing import Beside

    with Beside() as draw:
        _run(asked, laws, (out, draw), as_json)


def _run(asked: Request, laws: list[str], out: tuple[Path, Draw] | None, as_json: bool) -> None:
    """Play, answer, write and print."""
    whole, s, notes = asked.read(*laws)
    for note in notes:
        say(note)
    names = None if asked.arms is None else arm_names(s, asked.arms)
    say_if_compiling()
    from attrit.answer import answer, headline_carries, headline_provenance
    from attrit.engine.keep import headline_pair
    from attrit.engine.simulate import simulate
    from attrit.views.answer import table as terminal
    from attrit.views.scenario import cautions
    from attrit.views.scenario.beliefs import arm_hints

    for line in (*cautions.warnings(s), *cautions.losses_cut(s)):
        say(line)
    draws, seed, horizon = asked.draws, asked.seed, asked.horizon
    kept = worlds_of(asked, s)
    with Bar("playing") as bar:
        results = simulate(s, draws, seed=seed, arms=names, horizon=horizon, worlds=kept, progress=bar)
    for hint in arm_hints(s, results.arms):
        say(hint)
    with Bar("what the spread rests on") as bar:
        split = headline_provenance(results, bar)
    with Bar("what carries the effect") as bar:
        carried = headline_carries(results, bar)
    told = answer(results, *headline_pair(results.scenario, results.arms), split, carried)
    summary = terminal.summary(told)
    moved = []
    if s is not whole:
        from attrit.analysis.claim_effects import claim_effects
        from attrit.views.claims import explained as explain_text

        effects = claim_effects(whole, s, draws=draws, seed=seed, horizon=horizon)
        moved = explain_text.changed(whole, effects, asked.sources)
        summary["claims"] = explain_text.changed_plain(effects)
    if out is not None:
        written = _write(*out, results, told, summary)
    if as_json:
        print_json(summary)
        return
    for line in [*moved, ""] if moved else []:
        show(line)
    show("\n\n".join("\n".join(part) for part in terminal.parts(told).values() if part))
    if out is not None:
        show(f"\nReport: {written}")


def _write(folder: Path, draw: Draw, results: Any, told: Any, summary: dict[str, Any]) -> Path:
    """Report and summary into the folder; both are made before either is written."""
    from attrit.everything import Findings
    from attrit.views.report.page import page

    text = page(results, Findings(carries=told.carried, provenance=told.provenance), draw)
    written = folder / "report.html"
    write_into(folder, {written: text, folder / "summary.json": json_text(summary)}, told_of=[written])
    return written

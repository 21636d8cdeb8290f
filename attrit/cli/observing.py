"""`attrit condition`: worlds chosen by what was observed; and the same for every other command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from attrit.cli import completion
from attrit.cli.console import Bar, deliver, say_if_compiling
from attrit.cli.options import COLUMN, DRAWS, FEW, FILE, HORIZON, PLAYED, QUESTIONS, SEED, SET, UNTIL, WITHOUT, app
from attrit.cli.screen import say
from attrit.request import PARTICLES, WORLDS, Request, Seen
from attrit.writing import usable

if TYPE_CHECKING:
    from attrit.engine.worlds import Worlds
    from attrit.experiments.conditioning import Conditioned
    from attrit.scenario.schema import Scenario


def seen_of(
    file: str | None, until: str | None, columns: Sequence[str] | None, few: str, particles: int
) -> Seen | None:
    """What was observed, by the options of a command.

    Parameters
    ----------
    file, until, columns, few, particles
        () [-, date, -, -, 1] As in `Seen`.
    """
    if file is None:
        return None
    return Seen(file=file, until=until, columns=columns or (), few=few, particles=particles)


def worlds_of(asked: Request, s: Scenario) -> Worlds | None:
    """The worlds of a request that has observations, and a note of them.

    Parameters
    ----------
    asked, s
        () [-] The request and its scenario.
    """
    if asked.seen is None:
        return None
    found = _chosen(asked, s)
    effective = f"{int(found.effective[-1]) if found.days else found.particles:,}"
    told = f"note: {len(found.sights.seen)} observations up to {found.last} leave {effective} effective worlds"
    say(f"{told} of {found.particles:,}; {len(found.worlds.labels):,} are played (attrit condition tells more)")
    if found.changed:
        say(f"note: so that enough are left, --few {found.changed} was applied")
    return found.worlds


def _chosen(asked: Request, s: Scenario) -> Conditioned:
    with Bar("choosing worlds") as bar:
        found = asked.chosen(s, bar)
    assert found is not None
    return found


@app.command(rich_help_panel=QUESTIONS)
def condition(
    scenario: FILE,
    observations: Annotated[
        str,
        typer.Option(metavar="FILE", help="What was observed: a table with a column date and, say, area_held."),
    ],
    until: UNTIL = None,
    column: COLUMN = None,
    arm: Annotated[
        str | None,
        typer.Option(help="The arm that came to pass; by default the base arm.", autocompletion=completion.arms),
    ] = None,
    few: FEW = "refuse",
    every: Annotated[int | None, typer.Option(help="Days from which one observation of ground is taken (7).")] = None,
    particles: PLAYED = PARTICLES,
    draws: DRAWS = WORLDS,
    seed: SEED = 1,
    horizon: HORIZON = None,
    changes: SET = None,
    without: WITHOUT = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder for condition.json and condition.svg.")] = None,
) -> None:
    """Choose the worlds that agree with what was observed, and answer the question in them."""
    asked = Request(
        scenario=scenario, draws=draws, seed=seed, horizon=horizon, changes=changes or (),
        without_mechanisms=without or (),
        seen=Seen(
            file=observations, until=until, columns=column or (), arm=arm, particles=particles, few=few, every=every
        ),
    )  # fmt: skip
    if out is not None:
        usable(out, "condition.json", "condition.svg")
    _, s, notes = asked.read()
    for note in notes:
        say(note)
    say_if_compiling()
    found = _chosen(asked, s)
    from attrit.analysis.foresight import foresight
    from attrit.views.register import rendered

    with Bar("playing") as bar:
        told = rendered(foresight(found, draws=draws, horizon=horizon, progress=bar))
    deliver("condition", {"": told}, told.plain, told.lines, out, as_json)

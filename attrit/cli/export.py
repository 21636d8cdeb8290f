"""The commands that write a scenario in the format of another tool."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from attrit.cli.options import FILE, SCENARIOS, app
from attrit.cli.screen import hand_over
from attrit.writing import put, writable

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

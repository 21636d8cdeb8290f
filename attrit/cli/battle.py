"""The command about a battle of two stated forces."""

from __future__ import annotations

from typing import Annotated

import typer

from attrit.cli.console import print_json
from attrit.cli.options import LAWS, app
from attrit.cli.screen import show

TEXT = Annotated[
    str,
    typer.Argument(metavar="BATTLE", help="A line in quotes: '10000 attack 6000, 1943, dug in'.", show_default=False),
]
MEN = "Men at the start."
DEFENCE = "hasty, prepared, fortified or giving way."


@app.command("battle", rich_help_panel=LAWS)
def battle(
    text: TEXT = "",
    attackers: Annotated[float | None, typer.Option(help=MEN)] = None,
    defenders: Annotated[float | None, typer.Option(help=MEN)] = None,
    year: Annotated[float | None, typer.Option(help="Year, from 1600.")] = None,
    defence: Annotated[str | None, typer.Option(metavar="WORD", help=DEFENCE)] = None,
    ground: Annotated[str | None, typer.Option(metavar="WORD", help="rugged, rolling or flat.")] = None,
    cover: Annotated[str | None, typer.Option(metavar="WORD", help="wooded or open.")] = None,
    weather: Annotated[str | None, typer.Option(metavar="WORD", help="wet or dry.")] = None,
    season: Annotated[str | None, typer.Option(metavar="WORD", help="winter.")] = None,
    attacker_guns: Annotated[float | None, typer.Option(help="Guns of the attacker.")] = None,
    defender_guns: Annotated[float | None, typer.Option(help="Guns of the defender.")] = None,
    attacker_tanks: Annotated[float | None, typer.Option(help="Tanks of the attacker.")] = None,
    defender_tanks: Annotated[float | None, typer.Option(help="Tanks of the defender.")] = None,
    attacker_cavalry: Annotated[float | None, typer.Option(help="Horsemen of the attacker.")] = None,
    defender_cavalry: Annotated[float | None, typer.Option(help="Horsemen of the defender.")] = None,
    km: Annotated[float | None, typer.Option(help="Front of the defender, km.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """What to expect when two forces meet: who wins, losses, duration and advance, from the battles of 1620-1982."""
    from attrit.analysis.battle import battle as asked
    from attrit.views.battle import words

    answer = asked(
        text, attackers=attackers, defenders=defenders, year=year, defence=defence, ground=ground, cover=cover,
        weather=weather, season=season, attacker_guns=attacker_guns, defender_guns=defender_guns,
        attacker_tanks=attacker_tanks, defender_tanks=defender_tanks, attacker_cavalry=attacker_cavalry,
        defender_cavalry=defender_cavalry, km=km,
    )  # fmt: skip
    if as_json:
        print_json(words.plain(answer))
    else:
        show("\n".join(words.told(answer)))

"""The options that several commands take."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from attrit.cli import completion

QUESTIONS = "Questions to a scenario"
CLAIMS = "Claims and their sources"
LAWS = "Laws of attrition"
SCENARIOS = "Scenarios"
HERE = "This installation"


class Grouped(TyperGroup):
    """The commands under headings, each with its whole sentence."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands."""
        for panel in (QUESTIONS, CLAIMS, LAWS, SCENARIOS, HERE):
            of = {name: one for name, one in self.commands.items() if getattr(one, "rich_help_panel", None) == panel}
            of = {name: of.pop(name) for name in ("run",) if name in of} | of  # what one would ask first
            with formatter.section(panel):
                formatter.write_dl([(name, (one.help or "").split("\n\n")[0]) for name, one in of.items()])


app = typer.Typer(
    cls=Grouped,
    help="What-if analysis for wars of attrition: put the disputed numbers in, see what a commitment would change.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # whose help takes longer to import than all else
)

FILE = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A scenario file, or the name of a shipped one (attrit list).",
        autocompletion=completion.scenarios,
    ),
]


DRAWS = Annotated[int, typer.Option(help="Number of worlds to simulate.")]
HORIZON = Annotated[int | None, typer.Option(help="Days to play; by default the scenario's.")]


SEED = Annotated[int, typer.Option(help="Seed of the random numbers; the same seed gives the same worlds.")]


SET = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Set an input in every arm, e.g. dprk_regular.men=20000. Repeatable."
    ),
]


WITHOUT = Annotated[
    list[str] | None,
    typer.Option(
        "--without-mechanism",
        metavar="NAME",
        help="Switch a mechanism off (see attrit mechanisms). Repeatable.",
        autocompletion=completion.mechanisms,
    ),
]


DECIMAL = Annotated[
    str | None,
    typer.Option(metavar="point|comma", help="What stands before decimals in the file, the other between thousands."),
]


DATES = Annotated[
    str | None,
    typer.Option(metavar="day-first|month-first", help="What stands first in dates such as 18/04/2001."),
]


VOICES = Annotated[
    list[str] | None,
    typer.Option("--without", metavar="WHO", help="Leave out the claims of this claimant or side. Repeatable."),
]


SEEN = Annotated[
    str | None,
    typer.Option(
        "--observations",
        metavar="FILE",
        help="Use only worlds that agree with what was observed: a table with a column date and, say, area_held.",
    ),
]


UNTIL = Annotated[str | None, typer.Option(metavar="DATE", help="Last day whose observations are used.")]


COLUMN = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="NAME=OUTCOME",
        help="What a column of the observations is, e.g. claimed='losses.ru by UA'. Repeatable.",
    ),
]


FEW = Annotated[
    str,
    typer.Option(
        metavar="refuse|widen|temper",
        help="If too few worlds agree: refuse, let the model be wrong by a share, or trust the observations less.",
    ),
]


PLAYED = Annotated[int, typer.Option("--particles", help="Worlds to play and choose from by the observations.")]


ONLY = Annotated[
    list[str] | None,
    typer.Option(
        "--only", metavar="WHO", help="Use only the claims of this claimant or side, at their word. Repeatable."
    ),
]

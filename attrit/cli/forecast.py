"""`attrit forecast`: a front from its area series."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from attrit.cli.console import Bar, deliver, say_if_compiling
from attrit.cli.options import QUESTIONS, SEED, app
from attrit.cli.screen import say
from attrit.errors import Problem, ScenarioError
from attrit.request import by_comma
from attrit.writing import usable

_MOST = 720  # days ahead


@app.command(rich_help_panel=QUESTIONS)
def forecast(
    table: Annotated[Path, typer.Argument(metavar="AREA.csv", help="Table of a front's area: date and km2 by day.")],
    column: Annotated[str | None, typer.Option(metavar="NAME", help="Column of the area.")] = None,
    days: Annotated[str, typer.Option(metavar="DAYS", help="Days ahead, comma-separated.")] = "30,60,90,180",
    seed: SEED = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder for forecast.json and forecast.svg.")] = None,
) -> None:
    """Forecast a front from its area series: a pool of statistics and mechanisms."""
    from attrit.analysis.front_outlook import front_outlook
    from attrit.evidence.area_series import read_area_series
    from attrit.experiments.front_forecasters import SeriesPast
    from attrit.views.register import rendered

    horizons = tuple(sorted({_day(word) for word in by_comma(days)}))
    if not horizons:
        raise ScenarioError(Problem("--days", days, "names no day", "such as 30,60,90"))
    if out is not None:
        usable(out, "forecast.json", "forecast.svg")
    series = read_area_series(table, [column] if column else [])
    taken = column or next(iter(series.values))
    past = SeriesPast(series.name, series.days, series.daily(taken))
    if len(past.days) < 2:
        raise ScenarioError(Problem(str(table), taken, "has one day", "a series of at least two days"))
    say(f"note: {series.said()}")
    say_if_compiling()
    with Bar("forecasting") as bar:
        told = rendered(front_outlook(past, taken, horizons=horizons, seed=seed, progress=bar))
    deliver("forecast", {"": told}, told.plain, told.lines, out, as_json)


def _day(word: str) -> int:
    """Days ahead from a word."""
    if not word.isdigit() or not 1 <= int(word) <= _MOST:
        raise ScenarioError(Problem("--days", word, "is no number of days ahead", f"1 to {_MOST}, such as 30,60,90"))
    return int(word)

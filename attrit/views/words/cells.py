"""The cells of a row of a comparison of two arms."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from attrit.views.words.numbers import chance, interval, level, measured, points, with_error

if TYPE_CHECKING:
    from attrit.analysis.compare import Row
    from attrit.experiments.measures import Measure
    from attrit.statistics.estimates import Estimate


class Cells(NamedTuple):
    """A row of a comparison as texts.

    Parameters
    ----------
    title
        () [-] The measure with its unit.
    arm, against
        () [-] Means in the arm and in the other.
    arm_interval, against_interval
        () [-] Where nine worlds in ten lie in each; empty where there is no interval.
    difference, interval
        () [-] Mean difference with its standard error, and where nine worlds in ten of the difference lie.
    """

    title: str
    arm: str
    arm_interval: str
    against: str
    against_interval: str
    difference: str
    interval: str


def cells(row: Row, first: date | None, alone: bool = False) -> Cells:
    """Texts of a row of a comparison, every number rounded to its own error.

    Parameters
    ----------
    row
        () [-] The row.
    first
        () [-] Day 0, for measures that are days; they stay days after it if None.
    alone
        () [-] Whether one arm was played alone.
    """
    arm, against, d = row.arm, row.against, row.difference
    title = titled(row.measure)
    errors = [e.mean_error for e in (arm, against)]
    if min(errors) > 0:
        errors = [max(errors)] * 2  # so that both have as many digits
    if row.measure.probability:
        a, b = (chance(e.mean, error) for e, error in zip((arm, against), errors, strict=True))
        change = points(d.mean, d.mean_error)
        return Cells(title, a, "", b, "", f"{change} pt" if change != "–" else change, "")
    change, ends = with_error(d.mean, d.mean_error, signed=True), interval(d, signed=True)
    if row.measure.date and first is not None:
        title = f"{title}, if there is one{'' if alone else ' in both'} ({row.worlds:,} worlds)"
        change = f"{change} days" if row.worlds else "–"
        return Cells(title, *_dates(arm, first), *_dates(against, first), change, ends)
    if row.measure.unit == "%" and d.draws:
        change = f"{change} pt"
    told = level if min(errors) > 0 else _told_in_full  # 0 in one arm: the other is the difference
    a, b = (told(e.mean, error) for e, error in zip((arm, against), errors, strict=True))
    return Cells(title, a, interval(arm), b, interval(against), change, ends)


def _told_in_full(x: float, error: float) -> str:
    return measured(x, error)[0]


def _dates(e: Estimate, first: date) -> tuple[str, str]:
    """A mean day as a date, and the dates between which nine worlds in ten lie."""
    if math.isnan(e.mean):
        return "–", ""
    low, middle, high = (first + timedelta(days=round(x)) for x in (e.low, e.mean, e.high))
    return f"{middle:%-d %b %Y}", f"[{low:%-d %b}, {high:%-d %b}]"


def titled(measure: Measure) -> str:
    """The name of a measure with its unit, where it is not in the name.

    Parameters
    ----------
    measure
        () [-] The measure.
    """
    unit = {"km2": "km²", "person": "men", "%": "%"}.get(measure.unit, "")
    return f"{measure.title}{', ' + unit if unit and unit not in measure.title else ''}"

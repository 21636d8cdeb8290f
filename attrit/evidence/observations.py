"""Dated daily series of what was seen, and the statistics of a path of ground lost.

The same functions serve observed fronts and simulated paths, so that one can be held against the other. A path is the
area its holder still has, day by day; a gain is what the attacker takes of it in a day. Days after the ground has gone
are not counted: nothing can happen on them, and simulated paths end more often than observed ones.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.errors import LedgerError, Problem, did_you_mean, named_pipe

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

LEAST_WEEKS = 4  # a spread or a correlation of fewer weekly gains says nothing


@dataclass(frozen=True)
class DailySeries:
    """One observed quantity on consecutive days.

    Parameters
    ----------
    first
        () [date] day of the first value
    values
        (day) [unit of the column] value at the end of each day; a day without a row repeats the last one
    rows
        () [1] number of days that have a row of their own
    """

    first: date
    values: FloatArray
    rows: int


@dataclass(frozen=True)
class PathStatistics:
    """How ground was lost along each path; not-a-number where a path is too short or lost nothing.

    Parameters
    ----------
    rate
        (...) [km2/day] mean gain while the ground stood
    weekly_variation
        (...) [1] coefficient of variation of the weekly gains
    weekly_autocorrelation
        (...) [1] correlation of one week's gain with the next
    largest_week
        (...) [1] largest weekly gain as a share of all that was gained
    days_without_change
        (...) [1] share of days on which the map did not move
    days_of_recapture
        (...) [1] share of days on which the holder's area grew
    collapsed
        (...) [bool] whether a fixed share of the first day's area went within a few consecutive days
    """

    rate: FloatArray
    weekly_variation: FloatArray
    weekly_autocorrelation: FloatArray
    largest_week: FloatArray
    days_without_change: FloatArray
    days_of_recapture: FloatArray
    collapsed: BoolArray


@dataclass(frozen=True)
class RateRatios:
    """How well the recent rate foretells the next one.

    Parameters
    ----------
    horizon
        () [day] length of the window foretold
    ln_ratio
        (..., window) [1] logarithm of next over last rate; not-a-number where the ground had gone before the window
    """

    horizon: int
    ln_ratio: FloatArray

    @property
    def sd(self) -> float:
        """Standard deviation over all paths and windows, not-a-number below two of them."""
        known = self.ln_ratio[np.isfinite(self.ln_ratio)]
        return float(known.std(ddof=1)) if known.size > 1 else math.nan


def standing(area: ArrayLike, *, floor: float = 0.02) -> BoolArray:
    """Whether the ground still stood when each day began; once gone it stays gone.

    Parameters
    ----------
    area
        (..., day) [km2] area of the holder
    floor
        () [1] share of the first day's area at or below which the ground counts as recovered

    Returns
    -------
    numpy.ndarray
        (..., day - 1) [bool] one value for each step from a day to the next
    """
    a = np.asarray(area, dtype=np.float64)
    return np.logical_and.accumulate(a[..., :-1] > floor * np.abs(a[..., :1]), axis=-1)


def path_statistics(
    area: ArrayLike,
    *,
    week: int = 7,
    resolution: float = 0.05,
    floor: float = 0.02,
    collapse_days: int = 3,
    collapse_share: float = 0.25,
) -> PathStatistics:
    """Reduce paths of area to the statistics by which fronts are compared.

    Weeks are counted from the first day and an unfinished one at the end is dropped. The variation divides by the
    number of weeks, not one fewer. Weekly figures need four weeks; all figures count only days that begin with the
    ground still standing.

    Parameters
    ----------
    area
        (..., day) [km2] area of the holder at the end of each day
    week
        () [day] length of a week
    resolution
        () [km2] a smaller change of the map in a day is drawing, not movement
    floor
        () [1] share of the first day's area at or below which the ground counts as recovered
    collapse_days
        () [day] within how many consecutive days a collapse happens
    collapse_share
        () [1] share of the first day's area that must go within them

    Returns
    -------
    PathStatistics
        One value for each path.
    """
    a = np.asarray(area, dtype=np.float64)
    stands = standing(a, floor=floor)
    gain = np.where(stands, -np.diff(a, axis=-1), 0.0)
    total, days = gain.sum(axis=-1), stands.sum(axis=-1)

    count = gain.shape[-1] // week
    by_week = gain[..., : count * week].reshape(*gain.shape[:-1], count, week).sum(axis=-1)
    counted = stands[..., : count * week : week]
    weeks = counted.sum(axis=-1)
    mean = _ratio(by_week.sum(axis=-1), weeks)
    off = np.where(counted, by_week - mean[..., None], 0.0)
    squares = (off**2).sum(axis=-1)
    enough = weeks >= LEAST_WEEKS
    gained = enough & (total > resolution)

    lost = a[..., :-collapse_days] - a[..., collapse_days:]
    return PathStatistics(
        rate=_ratio(total, days),
        weekly_variation=_ratio(np.sqrt(_ratio(squares, weeks)), mean, gained & (mean > 0.0)),
        weekly_autocorrelation=_ratio((off[..., 1:] * off[..., :-1]).sum(axis=-1), squares, enough),
        largest_week=_ratio(by_week.max(axis=-1, initial=0.0), total, gained),
        days_without_change=_ratio((stands & (np.abs(gain) <= resolution)).sum(axis=-1), days),
        days_of_recapture=_ratio((gain < -resolution).sum(axis=-1), days),
        collapsed=np.asarray((lost >= collapse_share * a[..., :1]).any(axis=-1) & (a[..., 0] > 0.0)),
    )


def rate_ratios(
    area: ArrayLike,
    horizons: Sequence[int] = (30, 60, 90),
    *,
    last: int = 30,
    step: int = 10,
    least: float = 0.05,
    floor: float = 0.02,
) -> tuple[RateRatios, ...]:
    """Logarithm of the rate of gain in the next days over that of the last days, at regular dates along each path.

    A rate below `least`, zero and negative ones included, counts as `least` on either side of the ratio: two stalls in
    a row give 0, a stall after movement a large but finite drop. The spread depends on that choice, so observed and
    simulated paths must be given the same one. A next window in which the ground goes is counted in full length.

    Parameters
    ----------
    area
        (..., day) [km2] area of the holder at the end of each day
    horizons
        (horizon) [day] lengths of the next window
    last
        () [day] length of the window just past
    step
        () [day] distance between the dates at which the ratio is taken; windows overlap
    least
        () [km2/day] slowest rate told apart from none
    floor
        () [1] share of the first day's area at or below which the ground counts as recovered

    Returns
    -------
    tuple of RateRatios
        One for each horizon, in the order given; without windows if the path is too short.
    """
    a = np.asarray(area, dtype=np.float64)
    stands = standing(a, floor=floor)
    found = []
    for horizon in horizons:
        day = np.arange(last, a.shape[-1] - horizon, step)
        before = np.maximum((a[..., day - last] - a[..., day]) / last, least)
        after = np.maximum((a[..., day] - a[..., day + horizon]) / horizon, least)
        found.append(RateRatios(horizon, np.where(stands[..., day], np.log(after / before), np.nan)))
    return tuple(found)


def collapses(area: ArrayLike, *, days: int = 4, share: float = 0.2) -> int:
    """Count the times a share of what was then held went within a few days; overlapping spells are one.

    Parameters
    ----------
    area
        (day) [km2] area of the holder at the end of each day
    days
        () [day] length of a spell
    share
        () [1] share of the area at its start that must go in it

    Returns
    -------
    int
        Number of collapses.
    """
    a = np.asarray(area, dtype=np.float64)
    hit = np.flatnonzero((a[:-days] > 0.0) & (a[:-days] - a[days:] >= share * a[:-days]))
    return int(hit.size > 0) + int((np.diff(hit) > days).sum())


def daily_series(
    path: str | Path, column: str, *, start: date | None = None, end: date | None = None, gap: int = 10
) -> DailySeries:
    """Read one column of a dated CSV as a series without holes.

    Days without a row, or with an empty field, repeat the last value: a map that is not redrawn shows no change. Of
    several rows on one day the last counts.

    Parameters
    ----------
    path
        File with a column ``date`` (ISO 8601) in rising order.
    column
        Column to read.
    start
        () [date] first day wanted; earlier rows are left out
    end
        () [date] last day wanted; later rows are left out
    gap
        () [day] longest distance between rows that may be filled

    Returns
    -------
    DailySeries
        From the first row wanted to the last.

    Raises
    ------
    LedgerError
        The file is missing or lacks the column, a date or number cannot be read, dates fall, a hole is too long, or no
        row is left; all problems at once, each with its place.
    """
    if named_pipe(path):
        raise LedgerError(Problem(str(path), "", "a named pipe, which nobody may ever write to", "a CSV file"))
    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            table = list(csv.reader(file))
    except OSError as error:
        raise LedgerError(Problem(str(path), "", f"cannot be read: {error.strerror}", "a CSV file")) from None
    names = table[0] if table else []
    absent = [
        Problem(f"{path}:1:1", name, "no such column", f"one of {', '.join(names)}", did_you_mean(name, names))
        for name in ("date", column)
        if name not in names
    ]
    if absent:
        raise LedgerError(absent)
    problems: list[Problem] = []
    known: dict[date, float] = {}
    before: date | None = None
    for line, row in enumerate(table[1:], start=2):
        found = _dated(f"{path}:{line}", row, names.index("date"), names.index(column), column, problems)
        if found is None or (start and found[0] < start) or (end and found[0] > end):
            continue
        if before and not 0 <= (found[0] - before).days <= gap:
            what = f"{found[0]} after {before}"
            problems.append(Problem(f"{path}:{line}:1", "date", what, f"rising dates at most {gap} days apart"))
        before = found[0]
        known[found[0]] = found[1]
    if not known and not problems:
        problems.append(Problem(str(path), column, "no row between the first and last day wanted"))
    if problems:
        raise LedgerError(problems)
    return _filled(known)


def _dated(
    where: str, row: list[str], date_at: int, value_at: int, column: str, problems: list[Problem]
) -> tuple[date, float] | None:
    """Date and value of one row, or None for an empty field or with the problems added."""
    if len(row) <= max(date_at, value_at):
        problems.append(Problem(f"{where}:1", column, f"{len(row)} fields", f"at least {max(date_at, value_at) + 1}"))
        return None
    begins = [1 + sum(len(field) + 1 for field in row[:at]) for at in (date_at, value_at)]
    count = len(problems)
    day, value = date.min, math.nan
    try:
        day = date.fromisoformat(row[date_at])
    except ValueError:
        problems.append(Problem(f"{where}:{begins[0]}", "date", repr(row[date_at]), "a date such as 2024-11-16"))
    try:
        value = float(row[value_at])
    except ValueError:
        pass
    if not math.isfinite(value) and row[value_at]:
        problems.append(Problem(f"{where}:{begins[1]}", column, repr(row[value_at]), "a number"))
    return (day, value) if math.isfinite(value) and len(problems) == count else None


def _filled(known: dict[date, float]) -> DailySeries:
    """The values of the days known and, between them, the last one known."""
    first = min(known)
    values = [known[first]]
    for ahead in range(1, (max(known) - first).days + 1):
        values.append(known.get(first + timedelta(days=ahead), values[-1]))
    return DailySeries(first, np.array(values), len(known))


def _ratio(above: ArrayLike, below: ArrayLike, valid: ArrayLike = True) -> FloatArray:
    """Quotient where valid and the divisor is not zero, not-a-number elsewhere."""
    top, bottom = np.broadcast_arrays(np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64))
    missing = np.full(top.shape, np.nan)
    return np.asarray(np.divide(top, bottom, out=missing, where=np.asarray(valid) & (bottom != 0.0)))

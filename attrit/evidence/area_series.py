"""The area of a front by day, as maps give it: a table with a column of dates and one of square kilometres."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attrit.errors import LedgerError, Problem
from attrit.evidence.dialect import AS_USUAL, Dialect
from attrit.evidence.numerals import MISSING
from attrit.evidence.sheet import Sheet
from attrit.shown import Shown

_LARGEST = 1e8  # km2, more than all land


@dataclass(frozen=True, repr=False)
class AreaSeries(Shown):
    """The area of a front by day.

    Parameters
    ----------
    name, column
        () [-] Name of the file without its end, and the column.
    dates
        (day) [date] Days, in order; days may be missing.
    area
        (day) [km2] The area on each.
    """

    name: str
    column: str
    dates: tuple[date, ...]
    area: NDArray[np.float64]

    def daily(self) -> tuple[tuple[date, ...], NDArray[np.float64]]:
        """(day) [date, km2] Every day from the first to the last; without a map it has the area of the day before."""
        days = (self.dates[-1] - self.dates[0]).days + 1
        every = tuple(self.dates[0] + timedelta(days=k) for k in range(days))
        there = np.array([(day - self.dates[0]).days for day in self.dates])
        return every, self.area[np.searchsorted(there, np.arange(days), side="right") - 1]

    @property
    def missing(self) -> int:
        """() [day] Days between the first and the last without a map."""
        return (self.dates[-1] - self.dates[0]).days + 1 - len(self.dates)


def area_columns(path: str | os.PathLike[str], dialect: Dialect = AS_USUAL) -> list[str]:
    """Columns of a table that hold numbers.

    Parameters
    ----------
    path
        () [-] A table with a column ``date``.
    dialect
        () [-] How the file writes numbers and dates.

    Raises
    ------
    LedgerError
        The file cannot be read, or has no such column.
    """
    sheet = Sheet(path, ("date",), dialect=dialect)
    return [name for name in sheet.header if name and name != "date"]


def read_area_series(
    path: str | os.PathLike[str], column: str | None = None, dialect: Dialect = AS_USUAL
) -> AreaSeries:
    """Read the area of a front by day.

    Parameters
    ----------
    path
        () [-] A CSV or Parquet file with a column ``date`` and one or more of areas in km2.
    column
        () [-] The column of the area; the first beside the date if None.
    dialect
        () [-] How the file writes numbers and dates.

    Raises
    ------
    LedgerError
        The file cannot be read, a cell is no number of 0 or more, or days are twice there or out of order; all problems
        at once.
    """
    needed = ("date",) if column is None else ("date", column)
    sheet = Sheet(path, needed, dialect=dialect)
    others = [name for name in sheet.header if name and name != "date"]
    if not others:
        sheet.wrong(1, "date", "is the only column", "a column of areas in km2 beside it")
        sheet.check()
    name = column or others[0]
    dates: list[date] = []
    area: list[float] = []
    for line, row in sheet.rows:
        if row[name] in MISSING:
            continue
        day = sheet.day(line, row, "date")
        if dates and day == dates[-1] and sheet.sound(line):
            sheet.wrong(line, "date", f"{day} is there twice", "one row for each day")
        elif dates and day < dates[-1] and sheet.sound(line):
            sheet.wrong(line, "date", f"{day} comes after {dates[-1]}", "days in order", "sort the rows by date")
        dates.append(day)
        area.append(sheet.number(line, row, name, 0.0, _LARGEST))
    sheet.check()
    if not dates:
        raise LedgerError(Problem(os.fspath(path), name, "holds no area", "a row for each day with its area in km2"))
    return AreaSeries(Path(os.fspath(path)).stem, name, tuple(dates), np.array(area))

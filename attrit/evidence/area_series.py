"""Series of areas on a map by day, such as forecasts of a front start from.

A map is not redrawn every day. Between two snapshots the area is taken as that of the earlier one, and how many days
have none of their own is said.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attrit.errors import LedgerError, Problem
from attrit.evidence.dialect import AS_USUAL, Dialect
from attrit.evidence.sheet import Sheet

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

AREA = "_km2"
"""How the headings of columns of areas end."""
TIME = "snapshot_utc"
"""Column of the time of a snapshot: with it a day may have several in rising order, of which the last counts."""
_MOST_DAYS = 40_000  # between the first and the last: a century


@dataclass(frozen=True)
class AreaSeries:
    """Areas on the days on which a map was drawn.

    Parameters
    ----------
    name
        () [-] Name of the file without its ending.
    dates
        (snapshot) [date] Days, in rising order.
    values
        (column)(snapshot) [km2] Areas by column.
    """

    name: str
    dates: Days
    values: Mapping[str, Floats]

    @property
    def days(self) -> Days:
        """(day) [date] All days from the first snapshot to the last."""
        return np.arange(self.dates[0], self.dates[-1] + 1)

    @property
    def without(self) -> int:
        """() [day] Days between the first snapshot and the last that have none of their own."""
        return len(self.days) - len(self.dates)

    @property
    def longest_gap(self) -> int:
        """() [day] Most days in a row without a snapshot."""
        return int(np.diff(self.dates).astype(np.int64).max(initial=1)) - 1

    def daily(self, column: str) -> Floats:
        """Area of every day from the first snapshot to the last, flat between snapshots.

        Parameters
        ----------
        column
            () [-] The column.
        """
        return self.values[column][np.searchsorted(self.dates, self.days, side="right") - 1]

    def said(self) -> str:
        """The length of the series and its gaps, in words."""
        gaps = f"; {self.without} days have no snapshot, {self.longest_gap} in a row at most" if self.without else ""
        return f"{self.name}: {len(self.dates)} snapshots, {self.dates[0]} to {self.dates[-1]}{gaps}"


def read_area_series(path: str | os.PathLike[str], needed: Collection[str], dialect: Dialect = AS_USUAL) -> AreaSeries:
    """Read a table of areas: a row for each day on which the map was drawn.

    Columns whose heading ends in ``_km2`` and the columns needed are areas; others are passed over. A day stands there
    once, or with times in the column ``snapshot_utc`` several times, and then the last snapshot counts.

    Parameters
    ----------
    path
        () [-] A CSV file with the columns ``date`` and those needed.
    needed
        (column) [-] Columns of areas without which it is of no use.
    dialect
        () [-] How the file writes numbers and dates.

    Raises
    ------
    LedgerError
        The file cannot be read, holds no row, lacks a column, or has days out of order or twice, areas below 0 or
        words; all problems at once.
    """
    sheet = Sheet(path, ("date", *needed), dialect=dialect)
    areas = [name for name in dict.fromkeys(sheet.header) if name.endswith(AREA) or name in needed]
    if not areas:
        sheet.wrong(1, "date", "no column of areas", f"headings that end in {AREA}")
    taken: dict[date, list[float]] = {}
    before, time, first = None, "", None
    for line, row in sheet.rows:
        wrong = len(sheet.problems)
        day = sheet.day(line, row, "date")
        if len(sheet.problems) == wrong:
            again = day == before and time < row.get(TIME, "") and time
            if before is not None and day <= before and not again:
                found = f"{day} is there twice" if day == before else f"{day} stands below {before}"
                sheet.wrong(line, "date", found, "one row for each day, in rising order")
            elif first is not None and (day - first).days > _MOST_DAYS:
                sheet.wrong(line, "date", f"{day} is more than a century after {first}")
            before, time, first = day, row.get(TIME, ""), first or day
        taken[day] = [sheet.number(line, row, name) for name in areas]
    if not sheet.rows:
        sheet.wrong(2, "date", "no row below the header", "a row for each day on which the map was drawn")
    sheet.check()
    columns = np.array([*taken.values()]).T
    return AreaSeries(Path(path).stem, np.array([*taken], "datetime64[D]"), dict(zip(areas, columns, strict=True)))


def tables(folder: str | os.PathLike[str]) -> list[Path]:
    """The CSV files of a folder, by name.

    Parameters
    ----------
    folder
        () [-] The folder.

    Raises
    ------
    LedgerError
        It is not there, is no folder, or holds no CSV file.
    """
    where = Path(folder)
    try:
        found = sorted(path for path in where.iterdir() if path.suffix.lower() == ".csv")
    except OSError as error:
        raise LedgerError(Problem(str(where), "", f"cannot be read: {error.strerror}", "a folder")) from None
    if not found:
        raise LedgerError(Problem(str(where), "", "no CSV file in the folder", "a file for each series"))
    return found

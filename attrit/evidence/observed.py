"""What was observed of a war while it went on: dated series of outcomes, such as the ground held or claimed losses."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from attrit.errors import LedgerError, Problem
from attrit.evidence.dialect import AS_USUAL, Dialect
from attrit.evidence.numerals import MISSING
from attrit.evidence.sheet import Sheet
from attrit.shown import Shown

ERROR = "_error"
"""End of the heading of a column that holds the standard errors of another."""
_UNITS = ("_km2", "_men", "_person")
_ALIASES = {"held": "area_held", "area": "area_held", "held_or_contested": "area_held_or_contested"}


@dataclass(frozen=True, repr=False)
class Observed(Shown):
    """One series of observations.

    Parameters
    ----------
    outcome, label
        () [-] The outcome, and of which side, group or front; empty where there is one for the whole scenario.
    by
        () [-] The side that says so, whose bias is allowed for; empty for none.
    dates
        (observation) [date] Days, in order.
    values
        (observation) [unit] The numbers.
    errors
        (observation) [unit] Their standard errors; NaN where the file states none.
    source
        () [-] File and column.
    """

    outcome: str
    label: str
    by: str
    dates: tuple[date, ...]
    values: NDArray[np.float64]
    errors: NDArray[np.float64]
    source: str

    def until(self, last: date) -> Observed:
        """The observations up to a day.

        Parameters
        ----------
        last
            () [date] The last day.
        """
        n = sum(day <= last for day in self.dates)
        return replace(self, dates=self.dates[:n], values=self.values[:n], errors=self.errors[:n])


def observed_series(
    path: str | os.PathLike[str], outcomes: Sequence[str], columns: Mapping[str, str] | None = None,
    dialect: Dialect = AS_USUAL,
) -> tuple[list[Observed], list[str]]:  # fmt: skip
    """Read a file of observations.

    Parameters
    ----------
    path
        () [-] A CSV or Parquet file with a column ``date`` and one for each series. A column is named after an outcome
        (``area_held``, ``losses.ru``), a unit behind it does not matter; ``NAME_error`` holds standard errors of
        ``NAME``. The only column of numbers of a file is the ground held, whatever its name.
    outcomes
        (outcome) [-] Names of outcomes.
    columns
        (column) [-] What a column is where its name does not tell: an outcome, with a point and a label for a side or
        group, and ``by SIDE`` for whose claim it is.
    dialect
        () [-] How the file writes numbers and dates.

    Returns
    -------
    tuple
        The series, and a note of the columns that are none.

    Raises
    ------
    LedgerError
        The file cannot be read, or a cell is wrong, or no column is an outcome; all problems at once.
    """
    sheet = Sheet(path, ("date",), dialect=dialect)
    named = [name for name in sheet.header if name and name != "date"]
    for name in columns or {}:
        if name not in named:
            sheet.wrong(1, name, "no such column", f"columns of the file: {', '.join(named)}")
    meant = {name: _outcome(name, outcomes) for name in named}
    meant |= {name: _stated(sheet, name, text, outcomes) for name, text in (columns or {}).items() if name in named}
    taken = {name: said for name, said in meant.items() if said}
    plain = [name for name in named if _is_number(sheet, name) and not name.endswith(ERROR)]
    if not taken and len(plain) == 1 and not columns:
        taken = {plain[0]: ("area_held", "", "")}
    if not taken and not sheet.problems:
        cure = f"say what a column is, for example --column {plain[0] if plain else 'NAME'}=area_held"
        sheet.wrong(
            1, "date", f"no column is an outcome: {', '.join(named) or 'none there'}", "such as area_held", cure
        )
    sheet.check()
    days = [sheet.day(line, row, "date") for line, row in sheet.rows]
    _in_order(sheet, days)
    found = [_series(sheet, days, name, said, path) for name, said in taken.items()]
    sheet.check()
    found = [one for one in found if one.dates]
    if not found:
        raise LedgerError(Problem(os.fspath(path), "", "holds no observation", "a row for each day with its number"))
    errors = {f"{name}{ERROR}" for name in taken}
    others = [name for name in named if name not in taken and name not in errors]
    note = f"note: columns of {os.fspath(path)} that are not used: {', '.join(others)}"
    return found, [note] if others else []


def _outcome(name: str, outcomes: Sequence[str]) -> tuple[str, str, str] | None:
    """Outcome and label that a heading names, if it does."""
    for unit in ("", *_UNITS):
        stem, _, label = name.lower().removesuffix(unit).partition(".")
        stem = _ALIASES.get(stem, stem)
        if name.lower().endswith(unit) and stem in outcomes:
            return stem, label, ""
    return None


def _stated(sheet: Sheet, name: str, text: str, outcomes: Sequence[str]) -> tuple[str, str, str] | None:
    """What the reader says that a column is."""
    what, _, by = text.partition(" by ")
    found = _outcome(what.strip(), outcomes)
    if found is None:
        accepted = "an outcome such as area_held or losses.ru, and 'by SIDE' for whose claim it is"
        sheet.wrong(1, name, f"'{text}' is no outcome", accepted)
        return None
    return found[0], found[1], by.strip()


def _is_number(sheet: Sheet, name: str) -> bool:
    cells = [row[name] for _, row in sheet.rows if row[name] not in MISSING]
    return bool(cells) and any(cell[:1].isdigit() for cell in cells)


def _in_order(sheet: Sheet, days: Sequence[date]) -> None:
    """Refuse days that are there twice or out of order."""
    for k in range(1, len(days)):
        line = sheet.rows[k][0]
        if days[k] == days[k - 1]:
            sheet.wrong(line, "date", f"{days[k]} is there twice", "one row for each day")
        elif days[k] < days[k - 1]:
            sheet.wrong(line, "date", f"{days[k]} comes after {days[k - 1]}", "days in order", "sort the rows by date")


def _series(
    sheet: Sheet, days: Sequence[date], name: str, said: tuple[str, str, str], path: str | os.PathLike[str]
) -> Observed:
    """One column, without its empty cells."""
    kept, values, errors = [], [], []
    column = f"{name}{ERROR}"
    for day, (line, row) in zip(days, sheet.rows, strict=True):
        if row[name] in MISSING:
            continue
        kept.append(day)
        values.append(sheet.number(line, row, name))
        stated = row.get(column, "") not in MISSING
        errors.append(sheet.number(line, row, column, 1e-9) if stated else np.nan)
    return Observed(*said, tuple(kept), np.array(values), np.array(errors), f"{os.fspath(path)}: {name}")

"""Tables of strengths and losses of two sides by day, such as laws of attrition are fitted to."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attrit.errors import LedgerError, Problem, did_you_mean
from attrit.evidence import dates
from attrit.evidence.dialect import AS_USUAL, Dialect
from attrit.evidence.numerals import MISSING, number
from attrit.evidence.sheet import Sheet

_WHOLE = re.compile("[+-]?[0-9]{1,6}")
STANCES = {"attack": 1.0, "defend": -1.0, "": 0.0}


@dataclass(frozen=True)
class DailyLosses:
    """Strengths and losses of two sides, day by day; only days on which all four numbers are above 0.

    Parameters
    ----------
    sides
        (side) [-] Their names.
    day
        (day) [day] Number of each day.
    strength, losses
        (day, side) [any] In the file's own units, weighted as asked.
    stance
        (day, side) [1] 1 attacks, -1 defends, 0 not said.
    left_out
        () [1] Days of the file without four numbers above 0.
    """

    sides: tuple[str, str]
    day: NDArray[np.int64]
    strength: NDArray[np.float64]
    losses: NDArray[np.float64]
    stance: NDArray[np.float64]
    left_out: int


def read_daily_losses(
    path: str | os.PathLike[str],
    *,
    strength: str = "strength",
    losses: str = "losses",
    day: str = "day",
    side: str = "side",
    days: tuple[int, int] | None = None,
    attacks: Mapping[str, tuple[int, int]] | None = None,
    dialect: Dialect = AS_USUAL,
) -> DailyLosses:
    """Read a daily table: a row for each side and day.

    Parameters
    ----------
    path
        () [-] A CSV file with columns for the day, the side, strength and losses, and if it says so ``stance`` (attack
        or defend).
    strength, losses
        () [-] Which columns hold them: a name, or a weighted sum such as ``men + 20*tanks + 40*guns``.
    day, side
        () [-] The columns of the day and of the side. Days are whole numbers, or dates, of which the first is day 1.
    days
        () [day] First and last day to take; all if None.
    attacks
        (side) [day] First and last day on which a side attacks, the other then being on the defensive; in place of
        the column ``stance``.
    dialect
        () [-] How the file writes numbers and dates.

    Returns
    -------
    DailyLosses
        Sides in the order of the file, days in their own.

    Raises
    ------
    LedgerError
        The file cannot be read, or a cell is wrong; all problems at once.
    """
    sums = {"strength": _sum(strength, "strength"), "losses": _sum(losses, "losses")}
    columns = dict.fromkeys(name for terms in sums.values() for name in terms)
    sheet = Sheet(path, (day, side, *columns), dialect=dialect)
    number_of = _numbered(sheet, day)
    cells: dict[tuple[int, str], tuple[float, float, float]] = {}
    for line, row in sheet.rows:
        at, who = number_of(line, row), row[side]
        numbers = {name: sheet.number(line, row, name) for name in columns if row[name] not in MISSING}
        said = sheet.word(line, row, "stance", STANCES) if row.get("stance") else ""
        if not who:
            sheet.wrong(line, side, "empty", "the name of a side")
        if (at, who) in cells and sheet.sound(line):
            sheet.wrong(line, day, f"day {row[day]} of {who} is there twice", "a row for each side and day")
        whole = len(numbers) == len(columns)  # with an empty cell it is as if the row were not there
        own, lost = (sum(k * numbers[name] for name, k in terms.items()) if whole else 0.0 for terms in sums.values())
        if lost > own > 0 and sheet.sound(line):
            cure = (
                "a point stands before decimals; if it does not, say --decimal comma"
                if "." in row[next(iter(sums["strength"]))]
                else ""
            )
            sheet.wrong(
                line, next(iter(sums["losses"])), f"losses of {lost:g}, more than the strength of {own:g}", "", cure
            )
        cells[at, who] = own, lost, STANCES.get(said, 0.0)
    sides = list(dict.fromkeys(name for _, name in cells))
    if len(sides) != 2:
        sheet.wrong(1, side, f"{len(sides)} sides: {', '.join(sides) or 'no row'}"[:80], "two sides")
    sheet.check()
    unknown = [name for name in attacks or () if name not in sides]
    if unknown:
        raise LedgerError(
            Problem("attacks", name, "no such side", f"one of {', '.join(sides)}", did_you_mean(name, sides))
            for name in unknown
        )
    return _table((sides[0], sides[1]), cells, days, attacks or {}, os.fspath(path))


def _numbered(sheet: Sheet, column: str) -> Callable[[int, Mapping[str, str]], int]:
    """What gives the number of the day in a row: as it stands, or from the first date on."""
    cells = [row[column] for _, row in sheet.rows if not _WHOLE.fullmatch(row[column])]
    found = [day for cell in cells for day in dates.days(cell, sheet.dialect.dates)]
    if not found:
        return lambda line, row: _whole_day(sheet, line, row, column)
    first = min(found)
    return lambda line, row: (sheet.day(line, row, column) - first).days + 1


def _whole_day(sheet: Sheet, line: int, row: Mapping[str, str], column: str) -> int:
    text = row[column]
    if _WHOLE.fullmatch(text):
        return int(text)
    found = f"'{text}' is no day" if text else "empty"
    try:
        dates.day(text, sheet.dialect.dates)
        cure = ""
    except LedgerError as error:
        cure = error.problems[0].cure if "--dates" in error.problems[0].cure else ""
    sheet.wrong(line, column, found, "a whole number, or a date such as 1944-12-16", cure)
    return 0


def _table(
    sides: tuple[str, str],
    cells: Mapping[tuple[int, str], tuple[float, float, float]],
    days: tuple[int, int] | None,
    attacks: Mapping[str, tuple[int, int]],
    where: str,
) -> DailyLosses:
    first, last = days or (min(day for day, _ in cells), max(day for day, _ in cells))
    asked = [day for day in sorted({day for day, _ in cells}) if first <= day <= last]
    nothing = 0.0, 0.0, 0.0
    taken = [day for day in asked if all(min(cells.get((day, side), nothing)[:2]) > 0 for side in sides)]
    if not taken:
        found = f"none of {len(asked)} days has strengths and losses of both sides above 0"
        raise LedgerError(Problem(where, "", found, "a row for each side and day, and days that are there"))
    rows = np.array([[cells[day, side] for side in sides] for day in taken])
    stance = rows[:, :, 2]
    for i, day in enumerate(taken):
        for k, side in enumerate(sides):
            begin, end = attacks.get(side, (1, 0))
            if begin <= day <= end:
                stance[i, k], stance[i, 1 - k] = 1.0, -1.0
    return DailyLosses(sides, np.array(taken), rows[:, :, 0], rows[:, :, 1], stance, len(asked) - len(taken))


def _sum(text: str, what: str) -> dict[str, float]:
    """Columns and their weights in ``men + 20*tanks``."""
    terms: dict[str, float] = {}
    for part in text.split("+"):
        found = re.fullmatch(r"\s*(?:([0-9.]+)\s*\*\s*)?([^*+]+?)\s*", part)
        try:
            if found is None:
                raise LedgerError("no column")
            terms[found[2]] = terms.get(found[2], 0.0) + number(found[1] or "1")
        except LedgerError:
            problem = Problem("", what, f"'{text}' is no sum of columns", "such as men + 20*tanks + 40*guns")
            raise LedgerError(problem) from None
    return terms

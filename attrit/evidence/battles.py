"""Tables with a row for each battle: strengths and losses of both sides, such as laws of attrition are fitted to."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attrit.errors import LedgerError, Problem
from attrit.evidence.dialect import AS_USUAL, Dialect
from attrit.evidence.numerals import MISSING
from attrit.evidence.sheet import Sheet


@dataclass(frozen=True)
class Battles:
    """Strengths and losses of two sides, battle by battle; only battles with four numbers above 0.

    Parameters
    ----------
    sides
        (side) [-] What to call them: the attackers first.
    strength, losses
        (battle, side) [any] In the file's own units.
    group
        (battle) [-] What is left out together, such as the war of a battle.
    left_out
        () [1] Battles of the file without four numbers above 0.
    """

    sides: tuple[str, str]
    strength: NDArray[np.float64]
    losses: NDArray[np.float64]
    group: NDArray[np.str_]
    left_out: int


def read_battles(
    path: str | os.PathLike[str], columns: str, *, group: str | None = None, dialect: Dialect = AS_USUAL
) -> Battles:
    """Read a table of battles.

    Parameters
    ----------
    path
        () [-] A CSV or Parquet file with a row for each battle.
    columns
        () [-] Four columns, comma-separated: strength and losses of the attackers, then those of the defenders.
    group
        () [-] Column of what is left out together; every battle by itself if None.
    dialect
        () [-] How the file writes numbers.

    Raises
    ------
    LedgerError
        The file cannot be read, or a cell is wrong; all problems at once.
    """
    names = [name.strip() for name in columns.split(",")]
    if len(names) != 4 or len({*names}) < 4 or not all(names):
        accepted = "four columns: strength and losses of the attackers, then of the defenders, such as R0,Rc,B0,Bc"
        raise LedgerError(Problem("", "battles", f"'{columns}'", accepted))
    sheet = Sheet(path, (*names, *([group] if group else [])), dialect=dialect)
    taken, labels = [], []
    for line, row in sheet.rows:
        four = [0.0 if row[name] in MISSING else sheet.number(line, row, name) for name in names]
        for own, lost in ((0, 1), (2, 3)):
            if four[lost] > four[own] > 0:
                found = f"losses of {four[lost]:g}, more than the strength of {four[own]:g}"
                sheet.wrong(line, names[lost], found)
        if min(four) > 0:
            taken.append(four)
            labels.append(row[group] if group else f"{line}")
    sheet.check()
    if not taken:
        found = f"none of {len(sheet.rows)} battles has strengths and losses of both sides above 0"
        raise LedgerError(Problem(os.fspath(path), "", found, "a row for each battle"))
    numbers, left_out = np.array(taken), len(sheet.rows) - len(taken)
    return Battles(("attacker", "defender"), numbers[:, [0, 2]], numbers[:, [1, 3]], np.array(labels), left_out)

"""Priors of reporting bias: by how much a claimant's numbers run above the truth, by whose quantity it is and of what.

A bias file is a CSV with the columns `COLUMNS`. A row names a side and whose quantity it counts (``UA``, ``RU``), or
instead of a side ``own``, ``enemy`` or ``other`` and holds for every side in that position; ``common`` is what all who
speak get wrong together. ``kind`` empty holds for every kind that has no row of its own; ``military_deaths`` and the
like are ``losses`` where they have none. `attrit fit-claims` writes such a file.
"""

from __future__ import annotations

import math
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

from attrit.errors import LedgerError, Problem, did_you_mean
from attrit.evidence import numerals
from attrit.evidence.dialect import AS_USUAL, Dialect
from attrit.evidence.kinds import broader, kind_faults
from attrit.evidence.priors import KINDS
from attrit.evidence.table_file import read_table
from attrit.shown import Shown

COLUMNS = ("side", "of", "kind", "p05", "p50", "p95", "class", "source")
_GREATEST = 1000.0  # factor that a bias may be
RELATIONS = ("own", "enemy", "other", "common")


class Bias(NamedTuple):
    """One prior of a bias, as a factor on the truth.

    Parameters
    ----------
    side, of, kind
        () [-] Whose claims, of whose quantity, of what sort; see the head of this file.
    p05, p50, p95
        () [1] Quantiles of the factor.
    provenance, source
        () [-] Provenance class, and where the numbers come from.
    """

    side: str
    of: str
    kind: str
    p05: float
    p50: float
    p95: float
    provenance: str
    source: str


@dataclass(frozen=True, repr=False)
class Biases(Shown):
    """Priors of reporting bias.

    Parameters
    ----------
    rows
        (bias) [-] The priors.
    belligerents
        (side) [-] Who fights whom; a claimant of another side is ``other``. Empty: all sides that claims are of.
    general
        () [-] Those that hold where these say nothing; None for nothing.
    codes
        (side) [-] What a side is called here, by another name of it; both in capitals.
    """

    rows: tuple[Bias, ...]
    belligerents: frozenset[str] = frozenset()
    general: Biases | None = None
    codes: Mapping[str, str] = field(default_factory=dict)

    def parts(self, name: str) -> set[str]:
        """The sides in a name such as ``US/UA``, each by the one name that counts.

        Parameters
        ----------
        name
            () [-] As a claim or a prior states it; capitals do not count.
        """
        return {self.codes.get(part, part) for part in name.upper().split("/") if part}

    def known_as(self, name: str) -> str:
        """The same as one name, in the order in which it was written.

        Parameters
        ----------
        name
            () [-] As for `parts`.
        """
        return "/".join(self.codes.get(part, part) for part in name.upper().split("/"))

    def relation(self, side: str, of: str, among: Collection[str] = ()) -> str:
        """Whether a side counts what is its own, its enemy's or another's.

        Parameters
        ----------
        side, of
            () [-] Whose claim, of whose quantity; several sides are joined by a slash.
        among
            (side) [-] The belligerents, where these priors name none.
        """
        fighting = self.belligerents or {name.upper() for name in among}
        speaks, whose = self.parts(side), self.parts(of)
        if speaks & whose:
            return "own"
        return "enemy" if whose & fighting and speaks & fighting else "other"

    def find(self, side: str, of: str, kind: str, relation: str) -> Bias:
        """The prior that fits best: of this side before of its position, of this kind before of broader ones.

        Parameters
        ----------
        side, of, kind, relation
            () [-] Whose claims, of whose quantity, of what sort; and the relation of the two.
        """
        found = self._best(side, of, kind, relation)
        return found or Bias(relation, "", "", 1.0, 1.0, 1.0, "judgement", "none assumed")

    def common(self, kind: str) -> Bias | None:
        """The prior of what all who speak get wrong together; None if nothing is said of it.

        Parameters
        ----------
        kind
            () [-] What sort of quantity.
        """
        return self._best("", "", kind, "common")

    def _best(self, side: str, of: str, kind: str, relation: str) -> Bias | None:
        """The prior that fits best, if there is any."""
        whose, known = self.parts(of), self.known_as(side)
        of_side = [row for row in self.rows if self.known_as(row.side) == known and self.known_as(row.of) in whose]
        of_position = [row for row in self.rows if not row.of and row.side == relation]
        for rows in (of_side, of_position):
            for wanted in (kind, broader(kind), ""):
                for row in rows:
                    if row.kind == wanted:
                        return row
        return self.general._best(side, of, kind, relation) if self.general is not None else None

    def over(
        self, general: Biases, belligerents: Collection[str] = (), codes: Mapping[str, str] | None = None
    ) -> Biases:
        """These before others, which hold where these say nothing.

        Parameters
        ----------
        general
            () [-] The others.
        belligerents
            (side) [-] Who fights whom.
        codes
            (side) [-] Other names of belligerents that claims and priors go by.
        """
        called = {name.upper(): code.upper() for name, code in (codes or {}).items()}
        fighting = frozenset(called.get(name.upper(), name.upper()) for name in belligerents)
        return Biases(self.rows, fighting, general, called)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Biases:
        """Read a bias file; all problems at once.

        Parameters
        ----------
        path
            () [-] A CSV file in UTF-8.

        Raises
        ------
        LedgerError
            The file cannot be read, or rows of it are no priors of a bias; by row and column.
        """
        where = os.fspath(path)
        (header, *table), separator = read_table(path, COLUMNS)
        dialect = AS_USUAL.of_file(separator)
        missing = [column for column in COLUMNS if column not in header]
        if missing:
            raise LedgerError(
                [Problem(f"{where}:1:{name}", "", "missing column", ",".join(COLUMNS)) for name in missing]
            )
        rows: list[Bias] = []
        problems: list[Problem] = []
        seen: set[tuple[str, str, str]] = set()
        for number, cells in enumerate(table, start=2):
            if any(cells):
                row = dict(zip(header, [*cells, *[""] * len(header)], strict=False))
                numbers, found = _checked(row, dialect)
                problems += [Problem(f"{where}:{number}:{column}", "", *words) for column, *words in found]
                key = row["side"].upper(), row["of"].upper(), row["kind"]
                if not found and key in seen:
                    found_twice = f"a second prior for {', '.join(key)}"
                    problems.append(Problem(f"{where}:{number}:side", "", found_twice, "one"))
                seen.add(key)
                if not found:
                    rows.append(Bias(row["side"], row["of"], row["kind"], *numbers, row["class"], row["source"]))
        if problems:
            raise LedgerError(problems)
        return cls(tuple(rows))


def _checked(
    row: dict[str, str], dialect: Dialect
) -> tuple[tuple[float, float, float], list[tuple[str, str, str, str]]]:
    """The quantiles of one row, and what is wrong with it: column, what was found, what is accepted, the cure."""
    found = []
    if not row["of"] and row["side"] not in RELATIONS:
        cure = did_you_mean(row["side"], RELATIONS)
        found.append(
            ("side", f"'{row['side']}' with no 'of'", f"a side and whose quantity, or {', '.join(RELATIONS)}", cure)
        )
    found += [("kind", *words) for words in kind_faults(row["kind"])]
    if row["class"] not in KINDS:
        found.append(
            ("class", f"unknown '{row['class']}'", f"one of {', '.join(KINDS)}", did_you_mean(row["class"], KINDS))
        )
    numbers = []
    for name in ("p05", "p50", "p95"):
        try:
            numbers.append(numerals.number(row[name], dialect))
        except LedgerError as error:
            found += [(name, p.found, "a factor above 0", p.cure) for p in error.problems]
    if len(numbers) == 3 and not 0 < numbers[0] < numbers[1] < numbers[2] < math.inf:
        found.append(("p05", f"quantiles {', '.join(map('{:g}'.format, numbers))} do not rise from above 0", "", ""))
    elif len(numbers) == 3 and not 1 / _GREATEST <= numbers[0] < numbers[2] <= _GREATEST:
        found.append(
            ("p05", f"{numbers[0]:g} to {numbers[2]:g}", f"factors from {1 / _GREATEST:g} to {_GREATEST:g}", "")
        )
    low, mid, high = numbers if len(numbers) == 3 else (1.0, 1.0, 1.0)
    return (low, mid, high), found


@cache
def shipped() -> Biases:
    """The priors that ship with attrit, for a party's and others' claims in any war."""
    with as_file(files("attrit.library") / "reporting_bias.csv") as file:
        return Biases.read(file)

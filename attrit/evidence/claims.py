"""The ledger of claims: what was said by whom, in one file. Nothing is averaged here.

A ledger is a CSV file that a spreadsheet can edit; docs/ledger.md says how to write a row.
"""

from __future__ import annotations

import csv
import io
import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from attrit.errors import LedgerError, Problem, did_you_mean
from attrit.evidence.statement import COLUMNS, Fault, period, read_cells
from attrit.evidence.statement import Claim as Claim
from attrit.quantities import convert


def _link_faults(links: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Fault]]:
    """Doubled ids, and repeats that lead nowhere or in a circle, with the place of the claim in the sequence."""
    source = dict(reversed(links))
    seen: set[str] = set()
    for place, (name, repeats) in enumerate(links):
        if name and name in seen:
            yield place, Fault("id", f"'{name}' is used twice", "each id once")
        seen.add(name)
        if repeats and repeats not in source:
            yield place, Fault("repeats", f"no claim '{repeats}'", "the id of a claim", did_you_mean(repeats, source))
        passed = {name}
        while repeats and repeats not in passed:
            passed.add(repeats)
            repeats = source.get(repeats, "")
        if name and repeats == name:
            yield place, Fault("repeats", f"'{name}' repeats itself in a circle", "a chain that ends with a source")


@dataclass(frozen=True)
class Conflict:
    """Claims about one subject, of one definition, that cannot all be true.

    Parameters
    ----------
    subject, definition
        () [-] What they are about.
    pairs
        (pair) [-] Every two that exclude each other beyond their rounding, the smaller first; nearest in time first.
    """

    subject: str
    definition: str
    pairs: tuple[tuple[Claim, Claim], ...]


@dataclass(frozen=True)
class ProductCheck:
    """A total times a share, held against what is claimed of the part.

    Parameters
    ----------
    total, share
        () [-] The claims multiplied.
    computed
        () [unit] Their product in canonical units.
    unit
        () [-] That unit.
    claimed
        (claim) [-] What is claimed of the part.
    """

    total: Claim
    share: Claim
    computed: float
    unit: str
    claimed: tuple[Claim, ...]

    @property
    def agreeing(self) -> tuple[Claim, ...]:
        """The claims of the part that the product fits."""
        found = []
        for claim in self.claimed:
            interval = claim.interval()
            if interval and interval[0] <= self.computed <= interval[1] and interval[2] == self.unit:
                found.append(claim)
        return tuple(found)


@dataclass(frozen=True)
class Ledger:
    """Claims in the order of their file; every selection is a Ledger again and remembers who repeats whom.

    Parameters
    ----------
    claims
        (claim) [-] The claims.
    origin
        (claim) [-] All claims of the ledger that this is a selection of; leave it out for a new ledger.
    """

    claims: tuple[Claim, ...]
    origin: tuple[Claim, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "claims", tuple(self.claims))
        if not self.origin:
            faults = _link_faults([(claim.id, claim.repeats) for claim in self.claims])
            problems = [fault.at("", f"{self.claims[place].id}.{fault.column}") for place, fault in faults]
            if problems:
                raise LedgerError(problems)
            object.__setattr__(self, "origin", self.claims)

    def __len__(self) -> int:
        return len(self.claims)

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.claims)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Ledger:
        """Read a ledger file; all problems of the file are reported at once.

        Parameters
        ----------
        path
            () [-] A CSV file in UTF-8, separated by commas or semicolons, with the columns `COLUMNS` in any order.
        """
        return cls(tuple(_read_claims(path)))

    @cached_property
    def _by_id(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.origin}

    @property
    def subjects(self) -> tuple[str, ...]:
        """Every subject once, in order of appearance."""
        return tuple(dict.fromkeys(claim.subject for claim in self))

    @property
    def claimants(self) -> tuple[str, ...]:
        """Every claimant once, in order of appearance."""
        return tuple(dict.fromkeys(claim.claimant for claim in self))

    def _select(self, keep: Iterable[Claim]) -> Ledger:
        return Ledger(tuple(keep), self.origin)

    def _sources(self, claim: Claim) -> list[Claim]:
        """The claim that this one repeats, the one that that one repeats, and so on."""
        chain: list[Claim] = []
        while claim.repeats:
            claim = self._by_id[claim.repeats]
            chain.append(claim)
        return chain

    def voice(self, claim: Claim) -> str:
        """Whose statement it is in the end: the claimant of the claim at the source of the repeats.

        Parameters
        ----------
        claim
            () [-] A claim of this ledger.
        """
        return [claim, *self._sources(claim)][-1].claimant

    def originals(self) -> Ledger:
        """The claims that repeat none of the others here."""
        here = {claim.id for claim in self}
        return self._select(c for c in self if not any(source.id in here for source in self._sources(c)))

    def about(self, subject: str) -> Ledger:
        """The claims about one subject.

        Parameters
        ----------
        subject
            () [-] Its key.
        """
        known = {claim.subject for claim in self.origin}
        if subject not in known:
            raise LedgerError(Problem("", "", f"no claim about '{subject}'", "", did_you_mean(subject, known)))
        return self._select(claim for claim in self if claim.subject == subject)

    def as_of(self, when: date | str) -> Ledger:
        """What had been said by a day.

        Parameters
        ----------
        when
            () [date] The last day whose statements are in; text is read by `period` and means its last day.
        """
        day = when if isinstance(when, date) else period(when)[1]
        return self._select(claim for claim in self if claim.made_on <= day)

    def only(self, claimant: str) -> Ledger:
        """The claims of one claimant, and those that repeat him.

        Parameters
        ----------
        claimant
            () [-] Who says it.
        """
        known = {claim.claimant for claim in self.origin}
        if claimant not in known:
            raise LedgerError(Problem("", "", f"no claim by '{claimant}'", "", did_you_mean(claimant, known)))
        return self._select(c for c in self if claimant in (c.claimant, self.voice(c)))

    def without(self, claimant: str) -> Ledger:
        """All claims but those of one claimant and those that repeat him.

        Parameters
        ----------
        claimant
            () [-] Whose word is not taken.
        """
        gone = {claim.id for claim in self.only(claimant)}
        return self._select(claim for claim in self if claim.id not in gone)

    def conflicts(self) -> tuple[Conflict, ...]:
        """Subjects on which claims of one definition exclude each other by more than their rounding."""
        groups: dict[tuple[str, str, str], list[tuple[Claim, float, float]]] = {}
        for claim in self.originals():
            interval = claim.interval()
            if interval and claim.stance in ("asserts", "confirms"):
                key = (claim.subject, claim.definition, interval[2])
                groups.setdefault(key, []).append((claim, interval[0], interval[1]))
        found = []
        for (subject, definition, _), members in groups.items():
            pairs = [
                (a, b) if a_high < b_low else (b, a)
                for (a, a_low, a_high), (b, b_low, b_high) in itertools.combinations(members, 2)
                if a_high < b_low or b_high < a_low
            ]
            if pairs:
                pairs.sort(key=lambda pair: max(pair[0].start - pair[1].end, pair[1].start - pair[0].end, timedelta()))
                found.append(Conflict(subject, definition, tuple(pairs)))
        return tuple(found)

    def derived(self, identities: Iterable[tuple[str, str, str]]) -> tuple[ProductCheck, ...]:
        """Check claims that follow from each other.

        Parameters
        ----------
        identities
            (identity) [-] Subjects (total, share, part), meaning that the total times the share is the part.
        """
        return tuple(check for identity in identities for check in check_product(self, *identity))


def check_product(ledger: Ledger, total: str, share: str, part: str) -> tuple[ProductCheck, ...]:
    """Hold a total times a share against what is claimed of the part, once for each claim of the share.

    The total is the latest of the same claimant, or the latest of all if he gave none.

    Parameters
    ----------
    ledger
        (claim) [-] The claims.
    total, share, part
        () [-] Subjects such that total times share is the part.
    """
    totals, shares, parts = ([c for c in ledger.about(s) if c.stated is not None] for s in (total, share, part))
    claimed = tuple(claim for claim in ledger.originals() if claim in parts)
    checks = []
    for of in (claim for claim in ledger.originals() if claim in shares):
        own = [claim for claim in totals if claim.claimant == of.claimant] or totals
        if own:
            whole = max(own, key=lambda claim: (claim.end, claim.made_on))
            size, unit = convert(whole.stated or 0.0, whole.unit)
            computed = size * convert(of.stated or 0.0, of.unit)[0]
            checks.append(ProductCheck(whole, of, computed, unit, claimed))
    return tuple(checks)


def _table(path: str | os.PathLike[str]) -> list[list[str]]:
    """The cells of a CSV file as text."""
    where, cure = os.fspath(path), "save the sheet as 'CSV UTF-8'"
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise LedgerError(Problem(where, "", f"cannot be read: {error.strerror}", "a CSV file")) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise LedgerError(Problem(f"{where}:{line}", "", "not UTF-8 text", "a CSV file in UTF-8", cure)) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise LedgerError(Problem(f"{where}:{line}", "", "not a text file", "a CSV file in UTF-8", cure))
    if not text.strip():
        raise LedgerError(Problem(f"{where}:1", "", "the file is empty", f"a first row {','.join(COLUMNS)}"))
    first = text.strip().splitlines()[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [[cell.strip() for cell in row] for row in reader]
    except csv.Error as error:
        problem = Problem(f"{where}:{reader.line_num}", "", f"broken CSV: {error}", "", "look for a lone quote sign")
        raise LedgerError(problem) from error


def _header_problems(where: str, header: list[str]) -> Iterator[Problem]:
    for place, column in enumerate(header):
        if column not in COLUMNS:
            yield Problem(f"{where}:1:{column}", "", "unknown column", "", did_you_mean(column, COLUMNS))
        elif column in header[:place]:
            yield Problem(f"{where}:1:{column}", "", "column appears twice")
    for column in COLUMNS:
        if column not in header:
            yield Problem(f"{where}:1:{column}", "", "missing column", f"all of {','.join(COLUMNS)}")


def _read_claims(path: str | os.PathLike[str]) -> list[Claim]:
    """The claims of a file, or all that is wrong with it, in the order of its cells."""
    where = os.fspath(path)
    header, *rows = _table(path)
    while header and not header[-1]:
        header.pop()
    problems = list(_header_problems(where, header))
    absent = set(COLUMNS) - set(header)
    numbers: list[int] = []
    values: list[dict[str, Any]] = []
    faults: list[tuple[int, Fault]] = []
    for number, cells in enumerate(rows, start=2):
        if not any(cells):
            continue
        if len(cells) < len(header) or any(cells[len(header) :]):
            cure = "a text that holds the separator stands between quote signs"
            fault = Fault(header[-1], f"the row has {len(cells)} cells", f"{len(header)} as in the first row", cure)
            faults.append((len(numbers), fault))
        row, wrong = read_cells(dict(zip(header, cells, strict=False)))
        faults += [(len(numbers), fault) for fault in wrong if fault.column not in absent]
        numbers.append(number)
        values.append(row)
    faults += _link_faults([(row["id"], row["repeats"]) for row in values])
    faults.sort(key=lambda item: (item[0], COLUMNS.index(item[1].column) if item[1].column in COLUMNS else -1))
    problems += [fault.at(f"{where}:{numbers[i]}:{fault.column}", values[i]["id"]) for i, fault in faults]
    if not values and not problems:
        problems.append(Problem(f"{where}:2", "", "no claim in the file", "a row for each claim"))
    if problems:
        raise LedgerError(problems)
    return [Claim(**row) for row in values]

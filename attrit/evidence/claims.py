"""The ledger of claims: what was said by whom, in one file. Nothing is averaged here.

A ledger is a CSV file that a spreadsheet can edit; docs/ledger.md says how to write a row.
"""

from __future__ import annotations

import math
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from attrit.errors import LedgerError, Problem, did_you_mean
from attrit.evidence.ledger_file import link_faults, read_rows
from attrit.evidence.statement import Claim as Claim
from attrit.evidence.statement import period
from attrit.evidence.words import meant
from attrit.quantities import convert
from attrit.shown import Shown, brief, line

if TYPE_CHECKING:
    from attrit.evidence.conflicts import Conflict


@dataclass(frozen=True, repr=False)
class ProductCheck(Shown):
    """A total times a share, held against what is claimed of the part.

    Parameters
    ----------
    total, share
        () [-] The claims multiplied.
    computed, low, high
        () [unit] Their product in canonical units, and the bounds that the words of the share leave.
    unit
        () [-] That unit.
    claimed
        (claim) [-] What is claimed of the part.
    """

    total: Claim
    share: Claim
    computed: float
    low: float
    high: float
    unit: str
    claimed: tuple[Claim, ...]

    @property
    def agreeing(self) -> tuple[Claim, ...]:
        """The claims of the part that the product fits."""
        found = []
        for claim in self.claimed:
            interval = claim.interval()
            if interval and interval[0] <= self.high and self.low <= interval[1] and interval[2] == self.unit:
                found.append(claim)
        return tuple(found)


class Entry(NamedTuple):
    """One line of a timeline.

    Parameters
    ----------
    claim
        () [-] The claim.
    repeats
        () [-] The claim at the source of what it passes on; None for an original.
    revises
        () [-] What the same voice last said of the same thing before, if that was another number; else None.
    """

    claim: Claim
    repeats: Claim | None
    revises: Claim | None

    def __repr__(self) -> str:
        return brief(self)


@dataclass(frozen=True, repr=False)
class Ledger(Shown):
    """Claims in the order of their file; every selection is a Ledger again and remembers who repeats whom.

    Parameters
    ----------
    claims
        (claim) [-] The claims.
    origin
        (claim) [-] All claims of the ledger that this is a selection of; leave it out for a new ledger.
    places
        (claim) [-] Where each claim stands, ``file:row`` by id; empty for a ledger that was not read from a file.
    until
        () [date] The last day of which anything is known; set by `as_of`.
    """

    claims: tuple[Claim, ...]
    origin: tuple[Claim, ...] = field(default=(), repr=False)
    places: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    until: date = field(default=date.max, repr=False, compare=False)

    def __repr__(self) -> str:
        return line(self, f"of {len(self.claims):,} claims on {len(self.subjects):,} subjects")

    def __post_init__(self) -> None:
        object.__setattr__(self, "claims", tuple(self.claims))
        if not self.origin:
            faults = link_faults([(claim.id, claim.repeats) for claim in self.claims])
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
            () [-] A CSV file in UTF-8, separated by commas or semicolons, with the columns `statement.NEEDED` and any
            of `statement.COLUMNS` in any order.

        Raises
        ------
        LedgerError
            The file cannot be read, or some of its rows are no claims; all problems at once, by row and column.
        """
        rows = read_rows(path)
        return cls(rows.claims, places=rows.places)

    @cached_property
    def _by_id(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.origin}

    @cached_property
    def _by_subject(self) -> dict[str, list[Claim]]:
        found: dict[str, list[Claim]] = {}
        for claim in self:
            found.setdefault(claim.subject, []).append(claim)
        return found

    @property
    def subjects(self) -> tuple[str, ...]:
        """Every subject once, in order of appearance."""
        return tuple(self._by_subject)

    @property
    def claimants(self) -> tuple[str, ...]:
        """Every claimant once, in order of appearance."""
        return tuple(dict.fromkeys(claim.claimant for claim in self))

    def _select(self, keep: Iterable[Claim]) -> Ledger:
        left = Ledger(tuple(keep), self.origin, self.places, self.until)
        vars(left)["_by_id"] = self._by_id  # of the same origin
        return left

    def place(self, claim: Claim, column: str = "") -> str:
        """Where a claim stands, for messages.

        Parameters
        ----------
        claim
            () [-] A claim of this ledger.
        column
            () [-] The cell that is meant; empty for the row.
        """
        row = self.places.get(claim.id, "")
        return f"{row}:{column}" if row and column else row

    def select(self, ids: Collection[str]) -> Ledger:
        """The claims with these ids.

        Parameters
        ----------
        ids
            (claim) [-] The ids.
        """
        return self._select(claim for claim in self if claim.id in ids)

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
        if subject not in self._by_subject:
            known = {claim.subject for claim in self.origin}
            if subject not in known:
                raise LedgerError(Problem("", "", f"no claim about '{subject}'", "", did_you_mean(subject, known)))
        return self._select(self._by_subject.get(subject, ()))

    def as_of(self, when: date | str) -> Ledger:
        """What had been said by a day; what repeats a later claim had not.

        Parameters
        ----------
        when
            () [date] The last day whose statements are in; text is read by `period` and means its last day.
        """
        day = when if isinstance(when, date) else period(when)[1]
        left = self._select(c for c in self if all(said.made_on <= day for said in (c, *self._sources(c))))
        return replace(left, until=min(day, self.until))

    def only(self, name: str) -> Ledger:
        """The claims of one claimant or side, and those that repeat it.

        Parameters
        ----------
        name
            () [-] A claimant, or else a side such as ``UA``. Capitals and accents do not count where only one is meant.

        Raises
        ------
        LedgerError
            Neither a claimant nor a side of this name is in the ledger.
        """
        claimants = {claim.claimant for claim in self.origin}
        sides = {side for claim in self.origin for side in claim.side.split("/") if side}
        if name not in claimants | sides:
            name = meant(name, claimants) or meant(name, sides) or name
        if name in claimants:
            return self._select(c for c in self if name in (c.claimant, self.voice(c)))
        if name in sides:
            return self._select(
                c for c in self if any(name in o.side.split("/") for o in ([c, *self._sources(c)][-1], c))
            )
        raise LedgerError(
            Problem("", "", f"no claim by '{name}'", "a claimant or a side", did_you_mean(name, claimants | sides))
        )

    def without(self, name: str) -> Ledger:
        """All claims but those of one claimant or side and those that repeat it.

        Parameters
        ----------
        name
            () [-] A claimant, or else a side such as ``UA``.
        """
        return self.select({claim.id for claim in self} - {claim.id for claim in self.only(name)})

    def without_claim(self, name: str) -> Ledger:
        """All claims but one and those that repeat it.

        Parameters
        ----------
        name
            () [-] Its id.
        """
        if name not in self._by_id:
            raise LedgerError(Problem("", "", f"no claim '{name}'", "an id", did_you_mean(name, self._by_id)))
        return self._select(c for c in self if name != c.id and all(name != source.id for source in self._sources(c)))

    def timeline(self) -> tuple[Entry, ...]:
        """The claims in the order in which they were made, with whom each repeats and what it revises."""
        last: dict[tuple[str, ...], Claim] = {}
        found = []
        for claim in sorted(self, key=lambda claim: claim.made_on):
            source = self._sources(claim)
            revised = None
            if not source:
                time = f"{claim.start}/{claim.end}" if claim.counts_period else ""  # counts of two times are two things
                key = self.voice(claim), claim.subject, claim.definition, claim.stance, time
                revised = last.get(key)
                last[key] = claim
            if revised and (revised.made_on == claim.made_on or revised.interval() == claim.interval()):
                revised = None
            found.append(Entry(claim, source[-1] if source else None, revised))
        return tuple(found)

    def conflicts(self, within: int = 14) -> tuple[Conflict, ...]:
        """Subjects on which claims exclude each other, see `attrit.evidence.conflicts.conflicts`.

        Parameters
        ----------
        within
            () [day] Claims about times farther apart than this are no conflict; what they count may have changed.
        """
        from attrit.evidence.conflicts import conflicts

        return conflicts(self, within)

    def derived(self) -> tuple[ProductCheck, ...]:
        """Check claims that follow from each other: a whole times a share of it against what is said of the part."""
        triples = dict.fromkeys((claim.subject, *claim.ratio_of.split("/")) for claim in self if claim.ratio_of)
        return tuple(check for share, part, whole in triples for check in check_product(self, whole, share, part))


def check_product(ledger: Ledger, total: str, share: str, part: str) -> tuple[ProductCheck, ...]:
    """Hold a total times a share against what is claimed of the part, once for each claim of the share.

    The total is the latest of the same claimant, passed on or not, or the latest of all if he gave none.

    Parameters
    ----------
    ledger
        (claim) [-] The claims.
    total, share, part
        () [-] Subjects such that total times share is the part.
    """
    for subject in (total, share, part):
        ledger.about(subject)  # says what is not there
    first = ledger.originals()
    totals, shares, claimed = (
        [c for c in first if c.subject == s and c.stated is not None] for s in (total, share, part)
    )
    passed_on = [claim for claim in ledger if claim.subject == total and claim.stated is not None]
    checks = []
    for of in shares:
        own = [claim for claim in totals if claim.claimant == of.claimant]
        own = own or [claim for claim in passed_on if claim.claimant == of.claimant] or totals
        if own:
            whole = max(own, key=lambda claim: (claim.end, claim.made_on))
            size, unit = convert(whole.stated or 0.0, whole.unit)
            factor = convert(1.0, of.unit)[0] * size
            said = of.stated or 0.0
            bounds = {"range": (of.low, of.high), "at_least": (said, math.inf), "up_to": (0.0, said)}
            low, high = bounds.get(of.qualifier, (said, said))
            ends = (said if low is None else low) * factor, (said if high is None else high) * factor
            checks.append(ProductCheck(whole, of, said * factor, *ends, unit, tuple(claimed)))
    return tuple(checks)

"""Claims on counts over time as arrays: what a model of reporting bias over a whole war is fitted to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from attrit.errors import LedgerError, Problem
from attrit.evidence.claims import Ledger
from attrit.evidence.statement import Claim, Fault
from attrit.quantities import COUNTED, convert

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class ClaimCounts:
    """Claims, each a count over a span of days, by series and source.

    Parameters
    ----------
    first
        () [date] Day 1.
    series, sources
        (series), (source) [-] Their names; the series with most claims first.
    targets, kinds
        (series) [-] Whose loss a series is, and what sort.
    day_from, day_to
        (claim) [day] First and last day that a count covers.
    count
        (claim) [any] The count.
    in_series, by
        (claim) [-] Places of its series and source.
    daily
        (claim) [-] Whether it is the count of one day, and not a running total.
    is_floor, is_ceiling
        (claim) [-] Whether it was said to be a least or a greatest number.
    """

    first: date
    series: tuple[str, ...]
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    kinds: tuple[str, ...]
    day_from: Ints
    day_to: Ints
    count: Floats
    in_series: Ints
    by: Ints
    daily: NDArray[np.bool_]
    is_floor: NDArray[np.bool_]
    is_ceiling: NDArray[np.bool_]

    @property
    def days(self) -> int:
        """Days from the first to the last that a claim covers."""
        return int(self.day_to.max())

    @classmethod
    def of(cls, ledger: Ledger) -> ClaimCounts:
        """The counts in a ledger: what is asserted or confirmed with a number, and repeats no other claim of it.

        Parameters
        ----------
        ledger
            (claim) [-] The claims; a series is a subject, a source the side that speaks, else the claimant.

        Raises
        ------
        LedgerError
            A number is no count, claims do not say whose it is and of what sort, or fewer than two sources speak.
        """
        claims = [c for c in ledger.originals() if c.stated is not None and c.affirms]
        found = [fault for claim in claims for fault in _faults(claim)]
        problems = [_located(ledger, claim, fault) for claim, fault in [*found, *_mixed(claims)]]
        speakers = sorted({_source(claim) for claim in claims})
        if not claims:
            problems.append(Problem("", "value", "no claim has a number", "counts of two sources or more"))
        elif len(speakers) < 2:
            cure = "one source's bias cannot be told from the truth: add claims of another"
            problems.append(Problem("", "side", f"only one source, {speakers[0]}", "two sources or more", cure))
        if problems:
            raise LedgerError(problems)
        subjects = [claim.subject for claim in claims]
        series = sorted(set(subjects), key=lambda name: (-subjects.count(name), name))
        about = {claim.subject: claim for claim in claims}
        first = min(claim.start for claim in claims)
        return cls(
            first=first,
            series=tuple(series),
            sources=tuple(speakers),
            targets=tuple(about[name].of for name in series),
            kinds=tuple(about[name].kind for name in series),
            day_from=np.array([(claim.start - first).days + 1 for claim in claims]),
            day_to=np.array([(claim.end - first).days + 1 for claim in claims]),
            count=np.array([convert(claim.stated or 0.0, claim.unit)[0] for claim in claims]),
            in_series=np.array([series.index(claim.subject) for claim in claims]),
            by=np.array([speakers.index(_source(claim)) for claim in claims]),
            # A span of one day is a running total on its first day.
            daily=np.array([claim.start == claim.end and "/" not in claim.as_of for claim in claims]),
            is_floor=np.array([claim.qualifier == "at_least" for claim in claims]),
            is_ceiling=np.array([claim.qualifier == "up_to" for claim in claims]),
        )

    def day(self, number: int) -> date:
        """The date of a day.

        Parameters
        ----------
        number
            () [day] 1 is the first.
        """
        return self.first + timedelta(days=number - 1)


def _source(claim: Claim) -> str:
    return claim.side or claim.claimant


def _located(ledger: Ledger, claim: Claim, fault: Fault) -> Problem:
    place = ledger.place(claim, fault.column)
    return fault.at(place, claim.id if place else f"{claim.id}.{fault.column}")


def _faults(claim: Claim) -> Iterator[tuple[Claim, Fault]]:
    """Why a claim with a number is no count of one side's losses of one sort."""
    unit = convert(1.0, claim.unit)[1]
    if unit not in COUNTED:
        cure = "leave such subjects out"
        cure = f"state what was lost over the period, or {cure}" if unit.split("/")[0] in COUNTED else cure
        found = f"'{claim.unit}' is the unit of no count"
        yield claim, Fault("unit", found, f"a count in {', '.join(COUNTED)}", cure)
    for column, wanted in (("of", "whose loss it is, such as UA"), ("kind", "what sort, such as military_deaths")):
        if not getattr(claim, column):
            yield claim, Fault(column, f"no {column}", wanted)


def _mixed(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Fault]]:
    """Subjects whose claims are not all of one side and one sort, and sorts of which there are two subjects."""
    first: dict[str, Claim] = {}
    subject: dict[tuple[str, str], Claim] = {}
    for claim in claims:
        same = subject.setdefault((claim.of, claim.kind), claim)
        if claim.of and claim.kind and claim.subject != same.subject and claim.subject not in first:
            found = f"'{claim.subject}' is {claim.kind} of {claim.of}, as '{same.subject}' in {same.id} is"
            yield claim, Fault("subject", found, "one subject for each", "give one a kind of its own")
        other = first.setdefault(claim.subject, claim)
        for column in ("of", "kind"):
            here, there = getattr(claim, column), getattr(other, column)
            if here and there and here != there:
                yield claim, Fault(column, f"'{here}'", f"'{there}' as in {other.id}", "one subject is one series")

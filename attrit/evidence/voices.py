"""Voices: what each claimant holds to be true of one subject, read from his words. Nothing is averaged over claimants.

A claim becomes a `readings.Reading` on the log scale, or on the logit scale if all numbers are shares from 0 to 1.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from attrit.errors import LedgerError, Problem
from attrit.evidence.claims import Ledger
from attrit.evidence.readings import (
    LOG,
    NO_PLACE,
    NOTHING_SAID,
    SD_ABOUT,
    SD_EXACT,
    Reading,
    Scale,
    has_place,
    readings,
    says_nothing,
    scale_of,
)
from attrit.evidence.statement import Claim
from attrit.shown import Shown

_RIM, _LEAST_RIM = 0.1, 3  # part of a period, and days, by which counts of it may end apart


@dataclass(frozen=True, repr=False)
class Voice(Shown):
    """One claimant with what he says of the latest time that he spoke of.

    Parameters
    ----------
    name, side
        () [-] The claimant and whose voice that is.
    claims
        (claim) [-] What he says.
    readings
        (reading) [-] What that leaves open; together they count as one statement.
    """

    name: str
    side: str
    claims: tuple[Claim, ...]
    readings: tuple[Reading, ...]

    def pieces(self) -> tuple[float, float, float]:
        """Median and sds below and above of one two-piece normal; several numbers are averaged, their spread added."""
        least = SD_EXACT if all(claim.qualifier == "exact" for claim in self.claims) else SD_ABOUT
        centre = sum(reading.middle for reading in self.readings) / len(self.readings)
        off = sum((reading.middle - centre) ** 2 for reading in self.readings)
        sides = zip(*(reading.sds(least) for reading in self.readings), strict=True)
        below, above = (math.sqrt((sum(sd**2 for sd in side) + off) / len(self.readings)) for side in sides)
        return centre, below, above


@dataclass(frozen=True)
class Heard:
    """What can be pooled of a ledger, and what is left out.

    Parameters
    ----------
    subject, definition, unit
        () [-] What all of it is about, and the canonical unit.
    of, kind
        () [-] Whose quantity it is and what sort, as far as the claims say.
    belligerents
        (side) [-] All sides that claims of the ledger are of.
    scale
        () [-] The scale on which it is read.
    voices
        (voice) [-] Who speaks.
    left_out
        (claim) [-] The other claims, each with the reason.
    """

    subject: str
    definition: str
    unit: str
    of: str
    kind: str
    belligerents: frozenset[str]
    scale: Scale
    voices: tuple[Voice, ...]
    left_out: tuple[tuple[Claim, str], ...]


def hear(claims: Ledger, when: date | None = None, definition: str = "", since: date | None = None) -> Heard:
    """Sort the claims about one subject by voice.

    What repeats another claim is no voice of its own, and of each voice what it says of the latest time counts: several
    claims about it are one statement, each with the same weight.

    Parameters
    ----------
    claims
        (claim) [-] Claims about one subject.
    when
        () [date] The day whose truth is sought; the latest on which a heard claim was made if None.
    definition
        () [-] The definition that counts; needed if the claims have several.
    since
        () [date] Claims about an earlier time are left out.

    Raises
    ------
    LedgerError
        Claims of two subjects, definitions or units, or counts of which one begins after another has ended; by row
        and column if the ledger was read from a file.
    """
    originals = {claim.id for claim in claims.originals()}
    reasons = {claim.id: _reason(claim, definition, since) for claim in claims}
    reasons |= {c.id: f"repeats {c.repeats}" for c in claims if not reasons[c.id] and c.id not in originals}
    reasons |= _withdrawn(claims, reasons)
    numbers = [claim for claim in claims if not reasons[claim.id]]
    if numbers:
        _check_alike(claims, numbers)
        _check_together(claims, numbers, when or max(claim.made_on for claim in numbers))
    reasons |= _other_periods(numbers)
    pooled = [claim for claim in numbers if not reasons[claim.id]]
    left_out = [(claim, reasons[claim.id]) for claim in claims if reasons[claim.id]]
    if not pooled:
        return Heard("", definition, "", "", "", frozenset(), LOG, (), tuple(left_out))
    day = when or max(claim.made_on for claim in pooled)
    said = _latest(claims, pooled, day)
    spoken = {claim.id for group in said.values() for claim in group}
    for claim in pooled:
        if claim.id not in spoken:
            later = "speaks of a later time" if claim.start > day else f"{claims.voice(claim)} spoke again later"
            left_out.append((claim, later))
    scale = scale_of(pooled)
    left_out += [(claim, NO_PLACE) for group in said.values() for claim in group if not has_place(claim, scale)]
    said = {name: [claim for claim in group if has_place(claim, scale)] for name, group in said.items()}
    voices = tuple(
        Voice(name, _side(group), tuple(group), readings(group, scale, day)) for name, group in said.items() if group
    )
    of = next((claim.of for claim in pooled if claim.of), "")
    kind = next((claim.kind for claim in pooled if claim.kind), "")
    counted = (claim.of.upper() for claim in claims.origin if claim.made_on <= claims.until)
    fighting = frozenset(side for of in counted for side in of.split("/") if side)
    unit = (pooled[0].interval() or (0.0, 0.0, ""))[2]
    defined = definition or pooled[0].definition
    return Heard(pooled[0].subject, defined, unit, of, kind, fighting, scale, voices, tuple(left_out))


def _withdrawn(claims: Ledger, reasons: dict[str, str]) -> dict[str, str]:
    """Numbers that the same voice denied later."""
    denials = sorted((claim for claim in claims if claim.stance == "denies"), key=lambda claim: claim.made_on)
    denied = {claims.voice(claim): claim for claim in denials}
    found = {}
    for claim in claims:
        denial = denied.get(claims.voice(claim))
        if denial is not None and not reasons[claim.id] and denial.made_on >= claim.made_on:
            found[claim.id] = f"denied by the same voice on {denial.made_on}"
    return found


def _other_periods(claims: Sequence[Claim]) -> dict[str, str]:
    """What does not count from the day on which most count, the earlier of two, until about the latest day."""
    counts = [claim for claim in claims if claim.counts_period]
    if not counts:
        return {}
    starts = Counter(claim.start for claim in counts)
    first = min(starts, key=lambda day: (-starts[day], day))
    last = max(claim.end for claim in counts if claim.start == first)
    from_then = last - timedelta(days=max(_LEAST_RIM, round(_RIM * (last - first).days)))
    found = {}
    for claim in claims:
        if not claim.counts_period or claim.start != first:
            found[claim.id] = f"does not count from {first} on"
        elif claim.end < from_then:
            found[claim.id] = f"its count ends before {from_then}"
    return found


def _reason(claim: Claim, definition: str, since: date | None) -> str:
    """Why a claim does not enter; empty if it does."""
    if not claim.affirms:
        return claim.stance.replace("_", " ")
    if claim.interval() is None:
        return "no number"
    if says_nothing(claim):
        return NOTHING_SAID
    if definition not in ("", claim.definition):
        return f"defined as {claim.definition or 'nothing stated'}"
    if since is not None and claim.end < since:
        return f"about {claim.as_of}, before {since}"
    return ""


def _check_alike(claims: Ledger, pooled: Sequence[Claim]) -> None:
    """Refuse to pool claims that do not speak of one thing."""
    first = pooled[0]
    problems = []
    for column, what, known in (
        ("subject", "subjects", [claim.subject for claim in pooled]),
        ("definition", "definitions", [claim.definition or "none stated" for claim in pooled]),
        ("unit", "units", [(claim.interval() or (0.0, 0.0, ""))[2] for claim in pooled]),
    ):
        kinds = sorted(set(known))
        if len(kinds) > 1:
            other = next(claim for claim, kind in zip(pooled, known, strict=True) if kind != known[0])
            found = f"two {what} are never pooled: {', '.join(kinds)}"
            cure = "say with 'definition:' which one counts" if column == "definition" else ""
            problems.append(Problem(claims.place(other, column), f"{other.id}, {first.id}", found, "", cure))
    if problems:
        raise LedgerError(problems)


def _check_together(claims: Ledger, numbers: Sequence[Claim], day: date) -> None:
    """Refuse to pool counts of which one begins after another has ended, such as those of two months."""
    counts = [claim for claim in numbers if claim.counts_period]
    if not counts:
        return
    counts = [claim for claim in counts if claim.start <= day] or counts  # forecasts count if there is nothing else
    first, last = min(counts, key=lambda claim: claim.end), max(counts, key=lambda claim: claim.start)
    if first.end < last.start:
        found = f"counts of different times are never pooled: {first.as_of}, {last.as_of}"
        accepted = f"counts of one time, such as {last.start}/{last.end}"
        cure = f"say with 'since: {last.start}' from when, or leave the others out"
        raise LedgerError(Problem(claims.place(last, "as_of"), f"{last.id}, {first.id}", found, accepted, cure))


def _side(group: Sequence[Claim]) -> str:
    return next((claim.side for claim in group if claim.side), "")


def _latest(claims: Ledger, pooled: Sequence[Claim], when: date) -> dict[str, list[Claim]]:
    """All claims of each voice about the latest time that it spoke of; no forecast where it spoke of the day too."""
    said: dict[str, list[Claim]] = {}
    for claim in pooled:
        said.setdefault(claims.voice(claim), []).append(claim)
    said = {name: [c for c in group if c.start <= when] or group for name, group in said.items()}
    last = {name: max(claim.end for claim in group) for name, group in said.items()}
    return {name: [c for c in group if c.end == last[name]] for name, group in said.items()}

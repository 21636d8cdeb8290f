"""Voices: what each claimant holds to be true of one subject, read from his words. Nothing is averaged over claimants.

A claim becomes a `Reading` on the log scale, or on the logit scale if all numbers are shares between 0 and 1.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from attrit.errors import LedgerError, Problem
from attrit.evidence.claims import Ledger
from attrit.evidence.likelihood import band
from attrit.evidence.priors import Z95
from attrit.evidence.statement import Claim, half_step
from attrit.quantities import convert
from attrit.shown import Shown

# sd of ln(truth / number said) that the wording alone leaves; judged, see docs/ledger.md.
SD_EXACT = 0.02
SD_ABOUT = 0.05
SD_UNLIKELY = 0.5  # of what a claimant calls less than certain, where he is wrong; in the linear and the log pool
_RIM, _LEAST_RIM = 0.1, 3  # part of a period, and days, by which counts of it may end apart
_EDGE = 1e-3  # a bound of a share that reaches 0 or 1 is read from here on
WIDENING = {  # by the worse half of an Admiralty code; F and 6 say that nothing is known, not that it is bad
    "A": 1.0, "B": 1.5, "C": 2.0, "D": 3.0, "E": 5.0, "F": 1.0,
    "1": 1.0, "2": 1.5, "3": 2.0, "4": 3.0, "5": 5.0, "6": 1.0,
}  # fmt: skip


class Reading(NamedTuple):
    """What the words of one statement leave open, on the scale of the pool.

    Parameters
    ----------
    low, middle, high
        () [-] The interval that the number said stands for, without end above a floor and below a ceiling; the number.
    spread
        () [-] Width that the bounds said beside it add: an sd.
    trust
        () [1] Probability that the claimant himself gives it.
    widening
        () [1] Factor on the claimant's error, by the Admiralty code.
    age
        () [day] Days from what it refers to until the day of the pool.
    """

    low: float
    middle: float
    high: float
    spread: float
    trust: float
    widening: float
    age: float

    @property
    def bound(self) -> bool:
        """Whether it is a floor or a ceiling only."""
        return math.isinf(self.high - self.low)

    def sd(self, least: float) -> float:
        """Width of a normal that says the same as a number: an interval is its middle nine tenths.

        Parameters
        ----------
        least
            () [-] Least width.
        """
        said = max(least * self.widening, (self.high - self.low) / 2 / Z95, self.spread)
        return math.sqrt(self.trust * said**2 + (1 - self.trust) * SD_UNLIKELY**2)


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

    def normal(self) -> tuple[float, float]:
        """Mean and sd of one normal; several numbers are averaged, and their spread added."""
        least = SD_EXACT if all(claim.qualifier == "exact" for claim in self.claims) else SD_ABOUT
        parts = [(reading.middle, reading.sd(least)) for reading in self.readings]
        centre = sum(mu for mu, _ in parts) / len(parts)
        variance = sum(sd**2 + (mu - centre) ** 2 for mu, sd in parts) / len(parts)
        return centre, math.sqrt(variance)


class Scale(NamedTuple):
    """The scale of a pool.

    Parameters
    ----------
    shape
        () [-] ``lognormal`` or ``logit``, the shape of the prior.
    to, back
        () [-] From numbers in canonical units, and back.
    """

    shape: str
    to: Callable[[float], float]
    back: Callable[[float], float]


LOG = Scale("lognormal", math.log, math.exp)
LOGIT = Scale("logit", lambda p: math.log(p / (1 - p)), lambda x: 1 / (1 + math.exp(-x)))


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
        Claims of two subjects, definitions or units, or a number that has no place on a log scale; by row and column
        if the ledger was read from a file.
    """
    originals = {claim.id for claim in claims.originals()}
    reasons = {claim.id: _reason(claim, definition, since) for claim in claims}
    reasons |= {c.id: f"repeats {c.repeats}" for c in claims if not reasons[c.id] and c.id not in originals}
    reasons |= _withdrawn(claims, reasons)
    numbers = [claim for claim in claims if not reasons[claim.id]]
    if numbers:
        _check_alike(claims, numbers)
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
    unit = (pooled[0].interval() or (0.0, 0.0, ""))[2]
    scale = LOGIT if unit == "1" and all(_is_share(claim) for claim in pooled) else LOG
    _check_positive(claims, pooled, scale)
    voices = tuple(
        Voice(name, _side(group), tuple(group), _readings(group, scale, day)) for name, group in said.items()
    )
    of = next((claim.of for claim in pooled if claim.of), "")
    kind = next((claim.kind for claim in pooled if claim.kind), "")
    counted = (claim.of.upper() for claim in claims.origin if claim.made_on <= claims.until)
    fighting = frozenset(side for of in counted for side in of.split("/") if side)
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


def _refers(claim: Claim) -> date:
    """The day that a number refers to: the end of what it counts, the middle of the time of a rate."""
    return claim.end if "/" not in claim.unit else claim.start + (claim.end - claim.start) / 2


def _reason(claim: Claim, definition: str, since: date | None) -> str:
    """Why a claim does not enter; empty if it does."""
    if not claim.affirms:
        return claim.stance.replace("_", " ")
    if claim.interval() is None:
        return "no number"
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


def _check_positive(claims: Ledger, pooled: Sequence[Claim], scale: Scale) -> None:
    problems = [
        Problem(claims.place(claim, column), claim.id, "a claim of 0 has no place on a log scale", "", _of_zero(claim))
        for claim in pooled
        for column in ("low", "value", "high")
        if scale is LOG and getattr(claim, column) == 0
    ]
    if problems:
        raise LedgerError(problems)


def _of_zero(claim: Claim) -> str:
    """What to do with a claim of 0."""
    if claim.qualifier == "at_least":
        return "'at least 0' says nothing: leave it out"
    return "say that there is none with stance 'denies' and without a number"


def _is_share(claim: Claim) -> bool:
    """Whether the number said lies between 0 and 1."""
    if claim.stated is None:
        return True
    said = [convert(x, claim.unit)[0] for x in (claim.low, claim.value, claim.high) if x is not None]
    return convert(claim.stated - half_step(claim.stated), claim.unit)[0] > 0 and max(said) <= 1


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


def _readings(group: Sequence[Claim], scale: Scale, when: date) -> tuple[Reading, ...]:
    """What a voice's claims leave open; a floor and a ceiling of one voice are a range, not two opinions."""
    readings = tuple(_reading(claim, scale, when) for claim in group)
    floors = [r for r, claim in zip(readings, group, strict=True) if claim.qualifier == "at_least"]
    tops = [r for r, claim in zip(readings, group, strict=True) if claim.qualifier == "up_to"]
    if floors and tops and len(floors) + len(tops) == len(group) and len({r.trust for r in readings}) == 1:
        low, high = max(r.low for r in floors), min(r.high for r in tops)
        if low <= high:
            return (readings[0]._replace(low=low, middle=(low + high) / 2, high=high),)
    return readings


def _reading(claim: Claim, scale: Scale, when: date) -> Reading:
    """What the words of one claim leave open."""
    trust = sum(band(claim.likelihood)) / 2 if claim.likelihood else 1.0
    widening = max((WIDENING[letter] for letter in claim.admiralty), default=1.0)
    age = (when - _refers(claim)).days if when > claim.end else max((claim.start - when).days, 0)

    def on(number: float) -> float:
        found = convert(number, claim.unit or "1")[0]
        return scale.to(found if scale is LOG else min(max(found, _EDGE), 1 - _EDGE))

    if claim.stated is None:
        low, high = map(on, band(claim.likelihood))
        return Reading(low, (low + high) / 2, high, 0.0, 1.0, widening, age)
    if claim.qualifier == "range" and claim.low is not None and claim.high is not None:
        low, high = on(claim.low), on(claim.high)
        inside = claim.value is not None and claim.low < claim.value < claim.high
        if not inside or claim.value is None:
            return Reading(low, (low + high) / 2, high, 0.0, trust, widening, age)
        middle = on(claim.value)
        return Reading(middle, middle, middle, (high - low) / 2 / Z95, trust, widening, age)
    bound = {"at_least": claim.low, "up_to": claim.high}.get(claim.qualifier)
    value = bound if bound is not None else claim.stated
    if claim.qualifier in ("at_least", "up_to"):
        low, high = (on(value), math.inf) if claim.qualifier == "at_least" else (-math.inf, on(value))
        return Reading(low, on(value), high, 0.0, trust, widening, age)
    step = 0.0 if claim.qualifier == "exact" else half_step(value)
    low, high = on(value - step), on(value + step)
    # A bound that was said beside the number is a 5 or 95 % quantile.
    beside = [abs(on(x) - on(value)) / Z95 for x in (claim.low, claim.high) if x is not None]
    return Reading(low, on(value), high, max(beside, default=0.0), trust, widening, age)

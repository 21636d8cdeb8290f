"""What the words of one claim leave open: a number or an interval on the scale of the pool, with a width on each side.

Bounds that are said beside a number are its 5 and 95 % quantiles, each by itself: what is said of one side tells
nothing of the other. The family is that of `attrit.evidence.priors`, a two-piece normal with the number as its median.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from statistics import NormalDist
from typing import NamedTuple

from attrit.evidence.likelihood import band
from attrit.evidence.priors import Z95
from attrit.evidence.statement import Claim, half_step
from attrit.quantities import COUNTED, convert

# sd of ln(truth / number said) that the wording alone leaves; judged, see docs/ledger.md.
SD_EXACT = 0.02
SD_ABOUT = 0.05
SD_UNLIKELY = 0.5  # of what a claimant calls less than certain, where he is wrong; in the linear and the log pool
_EDGE = 1e-3  # a share of 0 or 1 is read as this far from it, and a low bound of 0 as this part of the number at least
_HALF_OF_ONE = 0.5  # what a count of 0 may be rounded from
_SAME = 1e-9  # widths and levels that differ by less differ by rounding only
_SHARE_STEP = 0.005  # half the step of a share of 0: one in a hundred is the next that is as round
WIDENING = {  # by the worse half of an Admiralty code; F and 6 say that nothing is known, not that it is bad
    "A": 1.0, "B": 1.5, "C": 2.0, "D": 3.0, "E": 5.0, "F": 1.0,
    "1": 1.0, "2": 1.5, "3": 2.0, "4": 3.0, "5": 5.0, "6": 1.0,
}  # fmt: skip
NOTHING_SAID = "'at least 0' says nothing"
NO_PLACE = "0 has no place on a log scale; to say that there is none, write stance 'denies' and no number"


class Reading(NamedTuple):
    """What the words of one statement leave open, on the scale of the pool.

    Parameters
    ----------
    low, middle, high
        () [-] The interval that the number said stands for, without end above a floor and below a ceiling; the number.
    below, above
        () [-] Width that the bounds said beside it add on either side: an sd; 0 where none was said.
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
    below: float
    above: float
    trust: float
    widening: float
    age: float

    @property
    def bound(self) -> bool:
        """Whether it is a floor or a ceiling only."""
        return math.isinf(self.high - self.low)

    def sds(self, least: float) -> tuple[float, float]:
        """Widths below and above of a two-piece normal that says the same as a number.

        An interval is its middle nine tenths. A bound that was said decides on its side, and an Admiralty code adds
        there what it widens the wording by.

        Parameters
        ----------
        least
            () [-] Least width of a side of which no bound was said.
        """
        words = max(least * self.widening, (self.high - self.low) / 2 / Z95)
        added = least * math.sqrt(self.widening**2 - 1)
        below, above = (
            math.sqrt(self.trust * sd**2 + (1 - self.trust) * SD_UNLIKELY**2)
            for sd in (math.hypot(said, added) if said else words for said in (self.below, self.above))
        )
        return below, above


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


def scale_of(claims: Sequence[Claim]) -> Scale:
    """The scale on which claims in one unit are read: logit if all are shares, else log.

    Parameters
    ----------
    claims
        (claim) [-] The claims, each with a number or a word of probability.
    """
    unit = (claims[0].interval() or (0.0, 0.0, ""))[2]
    return LOGIT if unit == "1" and all(_is_share(claim) for claim in claims) else LOG


def _is_share(claim: Claim) -> bool:
    """Whether the number said lies between 0 and 1."""
    return all(0 <= convert(x, claim.unit)[0] <= 1 for x in (claim.low, claim.value, claim.high) if x is not None)


def says_nothing(claim: Claim) -> bool:
    """Whether it is a floor of 0.

    Parameters
    ----------
    claim
        () [-] A claim.
    """
    return claim.qualifier == "at_least" and (claim.value if claim.low is None else claim.low) == 0


def has_place(claim: Claim, scale: Scale) -> bool:
    """Whether the number said has a place on a scale.

    Parameters
    ----------
    claim
        () [-] A claim.
    scale
        () [-] The scale of its pool.
    """
    return scale is LOGIT or 0 not in (claim.high, claim.low if claim.qualifier == "at_least" else claim.value)


def readings(claims: Sequence[Claim], scale: Scale, when: date) -> tuple[Reading, ...]:
    """What a voice's claims leave open; a floor and a ceiling of one voice are a range, not two opinions.

    Parameters
    ----------
    claims
        (claim) [-] What it says about one time.
    scale
        () [-] The scale of the pool.
    when
        () [date] The day whose truth is sought.
    """
    found = tuple(_reading(claim, scale, when) for claim in claims)
    floors = [r for r, claim in zip(found, claims, strict=True) if claim.qualifier == "at_least"]
    tops = [r for r, claim in zip(found, claims, strict=True) if claim.qualifier == "up_to"]
    if floors and tops and len(floors) + len(tops) == len(claims) and len({r.trust for r in found}) == 1:
        low, high = max(r.low for r in floors), min(r.high for r in tops)
        if low <= high:
            return (found[0]._replace(low=low, middle=(low + high) / 2, high=high),)
    return found


def _refers(claim: Claim) -> date:
    """The day that a number refers to: the end of what it counts, the middle of the time of a rate."""
    return claim.end if "/" not in claim.unit else claim.start + (claim.end - claim.start) / 2


def _reading(claim: Claim, scale: Scale, when: date) -> Reading:
    """What the words of one claim leave open."""
    trust = sum(band(claim.likelihood)) / 2 if claim.likelihood else 1.0
    widening = max((WIDENING[letter] for letter in claim.admiralty), default=1.0)
    age = (when - _refers(claim)).days if when > claim.end else max((claim.start - when).days, 0)

    def on(number: float) -> float:
        found = convert(number, claim.unit or "1")[0]
        return scale.to(found if scale is LOG else min(max(found, _EDGE), 1 - _EDGE))

    def read(low: float, middle: float, high: float, below: float = 0.0, above: float = 0.0) -> Reading:
        return Reading(low, middle, high, below, above, trust, widening, age)

    def between(low: float, high: float) -> Reading:
        return read(low, (low + high) / 2, high)

    if claim.stated is None:
        return between(*map(on, band(claim.likelihood)))._replace(trust=1.0)
    value = claim.value if claim.value is not None else claim.stated
    if claim.qualifier == "range" and claim.low is not None and claim.high is not None:
        if claim.value is None or not claim.low < claim.value < claim.high:
            if claim.low == 0 and scale is LOG:  # anything up to a number
                return read(-math.inf, on(claim.high), on(claim.high))
            return between(on(claim.low), on(claim.high))
        return read(on(value), on(value), on(value), *_beside(claim, on, scale))
    if claim.qualifier in ("at_least", "up_to"):
        bound = claim.low if claim.qualifier == "at_least" else claim.high
        edge = on(value if bound is None else bound)
        low, high = (edge, math.inf) if claim.qualifier == "at_least" else (-math.inf, edge)
        return read(low, edge, high)
    step = half_step(value) if value else _SHARE_STEP / convert(1.0, claim.unit)[0]
    step = 0.0 if claim.qualifier == "exact" else step
    return read(on(value - step), on(value), on(value + step), *_beside(claim, on, scale))


def _beside(claim: Claim, on: Callable[[float], float], scale: Scale) -> tuple[float, float]:
    """Sds below and above of a number by the bounds said beside it, its 5 and 95 % quantiles; 0 where none was."""
    value = claim.stated
    assert value is not None
    low = _from_zero(claim) if claim.low == 0 and scale is LOG else claim.low
    below = 0.0 if low is None else (on(value) - on(low)) / Z95
    above = 0.0 if claim.high is None else (on(claim.high) - on(value)) / Z95
    if math.isclose(below, above, rel_tol=_SAME):  # one width, but for rounding
        return (below + above) / 2, (below + above) / 2
    return below, above


def _from_zero(claim: Claim) -> float:
    """What a low bound of 0 stands for on a log scale, in the unit of the claim.

    It is rounded as finely as the numbers said with it, and of what is counted, half of one is nothing.
    """
    said = [x for x in (claim.value, claim.high) if x]
    factor, unit = convert(1.0, claim.unit)
    one = _HALF_OF_ONE / factor if unit in COUNTED else 0.0
    return min(max(min(map(half_step, said)), one, _EDGE * min(said)), min(said) / 2)


def at_our_levels(said: Mapping[str, tuple[float, float]], *, share: bool = False) -> dict[str, float]:
    """Low, value and high of a claim from quantiles at other levels, read as those of a two-piece normal.

    They are turned into the 5 and 95 % quantiles on a log scale, each by the median; where that is not given, both by
    the normal through them. What has no place on a log scale, and one quantile alone, stay as they are.

    Parameters
    ----------
    said
        (bound) [1, unit] Level and number, for some of ``low``, ``value`` (the median) and ``high``.
    share
        () [-] Whether they are shares of 1, for which the scale is logit.
    """
    numbers = {name: number for name, (_, number) in said.items()}
    rising = [numbers[name] for name in ("low", "value", "high") if name in numbers]
    if rising != sorted(rising):
        return numbers  # which is said where they are checked
    normal = {name: NormalDist().inv_cdf(level) for name, (level, _) in said.items()}
    scale = LOGIT if share and all(0 < number < 1 for number in numbers.values()) else LOG
    placed = {name: scale.to(number) for name, number in numbers.items() if number > 0}
    sides = [name for name in ("low", "high") if name in placed]
    if "value" in placed:
        middle = placed["value"]
        sd = {name: (placed[name] - middle) / normal[name] for name in sides}
    elif len(sides) == 2:
        both = (placed["high"] - placed["low"]) / (normal["high"] - normal["low"])
        middle, sd = placed["low"] - both * normal["low"], dict.fromkeys(sides, both)
    else:
        return numbers
    ours = {"low": -Z95, "high": Z95}
    turned = [name for name in sides if abs(normal[name] - ours[name]) > _SAME]
    return numbers | {name: float(f"{scale.back(middle + sd[name] * ours[name]):.12g}") for name in turned}

"""Ground as a drifting random walk, in continuous time against talks, and fort by fort."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.errors import Problem, ScenarioError
from attrit.model.laws.protocol import ABOVE_0, BELOW_1, FINITE, TIME, Law, Range, require

_RANGES = {
    "area": Range(ABOVE_0, FINITE, "an area above 0"),
    "drift": Range(-FINITE, FINITE, "a number"),
    "sd": Range(ABOVE_0, FINITE, "a standard deviation above 0"),
    "hazard": Range(0.0, FINITE, "a hazard from 0 on"),
    "t": TIME,
    "p": Range(ABOVE_0, BELOW_1, "a chance above 0 and below 1"),
    "n": Range(0, 1_000_000_000, "a whole number from 0 to N"),
    "N": Range(1, 1_000_000_000, "a whole number from 1 to 1,000,000,000"),
}


class FortsOutcome(NamedTuple):
    """How a war over forts ends."""

    probability: float
    """Chance of taking them all before losing all."""
    battles: float
    """Mean number of battles until one of the two."""


def first_passage(area: float, drift: float, sd: float, hazard: float) -> float:
    """Chance that held ground is recovered before talks, where the ground is a random walk with drift.

    Parameters
    ----------
    area
        () [km2] what is held at first.
    drift
        () [km2/day] what is recovered in a day on average; below 0 where more is lost.
    sd
        () [km2/day**0.5] standard deviation of a day's change, growing with the root of time.
    hazard
        () [1/day] rate at which talks begin, the same on every day and whatever is held.

    Returns
    -------
    float
        The chance that the area is down to 0 before talks begin.

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    The area is A(t) = area - drift t + sd W(t), W being a Wiener process, so that the day of recovery is inverse
    Gaussian. The chance is the mean of exp(-hazard x day):
    exp{(area / sd**2) (drift - sqrt(drift**2 + 2 hazard sd**2))}.

    Reference: Tweedie (1957), Annals of Mathematical Statistics 28(2), 362-377, doi:10.1214/aoms/1177706964

    Checked against: `tests/published/test_first_passage.py::test_published_value`, rows first_passage-talks-* (closed
    form).
    """
    require(_RANGES, {"area": area, "drift": drift, "sd": sd, "hazard": hazard})
    root = math.hypot(drift, sd * math.sqrt(2 * hazard))
    if drift > 0:  # the difference of two large numbers otherwise
        return math.exp(-2 * area * hazard / (drift + root))
    return math.exp(area / sd * ((drift - root) / sd))


def first_passage_by(area: float, drift: float, sd: float, t: ArrayLike) -> np.float64 | NDArray[np.float64]:
    """Chance that held ground has been recovered by a day, where the ground is a random walk with drift.

    Parameters
    ----------
    area
        () [km2] what is held at first.
    drift
        () [km2/day] what is recovered in a day on average; below 0 where more is lost.
    sd
        () [km2/day**0.5] standard deviation of a day's change, growing with the root of time.
    t
        (time) [day] when.

    Returns
    -------
    numpy.float64 or numpy.ndarray
        The chance that the area has been down to 0 at or before `t`.

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    The distribution function of an inverse Gaussian day; with a drift below 0 some walks never get there.

    Reference: Tweedie (1957), Annals of Mathematical Statistics 28(2), 362-377, doi:10.1214/aoms/1177706964

    Checked against: `tests/published/test_first_passage.py::test_published_value`, rows first_passage-by-* (its density
    integrated).
    """
    require(_RANGES, {"area": area, "drift": drift, "sd": sd, "t": t})
    from scipy.special import log_ndtr, ndtr

    time = np.asarray(t, float)
    with np.errstate(divide="ignore"):  # at time 0 the ground is without bounds away
        ahead, behind = ((drift * time + side * area) / (sd * np.sqrt(time)) for side in (-1, 1))
    return (ndtr(ahead) + np.exp(2 * (drift / sd) * (area / sd) + log_ndtr(-behind)))[()]


def forts(p: float, n: int, N: int) -> FortsOutcome:
    """War as a gambler's ruin: each battle moves one fort, until a side has them all.

    Parameters
    ----------
    p
        () [1] chance of winning a battle, the same each time.
    n
        () [fort] forts held at first.
    N
        () [fort] forts there are.

    Returns
    -------
    FortsOutcome
        Chance of taking them all, and mean number of battles until the end.

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    With r = (1 - p) / p the chance is P = (1 - r**n) / (1 - r**N) and the mean number of battles (n - N P) / (1 - 2 p);
    with p = 1/2 they are n / N and n (N - n), which the others approach without a jump.

    Reference: Smith (1998), Journal of Conflict Resolution 42(3), 301-320, war as a random walk over forts; formulas of
    the gambler's ruin

    Checked against: `tests/published/test_first_passage.py::test_published_value`, rows first_passage-forts-* (exact
    fractions).
    """
    require(_RANGES, {"p": p, "n": n, "N": N})
    wrong = [(name, number) for name, number in (("n", n), ("N", N)) if number != math.floor(number) or number > N]
    if wrong:
        raise ScenarioError(
            Problem("", name, f"found {number:g}", f"accepted is {_RANGES[name].meaning}") for name, number in wrong
        )
    from scipy.special import exprel, hyp1f1

    slope = math.log1p(-p) - math.log(p)  # ln r
    z = -abs(slope)  # powers of the smaller of r and 1 / r: they cannot overflow
    probability = min(float(math.exp(-(N - n) * max(slope, 0.0)) * n * exprel(n * z) / (N * exprel(N * z))), 1.0)
    if N * abs(slope) > 1:
        return FortsOutcome(probability, (n - N * probability) / (1 - 2 * p))
    # Nearly a fair game, where that is a difference of equals over next to nothing: (exp(z) - 1 - z) / z**2 instead.
    gap = (N * hyp1f1(1, 3, N * slope) - n * hyp1f1(1, 3, n * slope)) / 2
    return FortsOutcome(probability, float(n * gap / (p * exprel(slope) * exprel(N * slope))))


LAW = Law(
    title="Ground as a drifting random walk",
    equation="A(t) = A0 - mu t + sigma W(t), talks at rate h: "
    "P(recovered before talks) = exp((A0 / sigma^2) (mu - sqrt(mu^2 + 2 h sigma^2)))",
    functions=(first_passage, first_passage_by, forts),
    ranges=_RANGES,
    alone="it has ground and no losses; it stands beside a campaign as a check of its chance that ground is recovered "
    "before talks; for losses take any law of attrition",
)

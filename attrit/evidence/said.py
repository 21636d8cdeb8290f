"""How likely somebody says what was said, by what he sees: rounded numbers, bounds, and numbers called likely or not.

Who sees s says a number between two edges with the probability that s and his own error fall there; a bound has one
edge only. What he calls likely he does not say, he gives it a probability p. Let near(s) be that of the number itself,
1 where it fits best, and r the probability of it before he spoke, the mean of near(s) over all s. Then

    likelihood(s) = p near(s) / r + (1 - p) (1 - near(s)) / (1 - r)

which is the one factor after which, if nobody else speaks, the number is right with probability p (Jeffrey 1965). So it
asks what a word says of the number against what was believed of it anyway: a number that was likely anyway is not made
likelier by being called likely. With p near 1 it is the claim without a hedge. Nobody puts a number forward himself
in order to call it unlikely: where p is below 1/2 he speaks of a number that is in question, so that r is 1/2, or more
if more was believed of it, and what he says is evidence against the number and never for it.

References
----------
Jeffrey 1965, The Logic of Decision, chapter 11.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from attrit.evidence.priors import Z95
from attrit.evidence.readings import Reading

SCALE = 0.05  # of one claimant's own error; judged
_T95 = 2.1318467863266499  # 95 % quantile of a Student t with 4 degrees of freedom
_LEAST = 1e-300  # a probability below which nothing is told apart
_LEAST_WIDTH = 0.2  # of an interval, in scales: narrower ones say the same
_FAR = 1e9  # scales from which on a bound has no other edge
_SURE = 1e-9  # a share nearer to 0 or 1 than that is taken as that

Floats = NDArray[np.float64]


def widths(reading: Reading) -> tuple[float, float]:
    """Scales below and above of the error of a statement: the claimant's, and what his words leave on that side.

    Of both the 5 and 95 % quantiles agree.

    Parameters
    ----------
    reading
        () [-] What his words leave open.
    """
    below, above = (math.hypot(SCALE * reading.widening, sd * Z95 / _T95) for sd in (reading.below, reading.above))
    return below, above


def near(reading: Reading, seen: Floats) -> Floats:
    """Probability that somebody would say the number, as a part of the greatest.

    With two widths it is higher on the narrow side, so that half of it lies on either side of the number.

    Parameters
    ----------
    reading
        () [-] What his words leave open.
    seen
        (cell) [-] What he sees, on the scale of the pool, evenly spaced.
    """
    below, above = widths(reading)
    if reading.bound:
        return _between((reading.low - seen) / below, (reading.high - seen) / below)
    left, half_left = _about(reading, seen, below)
    if below == above:
        return left
    right, half_right = _about(reading, seen, above)
    middle, step = (reading.low + reading.high) / 2, float(seen[1] - seen[0])
    of_right = np.clip((seen - middle) / step + 0.5, 0.0, 1.0)  # part of the cell that lies above the number
    least = min(half_left, half_right)
    return np.asarray((1 - of_right) * left * (least / half_left) + of_right * right * (least / half_right))


def _about(reading: Reading, seen: Floats, scale: float) -> tuple[Floats, float]:
    """The same with one width, and half of its integral."""
    half = max((reading.high - reading.low) / 2, _LEAST_WIDTH * scale / 2) / scale
    middle = ((reading.high + reading.low) / 2 - seen) / scale
    most = _between(np.array(-half), np.array(half))
    return _between(middle - half, middle + half) / most, float(half * scale / most)


def likelihood(reading: Reading, seen: Floats, before: float) -> Floats:
    """Likelihood of a statement, up to a factor.

    Parameters
    ----------
    reading
        () [-] What his words leave open, and how likely he calls it.
    seen
        (cell) [-] What he sees, on the scale of the pool, evenly spaced.
    before
        () [1] Probability of the number before he spoke; only what is called likely or unlikely needs it.
    """
    right = near(reading, seen)
    p = reading.trust
    if p == 1:
        return right
    r = min(max(before if p >= 0.5 else max(before, 0.5), _SURE), 1 - _SURE)
    return np.asarray(np.maximum(p * right / r + (1 - p) * (1 - right) / (1 - r), _LEAST), dtype=np.float64)


def _between(low: Floats, high: Floats) -> Floats:
    """Probability that a Student t with 4 degrees of freedom lies between two numbers, without loss in the tails."""
    a, b = _turned(low), _turned(high)
    return np.asarray(np.maximum(0.75 * (b - a) * (1 - (a * a + a * b + b * b) / 3), _LEAST), dtype=np.float64)


def _turned(x: Floats) -> Floats:
    """t / sqrt(4 + t^2), of which the distribution of a Student t with 4 degrees of freedom is a cubic."""
    x = np.clip(x, -_FAR, _FAR)
    return np.asarray(x / 2 / np.sqrt(1 + x * x / 4), dtype=np.float64)

"""How well a mean over worlds is known: intervals that hold although the numbers are skewed, or rare yes and no."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

Z95 = 1.959963984540054  # standard errors to either side that hold the truth in 95 runs of 100
FEWEST = 30  # worlds that must differ from the commonest number for a mean to have an interval
_ROUNDING = 1e-12  # relative: what differs by less does not differ


class Mean(NamedTuple):
    """A mean over worlds and how many standard errors to either side its 95 % interval reaches.

    Parameters
    ----------
    mean, error
        () [unit] The mean and its Monte-Carlo standard error: 0 if the number is the same in all worlds, NaN of fewer
        than two.
    critical
        () [1] Standard errors to either side; NaN where too few worlds differ.
    """

    mean: float
    error: float
    critical: float


def mean_of(x: Values) -> Mean:
    """The mean over worlds, with an interval that is wider where the numbers are skewed.

    The mean of skewed numbers, in standard errors, exceeds the quantile of Student's t too often, since a sample
    without its rare large numbers has both a mean that is off and an error that is too small. The next term of the
    Edgeworth expansion says by how much (Hall 1988, On symmetric bootstrap confidence intervals, J. R. Stat. Soc. B 50,
    35-45): for two sides ``z (g^2 (z^4 + 2 z^2 - 3) / 18 - k (z^2 - 3) / 12) / n``, with the skewness g and the
    excess kurtosis k of the numbers. The interval is never narrower than that of Student's t.

    Parameters
    ----------
    x
        (world) [unit] The numbers, all finite.
    """
    from scipy.special import stdtrit

    n = x.size
    if n < 2:
        return Mean(float(x[0]) if n else math.nan, math.nan, math.nan)
    mean = float(x.mean())
    rest = x - mean
    length = float(np.sqrt(np.sum(rest**2)))
    if length <= _ROUNDING * float(np.abs(x).max()) * math.sqrt(n):
        return Mean(mean, 0.0, 1.0)
    error = length / math.sqrt((n - 1.0) * n)
    if _few(x):
        return Mean(mean, error, math.nan)
    unit = rest / (length / math.sqrt(n))
    skew, kurtosis = float(np.mean(unit**3)), float(np.mean(unit**4)) - 3
    z2 = Z95**2
    wider = Z95 * (skew**2 * (z2**2 + 2 * z2 - 3) / 18 - kurtosis * (z2 - 3) / 12) / n
    return Mean(mean, error, float(stdtrit(n - 1, 0.975)) + max(0.0, wider))


def _few(x: Values) -> bool:
    """Whether too few differ from the number that most worlds have, if most have one."""
    return bool(np.count_nonzero(x != np.partition(x, x.size // 2)[x.size // 2]) < FEWEST)


def rare_yes_or_no(x: Values) -> bool:
    """Whether the numbers are differences between yes and no, -1, 0 or 1 each, and fewer than 30 are not alike.

    Parameters
    ----------
    x
        (world) [1] The numbers.
    """
    return bool(x.size > 1 and _few(x) and np.isin(x, (-1.0, 0.0, 1.0)).all())


def yes_no_interval(x: Values, level: float = 0.05) -> tuple[float, float]:
    """Interval of the mean difference between yes and no, which holds where hardly a world differs.

    The shares of worlds that go up and down each have the exact interval of Clopper and Pearson (1934); both are joined
    with their correlation, as shares of the same worlds (Zou and Donner 2008, doi:10.1002/sim.3095). Where no world
    differs the interval still has a width: of 3,000 worlds without a difference one in a thousand may have one.

    Parameters
    ----------
    x
        (world) [1] -1, 0 or 1 each.
    level
        () [1] How often it may miss.
    """
    n = x.size
    counts = int(np.count_nonzero(x > 0)), int(np.count_nonzero(x < 0))
    (up, up_low, up_high), (down, down_low, down_high) = (_share(count, n, level) for count in counts)
    together = 0.0 if up == 1 or down == 1 else -math.sqrt(up * down / ((1 - up) * (1 - down)))

    def reach(one: float, other: float) -> float:
        return math.sqrt(one**2 - 2 * together * one * other + other**2)

    low = up - down - reach(up - up_low, down_high - down)
    high = up - down + reach(up_high - up, down - down_low)
    return max(low, -1.0), min(high, 1.0)


def _share(count: int, n: int, level: float) -> tuple[float, float, float]:
    """A share with its exact interval (Clopper and Pearson 1934)."""
    from scipy.special import betaincinv

    low = float(betaincinv(count, n - count + 1, level / 2)) if count else 0.0
    high = float(betaincinv(count + 1, n - count, 1 - level / 2)) if count < n else 1.0
    return count / n, low, high


def mean_interval(x: Values, chance: bool = False) -> tuple[float, float]:
    """95 % interval of a mean over worlds: what chance in the choice of worlds leaves open.

    Parameters
    ----------
    x
        (world) [unit] The numbers; what is not finite is left out.
    chance
        () [-] Whether they are chances, or yes and no, or differences of these.

    Returns
    -------
    tuple
        NaN where fewer than 30 worlds differ from the commonest number: these do not show how large a rare difference
        may be. Between yes and no it cannot be larger than 1, and there is an exact interval.
    """
    x = x[np.isfinite(x)]
    if chance and rare_yes_or_no(x):
        return yes_no_interval(x)
    mean, error, critical = mean_of(x)
    return mean - critical * error, mean + critical * error

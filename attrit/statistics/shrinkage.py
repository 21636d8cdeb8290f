"""Many estimates at once: which of them are more than chance, and what each is likely to be.

Whoever names the greatest of many estimates names the one that chance has helped most. Two remedies: a test that counts
how many were tried (Holm), and estimates that lean on the others (empirical Bayes), so that the greatest is no more
likely to be too great than too small.

References
----------
Holm 1979, Scandinavian Journal of Statistics 6(2), 65-70.
Stephens 2017, Biostatistics 18(2), 275-294, doi 10.1093/biostatistics/kxw041: a mixture of nothing and of half-normal
distributions, whose weights are those under which the estimates are most probable.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_WIDTHS = 40  # half-normal distributions of the mixture
_BEFORE = 2.0  # estimates, of any width alike, that the weights lean on besides
_STEPS = 200  # of the search for its weights, which has come to rest long before
_ROUNDS = 4  # of finding the error at the likely value, which hangs on that error


class Shrunk(NamedTuple):
    """What estimates are likely to be, given all of them.

    Parameters
    ----------
    mean, deviation
        (estimate) [unit] Mean and standard deviation of what each may be; the mean is never below 0.
    """

    mean: Floats
    deviation: Floats


def holm(p: ArrayLike) -> Floats:
    """Chances adjusted for how many were looked at: what is below .05 is wrong in any of them in 5 of 100 runs at most.

    Parameters
    ----------
    p
        (test) [1] Chance of each result, or a greater one, if there is nothing; NaN counts as no test.
    """
    x = np.asarray(p, np.float64)
    order = np.argsort(x)  # NaN last
    many = int(np.isfinite(x).sum())
    adjusted = np.full(x.size, np.nan)
    adjusted[order[:many]] = np.minimum(np.maximum.accumulate(x[order[:many]] * np.arange(many, 0, -1)), 1.0)
    return adjusted


def shrunk(estimates: ArrayLike, at_zero: ArrayLike, slope: ArrayLike = 0.0) -> Shrunk:
    """Numbers that are 0 or more, from unbiased estimates with normal errors that may grow with the number.

    Parameters
    ----------
    estimates
        (estimate) [unit] The estimates; one that is NaN stays so.
    at_zero
        (estimate) [unit] Standard error of each if the number is 0; what has none is known.
    slope
        (estimate) [unit] By how much its square grows with the number.
    """
    y, zero, rise = np.broadcast_arrays(*(np.asarray(x, np.float64) for x in (estimates, at_zero, slope)))
    mean, deviation = y.copy(), np.where(np.isnan(y), np.nan, 0.0)
    known = np.isfinite(y) & (zero > 0)
    if known.any():
        mean[known], deviation[known] = _posterior(y[known, None], zero[known, None] ** 2, rise[known, None])
    return Shrunk(np.maximum(mean, 0.0), deviation)


def _posterior(y: Floats, zero: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each number, of columns."""
    widths = np.geomspace(np.sqrt(zero.min()) / 2, 2 * max(float(y.max()), float(np.sqrt(zero.max()))), _WIDTHS)
    prior = widths**2
    at = np.repeat(np.maximum(y, 0.0), _WIDTHS, axis=1)
    for _ in range(_ROUNDS):
        error = zero + slope * at
        at, spread = _truncated(y * prior / (prior + error), error * prior / (prior + error))
    like = np.concatenate([_log_normal(y, zero), _log_half_normal(y, prior, error)], axis=1)
    like = np.exp(like - like.max(axis=1, keepdims=True))
    weights = np.full(_WIDTHS + 1, 1 / (_WIDTHS + 1))
    for _ in range(_STEPS):  # expectation and maximisation
        each = like * weights
        each /= each.sum(axis=1, keepdims=True)
        weights = (each.sum(axis=0) + _BEFORE / weights.size) / (len(each) + _BEFORE)
    part = each[:, 1:]
    mean = np.sum(part * at, axis=1)
    square = np.sum(part * (spread + at**2), axis=1)
    return mean, np.sqrt(np.maximum(square - mean**2, 0.0))


def _truncated(middle: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of normal numbers of which only those above 0 are left."""
    from scipy.special import log_ndtr

    deviation = np.sqrt(variance)
    z = middle / deviation
    lift = np.exp(-(z**2) / 2 - np.log(2 * np.pi) / 2 - log_ndtr(z))  # the inverse Mills ratio
    return np.maximum(middle + deviation * lift, 0.0), np.maximum(variance * (1 - lift * (z + lift)), 0.0)


def _log_normal(y: Floats, variance: Any) -> Floats:
    return np.asarray(-(y**2) / variance / 2 - np.log(variance) / 2)


def _log_half_normal(y: Floats, prior: Floats, error: Floats) -> Floats:
    """The same of a number that is itself the size of a normal one."""
    from scipy.special import log_ndtr

    inside = log_ndtr(y * np.sqrt(prior / (error * (prior + error))))
    return np.asarray(_log_normal(y, prior + error) + np.log(2) + inside)

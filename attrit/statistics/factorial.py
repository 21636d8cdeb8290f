"""Shares of variance by group of inputs, from worlds in which each group takes one of two values in turn.

For each of n pairs of worlds, every mixture of the two is played: 2^k worlds if there are k groups. That is a crossed
experiment with random levels, of which the variance components have unbiased estimates that use all worlds at once. A
component belongs to a set of groups: to one alone, or to several that only matter together.

References
----------
Variance components of an exact experiment: Sobol 1993, Mathematical Modelling and Computational Experiments 1(4).
Shapley shares, by which groups that matter together share alike: Owen 2014, SIAM/ASA Journal on Uncertainty
Quantification 2(1), doi 10.1137/130936233.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Share(NamedTuple):
    """A share of variance.

    Parameters
    ----------
    share, error
        () [1] The share and its Monte-Carlo error, to either side of which lies the truth in 68 runs of 100; a share
        may come out a little below 0.
    """

    share: float
    error: float


class Shares(NamedTuple):
    """What one group of inputs does.

    Parameters
    ----------
    share
        () [1] Its part, so that all parts add to 1.
    alone
        () [1] What it does by itself: by how much the variance falls if it is known and nothing else is.
    together
        () [1] What it does by itself and with others: what is left if all else is known.
    low, high
        () [1] 95 % interval of its part, within 0 and 1.
    """

    share: Share
    alone: Share
    together: Share
    low: float = math.nan
    high: float = math.nan


class Split(NamedTuple):
    """A variance and its shares.

    Parameters
    ----------
    variance
        () [unit2] The variance.
    groups
        (group) [1] Shares of each group, in the order of the mixtures' bits.
    """

    variance: float
    groups: tuple[Shares, ...]


def mixtures(one: Floats, other: Floats, members: list[NDArray[np.int64]]) -> Floats:
    """Every mixture of two experiments by groups.

    Parameters
    ----------
    one, other
        (pair, factor) [1] The two.
    members
        (group)(factor) [-] Places of the factors of each group.

    Returns
    -------
    numpy.ndarray
        (mixture, pair, factor) [1] In mixture m, group g is taken from `other` where bit g of m is set.
    """
    made = np.repeat(one[None], 2 ** len(members), axis=0)
    for g, places in enumerate(members):
        taken = (np.arange(len(made)) >> g & 1).astype(bool)
        made[np.ix_(taken, np.arange(len(one)), places)] = other[:, places]
    return made


def components(outcomes: Floats) -> Floats:
    """Unbiased estimates of all variance components from each pair.

    Parameters
    ----------
    outcomes
        (mixture, pair) [unit] Outcomes of `mixtures`.

    Returns
    -------
    numpy.ndarray
        (set, pair) [unit2] The component of the groups whose bits are set in the place; the first is no component.
    """
    k = len(outcomes).bit_length() - 1
    table = outcomes.reshape((2,) * k + (-1,))
    for axis in range(k):  # mean and half difference along every group: contrasts
        a, b = np.take(table, 0, axis), np.take(table, 1, axis)
        table = np.stack([(a + b) / 2, (a - b) / 2], axis)
    # a squared contrast holds, besides its own component over 2^size, those of all sets that contain its own
    squared = table**2
    for axis in range(k):
        a, b = np.take(squared, 0, axis), np.take(squared, 1, axis)
        squared = np.stack([a - b, 2 * b], axis)
    return squared.reshape(outcomes.shape)


def split(outcomes: Floats, last: int) -> Split:
    """Variance and shares of every group.

    One group, such as chance, can be set apart: its share is then all it does, alone or together with others, and the
    other groups share what is left, so that their shares say what would be settled if they were known.

    Parameters
    ----------
    outcomes
        (mixture, pair) [unit] Outcomes of `mixtures`.
    last
        () [-] The group that is set apart.
    """
    found = components(outcomes)
    sets = np.arange(len(found))
    groups = len(found).bit_length() - 1
    apart = (sets >> last & 1).astype(bool)
    size = np.array([int(one).bit_count() for one in sets])
    whole = found[1:].sum(axis=0)
    shares = []
    for g in range(groups):
        within = (sets >> g & 1).astype(bool)
        weights = within.astype(float) if g == last else np.where(within & ~apart, 1 / np.maximum(size, 1), 0.0)
        parts = weights, (sets == 1 << g).astype(float), within.astype(float)
        share, alone, together = (_ratio(weight @ found, whole) for weight in parts)
        shares.append(Shares(share, alone, together, *_interval(parts[0] @ found, whole)))
    return Split(float(whole.mean()), tuple(shares))


def _ratio(part: Floats, whole: Floats) -> Share:
    """Mean of a part over the mean of the whole, with the error of the ratio."""
    share, error, freedom = _estimate(part, whole)
    return Share(share, error * _t(0.8413447460685429, freedom))


def _interval(part: Floats, whole: Floats) -> tuple[float, float]:
    """95 % interval of such a ratio, of what is never below 0.

    Few pairs make most of a small share, so that samples without them give both a share and an error that are too
    small. The upper end is where the error at that share no longer reaches down to the estimate (Wilson), by an error
    whose square is straight in the share: at 0 it is that of chance alone, which is as large above as below zero.
    """
    share, error, freedom = _estimate(part, whole)
    if not math.isfinite(error):
        return math.nan, math.nan
    below = np.minimum(part, 0.0)
    chance = min(2 * float(below @ below) / (part.size * float(whole.mean())) ** 2, error**2)
    slope = (error**2 - chance) / max(share, math.sqrt(chance)) if error > 0 and share > 0 else 0.0
    t = _t(0.975, freedom)
    low, high = share - t * error, share + t**2 * slope / 2 + t * math.sqrt(error**2 + (t * slope / 2) ** 2)
    return min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)


def _estimate(part: Floats, whole: Floats) -> tuple[float, float, float]:
    """The ratio, its standard error, and the degrees of freedom of that.

    These are as many as leave the variance of the pairs as uncertain as their kurtosis makes it (Satterthwaite 1946,
    Biometrics Bulletin 2(6), doi 10.2307/3002019): n - 1 of normal ones, and few where a few pairs make most of it.
    """
    total, n = float(whole.mean()), whole.size
    if not total > 0 or n < 2:
        return math.nan, math.nan, math.nan
    share = float(part.mean()) / total
    apart = part - share * whole
    variance = float(np.var(apart))
    if not variance > 0:
        return share, 0.0, math.inf
    kurtosis = float(np.mean(apart**4)) / variance**2
    freedom = 2 / max(kurtosis / n - (n - 3) / (n * (n - 1)), 2 / (n - 1))
    return share, float(np.std(apart, ddof=1)) / math.sqrt(n) / total, max(freedom, 1.0)


def _t(level: float, freedom: float) -> float:
    """Quantile of Student's t."""
    from scipy.special import ndtri, stdtrit

    return float(stdtrit(freedom, level) if math.isfinite(freedom) else ndtri(level))

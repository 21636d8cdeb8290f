"""Many differences between numbers of the same worlds: each by itself, and intervals that hold for all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

_Z = 1.959963984540054  # standard errors to either side that hold the truth in 95 runs of 100
_FEWEST = 32  # worlds from which on the error of a variance can be told
_ROUNDING = 1e-12  # relative: what differs by less does not differ

# what each number of `Pairing` and `Difference` is, for labels of a table
MEANINGS = {
    "worlds": "worlds in which both have a number",
    "lower": "share of worlds in which the first is lower",
    "lower_error": "Monte-Carlo standard error of lower",
    "higher": "share of worlds in which the first is higher",
    "higher_error": "Monte-Carlo standard error of higher",
    "same": "share of worlds in which both are the same",
    "same_error": "Monte-Carlo standard error of same",
    "variance_reduction": "times fewer worlds than in worlds of their own",
    "variance_reduction_low": "lower end of the 95 % interval of variance_reduction",
    "variance_reduction_high": "upper end of the 95 % interval of variance_reduction",
    "mean": "mean difference",
    "mean_error": "Monte-Carlo standard error of mean",
    "mean_low": "lower end of the 95 % interval of mean",
    "mean_high": "upper end of the 95 % interval of mean",
    "simultaneous_low": "lower end of the 95 % interval of mean that holds with all others",
    "simultaneous_high": "upper end of the 95 % interval of mean that holds with all others",
    "p": "probability of as large a mean difference by chance, adjusted for their number (Holm)",
}


@dataclass(frozen=True)
class Pairing:
    """What two numbers of the same worlds tell beside their mean difference.

    Parameters
    ----------
    worlds
        () [1] Worlds in which both have a number.
    lower, lower_error, higher, higher_error, same, same_error
        () [1] Shares of these worlds in which the first is lower, higher or the same, each with its Monte-Carlo
        standard error.
    variance_reduction, variance_reduction_low, variance_reduction_high
        () [1] How many times fewer worlds the mean difference needs than if either were played in worlds of its own,
        ``(var a + var b) / var(a - b)``, with its 95 % interval (NaN in fewer than 32 worlds). Infinite if the
        difference is the same in every world; NaN if both are constant and differ.
    """

    worlds: int
    lower: float
    lower_error: float
    higher: float
    higher_error: float
    same: float
    same_error: float
    variance_reduction: float
    variance_reduction_low: float
    variance_reduction_high: float


def pairing(a: Values, b: Values) -> Pairing:
    """Shares of worlds by sign, and what it gains that the worlds are the same.

    Parameters
    ----------
    a, b
        (world) [unit] The numbers; worlds in which one of them is not finite are left out.
    """
    both = np.isfinite(a) & np.isfinite(b)
    if not both.all():
        a, b = a[both], b[both]
    n = a.size
    below, above = int(np.count_nonzero(a < b)), int(np.count_nonzero(a > b))
    lower, higher, same = _share(below, n), _share(above, n), _share(n - below - above, n)
    return Pairing(n, *lower, *higher, *same, *_reduction(a, b))


def _share(count: int, n: int) -> tuple[float, float]:
    p = count / n if n else math.nan
    return p, math.sqrt(p * (1 - p) / (n - 1)) if n > 1 else math.nan


def _reduction(a: Values, b: Values) -> tuple[float, float, float]:
    """Ratio of variances with its interval, symmetric on a logarithmic scale (delta method)."""
    n = a.size
    if n < 2:
        return math.nan, math.nan, math.nan
    d = a - b
    apart = (a - a.mean()) ** 2 + (b - b.mean()) ** 2
    if np.ptp(d) <= _ROUNDING * max(float(np.abs(a).max()), float(np.abs(b).max())):
        found = math.inf if apart.any() or not d.any() else math.nan
        return found, found, found
    paired = (d - d.mean()) ** 2
    ratio = float(apart.sum() / paired.sum())
    if n < _FEWEST:
        return ratio, math.nan, math.nan
    influence = apart / apart.mean() - paired / paired.mean()
    reach = math.exp(_Z * float(influence.std(ddof=1)) / math.sqrt(n))
    return ratio, ratio / reach, ratio * reach


@dataclass(frozen=True)
class Difference:
    """A mean difference, one of several, with its intervals.

    Parameters
    ----------
    mean, mean_error
        () [unit] Mean difference over worlds, and its Monte-Carlo standard error.
    mean_low, mean_high
        () [unit] 95 % interval of this one by itself: what chance in the choice of worlds leaves open.
    simultaneous_low, simultaneous_high
        () [unit] 95 % interval that holds together with those of all others.
    p
        () [1] Probability of as large a mean difference by chance alone, adjusted for the number of them (Holm).
    """

    mean: float
    mean_error: float
    mean_low: float
    mean_high: float
    simultaneous_low: float
    simultaneous_high: float
    p: float


def simultaneous(differences: Values, uniform: Values) -> tuple[list[Difference], float]:
    """95 % intervals of mean differences that hold for all of them at once.

    The greatest of their errors, each in standard errors, is found by a bootstrap over worlds that gives each world a
    normal weight (Chernozhukov, Chetverikov and Kato 2013, doi:10.1214/13-AOS1161). Given the worlds, such weighted
    sums are normal with the correlations that the differences have in these worlds, and are drawn as that. Few worlds
    widen the intervals as Student's t does; where most of a mean comes from rare large differences, fewer than a
    thousand worlds still leave them too narrow.

    Parameters
    ----------
    differences
        (comparison, world) [unit] The differences; NaN in worlds without one.
    uniform
        (replicate, comparison) [1] Uniform numbers between 0 and 1 for the bootstrap.

    Returns
    -------
    tuple
        The differences, NaN where there are fewer than two worlds; one that is the same in every world has no error.
        Then the standard errors to either side of the simultaneous intervals, with many worlds: 1.96 for one
        comparison.
    """
    from scipy.special import ndtr, stdtr, stdtrit

    told = np.isfinite(differences)
    n = told.sum(axis=1)
    df = np.where(n > 1, n - 1.0, np.nan)
    mean = np.where(told, differences, 0.0).sum(axis=1) / (df + 1)
    rest = np.where(told, differences - mean[:, None], 0.0)
    length = np.sqrt(np.sum(rest**2, axis=1))
    largest = np.max(np.abs(differences), axis=1, initial=0.0, where=told)
    length[length <= _ROUNDING * largest * np.sqrt(n)] = 0.0
    error = length / np.sqrt(df * n)
    moving = error > 0
    critical = max(_Z, _greatest(rest[moving] / length[moving, None], uniform[:, : moving.sum()]))
    reach, further = (np.where(moving, stdtrit(df, ndtr(z)), 1.0) * error for z in (_Z, critical))
    p = np.where(mean == 0, 1.0, 0.5 ** (n - 1.0))  # where nothing moves: the same sign in all worlds by chance
    p[moving] = 2 * stdtr(df[moving], -np.abs(mean[moving]) / error[moving])
    p = holm(np.where(n > 1, p, np.nan))
    table = mean, error, mean - reach, mean + reach, mean - further, mean + further, p
    return [Difference(*map(float, row)) for row in zip(*table, strict=True)], critical


def _greatest(unit: Values, uniform: Values) -> float:
    """95 % quantile of the greatest of some errors, from the differences (comparison, world) at length 1."""
    from scipy.special import ndtri

    if len(unit) < 2:
        return _Z
    values, vectors = np.linalg.eigh(unit @ unit.T)
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    return float(np.quantile(np.abs(ndtri(uniform) @ root.T).max(axis=1), 0.95))


def holm(p: Values) -> Values:
    """p-values adjusted for their number: chance alone puts any below .05 in one run of twenty at most (Holm 1979).

    Parameters
    ----------
    p
        (comparison) [1] The p-values of single comparisons; NaN ones are left out.
    """
    order = np.argsort(p)  # NaN last
    m = int(np.sum(~np.isnan(p)))
    stepped = np.minimum(p[order] * np.maximum(m - np.arange(p.size), 1), 1.0)
    adjusted = np.empty_like(p)
    adjusted[order] = np.maximum.accumulate(stepped)
    return adjusted


def mean_interval(mean: float, error: float, worlds: int) -> tuple[float, float]:
    """95 % interval of a mean over worlds: what chance in the choice of worlds leaves open.

    Parameters
    ----------
    mean, error
        () [unit] The mean and its Monte-Carlo standard error.
    worlds
        () [1] Worlds that it rests on; NaN in fewer than two.
    """
    from scipy.special import stdtrit

    reach = float(stdtrit(worlds - 1, 0.975)) * error if worlds > 1 else math.nan
    return mean - reach, mean + reach

"""Many differences between numbers of the same worlds: each by itself, and intervals that hold for all of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attrit.statistics.means import FEWEST, Z95, Mean, mean_of, rare_yes_or_no, yes_no_interval
from attrit.statistics.variation import paired_difference

Values = NDArray[np.float64]

_SQUARES = 1024  # worlds from which on the error of a variance can be told: it rests on fourth powers
_ROUNDING = 1e-12  # relative: what differs by less does not differ
_REPLICATES = 4000
_BATCHES = 2048  # as many are resampled at most

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
        ``(var a + var b) / var(a - b)``, with its 95 % interval (NaN in fewer than 1,024 worlds, which do not show how
        large rare differences are). Infinite if the difference is the same in every world; NaN if both are constant
        and differ.
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
        (world) [unit] The numbers; worlds in which one of them is not finite are left out, and rounding is no
        difference (`paired_difference`).
    """
    d = paired_difference(a, b)
    both = ~np.isnan(d)
    if not both.all():
        a, b, d = a[both], b[both], d[both]
    n = d.size
    below, above = int(np.count_nonzero(d < 0)), int(np.count_nonzero(d > 0))
    lower, higher, same = _share(below, n), _share(above, n), _share(n - below - above, n)
    return Pairing(n, *lower, *higher, *same, *_reduction(a, b, d))


def _share(count: int, n: int) -> tuple[float, float]:
    p = count / n if n else math.nan
    return p, math.sqrt(p * (1 - p) / (n - 1)) if n > 1 else math.nan


def _reduction(a: Values, b: Values, d: Values) -> tuple[float, float, float]:
    """Ratio of variances without its bias, with an interval, both by the jackknife on a logarithmic scale.

    Few worlds make the ratio too large, since they miss the rare large differences. Leaving out one world at a time
    takes that bias out of the logarithm (Quenouille 1956, doi:10.1093/biomet/43.3-4.353); half its squared error then
    goes from a median to a mean, as of a lognormal number. The interval reaches as far as that of a mean of numbers
    as skewed as the influence of the worlds (`mean_of`).
    """
    n = a.size
    if n < 2:
        return math.nan, math.nan, math.nan
    apart = (a - a.mean()) ** 2 + (b - b.mean()) ** 2
    if np.ptp(d) <= _ROUNDING * max(float(np.abs(a).max()), float(np.abs(b).max())):
        found = math.inf if apart.any() or not d.any() else math.nan
        return found, found, found
    paired = (d - d.mean()) ** 2
    ratio = float(apart.sum() / paired.sum())
    if min(np.count_nonzero(d != np.median(d)), np.count_nonzero(apart)) < FEWEST:
        return ratio, math.nan, math.nan
    # leaving out one of n numbers takes n / (n - 1) times its squared distance off the sum of these
    one = n / (n - 1.0)
    left = np.log1p(-one * apart / apart.sum()) - np.log1p(-one * paired / paired.sum())
    middle = math.log(ratio) - (n - 1) * float(left.mean())
    error = math.sqrt((n - 1) / n * float(np.sum((left - left.mean()) ** 2)))
    found = math.exp(middle - error**2 / 2)
    if n < _SQUARES:
        return found, math.nan, math.nan
    reach = mean_of(apart / apart.mean() - paired / paired.mean()).critical * error
    return found, math.exp(middle - reach), math.exp(middle + reach)


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
        () [1] Probability of as large a mean difference by chance alone, adjusted for the number of them (Holm). It and
        all ends are NaN where fewer than 30 worlds differ, unless the difference is one between yes and no.
    """

    mean: float
    mean_error: float
    mean_low: float
    mean_high: float
    simultaneous_low: float
    simultaneous_high: float
    p: float


def simultaneous(
    differences: Values, chances: Sequence[bool], uniform: Callable[[int, int], Values]
) -> tuple[list[Difference], float]:
    """95 % intervals of mean differences that hold for all of them at once.

    How far the greatest of their errors goes, each in its own standard errors, is found by drawing the worlds anew with
    replacement, and with them the standard errors (bootstrap-t; Romano and Wolf 2005,
    doi:10.1198/016214504000000539). What is skewed has wider intervals in this way, and what goes together in the same
    worlds narrower ones. Of more than 2,048 worlds batches are drawn, which does not change what skewness does to a
    mean.

    Where fewer than 30 worlds differ there is no interval, since these do not show how large a rare difference may be.
    Between yes and no it cannot be larger than 1: there the interval is exact (`yes_no_interval`) and takes its part
    of the 5 % (Bonferroni).

    Parameters
    ----------
    differences
        (comparison, world) [unit] The differences; NaN in worlds without one.
    chances
        (comparison) [-] Whether each is one between chances.
    uniform
        () [-] Gives uniform numbers between 0 and 1 of (replicate, batch) for the bootstrap.

    Returns
    -------
    tuple
        The differences, NaN where there are fewer than two worlds; one that is the same in every world has no error.
        Then the standard errors to either side of the simultaneous intervals that are not exact: some 1.96 for one
        comparison.
    """
    told = np.isfinite(differences)
    rows = [x[there] for x, there in zip(differences, told, strict=True)]
    exact = np.array([chance and rare_yes_or_no(x) for chance, x in zip(chances, rows, strict=True)])
    means = [mean_of(x) for x in rows]
    moving = np.array([m.error > 0 and m.critical > 0 for m in means]) & ~exact
    part = 0.05 / max(1, int(np.sum(moving | exact)))
    critical = max([Z95, *(m.critical for m, moves in zip(means, moving, strict=True) if moves)])
    if np.sum(moving | exact) > 1 and moving.any():
        errors = [m.error for m, moves in zip(means, moving, strict=True) if moves]
        rest = np.where(told, differences - np.array([m.mean for m in means])[:, None], 0.0)[moving]
        unit = rest / np.array(errors)[:, None]
        critical = max(Z95, _greatest(unit, told[moving], uniform, part * int(moving.sum())))
    p = holm(np.array([_chance(x, m, yes) for x, m, yes in zip(rows, means, exact, strict=True)]))
    found = []
    for x, m, yes, probability in zip(rows, means, exact, p, strict=True):
        if yes:
            single, both = yes_no_interval(x), yes_no_interval(x, part)
        else:
            reach, further = m.critical * m.error, np.maximum(critical, m.critical) * m.error  # NaN stays NaN
            single, both = (m.mean - reach, m.mean + reach), (m.mean - further, m.mean + further)
        middle = m.mean if x.size > 1 else math.nan
        both = float(both[0]), float(both[1])
        found.append(Difference(middle, m.error, *single, *both, float(probability)))
    return found, critical


def _greatest(unit: Values, told: NDArray[np.bool_], uniform: Callable[[int, int], Values], level: float) -> float:
    """How far the greatest of some errors goes in all but `level` of the replicates.

    Parameters
    ----------
    unit
        (comparison, world) [1] The differences less their mean, in standard errors; 0 where there is none.
    told
        (comparison, world) [-] Where there is one.
    """
    k, n = unit.shape
    size = -(-n // _BATCHES)
    batches = n // size
    total, count = (x[:, : batches * size].reshape(k, batches, size).sum(axis=2) for x in (unit, told))
    total = total - count * (total.sum(axis=1) / count.sum(axis=1))[:, None]
    place = np.minimum((uniform(_REPLICATES, batches) * batches).astype(np.int32), batches - 1)
    place += batches * np.arange(len(place), dtype=np.int32)[:, None]
    times = np.bincount(place.ravel(), minlength=place.size).astype(np.float32).reshape(place.shape)

    def drawn(x: NDArray[Any]) -> Any:
        return (times @ x.T.astype(np.float32)).astype(np.float64)

    if told.all():
        numbers = np.float64(batches * size)
        mean = drawn(total) / numbers
        squares = drawn(total**2) - mean**2 * numbers * size
    else:
        numbers = drawn(count)
        mean = drawn(total) / numbers
        squares = drawn(total**2) - 2 * mean * drawn(total * count) + mean**2 * drawn(count**2)
    error = np.sqrt(np.maximum(squares, 0.0) * batches / (batches - 1)) / numbers
    with np.errstate(divide="ignore", invalid="ignore"):  # a replicate in which all numbers are the same
        t = np.nan_to_num(np.abs(mean) / error, nan=0.0, posinf=math.inf)
    return float(np.quantile(t.max(axis=1), 1 - level))


def _chance(x: Values, found: Mean, exact: bool) -> float:
    """Probability of as large a mean difference by chance: of yes and no by their signs, else as `mean_of` widens."""
    from scipy.special import bdtr, stdtr, stdtrit

    n = x.size
    if n < 2:
        return math.nan
    if exact:
        up, down = np.count_nonzero(x > 0), np.count_nonzero(x < 0)
        return min(1.0, 2 * float(bdtr(min(up, down), up + down, 0.5)))
    if found.error == 0:  # where nothing moves: the same sign in all worlds by chance
        return 1.0 if found.mean == 0 else 0.5 ** (n - 1.0)
    t = abs(found.mean) / found.error * stdtrit(n - 1, 0.975) / found.critical
    return float(2 * stdtr(n - 1, -t))


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

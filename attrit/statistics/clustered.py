"""Means and ratios of numbers that come in clusters, such as scores of forecasts made on the same day."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Estimated(NamedTuple):
    """A number with its standard error.

    Parameters
    ----------
    value, error
        () [any] The number and its standard error, NaN of a single cluster.
    """

    value: float
    error: float


def clustered_mean(values: Floats, cluster: Ints) -> Estimated:
    """A mean, with the error that sums of whole clusters scatter by.

    ``error^2 = G / (G - 1) sum_g (sum of residuals in g)^2 / n^2`` with G clusters (Liang and Zeger 1986, Biometrika
    73, 13-22, for a mean). With one number a cluster it is the usual standard error.

    Parameters
    ----------
    values
        (number) [any] The numbers.
    cluster
        (number) [-] Which cluster each belongs to, 0 and up.
    """
    n = len(values)
    if not n:
        return Estimated(math.nan, math.nan)
    mean = float(values.mean())
    return Estimated(mean, _scatter(values - mean, cluster) / n)


def clustered_ratio(above: Floats, below: Floats, cluster: Ints) -> Estimated:
    """The ratio of two means over the same cases, with the error of the delta method by clusters.

    ``error = scatter of (y - R x) / (n mean(x))`` (Cochran 1977, Sampling Techniques, section 6.4).

    Parameters
    ----------
    above, below
        (case) [any] What is divided and by what.
    cluster
        (case) [-] Which cluster each belongs to.
    """
    if not len(above) or not np.isfinite(above).all() or not np.isfinite(below).all() or below.mean() == 0:
        return Estimated(math.nan, math.nan)
    ratio = float(above.mean() / below.mean())
    return Estimated(ratio, _scatter(above - ratio * below, cluster) / abs(float(below.sum())))


def _scatter(rest: Floats, cluster: Ints) -> float:
    if not np.isfinite(rest).all():
        return math.nan
    sums = np.bincount(cluster, rest)
    groups = len(np.unique(cluster))
    return math.sqrt(groups / (groups - 1) * float(np.sum(sums**2))) if groups > 1 else math.nan


def relative_skill(scores: Sequence[Floats], cluster: Ints, baseline: int) -> list[Estimated]:
    """Pairwise relative skill of each model against a baseline, with errors by leaving out one cluster at a time.

    ``theta_i = (prod_j R_ij)^(1/M)`` with ``R_ij`` the ratio of the mean scores of i and j on the cases that both have,
    j = i among them, over ``theta`` of the baseline (Cramer et al. 2022, PNAS 119, e2113561119, Methods). A pair
    without a common case is left out of the product.

    Parameters
    ----------
    scores
        (model)(case) [any] Scores of each model, NaN where it has none.
    cluster
        (case) [-] Which cluster each case belongs to.
    baseline
        () [-] Place of the baseline.
    """
    table = np.array(scores)
    there = np.isfinite(table)
    zero = np.where(there, table, 0.0)
    both = there[:, None] & there[None, :]
    groups = np.unique(cluster)
    sums = np.array([[zero[:, None] * both][0][:, :, cluster == g].sum(axis=2) for g in groups])
    whole = sums.sum(axis=0)
    skill = _skill(whole, baseline)
    if len(groups) < 2:
        return [Estimated(float(one), math.nan) for one in skill]
    left = np.array([_skill(whole - sums[g], baseline) for g in range(len(groups))])
    n = len(groups)
    with np.errstate(invalid="ignore"):
        errors = np.sqrt((n - 1) / n * ((left - left.mean(axis=0)) ** 2).sum(axis=0))
    return [Estimated(float(one), float(error)) for one, error in zip(skill, errors, strict=True)]


def _skill(sums: Floats, baseline: int) -> Floats:
    """Skill from sums (model, model) of the first model's scores on the cases that both have."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(sums) - np.log(sums.T)
    logs = np.where(np.isfinite(logs), logs, np.nan)
    there = np.isfinite(logs)
    count = np.maximum(there.sum(axis=1), 1)
    theta = np.where(there, logs, 0.0).sum(axis=1) / count
    theta[~there.any(axis=1)] = np.nan
    return np.asarray(np.exp(theta - theta[baseline]))

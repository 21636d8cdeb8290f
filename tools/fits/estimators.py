"""Estimators and the rules by which the width of a prior is set from few and clustered data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from attrit.evidence.observations import FloatArray

Quantiles = tuple[float, float, float]
TextArray = NDArray[np.str_]

LAST_DAY = date(2024, 11, 16)  # nothing later is known when these priors are used


@dataclass(frozen=True)
class Prior:
    """One row of the output: a prior usable by its name."""

    name: str
    unit: str
    shape: str
    quantiles: Quantiles
    n: int
    data: str
    method: str


@dataclass(frozen=True)
class Fit:
    """A linear regression with ordinary errors and errors that let the battles of a campaign move together."""

    slopes: FloatArray
    errors: FloatArray
    clustered: FloatArray
    sd: float
    n: int


def regress(y: FloatArray, columns: Sequence[FloatArray], campaign: TextArray) -> Fit:
    """Least squares of y on the columns and a constant; the constant is left out of what is returned."""
    x = np.column_stack([*columns, np.ones_like(y)])
    inverse = np.linalg.inv(x.T @ x)
    slopes = inverse @ x.T @ y
    off = y - x @ slopes
    rows, size = x.shape
    variance = float(off @ off) / (rows - size)
    names, member = np.unique(campaign, return_inverse=True)
    scores = np.zeros((names.size, size))
    np.add.at(scores, member, x * off[:, None])
    few = names.size / (names.size - 1) * (rows - 1) / (rows - size)
    together = few * inverse @ scores.T @ scores @ inverse
    errors, clustered = (np.sqrt(np.diag(matrix))[:-1] for matrix in (variance * inverse, together))
    return Fit(slopes[:-1], errors, clustered, math.sqrt(variance), rows)


def components(y: FloatArray, campaign: TextArray) -> tuple[float, float]:
    """Standard deviations between and within campaigns, by analysis of variance."""
    names, member, size = np.unique(campaign, return_inverse=True, return_counts=True)
    mean = np.bincount(member, y) / size
    within = float(((y - mean[member]) ** 2).sum()) / (y.size - names.size)
    between = float((size * (mean - y.mean()) ** 2).sum()) / (names.size - 1)
    typical = (y.size - float((size**2).sum()) / y.size) / (names.size - 1)
    return math.sqrt(max(between - within, 0.0) / typical), math.sqrt(within)


def next_one(values: FloatArray, independent: int) -> Quantiles:
    """Quantiles of one more value like these, Student's t with as many values as are independent."""
    reach = float(stats.t.ppf(0.95, independent - 1)) * float(values.std(ddof=1)) * math.sqrt(1.0 + 1.0 / independent)
    return float(values.mean()) - reach, float(values.mean()), float(values.mean()) + reach


def next_battle(values: FloatArray, campaign: TextArray) -> Quantiles:
    """At each end the wider of what was seen and of one more value by Student's t on the logarithm, by campaigns."""
    low, _, high = np.exp(next_one(np.log(values), np.unique(campaign).size))
    seen = np.percentile(values, (5, 50, 95))
    return min(float(low), float(seen[0])), float(seen[1]), max(float(high), float(seen[2]))


def next_share(values: FloatArray) -> Quantiles:
    """Quantiles of the share on one more front, Student's t on the logit."""
    low, middle, high = 1.0 / (1.0 + np.exp(-np.array(next_one(np.log(values / (1.0 - values)), values.size))))
    return float(low), float(middle), float(high)


def mixed(parts: Sequence[Any]) -> Quantiles:
    """Quantiles of an equal mixture of distributions."""

    def quantile(p: float) -> float:
        ends = [float(part.ppf(p)) for part in parts]
        if max(ends) == min(ends):
            return ends[0]
        return float(optimize.brentq(lambda x: np.mean([part.cdf(x) for part in parts]) - p, min(ends), max(ends)))

    return quantile(0.05), quantile(0.5), quantile(0.95)


def scattered(y: FloatArray) -> tuple[float, float, FloatArray]:
    """Daily sd and lag-1 correlation about a quadratic trend, and what is left after it.

    Taking a trend out of a short series also takes out slow scatter; the pair returned is the autoregression whose
    expected sums, after the same trend, are those seen.
    """
    day = np.arange(y.size)
    trend = np.vander(np.linspace(-1.0, 1.0, y.size), 3)
    keep = np.eye(y.size) - trend @ np.linalg.pinv(trend)
    off = keep @ y
    ahead = np.eye(y.size, k=1)
    square, product = float(off @ off), float(off @ ahead @ off)

    def expected(rho: float) -> tuple[float, float]:
        kept = keep @ rho ** np.abs(day[:, None] - day[None, :]) @ keep
        return float(np.trace(kept)), float(np.trace(kept @ ahead))

    def miss(rho: float) -> float:
        total, next_to = expected(rho)
        return next_to / total - product / square

    rho = float(optimize.brentq(miss, 1e-6, 0.98))
    return math.sqrt(square / expected(rho)[0]), rho, off

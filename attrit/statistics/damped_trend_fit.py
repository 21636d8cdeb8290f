"""The numbers of the damped trend, fitted across series: what one series teaches of another.

A series by itself is too short for it. So one set of numbers is fitted to many, from rolling origins, and a series that
is to be forecast is left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.statistics.damped_trend import DampedTrend, quantiles
from attrit.statistics.front_forecasts import DRIFT_DAYS, block_spread, clipped
from attrit.statistics.scores import crps

Floats = NDArray[np.float64]

DAYS = (30, 60, 90, 120, 150)
"""Days ahead that a fit looks at."""
LEAST_PAST, STEP = 21, 7
"""[day] Past before the first origin of a fit, and between origins."""
LEVELS = (0.5, 0.8, 0.9)
"""Central intervals whose coverage counts."""
COVERAGE_WEIGHT = 10.0
"""What a squared miss of coverage counts beside a ratio of scores."""
BLUR = 0.03
"""By how much a set of numbers may be worse before it counts a third; fits of five fronts differ by as much."""
FIXED = {"rate_power": 0.25, "scale_power": 0.5, "tails": 2.0}
"""What is not fitted: chosen once on all development fronts, since fits without each of them came out alike."""
SEARCHED = {
    "rate_half_life": (15.0, 60.0),
    "scale_half_life": (10.0, 40.0),
    "damping_half_life": (40.0, 200.0),
    "lean": (2.0, 7.0),
    "growth": (0.8, 0.98),
    "spread": (5.0, 16.0),
    "floor": (0.05, 0.5),
}
"""Where the others are looked for."""
_LEVEL = (np.arange(100) + 0.5) / 100
_EDGE = 0.02  # in probability: an interval's edge in the fit, so that coverage moves smoothly


class Cells(NamedTuple):
    """How sets of numbers did, by series and days ahead.

    Parameters
    ----------
    numbers
        (set, number) [any] Logarithms of the numbers, in the order of `SEARCHED`.
    ratio
        (set, cell) [1] Mean CRPS over that of the random walk with half drift.
    coverage
        (set, cell, level) [1] Share of truths in each interval of `LEVELS`.
    series, day
        (cell) [-] Place of the series, and days ahead.
    """

    numbers: Floats
    ratio: Floats
    coverage: Floats
    series: NDArray[np.int64]
    day: NDArray[np.int64]


def cells(series: Sequence[Floats], sets: int = 1024) -> Cells:
    """Try many sets of numbers on every origin of every series.

    Parameters
    ----------
    series
        (series)(day) [km2] Daily series.
    sets
        () [1] Sets to try, spread evenly over `SEARCHED`.

    Notes
    -----
    Sets are points of a Sobol sequence, in logarithms.

    Reference: Joe and Kuo (2008), SIAM Journal on Scientific Computing 30(5), 2635-2654, doi:10.1137/070709359.
    """
    from scipy.stats import qmc

    low, high = np.log(np.array([*SEARCHED.values()]).T)
    points = qmc.Sobol(len(SEARCHED), scramble=False).random(2 ** math.ceil(math.log2(sets + 1)))[1 : sets + 1]
    numbers = low + (high - low) * points
    cases = [
        (place, one[: origin + 1], days, one[origin + days])
        for place, one in enumerate(series)
        for origin in range(LEAST_PAST - 1, len(one) - DAYS[0], STEP)
        if len(days := np.array([d for d in DAYS if origin + d < len(one)]))
    ]
    places = np.concatenate([np.full(len(days), place) for place, _, days, _ in cases])
    ahead = np.concatenate([days for _, _, days, _ in cases])
    truth = np.concatenate([seen for *_, seen in cases])
    keys, cell = np.unique(np.stack([places, ahead]), axis=1, return_inverse=True)
    count = np.bincount(cell)
    against = np.bincount(cell, _scored(truth, [_half_drift(past, days) for _, past, days, _ in cases]))
    ratio = np.empty((sets, len(count)))
    coverage = np.empty((sets, len(count), len(LEVELS)))
    for number, point in enumerate(numbers):
        p = _named(point)
        forecast = [quantiles(past, days.astype(np.float64), _LEVEL, p).T for _, past, days, _ in cases]
        ratio[number] = np.bincount(cell, _scored(truth, forecast)) / against
        off = np.abs((np.concatenate(forecast) < truth[:, None]).mean(axis=1) - 0.5)
        for k, level in enumerate(LEVELS):
            inside = 1 / (1 + np.exp((off - level / 2) / _EDGE))
            coverage[number, :, k] = np.bincount(cell, inside) / count
    return Cells(numbers, ratio, coverage, keys[0], keys[1])


def objective(tried: Cells, kept: NDArray[np.bool_]) -> Floats:
    """What a fit makes small: the mean ratio of scores, and `COVERAGE_WEIGHT` times the mean squared miss of coverage.

    Parameters
    ----------
    tried
        () [-] How the sets of numbers did.
    kept
        (cell) [bool] Cells that count, each as much as another.

    Returns
    -------
    numpy.ndarray
        (set) [1] The objective.

    Notes
    -----
    CRPS alone leaves intervals too narrow far ahead: where fronts stall or speed up, a sharp forecast that is wrong for
    one front in three costs little on the mean.
    """
    days = sorted(set(tried.day[kept].tolist()))
    missed = [((tried.coverage[:, kept & (tried.day == day)].mean(axis=1) - LEVELS) ** 2).mean(axis=1) for day in days]
    return np.asarray(tried.ratio[:, kept].mean(axis=1) + COVERAGE_WEIGHT * np.mean(missed, axis=0))


def fitted(tried: Cells, left_out: int | None = None) -> DampedTrend:
    """The numbers of the model: a mean of the sets tried, those that did best counting most.

    Parameters
    ----------
    tried
        () [-] How the sets of numbers did.
    left_out
        () [-] Place of the series that must not be used; None uses all.

    Notes
    -----
    The weight of a set is exp(-objective / `BLUR`). The minimum itself would follow the accidents of a few fronts.
    """
    kept = np.ones(len(tried.series), np.bool_) if left_out is None else tried.series != left_out
    made = objective(tried, kept)
    weight = np.exp(-(made - made.min()) / BLUR)
    return _named((weight[:, None] * tried.numbers).sum(axis=0) / weight.sum())


def _named(logs: Floats) -> DampedTrend:
    found: Mapping[str, float] = dict(zip(SEARCHED, np.exp(logs).tolist(), strict=True))
    return DampedTrend(**found, **FIXED)


def _scored(truth: Floats, forecast: Sequence[Floats]) -> Floats:
    """CRPS of forecasts that are given by their quantiles."""
    return crps(truth, np.concatenate(forecast), estimator="qd")


def _half_drift(past: Floats, days: NDArray[np.int64]) -> Floats:
    """(day, level) Quantiles of the random walk with half drift."""
    from scipy.special import ndtri

    middle = past[-1] + 0.5 * np.diff(past)[-DRIFT_DAYS:].mean() * days
    return clipped(middle[:, None] + block_spread(past) * np.sqrt(days)[:, None] * ndtri(_LEVEL))

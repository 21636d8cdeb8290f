"""Forecasts of a front's area from its past alone: simple ones to be beaten, and a damped trend with a heavy tail.

Each takes the area day by day and gives paths over the days ahead. Random numbers are points of a Sobol sequence with a
fixed scramble, so that a forecast is a function of the past and nothing else.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, qmc
from scipy.stats import t as student

Floats = NDArray[np.float64]
Forecast = Callable[[Floats, int], Floats]

PATHS = 512
RECENT = 30
"""Days whose mean change is the drift of the simple forecasts."""
_WEEK = 7
_LEAST = 0.02  # km2 a day: what the most quiet front is taken to move
_SHARE_SEEN = 0.25  # of its own mean movement that a front is taken to move at least, however still it is now


@lru_cache(8)
def _normals(columns: int) -> Floats:
    """(path, column) [1] Normal numbers, spread evenly; each column of a block of its own beyond what Sobol holds."""
    points = qmc.Sobol(columns, scramble=True, seed=7).random(PATHS)
    return np.asarray(norm.ppf(points))


def _walk(days: int) -> Floats:
    """(path, day) [1] Paths of a random walk with steps of variance 1."""
    return np.cumsum(_normals(days), axis=1)


def _weekly_sd(area: Floats) -> float:
    """Standard deviation of a day's change that the changes of weeks come to, which hang together."""
    if len(area) <= _WEEK + 1:
        return float(np.std(np.diff(area))) or _LEAST
    weeks = area[_WEEK:] - area[:-_WEEK]
    return max(_LEAST, float(np.std(weeks)) / math.sqrt(_WEEK))


def _drift(area: Floats) -> float:
    return float(np.diff(area)[-RECENT:].mean()) if len(area) > 1 else 0.0


def persistence(area: Floats, days: int) -> Floats:
    """As today, with the changes over as many days that were seen before, either way.

    Parameters
    ----------
    area
        (day) [km2] The past.
    days
        () [day] Days ahead.

    Returns
    -------
    numpy.ndarray
        (path, day) [km2] The forecast.
    """
    rank = norm.cdf(_normals(1)[:, 0])
    found = np.empty((PATHS, days))
    for h in range(1, days + 1):
        lag = min(h, len(area) - 1)
        changes = np.abs(area[lag:] - area[:-lag]) * (h / lag)
        both = np.sort(np.concatenate([-changes, changes]))
        found[:, h - 1] = area[-1] + np.quantile(both, rank)
    return np.asarray(np.maximum(0.0, found))


def line(area: Floats, days: int) -> Floats:
    """The straight line through the last weeks, with its residual error, which grows as that of its slope.

    Parameters
    ----------
    area, days
        (day) [km2] and () [day] As in `persistence`.
    """
    y = area[-RECENT:]
    x = np.arange(len(y)) - (len(y) - 1)
    slope, middle = np.polyfit(x, y, 1)
    sd = max(_LEAST, float(np.std(y - (middle + slope * x))))
    spread = float(np.sum((x - x.mean()) ** 2))
    ahead = np.arange(1, days + 1)
    error = sd * np.sqrt(1 + 1 / len(y) + (ahead - x.mean()) ** 2 / spread)
    return np.asarray(np.maximum(0.0, middle + slope * ahead + error * _normals(1)))


def random_walk(share: float) -> Forecast:
    """A random walk with a share of the drift of the last weeks.

    Parameters
    ----------
    share
        () [1] 1 full drift, .5 half of it, 0 none.
    """

    def forecast(area: Floats, days: int) -> Floats:
        ahead = np.arange(1, days + 1)
        return np.asarray(np.maximum(0.0, area[-1] + share * _drift(area) * ahead + _weekly_sd(area) * _walk(days)))

    return forecast


def arima(area: Floats, days: int) -> Floats:
    """ARIMA(1,1,1), from statsmodels; the random walk without drift where it cannot be fitted.

    Parameters
    ----------
    area, days
        (day) [km2] and () [day] As in `persistence`.
    """
    from statsmodels.tsa.arima.model import ARIMA

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = ARIMA(area, order=(1, 1, 1)).fit()
            told = fitted.get_forecast(days)
        mean, sd = np.asarray(told.predicted_mean), np.asarray(told.se_mean)
    except (ValueError, np.linalg.LinAlgError):
        return random_walk(0.0)(area, days)
    if not (np.isfinite(mean).all() and np.isfinite(sd).all()):
        return random_walk(0.0)(area, days)
    together = _walk(days) / np.sqrt(np.arange(1, days + 1))  # standard normal on each day, joint as a walk is
    return np.asarray(np.maximum(0.0, mean + sd * together))


@dataclass(frozen=True)
class Damping:
    """Parameters of the damped trend.

    Parameters
    ----------
    half_life
        () [day] After which a past change counts half in today's rate.
    damping
        () [1] Share of the rate that is left after a day.
    rate_sd, rate_growth
        () [1] Standard deviation of the logarithm of the future rate about today's, at 60 days, and the power of the
        days by which it grows.
    slowing
        () [1] By which the logarithm of the future rate lies below today's in the median.
    noise, noise_growth
        () [1] Movement that has nothing to do with the rate, as a multiple of what the front moves in a day, and the
        power of the days by which it grows.
    tail
        () [1] Degrees of freedom of its t distribution.
    """

    half_life: float = 14.0
    damping: float = 0.978
    rate_sd: float = 1.0
    rate_growth: float = 0.1
    slowing: float = 0.25
    noise: float = 1.0
    noise_growth: float = 0.52
    tail: float = 5.0


def damped_trend(parameters: Damping) -> Forecast:
    """A damped local trend whose rate may stop or multiply, with noise that has a heavy tail.

    The path moves on by r (1 - d^h) / (1 - d) exp(s Z - k), where r is the rate of late, d the damping, and Z one
    normal number a path: fronts that move stall or speed up, and stay so. Half of the variance of the noise belongs to
    the path and half comes anew each day.

    Parameters
    ----------
    parameters
        () [-] Its parameters, fitted across fronts by `tools/fits/front_forecasts.py`.
    """
    half_life, damping, rate_sd, rate_growth, slowing, noise, noise_growth, tail = astuple(parameters)

    def forecast(area: Floats, days: int) -> Floats:
        changes = np.diff(area)
        weight = 0.5 ** (np.arange(len(changes))[::-1] / half_life)
        rate = float(np.sum(weight * changes) / np.sum(weight))
        week = min(_WEEK, len(area) - 1)
        moved = np.abs(area[week:] - area[:-week]) / week
        late = 0.5 ** (np.arange(len(moved))[::-1] / half_life)
        pace = max(float(np.sum(late * moved) / np.sum(late)), _SHARE_SEEN * float(moved.mean()), _LEAST)
        ahead = np.arange(1.0, days + 1)
        z = _normals(2 + days)
        times = np.exp(rate_sd * (ahead / 60) ** rate_growth * z[:, :1] - slowing)
        trend = rate * (1 - damping**ahead) / (1 - damping) * times
        heavy = np.asarray(student.ppf(norm.cdf(z[:, 1]), tail))[:, None]
        shared = (heavy + np.abs(heavy) * np.cumsum(z[:, 2:], axis=1) / np.sqrt(ahead)) / np.sqrt(2.0)
        return np.asarray(np.maximum(0.0, area[-1] + trend + noise * pace * ahead**noise_growth * shared))

    return forecast


def simple_forecasts() -> Mapping[str, Forecast]:
    """The forecasts that any other has to beat, by name."""
    return {
        "persistence": persistence,
        "line": line,
        "random walk, full drift": random_walk(1.0),
        "random walk, half drift": random_walk(0.5),
        "random walk": random_walk(0.0),
        "ARIMA(1,1,1)": arima,
    }

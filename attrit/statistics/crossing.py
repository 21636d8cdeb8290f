"""Where a curve crosses a level: the curve is known at some points in each of many worlds, and its mean is meant.

The error comes from the Bayesian bootstrap (Rubin 1981, Annals of Statistics 9: 130-134): worlds are weighed anew at
random, the same weights at all points, as often as there are resamples.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attrit.statistics.round_numbers import round_numbers
from attrit.statistics.standards import POSSIBLE

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Crossing:
    """Where a curve first crosses a level.

    Parameters
    ----------
    at
        () [unit of x] Where; infinite if it stays on the side that it starts on.
    low, high
        () [unit of x] 5 % and 95 % quantile over resamples: minus infinity if that curve starts on the other side,
        infinity if it never crosses.
    error
        () [unit of x] Standard error: half the width of the middle 68 % of the resamples; infinite where that is not
        within the range.
    up
        () [-] Whether the curve starts below the level, so that it crosses upwards.
    back
        () [unit of x] First point behind the crossing at which the mean is on the side that it started on by two
        standard errors and more; None if it stays over.
    """

    at: float
    low: float
    high: float
    error: float
    up: bool
    back: float | None

    @property
    def found(self) -> bool:
        """Whether the mean crosses the level at all."""
        return bool(np.isfinite(self.at))


def standard_errors(values: Floats) -> Floats:
    """Standard errors of means over worlds.

    Parameters
    ----------
    values
        (point, world) [unit] The values.

    Returns
    -------
    numpy.ndarray
        (point) [unit] The errors.
    """
    return np.asarray(values.std(axis=1, ddof=1) / np.sqrt(values.shape[1]))


def resampled_means(values: Floats, uniform: Floats) -> Floats:
    """Means over worlds that are weighed at random.

    Parameters
    ----------
    values
        (point, world) [unit] The values.
    uniform
        (resample, world) [1] Uniform numbers between 0 and 1.

    Returns
    -------
    numpy.ndarray
        (resample, point) [unit] The means.
    """
    weights = -np.log1p(-uniform)  # exponential numbers: their shares are those of a Dirichlet distribution
    return np.asarray(weights @ values.T / weights.sum(axis=1, keepdims=True))


def first_crossings(x: Floats, curves: Floats, level: float, *, up: bool) -> Floats:
    """First crossing of a level by each of many curves, straight between points.

    Parameters
    ----------
    x
        (point) [unit of x] The points, rising.
    curves
        (..., point) [unit] The curves.
    level
        () [unit] The level.
    up
        () [-] Whether a crossing leads from below the level to it; else it leads from the level or above to below it.

    Returns
    -------
    numpy.ndarray
        (...) [unit of x] Where; minus infinity if a curve is over from the start, infinity if it never gets there.
    """
    over = (curves >= level) if up else (curves < level)
    after = np.maximum(over.argmax(axis=-1), 1)
    y0, y1 = (np.take_along_axis(curves, (after - k)[..., None], axis=-1)[..., 0] for k in (1, 0))
    with np.errstate(divide="ignore", invalid="ignore"):  # only where nothing crosses
        place = x[after - 1] + (level - y0) / (y1 - y0) * (x[after] - x[after - 1])
    return np.where(over[..., 0], -np.inf, np.where(over.any(axis=-1), place, np.inf))


def crossing(x: Floats, curve: Floats, resampled: Floats, level: float) -> Crossing:
    """First crossing of a level by a mean, with its error.

    Parameters
    ----------
    x
        (point) [unit of x] The points, rising.
    curve
        (point) [unit] The mean at each.
    resampled
        (resample, point) [unit] The means of `resampled_means`.
    level
        () [unit] The level.
    """
    up = bool(curve[0] < level)
    at = float(first_crossings(x, curve, level, up=up))
    many = first_crossings(x, resampled, level, up=up)
    # no interpolation between resamples, some of which may be infinite
    low, high, below, above = np.quantile(many, [0.05, 0.95, 0.16, 0.84], method="inverted_cdf").tolist()
    error = (above - below) / 2 if np.isfinite([below, above]).all() else np.inf
    beyond = (level - curve if up else curve - level) > POSSIBLE * resampled.std(axis=0)
    again = x[beyond & (x > at)]
    return Crossing(at, low, high, float(error), up, float(again[0]) if again.size else None)


def closer(x: Floats, found: Crossing, count: int) -> list[float]:
    """Points at which to look closer: round numbers between the points that enclose a crossing and its interval.

    Parameters
    ----------
    x
        (point) [unit of x] The points so far, rising.
    found
        () [unit of x] The crossing.
    count
        () [1] Into how many parts to divide what lies between, about.
    """
    if not found.found:
        return []
    low = x[max(int(np.searchsorted(x, found.low, "right")) - 1, 0)]
    high = x[min(int(np.searchsorted(x, found.high, "left")), x.size - 1)]
    if low == high:  # the crossing is a point that was played, and all that chance leaves open too
        return []
    near = round_numbers(low, high, count)
    return [point for point in near if low < point < high and not np.isclose(point, x, rtol=1e-9, atol=0.0).any()]

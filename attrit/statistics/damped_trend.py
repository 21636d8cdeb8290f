"""The damped trend: a front goes on at its steady rate, ever slower, with an error that grows with time and scale.

Fronts differ in scale a hundredfold, and either stall or speed up. So everything is in units of the series' own recent
movement, and the error has heavy tails and leans to the side to which the front moves.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.statistics.front_forecasts import clipped

Floats = NDArray[np.float64]

WEEK = 7
"""Days of the changes from which rates are taken: maps are drawn with gaps of days."""
SPREAD_DAY = 30
"""Days ahead at which the spread is stated."""
LEAST_RATE = 0.02
"""[km2/day] Added to the typical movement, so that a front that stood still for all of its past is not certain."""


class DampedTrend(NamedTuple):
    """The numbers of the model.

    Parameters
    ----------
    rate_half_life
        () [day] Age at which a change counts half in the rate.
    scale_half_life
        () [day] The same in the typical movement.
    rate_power
        () [1] Power of the mean of changes that is the rate: 1 the mean; below 1 steady movement counts for more than
        a jump.
    scale_power
        () [1] The same of the typical movement.
    damping_half_life
        () [day] Days after which the trend has lost half of its rate.
    lean
        () [1] How much wider the error is to the side of a movement that went one way only, and narrower to the other.
    growth
        () [1] Power of time by which the error grows: .5 a random walk, 1 a wrong rate.
    tails
        () [1] Degrees of freedom of Student's t.
    spread
        () [day] Scale of the error after 30 days, in days of typical movement.
    floor
        () [1] Share of the mean movement of the whole past that is added to the recent one.
    """

    rate_half_life: float
    scale_half_life: float
    rate_power: float
    scale_power: float
    damping_half_life: float
    lean: float
    growth: float
    tails: float
    spread: float
    floor: float


class Movement(NamedTuple):
    """How a series moved of late.

    Parameters
    ----------
    rate
        () [km2/day] Steady rate, with its sign.
    scale
        () [km2/day] Typical movement, whatever its sign.
    """

    rate: float
    scale: float


def movement(past: Floats, p: DampedTrend) -> Movement:
    """The steady rate and the typical movement at the end of a past.

    Parameters
    ----------
    past
        (day) [km2] The past, of eight days and more.
    p
        () [-] The numbers of the model.

    Notes
    -----
    c is the change over each week of the past, in km2/day, and w its weight, .5**(age / half-life), which sum to 1.
    rate = m |m|**(1/q - 1), m = sum w sign(c) |c|**q;
    scale = (sum w |c|**q')**(1/q') + floor * mean of |c| + `LEAST_RATE`, with q' the power of the scale.
    """
    week = (past[WEEK:] - past[:-WEEK])[::-1] / WEEK
    size, age = np.abs(week), np.arange(len(week))
    heavy, light = (0.5 ** (age / life) for life in (p.rate_half_life, p.scale_half_life))
    mean = float((heavy * np.sign(week) * size**p.rate_power).sum() / heavy.sum())
    recent = float((light * size**p.scale_power).sum() / light.sum()) ** (1 / p.scale_power)
    return Movement(
        float(np.sign(mean)) * abs(mean) ** (1 / p.rate_power), recent + p.floor * float(size.mean()) + LEAST_RATE
    )


def centre(moved: Movement, days: Floats, p: DampedTrend) -> Floats:
    """Change of the trend by days ahead.

    Parameters
    ----------
    moved
        () [-] How the series moved.
    days
        (day) [day] Days ahead.
    p
        () [-] The numbers of the model.

    Notes
    -----
    rate * (phi + phi**2 + ... + phi**days), phi = .5**(1 / damping half-life).

    Reference: Gardner and McKenzie (1985), Management Science 31(10), 1237-1246, doi:10.1287/mnsc.31.10.1237.
    """
    phi = 0.5 ** (1 / p.damping_half_life)
    return np.asarray(moved.rate * phi * (1 - phi**days) / (1 - phi))


def errors(moved: Movement, days: Floats, standard: Floats, p: DampedTrend) -> Floats:
    """Errors of the trend from standard ones.

    Parameters
    ----------
    moved
        () [-] How the series moved.
    days
        (day) [day] Days ahead.
    standard
        (..., day) [1] Numbers with the distribution of Student's t.
    p
        () [-] The numbers of the model.

    Notes
    -----
    spread * scale * (days / 30)**growth * t, times k where t > 0 and by k elsewhere; k = lean**(rate / scale).
    """
    k = p.lean ** float(np.clip(moved.rate / moved.scale, -1.0, 1.0))
    return np.asarray(
        p.spread * moved.scale * (days / SPREAD_DAY) ** p.growth * np.where(standard > 0, standard * k, standard / k)
    )


def quantiles(past: Floats, days: Floats, levels: Floats, p: DampedTrend) -> Floats:
    """Quantiles of the area on single days ahead, exactly.

    Parameters
    ----------
    past
        (day) [km2] The past.
    days
        (day) [day] Days ahead.
    levels
        (level) [1] Probabilities.
    p
        () [-] The numbers of the model.

    Returns
    -------
    numpy.ndarray
        (level, day) [km2] The quantiles.
    """
    from scipy.special import stdtrit

    moved = movement(past, p)
    standard = np.broadcast_to(stdtrit(p.tails, levels)[:, None], (len(levels), len(days)))
    return clipped(past[-1] + centre(moved, days, p) + errors(moved, days, standard, p))


def damped_trend(
    past: Floats, horizon: int, normal: Floats, uniform: Floats, p: DampedTrend, *, ceiling: float | None = None
) -> Floats:
    """Paths of the damped trend.

    Parameters
    ----------
    past
        (day) [km2] The past, of eight days and more.
    horizon
        () [day] Days ahead.
    normal
        (sample, day) [1] Standard normal numbers.
    uniform
        (sample) [1] Uniform numbers between 0 and 1: how far out the whole path lies.
    p
        () [-] The numbers of the model.
    ceiling
        () [km2] As in `clipped`.

    Returns
    -------
    numpy.ndarray
        (sample, day) [km2] The paths.

    Notes
    -----
    Over days the error is fractional Brownian motion with the exponent `growth`, over the root of one chi-square number
    a path: so each day has Student's t distribution, grows by days**growth, and days hang together as such growth has
    it. It then leans as in `errors`.

    Reference: Mandelbrot and Van Ness (1968), SIAM Review 10(4), 422-437, doi:10.1137/1010093.

    Checked against: `tests/statistics/test_damped_trend.py::test_paths_have_the_exact_quantiles`.
    """
    from scipy.special import gammaincinv

    days = np.arange(1.0, horizon + 1)
    moved = movement(past, p)
    far = np.sqrt(2 * gammaincinv(p.tails / 2, uniform) / p.tails)[:, None]
    standard = normal[:, :horizon] @ _persistent(horizon, p.growth).T / days**p.growth / far
    return clipped(past[-1] + centre(moved, days, p) + errors(moved, days, standard, p), ceiling)


@lru_cache(64)
def _persistent(horizon: int, growth: float) -> Floats:
    """(day, day) What standard normal numbers are multiplied by to become fractional Brownian motion."""
    day = np.arange(1.0, horizon + 1)
    power = day ** (2 * growth)
    between = np.abs(day[:, None] - day) ** (2 * growth)
    return np.asarray(np.linalg.cholesky((power[:, None] + power - between) / 2 + 1e-10 * np.eye(horizon)), np.float64)

"""Forecasts of a daily series from its own past: stand still, go on in a line, walk at random, ARIMA(1,1,1).

Each gives paths, joint over the days ahead, from a past and from standard normal numbers that are handed in. The model
with fitted numbers, the damped trend, has a file of its own, `damped_trend`.
"""

from __future__ import annotations

import math
import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.errors import FitError, Problem

Floats = NDArray[np.float64]

DRIFT_DAYS = 30
"""Days of the past from which a drift or a line is taken."""
BLOCK = 7
"""Days of a block: within a week changes go together, so that single days would make a walk too narrow."""
_LEAST = 1e-6  # [km2/day] of a spread, so that no forecast is a single number


class Fitted(NamedTuple):
    """Paths of a model that may not be fitted.

    Parameters
    ----------
    paths
        (sample, day) [km2] The paths.
    why
        () [-] Why another model stands in for it; empty if none does.
    """

    paths: Floats
    why: str


def clipped(paths: Floats, ceiling: float | None = None) -> Floats:
    """Paths within what an area can be.

    Parameters
    ----------
    paths
        (sample, day) [km2] The paths.
    ceiling
        () [km2] Greatest area that there can be; None if none is stated.
    """
    return np.asarray(np.clip(paths, 0.0, np.inf if ceiling is None else ceiling))


def past_spread(past: Floats, horizon: int) -> Floats:
    """Root mean square of past changes over 1, 2, ... days, and by the square root of time beyond half of the past.

    Parameters
    ----------
    past
        (day) [km2] The past.
    horizon
        () [day] Days ahead.

    Returns
    -------
    numpy.ndarray
        (day) [km2] The spread of each day ahead.
    """
    known = max(1, min(horizon, (len(past) - 1) // 2))
    rms = np.array([np.sqrt(np.mean((past[k:] - past[:-k]) ** 2)) for k in range(1, known + 1)])
    days = np.arange(1, horizon + 1)
    spread = rms[np.minimum(days, known) - 1] * np.sqrt(np.maximum(days / known, 1.0))
    return np.asarray(np.maximum(spread, _LEAST * np.sqrt(days)))


def block_spread(past: Floats, block: int = BLOCK) -> float:
    """Standard deviation of a day's change such that blocks of days vary as they did.

    Parameters
    ----------
    past
        (day) [km2] The past.
    block
        () [day] Length of a block; blocks end with the past, and an unfinished first one is dropped. With fewer than
        two blocks, single days are taken.

    Returns
    -------
    float
        () [km2/day**.5] Standard deviation of the sums of blocks over the square root of their length.
    """
    changes = np.diff(past)
    count = len(changes) // block
    if count < 2:
        return max(float(changes.std(ddof=1)) if len(changes) > 1 else 0.0, _LEAST)
    sums = changes[len(changes) - count * block :].reshape(count, block).sum(axis=1)
    return max(float(sums.std(ddof=1)) / math.sqrt(block), _LEAST)


def persistence(
    past: Floats, horizon: int, normal: Floats, *, daily_error: float | None = None, ceiling: float | None = None
) -> Floats:
    """The area stays what it is, with the errors that this forecast made in the past.

    Parameters
    ----------
    past
        (day) [km2] The past.
    horizon
        () [day] Days ahead.
    normal
        (sample, day) [1] Standard normal numbers.
    daily_error
        () [km2] Standard deviation of the error after a day, growing by the square root of time; None takes
        `past_spread`.
    ceiling
        () [km2] As in `clipped`.

    Returns
    -------
    numpy.ndarray
        (sample, day) [km2] The paths.
    """
    days = np.arange(1, horizon + 1)
    spread = past_spread(past, horizon) if daily_error is None else daily_error * np.sqrt(days)
    walk = np.cumsum(normal[:, :horizon], axis=1) / np.sqrt(days)
    return clipped(past[-1] + spread * walk, ceiling)


def random_walk(
    past: Floats, horizon: int, normal: Floats, *, drift_share: float, ceiling: float | None = None
) -> Floats:
    """A random walk with drift: the mean change of the last 30 days, or a share of it.

    Parameters
    ----------
    past
        (day) [km2] The past.
    horizon
        () [day] Days ahead.
    normal
        (sample, day) [1] Standard normal numbers.
    drift_share
        () [1] 1 full drift, .5 half of it, 0 none.
    ceiling
        () [km2] As in `clipped`.

    Returns
    -------
    numpy.ndarray
        (sample, day) [km2] The paths, with the spread of `block_spread`.
    """
    drift = drift_share * np.diff(past)[-DRIFT_DAYS:].mean()
    steps = drift + block_spread(past) * normal[:, :horizon]
    return clipped(past[-1] + np.cumsum(steps, axis=1), ceiling)


def straight_line(past: Floats, horizon: int, normal: Floats, *, ceiling: float | None = None) -> Floats:
    """The least-squares line of the last 30 days goes on, with the errors of its level and slope.

    Days next to each other say nearly the same. So the errors are those of as many days as are worth independent ones,
    by the lag-1 autocorrelation of the residuals.

    Parameters
    ----------
    past
        (day) [km2] The past.
    horizon
        () [day] Days ahead.
    normal
        (sample, day + 2) [1] Standard normal numbers; the first two of each sample move level and slope.
    ceiling
        () [km2] As in `clipped`.

    Returns
    -------
    numpy.ndarray
        (sample, day) [km2] The paths.
    """
    last = past[-DRIFT_DAYS:]
    x = np.arange(len(last)) - (len(last) - 1) / 2
    squares = float(x @ x)
    slope = float(x @ last) / squares
    left = last - last.mean() - slope * x
    sd = max(float(np.sqrt(left @ left / (len(last) - 2))), _LEAST)
    kept = min(max(float(left[1:] @ left[:-1]) / max(float(left @ left), _LEAST**2), 0.0), 0.95)
    worth = (1 - kept) / (1 + kept)
    ahead = x[-1] + np.arange(1, horizon + 1)
    line = last.mean() + slope * ahead
    level = sd / np.sqrt(len(last) * worth) * normal[:, :1]
    tilt = sd / np.sqrt(squares * worth) * normal[:, 1:2] * ahead
    return clipped(line + level + tilt + sd * normal[:, 2 : horizon + 2], ceiling)


def arima(past: Floats, horizon: int, normal: Floats, *, ceiling: float | None = None) -> Fitted:
    """ARIMA(1,1,1) with drift, fitted to the past by maximum likelihood.

    Parameters
    ----------
    past
        (day) [km2] The past.
    horizon
        () [day] Days ahead.
    normal
        (sample, day) [1] Standard normal numbers.
    ceiling
        () [km2] As in `clipped`.

    Returns
    -------
    Fitted
        Its paths; those of `random_walk` with full drift, and why, where it cannot be fitted.

    Raises
    ------
    FitError
        statsmodels is not installed.

    Notes
    -----
    d(t) = c + a (d(t-1) - c) + e(t) + b e(t-1) for daily changes d.

    Reference: Box, Jenkins, Reinsel and Ljung (2015), Time Series Analysis, 5th edition, chapter 4.
    """
    try:
        from statsmodels.tsa.arima.model import ARIMA
    except ImportError as error:
        problem = Problem("", "", "the ARIMA forecast needs statsmodels", "", "pip install 'attrit[score]'")
        raise FitError(problem) from error
    changes = np.diff(past)
    scale, why = float(changes.std()), ""
    if scale <= _LEAST:
        why = "the past does not move"
    else:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of starting values and convergence: what matters of it is asked below
                found = ARIMA(changes / scale, order=(1, 0, 1), trend="c").fit(method_kwargs={"maxiter": 200})
            constant, keep, echo, variance = (float(value) for value in found.params)
            shock = float(found.resid[-1])
        except (ValueError, np.linalg.LinAlgError) as error:
            why = f"the fit failed: {error}"
        else:
            if not found.mle_retvals.get("converged", False):
                why = "the fit did not converge"
            elif not np.isfinite([constant, keep, echo, variance, shock]).all() or not abs(keep) < 1:
                why = "the fit gave no stationary changes"
    if why:
        return Fitted(random_walk(past, horizon, normal, drift_share=1.0, ceiling=ceiling), why)
    steps = np.empty((len(normal), horizon))
    off = np.full(len(normal), changes[-1] / scale - constant)
    before = np.full(len(normal), shock)
    for day in range(horizon):
        new = np.sqrt(variance) * normal[:, day]
        off = keep * off + new + echo * before
        steps[:, day], before = constant + off, new
    return Fitted(clipped(past[-1] + scale * np.cumsum(steps, axis=1), ceiling), "")

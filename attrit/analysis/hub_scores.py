"""Scores of forecasts by scoringrules, one number a task; every setting is given by the caller.

The backend is NumPy throughout, so that a score is the same with and without a compiler. The weighted interval score
is made of quantile scores and not asked of `scoringrules.weighted_interval_score`, whose NumPy backend in 0.10.0 adds
half the median where half the distance to the median belongs.
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attrit.errors import AttritError, Problem

Floats = NDArray[np.float64]

_BACKEND = "numpy"


def rules() -> Any:
    """The library of scores.

    Raises
    ------
    AttritError
        It is not installed.
    """
    try:
        return importlib.import_module("scoringrules")
    except ImportError as error:
        raise AttritError(Problem("", "", "scores need scoringrules", "", "pip install 'attrit[score]'")) from error


def quantile_score(observed: Floats, levels: Floats, values: Floats) -> Floats:
    """Mean quantile (pinball) score over the levels given.

    Parameters
    ----------
    observed
        (task) [unit] What came true.
    levels
        (level) [1] Levels of the quantiles.
    values
        (task, level) [unit] The quantiles.
    """
    shape = values.shape
    each = rules().quantile_score(
        np.broadcast_to(observed[:, None], shape), values, np.broadcast_to(levels, shape), backend=_BACKEND
    )
    return np.asarray(np.mean(each, axis=1), np.float64)


def central(levels: Floats) -> list[tuple[float, int, int]] | None:
    """Central intervals that levels give: coverage, and places of their ends; None if a level has no partner.

    Parameters
    ----------
    levels
        (level) [1] Levels, rising.
    """
    found = []
    for low in range(len(levels) // 2):
        high = len(levels) - 1 - low
        if abs(levels[low] + levels[high] - 1) > 1e-9:
            return None
        found.append((round(float(levels[high] - levels[low]), 9), low, high))
    if len(levels) % 2 and abs(levels[len(levels) // 2] - 0.5) > 1e-9:
        return None
    return found


def weighted_interval_score(observed: Floats, levels: Floats, values: Floats) -> Floats:
    """Weighted interval score: ``(|y - median| / 2 + sum of alpha / 2 interval scores) / (K + 1 / 2)``.

    With K central intervals and the median that is twice the mean quantile score (Bracher, Ray, Gneiting, Reich 2021,
    PLoS Comput. Biol. 17, e1008618, section 2.2). Without a median the divisor is K.

    Parameters
    ----------
    observed
        (task) [unit] What came true.
    levels
        (level) [1] Levels that pair up around 1/2.
    values
        (task, level) [unit] The quantiles.
    """
    return 2 * quantile_score(observed, levels, values)


def covered(observed: Floats, low: Floats, high: Floats) -> Floats:
    """Whether each interval holds what came true, its ends included.

    Parameters
    ----------
    observed, low, high
        (task) [unit] What came true, and the ends of the interval.
    """
    return ((observed >= low) & (observed <= high)).astype(np.float64)


def crps(observed: float, samples: Floats) -> float:
    """Continuous ranked probability score of the samples as they are: their empirical distribution.

    Parameters
    ----------
    observed
        () [unit] What came true.
    samples
        (sample) [unit] The samples.
    """
    return float(rules().crps_ensemble(observed, samples, estimator="qd", backend=_BACKEND))


def energy(observed: Floats, samples: Floats) -> float:
    """Energy score of joint samples as they are.

    Parameters
    ----------
    observed
        (task) [unit] What came true.
    samples
        (sample, task) [unit] The samples.
    """
    return float(rules().es_ensemble(observed, samples, estimator="nrg", backend=_BACKEND))


def variogram(observed: Floats, samples: Floats, order: float) -> float:
    """Variogram score of joint samples, all pairs of tasks with weight 1, each pair counted in both orders.

    Parameters
    ----------
    observed
        (task) [unit] What came true.
    samples
        (sample, task) [unit] The samples.
    order
        () [1] Power of the differences.
    """
    return float(rules().vs_ensemble(observed, samples, p=order, estimator="nrg", backend=_BACKEND))


def brier(happened: Floats, chances: Floats) -> float:
    """Brier score of a distribution over categories: squared misses summed over all of them, from 0 to 2.

    Parameters
    ----------
    happened
        (category) [1] 1 for the category that came true, 0 for others.
    chances
        (category) [1] Their probabilities.
    """
    return float(np.sum(rules().brier_score(happened, np.clip(chances, 0.0, 1.0), backend=_BACKEND)))


def log_score(chance: float) -> float:
    """Minus the natural logarithm of the probability of what came true; infinite if that was 0.

    Parameters
    ----------
    chance
        () [1] The probability.
    """
    with np.errstate(divide="ignore"):
        return float(rules().log_score(np.ones(1), np.array([min(max(chance, 0.0), 1.0)]), backend=_BACKEND)[0])


def ranked(happened: int, chances: Floats) -> float:
    """Ranked probability score of a distribution over ordered categories.

    Parameters
    ----------
    happened
        () [-] Place of the category that came true.
    chances
        (category) [1] Their probabilities, from the lowest category to the highest.
    """
    return float(rules().rps_score(np.array([happened + 1.0]), chances[None, :], backend=_BACKEND)[0])

"""Scores of forecasts by scoringrules, one number a task; every setting is given by the caller.

The backend is NumPy throughout, so that a score is the same with and without a compiler. The weighted interval score
is made of quantile scores and not asked of `scoringrules.weighted_interval_score`, whose NumPy backend in 0.10.0 adds
half the median where half the distance to the median belongs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attrit.statistics.scores import mean_quantile_score, need

Floats = NDArray[np.float64]

_BACKEND = "numpy"


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
    return 2 * mean_quantile_score(observed, levels, values)


def covered(observed: Floats, low: Floats, high: Floats) -> Floats:
    """Whether each interval holds what came true, its ends included.

    Parameters
    ----------
    observed, low, high
        (task) [unit] What came true, and the ends of the interval.
    """
    return ((observed >= low) & (observed <= high)).astype(np.float64)


def brier(happened: Floats, chances: Floats) -> float:
    """Brier score of a distribution over categories: squared misses summed over all of them, from 0 to 2.

    Parameters
    ----------
    happened
        (category) [1] 1 for the category that came true, 0 for others.
    chances
        (category) [1] Their probabilities.
    """
    return float(np.sum(need().brier_score(happened, np.clip(chances, 0.0, 1.0), backend=_BACKEND)))


def log_score(chance: float) -> float:
    """Minus the natural logarithm of the probability of what came true; infinite if that was 0.

    Parameters
    ----------
    chance
        () [1] The probability.
    """
    with np.errstate(divide="ignore"):
        return float(need().log_score(np.ones(1), np.array([min(max(chance, 0.0), 1.0)]), backend=_BACKEND)[0])


def ranked(happened: int, chances: Floats) -> float:
    """Ranked probability score of a distribution over ordered categories.

    Parameters
    ----------
    happened
        () [-] Place of the category that came true.
    chances
        (category) [1] Their probabilities, from the lowest category to the highest.
    """
    return float(need().rps_score(np.array([happened + 1.0]), chances[None, :], backend=_BACKEND)[0])

"""Scores of forecasts, all of them by the package scoringrules; levels and thresholds are always stated.

A score is a number for one forecast; lower is better, but for coverage, which is a yes or no. Means and their errors
are made by those who know which forecasts are independent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.errors import FitError, Problem

Floats = NDArray[np.float64]


def _rules() -> Any:
    """The package, which only scores need.

    Raises
    ------
    FitError
        It is not installed.
    """
    try:
        import scoringrules
    except ImportError as error:
        problem = Problem("", "", "scoring needs scoringrules", "", "pip install 'attrit[score]'")
        raise FitError(problem) from error
    return scoringrules


def crps(samples: ArrayLike, truth: float) -> float:
    """Continuous ranked probability score of samples (Gneiting and Raftery 2007, J. Am. Stat. Assoc. 102: 359-378).

    Parameters
    ----------
    samples
        (sample) [unit] The forecast.
    truth
        () [unit] What came.
    """
    x = np.sort(np.asarray(samples, float))
    return float(_rules().crps_ensemble(float(truth), x, estimator="qd", backend="numpy"))


def weighted_interval_score(quantiles: ArrayLike, levels: Sequence[float], truth: float) -> float:
    """Weighted interval score: twice the mean of the quantile scores (Bracher et al. 2021, PLoS Comput. Biol. 17).

    Parameters
    ----------
    quantiles
        (level) [unit] The forecast.
    levels
        (level) [1] Levels of the quantiles, the median and pairs about it.
    truth
        () [unit] What came.
    """
    scores = _rules().quantile_score(float(truth), np.asarray(quantiles, float), np.asarray(levels, float))
    return float(2 * np.mean(scores))


def log_score(samples: ArrayLike, truth: float) -> float:
    """Negative log density of what came, by a kernel estimate of the samples.

    Parameters
    ----------
    samples
        (sample) [unit] The forecast; samples that are all alike have no density, and the score is infinite.
    truth
        () [unit] What came.
    """
    x = np.asarray(samples, float)
    if np.ptp(x) == 0:
        return float("inf")
    return float(_rules().logs_ensemble(float(truth), x, backend="numpy"))


def brier(probability: float, came: bool) -> float:
    """Brier score of a probability.

    Parameters
    ----------
    probability
        () [1] That it comes.
    came
        () [-] Whether it came.
    """
    return float(_rules().brier_score(float(came), float(probability), backend="numpy"))


def covered(samples: ArrayLike, truth: float, level: float) -> bool:
    """Whether the central interval of a level holds what came.

    Parameters
    ----------
    samples
        (sample) [unit] The forecast.
    truth
        () [unit] What came.
    level
        () [1] Probability of the interval.
    """
    low, high = np.quantile(np.asarray(samples, float), (0.5 - level / 2, 0.5 + level / 2))
    return bool(low <= truth <= high)


def pit(samples: ArrayLike, truth: float) -> float:
    """Probability integral transform: share of samples below what came, ties counted half.

    Parameters
    ----------
    samples
        (sample) [unit] The forecast.
    truth
        () [unit] What came.
    """
    x = np.asarray(samples, float)
    return float(np.mean(x < truth) + 0.5 * np.mean(x == truth))


def energy_score(paths: ArrayLike, truth: ArrayLike) -> float:
    """Energy score of paths, the CRPS of many numbers at once (Gneiting and Raftery 2007, eq. 22).

    Parameters
    ----------
    paths
        (sample, day) [unit] The forecast.
    truth
        (day) [unit] What came.
    """
    return float(_rules().es_ensemble(np.asarray(truth, float), np.asarray(paths, float), backend="numpy"))


def variogram_score(paths: ArrayLike, truth: ArrayLike, power: float) -> float:
    """Variogram score: whether differences between days are right (Scheuerer and Hamill 2015, Mon. Weather Rev. 143).

    Parameters
    ----------
    paths
        (sample, day) [unit] The forecast.
    truth
        (day) [unit] What came.
    power
        () [1] Power of the differences.
    """
    x, y = np.asarray(paths, float), np.asarray(truth, float)
    return float(_rules().vs_ensemble(y, x, p=power, backend="numpy"))

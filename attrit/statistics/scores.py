"""Scores of forecasts against what happened, by `scoringrules`; a lower score is better.

Levels, thresholds and orders are always said by the caller: a score with a hidden choice in it is compared with others
that chose otherwise.

Reference: Gneiting and Raftery (2007), JASA 102(477), 359-378, doi:10.1198/016214506000001437; Bracher, Ray, Gneiting
and Reich (2021), PLOS Computational Biology 17(2), doi:10.1371/journal.pcbi.1008618 (WIS); Scheuerer and Hamill (2015),
Monthly Weather Review 143(4), 1321-1334, doi:10.1175/MWR-D-14-00269.1 (variogram score).
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.errors import FitError, Problem

Floats = NDArray[np.float64]

_BACKEND = "numpy"  # compiling for Numba takes longer than scoring
_SILVERMAN = 1.06


def need(name: str = "scoringrules") -> Any:
    """A package that only scoring needs.

    Parameters
    ----------
    name
        () [-] Its name, or that of a module of it.

    Raises
    ------
    FitError
        It is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        raise FitError(Problem("", "", f"scores need {package}", "", "pip install 'attrit[score]'")) from error


def crps(observed: ArrayLike, samples: Floats, *, estimator: str) -> Floats:
    """Continuous ranked probability score.

    Parameters
    ----------
    observed
        (...) [any] What happened.
    samples
        (..., sample) [any] The forecast.
    estimator
        () [-] ``qd`` of the samples as they are; ``fair`` of what they were drawn from.
    """
    return _floats(need().crps_ensemble(_array(observed), samples, estimator=estimator, backend=_BACKEND))


def interval_score(observed: ArrayLike, samples: Floats, *, level: float) -> Floats:
    """Score of the central interval: its width, and 2 / (1 - level) of how far beyond it the truth lies.

    Parameters
    ----------
    observed
        (...) [any] What happened.
    samples
        (..., sample) [any] The forecast.
    level
        () [1] Probability of the interval, such as .9.
    """
    low, high = np.quantile(samples, [(1 - level) / 2, (1 + level) / 2], axis=-1)
    found = need().interval_score(_array(observed), low, high, 1 - level, backend=_BACKEND)
    return _floats(found).reshape(np.shape(observed))  # it takes the axis off a single case


def wis(observed: ArrayLike, samples: Floats, *, levels: Sequence[float]) -> Floats:
    """Weighted interval score: of the median and of central intervals.

    Parameters
    ----------
    observed
        (...) [any] What happened.
    samples
        (..., sample) [any] The forecast.
    levels
        (level) [1] Probabilities of the intervals, such as .5, .8 and .9.

    Notes
    -----
    Twice the mean of the scores of all their ends and of the median, which is the same (Bracher et al. 2021, equation
    3). ``weighted_interval_score`` of scoringrules 0.10 itself takes the median for the distance from it, where it does
    not run on Numba.
    """
    ends = sorted({0.5, *((1 + s * level) / 2 for level in levels for s in (-1, 1))})
    found = np.moveaxis(np.quantile(samples, ends, axis=-1), 0, -1)
    return 2 * mean_quantile_score(observed, np.array(ends), found)


def mean_quantile_score(observed: ArrayLike, levels: Floats, quantiles: Floats) -> Floats:
    """Mean of the scores of several quantiles.

    Parameters
    ----------
    observed
        (...) [any] What happened.
    levels
        (level) [1] Levels of the quantiles.
    quantiles
        (..., level) [any] The quantiles that were forecast.
    """
    each = need().quantile_score(_array(observed)[..., None], quantiles, levels, backend=_BACKEND)
    return _floats(np.mean(each, axis=-1))


def quantile_score(observed: ArrayLike, quantile: ArrayLike, *, level: float) -> Floats:
    """Score of a single quantile.

    Parameters
    ----------
    observed
        (...) [any] What happened.
    quantile
        (...) [any] The quantile that was forecast.
    level
        () [1] Its probability.
    """
    return _floats(need().quantile_score(_array(observed), _array(quantile), level, backend=_BACKEND))


def log_score(observed: ArrayLike, samples: Floats, *, least_width: float) -> Floats:
    """Minus the log density at what happened, of normal kernels about the samples.

    Parameters
    ----------
    observed
        (...) [any] What happened.
    samples
        (..., sample) [any] The forecast.
    least_width
        () [any] Least width of a kernel: what is told apart in the data. Beyond it the width is Silverman's.
    """
    low, high = np.quantile(samples, [0.25, 0.75], axis=-1)
    spread = np.minimum(samples.std(axis=-1, ddof=1), (high - low) / 1.34)
    width = np.maximum(_SILVERMAN * spread * samples.shape[-1] ** -0.2, least_width)
    with np.errstate(divide="ignore"):  # the density may be nothing: then the score is infinite
        return _floats(need().logs_ensemble(_array(observed), samples, bw=width, backend=_BACKEND))


def brier(happened: ArrayLike, probability: ArrayLike) -> Floats:
    """Brier score of the probability of an event.

    Parameters
    ----------
    happened
        (...) [bool] Whether it happened.
    probability
        (...) [1] The forecast.
    """
    return _floats(need().brier_score(_array(happened), _array(probability), backend=_BACKEND))


def covered(observed: ArrayLike, samples: Floats, *, level: float) -> Floats:
    """1 where what happened lies in the central interval, 0 elsewhere.

    Parameters
    ----------
    observed
        (...) [any] What happened.
    samples
        (..., sample) [any] The forecast.
    level
        () [1] Probability of the interval.
    """
    low, high = np.quantile(samples, [(1 - level) / 2, (1 + level) / 2], axis=-1)
    seen = _array(observed)
    return _floats((low <= seen) & (seen <= high))


def pit(observed: ArrayLike, samples: Floats) -> Floats:
    """Probability that the forecast gave to less than what happened, and half of that of exactly it.

    Parameters
    ----------
    observed
        (...) [any] What happened.
    samples
        (..., sample) [any] The forecast.
    """
    seen = _array(observed)[..., None]
    return _floats((samples < seen).mean(axis=-1) + (samples == seen).mean(axis=-1) / 2)


def energy(observed: ArrayLike, samples: Floats) -> Floats:
    """Energy score of several things at once, such as the days of a path.

    Parameters
    ----------
    observed
        (..., thing) [any] What happened.
    samples
        (..., sample, thing) [any] The forecast.
    """
    return _floats(need().es_ensemble(_array(observed), samples, backend=_BACKEND))


def variogram(observed: ArrayLike, samples: Floats, *, order: float) -> Floats:
    """Variogram score of several things at once: how they differ from each other.

    Parameters
    ----------
    observed
        (..., thing) [any] What happened.
    samples
        (..., sample, thing) [any] The forecast.
    order
        () [1] Power of the differences, such as .5.
    """
    return _floats(need().vs_ensemble(_array(observed), samples, p=order, backend=_BACKEND))


def _array(values: ArrayLike) -> Floats:
    return np.asarray(values, np.float64)


def _floats(values: Any) -> Floats:
    return np.asarray(values, np.float64)

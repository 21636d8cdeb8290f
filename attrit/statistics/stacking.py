"""Weights of models by the density that each gave to what it had not seen, and which of them can be told apart."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

_ROUNDS = 2000  # of the iteration for the weights, which ends by itself long before
_STILL = 1e-10
_CHANCE = 0.05  # that any model as good as the best is said to be worse


class Behind(NamedTuple):
    """How far each model is behind the best.

    Parameters
    ----------
    mean, error
        (model) [1] Mean over days of what the score is below that of the best, and its standard error.
    beyond
        () [1] Standard errors from which a model counts as worse.
    worse
        (model) [-] Whether it does.
    """

    mean: Floats
    error: Floats
    beyond: float
    worse: NDArray[np.bool_]


def error_of_mean(values: Floats, label: Labels) -> Floats:
    """Standard errors of means over days, from blocks of days.

    Parameters
    ----------
    values
        (day, model) [any] The values.
    label
        (day) [-] The block of each day, from 0; two or more blocks.
    """
    blocks = int(label.max()) + 1
    sums = np.array([np.bincount(label, column, blocks) for column in (values - values.mean(axis=0)).T])
    return np.asarray(np.sqrt((sums**2).sum(axis=1) * blocks / (blocks - 1)) / len(values))


def behind(scores: Floats, label: Labels) -> Behind:
    """Differences of scores from those of the best model, day by day, with errors from blocks of days.

    Parameters
    ----------
    scores
        (day, model) [1] Log density that each model gave to what happened.
    label
        (day) [-] The block of each day, from 0; two or more blocks.

    Notes
    -----
    The error is that of a mean of clusters. A model is worse if its difference is beyond the quantile of Student's t,
    with one degree of freedom less than there are blocks, at which the chance is 5 % over all comparisons together.

    Reference: Dunn (1961), JASA 56(293), 52-64 (several comparisons); Hansen, Lunde and Nason (2011), Econometrica
    79(2), 453-497, doi:10.3982/ECTA5771 (a set of models none of which can be told from the best).

    Checked against: `tests/statistics/test_stacking.py::test_differences_are_paired_and_their_errors_those_of_blocks`.
    """
    from scipy import stats

    models = scores.shape[1]
    below = scores[:, [int(scores.mean(axis=0).argmax())]] - scores
    mean, error = below.mean(axis=0), error_of_mean(below, label)
    beyond = float(stats.t.isf(_CHANCE / max(1, models - 1), int(label.max())))
    return Behind(mean, error, beyond, mean > beyond * error)


def pseudo_weights(scores: Floats, label: Labels, uniform: Floats, worth: float = 1.0) -> tuple[Floats, Floats]:
    """Weights of models by pseudo-BMA+, and their standard errors.

    Parameters
    ----------
    scores
        (day, model) [1] Log density that each model gave to what happened.
    label
        (day) [-] The block of each day, from 0.
    uniform
        (sample, block) [1] Uniform numbers between 0 and 1.
    worth
        () [1] Independent days for each day, 1 at most: where noise lasts, days next to each other say the same twice.

    Notes
    -----
    Weights go as exp(worth * sum of scores). Each sample weighs the blocks anew, by a Dirichlet distribution (the
    Bayesian bootstrap), stretched so that the variance of a sum is that of so many independent blocks; told are mean
    and standard deviation over the samples. Models whose scores differ by less than their error share the weight,
    where stacking would give all of it to one of them.

    Reference: Yao, Vehtari, Simpson and Gelman (2018), Bayesian Analysis 13(3), 917-1007, doi:10.1214/17-BA1091,
    section 3.4; blocks in place of single days after Kunsch (1989), Annals of Statistics 17(3), 1217-1241.

    Checked against: `tests/statistics/test_stacking.py::test_weights_are_those_of_two_models_by_quadrature`.
    """
    blocks = uniform.shape[1]
    exponential = -np.log1p(-uniform)
    dirichlet = exponential * blocks / exponential.sum(axis=1, keepdims=True)
    weighing = 1 + (dirichlet - 1) * math.sqrt((blocks + 1) / (blocks - 1))
    sums = np.array([np.bincount(label, column, blocks) for column in scores.T])
    whole = worth * weighing @ sums.T
    each = np.exp(whole - whole.max(axis=1, keepdims=True))
    each /= each.sum(axis=1, keepdims=True)
    return np.asarray(each.mean(axis=0)), np.asarray(each.std(axis=0))


def stacking_weights(scores: Floats) -> Floats:
    """Weights of a mixture that make what happened most probable.

    Parameters
    ----------
    scores
        (day, model) [1] Log density that each model gave to what happened.

    Returns
    -------
    numpy.ndarray
        (model) [1] Weights from 0 on that sum to 1.

    Notes
    -----
    Maximises the sum over days of ln(sum over models of w exp(score)), which has one maximum, by the fixed point of its
    condition.

    Reference: Yao, Vehtari, Simpson and Gelman (2018), Bayesian Analysis 13(3), 917-1007, doi:10.1214/17-BA1091.

    Checked against: `tests/statistics/test_stacking.py::test_weights_maximise_the_score`.
    """
    density = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = np.full(scores.shape[1], 1 / scores.shape[1])
    for _ in range(_ROUNDS):
        shares = weights * density
        new = (shares / shares.sum(axis=1, keepdims=True)).mean(axis=0)
        if np.abs(new - weights).max() < _STILL:
            break
        weights = new
    return weights

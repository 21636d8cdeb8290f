"""Weights of models, and the differences of their scores, on numbers whose answer is known."""

import math

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from attrit.statistics.stacking import behind, error_of_mean, pseudo_weights, stacking_weights
from tests.tolerances import ALMOST_NONE, BACKEND, NORMAL_SUM, ROUNDING

UNIFORM = np.random.default_rng(1).random((4000, 100))


def test_differences_are_paired_and_their_errors_those_of_blocks():
    rng = np.random.default_rng(2)
    label = np.repeat(np.arange(10), 6)
    day = rng.normal(size=60)[:, None]  # a day that is hard for one is hard for all
    scores = day * 5 + rng.normal(size=(60, 3)) * 0.1 - [0.0, 0.02, 1.0]
    found = behind(scores, label)
    best = int(scores.mean(axis=0).argmax())
    blocks = (scores[:, [best]] - scores).reshape(10, 6, 3).mean(axis=1)
    assert found.mean == pytest.approx(blocks.mean(axis=0), abs=ROUNDING)
    assert found.error == pytest.approx(blocks.std(axis=0, ddof=1) / math.sqrt(10), abs=ROUNDING)
    assert found.beyond == pytest.approx(stats.t.isf(0.05 / 2, 9), rel=BACKEND)
    assert list(found.worse) == [False, False, True]
    assert (found.error < 0.1 * error_of_mean(scores, label)).all()


def test_a_model_alone_is_not_worse():
    found = behind(np.ones((12, 1)), np.repeat([0, 1, 2], 4))
    assert (found.mean, found.error, found.worse) == ([0], [0], [False])


def test_weights_are_those_of_two_models_by_quadrature():
    """The sum of differences over many blocks is normal, and the weight is the mean of its logistic function."""
    rng = np.random.default_rng(3)
    difference = rng.normal(0.01, 0.1, 100)
    weights, errors = pseudo_weights(np.column_stack([difference, np.zeros(100)]), np.arange(100), UNIFORM)
    sum_of = stats.norm(difference.sum(), math.sqrt(100) * difference.std(ddof=1))

    def moment(k: int) -> float:
        return integrate.quad(lambda z: sum_of.pdf(z) / (1 + math.exp(-z)) ** k, *sum_of.interval(1 - 1e-9))[0]

    assert weights[0] == pytest.approx(moment(1), abs=NORMAL_SUM)
    assert errors[0] == pytest.approx(math.sqrt(moment(2) - moment(1) ** 2), abs=NORMAL_SUM)


def test_models_that_differ_by_less_than_their_error_share_the_weight():
    """Where stacking gives everything to one of them."""
    rng = np.random.default_rng(4)
    first = rng.normal(-1, 0.3, 60)
    scores = np.column_stack([first, first - 0.01, first - 3])
    assert stacking_weights(scores) == pytest.approx([1, 0, 0], abs=ALMOST_NONE)
    weights, _ = pseudo_weights(scores, np.arange(60) // 6, UNIFORM[:, :10])
    assert weights[:2] == pytest.approx(np.array([1, math.exp(-0.6)]) / (1 + math.exp(-0.6)), abs=ALMOST_NONE)
    assert weights[2] < ALMOST_NONE
    half, _ = pseudo_weights(scores[:, :2], np.arange(60) // 6, UNIFORM[:, :10], worth=0.5)
    assert half[1] == pytest.approx(1 / (1 + math.exp(0.3)), abs=ALMOST_NONE)


def test_models_that_say_the_same_weigh_the_same():
    weights, errors = pseudo_weights(
        np.random.default_rng(5).normal(size=(20, 1)) * np.ones(4), np.arange(20) // 4, UNIFORM[:, :5]
    )
    assert weights == pytest.approx([0.25] * 4, rel=ROUNDING)
    assert errors == pytest.approx([0] * 4, abs=ROUNDING)


def test_weights_maximise_the_score():
    rng = np.random.default_rng(5)
    scores = rng.normal(-2, 1, (50, 4))
    weights = stacking_weights(scores)
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1, rel=ROUNDING)

    def lost(w):
        return -np.log(np.exp(scores) @ w).mean()

    best = optimize.minimize(
        lost, np.full(4, 0.25), bounds=[(0, 1)] * 4, constraints={"type": "eq", "fun": lambda w: w.sum() - 1}, tol=1e-12
    )
    assert lost(weights) <= best.fun + BACKEND
    shares = np.exp(scores) / (np.exp(scores) @ weights)[:, None]
    np.testing.assert_array_less(
        shares.mean(axis=0), 1 + ALMOST_NONE
    )  # the condition of the maximum, for models without weight


def test_of_two_models_the_one_that_is_never_better_gets_no_weight():
    scores = np.array([[0.0, -1.0], [-2.0, -2.5], [1.0, 0.9]])
    assert stacking_weights(scores) == pytest.approx([1, 0], abs=ALMOST_NONE)
    assert stacking_weights(scores - 1e4) == pytest.approx([1, 0], abs=ALMOST_NONE)

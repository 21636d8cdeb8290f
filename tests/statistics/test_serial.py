"""Regression with noise that lasts from day to day: against whole covariance matrices, and in repetitions."""

import math

import numpy as np
import pytest

from attrit.statistics.serial import LEAST_BLOCKS, MOST_BLOCKS, Folds, block_length, correlation, runs, solve, worth
from tests.tolerances import BACKEND, HALF_SETTLED, MANY_DAYS, MEAN_ERRORS

DAYS = 24


def lasting(rng: np.random.Generator, r: float, days: int, shared: float = 0.0) -> np.ndarray:
    """Noise (series, day) of standard deviation 1 that keeps a share r from day to day."""
    new = rng.normal(size=(2, days))
    new[1] = shared * new[0] + math.sqrt(1 - shared**2) * new[1]
    found = new.copy()
    for day in range(1, days):
        found[:, day] = r * found[:, day - 1] + math.sqrt(1 - r**2) * new[:, day]
    return found


@pytest.mark.parametrize("together", [False, True])
def test_coefficients_are_those_of_the_whole_covariance_matrix(together: bool):
    """In every fold, with days left out and a gap in the calendar: generalised least squares written out in full."""
    rng = np.random.default_rng(1)
    r, day = 0.6, np.r_[0:10, 13 : DAYS + 3].astype(float)
    label = runs(DAYS, 6)
    x = rng.normal(size=(2, DAYS, 3))
    y = x @ [1.0, 2.0, -1.0] + lasting(rng, r, DAYS, 0.5) * [[0.5], [2.0]]
    folds = Folds.of(label, day, r)
    freedom = folds.kept.sum(axis=1) - 1.5
    every = np.repeat(x[None], len(folds.kept), axis=0), np.repeat(y[None], len(folds.kept), axis=0)
    found = solve(folds, *every, freedom, together=together, prior=[(2, -0.5, 0.3)])
    for fold, kept in enumerate(folds.kept):
        alike = r ** np.abs(day[kept, None] - day[kept])
        root = np.linalg.inv(np.linalg.cholesky(alike))
        left = (y[:, kept] - x[:, kept] @ found.beta[fold]) @ root.T
        assert found.sd[fold] == pytest.approx(np.sqrt((left**2).sum(axis=1) / freedom[fold]), rel=BACKEND)
        across = left[0] @ left[1] / math.sqrt((left[0] @ left[0]) * (left[1] @ left[1])) if together else 0.0
        a, b = found.sd[fold]
        inverse = np.linalg.inv(np.kron([[a * a, across * a * b], [across * a * b, b * b]], alike))
        rows, values = np.concatenate(x[:, kept]), np.concatenate(y[:, kept])
        precision = rows.T @ inverse @ rows + np.diag([0, 0, 0.3**-2])
        pull = rows.T @ inverse @ values + np.array([0, 0, -0.5 * 0.3**-2])
        assert found.beta[fold] == pytest.approx(np.linalg.solve(precision, pull), rel=HALF_SETTLED)
        np.testing.assert_allclose(found.covariance[fold], np.linalg.inv(precision), rtol=HALF_SETTLED)


def test_a_column_that_says_nothing_gets_nothing():
    folds = Folds.of(runs(DAYS, 6), np.arange(DAYS, dtype=float), 0.0)
    x = np.zeros((len(folds.kept), 2, DAYS, 2))
    x[..., 0] = 1
    y = np.random.default_rng(2).normal(size=(2, DAYS)) + 3
    found = solve(folds, x, np.repeat(y[None], len(x), axis=0), folds.kept.sum(axis=1) - 0.5, together=False)
    assert np.isfinite(found.beta).all()
    assert (found.beta[:, 1] == 0).all()


def test_the_correlation_is_found_without_bias():
    """Of noise about a line; the correlation of the residuals is too low by more than it may be."""
    rng = np.random.default_rng(3)
    days, r, found, plain = 60, 0.5, [], []
    x = np.repeat(np.column_stack([np.ones(days), np.linspace(-1, 1, days)])[None], 2, axis=0)
    for _ in range(150):
        y = lasting(rng, r, days)
        found.append(correlation(x, y, np.arange(days, dtype=float)))
        left = y - (x[0] @ np.linalg.lstsq(x[0], y.T, rcond=None)[0]).T
        plain.append(np.sum(left[:, 1:] * left[:, :-1]) / np.sum(left**2))
    error = np.std(found) / math.sqrt(len(found))
    assert abs(np.mean(found) - r) < MEAN_ERRORS * error
    assert np.mean(plain) < r - MEAN_ERRORS * error


def test_the_likelihood_of_a_correlation_is_that_of_the_whole_matrix():
    rng = np.random.default_rng(4)
    x, y, day = rng.normal(size=(2, 9, 2)), rng.normal(size=(2, 9)), np.r_[0:5, 8:12].astype(float)
    tried = np.linspace(0, 0.95, 20)
    likelihood = np.zeros(20)
    for i, r in enumerate(tried):
        alike = r ** np.abs(day[:, None] - day)
        inverse = np.linalg.inv(alike)
        for k in (0, 1):
            held = x[k].T @ inverse @ x[k]
            left = y[k] - x[k] @ np.linalg.solve(held, x[k].T @ inverse @ y[k])
            likelihood[i] -= 0.5 * np.linalg.slogdet(alike)[1] + 0.5 * np.linalg.slogdet(held)[1]
            likelihood[i] -= (9 - 2) / 2 * math.log(left @ inverse @ left)
    weight = np.exp(likelihood - likelihood.max())
    assert correlation(x, y, day) == pytest.approx(tried @ weight / weight.sum(), rel=BACKEND)


def test_blocks_grow_with_memory_and_with_days():
    lengths = [[block_length(r, days) for days in (16, 60, 200)] for r in (0.0, 0.4, 0.7)]
    assert lengths == [[1, 3, 10], [3, 4, 10], [4, 8, 12]]
    assert block_length(0.4, 60) == math.ceil((0.8 / 0.84) ** (2 / 3) * 60 ** (1 / 3))  # Carlstein (1986)
    for days in (8, 16, 60, 365):
        assert LEAST_BLOCKS <= runs(days, block_length(0.95, days)).max() + 1 <= MOST_BLOCKS


def test_runs_are_of_consecutive_days_and_alike_in_length():
    for days, length in ((16, 3), (60, 7), (9, 4), (8, 8)):
        label = runs(days, length)
        assert set(np.diff(label)) <= {0, 1}
        assert np.ptp(np.bincount(label)) <= 1


def test_a_day_is_worth_what_the_variance_of_a_mean_says():
    days, r = 4000, 0.6
    variance = np.sum(r ** np.abs(np.arange(days)[:, None] - np.arange(days))) / days**2
    assert worth(r) == pytest.approx(1 / (days * variance), rel=MANY_DAYS)
    assert worth(0.0) == 1

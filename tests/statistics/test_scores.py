"""Scores against hand-worked cases and against the package they come from."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scoringrules

from attrit.statistics import scores

SAMPLE = np.array([0.0, 1.0, 3.0])


def test_crps_by_hand() -> None:
    # mean |x - y| = (1 + 0 + 2) / 3 = 1; half the mean of |x - x'| over all 9 pairs: (1 + 3 + 2) / 9
    assert scores.crps(SAMPLE, 1.0) == pytest.approx(1 - 6 / 9)
    assert scores.crps(SAMPLE[::-1], 1.0) == scores.crps(SAMPLE, 1.0)


def test_weighted_interval_score_by_hand() -> None:
    # (|y - m| / 2 + alpha / 2 (width + 2 / alpha miss)) / 1.5, with alpha .2, [0, 4], m 1, y 5
    assert scores.weighted_interval_score([0.0, 1.0, 4.0], [0.1, 0.5, 0.9], 5.0) == pytest.approx(
        (0.5 * 4 + 0.1 * (4 + 10 * 1)) / 1.5
    )


def test_weighted_interval_score_is_that_of_the_package() -> None:
    levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    quantiles = np.array([1.0, 2.0, 3.5, 4.0, 9.0])
    for truth in (0.0, 3.0, 12.0):
        whole = scoringrules.weighted_interval_score(
            np.array([truth]), quantiles[2:3], quantiles[None, [0, 1]], quantiles[None, [4, 3]], np.array([0.1, 0.5]),
            backend="numba",  # that of NumPy adds the median itself in version 0.10.0
        )  # fmt: skip
        assert scores.weighted_interval_score(quantiles, levels, truth) == pytest.approx(float(whole[0]), abs=1e-9)


def test_log_score_of_many_normal_numbers_is_that_of_the_normal_density() -> None:
    from scipy.stats import norm

    sample = norm.ppf((np.arange(4000) + 0.5) / 4000)
    assert scores.log_score(sample, 0.5) == pytest.approx(-norm.logpdf(0.5), abs=0.02)  # the kernel widens it a little
    assert scores.log_score([1.0, 1.0], 1.0) == math.inf


def test_brier_coverage_and_pit_by_hand() -> None:
    assert scores.brier(0.3, True) == pytest.approx(0.49)
    assert scores.brier(0.3, False) == pytest.approx(0.09)
    sample = np.arange(101.0)
    assert scores.covered(sample, 5.0, 0.9)
    assert not scores.covered(sample, 4.9, 0.9)
    assert scores.pit(sample, 50.0) == pytest.approx(0.5)
    assert scores.pit(SAMPLE, -1.0) == 0


def test_energy_of_one_day_is_the_crps_and_the_variogram_sees_differences() -> None:
    rng = np.sin(np.arange(60.0)).reshape(30, 2)
    assert scores.energy_score(rng[:, :1], [0.2]) == pytest.approx(scores.crps(rng[:, 0], 0.2))
    together = np.column_stack([np.arange(10.0), np.arange(10.0)])
    apart = np.column_stack([np.arange(10.0), np.arange(10.0)[::-1]])
    assert scores.variogram_score(together, [4.0, 4.0], 0.5) < scores.variogram_score(apart, [4.0, 4.0], 0.5)

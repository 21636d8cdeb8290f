"""Numbers made of uniform ones have the distributions that they are named after."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from attrit.engine.draws import uniform_numbers
from attrit.statistics.chance import Chance
from tests.tolerances import CALIBRATION_ALARM, MEAN_ERRORS, sampled

N = 20_000


def chance() -> Chance:
    return Chance(lambda block, size: uniform_numbers(f"chance.{block}", 1, size))


@pytest.mark.parametrize(
    ("numbers", "known"),
    [
        (lambda c: c.uniform(N), stats.uniform()),
        (lambda c: c.normal(N), stats.norm()),
        (lambda c: c.gamma(0.7, (N,)), stats.gamma(0.7)),
        (lambda c: c.above(np.full(N, 1.5)), stats.truncnorm(1.5, np.inf)),
        (lambda c: c.above(np.full(N, -2.0)), stats.truncnorm(-2.0, np.inf)),
    ],
)
def test_distributions(numbers, known):
    assert stats.kstest(numbers(chance()), known.cdf).pvalue > CALIBRATION_ALARM


def test_far_out_in_the_tail_numbers_stay_above_their_bound():
    found = chance().above(np.full(100, 30.0))
    assert (found >= 30.0).all() and found.max() < 31.0


def test_covariances_have_the_mean_of_the_inverse_wishart():
    scale, freedom = np.array([[2.0, 0.6], [0.6, 1.0]]), 9.0
    found = chance().inverse_wishart(np.broadcast_to(scale, (N, 2, 2)), freedom)
    np.testing.assert_allclose(found.mean(axis=0), scale / 6.0, atol=sampled(0.2 / np.sqrt(N), MEAN_ERRORS))
    far = np.linalg.inv(found)[:, 0, 0]  # of a Wishart matrix, a scaled chi-square
    assert stats.kstest(far / np.linalg.inv(scale)[0, 0], stats.chi2(freedom).cdf).pvalue > CALIBRATION_ALARM


def test_a_long_column_goes_over_blocks_without_repeating():
    numbers = chance().uniform(200_000)
    assert len({*numbers.tolist()}) == 200_000

"""Simple forecasts go where they should, and are as wide as the past says."""

import numpy as np
import pytest

from attrit.statistics.front_forecasts import (
    arima,
    block_spread,
    past_spread,
    persistence,
    random_walk,
    straight_line,
)
from tests.tolerances import BACKEND, PLANTED, ROUNDING, sampled

N = 4000
NORMAL = np.random.default_rng(1).standard_normal((N, 62))
STEADY = 500.0 + 2.0 * np.arange(61)


def noisy(days: int, keep: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(2)
    steps = [0.0]
    for shock in rng.standard_normal(days):
        steps.append(keep * steps[-1] + shock)
    return 1000 + np.cumsum(steps)


def test_a_steady_front_goes_on_by_its_drift():
    for share in (1.0, 0.5, 0.0):
        paths = random_walk(STEADY, 60, NORMAL, drift_share=share)
        assert paths[:, [0, 59]] == pytest.approx(
            STEADY[-1] + share * 2 * np.array([1, 60]) + 0 * paths[:, [0, 59]], rel=BACKEND * 100
        )
    assert straight_line(STEADY, 60, NORMAL)[:, -1] == pytest.approx(np.full(N, STEADY[-1] + 120), rel=BACKEND * 100)


def test_a_walk_is_as_wide_as_blocks_of_the_past():
    past = noisy(210)
    sums = past[7::7] - past[:-1:7]
    assert block_spread(past) == pytest.approx(sums.std(ddof=1) / np.sqrt(7), rel=ROUNDING)
    wide = random_walk(past + 1e6, 60, NORMAL, drift_share=0.0)[:, -1].std()
    assert wide == pytest.approx(block_spread(past) * np.sqrt(60), rel=sampled(1 / np.sqrt(2 * N)))


def test_changes_that_go_together_make_a_walk_wider_than_days_would():
    past = noisy(700, keep=0.8)
    assert block_spread(past) > 2 * np.diff(past).std()


def test_persistence_is_wide_by_its_own_past_errors():
    past = noisy(210, keep=0.5)
    rms = np.sqrt(np.mean((past[60:] - past[:-60]) ** 2))
    assert past_spread(past, 62)[59] == pytest.approx(rms, rel=ROUNDING)
    paths = persistence(past, 60, NORMAL)
    assert np.abs(paths.mean(axis=0) - past[-1]).max() < sampled(rms / np.sqrt(N))
    assert paths[:, -1].std() == pytest.approx(rms, rel=sampled(1 / np.sqrt(2 * N)))
    stated = persistence(past, 60, NORMAL, daily_error=3.0)
    assert stated[:, 24].std() == pytest.approx(15, rel=sampled(1 / np.sqrt(2 * N)))


def test_areas_stay_between_nothing_and_the_ceiling():
    falling = 60.0 - np.arange(31) * 1.9
    assert random_walk(falling, 60, NORMAL, drift_share=1.0).min() == 0
    assert straight_line(STEADY, 60, NORMAL, ceiling=650.0).max() == 650


def test_arima_finds_what_was_planted():
    found = arima(noisy(2000, keep=0.6), 60, NORMAL)
    assert found.why == ""
    # changes of an autoregression: var of a sum of many is the day's over (1 - .6)**2
    wide = found.paths[:, -1].std() / np.sqrt(60)
    assert wide == pytest.approx(2.5, rel=4 * PLANTED)


def test_where_arima_cannot_be_fitted_the_walk_stands_in_and_says_so():
    still = np.full(40, 12.0)
    found = arima(still, 30, NORMAL)
    assert found.why == "the past does not move"
    assert (found.paths == random_walk(still, 30, NORMAL, drift_share=1.0)).all()

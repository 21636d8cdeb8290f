"""The damped trend has the quantiles that its formula says, scales with the series, and is found again by its fit."""

import numpy as np
import pytest

from attrit.statistics.damped_trend import LEAST_RATE, DampedTrend, damped_trend, movement, quantiles
from attrit.statistics.damped_trend_fit import SEARCHED, cells, fitted, objective
from tests.tolerances import BACKEND, ROUNDING, sampled

P = DampedTrend(35.0, 20.0, 0.25, 0.5, 78.0, 4.0, 0.9, 2.0, 12.0, 0.15)
RNG = np.random.default_rng(1)
N = 4000
NORMAL, UNIFORM = RNG.standard_normal((N, 180)), RNG.random(N)
PAST = 1e5 + np.cumsum(RNG.exponential(4.0, 90) * (RNG.random(90) < 0.6))
LEVELS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])


def test_paths_have_the_exact_quantiles():
    paths = damped_trend(PAST, 180, NORMAL, UNIFORM, P)
    days = np.array([1.0, 30.0, 90.0, 180.0])
    exact = quantiles(PAST, days, LEVELS, P)
    below = (paths[:, None, [0, 29, 89, 179]] < exact).mean(axis=0)
    wanted = LEVELS[:, None]
    assert np.abs(below - wanted).max() < sampled(np.sqrt(0.25 / N))


def test_a_steady_front_goes_on_at_a_rate_that_halves():
    steady = 1000 + 3.0 * np.arange(60)
    moved = movement(steady, P)
    assert moved.rate == pytest.approx(3, rel=BACKEND)
    assert moved.scale == pytest.approx(3 + 0.15 * 3 + 0.02, rel=BACKEND)
    phi = 0.5 ** (1 / 78)
    middle = quantiles(steady, np.array([78.0]), np.array([0.5]), P)[0, 0]
    assert middle - steady[-1] == pytest.approx(3 * sum(phi**k for k in range(1, 79)), rel=BACKEND)


def test_a_jump_counts_for_less_than_steady_movement():
    days = np.arange(60)
    jump, steady = np.where(days < 40, 0.0, 60.0), days * 1.0
    assert movement(jump + 100, P).rate < 0.1 * movement(steady + 100, P).rate


def test_a_front_that_falls_is_the_mirror_of_one_that_rises():
    days = np.array([30.0, 90.0])
    rises = quantiles(PAST, days, LEVELS, P) - PAST[-1]
    falls = quantiles(2e5 - PAST, days, LEVELS, P) - (2e5 - PAST[-1])
    assert falls == pytest.approx(-rises[::-1], rel=1e3 * ROUNDING)


def test_a_front_that_moves_ten_times_as_much_is_ten_times_as_uncertain():
    one, ten = movement(PAST, P), movement(1e6 + 10 * (PAST - 1e5), P)
    assert ten.rate == pytest.approx(10 * one.rate, rel=BACKEND)
    assert ten.scale - LEAST_RATE == pytest.approx(10 * (one.scale - LEAST_RATE), rel=BACKEND)


def test_a_front_that_stood_still_is_not_certain():
    low, high = quantiles(np.full(40, 50.0), np.array([90.0]), np.array([0.05, 0.95]), P)[:, 0]
    assert low < 49.5 and high > 50.5


def test_the_error_leans_to_where_the_front_goes():
    below, middle, above = quantiles(PAST, np.array([60.0]), np.array([0.1, 0.5, 0.9]), P)[:, 0]
    assert above - middle > 2 * (middle - below)


def test_areas_stay_between_nothing_and_the_ceiling():
    paths = damped_trend(100.0 - np.arange(40), 180, NORMAL, UNIFORM, P, ceiling=110.0)
    assert paths.min() == 0 and paths.max() <= 110


def made(seed: int, days: int = 200) -> np.ndarray:
    """A front whose rate wanders by a factor."""
    rng = np.random.default_rng(seed)
    rate = np.exp(np.cumsum(rng.normal(0, 0.08, days)))
    return 5000 + np.cumsum(rate * rng.exponential(1.0, days))


def test_a_fit_uses_no_number_of_the_series_left_out():
    series = [made(seed) for seed in range(4)]
    tried = cells(series, 32)
    other = cells([*series[:3], made(99)], 32)
    assert fitted(tried, 3) == fitted(other, 3) != fitted(tried)
    assert fitted(other) != fitted(tried)


def test_a_fit_lies_in_its_box_near_the_best_tried():
    tried = cells([made(seed) for seed in range(4)], 64)
    found = fitted(tried)
    assert all(low <= getattr(found, name) <= high for name, (low, high) in SEARCHED.items())
    every = np.ones(len(tried.series), bool)
    best = np.exp(tried.numbers[objective(tried, every).argmin()])
    ours = np.array([getattr(found, name) for name in SEARCHED])
    span = np.array([np.log(high / low) for low, high in SEARCHED.values()])
    assert (np.abs(np.log(ours / best)) < 0.7 * span).all()
    assert objective(tried, every).min() < np.median(objective(tried, every))

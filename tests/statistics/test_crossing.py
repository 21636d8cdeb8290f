"""Where a mean crosses a level: closed forms, and intervals that hold the truth as often as they say."""

import math

import numpy as np
import pytest

from attrit.statistics.crossing import Crossing, closer, crossing, first_crossings, resampled_means, standard_errors
from attrit.statistics.round_numbers import round_numbers
from tests.tolerances import BETWEEN_POINTS, NINE_IN_TEN, RESAMPLED, ROUNDING

GRID = np.linspace(0.0, 10.0, 11)


def logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def resampled(values: np.ndarray, seed: int = 1, resamples: int = 1000) -> np.ndarray:
    return resampled_means(values, np.random.default_rng(seed).random((resamples, values.shape[1])))


def worlds(seed: int, count: int = 200, slope: float = 1.0) -> np.ndarray:
    """(point, world) Straight lines whose mean crosses 5 at 5, each with its own height and slope, and some noise."""
    rng = np.random.default_rng(seed)
    own, steep = rng.standard_normal((2, count))
    return slope * (GRID - 5)[:, None] * (1 + 0.5 * steep) + 5 + 4 * own + 0.5 * rng.standard_normal((GRID.size, count))


def test_a_straight_line_is_crossed_where_it_is():
    curves = np.array([2 * GRID - 3, GRID, 12 - GRID])
    assert first_crossings(GRID, curves, 5.0, up=True) == pytest.approx([4.0, 5.0, -math.inf], rel=ROUNDING)
    assert first_crossings(GRID, curves, 5.0, up=False) == pytest.approx([-math.inf, -math.inf, 7.0], rel=ROUNDING)


@pytest.mark.parametrize("level", [0.05, 0.5, 0.73])
def test_a_logistic_curve_is_crossed_near_its_logit(level: float):
    x = np.linspace(-4, 4, 41)
    found = float(first_crossings(x, logistic(x), level, up=True))
    assert logistic(np.array(found)) == pytest.approx(level, rel=BETWEEN_POINTS)


def test_the_first_of_several_crossings_counts_and_never_is_infinite():
    x = np.arange(6.0)
    curves = np.array([[0, 2, 0, 2, 0, 0], [0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0.5], [1, 0, 0, 0, 0, 0]], float)
    assert first_crossings(x, curves, 1.0, up=True).tolist() == [0.5, 5.0, math.inf, -math.inf]
    assert first_crossings(x, curves, 1.0, up=False).tolist() == [-math.inf, -math.inf, -math.inf, 0.0]


def test_resampled_means_are_those_of_weighted_worlds():
    values = worlds(3)
    drawn = resampled(values)
    assert resampled(np.full((2, 40), 7.0)) == pytest.approx(7.0, rel=ROUNDING)
    assert drawn.std(axis=0) == pytest.approx(standard_errors(values), rel=RESAMPLED)
    assert standard_errors(values)[0] == pytest.approx(values[0].std(ddof=1) / math.sqrt(200), rel=ROUNDING)
    same = resampled_means(np.array([values[0], 2 * values[0] + 1]), np.random.default_rng(2).random((50, 200)))
    assert same[:, 1] == pytest.approx(2 * same[:, 0] + 1, rel=ROUNDING)


def test_the_error_is_that_of_the_mean_over_the_slope():
    values = worlds(4, 2000)
    found = crossing(GRID, values.mean(axis=1), resampled(values), 5.0)
    assert found.error == pytest.approx(standard_errors(values)[5], rel=RESAMPLED)
    assert found.low < found.at < found.high and found.up and found.found


@pytest.mark.parametrize("slope", [1.0, pytest.param(-1.0, marks=pytest.mark.slow)])
def test_nine_intervals_in_ten_hold_the_crossing(slope: float):
    held = []
    for seed in range(400):
        values = worlds(seed, slope=slope)
        found = crossing(GRID, values.mean(axis=1), resampled(values, seed + 1000, 300), 5.0)
        held.append(found.low <= 5 <= found.high)
    assert np.mean(held) == pytest.approx(0.9, abs=NINE_IN_TEN)


def test_a_curve_that_stays_on_its_side_has_no_crossing():
    values = worlds(5)
    below = crossing(GRID, values.mean(axis=1), resampled(values), 60.0)
    assert (below.at, below.low, below.high, below.error, below.up) == (math.inf,) * 4 + (True,)
    above = crossing(GRID, values.mean(axis=1), resampled(values), -60.0)
    assert (above.at, above.up, above.found) == (math.inf, False, False)
    assert closer(GRID, below, 9) == []


def test_what_chance_leaves_open_lies_beyond_the_points():
    values = worlds(6, 60)
    mean = values.mean(axis=1)
    found = crossing(GRID, mean, resampled(values), float(mean.max()) + 0.1)
    assert not found.found and found.high == math.inf and GRID[0] < found.low < GRID[-1]
    first = crossing(GRID, mean, resampled(values), float(mean[0]) + 0.1)
    assert first.found and first.low == -math.inf


def test_going_back_counts_when_it_is_surer_than_chance():
    noise = np.random.default_rng(7).standard_normal(400)
    hill = np.minimum(GRID, 10 - GRID)[:, None] + noise
    found = crossing(GRID, hill.mean(axis=1), resampled(hill), 3.0)
    assert found.up and found.back == 7
    flat = np.minimum(GRID, 3.1)[:, None] + noise * (1 + (GRID > 6))[:, None]
    assert crossing(GRID, flat.mean(axis=1), resampled(flat), 3.0).back is None
    falls = crossing(GRID, -hill.mean(axis=1), resampled(-hill), -3.0)
    assert not falls.up and falls.back == 7


def test_looking_closer_takes_round_numbers_within_what_encloses_the_interval():
    x = np.arange(0.0, 100_001.0, 5000.0)
    found = Crossing(42_700.0, 38_900.0, 46_200.0, 2300.0, True, None)
    assert closer(x, found, 9) == [36_000, 38_000, 42_000, 44_000, 46_000, 48_000]
    wide = Crossing(42_700.0, -math.inf, math.inf, math.inf, True, None)
    assert set(closer(x, wide, 9)) <= set(round_numbers(0, 100_000, 9)) - set(x)
    inside = closer(np.array([0.1, 0.35]), Crossing(0.2, 0.18, 0.22, 0.01, True, None), 9)
    assert inside == [0.12, 0.15, 0.18, 0.21, 0.24, 0.27, 0.3, 0.33]


def test_a_crossing_at_a_point_that_was_played_needs_no_closer_look():
    assert closer(GRID, Crossing(5.0, 5.0, 5.0, 0.0, True, None), 9) == []
    step = np.repeat(np.where(GRID >= 5, 0.0, -1.0)[:, None], 40, axis=1)
    found = crossing(GRID, step.mean(axis=1), resampled(step), 0.0)
    assert (found.at, found.low, found.high, found.error) == (5, 5, 5, 0)
    assert closer(GRID, found, 9) == []

"""Estimates of known numbers, and whether their errors are the errors they make."""

from __future__ import annotations

import math

import numpy as np
import pytest

from attrit.statistics.estimates import Estimate
from tests.tolerances import BESIDE, ROUGHLY, ROUNDING, SINGLE_STEP, WHOLE_DAYS, sampled


def test_of_the_numbers_from_one_to_a_hundred() -> None:
    e = Estimate.of(np.arange(100, 0, -1))
    assert (e.low, e.middle, e.high, e.mean, e.draws) == (5.0, 50.5, 95.0, 50.5, 100)
    told, rank = (e.error, e.low_error, e.high_error), (50.5, 5, 95)
    beta = [
        math.sqrt(k * (101 - k) / 102) * 100 / 101 for k in rank
    ]  # of a rank among 100, and here of the number there
    assert told == pytest.approx(beta, rel=ROUGHLY)
    assert e.mean_error == pytest.approx(math.sqrt(100 * 101 / 12) / 10, rel=ROUNDING)


def test_an_odd_number_has_a_middle_of_its_own() -> None:
    assert Estimate.of([3.0, 1.0, 2.0]).middle == 2.0
    assert Estimate.of([3.0, 1.0]).middle == 2.0


def test_of_one_number_there_is_no_error_of_the_mean() -> None:
    e = Estimate.of([4.0])
    assert (e.low, e.middle, e.high, e.mean, e.draws) == (4.0, 4.0, 4.0, 4.0, 1)
    assert math.isnan(e.mean_error) and math.isnan(e.error)
    assert math.isnan(Estimate.probability([1.0]).error)


@pytest.mark.parametrize("kind", [Estimate.of, Estimate.probability])
def test_of_nothing_it_says_nothing(kind: type) -> None:
    e = kind([])
    assert e.draws == 0
    assert all(math.isnan(x) for x in (e.low, e.middle, e.high, e.error, e.mean, e.mean_error))


def test_equal_numbers_leave_no_doubt() -> None:
    e = Estimate.of(np.full(50, 7.0))
    assert (e.low, e.middle, e.high, e.error, e.mean_error) == (7.0, 7.0, 7.0, 0.0, 0.0)
    assert (e.low_error, e.high_error) == (0.0, 0.0)


def test_what_never_happens_is_left_out_and_counted() -> None:
    e = Estimate.of([3.0, math.inf, 1.0, math.nan, 2.0])
    assert (e.middle, e.mean, e.draws, e.left_out) == (2.0, 2.0, 3, 2)
    p = Estimate.probability([1.0, math.inf, 0.0])
    assert (p.mean, p.draws, p.left_out) == (0.5, 2, 1)
    assert (Estimate.of([math.inf]).left_out, Estimate.probability([math.inf]).left_out) == (1, 1)


def test_errors_of_quantiles_are_those_of_drawing_anew() -> None:
    rng = np.random.default_rng(7)
    x = rng.lognormal(size=101)
    drawn = np.sort(x[rng.integers(101, size=(40_000, 101))], axis=1)
    e = Estimate.of(x)
    for error, rank in ((e.error, 50), (e.low_error, 5), (e.high_error, 95)):
        assert error == pytest.approx(drawn[:, rank].std(), rel=ROUGHLY)
    far = Estimate.of(x + 1e9)
    assert (far.error, far.high_error) == pytest.approx((e.error, e.high_error), rel=SINGLE_STEP)


def test_few_numbers_do_not_show_how_far_an_end_may_move() -> None:
    assert math.isnan(Estimate.of(np.arange(39.0)).low_error)
    assert Estimate.of(np.arange(40.0)).low_error > 0


def test_a_probability_is_a_mean_of_chances() -> None:
    e = Estimate.probability([1, 0, 0, 1, 1])
    assert e.middle == e.mean == 0.6
    assert e.error == e.mean_error == pytest.approx(math.sqrt(0.6 * 0.4 / 4), rel=ROUNDING)
    assert math.isnan(e.low) and math.isnan(e.high)


SAMPLES, DRAWS = 2000, 200


@pytest.mark.parametrize(
    ("law", "median", "density"),
    [("normal", 0.0, 1 / math.sqrt(2 * math.pi)), ("exponential", math.log(2), 0.5)],
)
def test_the_error_of_the_median_is_the_one_it_makes(law: str, median: float, density: float) -> None:
    rng = np.random.default_rng(4)
    x = {"normal": rng.standard_normal, "exponential": rng.standard_exponential}[law]((SAMPLES, DRAWS))
    found = [Estimate.of(row) for row in x]
    middles, errors = np.array([e.middle for e in found]), np.array([e.error for e in found])
    theory = 1 / (2 * density * math.sqrt(DRAWS))
    assert abs(middles.std() - theory) < 0.1 * theory
    assert abs(errors.mean() - theory) < 0.05 * theory
    # One standard error either way holds the true median about two times in three, two about nineteen times in twenty.
    one, two = (np.mean(np.abs(middles - median) <= k * errors) for k in (1, 2))
    assert abs(one - 0.68) < 0.06
    assert abs(two - 0.95) < 0.03


@pytest.mark.parametrize("name", ["middle", "low", "high", "mean"])
@pytest.mark.parametrize("law", ["normal", "zeros and lognormal", "lognormal", "uniform"])
def test_each_error_is_the_spread_over_seeds_of_its_own_number(law: str, name: str) -> None:
    rng = np.random.default_rng(8)
    shape = (600, 512)
    x = {
        "normal": lambda: rng.normal(size=shape),
        "zeros and lognormal": lambda: np.where(rng.random(shape) < 0.3, 0.0, -rng.lognormal(0, 1.2, shape)),
        "lognormal": lambda: rng.lognormal(0, 1, shape),
        "uniform": lambda: rng.random(shape),
    }[law]()
    found = [Estimate.of(row) for row in x]
    error = {"middle": "error"}.get(name, f"{name}_error")
    spread = np.std([getattr(e, name) for e in found], ddof=1)
    assert np.mean([getattr(e, error) for e in found]) == pytest.approx(spread, rel=BESIDE)


def test_the_median_of_whole_days_has_an_error_though_most_are_alike() -> None:
    """Days that differ by 0 in just under or over half of the worlds: the median is 0 or -1 by chance."""
    rng = np.random.default_rng(9)
    for none in (0.47, 0.5, 0.53):
        days = -np.maximum(0, np.ceil((rng.random((600, 300)) - none) * 20))
        found = [Estimate.of(row) for row in days]
        spread = np.std([e.middle for e in found], ddof=1)
        assert np.mean([e.error for e in found]) == pytest.approx(spread, rel=WHOLE_DAYS)
        assert min(e.error for e in found) > 0


def test_the_error_of_a_mean_is_the_one_it_makes() -> None:
    rng = np.random.default_rng(5)
    found = [Estimate.of(row) for row in rng.standard_exponential((SAMPLES, DRAWS))]
    covered = np.mean([abs(e.mean - 1) <= 2 * e.mean_error for e in found])
    assert abs(covered - 0.954) < 0.02
    means = np.array([e.mean for e in found])
    assert abs(means.mean() - 1) < sampled(1 / math.sqrt(SAMPLES * DRAWS))
    assert abs(means.std() - np.mean([e.mean_error for e in found])) < 0.05 * means.std()


def test_nine_numbers_in_ten_lie_between_low_and_high() -> None:
    rng = np.random.default_rng(6)
    x = rng.standard_normal(10_000)
    e = Estimate.of(x)
    assert np.mean(x <= e.low) == 0.05
    assert np.mean(x <= e.high) == 0.95

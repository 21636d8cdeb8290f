"""Estimates of known numbers, and whether their errors are the errors they make."""

from __future__ import annotations

import math

import numpy as np
import pytest

from attrit.engine.estimates import Estimate
from tests.tolerances import ROUNDING, sampled


def test_of_the_numbers_from_one_to_a_hundred() -> None:
    e = Estimate.of(np.arange(100, 0, -1))
    assert (e.low, e.middle, e.high, e.mean, e.draws) == (5.0, 50.5, 95.0, 50.5, 100)
    assert e.error == 5.0  # five places to either side of the middle
    assert e.mean_error == pytest.approx(math.sqrt(100 * 101 / 12) / 10, rel=ROUNDING)


def test_an_odd_number_has_a_middle_of_its_own() -> None:
    assert Estimate.of([3.0, 1.0, 2.0]).middle == 2.0
    assert Estimate.of([3.0, 1.0]).middle == 2.0


def test_of_one_number_there_is_no_error_of_the_mean() -> None:
    e = Estimate.of([4.0])
    assert (e.low, e.middle, e.high, e.error, e.mean, e.draws) == (4.0, 4.0, 4.0, 0.0, 4.0, 1)
    assert math.isnan(e.mean_error)
    assert math.isnan(Estimate.probability([1.0]).error)


@pytest.mark.parametrize("kind", [Estimate.of, Estimate.probability])
def test_of_nothing_it_says_nothing(kind: type) -> None:
    e = kind([])
    assert e.draws == 0
    assert all(math.isnan(x) for x in (e.low, e.middle, e.high, e.error, e.mean, e.mean_error))


def test_equal_numbers_leave_no_doubt() -> None:
    e = Estimate.of(np.full(50, 7.0))
    assert (e.low, e.middle, e.high, e.error, e.mean_error) == (7.0, 7.0, 7.0, 0.0, 0.0)


def test_a_probability_is_a_mean_of_chances() -> None:
    e = Estimate.probability([1, 0, 0, 1, 1])
    assert e.middle == e.mean == 0.6
    assert e.error == e.mean_error == pytest.approx(math.sqrt(0.6 * 0.4 / 4), rel=ROUNDING)
    assert math.isnan(e.low) and math.isnan(e.high)


SAMPLES, DRAWS = 4000, 200


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

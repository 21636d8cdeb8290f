"""Intervals of means: against the bootstrap, against exact intervals, and how often they hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from attrit.statistics.means import mean_interval, mean_of, yes_no_interval
from tests.tolerances import BACKEND, RESAMPLED, ROUNDING, THREE_ERRORS


@pytest.mark.parametrize("law", ["exponential", "lognormal", "zeros and lognormal"])
def test_it_reaches_as_far_as_the_bootstrap_of_students_t(law: str) -> None:
    rng = np.random.default_rng(1)
    x = {
        "exponential": lambda: rng.exponential(size=200),
        "lognormal": lambda: rng.lognormal(size=400),
        "zeros and lognormal": lambda: np.where(rng.random(800) < 0.3, 0, rng.lognormal(0, 1.1, 800)),
    }[law]()
    times = rng.multinomial(x.size, np.full(x.size, 1 / x.size), size=10_000)
    rest = x - x.mean()
    mean = times @ rest / x.size
    error = np.sqrt((times @ rest**2 / x.size - mean**2) / (x.size - 1))
    reach = np.quantile(np.abs(mean) / error, 0.95)
    assert mean_of(x).critical == pytest.approx(reach, rel=RESAMPLED)
    assert mean_of(x).critical > stats.t.isf(0.025, x.size - 1)


def test_of_symmetric_numbers_it_is_students() -> None:
    x = np.linspace(-3, 5, 101)
    low, high = stats.ttest_1samp(x, 0).confidence_interval(0.95)
    wider = mean_of(x).critical / stats.t.isf(0.025, 100)
    assert mean_interval(x) == pytest.approx((1 - (1 - low) * wider, 1 + (high - 1) * wider), rel=BACKEND)
    assert 1 <= wider < 1.01  # of numbers without tails the kurtosis is below 0


@pytest.mark.parametrize("n", [256, pytest.param(1024, marks=pytest.mark.slow)])
def test_it_holds_in_95_of_100_runs_where_students_does_not(n: int) -> None:
    rng, runs = np.random.default_rng(n), 1000
    x = np.where(rng.random((runs, n)) < 0.3, 0, rng.lognormal(0, 1.2, (runs, n)))
    truth = 0.7 * math.exp(0.72)
    held = np.mean([low <= truth <= high for low, high in map(mean_interval, x)])
    students = np.mean([abs(row.mean() - truth) <= 1.96 * stats.sem(row) for row in x])
    error = math.sqrt(0.0475 / runs)
    assert held == pytest.approx(0.95, abs=THREE_ERRORS * error)
    assert students < held


def test_rare_yes_and_no_is_exact() -> None:
    x = np.zeros(500)
    x[:7] = 1.0
    exact = stats.binomtest(7, 500).proportion_ci(0.95, "exact")
    none = stats.binomtest(0, 500).proportion_ci(0.95, "exact")
    low, high = mean_interval(x, chance=True)
    # no world goes down: what may go down without a sign of it is taken off below
    assert high == pytest.approx(exact.high, rel=BACKEND)
    assert low == pytest.approx(7 / 500 - math.hypot(7 / 500 - exact.low, none.high), rel=BACKEND)
    assert mean_interval(-x, chance=True) == (-high, -low)


def test_up_and_down_are_joined_with_their_correlation() -> None:
    x = np.zeros(60)
    x[:12], x[12:17] = 1.0, -1.0
    up, down = (stats.binomtest(count, 60).proportion_ci(0.95, "exact") for count in (12, 5))
    r = -math.sqrt(0.2 / 0.8 * (5 / 60) / (55 / 60))
    one, other = 0.2 - up.low, down.high - 5 / 60
    low = 0.2 - 5 / 60 - math.sqrt(one**2 - 2 * r * one * other + other**2)
    assert yes_no_interval(x)[0] == pytest.approx(low, rel=BACKEND)
    assert yes_no_interval(-x)[1] == pytest.approx(-low, rel=BACKEND)


def test_where_no_world_differs_one_may_yet() -> None:
    low, high = mean_interval(np.zeros(1000), chance=True)
    assert (low, high) == pytest.approx((-(1 - 0.025**0.001), 1 - 0.025**0.001), rel=BACKEND)
    assert mean_interval(np.zeros(1000)) == (0, 0)  # of what has no limit nothing can be said


def test_too_few_have_no_interval() -> None:
    x = np.zeros(100)
    x[:29] = np.arange(1, 30)
    assert all(math.isnan(end) for end in mean_interval(x))
    x[29] = 30
    assert mean_interval(x)[0] < x.mean()
    assert all(math.isnan(end) for end in mean_interval(np.arange(29.0)))
    assert all(math.isnan(end) for end in mean_interval(np.array([1.0]), chance=True))


def test_what_is_not_finite_is_left_out() -> None:
    x = np.random.default_rng(2).normal(size=50)
    assert mean_interval(np.append(x, [np.nan, np.inf])) == mean_interval(x)
    m = mean_of(x)
    assert (m.mean, m.error) == pytest.approx((x.mean(), stats.sem(x)), rel=ROUNDING)

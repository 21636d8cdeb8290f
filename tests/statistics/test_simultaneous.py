"""Intervals that hold at once: how often they do, and that each number is the one its definition gives."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from attrit.statistics.simultaneous import holm, mean_interval, pairing, simultaneous
from tests.tolerances import BACKEND, QUANTILE, ROUNDING, sampled

RUNS, K = 2000, 8
U = np.random.default_rng(8).random((20_000, 40))


def correlated(rng: np.random.Generator, n: int, rho: float, k: int = K) -> np.ndarray:
    """Normal columns (comparison, world) of which each two are correlated by rho."""
    return math.sqrt(rho) * rng.normal(size=n) + math.sqrt(1 - rho) * rng.normal(size=(k, n))


def pairs(rng: np.random.Generator, n: int, rho: float) -> tuple[np.ndarray, np.ndarray]:
    a, b = correlated(rng, n, rho, 2)
    return a, b


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.95])
@pytest.mark.parametrize("n", [12, 300])
def test_in_95_of_100_runs_all_intervals_hold(rho: float, n: int) -> None:
    rng = np.random.default_rng([int(100 * rho), n])
    held, single = np.zeros(RUNS), np.zeros(RUNS)
    for run in range(RUNS):
        first = rng.integers(len(U) - 500)  # 500 replicates, others each time
        found, _ = simultaneous(correlated(rng, n, rho), U[first : first + 500, :K])
        held[run] = all(d.simultaneous_low <= 0 <= d.simultaneous_high for d in found)
        single[run] = np.mean([d.mean_low <= 0 <= d.mean_high for d in found])
    assert single.mean() == pytest.approx(0.95, abs=sampled(math.sqrt(0.0475 / RUNS)))
    assert held.mean() == pytest.approx(0.95, abs=sampled(math.sqrt(0.0475 / RUNS)))


def test_independent_comparisons_need_what_bonferroni_needs() -> None:
    x = np.random.default_rng(1).normal(size=(10, 20_000))
    _, critical = simultaneous(x, U)
    assert critical == pytest.approx(stats.norm.isf(0.05 / 20), rel=QUANTILE)
    assert critical == pytest.approx(stats.norm.isf((1 - 0.95**0.1) / 2), rel=QUANTILE)  # exact where independent


def test_correlation_narrows_them_and_copies_cost_nothing() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=1000)
    same, critical = simultaneous(np.array([x, x, -x, 3 * x]), U)
    assert critical == pytest.approx(1.959964, rel=QUANTILE)
    assert same[0].simultaneous_high == pytest.approx(same[0].mean_high, rel=QUANTILE)
    some = [simultaneous(correlated(rng, 5000, rho), U)[1] for rho in (0.0, 0.5, 0.9, 0.99)]
    assert some == sorted(some, reverse=True)


def test_it_is_the_bootstrap_over_worlds_with_normal_weights() -> None:
    rng = np.random.default_rng(3)
    n, replicates = 400, 20_000
    x = np.exp(correlated(rng, n, 0.7, 5))
    x[1, ::3] = np.nan  # worlds without a number
    rest = np.nan_to_num(x - np.nanmean(x, axis=1)[:, None])
    sums = rng.normal(size=(replicates, n)) @ rest.T / np.sqrt(np.sum(rest**2, axis=1))
    expected = np.quantile(np.abs(sums).max(axis=1), 0.95)
    assert simultaneous(x, U)[1] == pytest.approx(expected, rel=QUANTILE)


def test_one_comparison_is_a_paired_t_test() -> None:
    rng = np.random.default_rng(4)
    a, b = rng.normal(0.3, 1, 15), rng.normal(0, 1, 15)
    (d,), critical = simultaneous((a - b)[None], U[:, :1])
    test = stats.ttest_rel(a, b)
    low, high = test.confidence_interval(0.95)
    assert (d.mean_low, d.mean_high, d.p) == pytest.approx((low, high, test.pvalue), rel=BACKEND)
    assert (d.mean, d.mean_error) == pytest.approx((np.mean(a - b), stats.sem(a - b)), rel=ROUNDING)
    assert critical == pytest.approx(stats.norm.isf(0.025), rel=ROUNDING)
    assert (d.simultaneous_low, d.simultaneous_high) == (d.mean_low, d.mean_high)
    assert mean_interval(d.mean, d.mean_error, 15) == pytest.approx((low, high), rel=BACKEND)


def test_worlds_without_a_number_are_left_out_of_that_comparison_only() -> None:
    x = np.random.default_rng(5).normal(1, 1, (2, 40))
    x[1, 10:] = [np.nan, np.inf] * 15
    (first, second), _ = simultaneous(x, U)
    assert first.mean == pytest.approx(x[0].mean(), rel=ROUNDING)
    assert (second.mean, second.mean_error) == pytest.approx((x[1, :10].mean(), stats.sem(x[1, :10])), rel=ROUNDING)
    low, high = stats.ttest_1samp(x[1, :10], 0).confidence_interval(0.95)
    assert (second.mean_low, second.mean_high) == pytest.approx((low, high), rel=BACKEND)


def test_what_never_differs_has_no_error_and_what_has_no_worlds_no_number() -> None:
    moving = np.random.default_rng(6).normal(size=20)
    one = np.full(20, np.nan)
    one[3] = 7.0
    rows = np.array([np.zeros(20), np.full(20, 0.1), moving, np.full(20, np.nan), one])
    (never, always, other, none, single), critical = simultaneous(rows, U)
    assert (never.mean, never.simultaneous_low, never.simultaneous_high, never.p) == (0, 0, 0, 1)
    assert (always.mean_low, always.mean_high) == pytest.approx((0.1, 0.1), rel=ROUNDING)
    assert (always.mean_error, always.p) == (0, 3 * 0.5**19)  # all 20 worlds go the same way; Holm counts three
    assert other.mean_error > 0
    for unknown in (none, single):
        assert all(math.isnan(x) for x in vars(unknown).values())
    assert critical == simultaneous(rows[:2], U)[1] == pytest.approx(stats.norm.isf(0.025), rel=ROUNDING)


def test_holm_by_hand() -> None:
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02], rel=ROUNDING)
    left = holm(np.array([0.03, math.nan, 0.8, 0.9]))
    assert (left[0], left[2], left[3]) == pytest.approx((0.09, 1, 1), rel=ROUNDING)
    assert math.isnan(left[1])
    assert holm(np.array([0.4])) == [0.4]


def test_chance_alone_is_called_clear_in_one_run_of_twenty() -> None:
    rng = np.random.default_rng(7)
    clear = [min(d.p for d in simultaneous(correlated(rng, 50, 0.2), U[:10])[0]) < 0.05 for _ in range(RUNS)]
    assert 0.02 < np.mean(clear) < 0.05 + sampled(math.sqrt(0.0475 / RUNS))


def test_shares_of_worlds_by_hand() -> None:
    p = pairing(np.array([1.0, 2, 3, 5, np.inf, np.nan]), np.array([2.0, 2, 1, 1, 3, 3]))
    assert (p.worlds, p.lower, p.higher, p.same) == (4, 0.25, 0.5, 0.25)
    assert p.lower_error == p.same_error == pytest.approx(math.sqrt(0.25 * 0.75 / 3), rel=ROUNDING)
    assert p.higher_error == pytest.approx(math.sqrt(0.25 / 3), rel=ROUNDING)
    d = np.array([-1.0, 0, 2, 4])
    both = np.var([1, 2, 3, 5], ddof=1) + np.var([2, 2, 1, 1], ddof=1)
    assert p.variance_reduction == pytest.approx(both / d.var(ddof=1), rel=ROUNDING)
    assert math.isnan(p.variance_reduction_low) and math.isnan(p.variance_reduction_high)


def test_errors_of_shares_are_those_they_make() -> None:
    rng = np.random.default_rng(9)
    found = [pairing(*pairs(rng, 200, 0.5)) for _ in range(RUNS)]
    for name in ("lower", "higher"):
        x = np.array([getattr(p, name) for p in found])
        told = np.mean([getattr(p, f"{name}_error") for p in found])
        assert told == pytest.approx(x.std(), rel=sampled(1 / math.sqrt(2 * RUNS)))


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.98])
def test_pairing_normal_numbers_saves_what_theory_says(rho: float) -> None:
    """Two numbers of variance 1 correlated by rho: (1 + 1) / (2 - 2 rho), and the interval holds in 95 of 100 runs."""
    rng = np.random.default_rng([10, int(100 * rho)])
    found = [pairing(*pairs(rng, 500, rho)) for _ in range(RUNS)]
    truth = 1 / (1 - rho)
    held = [p.variance_reduction_low <= truth <= p.variance_reduction_high for p in found]
    assert np.mean(held) == pytest.approx(0.95, abs=sampled(math.sqrt(0.0475 / RUNS)))
    logs = np.log([p.variance_reduction for p in found])
    assert logs.mean() == pytest.approx(math.log(truth), abs=sampled(logs.std() / math.sqrt(RUNS)))


def test_pairing_saves_without_end_where_the_difference_is_always_the_same() -> None:
    x = np.random.default_rng(11).normal(size=100)
    for b in (x, x + 0.1):
        p = pairing(x, b)
        assert (p.variance_reduction, p.variance_reduction_low, p.variance_reduction_high) == (math.inf,) * 3
    assert pairing(np.zeros(5), np.zeros(5)).variance_reduction == math.inf
    assert math.isnan(pairing(np.ones(5), np.zeros(5)).variance_reduction)


def test_of_one_world_or_none_little_is_told() -> None:
    one = pairing(np.array([1.0]), np.array([2.0]))
    assert (one.worlds, one.lower, one.higher, one.same) == (1, 1, 0, 0)
    assert math.isnan(one.lower_error) and math.isnan(one.variance_reduction)
    none = pairing(np.array([np.inf]), np.array([2.0]))
    assert none.worlds == 0
    assert math.isnan(none.lower) and math.isnan(none.same)
    assert all(math.isnan(x) for x in mean_interval(3.0, math.nan, 1))

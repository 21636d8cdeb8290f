"""Intervals that hold at once: how often they do, and that each number is the one its definition gives."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from scipy import stats

from attrit.statistics import simultaneous as module
from attrit.statistics.means import mean_interval
from attrit.statistics.simultaneous import Difference, holm, pairing, simultaneous
from tests.statistics.worlds import rare_events, rare_large
from tests.tolerances import JACKKNIFE, QUANTILE, ROUNDING, THREE_ERRORS, sampled

RUNS, K = 400, 8


def uniform(replicates: int, batches: int, seed: int = 8, most: int = 4000) -> np.ndarray:
    """The same numbers each time, of as many replicates as asked for or of `most`."""
    return np.random.default_rng([seed, batches]).random((min(most, replicates), batches))


def at_once(x: np.ndarray, chance: bool = False) -> tuple[list[Difference], float]:
    return simultaneous(x, [chance] * len(x), uniform)


def correlated(rng: np.random.Generator, n: int, rho: float, k: int = K) -> np.ndarray:
    """Normal columns (comparison, world) of which each two are correlated by rho."""
    return math.sqrt(rho) * rng.normal(size=n) + math.sqrt(1 - rho) * rng.normal(size=(k, n))


def pairs(rng: np.random.Generator, n: int, rho: float) -> tuple[np.ndarray, np.ndarray]:
    a, b = correlated(rng, n, rho, 2)
    return a, b


@pytest.mark.parametrize(
    ("rho", "n"),
    [(0.5, 40), *(pytest.param(rho, n, marks=pytest.mark.slow) for rho in (0.0, 0.5, 0.95) for n in (40, 200))],
)
def test_in_95_of_100_runs_all_intervals_hold(rho: float, n: int) -> None:
    rng = np.random.default_rng([int(100 * rho), n])
    held, single = np.zeros(RUNS), np.zeros(RUNS)
    numbers = uniform(300, n)
    for run in range(RUNS):
        found, _ = simultaneous(correlated(rng, n, rho), [False] * K, lambda replicates, batches: numbers)
        held[run] = all(d.simultaneous_low <= 0 <= d.simultaneous_high for d in found)
        single[run] = np.mean([d.mean_low <= 0 <= d.mean_high for d in found])
    assert single.mean() == pytest.approx(0.95, abs=sampled(single.std() / math.sqrt(RUNS)))
    assert held.mean() == pytest.approx(0.95, abs=sampled(math.sqrt(0.0475 / RUNS)))


@pytest.mark.parametrize(
    ("n", "runs"),
    [(256, 200), *(pytest.param(n, 1000, marks=pytest.mark.slow) for n in (256, 1024, 2048))],
)
def test_they_hold_where_a_few_worlds_make_the_mean(n: int, runs: int) -> None:
    """Nine arms of which 28 to 60 % of the worlds do not differ, with a skewness of some 6."""
    rng = np.random.default_rng(n)
    truth, numbers = rare_large.mean, uniform(500, n)
    held, single = np.zeros(runs), np.zeros(runs)
    for run in range(runs):
        found, _ = simultaneous(rare_large(rng, n), [False] * 9, lambda replicates, batches: numbers)
        pairs = list(zip(found, truth, strict=True))
        held[run] = all(d.simultaneous_low <= mean <= d.simultaneous_high for d, mean in pairs)
        single[run] = np.mean([d.mean_low <= mean <= d.mean_high for d, mean in pairs])
    assert held.mean() == pytest.approx(0.95, abs=THREE_ERRORS * math.sqrt(0.0475 / runs))
    assert single.mean() == pytest.approx(0.95, abs=THREE_ERRORS * single.std() / math.sqrt(runs))


@pytest.mark.parametrize(
    ("n", "runs"),
    [(64, 200), *(pytest.param(n, 600, marks=pytest.mark.slow) for n in (64, 256, 1024, 2048))],
)
def test_they_hold_for_rare_yes_and_no(n: int, runs: int) -> None:
    """Nine arms that change a yes or no in .5 to 10 % of the worlds: exact where few differ, so that more may hold."""
    rng = np.random.default_rng(n)
    numbers = uniform(500, n)
    held = np.zeros(runs)
    for run in range(runs):
        found, _ = simultaneous(rare_events(rng, n), [True] * 9, lambda replicates, batches: numbers)
        pairs = zip(found, rare_events.mean, strict=True)
        held[run] = all(d.simultaneous_low <= mean <= d.simultaneous_high for d, mean in pairs)
    assert held.mean() >= 0.95 - THREE_ERRORS * math.sqrt(0.0475 / runs)


def test_independent_comparisons_need_what_bonferroni_needs() -> None:
    x = np.random.default_rng(1).normal(size=(10, 20_000))
    _, critical = at_once(x)
    assert critical == pytest.approx(stats.norm.isf((1 - 0.95**0.1) / 2), rel=QUANTILE)  # exact where independent


def test_correlation_narrows_them_and_copies_cost_nothing() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=1000)
    same, critical = at_once(np.array([x, x, -x, 3 * x]))
    assert critical == pytest.approx(1.959964, rel=QUANTILE)
    assert same[0].simultaneous_high == pytest.approx(same[0].mean_high, rel=QUANTILE, abs=1e-3)
    some = [at_once(correlated(rng, 5000, rho))[1] for rho in (0.0, 0.5, 0.9, 0.99)]
    assert some == sorted(some, reverse=True)


def test_it_is_the_studentised_bootstrap_over_worlds() -> None:
    rng = np.random.default_rng(3)
    n, replicates = 400, 2000
    x = np.exp(correlated(rng, n, 0.7, 5))
    x[1, ::3] = np.nan  # worlds without a number
    greatest = np.zeros(replicates)
    for k in range(replicates):
        places = rng.integers(n, size=n)
        for whole in x:
            row = whole[places]
            row = row[~np.isnan(row)]
            t = (row.mean() - np.nanmean(whole)) / row.std(ddof=1) * math.sqrt(row.size)
            greatest[k] = max(greatest[k], abs(t))
    assert at_once(x)[1] == pytest.approx(np.quantile(greatest, 0.95), rel=2 * QUANTILE)


def test_batches_of_worlds_do_as_well_as_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    x = rare_large(np.random.default_rng(4), 4096)
    in_batches = at_once(x)[1]
    monkeypatch.setattr(module, "_BATCHES", 4096)
    assert in_batches == pytest.approx(at_once(x)[1], rel=2 * QUANTILE)


def test_one_comparison_is_a_paired_t_test() -> None:
    rng = np.random.default_rng(4)
    a, b = rng.normal(0.05, 1, 2000), rng.normal(0, 1, 2000)
    (d,), critical = at_once((a - b)[None])
    test = stats.ttest_rel(a, b)
    low, high = test.confidence_interval(0.95)
    assert (d.mean_low, d.mean_high, d.p) == pytest.approx((low, high, test.pvalue), rel=QUANTILE)
    assert (d.mean, d.mean_error) == pytest.approx((np.mean(a - b), stats.sem(a - b)), rel=ROUNDING)
    assert (d.simultaneous_low, d.simultaneous_high) == (d.mean_low, d.mean_high) == mean_interval(a - b)
    assert critical == pytest.approx(stats.norm.isf(0.025), rel=QUANTILE)


def test_worlds_without_a_number_are_left_out_of_that_comparison_only() -> None:
    x = np.random.default_rng(5).normal(1, 1, (2, 80))
    x[1, 40:] = [np.nan, np.inf] * 20
    (first, second), _ = at_once(x)
    assert first.mean == pytest.approx(x[0].mean(), rel=ROUNDING)
    assert (second.mean, second.mean_error) == pytest.approx((x[1, :40].mean(), stats.sem(x[1, :40])), rel=ROUNDING)
    assert (second.mean_low, second.mean_high) == mean_interval(x[1, :40])


def test_what_never_differs_has_no_error_and_what_has_no_worlds_no_number() -> None:
    moving = np.random.default_rng(6).normal(size=40)
    one = np.full(40, np.nan)
    one[3] = 7.0
    rows = np.array([np.zeros(40), np.full(40, 0.1), moving, np.full(40, np.nan), one])
    (never, always, other, none, single), critical = at_once(rows)
    assert (never.mean, never.simultaneous_low, never.simultaneous_high, never.p) == (0, 0, 0, 1)
    assert (always.mean_low, always.mean_high) == pytest.approx((0.1, 0.1), rel=ROUNDING)
    assert (always.mean_error, always.p) == (0, 3 * 0.5**39)  # all 40 worlds go the same way; Holm counts three
    assert other.mean_error > 0
    for unknown in (none, single):
        assert all(math.isnan(x) for x in vars(unknown).values())
    assert critical == pytest.approx(at_once(moving[None])[1], rel=ROUNDING)
    assert at_once(rows[:2])[1] == pytest.approx(stats.norm.isf(0.025), rel=ROUNDING)


def test_a_rare_difference_has_an_interval_only_if_it_has_a_limit() -> None:
    x = np.zeros((2, 500))
    x[0, :29], x[1, :29] = 1.0, 1.0
    (days, chance), _ = simultaneous(x, [False, True], uniform)
    assert (days.mean, days.mean_error) == (chance.mean, chance.mean_error)
    assert all(math.isnan(end) for end in (days.mean_low, days.simultaneous_high, days.p))
    assert chance.mean_low > 0 and chance.p == pytest.approx(2 * 0.5**29, rel=ROUNDING)
    x[0, 29] = 1.0
    assert at_once(x[:1])[0][0].mean_low > 0


def test_holm_by_hand() -> None:
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02], rel=ROUNDING)
    left = holm(np.array([0.03, math.nan, 0.8, 0.9]))
    assert (left[0], left[2], left[3]) == pytest.approx((0.09, 1, 1), rel=ROUNDING)
    assert math.isnan(left[1])
    assert holm(np.array([0.4])) == [0.4]


def test_chance_alone_is_called_clear_in_one_run_of_twenty() -> None:
    rng = np.random.default_rng(7)
    few = partial(uniform, most=10)  # the bootstrap is not for p
    clear = [min(d.p for d in simultaneous(correlated(rng, 50, 0.2), [False] * K, few)[0]) < 0.05 for _ in range(RUNS)]
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


@pytest.mark.parametrize("rho", [0.5, *(pytest.param(rho, marks=pytest.mark.slow) for rho in (0.0, 0.98))])
def test_pairing_normal_numbers_saves_what_theory_says(rho: float) -> None:
    """Two numbers of variance 1 correlated by rho: (1 + 1) / (2 - 2 rho), and the interval holds in 95 of 100 runs."""
    rng = np.random.default_rng([10, int(100 * rho)])
    found = [pairing(*pairs(rng, 1024, rho)) for _ in range(RUNS)]
    truth = 1 / (1 - rho)
    held = [p.variance_reduction_low <= truth <= p.variance_reduction_high for p in found]
    assert np.mean(held) == pytest.approx(0.95, abs=sampled(math.sqrt(0.0475 / RUNS)))
    ratios = np.array([p.variance_reduction for p in found])
    assert ratios.mean() == pytest.approx(truth, abs=sampled(ratios.std() / math.sqrt(RUNS)))


@pytest.mark.slow
def test_what_pairing_saves_has_no_bias_and_holds_where_a_few_worlds_make_the_difference() -> None:
    rng = np.random.default_rng(12)
    runs = 500

    def arms(n: int) -> tuple[np.ndarray, np.ndarray]:
        base = rng.normal(0, 12, n)
        return base + rare_large(rng, n)[0], base

    many = arms(1_000_000)
    truth = (many[0].var() + many[1].var()) / (many[0] - many[1]).var()
    few = [pairing(*arms(256)) for _ in range(runs)]
    ratios = np.array([p.variance_reduction for p in few])
    assert ratios.mean() == pytest.approx(truth, rel=JACKKNIFE)
    assert all(math.isnan(p.variance_reduction_low) for p in few)  # too few for an interval
    enough = [pairing(*arms(1024)) for _ in range(runs)]
    held = np.mean([p.variance_reduction_low <= truth <= p.variance_reduction_high for p in enough])
    assert held == pytest.approx(0.95, abs=THREE_ERRORS * math.sqrt(0.0475 / runs))


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
    assert all(math.isnan(x) for x in mean_interval(np.array([3.0])))

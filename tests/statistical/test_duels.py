"""Fights played run by run against the exact chances, and what the numbers of a run depend on."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from attrit.engine.duels import BLOCK, duels
from attrit.errors import ScenarioError
from attrit.model.laws.stochastic import stochastic
from tests.tolerances import sampled

RUNS = 1_000_000
FALSE_ALARM = 1e-6  # over all fights together
FIGHTS = [
    (10, 8, 1.0, 1.0),
    (3, 2, 0.02, 0.02),
    (1, 1, 0.3, 0.7),
    (30, 40, 0.25, 0.5),
    (7, 19, 0.1, 0.45),
    (60, 55, 2.0, 1.9),
    (100, 95, 0.01, 0.01),
]
EACH = [(law, fight) for law in ("square", "linear") for fight in FIGHTS]


@pytest.mark.parametrize(("law", "fight"), EACH, ids=str)
def test_it_agrees_with_the_exact_chances(law: str, fight: tuple[int, int, float, float]) -> None:
    """Within three standard errors in all of 42 comparisons: 14 fights, chance of victory and mean of both sides."""
    exact, played = stochastic(*fight, law=law), duels(*fight, law=law, runs=RUNS)
    chance = math.sqrt(exact.x_wins * exact.y_wins / RUNS)
    assert abs(played.x_wins.middle - exact.x_wins) <= sampled(chance, 3)
    assert abs(played.x_mean.mean - exact.x_mean) <= sampled(exact.x_sd / math.sqrt(RUNS), 3)
    assert abs(played.y_mean.mean - exact.y_mean) <= sampled(exact.y_sd / math.sqrt(RUNS), 3)


@pytest.mark.parametrize(("law", "fight"), EACH, ids=str)
def test_survivors_follow_their_distribution(law: str, fight: tuple[int, int, float, float]) -> None:
    """Of all last states, those too rare to count on their own taken together."""
    exact, played = stochastic(*fight, law=law), duels(*fight, law=law, runs=RUNS)
    chances = np.concatenate([exact.x_left[:0:-1], exact.y_left[1:]])  # from all of x left to all of y left
    counts = np.concatenate([
        np.bincount(played.x_left, minlength=fight[0] + 1)[:0:-1], np.bincount(played.y_left, minlength=fight[1] + 1)[1:]
    ])  # fmt: skip
    assert counts.sum() == RUNS
    often = chances * RUNS > 10
    rest = [~often] if chances[~often].sum() * RUNS > 10 else []
    found = [*counts[often], *(counts[these].sum() for these in rest)]
    expected = np.array([*chances[often], *(chances[these].sum() for these in rest)])
    expected *= sum(found) / expected.sum()
    assert stats.chisquare(found, expected).pvalue > FALSE_ALARM / len(EACH)


def test_thousands_of_units_agree_too() -> None:
    exact, played = stochastic(3_000, 2_990, 1, 1), duels(3_000, 2_990, 1, 1, runs=20_000)
    assert abs(played.x_wins.middle - exact.x_wins) <= sampled(played.x_wins.error, 3)
    assert abs(played.x_mean.mean - exact.x_mean) <= sampled(played.x_mean.mean_error, 3)


def test_errors_are_those_of_the_exact_chances() -> None:
    exact, played = stochastic(10, 8, 1, 1), duels(10, 8, 1, 1, runs=RUNS)
    found = [played.x_wins.error, played.x_mean.mean_error, played.y_mean.mean_error]
    sds = [math.sqrt(exact.x_wins * exact.y_wins), exact.x_sd, exact.y_sd]
    np.testing.assert_allclose(np.multiply(found, math.sqrt(RUNS)), sds, rtol=sampled(1 / math.sqrt(RUNS)))
    assert played.x_wins.draws == RUNS


@pytest.mark.parametrize("law", ["square", "linear"])
def test_each_run_ends_with_one_side_gone(law: str) -> None:
    played = duels(12, 15, 1, 0.8, law=law, runs=5_000)
    assert played.x_left.shape == played.y_left.shape == (5_000,)
    assert ((played.x_left == 0) ^ (played.y_left == 0)).all()
    assert (played.x_left.min(), played.y_left.min()) == (0, 0)
    assert played.x_left.max() <= 12 and played.y_left.max() <= 15


def test_a_run_depends_on_seed_and_number_only() -> None:
    runs = 2 * BLOCK + 77
    one = duels(20, 18, 1, 1, runs=runs, seed=5, threads=1)
    three = duels(20, 18, 1, 1, runs=runs, seed=5, threads=3)
    few = duels(20, 18, 1, 1, runs=BLOCK + 1, seed=5)
    for side in ("x_left", "y_left"):
        np.testing.assert_array_equal(getattr(three, side), getattr(one, side))
        np.testing.assert_array_equal(getattr(few, side), getattr(one, side)[: BLOCK + 1])
    again, other = duels(20, 18, 1, 1, runs=100, seed=5), duels(20, 18, 1, 1, runs=100, seed=6)
    np.testing.assert_array_equal(again.x_left, one.x_left[:100])
    assert (other.x_left != one.x_left[:100]).mean() > 0.5


def test_runs_and_seeds_do_not_know_each_other() -> None:
    """Next runs, runs of the next block, runs of the same label under another seed, also one that differs far up."""
    outcome = duels(50, 50, 1, 1, runs=RUNS).x_left.astype(float)
    others = [outcome[1:], outcome[BLOCK:]]
    others += [duels(50, 50, 1, 1, runs=RUNS, seed=seed).x_left.astype(float) for seed in (2, 2**32 + 1, 2**63 - 1)]
    for other in others:
        found = np.corrcoef(outcome[: other.size], other)[0, 1]
        assert abs(found) < sampled(1 / math.sqrt(other.size))


def test_what_cannot_be_hit_loses_nobody() -> None:
    for law in ("square", "linear"):
        assert (duels(4, 6, 5e-324, 1e308, law=law, runs=1000).x_left == 4).all()
        assert (duels(4, 6, 1e308, 5e-324, law=law, runs=1000).y_left == 6).all()


def test_one_run_and_whole_numbers_with_a_point_will_do() -> None:
    played = duels(5.0, 3.0, 1, 2, runs=1.0, seed=3.0, threads=1.0)
    np.testing.assert_array_equal(played.x_left, duels(5, 3, 1, 2, runs=1000, seed=3).x_left[:1])
    assert math.isnan(played.x_wins.error)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"x0": 0}, "x0: found 0; accepted is a whole number of units from 1 to 10,000"),
        ({"y0": 1.5}, "y0: found 1.5; accepted is a whole number of units from 1 to 10,000"),
        ({"a": -1}, "a: found -1; accepted is a rate above 0"),
        ({"law": "squar"}, "law: found 'squar'; accepted is 'square' or 'linear'; did you mean 'square'?"),
        ({"runs": 0}, "runs: found 0; accepted is a whole number of runs from 1 to 100,000,000"),
        ({"runs": 10.5}, "runs: found 10.5; accepted is a whole number of runs from 1 to 100,000,000"),
        ({"seed": -1}, "seed: found -1; accepted is a whole number from 0 to 2**63 - 1"),
        ({"seed": "one"}, "seed: found 'one'; accepted is a whole number from 0 to 2**63 - 1"),
        ({"threads": 0}, "threads: found 0; accepted is a whole number of threads from 1 to 1024"),
    ],
    ids=str,
)
def test_what_has_no_meaning_is_refused(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(ScenarioError, match=r"found .*; accepted is ") as raised:
        duels(**({"x0": 10, "y0": 8, "a": 1, "b": 1, "runs": 10} | wrong))
    assert str(raised.value).startswith(f"duels: {says}")
    assert len(raised.value.problems) == 1


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(ScenarioError, match="runs: found 0") as raised:
        duels(0.5, 8, 1, 0, law="x", runs=0, seed=0.5, threads=-1)
    assert {problem.path for problem in raised.value.problems} == {"x0", "b", "law", "runs", "seed", "threads"}

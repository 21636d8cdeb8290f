"""Boxes that would be found again: planted ones are, chance is not, and what a box holds elsewhere is told honestly."""

import numpy as np
import pytest

from attrit.statistics import box_stability
from attrit.statistics.box_stability import (
    Held,
    Rules,
    balanced,
    choose,
    counted_elsewhere,
    found_again,
    one_by_one,
    set_aside,
)
from attrit.statistics.prim import Box, Search
from tests.tolerances import FALSE_BOXES, ROUNDING, THREE_ERRORS, sampled

RULES = Rules()
CASES = 2000


def blurred(seed: int, cases: int = CASES, inside: float = 0.5, outside: float = 0.05) -> Search:
    """20 inputs of which 3 raise the chance."""
    rng = np.random.default_rng(seed)
    x = rng.random((20, cases))
    there = (x[0] > 0.6) & (x[3] < 0.5) & (x[7] > 0.3)
    return Search(x, rng.random(cases) < np.where(there, inside, outside))


def halves(seed: int, resamples: int = 20, cases: int = CASES) -> np.ndarray:
    return np.random.default_rng(seed + 1000).random((resamples, cases))


def chosen(search: Search, numbers: np.ndarray, rules: Rules = RULES) -> box_stability.Chosen:
    return choose(search, rules, numbers, np.ones(search.y.size, bool))


def test_numbers_of_a_box():
    inside, y = np.array([True, True, True, False, False]), np.array([True, False, True, True, False])
    held = Held.of(inside, y, np.array([True, True, True, True, False]))
    assert held == Held(3, 2, 5, 3, 0.75)
    assert (held.density, held.coverage, held.mass) == (2 / 3, 2 / 3, 0.6)
    assert held.lift == pytest.approx((2 / 3) / 0.75, rel=ROUNDING)
    assert held.density_error == pytest.approx(np.sqrt(2 / 9 / 3), rel=ROUNDING)
    assert held.coverage_error == pytest.approx(np.sqrt(2 / 9 / 3), rel=ROUNDING)
    assert Held(100, 60, 1000, 200, 0.2).beyond_chance
    assert not Held(100, 60, 1000, 200, 0.55).beyond_chance
    # one case of one is no proof, nor is none of none
    assert not Held(1, 1, 1000, 50, 0.05).beyond_chance
    assert not Held(0, 0, 1000, 50, 0.05).beyond_chance
    assert not Held(9, 0, 1000, 50, 0.05).beyond_chance
    assert [Held(n, n, 1000, 200, 0.2).beyond_chance for n in (2, 3)] == [False, True]  # chances of .04 and .008
    assert np.isnan(Held(0, 0, 5, 0, 0.0).density)


def test_balance_is_that_of_coverage_and_the_gain_in_density():
    """All 100 cases with 50 of interest; 50 with 40; 20 with 19: balances 0, .8 x .6, .38 x .9 by harmonic mean."""
    boxes = [Box(cases=n, interest=k) for n, k in ((100, 50), (50, 40), (20, 19))]
    assert balanced(boxes) == 1
    assert balanced(boxes[:1]) == 0
    rare = [Box(cases=n, interest=k) for n, k in ((1000, 10), (100, 9), (10, 5))]
    assert balanced(rare) == max(range(3), key=lambda k: 2 / (10 / rare[k].interest + 1 / rare[k].density))


def test_a_threshold_takes_the_widest_box_of_that_density():
    boxes = [Box(cases=n, interest=k) for n, k in ((100, 50), (50, 40), (20, 19), (22, 21))]
    assert [balanced(boxes, density) for density in (0.4, 0.6, 0.9, 0.99)] == [0, 1, 3, 0]


def test_halves_come_in_pairs_that_share_no_case(monkeypatch):
    cases = np.arange(101) % 3 > 0
    parts = [*box_stability._halves(halves(0, 5, 101), cases)]
    assert [part.sum() for part in parts] == [33] * 5
    assert not any((part & ~cases).any() for part in parts)
    assert not (parts[0] & parts[1]).any()
    assert not (parts[2] & parts[3]).any()
    assert (parts[0] != parts[2]).any()
    monkeypatch.setattr(box_stability, "MOST", 20)
    assert [part.sum() for part in box_stability._halves(halves(0, 2, 101), cases)] == [20, 20]


@pytest.mark.parametrize("seed", range(3))
def test_inputs_that_raise_the_chance_are_limited_and_no_others(seed: int):
    search = blurred(seed)
    found = chosen(search, halves(seed))
    assert found.box.restricted == (0, 3, 7)
    assert {limit for limit, share in found.again.items() if share >= 0.5} >= {(0, "low"), (3, "high"), (7, "low")}
    assert all(p <= box_stability.SIGNIFICANT for _, p in search.without(found.box).values())
    assert found.box == search.counted(found.box)
    assert len(chosen(search, halves(seed, 0)).box.restricted) > 3  # plain PRIM limits others as well


def test_without_halves_the_boxes_are_those_of_plain_prim():
    search = blurred(1)
    found = chosen(search, halves(1, 0))
    assert list(found.trajectory) == search.trajectory()
    assert (found.box, found.dropped, found.again) == (found.trajectory[found.place], 0, {})


@pytest.mark.parametrize("samples", [8, pytest.param(20, marks=pytest.mark.slow)])
def test_chance_alone_seldom_gives_a_box(samples: int):
    false = 0
    for seed in range(samples):
        rng = np.random.default_rng(seed)
        search = Search(rng.random((15, 400)), rng.random(400) < 0.2)
        false += bool(chosen(search, halves(seed, 20, 400)).box.limits)
        assert chosen(search, halves(seed, 0, 400)).box.limits  # plain PRIM always has one
    assert false / samples <= FALSE_BOXES


def test_found_again_is_a_share_of_the_halves():
    search = blurred(2)
    shares = found_again(search, RULES, halves(2, 7), np.ones(CASES, bool))
    assert all(0 < share <= 1 and share * 7 == pytest.approx(round(share * 7)) for share in shares.values())


def test_limits_are_not_dropped_below_the_density_asked_for():
    search = blurred(3)
    box = chosen(search, halves(3), Rules(threshold=0.5)).box
    assert box.density >= 0.5


def test_boxes_one_by_one_share_no_case():
    rng = np.random.default_rng(4)
    x = rng.random((8, 3000))
    search = Search(x, rng.random(3000) < np.where((x[0] > 0.85) | (x[5] < 0.15), 0.9, 0.02))
    found = one_by_one(search, RULES, halves(4, 20, 3000), 5)
    assert [one.box.restricted for one, _ in found] in ([(0,), (5,)], [(5,), (0,)])  # and then no more
    (first, everything), (_, left) = found
    assert everything.all()
    assert (left == (first.box.misses(x) > 0)).all()


def part_of(search: Search, cases: np.ndarray) -> Search:
    return Search(search.x[:, cases], search.y[cases])


@pytest.mark.parametrize("samples", [3, pytest.param(6, marks=pytest.mark.slow)])
def test_cases_set_aside_tell_what_a_box_holds_elsewhere(samples: int):
    """The density of plain PRIM flatters; that of cases set aside does not."""
    flattered, told = [], []
    for seed in range(samples):
        every = blurred(seed, 3 * CASES)
        aside = set_aside(every.y, np.random.default_rng(seed + 500).random(3 * CASES))
        search, numbers = part_of(every, ~aside), halves(seed, 20, int((~aside).sum()))
        elsewhere = blurred(seed + 100, 50_000)
        plain = chosen(search, numbers[:0])
        flattered.append(plain.box.density - elsewhere.counted(plain.box).density)
        for one in (plain, chosen(search, numbers)):
            (held,) = counted_elsewhere([one], part_of(every, aside))
            assert (held.of_cases, held.of_interest) == (aside.sum(), every.y[aside].sum())
            true = elsewhere.counted(one.box).density
            told.append((held.density - true) / np.sqrt(true * (1 - true) / held.cases))
    assert np.mean(flattered) > 0
    assert np.abs(told).max() < sampled(1, THREE_ERRORS)
    assert abs(np.mean(told)) < sampled(1 / np.sqrt(len(told)), THREE_ERRORS)


def test_a_third_of_the_cases_is_set_aside_alike_of_interest_and_not():
    y = np.arange(301) % 7 == 0
    aside = set_aside(y, np.random.default_rng(1).random(301))
    assert ((aside & y).sum(), (aside & ~y).sum()) == (y.sum() // 3, (~y).sum() // 3)


def test_a_further_box_is_counted_among_what_the_first_leaves():
    x = np.array([[0.1, 0.2, 0.8, 0.9]])
    first, second = (
        box_stability.Chosen(Box(**limits), (), 0, 0, {}) for limits in ({"low": {0: 0.75}}, {"low": {0: 0.15}})
    )
    held = counted_elsewhere([first, second], Search(x, np.array([True, True, True, False])))
    assert held == [Held(2, 1, 4, 3, 0.75), Held(1, 1, 4, 3, 1.0)]


def test_cases_set_aside_tell_that_a_box_is_chance():
    for seed in range(5):
        rng = np.random.default_rng(seed)
        search, other = (Search(rng.random((15, 600)), rng.random(600) < 0.2) for _ in range(2))
        plain = chosen(search, np.empty((0, 600)))
        assert plain.box.density > search.y.mean() + 0.05
        assert not counted_elsewhere([plain], other)[0].beyond_chance

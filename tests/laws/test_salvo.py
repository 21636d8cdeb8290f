"""Salvo equations by themselves: both directions, limits, the stochastic form against other routes, what is refused."""

import math
import re

import numpy as np
import pytest
from scipy import stats

from attrit.errors import ScenarioError
from attrit.model.laws.salvo import LAW, salvo, salvo_stochastic
from tests.tolerances import BACKEND, EXACT, ROUNDING, sampled

DUEL = {"A": 10, "B": 9, "alpha": 2.5, "beta": 2.25, "y": 1, "z": 1.25, "w": 3, "x": 2.5, "salvos": 4}
RAID = {"A": 6, "B": 5, "n": 4, "p": 0.7, "m": 3, "q": 0.6, "damage": 0.5, "damage_sd": 0.2}
FORM = ("mean", "sd", "none", "all")
UNITS, MISSILES = "a number of units above 0", "a number of missiles from 0 on"
STOPPED, HITS = "a number of interceptions from 0 on", "a number of hits above 0"
SALVOS, CHANCE = "a whole number of salvos from 1 to 1,000,000", "a chance from 0 to 1"


def test_the_sides_can_be_exchanged():
    there = salvo(**DUEL)
    back = salvo(A=9, B=10, alpha=2.25, beta=2.5, y=1.25, z=1, w=2.5, x=3, salvos=4)
    np.testing.assert_array_equal(there.A, back.B)
    np.testing.assert_array_equal(there.B, back.A)


def test_arguments_stand_in_the_order_of_the_equations():
    named, placed = salvo(**DUEL), salvo(10, 9, 2.5, 2.25, 1, 1.25, 3, 2.5, 4)
    np.testing.assert_array_equal(named, placed)


def test_one_salvo_unless_said_otherwise():
    once = {**DUEL}
    del once["salvos"]
    found = salvo(**once)
    assert found.A.tolist() == [10, pytest.approx(10 - (2.25 * 9 - 10) / 3, rel=ROUNDING)]
    assert found.B.tolist() == [9, pytest.approx(9 - (25 - 1.25 * 9) / 2.5, rel=ROUNDING)]


def test_it_ends_with_the_salvo_that_puts_a_side_out():
    found = salvo(**{**DUEL, "salvos": 1000})
    assert found.B.tolist() == [9, 3.5, 0]
    assert found.A.shape == (3,)
    assert found.A[-1] > 0
    mirrored = salvo(A=9, B=10, alpha=2.25, beta=2.5, y=1.25, z=1, w=2.5, x=3, salvos=1000)
    assert mirrored.A.tolist() == [9, 3.5, 0]


def test_defences_that_stop_everything_leave_both_whole():
    found = salvo(A=5, B=7, alpha=2, beta=1.5, y=3, z=1.5, w=2, x=6, salvos=7)
    assert found.A.tolist() == [5] * 8
    assert found.B.tolist() == [7] * 8
    assert found.A.dtype == found.B.dtype == float


def test_nobody_loses_more_than_is_there():
    found = salvo(A=3, B=4, alpha=50, beta=60, y=1, z=2, w=1, x=1, salvos=3)
    assert (found.A.tolist(), found.B.tolist()) == ([3, 0], [4, 0])


def test_twice_the_numbers_make_up_for_half_of_every_quality():
    """Hughes's finding: B at half of A's strike, defence and endurance, and in twice the number, is an equal match."""
    found = salvo(A=10, B=20, alpha=4, beta=2, y=2, z=1, w=4, x=2, salvos=3)
    np.testing.assert_allclose(found.A / 10, found.B / 20, rtol=ROUNDING)
    assert 0 < found.A[1] < 10


@pytest.mark.parametrize(
    "raid", [{}, {"A": 2}, {"A": 3, "p": 0.9, "damage": 1.4}, {"n": 5.5, "m": 2, "q": 0.75}], ids=str
)
def test_fixed_damage_is_a_normal_cut_off_at_nothing_and_at_all(raid: dict[str, float]):
    given = {**RAID, "damage_sd": 0.0, **raid}
    A, B, n, p, m, q, damage, _ = given.values()
    mean, sd = n * A * p - m * B * q, math.sqrt(n * A * p * (1 - p) + m * B * q * (1 - q))
    low, high = -mean / sd, (B / damage - mean) / sd
    inside = stats.norm.cdf(high) - stats.norm.cdf(low)
    slope = stats.norm.pdf(low) - stats.norm.pdf(high)
    curve = low * stats.norm.pdf(low) - high * stats.norm.pdf(high)
    first = damage * (mean * inside + sd * slope) + B * stats.norm.sf(high)
    second = damage**2 * ((mean**2 + sd**2) * inside + 2 * mean * sd * slope + sd**2 * curve)
    second += B**2 * stats.norm.sf(high)
    found = salvo_stochastic(**given)
    assert found.mean == pytest.approx(first, rel=BACKEND)
    assert found.sd == pytest.approx(math.sqrt(second - first**2), rel=BACKEND)
    assert found.none == pytest.approx(stats.norm.cdf(low), rel=ROUNDING)
    assert found.all == pytest.approx(stats.norm.sf(high), rel=BACKEND)


@pytest.mark.parametrize("raid", [{}, {"A": 3.5}, {"damage_sd": 0.9, "p": 0.4}], ids=str)
def test_losses_far_below_the_force_have_the_moments_of_a_sum_over_hits(raid: dict[str, float]):
    given = {**RAID, "B": 1000, "m": 0.012, **raid}
    A, B, n, p, m, q, damage, damage_sd = given.values()
    mean, sd = n * A * p - m * B * q, math.sqrt(n * A * p * (1 - p) + m * B * q * (1 - q))
    hits = mean * stats.norm.cdf(mean / sd) + sd * stats.norm.pdf(mean / sd)
    squared = (mean**2 + sd**2) * stats.norm.cdf(mean / sd) + mean * sd * stats.norm.pdf(mean / sd)
    found = salvo_stochastic(**given)
    assert found.mean == pytest.approx(hits * damage, rel=BACKEND)
    assert found.sd == pytest.approx(math.sqrt(hits * damage_sd**2 + (squared - hits**2) * damage**2), rel=BACKEND)
    assert found.all == pytest.approx(0, abs=BACKEND)


def test_sure_hits_leave_the_damage_to_chance():
    given = {**RAID, "A": 4, "n": 5, "p": 1, "m": 2, "q": 1, "damage": 0.4, "damage_sd": 0.3}
    damage = stats.gamma(10 * (0.4 / 0.3) ** 2, scale=0.3**2 / 0.4)
    mean = damage.expect(lambda lost: np.minimum(lost, 5), epsabs=0, epsrel=1e-12)
    square = damage.expect(lambda lost: np.minimum(lost, 5) ** 2, epsabs=0, epsrel=1e-12)
    found = salvo_stochastic(**given)
    assert found.mean == pytest.approx(mean, rel=BACKEND)
    assert found.sd == pytest.approx(math.sqrt(square - mean**2), rel=BACKEND)
    assert (found.none, found.all) == (0, pytest.approx(damage.sf(5), rel=BACKEND))


@pytest.mark.parametrize("B", [9, 5, 7], ids=["some", "all", "nearly all"])
def test_without_chance_it_is_the_salvo_of_hughes(B: float):
    certain = salvo_stochastic(A=4, B=B, n=6, p=1, m=2, q=1, damage=0.5, damage_sd=0)
    lost = B - salvo(A=4, B=B, alpha=6, beta=0, y=0, z=2, w=1, x=2).B[1]
    assert certain == (lost, 0, 0, lost == B)
    assert {9: 3, 5: 5, 7: 5}[B] == lost


@pytest.mark.parametrize("fixed", [0, 0.5e-8])
def test_scatter_of_the_damage_fades_into_none(fixed: float):
    found = salvo_stochastic(**{**RAID, "damage_sd": 1e-6})
    assert found == pytest.approx(salvo_stochastic(**{**RAID, "damage_sd": fixed}), rel=BACKEND)
    assert salvo_stochastic(**{**RAID, "damage_sd": 0.5e-8}) == salvo_stochastic(**{**RAID, "damage_sd": 0})


def test_scatter_spreads_the_losses():
    lost = [salvo_stochastic(**{**RAID, "B": 8, "damage_sd": sd}) for sd in (0, 0.2, 0.5)]
    assert lost[0].sd < lost[1].sd < lost[2].sd
    assert lost[0].none == lost[1].none == lost[2].none


@pytest.mark.parametrize("raid", [{"n": 3, "p": 1, "m": 4, "q": 1}, {"A": 1, "B": 60}, {"n": 0, "m": 0}], ids=str)
def test_a_salvo_without_hope(raid: dict[str, float]):
    assert salvo_stochastic(**{**RAID, **raid}) == (0, 0, 1, 0)


def test_little_hope_is_not_none():
    """Twelve standard deviations short, and a little less."""
    short = {"A": 1, "B": 1, "n": 100, "p": 0.5, "q": 1, "damage": 1, "damage_sd": 0}
    assert salvo_stochastic(m=110, **short) == (0, 0, 1, 0)
    found = salvo_stochastic(m=109, **short)
    assert 0 < found.mean < 1e-30
    assert found.none == 1


def test_a_salvo_past_all_defence():
    found = salvo_stochastic(**{**RAID, "A": 200})
    assert found == (5, pytest.approx(0, abs=1e-6), pytest.approx(0, abs=EXACT), 1)
    assert found.mean <= 5
    assert found.all <= 1


@pytest.mark.parametrize("raid", [{}, {"A": 3, "damage_sd": 0.5}, {"A": 2, "n": 5, "q": 0.3, "damage": 0.8}], ids=str)
def test_draws_agree(raid: dict[str, float]):
    given = {**RAID, **raid}
    A, B, n, p, m, q, damage, damage_sd = given.values()
    rng, size = np.random.default_rng(1995), 400_000
    spread = math.sqrt(n * A * p * (1 - p) + m * B * q * (1 - q))
    hits = np.maximum(rng.normal(n * A * p - m * B * q, spread, size), 0)
    lost = np.minimum(rng.gamma(hits * (damage / damage_sd) ** 2, damage_sd**2 / damage), B)
    found = salvo_stochastic(**given)
    assert found.mean == pytest.approx(lost.mean(), abs=sampled(lost.std() / math.sqrt(size)))
    error = math.sqrt(np.mean((lost - lost.mean()) ** 4) / size) / (2 * lost.std())
    assert found.sd == pytest.approx(lost.std(), abs=sampled(error))
    for chance, share in ((found.none, np.mean(hits == 0)), (found.all, np.mean(lost == B))):
        assert chance == pytest.approx(share, abs=sampled(math.sqrt(chance * (1 - chance) / size)))


def test_more_missiles_take_more_and_more_interceptors_save_more():
    assert salvo_stochastic(**{**RAID, "n": 5}).mean > salvo_stochastic(**RAID).mean
    assert salvo_stochastic(**{**RAID, "m": 4}).mean < salvo_stochastic(**RAID).mean


def test_numbers_come_back_as_plain_floats():
    for raid in (RAID, {**RAID, "p": 1, "q": 1}, {**RAID, "A": 0.1}):
        assert all(type(number) is float for number in salvo_stochastic(**raid))


@pytest.mark.parametrize("name", ["A", "B", "w", "x", "damage"])
def test_what_must_be_above_nothing(name: str):
    given, run = (DUEL, salvo) if name in DUEL and name in ("w", "x") else (RAID, salvo_stochastic)
    if name in ("A", "B"):
        salvo(**{**DUEL, name: 5e-324})
        with pytest.raises(ScenarioError, match=f"^{name}: found 0; accepted is {UNITS}$"):
            salvo(**{**DUEL, name: 0})
    meaning = {"A": UNITS, "B": UNITS, "w": HITS, "x": HITS, "damage": "a damage above 0"}[name]
    run(**{**given, name: 1e-3})
    with pytest.raises(ScenarioError, match=f"^{name}: found 0; accepted is {meaning}$"):
        run(**{**given, name: 0})


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        *((name, MISSILES) for name in ("alpha", "beta", "n")),
        *((name, STOPPED) for name in ("y", "z", "m")),
        ("damage_sd", "a standard deviation from 0 on"),
    ],
)
def test_what_may_be_nothing_but_not_less(name: str, meaning: str):
    given, run = (DUEL, salvo) if name in DUEL else (RAID, salvo_stochastic)
    run(**{**given, name: 0})
    for wrong in (-1e-9, math.inf, math.nan):
        with pytest.raises(ScenarioError, match=re.escape(f"{name}: found {wrong:g}; accepted is {meaning}") + "$"):
            run(**{**given, name: wrong})


@pytest.mark.parametrize("name", ["p", "q"])
def test_chances_go_from_0_to_1(name: str):
    for chance in (0, 1):
        salvo_stochastic(**{**RAID, name: chance})
    for wrong in (-1e-9, 1.0001):
        with pytest.raises(ScenarioError, match=f"^{name}: found {wrong:g}; accepted is {CHANCE}$"):
            salvo_stochastic(**{**RAID, name: wrong})


@pytest.mark.parametrize("wrong", [0, 2.5, 1_000_001])
def test_salvos_are_a_whole_number(wrong: float):
    with pytest.raises(ScenarioError, match="^" + re.escape(f"salvos: found {wrong:g}; accepted is {SALVOS}") + "$"):
        salvo(**{**DUEL, "salvos": wrong})
    assert len(salvo(**{**DUEL, "salvos": 1.0}).A) == 2
    assert len(salvo(**{**DUEL, "salvos": 1_000_000}).A) == 3


def test_every_wrong_number_is_named_at_once():
    names = ("A", "B", "alpha", "beta", "y", "z", "w", "x", "salvos")
    with pytest.raises(ScenarioError) as refused:
        salvo(**dict.fromkeys(names, -1))
    assert [problem.path for problem in refused.value.problems] == list(names)
    names = ("A", "B", "n", "p", "m", "q", "damage", "damage_sd")
    with pytest.raises(ScenarioError) as refused:
        salvo_stochastic(**dict.fromkeys(names, -1))
    assert [problem.path for problem in refused.value.problems] == list(names)


def test_it_stands_beside_a_campaign():
    assert (LAW.name, LAW.campaign) == ("salvo", None)
    assert LAW.alone.endswith("take square")
    assert LAW.functions == (salvo, salvo_stochastic)
    assert set(LAW.parameters) == set(DUEL)
    assert LAW.summary.startswith("Forces under Hughes's salvo equations")
    assert "10.1002/1520-6750(199503)42:2<267::AID-NAV3220420209>3.0.CO;2-Y" in LAW.reference

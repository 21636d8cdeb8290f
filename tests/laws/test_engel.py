"""The square law with reinforcements by itself: against an integrator and the square law."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp

from attrit.errors import ScenarioError
from attrit.model.laws.engel import LAW, engel, engel_estimates
from attrit.model.laws.square import square, square_winner
from tests.tolerances import BACKEND, ROUNDING

IWO_JIMA = {
    "m0": 0,
    "n0": 21_500,
    "a": 0.0544,
    "b": 0.0106,
    "m_arrivals": [(0, 1, 54_000), (2, 3, 6_000), (5, 6, 13_000)],
}
FIGHTS = {
    "both reinforced": (1000, 900, 0.02, 0.03, [(0, 4, 50), (2, 6, 30)], [(1, 5, 40), (12.5, 30, 25)]),
    "landing on a held shore": (0, 700, 0.08, 0.02, [(0, 1.5, 900)], [(3, 7, 60)]),
    "n is beaten": (900, 400, 0.03, 0.05, [(1, 2, 10)], [(0.5, 4, 35)]),
    "m is beaten": (400, 900, 0.05, 0.03, [(0.5, 4, 35)], [(1, 2, 10)]),
    "beaten, then landing anew": (300, 800, 0.05, 0.02, [(0.5, 3, 20), (40, 41, 900)], [(2, 10, 15), (45, 50, 12)]),
    "n grows at first": (100, 110, 0.02, 0.03, [(0, math.inf, 40)], [(0, math.inf, 10)]),
    "m grows at first": (110, 100, 0.03, 0.02, [(0, math.inf, 10)], [(0, math.inf, 40)]),
    "reinforced for ever": (500, 450, 0.01, 0.02, [(0, math.inf, 7)], [(3, math.inf, 4)]),
    "too late": (500, 200, 0.02, 0.05, [], [(60, 70, 5)]),
}
ROW = "accepted is (from, to, rate): a day from 0 on, a later one, and so many men a day from 0 on"
STRENGTH, COUNT = "a strength from 0 on", "a number of men from 0 on"


def integrated(
    m: float, n: float, a: float, b: float, ps: Sequence[tuple], qs: Sequence[tuple], t: Sequence[float]
) -> list[list[float]]:
    """Strengths by a Runge-Kutta method of eighth order from stretch to stretch; a side at 0 with no gain stays there."""

    def left(side: int):
        def strength(_: float, state: np.ndarray) -> float:
            return state[side]

        strength.terminal, strength.direction = True, -1
        return strength

    days = {0.0, *t, *(day for row in (*ps, *qs) for day in row[:2] if day < max(t))}
    found = {0.0: [m, n]}
    for start, end in pairwise(sorted(days)):
        p, q = (sum(rate for since, until, rate in rows if since <= start < until) for rows in (ps, qs))
        day = start
        while day < end:
            gains = p - a * n, q - b * m
            out = [strength <= 0 and gain <= 0 for strength, gain in zip((m, n), gains, strict=True)]
            rates = [0.0 if out[0] else p, 0.0 if out[1] else q]
            fire = [0.0 if any(out) else a, 0.0 if any(out) else b]
            run = solve_ivp(
                lambda _, s, r=rates, f=fire: [r[0] - f[0] * s[1], r[1] - f[1] * s[0]],
                (day, end),
                [m, n],
                "DOP853",
                events=[] if any(out) else [left(0), left(1)],
                rtol=1e-13,
                atol=1e-10,
            )
            m, n = (0.0 if strength < 1e-7 else float(strength) for strength in run.y[:, -1])
            day = run.t[-1]
        found[end] = [m, n]
    return [found[day] for day in t]


@pytest.mark.parametrize("fight", FIGHTS)
def test_an_integrator_agrees(fight: str):
    t = [0.0, 0.25, 1.0, 1.5, 2.2, 3.0, 4.5, 6.0, 9.0, 14.0, 22.0, 31.0, 40.5, 41.0, 47.0, 62.0, 90.0]
    m0, n0, a, b, m_arrivals, n_arrivals = FIGHTS[fight]
    found = np.transpose(engel(m0, n0, a, b, t, m_arrivals, n_arrivals))
    np.testing.assert_allclose(found, integrated(*FIGHTS[fight], t), rtol=BACKEND, atol=1e-6)


@pytest.mark.parametrize("fight", FIGHTS)
def test_the_sides_can_be_exchanged(fight: str):
    m0, n0, a, b, m_arrivals, n_arrivals = FIGHTS[fight]
    t = np.linspace(0, 120, 241)
    there = engel(m0, n0, a, b, t, m_arrivals, n_arrivals)
    back = engel(n0, m0, b, a, t, n_arrivals, m_arrivals)
    np.testing.assert_allclose(there, back[::-1], rtol=BACKEND, atol=1e-9)


@pytest.mark.parametrize("fight", FIGHTS)
def test_men_may_be_counted_in_thousands(fight: str):
    m0, n0, a, b, *arrivals = FIGHTS[fight]
    t = np.linspace(0, 120, 241)
    thousands = [[(start, end, rate / 1000) for start, end, rate in rows] for rows in arrivals]
    in_men, in_thousands = engel(m0, n0, a, b, t, *arrivals), engel(m0 / 1000, n0 / 1000, a, b, t, *thousands)
    np.testing.assert_allclose(in_men, np.multiply(in_thousands, 1000), rtol=BACKEND, atol=1e-9)


@pytest.mark.parametrize("fight", [(1e4, 8e3, 0.01, 0.008), (8e3, 1e4, 0.008, 0.01), (1e4, 8e3, 0.01, 0.0064)], ids=str)
def test_without_arrivals_it_is_the_square_law(fight: tuple[float, float, float, float]):
    t = [0, 10, 100, 161, 161.4, 162, 500, 1e6]
    np.testing.assert_allclose(engel(*fight, t), square(*fight, t), rtol=BACKEND, atol=1e-9)


def test_a_side_is_gone_on_the_day_of_the_square_law():
    fight = 900, 400, 0.03, 0.05
    day, survivors = square_winner(*fight).day, square_winner(*fight).survivors
    m, n = engel(*fight, [day * (1 - 1e-9), day * (1 + 1e-9)])
    assert 0 < n[0] < 1e-4
    assert n[1] == 0
    assert m == pytest.approx([survivors, survivors], rel=BACKEND)


def test_who_wins_keeps_survivors_and_gains_arrivals():
    m, n = engel(900, 400, 0.03, 0.05, [30, 50, 60, 70, 100], m_arrivals=[(50, 60, 8)], n_arrivals=[(50, 60, 8)])
    assert n.tolist() == [0] * 5
    assert np.diff(m) == pytest.approx([0, 80, 0, 0], rel=ROUNDING, abs=BACKEND)


def test_a_landing_that_is_shot_down_as_it_comes():
    """Of 60 men a day against 900 with a rate of .1 none gets a foothold; of 100 a day some do."""
    m, n = engel(0, 900, 0.1, 0.02, [1, 5], m_arrivals=[(0, 5, 60)])
    assert (m.tolist(), n.tolist()) == ([0, 0], [900, 900])
    m, n = engel(0, 900, 0.1, 0.02, [1, 5], m_arrivals=[(0, 5, 100)])
    assert (m > 0).all()
    assert (n < 900).all()


def test_nobody_there_and_nobody_coming():
    assert engel(0, 0, 0.3, 0.2, 4.0) == (0, 0)
    assert engel(0, 7, 0.3, 0.2, 4.0) == (0, 7)
    assert engel(7, 0, 0.3, 0.2, 4.0) == (7, 0)


def test_arrivals_that_make_good_the_losses_hold_the_balance():
    m, n = engel(16, 5, 0.02, 0.005, [0, 1, 50, 1e5], [(0, math.inf, 0.1)], [(0, math.inf, 0.08)])
    assert m == pytest.approx([16] * 4, rel=ROUNDING)
    assert n == pytest.approx([5] * 4, rel=ROUNDING)


def test_rows_add_up_and_may_be_cut():
    fight, t = (1000, 900, 0.02, 0.03), [1, 2.5, 3.7, 8]
    whole = engel(*fight, t, m_arrivals=[(0, 4, 50)], n_arrivals=[(1, 3, 12)])
    cut = engel(
        *fight, t, m_arrivals=[(2, 4, 50), (0, 2, 30), (0, 2, 20)], n_arrivals=np.array([[1, 2, 12], [2, 3, 12]])
    )
    np.testing.assert_allclose(whole, cut, rtol=ROUNDING)
    written = engel(*fight, t, m_arrivals=[("0", "4", "50")], n_arrivals=[("1", "3", "12")])
    np.testing.assert_array_equal(whole, written)


def test_shape_and_order_of_the_days_are_kept():
    days = np.array([[7, 0, 2], [36, 1, 7]])
    m, n = engel(**IWO_JIMA, t=days)
    assert m.shape == n.shape == (2, 3)
    for place, day in np.ndenumerate(days):
        alone = engel(**IWO_JIMA, t=int(day))
        assert (m[place], n[place]) == alone
        assert all(isinstance(strength, np.float64) for strength in alone)
    assert (m[0, 1], n[0, 1]) == (0, 21_500)
    assert engel(3, 4, 0.1, 0.2, 0.0, [(0, 1, 5)]) == pytest.approx((3, 4), rel=ROUNDING)


def test_slow_fire_is_but_arrivals():
    m, n = engel(5, 6, 3e-200, 2e-200, [0, 0.5, 9], [(0, 1, 7)], [(2, 4, 3)])
    assert m == pytest.approx([5, 8.5, 12], rel=ROUNDING)
    assert n == pytest.approx([6, 6, 12], rel=ROUNDING)


def test_estimates_from_exact_sums_are_the_rates():
    fight = 700, 500, 0.013, 0.017, [(1, 4, 30)], [(2, 3, 45)]
    m, n = engel(*fight[:4], 11.0, *fight[4:])
    m_sum, n_sum = (
        quad(lambda day, side=side: engel(*fight[:4], day, *fight[4:])[side], 0, 11, points=(1, 2, 3, 4))[0]
        for side in (0, 1)
    )
    found = engel_estimates(m_lost=700 + 90 - m, n_lost=500 + 45 - n, m_sum=m_sum, n_sum=n_sum)
    assert found == pytest.approx((0.013, 0.017), rel=BACKEND)
    assert (found.a, found.b) == tuple(found)


@pytest.mark.parametrize("name", ["m0", "n0"])
def test_strengths_start_at_nothing(name: str):
    engel(**{**IWO_JIMA, name: 0}, t=3)
    for wrong in (-1e-9, math.inf, math.nan):
        with pytest.raises(ScenarioError, match=f"^{name}: found {wrong:g}; accepted is {STRENGTH}$"):
            engel(**{**IWO_JIMA, name: wrong}, t=3)


@pytest.mark.parametrize("name", ["a", "b"])
def test_rates_are_above_nothing(name: str):
    with pytest.raises(ScenarioError, match=f"^{name}: found 0; accepted is a rate above 0$"):
        engel(**{**IWO_JIMA, name: 0}, t=3)


def test_days_do_not_begin_before_the_fight():
    with pytest.raises(ScenarioError, match=r"^t: found -0\.5; accepted is a time from 0 on$"):
        engel(**IWO_JIMA, t=[1, -0.5])


@pytest.mark.parametrize("side", ["m_arrivals", "n_arrivals"])
@pytest.mark.parametrize(
    "row",
    [
        *((1, 1, 5), (2, 1, 5), (-1e-9, 2, 5), (0, 1, -1e-9), (0, 1, math.inf), (math.inf, math.inf, 1)),
        *((0, math.nan, 1), (0, 1, math.nan), (0, 1), (0, 1, 2, 3), 4, "ab", ("x", 1, 2), (None, 1, 2)),
    ],
    ids=repr,
)
def test_a_row_that_is_no_arrival(side: str, row: object):
    given = {**IWO_JIMA, side: [(0, 1, 5), row]}
    with pytest.raises(ScenarioError, match="^" + re.escape(f"{side}[1]: found {row!r}; {ROW}") + "$"):
        engel(**given, t=3)


@pytest.mark.parametrize("row", [(0, 1e-9, 5), (0, 1, 0), (3, math.inf, 1), [1, 2, 3]], ids=repr)
def test_rows_at_the_bounds(row: Sequence[float]):
    engel(5, 4, 0.1, 0.2, 3, [row], [row])


@pytest.mark.parametrize("arrivals", [7, (row for row in [(0, 1, 5)])], ids=["a number", "a generator"])
def test_arrivals_are_a_list(arrivals: object):
    with pytest.raises(ScenarioError, match=r"^m_arrivals\[0\]: found .*; accepted is \(from, to, rate\)"):
        engel(5, 4, 0.1, 0.2, 3, arrivals)


def test_what_was_found_is_cut_short():
    with pytest.raises(ScenarioError, match=re.escape(f"found {'(' + '1, ' * 13}; {ROW}")):
        engel(5, 4, 0.1, 0.2, 3, [(1,) * 30])


def test_every_wrong_number_is_named_at_once():
    with pytest.raises(ScenarioError) as refused:
        engel(-1, -1, -1, -1, -1, [(2, 1, 0)], [(0, 1, 2), (2, 1, 0)])
    paths = [problem.path for problem in refused.value.problems]
    assert paths == ["m0", "n0", "a", "b", "t", "m_arrivals[0]", "n_arrivals[1]"]
    with pytest.raises(ScenarioError) as refused:
        engel_estimates(m_lost=-1, n_lost=-1, m_sum=-1, n_sum=-1)
    assert [problem.path for problem in refused.value.problems] == ["m_lost", "n_lost", "m_sum", "n_sum"]


@pytest.mark.parametrize("name", ["m_lost", "n_lost"])
def test_losses_may_be_nothing(name: str):
    given = {"m_lost": 5, "n_lost": 6, "m_sum": 70, "n_sum": 80}
    assert 0 in engel_estimates(**{**given, name: 0})
    with pytest.raises(ScenarioError, match=f"^{name}: found -1; accepted is {COUNT}$"):
        engel_estimates(**{**given, name: -1})


@pytest.mark.parametrize("name", ["m_sum", "n_sum"])
def test_sums_are_above_nothing(name: str):
    given = {"m_lost": 5, "n_lost": 6, "m_sum": 70, "n_sum": 80}
    engel_estimates(**{**given, name: 1e-3})
    with pytest.raises(ScenarioError, match=f"^{name}: found 0; accepted is a sum above 0$"):
        engel_estimates(**{**given, name: 0})


def test_it_stands_beside_a_campaign():
    assert (LAW.name, LAW.campaign) == ("engel", None)
    assert "take square" in LAW.alone
    assert LAW.functions == (engel, engel_estimates)
    assert set(LAW.parameters) == {"m0", "n0", "a", "b", "t", "m_arrivals", "n_arrivals"}
    assert "10.1287/opre.2.2.163" in LAW.reference

"""Ground as a drifting random walk by itself: limits, both routes to one chance, exact fractions, what is refused."""

import math
import re
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from attrit.errors import ScenarioError
from attrit.model.laws.first_passage import LAW, first_passage, first_passage_by, forts
from tests.tolerances import BACKEND, NO_DRIFT, ROUNDING

CASE = {"area": 500, "drift": 4, "sd": 20}
WALKS = [(500, 4, 20), (500, -1, 20), (120, 0, 15), (300, 2.5, 8), (40, -0.3, 3)]
WAR = {"p": 0.55, "n": 5, "N": 10}
MEANINGS = {
    "area": "an area above 0",
    "sd": "a standard deviation above 0",
    "hazard": "a hazard from 0 on",
    "drift": "a number",
    "p": "a chance above 0 and below 1",
    "n": "a whole number from 0 to N",
    "N": "a whole number from 1 to 1,000,000,000",
}


def ruin(p: float, n: int, N: int) -> tuple[float, float]:
    """Chance and mean number of battles in exact fractions, by the textbook's two formulas."""
    win = Fraction(p)
    if win == Fraction(1, 2):
        return n / N, n * (N - n)
    r = (1 - win) / win
    chance = (1 - r**n) / (1 - r**N)
    return float(chance), float((n - N * chance) / (1 - 2 * win))


@pytest.mark.parametrize("walk", WALKS, ids=str)
@pytest.mark.parametrize("hazard", [1 / 120, 1 / 45])
def test_talks_at_a_constant_hazard_wait_for_every_day(walk: tuple[float, float, float], hazard: float):
    """The chance is that of recovery by a day, averaged over the day of the talks."""
    ends = [0, 5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5000]
    averaged = sum(
        quad(lambda t: hazard * math.exp(-hazard * t) * first_passage_by(*walk, t), *piece, epsabs=1e-14)[0]
        for piece in pairwise(ends)
    )
    assert first_passage(*walk, hazard) == pytest.approx(averaged, abs=1e-12)


@pytest.mark.parametrize("walk", WALKS, ids=str)
def test_without_talks_it_is_the_chance_of_ever_getting_there(walk: tuple[float, float, float]):
    area, drift, sd = walk
    ever = min(1.0, math.exp(2 * area * drift / sd**2))
    assert first_passage(*walk, hazard=0) == pytest.approx(ever, rel=ROUNDING)
    assert first_passage_by(*walk, t=1e9) == pytest.approx(ever, abs=NO_DRIFT)
    if drift:
        assert first_passage_by(*walk, t=1e6) == pytest.approx(ever, rel=BACKEND)


@pytest.mark.parametrize("walk", [(500, 4, 20), (300, 2.5, 8), (120, 0.5, 15)], ids=str)
def test_the_day_is_inverse_gaussian(walk: tuple[float, float, float]):
    area, drift, sd = walk
    mean, shape = area / drift, area**2 / sd**2
    t = np.array([3.0, 20, 75, 130, 400, 2000])
    day = stats.invgauss(mean / shape, scale=shape)
    np.testing.assert_allclose(first_passage_by(*walk, t), day.cdf(t), rtol=BACKEND)


def test_without_drift_it_is_twice_the_chance_of_being_past():
    t = np.array([1.0, 10, 60, 500])
    expected = 2 * stats.norm.cdf(-120 / (15 * np.sqrt(t)))
    np.testing.assert_allclose(first_passage_by(120, 0, 15, t), expected, rtol=BACKEND)


@pytest.mark.parametrize(("drift", "sd"), [(4, 1e-3), (3e4, 1), (0.7, 1e-5)])
def test_hardly_any_chance_leaves_a_fixed_day(drift: float, sd: float):
    assert first_passage(500, drift, sd, 1 / 120) == pytest.approx(math.exp(-500 / drift / 120), rel=1e-6)
    day = 500 / drift
    early, late = first_passage_by(500, drift, sd, [day * 0.999, day * 1.001])
    assert early < 1e-3
    assert 1 - 1e-3 < late <= 1


def test_both_formulas_meet_where_the_drift_is_nothing():
    at = [first_passage(500, drift, 20, 1 / 60) for drift in (-1e-12, 0, 1e-12)]
    assert at == pytest.approx([math.exp(-500 / 20 * math.sqrt(2 / 60))] * 3, rel=1e-10)


def test_sooner_talks_and_slower_gains_leave_less():
    base = first_passage(**CASE, hazard=1 / 120)
    assert first_passage(**CASE, hazard=1 / 60) < base < first_passage(**{**CASE, "drift": 5}, hazard=1 / 120)
    assert first_passage(**{**CASE, "area": 600}, hazard=1 / 120) < base
    assert type(base) is float


def test_no_ground_comes_back_at_once():
    assert first_passage_by(**CASE, t=0) == 0
    assert first_passage_by(**{**CASE, "drift": -4}, t=[0, 0]).tolist() == [0, 0]


def test_shape_of_the_days_is_kept():
    t = np.array([[300, 1, 125], [0, 40, 9]])
    found = first_passage_by(**CASE, t=t)
    assert found.shape == (2, 3)
    for place, day in np.ndenumerate(t):
        alone = first_passage_by(**CASE, t=int(day))
        assert isinstance(alone, np.float64)
        assert found[place] == alone


def test_a_chance_never_passes_1():
    assert (first_passage_by(**CASE, t=np.geomspace(1, 1e12, 500)) <= 1).all()
    assert forts(0.6, 10**6, 10**7).probability == 1


@pytest.mark.parametrize("N", [1, 2, 9, 40])
@pytest.mark.parametrize("p", [0.02, 0.3, 0.49, 0.499999, 0.5, 0.5 + 1e-13, 0.50001, 0.51, 0.64, 0.97])
def test_forts_by_exact_fractions(p: float, N: int):
    for n in {0, 1, N // 3, N // 2, N - 1, N}:
        found = forts(p, n, N)
        chance, battles = ruin(p, n, N)
        assert found.probability == pytest.approx(chance, rel=BACKEND)
        assert found.battles == pytest.approx(battles, rel=BACKEND)


@pytest.mark.parametrize(("p", "n", "N"), [(0.51, 300, 1000), (0.45, 990, 1000), (0.7, 1, 1000), (0.4999, 500, 1500)])
def test_many_forts_by_exact_fractions(p: float, n: int, N: int):
    assert forts(p, n, N) == pytest.approx(ruin(p, n, N), rel=BACKEND)


@pytest.mark.parametrize(("p", "n", "N"), [(0.55, 3, 10), (0.5, 3, 10), (0.501, 2, 7), (0.9, 4, 5)])
def test_what_one_side_takes_the_other_loses(p: float, n: int, N: int):
    one, other = forts(p, n, N), forts(1 - p, N - n, N)
    assert one.probability + other.probability == pytest.approx(1, rel=ROUNDING)
    assert one.battles == pytest.approx(other.battles, rel=BACKEND)


def test_hopeless_and_endless_wars_are_within_reach():
    assert forts(0.4, 1, 10**9) == (0, pytest.approx(5, rel=BACKEND))
    assert forts(0.5, 10**8, 10**9) == (pytest.approx(0.1), pytest.approx(9e16))
    assert forts(5e-324, 3, 10) == (0, pytest.approx(3))
    assert forts(1 - 2**-53, 3, 10) == (pytest.approx(1), pytest.approx(7))


def test_nothing_to_take_and_nothing_to_lose():
    for p in (0.3, 0.5, 0.8):
        assert forts(p, 0, 6) == (0, 0)
        assert forts(p, 6, 6) == (1, 0)
    assert all(type(number) is float for number in (*forts(0.3, 2, 6), *forts(0.5, 2, 6), *forts(0.9, 50, 60)))


@pytest.mark.parametrize("name", ["area", "sd"])
def test_area_and_scatter_are_above_nothing(name: str):
    for run in (lambda given: first_passage(**given, hazard=0.01), lambda given: first_passage_by(**given, t=5)):
        run({**CASE, name: 1e-3})
        with pytest.raises(ScenarioError, match=f"^{name}: found 0; accepted is {MEANINGS[name]}$"):
            run({**CASE, name: 0})


def test_drift_is_any_number():
    for run in (lambda given: first_passage(**given, hazard=0.01), lambda given: first_passage_by(**given, t=5)):
        run({**CASE, "drift": -1e6})
        for wrong in (math.inf, -math.inf, math.nan):
            with pytest.raises(ScenarioError, match=f"^drift: found {wrong:g}; accepted is a number$"):
                run({**CASE, "drift": wrong})


def test_hazard_and_time_begin_at_nothing():
    with pytest.raises(ScenarioError, match=f"^hazard: found -1e-09; accepted is {MEANINGS['hazard']}$"):
        first_passage(**CASE, hazard=-1e-9)
    with pytest.raises(ScenarioError, match=r"^t: found -0\.5; accepted is a time from 0 on$"):
        first_passage_by(**CASE, t=[1, -0.5])


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("p", 0), ("p", 1), ("n", -1), ("n", 11), ("n", 2.5), ("N", 0), ("N", 10.5), ("N", 1_000_000_001)],
)
def test_wars_that_are_none(name: str, wrong: float):
    with pytest.raises(
        ScenarioError, match="^" + re.escape(f"{name}: found {wrong:g}; accepted is {MEANINGS[name]}") + "$"
    ):
        forts(**{**WAR, name: wrong})


def test_every_wrong_number_is_named_at_once():
    for run, names in (
        (first_passage, ("area", "drift", "sd", "hazard")),
        (first_passage_by, ("area", "drift", "sd", "t")),
        (forts, ("p", "n", "N")),
    ):
        with pytest.raises(ScenarioError) as refused:
            run(**dict.fromkeys(names, math.nan))
        assert [problem.path for problem in refused.value.problems] == list(names)
    with pytest.raises(ScenarioError) as refused:
        forts(0.5, 2.5, 9.5)
    assert [problem.path for problem in refused.value.problems] == ["n", "N"]


def test_it_stands_beside_a_campaign():
    assert (LAW.name, LAW.title, LAW.campaign) == ("first_passage", "Ground as a drifting random walk", None)
    assert "any law of attrition" in LAW.alone
    assert LAW.functions == (first_passage, first_passage_by, forts)
    assert set(LAW.parameters) == {"area", "drift", "sd", "hazard"}
    assert "10.1214/aoms/1177706964" in LAW.reference

"""Biddle's model by itself: what must hold whatever the numbers, and what it refuses."""

import math
import re
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from attrit.errors import ScenarioError
from attrit.model.laws import biddle as file
from attrit.model.laws.biddle import BiddleConstants, biddle, biddle_best_speed
from tests.tolerances import BACKEND, NEXT_TO, ROUNDING

ODD = {
    "attackers": 910_000,
    "defenders": 740_000,
    "speed": 3.7,
    "depth": 17,
    "reserves": 0.35,
    "exposed": 0.21,
    "attacker_year": 1938,
    "defender_year": 1927,
    "reserve_speed": 43,
    "front": 31,
    "theatre": 390,
    "constants": BiddleConstants(k1=2.1, k2=0.013, k3=0.37, k4=0.61, k5=77_000, k7=2.9, k8=0.23, k9=0.017),
}
LATE = ODD | {"speed": 0.11, "reserves": 0.15, "reserve_speed": 71}


def says(message: str) -> str:
    """A pattern that a whole message, or a whole line of one, matches."""
    return rf"(?m)^{re.escape(message)}$"


@dataclass
class Race:
    """The same offensive day by day: attackers at the point, defenders there, until the one is halted by the other."""

    day: float
    attackers: float
    defenders: float


def race(given: dict) -> Race:
    """Solved by integration, straight from what the book says happens."""
    k, start = given["constants"], biddle(**given)
    t_r, t_b = given["attacker_year"] / 10 - 190, given["defender_year"] / 10 - 190
    survive = math.exp(-k.k2 * given["reserve_speed"] * math.log(t_r))
    forward = given["defenders"] * (1 - given["reserves"]) / given["theatre"]
    moving = given["defenders"] * given["reserves"]
    guards = k.k9 * moving * survive * (t_b / t_r**2) ** k.k4
    struck = (1 - given["exposed"]) * k.k7 * (t_b / t_r * t_b) * (forward * given["front"] / given["depth"])
    lost = struck * (given["speed"] + k.k8) * given["speed"] + 2 * guards * given["speed"]
    free = given["theatre"] - given["front"]
    first = [given["attackers"] - k.k3 * forward * free, forward * given["front"] / given["depth"]]
    arrived = given["theatre"] / given["reserve_speed"]

    def change(day: float, _: np.ndarray) -> list[float]:
        return [-lost, moving * survive / arrived if day < arrived else 0.0]

    def ahead(_: float, state: np.ndarray) -> float:
        return state[0] - k.k1 * (1 - given["exposed"]) * state[1]

    ahead.terminal = True
    until = 3 * start.duration
    run = solve_ivp(change, (0, until), first, events=ahead, rtol=1e-12, atol=1e-6, max_step=arrived / 50)
    return Race(run.t[-1], *run.y[:, -1])


@pytest.mark.parametrize("given", [ODD, LATE], ids=["while reserves arrive", "when all are in"])
def test_the_assault_is_halted_when_the_race_by_the_day_says(given: dict):
    found, raced = biddle(**given), race(given)
    assert found.duration == pytest.approx(raced.day, rel=BACKEND)
    assert raced.attackers == pytest.approx(found.halted * raced.defenders, rel=BACKEND)
    assert found.gain == pytest.approx(given["speed"] * raced.day, rel=BACKEND)
    lost = found.casualties - given["constants"].k5
    guards = 2 * found.flank_guards * found.gain
    assert lost + guards == pytest.approx(found.attackers_at_point - raced.attackers, rel=BACKEND)


def test_one_case_reserves_arrive_and_in_the_other_all_are_in():
    arrived = ODD["theatre"] / ODD["reserve_speed"]
    assert 0 < biddle(**ODD).duration < arrived
    assert biddle(**LATE).duration > LATE["theatre"] / LATE["reserve_speed"]


def test_every_field_of_an_odd_offensive():
    """By hand from the equations, in another order."""
    found = biddle(**ODD)
    survival = 3.8 ** (-0.013 * 43)
    arriving = 740_000 * 0.35 * survival
    assert found.speed == 3.7
    assert found.survival == pytest.approx(survival, rel=ROUNDING)
    assert found.halted == pytest.approx(2.1 * 0.79, rel=ROUNDING)
    assert found.flank_guards == pytest.approx(0.017 * arriving * (2.7 / 14.44) ** 0.61, rel=ROUNDING)
    assert found.pinning == pytest.approx(0.37 * 481_000 / 390, rel=ROUNDING)
    assert found.attackers_at_point == pytest.approx(910_000 - 0.37 * 481_000 / 390 * 359, rel=ROUNDING)
    assert found.defenders_at_point == pytest.approx(481_000 * 31 / (390 * 17), rel=ROUNDING)
    point = 481_000 * 31 / (390 * 17)
    assert found.casualties_per_km == pytest.approx(2.9 * 0.79 * 7.29 / 3.8 * point * 3.93, rel=ROUNDING)
    assert found.attacker_decline == pytest.approx(
        3.7 * (found.casualties_per_km + 2 * found.flank_guards), rel=ROUNDING
    )
    assert found.reinforcement == pytest.approx(arriving * 43 / 390, rel=ROUNDING)
    assert found.casualties == pytest.approx(found.casualties_per_km * found.gain + 77_000, rel=ROUNDING)


def test_what_is_left_unsaid_is_the_books_baseline():
    said = biddle(
        1_250_000,
        1_000_000,
        4.5,
        depth=15,
        reserves=0.4,
        exposed=0,
        attacker_year=1910,
        defender_year=1910,
        reserve_speed=100,
        front=25,
        theatre=500,
        constants=BiddleConstants(k1=2.5, k2=0.01, k3=0.4, k4=0.5, k5=200_000, k7=5, k8=0.1, k9=0.01),
    )
    assert biddle(1_250_000, 1_000_000, 4.5, depth=15, reserves=0.4) == said
    assert biddle_best_speed([4.5], 1_250_000, 1_000_000, depth=15, reserves=0.4) == said


def test_the_two_cases_meet_on_the_day_the_last_reserves_arrive():
    """Reserves just fast enough, and just too slow, for all to be in: the day is the same."""
    at = biddle(**ODD).duration
    around = [ODD["theatre"] / (at * (1 + step)) for step in (-1e-9, 0, 1e-9)]
    no_losses = BiddleConstants(*ODD["constants"])._replace(k2=0)
    days = [biddle(**(ODD | {"reserve_speed": speed, "constants": no_losses})).duration for speed in around]
    assert days == pytest.approx([days[1]] * 3, rel=NEXT_TO)


def test_an_attacker_too_weak_to_start_gains_nothing():
    found = biddle(**(ODD | {"attackers": 100_000}))
    assert found.attackers_at_point < found.halted * found.defenders_at_point
    assert (found.duration, found.gain, found.breakthrough) == (0, 0, False)
    assert found.casualties == ODD["constants"].k5


def test_an_assault_on_the_whole_theatre_pins_nobody_down():
    found = biddle(**(ODD | {"front": 390}))
    assert found.attackers_at_point == ODD["attackers"]


def test_breakthrough_is_more_ground_than_the_defence_is_deep():
    gain = biddle(**ODD).gain
    by_depth = {depth: biddle(**(ODD | {"depth": depth})) for depth in (0.5, 2, 4, 8, 16, 32, 64)}
    assert {one.breakthrough for one in by_depth.values()} == {True, False}
    assert all(one.breakthrough == (one.gain > depth) for depth, one in by_depth.items())
    assert not biddle(**ODD).breakthrough and gain < ODD["depth"]


def test_without_reserves_depth_alone_never_halts_short_of_what_it_costs():
    """With no reserves nothing arrives and no flank is threatened: G is bought with casualties alone."""
    found = biddle(**(ODD | {"reserves": 0.0}))
    assert (found.flank_guards, found.reinforcement) == (0, 0)
    spent = found.attackers_at_point - found.halted * found.defenders_at_point
    assert found.casualties_per_km * found.gain == pytest.approx(spent, rel=ROUNDING)


@pytest.mark.parametrize(
    ("name", "more", "gains"),
    [
        ("attackers", 1_000_000, True),
        ("exposed", 0.4, True),
        ("attacker_year", 1945, True),
        ("defenders", 760_000, False),
        ("defender_year", 1935, False),
        ("reserve_speed", 44, False),
    ],
)
def test_what_helps_whom(name: str, more: float, gains: bool):
    before, after = biddle(**ODD).gain, biddle(**(ODD | {name: more})).gain
    assert (after > before) == gains and after != before


def test_of_equal_weapons_none_matter_but_for_the_reserves():
    """With k2 = 0 and k4 such that the year cancels, the age of equal weapons acts on casualties alone."""
    constants = ODD["constants"]._replace(k2=0, k4=0)
    old, new = (
        biddle(**(ODD | {"attacker_year": year, "defender_year": year, "constants": constants}))
        for year in (1920, 1940)
    )
    assert old.survival == new.survival == 1
    assert old.flank_guards == new.flank_guards
    assert new.casualties_per_km == pytest.approx(2 * old.casualties_per_km, rel=ROUNDING)


def test_the_best_speed_is_that_of_equation_a23_while_reserves_arrive():
    slow = ODD | {"reserve_speed": 10}
    rest = {name: value for name, value in slow.items() if name != "speed"}
    one = biddle(**slow)
    per_speed = one.casualties_per_km / (slow["speed"] + slow["constants"].k8)
    best = math.sqrt(one.halted * one.reinforcement / per_speed)
    near = biddle_best_speed(best * np.linspace(0.9, 1.1, 201), **rest)
    assert near.speed == pytest.approx(best, rel=ROUNDING)
    assert near == biddle(**(slow | {"speed": near.speed}))
    assert near.duration < slow["theatre"] / slow["reserve_speed"]


def test_once_all_reserves_are_in_the_slowest_speed_is_the_best():
    rest = {name: value for name, value in LATE.items() if name != "speed"}
    speeds = [0.2, 0.05, 0.1]
    assert biddle_best_speed(speeds, **rest).speed == 0.05
    assert biddle_best_speed(np.array([[0.2], [0.1]]), **rest).speed == 0.1
    gains = [biddle(**(LATE | {"speed": speed})).gain for speed in sorted(speeds)]
    assert gains == sorted(gains, reverse=True)


def test_of_speeds_that_gain_the_same_the_first_is_taken():
    rest = {name: value for name, value in ODD.items() if name != "speed"} | {"attackers": 100_000}
    assert biddle_best_speed([3.0, 1.0, 2.0], **rest).speed == 3.0


def test_a_list_of_speeds_must_hold_speeds():
    rest = {name: value for name, value in ODD.items() if name != "speed"}
    with pytest.raises(ScenarioError, match=says("speeds: found []; accepted is a speed from 0.001 to 1000 km/day")):
        biddle_best_speed([], **rest)
    with pytest.raises(ScenarioError, match=says("speeds: found 0; accepted is a speed from 0.001 to 1000 km/day")):
        biddle_best_speed([1, 0], **rest)
    with pytest.raises(ScenarioError, match=says("depth: found 0; accepted is a length from 0.001 to 100000 km")):
        biddle_best_speed([1], **(rest | {"depth": 0}))


BOUNDS = [
    ("attackers", 1, 1e9, "a number of people from 1 to 1e9"),
    ("defenders", 1, 1e9, "a number of people from 1 to 1e9"),
    ("speed", 0.001, 1000, "a speed from 0.001 to 1000 km/day"),
    ("reserve_speed", 0.001, 1000, "a speed from 0.001 to 1000 km/day"),
    ("depth", 0.001, 100_000, "a length from 0.001 to 100000 km"),
    ("front", 0.001, 390, "a length from 0.001 to 100000 km"),
    ("theatre", 31, 100_000, "a length from 0.001 to 100000 km"),
    ("reserves", 0, math.nextafter(1, 0), "a share from 0 to less than 1"),
    ("exposed", 0, math.nextafter(1, 0), "a share from 0 to less than 1"),
    ("attacker_year", 1910, 2020, "a year from 1910 to 2020"),
    ("defender_year", 1910, 2020, "a year from 1910 to 2020"),
]


@pytest.mark.parametrize(("name", "low", "high", "accepted"), BOUNDS, ids=[bound[0] for bound in BOUNDS])
def test_bounds_are_accepted_and_what_lies_beyond_is_not(name: str, low: float, high: float, accepted: str):
    for bound in (low, high):
        found = biddle(**(ODD | {name: bound}))
        assert all(math.isfinite(value) for value in found)
        assert 0 <= found.survival <= 1
    ranges = file.LAW.ranges[name]
    for beyond in (math.nextafter(ranges.low, -math.inf), math.nextafter(ranges.high, math.inf), math.nan):
        with pytest.raises(ScenarioError, match=says(f"{name}: found {beyond:g}; accepted is {accepted}")):
            biddle(**(ODD | {name: beyond}))
    if name not in ("front", "theatre"):
        assert (ranges.low, ranges.high) == (low, high)


def test_lengths_have_one_range():
    assert file.LAW.ranges["front"] == file.LAW.ranges["theatre"] == file.LAW.ranges["depth"]
    assert file.LAW.ranges["speeds"] == file.LAW.ranges["speed"]


@pytest.mark.parametrize(
    ("name", "low", "high", "accepted"),
    [
        *((name, 0, 1e9, "a number from 0 to 1e9") for name in ("k1", "k3", "k5", "k8", "k9")),
        *((name, 0, 2, "an exponent from 0 to 2") for name in ("k2", "k4")),
        ("k7", 1e-9, 1e9, "a number from 1e-9 to 1e9"),
    ],
)
def test_bounds_of_the_constants(name: str, low: float, high: float, accepted: str):
    for bound in (low, high):
        found = biddle(**(ODD | {"constants": ODD["constants"]._replace(**{name: bound})}))
        assert all(math.isfinite(value) for value in found)
    for beyond in (math.nextafter(low, -1), math.nextafter(high, 2e9)):
        given = ODD | {"constants": ODD["constants"]._replace(**{name: beyond})}
        with pytest.raises(ScenarioError, match=says(f"constants.{name}: found {beyond:g}; accepted is {accepted}")):
            biddle(**given)


def test_all_that_is_wrong_is_said_at_once():
    wrong = {"attackers": 0, "speed": "fast", "reserves": 1, "defender_year": 1900, "theatre": -5}
    with pytest.raises(
        ScenarioError, match=says("speed: found 'fast'; accepted is a speed from 0.001 to 1000 km/day")
    ) as raised:
        biddle(**(ODD | wrong | {"constants": BiddleConstants(k9=-1)}))
    paths = {problem.path for problem in raised.value.problems}
    assert paths == {"attackers", "speed", "reserves", "defender_year", "theatre", "constants.k9"}


def test_an_assault_is_no_wider_than_the_theatre():
    with pytest.raises(
        ScenarioError, match=says("front: found 391; accepted is a width up to that of the theatre, 390 km")
    ):
        biddle(**(ODD | {"front": 391}))


def test_it_enters_no_campaign_and_says_why():
    law = file.LAW
    assert law.name == "biddle" and law.campaign is None
    assert law.functions == (biddle, biddle_best_speed, BiddleConstants)
    assert law.alone.endswith("take mixed") and "day to day" in law.alone
    assert law.title == "Biddle's model of an offensive"
    assert law.equation.startswith("t = (r0 - H b0) / (dr + H db)")
    assert law.summary.startswith("An offensive by Biddle's model")
    assert "Biddle (2004)" in law.reference
    assert "rows biddle-*" in law.checked_against
    assert set(law.parameters) | {"speeds", *(f"k{i}" for i in (1, 2, 3, 4, 5, 7, 8, 9))} == {*law.ranges, "constants"}


def test_a_breakthrough_is_a_truth_value():
    assert biddle(**ODD).breakthrough is False
    assert biddle(**(ODD | {"exposed": 0.9})).breakthrough is True


def test_constants_are_those_of_the_model():
    with pytest.raises(ScenarioError, match=r"^constants: found 5; accepted is a BiddleConstants$"):
        biddle(**(ODD | {"constants": 5}))

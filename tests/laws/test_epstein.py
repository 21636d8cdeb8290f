"""Epstein's adaptive model by itself: its rules one by one, its bounds, aircraft, and what it refuses."""

import math
import re
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from attrit.errors import ScenarioError
from attrit.model.laws.epstein import LAW, NO_AIR, AdaptiveDays, AirSupport, epstein
from tests.tolerances import BACKEND, ROUNDING, SINGLE_STEP

EASY = {
    "days": 5,
    "prosecution": 0.02,
    "attacker_threshold": 0.075,
    "defender_threshold": 0.05,
    "withdrawal_limit": 20,
    "exchange_ratio": 1.5,
}
HARD = {
    "days": 6,
    "prosecution": 0.11,
    "attacker_threshold": 0.09,
    "defender_threshold": 0.06,
    "withdrawal_limit": 17,
    "exchange_ratio": 1.3,
    "lethality_per_vehicle": 40,
    "attacker_air": AirSupport(aircraft=210, loss_share=0.07, sorties=1.2, kills=0.4),
    "defender_air": AirSupport(aircraft=340, loss_share=0.04, sorties=1.7, kills=0.3),
}
FULL = {"attackers": 310_000, "defenders": 190_000, **HARD}
RAID = AirSupport(aircraft=500, loss_share=0.5, sorties=2, kills=1)
IN_THE_AIR = [
    f"{side}_air.{part}" for side in ("attacker", "defender") for part in ("aircraft", "loss_share", "sorties", "kills")
]
# Lowest, highest and what they are called.
RANGES = {
    **dict.fromkeys(("attackers", "defenders"), (math.ulp(0.0), math.inf, "a strength above 0")),
    "days": (1, math.inf, "a whole number of days from 1 on"),
    "prosecution": (0, 1, "a share from 0 to 1"),
    **dict.fromkeys(
        ("attacker_threshold", "defender_threshold"),
        (math.ulp(0.0), math.nextafter(1, 0), "a share between 0 and 1"),
    ),
    "withdrawal_limit": (math.ulp(0.0), math.inf, "a speed above 0"),
    "exchange_ratio": (math.ulp(0.0), math.inf, "a ratio above 0"),
    "lethality_per_vehicle": (0, math.inf, "a number from 0 on"),
    **dict.fromkeys(("aircraft", "sorties", "kills"), (0, math.inf, "a number from 0 on")),
    "loss_share": (0, math.nextafter(1, 0), "a share from 0 to less than 1"),
}


def by_hand(given: dict) -> dict[str, list[float]]:
    """Equations A-1 to A-13 written anew, without bounds: sorties flown are summed one after the other."""

    def vehicles(wing: AirSupport, day: int) -> float:
        left = wing.aircraft * (1 - wing.loss_share) ** (wing.sorties * (day - 1))
        flown = ((1 - (1 - wing.loss_share) ** (wing.sorties + 1)) / wing.loss_share) - 1
        return left * wing.kills * flown

    names = (
        "defenders",
        "attackers",
        "prosecution",
        "attacker_attrition",
        "withdrawal",
        "defender_attrition",
        "displacement",
    )
    found = {name: [] for name in names}
    a, d, pressure, speed, ground = given["attackers"], given["defenders"], given["prosecution"], 0.0, 0.0
    worth = given["lethality_per_vehicle"]
    for day in range(1, given["days"] + 1):
        share = pressure * (1 - speed / given["withdrawal_limit"])
        a_share = share + worth * vehicles(given["defender_air"], day) / a
        d_share = share * a / given["exchange_ratio"] / d + worth * vehicles(given["attacker_air"], day) / d
        ground += speed
        for name, number in zip(names, (d, a, pressure, a_share, speed, d_share, ground), strict=True):
            found[name].append(number)
        aim, least = given["attacker_threshold"], given["defender_threshold"]
        pressure = pressure - (aim - pressure) / aim * (a_share - aim)
        speed = (
            speed + (given["withdrawal_limit"] - speed) / (1 - least) * (d_share - least) if d_share > least else 0.0
        )
        a, d = a * (1 - a_share), d * (1 - d_share)
    return found


@pytest.mark.parametrize("given", [FULL, FULL | {"prosecution": 0.04, "defender_threshold": 0.2}], ids=["hard", "easy"])
def test_a_run_is_its_equations(given: dict):
    run = epstein(**given)
    expected = by_hand(given)
    for name, column in expected.items():
        np.testing.assert_allclose(getattr(run, name), column, rtol=BACKEND)
    np.testing.assert_array_equal(run.day, np.arange(1, 7))
    np.testing.assert_allclose(run.attacker_aircraft, 210 * 0.93 ** (1.2 * np.arange(6)), rtol=ROUNDING)
    np.testing.assert_allclose(run.defender_aircraft, 340 * 0.96 ** (1.7 * np.arange(6)), rtol=ROUNDING)


def test_a_run_is_arrays_by_day():
    run = epstein(300, 200, **EASY)
    assert isinstance(run, AdaptiveDays)
    assert run.day.dtype == np.int64 and list(run.day) == [1, 2, 3, 4, 5]
    assert all(column.dtype == np.float64 and column.shape == (5,) for column in run[1:])
    assert run._fields == (
        "day", "defenders", "attackers", "prosecution", "attacker_attrition", "withdrawal", "defender_attrition",
        "displacement", "defender_aircraft", "attacker_aircraft",
    )  # fmt: skip


def test_days_may_be_a_whole_number_in_any_form():
    one = epstein(300, 200, **EASY)
    for days in (5.0, np.int64(5), np.float64(5)):
        np.testing.assert_array_equal(epstein(300, 200, **(EASY | {"days": days})), one)
    assert len(epstein(300, 200, **(EASY | {"days": 1})).day) == 1


def test_without_aircraft_the_exchange_ratio_is_kept():
    run = epstein(330_000, 200_000, **EASY)
    np.testing.assert_allclose(-np.diff(run.attackers), -1.5 * np.diff(run.defenders), rtol=ROUNDING)
    assert not run.attacker_aircraft.any() and not run.defender_aircraft.any()
    assert AirSupport(0.0, 0.0, 0.0, 0.0) == NO_AIR


def test_a_lethality_without_aircraft_and_aircraft_without_lethality_change_nothing():
    one = epstein(330_000, 200_000, **EASY)
    for more in ({"lethality_per_vehicle": 40}, {"attacker_air": replace(RAID, kills=0)}, {"defender_air": RAID}):
        np.testing.assert_array_equal(epstein(330_000, 200_000, **EASY, **more)[:8], one[:8])


def test_it_ends_with_a_side():
    run = epstein(330_000, 2_000, **EASY)
    assert (len(run.day), run.defender_attrition[-1], run.defenders[-1]) == (1, 1, 2_000)
    struck = epstein(1_000, 200_000, **EASY, lethality_per_vehicle=100, defender_air=RAID)
    assert (len(struck.day), struck.attacker_attrition[-1], struck.attackers[-1]) == (1, 1, 1_000)
    assert struck.defender_attrition[-1] == pytest.approx(0.02 * 1_000 / 1.5 / 200_000, rel=ROUNDING)


def test_it_ends_on_the_day_on_which_a_side_is_gone():
    """At his threshold the attacker loses a tenth a day on the ground, and 1,000 from the air."""
    raid = AirSupport(aircraft=10, loss_share=0.0, sorties=1, kills=1)
    given = EASY | {"days": 9, "prosecution": 0.1, "attacker_threshold": 0.1}
    run = epstein(2_500, 200_000, **given, lethality_per_vehicle=100, defender_air=raid)
    np.testing.assert_allclose(run.attackers, [2_500, 1_250, 125], rtol=ROUNDING)
    np.testing.assert_allclose(run.attacker_attrition, [0.5, 0.9, 1], rtol=ROUNDING)


def test_aircraft_that_are_never_lost_fly_all_their_sorties():
    wing = AirSupport(aircraft=100, loss_share=0.0, sorties=1.5, kills=0.5)
    nearly = replace(wing, loss_share=1e-7)
    assert (wing.vehicles(9), wing.surviving(9)) == (75, 100)
    assert nearly.vehicles(9) == pytest.approx(75, rel=SINGLE_STEP)


def test_aircraft_lost_fly_no_more():
    """Of 100, a tenth lost in a sortie and two sorties a day: 90 strike, then 81; the next day 81 set out."""
    wing = AirSupport(aircraft=100, loss_share=0.1, sorties=2, kills=0.5)
    assert wing.vehicles(1) == pytest.approx((90 + 81) / 2, rel=ROUNDING)
    assert (wing.surviving(1), wing.surviving(2)) == pytest.approx((100, 81), rel=ROUNDING)
    assert wing.vehicles(2) == pytest.approx(0.81 * (90 + 81) / 2, rel=ROUNDING)
    assert isinstance(wing.surviving(3), float) and wing.surviving(3) == pytest.approx(65.61, rel=ROUNDING)


def test_air_support_does_not_change():
    with pytest.raises(FrozenInstanceError, match="kills"):
        NO_AIR.kills = 3


def test_the_published_prosecution_rule_runs_away_above_its_threshold():
    """Why the campaign does not use it: without air support it creeps up to the threshold, or explodes above it."""
    below, above = (
        epstein(330_000, 2e7, **(EASY | {"days": 60, "prosecution": start})).prosecution for start in (0.07, 0.08)
    )
    assert np.all(np.diff(below) > 0) and below[-1] < 0.075
    assert np.all(np.diff(above) >= 0) and above[-1] == 1


def test_withdrawal_stops_on_a_quiet_day_and_pressure_at_nothing():
    """Raids of the first two days set the defender moving; the attacker, hit as hard, stops pressing."""
    run = epstein(50_000, 200_000, **EASY, lethality_per_vehicle=100, attacker_air=RAID)
    assert list(run.defender_attrition > 0.05) == [True, True, False, False, False]
    assert list(run.withdrawal > 0) == [False, True, True, False, False]
    assert run.displacement[-1] == run.displacement[2] == sum(run.withdrawal)
    struck = epstein(100_000, 200_000, **EASY, lethality_per_vehicle=100, defender_air=RAID)
    assert struck.prosecution[1] == 0


@pytest.mark.parametrize("name", [*(name for name in FULL if not name.endswith("_air")), *IN_THE_AIR])
def test_every_argument_is_held_to_its_range(name: str):
    argument, _, part = name.rpartition(".")
    low, high, meaning = RANGES[part]
    for beyond in {math.nextafter(low, -math.inf), math.nextafter(high, math.inf), math.nan}:
        given = FULL | {part: beyond} if not argument else FULL | {argument: replace(FULL[argument], **{part: beyond})}
        with pytest.raises(ScenarioError, match=f"^{re.escape(f'{name}: found {beyond:g}; accepted is {meaning}')}$"):
            epstein(**given)
    assert LAW.ranges[part].low == low
    assert LAW.ranges[part].high == min(high, math.nextafter(math.inf, 0))


def test_days_that_are_not_whole_are_refused():
    with pytest.raises(ScenarioError, match=r"^days: found 2\.5; accepted is a whole number of days from 1 on$"):
        epstein(300, 200, **(EASY | {"days": 2.5}))


def test_all_wrong_arguments_are_said_at_once():
    bad = AirSupport(aircraft=-1, loss_share=1, sorties=1, kills=1)
    with pytest.raises(ScenarioError, match="attackers: found 0; accepted is a strength above 0") as raised:
        epstein(0, 1, **(EASY | {"days": 0, "attacker_threshold": 1}), defender_air=bad)
    assert [problem.path for problem in raised.value.problems] == [
        "attackers",
        "days",
        "attacker_threshold",
        "defender_air.aircraft",
        "defender_air.loss_share",
    ]


def test_air_support_that_is_something_else_is_refused():
    says = "attacker_air: found 5; accepted is an AirSupport\ndefender_air: found {'aircraft': 5}; accepted is an AirSupport"
    with pytest.raises(ScenarioError, match=f"^{re.escape(says)}$"):
        epstein(300, 200, **EASY, attacker_air=5, defender_air={"aircraft": 5})
    with pytest.raises(ScenarioError, match="AirSupport") as raised:
        epstein(300, 200, **EASY, attacker_air=5)
    assert raised.value.problems[0].where == ""

"""A comparison of results written down by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from attrit.analysis.compare import Comparison, compare
from attrit.engine.measures import Measure, last, measures_of
from attrit.errors import ResultsError
from tests.analysis.by_hand import made
from tests.tolerances import ROUNDING

INF = math.inf


@pytest.fixture(scope="module")
def told() -> Comparison:
    run = made(
        4,
        area_held={"base": [100, 0, 50, 80], "without": [110, 0, 90, 70]},
        recovered_day={"base": [INF, 20, INF, INF], "without": [INF, 30, INF, INF]},
        before_talks={"base": [0, 0.5, 0, 0], "without": [0, 0.25, 0, 0]},
        lost__red_west={"base": [100, 200, 300, 400], "without": [50, 100, 150, 200]},
        lost__guest={"base": [10, 20, 30, 40], "without": 0},
        lost__blue_west={"base": [55, 110, 0, 110], "without": [50, 50, 50, 50]},
        lost__red_east={"base": 9999, "without": 1},
        lost_by_pressure={"base": [20, 0, 10, 0.5], "without": 10},
        lost_by_collapse={"base": [2, 0, 1, 0.25], "without": 0},
        killed__guest={"base": [1, 2, 3, 4], "without": 0},
        supply_days__red={"base": 12, "without": 10},
        escalated={"base": [1, 1, 0, 1], "without": 0},
        reacted__near={"base": [1, 0, 0, 0], "without": 0},
        present__guest={"base": 100, "without": 0},
        exposure__guest={"base": 45, "without": 0},
        learning_time__guest={"base": 45, "without": 45},
    )
    return compare(run, "base")


def test_it_is_held_against_the_arm_of_the_scenario(told: Comparison) -> None:
    assert (told.arm, told.against) == ("base", "without")


def test_medians_and_the_difference_in_the_same_worlds(told: Comparison) -> None:
    row = told["area_held"]
    assert (row.arm.middle, row.against.middle) == (65, 80)
    assert row.difference.middle == -5  # of -10, 0, -40, +10, and not 65 - 80
    assert row.difference.mean == -10
    assert (row.difference.low, row.difference.high) == (-40, 10)
    assert row.lower == 2 / 4  # lower twice, the same once


def test_a_probability_is_a_mean_and_its_difference_is_paired(told: Comparison) -> None:
    assert told["recovered"].arm.middle == 0.25
    assert told["recovered"].difference.middle == 0
    assert told["recovered"].difference.error == 0
    assert told["before_talks"].difference.middle == pytest.approx(0.0625, rel=ROUNDING)
    assert told["escalated"].difference.middle == 0.75
    assert told["reacted_near"].arm.middle == 0.25


def test_what_never_happened_is_left_out(told: Comparison) -> None:
    row = told["recovered_day"]
    assert (row.arm.draws, row.arm.middle, row.difference.middle) == (1, 20, -10)


def test_losses_are_those_of_the_front_in_question(told: Comparison) -> None:
    assert told["losses_red"].arm.middle == 275  # red_west and guest, not red_east
    assert told["losses_blue"].arm.middle == 82.5
    assert told["contingent_killed"].arm.mean == 2.5
    assert told["contingent_wounded"].arm.mean == 0


def test_ratios_leave_out_worlds_in_which_they_have_no_meaning(told: Comparison) -> None:
    exchange = told["exchange_ratio"]
    assert exchange.arm.draws == 3  # blue lost nobody in the third
    assert exchange.arm.middle == 2
    per_area = told["losses_per_km2"]
    assert per_area.arm.draws == 2  # in two worlds at most one square kilometre was taken
    assert per_area.arm.middle == pytest.approx((110 / 22 + 330 / 11) / 2, rel=ROUNDING)


def test_men_carry_home_what_they_have_learned(told: Comparison) -> None:
    assert told["experience"].arm.middle == pytest.approx(100 * (1 - math.exp(-1)), rel=ROUNDING)
    assert told["experience"].against.middle == 0


def test_without_national_figures_there_is_no_balance(told: Comparison) -> None:
    assert "war_balance" not in [row.measure.name for row in told.rows]


def test_every_measure_has_a_unit_and_a_title(told: Comparison) -> None:
    names = [row.measure.name for row in told.rows]
    assert len(set(names)) == len(names)
    for row in told.rows:
        assert row.measure.unit in {"km2", "1", "day", "person", "person/km2", "%"}
        assert len(row.measure.title) > 5


def test_the_dataset_is_the_table(told: Comparison) -> None:
    data = told.dataset
    assert data["middle"].sel(measure="area_held", value="difference").item() == -5
    assert data["mean"].sel(measure="area_held", value="base").item() == 57.5
    assert data["lower"].sel(measure="area_held").item() == 0.5
    assert data["unit"].sel(measure="losses_red").item() == "person"
    assert list(data["value"].values) == ["base", "without", "difference"]


def test_a_measure_that_is_not_there_is_named(told: Comparison) -> None:
    with pytest.raises(ResultsError, match=r"area_hold: no such measure.*did you mean 'area_held'"):
        told["area_hold"]


def test_an_arm_against_itself_differs_in_nothing(told: Comparison) -> None:
    run = made(3, area_held={"base": [1, 2, 3], "without": [5, 5, 5]})
    for row in compare(run, "base", "base").rows:
        if row.difference.draws:
            assert row.difference.mean == 0
            assert row.difference.mean_error == 0
        if row.measure.name == "area_held":
            assert row.lower == 0


def test_the_balance_of_whole_forces_by_hand() -> None:
    run = made(1, killed__red_west={"base": 100}, disabled__guest={"base": 50}, captured__blue_east={"base": 20})
    stated = {
        "red": {"national_strength": "10000 person", "recruits": "10 person/day", "national_losses": "40 person/day",
                "theatre_share": 0.5, "return_share": 0.5, "killed_share": 0.2},
        "blue": {"national_strength": "5000 person", "recruits": "0 person/day", "national_losses": "0 person/day"},
    }  # fmt: skip
    scenario = run.scenario.with_changes({f"sides.{s}.{k}": v for s, named in stated.items() for k, v in named.items()})
    changed = type(run)(scenario, run.coords, run.variables, run.seed)
    row = next(m for m in measures_of(changed) if m.name == "war_balance")
    # two days: red gains 20, loses 24 elsewhere and 150 here; blue loses 20 here
    red, blue = (10_000 + 20 - 24 - 150) / 10_000, (5000 - 20) / 5000
    assert row.values(changed, "base")[0] == pytest.approx(100 * (red / blue - 1), rel=ROUNDING)


def test_only_the_measures_asked_for() -> None:
    def twice(results: Any, arm: str) -> np.ndarray:
        return 2 * last(results, "area_held", arm)

    run = made(2, area_held={"base": [1, 2], "without": [3, 3]})
    told = compare(run, "without", "base", [Measure("twice", "twice the ground", "km2", twice)])
    assert [row.measure.name for row in told.rows] == ["twice"]
    assert told["twice"].difference.mean == 3


def test_an_arm_that_was_not_played_is_named() -> None:
    run = made(2)
    with pytest.raises(ResultsError, match=r"no arm 'bose'.*did you mean 'base'"):
        compare(run, "bose")
    with pytest.raises(ResultsError, match="no arm 'five_times'"):
        compare(run, "base", "five_times")

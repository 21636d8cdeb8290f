"""A scenario of a front by its area: who attacks, at which rate, and that the map reads back."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from attrit.errors import ScenarioError
from attrit.scenario.files import parse
from attrit.scenario.front_series import FrontSeries, front_errors, front_scenario


def series(area: np.ndarray) -> FrontSeries:
    dates = tuple(date(2031, 1, 1) + timedelta(days=k) for k in range(len(area)))
    return FrontSeries("north", "a", dates, area.astype(float))


@pytest.mark.parametrize("direction", [1, -1])
def test_who_attacks_is_who_gains_and_the_map_reads_back(direction: int) -> None:
    one = series(1000 + direction * 2.0 * np.arange(60))
    assert one.direction == direction
    assert one.rate == pytest.approx(2.0)
    held = one.held()
    assert (np.diff(held) <= 0).all()
    assert one.mapped(held) == pytest.approx(one.area)


def test_a_still_front_has_a_small_rate_and_some_ground_at_stake() -> None:
    one = series(np.full(60, 300.0))
    assert 0 < one.rate < 0.1
    assert one.stake >= 50
    parse(front_scenario(one)["north.yaml"])


@pytest.mark.parametrize("rate", [0.01, 0.5, 4.0, 100.0, 2000.0])
def test_the_scenario_is_sound_at_every_rate(rate: float) -> None:
    s = parse(front_scenario(series(20000 - rate * np.arange(80)))["north.yaml"])
    assert s.fronts["front"].holder == "defender"
    assert s.horizon == 79 + 180
    gain = s.inputs["fronts.front.gain"].prior
    assert gain is not None
    assert gain.p05 < max(rate, 0.05) < gain.p95


def test_errors_grow_with_what_moved() -> None:
    errors = front_errors(series(1000 + 3.0 * np.arange(60)))
    assert (np.diff(errors) >= 0).all()
    assert errors[0] == pytest.approx(1.5)


def test_a_later_part_of_the_series_keeps_the_last_day_before() -> None:
    part = series(np.arange(50.0)).since(date(2031, 1, 21))
    assert part.dates[0] == date(2031, 1, 21)
    assert part.area[0] == 20


def test_a_front_that_turned_begins_where_it_turned() -> None:
    up, down = 500 + 10.0 * np.arange(30), 790 - 2.0 * np.arange(1, 60)
    one = series(np.concatenate([up, down])).since_turn()
    assert one.direction == -1
    assert one.dates[0] == date(2031, 1, 30)
    assert one.rate == pytest.approx(2.0)
    late = np.concatenate([500 + 0.1 * np.arange(40), 504 - 2.0 * np.arange(1, 21)])
    kept = series(late).since_turn()
    assert (kept.dates[-1] - kept.dates[0]).days == 28


def test_one_day_is_no_series() -> None:
    with pytest.raises(ScenarioError, match="at least two days"):
        front_scenario(series(np.array([5.0])))

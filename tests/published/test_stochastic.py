"""The stochastic law by itself, against exact fractions, closed forms and a published table of chances."""

import math

import pytest

from attrit.model.laws.stochastic import stochastic, stochastic_normal
from tests.published import table
from tests.tolerances import FALLS, NORMAL_ERROR


def value(quantity: str, **given: float) -> float:
    law, _, what = quantity.partition(" ")
    return getattr(stochastic(**given, law=law), what)


@table.each("stochastic")
def test_published_value(row: dict[str, str]):
    table.check(row, value)


def test_the_table_of_nine_by_nine_is_whole():
    cells = {row["arguments"] for row in table.rows("stochastic") if row["id"].startswith("stochastic-square-table-")}
    assert cells == {f"x0={x} y0={y} a=1 b=1" for x in range(1, 10) for y in range(1, 10)}


@pytest.mark.parametrize(("units", "ratio"), NORMAL_ERROR)
def test_the_normal_approximation_is_as_near_as_it_says(units: int, ratio: float):
    """Against every enemy up to four times one's own number."""
    enemies = range(1, 4 * units + 1)
    errors = [abs(stochastic_normal(units, y, 1, ratio) - stochastic(units, y, 1, ratio).x_wins) for y in enemies]
    assert max(errors) <= NORMAL_ERROR[units, ratio]
    assert max(errors) > NORMAL_ERROR[units, ratio] / 2, "it is nearer than it says"


@pytest.mark.parametrize(("ratio", "falls"), [(1.0, 4.0), (2.0, 2.0), (0.4, 2.0)])
def test_its_error_falls_with_numbers(ratio: float, falls: float):
    """With four times the units to a fourth where units are equal, to a half where those of one side are worth more."""
    few, many = (greatest_error_near_parity(units, ratio) for units in (400, 1600))
    assert few / many == pytest.approx(falls, rel=FALLS)


def greatest_error_near_parity(units: int, ratio: float) -> float:
    enemies = [round(units * math.sqrt(ratio) + k * math.sqrt(units) / 4) for k in range(-8, 9)]
    return max(abs(stochastic_normal(units, y, 1, ratio) - stochastic(units, y, 1, ratio).x_wins) for y in enemies)

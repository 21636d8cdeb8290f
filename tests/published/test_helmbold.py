"""Helmbold's law by itself, against its closed form in many digits."""

from attrit.model.laws.helmbold import helmbold
from tests.published import table


def value(quantity: str, **given: float) -> float:
    x, y = helmbold(**given)
    power = 2 * given["weiss"]
    return {"x": x, "y": y, "invariant": given["b"] * x**power - given["a"] * y**power}[quantity]


@table.each("helmbold")
def test_published_value(row: dict[str, str]):
    table.check(row, value)

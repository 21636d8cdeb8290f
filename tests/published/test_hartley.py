"""Hartley's mixed law by itself, against its state equation and its Taylor series in many digits."""

from attrit.model.laws.hartley import hartley
from tests.published import table


def value(quantity: str, **given: float) -> float:
    x, y = hartley(**given)
    return {"x": x, "y": y, "invariant": given["b"] * x**0.65 - given["a"] * y**0.65}[quantity]


@table.each("hartley")
def test_published_value(row: dict[str, str]):
    table.check(row, value)

"""Deitchman's law by itself, against its closed form and its Taylor series in many digits."""

from attrit.model.laws.deitchman import deitchman, deitchman_winner
from tests.published import table


def value(quantity: str, **given: float) -> float:
    if quantity in ("survivors", "day"):
        return getattr(deitchman_winner(**given), quantity)
    x, y = deitchman(**given)
    return {"x": x, "y": y, "invariant": given["b"] / 2 * x**2 - given["a"] * y}[quantity]


@table.each("deitchman")
def test_published_value(row: dict[str, str]):
    table.check(row, value)

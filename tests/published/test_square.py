"""The square law by itself, against the published numbers."""

from attrit.model.laws.square import square, square_winner
from tests.published import table


def value(quantity: str, **given: float) -> float:
    if quantity in ("survivors", "day"):
        return getattr(square_winner(**given), quantity)
    x, y = square(**given)
    return {"x": x, "y": y, "invariant": given["b"] * x**2 - given["a"] * y**2}[quantity]


@table.each("square")
def test_published_value(row: dict[str, str]):
    table.check(row, value)

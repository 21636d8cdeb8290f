"""The linear law by itself, against the published numbers."""

from attrit.model.laws.linear import linear
from tests.published import table


def value(quantity: str, **given: float) -> float:
    x, y = linear(**given)
    return {"x": x, "y": y, "invariant": given["b"] * x - given["a"] * y}[quantity]


@table.each("linear")
def test_published_value(row: dict[str, str]):
    table.check(row, value)

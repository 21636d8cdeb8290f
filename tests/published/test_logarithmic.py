"""The logarithmic law by itself, against the published numbers."""

from attrit.model.laws.logarithmic import logarithmic
from tests.published import table


def value(quantity: str, **given: float) -> float:
    x, y = logarithmic(**given)
    return {"x": x, "y": y}[quantity]


@table.each("logarithmic")
def test_published_value(row: dict[str, str]):
    table.check(row, value)

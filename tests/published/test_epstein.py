"""Epstein's adaptive dynamic model by itself, against the example of his book."""

from functools import cache

from attrit.model.laws.epstein import AirSupport, epstein
from tests.published import table


@cache
def example():
    """The book's example: Central Europe, 30 days."""
    return epstein(
        330_000,
        200_000,
        days=30,
        prosecution=0.02,
        attacker_threshold=0.075,
        defender_threshold=0.05,
        withdrawal_limit=20,
        exchange_ratio=1.5,
        lethality_per_vehicle=47_490 / 1_200,
        attacker_air=AirSupport(aircraft=250, loss_share=0.05, sorties=1.0, kills=0.25),
        defender_air=AirSupport(aircraft=300, loss_share=0.05, sorties=1.5, kills=0.5),
    )


def value(quantity: str, day: float) -> float:
    name, _, percent = quantity.partition(" ")
    return getattr(example(), name)[int(day) - 1] * (100 if percent else 1)


@table.each("epstein")
def test_published_value(row: dict[str, str]):
    table.check(row, value)


def test_all_columns_of_ten_days_of_the_example_are_there():
    cells = {(row["arguments"], row["quantity"].partition(" ")[0]) for row in table.rows("epstein")}
    days = (1, 2, 3, 4, 5, 10, 15, 20, 25, 30)
    assert cells == {(f"day={day}", column) for day in days for column in example()._fields if column != "day"}

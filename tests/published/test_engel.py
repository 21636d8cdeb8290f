"""The square law with reinforcements by itself: Iwo Jima day by day, and two fights with arrivals on both sides."""

import numpy as np

from attrit.model.laws.engel import engel, engel_estimates
from tests.published import table

EXAMPLES = {
    1: {"m0": 0, "n0": 21_500, "a": 0.0544, "b": 0.0106, "m_arrivals": [(0, 1, 54_000), (2, 3, 6_000), (5, 6, 13_000)]},
    2: {
        "m0": 1000,
        "n0": 900,
        "a": 0.02,
        "b": 0.03,
        "m_arrivals": [(0, 4, 50), (2, 6, 30)],
        "n_arrivals": [(1, 5, 40), (12.5, 30, 25)],
    },
    3: {
        "m0": 300,
        "n0": 800,
        "a": 0.05,
        "b": 0.02,
        "m_arrivals": [(0.5, 3, 20), (40, 41, 900)],
        "n_arrivals": [(2, 10, 15), (45, 50, 12)],
    },
}


def value(quantity: str, **given: float) -> float:
    if "example" not in given:
        return getattr(engel_estimates(**given), quantity)
    example, t = EXAMPLES[int(given["example"])], given["t"]
    if quantity.startswith("sum "):
        return np.sum(engel(**example, t=np.arange(1, t + 1))["mn".index(quantity[-1])])
    return engel(**example, t=t)["mn".index(quantity)]


@table.each("engel")
def test_published_value(row: dict[str, str]):
    table.check(row, value)


def test_every_day_of_the_battle_is_there():
    days = {row["id"] for row in table.rows("engel") if row["id"].startswith("engel-day")}
    assert days == {f"engel-day{day}-{side}" for day in range(1, 37) for side in "mn"}

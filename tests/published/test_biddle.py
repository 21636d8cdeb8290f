"""Biddle's model by itself, against the numbers of his appendix."""

import numpy as np

from attrit.model.laws.biddle import biddle, biddle_best_speed
from tests.published import table


def value(quantity: str, **given: float) -> float:
    choice, _, field = quantity.rpartition(" ")
    if not choice:
        return getattr(biddle(**given), field)
    slowest, fastest, step = (given.pop(name) for name in ("slowest", "fastest", "step"))
    speeds = slowest + step * np.arange(round((fastest - slowest) / step) + 1)
    return getattr(biddle_best_speed(speeds, **given), field)


@table.each("biddle")
def test_published_value(row: dict[str, str]):
    table.check(row, value)

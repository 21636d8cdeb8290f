"""Round numbers: one round step apart, from the first to the last that is asked for."""

import numpy as np
import pytest

from attrit.statistics.round_numbers import round_numbers
from tests.tolerances import ROUNDING


@pytest.mark.parametrize(
    ("low", "high", "count", "first", "step"),
    [(0, 99_300, 20, 0, 5000), (0, 2.6, 20, 0, 0.1), (-3, 3, 8, -3, 1), (0.03, 1, 20, 0.05, 0.05), (0, 180, 20, 0, 10)],
)
def test_round_numbers_are_a_round_step_apart(low: float, high: float, count: int, first: float, step: float):
    found = round_numbers(low, high, count)
    assert found[0] == first and np.diff(found) == pytest.approx(step, rel=ROUNDING * 1e3)
    assert abs(found[-1] - high) <= step / 2 * (1 + ROUNDING)

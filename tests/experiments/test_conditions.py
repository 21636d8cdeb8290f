"""Conditions: how they are read, and which one asks where an outcome is largest."""

import numpy as np
import pytest

from attrit.experiments.conditions import Condition


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("area_held < -100", Condition("area_held", "<", -100)),
        ("recovered==1", Condition("recovered", "==", 1)),
        (" losses_ru >= 1_000.5 ", Condition("losses_ru", ">=", 1000.5)),
        ("<= 2e3", Condition("", "<=", 2000)),
        ("area_held > −.5", Condition("area_held", ">", -0.5)),
    ],
)
def test_conditions_are_read(text: str, condition: Condition):
    assert Condition.read(text) == condition


def test_the_largest_fifth_either_way_by_a_round_number():
    uneven = np.r_[np.full(80, 0.1), 1.23, 1.25, 1.27, np.full(17, -9.0)]
    condition = Condition.greatest("x", uneven)
    assert (condition.sign, condition.either_way) == (">=", True)
    assert 0.15 <= condition.holds(uneven).mean() <= 0.25


@pytest.mark.parametrize(("others", "text"), [(1, "|x| > 0"), (25, "|x| > 0"), (26, "|x| >= 1")])
def test_where_few_are_other_than_0_they_are_what_is_asked_for(others: int, text: str):
    x = np.r_[np.zeros(100 - others), np.full(others, -1.0)]
    condition = Condition.greatest("x", x)
    assert str(condition) == text
    assert condition.holds(x).sum() == others

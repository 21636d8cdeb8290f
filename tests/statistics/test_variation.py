"""Rounding is no difference, and what is above it is one."""

from __future__ import annotations

import numpy as np
import pytest

from attrit.statistics.simultaneous import pairing
from attrit.statistics.variation import SAME, paired_difference
from tests.tolerances import EXACT


def test_numbers_that_differ_by_rounding_are_the_same() -> None:
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 500, 10_000)
    in_another_order = x * (1 + 1e-6 * rng.normal(size=x.size))
    assert (paired_difference(x, in_another_order) == EXACT).all()
    p = pairing(x, in_another_order)
    assert (p.lower, p.higher, p.same) == (EXACT, EXACT, 1)
    assert p.variance_reduction == np.inf


def test_the_scale_is_that_of_the_numbers_and_not_of_one_world() -> None:
    """A world in which nearly nothing is left has the rounding of what was there before."""
    x, y = np.array([100.0, 100.0, 1e-4]), np.array([100.0, 100.0, 3e-4])
    assert (paired_difference(x, y) == EXACT).all()
    assert (paired_difference(1000 * x, 1000 * y) == EXACT).all()
    assert (paired_difference(x[2:], y[2:]) == x[2:] - y[2:]).all()  # by themselves they are numbers like others


@pytest.mark.parametrize("sign", [-1, 1])
def test_what_is_above_rounding_is_a_difference(sign: int) -> None:
    x = np.full(50, 200.0)
    for times, same in ((0.9, True), (1.1, False)):
        y = x.copy()
        y[0] += sign * times * SAME * 200
        assert (paired_difference(y, x)[0] == EXACT) is np.bool_(same)


def test_yes_and_no_differ_by_one_however_rare() -> None:
    x = np.zeros(1000)
    x[0] = 1.0
    assert paired_difference(x, np.zeros(1000)).sum() == 1
    assert paired_difference(np.ones(1000), x).sum() == 999


def test_what_has_no_number_has_no_difference() -> None:
    d = paired_difference(np.array([np.inf, np.inf, 1.0, np.nan, 3.0]), np.array([np.inf, 2.0, np.inf, 1.0, 1.0]))
    assert np.isnan(d[:4]).all() and d[4] == 2
    assert np.isnan(paired_difference(np.array([np.inf]), np.array([1.0]))).all()
    assert paired_difference(np.array([]), np.array([])).size == 0

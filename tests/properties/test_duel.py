"""With everything certain and one group a side, the campaign is its attrition law and nothing else."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from attrit import laws
from attrit.engine.simulate import simulate
from tests.properties.wars import duel, loaded
from tests.tolerances import SINGLE

X0, Y0 = 10_000.0, 8_000.0
# rates of the closed forms: square and logarithmic [1/day], linear [1/(person day)]
RATES = {"square": (0.01, 0.008), "linear": (1e-6, 9e-7), "logarithmic": (0.01, 0.008)}
FIRST = {  # shares of either side lost on the first day
    "square": (0.01 * Y0 / X0, 0.008 * X0 / Y0), "linear": (1e-6 * Y0, 9e-7 * X0), "logarithmic": (0.01, 0.008),
}  # fmt: skip


def played(law: str, days: int, steps: int) -> np.ndarray:
    war = loaded(duel(law, X0, Y0, *FIRST[law]))
    run = simulate(war, 1, arms=["fight"], horizon=days, keep=("present",), steps=steps)
    return np.array([run.values("present", "fight", group=g, day=days)[0] for g in ("x", "y")], np.float64)


@pytest.mark.parametrize("law", RATES)
def test_it_follows_the_closed_form_to_the_order_of_the_step(law: str) -> None:
    days = 60
    exact = np.array(getattr(laws, law)(X0, Y0, *RATES[law], days), np.float64)
    errors = [np.abs(played(law, days, steps) - exact).max() for steps in (1, 2, 4, 8)]
    assert errors[0] < 0.02 * X0
    for coarse, fine in itertools.pairwise(errors):
        assert 1.6 < coarse / fine < 2.5, errors


def test_the_published_day_of_the_square_law() -> None:
    x, y = played("square", 10, 200)
    assert abs(x - 9238.95958) < SINGLE * 9238.95958
    assert abs(y - 7230.95425) < SINGLE * 7230.95425


def test_square_and_linear_are_not_each_other() -> None:
    run = simulate(loaded(duel("linear", X0, Y0, *FIRST["square"])), 1, horizon=60, keep=("present",))
    linear = run.values("present", "fight", group="y", day=60)[0]
    assert abs(linear - played("square", 60, 1)[1]) > 0.01 * Y0

"""Halving the step halves the error: the day converges at first order where nothing is drawn by the day."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import attrit
from attrit.engine.results import Results
from attrit.engine.simulate import simulate

# What is drawn, or shown, once a day.
BY_THE_DAY = (
    "loss_noise", "pace", "pause", "jumps", "main_effort", "collapse", "recapture", "reserves", "supporters",
    "third_parties", "map",
)  # fmt: skip
STEPS = (1, 2, 4, 8)


@pytest.fixture(scope="module")
def runs() -> list[Results]:
    kursk = attrit.load("kursk-2024").with_changes({f"mechanisms.{name}": False for name in BY_THE_DAY})
    return [simulate(kursk, 256, arms=["committed"], steps=steps) for steps in STEPS]


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("area_held_true", {}),
        ("sector_area", {"sector": "sudzha"}),
        ("losses", {"side": "ru"}),
        ("losses", {"side": "ua"}),
        ("present", {"group": "ru"}),
        ("present", {"group": "dprk_regular"}),
        ("worn", {"group": "ua"}),
        ("quality", {"group": "dprk_elite"}),
        ("pool", {"side": "ru"}),
    ],
)
def test_each_halving_of_the_step_halves_the_change(runs: list[Results], name: str, where: dict[str, str]) -> None:
    last = {"day": 180} if "day" in runs[0].variable(name).dims else {}
    # Recovery is dated by the day and ends the losses, so only draws in which both fronts stand throughout can converge.
    stands = np.all([(run.values("front_area", "committed") > 0).all(axis=0) for run in runs], axis=0)
    assert stands.sum() > 60
    ends = [run.values(name, "committed", **where, **last)[stands].astype(np.float64) for run in runs]
    changes = [np.abs(a - b).mean() for a, b in itertools.pairwise(ends)]
    assert changes[0] < 0.05 * np.abs(ends[0]).mean()
    for coarse, fine in itertools.pairwise(changes):
        assert 1.6 < coarse / fine < 2.5, changes


def test_what_is_drawn_by_the_day_is_off(runs: list[Results]) -> None:
    for run in runs:
        assert run.values("first_collapse", "committed").min() == np.inf
        assert run.values("retaken", "committed").max() == 0
        assert run.values("called_day", "committed").min() == np.inf

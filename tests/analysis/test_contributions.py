"""The contribution of a mechanism is the run less the run without it, in the same worlds."""

from __future__ import annotations

import numpy as np
import pytest

import attrit
from attrit.analysis.contributions import Contribution, contributions
from attrit.engine.estimates import Estimate
from attrit.engine.nations import last
from attrit.engine.simulate import simulate
from attrit.quantities import mechanisms
from attrit.scenario.schema import Scenario

DRAWS, DAYS, SEED = 200, 60, 9
ON = ("collapse", "pause")


@pytest.fixture(scope="module")
def kursk() -> Scenario:
    others = [name for name in mechanisms() if name not in ON]
    return attrit.load("kursk-2024").with_changes({f"mechanisms.{name}": False for name in others})


@pytest.fixture(scope="module")
def found(kursk: Scenario) -> list[Contribution]:
    return contributions(kursk, draws=DRAWS, seed=SEED, horizon=DAYS)


def numbers(scenario: Scenario) -> dict[str, np.ndarray]:
    run = simulate(scenario, DRAWS, seed=SEED, arms=["committed", "absent"], horizon=DAYS)
    held = [last(run, "area_held", arm) for arm in ("committed", "absent")]
    return {"difference": held[0] - held[1], "recovered": np.isfinite(last(run, "recovered_day", "committed")) * 1.0}


def test_every_mechanism_that_is_on_has_its_part_in_both_numbers(found: list[Contribution]) -> None:
    assert {(part.mechanism, part.measure) for part in found} == {
        (name, measure) for name in ON for measure in ("difference", "recovered")
    }


@pytest.mark.parametrize("name", ON)
def test_a_part_is_the_run_less_the_run_without(kursk: Scenario, found: list[Contribution], name: str) -> None:
    whole, less = numbers(kursk), numbers(kursk.without_mechanism(name))
    for part in found:
        if part.mechanism == name:
            a, b = whole[part.measure], less[part.measure]
            assert part.with_ == Estimate.probability(a)
            assert part.without == Estimate.probability(b)
            assert part.change == Estimate.probability(a - b)


def test_collapse_hastens_recovery_and_pauses_delay_it(found: list[Contribution]) -> None:
    change = {part.mechanism: part.change for part in found if part.measure == "recovered"}
    assert change["collapse"].mean > 0
    assert change["pause"].mean <= 0


def test_progress_is_told(kursk: Scenario) -> None:
    told: list[tuple[int, int]] = []
    contributions(kursk, draws=2, horizon=2, progress=lambda *done: told.append(done))
    assert told and told[-1][0] == told[-1][1]

"""What each mechanism contributes to the headline: the run again without it, in the same worlds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from attrit.analysis.compare import last
from attrit.analysis.estimates import Estimate
from attrit.engine.simulate import simulate
from attrit.quantities import mechanisms
from attrit.scenario.schema import Scenario


@dataclass(frozen=True)
class Contribution:
    """A mechanism's part in one number.

    Parameters
    ----------
    mechanism
        () [-] The mechanism switched off.
    measure
        () [-] ``difference`` in mean ground held between the arms [km2], or ``recovered``: its probability in the base
        arm [1].
    with_, without
        () [unit] The number with all mechanisms, and without this one.
    change
        () [unit] With less without, in the same worlds.
    """

    mechanism: str
    measure: str
    with_: Estimate
    without: Estimate
    change: Estimate


def contributions(
    scenario: Scenario, *, draws: int = 1024, seed: int = 1, horizon: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Contribution]:  # fmt: skip
    """Leave-one-out runs of every mechanism that is on.

    Parameters
    ----------
    scenario
        () [-] The scenario; its base arm and the arm it is held against are played.
    draws, seed, horizon
        () [1, -, day] As in `simulate`.
    progress
        () [-] Called with mechanisms done and mechanisms in all.
    """
    arms = [scenario.base, scenario.against]

    def numbers(s: Scenario) -> dict[str, np.ndarray]:
        run = simulate(s, draws, seed=seed, arms=arms, horizon=horizon, keep=("area_held",))
        held = [last(run, "area_held", arm) for arm in arms]
        return {"difference": held[0] - held[1], "recovered": np.isfinite(last(run, "recovered_day", arms[0])) * 1.0}

    whole = numbers(scenario)
    on = [name for name in mechanisms() if name not in scenario.switched_off]
    found = []
    for done, name in enumerate(on, 1):
        less = numbers(scenario.without_mechanism(name))
        found += [
            Contribution(name, key, *(Estimate.probability(x) for x in (whole[key], less[key], whole[key] - less[key])))
            for key in whole
        ]
        if progress is not None:
            progress(done, len(on))
    return found

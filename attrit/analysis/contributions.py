"""What each mechanism contributes to the headline: the run again without it, in the same worlds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from attrit.engine.draws import Worlds
from attrit.engine.estimates import Estimate
from attrit.engine.nations import last
from attrit.engine.simulate import play
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
    """Leave-one-out runs of every mechanism that is on, all in one run over the same worlds.

    Parameters
    ----------
    scenario
        () [-] The scenario; its base arm and the arm it is held against are played.
    draws, seed, horizon
        () [1, -, day] As in `simulate`.
    progress
        () [-] Called with blocks done and blocks in all.
    """
    arms = {name: scenario.arm(name) for name in (scenario.base, scenario.against)}
    on = [name for name in mechanisms() if name not in scenario.switched_off]
    variants = dict(arms)
    for name in on:
        for arm, of in arms.items():
            variants[f"{arm} without {name}"] = replace(of, switched_off=of.switched_off | {name})
    days = scenario.horizon if horizon is None else horizon
    run = play(scenario, variants, Worlds.first(draws, seed), days, (), progress=progress)

    def numbers(suffix: str) -> dict[str, NDArray[np.float64]]:
        held = [last(run, "area_held", arm + suffix) for arm in arms]
        recovered = np.isfinite(last(run, "recovered_day", scenario.base + suffix))
        return {"difference": held[0] - held[-1], "recovered": recovered.astype(np.float64)}

    whole = numbers("")
    found = []
    for name in on:
        less = numbers(f" without {name}")
        for key, value in whole.items():
            estimates = (Estimate.probability(x) for x in (value, less[key], value - less[key]))
            found.append(Contribution(name, key, *estimates))
    return found

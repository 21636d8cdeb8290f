"""What was seen changes what is expected: a run before and after worlds were chosen by observations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.engine.keep import MEASURED, Keep, headline_pair
from attrit.engine.results import Results
from attrit.engine.simulate import simulate
from attrit.experiments.conditioning import Conditioned
from attrit.experiments.measures import Measure, measures_of
from attrit.shown import Shown
from attrit.statistics.estimates import Estimate

_ASKED = ("area_held", "recovered")


class Expected(NamedTuple):
    """One number before and after the observations.

    Parameters
    ----------
    measure
        () [-] The measure.
    difference
        () [-] Whether it is that of the two arms, world by world.
    before, after
        () [-] The estimates.
    """

    measure: Measure
    difference: bool
    before: Estimate
    after: Estimate

    @property
    def narrower(self) -> float:
        """(1) Width of the interval of nine worlds in ten after the observations, as a share of that before."""
        width = self.before.high - self.before.low
        return (self.after.high - self.after.low) / width if width > 0 else float("nan")


@dataclass(frozen=True, repr=False)
class Foresight(Shown):
    """A run with and without what was observed.

    Parameters
    ----------
    conditioned
        () [-] The worlds that were chosen, and how.
    before, after
        () [-] The run of the first worlds of the seed, and that of the chosen ones.
    arm, against
        () [-] The arms of the question; the same if the scenario has one.
    expected
        (number) [-] What is expected at the end.
    """

    conditioned: Conditioned
    before: Results
    after: Results
    arm: str
    against: str
    expected: tuple[Expected, ...]

    def bands(self, which: str) -> NDArray[np.float64]:
        """(day, quantile) [km2] Ground held by day in the arm that was observed: ``before`` or ``after``."""
        results = self.before if which == "before" else self.after
        return results.bands("area_held", self.conditioned.arm)


def foresight(
    conditioned: Conditioned, *, draws: int = 10_240, horizon: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Foresight:  # fmt: skip
    """Play the arms of the question in the chosen worlds, and in as many that know nothing of the observations.

    Parameters
    ----------
    conditioned
        () [-] From `attrit.condition`.
    draws
        () [1] Worlds of the run that knows nothing of the observations.
    horizon
        () [day] Days to play; the scenario's if None.
    progress
        () [-] Called with blocks done and in all, twice.
    """
    s = conditioned.scenario
    forbidden = s.forbidden_arms()
    there = [name for name in s.arms if name not in forbidden]
    arm, against = headline_pair(s, tuple(there))
    arms = list(dict.fromkeys([arm, against, conditioned.arm]))
    keep = Keep(final=MEASURED, daily=("area_held",))
    seed = conditioned.worlds.seed
    before = simulate(s, draws, seed=seed, arms=arms, horizon=horizon, keep=keep, progress=progress)
    after = simulate(s, arms=arms, horizon=horizon, keep=keep, worlds=conditioned.worlds, progress=progress)
    known = {measure.name: measure for measure in measures_of(after)}
    rows = []
    for name in _ASKED:
        measure = known[name]
        rows.append(Expected(measure, False, *(measure.estimate(run, conditioned.arm) for run in (before, after))))
        if arm != against:
            rows.append(Expected(measure, True, *(measure.difference(run, arm, against) for run in (before, after))))
    return Foresight(conditioned, before, after, arm, against, tuple(rows))

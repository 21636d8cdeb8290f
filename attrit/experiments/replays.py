"""Worlds of a run played again with other noise, and further worlds like them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attrit.engine.results import Results
from attrit.engine.worlds import Worlds
from attrit.errors import Problem, ResultsError
from attrit.experiments.factors import Factors
from attrit.experiments.targets import Target

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Plays:
    """How often each world of a run is played, each time with other noise; its outcome is the mean.

    Parameters
    ----------
    results
        () [-] The run.
    target
        () [-] The outcome.
    times
        () [1] How often.
    progress
        () [-] Called with plays done, and plays in all if there are further worlds.
    """

    results: Results
    target: Target
    times: int
    progress: Callable[[int, int], None] | None = None

    def outcome(self) -> Values:
        """(draw) [unit] Mean outcome of the worlds of the run, of which it is the first play."""
        return self._mean(self.results.worlds, self.target.numbers(self.results), 0)

    def further(self, draws: int) -> tuple[Worlds, Values]:
        """Worlds beyond those of the run, and their mean outcome.

        Their inputs are drawn as the scenario says, whatever was given for those of the run.

        Parameters
        ----------
        draws
            () [1] How many.
        """
        if self.results.lineage is not None:
            found = "these worlds were chosen for what was seen, and no others like them can be drawn"
            cure = "ask without playing worlds again, or condition on what was seen with more worlds"
            raise ResultsError(Problem("", "replays", found, "a run without observations", cure))
        first = self.times * (int(self.results.worlds.labels.max()) + 1)
        worlds = Worlds(np.arange(first, first + draws), self.results.seed)
        return worlds, self._mean(worlds, self._play(worlds, self.times), self.times)

    def _mean(self, worlds: Worlds, first: Values, done: int) -> Values:
        """Mean over all plays, given the first; the labels of the others follow, so that no two share their noise."""
        if self.times == 1:
            return first
        given = Factors.of(self.results.scenario).settled(worlds).given
        span = int(worlds.labels.max() - worlds.labels.min()) + 1
        total = first.copy()
        for k in range(1, self.times):
            total += self._play(worlds.again(worlds.labels + k * span, given), done + k)
        return total / self.times

    def _play(self, worlds: Worlds, step: int) -> Values:
        found = self.target.numbers(self.target.again(self.results, worlds))
        if self.progress is not None:
            self.progress(step, 2 * self.times - 1)
        return found

"""An arm with levers set, played in the worlds of a run and held against an arm of reference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from attrit.engine.draws import Columns
from attrit.engine.recipes import Recipes
from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError, whole_number
from attrit.experiments.targets import Target, play_like, replayed, target_of
from attrit.scenario.levers import Lever, lever_named
from attrit.scenario.variants import possible, variant, with_arms
from attrit.statistics.estimates import Estimate
from attrit.statistics.variation import paired_difference

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

Values = NDArray[np.float64]
Told = Callable[[int, int], None]

FEWEST = 100  # worlds
_AT_ONCE = 2**19  # worlds of all variants in memory at a time


class VariantRuns:
    """Plays variants of an arm in the worlds of a run, and holds them against the arm of reference.

    Parameters
    ----------
    results
        () [-] The run.
    levers
        (lever) [-] Name and unit of each lever.
    outcome, arm
        () [-] The outcome, and the arm that levers are set in; that of the headline if None.
    against
        () [-] The arm of reference, which may be the same as it is. If None, that of the headline where all levers are
        of the contingent, and else the arm itself: what is so in every arm is not held against an arm without it.
    draws
        () [1] Worlds of the run to play; all if None.
    progress
        () [-] Called with how much is done and how much there is to do at most.

    Raises
    ------
    ResultsError
        An arm or outcome is not in the run, or without a number in some worlds; or too few worlds.
    ScenarioError
        No such lever.
    """

    def __init__(
        self, results: Results, levers: Sequence[tuple[str, str | None]], outcome: str, arm: str | None,
        against: str | None, draws: int | None, progress: Told | None,
    ) -> None:  # fmt: skip
        own = target_of(results, outcome, arm, of="arm")
        self.measure, self.arm, self.scenario = own.measure, own.arm, results.scenario
        self.levers = tuple(lever_named(self.scenario, name, self.arm, unit) for name, unit in levers)
        if against is None and not all(lever.contingent for lever in self.levers):
            against = self.arm
        if against is None:
            against = target_of(results, outcome, arm).against
        if against is None:
            cure = f"play another arm too, or hold it against itself as it is: against='{self.arm}'"
            raise ResultsError(Problem("", "against", f"the run holds '{self.arm}' and no other arm", "", cure))
        results.arm_index(against)
        self.against = against
        if results.draws < FEWEST:
            raise ResultsError(Problem("", "draws", f"{results.draws} worlds are too few", f"at least {FEWEST}"))
        self.draws = results.draws if draws is None else whole_number("draws", draws, FEWEST, results.draws)
        self._results, self._told, self._done, self._all = results, progress, 0, 0
        self.worlds = results.worlds.part(slice(self.draws))
        replayed(results)
        both = (Target(self.measure, name, None).numbers(results) for name in (self.arm, self.against))
        self.own, self.reference = (x[: self.draws] for x in both)

    def estimate(self, x: Values) -> Estimate:
        """The estimate of the outcome or of a difference."""
        return self.measure.estimated(x)

    def believed(self, lever: Lever) -> Estimate:
        """What is believed of a lever."""
        made, columns = self.scenario.arm(self.arm), Columns(self.worlds)
        recipes, total = Recipes(made), np.zeros(self.draws)
        for path, weight in lever.weighs.items():
            _, owner, *key = path.split(".")
            role = made.groups[owner].role if owner in lever.roles else None
            recipe = recipes.of(path) if role is None else recipes.role(role, key[0])
            total += weight / lever.factor * columns.values(recipe)
        return Estimate.of(total)

    def by_law(self) -> dict[str, NDArray[np.int64]]:
        """(law) [-] Places of the worlds in which each law of attrition holds, of those that hold in any."""
        which = Columns(self.worlds).of(self.scenario, "hypotheses.law")
        prior = self.scenario.inputs["hypotheses.law"].prior
        assert prior is not None  # hypotheses are never formulas
        found = {law: np.flatnonzero(which == place) for place, law in enumerate(prior.states)}
        return {law: places for law, places in found.items() if places.size}

    def variants(self, lever: Lever, e: Estimate, values: Sequence[float] | None, count: int) -> dict[float, Scenario]:
        """The arm by values of a lever; of values that nobody stated, those that fit the rest of the scenario."""
        days = int(self._results.coords["day"][-1])
        if values is None:
            return possible(self.scenario, lever, lever.range(e.low, e.middle, e.high, days, count), self.arm)
        return {value: variant(self.scenario, [(lever, value)], self.arm) for value in lever.checked(values)}

    def differences(self, made: Sequence[Scenario], later: int = 0) -> Values:
        """(variant, draw) The outcome of each variant less that of the reference; up to `later` more may follow."""
        self._all = self._done + len(made) + later
        named = {f"variant {place}": found for place, found in enumerate(made)}
        held = replace(self._results, scenario=with_arms(self.scenario, named))
        names, rows, step = [*named], [], max(1, _AT_ONCE // self.draws)
        for part in (names[first : first + step] for first in range(0, len(names), step)):
            told = partial(self._tell, len(part))
            run = play_like(held, {name: named[name] for name in part}, self.worlds, self.measure, told)
            rows += [paired_difference(Target(self.measure, name, None).numbers(run), self.reference) for name in part]
            self._done += len(part)
        return np.array(rows)

    def _tell(self, playing: int, done: int, blocks: int) -> None:
        if self._told is not None:
            self._told(self._done - (-playing * done // blocks), self._all)

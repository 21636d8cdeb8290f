"""What an analysis asks of a run: one number a world, in one arm or as the difference between two."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from attrit.engine.keep import MEASURED, Keep, headline_pair
from attrit.engine.outcomes import OUTCOMES
from attrit.engine.results import Results
from attrit.engine.simulate import play
from attrit.engine.worlds import Worlds
from attrit.errors import Problem, ResultsError, did_you_mean
from attrit.experiments.measures import Measure, measure_named
from attrit.shown import Shown
from attrit.statistics.variation import paired_difference

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

Values = NDArray[np.float64]

OF = ("difference", "arm")
_LOOKED_AT = 32  # worlds played again to see whether the outcomes are those of the inputs


@dataclass(frozen=True, repr=False)
class Target(Shown):
    """One number a world.

    Parameters
    ----------
    measure
        () [-] The measure.
    arm
        () [-] The arm.
    against
        () [-] The arm that is subtracted in the same worlds; None for the number of the arm itself.
    titles
        (arm) [-] What the arms are, in words.
    """

    measure: Measure
    arm: str
    against: str | None
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def title(self) -> str:
        """What it is, in words."""
        if self.against is None:
            return f"{self.measure.title} ({self.arm})"
        return f"difference in {self.measure.title} ({self.arm} minus {self.against})"

    @property
    def unit(self) -> str:
        """Canonical unit."""
        return self.measure.unit

    @property
    def of(self) -> str:
        """``difference`` or ``arm``."""
        return "arm" if self.against is None else "difference"

    @property
    def arms(self) -> tuple[str, ...]:
        """The arms that it needs."""
        return (self.arm,) if self.against is None else (self.arm, self.against)

    def again(self, results: Results, worlds: Worlds, progress: Callable[[int, int], None] | None = None) -> Results:
        """Other worlds of a run's scenario in the arms that it needs.

        Parameters
        ----------
        results
            () [-] The run, whose days and steps are played.
        worlds
            (draw) [-] The worlds.
        progress
            () [-] Called with blocks done and blocks in all.
        """
        arms = {name: results.scenario.arm(name) for name in self.arms}
        return play_like(results, arms, worlds, self.measure, progress)

    def values(self, results: Results) -> Values:
        """(draw) [unit] The number in every world of a run; NaN or infinite where it has none."""
        x = self.measure.values(results, self.arm)
        if self.against is None:
            return x
        return paired_difference(x, self.measure.values(results, self.against))

    def numbers(self, results: Results) -> Values:
        """(draw) [unit] The number in every world, for what needs one in each.

        Raises
        ------
        ResultsError
            There are worlds without one.
        """
        x = self.values(results)
        none = int(np.sum(~np.isfinite(x)))
        if none:
            found = f"has no number in {none:,} of {x.size:,} worlds, in which it does not come to pass"
            cure = "ask for 'recovered', whether it comes to pass" if self.measure.name == "recovered_day" else ""
            raise ResultsError(Problem("", self.measure.name, found, "an outcome with a number in every world", cure))
        return x


def target_of(
    results: Results, outcome: str = "area_held", arm: str | None = None, against: str | None = None,
    of: str | None = None,
) -> Target:  # fmt: skip
    """What is asked of a run.

    Parameters
    ----------
    results
        () [-] The run.
    outcome
        () [-] Name of a measure, or of an outcome that is one number a world.
    arm, against
        () [-] The arms; those of the headline if None.
    of
        () [-] ``arm`` for its own number, ``difference`` for that less the other's; the difference if None and there
        are two arms.

    Raises
    ------
    ResultsError
        No such outcome or arm in the run, or an arm against itself.
    """
    if not isinstance(results, Results):
        accepted = "a run of attrit.simulate, or an attrit.Cases where the analysis takes any table"
        raise ResultsError(Problem("", "results", f"found {type(results).__name__}", accepted))
    measure = measure_named(results, outcome)
    first, other = headline_pair(results.scenario, results.arms)
    chosen = first if arm is None else arm
    results.arm_index(chosen)
    if of is not None and of not in OF:
        raise ResultsError(Problem("", "of", f"found {of!r:.40}", "'difference' or 'arm'", did_you_mean(str(of), OF)))
    if against is None:
        against = other if other != chosen else first
    elif against == chosen:
        found = f"'{chosen}' against itself"
        raise ResultsError(Problem("", "arm", found, "two different arms of the run, or of='arm'"))
    elif of == "arm":
        raise ResultsError(Problem("", "against", f"'{against}', though the arm's own number is asked for"))
    results.arm_index(against)
    titles = {name: results.scenario.arms[name].title for name in (chosen, against) if name in results.scenario.arms}
    if of == "arm" or (of is None and len(results.arms) == 1):
        return Target(measure, chosen, None, titles)
    if against == chosen:
        found = f"'{chosen}' against itself"
        raise ResultsError(Problem("", "arm", found, "two different arms of the run, or of='arm'"))
    return Target(measure, chosen, against, titles)


def replayed(results: Results) -> None:
    """Play a few worlds again and refuse a run whose outcomes are not those of its worlds.

    A run that was sorted, mixed with another or edited would be analysed as if nothing had happened: every index comes
    from the order of the outcomes alone. A run is looked at once; results made by hand, which do not say from which
    scenario they come, cannot be.

    Parameters
    ----------
    results
        () [-] The run.

    Raises
    ------
    ResultsError
        The numbers are not those of the worlds they are given for.
    """
    if "scenario_digest" not in results.attrs or "_replayed" in vars(results):
        return
    there = results.draws
    which = np.unique(np.linspace(0, there - 1, min(there, _LOOKED_AT)).astype(np.int64))
    arms = {name: results.scenario.arm(name) for name in results.arms}
    days, steps = int(results.coords["day"][-1]), int(results.attrs.get("steps", 1))
    kept = Keep(final=[name for name in results.variables if name in OUTCOMES])
    again = play(results.scenario, arms, results.worlds.part(which), days, kept, steps=steps)
    wrong = np.zeros(which.size, bool)
    for name in kept.final or ():
        old = results.variables[name]
        values = old.values if "day" not in old.dims else np.take(old.values, -1, old.dims.index("day"))
        if values.shape[-1] != there:
            raise ResultsError(Problem("", name, f"{values.shape[-1]:,} outcomes for {there:,} worlds"))
        new, told = again.variables[name].values, values[..., which]
        same = (told == new) | (np.isnan(told) & np.isnan(new))
        wrong |= ~same.reshape(-1, which.size).all(axis=0)
    if wrong.any():
        found = f"in {wrong.sum()} of {which.size} worlds that were played again the outcome is another than in the run"
        cure = "analyse what attrit.simulate gave, with its draws in their order; play it anew after a new version"
        raise ResultsError(Problem("", "draw", found, "outcomes that belong to their worlds", cure))
    vars(results)["_replayed"] = True


def play_like(
    results: Results, variants: Mapping[str, Scenario], worlds: Worlds, measure: Measure,
    progress: Callable[[int, int], None] | None = None, bases: Mapping[str, Scenario] | None = None,
) -> Results:  # fmt: skip
    """Play other worlds or variants of a scenario, over the days and steps of a run, and keep what a measure reads.

    Parameters
    ----------
    results
        () [-] The run.
    variants
        (variant) [-] Its scenario with changes such as arms make, by name.
    worlds
        (draw) [-] The worlds.
    measure
        () [-] The measure.
    progress
        () [-] Called with blocks done and blocks in all.
    bases
        (variant) [-] As in `play`.
    """
    days, steps = int(results.coords["day"][-1]), int(results.attrs.get("steps", 1))
    kept = (measure.name,) if measure.name in OUTCOMES and measure.name not in MEASURED else ()
    return play(
        results.scenario, variants, worlds, days, Keep(final=(*MEASURED, *kept)), steps=steps, progress=progress,
        bases=bases,
    )  # fmt: skip

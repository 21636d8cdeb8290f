"""What carries an effect: the same worlds again with each mechanism and each input at neutral, one at a time.

Shares of variance say what spreads an effect, not what makes it. Here the mean is asked for: what is left of it if one
thing did nothing. Each thing is set as a belief: in both arms, and in the base arm, against whose first day they are
measured.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError, whole_number
from attrit.experiments.targets import Target, play_like, replayed, target_of
from attrit.scenario.neutral import Neutral, at_neutral, neutrals
from attrit.scenario.variants import with_arms
from attrit.shown import Shown
from attrit.statistics.estimates import Estimate, asked_precision, enough
from attrit.statistics.simultaneous import holm
from attrit.statistics.standards import POSSIBLE

if TYPE_CHECKING:
    import xarray

    from attrit.scenario.schema import Scenario

Values = NDArray[np.float64]
Arms = Mapping[str, "Scenario"]
Progress = Callable[[int, int], None]

WORLDS = 1024  # of the run, if nothing is said
FEWEST = 32  # worlds
_ROUND, _ROUNDS = 128, 2  # worlds of a round in which the largest are looked for, and rounds
_CHANCE = 0.05  # that chance alone puts any of them beyond its error
_AT_ONCE = 2**18  # worlds of all things in memory at a time


@dataclass(frozen=True, repr=False)
class Part(Shown):
    """What one thing carries of an effect.

    Parameters
    ----------
    neutral
        () [-] The thing, and what it is set to.
    carries, carries_error
        () [unit] The mean effect less what is left of it with the thing at neutral, world by world, and its Monte-Carlo
        standard error.
    then, then_error
        () [unit] The mean effect with it at neutral, and its Monte-Carlo standard error.
    told
        () [-] Whether what it carries is beyond its error, all that were played considered.
    """

    neutral: Neutral
    carries: float
    carries_error: float
    then: float
    then_error: float
    told: bool

    @property
    def name(self) -> str:
        """Its name: a mechanism, the path of an input, or a state, as in ``hypotheses.law=square``."""
        return _name(self.neutral)


@dataclass(frozen=True, repr=False)
class Carried(Shown):
    """What carries an effect.

    Parameters
    ----------
    target
        () [-] The effect: an outcome of an arm less that of another.
    effect
        () [unit] The effect as it is, in all worlds of the run.
    parts
        (thing) [-] What each thing carries, the most first.
    draws
        () [1] Worlds in which the things were played.
    tried, looked_at
        () [1] How many things were tried; and in how many worlds those that carry most were looked for, 0 if all of
        them are among the parts.
    """

    target: Target
    effect: Estimate
    parts: tuple[Part, ...]
    draws: int
    tried: int
    looked_at: int = 0

    @property
    def told(self) -> tuple[Part, ...]:
        """Those beyond their error."""
        return tuple(part for part in self.parts if part.told)

    def __getitem__(self, name: str) -> Part:
        """What a thing carries, by its name, the end of its path, or the state of a hypothesis (``law=square``)."""
        found = {part.name: part for part in self.parts}
        ends = [key for key in found if key == name or key.endswith(f".{name}")]
        if len(ends) != 1:
            raise ResultsError(Problem("", "name", f"nothing is called '{name}'", f"one of {', '.join(found)}"))
        return found[ends[0]]

    @property
    def dataset(self) -> xarray.Dataset:
        """The table as a Dataset of dims (thing)."""
        import xarray

        said = {"then": "the effect then", "carries": "what it carries"}
        data = {
            f"{name}{error}": ("thing", [getattr(part, f"{name}{error}") for part in self.parts],
                               {"units": self.target.unit, "long_name": f"{title}{', standard error' * bool(error)}"})
            for name, title in said.items() for error in ("", "_error")
        }  # fmt: skip
        coords = {
            "thing": [part.name for part in self.parts],
            "what": ("thing", [part.neutral.what for part in self.parts]),
            "kind": ("thing", [part.neutral.kind for part in self.parts]),
        }
        attrs = {
            "outcome": self.target.measure.name, "arm": self.target.arm, "against": str(self.target.against),
            "effect": self.effect.mean, "effect_error": self.effect.mean_error, "draws": self.draws,
        }  # fmt: skip
        return xarray.Dataset(data, coords=coords, attrs=attrs)


def _name(neutral: Neutral) -> str:
    return f"{neutral.name}={neutral.to}" if neutral.kind == "state" else neutral.name


def carries(
    results: Results, outcome: str = "area_held", *, arm: str | None = None, against: str | None = None,
    draws: int | None = None, most: int | None = None, precision: float | None = None,
    progress: Progress | None = None,
) -> Carried:  # fmt: skip
    """What carries an effect: what is left of it if one thing did nothing, in the same worlds.

    Parameters
    ----------
    results
        () [-] A run that holds both arms.
    outcome
        () [-] Name of a measure, or of an outcome that is one number a world.
    arm, against
        () [-] The arms; those of the headline if None.
    draws
        () [1] Worlds of the run to play; 1,024 if None and there are as many.
    most
        () [1] How many of the largest to find: they are looked for in the last 256 worlds of the run, and only they are
        played in the others. All things are if None.
    precision
        () [unit] Standard error asked for of what each thing carries.
    progress
        () [-] Called with how much is done and how much there is to do.

    Raises
    ------
    ResultsError
        The run holds one arm, the outcome has no number in some worlds, or the precision is not reached.
    """
    asked_precision(precision)
    target = target_of(results, outcome, arm, against)
    if target.against is None:
        raise ResultsError(
            Problem("", "against", f"the run holds '{target.arm}' and no other arm", "a run of two arms")
        )
    if results.draws < FEWEST:
        raise ResultsError(Problem("", "draws", f"{results.draws} worlds are too few", f"at least {FEWEST}"))
    few = min(results.draws, WORLDS) if draws is None else whole_number("draws", draws, FEWEST, results.draws)
    replayed(results)
    whole = target.numbers(results)
    scenario = results.scenario
    tried = {_name(one): one for one in neutrals(scenario)}
    made: Mapping[str, Arms] = {name: at_neutral(scenario, one, target.arms) for name, one in tried.items()}
    play = _Plays(results, target, progress)
    looked_at = 0
    if most is not None and len(made) > most:
        made, looked_at = _largest(play, whole, made, most)
    then = play(made, slice(few))
    parts = sorted(_parts(whole, tried, then), key=lambda part: -abs(part.carries))
    enough(max((part.carries_error for part in parts), default=0.0), precision, few, "parts of the effect")
    return Carried(target, target.measure.estimated(whole), tuple(parts), few, len(tried), looked_at)


class _Plays:
    """Plays arms with one thing at neutral in worlds of a run, each against the first day of its own base arm."""

    def __init__(self, results: Results, target: Target, progress: Progress | None) -> None:
        self._results, self._target, self._progress = results, target, progress

    def __call__(self, made: Mapping[str, Arms], which: slice) -> dict[str, Values]:
        """(thing)(draw) The effect with each thing at neutral."""
        worlds, arms, base = self._results.worlds.part(which), self._target.arms, self._results.scenario.base
        names, step, found = [*made], max(1, _AT_ONCE // self._results.draws), {}
        for first in range(0, len(names), step):
            part = names[first : first + step]
            named = {f"{arm}, {name}": made[name][arm] for name in part for arm in arms}
            bases = {f"{arm}, {name}": made[name][base] for name in part for arm in arms}
            held = replace(self._results, scenario=with_arms(self._results.scenario, named))
            told = partial(self._tell, first, len(part), len(names))
            run = play_like(held, named, worlds, self._target.measure, told, bases)
            for name in part:
                pair = [f"{arm}, {name}" for arm in arms]
                found[name] = replace(self._target, arm=pair[0], against=pair[1]).numbers(run)
        return found

    def _tell(self, before: int, here: int, of: int, done: int, blocks: int) -> None:
        if self._progress is not None:
            self._progress(before * blocks + here * done, of * blocks)


def _largest(play: _Plays, whole: Values, made: Mapping[str, Arms], most: int) -> tuple[dict[str, Arms], int]:
    """The things that carry most in the last worlds of a run: a race that drops what cannot be among them any more."""
    left, then = dict(made), dict.fromkeys(made, np.empty(0))
    last, played = whole[-_ROUNDS * _ROUND :], 0
    while played < last.size and len(left) > most:
        here = slice(whole.size - last.size + played, whole.size - last.size + min(played + _ROUND, last.size))
        then |= {name: np.concatenate([then[name], x]) for name, x in play(left, here).items()}
        played = here.stop - (whole.size - last.size)
        sizes = {name: _mean(last[:played] - then[name]) for name in left}
        least = sorted(abs(mean) - error for mean, error in sizes.values())[-most]
        left = {name: left[name] for name, (mean, error) in sizes.items() if abs(mean) + POSSIBLE * error >= least}
    first = sorted(left, key=lambda name: -abs(sizes[name][0]))[:most]
    return {name: left[name] for name in first}, played


def _parts(effect: Values, tried: Mapping[str, Neutral], then: Mapping[str, Values]) -> list[Part]:
    """What each thing carries, by the first worlds, and what is left of the effect, which all worlds tell."""
    from scipy.special import stdtr

    rows = []
    for name, x in then.items():
        n, own = x.size, effect[: x.size]
        part, part_error = _mean(own - x)
        # a mean over all worlds less one over the first n of them, which both know
        both = np.cov(own, own - x) if n > 1 else np.full((2, 2), np.nan)
        variance = both[1, 1] / n + (effect.var(ddof=1) - 2 * both[0, 1]) / effect.size
        rows.append((name, part, part_error, float(effect.mean()) - part, math.sqrt(max(variance, 0.0))))
    z = np.array([abs(part) / error if error > 0 else 0.0 for _, part, error, *_ in rows])
    p = holm(2 * stdtr(n - 1, -z)) if rows else z
    told = (p < _CHANCE).tolist()
    return [
        Part(tried[name], part, part_error, left, left_error, sure)
        for (name, part, part_error, left, left_error), sure in zip(rows, told, strict=True)
    ]


def _mean(x: Values) -> tuple[float, float]:
    return float(x.mean()), float(x.std(ddof=1)) / math.sqrt(x.size)

"""What it would take: an outcome along a lever, and how far the lever must be moved for the outcome to change."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from attrit.engine.draws import Columns, uniform_numbers
from attrit.engine.estimates import Estimate, asked_precision, enough
from attrit.engine.keep import headline_pair
from attrit.engine.measures import Measure
from attrit.engine.recipes import Recipes
from attrit.engine.results import Results
from attrit.engine.targets import Target, play_like, replayed, target_of
from attrit.errors import Problem, ResultsError, whole_number
from attrit.scenario.levers import Lever, lever_named, possible, variant, with_arms
from attrit.statistics.crossing import Crossing, closer, crossing, resampled_means, standard_errors
from attrit.statistics.variation import refuse_constant

if TYPE_CHECKING:
    import xarray

    from attrit.scenario.schema import Scenario

Values = NDArray[np.float64]
Told = Callable[[int, int], None]

FEWEST = 100  # worlds
CHANGE = 0.10  # of a probability; of other outcomes the same part of what nine worlds in ten span
_POINTS, _EACH = 20, 8  # values of a lever, and of each of two, about
_FINER = 9  # parts into which what encloses a crossing is divided, about
_CONTOUR = 2048  # worlds
_AT_ONCE = 2**19  # worlds of all variants in memory at a time
_RESAMPLES, _PIECE = 1000, 2**21  # of the bootstrap, and random numbers of it at a time
_SURE = 2.0  # standard errors from which on a change is told from none
_CROSSING = {"at": "needed", "low": "5 % quantile", "high": "95 % quantile", "error": "standard error"}


@dataclass(frozen=True)
class Setting:
    """What is asked: an outcome of an arm, held against another arm in the same worlds, and a change of it.

    Parameters
    ----------
    measure
        () [-] The outcome.
    arm, against
        () [-] The arm that levers are set in, and the arm of reference; they may be the same.
    reference, as_it_is
        () [unit] The outcome in the arm of reference, and the arm's difference to it while no lever is set.
    change, stated
        () [unit, -] The change of the mean, with its sign, and whether it was asked for.
    scenario, draws
        () [-, 1] The scenario, and the number of worlds.
    """

    measure: Measure
    arm: str
    against: str
    reference: Estimate
    as_it_is: Estimate
    change: float
    stated: bool
    scenario: Scenario
    draws: int


@dataclass(frozen=True)
class Requirement:
    """What it would take.

    Parameters
    ----------
    lever, setting
        () [-] The lever, and what is asked.
    values, finer
        (value) [unit of the lever, -] Its values, and whether each was played to narrow the crossing down.
    outcome, difference
        (value) [unit] The outcome, and the same less that in the arm of reference, world by world.
    crossing
        () [unit of the lever] Where the mean difference reaches the change; where `Crossing.up` is false it is reached
        by the first value already, and as far as the crossing.
    believed
        () [unit of the lever] What is believed of the lever.
    times_believed, recruitment
        () [1, day] The crossing as a multiple of the median of what is believed, and, of a lever that counts the men of
        a side, as days of recruitment in the whole country; NaN if there is none.
    """

    lever: Lever
    setting: Setting
    values: tuple[float, ...]
    finer: tuple[bool, ...]
    outcome: tuple[Estimate, ...]
    difference: tuple[Estimate, ...]
    crossing: Crossing
    believed: Estimate
    times_believed: float
    recruitment: float

    @property
    def furthest(self) -> int:
        """Place of the value at which the difference goes furthest in the direction asked for."""
        return int(np.argmax([math.copysign(1.0, self.setting.change) * e.mean for e in self.difference]))

    @property
    def dataset(self) -> xarray.Dataset:
        """The curve as a Dataset of dims (value), with the crossing beside it."""
        import xarray

        measure, lever = self.setting.measure, self.lever
        data: dict[str, Any] = {"finer": ("value", list(self.finer))}
        titles = {"outcome": measure.title, "difference": f"{measure.title}, less {self.setting.against}"}
        for name, title in titles.items():
            pairs = [(e.mean, e.mean_error) for e in getattr(self, name)]
            data |= _with_error("value", name, pairs, measure.unit, title)
        for name, title in _CROSSING.items():
            data[name] = (), getattr(self.crossing, name), {"units": lever.unit, "long_name": title}
        for name, unit, title in (("times_believed", "1", "times believed"), ("recruitment", "day", "recruitment")):
            data[name] = (), getattr(self, name), {"units": unit, "long_name": f"needed, as {title}"}
        coords = {"value": ("value", list(self.values), _said(lever))}
        return xarray.Dataset(data, coords=coords, attrs=_asked(self.setting))


@dataclass(frozen=True)
class Contour:
    """Which combinations of two levers it would take.

    Parameters
    ----------
    levers, setting
        (2), () [-] The levers, and what is asked.
    values, believed
        (2)(value), (2) [unit of the lever] Values of each, and what is believed of each.
    difference, error
        (first, second) [unit] Mean difference to the reference, and its Monte-Carlo standard error.
    needed
        (second) [unit of the first lever] For each value of the second lever, where along the first the mean difference
        reaches the change.
    """

    levers: tuple[Lever, Lever]
    setting: Setting
    values: tuple[tuple[float, ...], tuple[float, ...]]
    believed: tuple[Estimate, Estimate]
    difference: Values
    error: Values
    needed: tuple[Crossing, ...]

    @property
    def dataset(self) -> xarray.Dataset:
        """The grid as a Dataset of dims (first, second), and what is needed of the first of dims (second)."""
        import xarray

        numbers = np.stack([self.difference, self.error], axis=-1)
        title = f"{self.setting.measure.title}, less {self.setting.against}"
        data = _with_error(("first", "second"), "difference", numbers, self.setting.measure.unit, title)
        for name, title in _CROSSING.items():
            said = {"units": self.levers[0].unit, "long_name": f"{self.levers[0].name}: {title}"}
            data[name] = "second", [getattr(found, name) for found in self.needed], said
        named = zip(("first", "second"), self.values, self.levers, strict=True)
        coords = {dim: (dim, list(values), _said(lever)) for dim, values, lever in named}
        return xarray.Dataset(data, coords=coords, attrs=_asked(self.setting))


def _with_error(dims: Any, name: str, pairs: Any, unit: str, title: str) -> dict[str, Any]:
    """Numbers and their standard errors, the last axis of `pairs`, as variables."""
    both = {name: title, f"{name}_error": "Monte-Carlo standard error"}
    columns = np.moveaxis(np.asarray(pairs), -1, 0)
    return {n: (dims, x, {"units": unit, "long_name": t}) for (n, t), x in zip(both.items(), columns, strict=True)}


def _asked(s: Setting) -> dict[str, Any]:
    return {"outcome": s.measure.name} | {name: getattr(s, name) for name in ("arm", "against", "change", "draws")}


def _said(lever: Lever) -> dict[str, str]:
    return {"units": lever.unit, "long_name": lever.title, "lever": lever.name}


def requirement(
    results: Results, lever: str = "men", values: Sequence[float] | None = None, *, outcome: str = "recovered",
    change: float | None = None, arm: str | None = None, against: str | None = None, unit: str | None = None,
    draws: int | None = None, precision: float | None = None, progress: Told | None = None,
) -> Requirement:  # fmt: skip
    """How far a lever must be moved for an outcome to change, in the same worlds.

    Parameters
    ----------
    results
        () [-] A run that holds both arms.
    lever
        () [-] One of `attrit.scenario.levers.LEVERS`, or the path of an input.
    values
        (value) [unit] Values to try; some twenty up to several times what is believed if None.
    outcome
        () [-] Name of a measure, or of an outcome that is one number a world.
    change
        () [unit] The change of the mean, below 0 for a fall. If None, .1 of a probability and of other outcomes a tenth
        of what nine worlds in ten span in the arm of reference, in the direction of the curve.
    arm, against
        () [-] The arm whose lever it is, and the one that it is held against, which may be the same as it is; those of
        the headline if None.
    unit
        () [-] Unit of the lever; that of its input if None.
    draws
        () [1] Worlds of the run to play; all if None.
    precision
        () [unit of the lever] Standard error asked for of the crossing, if there is one.
    progress
        () [-] Called with how much is done and how much there is to do at most.

    Raises
    ------
    ResultsError
        An arm or outcome is not in the run, or without a number in some worlds; the lever changes nothing that can be
        told from chance; the outcome is the same in all worlds; the change is 0; or the precision is not reached.
    ScenarioError
        No such lever, or values that it cannot have.
    """
    asked_precision(precision)
    play = _Play(results, outcome, change, arm, against, draws, progress)
    one = lever_named(play.scenario, lever, play.arm, unit)
    believed = play.believed(one)
    made = play.variants(one, believed, values, _POINTS)
    x, table = np.array([*made]), play.differences([*made.values()], later=_FINER)
    _told_from_none(table, play, [one])
    wanted = _change(table, play)
    sign = math.copysign(1.0, wanted)
    found = crossing(x, sign * table.mean(axis=1), sign * play.resampled(table), abs(wanted))
    finer = closer(x, found, _FINER)
    if finer:
        more = play.differences([variant(play.scenario, [(one, value)], play.arm) for value in finer])
        x, table = np.concatenate([x, finer]), np.concatenate([table, more])
        x, table = np.sort(x), table[np.argsort(x)]
        found = crossing(x, sign * table.mean(axis=1), sign * play.resampled(table), abs(wanted))
    if found.found:
        enough(found.error, precision, play.draws, f"values of {one.name} that are needed")
    outcomes, differences = map(play.estimate, table + play.reference), map(play.estimate, table)
    points = tuple(x.tolist()), tuple(value not in made for value in x.tolist()), tuple(outcomes), tuple(differences)
    recruits = play.scenario.medians()[f"sides.{one.side}.recruits"] if one.side else 0.0
    times = found.at / believed.middle if found.found and believed.middle > 0 else math.nan
    days = found.at * one.factor / recruits if found.found and recruits > 0 else math.nan
    return Requirement(one, play.setting(wanted), *points, found, believed, times, days)


def contour(
    results: Results, levers: tuple[str, str] = ("men", "quality"),
    values: tuple[Sequence[float] | None, Sequence[float] | None] = (None, None), *, outcome: str = "recovered",
    change: float | None = None, arm: str | None = None, against: str | None = None, progress: Told | None = None,
    units: tuple[str | None, str | None] = (None, None), draws: int | None = None,
) -> Contour:  # fmt: skip
    """Which combinations of two levers change an outcome by so much, in the same worlds.

    Parameters
    ----------
    results
        () [-] A run that holds both arms.
    levers
        (2) [-] Two levers, as in `requirement`.
    values
        (2)(value) [unit] Values of each lever; some nine if None.
    outcome, change, arm, against, progress
        () [-] As in `requirement`.
    units
        (2) [-] Unit of each lever; that of its input if None.
    draws
        () [1] How many of the worlds of the run to play; 2,048 if None and there are as many.

    Raises
    ------
    ResultsError, ScenarioError
        As `requirement`, or both levers set the same input.
    """
    few = min(results.draws, _CONTOUR) if draws is None else draws
    play = _Play(results, outcome, change, arm, against, few, progress)
    first, second = (lever_named(play.scenario, name, play.arm, unit) for name, unit in zip(levers, units, strict=True))
    pair, believed = (first, second), (play.believed(first), play.believed(second))
    x, y = ([*play.variants(*one, _EACH)] for one in zip(pair, believed, values, strict=True))
    made = [variant(play.scenario, [(first, a), (second, b)], play.arm) for a in x for b in y]
    table = play.differences(made)
    _told_from_none(table, play, pair)
    wanted = _change(table, play)
    sign, shape = math.copysign(1.0, wanted), (len(x), len(y))
    mean, error = table.mean(axis=1).reshape(shape), standard_errors(table).reshape(shape)
    curves, drawn = sign * mean, sign * play.resampled(table).reshape(-1, *shape)
    needed = [crossing(np.array(x), curves[:, k], drawn[..., k], abs(wanted)) for k in range(len(y))]
    return Contour(pair, play.setting(wanted), (tuple(x), tuple(y)), believed, mean, error, tuple(needed))


class _Play:
    """Plays variants of an arm in the worlds of a run, and holds them against the arm of reference."""

    def __init__(
        self, results: Results, outcome: str, change: float | None, arm: str | None, against: str | None,
        draws: int | None, told: Told | None,
    ) -> None:  # fmt: skip
        own = against is not None and against == (arm or headline_pair(results.scenario, results.arms)[0])
        target = target_of(results, outcome, against if own else arm, None if own else against, "arm" if own else None)
        if target.against is None and not own:
            cure = f"play another arm too, or hold it against itself as it is: against='{target.arm}'"
            raise ResultsError(Problem("", "against", f"the run holds '{target.arm}' and no other arm", "", cure))
        self.measure, self.arm, self.against = target.measure, target.arm, target.against or target.arm
        if results.draws < FEWEST:
            raise ResultsError(Problem("", "draws", f"{results.draws} worlds are too few", f"at least {FEWEST}"))
        self.draws = results.draws if draws is None else whole_number("draws", draws, FEWEST, results.draws)
        if change is not None and not (isinstance(change, int | float | np.number) and 0 < abs(change) < math.inf):
            accepted = "a number that is not 0, such as 0.1 of a probability"
            raise ResultsError(Problem("", "change", f"found {change!r:.40}", accepted))
        self._results, self._told, self._done, self._all = results, told, 0, 0
        self.change = None if change is None else float(change)
        self.scenario, self._worlds = results.scenario, results.worlds.part(slice(self.draws))
        replayed(results)
        both = (Target(self.measure, name, None).numbers(results) for name in (self.arm, self.against))
        self._own, self.reference = (x[: self.draws] for x in both)

    def estimate(self, x: Values) -> Estimate:
        """The estimate of the outcome or of a difference."""
        return Estimate.probability(x) if self.measure.probability else Estimate.of(x)

    def setting(self, change: float) -> Setting:
        """What is asked."""
        x, y = self.estimate(self.reference), self.estimate(self._own - self.reference)
        both, stated = (self.arm, self.against), self.change is not None
        return Setting(self.measure, *both, x, y, change, stated, self.scenario, self.draws)

    def believed(self, lever: Lever) -> Estimate:
        """What is believed of a lever."""
        made, columns = self.scenario.arm(self.arm), Columns(self._worlds)
        recipes, total = Recipes(made), np.zeros(self.draws)
        for path, weight in lever.weighs.items():
            _, owner, *key = path.split(".")
            role = made.groups[owner].role if owner in lever.roles else None
            recipe = recipes.of(path) if role is None else recipes.role(role, key[0])
            total += weight / lever.factor * columns.values(recipe)
        return Estimate.of(total)

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
            run = play_like(held, {name: named[name] for name in part}, self._worlds, self.measure, told)
            rows += [Target(self.measure, name, None).numbers(run) - self.reference for name in part]
            self._done += len(part)
        return np.array(rows)

    def _tell(self, playing: int, done: int, blocks: int) -> None:
        if self._told is not None:
            self._told(self._done - (-playing * done // blocks), self._all)

    def resampled(self, table: Values) -> Values:
        """(resample, variant) Means of resamples, by the same weights whenever they are made."""
        parts = np.array_split(np.arange(_RESAMPLES), min(_RESAMPLES, -(-_RESAMPLES * self.draws // _PIECE)))
        seed, sizes = self._results.seed, [(f"requirement {part[0]}", part.size) for part in parts]
        return np.concatenate([resampled_means(table, uniform_numbers(n, seed, k, self.draws)) for n, k in sizes])


def _told_from_none(table: Values, play: _Play, levers: Sequence[Lever]) -> None:
    """Refuse levers along which nothing changes that could be told from the error."""
    mean, error = (moved := table - table[0]).mean(axis=1), standard_errors(moved)
    if (np.abs(mean) > _SURE * error).any():
        return
    if not table.any():  # in no variant other than in the arm of reference
        refuse_constant(play.reference, play.measure.title)
    most = int(np.argmax(np.abs(mean)))
    factor, unit = (100, " points") if play.measure.probability else (1, f" {play.measure.unit}".removesuffix(" 1"))
    said = f"by {factor * mean[most]:.2g} ± {factor * error[most]:.2g}{unit} at most, which may be chance"
    found = f"changes {play.measure.title} {said if moved.any() else 'not at all'} ({play.draws:,} worlds)"
    name = " and ".join(lever.name for lever in levers)
    raise ResultsError(Problem("", name, found, "another lever, a wider range or more draws"))


def _change(table: Values, play: _Play) -> float:
    """The change asked for, with its sign."""
    if play.change is not None:
        return play.change
    size = CHANGE
    if not play.measure.probability:
        low, high = np.quantile(play.reference, [0.05, 0.95])
        size = float(f"{CHANGE * (high - low):.2g}")
        if not size:
            found = f"{play.measure.title} hardly differs between the worlds of '{play.against}'"
            raise ResultsError(Problem("", "change", found, f"a change in figures, in {play.measure.unit}"))
    return math.copysign(size, max(table.mean(axis=1), key=abs))

"""What it would take: an outcome along a lever, and how far the lever must be moved for the outcome to change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from attrit.engine.draws import uniform_numbers
from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError
from attrit.experiments.measures import Measure
from attrit.experiments.variant_runs import Told, Values, VariantRuns
from attrit.reader import either
from attrit.scenario.levers import Lever
from attrit.scenario.variants import variant
from attrit.shown import Shown
from attrit.statistics.crossing import Crossing, closer, crossing, resampled_means, standard_errors
from attrit.statistics.estimates import Estimate, asked_precision, enough
from attrit.statistics.standards import POSSIBLE
from attrit.statistics.variation import refuse_constant

if TYPE_CHECKING:
    import xarray

    from attrit.scenario.schema import Scenario

FEWEST_OF_A_LAW = 300  # worlds in which it holds
CHANGE = 0.10  # of a probability; of other outcomes the same part of what nine worlds in ten span
_POINTS, _EACH = 20, 8  # values of a lever, and of each of two, about
_FINER = 9  # parts into which what encloses a crossing is divided, about
_CONTOUR = 2048  # worlds
_RESAMPLES, _PIECE = 1000, 2**21  # of the bootstrap, and random numbers of it at a time
_CROSSING = {"at": "needed", "low": "5 % quantile", "high": "95 % quantile", "error": "standard error"}


@dataclass(frozen=True, repr=False)
class Setting(Shown):
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
class UnderLaw:
    """What it would take in those worlds in which one law of attrition holds.

    Parameters
    ----------
    crossing
        () [unit of the lever] Where the mean difference over these worlds reaches the change.
    draws
        () [1] How many worlds they are.
    """

    crossing: Crossing
    draws: int


@dataclass(frozen=True, repr=False)
class Requirement(Shown):
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
    by_law
        (law) [-] The same by the law of attrition that holds, of those with `FEWEST_OF_A_LAW` worlds and more; empty
        unless there are two.
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
    by_law: dict[str, UnderLaw]
    believed: Estimate
    times_believed: float
    recruitment: float

    @property
    def furthest(self) -> int:
        """Place of the value at which the difference goes furthest in the direction asked for."""
        return int(np.argmax([math.copysign(1.0, self.setting.change) * e.mean for e in self.difference]))

    @property
    def dataset(self) -> xarray.Dataset:
        """The curve as a Dataset of dims (value), with the crossing beside it, also by law of dims (law)."""
        import xarray

        measure, lever = self.setting.measure, self.lever
        data: dict[str, Any] = {"finer": ("value", list(self.finer))}
        titles = {"outcome": measure.title, "difference": f"{measure.title}, less {self.setting.against}"}
        for name, title in titles.items():
            pairs = [(e.mean, e.mean_error) for e in getattr(self, name)]
            data |= _with_error("value", name, pairs, measure.unit, title)
        for name, title in _CROSSING.items():
            data[name] = (), getattr(self.crossing, name), {"units": lever.unit, "long_name": title}
            laws = [getattr(one.crossing, name) for one in self.by_law.values()]
            data[f"law_{name}"] = "law", laws, {"units": lever.unit, "long_name": f"{title}, under the law"}
        data["law_draws"] = "law", [one.draws for one in self.by_law.values()], {"units": "1", "long_name": "worlds"}
        for name, unit, title in (("times_believed", "1", "times believed"), ("recruitment", "day", "recruitment")):
            data[name] = (), getattr(self, name), {"units": unit, "long_name": f"needed, as {title}"}
        coords = {"value": ("value", list(self.values), _said(lever)), "law": [*self.by_law]}
        return xarray.Dataset(data, coords=coords, attrs=_asked(self.setting))


@dataclass(frozen=True, repr=False)
class Contour(Shown):
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


def needed(
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
        () [-] The arm whose lever it is, and the one that it is held against, which may be the same as it is. Those of
        the headline if None; but what is not of the contingent or its supporter would be so in every arm, and is held
        against the same arm as it is.
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
        told from chance; the outcome is the same in all worlds; the change is 0, or leads a probability beyond 0 or 1;
        or the precision is not reached.
    ScenarioError
        No such lever, or values that it cannot have.
    """
    asked_precision(precision)
    _asked_change(change)
    play = VariantRuns(results, [(lever, unit)], outcome, arm, against, draws, progress)
    (one,) = play.levers
    _possible(change, play)
    believed = play.believed(one)
    made = play.variants(one, believed, values, _POINTS)
    x, table = np.array([*made]), play.differences([*made.values()], later=_FINER)
    _told_from_none(table, play)
    wanted = _change(change, table, play)
    found = _crossing(x, table, wanted, results.seed)
    finer = closer(x, found, _FINER)
    if finer:
        more = play.differences([variant(play.scenario, [(one, value)], play.arm) for value in finer])
        x, table = np.concatenate([x, finer]), np.concatenate([table, more])
        x, table = np.sort(x), table[np.argsort(x)]
        found = _crossing(x, table, wanted, results.seed)
    if found.found:
        enough(found.error, precision, play.draws, f"values of {one.name} that are needed")
    outcomes, differences = map(play.estimate, table + play.reference), map(play.estimate, table)
    points = tuple(x.tolist()), tuple(value not in made for value in x.tolist()), tuple(outcomes), tuple(differences)
    recruits = play.scenario.medians()[f"sides.{one.side}.recruits"] if one.side else 0.0
    times = found.at / believed.middle if found.found and believed.middle > 0 else math.nan
    days = found.at * one.factor / recruits if found.found and recruits > 0 else math.nan
    laws = _by_law(x, table, wanted, play, results.seed)
    return Requirement(one, _setting(play, wanted, change), *points, found, laws, believed, times, days)


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
    _asked_change(change)
    few = min(results.draws, _CONTOUR) if draws is None else draws
    play = VariantRuns(results, [*zip(levers, units, strict=True)], outcome, arm, against, few, progress)
    _possible(change, play)
    first, second = pair = play.levers[0], play.levers[1]
    believed = play.believed(first), play.believed(second)
    x, y = ([*play.variants(*one, _EACH)] for one in zip(pair, believed, values, strict=True))
    made = [variant(play.scenario, [(first, a), (second, b)], play.arm) for a in x for b in y]
    table = play.differences(made)
    _told_from_none(table, play)
    wanted = _change(change, table, play)
    sign, shape = math.copysign(1.0, wanted), (len(x), len(y))
    mean, error = table.mean(axis=1).reshape(shape), standard_errors(table).reshape(shape)
    curves, drawn = sign * mean, sign * _resampled(table, results.seed).reshape(-1, *shape)
    needed = [crossing(np.array(x), curves[:, k], drawn[..., k], abs(wanted)) for k in range(len(y))]
    return Contour(pair, _setting(play, wanted, change), (tuple(x), tuple(y)), believed, mean, error, tuple(needed))


def _asked_change(change: float | None) -> None:
    """Refuse a change that is none."""
    if change is not None and not (isinstance(change, int | float | np.number) and 0 < abs(change) < math.inf):
        accepted = f"a number other than 0, such as {either('10 points', '0.1 of a probability')}"
        raise ResultsError(Problem("", "change", f"found {change!r:.40}", accepted))


def _possible(change: float | None, play: VariantRuns) -> None:
    """Refuse a change that leads a probability to below 0 or above 1."""
    now = float(play.reference.mean())
    if change is None or not play.measure.probability or 0 <= now + change <= 1:
        return
    rises = change > 0
    room = math.floor(1000 * ((1 - now) if rises else now)) / 10
    asked = f"{100 * abs(change):g} points {'more' if rises else 'less'} than {100 * now:.1f} %"
    found = f"{asked}, the {play.measure.title} in '{play.against}', is {'above 100' if rises else 'below 0'} %"
    raise ResultsError(Problem("", "change", found, f"a {'rise' if rises else 'fall'} by {room:g} points at most"))


def _setting(play: VariantRuns, wanted: float, change: float | None) -> Setting:
    """What is asked."""
    x, y = play.estimate(play.reference), play.estimate(play.own - play.reference)
    return Setting(play.measure, play.arm, play.against, x, y, wanted, change is not None, play.scenario, play.draws)


def _crossing(x: Values, table: Values, wanted: float, seed: int) -> Crossing:
    """Where the mean of (variant, draw) differences reaches the change."""
    sign = math.copysign(1.0, wanted)
    return crossing(x, sign * table.mean(axis=1), sign * _resampled(table, seed), abs(wanted))


def _by_law(x: Values, table: Values, wanted: float, play: VariantRuns, seed: int) -> dict[str, UnderLaw]:
    """The crossing among the worlds of each law, from what has been played."""
    enough_worlds = {law: which for law, which in play.by_law().items() if which.size >= FEWEST_OF_A_LAW}
    if len(enough_worlds) < 2:
        return {}
    return {
        law: UnderLaw(_crossing(x, table[:, which], wanted, seed), which.size) for law, which in enough_worlds.items()
    }


def _resampled(table: Values, seed: int) -> Values:
    """(resample, variant) Means of resamples, by the same weights whenever they are made."""
    draws = table.shape[1]
    parts = np.array_split(np.arange(_RESAMPLES), min(_RESAMPLES, -(-_RESAMPLES * draws // _PIECE)))
    sizes = [(f"requirement {part[0]}", part.size) for part in parts]
    return np.concatenate([resampled_means(table, uniform_numbers(name, seed, k, draws)) for name, k in sizes])


def _told_from_none(table: Values, play: VariantRuns) -> None:
    """Refuse levers along which nothing changes that could be told from the error."""
    mean, error = (moved := table - table[0]).mean(axis=1), standard_errors(moved)
    if (np.abs(mean) > POSSIBLE * error).any():
        return
    if not table.any():  # in no variant other than in the arm of reference
        refuse_constant(play.reference, play.measure.title)
    most = int(np.argmax(np.abs(mean)))
    factor, unit = (100, " points") if play.measure.probability else (1, f" {play.measure.unit}".removesuffix(" 1"))
    said = f"by {factor * mean[most]:.2g} ± {factor * error[most]:.2g}{unit} at most, which may be chance"
    found = f"changes {play.measure.title} {said if moved.any() else 'not at all'} ({play.draws:,} worlds)"
    name = " and ".join(lever.name for lever in play.levers)
    raise ResultsError(Problem("", name, found, "another lever, a wider range or more draws"))


def _change(change: float | None, table: Values, play: VariantRuns) -> float:
    """The change asked for, or else that by default, with its sign."""
    if change is not None:
        return float(change)
    size = CHANGE
    if not play.measure.probability:
        low, high = np.quantile(play.reference, [0.05, 0.95])
        size = float(f"{CHANGE * (high - low):.2g}")
        if not size:
            found = f"{play.measure.title} hardly differs between the worlds of '{play.against}'"
            raise ResultsError(Problem("", "change", found, f"a change in figures, in {play.measure.unit}"))
    wanted = math.copysign(size, max(table.mean(axis=1), key=abs))
    _possible(wanted, play)
    return wanted

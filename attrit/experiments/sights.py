"""What was observed, as the worlds of a run see it: on which day, against which numbers, with which error.

A map is not the ground. It shows the ground of some days before (the lag of the scenario's map mechanism) with an error
that fades, and it is drawn anew in steps. So of a series of ground one observation is taken from each spell of days:
the last one on which the map changed or, if it did not, the last of all, whose error then grows by what the front
usually moves in the days that the map has stood still.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.engine.keep import rows as rows_of
from attrit.engine.observed_days import Inputs, LogDensity, Sight
from attrit.engine.outcomes import DATES, DIMS, OUTCOMES
from attrit.engine.plan import Plan
from attrit.engine.recipes import LOGNORMAL, Drawn, stream_of
from attrit.errors import Problem, ScenarioError, did_you_mean
from attrit.evidence.biases import shipped
from attrit.evidence.dialect import AS_USUAL, Dialect
from attrit.evidence.observed import Observed, observed_series
from attrit.scenario.schema import Scenario

Floats = NDArray[np.float64]

Expected = Callable[[NDArray[np.float32]], Floats]
"""From rows of the workspace to what an observer without error would see: (draw)."""
ON_MAP = ("area_held", "area_held_or_contested")
_LN_2PI = math.log(2 * math.pi)


@dataclass(frozen=True)
class Exactness:
    """How exact observations are taken to be; judgement, stated with every answer.

    Parameters
    ----------
    every
        () [day] Length of a spell of days from which one observation of the ground is taken.
    area, area_floor
        () [1, km2] Standard error of ground on a map: a share of it, and a least error.
    count
        () [1] Standard error of a count of people or things, on the natural logarithm.
    discrepancy
        () [1] What the model itself may be wrong by: of ground, as a share of what has moved since the first
        observation; of counts, on the natural logarithm.
    temper
        () [1] Power to which densities are raised: 1 takes the observations at their word, less trusts them less.
    """

    every: int = 7
    area: float = 0.02
    area_floor: float = 2.0
    count: float = 0.1
    discrepancy: float = 0.0
    temper: float = 1.0


def read_observations(
    path: str | os.PathLike[str], columns: Mapping[str, str] | None = None, dialect: Dialect = AS_USUAL
) -> list[Observed]:
    """Read a file of what was observed day by day.

    Parameters
    ----------
    path
        () [-] A CSV or Parquet file with a column ``date`` and one for each series, named after an outcome
        (``area_held``, ``losses.ru``). A single column of numbers is the ground held, whatever its name.
    columns
        (column) [-] What a column is where its name does not tell, such as ``{"claimed": "losses.ru by UA"}``: the
        losses of ru as UA counts them.
    dialect
        () [-] How the file writes numbers and dates.

    Raises
    ------
    LedgerError
        The file cannot be read, or a cell is wrong, or no column is an outcome; all problems at once.
    """
    return observed_series(path, tuple(OUTCOMES), columns, dialect)[0]


class Seen(NamedTuple):
    """One observation that worlds are weighed by.

    Parameters
    ----------
    day
        () [day] Its day.
    series
        () [-] Place of its series.
    value, sd
        () [unit] The number, and its standard error (of counts, on the logarithm).
    moved
        () [unit] By how much it differs from the first of its series.
    ground
        () [-] Whether it is ground, whose error is in km2.
    """

    day: int
    series: int
    value: float
    sd: float
    moved: float = 0.0
    ground: bool = True

    def spread(self, exactness: Exactness) -> float:
        """Standard error, with what the model may be wrong by.

        Parameters
        ----------
        exactness
            () [-] How exact observations are.
        """
        return math.hypot(self.sd, exactness.discrepancy * (self.moved if self.ground else 1.0))

    def peak(self, exactness: Exactness) -> float:
        """Log density of the observation in a world that it fits exactly.

        Parameters
        ----------
        exactness
            () [-] How exact observations are.
        """
        return exactness.temper * (-math.log(self.spread(exactness)) - 0.5 * _LN_2PI)


@dataclass(frozen=True)
class Sights:
    """Observations, ready to weigh worlds by.

    Parameters
    ----------
    sights
        (sight) [-] What the filter takes, in the order of days.
    seen
        (sight) [-] The same as numbers.
    left_out
        () [1] Observations before the second day or after the last, which are not used.
    """

    sights: tuple[Sight, ...]
    seen: tuple[Seen, ...] = ()
    left_out: int = field(default=0)


def sights(scenario: Scenario, plan: Plan, observed: Sequence[Observed], horizon: int, exactness: Exactness) -> Sights:
    """What worlds are weighed by.

    Parameters
    ----------
    scenario, plan
        () [-] The scenario, and the plan of the arm that was observed.
    observed
        (series) [-] The series.
    horizon
        () [day] The last day that is played.
    exactness
        () [-] How exact they are.

    Raises
    ------
    ScenarioError
        A series is of what the scenario does not have, or none of its days is among those that are played.
    """
    problems: list[Problem] = []
    found: list[tuple[Seen, Sight]] = []
    left_out = 0
    for place, series in enumerate(observed):
        wrong = _wrong(plan, series)
        if wrong is not None:
            problems.append(wrong)
            continue
        taken, outside = _taken(scenario, series, place, horizon, exactness)
        left_out += outside
        if not taken:
            first = scenario.as_of + timedelta(days=1)
            days = f"{first} to {scenario.as_of + timedelta(days=horizon)}"
            spell = f"it has {series.dates[0]} to {series.dates[-1]}" if series.dates else "no day up to --until"
            cure = "take a scenario that begins before the observations do (as_of), or a longer horizon"
            problems.append(Problem(series.source, "date", f"{spell}; none can be used", f"days from {days}", cure))
        rows, expected = _expected(scenario, plan, series)
        bias = _bias(scenario, series) if series.by else None
        for one in taken:
            density = _density(one, expected, exactness, bias)
            found.append((one, Sight(one.day, rows, density)))
    if problems:
        raise ScenarioError(problems)
    found.sort(key=lambda pair: pair[0].day)
    return Sights(tuple(sight for _, sight in found), tuple(seen for seen, _ in found), left_out)


def _wrong(plan: Plan, series: Observed) -> Problem | None:
    """What keeps a series from being compared with the scenario."""
    about = OUTCOMES[series.outcome]
    if series.outcome in DATES or about.unit == "1":
        accepted = "ground, people, rounds"
        return Problem(series.source, series.outcome, "cannot be observed by day", accepted)
    if about.kind not in DIMS:
        if not series.label:
            return None
        return Problem(series.source, series.outcome, f"has no '{series.label}'", "the name without a point")
    names = plan.layout.names[about.kind]
    if series.label in names:
        return None
    found = f"no '{series.label}'" if series.label else "of whom is not said"
    accepted = f"{series.outcome}. and one of {', '.join(names)}"
    return Problem(series.source, series.outcome, found, accepted, did_you_mean(series.label, names))


def _taken(
    scenario: Scenario, series: Observed, place: int, horizon: int, exactness: Exactness
) -> tuple[list[Seen], int]:
    """The observations that are used, and how many lie outside of the days that are played."""
    days = np.array([(day - scenario.as_of).days for day in series.dates], np.int64)
    inside = (days >= 1) & (days <= horizon)
    outside = int(np.sum(~inside & (days != 0)))
    if not inside.any():
        return [], outside
    if series.outcome in ON_MAP or OUTCOMES[series.outcome].unit == "km2":
        return _of_map(days, series, place, inside, exactness), outside
    sd = np.where(np.isnan(series.errors), exactness.count, series.errors / np.maximum(series.values, 1e-9))
    last = {day // exactness.every: k for k, day in enumerate(days.tolist()) if inside[k] and series.values[k] > 0}
    values = series.values
    return [Seen(int(days[k]), place, float(values[k]), float(sd[k]), 0.0, False) for k in last.values()], outside


def _of_map(
    days: NDArray[np.int64], series: Observed, place: int, inside: NDArray[np.bool_], exactness: Exactness
) -> list[Seen]:
    """Of each spell of days the last on which the map changed, or its last day with a larger error."""
    y = series.values
    changed = np.r_[True, np.diff(y) != 0]
    moved = float(np.abs(np.diff(y)).sum()) / max(1, int(days[-1] - days[0]))
    anew = np.maximum.accumulate(np.where(changed, days, days[0]))
    by_spell: dict[int, int] = {}
    for k in np.flatnonzero(inside).tolist():
        spell = int(days[k] - 1) // exactness.every
        if spell not in by_spell or changed[k] or not changed[by_spell[spell]]:
            by_spell[spell] = k
    found = []
    for k in by_spell.values():
        sd = series.errors[k]
        if math.isnan(sd):
            sd = exactness.area * y[k] + exactness.area_floor
        stale = moved * float(days[k] - anew[k])
        found.append(Seen(int(days[k]), place, float(y[k]), math.hypot(sd, stale), abs(float(y[k] - y[0]))))
    return found


def _expected(scenario: Scenario, plan: Plan, series: Observed) -> tuple[tuple[int, ...], Expected]:
    """Rows of the workspace, and what they say that an observer without error would see: (draw)."""
    if series.outcome in ON_MAP:
        front = plan.layout.names["fronts"].index(scenario.objective)
        names = ("seen", "map_error", "area_contested", "area_held")
        rows = tuple(plan.layout.row("fronts", front, name) for name in names)
        contested = series.outcome == ON_MAP[1]
        return rows, lambda row: _on_map(row.astype(np.float64), contested)
    found = rows_of(plan.layout, scenario, [series.outcome])[series.outcome]
    kind = OUTCOMES[series.outcome].kind
    labels = plan.layout.names[kind] if kind in DIMS else ("",)
    return (int(found[labels.index(series.label)]),), lambda row: row[0].astype(np.float64)


def _on_map(row: Floats, contested: bool) -> Floats:
    """What the map shows of the ground of its day, as `attrit.model.talks_and_map.draw_map` has it, without steps."""
    seen, error, rim, first = row
    shown = np.maximum(0.0, seen + np.where(seen > 0, error, 0.0))
    return np.asarray(shown + rim * np.sqrt(np.clip(seen / first, 0.0, None)) if contested else shown)


def _density(one: Seen, expected: Expected, exactness: Exactness, bias: Drawn | None) -> LogDensity:
    """Log density of one observation in each world: normal about what is expected, of counts on the logarithm."""
    sd, peak = one.spread(exactness), one.peak(exactness)

    def log_density(rows: NDArray[np.float32], inputs: Inputs) -> Floats:
        x = expected(rows)
        if one.ground:
            off = (one.value - x) / sd
        else:
            with np.errstate(divide="ignore"):
                off = (math.log(one.value) - np.log(x) - (0.0 if bias is None else np.log(inputs(bias)))) / sd
        return peak - 0.5 * exactness.temper * off**2

    return log_density


def _bias(scenario: Scenario, series: Observed) -> Drawn:
    """By how much a claimant's counts run above the truth: one number a world, the same on all days."""
    known = shipped() if scenario.source is None else scenario.source.biases
    relation = known.relation(series.by, series.label, scenario.sides)
    found = known.find(series.by, series.label, "losses", relation)
    stream = stream_of(f"observed bias of {series.by} on {series.outcome} {series.label}")
    return Drawn(LOGNORMAL, ((stream, 1.0),), found.p05, found.p50, found.p95)

"""How well a front is forecast from its area series: every model and score, from rolling origins.

The protocol, which is the same for every series:

- Origins every 14 days, the first after 28 days of past. A model sees the days up to the origin.
- Horizons of 30, 60, 90 and 180 days, where the series reaches that far.
- Scores of single days by horizon. Energy and variogram score of all horizons up to the one named, together.
- A series by itself: means over origins. Errors are from blocks of origins that do not overlap, where there are two.
- All series: `crps_ratio`, `wis_ratio`, `energy_ratio` and `variogram_ratio` are means over series of the ratio to the
  random walk with half drift, so that a front of large areas does not rule. Other scores are means over forecasts.
  Errors are by series: these are the independent units, and `fronts` says how many there are.
- The damped trend forecasts a development front by the fit that left it out, any other series by the fit to all of
  them (`attrit.evidence.front_fits`). The shape of the model was chosen on all of the development fronts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.errors import LedgerError, Problem
from attrit.evidence.area_series import AreaSeries, read_area_series, tables
from attrit.experiments.front_forecasters import HALF_DRIFT, Forecaster, SeriesPast, own_forecasters
from attrit.experiments.rolling_origins import Rolled, rolled, with_pool
from attrit.statistics import scores
from attrit.statistics.score_rows import ScoreRow
from attrit.statistics.stacking import error_of_mean

Floats = NDArray[np.float64]

OCCUPIED = "occupied_km2"
HELD = "ua_held_main_km2"
KURSK_FILE = "area_deepstate.csv"
HORIZONS = (30, 60, 90, 180)
STEP = 14
LEAST_PAST = 28
SAMPLES = 1000
JOINT_SAMPLES = 500
"""Samples at most of the energy and the variogram score, whose cost grows by their square; every second of 1,000."""
LEVELS = (0.5, 0.8, 0.9)
"""Central intervals of coverage and WIS."""
WIDTH = 0.05
"""[km2] Least width of a kernel of the log score: what is told apart on the map."""
ORDER = 0.5
"""Power of the variogram score."""
STALLED = 0.2
"""The event of the Brier score: a change of less than this share of what the rate of the last 30 days would make."""
BELIEVED = {"damped_trend": 0.7, HALF_DRIFT: 0.15, "persistence": 0.15}
"""Members of the pool with their weights before anything is seen of a series; further ones get an equal share."""
RATIOS = ("crps", "wis", "energy", "variogram")
ALL = "all"


class Values(NamedTuple):
    """One score of one model on one series at one horizon.

    Parameters
    ----------
    origin
        (forecast) [day] Origins.
    value
        (forecast) [any] The score of each.
    """

    origin: NDArray[np.int64]
    value: Floats


Table = dict[tuple[str, int, str], Values]
"""By model, horizon and score."""


def front_rows(
    folder: Path | None,
    kursk: Path | None = None,
    *,
    forecasters: Mapping[str, Forecaster] | None = None,
    members: Sequence[str] | None = None,
    believed: Mapping[str, float] | None = None,
    samples: int = SAMPLES,
    seed: int = 1,
    notes: list[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[ScoreRow]:
    """Scores of every model on every front of a folder, and on the pocket of Kursk.

    Parameters
    ----------
    folder
        () [-] Folder of CSV files with ``date`` and ``occupied_km2``. Files without that column are named in `notes`
        and passed over. None leaves them out.
    kursk
        () [-] File of the area held at Kursk, with ``ua_held_main_km2``; None leaves it out.
    forecasters
        (model) [-] Further forecasters by name, beside those of this package.
    members
        (model) [-] Models that are pooled; None takes those of `BELIEVED` and those given.
    believed
        (member) [1] Weights of the pool before anything is seen of a series; None takes those of `BELIEVED`.
    samples
        () [1] Paths of each forecast of this package.
    seed
        () [-] Seed.
    notes
        (note) [-] Takes what was passed over, gaps of the series and fits that failed.
    progress
        () [-] Called with series done and series in all.

    Returns
    -------
    list of ScoreRow
        Rows of the sets ``fronts`` and ``kursk``.

    Raises
    ------
    LedgerError
        A file is not what it should be, or the folder holds no series; all problems at once.
    FitError
        What scoring needs is not installed.
    """
    scores.need()
    told = [] if notes is None else notes
    fronts, pocket = read_fronts(folder, kursk, told)
    own = own_forecasters(samples, max(HORIZONS), seed, notes=told)
    everyone = {**own, **(forecasters or {})}
    pool = list(members) if members is not None else [*BELIEVED, *(forecasters or {})]

    def of(series: AreaSeries, column: str) -> Table:
        told.append(series.said())
        whole = SeriesPast(series.name, series.days, series.daily(column))
        found = rolled(whole, everyone, horizons=HORIZONS, step=STEP, least_past=LEAST_PAST)
        if not found:
            told.append(
                f"{series.name}: too short: {len(whole.days)} days, and {LEAST_PAST + min(HORIZONS)} are needed"
            )
        elif len(pool) > 1:
            found, _ = with_pool(found, pool, BELIEVED if believed is None else believed, least_width=WIDTH)
        return table(found, whole.values)

    by_front: dict[str, Table] = {}
    for one in fronts:
        by_front[one.name] = of(one, OCCUPIED)
        if progress is not None:
            progress(len(by_front), len(fronts))
    rows = [row for name, found in by_front.items() for row in series_rows("fronts", name, found)]
    rows += all_rows("fronts", list(by_front.values()))
    if pocket is not None:
        rows += series_rows("kursk", pocket.name, of(pocket, HELD))
    return rows


def read_fronts(
    folder: Path | None, kursk: Path | None, notes: list[str]
) -> tuple[list[AreaSeries], AreaSeries | None]:
    """The series of a folder and of Kursk; all that is wrong with them at once.

    Parameters
    ----------
    folder, kursk, notes
        () [-] As in `front_rows`.
    """
    fronts: list[AreaSeries] = []
    pocket, problems = None, list[Problem]()
    for path in tables(folder) if folder is not None else []:
        try:
            fronts.append(read_area_series(path, [OCCUPIED]))
        except LedgerError as error:
            if any(one.found == "missing column" for one in error.problems):
                notes.append(f"passed over: {'; '.join(str(one) for one in error.problems)}")
            else:
                problems += error.problems
    if kursk is not None:
        try:
            pocket = read_area_series(kursk, [HELD])
        except LedgerError as error:
            problems += error.problems
    if folder is not None and not fronts and not problems:
        problems = [Problem(str(folder), "", "no series in the folder", f"CSV files with date and {OCCUPIED}")]
    if problems:
        raise LedgerError(problems)
    return fronts, pocket


def table(found: Sequence[Rolled], values: Floats) -> Table:
    """All scores of the forecasts of one series.

    Parameters
    ----------
    found
        (origin) [-] The forecasts.
    values
        (day) [km2] The whole series.
    """
    made: Table = {}
    for days in HORIZONS:
        here = [one for one in found if days in one.ahead]
        if not here:
            continue
        origin = np.array([one.origin for one in here])
        upto = int(np.flatnonzero(here[0].ahead == days)[0])
        truth = np.array([one.truth[: upto + 1] for one in here])
        for model in here[0].forecasts:
            drawn = np.stack([one.forecasts[model][:, : upto + 1] for one in here])
            of = _single(truth[:, upto], drawn[:, :, upto]) | _event(here, drawn[:, :, upto], values, days)
            if upto:
                few = drawn[:, :: -(-drawn.shape[1] // JOINT_SAMPLES)]
                of |= {"energy": scores.energy(truth, few), "variogram": scores.variogram(truth, few, order=ORDER)}
            for name, value in of.items():
                known = np.isfinite(value)
                made[model, days, name] = Values(origin[known], value[known])
    return made


def _single(truth: Floats, drawn: Floats) -> dict[str, Floats]:
    """Scores of single days."""
    return {
        "crps": scores.crps(truth, drawn, estimator="qd"),
        "wis": scores.wis(truth, drawn, levels=LEVELS),
        "log_score": scores.log_score(truth, drawn, least_width=WIDTH),
        "pit": scores.pit(truth, drawn),
        **{f"coverage_{100 * level:.0f}": scores.covered(truth, drawn, level=level) for level in LEVELS},
    }


def _event(here: Sequence[Rolled], drawn: Floats, values: Floats, days: int) -> dict[str, Floats]:
    """Brier score of a stall; not-a-number where the last 30 days did not move, so that nothing can be less."""
    first = np.array([max(one.origin - 30, 0) for one in here])
    origin = np.array([one.origin for one in here])
    limit = STALLED * np.abs(values[origin] - values[first]) / (origin - first) * days
    change = np.abs(drawn - values[origin][:, None])
    happened = np.abs(values[origin + days] - values[origin]) < limit
    brier = scores.brier(happened, (change < limit[:, None]).mean(axis=1))
    return {"brier_stalled": np.where(limit > 0, brier, math.nan)}


def series_rows(part: str, series: str, found: Table) -> list[ScoreRow]:
    """Rows of one series.

    Parameters
    ----------
    part, series
        () [-] Set and name.
    found
        () [-] Its scores.
    """
    rows = []
    for (model, days, name), (origin, value) in found.items():
        label = (origin - origin[0]) // max(days, STEP) if len(origin) else origin
        error = float(error_of_mean(value[:, None], label)[0]) if len(origin) and label[-1] else math.nan
        mean = float(value.mean()) if len(value) else math.nan
        rows.append(ScoreRow(part, series, days, model, name, mean, error, len(value)))
        if name in RATIOS:
            against = found[HALF_DRIFT, days, name].value.mean()
            rows.append(ScoreRow(part, series, days, model, f"{name}_ratio", mean / against, math.nan, len(value)))
    return rows


def all_rows(part: str, found: Sequence[Table]) -> list[ScoreRow]:
    """Rows of all series together, with errors by series.

    Parameters
    ----------
    part
        () [-] The set.
    found
        (series) [-] Scores of each.
    """
    rows = []
    for model, days, name in dict.fromkeys(key for one in found for key in one):
        here = [one for one in found if len(one.get((model, days, name), Values(np.array([]), np.array([]))).value)]
        values = [one[model, days, name].value for one in here]
        count = sum(len(value) for value in values)
        if not count:
            continue
        if name in RATIOS:
            against = [one[HALF_DRIFT, days, name].value.mean() for one in here]
            ratio = np.array([value.mean() for value in values]) / against
            error = float(ratio.std(ddof=1)) / math.sqrt(len(ratio)) if len(ratio) > 1 else math.nan
            rows.append(ScoreRow(part, ALL, days, model, f"{name}_ratio", float(ratio.mean()), error, count))
        else:
            label = np.repeat(np.arange(len(values)), [len(value) for value in values])
            together = np.concatenate(values)
            error = float(error_of_mean(together[:, None], label)[0]) if len(values) > 1 else math.nan
            rows.append(ScoreRow(part, ALL, days, model, name, float(together.mean()), error, count))
        if name == "crps":
            rows.append(ScoreRow(part, ALL, days, model, "fronts", float(len(here)), math.nan, count))
    return rows

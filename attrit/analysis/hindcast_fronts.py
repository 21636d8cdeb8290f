"""Forecasts of fronts scored against what came: rolling origins, strong simple forecasts beside, failures included.

Protocol, written down before any score was seen. From the 29th day of a series on, every 14 days, each model forecasts
the area 30, 60, 90 and 180 days ahead from what the map showed until then; days that the series does not reach are not
scored. The damped trend has the parameters that were fitted without the front, where it was one of those fitted (see
`attrit.evidence.front_fits`). The pool weighs its members by how they did on the same front on days that had already
come. Forecasts of one front overlap, so errors are those between fronts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.analysis.front_mechanism import mechanism_paths
from attrit.evidence.area_series import AreaSeries
from attrit.evidence.front_fits import damping_without
from attrit.statistics import scores
from attrit.statistics.front_forecasts import Damping, Forecast, damped_trend, simple_forecasts
from attrit.statistics.score_rows import ScoreRow

Floats = NDArray[np.float64]

FIRST = 28
"""(day) Past that a forecast has at least."""
STEP = 14
HORIZONS = (30, 60, 90, 180)
LEVELS = (0.5, 0.8, 0.9)
QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
VARIOGRAM = 0.5
TREND, MECHANISM, HALF = "damped trend", "mechanism", "random walk, half drift"
POOL, WITHOUT = "pool", "pool without mechanism"
_SHARP = 1.5  # by how much the weights of the pool follow the scores so far
_EVEN = 3.0  # forecasts whose scores are known, at which the weights have gone half of the way from even
_PATHS = 500  # of the pool


class Case(NamedTuple):
    """What was forecast on one day of a series.

    Parameters
    ----------
    series
        () [-] Its name.
    origin
        () [day] Day of the series.
    reach
        (horizon) [-] Which of `HORIZONS` the series reaches.
    truth
        (horizon) [km2] What came, on those.
    paths
        (model) [km2] Forecasts: (path, horizon) on all of `HORIZONS`.
    """

    series: str
    origin: int
    reach: tuple[int, ...]
    truth: Floats
    paths: dict[str, Floats]


def cases(
    series: Sequence[AreaSeries], *, mechanism: bool = True, threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Case]:  # fmt: skip
    """Every forecast of every series, those of the pools included.

    Parameters
    ----------
    series
        () [-] The series.
    mechanism
        () [-] Whether the mechanisms forecast too; they take most of the time.
    threads
        () [1] Threads; as many as there are processors if None.
    progress
        () [-] Called with forecasts done and in all.
    """
    plan = [(one, *one.daily()) for one in series]
    total = sum(len(_origins(len(days))) for _, days, _ in plan)
    found: list[Case] = []
    for one, days, area in plan:
        models = {**simple_forecasts(), TREND: damped_trend(Damping(**damping_without(one.name)))}
        own: list[Case] = []
        for origin in _origins(len(days)):
            made = _case(one.name, days, area, origin, models, mechanism, threads)
            own.append(_pooled(made, own, mechanism))
            if progress is not None:
                progress(len(found) + len(own), total)
        found += own
    return found


def _origins(days: int) -> range:
    return range(FIRST, days - HORIZONS[0], STEP)


def _case(
    name: str, days: Sequence[date], area: Floats, origin: int, models: Mapping[str, Forecast], mechanism: bool,
    threads: int | None,
) -> Case:  # fmt: skip
    past, which = area[: origin + 1], [h - 1 for h in HORIZONS]
    paths = {model: forecast(past, HORIZONS[-1])[:, which] for model, forecast in models.items()}
    if mechanism:
        made = mechanism_paths(days[: origin + 1], past, HORIZONS[-1], draws=_PATHS, threads=threads)
        if made is not None:  # where no world agrees with the map, the mechanisms have nothing to say
            paths[MECHANISM] = made[:, which]
    reach = tuple(k for k, h in enumerate(HORIZONS) if origin + h < len(area))
    return Case(name, origin, reach, np.array([area[origin + HORIZONS[k]] for k in reach]), paths)


def _pooled(case: Case, before: Sequence[Case], mechanism: bool) -> Case:
    """The case with the pools of its members."""
    members = [TREND, HALF, *([MECHANISM] if MECHANISM in case.paths else [])]
    pools = {WITHOUT: pool(case, before, members[:2])} if mechanism else {}
    return case._replace(paths={**case.paths, **pools, POOL: pool(case, before, members)})


def weights(case: Case, before: Sequence[Case], members: Sequence[str]) -> Floats:
    """Weights of the members of a pool: even, and then by the scores of earlier forecasts of the same front.

    w is in proportion to exp(-1.5 n / (n + 3) m), with m the mean logarithm of the CRPS over the n horizons of earlier
    forecasts that had come by then.

    Parameters
    ----------
    case
        () [-] What is forecast now.
    before
        (case) [-] Earlier forecasts of the same series.
    members
        (model) [-] Names of the members.
    """
    logs = [
        [math.log(scores.crps(one.paths[model][:, k], y) + 1e-6) for model in members]
        for one in before
        if all(model in one.paths for model in members)
        for k, y in zip(one.reach, one.truth.tolist(), strict=True)
        if one.origin + HORIZONS[k] <= case.origin
    ]
    if not logs:
        return np.full(len(members), 1 / len(members))
    mean = np.mean(logs, axis=0)
    found = np.exp(-_SHARP * len(logs) / (len(logs) + _EVEN) * (mean - mean.min()))
    return np.asarray(found / found.sum())


def pool(case: Case, before: Sequence[Case], members: Sequence[str]) -> Floats:
    """(path, horizon) [km2] Paths of the members in the numbers of their weights.

    Parameters
    ----------
    case, before, members
        () [-] As in `weights`.
    """
    share = weights(case, before, members)
    parts = []
    for model, weight in zip(members, share.tolist(), strict=True):
        paths, count = case.paths[model], round(_PATHS * weight)
        parts.append(paths[np.linspace(0, len(paths) - 1, count).astype(int)] if count else paths[:0])
    return np.concatenate(parts)


def rows(found: Sequence[Case], set_name: str = "fronts") -> list[ScoreRow]:
    """Scores of forecasts, by series and over all of them.

    Parameters
    ----------
    found
        (case) [-] The forecasts.
    set_name
        () [-] What to call the set.
    """
    table: dict[tuple[str, int, str, str], list[float]] = {}
    for case in found:
        for model, paths in case.paths.items():
            for score, horizon, value in _scored(case, paths):
                table.setdefault((case.series, horizon, model, score), []).append(value)
    made = [
        ScoreRow(set_name, series, horizon, model, score, float(np.mean(values)), _error(values), len(values))
        for (series, horizon, model, score), values in table.items()
    ]
    return [*made, *_over_all(made, set_name)]


def _scored(case: Case, paths: Floats) -> Iterator[tuple[str, int, float]]:
    """Score, horizon and value of one forecast; horizon 0 for the days together."""
    for k, y in zip(case.reach, case.truth.tolist(), strict=True):
        x, h = paths[:, k], HORIZONS[k]
        yield "crps", h, scores.crps(x, y)
        yield "wis", h, scores.weighted_interval_score(np.quantile(x, QUANTILES), QUANTILES, y)
        yield "log_score", h, scores.log_score(x, y)
        yield "pit", h, scores.pit(x, y)
        for level in LEVELS:
            yield f"coverage_{level * 100:.0f}", h, float(scores.covered(x, y, level))
    if len(case.reach) > 1:
        yield "energy", 0, scores.energy_score(paths[:, case.reach], case.truth)
        yield "variogram", 0, scores.variogram_score(paths[:, case.reach], case.truth, VARIOGRAM)


def _error(values: Sequence[float]) -> float:
    return float(np.std(values, ddof=1) / math.sqrt(len(values))) if len(values) > 1 else math.nan


def _over_all(made: Sequence[ScoreRow], set_name: str) -> Iterator[ScoreRow]:
    """Means over series: ratios to the random walk with half the drift, coverage and skill; each series counts once."""
    by_key = {(row.series, row.horizon, row.model, row.score): row for row in made}
    groups: dict[tuple[int, str, str], list[tuple[float, int]]] = {}
    for (series, horizon, model, score), row in by_key.items():
        base = by_key.get((series, horizon, HALF, score))
        if score.startswith(("coverage", "pit")):
            groups.setdefault((horizon, model, score), []).append((row.value, row.n))
        elif score != "log_score" and base is not None and base.value > 0:
            groups.setdefault((horizon, model, f"{score}_ratio"), []).append((row.value / base.value, row.n))
    for (horizon, model, score), values in groups.items():
        by_series = [value for value, _ in values]
        if score.startswith(("coverage", "pit")):
            n = sum(n for _, n in values)
            mean = sum(value * k for value, k in values) / n
            yield ScoreRow(set_name, "all", horizon, model, score, mean, _error(by_series), n)
        else:
            mean = float(np.mean(by_series))
            yield ScoreRow(set_name, "all", horizon, model, score, mean, _error(by_series), len(by_series))
            if score == "energy_ratio":
                yield ScoreRow(set_name, "all", 0, model, "energy_skill", 1 - mean, _error(by_series), len(by_series))

"""Forecasts from rolling origins: a series is cut on one day after another, forecast, and held against what came."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.errors import Problem, ResultsError
from attrit.experiments.front_forecasters import Forecaster, SeriesPast
from attrit.statistics.pooling import linear_pool, pool_weights
from attrit.statistics.scores import log_score

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

POOL = "pool"
"""Name of the pool among the models."""
BELIEF = 3.0
"""Independent past forecasts that the weights of a pool before it are worth."""


class Rolled(NamedTuple):
    """Forecasts from one origin, on the days whose truth is in the series.

    Parameters
    ----------
    origin
        () [day] Place in the series of the last day of the past.
    last
        () [km2] Area on that day.
    ahead
        (horizon) [day] Days ahead.
    truth
        (horizon) [km2] What came.
    forecasts
        (model)(sample, horizon) [km2] Samples, joint over horizons.
    """

    origin: int
    last: float
    ahead: Ints
    truth: Floats
    forecasts: Mapping[str, Floats]


def rolled(
    series: SeriesPast,
    forecasters: Mapping[str, Forecaster],
    *,
    horizons: Sequence[int],
    step: int,
    least_past: int,
) -> list[Rolled]:
    """Forecast a series from every origin after which the shortest horizon still lies in it.

    Parameters
    ----------
    series
        () [-] The whole series. A forecaster gets the days up to the origin and nothing else.
    forecasters
        (model) [-] By name. Each is asked once an origin, for the longest horizon that is in the series.
    horizons
        (horizon) [day] Days ahead.
    step
        () [day] Days between origins.
    least_past
        () [day] Days of the past at the first origin.

    Raises
    ------
    ResultsError
        A forecaster gives something else than samples of paths of that many days.
    """
    found = []
    for origin in range(least_past - 1, len(series.values) - min(horizons), step):
        ahead = np.array([days for days in sorted(horizons) if origin + days < len(series.values)])
        past = SeriesPast(series.name, series.days[: origin + 1], series.values[: origin + 1].copy())
        forecasts = {}
        for model, forecast in forecasters.items():
            paths = np.asarray(forecast(past, int(ahead[-1])), np.float64)
            if paths.ndim != 2 or len(paths) < 2 or paths.shape[1] < ahead[-1] or not np.isfinite(paths).all():
                wrong = f"gave numbers of shape {paths.shape} from {series.days[origin]} of {series.name}"
                accepted = f"two samples or more of {ahead[-1]} days, all of them numbers"
                raise ResultsError(Problem("forecasters", model, wrong, accepted))
            forecasts[model] = paths[:, ahead - 1]
        truth = series.values[origin + ahead]
        found.append(Rolled(origin, float(series.values[origin]), ahead, truth, forecasts))
    return found


def with_pool(
    found: Sequence[Rolled],
    members: Collection[str],
    believed: Mapping[str, float] | None = None,
    *,
    least_width: float,
) -> tuple[list[Rolled], list[dict[str, float]]]:
    """The forecasts, and their pool by weights from earlier origins only.

    A weight at an origin rests on those earlier forecasts whose truth lies on or before it. Before there is one, and
    with a worth of `BELIEF` forecasts afterwards, the weights believed count.

    Parameters
    ----------
    found
        (origin) [-] Forecasts from the origins of one series, in order.
    members
        (member) [-] Models that are pooled.
    believed
        (member) [1] Weights before; members without one get an equal share. None makes all equal.
    least_width
        () [km2] As in `scores.log_score`.

    Returns
    -------
    tuple
        The forecasts with the pool among them, and the weights at each origin.
    """
    names = list(members)
    before = _believed(names, believed or {})
    densities = [
        -np.stack([log_score(one.truth, one.forecasts[name].T, least_width=least_width) for name in names], axis=1)
        for one in found
    ]
    pooled, weights = [], []
    for one in found:
        known = [one.origin >= old.origin + old.ahead for old in found]
        past = np.concatenate([density[seen] for density, seen in zip(densities, known, strict=True)])
        days = sum(int(old.ahead[seen].max()) for old, seen in zip(found, known, strict=True) if seen.any())
        starts = [old.origin for old, seen in zip(found, known, strict=True) if seen.any()]
        span = one.origin - starts[0] if starts else 0
        independent = span / (days / len(starts)) if starts else 0.0
        weight = pool_weights(past, before, independent=independent, worth=BELIEF)
        size = min(len(one.forecasts[name]) for name in names)
        mixture = linear_pool([one.forecasts[name][:size] for name in names], weight)
        pooled.append(one._replace(forecasts={**one.forecasts, POOL: mixture}))
        weights.append(dict(zip(names, weight.tolist(), strict=True)))
    return pooled, weights


def _believed(names: Sequence[str], believed: Mapping[str, float]) -> Floats:
    """Weights before anything is seen: an equal share for members of whom nothing is believed."""
    known = np.array([believed.get(name, 0.0) for name in names])
    new = np.array([name not in believed for name in names])
    if not known.sum():
        return np.full(len(names), 1 / len(names))
    return np.asarray(np.where(new, 1 / len(names), known / known.sum() * (1 - new.sum() / len(names))))

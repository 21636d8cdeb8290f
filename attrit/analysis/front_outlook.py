"""The forecast of a front from its area alone: a pool of mechanisms and statistics, and what the mechanisms add."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attrit.analysis.front_mechanism import mechanism_paths
from attrit.analysis.hindcast_fronts import BELIEVED, HORIZONS, LEAST_PAST, STEP, WIDTH
from attrit.engine.quantiles import SHARES
from attrit.experiments.front_forecasters import MECHANISM, SeriesPast, own_forecasters
from attrit.experiments.rolling_origins import POOL, Rolled, rolled, with_pool
from attrit.shown import Shown

Floats = NDArray[np.float64]

WITHOUT = "pool without mechanism"
SAMPLES = 1000


@dataclass(frozen=True, repr=False)
class FrontOutlook(Shown):
    """What a front is expected to do.

    Parameters
    ----------
    past
        (day) [km2] The series.
    column
        () [-] What its numbers are.
    horizons
        (horizon) [day] Days ahead.
    quantiles
        (model)(horizon, quantile) [km2] Quantiles of `SHARES`, of the pool and of its members.
    weights
        (member) [1] Weights of the pool.
    known
        () [1] Earlier forecasts of the same series that the weights rest on.
    """

    past: SeriesPast
    column: str
    horizons: tuple[int, ...]
    quantiles: Mapping[str, Floats]
    weights: Mapping[str, float]
    known: int


def front_outlook(
    past: SeriesPast, column: str = "area", *, horizons: tuple[int, ...] = HORIZONS, samples: int = SAMPLES,
    seed: int = 1, progress: Callable[[int, int], None] | None = None,
) -> FrontOutlook:  # fmt: skip
    """Forecast a front from its area series.

    Parameters
    ----------
    past
        (day) [km2] The series, every day of it.
    column
        () [-] What its numbers are.
    horizons
        (horizon) [day] Days ahead.
    samples, seed
        () [1] Paths of each member, and the seed.
    progress
        () [-] Called with forecasts done and in all.
    """
    own = own_forecasters(samples, max(*HORIZONS, *horizons), seed)
    models = {name: own[name] for name in BELIEVED}
    total, done = len(range(LEAST_PAST - 1, len(past.values) - min(HORIZONS), STEP)) + 1, 0

    def counted(one: SeriesPast, days: int) -> Floats:
        nonlocal done
        paths = mechanism_paths(one, days, draws=samples, seed=seed)
        done += 1
        if progress is not None:
            progress(done, total)
        return paths

    models[MECHANISM] = counted
    earlier = rolled(past, models, horizons=HORIZONS, step=STEP, least_past=LEAST_PAST)
    ahead = np.array(horizons)
    now = {name: forecast(past, int(ahead.max()))[:, ahead - 1] for name, forecast in models.items()}
    last = float(past.values[-1])
    here = Rolled(len(past.values) - 1, last, ahead, np.full(len(ahead), last), now)
    pooled, weights = with_pool([*earlier, here], list(models), BELIEVED, least_width=WIDTH)
    plain, _ = with_pool([*earlier, here], list(BELIEVED), BELIEVED, least_width=WIDTH)
    paths = {POOL: pooled[-1].forecasts[POOL], WITHOUT: plain[-1].forecasts[POOL], **now}
    quantiles = {name: np.quantile(x, SHARES, axis=0).T for name, x in paths.items()}
    known = sum(int(np.sum(one.origin + one.ahead < len(past.values))) for one in earlier)
    return FrontOutlook(past, column, tuple(horizons), quantiles, weights[-1], known)

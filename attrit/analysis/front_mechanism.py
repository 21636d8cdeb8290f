"""A forecast of a front from its area series by the mechanisms of the day, conditioned on the weeks before.

The scenario is the one that `attrit new --from area.csv` writes: a rate from the first weeks of the spell, everything
else from base rates. Worlds are chosen by the map of the spell and played on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from attrit.engine.keep import Keep
from attrit.engine.simulate import simulate
from attrit.errors import ResultsError
from attrit.evidence.observed import Observed
from attrit.experiments.conditioning import condition
from attrit.scenario.files import parse
from attrit.scenario.front_series import FrontSeries, front_errors, front_scenario

PAST = 98
"""Days before the forecast that worlds are chosen by."""
PARTICLES = 2**15


def mechanism_paths(
    dates: Sequence[date], area: NDArray[np.float64], horizon: int, *, draws: int = 1000, past: int = PAST,
    particles: int = PARTICLES, seed: int = 1, threads: int | None = None,
) -> NDArray[np.float64] | None:  # fmt: skip
    """Paths of the mapped area after the last day of a series.

    Parameters
    ----------
    dates, area
        (day) [date, km2] The series up to the day of the forecast.
    horizon
        () [day] Days ahead.
    draws
        () [1] Paths, at most: fewer where fewer worlds agree with the series.
    past
        () [day] Days of the series that are used.
    particles
        () [1] Worlds to choose from.
    seed, threads
        () [-, 1] As in `attrit.condition`.

    Returns
    -------
    numpy.ndarray
        (path, day) [km2] The area on the days after the last one, joint over days; None if no worlds agree with the
        series, whatever the model is allowed to be wrong by.
    """
    series = FrontSeries("front", "area", tuple(dates), np.asarray(area, float))
    series = series.since(series.dates[-1] - timedelta(days=past))
    if len(series.dates) < 2:
        return None
    scenario = parse(next(iter(front_scenario(series).values())))
    seen = Observed("area_held", "", "", series.dates, series.held(), front_errors(series), "series")
    last = (series.dates[-1] - series.dates[0]).days
    try:
        found = condition(
            scenario, [seen], draws=draws, particles=particles, seed=seed, horizon=last, few="widen", threads=threads
        )
    except ResultsError:
        return None
    run = simulate(
        scenario, worlds=found.worlds, horizon=last + horizon, keep=Keep(daily=("area_held_true",)), threads=threads
    )
    held = run.values("area_held_true", scenario.base).astype(float).T
    # The map goes on from what it shows: worlds differ from it by its error and their lag.
    path = series.area[-1] + series.direction * (held[:, last : last + 1] - held[:, last + 1 :])
    return np.asarray(np.maximum(0.0, path))

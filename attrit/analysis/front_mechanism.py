"""A forecast of a front from its area series by the mechanisms of the day, conditioned on the weeks before.

The scenario is the one that `attrit new --from area.csv` writes: a rate from the first weeks of the spell, everything
else from base rates. Worlds are chosen by the map of the spell and played on.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from attrit.engine.keep import Keep
from attrit.engine.simulate import simulate
from attrit.engine.worlds import Worlds
from attrit.errors import ResultsError
from attrit.evidence.observed import Observed
from attrit.experiments.conditioning import condition
from attrit.experiments.front_forecasters import SeriesPast
from attrit.scenario.files import parse
from attrit.scenario.front_series import FrontSeries, front_errors, front_scenario

PAST = 98
"""Days before the forecast that worlds are chosen by."""
PARTICLES = 2**13


def mechanism_paths(
    series: SeriesPast, horizon: int, *, draws: int = 1000, past: int = PAST, particles: int = PARTICLES, seed: int = 1,
    threads: int | None = None,
) -> NDArray[np.float64]:  # fmt: skip
    """Paths of the mapped area after the last day of a series.

    Parameters
    ----------
    series
        (day) [km2] The series up to the day of the forecast.
    horizon
        () [day] Days ahead.
    draws
        () [1] Paths; where fewer worlds agree with the series, some of them are there twice.
    past
        () [day] Days of the series that are used.
    particles
        () [1] Worlds to choose from.
    seed, threads
        () [-, 1] As in `attrit.condition`.

    Returns
    -------
    numpy.ndarray
        (path, day) [km2] The area on the days after the last one, joint over days. Where no worlds agree with the
        series, whatever the model is allowed to be wrong by, those of the first worlds.
    """
    whole = FrontSeries("front", "area", tuple(series.days.tolist()), np.asarray(series.values, float))
    front = whole.since(whole.dates[-1] - timedelta(days=past)).since_turn()
    scenario = parse(next(iter(front_scenario(front).values())))
    seen = Observed("area_held", "", "", front.dates, front.held(), front_errors(front), "series")
    last = (front.dates[-1] - front.dates[0]).days
    try:
        worlds = condition(
            scenario, [seen], draws=draws, particles=particles, seed=seed, horizon=last, few="widen", threads=threads
        ).worlds
    except ResultsError:
        worlds = Worlds.first(draws, seed)
    run = simulate(
        scenario, worlds=worlds, horizon=last + horizon, keep=Keep(daily=("area_held_true",)), threads=threads
    )
    held = run.values("area_held_true", scenario.base).astype(float).T
    # The map goes on from what it shows: worlds differ from it by its error and their lag.
    path = front.area[-1] + front.direction * (held[:, last : last + 1] - held[:, last + 1 :])
    which = np.linspace(0, len(path) - 1, draws).astype(int)
    return np.asarray(np.maximum(0.0, path[which]))

"""Forecasters of a front by name: from the past of a series to paths, with random numbers from a counter.

Further ones are functions of the same form. They get a past and how many days ahead are wanted, and give samples of
paths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.engine.draws import uniform_numbers
from attrit.evidence.front_fits import numbers_of
from attrit.statistics.damped_trend import DampedTrend, damped_trend
from attrit.statistics.front_forecasts import arima, persistence, random_walk, straight_line

Floats = NDArray[np.float64]

HALF_DRIFT = "random_walk_half"
"""What others are measured against: the random walk with half of the drift of the last 30 days."""


MECHANISM = "mechanism"
"""What `attrit.analysis.front_mechanism` forecasts is called by."""


class SeriesPast(NamedTuple):
    """What is known of a series on the day of a forecast.

    Parameters
    ----------
    name
        () [-] Name of the series.
    days
        (day) [date] The days, all of them in a row.
    values
        (day) [km2] The area at the end of each.
    """

    name: str
    days: NDArray[np.datetime64]
    values: Floats


Forecaster = Callable[[SeriesPast, int], Floats]
"""From a past and a horizon [day] to samples of paths, (sample, day) [km2]; day 1 is the first after the past."""


def own_forecasters(
    samples: int, longest: int, seed: int = 1, *, ceiling: float | None = None, notes: list[str] | None = None
) -> Mapping[str, Forecaster]:
    """The forecasters of this package.

    All origins of all series get the same random numbers, so that two forecasts differ by their pasts only. The damped
    trend takes its numbers by the rule of `attrit.evidence.front_fits`: never from a fit that has seen the series.

    Parameters
    ----------
    samples
        () [1] Paths of each.
    longest
        () [day] Longest horizon that is asked for.
    seed
        () [-] Seed.
    ceiling
        () [km2] Greatest area that there can be; None if none is stated.
    notes
        (note) [-] Takes a sentence wherever a model cannot be fitted and another stands in for it.
    """
    from scipy.special import ndtri

    normal = ndtri(uniform_numbers("forecasts of a front: days", seed, samples, longest + 2))
    uniform = uniform_numbers("forecasts of a front: paths", seed, samples)

    def walk(share: float) -> Forecaster:
        return lambda past, horizon: random_walk(past.values, horizon, normal, drift_share=share, ceiling=ceiling)

    def fitted(past: SeriesPast, horizon: int) -> Floats:
        found = arima(past.values, horizon, normal, ceiling=ceiling)
        if found.why and notes is not None:
            notes.append(
                f"{past.name}, {past.days[-1]}: ARIMA(1,1,1) is the random walk with full drift here: {found.why}"
            )
        return found.paths

    return {
        "persistence": lambda past, horizon: persistence(past.values, horizon, normal, ceiling=ceiling),
        "straight_line": lambda past, horizon: straight_line(past.values, horizon, normal, ceiling=ceiling),
        "random_walk_full": walk(1.0),
        HALF_DRIFT: walk(0.5),
        "random_walk_none": walk(0.0),
        "arima": fitted,
        "damped_trend": lambda past, horizon: damped_trend(
            past.values, horizon, normal, uniform, DampedTrend(**numbers_of(past.name)), ceiling=ceiling
        ),
    }

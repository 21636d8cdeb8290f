"""Pools of forecasts: one forecast out of many, by weights that come from what was forecast before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from attrit.statistics.stacking import stacking_weights

Floats = NDArray[np.float64]

_LOWEST = -700.0  # ln of the least density that is told from nothing


def pool_weights(log_density: Floats, believed: Floats, *, independent: float, worth: float) -> Floats:
    """Weights of a linear pool: those that made the past most probable, drawn towards what was believed before.

    Parameters
    ----------
    log_density
        (forecast, member) [1] Log density that each member gave to what happened; past forecasts only, maybe none.
    believed
        (member) [1] Weights before anything was seen, which sum to 1: equal ones, or those of other series.
    independent
        () [1] How many independent forecasts the past ones are worth; forecasts that overlap say the same twice.
    worth
        () [1] How many independent forecasts the belief is worth.

    Returns
    -------
    numpy.ndarray
        (member) [1] Weights from 0 on that sum to 1.

    Notes
    -----
    (independent * stacked + worth * believed) / (independent + worth), with stacked weights of `stacking_weights`.
    """
    if not len(log_density) or independent <= 0:
        return np.array(believed, np.float64)
    stacked = stacking_weights(np.maximum(log_density, _LOWEST))
    return np.asarray((independent * stacked + worth * believed) / (independent + worth))


def linear_pool(members: Sequence[Floats], weights: Floats) -> Floats:
    """Samples of a mixture: of each member as many of its samples as its weight says.

    Parameters
    ----------
    members
        (member)(sample, ...) [any] Samples of each member, as many of one as of another and in no order.
    weights
        (member) [1] Weights that sum to 1.

    Returns
    -------
    numpy.ndarray
        (sample, ...) [any] The mixture; a sample stays whole, so that days of a path still hang together.
    """
    count = len(members[0])
    ends = np.rint(np.cumsum(weights) * count).astype(np.int64)
    ends[-1] = count
    return np.concatenate(
        [member[first:last] for member, first, last in zip(members, [0, *ends[:-1]], ends, strict=True)]
    )

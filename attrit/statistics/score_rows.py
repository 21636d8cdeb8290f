"""One row of a table of scores: a set, a series, a horizon, a model, a score."""

from __future__ import annotations

from typing import NamedTuple


class ScoreRow(NamedTuple):
    """One score of one model over one series at one horizon.

    Parameters
    ----------
    set
        () [-] What the series belongs to: ``fronts``, ``battles``, ``kursk`` or ``days``.
    series
        () [-] Name of the series, for example ``pokrovsk_2024``, or of an outcome of battles, or ``all``.
    horizon
        () [day] Days ahead; 0 where nothing is forecast by day.
    model
        () [-] The model.
    score
        () [-] The score, for example ``crps`` or ``coverage_90``.
    value
        () [any] Its mean over the forecasts.
    error
        () [any] Standard error of the mean; NaN where it cannot be had.
    n
        () [1] Forecasts scored.
    """

    set: str
    series: str
    horizon: int
    model: str
    score: str
    value: float
    error: float
    n: int

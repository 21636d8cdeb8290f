"""Quantiles over draws for every day: all that a chart by day shows of a run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


def bands(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Quantiles at `SHARES` of each day, exact and of the same definition as an `Estimate`.

    Parameters
    ----------
    values
        (day, draw) [unit] The numbers; what is not finite is left out.

    Returns
    -------
    numpy.ndarray
        (day, share) [unit] NaN on a day without numbers.
    """
    x = np.sort(np.where(np.isfinite(values), values, np.nan), axis=1)  # NaN comes last
    n = np.isfinite(x).sum(axis=1)

    def at(rank: NDArray[np.intp]) -> NDArray[np.float64]:
        inside = np.clip(rank, 0, np.maximum(n - 1, 0))
        return np.take_along_axis(x, inside[:, None], axis=1)[:, 0].astype(np.float64)

    found = [
        (at((n - 1) // 2) + at(n // 2)) / 2 if share == 0.5 else at(np.ceil(share * n).astype(np.intp) - 1)
        for share in SHARES
    ]
    return np.stack(found, axis=1)

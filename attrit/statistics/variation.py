"""Whether something varies at all: what does not cannot be explained, and rounding is no difference."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from attrit.errors import Problem, ResultsError

Floats = NDArray[np.float64]

_ALIKE = 1e-20  # variance below which logarithms are the same but for rounding
# What the float32 of a campaign can mean, relative to the numbers' own scale. Arms that are the same in substance but
# are computed by another route come out up to 1.5e-6 of it apart in 180 days.
SAME = 1e-5


def paired_difference(a: Floats, b: Floats) -> Floats:
    """Differences between two numbers of the same worlds, in which rounding counts as none.

    Parameters
    ----------
    a, b
        (world) [unit] The numbers.

    Returns
    -------
    numpy.ndarray
        (world) [unit] ``a - b``; 0 where that is below 1e-5 of the numbers' own scale, which is their root mean square
        over the worlds or, if that is larger, the number in this world; NaN where either is not finite.
    """
    both = np.isfinite(a) & np.isfinite(b)
    a, b = np.where(both, a, 0.0), np.where(both, b, 0.0)
    size = np.maximum(np.abs(a), np.abs(b))
    scale = float(np.sqrt(np.mean(size[both] ** 2))) if both.any() else 0.0
    d = np.where(np.abs(a - b) <= SAME * np.maximum(size, scale), 0.0, a - b)
    return np.where(both, d, np.nan)


def constant(x: Floats) -> bool:
    """Whether a number is the same in all worlds, but for rounding.

    Parameters
    ----------
    x
        (draw) [unit] The numbers.
    """
    return bool(np.ptp(x) <= 1e-12 * float(np.max(np.abs(x))))


def refuse_constant(x: Floats, title: str, rows: str = "worlds") -> None:
    """Refuse to explain what does not vary.

    Parameters
    ----------
    x
        (draw) [unit] The numbers.
    title
        () [-] What they are.
    rows
        () [-] What there is one of them for.

    Raises
    ------
    ResultsError
        They are all the same.
    """
    if constant(x):
        found = f"{title} is {x.flat[0]:g} in all {x.size:,} {rows}"
        raise ResultsError(Problem("", "outcome", found, f"an outcome that differs between {rows}"))


def r_squared(left: Floats, values: Floats) -> float:
    """Share of the variance of some values that is not left over; none if they are all alike.

    Parameters
    ----------
    left, values
        (row) [any] What is left over, and the values.
    """
    whole = float(np.sum((values - values.mean()) ** 2))
    return 1 - float(np.sum(left**2)) / whole if whole > _ALIKE * len(values) else math.nan

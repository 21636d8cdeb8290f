"""Whether something varies at all: what does not cannot be explained."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from attrit.errors import Problem, ResultsError

Floats = NDArray[np.float64]

_ALIKE = 1e-20  # variance below which logarithms are the same but for rounding


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

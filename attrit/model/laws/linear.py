"""Lanchester's linear law: area fire, losses by the numbers of both sides."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.model.laws.protocol import RATE, STRENGTH, TIME, Campaign, Law, Powers, Strength, require

_RANGES = {"x0": STRENGTH, "y0": STRENGTH, "a": RATE, "b": RATE, "t": TIME}


def linear(x0: float, y0: float, a: float, b: float, t: ArrayLike) -> tuple[Strength, Strength]:
    """Strengths under the linear (area fire) law: dx/dt = -a x y, dy/dt = -b x y.

    Parameters
    ----------
    x0, y0
        () [person] strengths at time 0.
    a, b
        () [1/(person day)] share of x lost in a day to each man of y, and the reverse.
    t
        (time) [day] when.

    Returns
    -------
    tuple
        Strengths of x and y at `t`; neither side is ever quite gone.

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    Exact solution; b x - a y stays constant.

    Reference: Lanchester (1916), Aircraft in Warfare, chapter V, linear law

    Checked against: `tests/published/test_linear.py::test_published_value`, rows linear-* (closed form).
    """
    require(_RANGES, {"x0": x0, "y0": y0, "a": a, "b": b, "t": t})
    time, k = np.asarray(t, float), b * x0 - a * y0
    with np.errstate(over="ignore"):  # the loser's divisor may pass all bounds: he has 0 left
        x = x0 / (1 + a * y0 * _discounted(k, time))
        y = y0 / (1 + b * x0 * _discounted(-k, time))
    return x[()], y[()]


def _discounted(k: float, t: NDArray[np.float64]) -> NDArray[np.float64]:
    """The integral of exp(-k s) from 0 to t."""
    return -np.expm1(-k * t) / k if k else t


LAW = Law(
    title="Linear law (area fire)",
    equation="dx/dt = -a x y, dy/dt = -b x y",
    functions=(linear,),
    ranges=_RANGES,
    campaign=Campaign.both(Powers(p=1, q=1)),
)

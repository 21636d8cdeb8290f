"""Helmbold's law: aimed fire of which the larger side can bring only a part to bear."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.model.laws.protocol import RATE, STRENGTH, TIME, Campaign, Law, Powers, Range, Strength, require
from attrit.model.laws.solutions import aimed_fire, aimed_fire_ends

_RANGES = {
    **dict.fromkeys(("x0", "y0"), STRENGTH),
    **dict.fromkeys(("a", "b"), RATE),
    "weiss": Range(0.0, 1.0, "a Weiss parameter from 0 to 1"),
    "t": TIME,
}
_SMALL = 1e-3  # W below which x**W is so near 1 that x does not come back from it to eleven digits
_NOBODY = -900.0  # with a W that small, where ((x / x0)**W - 1) / W is this, x / x0 is 0
_LAST = 40.0  # and where sqrt(a b) W t is this, a side that still shrinks is down to that


def helmbold(x0: float, y0: float, a: float, b: float, weiss: float, t: ArrayLike) -> tuple[Strength, Strength]:
    """Strengths under Helmbold's law, aimed fire that loses by greater numbers: dx/dt = -a (x / y)**(1 - W) y.

    Parameters
    ----------
    x0, y0
        () [person] strengths at time 0.
    a, b
        () [1/day] men of x lost in a day to each man of y while the sides are equal, and the reverse.
    weiss
        () [1] the Weiss parameter W: 1 is the square law, 0 the logarithmic one; 1/2 trades losses as the linear law
        does.
    t
        (time) [day] when.

    Returns
    -------
    tuple
        Strengths of x and y at `t`; after the end, which W = 0 does not have, the loser has 0 and the winner keeps the
        survivors.

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    Exact solution: x**W and y**W follow the square law with rates a W and b W, so that b x**(2 W) - a y**(2 W) stays
    constant. It is the mixed law with exponents p = W and q = 1 - W, the only ones under which doubling both sides
    doubles both losses.

    Reference: Helmbold (1965), A Modification of Lanchester's Theory of Combat, Operations Research 13(5), 857-859,
    doi:10.1287/opre.13.5.857

    Checked against: `tests/published/test_helmbold.py::test_published_value`, rows helmbold-* (closed form in 60
    digits); `tests/laws/test_power_laws.py::test_a_law_is_the_power_law_with_its_exponents`.
    """
    require(_RANGES, {"x0": x0, "y0": y0, "a": a, "b": b, "weiss": weiss, "t": t})
    time = np.asarray(t, float)
    if weiss < _SMALL:
        return _nearly_logarithmic(x0, y0, a, b, weiss, time)
    x, y = aimed_fire(x0**weiss, y0**weiss, a, b, weiss * time)
    return x ** (1 / weiss), y ** (1 / weiss)


def _nearly_logarithmic(
    x0: float, y0: float, a: float, b: float, weiss: float, time: NDArray[np.float64]
) -> tuple[Strength, Strength]:
    """The same by ((x / x0)**W - 1) / W, which loses no digits on the way to W = 0, where it is ln(x / x0)."""
    from scipy.special import exprel

    ratio, pace = math.sqrt(a / b) * y0**weiss / x0**weiss, math.sqrt(a * b)
    last = min(aimed_fire_ends(1.0, ratio, 1.0, 1.0).day, _LAST)
    until = np.minimum(time, last / pace / weiss) if weiss else time
    turn = weiss * pace * until

    def left(ratio: float) -> NDArray[np.float64]:
        with np.errstate(over="ignore"):
            change = pace * until * ((1 - ratio) * exprel(turn) - (1 + ratio) * exprel(-turn)) / 2
        change = np.maximum(change, _NOBODY)
        step = weiss * change
        return np.exp(change * np.divide(np.log1p(step), step, out=np.ones_like(step), where=step != 0))

    return (x0 * left(ratio))[()], (y0 * left(1 / ratio))[()]


LAW = Law(
    title="Helmbold's law (aimed fire, less by greater numbers)",
    equation="dx/dt = -a (x / y)^(1 - W) y, dy/dt = -b (y / x)^(1 - W) x",
    functions=(helmbold,),
    ranges=_RANGES,
    campaign=Campaign.both(Powers(p="mechanisms.attrition.weiss", q="1 - mechanisms.attrition.weiss")),
)

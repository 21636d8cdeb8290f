"""Peterson's logarithmic law: losses by a side's own numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from attrit.model.laws.protocol import RATE, STRENGTH, TIME, Campaign, Law, Powers, Strength, require

_RANGES = {"x0": STRENGTH, "y0": STRENGTH, "a": RATE, "b": RATE, "t": TIME}


def logarithmic(x0: float, y0: float, a: float, b: float, t: ArrayLike) -> tuple[Strength, Strength]:
    """Strengths under the logarithmic law: dx/dt = -a x, dy/dt = -b y.

    Parameters
    ----------
    x0, y0
        () [person] strengths at time 0.
    a, b
        () [1/day] share of x and of y lost in a day, whatever the enemy's strength.
    t
        (time) [day] when.

    Returns
    -------
    tuple
        Strengths of x and y at `t`.

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    Exact solution; b ln x - a ln y stays constant.

    Reference: Peterson (1967), Operations Research 15(3), 557-558, doi:10.1287/opre.15.3.557

    Checked against: `tests/published/test_logarithmic.py::test_published_value`, rows logarithmic-* (closed form).
    """
    require(_RANGES, {"x0": x0, "y0": y0, "a": a, "b": b, "t": t})
    time = np.asarray(t, float)
    with np.errstate(over="ignore"):  # nobody is left then
        return (x0 * np.exp(-a * time))[()], (y0 * np.exp(-b * time))[()]


LAW = Law(
    title="Logarithmic law (losses by own numbers)",
    equation="dx/dt = -a x, dy/dt = -b y",
    functions=(logarithmic,),
    ranges=_RANGES,
    campaign=Campaign.both(Powers(p=0, q=1)),
)

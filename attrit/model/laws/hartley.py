"""Hartley's mixed law: the exponents that he found battles to follow on the whole."""

from __future__ import annotations

from numpy.typing import ArrayLike

from attrit.model.laws.protocol import RATE, STRENGTH, TIME, Campaign, Law, Powers, Strength, require
from attrit.model.laws.solutions import power_law

_RANGES = {"x0": STRENGTH, "y0": STRENGTH, "a": RATE, "b": RATE, "t": TIME}
_P, _Q = 0.40, 0.75


def hartley(x0: float, y0: float, a: float, b: float, t: ArrayLike) -> tuple[Strength, Strength]:
    """Strengths under Hartley's mixed law, between linear and logarithmic: dx/dt = -a y**0.40 x**0.75.

    Parameters
    ----------
    x0, y0
        () [person] strengths at time 0.
    a, b
        () [person**-0.15/day] rates at which x and y lose.
    t
        (time) [day] when.

    Returns
    -------
    tuple
        Strengths of x and y at `t`; once a side is down to 1e-9 of its first strength it counts as gone (0), the fight
        is over and the other side stays as it is.

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    Solved numerically in logarithms. b x**0.65 - a y**0.65 stays constant. Others quote 0.45 instead of 0.40; `mixed`
    takes any exponents.

    Reference: Hartley's exponents as given by Fricker (1998), Attrition Models of the Ardennes Campaign, Naval Research
    Logistics 45(1), 1-22, and after him by Pinkerton (2017), who is the source seen

    Checked against: `tests/published/test_hartley.py::test_published_value`, rows hartley-* (state equation, Taylor
    series); `tests/laws/test_power_laws.py::test_a_law_is_the_power_law_with_its_exponents`.
    """
    require(_RANGES, {"x0": x0, "y0": y0, "a": a, "b": b, "t": t})
    return power_law(x0, y0, a, b, _P, _Q, t)


LAW = Law(
    title="Hartley's mixed law",
    equation="dx/dt = -a y^0.40 x^0.75, dy/dt = -b x^0.40 y^0.75",
    functions=(hartley,),
    ranges=_RANGES,
    campaign=Campaign.both(Powers(p=_P, q=_Q)),
)

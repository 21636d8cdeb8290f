"""The mixed law: any powers of the two strengths, with a factor for the side on the defensive."""

from __future__ import annotations

from numpy.typing import ArrayLike

from attrit.model.laws.protocol import (
    ABOVE_0,
    FINITE,
    RATE,
    STRENGTH,
    TIME,
    Campaign,
    Law,
    Powers,
    Range,
    Strength,
    require,
)
from attrit.model.laws.solutions import power_law

_EXPONENT = Range(-5.0, 5.0, "an exponent from -5 to 5, which holds all fits to battles")
_RANGES = {
    **dict.fromkeys(("x", "y", "x0", "y0"), STRENGTH),
    **dict.fromkeys(("a", "b"), RATE),
    **dict.fromkeys(("p", "q"), _EXPONENT),
    "stance": Range(ABOVE_0, FINITE, "a factor above 0"),
    "t": TIME,
}


def mixed(
    x0: float, y0: float, a: float, b: float, p: float, q: float, t: ArrayLike, stance: float = 1.0
) -> tuple[Strength, Strength]:
    """Strengths under the power law: dx/dt = -a d y**p x**q, dy/dt = -(b / d) x**p y**q, until one side is gone.

    Parameters
    ----------
    x0, y0
        () [person] strengths at time 0.
    a, b
        () [person**(1 - p - q)/day] rates at which x and y lose.
    p
        () [1] exponent of the side that fires.
    q
        () [1] exponent of the side fired at.
    t
        (time) [day] when.
    stance
        () [1] factor d on the losses of x, those of y being divided by it.

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
    Solved numerically in logarithms. With d = 1 the solution keeps b x**(1 + p - q) - a y**(1 + p - q) constant.

    Reference: Bracken (1995), Naval Research Logistics 42(4), 559-577, general form,
    doi:10.1002/1520-6750(199506)42:4<559::AID-NAV3220420405>3.0.CO;2-R

    Checked against: `tests/published/test_mixed.py::test_published_value`, rows mixed-* (state equation, losses in the
    Ardennes); `tests/laws/test_power_laws.py::test_a_law_is_the_power_law_with_its_exponents`.
    """
    require(_RANGES, {"x0": x0, "y0": y0, "a": a, "b": b, "p": p, "q": q, "t": t, "stance": stance})
    return power_law(x0, y0, a * stance, b / stance, p, q, t)


def mixed_losses(
    x: float, y: float, a: float, b: float, p: float, q: float, stance: float = 1.0
) -> tuple[float, float]:
    """Losses in a day of both sides under the power law: a d y**p x**q and (b / d) x**p y**q.

    Parameters
    ----------
    x, y
        () [person] strengths, or weighted strengths.
    a, b
        () [person**(1 - p - q)/day] rates at which x and y lose.
    p
        () [1] exponent of the side that fires.
    q
        () [1] exponent of the side fired at.
    stance
        () [1] factor d on the losses of x, those of y being divided by it: Bracken's d while x defends, 1/d while it
        attacks. A fitted d above 1 says that the defender fared worse.

    Returns
    -------
    tuple
        Losses of x and of y [person/day].

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    Reference: Bracken (1995), general form with the tactical parameter d.
    doi:10.1002/1520-6750(199506)42:4<559::AID-NAV3220420405>3.0.CO;2-R

    Checked against: `tests/published/test_mixed.py::test_published_value`, rows mixed-ardennes-*.
    """
    require(_RANGES, {"x": x, "y": y, "a": a, "b": b, "p": p, "q": q, "stance": stance})
    return a * stance * y**p * x**q, b / stance * x**p * y**q


LAW = Law(
    title="Mixed law (powers of the strengths)",
    equation="dx/dt = -a d y^p x^q, dy/dt = -(b / d) x^p y^q",
    functions=(mixed, mixed_losses),
    ranges=_RANGES,
    campaign=Campaign.both(Powers(p="mechanisms.attrition.enemy_power", q="mechanisms.attrition.own_power")),
)

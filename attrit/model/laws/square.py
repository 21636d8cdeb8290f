"""Lanchester's square law: aimed fire, losses by the enemy's numbers."""

from __future__ import annotations

from numpy.typing import ArrayLike

from attrit.model.laws.protocol import RATE, STRENGTH, TIME, Campaign, Law, Powers, Strength, require
from attrit.model.laws.solutions import Ending, aimed_fire, aimed_fire_ends

_RANGES = {"x0": STRENGTH, "y0": STRENGTH, "a": RATE, "b": RATE, "t": TIME}


def square(x0: float, y0: float, a: float, b: float, t: ArrayLike) -> tuple[Strength, Strength]:
    """Strengths under the square law (aimed fire): dx/dt = -a y, dy/dt = -b x, until one side is gone.

    Parameters
    ----------
    x0, y0
        () [person] strengths at time 0.
    a, b
        () [1/day] men of x lost in a day to each man of y, and the reverse.
    t
        (time) [day] when.

    Returns
    -------
    tuple
        Strengths of x and y at `t`; after the end the loser has 0 and the winner keeps the survivors.

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    Exact solution; b x**2 - a y**2 stays constant.

    Reference: Lanchester (1916), Aircraft in Warfare, chapter V, n-square law; found independently by Osipov (1915)

    Checked against: `tests/published/test_square.py::test_published_value`, rows square-* (closed form).
    """
    require(_RANGES, {"x0": x0, "y0": y0, "a": a, "b": b, "t": t})
    return aimed_fire(x0, y0, a, b, t)


def square_winner(x0: float, y0: float, a: float, b: float) -> Ending:
    """Who wins a fight to the finish under the square law: x if b x0**2 > a y0**2.

    Parameters
    ----------
    x0, y0
        () [person] strengths at time 0.
    a, b
        () [1/day] men of x lost in a day to each man of y, and the reverse.

    Returns
    -------
    Ending
        Winner, survivors [person] and time of annihilation [day]; equal sides fade for ever and neither wins.

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    Reference: Lanchester (1916), Aircraft in Warfare, chapter V.

    Checked against: `tests/published/test_square.py::test_published_value`, rows square-survivors and square-day.
    """
    require(_RANGES, {"x0": x0, "y0": y0, "a": a, "b": b})
    return aimed_fire_ends(x0, y0, a, b)


LAW = Law(
    title="Square law (aimed fire)",
    equation="dx/dt = -a y, dy/dt = -b x",
    functions=(square, square_winner),
    ranges=_RANGES,
    campaign=Campaign.both(Powers(p=1, q=0)),
)

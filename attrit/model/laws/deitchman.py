"""Deitchman's law of guerrilla ambush: one side is seen and aimed at, the other hides and is hit by area fire."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from attrit.model.laws.protocol import RATE, STRENGTH, TIME, Campaign, Law, Powers, Strength, require
from attrit.model.laws.solutions import Ending

_RANGES = {"x0": STRENGTH, "y0": STRENGTH, "a": RATE, "b": RATE, "t": TIME}


def deitchman(x0: float, y0: float, a: float, b: float, t: ArrayLike) -> tuple[Strength, Strength]:
    """Strengths in an ambush, aimed fire from cover against area fire at it: dx/dt = -a y, dy/dt = -b x y.

    Parameters
    ----------
    x0, y0
        () [person] strengths at time 0 of x, who is seen, and of y, who is hidden.
    a
        () [1/day] men of x lost in a day to each man of y.
    b
        () [1/(person day)] share of y lost in a day to each man of x.
    t
        (time) [day] when.

    Returns
    -------
    tuple
        Strengths of x and y at `t`; if x is gone, it has 0 from then on and y keeps the survivors. The hidden side is
        never quite gone.

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    Exact solution; (b / 2) x**2 - a y stays constant. With K = 1 - 2 a y0 / (b x0**2), which has the sign of that
    constant, T = b x0 t / 2, c = cosh(sqrt(K) T) and s = sinh(sqrt(K) T) / sqrt(K), which for a negative K are a cosine
    and a sine: x = x0 (c + K s) / (c + s), y = y0 / (c + s)**2.

    Reference: Deitchman (1962), A Lanchester Model of Guerrilla Warfare, Operations Research 10(6), 818-827,
    doi:10.1287/opre.10.6.818

    Checked against: `tests/published/test_deitchman.py::test_published_value`, rows deitchman-* (closed form and
    Taylor series); `tests/laws/test_power_laws.py::test_a_law_is_the_power_law_with_its_exponents`.
    """
    require(_RANGES, {"x0": x0, "y0": y0, "a": a, "b": b, "t": t})
    lead, end = 1 - _odds(x0, y0, a, b), deitchman_winner(x0, y0, a, b).day
    root, until = math.sqrt(abs(lead)), np.minimum(np.asarray(t, float), end)
    with np.errstate(over="ignore"):  # without end: who fades is gone then
        turn = b * x0 / 2 * until
        fading = np.ones_like(turn)
        if lead > 0:  # c and s lose their growing factor, which both x and y divide by
            fading = np.exp(-2 * root * turn)
            c, s = (1 + fading) / 2, -np.expm1(-2 * root * turn) / (2 * root)
        elif lead < 0:
            c, s = np.cos(root * turn), np.sin(root * turn) / root
        else:
            c, s = fading, turn
        x = (np.maximum(c + lead * s, 0.0) if lead else c) / (c + s)
        y = fading / (c + s) ** 2
    return (x0 * np.where(until < end, x, 0.0))[()], (y0 * y)[()]


def deitchman_winner(x0: float, y0: float, a: float, b: float) -> Ending:
    """Who wins a fight to the finish against an ambush: x, who is seen, if b x0**2 > 2 a y0.

    Parameters
    ----------
    x0, y0
        () [person] strengths at time 0 of x, who is seen, and of y, who is hidden.
    a
        () [1/day] men of x lost in a day to each man of y.
    b
        () [1/(person day)] share of y lost in a day to each man of x.

    Returns
    -------
    Ending
        Winner, survivors [person] and day on which x is gone; a hidden side that loses fades for ever, so that the day
        is infinite, and with b x0**2 = 2 a y0 both fade and neither wins.

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    Reference: Deitchman (1962), A Lanchester Model of Guerrilla Warfare, Operations Research 10(6), 818-827,
    doi:10.1287/opre.10.6.818

    Checked against: `tests/published/test_deitchman.py::test_published_value`, rows deitchman-survivors-* and
    deitchman-day-*.
    """
    require(_RANGES, {"x0": x0, "y0": y0, "a": a, "b": b})
    odds = _odds(x0, y0, a, b)
    root = math.sqrt(abs(1 - odds))
    if odds == 1:
        return Ending("", 0.0, math.inf)
    if odds < 1:
        return Ending("x", x0 * root, math.inf)
    return Ending("y", y0 * (odds - 1) / odds, 2 * math.atan(1 / root) / (root * b * x0))


def _odds(x0: float, y0: float, a: float, b: float) -> float:
    """2 a y0 / (b x0**2), above 1 if the hidden side wins."""
    return 2 * (a / b) * (y0 / x0) / x0


LAW = Law(
    title="Deitchman's guerrilla ambush",
    equation="dx/dt = -a y, dy/dt = -b x y",
    functions=(deitchman, deitchman_winner),
    ranges=_RANGES,
    campaign=Campaign(attacker=Powers(p=1, q=0), holder=Powers(p=1, q=1)),
)

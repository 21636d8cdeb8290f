"""Solutions of the power law dx/dt = -a y**p x**q, dy/dt = -b x**p y**q that several laws share."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.model.laws.protocol import Strength

_GONE = math.log(1e9)  # a side a thousand-millionth of which is left has been annihilated
_FASTEST = 250.0  # logarithm of a loss rate [1/day] that only a step gone astray comes upon


class Ending(NamedTuple):
    """How a fight to the finish ends: the winner ("x", "y", or "" for neither), his men left, and the day."""

    winner: str
    survivors: float
    day: float


def aimed_fire(x0: float, y0: float, a: float, b: float, t: ArrayLike) -> tuple[Strength, Strength]:
    """The exact solution for p = 1, q = 0.

    Parameters
    ----------
    x0, y0
        () [person] strengths at time 0.
    a, b
        () [1/day] men of x lost in a day to each man of y, and the reverse.
    t
        (time) [day] when.
    """
    end = aimed_fire_ends(x0, y0, a, b).day
    until = np.minimum(np.asarray(t, float), end)
    r, w = math.sqrt(a / b), math.sqrt(a * b)
    gap = x0 - r * y0
    # Sum of a fading and a growing exponential: cosh and sinh would cancel each other's digits near the end.
    with np.errstate(over="ignore"):  # equal sides without end: nobody is left then
        fading = (x0 + r * y0) * np.exp(-w * until)
    growing = gap * np.exp(w * until) if gap else np.zeros_like(until)
    x = np.maximum(fading + growing, 0.0) / 2
    y = np.maximum(fading - growing, 0.0) / (2 * r)
    if gap > 0:
        y = np.where(until < end, y, 0.0)
    elif gap < 0:
        x = np.where(until < end, x, 0.0)
    return x[()], y[()]


def aimed_fire_ends(x0: float, y0: float, a: float, b: float) -> Ending:
    """How it ends for p = 1, q = 0.

    Parameters
    ----------
    x0, y0
        () [person] strengths at time 0.
    a, b
        () [1/day] men of x lost in a day to each man of y, and the reverse.
    """
    r = math.sqrt(a / b)
    gap, total = x0 - r * y0, x0 + r * y0
    if gap == 0:
        return Ending("", 0.0, math.inf)
    day = math.log(total / abs(gap)) / (2 * math.sqrt(a * b))
    survivors = math.sqrt(abs(gap) * total)
    return Ending("x", survivors, day) if gap > 0 else Ending("y", survivors / r, day)


def power_law(x0: float, y0: float, a: float, b: float, p: float, q: float, t: ArrayLike) -> tuple[Strength, Strength]:
    """The numerical solution for any exponents, in logarithms, to twelve digits.

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

    Returns
    -------
    tuple
        Strengths of x and y at `t`; once a side is down to 1e-9 of its first strength it counts as gone (0), the fight
        is over and the other side stays as it is.
    """
    from scipy.integrate import solve_ivp

    start, (log_a, log_b) = np.log([x0, y0]), np.log([a, b])
    time = np.asarray(t, float)

    def change(_: float, logs: NDArray[np.float64]) -> list[float]:
        x, y = logs
        rates = log_a + p * y + (q - 1) * x, log_b + p * x + (q - 1) * y
        return [-math.exp(min(rate, _FASTEST)) for rate in rates]

    def left(_: float, logs: NDArray[np.float64]) -> float:
        return float(np.min(logs - start)) + _GONE

    left.terminal = True  # type: ignore[attr-defined]
    run = solve_ivp(
        change, (0.0, float(np.max(time))), start, "DOP853", dense_output=True, events=left, rtol=1e-12, atol=1e-12
    )
    x, y = np.exp(run.sol(np.minimum(time, run.t[-1]).ravel())).reshape(2, *time.shape)
    if run.status != 0:  # a side is gone, or vanishes faster than a step can be made
        loser = np.argmin(run.y[:, -1] - start)
        x, y = (np.where((time >= run.t[-1]) & (loser == side), 0.0, s) for side, s in enumerate((x, y)))
    return x[()], y[()]

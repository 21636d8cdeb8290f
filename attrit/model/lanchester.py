"""Lanchester's laws and the power law that holds them all: in the campaign as a multiplier, alone as solutions.

Two sides x and y; a is how fast y destroys x, b how fast x destroys y.
"""

from __future__ import annotations

import math
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy import typing as npt

from attrit.model.arithmetic import scalar
from attrit.model.laws import ABOVE_0, FINITE, Range, require

Strength: TypeAlias = "np.float64 | npt.NDArray[np.float64]"  # one number for one time, an array for several

_STRENGTH = Range(ABOVE_0, FINITE, "a strength above 0")
_RATE = Range(ABOVE_0, FINITE, "a rate above 0")
_EXPONENT = Range(-5.0, 5.0, "an exponent from -5 to 5, which holds all fits to battles")
_RANGES = {
    **dict.fromkeys(("x", "y", "x0", "y0"), _STRENGTH),
    **dict.fromkeys(("a", "b"), _RATE),
    **dict.fromkeys(("p", "q"), _EXPONENT),
    "stance": Range(ABOVE_0, FINITE, "a factor above 0"),
    "t": Range(0.0, FINITE, "a time from 0 on"),
}
_GONE = math.log(1e9)  # a side a thousand-millionth of which is left has been annihilated


@scalar
def log_multiplier(log_own: float, log_enemy: float, enemy_power: float, own_power: float) -> float:
    """Logarithm of a side's loss fraction against that of the first day: enemy**p * own**(q - 1).

    Parameters
    ----------
    log_own
        (draw) [1] logarithm of the strength of the side fired at, first day = 1.
    log_enemy
        (draw) [1] logarithm of the strength of the side that fires, first day = 1.
    enemy_power
        (draw) [1] p, exponent of the side that fires.
    own_power
        (draw) [1] q - 1, exponent of the side fired at, less one since a fraction is asked for.

    Notes
    -----
    Reference: Bracken (1995), dB/dt = -a R**p B**q, divided by B and by its value on the first day.
    doi:10.1002/1520-6750(199506)42:4<559::AID-NAV3220420405>3.0.CO;2-R

    Checked against: `tests/published/test_laws.py::test_the_multiplier_is_the_formula` (the same in double precision).
    """
    return enemy_power * log_enemy + own_power * log_own


def square(x0: float, y0: float, a: float, b: float, t: npt.ArrayLike) -> tuple[Strength, Strength]:
    """Strengths under the square law: dx/dt = -a y, dy/dt = -b x, until one side is gone.

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

    Notes
    -----
    Reference: Lanchester (1916), *Aircraft in Warfare*, chapter V; exact solution, with b x**2 - a y**2 constant.

    Checked against: `tests/published/test_values.py::test_published_value`, rows square-*.
    """
    end = square_winner(x0, y0, a, b).day
    require(_RANGES, {"t": np.ravel(t)})
    until = np.minimum(np.asarray(t, float), end)
    r, w = math.sqrt(a / b), math.sqrt(a * b)
    gap = x0 - r * y0
    # Sum of a fading and a growing exponential: cosh and sinh would cancel each other's digits near the end.
    fading = (x0 + r * y0) * np.exp(-w * until)
    growing = gap * np.exp(w * until) if gap else np.zeros_like(until)
    x = np.maximum(fading + growing, 0.0) / 2
    y = np.maximum(fading - growing, 0.0) / (2 * r)
    if gap > 0:
        y = np.where(until < end, y, 0.0)
    elif gap < 0:
        x = np.where(until < end, x, 0.0)
    return x[()], y[()]


class Ending(NamedTuple):
    """How a fight to the finish ends: the winner ("x", "y", or "" for neither), his men left, and the day."""

    winner: str
    survivors: float
    day: float


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

    Notes
    -----
    Reference: Lanchester (1916), *Aircraft in Warfare*, chapter V.

    Checked against: `tests/published/test_values.py::test_published_value`, rows square-survivors and square-day.
    """
    require(_RANGES, {"x0": x0, "y0": y0, "a": a, "b": b})
    r = math.sqrt(a / b)
    gap, total = x0 - r * y0, x0 + r * y0
    if gap == 0:
        return Ending("", 0.0, math.inf)
    day = math.log(total / abs(gap)) / (2 * math.sqrt(a * b))
    survivors = math.sqrt(abs(gap) * total)
    return Ending("x", survivors, day) if gap > 0 else Ending("y", survivors / r, day)


def linear(x0: float, y0: float, a: float, b: float, t: npt.ArrayLike) -> tuple[Strength, Strength]:
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

    Notes
    -----
    Reference: Lanchester (1916), *Aircraft in Warfare*, chapter V; exact solution, with b x - a y constant.

    Checked against: `tests/published/test_values.py::test_published_value`, rows linear-*.
    """
    require(_RANGES, {"x0": x0, "y0": y0, "a": a, "b": b, "t": np.ravel(t)})
    time, k = np.asarray(t, float), b * x0 - a * y0
    with np.errstate(over="ignore"):  # the loser's divisor may pass all bounds: he has 0 left
        x = x0 / (1 + a * y0 * _discounted(k, time))
        y = y0 / (1 + b * x0 * _discounted(-k, time))
    return x[()], y[()]


def _discounted(k: float, t: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The integral of exp(-k s) from 0 to t."""
    return -np.expm1(-k * t) / k if k else t


def logarithmic(x0: float, y0: float, a: float, b: float, t: npt.ArrayLike) -> tuple[Strength, Strength]:
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

    Notes
    -----
    Reference: Peterson (1967), Operations Research 15(3), 557-558, doi:10.1287/opre.15.3.557; exact solution.

    Checked against: `tests/published/test_values.py::test_published_value`, rows logarithmic-*.
    """
    require(_RANGES, {"x0": x0, "y0": y0, "a": a, "b": b, "t": np.ravel(t)})
    time = np.asarray(t, float)
    return (x0 * np.exp(-a * time))[()], (y0 * np.exp(-b * time))[()]


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

    Notes
    -----
    Reference: Bracken (1995), general form with the tactical parameter d.
    doi:10.1002/1520-6750(199506)42:4<559::AID-NAV3220420405>3.0.CO;2-R

    Checked against: `tests/published/test_values.py::test_published_value`, rows mixed-ardennes-*.
    """
    require(_RANGES, {"x": x, "y": y, "a": a, "b": b, "p": p, "q": q, "stance": stance})
    return a * stance * y**p * x**q, b / stance * x**p * y**q


def mixed(
    x0: float, y0: float, a: float, b: float, p: float, q: float, t: npt.ArrayLike, stance: float = 1.0
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

    Notes
    -----
    Reference: Bracken (1995), general form; solved numerically in logarithms. With d = 1 the solution keeps
    b x**(1 + p - q) - a y**(1 + p - q) constant. doi:10.1002/1520-6750(199506)42:4<559::AID-NAV3220420405>3.0.CO;2-R

    Checked against: `tests/published/test_values.py::test_published_value`, rows mixed-invariant-*, and
    `tests/published/test_laws.py::test_a_law_is_the_power_law_with_its_exponents`.
    """
    from scipy.integrate import solve_ivp

    require(_RANGES, {"x0": x0, "y0": y0, "a": a, "b": b, "p": p, "q": q, "t": np.ravel(t), "stance": stance})
    start = np.log([x0, y0])
    time = np.asarray(t, float)

    def change(_: float, logs: npt.NDArray[np.float64]) -> list[float]:
        x, y = logs
        return [-a * stance * math.exp(p * y + (q - 1) * x), -b / stance * math.exp(p * x + (q - 1) * y)]

    def left(_: float, logs: npt.NDArray[np.float64]) -> float:
        return float(np.min(logs - start)) + _GONE

    left.terminal = True  # type: ignore[attr-defined]
    run = solve_ivp(
        change, (0.0, float(np.max(time))), start, "DOP853", dense_output=True, events=left, rtol=1e-12, atol=1e-12
    )
    x, y = np.exp(run.sol(np.minimum(time, run.t[-1])))
    if run.status != 0:  # a side is gone, or vanishes faster than a step can be made
        loser = np.argmin(run.y[:, -1] - start)
        x, y = (np.where((time >= run.t[-1]) & (loser == side), 0.0, s) for side, s in enumerate((x, y)))
    return x[()], y[()]

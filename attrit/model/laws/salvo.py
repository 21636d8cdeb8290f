"""Hughes's salvo equations, and Armstrong's stochastic form of them: missiles in pulses against defences."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.errors import Problem, ScenarioError
from attrit.model.laws.protocol import ABOVE_0, FINITE, Law, Range, require

_RANGES = {
    **dict.fromkeys(("A", "B"), Range(ABOVE_0, FINITE, "a number of units above 0")),
    **dict.fromkeys(("alpha", "beta", "n"), Range(0.0, FINITE, "a number of missiles from 0 on")),
    **dict.fromkeys(("y", "z", "m"), Range(0.0, FINITE, "a number of interceptions from 0 on")),
    **dict.fromkeys(("w", "x"), Range(ABOVE_0, FINITE, "a number of hits above 0")),
    "salvos": Range(1, 1_000_000, "a whole number of salvos from 1 to 1,000,000"),
    **dict.fromkeys(("p", "q"), Range(0.0, 1.0, "a chance from 0 to 1")),
    "damage": Range(ABOVE_0, FINITE, "a damage above 0"),
    "damage_sd": Range(0.0, FINITE, "a standard deviation from 0 on"),
}
_SPREAD = 12.0  # standard deviations beyond which a normal variable has less than 1e-32 left
_CERTAIN = 1e-7  # scatter of the damage, relative to its mean, below which it is left out


class SalvoForces(NamedTuple):
    """Forces after each salvo, the start first."""

    A: NDArray[np.float64]
    """Units of A left."""
    B: NDArray[np.float64]
    """Units of B left."""


class SalvoLosses(NamedTuple):
    """What one salvo can do to those it is fired at."""

    mean: float
    """Mean of the units lost."""
    sd: float
    """Their standard deviation."""
    none: float
    """Chance that no missile gets through, so that nothing is lost."""
    all: float
    """Chance that everything is lost."""


def salvo(
    A: float,
    B: float,
    alpha: float,
    beta: float,
    y: float,
    z: float,
    w: float,
    x: float,
    salvos: int = 1,
) -> SalvoForces:
    """Forces under Hughes's salvo equations: missiles come in pulses, and what the defences can stop is taken off them.

    Parameters
    ----------
    A, B
        () [unit] ships, launchers or batteries at the start.
    alpha, beta
        () [missile/unit] missiles on target from each unit of A, and of B, in a salvo.
    y, z
        () [missile/unit] missiles on target that each unit of A, and of B, stops in a salvo.
    w, x
        () [missile/unit] hits that put a unit of A, and of B, out of action.
    salvos
        () [-] how many salvos at most.

    Returns
    -------
    SalvoForces
        Units left at the start and after each salvo, up to the one that puts a side out of action.

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    In a salvo B loses (alpha A - z B) / x units, and A loses (beta B - y A) / w at the same moment; neither less than
    nothing nor more than all that is there. What the defences can stop they stop whole, and past that point every
    missile hits: between safe and in ruins lies a narrow range of numbers.

    Reference: Hughes (1995), Naval Research Logistics 42(2), 267-289,
    doi:10.1002/1520-6750(199503)42:2<267::AID-NAV3220420209>3.0.CO;2-Y

    Checked against: `tests/published/test_salvo.py::test_published_value`, rows salvo-forces-* (exact fractions).
    """
    given = {"A": A, "B": B, "alpha": alpha, "beta": beta, "y": y, "z": z, "w": w, "x": x, "salvos": salvos}
    require(_RANGES, given)
    if salvos != int(salvos):
        raise ScenarioError(Problem("", "salvos", f"found {salvos:g}", f"accepted is {_RANGES['salvos'].meaning}"))
    forces = [(A, B)]
    for _ in range(int(salvos)):
        if not (A and B):
            break
        lost_a = min(max((beta * B - y * A) / w, 0.0), A)
        lost_b = min(max((alpha * A - z * B) / x, 0.0), B)
        A, B = A - lost_a, B - lost_b
        forces.append((A, B))
    return SalvoForces(*np.array(forces, float).T)


def salvo_stochastic(
    A: float, B: float, n: float, p: float, m: float, q: float, damage: float, damage_sd: float
) -> SalvoLosses:
    """Losses of B to a salvo of A when hits, interceptions and damage are chancy.

    Parameters
    ----------
    A, B
        () [unit] units that fire, and units fired at.
    n
        () [missile/unit] missiles that each unit of A fires.
    p
        () [1] chance that a missile is on target.
    m
        () [missile/unit] interceptors that each unit of B fires.
    q
        () [1] chance that an interceptor stops a missile.
    damage
        () [unit] units lost to a hit, on average.
    damage_sd
        () [unit] standard deviation of the units lost to a hit.

    Returns
    -------
    SalvoLosses
        Mean and standard deviation of the units lost, and the chances that none and that all are.

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    Missiles that get through are normal with mean n A p - m B q and variance n A p (1 - p) + m B q (1 - q), and none
    where that is negative. Each does its damage independently: given the hits, mean and variance of the damage go with
    their number. Here that damage is gamma, the one two-number distribution that is never negative and adds up over
    hits. The losses are the damage, up to all of B. With B out of reach the mean is h d and the variance
    h s**2 + v d**2, where h and v are mean and variance of the hits, d is `damage` and s `damage_sd`. A salvo in the
    other direction is the same function with the two sides exchanged.

    Reference: Armstrong (2005), Operations Research 53(5), 830-841, doi:10.1287/opre.1040.0195

    Checked against: `tests/published/test_salvo.py::test_published_value`, rows salvo-chance-* (the stated model,
    integrated another way; no printed number was seen).
    """
    given = {"A": A, "B": B, "n": n, "p": p, "m": m, "q": q, "damage": damage, "damage_sd": damage_sd}
    require(_RANGES, given)
    from scipy.integrate import quad_vec
    from scipy.special import ndtr

    fired, stopped = n * A * p, m * B * q
    centre, spread = fired - stopped, math.sqrt(fired * (1 - p) + stopped * (1 - q))
    if centre <= -_SPREAD * spread:
        return SalvoLosses(0.0, 0.0, 1.0, 0.0)
    if spread == 0:
        none, (share, square, gone) = 0.0, _damage(centre, B, damage, damage_sd)
    else:

        def weighted(u: float) -> NDArray[np.float64]:
            return math.exp(-u * u / 2) / math.sqrt(2 * math.pi) * _damage(centre + spread * u, B, damage, damage_sd)

        bend = (B / damage - centre) / spread  # where the mean damage passes all of B
        none, low = ndtr(-centre / spread), max(-centre / spread, -_SPREAD)
        share, square, gone = np.minimum(
            quad_vec(weighted, low, _SPREAD, epsabs=1e-13, epsrel=1e-12, points=(bend,))[0], 1.0
        )
    sd = B * math.sqrt(max(square - share**2, 0.0))
    return SalvoLosses(float(share * B), sd, float(none), float(gone))


def _damage(hits: float, B: float, damage: float, damage_sd: float) -> NDArray[np.float64]:
    """Mean of the share of B lost to so many hits, mean of its square, and chance that all is lost."""
    from scipy.special import gammainc, gammaincc

    if not hits or damage_sd < _CERTAIN * damage:
        share = min(hits * damage / B, 1.0)
        return np.array([share, share**2, share == 1.0])
    shape, scale = hits * (damage / damage_sd) ** 2, damage_sd**2 / damage / B
    all_of_it = gammaincc(shape, 1 / scale)
    mean = shape * scale * gammainc(shape + 1, 1 / scale) + all_of_it
    square = shape * (shape + 1) * scale**2 * gammainc(shape + 2, 1 / scale) + all_of_it
    return np.array([mean, square, all_of_it])


LAW = Law(
    title="Salvo equations (missiles against defences)",
    equation="dB = (alpha A - z B) / x, dA = (beta B - y A) / w, each from 0 to all",
    functions=(salvo, salvo_stochastic),
    ranges=_RANGES,
    alone="it counts missile exchanges in pulses, not the daily losses of troops on the ground; "
    "for aimed fire in a campaign take square",
)

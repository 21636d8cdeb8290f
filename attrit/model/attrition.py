"""The loss rate of a line: the observed rate, moved by tempo, pace, law, fires, works and length of line."""

from __future__ import annotations

from typing import Any

import numpy as np

from attrit.model.arithmetic import LOG2_E, F, Row, clip, exp2, maximum, scalar

LEAST_LOG_PACE = F(-19.931569)  # of a millionth
SURFACE_REACH = 6  # a surface has points for strengths from 2**-6 to 2**6 of the first day's
SURFACE_DENSITY = 16  # points to a doubling
SURFACE_POINTS = 2 * SURFACE_REACH * SURFACE_DENSITY + 1


@scalar
def log_moved(tempo: float, log_pace: float, pace_power: float, log_fires: float, fire_power: float) -> float:
    """Binary logarithm of what moves a side's losses on a whole front.

    Parameters
    ----------
    tempo
        (draw) [1] natural logarithm of the attacker's tempo.
    log_pace, pace_power
        (draw) [1] binary logarithm of the pace of events, and the elasticity to it.
    log_fires, fire_power
        (draw) [1] binary logarithm of the other side's fires against the first day's, and the elasticity to them.
    """
    return LOG2_E * tempo + pace_power * maximum(log_pace, LEAST_LOG_PACE) + fire_power * log_fires


@scalar
def loss_multiplier(log_moved: float, log_law: float, log_width: float) -> float:
    """Loss rate of a line against that of the first day, works and noise apart.

    Parameters
    ----------
    log_moved
        (draw) [1] what moves losses on the whole front, as a binary logarithm.
    log_law
        (draw) [1] multiplier by the attrition law from both sides' strength, as a binary logarithm.
    log_width
        (draw) [1] length of the line, as a binary logarithm: contact goes with its root.
    """
    return exp2(log_moved + log_law + F(0.5) * log_width)


@scalar
def law_multiplier(log_own: float, log_enemy: float, enemy_power: float, own_power: float) -> float:
    """Logarithm of a side's loss fraction by its law against that of the first day: enemy**p * own**(q - 1).

    Parameters
    ----------
    log_own
        (draw) [1] logarithm of the strength of the side fired at, first day = 1.
    log_enemy
        (draw) [1] logarithm of the strength of the side that fires, first day = 1.
    enemy_power
        (draw) [1] p, exponent of the side that fires.
    own_power
        (draw) [1] q, exponent of the side fired at; a fraction of it is asked for, so one less enters.

    Notes
    -----
    Reference: Bracken (1995), dB/dt = -a R**p B**q, divided by B and by its value on the first day.
    doi:10.1002/1520-6750(199506)42:4<559::AID-NAV3220420405>3.0.CO;2-R

    Checked against: `tests/engine/test_law_multiplier.py::test_the_multiplier_is_the_formula` (the same in double
    precision).
    """
    return enemy_power * log_enemy + (own_power - F(1)) * log_own


@scalar
def on_surface(surfaces: Row, surface: Any, log_own: float, log_enemy: float) -> float:
    """Binary logarithm of a side's loss fraction against that of the first day, between the points of a surface.

    Linear in the logarithms between four points, so that a power of the strengths is met exactly; beyond the last
    points the surface goes on as it ends.

    Parameters
    ----------
    surfaces
        (surface, own strength, enemy strength) [1] Values at the points, flat.
    surface
        (draw) [-] Which surface.
    log_own, log_enemy
        (draw) [1] binary logarithms of the two strengths, first day = 1.
    """
    x = (log_own + F(SURFACE_REACH)) * F(SURFACE_DENSITY)
    y = (log_enemy + F(SURFACE_REACH)) * F(SURFACE_DENSITY)
    i = np.int64(clip(x, F(0), F(SURFACE_POINTS - 2)))
    j = np.int64(clip(y, F(0), F(SURFACE_POINTS - 2)))
    u, v = x - F(i), y - F(j)
    at = np.uint64((surface * SURFACE_POINTS + i) * SURFACE_POINTS + j)
    below = surfaces[at] + v * (surfaces[at + np.uint64(1)] - surfaces[at])
    at += np.uint64(SURFACE_POINTS)
    above = surfaces[at] + v * (surfaces[at + np.uint64(1)] - surfaces[at])
    return below + u * (above - below)


@scalar
def headroom(first: float, ceiling: float) -> float:
    """Factor on a rate that saturates, by which its first value stays what it is."""
    return F(1) + first / ceiling


@scalar
def bounded(rate: float, per_ceiling: float) -> float:
    """Saturation of a daily loss rate.

    With rate = headroom x l and per_ceiling = 1 / (headroom x ceiling) this is
    l (1 + first / ceiling) / (1 + l / ceiling), which leaves the first day's rate as it is.
    """
    return rate / (F(1) + rate * per_ceiling)

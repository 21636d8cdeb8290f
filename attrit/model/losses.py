"""The loss rate of a line: the observed rate, moved by tempo, pace, law, fires, works and length of line."""

from __future__ import annotations

from typing import Any

import numpy as np

import attrit.model.state as at
from attrit.model.arithmetic import LANES, LOG2_E, F, Row, clip, exp2, lanes, maximum, minimum, scalar
from attrit.model.forces import vulnerability
from attrit.model.ground import log_gain
from attrit.model.pace import loss_noise, reverting

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


@lanes
def set_levels(front: Row, attacker: Row, holder: Row, world: Row) -> None:
    """What moves losses and advance on the whole front, the same in all its sectors."""
    for i in range(LANES):
        v = front[at.F_LOG_TEMPO + i]
        pace = front[at.F_LOG_PACE + i]
        to_pace = world[at.PACE_LOSS_POWER + i]
        to_fires = world[at.SUPPLY_FIRE_LOSS + i]
        fires_a, fires_d = attacker[at.S_LOG_FIRES + i], holder[at.S_LOG_FIRES + i]
        front[at.F_LOG_LOSS_A + i] = log_moved(v, pace, to_pace, fires_d, to_fires)
        front[at.F_LOG_LOSS_D + i] = log_moved(v, pace, to_pace, fires_a, to_fires)
        front[at.F_LOG_GAIN + i] = log_gain(
            pace, v, world[at.TEMPO_GAIN_POWER + i], fires_a - fires_d, world[at.SUPPLY_FIRE_GAIN + i]
        )
        spared = F(1) - world[at.WITHDRAWAL_SPARE + i] * front[at.F_GIVING + i]
        giving_way = world[at.COLLAPSE_LOSS_FACTOR + i] if front[at.F_COLLAPSE_LEFT + i] > F(0) else F(1)
        front[at.F_BASE_A + i] = front[at.F_LEVEL_A + i] * attacker[at.S_NOISE + i]
        front[at.F_BASE_D + i] = front[at.F_LEVEL_D + i] * holder[at.S_NOISE + i] * spared * giving_way


@lanes
def apply_law(sector: Row, front: Row, world: Row) -> None:
    """What moves the loss rates of both sides in a sector: the powers of the attrition law, and the line's length."""
    for i in range(LANES):
        most = world[at.W_LOG_LAW_RANGE + i]
        a = clip(sector[at.K_LOG_A + i], -most, most)
        d = clip(sector[at.K_LOG_D + i], -most, most)
        law_a = law_multiplier(a, d, world[at.LAW_P_A + i], world[at.LAW_Q_A + i])
        law_d = law_multiplier(d, a, world[at.LAW_P_D + i], world[at.LAW_Q_D + i])
        longer = sector[at.K_LOG_WIDTH + i]
        sector[at.K_RATE_A + i] = loss_multiplier(front[at.F_LOG_LOSS_A + i], law_a, longer)
        sector[at.K_RATE_D + i] = loss_multiplier(front[at.F_LOG_LOSS_D + i], law_d, longer)


@lanes
def apply_surfaces(sector: Row, world: Row, surfaces: Row) -> None:
    """What a law says that is no power of the strengths, read off its surface, in the draws in which it holds."""
    for i in range(LANES):
        law = np.int64(world[at.LAW_SURFACE + i])
        if law > 0:
            most = world[at.W_LOG_LAW_RANGE + i]
            a = clip(sector[at.K_LOG_A + i], -most, most)
            d = clip(sector[at.K_LOG_D + i], -most, most)
            sector[at.K_RATE_A + i] *= exp2(on_surface(surfaces, 2 * law - 2, a, d))
            sector[at.K_RATE_D + i] *= exp2(on_surface(surfaces, 2 * law - 1, d, a))


@lanes
def limit_rates(sector: Row, front: Row, world: Row) -> None:
    """Daily loss rates of both sides in a sector: works, noise, what a line can bear at most, the holder's cover."""
    for i in range(LANES):
        dug = sector[at.K_WORKS_NOW + i]
        more_a = world[at.ATTRITION_WORKS_ATTACKER + i] * dug - sector[at.K_WORKS_A_FIRST + i]
        less_d = world[at.ATTRITION_WORKS_HOLDER + i] * dug - sector[at.K_WORKS_D_FIRST + i]
        contact = sector[at.K_CONTACT + i]
        contact_a = contact * (F(1) + more_a)
        contact_d = contact * (F(1) - less_d)
        rate_a = front[at.F_BASE_A + i] * contact_a * sector[at.K_RATE_A + i]
        rate_d = front[at.F_BASE_D + i] * contact_d * sector[at.K_RATE_D + i]
        sector[at.K_RATE_A + i] = bounded(rate_a, front[at.F_PER_CEILING_A + i])
        sector[at.K_RATE_D + i] = bounded(rate_d, front[at.F_PER_CEILING_D + i]) * sector[at.K_SHELTER + i]


@lanes
def sum_rates(sector: Row, front: Row) -> None:
    """Losses of both sides in a sector, by strength, into the sums of the front."""
    for i in range(LANES):
        front[at.F_RATE_SUM_A + i] += sector[at.K_RATE_A + i] * sector[at.K_STRENGTH_A + i]
        front[at.F_RATE_SUM_D + i] += sector[at.K_RATE_D + i] * sector[at.K_STRENGTH_D + i]


@lanes
def average_rates(front: Row, step: float) -> None:
    """Ten-day means of both sides' loss rates."""
    for i in range(LANES):
        rate_a = front[at.F_RATE_SUM_A + i] / maximum(front[at.F_STRENGTH_A + i], F(1e-6))
        rate_d = front[at.F_RATE_SUM_D + i] / maximum(front[at.F_STRENGTH_D + i], F(1e-6))
        front[at.F_RATE_A + i] += step * F(0.1) * (rate_a - front[at.F_RATE_A + i])
        front[at.F_RATE_D + i] += step * F(0.1) * (rate_d - front[at.F_RATE_D + i])


@lanes
def apply_losses(group: Row, world: Row, step: float) -> None:
    """Losses of a group."""
    for i in range(LANES):
        men = group[at.G_PRESENT + i]
        second = world[at.ROLES_SECOND_EXPOSURE + i] * group[at.G_SECOND_SHARE + i] * men
        support = world[at.ROLES_SUPPORT_EXPOSURE + i] * group[at.G_SUPPORT + i]
        exposed = group[at.G_LINE + i] + second + support
        rate = group[at.G_RATE + i] * group[at.G_EVEN + i] + group[at.G_RATE_ALONE + i]
        lost = minimum(F(0.5) * men, step * rate * vulnerability(group[at.G_QUALITY + i]) * exposed)
        group[at.G_RATE + i] = rate
        group[at.G_PRESENT + i] = men - lost
        group[at.G_LOST + i] += lost
        group[at.G_GONE + i] = lost


@lanes
def set_noise(world: Row, side0: Row, side1: Row, noise: Row, first: bool) -> None:
    """Daily noise of both sides' losses."""
    for i in range(LANES):
        memory = world[at.LOSS_NOISE_AUTOCORRELATION + i]
        if first:
            world[at.W_COMMON + i] = noise[at.N_COMMON + i]
            side0[at.S_NOISE_STATE + i] = noise[at.N_SIDE_0 + i]
            side1[at.S_NOISE_STATE + i] = noise[at.N_SIDE_1 + i]
        else:
            news = world[at.W_NOISE_SHOCK + i]
            world[at.W_COMMON + i] = reverting(world[at.W_COMMON + i], memory, news, noise[at.N_COMMON + i])
            side0[at.S_NOISE_STATE + i] = reverting(side0[at.S_NOISE_STATE + i], memory, news, noise[at.N_SIDE_0 + i])
            side1[at.S_NOISE_STATE + i] = reverting(side1[at.S_NOISE_STATE + i], memory, news, noise[at.N_SIDE_1 + i])
        sd = world[at.LOSS_NOISE_SD + i]
        common_sd = world[at.W_COMMON_SD + i]
        own_sd = world[at.W_OWN_SD + i]
        common = world[at.W_COMMON + i]
        side0[at.S_NOISE + i] = loss_noise(sd, common_sd, common, own_sd, side0[at.S_NOISE_STATE + i])
        side1[at.S_NOISE + i] = loss_noise(sd, common_sd, common, own_sd, side1[at.S_NOISE_STATE + i])


@lanes
def add_losses(side: Row) -> None:
    """Losses of the day into those of the campaign."""
    for i in range(LANES):
        side[at.S_LOSSES + i] += side[at.S_LOSSES_TODAY + i]

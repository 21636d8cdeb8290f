"""When a position gives way: a hazard that depends on road, density, losses and pressure."""

from __future__ import annotations

import numpy as np

import attrit.model.state as at
from attrit.model.arithmetic import (
    LANES,
    LOG2_E,
    F,
    Row,
    chance,
    clip,
    exp,
    exp2,
    lanes,
    log,
    maximum,
    may_happen,
    minimum,
    rounded_up,
    scalar,
)


@scalar
def hazard(
    base: float,
    road: float,
    short: float,
    loss_effect: float,
    slow_pace: float,
    pace_effect: float,
    log_density: float,
    density_effect: float,
    log_ratio: float,
    pressure_effect: float,
) -> float:
    """Chance a day (at most a tenth) that the position gives way.

    Parameters
    ----------
    base
        (draw) [1/day] at the first day's state.
    road
        (draw) [1] rise of the log hazard by what is lost of the supply road beyond the first day's.
    short, loss_effect
        (draw) [1] share of the holder's men not made good, and its effect.
    slow_pace, pace_effect
        (draw) [1] slow logarithm of pace, and its effect.
    log_density, density_effect
        (draw) [1] binary logarithm of the density of the line, and the elasticity to its thinness.
    log_ratio, pressure_effect
        (draw) [1] binary logarithm of the force ratio against the first day, and the elasticity to it.
    """
    state = road + loss_effect * clip(short, F(-0.5), F(1)) + pace_effect * slow_pace
    pressed = pressure_effect * log_ratio - density_effect * log_density
    return minimum(F(0.1), base * exp2(LOG2_E * state + pressed))


@scalar
def share_lost(share: float, sd: float, z: float) -> float:
    """Share of the held ground that goes: logit-normal about `share`, at most .995."""
    odds = share / (F(1) - share) * exp(sd * z)
    return minimum(F(0.995), odds / (F(1) + odds))


@scalar
def rate_of_loss(share: float, days: float) -> float:
    """Daily rate at which `share` of the ground is gone after `days` (whole days)."""
    return -log(F(1) - share) / days


@lanes
def draw_collapse(front: Row, world: Row, noise: Row, day: float) -> None:
    """A collapse begins, goes on, or does not."""
    some = np.int32(0)
    for i in range(LANES):
        men = front[at.F_HOLDER_MEN_FIRST + i]
        short = F(1) - front[at.F_HOLDER_MEN + i] / men if men > F(0) else F(0)
        h = hazard(
            world[at.COLLAPSE_HAZARD + i],
            world[at.COLLAPSE_SUPPLY_EFFECT + i] * front[at.F_ROAD_LOST + i] - front[at.F_ROAD_HAZARD_FIRST + i],
            short, world[at.COLLAPSE_LOSS_EFFECT + i],
            front[at.F_SLOW + i], world[at.COLLAPSE_PACE_EFFECT + i],
            front[at.F_LOG_DENSITY + i], world[at.COLLAPSE_DENSITY_EFFECT + i],
            front[at.F_LOG_RATIO + i], world[at.COLLAPSE_PRESSURE_EFFECT + i],
        )  # fmt: skip
        left = front[at.F_COLLAPSE_LEFT + i]
        standing = left <= F(0) and front[at.F_RECOVERED_DAY + i] >= F(at.NEVER)
        h = h * front[at.F_ATTACKED + i] if standing else F(-1)
        front[at.F_HAZARD + i] = h
        front[at.F_COLLAPSE_LEFT + i] = maximum(F(0), left - F(1))
        some |= np.int32(1) if may_happen(noise[at.N_COLLAPSE + i], h) else np.int32(0)
    if some:
        begin_collapse(front, world, noise, day)


@lanes
def begin_collapse(front: Row, world: Row, noise: Row, day: float) -> None:
    """How much ground goes, and how fast, where a position has given way."""
    for i in range(LANES):
        hit = noise[at.N_COLLAPSE + i] < chance(front[at.F_HAZARD + i])
        days = rounded_up(world[at.COLLAPSE_DAYS + i])
        lost = share_lost(world[at.COLLAPSE_SHARE + i], world[at.COLLAPSE_SHARE_SD + i], noise[at.N_COLLAPSE_SHARE + i])
        front[at.F_COLLAPSE_RATE + i] = rate_of_loss(lost, days) if hit else front[at.F_COLLAPSE_RATE + i]
        front[at.F_COLLAPSE_LEFT + i] = days if hit else front[at.F_COLLAPSE_LEFT + i]
        first = hit and front[at.F_FIRST_COLLAPSE + i] >= F(at.NEVER)
        front[at.F_FIRST_COLLAPSE + i] = day + F(1) if first else front[at.F_FIRST_COLLAPSE + i]

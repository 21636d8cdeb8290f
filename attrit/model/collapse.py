"""When a position gives way: a hazard that depends on road, density, losses and pressure."""

from __future__ import annotations

from attrit.model.arithmetic import LOG2_E, F, clip, exp, exp2, log, minimum, scalar


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

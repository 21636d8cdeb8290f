"""Ground traded for losses: advance, withdrawal, recapture, works, and what the map shows."""

from __future__ import annotations

from attrit.model.arithmetic import LOG2_E, F, clip, exp, exp2, maximum, scalar

LEAST_LOG_AREA = F(-19.931569)  # of a millionth of the first day's


@scalar
def log_width(log_area: float, exponent: float) -> float:
    """Binary logarithm of the length of the line against the first day: a power of the area, the root by geometry."""
    return exponent * maximum(log_area, LEAST_LOG_AREA)


@scalar
def jump(e: float, wait: float, per_share: float, spread: float) -> float:
    """A day's gain against its mean: nothing on most days, an exponential amount on active ones; mean one.

    The exponential number `e` passes `wait` = -ln(share) in a share of days, and what it is beyond that is exponential
    again, so it decides both.
    """
    beyond = e - wait
    return (F(1) + spread * (beyond - F(1))) * per_share if beyond >= F(0) else F(0)


@scalar
def main_effort(weight: float, e: float, wait: float, spread: float) -> float:
    """Weight of a sector in the attack, drawn anew when `e` passes `wait` = ln(days between); mean one."""
    beyond = e - wait
    return F(1) - spread + spread * beyond if beyond >= F(0) else weight


@scalar
def log_gain(log_pace: float, tempo: float, tempo_power: float, log_fires: float, fire_power: float) -> float:
    """Binary logarithm of what moves the advance on a whole front: pace, tempo, the fires of both sides.

    Parameters
    ----------
    log_pace
        (draw) [1] binary logarithm of the pace of events.
    tempo, tempo_power
        (draw) [1] natural logarithm of the attacker's tempo, and its elasticity.
    log_fires, fire_power
        (draw) [1] binary logarithm of the attacker's fires over the holder's, both against the first day, and the
        elasticity to them: what one side's fire opens, the other's closes.
    """
    return log_pace + LOG2_E * tempo_power * tempo + fire_power * log_fires


@scalar
def advance(
    gain: float,
    log_gain: float,
    log_ratio: float,
    ratio_power: float,
    log_density: float,
    density_power: float,
    slowed: float,
) -> float:
    """Ground a day from pressure: the observed rate, moved by force ratio, density of the line, and works.

    Parameters
    ----------
    gain
        (draw) [km2/day] ground a day in the first day's state.
    log_gain
        (draw) [1] what moves the advance on the whole front, as a binary logarithm.
    log_ratio, ratio_power
        (draw) [1] binary logarithm of the force ratio against the first day, and its elasticity.
    log_density, density_power
        (draw) [1] binary logarithm of the density of the holder's line, and the elasticity to its thinness.
    slowed
        (draw) [1] binary logarithm by which works slow the advance beyond what they did on the first day.
    """
    sectors = ratio_power * log_ratio - density_power * log_density - slowed
    return gain * exp2(log_gain + sectors)


@scalar
def withdrawal(losses: float, threshold: float) -> float:
    """Intensity (0 to 1) with which the holder gives ground to spare his men, after Epstein's idea of a threshold.

    Rescaled: on smoothed losses and relative to the threshold, since the published increment acts on losses of
    several per cent a day only (Epstein 1985, eq. A-5).
    """
    return clip((losses - threshold) / threshold, F(0), F(1))


@scalar
def given_up(intensity: float, speed: float) -> float:
    """Ground a day given up by choice, to a root of the area: on about a seventh of the line at a time."""
    return F(0.15) * intensity * speed


@scalar
def recaptured(share: float, gain: float, e: float, ratio: float) -> float:
    """Ground the holder retakes on a day: one in 25, and less the weaker he is."""
    beyond = e - F(3.2188758)  # the logarithm of 25
    return share * gain * F(25) * beyond * clip(F(1) / ratio, F(0.2), F(3)) if beyond >= F(0) else F(0)


@scalar
def works(state: float, lost: float, root_area: float, rate: float, step: float) -> float:
    """State of field works: dug with time, lost with the ground they stand in (a belt three kilometres deep)."""
    dug = state + step * (F(1) - state) * rate
    return dug * exp(-lost / maximum(F(3) * root_area, F(1.5)))

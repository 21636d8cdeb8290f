"""Ground traded for losses: advance, withdrawal, recapture, works, and what the map shows."""

from __future__ import annotations

import math

from attrit.model.arithmetic import F, clip, exp, exp2, log2, maximum, power, scalar


@scalar
def width(area: float, first: float, exponent: float) -> float:
    """Length of the line against the first day: it follows a power of the area, the root by geometry."""
    return power(maximum(area / first, F(1e-6)), exponent) if exponent > F(0) else F(1)


@scalar
def jump(active: float, e: float, share: float, spread: float) -> float:
    """A day's gain against its mean: nothing on most days, an exponential amount on active ones; mean one."""
    return (F(1) + spread * (e - F(1))) / share if active < share else F(0)


@scalar
def main_effort(weight: float, u: float, g: float, days: float, spread: float) -> float:
    """Weight of a sector in the attack, drawn anew once in `days` on average; mean one."""
    return F(1) - spread + spread * g if u < F(1) / days else weight


@scalar
def advance(
    gain: float,
    ratio: float,
    ratio_power: float,
    density: float,
    density_power: float,
    fires: float,
    fire_power: float,
    log_tempo: float,
    tempo_power: float,
    dug: float,
    works_effect: float,
) -> float:
    """Ground a day from pressure: the observed rate, moved by force ratio, density of the line, fires, tempo and works.

    Parameters
    ----------
    gain
        (draw) [km2/day] ground a day in the first day's state, at the pace of the day.
    ratio, ratio_power
        (draw) [1] force ratio against the first day, and its elasticity.
    density, density_power
        (draw) [1] density of the holder's line against the first day, and the elasticity to its thinness.
    fires, fire_power
        (draw) [1] the attacker's fires against the first day, and their elasticity.
    log_tempo, tempo_power
        (draw) [1] logarithm of the attacker's tempo, and its elasticity.
    dug, works_effect
        (draw) [1] field works beyond the first day's, and their effect on the logarithm.
    """
    powers = ratio_power * log2(ratio) - density_power * log2(density) + fire_power * log2(maximum(fires, F(1e-3)))
    return gain * exp2(powers + (tempo_power * log_tempo - works_effect * dug) * F(1.44269504))


@scalar
def withdrawal(losses: float, threshold: float) -> float:
    """Intensity (0 to 1) with which the holder gives ground to spare his men, after Epstein's idea of a threshold.

    Rescaled: on smoothed losses and relative to the threshold, since the published increment acts on losses of
    several per cent a day only (Epstein 1985, eq. A-5).
    """
    return clip((losses - threshold) / threshold, F(0), F(1))


@scalar
def given_up(intensity: float, speed: float, area: float) -> float:
    """Ground a day given up by choice: on about a seventh of the line at a time."""
    return F(0.15) * intensity * speed * math.sqrt(maximum(area, F(0)))


@scalar
def recaptured(share: float, gain: float, e: float, u: float, ratio: float) -> float:
    """Ground the holder retakes on a day: rare, and rarer the weaker he is."""
    return share * gain * e / F(0.04) * clip(F(1) / ratio, F(0.2), F(3)) if u < F(0.04) else F(0)


@scalar
def works(state: float, lost: float, left: float, days: float, step: float) -> float:
    """State of field works: dug with time, lost with the ground they stand in (a belt three kilometres deep)."""
    dug = state + step * (F(1) - state) / days
    return dug * exp(-lost / (F(3) * maximum(math.sqrt(maximum(left, F(0))), F(0.5))))


@scalar
def fading(offset: float, day: float, fade_days: float) -> float:
    """What remains of the map's first error."""
    return offset * exp(-day / fade_days)

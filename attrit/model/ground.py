"""Ground traded for losses: advance, withdrawal, recapture, works, and what the map shows."""

from __future__ import annotations

import math

import attrit.model.state as at
from attrit.model.arithmetic import LANES, LOG2_E, F, Row, chance, clip, exp, exp2, lanes, maximum, minimum, scalar

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


@lanes
def prepare_ground(front: Row, world: Row, noise: Row, first: bool, step: float) -> None:
    """The holder's withdrawal, collapse and counter-attack on the whole front; its ground is summed up anew."""
    for i in range(LANES):
        front[at.F_GIVING + i] = withdrawal(front[at.F_RATE_D + i], world[at.WITHDRAWAL_THRESHOLD + i])
        back = recaptured(
            world[at.RECAPTURE_SHARE + i], front[at.F_GAIN + i], noise[at.N_BACK + i],
            front[at.F_RATIO + i],
        )  # fmt: skip
        room = maximum(F(0), F(1.3) * front[at.F_AREA_FIRST + i] - front[at.F_AREA + i])
        part = minimum(back, room) / maximum(front[at.F_AREA + i], F(1e-6))
        front[at.F_RECAPTURED + i] = part if first else F(0)
        front[at.F_GIVEN + i] = step * given_up(front[at.F_GIVING + i], world[at.WITHDRAWAL_SPEED + i])
        torn = chance(front[at.F_COLLAPSE_RATE + i] * step)
        front[at.F_TORN + i] = torn if front[at.F_COLLAPSE_LEFT + i] > F(0) else F(0)
        front[at.F_AREA + i] = F(0)


@lanes
def move_ground(sector: Row, front: Row, world: Row, step: float) -> None:
    """Ground of a sector after a step, by cause."""
    for i in range(LANES):
        area = sector[at.K_AREA + i]
        is_open = sector[at.K_OPEN + i]
        pressed = step * advance(
            sector[at.K_GAIN + i], front[at.F_LOG_GAIN + i],
            sector[at.K_LOG_RATIO + i], world[at.ADVANCE_RATIO_POWER + i],
            sector[at.K_LOG_DENSITY + i], world[at.ADVANCE_DENSITY_POWER + i],
            world[at.W_LOG_WORKS_EFFECT + i] * sector[at.K_WORKS_NOW + i] - sector[at.K_SLOWED_FIRST + i],
        )  # fmt: skip
        pressed *= sector[at.K_ATTACKED + i] * sector[at.K_WIDTH + i] * sector[at.K_PUSH + i]
        there = is_open * area
        given = is_open * front[at.F_GIVEN + i] * sector[at.K_ROOT_AREA + i]
        torn = there * front[at.F_TORN + i]
        back = there * front[at.F_RECAPTURED + i]
        by_pressure = minimum(area, pressed)
        by_withdrawal = minimum(area - by_pressure, given)
        by_collapse = minimum(area - by_pressure - by_withdrawal, torn)
        lost = by_pressure + by_withdrawal + by_collapse
        after = maximum(F(0), area - lost) + back
        sector[at.K_AREA + i] = after
        sector[at.K_LOST + i] = lost
        front[at.F_AREA + i] += after
        front[at.F_BY_PRESSURE + i] += by_pressure
        front[at.F_BY_WITHDRAWAL + i] += by_withdrawal
        front[at.F_BY_COLLAPSE + i] += by_collapse
        front[at.F_BY_RECAPTURE + i] += back


@lanes
def dig_works(sector: Row, world: Row, step: float) -> None:
    """Field works of a sector are dug, and go with the ground."""
    for i in range(LANES):
        root = math.sqrt(sector[at.K_AREA + i])
        sector[at.K_ROOT_AREA + i] = root
        sector[at.K_WORKS_NOW + i] = works(
            sector[at.K_WORKS_NOW + i], sector[at.K_LOST + i], root, world[at.W_WORKS_RATE + i], step
        )


@lanes
def set_effort(sector: Row, world: Row, noise: Row) -> None:
    """Main effort and the day's jump of a sector."""
    for i in range(LANES):
        focus = main_effort(
            sector[at.K_FOCUS + i], noise[at.N_FOCUS + i],
            world[at.W_EFFORT_WAIT + i], world[at.MAIN_EFFORT_SPREAD + i],
        )  # fmt: skip
        sector[at.K_FOCUS + i] = focus
        sector[at.K_PUSH + i] = focus * jump(
            noise[at.N_JUMP + i], world[at.W_ACTIVE_WAIT + i], world[at.W_PER_ACTIVE + i], world[at.ADVANCE_JUMP + i],
        )  # fmt: skip


@lanes
def close_front(front: Row, world: Row, day: float) -> None:
    """Recovery below the floor, its chance of having come before talks, and the ground on the day of talks."""
    for i in range(LANES):
        floor = world[at.RECOVERY_FLOOR + i] * front[at.F_AREA_FIRST + i]
        now = front[at.F_AREA + i] < floor and front[at.F_RECOVERED_DAY + i] >= F(at.NEVER)
        front[at.F_RECOVERED_DAY + i] = day + F(1) if now else front[at.F_RECOVERED_DAY + i]
        front[at.F_BEFORE_TALKS + i] = world[at.W_NO_TALKS + i] if now else front[at.F_BEFORE_TALKS + i]
        gone = front[at.F_RECOVERED_DAY + i] < F(at.NEVER)
        front[at.F_BY_PRESSURE + i] += front[at.F_AREA + i] if now else F(0)  # the last scrap, so that causes add up
        front[at.F_AREA + i] = F(0) if gone else front[at.F_AREA + i]
        before = world[at.W_TALKS_DAY + i] >= F(at.NEVER)
        front[at.F_AREA_AT_TALKS + i] = front[at.F_AREA + i] if before else front[at.F_AREA_AT_TALKS + i]


@lanes
def close_sector(sector: Row, front: Row) -> None:
    """A recovered front holds no ground in any sector."""
    for i in range(LANES):
        gone = front[at.F_RECOVERED_DAY + i] < F(at.NEVER)
        sector[at.K_AREA + i] = F(0) if gone else sector[at.K_AREA + i]
        sector[at.K_ROOT_AREA + i] = F(0) if gone else sector[at.K_ROOT_AREA + i]

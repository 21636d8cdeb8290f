"""How fast things happen: two mean-reverting processes, pauses, and the attacker's choice of tempo.

Most of the uncertainty lives here. Fronts stall for months and then run.
"""

from __future__ import annotations

import math

import attrit.model.state as at
from attrit.model.arithmetic import LANES, LN_2, LOG2_E, F, Row, clip, exp, exp2, lanes, log2, mad, maximum, scalar


@scalar
def shock(memory: float, sd: float) -> float:
    """Standard deviation of a day's news in a process with stationary `sd` and day-to-day correlation `memory`."""
    return sd * math.sqrt(F(1) - memory * memory)


@scalar
def reverting(x: float, memory: float, shock: float, z: float) -> float:
    """Exact day of an Ornstein-Uhlenbeck process, or of a first-order autoregression, with news of size `shock`."""
    return mad(memory, x, shock * z)


@scalar
def spread(variance: float, memory: float, shock: float) -> float:
    """Variance reached so far by such a process that started at 0."""
    return mad(memory * memory, variance, shock * shock)


@scalar
def pausing(paused: float, u: float, rate: float, end: float) -> float:
    """1 while operations pause: a pause begins with chance `rate` a day and ends with chance `end`."""
    goes_on = F(1) if u >= end else F(0)
    begins = F(1) if u < rate else F(0)
    return goes_on if paused > F(0) else begins


@scalar
def log_pace(slow: float, fast: float, slow_variance: float, fast_sd: float, paused: float, log_pause: float) -> float:
    """Binary logarithm of how fast things happen.

    Centred half-way between median and mean of the slow part: nobody knows which of the two the recent rate is.
    """
    running = slow + fast - F(0.25) * slow_variance - F(0.5) * fast_sd * fast_sd
    return mad(running, LOG2_E, log_pause if paused > F(0) else F(0))


@scalar
def tempo(
    v: float,
    log_ratio: float,
    log_supply: float,
    losses: float,
    ratio_effect: float,
    supply_effect: float,
    log_aim: float,
    step: float,
) -> float:
    """Natural logarithm of the attacker's tempo after a step: up with ratio and supply, down when losses pass his aim.

    The logarithms given are binary.
    """
    target = clip(LN_2 * (ratio_effect * log_ratio + supply_effect * log_supply), F(-1), F(1))
    restraint = clip(LN_2 * (log2(maximum(losses, F(1e-9))) - log_aim), F(0), F(1))
    return clip(v + step * (F(0.1) * (target - v) - F(0.05) * restraint), F(-2), F(1.5))


@scalar
def loss_noise(sd: float, common_sd: float, common: float, own_sd: float, own: float) -> float:
    """Daily multiplier of a side's losses, mean one, correlated between the sides through the common part."""
    return exp(common_sd * common + own_sd * own - F(0.5) * sd * sd)


@lanes
def choose_tempo(front: Row, attacker: Row, world: Row, step: float) -> None:
    """The attacker's tempo."""
    for i in range(LANES):
        v = tempo(
            front[at.F_LOG_TEMPO + i], front[at.F_LOG_RATIO + i], attacker[at.S_LOG_SUPPLY + i], front[at.F_RATE_A + i],
            world[at.TEMPO_RATIO_EFFECT + i], world[at.TEMPO_SUPPLY_EFFECT + i], world[at.W_LOG_LOSS_AIM + i], step,
        )  # fmt: skip
        front[at.F_LOG_TEMPO + i] = v
        front[at.F_TEMPO + i] = exp(v)


@lanes
def set_pace(front: Row, world: Row, noise: Row) -> None:
    """Slow and fast process, pause, and what they make together."""
    for i in range(LANES):
        memory = world[at.W_SLOW_MEMORY + i]
        news = world[at.W_SLOW_SHOCK + i]
        slow = reverting(front[at.F_SLOW + i], memory, news, noise[at.N_SLOW + i])
        fast = reverting(
            front[at.F_FAST + i], world[at.W_FAST_MEMORY + i], world[at.W_FAST_SHOCK + i], noise[at.N_FAST + i]
        )
        variance = spread(front[at.F_SLOW_VARIANCE + i], memory, news)
        paused = pausing(
            front[at.F_PAUSED + i], noise[at.N_PAUSE + i], world[at.PAUSE_RATE + i], world[at.W_PAUSE_END + i]
        )
        pace = log_pace(slow, fast, variance, world[at.PACE_FAST_SD + i], paused, world[at.W_LOG_PAUSE + i])
        front[at.F_SLOW + i] = slow
        front[at.F_FAST + i] = fast
        front[at.F_SLOW_VARIANCE + i] = variance
        front[at.F_PAUSED + i] = paused
        front[at.F_LOG_PACE + i] = pace
        front[at.F_PACE + i] = exp2(pace)

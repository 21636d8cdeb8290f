"""How fast things happen: two mean-reverting processes, pauses, and the attacker's choice of tempo.

Most of the uncertainty lives here. Fronts stall for months and then run.
"""

from __future__ import annotations

import math

from attrit.model.arithmetic import F, clip, exp, log, maximum, scalar


@scalar
def reverting(x: float, memory: float, sd: float, z: float) -> float:
    """Exact day of an Ornstein-Uhlenbeck process with stationary sd `sd` and day-to-day correlation `memory`."""
    return memory * x + sd * math.sqrt(F(1) - memory * memory) * z


@scalar
def spread(variance: float, memory: float, sd: float) -> float:
    """Variance reached so far by a process that started at 0."""
    return memory * memory * variance + sd * sd * (F(1) - memory * memory)


@scalar
def pausing(paused: float, u: float, rate: float, days: float) -> float:
    """1 while operations pause: a pause begins with chance `rate` a day and ends with chance 1 / days."""
    goes_on = F(1) if u >= F(1) / days else F(0)
    begins = F(1) if u < rate else F(0)
    return goes_on if paused > F(0) else begins


@scalar
def pace(slow: float, fast: float, slow_variance: float, fast_sd: float, paused: float, pause_pace: float) -> float:
    """Multiplier of how fast things happen.

    Centred half-way between median and mean of the slow part: nobody knows which of the two the recent rate is.
    """
    running = exp(slow + fast - F(0.25) * slow_variance - F(0.5) * fast_sd * fast_sd)
    return running * (pause_pace if paused > F(0) else F(1))


@scalar
def tempo(
    v: float,
    ratio: float,
    supply: float,
    losses: float,
    ratio_effect: float,
    supply_effect: float,
    aim: float,
    step: float,
) -> float:
    """Logarithm of the attacker's tempo after a step: up with ratio and supply, down when losses pass his aim."""
    target = clip(ratio_effect * log(ratio) + supply_effect * log(supply), F(-1), F(1))
    restraint = clip(log(maximum(losses, F(1e-9)) / aim), F(0), F(1))
    return clip(v + step * ((target - v) / F(10) - F(0.05) * restraint), F(-2), F(1.5))


@scalar
def correlated(state: float, autocorrelation: float, z: float) -> float:
    """A day of a first-order autoregression with unit variance."""
    return autocorrelation * state + math.sqrt(F(1) - autocorrelation * autocorrelation) * z


@scalar
def loss_noise(sd: float, correlation: float, common: float, own: float) -> float:
    """Daily multiplier of a side's losses, mean one, correlated between the sides through the common part."""
    return exp(sd * (math.sqrt(correlation) * common + math.sqrt(F(1) - correlation) * own) - F(0.5) * sd * sd)

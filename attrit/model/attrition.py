"""The loss rate of a line: the observed rate, moved by tempo, pace, law, fires, works and length of line."""

from __future__ import annotations

from attrit.model.arithmetic import F, exp2, log2, maximum, scalar


@scalar
def loss_rate(
    first: float,
    tempo: float,
    pace: float,
    pace_power: float,
    law: float,
    fires: float,
    fire_power: float,
    contact: float,
) -> float:
    """Losses of a line in a day as a share of it.

    Parameters
    ----------
    first
        (draw) [1/day] rate on the first day.
    tempo, pace
        (draw) [1] the attacker's choice and the pace of events.
    pace_power
        (draw) [1] elasticity to pace.
    law
        (draw) [1] multiplier by the attrition law from both sides' strength.
    fires
        (draw) [1] fires of the other side against the first day's.
    fire_power
        (draw) [1] elasticity to those fires.
    contact
        (draw) [1] length of line in contact, works and noise.
    """
    moved = exp2(pace_power * log2(maximum(pace, F(1e-6))) + fire_power * log2(maximum(fires, F(1e-3))))
    return first * tempo * law * contact * moved


@scalar
def bounded(rate: float, first: float, ceiling: float) -> float:
    """Saturation of a daily loss rate that leaves the first day's rate as it is."""
    return rate * (F(1) + first / ceiling) / (F(1) + rate / ceiling)

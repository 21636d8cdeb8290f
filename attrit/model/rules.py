"""Rules and dates: talks that freeze the line; where a group may fight is settled before the first day."""

from __future__ import annotations

from attrit.model.arithmetic import LN_2, F, exp, maximum, scalar


@scalar
def talks_rate(median_day: float, quiet_days: float, quiet_factor: float) -> float:
    """Hazard of talks a day once the quiet time is over, such that the median is as stated."""
    return LN_2 / maximum(median_day - (F(1) - quiet_factor) * quiet_days, F(60))


@scalar
def no_talks(so_far: float, day: float, rate: float, quiet_days: float, quiet_factor: float) -> float:
    """Chance that talks have not begun by the end of the day: the hazard is low for a while, then constant."""
    return so_far * exp(-rate * (quiet_factor if day < quiet_days else F(1)))

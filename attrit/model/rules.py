"""Rules and dates: talks that freeze the line; where a group may fight is settled before the first day."""

from __future__ import annotations

from attrit.model.arithmetic import LN_2, F, exp, maximum, minimum, scalar

NEVER = 1e6  # a day of talks that is not stated


@scalar
def talks_rate(median_day: float, quiet_days: float, quiet_factor: float) -> float:
    """Hazard of talks a day once the quiet time is over, such that the median is as stated.

    The hazard is `quiet_factor` of that during the quiet time; a median within it is met there.
    """
    early = quiet_factor * minimum(median_day, quiet_days)
    return LN_2 / maximum(early + maximum(F(0), median_day - quiet_days), F(1e-6))


@scalar
def no_talks(
    so_far: float, day: float, rate: float, quiet_days: float, quiet_factor: float, stated_day: float
) -> float:
    """Chance that talks have not begun by the end of the day: the hazard is low for a while, then constant.

    A stated day of talks takes the place of the hazard.
    """
    if stated_day < F(NEVER):
        return F(1) if day + F(1) < stated_day else F(0)
    return so_far * exp(-rate * (quiet_factor if day < quiet_days else F(1)))

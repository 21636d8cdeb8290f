"""Rules and dates: talks that freeze the line; where a group may fight is settled before the first day."""

from __future__ import annotations

from attrit.model.arithmetic import F, maximum, scalar


@scalar
def talks_hazard(day: float, median_day: float, quiet_days: float, quiet_factor: float) -> float:
    """Chance in a day that talks begin: low for a while, then constant, with the stated median."""
    later = F(0.69314718) / maximum(median_day - (F(1) - quiet_factor) * quiet_days, F(60))
    return later * (quiet_factor if day < quiet_days else F(1))

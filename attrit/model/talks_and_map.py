"""Rules and dates: talks that freeze the line; where a group may fight is settled before the first day."""

from __future__ import annotations

import math

import numpy as np

import attrit.model.state as at
from attrit.model.arithmetic import LANES, LN_2, F, Row, clip, exp, lanes, maximum, minimum, scalar, whole

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


@lanes
def hold_talks(world: Row, day: float) -> None:
    """Chance that talks have not begun by the end of the day."""
    for i in range(LANES):
        world[at.W_NO_TALKS + i] = no_talks(
            world[at.W_NO_TALKS + i], day,
            world[at.W_TALKS_RATE + i], world[at.TALKS_QUIET_DAYS + i], world[at.TALKS_QUIET_FACTOR + i],
            world[at.TALKS_DAY + i],
        )  # fmt: skip


@lanes
def date_talks(world: Row, u: Row, day: float) -> None:
    """The day of talks, from one number drawn for the whole campaign."""
    for i in range(LANES):
        now = world[at.W_TALKS_DAY + i] >= F(at.NEVER) and F(1) - world[at.W_NO_TALKS + i] > u[i]
        world[at.W_TALKS_DAY + i] = day + F(1) if now else world[at.W_TALKS_DAY + i]


@lanes
def draw_map(front: Row, world: Row, history: Row, u: Row, day: int, stride: int, at_front: int) -> None:
    """What the map shows on the morning after `day`: late, in steps, with an error that fades.

    `history` holds the true area: day d of this front begins at d * stride + at_front.
    """
    for i in range(LANES):
        seen = np.int32(maximum(F(0), F(day + 1) - whole(world[at.MAP_LAG + i])))
        front[at.F_SEEN + i] = history[np.uint64(seen) * np.uint64(stride) + np.uint64(at_front + i)]
    for i in range(LANES):
        area = front[at.F_SEEN + i]
        late = front[at.F_MAP_ERROR + i] * world[at.W_MAP_MEMORY + i]
        front[at.F_MAP_ERROR + i] = late
        shown = maximum(F(0), area + (late if area > F(0) else F(0)))
        left = clip(area / front[at.F_AREA_HELD + i], F(0), F(1e6))
        contested = shown + front[at.F_AREA_CONTESTED + i] * math.sqrt(left)
        anew = u[i] < world[at.MAP_UPDATE_SHARE + i]
        front[at.F_MAP + i] = shown if anew else front[at.F_MAP + i]
        front[at.F_MAP_CONTESTED + i] = contested if anew else front[at.F_MAP_CONTESTED + i]

"""Where strength stands: roles, places in the sectors, ratios and densities, applied to records.

A long chain of dependent numbers is cut into two loops over lanes: a processor then has more of them under way at once.
"""

from __future__ import annotations

import attrit.model.state as at
from attrit.model.arithmetic import LANES, F, Row, clip, exp2, lanes, log2, maximum, minimum
from attrit.model.forces import bearing, effective_strength, freed, freed_at_most, presence
from attrit.model.ground import log_width

# Binary logarithms of the bounds of ratio and density: a twentieth and twenty; a holder counts from a thousandth on.
LEAST_LOG = F(-4.321928)
MOST_LOG = F(4.321928)
LEAST_LOG_HOLDER = F(-9.965784)


@lanes
def open_sector(sector: Row, front: Row, world: Row) -> None:
    """Whether there is any ground left in a sector, and its part of the length of the line."""
    for i in range(LANES):
        log_area = log2(sector[at.K_AREA + i]) - sector[at.K_LOG_AREA_FIRST + i]
        sector[at.K_LOG_WIDTH + i] = log_width(log_area, world[at.PERIMETER_POWER + i])
    for i in range(LANES):
        is_open = F(1) if sector[at.K_AREA + i] > F(0.001) else F(0)
        wide = is_open * exp2(sector[at.K_LOG_WIDTH + i])
        sector[at.K_OPEN + i] = is_open
        sector[at.K_WIDTH + i] = wide
        front[at.F_OPEN_LENGTH + i] += sector[at.K_LENGTH + i] * wide
        sector[at.K_STRENGTH_A + i] = F(0)
        sector[at.K_STRENGTH_D + i] = F(0)


@lanes
def share_length(front: Row) -> None:
    """Open sectors share the length of the whole front: how much longer each is than by its own area."""
    for i in range(LANES):
        longer = front[at.F_WIDTH + i] / maximum(front[at.F_OPEN_LENGTH + i], F(1e-6))
        front[at.F_LONGER + i] = longer
        front[at.F_LOG_LONGER + i] = log2(longer)


@lanes
def set_width(sector: Row, front: Row) -> None:
    """Length of a sector's line; none where it is closed."""
    for i in range(LANES):
        sector[at.K_WIDTH + i] *= front[at.F_LONGER + i]
        sector[at.K_LOG_WIDTH + i] += front[at.F_LOG_LONGER + i]


@lanes
def split_roles(group: Row) -> None:
    """Men in the line and in support."""
    for i in range(LANES):
        men = group[at.G_PRESENT + i]
        fit = (F(1) - group[at.G_REST + i]) * group[at.G_PER_FIT + i]
        group[at.G_LINE + i] = group[at.G_LINE_SHARE + i] * men * fit
        rear = maximum(F(0), F(1) - group[at.G_LINE_SHARE + i] - group[at.G_SECOND_SHARE + i])
        group[at.G_SUPPORT + i] = rear * men
        group[at.G_EVEN + i] = F(0)
        group[at.G_RATE + i] = F(0)


@lanes
def relieve(host: Row, guest: Row, first: bool) -> None:
    """Men of the host that a guest group could relieve; the first guest opens the count."""
    for i in range(LANES):
        so_far = F(0) if first else host[at.G_FREED + i]
        host[at.G_FREED + i] = so_far + freed(
            guest[at.G_PRESENT + i], guest[at.G_LINE_SHARE + i], guest[at.G_REAR_NEED + i], guest[at.G_FREES + i]
        )


@lanes
def set_strength(group: Row, front: Row, world: Row, holds: bool) -> None:
    """Men freed go to the line; then what the group brings to bear."""
    for i in range(LANES):
        men = group[at.G_PRESENT + i]
        ceiling = freed_at_most(men, group[at.G_LINE_SHARE + i], world[at.ROLES_FREED_CEILING + i])
        more = minimum(group[at.G_FREED + i], ceiling)
        line = group[at.G_LINE + i] + more
        group[at.G_LINE + i] = line
        group[at.G_SUPPORT + i] = maximum(F(0), group[at.G_SUPPORT + i] - more)
        second = group[at.G_SECOND_SHARE + i] * men
        strength = effective_strength(
            line, second, world[at.ROLES_SECOND_FIRE + i],
            group[at.G_QUALITY + i], group[at.G_WORN + i], group[at.G_COMMAND + i],
        )  # fmt: skip
        group[at.G_STRENGTH + i] = strength * (front[at.F_ROAD + i] if holds else F(1))
        front[at.F_HOLDER_MEN + i] += men if holds else F(0)


@lanes
def stand_alone(group: Row, sector: Row) -> None:
    """A group under its own command stands in its own sector as long as that is open."""
    for i in range(LANES):
        group[at.G_ALONE + i] = group[at.G_OWN_COMMAND + i] * sector[at.K_OPEN + i]


@lanes
def add_length(group: Row, sector: Row, weight: float) -> None:
    """Length of line over which a group spreads, weighted by its allocation."""
    for i in range(LANES):
        group[at.G_EVEN + i] += weight * sector[at.K_WIDTH + i]


@lanes
def spread_out(group: Row) -> None:
    """Share of a group, and its strength, to a weighted unit of that length."""
    for i in range(LANES):
        even = (F(1) - group[at.G_ALONE + i]) / maximum(group[at.G_EVEN + i], F(1e-9))
        group[at.G_EVEN + i] = even
        group[at.G_SPREAD + i] = even * group[at.G_STRENGTH + i]


@lanes
def place(group: Row, sector: Row, weight: float, holds: bool) -> None:
    """A group's strength in a sector; in two loops, since a row chosen while running keeps a loop from vectorising."""
    if holds:
        for i in range(LANES):
            sector[at.K_STRENGTH_D + i] += weight * sector[at.K_WIDTH + i] * group[at.G_SPREAD + i]
    else:
        for i in range(LANES):
            sector[at.K_STRENGTH_A + i] += weight * sector[at.K_WIDTH + i] * group[at.G_SPREAD + i]


@lanes
def place_alone(group: Row, sector: Row, holds: bool) -> None:
    """The strength of a group under its own command in its own sector."""
    if holds:
        for i in range(LANES):
            sector[at.K_STRENGTH_D + i] += group[at.G_ALONE + i] * group[at.G_STRENGTH + i]
    else:
        for i in range(LANES):
            sector[at.K_STRENGTH_A + i] += group[at.G_ALONE + i] * group[at.G_STRENGTH + i]


@lanes
def expose(group: Row, sector: Row, weight: float, holds: bool) -> None:
    """The loss rate a group meets, summed over the length it stands on."""
    if holds:
        for i in range(LANES):
            met = sector[at.K_RATE_D + i] * sector[at.K_BEARING_D + i]
            group[at.G_RATE + i] += weight * sector[at.K_WIDTH + i] * met
    else:
        for i in range(LANES):
            met = sector[at.K_RATE_A + i] * sector[at.K_BEARING_A + i]
            group[at.G_RATE + i] += weight * sector[at.K_WIDTH + i] * met


@lanes
def expose_alone(group: Row, sector: Row, holds: bool) -> None:
    """The loss rate a group meets in its own sector."""
    if holds:
        for i in range(LANES):
            met = sector[at.K_RATE_D + i] * sector[at.K_BEARING_D + i]
            group[at.G_RATE_ALONE + i] = group[at.G_ALONE + i] * met
    else:
        for i in range(LANES):
            met = sector[at.K_RATE_A + i] * sector[at.K_BEARING_A + i]
            group[at.G_RATE_ALONE + i] = group[at.G_ALONE + i] * met


@lanes
def weigh(sector: Row, front: Row, world: Row) -> None:
    """Saturation by space, force ratio and density in a sector."""
    for i in range(LANES):
        room = world[at.W_LINE_ROOM + i]
        a = sector[at.K_STRENGTH_A + i] * sector[at.K_PER_REFERENCE_A + i]
        d = sector[at.K_STRENGTH_D + i] * sector[at.K_PER_REFERENCE_D + i]
        bearing_a, bearing_d = bearing(a, room), bearing(d, room)
        sector[at.K_BEARING_A + i] = bearing_a
        sector[at.K_BEARING_D + i] = bearing_d
        a *= bearing_a
        d *= bearing_d
        attacker = a * sector[at.K_REFERENCE_A + i]
        holder = d * sector[at.K_REFERENCE_D + i]
        sector[at.K_STRENGTH_A + i] = attacker
        sector[at.K_STRENGTH_D + i] = holder
        front[at.F_STRENGTH_A + i] += attacker
        front[at.F_STRENGTH_D + i] += holder
        sector[at.K_LOG_A + i] = a
        sector[at.K_LOG_D + i] = d
        sector[at.K_ATTACKED + i] = presence(a)
        sector[at.K_CONTACT + i] = sector[at.K_OPEN + i] * presence(a) * presence(d)
    for i in range(LANES):
        log_a = log2(sector[at.K_LOG_A + i])
        log_d = log2(sector[at.K_LOG_D + i])
        sector[at.K_LOG_A + i] = log_a
        sector[at.K_LOG_D + i] = log_d
        sector[at.K_LOG_RATIO + i] = clip(log_a - maximum(log_d, LEAST_LOG_HOLDER), LEAST_LOG, MOST_LOG)
        sector[at.K_LOG_DENSITY + i] = maximum(LEAST_LOG, log_d - maximum(sector[at.K_LOG_WIDTH + i], LEAST_LOG))


@lanes
def weigh_front(front: Row) -> None:
    """The same for the whole front."""
    for i in range(LANES):
        a = front[at.F_STRENGTH_A + i] / front[at.F_REFERENCE_A + i]
        d = front[at.F_STRENGTH_D + i] / front[at.F_REFERENCE_D + i]
        front[at.F_ATTACKED + i] = presence(a)
        front[at.F_RATIO + i] = clip(a / maximum(d, F(0.001)), F(0.05), F(20))
        front[at.F_LOG_RATIO + i] = clip(log2(a) - maximum(log2(d), LEAST_LOG_HOLDER), LEAST_LOG, MOST_LOG)
        front[at.F_LOG_DENSITY + i] = maximum(LEAST_LOG, log2(d) - maximum(front[at.F_LOG_WIDTH + i], LEAST_LOG))

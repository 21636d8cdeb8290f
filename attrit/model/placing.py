"""Where strength stands: roles, places in the sectors, ratios and densities, applied to records."""

from __future__ import annotations

import attrit.model.state as at
from attrit.model.arithmetic import LANES, F, Row, clip, lanes, maximum, minimum
from attrit.model.forces import effective_strength, freed, freed_at_most, presence, saturated
from attrit.model.ground import width


@lanes
def split_roles(group: Row) -> None:
    """Men in the line and in support."""
    for i in range(LANES):
        men = group[at.G_PRESENT + i]
        fit = (F(1) - group[at.G_REST + i]) / (F(1) - group[at.G_REST_FIRST + i])
        group[at.G_LINE + i] = group[at.G_LINE_SHARE + i] * men * fit
        rear = maximum(F(0), F(1) - group[at.G_LINE_SHARE + i] - group[at.G_SECOND_SHARE + i])
        group[at.G_SUPPORT + i] = rear * men
        group[at.G_FREED + i] = F(0)
        group[at.G_SHARE_UNIT + i] = F(0)
        group[at.G_OWN_OPEN + i] = F(0)
        group[at.G_RATE + i] = F(0)


@lanes
def relieve(host: Row, guest: Row) -> None:
    """Men of the host that a guest group could relieve."""
    for i in range(LANES):
        host[at.G_FREED + i] += freed(guest[at.G_PRESENT + i], guest[at.G_LINE_SHARE + i], guest[at.G_FREES + i])


@lanes
def set_strength(group: Row, front: Row, world: Row, holds: bool, has_host: bool) -> None:
    """Men freed go to the line; then what the group brings to bear."""
    for i in range(LANES):
        ceiling = freed_at_most(group[at.G_PRESENT + i], group[at.G_LINE_SHARE + i], world[at.ROLES_FREED_CEILING + i])
        more = minimum(group[at.G_FREED + i], ceiling)
        line = group[at.G_LINE + i] + more
        group[at.G_LINE + i] = line
        group[at.G_SUPPORT + i] = maximum(F(0), group[at.G_SUPPORT + i] - more)
        own = group[at.G_OWN_COMMAND + i] * group[at.G_OWN_FIRE + i]
        led = own + (F(1) - group[at.G_OWN_COMMAND + i]) * group[at.G_COORDINATION + i]
        command = led if has_host else F(1)
        second = group[at.G_SECOND_SHARE + i] * group[at.G_PRESENT + i]
        strength = effective_strength(
            line, second, world[at.ROLES_SECOND_FIRE + i], group[at.G_QUALITY + i], group[at.G_WORN + i], command
        )
        group[at.G_STRENGTH + i] = strength * (front[at.F_ROAD + i] if holds else F(1))
        front[at.F_HOLDER_MEN + i] += group[at.G_PRESENT + i] if holds else F(0)


@lanes
def open_sector(sector: Row, front: Row, world: Row) -> None:
    """Whether there is any ground left in a sector, and its part of the length of the line."""
    for i in range(LANES):
        is_open = F(1) if sector[at.K_AREA + i] > F(0.001) else F(0)
        part = width(sector[at.K_AREA + i], sector[at.K_AREA_FIRST + i], world[at.PERIMETER_POWER + i])
        sector[at.K_OPEN + i] = is_open
        sector[at.K_WIDTH + i] = part
        front[at.F_OPEN_LENGTH + i] += is_open * sector[at.K_LENGTH + i] * part
        sector[at.K_STRENGTH_A + i] = F(0)
        sector[at.K_STRENGTH_D + i] = F(0)


@lanes
def set_width(sector: Row, front: Row) -> None:
    """Length of a sector's line: open sectors share the length of the whole front."""
    for i in range(LANES):
        longer = front[at.F_WIDTH + i] / maximum(front[at.F_OPEN_LENGTH + i], F(1e-6))
        sector[at.K_WIDTH + i] *= longer if sector[at.K_OPEN + i] > F(0) else F(1)


@lanes
def add_share(group: Row, sector: Row, weight: float, own: bool) -> None:
    """Sum of what a group's shares are shares of; whether its own sector is open."""
    for i in range(LANES):
        group[at.G_SHARE_UNIT + i] += weight * sector[at.K_WIDTH + i] * sector[at.K_OPEN + i]
        if own:
            group[at.G_OWN_OPEN + i] = group[at.G_OWN_COMMAND + i] * sector[at.K_OPEN + i]


@lanes
def close_share(group: Row) -> None:
    """What one unit of weight is as a share."""
    for i in range(LANES):
        group[at.G_SHARE_UNIT + i] = F(1) / maximum(group[at.G_SHARE_UNIT + i], F(1e-9))


@lanes
def _share(group: Row, sector: Row, weight: float, own: bool, i: int) -> float:
    even = weight * sector[at.K_WIDTH + i] * sector[at.K_OPEN + i] * group[at.G_SHARE_UNIT + i]
    alone = group[at.G_OWN_OPEN + i]
    return alone * (F(1) if own else F(0)) + (F(1) - alone) * even


@lanes
def place(group: Row, sector: Row, weight: float, own: bool, holds: bool) -> None:
    """A group's strength in a sector; in two loops, since a row chosen while running keeps a loop from vectorising."""
    if holds:
        for i in range(LANES):
            sector[at.K_STRENGTH_D + i] += _share(group, sector, weight, own, i) * group[at.G_STRENGTH + i]
    else:
        for i in range(LANES):
            sector[at.K_STRENGTH_A + i] += _share(group, sector, weight, own, i) * group[at.G_STRENGTH + i]


@lanes
def expose(group: Row, sector: Row, weight: float, own: bool, holds: bool) -> None:
    """The loss rate a group meets, over the sectors it stands in."""
    if holds:
        for i in range(LANES):
            group[at.G_RATE + i] += _share(group, sector, weight, own, i) * sector[at.K_RATE_D + i]
    else:
        for i in range(LANES):
            group[at.G_RATE + i] += _share(group, sector, weight, own, i) * sector[at.K_RATE_A + i]


@lanes
def weigh(sector: Row, front: Row, world: Row) -> None:
    """Saturation by space, force ratio and density in a sector."""
    for i in range(LANES):
        ceiling = world[at.SATURATION_LINE_CEILING + i]
        attacker = saturated(sector[at.K_STRENGTH_A + i], sector[at.K_REFERENCE_A + i], ceiling)
        holder = saturated(sector[at.K_STRENGTH_D + i], sector[at.K_REFERENCE_D + i], ceiling)
        sector[at.K_STRENGTH_A + i] = attacker
        sector[at.K_STRENGTH_D + i] = holder
        a = attacker / sector[at.K_REFERENCE_A + i]
        d = holder / sector[at.K_REFERENCE_D + i]
        sector[at.K_ATTACKED + i] = presence(a)
        sector[at.K_ENGAGED + i] = presence(a) * presence(d)
        sector[at.K_RATIO + i] = clip(a / maximum(d, F(0.001)), F(0.05), F(20))
        sector[at.K_DENSITY + i] = maximum(F(0.05), d / maximum(sector[at.K_WIDTH + i], F(0.05)))
        front[at.F_STRENGTH_A + i] += attacker
        front[at.F_STRENGTH_D + i] += holder


@lanes
def weigh_front(front: Row) -> None:
    """The same for the whole front."""
    for i in range(LANES):
        a = front[at.F_STRENGTH_A + i] / front[at.F_REFERENCE_A + i]
        d = front[at.F_STRENGTH_D + i] / front[at.F_REFERENCE_D + i]
        front[at.F_ATTACKED + i] = presence(a)
        front[at.F_RATIO + i] = clip(a / maximum(d, F(0.001)), F(0.05), F(20))
        front[at.F_DENSITY + i] = maximum(F(0.05), d / maximum(front[at.F_WIDTH + i], F(0.05)))

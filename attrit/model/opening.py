"""Before the first day: that of the base arm, against which arms are measured, and that of an arm.

`begin_reference` works out the first day of a base arm, `begin` prepares that of an arm. Tables as in `campaign`.
"""

from __future__ import annotations

from typing import Any

import numba as nb

import attrit.model.state as at
from attrit.model import first_day
from attrit.model.arithmetic import LANES, F, Row, record
from attrit.model.campaign import place_strengths
from attrit.model.records import front_of, group_of, party_of, sector_of, side_of, supporter_of, world_of

Table = Any


@nb.njit(error_model="numpy")
def begin_things(
    w: Row, base: Row, groups: Table, base_groups: Table, fronts: Table, sectors: Table, supporters: Table
) -> None:  # fmt: skip
    """Men, ground and shells of an arm before the first day; `base` is the workspace of its base arm, or its own."""
    nf = fronts.size
    nk = sectors.size
    ng = groups.shape[0]
    world = world_of(w)
    first_day.begin_world(world)
    for s in range(2):
        first_day.begin_side(side_of(w, s), side_of(base, s))
    for k in range(nk):
        first_day.begin_sector(sector_of(w, nf, k), front_of(w, sectors[k]))
    for k in range(nk):
        f = sectors[k]
        first_day.measure_ground(
            sector_of(w, nf, k), sector_of(base, nf, k), front_of(w, f), front_of(base, f), world, world_of(base)
        )
    for g in range(ng):
        group = group_of(w, nf, nk, g)
        here = F(0) if groups[g, at.ARRIVES] else F(1)
        base_here = F(0) if base_groups[g, at.ARRIVES] else F(1)
        h = groups[g, at.HOST]
        first_day.begin_group(group, group_of(base, nf, nk, g), world, here, base_here, h >= 0)
        if h >= 0:
            first_day.need_rear(group, group_of(base, nf, nk, h))
        j = groups[g, at.SUPPORTER]
        if j >= 0:
            supporter = supporter_of(w, nf, nk, ng, j)
            first_day.add_row(record(supporter, at.J_MEN, LANES), record(group, at.G_MEN, LANES))
    for j in range(supporters.shape[0]):
        supporter = supporter_of(w, nf, nk, ng, j)
        has_men = False
        for g in range(ng):
            has_men = has_men or groups[g, at.SUPPORTER] == j
        first_day.begin_supporter(supporter, supporter_of(base, nf, nk, ng, j), side_of(w, supporters[j, 0]), has_men)
    for s in range(2):
        first_day.measure_fires(side_of(w, s), side_of(base, s))


@nb.njit(error_model="numpy")
def loss_rate_of(front: Row, holds: bool) -> Row:
    """The row of a side's loss rate on the first day of a front."""
    return record(front, at.F_HOLDER_LOSS_RATE if holds else at.F_ATTACKER_LOSS_RATE, LANES)


@nb.njit(error_model="numpy")
def begin_reference(
    w: Row, groups: Table, weights: Table, fronts: Table, sectors: Table, supporters: Table
) -> None:  # fmt: skip
    """The first day of a base arm, against which arms are measured; its inputs already stand in their rows."""
    nf = fronts.size
    nk = sectors.size
    begin_things(w, w, groups, groups, fronts, sectors, supporters)
    for f in range(nf):
        first_day.open_line(front_of(w, f))
    place_strengths(w, groups, weights, fronts, sectors)
    for k in range(nk):
        first_day.close_reference(sector_of(w, nf, k), front_of(w, sectors[k]))
    for g in range(groups.shape[0]):
        front = front_of(w, groups[g, at.FRONT])
        holds = fronts[groups[g, at.FRONT]] == groups[g, at.SIDE]
        line = record(front, at.F_LINE_D if holds else at.F_LINE_A, LANES)
        first_day.add_row(line, record(group_of(w, nf, nk, g), at.G_LINE, LANES))
    for f in range(nf):
        first_day.set_loss_rates(front_of(w, f), front_of(w, f))
    for g in range(groups.shape[0]):
        group = group_of(w, nf, nk, g)
        front = front_of(w, groups[g, at.FRONT])
        holds = fronts[groups[g, at.FRONT]] == groups[g, at.SIDE]
        first_day.begin_rest(group, world_of(w), loss_rate_of(front, holds))
        first_day.add_fit(record(front, at.F_FIT_D if holds else at.F_FIT_A, LANES), group)


@nb.njit(error_model="numpy")
def begin(
    w: Row, base: Row, z: Row, groups: Table, base_groups: Table, fronts: Table, sectors: Table, supporters: Table,
    parties: Table,
) -> None:  # fmt: skip
    """Everything that holds before the first day of an arm; its inputs already stand in their rows.

    `base` is the workspace of its base arm, as `begin_reference` leaves it.
    """
    nf = fronts.size
    nk = sectors.size
    ng = groups.shape[0]
    world = world_of(w)
    begin_things(w, base, groups, base_groups, fronts, sectors, supporters)
    for k in range(nk):
        first_day.measure_strength(sector_of(w, nf, k), sector_of(base, nf, k), front_of(base, sectors[k]))
    for f in range(nf):
        noise = record(z, (at.WORLD_NOISE + f * at.FRONT_NOISE) * LANES, at.FRONT_NOISE * LANES)
        front = front_of(w, f)
        first_day.set_loss_rates(front, front_of(base, f))
        first_day.begin_front(front, front_of(base, f), noise, world, world_of(base))
    for g in range(ng):
        group = group_of(w, nf, nk, g)
        holds = fronts[groups[g, at.FRONT]] == groups[g, at.SIDE]
        first_day.begin_rest(group, world, loss_rate_of(front_of(w, groups[g, at.FRONT]), holds))
        if base_groups[g, at.ARRIVES]:
            f = base_groups[g, at.FRONT]
            held = fronts[f] == base_groups[g, at.SIDE]
            joined = front_of(base, f)
            line = record(joined, at.F_LINE_D if held else at.F_LINE_A, LANES)
            first_day.measure_newcomers(group, line, record(joined, at.F_FIT_D if held else at.F_FIT_A, LANES))
        else:
            first_day.measure_fitness(group, group_of(base, nf, nk, g))
    for k in range(parties.size):
        party = party_of(w, nf, nk, ng, supporters.shape[0], k)
        first_day.fill(record(party, at.P_REACTED_DAY, LANES), F(at.NEVER))

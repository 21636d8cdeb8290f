"""One day of the campaign: the mechanisms in their order, applied to the records of a workspace.

`advance` plays one day, `update_map` brings the map up to date; what stands before the first day is in `opening`. They
read like the page "One day of the campaign" of the documentation; what each mechanism does stands in its own file.

Tables (int64 unless said)
    groups (groups, 8): side, front, arrives, replaced, host, supporter, own sector, outside (-1: none)
    weights (groups, sectors) float32: where a group may stand;  fronts (fronts,): holder;  sectors (sectors,): front
    supporters (supporters, 2): side, group of the tranche;  parties (parties,): side it feeds
    influence (parties, parties) float32;  reserve_groups (2,);  events (events, 3): day, side, stock or pool
    surfaces (law, side, own strength, enemy strength) float32, flat: laws that are no powers; see `on_surface`
"""

from __future__ import annotations

from typing import Any

import numba as nb

import attrit.model.state as at
from attrit.model import (
    collapse,
    first_day,
    forces,
    ground,
    losses,
    manpower,
    pace,
    placing,
    politics,
    supply,
    talks_and_map,
)
from attrit.model.arithmetic import LANES, F, Row, record
from attrit.model.records import front_of, group_of, party_of, sector_of, side_of, supporter_of, world_of

Table = Any


@nb.njit(error_model="numpy")
def come_and_go(
    w: Row,
    z: Row,
    groups: Table,
    fronts: Table,
    sectors: Table,
    reserve_groups: Table,
    events: Table,
    event_rows: int,
    t: int,
) -> None:
    """Events, arrivals, departures, substitutes and reserves of a day."""
    nf = fronts.size
    nk = sectors.size
    world = world_of(w)
    day = F(t)
    for e in range(events.shape[0]):
        if events[e, 0] == t:
            side = side_of(w, events[e, 1])
            row = at.S_STOCK if events[e, 2] == at.STOCK else at.S_POOL
            first_day.add_row(record(side, row, LANES), record(w, event_rows + e * LANES, LANES))
    for g in range(groups.shape[0]):
        group = group_of(w, nf, nk, g)
        if groups[g, at.ARRIVES]:
            forces.arrive(group, day)
        forces.leave(group, day)
    for g in range(groups.shape[0]):
        if groups[g, at.HOST] >= 0:
            host = group_of(w, nf, nk, groups[g, at.HOST])
            forces.substitute(host, group_of(w, nf, nk, g), world, day)
    for s in range(2):
        g = reserve_groups[s]
        if g >= 0:
            front = front_of(w, groups[g, at.FRONT])
            attacking = F(0) if fronts[groups[g, at.FRONT]] == s else F(1)
            u = record(z, at.N_RESERVE_0 + s * LANES, LANES)
            manpower.send_reserves(group_of(w, nf, nk, g), side_of(w, s), front, u, attacking)


@nb.njit(error_model="numpy")
def set_day(w: Row, z: Row, fronts: Table, sectors: Table, t: int) -> None:
    """Pace, noise of losses, main effort and jumps of a day."""
    nf = fronts.size
    world = world_of(w)
    losses.set_noise(world, side_of(w, 0), side_of(w, 1), record(z, 0, at.WORLD_NOISE * LANES), t == 0)
    for f in range(nf):
        pace.set_pace(
            front_of(w, f), world, record(z, (at.WORLD_NOISE + f * at.FRONT_NOISE) * LANES, at.FRONT_NOISE * LANES)
        )
    for k in range(sectors.size):
        start = (at.WORLD_NOISE + nf * at.FRONT_NOISE + k * at.SECTOR_NOISE) * LANES
        ground.set_effort(sector_of(w, nf, k), world, record(z, start, at.SECTOR_NOISE * LANES))


@nb.njit(error_model="numpy")
def negotiate(
    w: Row,
    z: Row,
    groups: Table,
    fronts: Table,
    sectors: Table,
    supporters: Table,
    parties: Table,
    influence: Table,
    t: int,
) -> None:
    """Need, tranches, escalation and reactions of a day."""
    nf = fronts.size
    nk = sectors.size
    ng = groups.shape[0]
    nj = supporters.shape[0]
    world = world_of(w)
    supporter_rows = at.noise_rows(nf, nk, 0, 0) * LANES
    party_rows = at.noise_rows(nf, nk, nj, 0) * LANES
    for s in range(2):
        politics.set_need(side_of(w, s))
    politics.open_count(world)
    for g in range(ng):
        j = groups[g, at.SUPPORTER]
        if j >= 0:
            outside = F(1) if groups[g, at.OUTSIDE] else F(0)
            politics.count_foreign(world, group_of(w, nf, nk, g), supporter_of(w, nf, nk, ng, j), outside)
    for j in range(nj):
        supporter = supporter_of(w, nf, nk, ng, j)
        politics.hand_over(supporter)
        g = supporters[j, 1]
        if g >= 0:
            u = record(z, supporter_rows + j * LANES, LANES)
            politics.call_tranche(supporter, group_of(w, nf, nk, g), side_of(w, supporters[j, 0]), u, F(t))
    for k in range(parties.size):
        party = party_of(w, nf, nk, ng, nj, k)
        politics.add_escalation(world, party)
        first = True
        for i in range(parties.size):
            if influence[i, k] != F(0):
                politics.add_influence(party, party_of(w, nf, nk, ng, nj, i), influence[i, k], first)
                first = False
    politics.escalate(world)
    for k in range(parties.size):
        party = party_of(w, nf, nk, ng, nj, k)
        politics.react(party, world, record(z, party_rows + k * LANES, LANES), F(t))
        if parties[k] >= 0:
            politics.raise_fires(side_of(w, parties[k]), party)


@nb.njit(error_model="numpy")
def place_strengths(w: Row, groups: Table, weights: Table, fronts: Table, sectors: Table) -> None:
    """Roles, effective strength, and its place in the sectors."""
    nf = fronts.size
    nk = sectors.size
    ng = groups.shape[0]
    world = world_of(w)
    for k in range(nk):
        placing.open_sector(sector_of(w, nf, k), front_of(w, sectors[k]), world)
    for f in range(nf):
        placing.share_length(front_of(w, f))
    for k in range(nk):
        placing.set_width(sector_of(w, nf, k), front_of(w, sectors[k]))
    for g in range(ng):
        placing.split_roles(group_of(w, nf, nk, g))
    for g in range(ng):
        h = groups[g, at.HOST]
        if h >= 0:
            first = True
            for other in range(g):
                first = first and groups[other, at.HOST] != h
            placing.relieve(group_of(w, nf, nk, h), group_of(w, nf, nk, g), first)
    for g in range(ng):
        group = group_of(w, nf, nk, g)
        holds = fronts[groups[g, at.FRONT]] == groups[g, at.SIDE]
        placing.set_strength(group, front_of(w, groups[g, at.FRONT]), world, holds)
        own = groups[g, at.OWN_SECTOR]
        if own >= 0:
            placing.stand_alone(group, sector_of(w, nf, own))
            placing.place_alone(group, sector_of(w, nf, own), fronts[sectors[own]] == groups[g, at.SIDE])
        for k in range(nk):
            if weights[g, k] > F(0):
                placing.add_length(group, sector_of(w, nf, k), weights[g, k])
        placing.spread_out(group)
        for k in range(nk):
            if weights[g, k] > F(0):
                holds_here = fronts[sectors[k]] == groups[g, at.SIDE]
                placing.place(group, sector_of(w, nf, k), weights[g, k], holds_here)


@nb.njit(error_model="numpy")
def weigh_strengths(w: Row, fronts: Table, sectors: Table) -> None:
    """Ratios and densities of the strengths that stand in the sectors."""
    for k in range(sectors.size):
        placing.weigh(sector_of(w, fronts.size, k), front_of(w, sectors[k]), world_of(w))
    for f in range(fronts.size):
        placing.weigh_front(front_of(w, f))


@nb.njit(error_model="numpy")
def lose(w: Row, groups: Table, weights: Table, fronts: Table, sectors: Table, surfaces: Row, step: float) -> None:
    """Losses of all groups by the law, what they do to them, and who comes back."""
    nf = fronts.size
    nk = sectors.size
    world = world_of(w)
    for f in range(nf):
        losses.set_levels(front_of(w, f), side_of(w, 1 - fronts[f]), side_of(w, fronts[f]), world)
    for k in range(nk):
        losses.apply_law(sector_of(w, nf, k), front_of(w, sectors[k]), world)
        if surfaces.size > 0:
            losses.apply_surfaces(sector_of(w, nf, k), world, surfaces)
        losses.limit_rates(sector_of(w, nf, k), front_of(w, sectors[k]), world)
        losses.sum_rates(sector_of(w, nf, k), front_of(w, sectors[k]))
    for f in range(nf):
        losses.average_rates(front_of(w, f), step)
    for g in range(groups.shape[0]):
        group = group_of(w, nf, nk, g)
        front = front_of(w, groups[g, at.FRONT])
        holds = fronts[groups[g, at.FRONT]] == groups[g, at.SIDE]
        own = groups[g, at.OWN_SECTOR]
        if own >= 0:
            placing.expose_alone(group, sector_of(w, nf, own), fronts[sectors[own]] == groups[g, at.SIDE])
        for k in range(nk):
            if weights[g, k] > F(0):
                holds_here = fronts[sectors[k]] == groups[g, at.SIDE]
                placing.expose(group, sector_of(w, nf, k), weights[g, k], holds_here)
        side = side_of(w, groups[g, at.SIDE])
        losses.apply_losses(group, world, step)
        manpower.count_losses(group, side, front, world, holds, groups[g, at.REPLACED] != 0)
        forces.rest_and_learn(group, world, step)
        manpower.return_wounded(group, side, step)


@nb.njit(error_model="numpy")
def trade_ground(w: Row, z: Row, fronts: Table, sectors: Table, first: bool, step: float) -> None:
    """Ground lost and retaken in a step."""
    nf = fronts.size
    world = world_of(w)
    for f in range(nf):
        noise = record(z, (at.WORLD_NOISE + f * at.FRONT_NOISE) * LANES, at.FRONT_NOISE * LANES)
        ground.prepare_ground(front_of(w, f), world, noise, first, step)
    for k in range(sectors.size):
        ground.move_ground(sector_of(w, nf, k), front_of(w, sectors[k]), world, step)
        ground.dig_works(sector_of(w, nf, k), world, step)


@nb.njit(error_model="numpy")
def replace_losses(w: Row, groups: Table, fronts: Table, sectors: Table, step: float) -> None:
    """Replacements out of the pool, recruits into it."""
    for s in range(2):
        manpower.open_pool(side_of(w, s))
    for g in range(groups.shape[0]):
        if groups[g, at.REPLACED]:
            group = group_of(w, fronts.size, sectors.size, g)
            manpower.send_replacements(group, side_of(w, groups[g, at.SIDE]))
    for s in range(2):
        manpower.train_recruits(side_of(w, s), step)


@nb.njit(error_model="numpy")
def end_day(w: Row, z: Row, fronts: Table, sectors: Table, t: int) -> None:
    """Talks, and what counts as recovered."""
    world = world_of(w)
    talks_and_map.hold_talks(world, F(t))
    for s in range(2):
        losses.add_losses(side_of(w, s))
    for f in range(fronts.size):
        ground.close_front(front_of(w, f), world, F(t))
    for k in range(sectors.size):
        ground.close_sector(sector_of(w, fronts.size, k), front_of(w, sectors[k]))


@nb.njit(error_model="numpy")
def advance(
    w: Row, z: Row, talks: Row, groups: Table, weights: Table, fronts: Table, sectors: Table, supporters: Table,
    parties: Table, influence: Table, reserve_groups: Table, events: Table, surfaces: Row, event_rows: int, t: int,
    steps: int,
) -> None:  # fmt: skip
    """One day, in `steps` steps; `z` holds the day's noise, `talks` the number that dates the talks."""
    nf = fronts.size
    world = world_of(w)
    step = F(1) / F(steps)
    negotiate(w, z, groups, fronts, sectors, supporters, parties, influence, t)
    come_and_go(w, z, groups, fronts, sectors, reserve_groups, events, event_rows, t)
    set_day(w, z, fronts, sectors, t)
    for n in range(steps):
        for s in range(2):
            supply.fire_stock(side_of(w, s), F(t), step)
        for f in range(nf):
            supply.set_road(front_of(w, f), side_of(w, fronts[f]), world)
        place_strengths(w, groups, weights, fronts, sectors)
        weigh_strengths(w, fronts, sectors)
        for f in range(nf):
            if n == 0:
                noise = record(z, (at.WORLD_NOISE + f * at.FRONT_NOISE) * LANES, at.FRONT_NOISE * LANES)
                collapse.draw_collapse(front_of(w, f), world, noise, F(t))
            pace.choose_tempo(front_of(w, f), side_of(w, 1 - fronts[f]), world, step)
        lose(w, groups, weights, fronts, sectors, surfaces, step)
        trade_ground(w, z, fronts, sectors, n == 0, step)
        replace_losses(w, groups, fronts, sectors, step)
    end_day(w, z, fronts, sectors, t)
    talks_and_map.date_talks(world, talks, F(t))


@nb.njit(error_model="numpy")
def start_map(w: Row, history: Row, fronts: Table) -> None:
    """True area of the first day into the history."""
    for f in range(fronts.size):
        here = record(history, f * LANES, LANES)
        first_day.fill(here, F(0))
        first_day.add_row(here, record(front_of(w, f), at.F_AREA, LANES))


@nb.njit(error_model="numpy")
def update_map(w: Row, z: Row, history: Row, fronts: Table, t: int) -> None:
    """True area of the day into the history, then the map."""
    nf = fronts.size
    for f in range(nf):
        here = record(history, ((t + 1) * nf + f) * LANES, LANES)
        first_day.fill(here, F(0))
        first_day.add_row(here, record(front_of(w, f), at.F_AREA, LANES))
        u = record(z, at.N_MAP, LANES)
        talks_and_map.draw_map(front_of(w, f), world_of(w), history, u, t, nf * LANES, f * LANES)

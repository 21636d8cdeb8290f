"""Before the first day: strengths, rates and ground to which everything later is a ratio.

What an arm is measured against is the first day of its *base arm*, which has a workspace of its own: `base` is the same
record there. The base arm is measured against itself.
"""

from __future__ import annotations

import math

import attrit.model.state as at
from attrit.model.arithmetic import LANES, LOG2_E, F, Row, clip, exp, lanes, log, log2, maximum
from attrit.model.forces import command, learning_time, rear_need, resting_share
from attrit.model.losses import headroom
from attrit.model.pace import shock
from attrit.model.supply import fired, inflow, road
from attrit.model.talks_and_map import talks_rate

HIGHEST_HOLDER_RATE = 0.04
"""Share of its line that a holder can lose on the first day, whatever is stated."""


@lanes
def begin_world(world: Row) -> None:
    """What follows from the inputs alone and need not be reckoned every day; no talks yet."""
    for i in range(LANES):
        slow = exp(F(-1) / world[at.PACE_SLOW_DAYS + i])
        fast = exp(F(-1) / world[at.PACE_FAST_DAYS + i])
        world[at.W_SLOW_MEMORY + i] = slow
        world[at.W_FAST_MEMORY + i] = fast
        world[at.W_SLOW_SHOCK + i] = shock(slow, world[at.PACE_SLOW_SD + i])
        world[at.W_FAST_SHOCK + i] = shock(fast, world[at.PACE_FAST_SD + i])
        world[at.W_PAUSE_END + i] = F(1) / world[at.PAUSE_DAYS + i]
        world[at.W_LOG_PAUSE + i] = log2(world[at.PAUSE_PACE + i])
        world[at.W_NOISE_SHOCK + i] = shock(world[at.LOSS_NOISE_AUTOCORRELATION + i], F(1))
        shared = world[at.LOSS_NOISE_SIDE_CORRELATION + i]
        world[at.W_COMMON_SD + i] = world[at.LOSS_NOISE_SD + i] * math.sqrt(shared)
        world[at.W_OWN_SD + i] = world[at.LOSS_NOISE_SD + i] * math.sqrt(F(1) - shared)
    for i in range(LANES):
        world[at.W_EFFORT_WAIT + i] = log(world[at.MAIN_EFFORT_DAYS + i])
        world[at.W_ACTIVE_WAIT + i] = -log(world[at.ADVANCE_ACTIVE_SHARE + i])
        world[at.W_PER_ACTIVE + i] = F(1) / world[at.ADVANCE_ACTIVE_SHARE + i]
        world[at.W_LOG_LOSS_AIM + i] = log2(world[at.TEMPO_LOSS_AIM + i])
        world[at.W_LINE_ROOM + i] = F(1) / world[at.SATURATION_LINE_CEILING + i]
        world[at.W_LOG_LAW_RANGE + i] = log2(world[at.SATURATION_LAW_RANGE + i])
        world[at.W_REFIT_RATE + i] = F(1) / world[at.BREAKING_REFIT_DAYS + i]
        world[at.W_HEAL_RATE + i] = F(1) / world[at.BREAKING_WEAR_DAYS + i]
        world[at.W_WORKS_RATE + i] = F(1) / world[at.WORKS_DAYS + i]
        world[at.W_LOG_WORKS_EFFECT + i] = LOG2_E * world[at.WORKS_EFFECT + i]
        world[at.W_MAP_MEMORY + i] = exp(F(-1) / world[at.MAP_FADE_DAYS + i])
        world[at.W_TALKS_RATE + i] = talks_rate(
            world[at.TALKS_MEDIAN_DAY + i], world[at.TALKS_QUIET_DAYS + i], world[at.TALKS_QUIET_FACTOR + i]
        )
        world[at.W_NO_TALKS + i] = F(1)
        world[at.W_TALKS_DAY + i] = F(at.NEVER)


@lanes
def begin_side(side: Row, base: Row) -> None:
    """Stock in days of the base arm's use, men in training in balance with the base arm's intake."""
    for i in range(LANES):
        side[at.S_STOCK + i] = side[at.S_STOCK_DAYS + i] * base[at.S_USE + i]
        side[at.S_INTAKE + i] = side[at.S_RECRUITS + i] * side[at.S_THEATRE_SHARE + i]
        intake = base[at.S_RECRUITS + i] * base[at.S_THEATRE_SHARE + i]
        side[at.S_TRAINING + i] = intake * base[at.S_TRAINING_DAYS + i]
        side[at.S_RETURN_RATE + i] = F(1) / side[at.S_RETURN_DAYS + i]


@lanes
def measure_fires(side: Row, base: Row) -> None:
    """Rounds that the base arm fires on the first day; none where it has no shell account."""
    for i in range(LANES):
        come = inflow(base[at.S_PRODUCTION + i], base[at.S_USABLE_SHARE + i], base[at.S_DELIVERED + i])
        rounds = fired(base[at.S_USE + i], come, base[at.S_STOCK + i])
        side[at.S_PER_ROUNDS_FIRST + i] = F(1) / rounds if rounds > F(0) else F(0)


@lanes
def begin_group(group: Row, base: Row, world: Row, here: float, base_here: float, has_host: bool) -> None:
    """Men present (`here` is 0 for a group that arrives later), the time they need to learn, who commands them.

    For men whom the arm takes away, others come some time after these would have begun to come in the base arm.
    """
    for i in range(LANES):
        group[at.G_INITIAL + i] = here * group[at.G_MEN + i]
        group[at.G_PRESENT + i] = here * group[at.G_MEN + i]
        group[at.G_WORN + i] = F(1)
        group[at.G_PER_FIT + i] = F(1)
        group[at.G_LEARNING_TIME + i] = learning_time(
            group[at.G_LEARNING_DAYS + i],
            group[at.G_OFFICERS + i],
            group[at.G_MEN + i],
            world[at.LEARNING_CADRE_EFFECT + i],
        )
        group[at.G_LEARNING_RATE + i] = F(1) / group[at.G_LEARNING_TIME + i]
        group[at.G_PER_ENDURANCE + i] = F(1) / group[at.G_ENDURANCE + i]
        led = command(group[at.G_OWN_COMMAND + i], group[at.G_OWN_FIRE + i], group[at.G_COORDINATION + i])
        group[at.G_COMMAND + i] = led if has_host else F(1)
    for i in range(LANES):
        group[at.G_BASE_MEN + i] = base[at.G_MEN + i]
        began = maximum(F(0), base[at.G_ARRIVAL_DAY + i] - base[at.G_ARRIVAL_RAMP + i])
        group[at.G_SUBSTITUTES_FROM + i] = (F(1) - base_here) * began + world[at.SUBSTITUTION_DELAY + i]


@lanes
def need_rear(guest: Row, base_host: Row) -> None:
    """Men in the rear whom a man of a guest group in the line needs: as many as one of its host's."""
    for i in range(LANES):
        guest[at.G_REAR_NEED + i] = rear_need(base_host[at.G_LINE_SHARE + i])


@lanes
def begin_sector(sector: Row, front: Row) -> None:
    """Ground of a sector, and its raw length of the line."""
    for i in range(LANES):
        area = sector[at.K_AREA_SHARE + i] * front[at.F_AREA_HELD + i]
        sector[at.K_AREA + i] = area
        sector[at.K_ROOT_AREA + i] = math.sqrt(area)
        sector[at.K_WORKS_NOW + i] = sector[at.K_WORKS + i]
        sector[at.K_FOCUS + i] = F(1)
        front[at.F_LENGTH_SUM + i] += sector[at.K_ROOT_AREA + i]
        front[at.F_WEIGHT_SUM + i] += sector[at.K_TERRAIN + i] * sector[at.K_ROOT_AREA + i]
        front[at.F_AREA + i] += area


@lanes
def measure_ground(sector: Row, base: Row, front: Row, base_front: Row, world: Row, base_world: Row) -> None:
    """What ground, terrain and works of a sector are measured against; weights in the base arm's attack sum to one."""
    for i in range(LANES):
        root = base[at.K_ROOT_AREA + i]
        sector[at.K_LOG_AREA_FIRST + i] = log2(base[at.K_AREA + i])
        sector[at.K_LENGTH + i] = root / base_front[at.F_LENGTH_SUM + i]
        weight = sector[at.K_TERRAIN + i] * root / base_front[at.F_WEIGHT_SUM + i]
        sector[at.K_GAIN + i] = front[at.F_GAIN + i] * weight
        works = base[at.K_WORKS + i]
        sector[at.K_SLOWED_FIRST + i] = base_world[at.W_LOG_WORKS_EFFECT + i] * works
        sector[at.K_WORKS_A_FIRST + i] = base_world[at.ATTRITION_WORKS_ATTACKER + i] * works
        sector[at.K_WORKS_D_FIRST + i] = base_world[at.ATTRITION_WORKS_HOLDER + i] * works


@lanes
def open_line(front: Row) -> None:
    """A whole line and an open road, as on the first day."""
    for i in range(LANES):
        front[at.F_AREA_FIRST + i] = front[at.F_AREA + i]
        front[at.F_WIDTH + i] = F(1)
        front[at.F_ROAD + i] = F(1)


@lanes
def close_reference(sector: Row, front: Row) -> None:
    """First day's strengths of a sector, no side's less than one man; they and the front's cover are summed up."""
    for i in range(LANES):
        attacker = maximum(F(1), sector[at.K_STRENGTH_A + i])
        holder = maximum(F(1), sector[at.K_STRENGTH_D + i])
        sector[at.K_REFERENCE_A + i] = attacker
        sector[at.K_REFERENCE_D + i] = holder
        front[at.F_REFERENCE_A + i] += attacker
        front[at.F_REFERENCE_D + i] += holder
        front[at.F_COVER_FIRST + i] += holder * sector[at.K_COVER + i]


@lanes
def measure_strength(sector: Row, base: Row, base_front: Row) -> None:
    """Strengths, and the cover of the whole front, that a sector is measured against."""
    for i in range(LANES):
        sector[at.K_REFERENCE_A + i] = base[at.K_REFERENCE_A + i]
        sector[at.K_REFERENCE_D + i] = base[at.K_REFERENCE_D + i]
        sector[at.K_PER_REFERENCE_A + i] = F(1) / base[at.K_REFERENCE_A + i]
        sector[at.K_PER_REFERENCE_D + i] = F(1) / base[at.K_REFERENCE_D + i]
        cover = base_front[at.F_COVER_FIRST + i] / base_front[at.F_REFERENCE_D + i]
        sector[at.K_SHELTER + i] = sector[at.K_COVER + i] / cover


@lanes
def add_fit(fit: Row, group: Row) -> None:
    """Men of a group in the first day's line, less the part of its units that rest."""
    for i in range(LANES):
        fit[i] += group[at.G_LINE + i] * (F(1) - group[at.G_REST + i])


@lanes
def set_loss_rates(front: Row, base: Row) -> None:
    """The holder's loss rate of the first day from the attacker's, the exchange ratio and the base arm's lines."""
    for i in range(LANES):
        first = front[at.F_ATTACKER_LOSS_RATE + i]
        line_a = maximum(F(1), base[at.F_LINE_A + i])
        line_d = maximum(F(1), base[at.F_LINE_D + i])
        holder = clip(first * line_a / (front[at.F_EXCHANGE_RATIO + i] * line_d), F(0.0005), F(HIGHEST_HOLDER_RATE))
        front[at.F_RATE_A + i] = first
        front[at.F_RATE_D + i] = holder
        front[at.F_HOLDER_LOSS_RATE + i] = holder


@lanes
def begin_front(front: Row, base: Row, noise: Row, world: Row, base_world: Row) -> None:
    """Levels and ceilings of the loss rates, what the road is measured against; the fast pace starts in balance."""
    for i in range(LANES):
        first, holder = front[at.F_ATTACKER_LOSS_RATE + i], front[at.F_HOLDER_LOSS_RATE + i]
        ceiling = world[at.SATURATION_LOSS_CEILING + i]
        front[at.F_LEVEL_A + i] = first * headroom(first, ceiling)
        front[at.F_LEVEL_D + i] = holder * headroom(holder, ceiling)
        front[at.F_PER_CEILING_A + i] = F(1) / (headroom(first, ceiling) * ceiling)
        front[at.F_PER_CEILING_D + i] = F(1) / (headroom(holder, ceiling) * ceiling)
        front[at.F_AREA_FIRST + i] = base[at.F_AREA + i]
        front[at.F_REFERENCE_A + i] = base[at.F_REFERENCE_A + i]
        front[at.F_REFERENCE_D + i] = base[at.F_REFERENCE_D + i]
        front[at.F_HOLDER_MEN_FIRST + i] = base[at.F_HOLDER_MEN + i]
        lost = base[at.F_INTERDICTION + i]
        front[at.F_PER_ROAD_FIRST + i] = F(1) / road(lost, base_world[at.SUPPLY_ROAD_EFFECT + i])
        front[at.F_ROAD_HAZARD_FIRST + i] = base_world[at.COLLAPSE_SUPPLY_EFFECT + i] * lost
    for i in range(LANES):
        front[at.F_FAST + i] = world[at.PACE_FAST_SD + i] * noise[at.N_START + i]
        front[at.F_PACE + i] = F(1)
        front[at.F_TEMPO + i] = F(1)
        front[at.F_RATIO + i] = F(1)
        front[at.F_ROAD_LOST + i] = front[at.F_INTERDICTION + i]
        front[at.F_RECOVERED_DAY + i] = F(at.NEVER)
        front[at.F_FIRST_COLLAPSE + i] = F(at.NEVER)
        front[at.F_AREA_AT_TALKS + i] = front[at.F_AREA + i]
        front[at.F_MAP_ERROR + i] = front[at.F_MAP_OFFSET + i]
        front[at.F_MAP + i] = maximum(F(0), front[at.F_AREA + i] + front[at.F_MAP_OFFSET + i])
        front[at.F_MAP_CONTESTED + i] = front[at.F_MAP + i] + front[at.F_AREA_CONTESTED + i]


@lanes
def begin_rest(group: Row, world: Row, loss_rate: Row) -> None:
    """Share of the units out of the line in balance on the first day."""
    for i in range(LANES):
        group[at.G_REST + i] = resting_share(loss_rate[i], group[at.G_ENDURANCE + i], world[at.BREAKING_REFIT_DAYS + i])


@lanes
def measure_fitness(group: Row, base: Row) -> None:
    """A group that was there on the first day is measured against its own rest in the base arm."""
    for i in range(LANES):
        group[at.G_PER_FIT + i] = F(1) / (F(1) - base[at.G_REST + i])


@lanes
def measure_newcomers(group: Row, line: Row, fit: Row) -> None:
    """A group that arrives later is measured against the rest of the line that it joins."""
    for i in range(LANES):
        group[at.G_PER_FIT + i] = line[i] / fit[i] if fit[i] > F(0) else F(1)


@lanes
def begin_supporter(supporter: Row, base: Row, side: Row, has_men: bool) -> None:
    """Rounds a day from outside; share of its men that an arm sends, all of them if no group is its own.

    Whoever has sent nobody sends no further tranche.
    """
    for i in range(LANES):
        side[at.S_DELIVERED + i] += supporter[at.J_ROUNDS + i]
        sent = clip(supporter[at.J_MEN + i] / maximum(base[at.J_MEN + i], F(1e-6)), F(0), F(1))
        supporter[at.J_COMMITTED + i] = sent if has_men else F(1)
        supporter[at.J_CALLED_DAY + i] = F(at.NEVER)


@lanes
def add_row(total: Row, row: Row) -> None:
    """total += row."""
    for i in range(LANES):
        total[i] += row[i]


@lanes
def fill(row: Row, value: float) -> None:
    """Every lane of a row to one value."""
    for i in range(LANES):
        row[i] = value

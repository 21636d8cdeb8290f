"""What happens once a day: before the fighting who comes and goes, pace, noise, politics; after it talks and map."""

from __future__ import annotations

import math

import numpy as np

import attrit.model.state as at
from attrit.model.arithmetic import LANES, F, Row, chance, clip, exp2, lanes, maximum, may_happen, whole
from attrit.model.forces import arrived, leaving, substitutes
from attrit.model.ground import jump, main_effort
from attrit.model.manpower import MOST_RESERVE_NEED, reserve_need
from attrit.model.pace import log_pace, loss_noise, pausing, reverting, spread
from attrit.model.politics import escalation, handed_over, need, readiness
from attrit.model.rules import no_talks
from attrit.model.supply import inflow


@lanes
def arrive(group: Row, day: float) -> None:
    """Arrivals of the day, along the group's ramp."""
    for i in range(LANES):
        come = arrived(day, group[at.G_ARRIVAL_DAY + i], group[at.G_ARRIVAL_RAMP + i])
        men = group[at.G_MEN + i] * (come - group[at.G_ARRIVED + i])
        group[at.G_ARRIVED + i] = come
        group[at.G_PRESENT + i] += men
        group[at.G_JOINED + i] += men


@lanes
def leave(group: Row, day: float) -> None:
    """Men of a departing group who leave on this day."""
    for i in range(LANES):
        men = leaving(day, group[at.G_PRESENT + i], group[at.G_DEPARTURE_DAY + i], group[at.G_ARRIVAL_RAMP + i])
        group[at.G_PRESENT + i] -= men
        group[at.G_WITHDRAWN + i] += men


@lanes
def substitute(host: Row, group: Row, world: Row, day: float, arrives: bool) -> None:
    """Own troops sent for men of `group` whom the arm takes away, some time after these would have come."""
    for i in range(LANES):
        began = maximum(F(0), group[at.G_BASE_ARRIVAL_DAY + i] - group[at.G_BASE_ARRIVAL_RAMP + i]) if arrives else F(0)
        missing = maximum(F(0), group[at.G_BASE_MEN + i] - group[at.G_MEN + i])
        start = began + world[at.SUBSTITUTION_DELAY + i]
        come = substitutes(day, start, world[at.SUBSTITUTION_RAMP + i])
        men = world[at.SUBSTITUTION_SHARE + i] * missing * come
        host[at.G_PRESENT + i] += men
        host[at.G_JOINED + i] += men


@lanes
def reserves(group: Row, side: Row, front: Row, u: Row, attacking: float) -> None:
    """A packet of reserves, more often the worse yesterday went."""
    some = np.int32(0)
    for i in range(LANES):
        some |= np.int32(1) if may_happen(u[i], MOST_RESERVE_NEED * side[at.S_RESERVE_RATE + i]) else np.int32(0)
    if some == 0:
        return
    for i in range(LANES):
        more = reserve_need(
            attacking, front[at.F_LOG_RATIO + i], front[at.F_LOG_DENSITY + i], front[at.F_COLLAPSE_LEFT + i]
        )
        men = side[at.S_RESERVE_SIZE + i] if u[i] < chance(side[at.S_RESERVE_RATE + i] * more) else F(0)
        group[at.G_PRESENT + i] += men
        group[at.G_JOINED + i] += men


@lanes
def set_pace(front: Row, world: Row, noise: Row) -> None:
    """Slow and fast process, pause, and what they make together."""
    for i in range(LANES):
        memory = world[at.W_SLOW_MEMORY + i]
        news = world[at.W_SLOW_SHOCK + i]
        slow = reverting(front[at.F_SLOW + i], memory, news, noise[at.N_SLOW + i])
        fast = reverting(
            front[at.F_FAST + i], world[at.W_FAST_MEMORY + i], world[at.W_FAST_SHOCK + i], noise[at.N_FAST + i]
        )
        variance = spread(front[at.F_SLOW_VARIANCE + i], memory, news)
        paused = pausing(
            front[at.F_PAUSED + i], noise[at.N_PAUSE + i], world[at.PAUSE_RATE + i], world[at.W_PAUSE_END + i]
        )
        pace = log_pace(slow, fast, variance, world[at.PACE_FAST_SD + i], paused, world[at.W_LOG_PAUSE + i])
        front[at.F_SLOW + i] = slow
        front[at.F_FAST + i] = fast
        front[at.F_SLOW_VARIANCE + i] = variance
        front[at.F_PAUSED + i] = paused
        front[at.F_LOG_PACE + i] = pace
        front[at.F_PACE + i] = exp2(pace)


@lanes
def set_noise(world: Row, side0: Row, side1: Row, noise: Row, first: bool) -> None:
    """Daily noise of both sides' losses."""
    for i in range(LANES):
        memory = world[at.LOSS_NOISE_AUTOCORRELATION + i]
        if first:
            world[at.W_COMMON + i] = noise[at.N_COMMON + i]
            side0[at.S_NOISE_STATE + i] = noise[at.N_SIDE_0 + i]
            side1[at.S_NOISE_STATE + i] = noise[at.N_SIDE_1 + i]
        else:
            news = world[at.W_NOISE_SHOCK + i]
            world[at.W_COMMON + i] = reverting(world[at.W_COMMON + i], memory, news, noise[at.N_COMMON + i])
            side0[at.S_NOISE_STATE + i] = reverting(side0[at.S_NOISE_STATE + i], memory, news, noise[at.N_SIDE_0 + i])
            side1[at.S_NOISE_STATE + i] = reverting(side1[at.S_NOISE_STATE + i], memory, news, noise[at.N_SIDE_1 + i])
        sd = world[at.LOSS_NOISE_SD + i]
        common_sd = world[at.W_COMMON_SD + i]
        own_sd = world[at.W_OWN_SD + i]
        common = world[at.W_COMMON + i]
        side0[at.S_NOISE + i] = loss_noise(sd, common_sd, common, own_sd, side0[at.S_NOISE_STATE + i])
        side1[at.S_NOISE + i] = loss_noise(sd, common_sd, common, own_sd, side1[at.S_NOISE_STATE + i])


@lanes
def set_effort(sector: Row, world: Row, noise: Row) -> None:
    """Main effort and the day's jump of a sector."""
    for i in range(LANES):
        focus = main_effort(
            sector[at.K_FOCUS + i], noise[at.N_FOCUS + i],
            world[at.W_EFFORT_WAIT + i], world[at.MAIN_EFFORT_SPREAD + i],
        )  # fmt: skip
        sector[at.K_FOCUS + i] = focus
        sector[at.K_PUSH + i] = focus * jump(
            noise[at.N_JUMP + i], world[at.W_ACTIVE_WAIT + i], world[at.W_PER_ACTIVE + i], world[at.ADVANCE_JUMP + i],
        )  # fmt: skip


@lanes
def set_need(side: Row) -> None:
    """Need of outside help from yesterday's losses and today's stock; the day's count of losses starts anew."""
    for i in range(LANES):
        come = inflow(side[at.S_PRODUCTION + i], side[at.S_USABLE_SHARE + i], side[at.S_DELIVERED + i])
        side[at.S_NEED + i] = need(
            side[at.S_LOSSES_TODAY + i], side[at.S_INTAKE + i], side[at.S_USE + i], come, side[at.S_STOCK + i]
        )
        side[at.S_LOSSES_TODAY + i] = F(0)
        side[at.S_FED + i] = F(1)


@lanes
def call_tranche(supporter: Row, group: Row, side: Row, u: Row, day: float) -> None:
    """A supporter decides on a further tranche; one decided earlier arrives when due."""
    for i in range(LANES):
        hazard = supporter[at.J_HAZARD + i] * side[at.S_NEED + i] * supporter[at.J_COMMITTED + i]
        called = supporter[at.J_CALLED_DAY + i]
        called = day if called >= F(at.NEVER) and u[i] < chance(hazard) else called
        supporter[at.J_CALLED_DAY + i] = called
        due = day >= called + supporter[at.J_DELAY + i] and supporter[at.J_SENT + i] == F(0)
        men = supporter[at.J_TRANCHE + i] if due else F(0)
        supporter[at.J_SENT + i] = F(1) if due else supporter[at.J_SENT + i]
        group[at.G_PRESENT + i] += men
        group[at.G_JOINED + i] += men


@lanes
def hand_over(supporter: Row) -> None:
    """Technology handed over while the supporter's men are in the field; the count of these starts anew."""
    for i in range(LANES):
        supporter[at.J_TECHNOLOGY + i] = handed_over(
            supporter[at.J_TECHNOLOGY + i], supporter[at.J_TECHNOLOGY_RATE + i], supporter[at.J_PRESENT + i]
        )
        supporter[at.J_PRESENT + i] = F(0)


@lanes
def open_count(world: Row) -> None:
    """Foreign men and reactions are counted anew."""
    for i in range(LANES):
        world[at.W_FOREIGN + i] = F(0)
        world[at.W_FOREIGN_LINE + i] = F(0)
        world[at.W_FOREIGN_OUTSIDE + i] = F(0)
        world[at.W_REACTIONS + i] = F(0)


@lanes
def count_foreign(world: Row, group: Row, supporter: Row, outside: float) -> None:
    """Foreign men present, in the line, and beyond the undisputed reading of the rule."""
    for i in range(LANES):
        men = group[at.G_PRESENT + i]
        world[at.W_FOREIGN + i] += men
        world[at.W_FOREIGN_LINE + i] += men * group[at.G_LINE_SHARE + i]
        world[at.W_FOREIGN_OUTSIDE + i] += outside * men
        supporter[at.J_PRESENT + i] += men


@lanes
def escalate(world: Row) -> None:
    """Level of escalation of the day."""
    for i in range(LANES):
        foreign = world[at.W_FOREIGN + i]
        world[at.W_ESCALATION + i] = world[at.W_REACTIONS + i] + escalation(
            foreign, world[at.W_FOREIGN_LINE + i] / maximum(foreign, F(1e-6)), world[at.W_FOREIGN_OUTSIDE + i],
            world[at.ESCALATION_MEN_SCALE + i], world[at.ESCALATION_MEN_EFFECT + i],
            world[at.ESCALATION_LINE_EFFECT + i], world[at.ESCALATION_OUTSIDE_EFFECT + i],
        )  # fmt: skip
        above = world[at.W_ESCALATION + i] > world[at.ESCALATION_THRESHOLD + i]
        world[at.W_ESCALATED + i] = F(1) if above else world[at.W_ESCALATED + i]


@lanes
def add_escalation(world: Row, party: Row) -> None:
    """Escalation from a party that has reacted."""
    for i in range(LANES):
        world[at.W_REACTIONS + i] += party[at.P_ESCALATION + i] * party[at.P_REACTED + i]


@lanes
def influence(party: Row, other: Row, factor: float, first: bool) -> None:
    """How much more readily a party reacts since another has reacted; the first opens the sum."""
    for i in range(LANES):
        party[at.P_INFLUENCE + i] = (F(0) if first else party[at.P_INFLUENCE + i]) + factor * other[at.P_REACTED + i]


@lanes
def react(party: Row, world: Row, u: Row, day: float) -> None:
    """A third party reacts, once and for good."""
    some = np.int32(0)
    for i in range(LANES):
        hazard = readiness(party[at.P_HAZARD + i], world[at.W_ESCALATION + i], party[at.P_INFLUENCE + i])
        some |= np.int32(1) if may_happen(u[i], hazard) else np.int32(0)
    if some == 0:
        return
    for i in range(LANES):
        hazard = readiness(party[at.P_HAZARD + i], world[at.W_ESCALATION + i], party[at.P_INFLUENCE + i])
        now = party[at.P_REACTED + i] == F(0) and u[i] < chance(hazard)
        party[at.P_REACTED + i] = F(1) if now else party[at.P_REACTED + i]
        party[at.P_REACTED_DAY + i] = day + F(1) if now else party[at.P_REACTED_DAY + i]


@lanes
def feed(side: Row, party: Row) -> None:
    """A party that has reacted raises the fires of the side it feeds."""
    for i in range(LANES):
        side[at.S_FED + i] *= F(1) + party[at.P_FIRES_GAIN + i] * party[at.P_REACTED + i]


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
def add_losses(side: Row) -> None:
    """Losses of the day into those of the campaign."""
    for i in range(LANES):
        side[at.S_LOSSES + i] += side[at.S_LOSSES_TODAY + i]


@lanes
def settle(front: Row, world: Row, day: float) -> None:
    """Recovery below the floor, its chance of having come before talks, and the ground on the day of talks."""
    for i in range(LANES):
        floor = world[at.RECOVERY_FLOOR + i] * front[at.F_AREA_FIRST + i]
        now = front[at.F_AREA + i] < floor and front[at.F_RECOVERED_DAY + i] >= F(at.NEVER)
        front[at.F_RECOVERED_DAY + i] = day + F(1) if now else front[at.F_RECOVERED_DAY + i]
        front[at.F_BEFORE_TALKS + i] = world[at.W_NO_TALKS + i] if now else front[at.F_BEFORE_TALKS + i]
        gone = front[at.F_RECOVERED_DAY + i] < F(at.NEVER)
        front[at.F_BY_PRESSURE + i] += front[at.F_AREA + i] if now else F(0)  # the last scrap, so that causes add up
        front[at.F_AREA + i] = F(0) if gone else front[at.F_AREA + i]
        before = world[at.W_TALKS_DAY + i] >= F(at.NEVER)
        front[at.F_AREA_AT_TALKS + i] = front[at.F_AREA + i] if before else front[at.F_AREA_AT_TALKS + i]


@lanes
def close_sector(sector: Row, front: Row) -> None:
    """A recovered front holds no ground in any sector."""
    for i in range(LANES):
        gone = front[at.F_RECOVERED_DAY + i] < F(at.NEVER)
        sector[at.K_AREA + i] = F(0) if gone else sector[at.K_AREA + i]
        sector[at.K_ROOT_AREA + i] = F(0) if gone else sector[at.K_ROOT_AREA + i]


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
        left = clip(area / front[at.F_AREA_FIRST + i], F(0), F(1e6))
        contested = shown + front[at.F_AREA_CONTESTED + i] * math.sqrt(left)
        anew = u[i] < world[at.MAP_UPDATE_SHARE + i]
        front[at.F_MAP + i] = shown if anew else front[at.F_MAP + i]
        front[at.F_MAP_CONTESTED + i] = contested if anew else front[at.F_MAP_CONTESTED + i]

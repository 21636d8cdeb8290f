"""What happens in each step: supply, tempo, losses, wear, ground and manpower, applied to records.

A long chain of dependent numbers is cut into two loops over lanes: a processor then has more of them under way at once.
"""

from __future__ import annotations

import math

import numpy as np

import attrit.model.state as at
from attrit.model.arithmetic import (
    LANES,
    F,
    Row,
    chance,
    clip,
    exp,
    exp2,
    lanes,
    log2,
    maximum,
    may_happen,
    minimum,
    rounded_up,
)  # fmt: skip
from attrit.model.attrition import bounded, law_multiplier, log_moved, loss_multiplier, on_surface
from attrit.model.collapse import hazard, rate_of_loss, share_lost
from attrit.model.forces import (
    diluted,
    learned,
    resting,
    vulnerability,
    worn,
)
from attrit.model.ground import advance, given_up, log_gain, log_width, recaptured, withdrawal, works
from attrit.model.manpower import captured, part_sent, returning, trained
from attrit.model.pace import tempo
from attrit.model.supply import against, days_of_supply, drift, fired, inflow, interdiction, road

LEAST_LOG_FIRES = F(-9.965784)  # of a thousandth of the first day's


@lanes
def fire_stock(side: Row, day: float, step: float) -> None:
    """Rounds fired, stock left, and the fires of the side."""
    for i in range(LANES):
        come = inflow(side[at.S_PRODUCTION + i], side[at.S_USABLE_SHARE + i], side[at.S_DELIVERED + i])
        use = side[at.S_USE + i]
        rounds = fired(use, come, side[at.S_STOCK + i])
        share = against(rounds, side[at.S_PER_ROUNDS_FIRST + i]) if use > F(0) else F(1)
        stock = maximum(F(0), side[at.S_STOCK + i] + step * (come - rounds))
        fires = share * drift(side[at.S_FIRES_CHANGE + i], day) * side[at.S_FED + i]
        side[at.S_STOCK + i] = stock
        side[at.S_SUPPLY_DAYS + i] = days_of_supply(stock, use)
        side[at.S_SUPPLY + i] = rounds / use if use > F(0) else F(1)
        side[at.S_LOG_SUPPLY + i] = log2(share)
        side[at.S_FIRES + i] = fires
        side[at.S_LOG_FIRES + i] = maximum(log2(fires), LEAST_LOG_FIRES)
        side[at.S_ASKED + i] = F(0)
        side[at.S_SENT + i] = F(0)


@lanes
def set_road(front: Row, holder: Row, world: Row) -> None:
    """The holder's supply road and the length of his line."""
    for i in range(LANES):
        log_area = log2(front[at.F_AREA + i] / front[at.F_AREA_FIRST + i])
        lost = interdiction(
            front[at.F_INTERDICTION + i], log_area, world[at.SUPPLY_ROAD_RISE + i], holder[at.S_LOG_FIRES + i]
        )
        longer = log_width(log_area, world[at.PERIMETER_POWER + i])
        front[at.F_ROAD_LOST + i] = lost
        front[at.F_ROAD + i] = road(lost, world[at.SUPPLY_ROAD_EFFECT + i]) * front[at.F_PER_ROAD_FIRST + i]
        front[at.F_LOG_WIDTH + i] = longer
        front[at.F_WIDTH + i] = exp2(longer)
        front[at.F_STRENGTH_A + i] = F(0)
        front[at.F_STRENGTH_D + i] = F(0)
        front[at.F_RATE_SUM_A + i] = F(0)
        front[at.F_RATE_SUM_D + i] = F(0)
        front[at.F_HOLDER_MEN + i] = F(0)
        front[at.F_OPEN_LENGTH + i] = F(0)


@lanes
def give_way(front: Row, world: Row, noise: Row, day: float) -> None:
    """A collapse begins, goes on, or does not."""
    some = np.int32(0)
    for i in range(LANES):
        men = front[at.F_HOLDER_MEN_FIRST + i]
        short = F(1) - front[at.F_HOLDER_MEN + i] / men if men > F(0) else F(0)
        h = hazard(
            world[at.COLLAPSE_HAZARD + i],
            world[at.COLLAPSE_SUPPLY_EFFECT + i] * front[at.F_ROAD_LOST + i] - front[at.F_ROAD_HAZARD_FIRST + i],
            short, world[at.COLLAPSE_LOSS_EFFECT + i],
            front[at.F_SLOW + i], world[at.COLLAPSE_PACE_EFFECT + i],
            front[at.F_LOG_DENSITY + i], world[at.COLLAPSE_DENSITY_EFFECT + i],
            front[at.F_LOG_RATIO + i], world[at.COLLAPSE_PRESSURE_EFFECT + i],
        )  # fmt: skip
        left = front[at.F_COLLAPSE_LEFT + i]
        standing = left <= F(0) and front[at.F_RECOVERED_DAY + i] >= F(at.NEVER)
        h = h * front[at.F_ATTACKED + i] if standing else F(-1)
        front[at.F_HAZARD + i] = h
        front[at.F_COLLAPSE_LEFT + i] = maximum(F(0), left - F(1))
        some |= np.int32(1) if may_happen(noise[at.N_COLLAPSE + i], h) else np.int32(0)
    if some:
        begin_collapse(front, world, noise, day)


@lanes
def begin_collapse(front: Row, world: Row, noise: Row, day: float) -> None:
    """How much ground goes, and how fast, where a position has given way."""
    for i in range(LANES):
        hit = noise[at.N_COLLAPSE + i] < chance(front[at.F_HAZARD + i])
        days = rounded_up(world[at.COLLAPSE_DAYS + i])
        lost = share_lost(world[at.COLLAPSE_SHARE + i], world[at.COLLAPSE_SHARE_SD + i], noise[at.N_COLLAPSE_SHARE + i])
        front[at.F_COLLAPSE_RATE + i] = rate_of_loss(lost, days) if hit else front[at.F_COLLAPSE_RATE + i]
        front[at.F_COLLAPSE_LEFT + i] = days if hit else front[at.F_COLLAPSE_LEFT + i]
        first = hit and front[at.F_FIRST_COLLAPSE + i] >= F(at.NEVER)
        front[at.F_FIRST_COLLAPSE + i] = day + F(1) if first else front[at.F_FIRST_COLLAPSE + i]


@lanes
def choose_tempo(front: Row, attacker: Row, world: Row, step: float) -> None:
    """The attacker's tempo."""
    for i in range(LANES):
        v = tempo(
            front[at.F_LOG_TEMPO + i], front[at.F_LOG_RATIO + i], attacker[at.S_LOG_SUPPLY + i], front[at.F_RATE_A + i],
            world[at.TEMPO_RATIO_EFFECT + i], world[at.TEMPO_SUPPLY_EFFECT + i], world[at.W_LOG_LOSS_AIM + i], step,
        )  # fmt: skip
        front[at.F_LOG_TEMPO + i] = v
        front[at.F_TEMPO + i] = exp(v)


@lanes
def move_rates(front: Row, attacker: Row, holder: Row, world: Row) -> None:
    """What moves losses and advance on the whole front, the same in all its sectors."""
    for i in range(LANES):
        v = front[at.F_LOG_TEMPO + i]
        pace = front[at.F_LOG_PACE + i]
        to_pace = world[at.PACE_LOSS_POWER + i]
        to_fires = world[at.SUPPLY_FIRE_LOSS + i]
        fires_a, fires_d = attacker[at.S_LOG_FIRES + i], holder[at.S_LOG_FIRES + i]
        front[at.F_LOG_LOSS_A + i] = log_moved(v, pace, to_pace, fires_d, to_fires)
        front[at.F_LOG_LOSS_D + i] = log_moved(v, pace, to_pace, fires_a, to_fires)
        front[at.F_LOG_GAIN + i] = log_gain(
            pace, v, world[at.TEMPO_GAIN_POWER + i], fires_a - fires_d, world[at.SUPPLY_FIRE_GAIN + i]
        )
        spared = F(1) - world[at.WITHDRAWAL_SPARE + i] * front[at.F_GIVING + i]
        giving_way = world[at.COLLAPSE_LOSS_FACTOR + i] if front[at.F_COLLAPSE_LEFT + i] > F(0) else F(1)
        front[at.F_BASE_A + i] = front[at.F_LEVEL_A + i] * attacker[at.S_NOISE + i]
        front[at.F_BASE_D + i] = front[at.F_LEVEL_D + i] * holder[at.S_NOISE + i] * spared * giving_way


@lanes
def fight(sector: Row, front: Row, world: Row) -> None:
    """What moves the loss rates of both sides in a sector: the powers of the attrition law, and the line's length."""
    for i in range(LANES):
        most = world[at.W_LOG_LAW_RANGE + i]
        a = clip(sector[at.K_LOG_A + i], -most, most)
        d = clip(sector[at.K_LOG_D + i], -most, most)
        law_a = law_multiplier(a, d, world[at.LAW_P_A + i], world[at.LAW_Q_A + i])
        law_d = law_multiplier(d, a, world[at.LAW_P_D + i], world[at.LAW_Q_D + i])
        longer = sector[at.K_LOG_WIDTH + i]
        sector[at.K_RATE_A + i] = loss_multiplier(front[at.F_LOG_LOSS_A + i], law_a, longer)
        sector[at.K_RATE_D + i] = loss_multiplier(front[at.F_LOG_LOSS_D + i], law_d, longer)


@lanes
def bend(sector: Row, world: Row, surfaces: Row) -> None:
    """What a law says that is no power of the strengths, read off its surface, in the draws in which it holds."""
    for i in range(LANES):
        law = np.int64(world[at.LAW_SURFACE + i])
        if law > 0:
            most = world[at.W_LOG_LAW_RANGE + i]
            a = clip(sector[at.K_LOG_A + i], -most, most)
            d = clip(sector[at.K_LOG_D + i], -most, most)
            sector[at.K_RATE_A + i] *= exp2(on_surface(surfaces, 2 * law - 2, a, d))
            sector[at.K_RATE_D + i] *= exp2(on_surface(surfaces, 2 * law - 1, d, a))


@lanes
def bear(sector: Row, front: Row, world: Row) -> None:
    """Daily loss rates of both sides in a sector: works, noise, what a line can bear at most, the holder's cover."""
    for i in range(LANES):
        dug = sector[at.K_WORKS_NOW + i]
        more_a = world[at.ATTRITION_WORKS_ATTACKER + i] * dug - sector[at.K_WORKS_A_FIRST + i]
        less_d = world[at.ATTRITION_WORKS_HOLDER + i] * dug - sector[at.K_WORKS_D_FIRST + i]
        contact = sector[at.K_CONTACT + i]
        contact_a = contact * (F(1) + more_a)
        contact_d = contact * (F(1) - less_d)
        rate_a = front[at.F_BASE_A + i] * contact_a * sector[at.K_RATE_A + i]
        rate_d = front[at.F_BASE_D + i] * contact_d * sector[at.K_RATE_D + i]
        sector[at.K_RATE_A + i] = bounded(rate_a, front[at.F_PER_CEILING_A + i])
        sector[at.K_RATE_D + i] = bounded(rate_d, front[at.F_PER_CEILING_D + i]) * sector[at.K_SHELTER + i]


@lanes
def sum_rates(sector: Row, front: Row) -> None:
    """Losses of both sides in a sector, by strength, into the sums of the front."""
    for i in range(LANES):
        front[at.F_RATE_SUM_A + i] += sector[at.K_RATE_A + i] * sector[at.K_STRENGTH_A + i]
        front[at.F_RATE_SUM_D + i] += sector[at.K_RATE_D + i] * sector[at.K_STRENGTH_D + i]


@lanes
def smooth(front: Row, step: float) -> None:
    """Ten-day means of both sides' loss rates."""
    for i in range(LANES):
        rate_a = front[at.F_RATE_SUM_A + i] / maximum(front[at.F_STRENGTH_A + i], F(1e-6))
        rate_d = front[at.F_RATE_SUM_D + i] / maximum(front[at.F_STRENGTH_D + i], F(1e-6))
        front[at.F_RATE_A + i] += step * F(0.1) * (rate_a - front[at.F_RATE_A + i])
        front[at.F_RATE_D + i] += step * F(0.1) * (rate_d - front[at.F_RATE_D + i])


@lanes
def suffer(group: Row, world: Row, step: float) -> None:
    """Losses of a group."""
    for i in range(LANES):
        men = group[at.G_PRESENT + i]
        second = world[at.ROLES_SECOND_EXPOSURE + i] * group[at.G_SECOND_SHARE + i] * men
        support = world[at.ROLES_SUPPORT_EXPOSURE + i] * group[at.G_SUPPORT + i]
        exposed = group[at.G_LINE + i] + second + support
        rate = group[at.G_RATE + i] * group[at.G_EVEN + i] + group[at.G_RATE_ALONE + i]
        lost = minimum(F(0.5) * men, step * rate * vulnerability(group[at.G_QUALITY + i]) * exposed)
        group[at.G_RATE + i] = rate
        group[at.G_PRESENT + i] = men - lost
        group[at.G_LOST + i] += lost
        group[at.G_GONE + i] = lost


@lanes
def count_losses(group: Row, side: Row, front: Row, world: Row, holds: bool, replaced: bool) -> None:
    """Those lost in a step, split into killed, wounded and captured; men who return, and men asked for."""
    for i in range(LANES):
        lost = group[at.G_GONE + i]
        giving_way = holds and front[at.F_COLLAPSE_LEFT + i] > F(0)
        factor = world[at.COLLAPSE_CAPTURE_FACTOR + i] if giving_way else F(1)
        taken = captured(lost, side[at.S_CAPTURED_SHARE + i], factor)
        killed = side[at.S_KILLED_SHARE + i] * (lost - taken)
        wounded = lost - taken - killed
        to_return = side[at.S_RETURN_SHARE + i] * wounded
        group[at.G_CAPTURED + i] += taken
        group[at.G_KILLED + i] += killed
        group[at.G_WOUNDED + i] += wounded
        group[at.G_HOSPITAL + i] += to_return
        group[at.G_DISABLED + i] += wounded - to_return
        side[at.S_LOSSES_TODAY + i] += lost
        gone = side[at.S_REPLACEMENT + i] * (lost - to_return) if replaced else F(0)
        group[at.G_GONE + i] = gone
        side[at.S_ASKED + i] += gone


@lanes
def tire(group: Row, world: Row, step: float) -> None:
    """Units leave the line worn and come back rested; men learn in contact."""
    for i in range(LANES):
        turns = group[at.G_RATE + i] * group[at.G_PER_ENDURANCE + i]
        group[at.G_REST + i] = resting(group[at.G_REST + i], turns, world[at.W_REFIT_RATE + i], step)
        group[at.G_WORN + i] = worn(
            group[at.G_WORN + i], turns, world[at.BREAKING_WEAR + i], world[at.W_HEAL_RATE + i], step
        )
        contact = group[at.G_LINE_SHARE + i] * clip(F(0.01) * group[at.G_PRESENT + i], F(0), F(1))
        group[at.G_QUALITY + i] = learned(group[at.G_QUALITY + i], contact, group[at.G_LEARNING_RATE + i], step)
        group[at.G_EXPOSURE + i] += step * contact


@lanes
def prepare_ground(front: Row, world: Row, noise: Row, first: bool, step: float) -> None:
    """The holder's withdrawal, collapse and counter-attack on the whole front; its ground is summed up anew."""
    for i in range(LANES):
        front[at.F_GIVING + i] = withdrawal(front[at.F_RATE_D + i], world[at.WITHDRAWAL_THRESHOLD + i])
        back = recaptured(
            world[at.RECAPTURE_SHARE + i], front[at.F_GAIN + i], noise[at.N_BACK + i],
            front[at.F_RATIO + i],
        )  # fmt: skip
        room = maximum(F(0), F(1.3) * front[at.F_AREA_FIRST + i] - front[at.F_AREA + i])
        part = minimum(back, room) / maximum(front[at.F_AREA + i], F(1e-6))
        front[at.F_RECAPTURED + i] = part if first else F(0)
        front[at.F_GIVEN + i] = step * given_up(front[at.F_GIVING + i], world[at.WITHDRAWAL_SPEED + i])
        torn = chance(front[at.F_COLLAPSE_RATE + i] * step)
        front[at.F_TORN + i] = torn if front[at.F_COLLAPSE_LEFT + i] > F(0) else F(0)
        front[at.F_AREA + i] = F(0)


@lanes
def move_ground(sector: Row, front: Row, world: Row, step: float) -> None:
    """Ground of a sector after a step, by cause."""
    for i in range(LANES):
        area = sector[at.K_AREA + i]
        is_open = sector[at.K_OPEN + i]
        pressed = step * advance(
            sector[at.K_GAIN + i], front[at.F_LOG_GAIN + i],
            sector[at.K_LOG_RATIO + i], world[at.ADVANCE_RATIO_POWER + i],
            sector[at.K_LOG_DENSITY + i], world[at.ADVANCE_DENSITY_POWER + i],
            world[at.W_LOG_WORKS_EFFECT + i] * sector[at.K_WORKS_NOW + i] - sector[at.K_SLOWED_FIRST + i],
        )  # fmt: skip
        pressed *= sector[at.K_ATTACKED + i] * sector[at.K_WIDTH + i] * sector[at.K_PUSH + i]
        there = is_open * area
        given = is_open * front[at.F_GIVEN + i] * sector[at.K_ROOT_AREA + i]
        torn = there * front[at.F_TORN + i]
        back = there * front[at.F_RECAPTURED + i]
        by_pressure = minimum(area, pressed)
        by_withdrawal = minimum(area - by_pressure, given)
        by_collapse = minimum(area - by_pressure - by_withdrawal, torn)
        lost = by_pressure + by_withdrawal + by_collapse
        after = maximum(F(0), area - lost) + back
        sector[at.K_AREA + i] = after
        sector[at.K_LOST + i] = lost
        front[at.F_AREA + i] += after
        front[at.F_BY_PRESSURE + i] += by_pressure
        front[at.F_BY_WITHDRAWAL + i] += by_withdrawal
        front[at.F_BY_COLLAPSE + i] += by_collapse
        front[at.F_BY_RECAPTURE + i] += back


@lanes
def dig(sector: Row, world: Row, step: float) -> None:
    """Field works of a sector are dug, and go with the ground."""
    for i in range(LANES):
        root = math.sqrt(sector[at.K_AREA + i])
        sector[at.K_ROOT_AREA + i] = root
        sector[at.K_WORKS_NOW + i] = works(
            sector[at.K_WORKS_NOW + i], sector[at.K_LOST + i], root, world[at.W_WORKS_RATE + i], step
        )


@lanes
def heal(group: Row, side: Row, step: float) -> None:
    """Wounded return to their group."""
    for i in range(LANES):
        back = returning(group[at.G_HOSPITAL + i], side[at.S_RETURN_RATE + i], step)
        group[at.G_HOSPITAL + i] -= back
        group[at.G_PRESENT + i] += back


@lanes
def open_pool(side: Row) -> None:
    """What part of the replacements asked for the pool can send."""
    for i in range(LANES):
        side[at.S_PART_SENT + i] = part_sent(side[at.S_ASKED + i], side[at.S_POOL + i])


@lanes
def replace(group: Row, side: Row) -> None:
    """Replacements join a group and dilute its quality."""
    for i in range(LANES):
        men = side[at.S_PART_SENT + i] * group[at.G_GONE + i]
        group[at.G_QUALITY + i] = diluted(
            group[at.G_QUALITY + i], group[at.G_PRESENT + i], side[at.S_GREEN_QUALITY + i], men
        )
        group[at.G_PRESENT + i] += men
        group[at.G_JOINED + i] += men
        side[at.S_SENT + i] += men


@lanes
def train(side: Row, step: float) -> None:
    """Recruits enter training, trained men the pool."""
    for i in range(LANES):
        ready = trained(side[at.S_TRAINING + i], side[at.S_TRAINING_DAYS + i], step)
        side[at.S_POOL + i] = maximum(F(0), side[at.S_POOL + i] - side[at.S_SENT + i]) + ready
        side[at.S_TRAINING + i] += step * side[at.S_INTAKE + i] - ready

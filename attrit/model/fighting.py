"""What happens in each step: supply, tempo, losses, wear, ground and manpower, applied to records."""

from __future__ import annotations

import math

import attrit.model.state as at
from attrit.model.arithmetic import LANES, F, Row, chance, clip, exp, lanes, maximum, minimum
from attrit.model.attrition import bounded, loss_rate
from attrit.model.collapse import hazard, rate_of_loss, share_lost
from attrit.model.epstein import fixed_exchange_multiplier
from attrit.model.forces import (
    diluted,
    learned,
    resting,
    vulnerability,
    worn,
)
from attrit.model.ground import advance, given_up, recaptured, width, withdrawal, works
from attrit.model.lanchester import mixed_multiplier
from attrit.model.manpower import captured, part_sent, returning, trained
from attrit.model.pace import tempo
from attrit.model.supply import days_of_supply, drift, fired, interdiction, road, supply_share


@lanes
def fire_stock(side: Row, day: float, step: float) -> None:
    """Rounds fired, stock left, and the fires of the side."""
    for i in range(LANES):
        inflow = side[at.S_PRODUCTION + i] + side[at.S_USABLE_SHARE + i] * side[at.S_DELIVERED + i]
        rounds = fired(side[at.S_USE + i], inflow, side[at.S_STOCK + i])
        share = supply_share(rounds, side[at.S_USE + i])
        side[at.S_SUPPLY + i] = share
        side[at.S_STOCK + i] = maximum(F(0), side[at.S_STOCK + i] + step * (inflow - rounds))
        side[at.S_SUPPLY_DAYS + i] = days_of_supply(side[at.S_STOCK + i], side[at.S_USE + i])
        side[at.S_FIRES + i] = share * drift(side[at.S_FIRES_CHANGE + i], day) * side[at.S_FED + i]
        side[at.S_ASKED + i] = F(0)
        side[at.S_SENT + i] = F(0)


@lanes
def set_road(front: Row, holder: Row, world: Row) -> None:
    """The holder's supply road."""
    for i in range(LANES):
        first = front[at.F_INTERDICTION + i]
        left = front[at.F_AREA + i] / front[at.F_AREA_HELD + i]
        lost = interdiction(first, left, world[at.SUPPLY_ROAD_RISE + i], holder[at.S_FIRES + i])
        front[at.F_ROAD_LOST + i] = lost
        front[at.F_ROAD + i] = road(lost, first, world[at.SUPPLY_ROAD_EFFECT + i])
        front[at.F_WIDTH + i] = width(front[at.F_AREA + i], front[at.F_AREA_HELD + i], world[at.PERIMETER_POWER + i])
        front[at.F_STRENGTH_A + i] = F(0)
        front[at.F_STRENGTH_D + i] = F(0)
        front[at.F_RATE_SUM_A + i] = F(0)
        front[at.F_RATE_SUM_D + i] = F(0)
        front[at.F_HOLDER_MEN + i] = F(0)
        front[at.F_OPEN_LENGTH + i] = F(0)


@lanes
def give_way(front: Row, world: Row, noise: Row, day: float) -> None:
    """A collapse begins, goes on, or does not."""
    for i in range(LANES):
        men = front[at.F_HOLDER_MEN_FIRST + i]
        short = F(1) - front[at.F_HOLDER_MEN + i] / men if men > F(0) else F(0)
        h = hazard(
            world[at.COLLAPSE_HAZARD + i],
            front[at.F_ROAD_LOST + i] - front[at.F_INTERDICTION + i], world[at.COLLAPSE_SUPPLY_EFFECT + i],
            short, world[at.COLLAPSE_LOSS_EFFECT + i],
            front[at.F_SLOW + i], world[at.COLLAPSE_PACE_EFFECT + i],
            front[at.F_DENSITY + i], world[at.COLLAPSE_DENSITY_EFFECT + i],
            front[at.F_RATIO + i], world[at.COLLAPSE_PRESSURE_EFFECT + i],
        )  # fmt: skip
        left = front[at.F_COLLAPSE_LEFT + i]
        standing = left <= F(0) and front[at.F_RECOVERED_DAY + i] >= F(at.NEVER)
        hit = noise[at.N_COLLAPSE + i] < chance(h * front[at.F_ATTACKED + i]) and standing
        days = math.ceil(world[at.COLLAPSE_DAYS + i])
        lost = share_lost(world[at.COLLAPSE_SHARE + i], world[at.COLLAPSE_SHARE_SD + i], noise[at.N_COLLAPSE_SHARE + i])
        front[at.F_COLLAPSE_RATE + i] = rate_of_loss(lost, days) if hit else front[at.F_COLLAPSE_RATE + i]
        front[at.F_COLLAPSE_LEFT + i] = days if hit else maximum(F(0), left - F(1))
        first = hit and front[at.F_FIRST_COLLAPSE + i] >= F(at.NEVER)
        front[at.F_FIRST_COLLAPSE + i] = day + F(1) if first else front[at.F_FIRST_COLLAPSE + i]


@lanes
def choose_tempo(front: Row, attacker: Row, world: Row, step: float) -> None:
    """The attacker's tempo; the holder's readiness to give ground."""
    for i in range(LANES):
        v = tempo(
            front[at.F_TEMPO_LOG + i], front[at.F_RATIO + i], attacker[at.S_SUPPLY + i], front[at.F_RATE_A + i],
            world[at.TEMPO_RATIO_EFFECT + i], world[at.TEMPO_SUPPLY_EFFECT + i], world[at.TEMPO_LOSS_AIM + i], step,
        )  # fmt: skip
        front[at.F_TEMPO_LOG + i] = v
        front[at.F_TEMPO + i] = exp(v)


@lanes
def fight(sector: Row, front: Row, attacker: Row, holder: Row, world: Row) -> None:
    """Daily loss rates of both sides in a sector by the attrition law."""
    for i in range(LANES):
        k = world[at.SATURATION_LAW_RANGE + i]
        a = clip(sector[at.K_STRENGTH_A + i] / sector[at.K_REFERENCE_A + i], F(1) / k, k)
        d = clip(sector[at.K_STRENGTH_D + i] / sector[at.K_REFERENCE_D + i], F(1) / k, k)
        p = world[at.LAW_P + i]
        q = world[at.LAW_Q + i]
        epstein = world[at.LAW_EPSTEIN + i]
        law_a = epstein + (F(1) - epstein) * mixed_multiplier(a, d, p, q)
        law_d = epstein * fixed_exchange_multiplier(d, a) + (F(1) - epstein) * mixed_multiplier(d, a, p, q)
        dug = sector[at.K_WORKS_NOW + i] - sector[at.K_WORKS + i]
        contact = sector[at.K_OPEN + i] * sector[at.K_ENGAGED + i] * math.sqrt(sector[at.K_WIDTH + i])
        hurt_a = contact * attacker[at.S_NOISE + i] * (F(1) + world[at.ATTRITION_WORKS_ATTACKER + i] * dug)
        spared = F(1) - world[at.WITHDRAWAL_SPARE + i] * front[at.F_GIVING + i]
        giving_way = world[at.COLLAPSE_LOSS_FACTOR + i] if front[at.F_COLLAPSE_LEFT + i] > F(0) else F(1)
        hurt_d = contact * holder[at.S_NOISE + i] * (F(1) - world[at.ATTRITION_WORKS_HOLDER + i] * dug)
        hurt_d *= spared * giving_way * sector[at.K_COVER + i]
        first_a = front[at.F_ATTACKER_LOSS_RATE + i]
        first_d = front[at.F_HOLDER_LOSS_RATE + i]
        pace = front[at.F_PACE + i]
        rate_a = loss_rate(
            first_a, front[at.F_TEMPO + i], pace, world[at.PACE_LOSS_POWER + i], law_a,
            holder[at.S_FIRES + i], world[at.SUPPLY_FIRE_LOSS + i], hurt_a,
        )  # fmt: skip
        rate_d = loss_rate(
            first_d, front[at.F_TEMPO + i], pace, world[at.PACE_LOSS_POWER + i], law_d,
            attacker[at.S_FIRES + i], world[at.SUPPLY_FIRE_LOSS + i], hurt_d,
        )  # fmt: skip
        ceiling = world[at.SATURATION_LOSS_CEILING + i]
        sector[at.K_RATE_A + i] = bounded(rate_a, first_a, ceiling)
        sector[at.K_RATE_D + i] = bounded(rate_d, first_d, ceiling)
        front[at.F_RATE_SUM_A + i] += sector[at.K_RATE_A + i] * sector[at.K_STRENGTH_A + i]
        front[at.F_RATE_SUM_D + i] += sector[at.K_RATE_D + i] * sector[at.K_STRENGTH_D + i]


@lanes
def smooth(front: Row, step: float) -> None:
    """Ten-day means of both sides' loss rates."""
    for i in range(LANES):
        rate_a = front[at.F_RATE_SUM_A + i] / maximum(front[at.F_STRENGTH_A + i], F(1e-6))
        rate_d = front[at.F_RATE_SUM_D + i] / maximum(front[at.F_STRENGTH_D + i], F(1e-6))
        front[at.F_RATE_A + i] += step * (rate_a - front[at.F_RATE_A + i]) / F(10)
        front[at.F_RATE_D + i] += step * (rate_d - front[at.F_RATE_D + i]) / F(10)


@lanes
def suffer(group: Row, side: Row, front: Row, world: Row, holds: bool, replaced: bool, step: float) -> None:
    """Losses of a group, split into killed, wounded and captured; men who return, and men asked for."""
    for i in range(LANES):
        men = group[at.G_PRESENT + i]
        second = world[at.ROLES_SECOND_EXPOSURE + i] * group[at.G_SECOND_SHARE + i] * men
        support = world[at.ROLES_SUPPORT_EXPOSURE + i] * group[at.G_SUPPORT + i]
        exposed = group[at.G_LINE + i] + second + support
        rate = group[at.G_RATE + i]
        lost = minimum(F(0.5) * men, step * rate * vulnerability(group[at.G_QUALITY + i]) * exposed)
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
        group[at.G_PRESENT + i] = men - lost
        group[at.G_LOST + i] += lost
        side[at.S_LOSSES + i] += lost
        side[at.S_LOSSES_TODAY + i] += lost
        gone = side[at.S_REPLACEMENT + i] * (lost - to_return) if replaced else F(0)
        group[at.G_GONE + i] = gone
        side[at.S_ASKED + i] += gone


@lanes
def tire(group: Row, world: Row, step: float) -> None:
    """Units leave the line worn and come back rested; men learn in contact."""
    for i in range(LANES):
        rate = group[at.G_RATE + i]
        endurance = group[at.G_ENDURANCE + i]
        group[at.G_REST + i] = resting(group[at.G_REST + i], rate, endurance, world[at.BREAKING_REFIT_DAYS + i], step)
        group[at.G_WORN + i] = worn(
            group[at.G_WORN + i], rate, endurance, world[at.BREAKING_WEAR + i], world[at.BREAKING_WEAR_DAYS + i], step
        )
        contact = group[at.G_LINE_SHARE + i] * clip(group[at.G_PRESENT + i] / F(100), F(0), F(1))
        group[at.G_QUALITY + i] = learned(group[at.G_QUALITY + i], contact, group[at.G_LEARNING_TIME + i], step)
        group[at.G_EXPOSURE + i] += step * contact


@lanes
def prepare_ground(front: Row, world: Row, noise: Row, first: bool) -> None:
    """The holder's withdrawal and counter-attack on the whole front."""
    for i in range(LANES):
        front[at.F_GIVING + i] = withdrawal(front[at.F_RATE_D + i], world[at.WITHDRAWAL_THRESHOLD + i])
        back = recaptured(
            world[at.RECAPTURE_SHARE + i], front[at.F_GAIN + i], noise[at.N_BACK_SIZE + i], noise[at.N_BACK + i],
            front[at.F_RATIO + i],
        )  # fmt: skip
        room = maximum(F(0), F(1.3) * front[at.F_AREA_HELD + i] - front[at.F_AREA + i])
        part = minimum(back, room) / maximum(front[at.F_AREA + i], F(1e-6))
        front[at.F_RECAPTURED + i] = part if first else F(0)


@lanes
def move_ground(sector: Row, front: Row, attacker: Row, world: Row, step: float) -> None:
    """Ground of a sector after a step, by cause; works go with it."""
    for i in range(LANES):
        area = sector[at.K_AREA + i]
        is_open = sector[at.K_OPEN + i]
        dug = sector[at.K_WORKS_NOW + i] - sector[at.K_WORKS + i]
        pressed = step * is_open * front[at.F_PACE + i] * advance(
            front[at.F_GAIN + i] * sector[at.K_WEIGHT + i], sector[at.K_RATIO + i], world[at.ADVANCE_RATIO_POWER + i],
            sector[at.K_DENSITY + i], world[at.ADVANCE_DENSITY_POWER + i],
            attacker[at.S_FIRES + i], world[at.SUPPLY_FIRE_GAIN + i],
            front[at.F_TEMPO_LOG + i], world[at.TEMPO_GAIN_POWER + i], dug, world[at.WORKS_EFFECT + i],
        )  # fmt: skip
        pressed *= sector[at.K_ATTACKED + i] * sector[at.K_WIDTH + i] * sector[at.K_FOCUS + i] * sector[at.K_JUMP + i]
        given = is_open * step * given_up(front[at.F_GIVING + i], world[at.WITHDRAWAL_SPEED + i], area)
        left = front[at.F_COLLAPSE_LEFT + i]
        torn = is_open * area * chance(front[at.F_COLLAPSE_RATE + i] * step) if left > F(0) else F(0)
        back = is_open * area * front[at.F_RECAPTURED + i]
        by_pressure = minimum(area, pressed)
        by_withdrawal = minimum(area - by_pressure, given)
        by_collapse = minimum(area - by_pressure - by_withdrawal, torn)
        lost = by_pressure + by_withdrawal + by_collapse
        after = maximum(F(0), area - lost) + back
        sector[at.K_AREA + i] = after
        sector[at.K_WORKS_NOW + i] = works(sector[at.K_WORKS_NOW + i], lost, after, world[at.WORKS_DAYS + i], step)
        front[at.F_BY_PRESSURE + i] += by_pressure
        front[at.F_BY_WITHDRAWAL + i] += by_withdrawal
        front[at.F_BY_COLLAPSE + i] += by_collapse
        front[at.F_BY_RECAPTURE + i] += back


@lanes
def heal(group: Row, side: Row, step: float) -> None:
    """Wounded return to their group."""
    for i in range(LANES):
        back = returning(group[at.G_HOSPITAL + i], side[at.S_RETURN_DAYS + i], step)
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
        intake = side[at.S_RECRUITS + i] * side[at.S_THEATRE_SHARE + i]
        side[at.S_POOL + i] = maximum(F(0), side[at.S_POOL + i] - side[at.S_SENT + i]) + ready
        side[at.S_TRAINING + i] += step * intake - ready

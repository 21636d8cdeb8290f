"""Men lost and men made good: recruits, training, pool, replacements, the wounded who return."""

from __future__ import annotations

import numpy as np

import attrit.model.state as at
from attrit.model.arithmetic import LANES, F, Row, chance, lanes, maximum, may_happen, minimum, scalar
from attrit.model.forces import diluted


@scalar
def captured(losses: float, share: float, factor: float) -> float:
    """Men captured of those lost; more while a position gives way."""
    return minimum(F(0.6), share * factor) * losses


@scalar
def trained(training: float, training_days: float, step: float) -> float:
    """Men who pass from training to the pool in a step."""
    return minimum(training, step * training / training_days)


@scalar
def returning(hospital: float, rate: float, step: float) -> float:
    """Wounded who return in a step."""
    return minimum(hospital, step * hospital * rate)


@scalar
def part_sent(asked: float, pool: float) -> float:
    """Share of the replacements asked for that the pool can send."""
    return minimum(F(1), maximum(pool, F(0)) / maximum(asked, F(1e-6)))


MOST_RESERVE_NEED = F(3)  # what `reserve_need` comes to at most


@scalar
def reserve_need(attacking: float, log_ratio: float, log_density: float, collapsing: float) -> float:
    """How much more often than in balance reserves are sent: to a weak attack, a thin line, a position giving way."""
    attack = F(1) + (F(0.5) if log_ratio < F(0) else F(0))
    hold = F(1) + (F(1) if log_density < F(0) else F(0)) + (F(1) if collapsing > F(0) else F(0))
    return attack if attacking > F(0) else hold


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
def return_wounded(group: Row, side: Row, step: float) -> None:
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
def send_replacements(group: Row, side: Row) -> None:
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
def train_recruits(side: Row, step: float) -> None:
    """Recruits enter training, trained men the pool."""
    for i in range(LANES):
        ready = trained(side[at.S_TRAINING + i], side[at.S_TRAINING_DAYS + i], step)
        side[at.S_POOL + i] = maximum(F(0), side[at.S_POOL + i] - side[at.S_SENT + i]) + ready
        side[at.S_TRAINING + i] += step * side[at.S_INTAKE + i] - ready


@lanes
def send_reserves(group: Row, side: Row, front: Row, u: Row, attacking: float) -> None:
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

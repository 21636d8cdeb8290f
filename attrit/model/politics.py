"""Need, outside support, escalation and the reactions of third parties. All of it is judgement."""

from __future__ import annotations

import numpy as np

import attrit.model.state as at
from attrit.model.arithmetic import LANES, F, Row, chance, clip, lanes, log, maximum, may_happen, scalar
from attrit.model.supply import inflow


@scalar
def need(losses: float, intake: float, use: float, inflow: float, stock: float) -> float:
    """How much a side needs outside help: losses against intake and shells against demand; 1 in balance."""
    men = losses / maximum(F(1), intake)
    shells = use / maximum(F(1), inflow + stock / F(60)) if use > F(0) else F(1)
    return clip(F(0.5) * men + F(0.5) * shells, F(0.2), F(3))


@scalar
def escalation(
    foreign: float,
    line_share: float,
    outside: float,
    scale: float,
    men_effect: float,
    line_effect: float,
    outside_effect: float,
) -> float:
    """Level of escalation from foreign men: how many at once, how many of them in the line, and where."""
    at_home = men_effect * log(F(1) + foreign / scale) * (F(1) + line_effect * line_share)
    return at_home + outside_effect * log(F(1) + outside / scale)


@scalar
def readiness(hazard: float, escalation: float, influence: float) -> float:
    """Hazard in a day that a third party reacts: with escalation, and more since others have reacted."""
    return hazard * escalation * (F(1) + influence)


@scalar
def handed_over(technology: float, rate: float, present: float) -> float:
    """Techniques handed to a supporter whose men are in the field, as a share of all that there is."""
    return technology + (rate * (F(1) - technology) if present > F(0) else F(0))


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
def add_influence(party: Row, other: Row, factor: float, first: bool) -> None:
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
def raise_fires(side: Row, party: Row) -> None:
    """A party that has reacted raises the fires of the side it feeds."""
    for i in range(LANES):
        side[at.S_FED + i] *= F(1) + party[at.P_FIRES_GAIN + i] * party[at.P_REACTED + i]

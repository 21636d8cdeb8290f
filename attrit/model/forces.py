"""Men in the field: who is in the line, what they are worth, what they learn, when they must rest."""

from __future__ import annotations

import attrit.model.state as at
from attrit.model.arithmetic import LANES, F, Row, clip, lanes, maximum, minimum, scalar


@scalar
def arrived(day: float, arrival_day: float, ramp: float) -> float:
    """Share of a group that has come by the morning after `day`: a straight ramp that ends on `arrival_day`."""
    return clip((day + F(1) - arrival_day + ramp) / ramp, F(0), F(1))


@scalar
def leaving(day: float, men: float, departure_day: float, ramp: float) -> float:
    """Men who leave on `day`: an equal share of the group on each day of the ramp."""
    return men / maximum(F(1), departure_day + ramp - day) if day >= departure_day else F(0)


@scalar
def substitutes(day: float, start: float, ramp: float) -> float:
    """Share of the substitutes that comes on `day`, along a ramp that begins on `start`."""
    return clip((day + F(1) - start) / ramp, F(0), F(1)) - clip((day - start) / ramp, F(0), F(1))


@scalar
def rear_need(line_share: float) -> float:
    """Men in the rear whom a man in the line needs, in an army that sends `line_share` of its men there."""
    return (F(1) - line_share) / line_share


@scalar
def freed(men: float, line_share: float, need: float, frees: float) -> float:
    """Men of the host whom a group relieves of rear duties: by those in the rear whom its own line does not need."""
    return frees * maximum(F(0), F(1) - line_share - need * line_share) * men


@scalar
def freed_at_most(men: float, line_share: float, ceiling: float) -> float:
    """Men of the host's rear that can be relieved at all."""
    return ceiling * (F(1) - line_share) * men


@scalar
def effective_strength(
    line: float, second: float, second_fire: float, quality: float, wear: float, command: float
) -> float:
    """What a group brings to bear: men in the line, a little of the second line, by quality, wear and command."""
    return wear * quality * command * (line + second_fire * second)


@scalar
def bearing(strength: float, room: float) -> float:
    """Force-to-space: part of a line that can bear on the enemy and be hit by him, 1 at the first day's strength.

    What a strength against the first day's comes to with it is at most (1 + ceiling); `room` is 1 / ceiling.
    """
    return (F(1) + room) / (F(1) + strength * room)


@scalar
def presence(strength: float) -> float:
    """1 for a force in being; falls to 0 below a twentieth of the first day's strength: a remnant does not fight."""
    return clip(F(20) * strength, F(0), F(1))


@scalar
def learning_time(days: float, officers: float, men: float, cadre_effect: float) -> float:
    """Time constant of learning, shortened by officers beyond the usual establishment (one for twenty men)."""
    return days / (F(1) + cadre_effect * minimum(F(1), officers / maximum(F(0.05) * men, F(1))))


@scalar
def learned(quality: float, line_share: float, rate: float, step: float) -> float:
    """Quality after a step in contact: what is lacking to 1 shrinks with the time spent in the line."""
    return quality + step * maximum(F(0), F(1) - quality) * line_share * rate


@scalar
def diluted(quality: float, men: float, green_quality: float, replacements: float) -> float:
    """Quality of a group after untried replacements have joined; a group that is not there yet keeps its own."""
    together = men + replacements
    return (quality * men + green_quality * replacements) / maximum(together, F(1e-6)) if together > F(0) else quality


@scalar
def vulnerability(quality: float) -> float:
    """Losses of green men against seasoned men in the same fight."""
    return clip(F(1.3) - F(0.3) * quality, F(0.5), F(1.3))


@scalar
def resting_share(loss_rate: float, endurance: float, refit_days: float) -> float:
    """Share of the units out of the line in balance: they leave at loss_rate / endurance, return after refit_days."""
    k = loss_rate * refit_days / endurance
    return k / (F(1) + k)


@scalar
def resting(rest: float, turns: float, refit_rate: float, step: float) -> float:
    """Share of the units out of the line after a step: breaking as a flux of worn units, not as a switch.

    `turns` is loss rate / endurance, the share of the units in the line that leave it in a day.
    """
    return clip(rest + step * (turns * (F(1) - rest) - rest * refit_rate), F(0), F(0.95))


@scalar
def worn(wear: float, turns: float, per_turn: float, heal_rate: float, step: float) -> float:
    """Lasting effectiveness: each turn through the line costs `per_turn`, time heals."""
    return clip(wear + step * ((F(1) - wear) * heal_rate - per_turn * turns), F(0.6), F(1))


@scalar
def command(own_command: float, own_fire: float, coordination: float) -> float:
    """What command leaves of a guest group's strength: in a sector of its own, or integrated under its host."""
    return own_command * own_fire + (F(1) - own_command) * coordination


@lanes
def rest_and_learn(group: Row, world: Row, step: float) -> None:
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
def substitute(host: Row, group: Row, world: Row, day: float) -> None:
    """Own troops sent for men of `group` whom the arm takes away, some time after these would have come."""
    for i in range(LANES):
        missing = maximum(F(0), group[at.G_BASE_MEN + i] - group[at.G_MEN + i])
        come = substitutes(day, group[at.G_SUBSTITUTES_FROM + i], world[at.SUBSTITUTION_RAMP + i])
        men = world[at.SUBSTITUTION_SHARE + i] * missing * come
        host[at.G_PRESENT + i] += men
        host[at.G_JOINED + i] += men

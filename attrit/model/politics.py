"""Need, outside support, escalation and the reactions of third parties. All of it is judgement."""

from __future__ import annotations

from attrit.model.arithmetic import F, clip, log, maximum, scalar


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

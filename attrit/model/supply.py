"""Shells and the road: what can be fired, what still reaches the pocket."""

from __future__ import annotations

from attrit.model.arithmetic import F, clip, exp2, maximum, minimum, scalar


@scalar
def fired(use: float, inflow: float, stock: float) -> float:
    """Rounds fired in a day: what is wanted, or what comes in and a twentieth of the stock."""
    return minimum(use, inflow + stock / F(20))


@scalar
def inflow(production: float, usable_share: float, delivered: float) -> float:
    """Rounds that come in on a day and can be fired."""
    return production + usable_share * delivered


@scalar
def against(rounds: float, per_first: float) -> float:
    """Rounds fired against those of the first day, of which `per_first` is the reciprocal; 1 where it is 0."""
    return maximum(F(0.05), rounds * per_first) if per_first > F(0) else F(1)


@scalar
def days_of_supply(stock: float, use: float) -> float:
    """Days the stock would last without deliveries; 0 where supply is not modelled."""
    return stock / use if use > F(0) else F(0)


@scalar
def drift(change: float, day: float) -> float:
    """Slow change of a side's fires: the factor `change` is reached after 180 days, in a straight line."""
    return maximum(F(0.05), F(1) + (change - F(1)) * (day / F(180)))


@scalar
def interdiction(start: float, log_area: float, rise: float, log_fires: float) -> float:
    """Share of the supply road's capacity lost: it rises as the pocket shrinks, falls with the holder's own fires.

    Area and fires are against the first day, as binary logarithms; they count from a fiftieth and from a half on.
    """
    lost = start * exp2(-rise * maximum(log_area, F(-5.6438562)) - F(0.5) * maximum(log_fires, F(-1)))
    return clip(lost, F(0), F(0.95))


@scalar
def road(lost: float, effect: float) -> float:
    """What is left of the holder's strength as his road fails."""
    return F(1) - effect * lost

"""Shells and the road: what can be fired, what still reaches the pocket."""

from __future__ import annotations

import attrit.model.state as at
from attrit.model.arithmetic import LANES, F, Row, clip, exp2, lanes, log2, maximum, minimum, scalar
from attrit.model.ground import log_width


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

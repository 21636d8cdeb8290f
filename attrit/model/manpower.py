"""Men lost and men made good: recruits, training, pool, replacements, the wounded who return."""

from __future__ import annotations

from attrit.model.arithmetic import F, maximum, minimum, scalar


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

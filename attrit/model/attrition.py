"""The loss rate of a line: the observed rate, moved by tempo, pace, law, fires, works and length of line."""

from __future__ import annotations

from attrit.model.arithmetic import LOG2_E, F, exp2, maximum, scalar

LEAST_LOG_PACE = F(-19.931569)  # of a millionth


@scalar
def log_moved(tempo: float, log_pace: float, pace_power: float, log_fires: float, fire_power: float) -> float:
    """Binary logarithm of what moves a side's losses on a whole front.

    Parameters
    ----------
    tempo
        (draw) [1] natural logarithm of the attacker's tempo.
    log_pace, pace_power
        (draw) [1] binary logarithm of the pace of events, and the elasticity to it.
    log_fires, fire_power
        (draw) [1] binary logarithm of the other side's fires against the first day's, and the elasticity to them.
    """
    return LOG2_E * tempo + pace_power * maximum(log_pace, LEAST_LOG_PACE) + fire_power * log_fires


@scalar
def loss_multiplier(log_moved: float, log_law: float, log_width: float) -> float:
    """Loss rate of a line against that of the first day, works and noise apart.

    Parameters
    ----------
    log_moved
        (draw) [1] what moves losses on the whole front, as a binary logarithm.
    log_law
        (draw) [1] multiplier by the attrition law from both sides' strength, as a binary logarithm.
    log_width
        (draw) [1] length of the line, as a binary logarithm: contact goes with its root.
    """
    return exp2(log_moved + log_law + F(0.5) * log_width)


@scalar
def headroom(first: float, ceiling: float) -> float:
    """Factor on a rate that saturates, by which its first value stays what it is."""
    return F(1) + first / ceiling


@scalar
def bounded(rate: float, per_ceiling: float) -> float:
    """Saturation of a daily loss rate.

    With rate = headroom x l and per_ceiling = 1 / (headroom x ceiling) this is
    l (1 + first / ceiling) / (1 + l / ceiling), which leaves the first day's rate as it is.
    """
    return rate / (F(1) + rate * per_ceiling)

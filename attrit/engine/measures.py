"""The numbers of a world that people ask about, each as one value a draw with its estimate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attrit.engine.estimates import Estimate
from attrit.engine.outcomes import ONE_A_WORLD, OUTCOMES
from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError, did_you_mean
from attrit.statistics.variation import paired_difference

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Measure:
    """A single number of a world that people ask about.

    Parameters
    ----------
    name, title, unit
        () [-] Name, what people call it, canonical unit.
    values
        () [-] From results and an arm to one number a draw.
    probability
        () [-] Whether it is a chance, so that its mean is a probability.
    """

    name: str
    title: str
    unit: str
    values: Callable[[Results, str], Values]
    probability: bool = False

    def estimate(self, results: Results, arm: str) -> Estimate:
        """The estimate in one arm, of the worlds that have a finite number: what never happens has none."""
        return self.estimated(self.values(results, arm))

    def difference(self, results: Results, arm: str, against: str) -> Estimate:
        """The estimate of the difference in the same worlds, where both are finite."""
        return self.estimated(paired_difference(self.values(results, arm), self.values(results, against)))

    def estimated(self, x: Values) -> Estimate:
        """The estimate of one number a world, or of a difference."""
        return Estimate.probability(x) if self.probability else Estimate.of(x)


def measures_of(results: Results) -> list[Measure]:
    """The measures of a scenario, in the order in which they are told.

    Parameters
    ----------
    results
        () [-] A run.
    """
    s = results.scenario
    front = s.fronts[s.objective]
    holder, attacker = front.holder, next(side for side in s.sides if side != front.holder)
    sides = s.sides
    found = [
        _final("area_held", f"area held by {sides[holder].title}", "km2"),
        _final("area_held_or_contested", "held or contested", "km2"),
        Measure("recovered", "probability of recovery", "1", _recovered, probability=True),
        _final("recovered_day", "day of recovery, if any", "day"),
        Measure("before_talks", "probability before talks", "1", _values("before_talks"), probability=True),
        _final("area_at_talks", "area held on the day of talks", "km2"),
        Measure(f"losses_{attacker}", f"{sides[attacker].adjective} losses", "person", _losses(attacker)),
        Measure(f"losses_{holder}", f"{sides[holder].adjective} losses", "person", _losses(holder)),
    ]
    if s.contingent:
        found += [
            Measure(f"contingent_{what}", f"contingent, {what}", "person", _contingent(what))
            for what in ("killed", "wounded")
        ]
    found += [
        Measure("exchange_ratio", f"exchange ratio ({attacker} : {holder})", "1", _exchange(attacker, holder)),
        Measure(
            "losses_per_km2", f"{sides[attacker].adjective} losses per km² taken", "person/km2", _per_area(attacker)
        ),
        _by_side("supply_days", attacker, f"days of supply, {sides[attacker].adjective}", "day"),
        _final("escalation", "escalation level", "1"),
        Measure("escalated", "P(clear escalation)", "1", _escalated, probability=True),
    ]
    found += [
        Measure(
            f"reacted_{name}",
            f"chance of a reaction: {party.title}",
            "1",
            _values("reacted", party=name),
            probability=True,
        )
        for name, party in s.parties.items()
    ]
    if all((results.input(f"sides.{side}.national_strength") > 0).all() for side in sides):
        found.append(Measure("war_balance", f"whole forces ({attacker} : {holder})", "%", _balance(attacker, holder)))
    if s.contingent:
        found.append(Measure("experience", "men carrying experience home", "person", _experience))
    return found


def measure_named(results: Results, name: str) -> Measure:
    """One of the measures, or an outcome of the run that is one number a world.

    Parameters
    ----------
    results
        () [-] A run.
    name
        () [-] Its name.

    Raises
    ------
    ResultsError
        No such measure.
    """
    found = {measure.name: measure for measure in measures_of(results)}
    for outcome in ONE_A_WORLD:
        if outcome in results.variables:
            found.setdefault(outcome, _final(outcome, OUTCOMES[outcome].title, OUTCOMES[outcome].unit))
    if name not in found:
        accepted = f"one of {', '.join(found)}"
        raise ResultsError(Problem("", "outcome", f"no outcome '{name}'", accepted, did_you_mean(str(name), found)))
    return found[name]


def _final(name: str, title: str, unit: str) -> Measure:
    return Measure(name, title, unit, _values(name))


def _by_side(name: str, side: str, title: str, unit: str) -> Measure:
    return Measure(f"{name}_{side}", title, unit, _values(name, side=side))


def last(results: Results, name: str, arm: str, **where: str | int) -> Values:
    """Values of an outcome at the end of the run, one number a draw."""
    if "day" in results.variable(name).dims:
        where = {"day": results.coords["day"][-1], **where}
    return results.values(name, arm, **where).astype(np.float64)


def _values(name: str, **where: str) -> Callable[[Results, str], Values]:
    return lambda results, arm: last(results, name, arm, **where)


def _recovered(results: Results, arm: str) -> Values:
    return np.isfinite(last(results, "recovered_day", arm)).astype(np.float64)


def _contingent(what: str) -> Callable[[Results, str], Values]:
    def total(results: Results, arm: str) -> Values:
        groups = results.scenario.contingent
        return np.asarray(np.sum([last(results, what, arm, group=name) for name in groups], axis=0))

    return total


def _losses(side: str) -> Callable[[Results, str], Values]:
    """Losses of a side's groups whose place, in the base arm, is the front in question."""

    def total(results: Results, arm: str) -> Values:
        groups = results.scenario.arm(results.scenario.base).groups
        objective = results.scenario.objective
        there = [name for name, group in groups.items() if group.side == side and group.front == objective]
        return np.asarray(np.sum([last(results, "lost", arm, group=name) for name in there], axis=0))

    return total


def _balance(attacker: str, holder: str) -> Callable[[Results, str], Values]:
    """Change of the ratio of both countries' forces over the run, in per cent.

    A country's force grows by its recruits, shrinks by what it loses elsewhere and by those in the theatre who do not
    come back.
    """

    def left(results: Results, arm: str, side: str) -> Values:
        names = ("national_strength", "recruits", "national_losses", "theatre_share", "return_share", "killed_share")
        strength, recruits, losses, share, back, killed = (results.input(f"sides.{side}.{name}", arm) for name in names)
        elsewhere = (1 - share) * losses * (1 - back * (1 - killed))
        own = [name for name, group in results.scenario.groups.items() if group.side == side]
        gone = np.sum(
            [last(results, what, arm, group=g) for g in own for what in ("killed", "captured", "disabled")], axis=0
        )
        after = strength + results.coords["day"][-1] * (recruits - elsewhere) - gone
        return np.asarray(np.maximum(after, 0) / strength)

    def change(results: Results, arm: str) -> Values:
        own, other = (left(results, arm, side) for side in (attacker, holder))
        ratio = np.divide(own, other, out=np.full_like(own, np.inf), where=other > 0)
        return np.asarray(100 * (ratio - 1))

    return change


def _exchange(attacker: str, holder: str) -> Callable[[Results, str], Values]:
    def ratio(results: Results, arm: str) -> Values:
        own, other = (_losses(side)(results, arm) for side in (attacker, holder))
        return np.asarray(np.divide(own, other, out=np.full_like(own, np.inf), where=other > 0))

    return ratio


def _per_area(attacker: str) -> Callable[[Results, str], Values]:
    def ratio(results: Results, arm: str) -> Values:
        losses = _losses(attacker)(results, arm)
        names = ("lost_by_pressure", "lost_by_withdrawal", "lost_by_collapse")
        taken = np.sum([last(results, name, arm) for name in names], axis=0)
        return np.asarray(np.divide(losses, taken, out=np.full_like(losses, np.inf), where=taken > 1))

    return ratio


def _escalated(results: Results, arm: str) -> Values:
    return last(results, "escalated", arm)


def _experience(results: Results, arm: str) -> Values:
    total = np.zeros(results.draws)
    for name in results.scenario.contingent:
        present, exposure, time = (
            last(results, what, arm, group=name) for what in ("present", "exposure", "learning_time")
        )
        total += present * -np.expm1(-exposure / time)
    return total

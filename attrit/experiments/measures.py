"""The numbers of a world that people ask about, each as one value a draw with its estimate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attrit.engine.outcomes import ONE_A_WORLD, OUTCOMES
from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError, did_you_mean
from attrit.experiments import nations
from attrit.experiments.nations import last
from attrit.scenario.schema import Scenario
from attrit.scenario.things import within
from attrit.shown import Shown
from attrit.statistics.estimates import Estimate
from attrit.statistics.variation import paired_difference

Values = NDArray[np.float64]
By = Callable[[Results, str], Values]


@dataclass(frozen=True)
class _By:
    """From results and an arm to one number a draw, by a function of a module, so that what holds it can be pickled."""

    function: Callable[..., Values]
    given: tuple[Any, ...] = ()

    def __call__(self, results: Results, arm: str) -> Values:
        return self.function(results, arm, *self.given)


@dataclass(frozen=True, repr=False)
class Measure(Shown):
    """A single number of a world that people ask about.

    Parameters
    ----------
    name, title, unit
        () [-] Name, what people call it, canonical unit.
    values
        () [-] From results and an arm to one number a draw; not finite where the world has no such number.
    probability
        () [-] Whether it is a chance, so that its mean is a probability.
    parts
        () [-] Of a ratio, what is divided and by what. Its mean is then the ratio of the two means; the mean of the
        ratios of all worlds would hang on the few in which the divisor is next to nothing.
    shown
        () [-] Whether it stands in the table of a run; the others are in `compare`, in the report and in JSON.
    optional
        () [-] Whether it is left out where it is 0 in every world, since the scenario does not model what it counts.
    stake
        () [-] What is at stake in it, such as losses: of all with the same word the sentence names the one that changes
        most, beside the ground. Empty if it is not named.
    date
        () [-] Whether it is a day of the run, told as a date.
    sometimes
        () [-] Whether a world may have no such number, as the day of what does not happen.
    favours
        () [-] Whom a higher number is good for, ``holder`` or ``attacker`` of the ground; empty if that is not plain.
    """

    name: str
    title: str
    unit: str
    values: By
    probability: bool = False
    parts: tuple[By, By] | None = None
    shown: bool = True
    optional: bool = False
    stake: str = ""
    date: bool = False
    sometimes: bool = False
    favours: str = ""

    def mean_values(self, results: Results, arm: str) -> Values:
        """One number a draw: their mean is the measure's mean, and the error of their mean is its error.

        For a ratio of y to x they are R + (y - R x) / mean(x), with R = mean(y) / mean(x). Their mean is R, and their
        standard error is that of the delta method (Cochran 1977, Sampling Techniques, section 6.4). The difference of
        two arms, world by world, has the error of the difference of the two ratios.

        Parameters
        ----------
        results
            () [-] A run.
        arm
            () [-] The arm.

        Returns
        -------
        numpy.ndarray
            (draw) [unit] The numbers; of a measure without parts, its values.
        """
        if self.parts is None:
            return self.values(results, arm)
        y, x = (part(results, arm) for part in self.parts)
        mean = float(x.mean())
        if not mean > 0:
            return np.full(y.shape, np.nan)
        ratio = float(y.mean()) / mean
        return np.asarray(ratio + (y - ratio * x) / mean)

    def estimate(self, results: Results, arm: str, beside: str | None = None) -> Estimate:
        """The estimate in one arm; numbers that are not finite (what never happened) are left out.

        With `beside`, so are worlds in which that arm has none, so that the means of two arms differ by the mean
        difference.
        """
        values, of_mean = self.values(results, arm), self.mean_values(results, arm)
        if beside is not None:
            values = np.where(np.isfinite(self.values(results, beside)), values, np.nan)
            of_mean = np.where(np.isfinite(self.mean_values(results, beside)), of_mean, np.nan)
        return self._told(values, of_mean)

    def difference(self, results: Results, arm: str, against: str) -> Estimate:
        """The estimate of the difference in the same worlds, where both are finite."""
        pairs = ((of(results, arm), of(results, against)) for of in (self.values, self.mean_values))
        return self._told(*(paired_difference(a, b) for a, b in pairs))

    def estimated(self, x: Values) -> Estimate:
        """The estimate of one number a world, or of a difference."""
        return Estimate.probability(x) if self.probability else Estimate.of(x)

    def _told(self, values: Values, of_mean: Values) -> Estimate:
        told = self.estimated(values)
        if self.parts is None:
            return told
        mean = Estimate.probability(of_mean)
        return replace(told, mean=mean.mean, mean_error=mean.mean_error)


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
    sides, taking = s.sides, "recovery" if front.recovers else "taking the ground"
    found = [
        _final("area_held", f"area held by {within(sides[holder].title)}", "km2"),
        _final("area_held_or_contested", f"held or contested by {within(sides[holder].title)}", "km2", optional=True),
        Measure("recovered", f"probability of {taking}", "1", _recovered, probability=True, favours="attacker"),
        _final("recovered_day", f"day of {taking}", "day", date=True, sometimes=True),
        replace(
            _chance("before_talks", f"probability of {taking} before talks", _values("before_talks")),
            favours="attacker",
        ),
        _final("area_at_talks", "area held on the day of talks", "km2", shown=False, sometimes=True),
        *_losses(s, attacker),
        *_losses(s, holder),
        *_contingent(s),
        *_ratios(s, attacker, holder),
        _supply(s, attacker),
        _final("escalation", "level of escalation by foreign troops", "1", optional=True),
        _chance("escalated", "probability of a clear escalation", _values("escalated"), stake="escalation"),
    ]
    for name, party in s.parties.items():
        title = f"probability of a reaction by {within(party.title)}"
        found.append(_chance(f"reacted_{name}", title, _values("reacted", party=name), stake="reactions"))
    if nations.forces_stated(results):
        found += _whole_forces(s, attacker, holder)
    if any(s.groups[name].supporter for name in s.contingent):  # who have another home than this war
        title = "men carrying experience home"
        found.append(Measure("experience", title, "person", _experience, shown=False, optional=True))
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


def people(scenario: Scenario, side: str, *, one: bool = False) -> str:
    """What the men of a side's own nation are called: Russians, Japanese men; one of them: Russian, Japanese man."""
    adjective = scenario.sides[side].adjective
    if adjective.endswith("an"):
        return adjective if one else f"{adjective}s"
    return f"{adjective} {'man' if one else 'men'}"


def _final(
    name: str, title: str, unit: str, *, shown: bool = True, optional: bool = False, date: bool = False,
    sometimes: bool = False,
) -> Measure:  # fmt: skip
    favours = "holder" if name.startswith("area_") else ""
    return Measure(
        name,
        title,
        unit,
        _values(name),
        shown=shown,
        optional=optional,
        date=date,
        sometimes=sometimes,
        favours=favours,
    )


def _chance(name: str, title: str, values: By, *, shown: bool = True, stake: str = "") -> Measure:
    """A probability of what not every scenario models."""
    return Measure(name, title, "1", values, probability=True, shown=shown, optional=True, stake=stake)


def _supply(s: Scenario, side: str) -> Measure:
    title = f"days of supply left, {s.sides[side].adjective} shells"
    return Measure(f"supply_days_{side}", title, "day", _values("supply_days", side=side), optional=True)


def _values(name: str, **where: str) -> By:
    return _By(_last, (name, tuple(where.items())))


def _last(results: Results, arm: str, name: str, where: tuple[tuple[str, str], ...]) -> Values:
    return last(results, name, arm, **dict(where))


def _recovered(results: Results, arm: str) -> Values:
    return np.isfinite(last(results, "recovered_day", arm)).astype(np.float64)


def _total(groups: Sequence[str], *outcomes: str) -> By:
    return _By(nations.total, (tuple(groups), outcomes))


def _losses(s: Scenario, side: str) -> list[Measure]:
    """Losses on the front in question: of a side's own nation, of each other nation with it, and of all of them."""
    adjective = s.sides[side].adjective
    own, allies = (nations.there(s, of(s, side)) for of in (nations.own, nations.foreign))
    found = [Measure(f"losses_{side}", f"{adjective} losses", "person", _total(own, "lost"), stake="losses")]
    if not allies:
        return found
    for name, supporter in s.supporters.items():
        groups = nations.there(s, nations.nation(s, name))
        if groups and {*groups} != {*s.contingent}:  # whose losses have rows of their own
            title = f"losses of {within(supporter.title)}"
            found.append(Measure(f"losses_{name}", title, "person", _total(groups, "lost"), shown=False))
    whole = Measure(f"losses_side_{side}", f"{adjective} and allied losses", "person", _total((*own, *allies), "lost"))
    return [*found, whole]


def _contingent(s: Scenario) -> list[Measure]:
    """What has become of the contingent's men, and of those of each of its groups."""
    fates = {"killed": "killed in", "wounded": "wounded in", "captured": "captured from", "lost": "all losses of"}
    found = [
        Measure(
            f"contingent_{fate}", f"{word} the contingent", "person", _total(s.contingent, fate),
            stake="contingent" if fate == "lost" else "",
        )
        for fate, word in fates.items() if s.contingent
    ]  # fmt: skip
    if len(s.contingent) > 1:
        found += [
            Measure(
                f"{fate}_{name}", f"{word} {within(s.groups[name].title)}", "person", _total((name,), fate), shown=False
            )
            for name in s.contingent for fate, word in fates.items()
        ]  # fmt: skip
    return found


def _ratios(s: Scenario, attacker: str, holder: str) -> list[Measure]:
    """Losses for losses and losses for ground: of the nations themselves, and of whole sides where they have allies."""
    own = {side: nations.there(s, nations.own(s, side)) for side in s.sides}
    allies = {side: nations.there(s, nations.foreign(s, side)) for side in s.sides}
    lost = {side: _total(groups, "lost") for side, groups in own.items()}
    taken = _values("lost_by_pressure"), _values("lost_by_withdrawal"), _values("lost_by_collapse")
    ours, theirs = people(s, attacker), people(s, holder, one=True)
    found = [
        _ratio("exchange_ratio", f"{ours} lost per {theirs} lost", "1", lost[attacker], lost[holder]),
        _ratio("losses_per_km2", f"{ours} lost per km² taken", "person/km2", lost[attacker], _sum(*taken), 1.0),
    ]
    if any(allies.values()):
        whole = {side: _total((*own[side], *allies[side]), "lost") for side in s.sides}
        many = f"{ours} and allies" if allies[attacker] else ours
        each = f"{theirs} or ally" if allies[holder] else theirs
        title = f"{many} lost per {each} lost"
        found.insert(1, _ratio("exchange_ratio_sides", title, "1", whole[attacker], whole[holder]))
        if allies[attacker]:
            title = f"{many} lost per km² taken"
            found.append(_ratio("losses_per_km2_side", title, "person/km2", whole[attacker], _sum(*taken), 1.0))
    return [replace(one, shown=one.unit == "1", sometimes=one.unit != "1") for one in found]


def _sum(*parts: By) -> By:
    return _By(_added, parts)


def _added(results: Results, arm: str, *parts: By) -> Values:
    return np.asarray(np.sum([part(results, arm) for part in parts], axis=0))


def _ratio(name: str, title: str, unit: str, above: By, below: By, least: float = 0.0) -> Measure:
    """A ratio; a world in which the divisor is not above `least` has none of its own."""
    return Measure(name, title, unit, _By(_divided, (above, below, least)), parts=(above, below))


def _divided(results: Results, arm: str, above: By, below: By, least: float) -> Values:
    y, x = above(results, arm), below(results, arm)
    return np.asarray(np.divide(y, x, out=np.full_like(y, np.inf), where=x > least))


def _whole_forces(s: Scenario, attacker: str, holder: str) -> list[Measure]:
    """Growth of both countries' own forces, the men of others beside them, and how the balance of the sides moves."""
    found = []
    for side in (attacker, holder):
        adjective, grown, allied = (
            s.sides[side].adjective,
            _By(nations.growth, (side,)),
            _By(nations.allied_men, (side,)),
        )
        army = f"the {adjective} army"
        rows = [
            Measure(f"growth_{side}", f"change of {army}", "%", _By(_growth_share, (side,))),
            Measure(f"growth_men_{side}", f"men by which {army} grows", "person", grown, shown=False),
            Measure(f"allied_men_{side}", f"men of allies with the {adjective} side", "person", allied, shown=False),
            Measure(
                f"growth_side_{side}", f"change of {army} with allies", "%", _By(_growth_side, (side,)), shown=False
            ),
        ]
        found += rows if nations.foreign(s, side) else rows[:2]
    title = f"change of {s.sides[attacker].adjective} to {s.sides[holder].adjective} strength"
    return [*found, Measure("war_balance", title, "%", _By(_balance, (attacker, holder)))]


def _growth_share(results: Results, arm: str, side: str) -> Values:
    return np.asarray(100 * nations.growth(results, arm, side) / results.input(f"sides.{side}.national_strength"))


def _growth_side(results: Results, arm: str, side: str) -> Values:
    return np.asarray(100 * (nations.strength(results, arm, side) - 1))


def _balance(results: Results, arm: str, attacker: str, holder: str) -> Values:
    """Change of the ratio of both sides' whole forces since the first day of the base arm, in per cent."""
    ours, theirs = (nations.strength(results, arm, side) for side in (attacker, holder))
    ratio = np.divide(ours, theirs, out=np.full_like(ours, np.inf), where=theirs > 0)
    return np.asarray(100 * (ratio - 1))


def _experience(results: Results, arm: str) -> Values:
    total = np.zeros(results.draws)
    for name in results.scenario.contingent:
        present, exposure, time = (
            last(results, what, arm, group=name) for what in ("present", "exposure", "learning_time")
        )
        total += present * -np.expm1(-exposure / time)
    return total

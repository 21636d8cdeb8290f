"""The answer to the scenario's question: a table, the contingent in context, and a few plain sentences.

The wording follows from the numbers of the table: whether an effect can be told from chance, how large it is against
the spread of the worlds, which way it goes, and what else changes.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from attrit.analysis.compare import Comparison, Row
from attrit.answer import clear, last_date
from attrit.engine.results import Results
from attrit.experiments.nations import last
from attrit.scenario.schema import Scenario
from attrit.scenario.things import within
from attrit.statistics.estimates import Estimate
from attrit.views.words.numbers import chance, interval, points, times, unit_name, with_error

# mean difference against the sd of the worlds -> what it does to the ground held
SIZES = (
    (0.05, "hardly changes the ground held"),
    (0.2, "changes the ground held a little"),
    (0.5, "changes the ground held somewhat"),
    (math.inf, "changes the ground held a lot"),
)
_NAMED = 4  # numbers that are named at most where nothing at stake changes
_GROUND = ("area_held", "recovered")  # what it speaks of anyway


def sentence(results: Results, comparison: Comparison) -> str:
    """The difference between two arms in plain sentences, with the numbers of the table.

    Parameters
    ----------
    results
        () [-] The run.
    comparison
        () [-] The two arms held against each other.
    """
    scenario, days = results.scenario, results.coords["day"][-1]
    area, recovered = comparison["area_held"], comparison["recovered"]
    other = scenario.arms[comparison.against].title
    when = f"within {days} day{'s' if days > 1 else ''} (by {last_date(results):%-d %B %Y})"
    if comparison.arm == comparison.against:
        return f"Only “{other}” was played, so there is nothing to hold it against."
    if results.draws < 2:
        return "One world tells nothing of a difference: play more of them."
    still = area.same == 1 and recovered.same == 1
    others = _others(scenario, comparison, every=still)
    if still and not others:
        return f"Against “{other}”, nothing changes {when}: the two arms are the same in every world."
    if still:
        return f"Against “{other}”, the ground held is the same in every world {when}. {others}"
    holder = within(scenario.sides[scenario.fronts[scenario.objective].holder].title)
    rest = [_chances(scenario, recovered), *([others] if others else [])]
    d = area.difference
    if not clear(d):
        told = (
            f"Against “{other}”, no change in the ground held {when} can be told from chance with {results.draws:,} "
            f"worlds: {holder} holds {_less(d)} on average."
        )
        return " ".join((told, *rest))
    spread = float(np.std(last(results, "area_held", comparison.arm)))
    size = next(words for limit, words in SIZES if abs(d.mean) <= limit * max(spread, 1e-9))
    told = (
        f"{_subject(scenario, comparison)} {size}: {when} {holder} holds {_less(d)} on average than if {other}."
        f"{_ends(d, results.draws, holder)}"
    )
    if spread > 0:
        ratio = spread / abs(d.mean)
        often = f"{times(ratio)} times the mean difference" if ratio >= 1 else "less than the mean difference"
        told += f" The ground held itself varies between worlds by {_km2(spread)} (standard deviation), {often}."
    return " ".join((told, *rest))


class Taking(NamedTuple):
    """What it is called if the attacker gets the ground in question.

    Parameters
    ----------
    does, done
        () [-] ``recovers`` and ``recovered`` of ground that was its own before, else ``takes`` and ``taken``.
    """

    does: str
    done: str


def taking(scenario: Scenario) -> Taking:
    """The words for what the attacker does with the ground in question.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    """
    return Taking("recovers", "recovered") if scenario.fronts[scenario.objective].recovers else Taking("takes", "taken")


def _subject(scenario: Scenario, comparison: Comparison) -> str:
    usual = comparison.arm == scenario.base and comparison.against == scenario.against
    if not (usual and scenario.contingent):
        return f"“{scenario.arms[comparison.arm].title}”"
    alone = f" ({scenario.groups[scenario.contingent[0]].title})" if len(scenario.contingent) == 1 else ""
    return f"The contingent{alone}"


def _chances(scenario: Scenario, recovered: Row) -> str:
    """The chance that the ground is taken in both arms, and how they differ."""
    attacker = within(scenario.sides[scenario.fronts[scenario.objective].attacker].title)
    arm, against, d = recovered.arm, recovered.against, recovered.difference
    here = chance(arm.mean, arm.mean_error)
    subject = f"The chance that {attacker} {taking(scenario).does} the ground"
    if recovered.same == 1:
        return f"{subject} is {here} in both."
    there = chance(against.mean, against.mean_error)
    if not clear(d):
        return (
            f"{subject} is {here}, against {there}: a difference of {points(d.mean, d.mean_error)} points, which "
            "cannot be told from chance."
        )
    way = "more" if d.mean > 0 else "less"
    return f"{subject} is {here}, against {there}: {points(abs(d.mean), d.mean_error).lstrip('+')} points {way}."


def _others(scenario: Scenario, comparison: Comparison, every: bool) -> str:
    """What else changes clearly: the largest of what is at stake, or else whatever changes."""
    rows = [row for row in comparison.rows if row.measure.name not in _GROUND and clear(row.difference)]
    largest: dict[str, Row] = {}
    for row in rows:
        if row.measure.stake and _size(row) > _size(largest.get(row.measure.stake)):
            largest[row.measure.stake] = row
    named = list(largest.values())
    if every and not named:
        named = sorted(rows, key=_size, reverse=True)[:_NAMED]
    told = "; ".join(map(_told, named))
    return f"{'What changes' if every else 'Largest other changes'}: {told}." if named else ""


def _size(row: Row | None) -> float:
    """A mean difference against the spread of the worlds, so that chances and men can be put in one order."""
    if row is None:
        return -1.0
    spreads = (e.mean_error * math.sqrt(max(e.draws, 1)) for e in (row.arm, row.against))
    spread = math.hypot(*spreads)
    return abs(row.difference.mean) / spread if spread > 0 else math.inf


def _told(row: Row) -> str:
    d, measure = row.difference, row.measure
    if measure.probability:
        return f"{measure.title} {points(d.mean, d.mean_error)} points"
    unit = unit_name(measure.unit)
    return f"{measure.title} {with_error(d.mean, d.mean_error, signed=True)} {unit}".rstrip()


def _km2(x: float) -> str:
    return f"{x:,.0f} km²" if x >= 9.5 else f"{x:.1f} km²"


def _less(d: Estimate) -> str:
    """A mean difference in ground, with its error."""
    return f"{with_error(abs(d.mean), d.mean_error)} km² {'less' if d.mean < 0 else 'more'}"


def _ends(d: Estimate, draws: int, holder: str) -> str:
    """Between what nine worlds in ten lie, and what a world is."""
    if d.low == d.high:
        return " It is the same in nearly all worlds."
    low, high = _one_end(d, 0), _one_end(d, 1)
    told = f"between {low} and {high}" if low and high else f"as much or up to {low or high}"
    return (
        f" The war was simulated {draws:,} times, each time with other values of the uncertain numbers and other luck. "
        f"In nine of ten of these worlds {holder} holds {told}."
    )


def _one_end(d: Estimate, end: int) -> str:
    """An end of the interval; empty for no difference."""
    text = interval(d).strip("[]").split(", ")[end].lstrip("−")
    x = (d.low, d.high)[end]
    return f"{text} km² {'less' if x < 0 else 'more'}" if text.strip("0.") else ""

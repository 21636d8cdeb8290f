"""The answer to the scenario's question: a table, the contingent in context, and one plain sentence.

The wording follows from the numbers: whether the effect can be told from chance, how large it is against the spread of
the worlds, and which way it goes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from attrit.analysis.compare import Comparison, compare
from attrit.analysis.provenance import Provenance, provenance
from attrit.engine.estimates import Estimate
from attrit.engine.keep import headline_pair
from attrit.engine.measures import measures_of
from attrit.engine.nations import last
from attrit.engine.results import Results
from attrit.scenario.schema import Scenario
from attrit.statistics.variation import constant

# mean difference against the sd of the worlds -> what it is called
SIZES = (
    (0.05, "hardly changes anything"),
    (0.2, "changes little"),
    (0.5, "changes something"),
    (math.inf, "changes a lot"),
)
CLEAR = 3.0  # standard errors from which on a difference is not put down to chance


@dataclass(frozen=True)
class Answer:
    """What a run answers.

    Parameters
    ----------
    question, sentence
        () [-] The scenario's question, and the answer in one sentence.
    comparison
        () [-] The table behind it.
    context
        (line) [-] The contingent as days of recruitment and as shares: label and estimate, with the unit.
    provenance
        () [-] What the spread of the ground held rests on; None if that was not asked, or if it is the same
        in all worlds.
    """

    question: str
    sentence: str
    comparison: Comparison
    context: tuple[tuple[str, Estimate, str], ...]
    provenance: Provenance | None = None


def answer(
    results: Results, arm: str | None = None, against: str | None = None, split: Provenance | None = None
) -> Answer:
    """The answer of a run.

    Parameters
    ----------
    results
        () [-] A run that holds both arms.
    arm, against
        () [-] The arms held against each other; the scenario's own choice if None.
    split
        () [-] What the spread rests on; left out if None.
    """
    scenario = results.scenario
    comparison = compare(results, arm or scenario.base, against)
    return Answer(scenario.question, sentence(results, comparison), comparison, context(results), split)


def headline_provenance(results: Results, progress: Callable[[int, int], None] | None = None) -> Provenance | None:
    """What the spread of the ground held rests on; None if it is the same in all worlds.

    Parameters
    ----------
    results
        () [-] A run.
    progress
        () [-] Called with blocks done and blocks in all.
    """
    arm, against = headline_pair(results.scenario, results.arms)
    if all(constant(last(results, "area_held", name)) for name in (arm, against)):
        return None
    return provenance(results, arm=arm, against=against if against != arm else None, progress=progress)


def last_date(results: Results) -> date:
    """Calendar day of the end of the run."""
    return results.scenario.as_of + timedelta(days=int(results.coords["day"][-1]))


def sentence(results: Results, comparison: Comparison) -> str:
    """One plain sentence about the difference between two arms.

    Parameters
    ----------
    results
        () [-] The run.
    comparison
        () [-] The two arms held against each other.
    """
    scenario, days = results.scenario, results.coords["day"][-1]
    front = scenario.fronts[scenario.objective]
    holder = scenario.sides[front.holder].title
    attacker = next(side.title for name, side in scenario.sides.items() if name != front.holder)
    area, recovered = comparison["area_held"], comparison["recovered"]
    d, p = area.difference, recovered.difference
    other = scenario.arms[comparison.against].title
    when = f"within {days} day{'s' if days > 1 else ''} (by {last_date(results):%-d %B %Y})"
    if comparison.arm == comparison.against:
        return f"Only “{other}” was played, so there is nothing to hold it against."
    if results.draws < 2:
        return "One world tells nothing of a difference: play more of them."
    if d.mean == 0 and d.mean_error == 0 and p.mean == 0 and p.error == 0:
        return f"Against “{other}”, nothing changes {when}: {_elsewhere(scenario, comparison)}."
    if not _clear(d) and not _clear(p):
        return (
            f"Against “{other}”, no change {when} can be told from chance with {results.draws:,} worlds: "
            f"{holder} holds {_less(d.mean)} on average (standard error {d.mean_error:.1f})."
        )
    spread = float(np.std(last(results, "area_held", comparison.arm)))
    size = next(words for limit, words in SIZES if abs(d.mean) <= limit * max(spread, 1e-9))
    chance = (
        f"the chance that {attacker} recovers the ground goes from {_percent(recovered.against.middle)} to "
        f"{_percent(recovered.arm.middle)}"
        if _clear(p)
        else f"no change can be told from chance in the {_percent(recovered.arm.middle)} in which {attacker} recovers "
        "the ground"
    )
    return (
        f"{_subject(scenario, comparison)} {size}: {when} {holder} holds {_less(d.mean)} on average than if {other} "
        f"(nine worlds in ten: {_less(d.low)} to {_less(d.high)}), against a spread of {_km2(spread)} between "
        f"worlds, and {chance}."
    )


def _clear(difference: Estimate) -> bool:
    """Whether a mean difference stands out of chance; one world shows nothing (its error is NaN)."""
    return abs(difference.mean) > CLEAR * difference.mean_error


def _subject(scenario: Scenario, comparison: Comparison) -> str:
    usual = comparison.arm == scenario.base and comparison.against == scenario.against
    return "The contingent" if usual and scenario.contingent else f"“{scenario.arms[comparison.arm].title}”"


def _percent(p: float) -> str:
    return f"{100 * p:.0f} %" if 0.095 <= p <= 0.905 else f"{100 * p:.1f} %"


def _elsewhere(scenario: Scenario, comparison: Comparison) -> str:
    """What differs between two arms of which the ground is the same in every world."""
    told = {row.measure.name: row for row in comparison.rows}
    found = []
    for name, side in scenario.sides.items():
        row = told.get(f"losses_{name}")
        if row is not None and _clear(row.difference):
            men = row.difference.mean
            found.append(f"{side.adjective} losses are {abs(men):,.0f} men {'lower' if men < 0 else 'higher'}")
    if not found:
        return "the two arms are the same in every world"
    return f"the ground is the same in every world, but on average {' and '.join(found)}"


def _km2(x: float) -> str:
    return f"{x:,.0f} km²" if x >= 9.5 else f"{x:.1f} km²"


def _less(x: float) -> str:
    return f"{_km2(abs(x))} {'less' if x < 0 else 'more'}"


def context(results: Results) -> tuple[tuple[str, Estimate, str], ...]:
    """The contingent as days of the country's recruitment and as a share of the front and of the country's force.

    Parameters
    ----------
    results
        () [-] The run; empty if the scenario names no contingent.
    """
    s = results.scenario
    if not s.contingent:
        return ()
    men = np.sum([results.input(f"groups.{name}.men") for name in s.contingent], axis=0)
    side = s.groups[s.contingent[0]].side
    there = [name for name, group in s.groups.items() if group.side == side and group.front == s.objective]
    front = np.sum([results.input(f"groups.{name}.men") for name in there], axis=0)
    adjective = s.sides[side].adjective
    found = [("men of the contingent", Estimate.of(men), "person")]
    recruits = results.input(f"sides.{side}.recruits")
    if (recruits > 0).all():
        found.append((f"as days of {adjective} recruitment", Estimate.of(men / recruits), "day"))
    if (front > 0).all():
        found.append((f"as a share of the {adjective} side on this front", Estimate.of(men / front), "1"))
    strength = results.input(f"sides.{side}.national_strength")
    if (strength > 0).all():
        found.append((f"as a share of the whole {adjective} force", Estimate.of(men / strength), "1"))
    return tuple(found)


def arms_overview(results: Results) -> list[tuple[str, Comparison]]:
    """Every other arm of a run held against the base arm, on ground held and recovery only.

    Parameters
    ----------
    results
        () [-] A run that holds the base arm.
    """
    base = results.scenario.base
    few = [m for m in measures_of(results) if m.name in ("area_held", "recovered", "before_talks")]
    return [(arm, compare(results, arm, base, few)) for arm in results.arms if arm != base]

"""The answer to a scenario's question, in numbers: a comparison of two arms, and the contingent in proportion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from attrit.analysis.carries import FEWEST, Carried, carries
from attrit.analysis.compare import Comparison, compare
from attrit.analysis.provenance import Provenance, provenance
from attrit.engine.keep import headline_pair
from attrit.engine.results import Results
from attrit.experiments.measures import measures_of
from attrit.experiments.nations import last
from attrit.statistics.estimates import Estimate
from attrit.statistics.standards import CLEAR
from attrit.statistics.variation import constant

LOOKED_FOR = 12  # parts of the effect that are looked for under a headline


class Proportion(NamedTuple):
    """One line of the contingent in context.

    Parameters
    ----------
    label, phrase
        () [-] What it is, by itself and behind its number.
    estimate
        () [-] The number.
    unit
        () [-] Its canonical unit.
    """

    label: str
    phrase: str
    estimate: Estimate
    unit: str


@dataclass(frozen=True)
class Answer:
    """What a run answers.

    Parameters
    ----------
    results
        () [-] The run.
    comparison
        () [-] The two arms of the question held against each other.
    context
        (line) [-] The contingent as days of recruitment and as shares.
    provenance
        () [-] What the spread of the ground held rests on; None if that was not asked, or if it is the same
        in all worlds.
    carried
        () [-] What carries the difference in ground held; None if that was not asked, or if there is none.
    """

    results: Results
    comparison: Comparison
    context: tuple[Proportion, ...]
    provenance: Provenance | None = None
    carried: Carried | None = None


def answer(
    results: Results, arm: str | None = None, against: str | None = None, split: Provenance | None = None,
    carried: Carried | None = None,
) -> Answer:  # fmt: skip
    """The answer of a run.

    Parameters
    ----------
    results
        () [-] A run that holds both arms.
    arm, against
        () [-] The arms held against each other; the scenario's own choice if None.
    split
        () [-] What the spread rests on; left out if None.
    carried
        () [-] What carries the difference in ground held; left out if None.
    """
    comparison = compare(results, arm or results.scenario.base, against)
    return Answer(results, comparison, context(results), split, carried)


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


def headline_carries(results: Results, progress: Callable[[int, int], None] | None = None) -> Carried | None:
    """What carries the difference in ground held between the arms of the headline, the largest parts only.

    None if there is no difference to carry: one arm, few worlds, or the same ground in every world.

    Parameters
    ----------
    results
        () [-] A run.
    progress
        () [-] Called with what is done and what there is to do.
    """
    arm, against = headline_pair(results.scenario, results.arms)
    if arm == against or results.draws < FEWEST:
        return None
    if not (last(results, "area_held", arm) - last(results, "area_held", against)).any():
        return None
    return carries(results, arm=arm, against=against, most=LOOKED_FOR, progress=progress)


def last_date(results: Results) -> date:
    """Calendar day of the end of the run."""
    return results.scenario.as_of + timedelta(days=int(results.coords["day"][-1]))


def clear(difference: Estimate) -> bool:
    """Whether a mean difference stands out of chance; one world shows nothing (its error is NaN)."""
    return abs(difference.mean) > CLEAR * difference.mean_error


def context(results: Results) -> tuple[Proportion, ...]:
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
    found = [Proportion("men of the contingent", "men", Estimate.of(men), "person")]
    recruits = results.input(f"sides.{side}.recruits")
    if (recruits > 0).all():
        phrase = f"days of {adjective} recruitment"
        found.append(Proportion(f"as {phrase}", phrase, Estimate.of(men / recruits), "day"))
    if (front > 0).all():
        phrase = f"of the {adjective} side on this front"
        found.append(Proportion(f"as a share {phrase}", phrase, Estimate.of(men / front), "1"))
    strength = results.input(f"sides.{side}.national_strength")
    if (strength > 0).all():
        phrase = f"of the whole {adjective} force"
        found.append(Proportion(f"as a share {phrase}", phrase, Estimate.of(men / strength), "1"))
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

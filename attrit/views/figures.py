"""Figures of a run or a ledger as Altair charts, for notebooks and for files of any kind.

    attrit.figures.fan(results).save("fan.svg")

Each is made from the same plain specification that the report draws.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ParamSpec

from attrit.analysis.carries import Carried
from attrit.analysis.compare import ArmComparison
from attrit.analysis.discovery_boxes import Discovery
from attrit.analysis.information import Information
from attrit.analysis.law_spread import LawSpread
from attrit.analysis.provenance import Provenance
from attrit.analysis.requirement import Contour, Requirement
from attrit.analysis.sensitivity_rows import Sensitivity
from attrit.engine.keep import headline_pair
from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError
from attrit.evidence.claims import Ledger
from attrit.evidence.priors import Prior
from attrit.scenario.schema import Scenario
from attrit.views import (
    carries_charts,
    compare_charts,
    day_charts,
    discovery_charts,
    dot_charts,
    front_chart,
    information_charts,
    provenance_charts,
    requirement_charts,
    sensitivity_charts,
)  # fmt: skip
from attrit.views.look import Spec

if TYPE_CHECKING:
    from altair.typing import ChartType

Given = ParamSpec("Given")


def _drawn_of(kind: type, gives: str) -> Callable[[Callable[Given, ChartType]], Callable[Given, ChartType]]:
    """Say what a figure is drawn of, and what gives it, where it is given something else."""

    def told(draw: Callable[Given, ChartType]) -> Callable[Given, ChartType]:
        name = next(iter(inspect.signature(draw).parameters))

        @functools.wraps(draw)
        def drawn(*given: Given.args, **named: Given.kwargs) -> ChartType:
            first = given[0] if given else named.get(name)
            if not isinstance(first, kind):
                found, where = f"found a {type(first).__name__}", f"attrit.figures.{draw.__name__}"
                raise ResultsError(Problem(where, "", found, f"a {kind.__name__}", f"{gives} gives one"))
            return draw(*given, **named)

        return drawn

    return told


@_drawn_of(Results, "attrit.simulate")
def fan(results: Results, arms: Sequence[str] | None = None, outcome: str = "area_held", **where: str) -> ChartType:
    """How an outcome spreads over the worlds, by day and arm.

    Parameters
    ----------
    results
        () [-] A run.
    arms
        (arm) [-] The arms to show; all of the run if None.
    outcome
        () [-] An outcome kept for every day.
    **where
        () [-] Labels of its further dims, for example ``side="ru"``.
    """
    return _chart(day_charts.fan_spec(results, arms, outcome, **where))


@_drawn_of(Results, "attrit.simulate")
def difference(
    results: Results, arm: str | None = None, against: str | None = None, outcome: str = "area_held", **where: str
) -> ChartType:
    """One arm minus another in the same worlds, by day.

    Parameters
    ----------
    results
        () [-] A run that holds both arms.
    arm, against
        () [-] The arms; the scenario's own choice if None.
    outcome
        () [-] An outcome kept for every day.
    **where
        () [-] Labels of its further dims, for example ``side="ru"``.
    """
    first = headline_pair(results.scenario, results.arms)[0] if arm is None else arm
    return _chart(day_charts.difference_spec(results, first, against, outcome, **where))


@_drawn_of(Scenario, "attrit.load")
def front(scenario: Scenario, name: str | None = None) -> ChartType:
    """A schematic of a front: its sectors by their ground, and the troops of both sides, at the medians of the inputs.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    name
        () [-] The front; the one whose ground is in question if None.
    """
    return _chart(front_chart.front_spec(scenario, name))


@_drawn_of(Results, "attrit.simulate")
def losses(results: Results, arms: Sequence[str] | None = None) -> ChartType:
    """Losses of each side, and killed and wounded of the contingent, at the end of the run by arm.

    Parameters
    ----------
    results
        () [-] A run.
    arms
        (arm) [-] The arms to show; all of the run if None.
    """
    return _chart(dot_charts.losses_spec(results, arms))


@_drawn_of(Results, "attrit.simulate")
def arms(results: Results) -> ChartType:
    """Each arm held against the base arm: ground held at the end, and probability that the attacker takes it.

    Parameters
    ----------
    results
        () [-] A run that holds the base arm and others.
    """
    return _chart(dot_charts.arms_spec(results))


@_drawn_of(Carried, "attrit.carries")
def carries(found: Carried) -> ChartType:
    """What is left of an effect with each thing at neutral, those that carry most first.

    Parameters
    ----------
    found
        () [-] From `attrit.carries`.
    """
    return _chart(carries_charts.carries_spec(found))


@_drawn_of(LawSpread, "attrit.law_spread")
def laws(spread: LawSpread) -> ChartType:
    """What one arm changes against another under each law of attrition.

    Parameters
    ----------
    spread
        () [-] From `attrit.law_spread`.
    """
    return _chart(dot_charts.laws_spec(spread))


@_drawn_of(Provenance, "attrit.provenance")
def provenance(found: Provenance) -> ChartType:
    """What the spread of an answer rests on: claims, fits, literature, judgement, the law, chance.

    Parameters
    ----------
    found
        () [-] From `attrit.provenance`.
    """
    return _chart(provenance_charts.provenance_spec(found))


@_drawn_of(Information, "attrit.information")
def information(found: Information) -> ChartType:
    """What would be worth knowing, by input and by claimant.

    Parameters
    ----------
    found
        () [-] From `attrit.information`.
    """
    return _chart(information_charts.information_spec(found))


@_drawn_of(Sensitivity, "attrit.sensitivity")
def sensitivity(found: Sensitivity) -> ChartType:
    """What decides an outcome, input by input.

    Parameters
    ----------
    found
        () [-] From `attrit.sensitivity`.
    """
    return _chart(sensitivity_charts.sensitivity_spec(found))


@_drawn_of(Discovery, "attrit.discover")
def boxes(found: Discovery) -> ChartType:
    """In which worlds something happens: the limits of each input, and coverage against density.

    Parameters
    ----------
    found
        () [-] From `attrit.discover`.
    """
    return _chart(discovery_charts.discovery_spec(found))


@_drawn_of(Requirement, "attrit.requirement")
def requirement(found: Requirement) -> ChartType:
    """What it would take: an outcome over the values of a lever.

    Parameters
    ----------
    found
        () [-] From `attrit.requirement`.
    """
    return _chart(requirement_charts.requirement_spec(found))


@_drawn_of(Contour, "attrit.contour")
def contour(found: Contour) -> ChartType:
    """What it would take of two levers together.

    Parameters
    ----------
    found
        () [-] From `attrit.contour`.
    """
    return _chart(requirement_charts.contour_spec(found))


@_drawn_of(ArmComparison, "attrit.compare_arms")
def compared(found: ArmComparison) -> ChartType:
    """Many arms against one, with intervals that hold for all of them at once.

    Parameters
    ----------
    found
        () [-] From `attrit.compare_arms`.
    """
    return _chart(compare_charts.compared_spec(found))


@_drawn_of(Ledger, "attrit.Ledger.read or the 'claims' of a scenario")
def claims(ledger: Ledger, subject: str, prior: Prior | None = None) -> ChartType:
    """What was claimed about one subject, by whom and when, and what the model believes.

    Parameters
    ----------
    ledger
        (claim) [-] The ledger.
    subject
        () [-] A subject of it.
    prior
        () [-] What the claims were pooled into, in canonical units; None leaves it out.
    """
    return _chart(dot_charts.claims_spec(ledger, subject, prior))


def _chart(spec: Spec) -> ChartType:
    import altair

    chart: ChartType = altair.Chart.from_dict(spec)
    return chart

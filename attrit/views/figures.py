"""Figures of a run or a ledger as Altair charts, for notebooks and for files of any kind.

    attrit.figures.fan(results).save("fan.svg")

Each is made from the same plain specification that the report draws.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ParamSpec

from attrit.engine.keep import headline_pair
from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError
from attrit.evidence.claims import Ledger
from attrit.evidence.priors import Prior
from attrit.scenario.schema import Scenario
from attrit.views.answer import charts as dot_charts
from attrit.views.answer import days as day_charts
from attrit.views.answer import front as front_chart
from attrit.views.charts.look import Spec
from attrit.views.claims import charts as claim_charts

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
    return _chart(claim_charts.claims_spec(ledger, subject, prior))


def chart(found: object) -> ChartType:
    """The chart of what an analysis found, such as `attrit.needed` or `attrit.worlds`.

    Parameters
    ----------
    found
        () [-] The result of an analysis.

    Raises
    ------
    ResultsError
        It is none.
    """
    from attrit.views.register import views

    view = views().get(type(found))
    if view is None:
        accepted = f"one of {', '.join(sorted(kind.__name__ for kind in views()))}"
        cure = "attrit.figures has the charts of a run, of a scenario and of a ledger"
        raise ResultsError(Problem("attrit.figures.chart", "", f"found a {type(found).__name__}", accepted, cure))
    return _chart(view.spec(found))


def _chart(spec: Spec) -> ChartType:
    import altair

    chart: ChartType = altair.Chart.from_dict(spec)
    return chart

"""Figures of a run or a ledger as Altair charts, for notebooks and for files of any kind.

    attrit.figures.fan(results).save("fan.svg")

Each is made from the same plain specification that the report draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrit.analysis.contributions import Contribution
from attrit.analysis.law_spread import LawSpread
from attrit.engine.results import Results
from attrit.evidence.claims import Ledger
from attrit.evidence.priors import Prior
from attrit.views import day_charts, dot_charts
from attrit.views.look import Spec

if TYPE_CHECKING:
    from altair.typing import ChartType


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


def difference(
    results: Results, arm: str, against: str | None = None, outcome: str = "area_held", **where: str
) -> ChartType:
    """One arm minus another in the same worlds, by day.

    Parameters
    ----------
    results
        () [-] A run that holds both arms.
    arm, against
        () [-] The arms; the second is the scenario's own choice if None.
    outcome
        () [-] An outcome kept for every day.
    **where
        () [-] Labels of its further dims, for example ``side="ru"``.
    """
    return _chart(day_charts.difference_spec(results, arm, against, outcome, **where))


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


def arms(results: Results) -> ChartType:
    """Each arm held against the base arm: ground held at the end, and probability of recovery.

    Parameters
    ----------
    results
        () [-] A run that holds the base arm and others.
    """
    return _chart(dot_charts.arms_spec(results))


def contributions(contributions: Sequence[Contribution]) -> ChartType:
    """What each mechanism contributes to the headline, the largest first.

    Parameters
    ----------
    contributions
        (mechanism) [-] From `attrit.analysis.contributions`.
    """
    return _chart(dot_charts.contributions_spec(contributions))


def laws(spread: LawSpread) -> ChartType:
    """What one arm changes against another under each law of attrition.

    Parameters
    ----------
    spread
        () [-] From `attrit.law_spread`.
    """
    return _chart(dot_charts.laws_spec(spread))


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

"""Charts of points with intervals: losses, arms, laws, and what has been claimed."""

from __future__ import annotations

from collections.abc import Sequence

from attrit.answer import arms_overview, last_date
from attrit.engine.results import Results
from attrit.experiments.measures import measures_of
from attrit.statistics.estimates import Estimate
from attrit.views.answer.words import taking
from attrit.views.charts.look import (
    ERROR_95,
    ERRORS_95,
    NINE_IN_TEN,
    PERCENT,
    Spec,
    chart,
    interval_row,
    intervals,
)
from attrit.views.words.numbers import capital, chance, day, spread


def losses_spec(results: Results, arms: Sequence[str] | None = None) -> Spec:
    """Losses of each side, and killed and wounded of the contingent, at the end of the run by arm.

    Parameters
    ----------
    results
        () [-] A run.
    arms
        (arm) [-] The arms to show; all of the run if None.

    Raises
    ------
    ResultsError
        No such arm.
    """
    names = tuple(arms) if arms is not None else results.arms
    titles = results.scenario.arms
    panels: list[Spec] = []
    told = []
    for measure in measures_of(results):
        if measure.unit == "person" and measure.name.startswith(("losses_", "contingent_")):
            estimates = [(titles[name].title, measure.estimate(results, name)) for name in names]
            rows = [interval_row(title, e.low, e.mean, e.high, spread(e)) for title, e in estimates]
            panels.append(intervals(rows, capital(measure.title), width=150, labels=len(panels) % 2 == 0))
            told.append(f"{measure.title}: " + ", ".join(f"{t} {spread(e)}" for t, e in estimates))
    until = f"Losses up to {last_date(results):%-d %B %Y} by arm"
    return chart(
        f"{until}, means and nine worlds in ten. {'; '.join(told)}.",
        f"{until} (men)",
        [f"{NINE_IN_TEN} So are the figures: mean [nine worlds in ten]."],
        {"concat": panels, "columns": 2, "spacing": 18},
    )


def arms_spec(results: Results) -> Spec:
    """Each arm held against the base arm: ground held at the end, and probability that the attacker takes it.

    Parameters
    ----------
    results
        () [-] A run that holds the base arm and others.

    Raises
    ------
    ResultsError
        The base arm is not in the run.
    """
    results.arm_index(results.scenario.base)
    base = results.scenario.arms[results.scenario.base].title
    held = [interval_row(base, 0.0, 0.0, 0.0, "reference")]
    chances: list[Spec] = []
    told, probability, done = [], "", taking(results.scenario).done
    for arm, comparison in arms_overview(results):
        title = results.scenario.arms[arm].title
        difference, recovered = comparison["area_held"].difference, comparison["recovered"]
        text = spread(difference, signed=True)
        held.append(interval_row(title, difference.low, difference.mean, difference.high, text))
        probability = capital(recovered.measure.title)
        if not chances:
            chances.append(_chance_row(recovered.against))
        chances.append(_chance_row(recovered.arm))
        told.append(f"{title} {text} km², {done} in {chances[-1]['text']}")
    panels = [
        intervals(held, f"Ground held on {day(last_date(results))} (km²)", width=190, line=0.0),
        intervals(chances, probability, width=120, labels=False, axis=PERCENT, errors=True),
    ]
    return chart(
        f"Arms against “{base}”. {'; '.join(told)}.",
        f"What each arm changes against “{base}”",
        [f"Ground, in the same worlds. {NINE_IN_TEN}", f"Probability. {ERROR_95}"],
        {"concat": panels, "columns": 2, "spacing": 24},
    )


def _chance_row(e: Estimate) -> Spec:
    reach = ERRORS_95 * e.mean_error
    text = chance(e.mean, e.mean_error)
    return interval_row("", max(e.mean - reach, 0.0), e.mean, min(e.mean + reach, 1.0), text)

"""What the law of attrition decides, in a chart."""

from __future__ import annotations

from attrit.analysis.law_spread import LawSpread
from attrit.statistics.estimates import Estimate
from attrit.views.charts.look import ERROR_95, ERRORS_95, NINE_IN_TEN, POINTS, Spec, chart, interval_row, intervals
from attrit.views.laws import words
from attrit.views.register import View
from attrit.views.words.numbers import capital, points, spread


def _points_row(e: Estimate) -> Spec:
    """The row of a difference of probabilities."""
    reach = ERRORS_95 * e.mean_error
    return interval_row("", e.mean - reach, e.mean, e.mean + reach, points(e.mean, e.mean_error))


def laws_spec(found: LawSpread) -> Spec:
    """What one arm changes against another under each law of attrition: ground held, and probability of taking it.

    Parameters
    ----------
    found
        () [-] A scenario under several laws.
    """
    recovered = found["recovered", "difference"]
    arm, against = (found.scenario.arms[name].title for name in (found.arm, found.against))
    probability = capital(recovered.measure.title)
    held, chances, told = [], [], []
    for law in found.laws:
        ground = found["area_held", "difference"].by_law[law]
        text = spread(ground, signed=True)
        held.append(interval_row(law, ground.low, ground.mean, ground.high, text))
        chances.append(_points_row(recovered.by_law[law]))
        told.append(f"{law}: {text} km², {recovered.measure.title} {chances[-1]['text']} points")
    panels = [
        intervals(held, "Ground held at the end (km²)", width=190, line=0.0),
        intervals(chances, f"{probability} (points)", width=150, labels=False, line=0.0, axis=POINTS, errors=True),
    ]
    return chart(
        f"“{arm}” against “{against}” under each law. {'; '.join(told)}.",
        f"“{arm}” against “{against}” under each law of attrition",
        [f"Ground, in the same worlds. {NINE_IN_TEN}", f"Probability. {ERROR_95}"],
        {"concat": panels, "columns": 2, "spacing": 24},
    )


VIEWS = (
    View(
        of=LawSpread, title="Under each law of attrition", sentence=words.spread_sentence, lines=words.spread,
        plain=words.spread_plain, spec=laws_spec,
    ),
)  # fmt: skip

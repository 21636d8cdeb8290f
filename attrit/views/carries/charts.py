"""What carries an effect as a chart: what is left of it with each thing at neutral."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrit.analysis.carries import Carried
from attrit.views.carries import words
from attrit.views.carries.words import chart_text, sentence, set_to, short
from attrit.views.charts.look import ERROR_95, ERRORS_95, POINTS, Spec, chart, interval_row, intervals
from attrit.views.register import View
from attrit.views.words.numbers import with_unit

if TYPE_CHECKING:
    from attrit.analysis.carries import Carried

_ROWS = 20


def carries_spec(found: Carried) -> Spec:
    """What is left of an effect with each thing at neutral, of those beyond their error; the most first.

    Parameters
    ----------
    found
        () [-] From `attrit.carries`.
    """
    rows = []
    for part in found.told[:_ROWS]:
        reach = ERRORS_95 * part.then_error
        label = f"{short(part)}: {set_to(part)}"
        rows.append(interval_row(label, part.then - reach, part.then, part.then + reach, chart_text(found, part)))
    target = found.target
    axis = POINTS if target.measure.probability else None
    title = with_unit(target.title, "" if target.measure.probability else target.unit)
    panel = intervals(rows, title, width=300, line=found.effect.mean, axis=axis, errors=True)
    return chart(
        sentence(found),
        "What is left of the effect with one thing changed",
        ["Both arms, the same worlds. Vertical line: the effect as it is. What carries most comes first.", ERROR_95],
        {"concat": [panel]},
    )


VIEWS = (
    View(
        of=Carried, title="What carries the effect", sentence=words.sentence, lines=words.lines,
        plain=words.plain, spec=carries_spec,
    ),
)  # fmt: skip

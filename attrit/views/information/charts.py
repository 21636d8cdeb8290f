"""A chart of what is worth knowing."""

from __future__ import annotations

from collections.abc import Sequence

from attrit.analysis.information import Information, Worth
from attrit.views.charts.look import DEEP, ERRORS_95, PERCENT, Spec, chart, interval_row, intervals
from attrit.views.information import words
from attrit.views.information.words import INPUTS, sentence, told
from attrit.views.register import View
from attrit.views.words.inputs import short
from attrit.views.words.numbers import capital

_CLAIMANTS = 8  # most rows
_MARKS = {  # what an input rests on -> shape, filled or not
    "claim": ("circle", DEEP), "fit": ("square", DEEP), "literature": ("diamond", DEEP),
    "judgement": ("circle", "white"), "law": ("triangle-up", "white"),
}  # fmt: skip


def information_spec(found: Information) -> Spec:
    """How much of the variance knowing an input, or settling what a claimant speaks of, would explain.

    Parameters
    ----------
    found
        () [-] From `attrit.analysis.information`.
    """
    inputs = found.of("input")[:INPUTS]
    panels = [_panel(inputs, "Variance explained by knowing an input", path=found.scenario is not None)]
    if found.claims is not None:
        speakers = (*found.of("claimant")[:_CLAIMANTS], found.claims)
        panels.append(_panel(speakers, "Variance explained by settling all that a claimant speaks of", path=False))
    how = ["Thin line with end caps: Monte-Carlo error (95 %)."]
    if found.scenario is not None:
        how.append("Filled: rests on claims, fits or literature. Hollow: judged, or the law.")
    body: Spec = {"concat": panels, "columns": 1, "spacing": 30}
    return chart(sentence(found), f"{capital(found.title)}: what is worth knowing", how, body)


def _panel(rows: Sequence[Worth], title: str, *, path: bool) -> Spec:
    """Points with their error, marked by what they rest on."""
    data = []
    for row in rows:
        reach = ERRORS_95 * row.error
        low, high = max(row.share - reach, 0.0), row.share + reach
        label = short(row.name) if path else "every claim" if row.kind == "claims" else row.name
        text = f"{told(row)}{f' · {row.rests_on}' if path else ''}"
        one = interval_row(label, low, row.share, high, text)
        data.append({**one, "rests_on": row.rests_on})
    panel = intervals(data, title, width=260, line=0.0, axis=PERCENT, errors=True)
    point = next(layer for layer in panel["layer"] if layer["mark"]["type"] == "point")
    present = [kind for kind in _MARKS if any(row.rests_on == kind for row in rows)]
    if present:
        point["mark"] = {"type": "point", "size": 48, "opacity": 1, "strokeWidth": 1.5, "stroke": DEEP}
        for channel, part in (("shape", 0), ("fill", 1)):
            scale = {"domain": present, "range": [_MARKS[kind][part] for kind in present]}
            point["encoding"][channel] = {"field": "rests_on", "type": "nominal", "scale": scale, "legend": None}
    return panel


VIEWS = (
    View(
        of=Information, title="Which disputed number is worth settling", sentence=words.sentence, lines=words.lines,
        plain=words.plain, spec=information_spec,
    ),
)  # fmt: skip

"""A chart of what the spread of an answer rests on."""

from __future__ import annotations

from attrit.analysis.provenance import CLASSES, Provenance
from attrit.views.look import Spec, capital, chart, interval_row, intervals
from attrit.views.provenance_text import HEADS, sentence, told

_Z95 = 1.96
_PERCENT = {"labelExpr": "format(100 * datum.value, '~r') + ' %'"}


def provenance_spec(found: Provenance) -> Spec:
    """Share of the variance by what inputs rest on, for the difference and for the arm.

    Parameters
    ----------
    found
        () [-] From `attrit.provenance`.
    """
    panels: list[Spec] = []
    for row in found.rows:
        rows = []
        for c in CLASSES:
            part = row.shares[c].share
            reach = _Z95 * part.error
            label = f"{HEADS[c]} ({found.inputs[c]})" if found.inputs[c] else HEADS[c]
            rows.append(interval_row(label, part.share - reach, part.share, part.share + reach, f"{told(part)} %"))
        panels.append(intervals(rows, capital(row.target.title), width=170, labels=not panels, line=0.0, axis=_PERCENT))
    return chart(
        sentence(found),
        "What the spread between worlds comes from",
        [
            "Share of the variance by what the inputs rest on (in brackets how many); the shares add to 100 %. "
            "Bar: its Monte-Carlo error (95 %)."
        ],
        {"concat": panels, "columns": 2, "spacing": 70},
    )

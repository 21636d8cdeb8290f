"""A chart of what the spread of an answer rests on."""

from __future__ import annotations

from attrit.analysis.provenance import CLASSES, Provenance
from attrit.views.charts.look import ERRORS_95, PERCENT, Spec, chart, interval_row, intervals
from attrit.views.provenance import words
from attrit.views.provenance.words import HEADS, sentence
from attrit.views.register import View
from attrit.views.words.numbers import capital, share_with_error


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
            reach = ERRORS_95 * part.error
            label = f"{HEADS[c]} ({found.inputs[c]})" if found.inputs[c] else HEADS[c]
            text = f"{share_with_error(*part)} %"
            rows.append(interval_row(label, part.share - reach, part.share, part.share + reach, text))
        panels.append(
            intervals(
                rows, capital(row.target.title), width=170, labels=not panels, line=0.0, axis=PERCENT, errors=True
            )
        )
    return chart(
        sentence(found),
        "What the spread between worlds comes from",
        [
            "Share of the variance by what the inputs rest on (in brackets how many); the shares add to 100 %. "
            "Thin line with end caps: its Monte-Carlo error (95 %)."
        ],
        {"concat": panels, "columns": 2, "spacing": 70},
    )


VIEWS = (
    View(
        of=Provenance, title="How much of the answer is sourced, judged or chance", sentence=words.sentence,
        lines=words.detailed,
        plain=words.plain, spec=provenance_spec,
    ),
)  # fmt: skip

"""Chart of many arms held against one: mean differences with intervals that hold for all of them."""

from __future__ import annotations

from attrit.analysis.compare import ArmComparison, ArmRow
from attrit.views.charts.look import POINTS, Spec, chart, interval_row, intervals
from attrit.views.comparison import words
from attrit.views.comparison.words import difference, ranked, reach, verdict
from attrit.views.register import View
from attrit.views.words.numbers import capital, unit_name


def compared_spec(found: ArmComparison) -> Spec:
    """Each arm against one, a panel an outcome; the arm that is lowest on the first outcome on top.

    Parameters
    ----------
    found
        () [-] From `attrit.compare_arms`.
    """
    order = [row.arm for row in ranked(found.of(found.measures[0].name))]
    panels, told = [], []
    for place, measure in enumerate(found.measures):
        unit = "points" if measure.probability else unit_name(measure.unit)
        title = capital(f"{measure.title} ({unit})" if unit else measure.title)
        rows = [found[arm, measure.name] for arm in order]
        drawn = [_drawn(row, found.titles[row.arm]) for row in rows]
        labels = place % 2 == 0
        axis = POINTS if measure.probability else None
        panels.append(
            intervals(drawn, title, width=190 if labels else 150, labels=labels, line=0.0, axis=axis, errors=True)
        )
        told.append(f"{title}: " + ", ".join(f"{found.titles[row.arm]} {_text(row)}" for row in rows))
    against = found.titles[found.against]
    n = len(found.rows)
    return chart(
        f"Mean differences against “{against}”. {'; '.join(told)}.",
        f"How each arm differs from “{against}”",
        [
            f"Hollow point: mean difference in the same {found.draws:,} worlds. Thin line with end caps, and brackets: "
            "its 95 % interval" + (f"; {'both' if n == 2 else f'all {n}'} hold at once." if n > 1 else "."),
            "It shows how well these worlds fix the mean of the model, not how far worlds differ.",
        ],
        {"concat": panels, "columns": 2, "spacing": 24},
    )


def _drawn(row: ArmRow, title: str) -> Spec:
    low, high = reach(row)
    return interval_row(title, low, row.mean, high, _text(row))


def _text(row: ArmRow) -> str:
    words = verdict(row)
    return words if words in ("always the same", "too few worlds") else difference(row)


VIEWS = (
    View(
        of=ArmComparison, title="All arms at once", sentence=words.sentence, lines=words.lines,
        plain=words.plain, spec=compared_spec,
    ),
)  # fmt: skip

"""Charts of what decides an outcome: indices as points with their errors, and changes against their spread."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from attrit.analysis.sensitivity_rows import FEW_WORLDS, Row, Sensitivity, Step
from attrit.experiments.factors import NOISE
from attrit.views.charts.look import (
    DEEP,
    ERRORS_95,
    INK,
    MIDDLE,
    PERCENT,
    QUIET,
    RULE,
    RUST,
    Spec,
    chart,
    interval_row,
    intervals,
)
from attrit.views.register import View
from attrit.views.sensitivity import words
from attrit.views.sensitivity.words import MOST, distinct, sentence
from attrit.views.words.numbers import amount, share_with_error, unit_name, with_article, with_unit

if TYPE_CHECKING:
    from attrit.analysis.sensitivity_rows import Sensitivity

_NAMED = 5  # points that are named
_WIDE, _HIGH = 420, 260  # of the chart of changes


def sensitivity_spec(found: Sensitivity) -> Spec:
    """First-order and total indices of what can be told from zero, or size and spread of the changes.

    Parameters
    ----------
    found
        () [-] From `attrit.drivers`.
    """
    return _changes(found) if found.steps else _indices(found)


def _indices(found: Sensitivity) -> Spec:
    """Points with error bars; at least the largest, if none can be told from zero."""
    rows = [row for row in distinct(found)[:MOST] or found.rows[:1] if isinstance(row, Row)]
    alone = [_bar(_label(row), row.index, row.error) for row in rows]
    panels = [intervals(alone, "Known by itself", width=170, line=0.0, axis=PERCENT, errors=True)]
    how = "Share of the variance between worlds that would go if the input were known"
    if found.method == "sobol":
        whole = [_bar("", row.total, row.total_error, "*" if FEW_WORLDS in row.flags else "") for row in rows]
        panels.append(
            intervals(whole, "With its interplay", width=170, labels=False, line=0.0, axis=PERCENT, errors=True)
        )
        how += " (left), and that would be left if all else were known (right)"
    few = " * Rests on few worlds: may be far off." if any(FEW_WORLDS in row.flags for row in rows) else ""
    return chart(
        sentence(found),
        f"What decides {with_article(found.title)}",
        [f"{how}.", f"Thin line with end caps: Monte-Carlo error (95 %).{few}"],
        {"concat": panels, "columns": 2, "spacing": 80},
    )


def _label(row: Row | Step) -> str:
    """A name; of several inputs that of the first, with how many more."""
    first, *others = row.factor.name.split(" + ")
    return f"{first} + {len(others)} more" if others else first


def _bar(label: str, share: float, error: float, mark: str = "") -> Spec:
    reach = ERRORS_95 * error
    text = f"{share_with_error(share, error, places=1)} %{mark}"
    return interval_row(label, share - reach, share, share + reach, text)


def _changes(found: Sensitivity) -> Spec:
    """Mean size of the change against its standard deviation, with the errors of what can be told from zero."""
    clear = distinct(found)[:MOST]
    data = _labelled([_point(step, step in clear) for step in found.steps if step.mu_star > 0])
    axis = {"grid": True, "gridColor": RULE, "tickCount": 5}
    x, y = (
        {
            "field": field, "type": "quantitative", "axis": axis, "title": with_unit(title, found.unit),
            "scale": {"domain": [0, _most(data, end)], "nice": False},
        }
        for field, end, title in (
            ("size", "high", "mean size of the change, μ*"), ("spread", "head", "its standard deviation, σ"),
        )
    )  # fmt: skip
    colour = {"condition": {"test": f"datum.name === '{NOISE}'", "value": RUST}, "value": DEEP}
    fill = {"condition": [{"test": "!datum.single", "value": "white"}, colour["condition"]], "value": DEEP}
    line = {"type": "rule", "strokeWidth": 1, "opacity": 0.6, "color": QUIET}
    layers: list[Spec] = [
        {
            "transform": [{"filter": "!datum.clear && datum.single"}],
            "mark": {"type": "point", "filled": True, "size": 20, "opacity": 0.8, "color": MIDDLE},
            "encoding": {"x": x, "y": y},
        },
        {
            "transform": [{"filter": "datum.clear"}],
            "mark": line,
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
        },
        {
            "transform": [{"filter": "datum.clear && datum.single"}],
            "mark": line,
            "encoding": {"x": x, "y": {**y, "field": "foot"}, "y2": {"field": "head"}},
        },
        {
            "transform": [{"filter": "datum.clear"}],
            "mark": {"type": "point", "size": 44, "opacity": 1, "strokeWidth": 1.5},
            "encoding": {"x": x, "y": y, "stroke": colour, "fill": fill},
        },
        {
            "transform": [{"filter": "datum.label"}],
            "mark": {"type": "text", "align": "left", "dx": 8, "dy": -7, "color": INK},
            "encoding": {"x": x, "y": y, "text": {"field": "label", "type": "nominal"}},
        },
    ]
    how = [
        "Change when an input moves across half of its prior. High up: the change depends on other inputs or chance."
    ]
    how.append(
        "Line: Monte-Carlo error (95 %). Hollow: correlated inputs together, and choices, without σ. Pale: not told "
        "from zero."
    )
    unit = unit_name(found.unit)
    sizes = ", ".join(f"{_label(step)} {amount(step.mu_star, found.unit)}" for step in found.steps[:_NAMED])
    return chart(
        f"{sentence(found)} Sizes{f' in {unit}' if unit else ''}: {sizes}.",
        f"What moves {with_article(found.title)}",
        how,
        {"width": _WIDE, "height": _HIGH, "data": {"values": data}, "layer": layers},
    )


def _point(step: Step, clear: bool) -> Spec:
    reach = ERRORS_95 * step.mu_star_error
    single = math.isfinite(step.sigma)
    spread, error = (step.sigma, ERRORS_95 * step.sigma_error) if single else (0.0, 0.0)
    return {
        "name": step.factor.name, "label": _label(step), "single": single, "clear": clear,
        "size": step.mu_star, "low": max(step.mu_star - reach, 0.0), "high": step.mu_star + reach,
        "spread": spread, "foot": max(spread - error, 0.0), "head": spread + error,
    }  # fmt: skip


def _labelled(points: list[Spec]) -> list[Spec]:
    """The points, with names only of the largest, where neither another name nor another such point is in the way."""
    across, up = _most(points, "high") / _WIDE, _most(points, "head") / _HIGH
    taken = [(point["size"] / across - 5, point["spread"] / up, 10.0) for point in points if point["clear"]]
    for place, point in enumerate(points):
        here = point["size"] / across + 8, point["spread"] / up + 7, 6.5 * len(point["label"])
        apart = all(
            abs(here[1] - other[1]) > 13 or here[0] > other[0] + other[2] or other[0] > here[0] + here[2]
            for other in taken
        )
        if point["clear"] and apart and place < _NAMED:
            taken.append(here)
        else:
            point["label"] = ""
    return points


def _most(points: list[Spec], end: str) -> float:
    """Where an axis ends: the end of the longest bar."""
    return max((point[end] for point in points), default=0.0) or 1.0


VIEWS = (
    View(
        of=Sensitivity, title="What decides it, input by input", sentence=words.sentence, lines=words.lines,
        plain=words.plain, spec=sensitivity_spec,
    ),
)  # fmt: skip

"""The look of every chart, and the parts that charts share: plain Vega-Lite 6, without Altair.

Three lightnesses of one blue, and one rust for the line of comparison, dashed: the same in colour, to colour-blind
readers and in grey print. A text that a user wrote enters a chart as data or as a title, never as an expression.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrit.views.charts.lettering import lines_within
from attrit.views.words.columns import held

Spec = dict[str, Any]

INK = "#1c2733"
QUIET = "#5b6670"
RULE = "#d5dade"
DEEP = "#12466b"
MIDDLE = "#93b9d6"
PALE = "#dae7f1"
RUST = "#b5481c"
CELL_LOW, CELL_HIGH, CELL_INK = "#e8b195", "#8fb8d8", "#10181f"  # pale cells with dark figures, by day and by night
ERRORS_95 = 1.96  # standard errors to either side that hold the truth in 95 runs of 100
PERCENT = {"labelExpr": "format(100 * datum.value, '~r') + ' %'"}  # an axis of shares, told in per cent
POINTS = {"labelExpr": "format(100 * datum.value, '~r')"}  # an axis of differences of shares, told in points
NINE_IN_TEN = "Filled point: mean. Broad bar: nine worlds in ten."
ERROR_95 = (
    "Hollow point: mean. Thin line with end caps: its Monte-Carlo error (95 %), by the number of worlds simulated."
)
SPREAD = "Line: median. Dark band: half of the worlds. Light band: nine in ten. Diamond: mean on the last day."

_FONT = "Helvetica Neue, Arial, Liberation Sans, sans-serif"
_SPREAD_BAR, _ERROR = {"color": MIDDLE, "strokeWidth": 5}, {"color": DEEP, "strokeWidth": 1.5}
_CAP = {"type": "tick", "orient": "vertical", "color": DEEP, "size": 8, "thickness": 1.5}
_WIDE = 720  # px in a line of a chart
_LABEL = 205  # px in a line of what a row is called
_ROW, _LINE = 18, 13  # px from row to row, and for each further line in it
_FILLED = {"filled": True, "color": DEEP}
_HOLLOW = {"filled": False, "fill": "white", "stroke": DEEP, "strokeWidth": 1.5}
_CONFIG: Spec = {
    "background": "white",
    "padding": 4,
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "labelFlush": False, "domain": False, "ticks": False, "gridColor": RULE, "gridWidth": 0.6,
        "labelColor": QUIET, "labelFontSize": 11,
        "labelPadding": 5, "titleColor": QUIET, "titleFontSize": 11, "titleFontWeight": "normal",
    },
    "text": {"color": INK, "fontSize": 11},
    "title": {
        "anchor": "start", "frame": "group", "color": INK, "fontSize": 12, "fontWeight": "bold", "offset": 8,
        "subtitleColor": QUIET, "subtitleFontSize": 11, "subtitlePadding": 4,
    },
}  # fmt: skip


def chart(description: str, title: str, subtitle: Sequence[str], body: Mapping[str, Any]) -> Spec:
    """A whole chart.

    Parameters
    ----------
    description
        () [-] What it shows, in words, for those who cannot see it.
    title
        () [-] Its title, with the unit.
    subtitle
        (line) [-] How to read it.
    body
        () [-] Its layers or panels.
    """
    lines = [line for text in subtitle for line in lines_within(held(text), _WIDE)]
    head = {
        "text": lines_within(held(title), _WIDE, 13, bold=True),
        "subtitle": lines,
        "fontSize": 13,
        "offset": 14,
        "frame": "bounds",
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": description,
        "title": head,
        "config": _CONFIG,
        **body,
    }


def panel_title(text: str, px: float) -> Spec:
    """The title of a panel, in lines no wider than that.

    Parameters
    ----------
    text
        () [-] The title.
    px
        () [px] The width.
    """
    return {"text": lines_within(text, px, 12, bold=True)}


def interval_row(label: str, low: float, middle: float, high: float, text: str) -> Spec:
    """One row of `intervals`; without bounds only its middle is drawn, without a middle only its texts.

    Parameters
    ----------
    label
        () [-] What stands to the left of it.
    low, middle, high
        () [unit] Where it is drawn.
    text
        () [-] What stands to the right of it.
    """
    low, high = (middle if math.isnan(bound) else bound for bound in (low, high))
    numbers = {"low": low, "middle": middle, "high": high} if math.isfinite(middle) else {}
    return {"label": label, "text": text, **numbers}


def intervals(
    rows: Sequence[Spec], title: str, *, width: int, labels: bool = True, line: float | None = None,
    axis: Mapping[str, Any] | None = None, errors: bool = False,
) -> Spec:  # fmt: skip
    """A panel of points with their intervals, one below the other, named at the left and in figures at the right.

    Where worlds lie is a broad pale bar with a filled point; a Monte-Carlo error is a thin dark line with end caps and
    a hollow one.

    Parameters
    ----------
    rows
        (row) [-] From `interval_row`.
    title
        () [-] Title of the panel.
    width
        () [px] Width of the scale.
    labels
        () [-] Whether to name the rows.
    line
        () [unit] Where to draw a line of reference; None for none.
    axis
        () [-] How to write the numbers on the axis.
    errors
        () [-] Whether the intervals are Monte-Carlo errors.
    """
    data = [{"place": place, **row} for place, row in enumerate(rows)]
    if labels:
        data = [{**row, "label": "\n".join(lines_within(row["label"], _LABEL))} for row in data]
    y = {"field": "place", "type": "ordinal", "axis": None, "scale": {"domain": list(range(len(rows)))}}
    x: Spec = {"type": "quantitative", "title": None, "scale": {"zero": True, "nice": True}}
    x["axis"] = {"tickCount": max(2, width // 70), "grid": True, **(axis or {})}
    drawn = {"transform": [{"filter": "isValid(datum.middle)"}]}
    layers: list[Spec] = []
    if line is not None:
        layers.append(reference_line("x", line))
    layers += [
        {
            **drawn, "mark": {"type": "rule", "strokeCap": "butt", **(_ERROR if errors else _SPREAD_BAR)},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        *({**drawn, "mark": _CAP, "encoding": {"x": {**x, "field": end}}} for end in ("low", "high") if errors),
        {
            **drawn, "mark": {"type": "point", "size": 48, "opacity": 1, **(_HOLLOW if errors else _FILLED)},
            "encoding": {"x": {**x, "field": "middle"}},
        },
        beside("text", width + 12, "left", {"color": INK}),
    ]  # fmt: skip
    if labels:
        layers.append(beside("label", -10, "right", {"color": INK}))
    return {
        "title": panel_title(title, width + 110),
        "width": width,
        "height": {"step": row_height(row["label"] for row in data)},
        "data": {"values": data},
        "encoding": {"y": y},
        "layer": layers,
    }


def row_height(labels: Iterable[str]) -> int:
    """How far rows lie apart, by the one with most lines.

    Parameters
    ----------
    labels
        (row) [-] What they are called, lines apart by line breaks.

    Returns
    -------
    int
        () [px] The distance.
    """
    return _ROW + _LINE * max((label.count("\n") for label in labels), default=0)


def beside(field: str, x: int, align: str, mark: Mapping[str, Any]) -> Spec:
    """A layer of texts at one side of a panel.

    Parameters
    ----------
    field
        () [-] The field that holds them.
    x
        () [px] Where they begin or end.
    align
        () [-] ``left`` or ``right``.
    mark
        () [-] Their colour and the like.
    """
    encoding = {"x": {"value": x}, "text": {"field": field, "type": "nominal"}}
    return {"mark": {"type": "text", "align": align, **centred(field), **mark}, "encoding": encoding}


def centred(field: str) -> Spec:
    """Properties of a text of one line or more whose middle is at its place.

    Parameters
    ----------
    field
        () [-] The field that holds it, lines apart by line breaks.
    """
    further = f"length(split(datum['{field}'], '\\n')) - 1"
    return {"baseline": "middle", "lineBreak": "\n", "dy": {"expr": f"-{_LINE / 2} * ({further})"}}


def reference_line(channel: str, at: float) -> Spec:
    """A thin line across a panel.

    Parameters
    ----------
    channel
        () [-] ``x`` or ``y``.
    at
        () [unit] Where.
    """
    other, end = ("y", "height") if channel == "x" else ("x", "width")
    return {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "color": QUIET, "strokeWidth": 1},
        "encoding": {channel: {"datum": at}, other: {"value": 0}, f"{other}2": {"value": end}},
    }

"""Charts of what it would take: an outcome along a lever, and the combinations of two levers."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from attrit.analysis.requirement import Contour, Requirement
from attrit.views.charts.lettering import lines_within
from attrit.views.charts.look import (
    CELL_HIGH,
    CELL_INK,
    CELL_LOW,
    DEEP,
    ERRORS_95,
    INK,
    PALE,
    RULE,
    RUST,
    Spec,
    chart,
    reference_line,
)
from attrit.views.register import View
from attrit.views.requirement import words
from attrit.views.requirement.levers import crossing_text, is_certain, with_unit
from attrit.views.requirement.words import compared_with, contour_sentence, goal_of, sentence
from attrit.views.words.numbers import capital, unit_name

if TYPE_CHECKING:
    from attrit.analysis.requirement import Contour, Requirement, Setting
    from attrit.scenario.levers import Lever

_WIDTH, _HEIGHT = 560, 260
_CELL = 48, 26  # px
_SHORTEST = 150  # px of the title of an axis
_TURN = 0.55  # part of the width from which on a text stands to the left of its point


def requirement_spec(found: Requirement) -> Spec:
    """The difference along a lever with its 95 % band, the change asked for, the point, and what is believed.

    Parameters
    ----------
    found
        () [-] The curve and where it reaches the change.
    """
    s, at, factor = found.setting, found.crossing, _factor(found.lever)
    points = 100.0 if s.measure.probability else 1.0
    rows = [
        {
            "x": factor * value, "y": points * e.mean,
            "low": points * (e.mean - ERRORS_95 * e.mean_error), "high": points * (e.mean + ERRORS_95 * e.mean_error),
        }
        for value, e in zip(found.values, found.difference, strict=True)
    ]  # fmt: skip
    x = {"field": "x", "type": "quantitative", "title": _axis(found.lever), "scale": {"nice": False, "zero": False}}
    x["axis"] = {"tickCount": 6, **_days_as_dates(s, found.lever)}
    y = {
        "field": "y",
        "type": "quantitative",
        "title": lines_within(_difference(s), _HEIGHT),
        "scale": {"zero": True, "nice": True},
    }
    below = rows[-1]["y"] > rows[0]["y"]  # to the right of a rising curve there is room below it
    ends = rows[0]["x"], rows[-1]["x"]
    believed = [max(min(factor * v, ends[1]), ends[0]) for v in (found.believed.low, found.believed.high)]
    layers: list[Spec] = [
        {
            "data": {"values": [{"low": believed[0], "high": believed[1]}]},
            "mark": {"type": "rect", "color": RULE, "opacity": 0.5},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
        },
        reference_line("y", 0.0),
        _area(x, y),
        {"mark": {"type": "line", "color": DEEP, "strokeWidth": 2.2}, "encoding": {"x": x, "y": y}},
        {"mark": {"type": "point", "filled": True, "size": 16, "color": DEEP}, "encoding": {"x": x, "y": y}},
        _goal(points * s.change, y),
    ]
    if ends[0] <= factor * found.believed.middle <= ends[1]:
        certain = is_certain(found.lever, found.believed)
        text = f"as believed{'' if certain else ' (uncertain)'}"
        as_it_is = {"x": factor * found.believed.middle, "y": points * s.as_it_is.mean, "text": text}
        layers += _point(as_it_is, x, y, INK, ends, below, filled=certain)
    if at.found:
        low, high = (min(max(factor * v, ends[0]), ends[1]) for v in (at.low, at.high))
        text = with_unit(found.lever, crossing_text(found.lever, at, bare=True))
        point = {"x": factor * at.at, "y": points * s.change, "text": text}
        reach = {"values": [{"low": low, "high": high, "y": points * s.change}]}
        cap = {"type": "tick", "orient": "vertical", "color": RUST, "size": 10, "thickness": 1.5}
        layers += [
            {
                "data": reach,
                "mark": {"type": "rule", "color": RUST, "strokeWidth": 1.5},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
            },
            *({"data": reach, "mark": cap, "encoding": {"x": {**x, "field": end}, "y": y}} for end in ("low", "high")),
            *_point(point, x, y, RUST, ends, below),
        ]
    how = [
        "Line: mean over the same worlds, with a band of its Monte-Carlo error (95 %). Dashed: the change asked for. "
        "Line with end caps: 90 % Monte-Carlo interval of the point. Grey: nine worlds in ten of what is believed."
    ]
    body = {"width": _WIDTH, "height": _HEIGHT, "data": {"values": rows}, "layer": layers}
    return chart(sentence(found), f"What it would take: {found.lever.title}", how, body)


def contour_spec(found: Contour) -> Spec:
    """The difference at every combination of two levers, and the line of combinations at which the change is reached.

    Parameters
    ----------
    found
        () [-] The grid.
    """
    s, (first, second) = found.setting, found.levers
    points = 100.0 if s.measure.probability else 1.0
    sides = [
        _sides([_factor(lever) * v for v in values]) for lever, values in zip(found.levers, found.values, strict=True)
    ]
    cells = [
        {"x": a[0], "x2": a[1], "y": b[0], "y2": b[1], "mx": sum(a) / 2, "my": sum(b) / 2,
         "z": points * float(found.difference[i, k])}
        for i, a in enumerate(sides[0]) for k, b in enumerate(sides[1])
    ]  # fmt: skip
    most = max(abs(cell["z"]) for cell in cells) or 1.0
    width, height = (_CELL[k] * len(values) for k, values in enumerate(found.values))
    x, y = map(_scale, found.levers, sides, (width, height))
    span = {"x": {**x, "field": "x"}, "x2": {"field": "x2"}, "y": {**y, "field": "y"}, "y2": {"field": "y2"}}
    scale = {"domain": [-most, 0, most], "range": [CELL_LOW, "#ffffff", CELL_HIGH], "interpolate": "rgb"}
    colour = {"field": "z", "type": "quantitative", "scale": scale, "legend": None}
    text = {"field": "z", "type": "quantitative", "format": "+.1f" if most < 100 else "+,.0f"}
    centre = {"x": {**x, "field": "mx"}, "y": {**y, "field": "my"}}
    line = [
        {"x": _factor(first) * at.at, "y": _factor(second) * value}
        for value, at in zip(found.values[1], found.needed, strict=True)
        if at.found
    ]
    along = {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}, "order": {"field": "y", "type": "quantitative"}}
    layers: list[Spec] = [
        {
            "mark": {"type": "rect", "stroke": "#ffffff", "strokeWidth": 1},
            "encoding": {**span, "color": colour},
        },
        {
            "data": {"values": line},
            # without dots, which would hide numbers, unless there is but one
            "mark": {"type": "line", "color": RUST, "strokeWidth": 2, "point": len(line) == 1},
            "encoding": along,
        },
        # a rim of the cell's own colour keeps the line off the figures
        {
            "mark": {"type": "text", "fontSize": 10, "strokeWidth": 5, "strokeJoin": "round"},
            "encoding": {**centre, "text": text, "color": colour, "stroke": colour},
        },
        {"mark": {"type": "text", "fontSize": 10, "color": CELL_INK}, "encoding": {**centre, "text": text}},
    ]
    how = [f"Cells: {_difference(s).lower()}. Line: the combinations needed for {goal_of(s)}."]
    body = {"width": width, "height": height, "data": {"values": cells}, "layer": layers}
    return chart(contour_sentence(found), "What it would take of two levers", how, body)


def _days_as_dates(s: Setting, lever: Lever) -> Spec:
    """How an axis of days is told."""
    if lever.name != "arrival_day":
        return {}
    first = datetime(s.scenario.as_of.year, s.scenario.as_of.month, s.scenario.as_of.day, tzinfo=UTC)
    return {"labelExpr": f"utcFormat({1000 * int(first.timestamp())} + 86400000 * datum.value, '%-d %b %Y')"}


def _factor(lever: Lever) -> float:
    """Shares are drawn in per cent."""
    return 100.0 if lever.share and lever.unit == "1" else 1.0


def _axis(lever: Lever) -> str:
    unit = "%" if lever.share else unit_name(lever.unit)
    title = lever.title.partition(";")[0]
    shown = unit and unit not in title and lever.name != "arrival_day"
    return capital(f"{title} ({unit})" if shown else title)


def _difference(s: Setting) -> str:
    unit = "points" if s.measure.probability else unit_name(s.measure.unit)
    title = f"{s.measure.title}: change {compared_with(s)}"
    return capital(f"{title} ({unit})" if unit else title)


def _area(x: Spec, y: Spec) -> Spec:
    encoding = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    return {"mark": {"type": "area", "color": PALE, "opacity": 1}, "encoding": encoding}


def _goal(level: float, y: Spec) -> Spec:
    """The line of the change asked for."""
    rule = {"type": "rule", "color": RUST, "strokeWidth": 1.6, "strokeDash": [5, 3]}
    return {"data": {"values": [{"y": level}]}, "mark": rule, "encoding": {"y": y}}


def _point(
    row: Spec, x: Spec, y: Spec, colour: str, ends: tuple[float, float], below: bool, filled: bool = True
) -> list[Spec]:
    """A point with a text beside it, on the side where there is room: above a rising curve that is to the left."""
    data, where = {"values": [row]}, {"x": x, "y": y}
    left = row["x"] > ends[0] + _TURN * (ends[1] - ends[0])
    beside: Spec = {"align": "right", "dx": -6} if left else {"align": "left", "dx": 6}
    text = {"type": "text", "color": colour, "dy": 14 if below != left else -12, **beside}
    mark = {"type": "point", "filled": filled, "size": 60, "color": colour, "opacity": 1}
    return [
        {"data": data, "mark": mark, "encoding": where},
        {"data": data, "mark": text, "encoding": {**where, "text": {"field": "text", "type": "nominal"}}},
    ]


def _sides(values: list[float]) -> list[tuple[float, float]]:
    """Where each cell of a row begins and ends: half way to its neighbours."""
    between = [(a + b) / 2 for a, b in itertools.pairwise(values)]
    edges = [2 * values[0] - between[0], *between, 2 * values[-1] - between[-1]]
    return list(itertools.pairwise(edges))


def _scale(lever: Lever, spans: list[tuple[float, float]], length: float) -> dict[str, Any]:
    """An axis over the cells, with a tick in the middle of each."""
    middles = [(low + high) / 2 for low, high in spans]
    domain = [spans[0][0], spans[-1][1]]
    axis = {"grid": False, "values": middles, "labelExpr": "format(datum.value, ',~r')", "labelOverlap": True}
    title = lines_within(_axis(lever), max(_SHORTEST, length))
    return {"type": "quantitative", "title": title, "scale": {"domain": domain, "nice": False}, "axis": axis}


VIEWS = (
    View(
        of=Requirement, title="What it would take", sentence=words.sentence, lines=words.lines, plain=words.plain,
        spec=requirement_spec,
    ),
    View(
        of=Contour, title="The same with two levers", sentence=words.contour_sentence, lines=words.contour_lines,
        plain=words.contour_plain, spec=contour_spec, chart="contour",
    ),
)  # fmt: skip

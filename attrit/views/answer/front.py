"""A schematic of a front: its sectors one above the other, what of them is contested, and who stands on either side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrit.views.charts.lettering import lines_within
from attrit.views.charts.look import DEEP, INK, MIDDLE, PALE, QUIET, RUST, Spec, centred, chart
from attrit.views.words.numbers import amount, capital, day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from attrit.scenario.schema import Scenario
    from attrit.scenario.things import Group

_SIDE, _GROUND, _GAP = 205, 260, 20  # px: troops, sectors, and what lies between
_HIGH = 200  # px of all sectors together, but none is lower than its text
_LINE, _BAR = 14, 9  # px of a line of text and of a bar
_MOST = 6  # groups of a side that are drawn; the rest are told together


def front_spec(scenario: Scenario, front: str | None = None) -> Spec:
    """The sectors of a front, as high as their ground, with the troops of both sides, by the medians of the inputs.

    Parameters
    ----------
    scenario
        () [-] The scenario, as its base arm has it.
    front
        () [-] The front; the one in question if None.
    """
    s = scenario.arm(scenario.base)
    line = s.fronts[front or s.objective]
    middle = s.medians()
    held, contested = (middle.get(f"fronts.{line.name}.{key}", 0.0) for key in ("area_held", "area_contested"))
    share = contested / (held + contested) if contested > 0 else 0.0
    left, right = _SIDE + _GAP, _SIDE + _GAP + _GROUND
    ground = f"{_km2(held)} held" + (f", {_km2(contested)} contested" if share > 0 else "")
    heads = [
        _text(
            left - _GAP, 0, lines_within(capital(f"{s.sides[line.attacker].title} attacks"), _SIDE, bold=True), "right"
        ),
        _text(left, 0, lines_within(ground, _GROUND, bold=True), "left"),
        _text(right + _GAP, 0, lines_within(capital(f"{s.sides[line.holder].title} holds"), _SIDE, bold=True), "left"),
    ]
    top = _LINE * max(head["text"].count("\n") + 1 for head in heads)
    heads = [{**head, "y": top / 2} for head in heads]
    y = top = top + 8.0
    rects, texts, told = [], [], []
    for name in line.sectors:
        part = middle[f"sectors.{name}.area_share"]
        size = _km2(part * held)
        lines = lines_within(f"{capital(s.sectors[name].title)}: {size}", _GROUND - 16)
        high = max(part * _HIGH, _LINE * len(lines) + 6)
        rects.append(_rect(left, y, _GROUND, high - 2, PALE))
        if share > 0:
            rects.append(_rect(left, y, share * _GROUND, high - 2, MIDDLE))
        texts.append(_text(left + 8, y + (high - 2) / 2, lines, "left"))
        told.append(f"{s.sectors[name].title} {size}")
        y += high
    end, sides = y, []
    there = [(group, middle[f"groups.{group.name}.men"]) for group in s.groups.values() if group.front == line.name]
    scale = _SIDE / max(1.0, *(number for _, number in there))
    for side, edge, align in ((line.attacker, left - _GAP, "right"), (line.holder, right + _GAP, "left")):
        men = [(group, number) for group, number in there if group.side == side]
        bars, words, low, said = _troops(men, s.contingent, (edge, top, scale), align)
        rects, texts, end = rects + bars, texts + words, max(end, low)
        sides.append(f"{s.sides[side].title}: {said}")
    wide, high = 2 * (_SIDE + _GAP) + _GROUND, end
    how = "A schematic, no map. Cells: sectors, as high as their ground"
    how += "; darker: contested. " if share > 0 else ". "
    how += "Bars: men at the median"
    how += "; rust: the contingent." if any(s.groups[name].front == line.name for name in s.contingent) else "."
    body: Spec = {
        "width": wide, "height": high,
        "layer": [
            _drawn(rects, wide, high), _contact(left, top, y),
            *_lettered(texts, wide, high, "normal"), *_lettered(heads, wide, high, "bold"),
        ],
    }  # fmt: skip
    title = f"{capital(line.title)} on {day(s.as_of)}"
    return chart(f"{how} {title}. Sectors: {', '.join(told)}. {'; '.join(sides)}.", title, [how], body)


def _km2(x: float) -> str:
    return f"{amount(x, 'km2')}\u00a0km²"


def _men(x: float) -> str:
    return f"{amount(x, 'person')}\u00a0men"


def _troops(
    men: list[tuple[Group, float]], contingent: Sequence[str], start: tuple[float, float, float], align: str
) -> tuple[list[Spec], list[Spec], float, str]:
    """Bars and names of one side's groups, the largest first; where they end, and the same in words."""
    edge, y, scale = start
    ranked = sorted(men, key=lambda item: -item[1])
    rects, texts, told = [], [], []
    for group, number in ranked[:_MOST]:
        name = f"{capital(group.title)}: {_men(number)}" + (", to\u00a0come" if group.arrives else "")
        lines = lines_within(name, _SIDE)
        texts.append(_text(edge, y + _LINE * len(lines) / 2, lines, align))
        y += _LINE * len(lines) + 3
        wide = scale * number
        colour = RUST if group.name in contingent else DEEP
        rects.append(_rect(edge - wide if align == "right" else edge, y, wide, _BAR, colour))
        y += _BAR + 9
        told.append(name)
    rest = ranked[_MOST:]
    if rest:
        told.append(f"{len(rest)} more: {_men(sum(number for _, number in rest))}")
        texts.append(_text(edge, y + _LINE / 2, [told[-1]], align))
        y += _LINE
    return rects, texts, y, ", ".join(told)


def _rect(x: float, y: float, wide: float, high: float, colour: str) -> Spec:
    return {"x": x, "y": y, "x2": x + wide, "y2": y + high, "colour": colour}


def _text(x: float, y: float, lines: list[str], align: str) -> Spec:
    return {"x": x, "y": y, "text": "\n".join(lines), "align": align}


def _places(wide: float, high: float) -> Spec:
    """Pixels from the upper left corner."""
    hidden = {"type": "quantitative", "axis": None}
    x = {**hidden, "field": "x", "scale": {"domain": [0, wide], "nice": False}}
    return {"x": x, "y": {**hidden, "field": "y", "scale": {"domain": [high, 0], "nice": False}}}


def _drawn(rects: list[Spec], wide: float, high: float) -> Spec:
    colour = {"field": "colour", "type": "nominal", "scale": None}
    encoding = {**_places(wide, high), "x2": {"field": "x2"}, "y2": {"field": "y2"}, "color": colour}
    return {"data": {"values": rects}, "mark": {"type": "rect"}, "encoding": encoding}


def _contact(left: float, top: float, low: float) -> Spec:
    """The line of contact, at the attacker's edge of the ground."""
    at = {"x": {"value": left - 5}, "y": {"value": top}, "y2": {"value": low - 2}}
    return {"data": {"values": [{}]}, "mark": {"type": "rule", "color": QUIET, "strokeWidth": 3}, "encoding": at}


def _lettered(texts: list[Spec], wide: float, high: float, weight: str) -> list[Spec]:
    layers = []
    for align in ("left", "right"):
        mark = {"type": "text", "align": align, "fontWeight": weight, **centred("text")}
        encoding = {**_places(wide, high), "text": {"field": "text", "type": "nominal"}}
        shown = [text for text in texts if text["align"] == align]
        layers.append({"data": {"values": shown}, "mark": {**mark, "color": INK}, "encoding": encoding})
    return layers

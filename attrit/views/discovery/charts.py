"""A chart of boxes: which part of the belief in each input one keeps, and what wider and denser ones would hold."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from attrit.analysis.discovery_boxes import Discovery
from attrit.views.charts.lettering import lines_within
from attrit.views.charts.look import (
    DEEP,
    INK,
    MIDDLE,
    PALE,
    PERCENT,
    RUST,
    Spec,
    beside,
    chart,
    panel_title,
    row_height,
)
from attrit.views.discovery import words
from attrit.views.discovery.words import box_in_words, happening, inputs_of, left_open, limit_in_words, sentence
from attrit.views.register import View
from attrit.views.words.numbers import capital, percent

if TYPE_CHECKING:
    from attrit.analysis.discovery_boxes import Discovery, Found, Restriction
    from attrit.statistics.box_stability import Held

_WIDTH, _LABEL, _TEXT = 150, 150, 120  # px of the bars, of what they are called and of what is said of them


def discovery_spec(found: Discovery) -> Spec:
    """The limits of each box on the scale of what is believed, and coverage against density on the way to it.

    Parameters
    ----------
    found
        () [-] From `attrit.worlds`. Where there is no box, the chart says how often it happens.
    """
    worlds = "worlds" if found.target is not None else "cases"
    if not found.boxes:
        rows = [{"place": 0, "label": f"all {worlds}", "text": percent(found.share)}]
        bars = [{"place": 0, "from": 0.0, "to": 1.0, "kept": False}]
        bars.append({"place": 0, "from": 0.0, "to": found.share, "kept": True})
        happens = f"{capital(happening(found))}: no limits make that more frequent"
        panel = _bars(rows, bars, f"Share of the {worlds} in which it happens")
        return chart(sentence(found), happens, [], {"concat": [panel]})
    several = len(found.boxes) > 1
    names = [f"box {place}" if several else "the box" for place in range(1, len(found.boxes) + 1)]
    shares = ", ".join(_share(box, name, worlds) for box, name in zip(found.boxes, names, strict=True))
    title = f"{capital(happening(found))}: {shares}; {percent(found.share)} of all"
    told, panels = [f"{title}."], []
    for box, name in zip(found.boxes, names, strict=True):
        told += [f"{capital(name)}: {box_in_words(box)}.", left_open(found, box)]
        head = f"{capital(name)}: " if several else ""
        panels += [_kept(box, head), _way(box, worlds, head)]
    how = [
        f"Left: the dark part of each prior is what the box keeps, from lowest to highest. "
        f"Right: boxes on the way from all {worlds}. Rust: this box. Ring: the same box in {worlds} not searched."
    ]
    description = " ".join(part for part in told if part)
    return chart(description, title, how, {"concat": panels, "columns": 2, "spacing": 40})


def _share(box: Found, name: str, worlds: str) -> str:
    """How often it happens in a box: in worlds that were not searched, then in those that were."""
    searched = f"{percent(box.held.density)} of those searched"
    if not box.tested.cases:
        return f"{searched} in {name}, where no other lies"
    return f"{percent(box.tested.density)} of other {worlds} in {name} ({searched})"


def _kept(box: Found, head: str) -> Spec:
    """A bar for each input that is limited."""
    rows, bars = [], []
    for place, sides in enumerate(inputs_of(box)):
        label, text = sides[0].name, "; ".join(map(limit_in_words, sides))
        label, text = ("\n".join(lines_within(x, px)) for x, px in ((label, _LABEL), (text, _TEXT)))
        rows.append({"place": place, "label": label, "text": text})
        bars += [{"place": place, "from": a, "to": b, "kept": kept} for a, b, kept in _segments(sides)]
    return _bars(rows, bars, capital(f"{head}part of the prior of each input"))


def _bars(rows: Sequence[Spec], bars: Sequence[Spec], title: str) -> Spec:
    """A panel of bars from 0 to 100 %, in dark and pale parts, named at the left and told at the right."""
    y = {"field": "place", "type": "ordinal", "axis": None, "scale": {"domain": list(range(len(rows)))}}
    x = {
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 1]},
        "axis": {**PERCENT, "grid": False, "values": [0, 0.5, 1]},
    }
    colour = {"condition": {"test": "datum.kept", "value": DEEP}, "value": PALE}
    layers = [
        {
            "data": {"values": list(bars)},
            "mark": {"type": "bar", "height": 9},
            "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}, "color": colour},
        },
        beside("label", -10, "right", {"color": INK}),
        beside("text", _WIDTH + 10, "left", {"color": INK}),
    ]
    return {
        "title": panel_title(title, _WIDTH + _TEXT),
        "width": _WIDTH,
        "height": {"step": row_height(row[key] for row in rows for key in ("label", "text"))},
        "data": {"values": list(rows)},
        "encoding": {"y": y},
        "layer": layers,
    }


def _segments(sides: list[Restriction]) -> list[tuple[float, float, bool]]:
    """Parts of the belief, from 0 to 1, and whether they are kept."""
    if sides[0].side == "kept":
        ends, found = 0.0, []
        for _, share, kept in sides[0].states:
            found.append((ends, ends + share, kept))
            ends += share
        return found
    low = max((row.below for row in sides if row.side == "low"), default=0.0)
    high = min((row.below for row in sides if row.side == "high"), default=1.0)
    cuts = (0.0, low, high, 1.0)
    return [(a, b, place == 1) for place, (a, b) in enumerate(pairwise(cuts)) if b > a]


def _way(box: Found, worlds: str, head: str) -> Spec:
    """Coverage against density."""
    way = [_point(held) for held, _ in box.trajectory]
    x = {"field": "coverage", "type": "quantitative", "title": f"Coverage: of all {worlds} in which it happens"}
    y = {"field": "density", "type": "quantitative", "title": f"Density: of the {worlds} in the box"}
    scale = {"scale": {"zero": True, "nice": True}, "axis": {**PERCENT, "grid": True, "tickCount": 4}}
    point = {"type": "point", "size": 70, "opacity": 1, "strokeWidth": 2}
    return {
        "title": panel_title(capital(f"{head}wider and denser boxes"), 180),
        "width": 180,
        "height": 180,
        "encoding": {"x": {**x, **scale}, "y": {**y, **scale}},
        "layer": [
            {
                "data": {"values": way},
                "mark": {"type": "line", "color": MIDDLE, "point": {"color": MIDDLE, "size": 16}},
                "encoding": {"order": {"field": "mass", "type": "quantitative"}},
            },
            {"data": {"values": [_point(box.held)]}, "mark": {**point, "filled": True, "color": RUST}},
            {
                "data": {"values": [_point(box.tested)] if box.tested.cases else []},
                "mark": {**point, "filled": False, "color": RUST},
            },
        ],
    }


def _point(held: Held) -> Spec:
    return {"coverage": held.coverage, "density": held.density, "mass": held.mass}


VIEWS = (
    View(
        of=Discovery, title="In which worlds it matters", sentence=words.sentence, lines=words.lines,
        plain=words.plain, spec=discovery_spec,
    ),
)  # fmt: skip

"""Texts of drawings: where they break, and that none is cut or moved by a wider font."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

import pytest

from attrit.views.charts.drawing import at_once
from attrit.views.charts.lettering import lines_within, squeezed, text_width
from tests.views import example
from tests.views.test_figures import every_spec

SVG = "{http://www.w3.org/2000/svg}"
MOVE = re.compile(r"translate\(([-\d.]+),\s*([-\d.]+)\)")


def test_widths_are_those_of_the_font_that_charts_are_laid_out_by() -> None:
    assert text_width("0", 1000) == text_width("0", 1000, bold=True) == 556
    assert text_width("Wi", 10) == pytest.approx(9.44 + 2.22)
    assert text_width("мир", 10) > 15, "of another script no less than it may take"


def test_lines_hold_all_words_and_are_no_wider_than_allowed() -> None:
    text = "North Korea's men fight at Kursk, and areallylongwordwithoutanyblank"
    lines = lines_within(text, 100)
    assert max(map(text_width, lines)) <= 100
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert lines_within("short", 100) == ["short"] and lines_within("", 100) == [""]


def test_every_text_says_how_wide_it_is_to_be() -> None:
    svg = '<svg><text font-size="10px" font-weight="bold">a &amp; b</text><text font-size="10px">мир</text></svg>'
    wide = text_width("a & b", 10, bold=True)
    assert f'textLength="{wide:.1f}"' in squeezed(svg)
    assert squeezed(svg).count("textLength") == 1, "a script that is not in the list is left as it is"


def extents(element: ElementTree.Element, x: float = 0.0, turned: bool = False) -> Iterator[tuple[str, float, float]]:
    """Texts with their left and right ends, but for those that stand upright."""
    transform = element.get("transform", "")
    move = MOVE.match(transform)
    x, turned = x + (float(move[1]) if move else 0.0), turned or "rotate" in transform
    if element.tag == f"{SVG}text":
        size, bold = float(element.get("font-size", "0px")[:-2]), element.get("font-weight") == "bold"
        lines = [part.text or "" for part in element.iter(f"{SVG}tspan")] or [element.text or ""]
        for line in lines if not turned else ():
            wide = text_width(line, size, bold=bold)
            left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[element.get("text-anchor", "start")]
            yield line, left, left + wide
    for part in element:
        yield from extents(part, x, turned)


def test_no_text_of_any_chart_is_cut_at_the_edge() -> None:
    for name, spec in every_spec(example.results()).items():
        drawing = ElementTree.fromstring(at_once(spec).result())
        edge = float(drawing.get("viewBox", "").split()[2])
        texts = list(extents(drawing))
        assert len(texts) > 8, name
        assert [text for text in texts if text[1] < -0.5 or text[2] > edge + 0.5] == [], name
        assert edge < 760, f"{name} is wider than the page, which would make its letters smaller"

"""Terminals that lack our signs get others in their place, laid out as well as the signs themselves."""

from __future__ import annotations

import io
import json
import sys

import pytest

from attrit.cli import run as commands
from attrit.cli import screen
from attrit.views.words.columns import columns, lines_of, paragraph
from attrit.views.words.signs import HANDLER

TEXT = "−1.6 ± 0.2 km² – “less” × 2 …"


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", TEXT),
        (None, TEXT),
        ("latin-1", '-1.6 ± 0.2 km² - "less" × 2 ...'),
        ("ascii", '-1.6 +/- 0.2 km2 - "less" x 2 ...'),
        ("cp1252", "-1.6 ± 0.2 km² – “less” × 2 …"),
    ],
)
def test_each_sign_has_another_where_it_cannot_be_shown(encoding: str | None, shown: str) -> None:
    with lines_of(100, encoding):
        assert paragraph(TEXT) == shown
    assert paragraph(TEXT) == TEXT


def test_columns_line_up_in_the_signs_that_are_shown() -> None:
    with lines_of(80, "ascii"):
        lines = columns([("a", "1 ± 2", "x"), ("b", "10", "x")], right=(1,))
    assert lines == ["a  1 +/- 2  x", "b       10  x"]


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        (TEXT, "ascii", b'-1.6 +/- 0.2 km2 - "less" x 2 ...'),
        ("Škoda 日", "ascii", b"Skoda ?"),
        ("Škoda", "latin-1", b"Skoda"),
    ],
)
def test_what_is_not_laid_out_is_shown_too(text: str, encoding: str, shown: bytes) -> None:
    assert text.encode(encoding, HANDLER) == shown


def test_data_are_utf_8_whatever_the_terminal_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", errors=HANDLER)
    monkeypatch.setattr(sys, "stdout", stream)
    commands.print_json({"title": "Škoda −1"})
    screen.hand_over("id,Škoda\n")
    stream.flush()
    text = raw.getvalue().decode("utf-8")
    assert text.endswith("id,Škoda\n") and json.loads(text.removesuffix("id,Škoda\n")) == {"title": "Škoda −1"}

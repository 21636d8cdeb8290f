"""Charts drawn beside are the charts drawn at once; nothing of the working folder is run, and no sign ends a process."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from attrit.errors import AttritError
from attrit.views.charts import drawing
from attrit.views.charts.drawing import Beside, at_once

SPEC = {
    "data": {"values": [{"x": 1}, {"x": 3}]},
    "mark": "tick",
    "encoding": {"x": {"field": "x", "type": "quantitative"}},
}


def test_a_second_process_draws_the_same() -> None:
    with Beside() as draw:
        pending = [draw(SPEC), draw(SPEC | {"mark": "point"})]
        assert pending[0].result() == at_once(SPEC).result()
        assert pending[1].result() != pending[0].result()


def test_if_it_is_gone_another_one_draws() -> None:
    beside = Beside()
    beside._process.kill()
    beside._process.wait()
    with beside as draw:
        assert draw(SPEC).result() == at_once(SPEC).result()


def test_an_engine_that_breaks_off_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it does without memory: by a signal, at every try."""
    dying = [sys.executable, "-S", "-c", "import os; os.kill(os.getpid(), 5)"]
    monkeypatch.setattr(drawing, "_ALONE", dying)
    with (
        Beside() as draw,
        pytest.raises(AttritError, match=r"charts: the chart engine broke off \(SIGTRAP\), .*memory"),
    ):
        draw(SPEC).result()


def test_no_module_of_the_working_folder_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("vl_convert", "json", "attrit"):
        (tmp_path / f"{name}.py").write_text("open('was_run', 'w')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)  # with which a user asks for folders of their own
    with Beside() as draw:
        assert draw(SPEC).result().startswith("<svg")
    assert not (tmp_path / "was_run").exists()


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x0b", "\x1b", "\ud800", "\ufffe", "\uffff"])
def test_a_sign_that_no_drawing_may_hold_is_replaced(sign: str) -> None:
    told = drawing._drawable(SPEC | {"title": {"text": [f"The {sign} North"]}})
    assert told["title"]["text"] == ["The \ufffd North"]


def test_a_title_with_a_control_sign_is_drawn() -> None:
    assert "The \ufffd North" in at_once(SPEC | {"title": "The \x1b North"}).result()

"""What a shell offers while a command is typed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from attrit.cli import completion


def test_scenarios_are_those_that_ship_and_the_files_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("kursk-mine.yaml").touch()
    assert completion.scenarios("kursk") == ["kursk-2024", "kursk-mine.yaml"]


def test_arms_are_those_of_the_scenario_also_behind_a_comma() -> None:
    typed: Any = SimpleNamespace(params={"scenario": "template"})
    assert completion.arms(typed, "d") == ["doubled"]
    assert completion.arms(typed, "committed,ab") == ["committed,absent"]
    nothing: Any = SimpleNamespace(params={"scenario": "no-such-war"})
    assert completion.arms(nothing, "") == []


def test_outcomes_and_mechanisms_go_by_their_beginning() -> None:
    assert completion.outcomes("area_held") == ["area_held", "area_held_or_contested", "area_held_true"]
    assert completion.mechanisms("sub") == ["substitution"]

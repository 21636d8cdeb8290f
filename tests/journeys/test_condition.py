"""Worlds chosen by what was seen, as a user meets them: answer, other questions, a front of one's own, refusals."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.journeys.command_line import answered, attrit

FEW = ("--particles", "8192", "--draws", "1000")


def observations(path: Path, rate: float, days: int = 60) -> str:
    first = date(2024, 11, 16)
    rows = [f"{first + timedelta(days=day)},{580 - rate * day:.1f}" for day in range(1, days, 4)]
    path.write_text("\n".join(["date,held_km2", *rows]) + "\n", "utf-8")
    return str(path)


def test_the_answer_is_told_given_what_was_seen_and_without(tmp_path: Path) -> None:
    seen = observations(tmp_path / "seen.csv", 1.0)
    done = answered("condition", "kursk-2024", "--observations", seen, *FEW, "--out", str(tmp_path / "out"))
    words = " ".join(done.stdout.split())
    assert "Given what was observed up to 12 January 2025, Ukraine holds" in words
    assert "Had it been so that “Russia sends its own troops instead”" in words
    assert "effective worlds with a past of their own are left" in words
    found = json.loads((tmp_path / "out" / "condition.json").read_text("utf-8"))
    effective = [day["effective"] for day in found["observations"]]
    assert effective == sorted(effective, reverse=True)
    area = found["expected"][0]
    assert area["outcome"] == "area_held" and area["after"]["mean"] > area["before"]["mean"]
    assert "<svg" in (tmp_path / "out" / "condition.svg").read_text("utf-8")


def test_until_leaves_out_what_came_later(tmp_path: Path) -> None:
    seen = observations(tmp_path / "seen.csv", 1.0)
    done = answered("condition", "kursk-2024", "--observations", seen, "--until", "2024-12-10", *FEW, "--json")
    found = json.loads(done.stdout)
    assert found["until"] == "2024-12-07"
    assert max(day["date"] for day in found["observations"]) <= "2024-12-10"


def test_other_questions_take_the_same_worlds(tmp_path: Path) -> None:
    seen = observations(tmp_path / "seen.csv", 1.0)
    plain = json.loads(answered("run", "kursk-2024", "--arms", "committed,absent", "--draws", "1000", "--json").stdout)
    done = answered("run", "kursk-2024", "--observations", seen, "--arms", "committed,absent", *FEW, "--json")
    assert "observations up to 2025-01-12 leave" in done.stderr
    given = json.loads(done.stdout)
    assert given != plain


def test_a_front_of_ones_own_begins_with_its_area(tmp_path: Path) -> None:
    rows = [f"{date(2031, 1, 1) + timedelta(days=day)},{400 + 1.5 * day + day % 3}" for day in range(80)]
    (tmp_path / "area.csv").write_text("\n".join(["date,taken_km2", *rows]) + "\n", "utf-8")
    made = attrit("new", "north", "--from", "area.csv", cwd=tmp_path)
    assert "north.yaml, north-area.csv" in made.stdout, made.stderr
    assert attrit("check", "north.yaml", cwd=tmp_path).returncode == 0
    asked = ("north.yaml", "--observations", "north-area.csv", *FEW, "--few", "widen", "--json")
    done = attrit("condition", *asked, cwd=tmp_path)
    found = json.loads(done.stdout)
    assert found["arm"] == found["against"] == "as_seen"
    area = found["expected"][0]
    assert area["after"]["p95"] - area["after"]["p05"] < area["before"]["p95"] - area["before"]["p05"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--observations", "nowhere.csv"), "cannot be read"),
        (("--observations", "{seen}", "--until", "soon"), "--until: soon: is not a day"),
        (("--observations", "{seen}", "--column", "held_km2"), "is not NAME=OUTCOME"),
        (("--observations", "{seen}", "--column", "nope=area_held"), "no such column"),
        (("--observations", "{seen}", "--column", "held_km2=ground"), "'ground' is no outcome"),
        (("--observations", "{seen}", "--few", "hope"), "few: found 'hope'"),
        (("--observations", "{far}",), "of 8,192 worlds are left that agree with the observations up to"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_words(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    places = {
        "seen": observations(tmp_path / "seen.csv", 1.0),
        "far": observations(tmp_path / "far.csv", -60.0),
    }
    asked = [word.format(**places) for word in words]
    done = attrit("condition", "kursk-2024", *asked, *FEW)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""

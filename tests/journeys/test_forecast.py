"""A front forecast from its area, as a user meets it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.journeys.command_line import answered, attrit


def table(path: Path, rate: float, days: int = 62) -> str:
    rows = [f"{date(2031, 1, 1) + timedelta(days=k)},{400 + rate * k + k % 3:.1f}" for k in range(days)]
    path.write_text("\n".join(["date,taken_km2", *rows]) + "\n", "utf-8")
    return str(path)


def test_a_front_that_moves_goes_on_and_the_pool_says_what_the_mechanisms_add(tmp_path: Path) -> None:
    file = table(tmp_path / "north.csv", 3.0)
    done = answered("forecast", file, "--days", "30,90", "--out", str(tmp_path / "out"))
    words = " ".join(done.stdout.split())
    assert "taken_km2 of north is 584 km² on 3 March 2031." in words
    assert "The mechanisms have" in words
    assert "of 59 at 30 days" in words
    found = json.loads((tmp_path / "out" / "forecast.json").read_text("utf-8"))
    assert sum(found["weights"].values()) == pytest.approx(1)
    by = {(one["model"], one["days"]): one["values"] for one in found["forecasts"]}
    assert by["pool", 90][2] > by["pool", 30][2] > 584
    assert by["pool", 90][4] - by["pool", 90][0] > by["pool", 30][4] - by["pool", 30][0]
    assert "<svg" in (tmp_path / "out" / "forecast.svg").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere.csv",), "cannot be read"),
        (("{file}", "--days", "soon"), "is no number of days ahead"),
        (("{file}", "--days", ","), "names no day"),
        (("{file}", "--column", "nope"), "missing column"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    file = table(tmp_path / "north.csv", 3.0)
    done = attrit("forecast", *(word.format(file=file) for word in words))
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr

"""The command hindcast, as a user meets it."""

import json
from pathlib import Path

import numpy as np

from tests.journeys.command_line import answered, attrit


def front(path: Path) -> None:
    path.parent.mkdir(parents=True)
    area = 500 + np.cumsum(np.random.default_rng(1).exponential(2.0, 75))
    days = np.datetime64("2031-01-01") + np.arange(75)
    lines = [f"{day},{value:.2f}" for day, value in zip(days, area, strict=True)]
    path.write_text("\n".join(["date,occupied_km2", *lines]) + "\n", "utf-8")


def test_scores_are_told_and_written(tmp_path):
    front(tmp_path / "data" / "fronts" / "north.csv")
    done = answered("hindcast", str(tmp_path / "data"), "--out", str(tmp_path / "scores.json"), "--draws", "100")
    assert "damped trend" in done.stdout and "CRPS, against half drift" in done.stdout
    assert "mechanism" in done.stdout
    assert "not in the folder" in done.stderr and "nan" not in done.stdout
    rows = json.loads((tmp_path / "scores.json").read_text("utf-8"))
    assert {row["set"] for row in rows} == {"fronts"} and rows[0]["error"] is None
    assert [*rows[0]] == ["set", "series", "horizon", "model", "score", "value", "error", "n"]


def test_a_bad_folder_is_refused_in_words(tmp_path):
    (tmp_path / "fronts").mkdir()
    for made, words in (
        ("", "no CSV file in the folder"),
        ("date,occupied_km2\n2031-01-01,-3\n", "a.csv:2:occupied_km2"),
    ):
        if made:
            (tmp_path / "fronts" / "a.csv").write_text(made, "utf-8")
        done = attrit("hindcast", str(tmp_path))
        assert (done.returncode, done.stdout) == (2, "") and words in done.stderr and "Traceback" not in done.stderr

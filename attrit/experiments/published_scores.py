"""The scores that ship: how forecasts of the development data did, numbers only."""

from __future__ import annotations

import csv
import math
from functools import cache
from importlib.resources import files

from attrit.statistics.score_rows import ScoreRow

FILE = "scores.csv"


@cache
def published() -> tuple[ScoreRow, ...]:
    """(score) [-] Rows of `attrit hindcast` on the development data: over all fronts, the pocket, battles, days."""
    text = files("attrit.library").joinpath(FILE).read_text("utf-8")
    return tuple(
        ScoreRow(
            row["set"], row["series"], int(row["horizon"]), row["model"], row["score"], float(row["value"]),
            float(row["error"]) if row["error"] else math.nan, int(row["n"]),
        )
        for row in csv.DictReader(text.splitlines())
    )  # fmt: skip

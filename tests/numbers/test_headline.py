"""Headline figures of kursk-2024. A change here is named in the changelog under Numbers, or it is a mistake."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import attrit
from attrit.engine.results import Results

HERE = Path(__file__).parent


def rows() -> list[dict[str, str]]:
    with (HERE / "headline.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def run() -> Results:
    return attrit.simulate(attrit.load("kursk-2024"), 2048, seed=1, arms=["committed", "absent"], keep=())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["measure"])
def test_headline_figures_are_those_recorded(run: Results, row: dict[str, str]) -> None:
    """If not: say why in CHANGELOG.md under Numbers, then write the new figure into headline.csv."""
    found = attrit.compare(run, "committed", "absent")[row["measure"]]
    for column, estimate in (("committed", found.arm), ("absent", found.against), ("difference", found.difference)):
        assert f"{estimate.mean:.4g}" == row[column], column


def test_the_changelog_has_a_place_for_them() -> None:
    assert "### Numbers" in (HERE.parents[1] / "CHANGELOG.md").read_text(encoding="utf-8")

"""Numbers that came to be known later: what their names mean, and what cannot be scored."""

from __future__ import annotations

from pathlib import Path

import pytest

from attrit.analysis.hindcast_targets import target_rows
from attrit.errors import LedgerError

HEAD = "target,resolve_date,low,best,high,unit,basis\n"


def table(folder: Path, *rows: str) -> Path:
    file = folder / "targets.csv"
    file.write_text(HEAD + "\n".join(rows) + "\n", "utf-8")
    return file


def test_each_target_is_scored_in_its_own_unit_beside_the_first_day(tmp_path: Path) -> None:
    notes: list[str] = []
    rows = target_rows(
        table(
            tmp_path, "ua_held_km2,2024-12-16,,500,,km2,x", "dprk_killed_wounded,2024-12-16,50,,150,person,x",
            "ru_losses_kursk,2024-12-16,,4000,,men,x", "recovered,2024-12-16,,0,,1,x", "weather,2024-12-16,,1,,1,x",
        ),
        notes,
    )  # fmt: skip
    by = {(row.series, row.model, row.score): row.value for row in rows}
    assert {row.horizon for row in rows} == {30}
    assert by["ua_held_km2", "kursk-2024", "crps"] < 60
    assert ("ua_held_km2", "as on the first day", "crps") in by
    assert by["ua_held_km2", "kursk-2024", "coverage_90"] in (0, 1)
    assert 0 <= by["recovered", "kursk-2024", "brier"] < 0.3
    assert ("dprk_killed_wounded", "kursk-2024", "crps") in by
    assert any("weather is not among what the scenario can say" in note for note in notes)


def test_a_number_far_off_scores_worse_and_is_not_held(tmp_path: Path) -> None:
    near, far = (
        {
            row.score: row.value
            for row in target_rows(table(tmp_path, f"held,2025-01-15,,{x},,km2,x"), [])
            if row.model == "kursk-2024"
        }
        for x in (450, 5000)
    )
    assert far["crps"] > 10 * near["crps"]
    assert (near["coverage_90"], far["coverage_90"]) == (1, 0)


def test_targets_of_before_are_named(tmp_path: Path) -> None:
    notes: list[str] = []
    assert target_rows(table(tmp_path, "held,2024-10-15,,450,,km2,x"), notes) == []
    assert "no target comes after 2024-11-16" in notes[0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("held,soon,,450,,km2,x", "targets.csv:2:resolve_date"),
        ("held,2025-01-15,,,,km2,x", "targets.csv:2:best"),
        ("held,2025-01-15,9,5,3,km2,x", "targets.csv:2:low"),
        ("held,2025-01-15,,450,,furlong,x", "targets.csv:2:unit"),
        ("held,2025-01-15,,lots,,km2,x", "targets.csv:2:best"),
    ],
)
def test_what_is_wrong_is_told_where_it_is(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(LedgerError) as refused:
        target_rows(table(tmp_path, row), [])
    assert said in str(refused.value)

"""Tables of a front's area by day: what is read, and what is refused where."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from attrit.errors import LedgerError
from attrit.evidence.area_series import read_area_series


def table(folder: Path, text: str) -> Path:
    file = folder / "front.csv"
    file.write_text(text)
    return file


def test_days_without_a_map_have_the_area_before(tmp_path: Path) -> None:
    found = read_area_series(table(tmp_path, "date,occupied_km2,unknown_km2\n2024-05-01,10,1\n2024-05-04,13,1\n"))
    assert (found.name, found.column, found.missing) == ("front", "occupied_km2", 2)
    days, area = found.daily()
    assert days[0] == date(2024, 5, 1)
    assert area.tolist() == [10, 10, 10, 13]


def test_a_column_may_be_asked_for_and_empty_cells_are_no_days(tmp_path: Path) -> None:
    file = table(tmp_path, "date,a,b\n2024-05-01,10,\n2024-05-02,11,7\n")
    assert read_area_series(file, "b").area.tolist() == [7]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date,a\n2024-05-02,1\n2024-05-01,2\n", "front.csv:3:date: 2024-05-01 comes after 2024-05-02"),
        ("date,a\n2024-05-02,1\n2024-05-02,2\n", "front.csv:3:date: 2024-05-02 is there twice"),
        ("date,a\n2024-05-02,-1\n", "front.csv:2:a: -1 is out of range"),
        ("date,a\n2024-05-02,some\n", "front.csv:2:a: 'some' is not a number"),
        ("date,a\nyesterday,1\n", "front.csv:2:date: 'yesterday' is not a day"),
        ("date\n2024-05-02\n", "front.csv:1:date: is the only column"),
        ("a\n1\n", "front.csv:1:date: missing column"),
        ("date,a\n", "front.csv: a: holds no area"),
    ],
)
def test_what_is_wrong_is_told_where_it_is(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(LedgerError) as refused:
        read_area_series(table(tmp_path, text))
    assert said in str(refused.value)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as refused:
        read_area_series(table(tmp_path, "date,a\n2024-05-02,-1\n2024-05-03,x\n2024-05-01,1\n"))
    assert len(refused.value.problems) == 3

"""A table of areas is read as it stands, and whatever is wrong with it is said at once, with its place."""

from pathlib import Path

import numpy as np
import pytest

from attrit.errors import LedgerError
from attrit.evidence.area_series import read_area_series, tables


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "north.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def refused(path: Path, needed: str = "held_km2") -> str:
    with pytest.raises(LedgerError) as raised:
        read_area_series(path, [needed])
    return str(raised.value)


def test_days_between_snapshots_have_the_area_before_and_are_counted(tmp_path):
    rows = ("date,note,held_km2,grey_km2", "2031-02-27,a,10,1", "2031-03-02,b,7.5,2", "2031-03-03,c,7,2")
    found = read_area_series(written(tmp_path, *rows), ["held_km2"])
    assert (found.name, [*found.values]) == ("north", ["held_km2", "grey_km2"])
    assert found.dates.dtype == np.dtype("datetime64[D]") and len(found.days) == 5
    assert list(found.daily("held_km2")) == [10, 10, 10, 7.5, 7]
    assert (found.without, found.longest_gap) == (2, 2)
    assert found.said() == ("north: 3 snapshots, 2031-02-27 to 2031-03-03; 2 days have no snapshot, 2 in a row at most")


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    rows = ("2031-03-02,5", "2031-03-02,-1", "2031-03-01,some", "2031-03-40,4")
    said = refused(written(tmp_path, "date,held_km2", *rows))
    for place, words in (
        ("3:date", "2031-03-02 is there twice"),
        ("3:held_km2", "-1 is out of range"),
        ("4:date", "2031-03-01 stands below 2031-03-02"),
        ("4:held_km2", "'some' is not a number"),
        ("5:date", "'2031-03-40' is not a day"),
    ):
        assert f"north.csv:{place}: {words}" in said


def test_of_several_snapshots_of_a_day_the_last_counts_if_their_times_are_there(tmp_path):
    head, first = "date,snapshot_utc,held_km2", "2031-03-01,2031-03-01T08:00:00,5"
    found = read_area_series(written(tmp_path, head, first, "2031-03-01,2031-03-01T20:00:00,6"), ["held_km2"])
    assert list(found.values["held_km2"]) == [6]
    assert "is there twice" in refused(written(tmp_path, head, first, "2031-03-01,2031-03-01T07:00:00,6"))


def test_a_file_without_rows_or_the_column_is_refused(tmp_path):
    assert "no row below the header" in refused(written(tmp_path, "date,held_km2"))
    assert "missing column" in refused(written(tmp_path, "date,occupied_km2", "2031-03-01,1"))
    assert "the file is empty" in refused(written(tmp_path, ""))


def test_a_folder_without_tables_is_refused(tmp_path):
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(LedgerError, match=r"no CSV file in the folder|cannot be read"):
            tables(folder)

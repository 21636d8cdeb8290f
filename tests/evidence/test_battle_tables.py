"""The tables of battles are read as they are, without the columns that know the outcome; what is wrong is located."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from attrit.errors import LedgerError
from attrit.evidence import battle_design as design
from attrit.evidence.battle_tables import TABLES, read_battle_tables
from tests.tolerances import ROUNDING

CDB90 = Path(__file__).parents[3] / "shared" / "data" / "cdb90"
ROWS = {
    "battles": ["1,First War,PD,1,4.5", "2,First War,FD,-1,-2", "3,Second War,HD,0,"],
    "belligerents": [
        "1,1,12000,10000,3,1000,,20,100,5,10,-10,20,-20",
        "1,0,6000,6000,1,600,0,0,30,0,,,,",
        "2,1,5000,,1,5500,0,0,,0,0,0,0,0",
        "2,0,4000,4000,1,100,0,0,10,0,0,0,0,0",
        "3,1,8000,8000,1,,0,0,10,0,0,0,0,0",
        "3,0,8000,8000,1,90,0,0,10,0,0,0,0,0",
    ],
    "active_periods": [
        "1,1943-07-05T06:00:00,1943-07-05T12:00:00",
        "1,1943-07-07T06:00:00,1943-07-08T06:00:00",
        "2,1943-08-01T06:00:00,1943-08-01T09:00:00",
        "3,1812-01-01T00:00:00,1812-01-03T00:00:00",
    ],
    "front_widths": ["1,1,6", "1,2,9", "2,1,"],
    "terrain": ["1,1,G,W", "2,1,F,", "3,1,R,M"],
    "weather": ["1,1,W,W", "2,1,D,S", "3,1,D,S"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, columns in TABLES.items():
        (tmp_path / f"{name}.csv").write_text("\n".join([",".join(columns), *ROWS[name]]) + "\n", "utf-8")
    return tmp_path


def edited(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / f"{name}.csv"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_battles_by_hand(folder: Path):
    table = read_battle_tables(folder)
    assert table.name.tolist() == ["1", "2", "3"] and table.war.tolist() == ["First War"] * 2 + ["Second War"]
    assert table.strength[0].tolist() == [10000.0, 6000.0], "the start is known before, all engaged only afterwards"
    assert table.strength[1, 0] == 5000.0 and table.basis[0].tolist() == ["3", "1"]
    assert table.days.tolist() == [3.0, 1.0, 2.0] and table.year.tolist() == [1943.0, 1943.0, 1812.0]
    assert table.won.tolist() == [1.0, 0.0, 0.0] and table.width[0] == 6.0 and math.isnan(table.width[1])
    assert table.strength_error[0, 0] == pytest.approx(math.log(1.1 / 0.9) / 3.29, rel=ROUNDING)
    assert table.loss_error[1, 0] == 0.02, "bounds of nought are not believed"


def test_outcomes_are_bounded_where_they_are_not_seen(folder: Path):
    y, side, noise = design.outcomes(read_battle_tables(folder))
    assert y[0, 0] == pytest.approx(math.log(0.1), rel=ROUNDING) and side[0, 0] == 0
    assert y[1, 0] == 0.0 and side[1, 0] == 1, "more than all were lost"
    assert math.isnan(y[2, 0]) and math.isnan(y[2, 3])
    assert side[:, 2].tolist() == [0, -1, 0] and side[:, 4].tolist() == [1, -1, -1]
    assert y[:2, 3] == pytest.approx([math.log(5.5), -math.log(3.0)], rel=ROUNDING)
    assert design.unbent(y[:2, 3]) == pytest.approx([4.5, -2.0], rel=ROUNDING)
    assert (noise[:, :2] > 0.0).all() and not noise[:, 2:].any()


def test_predictors_know_nothing_of_the_outcome(folder: Path):
    before = design.predictors(design.facts_of(read_battle_tables(folder)))
    edited(folder, "battles", "PD,1,4.5", "PD,-1,-9")
    edited(folder, "belligerents", "3,1000,,20", "3,9000,,20")
    edited(folder, "belligerents", "1,1,12000", "1,1,99000")
    edited(folder, "belligerents", "100,5,10", "100,500,10")
    edited(folder, "active_periods", "1943-07-08T06", "1943-07-28T06")
    after = design.predictors(design.facts_of(read_battle_tables(folder)))
    np.testing.assert_array_equal(before, after)
    assert before.shape == (3, len(design.PREDICTORS)) and np.isfinite(before).all()


def test_all_that_is_wrong_in_all_tables_is_told(folder: Path):
    edited(folder, "battles", "PD,1,4.5", "XX,2,far")
    edited(folder, "belligerents", "2,1,5000", "2,1,-5000")
    edited(folder, "belligerents", "8000,8000,1,90", "many,8000,1,90")
    edited(folder, "active_periods", "1812-01-03T00:00:00", "soon")
    edited(folder, "front_widths", "1,1,6", "1,1,wide")
    with pytest.raises(LedgerError) as caught:
        read_battle_tables(folder)
    where = [problem.where.removeprefix(f"{folder}/") for problem in caught.value.problems]
    assert where == [
        "battles.csv:2:post1", "battles.csv:2:wina", "battles.csv:2:kmda", "belligerents.csv:4:str",
        "belligerents.csv:7:str", "active_periods.csv:5:end_time_max", "front_widths.csv:2:wofd",
    ]  # fmt: skip


def test_missing_tables_and_columns_are_told_at_once(folder: Path):
    (folder / "terrain.csv").unlink()
    (folder / "weather.csv").unlink()
    edited(folder, "belligerents", "cas,", "losses,")
    with pytest.raises(LedgerError) as caught:
        read_battle_tables(folder)
    message = str(caught.value)
    assert all(part in message for part in ("terrain.csv", "weather.csv", "belligerents.csv:1:cas: missing column"))
    with pytest.raises(LedgerError, match=r"no such folder; a folder with battles\.csv"):
        read_battle_tables(folder / "nowhere")


def test_a_side_that_is_not_there_is_told(folder: Path):
    edited(folder, "belligerents", "3,0,8000,8000,1,90,0,0,10,0,0,0,0,0\n", "")
    with pytest.raises(LedgerError, match=r"battle 3 has no two sides in belligerents\.csv"):
        read_battle_tables(folder)


@pytest.mark.skipif(not CDB90.exists(), reason="the shared data are not beside this checkout")
def test_the_development_battles_are_read():
    table = read_battle_tables(CDB90)
    assert (
        len(table.name) == 466 and len({*table.war}) == 24
    )  # two of 468 lack a date or a strength; the attackers won both
    assert np.nansum(table.won) == 275 and np.isnan(table.won).sum() == 2
    assert np.nanmin(table.days) == 1.0 and np.nanmax(table.days) > 100.0, "by the calendar, not held to two days"

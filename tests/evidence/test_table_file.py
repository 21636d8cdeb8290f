"""Files of tables: how large they may be, and Parquet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from attrit.errors import LedgerError
from attrit.evidence import table_file
from attrit.evidence.formats import read_any
from attrit.evidence.table_file import read_table

FORECAST = Path(__file__).with_name("foreign") / "2024-05-06-team_one-model_a.csv"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(LedgerError, match=r"large.csv: the file is too large: 300 MB; at most 64 MB; split the file"):
        read_table(path)
    monkeypatch.setattr(table_file, "LARGEST", 1_000_000)
    with pytest.raises(LedgerError, match="zero: the file is too large: no end; at most 1 MB"):
        read_table("/dev/zero")


def test_a_blank_first_row_is_told(tmp_path) -> None:
    path = tmp_path / "blank.csv"
    path.write_text(",,\nid,subject\n")
    with pytest.raises(LedgerError, match="1: the first row is blank; the header; delete that line"):
        read_table(path)


def test_parquet_without_its_reader_is_refused_with_the_cure(tmp_path, monkeypatch) -> None:
    path = tmp_path / "2024-05-06-a-b.parquet"
    path.write_bytes(b"PAR1....PAR1")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(LedgerError, match=r"reading it needs pyarrow; pip install 'attrit\[parquet\]', or save"):
        read_any(path)


def test_parquet_is_read_as_its_csv(tmp_path) -> None:
    pytest.importorskip("pyarrow")
    from pyarrow import parquet, table

    header, *rows = read_table(FORECAST).rows
    columns = dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))
    columns["reference_date"] = [date.fromisoformat(cell) for cell in columns["reference_date"]]
    columns["value"] = [float(cell) for cell in columns["value"]]
    columns["target_end_date"] = [cell or None for cell in columns["target_end_date"]]
    path = tmp_path / FORECAST.with_suffix(".parquet").name
    parquet.write_table(table(columns), path)
    assert list(read_any(path)[0]) == list(read_any(FORECAST)[0])
    path.write_bytes(b"PAR1 broken")
    with pytest.raises(LedgerError, match="broken Parquet"):
        read_any(path)

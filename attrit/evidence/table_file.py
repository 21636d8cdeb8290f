"""Tables of other people: the cells of a CSV or Parquet file as text, up to a size that can be read."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from attrit.errors import LedgerError, Problem, named_pipe
from attrit.evidence.statement import NEEDED

LARGEST = 64_000_000
"""Bytes of the largest file that is read."""
_MOST_CELLS = 10_000_000
_UTF8 = "save the sheet as 'CSV UTF-8'"


class Table(NamedTuple):
    """The cells of a file as text.

    Parameters
    ----------
    rows
        (row) [-] Cells without surrounding blanks; the first row is the header.
    separator
        () [-] What stands between cells: a comma or a semicolon.
    """

    rows: list[list[str]]
    separator: str


def read_table(path: str | os.PathLike[str], needed: Sequence[str] = NEEDED) -> Table:
    """The cells of a table.

    Parameters
    ----------
    path
        () [-] A CSV file in UTF-8, separated by commas or semicolons, or a Parquet file.
    needed
        (column) [-] Columns to name where the file is empty.

    Raises
    ------
    LedgerError
        The file cannot be read, is too large, or is no such file.
    """
    where = os.fspath(path)
    raw = _read(where)
    if raw[:4] == b"PAR1":
        return Table(_parquet(raw, where), ",")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise LedgerError(Problem(f"{where}:{line}", "", "not UTF-8 text", "a CSV file in UTF-8", _UTF8)) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise LedgerError(Problem(f"{where}:{line}", "", "not a text file", "a CSV file in UTF-8", _UTF8))
    if not text.strip():
        raise LedgerError(Problem(f"{where}:1", "", "the file is empty", f"a first row with {','.join(needed)}"))
    first = text.splitlines()[0].strip()
    if not first.strip(",; \t"):
        raise LedgerError(Problem(f"{where}:1", "", "the first row is blank", "the header", "delete that line"))
    if re.fullmatch("sep=.", first):
        raise LedgerError(Problem(f"{where}:1", "", f"'{first}' stands before the first row", "", "delete that line"))
    if "\t" in first and not {",", ";"} & {*first}:
        raise LedgerError(Problem(f"{where}:1", "", "the cells are separated by tabs", "commas or semicolons", _UTF8))
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return Table([[cell.strip() for cell in row] for row in reader], separator)
    except csv.Error as error:
        problem = Problem(f"{where}:{reader.line_num}", "", f"broken CSV: {error}", "", "look for a lone quote sign")
        raise LedgerError(problem) from error


def _read(where: str) -> bytes:
    """The bytes of a file that is not too large; one without an end is too large."""
    if named_pipe(where):
        raise LedgerError(Problem(where, "", "a named pipe, which nobody may ever write to", "a CSV file"))
    try:
        with open(where, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            raw = b"" if size > LARGEST else file.read(LARGEST + 1)
    except OSError as error:
        raise LedgerError(Problem(where, "", f"cannot be read: {error.strerror}", "a CSV file")) from error
    if max(size, len(raw)) > LARGEST:
        found = f"{size / 1e6:,.0f} MB" if size > LARGEST else "no end"
        accepted, cure = f"at most {LARGEST / 1e6:.0f} MB", "split the file, or leave out rows and columns"
        raise LedgerError(Problem(where, "", f"the file is too large: {found}", accepted, cure))
    return raw


def _parquet(raw: bytes, where: str) -> list[list[str]]:
    """The rows of a Parquet file."""
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        cure = "pip install 'attrit[parquet]', or save the table as CSV"
        raise LedgerError(Problem(where, "", "a Parquet file; reading it needs pyarrow", "", cure)) from error
    try:
        file = parquet.ParquetFile(io.BytesIO(raw))
        cells = file.metadata.num_rows * file.metadata.num_columns
        if cells > _MOST_CELLS:
            found = f"the table is too large: {cells:,} cells"
            raise LedgerError(Problem(where, "", found, f"at most {_MOST_CELLS:,}", "leave out rows and columns"))
        table = file.read()
        columns = [[_text(cell) for cell in column.to_pylist()] for column in table.columns]
    except (ArrowException, OSError, ValueError) as error:
        raise LedgerError(Problem(where, "", f"broken Parquet: {error}"[:200], "a Parquet file")) from error
    return [[str(name).strip() for name in table.column_names], *map(list, zip(*columns, strict=True))]


def _text(cell: Any) -> str:
    """A cell of a Parquet file as a CSV file would hold it."""
    if cell is None or cell != cell:
        return ""
    return (repr(cell) if isinstance(cell, float) else str(cell)).strip()

"""Tables of a hub: files of forecasts and of what came true, as text cells with the line of each row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from attrit.errors import LedgerError, Problem
from attrit.evidence.forecasts import OUTPUT
from attrit.evidence.hub_shape import HubConfig, missing, number_of
from attrit.evidence.table_file import read_table

_NAME = re.compile(
    r"(?P<round>\d{4}-\d{2}-\d{2}|[A-Za-z0-9_]+)-(?P<team>[A-Za-z0-9_]+)-(?P<model>[A-Za-z0-9_]+)"
    r"(?:\.(?:snappy|gzip|gz|brotli|zstd|lz4|lzo|bz2))?\.(?P<format>[A-Za-z]+)"
)
_ENDS = ("target_end_date", "target_date")
_DAYS = ("date", "time_idx", "time", "time_value", *_ENDS)
_STEPS = {"day": 1, "week": 7}
_ALIKE = 1e-9  # relative: by which two values of one truth may differ by rounding


@dataclass(frozen=True)
class FileName:
    """What the name of a file of forecasts says.

    Parameters
    ----------
    round, model, format
        () [-] Id of the round, ``TEAM-MODEL``, and the file format.
    """

    round: str
    model: str
    format: str


def file_name(path: Path) -> FileName | None:
    """What the name of a file says; None if it is not ``ROUND-TEAM-MODEL.FORMAT``.

    Parameters
    ----------
    path
        () [-] The file.
    """
    found = _NAME.fullmatch(path.name)
    return (
        None
        if found is None
        else FileName(found["round"], f"{found['team']}-{found['model']}", found["format"].lower())
    )


@dataclass(frozen=True)
class HubTable:
    """A table of a hub.

    Parameters
    ----------
    where
        () [-] The file.
    header
        (column) [-] Its columns.
    rows
        (row, column) [-] Cells as text; row i stands in line i + 2.
    """

    where: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def at(self, name: str) -> int:
        """Place of a column."""
        return self.header.index(name)


def read_hub_table(path: Path) -> HubTable:
    """A table of a hub.

    Parameters
    ----------
    path
        () [-] A CSV or Parquet file.

    Raises
    ------
    LedgerError
        It cannot be read, or a row has more or fewer cells than the header.
    """
    if not path.is_file():
        raise LedgerError(Problem(str(path), "", "there is no such file"))
    rows = read_table(path, OUTPUT).rows
    header = tuple(rows[0])
    wrong = [
        Problem(f"{path}:{line}", "", f"the row has {len(row)} cells", f"{len(header)}, as the header has")
        for line, row in enumerate(rows[1:], 2)
        if len(row) != len(header)
    ]
    if len({*header}) < len(header):
        twice = next(name for name in header if header.count(name) > 1)
        wrong.insert(0, Problem(f"{path}:1", twice, "the column is there twice"))
    if wrong:
        raise LedgerError(wrong[:20])
    return HubTable(str(path), header, tuple(map(tuple, rows[1:])))


@dataclass(frozen=True)
class Truth:
    """What came true.

    Parameters
    ----------
    where
        () [-] The file or folder.
    columns
        (column) [-] Task ids by which it is found.
    values
        (task) [any] Observed numbers by the cells of these columns, NaN where there is none.
    categories
        (task) [-] Observed categories by the same.
    day
        () [-] The column among `columns` that holds the day, if forecasts may have to have it worked out.
    version
        () [-] Which version was taken, where there are several.
    """

    where: str
    columns: tuple[str, ...]
    values: Mapping[tuple[str, ...], float]
    categories: Mapping[tuple[str, ...], str]
    day: str = ""
    version: str = ""


def read_truth(config: HubConfig) -> Truth:
    """What came true: the oracle output of a hub, or else its time series.

    Parameters
    ----------
    config
        () [-] The hub.

    Raises
    ------
    LedgerError
        There is neither, or it cannot be used.
    """
    place = config.folder / "target-data"
    for name, value in (("oracle-output", "oracle_value"), ("time-series", "observation")):
        for path in (place / f"{name}.csv", place / f"{name}.parquet", place / name):
            if path.exists():
                return _truth(path, _whole(path), value, config)
    accepted = "target-data/oracle-output.csv, or time-series.csv, or the same as .parquet or as a folder"
    raise LedgerError(Problem(str(place), "", "nothing says what came true", accepted))


def _whole(path: Path) -> HubTable:
    """A file, or the files of a folder with the columns that names of folders hold: ``target=wk inc``."""
    if path.is_file():
        return read_hub_table(path)
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    for file in sorted(one for one in path.rglob("*") if one.suffix in (".csv", ".parquet")):
        table = read_hub_table(file)
        parts = [part.split("=", 1) for part in file.relative_to(path).parts[:-1] if "=" in part]
        columns = (*table.header, *(name for name, _ in parts))
        header = header or columns
        if {*columns} != {*header}:
            raise LedgerError(Problem(str(file), "", "has other columns than the files beside it", ", ".join(header)))
        order = [columns.index(name) for name in header]
        more = tuple(value for _, value in parts)
        rows += [tuple((*row, *more)[i] for i in order) for row in table.rows]
    if not header:
        raise LedgerError(Problem(str(path), "", "no CSV or Parquet file is in the folder"))
    return HubTable(str(path), header, tuple(rows))


def _truth(path: Path, table: HubTable, value: str, config: HubConfig) -> Truth:
    if value not in table.header:
        raise LedgerError(Problem(str(path), value, "missing column", f"columns with {value}"))
    rows, version = _latest(table)
    tasks = {name for one in config.rounds for name in one.columns}
    stated = str(config.target_data.get("date_col") or "")
    day = next((name for name in (stated, *_DAYS) if name in table.header), "")
    columns = tuple(name for name in table.header if name in tasks or name == day)
    if not columns:
        raise LedgerError(Problem(str(path), "", "has no task id column of the hub", ", ".join(sorted(tasks))))
    kinds = table.at("output_type") if "output_type" in table.header else None
    at, of, problems = [table.at(name) for name in columns], table.at(value), []
    values: dict[tuple[str, ...], float] = {}
    categories: dict[tuple[str, ...], str] = {}
    for line, row in rows:
        key = tuple(row[i] for i in at)
        found = float("nan") if missing(row[of]) else number_of(row[of])
        kind = row[kinds] if kinds is not None else ""
        if found is None:
            if kind in ("pmf", "cdf") or value == "oracle_value":
                problems.append(Problem(f"{path}:{line}", value, f"'{row[of]}' is no number"))
        elif kind == "pmf":
            if found == 1:
                categories[key] = row[table.at("output_type_id")]
        elif kind != "cdf":
            before = values.setdefault(key, found)
            if abs(before - found) > _ALIKE * max(1.0, abs(found)):
                problems.append(Problem(f"{path}:{line}", value, f"a second value, {found:g} beside {before:g}"))
    if problems:
        raise LedgerError(problems[:20])
    return Truth(str(path), columns, values, categories, day, version)


def _latest(table: HubTable) -> tuple[list[tuple[int, tuple[str, ...]]], str]:
    """Rows with their lines, of the last version where there are several, and which that is."""
    rows = list(enumerate(table.rows, 2))
    if "as_of" not in table.header or not rows:
        return rows, ""
    at = table.at("as_of")
    last = max(row[at] for _, row in rows)
    return [(line, row) for line, row in rows if row[at] == last], f"as of {last}"


def truth_key(truth: Truth, task: Mapping[str, str], units: Mapping[str, str]) -> tuple[str, ...] | None:
    """Where the truth of a task is found; None if a column of it cannot be worked out.

    Parameters
    ----------
    truth
        () [-] What came true.
    task
        (column) [-] Cells of the task.
    units
        (target) [-] In what the horizon of a target is counted.
    """
    cells: list[str] = []
    for name in truth.columns:
        cell = task.get(name)
        if cell is None and name == truth.day:
            cell = next((task[end] for end in _ENDS if end in task), None) or _ahead(task, units)
        if cell is None:
            return None
        cells.append(cell)
    return tuple(cells)


def _ahead(task: Mapping[str, str], units: Mapping[str, str]) -> str | None:
    """The day that a task is about: its origin and so many steps of the target's unit."""
    step = _STEPS.get(units.get(task.get("target", ""), ""))
    horizon = number_of(task.get("horizon", ""))
    origin = next((task[name] for name in ("origin_date", "reference_date", "forecast_date") if name in task), "")
    if step is None or horizon is None:
        return None
    try:
        return str(date.fromisoformat(origin) + timedelta(days=round(step * horizon)))
    except ValueError:
        return None


def time_units(config: HubConfig) -> dict[str, str]:
    """In what the horizon of each target is counted, by target.

    Parameters
    ----------
    config
        () [-] The hub.
    """
    found: dict[str, str] = {}
    for one in config.rounds:
        for task in one.tasks:
            for target in task.targets:
                names: Sequence[str] = [str(v) for v in (target.get("target_keys") or {}).values()]
                for name in names or task.ids["target"].all if "target" in task.ids else names:
                    found[name] = str(target.get("time_unit", ""))
    return found

"""What a hub asks of the columns and rows of a file of forecasts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from attrit.errors import LedgerError
from attrit.evidence.forecasts import OUTPUT
from attrit.evidence.hub_shape import NA, Allowed, ModelTask, missing, number_of
from attrit.evidence.hub_tables import read_hub_table
from attrit.exports.hub_submission import ID, KIND, VALUE, Finding, Findings, HandedIn, NotApplicable, listed

_NO_COLUMN = "no column of the hub names the round"


def file_read(of: HandedIn) -> Findings:
    """The table can be read."""
    try:
        of.table = read_hub_table(of.path)
    except LedgerError as error:
        for problem in error.problems:
            yield Finding(problem.found, problem.where)


def _round_column(of: HandedIn) -> str:
    if not of.round.column:
        raise NotApplicable(_NO_COLUMN)
    if of.round.column not in of.read.header:
        raise NotApplicable(f"the column '{of.round.column}' is not there")
    return of.round.column


def valid_round_id_col(of: HandedIn) -> Findings:
    """The column that names the round is there."""
    if not of.round.column:
        raise NotApplicable(_NO_COLUMN)
    if of.round.column not in of.read.header:
        yield Finding(f"there is no column '{of.round.column}'", of.at(1))


def unique_round_id(of: HandedIn) -> Findings:
    """That column holds one round."""
    at = of.read.at(_round_column(of))
    first: dict[str, int] = {}
    for line, row in enumerate(of.read.rows, 2):
        first.setdefault(row[at], line)
    if len(first) > 1:
        yield Finding(f"rounds {listed(first)}", of.at(list(first.values())[1]))


def match_round_id(of: HandedIn) -> Findings:
    """That column holds the round of the name."""
    at = of.read.at(_round_column(of))
    assert of.name is not None
    for line, row in enumerate(of.read.rows, 2):
        if row[at] != of.name.round:
            yield Finding(f"'{row[at]}' in a file of the round '{of.name.round}'", of.at(line))
            return


def colnames(of: HandedIn) -> Findings:
    """The columns are the right ones."""
    wanted, there = {*of.round.columns, *OUTPUT}, {*of.read.header}
    if lacking := sorted(wanted - there):
        yield Finding(f"missing {listed(lacking)}", of.at(1))
    if more := sorted(there - wanted):
        yield Finding(f"no column of the round: {listed(more)}", of.at(1))


def col_types(of: HandedIn) -> Findings:
    """Each column holds its type."""
    wanted = {name: _kind_of(of, name) for name in of.round.columns} | {VALUE: "double", ID: _id_kind(of)}
    if of.path.suffix == ".parquet":
        yield from _parquet_types(of.path, wanted)
        return
    for name, kind in wanted.items():
        at = of.read.at(name)
        for line, row in enumerate(of.read.rows, 2):
            if not missing(row[at]) and not _is(row[at], kind):
                yield Finding(f"{name} '{row[at]}' is no {_WORDS[kind]}", of.at(line))
                break


_WORDS = {"integer": "whole number", "double": "number", "Date": "date YYYY-MM-DD", "logical": "TRUE or FALSE"}


def _is(cell: str, kind: str) -> bool:
    if kind == "integer":
        return bool(re.fullmatch(r"[+-]?\d+", cell))
    if kind == "double":
        return number_of(cell) is not None
    if kind == "Date":
        try:
            return str(date.fromisoformat(cell)) == cell
        except ValueError:
            return False
    return kind != "logical" or cell.upper() in ("TRUE", "FALSE")


def _kind_of(of: HandedIn, name: str) -> str:
    """The simplest type that holds what all blocks allow in a column."""
    return _simplest([task.ids[name].kind for task in of.tasks if name in task.ids and task.ids[name].all])


def _id_kind(of: HandedIn) -> str:
    if of.config.id_kind != "auto":
        return of.config.id_kind
    kinds = []
    for output in (one for task in of.tasks for one in task.outputs.values()):
        if output.samples:
            kinds.append("integer" if output.samples.get("type") == "integer" else "character")
        elif output.ids.all:
            kinds.append(output.ids.kind)
    return _simplest(kinds)


def _simplest(kinds: Sequence[str]) -> str:
    if len({*kinds}) == 1:
        return kinds[0]
    return "double" if kinds and {*kinds} <= {"integer", "double"} else "character"


def _parquet_types(path: Path, wanted: dict[str, str]) -> Findings:
    from pyarrow import parquet, types

    tests = {
        "integer": types.is_integer, "double": types.is_floating, "Date": types.is_date, "logical": types.is_boolean,
        "character": lambda t: types.is_string(t) or types.is_large_string(t) or types.is_dictionary(t),
    }  # fmt: skip
    schema = parquet.read_schema(path)
    for name, kind in wanted.items():
        found = schema.field(name).type
        if not tests[kind](found) and not (name == VALUE and types.is_integer(found)):
            yield Finding(f"{name} is {found}, not {kind}", str(path))


def valid_vals(of: HandedIn) -> Findings:
    """Each row is a combination that is allowed."""
    for line, cells in of.rows[1]:
        yield Finding(_strange(of, cells), of.at(line))


def _strange(of: HandedIn, cells: dict[str, str]) -> str:
    """The cell by which a row misses the block that it comes nearest to."""
    nearest: list[str] = []
    for i, block in enumerate(of.tasks):
        wrong = [
            f"{name} '{cells[name]}'"
            for name, allowed in block.ids.items()
            if name not in of.round.derived and allowed.cell(cells[name]) not in (allowed.all or (NA,))
        ]
        output = block.outputs.get(cells[KIND])
        if output is None:
            wrong.append(f"output_type '{cells[KIND]}'")
        elif not output.takes(cells[ID]):
            wrong.append(f"output_type_id '{cells[ID]}' of {output.name}")
        if not i or len(wrong) < len(nearest):
            nearest = wrong
    return f"not allowed: {', '.join(nearest) or 'this combination'}"


def derived_task_id_vals(of: HandedIn) -> Findings:
    """Derived columns hold allowed values."""
    if not of.round.derived:
        raise NotApplicable("no task id of the hub follows from others")
    for row in of.rows[0]:
        for name in of.round.derived:
            allowed = of.tasks[row.block].ids.get(name, Allowed())
            if allowed.all and row.cells.get(name, "") not in allowed.all:
                yield Finding(f"{name} '{row.cells.get(name, '')}'", of.at(row.line))


def rows_unique(of: HandedIn) -> Findings:
    """No combination is there twice."""
    seen: dict[tuple[str, ...], int] = {}
    for row in of.rows[0]:
        first = seen.setdefault(row.of((*of.ids, KIND, ID)), row.line)
        if first != row.line:
            yield Finding(f"the same combination as in line {first}", of.at(row.line))


def req_vals(of: HandedIn) -> Findings:
    """Every required combination is there.

    Of each block the required values are expanded over what its optional cells hold in the file; where all columns have
    required values, these must be there in any case.
    """
    for i, block in enumerate(of.tasks):
        rows = [row for row in of.rows[0] if row.block == i]
        ids = [name for name in of.ids if name in block.ids]
        there = {(row.of(ids), row.cells[KIND], row.cells[ID]) for row in rows}
        sampled = {row.of(ids) for row in rows if row.cells[KIND] == "sample"}
        lacking = []
        for cells, kind, name in _required(block, ids, [(row.of(ids), row.cells[KIND]) for row in rows]):
            gone = cells not in sampled if kind == "sample" and name == "" else (cells, kind, name) not in there
            if gone:
                task = ", ".join(f"{column} {cell}" for column, cell in zip(ids, cells, strict=True))
                lacking.append(f"{task}, {kind}{f' {name}' if name not in ('', NA) else ''}")
        for text in lacking[:20]:
            yield Finding(f"missing: {text}", str(of.path))
        if len(lacking) > 20:
            yield Finding(f"missing: {len(lacking) - 20:,} more combinations", str(of.path))


def _required(
    block: ModelTask, ids: Sequence[str], rows: Sequence[tuple[tuple[str, ...], str]]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Combinations that a block requires, given the rows that are there."""
    required = [block.ids[name].required for name in ids]
    open_: tuple[str | None, ...] = tuple(None for _ in ids)
    patterns: dict[tuple[str | None, ...], set[str]] = {open_: set()} if all(required) else {}
    for cells, kind in rows:
        each = [(None,) if c in r else ((c, None) if r else (c,)) for c, r in zip(cells, required, strict=True)]
        exact = True
        for pattern in itertools.product(*each):
            patterns.setdefault(pattern, set()).update({kind} if exact else ())
            exact = False
    seen: set[tuple[tuple[str, ...], str, str]] = set()
    for pattern, used in patterns.items():
        choices = [r if p is None else (p,) for p, r in zip(pattern, required, strict=True)]
        for cells in itertools.product(*choices):
            for output in block.outputs.values():
                if not (output.is_required or output.name in used):
                    continue
                names = output.ids.required or (("",) if output.samples else (NA,) if not output.ids.all else ())
                for name in names:
                    if (cells, output.name, name) not in seen:
                        seen.add((cells, output.name, name))
                        yield cells, output.name, name

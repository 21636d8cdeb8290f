"""Ledger files: the rows of a CSV file as claims, and everything that is wrong with them by row and column."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from attrit.errors import LedgerError, Problem, ScenarioError, did_you_mean, told_once
from attrit.evidence import dates, numerals, words
from attrit.evidence.dialect import AS_USUAL, Dialect
from attrit.evidence.statement import COLUMNS, NEEDED, Claim, Fault, faults, period
from attrit.evidence.table_file import read_table
from attrit.quantities import convert

_GUESSES = 20  # unknown names of a file for which the nearest known one is looked for
RUNS = re.compile('(^|[;\t\r\n]"*)[=+@]')
"""What a spreadsheet runs, also one that ends a cell at a semicolon."""
_COUNTS = ("person", "round", "item")
_NUMBERS = ("low", "value", "high")


class Rows(NamedTuple):
    """The claims of a file, and where each stands.

    Parameters
    ----------
    claims
        (claim) [-] The claims in the order of the file.
    places
        (claim) [-] ``file:row`` by id.
    """

    claims: tuple[Claim, ...]
    places: dict[str, str]


def link_faults(links: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Fault]]:
    """Doubled ids, and repeats that lead nowhere or in a circle, with the place of the claim in the sequence.

    Parameters
    ----------
    links
        (claim) [-] id and ``repeats`` of every claim.
    """
    source = dict(reversed(links))
    circles = _circles(source)
    seen: set[str] = set()
    guesses = itertools.count()
    for place, (name, repeats) in enumerate(links):
        if name and name in seen:
            yield place, Fault("id", f"'{name}' is used twice", "each id once")
        seen.add(name)
        if repeats and repeats not in source:
            near = did_you_mean(repeats, source) if next(guesses) < _GUESSES else ""
            yield place, Fault("repeats", f"no claim '{repeats}'", "the id of a claim", near)
        if name and name in circles and source[name] == repeats:
            yield place, Fault("repeats", f"'{name}' repeats itself in a circle", "a chain that ends with a source")


def _circles(source: Mapping[str, str]) -> set[str]:
    """Names that lead back to themselves, by the name that each leads to."""
    found: set[str] = set()
    done: set[str] = set()
    for name in source:
        path: dict[str, int] = {}
        while name and name in source and name not in done and name not in path:
            path[name] = len(path)
            name = source[name]
        if name in path:
            found |= {passed for passed, place in path.items() if place >= path[name]}
        done.update(path)
    return found


def faults_between(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Fault]]:
    """Everything in which claims do not go together, with the place of the claim in the sequence.

    Parameters
    ----------
    rows
        (claim) [-] The fields of claims.
    """
    yield from link_faults([(row["id"], row["repeats"]) for row in rows])
    yield from _subject_faults(rows)
    yield from _claimant_faults(rows)
    yield from _ratio_faults(rows)


def _subject_faults(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, Fault]]:
    """Claims that call the quantity of one subject another thing than an earlier claim does, with their place."""
    before: dict[tuple[str, str], tuple[str, str]] = {}
    for place, row in enumerate(rows):
        if not row["subject"]:
            continue
        stated = {"of": row["of"].upper(), "kind": row["kind"], "unit": _canonical(row["unit"])}
        for column, meant in stated.items():
            key = row["subject"], column
            known, first = before.setdefault(key, (meant, row["id"])) if meant else ("", "")
            if meant != known:
                found = f"{row[column]} here, {known} in '{first}' on the same subject"
                yield place, Fault(column, found, f"one '{column}' for all claims on '{row['subject']}'")


def _claimant_faults(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Fault]]:
    """Claimants spelt two ways or on two sides, and repeats of another subject or of later words; with their place."""
    sides: dict[str, tuple[str, str]] = {}
    spelt: dict[str, tuple[str, str]] = {}
    by_id = {row["id"]: row for row in reversed(rows)}
    for place, row in enumerate(rows):
        name, side = row["claimant"], row["side"].upper()
        known, first = spelt.setdefault(" ".join(name.casefold().split()), (name, row["id"]))
        if name != known:
            yield place, Fault("claimant", f"'{name}' here, '{known}' in '{first}'", "each claimant spelt one way")
        known, first = sides.setdefault(known, (side, row["id"])) if side else ("", "")
        if side != known:
            yield place, Fault("side", f"{row['side']} here, {known} in '{first}' by the same claimant", "one side")
        source = by_id.get(row["repeats"])
        if source is not None and source["subject"] != row["subject"]:
            found = f"'{row['repeats']}' is about '{source['subject']}', not '{row['subject']}'"
            yield place, Fault("repeats", found, "a claim about the same subject")
        elif (
            source is not None
            and None not in (source["made_on"], row["made_on"])
            and source["made_on"] > row["made_on"]
        ):
            yield (
                place,
                Fault("repeats", f"'{row['repeats']}' was made later, on {source['made_on']}", "an earlier claim"),
            )


def _ratio_faults(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Fault]]:
    """Ratios of subjects that are not there or not of one unit, and ratios that have a unit."""
    units = {row["subject"]: _canonical(row["unit"]) for row in rows if row["unit"]}
    known = {row["subject"] for row in rows}
    guesses = itertools.count()
    for place, row in enumerate(rows):
        pair = row["ratio_of"].split("/") if row["ratio_of"].count("/") == 1 else []
        unknown = [subject for subject in pair if subject not in known]
        for subject in unknown:
            near = did_you_mean(subject, known) if next(guesses) < _GUESSES else ""
            yield place, Fault("ratio_of", f"no claim about '{subject}'", "", near)
        if pair and not unknown:
            part, whole = (units.get(subject, "no unit") for subject in pair)
            if part != whole:
                yield place, Fault("ratio_of", f"'{pair[0]}' is in {part}, '{pair[1]}' in {whole}", "two of one unit")
            if row["unit"] and _canonical(row["unit"]) not in ("1", ""):
                yield place, Fault("unit", f"{row['unit']} of a ratio", "1 or %")


def _canonical(unit: str) -> str:
    """The unit that a unit converts to; empty if it does not, which is said elsewhere."""
    try:
        return convert(1.0, unit)[1] if unit else ""
    except ScenarioError:
        return ""


def _header_problems(where: str, header: list[str]) -> Iterator[Problem]:
    for place, column in enumerate(header):
        if column not in COLUMNS:
            yield Problem(f"{where}:1:{column}", "", "unknown column", "", did_you_mean(column, COLUMNS))
        elif column in header[:place]:
            yield Problem(f"{where}:1:{column}", "", "column appears twice")
    for column in NEEDED:
        if column not in header:
            yield Problem(f"{where}:1:{column}", "", "missing column", f"at least {','.join(NEEDED)}")


def read_rows(path: str | os.PathLike[str]) -> Rows:
    """The claims of a file, or all that is wrong with it, in the order of its cells.

    Parameters
    ----------
    path
        () [-] A CSV file in UTF-8, separated by commas or semicolons, with the columns `statement.NEEDED` and any of
        `statement.COLUMNS` in any order.

    Raises
    ------
    LedgerError
        The file cannot be read, or some of its rows are no claims; all problems at once.
    """
    where = os.fspath(path)
    (header, *rows), separator = read_table(path)
    dialect = AS_USUAL.of_file(separator, unclear=",")
    while header and not header[-1]:
        header.pop()
    problems = list(_header_problems(where, header))
    absent = {*COLUMNS} - {*header} if problems else set()  # what a misspelt heading leads to is no second problem
    numbers: list[int] = []
    values: list[dict[str, Any]] = []
    found: list[tuple[int, Fault]] = []
    for number, cells in enumerate(rows, start=2):
        if not any(cells):
            continue
        if len(cells) < len(header) or any(cells[len(header) :]):
            cure = "a text that holds the separator stands between quote signs"
            fault = Fault(header[-1], f"the row has {len(cells)} cells", f"{len(header)} as in the first row", cure)
            found.append((len(numbers), fault))
        row, wrong = read_cells(dict(zip(header, cells, strict=False)), dialect)
        found += [(len(numbers), fault) for fault in wrong if fault.column not in absent]
        numbers.append(number)
        values.append(row)
    found += faults_between(values)
    found.sort(key=lambda item: (item[0], COLUMNS.index(item[1].column) if item[1].column in COLUMNS else -1))
    problems += [fault.at(f"{where}:{numbers[i]}:{fault.column}", values[i]["id"]) for i, fault in found]
    if not values and not problems:
        problems.append(Problem(f"{where}:2", "", "no claim in the file", "a row for each claim"))
    if problems:
        raise LedgerError(told_once(problems))
    claims = tuple(Claim(**row) for row in values)
    return Rows(claims, {claim.id: f"{where}:{number}" for claim, number in zip(claims, numbers, strict=True)})


def read_cells(row: Mapping[str, str], dialect: Dialect) -> tuple[dict[str, Any], list[Fault]]:
    """Numbers, days and texts of one row of a file, and what is wrong with them.

    Parameters
    ----------
    row
        (column) [-] Cells as text, without surrounding blanks; a column that is absent counts as empty.
    dialect
        () [-] How the file writes numbers and dates.
    """
    values: dict[str, Any] = {}
    found: list[Fault] = []
    said = numerals.Stated(None)
    for column in COLUMNS:
        cell = row.get(column, "asserts" if column == "stance" else "")
        values[column] = None if column in (*_NUMBERS, "made_on") else ""
        if RUNS.search(cell):
            cure = "write the result itself, as text"
            found.append(Fault(column, f"'{cell}' would run as a formula in a spreadsheet", "a plain cell", cure))
        elif not cell:
            continue
        elif column in _NUMBERS:
            one = _stated(column, cell, row, dialect, found)
            values[column], said = one.value, one if column == "value" else said
        elif column == "made_on":
            values[column] = _day(cell, dialect, found)
        else:
            values[column] = _period(cell, dialect, found) if column == "as_of" else cell
            if column in ("kind", "qualifier", "stance"):
                values[column] = words.ours(column, cell)
    found += _words(_in_unit_of_row(said, values, found), values)
    wrong = {fault.column for fault in found}
    unread = {*_NUMBERS} & wrong
    if unread:  # what an unreadable number leads to is no second problem
        wrong |= {*_NUMBERS} if values["qualifier"] else {*_NUMBERS, "qualifier"}
    found += [fault for fault in faults(values | dict.fromkeys(unread, 1.0)) if fault.column not in wrong]
    return values, found


def _stated(column: str, cell: str, row: Mapping[str, str], dialect: Dialect, found: list[Fault]) -> numerals.Stated:
    """A number of a row; words such as at least only in the column for them."""
    try:
        unit = row.get("unit", "")
        if _canonical(unit) in _COUNTS:
            numerals.check_count(cell, dialect)
        if column != "value":
            return numerals.Stated(numerals.number(cell, dialect))
        said = numerals.stated(cell, dialect)
        if not unit and _canonical(said.unit) in _COUNTS:
            numerals.check_count(cell, dialect)
        return said
    except LedgerError as error:
        found += [Fault(column, p.found, p.accepted, p.cure) for p in error.problems]
        return numerals.Stated(None)


def fractions(claim: Mapping[str, Any]) -> Iterator[Fault]:
    """Fractions of people, rounds and items, which only forecasts and means have.

    Parameters
    ----------
    claim
        (column) [-] The fields of a claim.
    """
    for name in _NUMBERS:
        if claim[name] is not None and claim[name] % 1 and _canonical(claim["unit"]) in _COUNTS:
            whole = int(claim[name])
            found = f"{claim[name]:.12g} {claim['unit']}: a fraction of a count"
            yield Fault(name, found, "", f"write a whole number, such as {whole} or {whole + 1}")


def _words(said: numerals.Stated, values: dict[str, Any]) -> Iterator[Fault]:
    """Take over what stands beside a number in its cell, and say what that contradicts."""
    if not said.qualifier:
        return
    if values["qualifier"] not in ("", "about", said.qualifier):
        already = "a range" if said.qualifier == "range" else said.qualifier
        found = f"'{values['qualifier']}' here, and the cell of the number already says {already}"
        yield Fault("qualifier", found, "", f"leave the qualifier empty, or write {said.qualifier}")
    values["qualifier"] = said.qualifier
    if said.qualifier == "range":
        if values["low"] is not None or values["high"] is not None:
            cure = "leave low and high empty, or the value"
            yield Fault("value", "a range in this cell, and a number in low or high", "", cure)
        values["low"], values["high"] = said.low, said.high


def _in_unit_of_row(said: numerals.Stated, values: dict[str, Any], found: list[Fault]) -> numerals.Stated:
    """Take over the unit behind a number, or bring the number to the unit of the row."""
    if not (said.unit and _canonical(values["unit"])):
        values["unit"] = values["unit"] or said.unit
        return said
    (factor, ours), (per, theirs) = convert(1.0, said.unit), convert(1.0, values["unit"])
    if ours != theirs:
        told = f"a number in {said.unit}, and the unit of the row is {values['unit']}"
        found.append(Fault("value", told, "one unit", "leave out what stands behind the number, or state its unit"))
    if ours != theirs or factor == per:
        return said
    value, low, high = (
        None if number is None else float(f"{number * factor / per:.12g}")
        for number in (said.value, said.low, said.high)
    )
    values["value"] = value
    return said._replace(value=value, low=low, high=high)


def _period(cell: str, dialect: Dialect, found: list[Fault]) -> str:
    """A date in the words of a ledger; as it stands if it is none, which is then said."""
    try:
        return dates.stated(cell, dialect.dates)
    except LedgerError as error:
        found += [Fault("as_of", p.found, p.accepted, p.cure) for p in error.problems]
        return cell


def _day(cell: str, dialect: Dialect, found: list[Fault]) -> date | None:
    wrong: list[Fault] = []
    text = _period(cell, dialect, wrong)
    found += [fault._replace(column="made_on") for fault in wrong]
    if wrong:
        return None
    start, end = period(text)
    if start != end:
        found.append(Fault("made_on", f"'{cell}' is no single day", "the day it was said, year first: 2024-11-16"))
        return None
    return start

"""Claims from any table of other people: which column is what, what holds for all rows, and what is made of names."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from attrit.errors import LedgerError, Problem, did_you_mean
from attrit.evidence import dates, numerals, words
from attrit.evidence.claims import Ledger
from attrit.evidence.dialect import AS_USUAL, Dialect
from attrit.evidence.ledger_file import fractions, read_cells
from attrit.evidence.sheet import FREE, Sheet, joined, key, safe, settled
from attrit.evidence.statement import COLUMNS, QUALIFIERS, period
from attrit.evidence.translations import translate

KURSK = {"date": "made_on", "claim_id": "id", "quantity": "subject", "best": "value", "url": "link"}
"""The headings of tables such as the claims on Kursk 2024 that are not ours, and ours."""
_NUMBERS = ("low", "value", "high")
_SEVERAL = ("value", "subject")  # several columns: a claim for each number, a subject of all names
_NEEDED = ("as_of", "made_on", "claimant")


def renamed(
    path: str | os.PathLike[str],
    columns: Mapping[str, str | Collection[str]] = KURSK,
    *,
    constants: Mapping[str, str] | None = None,
    since: str = "",
    translations: Mapping[str, str] | None = None,
    dialect: Dialect = AS_USUAL,
    left_out: list[Problem] | None = None,
) -> Ledger:
    """Claims from any table with a row for each, under headings of its own.

    Parameters
    ----------
    path
        () [-] The CSV or Parquet file. What stands in brackets after a unit, and columns that are not ours, go to the
        note.
    columns
        (column) [-] Column of the file to column of ours, or to several; headings that are ours need no entry. Several
        columns may be ``value``, which makes a claim of each, or ``subject``, which then has all their words.
    constants
        (column) [-] What holds in every row, for columns of ours that the table lacks.
    since
        () [date] The day from which the numbers count, each up to its ``as_of``; empty for none.
    translations
        (word) [-] What words of the file mean, by ``WORD`` or ``COLUMN:WORD``, such as ``Type:tués``; see `translate`.
    dialect, left_out
        () [-] As in `Sheet`.
    """
    pairs = [(name, ours) for name, meant in columns.items() for ours in ([meant] if isinstance(meant, str) else meant)]
    always = dict(constants or {})
    _check_names([ours for _, ours in pairs], "columns")
    _check_names(always, "constants")
    sheet = Sheet(path, columns, dialect=dialect, left_out=left_out)
    pairs += [(n, n) for n in COLUMNS if n in sheet.header and n not in columns and n not in [o for _, o in pairs]]
    theirs: dict[str, list[str]] = {}
    for name, ours in pairs:
        theirs.setdefault(ours, []).append(name)
    _check_header(sheet, theirs, always)
    translate(sheet.rows, {name: (name, ours) for name, ours in pairs}, translations or {})
    table = _Table(sheet, theirs, always, dates.stated(since, dialect.dates) if since else "")
    for line, row in sheet.rows:
        for cells in table.claims(line, row):
            cells |= {name: safe(cells[name]) for name in FREE if name in cells}
            claim, wrong = read_cells(cells, sheet.dialect)
            wrong += fractions(claim)
            sheet.drafts.append((line, claim if wrong else settled(claim), wrong))
    return sheet.ledger({ours: names[0] for ours, names in theirs.items()})


def _check_names(names: Collection[str], what: str) -> None:
    accepted = f"one of {', '.join(COLUMNS)}"
    odd = [name for name in names if name not in COLUMNS]
    if odd:
        raise LedgerError(Problem("", what, f"'{name}'", accepted, did_you_mean(name, COLUMNS)) for name in odd)


def _check_header(sheet: Sheet, theirs: Mapping[str, list[str]], constants: Mapping[str, str]) -> None:
    """Say once of a whole file what no column of it says, or more than one."""
    for ours, names in theirs.items():
        if len(names) > 1 and ours not in _SEVERAL:
            sheet.wrong(1, names[1], f"'{names[0]}' is {ours} already", f"one column for {ours}")
        if ours in constants:
            cure = "leave out the constant, or the column"
            sheet.wrong(1, names[0], f"{ours} is a column and a constant", "one of them", cure)
    numbers = [ours for ours in _NUMBERS if ours in theirs or ours in constants]
    lacks = [*_NEEDED, *(["unit"] if numbers else []), *([] if "value" in theirs else ["subject"])]
    if any(_qualifier(row[name], sheet.dialect) == "" for _, row in sheet.rows for name in theirs.get("value", [])):
        lacks.append("qualifier")
    for ours in lacks:
        if ours not in theirs and ours not in constants:
            cure = f"name one, --column THEIRS={ours}, or say it of all rows, --constant {ours}=..."
            accepted = f"one of {', '.join(QUALIFIERS)}" if ours == "qualifier" else ""
            sheet.wrong(1, ours, "no column says it", accepted, cure)
    sheet.check_header()


class _Table:
    """A table with what its columns are."""

    def __init__(self, sheet: Sheet, theirs: Mapping[str, list[str]], constants: Mapping[str, str], since: str) -> None:
        self.sheet, self.theirs, self.constants, self.since = sheet, theirs, dict(constants), since
        named = {name for names in theirs.values() for name in names}
        self.others = [name for name in sheet.header if name and name not in named]
        self.stem = key(Path(sheet.where).stem)

    def claims(self, line: int, row: Mapping[str, str]) -> Iterator[dict[str, str]]:
        """The cells of each claim that a row makes: one, or one for each column with a number."""
        wide = self.theirs.get("value", [""])
        for heading in wide:
            number = row.get(heading, "")
            if len(wide) == 1 or number not in numerals.MISSING:
                yield self._claim(line, row, heading, several=len(wide) > 1)

    def _claim(self, line: int, row: Mapping[str, str], heading: str, *, several: bool) -> dict[str, str]:
        cells = self.constants | {ours: row[names[0]] for ours, names in self.theirs.items()}
        if heading:
            cells["value"] = row[heading]
        missing = [name for name in _NUMBERS if cells.get(name) in numerals.MISSING]
        notes = [f"{(*self.theirs.get(name, ()), name)[0]}: {cells[name]}" for name in missing if cells[name]]
        cells |= dict.fromkeys(missing, "")
        unit = re.fullmatch(r"([^(]*?)\s*\((.*)\)", cells.get("unit", ""))
        notes = [cells.get("note", ""), unit[2] if unit else "", *notes]
        notes += [f"{name}: {row[name]}" for name in self.others if row[name]]
        cells["unit"] = unit[1] if unit else cells.get("unit", "")
        cells["stance"] = cells.get("stance", "") or "asserts"
        if not any(cells.get(name) for name in _NUMBERS):  # what holds of numbers says nothing of a claim without one
            cells |= {"unit": "", "qualifier": ""}
        notes += [*self._subject(cells, row, heading, several=several), *self._dates(cells)]
        cells["note"] = joined(*notes)
        if not cells.get("id") or several:
            cells["id"] = "_".join(filter(None, [cells.get("id") or f"{self.stem}_{line}", key(heading) * several]))
        if "qualifier" in self.constants and _qualifier(cells.get("value", ""), self.sheet.dialect):
            cells["qualifier"] = ""  # what stands beside the number goes before what is said of all
        return cells

    def _subject(self, cells: dict[str, str], row: Mapping[str, str], heading: str, *, several: bool) -> Iterator[str]:
        """Make keys of names, and keep the names for the note."""
        names = [row[name] for name in self.theirs.get("subject", [])] or [self.constants.get("subject", "")]
        parts = [
            *names,
            *([heading] if several or not any(names) else []),
            *([] if any(names) else [cells.get("of", "")]),
        ]
        said = [part for part in parts if part]
        if said and not (len(said) == 1 and re.fullmatch("[a-z][a-z0-9_]*", said[0])):
            cells["subject"] = key(*said)
            yield from (f"{name}: {row[name]}" for name in self.theirs.get("subject", []) if row[name])
        else:
            cells["subject"] = "".join(said)
        if cells.get("kind"):
            cells["kind"] = key(words.ours("kind", cells["kind"]))

    def _dates(self, cells: dict[str, str]) -> Iterator[str]:
        """Dates in the words of a ledger, as far as they are clear."""
        order = self.sheet.dialect.dates
        try:
            if self.since and cells.get("as_of"):
                cells["as_of"] = f"{self.since}/{period(dates.stated(cells['as_of'], order))[1]}"
        except LedgerError:
            pass  # which is said of the cell
        try:
            first, last = period(dates.stated(cells.get("made_on", ""), order))
            if first != last:
                yield f"made_on is the last day of {cells['made_on']}"
            cells["made_on"] = f"{last}"
        except LedgerError:
            return


def _qualifier(cell: str, dialect: Dialect) -> str | None:
    """What stands beside a number in its cell; None if there is no number."""
    try:
        return None if cell in numerals.MISSING else numerals.stated(cell, dialect).qualifier
    except LedgerError:
        return None

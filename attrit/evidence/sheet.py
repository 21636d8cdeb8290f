"""Sheets on their way into the ledger and out of it: cells, claims drafted from them, problems by row and column."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from attrit.errors import LedgerError, Problem, did_you_mean, told_once
from attrit.evidence import dates, numerals
from attrit.evidence.claims import Ledger
from attrit.evidence.dialect import AS_USUAL, Dialect
from attrit.evidence.ledger_file import RUNS, faults_between
from attrit.evidence.statement import COLUMNS, Claim, Fault, faults
from attrit.evidence.table_file import read_table

FREE = ("id", "of", "definition", "claimant", "side", "publisher", "repeats", "note")
"""Columns of a claim that take the words of others."""
# The last four are the wide signs of East Asian keyboards. What ends a cell in some spreadsheet begins one, too.
_FORMULA = re.compile("(^|[;\t\r\n]\"*)(?='*[-=+@\uff0d\uff1d\uff0b\uff20])")
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_LONGEST = csv.field_size_limit()
_NUMBERS = ("low", "value", "high")
_EMPTY = dict.fromkeys(COLUMNS, "") | dict.fromkeys((*_NUMBERS, "made_on")) | {"stance": "asserts"}


def safe(text: str) -> str:
    """Text that no spreadsheet runs: an apostrophe before a formula sign; taking it off gives the text back.

    The sign may stand first, or behind a semicolon, where a spreadsheet with such a separator begins a new cell.

    Parameters
    ----------
    text
        () [-] A cell of a foreign file.
    """
    return _FORMULA.sub(r"\1'", text)


def key(*parts: str) -> str:
    """A key of our kind; letters without a Latin base become their code, so that no two names are merged for it.

    Parameters
    ----------
    parts
        (part) [-] Names and words.
    """
    plain = [c for c in unicodedata.normalize("NFKD", " ".join(parts)).lower() if not unicodedata.combining(c)]
    spelt = "".join(c if c.isascii() else f"u{ord(c):x}" if c.isalnum() else " " for c in plain)
    found = re.sub("[^a-z0-9]+", "_", spelt).strip("_")
    return found if found[:1].isalpha() else f"of_{found}"


def joined(*parts: str) -> str:
    """The parts that are not empty, with semicolons between.

    Parameters
    ----------
    parts
        (part) [-] Texts.
    """
    return "; ".join(part for part in parts if part)


def digits(number: float) -> str:
    """A number as a ledger file holds it, to be read back exactly.

    Parameters
    ----------
    number
        () [unit] The number.
    """
    text = f"{number:.0f}" if float(number).is_integer() else repr(float(number))
    return f"{text}0" if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", text) else text  # 1.234 may be read as thousands


def span(first: date, last: date) -> str:
    """Two days as an ``as_of``: one day if they are the same.

    Parameters
    ----------
    first, last
        () [date] The days.
    """
    return f"{first}" if first == last else f"{first}/{last}"


def settled(claim: dict[str, Any]) -> dict[str, Any]:
    """The claim without bounds that only repeat its number, or without a number that only repeats its range.

    Parameters
    ----------
    claim
        (column) [-] The fields of a claim. What a range calls its best, if that is one of its ends, goes to the note.
    """
    low, value, high, said = (claim[name] for name in ("low", "value", "high", "qualifier"))
    if said in ("exact", "about") and value is not None and {low, high} <= {value, None}:
        return claim | {"low": None, "high": None}
    if value is not None and value == {"at_least": low, "up_to": high}.get(said):
        return claim | {"low" if said == "at_least" else "high": None}
    if said == "range" and low is not None and high is not None and value in (low, high, (low + high) / 2):
        best = f"best {digits(value)}" if value in (low, high) and low < high else ""
        return claim | {"value": None, "note": joined(claim["note"], best)}
    return claim


class Sheet:
    """The rows of a foreign file by number, the claims drafted from them, and all that is wrong so far.

    Parameters
    ----------
    path
        () [-] A CSV or Parquet file.
    needed
        (column) [-] Columns without which it is no such file; the case of the headings does not matter.
    dialect
        () [-] How it writes numbers and dates.
    left_out
        (problem) [-] Takes what is wrong with rows that are left out; None if no row may be left out.
    aliases
        (column) [-] Other headings of columns, where the usual one is not there.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        needed: Collection[str],
        *,
        dialect: Dialect = AS_USUAL,
        left_out: list[Problem] | None = None,
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        self.where = os.fspath(path)
        (header, *rows), separator = read_table(path)
        self.header = headings(header, needed, aliases or {})
        self.dialect = dialect.checked().of_file(separator)
        self.left_out = left_out
        self.rows: list[tuple[int, dict[str, str]]] = []
        self.drafts: list[tuple[int, dict[str, Any], list[Fault]]] = []
        self.problems: list[tuple[int, Problem]] = []
        self._names: set[str] = set()
        named = [column for column in self.header if column]
        for column in dict.fromkeys(column for column in named if named.count(column) > 1):
            self.wrong(1, column, "column appears twice")
        for column in (column for column in needed if column not in named):
            self.wrong(1, column, "missing column", f"all of {', '.join(needed)}", did_you_mean(column, named))
        if self.problems:
            raise LedgerError([problem for _, problem in self.problems])
        for line, cells in enumerate(rows, start=2):
            if (any(cells) and len(cells) < len(self.header)) or any(cells[len(self.header) :]):
                cure = "a text that holds the separator stands between quote signs"
                self.wrong(line, named[-1], f"the row has {len(cells)} cells", f"{len(self.header)} as on top", cure)
            elif any(cells):
                self.rows.append((line, {n: c for n, c in zip(self.header, cells, strict=False) if n}))

    def wrong(self, line: int, column: str, found: str, accepted: str = "", cure: str = "") -> None:
        """Note a problem with a cell.

        Parameters
        ----------
        line, column
            () [-] Where.
        found, accepted, cure
            () [-] As in `Problem`.
        """
        self.problems.append((line, Problem(f"{self.where}:{line}:{column}", "", found, accepted, cure)))

    def sound(self, line: int) -> bool:
        """Whether nothing is wrong with the row that is being read.

        Parameters
        ----------
        line
            () [-] Its number.
        """
        return not self.problems or self.problems[-1][0] != line

    def once(self, line: int, row: Mapping[str, str], column: str) -> str:
        """A name that no other row has.

        Parameters
        ----------
        line, row, column
            () [-] The cell.
        """
        name = row[column]
        if not name or name in self._names:
            self.wrong(line, column, f"'{name}' is used twice" if name else "empty", "a name for each row, used once")
        self._names.add(name)
        return name

    def number(
        self, line: int, row: Mapping[str, str], column: str, low: float = 0.0, high: float = 1e15, dead: bool = False
    ) -> float:
        """A number within bounds; 0 for a cell that holds none, and the problem is noted.

        Parameters
        ----------
        line, row, column
            () [-] The cell.
        low, high
            () [unit] The bounds.
        dead
            () [-] Whether it counts people.
        """
        try:
            if dead:
                numerals.check_count(row[column], self.dialect)
            found = numerals.number(row[column], self.dialect)
        except LedgerError as error:
            (problem,) = error.problems
            text = problem.found if row[column] else "empty"
            self.wrong(line, column, text, f"a number from {low:g} to {high:g}", problem.cure)
            return 0.0
        if not low <= found <= high:
            self.wrong(line, column, f"{row[column]} is out of range", f"a number from {low:g} to {high:g}")
            return 0.0
        return found

    def day(self, line: int, row: Mapping[str, str], column: str) -> date:
        """A single day, see `dates.day`; any day for a cell that holds none, and the problem is noted.

        Parameters
        ----------
        line, row, column
            () [-] The cell.
        """
        try:
            return dates.day(row[column], self.dialect.dates)
        except LedgerError as error:
            (problem,) = error.problems
            found = f"'{row[column]}' is not a day" if row[column] else "empty"
            cure = problem.cure if "--dates" in problem.cure else ""
            self.wrong(line, column, found, "such as 2024-05-17", cure)
        return date(2000, 1, 1)

    def word(self, line: int, row: Mapping[str, str], column: str, known: Collection[str]) -> str:
        """One of some words.

        Parameters
        ----------
        line, row, column
            () [-] The cell.
        known
            (word) [-] The words.
        """
        if row[column] not in known:
            cure = did_you_mean(row[column], known)
            self.wrong(line, column, f"unknown '{row[column]}'", f"one of {', '.join(known)}", cure)
        return row[column]

    def draft(self, line: int, **values: Any) -> None:
        """Draft a claim.

        Parameters
        ----------
        line
            () [-] The row that it comes from.
        **values
            (column) [-] Fields of `Claim`, in the words of the file.
        """
        claim = settled(_EMPTY | values)
        claim |= {name: safe(claim[name].strip()) for name in FREE}
        self.drafts.append((line, claim, list(faults(claim))))

    def ledger(self, columns: Mapping[str, str]) -> Ledger:
        """All claims.

        Parameters
        ----------
        columns
            (column) [-] The columns of the file that ours were read from, for messages.

        Raises
        ------
        LedgerError
            Something is wrong with the file; all problems, from top to bottom.
        """
        self.leave_out_rows()
        found = self._faults()
        while self.left_out is not None and found:  # without these, others may repeat what is not there
            self.left_out += [self._told(place, fault, columns) for place, fault in found]
            bad = {place for place, _ in found}
            self.drafts = [draft for place, draft in enumerate(self.drafts) if place not in bad]
            found = self._faults()
        self.problems += [(self.drafts[place][0], self._told(place, fault, columns)) for place, fault in found]
        if not self.drafts and not self.problems:
            nothing = "no claim is left of the file" if self.left_out else "no claim in the file"
            self.wrong(2, self.header[0], nothing, "a row for each claim")
        self.check()
        places = {claim["id"]: f"{self.where}:{line}" for line, claim, _ in self.drafts}
        return Ledger(tuple(Claim(**claim) for _, claim, _ in self.drafts), places=places)

    def check(self) -> None:
        """Refuse the file if something is wrong with it.

        Raises
        ------
        LedgerError
            All problems, from top to bottom, those of one cause as one.
        """
        if self.problems:
            raise LedgerError(told_once(problem for _, problem in sorted(self.problems, key=lambda item: item[0])))

    def check_header(self) -> None:
        """Refuse the file if something is wrong with its header, before that is told of every row.

        Raises
        ------
        LedgerError
            All problems with the header.
        """
        wrong = [problem for line, problem in self.problems if line == 1]
        if wrong:
            raise LedgerError(wrong)

    def leave_out_rows(self) -> None:
        """Where rows may be left out, leave out those in which a cell is wrong; the header must be right."""
        if self.left_out is None:
            return
        bad = {line for line, _ in self.problems if line > 1}
        self.left_out += [problem for line, problem in self.problems if line in bad]
        self.problems = [(line, problem) for line, problem in self.problems if line not in bad]
        self.drafts = [draft for draft in self.drafts if draft[0] not in bad]

    def _faults(self) -> list[tuple[int, Fault]]:
        """What is wrong with the drafts, by their place."""
        found = [(place, fault) for place, (_, _, wrong) in enumerate(self.drafts) for fault in wrong]
        return found + list(faults_between([claim for _, claim, _ in self.drafts]))

    def _told(self, place: int, fault: Fault, columns: Mapping[str, str]) -> Problem:
        """The problem of a draft, at its row and the column of the file."""
        line, claim, _ = self.drafts[place]
        return fault.at(f"{self.where}:{line}:{columns.get(fault.column, fault.column)}", claim["id"])


def headings(header: list[str], needed: Collection[str], aliases: Mapping[str, str]) -> list[str]:
    """The headings of a file under their usual names, if it has them all in other letters or under other names.

    Parameters
    ----------
    header
        (column) [-] As they stand.
    needed
        (column) [-] The usual names.
    aliases
        (column) [-] Other names of columns.
    """
    for spelt in (header, [name.lower() for name in header]):
        known = [aliases.get(name, name) if aliases.get(name) not in spelt else name for name in spelt]
        for found in (spelt, known):
            if {*needed} <= {*found}:
                return found
    return header


def written(ledger: Ledger) -> str:
    """The text of a ledger file that reads back as the same claims.

    Parameters
    ----------
    ledger
        (claim) [-] The claims.

    Raises
    ------
    LedgerError
        A ledger file cannot hold them: a formula sign or blanks at the end of a text, no claim, a repeated claim
        that is not among them.
    """
    rows = [vars(claim) for claim in ledger]
    across = faults_between(rows)
    problems = [fault.at("", f"{rows[place]['id']}.{fault.column}") for place, fault in across]
    for row in rows:
        for column, cell in row.items():
            if isinstance(cell, str) and (
                RUNS.search(cell) or _UNWRITABLE.search(cell) or cell != cell.strip() or len(cell) > _LONGEST
            ):
                found = f"{cell[:40]!r} does not read back from a ledger file"
                accepted = "text without blanks around it and without =, + or @ in front or behind a semicolon"
                problems.append(Problem("", f"{row['id']}.{column}", found, accepted))
    if problems or not rows:
        raise LedgerError(problems or "no claim to write")
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")  # with both, the writer quotes a cell that holds either
    table.writerow(COLUMNS)
    for row in rows:
        table.writerow(
            [digits(row[name]) if name in _NUMBERS and row[name] is not None else row[name] for name in COLUMNS]
        )
    return text.getvalue()

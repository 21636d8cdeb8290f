"""Words of a foreign table and what they mean, as whoever imports it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrit.errors import LedgerError, Problem, did_you_mean
from attrit.evidence.words import plain

Rows = list[tuple[int, dict[str, str]]]


def translate(rows: Rows, columns: Mapping[str, Iterable[str]], meant: Mapping[str, str]) -> None:
    """Put other words into the cells that hold nothing but a word; capitals and blanks do not count.

    Parameters
    ----------
    rows
        (row) [-] The rows of a table by number; they are changed.
    columns
        (column) [-] The columns in which words are looked for, each with its names.
    meant
        (word) [-] ``FROM`` or ``COLUMN:FROM``, and the word that it stands for.

    Raises
    ------
    LedgerError
        No cell says a word, which may be misspelt.
    """
    problems = []
    changed: list[tuple[dict[str, str], str, str]] = []
    for text, word in meant.items():
        within, sought = _split(text, columns)
        found = [(row, name) for _, row in rows for name in within if plain(row[name]) == plain(sought)]
        if not found:
            said = {row[name] for _, row in rows for name in within}
            where = f" in {', '.join(within)}" if len(within) < len(columns) else ""
            problems.append(
                Problem("", "translations", f"no cell{where} says '{sought}'", "", did_you_mean(sought, said - {""}))
            )
        changed += [(row, name, word) for row, name in found]
    if problems:
        raise LedgerError(problems)
    for row, name, word in changed:  # when all are found, so that no translation is translated again
        row[name] = word


def _split(text: str, columns: Mapping[str, Iterable[str]]) -> tuple[list[str], str]:
    """The columns that are meant, and the word; a colon may also be part of the word."""
    column, colon, word = text.partition(":")
    within = [name for name, names in columns.items() if colon and column.strip() in names]
    return (within, word.strip()) if within else ([*columns], text)

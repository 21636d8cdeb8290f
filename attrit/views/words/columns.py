"""Columns of text that line up."""

from __future__ import annotations

import itertools
import re
import shutil
import textwrap
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from attrit.views.words.signs import shown, signs_of

WIDTH = 100  # of what is not printed on a terminal
_NARROWEST, _WIDEST = 40, 120
BREAK = "\u2028"  # within a cell: what follows stands in a line of its own
_HELD = "\u00a0"
_BROKEN = 8  # signs from which on a word of the column that gives is broken, if need be
_LEAST = 16  # signs to which a column is narrowed before others are
_width: ContextVar[int] = ContextVar("width", default=WIDTH)
# blanks between a number and its error, its unit or its month
_WITHIN = re.compile(r"(?<=±) | (?=[±%]|km²)|(?<=\d) (?=(?:men|days?|pt|points?|worlds?|[A-Z][a-z]{2,8} \d{4})\b)")
_INTERVAL = re.compile(r"\[[^\]\[]{,30}\]")


def width() -> int:
    """Signs in a line of what is being written."""
    return _width.get()


def terminal_width() -> int:
    """Signs in a line of the terminal, within what can be read; where there is no terminal, the usual number."""
    return min(max(shutil.get_terminal_size((WIDTH, 24)).columns, _NARROWEST), _WIDEST)


@contextmanager
def lines_of(signs: int, encoding: str | None = None) -> Iterator[None]:
    """Write lines of so many signs at most within the block.

    Parameters
    ----------
    signs
        () [1] Signs in a line.
    encoding
        () [-] What the signs are written in; None where every sign can be shown.
    """
    before = _width.set(signs)
    try:
        with signs_of(encoding):
            yield
    finally:
        _width.reset(before)


def held(text: str) -> str:
    """A text in which numbers stay with their signs, errors and units, and intervals stay whole, when it is wrapped.

    Parameters
    ----------
    text
        () [-] The text.
    """
    kept = _WITHIN.sub(_HELD, text)
    kept = re.sub(rf"({_HELD}[A-Z][a-z]{{2,8}}) (?=\d{{4}})", rf"\1{_HELD}", kept)  # the year of a date
    return _INTERVAL.sub(lambda found: found[0].replace(" ", _HELD), kept)


def columns(
    rows: Sequence[Sequence[str]], *, right: Collection[int] = (), give: int = -1, indent: int = 0
) -> list[str]:
    """Rows of cells as lines, see `blocks`.

    Parameters
    ----------
    rows, right, give, indent
        As in `blocks`.
    """
    return [line for lines in blocks(rows, right=right, give=give, indent=indent) for line in lines]


def blocks(
    rows: Sequence[Sequence[str]], *, right: Collection[int] = (), give: int = -1, indent: int = 0
) -> list[list[str]]:
    """The lines of each row of cells: columns as wide as their widest cell, cells wrapped where that is too wide.

    Where no wrapping makes room, each row is told as a text, in which no number is broken either.

    Parameters
    ----------
    rows
        (row, cell) [-] The cells; all rows have as many. `BREAK` in a cell begins a line.
    right
        (cell) [-] Columns that stand to the right.
    give
        () [-] The column that is wrapped first where a line would be too long; the last one if left out.
    indent
        () [-] Blanks before each line.
    """
    n = len(rows[0]) if rows else 1
    parts = [[shown(held(cell)).split(BREAK) for cell in row] for row in rows]
    widths = [max((len(line) for row in parts for line in row[i]), default=0) for i in range(n)]
    words = [_longest(line for row in parts for line in row[i]) for i in range(n)]
    words[give % n] = _longest((line for row in parts for line in row[give % n]), broken=True)
    for least in (_LEAST, 1):
        for i in (give % n, *sorted(range(n), key=lambda i: -widths[i])):
            over = indent + sum(widths) + 2 * (n - 1) - width()
            widths[i] -= max(0, min(over, widths[i] - max(least, words[i])))
    if indent + sum(widths) + 2 * (n - 1) > width():
        texts = ("  ".join(filter(None, (" ".join(cell).strip() for cell in row))) for row in parts)
        return [_wrapped(" " * indent + text, width(), indent + 2).split("\n") for text in texts]
    found = []
    for row in parts:
        lines = []
        folded = (
            [piece for line in cell for piece in textwrap.wrap(line, max(1, wide), break_on_hyphens=False) or [""]]
            for cell, wide in zip(row, widths, strict=True)
        )
        for cells in itertools.zip_longest(*folded, fillvalue=""):
            placed = (
                cell.rjust(wide) if j in right else cell.ljust(wide)
                for j, (cell, wide) in enumerate(zip(cells, widths, strict=True))
            )
            lines.append((" " * indent + "  ".join(placed)).replace(_HELD, " ").rstrip())
        found.append(lines)
    return found


def _longest(texts: Iterable[str], broken: bool = False) -> int:
    """Signs of the longest word; a number that is held together is never broken, others may be."""
    words = (word for text in texts for word in text.split(" "))
    return max((min(len(word), _BROKEN) if broken and _HELD not in word else len(word) for word in words), default=1)


def paragraph(text: str, indent: int = 0) -> str:
    """A text, wrapped to the width of what is being written, but no wider than is easily read; a link stays whole.

    Parameters
    ----------
    text
        () [-] The text.
    indent
        () [-] Blanks before each line but the first.
    """
    return _wrapped(shown(held(text)), min(width(), WIDTH), indent)


def _wrapped(text: str, signs: int, indent: int) -> str:
    filled = textwrap.fill(text, signs, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)
    return filled.replace(_HELD, " ")

"""Columns of text that line up."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Collection, Sequence

WIDTH = 104
_HELD = "\u00a0"
_BROKEN = 8  # signs from which on a word of the column that gives is broken, if need be
_LEAST = 16  # signs to which a column is narrowed before others are


def columns(
    rows: Sequence[Sequence[str]], *, right: Collection[int] = (), give: int = -1, indent: int = 0
) -> list[str]:
    """Rows of cells as lines, every column as wide as its widest cell; where that is too wide, cells are wrapped.

    Parameters
    ----------
    rows
        (row, cell) [-] The cells; all rows have as many.
    right
        (cell) [-] Columns that stand to the right.
    give
        () [-] The column that is wrapped first where a line would be too long; the last one if left out.
    indent
        () [-] Blanks before each line.
    """
    n = len(rows[0]) if rows else 1
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(n)]
    words = [max((len(word) for row in rows for word in row[i].split()), default=1) for i in range(n)]
    words[give % n] = min(words[give % n], _BROKEN)
    for least in (_LEAST, 1):
        for i in (give % n, *sorted(range(n), key=lambda i: -widths[i])):
            over = indent + sum(widths) + 2 * (n - 1) - WIDTH
            widths[i] -= max(0, min(over, widths[i] - max(least, words[i])))
    lines = []
    for row in rows:
        folded = (
            textwrap.wrap(cell, max(1, width), break_on_hyphens=False) for cell, width in zip(row, widths, strict=True)
        )
        for cells in itertools.zip_longest(*folded, fillvalue=""):
            placed = (
                cell.rjust(width) if j in right else cell.ljust(width)
                for j, (cell, width) in enumerate(zip(cells, widths, strict=True))
            )
            lines.append((" " * indent + "  ".join(placed)).rstrip())
    return lines


def paragraph(text: str, indent: int = 0) -> str:
    """A text, wrapped to the width of the terminal output; a link stays whole.

    Parameters
    ----------
    text
        () [-] The text.
    indent
        () [-] Blanks before each line but the first.
    """
    held = text.replace(" %", f"{_HELD}%")  # a per cent sign stays with its number
    wrapped = textwrap.fill(held, WIDTH, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)
    return wrapped.replace(_HELD, " ")

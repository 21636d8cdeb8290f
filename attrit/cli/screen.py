r"""Everything that is printed: data to stdout, talk to stderr, and no sign that a terminal would obey.

Titles, keys, cells and names of files come from others. A sign that moves the cursor, colours what follows, turns the
direction of the text or ends the line unseen is shown as its code, such as ``\x1b``.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Iterator

STDOUT = "standard output"
# Controls but tab and line feed, separators of lines, and signs that turn the direction of what follows.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """A text with the code of every sign that a terminal would obey in its place.

    Parameters
    ----------
    text
        () [-] The text.
    """
    return _OBEYED.sub(lambda sign: ascii(sign[0])[1:-1], text)


def harmless_json(text: str) -> str:
    """JSON that means the same, with the escape of every sign that a terminal would obey in its place.

    Parameters
    ----------
    text
        () [-] The JSON.
    """
    return _OBEYED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def show(text: str = "", end: str = "\n") -> None:
    """Print to stdout.

    Parameters
    ----------
    text
        () [-] What to print.
    end
        () [-] What ends it.
    """
    _print(harmless(text) + end)


def hand_over(text: str) -> None:
    """Print the text of a file, in UTF-8: as it is where a program or a file takes it, without harm on a terminal.

    Parameters
    ----------
    text
        () [-] The text.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    _print(harmless(text) if sys.stdout.isatty() else text)


def flush() -> None:
    """Have everything printed that waits to be."""
    with _named():
        sys.stdout.flush()


def _print(text: str) -> None:
    with _named():
        print(text, end="")


@contextlib.contextmanager
def _named() -> Iterator[None]:
    """An error names the stream that it is about."""
    try:
        yield
    except OSError as error:
        error.filename = STDOUT
        raise


def say(text: str) -> None:
    """Talk to the user on stderr, beside the data; where nobody can listen, the work goes on.

    Parameters
    ----------
    text
        () [-] What to say.
    """
    with contextlib.suppress(OSError):
        print(harmless(text), file=sys.stderr, flush=True)

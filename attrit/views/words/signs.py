"""Signs that a terminal cannot show, and what stands in their place: a minus must not become a question mark."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_INSTEAD = {
    "−": "-", "–": "-", "—": "-", "‑": "-", "±": "+/-", "²": "2", "³": "3", "×": "x", "·": "*", "…": "...", "≥": ">=",
    "≤": "<=", "≈": "~", "→": "->", "∞": "infinity", "“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "°": " degrees",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ",
}  # fmt: skip
HANDLER = "attrit"
"""The name under which Python knows what to do with a sign that a stream cannot show."""
_missing: ContextVar[Mapping[int, str]] = ContextVar("missing")


def shown(text: str) -> str:
    """A text with the signs that can be shown, before it is laid out.

    Parameters
    ----------
    text
        () [-] The text.
    """
    return text.translate(_missing.get({}))


@contextmanager
def signs_of(encoding: str | None) -> Iterator[None]:
    """Lay out what is written within the block in the signs of an encoding.

    Parameters
    ----------
    encoding
        () [-] Its name; None if every sign can be shown.
    """
    before = _missing.set({ord(sign): text for sign, text in _INSTEAD.items() if not _has(encoding, sign)})
    try:
        yield
    finally:
        _missing.reset(before)


def _has(encoding: str | None, sign: str) -> bool:
    try:
        sign.encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _replaced(error: UnicodeError) -> tuple[str, int]:
    """What stands in the place of signs that were not laid out here, such as a letter of a name."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(sign: str) -> str:
    folded = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return _INSTEAD.get(sign) or folded or "?"


codecs.register_error(HANDLER, _replaced)

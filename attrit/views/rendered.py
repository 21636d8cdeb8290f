"""An answer as people see it, whoever shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple


class Rendered(NamedTuple):
    """An answer as people see it.

    Parameters
    ----------
    sentence
        () [-] The answer in a sentence or two.
    lines
        (line) [-] The whole answer for a terminal, the sentence included.
    plain
        () [-] The same as plain data.
    specs
        (chart) [-] Charts by name, each made when it is asked for; the name of the only one is empty.
    page
        () [-] A page to write beside them; empty if there is none.
    """

    sentence: str
    lines: Sequence[str]
    plain: dict[str, Any]
    specs: Mapping[str, Callable[[], dict[str, Any]]]
    page: str = ""

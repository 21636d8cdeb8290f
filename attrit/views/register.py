"""The register of analyses: every folder here whose charts hold `VIEWS` shows them, found by the type of its result."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import attrit.views as folder
from attrit.views.charts.look import Spec
from attrit.views.rendered import Rendered


@dataclass(frozen=True, kw_only=True)
class View:
    """How what an analysis found is shown: on a terminal, in the report, in a notebook and as data.

    Parameters
    ----------
    of
        () [-] The class of what it found.
    title
        () [-] Its heading in the report.
    sentence
        () [-] The answer in a sentence or two.
    lines
        (line) [-] The whole answer, as on a terminal.
    plain
        () [-] The same as plain data, for JSON.
    spec
        () [-] Its chart.
    chart
        () [-] What is added to the name of the file of its chart; empty for nothing.
    """

    of: type
    title: str
    sentence: Callable[[Any], str]
    lines: Callable[[Any], Sequence[str]]
    plain: Callable[[Any], dict[str, Any]]
    spec: Callable[[Any], Spec]
    chart: str = ""


@cache
def views() -> dict[type, View]:
    """Every view by the class of what it shows."""
    return {view.of: view for view in _found()}


def _found() -> Iterator[View]:
    for entry in pkgutil.iter_modules(folder.__path__):
        if entry.ispkg:
            name = f"{folder.__name__}.{entry.name}.charts"
            if importlib.util.find_spec(name) is not None:
                yield from getattr(importlib.import_module(name), "VIEWS", ())


def rendered(found: object) -> Rendered:
    """What an analysis found, as people see it.

    Parameters
    ----------
    found
        () [-] The result of an analysis.

    Raises
    ------
    KeyError
        It is none.
    """
    view = views()[type(found)]
    return Rendered(view.sentence(found), view.lines(found), view.plain(found), {view.chart: lambda: view.spec(found)})

"""Changes laid over a document: values replaced or scaled, in the units that they are meant in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrit.errors import AttritError, Problem, ScenarioError
from attrit.scenario.document import Document, Loc, Place, inside, scalar
from attrit.scenario.paths import changeable, full_path
from attrit.scenario.schema import Scenario
from attrit.scenario.values import THOUSANDS, number


def written(document: Document, path: str, value: Any, target: Loc | Place) -> Document:
    """The document with one value replaced, or scaled if the value is ``{times: k}``.

    Parameters
    ----------
    document
        () [-] The document.
    path
        () [-] Full path.
    value
        () [-] The new value in plain data.
    target
        () [-] Where it is written.
    """
    loc: Loc = tuple(path.split("."))
    if loc[0] == "mechanisms":
        stated = inside(document.data, loc[:2])
        if stated is not None and not isinstance(stated, dict):
            document = document.replaced(loc[:2], {"on": stated}, None)
        loc = (*loc, "on") if len(loc) == 2 else loc
    if isinstance(value, dict) and set(value) == {"times"}:
        value = _scaled(inside(document.data, loc), value["times"])
    return document.replaced(loc, value, target)


def changed(
    document: Document, scenario: Scenario, changes: Mapping[str, object], where: str
) -> tuple[Document, list[Problem]]:
    """The document with other values, and what is wrong with their paths.

    Parameters
    ----------
    document
        () [-] The document.
    scenario
        () [-] The scenario that was made of it.
    changes
        (path) [-] New values; paths may be shortened.
    where
        () [-] What to call their origin in messages.
    """
    known, problems = _units(document, scenario), list[Problem]()
    for stated, value in changes.items():
        try:
            path = full_path(stated, known)
        except ScenarioError as error:
            problems += [Problem(where, stated, p.found, p.accepted, p.cure) for p in error.problems]
            continue
        meant = scalar(value) if isinstance(value, str) else value
        document = written(document, path, _with_unit(value, meant, known[path]), Place(where))
    return document, problems


def _units(document: Document, scenario: Scenario) -> dict[str, str]:
    """Every path that a change can name, with the unit of a bare number there."""
    found = dict.fromkeys(changeable(document.data), "")
    found |= {path: entry.quantity.unit for path, entry in scenario.inputs.items()}
    return found | {"horizon": "day"}


def _with_unit(text: object, meant: Any, unit: str) -> Any:
    """A bare number of a command line, in the input's own unit; as it was typed if points may part thousands."""
    digits = THOUSANDS.fullmatch(text.strip()) if isinstance(text, str) else None
    if unit not in ("", "1") and digits and not digits[2]:
        return f"{digits[1]} {unit}"
    if isinstance(meant, int | float) and not isinstance(meant, bool) and unit not in ("", "1"):
        number = f"{meant!r}"
        return f"{number}{'0' if THOUSANDS.fullmatch(number) else ''} {unit}"  # a number has been read already
    return meant


def _scaled(raw: Any, times: Any) -> Any:
    """A value of the file, multiplied."""
    if not isinstance(times, int | float) or isinstance(times, bool):
        return {"times": times}
    if isinstance(raw, dict):
        before = raw.get("times", 1.0)
        return {**raw, "times": before * times} if isinstance(before, int | float) else raw
    if isinstance(raw, str) and raw.lstrip().startswith("="):
        return f"= ({raw.strip()[1:].strip()}) * {times!r}"
    if raw is None or raw == 0:
        return {"times": times} if raw is None else raw
    try:
        value, unit = number(raw)
    except AttritError:
        return {"times": times}
    return {"value": value, "unit": unit, "times": times, "class": "judgement", "source": "stated in the scenario"}

"""What a change can name: the path of a value, a switch, a hypothesis or a reference, also shortened."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from typing import Any

from attrit.errors import Problem, ScenarioError
from attrit.quantities import mechanisms
from attrit.scenario.draft import slots
from attrit.scenario.shape import THINGS, fields_of

_TOP = ("title", "question", "as_of", "horizon", "base", "against", "objective", "contingent")
_IN_ARMS = {
    "groups": ("front", "sectors", "host", "own_sector", "role", "command", "replaced"),
    "rules": ("reading",),
    "roles": ("line_share", "second_share"),
}
_MOST_LISTED = 8


def changeable(data: dict[str, Any]) -> dict[str, bool]:
    """Every path that a change can name, and whether an arm may change it.

    Parameters
    ----------
    data
        () [-] A document without what was broken in it.
    """
    found = {slot.path: True for slot in slots(data)}
    found |= {f"mechanisms.{name}": True for name in mechanisms()}
    found |= {f"hypotheses.{name}": True for name in ("law", *(data.get("hypotheses") or {}))}
    for section in THINGS:
        if section != "arms":
            for name in data.get(section) or {}:
                for key in fields_of((section, name)):
                    found.setdefault(f"{section}.{name}.{key}", key in _IN_ARMS.get(section, ()))
    return found | dict.fromkeys(_TOP, False)


def full_path(name: str, known: Mapping[str, Any]) -> str:
    """The path that a shortened one stands for: its only ending, or the shortest of several.

    Parameters
    ----------
    name
        () [-] For example ``dprk_regular.men``, ``collapse.hazard`` or ``role``.
    known
        (path) [-] All paths.
    """
    if name in known:
        return name
    ends = [path for path in known if path.endswith(f".{name}")]
    least = min((path.count(".") for path in ends), default=0)
    shortest = [path for path in ends if path.count(".") == least]
    if len(shortest) == 1:
        return shortest[0]
    if not ends:
        raise ScenarioError(Problem("", "", f"nothing is called '{name}'", "", nearest(name, known)))
    listed = ", ".join(shortest[:_MOST_LISTED]) + (", ..." if len(shortest) > _MOST_LISTED else "")
    raise ScenarioError(Problem("", "", f"'{name}' may mean several things", f"one of {listed}"))


def nearest(name: str, known: Collection[str]) -> str:
    """The path that was probably meant, as a question; an empty text if none is near.

    Parameters
    ----------
    name
        () [-] What was written.
    known
        (path) [-] All paths.
    """
    parts = name.count(".") + 1
    ends = {".".join(path.split(".")[-parts:]): path for path in known}
    near = difflib.get_close_matches(name, [*known, *ends], n=1, cutoff=0.6)
    return f"did you mean '{ends.get(near[0], near[0])}'?" if near else ""

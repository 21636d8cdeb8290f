"""The register: every file of this folder with a `LAW` in it is a law, under the name of the file."""

from __future__ import annotations

import importlib
import pkgutil

import attrit.model.laws as folder
from attrit.errors import Problem, ScenarioError, did_you_mean
from attrit.model.laws.protocol import Campaign, Law


def _found() -> dict[str, Law]:
    names = sorted(entry.name for entry in pkgutil.iter_modules(folder.__path__))
    files = {name: importlib.import_module(f"{folder.__name__}.{name}") for name in names}
    return {name: file.LAW for name, file in files.items() if hasattr(file, "LAW")}


LAWS = _found()
"""Every law by name."""


def law(name: str) -> Law:
    """The law of this name.

    Parameters
    ----------
    name
        () [-] One of `LAWS`.

    Raises
    ------
    ScenarioError
        There is none.
    """
    if name not in LAWS:
        known = f"known are {', '.join(LAWS)}"
        raise ScenarioError(Problem("", "law", f"unknown law '{name}'", known, did_you_mean(name, LAWS)))
    return LAWS[name]


def campaign_laws() -> dict[str, Law]:
    """The laws that a campaign can be fought by, by name."""
    return {name: one for name, one in LAWS.items() if one.campaign is not None}


def campaign_form(name: str) -> Campaign:
    """How a law enters a campaign.

    Parameters
    ----------
    name
        () [-] A law that does.
    """
    form = law(name).campaign
    assert form is not None  # scenarios take no other laws
    return form


def add(one: Law) -> Law:
    """Take a law into the register, for as long as the program runs.

    Parameters
    ----------
    one
        () [-] The law; one of the same name that was added before gives way to it.

    Raises
    ------
    ScenarioError
        A law that ships with attrit, or one of its functions, has its name.
    """
    if one.name in _SHIPPED:
        raise ScenarioError(Problem("", "law", f"'{one.name}' is taken", "another name for the function"))
    LAWS[one.name] = one
    return one


_SHIPPED = frozenset(thing.__name__ for one in LAWS.values() for thing in one.functions)

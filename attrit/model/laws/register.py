"""The register: every file of this folder with a `LAW` in it is a law, under the name of the file."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

import attrit.model.laws as folder
from attrit.errors import Problem, ScenarioError, did_you_mean
from attrit.model.laws.protocol import Campaign, Law, Losses


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


def check_laws(names: Sequence[str]) -> None:
    """Raise one ScenarioError that names every law that is none, or enters no campaign.

    Parameters
    ----------
    names
        (law) [-] The names.

    Raises
    ------
    ScenarioError
        There is such a name.
    """
    known = campaign_laws()
    accepted = f"laws that enter a campaign are {', '.join(known)}"
    problems = [
        Problem("", "law", f"'{name}' stands alone: {LAWS[name].alone}", accepted)
        if name in LAWS
        else Problem("", "law", f"no law '{name}'", accepted, did_you_mean(name, known))
        for name in names
        if name not in known
    ]
    if problems:
        raise ScenarioError(problems)


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


def losses_said(name: str, losses: Losses, own: NDArray[np.float64], enemy: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a law that is a function says of some strengths.

    Parameters
    ----------
    name
        () [-] The law.
    losses
        () [-] Its function for one side.
    own, enemy
        (strength) [any] The strengths.

    Returns
    -------
    numpy.ndarray
        (strength) [any] The losses.

    Raises
    ------
    ScenarioError
        The function fails, or says something that is no loss.
    """
    try:
        with contextlib.redirect_stdout(sys.stderr):  # a law may be the user's, and stdout is for data
            said = np.asarray(losses(own, enemy))
        found = np.broadcast_to(said.astype(np.float64, casting="same_kind"), own.shape)
    except (Exception, SystemExit) as error:
        text = f"its losses cannot be computed: {type(error).__name__}: {error}"
        raise ScenarioError(Problem("", f"law {name}", text, "a function of two arrays of strengths")) from error
    wrong = ~((found >= 0) & (found < np.inf))
    if wrong.any():
        k = int(np.argmax(wrong))
        text = f"losses of {found[k]:g} at own strength {own[k]:.3g} and enemy strength {enemy[k]:.3g}"
        raise ScenarioError(Problem("", f"law {name}", text, "losses from 0 on"))
    return found


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

"""What a shell offers while a command is typed: scenarios, arms, outcomes, mechanisms."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import typer


def scenarios(incomplete: str) -> list[str]:
    """Shipped scenarios and the scenario files of this folder.

    Parameters
    ----------
    incomplete
        () [-] What is typed so far.
    """
    shipped = [
        file.name.removesuffix(".yaml") for file in files("attrit.library").iterdir() if file.name.endswith(".yaml")
    ]
    here = [file.name for file in Path().glob("*.y*ml")]
    return _beginning(sorted(shipped) + sorted(here), incomplete)


def arms(context: typer.Context, incomplete: str) -> list[str]:
    """Arms of the scenario that is typed before, also behind a comma.

    Parameters
    ----------
    context
        () [-] What is typed before.
    incomplete
        () [-] What is typed so far.
    """
    from attrit.errors import AttritError
    from attrit.scenario.files import load

    try:
        names = list(load(context.params.get("scenario") or "").arms)
    except AttritError:
        return []
    first, comma, last = incomplete.rpartition(",")
    return [f"{first}{comma}{name}" for name in _beginning(names, last)]


def outcomes(incomplete: str) -> list[str]:
    """Names of outcomes.

    Parameters
    ----------
    incomplete
        () [-] What is typed so far.
    """
    from attrit.engine.outcomes import ONE_A_WORLD

    return _beginning(["recovered", *ONE_A_WORLD], incomplete)


def mechanisms(incomplete: str) -> list[str]:
    """Names of mechanisms.

    Parameters
    ----------
    incomplete
        () [-] What is typed so far.
    """
    from attrit.quantities import mechanisms as known

    return _beginning(list(known()), incomplete)


def _beginning(names: list[str], with_: str) -> list[str]:
    return [name for name in names if name.startswith(with_)]

"""A belief used as an action, or the other way round: what the command line says to those who may mean the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrit.reader import either
from attrit.scenario.actions import action_of, no_actions
from attrit.scenario.paths import full_path

if TYPE_CHECKING:
    from attrit.scenario.levers import Lever
    from attrit.scenario.schema import Scenario

_BELIEF = "--set changes a belief: it was so all along, on the first day and in every arm."


def belief_hints(scenario: Scenario, file: str, changes: Mapping[str, object]) -> list[str]:
    """How to ask what an action would do, of the first belief that was set and may have been meant as one.

    Parameters
    ----------
    scenario
        () [-] The scenario, with the changes.
    file
        () [-] What the user calls it.
    changes
        (path) [-] New values, by paths that may be shortened.
    """
    inputs = scenario.inputs
    paths = {full_path(key, inputs): value for key, value in changes.items() if _known(key, inputs)}
    actions = {path: action for path in paths if (action := action_of(scenario, path))}
    if not actions:
        return []
    path, action = next(iter(actions.items()))
    given, value = inputs[path], str(paths[path])
    if given.quantity.unit != "1" and value.replace(".", "", 1).isdigit():
        value = f"{value} {given.quantity.unit}"
    lever = path.removeprefix("quantities.")
    needed = f"attrit needed {file} --lever {lever}, or " if not path.startswith("hypotheses.") else ""
    return [f"note: {_BELIEF} To ask what {action} would do, use {needed}an arm with `change: {{{path}: {value}}}`."]


def _known(key: str, inputs: Mapping[str, object]) -> bool:
    return key in inputs or any(path.endswith(f".{key}") for path in inputs)


def arm_hints(scenario: Scenario, arms: Sequence[str]) -> list[str]:
    """What is said of arms that change what nobody can.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    arms
        (arm) [-] The arms that are played.
    """
    found = {arm: no_actions(scenario, arm) for arm in arms}
    return [
        f"note: arm '{arm}' changes {_listed(paths)}, which nobody can change. {_treated(scenario)}"
        for arm, paths in found.items()
        if paths
    ]


def lever_sentence(scenario: Scenario, lever: Lever, name: str) -> str:
    """Whether a lever is an action, and what that means.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    lever
        () [-] The lever.
    name
        () [-] What it is called.
    """
    if not lever.action:
        return f"Nobody can change {name}. {_treated(scenario)}"
    return (
        f"The lever {name} is an action: {lever.action}. It changes no belief about the war. "
        f"To change a belief, use {either('--set', 'with_changes')}."
    )


def _treated(scenario: Scenario) -> str:
    cure = f"To change the belief, use {either('--set', 'with_changes')}."
    return f"It is treated as a change against the first day of {scenario.base}. {cure}"


def _listed(paths: Sequence[str]) -> str:
    return " and ".join(", ".join(paths).rsplit(", ", 1))

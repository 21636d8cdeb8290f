"""Variants: an arm with levers set.

A variant changes what is done, as arms do: the base arm stays the reference of all strengths, and what is believed of
the first day stays as it is. `Scenario.with_changes` changes the belief instead, and with it the reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from attrit.errors import Problem, ScenarioError
from attrit.scenario.levers import Lever
from attrit.scenario.schema import Scenario
from attrit.scenario.things import ArmSpec


def variant(scenario: Scenario, settings: Sequence[tuple[Lever, float]], arm: str | None = None) -> Scenario:
    """An arm with levers set.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    settings
        (lever) [-] Levers and the values that they are set to.
    arm
        () [-] The arm; the base arm if None. No rule may forbid it.

    Raises
    ------
    ScenarioError
        Two levers set the same input, or the values do not fit the rest of the scenario.
    """
    made = scenario.arm(arm or scenario.base)
    said = ", ".join(f"{lever.name} = {value:,.6g} {lever.unit}".removesuffix(" 1") for lever, value in settings)
    values: dict[str, Any] = {}
    for lever, value in settings:
        changes = lever.changes(value)
        if twice := {*values} & {*changes}:
            raise ScenarioError(Problem("", "levers", f"both set {min(twice)}", "levers that set different inputs"))
        values |= changes
    return made.source.with_values(made, values, said)


def possible(
    scenario: Scenario, lever: Lever, values: Sequence[float], arm: str | None = None
) -> dict[float, Scenario]:
    """An arm by values of a lever, of which those that do not fit the rest of the scenario are left out.

    Parameters
    ----------
    scenario, lever, values, arm
        () [-] As in `variant`.

    Raises
    ------
    ScenarioError
        Fewer than two of them fit.
    """
    made: dict[float, Scenario] = {}
    problems = [Problem("", f"values of {lever.name}", "nothing to take a range from", f"values in {lever.unit}")]
    for value in values:
        try:
            made[value] = variant(scenario, [(lever, value)], arm)
        except ScenarioError as error:
            problems += error.problems
    if len(made) < 2:
        raise ScenarioError(problems)
    return made


def with_arms(scenario: Scenario, made: Mapping[str, Scenario]) -> Scenario:
    """The scenario with variants among its arms.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    made
        (arm) [-] The variants by name.
    """
    arms = scenario.arms | {name: ArmSpec(name, name, {}) for name in made}
    return replace(scenario, arms=arms, source=scenario.source.with_arms(made))

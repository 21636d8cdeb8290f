"""Beliefs and actions: whether anybody could do what a change says.

A belief is what was so all along, on the first day too (``--set``). An action is what somebody does (an arm, a lever):
it is measured against the first day of the base arm.
"""

from __future__ import annotations

from attrit.scenario.formulas import dependents
from attrit.scenario.schema import Scenario


def action_of(scenario: Scenario, path: str) -> str:
    """What somebody does who changes an input, as in "sending more or fewer men"; empty if nobody can.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    path
        () [-] The input; a number of the scenario's own is changed by changing what is computed from it.
    """
    inputs = scenario.inputs
    for one in (path, *dependents(inputs, path)):
        if inputs[one].quantity.action:
            return inputs[one].quantity.action
    name = path.removeprefix("hypotheses.")
    used = name != path and any(name in (group.role, group.command) for group in scenario.groups.values())
    return "using the men otherwise" if used else ""


def no_actions(scenario: Scenario, arm: str) -> list[str]:
    """Inputs that an arm changes although nobody can.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    arm
        () [-] One of its arms.
    """
    changed = [path for path in scenario.arms[arm].changes if path in scenario.inputs]
    return [path for path in changed if not action_of(scenario, path)]

"""Where rules, as they are read, permit groups to stand."""

from __future__ import annotations

from attrit.errors import Problem
from attrit.scenario.document import Document
from attrit.scenario.schema import Scenario
from attrit.scenario.things import Rule


def violation(scenario: Scenario, document: Document, name: str = "") -> Problem | None:
    """The first group that stands where a rule, as it is read, forbids it.

    Parameters
    ----------
    scenario
        () [-] The scenario, or one of its arms.
    document
        () [-] What it was made of.
    name
        () [-] The arm, for the message; empty for the scenario itself.
    """
    for rule in scenario.rules.values():
        for group in (scenario.groups[member] for member in rule.binds):
            for sector in group.sectors:
                territory = scenario.sectors[sector].territory
                if territory in rule.permitted:
                    continue
                into = f"sector '{sector}' (territory {territory or 'not stated'})"
                permits = f"rule '{rule.name}' read as '{rule.reading}' permits {', '.join(rule.permitted)}"
                if name:
                    place, path = document.place(("arms", name), of_key=True), f"arms.{name}"
                    found = f"arm '{name}' sends group '{group.name}' into {into}"
                else:
                    place, path = document.place(("groups", group.name, "front")), f"groups.{group.name}.front"
                    found = f"group '{group.name}' stands in {into}"
                return Problem(str(place), path, found, permits, _wider(scenario, rule))
    return None


def _wider(scenario: Scenario, rule: Rule) -> str:
    """How to read the rule so that it permits where its groups stand."""
    needed = {scenario.sectors[s].territory for member in rule.binds for s in scenario.groups[member].sectors}
    for reading, territories in rule.readings.items():
        if needed <= set(territories):
            return f"to allow it: --set {rule.name}.reading={reading}"
    return ""

"""Whose men: losses and whole forces by nation, and of a side with the allies who fight for it.

A group belongs to the nation of its supporter if it has one, else to that of its side. Nobody counts for two nations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from attrit.engine.results import Results
from attrit.scenario.schema import Scenario

Values = NDArray[np.float64]

GONE = ("killed", "captured", "disabled")  # who does not come back
HERE = ("present", "hospital")


def last(results: Results, name: str, arm: str, **where: str | int) -> Values:
    """Values of an outcome at the end of the run, one number a draw.

    Parameters
    ----------
    results
        () [-] A run.
    name, arm
        () [-] The outcome and the arm.
    **where
        () [-] Labels of further dims.
    """
    if "day" in results.variable(name).dims:
        where = {"day": results.coords["day"][-1], **where}
    return results.values(name, arm, **where).astype(np.float64)


def own(scenario: Scenario, side: str) -> tuple[str, ...]:
    """Groups of a side's own nation."""
    return tuple(name for name, group in scenario.groups.items() if group.side == side and not group.supporter)


def foreign(scenario: Scenario, side: str) -> tuple[str, ...]:
    """Groups of other nations that fight for a side."""
    return tuple(name for name, group in scenario.groups.items() if group.side == side and group.supporter)


def nation(scenario: Scenario, supporter: str) -> tuple[str, ...]:
    """Groups of an outside state."""
    return tuple(name for name, group in scenario.groups.items() if group.supporter == supporter)


def there(scenario: Scenario, groups: Iterable[str]) -> tuple[str, ...]:
    """Those groups whose place, in the base arm, is the front in question."""
    base = scenario.arm(scenario.base).groups
    return tuple(name for name in groups if base[name].front == scenario.objective)


def total(results: Results, arm: str, groups: Sequence[str], outcomes: Sequence[str]) -> Values:
    """Men of some groups at the end, summed over groups and outcomes.

    Parameters
    ----------
    results
        () [-] A run.
    arm
        () [-] The arm.
    groups
        (group) [-] Whose men.
    outcomes
        (outcome) [-] What has become of them, such as ``killed``.

    Returns
    -------
    numpy.ndarray
        (draw) [person] The men.
    """
    found = np.zeros(results.draws)
    for group in groups:
        for outcome in outcomes:
            found += last(results, outcome, arm, group=group)
    return found


def forces_stated(results: Results) -> bool:
    """Whether it is stated of both sides how many men their whole forces have."""
    return all((results.input(f"sides.{side}.national_strength") > 0).all() for side in results.scenario.sides)


def own_force(results: Results, arm: str, side: str) -> Values:
    """Men of a country's own force at the end of the run, allies left out.

    It begins with the men of the whole country's force. Recruits join it. On other fronts it loses what is stated of
    the whole country, without the share of this theatre. In this theatre it loses the killed, the captured and the
    disabled of its own groups. Own men whom an arm adds to those of the base arm are further men of the country, and
    own men whom an arm takes away are missing from it: an arm does not say from which other front they come.

    Parameters
    ----------
    results
        () [-] A run.
    arm
        () [-] The arm.
    side
        () [-] The side.

    Returns
    -------
    numpy.ndarray
        (draw) [person] The men, at least none.
    """
    days = int(results.coords["day"][-1])
    path = f"sides.{side}."
    strength, recruits, share = (
        results.input(path + name, arm) for name in ("national_strength", "recruits", "theatre_share")
    )
    elsewhere = (1 - share) * lost_for_good(results, arm, side)
    groups = own(results.scenario, side)
    more = np.zeros(results.draws)
    for name in (*(f"groups.{group}.men" for group in groups), path + "pool"):
        more += results.input(name, arm) - results.input(name)
    drafted = sum(event.pool for event in results.scenario.events if event.side == side and event.day < days)
    left = strength + more + drafted + days * (recruits - elsewhere) - total(results, arm, groups, GONE)
    return np.asarray(np.maximum(left, 0))


def lost_for_good(results: Results, arm: str, side: str) -> Values:
    """Men whom a whole country loses in a day and who do not come back, from its stated losses.

    Parameters
    ----------
    results
        () [-] A run.
    arm
        () [-] The arm.
    side
        () [-] The side.

    Returns
    -------
    numpy.ndarray
        (draw) [person/day] The dead, and the wounded who do not return.
    """
    names = ("national_losses", "return_share", "killed_share")
    losses, back, killed = (results.input(f"sides.{side}.{name}", arm) for name in names)
    return np.asarray(losses * (1 - back * (1 - killed)))


def allied_men(results: Results, arm: str, side: str) -> Values:
    """Foreign men with a side at the end of the run, in the field and in hospital: (draw) [person]."""
    return total(results, arm, foreign(results.scenario, side), HERE)


def growth(results: Results, arm: str, side: str) -> Values:
    """Men by which a country's own force has grown since the first day of the base arm: (draw) [person]."""
    return own_force(results, arm, side) - results.input(f"sides.{side}.national_strength")


def strength(results: Results, arm: str, side: str) -> Values:
    """Own force and allies of a side at the end, as a share of those of the first day in the base arm: (draw) [1]."""
    first = results.input(f"sides.{side}.national_strength").copy()
    base = results.scenario.arm(results.scenario.base).groups
    for group in foreign(results.scenario, side):
        if not base[group].arrives:
            first += results.input(f"groups.{group}.men")
    return np.asarray((own_force(results, arm, side) + allied_men(results, arm, side)) / first)

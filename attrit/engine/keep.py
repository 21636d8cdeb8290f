"""What a run keeps: outcomes at the end, outcomes by day, and outcomes of which daily quantiles are enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

import attrit.model.state as at
from attrit.engine.outcomes import OUTCOMES
from attrit.engine.plan import Layout
from attrit.errors import Problem, ResultsError, did_you_mean
from attrit.shown import Shown

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

Ints = NDArray[np.int64]

HEADLINE = ("area_held", "area_held_true", "losses")
# What `measures` reads at the end of a run.
MEASURED = (
    "area_held", "area_held_or_contested", "area_at_talks", "recovered_day", "before_talks", "lost_by_pressure",
    "lost_by_withdrawal", "lost_by_collapse", "supply_days", "present", "lost", "killed", "wounded", "captured",
    "disabled", "hospital", "learning_time", "exposure", "reacted", "escalation", "escalated",
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class Keep(Shown):
    """What a run keeps of its outcomes.

    Parameters
    ----------
    final
        (name) [-] Outcomes kept at the end of the run, for every draw; all if None.
    daily
        (name) [-] Outcomes kept for every day and draw; their last day is the end.
    quantiles
        (name) [-] Outcomes of which the 5, 25, 50, 75 and 95 % quantiles over draws are kept for every day and arm,
        exact.
    differences
        (name) [-] Outcomes of which the same is kept of the difference, world by world, to the arm that the scenario
        holds the others against.

    Raises
    ------
    ResultsError
        An outcome does not exist.
    """

    final: Sequence[str] | None = None
    daily: Sequence[str] = ()
    quantiles: Sequence[str] = ()
    differences: Sequence[str] = ()

    def __post_init__(self) -> None:
        unknown = []
        for part in fields(self):
            names = getattr(self, part.name)
            if not isinstance(names, Iterable | None):
                found = f"found {names!r:.40}"
                raise ResultsError(Problem("", f"keep.{part.name}", found, "names of outcomes, or an attrit.Keep"))
            if names is not None:
                each = tuple(dict.fromkeys([names] if isinstance(names, str) else names))
                object.__setattr__(self, part.name, each)
                unknown += [name for name in each if name not in OUTCOMES]
        if unknown:
            accepted = f"one of {', '.join(OUTCOMES)}"
            raise ResultsError(
                [Problem("", name, "no such outcome", accepted, did_you_mean(name, OUTCOMES)) for name in unknown]
            )

    @property
    def by_day(self) -> tuple[str, ...]:
        """Outcomes looked at every day, those kept for every draw first."""
        return tuple(dict.fromkeys([*self.daily, *self.quantiles, *self.differences]))


EVERYTHING = Keep(daily=HEADLINE)
ENOUGH = Keep(final=MEASURED, quantiles=HEADLINE, differences=HEADLINE)


def rows(layout: Layout, scenario: Scenario, names: Iterable[str]) -> dict[str, Ints]:
    """Rows of the workspace in which outcomes stand, by outcome.

    Parameters
    ----------
    layout
        () [-] Where records stand.
    scenario
        () [-] The scenario.
    names
        (name) [-] The outcomes.
    """
    return {name: np.array(_rows(layout, scenario, name), np.int64) for name in names}


def _rows(layout: Layout, scenario: Scenario, name: str) -> list[int]:
    kind, row, *_ = OUTCOMES[name]
    if kind == "world":
        return [int(getattr(at, row.upper()))]
    if kind == "objective":
        return [layout.row("fronts", layout.names["fronts"].index(scenario.objective), row)]
    return [layout.row(kind, index, row) for index in range(len(layout.names[kind]))]


def headline_pair(scenario: Scenario, arms: Sequence[str]) -> tuple[str, str]:
    """The two arms of the headline: the scenario's own if both are played, else the first and the last.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    arms
        (arm) [-] Arms played.
    """
    if scenario.base in arms and scenario.against in arms:
        return scenario.base, scenario.against
    others = [arm for arm in arms if arm != scenario.base]
    if scenario.base in arms and others:
        return scenario.base, others[0]
    return arms[0], arms[-1]

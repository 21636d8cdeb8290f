"""From a scenario and its arms to the tables the kernel reads: structure as small integers, inputs as columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import attrit.model.state as at
from attrit.engine.draws import Column, Columns
from attrit.model.arithmetic import LANES, F
from attrit.model.laws import LAWS

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

_PREFIX = {"sides": "S_", "fronts": "F_", "sectors": "K_", "groups": "G_", "supporters": "J_", "third_parties": "P_"}
_SIZE = {
    "sides": at.SIDE_N, "fronts": at.FRONT_N, "sectors": at.SECTOR_N, "groups": at.GROUP_N,
    "supporters": at.SUPPORTER_N, "third_parties": at.PARTY_N,
}  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """Where the records of a scenario stand in the workspace.

    Parameters
    ----------
    names
        (record kind) [-] Names of the things of each kind, in their order.
    """

    names: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, scenario: Scenario) -> Layout:
        """The layout of a scenario, the same for all its arms."""
        s = scenario
        return cls(
            {
                "sides": tuple(s.sides), "fronts": tuple(s.fronts), "sectors": tuple(s.sectors),
                "groups": tuple(s.groups), "supporters": tuple(s.supporters), "third_parties": tuple(s.parties),
            }
        )  # fmt: skip

    def start(self, kind: str, index: int) -> int:
        """First row of a record."""
        at_ = at.WORLD_N
        for other, size in _SIZE.items():
            if other == kind:
                return at_ + index * size
            at_ += size * len(self.names[other])
        raise KeyError(kind)

    def row(self, kind: str, index: int, quantity: str) -> int:
        """Row of a quantity or state of one thing, by its name in `state.py` in lower case."""
        return self.start(kind, index) + int(getattr(at, _PREFIX[kind] + quantity.upper()))

    @property
    def events(self) -> int:
        """First row after all records."""
        return self.start("third_parties", len(self.names["third_parties"]))


Recipe = Callable[[Columns], Column]


@dataclass(frozen=True)
class Plan:
    """All the kernel needs but the values of the inputs.

    Parameters
    ----------
    layout
        () [-] Where records stand.
    arms
        (arm) [-] Names of the arms.
    tables
        () [-] Arrays of the structure, in the order of the kernel's arguments.
    rows, places
        (arm, input) [-] Row of each input in the workspace, and which column it takes.
    recipes
        (column) [-] How to make each column; what is the same in two arms is made once.
    """

    layout: Layout
    arms: tuple[str, ...]
    tables: tuple[NDArray[Any], ...]
    rows: Ints
    places: Ints
    recipes: tuple[Recipe, ...]

    def inputs(self, columns: Columns) -> Floats:
        """Values of the inputs for a run of draws."""
        return np.array([recipe(columns) for recipe in self.recipes], F)


def make_plan(scenario: Scenario, changed: Mapping[str, Scenario]) -> Plan:
    """The plan of a run.

    Parameters
    ----------
    scenario
        () [-] The scenario; its base arm is the reference even if it is not among those played.
    changed
        (arm) [-] The scenario with each arm's changes, by the arm's name.
    """
    base = scenario.arm(scenario.base)
    layout = Layout.of(scenario)
    tables = (
        np.array([_groups(layout, s) for s in changed.values()], np.int64),
        np.array([_weights(layout, s) for s in changed.values()], F),
        np.array(_groups(layout, base), np.int64), np.array(_weights(layout, base), F), *_structure(layout, scenario),
    )  # fmt: skip
    probe = Columns(np.zeros(1, np.int64), 0)  # one draw tells which columns are the same
    place: dict[int, int] = {}
    recipes: list[Recipe] = []
    rows: list[list[int]] = []
    places: list[list[int]] = []
    for arm in changed.values():
        laid = _laid(layout, arm, base)
        rows.append([row for row, _ in laid])
        places.append([])
        for _, recipe in laid:
            column = id(recipe(probe))
            if column not in place:
                place[column] = len(recipes)
                recipes.append(recipe)
            places[-1].append(place[column])
    return Plan(layout, tuple(changed), tables, np.array(rows, np.int64), np.array(places, np.int64), tuple(recipes))


def _structure(layout: Layout, scenario: Scenario) -> tuple[NDArray[Any], ...]:
    """What is the same in all arms: holders, fronts of sectors, supporters, parties, influence, reserves, events."""
    names = layout.names
    sides = names["sides"]
    fronts = [sides.index(front.holder) for front in scenario.fronts.values()]
    sectors = [names["fronts"].index(sector.front) for sector in scenario.sectors.values()]
    supporters = [(sides.index(s.side), _index(names["groups"], s.tranche_to)) for s in scenario.supporters.values()]
    parties = [_index(sides, party.feeds) for party in scenario.parties.values()]
    influence = np.zeros((len(parties), len(parties)), F)
    for k, party in enumerate(scenario.parties.values()):
        for other, factor in party.influence.items():
            influence[k, names["third_parties"].index(other)] = factor
    reserve_groups = [_index(names["groups"], side.reserve_group) for side in scenario.sides.values()]
    events = [(day, sides.index(side), kind) for day, side, kind, _ in _events(scenario)]
    return (
        np.array(fronts, np.int64), np.array(sectors, np.int64), np.array(supporters, np.int64).reshape(-1, 2),
        np.array(parties, np.int64), influence, np.array(reserve_groups, np.int64),
        np.array(events, np.int64).reshape(-1, 3),
    )  # fmt: skip


def _events(scenario: Scenario) -> list[tuple[int, str, int, float]]:
    """Day, side, kind and amount of each delivery."""
    return [
        (event.day, event.side, kind, amount)
        for event in scenario.events
        for kind, amount in ((at.STOCK, event.stock), (at.POOL, event.pool))
        if amount
    ]


def _index(names: Sequence[str], name: str | None) -> int:
    return -1 if name is None else names.index(name)


def _groups(layout: Layout, scenario: Scenario) -> list[list[int]]:
    rows = []
    for name, group in scenario.groups.items():
        outside = any(
            scenario.sectors[sector].territory not in rule.undisputed
            for rule in scenario.rules.values()
            if name in rule.binds
            for sector in group.sectors
        )
        rows.append(
            [
                layout.names["sides"].index(group.side), layout.names["fronts"].index(group.front),
                int(group.arrives), int(group.replaced), _index(layout.names["groups"], group.host),
                _index(layout.names["supporters"], group.supporter), _index(layout.names["sectors"], group.own_sector),
                int(outside),
            ]
        )  # fmt: skip
    return rows


def _weights(layout: Layout, scenario: Scenario) -> list[list[float]]:
    """Allocation of each group: the longer line, by the root of the median area, gets more men."""
    medians = scenario.medians()
    length = {
        name: float(np.sqrt(medians[f"sectors.{name}.area_share"] * medians[f"fronts.{sector.front}.area_held"]))
        for name, sector in scenario.sectors.items()
    }
    return [
        [length[sector] if sector in group.sectors else 0.0 for sector in layout.names["sectors"]]
        for group in scenario.groups.values()
    ]


def _laid(layout: Layout, scenario: Scenario, base: Scenario) -> list[tuple[int, Recipe]]:
    """Row and recipe of every input of one arm."""
    laid: list[tuple[int, Recipe]] = []
    for path in scenario.inputs:
        kind, _, rest = path.partition(".")
        if kind == "mechanisms":
            laid.append((int(getattr(at, rest.replace(".", "_").upper())), _of(scenario, path)))
        elif kind in layout.names:
            name, quantity = rest.split(".")
            if hasattr(at, _PREFIX[kind] + quantity.upper()):  # the strength of a whole country stands outside the day
                index = layout.names[kind].index(name)
                laid.append((layout.row(kind, index, quantity), _of(scenario, path)))
    for index, name in enumerate(scenario.groups):
        laid += _group_recipes(layout, scenario, base, index, name)
    for which, row in enumerate((at.LAW_P, at.LAW_Q, at.LAW_EPSTEIN)):
        laid.append((row, partial(_law, scenario, which)))
    for index, (*_, amount) in enumerate(_events(scenario)):
        laid.append((layout.events + index * LANES, partial(_constant, amount)))
    return laid


def _group_recipes(
    layout: Layout, scenario: Scenario, base: Scenario, index: int, name: str
) -> list[tuple[int, Recipe]]:
    """Role and command of a group, and what the base arm says of it."""
    group, there = scenario.groups[name], base.groups[name]
    laid: list[tuple[int, Recipe]] = [(layout.row("groups", index, "own_command"), partial(_command, scenario, name))]
    if group.role is not None:
        for part in ("line_share", "second_share"):
            laid.append((layout.row("groups", index, part), _role(scenario, group.role, part)))
    for part in ("men", "line_share", "second_share", "quality", "arrival_day", "arrival_ramp"):
        if there.role is not None and part in ("line_share", "second_share"):
            recipe = _role(base, there.role, part)
        else:
            recipe = _of(base, f"groups.{name}.{part}")
        laid.append((layout.row("groups", index, f"base_{part}"), recipe))
    return laid


def _of(scenario: Scenario, path: str) -> Recipe:
    return lambda columns: columns.of(scenario, path)


def _role(scenario: Scenario, role: str, part: str) -> Recipe:
    return lambda columns: columns.role(scenario, role, part)


def _command(scenario: Scenario, name: str, columns: Columns) -> Column:
    return columns.command(scenario, scenario.groups[name].command)


def _law(scenario: Scenario, which: int, columns: Columns) -> Column:
    return columns.law(scenario, LAWS)[which]


def _constant(value: float, columns: Columns) -> Column:
    return columns.constant(value)

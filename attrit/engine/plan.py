"""From a scenario and its arms to the tables the kernel reads: structure as small integers, inputs as columns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import attrit.model.state as at
from attrit.engine.draws import Columns
from attrit.engine.recipes import Recipe, Recipes, constant
from attrit.engine.surfaces import surfaces, with_surface
from attrit.model.arithmetic import LANES, F
from attrit.quantities import quantities
from attrit.scenario.draft import SECTIONS

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

_PREFIX = {"sides": "S_", "fronts": "F_", "sectors": "K_", "groups": "G_", "supporters": "J_", "third_parties": "P_"}
_SIZE = {
    "sides": at.SIDE_N, "fronts": at.FRONT_N, "sectors": at.SECTOR_N, "groups": at.GROUP_N,
    "supporters": at.SUPPORTER_N, "third_parties": at.PARTY_N,
}  # fmt: skip
_SHARES = ("line_share", "second_share")
ELSEWHERE = {
    "side.national_strength": "a country's force is looked at when the run is over",
    "side.national_losses": "losses on other fronts are charged when the run is over",
    "attrition.enemy_power": "the exponents of a law enter by the law",
    "attrition.own_power": "the exponents of a law enter by the law",
    "attrition.weiss": "the exponents of a law enter by the law",
}
"""Quantities that have no row in the records of the day, and why."""


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

    @cached_property
    def _starts(self) -> dict[str, int]:
        """First row of each kind of record."""
        starts, row = {}, at.WORLD_N
        for kind, size in _SIZE.items():
            starts[kind] = row
            row += size * len(self.names[kind])
        return starts

    def start(self, kind: str, index: int) -> int:
        """First row of a record."""
        return self._starts[kind] + index * _SIZE[kind]

    def row(self, kind: str, index: int, quantity: str) -> int:
        """Row of a quantity or state of one thing, by its name in `state.py` in lower case."""
        return self.start(kind, index) + int(getattr(at, _PREFIX[kind] + quantity.upper()))

    @property
    def events(self) -> int:
        """First row after all records."""
        return self.start("third_parties", len(self.names["third_parties"]))


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
        (arm, input) [-] Row of each input in the workspace, and which column it takes; base arms after the arms.
    recipes
        (column) [-] What each column is made of; what is the same in two arms is made once.
    """

    layout: Layout
    arms: tuple[str, ...]
    tables: tuple[NDArray[Any], ...]
    rows: Ints
    places: Ints
    recipes: tuple[Recipe, ...]

    def inputs(self, columns: Columns) -> Floats:
        """Values of the inputs for a run of draws."""
        return columns.table(self.recipes)


def make_plan(scenario: Scenario, changed: Mapping[str, Scenario], bases: Mapping[str, Scenario] | None = None) -> Plan:
    """The plan of a run.

    Parameters
    ----------
    scenario
        () [-] The scenario; its base arm is the reference even if it is not among those played.
    changed
        (arm) [-] The scenario with each arm's changes, by the arm's name.
    bases
        (arm) [-] Base arms other than the scenario's, by the name of the arm that is measured against their first day.
    """
    usual, others = scenario.arm(scenario.base), bases or {}
    base_of = {name: others.get(name, usual) for name in changed}
    against = list({id(base): base for base in base_of.values()}.values())
    layout = Layout.of(scenario)
    bent = with_surface([law for arm in changed.values() for law in arm.law_states])
    tables = (
        np.array([_groups(layout, s) for s in changed.values()], np.int64),
        np.array([_weights(layout, s) for s in changed.values()], F),
        np.array([_groups(layout, s) for s in against], np.int64), np.array([_weights(layout, s) for s in against], F),
        np.array([next(k for k, s in enumerate(against) if s is base) for base in base_of.values()], np.int64),
        *_structure(layout, scenario), surfaces(bent),
    )  # fmt: skip
    stated = _stated(layout)
    made: dict[int, Recipe] = {}
    place: dict[Recipe, int] = {}
    rows, places = [], []
    for arm in (*changed.values(), *against):
        recipes = Recipes(arm, made)
        laid = {row: recipes.of(path) for row, path in stated.items()} | _worked_out(layout, recipes, bent)
        rows.append(list(laid))
        places.append([place.setdefault(recipe, len(place)) for recipe in laid.values()])
    return Plan(layout, tuple(changed), tables, np.array(rows, np.int64), np.array(places, np.int64), tuple(place))


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
    length = {
        name: math.sqrt(
            _median(scenario, f"sectors.{name}.area_share") * _median(scenario, f"fronts.{sector.front}.area_held")
        )
        for name, sector in scenario.sectors.items()
    }
    return [
        [length[sector] if sector in group.sectors else 0.0 for sector in layout.names["sectors"]]
        for group in scenario.groups.values()
    ]


def _median(scenario: Scenario, path: str) -> float:
    given = scenario.inputs[path]
    return scenario.medians()[path] if given.prior is None else given.times * given.prior.median


@cache
def _mechanism_rows() -> dict[int, str]:
    """Row and path of every quantity of a mechanism that enters the day as it is."""
    names = [q.name for q in quantities().values() if q.entity == "mechanism"]
    return {_row(name): f"mechanisms.{name}" for name in names if name not in ELSEWHERE}


@cache
def _record_rows(kind: str) -> dict[int, str]:
    """Row within its record, and name, of every quantity of a kind of thing that enters the day as it is."""
    entity = SECTIONS[kind]
    names = [q.name for q in quantities().values() if q.entity == entity]
    return {_row(name, _PREFIX[kind]): name for name in names if f"{entity}.{name}" not in ELSEWHERE}


def _row(name: str, prefix: str = "") -> int:
    """The row that is named after a quantity; an input without one would be dropped without a word."""
    row = prefix + name.replace(".", "_").upper()
    if not hasattr(at, row):
        raise AssertionError(f"quantities.csv has '{name}', and the day's records have no row {row}; see ELSEWHERE")
    return int(getattr(at, row))


def _stated(layout: Layout) -> dict[int, str]:
    """Row and path of every input that enters the day as it is, the same in all arms."""
    stated = dict(_mechanism_rows())
    for kind, names in layout.names.items():
        for index, name in enumerate(names):
            start = layout.start(kind, index)
            stated |= {start + row: f"{kind}.{name}.{quantity}" for row, quantity in _record_rows(kind).items()}
    return stated


def _worked_out(layout: Layout, recipes: Recipes, bent: Sequence[str]) -> dict[int, Recipe]:
    """Row and recipe of what hypotheses, roles, commands and deliveries come to in one arm."""
    scenario = recipes.scenario
    laid: dict[int, Recipe] = {}
    for index, group in enumerate(scenario.groups.values()):
        laid[layout.row("groups", index, "own_command")] = recipes.command(group.command)
        if group.role is not None:
            for part in _SHARES:
                laid[layout.row("groups", index, part)] = recipes.role(group.role, part)
    laid |= zip((at.LAW_P_A, at.LAW_Q_A, at.LAW_P_D, at.LAW_Q_D, at.LAW_SURFACE), recipes.law(bent), strict=True)
    for index, (*_, amount) in enumerate(_events(scenario)):
        laid[layout.events + index * LANES] = constant(amount)
    return laid

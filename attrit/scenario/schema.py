"""What a scenario is: things with their structure, inputs with their priors, and arms. Frozen; the engine reads it.

Every thing has a name, which is its key in the file, and a title for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attrit.errors import Problem
    from attrit.evidence.claims import Ledger
    from attrit.evidence.priors import Prior
    from attrit.quantities import Quantity


@dataclass(frozen=True)
class Input:
    """One uncertain or certain number, or a choice between hypotheses.

    Parameters
    ----------
    path
        () [-] Where it belongs, such as ``groups.ru.men``, ``mechanisms.collapse.hazard``, ``hypotheses.law``.
    stream
        () [-] Name of its random numbers. Things go by their position, so that a new name changes no number.
    quantity
        () [-] Unit, bounds, meaning, and the mechanism that it belongs to.
    prior
        () [-] What is believed of it; None for a formula.
    formula
        () [-] How it follows from other inputs, with full paths; None for a prior.
    names
        (input) [-] The paths in the formula.
    times
        () [1] Factor on the prior's or formula's value.
    where
        () [-] Where it is stated; empty for a default.
    """

    path: str
    stream: str
    quantity: Quantity
    prior: Prior | None
    formula: str | None = None
    names: tuple[str, ...] = ()
    times: float = 1.0
    where: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class Side:
    """A belligerent.

    Parameters
    ----------
    adjective
        () [-] What people call what is its.
    reserve_group
        () [-] The group that its reserves join; None if it has none.
    """

    name: str
    title: str
    adjective: str
    reserve_group: str | None


@dataclass(frozen=True)
class Front:
    """Ground that one side holds and the other attacks.

    Parameters
    ----------
    holder, attacker
        () [-] The sides.
    sectors
        (sector) [-] Its sectors in the order of the file.
    """

    name: str
    title: str
    holder: str
    attacker: str
    sectors: tuple[str, ...]


@dataclass(frozen=True)
class Sector:
    """A part of a front.

    Parameters
    ----------
    front
        () [-] Its front.
    territory
        () [-] Whose ground it is by law, for rules; empty if not stated.
    """

    name: str
    title: str
    front: str
    territory: str


@dataclass(frozen=True)
class Group:
    """Troops of one side with one quality, one endurance and one command.

    Parameters
    ----------
    side, front
        () [-] Whose it is and where it stands.
    sectors
        (sector) [-] The sectors that it may stand in.
    host
        () [-] The group of the same side that it serves with; None for a side's own troops.
    supporter
        () [-] The outside state whose men they are; None for a side's own troops.
    arrives
        () [-] Whether it comes after the first day.
    replaced
        () [-] Whether its losses are made good from the side's pool.
    own_sector
        () [-] Where it stands if it has a sector of its own.
    role, command
        () [-] Its role and its command, or the hypotheses about them; None if there are none.
    """

    name: str
    title: str
    side: str
    front: str
    sectors: tuple[str, ...]
    host: str | None
    supporter: str | None
    arrives: bool
    replaced: bool
    own_sector: str | None
    role: str | None
    command: str | None


@dataclass(frozen=True)
class Supporter:
    """An outside state that sends rounds or men to a side.

    Parameters
    ----------
    side
        () [-] Whom it supports.
    tranche_to
        () [-] The group that further men join; None if it sends none.
    """

    name: str
    title: str
    side: str
    tranche_to: str | None


@dataclass(frozen=True)
class Party:
    """A third party that may react.

    Parameters
    ----------
    feeds
        () [-] The side whose fires rise once it reacts; None if none do.
    influence
        (party) [1] How much likelier another party reacts once this one has: 0.5 is half as much again.
    """

    name: str
    title: str
    feeds: str | None
    influence: dict[str, float]


@dataclass(frozen=True)
class Rule:
    """Where groups may stand, by one of several readings.

    Parameters
    ----------
    source
        () [-] Where it is written.
    binds
        (group) [-] The groups that it binds.
    reading
        () [-] The reading that holds.
    readings
        (reading)(territory) [-] The territories that each reading permits.
    """

    name: str
    title: str
    source: str
    binds: tuple[str, ...]
    reading: str
    readings: dict[str, tuple[str, ...]]

    @property
    def permitted(self) -> tuple[str, ...]:
        """The territories where the rule, as it is read, lets the groups stand."""
        return self.readings[self.reading]

    @property
    def undisputed(self) -> tuple[str, ...]:
        """The territories that every reading permits."""
        first, *others = self.readings.values()
        return tuple(territory for territory in first if all(territory in other for other in others))


@dataclass(frozen=True)
class Role:
    """What a role hypothesis means.

    Parameters
    ----------
    line_share, second_share
        () [1] Shares of the men in the front line and in the second line.
    """

    name: str
    title: str
    line_share: float
    second_share: float


@dataclass(frozen=True)
class Event:
    """Something that happens on a fixed day.

    Parameters
    ----------
    day
        () [day] Days after the scenario's date.
    side
        () [-] Whom it concerns.
    stock
        () [round] Rounds added to its stock.
    pool
        () [person] Trained men added to its pool.
    source
        () [-] Why it is expected.
    """

    day: int
    side: str
    stock: float
    pool: float
    source: str


@dataclass(frozen=True)
class Correlation:
    """Two inputs that are high together.

    Parameters
    ----------
    inputs
        (2) [-] Their paths.
    rho
        () [1] Correlation of their normal scores.
    reason
        () [-] Why.
    """

    inputs: tuple[str, str]
    rho: float
    reason: str


@dataclass(frozen=True)
class ArmSpec:
    """A course of action: changes laid over the scenario.

    Parameters
    ----------
    changes
        (path) [-] New values by full path, as written in the file.
    """

    name: str
    title: str
    changes: dict[str, Any]


@dataclass(frozen=True)
class Scenario:
    """One war as described in a file, checked; made by `attrit.load`.

    Parameters
    ----------
    name, title, question
        () [-] Its key, what people call it, and what it is asked.
    as_of, horizon
        () [date, day] The day after which nothing is known, day 0; days simulated.
    base, against
        () [-] The arm that all others are held against, and the one of the headline comparison.
    objective, contingent
        () [-] The front whose ground is the objective; the groups that the question is about.
    sides, fronts, sectors, groups, supporters, parties, rules, roles
        () [-] The things of the war by name, in the order of the file.
    inputs
        (path) [-] Every input, defaults included.
    switched_off
        (mechanism) [-] Mechanisms whose inputs take the number of `Quantity.off`.
    events, correlations, arms
        () [-] What happens on fixed days; which inputs go together; courses of action by name.
    ledger, source
        () [-] Claims made by `as_of`, None if it names no ledger; the file as read, from which arms are built.
    """

    name: str
    title: str
    question: str
    as_of: date
    horizon: int
    base: str
    against: str
    objective: str
    contingent: tuple[str, ...]
    sides: dict[str, Side]
    fronts: dict[str, Front]
    sectors: dict[str, Sector]
    groups: dict[str, Group]
    supporters: dict[str, Supporter]
    parties: dict[str, Party]
    rules: dict[str, Rule]
    roles: dict[str, Role]
    inputs: dict[str, Input]
    switched_off: frozenset[str]
    events: tuple[Event, ...]
    correlations: tuple[Correlation, ...]
    arms: dict[str, ArmSpec]
    ledger: Ledger | None = field(repr=False)
    source: Any = field(repr=False, compare=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that is compared, in the order of the file; where things are written does not count."""
        from attrit.scenario.build import digest

        return digest(self)

    def arm(self, name: str) -> Scenario:
        """The scenario with the changes of one arm; all arms share their inputs' random streams.

        Parameters
        ----------
        name
            () [-] One of `arms`.
        """
        from attrit.scenario.changes import arm

        return arm(self, name)

    def forbidden_arms(self) -> dict[str, Problem]:
        """Arms that do not run because a rule forbids them, with the reason."""
        from attrit.scenario.changes import forbidden_arms

        return forbidden_arms(self)

    def with_changes(self, changes: Mapping[str, object], where: str = "--set") -> Scenario:
        """The scenario with other values, in every arm that does not state its own.

        Parameters
        ----------
        changes
            (path) [-] New values by path, which may be shortened as long as it is clear; a text is read as in the
            file, and a number without a unit is in the input's own.
        where
            () [-] What to call their origin in messages.
        """
        from attrit.scenario.changes import with_changes

        return with_changes(self, changes, where)

    def without_mechanism(self, name: str) -> Scenario:
        """The scenario with one mechanism switched off.

        Parameters
        ----------
        name
            () [-] One of `attrit.quantities.mechanisms`.
        """
        return self.with_changes({f"mechanisms.{name}": False}, "without_mechanism")

    def medians(self) -> dict[str, float]:
        """Every input at the median of its prior, formulas at the medians of what they name."""
        from attrit.scenario.formulas import medians

        return medians(self.inputs)

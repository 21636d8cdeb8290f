"""The things of a war as a scenario names them, without their numbers: sides, fronts, sectors, groups and the rest.

Every thing has a name, which is its key in the file, and a title for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from attrit.shown import Shown


def within(title: str) -> str:
    """A title within a sentence, where an article has no capital: the South.

    Parameters
    ----------
    title
        () [-] Such as ``The South``.
    """
    return f"the {title[4:]}" if title.startswith("The ") else title


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
    recovers
        () [-] Whether the ground was the attacker's before, so that it recovers what it takes. Words hang on it alone.
    """

    name: str
    title: str
    holder: str
    attacker: str
    sectors: tuple[str, ...]
    recovers: bool = False


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


@dataclass(frozen=True, repr=False)
class Group(Shown):
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

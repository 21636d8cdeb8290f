"""A scenario on its way from plain data to objects: what could be read so far, and what was found wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from attrit.quantities import Quantity, quantities
from attrit.scenario.document import Document, Loc, inside
from attrit.scenario.faults import Findings
from attrit.scenario.input import Input
from attrit.scenario.schema import Scenario
from attrit.scenario.sources import Sources

SECTIONS = {
    "sides": "side",
    "fronts": "front",
    "sectors": "sector",
    "groups": "group",
    "supporters": "supporter",
    "third_parties": "party",
}
"""The sections of a file that list things, and the entity of their quantities."""


class Slot(NamedTuple):
    """A place for a value: its path, its random stream, where it stands, and the quantity (None: a free one)."""

    path: str
    stream: str
    loc: Loc
    quantity: Quantity | None


@dataclass
class Draft:
    """The parts that checks and assembly share.

    Parameters
    ----------
    findings
        () [-] Collects what is wrong.
    data
        () [-] The document without what was broken in it.
    broken
        (place) [-] Places that held something broken, and all around them.
    sources
        () [-] What values can draw on.
    like, before
        () [-] A scenario that this is a change of, and what that was read from; None if it is none.
    inputs
        (path) [-] Inputs that could be read.
    """

    findings: Findings
    data: dict[str, Any]
    broken: set[Loc]
    sources: Sources
    like: Scenario | None = None
    before: Document | None = None
    inputs: dict[str, Input] = field(default_factory=dict)

    def things(self, section: str) -> dict[str, dict[str, Any]]:
        """What a section lists, by name.

        Parameters
        ----------
        section
            () [-] A key of the file.
        """
        found: dict[str, dict[str, Any]] = self.data.get(section) or {}
        return found

    def lost(self, section: str) -> bool:
        """Whether a section could not be read at all, so that nothing can be said about names in it.

        Parameters
        ----------
        section
            () [-] A key of the file.
        """
        return (section,) in self.broken and section not in self.data

    def items(self, section: str) -> Iterator[tuple[Loc, dict[str, Any]]]:
        """The sound items of a section that is a list, each with its place.

        Parameters
        ----------
        section
            () [-] A key of the file.
        """
        for i, item in enumerate(self.data.get(section) or []):
            if (section, i) not in self.broken:
                yield (section, i), item

    def get(self, loc: Loc) -> Any:
        """The value at a place; None if there is none.

        Parameters
        ----------
        loc
            () [-] The keys that lead to it.
        """
        return inside(self.data, loc)


def slots(data: dict[str, Any]) -> Iterator[Slot]:
    """Every place for a value but the hypotheses.

    Parameters
    ----------
    data
        () [-] A document without what was broken in it.
    """
    for i, name in enumerate(data.get("quantities") or {}):
        yield Slot(f"quantities.{name}", f"quantities[{i}]", ("quantities", name), None)
    for section, entity in SECTIONS.items():
        table = [quantity for quantity in quantities().values() if quantity.entity == entity]
        for i, name in enumerate(data.get(section) or {}):
            for q in table:
                yield Slot(f"{section}.{name}.{q.name}", f"{section}[{i}].{q.name}", (section, name, q.name), q)
    for q in quantities().values():
        if q.entity == "mechanism":
            yield Slot(f"mechanisms.{q.name}", q.name, ("mechanisms", *q.name.split(".")), q)

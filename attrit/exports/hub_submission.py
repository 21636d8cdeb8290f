"""A file of forecasts as the checks of a hub see it, with what becomes known of it on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from attrit.evidence.forecasts import OUTPUT
from attrit.evidence.hub_shape import HubConfig, ModelTask, Output, Round
from attrit.evidence.hub_tables import FileName, HubTable, file_name

KIND, ID, VALUE = OUTPUT


class Finding(NamedTuple):
    """Something that a check does not accept.

    Parameters
    ----------
    found
        () [-] What is wrong.
    where
        () [-] Where: ``file:line`` or a file.
    """

    found: str
    where: str = ""


Findings = Iterator[Finding]


class NotApplicable(Exception):
    """There is nothing to check, for a reason in words."""


class Row(NamedTuple):
    """A row that belongs to a block of tasks.

    Parameters
    ----------
    line
        () [-] Its line in the file.
    cells
        (column) [-] Its cells, task ids and ids of outputs in the form in which the settings have them.
    block
        () [-] Place of its model task.
    """

    line: int
    cells: dict[str, str]
    block: int

    def of(self, names: Iterable[str]) -> tuple[str, ...]:
        """Cells of some columns."""
        return tuple(self.cells.get(name, "") for name in names)


@dataclass
class HandedIn:
    """A file of forecasts that is handed in.

    Parameters
    ----------
    config
        () [-] The hub.
    path
        () [-] The file.
    on
        () [-] The day on which it is handed in; None if nobody says.
    table
        () [-] Its table, once it is read.
    compound
        (block)(column) [-] Task ids that are constant within the samples of a block, once they are known.
    """

    config: HubConfig
    path: Path
    on: date | None = None
    table: HubTable | None = None
    compound: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def name(self) -> FileName | None:
        """What the name of the file says."""
        return file_name(self.path)

    @property
    def round(self) -> Round:
        """The round of the file; it is looked at only when there is one."""
        found = self.config.round(self.name.round) if self.name is not None else None
        assert found is not None  # the check `round_id_valid` stops before
        return found

    @property
    def read(self) -> HubTable:
        """The table of the file; it is looked at only when it is read."""
        assert self.table is not None  # the check `file_read` stops before
        return self.table

    def at(self, line: int) -> str:
        """A line of the file."""
        return f"{self.path}:{line}"

    @property
    def tasks(self) -> tuple[ModelTask, ...]:
        """Blocks of tasks of the round."""
        return self.round.tasks

    def output(self, row: Row) -> Output:
        """The output type of a row."""
        return self.tasks[row.block].outputs[row.cells[KIND]]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Task ids that do not follow from others."""
        return tuple(name for name in self.round.columns if name not in self.round.derived)

    @cached_property
    def rows(self) -> tuple[list[Row], list[tuple[int, dict[str, str]]]]:
        """Rows that belong to a block of tasks, and those that belong to none."""
        placed, strange = [], []
        for line, row in enumerate(self.read.rows, 2):
            cells = dict(zip(self.read.header, row, strict=True))
            found = self._place(line, cells)
            if found is None:
                strange.append((line, cells))
            else:
                placed.append(found)
        return placed, strange

    def _place(self, line: int, cells: dict[str, str]) -> Row | None:
        for i, block in enumerate(self.tasks):
            output = block.outputs.get(cells[KIND])
            if output is not None and output.takes(cells[ID]) and block.holds(cells, self.round.derived):
                same = {name: allowed.cell(cells[name]) for name, allowed in block.ids.items() if name in cells}
                return Row(line, {**cells, **same, ID: output.key(cells[ID])}, i)
        return None

    @cached_property
    def samples(self) -> dict[int, dict[str, list[Row]]]:
        """Rows of samples by block and id."""
        found: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for row in self.rows[0]:
            if row.cells[KIND] == "sample" and self.output(row).samples:
                found[row.block][row.cells[ID]].append(row)
        return found


def listed(words: Iterable[object], most: int = 5) -> str:
    """Words behind each other, the first few of them.

    Parameters
    ----------
    words
        (word) [-] The words.
    most
        () [1] How many are told.
    """
    each = [str(word) for word in words]
    more = f" and {len(each) - most:,} more" if len(each) > most else ""
    return ", ".join(each[:most]) + more

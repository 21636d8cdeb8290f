"""How a hub of the hubverse is set up: rounds, model tasks and output types, with the values that each may hold.

Values are kept as text, as cells of a table hold them, so that ``01`` stays a place and does not become a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OUTPUT_TYPES = ("mean", "median", "quantile", "cdf", "pmf", "sample")
FORMATS = ("csv", "parquet", "arrow")
NA = "NA"
_DIGITS = 9  # decimals to which a level is read: .49999999999999994 is .5


def missing(cell: str) -> bool:
    """Whether a cell says that there is nothing."""
    return cell in ("", NA, "NaN", "None", "<NA>")


def number_of(cell: str) -> float | None:
    """The number in a cell; None if there is none.

    Parameters
    ----------
    cell
        () [-] Text of the cell.
    """
    try:
        found = float(cell)
    except ValueError:
        return None
    return found if found == found and abs(found) != float("inf") else None


def as_level(cell: str) -> str:
    """A number as the same text however it was written, ``0.10`` as ``0.1``; other text as it is.

    Parameters
    ----------
    cell
        () [-] Text of the cell.
    """
    found = number_of(cell)
    if found is None:
        return NA if missing(cell) else cell
    return f"{round(found, _DIGITS):.{_DIGITS}f}".rstrip("0").rstrip(".") or "0"


@dataclass(frozen=True)
class Allowed:
    """The values that a column may hold.

    Parameters
    ----------
    required, optional
        (value) [-] Those that must be there, and those that may be.
    kind
        () [-] What they are: ``integer``, ``double``, ``Date``, ``logical`` or ``character``.
    """

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    kind: str = "character"

    @property
    def all(self) -> tuple[str, ...]:
        """All that are allowed, in the order of the file."""
        return (*self.required, *self.optional)

    def cell(self, text: str) -> str:
        """A cell in the form in which the values stand here."""
        return as_level(text) if self.kind in ("integer", "double") else NA if missing(text) else text


@dataclass(frozen=True)
class Output:
    """One output type of a model task.

    Parameters
    ----------
    name
        () [-] Such as ``quantile``.
    ids
        (id) [-] What `output_type_id` may hold; nothing of samples.
    is_required
        () [-] Whether every submission must have it.
    value
        () [-] ``type``, ``minimum`` and ``maximum`` of its values, as they stand.
    samples
        () [-] Of samples: ``type``, ``max_length``, ``min_samples_per_task``, ``max_samples_per_task``,
        ``compound_taskid_set``.
    """

    name: str
    ids: Allowed
    is_required: bool
    value: Mapping[str, Any]
    samples: Mapping[str, Any] = field(default_factory=dict)

    def key(self, cell: str) -> str:
        """A cell of `output_type_id` in the form in which its values stand here."""
        if self.name in ("mean", "median"):
            return NA if missing(cell) else cell
        if self.name == "quantile" or (self.name in ("cdf", "pmf") and self.ids.kind in ("integer", "double")):
            return as_level(cell)
        return cell

    def takes(self, cell: str) -> bool:
        """Whether a cell of `output_type_id` is one of its own."""
        if self.name in ("mean", "median"):
            return missing(cell)
        if self.name == "sample" and self.samples:
            if self.samples.get("type") == "integer":
                return bool(re.fullmatch(r"\d+", cell))
            return not missing(cell) and len(cell) <= int(self.samples.get("max_length", len(cell)))
        return self.key(cell) in self.ids.all


@dataclass(frozen=True)
class ModelTask:
    """A block of tasks with their output types.

    Parameters
    ----------
    ids
        (column) [-] What each task id column may hold.
    outputs
        (type) [-] Its output types.
    targets
        (target) [-] Its target metadata, as they stand.
    """

    ids: Mapping[str, Allowed]
    outputs: Mapping[str, Output]
    targets: tuple[Mapping[str, Any], ...] = ()

    def holds(self, task: Mapping[str, str], derived: Iterable[str] = ()) -> bool:
        """Whether the cells of a task are among its values; a column without values must say that there is nothing.

        Parameters
        ----------
        task
            (column) [-] Cells of the task.
        derived
            (column) [-] Task ids that follow from others, and are not looked at.
        """
        for name, allowed in self.ids.items():
            if name not in derived and allowed.cell(task.get(name, "")) not in (allowed.all or (NA,)):
                return False
        return True

    def compound(self, derived: Iterable[str] = ()) -> tuple[str, ...]:
        """Task ids that are constant within a sample; all of them where the hub names none.

        Parameters
        ----------
        derived
            (column) [-] Task ids that follow from others, and are left out.
        """
        named = self.outputs["sample"].samples.get("compound_taskid_set") if "sample" in self.outputs else None
        left_out = set(derived)
        return tuple(name for name in (self.ids if named is None else named) if name not in left_out)


@dataclass(frozen=True)
class Round:
    """A round of submissions.

    Parameters
    ----------
    column
        () [-] The task id column that holds the id of the round; empty if no column does.
    ids
        (round) [-] Ids of rounds that these settings are for.
    tasks
        (task) [-] Its model tasks.
    formats
        () [-] File formats of its own; those of the hub if empty.
    derived
        (column) [-] Task ids that follow from others.
    due
        () [-] ``relative_to``, ``start`` and ``end`` of the submission window.
    """

    column: str
    ids: tuple[str, ...]
    tasks: tuple[ModelTask, ...]
    formats: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    due: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """All task id columns."""
        return tuple(dict.fromkeys(name for task in self.tasks for name in task.ids))


@dataclass(frozen=True)
class HubConfig:
    """The settings of a hub.

    Parameters
    ----------
    folder
        () [-] Where the hub is.
    rounds
        (round) [-] Its rounds.
    formats
        () [-] File formats that it takes.
    output_folder
        () [-] Name of the folder of forecasts.
    id_kind
        () [-] Type of `output_type_id` in all files: ``auto`` or a type.
    target_data
        () [-] ``hub-config/target-data.json``, empty if there is none.
    """

    folder: Path
    rounds: tuple[Round, ...]
    formats: tuple[str, ...]
    output_folder: str = "model-output"
    id_kind: str = "auto"
    target_data: Mapping[str, Any] = field(default_factory=dict)

    def round(self, round_id: str) -> Round | None:
        """The round with an id; None if there is none."""
        return next((one for one in self.rounds if round_id in one.ids), None)

    def files(self) -> list[Path]:
        """Files of forecasts, those whose names begin with a dot and notes of people left out."""
        place = self.folder / self.output_folder
        found = sorted(path for path in place.glob("*/*") if path.is_file()) if place.is_dir() else []
        return [path for path in found if path.name[0] != "." and path.suffix.lower() not in (".md", ".txt")]

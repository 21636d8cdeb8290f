"""Every hindcast of a folder of data: what is forecast from the past alone, held against what came.

The folder has a folder for each part. A part that is not there is said; a folder without any is refused.

A further part is a function here with its name and folders in `PARTS`. The protocol: docs/decisions/0020.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from attrit.analysis.hindcast_fronts import KURSK_FILE, front_rows
from attrit.analysis.hindcast_targets import target_rows
from attrit.errors import AttritError, FitError, LedgerError, Problem
from attrit.experiments.front_forecasters import Forecaster
from attrit.statistics.score_rows import ScoreRow


class Asked(NamedTuple):
    """What is asked of each part.

    Parameters
    ----------
    samples, seed
        () [1] Paths of each forecast, and the seed.
    forecasters
        (model) [-] Further forecasters of fronts.
    notes
        (note) [-] Takes what was passed over or could not be done.
    progress
        () [-] Called with the name of the part, what is done and what there is to do.
    """

    samples: int
    seed: int
    forecasters: Mapping[str, Forecaster]
    notes: list[str]
    progress: Callable[[str, int, int], None] | None = None

    def of(self, part: str) -> Callable[[int, int], None] | None:
        """Progress of one part."""
        told = self.progress
        return None if told is None else lambda done, total: told(part, done, total)


class Part(NamedTuple):
    """One part of the data.

    Parameters
    ----------
    name
        () [-] What it is called.
    places
        (place) [-] Where it may lie in the folder; the first that is there is taken.
    rows
        () [-] From that place to the rows of its scores.
    """

    name: str
    places: Sequence[str]
    rows: Callable[[Path, Asked], list[ScoreRow]]


def _fronts(place: Path, asked: Asked) -> list[ScoreRow]:
    return front_rows(
        place, forecasters=asked.forecasters, samples=asked.samples, seed=asked.seed, notes=asked.notes,
        progress=asked.of("fronts"),
    )  # fmt: skip


def _kursk(place: Path, asked: Asked) -> list[ScoreRow]:
    return front_rows(
        None, place, forecasters=asked.forecasters, samples=asked.samples, seed=asked.seed, notes=asked.notes,
        progress=asked.of("the area at Kursk"),
    )  # fmt: skip


def _battles(place: Path, asked: Asked) -> list[ScoreRow]:
    from attrit.analysis.hindcast_battles import battle_rows

    return battle_rows(place, progress=asked.of("battles"))


def _days(place: Path, asked: Asked) -> list[ScoreRow]:
    from attrit.analysis.hindcast_days import day_rows

    return day_rows(place)


def _targets(place: Path, asked: Asked) -> list[ScoreRow]:
    return target_rows(place, asked.notes)


PARTS = (
    Part("fronts", ("fronts",), _fronts),
    Part("the area at Kursk", (f"kursk/{KURSK_FILE}", f"kursk-2024/{KURSK_FILE}"), _kursk),
    Part("numbers about Kursk", ("kursk/targets.csv", "kursk-2024/targets.csv"), _targets),
    Part("battles", ("battles", "cdb90"), _battles),
    Part("days of the Ardennes", ("daily/ardennes_1944_wiper.csv",), _days),
)


def hindcast(
    folder: Path,
    *,
    samples: int = 1000,
    seed: int = 1,
    forecasters: Mapping[str, Forecaster] | None = None,
    notes: list[str] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[ScoreRow]:
    """Scores of every part of a folder of data.

    Parameters
    ----------
    folder
        () [-] The folder.
    samples
        () [1] Paths of each forecast.
    seed
        () [-] Seed.
    forecasters
        (model) [-] Further forecasters of fronts, by name.
    notes
        (note) [-] Takes what was passed over or could not be done.
    progress
        () [-] Called with the name of a part, what is done and what there is to do.

    Raises
    ------
    LedgerError
        No part is there, or something is wrong with one; all problems of all parts at once.
    """
    asked = Asked(samples, seed, forecasters or {}, [] if notes is None else notes, progress)
    there: list[tuple[Part, Path]] = []
    for part in PARTS:
        place = next((folder / name for name in part.places if (folder / name).exists()), None)
        if place is None:
            asked.notes.append(f"{part.name}: not in the folder ({' or '.join(part.places)})")
        else:
            there.append((part, place))
    if not there:
        accepted = "; ".join(f"{part.name} in {' or '.join(part.places)}" for part in PARTS)
        found = "holds none of the data" if folder.is_dir() else "no such folder"
        raise LedgerError(Problem(str(folder), "", found, accepted))
    rows: list[ScoreRow] = []
    problems: list[Problem] = []
    for part, place in there:
        try:
            rows += part.rows(place, asked)
        except FitError:
            raise
        except AttritError as error:
            problems += error.problems
    if problems:
        raise LedgerError(problems)
    return rows


def plain(rows: Sequence[ScoreRow]) -> list[dict[str, Any]]:
    """Rows as plain data, with None for what is not a number.

    Parameters
    ----------
    rows
        (row) [-] The rows.
    """
    return [
        {
            name: None if isinstance(cell, float) and not math.isfinite(cell) else cell
            for name, cell in row._asdict().items()
        }
        for row in rows
    ]

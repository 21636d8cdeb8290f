"""Everything that attrit forecasts, held against what came, on any folder in the formats of the development data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from attrit.analysis import hindcast_fronts
from attrit.analysis.hindcast_targets import target_rows
from attrit.errors import AttritError, LedgerError, Problem
from attrit.evidence.area_series import AreaSeries, area_columns, read_area_series
from attrit.statistics.score_rows import ScoreRow

FRONTS = ("fronts",)
BATTLES = ("battles", "cdb90")
DAYS = ("daily",)
KURSK = ("kursk", "kursk-2024")
DAILY = "ardennes_1944_fricker_original.csv"  # of several ways of counting the same days
AREA, HELD = "occupied_km2", "ua_held_main_km2"


class Hindcast(NamedTuple):
    """Scores of a folder.

    Parameters
    ----------
    rows
        (score) [-] The scores.
    notes
        (line) [-] What was not scored, and why.
    """

    rows: list[ScoreRow]
    notes: list[str]


def hindcast(
    folder: Path, *, mechanism: bool = True, progress: Callable[[str, int, int], None] | None = None
) -> Hindcast:
    """Score what attrit forecasts of the fronts, battles and days in a folder.

    Parameters
    ----------
    folder
        () [-] With ``fronts/*.csv`` (date, occupied_km2), ``battles/`` (tables as in CDB90), ``daily/`` and ``kursk/``
        (area_deepstate.csv with ua_held_main_km2; targets.csv); at least one of them.
    mechanism
        () [-] Whether the mechanisms of the day forecast fronts beside the statistics.
    progress
        () [-] Called with what is scored, what is done and what there is to do.

    Raises
    ------
    LedgerError
        There is no such folder, or nothing in it can be scored; or a file is wrong: all problems of all files.
    """
    if not folder.is_dir():
        raise LedgerError(Problem(str(folder), "", "is no folder", "a folder with fronts/, battles/ or kursk/"))
    notes: list[str] = []
    problems: list[Problem] = []
    rows: list[ScoreRow] = []
    fronts = _fronts(folder, notes, problems)
    kursk = _kursk(folder, notes, problems)
    tables = _there(folder, BATTLES), _there(folder, DAYS)
    targets = [file for name in KURSK if (file := folder / name / "targets.csv").is_file()]
    if not (fronts or kursk or any(tables) or targets or problems):
        accepted = "fronts/*.csv, battles/, daily/ or kursk/"
        raise LedgerError([Problem(str(folder), "", "holds nothing that can be scored", accepted)])
    if problems:
        raise LedgerError(problems)

    def on(what: str) -> Callable[[int, int], None] | None:
        return None if progress is None else lambda done, total: progress(what, done, total)

    for series, name in ((fronts, "fronts"), (kursk, "kursk")):
        if series:
            found = hindcast_fronts.cases(series, mechanism=mechanism, progress=on(name))
            rows += hindcast_fronts.rows(found, name)
            notes += _too_short(series)
    for table, part in zip(tables, (_battles, _days), strict=True):
        if table is not None:
            rows += _kept(part, table, problems, on(table.name))
    for file in targets:
        made, said = target_rows(file)
        rows += made
        notes += said
    if problems:
        raise LedgerError(problems)
    return Hindcast(rows, notes)


def _battles(folder: Path, progress: Callable[[int, int], None] | None) -> list[ScoreRow]:
    from attrit.analysis.hindcast_battles import battle_rows

    return battle_rows(folder, progress=progress)


def _days(folder: Path, progress: Callable[[int, int], None] | None) -> list[ScoreRow]:
    from attrit.analysis.hindcast_days import day_rows

    return [row for file in sorted(folder.glob(DAILY)) for row in day_rows(file)]


def _kept(
    part: Callable[[Path, Callable[[int, int], None] | None], list[ScoreRow]], folder: Path, problems: list[Problem],
    progress: Callable[[int, int], None] | None,
) -> list[ScoreRow]:  # fmt: skip
    """Scores of a part; what is wrong with its files is noted beside that of others."""
    try:
        return part(folder, progress)
    except AttritError as error:
        problems += error.problems
        return []


def _there(folder: Path, names: Sequence[str]) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_dir()), None)


def _fronts(folder: Path, notes: list[str], problems: list[Problem]) -> list[AreaSeries]:
    """The series of the fronts; other tables beside them are named."""
    found: list[AreaSeries] = []
    place = _there(folder, FRONTS)
    if place is None:
        notes.append(f"no {FRONTS[0]}/ in {folder}: no fronts are scored")
        return found
    files = sorted(place.glob("*.csv"))
    if not files:
        problems.append(Problem(str(place), "", "holds no CSV file", f"files with the columns date and {AREA}"))
    for file in files:
        try:
            if AREA not in area_columns(file):
                notes.append(f"{file.name} has no column {AREA} and is left out")
                continue
            found.append(read_area_series(file, AREA))
        except LedgerError as error:
            problems += error.problems
    return found


def _kursk(folder: Path, notes: list[str], problems: list[Problem]) -> list[AreaSeries]:
    """The pocket's own series."""
    place = _there(folder, KURSK)
    file = None if place is None else place / "area_deepstate.csv"
    if file is None or not file.is_file():
        notes.append(f"no {KURSK[0]}/area_deepstate.csv in {folder}: the pocket is not scored")
        return []
    try:
        series = read_area_series(file, HELD)
    except LedgerError as error:
        problems += error.problems
        return []
    return [AreaSeries("kursk", series.column, series.dates, series.area)]


def _too_short(series: Sequence[AreaSeries]) -> list[str]:
    """Series of which nothing can be scored."""
    least = hindcast_fronts.FIRST + hindcast_fronts.HORIZONS[0] + 1
    return [
        f"{one.name} has {len(one.daily()[0])} days; {least} are needed, so it is not scored"
        for one in series
        if len(one.daily()[0]) < least
    ]

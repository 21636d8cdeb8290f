"""The tables of CDB90, the battles of 1600-1982: what was known of each battle before it, and how it went.

Left out are the judgements made with the outcome known (surprise, morale, leadership and their like), sorties of
aircraft, which are counted over the battle, as a predictor, and the columns of durations, which are held to two days
for many long battles: a battle lasts from its first hour to its last by the calendar, at least a day.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attrit.errors import LedgerError, Problem
from attrit.evidence.numerals import MISSING
from attrit.evidence.sheet import Sheet

Floats = NDArray[np.float64]
POSTURES = {"HD": "hasty", "PD": "prepared", "FD": "fortified", "DL": "delaying", "WD": "withdrawing", "": ""}
"""Defensive postures by their code."""
TABLES: dict[str, tuple[str, ...]] = {
    "battles": ("isqno", "war4", "post1", "wina", "kmda"),
    "belligerents": (
        *("isqno", "attacker", "str", "intst", "code", "cas", "cav", "tank", "arty", "fly"),
        *("strpl", "strmi", "caspl", "casmi"),
    ),
    "active_periods": ("isqno", "start_time_min", "end_time_max"),
    "front_widths": ("isqno", "front_number", "wofd"),
    "terrain": ("isqno", "terrano", "terra1", "terra2"),
    "weather": ("isqno", "wxno", "wx1", "wx4"),
}
"""Tables of a folder and the columns that are read."""
_SURE = 1.645  # standard deviations to the bounds of the sources, taken as 90 in 100
_LEAST_ERROR = 0.02  # of a strength or a loss whose bounds are nought
_USUAL_ERRORS = (0.08, 0.12)  # of strengths and of losses without bounds: about the median of those with them
_DAY = 86400.0


@dataclass(frozen=True, kw_only=True)
class BattleTable:
    """Battles: attackers first, defenders second. What is not known is NaN, or an empty word.

    Parameters
    ----------
    name, war
        (battle) [-] Number of the battle in the tables, and its war.
    year
        (battle) [year] Year of its first day.
    strength
        (battle, side) [person] Men at the start; all that were engaged where that is not known.
    basis
        (battle, side) [-] What the strength of the table counts: 1 at the start, 2 mean of the days, 3 all engaged.
    strength_error, loss_error
        (battle, side) [1] Standard error of the logarithm, from the bounds of the sources.
    cavalry, tanks, guns, sorties
        (battle, side) [any] Cavalry and pieces at hand, and sorties flown in the battle.
    posture
        (battle) [-] First posture of the defender.
    terrain, cover
        (battle) [-] G rugged, R rolling, F flat; W wooded, M mixed, B bare, D desert.
    weather, season
        (battle) [-] W wet, D dry; W winter, $ spring, S summer, F fall.
    width
        (battle) [km] Front of the defender at the start.
    part
        (battle) [-] Whether it is part of another battle of the table.
    losses
        (battle, side) [person] Battle casualties.
    won
        (battle) [1] 1 the attacker won, 0 he did not (defeat or draw).
    days
        (battle) [day] From first to last hour, at least 1.
    advance
        (battle) [km] How far the attacker went; below 0 he went back.
    """

    name: NDArray[np.str_]
    war: NDArray[np.str_]
    year: Floats
    strength: Floats
    basis: NDArray[np.str_]
    strength_error: Floats
    loss_error: Floats
    cavalry: Floats
    tanks: Floats
    guns: Floats
    sorties: Floats
    posture: NDArray[np.str_]
    terrain: NDArray[np.str_]
    cover: NDArray[np.str_]
    weather: NDArray[np.str_]
    season: NDArray[np.str_]
    width: Floats
    part: NDArray[np.bool_]
    losses: Floats
    won: Floats
    days: Floats
    advance: Floats

    def where(self, chosen: NDArray[np.bool_]) -> BattleTable:
        """The battles chosen.

        Parameters
        ----------
        chosen
            (battle) [-] Which.
        """
        return BattleTable(**{name: column[chosen] for name, column in vars(self).items()})


def read_battle_tables(folder: str | os.PathLike[str]) -> BattleTable:
    """Read the tables of a folder.

    Parameters
    ----------
    folder
        () [-] The folder, with the files of `TABLES`.

    Returns
    -------
    BattleTable
        Battles with a date and with strengths of both sides above 0, in the order of the file.

    Raises
    ------
    LedgerError
        A table or column is missing, or a cell is wrong; all problems of all tables at once.
    """
    path = Path(folder)
    if not path.is_dir():
        accepted = f"a folder with {', '.join(f'{name}.csv' for name in TABLES)}"
        raise LedgerError(Problem(os.fspath(folder), "", "no such folder", accepted))
    sheets, problems = dict[str, Sheet](), list[Problem]()
    for name, columns in TABLES.items():
        try:
            sheets[name] = Sheet(path / f"{name}.csv", columns)
        except LedgerError as error:
            problems += error.problems
    if problems:
        raise LedgerError(problems)
    table = _battles(sheets)
    for sheet in sheets.values():
        try:
            sheet.check()
        except LedgerError as error:
            problems += error.problems
    if problems:
        raise LedgerError(problems)
    sound = np.isfinite(table.year) & (table.strength > 0).all(axis=1)
    if not sound.any():
        found = f"none of {len(sound)} battles has a date and strengths of both sides above 0"
        raise LedgerError(Problem(os.fspath(path / "battles.csv"), "", found, "a row for each battle"))
    return table.where(sound)


def _battles(sheets: Mapping[str, Sheet]) -> BattleTable:
    """All battles; what is wrong stands in the sheets."""
    battles = sheets["battles"]
    begin, end = _times(sheets["active_periods"])
    sides = _sides(sheets["belligerents"])
    widths = _first(sheets["front_widths"], "front_number")
    width = {key: _number(sheets["front_widths"], line, row, "wofd", 1e5) for key, (line, row) in widths.items()}
    terrain, weather = _first(sheets["terrain"], "terrano"), _first(sheets["weather"], "wxno")
    made = []
    for line, row in battles.rows:
        key = battles.once(line, row, "isqno")
        battles.word(line, row, "post1", POSTURES)
        if not row["war4"]:
            battles.wrong(line, "war4", "empty", "the name of the war")
        if row["wina"] not in ("1", "0", "-1", *MISSING):
            accepted = "1 (the attacker won), 0 (draw), -1 (he lost) or nothing"
            battles.wrong(line, "wina", f"'{row['wina']}'", accepted)
        both = [sides.get((key, side)) for side in ("1", "0")]
        if None in both:
            battles.wrong(line, "isqno", f"battle {key} has no two sides in belligerents.csv", "a row for each side")
        first, last = begin.get(key), end.get(key)
        days = max((last - first).total_seconds() / _DAY, 1.0) if first and last else math.nan
        here, sky = terrain.get(key, (0, {}))[1], weather.get(key, (0, {}))[1]
        made.append(
            (
                key, row["war4"], first.year if first else math.nan, both, row["post1"], here.get("terra1", ""),
                here.get("terra2", ""), sky.get("wx1", ""), sky.get("wx4", ""), width.get(key, math.nan),
                row.get("parent", "") not in MISSING, math.nan if row["wina"] in MISSING else float(row["wina"] == "1"),
                days, _number(battles, line, row, "kmda", 1e5, low=-1e5),
            )
        )  # fmt: skip
    return _table(made)


def _table(made: Sequence[tuple[object, ...]]) -> BattleTable:
    key, war, year, both, posture, terrain, cover, weather, season, width, part, won, days, advance = (
        list(column) for column in (zip(*made, strict=True) if made else [[]] * 14)
    )
    of = [[side or {} for side in pair] for pair in both]

    def numbers(column: Sequence[object]) -> Floats:
        return np.array(column, dtype=np.float64)

    def by_side(what: Callable[[Mapping[str, float]], float]) -> Floats:
        return np.array([[what(side) for side in pair] for pair in of], dtype=np.float64).reshape(len(of), 2)

    def plain(name: str) -> Floats:
        return by_side(lambda side: side.get(name, math.nan))

    start, engaged = plain("intst"), plain("str")
    basis = np.array([[f"{side.get('code', 0):.0f}".strip("0") for side in pair] for pair in of], dtype=np.str_)
    return BattleTable(
        name=np.array(key, np.str_), war=np.array(war, np.str_), year=numbers(year),
        strength=np.where(start > 0.0, start, engaged), basis=basis.reshape(len(of), 2),
        strength_error=by_side(lambda side: _error(side, "str", 0)),
        loss_error=by_side(lambda side: _error(side, "cas", 1)),
        cavalry=plain("cav"), tanks=plain("tank"), guns=plain("arty"), sorties=plain("fly"),
        posture=np.array(posture, np.str_), terrain=np.array(terrain, np.str_), cover=np.array(cover, np.str_),
        weather=np.array(weather, np.str_), season=np.array(season, np.str_), width=numbers(width),
        part=np.array(part, np.bool_), losses=plain("cas"), won=numbers(won), days=numbers(days),
        advance=numbers(advance),
    )  # fmt: skip


def _sides(sheet: Sheet) -> dict[tuple[str, str], dict[str, float]]:
    """The numbers of each side of each battle."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for line, row in sheet.rows:
        side = row["attacker"]
        if side not in ("0", "1"):
            sheet.wrong(line, "attacker", f"'{side}'", "1 for the attacker, 0 for the defender")
        if (row["isqno"], side) in found:
            sheet.wrong(line, "isqno", f"battle {row['isqno']} has side {side} twice", "a row for each side")
        plus = {name: _number(sheet, line, row, name, 1e4) for name in ("strpl", "caspl")}
        minus = {name: _number(sheet, line, row, name, 0.0, low=-100.0) for name in ("strmi", "casmi")}
        names = ("str", "intst", "code", "cas", "cav", "tank", "arty", "fly")
        found[row["isqno"], side] = plus | minus | {name: _number(sheet, line, row, name, 1e8) for name in names}
    return found


def _error(side: Mapping[str, float], name: str, usual: int) -> float:
    """Standard error of a logarithm whose bounds are given in per cent above and below."""
    above, below = side.get(f"{name}pl", math.nan), side.get(f"{name}mi", math.nan)
    if math.isnan(above) or math.isnan(below):
        return _USUAL_ERRORS[usual]
    reach = math.log1p(above / 100.0) - math.log1p(max(below, -90.0) / 100.0)
    return max(reach / (2.0 * _SURE), _LEAST_ERROR)


def _number(sheet: Sheet, line: int, row: Mapping[str, str], column: str, high: float, low: float = 0.0) -> float:
    return math.nan if row[column] in MISSING else sheet.number(line, row, column, low, high)


def _first(sheet: Sheet, number: str) -> dict[str, tuple[int, dict[str, str]]]:
    """The first row of each battle, by the number of the row."""
    rows = [(line, row) for line, row in sheet.rows if row[number] == "1"]
    return {row["isqno"]: (line, row) for line, row in rows}


def _times(sheet: Sheet) -> tuple[dict[str, datetime], dict[str, datetime]]:
    """First and last hour of each battle, of which all periods have one."""
    begin, end = dict[str, datetime](), dict[str, datetime]()
    open_ended = set[str]()
    for line, row in sheet.rows:
        key, first, last = (
            row["isqno"],
            _hour(sheet, line, row, "start_time_min"),
            _hour(sheet, line, row, "end_time_max"),
        )
        if first is None or last is None:
            open_ended.add(key)
            continue
        if last < first:
            sheet.wrong(line, "end_time_max", f"{row['end_time_max']} is before the start", "first and last hour")
        begin[key], end[key] = min(begin.get(key, first), first), max(end.get(key, last), last)
    for key in open_ended:
        end.pop(key, None)
    return begin, end


def _hour(sheet: Sheet, line: int, row: Mapping[str, str], column: str) -> datetime | None:
    if row[column] in MISSING:
        return None
    try:
        return datetime.fromisoformat(row[column]).replace(tzinfo=None)
    except ValueError:
        sheet.wrong(line, column, f"'{row[column]}' is no hour", "such as 1914-08-23T09:00:00")
        return None

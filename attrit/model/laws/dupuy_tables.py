"""The factor tables of Dupuy's Quantified Judgment Model, and how to look a factor up.

After Dupuy (1979), Numbers, Predictions and War, in the two transcriptions that are public: the spreadsheet and scripts
of the repository HerrTom/QJM_Wargame, and the later tables of HerrTom/OPORD-QJM. The book itself was not seen. Where
the two differ the later one stands here, but for the factor of opposition; see the notes of `attrit.laws.dupuy`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.errors import Problem, ScenarioError, did_you_mean
from attrit.model.laws.protocol import ABOVE_0, FINITE, Range, Strength, require

Row: TypeAlias = Mapping[str, float]
"""Factors of one kind of terrain, weather and so on, by what they act on."""


def _table(columns: str, rows: Mapping[str, tuple[float, ...]]) -> Mapping[str, Row]:
    names = columns.split(", ")
    return {row: dict(zip(names, numbers, strict=True)) for row, numbers in rows.items()}


def _column(name: str, cells: str) -> Mapping[str, Row]:
    numbers = {row: float(number) for row, _, number in (cell.rpartition(" ") for cell in cells.split(", "))}
    return {row: {name: number} for row, number in numbers.items()}


TABLES: Mapping[str, Mapping[str, Row]] = {
    "terrain": _table(
        "mobility, defence, infantry, artillery, air, tanks, casualties",
        {
            "rugged heavily wooded": (0.4, 1.5, 0.6, 0.7, 0.8, 0.2, 0.3),
            "rugged mixed": (0.5, 1.55, 0.7, 0.8, 0.9, 0.4, 0.4),
            "rugged bare": (0.6, 1.45, 0.8, 0.9, 0.95, 0.5, 0.5),
            "rolling heavily wooded": (0.6, 1.35, 0.8, 0.8, 0.9, 0.6, 0.6),
            "rolling mixed": (0.8, 1.3, 0.9, 0.9, 0.95, 0.8, 0.7),
            "rolling bare": (1, 1.2, 1, 1, 1, 1, 0.8),
            "flat heavily wooded": (0.7, 1.1, 0.8, 0.9, 0.9, 0.7, 0.7),
            "flat mixed": (0.9, 1.2, 0.9, 1, 0.95, 0.9, 0.8),
            "flat bare hard": (1.05, 1.05, 1, 1, 1, 1, 1),
            "flat desert": (0.95, 1.18, 1, 1, 1, 1, 0.9),
            "rolling dunes": (0.3, 1.4, 1, 1, 1, 0.6, 0.5),
            "swamp jungled": (0.3, 1.4, 0.6, 0.8, 0.8, 0.2, 0.3),
            "swamp mixed or open": (0.4, 1.3, 0.8, 0.9, 0.95, 0.3, 0.4),
            "urban": (0.7, 1.4, 0.8, 0.9, 0.9, 0.7, 0.5),
        },
    ),
    "weather": _table(
        "mobility, attack, artillery, air, tanks, casualties",
        {
            "dry sunshine extreme heat": (0.9, 1, 1, 1, 0.9, 0.8),
            "dry sunshine temperate": (1, 1, 1, 1, 1, 1),
            "dry sunshine extreme cold": (0.9, 0.9, 0.9, 1, 0.9, 0.7),
            "dry overcast extreme heat": (1, 1, 1, 0.7, 1, 0.9),
            "dry overcast temperate": (1, 1, 1, 0.7, 1, 1),
            "dry overcast extreme cold": (0.9, 0.9, 0.9, 0.7, 0.8, 0.6),
            "wet light extreme heat": (0.9, 0.9, 0.9, 0.5, 0.7, 0.7),
            "wet light temperate": (0.8, 0.9, 1, 0.5, 0.7, 0.7),
            "wet light extreme cold": (0.8, 0.9, 1, 0.5, 0.7, 0.4),
            "wet heavy extreme heat": (0.5, 0.6, 0.9, 0.2, 0.6, 0.5),
            "wet heavy temperate": (0.6, 0.7, 0.9, 0.2, 0.5, 0.5),
            "wet heavy extreme cold": (0.5, 0.6, 0.8, 0.2, 0.5, 0.3),
        },
    ),
    "season": _table(
        "attack, artillery, air",
        {
            "winter temperate": (1, 1, 1),
            "spring temperate": (1.1, 1, 0.9),
            "summer temperate": (1.1, 0.9, 1),
            "fall temperate": (1.1, 1, 0.9),
            **dict.fromkeys((f"{season} jungle" for season in ("winter", "spring", "summer", "fall")), (1.1, 0.9, 0.7)),
            **dict.fromkeys((f"{season} desert" for season in ("winter", "spring", "summer", "fall")), (1, 1, 1)),
        },
    ),
    "posture": _table(
        "strength, vulnerability, casualties of the attacker, casualties of the defender",
        {
            "hasty defence": (1.3, 0.7, 1, 0.8),
            "prepared defence": (1.5, 0.6, 1, 0.85),
            "fortified defence": (1.6, 0.5, 1, 0.9),
            "withdrawal": (1.15, 0.85, 0.9, 0.9),
            "delay": (1.2, 0.65, 0.8, 0.95),
            "meeting engagement": (1, 1, 1, 1),
        },
    ),
    "morale": _column("factor", "excellent 1, good 0.9, fair 0.8, poor 0.7, panic 0.2"),
    "surprise": _table(
        "mobility, own vulnerability, vulnerability of the surprised, casualties of the surprised",
        {
            "none": (1, 1, 1, 1),
            "minor": (1.3, 0.9, 1.2, 1.5),
            "substantial": (3, 0.6, 2, 2),
            "complete": (5, 0.4, 3, 2.5),
        },
    ),
    "air": _table(
        "mobility if dry, mobility if wet, artillery, air, vulnerability",
        {
            "superiority": (1.1, 1, 1.1, 1.1, 0.9),
            "equality": (1, 1, 1, 1, 1),
            "inferiority": (0.9, 1, 0.9, 0.9, 1.1),
        },
    ),
    "effort": _table("attacker, defender", {"ordinary": (1, 1), "main": (1.5, 1.2), "holding": (0.3, 0.3)}),
    "light": _column("casualties", "day 1, night 0.5"),
    "base losses": _column("share a day", "attacker 0.028, defender 0.015"),
    "non-battle losses": _column("share a day", "april to october 0.001, october to april 0.002"),
    "exhaustion": _column("factor", "a day of combat -0.05, a day in reserve 0.1, least 0.5"),
    "advance terrain": _table(
        "infantry, armoured",
        {
            "rugged heavily wooded": (0.4, 0.2),
            "rugged mixed": (0.5, 0.4),
            "rugged bare": (0.6, 0.5),
            "rolling heavily wooded": (0.6, 0.6),
            "rolling mixed": (0.8, 0.8),
            "rolling bare": (1, 1),
            "flat heavily wooded": (0.7, 0.7),
            "flat mixed": (0.9, 0.9),
            "flat bare hard": (1.05, 1),
            "flat desert": (0.95, 1),
            "rolling dunes": (0.3, 0.6),
            "swamp jungled": (0.3, 0.2),
            "swamp mixed or open": (0.4, 0.3),
            "urban": (0.7, 0.7),
        },
    ),
    "river": _column(
        "factor",
        "none 1, fordable 20 m 0.9, fordable 50 m 0.85, fordable 100 m 0.8, fordable 500 m 0.7, "
        "unfordable 20 m 0.85, unfordable 50 m 0.8, unfordable 100 m 0.7, unfordable 500 m 0.5",
    ),
    "mines": _column("factor", "none 1, 10 per km 0.9, 20 per km 0.8, 50 per km 0.7, 100 per km 0.6, 500 per km 0.5"),
    "roads": _column("factor", "good 1, mediocre 0.8, poor 0.6"),
}
"""Factors that go by a name."""

RATIOS = (0.15, 0.2, 0.25, 0.35, 0.45, 0.6, 0.83, 1.5, 2.5, 3.0)
OPPOSITION = (1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1.0, 0.9, 0.8, 0.7)
"""The factor on own casualties at such a ratio of own to enemy combat power."""

THOUSANDS = (0.5, 1, 2, 4, 6, 8, 10, 12.5, 15, 25, 35, 45, 60, 75, 80, 100, 120)
SIZE = (21, 8, 5, 2.5, 1.8, 1.4, 1.2, 1.15, 1.1, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)
"""The factor on the casualties of a force of so many thousand men."""

ADVANCE_RATIOS = (1.0, 1.11, 1.26, 1.46, 1.76, 2.26, 3.01, 4.26, 6.0)
"""Ratios of combat power from which a rate of advance holds."""

ADVANCE: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    "hasty defence": {
        "armoured": (4, 5, 6, 9, 12, 16, 20, 40, 60),
        "mechanised": (4, 4.5, 5, 7.5, 10, 13, 16, 30, 48),
        "infantry": (4, 4.5, 5, 6.5, 8, 10, 12, 18, 24),
    },
    "prepared defence": {
        "armoured": (2, 2.25, 2.5, 4, 6, 8, 10, 20, 30),
        "mechanised": (2, 2.25, 2.5, 3.5, 5, 7, 8, 16, 24),
        "infantry": (2, 2.25, 2.5, 3, 4, 5, 6, 10, 12),
    },
    "fortified defence": {
        "armoured": (1, 1.85, 1.5, 2, 3, 4, 5, 10, 30),
        "mechanised": (1, 1.85, 1.5, 2, 2.5, 3, 4, 8, 24),
        "infantry": (1, 1.85, 1.5, 1.75, 2, 2.5, 3, 6, 12),
    },
}
"""Advance [km/day] against a posture, by kind of troops, for each of `ADVANCE_RATIOS`."""

TROOPS = tuple(ADVANCE["hasty defence"])
"""Kinds of troops that advance."""

_ARMS = ("antitank", "artillery", "air_defence", "tanks", "aircraft")
RANGES = {
    "men": Range(1.0, 1e8, "a number of men from 1 to 1e8"),
    "exhaustion": Range(0.5, 1.0, "a factor from 0.5 to 1"),
    "ratio": Range(ABOVE_0, FINITE, "a ratio above 0"),
    **dict.fromkeys(("combat", "reserve"), Range(0.0, FINITE, "a number of days from 0 on")),
    "infantry": Range(1.0, 1e9, "a lethality from 1 to 1e9"),
    **dict.fromkeys(_ARMS, Range(0.0, 1e9, "a lethality from 0 to 1e9")),
    "vehicles": Range(0.0, 1e9, "a number of men from 0 to 1e9"),
    "effectiveness": Range(0.1, 10.0, "a factor from 0.1 to 10"),
}
"""What the law's functions accept, of looking up as of fighting."""

_LOG_RATIOS, _LOG_SIZES = np.log(RATIOS), np.log(THOUSANDS) + np.log(1000)


def dupuy_factor(table: str, row: str, column: str) -> float:
    """A factor from one of the tables, as transcribed.

    Parameters
    ----------
    table
        () [-] for example ``terrain``, ``weather``, ``posture`` or ``base losses``.
    row
        () [-] for example ``rolling mixed``.
    column
        () [-] for example ``casualties``.

    Returns
    -------
    float
        The factor [1], or a share a day of the tables of losses.

    Raises
    ------
    ScenarioError
        There is no such table, row or column.

    Notes
    -----
    Reference: Dupuy (1979), Numbers, Predictions and War, in the transcriptions that `dupuy` names.

    Checked against: `tests/published/test_dupuy.py::test_published_value`, rows dupuy-*.
    """
    problems = unknown("table", table, TABLES)
    if not problems:
        rows = TABLES[table]
        problems = unknown("row", row, rows) + unknown("column", column, next(iter(rows.values())))
    if problems:
        raise ScenarioError(problems)
    return TABLES[table][row][column]


def dupuy_opposition(ratio: ArrayLike) -> Strength:
    """Factor of opposition: what a side's own superiority does to its casualties.

    Parameters
    ----------
    ratio
        (engagement) [1] own combat power to the enemy's.

    Returns
    -------
    numpy.ndarray
        (engagement) [1] the factor; a number for a number.

    Raises
    ------
    ScenarioError
        A ratio is not above 0.

    Notes
    -----
    The table's ten points; between them linear in the logarithm of the ratio, beyond them the last.

    Reference: Dupuy (1979), Numbers, Predictions and War, in the transcription HerrTom/QJM_Wargame.

    Checked against: `tests/published/test_dupuy.py::test_published_value`, rows dupuy-opposition-*.
    """
    require(RANGES, {"ratio": ratio})
    return opposition(np.log(np.asarray(ratio, float)))


def dupuy_size(men: ArrayLike) -> Strength:
    """Factor of size: casualties weigh on small forces more than on large ones.

    Parameters
    ----------
    men
        (force) [person] all men of a force.

    Returns
    -------
    numpy.ndarray
        (force) [1] the factor; a number for a number.

    Raises
    ------
    ScenarioError
        A number of men is outside its range.

    Notes
    -----
    The table's points; between them linear in the logarithm of the men, beyond them the last.

    Reference: Dupuy (1979), Numbers, Predictions and War, as revised for the TNDM; see `dupuy`.

    Checked against: `tests/published/test_dupuy.py::test_published_value`, rows dupuy-size-*.
    """
    require(RANGES, {"men": men})
    return np.interp(np.log(np.asarray(men, float)), _LOG_SIZES, SIZE)[()]


def dupuy_advance(ratio: float, posture: str, troops: str = "infantry") -> float:
    """Rate of advance on good ground, by the ratio of combat powers: far above what was seen in 2024.

    Parameters
    ----------
    ratio
        () [1] combat power of the attacker to that of the defender; below 1 he does not advance.
    posture
        () [-] of the defender.
    troops
        () [-] infantry, mechanised or armoured.

    Returns
    -------
    float
        Advance [km/day], the table's row that the ratio falls in.

    Raises
    ------
    ScenarioError
        The ratio is not above 0, or a word is in no table.

    Notes
    -----
    Reference: Dupuy (1979), Numbers, Predictions and War, rules for rates of advance.

    Checked against: `tests/published/test_dupuy.py::test_published_value`, rows dupuy-advance-*.
    """
    problems = unknown("posture", posture, TABLES["posture"]) + unknown("troops", troops, TROOPS)
    refuse(problems, {"ratio": ratio})
    rates = ADVANCE.get(posture, ADVANCE["hasty defence"])[troops]
    row = int(np.searchsorted(ADVANCE_RATIOS, ratio, side="right")) - 1
    return float(rates[row]) if row >= 0 else 0.0


def unknown(argument: str, given: str, known: Iterable[str]) -> list[Problem]:
    """The problem that a word is not one of those known, if it is not.

    Parameters
    ----------
    argument
        () [-] what the word was given for; a dotted name goes by its last part.
    given
        () [-] the word.
    known
        (word) [-] those known.
    """
    names = list(known)
    if str(given) in names:
        return []
    word = argument.rpartition(".")[2]
    cure = did_you_mean(str(given), names)
    return [Problem("", argument, f"unknown {word} '{given}'", f"known are {', '.join(names)}", cure)]


def refuse(problems: list[Problem], numbers: dict[str, float]) -> None:
    """Raise the problems found so far together with those of the numbers, if there are any.

    Parameters
    ----------
    problems
        (problem) [-] found so far.
    numbers
        (argument) [-] numbers to hold against `RANGES`, by argument.

    Raises
    ------
    ScenarioError
        There are any.
    """
    try:
        require(RANGES, numbers)
    except ScenarioError as error:
        raise ScenarioError([*problems, *error.problems]) from None
    if problems:
        raise ScenarioError(problems)


def opposition(log_ratio: NDArray[np.float64]) -> Strength:
    """The factor of opposition, unchecked, as a campaign takes it.

    Parameters
    ----------
    log_ratio
        (engagement) [1] natural logarithm of own combat power to the enemy's.
    """
    return np.interp(log_ratio, _LOG_RATIOS, OPPOSITION)[()]

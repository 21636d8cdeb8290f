"""Battles as a model of their outcomes takes them: predictors, outcomes with their bounds, wars and eras.

Centres and scales of the predictors are fixed and not those of a table, so that the same battle is always the same row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from attrit.evidence.battle_tables import BattleTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ERAS = {"to 1700": 1700, "1701-1815": 1815, "1816-1913": 1913, "1914-1938": 1938, "since 1939": 9999}
"""Eras and their last years."""
PREDICTORS = (
    *("level", "force ratio", "size", "century", "since 1914", "prepared", "fortified", "giving way", "rugged", "flat"),
    *("wooded", "open", "wet", "winter", "density", "guns", "tanks", "cavalry"),
)
"""Predictors, the level first."""
OUTCOMES = ("attacker", "defender", "days", "advance", "won")
"""Ln of the shares that both sides lose, ln of the days, the advance on the scale of `bent`, a score of the winner."""
LEVEL = (-2.6, -2.2, 0.3, 0.8, 0.3)
"""About where outcomes lie."""
LAST_YEAR = 1982
"""The last year of the battles that the shipped model is fitted to: trends stop there."""
USUAL_MEN, USUAL_RATIO = (500, 925_000), (0.4, 13.0)
"""Between which 98 in 100 of the men of a side and of the force ratios of those battles lie."""
REACH = {  # by direction: losses together, exchange, days, advance, winner
    "force ratio": (2.0, 2.0, 2.0, 2.0, 2.0), "size": (2.0, 1.0, 2.0, 2.0, 0.3), "century": (2.0, 0.3, 2.0, 2.0, 1.0),
    "since 1914": (2.0, 0.3, 2.0, 2.0, 1.0), "prepared": (1.0, 1.0, 1.0, 1.0, 0.6),
    "fortified": (1.0, 1.0, 1.0, 1.0, 0.6),
    "giving way": (1.0, 1.0, 1.0, 1.0, 0.6), "rugged": (1.0, 1.0, 1.0, 1.0, 0.6), "density": (1.0, 1.0, 1.0, 1.0, 0.6),
    "flat": (1.0, 1.0, 1.0, 1.0, 0.3), "wooded": (1.0, 1.0, 1.0, 1.0, 0.3), "open": (1.0, 1.0, 1.0, 1.0, 0.3),
    "wet": (1.0, 1.0, 1.0, 1.0, 0.3), "winter": (1.0, 1.0, 1.0, 1.0, 0.3), "cavalry": (1.0, 1.0, 1.0, 1.0, 0.3),
}  # fmt: skip
"""How far coefficients may go. Losses and durations go with the century; the exchange has less reason to drift."""
ERA_REACH = (1.0, 0.3, 1.0, 1.0, 1.0)
_FLAGS = {"prepared": 0.26, "fortified": 0.35, "giving way": 0.04, "rugged": 0.18, "flat": 0.18, "wooded": 0.06,
          "open": 0.12, "wet": 0.25, "winter": 0.14}  # fmt: skip


def bent(km: Floats | float) -> Floats:
    """An advance on a scale that is even about 0 and logarithmic far out: the sign of it times ln(1 + km).

    Parameters
    ----------
    km
        (...) [km] The advance.
    """
    return np.asarray(np.sign(km) * np.log1p(np.abs(km)))


def unbent(y: Floats) -> Floats:
    """An advance from its place on the scale of `bent`.

    Parameters
    ----------
    y
        (...) [1] The place.
    """
    return np.asarray(np.sign(y) * np.expm1(np.abs(y)))


def predictors(facts: Mapping[str, Any]) -> Floats:
    """Predictors of battles; what is not known of one is at the mean of battles, guns in proportion to men.

    Parameters
    ----------
    facts
        () [-] ``strength``, ``guns``, ``tanks``, ``cavalry`` (battle, side), ``year`` and ``width`` (battle), and flags
        by their name (battle) between 0 and 1; NaN for what is not known, and flags may be missing.

    Returns
    -------
    numpy.ndarray
        (battle, predictor) [1] The predictors.
    """
    men = np.asarray(facts["strength"], np.float64)
    ratio = np.log(men[:, 0] / men[:, 1])
    year = np.minimum(np.asarray(facts["year"], np.float64), LAST_YEAR)

    def more(name: str, least: float) -> Floats:
        number = np.asarray(facts[name], np.float64)
        return np.log((number[:, 0] + least) / (number[:, 1] + least))

    guns = more("guns", 2.0)
    density = np.log(men[:, 1] / facts["width"]) - 7.5
    columns = {
        "level": np.ones(len(men)), "force ratio": ratio - 0.5,
        "size": (0.5 * np.log(men[:, 0] * men[:, 1]) - 10.0) / 1.5,
        "century": (year - 1900.0) / 100.0, "since 1914": np.maximum(year - 1914.0, 0.0) / 30.0,
        **{name: np.asarray(facts.get(name, share)) - share for name, share in _FLAGS.items()},
        "density": density, "guns": np.clip(np.where(np.isnan(guns), ratio, guns) - 0.5, -3.0, 3.0),
        "tanks": more("tanks", 1.0) / 3.0, "cavalry": more("cavalry", 100.0) / 2.0,
    }  # fmt: skip
    x = np.column_stack([np.broadcast_to(columns[name], len(men)) for name in PREDICTORS])
    return np.where(np.isnan(x), 0.0, x)


def facts_of(table: BattleTable) -> dict[str, Any]:
    """What was known before the battles of a table, as `predictors` takes it.

    Parameters
    ----------
    table
        (battle) [-] The battles.
    """

    def flag(column: NDArray[np.str_], *words: str) -> Floats:
        return np.where(column == "", np.nan, np.isin(column, words).astype(np.float64))

    return {
        "strength": table.strength, "year": table.year, "guns": table.guns, "tanks": table.tanks,
        "cavalry": table.cavalry, "width": np.where(table.width > 0.0, table.width, np.nan),
        "prepared": flag(table.posture, "PD"), "fortified": flag(table.posture, "FD"),
        "giving way": flag(table.posture, "DL", "WD"), "rugged": flag(table.terrain, "G"),
        "flat": flag(table.terrain, "F"),
        "wooded": flag(table.cover, "W"), "open": flag(table.cover, "B", "D"), "wet": flag(table.weather, "W"),
        "winter": flag(table.season, "W"),
    }  # fmt: skip


def outcomes(table: BattleTable) -> tuple[Floats, Ints, Floats]:
    """Outcomes of battles, on which side of their bound they lie, and the variance of the sources' error.

    A side that lost all it had lost at least that; a battle of a day lasted at most a day; a battle that was won has a
    score above 0.

    Parameters
    ----------
    table
        (battle) [-] The battles.

    Returns
    -------
    tuple
        Three of (battle, outcome) [any].
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(table.losses > 0.0, np.log(table.losses / table.strength), np.nan)
    y = np.column_stack([np.minimum(shares, 0.0), np.log(table.days), bent(table.advance), 0.0 * table.won])
    side = np.zeros(y.shape, np.int64)
    side[:, :2] = shares >= 0.0
    side[:, 2] = np.where(table.days <= 1.0, -1, 0)
    side[:, 4] = np.where(np.isnan(table.won), 0, np.where(table.won > 0.5, 1, -1))
    noise = np.zeros(y.shape)
    noise[:, :2] = table.loss_error**2 + table.strength_error**2
    return y, side, noise


def eras(year: Floats) -> Ints:
    """Places of eras.

    Parameters
    ----------
    year
        (battle) [year] The years.
    """
    return np.searchsorted(np.array([*ERAS.values()]), year).astype(np.int64)


def turn() -> Floats:
    """Directions that are shrunk by themselves: losses of both sides together, their exchange, and the other outcomes.

    Returns
    -------
    numpy.ndarray
        (direction, outcome) [1] Orthonormal rows.
    """
    found = np.eye(len(OUTCOMES))
    found[:2, :2] = np.array([[1.0, 1.0], [1.0, -1.0]]) / np.sqrt(2.0)
    return found


def reach() -> Floats:
    """How far each coefficient may go beside the others of its direction, (predictor, direction)."""
    far = np.ones((len(PREDICTORS), len(OUTCOMES)))
    for name, by in REACH.items():
        far[PREDICTORS.index(name)] = by
    return far


def era_reach() -> Floats:
    """The same of the effects of eras, (era, direction)."""
    return np.tile(np.array(ERA_REACH), (len(ERAS), 1))

"""What to expect of a battle of two stated forces: who wins, losses, exchange ratio, duration and advance.

The answer comes from the battles of 1600-1982 that the shipped model was fitted to, `attrit.statistics.battle_model`,
and is that of a battle of a war that is not among them. Where the year is not said, it is any of theirs.

Checked against
---------------
tests/analysis/test_battle.py: signs over a wide range, quantiles by hand, the share of won battles.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attrit.engine.draws import uniform_numbers
from attrit.evidence import battle_design as design
from attrit.evidence.battle_fit import shipped
from attrit.evidence.stated_battle import PLACES, StatedBattle, stated_battle
from attrit.shown import Shown
from attrit.statistics.battle_belief import Belief
from attrit.statistics.battle_model import Posterior
from attrit.statistics.chance import Chance, Floats

DRAWS = 8192
_SEED = 1
PARTS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles that are told: the median, and the ends of the middle half and of nine in ten."""
_MISSING = np.zeros((1, 5))


@dataclass(frozen=True, repr=False)
class Range(Shown):
    """One number of a battle, with how far it may be off.

    Parameters
    ----------
    name, unit
        () [-] What it is, and its unit.
    quantiles
        (5) [unit] At `PARTS`.
    """

    name: str
    unit: str
    quantiles: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median."""
        return self.quantiles[2]


@dataclass(frozen=True, repr=False)
class BattleAnswer(Shown):
    """What to expect of a battle.

    Parameters
    ----------
    stated
        () [-] What was said of it.
    won
        () [1] Chance that the attacker wins.
    won_range
        (2) [1] The chance itself differs between wars and is not known exactly: nine in ten lie between these.
    ranges
        (number) [-] Losses of both sides in men and in shares, exchange ratio, days, advance.
    past_a_day
        () [1] Chance that it lasts longer than a day.
    beyond
        (caution) [-] In what the question lies outside the battles that the answer rests on.
    """

    stated: StatedBattle
    won: float
    won_range: tuple[float, float]
    ranges: tuple[Range, ...]
    past_a_day: float
    beyond: tuple[str, ...]

    def __getitem__(self, name: str) -> Range:
        """One of the numbers by its name."""
        return next(one for one in self.ranges if one.name == name)

    def __iter__(self) -> Iterator[Range]:
        return iter(self.ranges)


def battle(text: str = "", /, **given: Any) -> BattleAnswer:
    """What to expect of a battle of two stated forces.

    Parameters
    ----------
    text
        () [-] A line such as ``10000 attack 6000, 1943, dug in``; may be empty if all is said by name.
    **given
        () [any] Facts by name: ``attackers``, ``defenders``, ``year``, ``defence``, ``ground``, ``cover``, ``weather``,
        ``season``, ``attacker_guns``, ``defender_guns``, ``attacker_tanks``, ``defender_tanks``, ``attacker_cavalry``,
        ``defender_cavalry``, ``km``.

    Returns
    -------
    BattleAnswer
        Chances and quantiles.

    Raises
    ------
    LedgerError
        Something is not understood, out of bounds or missing; all problems at once.
    """
    stated = stated_battle(text, given)
    posterior = _posterior()
    chance = _chance("ahead")
    x, era = _row(stated, chance)
    y, _ = posterior.foretell(x, era, _MISSING, chance)
    y = y[:, 0, :]
    lost = np.exp(np.minimum(y[:, :2], 0.0))
    men = np.array([stated.attackers, stated.defenders]) * lost
    days = np.exp(np.maximum(y[:, 2], 0.0))
    chances = posterior.chances(x, era, 4, chance)[:, 0]
    numbers = {
        ("attacker losses", "person"): men[:, 0], ("attacker losses, share", "1"): lost[:, 0],
        ("defender losses", "person"): men[:, 1], ("defender losses, share", "1"): lost[:, 1],
        ("exchange ratio", "1"): men[:, 0] / men[:, 1], ("duration", "day"): days,
        ("advance", "km"): design.unbent(y[:, 3]),
    }  # fmt: skip
    ranges = tuple(Range(*name, tuple(np.quantile(v, PARTS).tolist())) for name, v in numbers.items())
    low, high = np.quantile(chances, (PARTS[0], PARTS[-1])).tolist()
    return BattleAnswer(stated, float(chances.mean()), (low, high), ranges, float(np.mean(days > 1.0)), _beyond(stated))


@cache
def _posterior() -> Posterior:
    return Belief(**shipped().belief).posterior(DRAWS, _chance("posterior"))


def _chance(name: str) -> Chance:
    return Chance(lambda block, size: uniform_numbers(f"battle: {name}: {block}", _SEED, size))


def _row(stated: StatedBattle, chance: Chance) -> tuple[Floats, NDArray[np.int64]]:
    """Predictors (draw, 1, predictor) and eras (draw, 1): the years are those of other battles if none is said."""
    years = shipped().years
    drawn = np.interp(chance.uniform(DRAWS), np.linspace(0.0, 1.0, len(years)), years)
    year = drawn if math.isnan(stated.year) else np.full(DRAWS, stated.year)

    def pair(kind: str) -> Floats:
        both = [getattr(stated, f"{side}_{kind}") for side in ("attacker", "defender")]
        known = not all(map(math.isnan, both))
        return np.tile([0.0 if known and math.isnan(one) else one for one in both], (DRAWS, 1))

    facts: dict[str, Any] = {
        "strength": np.tile([stated.attackers, stated.defenders], (DRAWS, 1)), "year": year,
        "width": np.full(DRAWS, stated.km), **{kind: pair(kind) for kind in ("guns", "tanks", "cavalry")},
    }  # fmt: skip
    if stated.defence:
        facts |= {name: float(stated.defence == name) for name in ("prepared", "fortified", "giving way")}
    said = {stated.ground: ("rugged", "flat"), stated.cover: ("wooded", "open"), stated.weather: ("wet",),
            stated.season: ("winter",)}  # fmt: skip
    for word, flags in said.items():
        facts |= {name: float(word == name) for name in flags} if word in PLACES else {}
    return design.predictors(facts)[:, None, :], design.eras(year)[:, None]


def _beyond(stated: StatedBattle) -> tuple[str, ...]:
    """In what a question lies outside the battles."""
    found = []
    if stated.year > design.LAST_YEAR:
        found.append(f"No battle after {design.LAST_YEAR} is in the data: the answer is that of battles since 1939.")
    for name, men in (("attackers", stated.attackers), ("defenders", stated.defenders)):
        low, high = design.USUAL_MEN
        if not low <= men <= high:
            found.append(
                f"Ninety-eight in a hundred sides of these battles had {low:,} to {high:,} men; {name} lie outside."
            )
    least, most = design.USUAL_RATIO
    if not least <= stated.attackers / stated.defenders <= most:
        found.append(
            f"In ninety-eight of a hundred battles the attacker had {least:g} to {most:g} times the men; not so here."
        )
    return tuple(found)

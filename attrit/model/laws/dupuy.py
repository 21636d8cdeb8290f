"""Dupuy's Quantified Judgment Model: combat power as a product of factors, and what the ratio of two powers means."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.errors import Problem
from attrit.model.laws.dupuy_tables import (
    RANGES,
    TABLES,
    TROOPS,
    Row,
    dupuy_advance,
    dupuy_factor,
    dupuy_opposition,
    dupuy_size,
    opposition,
    refuse,
    unknown,
)
from attrit.model.laws.protocol import Campaign, Law, require

_BEARABLE = 0.3  # vulnerability beyond which only a tenth counts
_LEAST_UNHURT = 0.6
_OTHER = {"superiority": "inferiority", "equality": "equality", "inferiority": "superiority"}


@dataclass(frozen=True)
class DupuyForce:
    """One side of an engagement: its men, the lethality of its weapons by class, and how good and fresh it is.

    Parameters
    ----------
    men
        () [person] N: all of them.
    infantry
        () [OLI] W_s + W_mg + W_hw: small arms, machine guns and heavy weapons, as sums of operational lethality.
    antitank, artillery, air_defence, tanks, aircraft
        () [OLI] W_gi, W_g, W_gy, W_i and W_y: the other classes.
    vehicles
        () [person] what its vehicles add to its mobility: a vehicle counts as 20 men in the Second World War; later as
        15 in one transcription, as 12 in the other.
    effectiveness
        () [1] CEV: how well it fights for its men and weapons.
    exhaustion
        () [1] see `dupuy_exhaustion`.
    morale
        () [-] excellent, good, fair, poor or panic.
    """

    men: float
    infantry: float
    antitank: float = 0.0
    artillery: float = 0.0
    air_defence: float = 0.0
    tanks: float = 0.0
    aircraft: float = 0.0
    vehicles: float = 0.0
    effectiveness: float = 1.0
    exhaustion: float = 1.0
    morale: str = "excellent"


class DupuyEngagement(NamedTuple):
    """What comes of an engagement."""

    attacker_power: float
    """P of the attacker [OLI]."""
    defender_power: float
    """P of the defender [OLI]."""
    ratio: float
    """P / P, the attacker's to the defender's [1]."""
    winner: str
    """The attacker from a ratio of 1 on, or else the defender [-]."""
    days: int
    """How long it lasts at most: 5 days if the attacker wins, 2 if he does not, with holding after [day]."""
    attacker_losses: float
    """Casualties of the attacker [person/day]."""
    defender_losses: float
    """Casualties of the defender [person/day]."""
    advance: float
    """How fast the attacker moves forward [km/day]."""


def dupuy(
    attacker: DupuyForce,
    defender: DupuyForce,
    *,
    terrain: str,
    posture: str,
    weather: str = "dry sunshine temperate",
    season: str = "winter temperate",
    air: str = "equality",
    surprise: str = "none",
    effort: str = "ordinary",
    light: str = "day",
    troops: str = "infantry",
    roads: str = "good",
    river: str = "none",
    mines: str = "none",
) -> DupuyEngagement:
    """An engagement by Dupuy's QJM: who wins, what both lose in a day and how far the attacker gets, from P = S Op.

    Parameters
    ----------
    attacker, defender
        () [-] the two forces, each a `DupuyForce`.
    terrain
        () [-] for example ``rolling mixed``; `dupuy_factor` names the rows of its table, as of those below.
    posture
        () [-] of the defender: hasty, prepared or fortified ``defence``, withdrawal, delay or meeting engagement.
    weather, season
        () [-] for example ``wet light temperate`` and ``fall temperate``.
    air
        () [-] superiority, equality or inferiority in the air, of the attacker.
    surprise
        () [-] that the attacker achieves: none, minor, substantial or complete; the factors are those of the first day.
    effort
        () [-] ordinary, main (a main effort, at most two days) or holding.
    light
        () [-] day or night.
    troops
        () [-] that advance: infantry, mechanised or armoured.
    roads, river, mines
        () [-] what the advance meets: for example ``poor``, ``fordable 50 m`` and ``20 per km``.

    Returns
    -------
    DupuyEngagement
        Powers, their ratio, the winner, losses and advance.

    Raises
    ------
    ScenarioError
        A number is outside its range, or a word is in no table.

    Notes
    -----
    S is `dupuy_strength`. With r, h, z, u, y for terrain, weather, season, posture and air, the attacker has
    P = S m h_u z_u v o CEV, the defender P = S u_s r_u v o CEV, both times exhaustion. Mobility is
    m = M - (1 - r_m h_m) (M - 1) with M = (mobility of attacker / of defender)**0.5 times surprise, mobility being
    (N + vehicles + W_i) m_y / N. Vulnerability is v = 1 - V / S, V = N u_v / r_u (S enemy / S own)**0.5 v_y times
    surprise, of which beyond 0.3 S a tenth counts, and v is 0.6 at least. Casualties a day are 2.8 % of the attacker
    and 1.5 % of the defender, times the factors of size, opposition, terrain, weather, posture, surprise (on the
    defender), effort and light. The advance is the table's, times terrain, roads, river and mines; against a
    withdrawal, a delay or a meeting engagement it is that against a hasty defence, for want of other numbers.

    The model is illustrative. Its factors are a fair prior for relative effects, each uncertain by a fifth; its speeds
    are two orders of magnitude above those of 2024 and are used nowhere else. A campaign takes in the factor of
    opposition alone: the share that a side loses falls as it outweighs its enemy.

    Where transcriptions of the book, or accounts of it, differ (what is used comes first):

    - base losses: 2.8 % and 1.5 % a day in the book (so Lawrence 1996); 4 % and 6 % in Dupuy's later TNDM, the first of
      which a note in one transcription takes for the book's on both sides
    - factor of opposition at ratios of 3, 1.5, 0.6, 0.35 and 0.15: 0.7, 0.9, 1.1, 1.3 and 1.6, the ten points of the
      older transcription, which agree with the greatest losses that Lawrence gives; 0.6, 0.8, 1.2, 1.45 and 2 in the
      later tables
    - factor of size: up to 21 for 500 men in both transcriptions, which have it from the TNDM; Lawrence's greatest
      losses (13.44 % and 5.76 % a day) leave 2.0 for the book's own, which was not seen
    - factors of terrain, weather and posture on casualties: as in the TNDM; Lawrence names none but for posture in the
      book
    - air inferiority, on artillery and aircraft: 0.9; 0.8 in the spreadsheet
    - casualties of the surprised: 2.5, 2 and 1.5 for complete, substantial and minor surprise; the tables have these
      the other way round (and a factor of 1.33 on all surprise since 1966, which is left out)
    - mobility: with the tanks W_i; the older script has the artillery in their place. Vulnerability: as it is; times
      dispersion / 3000 in the later transcription
    - tanks in rolling heavily wooded terrain: 0.6; 0.8. Defence in flat heavily wooded terrain: 1.1; 1.2. Infantry,
      artillery, air and tanks in dunes: 1, 1, 1, 0.6; 0.6, 0.8, 0.8, 0.2, which are a swamp's
    - advance of mechanised troops on a prepared defence at ratios from 1.26: 2.5 km/day; 2.8. On a fortified defence
      from 1.11: 1.85 in both, though from 1.26 it is 1.5; a slip of the pen for 1.25, it seems

    Reference: Dupuy (1979), Numbers, Predictions and War, Bobbs-Merrill (no DOI), rules of an engagement on pages
    208-210; Lawrence (1996), How attrition is calculated in the QJM vs the TNDM, International TNDM Newsletter 1(3)

    Checked against: `tests/published/test_dupuy.py::test_published_value`, rows dupuy-* (factors, greatest losses).
    """
    rows = {"terrain": terrain, "posture": posture, "weather": weather, "season": season, "air": air}
    rows |= {"surprise": surprise, "effort": effort, "light": light, "roads": roads, "river": river, "mines": mines}
    _check({"attacker": attacker, "defender": defender}, rows, troops)
    at = {table: TABLES[table][row] for table, row in rows.items()}
    p_a, p_d = _powers(attacker, defender, at, TABLES["air"][_OTHER[air]], wet=weather.startswith("wet"))
    ratio = p_a / p_d
    both = at["terrain"]["casualties"] * at["weather"]["casualties"] * at["light"]["casualties"]
    lost_a = both * at["posture"]["casualties of the attacker"] * at["effort"]["attacker"]
    lost_d = both * at["posture"]["casualties of the defender"] * at["effort"]["defender"]
    lost_d *= at["surprise"]["casualties of the surprised"]
    ground = TABLES["advance terrain"][terrain]["armoured" if troops == "armoured" else "infantry"]
    passed = ground * at["roads"]["factor"] * at["river"]["factor"] * at["mines"]["factor"]
    won = ratio >= 1
    return DupuyEngagement(
        attacker_power=p_a,
        defender_power=p_d,
        ratio=ratio,
        winner="attacker" if won else "defender",
        days=5 if won else 2,
        attacker_losses=attacker.men * min(1.0, _share("attacker", attacker.men, ratio) * lost_a),
        defender_losses=defender.men * min(1.0, _share("defender", defender.men, 1 / ratio) * lost_d),
        advance=dupuy_advance(ratio, posture, troops) * passed,
    )


def dupuy_strength(
    force: DupuyForce,
    enemy: DupuyForce,
    *,
    terrain: str,
    weather: str = "dry sunshine temperate",
    season: str = "winter temperate",
    air: str = "equality",
) -> float:
    """Force strength S: the lethality of a side's weapons, each class weighted by what terrain and weather leave of it.

    Parameters
    ----------
    force, enemy
        () [-] whose strength, and against whom.
    terrain, weather, season
        () [-] rows of the tables of these names.
    air
        () [-] superiority, equality or inferiority in the air, of the force.

    Returns
    -------
    float
        S [OLI].

    Raises
    ------
    ScenarioError
        A number is outside its range, or a word is in no table.

    Notes
    -----
    S = (W_s + W_mg + W_hw) r_n + W_gi r_n + (W_g + W_gy) r_wg h_wg z_wg w_yg + W_i r_wi h_wi + W_y r_wy h_wy z_wy w_yy.
    Antitank weapons count in full up to the enemy's tanks, air defence up to his aircraft and aircraft up to all
    weapons on the ground, and by half beyond; aircraft never for more than three times the weapons on the ground.

    Reference: Dupuy (1979), Numbers, Predictions and War, pages 208-210.

    Checked against: `tests/laws/test_dupuy.py::test_strength_by_hand`.
    """
    rows = {"terrain": terrain, "weather": weather, "season": season, "air": air}
    _check({"force": force, "enemy": enemy}, rows)
    at = {table: TABLES[table][row] for table, row in rows.items()}
    return _strength(force, enemy, at, at["air"])


def dupuy_exhaustion(exhaustion: float, combat: float = 0.0, reserve: float = 0.0) -> float:
    """Factor of exhaustion after days of combat and then days in reserve.

    Parameters
    ----------
    exhaustion
        () [1] the factor before; 1 for fresh troops.
    combat
        () [day] days of combat, each of which takes 0.05, down to 0.5.
    reserve
        () [day] days in reserve after that, each of which gives 0.1 back, up to 1.

    Returns
    -------
    float
        The factor after [1].

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    Reference: Dupuy (1979), Numbers, Predictions and War, rules for exhaustion and recovery.

    Checked against: `tests/published/test_dupuy.py::test_published_value`, rows dupuy-exhaustion-*.
    """
    require(RANGES, {"exhaustion": exhaustion, "combat": combat, "reserve": reserve})
    rules = {row: cells["factor"] for row, cells in TABLES["exhaustion"].items()}
    worn = max(rules["least"], exhaustion + rules["a day of combat"] * combat)
    return min(1.0, worn + rules["a day in reserve"] * reserve)


def _check(forces: dict[str, DupuyForce], rows: dict[str, str], troops: str = "infantry") -> None:
    problems = [problem for table, row in rows.items() for problem in unknown(table, row, TABLES[table])]
    problems += unknown("troops", troops, TROOPS)
    numbers: dict[str, float] = {}
    for side, force in forces.items():
        if not isinstance(force, DupuyForce):
            problems.append(Problem("", side, f"found {force!r:.40}", "accepted is a DupuyForce"))
            continue
        given = dict(vars(force))
        problems += unknown(f"{side}.morale", given.pop("morale"), TABLES["morale"])
        numbers |= {f"{side}.{name}": number for name, number in given.items()}
    refuse(problems, numbers)


def _counted(weapons: float, against: float) -> float:
    """In full up to what they are meant for, by half beyond."""
    return min(weapons, against) + max(0.0, weapons - against) / 2


def _strength(force: DupuyForce, enemy: DupuyForce, at: dict[str, Row], air: Row) -> float:
    r, h, z = at["terrain"], at["weather"], at["season"]
    foot = force.infantry + _counted(force.antitank, enemy.tanks)
    guns = force.artillery + _counted(force.air_defence, enemy.aircraft)
    ground = foot + guns + force.tanks
    flown = min(_counted(force.aircraft, ground), 3 * ground)
    return (
        foot * r["infantry"]
        + guns * r["artillery"] * h["artillery"] * z["artillery"] * air["artillery"]
        + force.tanks * r["tanks"] * h["tanks"]
        + flown * r["air"] * h["air"] * z["air"] * air["air"]
    )


def _powers(
    attacker: DupuyForce, defender: DupuyForce, at: dict[str, Row], above: Row, *, wet: bool
) -> tuple[float, float]:
    """P of the attacker and of the defender, `above` being what the air is to the latter."""
    r, h, u, caught, over = at["terrain"], at["weather"], at["posture"], at["surprise"], at["air"]
    s_a, s_d = _strength(attacker, defender, at, over), _strength(defender, attacker, at, above)
    ways = "mobility if wet" if wet else "mobility if dry"
    moved = _mobility(attacker) * over[ways] / (_mobility(defender) * above[ways])
    m = 1 + r["mobility"] * h["mobility"] * (sqrt(moved) * caught["mobility"] - 1)
    v_a = attacker.men * sqrt(s_d / s_a) * over["vulnerability"] * caught["own vulnerability"]
    v_d = defender.men * sqrt(s_a / s_d) * above["vulnerability"] * caught["vulnerability of the surprised"]
    p_a = s_a * m * h["attack"] * at["season"]["attack"] * _unhurt(v_a / s_a) * _quality(attacker)
    hit_d = v_d * u["vulnerability"] / r["defence"] / s_d
    p_d = s_d * u["strength"] * r["defence"] * _unhurt(hit_d) * _quality(defender)
    return p_a, p_d


def _mobility(force: DupuyForce) -> float:
    return (force.men + force.vehicles + force.tanks) / force.men


def _unhurt(vulnerability: float) -> float:
    """What vulnerability leaves of the power of a side."""
    counted = min(vulnerability, _BEARABLE) + max(0.0, vulnerability - _BEARABLE) / 10
    return max(_LEAST_UNHURT, 1 - counted)


def _quality(force: DupuyForce) -> float:
    return force.effectiveness * force.exhaustion * TABLES["morale"][force.morale]["factor"]


def _share(side: str, men: float, ratio: float) -> float:
    """Casualties of a side in a day, but for what terrain, weather, posture and the like do to them."""
    return TABLES["base losses"][side]["share a day"] * float(dupuy_size(men)) * float(dupuy_opposition(ratio))


def _losses(own: NDArray[np.float64], enemy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Losses in a campaign, on any scale: the factor of opposition, of strengths relative to the first day's."""
    return own * opposition(np.log(own) - np.log(enemy))


LAW = Law(
    title="Dupuy's QJM (factor of opposition)",
    equation="P = S Op; losses = base N size opposition(P / P enemy) ...; in a campaign x' = -a x opposition(x / y)",
    functions=(
        dupuy,
        dupuy_strength,
        dupuy_factor,
        dupuy_opposition,
        dupuy_size,
        dupuy_advance,
        dupuy_exhaustion,
        DupuyForce,
    ),
    ranges=RANGES,
    campaign=Campaign.both(_losses),
)

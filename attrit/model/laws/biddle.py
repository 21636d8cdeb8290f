"""Biddle's model of an offensive: depth, reserves and cover decide whether the attacker breaks through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.errors import Problem, ScenarioError
from attrit.model.laws.protocol import BELOW_1, Law, Range, require

_PEOPLE = Range(1.0, 1e9, "a number of people from 1 to 1e9")
_LENGTH = Range(1e-3, 1e5, "a length from 0.001 to 100000 km")
_SPEED = Range(1e-3, 1e3, "a speed from 0.001 to 1000 km/day")
_SHARE = Range(0.0, BELOW_1, "a share from 0 to less than 1")
_CONSTANT = Range(0.0, 1e9, "a number from 0 to 1e9")
_RANGES = {
    **dict.fromkeys(("attackers", "defenders"), _PEOPLE),
    **dict.fromkeys(("speed", "speeds", "reserve_speed"), _SPEED),
    **dict.fromkeys(("depth", "front", "theatre"), _LENGTH),
    **dict.fromkeys(("reserves", "exposed"), _SHARE),
    **dict.fromkeys(("attacker_year", "defender_year"), Range(1910, 2020, "a year from 1910 to 2020")),
    **dict.fromkeys(("k1", "k3", "k5", "k8", "k9"), _CONSTANT),
    **dict.fromkeys(("k2", "k4"), Range(0.0, 2.0, "an exponent from 0 to 2")),
    "k7": Range(1e-9, 1e9, "a number from 1e-9 to 1e9"),
}


class BiddleConstants(NamedTuple):
    """Constants of the model; the values are those of the book's table A.1.

    Parameters
    ----------
    k1
        () [person/person] attackers that one reinforced defender under cover can halt.
    k2
        () [day/km] how fast reserves are lost on the way as they move faster under modern weapons.
    k3
        () [person/person] attackers it takes to pin down one defender outside the point of attack.
    k4
        () [1] how much weapons thin out the guard of the flanks.
    k5
        () [person] casualties of the attacker outside the point of attack.
    k7
        () [day/km] casualties of the attacker for a km, to each defender there and each km/day of speed.
    k8
        () [km/day] what is added to the assault's speed in its casualties: some fall however slow it is.
    k9
        () [1/km] guards of the flanks to each reserve that arrives.
    """

    k1: float = 2.5
    k2: float = 0.01
    k3: float = 0.4
    k4: float = 0.5
    k5: float = 200_000.0
    k7: float = 5.0
    k8: float = 0.1
    k9: float = 0.01


TABLE_A1 = BiddleConstants()


class Offensive(NamedTuple):
    """An offensive: what meets at the point of attack, how it changes by the day, and how far it gets."""

    speed: float
    """V_a: speed of the assault [km/day]."""
    survival: float
    """P_s: share of the moving reserves that arrive (A.5)."""
    halted: float
    """H: attackers that one defender can halt (A.6)."""
    flank_guards: float
    """rho_1: attackers who stay behind as guards on each km of flank [person/km] (A.7)."""
    pinning: float
    """rho_2: attackers who pin down the defence on each km outside the point of attack [person/km] (A.8)."""
    attackers_at_point: float
    """r_0: attackers at the point of attack at first [person] (A.9)."""
    defenders_at_point: float
    """b_0: defenders at the point of attack at first [person for each km of depth] (A.10)."""
    casualties_per_km: float
    """C_a: casualties of the attacker for a km [person/km] (A.11)."""
    attacker_decline: float
    """Attackers lost and left on the flanks in a day [person/day] (A.12)."""
    reinforcement: float
    """Reserves that arrive in a day, until all have [person/day] (A.14)."""
    duration: float
    """t*: days until the assault is halted [day] (A.17)."""
    gain: float
    """G: ground gained until then [km] (A.18)."""
    breakthrough: bool
    """Whether the gain exceeds the depth of the defence (A.19)."""
    casualties: float
    """C_R: casualties of the attacker [person] (A.20), meant for offensives that do not break through."""


def biddle(
    attackers: float,
    defenders: float,
    speed: float,
    *,
    depth: float,
    reserves: float,
    exposed: float = 0.0,
    attacker_year: float = 1910.0,
    defender_year: float = 1910.0,
    reserve_speed: float = 100.0,
    front: float = 25.0,
    theatre: float = 500.0,
    constants: BiddleConstants = TABLE_A1,
) -> Offensive:
    """An offensive by Biddle's model: the assault presses on until reserves halt it, or breaks through before.

    Parameters
    ----------
    attackers, defenders
        () [person] R and B: troops in the theatre.
    speed
        () [km/day] V_a: how fast the assault presses on. Slow is the modern way, which costs fewer lives to the km and
        leaves the reserves more time.
    depth
        () [km] d: how deep the defence is.
    reserves
        () [1] f_r: share of the defenders held back as a mobile reserve.
    exposed
        () [1] f_e: share of the forward defenders that stand in the open.
    attacker_year, defender_year
        () [year] Y_R and Y_B: mean year in which the weapons of a side came in.
    reserve_speed
        () [km/day] V_r: how fast reserves move.
    front
        () [km] w_a: width of the assault, at most that of the theatre.
    theatre
        () [km] w_th: width of the theatre.
    constants
        () [-] `BiddleConstants`; those of the book if nothing is said.

    Returns
    -------
    Offensive
        All that the equations name, down to the gain, the casualties and whether the defence was broken through.

    Raises
    ------
    ScenarioError
        A number is outside its range, or the assault is wider than the theatre.

    Notes
    -----
    With T = (year - 1900) / 10, T_C = T_B**2 / T_R and T_rho = T_R**2 / T_B: P_s = T_R**(-k2 V_r), H = k1 (1 - f_e),
    rho_1 = k9 B f_r P_s / T_rho**k4, rho_2 = k3 B (1 - f_r) / w_th, r_0 = R - rho_2 (w_th - w_a),
    b_0 = B (1 - f_r) w_a / (w_th d), C_a = k7 (1 - f_e) T_C b_0 (V_a + k8). The attackers at the point fall by
    d_r = C_a V_a + 2 rho_1 V_a a day, the defenders there rise by d_b = B f_r V_r P_s / w_th until day w_th / V_r, when
    all reserves are in. The assault stops when the attackers are down to H times the defenders: on day
    t* = (r_0 - H b_0) / (d_r + H d_b) if that is before w_th / V_r, on day (r_0 - H b_0 - H B f_r P_s) / d_r otherwise,
    and at once if they are too few from the start. Then G = V_a t*, and C_R = C_a G + k5.

    Before 1910 T_R is below 1 and more reserves would arrive than set out; such years are refused. The defender's
    casualties (A.21) are left out: two public transcriptions that have them differ wherever reserves are lost.

    The gains of the book's table A.3 are not reproduced, because what went into them is not known to us; see the page
    of this law.

    Reference: Biddle (2004), Military Power, Princeton University Press, appendix, equations A.1 to A.20, pages
    209-215, constants of table A.1, page 218 (no DOI known to us)

    Checked against: `tests/published/test_biddle.py::test_published_value`, rows biddle-* (baseline of table A.1,
    points of figures A.2 and A.8, the two cases of page 233).
    """
    if not isinstance(constants, BiddleConstants):
        raise ScenarioError(Problem("", "constants", f"found {constants!r:.40}", "accepted is a BiddleConstants"))
    troops = {"attackers": attackers, "defenders": defenders}
    years = {"attacker_year": attacker_year, "defender_year": defender_year}
    defence = {"depth": depth, "reserves": reserves, "exposed": exposed, "reserve_speed": reserve_speed}
    assault = {"speed": speed, "front": front, "theatre": theatre}
    fitted = {f"constants.{name}": value for name, value in constants._asdict().items()}
    require(_RANGES, troops | years | defence | assault | fitted)
    if front > theatre:
        wider = f"accepted is a width up to that of the theatre, {theatre:g} km"
        raise ScenarioError(Problem("", "front", f"found {front:g}", wider))
    k = constants
    t_r, t_b = (attacker_year - 1900) / 10, (defender_year - 1900) / 10
    survival = t_r ** (-k.k2 * reserve_speed)
    arriving = defenders * reserves * survival
    halted = k.k1 * (1 - exposed)
    flank_guards = k.k9 * arriving / (t_r**2 / t_b) ** k.k4
    pinning = k.k3 * defenders * (1 - reserves) / theatre
    r0 = attackers - pinning * (theatre - front)
    b0 = defenders * (1 - reserves) * front / (theatre * depth)
    per_km = k.k7 * (1 - exposed) * t_b**2 / t_r * b0 * (speed + k.k8)
    decline = (per_km + 2 * flank_guards) * speed
    reinforcement = arriving * reserve_speed / theatre
    duration = max(0.0, (r0 - halted * b0) / (decline + halted * reinforcement))
    if duration > theatre / reserve_speed:  # all reserves are in before the assault is halted
        duration = (r0 - halted * (b0 + arriving)) / decline
    gain = speed * duration
    return Offensive(
        speed=speed,
        survival=survival,
        halted=halted,
        flank_guards=flank_guards,
        pinning=pinning,
        attackers_at_point=r0,
        defenders_at_point=b0,
        casualties_per_km=per_km,
        attacker_decline=decline,
        reinforcement=reinforcement,
        duration=duration,
        gain=gain,
        breakthrough=gain > depth,
        casualties=per_km * gain + k.k5,
    )


def biddle_best_speed(
    speeds: Sequence[float] | NDArray[np.float64],
    attackers: float,
    defenders: float,
    *,
    depth: float,
    reserves: float,
    exposed: float = 0.0,
    attacker_year: float = 1910.0,
    defender_year: float = 1910.0,
    reserve_speed: float = 100.0,
    front: float = 25.0,
    theatre: float = 500.0,
    constants: BiddleConstants = TABLE_A1,
) -> Offensive:
    """The offensive at that one of several speeds which gains most: what an attacker does who has seen the defence.

    Parameters
    ----------
    speeds
        (speed) [km/day] speeds to choose from, one or more.
    attackers, defenders
        () [person] R and B: troops in the theatre.
    depth
        () [km] d: how deep the defence is.
    reserves
        () [1] f_r: share of the defenders held back as a mobile reserve.
    exposed
        () [1] f_e: share of the forward defenders that stand in the open.
    attacker_year, defender_year
        () [year] Y_R and Y_B: mean year in which the weapons of a side came in.
    reserve_speed
        () [km/day] V_r: how fast reserves move.
    front
        () [km] w_a: width of the assault, at most that of the theatre.
    theatre
        () [km] w_th: width of the theatre.
    constants
        () [-] `BiddleConstants`; those of the book if nothing is said.

    Returns
    -------
    Offensive
        The offensive that gains most; of equals the first.

    Raises
    ------
    ScenarioError
        A number is outside its range, there is no speed, or the assault is wider than the theatre.

    Notes
    -----
    While reserves still arrive the gain is greatest at (H d_b / (k7 (1 - f_e) T_C b_0))**0.5 (A.23); once all are in,
    the slower the better without end (A.24). Where the answer is the slowest of the speeds, the gain is that of the
    list given and not of the model: at 0.1 km/day the baseline with a fifth in reserve gains 65.9 km, at 0.01 km/day
    80.4. The reserves of page 233 that contain an attack by moving at 20 km/day do so at the speed of A.23 (6.78 km
    gained, of a depth of 10); at 0.01 km/day it gains 17.7.

    Reference: Biddle (2004), Military Power, appendix, equations A.23 and A.24, pages 216-217.

    Checked against: `tests/published/test_biddle.py::test_published_value`, rows biddle-best-*.
    """
    require(_RANGES, {"speeds": speeds})
    offensives = [
        biddle(
            attackers,
            defenders,
            float(speed),
            depth=depth,
            reserves=reserves,
            exposed=exposed,
            attacker_year=attacker_year,
            defender_year=defender_year,
            reserve_speed=reserve_speed,
            front=front,
            theatre=theatre,
            constants=constants,
        )
        for speed in np.ravel(speeds)
    ]
    return max(offensives, key=lambda offensive: offensive.gain)


LAW = Law(
    title="Biddle's model of an offensive",
    equation="t = (r0 - H b0) / (dr + H db) while reserves arrive, (r0 - H b0 - H B fr Ps) / dr after; G = Va t",
    functions=(biddle, biddle_best_speed, BiddleConstants),
    ranges=_RANGES,
    alone="it says whether an offensive breaks through and what that costs the attacker, not what the holder of the "
    "ground loses from day to day; take mixed",
)

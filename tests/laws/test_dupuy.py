"""Dupuy's QJM by itself: engagements worked by hand, what must hold whatever the numbers, and what is refused."""

import math
import re
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from attrit.errors import ScenarioError
from attrit.model.laws import dupuy as file
from attrit.model.laws import dupuy_tables as tables
from attrit.model.laws.dupuy import (
    DupuyForce,
    dupuy,
    dupuy_advance,
    dupuy_exhaustion,
    dupuy_factor,
    dupuy_opposition,
    dupuy_size,
    dupuy_strength,
)
from tests.tolerances import ROUNDING

RED = DupuyForce(
    men=18_000,
    infantry=21_000,
    antitank=9_000,
    artillery=17_000,
    air_defence=2_500,
    tanks=31_000,
    aircraft=4_000,
    vehicles=26_000,
    effectiveness=1.15,
    exhaustion=0.85,
    morale="good",
)
BLUE = DupuyForce(
    men=17_000,
    infantry=13_000,
    antitank=8_000,
    artillery=11_000,
    air_defence=6_000,
    tanks=7_000,
    aircraft=1_500,
    vehicles=9_000,
    effectiveness=0.95,
    exhaustion=0.9,
    morale="fair",
)
PLAIN = {"terrain": "rolling bare", "posture": "hasty defence"}
HARD = {
    "terrain": "rolling mixed",
    "posture": "prepared defence",
    "weather": "wet light temperate",
    "season": "spring temperate",
    "air": "superiority",
    "surprise": "minor",
    "effort": "main",
    "light": "night",
    "troops": "armoured",
    "roads": "mediocre",
    "river": "fordable 50 m",
    "mines": "20 per km",
}


def says(message: str) -> str:
    """A pattern that a whole message, or a whole line of one, matches."""
    return rf"(?m)^{re.escape(message)}$"


# Sums of the columns of the transcribed files, added up from the files and not from the tables here.
SUMS = {
    "terrain": (9.2, 18.38, 11.7, 12.6, 13.0, 8.9, 8.4),
    "weather": (9.8, 10.4, 11.3, 7.2, 9.3, 8.1),
    "season": (12.7, 11.5, 10.6),
    "posture": (7.75, 4.3, 5.7, 5.4),
    "morale": (3.6,),
    "surprise": (10.3, 2.9, 7.2, 7.0),
    "air": (3, 3, 3, 3, 3),
    "effort": (2.8, 2.5),
    "light": (1.5,),
    "base losses": (0.043,),
    "non-battle losses": (0.003,),
    "exhaustion": (0.55,),
    "advance terrain": (9.2, 8.9),
    "river": (7.1,),
    "mines": (4.5,),
    "roads": (2.4,),
}


@pytest.mark.parametrize("table", SUMS)
def test_columns_add_up_to_those_of_the_transcription(table: str):
    rows = [list(row.values()) for row in tables.TABLES[table].values()]
    assert np.sum(rows, axis=0) == pytest.approx(SUMS[table], rel=ROUNDING)


def test_there_is_a_sum_for_every_table():
    assert set(SUMS) == set(tables.TABLES)
    shapes = {name: (len(rows), len(next(iter(rows.values())))) for name, rows in tables.TABLES.items()}
    assert shapes["terrain"] == (14, 7) and shapes["weather"] == (12, 6) and shapes["season"] == (12, 3)
    assert all({*row} == {*next(iter(rows.values()))} for rows in tables.TABLES.values() for row in rows.values())


def test_the_kinds_of_weather_and_season_are_all_there():
    skies = ("dry sunshine", "dry overcast", "wet light", "wet heavy")
    weather = {f"{sky} {heat}" for sky in skies for heat in ("extreme heat", "temperate", "extreme cold")}
    assert set(tables.TABLES["weather"]) == weather
    seasons = ("winter", "spring", "summer", "fall")
    climates = ("temperate", "jungle", "desert")
    assert set(tables.TABLES["season"]) == {f"{season} {climate}" for season in seasons for climate in climates}
    widths = (20, 50, 100, 500)
    rivers = {f"{kind} {width} m" for kind in ("fordable", "unfordable") for width in widths}
    assert set(tables.TABLES["river"]) == {"none", *rivers}
    assert list(tables.TABLES["mines"]) == ["none", *(f"{number} per km" for number in (10, 20, 50, 100, 500))]
    ground = {
        f"{lie} {cover}" for lie in ("rugged", "rolling", "flat") for cover in ("heavily wooded", "mixed", "bare")
    }
    others = {"flat desert", "rolling dunes", "swamp jungled", "swamp mixed or open", "urban"}
    assert set(tables.TABLES["terrain"]) == (ground - {"flat bare"}) | {"flat bare hard"} | others
    assert list(tables.TABLES["air"]) == ["superiority", "equality", "inferiority"]
    assert list(tables.TABLES["surprise"]) == ["none", "minor", "substantial", "complete"]


def test_rates_of_advance_add_up_to_those_of_the_transcription():
    sums = {posture: {kind: sum(rates) for kind, rates in kinds.items()} for posture, kinds in tables.ADVANCE.items()}
    assert sums == {
        "hasty defence": {"armoured": 172, "mechanised": 138, "infantry": 92},
        "prepared defence": {"armoured": 84.75, "mechanised": 70.25, "infantry": 46.75},
        "fortified defence": {"armoured": 58.35, "mechanised": 47.85, "infantry": 31.6},
    }


def test_the_terrain_of_an_advance_is_that_of_an_engagement():
    assert list(tables.TABLES["advance terrain"]) == list(tables.TABLES["terrain"])
    for terrain, row in tables.TABLES["advance terrain"].items():
        assert row["infantry"] == dupuy_factor("terrain", terrain, "mobility")
        assert row["armoured"] == dupuy_factor("terrain", terrain, "tanks")


def test_strength_by_hand():
    """Red's antitank weapons outweigh blue's 7,000 of tanks, its air defence blue's aircraft; its aircraft nothing."""
    found = dupuy_strength(RED, BLUE, **{key: HARD[key] for key in ("terrain", "weather", "season", "air")})
    foot = 21_000 + 7_000 + 2_000 / 2
    guns = 17_000 + 1_500 + 1_000 / 2
    by_hand = foot * 0.9 + guns * 0.9 * 1 * 1 * 1.1 + 31_000 * 0.8 * 0.7 + 4_000 * 0.95 * 0.5 * 0.9 * 1.1
    assert found == pytest.approx(by_hand, rel=ROUNDING)
    blue = dupuy_strength(BLUE, RED, terrain="urban", weather="dry overcast extreme cold", season="summer jungle")
    by_hand = 21_000 * 0.8 + (11_000 + 4_000 + 1_000) * 0.9 * 0.9 * 0.9 + 7_000 * 0.7 * 0.8 + 1_500 * 0.9 * 0.7 * 0.7
    assert blue == pytest.approx(by_hand, rel=ROUNDING)


def test_aircraft_count_by_half_beyond_the_weapons_on_the_ground_and_at_most_three_times():
    bare = DupuyForce(men=900, infantry=1_000, artillery=200, tanks=300)
    ground = dupuy_strength(bare, bare, terrain="flat bare hard")
    assert ground == 1_500
    for aircraft, counted in [(1_500, 1_500), (2_500, 2_000), (7_500, 4_500), (9_000, 4_500)]:
        flown = dupuy_strength(replace(bare, aircraft=aircraft), bare, terrain="flat bare hard")
        assert flown == ground + counted


def test_strength_takes_good_weather_winter_and_equality_unless_said():
    said = {"weather": "dry sunshine temperate", "season": "winter temperate", "air": "equality"}
    assert dupuy_strength(RED, BLUE, terrain="urban") == dupuy_strength(RED, BLUE, terrain="urban", **said)


def by_hand() -> dict[str, float]:
    """The hard case from the book's formulas with the tables' numbers put in."""
    s_a = 29_000 * 0.9 + 19_000 * 0.9 * 1.1 + 31_000 * 0.8 * 0.7 + 4_000 * 0.95 * 0.5 * 0.9 * 1.1
    s_d = (13_000 + 8_000) * 0.9 + (11_000 + 4_000 + 1_000) * 0.9 * 0.9 + 7_000 * 0.8 * 0.7
    s_d += 1_500 * 0.95 * 0.5 * 0.9 * 0.9
    moved = (18_000 + 26_000 + 31_000) / 18_000 / ((17_000 + 9_000 + 7_000) / 17_000)
    big_m = math.sqrt(moved) * 1.3
    m = big_m - (1 - 0.8 * 0.8) * (big_m - 1)
    v_a = 18_000 * math.sqrt(s_d / s_a) * 0.9 * 0.9 / s_a
    v_d = 17_000 * 0.6 / 1.3 * math.sqrt(s_a / s_d) * 1.1 * 1.2 / s_d
    assert v_a < 0.3 < v_d, "one of each kind"
    p_a = s_a * m * 0.9 * 1.1 * (1 - v_a) * 1.15 * 0.85 * 0.9
    p_d = s_d * 1.5 * 1.3 * (1 - 0.3 - (v_d - 0.3) / 10) * 0.95 * 0.9 * 0.8
    return {"attacker_power": p_a, "defender_power": p_d, "ratio": p_a / p_d}


def test_the_power_of_both_sides_by_hand():
    found, worked = dupuy(RED, BLUE, **HARD), by_hand()
    for name, value in worked.items():
        assert getattr(found, name) == pytest.approx(value, rel=ROUNDING), name


def test_the_losses_of_both_sides_by_hand():
    found, ratio = dupuy(RED, BLUE, **HARD), by_hand()["ratio"]
    both = 0.7 * 0.7 * 0.5
    red = 18_000 * 0.028 * both * 1 * 1.5 * dupuy_size(18_000) * dupuy_opposition(ratio)
    blue = 17_000 * 0.015 * both * 0.85 * 1.2 * 1.5 * dupuy_size(17_000) * dupuy_opposition(1 / ratio)
    assert found.attacker_losses == pytest.approx(red, rel=ROUNDING)
    assert found.defender_losses == pytest.approx(blue, rel=ROUNDING)


def test_the_advance_by_hand():
    found = dupuy(RED, BLUE, **HARD)
    assert 1.76 <= found.ratio < 2.26
    assert (found.winner, found.days) == ("attacker", 5)
    assert found.advance == pytest.approx(6 * 0.8 * 0.8 * 0.85 * 0.8, rel=ROUNDING)
    hills = dupuy(replace(RED, effectiveness=10), BLUE, **(HARD | {"terrain": "rugged mixed", "troops": "mechanised"}))
    assert hills.ratio >= 6
    assert hills.advance == pytest.approx(24 * 0.5 * 0.8 * 0.85 * 0.8, rel=ROUNDING)
    tanks = dupuy(replace(RED, effectiveness=10), BLUE, **(HARD | {"terrain": "rugged mixed"}))
    assert tanks.advance == pytest.approx(30 * 0.4 * 0.8 * 0.85 * 0.8, rel=ROUNDING)


def test_what_is_left_unsaid_is_ordinary():
    said = {
        "weather": "dry sunshine temperate",
        "season": "winter temperate",
        "air": "equality",
        "surprise": "none",
        "effort": "ordinary",
        "light": "day",
        "troops": "infantry",
        "roads": "good",
        "river": "none",
        "mines": "none",
    }
    assert dupuy(RED, BLUE, **PLAIN) == dupuy(RED, BLUE, **PLAIN, **said)
    plain = DupuyForce(men=9_000, infantry=8_000)
    same = DupuyForce(9_000, 8_000, 0, 0, 0, 0, 0, 0, 1, 1, "excellent")
    assert plain == same
    assert dupuy_advance(2.4, "delay") == dupuy_advance(2.4, "delay", "infantry")


def test_equal_sides_that_meet_on_the_move_differ_by_the_ground_that_one_stands_on():
    found = dupuy(RED, RED, terrain="flat bare hard", posture="meeting engagement")
    share = 18_000 / dupuy_strength(RED, RED, terrain="flat bare hard")
    assert share < 0.3
    by_hand = (1 - share) / (1.05 * (1 - share / 1.05))
    assert found.ratio == pytest.approx(by_hand, rel=ROUNDING)


def test_a_force_of_many_men_and_few_weapons_keeps_three_fifths_of_its_power():
    crowd = DupuyForce(men=900_000, infantry=9_000)
    found = dupuy(crowd, crowd, terrain="flat bare hard", posture="meeting engagement")
    assert found.attacker_power == pytest.approx(9_000 * 0.6, rel=ROUNDING)
    assert found.defender_power == pytest.approx(9_000 * 0.6 * 1.05, rel=ROUNDING)


def test_the_defender_wins_below_a_ratio_of_one_and_nobody_advances():
    found = dupuy(BLUE, RED, **PLAIN)
    assert found.ratio < 1
    assert (found.winner, found.days, found.advance) == ("defender", 2, 0)


def test_the_attacker_wins_from_a_ratio_of_one_on():
    """Two crowds are equally vulnerable, and the defender's ground is worth exactly what the attacker is better."""
    crowd = DupuyForce(men=900_000, infantry=8_000)
    meeting = {"terrain": "flat bare hard", "posture": "meeting engagement"}
    even = dupuy(replace(crowd, effectiveness=1.05), crowd, **meeting)
    assert (even.ratio, even.winner, even.days, even.advance) == (1, "attacker", 5, 4 * 1.05)
    less = dupuy(replace(crowd, effectiveness=math.nextafter(1.05, 0)), crowd, **meeting)
    assert less.ratio < 1
    assert (less.winner, less.days, less.advance) == ("defender", 2, 0)


def test_losses_go_by_the_posture():
    """A delay spares the attacker a fifth of his losses and the defender a twentieth, but for what the ratio does."""
    found = dupuy(RED, BLUE, terrain="rolling bare", posture="delay")
    red = 18_000 * 0.028 * 0.8 * 0.8 * dupuy_size(18_000) * dupuy_opposition(found.ratio)
    blue = 17_000 * 0.015 * 0.8 * 0.95 * dupuy_size(17_000) * dupuy_opposition(1 / found.ratio)
    assert found.attacker_losses == pytest.approx(red, rel=ROUNDING)
    assert found.defender_losses == pytest.approx(blue, rel=ROUNDING)


def test_a_force_stays_what_it_is():
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'men'"):
        RED.men = 1


def test_wet_ground_takes_from_the_air_its_effect_on_mobility():
    """Superiority helps the mobility of the attacker on dry ground only: by the root of 1.1 / 0.9."""
    mobile = {"men": 9_000, "infantry": 50_000}
    force = DupuyForce(**mobile)
    open_ground = {"terrain": "rolling bare", "posture": "meeting engagement"}
    gains = {}
    for weather, eased in (("dry overcast temperate", 1.0), ("wet heavy temperate", 0.6)):
        even, above = (
            dupuy(force, force, **open_ground, weather=weather, air=air) for air in ("equality", "superiority")
        )
        unhurt_even, unhurt_above = 1 - 9_000 / 50_000, 1 - 9_000 / 50_000 * 0.9
        gains[weather] = above.attacker_power / even.attacker_power * unhurt_even / unhurt_above
        moved = math.sqrt(1.1 / 0.9) if weather.startswith("dry") else 1.0
        assert gains[weather] == pytest.approx(1 + eased * (moved - 1), rel=ROUNDING)


@pytest.mark.parametrize(
    ("name", "less", "more"),
    [
        ("air", "inferiority", "equality"),
        ("air", "equality", "superiority"),
        ("surprise", "none", "minor"),
        ("surprise", "minor", "substantial"),
        ("surprise", "substantial", "complete"),
        ("posture", "fortified defence", "prepared defence"),
        ("posture", "prepared defence", "hasty defence"),
        ("posture", "hasty defence", "withdrawal"),
        ("posture", "withdrawal", "meeting engagement"),
        ("weather", "wet heavy temperate", "wet light temperate"),
        ("weather", "wet light temperate", "dry overcast temperate"),
        ("terrain", "rugged mixed", "rolling mixed"),
        ("terrain", "rolling mixed", "rolling bare"),
    ],
)
def test_what_helps_the_attacker(name: str, less: str, more: str):
    worse, better = (dupuy(RED, BLUE, **(HARD | {name: word})) for word in (less, more))
    assert worse.ratio < better.ratio
    if name in ("air", "surprise"):
        assert worse.attacker_losses >= better.attacker_losses
        assert worse.defender_losses <= better.defender_losses


def test_losses_are_proportional_to_what_effort_and_light_say():
    plain = dupuy(RED, BLUE, **PLAIN)
    for changed, attacker, defender in [
        ({"effort": "main"}, 1.5, 1.2),
        ({"effort": "holding"}, 0.3, 0.3),
        ({"light": "night"}, 0.5, 0.5),
    ]:
        found = dupuy(RED, BLUE, **PLAIN, **changed)
        assert found.attacker_losses == pytest.approx(attacker * plain.attacker_losses, rel=ROUNDING)
        assert found.defender_losses == pytest.approx(defender * plain.defender_losses, rel=ROUNDING)
        assert found.ratio == plain.ratio


def test_nobody_loses_more_men_than_he_has():
    few, many = DupuyForce(men=3, infantry=1), DupuyForce(men=20_000, infantry=1e6)
    flat = {"terrain": "flat bare hard", "posture": "meeting engagement", "effort": "main"}
    assert dupuy(few, many, **flat).attacker_losses == 3
    surprised = dupuy(many, few, **flat, surprise="complete")
    assert surprised.defender_losses == 3
    assert surprised.attacker_losses < 20_000
    assert dupuy(few, many, **(flat | {"effort": "ordinary"})).attacker_losses == pytest.approx(
        3 * 0.028 * 21 * 1.6, rel=ROUNDING
    )


def test_the_factors_at_the_points_of_their_tables():
    ratios = [0.15, 0.2, 0.25, 0.35, 0.45, 0.6, 0.83, 1.5, 2.5, 3]
    np.testing.assert_allclose(dupuy_opposition(ratios), np.arange(1.6, 0.65, -0.1), rtol=ROUNDING)
    men = [500, 1e3, 2e3, 4e3, 6e3, 8e3, 1e4, 12_500, 15e3, 25e3, 35e3, 45e3, 6e4, 75e3, 8e4, 1e5, 12e4]
    factors = [21, 8, 5, 2.5, 1.8, 1.4, 1.2, 1.15, 1.1, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3]
    np.testing.assert_allclose(dupuy_size(men), factors, rtol=ROUNDING)


def test_opposition_is_linear_in_the_logarithm_between_its_points():
    found = dupuy_opposition(np.sqrt([0.15 * 0.2, 0.6 * 0.83, 0.83 * 1.5, 2.5 * 3]))
    assert found == pytest.approx([1.55, 1.05, 0.95, 0.75], rel=ROUNDING)
    assert dupuy_opposition(1) == pytest.approx(1 - 0.1 * math.log(1 / 0.83) / math.log(1.5 / 0.83), rel=ROUNDING)


def test_opposition_ends_at_its_last_points():
    ends = [5e-324, 1e-9, 0.149999, 3.000001, 1e9, 1.7e308]
    np.testing.assert_array_equal(dupuy_opposition(ends), [1.6, 1.6, 1.6, 0.7, 0.7, 0.7])
    falling = dupuy_opposition(np.geomspace(0.15, 3, 999))
    assert np.all(np.diff(falling) < 0)


def test_size_is_linear_in_the_logarithm_between_its_points():
    found = dupuy_size(np.sqrt([[500.0 * 1_000, 15_000.0 * 25_000], [2_000.0 * 4_000, 100_000.0 * 120_000]]))
    np.testing.assert_allclose(found, [[14.5, 1.05], [3.75, 0.35]], rtol=ROUNDING)
    np.testing.assert_array_equal(dupuy_size([1, 499, 120_001, 1e8]), [21, 21, 0.3, 0.3])
    assert np.all(np.diff(dupuy_size(np.geomspace(500, 120_000, 999))) < 0)


@pytest.mark.parametrize("look_up", [dupuy_opposition, dupuy_size])
def test_one_number_gives_one_and_several_give_several(look_up):
    assert [np.ndim(look_up(given)) for given in (2, [2], [[2, 3]])] == [0, 1, 2]
    assert isinstance(look_up(2), float)


def test_an_advance_goes_by_the_row_that_the_ratio_falls_in():
    edges = [1.0, 1.11, 1.26, 1.46, 1.76, 2.26, 3.01, 4.26, 6.0]
    rates = [5, 6, 9, 12, 16, 20, 40, 60]
    assert [dupuy_advance(edge, "hasty defence", "armoured") for edge in edges] == [4, *rates]
    below = [dupuy_advance(math.nextafter(edge, 0), "hasty defence", "armoured") for edge in edges]
    assert below == [0, 4, *rates[:-1]]
    assert dupuy_advance(5e-324, "prepared defence") == 0
    assert dupuy_advance(1e300, "fortified defence", "mechanised") == 24


@pytest.mark.parametrize("posture", ["withdrawal", "delay", "meeting engagement"])
def test_against_other_postures_an_advance_is_that_on_a_hasty_defence(posture: str):
    for troops in ("infantry", "mechanised", "armoured"):
        assert dupuy_advance(1.8, posture, troops) == dupuy_advance(1.8, "hasty defence", troops)


def test_exhaustion_falls_with_combat_and_recovers_in_reserve():
    assert dupuy_exhaustion(1) == 1
    assert dupuy_exhaustion(1, combat=3) == pytest.approx(0.85, rel=ROUNDING)
    assert dupuy_exhaustion(0.8, combat=2, reserve=1) == pytest.approx(0.8, rel=ROUNDING)
    assert dupuy_exhaustion(0.7, combat=50) == 0.5
    assert dupuy_exhaustion(0.7, combat=50, reserve=2) == pytest.approx(0.7, rel=ROUNDING)
    assert dupuy_exhaustion(0.9, combat=1, reserve=30) == 1
    assert dupuy_exhaustion(0.5, 0, 1.5) == pytest.approx(0.65, rel=ROUNDING)


def test_an_unknown_word_is_told_the_nearest():
    message = (
        "posture: unknown posture 'prepared defense'; known are hasty defence, prepared defence, fortified defence, "
        "withdrawal, delay, meeting engagement; did you mean 'prepared defence'?"
    )
    with pytest.raises(ScenarioError, match=says(message)):
        dupuy(RED, BLUE, terrain="urban", posture="prepared defense")
    troops = "troops: unknown troops '7'; known are armoured, mechanised, infantry"
    with pytest.raises(ScenarioError, match=says(troops)):
        dupuy(RED, BLUE, **PLAIN, troops=7)
    with pytest.raises(ScenarioError, match=says(troops)):
        dupuy_advance(2, "delay", 7)


def test_all_that_is_wrong_is_said_at_once():
    words = {key: "nonsense" for key in HARD}
    with pytest.raises(ScenarioError, match="terrain: unknown terrain 'nonsense'; known are rugged heavily") as raised:
        dupuy(replace(RED, men=0, morale="high"), replace(BLUE, tanks=-1, exhaustion=0.4), **words)
    paths = [problem.path for problem in raised.value.problems]
    assert sorted(paths) == sorted([*words, "attacker.men", "attacker.morale", "defender.tanks", "defender.exhaustion"])
    morale = "attacker.morale: unknown morale 'high'; known are excellent, good, fair, poor, panic"
    with pytest.raises(ScenarioError, match=says(morale)):
        dupuy(replace(RED, morale="high"), BLUE, **PLAIN)


def test_strength_refuses_what_it_does_not_know():
    with pytest.raises(
        ScenarioError, match=r"season: unknown season 'autumn temperate'; known are winter temperate, "
    ) as raised:
        dupuy_strength(replace(RED, infantry=0), BLUE, terrain="urban", season="autumn temperate", air="parity")
    assert [problem.path for problem in raised.value.problems] == ["season", "air", "force.infantry"]
    with pytest.raises(ScenarioError, match=says("enemy.men: found 0; accepted is a number of men from 1 to 1e8")):
        dupuy_strength(RED, replace(BLUE, men=0), terrain="urban")


def test_a_factor_that_is_in_no_table_is_refused():
    with pytest.raises(
        ScenarioError, match=r"table: unknown table 'terain'; known are terrain, .*did you mean 'terrain'"
    ):
        dupuy_factor("terain", "urban", "tanks")
    with pytest.raises(ScenarioError) as raised:
        dupuy_factor("terrain", "cities", "tank")
    assert [problem.path for problem in raised.value.problems] == ["row", "column"]
    column = "column: unknown column 'tank'; known are mobility, defence, infantry, artillery, air, tanks, casualties"
    assert f"{column}; did you mean 'tanks'?" in str(raised.value)


WEAPONS = "a lethality from 0 to 1e9"
BOUNDS = [
    ("men", 1, 1e8, "a number of men from 1 to 1e8"),
    ("infantry", 1, 1e9, "a lethality from 1 to 1e9"),
    *((name, 0, 1e9, WEAPONS) for name in ("antitank", "artillery", "air_defence", "tanks", "aircraft")),
    ("vehicles", 0, 1e9, "a number of men from 0 to 1e9"),
    ("effectiveness", 0.1, 10, "a factor from 0.1 to 10"),
    ("exhaustion", 0.5, 1, "a factor from 0.5 to 1"),
]


@pytest.mark.parametrize(("name", "low", "high", "accepted"), BOUNDS, ids=[bound[0] for bound in BOUNDS])
def test_bounds_of_a_force(name: str, low: float, high: float, accepted: str):
    for bound in (low, high):
        force = replace(RED, **{name: bound})
        for found in (dupuy(force, BLUE, **HARD), dupuy(BLUE, force, **HARD)):
            assert all(math.isfinite(value) for value in found if not isinstance(value, str))
            assert found.attacker_power > 0 and found.defender_power > 0
    for beyond in (math.nextafter(low, -1), math.nextafter(high, math.inf), math.nan):
        force = replace(RED, **{name: beyond})
        with pytest.raises(ScenarioError, match=says(f"attacker.{name}: found {beyond:g}; accepted is {accepted}")):
            dupuy(force, BLUE, **HARD)
        with pytest.raises(ScenarioError, match=says(f"defender.{name}: found {beyond:g}; accepted is {accepted}")):
            dupuy(BLUE, force, **HARD)


def test_bounds_of_the_look_ups():
    for given in (0, -1, math.nan, math.inf):
        message = says(f"ratio: found {given:g}; accepted is a ratio above 0")
        with pytest.raises(ScenarioError, match=message):
            dupuy_opposition([1, given])
        with pytest.raises(ScenarioError, match=message):
            dupuy_advance(given, "delay")
    with pytest.raises(ScenarioError, match=says("men: found 0.5; accepted is a number of men from 1 to 1e8")):
        dupuy_size(0.5)
    with pytest.raises(
        ScenarioError, match=says("exhaustion: found 1.1; accepted is a factor from 0.5 to 1")
    ) as raised:
        dupuy_exhaustion(1.1, -1, -2)
    assert str(raised.value).splitlines()[1:] == [
        "combat: found -1; accepted is a number of days from 0 on",
        "reserve: found -2; accepted is a number of days from 0 on",
    ]
    with pytest.raises(ScenarioError) as both:
        dupuy_advance(-3, "attack", "cavalry")
    assert [problem.path for problem in both.value.problems] == ["posture", "troops", "ratio"]


def test_in_a_campaign_the_share_lost_goes_by_the_factor_of_opposition():
    losses = file.LAW.campaign.attacker
    assert file.LAW.campaign.holder is losses
    own, enemy = np.array([1.0, 0.4, 7.0, 900.0]), np.array([1.0, 2.0, 2.8, 1e-3])
    np.testing.assert_allclose(losses(own, enemy), own * dupuy_opposition(own / enemy), rtol=ROUNDING)
    np.testing.assert_allclose(losses(own, enemy) * 250, losses(own * 250, enemy * 250), rtol=ROUNDING)


def test_in_a_campaign_a_side_loses_more_men_and_a_smaller_share_as_it_grows():
    own = np.geomspace(0.16, 2.9, 200)
    lost = file.LAW.campaign.holder(own, np.ones_like(own))
    assert np.all(np.diff(lost) > 0)
    assert np.all(np.diff(lost / own) < 0)
    assert np.max(lost / own) / np.min(lost / own) < 1.6 / 0.7


def test_the_law_says_what_it_is():
    law = file.LAW
    assert law.name == "dupuy" and law.alone == ""
    assert law.title == "Dupuy's QJM (factor of opposition)"
    assert law.equation.startswith("P = S Op;") and law.equation.endswith("x' = -a x opposition(x / y)")
    assert [thing.__name__ for thing in law.functions] == [
        "dupuy",
        "dupuy_strength",
        "dupuy_factor",
        "dupuy_opposition",
        "dupuy_size",
        "dupuy_advance",
        "dupuy_exhaustion",
        "DupuyForce",
    ]
    assert law.summary.startswith("An engagement by Dupuy's QJM")
    assert "Dupuy (1979)" in law.reference and "Lawrence (1996)" in law.reference
    assert "rows dupuy-*" in law.checked_against
    assert set(law.ranges) == {*(bound[0] for bound in BOUNDS), "ratio", "combat", "reserve"}


def test_forces_are_forces():
    with pytest.raises(ScenarioError) as raised:
        dupuy(5, DupuyForce(men=100, infantry=10), terrain="rolling mixed", posture="hasty defence")
    assert str(raised.value) == "attacker: found 5; accepted is a DupuyForce"

"""The register of laws, and what the laws do beyond the values of values.csv."""

import ast
import csv
import itertools
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from attrit.errors import ScenarioError
from attrit.model import epstein, lanchester
from attrit.model.laws import LAWS, law
from tests.tolerances import BACKEND, EXACT, ROUNDING, SINGLE_STEP

ROOT = Path(__file__).parents[2]
PURE = {name: one for name, one in LAWS.items() if one.p is not None}
FIGHT = {
    "square": {"a": 0.01, "b": 0.008},
    "linear": {"a": 1e-6, "b": 9e-7},
    "logarithmic": {"a": 0.01, "b": 0.02},
}
EASY = {
    "days": 5,
    "prosecution": 0.02,
    "attacker_threshold": 0.075,
    "defender_threshold": 0.05,
    "withdrawal_limit": 20,
    "exchange_ratio": 1.5,
}


def test_codes_are_positions():
    assert [one.code for one in LAWS.values()] == [0, 1, 2, 3, 4]
    assert list(LAWS) == [one.name for one in LAWS.values()]
    assert list(LAWS) == ["fitted", "square", "linear", "logarithmic", "epstein"]
    assert [name for name, one in LAWS.items() if one.epstein] == ["epstein"]


@pytest.mark.parametrize("one", LAWS.values(), ids=LAWS)
def test_every_law_names_its_reference_and_tests_that_exist(one):
    assert re.search(r"\((18|19|20)\d\d\)", one.reference), "author and year"
    named = re.findall(r"(tests/\S+\.py)::(\w+)", one.checked_against)
    assert named
    for file, function in named:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        assert function in [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    prefixes = re.findall(r"rows ([a-z]+-)\*", one.checked_against)
    assert prefixes
    with (ROOT / "tests" / "published" / "values.csv").open(encoding="utf-8") as file:
        rows = [row["id"] for row in csv.DictReader(file)]
    assert all(any(row.startswith(prefix) for row in rows) for prefix in prefixes)


@pytest.mark.parametrize("module", [lanchester, epstein], ids=["lanchester", "epstein"])
def test_every_function_names_its_reference_and_tests_that_exist(module):
    tree = ast.parse(Path(module.__file__).read_text("utf-8"))
    functions = {node.name: ast.get_docstring(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
    for name, text in functions.items():
        if name.startswith("_"):
            continue
        assert "Reference: " in text and "Checked against: " in text, name
        named = re.findall(r"(tests/\S+\.py)::(\w+)", text)
        assert named, name
        for file, function in named:
            assert f"def {function}(" in (ROOT / file).read_text("utf-8"), name


@pytest.mark.parametrize("one", LAWS.values(), ids=LAWS)
def test_the_page_says_what_the_register_says(one):
    page = (ROOT / "docs" / "model" / "laws.md").read_text("utf-8")
    assert f"\n## {one.title}\n\n`{one.name}`" in page
    section = page.partition(f"\n## {one.title}\n")[2].partition("\n## ")[0]
    assert one.equation in section
    assert one.reference in section
    assert all(name in section for name in re.findall(r"rows [a-z]+-\*", one.checked_against))


def test_the_register_is_light():
    script = "import attrit.model.laws, sys\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "attrit.model.laws" in loaded
    assert not {"numpy", "numba", "scipy"} & set(loaded)


def test_an_unknown_law_is_told_the_nearest():
    assert law("square") is LAWS["square"]
    with pytest.raises(ScenarioError, match=r"unknown law 'sqare'; known are fitted, square, .*did you mean 'square'"):
        law("sqare")


@pytest.mark.parametrize("name", PURE)
def test_a_law_is_the_power_law_with_its_exponents(name: str):
    """The closed form that bears a law's name solves the power law with the exponents that the register gives it."""
    times = np.array([0.0, 1.0, 30.0, 100.0])
    closed = getattr(lanchester, name)(10_000, 8_000, t=times, **FIGHT[name])
    solved = lanchester.mixed(10_000, 8_000, p=PURE[name].p, q=PURE[name].q, t=times, **FIGHT[name])
    for one, other in zip(closed, solved, strict=True):
        np.testing.assert_allclose(one, other, rtol=BACKEND)


@pytest.mark.parametrize(
    ("name", "own_doubled", "enemy_doubled"), [("square", 0.5, 2), ("linear", 1, 2), ("logarithmic", 1, 1)]
)
def test_what_doubling_a_side_does_to_its_loss_fraction(name: str, own_doubled: float, enemy_doubled: float):
    one = PURE[name]
    near = {"rel": SINGLE_STEP, "abs": EXACT}
    assert multiplier(2, 1, one.p, one.q - 1) == pytest.approx(own_doubled, **near)
    assert multiplier(1, 2, one.p, one.q - 1) == pytest.approx(enemy_doubled, **near)


def multiplier(own: float, enemy: float, enemy_power: float, own_power: float) -> float:
    logs = (np.log2(np.float32(own)), np.log2(np.float32(enemy)))
    return 2 ** lanchester.log_multiplier(*logs, np.float32(enemy_power), np.float32(own_power))


def test_the_multiplier_is_the_formula():
    strengths = np.geomspace(0.05, 20, 13, dtype=np.float32)
    exponents = np.linspace(-1, 2, 7, dtype=np.float32)
    grid = np.array(list(itertools.product(strengths, strengths, exponents, exponents)))
    own, enemy, p, q = grid.T.astype(float)
    found = [multiplier(a, b, powers[0], powers[1] - 1) for a, b, *powers in grid]
    np.testing.assert_allclose(found, enemy**p * own ** (q - 1), rtol=SINGLE_STEP)


@pytest.mark.parametrize(("p", "q"), [(one.p, one.q) for one in PURE.values()] + [(0.25, 0.75)])
def test_the_first_day_is_the_reference(p: float, q: float):
    assert multiplier(1, 1, p, q - 1) == 1


def test_fixed_exchange_keeps_the_exchange_ratio():
    """Losses of the attacker, whose multiplier is 1, stay in proportion to the holder's, whatever the strengths."""
    for holder, attacker in itertools.product((0.25, 0.5, 1.0, 3.0), repeat=2):
        powers = [
            [epstein.power_or_fixed(np.float32(0.4), np.float32(fixed), np.float32(1)) for fixed in side]
            for side in (epstein.ATTACKER_POWERS, epstein.HOLDER_POWERS)
        ]
        assert multiplier(attacker, holder, *powers[0]) == 1
        share = multiplier(holder, attacker, *powers[1])
        assert share * holder / attacker == pytest.approx(1, rel=SINGLE_STEP, abs=EXACT)


def test_without_fixed_exchange_the_power_law_holds():
    for fixed in epstein.HOLDER_POWERS:
        assert epstein.power_or_fixed(np.float32(0.4), np.float32(fixed), np.float32(0)) == np.float32(0.4)


def test_one_time_gives_numbers_and_several_give_arrays():
    for name in PURE:
        one = getattr(lanchester, name)(10_000, 8_000, t=30, **FIGHT[name])
        several = getattr(lanchester, name)(10_000, 8_000, t=[0, 30], **FIGHT[name])
        assert [np.ndim(side) for side in (*one, *several)] == [0, 0, 1, 1]
        assert [side[0] for side in several] == pytest.approx([10_000, 8_000], rel=ROUNDING)
        assert [side[1] for side in several] == [float(side) for side in one]


@pytest.mark.parametrize("name", FIGHT)
def test_exchanging_the_sides_exchanges_the_results(name: str):
    a, b = FIGHT[name]["a"], FIGHT[name]["b"]
    times = [0, 20, 150, 400]
    one = getattr(lanchester, name)(10_000, 8_000, a, b, times)
    other = getattr(lanchester, name)(8_000, 10_000, b, a, times)
    for side, same in zip(one, reversed(other), strict=True):
        np.testing.assert_allclose(side, same, rtol=ROUNDING)


def test_equal_sides_fade_and_neither_wins():
    assert lanchester.square_winner(100, 100, 0.01, 0.01) == ("", 0, np.inf)
    x, y = lanchester.square(100, 100, 0.01, 0.01, [100, 1e6])
    np.testing.assert_allclose(x, [100 * np.exp(-1), 0], rtol=ROUNDING)
    np.testing.assert_array_equal(x, y)
    assert lanchester.square_winner(10_000, 8_000, 0.01, 0.008).winner == "x"
    assert lanchester.square_winner(8_000, 10_000, 0.008, 0.01).winner == "y"


@pytest.mark.parametrize("q", [0, 0.5, -0.55, -3])
def test_the_power_law_ends_when_a_side_is_gone(q: float):
    """The survivors follow from the state equation with 0 for the loser."""
    a, b, power = 0.01 / 8_000**q, 0.008 / 8_000**q, 2 - q
    x, y = lanchester.mixed(10_000, 8_000, a, b, 1, q, [0, 1e4, 1e5])
    left = (10_000**power - a / b * 8_000**power) ** (1 / power)
    np.testing.assert_allclose(x, [10_000, left, left], rtol=BACKEND)
    np.testing.assert_allclose(y, [8_000, 0, 0], rtol=BACKEND)
    mirrored = lanchester.mixed(8_000, 10_000, b, a, 1, q, 1e4)
    assert mirrored == pytest.approx((0, left), rel=BACKEND)


def test_stance_multiplies_one_side_and_divides_the_other():
    fight = {"p": 0.25, "q": 0.75, "t": [0, 10, 50]}
    one = lanchester.mixed(10_000, 8_000, 0.01, 0.008, stance=1.25, **fight)
    other = lanchester.mixed(10_000, 8_000, 0.0125, 0.0064, **fight)
    np.testing.assert_allclose(one, other, rtol=BACKEND)
    mine, yours = lanchester.mixed_losses(10_000, 8_000, 0.01, 0.008, 0.25, 0.75, stance=2)
    plain = lanchester.mixed_losses(10_000, 8_000, 0.01, 0.008, 0.25, 0.75)
    assert (mine, yours) == pytest.approx((plain[0] * 2, plain[1] / 2), rel=ROUNDING)


@pytest.mark.parametrize("function", [lanchester.square, lanchester.linear, lanchester.logarithmic])
def test_laws_refuse_what_has_no_meaning(function):
    for bad, says in [
        ({"x0": 0}, "x0: found 0; accepted is a strength above 0"),
        ({"y0": -5}, "y0: found -5; accepted is a strength above 0"),
        ({"a": -0.01}, "a: found -0.01; accepted is a rate above 0"),
        ({"b": np.nan}, "b: found nan; accepted is a rate above 0"),
        ({"t": [1, -2]}, "t: found -2; accepted is a time from 0 on"),
    ]:
        with pytest.raises(ScenarioError, match=says):
            function(**({"x0": 10_000, "y0": 8_000, "a": 1e-6, "b": 1e-6, "t": 1} | bad))


@pytest.mark.parametrize("name", ["mixed", "mixed_losses"])
def test_the_power_law_refuses_what_has_no_meaning_all_at_once(name: str):
    sides = {"x0": 10_000, "y0": 8_000, "t": 1} if name == "mixed" else {"x": 10_000, "y": 8_000}
    with pytest.raises(ScenarioError, match=r"p: found 5\.5; accepted is an exponent from -5 to 5") as raised:
        getattr(lanchester, name)(**sides, a=-1, b=1, p=5.5, q=-6, stance=0)
    assert [problem.path for problem in raised.value.problems] == ["a", "p", "q", "stance"]
    assert "stance: found 0; accepted is a factor above 0" in str(raised.value)


def test_square_winner_refuses_what_has_no_meaning():
    with pytest.raises(ScenarioError, match="b: found 0; accepted is a rate above 0"):
        lanchester.square_winner(1, 1, 1, 0)


def test_the_adaptive_model_refuses_what_has_no_meaning_all_at_once():
    bad_air = epstein.AirSupport(aircraft=-1, loss_share=1, sorties=1, kills=1)
    with pytest.raises(ScenarioError, match="attackers: found 0; accepted is a strength above 0") as raised:
        epstein.adaptive_dynamic(0, 1, **(EASY | {"days": 0, "attacker_threshold": 1}), defender_air=bad_air)
    assert [problem.path for problem in raised.value.problems] == [
        "attackers",
        "days",
        "attacker_threshold",
        "defender_air.aircraft",
        "defender_air.loss_share",
    ]


def test_the_adaptive_model_without_aircraft_keeps_the_exchange_ratio():
    run = epstein.adaptive_dynamic(330_000, 200_000, **EASY)
    np.testing.assert_allclose(-np.diff(run.attackers), -1.5 * np.diff(run.defenders), rtol=ROUNDING)
    np.testing.assert_array_equal(run.day, [1, 2, 3, 4, 5])


def test_the_adaptive_model_ends_with_a_side():
    run = epstein.adaptive_dynamic(330_000, 2_000, **EASY)
    assert (len(run.day), run.defender_attrition[-1], run.defenders[-1]) == (1, 1, 2_000)


def test_aircraft_that_are_never_lost_fly_all_their_sorties():
    wing = epstein.AirSupport(aircraft=100, loss_share=0.0, sorties=1.5, kills=0.5)
    nearly = epstein.AirSupport(aircraft=100, loss_share=1e-7, sorties=1.5, kills=0.5)
    assert wing.vehicles(9) == 75
    assert nearly.vehicles(9) == pytest.approx(75, rel=SINGLE_STEP)


def test_the_published_prosecution_rule_runs_away_above_its_threshold():
    """Why the campaign does not use it: without air support it creeps up to the threshold, or explodes above it."""
    below, above = (
        epstein.adaptive_dynamic(330_000, 2e7, **(EASY | {"days": 60, "prosecution": start})).prosecution
        for start in (0.07, 0.08)
    )
    assert np.all(np.diff(below) > 0) and below[-1] < 0.075
    assert np.all(np.diff(above) >= 0) and above[-1] == 1


def test_withdrawal_stops_on_a_quiet_day_and_pressure_at_nothing():
    """Raids of the first two days set the defender moving; the attacker, hit as hard, stops pressing."""
    raid = epstein.AirSupport(aircraft=500, loss_share=0.5, sorties=2, kills=1)
    run = epstein.adaptive_dynamic(50_000, 200_000, **EASY, lethality_per_vehicle=100, attacker_air=raid)
    assert list(run.defender_attrition > 0.05) == [True, True, False, False, False]
    assert list(run.withdrawal > 0) == [False, True, True, False, False]
    assert run.displacement[-1] == run.displacement[2] == sum(run.withdrawal)
    struck = epstein.adaptive_dynamic(100_000, 200_000, **EASY, lethality_per_vehicle=100, defender_air=raid)
    assert struck.prosecution[1] == 0

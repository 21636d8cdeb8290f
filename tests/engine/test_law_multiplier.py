"""The attrition law inside the day: powers of the strengths, and laws that are none, by their surface."""

import itertools

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

import attrit
from attrit import laws
from attrit.engine.surfaces import LEAST, surfaces, with_surface
from attrit.errors import ScenarioError
from attrit.model.laws.register import LAWS, campaign_laws
from attrit.model.losses import SURFACE_DENSITY, SURFACE_POINTS, SURFACE_REACH, law_multiplier, on_surface
from tests.tolerances import EXACT, SINGLE_STEP

PURE = {"square": (1, 0), "linear": (1, 1), "logarithmic": (0, 1)}


def multiplier(own: float, enemy: float, p: float, q: float) -> float:
    logs = (np.log2(np.float32(own)), np.log2(np.float32(enemy)))
    return 2 ** law_multiplier(*logs, np.float32(p), np.float32(q))


def made(name: str, attacker: laws.Powers | object, holder: laws.Powers | object) -> laws.Law:
    def function() -> None:
        """A law of a test."""

    function.__name__ = name
    return laws.Law(name, "", (function,), {}, laws.Campaign(attacker, holder))


@pytest.fixture
def taken():
    """Laws that a test puts into the register leave it again."""
    before = dict(LAWS)
    yield lambda *given: laws.add(made(*given))
    for name in set(LAWS) - set(before):
        del LAWS[name]


@pytest.mark.parametrize(
    ("name", "own_doubled", "enemy_doubled"), [("square", 0.5, 2), ("linear", 1, 2), ("logarithmic", 1, 1)]
)
def test_what_doubling_a_side_does_to_its_loss_fraction(name: str, own_doubled: float, enemy_doubled: float):
    near = {"rel": SINGLE_STEP, "abs": EXACT}
    assert multiplier(2, 1, *PURE[name]) == pytest.approx(own_doubled, **near)
    assert multiplier(1, 2, *PURE[name]) == pytest.approx(enemy_doubled, **near)


def test_the_multiplier_is_the_formula():
    strengths = np.geomspace(0.05, 20, 13, dtype=np.float32)
    exponents = np.linspace(-1, 2, 7, dtype=np.float32)
    grid = np.array(list(itertools.product(strengths, strengths, exponents, exponents)))
    own, enemy, p, q = grid.T.astype(float)
    found = [multiplier(*row) for row in grid]
    np.testing.assert_allclose(found, enemy**p * own ** (q - 1), rtol=SINGLE_STEP)


@pytest.mark.parametrize(("p", "q"), [*PURE.values(), (0.25, 0.75)])
def test_the_first_day_is_the_reference(p: float, q: float):
    assert multiplier(1, 1, p, q) == 1


def test_between_its_points_a_surface_is_bilinear(taken):
    taken("bumpy", lambda own, enemy: own * np.exp(np.sin(own) * np.log(enemy)), laws.Powers(1, 0))
    found = surfaces(["bumpy"])
    values = found[: SURFACE_POINTS**2].reshape(SURFACE_POINTS, SURFACE_POINTS).astype(float)
    logs = np.arange(SURFACE_POINTS) / SURFACE_DENSITY - SURFACE_REACH
    table = RegularGridInterpolator((logs, logs), values)
    where = np.random.default_rng(1).uniform(-SURFACE_REACH, SURFACE_REACH, (200, 2)).astype(np.float32)
    read = [on_surface(found, 0, own, enemy) for own, enemy in where]
    np.testing.assert_allclose(read, table(where), rtol=SINGLE_STEP, atol=SINGLE_STEP * np.abs(values).max())
    assert (found[SURFACE_POINTS**2 :] == 0).all(), "the side with powers has a flat surface"


def test_a_power_is_met_exactly_between_and_beyond_the_points(taken):
    taken("hyper", lambda own, enemy: enemy**1.5 * own**0.25, lambda own, enemy: enemy)
    found = surfaces(["hyper"])
    for own, enemy in ((0.3, 1.7), (-5.99, 5.99), (-9.0, 8.5)):
        assert on_surface(found, 0, np.float32(own), np.float32(enemy)) == pytest.approx(
            1.5 * enemy - 0.75 * own, rel=SINGLE_STEP
        )
        assert on_surface(found, 1, np.float32(own), np.float32(enemy)) == pytest.approx(enemy - own, rel=SINGLE_STEP)


def test_no_losses_at_all_are_next_to_none(taken):
    taken("leaky", lambda own, enemy: np.maximum(enemy - 0.5 * own, 0), laws.Powers(0, 1))
    assert surfaces(["leaky"]).min() == LEAST


@pytest.mark.parametrize(
    ("losses", "says"),
    [
        (lambda own, enemy: enemy - own, "law odd: no losses at equal strengths; losses above 0 there"),
        (lambda own, enemy: np.log(own) + 1, r"law odd: losses of -3.* at own strength 0.0156 and enemy strength 0.0156"),
        (lambda own, enemy: own / 0, "law odd: its losses cannot be computed: ZeroDivisionError|losses of inf"),
        (lambda own: own, "law odd: its losses cannot be computed: TypeError: .*; a function of two arrays"),
        (lambda own, enemy: np.nan * own, "law odd: losses of nan"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_losses_that_are_none_are_refused(taken, losses, says: str):
    taken("odd", losses, laws.Powers(1, 0))
    with pytest.raises(ScenarioError, match=says):
        surfaces(["odd"])


def test_a_law_given_as_a_function_is_the_law_given_as_powers(taken):
    """The square law by its surface: the same campaign, and only in the draws in which it holds."""
    taken("squared", lambda own, enemy: enemy, lambda own, enemy: enemy)
    scenario = attrit.load("template")
    arms = ["committed", "absent"]
    runs = {
        law: attrit.simulate(scenario.with_changes({"hypotheses.law": law}), 256, arms=arms)
        for law in ("square", "squared", "linear")
    }
    both = attrit.simulate(scenario.with_changes({"hypotheses.law": {"squared": 0.5, "linear": 0.5}}), 256, arms=arms)
    for arm in arms:
        lost = {law: run.values("losses", arm, side="north", day=100) for law, run in runs.items()}
        np.testing.assert_allclose(lost["squared"], lost["square"], rtol=SINGLE_STEP)
        mixed = both.values("losses", arm, side="north", day=100)
        assert (np.isclose(mixed, lost["squared"], rtol=SINGLE_STEP) | (mixed == lost["linear"])).all()
        assert {*np.isclose(mixed, lost["squared"], rtol=SINGLE_STEP)} == {True, False}


def test_only_laws_that_are_no_powers_have_a_surface():
    assert with_surface([*campaign_laws(), *campaign_laws()]) == ["dupuy"]
    assert surfaces([name for name in campaign_laws() if name != "dupuy"]).size == 0


@pytest.mark.parametrize("worlds", [1024, pytest.param(10_240, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", campaign_laws())
def test_every_law_plays_kursk_without_a_number_going_missing(name: str, worlds: int):
    kursk = attrit.load("kursk-2024").with_changes({"hypotheses.law": name})
    run = attrit.simulate(kursk, worlds, arms=["committed", "absent"], keep=["area_held", "losses", "present"])
    assert (run.variable("status").values == 0).all()
    for outcome in ("area_held", "losses", "present"):
        assert np.isfinite(run.variable(outcome).values).all(), outcome

"""Laws fitted to made-up days whose law is known, and the weights of laws."""

import math

import numpy as np
import pytest
from scipy import stats

from attrit import laws
from attrit.analysis.fit_laws import fit_laws
from attrit.analysis.loss_ratio import loss_ratio
from attrit.errors import FitError
from attrit.model.laws.register import LAWS, campaign_laws
from tests.tolerances import BACKEND, PLANTED, ROUNDING, sampled

DAYS = 400


def days(p: float, q: float, *, noise: float = 0.1, stance: float = 1.0, n: int = DAYS, seed: int = 1):
    """Strengths, losses and stances of days on which losses go as enemy**p own**q; who attacks changes half-way."""
    rng = np.random.default_rng(seed)
    strength = np.exp(rng.normal(11, 0.8, (n, 2)))
    attacks = np.where(np.arange(n)[:, None] < n / 2, [[1.0, -1.0]], [[-1.0, 1.0]])
    rates = np.array([0.02, 0.03])
    losses = rates * strength[:, ::-1] ** p * strength**q * stance**-attacks
    return strength, losses * np.exp(rng.normal(0, noise, (n, 2))), attacks


def test_what_is_open_is_found_within_its_error():
    strength, losses, _ = days(0.4, 0.75)
    fit = fit_laws(strength, losses, laws=["mixed"], believed=False).fits["mixed"]
    for name, planted in (("enemy_power", 0.4), ("own_power", 0.75)):
        value, error = fit.exponents[f"mechanisms.attrition.{name}"]
        assert 0 < error < 0.01
        assert abs(value - planted) < sampled(error)
    assert fit.sd == pytest.approx((0.1, 0.1), abs=sampled(0.1 / math.sqrt(2 * DAYS)))
    assert min(fit.r2) > 0.9


def test_beliefs_pull_what_few_days_leave_open():
    strength, losses, _ = days(1.0, 0.0, n=10)
    flat, believed = (
        fit_laws(strength, losses, laws=["mixed"], believed=b).fits["mixed"].exponents["mechanisms.attrition.own_power"]
        for b in (False, True)
    )
    assert flat[0] < believed[0] < 0.667
    assert believed[1] < flat[1]


def test_stance_is_found_and_given_its_side():
    strength, losses, attacks = days(1.0, 0.0, stance=1.25)
    fit = fit_laws(strength, losses, stance=attacks, laws=["square"]).fits["square"]
    error = 0.1 / math.sqrt(DAYS)
    assert fit.stance == pytest.approx((1.25, 1.25), abs=sampled(1.25 * error))
    assert fit_laws(strength, losses, laws=["square"]).fits["square"].stance == (1.0, 1.0)


@pytest.mark.parametrize(("name", "p", "q"), [("square", 1, 0), ("linear", 1, 1), ("logarithmic", 0, 1)])
def test_the_law_that_holds_gets_the_weight(name: str, p: float, q: float):
    strength, losses, _ = days(p, q)
    found = fit_laws(strength, losses, laws=["square", "linear", "logarithmic"])
    assert found.weights[name] > 0.9
    assert max(found.fits, key=lambda law: found.fits[law].score) == name
    mean = math.exp(np.log(strength).mean()) ** (p + q)
    assert found.fits[name].rate == pytest.approx((0.02 * mean, 0.03 * mean), rel=PLANTED)


def test_who_attacks_decides_which_side_of_a_law_holds():
    """Deitchman: the attacker loses by aimed fire, the holder by area fire."""
    rng = np.random.default_rng(3)
    strength = np.exp(rng.normal(11, 0.8, (DAYS, 2)))
    x, y = strength.T
    losses = np.column_stack([0.02 * y, 1e-6 * x * y]) * np.exp(rng.normal(0, 0.1, (DAYS, 2)))
    found = fit_laws(strength, losses, laws=["deitchman", "square", "linear"])
    assert found.weights["deitchman"] > 0.9
    turned = fit_laws(strength[:, ::-1], losses[:, ::-1], laws=["deitchman", "square", "linear"])
    assert turned.weights["deitchman"] < 0.5
    stance = np.tile([1.0, -1.0], (DAYS, 1))
    said = fit_laws(strength, losses, stance=stance, laws=["deitchman"])
    assert said.fits["deitchman"].score == pytest.approx(found.fits["deitchman"].score, rel=BACKEND)


def test_a_battle_left_out_is_forecast_by_students_t():
    """The same by the hat matrix of a mean: with the exponents fixed, each side's rate is all that is estimated."""
    strength, losses, _ = days(1.0, 0.0, n=30)
    rest = np.log(losses) - np.log(strength[:, ::-1])
    expected = 0.0
    for column in rest.T:
        for i, value in enumerate(column):
            others = np.delete(column, i)
            spread = others.std(ddof=1) * math.sqrt(1 + 1 / len(others))
            expected += stats.t.logpdf(value, len(others) - 1, others.mean(), spread)
    found = fit_laws(strength, losses, groups=np.arange(30), laws=["square"])
    assert found.fits["square"].score == pytest.approx(expected / 30, rel=BACKEND)


def test_groups_are_left_out_together():
    strength, losses, _ = days(1.0, 0.0, n=24)
    by_group = fit_laws(strength, losses, groups=np.repeat(["a", "b", "c"], 8), laws=["square"])
    assert (by_group.blocks, by_group.days) == (3, 24)
    rest = np.log(losses) - np.log(strength[:, ::-1])
    expected = 0.0
    for column in rest.T:
        for first in (0, 8, 16):
            others = np.delete(column, range(first, first + 8))
            spread = others.std(ddof=1) * math.sqrt(1 + 1 / len(others))
            expected += stats.t.logpdf(column[first : first + 8], 15, others.mean(), spread).sum()
    assert by_group.fits["square"].score == pytest.approx(expected / 24, rel=BACKEND)


def test_a_law_given_as_a_function_fits_as_its_powers_do():
    def aimed():
        """A law of a test."""

    laws.add(laws.Law("aimed", "", (aimed,), {}, laws.Campaign.both(lambda own, enemy: enemy)))
    try:
        strength, losses, attacks = days(1.0, 0.0, n=40, stance=1.2)
        found = fit_laws(strength, losses, stance=attacks, laws=["square", "aimed"])
        assert found.fits["aimed"].score == pytest.approx(found.fits["square"].score, rel=BACKEND)
        assert found.fits["aimed"].stance == pytest.approx(found.fits["square"].stance, rel=BACKEND)
        assert sum(found.weights.values()) == pytest.approx(1, rel=ROUNDING)
    finally:
        del LAWS["aimed"]


def test_the_loss_ratio_is_the_regression():
    strength, losses, _ = days(1.0, 0.0, n=30)
    x, y = strength.T
    found = loss_ratio(x, y, *losses.T)
    line = stats.linregress(np.log(y / x), np.log(losses[:, 0] / losses[:, 1]))
    assert found[:3] == pytest.approx((math.exp(line.intercept), line.slope, line.rvalue**2), rel=BACKEND)
    assert found.beta == pytest.approx(1, abs=sampled(line.stderr))


def test_all_laws_of_a_campaign_are_fitted_unless_named():
    strength, losses, _ = days(0.4, 0.75, n=20)
    found = fit_laws(strength, losses)
    assert list(found.fits) == list(campaign_laws())
    assert all(np.isfinite(fit.score) for fit in found.fits.values())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"strength": np.ones((9, 3))}, r"strength, losses: arrays of \(9, 3\) and \(9, 2\); two of the same shape"),
        ({"losses": np.ones((9, 2)) * [1, -1]}, "losses: found -1, wanted numbers above 0"),
        ({"strength": np.full((9, 2), np.nan)}, "strength: found nan, wanted numbers above 0"),
        ({"block": 5}, "block: 5 days; from 1 to half of all, 4"),
        ({"laws": ["sqare"]}, "laws: no such law 'sqare'; laws that enter a campaign are .*; did you mean 'square'"),
        ({"strength": np.ones((5, 2)), "losses": np.ones((5, 2))}, "days: 5 with numbers for both sides; at least 8"),
    ],
)
def test_numbers_that_no_law_can_be_fitted_to_are_refused(change, says):
    given = {"strength": np.ones((9, 2)), "losses": np.ones((9, 2))} | change
    with pytest.raises(FitError, match=says):
        fit_laws(**given)


def test_losses_that_are_always_alike_leave_nothing_to_explain():
    strength, _, _ = days(1.0, 0.0, n=12)
    found = fit_laws(strength, np.full((12, 2), 50.0), laws=["logarithmic"])
    assert math.isnan(loss_ratio(*strength.T, 50.0 * np.ones(12), 50.0 * np.ones(12)).r2)
    assert all(map(math.isnan, found.fits["logarithmic"].r2))

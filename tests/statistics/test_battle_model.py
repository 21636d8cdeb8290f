"""The model of battles draws from its posterior, and what it foretells is what it would see."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import special, stats

from attrit.engine.draws import uniform_numbers
from attrit.statistics.battle_belief import believed
from attrit.statistics.battle_model import FREEDOMS, Cases, Posterior, Prior, fit, usual_prior
from attrit.statistics.chance import Chance
from tests.tolerances import CALIBRATION_ALARM, MEAN_ERRORS, sampled

BATTLES, WARS, ERAS = 40, 5, 2
TURN = np.array([[1.0, 1.0, 0.0], [1.0, -1.0, 0.0], [0.0, 0.0, np.sqrt(2.0)]]) / np.sqrt(2.0)


def chance(name: str) -> Chance:
    return Chance(lambda block, size: uniform_numbers(f"{name}.{block}", 1, size))


def belief() -> Prior:
    reach = np.array([[1.0, 1.0, 1.0], [2.0, 1.0, 1.0], [1.0, 0.5, 0.0]])
    return usual_prior(np.array([-1.0, 0.5, 0.0]), reach, np.array([[1.0, 0.5, 1.0]] * ERAS), TURN)


def inverse_gamma(rng: np.random.Generator, which: tuple[float, float], size: int) -> np.ndarray:
    return which[1] / rng.gamma(which[0], size=size)


def made(rng: np.random.Generator, prior: Prior) -> tuple[Cases, Posterior]:
    """Battles from the prior, with noise, bounds, a winner and holes; and the truth as a posterior of one draw."""
    x = np.column_stack([np.ones(BATTLES), rng.standard_normal((BATTLES, 2))])
    war, era = np.arange(BATTLES) % WARS, np.arange(BATTLES) % WARS % ERAS
    coefficients = np.sqrt(inverse_gamma(rng, prior.shrunk, 3)) * prior.reach * rng.standard_normal((3, 3)) @ prior.turn
    coefficients[0] = prior.level + 2.0 * rng.standard_normal(3)
    eras = np.sqrt(inverse_gamma(rng, prior.era, 3)) * prior.era_reach * rng.standard_normal((ERAS, 3)) @ prior.turn
    spread = stats.invwishart(prior.spread_freedom, prior.spread).rvs(random_state=rng)
    of_wars = stats.invwishart(prior.war_freedom, prior.war).rvs(random_state=rng)
    freedom = rng.choice(FREEDOMS)
    weight = rng.gamma(freedom / 2.0, 2.0 / freedom, BATTLES)
    noise = np.zeros((BATTLES, 3))
    noise[:, 0] = rng.uniform(0.1, 0.8, BATTLES)
    effects = rng.multivariate_normal(np.zeros(3), of_wars, WARS)
    e = rng.multivariate_normal(np.zeros(3), spread, BATTLES) / np.sqrt(weight)[:, None]
    y = x @ coefficients + eras[era] + effects[war] + e + np.sqrt(noise) * rng.standard_normal((BATTLES, 3))
    side = np.zeros((BATTLES, 3), np.int64)
    side[:, 1] = np.where(y[:, 1] <= 0.0, -1, 0)  # known only not to lie above 0
    side[:, 2] = np.where(y[:, 2] > 0.0, 1, -1)
    y[:, 1] = np.maximum(y[:, 1], 0.0)
    y[:, 2] = 0.0
    y[0, 0] = y[1, 1] = y[2, 2] = np.nan
    side[1, 1] = side[2, 2] = 0
    truth = Posterior(coefficients[None], eras[None], spread[None], of_wars[None], np.array([freedom]))
    return Cases(x=x, y=y, side=side, noise=noise, war=war, era=era), truth


def quantities(cases: Cases, one: Posterior) -> np.ndarray:
    """(quantity, draw) Three that depend on the data, and the spread between wars."""
    mean = cases.x @ one.coefficients + one.era[:, cases.era]
    rest = cases.y[:, 0] - mean[:, :, 0]
    far = np.nansum(rest**2, axis=1) / one.spread[:, 0, 0]
    sides = cases.side[:, 2] * mean[:, :, 2] / np.sqrt(one.spread[:, 2, 2])[:, None]
    told = np.where(cases.side[:, 2] == 0, 0.0, special.log_ndtr(sides)).sum(axis=1)
    return np.array([far, np.nanmean(rest, axis=1), told, np.log(one.war[:, 0, 0])])


def ranks(datasets: int, draws: int, planted: str = "", thin: int = 4) -> np.ndarray:
    rng, prior = np.random.default_rng(11), belief()
    found = []
    for number in range(datasets):
        cases, truth = made(rng, prior)
        used = prior
        seen = cases
        if planted == "noise":
            seen = replace(cases, noise=np.zeros_like(cases.noise))
        if planted == "prior":
            used = replace(prior, war=prior.war / 20.0)
        if planted == "sides":
            seen = replace(cases, y=cases.y[:, [1, 0, 2]], side=cases.side[:, [1, 0, 2]])
        drawn = fit(seen, used, chance(f"sbc {number}"), draws=draws, warmup=60, thin=thin)
        found.append(np.sum(quantities(cases, drawn) < quantities(cases, truth), axis=1))
    return np.array(found).T


def alarm(found: np.ndarray, draws: int, bins: int) -> float:
    """The least p of chi-square tests that ranks are uniform, by Bonferroni over the quantities."""
    edges = np.bincount((np.arange(draws + 1) * bins) // (draws + 1), minlength=bins) / (draws + 1)
    ps = []
    for row in found:
        counts = np.bincount((row * bins) // (draws + 1), minlength=bins)
        ps.append(stats.chisquare(counts, edges * counts.sum()).pvalue)
    return min(1.0, len(ps) * min(ps))


def test_ranks_are_uniform():
    assert alarm(ranks(24, 19, thin=3), 19, 4) > CALIBRATION_ALARM


@pytest.mark.slow
def test_ranks_of_a_thousand_datasets_are_uniform():
    assert alarm(ranks(1000, 100), 100, 20) > CALIBRATION_ALARM


@pytest.mark.slow
@pytest.mark.parametrize("planted", ["noise", "prior", "sides"])
def test_planted_errors_are_found(planted: str):
    assert alarm(ranks(200, 50, planted), 50, 10) < CALIBRATION_ALARM / 10


def known(draws: int) -> Posterior:
    """A posterior without doubt: level 1 and -1, no slopes."""
    b = np.zeros((draws, 3, 2))
    b[:, 0] = [1.0, -1.0]
    b[:, 1] = [0.5, 0.0]
    spread, war = np.array([[0.5, 0.2], [0.2, 0.6]]), np.array([[0.3, 0.0], [0.0, 0.1]])
    era = np.zeros((draws, 1, 2))
    return Posterior(b, era, np.tile(spread, (draws, 1, 1)), np.tile(war, (draws, 1, 1)), np.full(draws, 50.0))


def test_what_is_foretold_has_the_mean_and_the_spread_of_the_model():
    draws = 20_000
    x, noise = np.array([[1.0, 2.0, 0.0]]), np.array([[0.2, 0.0]])
    y, above = known(draws).foretell(x, np.zeros(1, np.int64), noise, chance("ahead"))
    heavy = 50.0 / 48.0  # variance of Student's t with 50 degrees of freedom
    expected = heavy * np.array([[0.5, 0.2], [0.2, 0.6]]) + np.diag([0.5, 0.1])
    np.testing.assert_allclose(y[:, 0].mean(axis=0), [2.0, -1.0], atol=sampled(1.0 / np.sqrt(draws), MEAN_ERRORS))
    np.testing.assert_allclose(np.cov(y[:, 0].T), expected, atol=sampled(1.5 / np.sqrt(draws), MEAN_ERRORS))
    assert above[0] == pytest.approx(np.mean(y[:, 0] > 0.0, axis=0), abs=sampled(0.5 / np.sqrt(draws), MEAN_ERRORS))
    chances = known(draws).chances(x, np.zeros(1, np.int64), 1, chance("wars"))
    assert chances.mean() == pytest.approx(above[0, 1], abs=sampled(0.3 / np.sqrt(draws), MEAN_ERRORS))


def test_a_posterior_in_few_numbers_gives_back_its_means_and_widths():
    cases, _ = made(np.random.default_rng(3), belief())
    found = fit(cases, belief(), chance("fit"), draws=1000, warmup=100)
    again = believed(found).posterior(4000, chance("again"))
    theta, other = (np.concatenate([one.coefficients, one.era], axis=1) for one in (found, again))
    scale = np.maximum(theta.std(axis=0), 1e-3)  # one coefficient is kept at 0
    assert np.abs((other.mean(axis=0) - theta.mean(axis=0)) / scale).max() < 0.1
    assert np.abs((other.std(axis=0) - theta.std(axis=0)) / scale).max() < 0.1
    for old, new in ((found.spread, again.spread), (found.war, again.war)):
        np.testing.assert_allclose(new.mean(axis=0), old.mean(axis=0), atol=0.1 * np.abs(old.mean(axis=0)).max())


def test_an_earlier_fit_is_a_prior_that_few_battles_hardly_move():
    rng = np.random.default_rng(5)
    cases, _ = made(rng, belief())
    first = believed(fit(cases, belief(), chance("first"), draws=600))
    sure = replace(first, covariance=first.covariance * 1e-6)
    later = fit(cases.part(np.arange(6)), sure.prior(), chance("later"), draws=200)
    assert np.abs(later.coefficients.mean(axis=0) - first.mean[:3]).max() < 0.01

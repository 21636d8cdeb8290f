"""The log-linear Lanchester sampler draws from its posterior: calibrated, errors planted in it found, published means."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from attrit.engine.draws import uniform_numbers
from attrit.evidence.daily_losses import read_daily_losses
from attrit.statistics.chance import Chance
from attrit.statistics.log_linear_lanchester import LanchesterPrior, ahead, days_of, log_likelihood, sample
from tests.tolerances import CALIBRATION_ALARM, PUBLISHED_GAMMA, PUBLISHED_PHI

ARDENNES = Path(__file__).parents[3] / "shared" / "data" / "daily" / "ardennes_1944_wiper.csv"
DRAWS, DAYS = 100, 20
PRIOR = LanchesterPrior()


def chance(name: str) -> Chance:
    return Chance(lambda block, size: uniform_numbers(f"{name}.{block}", 1, size))


def war(days: int = DAYS) -> tuple[np.ndarray, np.ndarray]:
    """Two strengths that go up and down from day to day apart from each other, and a stance."""
    t = np.arange(days)
    first = 8e5 * np.exp(2.0 * np.sin(2.0 * t))
    second = 6e5 * np.exp(2.0 * np.cos(1.3 * t))
    return np.column_stack([first, second]), np.where(t < days // 3, -1.0, 1.0)


def ranks(datasets: int, planted: str = "") -> np.ndarray:
    """(quantity, dataset) Rank of the truth among draws, for three quantities that depend on the data."""
    rng = np.random.default_rng(7)
    strength, stance = war()
    days = days_of(strength, stance)
    theta = rng.multivariate_normal(PRIOR.mean, PRIOR.covariance, datasets)
    spread = stats.invwishart(PRIOR.freedom, PRIOR.scale).rvs(datasets, random_state=rng)
    e = np.einsum("sij,stj->sti", np.linalg.cholesky(spread), rng.standard_normal((datasets, DAYS, 2)))
    y = np.einsum("tia,sa->sti", days, theta) + e
    prior, believed = PRIOR, days
    if planted == "prior":
        prior = replace(PRIOR, covariance=PRIOR.covariance / 9.0)
    if planted == "day":
        believed = days_of(np.roll(strength, 1, axis=0), stance)
    if planted == "sides":
        believed = days_of(strength[:, ::-1], stance)
    drawn = sample(believed, y, prior, chance("sbc"), draws=DRAWS, warmup=50, thin=2)
    truth = replace(drawn, coefficients=theta[None], covariance=spread[None])

    def quantities(one) -> list[np.ndarray]:
        middle = y.mean(axis=1)
        last = y[:, -1, 0] - np.einsum("a,dsa->ds", days[-1, 0], one.coefficients)
        level = (
            np.sum((one.coefficients[:, :, :2] - middle) * np.array([1.0, -1.0]), axis=2) * one.coefficients[:, :, 2]
        )
        return [log_likelihood(days, y, one), last, level]

    pairs = zip(quantities(drawn), quantities(truth), strict=True)
    return np.array([np.sum(draws < true, axis=0) for draws, true in pairs])


def alarm(found: np.ndarray) -> float:
    """The least p of chi-square tests that ranks are uniform, by Bonferroni over the quantities."""
    ps = []
    for row in found:
        counts = np.bincount((row * 10) // (DRAWS + 1), minlength=10)
        edges = np.bincount((np.arange(DRAWS + 1) * 10) // (DRAWS + 1), minlength=10) / (DRAWS + 1)
        ps.append(stats.chisquare(counts, edges * counts.sum()).pvalue)
    return min(1.0, len(ps) * min(ps))


def test_ranks_are_uniform():
    assert alarm(ranks(200)) > CALIBRATION_ALARM


@pytest.mark.slow
def test_ranks_of_a_thousand_datasets_are_uniform():
    assert alarm(ranks(1000)) > CALIBRATION_ALARM


@pytest.mark.parametrize("planted", ["prior", "day", "sides"])
def test_planted_errors_are_found(planted: str):
    assert alarm(ranks(200, planted)) < CALIBRATION_ALARM / 10


@pytest.mark.skipif(not ARDENNES.exists(), reason="the shared data are not beside this checkout")
def test_the_ardennes_give_the_published_posterior():
    table = read_daily_losses(ARDENNES, losses="casualties", day="day_index")
    stance = np.where(table.day <= 6, -1.0, 1.0)  # the Germans attack on the first five days
    days = days_of(table.strength, stance)
    found = sample(days, np.log(table.losses)[None], PRIOR, chance("ardennes"), draws=6000).coefficients.mean(
        axis=(0, 1)
    )
    assert np.abs(found[:2] - (7.784, 8.018)).max() < PUBLISHED_GAMMA
    assert np.abs(found[2:4] - (1.058, 0.704)).max() < PUBLISHED_PHI
    assert np.abs(found[4:] - (-0.241, 0.035)).max() < PUBLISHED_GAMMA


def test_losses_ahead_wear_strength_down():
    """With a power of 1 on one's own strength, no scatter and half lost a day, losses halve from day to day."""
    drawn = sample(*_one(), PRIOR, chance("one"), draws=2, warmup=1)
    theta = np.array([np.log(50.0), np.log(50.0), 1.0, 0.0, 0.0, 0.0])
    sure = replace(drawn, coefficients=np.tile(theta, (2, 1, 1)), covariance=np.tile(1e-16 * np.eye(2), (2, 1, 1, 1)))
    told, _ = ahead(sure, np.array([100.0, 100.0]), np.log([100.0, 100.0]), np.ones(4), chance("two"))
    np.testing.assert_allclose(np.exp(told[0]), np.outer([50.0, 25.0, 12.5, 6.25], [1.0, 1.0]), rtol=1e-6)


def _one():
    strength, stance = war()
    return days_of(strength, stance), np.full((1, DAYS, 2), 8.0)

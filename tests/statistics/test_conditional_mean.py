"""Shares of variance by regression: right where the answer is known, 0 on average for noise, with errors that hold."""

import math

import numpy as np
import pytest
from scipy.special import ndtr

from attrit.statistics.conditional_mean import PRODUCTS_OF, basis, explained, projected
from tests.statistics.test_sobol_indices import KNOWN, ishigami
from tests.tolerances import (
    CENTRED,
    MEAN_ERRORS,
    MISSED,
    RANKS,
    ROUNDING,
    STATED_ERRORS,
    THREE_ERRORS,
    WITHIN_TWO,
    WITHIN_TWO_OFTEN,
)


def sample(kind: str, share: float, n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """An input, and an outcome of which it explains a share."""
    x = rng.standard_normal(n)
    if kind == "yes or no":
        p = 0.5 + math.sqrt(3 * share) * (ndtr(x) - 0.5)  # var(p) is share / 4
        return x, (rng.random(n) < p).astype(float)
    noise = {
        "normal": lambda: rng.standard_normal(n),
        "heavy tails": lambda: rng.standard_t(5, n) / math.sqrt(5 / 3),
        "spread by input": lambda: np.exp(0.5 * x - 0.5) * rng.standard_normal(n),
    }[kind]()
    return x, math.sqrt(share) * x + math.sqrt(1 - share) * noise


def fit_of(inputs: list[np.ndarray], y: np.ndarray) -> np.ndarray:
    """E[y | inputs] at each draw."""
    return y.mean() + projected(basis(inputs), (y - y.mean())[:, None])[:, 0]


@pytest.mark.parametrize(("n", "repeats"), [(300, 800), pytest.param(1000, 400, marks=pytest.mark.slow), (10_000, 100)])
@pytest.mark.parametrize("share", [0.0, 0.002, 0.05, 0.3])
@pytest.mark.parametrize("kind", ["normal", "heavy tails", "yes or no"])
def test_errors_hold(kind: str, share: float, n: int, repeats: int):
    rng = np.random.default_rng([n, int(1000 * share), len(kind)])
    found = [explained([x], y) for x, y in (sample(kind, share, n, rng) for _ in range(repeats))]
    estimates, errors = (np.array([getattr(one, name) for one in found]) for name in ("share", "error"))
    z = (estimates - share) / errors
    assert WITHIN_TWO[0] <= np.mean(np.abs(z) <= 2) <= WITHIN_TWO[1]
    assert abs(z.mean()) < CENTRED
    assert STATED_ERRORS[0] < math.sqrt(np.mean(errors**2)) / estimates.std() < STATED_ERRORS[1]
    assert abs(estimates.mean() - share) < MEAN_ERRORS * estimates.std() / math.sqrt(repeats)


@pytest.mark.parametrize("n", [300, 1000])
def test_noise_is_worth_nothing_on_average_even_if_its_spread_hangs_on_the_input(n: int):
    rng = np.random.default_rng(7)
    found = np.array([explained([x], y).share for x, y in (sample("spread by input", 0.0, n, rng) for _ in range(800))])
    assert abs(found.mean()) < MEAN_ERRORS * found.std() / math.sqrt(800)
    assert (found < 0).mean() > 0.4  # and is not clipped


@pytest.mark.parametrize(
    ("outcome", "lost"),
    [
        (lambda u, z: z, RANKS), (lambda u, z: u, 1e-3), (lambda u, z: np.sin(2 * np.pi * u), 2e-3),
        (lambda u, z: np.exp(z / 2), 5e-3), (lambda u, z: np.abs(z), 2e-3), (lambda u, z: z**2, 0.012),
        (lambda u, z: np.sin(2 * np.pi * u) ** 2, 4e-3), (lambda u, z: u > 0.5, 0.1),
    ],
    ids=["line", "rank", "wave", "lognormal", "corner", "square", "two waves", "step"],
)  # fmt: skip
def test_functions_of_one_input_are_fitted(outcome, lost: float):
    z = np.random.default_rng(3).standard_normal(10_240)
    y = np.asarray(outcome(ndtr(z), z), float)
    assert 1 - lost < explained([z], y).share <= 1
    assert np.var(y - fit_of([z], y)) < lost * np.var(y)


@pytest.mark.parametrize("n", [256, 300, 1000])
def test_waves_are_fitted_with_few_draws(n: int):
    """Ishigami's second input, four turns of a wave: with half of the functions less than half of it were seen."""
    rng = np.random.default_rng(17)
    found = []
    for _ in range(200):
        u = rng.random((3, n))
        found.append(explained([u[1]], ishigami(u.T)))
        assert found[-1].terms == 8
    shares, errors = (np.array([getattr(one, name) for one in found]) for name in ("share", "error"))
    truth = KNOWN["ishigami"][1][1]
    assert abs(shares.mean() - truth) < MISSED + MEAN_ERRORS * shares.std() / math.sqrt(200)
    assert np.mean(np.abs(shares - truth) <= 2 * errors) >= WITHIN_TWO_OFTEN


def test_a_function_needs_draws():
    """16 for each, so that 256 are enough for all eight of two inputs."""
    x = np.random.default_rng(18).standard_normal((3, 256))
    terms = [explained(x[:1, :n], x[0, :n] ** 3).terms for n in (64, 127, 128)]
    assert terms == [4, 4, 8]
    assert [basis(list(x[:k])).shape[1] for k in (2, 3)] == [2 * 8 + 1, 3 * 4 + 3]


def test_the_scale_of_an_input_and_of_the_outcome_does_not_matter():
    rng = np.random.default_rng(5)
    x, y = sample("normal", 0.2, 2000, rng)
    found = explained([x], y)
    assert explained([np.exp(3 * x)], y) == found
    assert explained([x], 1e6 - 1e3 * y)[:2] == pytest.approx(found[:2], rel=1e3 * ROUNDING)
    mixed = rng.permutation(2000)
    assert explained([x[mixed]], y[mixed])[:2] == pytest.approx(found[:2], rel=1e3 * ROUNDING)


def test_the_bias_is_taken_off_as_adjusted_r2_does():
    x, y = sample("normal", 0.02, 4000, np.random.default_rng(6))
    found = explained([x], y)
    r2 = 1 - np.var(y - fit_of([x], y)) / np.var(y)
    adjusted = 1 - (1 - r2) * (4000 - 1) / (4000 - found.terms - 1)
    assert found.terms == 8
    assert found.share == pytest.approx(adjusted, abs=0.1 * found.error)


def test_states_need_no_order():
    rng = np.random.default_rng(8)
    state = rng.integers(0, 4, 3000)
    y = np.array([0.0, 5.0, 1.0, 3.0])[state]
    assert explained([state], y).share == pytest.approx(1, abs=ROUNDING)
    assert explained([state], y).terms == 3
    assert fit_of([state], y) == pytest.approx(y, abs=1e-9)
    noisy = y + rng.standard_normal(3000)
    renamed = np.array([3.0, 0.0, 2.0, 1.0])[state]
    assert explained([renamed], noisy)[:2] == pytest.approx(explained([state], noisy)[:2], rel=1e3 * ROUNDING)


def test_many_states_are_states_if_that_is_said():
    rng = np.random.default_rng(9)
    state = rng.integers(0, 20, 4000)
    y = rng.standard_normal(20)[state]
    assert explained([state], y, discrete=[True]).share == pytest.approx(1, abs=ROUNDING)
    assert explained([state], y).share < 0.9


def test_rare_states_are_taken_together():
    rng = np.random.default_rng(10)
    state = np.minimum(rng.geometric(0.5, 2000), 12)
    found = explained([state], rng.standard_normal(2000), discrete=[True])
    assert found.terms < 11
    assert abs(found.share) < THREE_ERRORS * found.error


def test_equal_values_share_the_middle_of_their_ranks():
    rng = np.random.default_rng(11)
    x = rng.standard_normal(10_240)
    clipped = np.maximum(x, 0.3)  # most draws lie at the bound
    y = clipped + 0.5 * rng.standard_normal(10_240)
    found = explained([clipped], y)
    truth = clipped.var() / y.var()
    assert abs(found.share - truth) < THREE_ERRORS * found.error
    fit = fit_of([clipped], y)
    assert np.ptp(fit[clipped == 0.3]) == 0
    rounded = np.round(x, 2)
    assert explained([rounded], x).share > 1 - RANKS


@pytest.mark.parametrize("rho", [0.0, 0.8, -0.5])
def test_correlated_inputs_tell_of_one_another(rho: float):
    rng = np.random.default_rng(12)
    a, b, noise = rng.standard_normal((3, 10_240))
    b = rho * a + math.sqrt(1 - rho**2) * b
    y = a + b + noise
    whole = 2 + 2 * rho + 1
    one, both = explained([a], y), explained([a, b], y)
    assert abs(one.share - (1 + rho) ** 2 / whole) < THREE_ERRORS * one.error
    assert abs(both.share - (2 + 2 * rho) / whole) < THREE_ERRORS * both.error


def test_products_of_two_inputs_are_fitted_but_not_of_more_than_a_dozen():
    rng = np.random.default_rng(13)
    x = rng.standard_normal((PRODUCTS_OF + 1, 10_240))
    y = x[0] * x[1]
    assert abs(explained([x[0]], y).share) < THREE_ERRORS * explained([x[0]], y).error
    assert explained(x[:2], y).share > 0.99
    assert explained(x[:PRODUCTS_OF], y).share > 0.98
    many = explained(x, y)
    assert abs(many.share) < THREE_ERRORS * many.error
    state = rng.integers(0, 2, 10_240)
    assert explained([state, x[0]], state * x[0]).share > 0.99


def test_an_input_twice_is_the_input():
    x, y = sample("normal", 0.3, 4000, np.random.default_rng(14))
    once, twice = explained([x], y), explained([x, x], y)
    assert twice.terms == once.terms + 1  # the square of the score
    assert twice.share == pytest.approx(once.share, abs=once.error / 4)


def test_fits_of_several_outcomes_at_once():
    rng = np.random.default_rng(15)
    x, y = rng.standard_normal((2, 500)), rng.standard_normal((500, 3))
    y -= y.mean(axis=0)
    fit = projected(basis(x), y)
    assert fit.shape == (500, 3)
    for column in range(3):
        assert fit[:, column] == pytest.approx(fit_of(x, y[:, column]), abs=1e-9)
    assert fit.mean(axis=0) == pytest.approx([0, 0, 0], abs=1e-9)


def test_what_nothing_can_be_said_of_is_not_a_number():
    rng = np.random.default_rng(16)
    x = rng.standard_normal(300)
    assert math.isnan(explained([x], np.full(300, 4.0)).share)
    crowd = explained(rng.standard_normal((200, 300)), x)
    assert math.isnan(crowd.share) and math.isnan(crowd.error) and crowd.terms == 200
    assert explained([np.ones(300)], x) == (0, 0, 0, 0, 0, 1)

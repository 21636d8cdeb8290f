"""Expected value of information: the examples of which the answer is known, and errors that hold."""

import math

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import norm, qmc

from attrit.statistics.conditional_mean import explained
from attrit.statistics.value_of_information import evpi, evppi
from tests.tolerances import MEAN_ERRORS, ONE_PER_CENT, STATED_ERRORS, STRATIFIED, WITHIN_TWO_OFTEN


def gain(m: float, s: float) -> float:
    """E max(0, X) - max(0, m) of a normal X."""
    return s * norm.pdf(m / s) + m * norm.cdf(m / s) - max(0.0, m)


def against_nothing(difference: np.ndarray) -> np.ndarray:
    return np.column_stack([np.zeros(difference.size), difference])


def spread(n: int, dims: int) -> np.ndarray:
    """Normal numbers spread evenly: (dim, draw)."""
    return ndtri(qmc.Sobol(dims, seed=1).random(n)).T


def test_perfect_information_about_a_normal_gain():
    theta = 0.5 + ndtri((np.arange(100_000) + 0.5) / 100_000)
    found = evpi(against_nothing(theta))
    assert found.estimate == pytest.approx(0.1977966, rel=STRATIFIED)
    assert gain(0.5, 1) == pytest.approx(0.1977966, rel=STRATIFIED)
    assert evppi([theta], against_nothing(theta)).estimate == pytest.approx(0.1977966, rel=ONE_PER_CENT)


@pytest.mark.parametrize("rho", [0.0, 0.6, -0.4])
@pytest.mark.parametrize(("m", "b1", "b2"), [(0.5, 1, 1), (0.0, 1, 0.5), (-0.3, 1.2, 0.8), (0.2, 0.5, 2)])
def test_partial_information_of_normal_inputs(m: float, b1: float, b2: float, rho: float):
    x1, other = spread(2**16, 2)
    x2 = rho * x1 + math.sqrt(1 - rho**2) * other
    benefits = against_nothing(m + b1 * x1 + b2 * x2)
    assert evppi([x1], benefits).estimate == pytest.approx(gain(m, abs(b1 + rho * b2)), rel=ONE_PER_CENT)
    assert evppi([x2], benefits).estimate == pytest.approx(gain(m, abs(b2 + rho * b1)), rel=ONE_PER_CENT)
    both = gain(m, math.sqrt(b1**2 + b2**2 + 2 * rho * b1 * b2))
    assert evppi([x1, x2], benefits).estimate == pytest.approx(both, rel=ONE_PER_CENT)
    assert evpi(benefits).estimate == pytest.approx(both, rel=ONE_PER_CENT)


def test_three_options():
    x1, x2 = spread(2**16, 2)
    benefits = np.column_stack([np.zeros(x1.size), 0.1 + x1, x2 - 0.5])
    assert evppi([x1], benefits).estimate == pytest.approx(gain(0.1, 1), rel=ONE_PER_CENT)
    assert evppi([x2], benefits).estimate == pytest.approx(gain(-0.6, 1), rel=ONE_PER_CENT)
    # E max(0, 0.1 + x1, x2 - 0.5): the chance that one of them exceeds t, added up
    t = np.linspace(0, 10, 100_001)
    best = np.trapezoid(1 - norm.cdf(t - 0.1) * norm.cdf(t + 0.5), t)
    assert evpi(benefits).estimate == pytest.approx(best - 0.1, rel=ONE_PER_CENT)


def test_states():
    state = np.arange(30_000) % 3
    noise = spread(2**15, 1)[0][:30_000]
    benefits = against_nothing(np.array([1.0, -2.0, 0.4])[state] + noise)
    assert evppi([state], benefits).estimate == pytest.approx(1.4 / 3, rel=ONE_PER_CENT)
    assert evppi([state], benefits, [True]) == evppi([state], benefits)


def test_what_would_change_no_choice_is_worth_exactly_nothing():
    x = np.random.default_rng(2).standard_normal((2, 1000))
    benefits = against_nothing(50 + x[0] + x[1])
    assert evppi([x[0]], benefits) == (0, 0) == evpi(benefits)
    assert not evpi(benefits).told


def test_of_more_inputs_than_the_draws_can_tell_nothing_is_said():
    rng = np.random.default_rng(3)
    useless, benefits = rng.standard_normal((200, 300)), against_nothing(rng.standard_normal(300))
    found = evppi(useless, benefits)
    assert math.isnan(found.estimate) and math.isnan(found.error) and not found.told
    assert math.isnan(explained(useless, benefits[:, 1]).share)
    assert math.isfinite(evppi(useless[:100], benefits).estimate)


@pytest.mark.parametrize(("m", "s"), [(0.5, 1.0), (-0.4, 0.4), (0.1, 0.3)])
def test_errors_hold_and_what_chance_adds_and_takes_cancels(m: float, s: float):
    rng = np.random.default_rng(4)
    found = []
    for _ in range(500):
        x, noise = rng.standard_normal((2, 1500))
        found.append(evppi([x], against_nothing(m + s * x + noise)))
    estimates, errors = np.array(found).T
    assert abs(estimates.mean() - gain(m, s)) < MEAN_ERRORS * estimates.std() / math.sqrt(500)
    assert STATED_ERRORS[0] < math.sqrt(np.mean(errors**2)) / estimates.std() < STATED_ERRORS[1]
    assert np.mean(np.abs(estimates - gain(m, s)) <= 2 * errors) > WITHIN_TWO_OFTEN


def test_useless_information_is_seldom_told_from_none():
    rng = np.random.default_rng(5)
    found = [evppi([x], against_nothing(0.05 + noise)) for x, noise in rng.standard_normal((400, 2, 1000))]
    assert np.mean([one.told for one in found]) < 0.05
    assert min(one.estimate for one in found) < 0  # not clipped

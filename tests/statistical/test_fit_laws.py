"""Fits of laws in repetitions: errors and verdicts hold on days whose noise lasts, and no law is preferred for nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from attrit.analysis.fit_laws import LawFits, fit_laws
from tests.tolerances import HONEST_WEIGHTS, MEAN_ERRORS, WITHIN_A_FIFTH

POWERS = {  # of enemy and own strength: the attacker's losses, the holder's
    "square": ((1, 0), (1, 0)),
    "linear": ((1, 1), (1, 1)),
    "logarithmic": ((0, 1), (0, 1)),
    "mixed": ((0.4, 0.75), (0.4, 0.75)),
    "helmbold": ((0.5, 0.5), (0.5, 0.5)),
    "deitchman": ((1, 0), (1, 1)),
    "epstein": ((0, 1), (1, 0)),
}
ALIKE = ["square", "logarithmic", "epstein", "helmbold"]  # where both sides shrink in proportion
DAYS, SHARE, NOISE = 60, 0.015, 0.3


def lasting(rng: np.random.Generator, r: float, sd: float, shared: float = 0.0) -> np.ndarray:
    """Noise (day, side) that keeps a share r from day to day, and is correlated between the sides."""
    new = rng.normal(size=(DAYS, 2))
    new[:, 1] = shared * new[:, 0] + math.sqrt(1 - shared**2) * new[:, 1]
    found = new.copy()
    for day in range(1, DAYS):
        found[day] = r * found[day - 1] + math.sqrt(1 - r**2) * new[day]
    return sd * found


def lost(law: str, strength: np.ndarray) -> np.ndarray:
    """Losses (side) by a law, as shares of the strength of the first day, which is 1."""
    return SHARE * np.array([strength[1 - k] ** p * strength[k] ** q for k, (p, q) in enumerate(POWERS[law])])


def wearing_down(law: str, rng: np.random.Generator, r: float = 0.4) -> tuple[np.ndarray, np.ndarray]:
    """Two equal sides that nobody replaces: each morning's strength is what the losses have left."""
    noise, now, days = np.exp(lasting(rng, r, NOISE)), np.ones(2), []
    for today in noise:
        days.append((now, lost(law, now) * today))
        now = now - days[-1][1]
    return 1e5 * np.array([x for x, _ in days]), 1e5 * np.array([x for _, x in days])


def moving_freely(
    law: str, rng: np.random.Generator, r: float, *, slow: float = 0.9, noise: float = NOISE, shared: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Strengths that vary by a quarter for reasons of their own, from day to day or slowly."""
    strength = np.exp(lasting(rng, slow, 0.25))
    losses = np.array([lost(law, x) for x in strength]) * np.exp(lasting(rng, r, noise, shared))
    return 1e5 * strength, 1e5 * losses


def weights_of(fits: list[LawFits], law: str) -> tuple[np.ndarray, np.ndarray]:
    """Weights (data set) of a law, and the errors stated."""
    return np.array([fit.weights[law] for fit in fits]), np.array([fit.errors[law] for fit in fits])


def no_more_often_than_by_chance(fits: list[LawFits], law: str) -> None:
    """The true law is said to be worse in a twentieth of data sets at most."""
    worse = np.mean([fit.fits[law].worse for fit in fits])
    assert worse <= 0.05 + MEAN_ERRORS * math.sqrt(0.05 * 0.95 / len(fits))


@pytest.mark.slow
@pytest.mark.parametrize("law", ALIKE)
def test_where_both_sides_shrink_alike_no_law_is_preferred(law: str):
    """The four laws say the same of such days; strengths as observed made the logarithmic law the best of most."""
    fits = [fit_laws(*wearing_down(law, np.random.default_rng(i)), laws=ALIKE) for i in range(80)]
    sums = np.array([fit.scores.sum(axis=0) for fit in fits])
    ahead = sums - sums[:, [ALIKE.index(law)]]
    assert (ahead.mean(axis=0) <= MEAN_ERRORS * ahead.std(axis=0) / math.sqrt(len(fits))).all()
    for other in ALIKE:
        weight, _ = weights_of(fits, other)
        if other != law:
            assert weight.mean() < 0.25 + MEAN_ERRORS * weight.std() / math.sqrt(len(fits))
    no_more_often_than_by_chance(fits, law)


@pytest.mark.slow
@pytest.mark.parametrize(("r", "shared"), [(0.5, 0.0), (0.6, 0.0), (0.5, 0.4)])
def test_errors_of_exponents_are_their_spread(r: float, shared: float):
    values, errors = [], []
    for i in range(200):
        found = fit_laws(
            *moving_freely("linear", np.random.default_rng(i), r, shared=shared), laws=["mixed"], believed=False
        )
        fitted = np.array(list(found.fits["mixed"].exponents.values()))
        values.append(fitted[:, 0])
        errors.append(fitted[:, 1])
    spread = np.std(values, axis=0, ddof=1)
    stated = np.sqrt(np.mean(np.square(errors), axis=0))
    assert np.mean(values, axis=0) == pytest.approx([1, 1], abs=MEAN_ERRORS * spread.max() / math.sqrt(len(values)))
    low, high = WITHIN_A_FIFTH
    assert (low < stated / spread).all() and (stated / spread < high).all()


@pytest.mark.slow
@pytest.mark.parametrize("r", [0.5, 0.6])
def test_errors_of_weights_are_their_spread(r: float):
    fits = [fit_laws(*moving_freely("linear", np.random.default_rng(i), r)) for i in range(100)]
    weight, error = weights_of(fits, "linear")
    low, high = HONEST_WEIGHTS
    assert low < math.sqrt(np.mean(error**2)) / weight.std(ddof=1) < high
    assert max(fits[0].fits, key=lambda law: weights_of(fits, law)[0].mean()) == "linear"
    no_more_often_than_by_chance(fits, "linear")


@pytest.mark.slow
@pytest.mark.parametrize("law", POWERS)
def test_the_true_law_is_not_called_worse(law: str):
    """Noise that lasts and is shared by the sides, strengths that move slowly."""
    fits = [fit_laws(*moving_freely(law, np.random.default_rng(i), 0.5, shared=0.4)) for i in range(50)]
    no_more_often_than_by_chance(fits, law)


@pytest.mark.slow
@pytest.mark.parametrize("law", ["square", "linear", "logarithmic", "deitchman", "epstein"])
def test_where_strengths_vary_freely_the_true_law_wins(law: str):
    """Whatever it does not get goes to the laws that hold it as a special case."""
    fits = [fit_laws(*moving_freely(law, np.random.default_rng(i), 0.0, slow=0.0, noise=0.2)) for i in range(40)]
    mean = {name: weights_of(fits, name)[0].mean() for name in fits[0].fits}
    assert max(mean, key=mean.__getitem__) == law
    assert mean[law] + mean["mixed"] + mean["helmbold"] * (law in ("square", "logarithmic")) > 0.9


@pytest.mark.slow
def test_exponents_of_the_mixed_law_are_found():
    true, found = np.array([0.4, 0.75]), []
    for i in range(60):
        days = moving_freely("mixed", np.random.default_rng(i), 0.0, slow=0.0, noise=0.2)
        fit = fit_laws(*days, laws=["mixed"], believed=False).fits["mixed"]
        found.append([value for value, _ in fit.exponents.values()])
    error = np.std(found, axis=0) / math.sqrt(len(found))
    assert (np.abs(np.mean(found, axis=0) - true) < MEAN_ERRORS * error).all()


def test_losses_that_lower_the_strengths_do_not_favour_the_law_of_own_numbers():
    """A handful of the same, for everyday."""
    fits = [fit_laws(*wearing_down("square", np.random.default_rng(i), 0.0), laws=ALIKE) for i in range(12)]
    assert weights_of(fits, "logarithmic")[0].mean() < weights_of(fits, "square")[0].mean()

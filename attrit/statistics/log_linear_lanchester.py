"""The Bayesian log-linear Lanchester model of daily losses of two sides, by a Gibbs sampler.

    y_t  =  gamma + (X_t - mean X) phi + delta I_t + e_t,     e_t ~ N(0, V)

y_t is ln losses of both sides on day t; the rows of X_t are (ln own, ln enemy strength), so that phi is the power of
one's own strength and that of the enemy's; I_t is -1 on days on which the second side attacks and 1 afterwards.

    gamma ~ N((8, 8), 1),  phi ~ N((.5, .5), .25),  delta ~ N(0, [.1 -.05; -.05 .1]),  V ~ inverse Wishart(3, 1)

Given V the six coefficients are normal, given these V is inverse Wishart. Many series can be fitted at once.

References
----------
Wiper, Pettit, Young 2000, Naval Research Logistics 47, 541-558.

Checked against
---------------
tests/statistics/test_log_linear_lanchester.py: simulation-based calibration and errors planted in it; the published
posterior of the Ardennes, 1944.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from attrit.statistics.chance import Chance, Floats

NAMES = ("gamma_1", "gamma_2", "phi_own", "phi_enemy", "delta_1", "delta_2")
"""The coefficients in their order."""


def _mean() -> Floats:
    return np.array([8.0, 8.0, 0.5, 0.5, 0.0, 0.0])


def _covariance() -> Floats:
    whole = np.diag([1.0, 1.0, 0.25, 0.25, 0.1, 0.1])
    whole[4, 5] = whole[5, 4] = -0.05
    return whole


@dataclass(frozen=True)
class LanchesterPrior:
    """What is believed before any day is seen: that of Wiper, Pettit and Young.

    Parameters
    ----------
    mean, covariance
        (coefficient), (coefficient, coefficient) [1] Of the coefficients.
    scale
        (side, side) [1] Scale of V.
    freedom
        () [1] Degrees of freedom of V.
    """

    mean: Floats = field(default_factory=_mean)
    covariance: Floats = field(default_factory=_covariance)
    scale: Floats = field(default_factory=lambda: np.eye(2))
    freedom: float = 3.0


@dataclass(frozen=True)
class LanchesterDraws:
    """Draws from the posterior.

    Parameters
    ----------
    coefficients
        (draw, series, coefficient) [1] In the order of `NAMES`.
    covariance
        (draw, series, side, side) [1] V.
    """

    coefficients: Floats
    covariance: Floats


def days_of(strength: Floats, stance: Floats, middle: Floats | None = None) -> Floats:
    """What the coefficients are multiplied by on each day.

    Parameters
    ----------
    strength
        (..., day, side) [any] Strength of both sides.
    stance
        (day) [1] I_t.
    middle
        (side) [1] Mean of ln strength; that of these days if None.

    Returns
    -------
    numpy.ndarray
        (..., day, side, coefficient) [1] The matrix H of ``y = H (gamma, phi, delta) + e``.
    """
    logs = np.log(strength)
    logs = logs - (logs.mean(axis=-2, keepdims=True) if middle is None else middle)
    both = np.broadcast_to(np.eye(2), (*logs.shape[:-1], 2, 2))
    powers = np.stack([logs, logs[..., ::-1]], axis=-1)
    return np.concatenate([both, powers, both * stance[:, None, None]], axis=-1)


def sample(
    days: Floats, y: Floats, prior: LanchesterPrior, chance: Chance, *, draws: int = 4000, warmup: int = 200,
    thin: int = 1,
) -> LanchesterDraws:  # fmt: skip
    """Draw from the posterior of one series or many.

    Parameters
    ----------
    days
        (day, side, coefficient) [1] As `days_of` gives it.
    y
        (series, day, side) [1] Ln losses.
    prior
        () [-] What is believed before.
    chance
        () [-] The random numbers.
    draws, warmup, thin
        () [1] Draws to keep, rounds before the first, and rounds for each that is kept.
    """
    series, number = y.shape[:2]
    own = np.linalg.inv(prior.covariance)
    squares = np.einsum("tia,tjc->ijac", days, days)
    products = np.einsum("tia,stj->sija", days, y)
    covariance = np.broadcast_to(0.1 * np.eye(2), (series, 2, 2))
    kept = []
    for turn in range(warmup + draws * thin):
        inverse = np.linalg.inv(covariance)
        precision = own + np.einsum("sij,ijac->sac", inverse, squares)
        wanted = own @ prior.mean + np.einsum("sij,sija->sa", inverse, products)
        root = np.linalg.cholesky(precision)
        middle = np.linalg.solve(precision, wanted[:, :, None])
        scatter = np.linalg.solve(root.swapaxes(1, 2), chance.normal(series, 6, 1))
        theta = (middle + scatter)[:, :, 0]
        rest = y - np.einsum("tia,sa->sti", days, theta)
        scale = prior.scale + np.einsum("sti,stj->sij", rest, rest)
        covariance = chance.inverse_wishart(scale, prior.freedom + number)
        if turn >= warmup and (turn - warmup + 1) % thin == 0:
            kept.append((theta, covariance))
    return LanchesterDraws(np.array([one[0] for one in kept]), np.array([one[1] for one in kept]))


def log_likelihood(days: Floats, y: Floats, drawn: LanchesterDraws) -> Floats:
    """Log density of the days given each draw.

    Parameters
    ----------
    days, y, drawn
        () [-] As in `sample`.

    Returns
    -------
    numpy.ndarray
        (draw, series) [1] The log density, without the constant.
    """
    rest = y - np.einsum("tia,dsa->dsti", days, drawn.coefficients)
    inverse = np.linalg.inv(drawn.covariance)
    far = np.einsum("dsti,dsij,dstj->ds", rest, inverse, rest)
    return np.asarray(-0.5 * (far + y.shape[1] * np.linalg.slogdet(drawn.covariance)[1]))


def ahead(
    drawn: LanchesterDraws, strength: Floats, middle: Floats, stance: Floats, chance: Chance
) -> tuple[Floats, Floats]:
    """Ln losses of the days to come; what a day costs is missing on the next.

    Parameters
    ----------
    drawn
        () [-] The posterior of one series.
    strength
        (side) [any] Strength on the first day to come.
    middle
        (side) [1] Mean of ln strength on the days of the fit.
    stance
        (day) [1] I_t of the days to come.
    chance
        () [-] The random numbers.

    Returns
    -------
    tuple
        (draw, day, side) [1] Ln losses, and their means before the scatter of the day.
    """
    theta, spread = drawn.coefficients[:, 0], np.linalg.cholesky(drawn.covariance[:, 0])
    left = np.tile(strength, (len(theta), 1))
    told, means = [], []
    for said in stance:
        row = days_of(left[:, None, :], np.array([said]), middle)[:, 0]
        mean = np.einsum("dia,da->di", row, theta)
        y = mean + np.einsum("dij,dj->di", spread, chance.normal(len(theta), 2))
        left = np.maximum(left - np.exp(y), 0.01 * strength)
        told.append(y)
        means.append(mean)
    return np.stack(told, axis=1), np.stack(means, axis=1)

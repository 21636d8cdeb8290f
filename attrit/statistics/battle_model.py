"""Outcomes of battles given what was known before: several outcomes at once, partly pooled by war and era, robust.

    y_i  =  x_i B + u_war(i) + v_era(i) + e_i + m_i        a row of outcomes of battle i
    e_i  ~  N(0, S / l_i),  l_i ~ Gamma(f/2, f/2)          Student's t with f degrees of freedom, f on a grid
    u    ~  N(0, S_war),    v ~ N(0, diag(s_era^2))        the effects of wars and eras
    m_i  ~  N(0, diag(noise_i))                            the error of the sources
    B_pk ~  N(0, t_k^2 r_pk^2)                             shrunk by outcome, turned; the first row is the level

An outcome that is missing, or known only to lie above or below a bound, is drawn with the rest: a battle that is won
has a score above 0 (probit), one that ended within the first day lasted at most that day. S and S_war are inverse
Wishart, t_k^2 and s_era^2 inverse gamma. All conditional distributions are known, so that a Gibbs sampler draws from
the posterior (Gelman et al. 2013, Bayesian Data Analysis, chapters 11, 15 and 17).

Checked against
---------------
tests/statistics/test_battle_model.py: simulation-based calibration, planted errors of the model among it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from attrit.statistics.chance import Chance, Floats

Ints = NDArray[np.int64]
FREEDOMS = np.array([4.0, 6.0, 10.0, 20.0, 50.0])
"""Degrees of freedom that are tried."""
LEVEL_SD = 2.0


@dataclass(frozen=True, kw_only=True)
class Cases:
    """Battles as numbers.

    Parameters
    ----------
    x
        (battle, predictor) [1] Predictors; the first is 1.
    y
        (battle, outcome) [any] Outcomes, or the bounds of those that are only known to lie on one side; NaN if missing.
    side
        (battle, outcome) [1] 0: the outcome is y; 1: at least y; -1: at most y.
    noise
        (battle, outcome) [any] Variance of the error of the sources.
    war, era
        (battle) [1] Their places.
    """

    x: Floats
    y: Floats
    side: Ints
    noise: Floats
    war: Ints
    era: Ints

    def part(self, which: NDArray[np.bool_] | Ints) -> Cases:
        """Some of the battles.

        Parameters
        ----------
        which
            (battle) [1] Which.
        """
        return Cases(**{name: column[which] for name, column in vars(self).items()})


@dataclass(frozen=True, kw_only=True)
class Prior:
    """What is believed before any battle is seen.

    Parameters
    ----------
    level
        (outcome) [any] Mean of the level of each outcome.
    reach
        (predictor, direction) [1] How far a coefficient may go, as a multiple of what others do; 0 keeps it at 0.
    era_reach
        (era, direction) [1] The same of the effects of eras.
    spread, spread_freedom
        (outcome, outcome) [any], () [1] Scale and degrees of freedom of S.
    war, war_freedom
        (outcome, outcome) [any], () [1] The same of S_war.
    shrunk, era
        (2) [1] Shape and scale of the inverse gamma of t_k^2, and of s_era^2.
    turn
        (direction, outcome) [1] Directions, orthonormal, in which coefficients and effects of eras are independent and
        each shrunk by itself, such as the sum and the difference of two losses; ``reach`` is by direction.
    mean, precision
        (predictor and era, outcome) [any], (all, all) [any] Normal belief about coefficients and effects of eras from
        an earlier fit, in place of ``level``, ``reach``, ``shrunk`` and ``era``; None for none.
    freedoms
        (freedom) [1] Probability of each degree of freedom of `FREEDOMS`.
    """

    level: Floats
    reach: Floats
    era_reach: Floats
    spread: Floats
    spread_freedom: float
    war: Floats
    war_freedom: float
    turn: Floats
    shrunk: tuple[float, float] = (3.0, 0.08)
    era: tuple[float, float] = (3.0, 0.3)
    mean: Floats | None = None
    precision: Floats | None = None
    freedoms: Floats | None = None


def usual_prior(level: Floats, reach: Floats, era_reach: Floats, turn: Floats | None = None) -> Prior:
    """Wide beliefs about outcomes whose spread is about 1.

    Parameters
    ----------
    level, reach, era_reach
        (outcome), (predictor, direction), (era, direction) [any] As in `Prior`.
    turn
        (direction, outcome) [1] As in `Prior`; each outcome by itself if None.
    """
    one = np.eye(len(level))
    return Prior(
        level=level, reach=reach, era_reach=era_reach, spread=3.0 * one, spread_freedom=len(level) + 4.0,
        war=0.45 * one, war_freedom=len(level) + 4.0, turn=one if turn is None else turn,
    )  # fmt: skip


@dataclass(frozen=True)
class Posterior:
    """Draws from what is believed after the battles are seen.

    Parameters
    ----------
    coefficients
        (draw, predictor, outcome) [any] B.
    era
        (draw, era, outcome) [any] Effects of eras.
    spread, war
        (draw, outcome, outcome) [any] S and S_war.
    freedom
        (draw) [1] Degrees of freedom.
    """

    coefficients: Floats
    era: Floats
    spread: Floats
    war: Floats
    freedom: Floats

    def foretell(self, x: Floats, era: Ints, noise: Floats, chance: Chance) -> tuple[Floats, Floats]:
        """Outcomes of other battles, each of a war that has not been seen.

        Parameters
        ----------
        x
            (battle, predictor) or (draw, battle, predictor) [1] Predictors.
        era
            (battle) or (draw, battle) [1] Places of their eras.
        noise
            (battle, outcome) [any] Variance of the error of the sources.
        chance
            () [-] The random numbers.

        Returns
        -------
        tuple
            (draw, battle, outcome) [any] Outcomes, without bounds; and (battle, outcome) [1] the probability that each
            is above 0.
        """
        draws, battles = len(self.freedom), x.shape[-2]
        era = np.broadcast_to(era, (draws, battles))
        x = np.broadcast_to(x, (draws, battles, x.shape[-1]))
        mean = x @ self.coefficients + self.era[np.arange(draws)[:, None], era]
        half = self.freedom[:, None] / 2.0
        weight = chance.gamma(np.broadcast_to(half, (draws, battles)), (draws, battles)) / half
        total = self.war[:, None] + self.spread[:, None] / weight[:, :, None, None]
        total = total + noise[:, None, :] * np.eye(mean.shape[2])
        z = chance.normal(*mean.shape)
        y = mean + np.einsum("sbij,sbj->sbi", np.linalg.cholesky(total), z)
        above = special.ndtr(mean / np.sqrt(np.diagonal(total, axis1=2, axis2=3))).mean(axis=0)
        return y, above

    def chances(self, x: Floats, era: Ints, outcome: int, chance: Chance, inner: int = 16) -> Floats:
        """Probability that an outcome is above 0, for each draw in a war of its own.

        Parameters
        ----------
        x, era
            (battle, predictor), (battle) [1] As in `foretell`.
        outcome
            () [1] Place of the outcome.
        chance
            () [-] The random numbers.
        inner
            () [1] Weights of a battle to average over.

        Returns
        -------
        numpy.ndarray
            (draw, battle) [1] The probabilities.
        """
        draws, battles = len(self.freedom), x.shape[-2]
        own = np.take_along_axis(self.era[:, :, outcome], np.broadcast_to(era, (draws, battles)), axis=1)
        mean = np.einsum("...bp,...p->...b", x, self.coefficients[:, :, outcome]) + own
        mean = mean + np.sqrt(self.war[:, outcome, outcome])[:, None] * chance.normal(draws, 1)
        half = self.freedom[:, None, None] / 2.0
        weight = chance.gamma(np.broadcast_to(half, (draws, battles, inner)), (draws, battles, inner)) / half
        sd = np.sqrt(self.spread[:, outcome, outcome])[:, None, None]
        return np.asarray(special.ndtr(mean[:, :, None] * np.sqrt(weight) / sd).mean(axis=2))


@dataclass
class _State:
    """Where the sampler stands: outcomes with and without the error of the sources, and what is drawn given them."""

    y: Floats
    z: Floats
    weight: Floats
    theta: Floats
    spread: Floats
    war: Floats
    shrunk: Floats
    era: Floats
    freedom: float


def fit(cases: Cases, prior: Prior, chance: Chance, *, draws: int = 400, warmup: int = 200, thin: int = 1) -> Posterior:
    """Draw from the posterior.

    Parameters
    ----------
    cases
        (battle) [-] The battles.
    prior
        () [-] What is believed before.
    chance
        () [-] The random numbers.
    draws, warmup, thin
        () [1] Draws to keep, rounds before the first, and rounds for each that is kept.
    """
    wars, war = np.unique(cases.war, return_inverse=True)
    eras = len(prior.era_reach)
    design = np.hstack([cases.x, np.eye(eras)[cases.era], np.eye(len(wars))[war]])
    state = _start(cases, prior, design.shape[1])
    kept = []
    for turn in range(warmup + draws * thin):
        _outcomes(cases, design @ state.theta, state, chance)
        rest = state.z - design @ state.theta
        _weights(rest, state, prior, chance)
        _effects(cases, prior, design, len(wars), state, chance)
        _variances(cases, prior, design, len(wars), state, chance)
        if turn >= warmup and (turn - warmup + 1) % thin == 0:
            known = state.theta[: cases.x.shape[1] + eras].copy()
            kept.append((known, state.spread, state.war, state.freedom))
    theta, spread, war_spread, freedom = (np.array(part) for part in zip(*kept, strict=True))
    first = cases.x.shape[1]
    return Posterior(theta[:, :first], theta[:, first:], spread, war_spread, freedom)


def _start(cases: Cases, prior: Prior, size: int) -> _State:
    outcomes = cases.y.shape[1]
    theta = np.zeros((size, outcomes))
    theta[0] = prior.level if prior.mean is None else prior.mean[0]
    z = np.where(np.isnan(cases.y), theta[0], cases.y)
    return _State(
        y=z.copy(), z=z, weight=np.ones(len(z)), theta=theta,
        spread=prior.spread / (prior.spread_freedom - outcomes - 1.0),
        war=prior.war / (prior.war_freedom - outcomes - 1),
        shrunk=np.full(outcomes, prior.shrunk[1] / (prior.shrunk[0] - 1.0)),
        era=np.full(outcomes, prior.era[1] / (prior.era[0] - 1.0)), freedom=10.0,
    )  # fmt: skip


def _outcomes(cases: Cases, mean: Floats, state: _State, chance: Chance) -> None:
    """Draw what is missing or only bounded, with the error of the sources; then the outcomes without that error."""
    own = state.spread / state.weight[:, None, None]
    seen = own + cases.noise[:, None, :] * np.eye(mean.shape[1])
    inverse = np.asarray(np.linalg.inv(seen), np.float64)
    y, exact = state.y, (cases.side == 0) & ~np.isnan(cases.y)
    for k in range(mean.shape[1]):
        rows = np.flatnonzero(~exact[:, k])
        if not rows.size:
            continue
        off = y[rows] - mean[rows]
        sd = 1.0 / np.sqrt(inverse[rows, k, k])
        off[:, k] = 0.0
        middle = mean[rows, k] - np.einsum("ij,ij->i", inverse[rows, k], off) * sd**2
        side = cases.side[rows, k]
        bound = (cases.y[rows, k] - middle) / sd * side
        free = chance.normal(rows.size)
        cut = chance.above(np.where(side == 0, 0.0, bound)) * side
        y[rows, k] = middle + sd * np.where(side == 0, free, cut)
    state.z = _without_error(cases, mean, y, own, inverse, chance)


def _without_error(cases: Cases, mean: Floats, y: Floats, own: Floats, inverse: Floats, chance: Chance) -> Floats:
    """Outcomes given those with error: a draw from both, moved by what is known (Matheron's rule)."""
    e = np.einsum("ijk,ik->ij", np.linalg.cholesky(own), chance.normal(*y.shape))
    m = np.sqrt(cases.noise) * chance.normal(*y.shape)
    moved = np.einsum("ijk,ik->ij", own @ inverse, y - mean - e - m)
    return np.asarray(np.where(cases.noise > 0.0, mean + e + moved, y))


def _weights(rest: Floats, state: _State, prior: Prior, chance: Chance) -> None:
    """Weights of battles, then the degrees of freedom given the weights."""
    far = np.einsum("ij,jk,ik->i", rest, np.linalg.inv(state.spread), rest)
    shape = (state.freedom + rest.shape[1]) / 2.0
    state.weight = chance.gamma(shape, (len(rest),)) / ((state.freedom + far) / 2.0)
    half = FREEDOMS / 2.0
    sums = np.sum(np.log(state.weight)) - state.weight.sum()
    logs = len(rest) * (half * np.log(half) - special.gammaln(half)) + half * sums
    logs = logs + (0.0 if prior.freedoms is None else np.log(np.maximum(prior.freedoms, 1e-12)))
    shares = np.cumsum(np.exp(logs - logs.max()))
    state.freedom = float(FREEDOMS[np.searchsorted(shares, chance.uniform(1)[0] * shares[-1])])


def _effects(cases: Cases, prior: Prior, design: Floats, wars: int, state: _State, chance: Chance) -> None:
    """Coefficients and effects of eras and wars, all at once."""
    outcomes = state.z.shape[1]
    inverse = np.linalg.inv(state.spread)
    weighed = design.T * state.weight
    precision = np.kron(weighed @ design, inverse)
    known = (design.shape[1] - wars) * outcomes
    wanted = (weighed @ state.z @ inverse).ravel()
    own, pull = _belief(cases, prior, state)
    precision[:known, :known] += own
    precision[known:, known:] += np.kron(np.eye(wars), np.linalg.inv(state.war))
    wanted[:known] += pull
    factor = np.linalg.cholesky(precision)
    middle = np.linalg.solve(factor.T, np.linalg.solve(factor, wanted) + chance.normal(len(wanted)))
    state.theta = np.asarray(middle, np.float64).reshape(design.shape[1], outcomes)


def _belief(cases: Cases, prior: Prior, state: _State) -> tuple[Floats, Floats]:
    """Precision of coefficients and effects of eras before the battles, and precision times mean."""
    if prior.mean is not None and prior.precision is not None:
        return prior.precision, prior.precision @ prior.mean.ravel()
    variance = np.vstack([state.shrunk * prior.reach**2, state.era * prior.era_reach**2])
    variance[0] = LEVEL_SD**2
    size, outcomes = variance.shape
    whole = np.zeros((size, outcomes, size, outcomes))
    rows = np.arange(size)
    whole[rows, :, rows, :] = np.einsum("ka,pk,kb->pab", prior.turn, 1.0 / np.maximum(variance, 1e-12), prior.turn)
    precision = whole.reshape(size * outcomes, size * outcomes)
    return precision, precision[:, :outcomes] @ prior.level


def _variances(cases: Cases, prior: Prior, design: Floats, wars: int, state: _State, chance: Chance) -> None:
    """Covariances of battles and of wars, and how far coefficients and eras go."""
    rest = state.z - design @ state.theta
    products = (rest * state.weight[:, None]).T @ rest
    state.spread = chance.inverse_wishart(prior.spread + products, prior.spread_freedom + len(rest))
    of_wars = state.theta[len(state.theta) - wars :]
    state.war = chance.inverse_wishart(prior.war + of_wars.T @ of_wars, prior.war_freedom + wars)
    if prior.mean is not None:
        return
    last = cases.x.shape[1]
    turned = state.theta @ prior.turn.T
    state.shrunk = _shrinkage(turned[1:last], prior.reach[1:], prior.shrunk, chance)
    state.era = _shrinkage(turned[last : last + len(prior.era_reach)], prior.era_reach, prior.era, chance)


def _shrinkage(turned: Floats, reach: Floats, belief: tuple[float, float], chance: Chance) -> Floats:
    """A variance for each direction, from what it is the variance of and how far each of these may go."""
    free = reach > 0.0
    ratio = np.where(free, turned / np.where(free, reach, 1.0), 0.0)
    shape, scale = belief
    drawn = chance.gamma(shape + 0.5 * free.sum(axis=0), ratio.shape[1:])
    return np.asarray((scale + 0.5 * np.sum(ratio**2, axis=0)) / drawn)

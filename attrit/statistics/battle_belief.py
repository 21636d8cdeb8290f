"""What a fit to battles leaves, in few numbers: normal coefficients, inverse Wishart covariances; drawn from anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from attrit.statistics.battle_model import FREEDOMS, Posterior, Prior
from attrit.statistics.chance import Chance, Floats

_JITTER = 1e-9  # of the mean variance, so that rounded covariances still have a root


@dataclass(frozen=True, kw_only=True)
class Belief:
    """A posterior in few numbers.

    Parameters
    ----------
    mean
        (predictor and era, outcome) [any] Means of the coefficients, then of the effects of eras.
    covariance
        (all, all) [any] Their covariance, outcome by outcome within each row of ``mean``.
    spread, war
        (outcome, outcome) [any] Means of the covariances of battles and of wars.
    spread_freedom, war_freedom
        () [1] Degrees of freedom of the inverse Wishart distributions that are as wide.
    freedoms
        (freedom) [1] Probability of each degree of freedom of Student's t.
    eras
        () [1] How many rows of ``mean`` are eras.
    """

    mean: Floats
    covariance: Floats
    spread: Floats
    spread_freedom: float
    war: Floats
    war_freedom: float
    freedoms: Floats
    eras: int

    def posterior(self, draws: int, chance: Chance) -> Posterior:
        """Draws from it.

        Parameters
        ----------
        draws
            () [1] How many.
        chance
            () [-] The random numbers.
        """
        size, outcomes = self.mean.size, self.mean.shape[1]
        root = np.linalg.cholesky(self._firm())
        theta = (self.mean.ravel() + chance.normal(draws, size) @ root.T).reshape(draws, -1, outcomes)
        spreads = (self.spread, self.spread_freedom), (self.war, self.war_freedom)
        spread, war = (
            chance.inverse_wishart(np.broadcast_to(mean * (free - outcomes - 1.0), (draws, *mean.shape)), free)
            for mean, free in spreads
        )
        which = np.searchsorted(np.cumsum(self.freedoms / self.freedoms.sum()), chance.uniform(draws))
        freedom = FREEDOMS[np.minimum(which, len(FREEDOMS) - 1)]
        split = len(self.mean) - self.eras
        return Posterior(theta[:, :split], theta[:, split:], spread, war, freedom)

    def prior(self) -> Prior:
        """The same as what is believed before other battles."""
        outcomes = self.mean.shape[1]
        return Prior(
            level=self.mean[0], reach=np.ones((len(self.mean) - self.eras, outcomes)),
            era_reach=np.ones((self.eras, outcomes)),
            spread=self.spread * (self.spread_freedom - outcomes - 1.0), spread_freedom=self.spread_freedom,
            war=self.war * (self.war_freedom - outcomes - 1.0), war_freedom=self.war_freedom,
            turn=np.eye(outcomes), mean=self.mean,
            precision=np.asarray(np.linalg.inv(self._firm()), np.float64), freedoms=self.freedoms,
        )  # fmt: skip

    def _firm(self) -> Floats:
        return np.asarray(
            self.covariance + _JITTER * np.trace(self.covariance) / self.mean.size * np.eye(self.mean.size)
        )


def believed(posterior: Posterior) -> Belief:
    """A posterior in few numbers.

    Parameters
    ----------
    posterior
        (draw) [-] Its draws.
    """
    theta = np.concatenate([posterior.coefficients, posterior.era], axis=1)
    flat = theta.reshape(len(theta), -1)
    shares = np.array([np.mean(posterior.freedom == f) for f in FREEDOMS])
    return Belief(
        mean=theta.mean(axis=0), covariance=np.cov(flat, rowvar=False), spread=posterior.spread.mean(axis=0),
        spread_freedom=_freedom(posterior.spread), war=posterior.war.mean(axis=0), war_freedom=_freedom(posterior.war),
        freedoms=(shares * len(flat) + 0.5) / (len(flat) + 0.5 * len(FREEDOMS)), eras=posterior.era.shape[1],
    )  # fmt: skip


def _freedom(draws: Floats) -> float:
    """Degrees of freedom of the inverse Wishart distribution whose logarithms of variances vary as much.

    A variance of it is inverse gamma of shape (freedom - a + 1)/2; its logarithm varies by the trigamma of the shape.
    """
    size = draws.shape[1]
    wanted = float(np.log(np.diagonal(draws, axis1=1, axis2=2)).var(axis=0).mean())
    shape = optimize.brentq(lambda s: float(special.polygamma(1, s)) - wanted, 1.1, 1e5)
    return float(max(2.0 * float(shape) + size - 1.0, size + 2.5))

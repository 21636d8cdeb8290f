"""Priors as quantile functions, with where each number comes from.

A prior is given by its 5, 50 and 95 % quantiles: a two-piece normal on the plain, log or logit scale, so that all three
are exact. What is here is the reference in plain NumPy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.errors import Problem, ScenarioError, did_you_mean
from attrit.shown import Shown

KINDS = ("claim", "fit", "literature", "judgement")
SHAPES = ("certain", "normal", "lognormal", "logit", "uniform", "choice")
Z95 = 1.6448536269514722  # standard normal quantile of 95 %
Knots = tuple[tuple[float, float], ...]
"""Normal scores and the numbers that stand there, both rising; straight lines between, flat beyond."""
_FINE = 240  # steps of the curve of a two-piece normal that may be 0


@dataclass(frozen=True, repr=False)
class Provenance(Shown):
    """Where a number comes from.

    Parameters
    ----------
    kind
        () [-] One of `KINDS`.
    source
        () [-] The claimants, the data and script, the citation or the reason.
    claims
        (claim) [-] ids of the claims used.
    pool
        () [-] The record of how they were pooled, see `attrit.evidence.pools.pool_of`; None for what was not.
    """

    kind: str
    source: str = ""
    claims: tuple[str, ...] = ()
    pool: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            accepted = f"one of {', '.join(KINDS)}"
            raise ScenarioError(
                Problem("", "", f"unknown provenance '{self.kind}'", accepted, did_you_mean(self.kind, KINDS))
            )


@dataclass(frozen=True, repr=False)
class Prior(Shown):
    """What is believed of one input before the run.

    Parameters
    ----------
    shape
        () [-] One of `SHAPES`. Normal, lognormal and logit are two-piece normals on the plain, log and logit scale.
    p05, p50, p95
        () [unit] Quantiles; for uniform the least, the middle and the greatest number; for certain the number thrice.
        Where it may not be so at all, they hold if it is so.
    provenance
        () [-] Where they come from.
    states
        (state) [-] Names, for a choice only.
    weights
        (state) [1] Their probabilities, for a choice only.
    is_so
        () [1] Probability that there is anything of it; the number is 0 otherwise.
    knots
        (knot) [-, unit] The whole distribution if it is so, where three quantiles do not say enough; the
        shape is then that of the scale only.
    """

    shape: str
    p05: float
    p50: float
    p95: float
    provenance: Provenance
    states: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()
    is_so: float = 1.0
    knots: Knots = ()

    def __post_init__(self) -> None:
        problem = self._problem()
        if problem:
            raise ScenarioError(problem)

    def _problem(self) -> Problem | None:
        """What is wrong with the numbers, if anything."""
        low, mid, high = numbers = (self.p05, self.p50, self.p95)
        if self.shape not in SHAPES:
            accepted = f"one of {', '.join(SHAPES)}"
            return Problem("", "", f"unknown shape '{self.shape}'", accepted, did_you_mean(self.shape, SHAPES))
        if not all(map(math.isfinite, (*numbers, *self.weights))):
            return Problem("", "", "a number is not finite")
        if self.shape == "choice":
            if not self.states or len({*self.states}) < len(self.weights) or len(self.states) != len(self.weights):
                return Problem("", "", "a choice needs one weight for each of its states, named once")
            if min(self.weights) < 0 or abs(sum(self.weights) - 1) > 1e-9:
                return Problem("", "", f"weights {self.weights} are not shares that sum to 1")
            return None
        if self.states or self.weights:
            return Problem("", "", f"{self.shape} has no states or weights", "only a choice has them")
        if not 0 <= self.is_so <= 1 or (self.is_so < 1 and self.shape == "uniform"):
            accepted = "a probability, of a normal, lognormal or logit prior"
            return Problem("", "is_so", f"{self.is_so:g} of a {self.shape} prior", accepted)
        if self.shape == "certain":
            return None if low == mid == high else Problem("", "", "a certain number has no spread")
        if not low < mid < high:
            return Problem("", "", f"quantiles {low:g}, {mid:g}, {high:g} do not rise")
        if self.shape == "uniform" and abs(mid - (low + high) / 2) > 1e-9 * (high - low):
            return Problem("", "", f"{mid:g} is not the middle of {low:g} to {high:g}")
        if self.shape == "lognormal" and low <= 0:
            return Problem("", "", f"lognormal starts at {low:g}", "quantiles above 0")
        if self.shape == "logit" and not (low > 0 and high < 1):
            return Problem("", "", f"logit runs from {low:g} to {high:g}", "quantiles between 0 and 1")
        return None

    @classmethod
    def certain(cls, value: float, provenance: Provenance) -> Prior:
        """A number without spread.

        Parameters
        ----------
        value
            () [unit] The number.
        provenance
            () [-] Where it comes from.
        """
        return cls("certain", value, value, value, provenance)

    @classmethod
    def uniform(cls, low: float, high: float, provenance: Provenance) -> Prior:
        """Every number between two bounds alike.

        Parameters
        ----------
        low, high
            () [unit] The whole range.
        provenance
            () [-] Where they come from.
        """
        return cls("uniform", low, (low + high) / 2, high, provenance)

    @classmethod
    def pert(cls, low: float, mode: float, high: float, provenance: Provenance) -> Prior:
        """A lognormal prior with the 5, 50 and 95 % quantiles of a PERT distribution.

        PERT is the beta distribution between two bounds with alpha = 1 + 4 (mode - low) / (high - low) and
        beta = 1 + 4 (high - mode) / (high - low), so that its mean is (low + 4 mode + high) / 6.

        Parameters
        ----------
        low, mode, high
            () [unit] The least, the likeliest and the greatest number; above 0.
        provenance
            () [-] Where they come from.

        Raises
        ------
        ScenarioError
            The three do not rise, or are not above 0.

        References
        ----------
        Malcolm, Roseboom, Clark, Fazar 1959, Operations Research 7(5), doi 10.1287/opre.7.5.646.
        """
        from scipy.special import betaincinv

        if not (0 <= low <= mode <= high < math.inf and low < high):
            raise ScenarioError(f"a PERT distribution with {low:g}, {mode:g}, {high:g}; they rise, from 0 or above")
        alpha, beta = (1 + 4 * part / (high - low) for part in (mode - low, high - mode))
        p05, p50, p95 = (low + (high - low) * float(betaincinv(alpha, beta, p)) for p in (0.05, 0.5, 0.95))
        return cls("lognormal", p05, p50, p95, provenance)

    @classmethod
    def choice(cls, weights: Mapping[str, float], provenance: Provenance) -> Prior:
        """One of several states; its values are 0, 1, ... in the order given.

        Parameters
        ----------
        weights
            (state) [1] Probability of each state by name.
        provenance
            () [-] Where they come from.
        """
        shares = tuple(weights.values())
        low, mid, high = (float(state) for state in _states(shares, np.array([0.05, 0.5, 0.95])))
        return cls("choice", low, mid, high, provenance, tuple(weights), shares)

    def quantile(self, u: ArrayLike) -> NDArray[np.float64]:
        """The number below which a share of the belief lies.

        Parameters
        ----------
        u
            (...) [1] Shares, from 0 to 1.

        Returns
        -------
        numpy.ndarray
            (...) [unit] Quantiles; for a choice the number of the state.
        """
        from scipy.special import expit, logit, ndtri

        u = np.asarray(u, dtype=np.float64)
        if curve := self.curve():
            z, x = np.array(curve).T
            return np.asarray(np.interp(ndtri(u), z, x), dtype=np.float64)
        if self.shape == "certain":
            return np.full(u.shape, self.p50)
        if self.shape == "uniform":
            return self.p05 + u * (self.p95 - self.p05)
        if self.shape == "choice":
            return _states(self.weights, u)
        low, mid, high = self.p05, self.p50, self.p95
        if self.shape == "lognormal":
            low, mid, high = math.log(low), math.log(mid), math.log(high)
        elif self.shape == "logit":
            low, mid, high = (float(logit(p)) for p in (low, mid, high))
        z = ndtri(u)
        found = mid + z * np.where(z < 0, (mid - low) / Z95, (high - mid) / Z95)
        if self.shape == "lognormal":
            return np.asarray(np.exp(found), dtype=np.float64)
        return np.asarray(expit(found) if self.shape == "logit" else found, dtype=np.float64)

    @property
    def median(self) -> float:
        """The median, which is 0 where it is more likely not so."""
        return self.p50 if self.is_so == 1 else float(self.quantile(0.5))

    def curve(self) -> Knots:
        """The whole distribution with the share of 0 in it; empty where the shape says all."""
        from scipy.special import ndtr, ndtri

        if self.is_so == 1 or self.shape in ("certain", "choice"):
            return self.knots
        if self.is_so == 0:
            return ((0.0, 0.0),)
        z, x = np.array(self.knots).T if self.knots else (np.linspace(-6.0, 6.0, _FINE + 1), np.empty(0))
        if not self.knots:
            x = replace(self, is_so=1.0).quantile(ndtr(z))
        # The lowest scores are the worlds in which it is not so; those above share what is left.
        moved = -ndtri(self.is_so * ndtr(-z))
        start = round(float(-ndtri(self.is_so)), 7)
        above = {round(float(a), 7): float(f"{b:.8g}") for a, b in zip(moved, x, strict=True) if a > start}
        return ((start, 0.0), (start, next(iter(above.values()))), *above.items())

    def scaled(self, factor: float) -> Prior:
        """The prior of this quantity times a factor, for example in another unit.

        Parameters
        ----------
        factor
            () [1] Above 0.
        """
        if self.shape in ("logit", "choice"):
            raise ScenarioError(f"a {self.shape} prior cannot be scaled")
        if not 0 < factor < math.inf:
            raise ScenarioError(f"cannot scale by {factor:g}; a factor is above 0")
        knots = tuple((z, x * factor) for z, x in self.knots)
        return replace(self, p05=self.p05 * factor, p50=self.p50 * factor, p95=self.p95 * factor, knots=knots)


def _states(weights: Sequence[float], u: NDArray[np.float64]) -> NDArray[np.float64]:
    """The number of the state at each share of the cumulative weights."""
    state = np.searchsorted(np.cumsum(weights), u, side="right")
    return np.minimum(state, len(weights) - 1).astype(np.float64)

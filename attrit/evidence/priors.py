"""Priors as quantile functions, and the pooling of claims into one, with where each number comes from.

A prior is given by its 5, 50 and 95 % quantiles: a two-piece normal on the plain, log or logit scale, so that all three
are exact. What is here is the reference in plain NumPy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.errors import LedgerError, Problem, ScenarioError, did_you_mean
from attrit.evidence.claims import Ledger
from attrit.evidence.statement import Claim, half_step, period
from attrit.quantities import convert

KINDS = ("claim", "fit", "literature", "judgement")
SHAPES = ("certain", "normal", "lognormal", "logit", "uniform", "choice")
METHODS = ("linear", "log")
Z95 = 1.6448536269514722  # standard normal quantile of 95 %

# sd of ln(truth / number said) that the wording alone leaves; judged, see docs/ledger.md.
SD_EXACT = 0.02
SD_ABOUT = 0.05
SD_BOUND = 0.15
SHIFT_BOUND = 0.10  # 'at least 10,000' is centred on 10,000 exp(.10), 'up to' on 10,000 exp(-.10)


@dataclass(frozen=True)
class Provenance:
    """Where a number comes from.

    Parameters
    ----------
    kind
        () [-] One of `KINDS`.
    source
        () [-] The claimants, the data and script, the citation or the reason.
    claims
        (claim) [-] ids of the claims used.
    """

    kind: str
    source: str = ""
    claims: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            accepted = f"one of {', '.join(KINDS)}"
            raise ScenarioError(
                Problem("", "", f"unknown provenance '{self.kind}'", accepted, did_you_mean(self.kind, KINDS))
            )


@dataclass(frozen=True)
class Prior:
    """What is believed of one input before the run.

    Parameters
    ----------
    shape
        () [-] One of `SHAPES`. Normal, lognormal and logit are two-piece normals on the plain, log and logit scale.
    p05, p50, p95
        () [unit] Quantiles; for uniform the least, the middle and the greatest number; for certain the number thrice.
    provenance
        () [-] Where they come from.
    states
        (state) [-] Names, for a choice only.
    weights
        (state) [1] Their probabilities, for a choice only.
    """

    shape: str
    p05: float
    p50: float
    p95: float
    provenance: Provenance
    states: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()

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
        return replace(self, p05=self.p05 * factor, p50=self.p50 * factor, p95=self.p95 * factor)


def _states(weights: Sequence[float], u: NDArray[np.float64]) -> NDArray[np.float64]:
    """The number of the state at each share of the cumulative weights."""
    state = np.searchsorted(np.cumsum(weights), u, side="right")
    return np.minimum(state, len(weights) - 1).astype(np.float64)


class _Voice(NamedTuple):
    """What one claimant holds to be true: a normal in ln of the number, and the claims it is read from."""

    name: str
    centre: float
    sd: float
    claims: tuple[Claim, ...]


def pool(
    claims: Ledger,
    *,
    unit: str = "",
    method: str = "linear",
    definition: str = "",
    since: date | str | None = None,
) -> Prior:
    """Pool what several claimants say of one subject into one lognormal prior.

    Pooling works by claimant: what repeats another claim is dropped, and of each claimant the latest claims count.
    A linear pool keeps the disagreement; a log pool weighs by precision and takes the middle. Both answer *what is
    said*; what all claimants get wrong together is not in them.

    Parameters
    ----------
    claims
        (claim) [-] Claims about one subject; denials and claims without a number are named in the provenance.
    unit
        () [-] Unit of the prior; canonical if left out.
    method
        () [-] ``linear`` or ``log``.
    definition
        () [-] The definition to pool; needed if the claims have several.
    since
        () [date] Claims about an earlier time are left out, for a quantity that changes; text is read by `period`.

    Returns
    -------
    Prior
        Lognormal, with the 5, 50 and 95 % quantiles of the pool.
    """
    if method not in METHODS:
        problem = Problem("", "", f"unknown method '{method}'", "linear or log", did_you_mean(method, METHODS))
        raise LedgerError(problem)
    first = since if isinstance(since, date) or since is None else period(since)[0]
    pooled = [
        claim
        for claim in claims.originals()
        if claim.stated is not None
        and claim.stance in ("asserts", "confirms")
        and definition in ("", claim.definition)
        and (first is None or claim.end >= first)
    ]
    _check_alike(claims, pooled)
    canonical = convert(1.0, pooled[0].unit)[1]
    scale, wanted = convert(1.0, unit or canonical)
    if wanted != canonical:
        raise LedgerError(f"claims about {pooled[0].subject} are in {canonical}, not in {unit}")
    voices = [_voice(name, said) for name, said in _latest(claims, pooled).items()]
    low, mid, high = _linear(voices) if method == "linear" else _log(voices)
    used = [claim for voice in voices for claim in voice.claims]
    spoken = ", ".join(f"{voice.name} ({', '.join(c.id for c in voice.claims)})" for voice in voices)
    silent = ", ".join(
        f"{c.claimant} {c.stance.replace('_', ' ')} ({c.id})" for c in claims if c.stance not in ("asserts", "confirms")
    )
    source = f"{method} pool of {spoken}" + (f"; not pooled: {silent}" if silent else "")
    ids = tuple(claim.id for claim in used)
    return Prior("lognormal", low, mid, high, Provenance("claim", source, ids)).scaled(1 / scale)


def _check_alike(claims: Ledger, pooled: Sequence[Claim]) -> None:
    """Refuse to pool nothing, numbers of 0, or claims that do not speak of one thing."""
    if not pooled:
        about = ", ".join(claims.subjects) or "nothing"
        raise LedgerError(f"no claim with a number to pool among {len(claims)} about {about}")
    for what, kinds in (
        ("subjects", {claim.subject for claim in pooled}),
        ("definitions", {claim.definition or "none stated" for claim in pooled}),
        ("units", {convert(1.0, claim.unit)[1] for claim in pooled}),
    ):
        if len(kinds) > 1:
            raise LedgerError(f"two {what} are never pooled: {', '.join(sorted(kinds))}")
    zero = [claim.id for claim in pooled if 0.0 in (claim.low, claim.value, claim.high)]
    if zero:
        raise LedgerError(f"a claim of 0 has no place on a log scale: {', '.join(zero)}")


def _latest(claims: Ledger, pooled: Sequence[Claim]) -> dict[str, list[Claim]]:
    """The claims of each voice about the latest time that it spoke of."""
    said: dict[str, list[Claim]] = {}
    for claim in pooled:
        said.setdefault(claims.voice(claim), []).append(claim)
    last = {name: max((claim.end, claim.made_on) for claim in group) for name, group in said.items()}
    return {name: [c for c in group if (c.end, c.made_on) == last[name]] for name, group in said.items()}


def _voice(name: str, said: Sequence[Claim]) -> _Voice:
    """One normal in ln for what a claimant says of one time; several claims are averaged, and their spread added.

    A lower and an upper bound of one claimant are a range, not two opinions.
    """
    floors = [claim.interval() for claim in said if claim.qualifier == "at_least"]
    tops = [claim.interval() for claim in said if claim.qualifier == "up_to"]
    if floors and tops and len(floors) + len(tops) == len(said):
        low, high = max(i[0] for i in floors if i), min(i[1] for i in tops if i)
        if low <= high:
            sd = max(SD_ABOUT, math.log(high / low) / (2 * Z95))
            return _Voice(name, (math.log(low) + math.log(high)) / 2, sd, tuple(said))
    parts = [_reading(claim) for claim in said]
    centre = sum(mu for mu, _ in parts) / len(parts)
    variance = sum(sd**2 + (mu - centre) ** 2 for mu, sd in parts) / len(parts)
    return _Voice(name, centre, math.sqrt(variance), tuple(said))


def _reading(claim: Claim) -> tuple[float, float]:
    """Mean and sd of ln of the number, in canonical units, that the words of one claim leave."""
    bounds = claim.interval() or (0.0, 0.0, "")
    if claim.qualifier == "at_least":
        return math.log(bounds[0]) + SHIFT_BOUND, SD_BOUND
    if claim.qualifier == "up_to":
        return math.log(bounds[1]) - SHIFT_BOUND, SD_BOUND
    value = claim.value or 0.0
    low, high = claim.low or value, claim.high or value
    if claim.qualifier == "range":
        middle = value if low < value < high else math.sqrt(low * high)
        return math.log(convert(middle, claim.unit)[0]), max(SD_ABOUT, math.log(high / low) / (2 * Z95))
    centre = math.log(convert(value, claim.unit)[0])
    if claim.qualifier == "exact":
        return centre, SD_EXACT
    # A bound that was said beside the number is a 5 or 95 % quantile; so is the edge of the rounding.
    return centre, max(SD_ABOUT, max(half_step(value) / value, math.log(value / low), math.log(high / value)) / Z95)


def _linear(voices: Sequence[_Voice]) -> tuple[float, float, float]:
    """The 5, 50 and 95 % quantiles of the mixture of all voices with equal weights, by bisection."""
    parts = [NormalDist(voice.centre, voice.sd) for voice in voices]
    least, greatest = min(v.centre - 9 * v.sd for v in voices), max(v.centre + 9 * v.sd for v in voices)

    def quantile(p: float) -> float:
        low, high = least, greatest
        while high - low > 1e-13:
            middle = (low + high) / 2
            if middle in (low, high):
                break
            below = sum(part.cdf(middle) for part in parts) < p * len(parts)
            low, high = (middle, high) if below else (low, middle)
        return math.exp(low)

    return quantile(0.05), quantile(0.5), quantile(0.95)


def _log(voices: Sequence[_Voice]) -> tuple[float, float, float]:
    """The same of the log pool: densities to the power 1/n, so that n equal voices are no surer than one."""
    precision = sum(voice.sd**-2 for voice in voices) / len(voices)
    centre = sum(voice.centre * voice.sd**-2 for voice in voices) / len(voices) / precision
    sd = precision**-0.5
    return math.exp(centre - Z95 * sd), math.exp(centre), math.exp(centre + Z95 * sd)

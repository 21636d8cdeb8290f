"""What a ledger of claims says of the truth and of each source's bias, over the whole course of a war.

The model is that of `attrit.evidence.claim_posterior`; docs/model/reporting-bias-fit.md describes it and holds it
against the published results.
"""

from __future__ import annotations

import csv
import importlib
import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.errors import FitError, LedgerError, Problem, did_you_mean
from attrit.evidence.biases import COLUMNS
from attrit.evidence.claim_counts import ClaimCounts, Floats
from attrit.evidence.claim_posterior import Draws, Layout, draw, layout, need
from attrit.evidence.claims import Ledger
from attrit.shown import Shown, brief

LARGEST_RHAT = 1.01
_WORST = 5  # quantities that a message names
_LEVELS = (0.025, 0.05, 0.5, 0.95, 0.975)


class Spread(NamedTuple):
    """Where a quantity lies given the claims.

    Parameters
    ----------
    mean, median
        () [any] Mean and median.
    low, high
        () [any] 2.5 and 97.5 % quantiles.
    """

    mean: float
    median: float
    low: float
    high: float


@dataclass(frozen=True, repr=False)
class Total(Shown):
    """What one series sums to.

    Parameters
    ----------
    of, kind
        () [-] Whose loss, and what sort.
    whole
        () [any] Over the whole span of the claims.
    by_day
        (3, day) [any] 2.5, 50 and 97.5 % quantiles of the running total.
    """

    of: str
    kind: str
    whole: Spread
    by_day: Floats


class SourceBias(NamedTuple):
    """By which factor a source's numbers run above the truth.

    Parameters
    ----------
    side, of, kind
        () [-] Whose claims, of whose loss, of what sort.
    p05, p50, p95
        () [1] Quantiles of the factor.
    mean, low, high
        () [1] Its mean, and its 2.5 and 97.5 % quantiles.
    claims
        () [1] Claims behind it.
    """

    side: str
    of: str
    kind: str
    p05: float
    p50: float
    p95: float
    mean: float
    low: float
    high: float
    claims: int

    def __repr__(self) -> str:
        return brief(self)


class Diagnostics(NamedTuple):
    """How far the chains agree.

    Parameters
    ----------
    rhat, ess
        () [1] Largest split R-hat and least effective sample size among logarithms of totals and biases.
    rhat_all, ess_all
        () [1] The same among all parameters.
    divergences, draws
        () [1] Divergent transitions, and draws.
    seconds
        () [s] Time taken.
    worst
        (quantity) [-] Names and R-hats of the quantities that agree least.
    """

    rhat: float
    ess: float
    rhat_all: float
    ess_all: float
    divergences: int
    draws: int
    seconds: float
    worst: tuple[tuple[str, float], ...]

    def __repr__(self) -> str:
        return brief(self)


@dataclass(frozen=True, repr=False)
class ClaimsFit(Shown):
    """What a ledger says of totals and biases.

    Parameters
    ----------
    totals
        subject -> () [-] Its total.
    biases
        (bias) [-] Biases of sources; most claims first.
    diagnostics
        () [-] How far the chains agree.
    draws
        subject -> (draw) [any] Draws of the totals over the whole span, jointly.
    source
        () [-] What was fitted, in words.
    """

    totals: dict[str, Total]
    biases: tuple[SourceBias, ...]
    diagnostics: Diagnostics
    draws: dict[str, Floats]
    source: str

    def ratio(self, subject: str, to: str) -> Spread:
        """One total over another.

        Parameters
        ----------
        subject, to
            () [-] Which, and over which.

        Raises
        ------
        LedgerError
            No such series was fitted.
        """
        unknown = [name for name in (subject, to) if name not in self.draws]
        if unknown:
            known = ", ".join(self.draws)
            raise LedgerError(Problem("", "", f"no series '{n}'", known, did_you_mean(n, self.draws)) for n in unknown)
        return _spread(self.draws[subject] / self.draws[to])

    def biases_csv(self) -> str:
        """The biases as a bias file, which `attrit.evidence.biases` reads as priors; ``n`` counts the claims."""
        sheet = io.StringIO()
        table = csv.writer(sheet, lineterminator="\n")
        table.writerow((*COLUMNS[:-1], "n", COLUMNS[-1]))
        for row in self.biases:
            quantiles = (f"{value:.4g}" for value in (row.p05, row.p50, row.p95))
            table.writerow((row.side, row.of, row.kind, *quantiles, "fit", row.claims, self.source))
        return sheet.getvalue()


def fit_claims(
    ledger: Ledger, *, seed: int = 1, chains: int = 4, samples: int = 1000, warmup: int = 1000,
    rate_centre: float | None = None, unconverged: bool = False, progress: Callable[[int, int], None] | None = None,
) -> ClaimsFit:  # fmt: skip
    """Fit the reporting-bias model over time to the counts of a ledger.

    Parameters
    ----------
    ledger
        (claim) [-] The claims; all with a number are counts, by ``side`` (else claimant) and ``subject``.
    seed
        () [-] Of all random numbers; the same seed gives the same numbers.
    chains, samples, warmup
        () [1] Chains, and draws of each that are kept and that come before.
    rate_centre
        () [ln any/day] Prior mean of the mean of ln daily rates over series; None takes that of the claims, so that
        units do not matter. Radford et al. have 0.
    unconverged
        () [-] Whether to return a fit whose chains do not agree.
    progress
        () [-] Called with iterations done and iterations in all.

    Raises
    ------
    LedgerError
        Claims cannot be used.
    FitError
        The chains do not agree, or NumPyro is not installed.
    """
    claims = ClaimCounts.of(ledger)
    need()
    began = time.perf_counter()
    plan = layout(claims, rate_centre)
    found = draw(claims, plan, seed=seed, chains=chains, samples=samples, warmup=warmup, progress=progress)
    diagnostics = _diagnostics(claims, plan, found, time.perf_counter() - began)
    if not unconverged and not diagnostics.rhat < LARGEST_RHAT:
        worst = ", ".join(f"{name} {rhat:.3f}" for name, rhat in diagnostics.worst)
        accepted = f"split R-hat below {LARGEST_RHAT}"
        cure = f"take more samples, say {2 * samples} after {2 * warmup}"
        raise FitError(Problem("", "", f"the chains do not agree: R-hat of {worst}", accepted, cure))
    return _summary(claims, plan, found, diagnostics)


def _names(claims: ClaimCounts, plan: Layout) -> dict[str, list[str]]:
    """Names of the quantities reported, by parameter."""
    pairs = zip(plan.pair_source, plan.pair_series, strict=True)
    biases = [f"bias of {claims.sources[source]} on {claims.series[series]}" for source, series in pairs]
    return {"log_total": list(claims.series), "bias": biases}


def _diagnostics(claims: ClaimCounts, plan: Layout, found: Draws, seconds: float) -> Diagnostics:
    """Split R-hat and effective sample sizes."""
    tools = importlib.import_module("numpyro.diagnostics")
    named = _names(claims, plan)
    rhats, sizes = {}, {}
    for name, values in found.values.items():
        moving = values.reshape(*values.shape[:2], -1)
        moving = moving[:, :, np.ptp(moving, axis=(0, 1)) > 0]  # the diagonal of a factor does not move
        rhats[name] = np.asarray(tools.split_gelman_rubin(moving))
        sizes[name] = np.asarray(tools.effective_sample_size(moving))
    ranked = sorted(
        ((word, float(rhat)) for name, words in named.items() for word, rhat in zip(words, rhats[name], strict=True)),
        key=lambda item: -item[1],
    )
    chains, samples = found.values["log_total"].shape[:2]
    return Diagnostics(
        rhat=ranked[0][1], ess=float(min(sizes[name].min() for name in named)),
        rhat_all=float(max(values.max() for values in rhats.values())),
        ess_all=float(min(values.min() for values in sizes.values())),
        divergences=found.divergent, draws=chains * samples, seconds=seconds, worst=tuple(ranked[:_WORST]),
    )  # fmt: skip


def _spread(values: NDArray[Any]) -> Spread:
    low, median, high = np.quantile(values, (0.025, 0.5, 0.975))
    return Spread(float(values.mean()), float(median), float(low), float(high))


def _summary(claims: ClaimCounts, plan: Layout, found: Draws, diagnostics: Diagnostics) -> ClaimsFit:
    """Totals and biases from draws."""
    flat = {
        name: found.values[name].reshape(diagnostics.draws, *found.values[name].shape[2:])
        for name in ("intercept", "trend", "coefficients", "bias")
    }
    totals, draws = {}, {}
    for place, name in enumerate(claims.series):
        course = np.outer(flat["trend"][:, place], plan.time) + flat["coefficients"][:, place] @ plan.basis
        running = np.cumsum(np.exp(flat["intercept"][:, place, None] + course), axis=1)
        draws[name] = running[:, -1]
        by_day = np.quantile(running, (0.025, 0.5, 0.975), axis=0)
        totals[name] = Total(claims.targets[place], claims.kinds[place], _spread(running[:, -1]), by_day)
    biases = []
    for place, (series, source) in enumerate(zip(plan.pair_series, plan.pair_source, strict=True)):
        factor = np.exp(flat["bias"][:, place])
        low, p05, p50, p95, high = map(float, np.quantile(factor, _LEVELS))
        whose = claims.sources[source], claims.targets[series], claims.kinds[series]
        biases.append(SourceBias(*whose, p05, p50, p95, float(factor.mean()), low, high, int(plan.size[place])))
    biases.sort(key=lambda row: -row.claims)
    span = f"{claims.first} to {claims.day(claims.days)}"
    source = f"reporting-bias model fitted to {len(claims.count):,} claims of {span}"
    return ClaimsFit(totals, tuple(biases), diagnostics, draws, source)

"""The full fit of claims on a terminal: what it will take, totals, biases, and how far the chains agree."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from attrit.evidence.claim_counts import ClaimCounts
from attrit.views.words.columns import columns, paragraph
from attrit.views.words.numbers import number

if TYPE_CHECKING:
    from attrit.analysis.fit_claims import ClaimsFit
    from attrit.evidence.claims import Ledger

_KNOWN = "For scale: 4,609 claims over a year, with 4 chains of 2,000 iterations, took two processors 15 minutes."
_LEAST = 5  # claims behind a bias that is listed


def ahead(ledger: Ledger, *, chains: int, iterations: int) -> str:
    """What a fit will take, before it begins.

    Parameters
    ----------
    ledger
        () [-] The claims.
    chains, iterations
        () [1] Chains, and iterations of each.
    """
    claims = ClaimCounts.of(ledger)
    return paragraph(
        f"Fitting {len(claims.count):,} claims of {len(claims.series)} series over {claims.days:,} days. Chains: "
        f"{chains}, each of {iterations:,} iterations, {min(chains, os.cpu_count() or 1)} at a time. {_KNOWN} "
        "Compiling takes a minute or two; from then on progress is reported."
    )


def found(fit: ClaimsFit) -> list[str]:
    """What a fit found.

    Parameters
    ----------
    fit
        () [-] From `attrit.fit_claims`.
    """
    totals: list[tuple[str, ...]] = [("total", "median", "2.5 %", "97.5 %", "mean")]
    for name, total in fit.totals.items():
        whole = total.whole
        totals.append((name, *(number(x) for x in (whole.median, whole.low, whole.high, whole.mean))))
    biases: list[tuple[str, ...]] = [("side", "about", "kind", "claim / truth", "5 %", "95 %", "claims")]
    listed = [bias for bias in fit.biases if bias.claims >= _LEAST]
    for bias in sorted(listed, key=lambda bias: (bias.of, bias.kind, bias.side)):
        numbers = (f"{x:.2f}" for x in (bias.p50, bias.p05, bias.p95))
        biases.append((bias.side, bias.of, bias.kind.replace("_", " "), *numbers, f"{bias.claims:,}"))
    d = fit.diagnostics
    few = len(fit.biases) - len(listed)
    how = (
        f"{fit.source}. {d.draws:,} draws in {d.seconds:,.0f} s. In these rows split R-hat is at most {d.rhat:.4f} "
        f"and the effective sample size at least {d.ess:,.0f}; over all parameters, {d.rhat_all:.4f} and "
        f"{d.ess_all:,.0f}. {d.divergences} draws diverged."
    )
    lines = [*columns(totals, right=(1, 2, 3, 4)), "", *columns(biases, right=(3, 4, 5, 6)), ""]
    if few:
        lines.append(f"Not listed: {few} biases with fewer than {_LEAST} claims.")
    return [*lines, paragraph(how)]

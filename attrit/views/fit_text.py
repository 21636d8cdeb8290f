"""The full fit of claims on a terminal: totals, biases, and how far the chains agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrit.views.columns import columns, paragraph
from attrit.views.report_inputs import number

if TYPE_CHECKING:
    from attrit.analysis.fit_claims import ClaimsFit

_LEAST = 5  # claims behind a bias that is listed


def found(fit: ClaimsFit) -> list[str]:
    """What a fit found.

    Parameters
    ----------
    fit
        () [-] From `attrit.fit_claims`.
    """
    totals: list[tuple[str, ...]] = [("in all", "median", "2.5 %", "97.5 %", "mean")]
    for name, total in fit.totals.items():
        whole = total.whole
        totals.append((name, *(number(x) for x in (whole.median, whole.low, whole.high, whole.mean))))
    biases: list[tuple[str, ...]] = [("says so many times the truth", "of", "", "median", "5 %", "95 %", "claims")]
    listed = [bias for bias in fit.biases if bias.claims >= _LEAST]
    for bias in sorted(listed, key=lambda bias: (bias.of, bias.kind, bias.side)):
        numbers = (f"{x:.2f}" for x in (bias.p50, bias.p05, bias.p95))
        biases.append((bias.side, bias.of, bias.kind.replace("_", " "), *numbers, f"{bias.claims:,}"))
    d = fit.diagnostics
    few = len(fit.biases) - len(listed)
    how = (
        f"{fit.source}. {d.draws:,} draws in {d.seconds:,.0f} s. Of what is listed, split R-hat is at most {d.rhat:.4f}"
        f" and effective draws are at least {d.ess:,.0f}; of all parameters, {d.rhat_all:.4f} and {d.ess_all:,.0f}. "
        f"{d.divergences} draws diverged."
    )
    lines = [*columns(totals, right=(1, 2, 3, 4)), "", *columns(biases, right=(3, 4, 5, 6)), ""]
    if few:
        lines.append(f"Not listed: {few} biases with fewer than {_LEAST} claims.")
    return [*lines, paragraph(how)]

"""Pooling: from what several claimants say of one subject to one prior, with its provenance kept.

Three pools. ``bias``, the default, asks what is true, given that claimants may be biased together and each by himself
(`attrit.evidence.reporting_bias`). ``linear`` and ``log`` ask only what is said: a linear pool keeps the disagreement,
a log pool takes the precision-weighted middle. A naive product of what is said, as if all claimants knew it from
independent looks, is not offered.

References
----------
Linear and log pool: Genest and Zidek 1986, Statistical Science 1(1), doi 10.1214/ss/1177013825.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import NormalDist
from typing import NamedTuple

from attrit.errors import LedgerError, Problem, did_you_mean
from attrit.evidence.biases import Biases, shipped
from attrit.evidence.claims import Ledger
from attrit.evidence.priors import Z95, Prior, Provenance
from attrit.evidence.reporting_bias import SideBias, pooled
from attrit.evidence.statement import Claim, period
from attrit.evidence.voices import LOGIT, Heard, Voice, hear
from attrit.quantities import convert

METHODS = ("bias", "linear", "log")
DRIFT = 0.1  # sd by which the ln of a quantity may have moved in 30 days; judged


@dataclass(frozen=True)
class Pool:
    """How claims about one subject were pooled.

    Parameters
    ----------
    method
        () [-] One of `METHODS`; empty if nobody gives a number and what was believed before holds.
    subject, definition, unit
        () [-] What it is about, and the canonical unit.
    voices
        (voice) [-] Who was heard.
    left_out
        (claim) [-] Claims that did not enter, each with the reason.
    before
        () [-] What was believed before anybody spoke, in `unit`; None if nothing was stated.
    biases
        (side) [-] What was assumed and what came out about each side's bias; empty without the bias model.
    """

    method: str
    subject: str
    definition: str
    unit: str
    voices: tuple[Voice, ...]
    left_out: tuple[tuple[Claim, str], ...]
    before: Prior | None = None
    biases: tuple[SideBias, ...] = ()


def pool(
    claims: Ledger,
    *,
    unit: str = "",
    method: str = "bias",
    definition: str = "",
    since: date | str | None = None,
    when: date | None = None,
    before: Prior | None = None,
    biases: Biases | None = None,
    weights: Mapping[str, float] | None = None,
    drift: float | None = None,
) -> Prior:
    """Pool what several claimants say of one subject into one prior.

    Pooling works by claimant: what repeats another claim is dropped, and of each claimant the latest claims count.

    Parameters
    ----------
    claims
        (claim) [-] Claims about one subject.
    unit
        () [-] Unit of the prior; canonical if left out.
    method
        () [-] One of `METHODS`.
    definition
        () [-] The definition to pool; needed if the claims have several.
    since
        () [date] Claims about an earlier time are left out, for a quantity that changes; text is read by `period`.
    when
        () [date] The day whose truth is sought; the latest on which a heard claim was made if left out.
    before
        () [-] What would be believed if nobody had said anything, in `unit`; read by its 5, 50 and 95 % quantiles. The
        bias model weighs it with the claims; with the other two it holds where no claim gives a number.
    biases
        () [-] Priors of reporting bias; those that ship with attrit if left out. For the bias model.
    weights
        (claimant) [1] Weights of the voices in a linear or log pool, for example from `classical_model.weights`; equal
        if left out, and none where a claimant is not named.
    drift
        () [1] sd by which the ln of the truth may have moved in 30 days; `DRIFT` if left out. For the bias model.

    Returns
    -------
    Prior
        With the 5, 50 and 95 % quantiles of the pool: lognormal, or logit for shares; how it came about is in
        ``prior.provenance.pool``.

    Raises
    ------
    LedgerError
        Nothing to pool and nothing believed before, claims that do not speak of one thing, or options that do not go
        with them.
    """
    if method not in METHODS:
        known = f"one of {', '.join(METHODS)}"
        raise LedgerError(Problem("", "", f"unknown method '{method}'", known, did_you_mean(method, METHODS)))
    first = since if isinstance(since, date) or since is None else period(since)[0]
    heard = hear(claims, when, definition, first)
    if not heard.voices:
        return _unsaid(claims, heard, before)
    factor, wanted = convert(1.0, unit or heard.unit)
    if wanted != heard.unit:
        raise LedgerError(f"claims about {heard.subject} are in {heard.unit}, not in {unit}")
    if heard.scale is LOGIT:
        factor = 1.0  # a share is pooled as a share of 1, whatever it is stated in
    canonical = before.scaled(factor) if before is not None and factor != 1.0 else before
    _check_options(heard, method, canonical, weights, drift, known=[claims.voice(claim) for claim in claims.origin])
    found: tuple[SideBias, ...] = ()
    if method == "bias":
        low, mid, high, found = pooled(heard, canonical, biases or shipped(), DRIFT if drift is None else drift)
    else:
        low, mid, high = (_linear if method == "linear" else _log)(_weighted(heard.voices, weights or {}))
    low, mid, high = (heard.scale.back(x) / factor for x in (low, mid, high))
    how = Pool(method, heard.subject, heard.definition, heard.unit, heard.voices, heard.left_out, canonical, found)
    ids = tuple(claim.id for voice in heard.voices for claim in voice.claims)
    return Prior(heard.scale.shape, low, mid, high, Provenance("claim", _source(how), ids, how))


def _check_options(
    heard: Heard, method: str, before: Prior | None, weights: Mapping[str, float] | None, drift: float | None,
    known: Sequence[str],
) -> None:  # fmt: skip
    """Refuse options that the pool cannot heed."""
    problems = []
    if weights is not None and method == "bias":
        problems.append(Problem("", "weights", "weights with the bias model", "a linear or log pool"))
    for name in weights or ():
        if name not in known:
            problems.append(Problem("", "weights", f"no claim by '{name}'", "a claimant", did_you_mean(name, known)))
    if drift is not None and not 0 <= drift < math.inf:
        problems.append(Problem("", "drift", f"{drift:g}", "0 or above"))
    if before is not None and method == "bias":
        low, high = (0.0, 1.0) if heard.scale is LOGIT else (0.0, math.inf)
        uncertain = before.shape in ("lognormal", "normal", "logit", "uniform")
        if not uncertain or not low < before.p05 <= before.p95 < high:
            found = f"{before.shape} from {before.p05:g} to {before.p95:g}"
            inside = "between 0 and 1" if heard.scale is LOGIT else "above 0"
            problems.append(Problem("", "before", found, f"an uncertain number {inside}"))
    if problems:
        raise LedgerError(problems)


def _unsaid(claims: Ledger, heard: Heard, before: Prior | None) -> Prior:
    """What holds where no claim gives a number."""
    if before is None:
        about = ", ".join(claims.subjects) or "nothing"
        cure = "state with 'before:' what holds where nobody gives a number"
        raise LedgerError(
            Problem("", "", f"no claim with a number to pool among {len(claims)} about {about}", "", cure)
        )
    how = Pool("", ", ".join(claims.subjects), heard.definition, "", (), heard.left_out, before)
    said = before.provenance
    source = f"{said.source}; nobody gives a number"
    return replace(before, provenance=replace(said, source=source, pool=how))


def _source(how: Pool) -> str:
    """The pool in words."""
    spoken = ", ".join(f"{voice.name} ({', '.join(claim.id for claim in voice.claims)})" for voice in how.voices)
    silent = ", ".join(f"{claim.claimant} {reason} ({claim.id})" for claim, reason in how.left_out if not claim.affirms)
    return f"{how.method} pool of {spoken}" + (f"; not pooled: {silent}" if silent else "")


class _Part(NamedTuple):
    """One voice of a linear or log pool."""

    weight: float
    centre: float
    sd: float


def _weighted(voices: Sequence[Voice], weights: Mapping[str, float]) -> list[_Part]:
    """The voices with weights that sum to 1."""
    stated = [weights.get(voice.name, 0.0) if weights else 1.0 for voice in voices]
    if min(stated) < 0 or not 0 < sum(stated) < math.inf:
        names = ", ".join(voice.name for voice in voices)
        raise LedgerError(f"weights {dict(weights)} leave nothing to pool; above 0 for at least one of {names}")
    return [
        _Part(weight / sum(stated), *voice.normal()) for voice, weight in zip(voices, stated, strict=True) if weight > 0
    ]


def _linear(parts: Sequence[_Part]) -> tuple[float, float, float]:
    """The 5, 50 and 95 % quantiles of the weighted mixture of all voices, by bisection."""
    normals = [(part.weight, NormalDist(part.centre, part.sd)) for part in parts]
    least, greatest = min(v.centre - 9 * v.sd for v in parts), max(v.centre + 9 * v.sd for v in parts)

    def quantile(p: float) -> float:
        low, high = least, greatest
        while high - low > 1e-13:
            middle = (low + high) / 2
            if middle in (low, high):
                break
            below = sum(weight * normal.cdf(middle) for weight, normal in normals) < p
            low, high = (middle, high) if below else (low, middle)
        return low

    return quantile(0.05), quantile(0.5), quantile(0.95)


def _log(parts: Sequence[_Part]) -> tuple[float, float, float]:
    """The same of the log pool: densities to the power of the weights, so that n equal voices are no surer than one."""
    precision = sum(part.weight * part.sd**-2 for part in parts)
    centre = sum(part.weight * part.centre * part.sd**-2 for part in parts) / precision
    sd = precision**-0.5
    return centre - Z95 * sd, centre, centre + Z95 * sd

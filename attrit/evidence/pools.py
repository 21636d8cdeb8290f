"""Pooling: from what several claimants say of one subject to one prior, with its provenance kept.

Three pools. ``bias``, the default, asks what is true, given that claimants may be biased together and each by himself
(`attrit.evidence.reporting_bias`). ``linear`` and ``log`` ask only what is said: a linear pool keeps the disagreement,
a log pool takes the precision-weighted middle. A floor or a ceiling says no number, so these two leave it out, and what
is called less likely than not as well. A naive product of what is said, as if all claimants knew it from
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
from attrit.evidence.cells import Cells, Floats, Hump
from attrit.evidence.claims import Ledger
from attrit.evidence.existence import Existence, existence
from attrit.evidence.priors import Z95, Prior, Provenance
from attrit.evidence.readings import LOGIT, Reading
from attrit.evidence.reporting_bias import SideBias, pooled
from attrit.evidence.statement import Claim, period
from attrit.evidence.voices import Heard, Voice, hear
from attrit.quantities import convert
from attrit.shown import Shown

METHODS = ("bias", "linear", "log")
DRIFT = 0.1  # sd by which the ln of a quantity may have moved in 30 days; judged
_FINE = 8  # cells to the sd of the narrowest voice of a linear pool
_MOST_CELLS = 20_000


@dataclass(frozen=True, repr=False)
class Pool(Shown):
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
    humps: tuple[Hump, ...] = ()
    existence: Existence | None = None


def pool_of(prior: Prior | None) -> Pool | None:
    """How the claims that a prior rests on were pooled; None if they were not.

    Parameters
    ----------
    prior
        () [-] The prior; None for none.
    """
    record = None if prior is None else prior.provenance.pool
    assert record is None or isinstance(record, Pool)
    return record


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

    Pooling works by claimant: what repeats another claim is dropped, and of each claimant what he says of the latest
    time counts.

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
        bias model weighs it with the claims; with the other two it holds where no claim gives a number. Where its
        `is_so` is below 1, all pools weigh whether there is anything of it.
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
        The pool as it is, with its 5, 50 and 95 % quantiles; on a log scale, or logit for shares. How it came about is
        in ``prior.provenance.pool``.

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
    bias = biases or shipped()
    so = None
    if before is not None and before.is_so < 1:
        word = method != "bias"
        so = existence(claims, before.is_so, bias, definition=definition, since=first, at_their_word=word)
    heard = _sifted(hear(claims, when, definition, first), method, before)
    if not heard.voices:
        return _unsaid(claims, heard, before, so)
    factor, wanted = convert(1.0, unit or heard.unit)
    if wanted != heard.unit:
        raise LedgerError(f"claims about {heard.subject} are in {heard.unit}, not in {unit}")
    if heard.scale is LOGIT:
        factor = 1.0  # a share is pooled as a share of 1, whatever it is stated in
    canonical = before.scaled(factor) if before is not None and factor != 1.0 else before
    _check_options(heard, method, canonical, weights, drift, known=[claims.voice(claim) for claim in claims.origin])

    def back(x: float) -> float:
        return heard.scale.back(x) / factor

    found: tuple[SideBias, ...] = ()
    cells: Cells | None = None
    if method == "bias":
        cells, found = pooled(heard, canonical, bias, DRIFT if drift is None else drift)
        quantiles = cells.quantiles()
    else:
        parts = _weighted(heard.voices, weights or {})
        if method == "linear":
            cells = _mixture(parts) if len(parts) > 1 else None
            quantiles = _linear(parts)
        else:
            cells = _product(parts) if len(parts) > 1 and any(part.below != part.above for part in parts) else None
            quantiles = cells.quantiles() if cells is not None else _log(parts)
    humps = cells.humps(back) if cells is not None else ()
    how = Pool(
        method, heard.subject, heard.definition, heard.unit, heard.voices, heard.left_out, canonical, found, humps, so
    )
    ids = (*(claim.id for voice in heard.voices for claim in voice.claims), *(so.claims if so else ()))
    said = Provenance("claim", _source(how), tuple(dict.fromkeys(ids)), how)
    low, mid, high = (float(f"{back(x):.12g}") for x in quantiles)  # what lies beyond is rounding of the machine
    knots = cells.knots(back) if cells is not None else ()
    return Prior(heard.scale.shape, low, mid, high, said, is_so=so.after if so else 1.0, knots=knots)


def _sifted(heard: Heard, method: str, before: Prior | None) -> Heard:
    """The voices without what the pool cannot weigh."""
    found, left_out = [], list(heard.left_out)
    for voice in heard.voices:
        if len(voice.readings) < len(voice.claims):  # a range of a floor and a ceiling
            pairs = [(voice.claims, voice.readings[0])]
        else:
            pairs = [((claim,), reading) for claim, reading in zip(voice.claims, voice.readings, strict=True)]
        reasons = [_unfit(claims, reading, method, before) for claims, reading in pairs]
        left_out += [(claim, why) for (claims, _), why in zip(pairs, reasons, strict=True) if why for claim in claims]
        kept = [pair for pair, why in zip(pairs, reasons, strict=True) if not why]
        if kept:
            claims = tuple(claim for claims, _ in kept for claim in claims)
            found.append(replace(voice, claims=claims, readings=tuple(reading for _, reading in kept)))
    return replace(heard, voices=tuple(found), left_out=tuple(left_out))


def _unfit(claims: Sequence[Claim], reading: Reading, method: str, before: Prior | None) -> str:
    """Why a pool cannot weigh a claim; empty if it can."""
    word = next((claim.likelihood for claim in claims if claim.likelihood), "")
    if method == "bias":
        return f"called '{word}', which needs 'before:' to be weighed" if reading.trust < 1 and before is None else ""
    if reading.bound:
        return f"a bound says no number, and the {method} pool asks what is said"
    return f"called '{word}', and the {method} pool asks what is said" if reading.trust < 0.5 else ""


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


def _unsaid(claims: Ledger, heard: Heard, before: Prior | None, so: Existence | None) -> Prior:
    """What holds where no claim gives a number that the pool can weigh."""
    if before is None:
        about = ", ".join(claims.subjects) or "nothing"
        cure = "state with 'before:' what holds where nobody gives a number"
        found = f"no claim with a number to pool among {len(claims)} about {about}"
        whys = [f"{claim.id}: {why}" for claim, why in heard.left_out if claim.affirms and claim.interval()]
        raise LedgerError(Problem("", "", "; ".join([found, *whys]), "", cure))
    how = Pool("", ", ".join(claims.subjects), heard.definition, "", (), heard.left_out, before, existence=so)
    said = before.provenance
    source = f"{said.source}; nobody gives a number"
    ids = so.claims if so is not None else ()
    told = replace(said, source=source, pool=how, claims=(*said.claims, *ids))
    return replace(before, provenance=told, is_so=so.after if so is not None else 1.0)


def _source(how: Pool) -> str:
    """The pool in words."""
    spoken = ", ".join(f"{voice.name} ({', '.join(claim.id for claim in voice.claims)})" for voice in how.voices)
    silent = ", ".join(f"{claim.claimant} {reason} ({claim.id})" for claim, reason in how.left_out if not claim.affirms)
    return f"{how.method} pool of {spoken}" + (f"; not pooled: {silent}" if silent else "")


class _Part(NamedTuple):
    """One voice of a linear or log pool: its weight, and its median and widths."""

    weight: float
    centre: float
    below: float
    above: float

    def cdf(self, x: float) -> float:
        """How much of it lies below a number."""
        return NormalDist(self.centre, self.below if x < self.centre else self.above).cdf(x)


def _weighted(voices: Sequence[Voice], weights: Mapping[str, float]) -> list[_Part]:
    """The voices with weights that sum to 1."""
    stated = [weights.get(voice.name, 0.0) if weights else 1.0 for voice in voices]
    if min(stated) < 0 or not 0 < sum(stated) < math.inf:
        names = ", ".join(voice.name for voice in voices)
        raise LedgerError(f"weights {dict(weights)} leave nothing to pool; above 0 for at least one of {names}")
    return [
        _Part(weight / sum(stated), *voice.pieces()) for voice, weight in zip(voices, stated, strict=True) if weight > 0
    ]


def _reach(parts: Sequence[_Part]) -> tuple[float, float]:
    """Where next to nothing of any voice lies beyond."""
    return min(part.centre - 9 * part.below for part in parts), max(part.centre + 9 * part.above for part in parts)


def _linear(parts: Sequence[_Part]) -> tuple[float, float, float]:
    """The 5, 50 and 95 % quantiles of the weighted mixture of all voices, by bisection."""
    least, greatest = _reach(parts)

    def quantile(p: float) -> float:
        low, high = least, greatest
        while high - low > 1e-13:
            middle = (low + high) / 2
            if middle in (low, high):
                break
            below = sum(part.weight * part.cdf(middle) for part in parts) < p
            low, high = (middle, high) if below else (low, middle)
        return low

    return quantile(0.05), quantile(0.5), quantile(0.95)


def _edges(parts: Sequence[_Part]) -> Floats:
    """(edge) [-] Where cells end that are fine enough for the narrowest voice."""
    import numpy as np

    low, high = _reach(parts)
    narrowest = min(width for part in parts for width in (part.below, part.above))
    return np.linspace(low, high, min(_MOST_CELLS, math.ceil((high - low) / narrowest * _FINE)) + 1)


def _mixture(parts: Sequence[_Part]) -> Cells:
    """The same mixture as probabilities of cells."""
    import numpy as np
    from scipy.special import ndtr

    edges = _edges(parts)
    mass = sum(part.weight * np.diff(ndtr(_scores(part, edges))) for part in parts)
    step = (edges[-1] - edges[0]) / (edges.size - 1)
    return Cells(edges[:-1] + step / 2, np.asarray(mass), step)


def _scores(part: _Part, x: Floats) -> Floats:
    """Normal scores of numbers in what one voice says."""
    import numpy as np

    return np.asarray((x - part.centre) / np.where(x < part.centre, part.below, part.above))


def _product(parts: Sequence[_Part]) -> Cells:
    """The log pool of voices with two widths as probabilities of cells: densities to the power of the weights."""
    import numpy as np

    edges = _edges(parts)
    step = (edges[-1] - edges[0]) / (edges.size - 1)
    points = edges[:-1] + step / 2
    log = np.zeros(points.size)
    for part in parts:
        width = np.where(points < part.centre, part.below, part.above)
        log -= part.weight * (_scores(part, points) ** 2 / 2 + np.log(width))
    mass = np.exp(log - log.max())
    return Cells(points, mass / mass.sum(), step)


def _log(parts: Sequence[_Part]) -> tuple[float, float, float]:
    """The same of voices with one width, which is normal; n equal voices are no surer than one."""
    precision = sum(part.weight * part.below**-2 for part in parts)
    centre = sum(part.weight * part.centre * part.below**-2 for part in parts) / precision
    sd = precision**-0.5
    below, above = (parts[0].below, parts[0].above) if len(parts) == 1 else (sd, sd)
    return centre - Z95 * below, centre, centre + Z95 * above

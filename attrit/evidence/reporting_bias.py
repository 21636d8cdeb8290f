"""The reporting-bias model: what is true, given that claimants err together, by side and each by himself.

    ln claim = ln truth + common + drift(age) + bias(side) + error

common error of all who speak, by the kind of quantity, else N(0, `COMMON`); drift = w sd sqrt(age / 30 d) with one
w ~ N(0, 1) for all claims, since what has changed since August has changed for everybody; bias of a side (of a claimant
who speaks for none) by whose quantity it is and what sort, from `attrit.evidence.biases`; the error is a Student t with
4 degrees of freedom and scale `said.SCALE`, so that one wild number does not carry the pool. A rounded number is the
interval of all numbers that it stands for; a floor or a ceiling is all that lies above or below: it cuts, and pulls
nothing. What is called likely or unlikely is weighed in `said.likelihood`. A voice counts once however often it speaks.

Given truth and w the sides are independent, so the posterior is a product of one-dimensional integrals, all on one
lattice, and exact up to the step of the lattice: no sampling, no seed. On a logit scale the same holds of log odds.

References
----------
Radford, Dai, Stoehr, Schein, Fernandez, Sajid 2023, PNAS, doi 10.1073/pnas.2307372120: the model with time and without
rounding, which `attrit.analysis.fit_claims` fits in full. Student t with 4 degrees of freedom: Lange, Little, Taylor
1989, JASA 84, doi 10.1080/01621459.1989.10478852.

Checked against
---------------
tests/statistical/test_reporting_bias.py: Markov-chain samples of the same posterior, and simulation-based calibration.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.errors import LedgerError, Problem
from attrit.evidence.biases import Bias, Biases
from attrit.evidence.cells import Cells
from attrit.evidence.priors import Z95, Prior
from attrit.evidence.readings import Reading, Scale
from attrit.evidence.said import SCALE, likelihood, near, widths
from attrit.evidence.voices import Heard, Voice
from attrit.shown import brief

COMMON = 0.10  # sd of what all claimants get wrong together where the priors of bias say nothing of it; judged
_LEAST = 1e-300  # a probability below which nothing is told apart
_NODES = 41  # over the drift, evenly from end to end of what the lattice covers
_REACH = 6.0  # sds that the lattice covers
_TAIL = 30.0  # scales beyond the claims that it covers
_LONGEST = 6000  # points of the lattice, after which its step grows

Floats = NDArray[np.float64]


class SideBias(NamedTuple):
    """By how much the claims of one side run above the truth, as a factor; on a logit scale a factor on the odds.

    Parameters
    ----------
    side, relation
        () [-] The side (or a claimant who speaks for none), and whether what is counted is its ``own``, its
        ``enemy``'s or another's (``other``).
    prior, posterior
        (3) [1] 5, 50 and 95 % quantiles before and after the claims.
    kind, source
        () [-] Provenance class of the prior, and where it comes from.
    """

    side: str
    relation: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    kind: str
    source: str

    def __repr__(self) -> str:
        return brief(self)


@dataclass(frozen=True)
class Group:
    """Voices that share a bias.

    Parameters
    ----------
    side, relation
        () [-] As in `SideBias`.
    prior
        () [-] The prior of their bias.
    voices
        (voice) [-] The voices.
    """

    side: str
    relation: str
    prior: Bias
    voices: tuple[Voice, ...]


def groups_of(heard: Heard, biases: Biases) -> list[Group]:
    """The voices by side; those that speak for no side are a group each.

    Parameters
    ----------
    heard
        (voice) [-] Who speaks about one subject.
    biases
        () [-] Priors of reporting bias.
    """
    sides: dict[tuple[bool, str], list[Voice]] = {}
    for voice in heard.voices:
        alone = voice.side.lower() in ("", "independent", "press")
        sides.setdefault((alone, voice.name if alone else biases.known_as(voice.side)), []).append(voice)
    found = []
    for (_, name), members in sides.items():
        side = members[0].side
        relation = biases.relation(side, heard.of, heard.belligerents)
        found.append(Group(name, relation, biases.find(side, heard.of, heard.kind, relation), tuple(members)))
    return found


class Posterior(NamedTuple):
    """What is known after the claims.

    Parameters
    ----------
    truth
        () [-] The truth, on the scale of the pool.
    groups
        (group) [-] The voices by the bias that they share.
    biases
        (group) [-] ln of the factor by which the claims of each group run above the truth.
    """

    truth: Cells
    groups: tuple[Group, ...]
    biases: tuple[Cells, ...]


def pooled(heard: Heard, before: Prior | None, biases: Biases, drift: float) -> tuple[Cells, tuple[SideBias, ...]]:
    """The truth on the scale of the pool, and what comes out about each side's bias.

    Parameters
    ----------
    heard, before, biases, drift
        () [-] As for `posterior`.
    """
    after = posterior(heard, before, biases, drift)
    found = []
    for group, bias in zip(after.groups, after.biases, strict=True):
        assumed = (group.prior.p05, group.prior.p50, group.prior.p95)
        low, mid, high = map(math.exp, bias.quantiles()) if bias.mass.max() < 1 - 1e-9 else (group.prior.p50,) * 3
        source = group.prior.provenance, group.prior.source
        found.append(SideBias(group.side, group.relation, assumed, (low, mid, high), *source))
    return after.truth, tuple(found)


def posterior(heard: Heard, before: Prior | None, biases: Biases, drift: float) -> Posterior:
    """The whole posterior of the truth, and that of each side's bias.

    Parameters
    ----------
    heard
        (voice) [-] Who speaks, at least one.
    before
        () [-] What was believed before, in canonical units; None for nothing, a flat prior on the scale of the pool.
    biases
        () [-] Priors of reporting bias.
    drift
        () [-] sd by which the truth may have moved in 30 days, on the scale of the pool.

    Raises
    ------
    LedgerError
        Nothing is believed before, and what is claimed leaves the truth open to one side or both.
    """
    if before is None:
        _check_closed(heard)
    groups = groups_of(heard, biases)
    shared = _shared(biases.common(heard.kind))
    lattice = _lattice(groups, shared, before, heard.scale, drift)
    common = lattice.cells(*shared)
    believed = np.ones(lattice.n) if before is None else _believed(lattice, before, heard.scale)
    # What is believed of truth and common error together, before anybody speaks.
    together = np.convolve(np.pad(believed, common.reach[::-1], mode="edge"), common.mass, "valid")
    nodes, shares = _drifts(heard.voices, drift)
    words, heard_of = [], []
    for group, kernel in zip(groups, lattice.kernels, strict=True):
        level = _levels(lattice, group, kernel, together, nodes * drift, shares)
        log = np.array([_said(lattice, group, kernel, w * drift, level) for w in nodes])
        # One factor for all nodes: how well the claims of a group agree says how much has moved between them.
        words.append(np.exp(log - log.max()))
        told = np.array([np.convolve(f, kernel.mass[::-1], "valid") for f in words[-1]])
        heard_of.append(np.log(np.maximum(told, _LEAST)))
    product = np.sum(heard_of, axis=0)
    truth = np.zeros(lattice.n)
    for row, share in zip(_relative(product), shares, strict=True):
        truth += share * believed * np.correlate(np.pad(row, common.reach, mode="edge"), common.mass, "valid")
    found = []
    for word, kernel, own in zip(words, lattice.kernels, heard_of, strict=True):
        others = _relative(product - own) * together
        mass = np.zeros(kernel.mass.size)
        for f, row, share in zip(word, others, shares, strict=True):
            mass += share * kernel.mass * np.correlate(f, row, "valid")
        points = lattice.step * (kernel.first + np.arange(mass.size, dtype=np.float64))
        found.append(Cells(points, mass / mass.sum(), lattice.step))
    return Posterior(Cells(lattice.points, truth / truth.sum(), lattice.step), tuple(groups), tuple(found))


def _check_closed(heard: Heard) -> None:
    """Refuse claims that do not say how many at most, or at least, where nothing is believed before."""
    readings = [reading for voice in heard.voices for reading in voice.readings]
    ends = ("least", [reading.low for reading in readings]), ("most", [reading.high for reading in readings])
    open_at = [word for word, edges in ends if not any(map(math.isfinite, edges))]
    if open_at:
        ids = ", ".join(claim.id for voice in heard.voices for claim in voice.claims)
        found = f"nothing that is claimed of {heard.subject} ({ids}) says how many at {' or at '.join(open_at)}"
        cure = "state with 'before:' what would be believed if nobody had spoken"
        raise LedgerError(Problem("", "", found, "", cure))


def _relative(log: Floats) -> Floats:
    """Numbers by their logs, as parts of the greatest: many voices that contradict each other would vanish."""
    return np.asarray(np.exp(log - log.max()), dtype=np.float64)


@dataclass(frozen=True)
class _Kernel:
    """Probability of each cell of the lattice around 0.

    Parameters
    ----------
    first
        () [-] Number of the first cell; the cell of 0 has the number 0.
    mass
        (cell) [1] Probabilities.
    """

    first: int
    mass: Floats

    @property
    def reach(self) -> tuple[int, int]:
        """Cells before and after that of 0."""
        return -self.first, self.mass.size - 1 + self.first


@dataclass(frozen=True)
class _Lattice:
    """Equally spaced points on the scale of the pool, each the middle of a cell.

    Parameters
    ----------
    start, step, n
        () [-] First point, distance and number of points.
    kernels
        (group) [-] The priors of the groups' biases.
    """

    start: float
    step: float
    n: int
    kernels: tuple[_Kernel, ...] = ()

    @property
    def points(self) -> Floats:
        """The points."""
        return self.start + self.step * np.arange(self.n, dtype=np.float64)

    def cells(self, mid: float, below: float, above: float) -> _Kernel:
        """A two-piece normal as probabilities of cells, that of 0 among them.

        Parameters
        ----------
        mid, below, above
            () [-] Its median and its sds on either side.
        """
        first = min(0, math.floor((mid - _REACH * below) / self.step))
        last = max(0, math.ceil((mid + _REACH * above) / self.step))
        edges = (np.arange(first, last + 2) - 0.5) * self.step
        mass = np.diff([_cdf(x - mid, below, above) for x in edges])
        return _Kernel(first, mass / mass.sum())


def _cdf(x: float, below: float, above: float) -> float:
    """Distribution of a two-piece normal with median 0; a step if it has no width."""
    sd = below if x < 0 else above
    return 0.5 * (1 + math.erf(x / sd / math.sqrt(2))) if sd > 0 else float(x >= 0)


def _pieces(p05: float, p50: float, p95: float) -> tuple[float, float, float]:
    """Median and sds of a two-piece normal by its quantiles."""
    return p50, (p50 - p05) / Z95, (p95 - p50) / Z95


def _quantiles(prior: Prior) -> tuple[float, float, float]:
    """The 5, 50 and 95 % quantiles; a uniform prior states its ends."""
    rim = 0.05 * (prior.p95 - prior.p05) if prior.shape == "uniform" else 0.0
    return prior.p05 + rim, prior.p50, prior.p95 - rim


def _shared(common: Bias | None) -> tuple[float, float, float]:
    """Median and sds of what all who speak get wrong together."""
    if common is None:
        return 0.0, COMMON, COMMON
    return _pieces(*map(math.log, (common.p05, common.p50, common.p95)))


def _lattice(
    groups: Sequence[Group], shared: tuple[float, float, float], before: Prior | None, scale: Scale, drift: float
) -> _Lattice:
    """A lattice fine enough for the claims and what was believed before, and wide enough for what they leave open."""
    readings = [reading for group in groups for voice in group.voices for reading in voice.readings]
    pieces = [_pieces(*map(math.log, (group.prior.p05, group.prior.p50, group.prior.p95))) for group in groups]
    wide_of = [width for reading in readings for width in widths(reading)]
    step = min(wide_of) / 4
    moved = drift * math.sqrt(max(reading.age for reading in readings) / 30)
    tail = max(_TAIL * SCALE, _REACH * max(wide_of))
    middle, *shared_sds = shared
    wide = [_REACH * math.hypot(max(piece[1:]), *shared_sds, moved) + abs(middle) + tail for piece in pieces]
    low, high = math.inf, -math.inf
    for group, (mid, _, _), reach in zip(groups, pieces, wide, strict=True):
        for edge in (edge for voice in group.voices for reading in voice.readings for edge in _edges(reading)):
            low, high = min(low, edge - mid - reach), max(high, edge - mid + reach)
    if before is not None:
        mid, below, above = _pieces(*map(scale.to, _quantiles(before)))
        low, high = min(low, mid - _REACH * below), max(high, mid + _REACH * above)
        step = min(step, below / 4, above / 4)
    step = max(step, (high - low) / _LONGEST)
    bare = _Lattice(low, step, math.ceil((high - low) / step) + 1)
    return _Lattice(bare.start, bare.step, bare.n, tuple(bare.cells(*piece) for piece in pieces))


def _edges(reading: Reading) -> list[float]:
    """The edges of what was said; a bound has one."""
    return [edge for edge in (reading.low, reading.high) if math.isfinite(edge)]


def _believed(lattice: _Lattice, before: Prior, scale: Scale) -> Floats:
    """Probability of each cell before anybody speaks."""
    mid, below, above = _pieces(*map(scale.to, _quantiles(before)))
    edges = lattice.start + lattice.step * (np.arange(lattice.n + 1) - 0.5)
    return np.diff([_cdf(x - mid, below, above) for x in edges])


def _drifts(voices: Sequence[Voice], drift: float) -> tuple[Floats, Floats]:
    """Nodes and weights of a standard normal; the one node 0 if nothing can have moved."""
    if drift == 0 or all(reading.age == 0 for voice in voices for reading in voice.readings):
        return np.zeros(1), np.ones(1)
    nodes = np.linspace(-_REACH, _REACH, _NODES)
    weights = np.exp(-(nodes**2) / 2)
    return nodes, weights / weights.sum()


def _seen(lattice: _Lattice, kernel: _Kernel) -> Floats:
    """Every point truth + common error + bias."""
    first, last = kernel.first, kernel.first + kernel.mass.size - 1
    return lattice.start + lattice.step * np.arange(first, lattice.n + last, dtype=np.float64)


def _levels(
    lattice: _Lattice, group: Group, kernel: _Kernel, together: Floats, moved: Floats, shares: Floats
) -> dict[Reading, float]:
    """How probable each number was that is called likely or unlikely, before anybody spoke."""
    hedged = [reading for voice in group.voices for reading in voice.readings if reading.trust < 1]
    if not hedged:
        return {}
    f, believed = _seen(lattice, kernel), np.convolve(together, kernel.mass)
    believed /= believed.sum()
    return {
        reading: float(shares @ [believed @ near(reading, f + w * math.sqrt(reading.age / 30)) for w in moved])
        for reading in hedged
    }


def _said(lattice: _Lattice, group: Group, kernel: _Kernel, moved: float, level: dict[Reading, float]) -> Floats:
    """Log likelihood of a group's words at every point truth + common error + bias."""
    f = _seen(lattice, kernel)
    log = np.zeros(f.size)
    for voice in group.voices:
        for reading in voice.readings:
            said = likelihood(reading, f + moved * math.sqrt(reading.age / 30), level.get(reading, 1.0))
            log += np.log(said) / len(voice.readings)
    return log

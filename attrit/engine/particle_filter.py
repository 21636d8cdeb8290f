"""Worlds weighed by what was seen, day by day, and chosen anew where few of them carry the weight.

A particle filter (Gordon, Salmond and Smith 1993) with systematic resampling (Carpenter, Clifford and Fearnhead 1999)
when the effective number of worlds falls under half. Worlds are filtered in islands of fixed size, which are weighed by
their evidence at the end (Vergé, Dubarry, Del Moral and Moulines 2015), so that memory does not grow with their number.
A world that is chosen twice goes on once with its own noise and once with that of a fresh label, from that day on. So
without observations nothing changes, and every world can be played again from its labels alone.

What is played is handed in: the compiled day, or in a test a front whose likelihood is known exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from attrit.engine.draws import uniform_numbers
from attrit.engine.worlds import Lineage

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ISLAND = 2**14  # worlds
RESAMPLED_UNDER = 0.5  # share of the worlds of an island that are effective
FRESH = 40  # bits of a label below those that say at which observation it was given
EQUAL = 1e-9  # by which log weights differ that are equal but for rounding


class Stage(Protocol):
    """What an island plays on."""

    def go_on(self, labels: Ints, since: int, until: int) -> None:
        """Play all worlds from one morning to another, with the noise of these labels."""

    def log_density(self, seen: int) -> Floats:
        """(draw) [1] Log density of an observation in each world, of the mornings played last."""

    def replace(self, to: Ints, source: Ints) -> None:
        """Put worlds in the place of others."""


@dataclass(frozen=True)
class Filtered:
    """Worlds after the last observation.

    Parameters
    ----------
    days
        (observation) [day] Days of the observations.
    lineage
        () [-] Labels of all worlds by spell; see `Lineage`.
    log_weights
        (draw) [1] Logarithms of their weights, which sum to 1.
    evidence
        (observation) [1] Log predictive density of each observation, given those before it.
    evidence_error
        (observation) [1] Standard error of the log density of all up to each, between islands; NaN of one island.
    effective
        (observation) [1] Effective number of worlds with a past of their own after each: the inverse of the chance
        that two worlds drawn by weight have the same forebear.
    best
        (observation) [1] Log density of each in the world that it fits best.
    """

    days: tuple[int, ...]
    lineage: Lineage
    log_weights: Floats
    evidence: Floats
    evidence_error: Floats
    effective: Floats
    best: Floats


def particle_filter(
    stage: Callable[[Ints], Stage], labels: Ints, days: Sequence[int], seed: int, *, threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Filtered:  # fmt: skip
    """Filter worlds by observations.

    Parameters
    ----------
    stage
        () [-] Gives what an island of worlds plays on, by their labels.
    labels
        (draw) [-] Labels of the worlds, below 2**40; in whichever order, the result is in theirs.
    days
        (observation) [day] Days of the observations, in order, after the first day.
    seed
        () [-] Seed of the choice of worlds.
    threads
        () [1] Threads; the numbers do not depend on it.
    progress
        () [-] Called with islands done and islands in all.
    """
    ordered = np.sort(labels)
    parts = np.array_split(ordered, max(1, len(ordered) // ISLAND))
    islands: list[_Island] = []
    with ThreadPoolExecutor(threads) as pool:
        try:
            for k, island in enumerate(pool.map(lambda part: _Island(stage(part), part, days, seed), parts)):
                islands.append(island)
                if progress is not None:
                    progress(k + 1, len(parts))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return _together(islands, tuple(days))


class _Island:
    """One island: its worlds go from observation to observation."""

    def __init__(self, stage: Stage, labels: Ints, days: Sequence[int], seed: int) -> None:
        self.roots, self.labels, n = labels, labels.copy(), len(labels)
        self.weights = np.full(n, -np.log(n))
        self.changes: list[tuple[int, Ints, Ints]] = []  # day, forebears, labels from that day on
        self.evidence, self.same = np.zeros(len(days)), np.zeros(len(days))
        self.best = np.full(len(days), -np.inf)
        forebear, since = np.arange(n), 0
        for k, day in enumerate(days):
            stage.go_on(self.labels, since, day)
            since = day
            density = stage.log_density(k)
            density[~np.isfinite(density)] = -np.inf
            self.best[k] = density.max()
            weights = self.weights + density
            self.evidence[k] = _log_sum(weights)
            if self.evidence[k] == -np.inf:  # no world of this island can be true
                self.evidence[k:] = -np.inf
                self.weights = np.full(n, -np.inf)
                return
            self.weights = weights - self.evidence[k]
            shares = np.exp(self.weights)
            self.same[k] = np.sum(np.bincount(forebear, shares, n) ** 2)
            if 1 < RESAMPLED_UNDER * n * np.sum(shares**2):
                u = uniform_numbers(f"filter {labels[0]} {k}", seed, 1)[0]
                to, source = _replacements(shares, float(u))
                stage.replace(to, source)
                forebear[to] = forebear[source]
                parents = np.arange(n)
                parents[to] = source
                self.labels = self.labels.copy()
                self.labels[to] = ((k + 1) << FRESH) + self.roots[to]
                self.changes.append((day, parents, self.labels))
                self.weights = np.full(n, -np.log(n))

    def spells(self, starts: Sequence[int]) -> Ints:
        """(spell, draw) Labels of the worlds that there are at the end, from each of these days on."""
        place = np.arange(len(self.roots))
        changed = {day: (parents, labels) for day, parents, labels in self.changes}
        days = [day for day, _, _ in self.changes]
        found = []
        for start in reversed(starts):
            before = [day for day in days if day <= start]
            now = changed[before[-1]][1] if before else self.roots
            found.append(now[place])
            if start in changed:
                place = changed[start][0][place]
        return np.array(found[::-1])


def _log_sum(x: Floats) -> float:
    """Logarithm of the sum of exponentials."""
    top = float(x.max())
    return top if top == -np.inf else top + float(np.log(np.exp(x - top).sum()))


def systematic(shares: Floats, count: int, u: float) -> Ints:
    """How often each is chosen, by systematic resampling.

    Parameters
    ----------
    shares
        (draw) [1] Weights, which sum to 1.
    count
        () [1] How many are chosen.
    u
        () [1] A uniform number between 0 and 1.

    Returns
    -------
    numpy.ndarray
        (draw) [1] Times each is chosen: the whole numbers about ``count`` times its share.
    """
    ends = np.cumsum(shares)
    ends *= count / ends[-1]
    marks = np.clip(np.ceil(ends - u), 0, count).astype(np.int64)
    marks[-1] = count
    return np.diff(marks, prepend=0)


def _replacements(shares: Floats, u: float) -> tuple[Ints, Ints]:
    """Worlds that go, and the worlds that take their place; all others stay where they are."""
    times = systematic(shares, len(shares), u)
    return np.flatnonzero(times == 0), np.repeat(np.arange(len(shares)), np.maximum(times - 1, 0))


def _together(islands: Sequence[_Island], days: tuple[int, ...]) -> Filtered:
    """Islands weighed by their size and evidence."""
    sizes = np.array([len(one.roots) for one in islands], float)
    part = sizes / sizes.sum()
    with np.errstate(invalid="ignore", over="ignore"):  # of islands in which no world can be true
        so_far = np.cumsum([one.evidence for one in islands], axis=1)  # (island, observation)
        total = np.array([_log_sum(column + np.log(part)) for column in so_far.T])
        shares = np.where(np.isfinite(so_far), np.exp(so_far - total), 0.0) * part[:, None]
    same = np.sum(shares**2 * np.array([one.same for one in islands]), axis=0)
    starts = sorted({0, *(day for one in islands for day, _, _ in one.changes)})
    lineage = Lineage(np.array(starts, np.int64), np.concatenate([one.spells(starts) for one in islands], axis=1))
    with np.errstate(divide="ignore"):
        last = np.log(shares[:, -1] if days else part)
    weights = np.concatenate([one.weights + own for one, own in zip(islands, last, strict=True)])
    n = len(islands)
    relative = shares / part[:, None]
    error = np.sqrt(np.mean((relative - 1) ** 2, axis=0) / (n - 1)) if n > 1 else np.full(len(days), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.where(same > 0, 1 / same, 0.0)
        evidence = np.diff(total, prepend=0.0)
    best = np.max([one.best for one in islands], axis=0)
    return Filtered(days, lineage, weights, evidence, error, effective, best)


def chosen(filtered: Filtered, count: int, seed: int) -> Lineage:
    """Worlds of equal weight out of those that were filtered.

    Parameters
    ----------
    filtered
        () [-] The worlds and their weights.
    count
        () [1] How many.
    seed
        () [-] Seed of the choice.

    Returns
    -------
    Lineage
        The worlds; the first ones as they are, if all weigh the same.
    """
    lineage, weights = filtered.lineage, filtered.log_weights
    if np.ptp(weights) < EQUAL and count <= len(weights):
        return _short(Lineage(lineage.starts, lineage.labels[:, :count]))
    u = uniform_numbers("filter chosen", seed, 1)[0]
    times = systematic(np.exp(weights), count, float(u))
    which = np.repeat(np.arange(len(weights)), times)
    labels = lineage.labels[:, which]
    again = np.r_[False, which[1:] == which[:-1]]
    fresh = ((len(filtered.days) + 1) << FRESH) + np.arange(count)
    last = np.where(again, fresh, labels[-1])
    starts, end = lineage.starts, filtered.days[-1]
    if starts[-1] == end:
        return _short(Lineage(starts, np.concatenate([labels[:-1], last[None, :]])))
    return _short(Lineage(np.append(starts, end), np.concatenate([labels, last[None, :]])))


def _short(lineage: Lineage) -> Lineage:
    """A lineage without the spells in which no world changes its noise."""
    changes = np.r_[True, (lineage.labels[1:] != lineage.labels[:-1]).any(axis=1)]
    return Lineage(lineage.starts[changes], np.ascontiguousarray(lineage.labels[changes]))

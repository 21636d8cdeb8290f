"""The particle filter against the Kalman filter, and what must not change whatever is filtered."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from attrit.engine.particle_filter import ISLAND, chosen, particle_filter, systematic

FIRST, FIRST_SD, DRIFT, STEP_SD, SEEN_SD = 500.0, 30.0, 3.0, 4.0, 8.0
DAYS = list(range(7, 50, 7))


def normals(labels: np.ndarray, day: int, seed: int) -> np.ndarray:
    """A normal number for each label and day (SplitMix64), as the days of a campaign have theirs."""
    z = labels.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(day * 7919 + seed * 104729 + 1)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        z = (z ^ (z >> np.uint64(shift))) * np.uint64(factor)
    z ^= z >> np.uint64(31)
    return ndtri(((z >> np.uint64(11)).astype(float) + 0.5) * 2.0**-53)


class Front:
    """A linear-Gaussian front: a random walk with drift, seen with an error."""

    def __init__(self, labels: np.ndarray, seen: list[float], seed: int, sd: float = SEEN_SD) -> None:
        self.seen, self.seed, self.sd = seen, seed, sd
        self.area = FIRST + FIRST_SD * normals(labels, 9999, seed)

    def go_on(self, labels: np.ndarray, since: int, until: int) -> None:
        for day in range(since, until):
            self.area = self.area - DRIFT + STEP_SD * normals(labels, day, self.seed)

    def log_density(self, seen: int) -> np.ndarray:
        return -0.5 * ((self.seen[seen] - self.area) / self.sd) ** 2 - np.log(self.sd * np.sqrt(2 * np.pi))

    def replace(self, to: np.ndarray, source: np.ndarray) -> None:
        self.area[to] = self.area[source]


def kalman(seen: list[float]) -> tuple[float, float, float]:
    """Log-likelihood, mean and standard deviation at the end."""
    mean, variance, total, last = FIRST, FIRST_SD**2, 0.0, 0
    for y, day in zip(seen, DAYS, strict=True):
        mean -= DRIFT * (day - last)
        variance += STEP_SD**2 * (day - last)
        last, spread = day, variance + SEEN_SD**2
        total += -0.5 * (y - mean) ** 2 / spread - 0.5 * np.log(2 * np.pi * spread)
        gain = variance / spread
        mean, variance = mean + gain * (y - mean), variance * (1 - gain)
    return total, mean, variance**0.5


@pytest.fixture(scope="module")
def seen() -> list[float]:
    one = Front(np.array([5]), [], 77)
    found, last = [], 0
    for day in DAYS:
        one.go_on(np.array([5]), last, day)
        last = day
        found.append(float(one.area[0] + SEEN_SD * normals(np.array([5]), 5000 + day, 77)[0]))
    return found


def test_log_likelihood_and_state_are_those_of_the_kalman_filter(seen: list[float]) -> None:
    """1,024 worlds, 100 times: the likelihood is unbiased, so its mean is compared."""
    exact, mean, sd = kalman(seen)
    logs, means, sds = [], [], []
    for seed in range(100):
        fronts = []

        def stage(labels: np.ndarray, seed: int = seed, fronts: list[Front] = fronts) -> Front:
            fronts.append(Front(labels, seen, seed))
            return fronts[-1]

        found = particle_filter(stage, np.arange(1024), DAYS, seed)
        logs.append(found.evidence.sum())
        weights = np.exp(found.log_weights)
        means.append(weights @ fronts[0].area)
        sds.append(np.sqrt(weights @ (fronts[0].area - means[-1]) ** 2))
    assert abs(np.log(np.mean(np.exp(np.array(logs) - exact)))) < 0.05  # asked of a filter of this size
    assert abs(np.mean(means) - mean) < 4 * np.std(means) / 10
    assert abs(np.mean(sds) / sd - 1) < 0.03  # of 1,024 worlds; a filter that forgot the error would be 1.5 times off


def test_without_observations_nothing_changes() -> None:
    found = particle_filter(lambda labels: Front(labels, [], 1), np.arange(100), [], 1)
    lineage = chosen(found, 60, 1)
    assert lineage.starts.tolist() == [0]
    assert lineage.labels.tolist() == [list(range(60))]


def test_an_infinitely_wide_likelihood_leaves_the_first_worlds(seen: list[float]) -> None:
    found = particle_filter(lambda labels: Front(labels, seen, 1, sd=1e12), np.arange(200), DAYS, 1)
    lineage = chosen(found, 200, 1)
    assert lineage.labels.tolist() == [list(range(200))]
    assert found.effective == pytest.approx(200)


def test_the_order_of_the_worlds_does_not_matter(seen: list[float]) -> None:
    labels = np.arange(500)
    a, b = (
        chosen(particle_filter(lambda part: Front(part, seen, 3), given, DAYS, 3), 200, 3)
        for given in (labels, labels[::-1].copy())
    )
    assert a.starts.tolist() == b.starts.tolist()
    assert (a.labels == b.labels).all()


def test_worlds_that_are_left_have_labels_of_their_own_and_can_be_played_again(seen: list[float]) -> None:
    kept: list[Front] = []

    def stage(labels: np.ndarray) -> Front:
        kept.append(Front(labels, seen, 2))
        return kept[-1]

    found = particle_filter(stage, np.arange(3000), DAYS, 2)
    starts, labels = found.lineage
    assert len(np.unique(labels[-1])) == labels.shape[1]
    again = Front(labels[0], seen, 2)
    for start, end, names in zip(starts, [*starts[1:], DAYS[-1]], labels, strict=True):
        again.go_on(names, start, end)
    assert (again.area == kept[0].area).all()
    lineage = chosen(found, 1000, 2)
    assert len(np.unique(lineage.labels[-1])) == 1000


def test_islands_together_know_the_likelihood_better_than_one(seen: list[float]) -> None:
    exact, mean, _ = kalman(seen)
    fronts: list[Front] = []

    def stage(labels: np.ndarray) -> Front:
        fronts.append(Front(labels, seen, 4))
        return fronts[-1]

    found = particle_filter(stage, np.arange(3 * ISLAND), DAYS, 4)
    assert len(fronts) == 3
    error = found.evidence_error[-1]
    assert abs(found.evidence.sum() - exact) < 4 * max(error, 0.01)
    area = np.concatenate([front.area for front in fronts])
    assert np.exp(found.log_weights) @ area == pytest.approx(mean, abs=0.3)  # sd 6.7 of some thousand worlds


def test_no_world_can_be_true_is_said_by_the_numbers() -> None:
    class Never(Front):
        def log_density(self, seen: int) -> np.ndarray:
            return np.full(self.area.shape, -np.inf)

    found = particle_filter(lambda labels: Never(labels, [], 1), np.arange(100), DAYS, 1)
    assert (found.effective == 0).all()
    assert (found.evidence[0]) == -np.inf


def test_systematic_resampling_takes_the_whole_numbers_about_each_share() -> None:
    shares = np.array([0.5, 0.25, 0.125, 0.125])
    counts = np.array([systematic(shares, 10, u) for u in (np.arange(1000) + 0.5) / 1000])
    assert (counts.sum(axis=1) == 10).all()
    assert (np.abs(counts - 10 * shares) < 1).all()
    assert counts.mean(axis=0) == pytest.approx(10 * shares, abs=0.005)  # unbiased over the uniform number

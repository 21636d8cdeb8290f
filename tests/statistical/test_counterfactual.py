"""What would have been otherwise, given what was seen: only a simulator knows the truth, so only here can it be checked.

A war is simulated with the contingent and without, in one world. The ground in the arm that came to pass is shown to the
filter up to a day; the difference that the other arm makes in that world is then forecast, and the truth is known.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

import attrit
from attrit.engine.keep import Keep
from attrit.evidence.observed import Observed
from attrit.scenario.schema import Scenario

ARMS = ("committed", "absent")
SEEN, END = 70, 120  # days
PARTICLES, FEW = 2**15, 2**13
KEEP = Keep(final=("area_held",))


def interval(scenario: Scenario, worlds, seed: int = 1, draws: int = 4096) -> np.ndarray:
    """5 and 95 % of the difference on the last day."""
    run = attrit.simulate(scenario, draws, seed=seed, arms=ARMS, worlds=worlds, horizon=END, keep=KEEP)
    return np.quantile(run.values("area_held", ARMS[0]) - run.values("area_held", ARMS[1]), (0.05, 0.95))


def score(ends: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Score of intervals of nine in ten, lower is better: width, and twenty times what the truth lies outside."""
    low, high = ends
    return high - low + 20 * (np.maximum(low - truth, 0) + np.maximum(truth - high, 0))


def wars(count: int, particles: int = PARTICLES) -> tuple[float, float, float, float]:
    """Share of wars in which the interval holds the truth and that of the plain one; ratio of scores and its error."""
    s = attrit.load("kursk-2024")
    truth = attrit.simulate(s, count, seed=1001, arms=ARMS, horizon=END, keep=Keep(daily=("area_held",)))
    shown = truth.values("area_held", ARMS[0])
    true = shown[-1] - truth.values("area_held", ARMS[1])[-1]
    plain = interval(s, None)
    dates = tuple(s.as_of + timedelta(days=day) for day in range(1, SEEN + 1))
    nothing = np.full(SEEN, np.nan)
    ends = []
    for k in range(count):
        seen = Observed("area_held", "", "", dates, shown[1 : SEEN + 1, k].astype(float), nothing, "the war")
        found = attrit.condition(s, [seen], particles=particles, seed=7, few="widen")
        ends.append(interval(s, found.worlds))
    held = np.array(ends).T
    inside, of_plain = (np.mean((e[0] - 1e-6 <= true) & (true <= e[1] + 1e-6)) for e in (held, plain[:, None]))
    ours, theirs = score(held, true), score(plain[:, None], true)
    ratio = ours.mean() / theirs.mean()
    error = np.std(ours - ratio * theirs) / theirs.mean() / np.sqrt(count)
    width = np.median(held[1] - held[0]) / (plain[1] - plain[0])
    print(
        f"given what was seen {inside:.3f}, without {of_plain:.3f}; interval score {ratio:.2f} ({error:.2f}) of that "
        f"without; median width {width:.2f}, mean {np.mean(held[1] - held[0]) / (plain[1] - plain[0]):.2f}"
    )
    return float(inside), float(of_plain), float(ratio), float(error)


def test_the_interval_of_the_difference_holds_the_truth_in_a_few_wars() -> None:
    inside, _, _, _ = wars(8, FEW)
    assert inside >= 5 / 8  # .9 is meant; fewer than 5 of 8 happen once in 200 times


@pytest.mark.slow
def test_the_interval_of_the_difference_holds_the_truth_nine_times_in_ten() -> None:
    inside, _, ratio, error = wars(500)
    assert 0.85 <= inside <= 0.95  # asked; the standard error of 500 wars is .013
    assert ratio < 1 + error  # .91 (.06) in 400 wars: what was seen must not make the answer worse

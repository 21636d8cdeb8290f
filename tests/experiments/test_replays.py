"""Worlds played again with other noise: the inputs stay, the noise is averaged."""

import math

import numpy as np
import pytest

import attrit
from attrit.experiments.replays import Plays
from attrit.experiments.targets import target_of
from attrit.quantities import mechanisms
from tests.tolerances import ROUNDING, sampled

DRAWS = 4096


def test_replays_average_the_noise_and_leave_the_inputs():
    results = attrit.simulate(attrit.load("kursk-2024"), DRAWS, arms=["committed", "absent"])
    target = target_of(results)
    seen = []
    plays = Plays(results, target, 3, lambda done, of: seen.append((done, of)))
    first, mean = target.values(results), plays.outcome()
    worlds, further = plays.further(64)
    assert seen == [(k, 5) for k in range(1, 6)]
    assert worlds.labels.min() == 3 * DRAWS
    assert further.shape == (64,)
    assert mean.std() < 0.9 * first.std()
    assert mean.mean() == pytest.approx(first.mean(), abs=sampled(first.std() / math.sqrt(DRAWS)))
    # what is left is the inputs': the mean of other plays goes the same way
    others = (3 * mean - first) / 2
    assert np.corrcoef(first, others)[0, 1] > 3 / math.sqrt(DRAWS)


def test_replays_play_the_same_inputs():
    """Where there is no noise, each play of a world is the first over again."""
    s = attrit.load("template")
    for name in mechanisms():
        s = s.without_mechanism(name)
    run = attrit.simulate(s, 300, arms=[s.base, s.against])
    for of in ("arm", "difference"):
        target = target_of(run, of=of)
        first = target.values(run)
        assert first.std() > 1
        assert Plays(run, target, 3).outcome() == pytest.approx(first, rel=ROUNDING, abs=ROUNDING)

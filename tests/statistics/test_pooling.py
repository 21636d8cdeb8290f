"""A pool is the mixture that its weights say, and its weights go from belief to what was seen."""

import numpy as np
import pytest

from attrit.statistics.pooling import linear_pool, pool_weights
from tests.tolerances import ALMOST_NONE, ROUNDING

BELIEVED = np.array([0.5, 0.3, 0.2])


def test_without_a_past_the_belief_holds():
    assert list(pool_weights(np.empty((0, 3)), BELIEVED, independent=0.0, worth=3.0)) == list(BELIEVED)


def test_weights_are_drawn_from_what_was_seen_towards_the_belief():
    seen = np.array([[-1.0, -9.0, -np.inf]] * 4)
    found = pool_weights(seen, BELIEVED, independent=2.0, worth=3.0)
    assert found == pytest.approx((2 * np.array([1, 0, 0]) + 3 * BELIEVED) / 5, abs=ALMOST_NONE)
    assert found.sum() == pytest.approx(1, rel=ROUNDING)


def test_a_mixture_takes_whole_samples_by_weight():
    members = [np.full((10, 2), float(k)) + np.arange(10)[:, None] / 100 for k in range(3)]
    found = linear_pool(members, BELIEVED)
    assert found.shape == (10, 2) and list(np.floor(found[:, 0])) == [0] * 5 + [1] * 3 + [2] * 2
    assert (found[:, 0] == found[:, 1]).all() and len(set(found[:, 0])) == 10

"""Scores are those of scoringrules, and of cases that are worked out by hand."""

import numpy as np
import pytest
import scoringrules

from attrit.statistics import scores
from tests.tolerances import BACKEND, ROUNDING

RNG = np.random.default_rng(1)
SAMPLES, SEEN = RNG.normal(size=(7, 200, 3)), RNG.normal(size=(7, 3))
FIVE = np.array([[0.0, 1.0, 2.0, 3.0, 4.0]])


def test_single_scores_are_those_of_the_other_engine():
    one, seen = SAMPLES[:, :, 0], SEEN[:, 0]
    low, high = (np.quantile(one, [(1 + s * level) / 2 for level in (0.5, 0.9)], axis=-1).T for s in (-1, 1))
    inside = np.array([0.5, 0.1])
    wis = scoringrules.weighted_interval_score(seen, np.median(one, axis=-1), low, high, inside, backend="numba")
    assert scores.wis(seen, one, levels=[0.5, 0.9]) == pytest.approx(wis, rel=BACKEND)
    crps = scoringrules.crps_ensemble(seen, one, estimator="fair", backend="numba")
    assert scores.crps(seen, one, estimator="fair") == pytest.approx(crps, rel=BACKEND)
    width = 1.06 * np.minimum(one.std(axis=-1, ddof=1), np.subtract(*np.quantile(one, [0.75, 0.25], axis=-1)) / 1.34)
    logs = scoringrules.logs_ensemble(seen, one, bw=width * 200**-0.2, backend="numba")
    assert scores.log_score(seen, one, least_width=0) == pytest.approx(logs, rel=BACKEND)
    assert scores.brier([True, False], [0.75, 0.5]) == pytest.approx([1 / 16, 1 / 4], rel=ROUNDING)


def test_joint_scores_are_those_of_the_other_engine():
    energy = scoringrules.es_ensemble(SEEN, SAMPLES, backend="numba")
    assert scores.energy(SEEN, SAMPLES) == pytest.approx(energy, rel=BACKEND)
    variogram = scoringrules.vs_ensemble(SEEN, SAMPLES, p=0.5, backend="numba")
    assert scores.variogram(SEEN, SAMPLES, order=0.5) == pytest.approx(variogram, rel=BACKEND)


def test_interval_scores_by_hand():
    """Of 0, 1, 2, 3, 4 the middle half is 1 to 3: its width 2, and 4 times 1.5 for a truth of 4.5."""
    assert scores.interval_score([4.5], FIVE, level=0.5) == pytest.approx([2 + 4 * 1.5], rel=ROUNDING)
    # half of |4.5 - 2| and a quarter of that score, over 1.5
    assert scores.wis([4.5], FIVE, levels=[0.5]) == pytest.approx([(1.25 + 2.0) / 1.5], rel=ROUNDING)
    assert scores.quantile_score([4.5], [3.0], level=0.75) == pytest.approx([0.75 * 1.5], rel=ROUNDING)
    # mean |x - y| = 2.5; mean of all |x - x'| = 1.6
    assert scores.crps([4.5], FIVE, estimator="qd") == pytest.approx([2.5 - 0.8], rel=ROUNDING)


def test_coverage_and_place_by_hand():
    for seen, inside, place in ((2.0, 1, 0.5), (3.0, 1, 0.7), (3.01, 0, 0.8), (-1.0, 0, 0.0)):
        assert list(scores.covered([seen], FIVE, level=0.5)) == [inside]
        assert scores.pit([seen], FIVE) == pytest.approx([place], rel=ROUNDING)


def test_a_forecast_of_one_value_has_a_score():
    assert scores.log_score([1.0], np.ones((1, 9)), least_width=0.5) == pytest.approx(
        [np.log(0.5 * np.sqrt(2 * np.pi))], rel=ROUNDING
    )
    assert (
        np.isposinf(scores.log_score([1e6], np.ones((1, 9)), least_width=0.5))
        or scores.log_score([1e6], np.ones((1, 9)), least_width=0.5) > 1e9
    )

"""Many estimates at once: few false alarms in all, and a greatest one that is no luckier than the others."""

import numpy as np
import pytest
from scipy.stats import norm

from attrit.statistics.shrinkage import holm, shrunk
from attrit.statistics.standards import FAMILY
from tests.tolerances import LEANT, ONE_PER_CENT, ROUNDING, THREE_ERRORS, TOGETHER, WITHIN_FIFTEEN, sampled


def test_holm_by_hand():
    """.005 x 4, .01 x 3, then .03 x 2, below which .04 x 1 may not fall."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02], rel=ROUNDING)
    found = holm([0.4, np.nan, 0.9])
    assert found[[0, 2]] == pytest.approx([0.8, 0.9], rel=ROUNDING) and np.isnan(found[1])
    assert holm([]).size == 0


def test_among_many_that_are_nothing_any_is_told_in_one_run_of_twenty():
    p = np.random.default_rng(1).random((4000, 16))
    alarms = np.mean([(holm(row) < FAMILY).any() for row in p])
    assert alarms == pytest.approx(FAMILY, abs=sampled(np.sqrt(0.05 * 0.95 / 4000), THREE_ERRORS))


def family(rng: np.random.Generator, slope: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Of 140 numbers 30 are something, and errors grow with them."""
    truth = np.where(np.arange(140) < 30, np.abs(rng.standard_normal(140)), 0.0)
    return truth, truth + np.sqrt(0.3**2 + slope * truth) * rng.standard_normal(140), 0.3


@pytest.mark.parametrize("slope", [pytest.param(0.0, marks=pytest.mark.slow), 0.1])
def test_the_greatest_is_no_luckier_than_the_others(slope: float):
    """What chance adds to the greatest goes, and of the ten greatest the deviation is how far off they are."""
    rng = np.random.default_rng(2)
    raw, likely, apart, deviations = [], [], [], []
    for _ in range(150):
        truth, y, zero = family(rng, slope)
        found = shrunk(y, zero, slope)
        first, greatest = found.mean.argmax(), y.argmax()
        raw.append(y[greatest] - truth[greatest])
        likely.append(found.mean[first] - truth[first])
        ten = np.argsort(-found.mean)[:10]
        apart.append(found.mean[ten] - truth[ten])
        deviations.append(found.deviation[ten])
    assert np.mean(raw) > 0.1
    assert abs(np.mean(likely)) < np.mean(raw) / 2
    rms, told = (np.sqrt(np.mean(np.square(x))) for x in (apart, deviations))
    assert told == pytest.approx(rms, rel=WITHIN_FIFTEEN)


def test_many_estimates_tell_from_what_they_are_drawn():
    """With a half-normal prior of width 2 the mean is that of Bayes' rule, by numerical integration."""
    rng = np.random.default_rng(3)
    y = np.abs(2 * rng.standard_normal(4000)) + rng.standard_normal(4000)
    found = shrunk(y, 1.0)
    theta = np.linspace(0, 12, 6001)
    for place in (int(np.argmin(np.abs(y - at))) for at in (-1.0, 0.5, 2.0, 5.0)):
        weight = norm.pdf(y[place], theta) * norm.pdf(theta, scale=2)
        mean = np.sum(weight * theta) / weight.sum()
        deviation = np.sqrt(np.sum(weight * (theta - mean) ** 2) / weight.sum())
        assert found.mean[place] == pytest.approx(mean, abs=LEANT)
        assert found.deviation[place] == pytest.approx(deviation, abs=LEANT)


def test_what_is_well_known_stays_as_it_is():
    y, errors = np.array([0.31, 0.44, 0.001, -0.002]), np.array([0.003, 0.004, 0.003, 0.003])
    found = shrunk(y, errors)
    assert found.mean[:2] == pytest.approx(y[:2], rel=ONE_PER_CENT)
    assert found.deviation[:2] == pytest.approx(errors[:2], rel=TOGETHER)
    assert (found.mean[2:] >= 0).all() and (found.mean[2:] < errors[2:]).all()


def test_what_has_no_error_is_known_and_what_is_missing_stays_so():
    found = shrunk([0.5, np.nan, 0.0, 0.2], [0.0, 0.1, 0.0, 0.01])
    assert found.mean[0] == 0.5 and found.deviation[0] == 0 and found.mean[2] == 0
    assert np.isnan(found.mean[1]) and np.isnan(found.deviation[1])
    assert found.mean[3] == pytest.approx(0.2, rel=ONE_PER_CENT)


def test_the_unit_does_not_matter():
    rng = np.random.default_rng(4)
    _, y, zero = family(rng, 0.1)
    one, other = shrunk(y, zero, 0.1), shrunk(1e3 * y, 1e3 * zero, 1e3 * 0.1)
    assert other.mean == pytest.approx(1e3 * one.mean, rel=1e3 * ROUNDING, abs=1e3 * ROUNDING)


def test_useless_estimates_are_next_to_nothing():
    rng = np.random.default_rng(5)
    greatest = [shrunk(rng.standard_normal(100), 1.0).mean.max() for _ in range(100)]
    assert np.mean(greatest) < 1.0  # the greatest of a hundred is 2.5 by itself

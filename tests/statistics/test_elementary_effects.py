"""Elementary effects of functions of which they are known, along trajectories."""

import math

import numpy as np
import pytest

from attrit.errors import ResultsError
from attrit.statistics.elementary_effects import FEWEST, LEVELS, effects, trajectories
from tests.tolerances import ROUNDING, sampled

ALONE = [(0,), (1,), (2,)]


def test_a_linear_function_has_the_same_effect_everywhere():
    u = trajectories(ALONE, 16, seed=1)
    found = effects(u, 3 * u[:, 0] - 8 * u[:, 1] + 5, ALONE)
    assert found.mu == pytest.approx([1.5, -4, 0], abs=ROUNDING)
    assert found.mu_star == pytest.approx([1.5, 4, 0], abs=ROUNDING)
    for zero in (found.mu_error, found.mu_star_error, found.sigma, found.sigma_error):
        assert zero == pytest.approx([0, 0, 0], abs=1e-7)


def test_an_interplay_has_a_spread():
    """y = (x0 - 1/2)(x1 - 1/2): a step of x0 by 1/2 changes it by (x1 - 1/2) / 2, so by 1/16 or 3/16 either way."""
    u = trajectories(ALONE, 2048, seed=2)
    found = effects(u, (u[:, 0] - 0.5) * (u[:, 1] - 0.5), ALONE)
    for part, true in ((found.mu, 0), (found.mu_star, 1 / 8), (found.sigma, math.sqrt(5) / 16)):
        field = next(name for name, value in found._asdict().items() if value is part)
        assert (np.abs(part[:2] - true) <= sampled(getattr(found, f"{field}_error")[:2])).all()
    assert found.mu_star[2] == found.sigma[2] == 0


def test_errors_are_the_scatter_of_experiments():
    values, errors = [], []
    for seed in range(100):
        u = trajectories(ALONE, 32, seed=seed)
        found = effects(u, u[:, 0] ** 2 * u[:, 1] + u[:, 0] * u[:, 2] - u[:, 2] * u[:, 1] ** 3, ALONE)
        values.append([found.mu, found.mu_star, found.sigma])
        errors.append([found.mu_error, found.mu_star_error, found.sigma_error])
    scatter, told = np.std(values, axis=0), np.sqrt(np.mean(np.square(errors), axis=0))
    # a standard deviation of 100 numbers is known to a fourteenth
    assert np.abs(told / scatter - 1).max() < sampled(1 / math.sqrt(200), 4)


def test_a_group_moves_at_once_and_has_no_direction():
    groups = [(0, 2), (1,)]
    u = trajectories(groups, 32, seed=3)
    steps = np.diff(u.reshape(32, 3, 3), axis=1) != 0
    assert (steps[:, :, 0] == steps[:, :, 2]).all() and (steps[:, :, 0] != steps[:, :, 1]).all()
    found = effects(u, u[:, 0] + 10 * u[:, 2] + u[:, 1], groups)
    assert np.isnan([found.mu[0], found.mu_error[0], found.sigma[0], found.sigma_error[0]]).all()
    assert 4.5 < found.mu_star[0] < 5.5 and found.mu_star[1] == pytest.approx(0.5, abs=ROUNDING)


def test_states_without_order_have_no_direction():
    u = trajectories(ALONE, 32, seed=3)
    y = np.array([0.0, 9.0, 1.0, 4.0])[(4 * u[:, 0]).astype(int)] + u[:, 1]
    found, ordered = effects(u, y, ALONE, states=[0]), effects(u, y, ALONE)
    for name, part in found._asdict().items():
        told = getattr(ordered, name)
        assert math.isnan(part[0]) == (not name.startswith("mu_star")) and (part[1:] == told[1:]).all()
    assert found.mu_star[0] == ordered.mu_star[0]


def test_trajectories_stand_on_the_middles_of_slices_and_move_by_half():
    u = trajectories([(i,) for i in range(5)], 64, seed=4)
    assert np.unique(u).tolist() == [(k + 0.5) / LEVELS for k in range(LEVELS)]
    steps = np.abs(np.diff(u.reshape(64, 6, 5), axis=1))
    assert set(np.unique(steps)) == {0, 0.5} and ((steps > 0).sum(axis=2) == 1).all()
    assert (u == trajectories([(i,) for i in range(5)], 64, seed=4)).all()
    assert (u != trajectories([(i,) for i in range(5)], 64, seed=5)).any()


@pytest.mark.parametrize("n", [FEWEST - 1, 2**17, 12.5, "few", True, math.nan])
def test_other_numbers_of_trajectories_are_refused(n):
    with pytest.raises(ResultsError, match=r"draws: found .*, wanted a whole number from 8 to 65,536"):
        trajectories(ALONE, n, seed=1)


def test_whole_numbers_of_any_type_are_taken():
    for n in (8, 8.0, np.int64(8)):
        assert len(trajectories(ALONE, n, seed=1)) == 8 * 4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda u, y: (u, y[:-1]), "numbers in u"),
        (lambda u, y: (u[:, 0], y), "numbers in u"),
        (lambda u, y: (u[:16], y[:16]), "at least 8 trajectories"),
        (lambda u, y: (u, np.where(np.arange(y.size) < 2, np.nan, y)), "2 of them are missing or infinite"),
        (lambda u, y: (u[::-1].copy() ** 2 + np.arange(y.size)[:, None], y), "these are no trajectories"),
        (lambda u, y: (np.repeat(u[:1], y.size, axis=0), y), "each group makes one step, one at a time"),
    ],
)
def test_what_is_no_experiment_is_refused(change, said):
    u = trajectories(ALONE, 8, seed=1)
    with pytest.raises(ResultsError, match=said):
        effects(*change(u, u.sum(axis=1)), ALONE)

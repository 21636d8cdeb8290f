"""Designs and indices beside SALib's and SciPy's, on the same experiments and the same outcomes."""

import numpy as np
import pytest
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol
from SALib.sample import morris as salib_trajectories
from SALib.sample import sobol as salib_design
from scipy.stats import sobol_indices

from attrit.statistics.elementary_effects import LEVELS, effects, trajectories
from attrit.statistics.sobol_indices import NETS, base_samples, crossed, indices, parted
from tests.statistics.test_sobol_indices import g, ishigami
from tests.tolerances import BACKEND, ROUNDING, sampled

FUNCTIONS = {"ishigami": (ishigami, 3), "g": (g, 8)}
N = 2048


def problem(factors, groups=None):
    found = {"num_vars": factors, "names": [f"x{i}" for i in range(factors)], "bounds": [[0.0, 1.0]] * factors}
    return found | ({} if groups is None else {"groups": groups})


@pytest.fixture(params=FUNCTIONS)
def played(request):
    function, factors = FUNCTIONS[request.param]
    y = function(crossed(*base_samples(factors, N, seed=1), [(i,) for i in range(factors)]))
    return y, factors, *parted(y, factors)


@pytest.mark.parametrize("groups", [None, ["one", "two", "one", "three", "two"]])
def test_the_design_is_salibs_scrambled_anew_for_each_part(groups):
    """Bit for bit, groups included."""
    ours = [(0, 2), (1, 4), (3,)] if groups else [(i,) for i in range(5)]
    made = crossed(*base_samples(5, 256, seed=7), ours).reshape(NETS, -1, 5)
    for part, rows in enumerate(made):
        rng = np.random.default_rng(7 * NETS + part)
        theirs = salib_design.sample(problem(5, groups), 256 // NETS, calc_second_order=False, seed=rng)
        assert (rows == theirs).all()


def test_total_indices_are_jansens_but_for_the_variance(played):
    """To rounding, once both are over the same variance: SALib and SciPy take that of a and b, we that of a and ab."""
    y, factors, a, b, ab = played
    found = indices(a, b, ab)
    theirs = salib_sobol.analyze(problem(factors), y, calc_second_order=False, num_resamples=2, seed=1)
    scipys = sobol_indices(func={"f_A": a[None], "f_B": b[None], "f_AB": ab[:, None]}, n=N)
    both = np.concatenate([a, b]).var()
    pair = np.array([np.concatenate([a, mixed]).var() for mixed in ab])
    assert found.total * pair == pytest.approx(theirs["ST"] * both, rel=BACKEND)
    assert found.total * pair == pytest.approx(scipys.total_order * both, rel=BACKEND)
    assert (np.abs(found.total - theirs["ST"]) <= sampled(found.total_error, 3)).all()


def test_first_order_indices_are_saltellis_but_for_what_is_zero_on_average(played):
    """To rounding with SciPy, once the mean of a b is added; within errors with SALib, which centres otherwise."""
    y, factors, a, b, ab = played
    found = indices(a, b, ab)
    theirs = salib_sobol.analyze(problem(factors), y, calc_second_order=False, num_resamples=2, seed=1)
    scipys = sobol_indices(func={"f_A": a[None], "f_B": b[None], "f_AB": ab[:, None]}, n=N)
    both = np.concatenate([a, b])
    beside = np.mean((a - both.mean()) * (b - both.mean())) / both.var()
    assert found.first - found.total * beside == pytest.approx(scipys.first_order, abs=BACKEND)
    for other in (theirs["S1"], scipys.first_order):
        assert (np.abs(found.first - other) <= sampled(found.first_error, 3)).all()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_effects_are_salibs_times_the_step(name):
    """To rounding; SALib divides by the step of 2/3 on its grid from 0 to 1."""
    function, factors = FUNCTIONS[name]
    groups = [(i,) for i in range(factors)]
    u = trajectories(groups, 64, seed=3)
    y = function(u) + u[:, 0] * u[:, 1]
    found = effects(u, y, groups)
    grid = (u * LEVELS - 0.5) / (LEVELS - 1)
    theirs = salib_morris.analyze(problem(factors), grid, y, num_levels=LEVELS, num_resamples=2, seed=1)
    for ours, key in ((found.mu, "mu"), (found.mu_star, "mu_star"), (found.sigma, "sigma")):
        assert ours == pytest.approx(np.array(theirs[key]) * 2 / 3, rel=ROUNDING, abs=ROUNDING)


def test_trajectories_are_salibs_on_the_middles_of_slices():
    groups = ["one", "two", "one"]
    theirs = salib_trajectories.sample(problem(3, groups), 16, num_levels=LEVELS, seed=5)
    ours = trajectories([(0, 2), (1,)], 16, seed=5)
    assert ours == pytest.approx(theirs * (LEVELS - 1) / LEVELS + 0.5 / LEVELS, rel=ROUNDING)

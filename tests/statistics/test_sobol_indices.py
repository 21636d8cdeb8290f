"""Sobol indices of functions whose indices are known, from the same design, function and estimators as a war's."""

import math

import numpy as np
import pytest

from attrit.errors import ResultsError
from attrit.statistics.sobol_indices import (
    FEWEST,
    NETS,
    base_samples,
    checked_rows,
    crossed,
    indices,
    next_power,
    parted,
)
from tests.tolerances import BACKEND, HONEST, ROUNDING, sampled

G = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
PARTS = 1 / (3 * (1 + G) ** 2)  # of the variance, by each factor of the g function alone
G_VARIANCE = np.prod(1 + PARTS) - 1


def ishigami(u):
    x = math.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def g(u):
    return np.prod((np.abs(4 * u - 2) + G) / (1 + G), axis=1)


KNOWN = {  # function, first order, total
    "ishigami": (ishigami, np.array([0.313905, 0.442411, 0.0]), np.array([0.557589, 0.442411, 0.243684])),
    "g": (g, PARTS / G_VARIANCE, PARTS * np.prod(1 + PARTS) / (1 + PARTS) / G_VARIANCE),
}


def played(function, factors, n, seed, groups=None):
    groups = [(i,) for i in range(factors)] if groups is None else groups
    y = function(crossed(*base_samples(factors, n, seed), groups))
    return parted(y, len(groups))


@pytest.mark.parametrize("name", KNOWN)
def test_indices_of_known_functions(name):
    function, first, total = KNOWN[name]
    a, b, ab = played(function, first.size, 4096, seed=1)
    found = indices(a, b, ab)
    assert (np.abs(found.first - first) <= sampled(found.first_error, 3)).all()
    assert (np.abs(found.total - total) <= sampled(found.total_error, 3)).all()
    assert abs(found.first_sum.share - first.sum()) <= sampled(found.first_sum.error, 3)
    assert not found.below_zero.any() and not found.total_below_first.any() and not found.few_rows.any()
    variance = {"ishigami": 13.844588, "g": G_VARIANCE}[name]
    both = np.concatenate([a, b])
    kurtosis = np.mean((both - both.mean()) ** 4) / both.var() ** 2
    assert both.var() == pytest.approx(variance, abs=sampled(variance * math.sqrt((kurtosis - 1) / both.size), 3))


@pytest.mark.parametrize("n", [64, pytest.param(1024, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", KNOWN)
def test_errors_are_the_scatter_of_experiments(name, n):
    """A sequence of low discrepancy is more even than independent rows, or less: its error must come from itself."""
    function, *true = KNOWN[name]
    found = [indices(*played(function, true[0].size, n, seed)) for seed in range(50)]
    for part, known in zip(("first", "total"), true, strict=True):
        values, errors = (np.array([getattr(f, key) for f in found]) for key in (part, f"{part}_error"))
        scatter, told = np.sqrt(np.mean((values - known) ** 2, axis=0)), np.sqrt(np.mean(errors**2, axis=0))
        assert (told / scatter > HONEST[0]).all() and (told / scatter < HONEST[1]).all()


def test_correlated_inputs_have_the_closed_index_of_their_block():
    """y = x0 + x1 + x2 with correlation .6 of x0 and x1: the block has (2 + 1.2) of 4.2, alone and in all."""
    from scipy.special import ndtri

    def function(u):
        z = ndtri(u)
        return z[:, 0] + 0.6 * z[:, 0] + 0.8 * z[:, 1] + z[:, 2]

    found = indices(*played(function, 3, 2048, seed=2, groups=[(0, 1), (2,)]))
    for part in (0, 1):
        true = (3.2, 1.0)[part] / 4.2
        assert found.first[part] == pytest.approx(true, abs=sampled(found.first_error[part], 3))
        assert found.total[part] == pytest.approx(true, abs=sampled(found.total_error[part], 3))


def test_noise_is_a_factor_like_any_other():
    """y = x0 + x0 e: half of the variance is due to x0 alone, the other half to its interplay with the noise."""
    from scipy.special import ndtri

    found = indices(*played(lambda u: ndtri(u[:, 0]) * (1 + ndtri(u[:, 1])), 2, 8192, seed=3))
    for part, true in ((found.first, (0.5, 0)), (found.total, (1, 0.5))):
        error = found.first_error if part is found.first else found.total_error
        assert (np.abs(part - true) <= sampled(error, 3)).all()


def test_what_changes_nothing_is_nothing():
    found = indices(*played(lambda u: u[:, 0], 2, 64, seed=1))
    assert (found.first[1], found.first_error[1], found.total[1], found.total_error[1]) == (0, 0, 0, 0)
    assert not found.few_rows[1] and not found.below_zero[1]


def test_impossible_indices_are_kept_and_flagged():
    """Outcomes that no function of the factors gives: nothing is cut off."""
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((2, 1024))
    found = indices(a, b, np.array([a - 0.5 * b, b + 0.1 * rng.standard_normal(1024)]))
    assert found.first[0] < -0.3 and found.below_zero.tolist() == [True, False]
    lower = indices(a, b, np.array([a + 0.2 * b]))
    assert lower.first[0] > lower.total[0] and lower.total_below_first.tolist() == [True]


def test_few_rows_are_told():
    a, b = np.random.default_rng(2).standard_normal((2, 512))
    ab = np.array([a, a, b])
    ab[0, 7] += 5
    ab[1, ::2] += 1
    found = indices(a, b, ab)
    assert found.rows_behind[:2] == pytest.approx([1, 256], rel=ROUNDING)
    assert found.few_rows.tolist() == [True, False, False]


def test_indices_do_not_hang_on_scale_and_origin():
    a, b, ab = played(g, 8, 256, seed=4)
    one, other = indices(a, b, ab), indices(1e3 - 7 * a, 1e3 - 7 * b, 1e3 - 7 * ab)
    for field in ("first", "first_error", "total", "total_error"):
        assert getattr(other, field) == pytest.approx(getattr(one, field), rel=BACKEND, abs=ROUNDING)


@pytest.mark.parametrize("unit", [1e-15, 1e15])
def test_an_outcome_in_a_very_small_or_large_unit_varies_as_well(unit):
    a, b, ab = played(g, 8, 256, seed=4)
    one, other = indices(a, b, ab), indices(unit * a, unit * b, unit * ab)
    assert other.first == pytest.approx(one.first, abs=BACKEND)
    assert other.first_error == pytest.approx(one.first_error, abs=BACKEND)


def test_the_design_takes_groups_from_the_second_sample():
    a, b = np.zeros((2, 3)), np.ones((2, 3))
    made = crossed(a, b, [(0, 2), (1,)])
    assert made[:4].tolist() == [[0, 0, 0], [1, 0, 1], [0, 1, 0], [1, 1, 1]]
    assert (made[4:] == made[:4]).all()
    first, second, mixed = parted(np.arange(8.0), 2)
    assert (first.tolist(), second.tolist(), mixed.tolist()) == ([0, 4], [3, 7], [[1, 5], [2, 6]])


def test_samples_are_even_and_of_their_seed():
    a, b = base_samples(3, 1024, seed=5)
    assert ((0 <= a) & (a < 1)).all() and not np.isin(a, b).any()
    for net in (a[: 1024 // NETS], b[-1024 // NETS :]):  # one point in each slice
        slices = np.sort(net * (1024 // NETS), axis=0).astype(int)
        assert (slices == np.arange(1024 // NETS)[:, None]).all()
    again, other = base_samples(3, 1024, seed=5)[0], base_samples(3, 1024, seed=6)[0]
    assert (a == again).all() and not np.isin(other, a).any()


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (1000, "found 1000, wanted a power of 2 from 64 to 131,072; ask for draws=512 or 1024"),
        (65, "ask for draws=64 or 128"),
        (2**17 - 1, "ask for draws=65536 or 131072$"),
        (32, "found 32, wanted a whole number from 64 to 131,072"),
        (-4, "found -4, wanted a whole number"),
        (2**18, "found 262144, wanted a whole number"),
        (512.5, "found 512.5, wanted a whole number"),
        (True, "found True"),
        ("many", "found 'many'"),
        (math.nan, "found nan"),
        (math.inf, "found inf"),
    ],
)
def test_other_numbers_of_rows_are_refused(n, said):
    with pytest.raises(ResultsError, match=said):
        base_samples(2, n, seed=1)


def test_powers_of_two():
    assert [next_power(n) for n in (0.5, 1, 2, 3, 64, 64.5, 1000)] == [1, 1, 2, 4, 64, 128, 1024]
    for n in (64, 512.0, np.int64(1024)):
        assert checked_rows(n) == n


@pytest.mark.parametrize(
    ("a", "b", "ab", "said"),
    [
        (np.ones(64), np.ones(63), np.ones((1, 64)), r"shapes \(64,\), \(63,\) and \(1, 64\)"),
        (np.ones(64), np.ones(64), np.ones(64), "with as many rows"),
        (np.ones((64, 1)), np.ones((64, 1)), np.ones((1, 64)), "with as many rows"),
        (np.arange(9.0), np.arange(9.0), np.ones((1, 9)), f"9 rows are too few; at least {FEWEST}"),
        (np.arange(64.0), np.full(64, np.nan), np.ones((1, 64)), "64 of them are missing or infinite"),
        (np.full(64, 1e9), np.full(64, 1e9 + 1e-7), np.ones((1, 64)), r"the outcome is 1e\+09 in all 128 worlds"),
        (np.full(64, 3.0), np.full(64, 3.0), np.ones((1, 64)), "the outcome is 3 in all 128 worlds of the two samples"),
    ],
)
def test_outcomes_that_are_none_are_refused(a, b, ab, said):
    with pytest.raises(ResultsError, match=said):
        indices(a, b, ab)

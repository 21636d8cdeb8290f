"""Variance by groups of inputs: exact components of known functions, honest errors, and what the shares mean."""

import math

import numpy as np
import pytest

from attrit.statistics.factorial import components, mixtures, split
from tests.tolerances import ROUNDING, sampled

PAIRS = 20_000


def played(function, factors, members, pairs=PAIRS, seed=1):
    """Outcomes (mixture, pair) of a function of independent standard normal factors."""
    one, other = np.random.default_rng(seed).standard_normal((2, pairs, factors))
    return function(mixtures(one, other, [np.array(m) for m in members]))


def test_mixtures_take_each_group_from_the_second_where_its_bit_is_set():
    one, other = np.zeros((2, 3)), np.ones((2, 3))
    made = mixtures(one, other, [np.array([0]), np.array([1, 2])])
    assert made[:, 0].tolist() == [[0, 0, 0], [1, 0, 0], [0, 1, 1], [1, 1, 1]]
    assert (made[:, 0] == made[:, 1]).all()


def test_components_of_a_function_with_interactions():
    """y = x0 + 2 x1 + 3 x0 x2 + x3 x1 x0: components 1, 4, 9 for {0, 2}, 1 for {0, 1, 3}, and no other."""
    y = played(lambda x: x[..., 0] + 2 * x[..., 1] + 3 * x[..., 0] * x[..., 2] + x[..., 3] * x[..., 1] * x[..., 0], 4,
               [[0], [1], [2], [3]])  # fmt: skip
    found = components(y)
    true = {0b0001: 1.0, 0b0010: 4.0, 0b0101: 9.0, 0b1011: 1.0}
    for place in range(1, 16):
        error = found[place].std() / math.sqrt(PAIRS)
        assert found[place].mean() == pytest.approx(true.get(place, 0.0), abs=sampled(error) + ROUNDING)


def test_what_groups_do_together_is_shared_alike():
    """y = a + b c with group {a, b} and group {c}: the first has 1 alone and half of the 1 they do together."""
    y = played(lambda x: x[..., 0] + x[..., 1] * x[..., 2], 4, [[0, 1], [2], [3]])
    first, second, noise = split(y, last=2).groups
    for part, true in ((first.alone, 1 / 2), (first.share, 3 / 4), (first.together, 1), (second.alone, 0),
                       (second.share, 1 / 4), (second.together, 1 / 2)):  # fmt: skip
        assert part.share == pytest.approx(true, abs=sampled(part.error))
    assert noise.share == noise.together and noise.share.share == pytest.approx(0, abs=ROUNDING)


def test_what_noise_has_a_part_in_is_noise():
    y = played(lambda x: x[..., 0] + x[..., 0] * x[..., 1], 2, [[0], [1]])
    known, noise = split(y, last=1).groups
    assert noise.share.share == pytest.approx(1 / 2, abs=sampled(noise.share.error))
    assert known.share.share == pytest.approx(1 / 2, abs=sampled(known.share.error))
    assert known.together.share == pytest.approx(1, abs=sampled(known.together.error))


@pytest.mark.parametrize("groups", [1, 2, 5, 6])
def test_shares_add_to_one(groups):
    rng = np.random.default_rng(groups)
    y = rng.standard_normal((2**groups, 50)).cumsum(axis=0)
    assert sum(g.share.share for g in split(y, last=groups - 1).groups) == pytest.approx(1, abs=ROUNDING)


def test_the_errors_are_honest():
    """Of 400 small experiments some 95 % hold the truth within 1.96 errors; 90 % are asked, for so few heavy tails."""
    hits = []
    for seed in range(400):
        y = played(lambda x: x[..., 0] + x[..., 1] * x[..., 2] + 2 * x[..., 2], 3, [[0], [1], [2]], 200, seed)
        share = split(y, last=2).groups[0].share
        hits.append(abs(share.share - 1 / 6) < 1.96 * share.error)
    assert np.mean(hits) > 0.9


def test_nothing_varies():
    found = split(np.ones((4, 10)), last=1)
    assert found.variance == 0
    assert all(math.isnan(g.share.share) for g in found.groups)

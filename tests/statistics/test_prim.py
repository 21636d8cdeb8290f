"""The patient rule induction method: slices by hand, planted boxes, and what every box on the way must be."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from attrit.statistics.prim import Box, Search
from tests.tolerances import BACKEND, MOSTLY, PLANTED_LIMIT, ROUNDING


def test_a_slice_is_cut_halfway_between_two_cases():
    """20 cases 0 to 19 of which the upper ten are of interest: a twentieth is one case, so 0 goes, limit .5."""
    x = np.arange(20.0)
    boxes = Search(x[None] + 0.25, x >= 10).trajectory()
    first, second, third = boxes[:3]
    assert (first.cases, first.interest, first.density, first.coverage, first.mass) == (20, 10, 0.5, 1, 1)
    assert dict(second.low) == {0: 0.75}
    assert (second.cases, second.density) == (19, 10 / 19)
    assert dict(third.low) == {0: 1.75}
    last = boxes[-1]
    assert (last.limits, last.density, last.coverage) == (((0, "low"),), 1, 1)
    assert last.low[0] == 9.75


def test_the_slice_that_gains_most_by_case_goes_first():
    """Of two inputs, the one with more cases of no interest at its upper end."""
    rng = np.random.default_rng(1)
    x = rng.random((2, 200))
    y = (x[1] < 0.8) & (x[0] < 0.98)
    boxes = Search(x, y).trajectory()
    assert boxes[1].limits == ((1, "high"),)
    assert all(b.density > a.density for a, b in pairwise(boxes))


def test_alike_slices_leave_inputs_free():
    """Two inputs that are the same: the first is limited, and then goes on being limited."""
    x = np.tile(np.arange(100.0), (2, 1))
    boxes = Search(x, x[0] >= 50).trajectory()
    assert {box.restricted for box in boxes[1:]} == {(0,)}


def test_tied_cases_stay_together():
    x = np.repeat([1.0, 2.0, 3.0], 40)
    box = Search(x[None], x > 1).trajectory()[-1]
    assert dict(box.low) == {0: 1.5}
    assert (box.cases, box.density) == (80, 1)


def test_whole_numbers_end_at_a_number_that_occurs():
    x = np.repeat([1.0, 4.0, 9.0], 40)
    box = Search(x[None], x == 4, whole=[0]).trajectory()[-1]
    assert (dict(box.low), dict(box.high)) == ({0: 4.0}, {0: 4.0})


def test_categories_go_one_by_one():
    x = np.repeat([0.0, 1.0, 2.0, 3.0], 30)
    boxes = Search(x[None], np.isin(x, [1, 2]), categories=[0]).trajectory()
    assert [sorted(box.kept.get(0, [])) for box in boxes] == [[], [1, 2, 3], [1, 2]]
    assert boxes[-1].limits == ((0, "kept"),)


def test_slices_are_given_back_where_that_pays():
    """All of interest lie above .5; the upper slice of chance that was peeled off comes back."""
    rng = np.random.default_rng(3)
    x = rng.random((6, 3000))
    y = (x[0] > 0.5) & (rng.random(3000) < 0.6)
    boxes = Search(x, y).trajectory()
    pasted = [b for a, b in pairwise(boxes) if b.mass > a.mass]
    assert pasted
    assert boxes[-1] is pasted[-1]


def test_a_category_is_given_back():
    """Once other inputs are limited, a category that went early is as good as the one that was left."""
    rng = np.random.default_rng(19)
    x = np.array([*rng.random((4, 300)), rng.integers(6, size=300)])
    boxes = Search(x, (x[0] > 0.4) & (rng.random(300) < 0.5), categories=[4]).trajectory()
    kept = [box.kept.get(4, frozenset(range(6))) for box in boxes]
    assert sum(a < b for a, b in pairwise(kept)) == 1
    assert all(a <= b or b <= a for a, b in pairwise(kept))


def test_planted_limits_are_found():
    rng = np.random.default_rng(4)
    x = np.vstack([rng.random((12, 4000)), rng.integers(4, size=4000)])
    y = (x[2] > 0.4) & (x[7] < 0.7) & (x[7] > 0.1) & np.isin(x[12], [0, 3])
    boxes = Search(x, y, categories=[12]).trajectory()
    box = max(boxes, key=lambda box: min(box.coverage, box.density))
    assert min(box.coverage, box.density) > MOSTLY
    assert box.restricted == (2, 7, 12)
    assert (box.low[2], box.low[7], box.high[7]) == pytest.approx((0.4, 0.1, 0.7), abs=PLANTED_LIMIT)
    assert box.kept[12] == {0, 3}


@st.composite
def cases(draw):
    """Cases of all kinds of inputs, many of them tied, and some of interest."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n, kinds = draw(st.integers(30, 120)), draw(st.lists(st.sampled_from("nrwc"), min_size=1, max_size=6))
    made = {"n": lambda: rng.normal(size=n), "r": lambda: rng.random(n).round(1), "w": lambda: rng.integers(-4, 9, n),
            "c": lambda: rng.integers(3, size=n)}  # fmt: skip
    x = np.array([made[kind]() for kind in kinds], float)
    y = rng.random(n) < draw(st.sampled_from([0.1, 0.5, 0.9]))
    whole, categories = ([place for place, kind in enumerate(kinds) if kind == k] for k in "wc")
    return Search(x, y, whole, categories), rng


@given(cases(), st.sampled_from([0.02, 0.05, 0.2]), st.sampled_from([0.05, 0.3]))
@settings(max_examples=60, deadline=None)
def test_every_box_holds_what_it_says(made, alpha: float, least: float):
    search, rng = made
    among, left = rng.random(search.y.size) < 0.7, rng.random(search.y.size) < 0.8
    among[:2] = left[:2] = True
    boxes = search.trajectory(alpha, least, among, left)
    for box in boxes:
        inside = (box.misses(search.x) == 0) & left
        assert (box.cases, box.interest) == ((inside & among).sum(), (inside & among & search.y).sum())
        assert (box.apart, box.apart_interest) == ((inside & ~among).sum(), (inside & ~among & search.y).sum())
        assert box.mass == box.cases / among.sum()
        assert box == search.counted(box, among, left)
    assert boxes[0].limits == ()
    assert all(b.density > a.density for a, b in pairwise(boxes))
    assert all(box.mass >= least for box in boxes[1:])


@given(cases())
@settings(max_examples=20, deadline=None)
def test_the_order_of_cases_does_not_matter(made):
    search, rng = made
    order = rng.permutation(search.y.size)
    again = Search(search.x[:, order], search.y[order], search._whole, search._categories)
    assert again.trajectory() == search.trajectory()


def test_only_ranks_matter():
    """Whatever the scale of an input, the same cases are in each box."""
    x = np.random.default_rng(5).random((4, 500))
    y = (x[0] > 0.5) & (x[2] < 0.6)
    plain, stretched = Search(x, y), Search(np.exp(5 * x), y)
    for one, other in zip(plain.trajectory(), stretched.trajectory(), strict=True):
        assert ((one.misses(plain.x) == 0) == (other.misses(stretched.x) == 0)).all()


def test_quasi_p_is_a_binomial_test_of_dropping_a_limit():
    rng = np.random.default_rng(6)
    x = rng.random((5, 800))
    search = Search(x, rng.random(800) < np.where(x[0] > 0.6, 0.5, 0.1))
    box = search.trajectory()[20]
    for (place, side), (density, p) in search.without(box).items():
        wider = search.counted(box.limited(place, side, None))
        assert density == pytest.approx(wider.density, rel=ROUNDING)
        test = binomtest(box.interest, box.cases, wider.density, alternative="greater")
        assert p == pytest.approx(test.pvalue, rel=BACKEND)


def test_a_limit_in_a_box_without_cases_of_interest_makes_no_difference():
    x = np.arange(10.0)[None]
    search = Search(x, x[0] < 2)
    box = search.counted(Box(low={0: 5.0}))
    assert search.without(box) == {(0, "low"): (0.2, 1.0)}


def test_what_an_earlier_box_holds_is_not_searched():
    x = np.random.default_rng(7).random((3, 3000))
    y = (x[0] > 0.8) | (x[1] > 0.85)
    search = Search(x, y)
    first = search.trajectory()[-1]
    left = first.misses(x) > 0
    second = search.trajectory(left=left)[-1]
    assert {first.restricted, second.restricted} == {(0,), (1,)}
    assert (second.coverage, second.mass) == (second.interest / y.sum(), second.cases / 3000)
    assert second.density > MOSTLY


def test_only_the_inputs_asked_for_are_limited():
    x = np.vstack([np.random.default_rng(8).random((2, 1000)), np.arange(1000) % 2])
    y = (x[0] > 0.7) & (x[2] == 1)
    search = Search(x, y, categories=[2])
    assert search.trajectory()[-1].restricted == (0, 2)
    assert search.only([0]).trajectory()[-1].restricted == (0,)
    assert search.only([2]).trajectory()[-1].restricted == (2,)
    assert search.only([]).trajectory() == [search.trajectory()[0]]


def test_what_is_the_same_everywhere_is_never_limited():
    x = np.array([np.full(200, 3.0), np.full(200, 1.0), np.full(200, 2.0), np.arange(200.0)])
    box = Search(x, x[3] > 150, whole=[1], categories=[2]).trajectory()[-1]
    assert box.restricted == (3,)

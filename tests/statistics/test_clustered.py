"""Errors of clustered means and ratios are those of independent clusters, by hand, by simulation and by jackknife."""

from __future__ import annotations

import math

import numpy as np
import pytest

from attrit.engine.draws import uniform_numbers
from attrit.statistics.clustered import clustered_mean, clustered_ratio, relative_skill
from tests.tolerances import ROUNDING, STATED_ERRORS


def test_one_number_a_cluster_has_the_usual_error() -> None:
    x = np.array([1.0, 4.0, 2.0, 9.0])
    found = clustered_mean(x, np.arange(4))
    assert found == pytest.approx((4.0, float(x.std(ddof=1) / 2)), rel=ROUNDING)


def test_clusters_of_equal_numbers_count_once() -> None:
    x = np.array([1.0, 4.0, 2.0, 9.0])
    found = clustered_mean(x.repeat(5), np.arange(4).repeat(5))
    assert found == pytest.approx((4.0, float(x.std(ddof=1) / 2)), rel=ROUNDING)


def test_a_single_cluster_has_no_error() -> None:
    assert math.isnan(clustered_mean(np.ones(3), np.zeros(3, np.int64)).error)
    assert math.isnan(clustered_mean(np.empty(0), np.empty(0, np.int64)).value)


def test_a_ratio_to_itself_is_one_without_error() -> None:
    x = np.array([1.0, 4.0, 2.0])
    assert clustered_ratio(x, x, np.arange(3)) == (1.0, 0.0)
    assert math.isnan(clustered_ratio(x, np.zeros(3), np.arange(3)).value)
    assert math.isnan(clustered_ratio(np.array([1.0, math.inf]), np.ones(2), np.arange(2)).value)


def test_stated_errors_are_the_scatter_of_repetitions() -> None:
    """400 repetitions of 40 clusters of 5 with half of the variance between clusters."""
    u = uniform_numbers("clusters", 7, 400, 40, 12)
    x = 1 + u[..., :1] + u[..., 1:6]
    y = 1 + u[..., :1] + u[..., 7:12]
    cluster = np.arange(40).repeat(5)
    pairs = [(a.ravel(), b.ravel()) for a, b in zip(x, y, strict=True)]
    means = np.array([clustered_mean(a, cluster) for a, _ in pairs])
    ratios = np.array([clustered_ratio(a, b, cluster) for a, b in pairs])
    skills = np.array([relative_skill([b, a], cluster, 0)[1] for a, b in pairs[:100]])
    for found in (means, ratios, skills):
        assert STATED_ERRORS[0] < found[:, 1].mean() / found[:, 0].std(ddof=1) < STATED_ERRORS[1]


def test_skill_of_models_that_share_few_cases() -> None:
    """Three models; the third shares one case with each other. The products by hand."""
    nan = math.nan
    a, b, c = np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.0, nan]), np.array([nan, 6.0, 3.0])
    ab, ac, bc = 3 / 4, 5 / 9, 2 / 6
    theta = [(ab * ac) ** (1 / 3), (bc / ab) ** (1 / 3), (1 / ac / bc) ** (1 / 3)]
    found = relative_skill([a, b, c], np.arange(3), 0)
    assert [one.value for one in found] == pytest.approx([one / theta[0] for one in theta], rel=ROUNDING)

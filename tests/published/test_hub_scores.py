"""Scores give back what scoringutils and hubEvals print of their examples."""

from __future__ import annotations

import numpy as np
import pytest

from attrit.analysis.hub_scores import weighted_interval_score
from attrit.statistics.clustered import relative_skill
from tests.tolerances import ROUNDING

scoringrules = pytest.importorskip("scoringrules")


def test_the_worked_example_of_scoringutils() -> None:
    """epiforecasts/scoringutils, tests/testthat/test-metrics-quantile.R: two intervals and a median, median once."""
    y = np.array([1.0, -15.0, 22.0])
    q = np.array([[-1.0, 0, 1, 2, 3], [-2, 1, 2, 2, 4], [-2, 0, 3, 3, 4]])
    found = weighted_interval_score(y, np.array([0.1, 0.25, 0.5, 0.75, 0.9]), q)
    assert found == pytest.approx([0.36, 15.34, 19.14], rel=ROUNDING)  # its formula, worked out: .9, 38.35, 47.85 / 2.5
    one = weighted_interval_score(y, np.array([0.1, 0.9]), q[:, [0, 4]])
    assert one == pytest.approx([0.4, 13.6, 18.6], rel=ROUNDING)
    median = weighted_interval_score(y, np.array([0.5]), q[:, [2]])
    assert median == pytest.approx([0, 17, 19], rel=ROUNDING)


def test_rows_that_hubevals_prints() -> None:
    """Flusight-baseline of 2022-11-19 in Massachusetts: quantiles as hubDocs prints them (user guide, target data), the
    weighted interval scores as hubEvals does (Getting started, per-row scores), to the digits printed."""
    levels = np.array([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])
    q = np.array([[22.0, 31, 45, 51, 57, 71, 80], [5, 21, 38, 51, 64, 81, 97]])
    found = weighted_interval_score(np.array([79.0, 221.0]), levels, q)
    assert [f"{x:.3g}" for x in found] == ["15.4", "149"]


def test_relative_skill_that_hubevals_prints() -> None:
    """Getting started, relative skill: mean scores 329, 315, 228 of the same tasks; skill 1, .957, .692 against the first.

    The means are printed to a unit, so that a ratio is known to .003."""
    scores = [np.array([mean]) for mean in (329.0, 315.0, 228.0)]
    found = [one.value for one in relative_skill(scores, np.zeros(1, np.int64), 0)]
    assert np.abs(np.array(found) - [1, 0.957, 0.692]).max() < 0.003


def test_the_numpy_backend_of_scoringrules_is_why_quantile_scores_are_used() -> None:
    """Once its median term is right, `weighted_interval_score` can be asked; until then the two backends differ."""
    asked = (np.array([3.0]), np.array([1.0]), np.array([[0.0]]), np.array([[2.0]]), np.array([0.5]))
    right = (abs(3 - 1) / 2 + 0.25 * (2 + 4 * 1)) / 1.5
    found = scoringrules.weighted_interval_score(*asked, backend="numba")
    assert float(np.squeeze(found)) == pytest.approx(right, rel=ROUNDING)
    ours = weighted_interval_score(asked[0], np.array([0.25, 0.5, 0.75]), np.array([[0.0, 1.0, 2.0]]))
    assert float(ours[0]) == pytest.approx(right, rel=ROUNDING)

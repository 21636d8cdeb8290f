"""The mechanisms forecast a front from its area: the right way, wider with time, never below nothing."""

from __future__ import annotations

import numpy as np
import pytest

from attrit.analysis.front_mechanism import mechanism_paths
from attrit.experiments.front_forecasters import SeriesPast


def past(rate: float, days: int = 70) -> SeriesPast:
    area = 2000 + rate * np.arange(days) + np.arange(days) % 4
    return SeriesPast("north", np.datetime64("2031-01-01") + np.arange(days), area.astype(float))


@pytest.mark.parametrize("rate", [3.0, -3.0])
def test_what_moved_moves_on_and_the_spread_grows(rate: float) -> None:
    one = past(rate)
    paths = mechanism_paths(one, 90, draws=400, particles=4096)
    assert paths.shape == (400, 90)
    moved = np.sign(rate) * (np.median(paths, axis=0) - one.values[-1])
    assert moved[89] > moved[29] > 10
    widths = np.quantile(paths, 0.9, axis=0) - np.quantile(paths, 0.1, axis=0)
    assert widths[89] > widths[29] > widths[6] > 0
    assert (paths >= 0).all()


def test_the_slow_front_moves_less_than_the_fast_one_and_both_are_the_same_twice() -> None:
    slow, fast = (mechanism_paths(past(rate), 60, draws=300, particles=4096) for rate in (0.5, 6.0))
    assert np.median(fast[:, -1]) - past(6.0).values[-1] > 3 * (np.median(slow[:, -1]) - past(0.5).values[-1]) > 0
    assert (mechanism_paths(past(0.5), 60, draws=300, particles=4096) == slow).all()


def test_a_series_that_no_world_follows_still_gets_a_forecast() -> None:
    wild = past(1.0)
    wild.values[40:] += 1500
    paths = mechanism_paths(wild, 30, draws=100, particles=1024)
    assert paths.shape == (100, 30)
    assert np.isfinite(paths).all()

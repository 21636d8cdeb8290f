"""Forecasts of a front from its past: what each must do whatever the past is."""

from __future__ import annotations

import numpy as np
import pytest

from attrit.statistics.front_forecasts import Damping, arima, damped_trend, line, persistence, simple_forecasts

DAYS = 60
ALL = {**simple_forecasts(), "damped trend": damped_trend(Damping())}


def moving(rate: float, days: int = 90, start: float = 500.0) -> np.ndarray:
    wiggle = np.sin(np.arange(days) * 1.7) * 2
    return start + rate * np.arange(days) + wiggle


@pytest.mark.parametrize("name", ALL)
def test_a_forecast_is_a_function_of_the_past(name: str) -> None:
    past = moving(2.0)
    one, two = ALL[name](past, DAYS), ALL[name](past, DAYS)
    assert one.shape[1] == DAYS
    assert (one == two).all()
    assert np.isfinite(one).all()
    assert (one >= 0).all()


@pytest.mark.parametrize("name", ALL)
def test_the_spread_grows_with_the_days(name: str) -> None:
    paths = ALL[name](moving(1.0), DAYS)
    widths = np.quantile(paths, 0.95, axis=0) - np.quantile(paths, 0.05, axis=0)
    assert widths[59] > widths[29] > 0
    assert widths[29] > widths[4]


@pytest.mark.parametrize("name", ["line", "random walk, full drift", "random walk, half drift", "damped trend"])
def test_what_moved_moves_on_and_the_other_way_round(name: str) -> None:
    up, down = (np.median(ALL[name](moving(rate), DAYS)[:, -1]) for rate in (3.0, -3.0))
    last = moving(3.0)[-1], moving(-3.0)[-1]
    assert up > last[0] + 20
    assert down < last[1] - 20


def test_drifts_are_in_order() -> None:
    past = moving(3.0)
    none, half, full = (
        np.mean(ALL[name](past, DAYS)[:, -1]) - past[-1]
        for name in ("random walk", "random walk, half drift", "random walk, full drift")
    )
    assert abs(none) < 5 < half < full
    assert half == pytest.approx(full / 2, rel=0.1)


def test_a_front_that_never_moved_is_not_certain() -> None:
    still = np.full(60, 100.0)
    for name, forecast in ALL.items():
        if name not in ("persistence", "ARIMA(1,1,1)"):
            assert np.ptp(forecast(still, DAYS)[:, -1]) > 0, name


def test_forecasts_scale_with_the_front() -> None:
    past = moving(2.0)
    for name in ("damped trend", "random walk, half drift", "line", "persistence"):
        small = ALL[name](past, DAYS)[:, -1] - past[-1]
        large = ALL[name](past * 100, DAYS)[:, -1] - past[-1] * 100
        assert large.std() == pytest.approx(100 * small.std(), rel=0.01), name


def test_the_line_is_that_of_least_squares() -> None:
    past = 100 + 2.5 * np.arange(50.0)
    assert np.mean(line(past, 10)[:, -1]) == pytest.approx(past[-1] + 25, abs=0.05)


def test_persistence_shows_the_changes_that_were_seen() -> None:
    past = np.concatenate([np.zeros(30), np.full(30, 10.0)]) + 100
    paths = persistence(past, 20)
    assert set(np.round(paths[:, 0] - past[-1], 6)) <= {-10.0, 0.0, 10.0} | set(np.round(paths[:, 0] - past[-1], 6))
    assert np.quantile(paths[:, -1], 0.5) == pytest.approx(past[-1])


def test_the_damped_trend_slows_down() -> None:
    past = moving(3.0)
    quick = damped_trend(Damping(damping=0.999, slowing=0.0, rate_sd=0.1))(past, 180)
    slow = damped_trend(Damping(damping=0.95, slowing=0.0, rate_sd=0.1))(past, 180)
    assert np.median(quick[:, -1]) - past[-1] == pytest.approx(3 * (1 - 0.999**180) / 0.001, rel=0.1)
    assert np.median(slow[:, -1]) - past[-1] == pytest.approx(3 * (1 - 0.95**180) / 0.05, rel=0.15)


def test_arima_falls_back_where_there_is_nothing_to_fit() -> None:
    paths = arima(np.full(40, 7.0), 10)
    assert np.isfinite(paths).all()

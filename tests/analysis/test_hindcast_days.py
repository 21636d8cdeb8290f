"""Daily losses are foretold from the first days alone, and each way is scored alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from attrit.analysis.hindcast_days import day_rows, rows_of
from attrit.errors import LedgerError
from attrit.evidence.daily_losses import DailyLosses

ARDENNES = Path(__file__).parents[3] / "shared" / "data" / "daily" / "ardennes_1944_wiper.csv"
pytest.importorskip("scoringrules", reason="the extra score is not installed")


def made(later: float = 1.0) -> DailyLosses:
    """Two sides that lose about 3,000 men a day, and ``later`` times as many after sixteen days."""
    rng = np.random.default_rng(2)
    losses = 3000.0 * np.exp(0.2 * rng.standard_normal((32, 2)))
    losses[16:] *= later
    strength = np.array([8e5, 6e5]) - np.cumsum(losses, axis=0)
    return DailyLosses(("A", "B"), np.arange(1, 33), strength, losses, np.zeros((32, 2)), 0)


def test_a_steady_war_is_foretold_within_its_scatter():
    found = {(row.series, row.model, row.score): row for row in rows_of(made())}
    for model in ("log_linear_lanchester", "mean"):
        row = found["losses_a", model, "crps"]
        assert (row.set, row.horizon, row.n) == ("days", 16, 16)
        # A normal of the right sd scores 0.56 of it on average (2 phi(0) (sqrt 2 - 1) sd averaged); here sd is about 600.
        assert 200.0 < row.value < 600.0
    assert found["losses_a", "mean", "crps"].value < found["losses_a", "random_walk", "crps"].value


def test_forecasts_know_nothing_of_the_days_ahead():
    """Where losses double after the days that are given, every way misses by about the doubling."""
    plain, doubled = ({(r.series, r.model, r.score): r.value for r in rows_of(made(x))} for x in (1.0, 2.0))
    for model in ("log_linear_lanchester", "mean", "last_day"):
        assert doubled["losses_b", model, "crps"] > 3.0 * plain["losses_b", model, "crps"]


def test_too_few_days_are_refused(tmp_path: Path):
    file = tmp_path / "days.csv"
    rows = [f"{day},{side},90000,{900 + day}" for day in range(1, 11) for side in ("A", "B")]
    file.write_text("\n".join(["day_index,side,strength,casualties", *rows]) + "\n", "utf-8")
    with pytest.raises(LedgerError, match="10 days, of which 16 are given; at least 24 days"):
        day_rows(file)


@pytest.mark.skipif(not ARDENNES.exists(), reason="the shared data are not beside this checkout")
def test_the_ardennes_are_foretold():
    found = {(row.series, row.model, row.score): row.value for row in day_rows(ARDENNES)}
    ours, plain = (found["losses_allied", model, "crps"] for model in ("log_linear_lanchester", "mean"))
    assert ours < plain
    assert found["losses_german", "log_linear_lanchester", "coverage_90"] >= 0.7

"""Origins roll over a series without a look ahead, and the pool knows only what had come."""

import numpy as np
import pytest

from attrit.errors import ResultsError
from attrit.evidence.front_fits import ALL, left_out, numbers_of
from attrit.experiments.front_forecasters import SeriesPast, own_forecasters
from attrit.experiments.rolling_origins import POOL, rolled, with_pool
from attrit.statistics.damped_trend import DampedTrend
from tests.tolerances import ROUNDING

RNG = np.random.default_rng(1)
VALUES = 1000 + np.cumsum(RNG.exponential(1.0, 130))
SERIES = SeriesPast("north", np.datetime64("2031-01-01") + np.arange(130), VALUES)
NOISE = RNG.standard_normal((200, 90))
SETTING = {"horizons": (30, 60, 90), "step": 14, "least_past": 28}


def good(past, horizon):
    return past.values[-1] + np.arange(1, horizon + 1) + 3 * NOISE[:, :horizon]


def bad(past, horizon):
    return past.values[-1] - np.arange(1, horizon + 1) + 3 * NOISE[:, :horizon]


def test_origins_and_truths_are_those_of_the_protocol():
    found = rolled(SERIES, {"good": good}, **SETTING)
    assert [one.origin for one in found] == list(range(27, 100, 14))
    assert [list(one.ahead) for one in found] == [[30, 60, 90], [30, 60], [30, 60], [30, 60], [30], [30]]
    assert all((one.truth == VALUES[one.origin + one.ahead]).all() for one in found)


def test_no_forecast_moves_when_what_comes_after_it_moves():
    """Each of ours, and the pool with its weights."""
    own = own_forecasters(100, 90)
    other = SERIES._replace(values=np.concatenate([VALUES[:70], VALUES[70:] * 3]))
    pools = [with_pool(rolled(series, own, **SETTING), list(own), least_width=0.05)[0] for series in (SERIES, other)]
    for one, two in zip(*pools, strict=True):
        if one.origin < 70:
            assert all((one.forecasts[name] == two.forecasts[name]).all() for name in (*own, POOL))
        else:
            assert (one.forecasts["random_walk_full"] != two.forecasts["random_walk_full"]).any()


def test_the_pool_moves_to_the_better_member_once_its_truth_is_known():
    found, weights = with_pool(rolled(SERIES, {"good": good, "bad": bad}, **SETTING), ["good", "bad"], least_width=0.05)
    assert [one["good"] for one in weights[:3]] == [0.5, 0.5, 0.5]  # 30 days after day 28 is day 58; origins 28, 42, 56
    assert all(0.6 < one["good"] < 1 for one in weights[3:])
    assert all(len(one.forecasts[POOL]) == 200 for one in found)


def test_members_of_whom_nothing_is_believed_get_an_equal_share():
    found = rolled(SERIES, {"good": good, "bad": bad, "third": bad}, **SETTING)
    _, weights = with_pool(found, ["good", "bad", "third"], {"good": 0.9, "bad": 0.1}, least_width=0.05)
    assert weights[0] == pytest.approx({"good": 0.6, "bad": 0.2 / 3, "third": 1 / 3}, rel=ROUNDING)


@pytest.mark.parametrize("paths", [np.ones(30), np.ones((5, 29)), np.full((5, 90), np.nan)])
def test_a_forecaster_that_gives_something_else_is_named(paths):
    with pytest.raises(ResultsError, match="forecasters: mine: gave numbers of shape"):
        rolled(SERIES, {"mine": lambda past, horizon: paths}, **SETTING)


def test_a_development_front_is_forecast_by_the_fit_without_it():
    assert left_out("robotyne_2023") == "robotyne_2023" and left_out("north") == ALL
    assert numbers_of("robotyne_2023") != numbers_of("north") == numbers_of("area_deepstate")
    assert DampedTrend(**numbers_of("north")).tails > 1

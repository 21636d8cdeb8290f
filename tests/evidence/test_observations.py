"""Statistics of paths against series worked out by hand, and the reader of dated series."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from attrit.errors import LedgerError
from attrit.evidence.observations import RateRatios, collapses, daily_series, path_statistics, rate_ratios, standing
from tests.tolerances import ROUNDING


def path(*gains, start=100.0):
    return start - np.concatenate(([0.0], np.cumsum(gains)))


def week(gain):
    return [gain, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]


def test_four_weeks_by_hand():
    # Weeks gain 7, 0, 14, 7 (mean 7, squares 49 + 49), then three days of an unfinished week in which nothing happens.
    s = path_statistics(path(*week(7.0), *week(0.0), *week(14.0), *week(7.0), 0.0, 0.0, 0.0))
    assert s.rate == pytest.approx(28.0 / 31.0, rel=ROUNDING)
    assert s.weekly_variation == pytest.approx(math.sqrt(98.0 / 4.0) / 7.0, rel=ROUNDING)
    assert s.weekly_autocorrelation == pytest.approx(-49.0 / 98.0, rel=ROUNDING)
    assert s.largest_week == pytest.approx(0.5, rel=ROUNDING)
    assert s.days_without_change == pytest.approx(28.0 / 31.0, rel=ROUNDING)
    assert s.days_of_recapture == 0.0
    assert not s.collapsed


def test_recapture_and_resolution():
    s = path_statistics(path(1.0, -0.5, 0.04, -0.04))
    assert s.days_of_recapture == 0.25
    assert s.days_without_change == 0.5
    assert path_statistics(path(1.0, -0.5, 0.04, -0.04), resolution=0.01).days_of_recapture == 0.5


def test_collapse_needs_the_share_within_the_days():
    assert path_statistics(path(0.0, 9.0, 8.0, 8.0, 0.0)).collapsed
    assert not path_statistics(path(0.0, 8.0, 8.0, 8.0, 8.0)).collapsed
    assert path_statistics(path(0.0, 8.0, 8.0, 8.0, 8.0), collapse_days=4).collapsed


def test_days_after_the_ground_has_gone_are_not_counted():
    gains = [*week(14.0), *week(14.0), *week(14.0), *week(57.0)]
    short, long = path_statistics(path(*gains[:22])), path_statistics(path(*gains, *[0.0] * 70))
    assert int(standing(path(*gains, *[0.0] * 70)).sum()) == 22
    assert long.rate == short.rate == pytest.approx(99.0 / 22.0, rel=ROUNDING)
    assert long.days_without_change == short.days_without_change == pytest.approx(18.0 / 22.0, rel=ROUNDING)
    assert long.largest_week == pytest.approx(57.0 / 99.0, rel=ROUNDING)
    assert long.weekly_variation == pytest.approx(math.sqrt((3 * 10.75**2 + 32.25**2) / 4) / 24.75, rel=ROUNDING)


def test_ground_once_gone_does_not_stand_again():
    assert standing([100.0, 1.0, 50.0, 40.0]).tolist() == [True, False, False]
    assert standing([0.0, 0.0, 5.0]).tolist() == [False, False]


@pytest.mark.parametrize("gains", [[1.0] * 27, [0.0] * 35, [-1.0] * 35])
def test_weekly_figures_are_missing_where_they_say_nothing(gains):
    s = path_statistics(path(*gains))
    assert math.isnan(s.weekly_variation)
    assert math.isnan(s.largest_week)
    assert math.isnan(s.weekly_autocorrelation)


def test_many_paths_at_once_as_one_by_one():
    gains = np.random.default_rng(1).exponential(2.0, (3, 4, 100)) * (np.arange(100) % 3 == 0)
    areas = 100.0 - np.concatenate((np.zeros((3, 4, 1)), gains.cumsum(axis=-1)), axis=-1)
    areas = np.maximum(areas, 0.0)
    together, ratios = path_statistics(areas), rate_ratios(areas)
    for place in np.ndindex(3, 4):
        alone = path_statistics(areas[place])
        for name, value in vars(alone).items():
            np.testing.assert_allclose(getattr(together, name)[place], value, rtol=ROUNDING)
        for many, one in zip(ratios, rate_ratios(areas[place]), strict=True):
            np.testing.assert_array_equal(many.ln_ratio[place], one.ln_ratio)


def test_ratio_of_known_rates():
    steady, faster = np.ones(90), np.concatenate((np.ones(30), np.full(60, 2.0)))
    assert rate_ratios(path(*steady, start=1e3), (60,))[0].ln_ratio.tolist() == [0.0]
    thirty, sixty, ninety = rate_ratios(path(*faster, start=1e3))
    expected = [math.log(2.0), math.log(2.0 / (4.0 / 3.0)), math.log(2.0 / (5.0 / 3.0)), 0.0]
    np.testing.assert_allclose(thirty.ln_ratio, expected, rtol=ROUNDING, atol=ROUNDING)
    assert sixty.ln_ratio == pytest.approx([math.log(2.0)], rel=ROUNDING)
    assert ninety.ln_ratio.shape == (0,)
    assert (thirty.horizon, sixty.horizon, ninety.horizon) == (30, 60, 90)


def test_rates_too_slow_to_tell_count_as_the_slowest_one():
    still, moving, back = np.zeros(30), np.ones(30), np.full(30, -1.0)
    for before, after, ratio in (
        (still, still, 0.0),
        (moving, still, math.log(0.05)),
        (moving, back, math.log(0.05)),
        (still, moving, -math.log(0.05)),
    ):
        seen = rate_ratios(path(*before, *after), (30,))[0].ln_ratio
        np.testing.assert_allclose(seen, [ratio], rtol=ROUNDING)
    assert rate_ratios(path(*moving, *still), (30,), least=0.5)[0].ln_ratio == pytest.approx([math.log(0.5)])


def test_no_ratio_once_the_ground_has_gone():
    seen = rate_ratios(path(*np.full(40, 2.5), *np.zeros(40)), (30,))[0]
    assert seen.ln_ratio[0] == pytest.approx(math.log(25.0 / 30.0 / 2.5), rel=ROUNDING)
    assert np.isnan(seen.ln_ratio[1:]).all()
    assert math.isnan(seen.sd)


def test_sd_pools_paths_and_windows():
    assert RateRatios(30, np.array([[1.0, np.nan], [3.0, 5.0]])).sd == pytest.approx(2.0, rel=ROUNDING)
    assert math.isnan(RateRatios(30, np.array([1.0])).sd)


def test_collapses_are_counted_by_spell():
    assert collapses(path(*[1.0] * 40)) == 0
    assert collapses(path(0.0, 10.0, 15.0, *[0.0] * 20)) == 1
    assert collapses(path(0.0, 10.0, 15.0, *[0.0] * 20, 40.0, 35.0, *[0.0] * 20)) == 2


def write(tmp_path, text):
    file = tmp_path / "area.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_holes_repeat_the_last_value(tmp_path):
    text = "date,note,area\n2024-05-01,a,9\n2024-05-03,b,7\n2024-05-03,c,6.5\n2024-05-04,d,\n2024-05-05,e,5\n"
    series = daily_series(write(tmp_path, text), "area")
    assert series.first == date(2024, 5, 1)
    assert series.values.tolist() == [9.0, 9.0, 6.5, 6.5, 5.0]
    assert series.rows == 3
    part = daily_series(write(tmp_path, text), "area", start=date(2024, 5, 2), end=date(2024, 5, 4))
    assert (part.first, part.values.tolist()) == (date(2024, 5, 3), [6.5])


def test_every_problem_of_a_file_is_told_at_once(tmp_path):
    text = "date,area\n2024-05-01,9\nMay 2,8\n2024-05-03,many\n2024-05-04\n2024-05-30,5\n2024-05-29,4\n"
    with pytest.raises(LedgerError) as caught:
        daily_series(write(tmp_path, text), "area")
    places = [problem.where.rpartition("area.csv:")[2] for problem in caught.value.problems]
    assert places == ["3:1", "4:12", "5:1", "6:1", "7:1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("date,area\nMay 2,8\n", "'May 2'; a date"),
        ("date,area\n2024-05-03,many\n", "'many'; a number"),
        ("date,area\n2024-05-03,nan\n", "'nan'; a number"),
        ("date,area\n2024-05-04\n", "1 fields; at least 2"),
        ("date,area\n2024-05-01,9\n2024-05-30,5\n", "at most 10 days apart"),
        ("date,area\n2024-05-02,9\n2024-05-01,5\n", "rising dates"),
        ("date,area\n", "no row between"),
        ("date,areas\n2024-05-01,9\n", "area: no such column; one of date, areas; did you mean 'areas'"),
        ("day,area\n2024-05-01,9\n", "date: no such column"),
        ("", "no such column"),
    ],
)
def test_a_bad_file_is_refused(tmp_path, text, message):
    with pytest.raises(LedgerError, match=message):
        daily_series(write(tmp_path, text), "area")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(LedgerError, match=r"absent\.csv: cannot be read"):
        daily_series(tmp_path / "absent.csv", "area")

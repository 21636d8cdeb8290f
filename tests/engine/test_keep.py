"""What a run keeps, and that keeping more, less or in other chunks changes no number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import attrit
import attrit.engine.simulate as engine
from attrit.engine.keep import ENOUGH, HEADLINE, Keep
from attrit.engine.outcomes import OUTCOMES
from attrit.engine.results import Results
from attrit.engine.simulate import play, simulate
from attrit.engine.worlds import Worlds
from attrit.errors import ResultsError
from attrit.scenario.schema import Scenario

DRAWS, DAYS = 1500, 25
ARMS = ("committed", "absent", "absent_unreplaced")
WHAT = [("area_held", {}), ("losses", {"side": "ru"}), ("losses", {"side": "ua"}), ("recovered_day", {})]
BY_DAY = tuple(dict.fromkeys(name for name, _ in WHAT))


@pytest.fixture(scope="module")
def kursk() -> Scenario:
    return attrit.load("kursk-2024")


@pytest.fixture(scope="module")
def whole(kursk: Scenario) -> Results:
    return simulate(kursk, DRAWS, seed=3, arms=ARMS, horizon=DAYS, keep=BY_DAY)


def chunked(kursk: Scenario, chunk: int, keep: Keep) -> Results:
    return play(kursk, {name: kursk.arm(name) for name in ARMS}, Worlds.first(DRAWS, 3), DAYS, keep, chunk=chunk)


@pytest.mark.parametrize("chunk", [64, 100, 1024, 1499, DRAWS])
def test_chunks_change_no_bit(kursk: Scenario, whole: Results, chunk: int) -> None:
    run = chunked(kursk, chunk, Keep(daily=BY_DAY, quantiles=BY_DAY, differences=BY_DAY))
    for name, variable in whole.variables.items():
        assert run.variables[name].dims == variable.dims
        np.testing.assert_array_equal(run.variables[name].values, variable.values, err_msg=name)
    only = chunked(kursk, chunk, Keep(quantiles=BY_DAY, differences=BY_DAY))
    for outcome, where in WHAT:
        for arm in ARMS:
            for against in (None, "absent"):
                wanted = whole.bands(outcome, arm, against, **where)
                assert wanted.shape == (DAYS + 1, 5)
                np.testing.assert_array_equal(run.bands(outcome, arm, against, **where), wanted)
                np.testing.assert_array_equal(only.bands(outcome, arm, against, **where), wanted)


def test_what_is_kept_at_the_end_is_what_is_named(kursk: Scenario, whole: Results) -> None:
    run = chunked(kursk, 512, Keep(final=("tempo", "talks_day"), daily="losses"))
    assert set(run.variables) == {"tempo", "talks_day", "losses", "status"}
    for name in run.variables:
        np.testing.assert_array_equal(run.variables[name].values, whole.variables[name].values)
    assert set(simulate(kursk, 8, horizon=2, keep=()).variables) == {*OUTCOMES, "status"}


def test_quantiles_are_in_the_dataset(kursk: Scenario) -> None:
    run = chunked(kursk, 1024, Keep(final=(), quantiles=("area_held", "losses"), differences="losses"))
    data = run.dataset
    assert data["area_held_quantiles"].dims == ("arm", "day", "quantile")
    assert data["losses_difference_quantiles"].dims == ("arm", "day", "quantile", "side")
    assert data.coords["quantile"].values.tolist() == [0.05, 0.25, 0.5, 0.75, 0.95]
    assert data["losses_quantiles"].attrs["units"] == "person"
    assert "difference to 'absent'" in data["losses_difference_quantiles"].attrs["long_name"]
    assert "area_held_difference_quantiles" not in data
    with pytest.raises(ResultsError, match=r"difference to 'absent' was not kept by day"):
        run.bands("area_held", "committed", "absent")
    only = chunked(kursk, 1024, Keep(final=(), differences="losses"))
    np.testing.assert_array_equal(
        only.bands("losses", "committed", "absent", side="ru"), run.bands("losses", "committed", "absent", side="ru")
    )
    assert (only.bands("losses", "absent", "absent", side="ru") == 0).all()
    with pytest.raises(ResultsError, match=r"only its differences were kept by day; its difference to 'absent'"):
        only.bands("losses", "committed", side="ru")
    found = data["losses_difference_quantiles"].sel(arm="committed", side="ru").values
    np.testing.assert_array_equal(found, run.bands("losses", "committed", "absent", side="ru"))


def test_a_small_run_keeps_everything_and_a_large_one_enough(
    kursk: Scenario, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = dict(draws=1100, seed=2, arms=["committed", "absent"], horizon=30)
    small = simulate(kursk, **settings)
    assert {name for name, v in small.variables.items() if "day" in v.dims} == set(HEADLINE)
    assert {*OUTCOMES, "status"} == set(small.variables)
    monkeypatch.setattr(engine, "FITS", 0)
    monkeypatch.setattr(engine, "CHUNK", 1)
    large = simulate(kursk, **settings)
    assert {"day"} & {dim for v in large.variables.values() if "draw" in v.dims for dim in v.dims} == set()
    assert {name for name in large.variables if name.endswith("_quantiles")} == {
        f"{name}{kind}_quantiles" for name in HEADLINE for kind in ("", "_difference")
    }
    assert {*(ENOUGH.final or ()), "status"} == {name for name, v in large.variables.items() if "draw" in v.dims}
    pages = [attrit.report(run, tmp_path / "report.html").read_text("utf-8") for run in (small, large)]
    assert pages[0] == pages[1]


def test_what_was_not_kept_is_named(kursk: Scenario) -> None:
    run = simulate(kursk, 8, horizon=2, arms=ARMS, keep=Keep(final=("tempo",), quantiles=("area_held", "losses")))
    with pytest.raises(
        ResultsError, match=r"killed: was not kept in this run; run it with keep=Keep\(final=\['killed'\]"
    ):
        run.variable("killed")
    with pytest.raises(ResultsError, match=r"tempo: was kept for the end of the run only; .*keep=\['tempo'\]"):
        run.bands("tempo", "absent")
    with pytest.raises(ResultsError, match=r"area_hold: no such outcome"):
        run.bands("area_hold", "absent")
    with pytest.raises(ResultsError, match=r"losses: has a number for each side; one of ru, ua; add side='ru'"):
        run.bands("losses", "absent")
    with pytest.raises(
        ResultsError, match=r"difference to 'committed' was not kept by day; the difference to 'absent'"
    ):
        run.bands("area_held", "absent", "committed")
    with pytest.raises(ResultsError, match=r"no arm 'absnt'"):
        run.bands("area_held", "committed", "absnt")
    alone = simulate(kursk, 8, horizon=2, arms=["absent"], keep=Keep(quantiles=("area_held",)))
    with pytest.raises(ResultsError, match=r"difference to 'absent' was not kept"):
        alone.bands("area_held", "absent", "absent")


def test_what_does_not_exist_cannot_be_kept() -> None:
    with pytest.raises(ResultsError, match=r"area_hold: no such outcome.*did you mean 'area_held'") as caught:
        attrit.Keep(final=["area_hold"], daily=["losses"], quantiles=["loses"])
    assert [problem.path for problem in caught.value.problems] == ["area_hold", "loses"]


def test_names_are_kept_once_and_one_name_is_a_name() -> None:
    keep = Keep(final="tempo", daily=["losses", "losses"], quantiles=("losses", "pace"))
    assert keep == Keep(final=("tempo",), daily=("losses",), quantiles=["losses", "pace"])
    assert keep.by_day == ("losses", "pace")

"""The results contract: every outcome with dims, unit and long name, one dataset, inputs beside it, and a status."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import attrit
import attrit.engine.simulate as engine
from attrit.engine.outcomes import OUTCOMES
from attrit.engine.results import STATUS, Results
from attrit.engine.simulate import simulate
from attrit.errors import ResultsError
from attrit.quantities import UNITS

DRAWS, DAYS = 70, 20
ARMS = ("committed", "absent")
KEPT = ("area_held", "losses", "escalation")
UNITS_KNOWN = {"1", "1/day", *{canonical for _, canonical in UNITS.values()}}
DIMS = {"arm", "draw", "day", "side", "group", "front", "sector", "supporter", "party"}


@pytest.fixture(scope="module")
def run() -> Results:
    return simulate(attrit.load("kursk-2024"), DRAWS, seed=5, arms=ARMS, horizon=DAYS, keep=KEPT)


def test_coordinates_are_those_of_the_scenario_and_the_run(run: Results) -> None:
    kursk = run.scenario
    assert (run.arms, run.draws, run.coords["draw"][-1]) == (ARMS, DRAWS, DRAWS - 1)
    assert run.coords["day"] == tuple(range(DAYS + 1))
    for dim, things in (
        ("side", kursk.sides),
        ("group", kursk.groups),
        ("front", kursk.fronts),
        ("sector", kursk.sectors),
    ):
        assert run.coords[dim] == tuple(things)
    assert set(run.coords) == DIMS


@pytest.mark.parametrize("name", OUTCOMES)
def test_an_outcome_has_dims_unit_and_long_name(run: Results, name: str) -> None:
    variable = run.variable(name)
    assert set(variable.dims) <= DIMS
    assert variable.values.shape == tuple(len(run.coords[dim]) for dim in variable.dims)
    assert ("day" in variable.dims) == (name in KEPT)
    assert variable.values.dtype == np.float32
    assert variable.unit in UNITS_KNOWN
    assert len(variable.title) > 3


def test_what_is_kept_by_day_ends_where_what_is_kept_at_the_end_does(run: Results) -> None:
    ends = simulate(run.scenario, DRAWS, seed=5, arms=ARMS, horizon=DAYS, keep=())
    for name in KEPT:
        by_day, at_end = run.variable(name), ends.variable(name)
        day = by_day.dims.index("day")
        assert at_end.dims == tuple(dim for dim in by_day.dims if dim != "day")
        assert (np.take(by_day.values, -1, axis=day) == at_end.values).all()


def test_all_arms_start_on_the_same_ground_and_with_no_losses(run: Results) -> None:
    for arm in ARMS:
        assert (run.values("losses", arm, day=0) == 0).all()
        assert (run.values("area_held", arm, day=0) == run.values("area_held", "committed", day=0)).all()
    first = run.input("fronts.kursk.area_held") + run.input("fronts.kursk.map_offset")
    assert np.abs(run.values("area_held", "absent", day=0) - first).max() < 1e-3


def test_the_dataset_is_the_arrays(run: Results) -> None:
    data = run.dataset
    order = ("arm", "draw", "day")
    for name, variable in run.variables.items():
        array = data[name]
        assert array.dims[: sum(dim in array.dims for dim in order)] == tuple(dim for dim in order if dim in array.dims)
        assert (array.transpose(*variable.dims).values == variable.values).all()
        assert array.attrs == {"units": variable.unit, "long_name": variable.title, "seed": 5}
    assert data["area_held"].dims == order
    for dim in set(data.dims):
        assert tuple(data.coords[dim].values.tolist()) == run.coords[str(dim)]
    assert (
        data["losses"].sel(arm="absent", side="ua", day=7).values == run.values("losses", "absent", side="ua", day=7)
    ).all()


def test_inputs_ride_along(run: Results) -> None:
    data = run.dataset
    uncertain = [p for p, given in run.scenario.inputs.items() if given.prior is None or given.prior.shape != "certain"]
    assert len(uncertain) > 100
    for path in uncertain:
        assert data[path].dims == ("draw",)
        assert data[path].attrs["role"] == "input"
        assert data[path].attrs["long_name"] or path.startswith(("quantities.", "hypotheses."))
        assert data[path].attrs["units"] == run.scenario.inputs[path].quantity.unit
    assert (data["groups.ru.men"].values == run.input("groups.ru.men")).all()


def test_the_inputs_reported_are_those_played(run: Results) -> None:
    men = run.input("groups.ua.men")
    assert np.abs(run.values("initial", "committed", group="ua") / men - 1).max() < 1e-6
    assert (run.input("groups.dprk_elite.men", "absent") == 0).all()
    assert (run.input("groups.dprk_elite.men") > 0).mean() > 0.9  # in a few there are none


def test_a_variable_is_an_attribute(run: Results) -> None:
    assert run.area_held.equals(run.dataset["area_held"])
    with pytest.raises(AttributeError, match="results have no 'area_hold'"):
        _ = run.area_hold


def test_the_run_says_what_it_was(run: Results) -> None:
    attrs = run.dataset.attrs
    assert attrs["seed"] == run.seed == 5
    assert attrs["scenario"] == "kursk-2024"
    assert attrs["scenario_digest"] == run.scenario.digest
    assert attrs["attrit_version"] == attrit.__version__
    assert attrs["steps"] == 1


def test_status_is_a_value_and_marks_the_world_that_went_wrong(run: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    play = engine.simulate_block

    def broken(*tables: Any) -> None:
        play(*tables)
        final = tables[-2]
        final[7, 1, 0, 3] = np.nan

    monkeypatch.setattr(engine, "simulate_block", broken)
    found = simulate(run.scenario, 5, arms=ARMS, horizon=2, threads=1)
    status = found.variable("status").values
    assert np.argwhere(status != 0).tolist() == [[1, 3]]
    assert STATUS[status[1, 3]] == "not finite"
    assert STATUS[status[0, 0]] == "ok"


def test_dates_that_never_come_are_infinite() -> None:
    run = simulate(attrit.load("kursk-2024"), DRAWS, arms=["absent"], horizon=1)
    for name in ("recovered_day", "called_day"):
        assert np.isposinf(run.variable(name).values).all()
    talks = run.variable("talks_day").values
    assert set(np.unique(talks)) <= {1.0, np.inf}


def test_what_is_not_there_is_named(run: Results) -> None:
    with pytest.raises(ResultsError, match=r"no arm 'absnt'.*committed, absent.*did you mean 'absent'"):
        run.arm_index("absnt")
    with pytest.raises(ResultsError, match=r"area_hold: no such outcome.*did you mean 'area_held'"):
        run.variable("area_hold")
    with pytest.raises(ResultsError, match=r"area_held: has no dim 'front'; its dims: arm, day, draw"):
        run.values("area_held", "absent", front="donbas")
    with pytest.raises(ResultsError, match=r"no arm 'nobody'"):
        run.values("area_held", "nobody")
    with pytest.raises(ResultsError, match=r"side: no 'uk' in side; one of ru, ua"):
        run.values("losses", "absent", side="uk")
    with pytest.raises(ResultsError, match=r"day: no '99' in day; one of 0 to 20"):
        run.values("area_held", "absent", day=99)
    with pytest.raises(ResultsError, match=r"groups\.ru\.man: no such input.*did you mean 'groups\.ru\.men'"):
        run.input("groups.ru.man")

"""Checks of the independent NumPy day alone, on a small made-up war with random inputs and noise."""

from __future__ import annotations

import csv
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest

from tests.reference.numpy_day import simulate
from tests.tolerances import BACKEND, ROUNDING

QUANTITIES = Path(__file__).parents[2] / "attrit" / "quantities.csv"
DRAWS, DAYS = 200, 150
COUNTS = {"side": 2, "group": 7, "front": 2, "sector": 3, "supporter": 2, "party": 2}
# What the table leaves to the scenario, or sets to a value that would leave a mechanism untried.
GIVEN = {
    "side.recruits": (500, 1500),
    "side.pool": (0, 3000),
    "side.production": (500, 3000),
    "side.use": (2000, 8000),
    "side.reserve_rate": (0.01, 0.05),
    "group.men": (3000, 40000),
    "group.arrival_day": (5, 60),
    "group.departure_day": (80, 300),
    "group.quality": (0.6, 1.2),
    "group.officers": (0, 800),
    "group.coordination": (0.6, 1),
    "group.own_fire": (0.6, 1),
    "group.frees": (0, 0.5),
    "front.area_held": (300, 900),
    "front.area_contested": (0, 200),
    "front.gain": (1, 12),
    "front.attacker_loss_rate": (0.002, 0.02),
    "front.exchange_ratio": (0.7, 3),
    "front.interdiction": (0, 0.5),
    "front.map_offset": (-20, 20),
    "sector.terrain": (0.6, 1.4),
    "sector.cover": (0.7, 1.2),
    "supporter.rounds": (0, 5000),
    "supporter.tranche": (1000, 8000),
    "supporter.hazard": (0.002, 0.03),
    "supporter.technology_rate": (0, 0.02),
    "party.hazard": (0.002, 0.01),
    "party.fires_gain": (-0.2, 0.5),
    "party.escalation": (0, 1),
    "pause.rate": (0.003, 0.02),
    "collapse.hazard": (0.001, 0.01),
    "law.p_a": (0, 1),
    "law.q_a": (0, 1),
    "law.p_d": (0, 1),
    "law.q_d": (0, 1),
}
WHOLE = {  # ground of side 1 on front 0 (two sectors), ground of side 0 on front 1 (one)
    "groups": [
        {"side": 0, "front": 0, "replaced": True, "sectors": [0, 1]},
        {"side": 1, "front": 0, "replaced": True, "sectors": [0, 1]},
        {"side": 0, "front": 0, "arrives": True, "host": 0, "supporter": 0, "own_sector": 1, "sectors": [0, 1]},
        {"side": 1, "front": 0, "host": 1, "supporter": 1, "outside": True, "sectors": [0, 1]},
        {"side": 1, "front": 1, "replaced": True, "sectors": [2]},
        {"side": 0, "front": 1, "sectors": [1, 2]},
        {"side": 0, "front": 0, "arrives": True, "sectors": [0]},
    ],
    "fronts": [{"holder": 1}, {"holder": 0}],
    "sectors": [{"front": 0}, {"front": 0}, {"front": 1}],
    "supporters": [{"side": 0, "group": 2}, {"side": 1, "group": -1}],
    "parties": [{"feeds": 0}, {"feeds": 1}],
    "influence": np.array([[0.0, 2.0], [1.0, 0.0]]),
    "reserve_group": [0, 1],
}


def made_up_structure() -> dict:
    structure = deepcopy(WHOLE)
    for group in structure["groups"]:
        may_hold = group.pop("sectors")
        weights = np.array([np.sqrt(10.0 + s) if s in may_hold else 0.0 for s in range(COUNTS["sector"])])
        for name, value in {"arrives": False, "replaced": False, "outside": False}.items():
            group.setdefault(name, value)
        for name in ("host", "supporter", "own_sector"):
            group.setdefault(name, -1)
        group |= {"weights": weights, "base_weights": weights}
    structure["events"] = [(3, 0, "stock", np.full(DRAWS, 2e4)), (10, 1, "pool", np.full(DRAWS, 500.0))]
    return structure


def quantity_rows() -> list[tuple[str, dict]]:
    with QUANTITIES.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return [(row["name"] if row["entity"] == "mechanism" else f"{row['entity']}.{row['name']}", row) for row in rows]


def made_up_inputs(rng: np.random.Generator) -> dict[str, np.ndarray]:
    inputs = {}
    for name, row in quantity_rows():
        shape = (DRAWS,) if row["entity"] == "mechanism" else (COUNTS[row["entity"]], DRAWS)
        usual = (row["p05"] or row["p50"] or 0, row["p95"] or row["p50"] or 0)
        low, high = GIVEN.get(name, usual)
        inputs[name] = rng.uniform(float(low), float(high), shape)
    for name in ("law.p_a", "law.q_a", "law.p_d", "law.q_d"):
        inputs[name] = rng.uniform(*GIVEN[name], DRAWS)
    share = rng.uniform(0.3, 0.7, DRAWS)
    inputs["sector.area_share"] = np.stack([share, 1 - share, np.ones(DRAWS)])
    for name in ("men", "line_share", "second_share", "quality", "arrival_day", "arrival_ramp"):
        inputs[f"base.group.{name}"] = inputs[f"group.{name}"].copy()
    inputs["group.own_command"] = (rng.uniform(size=(COUNTS["group"], DRAWS)) < 0.5) * 1.0
    return inputs


def made_up_noise(rng: np.random.Generator) -> dict[str, np.ndarray]:
    dims = {"common": (), "side": (2,), "front": (2,), "sector": (3,), "supporter": (2,), "party": (2,)}
    streams = {
        "common": "z_common u_map",
        "side": "z_side u_reserve",
        "front": "z_slow z_fast u_pause u_collapse u_back e_back z_collapse z_start",
        "sector": "u_active e_jump g_focus u_focus",
        "supporter": "u_supporter",
        "party": "u_party",
    }
    kinds = {"z": rng.standard_normal, "u": rng.random, "e": rng.standard_exponential, "g": rng.standard_exponential}
    noise = {"u_talks": rng.random(DRAWS)}
    for dim, names in streams.items():
        for name in names.split():
            noise[name] = kinds[name[0]]((DAYS, *dims[dim], DRAWS))
    return noise


def worlds(steps: int = 1, arm_men: float = 1.0) -> tuple[dict, dict]:
    rng = np.random.default_rng(20240806)
    inputs, noise = made_up_inputs(rng), made_up_noise(rng)
    inputs["group.men"][2] *= arm_men
    return inputs, simulate(made_up_structure(), inputs, noise, DAYS, steps)


@pytest.fixture(scope="module", params=[(1, 1.0), (4, 1.0), (1, 0.4)], ids=["daily", "quarters", "fewer men"])
def world(request: pytest.FixtureRequest) -> tuple[dict, dict]:
    return worlds(*request.param)


def test_every_mechanism_is_tried(world):
    _, result = world
    for name in ("first_collapse", "recovered_day", "talks_day"):
        assert np.isfinite(result[name]).any()
        assert np.isinf(result[name]).any()
    for name in ("by_pressure", "by_withdrawal", "by_collapse", "by_recapture", "withdrawn", "escalation"):
        assert result[name].max() > 0
    for name in ("called", "reacted"):
        assert set(np.unique(result[name])) == {0.0, 1.0}


def test_no_number_is_missing(world):
    _, result = world
    days_may_be_never = {"first_collapse", "recovered_day", "talks_day"}
    for name, values in result.items():
        assert not np.isnan(values).any(), name
        assert name in days_may_be_never or np.isfinite(values).all(), name


def test_people_are_conserved_each_day(world):
    _, result = world
    there = sum(result[name] for name in ("present", "killed", "hospital", "disabled", "captured", "withdrawn"))
    came = result["start_present"] + result["joined"]
    np.testing.assert_allclose(there, came, rtol=BACKEND, atol=BACKEND)


def test_counts_of_people_only_grow_and_none_is_negative(world):
    _, result = world
    for name in ("killed", "wounded", "captured", "withdrawn", "disabled", "joined", "losses", "exposure"):
        assert (np.diff(result[name], axis=0) >= 0).all(), name
    for name in ("present", "hospital", "stock", "pool", "training"):
        assert (result[name] >= 0).all(), name
    side = np.array([group["side"] for group in WHOLE["groups"]])
    lost = result["killed"] + result["wounded"] + result["captured"]
    by_side = np.stack([lost[:, side == i].sum(axis=1) for i in range(2)], axis=1)
    np.testing.assert_allclose(result["losses"], by_side, rtol=BACKEND)


def test_ground_is_within_bounds_and_accounted_for(world):
    _, result = world
    start = result["start_area"]
    assert (result["area_sector"] >= 0).all()
    assert (result["area"] <= (start + result["by_recapture"]) * (1 + ROUNDING)).all()
    taken = result["by_pressure"] + result["by_withdrawal"] + result["by_collapse"] - result["by_recapture"]
    np.testing.assert_allclose(result["area"][-1], start - taken, atol=BACKEND * start.max())
    recovered = np.isfinite(result["recovered_day"])
    assert (result["area"][-1][recovered] == 0).all()
    assert ((result["before_talks"] > 0) == recovered).all()
    assert (result["before_talks"] <= 1).all()


def test_shares_and_factors_stay_in_their_bounds(world):
    _, result = world
    bounds = {
        "rest": (0, 0.95),
        "worn": (0.6, 1),
        "interdiction": (0, 0.95),
        "ratio": (0.05, 20),
        "tempo": (np.exp(-2), np.exp(1.5)),
        "technology": (0, 1),
    }
    for name, (low, high) in bounds.items():
        assert result[name].min() >= low, name
        assert result[name].max() <= high, name


def test_area_at_talks_is_that_of_the_day_or_of_the_horizon(world):
    _, result = world
    last = np.minimum(result["talks_day"], DAYS).astype(int) - 1
    for n in range(DRAWS):
        np.testing.assert_array_equal(result["area_at_talks"][:, n], result["area"][last[n], :, n])


def test_a_group_without_men_changes_nothing():
    _, result = worlds()
    rng = np.random.default_rng(20240806)
    inputs, noise = made_up_inputs(rng), made_up_noise(rng)
    structure = made_up_structure()
    structure["groups"].append(structure["groups"][2] | {"supporter": 1})
    for name in [name for name in inputs if "group." in name]:
        empty = 0.0 if name.endswith(".men") else inputs[name][2]
        inputs[name] = np.vstack([inputs[name], np.full((1, DRAWS), empty)])
    wider = simulate(structure, inputs, noise, DAYS)
    groups = COUNTS["group"]
    for name, values in result.items():
        again = wider[name]
        if again.shape != values.shape:
            again = again[..., :groups, :]
        np.testing.assert_array_equal(again, values, err_msg=name)


def test_neither_inputs_nor_noise_are_touched():
    rng = np.random.default_rng(20240806)
    untouched, untouched_noise = made_up_inputs(rng), made_up_noise(rng)
    inputs, noise = deepcopy(untouched), deepcopy(untouched_noise)
    simulate(made_up_structure(), inputs, noise, DAYS, 2)
    for name in inputs:
        np.testing.assert_array_equal(inputs[name], untouched[name], err_msg=name)
    for name in noise:
        np.testing.assert_array_equal(noise[name], untouched_noise[name], err_msg=name)


def test_first_day_gains_and_loses_what_was_observed():
    """With every mechanism off and nobody arriving, the first day repeats the observed rates."""
    rng = np.random.default_rng(20240806)
    inputs, noise = made_up_inputs(rng), made_up_noise(rng)
    for name, row in quantity_rows():
        if row["off"]:
            inputs[name][:] = float(row["off"])
    inputs["group.arrival_day"][:] = 1000
    inputs["group.quality"][:] = inputs["base.group.quality"][:] = 1.0
    inputs["group.coordination"][:] = inputs["group.own_command"][:] = 1.0
    inputs["group.own_fire"][:] = 1.0
    inputs["sector.cover"][:] = 1.0
    inputs["front.interdiction"][:] = 0.0
    result = simulate(made_up_structure(), inputs, noise, 1)
    gain = np.minimum(inputs["front.gain"], result["start_area"])
    np.testing.assert_allclose(result["start_area"] - result["area"][0], gain, rtol=BACKEND)
    np.testing.assert_allclose(result["attacker_rate"][0], inputs["front.attacker_loss_rate"], rtol=ROUNDING)
    np.testing.assert_allclose(result["holder_rate"][0], result["start_holder_rate"], rtol=ROUNDING)
    np.testing.assert_allclose(result["ratio"][0], 1.0, rtol=ROUNDING)
    np.testing.assert_array_equal(result["map"][0], result["area"][0])


def test_names_of_the_sides_do_not_matter():
    _, result = worlds()
    rng = np.random.default_rng(20240806)
    inputs, noise, structure = made_up_inputs(rng), made_up_noise(rng), made_up_structure()
    for part, field in (("groups", "side"), ("fronts", "holder"), ("supporters", "side"), ("parties", "feeds")):
        for one in structure[part]:
            one[field] = 1 - one[field]
    structure["reserve_group"].reverse()
    structure["events"] = [(day, 1 - side, kind, amount) for day, side, kind, amount in structure["events"]]
    inputs |= {name: values[::-1].copy() for name, values in inputs.items() if name.startswith("side.")}
    noise |= {name: noise[name][:, ::-1] for name in ("z_side", "u_reserve")}
    swapped = simulate(structure, inputs, noise, DAYS)
    for name, values in result.items():
        by_side = name in ("losses", "stock", "pool", "training", "fires")
        np.testing.assert_array_equal(swapped[name][:, ::-1] if by_side else swapped[name], values, err_msg=name)

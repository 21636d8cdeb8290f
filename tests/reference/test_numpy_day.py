"""Checks of the independent NumPy day alone, on a small made-up war with random inputs and noise."""

from __future__ import annotations

import csv
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest

from tests.reference.numpy_day import simulate
from tests.tolerances import BACKEND, MEAN_ERRORS, ROUGHLY, ROUNDING

QUANTITIES = Path(__file__).parents[2] / "attrit" / "quantities.csv"
DRAWS, DAYS = 200, 150
NOT_STATED = 1e6  # day of talks
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


def made_up_group(given: dict) -> dict:
    group = {
        "arrives": False,
        "replaced": False,
        "outside": False,
        "host": -1,
        "supporter": -1,
        "own_sector": -1,
    } | given
    may_hold = group.pop("sectors")
    group["weights"] = np.array([np.sqrt(10.0 + s) if s in may_hold else 0.0 for s in range(COUNTS["sector"])])
    return group


def rearranged(structure: dict) -> dict:
    """The arm in which groups stand elsewhere than in the base arm: another front and host, other sectors, other times."""
    changes: dict[int, dict] = {
        2: {"own_sector": 0},
        3: {"front": 1, "host": 4, "sectors": [2]},
        5: {"arrives": True, "sectors": [2]},
        6: {"arrives": False, "sectors": [0, 1]},
    }
    groups = [made_up_group(group | changes.get(g, {})) for g, group in enumerate(WHOLE["groups"])]
    return structure | {"groups": groups}


def made_up_structure() -> dict:
    structure = deepcopy(WHOLE)
    groups = [made_up_group(group) for group in WHOLE["groups"]]
    structure |= {"groups": groups, "base_groups": deepcopy(groups)}
    structure["events"] = [(3, 0, "stock", np.full(DRAWS, 2e4)), (10, 1, "pool", np.full(DRAWS, 500.0))]
    return structure


def quantity_rows() -> list[tuple[str, dict]]:
    with QUANTITIES.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if not row["name"].startswith("national_")]  # outside the day
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
    inputs["group.own_command"] = (rng.uniform(size=(COUNTS["group"], DRAWS)) < 0.5) * 1.0
    inputs["side.use"][0, :10] = 0  # supply is not modelled
    inputs["talks.day"][::2] = rng.uniform(1, 1.5 * DAYS, DRAWS // 2)
    return inputs


def all_changed(inputs: dict[str, np.ndarray], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """The arm in which every input is another than in the base arm."""
    limits = {name: (float(row["low"]), float(row["high"])) for name, row in quantity_rows()}
    other = {}
    for name, values in inputs.items():
        times = values * rng.uniform(0.7, 1.4, values.shape)
        other[name] = np.clip(times, *limits.get(name, (-np.inf, np.inf)))
    other["sector.area_share"][:2] /= other["sector.area_share"][:2].sum(axis=0)
    other["sector.area_share"][2] = 0.9
    other["side.use"][1, 10:20] = 0
    other["group.own_command"] = 1 - inputs["group.own_command"]
    for name, values in inputs.items():
        assert ((other[name] != values).mean(axis=-1) > 0.4).all(), name
    return other


def made_up_noise(rng: np.random.Generator, draws: int = DRAWS, days: int = DAYS) -> dict[str, np.ndarray]:
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
    noise = {"u_talks": rng.random(draws)}
    for dim, names in streams.items():
        for name in names.split():
            noise[name] = kinds[name[0]]((days, *dims[dim], draws))
    return noise


def worlds(steps: int = 1, changed: bool = False) -> tuple[dict, dict]:
    rng = np.random.default_rng(20240806)
    base, noise = made_up_inputs(rng), made_up_noise(rng)
    structure, inputs = made_up_structure(), base
    if changed:
        structure, inputs = rearranged(structure), all_changed(base, rng)
    return inputs, simulate(structure, inputs, base, noise, DAYS, steps)


@pytest.fixture(scope="module", params=[(1, False), (4, False), (1, True)], ids=["daily", "quarters", "changed"])
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
    inputs, result = world
    start = result["start_area"]
    assert (result["area_sector"] >= 0).all()
    assert (result["area"] <= (start + result["by_recapture"]) * (1 + ROUNDING)).all()
    taken = result["by_pressure"] + result["by_withdrawal"] + result["by_collapse"] - result["by_recapture"]
    np.testing.assert_allclose(result["area"][-1], start - taken, atol=BACKEND * start.max())
    recovered = np.isfinite(result["recovered_day"])
    assert (result["area"][-1][recovered] == 0).all()
    stated = (inputs["talks.day"] < NOT_STATED) & (inputs["talks.day"] <= result["recovered_day"])
    assert ((result["before_talks"] > 0) == recovered & ~stated).all()
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
    _, result = worlds(changed=True)
    rng = np.random.default_rng(20240806)
    base, noise = made_up_inputs(rng), made_up_noise(rng)
    inputs, structure = all_changed(base, rng), rearranged(made_up_structure())
    for groups in ("groups", "base_groups"):
        structure[groups].append(structure[groups][2] | {"supporter": 1})
    for values in (base, inputs):
        for name in [name for name in values if name.startswith("group.")]:
            empty = 0.0 if name == "group.men" else values[name][2]
            values[name] = np.vstack([values[name], np.full((1, DRAWS), empty)])
    wider = simulate(structure, inputs, base, noise, DAYS)
    groups = COUNTS["group"]
    for name, values in result.items():
        again = wider[name]
        if again.shape != values.shape:
            again = again[..., :groups, :]
        np.testing.assert_array_equal(again, values, err_msg=name)


def test_neither_inputs_nor_noise_are_touched():
    rng = np.random.default_rng(20240806)
    given = [made_up_inputs(rng), made_up_noise(rng)]
    given.insert(0, all_changed(given[0], rng))
    untouched = deepcopy(given)
    simulate(rearranged(made_up_structure()), *given, DAYS, 2)
    for before, after in zip(untouched, given, strict=True):
        for name in after:
            np.testing.assert_array_equal(after[name], before[name], err_msg=name)


def first_day_inputs(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """A first day without chance: nobody comes or reacts; all that goes by the state of the war is on."""
    inputs = made_up_inputs(rng)
    for name in ("side.reserve_rate", "party.hazard", "pause.rate", "collapse.hazard"):
        inputs[name][:] = 0
    for name in ("pace.slow_sd", "pace.fast_sd", "loss_noise.sd", "advance.jump", "main_effort.spread"):
        inputs[name][:] = 0
    inputs["advance.active_share"][:] = 1
    inputs["group.arrival_day"][:] = 1000
    inputs["side.stock_days"] = rng.uniform(0, 30, inputs["side.stock_days"].shape)  # some fire less than they would
    inputs["tempo.loss_aim"][:] = 1e9  # who loses more than he wishes eases off from the first day on
    return inputs


def test_first_day_gains_and_loses_what_was_observed():
    """Works, cover, roads, rounds, guests, rest and all powers at any values: the base arm repeats the observed rates."""
    rng = np.random.default_rng(20240806)
    inputs, noise = first_day_inputs(rng), made_up_noise(rng)
    structure = made_up_structure()
    result = simulate(structure, inputs, inputs, noise, 1)
    at_most = (
        inputs["side.production"] + inputs["supporter.rounds"] + inputs["side.stock_days"] * inputs["side.use"] / 20
    )
    assert (at_most < inputs["side.use"]).any(), "some fire less than they would"
    assert (structure["groups"][3]["host"], structure["groups"][3]["arrives"]) == (1, False), "a guest is there"
    np.testing.assert_allclose(result["by_pressure"], inputs["front.gain"], rtol=BACKEND)
    np.testing.assert_allclose(result["attacker_rate"][0], inputs["front.attacker_loss_rate"], rtol=ROUNDING)
    np.testing.assert_allclose(result["holder_rate"][0], result["start_holder_rate"], rtol=ROUNDING)
    np.testing.assert_allclose(result["ratio"][0], 1.0, rtol=ROUNDING)
    np.testing.assert_allclose(result["fires"][0], 1.0, rtol=ROUNDING)
    np.testing.assert_allclose(result["interdiction"][0], inputs["front.interdiction"], rtol=ROUNDING)


def at_home(structure: dict) -> dict:
    """No group stands in a sector of another front."""
    for group in structure["groups"] + structure["base_groups"]:
        group["weights"] = group["weights"] * [sector["front"] == group["front"] for sector in structure["sectors"]]
    return structure


def test_first_losses_stand_in_the_exchange_ratio():
    """Lost men of the attacker over those of the holder, by their lines with the men freed: the ratio that was observed."""
    rng = np.random.default_rng(20240806)
    inputs, noise = first_day_inputs(rng), made_up_noise(rng)
    inputs["front.exchange_ratio"] = rng.uniform(0.9, 1.2, (2, DRAWS))
    inputs["front.attacker_loss_rate"] = rng.uniform(0.008, 0.012, (2, DRAWS))
    inputs["group.men"] = rng.uniform(15000, 20000, inputs["group.men"].shape)  # nobody is at the limits of the rates
    inputs["roles.second_exposure"][:] = inputs["roles.support_exposure"][:] = 0
    inputs["group.quality"][:] = 1
    inputs["sector.cover"][:] = 0.8
    structure = at_home(made_up_structure())
    result = simulate(structure, inputs, inputs, noise, 1)
    lost = result["killed"][0] + result["wounded"][0] + result["captured"][0]
    for f, front in enumerate(structure["fronts"]):
        by_side = [
            sum(lost[g] for g, group in enumerate(structure["groups"]) if (group["side"], group["front"]) == (side, f))
            for side in range(2)
        ]
        found = by_side[1 - front["holder"]] / by_side[front["holder"]]
        np.testing.assert_allclose(found, inputs["front.exchange_ratio"][f], rtol=BACKEND)


def test_expected_advance_is_the_observed_one():
    """Jumps and shifts of the main effort have mean one, whatever else differs."""
    draws = 20_000
    rng = np.random.default_rng(20240806)
    inputs = {name: np.repeat(values[..., :1], draws, axis=-1) for name, values in first_day_inputs(rng).items()}
    inputs["advance.active_share"][:], inputs["advance.jump"][:], inputs["main_effort.spread"][:] = 0.25, 1.0, 0.6
    inputs["front.area_held"][:] = 1e6  # a jump as great as a sector is cut off there
    structure = made_up_structure() | {"events": []}
    noise = made_up_noise(rng, draws, 1)
    taken = simulate(structure, inputs, inputs, noise, 1)["by_pressure"]
    error = taken.std(axis=-1) / np.sqrt(draws)
    assert (np.abs(taken.mean(axis=-1) - inputs["front.gain"][:, 0]) < MEAN_ERRORS * error).all()
    assert (error < ROUGHLY * inputs["front.gain"][:, 0]).all()


def test_more_of_it_acts_from_the_first_day():
    """Against the first day of the base arm: the formulas of the page by hand, one input at a time."""
    rng = np.random.default_rng(20240806)
    base, noise = first_day_inputs(rng), made_up_noise(rng)
    base["sector.works"] = rng.uniform(0.3, 0.5, base["sector.works"].shape)
    base["front.area_held"][:] = 1e5
    base["saturation.loss_ceiling"][:] = base["saturation.line_ceiling"][:] = 1e9
    base["side.stock_days"][:], base["side.use"][:] = 1000, 3000

    def played(name: str, values: np.ndarray) -> dict:
        return simulate(at_home(made_up_structure()), base | {name: values}, base, noise, 1)

    usual = played("sector.works", base["sector.works"])
    deeper = played("sector.works", base["sector.works"] + 0.2)
    slowed, spared = np.exp(-0.2 * base["works.effect"]), 0.2 * base["attrition.works_holder"]
    np.testing.assert_allclose(deeper["by_pressure"], usual["by_pressure"] * slowed, rtol=BACKEND)
    np.testing.assert_allclose(deeper["holder_rate"][0], usual["holder_rate"][0] * (1 - spared / 10), rtol=BACKEND)
    rough = played("sector.terrain", 0.5 * base["sector.terrain"])
    np.testing.assert_allclose(rough["by_pressure"], 0.5 * usual["by_pressure"], rtol=BACKEND)
    covered = played("sector.cover", 0.5 * base["sector.cover"])
    np.testing.assert_allclose(covered["holder_rate"][0], 0.95 * usual["holder_rate"][0], rtol=BACKEND)
    open_road = played("front.interdiction", 0 * base["front.interdiction"])
    cut = base["supply.road_effect"] * base["front.interdiction"]
    np.testing.assert_allclose(open_road["ratio"][0], 1 - cut, rtol=BACKEND)
    firing = played("side.use", 2 * base["side.use"])
    np.testing.assert_allclose(firing["fires"][0], 2.0, rtol=BACKEND)


def test_names_of_the_sides_do_not_matter():
    _, result = worlds(changed=True)
    rng = np.random.default_rng(20240806)
    base, noise, structure = made_up_inputs(rng), made_up_noise(rng), made_up_structure()
    inputs, structure = all_changed(base, rng), rearranged(structure)
    for part, field in (
        ("groups", "side"), ("base_groups", "side"), ("fronts", "holder"), ("supporters", "side"), ("parties", "feeds"),
    ):  # fmt: skip
        for one in structure[part]:
            one[field] = 1 - one[field]
    structure["reserve_group"].reverse()
    structure["events"] = [(day, 1 - side, kind, amount) for day, side, kind, amount in structure["events"]]
    for values in (inputs, base):
        values |= {name: of[::-1].copy() for name, of in values.items() if name.startswith("side.")}
    noise |= {name: noise[name][:, ::-1] for name in ("z_side", "u_reserve")}
    swapped = simulate(structure, inputs, base, noise, DAYS)
    for name, values in result.items():
        by_side = name in ("losses", "stock", "pool", "training", "fires")
        np.testing.assert_array_equal(swapped[name][:, ::-1] if by_side else swapped[name], values, err_msg=name)

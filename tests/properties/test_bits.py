"""What must change no bit: names, neighbours, further draws, arms and outcomes, threads, and men who are not there yet."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attrit
from attrit.engine.outcomes import OUTCOMES
from attrit.engine.results import Results
from attrit.engine.simulate import simulate
from attrit.scenario.files import parse
from attrit.scenario.schema import Scenario
from tests.properties.wars import BLUE, RED, in_wars, loaded, wars

DRAWS, DAYS = 70, 60
KEPT = (
    "area_held",
    "area_held_true",
    "front_area",
    "sector_area",
    "losses",
    "joined",
    "present",
    "stock",
    "escalation",
)


def played(scenario: Scenario, **changed: Any) -> Results:
    return simulate(scenario, **{"draws": DRAWS, "horizon": DAYS, "keep": KEPT, **changed})


def same(one: np.ndarray, two: np.ndarray) -> bool:
    """The same bits: -0 is not 0, and what is not a number equals itself."""
    return one.shape == two.shape and one.dtype == two.dtype and one.tobytes() == two.tobytes()


def differing(one: Results, two: Results, names: Any = OUTCOMES, **only: slice) -> list[str]:
    """Outcomes that are not the same bits, each cut to `only` along the dims named."""
    found = []
    for name in names:
        cut = [tuple(only.get(dim, slice(None)) for dim in v.dims) for v in (one.variable(name), two.variable(name))]
        a, b = one.variable(name).values[cut[0]], two.variable(name).values[cut[1]]
        if not same(np.ascontiguousarray(a), np.ascontiguousarray(b)):
            found.append(name)
    return found


@in_wars(10, 40, wars())
def test_an_arm_that_changes_nothing_is_the_base_arm(war: dict[str, Any]) -> None:
    run = played(loaded(war), arms=["base", "same", "restated"], keep=tuple(OUTCOMES))
    for name in OUTCOMES:
        for arm in ("same", "restated"):
            assert same(run.values(name, "base"), run.values(name, arm)), name


@in_wars(6, 20, wars())
def test_a_name_changes_no_bit(war: dict[str, Any]) -> None:
    text = json.dumps(war)
    for entity in ("groups", "fronts", "sectors", "supporters", "third_parties"):
        for name in war.get(entity, {}):
            text = text.replace(f'"{name}"', f'"zz_{name}"').replace(f"{entity}.{name}.", f"{entity}.zz_{name}.")
    renamed = parse(text)
    assert list(renamed.groups) == [f"zz_{name}" for name in war["groups"]]
    assert differing(played(loaded(war)), played(renamed)) == []


def with_neighbour(war: dict[str, Any]) -> dict[str, Any]:
    """The war with one more front, sector and two groups at the end of their lists."""
    larger = deepcopy(war)
    larger["fronts"]["far"] = {**war["fronts"]["front0"], "holder": BLUE, "gain": "4 km2/day"}
    larger["sectors"]["far_field"] = {"title": "far", "front": "far", "area_share": 1}
    for side in (RED, BLUE):
        group = {"title": "far", "side": side, "front": "far", "men": "8000 person", "replaced": "off"}
        larger["groups"][f"far_{side}"] = group
    return larger


@in_wars(6, 20, wars())
def test_an_unrelated_front_changes_no_earlier_bit(war: dict[str, Any]) -> None:
    war["mechanisms"]["supporters"] = "off"  # help from outside answers the losses of the whole side
    small, large = played(loaded(war)), played(loaded(with_neighbour(war)))
    names = [name for name in OUTCOMES if name not in ("losses", "need")]  # these count all fronts of a side
    first = {dim: slice(len(small.coords[dim])) for dim in ("front", "sector", "group")}
    assert differing(small, large, names, **first) == []
    assert large.values("lost", "base", group="far_red").min() > 0


@in_wars(4, 15, wars())
def test_further_arms_outcomes_and_draws_change_no_earlier_bit(war: dict[str, Any]) -> None:
    scenario = loaded(war)
    whole = played(scenario, arms=["base", "without", "more"])
    alone = played(scenario, arms=["base"])
    assert differing(alone, whole, arm=slice(1)) == []
    assert same(whole.values("losses", "more"), played(scenario, arms=["more"]).values("losses", "more"))
    assert differing(whole, played(scenario, arms=whole.arms, keep=(*KEPT, "quality", "stock")), KEPT) == []
    assert differing(whole, played(scenario, arms=whole.arms, draws=DRAWS + 129), draw=slice(DRAWS)) == []
    assert differing(whole, played(scenario, arms=whole.arms, horizon=DAYS + 7), KEPT, day=slice(DAYS + 1)) == []


def test_appending_an_arm_to_the_file_changes_no_earlier_bit(full_war: dict[str, Any]) -> None:
    arms = full_war["arms"] | {"later": {"title": "later", "change": {"groups.guest.arrival_day": "30 day"}}}
    one, two = played(loaded(full_war)), played(loaded(full_war | {"arms": arms}))
    assert differing(one, two, arm=slice(2)) == []


def test_the_seed_does_change_the_bits(full_war: dict[str, Any]) -> None:
    scenario = loaded(full_war)
    one, again, other = (played(scenario, seed=seed) for seed in (1, 1, 2))
    assert differing(one, again) == []
    assert "area_held_true" in differing(one, other)


@settings(max_examples=4)
@given(wars())
def test_threads_change_no_bit(war: dict[str, Any]) -> None:
    scenario = loaded(war)
    runs = [played(scenario, draws=2 * 1024 + 100, arms=["base", "without"], threads=n) for n in (1, 2, 3)]
    assert differing(runs[0], runs[1]) == differing(runs[0], runs[2]) == []


def test_threads_change_no_bit_of_kursk(kursk: Scenario) -> None:
    runs = [simulate(kursk, 3 * 1024 + 1, arms=["committed", "absent"], horizon=45, threads=n) for n in (1, 2, 3)]
    assert differing(runs[0], runs[1]) == differing(runs[0], runs[2]) == []


def first_day(run: Results, arm: str, groups: Any) -> np.ndarray:
    """(draw) the first day on which one of the groups has had a man; one past the end if never."""
    there = sum(run.values("joined", arm, group=name) for name in groups) > 0  # (day, draw)
    return np.where(there.any(axis=0), there.argmax(axis=0), there.shape[0])


def assert_same_before(run: Results, base: str, arm: str, first: np.ndarray) -> None:
    """The two arms are the same bits on every day before the draw's `first`, for all but the contingent itself."""
    before = np.arange(len(run.coords["day"]))[:, None] < first
    for name in KEPT:
        variable = run.variable(name)
        for i in range(variable.values.shape[0] if variable.dims[0] != "arm" else 1):
            a, b = (run.values(name, which) for which in (base, arm))
            a, b = (a, b) if variable.dims[0] == "arm" else (a[i], b[i])
            assert (a == b)[before].all(), name


@in_wars(10, 40, wars())
def test_without_a_group_nothing_differs_until_it_comes(war: dict[str, Any]) -> None:
    run = played(loaded(war), arms=["base", "without"])
    first = first_day(run, "base", war["contingent"])
    if not run.scenario.groups[war["contingent"][0]].arrives:
        assert (run.values("area_held_true", "base", day=0) == run.values("area_held_true", "without", day=0)).all()
        return
    assert_same_before(run, "base", "without", first)


@pytest.fixture(scope="module")
def kursk() -> Scenario:
    return attrit.load("kursk-2024")


@pytest.fixture(scope="module")
def kursk_run(kursk: Scenario) -> Results:
    return simulate(kursk, 1100, arms=["committed", "absent", "absent_unreplaced"], horizon=90, keep=KEPT)


def test_kursk_without_the_contingent_is_the_same_until_it_comes(kursk_run: Results) -> None:
    first = first_day(kursk_run, "committed", kursk_run.scenario.contingent)
    here = first <= 90  # in a few worlds there is no contingent
    assert here.mean() > 0.98 and first[here].max() <= 46 and first.min() <= 1 and np.unique(first).size > 20
    assert_same_before(kursk_run, "committed", "absent_unreplaced", first)
    assert_same_before(kursk_run, "committed", "absent", first)
    later = kursk_run.values("losses", "committed", side="ru") != kursk_run.values("losses", "absent", side="ru")
    assert later[-1].mean() > 0.99


@in_wars(10, 40, wars(certain_sides=True), st.booleans())
def test_sides_in_the_other_order_swap_and_change_nothing_else(war: dict[str, Any], keep_politics: bool) -> None:
    # Each side has streams of its own, by its place in the file: so no noise that belongs to a side.
    war["mechanisms"] |= {"loss_noise": "off", "reserves": "off"}
    if not keep_politics:
        war["mechanisms"] |= {"supporters": "off", "third_parties": "off"}
    mirrored = war | {"sides": dict(reversed(war["sides"].items()))}
    one, two = played(loaded(war)), played(loaded(mirrored))
    assert one.coords["side"] == two.coords["side"][::-1] == (RED, BLUE)
    assert differing(one, two, [name for name in OUTCOMES if "side" not in one.variable(name).dims]) == []
    for name in OUTCOMES:
        if "side" in one.variable(name).dims:
            assert same(one.variable(name).values, np.ascontiguousarray(two.variable(name).values[::-1])), name

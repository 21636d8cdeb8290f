"""Nobody and no ground comes from nowhere, and no number goes below nothing, whatever the war."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from attrit.engine.outcomes import OUTCOMES
from attrit.engine.results import Results
from attrit.engine.simulate import simulate
from attrit.model.laws.register import campaign_laws
from attrit.quantities import quantities
from tests.properties.wars import loaded, wars
from tests.tolerances import CONSERVATION, SINGLE

DRAWS, DAYS = 70, 60  # one full run of lanes and a part of one
GONE = ("killed", "hospital", "disabled", "captured", "withdrawn")
LOST = ("killed", "wounded", "captured")
SIGNED = {"area_held", "area_held_or_contested"}  # the map may err below zero


def played(war: dict[str, Any], **settings: Any) -> Results:
    return simulate(loaded(war), DRAWS, horizon=DAYS, keep=tuple(OUTCOMES), **settings)


def everyday(run: Results, name: str) -> np.ndarray:
    return run.variable(name).values.astype(np.float64)


@settings(max_examples=60)
@given(wars())
def test_people_are_conserved_in_every_group_arm_draw_and_day(war: dict[str, Any]) -> None:
    run = played(war)
    came = everyday(run, "initial") + everyday(run, "joined")
    found = everyday(run, "present") + sum(everyday(run, name) for name in GONE)
    assert (np.abs(found - came) <= CONSERVATION * np.maximum(1, came)).all()
    lost = everyday(run, "lost")
    assert (np.abs(sum(everyday(run, name) for name in LOST) - lost) <= CONSERVATION * np.maximum(1, lost)).all()
    for i, side in enumerate(run.coords["side"]):
        own = [g for g, group in enumerate(run.scenario.groups.values()) if group.side == side]
        total = lost[own].sum(axis=0)
        assert (np.abs(everyday(run, "losses")[i] - total) <= CONSERVATION * np.maximum(1, total)).all()


@settings(max_examples=40)
@given(wars())
def test_ground_is_conserved_on_every_front_and_by_cause(war: dict[str, Any]) -> None:
    run = played(war)
    fronts, sectors = everyday(run, "front_area"), everyday(run, "sector_area")
    first = fronts[..., :1, :]
    homes = [list(run.scenario.fronts).index(sector.front) for sector in run.scenario.sectors.values()]
    for front in range(len(run.scenario.fronts)):
        total = sum(sectors[k] for k, home in enumerate(homes) if home == front)
        assert (np.abs(total - fronts[front]) <= CONSERVATION * np.maximum(first[front], total)).all()
    here = list(run.scenario.fronts).index(run.scenario.objective)
    causes = sum(everyday(run, f"lost_by_{cause}") for cause in ("pressure", "withdrawal", "collapse"))
    left = first[here] - causes + everyday(run, "retaken")
    assert (np.abs(left - everyday(run, "area_held_true")) <= SINGLE * np.maximum(1, first[here] + causes)).all()


@settings(max_examples=60)
@given(wars())
def test_every_number_is_one_and_none_is_negative(war: dict[str, Any]) -> None:
    run = played(war)
    assert_sound(run)


def assert_sound(run: Results) -> None:
    """Finite but for dates that never come, not negative, shares at most one."""
    assert (run.variable("status").values == 0).all()
    for name in OUTCOMES:
        values = run.variable(name).values
        assert not np.isnan(values).any(), name
        if name not in SIGNED:
            assert values.min(initial=0) >= 0, name
        if not np.isfinite(values).all():
            assert "(inf: n" in OUTCOMES[name].title, name
    for name in ("interdiction", "before_talks", "rest", "worn", "supply", "technology", "reacted", "escalated"):
        assert run.variable(name).values.max(initial=0) <= 1, name


@pytest.mark.parametrize("law", campaign_laws())
def test_every_law_conserves_people(law: str) -> None:
    @settings(max_examples=6)
    @given(wars())
    def check(war: dict[str, Any]) -> None:
        run = played(war | {"hypotheses": {**war["hypotheses"], "law": law}}, arms=["base", "without"])
        came = everyday(run, "initial") + everyday(run, "joined")
        found = everyday(run, "present") + sum(everyday(run, name) for name in GONE)
        assert (np.abs(found - came) <= CONSERVATION * np.maximum(1, came)).all()

    check()


def test_a_war_at_either_end_of_every_range_stays_sound(full_war: dict[str, Any]) -> None:
    """One arm for each end of each input's range, in a war that uses every mechanism."""
    scenario = loaded(full_war)
    arms: dict[str, Any] = {"base": {"title": "base"}, "without": {"title": "without"}}
    for path, given_ in scenario.inputs.items():
        quantity = given_.quantity
        if path.split(".")[0] in ("hypotheses", "quantities") or path.endswith("area_share"):
            continue
        for end, value in (("low", quantity.low), ("high", quantity.high)):
            stated = value if quantity.unit == "1" else f"{value!r} {quantity.unit}"
            arms[f"{path.replace('.', '_')}_{end}"] = {"title": path, "change": {path: stated}}
    run = simulate(loaded(full_war | {"arms": arms, "correlations": []}), DRAWS, horizon=DAYS, keep=("area_held",))
    assert len(run.arms) > 2 * len(quantities())
    wrong = [arm for i, arm in enumerate(run.arms) if (run.variable("status").values[i] != 0).any()]
    assert not wrong
    assert_sound(run)


def test_a_sector_without_ground_and_a_group_without_men_do_no_harm(full_war: dict[str, Any]) -> None:
    full_war["sectors"]["hill"]["area_share"], full_war["sectors"]["plain"]["area_share"] = 0, 1
    full_war["groups"]["red_west"]["men"] = full_war["groups"]["blue_east"]["men"] = "0 person"
    assert_sound(played(full_war | {"correlations": []}))

"""Nobody and no ground comes from nowhere, and no number goes below nothing, whatever the war."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from attrit.engine.outcomes import OUTCOMES
from attrit.engine.results import Results
from attrit.engine.simulate import simulate
from attrit.experiments import nations
from attrit.experiments.measures import measures_of
from attrit.model.laws.register import campaign_laws
from attrit.quantities import quantities
from attrit.scenario.schema import Scenario
from tests.properties.wars import in_wars, loaded, wars
from tests.tolerances import BACKEND, CONSERVATION, ROUNDING, SINGLE

DRAWS, DAYS = 70, 60  # one full run of lanes and a part of one
GONE = ("killed", "hospital", "disabled", "captured", "withdrawn")
LOST = ("killed", "wounded", "captured")
SIGNED = {"area_held", "area_held_or_contested"}  # the map may err below zero


def played(war: dict[str, Any], **settings: Any) -> Results:
    return simulate(loaded(war), DRAWS, horizon=DAYS, keep=tuple(OUTCOMES), **settings)


def everyday(run: Results, name: str) -> np.ndarray:
    return run.variable(name).values.astype(np.float64)


@in_wars(15, 60, wars())
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


@in_wars(6, 20, wars())
def test_people_are_conserved_by_nation_and_nobody_has_two(war: dict[str, Any]) -> None:
    run = played(war)
    s = run.scenario
    countries = {side: nations.own(s, side) for side in s.sides}
    countries |= {name: nations.nation(s, name) for name in s.supporters}
    assert sorted(name for groups in countries.values() for name in groups) == sorted(s.groups)
    for side in s.sides:
        friends = [name for name, supporter in s.supporters.items() if supporter.side == side]
        assert nations.foreign(s, side) == tuple(g for g in s.groups if g in sum((countries[n] for n in friends), ()))
    names = list(s.groups)
    for groups in countries.values():
        rows = [names.index(name) for name in groups]

        def men(*outcomes: str, rows: list[int] = rows) -> np.ndarray:
            return np.asarray(sum(everyday(run, outcome)[rows].sum(axis=0) for outcome in outcomes))

        came = men("initial", "joined")
        left = came - men("killed", "captured", "disabled", "withdrawn")
        assert (np.abs(left - men("present", "hospital")) <= CONSERVATION * np.maximum(1, came)).all()
    for arm in run.arms:  # the same, as the measures add them up
        for side in s.sides:
            foreign = nations.foreign(s, side)
            came = nations.total(run, arm, foreign, ("initial", "joined"))
            gone = nations.total(run, arm, foreign, (*nations.GONE, "withdrawn"))
            assert (
                np.abs(nations.allied_men(run, arm, side) + gone - came) <= CONSERVATION * np.maximum(1, came)
            ).all()


@in_wars(6, 20, wars())
def test_losses_of_nations_add_up_to_those_of_their_side(war: dict[str, Any]) -> None:
    run = played(war)
    s = run.scenario
    found = {measure.name: measure for measure in measures_of(run)}
    contingent = {s.groups[name].supporter for name in s.contingent}
    for arm in run.arms:
        for side in s.sides:
            if f"losses_side_{side}" not in found:
                assert not nations.there(s, nations.foreign(s, side))
                continue
            parts = [found[f"losses_{side}"]]
            friends = [name for name, supporter in s.supporters.items() if supporter.side == side]
            for name in friends:
                parts.append(found[f"losses_{name}" if f"losses_{name}" in found else "contingent_lost"])
                assert f"losses_{name}" in found or contingent == {name}
            whole = found[f"losses_side_{side}"].values(run, arm)
            total = np.sum([part.values(run, arm) for part in parts], axis=0)
            assert total == pytest.approx(whole, rel=ROUNDING)


def with_more(war: dict[str, Any], times: float) -> Scenario:
    """The war with a whole force of 500,000 a side and, for each group, an arm with more of its men."""
    sides = {name: {**side, "national_strength": "500000 person"} for name, side in war["sides"].items()}
    arms: dict[str, Any] = {name: {"title": name} for name in ("base", "without")}
    arms |= {f"more_{g}": {"title": g, "change": {f"groups.{g}.men": {"times": times}}} for g in war["groups"]}
    return loaded(war | {"sides": sides, "arms": arms})


@in_wars(6, 20, wars())
def test_more_men_make_their_side_weaker_in_no_world(war: dict[str, Any]) -> None:
    """As long as the fighting takes the same course, that is on the first day: of further men not all are lost at once.

    Later it may take another: a front that holds longer is fought for longer.
    """
    scenario = with_more(war, 1.5)
    run = simulate(scenario, DRAWS, horizon=1, keep=())
    for name, group in scenario.groups.items():
        more, base = (nations.strength(run, arm, group.side) for arm in (f"more_{name}", "base"))
        assert (more - base >= -CONSERVATION / 10).all()
        if not group.supporter:  # further men of the country: all of them, less those lost
            added = nations.own_force(run, f"more_{name}", group.side) - nations.own_force(run, "base", group.side)
            gone = [nations.total(run, arm, nations.own(scenario, group.side), nations.GONE) for arm in run.arms]
            lost = gone[run.arms.index(f"more_{name}")] - gone[0]
            men = run.input(f"groups.{name}.men", f"more_{name}") - run.input(f"groups.{name}.men")
            assert added == pytest.approx(men - lost, rel=BACKEND, abs=BACKEND * 500_000)


@in_wars(10, 40, wars())
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


@in_wars(15, 60, wars())
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

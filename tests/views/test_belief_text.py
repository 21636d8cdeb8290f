"""Those who set a belief and may mean an action are told so, and the other way round."""

from __future__ import annotations

import pytest

import attrit
from attrit.scenario.actions import action_of, no_actions
from attrit.scenario.levers import lever_named
from attrit.scenario.schema import Scenario
from attrit.scenario.variants import variant
from attrit.views.scenario.beliefs import arm_hints, belief_hints, lever_sentence


@pytest.fixture(scope="module")
def kursk() -> Scenario:
    return attrit.load("kursk-2024")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("ukrainian_men", "50000", ("sending more or fewer men", "{quantities.ukrainian_men: 50000 person}")),
        ("groups.ua.men", "50000 person", ("--lever groups.ua.men", "{groups.ua.men: 50000 person}")),
        ("works_at_start", "0.9", ("digging more or fewer field works", "{quantities.works_at_start: 0.9}")),
        ("ru.use", "9000", ("firing more or fewer rounds",)),
        ("kursk.interdiction", "0.8", ("cutting more or less of the supply road", "--lever fronts.kursk.interdiction")),
        ("dprk_elite.quality", "1", ("sending better or worse troops",)),
        ("contingent_complete_day", "30", ("sending the men sooner or later",)),
        ("role", "assault", ("using the men otherwise", "{hypotheses.role: assault}")),
    ],
)
def test_what_somebody_could_do_is_pointed_to_an_arm_or_a_lever(
    kursk: Scenario, key: str, value: str, said: tuple[str, ...]
) -> None:
    (hint,) = belief_hints(kursk, "my-war.yaml", {key: value})
    assert "so all along" in hint
    for text in said:
        assert text in hint


@pytest.mark.parametrize(
    "key",
    ["kursk.gain", "kursk.exchange_ratio", "collapse.hazard", "law", "area_on_map", "mechanisms.tempo", "horizon"],
)
def test_what_nobody_can_do_is_a_belief_and_no_more(kursk: Scenario, key: str) -> None:
    assert belief_hints(kursk, "kursk-2024", {key: "1"}) == []


def test_the_arm_that_the_hint_speaks_of_is_an_action(kursk: Scenario) -> None:
    """What the hint proposes can be written, and what it says of the two is so: the belief moves the base arm too."""
    path, value = "quantities.ukrainian_men", "50000 person"
    arm = variant(kursk, [(lever_named(kursk, "ukrainian_men"), 50_000.0)])
    believed = kursk.with_changes({path: value})
    assert arm.medians()["groups.ua.men"] == believed.medians()["groups.ua.men"] == 50_000
    assert believed.arm("committed").medians()["groups.ua.men"] == 50_000
    assert kursk.arm("committed").medians()["groups.ua.men"] < 50_000


@pytest.mark.parametrize("name", ["men", "quality", "line_share", "shells", "arrival_day", "groups.ua.men"])
def test_a_lever_that_somebody_can_set_says_that_it_is_an_action(kursk: Scenario, name: str) -> None:
    lever = lever_named(kursk, name)
    assert lever.action
    said = lever_sentence(kursk, lever, name)
    assert said.startswith("The lever ") and lever.action in said and "It changes no belief about the war" in said


@pytest.mark.parametrize("name", ["kursk.gain", "kursk.exchange_ratio", "collapse.hazard", "russians_freed"])
def test_any_other_lever_says_how_it_is_treated(kursk: Scenario, name: str) -> None:
    said = lever_sentence(kursk, lever_named(kursk, name), name)
    assert said.startswith("Nobody can") and "treated as a change against the first day of committed" in said


def test_an_arm_that_nobody_can_do_says_how_it_is_treated() -> None:
    epstein = attrit.load("central-front-epstein")
    (hint,) = arm_hints(epstein, list(epstein.arms))
    assert "'without_aircraft'" in hint and "fronts.belt.exchange_ratio" in hint and "treated as a change" in hint
    assert not arm_hints(epstein, ["stand_fast"])


def test_arms_of_the_war_at_kursk_are_actions(kursk: Scenario) -> None:
    assert not any(no_actions(kursk, arm) for arm in kursk.arms)
    assert not action_of(kursk, "fronts.kursk.gain")

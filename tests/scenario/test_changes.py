"""Arms, --set, switched-off mechanisms and rules."""

from __future__ import annotations

from typing import Any

import pytest

from attrit.errors import ScenarioError
from attrit.quantities import mechanisms
from attrit.scenario.files import canonical, load, parse
from attrit.scenario.paths import changeable, full_path
from attrit.scenario.schema import Scenario
from tests.scenario.edits import edited

FORBIDDEN = (
    r"arm 'lower_valley' sends group 'brigade' into sector 'lower_valley' \(territory disputed_soil\); "
    r"rule 'pact' read as 'narrow' permits southern_soil; to allow it: --set pact\.reading=wide"
)


@pytest.fixture(scope="module")
def war() -> Scenario:
    return load("template")


def certain(scenario: Scenario, path: str) -> float:
    prior = scenario.inputs[path].prior
    assert prior is not None and prior.shape == "certain"
    return prior.p50 * scenario.inputs[path].times


def test_an_arm_is_the_scenario_with_its_changes_and_nothing_else(war: Scenario) -> None:
    absent = war.arm("absent")
    assert certain(absent, "groups.brigade.men") == 0
    assert {path for path in war.inputs if war.inputs[path] != absent.inputs[path]} == {"groups.brigade.men"}
    assert (absent.groups, absent.arms, absent.sides) == (war.groups, war.arms, war.sides)
    assert absent.digest != war.digest
    assert war.arm("committed") == war
    assert war.arm("absent") is absent


def test_an_arm_of_an_arm_starts_from_the_scenario_again(war: Scenario) -> None:
    assert war.arm("absent").arm("doubled") == war.arm("doubled")


def test_an_arm_may_scale_what_stands_above(war: Scenario) -> None:
    given = war.arm("doubled").inputs["groups.brigade.men"]
    assert given.times == 2 and given.prior is not None and given.prior.p50 == 4000
    assert given.stream == war.inputs["groups.brigade.men"].stream
    assert given.where.startswith("template.yaml:")


def test_points_between_thousands_are_asked_about_as_commas_are(war: Scenario) -> None:
    for text, says in (
        (
            "20.000",
            r"--set: groups.northerners.men: '20.000 person' is not clear; .*; write 20000 person, or 20 person",
        ),
        ("20,000", "--set: groups.northerners.men: '20,000' is not clear; .*; write 20000"),
    ):
        with pytest.raises(ScenarioError, match=says):
            war.with_changes({"groups.northerners.men": text}, "--set")
    assert certain(war.with_changes({"groups.northerners.men": 20.125}, "--set"), "groups.northerners.men") == 20.125
    assert certain(war.with_changes({"groups.northerners.men": "20.0"}, "--set"), "groups.northerners.men") == 20


@pytest.mark.parametrize(
    ("path", "twice"),
    [
        ("groups.southerners.men", ("(quantities.southern_army) * 2", None, 1.0)),
        ("groups.northerners.men", (None, 26000, 2.0)),
        ("groups.brigade.quality", (None, 0.7, 2.0)),
        ("fronts.valleys.exchange_ratio", (None, 1.11, 2.0)),
        ("sides.north.reserve_size", (None, 3000, 2.0)),
        ("mechanisms.pause.days", (None, 90, 2.0)),
        ("mechanisms.collapse.hazard", (None, 0.001, 2.0)),
        ("sectors.lower_valley.terrain", (None, 1, 2.0)),
        ("sides.north.pool", (None, 0, 2.0)),
    ],
)
def test_any_form_of_a_value_can_be_scaled(war: Scenario, path: str, twice: tuple[Any, ...]) -> None:
    changed = war.with_changes({path: {"times": 2}})
    given = changed.inputs[path]
    formula = (
        given.formula.replace("quantities.southern_army * 2", "(quantities.southern_army) * 2")
        if given.formula
        else None
    )
    assert (formula, given.prior and given.prior.p50, given.times) == twice
    assert changed.medians()[path] == 2 * war.medians()[path]
    assert changed.with_changes({path: {"times": 0.25}}).medians()[path] == 0.5 * war.medians()[path]
    assert parse(canonical(changed)) == changed


def test_a_0_scaled_is_0() -> None:
    war = parse(edited(("men: 4 000 person", "men: 0")))
    assert certain(war.arm("doubled"), "groups.brigade.men") == 0


@pytest.mark.parametrize(
    ("stated", "path"),
    [
        ("brigade.men", "groups.brigade.men"),
        ("collapse.hazard", "mechanisms.collapse.hazard"),
        ("collapse", "mechanisms.collapse"),
        ("law", "hypotheses.law"),
        ("task", "hypotheses.task"),
        ("command", "hypotheses.command"),  # the shortest of several, not groups.brigade.command
        ("pact.reading", "rules.pact.reading"),
        ("reading", "rules.pact.reading"),
        ("southern_army", "quantities.southern_army"),
        ("ally.rounds", "supporters.ally.rounds"),
        ("neighbour.hazard", "third_parties.neighbour.hazard"),
        ("rear.line_share", "roles.rear.line_share"),
        ("horizon", "horizon"),
        ("groups.brigade.men", "groups.brigade.men"),
    ],
)
def test_a_path_may_be_shortened(war: Scenario, stated: str, path: str) -> None:
    assert full_path(stated, changeable(war.source.document.data)) == path


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        (
            "men",
            r"--set: men: 'men' may mean several things; one of groups\.northerners\.men, groups\.southerners\.men, groups",
        ),
        ("brigad.men", r"--set: brigad\.men: nothing is called 'brigad\.men'; did you mean 'groups\.brigade\.men'\?"),
        ("zzz", r"--set: zzz: nothing is called 'zzz'$"),
        ("groups.brigade", r"nothing is called 'groups\.brigade'"),
    ],
)
def test_a_path_that_is_unclear_is_refused(war: Scenario, stated: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        war.with_changes({stated: "1"})


def test_text_is_read_as_in_the_file_and_a_bare_number_in_the_inputs_own_unit(war: Scenario) -> None:
    changed = war.with_changes(
        {
            "brigade.men": "8000",
            "southern_army": 30000,
            "ally.rounds": "2 100 round/week",
            "brigade.quality": "{p05: 0.6, p50: 0.8, p95: 1, class: judgement}",
            "northerners.men": "= southern_army / 2",
            "task": "assault",
            "horizon": "30",
            "brigade.replaced": "on",
            "collapse": "off",
        }
    )
    assert certain(changed, "groups.brigade.men") == 8000
    assert certain(changed, "quantities.southern_army") == 30000
    assert changed.inputs["quantities.southern_army"].quantity.unit == "person"
    assert certain(changed, "supporters.ally.rounds") == 300
    quality, task = changed.inputs["groups.brigade.quality"].prior, changed.inputs["hypotheses.task"].prior
    assert quality is not None and quality.p50 == 0.8
    assert task is not None and task.states == ("assault",)
    assert changed.medians()["groups.northerners.men"] == 15000
    assert changed.horizon == 30 and changed.groups["brigade"].replaced
    assert changed.switched_off == {"map", "collapse"}
    assert changed.inputs["groups.brigade.men"].where == "--set"
    assert parse(canonical(changed)) == changed


def test_changes_hold_in_every_arm_that_does_not_state_its_own(war: Scenario) -> None:
    changed = war.with_changes({"brigade.men": "8000 person", "brigade.quality": "0.5"})
    assert certain(changed.arm("absent"), "groups.brigade.men") == 0
    assert certain(changed.arm("doubled"), "groups.brigade.men") == 16000
    assert certain(changed.arm("absent"), "groups.brigade.quality") == 0.5
    assert changed.with_changes({"brigade.quality": war.medians()["groups.brigade.quality"]}) != changed


def test_all_that_is_wrong_with_changes_is_reported_at_once(war: Scenario) -> None:
    with pytest.raises(ScenarioError) as raised:
        war.with_changes({"brigade.men": "8000 km", "nobody.men": "3", "task": "asault", "horizon": "soon"}, "--set")
    assert sorted(str(problem) for problem in raised.value.problems) == [
        "--set: groups.brigade.men: found a number in km, wanted a number in person",
        "--set: horizon: 'soon' is not a number; whole days from 1 to 3650, such as 180 day",
        "--set: hypotheses.task: no role or command 'asault'; one of rear, assault, integrated, own_sector; "
        "did you mean 'assault'?",
        "--set: nobody.men: nothing is called 'nobody.men'",
    ]


def test_an_arm_that_a_change_breaks_says_so_when_it_is_asked_for(war: Scenario) -> None:
    changed = war.with_changes({"sectors.lower_valley.territory": "southern_soil", "brigade.men": "60000000 person"})
    with pytest.raises(
        ScenarioError, match=r"template\.yaml:\d+:\d+: groups\.brigade\.men: 120000000 person is out of range"
    ):
        changed.arm("doubled")


@pytest.mark.parametrize("name", mechanisms())
def test_each_mechanism_goes_off_and_on_again(war: Scenario, name: str) -> None:
    off = war.without_mechanism(name)
    assert off.switched_off == {"map", name}
    assert off.inputs == war.inputs
    assert off.with_changes({f"mechanisms.{name}": True}).switched_off == {"map"} - {name}
    assert off.with_changes({f"mechanisms.{name}": "on"}).inputs == war.inputs


def test_a_number_of_a_mechanism_does_not_switch_it(war: Scenario) -> None:
    assert war.with_changes({"map.lag": "3 day"}).switched_off == {"map"}
    assert war.with_changes({"collapse.days": "3 day"}).without_mechanism("collapse").switched_off == {
        "map",
        "collapse",
    }


def test_an_unknown_mechanism(war: Scenario) -> None:
    with pytest.raises(
        ScenarioError, match=r"nothing is called 'mechanisms\.colapse'; did you mean 'mechanisms\.collapse'\?"
    ):
        war.without_mechanism("colapse")


def test_an_unknown_arm(war: Scenario) -> None:
    with pytest.raises(
        ScenarioError, match=r"arms: no arm 'absnt'; one of committed, absent, .*; did you mean 'absent'\?"
    ):
        war.arm("absnt")


def test_an_arm_that_a_rule_forbids_does_not_run_until_the_rule_is_read_otherwise(war: Scenario) -> None:
    assert set(war.forbidden_arms()) == {"lower_valley"}
    with pytest.raises(ScenarioError, match=rf"^template\.yaml:\d+:3: arms\.lower_valley: {FORBIDDEN}$"):
        war.arm("lower_valley")
    wider = war.with_changes({"pact.reading": "wide"})
    assert wider.forbidden_arms() == {}
    assert wider.arm("lower_valley").groups["brigade"].sectors == ("lower_valley",)
    with pytest.raises(
        ScenarioError, match=r"--set: groups\.brigade\.front: group 'brigade' stands in sector 'lower_valley'"
    ):
        wider.with_changes(
            {
                "brigade.sectors": "[lower_valley]",
                "brigade.own_sector": "lower_valley",
                "brigade.front": "valleys",
                "reading": "narrow",
            }
        )


def test_no_reading_may_permit_it(war: Scenario) -> None:
    nowhere = war.with_changes({"sectors.lower_valley.territory": "moon"}).forbidden_arms()["lower_valley"]
    assert (nowhere.accepted, nowhere.cure) == ("rule 'pact' read as 'narrow' permits southern_soil", "")


def test_an_arm_may_fix_a_correlated_input_but_not_give_it_a_prior_that_cannot_be(war: Scenario) -> None:
    fixed = war.with_changes({"valleys.gain": "3 km2/day"})
    assert fixed.correlations == war.correlations
    with pytest.raises(
        ScenarioError, match=r"fronts\.valleys\.gain has a uniform prior; an input whose prior is normal"
    ):
        war.with_changes({"valleys.gain": "{low: 1, high: 2, unit: km2/day, class: judgement}"})

"""Levers: what an arm is with one of them set, and what cannot be set."""

from __future__ import annotations

import itertools
import math
import re
import time

import pytest

from attrit.analysis.requirement import needed
from attrit.engine.simulate import simulate
from attrit.errors import ScenarioError
from attrit.scenario import build
from attrit.scenario.files import load, parse
from attrit.scenario.levers import LEVERS, lever_named
from attrit.scenario.schema import Scenario
from attrit.scenario.variants import possible, variant, with_arms
from tests.scenario.edits import edited
from tests.tolerances import BACKEND, ROUNDING

ELITE, REGULAR = "groups.dprk_elite", "groups.dprk_regular"


@pytest.fixture(scope="module")
def kursk() -> Scenario:
    return load("kursk-2024")


@pytest.fixture(scope="module")
def war() -> Scenario:
    return load("template")


def set_to(scenario: Scenario, name: str, value: float, **options: str) -> Scenario:
    arm = options.get("arm")
    return variant(scenario, [(lever_named(scenario, name, arm, options.get("unit")), value)], arm)


def certain(scenario: Scenario, path: str) -> float:
    prior = scenario.inputs[path].prior
    assert prior is not None and prior.shape == "certain"
    return prior.p50 * scenario.inputs[path].times


def changed(before: Scenario, after: Scenario) -> set[str]:
    return {path for path in before.inputs if before.inputs[path] != after.inputs[path]}


def test_men_are_shared_out_as_believed(kursk: Scenario) -> None:
    made = set_to(kursk, "men", 20_000)
    men = [certain(made, f"{group}.men") for group in (ELITE, REGULAR)]
    middle = kursk.medians()
    assert math.fsum(men) == pytest.approx(20_000, rel=ROUNDING)
    assert men[0] / men[1] == pytest.approx(middle[f"{ELITE}.men"] / middle[f"{REGULAR}.men"], rel=ROUNDING)
    assert changed(kursk, made) == {f"{ELITE}.men", f"{REGULAR}.men"}
    assert lever_named(kursk, "men").side == "ru"
    assert re.fullmatch("shared out as believed: 16 % “.*”, 84 % “.*”", lever_named(kursk, "men").how)


def test_no_men_is_the_arm_without_them(kursk: Scenario) -> None:
    made, absent = set_to(kursk, "men", 0), kursk.arm("absent")
    assert {path: certain(made, path) for path in changed(kursk, made)} == dict.fromkeys(
        (f"{ELITE}.men", f"{REGULAR}.men"), 0.0
    )
    assert (made.groups, made.switched_off) == (absent.groups, absent.switched_off)


@pytest.mark.parametrize(("name", "value"), [("quality", 1.2), ("arrival_day", 30.0)])
def test_what_is_true_of_a_man_is_set_alike_for_all_groups(kursk: Scenario, name: str, value: float) -> None:
    made = set_to(kursk, name, value)
    assert changed(kursk, made) == {f"{ELITE}.{name}", f"{REGULAR}.{name}"}
    assert {certain(made, f"{group}.{name}") for group in (ELITE, REGULAR)} == {value}
    assert made.inputs[f"{ELITE}.{name}"].formula is None


def test_believed_weights_of_a_lever_are_shares_of_men(kursk: Scenario) -> None:
    for name in ("quality", "line_share", "arrival_day"):
        assert math.fsum(lever_named(kursk, name).weighs.values()) == pytest.approx(1, rel=ROUNDING)
    assert set(lever_named(kursk, "men").weighs.values()) == {1.0}


@pytest.mark.parametrize(("line", "second"), [(0.2, 0.345), (0.655, 0.345), (0.9, 0.1), (1.0, 0.0)])
def test_a_share_in_the_line_takes_the_place_of_the_role(kursk: Scenario, line: float, second: float) -> None:
    made = set_to(kursk, "line_share", line)
    for group in ("dprk_elite", "dprk_regular"):
        assert made.groups[group].role is None and kursk.groups[group].role == "role"
        assert certain(made, f"groups.{group}.line_share") == line
        # .25 × .25 + .2 × .65 + .3 × .3 + .25 × .25 of the roles
        assert certain(made, f"groups.{group}.second_share") == pytest.approx(second, abs=ROUNDING)
    assert made.roles == kursk.roles


def test_the_role_of_an_arm_gives_the_second_line(kursk: Scenario) -> None:
    made = set_to(kursk, "line_share", 0.3, arm="second_line_only")
    assert certain(made, f"{ELITE}.second_share") == pytest.approx(0.65, rel=ROUNDING)
    fixed = parse(edited(("role: task ", "role: rear ")), "war.yaml")
    assert certain(set_to(fixed, "line_share", 0.2), "groups.brigade.second_share") == 0.3


def test_shares_of_one_group_leave_the_others_alone(kursk: Scenario, war: Scenario) -> None:
    made = set_to(kursk, "dprk_elite.second_share", 0.9)
    assert (made.groups["dprk_elite"].role, made.groups["dprk_regular"].role) == (None, "role")
    assert certain(made, f"{ELITE}.line_share") == pytest.approx(0.1, rel=ROUNDING)
    assert certain(set_to(kursk, "dprk_elite.second_share", 1), f"{ELITE}.line_share") == 0.0001
    plain = set_to(war, "northerners.line_share", 0.5)
    assert certain(plain, "groups.northerners.second_share") == 0.25


def test_shells_come_from_the_supporter_by_the_month(kursk: Scenario) -> None:
    made = set_to(kursk, "shells", 304_375)
    assert changed(kursk, made) == {"supporters.north_korea.rounds"}
    assert certain(made, "supporters.north_korea.rounds") == pytest.approx(10_000, rel=ROUNDING)
    yearly = set_to(kursk, "shells", 3_652_500, unit="round/year")
    assert certain(yearly, "supporters.north_korea.rounds") == pytest.approx(10_000, rel=ROUNDING)


def test_any_input_is_a_lever_by_its_path_and_in_any_unit_of_its_kind(kursk: Scenario) -> None:
    lever = lever_named(kursk, "ua.reserve_rate", unit="1/month")
    assert (lever.name, lever.unit) == ("sides.ua.reserve_rate", "1/month")
    assert certain(variant(kursk, [(lever, 0.304375)]), lever.name) == pytest.approx(0.01, rel=ROUNDING)
    share = lever_named(kursk, "ru.theatre_share", unit="%")
    assert share.share and (share.low, share.high) == pytest.approx((0, 100))
    assert certain(variant(kursk, [(share, 20)]), share.name) == pytest.approx(0.2, rel=ROUNDING)
    assert lever_named(kursk, "contingent_officers").how == (
        "also moves groups.dprk_elite.officers, groups.dprk_regular.officers"
    )
    assert lever_named(kursk, "groups.ru.men").side == "ru" and lever_named(kursk, "ru.quality").side is None


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("men", True), ("shells", True), ("dprk_elite.quality", True), ("north_korea.technology_rate", True),
        ("contingent_men", True), ("russians_freed", True), ("ru.men", False), ("kursk.gain", False),
        ("works_at_start", False), ("ua.reserve_rate", False), ("substitution.share", False), ("recruits", False),
    ],
)  # fmt: skip
def test_a_lever_is_of_the_contingent_if_it_moves_anything_of_it(kursk: Scenario, name: str, own: bool) -> None:
    assert lever_named(kursk, name).contingent is own


def test_what_a_lever_of_the_contingent_moves_besides_is_known(kursk: Scenario) -> None:
    assert lever_named(kursk, "contingent_men").besides == {"groups.ru.men": pytest.approx(-1, rel=BACKEND)}
    assert {len(lever_named(kursk, name).besides) for name in ("men", "contingent_officers", "works_at_start")} == {0}


def test_the_base_arm_stays_the_reference_and_other_arms_keep_their_changes(kursk: Scenario) -> None:
    made = set_to(kursk, "quality", 0.9, arm="five_times")
    assert str(made.inputs[f"{ELITE}.men"].formula).endswith("* 5")
    assert made.arm("committed") == kursk.arm("committed")
    assert set_to(kursk, "mechanisms.collapse.hazard", 0.001).arm("committed") == kursk.arm("committed")


def test_levers_can_be_set_together_but_not_twice(kursk: Scenario) -> None:
    men, quality = lever_named(kursk, "men"), lever_named(kursk, "quality")
    both = variant(kursk, [(men, 1000.0), (quality, 1.0)])
    assert changed(kursk, both) == {f"{g}.{q}" for g in (ELITE, REGULAR) for q in ("men", "quality")}
    with pytest.raises(ScenarioError, match=r"levers: both set groups\.dprk_elite\.men"):
        variant(kursk, [(men, 1000.0), (lever_named(kursk, "dprk_elite.men"), 5.0)])


@pytest.mark.parametrize("name", [*LEVERS, "kursk.gain", "groups.ua.men", "collapse.hazard"])
@pytest.mark.parametrize("arm", ["committed", "five_times"])
def test_a_lever_gives_what_the_file_would_give_with_its_value_in_it(kursk: Scenario, name: str, arm: str) -> None:
    lever = lever_named(kursk, name, arm)
    made = variant(kursk, [(lever, lever.range(0.2, 0.4, 0.8, 180, 4)[1])], arm)
    whole = build.examine(made.source.document, kursk.source.root, kursk.source.sources, kursk.arm(arm)).scenario
    assert whole == made and whole.digest == made.digest


def test_what_it_would_take_reads_no_file_again(kursk: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    run = simulate(kursk, 128, horizon=3, arms=["committed", "absent"])
    read = []
    monkeypatch.setattr(build, "_examined", lambda *given: read.append(given))
    assert len(needed(run, "men", outcome="contingent_lost", change=100.0).values) > 5
    assert read == []


def test_variants_may_stand_among_the_arms(war: Scenario) -> None:
    made = set_to(war, "men", 9000)
    more = with_arms(war, {"many": made})
    assert more.arm("many") is made and "many" not in war.arms
    assert more.arm("absent") == war.arm("absent")


def test_a_contingent_without_men_is_shared_out_alike(kursk: Scenario) -> None:
    without = kursk.with_changes({"dprk_elite.men": "0 person", "dprk_regular.men": "0 person"})
    assert {certain(set_to(without, "men", 500), f"{g}.men") for g in (ELITE, REGULAR)} == {250}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mem", r"nothing is called 'mem'; one of men, quality, line_share, .*path of an input; did you mean 'men'\?"),
        ("ua.recruit", r"nothing is called 'ua\.recruit'; .*did you mean 'sides\.ua\.recruits'\?"),
        (
            "replacement",
            r"'replacement' may mean several things; one of sides\.ru\.replacement, sides\.ua\.replacement$",
        ),
        ("hypotheses.role", r"hypotheses\.role is a choice between logistics, .*, not a number"),
    ],
)
def test_what_is_no_lever(kursk: Scenario, name: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        lever_named(kursk, name)


def test_what_a_scenario_has_no_lever_for(war: Scenario) -> None:
    none = parse(edited(("contingent: [brigade] ", "")), "war.yaml")
    for name in LEVERS:
        with pytest.raises(ScenarioError, match=f"'{name}' is a lever of the contingent, and the scenario names none"):
            lever_named(none, name)
    there = parse(edited(("    arrives: on ", "    arrives: off ")), "war.yaml")
    with pytest.raises(ScenarioError, match="the contingent is there on the first day"):
        lever_named(there, "arrival_day")
    alone = parse(edited(("    supporter: ally ", "")), "war.yaml")
    with pytest.raises(ScenarioError, match=r"the contingent has no supporter; .*supporters\.NAME\.rounds"):
        lever_named(alone, "shells")
    assert lever_named(war, "men").how == "" and lever_named(war, "quality").how == ""


def test_a_unit_must_be_of_the_same_kind(kursk: Scenario) -> None:
    with pytest.raises(ScenarioError, match="shells in person; a unit such as round/month"):
        lever_named(kursk, "shells", unit="person")
    with pytest.raises(ScenarioError, match="quality in day; a plain number, or %"):
        lever_named(kursk, "quality", unit="day")
    with pytest.raises(ScenarioError, match="unknown unit 'tons'"):
        lever_named(kursk, "shells", unit="tons")


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("line_share", [0.5, 1.2], r"values of line_share: 1\.2 out of range; 0\.0001 to 1"),
        ("men", [-5, 10], r"-5 out of range; 0 to 1e\+08 person"),
        ("men", [5], "fewer than two values"),
        ("men", [5, 5], "the values do not rise"),
        ("men", [5, math.nan], "nan out of range"),
        ("men", ["many"], r"found \['many'\], wanted numbers, in person"),
        ("men", 7, "found 7, wanted numbers, in person"),
    ],
)
def test_values_that_a_lever_cannot_have(kursk: Scenario, name: str, values: object, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        lever_named(kursk, name).checked(values)  # type: ignore[arg-type]
    assert lever_named(kursk, "men").checked([0, 5]) == (0.0, 5.0)


def test_all_that_is_wrong_with_values_is_said_at_once(kursk: Scenario) -> None:
    with pytest.raises(ScenarioError) as caught:
        lever_named(kursk, "men").checked([5, -1])
    assert len(caught.value.problems) == 2


def test_values_must_fit_the_rest_of_the_scenario(kursk: Scenario) -> None:
    lever = lever_named(kursk, "contingent_men")
    with pytest.raises(
        ScenarioError, match=r"groups\.ru\.men: contingent_men .* is 60,000, but it is a part of russian_"
    ):
        variant(kursk, [(lever, 60_000.0)])
    assert list(possible(kursk, lever, [0.0, 5000.0, 10_000.0, 60_000.0])) == [0.0, 5000.0, 10_000.0]
    with pytest.raises(ScenarioError, match=r"values of quantities\.contingent_men: nothing to take a range from"):
        possible(kursk, lever, [5000.0, 60_000.0])


def test_a_rule_that_forbids_the_arm_forbids_its_variants(kursk: Scenario) -> None:
    with pytest.raises(ScenarioError, match="rule 'treaty' read as 'recognised' permits russia"):
        set_to(kursk, "men", 5000, arm="donbas")
    claimed = kursk.with_changes({"treaty.reading": "claimed"})
    assert set_to(claimed, "men", 5000, arm="donbas").groups["dprk_elite"].front == "donbas"


@pytest.mark.parametrize(
    ("name", "belief", "first", "last", "step"),
    [
        ("men", (7400, 9900, 13_200), 0, 100_000, 5000),
        ("quality", (0.42, 0.65, 1.0), 0.1, 2.6, 0.1),
        ("line_share", (0.08, 0.3, 0.6), 0.05, 1, 0.05),
        ("shells", (92_000, 232_000, 365_000), 0, 950_000, 50_000),
        ("arrival_day", (2, 22, 43), 0, 180, 10),
        ("advance.ratio_power", (-0.1, 0.5, 1.1), -1.75, 3, 0.25),
    ],
)
def test_values_to_try_are_round_and_go_beyond_what_is_believed(
    kursk: Scenario, name: str, belief: tuple[float, float, float], first: float, last: float, step: float
) -> None:
    found = lever_named(kursk, name).range(*belief, days=180, count=20)
    assert (found[0], found[-1]) == pytest.approx((first, last), rel=ROUNDING)
    assert [b - a for a, b in itertools.pairwise(found)] == pytest.approx([step] * (len(found) - 1))


def test_nothing_believed_gives_no_range(kursk: Scenario) -> None:
    assert lever_named(kursk, "shells").range(0, 0, 0, days=180, count=20) == []


def test_thirty_variants_take_under_half_a_second(kursk: Scenario) -> None:
    men, quality = lever_named(kursk, "men"), lever_named(kursk, "quality")
    variant(kursk, [(men, 1.0)])
    start = time.process_time()
    for k in range(30):
        variant(kursk, [(men, 1000.0 * k), (quality, 1.0)])
    assert time.process_time() - start < 0.5

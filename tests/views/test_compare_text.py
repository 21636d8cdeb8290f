"""The table, the data and the chart of many arms say what the numbers say."""

from __future__ import annotations

import json

import numpy as np
import pytest

import attrit
from attrit.analysis.compare import ArmComparison, compare_arms
from attrit.views.charts.drawing import svg
from attrit.views.comparison.charts import compared_spec
from attrit.views.comparison.words import difference, lines, plain, ranked, reach, verdict
from attrit.views.words.columns import WIDTH
from tests.analysis.by_hand import made
from tests.views.example import results

OUTCOMES = ["area_held", "recovered", "losses_ru"]


@pytest.fixture(scope="module")
def found() -> ArmComparison:
    return compare_arms(results(), OUTCOMES)


def text(found: ArmComparison) -> str:
    told = "\n".join(lines(found))
    assert max(map(len, told.splitlines())) <= WIDTH
    return told


def said(found: ArmComparison) -> str:
    """The lines without the places where they break."""
    return " ".join(text(found).split())


def by_hand(base: object, without: object, **asked: object) -> ArmComparison:
    base, without = np.asarray(base, float), np.asarray(without, float)
    return compare_arms(made(len(base), area_held={"base": base, "without": without}), **asked)


def test_every_arm_has_a_line_in_every_table_lowest_first(found: ArmComparison) -> None:
    told = lines(found)
    for outcome in OUTCOMES:
        rows = ranked(found.of(outcome))
        assert [row.mean for row in rows] == sorted(row.mean for row in rows)
        places = [next(i for i, line in enumerate(told) if row.arm in line and difference(row) in line) for row in rows]
        assert places == list(range(places[0], places[0] + 3))
    for arm in found.arms:
        assert any(line.split() == [arm, *found.titles[arm].split()] for line in told)


def test_what_the_numbers_are_is_said(found: ArmComparison) -> None:
    words = said(found)
    assert "How each arm differs from absent (no contingent), in the same 400 worlds:" in words
    assert "Area held by Ukraine, km²." in words
    assert "Probability of recovery, differences in points." in words
    assert "Lower is good for Russia, higher for Ukraine." in words
    assert "Lower is good for Ukraine, higher for Russia." in words
    assert "Russian losses, men. In absent it is" in words
    assert "all 9 of them hold at once (simultaneous intervals)" in words
    assert "(Monte-Carlo error), not uncertainty about the war" in words
    assert "Chance alone would make any of the 9 clear in at most 5 of 100 runs." in words


def test_one_and_two_comparisons_are_said_as_such() -> None:
    run = results()
    one = said(compare_arms(run, arms=["five_times"]))
    assert "in 95 of 100 runs it holds." in one and "make it clear" in one and "simultaneous" not in one
    assert "both hold at once" in said(compare_arms(run, ["area_held", "recovered"], arms=["five_times"]))


def test_who_says_what_is_better_is_told() -> None:
    told = said(compare_arms(results(), better="higher"))
    assert "You count higher as better." in told and "good for" not in told
    assert "better worse variance" in told
    both = said(compare_arms(results(), ["area_held", "recovered"], better={"recovered": "lower"}))
    assert "the arm is lower or higher than absent" in both and "the arm does better or worse than absent" in both
    row = compare_arms(results(), better="higher")["five_times", "area_held"]
    line = next(line for line in lines(compare_arms(results(), better="higher")) if line.startswith("five_times  "))
    assert row.higher == 0 and line.index("0.0 %") < line.index("100.0 %")


def test_numbers_have_the_digits_that_they_are_known_to() -> None:
    n, wave = 400, np.where(np.arange(400) % 2, 1.0, -1.0)
    reach = 1.966 / np.sqrt(n - 1)  # of differences that are 1 away from their mean, by Student's t

    def shown(mean: float, spread: float) -> str:
        return difference(by_hand(1e5 + mean + spread * wave, np.full(n, 1e5))["base", "area_held"])

    assert 0.0984 < reach < 0.0985
    assert shown(-12.3456, 1) == "−12.35 [−12.44, −12.25]"
    assert shown(-12.3456, 10) == "−12.3 [−13.3, −11.4]"
    assert shown(-12.3456, 100) == "−12 [−22, −3]"
    assert shown(12345.6, 1000) == "+12,346 [+12,247, +12,444]"
    assert shown(0.0, 10) == "0.0 [−1.0, +1.0]"
    assert shown(1.01, 10) == "+1.01 [+0.03, +1.99]"  # an end that is not 0 does not look like 0
    assert shown(5.0, 0) == "+5"
    assert shown(0.0, 0) == "0"


def test_a_probability_differs_by_points() -> None:
    run = made(400, recovered_day={"base": np.where(np.arange(400) < 100, 20, np.inf)})
    row = compare_arms(run, "recovered")["base", "recovered"]
    assert difference(row) == "+25 [+21, +29]"
    all_of_them = compare_arms(made(40, recovered_day={"base": 20}), "recovered")["base", "recovered"]
    assert (difference(all_of_them), verdict(all_of_them)) == ("+100", "clear")


@pytest.mark.parametrize("last", [20, np.inf])
def test_no_interval_of_a_probability_goes_beyond_100_points(last: float) -> None:
    """Nearly all worlds recover with one arm alone."""
    days = np.where(np.arange(40) < 39, 20, last)
    run = made(40, recovered_day={"base": days, "without": np.where(np.arange(40) < 1, 20, np.inf)})
    found = compare_arms(run, "recovered", arms=["base"], against="without")
    row = found["base", "recovered"]
    low, high = reach(row)
    assert low == row.simultaneous_low and row.mean < high <= 1
    assert "+10" not in difference(row).split(", ")[1] or difference(row).endswith(", +100]")
    assert compared_spec(found)["concat"][0]["data"]["values"][0]["high"] == high
    turned = compare_arms(run, "recovered", arms=["without"], against="base")["without", "recovered"]
    assert reach(turned) == (-high, -low)


def test_without_a_number_in_every_world_no_means_are_shown_that_disagree_with_the_difference() -> None:
    day = np.arange(40.0)
    run = made(
        40, recovered_day={"base": np.where(day < 30, day, np.inf), "without": np.where(day < 35, day + 5, np.inf)}
    )
    found = compare_arms(run, ["recovered_day", "recovered"])
    row = found["base", "recovered_day"]
    assert row.arm_mean - row.against_mean != row.mean
    told = lines(found)
    heads = [line.split()[:3] for line in told if line.startswith("arm")]
    assert heads == [["arm", "difference", "[95"], ["arm", "probability", "difference"]]
    assert "1 of 1 arms clearly differs from without, in worlds where both have a number." in said(found)
    assert "both arms have a number in 30 worlds" in said(found)


def test_every_panel_of_the_chart_begins_with_a_capital(found: ArmComparison) -> None:
    for panel in compared_spec(compare_arms(results(), [*OUTCOMES, "recovered_day", "area_held_or_contested"]))[
        "concat"
    ]:
        assert panel["title"]["text"][0][0].isupper()


def test_words_for_what_chance_may_do() -> None:
    wave = 10 * np.cos(7 * np.arange(400))
    assert verdict(by_hand(wave + 5, 0 * wave)["base", "area_held"]) == "clear"
    assert verdict(by_hand(wave - 5, 0 * wave)["base", "area_held"]) == "clear"
    assert verdict(by_hand(wave, 0 * wave)["base", "area_held"]) == "cannot be told from chance"
    assert verdict(by_hand(wave, wave)["base", "area_held"]) == "always the same"
    assert verdict(by_hand([5, 5, 5], [0, 0, 0])["base", "area_held"]) == "cannot be told from chance"
    never = compare_arms(made(40), "recovered_day")
    assert verdict(never["base", "recovered_day"]) == "too few worlds"
    assert "In without no world has a number." in said(never)
    assert "always the same" in said(by_hand(wave, wave))


def test_what_rests_on_little_is_noted() -> None:
    rare = np.where(np.arange(2000) < 7, 50.0, 0.0)
    told = said(by_hand(rare, 0 * rare))
    assert "too few worlds differ for an interval, which needs 30: base (7). Play more worlds." in told
    assert "[–]" in told and "too few worlds" in told
    assert "So few worlds" not in told
    assert "So few worlds may miss rare, large differences" in said(by_hand(rare[:200], 0 * rare[:200]))
    days = made(40, recovered_day={"base": np.arange(40), "without": np.where(np.arange(40) < 35, 50, np.inf)})
    assert "both arms have a number in 35 worlds. Shares and differences refer to these." in said(
        compare_arms(days, "recovered_day")
    )


def test_the_same_as_plain_data(found: ArmComparison) -> None:
    told = json.loads(json.dumps(plain(found), allow_nan=False))
    assert (told["against"], told["comparisons"], told["draws"]) == ("absent", 9, 400)
    assert told["outcomes"]["area_held"]["lower_is_good_for"] == "Russia"
    assert told["outcomes"]["losses_ru"]["lower_is_good_for"] is None
    row = found["five_times", "recovered"]
    same = told["outcomes"]["recovered"]["arms"]["five_times"]
    for name in ("mean", "mean_low", "simultaneous_high", "p", "lower", "same_error", "variance_reduction", "arm_mean"):
        assert same[name] == getattr(row, name)
    assert (same["verdict"], same["does_better"]) == (verdict(row), None)
    better = plain(compare_arms(results(), better="lower"))["outcomes"]["area_held"]["arms"]["five_times"]
    assert better["does_better"] == better["lower"] == 1
    nothing = plain(compare_arms(made(40), "recovered_day"))["outcomes"]["recovered_day"]["arms"]["base"]
    assert (nothing["mean"], nothing["variance_reduction"], nothing["verdict"]) == (None, None, "too few worlds")


def test_the_chart_draws_the_same_numbers(found: ArmComparison) -> None:
    spec = compared_spec(found)
    order = [row.arm for row in ranked(found.of("area_held"))]
    assert len(spec["concat"]) == 3
    for outcome, panel in zip(OUTCOMES, spec["concat"], strict=True):
        for arm, drawn in zip(order, panel["data"]["values"], strict=True):
            row = found[arm, outcome]
            assert drawn["label"] == found.titles[arm] and drawn["text"] == difference(row)
            ends = (row.simultaneous_low, row.mean, row.simultaneous_high)
            assert (drawn["low"], drawn["middle"], drawn["high"]) == ends
    words = " ".join(spec["title"]["subtitle"])
    assert "all 9 hold at once" in words and "not how far worlds differ" in words
    assert f"five times as many {difference(found['five_times', 'area_held'])}" in spec["description"]
    assert svg(spec).startswith("<svg")


def test_the_chart_says_what_it_has_no_number_for() -> None:
    panel = compared_spec(compare_arms(made(40), ["recovered_day", "area_held"]))["concat"]
    assert [part["data"]["values"][0]["text"] for part in panel] == ["too few worlds", "always the same"]
    assert "middle" not in panel[0]["data"]["values"][0]


@pytest.mark.parametrize("name", ["ardennes-1944", "iwo-jima-1945", "central-front-epstein", "template"])
def test_every_scenario_can_be_told(name: str) -> None:
    run = attrit.simulate(attrit.load(name), 64, horizon=10)
    found = compare_arms(run, ["area_held", "recovered"])
    words = said(found)
    assert all(arm in words for arm in run.arms)
    front = run.scenario.fronts[run.scenario.objective]
    sides = [run.scenario.sides[side].title for side in (front.attacker, front.holder)]
    assert f"Lower is good for {sides[0]}, higher for {sides[1]}." in words

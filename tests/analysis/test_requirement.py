"""What it would take: the curve is what arms give, the point is where it should be, and what cannot be told is not."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest

import attrit
from attrit.analysis.requirement import Contour, Requirement, UnderLaw, contour, needed
from attrit.engine.draws import Columns
from attrit.engine.results import Results
from attrit.errors import ResultsError, ScenarioError
from attrit.experiments.measures import Measure, measure_named, measures_of
from attrit.scenario.levers import lever_named
from attrit.scenario.variants import variant, with_arms
from attrit.statistics.crossing import Crossing
from attrit.views.charts.drawing import svg
from attrit.views.requirement.charts import contour_spec, requirement_spec
from attrit.views.requirement.levers import crossing_text
from attrit.views.requirement.words import (
    contour_lines,
    contour_plain,
    contour_sentence,
    goal_of,
    lines,
    plain,
    sentence,
)
from tests.tolerances import AT_THE_MEDIAN, BACKEND, EXACT, ROUNDING, SKEWED

MEN = (0.0, 10_000.0, 30_000.0, 50_000.0, 80_000.0)


@pytest.fixture(scope="module")
def run() -> Results:
    return attrit.simulate(attrit.load("kursk-2024"), 4096, arms=["committed", "absent", "five_times"])


@pytest.fixture(scope="module")
def men(run: Results) -> Requirement:
    return needed(run, "men", MEN)


@pytest.fixture(scope="module")
def both(run: Results) -> Contour:
    return contour(run, ("men", "quality"), ((0, 20_000, 60_000, 100_000), (0.4, 1.2, 2.4)), draws=1024)


@pytest.fixture(scope="module")
def small() -> Results:
    return attrit.simulate(attrit.load("template"), 256, arms=["committed", "absent", "doubled"])


def mean_of(run: Results, name: str, arm: str, against: str) -> float:
    measure = measure_named(run, name)
    return float(np.mean(measure.values(run, arm) - measure.values(run, against)))


@pytest.mark.parametrize("outcome", ["recovered", "area_held", "losses_ru", "attacker_rate", "war_balance"])
def test_no_men_are_the_arm_without_them_bit_for_bit(run: Results, outcome: str) -> None:
    found = needed(run, "men", [0, 50_000], outcome=outcome, draws=512)
    assert (found.difference[0].mean, found.difference[0].mean_error) == (EXACT, EXACT)
    assert found.difference[-1].mean != 0
    own = measure_named(run, outcome).values(run, "absent")[:512]
    assert (found.outcome[0].mean, found.setting.reference.mean) == pytest.approx(
        (own.mean(), own.mean()), rel=ROUNDING
    )


def test_the_curve_goes_through_what_is_believed_and_through_five_times_as_many(run: Results) -> None:
    middle = run.scenario.medians()
    believed = middle["groups.dprk_elite.men"] + middle["groups.dprk_regular.men"]
    found = needed(run, "men", [believed, 5 * believed], change=0.5)
    assert found.believed.middle == pytest.approx(believed, rel=AT_THE_MEDIAN)
    assert found.difference[0].mean == pytest.approx(
        mean_of(run, "recovered", "committed", "absent"), abs=AT_THE_MEDIAN
    )
    assert found.difference[1].mean == pytest.approx(
        mean_of(run, "recovered", "five_times", "absent"), abs=AT_THE_MEDIAN
    )
    assert found.setting.as_it_is.mean == mean_of(run, "recovered", "committed", "absent")


@pytest.mark.parametrize(("lever", "around"), [("quality", (0.6, 0.7)), ("arrival_day", (20, 25)), ("shells", (200_000, 260_000))])  # fmt: skip
def test_other_curves_go_through_what_is_believed(run: Results, lever: str, around: tuple[float, float]) -> None:
    found = needed(run, lever, [*around, lever_named(run.scenario, lever).high / 10], change=0.6)
    assert around[0] < found.believed.middle < around[1]
    for k in (0, 1):
        assert found.difference[k].mean == pytest.approx(found.setting.as_it_is.mean, abs=AT_THE_MEDIAN)


def test_a_point_is_a_run_of_its_own(run: Results, men: Requirement) -> None:
    made = variant(run.scenario, [(men.lever, 30_000.0)])
    alone = attrit.simulate(with_arms(run.scenario, {"many": made}), run.draws, arms=["many", "absent"])
    k = men.values.index(30_000.0)
    assert men.difference[k].mean == mean_of(alone, "recovered", "many", "absent")
    x = measure_named(alone, "recovered")
    d = x.values(alone, "many") - x.values(alone, "absent")
    assert men.difference[k].mean_error == pytest.approx(d.std(ddof=1) / math.sqrt(d.size), rel=ROUNDING)


@pytest.mark.slow
def test_by_default_ten_points_take_some_forty_thousand_men() -> None:
    run = attrit.simulate(attrit.load("kursk-2024"), 10_240, arms=["committed", "absent"])
    found = needed(run)
    at = found.crossing
    coarse = [value for value, finer in zip(found.values, found.finer, strict=True) if not finer]
    assert (coarse[0], coarse[-1], len(coarse)) == (0, 100_000, 21)
    assert (found.lever.name, found.setting.change, found.setting.measure.name) == ("men", 0.1, "recovered")
    assert 30_000 < at.low < at.at < at.high < 60_000


def test_the_point_is_where_the_curve_is_and_is_held_against_what_is_believed(men: Requirement) -> None:
    at = men.crossing
    assert at.up and at.back is None and men.setting.change == 0.1 and not men.setting.stated
    assert at.low < at.at < at.high
    assert at.error == pytest.approx((at.high - at.low) / 3.29, rel=SKEWED)
    assert at.at == pytest.approx(np.interp(0.1, [d.mean for d in men.difference], men.values), rel=BACKEND)
    assert men.times_believed == pytest.approx(at.at / men.believed.middle)
    assert men.recruitment == pytest.approx(at.at / men.setting.scenario.medians()["sides.ru.recruits"])


def test_a_second_run_is_finer_around_the_point(men: Requirement) -> None:
    finer = [value for value, mark in zip(men.values, men.finer, strict=True) if mark]
    assert [value for value, mark in zip(men.values, men.finer, strict=True) if not mark] == [*MEN]
    assert 4 <= len(finer) <= 13 and list(men.values) == sorted(men.values)
    assert all(30_000 < value < 80_000 for value in finer)
    steps = np.diff([value for value in men.values if 30_000 <= value <= 80_000])
    assert steps.max() <= 5000


def test_what_is_reached_from_the_first_on_and_then_lost_is_an_upper_bound(run: Results) -> None:
    found = needed(run, "arrival_day", [0, 60, 120, 180], change=0.01)
    assert not found.crossing.up and 20 < found.crossing.at < 120
    assert re.match(
        r"It would take arrival by about day \d+ \(90 % Monte-Carlo interval \d+ to \d+, in [\d,]+ worlds\) at the latest for",
        sentence(found),
    )
    assert math.isnan(found.recruitment) and plain(found)["needed"]["bound"] == "at most"


def test_what_is_not_reached_is_said_with_how_far_it_goes(run: Results) -> None:
    found = needed(run, "quality", [0.5, 2.0], draws=2048)
    assert not found.crossing.found and found.furthest == 1 and not any(found.finer)
    assert math.isnan(found.times_believed)
    said = sentence(found)
    assert said.startswith(
        "In 2,048 worlds, no quality from 0.5 to 2 would be enough for the probability of recovery to rise by 10 points"
    )
    assert re.search(
        r"the largest change is \+\d\.?\d? points \(± 0\.\d\) at 2; nor would it be enough under any single law\.$",
        said,
    )
    other = sentence(needed(run, "men", [0, 50_000], outcome="area_held", change=20, draws=512))
    assert re.search(
        r"to rise by 20 km² on average \(from \d+ to \d+\): the outcome moves in the other direction, by −\d+ km²",
        other,
    )


def test_what_any_value_does_is_said(run: Results) -> None:
    found = needed(run, "men", [60_000, 90_000], change=0.05, draws=1024)
    assert not found.crossing.up and not found.crossing.found
    assert sentence(found).startswith("In 1,024 worlds, every number of men from 60,000 to 90,000 would be enough for")
    assert plain(found)["needed"] == {
        "reached": True, "bound": "at most", "at": None, "p05": None, "p95": None, "error": None, "goes_back_at": None,
    }  # fmt: skip


def test_the_change_is_in_the_direction_of_the_curve_unless_stated(run: Results) -> None:
    falls = needed(run, "men", [0, 50_000, 100_000], outcome="area_held", draws=1024)
    low, high = np.quantile(measure_named(run, "area_held").values(run, "absent")[:1024], [0.05, 0.95])
    assert falls.setting.change == -float(f"{0.1 * (high - low):.2g}")
    assert falls.difference[1].mean < 0 and falls.crossing.up
    assert "a tenth of the range that nine worlds in ten span under absent" in "\n".join(lines(falls))


def test_an_arm_may_be_held_against_itself_as_it_is(run: Results) -> None:
    found = needed(run, "shells", [0, 200_000, 400_000], against="committed", change=-0.005, draws=2048)
    assert found.setting.as_it_is.mean == EXACT and found.setting.against == found.setting.arm == "committed"
    assert found.difference[0].mean < 0 < found.difference[-1].mean
    assert "compared with the same arm as it is" in " ".join(lines(found)).replace("\n", " ")


def test_a_lever_of_another_arm_and_against_another(run: Results) -> None:
    found = needed(run, "quality", [0.5, 2.0], arm="five_times", against="committed", change=0.6, draws=512)
    assert found.setting.reference.mean == float(measure_named(run, "recovered").values(run, "committed")[:512].mean())
    assert found.difference[0].mean > 0.02


def test_units_of_the_lever_are_those_asked_for(run: Results) -> None:
    monthly = needed(run, "shells", [0, 304_375], change=0.5, draws=512)
    daily = needed(run, "shells", [0, 10_000], change=0.5, draws=512, unit="round/day")
    assert [d.mean for d in monthly.difference] == [d.mean for d in daily.difference]
    assert monthly.believed.middle == pytest.approx(30.4375 * daily.believed.middle, rel=ROUNDING)


def test_defaults_leave_out_what_does_not_fit_the_scenario(run: Results, small: Results) -> None:
    found = needed(small, "southern_army", change=0.6)
    assert (found.values[0], found.values[-1]) == (0, 400_000)
    short = needed(run, "contingent_men", change=0.6, draws=256)
    assert (short.values[0], short.values[-1]) == (0, 45_000)
    assert needed(small, "arrival_day", change=-40, outcome="area_held").values[-1] == 120


def test_progress_goes_up_to_all(run: Results) -> None:
    told: list[tuple[int, int]] = []
    found = needed(run, "men", MEN, draws=1024, progress=lambda done, of: told.append((done, of)))
    assert all(0 < done <= of for done, of in told) and told == sorted(told, key=lambda pair: pair[0])
    assert told[-1] == (len(found.values), len(found.values))


def test_many_values_are_played_in_several_runs_with_the_same_numbers(
    run: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = needed(run, "men", MEN, draws=512)
    monkeypatch.setattr("attrit.experiments.variant_runs._AT_ONCE", 2 * 512)
    again = needed(run, "men", MEN, draws=512)
    assert (again.values, again.difference, again.crossing) == (once.values, once.difference, once.crossing)


def test_a_run_of_very_many_worlds_is_resampled_one_resample_at_a_time(
    run: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = needed(run, "men", MEN, draws=512)
    monkeypatch.setattr("attrit.analysis.requirement._PIECE", 100)
    again = needed(run, "men", MEN, draws=512)
    assert again.crossing.at == once.crossing.at
    assert again.crossing.error == pytest.approx(once.crossing.error, rel=SKEWED)


def test_fewer_draws_are_the_first_of_the_run(run: Results) -> None:
    few = attrit.simulate(run.scenario, 512, arms=["committed", "absent"])
    a, b = needed(run, "men", MEN, draws=512), needed(few, "men", MEN)
    assert (a.difference, a.crossing) == (b.difference, b.crossing)


def test_datasets_have_errors_units_and_names(men: Requirement, both: Contour) -> None:
    data = men.dataset
    assert data["difference"].dims == ("value",) and data["value"].attrs["units"] == "person"
    assert data["difference"].values.tolist() == [d.mean for d in men.difference]
    assert data["outcome_error"].values.tolist() == [e.mean_error for e in men.outcome]
    assert float(data["at"]) == men.crossing.at and float(data["recruitment"]) == men.recruitment
    assert data.attrs["change"] == 0.1 and all("long_name" in v.attrs for n, v in data.items() if n != "finer")
    grid = both.dataset
    assert grid["difference"].dims == ("first", "second") and grid["at"].dims == ("second",)
    assert (grid["difference_error"].values == both.error).all() and (
        grid["difference"].values == both.difference
    ).all()
    assert {grid[dim].attrs["lever"] for dim in ("first", "second")} == {"men", "quality"}


def test_a_contour_is_a_curve_for_each_value_of_the_second_lever(run: Results, both: Contour) -> None:
    assert both.difference[0] == pytest.approx(0, abs=EXACT)
    made = [variant(run.scenario, [(both.levers[0], 20_000.0), (both.levers[1], 1.2)])]
    alone = attrit.simulate(with_arms(run.scenario, {"both": made[0]}), 1024, arms=["both", "absent"])
    assert both.difference[1, 1] == mean_of(alone, "recovered", "both", "absent")
    for k, at in enumerate(both.needed):
        assert at.at == pytest.approx(np.interp(0.1, both.difference[:, k], both.values[0]), rel=BACKEND)
    assert both.needed[0].at > both.needed[1].at > both.needed[2].at


def test_a_contour_by_default_has_some_nine_values_of_each(small: Results) -> None:
    found = contour(small, ("men", "quality"), outcome="area_held")
    assert all(7 <= len(values) <= 12 for values in found.values) and found.setting.draws == 256


def refused(run: Results, message: str, lever: str = "men", *args: object, **options: object) -> None:
    with pytest.raises((ResultsError, ScenarioError), match=message):
        needed(run, lever, *args, **options)  # type: ignore[arg-type]


def test_what_is_not_in_the_run(run: Results) -> None:
    refused(run, "no arm 'assault_only'; arms of this run", arm="assault_only")
    refused(run, "no arm 'donbas'", against="donbas")
    refused(run, r"no outcome 'recoverd'; .*did you mean 'recovered'", outcome="recoverd")
    refused(run, r"did you mean 'quality'\?", "qualty")
    alone = attrit.simulate(run.scenario, 128, arms=["committed"])
    refused(alone, "the run holds 'committed' and no other arm; .*against='committed'")
    assert needed(alone, "men", [0, 90_000], against="committed", change=0.5).setting.against == "committed"


def test_values_and_changes_that_make_no_sense(run: Results) -> None:
    refused(run, r"-1 out of range; 0 to 1e\+08 person", "men", [-1, 5])
    refused(run, "the values do not rise", "men", [5, 3])
    refused(run, "fewer than two values", "men", [5])
    for change in (0, math.nan, math.inf, "ten"):
        refused(run, "change: found .*, wanted a number other than 0", change=change)
    for draws in (0, 50, 5000, 2.5, "200"):
        refused(run, "draws: found .*, wanted a whole number from 100 to 4,096", draws=draws)
    refused(attrit.simulate(run.scenario, 64, arms=["committed", "absent"]), "64 worlds are too few; at least 100")
    found = needed(run, "men", [0, 50_000], draws=np.int64(128), change=np.float32(0.5))  # type: ignore[arg-type]
    assert (found.setting.draws, found.setting.change) == (128, 0.5) and json.dumps(plain(found))
    with pytest.raises(ScenarioError, match=r"both set groups\.dprk_elite\.men"):
        contour(run, ("men", "dprk_elite.men"), ([0, 5], [0, 5]))


def test_a_lever_that_changes_nothing(run: Results) -> None:
    refused(run, r"technology_rate: changes probability of recovery not at all \(1,024 worlds\); another lever, a wider range or more draws", "technology_rate", draws=1024)  # fmt: skip
    refused(run, r"quality: changes probability of recovery (not at all|by .* ± .* points at most, which may be chance) \(1,024 worlds\);", "quality", [0.6, 0.62], draws=1024)  # fmt: skip
    with pytest.raises(ResultsError, match=r"shells and supporters\.north_korea\.technology_rate: changes"):
        contour(run, ("shells", "technology_rate"), ([500_000, 600_000], [0.0, 0.1]), draws=128)


def test_a_change_that_may_be_chance_is_said_in_the_unit_of_the_outcome(
    run: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("attrit.analysis.requirement.POSSIBLE", 1e9)
    refused(run, r"men: changes area held by Ukraine by -[\d.]+ ± .* km2 at most", "men", [0, 9000], outcome="area_held", draws=128)  # fmt: skip


def test_a_default_change_needs_a_spread(run: Results) -> None:
    refused(run, "level of escalation by foreign troops hardly differs between the worlds of 'absent'; a change in figures", outcome="escalation", draws=256)  # fmt: skip


def test_an_outcome_that_is_always_the_same(small: Results) -> None:
    refused(small, "in all 256 worlds; an outcome that differs", "men", outcome="interdiction")


def test_an_outcome_that_never_comes_has_no_number(run: Results) -> None:
    refused(run, "recovered_day: has no number in .* of 4,096 worlds", outcome="recovered_day")


def test_a_precision_that_is_not_reached_says_how_many_worlds_would_do(run: Results) -> None:
    refused(run, r"values of men that are needed are known to ±.* with 512 .*, not to ±.*; about [\d,]+ ", "men", MEN, precision=1000, draws=512)  # fmt: skip
    found = needed(run, "men", MEN, draws=512).crossing
    assert needed(run, "men", MEN, precision=1.01 * found.error, draws=512).crossing == found
    never = needed(run, "men", [0, 50_000], change=0.6, precision=1, draws=512)
    assert not never.crossing.found  # there is no point to be known


def test_a_precision_that_makes_no_sense_is_refused_before_anything_is_played(run: Results) -> None:
    played: list[tuple[int, int]] = []
    refused(run, "precision: found -1, wanted a number above 0", "men", [0, 10_000], change=0.6, precision=-1, progress=lambda *done: played.append(done))  # fmt: skip
    assert not played


def test_outcomes_of_other_worlds_are_refused(run: Results) -> None:
    shuffled = {name: replace_values(v) for name, v in run.variables.items()}
    refused(replace(run, variables=shuffled), "played again the outcome is another than in the run")


def replace_values(variable: object) -> object:
    return variable._replace(values=variable.values[..., ::-1])  # type: ignore[attr-defined]


def test_the_answer_comes_first_and_in_words(men: Requirement) -> None:
    told = "\n".join(lines(men))
    first = " ".join(sentence(men).split())
    assert re.fullmatch(
        r"It would take about \d\d,000 men \(90 % Monte-Carlo interval \d\d,000 to \d\d,000, in 4,096 worlds\) in all for the "
        r"probability of recovery to rise by 10 points \(from \d\d % to \d\d %\): \d\.\d times the contingent, or \d\d days of Russian "
        r"recruitment \(798 men a day\); under the \w+ law about \d\d,000 \(\d+,000 to \d\d,000\), under the \w+ law "
        r"(about|more than) [\d,]+( \((at least )?\d\d,000( to \d+,000)?\))?\.",
        first,
    )
    assert " ".join(told.split()).startswith(first)
    assert "\nin the scenario  " in told and "<- needed" in told and "shared out as believed: 16 %" in told
    assert max(len(line) for line in told.split("\n")) <= 104
    assert plain(men)["sentence"] == sentence(men) and plain(men)["needed"]["at"] == men.crossing.at


def test_a_curve_that_goes_back_and_a_point_that_chance_leaves_open_are_told(men: Requirement) -> None:
    back = replace(men, crossing=replace(men.crossing, back=80_000.0))
    assert "Further on, the curve crosses back at 80,000 men." in lines(back)
    open_ = replace(men, crossing=Crossing(math.inf, 75_210.0, math.inf, math.inf, True, None))
    assert "at 80,000 men; chance leaves open that it is reached from 75,200 upwards; under the" in sentence(open_)


def test_a_grid_is_told_by_its_ends(both: Contour) -> None:
    told = "\n".join(contour_lines(both))
    assert contour_sentence(both).startswith("For the probability of recovery to rise by 10 points (from ")
    assert "at quality 0.4, or about" in contour_sentence(both) and "men needed" in told and "*" in told
    assert max(len(line) for line in told.split("\n")) <= 104
    assert contour_plain(both)["needed"][0]["at"] == both.needed[0].at


def test_a_grid_that_is_nowhere_or_everywhere_reached(run: Results) -> None:
    values = [20_000, 60_000], [0.5, 2.0]
    none = contour(run, ("men", "quality"), values, change=0.6, draws=512)
    assert contour_sentence(none).startswith("In 512 worlds, no combination tried would be enough for")
    assert "none from 20,000 to 60,000" in "\n".join(contour_lines(none))
    all_ = contour(run, ("men", "quality"), values, change=0.01, draws=512)
    assert contour_sentence(all_).startswith("In 512 worlds, every combination tried would be enough for")
    assert "any from 20,000 to 60,000" in "\n".join(contour_lines(all_))


@pytest.mark.parametrize(
    ("name", "at", "said"),
    [
        ("men", Crossing(42_714, 38_904, 46_154, 2355, True, None), "about 43,000 men (39,000 to 46,000)"),
        ("men", Crossing(42_714, -math.inf, math.inf, math.inf, False, None), "no more than about 43,000 men (no bound known)"),
        ("men", Crossing(3250, -math.inf, 32_800, math.inf, True, None), "about 3,000 men (at most 33,000)"),
        ("quality", Crossing(1.326, 1.28, 1.41, 0.04, True, None), "a quality of about 1.33 (1.28 to 1.41)"),
        ("line_share", Crossing(0.553, 0.5, 0.6, 0.03, True, None), "about 55 % (50 to 60 %) of the men in the front line"),
        ("shells", Crossing(61_234, 58_000, 64_000, 2000, True, None), "about 61,000 rounds a month (58,000 to 64,000)"),
        ("arrival_day", Crossing(44.4, 40, 50, 3, False, None), "arrival by about day 44 (40 to 50) at the latest"),
        ("ua.reserve_rate", Crossing(0.0123, 0.01, 0.015, 0.001, True, None),
         "ua.reserve_rate (packets of reserves sent in a day at need 1) of about 0.012 a day (0.010 to 0.015)"),
    ],
)  # fmt: skip
def test_a_point_is_said_as_precisely_as_it_is_known(run: Results, name: str, at: Crossing, said: str) -> None:
    assert crossing_text(lever_named(run.scenario, name), at) == said


def test_charts_can_be_drawn_and_say_what_they_show(run: Results, men: Requirement, both: Contour) -> None:
    curve, grid = requirement_spec(men), contour_spec(both)
    assert curve["description"] == sentence(men) and grid["description"] == contour_sentence(both)
    assert len(curve["data"]["values"]) == len(men.values) and len(grid["data"]["values"]) == 12
    share = requirement_spec(needed(run, "line_share", [0.1, 0.9], outcome="area_held", draws=512))
    for spec in (curve, grid, share):
        assert svg(spec).startswith("<svg")


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.slow)])  # a fifth of them every day
def test_every_measure_with_a_number_can_be_asked_for(run: Results, every: int) -> None:
    without = ("recovered_day", "experience", "supply_days_ru")
    measures = [one for one in measures_of(run) if one.name not in without and one.parts is None]
    for measure in measures[::every]:
        found = needed(run, "men", [0, 100_000], outcome=measure.name, draws=128, change=0.5)
        assert (found.difference[0].mean, found.difference[0].mean_error) == (EXACT, EXACT)


def test_each_law_has_its_own_point_from_its_own_worlds(run: Results, men: Requirement) -> None:
    which = Columns(run.worlds).of(run.scenario, "hypotheses.law")
    counts = {law: int(np.sum(which == k)) for k, law in enumerate(run.scenario.law_states)}
    assert {law: one.draws for law, one in men.by_law.items()} == {law: n for law, n in counts.items() if n >= 300}
    kursk = run.scenario.with_changes({"hypotheses.law": "linear"})
    alone = needed(attrit.simulate(kursk, 4096, arms=["committed", "absent"]), "men", MEN)
    linear = men.by_law["linear"].crossing
    assert linear.low < alone.crossing.at < linear.high and linear.error > men.crossing.error
    assert men.by_law["square"].crossing.at < men.by_law["mixed"].crossing.at
    assert alone.by_law == {} and "law" not in sentence(alone) and "under the law" not in "\n".join(lines(alone))


def test_few_worlds_of_a_law_say_nothing_of_it(run: Results) -> None:
    assert needed(run, "men", MEN, draws=512).by_law == {}


def test_laws_are_told_as_rows_as_data_and_in_the_sentence(men: Requirement) -> None:
    rows = "\n".join(lines(men))
    told, data = plain(men)["by_law"], men.dataset
    assert [row["law"] for row in told] == [*men.by_law] == data["law"].values.tolist()
    assert data["law_at"].values.tolist() == [one.crossing.at for one in men.by_law.values()]
    assert data["law_draws"].values.tolist() == [one.draws for one in men.by_law.values()]
    assert all(re.search(rf"^{law} .* {one.draws:,} ", rows, re.M) for law, one in men.by_law.items())


def law(at: float, low: float = 0.0, high: float = 0.0, up: bool = True) -> UnderLaw:
    return UnderLaw(Crossing(at, low or 0.9 * at, high or 1.1 * at, 0.05 * at, up, None), 400)


@pytest.mark.parametrize(
    ("by_law", "said"),
    [
        ({"a": law(5e4), "b": law(2e4), "c": law(3e4)}, "; under the b law about 20,000 (18,000 to 22,000), under the a law about 50,000 (45,000 to 55,000)."),
        ({"a": law(math.inf), "b": law(2e4), "c": law(math.inf)},
         "; under the b law about 20,000 (18,000 to 22,000), under the a and the c law more than 80,000."),
        ({"a": law(math.inf), "b": law(math.inf)}, "; nor would it be enough under any single law."),
        ({"a": law(math.inf, up=False), "b": law(2e4)}, "; under the a law any value tried, under the b law about 20,000 (18,000 to 22,000)."),
        ({"a": law(2e4), "b": law(2.1e4)}, "; no law differs clearly from the others."),
    ],
)  # fmt: skip
def test_the_least_and_the_most_by_law(men: Requirement, by_law: dict[str, UnderLaw], said: str) -> None:
    assert sentence(replace(men, by_law=by_law)).endswith(f"(798 men a day){said}")


def test_what_is_so_in_every_arm_is_held_against_the_same_arm(run: Results) -> None:
    found = needed(run, "kursk.gain", [1, 3, 8], draws=512)
    told = " ".join("\n".join(lines(found)).split())
    assert found.setting.against == "committed" and found.setting.as_it_is.mean == EXACT
    assert "Kursk.gain would hold in every arm" in told or "kursk.gain would hold in every arm" in told
    assert "change from committed as it is" in told
    stated = needed(run, "kursk.gain", [1, 3, 8], against="absent", draws=512)
    assert stated.setting.against == "absent" and "two different wars are compared" in " ".join(lines(stated)).replace(
        "\n", " "
    )
    both = contour(run, ("men", "kursk.gain"), ([0, 40_000], [1, 8]), draws=128)
    assert both.setting.against == "committed" and "Change of the probability of recovery from committed" in "\n".join(
        contour_lines(both)
    )


def test_an_input_that_takes_men_from_elsewhere_says_so(run: Results) -> None:
    found = needed(run, "contingent_men", [5000, 25_000, 45_000], change=-0.05, draws=512)
    assert re.match(
        r"It would take contingent_men \(North Koreans in Kursk\) of about [\d,]+ men \(.*\), with as many fewer “Russian "
        r"troops at Kursk”, for the probability of recovery to fall by 5 points",
        sentence(found),
    )
    told = " ".join("\n".join(lines(found)).split())
    assert "contingent_men moves more than the contingent. The lever men adds men to the contingent alone." in told
    assert plain(found)["lever"]["besides"] == {"groups.ru.men": pytest.approx(-1, rel=BACKEND)}


def test_no_men_are_said_to_be_replaced_unless_the_mechanism_is_off(run: Results, men: Requirement) -> None:
    told = " ".join("\n".join(lines(men)).split())
    assert (
        "Russia replaces men who are not sent by its own, as in the arm absent. So at 0 men its own troops come."
        in told
    )
    off = attrit.simulate(run.scenario.without_mechanism("substitution"), 256, arms=["committed", "absent"])
    assert "who are not sent" not in "\n".join(lines(needed(off, "men", [0, 90_000], change=0.5)))
    assert "who are not sent" not in "\n".join(lines(needed(run, "quality", [0.5, 2.0], draws=512)))


def test_what_is_certain_stands_among_the_values_and_what_is_not_apart(men: Requirement) -> None:
    at = replace(men.believed, low=4000.0, middle=4000.0, high=4000.0)
    told = "\n".join(lines(replace(men, believed=at)))
    assert re.search(r"^ *4,000 .*<- in the scenario$", told, re.M) and "\nin the scenario" not in told
    assert "Believed: 4,000 men, certain." in " ".join(told.split())
    needed_ = replace(men.crossing, at=30_000.0)
    equal = replace(men, crossing=needed_, believed=replace(at, low=3e4, middle=3e4, high=3e4))
    assert [line for line in lines(equal) if re.match(r" *30,000 ", line)] == [
        next(line for line in lines(equal) if line.endswith("<- needed, in the scenario"))
    ]


def test_a_change_has_the_same_decimals_on_both_sides(men: Requirement) -> None:
    s = men.setting
    fall = replace(s, change=-0.09, reference=replace(s.reference, mean=0.18))
    assert goal_of(fall).endswith("to fall by 9 points (from 18.0 % to 9.0 %)")
    assert goal_of(replace(fall, change=0.1)).endswith("(from 18 % to 28 %)")
    area = replace(s, measure=measure_of("area_held", men), change=-4.0, reference=replace(s.reference, mean=12.0))
    assert goal_of(area).endswith("to fall by 4.0 km² on average (from 12.0 to 8.0)")


def measure_of(name: str, found: Requirement) -> Measure:
    return measure_named(attrit.simulate(found.setting.scenario, 16, arms=["committed", "absent"], horizon=2), name)


def test_a_change_beyond_all_or_nothing_is_refused(run: Results) -> None:
    refused(run, r"90 points more than .* %, the probability of recovery in 'absent', is above 100 %; a rise by 6\d(\.\d)? points at most", change=0.9)  # fmt: skip
    refused(run, r"50 points less than .* is below 0 %; a fall by (29|3\d)(\.\d)? points at most", change=-0.5)
    with pytest.raises(ResultsError, match="is above 100 %"):
        contour(run, change=0.9)


def test_a_change_that_nobody_stated_is_explained(run: Results, men: Requirement, both: Contour) -> None:
    note = "The change of 10 points is the default; change= sets another."
    assert note in lines(men) and note in contour_lines(both)
    stated = needed(run, "men", [0, 90_000], change=0.1, draws=512)
    assert "is the default" not in "\n".join(lines(stated))


def test_a_change_against_the_curve_says_that_it_goes_the_other_way(run: Results) -> None:
    found = sentence(needed(run, "men", [0, 50_000, 90_000], change=-0.05, draws=2048))
    assert re.search(
        r"to fall by 5 points \(.*\): the outcome moves in the other direction, by \+1\d(\.\d)? points \(± 0\.\d\) at 90,000 men",
        found,
    )


def test_texts_stay_within_a_chart_and_what_is_uncertain_is_hollow(men: Requirement) -> None:
    far = replace(men, crossing=replace(men.crossing, at=75_000.0))
    texts = [layer for layer in requirement_spec(far)["layer"] if layer["mark"]["type"] == "text"]
    assert [text["mark"]["align"] for text in texts] == ["left", "right"]
    assert texts[0]["data"]["values"][0]["text"] == "as believed (uncertain)"
    points = [x["mark"]["filled"] for x in requirement_spec(far)["layer"] if x["mark"]["type"] == "point"]
    assert points == [True, False, True]

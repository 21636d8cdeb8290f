"""Comparisons of results written down by hand, and every number of kursk-2024 computed anew."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

import attrit
from attrit.analysis.compare import ArmComparison, Comparison, compare, compare_arms
from attrit.engine.results import Results
from attrit.errors import ResultsError
from attrit.experiments.measures import Measure, measures_of
from attrit.experiments.nations import last
from attrit.experiments.targets import target_of
from attrit.statistics.means import mean_of
from tests.analysis.by_hand import made
from tests.tolerances import BACKEND, JACKKNIFE, QUANTILE, ROUNDING

INF = math.inf


@pytest.fixture(scope="module")
def told() -> Comparison:
    run = made(
        4,
        area_held={"base": [100, 0, 50, 80], "without": [110, 0, 90, 70]},
        recovered_day={"base": [INF, 20, INF, INF], "without": [INF, 30, INF, INF]},
        before_talks={"base": [0, 0.5, 0, 0], "without": [0, 0.25, 0, 0]},
        lost__red_west={"base": [100, 200, 300, 400], "without": [50, 100, 150, 200]},
        lost__guest={"base": [10, 20, 30, 40], "without": 0},
        lost__blue_west={"base": [55, 110, 0, 110], "without": [50, 50, 50, 50]},
        lost__red_east={"base": 9999, "without": 1},
        lost_by_pressure={"base": [20, 0, 10, 0.5], "without": 10},
        lost_by_collapse={"base": [2, 0, 1, 0.25], "without": 0},
        killed__guest={"base": [1, 2, 3, 4], "without": 0},
        supply_days__red={"base": 12, "without": 10},
        escalated={"base": [1, 1, 0, 1], "without": 0},
        reacted__near={"base": [1, 0, 0, 0], "without": 0},
        present__guest={"base": 100, "without": 0},
        exposure__guest={"base": 45, "without": 0},
        learning_time__guest={"base": 45, "without": 45},
    )
    return compare(run, "base")


def test_it_is_held_against_the_arm_of_the_scenario(told: Comparison) -> None:
    assert (told.arm, told.against) == ("base", "without")


def test_medians_and_the_difference_in_the_same_worlds(told: Comparison) -> None:
    row = told["area_held"]
    assert (row.arm.middle, row.against.middle) == (65, 80)
    assert row.difference.middle == -5  # of -10, 0, -40, +10, and not 65 - 80
    assert row.difference.mean == -10
    assert (row.difference.low, row.difference.high) == (-40, 10)
    assert (row.lower, row.same, row.higher) == (2 / 4, 1 / 4, 1 / 4)
    assert row.lower_error == pytest.approx(math.sqrt(0.25 / 3), rel=ROUNDING)
    assert row.worlds == 4


def test_four_worlds_are_too_few_for_an_interval(told: Comparison) -> None:
    assert all(math.isnan(end) for end in told["area_held"].mean_interval)
    low, high = told["recovered"].mean_interval  # yes or no, the same in all four worlds
    assert (low, high) == (-high, pytest.approx(1 - 0.025**0.25, rel=BACKEND))


def test_pairing_needs_fewer_worlds(told: Comparison) -> None:
    variances = [np.var(x, ddof=1) for x in ([100, 0, 50, 80], [110, 0, 90, 70], [-10, 0, -40, 10])]
    expected = (variances[0] + variances[1]) / variances[2]
    assert told["area_held"].variance_reduction == pytest.approx(expected, rel=ROUNDING)
    assert told["recovered"].variance_reduction == INF  # the same in every world
    assert told["recovered"].same == 1


def test_a_probability_is_a_mean_and_its_difference_is_paired(told: Comparison) -> None:
    assert told["recovered"].arm.middle == 0.25
    assert told["recovered"].difference.middle == 0
    assert told["recovered"].difference.error == 0
    assert told["before_talks"].difference.middle == pytest.approx(0.0625, rel=ROUNDING)
    assert told["escalated"].difference.middle == 0.75
    assert told["reacted_near"].arm.middle == 0.25


def test_what_never_happened_is_left_out(told: Comparison) -> None:
    row = told["recovered_day"]
    assert (row.arm.draws, row.arm.middle, row.difference.middle) == (1, 20, -10)


def test_losses_are_by_nation_and_of_the_front_in_question(told: Comparison) -> None:
    assert told["losses_red"].arm.middle == 250  # red_west, not red_east, and not the guest, whose nation is another
    assert told["losses_side_red"].arm.middle == 275  # red_west and guest
    assert told["losses_blue"].arm.middle == 82.5
    assert "losses_side_blue" not in [row.measure.name for row in told.rows]  # which has no allies
    assert "losses_friend" not in [row.measure.name for row in told.rows]  # who are the contingent
    assert told["contingent_lost"].arm.middle == 25
    assert told["contingent_killed"].arm.mean == 2.5
    assert told["contingent_wounded"].arm.mean == 0


def test_ratios_leave_out_worlds_in_which_they_have_no_meaning(told: Comparison) -> None:
    exchange = told["exchange_ratio_sides"]
    assert exchange.arm.draws == 3  # blue lost nobody in the third
    assert exchange.arm.middle == 2
    per_area = told["losses_per_km2_side"]
    assert per_area.arm.draws == 2  # in two worlds at most one square kilometre was taken
    assert per_area.arm.middle == pytest.approx((110 / 22 + 330 / 11) / 2, rel=ROUNDING)


def test_the_mean_of_a_ratio_is_the_ratio_of_the_means(told: Comparison) -> None:
    row = told["exchange_ratio"]
    assert row.arm.mean == pytest.approx((100 + 200 + 300 + 400) / (55 + 110 + 0 + 110), rel=ROUNDING)
    assert row.against.mean == pytest.approx((50 + 100 + 150 + 200) / 200, rel=ROUNDING)
    assert row.difference.mean == pytest.approx(row.arm.mean - row.against.mean, rel=ROUNDING)
    whole = told["exchange_ratio_sides"]
    assert whole.arm.mean == pytest.approx(1100 / 275, rel=ROUNDING)
    assert whole.against.mean == row.against.mean  # nobody came
    assert told["losses_per_km2"].arm.mean == pytest.approx(1000 / (22 + 0 + 11 + 0.75), rel=ROUNDING)


def test_ratios_say_who_is_lost_for_whom(told: Comparison) -> None:
    assert told["exchange_ratio"].measure.title == "red men lost per blue man lost"
    assert told["exchange_ratio_sides"].measure.title == "red men and allies lost per blue man lost"


def test_men_carry_home_what_they_have_learned(told: Comparison) -> None:
    assert told["experience"].arm.middle == pytest.approx(100 * (1 - math.exp(-1)), rel=ROUNDING)
    assert told["experience"].against.middle == 0


def test_without_national_figures_there_is_no_balance(told: Comparison) -> None:
    assert "war_balance" not in [row.measure.name for row in told.rows]


def test_every_measure_has_a_unit_and_a_title(told: Comparison) -> None:
    names = [row.measure.name for row in told.rows]
    assert len(set(names)) == len(names)
    for row in told.rows:
        assert row.measure.unit in {"km2", "1", "day", "person", "person/km2", "%"}
        assert len(row.measure.title) > 5


def test_the_dataset_is_the_table(told: Comparison) -> None:
    data = told.dataset
    assert data["middle"].sel(measure="area_held", value="difference").item() == -5
    assert data["mean"].sel(measure="area_held", value="base").item() == 57.5
    assert data["lower"].sel(measure="area_held").item() == 0.5
    assert data["same"].sel(measure="recovered").item() == 1
    ends = [data[end].sel(measure="area_held").item() for end in ("mean_low", "mean_high")]
    assert all(math.isnan(end) for end in (*ends, *told["area_held"].mean_interval))
    assert data["low_error"].sel(measure="area_held").isnull().all()
    assert data["variance_reduction"].attrs["units"] == "1"
    assert data["unit"].sel(measure="losses_red").item() == "person"
    assert list(data["value"].values) == ["base", "without", "difference"]


def test_a_measure_that_is_not_there_is_named(told: Comparison) -> None:
    with pytest.raises(ResultsError, match=r"area_hold: no such measure.*did you mean 'area_held'"):
        told["area_hold"]


def test_the_means_of_both_arms_subtract_to_the_mean_difference_in_every_row(told: Comparison) -> None:
    days = made(4, recovered_day={"base": [1, np.inf, 5, 2], "without": [3, 1, np.inf, 6]})
    for row in (*told.rows, *compare(days, "base").rows):
        if row.difference.draws:
            assert row.arm.draws == row.against.draws == row.difference.draws
            assert row.arm.mean - row.against.mean == pytest.approx(row.difference.mean, rel=ROUNDING, abs=1e-12)
    row = compare(days, "base")["recovered_day"]
    assert (row.worlds, row.arm.mean, row.against.mean, row.difference.mean) == (2, 1.5, 4.5, -3)


def test_an_arm_against_itself_differs_in_nothing(told: Comparison) -> None:
    run = made(3, area_held={"base": [1, 2, 3], "without": [5, 5, 5]})
    for row in compare(run, "base", "base").rows:
        if row.difference.draws:
            assert row.difference.mean == 0
            assert row.difference.mean_error == 0
        if row.measure.name == "area_held":
            assert row.lower == 0


def whole_forces(run: Results, **further: str) -> Results:
    """The run with national figures: red takes in 10 a day and loses 40 of whom 24 for good, half of them elsewhere."""
    stated = {
        "red": {"national_strength": "10000 person", "recruits": "10 person/day", "national_losses": "40 person/day",
                "theatre_share": 0.5, "return_share": 0.5, "killed_share": 0.2},
        "blue": {"national_strength": "5000 person", "recruits": "0 person/day", "national_losses": "0 person/day"},
    }  # fmt: skip
    changes = {f"sides.{s}.{k}": v for s, named in stated.items() for k, v in named.items()}
    return type(run)(run.scenario.with_changes({**changes, **further}), run.coords, run.variables, run.seed)


def test_whole_forces_by_hand() -> None:
    run = whole_forces(
        made(
            1, killed__red_west={"base": 100}, disabled__red_east={"base": 30}, disabled__guest={"base": 50},
            captured__blue_east={"base": 20}, present__guest={"base": 700}, hospital__guest={"base": 40},
        )
    )  # fmt: skip
    found = {m.name: m.values(run, "base")[0] for m in measures_of(run)}
    # two days: red gains 20 and loses 24 elsewhere and 130 here; 740 guests are with it; blue loses 20 here
    assert found["growth_men_red"] == pytest.approx(20 - 24 - 130, rel=ROUNDING)
    assert found["growth_red"] == pytest.approx((20 - 24 - 130) / 100, rel=ROUNDING)
    assert found["allied_men_red"] == 740
    assert found["growth_side_red"] == pytest.approx((20 - 24 - 130 + 740) / 100, rel=ROUNDING)
    assert found["growth_men_blue"] == -20
    assert found["war_balance"] == pytest.approx(
        100 * ((10_000 - 134 + 740) / 10_000 / ((5000 - 20) / 5000) - 1), rel=ROUNDING
    )
    assert "allied_men_blue" not in found


def test_only_the_measures_asked_for() -> None:
    def twice(results: Any, arm: str) -> np.ndarray:
        return 2 * last(results, "area_held", arm)

    run = made(2, area_held={"base": [1, 2], "without": [3, 3]})
    told = compare(run, "without", "base", [Measure("twice", "twice the ground", "km2", twice)])
    assert [row.measure.name for row in told.rows] == ["twice"]
    assert told["twice"].difference.mean == 3


def test_an_arm_that_was_not_played_is_named() -> None:
    run = made(2)
    with pytest.raises(ResultsError, match=r"no arm 'bose'.*did you mean 'base'"):
        compare(run, "bose")
    with pytest.raises(ResultsError, match="no arm 'five_times'"):
        compare(run, "base", "five_times")


def test_one_world_has_a_difference_but_no_error() -> None:
    row = compare(made(1, area_held={"base": 3, "without": 5}), "base")["area_held"]
    assert (row.difference.mean, row.lower) == (-2, 1)
    assert all(math.isnan(x) for x in (*row.mean_interval, row.lower_error, row.variance_reduction))


HELD = {"base": [100, 0, 50, 80], "without": [110, 0, 90, 70]}
MANY = {arm: [*values, *(x + 7 * k % 5 for k in range(9) for x in values)] for arm, values in HELD.items()}


def test_many_arms_by_hand() -> None:
    found = compare_arms(made(40, area_held=MANY), ["area_held", "recovered"], better={"area_held": "lower"})
    row = found["base", "area_held"]
    test = stats.ttest_rel(MANY["base"], MANY["without"])
    assert (found.against, found.arms, found.draws) == ("without", ("base",), 40)
    assert row.mean == np.mean(MANY["base"]) - np.mean(MANY["without"]) == -10
    reach = mean_of(np.subtract(MANY["base"], MANY["without"])).critical * row.mean_error
    assert (row.mean_low, row.mean_high) == pytest.approx((-10 - reach, -10 + reach), rel=BACKEND)
    assert reach > -10 - test.confidence_interval(0.95).low
    assert row.simultaneous_low <= row.mean_low and row.simultaneous_high >= row.mean_high  # with one that never moves
    assert row.p >= 2 * test.pvalue  # of two comparisons
    assert row.clear and row.does_better == (row.lower, row.lower_error)
    never = found["base", "recovered"]
    assert (never.mean, never.mean_error, never.p, never.same) == (0, 0, 1, 1)
    assert never.better is None and all(math.isnan(x) for x in never.does_better)
    assert not never.clear


def test_few_worlds_have_a_difference_but_no_verdict() -> None:
    row = compare_arms(made(4, area_held=HELD))["base", "area_held"]
    assert (row.arm_mean, row.against_mean, row.mean) == (57.5, 67.5, -10)
    assert math.isnan(row.p) and math.isnan(row.simultaneous_low) and not row.clear


def test_arms_that_are_the_same_but_for_rounding_differ_in_no_world() -> None:
    rng = np.random.default_rng(1)
    area = rng.uniform(0, 300, 50) * (rng.random(50) < 0.7)
    in_another_order = np.float32(area) * np.float32(1 + 3e-7)
    run = made(50, area_held={"base": area, "without": in_another_order})
    row, many = compare(run, "base")["area_held"], compare_arms(run)["base", "area_held"]
    for found in (row, many):
        assert (found.lower, found.higher, found.same) == (0, 0, 1)
    assert (row.difference.mean, row.difference.mean_error, row.difference.error) == (0, 0, 0)
    assert (many.mean, many.mean_error, many.p) == (0, 0, 1)
    target = target_of(run, "area_held", "base", "without")
    assert (target.values(run) == 0).all()


def test_a_ratio_is_the_same_in_a_table_of_two_arms_and_of_many(told: Comparison) -> None:
    lost = {"base": [100, 200, 300, 400], "without": [50, 100, 150, 200]}
    run = made(4, lost__red_west=lost, lost__blue_west={"base": [55, 110, 0, 110], "without": 50})
    row = compare_arms(run, "exchange_ratio")["base", "exchange_ratio"]
    one = told["exchange_ratio"]
    assert (row.arm_mean, row.against_mean) == pytest.approx((one.arm.mean, one.against.mean), rel=ROUNDING)
    expected = (one.difference.mean, one.difference.mean_error)
    assert (row.mean, row.mean_error) == pytest.approx(expected, rel=ROUNDING)


def test_whom_a_number_is_good_for() -> None:
    found = compare_arms(made(4, area_held=HELD), ["area_held", "recovered", "losses_red"])
    red, blue = (made(1).scenario.sides[name].title for name in ("red", "blue"))
    assert found.good_for == {"area_held": (red, blue), "recovered": (blue, red)}


def test_which_is_better_is_for_the_caller_to_say() -> None:
    run = made(4, area_held=HELD)
    up = compare_arms(run, better="higher")["base", "area_held"]
    assert up.does_better == (up.higher, up.higher_error) == (0.25, pytest.approx(0.25))
    with pytest.raises(
        ResultsError, match=r"better: area_held: found 'lowr', wanted 'lower' or 'higher'; did you mean 'lower'"
    ):
        compare_arms(run, better="lowr")
    with pytest.raises(
        ResultsError, match=r"better: found one for 2 outcomes, wanted one by name; better=\{'area_held': 'lower'\}"
    ):
        compare_arms(run, ["area_held", "recovered"], better="lower")
    with pytest.raises(ResultsError, match="recoverd: no such outcome; one of recovered; did you mean 'recovered'"):
        compare_arms(run, "recovered", better={"recoverd": "lower"})


def test_what_is_not_in_the_run_is_named_all_at_once() -> None:
    run = made(4)
    with pytest.raises(ResultsError, match=r"no arm 'bose'.*did you mean 'base'") as caught:
        compare_arms(run, arms=["bose", "five_times"], against="witout")
    assert len(caught.value.problems) == 3
    with pytest.raises(ResultsError, match=r"no outcome 'area_hold'.*did you mean 'area_held'"):
        compare_arms(run, "area_hold")
    with pytest.raises(ResultsError, match="outcome: none is named"):
        compare_arms(run, [])
    found = compare_arms(run)
    with pytest.raises(ResultsError, match="recovered: no such outcome"):
        found.of("recovered")
    with pytest.raises(ResultsError, match=r"bose: no such arm.*did you mean 'base'"):
        found["bose", "area_held"]


def test_there_must_be_two_arms_and_two_worlds() -> None:
    with pytest.raises(ResultsError, match="no arm to hold against 'base'; at least one; name others of this run"):
        compare_arms(made(4), arms=["base"], against="base")
    alone = attrit.simulate(attrit.load("template"), 16, arms=["absent"], horizon=3)
    with pytest.raises(ResultsError, match="no arm to hold against 'absent'; at least one; play it with more arms"):
        compare_arms(alone)
    with pytest.raises(ResultsError, match="one world shows no difference; at least 2"):
        compare_arms(made(1))
    assert compare_arms(made(2))["base", "area_held"].same == 1


def test_the_arm_of_reference_is_the_scenarios_own_where_it_was_played() -> None:
    scenario = attrit.load("template")
    run = attrit.simulate(scenario, 16, arms=["committed", "doubled"], horizon=3)
    assert scenario.against == "absent"
    assert compare_arms(run).against == "doubled"
    assert compare_arms(run, arms="doubled", against="committed").arms == ("doubled",)


def test_what_never_happens_has_no_number() -> None:
    run = made(4, recovered_day={"base": [1, 2, 3, INF], "without": [2, 5, INF, INF]})
    row = compare_arms(run, "recovered_day")["base", "recovered_day"]
    assert (row.worlds, row.mean, row.arm_mean, row.against_mean) == (2, -2, 2, 3.5)
    none = compare_arms(made(4), "recovered_day")["base", "recovered_day"]
    assert none.worlds == 0 and math.isnan(none.p) and not none.clear


def test_what_is_not_known_well_enough_is_refused() -> None:
    run = made(4, area_held=HELD)
    error = compare_arms(run)["base", "area_held"].mean_error
    assert compare_arms(run, precision=1.01 * error).draws == 4
    with pytest.raises(ResultsError, match=r"differences in area held by .* are known to ±11 with 4 .*, not to ±1"):
        compare_arms(run, precision=1.0)
    with pytest.raises(ResultsError, match="are known to"):
        compare_arms(run, ["recovered", "area_held"], precision={"area_held": 0.5})
    with pytest.raises(ResultsError, match="precision: found -1"):
        compare_arms(run, precision=-1)
    days = made(4, recovered_day={"base": INF, "without": INF})
    with pytest.raises(ResultsError, match="differences in day of recovery are known to ±inf"):
        compare_arms(days, "recovered_day", precision=1.0)


@pytest.fixture(scope="module")
def kursk() -> Results:
    return attrit.simulate(attrit.load("kursk-2024"), 4096, keep=())


@pytest.fixture(scope="module")
def many(kursk: Results) -> ArmComparison:
    return compare_arms(kursk, ["area_held", "recovered", "losses_ru", "losses_side_ru"])


def numbers(run: Results, outcome: str, arm: str) -> np.ndarray:
    """One number a world, by another way than that of the measures."""
    if outcome.startswith("losses_"):
        groups = ("ru",) if outcome == "losses_ru" else ("ru", "dprk_elite", "dprk_regular")
        return sum(run.dataset["lost"].sel(arm=arm, group=name).to_numpy().astype(float) for name in groups)
    values = run.dataset["area_held" if outcome == "area_held" else "recovered_day"].sel(arm=arm).to_numpy()
    return values.astype(float) if outcome == "area_held" else np.where(values < np.inf, 1.0, 0.0)


def differences(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Differences of which those that float32 cannot mean are 0."""
    largest = np.maximum(np.abs(a), np.abs(b))
    small = np.abs(a - b) <= 1e-5 * np.maximum(largest, math.sqrt((largest**2).mean()))
    return np.where(small, 0, a - b)


def test_every_number_of_kursk_computed_anew(kursk: Results, many: ArmComparison) -> None:
    assert len(many.rows) == 36 and many.against == "absent"
    raw = []
    for row in many.rows:
        a, b = (numbers(kursk, row.measure.name, arm) for arm in (row.arm, "absent"))
        d = differences(a, b)
        wide = mean_of(d).critical
        raw.append(2 * stats.t.sf(abs(d.mean()) / stats.sem(d) * stats.t.isf(0.025, 4095) / wide, 4095))
        told = (row.mean, row.mean_error, row.arm_mean, row.against_mean)
        assert told == pytest.approx((d.mean(), stats.sem(d), a.mean(), b.mean()), rel=BACKEND)
        ends = (d.mean() - wide * stats.sem(d), d.mean() + wide * stats.sem(d))
        assert (row.mean_low, row.mean_high) == pytest.approx(ends, rel=BACKEND)
        assert (row.arm_mean_error, row.against_mean_error) == pytest.approx((stats.sem(a), stats.sem(b)), rel=BACKEND)
        shares = [np.count_nonzero(np.sign(d) == sign) / a.size for sign in (-1, 1, 0)]
        assert [row.lower, row.higher, row.same] == pytest.approx(shares, rel=ROUNDING)
        expected = (np.var(a) + np.var(b)) / np.var(d)
        assert row.variance_reduction == pytest.approx(expected, rel=JACKKNIFE)
        assert row.variance_reduction_low < row.variance_reduction < row.variance_reduction_high
    adjusted = np.empty(36)
    highest = 0.0
    for done, place in enumerate(np.argsort(raw)):
        adjusted[place] = highest = max(highest, min(1.0, raw[place] * (36 - done)))
    assert [row.p for row in many.rows] == pytest.approx(adjusted.tolist(), rel=BACKEND)


def test_the_simultaneous_intervals_of_kursk_computed_anew(kursk: Results, many: ArmComparison) -> None:
    x = np.array(
        [
            differences(numbers(kursk, r.measure.name, r.arm), numbers(kursk, r.measure.name, "absent"))
            for r in many.rows
        ]
    )
    rng = np.random.default_rng(1)
    n = x.shape[1]
    rest = x - x.mean(axis=1, keepdims=True)
    greatest = []
    for _ in range(20):
        times = rng.multinomial(n, np.full(n, 1 / n), size=100)
        mean = times @ rest.T / n
        error = np.sqrt((times @ (rest**2).T / n - mean**2) / (n - 1))
        greatest += list((np.abs(mean) / error).max(axis=1))
    assert many.critical == pytest.approx(np.quantile(greatest, 0.95), rel=3 * QUANTILE)  # 2,000 replicates by hand
    for row in many.rows:
        reach = many.critical * row.mean_error
        told = (row.simultaneous_high - row.mean, row.mean - row.simultaneous_low)
        assert told == pytest.approx((reach, reach), rel=BACKEND)


def test_leave_one_world_out_gives_the_error_of_the_variance_reduction(kursk: Results, many: ArmComparison) -> None:
    a, b = (numbers(kursk, "area_held", arm) for arm in ("committed", "absent"))
    batch = np.arange(a.size) % 512

    def logarithm(chosen: np.ndarray) -> float:
        return math.log((a[chosen].var() + b[chosen].var()) / (a - b)[chosen].var())

    left = np.array([logarithm(batch != k) for k in range(512)])
    error = math.sqrt(511 / 512 * np.sum((left - left.mean()) ** 2))
    row = many["committed", "area_held"]
    told = math.log(row.variance_reduction_high / row.variance_reduction_low) / (2 * 1.959964)
    assert (1 - JACKKNIFE) * error < told < 1.5 * error  # wider, as the squares are skewed
    middle = 512 * logarithm(batch >= 0) - 511 * left.mean()
    assert math.log(row.variance_reduction) == pytest.approx(middle - error**2 / 2, abs=JACKKNIFE * error)


def test_arms_by_two_are_the_same_as_many_at_once(kursk: Results, many: ArmComparison) -> None:
    two = compare(kursk, "five_times", "absent")
    for name in ("area_held", "recovered", "losses_ru"):
        row, many_row = two[name], many["five_times", name]
        assert (row.lower, row.variance_reduction) == (many_row.lower, many_row.variance_reduction)
        assert row.difference.mean == pytest.approx(many_row.mean, rel=ROUNDING)
        assert row.mean_interval == pytest.approx((many_row.mean_low, many_row.mean_high), rel=BACKEND)
        assert (row.variance_reduction_low, row.same) == (many_row.variance_reduction_low, many_row.same)


def test_many_arms_as_a_dataset(many: ArmComparison) -> None:
    data = many.dataset
    assert dict(data.sizes) == {"outcome": 4, "arm": 9}
    row = many["five_times", "recovered"]
    for name in ("mean", "simultaneous_low", "lower", "same_error", "variance_reduction", "p", "arm_mean_error"):
        assert data[name].sel(outcome="recovered", arm="five_times").item() == getattr(row, name)
        assert data[name].attrs["long_name"]
    assert data["unit"].sel(outcome="area_held").item() == "km2"
    assert (data.attrs["comparisons"], data.attrs["against"]) == (36, "absent")

"""What is asked of a run: found by name, one number a world, and only of worlds that belong to their outcomes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import attrit
from attrit.engine.results import Results
from attrit.errors import ResultsError, whole_number
from attrit.experiments.cases import Cases
from attrit.experiments.factors import uncertain
from attrit.experiments.nations import last
from attrit.experiments.targets import replayed, target_of
from attrit.statistics.estimates import asked_precision, enough
from attrit.statistics.variation import constant

DRAWS = 200


@pytest.fixture(scope="module")
def run() -> Results:
    arms = ["committed", "absent", "five_times"]
    return attrit.simulate(attrit.load("kursk-2024"), DRAWS, seed=3, arms=arms, horizon=60)


def test_the_headline_is_what_is_asked_if_nothing_is_said(run):
    target = target_of(run)
    assert (target.measure.name, target.arm, target.against, target.of) == (
        "area_held", "committed", "absent", "difference",
    )  # fmt: skip
    expected = last(run, "area_held", "committed") - last(run, "area_held", "absent")
    assert np.array_equal(target.numbers(run), expected)
    assert target.title == "difference in area held by Ukraine (committed minus absent)"


def test_arms_and_outcomes_by_name(run):
    assert target_of(run, "losses_ru", "five_times").against == "absent"
    assert target_of(run, "recovered", "absent").against == "committed"
    alone = target_of(run, "tempo", of="arm")
    assert (alone.against, alone.arms, alone.title) == (None, ("committed",), "tempo of the attack (committed)")
    assert np.array_equal(alone.values(run), last(run, "tempo", "committed"))


def test_a_run_of_one_arm_is_asked_about_that_arm():
    one = attrit.simulate(attrit.load("kursk-2024"), 10, arms=["absent"], horizon=5)
    assert target_of(one).against is None
    with pytest.raises(ResultsError, match="'absent' against itself"):
        target_of(one, of="difference")


def test_wrong_questions(run):
    with pytest.raises(ResultsError, match="no outcome 'aera_held'.*did you mean 'area_held'"):  # noqa: RUF043
        target_of(run, "aera_held")
    with pytest.raises(ResultsError, match="no arm 'absnt'.*did you mean 'absent'"):  # noqa: RUF043
        target_of(run, against="absnt")
    with pytest.raises(ResultsError, match="'five_times' against itself"):
        target_of(run, arm="five_times", against="five_times")
    with pytest.raises(ResultsError, match="of: found 'diff'"):
        target_of(run, of="diff")
    with pytest.raises(ResultsError, match="against: 'absent', though the arm's own number"):
        target_of(run, against="absent", of="arm")
    with pytest.raises(ResultsError, match="recovered_day: has no number in .* of 200 worlds.*'recovered'"):  # noqa: RUF043
        target_of(run, "recovered_day").numbers(run)


def test_a_run_is_what_was_played(run):
    replayed(run)
    whole = attrit.simulate(run.scenario, 40, arms=["absent"], horizon=9, steps=3, keep=attrit.Keep(final=["lost"]))
    replayed(whole)


def test_arms_that_were_exchanged_are_refused_wherever_arms_are_compared(run):
    swapped = dataclasses.replace(run, coords={**run.coords, "arm": ("absent", "committed", "five_times")})
    for asked in (lambda: attrit.compare(swapped, "committed"), lambda: attrit.compare_arms(swapped)):
        with pytest.raises(ResultsError, match="played again the outcome is another"):
            asked()


def test_an_outcome_that_hardly_ever_differs_does_not_hide_a_shuffle(run):
    """Recovery differs between the arms in few worlds; all that was kept is looked at."""
    order = np.random.default_rng(1).permutation(DRAWS)
    mixed = {name: v._replace(values=v.values[..., order]) for name, v in run.variables.items()}
    with pytest.raises(ResultsError, match=r"in 3[0-2] of 32 worlds"):
        Cases.of(dataclasses.replace(run, variables=mixed), target_of(run, "recovered"))


@pytest.mark.parametrize("how", ["mixed", "foreign", "relabelled", "edited"])
def test_shuffled_and_foreign_draws_are_refused(run, how):
    held = run.variables["area_held"]
    values = held.values.copy()
    coords = run.coords
    if how == "mixed":
        values = values[..., np.random.default_rng(1).permutation(DRAWS)]
    elif how == "foreign":
        other = attrit.simulate(run.scenario, DRAWS, seed=4, arms=run.arms, horizon=60)
        values = other.variables["area_held"].values
    elif how == "relabelled":
        coords = {**run.coords, "draw": tuple(range(5, DRAWS + 5))}
    else:
        values[0, ..., 0] += 1
    changed = dataclasses.replace(
        run, coords=coords, variables={**run.variables, "area_held": held._replace(values=values)}
    )
    with pytest.raises(ResultsError, match=r"in \d+ of 32 worlds that were played again the outcome is another"):
        Cases.of(changed, target_of(changed))


def test_cases_of_a_run_hold_every_uncertain_input(run):
    cases = Cases.of(run, target_of(run))
    assert list(cases.inputs) == uncertain(run.scenario)
    assert np.array_equal(cases.inputs["groups.ru.endurance"], run.input("groups.ru.endurance"))
    assert cases.states["hypotheses.role"] == ("logistics", "second_line", "mixed", "assault")
    assert (cases.draws, cases.unit) == (DRAWS, "km2")


def test_cases_of_tables_with_labels(run):
    inputs, outcome = attrit.sample(run.scenario, DRAWS, seed=3), run.area_held.isel(arm=0, day=-1)
    assert Cases(inputs, outcome).draws == DRAWS
    order = np.r_[1:DRAWS, 0]
    with pytest.raises(ResultsError, match="the outcomes are in another order than the inputs"):
        Cases(inputs, outcome.isel(draw=order))
    with pytest.raises(ResultsError, match="inputs of seed 4 and outcomes of seed 3"):
        Cases(attrit.sample(run.scenario, DRAWS, seed=4), outcome)
    frame = inputs.to_dataframe()
    with pytest.raises(ResultsError, match="outcomes and inputs of other draws"):
        Cases(frame, frame.iloc[:, 0].set_axis(frame.index + 7))
    with pytest.raises(ResultsError, match="another order"):
        Cases(frame, frame.iloc[::-1, 0])


def test_cases_of_columns_with_labels(run):
    inputs, outcome = attrit.sample(run.scenario, DRAWS, seed=3), run.area_held.isel(arm=0, day=-1)
    column = inputs["groups.ru.endurance"]
    assert Cases({"endurance": column}, outcome).draws == DRAWS
    with pytest.raises(ResultsError, match="another order"):
        Cases({"endurance": column.isel(draw=np.r_[1:DRAWS, 0])}, outcome)
    with pytest.raises(ResultsError, match="inputs of seed 4"):
        Cases({"endurance": attrit.sample(run.scenario, DRAWS, seed=4)["groups.ru.endurance"]}, outcome)
    series = column.to_series()
    with pytest.raises(ResultsError, match="another order"):
        Cases({"endurance": series}, series.iloc[::-1])


def test_cases_of_plain_numbers():
    good = Cases({"a": [1, 2, 3]}, [1.0, 2.0, 4.0])
    assert good.outcome.dtype == good.inputs["a"].dtype == np.float64
    with pytest.raises(ResultsError, match="a: 2 numbers for 3 outcomes") as found:
        Cases({"a": [1, 2], "b": [1, 2, np.nan], "c": ["x", "y", "z"], "d": [[1, 2, 3]]}, [1, 2, np.inf])
    text = str(found.value)
    for part in ("outcome: 1 of 3 numbers are missing", "b: 1 of 3", "c: found ['x', 'y', 'z']", "d: has 2 dims"):
        assert part in text
    with pytest.raises(ResultsError, match="inputs: found list"):
        Cases([1, 2], [1, 2])
    with pytest.raises(ResultsError, match="inputs: there are none"):
        Cases({}, [1, 2])


def test_nothing_is_said_of_few_worlds_or_of_what_is_always_the_same():
    with pytest.raises(ResultsError, match=r"3 worlds are too few; at least 100$"):
        Cases({"a": [1, 2, 3]}, [1, 2, 3]).ready(100)
    with pytest.raises(ResultsError, match="is 7 in all 3 worlds"):
        Cases({"a": [1, 2, 3]}, [7, 7, 7]).ready(3)
    assert constant(np.full(5, 1e9)) and not constant(np.array([1.0, 1.0001])) and constant(np.zeros(3))
    assert not constant(np.array([1e-13, 2e-13]))


def test_the_worlds_that_a_precision_needs_are_said():
    enough(0.01, None, 100, "shares")
    enough(0.01, 0.01, 100, "shares")
    with pytest.raises(
        ResultsError, match=r"shares are known to ±2 with 1,000 draws, not to ±1; about 4,096 draws would do; ask"
    ):
        enough(0.02, 0.01, 1000, "shares", 100.0)
    with pytest.raises(ResultsError, match=r"about 8,192 rows would do; ask for rows=8192, or for fewer inputs"):
        enough(0.025, 0.01, 1000, "shares", 100.0, "rows", 0, 2**14, "for fewer inputs")
    with pytest.raises(ResultsError, match=r"more than the 2,000 rows that are possible$"):
        enough(0.025, 0.01, 1000, "shares", 100.0, "rows", 16, 2000)
    for wrong in (0, "x", float("nan"), True):
        with pytest.raises(ResultsError, match="precision: found"):
            asked_precision(wrong)
    with pytest.raises(ResultsError, match="precision: found -1"):
        enough(0.02, -1, 1000, "shares")
    with pytest.raises(ResultsError, match="known to ±nan"):
        enough(float("nan"), 1.0, 1000, "shares")


@pytest.mark.parametrize("given", [512, 512.0, np.int64(512), "512"])
def test_whole_numbers(given):
    if given == "512":
        with pytest.raises(ResultsError, match=r"draws: found '512', wanted a whole number from 1 to 1,000"):
            whole_number("draws", given, 1, 1000)
    else:
        assert whole_number("draws", given, 1, 1000) == 512
    for wrong in (0, 1001, 2.5, None, True):
        with pytest.raises(ResultsError, match="draws: found"):
            whole_number("draws", wrong, 1, 1000)

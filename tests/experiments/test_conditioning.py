"""Worlds chosen by observations: limiting cases, replays, arms, rules for too few worlds."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import attrit
from attrit.engine.keep import Keep
from attrit.engine.observed_days import ObservedDays
from attrit.engine.particle_filter import particle_filter
from attrit.engine.plan import make_plan
from attrit.engine.simulate import play
from attrit.engine.worlds import Worlds
from attrit.errors import LedgerError, ResultsError, ScenarioError
from attrit.evidence.observed import Observed
from attrit.experiments.sights import Exactness, sights
from attrit.scenario.schema import Scenario

FEW = 8192  # worlds to choose from


@pytest.fixture(scope="module")
def kursk() -> Scenario:
    return attrit.load("kursk-2024")


def series(scenario: Scenario, area: dict[int, float], outcome: str = "area_held", label: str = "", by: str = ""):
    dates = tuple(scenario.as_of + timedelta(days=day) for day in area)
    nan = np.full(len(area), np.nan)
    return Observed(outcome, label, by, dates, np.array([*area.values()], float), nan, "a table")


@pytest.fixture(scope="module")
def slow(kursk: Scenario) -> Observed:
    """Ground that goes at a fifth of a square kilometre a day, far below what is usual."""
    return series(kursk, {day: 580 - 0.2 * day for day in range(1, 50)})


@pytest.fixture(scope="module")
def given(kursk: Scenario, slow: Observed):
    return attrit.condition(kursk, [slow], particles=FEW, seed=5)


def test_without_observations_it_is_the_plain_run_bit_for_bit(kursk: Scenario) -> None:
    found = attrit.condition(kursk, [], draws=500, particles=1000, seed=3)
    assert found.days == ()
    arms = ["committed", "absent"]
    a = attrit.simulate(kursk, arms=arms, worlds=found.worlds, horizon=40)
    b = attrit.simulate(kursk, 500, seed=3, arms=arms, horizon=40)
    for name in b.variables:
        assert (a.variable(name).values == b.variable(name).values).all(), name


def test_observations_that_say_nothing_leave_the_first_worlds(kursk: Scenario, slow: Observed) -> None:
    wide = Observed(slow.outcome, "", "", slow.dates, slow.values, np.full(len(slow.dates), 1e9), slow.source)
    found = attrit.condition(kursk, [wide], draws=300, particles=1000, seed=3)
    assert found.worlds.labels.tolist() == list(range(300))
    assert found.worlds.lineage is None


def test_what_is_seen_moves_what_is_expected_with_the_right_sign(kursk: Scenario, given) -> None:
    keep = Keep(final=("area_held",))
    after = attrit.simulate(kursk, arms=["committed"], worlds=given.worlds, keep=keep).values("area_held", "committed")
    before = attrit.simulate(kursk, 2000, arms=["committed"], keep=keep, seed=5).values("area_held", "committed")
    assert after.mean() > before.mean() + 50  # the front hardly moved, so more is held at the end
    gain = next(one for one in given.moved if one.path == "fronts.kursk.gain")
    assert gain.shift < -0.3
    fast = series(kursk, {day: 580 - 8.0 * day for day in range(1, 40)})
    quick = attrit.condition(kursk, [fast], particles=FEW, seed=5, few="widen")
    assert next(one for one in quick.moved if one.path == "fronts.kursk.gain").shift > 0.3
    late = attrit.simulate(kursk, arms=["committed"], worlds=quick.worlds, keep=keep).values("area_held", "committed")
    assert late.mean() < before.mean() - 50


def test_the_worlds_show_what_was_seen_when_they_are_played_again(kursk: Scenario, given, slow: Observed) -> None:
    run = attrit.simulate(kursk, arms=["committed"], worlds=given.worlds, horizon=60)
    last = given.days[-1]
    held = run.values("area_held", "committed")[last]
    assert abs(np.median(held) - 580 + 0.2 * last) < 15  # the error of the map is 14 km2
    assert np.std(held) < 25  # and 60 without the observations


def test_a_replay_has_the_very_bits_that_the_filter_saw(kursk: Scenario, slow: Observed) -> None:
    plan = make_plan(kursk, {"committed": kursk.arm("committed")})
    seen = sights(kursk, plan, [slow], 60, Exactness())
    stages: list[ObservedDays] = []

    def stage(labels: np.ndarray) -> ObservedDays:
        stages.append(ObservedDays(plan, labels, 2, seen.sights, 60))
        return stages[-1]

    days = [sight.day for sight in seen.sights]
    found = particle_filter(stage, np.arange(2000), days, 2)
    worlds = Worlds(found.lineage.labels[-1], 2, {}, found.lineage)
    rows = {name: plan.layout.row("fronts", 0, name) for name in ("area",)}
    again = play(kursk, {"committed": kursk.arm("committed")}, worlds, days[-1], ["area_held_true"])
    state = stages[0]._states
    lanes = np.arange(2000)
    kept = state[lanes // 64, rows["area"] + lanes % 64]
    assert (again.values("area_held_true", "committed")[-1] == kept).all()
    assert len(found.lineage.starts) > 1


def test_another_arm_changes_nothing_and_shares_the_past(kursk: Scenario, given) -> None:
    one = attrit.simulate(kursk, arms=["committed"], worlds=given.worlds, horizon=80)
    two = attrit.simulate(kursk, arms=["committed", "absent"], worlds=given.worlds, horizon=80)
    assert (one.values("area_held_true", "committed") == two.values("area_held_true", "committed")).all()
    assert (two.input("sides.ru.recruits") == one.input("sides.ru.recruits")).all()
    differ = two.values("area_held", "committed")[-1] - two.values("area_held", "absent")[-1]
    assert differ.std() < 0.5 * two.values("area_held", "committed")[-1].std()


def test_threads_and_the_order_of_series_change_nothing(kursk: Scenario, slow: Observed) -> None:
    losses = series(kursk, {20: 9000.0, 40: 18000.0}, "losses", "ru", "UA")
    a = attrit.condition(kursk, [slow, losses], particles=2 * 2**14, seed=5, threads=1, few="widen")
    b = attrit.condition(kursk, [losses, slow], particles=2 * 2**14, seed=5, threads=2, few="widen")
    assert a.worlds.labels.tolist() == b.worlds.labels.tolist()
    assert a.evidence == pytest.approx(b.evidence, rel=1e-12)  # sums in another order


def test_claimed_losses_count_less_than_true_ones(kursk: Scenario) -> None:
    """A claimant whose counts run high, by nobody knows how much, moves the losses less than a count at its word."""
    area = {30: 12000.0}
    plain, claimed = (
        attrit.condition(kursk, [series(kursk, area, "losses", "ru", by)], particles=FEW, seed=5) for by in ("", "UA")
    )
    keep = Keep(final=("losses",))
    means = [
        attrit.simulate(kursk, arms=["committed"], worlds=found.worlds, horizon=30, keep=keep)
        .values("losses", "committed", side="ru")
        .mean()
        for found in (plain, claimed)
    ]
    before = attrit.simulate(kursk, 2000, arms=["committed"], seed=5, horizon=30, keep=keep)
    usual = before.values("losses", "committed", side="ru").mean()
    assert usual < means[1] < means[0]


def test_the_evidence_of_hypotheses_sums_to_one_and_leans_to_what_fits(given) -> None:
    laws = [one for one in given.beliefs if one.hypothesis == "law"]
    assert sum(one.after for one in laws) == pytest.approx(1)
    assert sum(one.before for one in laws) == pytest.approx(1)
    assert all(0 < one.error < 0.1 for one in laws)


def test_effective_worlds_fall_with_every_observation(given) -> None:
    assert (np.diff(given.effective) < 0).all()
    assert len(given.worlds.labels) == int(given.effective[-1])
    assert len(set(given.worlds.labels.tolist())) == len(given.worlds.labels)


def test_too_few_worlds_are_refused_with_the_day(kursk: Scenario) -> None:
    wrong = series(kursk, {5: 578.0, 12: 4000.0})
    with pytest.raises(ResultsError, match=r"2024-11-28 \(day 12: area_held 4,000\)") as refused:
        attrit.condition(kursk, [wrong], particles=FEW)
    assert "--few widen" in str(refused.value)
    with pytest.raises(ResultsError, match="even with a power"):
        attrit.condition(kursk, [wrong], particles=FEW, few="temper")


@pytest.mark.parametrize("few", ["widen", "temper"])
def test_what_is_done_about_too_few_worlds_is_said(kursk: Scenario, few: str) -> None:
    odd = series(kursk, {day: 590 - 60 * (day // 21) for day in range(1, 90)})
    with pytest.raises(ResultsError):
        attrit.condition(kursk, [odd], particles=2048)
    found = attrit.condition(kursk, [odd], particles=2048, few=few)
    assert found.changed == few
    assert found.effective[-1] >= 200
    assert (found.exactness.discrepancy > 0) == (few == "widen")
    assert (found.exactness.temper < 1) == (few == "temper")


def test_arguments_that_mean_nothing_are_refused(kursk: Scenario, slow: Observed) -> None:
    with pytest.raises(ScenarioError, match="few: found 'widn'"):
        attrit.condition(kursk, [slow], few="widn")
    with pytest.raises(ScenarioError, match="no 'russia'"):
        attrit.condition(kursk, [series(kursk, {3: 5.0}, "losses", "russia")])
    with pytest.raises(ScenarioError, match="cannot be observed by day"):
        attrit.condition(kursk, [series(kursk, {3: 5.0}, "recovered_day")])
    with pytest.raises(ScenarioError, match="none can be used"):
        attrit.condition(kursk, [series(kursk, {-30: 500.0})])
    with pytest.raises(ScenarioError, match="no day up to --until"):
        attrit.condition(kursk, [slow], until=date(2020, 1, 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date,area_held\n2024-11-20,5\n2024-11-19,5\n", "comes after"),
        ("date,area_held\n2024-11-20,5\n2024-11-20,5\n", "is there twice"),
        ("date,area_held\n2024-11-20,-5\n", "-5 is out of range"),
        ("date,area_held\n2024-11-20,some\n", "'some' is not a number"),
        ("date,area_held\n", "holds no observation"),
        ("date,a,b\n2024-11-20,5,6\n", "no column is an outcome"),
        ("day,area_held\n2024-11-20,5\n", "missing column"),
    ],
)
def test_bad_files_are_refused_where_they_are_bad(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "seen.csv"
    file.write_text(text)
    with pytest.raises(LedgerError, match=said):
        attrit.read_observations(file)


def test_columns_are_known_by_name_or_told(tmp_path: Path) -> None:
    file = tmp_path / "seen.csv"
    file.write_text("date,held_km2,held_km2_error,claimed\n2024-11-20,500,12,900\n2024-11-27,490,,1800\n")
    held, *others = attrit.read_observations(file)
    assert (held.outcome, others) == ("area_held", [])
    assert held.errors[0] == 12
    assert np.isnan(held.errors[1])
    both = attrit.read_observations(file, {"claimed": "losses.ru by UA"})
    assert [(one.outcome, one.label, one.by) for one in both] == [("area_held", "", ""), ("losses", "ru", "UA")]

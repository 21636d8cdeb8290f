"""What can be asked of a run, what is refused and how, and what it takes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import attrit
from attrit.engine.compiled import cache_folder, is_compiled
from attrit.engine.simulate import BLOCK, simulate
from attrit.errors import AttritError, ResultsError, ScenarioError
from attrit.scenario.schema import Scenario

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def kursk() -> Scenario:
    return attrit.load("kursk-2024")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"draws": 0}, "draws: 0 is out of range; 1 to 100000000"),
        ({"draws": 100_000_001}, "draws: 100000001 is out of range"),
        ({"seed": -1}, "seed: -1 is out of range; 0 to"),
        ({"seed": 2**63}, "seed: 9223372036854775808 is out of range"),
        ({"horizon": 0}, "horizon: 0 is out of range; 1 to"),
        ({"horizon": 36_526}, "horizon: 36526 is out of range"),
        ({"steps": 0}, "steps: 0 is out of range; 1 to 1000"),
        ({"steps": 1001}, "steps: 1001 is out of range"),
        ({"arms": []}, "arms: no arm is asked for"),
        ({"arms": ["absent", "absent"]}, "arms: 'absent' is asked for twice"),
        ({"arms": ["absnt"]}, r"arms: no arm 'absnt'.*did you mean 'absent'"),
        ({"arms": ["donbas"]}, r"arms\.donbas: .*rule 'treaty' read as 'recognised' permits russia"),
    ],
)
def test_what_is_out_of_range_is_refused(kursk: Scenario, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        simulate(kursk, **{"draws": 8, "horizon": 2, **asked})


def test_all_that_is_wrong_is_said_at_once(kursk: Scenario) -> None:
    with pytest.raises(ScenarioError) as caught:
        simulate(kursk, 0, horizon=0, steps=0, seed=-1, arms=[])
    assert {problem.path for problem in caught.value.problems} == {"draws", "seed", "horizon", "steps", "arms"}


def test_an_outcome_that_does_not_exist_cannot_be_kept(kursk: Scenario) -> None:
    with pytest.raises(ResultsError, match=r"area_hold: no such outcome.*did you mean 'area_held'") as caught:
        simulate(kursk, 8, horizon=2, keep=("area_hold", "losses", "loses"))
    assert [problem.path for problem in caught.value.problems] == ["area_hold", "loses"]


@pytest.mark.parametrize("asked", [{"draws": 1}, {"horizon": 1}, {"steps": 1000}, {"seed": 2**63 - 1}, {"seed": 0}])
def test_the_ends_of_the_ranges_are_accepted(kursk: Scenario, asked: dict[str, Any]) -> None:
    run = simulate(kursk, **{"draws": 3, "horizon": 2, "arms": ["absent"], **asked})
    assert (run.variable("status").values == 0).all()
    assert run.values("area_held_true", "absent").shape == (asked.get("horizon", 2) + 1, asked.get("draws", 3))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"draws": "many"}, "draws: found 'many', wanted a whole number"),
        ({"draws": 2.5, "seed": None}, "draws: found 2.5, wanted a whole number"),
        ({"horizon": 3.5}, "horizon: found 3.5, wanted a whole number"),
        ({"arms": 5}, "arms: found 5, wanted names of arms"),
        ({"keep": 5}, "keep.daily: found 5, wanted names of outcomes, or an attrit.Keep"),
    ],
)
def test_what_is_no_number_and_no_name_is_said(kursk: Scenario, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(AttritError, match=said):
        simulate(kursk, **{"draws": 3, "horizon": 2, "arms": ["absent"], **asked})


def test_a_name_is_no_scenario() -> None:
    with pytest.raises(AttritError, match=r"scenario: found 'kursk-2024', wanted a Scenario; attrit.load"):
        simulate("kursk-2024")  # type: ignore[arg-type]


def test_a_thousand_may_be_written_as_a_float(kursk: Scenario) -> None:
    assert simulate(kursk, 1e1, horizon=1, arms=["absent"]).draws == 10  # type: ignore[arg-type]


def test_a_long_war_stays_sound(kursk: Scenario) -> None:
    run = simulate(kursk, 64, horizon=2000, arms=["committed"], keep=("area_held_true",))
    assert (run.variable("status").values == 0).all()
    path = run.values("area_held_true", "committed")
    assert np.isfinite(path).all()
    assert path.min() >= 0


def test_without_arms_all_that_no_rule_forbids_are_played(kursk: Scenario) -> None:
    run = simulate(kursk, 2, horizon=2)
    assert run.arms == tuple(name for name in kursk.arms if name != "donbas")
    wider = simulate(kursk.with_changes({"treaty.reading": "claimed"}), 2, horizon=2)
    assert "donbas" in wider.arms


def test_the_horizon_is_the_scenarios_own_unless_asked(kursk: Scenario) -> None:
    assert simulate(kursk, 1, arms=["absent"]).coords["day"][-1] == kursk.horizon == 180
    assert simulate(kursk, 1, arms=["absent"], horizon=7).coords["day"][-1] == 7


def test_progress_counts_blocks(kursk: Scenario) -> None:
    told: list[tuple[int, int]] = []
    simulate(kursk, 2 * BLOCK + 1, horizon=1, arms=["absent"], progress=lambda *done: told.append(done))
    blocks = told[-1][1]
    assert blocks >= 3
    assert told[-1] == (blocks, blocks)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_an_interruption_stops_the_run(kursk: Scenario) -> None:
    begun: list[int] = []

    def interrupt(done: int, of: int) -> None:
        begun.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(kursk, 20 * BLOCK, horizon=2, arms=["absent"], threads=1, progress=interrupt)
    assert len(begun) == 1
    assert simulate(kursk, 2, horizon=2, arms=["absent"]).draws == 2


def test_machine_code_is_kept_under_a_name_of_its_sources() -> None:
    assert is_compiled()
    folder = cache_folder()
    assert folder is not None and len(list(folder.iterdir())) >= 4


# Not ru_maxrss: a process that is started by another takes over the other's peak.
MEASURE = """
import attrit
run = attrit.simulate(attrit.load("kursk-2024"), 10_240, arms=["committed", "absent", "absent_unreplaced", "five_times"])
assert run.variable("area_held").values.shape == (4, 181, 10_240)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc, in KiB")
def test_ten_thousand_draws_of_four_arms_stay_below_a_gibibyte() -> None:
    found = subprocess.run([sys.executable, "-c", MEASURE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(found.stdout) < 2**20

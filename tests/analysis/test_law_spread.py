"""One scenario under several laws: the runs are those of each law alone, and the spreads are what they say."""

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import attrit
from attrit.analysis.law_spread import law_spread, shipped_weights
from attrit.experiments.measures import measures_of
from attrit.model.laws.register import campaign_laws
from tests.tolerances import BACKEND, ROUNDING, printed

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
LAWS = ["square", "logarithmic", "dupuy"]
DRAWS = 200


@pytest.fixture(scope="module")
def scenario():
    return attrit.load("template")


@pytest.fixture(scope="module")
def found(scenario):
    return law_spread(scenario, LAWS, draws=DRAWS, stacking={"dupuy": 0.3, "linear": 0.7})


def by_hand(scenario, measure: str, of: str) -> np.ndarray:
    """Values (law, draw) from a run of each law."""
    rows = []
    for law in LAWS:
        run = attrit.simulate(scenario.with_changes({"hypotheses.law": law}), DRAWS, arms=["committed", "absent"])
        values = {m.name: m for m in measures_of(run)}[measure]
        x = values.values(run, "committed")
        rows.append(x if of == "arm" else x - values.values(run, "absent"))
    return np.array(rows)


@pytest.mark.parametrize(("measure", "of"), [("area_held", "arm"), ("area_held", "difference"), ("losses_south", "difference")])  # fmt: skip
def test_numbers_are_those_of_each_law_alone(scenario, found, measure: str, of: str):
    table = by_hand(scenario, measure, of)
    number = found[measure, of]
    assert [e.mean for e in number.by_law.values()] == pytest.approx(table.mean(axis=1), rel=ROUNDING)
    stated = {"square": 0.1, "logarithmic": 0.2}
    w = np.array([stated.get(law, 0) for law in LAWS]) / 0.3
    x = w @ table
    assert number.mixed["scenario"] == pytest.approx((x.mean(), x.std(ddof=1) / math.sqrt(DRAWS)), rel=BACKEND)
    spread = number.spread["scenario"]
    means = table.mean(axis=1)
    between, within = w @ (means - w @ means) ** 2, w @ table.var(axis=1)
    assert spread.between == pytest.approx(math.sqrt(between), rel=BACKEND)
    assert spread.within == pytest.approx(math.sqrt(within), rel=BACKEND)
    assert spread.share == pytest.approx(between / (between + within), rel=BACKEND)
    assert 0 < spread.share_error < 1


def test_the_two_parts_are_the_variance_of_the_mixture(scenario, found):
    table = by_hand(scenario, "area_held", "arm")
    spread = found["area_held", "arm"].spread["equal"]
    assert spread.between**2 + spread.within**2 == pytest.approx(table.var(), rel=BACKEND)


def test_weights_are_those_of_the_laws_played(found):
    assert found.weights["scenario"] == pytest.approx({"square": 1 / 3, "logarithmic": 2 / 3, "dupuy": 0})
    assert found.weights["stacking"] == {"square": 0, "logarithmic": 0, "dupuy": 1}
    assert set(found.weights["equal"].values()) == {1 / 3}
    assert found["area_held", "arm"].spread["stacking"].between == 0


def test_a_weighting_that_knows_none_of_the_laws_is_left_out(scenario):
    few = law_spread(scenario, ["deitchman", "hartley"], draws=64, stacking={"square": 1.0})
    assert list(few.weights) == ["equal"]
    assert math.isnan(law_spread(scenario, ["square"], draws=10)["area_held", "arm"].spread["equal"].share)


def test_a_ratio_has_the_mean_of_the_run_under_each_law(scenario, found):
    for law in LAWS:
        run = attrit.simulate(scenario.with_changes({"hypotheses.law": law}), DRAWS, arms=["committed", "absent"])
        (ratio,) = (measure for measure in measures_of(run) if measure.name == "exchange_ratio")
        for of, own in (
            ("arm", ratio.estimate(run, "committed")),
            ("difference", ratio.difference(run, "committed", "absent")),
        ):
            told = found["exchange_ratio", of].by_law[law]
            assert told.mean == pytest.approx(own.mean, rel=1e-4, abs=1e-6), (law, of)


def test_progress_is_told(scenario):
    told = []
    law_spread(scenario, ["square", "linear"], draws=16, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


def test_shipped_weights_are_of_known_laws_and_sum_to_1():
    assert list(shipped_weights()) == list(campaign_laws())
    assert sum(shipped_weights().values()) == pytest.approx(1, abs=len(LAWS) * printed(3))


@pytest.mark.skipif(
    not (DATA / "cdb90").is_dir(), reason="the battles may not be shipped and are not beside this checkout"
)
def test_the_shipped_weights_and_the_table_of_the_page_are_those_of_the_tool(tmp_path):
    out = tmp_path / "law_weights.csv"
    tool = [sys.executable, str(ROOT / "tools" / "fits" / "law_weights.py"), "--data", str(DATA), "--out", str(out)]
    done = subprocess.run(tool, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 0, done.stderr
    ours = (ROOT / "attrit" / "library" / "law_weights.csv").read_text("utf-8").splitlines()
    for line, new in zip(ours, out.read_text("utf-8").splitlines(), strict=True):
        for a, b in zip(line.split(","), new.split(","), strict=True):
            number = a.replace(".", "").replace("-", "").isdigit()
            assert float(a) == pytest.approx(float(b), abs=2 * printed(4)) if number else a == b
    page = (ROOT / "docs" / "model" / "laws.md").read_text("utf-8")
    assert [line for line in done.stdout.splitlines() if line and line not in page] == []

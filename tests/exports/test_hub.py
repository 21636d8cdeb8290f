"""A hub that is written holds the run: the same worlds in every arm as samples, their quantiles, and it passes its checks."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

import attrit
from attrit.engine.results import Results
from attrit.errors import ResultsError
from attrit.exports.hub import COLUMNS, KEPT, existing_hub, hub_texts, in_format
from attrit.exports.hub_asked import LEVELS, Submission, short_name, usual_days
from attrit.exports.hub_checks import PASSED, check_hub
from tests.tolerances import SINGLE_STEP

DRAWS, SAMPLES, DAYS = 200, 20, (10, 25)
ASKED = Submission(DAYS, SAMPLES, "attrit", "template", "CC0-1.0")


@cache
def run() -> Results:
    return attrit.simulate(attrit.load("template"), DRAWS, arms=["committed", "absent"], horizon=30, keep=KEPT)


@cache
def texts() -> dict[str, str]:
    return hub_texts(run(), ASKED)


@cache
def rows() -> list[dict[str, str]]:
    (table,) = [text for name, text in texts().items() if name.startswith("model-output/")]
    return list(csv.DictReader(table.splitlines()))


def test_it_passes_every_check(tmp_path: Path) -> None:
    for name, text in texts().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    checked = check_hub(tmp_path, on=run().scenario.as_of)
    assert [(one.check.name, one.findings or one.reason) for one in checked if one.state != PASSED] == []
    assert len(checked) == 33


def of(**cells: str) -> list[dict[str, str]]:
    return [row for row in rows() if all(row[name] == cell for name, cell in cells.items())]


def test_a_sample_is_one_world_in_every_arm_place_and_day() -> None:
    r = run()
    assert len({row["output_type_id"] for row in of(output_type="sample")}) == 2 * SAMPLES  # of two blocks of tasks
    for outcome, word, dim in (("front_area", "area", "front"), ("losses", "losses", "side")):
        for arm in r.arms:
            for place in r.coords[dim]:
                for day in DAYS:
                    told = of(scenario_id=arm, location=place, horizon=str(day), output_type="sample")
                    told = {row["output_type_id"]: float(row["value"]) for row in told}
                    values = r.values(outcome, arm, day=day, **{dim: place})
                    assert told == {
                        f"{word}-{label}": pytest.approx(float(values[i]), rel=SINGLE_STEP, abs=SINGLE_STEP)
                        for i, label in enumerate(r.coords["draw"][:SAMPLES])
                    }


def test_arms_may_be_subtracted_sample_by_sample() -> None:
    """The difference of two arms scatters less over samples that are paired than over samples that are not."""
    side = run().coords["side"][0]
    arms = []
    for arm in run().arms:
        told = of(scenario_id=arm, location=side, horizon="25", output_type="sample", target="losses")
        arms.append({row["output_type_id"]: float(row["value"]) for row in told})
    a, b = (np.array([arm[name] for name in arms[0]]) for arm in arms)
    assert (a - b).std() < (a - np.roll(b, 1)).std()


def test_quantiles_mean_and_median_are_those_of_all_worlds() -> None:
    r = run()
    front = r.coords["front"][0]
    values = r.values("front_area", "absent", front=front, day=25).astype(np.float64)
    told = of(scenario_id="absent", location=front, horizon="25", target="area held")
    got = {(row["output_type"], row["output_type_id"]): float(row["value"]) for row in told}
    near = {"rel": SINGLE_STEP, "abs": SINGLE_STEP}
    assert got["mean", "NA"] == pytest.approx(values.mean(), **near)
    assert got["median", "NA"] == got["quantile", "0.5"]
    assert [got["quantile", f"{p:g}"] for p in LEVELS] == pytest.approx(np.quantile(values, LEVELS), **near)
    assert len(LEVELS) == 23


def test_the_chance_of_recovery_is_the_share_of_worlds_by_that_day() -> None:
    for arm in run().arms:
        shares = []
        for day in DAYS:
            found = of(scenario_id=arm, output_type="pmf", horizon=str(day))
            told = {row["output_type_id"]: float(row["value"]) for row in found}
            share = float(np.mean(run().values("recovered_day", arm) <= day))
            assert told == {"no": pytest.approx(1 - share, abs=1e-6), "yes": pytest.approx(share, abs=1e-6)}
            shares.append(told["yes"])
        assert shares == sorted(shares)


def test_settings_say_what_is_joint_and_how_many() -> None:
    settings = json.loads(texts()["hub-config/tasks.json"])
    blocks = settings["rounds"][0]["model_tasks"]
    params = [one["output_type"]["sample"]["output_type_id_params"] for one in blocks[:2]]
    assert all(one["compound_taskid_set"] == ["origin_date", "target"] for one in params)
    assert all(one["min_samples_per_task"] == one["max_samples_per_task"] == SAMPLES for one in params)
    assert blocks[0]["task_ids"]["scenario_id"] == {"required": ["committed", "absent"], "optional": None}
    assert settings["schema_version"].endswith("/v6.0.0/tasks-schema.json")
    assert all(len(one["target_metadata"][0]["target_id"]) <= 30 for one in blocks)
    Draft202012Validator.check_schema(json.loads(texts()["hub-config/model-metadata-schema.json"]))


def test_what_is_not_possible_is_told_all_at_once() -> None:
    with pytest.raises(ResultsError) as raised:
        hub_texts(run(), Submission((0, 99), 10_000, "a team", "template", "CC0-1.0"))
    assert [one.where for one in raised.value.problems] == ["--team", "--days", "--samples"]


def test_names_and_days() -> None:
    assert short_name("central-front-epstein") == "central_front_ep"
    assert usual_days(99) == (30, 60, 90, 99) and usual_days(60) == (30, 60) and usual_days(7) == (7,)


def test_another_hub_is_not_written_over(tmp_path: Path) -> None:
    assert existing_hub(tmp_path, texts()) is None
    (tmp_path / "hub-config").mkdir()
    (tmp_path / "hub-config" / "tasks.json").write_text(texts()["hub-config/tasks.json"])
    assert existing_hub(tmp_path, texts()) is None
    (tmp_path / "hub-config" / "tasks.json").write_text("{}")
    assert "holds a hub with other tasks" in str(existing_hub(tmp_path, texts()))


def test_parquet_holds_the_same_cells(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    files = in_format(texts(), "parquet")
    (name,) = [name for name in files if name.endswith(".parquet")]
    (tmp_path / "x.parquet").write_bytes(files[name])
    table = parquet.read_table(tmp_path / "x.parquet")
    assert tuple(table.column_names) == COLUMNS
    for found, row in zip(table.to_pylist(), rows(), strict=True):
        assert str(found["origin_date"]) == row["origin_date"] and found["value"] == float(row["value"])
        assert (found["output_type_id"] or "NA") == row["output_type_id"]

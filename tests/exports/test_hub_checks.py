"""Each check of a hub fails where what it asks is broken, alone, and says where; a sound hub passes them all."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from attrit.evidence.hub_config import read_config
from attrit.evidence.hub_tables import read_hub_table
from attrit.exports.hub_checks import FAILED, NOT_APPLICABLE, NOT_REACHED, PASSED, RULES, Checked, check_hub, checks
from attrit.exports.hub_sample_rules import constant_within
from attrit.exports.hub_submission import HandedIn
from tests.exports.small_hub import MODEL, ROUNDS, SmallHub

ON = date.fromisoformat(ROUNDS[0])
Break = Callable[[SmallHub], None]


def made(
    folder: Path, breaks: Break = lambda hub: None, after: Break = lambda hub: None, **how: object
) -> list[Checked]:
    hub = SmallHub(folder)
    breaks(hub)
    hub.write()
    after(hub)
    return check_hub(folder, **{"on": ON, **how})


def failed(checked: list[Checked], about: str) -> list[str]:
    return [one.check.name for one in checked if one.state == FAILED and one.check.about == about]


def test_there_are_27_checks_of_forecasts_and_6_of_metadata() -> None:
    assert [sum(one.about == about for one in checks()) for about in ("forecasts", "metadata")] == [27, 6]
    assert all(one.asks and one.cure for one in checks())
    assert {"valid_config", *RULES} == {one.name for one in checks()}


def test_a_sound_hub_passes_all(tmp_path: Path) -> None:
    assert [(one.check.name, one.findings) for one in made(tmp_path) if one.state != PASSED] == []


def test_the_window_is_not_checked_where_nobody_names_a_day(tmp_path: Path) -> None:
    (one,) = [one for one in made(tmp_path, on=None) if one.state != PASSED]
    assert (one.check.name, one.state) == ("submission_time", NOT_APPLICABLE)
    assert "--on DATE" in one.reason


def edit(change: Callable[[dict[str, str]], object], **cells: str) -> Break:
    """Change the first row with these cells."""
    return lambda hub: change(hub.where(**cells)[0])


def swap(hub: SmallHub) -> None:
    low, high = (hub.where(output_type_id=level)[0] for level in ("0.75", "0.9"))
    low["value"], high["value"] = high["value"], low["value"]


def marginal(hub: SmallHub) -> None:
    for row in hub.where(target="inc", output_type="sample"):
        row["output_type_id"] += f"h{row['horizon']}"


def without(**cells: str) -> Break:
    def breaks(hub: SmallHub) -> None:
        gone = hub.where(**cells)
        assert gone
        hub.rows = [row for row in hub.rows if row not in gone]

    return breaks


def each(name: str, value: str) -> Break:
    return lambda hub: [row.update({name: value}) for row in hub.rows] and None


def column(name: str) -> Break:
    return lambda hub: [row.pop(name) for row in hub.rows] and None


def settings(change: Callable[[dict], object]) -> Break:
    return lambda hub: change(hub.tasks["rounds"][0]["model_tasks"][0]["output_type"]) and None


IN_TABLE: list[tuple[str, Break]] = [
    ("valid_config", settings(lambda of: of["sample"]["output_type_id_params"].update(compound_taskid_set=["place"]))),
    ("file_format", lambda hub: hub.admin.update(file_format=["parquet"])),
    ("unique_round_id", edit(lambda row: row.update(origin_date=ROUNDS[1]))),
    ("match_round_id", each("origin_date", ROUNDS[1])),
    ("colnames", each("note", "x")),
    ("col_types", edit(lambda row: row.update(horizon="1.0"), output_type="mean")),
    ("valid_vals", edit(lambda row: row.update(output_type_id="very"), output_type="pmf")),
    ("derived_task_id_vals", edit(lambda row: row.update(target_end_date="2030-01-01"))),
    ("rows_unique", lambda hub: hub.rows.append(dict(hub.where(output_type="mean")[0]))),
    ("req_vals", without(location="02", horizon="2", output_type="mean")),
    ("value_col_valid", edit(lambda row: row.update(value="-1"), output_type="mean")),
    ("value_col_non_desc", swap),
    ("value_col_sum1", edit(lambda row: row.update(value="0.4"), output_type="pmf")),
    ("spl_mt_unique", edit(lambda row: row.update(output_type_id="i010"), target="rate")),
    ("spl_compound_taskid_set", marginal),
    ("spl_non_compound_tid", without(output_type_id="i010", horizon="3")),
    ("spl_n", without(output_type_id="i010")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "breaks"), IN_TABLE, ids=[name for name, _ in IN_TABLE])
def test_what_is_broken_in_settings_or_table_fails_its_check_alone(tmp_path: Path, name: str, breaks: Break) -> None:
    checked = made(tmp_path, breaks)
    assert failed(checked, "forecasts") == [name]
    (one,) = [one for one in checked if one.state == FAILED]
    assert one.findings and all(finding.found and finding.where for finding in one.findings)


def renamed(name: str) -> Break:
    return lambda hub: hub.file.rename(hub.file.with_name(name)) and None


def moved(hub: SmallHub) -> None:
    place = hub.folder / "model-output" / "a-two"
    place.mkdir()
    hub.file.rename(place / hub.file.name)


IN_FOLDER: list[tuple[str, Break]] = [
    ("file_name", renamed(f"{ROUNDS[0]}-a-one-two.csv")),
    ("round_id_valid", renamed(f"2024-01-09-{MODEL}.csv")),
    ("file_location", moved),
    ("metadata_exists", lambda hub: hub.metadata_file.unlink()),
    ("file_read", lambda hub: hub.file.write_text(hub.file.read_text() + "2024-01-01,inc\n")),
]


@pytest.mark.parametrize(("name", "after"), IN_FOLDER, ids=[name for name, _ in IN_FOLDER])
def test_what_is_broken_in_the_folder_fails_its_check_alone(tmp_path: Path, name: str, after: Break) -> None:
    assert failed(made(tmp_path, after=after), "forecasts") == [name]


def test_a_file_that_is_not_there_and_a_second_one(tmp_path: Path) -> None:
    checked = made(tmp_path, only=[Path(MODEL) / f"{ROUNDS[1]}-{MODEL}.csv"], on=date(2024, 1, 8))
    assert failed(checked, "forecasts") == ["file_exists"]
    file = Path(MODEL) / f"{ROUNDS[0]}-{MODEL}.csv"
    twice = made(
        tmp_path, after=lambda hub: shutil.copy(hub.file, hub.file.with_suffix(".parquet")) and None, only=[file]
    )
    assert failed(twice, "forecasts") == ["file_n"]


def test_a_day_outside_the_window(tmp_path: Path) -> None:
    assert failed(made(tmp_path, on=date(2024, 1, 3)), "forecasts") == ["submission_time"]
    assert failed(made(tmp_path, on=date(2024, 1, 2)), "forecasts") == []


def test_the_column_of_the_round_is_also_a_column(tmp_path: Path) -> None:
    """Two checks ask for it, and the two that look into it say that they cannot."""
    checked = made(tmp_path, column("origin_date"))
    assert failed(checked, "forecasts") == ["valid_round_id_col", "colnames"]
    states = {one.check.name: one.state for one in checked}
    assert states["unique_round_id"] == states["match_round_id"] == NOT_APPLICABLE
    assert states["valid_vals"] == NOT_REACHED


def test_several_values_of_a_compound_task_id(tmp_path: Path) -> None:
    """It cannot fail after the check before it, which finds the task ids; so it is asked by itself here."""
    hub = SmallHub(tmp_path)
    hub.write()
    of = HandedIn(read_config(tmp_path), hub.file, table=read_hub_table(hub.file))
    ids = of.samples[0]
    assert list(constant_within(of, ("origin_date", "location", "target"), ids)) == []
    found = list(constant_within(of, ("horizon",), ids))
    assert len(found) == len(ids) and "has horizon 1, 2, 3" in found[0].found


def moved_metadata(hub: SmallHub) -> None:
    hub.metadata_file.rename(hub.folder / hub.metadata_file.name)


OF_METADATA: list[tuple[str, Break, Break]] = [
    ("metadata_schema_exists", lambda hub: None, lambda hub: hub.metadata_schema.unlink()),
    ("metadata_file_exists", lambda hub: None, lambda hub: hub.metadata_file.unlink()),
    (
        "metadata_file_ext",
        lambda hub: None,
        lambda hub: hub.metadata_file.rename(hub.metadata_file.with_suffix(".json")) and None,
    ),
    ("metadata_file_location", lambda hub: None, moved_metadata),
    ("metadata_matches_schema", lambda hub: hub.metadata.pop("license") and None, lambda hub: None),
    ("metadata_file_name", lambda hub: hub.metadata.update(model_abbr="two"), lambda hub: None),
]


@pytest.mark.parametrize(("name", "breaks", "after"), OF_METADATA, ids=[name for name, *_ in OF_METADATA])
def test_what_is_broken_in_metadata_fails_its_check_alone(
    tmp_path: Path, name: str, breaks: Break, after: Break
) -> None:
    assert failed(made(tmp_path, breaks, after), "metadata") == [name]


def test_every_check_is_provoked() -> None:
    here = {"submission_time", "file_exists", "file_n", "valid_round_id_col", "spl_compound_tid"}
    told = {name for name, *_ in (*IN_TABLE, *IN_FOLDER, *OF_METADATA)}
    assert told | here == {one.name for one in checks()} and not told & here


def test_a_missing_combination_is_named(tmp_path: Path) -> None:
    checked = made(tmp_path, without(location="02", horizon="2", output_type_id="0.9"))
    (one,) = [one for one in checked if one.state == FAILED]
    wanted = f"missing: origin_date {ROUNDS[0]}, target inc, horizon 2, location 02, quantile 0.9"
    assert [finding.found for finding in one.findings] == [wanted]


def test_what_is_required_must_be_there_even_if_nothing_of_it_is(tmp_path: Path) -> None:
    """Only the round is optional, so all of a block is asked for once its round is known from other rows of it."""
    checked = made(tmp_path, without(target="inc", location="01"))
    assert "req_vals" in failed(checked, "forecasts")


def test_a_level_is_the_same_however_it_is_written(tmp_path: Path) -> None:
    assert (
        failed(made(tmp_path, edit(lambda row: row.update(output_type_id="0.10"), output_type_id="0.1")), "forecasts")
        == []
    )


def test_a_place_is_no_number(tmp_path: Path) -> None:
    checked = made(tmp_path, edit(lambda row: row.update(location="1"), output_type="mean"))
    assert "valid_vals" in failed(checked, "forecasts")


def test_joint_over_more_than_the_hub_asks_is_taken(tmp_path: Path) -> None:
    """Example D of the hubverse's page on samples: a coarser set than the stated one passes."""

    def coarser(hub: SmallHub) -> None:
        for row in hub.where(target="inc", output_type="sample"):
            row["output_type_id"] = f"both{row['output_type_id'][-1]}"

    assert failed(made(tmp_path, coarser), "forecasts") == []


@pytest.mark.parametrize(
    ("stated", "passing"),
    [
        (("origin_date", "location", "horizon", "variant"), "ABCD"),
        (("origin_date", "location", "horizon"), "BD"),
        (("origin_date", "location"), "D"),
        (("origin_date", "location", "variant"), "CD"),
    ],
)
def test_the_table_of_the_hubverse_on_joint_samples(tmp_path: Path, stated: tuple[str, ...], passing: str) -> None:
    """hubDocs, user guide, sample output type: which of examples A to D passes under which compound_taskid_set."""
    fixed = {"A": ("horizon", "variant"), "B": ("horizon",), "C": ("variant",), "D": ()}
    found = ""
    for example, ids in fixed.items():
        hub = SmallHub(tmp_path / example)
        of = hub.tasks["rounds"][0]["model_tasks"] = hub.tasks["rounds"][0]["model_tasks"][1:2]
        hub.tasks.pop("derived_task_ids")
        asked = of[0]["task_ids"]
        del asked["target_end_date"], asked["target"]
        of[0]["target_metadata"][0]["target_keys"] = None
        asked["horizon"] = {"required": [1, 2], "optional": None}
        asked["variant"] = {"required": ["AA", "BB", "CC", "DD"], "optional": None}
        params = of[0]["output_type"]["sample"]["output_type_id_params"]
        params.update(compound_taskid_set=list(stated), max_length=20)
        hub.rows = [
            {
                "origin_date": ROUNDS[0], "location": "01", "horizon": str(h), "variant": v, "output_type": "sample",
                "output_type_id": "".join({"horizon": str(h), "variant": v}[i] for i in ids) + f"s{k}", "value": "1",
            }
            for h in (1, 2) for v in ("AA", "BB", "CC", "DD") for k in range(3)
        ]  # fmt: skip
        hub.write()
        names = failed(check_hub(hub.folder, on=ON), "forecasts")
        assert names in ([], ["spl_compound_taskid_set"])
        found += "" if names else example
    assert found == passing


def test_settings_that_are_wrong_are_all_told(tmp_path: Path) -> None:
    def breaks(hub: SmallHub) -> None:
        hub.admin.pop("name")
        hub.tasks["rounds"][0]["round_id"] = "reference_date"

    (one,) = [one for one in made(tmp_path, breaks) if one.state == FAILED]
    assert len(one.findings) == 4  # the name, and each of three blocks without that column
    assert "admin.json" in one.findings[0].where and "name: is missing" in one.findings[0].found


def places(data: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """Paths of all values in JSON."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from places(value, (*path, key))


@pytest.mark.parametrize("instead", [None, 5, "x", [], [[1]], {"a": 1}], ids=str)
def test_settings_of_any_form_are_told_of_and_never_a_failure_of_ours(tmp_path: Path, instead: object) -> None:
    hub = SmallHub(tmp_path)
    hub.write()
    schema = {"type": "object", "required": ["license"], "properties": {"license": {"type": "string"}}}
    wrong = 0
    for file, data in (
        (tmp_path / "hub-config" / "tasks.json", hub.tasks),
        (tmp_path / "hub-config" / "admin.json", hub.admin),
        (hub.metadata_schema, schema),
        (hub.metadata_file, hub.metadata),
    ):
        before = file.read_text()
        for path in places(data):
            changed = inside = copy.deepcopy(data)
            for key in path[:-1]:
                inside = inside[key]
            inside[path[-1]] = instead
            file.write_text(json.dumps(changed))
            wrong += any(one.state == FAILED for one in check_hub(tmp_path, on=ON))
        file.write_text(before)
    assert wrong > 50


def test_parquet_is_checked_by_its_types(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    hub = SmallHub(tmp_path)
    hub.admin["file_format"] = ["parquet"]
    hub.write()
    hub.file.unlink()
    columns = {name: [row[name] for row in hub.rows] for name in hub.rows[0]}
    right = {
        **columns, "horizon": [int(one) for one in columns["horizon"]], "value": [float(one) for one in columns["value"]],
        "origin_date": [date.fromisoformat(one) for one in columns["origin_date"]],
        "target_end_date": [date.fromisoformat(one) for one in columns["target_end_date"]],
    }  # fmt: skip
    out = hub.file.with_suffix(".parquet")
    parquet.write_table(pa.table(right), out)
    assert failed(check_hub(tmp_path, on=ON), "forecasts") == []
    parquet.write_table(pa.table(right | {"horizon": columns["horizon"]}), out)
    assert failed(check_hub(tmp_path, on=ON), "forecasts") == ["col_types"]


def test_the_table_holds_no_sign_that_breaks_a_page() -> None:
    assert json.dumps([one.asks + one.cure for one in checks()]).isascii()

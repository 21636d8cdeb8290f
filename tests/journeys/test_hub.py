"""A hub as its users meet it: written, checked, scored, and refused in words."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

from attrit.cli.main import main
from tests.exports.small_hub import SmallHub, table

DRAWS = ("--draws", "64", "--samples", "10")


def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a call in this process, to save time."""
    monkeypatch.setattr(sys, "argv", ["attrit", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return int(ended.value.code or 0), said.out, said.err


def test_a_hub_is_written_checked_and_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hub = tmp_path / "hub"
    words = ("export", "hub", "template", "--out", str(hub), "--days", "20,10", "--arms", "committed,absent", *DRAWS)
    code, out, _ = told(monkeypatch, capsys, *words)
    assert (
        code == 0 and "33 passed" in out and "Days 10, 20; arms committed, absent; 10 samples" in " ".join(out.split())
    )

    code, out, _ = told(monkeypatch, capsys, "check-hub", str(hub), "--json")
    assert code == 0 and json.loads(out)["summary"] == {"passed": 32, "not applicable": 1}

    # as if the means of one arm had come true
    (file,) = hub.glob("model-output/*/*.csv")
    rows = list(csv.DictReader(file.read_text().splitlines()))
    came = [
        {name: row[name] for name in ("target", "location", "target_end_date", "output_type")}
        | {"output_type_id": row["output_type_id"], "oracle_value": row["value"] if row["output_type"] == "mean" else v}
        for row in rows
        if row["scenario_id"] == "absent" and row["output_type"] in ("mean", "pmf")
        for v in ["1" if row["output_type_id"] == "no" else "0"]
    ]
    (hub / "target-data").mkdir()
    (hub / "target-data" / "oracle-output.csv").write_text(table(came))
    scores = tmp_path / "scores.csv"
    code, out, _ = told(monkeypatch, capsys, "score", str(hub), "--out", str(scores))
    said = " ".join(out.split())
    assert code == 0 and "energy score of joint samples" in said and "quantile levels: 0.01, 0.025, 0.05" in said
    assert "samples are joint over: scenario_id, location, horizon, target_end_date" in said
    assert "all is of one round, and its tasks are taken as independent" in said
    found = list(csv.DictReader(scores.read_text().splitlines()))
    joint = [row for row in found if row["score"] == "energy"]
    assert {row["target"] for row in joint} == {"area held", "losses"} and {row["tasks"] for row in joint} == {"1"}
    code, out, _ = told(monkeypatch, capsys, "score", str(hub), "--json", "--baseline", "attrit-template")
    assert code == 0 and len(json.loads(out)["scores"]) == len(found)


def test_what_fails_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hub = SmallHub(tmp_path)
    hub.rows[6]["value"] = "-1"
    hub.write()
    code, out, _ = told(monkeypatch, capsys, "check-hub", str(tmp_path), "--on", "2024-01-01")
    said = " ".join(out.split())
    assert code == 3 and "value_col_valid failed. To do: mend the value." in said
    assert "2024-01-01-a-one.csv:8: -1 is below 0" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check-hub", ".", "--on", "soon"), "--on: found 'soon', wanted a date such as 2024-11-16"),
        (("score", "."), "tasks.json: there is no such file"),
        (("score", ".", "--power", "0"), "--power: found 0, wanted a number above 0"),
        (("export", "hub", "template", "--out", "x", "--days", "ten"), "--days: found 'ten', wanted whole days"),
        (("export", "hub", "template", "--out", "x", "--format", "xls"), "--format: found 'xls', wanted csv or parquet"),
        (("export", "hub", "template", "--out", "x", "--samples", "99", "--draws", "64"), "--samples: found 99, wanted"),
    ],
)  # fmt: skip
def test_refusals(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = told(monkeypatch, capsys, *words)
    assert code == 2 and said in err
    assert list(tmp_path.iterdir()) == []

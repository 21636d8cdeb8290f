"""Scores of a hub are those of scoringrules and of hand work, joined to the right truth, averaged with honest errors."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from attrit.analysis.hub import HubScores, Score, score_hub
from attrit.analysis.hub_table import HubRow, mean_scores
from attrit.errors import AttritError, LedgerError
from attrit.evidence.hub_tables import file_name
from attrit.views.hub import scores as words
from tests.exports.small_hub import LEVELS, MODEL, ROUNDS, SmallHub, end, forecasts, table
from tests.tolerances import BACKEND, ROUNDING

scoringrules = pytest.importorskip("scoringrules")

TRUTH = {
    ("inc", place, end(ROUNDS[0], h)): 9.0 * h + h * h + int(place)
    for place in ("01", "02")
    for h in (1, 2, 3, 4)
    if (place, h) != ("02", 4)
}
TRUTH[("rate", "01", end(ROUNDS[0], 1))] = 2.5
TRUTH[("rate", "01", end(ROUNDS[1], 1))] = 4.0


def oracle(folder: Path, peak: str = "mid") -> None:
    rows = [
        {
            "target": t,
            "location": p,
            "target_end_date": d,
            "output_type": k,
            "output_type_id": "NA",
            "oracle_value": f"{v:g}",
        }
        for (t, p, d), v in TRUTH.items()
        for k in ("quantile", "mean", "sample")
    ]
    for day in ROUNDS:
        rows += [
            {
                "target": "peak", "location": "01", "target_end_date": end(day, 1), "output_type": "pmf",
                "output_type_id": name, "oracle_value": str(int(name == peak)),
            }
            for name in ("low", "mid", "high")
        ]  # fmt: skip
    (folder / "target-data").mkdir(exist_ok=True)
    (folder / "target-data" / "oracle-output.csv").write_text(table(rows))


def two_models(folder: Path) -> None:
    """A hub of two models and two rounds; the second model is off by 4 more and lacks the second round's last horizon."""
    SmallHub(folder).write()
    for model, shift in ((MODEL, 0.0), ("b-two", 4.0)):
        for day in ROUNDS:
            rows = forecasts(day, shift)
            if (model, day) == ("b-two", ROUNDS[1]):
                rows = [row for row in rows if row["horizon"] != "3"]
            place = folder / "model-output" / model
            place.mkdir(exist_ok=True)
            (place / f"{day}-{model}.csv").write_text(table(rows))
    oracle(folder)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub")
    two_models(folder)
    return folder


@pytest.fixture(scope="module")
def scored(hub: Path) -> HubScores:
    return score_hub(hub)


def values(scored: HubScores, score: str, **where: str) -> dict[tuple[str, ...], float]:
    found = {}
    for one in scored.scores:
        task = dict(one.task)
        if one.score == score and all({**task, **one._asdict()}[name] == cell for name, cell in where.items()):
            found[tuple(task.get(name, "") for name in ("origin_date", "horizon", "location"))] = one.value
    return found


def middle(h: str, place: str, shift: float = 0.0) -> float:
    return 10 * int(h) + int(place) + shift


def seen(day: str, h: str, place: str) -> float:
    return TRUTH["inc", place, end(day, int(h))]


def test_the_weighted_interval_score_is_the_mean_over_interval_scores_worked_out_by_hand(scored: HubScores) -> None:
    found = values(scored, "wis", model=MODEL)
    assert len(found) == 11  # of twelve tasks one lies beyond what is known
    for (day, h, place), wis in found.items():
        y, m = seen(day, h, place), middle(h, place)
        total = abs(y - m) / 2
        for low, high in ((0.1, 0.9), (0.25, 0.75)):
            alpha, below, above = 1 - (high - low), m + 8 * (low - 0.5), m + 8 * (high - 0.5)
            interval = above - below + 2 / alpha * (max(below - y, 0) + max(y - above, 0))
            total += alpha / 2 * interval
        assert wis == pytest.approx(total / 2.5, rel=ROUNDING)


def test_scores_are_those_of_scoringrules(scored: HubScores) -> None:
    """The Numba backend is asked here and the NumPy backend there."""
    wis, crps = (values(scored, name, model="b-two", target="inc") for name in ("wis", "crps"))
    assert wis.keys() == crps.keys() and len(wis) == 10
    for (day, h, place), found in wis.items():
        y, m = seen(day, h, place), middle(h, place, 4.0)
        q = {level: m + 8 * (level - 0.5) for level in LEVELS}
        direct = scoringrules.weighted_interval_score(
            np.array([y]), np.array([m]), np.array([[q[0.1], q[0.25]]]), np.array([[q[0.9], q[0.75]]]),
            np.array([0.2, 0.5]), backend="numba",
        )  # fmt: skip
        assert found == pytest.approx(float(np.squeeze(direct)), rel=BACKEND)
        draws = m + np.arange(3) * int(h) - 1.0
        direct = scoringrules.crps_ensemble(y, draws, estimator="nrg", backend="numba")
        assert crps[day, h, place] == pytest.approx(float(np.squeeze(direct)), rel=BACKEND)


def test_joint_samples_are_scored_as_vectors(scored: HubScores) -> None:
    energy = {(one.model, dict(one.task)["origin_date"], dict(one.task)["location"]): one.value
              for one in scored.scores if one.score == "energy"}  # fmt: skip
    assert scored.joint == {"inc": ("horizon", "target_end_date")}
    y = np.array([seen(ROUNDS[0], h, "02") for h in "123"])
    draws = np.array([[middle(h, "02") + i * int(h) - 1.0 for h in "123"] for i in range(3)])
    far = [float(np.linalg.norm(x - y)) for x in draws]
    apart = [float(np.linalg.norm(a - b)) for a in draws for b in draws]
    assert energy[MODEL, ROUNDS[0], "02"] == pytest.approx(sum(far) / 3 - sum(apart) / 18, rel=ROUNDING)
    variogram = [one.value for one in scored.scores if one.score == "variogram" and one.model == MODEL]
    pairs = [(i, j) for i in range(3) for j in range(3)]
    by_hand = sum((abs(y[i] - y[j]) ** 0.5 - np.mean(np.abs(draws[:, i] - draws[:, j]) ** 0.5)) ** 2 for i, j in pairs)
    assert variogram[1] == pytest.approx(float(by_hand), rel=ROUNDING)


def test_what_samples_are_joint_over_can_be_said(hub: Path) -> None:
    both = score_hub(hub, joint=["horizon", "location"])
    assert "energy" not in {one.score for one in both.scores}
    # other ids in each place: nothing is joint over both
    assert both.unscored["vectors of samples whose ids differ between tasks, so that they are not joint"] == 4
    with pytest.raises(LedgerError, match="--joint: place: no such task id"):
        score_hub(hub, joint=["place"])


def test_probabilities(scored: HubScores) -> None:
    """0.2, 0.3, 0.5 of low, mid, high, and mid came: squares, logarithm, and squares of sums by hand."""
    for score, by_hand in (("brier", 0.2**2 + 0.7**2 + 0.5**2), ("log_score", -np.log(0.3)), ("rps", 0.2**2 + 0.5**2)):
        found = values(scored, score)
        assert found and all(value == pytest.approx(by_hand, rel=ROUNDING) for value in found.values())


def test_what_was_given_no_chance_is_infinite_and_counted(tmp_path: Path) -> None:
    hub = SmallHub(tmp_path)
    for name, chance in (("low", "0.5"), ("mid", "0"), ("high", "0.5")):
        hub.where(output_type_id=name)[0]["value"] = chance
    hub.write()
    oracle(tmp_path)
    found = mean_scores(score_hub(tmp_path))
    (row,) = [one for one in found.rows if one.score == "log_score" and one.horizon == "all"]
    assert (row.mean.value, row.infinite) == (float("inf"), 1)
    plain = words.plain(found)
    json.dumps(plain, allow_nan=False)
    assert any("infinite (in 1)" in line for line in words.lines(found))


def test_errors_and_coverage(scored: HubScores) -> None:
    for (day, h, place), error in values(scored, "mean_error", model=MODEL).items():
        assert error == pytest.approx(middle(h, place) + 0.5 - seen(day, h, place), rel=ROUNDING)
    for coverage, half in (("coverage_80", 3.2), ("coverage_50", 2.0)):
        for (day, h, place), inside in values(scored, coverage, model=MODEL).items():
            assert inside == (abs(middle(h, place) - seen(day, h, place)) <= half)


def test_levels_samples_and_truth_are_told(scored: HubScores, hub: Path) -> None:
    text = "\n".join(words.lines(mean_scores(scored, MODEL)))
    for said in (
        "quantile levels: 0.1, 0.25, 0.5, 0.75, 0.9", "samples a task: 3", "samples are joint over: horizon",
        "variogram score: power 0.5", "target-data/oracle-output.csv", "with the 2 rounds as clusters", "Baseline: a-one",
        "Not scored, tasks of which nothing says what came true: 1.",
    ):  # fmt: skip
        assert said in " ".join(text.split()), said


def row(rows: tuple[HubRow, ...], **where: str) -> HubRow:
    (found,) = [one for one in rows if all(getattr(one, name) == cell for name, cell in where.items())]
    return found


def test_the_ratio_is_of_means_over_the_tasks_both_have(scored: HubScores) -> None:
    rows = mean_scores(scored, MODEL).rows
    ours, theirs = (values(scored, "wis", model=model, target="inc") for model in (MODEL, "b-two"))
    found = row(rows, target="inc", horizon="all", model="b-two", score="wis")
    assert found.shared == len(theirs) < len(ours)
    ratio = sum(theirs.values()) / sum(ours[key] for key in theirs)
    assert found.ratio.value == pytest.approx(ratio, rel=ROUNDING)
    # of two models the geometric mean over both is the square root, and that of the baseline its inverse
    assert found.skill.value == pytest.approx(ratio, rel=ROUNDING)
    mine = row(rows, target="inc", horizon="all", model=MODEL, score="wis")
    assert mine.ratio == (1.0, 0.0) and mine.skill.value == 1.0
    assert mine.mean.value == pytest.approx(np.mean(list(ours.values())), rel=ROUNDING)
    one = row(rows, target="inc", horizon="1", model=MODEL, score="wis")
    assert (one.tasks, one.rounds) == (4, 2)


def test_a_baseline_that_is_none(scored: HubScores) -> None:
    with pytest.raises(AttritError, match="no scored model 'a-onee'; one of a-one, b-two; did you mean 'a-one'"):
        mean_scores(scored, "a-onee")


def test_csv_and_json_hold_the_same_rows(scored: HubScores) -> None:
    found = mean_scores(scored, MODEL)
    rows = list(csv.DictReader(words.as_csv(found).splitlines()))
    plain = words.plain(found)["scores"]
    assert len(rows) == len(plain) == len(found.rows)
    for one, other in zip(rows, plain, strict=True):
        assert one == {name: "" if value is None else str(value) for name, value in other.items()}


def test_a_time_series_is_a_truth_and_the_day_is_worked_out(tmp_path: Path) -> None:
    hub = SmallHub(tmp_path)
    hub.write()
    (tmp_path / "target-data").mkdir()
    rows = [
        {"date": d, "location": p, "target": t, "as_of": day, "observation": f"{v + extra:g}"}
        for day, extra in (("2024-03-01", 0.0), ("2024-02-01", 50.0))
        for (t, p, d), v in TRUTH.items()
    ]
    (tmp_path / "target-data" / "time-series.csv").write_text(table(rows))
    scored = score_hub(tmp_path)
    assert scored.version == "as of 2024-03-01"
    found = values(scored, "mean_error", target="inc")
    assert len(found) == 6
    for (day, h, place), error in found.items():
        assert error == pytest.approx(middle(h, place) + 0.5 - seen(day, h, place), rel=ROUNDING)


def test_levels_without_a_partner_have_no_interval_score(tmp_path: Path) -> None:
    hub = SmallHub(tmp_path)
    hub.rows = [one for one in hub.rows if one["output_type_id"] != "0.9"]
    hub.write()
    oracle(tmp_path)
    scored = score_hub(tmp_path)
    assert not values(scored, "wis") and len(values(scored, "quantile_score")) == 6
    assert scored.unscored["quantile forecasts without WIS, since a level has no partner beyond 1/2"] == 6


def test_what_cannot_be_scored_is_said(tmp_path: Path) -> None:
    hub = SmallHub(tmp_path)
    hub.write()
    with pytest.raises(LedgerError, match="nothing says what came true"):
        score_hub(tmp_path)
    oracle(tmp_path)
    hub.file.write_text(hub.file.read_text().replace(",7.8", ",many", 1))
    with pytest.raises(LedgerError, match=r"2024-01-01-a-one.csv:\d+: value: 'many' at '0.1' is no number") as raised:
        score_hub(tmp_path)
    assert "Traceback" not in str(raised.value)
    with pytest.raises(LedgerError, match=r"tasks\.json: there is no such file"):
        score_hub(tmp_path / "nowhere")


def test_without_scoringrules_it_says_what_to_install(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "scoringrules", None)
    with pytest.raises(AttritError, match=r"scores need scoringrules; pip install 'attrit\[score\]'"):
        score_hub(hub)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2024-01-01-a-one.csv", ("2024-01-01", "a-one", "csv")),
        ("round_1-team_x-model_y.gz.parquet", ("round_1", "team_x-model_y", "parquet")),
        ("2024-01-01-one.csv", None),
        ("a-b-c-d.csv", None),
    ],
)
def test_names_of_files(name: str, found: tuple[str, str, str] | None) -> None:
    told = file_name(Path(name))
    assert (None if told is None else (told.round, told.model, told.format)) == found


def test_a_score_is_a_row() -> None:
    assert Score._fields[0] == "model" and Score._fields[-1] == "value"

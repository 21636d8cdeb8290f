"""Forecasts of battles are scored a whole war at a time, and nothing of a war is known when it is foretold."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from attrit.analysis import hindcast_battles as hindcast
from attrit.analysis.hindcast_battles import Battles, battle_rows, rows_of
from attrit.evidence import battle_design as design
from attrit.evidence.battle_fit import parsed, shipped, written
from attrit.evidence.battle_tables import BattleTable, read_battle_tables
from attrit.statistics.battle_scores import SERIES, Foretold, mean_by_war, scored
from tests.tolerances import LEFT_OUT_ONCE, ROUNDING

CDB90 = Path(__file__).parents[3] / "shared" / "data" / "cdb90"
pytest.importorskip("scoringrules", reason="the extra score is not installed")
pytest.importorskip("sklearn", reason="the extra score is not installed")


def made(battles: int = 90, wars: int = 3) -> BattleTable:
    """Battles in which the larger side wins and men are lost in proportion to the enemy's."""
    rng = np.random.default_rng(1)
    men = np.exp(rng.normal(9.5, 0.8, (battles, 2)))
    ratio = np.log(men[:, 0] / men[:, 1])
    lost = men * np.exp(-2.5 + 1.0 * np.column_stack([-ratio, ratio]) + 0.3 * rng.standard_normal((battles, 2)))
    blank, nothing = np.full(battles, ""), np.full((battles, 2), np.nan)
    return BattleTable(
        name=np.arange(battles).astype(str), war=np.array([f"War {k % wars}" for k in range(battles)]),
        year=np.full(battles, 1850.0), strength=men, basis=np.full((battles, 2), "1"),
        strength_error=np.full((battles, 2), 0.05), loss_error=np.full((battles, 2), 0.05), cavalry=nothing,
        tanks=nothing, guns=nothing, sorties=nothing, posture=blank, terrain=blank, cover=blank, weather=blank,
        season=blank, width=np.full(battles, np.nan), part=np.zeros(battles, bool), losses=np.minimum(lost, men),
        won=(ratio + 0.5 * rng.standard_normal(battles) > 0.0).astype(float),
        days=1.0 + rng.exponential(1.0, battles), advance=5.0 * ratio,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hindcast, "WARMUP", 40)
    monkeypatch.setattr(fitted_defaults := hindcast.fitted, "__defaults__", (80,))
    assert fitted_defaults.__defaults__ == (80,)


def test_scores_by_hand():
    """A forecast of 0 and 2 of what is 1: CRPS 1 - 1/2 * mean |0 - 2| over pairs, which is 0.5 with distinct pairs 1 - 1."""
    values = np.tile(np.array([0.0, 2.0]), (len(SERIES), 2, 1))
    seen = np.full((len(SERIES), 2), 1.0)
    seen[0, 1] = np.nan
    found = scored(Foretold(values, np.array([0.8, 0.8])), seen, np.array([1.0, 0.0]))
    assert found.numbers["crps"][1] == pytest.approx([0.0, 0.0], abs=ROUNDING)  # fair: pairs of distinct samples
    assert math.isnan(found.numbers["crps"][0, 1]) and math.isnan(found.numbers["coverage_90"][0, 1])
    assert found.winner["brier"] == pytest.approx([0.04, 0.64], rel=ROUNDING)
    assert found.winner["log_score"] == pytest.approx([-math.log(0.8), -math.log(0.2)], rel=ROUNDING)


def test_errors_are_those_of_wars():
    """Two wars of sums of deviations -2 and 2: sqrt(2 * 8) / 4 = 1; one war has no error."""
    mean, error, n = mean_by_war(np.array([1.0, 1.0, 3.0, 3.0, np.nan]), np.array([0, 0, 1, 1, 1]))
    assert (mean, n) == (2.0, 4) and error == pytest.approx(1.0, rel=ROUNDING)
    assert math.isnan(mean_by_war(np.ones(3), np.zeros(3, np.int64))[1])


def test_new_wars_are_foretold_by_the_shipped_model_and_every_baseline():
    rows = rows_of(Battles(made()), shipped())
    models = {row.model for row in rows}
    assert models == {
        "battle_model", "battle_model_refitted", "climatology", "log_linear", "boosting", "climatology_shipped",
        "log_linear_shipped",
    }  # fmt: skip
    found = {(row.series, row.model, row.score): row for row in rows}
    assert found["winner", "battle_model", "brier"].n == 90
    assert all(
        row.set == "battles" and row.horizon == 0 and row.error > 0.0 for row in rows if "coverage" not in row.score
    )
    ours, plain = (found["exchange", model, "crps"].value for model in ("battle_model_refitted", "climatology"))
    assert ours < plain, "the force ratio says much here"
    less = found["exchange", "battle_model", "crps_less_climatology"].value
    told = found["exchange", "battle_model", "crps"].value - plain
    assert less == pytest.approx(told, rel=1e-9)


def test_one_new_war_alone_is_foretold_by_what_ships():
    table = made(40, 1)
    rows = rows_of(Battles(table), shipped())
    assert {row.model for row in rows} == {"battle_model", "climatology_shipped", "log_linear_shipped"}
    assert all(math.isnan(row.error) for row in rows)


def test_a_war_that_the_shipped_model_knows_is_foretold_from_the_others():
    """The losses of the war that is foretold do not matter to its forecast."""
    table = made()
    known = replace(shipped(), wars={"War 0": 30, "War 1": 30, "War 2": 30})
    battles = Battles(table)
    held = battles.cases.war == 1
    spoilt = Battles(replace(table, losses=np.where(table.war[:, None] == "War 1", table.strength, table.losses)))
    first, second = (hindcast._forecasts(one, known, held) for one in (battles, spoilt))
    assert set(first) == {"battle_model", "climatology", "log_linear", "boosting"}
    for model in first:
        np.testing.assert_array_equal(first[model].values, second[model].values, model)


def test_the_table_that_ships_reads_back():
    rows = (*design.PREDICTORS, *design.ERAS)
    again = parsed(written(shipped(), rows, design.OUTCOMES))
    assert again.wars == shipped().wars and len(again.wars) == 24 and sum(again.wars.values()) == 466
    np.testing.assert_array_equal(again.belief["covariance"], shipped().belief["covariance"])
    assert np.linalg.eigvalsh(shipped().belief["covariance"]).min() > -1e-4


@pytest.mark.slow
@pytest.mark.skipif(not CDB90.exists(), reason="the shared data are not beside this checkout")
def test_the_development_battles_score_what_ships(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.undo()
    found = {(row.series, row.model, row.score): row.value for row in battle_rows(CDB90)}
    for key, (value, _, _) in shipped().scores.items():
        assert found[key] == pytest.approx(value, abs=LEFT_OUT_ONCE), key
    for series in ("attacker_losses", "defender_losses", "duration", "advance"):
        others = [found[series, model, "crps"] for model in ("climatology", "log_linear", "boosting")]
        assert found[series, "battle_model", "crps"] < min(others), series


def test_the_folder_that_is_scored_is_one_of_tables(tmp_path: Path):
    with pytest.raises(ValueError, match=r"battles\.csv"):
        battle_rows(tmp_path)


@pytest.mark.skipif(not CDB90.exists(), reason="the shared data are not beside this checkout")
def test_predictors_of_the_development_battles_are_of_one_size():
    x = design.predictors(design.facts_of(read_battle_tables(CDB90)))
    assert np.abs(x[:, 1:].mean(axis=0)).max() < 1.0 and x[:, 1:].std(axis=0).max() < 1.5

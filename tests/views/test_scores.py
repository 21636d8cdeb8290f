"""The scores that ship, in words: failures first, counts that are those of the table."""

from __future__ import annotations

from attrit.experiments.published_scores import published
from attrit.statistics.score_rows import ScoreRow
from attrit.views.scores.charts import calibration_spec
from attrit.views.scores.words import front_sentence, headline, lines


def row(model: str, horizon: int, score: str, value: float, n: int = 40) -> ScoreRow:
    return ScoreRow("fronts", "all", horizon, model, score, value, 0.1, n)


def fronts(ratio: float, held: float) -> list[ScoreRow]:
    found = []
    for model in ("pool", "mechanism", "random_walk_half"):
        found += [row(model, 30, "crps_ratio", ratio), row(model, 30, "fronts", 5)]
        found += [row(model, 30, f"coverage_{level}", held) for level in (50, 80, 90)]
    return found


def test_what_failed_stands_first() -> None:
    assert front_sentence(fronts(1.2, 0.9)).startswith("The pool of all forecasts is no better")
    assert front_sentence(fronts(0.8, 0.6)).startswith("Its intervals of nine in ten held 60 % of what came")
    assert front_sentence(fronts(0.8, 0.9)).startswith("Its CRPS is lower by 20 % at 30 days")


def test_the_line_of_the_report_counts_what_was_held() -> None:
    told = headline(fronts(1.2, 0.9))
    assert "held 36 of 40 at 30 days" in told
    assert "did better at 30 days" in told
    assert "did better" not in headline(fronts(0.8, 0.9))


def test_the_scores_that_ship_can_be_told_and_drawn() -> None:
    rows = published()
    assert {row.set for row in rows} == {"fronts", "kursk", "battles", "days"}
    assert all(row.n > 0 for row in rows)
    text = "\n".join(lines(rows))
    for title in ("Fronts", "The pocket of Kursk", "Battles", "Daily losses"):
        assert title in text
    assert "nan" not in text
    assert len(calibration_spec(rows)["concat"]) == 3

"""Scores of forecasts in words: how they did against simple ones, and how often intervals held; failures first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from attrit.analysis.hindcast import Hindcast
from attrit.analysis.hindcast_fronts import HALF, POOL
from attrit.statistics.score_rows import ScoreRow
from attrit.views.words.columns import columns, paragraph
from attrit.views.words.numbers import decimals, with_error

NAMES = {"fronts": "Fronts", "kursk": "The pocket's own past", "battles": "Battles", "days": "Days of losses"}
_LEVELS = (50, 80, 90)


def lines(found: Hindcast) -> list[str]:
    """Everything that was scored, a table for each set.

    Parameters
    ----------
    found
        () [-] The scores.
    """
    told: list[str] = []
    for name in ("fronts", "kursk"):
        of_set = [row for row in found.rows if row.set == name and row.series == "all"]
        if of_set:
            told += [f"{NAMES[name]}", "", *front_table(of_set), "", paragraph(front_sentence(of_set)), ""]
    for name in ("battles", "days"):
        of_set = [row for row in found.rows if row.set == name]
        if of_set:
            told += [f"{NAMES[name]}", "", *plain_table(of_set), ""]
    targets = [row for row in found.rows if row.set == "kursk" and not _by_horizon(row, found.rows)]
    if targets:
        told += ["Numbers about Kursk that came to be known", "", *plain_table(targets), ""]
    return [*told, *(paragraph(f"note: {note}") for note in found.notes)]


def _by_horizon(row: ScoreRow, rows: Iterable[ScoreRow]) -> bool:
    return row.series in ("all", "kursk")


def _cell(row: ScoreRow | None) -> str:
    if row is None or not math.isfinite(row.value):
        return "–"
    return with_error(row.value, row.error) if math.isfinite(row.error) and row.error > 0 else decimals(row.value, 2)


def front_table(rows: Sequence[ScoreRow]) -> list[str]:
    """Models of one set by horizon: the CRPS as a multiple of that of half drift, and coverage.

    Parameters
    ----------
    rows
        (score) [-] Rows over all series of a set.
    """
    by = {(row.model, row.horizon, row.score): row for row in rows}
    horizons = sorted({row.horizon for row in rows if row.horizon})
    models = list(dict.fromkeys(row.model for row in rows))
    ranked = sorted(models, key=lambda model: _mean(by, model, horizons))
    head = ["CRPS against the random walk, half drift", *(f"{h} days" for h in horizons), "paths together"]
    table = [head]
    for model in ranked:
        cells = [_cell(by.get((model, h, "crps_ratio"))) for h in horizons]
        table.append([model, *cells, _cell(by.get((model, 0, "energy_ratio")))])
    held = [["share held by the interval of 50 / 80 / 90 %", *(f"{h} days" for h in horizons)]]
    for model in ranked:
        held.append([model, *(_coverage(by, model, h) for h in horizons)])
    right = range(1, len(horizons) + 2)
    return [*columns(table, right=right, give=0), "", *columns(held, right=right[:-1], give=0)]


def _mean(by: dict[tuple[str, int, str], ScoreRow], model: str, horizons: Sequence[int]) -> float:
    values = [by[model, h, "crps_ratio"].value for h in horizons if (model, h, "crps_ratio") in by]
    return sum(values) / len(values) if values else math.inf


def _coverage(by: dict[tuple[str, int, str], ScoreRow], model: str, horizon: int) -> str:
    cells = [by.get((model, horizon, f"coverage_{level}")) for level in _LEVELS]
    return " / ".join("–" if cell is None else f"{100 * cell.value:.0f}" for cell in cells)


def front_sentence(rows: Sequence[ScoreRow]) -> str:
    """How the pool did, what failed first.

    Parameters
    ----------
    rows
        (score) [-] Rows over all series of a set.
    """
    by = {(row.model, row.horizon, row.score): row for row in rows}
    horizons = sorted({row.horizon for row in rows if row.horizon})
    worse = [h for h in horizons if (row := by.get((POOL, h, "crps_ratio"))) is not None and row.value >= 1]
    narrow = [
        h for h in horizons
        if (row := by.get((POOL, h, "coverage_90"))) is not None and abs(row.value - 0.9) > 0.07
    ]  # fmt: skip
    told = []
    if worse:
        told.append(f"The pool is no better than the {HALF} at {_days(worse)}.")
    if narrow:
        said = ", ".join(f"{100 * by[POOL, h, 'coverage_90'].value:.0f} % at {h}" for h in narrow)
        told.append(f"Its 90 % intervals do not hold what they say at {_days(narrow)} ({said}).")
    better = [h for h in horizons if h not in worse and (POOL, h, "crps_ratio") in by]
    if better:
        said = ", ".join(f"{100 * (1 - by[POOL, h, 'crps_ratio'].value):.0f} %" for h in better)
        told.append(f"It is better by {said} at {_days(better)}.")
    n = max((row.n for row in rows if row.score == "coverage_90"), default=0)
    fronts = max((row.n for row in rows if row.score == "crps_ratio"), default=0)
    told.append(
        f"That rests on {n} forecasts of {fronts} series. Forecasts of one front overlap, so ± is that between fronts."
    )
    return " ".join(told)


def _days(horizons: Sequence[int]) -> str:
    words = [str(h) for h in horizons]
    return f"{', '.join(words[:-1])} and {words[-1]} days" if len(words) > 1 else f"{words[0]} days"


def plain_table(rows: Sequence[ScoreRow]) -> list[str]:
    """Scores of models that are not by day, a row for each series and score.

    Parameters
    ----------
    rows
        (score) [-] The rows of a set.
    """
    models = list(dict.fromkeys(row.model for row in rows))
    keys = list(dict.fromkeys((row.series, row.horizon, row.score) for row in rows))
    by = {(row.series, row.horizon, row.score, row.model): row for row in rows}
    table = [["", "score", *models]]
    for series, horizon, score in keys:
        name = f"{series}, {horizon} days" if horizon else series
        table.append([name, score, *(_cell(by.get((series, horizon, score, model))) for model in models)])
    return columns(table, right=range(2, len(models) + 2), give=0)

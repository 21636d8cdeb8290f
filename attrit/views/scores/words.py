"""Scores of forecasts in words: how they did against simple ones, and how often intervals held; failures first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from attrit.experiments.front_forecasters import HALF_DRIFT, MECHANISM
from attrit.experiments.rolling_origins import POOL
from attrit.statistics.score_rows import ScoreRow
from attrit.views.words.columns import columns, paragraph
from attrit.views.words.numbers import decimals, with_error

FRONTS = {"fronts": "Fronts: the area day by day", "kursk": "The pocket of Kursk from its own past"}
TABLES = {"battles": "Battles", "days": "Daily losses"}
LEVELS = (50, 80, 90)
ENOUGH = 20
"""Forecasts for a share of them to say something."""
MISS = 0.07
"""Difference between a stated share and the share held from which an interval is said not to hold."""
_NAMES = {HALF_DRIFT: "random walk, half drift", "random_walk_full": "random walk, full drift",
          "random_walk_none": "random walk, no drift", "straight_line": "straight line", "arima": "ARIMA(1,1,1)",
          "damped_trend": "damped trend"}  # fmt: skip
By = Mapping[tuple[str, int, str], ScoreRow]


def lines(rows: Sequence[ScoreRow]) -> list[str]:
    """Everything that was scored, a table for each set.

    Parameters
    ----------
    rows
        (score) [-] The scores.
    """
    told: list[str] = []
    for name, title in FRONTS.items():
        series = "all" if name == "fronts" else _pocket(rows)
        found = [row for row in rows if row.set == name and row.series == series]
        if any(row.score == "crps_ratio" for row in found):
            told += [title, "", paragraph(front_sentence(found)), "", *front_table(found), ""]
    for name, title in TABLES.items():
        found = [row for row in rows if row.set == name]
        if found:
            told += [title, "", *plain_table(found), ""]
    targets = [row for row in rows if row.set == "kursk" and row.series not in ("all", _pocket(rows))]
    if targets:
        told += ["Numbers about Kursk that came to be known", "", *plain_table(targets), ""]
    return told or ["Nothing could be scored."]


def _pocket(rows: Sequence[ScoreRow]) -> str:
    """Name of the pocket's own series."""
    return next((row.series for row in rows if row.set == "kursk" and row.model == HALF_DRIFT), "")


def model_name(model: str) -> str:
    """What people call a model.

    Parameters
    ----------
    model
        () [-] Its name among the scores.
    """
    return _NAMES.get(model, model.replace("_", " "))


def _cell(row: ScoreRow | None) -> str:
    if row is None or not math.isfinite(row.value):
        return "–"
    return with_error(row.value, row.error) if math.isfinite(row.error) and row.error > 0 else decimals(row.value, 2)


def _by(rows: Sequence[ScoreRow]) -> tuple[By, list[int], list[str]]:
    """Rows by model, horizon and score; horizons; models, the best first."""
    by = {(row.model, row.horizon, row.score): row for row in rows}
    horizons = sorted({row.horizon for row in rows})
    models = list(dict.fromkeys(row.model for row in rows))

    def mean(model: str) -> float:
        values = [by[model, h, "crps_ratio"].value for h in horizons if (model, h, "crps_ratio") in by]
        return sum(values) / len(values) if values else math.inf

    return by, horizons, sorted(models, key=mean)


def front_table(rows: Sequence[ScoreRow]) -> list[str]:
    """Models by horizon: scores as multiples of those of the random walk with half the drift, and coverage.

    Parameters
    ----------
    rows
        (score) [-] Rows of one series, or of all together.
    """
    by, horizons, models = _by(rows)
    told: list[str] = []
    heads = {
        "crps_ratio": "CRPS, against half drift",
        "energy_ratio": "all days up to then together (energy score)",
    }
    for score, title in heads.items():
        table = [[title, *(f"{h} days" for h in horizons)]]
        table += [[model_name(model), *(_cell(by.get((model, h, score))) for h in horizons)] for model in models]
        told += [*columns(table, right=range(1, len(horizons) + 1), give=0), ""]
    held = [["held by the interval of 50 / 80 / 90 %, in %", *(f"{h} days" for h in horizons)]]
    held += [[model_name(model), *(_coverage(by, model, h) for h in horizons)] for model in models]
    counts = ["forecasts", *(str(_count(rows, h)) for h in horizons)]
    return [*told, *columns([*held, counts], right=range(1, len(horizons) + 1), give=0)]


def _coverage(by: By, model: str, horizon: int) -> str:
    cells = [by.get((model, horizon, f"coverage_{level}")) for level in LEVELS]
    return " / ".join("–" if cell is None else f"{100 * cell.value:.0f}" for cell in cells)


def _count(rows: Sequence[ScoreRow], horizon: int) -> int:
    return max((row.n for row in rows if row.horizon == horizon and row.score == "coverage_90"), default=0)


def front_sentence(rows: Sequence[ScoreRow]) -> str:
    """How the pool did, what failed first.

    Parameters
    ----------
    rows
        (score) [-] Rows of one series, or of all together.
    """
    by, horizons, _ = _by(rows)
    ratio = {h: by[POOL, h, "crps_ratio"].value for h in horizons if (POOL, h, "crps_ratio") in by}
    held = {h: by[POOL, h, "coverage_90"].value for h in horizons if (POOL, h, "coverage_90") in by}
    told = []
    worse = [h for h, value in ratio.items() if value >= 1]
    if worse:
        told.append(f"The pool of all forecasts is no better than a random walk with half the drift {_days(worse)}.")
    missed = [h for h, value in held.items() if abs(value - 0.9) > MISS]
    if missed:
        said = ", ".join(f"{100 * held[h]:.0f} %" for h in missed)
        told.append(f"Its intervals of nine in ten held {said} of what came {_days(missed)}.")
    better = [h for h in ratio if h not in worse]
    if better:
        said = ", ".join(f"{100 * (1 - ratio[h]):.0f} %" for h in better)
        told.append(f"Its CRPS is lower by {said} {_days(better)}.")
    n = {h: _count(rows, h) for h in horizons}
    fronts = max((int(row.value) for row in rows if row.score == "fronts"), default=1)
    told.append(
        f"That rests on {', '.join(str(count) for count in n.values())} forecasts of {fronts} series. Forecasts of one "
        "series overlap, so ± is that between series."
    )
    return " ".join(told)


def _days(horizons: Sequence[int]) -> str:
    words = [str(h) for h in horizons]
    return f"at {', '.join(words[:-1])} and {words[-1]} days" if len(words) > 1 else f"at {words[0]} days"


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
    table = [["", "score", *map(model_name, models)]]
    for series, horizon, score in keys:
        name = f"{series}, {horizon} days" if horizon else series
        table.append([name, score, *(_cell(by.get((series, horizon, score, model))) for model in models)])
    return columns(table, right=range(2, len(models) + 2), give=0)


def headline(rows: Sequence[ScoreRow]) -> str:
    """How good forecasts by the mechanisms were, in a line or two, what failed first.

    Parameters
    ----------
    rows
        (score) [-] The scores that ship.
    """
    of = [row for row in rows if row.set == "fronts" and row.series == "all" and row.model == MECHANISM]
    by = {(row.horizon, row.score): row for row in of}
    counts = held_counts(rows, MECHANISM)
    held = "; ".join(counts.values())
    worse = [h for h in counts if by[h, "crps_ratio"].value > 1]
    told = (
        f"How good is it? Told nothing but the map, the mechanisms forecast {_series(rows)} series of ground of 2022 "
        f"to 2024. Their intervals of nine in ten held {held}."
    )
    if worse:
        told += (
            f" By the CRPS, a score of whole forecasts, a random walk with half the drift did better {_days(worse)}."
        )
    return f"{told} What men or shells change has never been scored: history plays once."


def held_counts(rows: Sequence[ScoreRow], model: str) -> dict[int, str]:
    """How many of how many the intervals of nine in ten of a model held, by days ahead, where there are enough.

    Parameters
    ----------
    rows
        (score) [-] Scores of fronts over all series, among others.
    model
        () [-] The model.
    """
    of = [r for r in rows if (r.set, r.series, r.model, r.score) == ("fronts", "all", model, "coverage_90")]
    shown = sorted((r for r in of if r.n >= ENOUGH), key=lambda r: r.horizon)
    return {r.horizon: f"{round(r.value * r.n)} of {r.n} at {r.horizon} days" for r in shown}


def _series(rows: Sequence[ScoreRow]) -> int:
    return max((int(row.value) for row in rows if row.set == "fronts" and row.score == "fronts"), default=0)

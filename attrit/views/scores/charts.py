"""Chart of calibration: shares that intervals state, and shares that they held."""

from __future__ import annotations

from collections.abc import Sequence

from attrit.experiments.front_forecasters import HALF_DRIFT, MECHANISM
from attrit.experiments.rolling_origins import POOL
from attrit.statistics.score_rows import ScoreRow
from attrit.views.charts.look import DEEP, MIDDLE, QUIET, RUST, Spec, chart, panel_title
from attrit.views.scores.words import ENOUGH, LEVELS, model_name

_SHOWN = {POOL: DEEP, MECHANISM: MIDDLE, HALF_DRIFT: RUST}


def calibration_spec(rows: Sequence[ScoreRow]) -> Spec:
    """Of forecasts of fronts, a panel for each horizon: the share stated and the share held.

    Parameters
    ----------
    rows
        (score) [-] Scores of fronts, over all series.
    """
    by = {(r.model, r.horizon, r.score): r for r in rows if r.set == "fronts" and r.series == "all"}
    horizons = [h for h in sorted({key[1] for key in by}) if by[POOL, h, "coverage_90"].n >= ENOUGH]
    panels, told = [], []
    for h in horizons:
        values = [
            {"model": model_name(model), "stated": level, "held": 100 * by[model, h, f"coverage_{level}"].value}
            for model in _SHOWN
            for level in LEVELS
        ]
        told += [f"{v['model']} {v['stated']} %: {v['held']:.0f} % at {h} days" for v in values]
        panels.append(_panel(values, f"{h} days ({by[POOL, h, 'coverage_90'].n} forecasts)"))
    return chart(
        f"Shares that intervals stated and held. {'; '.join(told)}.",
        "How often intervals held what came (%)",
        ["Across: the share stated. Up: the share that held. On the grey line they agree; below it, too narrow."],
        {"concat": panels, "columns": 3, "spacing": 24},
    )


def _panel(values: Sequence[dict[str, object]], title: str) -> Spec:
    scale = {"domain": [0, 100]}
    x = {"field": "stated", "type": "quantitative", "title": None, "scale": scale, "axis": {"values": list(LEVELS)}}
    y = {"field": "held", "type": "quantitative", "title": None, "scale": scale}
    names = [model_name(model) for model in _SHOWN]
    colour = {
        "field": "model", "type": "nominal", "sort": names, "legend": {"title": None, "orient": "bottom"},
        "scale": {"domain": names, "range": [*_SHOWN.values()]},
    }  # fmt: skip
    ends = {"values": [{"stated": 0, "held": 0}, {"stated": 100, "held": 100}]}
    line = {"type": "line", "color": QUIET, "strokeWidth": 0.8}
    return {
        "title": panel_title(title, 190), "width": 170, "height": 170, "data": {"values": values},
        "layer": [
            {"data": ends, "mark": line, "encoding": {"x": x, "y": y}},
            {"mark": {"type": "line", "strokeWidth": 1.6}, "encoding": {"x": x, "y": y, "color": colour}},
            {"mark": {"type": "point", "filled": True, "size": 40, "opacity": 1},
             "encoding": {"x": x, "y": y, "color": colour}},
        ],
    }  # fmt: skip

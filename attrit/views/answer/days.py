"""Charts by day: how an outcome spreads over the worlds in each arm, and how two arms differ in the same worlds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.engine.results import Results, Variable
from attrit.experiments.nations import last
from attrit.statistics.estimates import Estimate
from attrit.views.charts.look import (
    DEEP,
    INK,
    MIDDLE,
    PALE,
    QUIET,
    RUST,
    SPREAD,
    Spec,
    beside,
    chart,
    panel_title,
    reference_line,
)
from attrit.views.words.numbers import amount, capital, level, unit_name, with_error, with_unit

_GAP = 14.0  # px between two labels, so that they do not touch
_DATES = {"type": "temporal", "title": None, "scale": {"type": "utc", "nice": False}}
_DATE_AXIS = {
    "grid": False, "ticks": True, "tickColor": QUIET, "tickSize": 4, "domain": True, "domainColor": QUIET,
    # the year under the first date and under every January
    "labelExpr": "datum.index == 0 || utcmonth(datum.value) == 0 && utcdate(datum.value) == 1"
    " ? [utcFormat(datum.value, '%-d %b'), utcFormat(datum.value, '%Y')] : utcFormat(datum.value, '%-d %b')",
}  # fmt: skip


class _Panel(NamedTuple):
    """Size and scale of one panel."""

    width: int
    height: int
    low: float
    high: float
    days: tuple[str, ...]


def fan_spec(results: Results, arms: Sequence[str] | None = None, outcome: str = "area_held", **where: str) -> Spec:
    """A panel for each arm: median, half of the worlds and nine in ten of them, by day, and the mean on the last day.

    Parameters
    ----------
    results
        () [-] A run.
    arms
        (arm) [-] The arms to show; all of the run if None.
    outcome
        () [-] An outcome kept for every day.
    **where
        () [-] Labels of its further dims, for example ``side="ru"``.

    Raises
    ------
    ResultsError
        No such arm or outcome, or the outcome was not kept by day, or a label is missing.
    """
    names = tuple(arms) if arms is not None else results.arms
    fans = [results.bands(outcome, name, **where) for name in names]
    first, variable = fans[0], _described(results, outcome)
    panel = _panel(results, fans, width=240 if len(names) > 1 else 600, height=215)
    titles = [_title(results, name) for name in names]
    means = [_mean(results, outcome, name, None, where) for name in names]
    drawn = [
        {
            "title": panel_title(capital(title), panel.width + 80),
            **_layers(panel, fan, variable.unit, mean, reference=None if fan is first else first),
        }
        for title, fan, mean in zip(titles, fans, means, strict=True)
    ]
    ends = ", ".join(
        f"{title} {_end_label(mean, fan[-1, 2], variable.unit)}"
        for title, fan, mean in zip(titles, fans, means, strict=True)
    )
    title = with_unit(variable.title, variable.unit)
    unit = unit_name(variable.unit)
    description = f"{title} by day from {panel.days[0]} to {panel.days[-1]}. On the last day ({unit}): {ends}."
    how = [f"{SPREAD} Dashed: the median of “{titles[0]}”." if len(names) > 1 else SPREAD]
    body = {"concat": drawn, "columns": 2, "spacing": {"row": 26, "column": 28}} if len(names) > 1 else drawn[0]
    return chart(description, title, how, body)


def observed_spec(results: Results, arm: str, before: NDArray[np.float64], seen: Mapping[str, float]) -> Spec:
    """One arm by day with what was observed of it, and the median that was expected before.

    Parameters
    ----------
    results
        () [-] A run of worlds that were chosen by observations.
    arm
        () [-] The arm that was observed.
    before
        (day, quantile) [km2] Quantiles by day of the run without observations.
    seen
        (date) [km2] What was observed, by ISO date.
    """
    fan, variable = results.bands("area_held", arm), _described(results, "area_held")
    panel = _panel(results, [fan, before, np.array([[value] * 5 for value in seen.values()])], width=600, height=260)
    mean = _mean(results, "area_held", arm, None, {})
    body = _layers(panel, fan, variable.unit, mean, reference=before)
    x = {**_DATES, "field": "date"}
    y = {"type": "quantitative", "field": "seen"}
    mark = {"type": "point", "filled": True, "size": 26, "color": INK, "opacity": 1}
    values = [{"date": day, "seen": value} for day, value in seen.items()]
    body["layer"].append({"data": {"values": values}, "mark": mark, "encoding": {"x": x, "y": y}})
    title = with_unit(variable.title, variable.unit)
    ends = _end_label(mean, fan[-1, 2], variable.unit)
    description = f"{title} by day from {panel.days[0]} to {panel.days[-1]}, given what was seen. At the end: {ends}."
    how = [f"{SPREAD}", "Points: what was observed and used. Dashed: the median that was expected without it."]
    return chart(description, title, how, body)


def difference_spec(
    results: Results, arm: str, against: str | None = None, outcome: str = "area_held", **where: str
) -> Spec:
    """One arm minus another in the same worlds, by day: median, half of the worlds and nine in ten of them.

    Parameters
    ----------
    results
        () [-] A run that holds both arms.
    arm, against
        () [-] The arms; the second is the scenario's own choice if None.
    outcome
        () [-] An outcome kept for every day.
    **where
        () [-] Labels of its further dims, for example ``side="ru"``.

    Raises
    ------
    ResultsError
        No such arm or outcome, or the outcome was not kept by day, or a label is missing.
    """
    other = against if against is not None else results.scenario.against
    fan = results.bands(outcome, arm, other, **where)
    variable = _described(results, outcome)
    panel = _panel(results, [fan], width=600, height=215)
    one, two = _title(results, arm), _title(results, other)
    title = with_unit(f"{variable.title}: difference in the same worlds", variable.unit)
    mean, unit = _mean(results, outcome, arm, other, where), unit_name(variable.unit)
    end = _end_label(mean, fan[-1, 2], variable.unit, signed=True)
    description = f"{title}, “{one}” minus “{two}”. On the last day: {end} {unit}."
    how = [f"“{one}” minus “{two}”: below zero is less with the former.", SPREAD]
    return chart(description, title, how, _layers(panel, fan, variable.unit, mean, signed=True))


def _title(results: Results, arm: str) -> str:
    return results.scenario.arms[arm].title


def _described(results: Results, outcome: str) -> Variable:
    """The outcome with its unit and title, though only its quantiles may be there."""
    return results.variable(outcome if outcome in results.variables else f"{outcome}_quantiles")


def _mean(
    results: Results, outcome: str, arm: str, against: str | None, where: Mapping[str, str | int]
) -> Estimate | None:
    """Mean on the last day of what the bands show; None where its quantiles alone were kept."""
    if outcome not in results.variables:
        return None
    x = last(results, outcome, arm, **where)
    with np.errstate(invalid="ignore"):
        x = x if against is None else x - last(results, outcome, against, **where)
    return Estimate.of(x[np.isfinite(x)])


def _end_label(mean: Estimate | None, median: float, unit: str, *, signed: bool = False) -> str:
    """The number on the last day: the mean, or the median where there is no other."""
    if mean is None:
        return f"median {amount(median, unit, signed=signed)}"
    if signed:
        return f"mean {with_error(mean.mean, mean.mean_error, signed=True)}"
    return f"mean {level(mean.mean, mean.mean_error)}"


def _panel(results: Results, fans: Sequence[NDArray[np.float64]], width: int, height: int) -> _Panel:
    """The scale that holds all fans, from zero where they lie to one side of it."""
    shown = np.concatenate([fan[np.isfinite(fan)] for fan in fans])
    low, high = (float(shown.min()), float(shown.max())) if shown.size else (0.0, 1.0)
    low, high = min(low, 0.0), max(high, 0.0)
    days = tuple((results.scenario.as_of + timedelta(days=int(day))).isoformat() for day in results.coords["day"])
    return _Panel(width, height, low, high if high > low else low + 1.0, days)


def _layers(
    panel: _Panel, fan: NDArray[np.float64], unit: str, mean: Estimate | None, *, signed: bool = False,
    reference: NDArray[np.float64] | None = None,
) -> Spec:  # fmt: skip
    """Bands, lines and the labels at their ends."""
    keys = ("p05", "p25", "p50", "p75", "p95")
    rows: list[Spec] = [
        {"date": day, **dict(zip(keys, map(float, numbers), strict=True))}
        for day, numbers in zip(panel.days, fan, strict=True)
        if np.isfinite(numbers).all()
    ]
    x = {**_DATES, "field": "date", "axis": {**_DATE_AXIS, **_ticks(panel)}}
    y = {
        "type": "quantitative", "title": None, "scale": {"domain": [panel.low, panel.high], "nice": True},
        "axis": {"tickCount": 5},
    }  # fmt: skip

    def band(low: str, high: str, colour: str) -> Spec:
        encoding = {"x": x, "y": {**y, "field": low}, "y2": {"field": high}}
        return {"mark": {"type": "area", "color": colour, "opacity": 1}, "encoding": encoding}

    def line(field: str, **mark: object) -> Spec:
        return {"mark": {"type": "line", **mark}, "encoding": {"x": x, "y": {**y, "field": field}}}

    layers = [band("p05", "p95", PALE), band("p25", "p75", MIDDLE)]
    if signed:
        layers.append(reference_line("y", 0.0))
    if reference is not None:
        compared = [
            {"date": day, "other": float(middle)}
            for day, middle in zip(panel.days, reference[:, 2], strict=True)
            if np.isfinite(middle)
        ]
        layers.append({"data": {"values": compared}, **line("other", color=RUST, strokeWidth=1.6, strokeDash=[5, 3])})
    layers.append(line("p50", color=DEEP, strokeWidth=2.2))
    if rows:
        if mean is not None and math.isfinite(mean.mean):
            diamond = {"type": "point", "shape": "diamond", "filled": True, "size": 70, "color": INK, "opacity": 1}
            at = [{"date": rows[-1]["date"], "mean": mean.mean}]
            layers.append({"data": {"values": at}, "mark": diamond, "encoding": {"x": x, "y": {**y, "field": "mean"}}})
        layers += _end_labels(panel, rows[-1], y, unit, mean, signed)
    return {"width": panel.width, "height": panel.height, "data": {"values": rows}, "layer": layers}


def _ticks(panel: _Panel) -> Spec:
    """Where the dates stand: at the first of a month if the run is long enough, else every so many days."""
    fit = panel.width // 65
    months = len(panel.days) / 30
    if months > 2.5:
        return {"tickCount": {"interval": "month", "step": math.ceil(months / (fit + 1))}}
    last = len(panel.days) - 1
    step = max(1, math.ceil(last / min(fit, 5)))
    midnights = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in panel.days[::step]]
    return {"values": [1000 * int(at.timestamp()) for at in midnights]}


def _end_labels(panel: _Panel, end: Spec, y: Spec, unit: str, mean: Estimate | None, signed: bool) -> list[Spec]:
    """The last day's mean and 5 and 95 % quantiles in figures, moved apart where they would touch."""
    gap = _GAP * (panel.high - panel.low) / panel.height
    at = end["p50"] if mean is None or math.isnan(mean.mean) else mean.mean
    low = max(min(end["p05"], at - gap), panel.low)
    middle = max(at, low + gap)
    places = {
        "p05": (low, f"5 %: {amount(end['p05'], unit, signed=signed)}"),
        "p50": (middle, _end_label(mean, end["p50"], unit, signed=signed)),
        "p95": (max(end["p95"], middle + gap), f"95 %: {amount(end['p95'], unit, signed=signed)}"),
    }
    layers = []
    for key, (place, text) in places.items():
        bold = key == "p50"
        mark = {"color": INK if bold else QUIET, "fontWeight": "bold" if bold else "normal"}
        layer = beside("text", panel.width + 6, "left", mark)
        layer["data"] = {"values": [{"place": place, "text": text}]}
        layer["encoding"]["y"] = {**y, "field": "place"}
        layers.append(layer)
    return layers

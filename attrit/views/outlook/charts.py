"""Chart of a forecast of a front: the past, and the pool ahead."""

from __future__ import annotations

from datetime import timedelta

from attrit.analysis.front_outlook import FrontOutlook
from attrit.experiments.rolling_origins import POOL
from attrit.views.charts.look import DEEP, INK, MIDDLE, PALE, Spec, chart
from attrit.views.outlook import words
from attrit.views.register import View


def outlook_spec(found: FrontOutlook) -> Spec:
    """The area so far, and the pool of forecasts: median, half and nine in ten.

    Parameters
    ----------
    found
        () [-] The forecast.
    """
    days, area = found.past.days, found.past.values
    last = days[-1].item()
    rows = [{"date": str(last), **dict.fromkeys(("p05", "p25", "p50", "p75", "p95"), float(area[-1]))}]
    for h, q in zip(found.horizons, found.quantiles[POOL].tolist(), strict=True):
        on = last + timedelta(days=h)
        rows.append({"date": str(on), **dict(zip(("p05", "p25", "p50", "p75", "p95"), q, strict=True))})
    x = {"field": "date", "type": "temporal", "title": None}
    y = {"type": "quantitative", "title": None, "scale": {"zero": False}}

    def band(low: str, high: str, colour: str) -> Spec:
        encoding = {"x": x, "y": {**y, "field": low}, "y2": {"field": high}}
        return {"mark": {"type": "area", "color": colour, "opacity": 1}, "encoding": encoding}

    seen = [{"date": str(day), "area": float(value)} for day, value in zip(days, area, strict=True)]
    line = {"type": "line", "strokeWidth": 2}
    return chart(
        words.sentence(found),
        f"{found.column} of {found.past.name} (km²)",
        ["Dark line: the map so far. Ahead: median, half and nine in ten of the pool, straight between the horizons."],
        {
            "width": 600, "height": 260, "data": {"values": rows},
            "layer": [
                band("p05", "p95", PALE), band("p25", "p75", MIDDLE),
                {"mark": {**line, "color": DEEP}, "encoding": {"x": x, "y": {**y, "field": "p50"}}},
                {"data": {"values": seen}, "mark": {**line, "color": INK},
                 "encoding": {"x": x, "y": {**y, "field": "area"}}},
            ],
        },
    )  # fmt: skip


VIEWS = (
    View(
        of=FrontOutlook, title="What the front is expected to do", sentence=words.sentence, lines=words.lines,
        plain=words.plain, spec=outlook_spec,
    ),
)  # fmt: skip

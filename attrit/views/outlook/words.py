"""What a front is expected to do, in words: the forecast, its members, what the mechanisms add, how good it is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from attrit.analysis.front_outlook import WITHOUT
from attrit.engine.quantiles import SHARES
from attrit.experiments.front_forecasters import MECHANISM
from attrit.experiments.published_scores import published
from attrit.experiments.rolling_origins import POOL
from attrit.views.scores.words import held_counts, model_name
from attrit.views.words.columns import columns, paragraph
from attrit.views.words.numbers import exact

if TYPE_CHECKING:
    from attrit.analysis.front_outlook import FrontOutlook


def sentence(found: FrontOutlook) -> str:
    """The forecast in a sentence or two.

    Parameters
    ----------
    found
        () [-] The forecast.
    """
    days = found.past.days
    k = min(1, len(found.horizons) - 1)
    q = found.quantiles[POOL][k]
    on = days[-1].item() + timedelta(days=found.horizons[k])
    return (
        f"{found.column} of {found.past.name} is {_number(found.past.values[-1])} km² on {days[-1].item():%-d %B %Y}. "
        f"{found.horizons[k]} days later, on {on:%-d %B %Y}, it is as likely above {_number(q[2])} as below, and nine "
        f"in ten from {_number(q[0])} to {_number(q[4])} km²."
    )


def _number(x: float) -> str:
    return exact(float(x))


def lines(found: FrontOutlook) -> list[str]:
    """The whole forecast.

    Parameters
    ----------
    found
        () [-] The forecast.
    """
    head = [f"{found.column}, km²: median [nine in ten]", *(f"{h} days" for h in found.horizons), "weight"]
    rows = [head]
    for model, table in found.quantiles.items():
        cells = [f"{_number(q[2])} [{_number(q[0])}, {_number(q[4])}]" for q in table]
        weight = found.weights.get(model)
        rows.append([model_name(model), *cells, "" if weight is None else f"{100 * weight:.0f} %"])
    right = range(1, len(head))
    return [
        paragraph(sentence(found)), "", *columns(rows, right=right, give=0), "", paragraph(_adds(found)), "",
        paragraph(_good()),
    ]  # fmt: skip


def _adds(found: FrontOutlook) -> str:
    """What the mechanisms add to the pool."""
    k = len(found.horizons) - 1
    ours, theirs = (found.quantiles[name][k] for name in (POOL, WITHOUT))
    times = (ours[4] - ours[0]) / max(1e-9, theirs[4] - theirs[0])
    width = f"{times:.2g} times as wide" if np.isfinite(times) else "wider"
    rests = (
        f"The weights rest on {found.known} earlier forecasts of this series"
        if found.known
        else "Nothing that was forecast of this series has come yet, so the weights are those believed beforehand"
    )
    return (
        f"The mechanisms have {100 * found.weights[MECHANISM]:.0f} % of the weight. With them the interval at "
        f"{found.horizons[k]} days is {width} as without, and the median moves by {exact(float(ours[2] - theirs[2]))} "
        f"km². {rests}. Strengths are not known, so nothing here says what men or shells would change."
    )


def _good() -> str:
    """How good such forecasts were."""
    held = ", ".join(held_counts(published(), POOL).values())
    return f"How good is it? On six series of 2022 to 2024 the intervals of nine in ten of this pool held {held}."


def plain(found: FrontOutlook) -> dict[str, Any]:
    """The same as plain data.

    Parameters
    ----------
    found
        () [-] The forecast.
    """
    return {
        "sentence": sentence(found), "series": found.past.name, "column": found.column,
        "last_day": str(found.past.days[-1]), "last_value": float(found.past.values[-1]), "unit": "km2",
        "quantiles": list(SHARES), "weights": dict(found.weights), "earlier_forecasts": found.known,
        "forecasts": [
            {"model": model, "days": h, "values": [float(x) for x in table[k]]}
            for model, table in found.quantiles.items() for k, h in enumerate(found.horizons)
        ],
    }  # fmt: skip

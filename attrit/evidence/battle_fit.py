"""The fit to battles that ships with attrit: a table of numbers, written by tools/fits/battle_model.py."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
HEADER = ("part", "name", "numbers")
_SINGLE = ("spread_freedom", "war_freedom", "eras")


@dataclass(frozen=True)
class Shipped:
    """The numbers of the fit.

    Parameters
    ----------
    belief
        () [any] Coefficients, effects of eras and covariances, by their names in `attrit.statistics.battle_belief`.
    wars
        (war) [1] Battles of each war that it was fitted to.
    climatology
        series -> (quantile) [any] Evenly spaced quantiles of what happened; of the winner the share of won battles.
    lines
        series -> (3) [any] Level, slope and residual sd on ln force ratio; of the winner level and slope.
    years
        (quantile) [year] Evenly spaced quantiles of the years of the battles.
    scores
        (series, model, score) -> (3) [any] Mean, standard error and number of battles, a war left out at a time.
    """

    belief: dict[str, Any]
    wars: dict[str, int]
    climatology: dict[str, Floats]
    lines: dict[str, Floats]
    years: Floats
    scores: dict[tuple[str, str, str], Floats]


@cache
def shipped() -> Shipped:
    """The fit that ships."""
    return parsed(files("attrit.library").joinpath("battle_model.csv").read_text("utf-8"))


def parsed(text: str) -> Shipped:
    """A fit from the text of its table.

    Parameters
    ----------
    text
        () [-] As `written` makes it.
    """
    parts: dict[str, dict[str, Floats]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        parts.setdefault(row["part"], {})[row["name"]] = np.array(row["numbers"].split(), dtype=np.float64)
    belief: dict[str, Any] = {name: float(parts[name][""][0]) for name in _SINGLE}
    belief |= {name: np.array([*parts[name].values()]) for name in ("mean", "spread", "war")}
    belief |= {"freedoms": parts["freedoms"][""], "covariance": _whole([*parts["covariance"].values()])}
    return Shipped(
        belief=belief | {"eras": int(belief["eras"])}, wars={war: int(n[0]) for war, n in parts["wars"].items()},
        climatology=parts["climatology"], lines=parts["lines"], years=parts["years"][""],
        scores={_key(name): numbers for name, numbers in parts.get("scores", {}).items()},
    )  # fmt: skip


def written(fit: Shipped, rows: tuple[str, ...], outcomes: tuple[str, ...]) -> str:
    """The table of a fit.

    Parameters
    ----------
    fit
        () [-] The fit.
    rows, outcomes
        (row), (outcome) [-] Names of predictors and eras, and of outcomes.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(HEADER)

    def put(part: str, numbers: Mapping[str, Any], digits: int = 4) -> None:
        for name, row in numbers.items():
            table.writerow((part, name, " ".join(f"{x:.{digits}g}" for x in np.atleast_1d(row))))

    belief = fit.belief
    for name in _SINGLE:
        put(name, {"": belief[name]})
    put("freedoms", {"": belief["freedoms"]})
    put("mean", dict(zip(rows, belief["mean"], strict=True)))
    for name in ("spread", "war"):
        put(name, dict(zip(outcomes, belief[name], strict=True)))
    pairs = [f"{row}: {outcome}" for row in rows for outcome in outcomes]
    put("covariance", {pair: belief["covariance"][i, : i + 1] for i, pair in enumerate(pairs)})
    put("wars", fit.wars)
    put("years", {"": fit.years})
    put("climatology", fit.climatology)
    put("lines", fit.lines)
    put("scores", {": ".join(key): numbers for key, numbers in fit.scores.items()})
    return text.getvalue()


def _whole(rows: list[Floats]) -> Floats:
    """A symmetric matrix from its lower triangle."""
    lower = np.zeros((len(rows), len(rows)))
    for i, row in enumerate(rows):
        lower[i, : i + 1] = row
    return lower + np.tril(lower, -1).T


def _key(name: str) -> tuple[str, str, str]:
    series, model, score = name.split(": ")
    return series, model, score

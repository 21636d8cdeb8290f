"""Scores of forecasts of battles: CRPS, coverage, Brier and log score, with errors by war."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attrit.statistics.chance import Floats
from attrit.statistics.clustered import clustered_mean
from attrit.statistics.score_rows import ScoreRow
from attrit.statistics.scores import need

SERIES = ("attacker_losses", "defender_losses", "exchange", "duration", "advance")
"""What is foretold as a number: ln of the shares lost, of the ratio of losses, of the days; the advance, bent."""
LEVELS = (50, 80, 90)
"""Central intervals whose coverage is told, in per cent."""
_LEAST = 1e-3  # a chance is never told as less


@dataclass(frozen=True)
class Foretold:
    """A forecast of some battles.

    Parameters
    ----------
    values
        (series, battle, sample) [any] Equally likely values of each series.
    won
        (battle) [1] Probability that the attacker wins.
    """

    values: Floats
    won: Floats


@dataclass(frozen=True)
class Scored:
    """Scores of battles, NaN where nothing was observed.

    Parameters
    ----------
    numbers
        score -> (series, battle) [any] ``crps`` and the coverages.
    winner
        score -> (battle) [1] ``brier`` and ``log_score``.
    """

    numbers: dict[str, Floats]
    winner: dict[str, Floats]


def scored(foretold: Foretold, seen: Floats, won: Floats) -> Scored:
    """Scores of a forecast, by the package scoringrules.

    CRPS: Gneiting and Raftery 2007, JASA 102, 359-378, in the unit of the series; 0 is perfect. The log score is minus
    the natural logarithm of the probability of what happened.

    Parameters
    ----------
    foretold
        () [-] The forecast.
    seen
        (series, battle) [any] What happened.
    won
        (battle) [1] 1 if the attacker won, 0 if not.
    """
    rules = need()
    numbers = {"crps": np.asarray(rules.crps_ensemble(seen, foretold.values, estimator="pwm", backend="numpy"))}
    for level in LEVELS:
        low, high = np.quantile(foretold.values, [0.5 - level / 200.0, 0.5 + level / 200.0], axis=-1)
        numbers[f"coverage_{level}"] = np.where(np.isnan(seen), np.nan, (low <= seen) & (seen <= high))
    chance = np.clip(foretold.won, _LEAST, 1.0 - _LEAST)
    there = ~np.isnan(won)
    happened = np.where(there, won, 0.0)
    told = {
        "brier": rules.brier_score(happened, chance, backend="numpy"),
        "log_score": rules.log_score(happened, chance, backend="numpy"),
    }
    return Scored(numbers, {name: np.where(there, np.asarray(value), np.nan) for name, value in told.items()})


def mean_by_war(values: Floats, war: NDArray[np.int64]) -> tuple[float, float, int]:
    """Mean over battles, its standard error if wars are drawn at random, and how many battles.

    Parameters
    ----------
    values
        (battle) [any] Scores, NaN where there is none.
    war
        (battle) [1] Place of the war.
    """
    there = np.isfinite(values)
    _, of = np.unique(war[there], return_inverse=True)
    return *clustered_mean(values[there], of), int(there.sum())


def score_rows(scores: Mapping[str, Scored], war: NDArray[np.int64], ours: str) -> list[ScoreRow]:
    """Rows of the table of scores; of the model ``ours`` the differences from every other, battle by battle, too.

    Parameters
    ----------
    scores
        model -> () [-] Scores of the same battles.
    war
        (battle) [1] Places of the wars.
    ours
        () [-] The model whose differences are told: below 0 it does better.
    """
    rows = []

    def note(series: str, model: str, score: str, values: Floats) -> None:
        mean, error, n = mean_by_war(values, war)
        if n:
            rows.append(ScoreRow("battles", series, 0, model, score, mean, error, n))

    for model, found in scores.items():
        other = scores[ours]
        for score, table in found.numbers.items():
            for k, series in enumerate(SERIES):
                note(series, model, score, table[k])
                if score == "crps" and model != ours:
                    note(series, ours, f"crps_less_{model}", other.numbers[score][k] - table[k])
        for score, column in found.winner.items():
            note("winner", model, score, column)
            if model != ours:
                note("winner", ours, f"{score}_less_{model}", other.winner[score] - column)
    return rows

"""Daily losses of the Ardennes, foretold after half of the days: log-linear Lanchester beside three plain ways.

    log_linear_lanchester   the posterior of the days given, with strengths that the losses foretold wear down
    mean                    the mean and spread of ln losses of the last sixteen days
    last_day                the last day, with the spread of changes from day to day
    random_walk             ln losses take such steps, day after day

Checked against
---------------
tests/analysis/test_hindcast_days.py: scores of a series that is known, the Ardennes days where their table is.
"""

from __future__ import annotations

import math
import os

import numpy as np
from scipy import special

from attrit.engine.draws import uniform_numbers
from attrit.errors import LedgerError, Problem
from attrit.evidence.daily_losses import DailyLosses, read_daily_losses
from attrit.statistics.battle_scores import LEVELS
from attrit.statistics.chance import Chance, Floats
from attrit.statistics.log_linear_lanchester import LanchesterPrior, ahead, days_of, sample
from attrit.statistics.score_rows import ScoreRow
from attrit.statistics.scores import need

GIVEN = 16
_SEED = 1944
_DRAWS = 2000
_SAMPLES = 400
_BLOCK = 4  # days that are taken together for errors: what is missed on a day is missed on the next


def day_rows(
    file: str | os.PathLike[str], *, given: int = GIVEN, attacking: int = 5, losses: str = "casualties",
    day: str = "day_index",
) -> list[ScoreRow]:  # fmt: skip
    """Scores of the days after the first.

    Parameters
    ----------
    file
        () [-] A daily table: day, side, strength and losses.
    given
        () [1] Days that are given; the rest are foretold at once.
    attacking
        () [1] First days on which the second side attacks.
    losses, day
        () [-] Names of the columns.

    Returns
    -------
    list
        Rows of the set ``days``: CRPS in men, log score of ln losses, coverage, by side; the horizon is the last day.

    Raises
    ------
    LedgerError
        The table cannot be read, or has too few days.
    """
    table = read_daily_losses(file, losses=losses, day=day)
    if len(table.day) < given + 2 * _BLOCK:
        found = f"{len(table.day)} days, of which {given} are given"
        raise LedgerError(Problem(os.fspath(file), "", found, f"at least {given + 2 * _BLOCK} days"))
    return rows_of(table, given, attacking)


def rows_of(table: DailyLosses, given: int = GIVEN, attacking: int = 5) -> list[ScoreRow]:
    """The same for a table that is read.

    Parameters
    ----------
    table
        (day) [-] The days.
    given, attacking
        () [1] As in `day_rows`.
    """
    y = np.log(table.losses)
    told = {"log_linear_lanchester": _lanchester(table, given, attacking), **_plain(y[:given], len(y) - given)}
    rows = []
    for model, (means, sds, samples) in told.items():
        for k, side in enumerate(table.sides):
            found = _scores(y[given:, k], means[..., k], sds[..., k], samples[..., k])
            for score, values in found.items():
                series = f"losses_{side.lower()}"
                rows.append(
                    ScoreRow(
                        "days", series, len(values), model, score, float(values.mean()), _error(values), len(values)
                    )
                )
    return rows


def _lanchester(table: DailyLosses, given: int, attacking: int) -> tuple[Floats, Floats, Floats]:
    """Means and sds of the normal densities (draw, day, side) and values (sample, day, side) of ln losses."""
    chance = Chance(lambda block, size: uniform_numbers(f"days: {block}", _SEED, size))
    stance = np.where(np.arange(len(table.day)) < attacking, -1.0, 1.0)
    first = table.strength[:given]
    days = days_of(first, stance[:given])
    drawn = sample(days, np.log(table.losses[:given])[None], LanchesterPrior(), chance, draws=_DRAWS)
    left = first[-1] - table.losses[given - 1]
    y, means = ahead(drawn, left, np.log(first).mean(axis=0), stance[given:], chance)
    sds = np.sqrt(np.diagonal(drawn.covariance[:, 0], axis1=1, axis2=2))[:, None, :]
    return means, np.broadcast_to(sds, means.shape), y


def _plain(y: Floats, horizon: int) -> dict[str, tuple[Floats, Floats, Floats]]:
    """The same of the three plain ways, each one normal density a day."""
    recent = y[-GIVEN:]
    step = np.diff(recent, axis=0)
    far = np.arange(1, horizon + 1)[:, None]
    flat = np.ones((horizon, 1))
    moved = np.sqrt(np.mean(step**2, axis=0))
    ways = {
        "mean": (recent.mean(axis=0) * flat, recent.std(axis=0, ddof=1) * math.sqrt(1.0 + 1.0 / len(recent)) * flat),
        "last_day": (recent[-1] * flat, moved * flat),
        "random_walk": (recent[-1] * flat, moved * np.sqrt(far)),
    }
    z = special.ndtri((np.arange(_SAMPLES) + 0.5) / _SAMPLES)[:, None, None]
    return {name: (mean[None], sd[None], mean + sd * z) for name, (mean, sd) in ways.items()}


def _scores(seen: Floats, means: Floats, sds: Floats, samples: Floats) -> dict[str, Floats]:
    """Scores of each day of one side."""
    rules = need()
    found = {
        "crps": rules.crps_ensemble(np.exp(seen), np.exp(samples), m_axis=0, estimator="pwm", backend="numpy"),
        "log_score": rules.logs_mixnorm(seen, means.T, sds.T, backend="numpy"),
    }
    for level in LEVELS:
        low, high = np.quantile(samples, [0.5 - level / 200.0, 0.5 + level / 200.0], axis=0)
        found[f"coverage_{level}"] = ((low <= seen) & (seen <= high)).astype(np.float64)
    return {name: np.asarray(values, np.float64) for name, values in found.items()}


def _error(values: Floats) -> float:
    """Standard error of a mean over days, from the means of blocks of days."""
    blocks = [part.mean() for part in np.array_split(values, max(2, len(values) // _BLOCK))]
    return float(np.std(blocks, ddof=1) / math.sqrt(len(blocks)))

"""How well outcomes of battles are foretold, a whole war left out at a time, beside three baselines.

A war that the shipped model was fitted to is foretold from the other wars of the folder. Any other war is foretold by
the shipped model, which has not seen it, and a second time by that model fitted further to such other wars of the
folder as it has not seen either (``battle_model_refitted``).

    climatology   what happened in the other wars of the folder
    log_linear    a straight line in ln force ratio with normal errors; for the winner a logistic curve
    boosting      gradient boosting of all predictors with the errors of wars left out; for the winner a classifier
    ..._shipped   the first two from the battles of the shipped model, for wars that these are not of

Checked against
---------------
tests/analysis/test_hindcast_battles.py: battles made by the model itself, scores by hand, the development wars.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from attrit.engine.draws import uniform_numbers
from attrit.evidence import battle_design as design
from attrit.evidence.battle_fit import Shipped, shipped
from attrit.evidence.battle_tables import BattleTable, read_battle_tables
from attrit.statistics import battle_baselines as baselines
from attrit.statistics.battle_belief import Belief
from attrit.statistics.battle_model import Cases, Posterior, fit, usual_prior
from attrit.statistics.battle_scores import SERIES, Foretold, Scored, score_rows, scored
from attrit.statistics.chance import Chance, Floats
from attrit.statistics.score_rows import ScoreRow
from attrit.statistics.scores import need

SEED = 20241116
DRAWS = 400
WARMUP = 200
_FEWEST = 40  # battles of other wars below which no baseline is fitted to them
Progress = Callable[[int, int], None]


class Battles:
    """The battles of a table as the models take them.

    Parameters
    ----------
    table
        (battle) [-] The battles.
    """

    def __init__(self, table: BattleTable) -> None:
        y, side, noise = design.outcomes(table)
        self.wars, war = np.unique(table.war, return_inverse=True)
        self.ratio = np.log(table.strength[:, 0] / table.strength[:, 1])
        self.whole = ~table.part
        self.cases = Cases(
            x=design.predictors(design.facts_of(table)), y=y, side=side, noise=noise, war=war,
            era=design.eras(table.year),
        )  # fmt: skip
        self.seen = np.vstack([y[:, 0], y[:, 1], y[:, 0] - y[:, 1] + self.ratio, y[:, 2], y[:, 3]])
        self.won = table.won


def battle_rows(folder: str | os.PathLike[str], *, progress: Progress | None = None) -> list[ScoreRow]:
    """Scores of the model of battles and of the baselines on a folder of battles.

    Parameters
    ----------
    folder
        () [-] The folder, as `read_battle_tables` takes it.
    progress
        () [-] Called with wars done and wars in all.

    Returns
    -------
    list
        Rows of the set ``battles``: CRPS and coverage of each series, Brier and log score of the winner (won or not),
        and differences of the model from each baseline, with standard errors by war.

    Raises
    ------
    LedgerError
        The tables cannot be read.
    FitError
        A package that scoring needs is not installed.
    """
    battles, ship = Battles(read_battle_tables(folder)), shipped()
    return rows_of(battles, ship, progress)


def rows_of(battles: Battles, ship: Shipped, progress: Progress | None = None) -> list[ScoreRow]:
    """The same for battles that are read.

    Parameters
    ----------
    battles, ship
        () [-] The battles, and the shipped fit.
    progress
        () [-] Called with wars done and wars in all.
    """
    tables: dict[str, Foretold] = {}
    size = len(battles.won)
    for number in range(len(battles.wars)):
        held = battles.cases.war == number
        with need("threadpoolctl").threadpool_limits(1):  # matrices of some hundred rows: threads wait for each other
            forecasts = _forecasts(battles, ship, held)
        for model, told in forecasts.items():
            if model not in tables:
                values = np.full((len(SERIES), size, baselines.SAMPLES), np.nan)
                tables[model] = Foretold(values, np.full(size, np.nan))
            tables[model].values[:, held] = told.values
            tables[model].won[held] = told.won
        if progress is not None:
            progress(number + 1, len(battles.wars))
    return score_rows(
        {name: _scored(told, battles) for name, told in tables.items()}, battles.cases.war, "battle_model"
    )


def _scored(told: Foretold, battles: Battles) -> Scored:
    """Scores of a forecast, NaN for battles that it is not of."""
    there = np.isfinite(told.won)
    part = scored(Foretold(told.values[:, there], told.won[there]), battles.seen[:, there], battles.won[there])

    def spread(values: Floats) -> Floats:
        whole = np.full((*values.shape[:-1], len(there)), np.nan)
        whole[..., there] = values
        return whole

    return Scored({k: spread(v) for k, v in part.numbers.items()}, {k: spread(v) for k, v in part.winner.items()})


def _forecasts(battles: Battles, ship: Shipped, held: NDArray[np.bool_]) -> dict[str, Foretold]:
    """Forecasts of one war by every model that can be had."""
    name = str(battles.wars[battles.cases.war[held][0]])
    known = name in ship.wars
    others = battles.whole & ~held
    seen, won, war = battles.seen[:, others], battles.won[others], battles.cases.war[others]
    found: dict[str, Foretold] = {}
    if known:
        found["battle_model"] = by_model(fitted(battles, others, name), battles, held, name)
    else:
        belief = Belief(**ship.belief)
        found["battle_model"] = by_model(belief.posterior(DRAWS, _chance(f"drawn {name}")), battles, held, name)
        new = others & ~np.isin(battles.wars[battles.cases.war], [*ship.wars])
        further = (
            fit(battles.cases.part(new), belief.prior(), _chance(name), draws=DRAWS, warmup=WARMUP)
            if new.any()
            else None
        )
        if further is not None:
            found["battle_model_refitted"] = by_model(further, battles, held, name)
        found |= _shipped_baselines(ship, battles, held)
    if others.sum() >= _FEWEST and len({*war}) > 1:
        lines = np.array([baselines.line(battles.ratio[others], row) for row in seen])
        curve = baselines.logistic(battles.ratio[others], won)
        found["climatology"] = baselines.climatology(seen, won, int(held.sum()))
        found["log_linear"] = baselines.log_linear(lines, curve, battles.ratio[held])
        found["boosting"] = baselines.boosting(battles.cases.x[others], seen, won, war, battles.cases.x[held])
    return found


def fitted(battles: Battles, which: NDArray[np.bool_], name: str, draws: int = DRAWS) -> Posterior:
    """The model fitted to some of the battles from wide beliefs.

    Parameters
    ----------
    battles, which
        (battle) [-] The battles, and which of them.
    name
        () [-] Of the random numbers.
    draws
        () [1] Draws of the posterior.
    """
    prior = usual_prior(np.array(design.LEVEL), design.reach(), design.era_reach(), design.turn())
    return fit(battles.cases.part(which), prior, _chance(name), draws=draws, warmup=WARMUP)


def by_model(posterior: Posterior, battles: Battles, held: NDArray[np.bool_], name: str) -> Foretold:
    """What a posterior foretells of battles.

    Parameters
    ----------
    posterior
        () [-] The posterior.
    battles, held
        (battle) [-] The battles, and which of them.
    name
        () [-] Of the random numbers.
    """
    cases = battles.cases.part(held)
    y, above = posterior.foretell(cases.x, cases.era, cases.noise, _chance(f"ahead {name}"))
    y[:, :, :2] = np.minimum(y[:, :, :2], 0.0)
    ratio = y[:, :, 0] - y[:, :, 1] + battles.ratio[held]
    values = np.stack([y[:, :, 0], y[:, :, 1], ratio, np.maximum(y[:, :, 2], 0.0), y[:, :, 3]]).transpose(0, 2, 1)
    return Foretold(np.moveaxis(np.quantile(values, baselines.PARTS, axis=-1), 0, -1), above[:, 4])


def _shipped_baselines(ship: Shipped, battles: Battles, held: NDArray[np.bool_]) -> dict[str, Foretold]:
    count = int(held.sum())
    values = np.empty((len(SERIES), count, baselines.SAMPLES))
    for k, series in enumerate(SERIES):
        row = ship.climatology[series]
        values[k] = np.interp(baselines.PARTS, np.linspace(0.0, 1.0, len(row)), row)
    lines = np.array([ship.lines[series] for series in SERIES])
    curve = float(ship.lines["winner"][0]), float(ship.lines["winner"][1])
    return {
        "climatology_shipped": Foretold(values, np.full(count, float(ship.climatology["winner"][0]))),
        "log_linear_shipped": baselines.log_linear(lines, curve, battles.ratio[held]),
    }


def _chance(name: str) -> Chance:
    return Chance(lambda block, size: uniform_numbers(f"battles: {name}: {block}", SEED, size))

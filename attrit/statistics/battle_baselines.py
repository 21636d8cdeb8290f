"""Three plain ways to foretell outcomes of battles, which a model of them has to beat."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from attrit.statistics.battle_scores import SERIES, Foretold
from attrit.statistics.chance import Floats
from attrit.statistics.scores import need

SAMPLES = 200
PARTS = (np.arange(SAMPLES) + 0.5) / SAMPLES
"""Levels of the equally likely values of a forecast."""
_FOLDS = 5
_CEILINGS = np.array([0.0, 0.0, np.inf, np.inf, np.inf])
_FLOORS = np.array([-np.inf, -np.inf, -np.inf, 0.0, -np.inf])


def bounded(values: Floats) -> Floats:
    """Values within what can be: nobody loses more than all, no battle lasts less than its day.

    Parameters
    ----------
    values
        (series, battle, sample) [any] The values.
    """
    return np.clip(values, _FLOORS[:, None, None], _CEILINGS[:, None, None])


def climatology(seen: Floats, won: Floats, battles: int) -> Foretold:
    """What happened in other battles, all alike.

    Parameters
    ----------
    seen, won
        (series, battle), (battle) [any] Outcomes of other battles, NaN where not known.
    battles
        () [1] Battles to foretell.
    """
    values = np.array([np.quantile(row[np.isfinite(row)], PARTS) for row in seen])
    return Foretold(np.repeat(values[:, None, :], battles, axis=1), np.full(battles, _share(won)))


def _share(won: Floats) -> float:
    """Share of battles won, by the rule of succession."""
    return float((np.nansum(won) + 1.0) / (np.isfinite(won).sum() + 2.0))


def line(x: Floats, y: Floats) -> tuple[float, float, float]:
    """Level, slope and residual standard deviation of a straight line by least squares.

    Parameters
    ----------
    x, y
        (battle) [any] The numbers; what is NaN is left out.
    """
    there = np.isfinite(y)
    slope, level = np.polyfit(x[there], y[there], 1)
    rest = y[there] - level - slope * x[there]
    return float(level), float(slope), float(np.sqrt(rest @ rest / max(there.sum() - 2, 1)))


def logistic(x: Floats, won: Floats) -> tuple[float, float]:
    """Level and slope of a logistic curve by maximum likelihood.

    Parameters
    ----------
    x, won
        (battle) [any] The numbers, and 1 or 0; what is NaN is left out.
    """
    models = need("sklearn.linear_model")
    there = np.isfinite(won)
    if len({*won[there]}) < 2:
        return float(special.logit(_share(won))), 0.0
    found = models.LogisticRegression(C=1e6).fit(x[there, None], won[there])
    return float(found.intercept_[0]), float(found.coef_[0, 0])


def log_linear(lines: Floats, curve: tuple[float, float], ratio: Floats) -> Foretold:
    """Straight lines in ln force ratio with normal errors, and a logistic curve.

    Parameters
    ----------
    lines
        (series, 3) [any] As `line` gives them.
    curve
        (2) [any] As `logistic` gives it.
    ratio
        (battle) [1] Ln force ratio of the battles to foretell.
    """
    z = special.ndtri(PARTS)
    middle = lines[:, :1] + lines[:, 1:2] * ratio
    values = middle[:, :, None] + lines[:, 2][:, None, None] * z
    return Foretold(bounded(values), special.expit(curve[0] + curve[1] * ratio))


def boosting(x: Floats, seen: Floats, won: Floats, war: NDArray[np.int64], ahead: Floats) -> Foretold:
    """Gradient boosting of all predictors, with the errors that it made on wars left out.

    Parameters
    ----------
    x
        (battle, predictor) [1] Predictors of other battles.
    seen, won
        (series, battle), (battle) [any] Their outcomes.
    war
        (battle) [1] Places of their wars.
    ahead
        (battle, predictor) [1] Predictors of the battles to foretell.
    """
    ensemble, selection = need("sklearn.ensemble"), need("sklearn.model_selection")
    how = {"n_estimators": 60, "max_depth": 3, "learning_rate": 0.05, "min_samples_leaf": 10, "random_state": 1}
    values = np.empty((len(SERIES), len(ahead), SAMPLES))
    for k, row in enumerate(seen):
        there = np.isfinite(row)
        folds = selection.GroupKFold(min(_FOLDS, len(np.unique(war[there]))))
        model = ensemble.GradientBoostingRegressor(**how)
        told = selection.cross_val_predict(model, x[there], row[there], groups=war[there], cv=folds)
        errors = np.quantile(row[there] - told, PARTS)
        values[k] = model.fit(x[there], row[there]).predict(ahead)[:, None] + errors
    there = np.isfinite(won)
    if len({*won[there]}) < 2:
        return Foretold(bounded(values), np.full(len(ahead), _share(won)))
    chance = ensemble.GradientBoostingClassifier(**how).fit(x[there], won[there]).predict_proba(ahead)[:, 1]
    return Foretold(bounded(values), chance)

"""Scores of a hub averaged by model, target and horizon, against a baseline, with standard errors."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from attrit.analysis.hub import Cells, HubScores, Score
from attrit.errors import AttritError, Problem, did_you_mean
from attrit.statistics.clustered import Estimated, clustered_mean, clustered_ratio, relative_skill

LOWER_IS_BETTER = (
    "wis", "quantile_score", "crps", "energy", "variogram", "brier", "log_score", "rps", "absolute_error",
    "squared_error",
)  # fmt: skip
ALL = "all"
_NONE = Estimated(math.nan, math.nan)


@dataclass(frozen=True)
class HubRow:
    """One mean score.

    Parameters
    ----------
    target, horizon, model, score
        () [-] Of what, how far ahead (``all`` for all horizons together), whose, and which score.
    mean
        () [any] Mean over tasks, with its standard error.
    tasks, rounds
        () [1] Tasks scored, or vectors of a joint score, and rounds they are from.
    infinite
        () [1] Tasks whose score is infinite.
    ratio
        () [1] Mean score over that of the baseline, on the tasks both have; NaN without a baseline.
    shared
        () [1] Tasks that both have.
    skill
        () [1] Pairwise relative skill against the baseline; NaN without one.
    """

    target: str
    horizon: str
    model: str
    score: str
    mean: Estimated
    tasks: int
    rounds: int
    infinite: int
    ratio: Estimated = _NONE
    shared: int = 0
    skill: Estimated = _NONE


@dataclass(frozen=True)
class HubTableOfScores:
    """Mean scores of a hub.

    Parameters
    ----------
    rows
        (row) [-] By target, horizon, score and model.
    scores
        () [-] What they are means of.
    baseline
        () [-] The model that others are held against; empty if none.
    """

    rows: tuple[HubRow, ...]
    scores: HubScores
    baseline: str


def mean_scores(scores: HubScores, baseline: str | None = None) -> HubTableOfScores:
    """Mean scores by target, horizon and model.

    Rounds are clusters: forecasts of one round share what happened next. Where all tasks of a row are of one round,
    each task is taken as a cluster of its own.

    Parameters
    ----------
    scores
        () [-] The scores of a hub.
    baseline
        () [-] The model to hold others against; none if None.

    Raises
    ------
    AttritError
        The baseline has no score.
    """
    if baseline is not None and baseline not in scores.models:
        accepted = f"one of {', '.join(scores.models)}"
        cure = did_you_mean(baseline, scores.models)
        raise AttritError(Problem("--baseline", "", f"no scored model '{baseline}'", accepted, cure))
    groups: dict[tuple[str, str, str], list[Score]] = defaultdict(list)
    for one in scores.scores:
        groups[one.target, ALL, one.score].append(one)
        if one.horizon not in ("", "joint"):
            groups[one.target, one.horizon, one.score].append(one)
    rows: list[HubRow] = []
    for (target, horizon, score), members in groups.items():
        rows += _rows(target, horizon, score, members, baseline)
    order = {name: i for i, name in enumerate(dict.fromkeys(one.score for one in scores.scores))}
    rows.sort(key=lambda row: (row.target, order[row.score], _far(row.horizon)))
    return HubTableOfScores(tuple(rows), scores, baseline or "")


def _far(horizon: str) -> tuple[int, float, str]:
    """All together first, then numbers by size, then words."""
    try:
        return (0, 0.0, "") if horizon == ALL else (1, float(horizon), "")
    except ValueError:
        return (2, 0.0, horizon)


def _rows(target: str, horizon: str, score: str, members: Sequence[Score], baseline: str | None) -> list[HubRow]:
    by_model: dict[str, dict[tuple[str, Cells], float]] = defaultdict(dict)
    for one in members:
        by_model[one.model][one.round, one.task] = one.value
    skills: dict[str, Estimated] = {}
    compared = baseline in by_model and score in LOWER_IS_BETTER
    if compared and baseline is not None:
        skills = _skills(by_model, baseline)
    rows = []
    for model, of in by_model.items():
        values = np.array(list(of.values()))
        cluster = _clusters(list(of))
        ratio, shared = _NONE, 0
        if compared and baseline is not None:
            against = by_model[baseline]
            both = [key for key in of if key in against]
            shared = len(both)
            above, below = (np.array([side[key] for key in both]) for side in (of, against))
            ratio = clustered_ratio(above, below, _clusters(both))
        rounds = len({round_id for round_id, _ in of})
        infinite = int(np.count_nonzero(np.isinf(values)))
        mean = Estimated(math.inf, math.nan) if infinite else clustered_mean(values, cluster)
        skill = skills.get(model, _NONE)
        rows.append(HubRow(target, horizon, model, score, mean, len(of), rounds, infinite, ratio, shared, skill))
    return sorted(rows, key=lambda row: (row.mean.value, row.model) if score in LOWER_IS_BETTER else (0.0, row.model))


def _clusters(keys: Sequence[tuple[str, Cells]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    rounds = {round_id: i for i, round_id in enumerate(dict.fromkeys(round_id for round_id, _ in keys))}
    if len(rounds) < 2:
        return np.arange(len(keys))
    return np.array([rounds[round_id] for round_id, _ in keys], np.int64)


def _skills(by_model: Mapping[str, Mapping[tuple[str, Cells], float]], baseline: str) -> dict[str, Estimated]:
    keys = list(dict.fromkeys(key for of in by_model.values() for key in of))
    table = [np.array([of.get(key, math.nan) for key in keys]) for of in by_model.values()]
    models = list(by_model)
    found = relative_skill(table, _clusters(keys), models.index(baseline))
    return dict(zip(models, found, strict=True))

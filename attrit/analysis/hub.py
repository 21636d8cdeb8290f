"""Scores of every model of a hub of the hubverse: what each forecast scored, before anything is averaged.

Nothing is averaged over targets, whose units differ. Joint samples are scored within a target as vectors over the task
ids that a sample runs through: those that are not in the hub's ``compound_taskid_set``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from attrit.analysis import hub_scores
from attrit.errors import LedgerError, Problem
from attrit.evidence.forecasts import OUTPUT
from attrit.evidence.hub_config import read_config
from attrit.evidence.hub_shape import HubConfig, ModelTask, Round, as_level, missing, number_of
from attrit.evidence.hub_tables import Truth, file_name, read_hub_table, read_truth, time_units, truth_key
from attrit.statistics import scores as scores_of

FEWEST = 2  # tasks that a joint score runs over at least

Cells = tuple[tuple[str, str], ...]
Progress = Callable[[int, int], None]


class Score(NamedTuple):
    """One score of one forecast.

    Parameters
    ----------
    model, round, target, horizon
        () [-] Whose it is, of which round, of what, how far ahead; `horizon` is empty where there is none, and
        ``joint`` of joint scores.
    score
        () [-] Its name, such as ``wis``.
    task
        () [-] The cells of the task; of joint scores those that its vector has in common.
    value
        () [any] The score.
    """

    model: str
    round: str
    target: str
    horizon: str
    score: str
    task: Cells
    value: float


@dataclass(frozen=True)
class HubScores:
    """The scores of a hub and what they were made with.

    Parameters
    ----------
    scores
        (score) [-] All scores.
    truth, version
        () [-] The file of what came true, and which version of it.
    levels
        (target) [1] Levels of the quantiles, by target; several sets where files differ.
    samples
        (target) [1] Numbers of samples a task, by target.
    joint
        (target) [-] Task ids that a joint sample runs through, by target.
    order
        () [1] Power of the differences in the variogram score.
    unscored
        (reason) [1] How many forecasts were not scored, by reason.
    """

    scores: tuple[Score, ...]
    truth: str
    version: str
    levels: Mapping[str, tuple[tuple[float, ...], ...]]
    samples: Mapping[str, tuple[int, ...]]
    joint: Mapping[str, tuple[str, ...]]
    order: float
    unscored: Mapping[str, int]

    @property
    def models(self) -> tuple[str, ...]:
        """Models that have a score."""
        return tuple(dict.fromkeys(one.model for one in self.scores))


def score_hub(
    folder: Path, *, order: float = 0.5, joint: Sequence[str] | None = None, progress: Progress | None = None
) -> HubScores:
    """Score every forecast of a hub.

    Parameters
    ----------
    folder
        () [-] The folder of the hub.
    order
        () [1] Power of the differences in the variogram score.
    joint
        (column) [-] Task ids over which samples are joint; what the hub says if None.
    progress
        () [-] Called with files read and files in all.

    Raises
    ------
    AttritError
        The hub or a file of it cannot be read, nothing says what came true, or scoringrules is not installed.
    """
    scores_of.need()
    config = read_config(folder)
    truth = read_truth(config)
    files = config.files()
    if not files:
        raise LedgerError(Problem(str(folder / config.output_folder), "", "no file of forecasts"))
    if joint is not None and (unknown := [n for n in joint if all(n not in one.columns for one in config.rounds)]):
        accepted = ", ".join(sorted({name for one in config.rounds for name in one.columns}))
        raise LedgerError(Problem("--joint", unknown[0], "no such task id", accepted))
    scoring = _Scoring(truth, time_units(config), order, joint)
    problems: list[Problem] = []
    for i, path in enumerate(files):
        try:
            scoring.file(path, config)
        except LedgerError as error:
            problems += error.problems
        if progress is not None:
            progress(i + 1, len(files))
    if problems:
        raise LedgerError(problems)
    return scoring.found()


@dataclass
class _Forecasts:
    """Outputs of one task, by type."""

    task: dict[str, str]
    outputs: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))


@dataclass
class _Scoring:
    truth: Truth
    units: Mapping[str, str]
    order: float
    joint: Sequence[str] | None
    scores: list[Score] = field(default_factory=list)
    levels: dict[str, dict[tuple[float, ...], None]] = field(default_factory=lambda: defaultdict(dict))
    samples: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    joined: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unscored: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def found(self) -> HubScores:
        return HubScores(
            tuple(self.scores), self.truth.where, self.truth.version,
            {target: tuple(one) for target, one in self.levels.items()},
            {target: tuple(sorted(one)) for target, one in self.samples.items()},
            dict(self.joined), self.order, dict(self.unscored),
        )  # fmt: skip

    def file(self, path: Path, config: HubConfig) -> None:
        """Score a file."""
        name = file_name(path)
        if name is None:
            raise LedgerError(Problem(str(path), "", "is not named ROUND-TEAM-MODEL.csv or .parquet"))
        found = _read(path)
        one = config.round(name.round)
        by_levels: dict[tuple[float, ...], list[tuple[_Forecasts, float]]] = defaultdict(list)
        vectors: list[tuple[_Forecasts, float]] = []
        for forecasts in found:
            key = truth_key(self.truth, forecasts.task, self.units)
            observed = self.truth.values.get(key, float("nan")) if key is not None else float("nan")
            category = self.truth.categories.get(key) if key is not None else None
            outputs = forecasts.outputs
            self._pmf(name.model, name.round, forecasts, category, one)
            if "cdf" in outputs:
                self.unscored["cdf outputs, which no score here takes"] += 1
            if not {"quantile", "median", "mean", "sample"} & set(outputs):
                continue
            if observed != observed:
                self.unscored["tasks of which nothing says what came true"] += 1
                continue
            self._points(name.model, name.round, forecasts, observed)
            if outputs.get("quantile"):
                by_levels[tuple(sorted(map(float, outputs["quantile"])))].append((forecasts, observed))
            if outputs.get("sample"):
                drawn = np.array(list(outputs["sample"].values()))
                self.samples[_target(forecasts)].add(len(drawn))
                self._add(
                    name.model, name.round, forecasts, "crps", float(scores_of.crps(observed, drawn, estimator="qd"))
                )
                vectors.append((forecasts, observed))
        for levels, rows in by_levels.items():
            self._quantiles(name.model, name.round, levels, rows)
        self._vectors(name.model, name.round, vectors, one)

    def _add(self, model: str, round_id: str, of: _Forecasts, score: str, value: float) -> None:
        horizon = of.task.get("horizon", "")
        self.scores.append(
            Score(
                model, round_id, _target(of), "" if missing(horizon) else horizon, score, tuple(of.task.items()), value
            )
        )

    def _points(self, model: str, round_id: str, of: _Forecasts, observed: float) -> None:
        for value in of.outputs.get("mean", {}).values():
            self._add(model, round_id, of, "mean_error", value - observed)
            self._add(model, round_id, of, "squared_error", (value - observed) ** 2)
        levels = of.outputs.get("quantile", {})
        medians = list(of.outputs.get("median", {}).values()) or [v for p, v in levels.items() if float(p) == 0.5]
        for value in medians[:1]:
            self._add(model, round_id, of, "median_error", value - observed)
            self._add(model, round_id, of, "absolute_error", abs(value - observed))

    def _pmf(self, model: str, round_id: str, of: _Forecasts, category: str | None, one: Round | None) -> None:
        chances = of.outputs.get("pmf", {})
        if not chances:
            return
        if category is None:
            self.unscored["tasks of which nothing says what came true"] += 1
            return
        happened = np.array([float(name == category) for name in chances])
        values = np.array(list(chances.values()))
        self._add(model, round_id, of, "brier", hub_scores.brier(happened, values) + (0.0 if happened.any() else 1.0))
        self._add(model, round_id, of, "log_score", hub_scores.log_score(chances.get(category, 0.0)))
        ordered = _ordered(one, of.task)
        if category in ordered:
            steps = np.array([chances.get(name, 0.0) for name in ordered])
            self._add(model, round_id, of, "rps", hub_scores.ranked(ordered.index(category), steps))

    def _quantiles(
        self, model: str, round_id: str, levels: tuple[float, ...], rows: list[tuple[_Forecasts, float]]
    ) -> None:
        observed = np.array([value for _, value in rows])
        names = [as_level(repr(level)) for level in levels]
        values = np.array([[of.outputs["quantile"][name] for name in names] for of, _ in rows])
        at = np.array(levels)
        intervals = hub_scores.central(at)
        scores = {"quantile_score": scores_of.mean_quantile_score(observed, at, values)}
        if intervals is None:
            self.unscored["quantile forecasts without WIS, since a level has no partner beyond 1/2"] += len(rows)
        else:
            scores["wis"] = hub_scores.weighted_interval_score(observed, at, values)
            for coverage, low, high in intervals:
                scores[f"coverage_{100 * coverage:g}"] = hub_scores.covered(observed, values[:, low], values[:, high])
        for score, found in scores.items():
            for (of, _), value in zip(rows, found, strict=True):
                self._add(model, round_id, of, score, float(value))
        for target in {_target(of) for of, _ in rows}:
            self.levels[target][levels] = None

    def _vectors(self, model: str, round_id: str, rows: list[tuple[_Forecasts, float]], one: Round | None) -> None:
        """Joint scores: forecasts that agree in the compound task ids and the target are one vector."""
        groups: dict[Cells, list[tuple[_Forecasts, float]]] = defaultdict(list)
        for of, observed in rows:
            through = self._through(of.task, one)
            if through:
                self.joined[_target(of)] = through
                groups[tuple((n, v) for n, v in of.task.items() if n not in through)].append((of, observed))
        for common, members in groups.items():
            if len(members) < FEWEST:
                continue
            ids = [name for name in members[0][0].outputs["sample"]]
            if any({*of.outputs["sample"]} != {*ids} for of, _ in members):
                self.unscored["vectors of samples whose ids differ between tasks, so that they are not joint"] += 1
                continue
            came = np.array([value for _, value in members])
            drawn = np.array([[of.outputs["sample"][name] for of, _ in members] for name in ids])
            for score, value in (
                ("energy", float(scores_of.energy(came, drawn))),
                ("variogram", float(scores_of.variogram(came, drawn, order=self.order))),
            ):
                target = _target(members[0][0])
                self.scores.append(Score(model, round_id, target, "joint", score, common, value))

    def _through(self, task: Mapping[str, str], one: Round | None) -> tuple[str, ...]:
        """Task ids that a sample runs through, and those that follow from them."""
        if self.joint is not None:
            named = {*self.joint}
        else:
            block = _block(one, task)
            if block is None or one is None or "sample" not in block.outputs:
                return ()
            compound = {*block.compound(one.derived), "target"}
            named = {name for name in block.ids if name not in compound and name not in one.derived}
        if not named:
            return ()
        follow = {*(one.derived if one is not None else ()), "target_end_date", "target_date"}
        through = named | (follow if "horizon" in named else set())
        return tuple(name for name in task if name in through)


def _target(of: _Forecasts) -> str:
    return of.task.get("target", "")


def _read(path: Path) -> Iterator[_Forecasts]:
    """The forecasts of a file, by task."""
    table = read_hub_table(path)
    if lacking := [name for name in OUTPUT if name not in table.header]:
        raise LedgerError(Problem(f"{path}:1", lacking[0], "missing column"))
    kind, name, value = (table.at(column) for column in OUTPUT)
    ids = [(i, column) for i, column in enumerate(table.header) if column not in (*OUTPUT, "model_id")]
    found: dict[tuple[str, ...], _Forecasts] = {}
    problems = []
    for line, row in enumerate(table.rows, 2):
        number = number_of(row[value])
        if number is None or (row[kind] == "quantile" and number_of(row[name]) is None):
            problems.append(Problem(f"{path}:{line}", "value", f"'{row[value]}' at '{row[name]}' is no number"))
            continue
        key = tuple(row[i] for i, _ in ids)
        if key not in found:
            found[key] = _Forecasts({column: row[i] for i, column in ids})
        outputs = found[key].outputs[row[kind]]
        output = as_level(row[name]) if row[kind] == "quantile" else row[name]
        if outputs.setdefault(output, number) != number:
            problems.append(Problem(f"{path}:{line}", "value", f"a second value for {row[kind]} '{row[name]}'"))
    if problems:
        raise LedgerError(problems[:20])
    yield from found.values()


def _block(one: Round | None, task: Mapping[str, str]) -> ModelTask | None:
    """The model task that a task belongs to; None if the hub has none for it."""
    for block in one.tasks if one is not None else ():
        if one is not None and block.holds(task, one.derived):
            return block
    return None


def _ordered(one: Round | None, task: Mapping[str, str]) -> tuple[str, ...]:
    """Categories from the lowest to the highest, of a target that has an order."""
    block = _block(one, task)
    if block is None or "pmf" not in block.outputs:
        return ()
    if not any(target.get("target_type") == "ordinal" for target in block.targets):
        return ()
    return block.outputs["pmf"].ids.all

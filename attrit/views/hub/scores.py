"""Scores of a hub: what is printed, and the same as plain data and as a table."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from typing import Any

from attrit.analysis.hub_table import ALL, LOWER_IS_BETTER, HubRow, HubTableOfScores
from attrit.statistics.clustered import Estimated
from attrit.views.words.columns import columns, paragraph

TITLES = {
    "wis": "weighted interval score",
    "quantile_score": "quantile score (mean over levels)",
    "crps": "CRPS of samples",
    "energy": "energy score of joint samples",
    "variogram": "variogram score of joint samples",
    "brier": "Brier score (summed over categories, 0 to 2)",
    "log_score": "log score (minus the natural logarithm)",
    "rps": "ranked probability score",
    "mean_error": "error of the mean (forecast minus truth)",
    "median_error": "error of the median (forecast minus truth)",
    "absolute_error": "absolute error of the median",
    "squared_error": "squared error of the mean",
}
HEAD = (
    "target", "horizon", "score", "model", "mean", "error", "tasks", "rounds", "infinite", "ratio", "ratio_error",
    "shared", "skill", "skill_error",
)  # fmt: skip


def title(score: str) -> str:
    """What a score is called.

    Parameters
    ----------
    score
        () [-] Its name.
    """
    if score.startswith("coverage_"):
        return f"share of the central {score.removeprefix('coverage_')} % intervals that held the truth"
    return TITLES[score]


def number(x: float) -> str:
    """A score to four digits, as many as its error can bear in most hubs.

    Parameters
    ----------
    x
        () [any] The score.
    """
    if math.isnan(x):
        return "–"
    if math.isinf(x):
        return "infinite"
    return f"{x:,.4g}" if abs(x) < 10_000 else f"{x:,.0f}"


def _both(of: Estimated) -> str:
    if math.isnan(of.value):
        return "–"
    if not math.isfinite(of.value) or not of.error > 0:
        return number(of.value) if math.isnan(of.error) else f"{number(of.value)} ± 0"
    places = min(max(0, 1 - math.floor(math.log10(of.error))), 9)
    return f"{of.value:,.{places}f} ± {of.error:,.{places}f}"


def lines(table: HubTableOfScores, horizons: bool = False) -> list[str]:
    """Scores as on a terminal.

    Parameters
    ----------
    table
        () [-] The mean scores.
    horizons
        () [-] Whether each horizon is told.
    """
    found: list[str] = []
    targets = dict.fromkeys(row.target for row in table.rows)
    for target in targets:
        mine = [row for row in table.rows if row.target == target]
        found += ["", f"Target: {target}" if target else "All tasks"]
        found += [paragraph(f"  {line}", 2) for line in _settings(table, target)]
        for score in dict.fromkeys(row.score for row in mine):
            of = [row for row in mine if row.score == score and (horizons or row.horizon == ALL)]
            found += [
                "",
                f"  {title(score)}",
                *columns(list(_cells(table, of, horizons)), right=range(1 + horizons, 5 + horizons), give=0, indent=4),
            ]
    return [*found[1:], "", *(paragraph(line, 2) for line in notes(table))]


def _cells(table: HubTableOfScores, rows: list[HubRow], horizons: bool) -> Iterator[list[str]]:
    skilled = table.baseline and rows[0].score in LOWER_IS_BETTER
    more = ["against the baseline", "relative skill"] if skilled else []
    yield ["model", *(["horizon"] if horizons else []), "mean", "tasks", *more]
    for row in rows:
        infinite = f" (in {row.infinite})" if row.infinite else ""
        cells = [row.model, *([row.horizon] if horizons else []), _both(row.mean) + infinite, f"{row.tasks:,}"]
        yield [*cells, *([f"{_both(row.ratio)} ({row.shared:,})", _both(row.skill)] if skilled else [])]


def _settings(table: HubTableOfScores, target: str) -> Iterator[str]:
    scores = table.scores
    for levels in scores.levels.get(target, ()):
        yield f"quantile levels: {', '.join(f'{level:g}' for level in levels)}"
    if target in scores.samples:
        yield f"samples a task: {', '.join(map(str, scores.samples[target]))}"
    if any(row.target == target and row.score == "energy" for row in table.rows):
        yield f"samples are joint over: {', '.join(scores.joint[target])}"
        yield f"variogram score: power {scores.order:g} of differences, every pair with weight 1, in both orders"


def notes(table: HubTableOfScores) -> list[str]:
    """What was used and what was left out, a sentence each.

    Parameters
    ----------
    table
        () [-] The mean scores.
    """
    scores = table.scores
    rounds = {one.round for one in scores.scores}
    found = [f"Truth: {scores.truth}{f', {scores.version}' if scores.version else ''}."]
    if len(rounds) > 1:
        found.append(f"± is one standard error, with the {len(rounds)} rounds as clusters.")
    else:
        found.append("± is one standard error; all is of one round, and its tasks are taken as independent.")
    if table.baseline:
        found.append(
            f"Baseline: {table.baseline}. Against it stands the ratio of mean scores on the tasks both have (their "
            "number in brackets); relative skill is the geometric mean of such ratios over all models, over that of "
            "the baseline."
        )
    found.append("CRPS and energy score take the samples as the distribution. Nothing is averaged over targets.")
    return found + [f"Not scored, {reason}: {count:,}." for reason, count in scores.unscored.items()]


def _finite(x: float) -> float | None:
    return x if math.isfinite(x) else None


def plain(table: HubTableOfScores) -> dict[str, Any]:
    """The same as plain data; what is not finite is null, and `infinite` counts it.

    Parameters
    ----------
    table
        () [-] The mean scores.
    """
    scores = table.scores
    return {
        "truth": scores.truth,
        "version": scores.version,
        "baseline": table.baseline or None,
        "levels": {target: [list(one) for one in sets] for target, sets in scores.levels.items()},
        "samples": {target: list(one) for target, one in scores.samples.items()},
        "joint_over": {target: list(one) for target, one in scores.joint.items()},
        "variogram_order": scores.order,
        "estimators": {"crps": "empirical distribution", "energy": "empirical distribution"},
        "not_scored": dict(scores.unscored),
        "scores": [dict(zip(HEAD, _values(row), strict=True)) for row in table.rows],
    }


def _values(row: HubRow) -> tuple[Any, ...]:
    return (
        row.target, row.horizon, row.score, row.model, _finite(row.mean.value), _finite(row.mean.error), row.tasks,
        row.rounds, row.infinite, _finite(row.ratio.value), _finite(row.ratio.error), row.shared,
        _finite(row.skill.value), _finite(row.skill.error),
    )  # fmt: skip


def as_csv(table: HubTableOfScores) -> str:
    """The same as CSV.

    Parameters
    ----------
    table
        () [-] The mean scores.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HEAD)
    for row in table.rows:
        rows.writerow(["" if cell is None else cell for cell in _values(row)])
    return text.getvalue()

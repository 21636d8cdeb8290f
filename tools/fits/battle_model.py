"""Fit the model of battles, score it a war left out at a time, and write the table that ships.

    python tools/fits/battle_model.py --data DATA_FOLDER

Needs the folder `cdb90` of the data that may not be shipped, and takes about four minutes; prints the scores.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from attrit.analysis.hindcast_battles import Battles, fitted, rows_of
from attrit.errors import AttritError
from attrit.evidence import battle_design as design
from attrit.evidence.battle_fit import Shipped, written
from attrit.evidence.battle_tables import read_battle_tables
from attrit.statistics import battle_baselines as baselines
from attrit.statistics.battle_belief import believed
from attrit.statistics.battle_scores import SERIES
from attrit.statistics.score_rows import ScoreRow

ROOT = Path(__file__).resolve().parents[2]
QUANTILES = np.linspace(0.0, 1.0, 41)
DRAWS = 4000


def table(rows: list[ScoreRow]) -> list[str]:
    """Markdown: each score of each series by model, with its standard error."""
    models = [name for name in dict.fromkeys(row.model for row in rows)]
    lines = [f"| series | score | n | {' | '.join(models)} |", "|---|---|---|" + "---|" * len(models)]
    found = {(row.series, row.score, row.model): row for row in rows}
    for series, score in dict.fromkeys((row.series, row.score) for row in rows):
        here = [found.get((series, score, model)) for model in models]
        cells = [f"{row.value:.3f} ({row.error:.3f})" if row else "" for row in here]
        lines.append(f"| {series} | {score} | {max(row.n for row in here if row)} | {' | '.join(cells)} |")
    return lines


def main() -> int:
    """Fit, score, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds cdb90")
    out = ROOT / "attrit" / "library" / "battle_model.csv"
    parser.add_argument("--out", type=Path, default=out, help="file to write")
    given = parser.parse_args()
    try:
        read = read_battle_tables(given.data / "cdb90")
    except AttritError as error:
        print(error, file=sys.stderr)
        return 2
    battles = Battles(read)
    names, counts = np.unique(read.war, return_counts=True)
    wars = {str(name): int(count) for name, count in zip(names, counts, strict=True)}
    rows = rows_of(battles, Shipped({}, wars, {}, {}, QUANTILES, {}))
    print("\n".join(table(rows)))
    belief = believed(fitted(battles, battles.whole, "all", draws=DRAWS))
    climatology = {s: np.quantile(v[np.isfinite(v)], QUANTILES) for s, v in zip(SERIES, battles.seen, strict=True)}
    lines = {s: np.array(baselines.line(battles.ratio, v)) for s, v in zip(SERIES, battles.seen, strict=True)}
    climatology["winner"] = np.array([np.nanmean(battles.won)])
    lines["winner"] = np.array(baselines.logistic(battles.ratio, battles.won))
    scores = {(row.series, row.model, row.score): np.array([row.value, row.error, row.n]) for row in rows}
    years = np.round(np.quantile(read.year, QUANTILES))
    fit = Shipped(vars(belief), wars, climatology, lines, years, scores)
    text = written(fit, (*design.PREDICTORS, *design.ERAS), design.OUTCOMES)
    given.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

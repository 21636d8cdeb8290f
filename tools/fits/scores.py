"""Write the scores that ship and that the page on how good it is shows.

    python3 dev.py hindcast DATA_DIR --out scores.json
    python tools/fits/scores.py scores.json

Of the fronts the rows over all of them are kept, of the rest all but numbers about Kursk, of which none is part of the
development data.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

from attrit.statistics.score_rows import ScoreRow

OUT = Path(__file__).resolve().parents[2] / "attrit" / "library" / "scores.csv"
KEPT = {"fronts": ("all",), "kursk": ("area_deepstate",)}


def main(words: list[str]) -> int:
    """Write the table."""
    rows = [ScoreRow(**row) for row in json.loads(Path(words[0]).read_text("utf-8"))]
    kept = [row for row in rows if row.series in KEPT.get(row.set, (row.series,)) and row.value is not None]
    with OUT.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(ScoreRow._fields)
        for row in kept:
            error = "" if row.error is None else f"{row.error:.4g}"
            table.writerow([*row[:5], f"{row.value:.6g}", error, row.n])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

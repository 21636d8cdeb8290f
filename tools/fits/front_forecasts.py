"""Fit the damped trend across the development fronts, and write the numbers that ship.

    python tools/fits/front_forecasts.py --data DATA_FOLDER

Needs the folder `fronts` of the data that may not be shipped. One fit leaves out each front in turn, for hindcasts of
it, and one takes all. The series of Kursk is in none of them.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from attrit.errors import LedgerError
from attrit.evidence.area_series import AreaSeries, read_area_series, tables
from attrit.evidence.front_fits import ALL, FILE
from attrit.statistics.damped_trend_fit import cells, fitted

ROOT = Path(__file__).resolve().parents[2]
COLUMN = "occupied_km2"


def fronts_in(folder: Path) -> list[AreaSeries]:
    """The series with a column of occupied area; others are said and passed over."""
    found = []
    for path in tables(folder):
        try:
            found.append(read_area_series(path, [COLUMN]))
        except LedgerError as error:
            print(f"passed over: {error.problems[0]}", file=sys.stderr)
    return found


def main() -> int:
    """Fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds fronts")
    parser.add_argument("--out", type=Path, default=ROOT / "attrit" / "library" / FILE, help="file to write")
    given = parser.parse_args()
    if not (given.data / "fronts").is_dir():
        print(f"{given.data}: no folder fronts", file=sys.stderr)
        return 2
    fronts = fronts_in(given.data / "fronts")
    tried = cells([one.daily(COLUMN) for one in fronts])
    fits = {ALL: fitted(tried)} | {one.name: fitted(tried, place) for place, one in enumerate(fronts)}
    with given.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("left_out", "parameter", "value"))
        for name, numbers in fits.items():
            print(name, " ".join(f"{key} {value:.4g}" for key, value in numbers._asdict().items()))
            writer.writerows((name, key, f"{value:.4g}") for key, value in numbers._asdict().items())
    return 0


if __name__ == "__main__":
    sys.exit(main())

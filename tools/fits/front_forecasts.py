"""Fit the damped trend across fronts by their CRPS, once with all fronts and once without each of them.

The series are not part of this project; the folder given by --data must hold fronts. Numbers only go to the file given
by --out, a row for each parameter and front left out (none: the fit to all). What is made small is the mean over fronts
and horizons of the CRPS and, with a small weight so that intervals do not get too narrow, of the score of the interval
of nine in ten, both as multiples of the CRPS of a random walk with half the drift; and a weak pull to where it began,
since there are few fronts.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import numpy as np
import scoringrules
from scipy.optimize import minimize

from attrit.analysis.hindcast_fronts import FIRST, HORIZONS, STEP
from attrit.evidence.area_series import area_columns, read_area_series
from attrit.statistics.front_forecasts import Damping, damped_trend, random_walk

COLUMN = "occupied_km2"
INTERVAL = 0.08  # weight of the score of the interval
PULL = 0.02
START = np.array([np.log(14.0), 3.8, 0.0, 0.1, 0.25, 0.0, 0.52, np.log(3.0)])
WIDTH = np.array([0.7, 1.5, 0.5, 0.3, 0.3, 0.7, 0.2, 0.7])
DAYS = np.array(HORIZONS) - 1


def parameters(x: np.ndarray) -> Damping:
    """The parameters at a place of the search, where each may have any value."""
    return Damping(
        float(np.exp(x[0])), float(1 / (1 + np.exp(-x[1]))), float(np.exp(x[2])), float(x[3]), float(x[4]),
        float(np.exp(x[5])), float(x[6]), float(2 + np.exp(x[7])),
    )  # fmt: skip


def score(x: np.ndarray, fronts: dict[str, np.ndarray], base: dict[tuple[str, int], float]) -> float:
    """What is made small."""
    forecast = damped_trend(parameters(x))
    crps: dict[tuple[str, int], list[float]] = {}
    interval: dict[tuple[str, int], list[float]] = {}
    for name, area in fronts.items():
        for origin in range(FIRST, len(area) - HORIZONS[0], STEP):
            paths = forecast(area[: origin + 1], HORIZONS[-1])
            for k in (k for k, h in enumerate(HORIZONS) if origin + h < len(area)):
                y, sample = area[origin + HORIZONS[k]], paths[:, DAYS[k]]
                crps.setdefault((name, k), []).append(scoringrules.crps_ensemble(y, sample, backend="numpy"))
                low, high = np.quantile(sample, (0.05, 0.95))
                interval.setdefault((name, k), []).append(
                    scoringrules.interval_score(y, low, high, 0.1, backend="numpy")
                )
    ratios = [np.mean(values) / base[key] for key, values in crps.items()]
    widths = [np.mean(values) / base[key] for key, values in interval.items()]
    return float(np.mean(ratios) + INTERVAL * np.mean(widths) + PULL * np.sum(((x - START) / WIDTH) ** 2))


def of_half_drift(fronts: dict[str, np.ndarray]) -> dict[tuple[str, int], float]:
    """Mean CRPS of the random walk with half the drift, by front and horizon."""
    found: dict[tuple[str, int], list[float]] = {}
    for name, area in fronts.items():
        for origin in range(FIRST, len(area) - HORIZONS[0], STEP):
            paths = random_walk(0.5)(area[: origin + 1], HORIZONS[-1])
            for k in (k for k, h in enumerate(HORIZONS) if origin + h < len(area)):
                crps = scoringrules.crps_ensemble(area[origin + HORIZONS[k]], paths[:, DAYS[k]], backend="numpy")
                found.setdefault((name, k), []).append(crps)
    return {key: float(np.mean(values)) for key, values in found.items()}


def main() -> int:
    """Fit, and write the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    files = [file for file in sorted((asked.data / "fronts").glob("*.csv")) if COLUMN in area_columns(file)]
    fronts = {file.stem: read_area_series(file, COLUMN).daily()[1] for file in files}
    base = of_half_drift(fronts)
    rows = []
    for left_out in ["", *fronts]:
        kept = {name: area for name, area in fronts.items() if name != left_out}
        options = {"maxfev": 250, "xatol": 0.02, "fatol": 1e-3}
        found = minimize(score, START, args=(kept, base), method="Nelder-Mead", options=options)
        print(f"without {left_out or 'none'}: {found.fun:.3f} {parameters(found.x)}", file=sys.stderr, flush=True)
        rows += [(left_out, name, f"{value:.4g}") for name, value in vars(parameters(found.x)).items()]
    with asked.out.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["left_out", "parameter", "value"])
        table.writerows(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())

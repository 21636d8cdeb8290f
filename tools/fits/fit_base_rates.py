"""Fit the base rates of loss, exchange, advance and pace, and write them as priors.

The data are not part of this project; the folder given by --data must hold cdb90, daily, fronts and kursk-2024. Rows go
to the file given by --out; the tables shown in docs/model go to standard output. Nothing after LAST_DAY is read.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from datetime import date
from pathlib import Path

import numpy as np
from battle_fits import loss_priors, power_priors, read_battles
from estimators import LAST_DAY, Prior, next_one, next_share, scattered
from front_fits import front_priors
from scipy import stats

from attrit.errors import AttritError
from attrit.evidence.observations import FloatArray, daily_series

ROOT = Path(__file__).resolve().parent.parent


def day_priors(folder: Path) -> tuple[list[Prior], list[str]]:
    """Scatter of daily losses about their trend, and the table by series."""
    lines = ["| series | days | detrended sd | sd | lag-1 autocorrelation |", "|---|---|---|---|---|"]
    sds: list[float] = []
    rhos: list[float] = []
    links: list[float] = []

    def note(label: str, losses: FloatArray, counted: bool = True) -> FloatArray:
        sd, rho, off = scattered(np.log(losses))
        lines.append(f"| {label} | {losses.size} | {off.std(ddof=1):.2f} | {sd:.2f} | {rho:.2f} |")
        if counted:
            sds.append(sd)
            rhos.append(rho)
        return off

    tables = (
        ("Ardennes combat losses", "ardennes_1944_fricker_original", "combat_casualties", True),
        ("Ardennes all losses", "ardennes_1944_fricker_original", "total_casualties", False),
        ("Ardennes weighted losses", "ardennes_1944_wiper", "casualties", True),
    )
    for label, name, column, counted in tables:
        with (folder / "daily" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if float(row[column]) > 0.0]
        left = []
        for side in ("Allied", "German"):
            losses = np.array([float(row[column]) for row in rows if row["side"] == side])[-32:]
            left.append(note(f"{label}, {side}", losses, counted))
        links.append(float(np.corrcoef(left[0], left[1])[0, 1]))
    claims = folder / "kursk-2024" / "ru_losses_claimed_by_ua_daily.csv"
    note(
        "National claims, May to 16 November 2024",
        daily_series(claims, "personnel_daily", start=date(2024, 5, 1), end=LAST_DAY).values,
    )
    both = ", ".join(f"{round(r, 2) + 0.0:.2f}" for r in links)
    lines.append(f"\nCorrelation of the two sides in these three Ardennes tables: {both}.")

    rho = float(np.mean(rhos))
    fisher = np.arctanh(links)
    worth = 32.0 * (1.0 - rho**2) / (1.0 + rho**2)  # independent days among 32 that hang together
    reach = stats.norm(fisher.mean(), math.hypot(1.0 / math.sqrt(worth - 3.0), float(fisher.std(ddof=1))))
    positive = [float(np.tanh(reach.ppf(reach.cdf(0.0) + p * reach.sf(0.0)))) for p in (0.05, 0.5, 0.95)]
    low, middle, high = (float(q) for q in np.exp(next_one(np.log(sds), len(sds))))
    data = "Ardennes 1944, both sides in two transcriptions, and national claims of 2024"
    about = "AR(1) about a quadratic trend, corrected for detrending; Student's t over series on"
    return [
        Prior("day_sd", "1", "lognormal", (low, middle, high), len(sds), data, f"{about} ln"),
        Prior("day_autocorrelation", "1", "logit", next_share(np.array(rhos)), len(rhos), data, f"{about} logit"),
        Prior(
            "side_correlation",
            "1",
            "logit",
            (positive[0], positive[1], positive[2]),
            32,
            "Ardennes 1944, three ways of counting the same days",
            "Fisher z: sampling error of the effective days plus spread of the countings, cut off at 0",
        ),
    ], lines


def main() -> int:
    """Run the fits; 2 if the data are absent or cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the data")
    parser.add_argument("--out", type=Path, default=ROOT / "attrit" / "library" / "fits.csv", help="file to write")
    asked = parser.parse_args()
    missing = [name for name in ("cdb90", "daily", "fronts", "kursk-2024") if not (asked.data / name).is_dir()]
    if missing:
        print(f"--data {asked.data}: no folder {', '.join(missing)}; the data are not part of attrit", file=sys.stderr)
        return 2
    try:
        battles = read_battles(asked.data / "cdb90")
        parts = [front_priors(asked.data), loss_priors(battles), power_priors(battles), day_priors(asked.data)]
    except (AttritError, OSError) as error:
        print(f"--data {asked.data}: {error}", file=sys.stderr)
        return 2
    with asked.out.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("name", "unit", "shape", "p05", "p50", "p95", "n", "data", "method"))
        for prior in (prior for priors, _ in parts for prior in priors):
            digits = (f"{q:.3g}" for q in prior.quantiles)
            out.writerow((prior.name, prior.unit, prior.shape, *digits, prior.n, prior.data, prior.method))
    print("\n\n".join("\n".join(lines) for _, lines in parts))
    return 0


if __name__ == "__main__":
    sys.exit(main())

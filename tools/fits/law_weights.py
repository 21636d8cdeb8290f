"""Weigh the laws of attrition by how well they foretell the losses of battles, and write the weights that ship.

    python tools/fits/law_weights.py --data DATA_FOLDER

Needs the folder `cdb90` of the data that may not be shipped; prints the table of the documentation.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import numpy as np
from battle_fits import Battles, read_battles
from numpy.typing import NDArray

from attrit.analysis.fit_laws import LawFits, fit_laws
from attrit.statistics.stacking import stacking_weights

ROOT = Path(__file__).resolve().parent.parent
SETS = {"all since 1900": 0.0, "ten days and longer since 1900": 10.0}
BATCHES = 20
SHIPPED = "ten days and longer since 1900"
_DATA = f"CDB90 development part, battles of {SHIPPED}"


def fits_of(battles: Battles) -> LawFits:
    """Laws fitted to daily losses of attacker and defender, a whole campaign left out at a time.

    What the laws leave open starts from nothing, since the exponents that ship come from the same battles.
    """
    return fit_laws(battles.strength, battles.losses / battles.days[:, None], groups=battles.campaign, believed=False)


def stacked(fits: LawFits) -> dict[str, tuple[float, float]]:
    """Stacking weight of each law and its standard error, by the jackknife over campaigns, in `BATCHES` batches."""
    batches = min(BATCHES, fits.blocks)
    weights = stacking_weights(fits.scores)
    without = np.array([stacking_weights(fits.scores[fits.block % batches != batch]) for batch in range(batches)])
    spread: NDArray[np.float64] = np.sum((without - without.mean(axis=0)) ** 2, axis=0)
    errors = np.sqrt((batches - 1) / batches * spread)
    return {law: (float(w), float(e)) for law, w, e in zip(fits.fits, weights, errors, strict=True)}


def table(fits: dict[str, LawFits]) -> list[str]:
    """Markdown: mean log score and stacking weight of each law in each set of battles."""
    head = " | ".join(f"{name}: score (se) | weight (se)" for name in fits)
    lines = [f"| law | {head} |", "|---|" + "---|---|" * len(fits)]
    weights = {name: stacked(found) for name, found in fits.items()}
    for law in next(iter(fits.values())).fits:
        cells = [
            f"{found.fits[law].score:.2f} ({found.fits[law].score_error:.2f}) | "
            f"{weights[name][law][0]:.2f} ({weights[name][law][1]:.2f})"
            for name, found in fits.items()
        ]
        lines.append(f"| `{law}` | {' | '.join(cells)} |")
    counts = "; ".join(f"{name}: {found.days} battles of {found.blocks} campaigns" for name, found in fits.items())
    return [*lines, "", f"{counts}."]


def main() -> int:
    """Fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds cdb90")
    out = ROOT / "attrit" / "library" / "law_weights.csv"
    parser.add_argument("--out", type=Path, default=out, help="file to write")
    given = parser.parse_args()
    if not (given.data / "cdb90").is_dir():
        print(f"{given.data}: no folder cdb90", file=sys.stderr)
        return 2
    battles = read_battles(given.data / "cdb90")
    fits = {name: fits_of(battles.where(battles.days >= least)) for name, least in SETS.items()}
    print("\n".join(table(fits)))
    shipped = fits[SHIPPED]
    with given.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("law", "weight", "error", "score", "battles", "campaigns", "data"))
        for law, (weight, error) in stacked(shipped).items():
            cells = f"{weight:.4f}", f"{error:.4f}", f"{shipped.fits[law].score:.4f}"
            writer.writerow((law, *cells, shipped.days, shipped.blocks, _DATA))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The mixed law by itself, against the published numbers."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from attrit.model.laws.mixed import mixed, mixed_losses
from tests.published import table

ARDENNES = Path(__file__).parents[3] / "shared" / "data" / "daily" / "ardennes_1944_fricker_original.csv"
# Men, tanks, armoured carriers and guns are weighed as Bracken did.
WEIGHTS = {"combat_manpower": 1, "tanks": 20, "apcs": 5, "artillery": 40}
LOSSES = {"combat_casualties": 1, "tank_losses": 20, "apc_losses": 5, "artillery_losses": 40}


def value(quantity: str, **given: float) -> float:
    if quantity in ("squares", "r2"):
        return ardennes(quantity, **given)
    x, y = mixed(**given)
    if quantity == "log invariant":
        return given["b"] * math.log(x) - given["a"] * math.log(y)
    power = 1 + given["p"] - given["q"]
    return {"x": x, "y": y, "invariant": given["b"] * x**power - given["a"] * y**power}[quantity]


def ardennes(quantity: str, a: float, b: float, p: float, q: float, d: float) -> float:
    """Fit of both sides' daily losses in the first ten days; x are the Allies, who defend for five."""
    if not ARDENNES.exists():
        pytest.skip("Fricker's tables may not be shipped and are not beside this checkout")
    days = [row for row in csv.DictReader(ARDENNES.read_text("utf-8").splitlines()) if 1 <= int(row["day"]) <= 10]
    sides = [[row for row in days if row["side"] == side] for side in ("Allied", "German")]
    strengths, losses = (
        [[sum(w * float(row[name]) for name, w in weights.items()) for row in side] for side in sides]
        for weights in (WEIGHTS, LOSSES)
    )
    stances = [d if int(row["day"]) <= 5 else 1 / d for row in sides[0]]
    seen = np.array(losses)
    said = np.transpose([mixed_losses(x, y, a, b, p, q, s) for x, y, s in zip(*strengths, stances, strict=True)])
    squares = np.sum((seen - said) ** 2)
    return squares if quantity == "squares" else 1 - squares / np.sum((seen - seen.mean(axis=1, keepdims=True)) ** 2)


@table.each("mixed")
def test_published_value(row: dict[str, str]):
    table.check(row, value)

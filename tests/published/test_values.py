"""Every value of values.csv, to its last printed digit."""

import csv
import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from attrit.model.epstein import AirSupport, adaptive_dynamic
from attrit.model.lanchester import linear, logarithmic, mixed, mixed_losses, square, square_winner
from tests.tolerances import printed

ROOT = Path(__file__).parents[2]
ARDENNES = ROOT.parent / "shared" / "data" / "daily" / "ardennes_1944_fricker_original.csv"
ROWS = list(csv.DictReader((Path(__file__).parent / "values.csv").read_text("utf-8").splitlines()))
# Men, tanks, armoured carriers and guns are weighed as Bracken did.
WEIGHTS = {"combat_manpower": 1, "tanks": 20, "apcs": 5, "artillery": 40}
LOSSES = {"combat_casualties": 1, "tank_losses": 20, "apc_losses": 5, "artillery_losses": 40}


def of_two(x: float, y: float, quantity: str, a: float, b: float, power: float) -> float:
    """One of two strengths, or what the law keeps constant."""
    if quantity == "log invariant":
        return b * math.log(x) - a * math.log(y)
    return {"x": x, "y": y, "invariant": b * x**power - a * y**power}[quantity]


def square_value(quantity: str, **given: float) -> float:
    if quantity in ("survivors", "day"):
        return getattr(square_winner(**given), quantity)
    return of_two(*square(**given), quantity, given["a"], given["b"], 2)


def linear_value(quantity: str, **given: float) -> float:
    return of_two(*linear(**given), quantity, given["a"], given["b"], 1)


def logarithmic_value(quantity: str, **given: float) -> float:
    return of_two(*logarithmic(**given), quantity, given["a"], given["b"], 0)


def mixed_value(quantity: str, **given: float) -> float:
    if quantity in ("squares", "r2"):
        return ardennes(quantity, **given)
    return of_two(*mixed(**given), quantity, given["a"], given["b"], 1 + given["p"] - given["q"])


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


@cache
def example():
    """The book's example: Central Europe, 30 days."""
    return adaptive_dynamic(
        330_000,
        200_000,
        days=30,
        prosecution=0.02,
        attacker_threshold=0.075,
        defender_threshold=0.05,
        withdrawal_limit=20,
        exchange_ratio=1.5,
        lethality_per_vehicle=47_490 / 1_200,
        attacker_air=AirSupport(aircraft=250, loss_share=0.05, sorties=1.0, kills=0.25),
        defender_air=AirSupport(aircraft=300, loss_share=0.05, sorties=1.5, kills=0.5),
    )


def epstein_value(quantity: str, day: float) -> float:
    name, _, percent = quantity.partition(" ")
    return getattr(example(), name)[int(day) - 1] * (100 if percent else 1)


VALUES = {
    "square": square_value,
    "linear": linear_value,
    "logarithmic": logarithmic_value,
    "mixed": mixed_value,
    "epstein": epstein_value,
}


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_published_value(row: dict[str, str]):
    given = {name: float(number) for name, _, number in (pair.partition("=") for pair in row["arguments"].split())}
    value = float(VALUES[row["law"]](row["quantity"], **given))
    assert value == pytest.approx(float(row["value"]), rel=0, abs=printed(int(row["digits"])))


def test_rows_say_what_they_are():
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert row["id"].startswith(row["law"] + "-")
        assert row["source"] and row["page_or_equation"]
        assert row["status"] in ("exact", "quoted", "recomputed")
        decimals = len(row["value"].partition(".")[2])
        assert "e" in row["value"] or int(row["digits"]) == decimals, "the tolerance is the last digit written"


def test_all_columns_of_ten_days_of_the_example_are_there():
    cells = {(row["arguments"], row["quantity"].partition(" ")[0]) for row in ROWS if row["law"] == "epstein"}
    days = (1, 2, 3, 4, 5, 10, 15, 20, 25, 30)
    assert cells == {(f"day={day}", column) for day in days for column in example()._fields if column != "day"}

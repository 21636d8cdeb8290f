"""Defaults of the table of quantities that call themselves fits are the committed fits."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from attrit.quantities import Quantity, quantities

FITTED = [quantity for quantity in quantities().values() if quantity.kind == "fit"]


def test_there_are_some() -> None:
    assert len(FITTED) >= 6


@pytest.mark.parametrize("quantity", FITTED, ids=lambda quantity: quantity.key)
def test_a_default_of_class_fit_is_a_row_of_the_fits(quantity: Quantity) -> None:
    with files("attrit.library").joinpath("fits.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    row = rows[quantity.source.split(":")[0]]
    assert (quantity.shape, quantity.p05, quantity.p50, quantity.p95) == (
        row["shape"], float(row["p05"]), float(row["p50"]), float(row["p95"]),
    )  # fmt: skip

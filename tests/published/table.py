"""Tables of published values, one CSV a law: what is computed, what is printed, where, and to how many digits."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tolerances import printed

FOLDER = Path(__file__).parent
LAWS = sorted(file.stem for file in FOLDER.glob("*.csv") if file.stem != "pooling")


def rows(law: str) -> list[dict[str, str]]:
    """Rows of the table of a law."""
    return list(csv.DictReader((FOLDER / f"{law}.csv").read_text("utf-8").splitlines()))


def each(law: str) -> pytest.MarkDecorator:
    """A test once for each row of the table of a law."""
    found = rows(law)
    return pytest.mark.parametrize("row", found, ids=[row["id"] for row in found])


def given(row: dict[str, str]) -> dict[str, float]:
    """Arguments of a row."""
    return {name: float(number) for name, _, number in (pair.partition("=") for pair in row["arguments"].split())}


def check(row: dict[str, str], value_of: Callable[..., float]) -> None:
    """The value of a row, computed from its quantity and arguments, agrees with what is printed to its last digit."""
    value = float(value_of(row["quantity"], **given(row)))
    assert value == pytest.approx(float(row["value"]), rel=0, abs=printed(int(row["digits"])))

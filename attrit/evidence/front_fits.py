"""Parameters of the damped trend, fitted across fronts; only numbers ship."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from io import StringIO

FILE = "front-forecasts.csv"


@cache
def _table() -> dict[str, dict[str, float]]:
    text = files("attrit.library").joinpath(FILE).read_text("utf-8")
    found: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(StringIO(text)):
        found.setdefault(row["left_out"], {})[row["parameter"]] = float(row["value"])
    return found


def damping_without(series: str) -> dict[str, float]:
    """Parameters of the damped trend for a series: of a front that they were fitted to, those fitted without it.

    Parameters
    ----------
    series
        () [-] Name of the series, such as ``pokrovsk_2024``; one that is not among the fronts of the fit takes the
        fit to all of them.
    """
    return _table().get(series, _table()[""])

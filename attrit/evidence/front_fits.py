"""Numbers of the damped trend that ship, fitted to the development fronts, and the rule of which of them is used.

The rule: a series whose name is that of a development front is forecast by the fit that left this front out. Any other
series is forecast by the fit to all of them. So no series is ever forecast by a fit that has seen it.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

FILE = "front_forecasts.csv"
ALL = "none"
"""What stands as left out where no front was."""


def left_out(name: str) -> str:
    """Which fit is used for a series.

    Parameters
    ----------
    name
        () [-] Name of the series.

    Returns
    -------
    str
        The front that the fit left out: this one, or `ALL`.
    """
    return name if name in _table() else ALL


def numbers_of(name: str) -> dict[str, float]:
    """The numbers of the damped trend for a series, by name.

    Parameters
    ----------
    name
        () [-] Name of the series.
    """
    return dict(_table()[left_out(name)])


@cache
def _table() -> dict[str, dict[str, float]]:
    text = files("attrit.library").joinpath(FILE).read_text("utf-8")
    found: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["left_out"], {})[row["parameter"]] = float(row["value"])
    return found

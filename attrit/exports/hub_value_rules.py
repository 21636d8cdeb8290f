"""What a hub asks of the values of a file of forecasts."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict

from attrit.evidence.hub_shape import number_of
from attrit.exports.hub_submission import ID, KIND, VALUE, Finding, Findings, HandedIn, NotApplicable, Row

_SUM = 1.5e-8  # by which a sum may miss 1: the square root of the precision of a number, as hubs have it


def value_col_valid(of: HandedIn) -> Findings:
    """Each value is a number of its type and within its bounds."""
    for row in of.rows[0]:
        value, stated = number_of(row.cells[VALUE]), of.output(row).value
        if value is None:
            yield Finding(f"'{row.cells[VALUE]}' is no number", of.at(row.line))
        elif stated["type"] == "integer" and not value.is_integer():
            yield Finding(f"{row.cells[VALUE]} is no whole number", of.at(row.line))
        elif value < stated.get("minimum", -math.inf):
            yield Finding(f"{row.cells[VALUE]} is below {stated['minimum']:g}", of.at(row.line))
        elif value > stated.get("maximum", math.inf):
            yield Finding(f"{row.cells[VALUE]} is above {stated['maximum']:g}", of.at(row.line))


def _by_task(of: HandedIn, *kinds: str) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in of.rows[0]:
        if row.cells[KIND] in kinds and number_of(row.cells[VALUE]) is not None:
            found[(*row.of(of.ids), row.cells[KIND])].append(row)
    return found


def value_col_non_desc(of: HandedIn) -> Findings:
    """Values do not fall."""
    tasks = _by_task(of, "quantile", "cdf")
    if not tasks:
        raise NotApplicable("there are no quantiles and no cdf")
    for rows in tasks.values():
        order = {name: i for i, name in enumerate(of.output(rows[0]).ids.all)}

        def place(row: Row, order: dict[str, int] = order) -> float:
            level = number_of(row.cells[ID])
            return float(order.get(row.cells[ID], 0)) if level is None else level

        for low, high in itertools.pairwise(sorted(rows, key=place)):
            if float(high.cells[VALUE]) < float(low.cells[VALUE]):
                found = f"{high.cells[VALUE]} at {high.cells[ID]} lies below {low.cells[VALUE]} at {low.cells[ID]}"
                yield Finding(found, of.at(high.line))


def value_col_sum1(of: HandedIn) -> Findings:
    """Probabilities sum to 1."""
    tasks = _by_task(of, "pmf")
    if not tasks:
        raise NotApplicable("there is no pmf")
    for rows in tasks.values():
        total = math.fsum(float(row.cells[VALUE]) for row in rows)
        if abs(total - 1) > _SUM:
            yield Finding(f"the probabilities sum to {total:.9g}", of.at(rows[0].line))

"""What a team forecasts of one task, and what its numbers must agree in: quantiles rise, probabilities sum to 1."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from attrit.errors import LedgerError
from attrit.evidence.numerals import number
from attrit.evidence.sheet import Sheet, digits

OUTPUT = ("output_type", "output_type_id", "value")
_OUTPUT_TYPES = ("mean", "median", "quantile", "cdf", "pmf", "sample", "point")
_ROUNDED = 1e-9  # by which two levels, or a probability and 1, may differ by rounding
_MISSED = 0.01  # by which a sum of rounded probabilities may miss 1, at most


@dataclass
class Task:
    """What is forecast, and the outputs given for it, by type and by their cell output_type_id.

    Parameters
    ----------
    line, row
        () [-] The first of its rows.
    outputs
        (type) [-] Values by cell.
    """

    line: int
    row: dict[str, str]
    outputs: dict[str, dict[str, float]] = field(default_factory=dict)


def _level(given: float) -> float:
    """The level of a quantile without the rounding of a machine: .49999999999999994 is .5."""
    return round(given, 9)


def tasks(sheet: Sheet) -> list[Task]:
    """The tasks of a forecast file in the order of their first rows; problems with outputs are noted.

    Parameters
    ----------
    sheet
        () [-] The file.
    """
    found: dict[tuple[str, ...], Task] = {}
    for line, row in sheet.rows:
        kind, name = sheet.word(line, row, "output_type", _OUTPUT_TYPES), row["output_type_id"]
        share = kind in ("pmf", "cdf")
        value = sheet.number(line, row, "value", 0.0 if share else -1e15, 1.0 + _ROUNDED if share else 1e15)
        value = min(value, 1.0) if share else value
        if kind == "quantile":
            name = repr(_level(sheet.number(line, row, "output_type_id", 0.0, 1.0 + _ROUNDED)))
        elif kind in ("mean", "median", "point"):
            kind, name = ("quantile", "0.5") if kind == "median" else (kind, "")
        if not sheet.sound(line):
            continue
        what = tuple(cell for column, cell in row.items() if column not in OUTPUT)
        outputs = found.setdefault(what, Task(line, row)).outputs.setdefault(kind, {})
        if outputs.setdefault(name, value) != value:
            sheet.wrong(line, "output_type_id", f"a second value for {kind} {name}", "one value for each output")
    return list(found.values())


def complaints(outputs: Mapping[str, Mapping[str, float]]) -> Iterator[tuple[str, str]]:
    """What contradicts itself in one forecast, and what is accepted.

    Parameters
    ----------
    outputs
        (type) [-] Values by cell, as in `Task`.
    """
    quantiles = {float(name): value for name, value in outputs.get("quantile", {}).items()}
    if fall := _falls(quantiles):
        yield f"quantiles that fall: {fall}", "a quantile of a higher level is not lower"
    steps = _numbered(outputs.get("cdf", {}))
    if fall := _falls(steps):
        yield f"probabilities that fall: {fall}", "a probability of at most this is not lower for a higher number"
    shares = list(outputs.get("pmf", {}).values())
    rounding = len(shares) * 0.5 * 10.0 ** -max(map(_decimals, shares), default=0)  # each in its last decimal
    if shares and abs(sum(shares) - 1) > min(rounding, _MISSED) + _ROUNDED:
        yield f"probabilities that sum to {sum(shares):.6g}", "1 within rounding"


def _falls(values: Mapping[float, float]) -> str:
    """Where values fall as their level rises; empty if they do not."""
    pairs = itertools.pairwise(sorted(values.items()))
    falls = [(p, x, q, y) for (p, x), (q, y) in pairs if y < x - _ROUNDED * max(1.0, abs(x))]
    return ", ".join(f"{q:g} ({digits(y)}) lies below {p:g} ({digits(x)})" for p, x, q, y in falls)


def _numbered(steps: Mapping[str, float]) -> dict[float, float]:
    """Steps by number; none if some are words."""
    try:
        return {number(name): value for name, value in steps.items()}
    except LedgerError:
        return {}


def _decimals(share: float) -> int:
    _, _, decimals = f"{share:.15f}".rstrip("0").partition(".")
    return len(decimals)

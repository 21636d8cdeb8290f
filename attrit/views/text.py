"""Numbers as people read them: rounded to what they can bear, with thousands separators and units."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attrit.analysis.compare import Row
    from attrit.engine.estimates import Estimate
    from attrit.engine.measures import Measure

NAMES = {"km2": "km²", "person": "men", "person/km2": "men/km²", "day": "days", "round": "rounds", "1": ""}


def amount(x: float, unit: str, *, signed: bool = False) -> str:
    """A number without its unit: men to three digits, ground and days to whole ones, ratios to two places.

    Parameters
    ----------
    x
        () [unit] The number.
    unit
        () [-] Canonical unit.
    signed
        () [-] Whether to show a plus sign.
    """
    if math.isnan(x):
        return "–"
    if math.isinf(x):
        return "never" if x > 0 else "-∞"
    if unit in ("person", "round", "person/km2") and abs(x) >= 1000:
        digits = 2 - math.floor(math.log10(abs(x)))
        x = round(x, digits)
    places = (
        2
        if unit == "1" or (unit == "%" and abs(x) < 0.95)
        else 0
        if abs(x) >= 9.95 or unit in ("person", "round") or x == 0
        else 1
    )
    return decimals(x, places, signed=signed)


def decimals(x: float, places: int, *, signed: bool = False) -> str:
    """A number with so many decimals and thousands separators; a zero has no sign.

    Parameters
    ----------
    x
        () [unit] The number.
    places
        () [1] Decimals.
    signed
        () [-] Whether to show a plus sign.
    """
    text = f"{x:{'+' if signed else ''},.{places}f}"
    return text.replace("-", "−") if text.strip("+-0.") else text.lstrip("+-")


def percent(p: float, *, signed: bool = False) -> str:
    """A share or a probability as a percentage (signed: as points)."""
    if math.isnan(p):
        return "–"
    places = 1 if signed or not 0.095 <= p <= 0.905 else 0
    return decimals(100 * p, places, signed=signed) + (" pt" if signed else " %")


def shares(share: float, error: float, places: int | None = None) -> tuple[str, str]:
    """A share and its Monte-Carlo error, both in per cent without the sign; dashes if there is none, or nothing at all.

    Parameters
    ----------
    share, error
        () [1] The share and its error.
    places
        () [1] Decimals; as many as the error allows, and one at most, if None.
    """
    if not (math.isfinite(share) and math.isfinite(error)) or share == 0 == error:
        return "–", "–"
    if places is None:
        places = 1 if error < 0.0095 else 0
    reach = decimals(100 * error, places)
    # an error that is not nothing does not look like nothing
    return decimals(100 * share, places), reach if float(reach.replace(",", "")) else f"<{10**-places:.{places}f}"


def share_with_error(share: float, error: float, places: int | None = None) -> str:
    """A share and its Monte-Carlo error in one: ``12 ± 3``, in per cent.

    Parameters
    ----------
    share, error
        () [1] The share and its error.
    places
        () [1] Decimals; as many as the error allows, and one at most, if None.
    """
    text, reach = shares(share, error, places)
    return f"{text} ± {reach}" if text != "–" else text


def times(x: float) -> str:
    """How many times something is: with a decimal below ten."""
    return decimals(x, 0 if x >= 9.95 else 1) if math.isfinite(x) else "–"


def with_article(title: str) -> str:
    """The title of a number within a sentence: a difference takes an article, an outcome none."""
    return f"the {title}" if title.startswith("difference") else title


def finite(x: float) -> float | None:
    """A number as JSON has it: what is missing or infinite is none."""
    return x if math.isfinite(x) else None


def error(e: Estimate, unit: str, *, probability: bool) -> str:
    """Monte-Carlo standard error of an estimate."""
    return error_in_unit(e.error, unit, probability=probability)


def error_in_unit(x: float, unit: str, *, probability: bool) -> str:
    """A Monte-Carlo standard error; of a probability in points.

    Parameters
    ----------
    x
        () [unit] The error.
    unit
        () [-] Canonical unit.
    probability
        () [-] Whether it is that of a probability.
    """
    if math.isnan(x):
        return "–"
    if probability:
        return f"{100 * x:.1f}"
    if unit in ("1", "%"):
        return f"{x:.3f}" if x >= 0.0005 or x == 0 else "<0.001"
    return f"{x:,.0f}" if x >= 9.95 else f"{x:.1f}"


def interval(e: Estimate, unit: str, *, signed: bool = False) -> str:
    """Middle and 90 % interval of an estimate."""
    if e.draws == 0:
        return "–"
    low, high = (amount(x, unit, signed=signed) for x in (e.low, e.high))
    return f"{amount(e.middle, unit, signed=signed)} [{low}, {high}]"


def titled(measure: Measure) -> str:
    """The name of a measure with its unit, where it is not in the name.

    Parameters
    ----------
    measure
        () [-] The measure.
    """
    unit = {"km2": "km²", "person": "men", "%": "%"}.get(measure.unit, "")
    return f"{measure.title}{', ' + unit if unit and unit not in measure.title else ''}"


def row_texts(row: Row) -> tuple[str, str, str, str]:
    """Texts of a row: in the arm, in the other, the difference, and its Monte-Carlo error.

    Parameters
    ----------
    row
        () [-] A row of a comparison.
    """
    unit, probability = row.measure.unit, row.measure.probability
    if probability:
        middle = (percent(row.arm.middle), percent(row.against.middle), percent(row.difference.middle, signed=True))
    else:
        middle = (interval(row.arm, unit), interval(row.against, unit), interval(row.difference, unit, signed=True))
    return *middle, error(row.difference, unit, probability=probability)

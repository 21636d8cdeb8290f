"""Numbers as people read them: rounded to what they can bear, with thousands separators and units."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attrit.statistics.estimates import Estimate

_BARE = re.compile(r"(?<![\w.)\]])\.(?=\d)")  # a decimal point that follows no digit
CLEAR_IN_A_LIST = "chance alone would list anything in at most 5 of 100 runs (Holm's test)"
_NOTHING = 1e-9  # of a number: an error below this is rounding of the machine
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


def whole_decimals(text: str) -> str:
    """A text in which every decimal has its leading zero: ``0.42`` for ``.42``.

    Parameters
    ----------
    text
        () [-] The text.
    """
    return _BARE.sub("0.", text)


def times(x: float) -> str:
    """How many times something is: with a decimal below ten."""
    return decimals(x, 0 if x >= 9.95 else 1) if math.isfinite(x) else "–"


def with_article(title: str) -> str:
    """The title of a number within a sentence: a difference takes an article, an outcome none."""
    return f"the {title}" if title.startswith("difference") else title


def finite(x: float) -> float | None:
    """A number as JSON has it: what is missing or infinite is none."""
    return x if math.isfinite(x) else None


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


def places_of(error: float) -> int:
    """Decimals to which a number with this standard error is told; below 0 for tens and hundreds.

    The error keeps two digits if they are 10 to 35, else one, so that rounding adds little to it and no printed digit
    is noise: the rule of the Particle Data Group (Review of Particle Physics, introduction, section 5.3).

    Parameters
    ----------
    error
        () [unit] The error, above 0.
    """
    lead = math.floor(math.log10(error))
    three = round(error / 10.0 ** (lead - 2))
    return -lead + (1 if three < 355 or three >= 950 else 0) - (1 if three >= 950 else 0)


def measured(x: float, error: float, *, signed: bool = False) -> tuple[str, str]:
    """A number rounded to its own error, and the error: ``("−12.7", "0.3")``.

    A number that is the same in all worlds has no error, and the text of its error is empty; of one that nothing is
    known of both are dashes.

    Parameters
    ----------
    x, error
        () [unit] The number and its standard error.
    signed
        () [-] Whether to show a plus sign.
    """
    if math.isnan(x):
        return "–", "–"
    if not error > _NOTHING * abs(x) or not math.isfinite(x):
        return exact(x, signed=signed), "–" if math.isnan(error) else ""
    places = places_of(error)
    return _rounded(x, places, signed=signed), _rounded(error, places)


def exact(x: float, *, signed: bool = False) -> str:
    """A number without an error, to three digits, whole ones to the last; a zero is 0.

    Parameters
    ----------
    x
        () [unit] The number.
    signed
        () [-] Whether to show a plus sign.
    """
    if x == 0 or not math.isfinite(x):
        return "0" if x == 0 else amount(x, "1")
    if x == round(x) and abs(x) < 1e12:
        return decimals(x, 0, signed=signed)
    return _rounded(x, 2 - math.floor(math.log10(abs(x))), signed=signed)


def _rounded(x: float, places: int, *, signed: bool = False) -> str:
    return decimals(round(x, places), max(0, places), signed=signed)


def with_error(x: float, error: float, *, signed: bool = False) -> str:
    """A number with its standard error in one: ``−12.7 ± 0.3``; without where it is the same in all worlds.

    Parameters
    ----------
    x, error
        () [unit] The number and its standard error.
    signed
        () [-] Whether to show a plus sign.
    """
    text, reach = measured(x, error, signed=signed)
    return f"{text} ± {reach}" if reach and text != "–" else text


def interval(e: Estimate, *, signed: bool = False) -> str:
    """Where nine worlds in ten lie, ``[−52, +0.8]``, each end to the leading digit of its own error.

    No end has more than three digits of the larger one. The text is empty where there is no interval: of a chance, and
    of a number that is the same in all worlds.

    Parameters
    ----------
    e
        () [unit] The estimate.
    signed
        () [-] Whether to show a plus sign.
    """
    if math.isnan(e.low) or e.low == e.high:
        return ""
    largest = max((abs(x) for x in (e.low, e.high) if math.isfinite(x)), default=1.0)
    finest = 2 - math.floor(math.log10(largest)) if largest > 0 else 0
    ends = ((e.low, e.low_error), (e.high, e.high_error))
    known = [min(finest, -math.floor(math.log10(error))) for x, error in ends if error > _NOTHING * abs(x)]
    texts = (_end(x, error, finest, min(known, default=finest), signed=signed) for x, error in ends)
    return f"[{', '.join(texts)}]"


def _end(x: float, error: float, finest: int, shared: int, *, signed: bool) -> str:
    """An end of an interval: with as many digits as the other end, unless that moves it by a twentieth of itself."""
    if x == 0 or not error > _NOTHING * abs(x) or not math.isfinite(x):  # where many worlds lie
        return exact(_rounded_to(x, finest) if math.isfinite(x) else x, signed=signed)
    own = min(finest, -math.floor(math.log10(error)))
    places = shared if abs(round(x, shared) - x) <= abs(x) / 20 else own
    if signed and round(x, places) == 0 != x:  # on which side of 0 it lies is told
        places = -math.floor(math.log10(float(f"{abs(x):.0e}")))
    return _rounded(x, places, signed=signed)


def _rounded_to(x: float, places: int) -> float:
    """Rounded, unless that leaves nothing of it."""
    return round(x, places) or float(f"{x:.0e}")


def level(x: float, error: float, digits: int = 12) -> str:
    """A number beside which no error is printed, to the leading digit of its error.

    Parameters
    ----------
    x, error
        () [unit] The number and its standard error.
    digits
        () [1] Digits it has at most.
    """
    if not (math.isfinite(x) and error > _NOTHING * abs(x)):
        return exact(x)
    finest = digits - 1 - math.floor(math.log10(abs(x))) if x else digits
    return _rounded(x, min(finest, -math.floor(math.log10(error))))


def spread(e: Estimate, *, signed: bool = False) -> str:
    """Mean and where nine worlds in ten lie: ``−12.7 [−52, +0.8]``.

    Parameters
    ----------
    e
        () [unit] The estimate.
    signed
        () [-] Whether to show a plus sign.
    """
    mean = measured(e.mean, e.mean_error, signed=True)[0] if signed else level(e.mean, e.mean_error)
    return f"{mean} {interval(e, signed=signed)}".rstrip()


def chance(p: float, error: float) -> str:
    """A probability in per cent, to its own error.

    Parameters
    ----------
    p, error
        () [1] The probability and its standard error.
    """
    text = level(100 * p, 100 * error)
    return text if text == "–" else f"{text} %"


def points(p: float, error: float) -> str:
    """A difference of probabilities in percentage points, with its error: ``+2.5 ± 0.1``.

    Parameters
    ----------
    p, error
        () [1] The difference and its standard error.
    """
    return with_error(100 * p, 100 * error, signed=True)


def number(x: float) -> str:
    """A number to three digits, without an exponent.

    Parameters
    ----------
    x
        () [unit] The number.
    """
    if x == 0:
        return "0"
    places = max(0, 2 - math.floor(math.log10(abs(x))))
    text = f"{x:,.{places}f}" if abs(x) < 1000 else f"{float(f'{x:.3g}'):,.0f}" if x != int(x) else f"{x:,.0f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def count(n: int, what: str) -> str:
    """How many of something.

    Parameters
    ----------
    n
        () [1] How many.
    what
        () [-] Of what, in the singular.
    """
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def capital(text: str) -> str:
    """A text with a capital letter at its start."""
    return text[:1].upper() + text[1:]


def with_unit(title: str, unit: str) -> str:
    """A title that begins with a capital and ends with its unit, if it has one.

    Parameters
    ----------
    title
        () [-] The title.
    unit
        () [-] Canonical unit.
    """
    name = unit_name(unit)
    return capital(f"{title} ({name})" if name else title)


def unit_name(unit: str) -> str:
    """What people call a unit: men a day, not persons.

    Parameters
    ----------
    unit
        () [-] Canonical unit.
    """
    top, slash, per = unit.partition("/")
    return NAMES[unit] if unit in NAMES else f"{NAMES.get(top) or top}{slash}{per}"


def day(when: date) -> str:
    """A date as people write it."""
    return f"{when.day} {when:%b %Y}"

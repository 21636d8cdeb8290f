"""Levers in words: what they are, values of them, and how far one must be moved."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrit.views.words.numbers import capital, decimals, finite, unit_name

if TYPE_CHECKING:
    from attrit.scenario.levers import Lever
    from attrit.scenario.schema import Scenario
    from attrit.statistics.crossing import Crossing
    from attrit.statistics.estimates import Estimate

# What all values of a lever are called.
_ANY = {
    "men": "number of men", "quality": "quality", "line_share": "share of the men in the front line",
    "shells": "supply of shells", "arrival_day": "day of arrival",
}  # fmt: skip
# How a value is said: by itself, and as the most that it may be.
_SAID = {
    "quality": ("a quality of {}", "a quality of no more than {}"),
    "line_share": ("{} of the men in the front line", "no more than {} of the men in the front line"),
    "arrival_day": ("arrival no sooner than {}", "arrival by {} at the latest"),
}


def moved_besides(lever: Lever, scenario: Scenario) -> str:
    """What a lever of the contingent moves besides, in words.

    Parameters
    ----------
    lever
        () [-] The lever.
    scenario
        () [-] The scenario.
    """
    parts = []
    for path, slope in lever.besides.items():
        section, owner, key = (*path.split(".", 2), "")[:3]
        if section == "groups" and key == "men" and math.isclose(abs(slope), 1.0, rel_tol=1e-6):
            parts.append(f"with as many {'fewer' if slope < 0 else 'more'} “{scenario.groups[owner].title}”")
        elif slope:
            parts.append(f"which also moves {path}")
    return " and ".join(parts)


def crossing_text(lever: Lever, at: Crossing, *, bare: bool = False, of: int = 0) -> str:
    """A point of a lever with its interval, as precise as it is known.

    Parameters
    ----------
    lever
        () [-] The lever.
    at
        () [unit of the lever] The point.
    bare
        () [-] Whether to leave the lever out of it, as in a table.
    of
        () [1] Worlds that it was found in, to be said of the interval; 0 for nothing.
    """
    low, middle, high = figures(lever, at)
    if math.isfinite(at.low) and math.isfinite(at.high):
        interval = f"{low} to {high}{_percents(lever)}"
    elif math.isfinite(at.low) or math.isfinite(at.high):
        interval = f"at {f'least {low}' if math.isfinite(at.low) else f'most {high}'}{_percents(lever)}"
    else:
        interval = "no bound known"
    if bare:
        return f"{middle} ({interval})"
    why = "90 % Monte-Carlo interval " if of else ""
    figure = f"about {with_unit(lever, middle)} ({why}{interval}{f', in {of:,} worlds' if of else ''})"
    said = _SAID.get(lever.name)
    if said is not None:
        return said[0 if at.up else 1].format(figure)
    said_of = "" if lever.name in ("men", "shells") else f"{short(lever)} ({lever.title}) of "
    return f"{said_of}{'' if at.up else 'no more than '}{figure}"


def needed_by_law(lever: Lever, by_law: Mapping[str, Crossing], last: float) -> str:
    """The least and the most that it would take by the law of attrition that holds, to be added to a sentence.

    Parameters
    ----------
    lever
        () [-] The lever.
    by_law
        (law) [unit of the lever] The point under each law; none gives an empty text.
    last
        () [unit of the lever] The last value tried.
    """
    # without a crossing either anything would do or nothing
    laws = sorted(by_law, key=lambda law: at.at if (at := by_law[law]).found or at.up else -math.inf)
    if not laws:
        return ""
    never = [law for law in laws if by_law[law].up and not by_law[law].found]
    reached = [law for law in laws if law not in never]
    if not reached:
        return "; nor would it be enough under any single law"
    first, second = by_law[reached[0]], by_law[reached[-1]]
    if not never and len(laws) > 1 and first.found and first.high >= second.low:
        return "; no law differs clearly from the others"
    parts = [f"under the {law} law {_under(lever, by_law[law])}" for law in dict.fromkeys((reached[0], reached[-1]))]
    if never:
        names = " and the ".join(", the ".join(never).rsplit(", the ", 1))
        parts = [parts[0], f"under the {names} law more than {at_point(lever, value_text(lever, last))}"]
    return f"; {', '.join(parts)}"


def _under(lever: Lever, at: Crossing) -> str:
    """What it would take under a law, for short."""
    if not at.found:
        return "any value tried"
    most = "" if at.up else "by " if lever.name == "arrival_day" else "no more than "
    return (
        f"{most}about {at_point(lever, crossing_text(lever, at, bare=True))}{' at the latest' if most == 'by ' else ''}"
    )


def figures(lever: Lever, at: Crossing) -> tuple[str, str, str]:
    """A point between the ends of its interval, with the digits that are known.

    Parameters
    ----------
    lever
        () [-] The lever.
    at
        () [unit of the lever] The point.
    """
    open_ended = [abs(x - at.at) / 2 for x in (at.low, at.high) if math.isfinite(x)]
    known = at.error if math.isfinite(at.error) else max(open_ended, default=0.1 * abs(at.at))
    digit = min(known, abs(at.at)) or known  # one digit of the point is told in any case
    places = -math.floor(math.log10(_scale(lever) * digit)) if digit else 0
    low, middle, high = (_figure(_scale(lever) * x, places) for x in (at.low, at.at, at.high))
    return low, middle + _percents(lever), high


def _scale(lever: Lever) -> float:
    """What a value is multiplied with for the eye: shares are told in per cent."""
    return 100.0 if lever.share and lever.unit == "1" else 1.0


def _percents(lever: Lever) -> str:
    return " %" if _scale(lever) == 100 or lever.unit == "%" else ""


def _figure(x: float, places: int) -> str:
    return decimals(round(x, places), max(0, places)) if math.isfinite(x) else ""


def values_tried(lever: Lever, values: Sequence[float]) -> str:
    """What was tried, as in "number of men from 0 to 100,000".

    Parameters
    ----------
    lever
        () [-] The lever.
    values
        (value) [unit of the lever] The values tried.
    """
    first, last = (value_text(lever, x) for x in (values[0], values[-1]))
    last = last if lever.name in ("men", "arrival_day") else with_unit(lever, last)
    return f"{_ANY.get(lever.name, f'value of {short(lever)}')} from {first} to {last}"


def value_text(lever: Lever, x: float) -> str:
    """A value of a lever without its unit, but for per cent.

    Parameters
    ----------
    lever
        () [-] The lever.
    x
        () [unit of the lever] The value.
    """
    return f"{_scale(lever) * x:,.10g}{_percents(lever)}".replace("-", "−")


def rounded(lever: Lever, x: float) -> str:
    """A value of a lever to three digits.

    Parameters
    ----------
    lever
        () [-] The lever.
    x
        () [unit of the lever] The value.
    """
    return value_text(lever, float(f"{x:.3g}"))


def with_unit(lever: Lever, figure: str) -> str:
    """A figure with the unit of a lever, in words.

    Parameters
    ----------
    lever
        () [-] The lever.
    figure
        () [-] The figure, as a text.
    """
    if lever.name == "arrival_day" and figure:
        return f"day {figure}"
    unit = "" if lever.unit in ("1", "%") else unit_name(lever.unit).replace("/", " a ").removeprefix("1 ")
    return f"{figure} {unit}".rstrip()


def at_point(lever: Lever, figure: str) -> str:
    """A figure without the unit of a lever, but for a day.

    Parameters
    ----------
    lever
        () [-] The lever.
    figure
        () [-] The figure, as a text.
    """
    return f"day {figure}" if lever.name == "arrival_day" else figure


def short(lever: Lever) -> str:
    """What a lever is called for short; of a path the last two parts, of a number of the scenario's own its name.

    Parameters
    ----------
    lever
        () [-] The lever.
    """
    name = lever.name.removeprefix("quantities.")
    return ".".join(name.split(".")[-2:]) if name != lever.name or "." in name else name.replace("_", " ")


def column_name(lever: Lever) -> str:
    """What a lever is called in a table, with its unit.

    Parameters
    ----------
    lever
        () [-] The lever.
    """
    unit = with_unit(lever, "").strip()
    return f"{short(lever)}, {unit}" if unit and lever.name not in ("men", "arrival_day") else short(lever)


def described(lever: Lever) -> str:
    """What a lever is and how it is set.

    Parameters
    ----------
    lever
        () [-] The lever.
    """
    name = short(lever) if "." in lever.name else capital(short(lever))
    return f"{name}: {lever.title}{f' ({lever.how})' if lever.how else ''}"


def spread(lever: Lever, e: Estimate) -> str:
    """What is believed of a lever, with its interval.

    Parameters
    ----------
    lever
        () [-] The lever.
    e
        () [unit of the lever] What is believed of it.
    """
    low, middle, high = (rounded(lever, x) for x in (e.low, e.middle, e.high))
    around = ", certain" if is_certain(lever, e) else f" (nine worlds in ten: {low} to {high})"
    return f"{with_unit(lever, middle)}{around}"


def is_certain(lever: Lever, e: Estimate) -> bool:
    """Whether what is believed of a lever is one value, as far as can be seen.

    Parameters
    ----------
    lever
        () [-] The lever.
    e
        () [unit of the lever] What is believed of it.
    """
    return rounded(lever, e.low) == rounded(lever, e.high)


def needed_or_not(lever: Lever, at: Crossing, values: Sequence[float]) -> str:
    """How far a lever must be moved, or that any value would do or none.

    Parameters
    ----------
    lever
        () [-] The lever.
    at
        () [unit of the lever] The point.
    values
        (value) [unit of the lever] The values tried.
    """
    if at.found:
        return f"{'' if at.up else 'at most '}{crossing_text(lever, at, bare=True)}"
    if not at.up:
        return f"any from {value_text(lever, values[0])} to {value_text(lever, values[-1])}"
    return f"none from {value_text(lever, values[0])} to {value_text(lever, values[-1])}"


def lever_plain(lever: Lever) -> dict[str, Any]:
    """A lever as plain data.

    Parameters
    ----------
    lever
        () [-] The lever.
    """
    return {
        "name": lever.name, "title": lever.title, "unit": lever.unit, "how": lever.how, "action": lever.action,
        "sets": list(lever.gives), "of_the_contingent": lever.contingent, "besides": dict(lever.besides),
    }  # fmt: skip


def crossing_plain(at: Crossing) -> dict[str, Any]:
    """A crossing as plain data; what lies beyond the values tried has no number.

    Parameters
    ----------
    at
        () [unit of the lever] The point.
    """
    numbers = {"at": at.at, "p05": at.low, "p95": at.high, "error": at.error, "goes_back_at": at.back}
    reached = "at least" if at.up else "at most"
    found = {name: None if x is None else finite(x) for name, x in numbers.items()}
    return {"reached": at.found or not at.up, "bound": reached, **found}


def believed_plain(e: Estimate) -> dict[str, float]:
    """What is believed of a lever as plain data.

    Parameters
    ----------
    e
        () [unit of the lever] The same as an estimate.
    """
    return {"p05": e.low, "p50": e.middle, "p95": e.high}

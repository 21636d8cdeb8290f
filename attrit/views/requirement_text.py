"""What it would take, in words: the point first, then the curve, then how it was found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrit.views.columns import columns, paragraph
from attrit.views.look import capital, unit_name
from attrit.views.text import amount, percent

if TYPE_CHECKING:
    from attrit.analysis.requirement import Contour, Requirement, Setting
    from attrit.engine.estimates import Estimate
    from attrit.scenario.levers import Lever
    from attrit.statistics.crossing import Crossing

_ROWS = 12  # of a curve, about
_CELLS = 11  # of a row of a grid
_UNKNOWN = "What is not known of the war is spread over the worlds, and so is part of every number."

# What all values of a lever are called, and how one is said: by itself, and as the most that it may be.
_ANY = {
    "men": "number of men", "quality": "quality", "line_share": "share of the men in the front line",
    "shells": "supply of shells", "arrival_day": "day of arrival",
}  # fmt: skip
_SAID = {
    "quality": ("a quality of {}", "a quality of no more than {}"),
    "line_share": ("{} of the men in the front line", "no more than {} of the men in the front line"),
    "arrival_day": ("arrival no sooner than {}", "arrival by {} at the latest"),
}


def lines(found: Requirement) -> list[str]:
    """What it would take, in under a screen: a sentence, the curve, notes.

    Parameters
    ----------
    found
        () [-] The curve and where it reaches the change.
    """
    return [paragraph(sentence(found)), "", *_table(found), "", *_notes(found)]


def sentence(found: Requirement) -> str:
    """What it would take, in one sentence.

    Parameters
    ----------
    found
        () [-] The curve and where it reaches the change.
    """
    lever, at, s = found.lever, found.crossing, found.setting
    first, last = (_value(lever, x) for x in (found.values[0], found.values[-1]))
    last = last if lever.name in ("men", "arrival_day") else _with_unit(lever, last)
    tried = f"{_ANY.get(lever.name, f'value of {_name(lever)}')} from {first} to {last}"
    if at.found:
        return f"It would take {needed(lever, at)} for {goal_of(s)}{_equivalents(found)}."
    if not at.up:
        return f"Every {tried} would do for {goal_of(s)}."
    sign, best = math.copysign(1.0, s.change), found.furthest
    other = min(range(len(found.values)), key=lambda k: sign * found.difference[k].mean)
    said = f"No {tried} would do for {goal_of(s)}: the most that comes of it is {_reach(found, best)}"
    if abs(found.difference[other].mean) > abs(found.difference[best].mean):
        said += f", and the other way {_reach(found, other)}"
    open_ = f"; chance leaves open that it is reached from {_rounded(lever, at.low)} on"
    return f"{said}{open_ if math.isfinite(at.low) else ''}."


def _reach(found: Requirement, place: int) -> str:
    """A change with its error, and the value at which it comes."""
    e, value = found.difference[place], _with_unit(found.lever, _value(found.lever, found.values[place]))
    return f"{_change(found.setting, e.mean, signed=True)} (± {_error(found.setting, e.mean_error)}) at {value}"


def goal_of(s: Setting) -> str:
    """The change asked for, as in "the probability of recovery to rise by 10 points (from 30 % to 40 %)".

    Parameters
    ----------
    s
        () [-] What is asked.
    """
    verb = "rise" if s.change > 0 else "fall"
    mean = "" if s.measure.probability else " on average"
    span = f"from {_outcome(s, s.reference.mean)} to {_outcome(s, s.reference.mean + s.change)}"
    return f"the {s.measure.title} to {verb} by {_change(s, abs(s.change))}{mean} ({span})"


def needed(lever: Lever, at: Crossing, *, bare: bool = False) -> str:
    """A point of a lever with its interval, as precise as it is known.

    Parameters
    ----------
    lever
        () [-] The lever.
    at
        () [unit of the lever] The point.
    bare
        () [-] Whether to leave the lever out of it, as in a table.
    """
    open_ended = [abs(x - at.at) / 2 for x in (at.low, at.high) if math.isfinite(x)]
    known = at.error if math.isfinite(at.error) else max(open_ended, default=0.1 * abs(at.at))
    digit = min(known, abs(at.at)) or known  # one digit of the point is told in any case
    places = -math.floor(math.log10(_scale(lever) * digit)) if digit else 0
    low, middle, high = (_figure(_scale(lever) * x, places) for x in (at.low, at.at, at.high))
    middle += _percents(lever)
    if bare:
        return f"{middle} [{low}, {high}]"
    figure = f"about {_with_unit(lever, middle)} [{low}, {high}]"
    said = _SAID.get(lever.name)
    if said is not None:
        return said[0 if at.up else 1].format(figure)
    title = "" if lever.name in ("men", "shells") else f" ({lever.title})"
    return f"{'' if at.up else 'no more than '}{figure}{title}"


def _scale(lever: Lever) -> float:
    """What a value is multiplied with for the eye: shares are told in per cent."""
    return 100.0 if lever.share and lever.unit == "1" else 1.0


def _percents(lever: Lever) -> str:
    return " %" if _scale(lever) == 100 or lever.unit == "%" else ""


def _figure(x: float, places: int) -> str:
    if not math.isfinite(x):
        return "more" if x > 0 else "less"
    return f"{round(x, places):,.{max(0, places)}f}".replace("-", "−")


def _value(lever: Lever, x: float) -> str:
    """A value of a lever without its unit, but for per cent."""
    return f"{_scale(lever) * x:,.10g}{_percents(lever)}".replace("-", "−")


def _rounded(lever: Lever, x: float) -> str:
    return _value(lever, float(f"{x:.3g}"))


def _with_unit(lever: Lever, figure: str) -> str:
    """A figure with the unit of a lever, in words."""
    if lever.name == "arrival_day" and figure:
        return f"day {figure}"
    unit = "" if lever.unit in ("1", "%") else unit_name(lever.unit).replace("/", " a ").removeprefix("1 ")
    return f"{figure} {unit}".rstrip()


def _outcome(s: Setting, x: float) -> str:
    return percent(x) if s.measure.probability else amount(x, s.measure.unit)


def _change(s: Setting, x: float, *, signed: bool = False) -> str:
    if s.measure.probability:
        points = f"{round(100 * x, 1):{'+' if signed else ''}g}".replace("-", "−")
        return f"{points} point{'' if points.lstrip('+−') == '1' else 's'}"
    return f"{amount(x, s.measure.unit, signed=signed)} {unit_name(s.measure.unit)}".rstrip()


def _error(s: Setting, x: float) -> str:
    if s.measure.probability:
        return f"{100 * x:.1f}"
    return f"{x:.2g}" if s.measure.unit in ("1", "%") else f"{x:,.0f}" if x >= 9.95 else f"{x:.1f}"


def _equivalents(found: Requirement) -> str:
    """The point as a multiple of what is believed, and as days of recruitment."""
    parts = []
    times = found.times_believed
    if math.isfinite(times) and found.lever.quantity.unit != "day":
        what = "the contingent" if found.lever.name == "men" else "what is believed"
        parts.append(f"{100 * times:.0f} % of {what}" if times < 0.95 else f"{times:.2g} times {what}")
    if math.isfinite(found.recruitment) and found.lever.side is not None:
        side = found.setting.scenario.sides[found.lever.side]
        daily = amount(found.crossing.at * found.lever.factor / found.recruitment, "person")
        parts.append(f"{found.recruitment:,.0f} days of {side.adjective} recruitment ({daily} men a day)")
    return f": {', or '.join(parts)}" if parts else ""


def _table(found: Requirement) -> list[str]:
    """The curve, thinned, with what is believed and the point among its values."""
    s, lever = found.setting, found.lever
    coarse = [place for place, finer in enumerate(found.finer) if not finer]
    rows = {}
    for k in {*coarse[:: math.ceil(len(coarse) / _ROWS)], coarse[-1]}:
        e, d = found.outcome[k], found.difference[k]
        rows[found.values[k]] = [
            _value(lever, found.values[k]),
            _outcome(s, e.mean),
            _error(s, e.mean_error),
            *_both(s, d),
            "",
        ]
    if found.crossing.found:
        at = _rounded(lever, found.crossing.at)
        goal = _outcome(s, s.reference.mean + s.change)
        rows[found.crossing.at] = [at, goal, "", _difference(s, s.change), "", "<- needed"]
    middle, own = found.believed.middle, s.as_it_is
    as_it_is = [_rounded(lever, middle), _outcome(s, s.reference.mean + own.mean), "", *_both(s, own), "<- as believed"]
    texts = sorted([*rows.items(), (middle, as_it_is)], key=lambda pair: pair[0])
    head = [_name(lever), s.measure.title, "±", f"change against {s.against}", "±", ""]
    return columns([head, *(row for _, row in texts)], right=range(5), give=1)


def _both(s: Setting, e: Estimate) -> tuple[str, str]:
    return _difference(s, e.mean), _error(s, e.mean_error)


def _difference(s: Setting, x: float) -> str:
    return percent(x, signed=True) if s.measure.probability else amount(x, s.measure.unit, signed=True)


def _notes(found: Requirement) -> list[str]:
    s, at = found.setting, found.crossing
    notes = [_compared(s), f"{_described(found.lever)}; believed: {_spread(found.lever, found.believed)}."]
    if not s.stated and not s.measure.probability:
        notes.append(f"{_change(s, abs(s.change))}: a tenth of what nine worlds in ten span under {s.against}.")
    if at.back is not None:
        notes.append(f"The curve is back over the line at {_with_unit(found.lever, _value(found.lever, at.back))}.")
    brackets = " Brackets: where the point would lie in nine of ten such draws." if at.found else ""
    notes.append(f"±: one standard error, from the number of worlds.{brackets} {_UNKNOWN}")
    return [paragraph(note) for note in notes]


def _described(lever: Lever) -> str:
    """What a lever is and how it is set."""
    name = lever.name if "." in lever.name else capital(lever.name.replace("_", " "))
    return f"{name}: {lever.title}{f' ({lever.how})' if lever.how else ''}"


def _spread(lever: Lever, e: Estimate) -> str:
    low, middle, high = (_rounded(lever, x) for x in (e.low, e.middle, e.high))
    return f"{_with_unit(lever, middle)}, in nine worlds of ten between {low} and {high}"


def _compared(s: Setting) -> str:
    titles = s.scenario.arms
    where = f"set in “{titles[s.arm].title}” ({s.arm})"
    held = "the same arm as it is" if s.arm == s.against else f"“{titles[s.against].title}” ({s.against})"
    return f"{capital(where)}, all else as it is; held against {held}, in the same {s.draws:,} worlds."


def plain(found: Requirement) -> dict[str, Any]:
    """The same as plain data, for JSON.

    Parameters
    ----------
    found
        () [-] The curve and where it reaches the change.
    """
    curve = zip(found.values, found.finer, found.outcome, found.difference, strict=True)
    return {
        "sentence": sentence(found), "lever": _lever(found.lever), **_setting(found.setting),
        "needed": _crossing(found.crossing),
        "times_believed": _number(found.times_believed), "days_of_recruitment": _number(found.recruitment),
        "believed": _believed(found.believed),
        "curve": [
            {"value": value, "finer": finer, "outcome": e.mean, "outcome_error": e.mean_error,
             "difference": d.mean, "difference_error": d.mean_error}
            for value, finer, e, d in curve
        ],
    }  # fmt: skip


def _lever(lever: Lever) -> dict[str, Any]:
    return {"name": lever.name, "title": lever.title, "unit": lever.unit, "how": lever.how, "sets": list(lever.gives)}


def _setting(s: Setting) -> dict[str, Any]:
    return {
        "outcome": s.measure.name, "unit": s.measure.unit, "arm": s.arm, "against": s.against, "change": s.change,
        "reference": s.reference.mean, "reference_error": s.reference.mean_error,
        "difference_as_believed": s.as_it_is.mean, "difference_as_believed_error": s.as_it_is.mean_error,
        "draws": s.draws,
    }  # fmt: skip


def _crossing(at: Crossing) -> dict[str, Any]:
    """A crossing; what lies beyond the values tried has no number."""
    numbers = {"at": at.at, "p05": at.low, "p95": at.high, "error": at.error, "goes_back_at": at.back}
    reached = "at least" if at.up else "at most"
    found = {name: None if x is None else _number(x) for name, x in numbers.items()}
    return {"reached": at.found or not at.up, "bound": reached, **found}


def _believed(e: Estimate) -> dict[str, float]:
    return {"p05": e.low, "p50": e.middle, "p95": e.high}


def _number(x: float) -> float | None:
    return x if math.isfinite(x) else None


def contour_lines(found: Contour) -> list[str]:
    """Which combinations of two levers it would take: a sentence, what is needed, the grid, notes.

    Parameters
    ----------
    found
        () [-] The grid.
    """
    first, second = found.levers
    rows = [[_name(second), f"{_name(first)} needed"]]
    for value, at in zip(found.values[1], found.needed, strict=True):
        rows.append([_value(second, value), _bare(first, at, found.values[0])])
    notes = [_compared(found.setting)]
    for lever, e in zip(found.levers, found.believed, strict=True):
        notes.append(f"{_described(lever)}; believed: {_spread(lever, e)}.")
    notes.append(f"Brackets: where the point would lie in nine of ten such draws. *: the change is reached. {_UNKNOWN}")
    grid = _grid(found)
    return [
        paragraph(contour_sentence(found)), "", *columns(rows, right=(0,)), "", *grid, "",
        *(paragraph(note) for note in notes),
    ]  # fmt: skip


def contour_sentence(found: Contour) -> str:
    """The two ends of the line of combinations, in one sentence.

    Parameters
    ----------
    found
        () [-] The grid.
    """
    first, second = found.levers
    reached = [place for place, at in enumerate(found.needed) if at.found]
    goal = goal_of(found.setting)
    if not reached:
        any_ = any(not at.up for at in found.needed)
        return f"{'Every' if any_ else 'No'} combination tried would do for {goal}."
    ends = [
        f"{needed(first, found.needed[k])} {_at(second, found.values[1][k])}"
        for k in dict.fromkeys((reached[0], reached[-1]))
    ]
    return f"For {goal}, it would take {', or '.join(ends)}."


def _at(lever: Lever, x: float) -> str:
    return f"with {_value(lever, x)} men" if lever.name == "men" else f"at {_short(lever)} {_value(lever, x)}"


def _short(lever: Lever) -> str:
    """What a lever is called for short; of a path the last two parts."""
    return ".".join(lever.name.split(".")[-2:]) if "." in lever.name else lever.name.replace("_", " ")


def _name(lever: Lever) -> str:
    """What a lever is called in a table, with its unit."""
    unit = _with_unit(lever, "").strip()
    return f"{_short(lever)}, {unit}" if unit and lever.name not in ("men", "arrival_day") else _short(lever)


def _bare(lever: Lever, at: Crossing, values: Sequence[float]) -> str:
    if at.found:
        return f"{'' if at.up else 'at most '}{needed(lever, at, bare=True)}"
    if not at.up:
        return f"any from {_value(lever, values[0])} to {_value(lever, values[-1])}"
    return f"none from {_value(lever, values[0])} to {_value(lever, values[-1])}"


def _grid(found: Contour) -> list[str]:
    """Differences, the first lever across and the second down; of many columns every other one."""
    first, second = found.levers
    s, step = found.setting, math.ceil(len(found.values[0]) / _CELLS)
    across = range(0, len(found.values[0]), step)
    unit = "points" if s.measure.probability else unit_name(s.measure.unit)
    rows = [[f"{_short(second)} | {_short(first)}", *(_value(first, found.values[0][k]) for k in across)]]
    for place, value in enumerate(found.values[1]):
        cells = [_cell(s, float(found.difference[k, place])) for k in across]
        rows.append([_value(second, value), *cells])
    error = _error(s, float(found.error.max()))
    head = f"Change of the {s.measure.title} against {s.against}{f', {unit}' if unit else ''} (± {error} at most):"
    return [paragraph(head), *columns(rows, right=range(len(rows[0])), give=0)]


def _cell(s: Setting, x: float) -> str:
    text = f"{100 * x:+.1f}".replace("-", "−") if s.measure.probability else amount(x, s.measure.unit, signed=True)
    return f"{text}{'*' if math.copysign(1, s.change) * x >= abs(s.change) else ' '}"


def contour_plain(found: Contour) -> dict[str, Any]:
    """The same as plain data, for JSON.

    Parameters
    ----------
    found
        () [-] The grid.
    """
    return {
        "sentence": contour_sentence(found), "levers": [_lever(lever) for lever in found.levers],
        **_setting(found.setting), "values": [list(values) for values in found.values],
        "difference": found.difference.tolist(), "error": found.error.tolist(),
        "needed": [_crossing(at) for at in found.needed], "believed": [_believed(e) for e in found.believed],
    }  # fmt: skip

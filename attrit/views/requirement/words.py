"""What it would take, in words: the point first, then the curve, then how it was found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrit.model.laws.register import LAWS
from attrit.reader import either
from attrit.statistics.standards import POSSIBLE
from attrit.views.requirement.levers import (
    believed_plain,
    column_name,
    crossing_plain,
    crossing_text,
    described,
    is_certain,
    lever_plain,
    moved_besides,
    needed_by_law,
    needed_or_not,
    rounded,
    short,
    spread,
    value_text,
    values_tried,
    with_unit,
)
from attrit.views.scenario.beliefs import lever_sentence
from attrit.views.words.columns import columns, paragraph
from attrit.views.words.numbers import amount, capital, decimals, error_in_unit, finite, percent, times, unit_name

if TYPE_CHECKING:
    from attrit.analysis.requirement import Contour, Requirement, Setting
    from attrit.scenario.levers import Lever
    from attrit.statistics.estimates import Estimate

_ROWS = 12  # of a curve, about
_CELLS = 11  # of a row of a grid
_UNKNOWN = "reflect the number of worlds only. Uncertainty about the war is averaged into the means."


def lines(found: Requirement) -> list[str]:
    """What it would take, in under a screen: a sentence, the curve, notes.

    Parameters
    ----------
    found
        () [-] The curve and where it reaches the change.
    """
    laws = [*_laws_table(found), ""] if found.by_law else []
    return [paragraph(sentence(found)), "", *_table(found), "", *laws, *_notes(found)]


def sentence(found: Requirement) -> str:
    """What it would take, in one sentence.

    Parameters
    ----------
    found
        () [-] The curve and where it reaches the change.
    """
    lever, at, s = found.lever, found.crossing, found.setting
    besides = moved_besides(lever, s.scenario)
    laws = needed_by_law(lever, {law: one.crossing for law, one in found.by_law.items()}, found.values[-1])
    besides = f", {besides}," if besides else ""
    tried = f"{values_tried(lever, found.values)}{besides}"
    if at.found:
        all_ = " in all" if lever.name == "men" and s.scenario.contingent and at.at > found.believed.middle else ""
        said = f"It would take {crossing_text(lever, at, of=s.draws)}{all_}{besides} for {goal_of(s)}"
        return f"{said}{_equivalents(found)}{laws}."
    if not at.up:
        return f"In {s.draws:,} worlds, every {tried} would be enough for {goal_of(s)}{laws}."
    sign, best = math.copysign(1.0, s.change), found.furthest
    other = min(range(len(found.values)), key=lambda k: sign * found.difference[k].mean)
    e, away = found.difference[best], found.difference[other]
    said = f"In {s.draws:,} worlds, no {tried} would be enough for {goal_of(s)}: "
    if sign * e.mean <= POSSIBLE * e.mean_error and -sign * away.mean > POSSIBLE * away.mean_error:
        return f"{said}the outcome moves in the other direction, by {_reach(found, other)}{laws}."
    said += f"the largest change is {_reach(found, best)}"
    if abs(away.mean) > abs(e.mean):
        said += f", and in the other direction {_reach(found, other)}"
    open_ = f"; chance leaves open that it is reached from {rounded(lever, at.low)} upwards"
    return f"{said}{open_ if math.isfinite(at.low) else ''}{laws}."


def _reach(found: Requirement, place: int) -> str:
    """A change with its error, and the value at which it comes."""
    e, value = found.difference[place], with_unit(found.lever, value_text(found.lever, found.values[place]))
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
    now, then = _alike(s, s.reference.mean, s.reference.mean + s.change)
    return f"the {s.measure.title} to {verb} by {_change(s, abs(s.change))}{mean} (from {now} to {then})"


def compared_with(s: Setting) -> str:
    """What a change is counted from, as in a heading.

    Parameters
    ----------
    s
        () [-] What is asked.
    """
    return f"from {s.arm} as it is" if s.arm == s.against else f"against {s.against}"


def _alike(s: Setting, *numbers: float) -> list[str]:
    """Outcomes with as many decimals each as the one that needs the most."""
    texts = [_outcome(s, x) for x in numbers]
    places = max(len(text.removesuffix(" %").partition(".")[2]) for text in texts)
    if not places:
        return texts
    factor, sign = (100.0, " %") if s.measure.probability else (1.0, "")
    return [f"{decimals(factor * x, places)}{sign}" for x in numbers]


def _outcome(s: Setting, x: float) -> str:
    return percent(x) if s.measure.probability else amount(x, s.measure.unit)


def _change(s: Setting, x: float, *, signed: bool = False) -> str:
    if s.measure.probability:
        points = f"{round(100 * x, 1):{'+' if signed else ''}g}".replace("-", "−")
        return f"{points} point{'' if points.lstrip('+−') == '1' else 's'}"
    return f"{amount(x, s.measure.unit, signed=signed)} {unit_name(s.measure.unit)}".rstrip()


def _error(s: Setting, x: float) -> str:
    return error_in_unit(x, s.measure.unit, probability=s.measure.probability)


def _equivalents(found: Requirement) -> str:
    """The point as a multiple of what is believed, and as days of recruitment."""
    parts = []
    many = found.times_believed
    if math.isfinite(many) and found.lever.quantity.unit != "day":
        what = "the contingent" if found.lever.name == "men" else "what is believed"
        parts.append(f"{percent(many)} of {what}" if many < 0.95 else f"{times(many)} times {what}")
    if math.isfinite(found.recruitment) and found.lever.side is not None:
        side = found.setting.scenario.sides[found.lever.side]
        daily = amount(found.crossing.at * found.lever.factor / found.recruitment, "person")
        parts.append(f"{found.recruitment:,.0f} days of {side.adjective} recruitment ({daily} men a day)")
    return f": {', or '.join(parts)}" if parts else ""


def _table(found: Requirement) -> list[str]:
    """The curve, thinned, with the point among its values; what is believed stands apart unless it is certain."""
    s, lever = found.setting, found.lever
    coarse = [place for place, finer in enumerate(found.finer) if not finer]
    rows = {}
    for k in {*coarse[:: math.ceil(len(coarse) / _ROWS)], coarse[-1]}:
        e = found.outcome[k]
        told = [f"{_outcome(s, e.mean)} ± {_error(s, e.mean_error)}", _difference_with_error(s, found.difference[k])]
        rows[value_text(lever, found.values[k])] = found.values[k], told, ""
    if found.crossing.found:
        at, goal = rounded(lever, found.crossing.at), _outcome(s, s.reference.mean + s.change)
        place, told, _ = rows.get(at, (found.crossing.at, [goal, _difference(s, s.change)], ""))
        rows[at] = place, told, "<- needed"
    middle, own = found.believed.middle, s.as_it_is
    believed = [_outcome(s, s.reference.mean + own.mean), _difference_with_error(s, own)]
    apart = []
    if is_certain(lever, found.believed):
        at = rounded(lever, middle)
        place, told, mark = rows.get(at, (middle, believed, ""))
        rows[at] = place, told, f"{mark}, in the scenario" if mark else "<- in the scenario"
    else:
        apart = [["in the scenario", *believed, ""]]
    body = [[text, *told, mark] for text, (_, told, mark) in sorted(rows.items(), key=lambda row: row[1][0])]
    head = [column_name(lever), s.measure.title, f"change {compared_with(s)}", ""]
    return columns([head, *body, *apart], right=range(3), give=1)


def _laws_table(found: Requirement) -> list[str]:
    """What it would take by the law of attrition that holds."""
    rows = [["under the law", "", "worlds", f"{column_name(found.lever)} needed"]]
    for law, one in found.by_law.items():
        title = LAWS[law].title if law in LAWS else ""
        rows.append([law, title, f"{one.draws:,}", needed_or_not(found.lever, one.crossing, found.values)])
    return columns(rows, right=(2,), give=1)


def _difference_with_error(s: Setting, e: Estimate) -> str:
    text, unit, _ = _difference(s, e.mean).partition(" pt")
    return f"{text} ± {_error(s, e.mean_error)}{unit}"


def _difference(s: Setting, x: float) -> str:
    return percent(x, signed=True) if s.measure.probability else amount(x, s.measure.unit, signed=True)


def _notes(found: Requirement) -> list[str]:
    s, at, lever = found.setting, found.crossing, found.lever
    notes = [lever_sentence(s.scenario, lever, short(lever)), _compared(s, [lever])]
    notes += [f"{described(lever)}. Believed: {spread(lever, found.believed)}."]
    notes += [note for note in (_default_change(s), _replaced(found)) if note]
    contingent = s.scenario.contingent
    if lever.besides and any(f"groups.{group}.men" in lever.how for group in contingent):
        notes.append(f"{short(lever)} moves more than the contingent. The lever men adds men to the contingent alone.")
    if at.back is not None:
        notes.append(f"Further on, the curve crosses back at {with_unit(lever, value_text(lever, at.back))}.")
    ranges = "the intervals (90 %) " if at.found or found.by_law else ""
    notes.append(f"± (one standard error) {f'and {ranges}' if ranges else ''}{_UNKNOWN}")
    return [paragraph(note) for note in notes]


def _default_change(s: Setting) -> str:
    """How the change came about, if nobody stated it."""
    if s.stated:
        return ""
    size, other = _change(s, abs(s.change)), either("--change", "change=")
    if s.measure.probability:
        return f"The change of {size} is the default; {other} sets another."
    tenth = f"a tenth of the range that nine worlds in ten span under {s.against}"
    return f"The change of {size} is the default, {tenth}; {other} sets another."


def _replaced(found: Requirement) -> str:
    """What becomes of men who are not sent."""
    s, sets = found.setting, found.lever.gives
    men = any(f"groups.{group}.men" in sets for group in s.scenario.contingent)
    if not men or "substitution" in s.scenario.arm(s.arm).switched_off:
        return ""
    first = found.difference[0]
    same = s.against != s.arm and found.values[0] == first.mean == first.mean_error == 0
    none = f", as in the arm {s.against}. So at 0 men its own troops come" if same else ""
    off = either("--without-mechanism substitution", "scenario.without_mechanism('substitution')")
    own = s.scenario.sides[found.lever.side].title if found.lever.side is not None else "The side"
    return f"{capital(own)} replaces men who are not sent by its own{none}. To have nobody replace them: {off}."


def _compared(s: Setting, levers: Sequence[Lever]) -> str:
    titles = s.scenario.arms
    where = f"“{titles[s.arm].title}” ({s.arm})"
    other = "the same arm as it is" if s.arm == s.against else f"“{titles[s.against].title}” ({s.against})"
    set_ = "The lever is" if len(levers) == 1 else "The levers are"
    said = f"{set_} set in {where}, with all else unchanged, and compared with {other} in the same {s.draws:,} worlds."
    general = [short(lever) for lever in levers if not lever.contingent]
    if not general:
        return said
    names = " and ".join(general)
    if s.arm == s.against:
        return f"{said} {capital(names)} would hold in every arm, so the change is counted from what is believed."
    return f"{said} In {s.against}, {names} stays as believed, so two different wars are compared."


def plain(found: Requirement) -> dict[str, Any]:
    """The same as plain data, for JSON.

    Parameters
    ----------
    found
        () [-] The curve and where it reaches the change.
    """
    curve = zip(found.values, found.finer, found.outcome, found.difference, strict=True)
    return {
        "sentence": sentence(found), "lever": lever_plain(found.lever), **_setting(found.setting),
        "needed": crossing_plain(found.crossing),
        "by_law": [{"law": law, "draws": x.draws, **crossing_plain(x.crossing)} for law, x in found.by_law.items()],
        "times_believed": finite(found.times_believed), "days_of_recruitment": finite(found.recruitment),
        "believed": believed_plain(found.believed),
        "curve": [
            {"value": value, "finer": finer, "outcome": e.mean, "outcome_error": e.mean_error,
             "difference": d.mean, "difference_error": d.mean_error}
            for value, finer, e, d in curve
        ],
    }  # fmt: skip


def _setting(s: Setting) -> dict[str, Any]:
    return {
        "outcome": s.measure.name, "unit": s.measure.unit, "arm": s.arm, "against": s.against, "change": s.change,
        "reference": s.reference.mean, "reference_error": s.reference.mean_error,
        "difference_as_believed": s.as_it_is.mean, "difference_as_believed_error": s.as_it_is.mean_error,
        "draws": s.draws,
    }  # fmt: skip


def contour_lines(found: Contour) -> list[str]:
    """Which combinations of two levers it would take: a sentence, what is needed, the grid, notes.

    Parameters
    ----------
    found
        () [-] The grid.
    """
    first, second = found.levers
    rows = [[column_name(second), f"{column_name(first)} needed"]]
    for value, at in zip(found.values[1], found.needed, strict=True):
        rows.append([value_text(second, value), needed_or_not(first, at, found.values[0])])
    notes = [lever_sentence(found.setting.scenario, lever, short(lever)) for lever in found.levers]
    notes += [_compared(found.setting, found.levers)]
    for lever, e in zip(found.levers, found.believed, strict=True):
        notes.append(f"{described(lever)}. Believed: {spread(lever, e)}.")
    if change := _default_change(found.setting):
        notes.append(change)
    notes.append(f"*: the change is reached. ± and the intervals (90 %) {_UNKNOWN}")
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
        each = "every" if any_ else "no"
        return f"In {found.setting.draws:,} worlds, {each} combination tried would be enough for {goal}."
    ends: list[str] = []
    for k in dict.fromkeys((reached[0], reached[-1])):
        worlds = 0 if ends else found.setting.draws  # said once
        ends.append(f"{crossing_text(first, found.needed[k], of=worlds)} {_at(second, found.values[1][k])}")
    return (
        f"For {goal}, it would take either {', or '.join(ends)}."
        if len(ends) > 1
        else f"For {goal}, it would take {ends[0]}."
    )


def _at(lever: Lever, x: float) -> str:
    return f"with {value_text(lever, x)} men" if lever.name == "men" else f"at {short(lever)} {value_text(lever, x)}"


def _grid(found: Contour) -> list[str]:
    """Differences, the first lever across and the second down; of many columns every other one."""
    first, second = found.levers
    s, step = found.setting, math.ceil(len(found.values[0]) / _CELLS)
    across = range(0, len(found.values[0]), step)
    unit = "points" if s.measure.probability else unit_name(s.measure.unit)
    rows = [[f"{short(second)} | {short(first)}", *(value_text(first, found.values[0][k]) for k in across)]]
    for place, value in enumerate(found.values[1]):
        cells = [_cell(s, float(found.difference[k, place])) for k in across]
        rows.append([value_text(second, value), *cells])
    error = _error(s, float(found.error.max()))
    head = f"Change of the {s.measure.title} {compared_with(s)}{f', {unit}' if unit else ''} (± {error} at most):"
    return [paragraph(head), *columns(rows, right=range(len(rows[0])), give=0)]


def _cell(s: Setting, x: float) -> str:
    text = decimals(100 * x, 1, signed=True) if s.measure.probability else amount(x, s.measure.unit, signed=True)
    return f"{text}{'*' if math.copysign(1, s.change) * x >= abs(s.change) else ' '}"


def contour_plain(found: Contour) -> dict[str, Any]:
    """The same as plain data, for JSON.

    Parameters
    ----------
    found
        () [-] The grid.
    """
    return {
        "sentence": contour_sentence(found), "levers": [lever_plain(lever) for lever in found.levers],
        **_setting(found.setting), "values": [list(values) for values in found.values],
        "difference": found.difference.tolist(), "error": found.error.tolist(),
        "needed": [crossing_plain(at) for at in found.needed], "believed": [believed_plain(e) for e in found.believed],
    }  # fmt: skip

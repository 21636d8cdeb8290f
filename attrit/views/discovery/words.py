"""In which worlds it happens, on a terminal and as plain data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrit.reader import either, setting
from attrit.views.words.columns import BREAK, columns, paragraph
from attrit.views.words.inputs import named_by_itself
from attrit.views.words.numbers import finite, number, percent, share_with_error, times, unit_name

if TYPE_CHECKING:
    from attrit.analysis.discovery_boxes import Discovery, Found, Restriction
    from attrit.experiments.targets import Target
    from attrit.statistics.box_stability import Held

_NAMED = 3  # most inputs that are named in a sentence
_ROWS = 7  # boxes on the way that are shown
_THAN = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "==": "exactly"}
_LOWER = {"<": "more than {} lower", "<=": "at least {} lower"}
_HIGHER = {">": "more than {} higher", ">=": "at least {} higher"}
_MANY = {"losses", "days", "men", "forces"}


def lines(found: Discovery) -> list[str]:
    """The answer in words; then of each box its limits, and what denser and wider boxes would hold.

    Parameters
    ----------
    found
        () [-] From `attrit.worlds`.
    """
    made = [paragraph(sentence(found))]
    for place, box in enumerate(found.boxes):
        if place:
            made += ["", paragraph(_next(found, box, place))]
        doubts = left_open(found, box)
        made += [*(["", paragraph(doubts)] if doubts else []), "", *_limits(found, box), "", *_way(found, box)]
    return [*made, "", paragraph(_explained(found))] if found.boxes else made


def sentence(found: Discovery) -> str:
    """How often it happens, between which limits it happens far more often, and how much of it lies there.

    The numbers come from worlds in which the limits were not sought; those of the others, which flatter, come last.

    Parameters
    ----------
    found
        () [-] From `attrit.worlds`.
    """
    happens = f"In {percent(found.share)} of the {_worlds(found)}, {happening(found)}."
    if not found.boxes:
        return _nothing(found, happens)
    return f"{happens} {_there(found, found.boxes[0])}"


def happening(found: Discovery) -> str:
    """The condition in words.

    Parameters
    ----------
    found
        () [-] From `attrit.worlds`.
    """
    c, target = found.condition, found.target
    if target is None:
        return f"{found.title} is {_THAN[c.sign]} {_amount(c.number, found.unit)}"
    title, arm, against = target.measure.title, target.arm, target.against
    averaged = found.replays > 1
    event = title.removeprefix("probability of ").removeprefix("chance of ").removeprefix("P(").removesuffix(")")
    certain = target.measure.probability and c.sign == "==" and not averaged  # in one world it happens or does not
    is_ = "are" if _MANY & {*title.replace(",", "").split()} else "is"
    size = _amount(abs(c.number), target.unit)
    title += f", averaged over {found.replays} replays," if averaged else ""
    if c.either_way:
        verb = {"are": "differ", "is": "differs"}[is_]
        return f"{title} {verb}{f' by {size} or more' if c.number else ''} between {_quoted(target)}"
    if against is None:
        if certain and c.number in (0, 1):
            return f"{event} {'happens' if c.number else 'does not happen'} {_if(target, arm)}"
        return f"{title} {is_} {_THAN[c.sign]} {_amount(c.number, target.unit)} {_if(target, arm)}"
    if certain and c.number in (-1, 1):
        first, other = (arm, against) if c.number > 0 else (against, arm)
        return f"{event} happens {_if(target, first)} but not {_if(target, other)}"
    way = (_LOWER if c.number < 0 else _HIGHER if c.number > 0 else {"<": "lower", ">": "higher"}).get(c.sign)
    if way is None:
        level = _amount(c.number, target.unit)
        return f"the difference in {title} ({arm} minus {against}) is {_THAN[c.sign]} {level}"
    return f"{title} {is_} {way.format(size)} {_if(target, arm)} than {_if(target, against)}"


def _if(target: Target, arm: str) -> str:
    """An arm as a condition: titles of arms are clauses."""
    return f"if {target.titles[arm]}" if arm in target.titles else f"with {arm}"


def _quoted(target: Target) -> str:
    return " and ".join(f"“{target.titles[arm]}”" if arm in target.titles else arm for arm in target.arms)


def box_in_words(box: Found) -> str:
    """The limits of a box, the surest first; of many only some.

    Parameters
    ----------
    box
        () [-] A box.
    """
    parts = [f"{_called(sides[0])} is {_within(sides)}" for sides in inputs_of(box)]
    if len(parts) > _NAMED + 1:
        parts = [*parts[:_NAMED], f"{len(parts) - _NAMED} more inputs are as the table says"]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def inputs_of(box: Found) -> list[list[Restriction]]:
    """The limits of a box by input: one or both ends of each.

    Parameters
    ----------
    box
        () [-] A box.
    """
    rows: dict[str, list[Restriction]] = {}
    for row in box.restrictions:
        rows.setdefault(row.path, []).append(row)
    return [sorted(sides, key=lambda row: row.limit) for sides in rows.values()]


def left_open(found: Discovery, box: Found) -> str:
    """What the limits of a box leave open, and what may be chance; empty if there is nothing to say.

    Parameters
    ----------
    found
        () [-] From `attrit.worlds`.
    box
        () [-] One of its boxes.
    """
    there = box.tested
    if not there.beyond_chance:
        return "This box may be chance: do not rely on it."
    parts = []
    if found.target is not None and there.density < 0.5:
        luck = "chance" if found.replays == 1 else "the chance that is left"
        parts.append(f"Even there it does not happen in {percent(1 - there.density)}: {luck} and other inputs decide.")
        if found.replays == 1:
            parts.append(f"Use {setting('replays', 16)} to average chance out.")
    doubtful = [row for row in box.restrictions if row.doubtful]
    if doubtful:
        named = ", ".join(dict.fromkeys(row.name for row in doubtful[:_NAMED]))
        more = f" and {len(doubtful) - _NAMED} more" if len(doubtful) > _NAMED else ""
        parts.append(f"These limits may be chance (?): {named}{more}.")
    return " ".join(parts)


def limit_in_words(row: Restriction) -> str:
    """One limit, with its unit: above 0.33, or the states that are kept.

    Parameters
    ----------
    row
        () [-] The restriction.
    """
    if row.side == "kept":
        kept, gone = (
            [name.replace("_", " ") for name, _, stays in row.states if stays == wanted] for wanted in (True, False)
        )
        return f"not {gone[0]}" if len(gone) == 1 < len(kept) else " or ".join(kept)
    return f"{'above' if row.side == 'low' else 'below'} {_amount(row.limit, row.unit)}"


def kept_in_words(row: Restriction) -> str:
    """Which part of the belief a limit leaves.

    Parameters
    ----------
    row
        () [-] The restriction.
    """
    if row.side == "kept":
        return f"{100 * sum(share for _, share, stays in row.states if stays):.0f} %"
    return f"upper {100 * (1 - row.below):.0f} %" if row.side == "low" else f"lower {100 * row.below:.0f} %"


def plain(found: Discovery) -> dict[str, Any]:
    """The same as plain data, for JSON.

    Parameters
    ----------
    found
        () [-] From `attrit.worlds`.
    """
    return {
        "sentence": sentence(found), "where": str(found.condition), "outcome": found.title, "unit": found.unit,
        "draws": found.draws, "interest": found.interest, "share": found.share, "inputs_searched": found.searched,
        "resamples": found.resamples, "worlds_in_a_resample": found.half, "replays": found.replays,
        "boxes": [
            {
                "limits": [_row(row) for row in box.restrictions], "limits_dropped": box.dropped,
                "held": _counts(box.held), "tested": _counts(box.tested), "place_in_trajectory": box.place,
                "trajectory": [{**_counts(held), "inputs": inputs} for held, inputs in box.trajectory],
            }
            for box in found.boxes
        ],
    }  # fmt: skip


def _row(row: Restriction) -> dict[str, Any]:
    """One restriction; what does not apply is null."""
    values = {name: finite(value) if isinstance(value, float) else value for name, value in vars(row).items()}
    return {**values, "states": {name: stays for name, _, stays in row.states}, "doubtful": row.doubtful}


def _counts(held: Held) -> dict[str, float | None]:
    names = ("cases", "interest", "density", "density_error", "coverage", "coverage_error", "mass", "lift")
    return {name: finite(getattr(held, name)) for name in names}


def _amount(x: float, unit: str) -> str:
    """A number with its unit; a rate of chance is so much a day."""
    name = f"a {unit[2:]}" if unit.startswith("1/") else unit_name(unit)
    return f"{number(x)} {name}".strip()


def _worlds(found: Discovery) -> str:
    return "worlds" if found.target is not None else "cases"


def _called(row: Restriction) -> str:
    if named_by_itself(row.name, row.meaning):
        return row.name.removeprefix("hypotheses.")
    return f"“{row.meaning}” ({row.name})"


def _within(sides: Sequence[Restriction]) -> str:
    """All limits of one input."""
    if len(sides) == 1:
        return limit_in_words(sides[0])
    return f"between {number(sides[0].limit)} and {_amount(sides[1].limit, sides[1].unit)}"


def _nothing(found: Discovery, happens: str) -> str:
    """That no box can be told from chance, and what may help."""
    if not found.resamples:
        return f"{happens} No limits on any of the {found.searched} inputs make that more frequent."
    more = f", or {setting('replays', 16)}, which averages chance out" if found.target and found.replays == 1 else ""
    return (
        f"{happens} No limits on any of the {found.searched} inputs make that clearly more frequent. More worlds may "
        f"help, or a condition that holds more often{more}."
    )


def _next(found: Discovery, box: Found, place: int) -> str:
    """The sentence of a further box."""
    left = f"Box {place + 1}: that is so in {percent(box.held.before)} of the {_worlds(found)} that remain"
    return f"{left}. {_there(found, box)}"


def _there(found: Discovery, box: Found) -> str:
    """How often it happens in a box, by worlds in which it was not sought; then what the others say."""
    worlds, held, tested = _worlds(found), box.held, box.tested
    one = tested if tested.cases else held
    density = f"{share_with_error(one.density, one.density_error)} %"
    coverage = f"{share_with_error(one.coverage, one.coverage_error)} %"
    text = (
        f"Where {box_in_words(box)}, that is so in {density} (density), {times(one.lift)} times as often. These "
        f"{worlds} are {percent(one.mass)} of all and hold {coverage} of those in which it happens (coverage)."
    )
    if not tested.cases:
        return f"{text} These figures flatter: they come from the {worlds} that were searched, and no others lie there."
    counted = "fresh worlds" if found.target is not None else "cases set aside before the search"
    better = "better" if held.density >= tested.density and held.coverage >= tested.coverage else "different"
    return (
        f"{text} These figures come from {tested.of_cases:,} {counted}. In the {worlds} used for the search they look "
        f"{better}: density {percent(held.density)}, coverage {percent(held.coverage)}."
    )


def _limits(found: Discovery, box: Found) -> list[str]:
    """The table of limits, without columns that say nothing; then what inputs are that no sentence names."""
    head = ["input", "limit", f"prior{BREAK}share", "rests on", f"density{BREAK}without", "quasi-p", "reproduced"]
    rows = [head]
    for row in box.restrictions:
        p = f"{'' if row.quasi_p >= 0.0005 else '<'}{max(row.quasi_p, 0.001):.3f}{' ?' if row.doubtful else ''}"
        again = "" if math.isnan(row.again) else f"{round(row.again * found.resamples)} of {found.resamples}"
        rows.append([row.name, limit_in_words(row), kept_in_words(row), row.kind, percent(row.without), p, again])
    told = [place for place in range(len(head)) if any(row[place] for row in rows[1:])]
    right = [told.index(place) for place in (4, 5, 6) if place in told]
    every = inputs_of(box)
    meant = [(sides[0].name, sides[0].meaning) for sides in every[_NAMED:] if len(every) > _NAMED + 1]
    meant = [one for one in meant if not named_by_itself(*one)]
    table = columns([[row[place] for place in told] for row in rows], right=right, give=1)
    return [*table, "", *columns(meant, give=1, indent=2)] if meant else table


def _way(found: Discovery, box: Found) -> list[str]:
    """Some of the boxes on the way."""
    last = len(box.trajectory) - 1
    places = sorted({box.place, *(round(last * k / (_ROWS - 2)) for k in range(_ROWS - 1))})
    rows = [["density", "coverage", f"share of {_worlds(found)}", "inputs limited", ""]]
    for place in places:
        held, inputs = box.trajectory[place]
        mark = "" if place != box.place else "this box"
        if mark and box.dropped:
            limits = "limits that had no effect were" if box.dropped > 1 else "limit that had no effect was"
            mark += f", before {box.dropped} {limits} dropped"
        rows.append([percent(held.density), percent(held.coverage), percent(held.mass), str(inputs), mark])
    some = math.floor(100 * box.trajectory[-1][0].density)
    threshold = either(f"--threshold {some}", f"threshold={some / 100:g}")
    head = f"Wider and denser boxes on the way ({threshold} takes the widest that is at least so dense):"
    return [head, *columns(rows, right=range(4), indent=2)]


def _explained(found: Discovery) -> str:
    """What the columns say."""
    prior = "prior share: the part of the input's prior that the limit keeps. " if found.target else ""
    text = (
        f"{prior}density without: density of the box without this limit. quasi-p: probability of a box as dense if the "
        "limit did nothing, as if it were the only one tried."
    )
    if found.resamples:
        text += (
            f" reproduced: how many of {found.resamples} searches, each in {found.half:,} of the {_worlds(found)}, set "
            f"the limit too. Of {found.searched} inputs, those that fewer than half of the searches limit are left out."
        )
    return text

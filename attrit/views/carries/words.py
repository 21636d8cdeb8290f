"""What carries an effect, in words: what shrinks it most, then the table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrit.reader import either
from attrit.views.words.columns import BREAK, columns, paragraph, width
from attrit.views.words.numbers import CLEAR_IN_A_LIST, finite, measured, unit_name, with_article, with_error

if TYPE_CHECKING:
    from attrit.analysis.carries import Carried, Part
    from attrit.experiments.targets import Target

_SHOWN = 5  # under a headline
_ROWS = 12  # of the whole table
_SHORT = 72  # signs of a line in which that has no room
_WITHOUT_END = 1e6  # from which on a number means that there is no limit
_HOW = "Each thing is changed in both arms, as if it had always been so."
_NO_SUM = "The parts need not add up, because one works through another."


def under_headline(found: Carried) -> list[str]:
    """The first few rows, as they stand under a headline.

    Parameters
    ----------
    found
        () [-] What carries the effect.
    """
    rows = _first(found)
    if not rows:
        return [paragraph(_nothing(found))]
    searched = f", found in {found.looked_at:,} worlds and measured in {found.draws:,} others"
    among = (
        f"These are the largest of {found.tried:,} settings{searched if found.looked_at else ''}. For all of them: "
        f"{either('attrit carries', 'attrit.carries')}."
    )
    effect = f"{_effect(found)} on {found.target.measure.title}"
    head = f"What drives the effect of {effect}, and what damps it? With one thing changed it would be:"
    return [paragraph(head), *_table(found, rows, brief=True), paragraph(f"{_HOW} {_NO_SUM} {among}")]


def lines(found: Carried) -> list[str]:
    """The whole answer: a sentence, all that are beyond their error, and how many are not.

    Parameters
    ----------
    found
        () [-] What carries the effect.
    """
    told = found.told[:_ROWS]
    table = [*_table(found, told), ""] if told else []
    more = len(found.told) - len(told)
    others = f"{more} smaller ones are in {either('--json', 'parts')}. " if more else ""
    rest = found.tried - len(found.told)
    others += f"The other {rest:,} settings have no clear effect." if rest else ""
    worlds = (
        f"Played in {found.draws:,} worlds; a run of other worlds gives another effect, by about ±. ± is one standard "
        "error, by the number of worlds. A row is listed only if "
        f"its effect is clear: {CLEAR_IN_A_LIST}."
    )
    return [paragraph(sentence(found)), "", *table, *([paragraph(others)] if others else []),
            paragraph(f"{_HOW} {_NO_SUM}"), paragraph(worlds)]  # fmt: skip


def sentence(found: Carried) -> str:
    """What shrinks the effect most, and what holds it back most, in a few sentences.

    Parameters
    ----------
    found
        () [-] What carries the effect.
    """
    if not found.told:
        return _nothing(found)
    sign = math.copysign(1.0, found.effect.mean)
    own = [part for part in _distinct(found.told) if sign * part.carries > 0]
    other = [part for part in _distinct(found.told) if sign * part.carries < 0]
    said = [f"{_capital(with_article(found.target.title))} is {_effect(found)} on average."]
    if own:
        said.append(f"It would be {_then(found, own[0])} {_if(own[0])}")
        said[-1] += f", and {_then(found, own[1])} {_if(own[1])}." if len(own) > 1 else "."
    else:
        said.append("No setting that was tried makes it clearly smaller.")
    if other:
        said.append(f"One thing holds it back most: {_if(other[0])} it would be {_then(found, other[0])}.")
    return " ".join(said)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _nothing(found: Carried) -> str:
    effect = f"{with_article(found.target.title)} ({_effect(found)})"
    return f"In {found.draws:,} worlds, none of {found.tried:,} settings clearly changes {effect}."


def _if(part: Part) -> str:
    """When that would be, as in "if the mechanism substitution were off"."""
    neutral, name = part.neutral, short(part)
    if neutral.kind == "mechanism":
        return f"without the mechanism {name} ({neutral.what.removeprefix('mechanism: ')})"
    if neutral.kind == "state":
        return f"if {neutral.what} were “{set_to(part)}” in every world"
    return f"if {name} were {set_to(part)} ({neutral.what})"


def _then(found: Carried, part: Part) -> str:
    return _with_unit(found.target, with_error(*_scaled(found.target, part.then, part.then_error), signed=True))


def _effect(found: Carried) -> str:
    e = found.effect
    return _with_unit(found.target, with_error(*_scaled(found.target, e.mean, e.mean_error), signed=True))


def _scaled(target: Target, *numbers: float) -> tuple[float, ...]:
    return tuple((100.0 if target.measure.probability else 1.0) * x for x in numbers)


def _with_unit(target: Target, text: str) -> str:
    return f"{text} {'pt' if target.measure.probability else unit_name(target.unit)}".rstrip()


def _first(found: Carried) -> list[Part]:
    """The largest beyond their error."""
    return _distinct(found.told)[:_SHOWN]


def _distinct(parts: Sequence[Part]) -> list[Part]:
    """Parts without those that only do what one before them does, a part of its mechanism or all of it."""
    left: list[Part] = []
    for part in parts:
        own = part.neutral.sets.items()
        if not any(own <= other or other <= own for other in (one.neutral.sets.items() for one in left)):
            left.append(part)
    return left


def short(part: Part) -> str:
    """What a thing is called in a table.

    Parameters
    ----------
    part
        () [-] What it carries.
    """
    name = part.neutral.name
    return name if part.neutral.kind == "mechanism" or "." not in name else name.partition(".")[2]


def set_to(part: Part) -> str:
    """What it is set to, in words.

    Parameters
    ----------
    part
        () [-] What it carries.
    """
    to = part.neutral.to
    if to is None:
        return "off"
    if isinstance(to, str):
        return to.replace("_", " ")
    if to >= _WITHOUT_END:
        return "never" if part.neutral.unit == "day" else "no limit"
    return f"{to:g}"


def _table(found: Carried, parts: Sequence[Part], *, brief: bool = False) -> list[str]:
    unit = "points" if found.target.measure.probability else unit_name(found.target.unit)
    rows = [["", "what it is", "set to", f"effect{BREAK}would be{f', {unit}' if unit else ''}", "change"]]
    for part in parts:
        what = part.neutral.what + (
            f" (same as mechanism {part.neutral.also} off)" if part.neutral.also and not brief else ""
        )
        then = with_error(*_scaled(found.target, part.then, part.then_error), signed=True)
        rows.append([short(part), what, set_to(part), then, _against(found, part)])
    if width() < _SHORT:
        return columns([row[1:] for row in rows], right=(2, 3), give=0)
    return columns(rows, right=(3, 4), give=1)


def _against(found: Carried, part: Part) -> str:
    """How the effect then differs from the effect as it is."""
    by = with_error(*_scaled(found.target, abs(part.carries), part.carries_error))
    if found.effect.mean * part.then < 0:
        return f"reversed, {by} apart"
    return f"{'weaker' if found.effect.mean * part.carries > 0 else 'stronger'} by {by}"


def plain(found: Carried) -> dict[str, Any]:
    """The same as plain data, for JSON.

    Parameters
    ----------
    found
        () [-] What carries the effect.
    """
    target = found.target
    return {
        "sentence": sentence(found), "outcome": target.measure.name, "unit": target.unit, "arm": target.arm,
        "against": target.against, "effect": finite(found.effect.mean), "effect_error": finite(found.effect.mean_error),
        "draws": found.draws, "tried": found.tried, "looked_for_in": found.looked_at,
        "parts": [
            {
                "name": part.name, "what": part.neutral.what, "kind": part.neutral.kind, "set_to": part.neutral.to,
                "effect_then": finite(part.then), "effect_then_error": finite(part.then_error),
                "carries": finite(part.carries), "carries_error": finite(part.carries_error),
                "beyond_error": part.told,
            }
            for part in found.parts
        ],
    }  # fmt: skip


def chart_text(found: Carried, part: Part) -> str:
    """What is left of the effect, with its error, for a chart.

    Parameters
    ----------
    found
        () [-] What carries the effect.
    part
        () [-] One of its parts.
    """
    return measured(*_scaled(found.target, part.then, part.then_error), signed=True)[0]

"""What is worth finding out, on a terminal and as plain data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrit.analysis.information import KINDS, Worth, draws_to_tell
from attrit.statistics.conditional_mean import TOLD
from attrit.views.claims_text import count
from attrit.views.columns import columns, paragraph
from attrit.views.dot_charts import day
from attrit.views.input_names import meaning, named, short, shortened
from attrit.views.look import unit_name
from attrit.views.sensitivity_text import LEANING
from attrit.views.text import decimals, finite, shares, with_article

if TYPE_CHECKING:
    from attrit.analysis.choices import Decision
    from attrit.analysis.information import Information

INPUTS, CLAIMS = 12, 10  # most rows of a table
_VOICES = 4  # most claimants named in the sentence
_RIVALS = 2  # most inputs that are named because they cannot be told from the first
_LONG = 110  # letters of a reason that is quoted
_LITTLE = 0.05  # of the variance: what is worth less narrows it little
_SMALL = 1e-3  # share that a run should be able to tell from nothing
_OPTIONS = 4  # most options of which a sentence says the mean
_CLASSES = {"fit": "a fit", "law": "judgement"}
_NOTHING = 1e-3  # of the worth of knowing everything: what is below it would change no choice


def lines(found: Information) -> list[str]:
    """The answer in words, then tables: what narrows the outcome most, by input, claim, claimant and side.

    Parameters
    ----------
    found
        () [-] From `attrit.analysis.information`.
    """
    made = [paragraph(sentence(found)), "", *_inputs(found)]
    if found.claims is not None:
        made += ["", *_claims(found), "", *_speakers(found)]
    if found.decision is not None:
        made += ["", *_chosen(found, found.decision)]
    wrong = [row.name for row in found.worths if row.wrong]
    if wrong:
        made += ["", paragraph(f"Below zero by more than chance explains, so something is amiss: {', '.join(wrong)}.")]
    return [*made, "", *_explained(found)]


def sentence(found: Information) -> str:
    """The disputed number that is most worth settling, who claims what, and what nobody claims that is worth more.

    Parameters
    ----------
    found
        () [-] From `attrit.analysis.information`.
    """
    rows, claimed = found.of("input"), claimed_inputs(found)
    first = _first(claimed or rows)
    parts = [_most(found, claimed, "settling") if claimed else _most(found, rows, "finding out")]
    other = next((row for row in rows if row.told and row not in claimed), None)
    if claimed and other is not None and (not first.told or other.beyond(first)):
        parts.append(_unclaimed(found, other))
    if any(row.told for row in rows) and max(row.share + TOLD * row.error for row in rows) < _LITTLE:
        parts.append("No single number narrows it much.")
    if found.decision is not None:
        parts.append(_for_the_choice(found, found.decision))
    return " ".join(parts)


def _first(rows: Sequence[Worth]) -> Worth:
    """The greatest worth that can be told from zero, or else the greatest."""
    return next((row for row in rows if row.told), rows[0])


def claimed_inputs(found: Information) -> tuple[Worth, ...]:
    """Inputs for which somebody claims a number, or which are judged from claims; the one worth most first.

    Parameters
    ----------
    found
        () [-] From `attrit.analysis.information`.
    """
    paths = found.claims.inputs if found.claims is not None else ()
    return tuple(row for row in found.of("input") if row.name in paths)


def told(row: Worth) -> str:
    """What knowing it would take off the variance, with its error, in per cent.

    Parameters
    ----------
    row
        () [-] A worth.
    """
    share, error = _shares(row)
    return share if share == "–" else f"{share} % (± {error})"


def plain(found: Information) -> dict[str, Any]:
    """The same as plain data, for JSON.

    Parameters
    ----------
    found
        () [-] From `attrit.analysis.information`.
    """
    choice = found.decision
    made: dict[str, Any] = {
        "sentence": sentence(found), "outcome": found.title, "unit": found.unit, "draws": found.draws,
        "standard_deviation": found.deviation,
    }  # fmt: skip
    if choice is not None:
        made["decision"] = {
            "value": choice.formula, "best": choice.best, "next": choice.second, "told_apart": choice.told,
            "lead": {"mean": choice.lead[0], "error": choice.lead[1]},
            "options": {name: {"mean": mean, "error": error} for name, (mean, error) in choice.benefits.items()},
            "perfect_information": choice.perfect._asdict(),
        }  # fmt: skip
    if found.claims is not None:
        made["every_claim"] = _plain(found.claims)
    made["worth"] = [_plain(row) for row in found.worths]
    return made


def _plain(row: Worth) -> dict[str, Any]:
    value = {} if row.value is None else {"value": row.value.estimate, "value_error": row.value.error}
    low, high = row.unbiased.interval()
    estimate = {"unbiased": row.unbiased.share, "unbiased_error": row.unbiased.error, "low": low, "high": high}
    numbers = {"share": row.share, "error": row.error, "left": row.left, **estimate, **value}
    return {
        "kind": row.kind, "name": row.name, "rests_on": row.rests_on, "inputs": list(row.inputs), "told": row.told,
        **{name: finite(x) for name, x in numbers.items()},
    }  # fmt: skip


def _most(found: Information, rows: Sequence[Worth], what: str) -> str:
    """The first of some inputs, and those that cannot be told from it; or that none matters that one could tell."""
    first, settling = _first(rows), what == "settling"
    if not first.told:
        kind = "numbers that rest on claims" if settling else "inputs"
        name = short(first.name) if found.scenario is not None else first.name
        none = (
            f"none of the {len(rows):,} {kind} can be told to matter"
            if len(rows) > 1
            else f"{name} cannot be told to matter"
        )
        return _untold(found, none, first, len(rows))
    text = (
        f"The number most worth {what} is {named(found.scenario, first.name, claims=settling)}: knowing it would take "
        f"{told(first)} off the variance of {with_article(found.title)}, and leave a standard deviation of "
        f"{_in_unit(found, first.left)}, now {_digits(found.deviation)}"
    )
    rivals = [row for row in rows if row.told and row is not first and not first.beyond(row)]
    for row in rivals[:_RIVALS]:
        rival = named(found.scenario, row.name, claims=settling)
        text += f"; or {rival}, at {told(row)}, which cannot be told apart from it"
    return f"{text}."


def _untold(found: Information, none: str, first: Worth, among: int) -> str:
    """That nothing can be told, and how many worlds it might take."""
    name = short(first.name) if found.scenario is not None else first.name
    text = f"With {found.draws:,} worlds, {none} for {with_article(found.title)}."
    at_zero = first.unbiased.at_zero
    if not (math.isfinite(at_zero) and at_zero > 0):
        return text
    if first.unbiased.share >= first.unbiased.error and first.share >= _SMALL:  # of many that do nothing hardly any
        needed = draws_to_tell(first.share, at_zero, found.draws, among)
        largest = (
            f"The largest estimate is {name}, {_shares(first)[0]} %" if among > 1 else f"It seems {_shares(first)[0]} %"
        )
        if needed > found.draws:
            return f"{text} {largest} of the variance; if that is right, about {_round(needed)} worlds would show it."
    needed = draws_to_tell(_SMALL, at_zero, found.draws, among)
    if needed <= found.draws:
        return text
    return f"{text} To show one that takes {100 * _SMALL:g} % off its variance, about {_round(needed)} would do."


def _round(worlds: int) -> str:
    """A number of worlds to two digits, not below what it is."""
    unit: int = 10 ** max(len(str(worlds)) - 2, 0)
    return f"{(worlds // unit + 1) * unit:,}"


def _unclaimed(found: Information, row: Worth) -> str:
    """An input that nobody claims a number for."""
    assert found.scenario is not None  # there are claims
    prior = found.scenario.inputs[row.name].prior
    assert prior is not None
    source = shortened(prior.provenance.source)
    text = (
        "The most valuable input to find out is one for which nobody claims a number: "
        f"{named(found.scenario, row.name)}, at {told(row)}. So far it rests on "
        f"{_CLASSES.get(row.rests_on, row.rests_on)}{f' ({source})' if source else ''}."
    )
    rivals = [
        named(found.scenario, one.name)
        for one in found.of("input")
        if one.told and one not in claimed_inputs(found) and one is not row and not row.beyond(one)
    ]
    return f"{text} It cannot be told apart from {' and '.join(rivals[:_RIVALS])}." if rivals else text


def _for_the_choice(found: Information, choice: Decision) -> str:
    """What is best now, and what is worth most to the choice."""
    text = f"By {choice.formula}, {_best(choice)}"
    rows = _by_value(found, ("input",))
    if not rows or rows[0].value is None:
        return (
            f"{text}; no single input can be told to be worth anything to the choice, among as many as were looked at."
        )
    return (
        f"{text}; the number most worth knowing before the choice is {named(found.scenario, rows[0].name)}: "
        f"{_benefit(*rows[0].value)}, of {_benefit(*choice.perfect)} for knowing everything, chance included."
    )


def _best(choice: Decision) -> str:
    """The option that is best on average, what the others bring, and whether that can be told from chance."""
    means = sorted(choice.benefits.items(), key=lambda one: (one[0] != choice.best, -one[1][0]))
    told = ", ".join(f"{name} {_numbers(*mean)[0]}" for name, mean in means[:_OPTIONS])
    more = f" and {len(means) - _OPTIONS} less" if len(means) > _OPTIONS else ""
    if choice.lead == (0, 0):
        return f"{choice.best} and {choice.second} are the same in every world (on average {told}{more})"
    can = "which can" if choice.told else "which cannot"
    return (
        f"{choice.best} is best on average ({told}{more}), ahead of {choice.second} by {_benefit(*choice.lead)} "
        f"in the same worlds, {can} be told from chance"
    )


def _by_value(found: Information, kinds: Sequence[str]) -> list[Worth]:
    """What can be told to be worth something to the choice, the most first; next to nothing is nothing."""
    least = _NOTHING * found.decision.perfect.estimate if found.decision is not None else 0.0
    told = [row for row in found.worths if row.kind in kinds and row.value and row.valued]
    rows = [(row.value.estimate, row) for row in told if row.value and row.value.estimate > least]
    return [row for _, row in sorted(rows, key=lambda one: -one[0])]


def _in_unit(found: Information, x: float) -> str:
    return f"{_digits(x)} {unit_name(found.unit)}".strip()


def _digits(x: float) -> str:
    return f"{x:#.4g}".rstrip(".") if x < 1000 else f"{x:,.0f}"


def _shares(row: Worth) -> tuple[str, str]:
    """Share and error in per cent, to the digit that the error allows."""
    return shares(row.share, row.error, 2 if row.error < 0.00195 else 1 if row.error < 0.095 else 0)


def _cells(row: Worth) -> tuple[str, str]:
    """Share and error for a table, in per cent, with as many decimals in every row."""
    share, error = shares(row.share, row.error, 2)
    return share if share == "–" else f"{share} %", error


def _inputs(found: Information) -> list[str]:
    every = found.of("input")
    rows = [row for row in every if row.told]
    head = f"What knowing an input would take off the variance of {with_article(found.title)}"
    if not rows:
        return [paragraph(f"{head}: of {count(len(every), 'input')}, nothing that can be told from zero.")]
    s = found.scenario
    table: list[tuple[str, ...]] = [("input", "what it is", "rests on", "takes off", "±", "left")]
    for row in rows[:INPUTS]:
        name = short(row.name) if s is not None else row.name
        table.append((name, meaning(s, row.name), row.rests_on, *_cells(row), _digits(row.left)))
    rest = []
    if len(rows) > INPUTS:
        rest.append(f"{len(rows) - INPUTS:,} more can be told from zero.")
    if len(every) > len(rows):
        rest.append(f"{len(every) - len(rows):,} cannot be told from zero.")
    return [paragraph(f"{head}:"), *columns(table, right=(3, 4, 5), give=1), *([" ".join(rest)] if rest else [])]


def _claims(found: Information) -> list[str]:
    every = found.of("claim")
    rows = [row for row in every if row.told]
    if not rows:
        return [f"What it would take off to settle a claim: of {len(every):,}, nothing that can be told from zero."]
    said = {claim.id: claim for claim in found.scenario.claims} if found.scenario is not None else {}
    table: list[tuple[str, ...]] = [("claim", "says", "claimant", "inputs", "takes off", "±")]
    for row in rows[:CLAIMS]:
        claim = said[row.name]
        words = claim.worded(unit_name(claim.unit)) or claim.note
        inputs = ", ".join(map(short, row.inputs))
        table.append((row.name, words, f"{claim.claimant}, {day(claim.made_on)}", inputs, *_cells(row)))
    more = [f"{len(rows) - CLAIMS:,} more can be told from zero."] if len(rows) > CLAIMS else []
    return ["What it would take off to settle what a claim is about:", *columns(table, right=(4, 5), give=3), *more]


def _speakers(found: Information) -> list[str]:
    table: list[tuple[str, ...]] = [("claimant or side", "inputs that rest on it", "takes off", "±")]
    for row in (*found.of("claimant"), *found.of("party")):
        if row.told:
            table.append((_who(row), ", ".join(map(short, row.inputs)), *_cells(row)))
    assert found.claims is not None
    table.append(("every claim", count(len(found.claims.inputs), "input"), *_cells(found.claims)))
    return ["To settle all that a claimant, or a side, speaks of:", *columns(table, right=(2, 3), give=1)]


def _who(row: Worth) -> str:
    return f"side {row.name}" if row.kind == "party" else row.name


def _chosen(found: Information, choice: Decision) -> list[str]:
    """The decision: what is best now, and what it would be worth to know more."""
    first = sorted(choice.benefits.items(), key=lambda one: -one[1][0])
    text = (
        f"The choice by {choice.formula}, on average: {', '.join(f'{name} {_benefit(*b)}' for name, b in first)}. To "
        f"know before the choice how each would turn out, chance included, would be worth {_benefit(*choice.perfect)} "
        "(expected value of perfect information, EVPI)."
    )
    table: list[tuple[str, ...]] = [("to know", "what it is", "is worth", "±")]
    for row in _by_value(found, KINDS)[:INPUTS]:
        assert row.value is not None
        is_input = row.kind == "input"
        what = meaning(found.scenario, row.name) if is_input else ", ".join(map(short, row.inputs))
        table.append((short(row.name) if is_input else _who(row), what, *_numbers(*row.value)))
    if len(table) == 1:
        return [paragraph(text), "No input, claim or claimant can be told to be worth anything to this choice."]
    head = "To know one of them before the choice, in the same unit (EVPPI):"
    return [paragraph(text), head, *columns(table, right=(2, 3), give=1)]


def _numbers(mean: float, error: float) -> tuple[str, str]:
    places = max(0, 1 - math.floor(math.log10(error))) if error > 0 else 3
    return decimals(mean, places), decimals(error, places)


def _benefit(mean: float, error: float) -> str:
    mean_text, error_text = _numbers(mean, error)
    return f"{mean_text} (± {error_text})"


def _explained(found: Information) -> list[str]:
    text = (
        "takes off: by how much the variance would shrink on average if the number became known and nothing else "
        f"(expected variance reduction; of one input its first-order Sobol index). {LEANING} left: the standard "
        f"deviation that would remain{f', in {name}' if (name := unit_name(found.unit)) else ''}. "
    )
    if found.claims is not None:
        text += (
            "Several claims may be about one input, so the shares do not add up. A claimant is never worth less than a "
            "claim of theirs: to know more cannot narrow less. "
        )
    return [paragraph(f"{text}{found.draws:,} worlds.")]

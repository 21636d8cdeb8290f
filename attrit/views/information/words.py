"""What is worth finding out, on a terminal and as plain data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrit.analysis.information import KINDS, Worth, draws_to_tell
from attrit.statistics.standards import POSSIBLE
from attrit.views.sensitivity.words import LEANING
from attrit.views.words.columns import BREAK, columns, paragraph
from attrit.views.words.inputs import meaning, named, short
from attrit.views.words.numbers import count, day, decimals, finite, shares, unit_name, with_article

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
_EXPLAINED = f"variance{BREAK}explained"
_SAID = "that variance"  # where a sentence before has named it
_NOTHING = 1e-3  # of the worth of knowing everything: what is below it would change no choice


def lines(found: Information) -> list[str]:
    """The answer in words, then tables: the decision, and what narrows the outcome most by input, claim and claimant.

    Parameters
    ----------
    found
        () [-] From `attrit.analysis.information`.
    """
    made = [paragraph(sentence(found)), ""]
    if found.decision is not None:
        made += [*_chosen(found, found.decision), ""]
    made += _inputs(found)
    if found.claims is not None:
        made += ["", *_claims(found), "", *_speakers(found)]
    wrong = [row.name for row in found.worths if row.wrong]
    if wrong:
        amiss = f"further below zero than chance explains, so something is amiss: {', '.join(wrong)}."
        made += ["", paragraph(f"These estimates are {amiss}")]
    return [*made, "", *_explained(found)]


def sentence(found: Information) -> str:
    """What knowing one number would bring; the claimed number worth most, and what nobody claims that is worth more.

    With a decision, that comes first: what is best, and what is worth knowing before the choice.

    Parameters
    ----------
    found
        () [-] From `attrit.analysis.information`.
    """
    rows, claimed = found.of("input"), claimed_inputs(found)
    first, whole = _first(claimed or rows), f"the variance of {with_article(found.title)}"
    parts = [_for_the_choice(found, found.decision)] if found.decision is not None else []
    if any(row.told for row in rows) and max(row.share + POSSIBLE * row.error for row in rows) < _LITTLE:
        parts.append(f"Knowing any single number would remove less than {100 * _LITTLE:g} % of {whole}.")
        whole = _SAID
    parts.append(_most(found, claimed or rows, whole, of_claims=bool(claimed)))
    other = next((row for row in rows if row.told and row not in claimed), None)
    if claimed and other is not None and (not first.told or other.beyond(first)):
        parts.append(_unclaimed(found, other))
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
    """How much of the variance knowing it would remove, with its error, in per cent.

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


def _most(found: Information, rows: Sequence[Worth], whole: str, *, of_claims: bool) -> str:
    """The first of some inputs, and those that cannot be told from it; or that none has a clear effect."""
    first = _first(rows)
    if not first.told:
        return _untold(found, rows, of_claims, "it" if whole == _SAID else with_article(found.title))
    among = "Among the numbers that somebody claims, the most valuable" if of_claims else "The most valuable number"
    text = (
        f"{among} is {named(found.scenario, first.name, claims=of_claims)}: knowing it would remove {told(first)} of "
        f"{whole}, and lower the standard deviation from {_digits(found.deviation)} to {_in_unit(found, first.left)}."
    )
    rivals = [row for row in rows if row.told and row is not first and not first.beyond(row)]
    if not rivals:
        return text
    near = [f"{named(found.scenario, row.name, claims=of_claims)}, at {told(row)}" for row in rivals[:_RIVALS]]
    return f"{text} Its lead is too small to be sure of: next come {' and '.join(near)}."


def _untold(found: Information, rows: Sequence[Worth], of_claims: bool, what: str) -> str:
    """That no input has a clear effect, and how many worlds it might take to show one."""
    first, among = _first(rows), len(rows)
    name = short(first.name) if found.scenario is not None else first.name
    kind = "numbers that rest on claims" if of_claims else "inputs"
    none = f"none of the {among:,} {kind}" if among > 1 else name
    none += f" has {'a' if among > 1 else 'no'} clear effect on {what}."
    text = f"With {found.draws:,} worlds, {none}"
    at_zero = first.unbiased.at_zero
    if not (math.isfinite(at_zero) and at_zero > 0):
        return text
    if first.unbiased.share >= first.unbiased.error and first.share >= _SMALL:  # of many that do nothing hardly any
        needed = draws_to_tell(first.share, at_zero, found.draws, among)
        largest = f"The largest estimate is {name}" if among > 1 else "The estimate is"
        largest += f"{',' if among > 1 else ''} {_shares(first)[0]} % of the variance"
        if needed > found.draws:
            return f"{text} {largest}; about {_round(needed)} worlds would be needed to confirm it."
    needed = draws_to_tell(_SMALL, at_zero, found.draws, among)
    if needed <= found.draws:
        return text
    small = f"{100 * _SMALL:g} % of the variance"
    return f"{text} To detect an input that explains {small}, play about {_round(needed)} worlds."


def _round(worlds: int) -> str:
    """A number of worlds to two digits, not below what it is."""
    unit: int = 10 ** max(len(str(worlds)) - 2, 0)
    return f"{(worlds // unit + 1) * unit:,}"


def _unclaimed(found: Information, row: Worth) -> str:
    """An input that nobody claims a number for."""
    assert found.scenario is not None  # there are claims
    text = (
        "The most valuable input of all is one for which nobody claims a number: "
        f"{named(found.scenario, row.name)}, {told(row)} of the variance. It rests on "
        f"{_CLASSES.get(row.rests_on, row.rests_on)}."
    )
    rivals = [
        named(found.scenario, one.name)
        for one in found.of("input")
        if one.told and one not in claimed_inputs(found) and one is not row and not row.beyond(one)
    ]
    return (
        f"{text} Its lead is too small to be sure of: next come {' and '.join(rivals[:_RIVALS])}." if rivals else text
    )


def _for_the_choice(found: Information, choice: Decision) -> str:
    """What is best now, and what is worth most to the choice."""
    text = f"By {choice.formula}, {_best(choice)}"
    rows = _by_value(found, ("input",))
    if not rows or rows[0].value is None:
        return f"{text} No single input has a clear value for this choice."
    return (
        f"{text} The most valuable number to know before the choice is {named(found.scenario, rows[0].name)}, worth "
        f"{_benefit(*rows[0].value)}. Knowing everything, chance included, would be worth {_benefit(*choice.perfect)}."
    )


def _best(choice: Decision) -> str:
    """The option that is best on average, what the others bring, and whether that can be told from chance."""
    means = sorted(choice.benefits.items(), key=lambda one: (one[0] != choice.best, -one[1][0]))
    each = ", ".join(f"{name} {_numbers(*mean)[0]}" for name, mean in means[:_OPTIONS])
    more = f" and {len(means) - _OPTIONS} less" if len(means) > _OPTIONS else ""
    if choice.lead == (0, 0):
        return f"{choice.best} and {choice.second} are the same in every world (on average {each}{more})."
    lead = f"It leads {choice.second} by {_benefit(*choice.lead)} in the same worlds"
    if choice.told:
        return f"{choice.best} is clearly best on average ({each}{more}). {lead}."
    return f"{choice.best} is best on average ({each}{more}), but not clearly. {lead}: that may be chance."


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
    title = with_article(found.title)
    if not rows:
        return [paragraph(f"None of {count(len(every), 'input')} has a clear effect on {title}.")]
    head = f"Share of the variance of {title} that knowing an input would remove"
    s = found.scenario
    table: list[tuple[str, ...]] = [("input", "what it is", "rests on", _EXPLAINED, "±", f"spread{BREAK}left")]
    for row in rows[:INPUTS]:
        name = short(row.name) if s is not None else row.name
        table.append((name, meaning(s, row.name), row.rests_on, *_cells(row), _digits(row.left)))
    rest = []
    if len(rows) > INPUTS:
        rest.append(f"{len(rows) - INPUTS:,} more have a clear effect.")
    if len(every) > len(rows):
        rest.append(f"{count(len(every) - len(rows), 'input')} without a clear effect.")
    return [paragraph(f"{head}:"), *columns(table, right=(3, 4, 5), give=1), *([" ".join(rest)] if rest else [])]


def none_clear(feeding: int, claims: int | None) -> str:
    """That none of the claims that feed an input feeds one with a clear effect.

    Parameters
    ----------
    feeding
        () [1] Claims that feed an input.
    claims
        () [1] Claims in all; None if that is not known.
    """
    told = count(feeding, "claim") if claims is None else f"{feeding:,} of {count(claims, 'claim')}"
    return f"{told} {'feeds' if feeding == 1 else 'feed'} an input, and none feeds one with a clear effect."


def _claims(found: Information) -> list[str]:
    every = found.of("claim")
    rows = [row for row in every if row.told]
    if not rows:
        return [none_clear(len(every), None if found.scenario is None else len(found.scenario.claims))]
    said = {claim.id: claim for claim in found.scenario.claims} if found.scenario is not None else {}
    table: list[tuple[str, ...]] = [("claim", "says", "claimant", "inputs", _EXPLAINED, "±")]
    for row in rows[:CLAIMS]:
        claim = said[row.name]
        words = claim.worded(unit_name(claim.unit)) or claim.note
        inputs = ", ".join(map(short, row.inputs))
        table.append((row.name, words, f"{claim.claimant}, {day(claim.made_on)}", inputs, *_cells(row)))
    more = [f"{len(rows) - CLAIMS:,} more are about inputs with a clear effect."] if len(rows) > CLAIMS else []
    return [
        paragraph("Share of the variance removed by settling a claim:"),
        *columns(table, right=(4, 5), give=3),
        *more,
    ]


def _speakers(found: Information) -> list[str]:
    table: list[tuple[str, ...]] = [("claimant or side", "inputs that rest on it", _EXPLAINED, "±")]
    for row in (*found.of("claimant"), *found.of("party")):
        if row.told:
            table.append((_who(row), ", ".join(map(short, row.inputs)), *_cells(row)))
    assert found.claims is not None
    table.append(("every claim", count(len(found.claims.inputs), "input"), *_cells(found.claims)))
    return [
        paragraph("Share of the variance removed by settling all that one claimant or side claims:"),
        *columns(table, right=(2, 3), give=1),
    ]


def _who(row: Worth) -> str:
    return f"side {row.name}" if row.kind == "party" else row.name


def _chosen(found: Information, choice: Decision) -> list[str]:
    """The decision: what is best now, and what it would be worth to know more."""
    first = sorted(choice.benefits.items(), key=lambda one: -one[1][0])
    text = (
        f"Mean of {choice.formula}: {', '.join(f'{name} {_benefit(*b)}' for name, b in first)}. Knowing before the "
        f"choice how each would turn out, chance included, would be worth {_benefit(*choice.perfect)} (expected value "
        "of perfect information, EVPI)."
    )
    table: list[tuple[str, ...]] = [("to know", "what it is", "is worth", "±")]
    for row in _by_value(found, KINDS)[:INPUTS]:
        assert row.value is not None
        is_input = row.kind == "input"
        what = meaning(found.scenario, row.name) if is_input else ", ".join(map(short, row.inputs))
        table.append((short(row.name) if is_input else _who(row), what, *_numbers(*row.value)))
    if len(table) == 1:
        return [paragraph(text), "No input, claim or claimant has a clear value for this choice."]
    head = "Value of knowing one number before the choice, in the same unit (partial perfect information, EVPPI):"
    return [paragraph(text), paragraph(head), *columns(table, right=(2, 3), give=1)]


def _numbers(mean: float, error: float) -> tuple[str, str]:
    places = max(0, 1 - math.floor(math.log10(error))) if error > 0 else 3
    return decimals(mean, places), decimals(error, places)


def _benefit(mean: float, error: float) -> str:
    mean_text, error_text = _numbers(mean, error)
    return f"{mean_text} (± {error_text})"


def _explained(found: Information) -> list[str]:
    text = (
        "variance explained: how much of the variance would disappear on average if the number became known and "
        f"nothing else (expected variance reduction; for one input, its first-order Sobol index). {LEANING} "
        "spread left: the standard deviation that would remain"
        f"{f', in {name}' if (name := unit_name(found.unit)) else ''}. "
    )
    if found.claims is not None:
        text += (
            "Several claims may be about one input, so the shares do not add up. Settling all claims of a claimant "
            "helps at least as much as settling one of them. attrit provenance credits the claims with more: it counts "
            "what they do together with other inputs. "
        )
    return [paragraph(f"{text}{found.draws:,} worlds.")]

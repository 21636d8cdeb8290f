"""What is worth finding out, on a terminal and as plain data."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from attrit.analysis.information import KINDS, Worth, draws_to_tell
from attrit.statistics.conditional_mean import TOLD
from attrit.views.claims_text import count
from attrit.views.columns import columns, paragraph
from attrit.views.discovery_text import named_by_itself
from attrit.views.dot_charts import day
from attrit.views.look import unit_name
from attrit.views.text import decimals, finite, shares, with_article

if TYPE_CHECKING:
    from attrit.analysis.choices import Decision
    from attrit.analysis.information import Information
    from attrit.evidence.statement import Claim
    from attrit.scenario.schema import Scenario

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


def short(path: str) -> str:
    """A path without its section: ``ru.replacement``, ``contingent_men``.

    Parameters
    ----------
    path
        () [-] The path.
    """
    return path.partition(".")[2] or path


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
    numbers = {"share": row.share, "error": row.error, "left": row.left, **value}
    return {
        "kind": row.kind, "name": row.name, "rests_on": row.rests_on, "inputs": list(row.inputs), "told": row.told,
        **{name: finite(x) for name, x in numbers.items()},
    }  # fmt: skip


def _most(found: Information, rows: Sequence[Worth], what: str) -> str:
    """The first of some inputs, and those that cannot be told from it; or that none matters that one could tell."""
    first, settling = _first(rows), what == "settling"
    if not first.told:
        kind = "numbers that rest on claims" if settling else "inputs"
        return _untold(found, f"None of the {len(rows):,} {kind} can" if len(rows) > 1 else "It cannot", first)
    text = (
        f"The number most worth {what} is {_named(found, first, claims=settling)}: knowing it would take {told(first)} "
        f"off the variance of {with_article(found.title)}, and leave a standard deviation of "
        f"{_in_unit(found, first.left)}, now {_digits(found.deviation)}"
    )
    rivals = [row for row in rows if row.told and row is not first and not first.beyond(row)]
    for row in rivals[:_RIVALS]:
        text += f"; or {_named(found, row, claims=settling)}, at {told(row)}, which cannot be told apart from it"
    return f"{text}."


def _untold(found: Information, none: str, first: Worth) -> str:
    """That nothing can be told, and how many worlds it might take."""
    name = short(first.name) if found.scenario is not None else first.name
    what = "to matter" if none.startswith("None") else f"that {name} matters"
    text = f"{none} be told {what} for {with_article(found.title)} with {found.draws:,} worlds"
    if first.share >= first.error > 0:  # of many that do nothing the largest is below that, as a rule
        share, needed = _shares(first)[0], draws_to_tell(first.share, first.error, found.draws)
        return (
            f"{text}; if {name} takes as much off its variance as it seems, {share} %, some {_round(needed)} can tell."
        )
    needed = draws_to_tell(_SMALL, first.error, found.draws) if math.isfinite(first.error) else 0
    if needed <= found.draws:
        return f"{text}."
    return f"{text}; to tell one that takes {100 * _SMALL:g} % off its variance takes some {_round(needed)}."


def _round(worlds: int) -> str:
    """A number of worlds to two digits, not below what it is."""
    unit: int = 10 ** max(len(str(worlds)) - 2, 0)
    return f"{(worlds // unit + 1) * unit:,}"


def _unclaimed(found: Information, row: Worth) -> str:
    """An input that nobody claims a number for."""
    assert found.scenario is not None  # there are claims
    prior = found.scenario.inputs[row.name].prior
    assert prior is not None
    source = _shortened(prior.provenance.source)
    return (
        f"Worth more to find out is one for which nobody claims a number, {_named(found, row)}, at {told(row)}; so far "
        f"it rests on {_CLASSES.get(row.rests_on, row.rests_on)}{f' ({source})' if source else ''}."
    )


def _for_the_choice(found: Information, choice: Decision) -> str:
    """What is best now, and what is worth most to the choice."""
    text = f"By {choice.formula}, {_best(choice)}"
    rows = _by_value(found, ("input",))
    if not rows or rows[0].value is None:
        return f"{text}; no single input can be told to be worth anything to the choice."
    return (
        f"{text}; the number most worth knowing before the choice is {_named(found, rows[0])}: "
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
    told = [row for row in found.worths if row.kind in kinds and row.value and row.value.told]
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


def _shortened(text: str) -> str:
    return textwrap.shorten(text, _LONG, placeholder=" ...")


def _named(found: Information, row: Worth, *, claims: bool = False) -> str:
    """An input by its meaning and path, with who claims what of it if asked for."""
    s = found.scenario
    if s is None:
        return row.name
    meaning, path = s.inputs[row.name].meaning, short(row.name)
    own = meaning == path.replace("_", " ")
    name = meaning if own else path if named_by_itself(path, meaning) else f"{meaning} ({path})"
    return f"{name}, {_said(s, row.name)}" if claims else name


def _said(s: Scenario, path: str) -> str:
    """What is claimed of an input, by whom and when; of one stated by hand, which claims it has in view."""
    prior = s.inputs[path].prior
    assert prior is not None
    pool = prior.provenance.pool
    by_hand = pool is None or not pool.voices
    said: dict[str, list[Claim]] = {}
    for claim in s.claims.select(prior.provenance.claims):
        said.setdefault(s.claims.voice(claim), []).append(claim)
    parts = [_voice(name, claims, with_subject=by_hand) for name, claims in list(said.items())[:_VOICES]]
    if len(said) > _VOICES:
        parts.append(f"by {len(said) - _VOICES} more")
    return f"{'judged from what is claimed' if by_hand else 'claimed'} {' and '.join(parts)}"


def _voice(name: str, claims: Sequence[Claim], *, with_subject: bool) -> str:
    """Who said what, and when."""
    words = []
    for claim in claims:
        # what they all speak of need not be said of each
        text = replace(claim, definition="").worded(unit_name(claim.unit)) or claim.note
        words.append(f"{text} ({claim.subject.replace('_', ' ')})" if with_subject else text)
    days = " and ".join(dict.fromkeys(day(claim.made_on) for claim in claims))
    return f"as {' and '.join(dict.fromkeys(words))} by {name} ({days})"


def _meaning(s: Scenario | None, path: str) -> str:
    """What an input is; of one that the scenario names itself, and that no pool explains, why it is believed."""
    if s is None:
        return ""
    given = s.inputs[path]
    assert given.prior is not None
    own = given.meaning == short(path).replace("_", " ")
    source = "" if given.pool is not None else given.prior.provenance.source
    return _shortened(source) if own and source else given.meaning


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
        table.append((name, _meaning(s, row.name), row.rests_on, *_cells(row), _digits(row.left)))
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
        what = _meaning(found.scenario, row.name) if is_input else ", ".join(map(short, row.inputs))
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
        "(expected variance reduction; of one input its first-order Sobol index); ± is the Monte-Carlo error. left: "
        f"the standard deviation that would remain{f', in {name}' if (name := unit_name(found.unit)) else ''}. "
    )
    if found.claims is not None:
        text += "Several claims may be about one input, so the shares do not add up. "
    return [paragraph(f"{text}{found.draws:,} worlds.")]

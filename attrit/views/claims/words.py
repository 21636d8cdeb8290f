"""Claims on a terminal: the table of a ledger, conflicts, pools, and what a scenario rests on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from attrit.evidence.claims import Ledger, ProductCheck
from attrit.evidence.statement import as_stated
from attrit.quantities import convert
from attrit.views.scenario.cautions import divided, hindsight, probability_text, warnings
from attrit.views.words.columns import columns, paragraph
from attrit.views.words.numbers import count, number, unit_name

if TYPE_CHECKING:
    from attrit.evidence.existence import Existence
    from attrit.evidence.pools import Pool
    from attrit.evidence.priors import Prior
    from attrit.evidence.sides import Stake
    from attrit.evidence.statement import Claim
    from attrit.scenario.schema import Scenario

_MOST_PAIRS = 2  # of a conflict that are shown
_LONGEST_NAME = 14  # of a claimant in the table of subjects
ANY = "  whether there are any"
_MOVES = 0.01  # on ln: less is not worth telling
_MOST_IDS = 12  # that are listed by name


def overview(ledger: Ledger, scenario: Scenario | None) -> list[str]:
    """A ledger in a screen or two: subjects, conflicts, products, and what each pooled input rests on.

    Parameters
    ----------
    ledger
        (claim) [-] The ledger, with at least one claim.
    scenario
        () [-] The scenario that it belongs to; None for a ledger by itself.
    """
    first, last = min(c.made_on for c in ledger), max(c.made_on for c in ledger)
    lines = [
        f"{count(len(ledger), 'claim')} by {count(len(ledger.claimants), 'claimant')} on "
        f"{count(len(ledger.subjects), 'subject')}, made {first} to {last}.",
        "",
    ]
    rows, silent = [("subject", "claims", "voices", "lowest", "highest", "unit", "latest", "by")], []
    for subject in ledger.subjects:
        about = ledger.about(subject)
        numbers = [convert(x, c.unit) for c in about for x in (c.low, c.value, c.high) if x is not None]
        if not numbers:
            silent.append(subject)
            continue
        latest = max((c for c in about.originals() if c.stated is not None), key=lambda claim: claim.made_on)
        plain = all(convert(1.0, claim.unit)[0] == 1 for claim in about if claim.unit)
        told = as_stated if plain else number  # what is converted has digits that nobody said
        ends = told(min(x for x, _ in numbers)), told(max(x for x, _ in numbers))
        voices = len({about.voice(claim) for claim in about})
        unit = unit_name(numbers[0][1])
        rows.append((subject, str(len(about)), str(voices), *ends, unit, str(latest.made_on), _cut(latest.claimant)))
    lines += columns(rows, right=(1, 2, 3, 4))
    if silent:
        lines += ["", paragraph(f"Without a number: {', '.join(silent)}.")]
    lines += _conflicts(ledger)
    lines += _derived(ledger)
    return lines + (_rests(scenario) if scenario is not None else [])


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"


def _conflicts(ledger: Ledger) -> list[str]:
    """Claims that cannot all be true, those nearest in time first."""
    found = ledger.conflicts()
    if not found:
        return ["", "No two claims of one definition exclude each other."]
    pairs = count(sum(conflict.number for conflict in found), "pair")
    lines = ["", f"Conflicts: {pairs} on {count(len(found), 'subject')} exclude each other beyond their rounding."]
    for conflict in found:
        more = conflict.number - _MOST_PAIRS
        defined = f", {conflict.definition.replace('_', ' ')}" if conflict.definition else ""
        lines.append(f"  {conflict.subject}{defined}{f' (and {more} more)' if more > 0 else ''}")
        for pair in conflict.pairs[:_MOST_PAIRS]:
            lower, upper = (f"{c.claimant} {c.made_on}: {_number(c)} [{c.id}]" for c in pair)
            lines.append(paragraph(f"    {lower} against {upper}", indent=6))
    return lines


def _number(claim: Claim) -> str:
    """The number of a claim with its unit."""
    return replace(claim, definition="").worded(_unit(claim))


def _unit(claim: Claim) -> str:
    """What to call the unit of a claim: one name for one unit, however it was typed."""
    factor, canonical = convert(1.0, claim.unit) if claim.unit else (1.0, "")
    return unit_name(canonical if factor == 1 else claim.unit)


def _derived(ledger: Ledger) -> list[str]:
    """Claims held against each other through arithmetic."""
    checks = ledger.derived()
    lines = ["", "Claims that follow from each other:"] if checks else []
    for check in checks:
        agree = ", ".join(f"{c.claimant} {c.made_on} [{c.id}]" for c in check.agreeing)
        differ = ", ".join(f"{c.claimant} {c.made_on} [{c.id}]" for c in check.claimed if c not in check.agreeing)
        text = (
            f"{check.share.words} [{check.share.id}] of {check.total.words} [{check.total.id}] is {_product(check)} "
            f"{unit_name(check.unit)}; agrees with {agree or 'nobody'}{f'; not with {differ}' if differ else ''}."
        )
        lines.append(paragraph(f"  {text}", indent=2))
    return lines


def _product(check: ProductCheck) -> str:
    """A product in the words of its share."""
    if check.low == check.high:
        return number(check.computed)
    if math.isinf(check.high):
        return f"at least {number(check.low)}"
    return f"up to {number(check.high)}" if check.low == 0 else f"{number(check.low)} to {number(check.high)}"


def _rests(scenario: Scenario) -> list[str]:
    """What each input with claims behind it rests on."""
    rows = [("input", "believed", "unit", "pool", "rests on")]
    for path, given in scenario.inputs.items():
        if given.prior is None:
            continue
        said_by, pool = given.prior.provenance, given.pool
        if pool is not None and pool.method:
            rests = "; ".join(f"{' '.join(claim.id for claim in voice.claims)} {voice.name}" for voice in pool.voices)
            rows.append((path, numbers(given.prior), unit_name(given.quantity.unit), pool.method, rests))
        elif said_by.claims or pool is not None:
            rests = " ".join(said_by.claims) or "nobody: what was believed before"
            how = "by hand" if said_by.claims else "before"
            rows.append((path, numbers(given.prior), unit_name(given.quantity.unit), how, rests))
        if pool is not None and pool.existence is not None:
            spoke = "; ".join(f"{' '.join(c.id for c in stand.claims)} {stand.side}" for stand in pool.existence.stands)
            rows.append((ANY, probability_text(given.prior.is_so), "", "", spoke))
    lines = ["", "What rests on claims, median [nine in ten]:", *columns(rows)]
    return lines + [line for told in (*hindsight(scenario), *warnings(scenario)) for line in ("", paragraph(told))]


def believed(prior: Prior, unit: str = "") -> str:
    """A prior as text: median and 90 % range, and how probable it is that there is anything of it.

    Parameters
    ----------
    prior
        () [-] The prior.
    unit
        () [-] What to call its unit.
    """
    text = f"{numbers(prior)} {unit}".strip()
    return text if prior.is_so == 1 else f"{text} if there are any ({probability_text(prior.is_so)})"


def numbers(prior: Prior) -> str:
    """Median and 90 % range of a prior, as text; if there is anything of it at all.

    Parameters
    ----------
    prior
        () [-] The prior.
    """
    if prior.shape == "certain":
        return number(prior.p50)
    return f"{number(prior.p50)} [{number(prior.p05)}, {number(prior.p95)}]"


def about(ledger: Ledger, subject: str, pools: Sequence[tuple[str, Pool, Prior]]) -> list[str]:
    """Every claim about one subject in the order in which they were made, and the pools made of them.

    Parameters
    ----------
    ledger
        (claim) [-] The ledger.
    subject
        () [-] One of its subjects.
    pools
        (pool) [-] What the pool is for, how it was made, and its prior.
    """
    lines = [f"{subject}: {count(len(ledger.about(subject)), 'claim')}", "", *listed(ledger.about(subject))]
    lines += _conflicts(ledger.about(subject)) if len(ledger.about(subject)) > 1 else []
    for name, pool, prior in pools:
        lines += ["", f"{name}: {believed(prior, unit_name(pool.unit))}, {method(pool)}", *pooled(pool)]
    return lines


def listed(claims: Ledger) -> list[str]:
    """Claims, one a line in the order in which they were made, with what each repeats or revises.

    Parameters
    ----------
    claims
        (claim) [-] The claims.
    """
    mixed = len({_unit(claim) for claim in claims if claim.unit}) > 1
    rows = [("id", "made on", "claimant", "side", "says", "as of", "")]
    for entry in claims.timeline():
        claim = entry.claim
        remark = f"repeats {entry.repeats.id}" if entry.repeats else ""
        remark = remark or (f"revises {entry.revises.id}" if entry.revises else "")
        words = claim.worded(_unit(claim) if mixed else "") or claim.note
        rows.append((claim.id, str(claim.made_on), claim.claimant, claim.side, words, claim.as_of, remark))
    return columns(rows, give=4)


def method(pool: Pool) -> str:
    """How a pool was made, in words.

    Parameters
    ----------
    pool
        () [-] The pool.
    """
    return f"{pool.method} pool" if pool.method else "as believed before, since nobody gives a number"


def pooled(pool: Pool) -> list[str]:
    """How claims were pooled: who was heard and why others were not, the biases, what was believed before.

    Parameters
    ----------
    pool
        () [-] The pool.
    """
    heard = "; ".join(f"{voice.name} ({', '.join(c.id for c in voice.claims)})" for voice in pool.voices)
    lines = [paragraph(f"  used: {heard or 'nothing'}", indent=4)]
    reasons: dict[str, list[str]] = {}
    spoken = pool.existence.claims if pool.existence is not None else ()
    for claim, reason in pool.left_out:
        if claim.id not in spoken:
            reasons.setdefault(reason, []).append(claim.id)
    if reasons:
        texts = [f"{some(ids)} ({reason})" for reason, ids in reasons.items()]
        lines.append(paragraph(f"  not used: {'; '.join(texts)}", indent=4))
    if pool.before is not None:
        source = pool.before.provenance.source
        lines.append(paragraph(f"  before anybody spoke: {believed(pool.before)} ({source})", indent=4))
    if pool.humps:
        lines.append(paragraph(f"  warning: {divided(pool)}", indent=4))
    if pool.existence is not None:
        lines += _existence(pool.existence)
    if pool.biases:
        rows: list[tuple[str, ...]] = [("  overstates by a factor of", "whose men", "assumed", "after the claims")]
        why: dict[str, list[str]] = {}
        for bias in pool.biases:
            ends = (f"{mid:.2f} [{low:.2f}, {high:.2f}]" for low, mid, high in (bias.prior, bias.posterior))
            rows.append((f"  {bias.side}", RELATIONS[bias.relation], *ends))
            why.setdefault(bias.source, []).append(bias.side)
        lines += columns(rows)
        lines += [paragraph(f"  assumed for {', '.join(sides)}: {source}", indent=4) for source, sides in why.items()]
    return lines


def assumed_outsiders(fighting: Sequence[str], outside: Sequence[str], stake: Stake | None) -> str:
    """What was assumed about who fights whom, what hangs on it, and how to say it.

    Parameters
    ----------
    fighting, outside
        (side) [-] Who is taken for a belligerent, and for an outsider.
    stake
        () [-] The pool that moves most; None if none does.
    """
    many, more = len(fighting) > 1, len(outside) > 1
    those = "fight, since their" if many else "fights, since its"
    others = f"{', '.join(outside)} {'are outsiders' if more else 'is an outsider'}"
    text = f"Assumed: {', '.join(fighting)} {those} quantities are counted; {others}."
    pair = "A,B"
    if stake is not None and abs(math.log(stake.as_enemy / stake.as_outsider)) > _MOVES:
        text += (
            f" If {stake.side} fights {stake.enemy}, {stake.subject} goes from {number(stake.as_outsider)} to "
            f"{number(stake.as_enemy)}."
        )
        pair = pair if more else f"{stake.side},{stake.enemy}"
    return paragraph(f"{text} Say who fights whom with --between {pair}.")


def _existence(found: Existence) -> list[str]:
    """Whether there is anything of it: before, now, and what each side's word counts for."""
    lines = [
        paragraph(f"{ANY}: {probability_text(found.after)}; before anybody spoke {probability_text(found.before)}")
    ]
    if not found.stands:
        return lines
    head = "how probable at its word" if found.at_their_word else "times the odds"
    rows: list[tuple[str, ...]] = [("  says", "", "of", head)]
    for stand in found.stands:
        said: dict[str, list[str]] = {}
        for claim in stand.claims:
            said.setdefault(claim.stance.replace("_", " "), []).append(claim.id)
        words = "; ".join(f"{act} ({', '.join(ids)})" for act, ids in said.items())
        factor = probability_text(stand.factor) if found.at_their_word else number(stand.factor)
        rows.append((f"  {stand.side}", words, RELATIONS[stand.relation], factor))
    return lines + columns(rows, right=(3,))


RELATIONS = {"own": "its own", "enemy": "its enemy's", "other": "another's"}


def some(ids: Sequence[str]) -> str:
    """The first of many names, and how many more there are.

    Parameters
    ----------
    ids
        (name) [-] The names.
    """
    more = len(ids) - _MOST_IDS
    return ", ".join(ids[:_MOST_IDS]) + (f" and {more} more" if more > 0 else "")

"""The claims of the report: what was said, and how it became numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from attrit.views.claims.charts import in_words
from attrit.views.claims.words import RELATIONS, believed
from attrit.views.words.numbers import capital, day, unit_name

if TYPE_CHECKING:
    from attrit.evidence.pools import Pool
    from attrit.scenario.schema import Scenario


class ClaimLine(NamedTuple):
    """One line of the table of claims.

    Parameters
    ----------
    id, claimant, side, words, unit, as_of, made_on, publisher, link, note, repeats
        () [-] The claim as texts.
    used
        () [-] Whether an input rests on it.
    """

    id: str
    claimant: str
    side: str
    words: str
    unit: str
    as_of: str
    made_on: str
    publisher: str
    link: str
    note: str
    repeats: str
    used: bool


class PoolLine(NamedTuple):
    """One line of the table of pools.

    Parameters
    ----------
    path, title
        () [-] The input, and what it is.
    before, believed
        () [-] What was believed before anybody spoke, and what is believed now, as texts.
    heard
        (voice) [-] Who was heard.
    biases
        (side) [-] What comes out about each side's bias.
    """

    path: str
    title: str
    before: str
    believed: str
    heard: list[str]
    biases: list[str]


def claims_by_subject(s: Scenario) -> dict[str, list[ClaimLine]]:
    """The claims by subject; empty without a ledger.

    Parameters
    ----------
    s
        () [-] The scenario.
    """
    used = {name for given in s.inputs.values() if given.prior for name in given.prior.provenance.claims}
    found: dict[str, list[ClaimLine]] = {}
    if s.ledger is None:
        return {}
    titles = subject_titles(s)
    for claim in s.ledger:
        line = ClaimLine(
            claim.id, claim.claimant, claim.side, claim.words, unit_name(claim.unit), claim.as_of, day(claim.made_on),
            claim.publisher, claim.link, claim.note, claim.repeats, claim.id in used,
        )  # fmt: skip
        found.setdefault(capital(titles.get(claim.subject) or in_words(claim.subject, s.ledger)), []).append(line)
    return found


def subject_titles(s: Scenario) -> dict[str, str]:
    """What people call the subjects of claims: what the input is that is pooled from them, if there is but one.

    Parameters
    ----------
    s
        () [-] The scenario.
    """
    found: dict[str, list[str]] = {}
    for path, pool in disputed(s):
        found.setdefault(pool.subject, []).append(s.inputs[path].meaning)
    return {subject: meanings[0] for subject, meanings in found.items() if len(meanings) == 1}


def disputed(s: Scenario) -> list[tuple[str, Pool]]:
    """Inputs that are pooled from claims, those that most is said about first.

    Parameters
    ----------
    s
        () [-] The scenario.
    """
    found = [(path, pool) for path, given in s.inputs.items() if (pool := given.pool) is not None and pool.voices]
    return sorted(found, key=lambda item: -len(item[1].left_out) - sum(len(voice.claims) for voice in item[1].voices))


def pools(s: Scenario) -> list[PoolLine]:
    """How claims became numbers.

    Parameters
    ----------
    s
        () [-] The scenario.
    """
    lines = []
    for path, pool in disputed(s):
        prior = s.inputs[path].prior
        assert prior is not None
        heard = [f"{voice.name} {' '.join(claim.id for claim in voice.claims)}" for voice in pool.voices]
        biases = [
            f"{bias.side} on {RELATIONS[bias.relation]}: × {bias.posterior[1]:.2f} "
            f"[{bias.posterior[0]:.2f}, {bias.posterior[2]:.2f}]"
            for bias in pool.biases
        ]
        before = believed(pool.before) if pool.before is not None else ""
        title, unit = capital(s.inputs[path].meaning), unit_name(s.inputs[path].quantity.unit)
        lines.append(PoolLine(path, title, before, believed(prior, unit), heard, biases))
    return lines


def unheard(s: Scenario) -> int:
    """How many of the claims that had been made by the scenario's date are left out.

    Parameters
    ----------
    s
        () [-] The scenario.
    """
    return len(s.ledger.origin) - len(s.ledger) if s.ledger is not None else 0

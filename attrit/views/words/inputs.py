"""What inputs are called in a sentence: by what they mean, and by who claims what of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from attrit.views.words.numbers import day, unit_name

if TYPE_CHECKING:
    from attrit.evidence.statement import Claim
    from attrit.scenario.schema import Scenario

_VOICES = 4  # most claimants named in a sentence


def short(path: str) -> str:
    """A path without its section: ``ru.replacement``, ``contingent_men``.

    Parameters
    ----------
    path
        () [-] The path.
    """
    return path.partition(".")[2] or path


def named(s: Scenario | None, name: str, *, claims: bool = False) -> str:
    """An input by its meaning and path, with who claims what of it if asked for.

    Parameters
    ----------
    s
        () [-] The scenario; None for an input of cases.
    name
        () [-] Its path.
    claims
        () [-] Whether to say who claims what of it.
    """
    if s is None:
        return name
    meaning, path = s.inputs[name].meaning, short(name)
    own = meaning == path.replace("_", " ")
    words = meaning if own else path if named_by_itself(path, meaning) else f"“{meaning}” ({path})"
    return f"{words}, {_said(s, name)}" if claims else words


def _said(s: Scenario, path: str) -> str:
    """What is claimed of an input, by whom and when; of one stated by hand, which claims it has in view."""
    prior = s.inputs[path].prior
    assert prior is not None
    pool = s.inputs[path].pool
    by_hand = pool is None or not pool.voices
    said: dict[str, list[Claim]] = {}
    for claim in s.claims.select(prior.provenance.claims):
        if any(number is not None for number in (claim.low, claim.value, claim.high)):
            said.setdefault(s.claims.voice(claim), []).append(claim)
    parts = [_voice(name, claims, with_subject=by_hand) for name, claims in list(said.items())[:_VOICES]]
    if len(said) > _VOICES:
        parts.append(f"by {len(said) - _VOICES} more")
    return f"{'judged from' if by_hand else 'claimed'} {' and '.join(parts)}"


def _voice(name: str, claims: Sequence[Claim], *, with_subject: bool) -> str:
    """Who said what, and when."""
    words = []
    for claim in claims:
        # what they all speak of need not be said of each
        text = replace(claim, definition="").worded(unit_name(claim.unit)) or claim.note
        words.append(f"{text} ({claim.subject.replace('_', ' ')})" if with_subject else text)
    days = " and ".join(dict.fromkeys(day(claim.made_on) for claim in claims))
    return f"{'a claim of' if with_subject else 'as'} {' and '.join(dict.fromkeys(words))} by {name} ({days})"


def meaning(s: Scenario | None, path: str) -> str:
    """What an input is; of one that the scenario names itself, and that no pool explains, why it is believed.

    Parameters
    ----------
    s
        () [-] The scenario; None for an input of cases, of which nothing is known.
    path
        () [-] Its path.
    """
    if s is None:
        return ""
    given = s.inputs[path]
    assert given.prior is not None
    own = given.meaning == short(path).replace("_", " ")
    source = "" if given.pool is not None else given.prior.provenance.source
    return source if own and source else given.meaning


def named_by_itself(name: str, meaning: str) -> bool:
    """Whether the name of an input says what it is in a sentence: as the meaning does, or of a choice better.

    Parameters
    ----------
    name, meaning
        () [-] The last parts of the path of the input, and its meaning.
    """
    return meaning in ("", name.rpartition(".")[2].replace("_", " ")) or meaning.startswith("one of ")

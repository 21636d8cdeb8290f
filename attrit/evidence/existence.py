"""Whether there is anything of it at all: what a denial, a silence or a number says of that, by who speaks of whom.

A number of men may be 0 because they are not there. Where a scenario says that this is in question (`is_so` in
`before`), every side that speaks moves the odds by a factor of `FACTORS`, once, however many of its voices say how many
things: the geometric mean of its voices, each by what it said last. All of the factors are judged.

At their word it is the share of sides by which it is so, each as sure as in `WORDS`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from attrit.evidence.biases import Biases
from attrit.evidence.likelihood import band
from attrit.evidence.statement import Claim

if TYPE_CHECKING:
    from attrit.evidence.claims import Ledger

FACTORS = {  # (what is said, of whom): how many times likelier it is said if it is so
    ("asserts", "own"): 30.0,  # a party seldom owns up to what is not there
    ("asserts", "enemy"): 8.0,  # it has reasons to say so of its enemy in any case
    ("asserts", "other"): 50.0,  # an outsider has fewer, and stakes its name
    ("denies", "own"): 0.5,  # a party denies what is there and what is not
    ("denies", "enemy"): 0.05,  # it would gain from saying that it is so, and says the opposite
    ("denies", "other"): 0.1,  # an outsider would be found out
    ("does_not_acknowledge", "own"): 0.8,  # a party is silent about what it hides, and about nothing
    ("does_not_acknowledge", "enemy"): 0.3,  # it would be the first to say so
    ("does_not_acknowledge", "other"): 0.5,  # an outsider has no reason to be silent, and may not know
}
"""Likelihood ratios; ``asserts`` holds for who confirms or gives a number too. All judged."""
WORDS = {"asserts": 1.0, "denies": 0.0, "does_not_acknowledge": 0.1}
"""How probable it is at the word of who speaks; the silence is judged."""


class Stand(NamedTuple):
    """What one side says of whether it is so.

    Parameters
    ----------
    side, relation
        () [-] The side (or a claimant who speaks for none), and whether it speaks of its ``own``, its ``enemy``'s or
        another's (``other``).
    claims
        (voice) [-] What each of its voices said last.
    factor
        () [1] By which it moves the odds; at their word how probable it is by that side.
    """

    side: str
    relation: str
    claims: tuple[Claim, ...]
    factor: float


class Existence(NamedTuple):
    """How probable it is that there is anything of it.

    Parameters
    ----------
    before, after
        () [1] Before anybody spoke, and now.
    at_their_word
        () [-] Whether everybody is taken at his word.
    stands
        (side) [-] Who spoke.
    """

    before: float
    after: float
    at_their_word: bool
    stands: tuple[Stand, ...]

    @property
    def claims(self) -> tuple[str, ...]:
        """ids of the claims that it rests on."""
        return tuple(claim.id for stand in self.stands for claim in stand.claims)


def existence(
    claims: Ledger, before: float, biases: Biases, *, definition: str = "", since: date | None = None,
    at_their_word: bool = False,
) -> Existence:  # fmt: skip
    """How probable it is that there is anything of what claims are about.

    Parameters
    ----------
    claims
        (claim) [-] Claims about one subject, numbers or none.
    before
        () [1] How probable it is before anybody speaks.
    biases
        () [-] Who fights whom.
    definition, since, at_their_word
        () [-, date, -] As in `attrit.evidence.pools.pool`.
    """
    last: dict[str, Claim] = {}
    for claim in sorted(claims.originals(), key=lambda claim: claim.made_on):
        if definition in ("", claim.definition) or not claim.definition:
            if (since is None or claim.end >= since) and not _doubted(claim):
                last[claims.voice(claim)] = claim
    sides: dict[tuple[bool, str], list[Claim]] = {}
    for name, claim in last.items():
        alone = claim.side.lower() in ("", "independent", "press")
        sides.setdefault((alone, name if alone else biases.known_as(claim.side)), []).append(claim)
    of = next((claim.of for claim in claims if claim.of), "")
    fighting = {side for claim in claims.origin for side in claim.of.upper().split("/") if side}
    stands = []
    for (_, name), said in sides.items():
        relation = biases.relation(said[0].side, of, fighting)
        stands.append(Stand(name, relation, tuple(said), _factor(said, relation, at_their_word)))
    return Existence(before, _after(before, stands, at_their_word), at_their_word, tuple(stands))


def _doubted(claim: Claim) -> bool:
    """Whether the claimant himself holds his number for unlikely; that says nothing of whether there is any."""
    return bool(claim.likelihood) and sum(band(claim.likelihood)) < 1


def _factor(said: Sequence[Claim], relation: str, at_their_word: bool) -> float:
    """What a side counts for: the geometric mean of its voices, at their word the plain one."""
    acts = ["asserts" if claim.affirms else claim.stance for claim in said]
    if at_their_word:
        return sum(WORDS[act] for act in acts) / len(acts)
    return math.exp(sum(math.log(FACTORS[act, relation]) for act in acts) / len(acts))


def _after(before: float, stands: Sequence[Stand], at_their_word: bool) -> float:
    """The probability after all have spoken."""
    if not stands or before in (0.0, 1.0):
        return before
    if at_their_word:
        return sum(stand.factor for stand in stands) / len(stands)
    odds = before / (1 - before) * math.prod(stand.factor for stand in stands)
    return odds / (1 + odds)

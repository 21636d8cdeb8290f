"""Claims that cannot all be true: about one subject, of one definition, about one time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from attrit.evidence.statement import Claim

MOST_PAIRS = 1000
"""Pairs of a conflict that are kept."""
_ROWS = 64  # claims that are held against others at once


class Claims(Protocol):
    """Claims among which conflicts are looked for, as a ledger has them."""

    def originals(self) -> Iterable[Claim]:
        """Those that repeat nobody's."""

    def voice(self, claim: Claim) -> str:
        """Whose statement it is in the end."""


@dataclass(frozen=True)
class Conflict:
    """Claims about one subject, of one definition, that cannot all be true.

    Parameters
    ----------
    subject, definition
        () [-] What they are about.
    pairs
        (pair) [-] Two that exclude each other beyond their rounding, the smaller first; nearest in time first, and of
        many the first `MOST_PAIRS`.
    number
        () [1] How many pairs there are.
    """

    subject: str
    definition: str
    pairs: tuple[tuple[Claim, Claim], ...]
    number: int


def conflicts(ledger: Claims, within: int) -> tuple[Conflict, ...]:
    """Subjects on which claims of one definition about one time exclude each other by more than their rounding.

    One voice contradicts itself only about the very same time; otherwise it has changed its mind, see
    `Ledger.timeline`. Counts of two times that share no day, such as two weeks, exclude nothing.

    Parameters
    ----------
    ledger
        (claim) [-] The claims.
    within
        () [day] Claims about times farther apart than this are no conflict; what they count may have changed.
    """
    groups: dict[tuple[str, str, str, bool], list[tuple[Claim, float, float]]] = {}
    for claim in ledger.originals():
        interval = claim.interval()
        if interval and claim.affirms:
            key = (claim.subject, claim.definition, interval[2], claim.counts_period)
            groups.setdefault(key, []).append((claim, interval[0], interval[1]))
    found = []
    for (subject, definition, *_), members in groups.items():
        if max(low for _, low, _ in members) <= min(high for *_, high in members):
            continue  # there is a number that fits the words of all
        apart, number = _excluding(members, [ledger.voice(claim) for claim, *_ in members], within)
        if number:
            pairs = [(members[i], members[j]) for _, i, j in apart]
            ordered = tuple((a[0], b[0]) if a[2] < b[1] else (b[0], a[0]) for a, b in pairs)
            found.append(Conflict(subject, definition, ordered, number))
    return tuple(found)


def _excluding(
    members: Sequence[tuple[Claim, float, float]], voices: Sequence[str], within: int
) -> tuple[list[tuple[int, int, int]], int]:
    """Days apart and places of the pairs that exclude each other, nearest in time first; and how many there are.

    Of what is counted over a time, both first and last days lie near each other, and some days are counted in both.
    """
    claims = [claim for claim, *_ in members]
    order = np.argsort([claim.start.toordinal() for claim in claims], kind="stable")
    start, end = (np.array([getattr(claims[i], name).toordinal() for i in order]) for name in ("start", "end"))
    low, high = (np.array([members[i][place] for i in order]) for place in (1, 2))
    voice = np.unique(voices, return_inverse=True)[1][order]
    counts = claims[0].counts_period
    least = start if counts else end
    until = np.searchsorted(start, least + within, "right")
    nearest: list[tuple[int, int, int]] = []
    number, farthest = 0, within  # of those kept, once they are many
    for first in range(0, len(claims), _ROWS):
        a = np.arange(first, min(first + _ROWS, len(claims)))[:, None]
        b = np.arange(first, until[a].max())
        apart = np.maximum(start[b] - least[a], 0)
        if counts:
            apart = np.maximum(apart, np.abs(end[b] - end[a]))
        hit = (b > a) & (apart <= within) & ((low[a] > high[b]) | (low[b] > high[a]))
        hit &= (voice[a] != voice[b]) | (apart == 0)
        if counts:
            hit &= start[b] <= end[a]
        number += int(np.count_nonzero(hit))
        hit &= apart <= farthest if len(nearest) < MOST_PAIRS else apart < farthest
        row, column = np.nonzero(hit)
        i, j = order[first + row], order[first + column]
        nearest += zip(apart[hit].tolist(), np.minimum(i, j).tolist(), np.maximum(i, j).tolist(), strict=True)
        if len(nearest) > MOST_PAIRS:
            nearest = sorted(nearest)[:MOST_PAIRS]
            farthest = nearest[-1][0]
    return sorted(nearest), number

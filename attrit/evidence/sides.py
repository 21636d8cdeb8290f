"""Who fights whom in a ledger by itself, and what hangs on it: a party may count its enemy's losses high."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from attrit.errors import LedgerError
from attrit.evidence.biases import Biases, shipped
from attrit.evidence.claims import Ledger
from attrit.evidence.pools import pool
from attrit.evidence.words import folded

_NO_SIDE = ("", "INDEPENDENT", "PRESS")


class Stake(NamedTuple):
    """How a pool moves if a side is no outsider.

    Parameters
    ----------
    subject, side, enemy
        () [-] What is pooled, the side, and whose quantity it is.
    as_outsider, as_enemy
        () [unit] Medians of the pool.
    """

    subject: str
    side: str
    enemy: str
    as_outsider: float
    as_enemy: float


def fighting(ledger: Ledger) -> tuple[str, ...]:
    """The sides whose quantities are counted: they are taken for the belligerents.

    Parameters
    ----------
    ledger
        (claim) [-] The claims.
    """
    return tuple(dict.fromkeys(side for claim in ledger.origin for side in claim.of.upper().split("/") if side))


def outsiders(ledger: Ledger) -> tuple[str, ...]:
    """The sides that speak and of whom nothing is counted: they are taken for outsiders.

    Parameters
    ----------
    ledger
        (claim) [-] The claims.
    """
    known = {*fighting(ledger), *_NO_SIDE}
    spoken = dict.fromkeys(side for claim in ledger for side in claim.side.upper().split("/"))
    return tuple(side for side in spoken if side not in known) if len(known) > 3 else ()


def strangers(ledger: Ledger, belligerents: Collection[str]) -> tuple[str, ...]:
    """Sides of a ledger that fight for nobody, if fewer than two belligerents ever speak in it.

    Then it is likelier that the ledger calls the belligerents otherwise than that only outsiders speak.

    Parameters
    ----------
    ledger
        (claim) [-] The claims.
    belligerents
        (side) [-] Who fights whom, by the names that the ledger should use.
    """
    known = {name.upper() for name in belligerents}
    spoken = dict.fromkeys(side for claim in ledger for side in claim.side.upper().split("/"))
    if len(known & {*spoken}) > 1:
        return ()
    counted = dict.fromkeys(side for claim in ledger for side in claim.of.upper().split("/"))
    return tuple(side for side in {**spoken, **counted} if side not in {*known, *_NO_SIDE})


def at_stake(ledger: Ledger, sides: Sequence[str]) -> Stake | None:
    """The pool that moves most if one of the sides fights against those whose quantity is counted.

    Parameters
    ----------
    ledger
        (claim) [-] The claims.
    sides
        (side) [-] Sides that are taken for outsiders.
    """
    found: list[Stake] = []
    for subject in ledger.subjects:
        about = ledger.about(subject)
        of = next((claim.of for claim in about if claim.of), "")
        for definition in dict.fromkeys(claim.definition for claim in about):
            some = about.select({claim.id for claim in about if claim.definition == definition})
            for side in (side for side in sides if of and any(side in claim.side.upper().split("/") for claim in some)):
                try:
                    alone, against = (
                        pool(some, biases=Biases(()).over(shipped(), names)).p50
                        for names in (fighting(ledger), (*fighting(ledger), side))
                    )
                except LedgerError:
                    continue
                found.append(Stake(subject, side, of.upper().split("/")[0], alone, against))
    return max(found, key=lambda one: max(one.as_outsider / one.as_enemy, one.as_enemy / one.as_outsider), default=None)


def likeness(ledger: Ledger, code: str, names: Collection[str]) -> float:
    """How much a side of a ledger is like one of the belligerents, from 0 to 1; 0 if nothing of it is counted.

    Parameters
    ----------
    ledger
        (claim) [-] The claims.
    code
        () [-] The side of the ledger. One that only speaks is an outsider.
    names
        (name) [-] What the belligerent is called.
    """
    if code not in fighting(ledger):
        return 0.0
    return max(SequenceMatcher(None, folded(code), folded(name)).ratio() for name in names)

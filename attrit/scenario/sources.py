"""What values can draw on: the ledger as it stood on the scenario's date, and the fits that ship with attrit."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from attrit.errors import LedgerError, Problem, ScenarioError, did_you_mean
from attrit.evidence.biases import Biases, shipped
from attrit.evidence.claims import Ledger
from attrit.evidence.pools import pool
from attrit.evidence.priors import Prior, Provenance

_NAMED = 12  # claims that a message names


@cache
def fits() -> dict[str, tuple[Prior, str]]:
    """The prior and unit of every row of ``library/fits.csv``, by name; do not change it."""
    found = {}
    text = files("attrit.library").joinpath("fits.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        low, mid, high = (float(row[column]) for column in ("p05", "p50", "p95"))
        said = Provenance("fit", f"{row['name']}: {row['data']} (n = {row['n']}); {row['method']}")
        found[row["name"]] = Prior(row["shape"], low, mid, high, said), row["unit"]
    return found


def fitted(name: str) -> tuple[Prior, str]:
    """A fit and its unit.

    Parameters
    ----------
    name
        () [-] One of `fits`.
    """
    if name not in fits():
        known = f"one of {', '.join(fits())}"
        raise ScenarioError(Problem("", "fit", f"no fit '{name}'", known, did_you_mean(name, fits())))
    return fits()[name]


def _check_names(biases: Biases, file: Path | None, ledger: Ledger) -> None:
    """Refuse sides and kinds of a bias file that nearly are some of the ledger; the rest may be for others."""
    sides = {part for claim in ledger for name in (claim.side, claim.of) for part in name.upper().split("/")}
    kinds = {claim.kind for claim in ledger}
    problems = []
    for row in biases.rows:
        named = row.side.upper() if row.of else ""
        for column, name, known in (("side", named, sides), ("of", row.of.upper(), sides), ("kind", row.kind, kinds)):
            near = did_you_mean(name, known - {""}) if name and name not in known else ""
            if near:
                place = f"{row.side},{row.of},{row.kind}"
                problems.append(Problem(f"{file}:{column}", place, f"no claim has {column} '{name}'", "", near))
    if problems:
        raise LedgerError(problems)


@dataclass(frozen=True)
class Pooling:
    """How a scenario wants claims pooled.

    Parameters
    ----------
    subject, definition, method, since
        () [-] As in `attrit.evidence.pools.pool`.
    drift
        () [1] sd by which the ln of the truth may have moved in 30 days; None for the usual.
    before
        () [-] What is believed before anybody speaks, in canonical units; None for nothing.
    """

    subject: str
    definition: str = ""
    method: str = "bias"
    since: str = ""
    drift: float | None = None
    before: Prior | None = None


@dataclass(frozen=True)
class Sources:
    """A ledger cut at a day, and the pools made of it.

    Parameters
    ----------
    files
        () [-] Where the ledger and the priors of reporting bias are; None without one.
    as_of
        () [date] The last day whose statements count.
    later
        () [-] What is done with later claims: ``refuse``, ``drop`` or ``keep``.
    sides
        (side) [-] The belligerents, each with the name by which claims go.
    whole
        (claim) [-] What had been said by then; None without a ledger.
    ledger
        (claim) [-] What of it is heard.
    biases
        () [-] Priors of reporting bias.
    at_their_word
        () [-] Whether what is said is taken as it is said, by a linear pool, whatever the scenario states.
    unread
        () [-] Whether there is a file that cannot be read.
    """

    files: tuple[Path | None, Path | None]
    as_of: date
    later: str = "refuse"
    sides: Mapping[str, str] = field(default_factory=dict)
    whole: Ledger | None = None
    ledger: Ledger | None = None
    biases: Biases = field(default_factory=shipped)
    at_their_word: bool = False
    unread: bool = False
    _pooled: dict[Pooling, tuple[Prior, str]] = field(default_factory=dict, repr=False)

    @classmethod
    def read(
        cls, ledger: Path | None, as_of: date, *, later: str = "refuse", biases: Path | None = None,
        sides: Mapping[str, str] | None = None,
    ) -> Sources:  # fmt: skip
        """Read a ledger and cut it.

        Parameters
        ----------
        ledger
            () [-] Where the claims are; None without any.
        as_of
            () [date] The last day whose statements count.
        later
            () [-] What is done with later claims: ``refuse``, ``drop``, or ``keep`` with hindsight.
        biases
            () [-] Where the scenario's own priors of reporting bias are; None without any.
        sides
            (side) [-] Who fights whom, each with the name by which claims go.

        Raises
        ------
        LedgerError
            A file cannot be read, or the ledger holds later claims that are not to be left out.
        """
        called = dict(sides or {})
        own = Biases.read(biases) if biases else Biases(())
        known = own.over(shipped(), called, called)
        if ledger is None:
            return cls((ledger, biases), as_of, later, called, biases=known)
        claims = Ledger.read(ledger)
        _check_names(own, biases, claims)
        heard = claims if later == "keep" else claims.as_of(as_of)
        if len(heard) < len(claims) and later != "drop":
            raise LedgerError(_made_later(claims, as_of))
        return cls((ledger, biases), as_of, later, called, heard, heard, known)

    def hearing(self, ledger: Ledger, at_their_word: bool) -> Sources:
        """The same with another selection of the claims.

        Parameters
        ----------
        ledger
            (claim) [-] What is heard; what was said later than the scenario's day only with hindsight.
        at_their_word
            () [-] Whether what is said is taken as it is said.
        """
        heard = ledger if self.later == "keep" else ledger.as_of(self.as_of)
        return replace(self, ledger=heard, at_their_word=at_their_word, _pooled={})

    def known(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Those of the claims that are heard; all of them are in the ledger.

        Parameters
        ----------
        ids
            (claim) [-] The ids that a value names.
        """
        there = {claim.id: None for claim in self.whole or ()} if ids else {}
        problems = [
            Problem("", "claims", f"no claim '{name}' by {self.as_of}", "ids of the ledger", did_you_mean(name, there))
            for name in ids
            if name not in there
        ]
        if problems:
            raise ScenarioError(problems)
        heard = {claim.id for claim in self.ledger or ()}
        return tuple(name for name in ids if name in heard)

    def pooled(self, pooling: Pooling) -> tuple[Prior, str]:
        """The pool of what is claimed of one subject, and its unit.

        Parameters
        ----------
        pooling
            () [-] Which claims, and how.
        """
        if pooling not in self._pooled:
            self._pooled[pooling] = self._pool(pooling)
        return self._pooled[pooling]

    def unit(self, subject: str) -> str:
        """The canonical unit of what is claimed of a subject.

        Parameters
        ----------
        subject
            () [-] Key of the claims.
        """
        if self.whole is None:
            cure = "name one at the top: 'ledger: FILE.csv'"
            raise LedgerError(Problem("", "claims", "the scenario has no ledger of claims", "", cure))
        try:
            said = self.whole.about(subject)
        except LedgerError as error:
            raise error.at("claims") from error
        unit = next((found[2] for claim in said if (found := claim.interval())), None)
        if unit is None:
            lacking = f"no claim with a number about '{subject}' was made by {self.as_of}"
            raise LedgerError(Problem("", "claims", lacking))
        return unit

    def _pool(self, how: Pooling) -> tuple[Prior, str]:
        unit = self.unit(how.subject)
        assert self.whole is not None and self.ledger is not None
        known = dict.fromkeys(claim.definition for claim in self.whole.about(how.subject) if claim.definition)
        if how.definition and how.definition not in known:
            found = f"no claim about '{how.subject}' has the definition '{how.definition}'"
            accepted = f"one of {', '.join(known)}" if known else "none, since the claims state none"
            raise LedgerError(Problem("", "definition", found, accepted, did_you_mean(how.definition, known)))
        unheard = self._unheard(how.subject)
        if not len(self.ledger.about(how.subject)) and how.before is None:
            found = f"{unheard}nobody who is heard speaks of '{how.subject}'"
            raise LedgerError(Problem("", "claims", found, "", "state with 'before:' what holds then"))
        method = "linear" if self.at_their_word else how.method
        try:
            prior = pool(
                self.ledger.about(how.subject), method=method, definition=how.definition, since=how.since or None,
                when=self.as_of, before=how.before, biases=self.biases, drift=how.drift,
            )  # fmt: skip
        except LedgerError as error:
            raise LedgerError([replace(p, found=f"{unheard}{p.found}") for p in error.problems]) from error
        return prior, unit

    def _unheard(self, subject: str) -> str:
        """What is not heard of a subject, in words; empty if all is."""
        assert self.whole is not None and self.ledger is not None
        heard = {claim.id for claim in self.ledger}
        ids = [claim.id for claim in self.whole.about(subject) if claim.id not in heard]
        return f"without {_some(ids)}, " if ids else ""


def _made_later(claims: Ledger, as_of: date) -> Problem:
    """The claims that were made after the scenario's day, as one problem."""
    later = [claim for claim in claims if claim.made_on > as_of]
    told = "1 claim" if len(later) == 1 else f"{len(later):,} claims"
    were = "was" if len(later) == 1 else "were"
    found = f"{told} ({_some([claim.id for claim in later])}) {were} made after the scenario's day 0, {as_of}"
    cure = "'later_claims: drop' leaves them out, 'later_claims: keep' hears them with hindsight"
    return Problem(claims.place(later[0], "made_on"), "", found, "", cure)


def _some(ids: Sequence[str]) -> str:
    """The first of many ids."""
    return ", ".join(ids[:_NAMED]) + (f" and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else "")

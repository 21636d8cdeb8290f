"""What values can draw on: the ledger as it stood on the scenario's date, and the fits that ship with attrit."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from attrit.errors import LedgerError, Problem, ScenarioError, did_you_mean
from attrit.evidence.claims import Ledger
from attrit.evidence.priors import Prior, Provenance, pool
from attrit.quantities import convert


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


@dataclass(frozen=True)
class Sources:
    """A ledger cut at a day, and the pools made of it.

    Parameters
    ----------
    file
        () [-] Where the ledger is; None without one.
    as_of
        () [date] The last day whose statements count.
    ledger
        (claim) [-] What had been said by then; None without one.
    unread
        () [-] Whether there is one that cannot be read.
    """

    file: Path | None
    as_of: date
    ledger: Ledger | None = None
    unread: bool = False
    _pooled: dict[tuple[str, str, str, str], tuple[Prior, str]] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, file: Path | None, as_of: date) -> Sources:
        """Read a ledger and cut it.

        Parameters
        ----------
        file
            () [-] Where it is; None without one.
        as_of
            () [date] The last day whose statements count.
        """
        return cls(file, as_of, Ledger.read(file).as_of(as_of) if file else None)

    def known(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Ids of claims, all of them in the ledger.

        Parameters
        ----------
        ids
            (claim) [-] The ids that a value names.
        """
        there = {claim.id: None for claim in self.ledger or ()} if ids else {}
        problems = [
            Problem("", "claims", f"no claim '{name}' by {self.as_of}", "ids of the ledger", did_you_mean(name, there))
            for name in ids
            if name not in there
        ]
        if problems:
            raise ScenarioError(problems)
        return tuple(ids)

    def pooled(self, subject: str, definition: str = "", method: str = "linear", since: str = "") -> tuple[Prior, str]:
        """The pool of what is claimed of one subject, and its unit.

        Parameters
        ----------
        subject
            () [-] Key of the claims.
        definition
            () [-] The definition that counts; needed where claims have several.
        method
            () [-] ``linear`` or ``log``.
        since
            () [date] Claims about an earlier time are left out.
        """
        key = subject, definition, method, since
        if key not in self._pooled:
            self._pooled[key] = self._pool(*key)
        return self._pooled[key]

    def _pool(self, subject: str, definition: str, method: str, since: str) -> tuple[Prior, str]:
        if self.ledger is None:
            cure = "name one at the top: 'ledger: FILE.csv'"
            raise LedgerError(Problem("", "claims", "the scenario has no ledger of claims", "", cure))
        try:
            said = self.ledger.about(subject)
        except LedgerError as error:
            raise LedgerError([Problem("", "claims", p.found, p.accepted, p.cure) for p in error.problems]) from error
        if not any(claim.stated is not None for claim in said):
            found = f"no claim with a number about '{subject}' was made by {self.as_of}"
            raise LedgerError(Problem("", "claims", found))
        known = dict.fromkeys(claim.definition for claim in said if claim.definition)
        if definition and definition not in known:
            found = f"no claim about '{subject}' has the definition '{definition}'"
            accepted = f"one of {', '.join(known)}" if known else "none, since the claims state none"
            raise LedgerError(Problem("", "definition", found, accepted, did_you_mean(definition, known)))
        prior = pool(said, method=method, definition=definition, since=since or None)
        first = next(claim for claim in said if claim.id in prior.provenance.claims)
        return prior, convert(1.0, first.unit)[1]

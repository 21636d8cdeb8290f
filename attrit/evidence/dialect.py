"""How the numbers and dates of a file are written: what its reader says of it, and what its separator tells."""

from __future__ import annotations

from typing import NamedTuple

from attrit.errors import LedgerError, Problem, did_you_mean

DECIMALS = ("point", "comma")
ORDERS = ("day-first", "month-first")


class Dialect(NamedTuple):
    """How numbers and dates are written.

    Parameters
    ----------
    decimal
        () [-] What stands before decimals: ``point`` or ``comma``; empty if nobody says.
    dates
        () [-] What stands first in dates such as 18/04/2001: ``day-first`` or ``month-first``; empty if nobody says.
    unclear
        () [-] Marks that may stand before decimals or between thousands, if exactly three digits follow.
    """

    decimal: str = ""
    dates: str = ""
    unclear: str = ""

    def checked(self) -> Dialect:
        """The same, if its words are known.

        Raises
        ------
        LedgerError
            They are not.
        """
        said = (("decimal", self.decimal, DECIMALS), ("dates", self.dates, ORDERS))
        problems = [
            Problem("", name, f"unknown '{word}'", f"one of {', '.join(known)}", did_you_mean(word, known))
            for name, word, known in said
            if word and word not in known
        ]
        if problems:
            raise LedgerError(problems)
        return self

    def of_file(self, separator: str, unclear: str = "") -> Dialect:
        """The dialect of a file: semicolons are written where commas stand before decimals.

        Parameters
        ----------
        separator
            () [-] What stands between its cells.
        unclear
            () [-] Marks that are not clear anyway.
        """
        unclear = ".," if separator == ";" else unclear
        return self._replace(unclear="" if self.decimal else unclear)


AS_USUAL = Dialect()
"""A point before decimals, dates with the year first or in words."""

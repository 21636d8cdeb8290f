"""Files of claims in any format that is known: the header tells which it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from attrit.errors import LedgerError, Problem
from attrit.evidence import imports
from attrit.evidence.any_table import KURSK, renamed
from attrit.evidence.claims import Ledger
from attrit.evidence.dialect import AS_USUAL, Dialect
from attrit.evidence.forecasts import OUTPUT
from attrit.evidence.sheet import headings
from attrit.evidence.statement import NEEDED
from attrit.evidence.table_file import read_table

_EVENTS, _FORECASTS = ("ucdp_ged", "acled"), ("hubverse",)
_APPLY = {"by": _EVENTS, "claimant": _FORECASTS, "unit": _FORECASTS}
"""Formats to which an option applies."""


def read_any(
    path: str | os.PathLike[str],
    *,
    by: imports.By | None = None,
    claimant: str | None = None,
    unit: str | None = None,
    dialect: Dialect = AS_USUAL,
    left_out: list[Problem] | None = None,
) -> tuple[Ledger, str]:
    """Read a file of any known format, which its header tells.

    Parameters
    ----------
    path
        () [-] The CSV or Parquet file.
    by
        () [-] ``event``, ``month`` or ``total``: what becomes one claim of a file of events; ``event`` if None.
    claimant, unit
        () [-] As for `attrit.evidence.imports.hubverse`.
    dialect, left_out
        () [-] As in `attrit.evidence.sheet.Sheet`.

    Returns
    -------
    tuple of Ledger and str
        The claims, and the name of the format.

    Raises
    ------
    LedgerError
        The file is of no known format, an option says nothing of its format, or something is wrong with its rows.
    """
    how: dict[str, Any] = {"dialect": dialect.checked(), "left_out": left_out}
    events: dict[str, Any] = how | {"by": by or "event"}
    forecasts: dict[str, Any] = how | {"claimant": claimant, "unit": unit or "person"}
    plain = dialect == AS_USUAL and left_out is None
    formats: dict[str, tuple[Collection[str], Callable[[str | os.PathLike[str]], Ledger]]] = {
        "ledger": (NEEDED, Ledger.read if plain else partial(renamed, columns={}, **how)),
        "ucdp_ged": (imports.GED, partial(imports.ucdp_ged, **events)),
        "acled": (imports.ACLED, partial(imports.acled, **events)),
        "hubverse": (("target", *OUTPUT), partial(imports.hubverse, **forecasts)),
        "radford": (imports.RADFORD, partial(imports.radford, **how)),
        "kursk": ((*KURSK, "as_of", "claimant", "date_basis"), partial(renamed, **how)),
    }
    found = read_table(path).rows[0]
    for name, (columns, read) in formats.items():
        if {*columns} <= {*headings(found, columns, imports.OF_OLD.get(name, {}))}:
            _check_options({"by": by, "claimant": claimant, "unit": unit}, name)
            return read(path), name
    lower = {column.lower() for column in found}
    near = max(formats, key=lambda name: len({*formats[name][0]} & lower) / len(formats[name][0]))
    if (near == "ledger" and len({*NEEDED} & lower) > 1) or "subject" in lower:
        return Ledger.read(path), "ledger"  # which says what is wrong with the header
    lacks = ", ".join(column for column in formats[near][0] if column not in lower)
    cure = f"nearest is {near}, which also has {lacks}; else name them: attrit import FILE --column THEIRS=OURS"
    known = f"the header of one of {', '.join(formats)}"
    raise LedgerError(Problem(f"{os.fspath(path)}:1", "", f"columns {', '.join(found)}", known, cure))


def _check_options(given: Mapping[str, str | None], name: str) -> None:
    """Refuse options that would do nothing."""
    idle = [option for option, value in given.items() if value is not None and name not in _APPLY[option]]
    if idle:
        raise LedgerError(
            Problem("", option, f"says nothing of a file read as {name}", f"for {' and '.join(_APPLY[option])} only")
            for option in idle
        )

"""Files of claims in any format that is known: the header tells which it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from functools import partial

from attrit.errors import LedgerError, Problem
from attrit.evidence import imports
from attrit.evidence.claims import Ledger
from attrit.evidence.ledger_file import read_table
from attrit.evidence.statement import NEEDED


def read_any(
    path: str | os.PathLike[str], *, by: imports.By = "event", claimant: str | None = None, unit: str = "person"
) -> tuple[Ledger, str]:
    """Read a file of any known format, which its header tells.

    Parameters
    ----------
    path
        () [-] The CSV file.
    by
        () [-] ``event``, ``month`` or ``total``: what becomes one claim of a file of events.
    claimant, unit
        () [-] As for `attrit.evidence.imports.hubverse`.

    Returns
    -------
    tuple of Ledger and str
        The claims, and the name of the format.
    """
    formats: dict[str, tuple[Collection[str], Callable[[str | os.PathLike[str]], Ledger]]] = {
        "ledger": (NEEDED, Ledger.read),
        "ucdp_ged": (imports.GED, partial(imports.ucdp_ged, by=by)),
        "acled": (imports.ACLED, partial(imports.acled, by=by)),
        "hubverse": (("target", *imports.OUTPUT), partial(imports.hubverse, claimant=claimant, unit=unit)),
        "radford": (imports.RADFORD, imports.radford),
        "kursk": ((*imports.KURSK, "as_of", "claimant", "date_basis"), imports.renamed),
    }
    found = read_table(path)[0]
    for name, (columns, read) in formats.items():
        if {*columns} <= {*found}:
            return read(path), name
    near = max(formats, key=lambda name: len({*formats[name][0]} & {*found}) / len(formats[name][0]))
    if (near == "ledger" and len({*NEEDED} & {*found}) > 1) or "subject" in {column.lower() for column in found}:
        return Ledger.read(path), "ledger"  # which says what is wrong with the header
    lacks = ", ".join(column for column in formats[near][0] if column not in found)
    cure = f"nearest is {near}, which also has {lacks}; else name them: attrit import FILE --column THEIRS=OURS"
    known = f"the header of one of {', '.join(formats)}"
    raise LedgerError(Problem(f"{os.fspath(path)}:1", "", f"columns {', '.join(found)}", known, cure))

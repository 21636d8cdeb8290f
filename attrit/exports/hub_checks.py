"""The checks of a hub, one row each in ``hub_checks.csv``: what it asks, what to do, and whether it ends the rest.

They are the checks that hubValidations 2.1.1 makes of a file of forecasts (27) and of a model's metadata (6), under its
names and in its order, written anew from their descriptions. Its checks of target data and its optional ones are not
here. Neither are the JSON Schemas of the settings: `valid_config` asks whether the settings can be used.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from attrit.errors import LedgerError
from attrit.evidence.hub_config import read_config
from attrit.evidence.hub_tables import file_name
from attrit.exports import hub_file_rules as of_file
from attrit.exports import hub_metadata_rules as of_metadata
from attrit.exports import hub_sample_rules as of_samples
from attrit.exports import hub_table_rules as of_table
from attrit.exports import hub_value_rules as of_values
from attrit.exports.hub_submission import Finding, Findings, HandedIn, NotApplicable

PASSED, FAILED, NOT_APPLICABLE, NOT_REACHED = "passed", "failed", "not applicable", "not reached"


@dataclass(frozen=True)
class Check:
    """A row of the table of checks.

    Parameters
    ----------
    name
        () [-] As hubValidations calls it.
    about
        () [-] ``forecasts`` or ``metadata``.
    stops
        () [-] Whether no later check is made of the file where it fails.
    asks
        () [-] What has to be so.
    cure
        () [-] What to do where it is not.
    """

    name: str
    about: str
    stops: bool
    asks: str
    cure: str


@dataclass(frozen=True)
class Checked:
    """What became of a check.

    Parameters
    ----------
    check
        () [-] The check.
    of
        () [-] The file.
    state
        () [-] ``passed``, ``failed``, ``not applicable`` or ``not reached``.
    findings
        () [-] What is not accepted, and where.
    reason
        () [-] Why it is not applicable.
    """

    check: Check
    of: str
    state: str
    findings: tuple[Finding, ...] = ()
    reason: str = ""


@cache
def checks() -> tuple[Check, ...]:
    """The table of checks."""
    text = files("attrit.exports").joinpath("hub_checks.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(Check(r["name"], r["about"], r["stops"] == "yes", r["asks"], r["cure"]) for r in rows)


RULES: dict[str, Callable[[Any], Findings]] = {
    "submission_time": of_file.submission_time,
    "file_exists": of_file.file_exists,
    "file_name": of_file.named,
    "file_location": of_file.file_location,
    "round_id_valid": of_file.round_id_valid,
    "file_format": of_file.file_format,
    "file_n": of_file.file_n,
    "metadata_exists": of_file.metadata_exists,
    "file_read": of_table.file_read,
    "valid_round_id_col": of_table.valid_round_id_col,
    "unique_round_id": of_table.unique_round_id,
    "match_round_id": of_table.match_round_id,
    "colnames": of_table.colnames,
    "col_types": of_table.col_types,
    "valid_vals": of_table.valid_vals,
    "derived_task_id_vals": of_table.derived_task_id_vals,
    "rows_unique": of_table.rows_unique,
    "req_vals": of_table.req_vals,
    "value_col_valid": of_values.value_col_valid,
    "value_col_non_desc": of_values.value_col_non_desc,
    "value_col_sum1": of_values.value_col_sum1,
    "spl_mt_unique": of_samples.spl_mt_unique,
    "spl_compound_taskid_set": of_samples.spl_compound_taskid_set,
    "spl_compound_tid": of_samples.spl_compound_tid,
    "spl_non_compound_tid": of_samples.spl_non_compound_tid,
    "spl_n": of_samples.spl_n,
    "metadata_schema_exists": of_metadata.metadata_schema_exists,
    "metadata_file_exists": of_metadata.metadata_file_exists,
    "metadata_file_ext": of_metadata.metadata_file_ext,
    "metadata_file_location": of_metadata.metadata_file_location,
    "metadata_matches_schema": of_metadata.metadata_matches_schema,
    "metadata_file_name": of_metadata.metadata_file_name,
}
"""From the name of a check to what makes it; `valid_config` is made once for all files, as the settings are read."""


def check_hub(folder: Path, only: Sequence[Path] = (), on: date | None = None) -> list[Checked]:
    """Make the checks of every file of forecasts of a hub, and of the metadata of every model.

    Parameters
    ----------
    folder
        () [-] The hub.
    only
        (file) [-] Files in its folder of forecasts; all if there are none.
    on
        () [-] Day on which they are handed in; None if nobody says.
    """
    told = checks()
    first = told[0]
    try:
        config = read_config(folder)
    except LedgerError as error:
        wrong = tuple(Finding(": ".join(filter(None, (p.path, p.found))), p.where) for p in error.problems)
        rest = [Checked(one, str(folder), NOT_REACHED) for one in told[1:]]
        return [Checked(first, str(folder), FAILED, wrong), *rest]
    paths = [config.folder / config.output_folder / one for one in only] or config.files()
    if not paths:
        paths = [config.folder / config.output_folder / "TEAM-MODEL" / "ROUND-TEAM-MODEL.csv"]
    found: list[Checked] = []
    for path in paths:
        found.append(Checked(first, str(path), PASSED))
        found += _made([one for one in told[1:] if one.about == "forecasts"], HandedIn(config, path, on), path)
    names = (file_name(path) for path in paths)
    for model in dict.fromkeys(name.model for name in names if name is not None):
        about = of_metadata.metadata_of(folder, model)
        found += _made([one for one in told if one.about == "metadata"], about, about.path)
    return found


def _made(each: Iterable[Check], of: HandedIn | of_metadata.Metadata, path: Path) -> list[Checked]:
    """Checks of one file in their order, up to one that ends them."""
    found, ended = [], False
    for check in each:
        if ended:
            found.append(Checked(check, str(path), NOT_REACHED))
            continue
        try:
            findings = tuple(RULES[check.name](of))
        except NotApplicable as reason:
            found.append(Checked(check, str(path), NOT_APPLICABLE, reason=str(reason)))
            continue
        found.append(Checked(check, str(path), FAILED if findings else PASSED, findings))
        ended = bool(findings) and check.stops
    return found

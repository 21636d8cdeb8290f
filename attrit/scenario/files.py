"""Scenario files: load them, list what is wrong with them, write them out, describe them to editors."""

from __future__ import annotations

import os
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from attrit.errors import Problem, ScenarioError, did_you_mean, named_pipe
from attrit.scenario.build import Source, examine, examine_arm
from attrit.scenario.document import MOST, decoded, read_document
from attrit.scenario.permission import violation
from attrit.scenario.schema import Scenario
from attrit.scenario.shape import fields_of, json_schema
from attrit.scenario.things import ArmSpec

__all__ = ["canonical", "json_schema", "library", "load", "parse", "problems"]

_SUFFIXES = (".yaml", ".yml")
_LONGEST = 250_000  # bytes; ten times the longest that ships, and a few seconds to read


def load(path: str | os.PathLike[str]) -> Scenario:
    """Load a scenario; everything that is wrong with it is reported at once.

    Parameters
    ----------
    path
        () [-] A file, or the name of a scenario that ships with attrit, such as ``kursk-2024``.
    """
    if str(path).lower().endswith(".csv"):
        found, cure = "found a file of claims, not a scenario", "attrit claims reads it"
        raise ScenarioError(Problem(str(path), "", found, "a YAML file", cure))
    file, origin = _found(path)
    return parse(_text(file, origin), origin, file.parent)


def problems(path: str | os.PathLike[str]) -> list[Problem]:
    """Everything that is wrong with a scenario file; nothing if it can be loaded.

    Parameters
    ----------
    path
        () [-] A file, or the name of a scenario that ships with attrit.
    """
    try:
        load(path)
    except ScenarioError as error:
        return list(error.problems)
    return []


def parse(text: str, origin: str = "scenario", folder: str | os.PathLike[str] = ".") -> Scenario:
    """The scenario in a text.

    Parameters
    ----------
    text
        () [-] YAML, as in a file.
    origin
        () [-] What to call it in messages.
    folder
        () [-] Where files that it names are looked for.
    """
    document = read_document(text, origin, Path(folder))
    examined = examine(document)
    wrong = list(examined.findings.problems())
    made = dict[str, Scenario]()
    for name, spec in examined.arms.items():
        if len(wrong) >= MOST:
            break
        arm = examine_arm(document, examined.sources, _sound(spec, wrong), examined.scenario)
        own = [problem for problem in arm.findings.problems() if problem not in wrong]
        wrong += [Problem(p.where, f"arms.{name}: {p.path}", p.found, p.accepted, p.cure) for p in own]
        if arm.scenario is not None:
            made[name] = arm.scenario
    if examined.scenario is not None and not wrong:
        against = violation(examined.scenario, document)
        wrong = [against] if against else []
    if wrong or examined.scenario is None:
        raise ScenarioError(wrong)
    return replace(examined.scenario, source=examined.scenario.source.with_arms(made))


def _sound(spec: ArmSpec, wrong: list[Problem]) -> ArmSpec:
    """An arm without the changes that scale a value which is wrong itself."""
    paths = [problem.path for problem in wrong]
    scaled = [path for path, value in spec.changes.items() if isinstance(value, dict) and set(value) == {"times"}]
    hopeless = [path for path in scaled if any(f"{other}.".startswith(f"{path}.") for other in paths)]
    return replace(spec, changes={path: value for path, value in spec.changes.items() if path not in hopeless})


def library() -> list[str]:
    """The scenarios that ship with attrit."""
    return sorted(file.stem for file in _shelf().glob("*.yaml"))


def canonical(scenario: Scenario) -> str:
    """A scenario as YAML with its keys in one fixed order; beside the same ledger it loads as an equal scenario.

    Parameters
    ----------
    scenario
        () [-] The scenario, or one of its arms.
    """
    from io import StringIO

    from ruamel.yaml import YAML

    assert isinstance(scenario.source, Source)
    document = scenario.source.document
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.width = 120
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    out = StringIO()
    writer.dump(_ordered(document.data, ()), out)
    return out.getvalue()


def _ordered(data: Any, loc: tuple[str, ...]) -> Any:
    """Plain data with the keys of the format in its order; names keep theirs, since random streams go by position."""
    if not isinstance(data, dict):
        return data
    order = list(fields_of(loc)) if len(loc) < 3 else []
    keys = sorted(data, key=lambda key: order.index(key) if key in order else len(order))
    return {key: _ordered(data[key], (*loc, key)) for key in keys}


def _shelf() -> Path:
    return Path(str(files("attrit.library")))


def _found(path: str | os.PathLike[str]) -> tuple[Path, str]:
    """The file that is meant, and what to call it in messages."""
    given = os.fspath(path)
    file = Path(given)
    plain = file.name == given and file.suffix not in _SUFFIXES
    if plain and not file.is_file():
        if given in library():
            return _shelf() / f"{given}.yaml", f"{given}.yaml"
        known = f"one of {', '.join(library())}, or a file"
        there = [f"{given}{suffix}" for suffix in _SUFFIXES if Path(f"{given}{suffix}").is_file()]
        near = f"did you mean '{there[0]}'?" if there else did_you_mean(given, library())
        raise ScenarioError(Problem("", "", f"no scenario '{given}'", known, near))
    return file, given


def _text(file: Path, origin: str) -> str:
    if named_pipe(file):
        raise ScenarioError(Problem(origin, "", "a named pipe, which nobody may ever write to", "a YAML file"))
    try:
        with file.open("rb") as opened:
            raw = opened.read(_LONGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ScenarioError(Problem(origin, "", f"cannot be read: {reason}", "a YAML file")) from error
    if len(raw) > _LONGEST:
        raise ScenarioError(Problem(origin, "", "the file is too large", f"at most {_LONGEST:,} bytes"))
    return decoded(raw, origin)

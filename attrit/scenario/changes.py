"""Arms and other changes: laid over the document, which is then read like any other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrit.errors import AttritError, Problem, ScenarioError, did_you_mean
from attrit.evidence.claims import Ledger
from attrit.scenario.build import Examined, Source, examine
from attrit.scenario.document import Document, Loc, Place, inside, scalar
from attrit.scenario.paths import changeable, full_path
from attrit.scenario.schema import Scenario
from attrit.scenario.sources import Sources
from attrit.scenario.things import ArmSpec, Rule
from attrit.scenario.values import THOUSANDS, in_unit, number


def arm(scenario: Scenario, name: str) -> Scenario:
    """The scenario with the changes of one arm.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    name
        () [-] One of its arms.
    """
    made = _made(scenario, name)
    problem = violation(made, name)
    if problem:
        raise ScenarioError(problem)
    return made


def forbidden_arms(scenario: Scenario) -> dict[str, Problem]:
    """Arms whose groups would stand where a rule, as it is read, forbids it.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    """
    found = {name: violation(_made(scenario, name), name) for name in scenario.arms}
    return {name: problem for name, problem in found.items() if problem}


def with_changes(scenario: Scenario, changes: Mapping[str, object], where: str) -> Scenario:
    """The scenario with other values.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    changes
        (path) [-] New values; paths may be shortened.
    where
        () [-] What to call their origin in messages.
    """
    source: Source = scenario.source
    known = _units(scenario)
    document, problems = source.document, []
    for stated, value in changes.items():
        try:
            path = full_path(stated, known)
        except ScenarioError as error:
            problems += [Problem(where, stated, p.found, p.accepted, p.cure) for p in error.problems]
            continue
        meant = scalar(value) if isinstance(value, str) else value
        document = written(document, path, _with_unit(value, meant, known[path]), Place(where))
    made = examine(document, None, source.sources, scenario)
    problems += made.findings.problems()
    if problems or made.scenario is None:
        raise ScenarioError(problems)
    for path, entry in made.scenario.inputs.items():
        unit = scenario.inputs[path].quantity.unit if path in scenario.inputs else entry.quantity.unit
        if entry.quantity.unit != unit:
            problems.append(Problem(where, path, f"found {in_unit(entry.quantity.unit)}", in_unit(unit)))
    if problems:
        raise ScenarioError(problems)
    problem = violation(made.scenario)
    if problem:
        raise ScenarioError(problem)
    return made.scenario


def hearing(scenario: Scenario, ledger: Ledger, at_their_word: bool) -> Scenario:
    """The scenario as it is if only some of its claims are heard.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    ledger
        (claim) [-] A selection of its ledger.
    at_their_word
        () [-] Whether what is said is taken as it is said.
    """
    source: Source = scenario.source
    _ = scenario.claims  # which says so where there are none
    made = examine(source.document, source.root, source.sources.hearing(ledger, at_their_word), scenario)
    problems = made.findings.problems()
    if problems or made.scenario is None:
        raise ScenarioError(problems)
    return made.scenario


def examine_arm(root: Document, sources: Sources, spec: ArmSpec, like: Scenario | None) -> Examined:
    """Read a document with the changes of one of its arms.

    Parameters
    ----------
    root
        () [-] The document.
    sources
        () [-] Ledger and pools.
    spec
        () [-] The arm.
    like
        () [-] The scenario without the arm's changes; None if something is wrong with it.
    """
    document = root
    for path, value in spec.changes.items():
        document = written(document, path, value, ("arms", spec.name, "change", path))
    return examine(document, root, sources, like)


def written(document: Document, path: str, value: Any, target: Loc | Place) -> Document:
    """The document with one value replaced, or scaled if the value is ``{times: k}``.

    Parameters
    ----------
    document
        () [-] The document.
    path
        () [-] Full path.
    value
        () [-] The new value in plain data.
    target
        () [-] Where it is written.
    """
    loc: Loc = tuple(path.split("."))
    if loc[0] == "mechanisms":
        stated = inside(document.data, loc[:2])
        if stated is not None and not isinstance(stated, dict):
            document = document.replaced(loc[:2], {"on": stated}, None)
        loc = (*loc, "on") if len(loc) == 2 else loc
    if isinstance(value, dict) and set(value) == {"times"}:
        value = _scaled(inside(document.data, loc), value["times"])
    return document.replaced(loc, value, target)


def violation(scenario: Scenario, name: str = "") -> Problem | None:
    """The first group that stands where a rule, as it is read, forbids it.

    Parameters
    ----------
    scenario
        () [-] The scenario, or one of its arms.
    name
        () [-] The arm, for the message; empty for the scenario itself.
    """
    document: Document = scenario.source.document
    for rule in scenario.rules.values():
        for group in (scenario.groups[member] for member in rule.binds):
            for sector in group.sectors:
                territory = scenario.sectors[sector].territory
                if territory in rule.permitted:
                    continue
                into = f"sector '{sector}' (territory {territory or 'not stated'})"
                permits = f"rule '{rule.name}' read as '{rule.reading}' permits {', '.join(rule.permitted)}"
                if name:
                    place, path = document.place(("arms", name), of_key=True), f"arms.{name}"
                    found = f"arm '{name}' sends group '{group.name}' into {into}"
                else:
                    place, path = document.place(("groups", group.name, "front")), f"groups.{group.name}.front"
                    found = f"group '{group.name}' stands in {into}"
                return Problem(str(place), path, found, permits, _wider(scenario, rule))
    return None


def _wider(scenario: Scenario, rule: Rule) -> str:
    """How to read the rule so that it permits where its groups stand."""
    needed = {scenario.sectors[s].territory for member in rule.binds for s in scenario.groups[member].sectors}
    for reading, territories in rule.readings.items():
        if needed <= set(territories):
            return f"to allow it: --set {rule.name}.reading={reading}"
    return ""


def _made(scenario: Scenario, name: str) -> Scenario:
    """An arm, whether or not a rule forbids it; made once."""
    source: Source = scenario.source
    if name not in scenario.arms:
        known = f"one of {', '.join(scenario.arms)}"
        raise ScenarioError(Problem("", "arms", f"no arm '{name}'", known, did_you_mean(name, scenario.arms)))
    if name not in source.made:
        made = examine_arm(source.root, source.sources, scenario.arms[name], scenario)
        if made.scenario is None:
            raise ScenarioError(made.findings.problems())
        source.made[name] = made.scenario
    return source.made[name]


def _units(scenario: Scenario) -> dict[str, str]:
    """Every path that a change can name, with the unit of a bare number there."""
    document: Document = scenario.source.document
    found = dict.fromkeys(changeable(document.data), "")
    found |= {path: entry.quantity.unit for path, entry in scenario.inputs.items()}
    return found | {"horizon": "day"}


def _with_unit(text: object, meant: Any, unit: str) -> Any:
    """A bare number of a command line, in the input's own unit; as it was typed if points may part thousands."""
    digits = THOUSANDS.fullmatch(text.strip()) if isinstance(text, str) else None
    if unit not in ("", "1") and digits and not digits[2]:
        return f"{digits[1]} {unit}"
    if isinstance(meant, int | float) and not isinstance(meant, bool) and unit not in ("", "1"):
        number = f"{meant!r}"
        return f"{number}{'0' if THOUSANDS.fullmatch(number) else ''} {unit}"  # a number has been read already
    return meant


def _scaled(raw: Any, times: Any) -> Any:
    """A value of the file, multiplied."""
    if not isinstance(times, int | float) or isinstance(times, bool):
        return {"times": times}
    if isinstance(raw, dict):
        before = raw.get("times", 1.0)
        return {**raw, "times": before * times} if isinstance(before, int | float) else raw
    if isinstance(raw, str) and raw.lstrip().startswith("="):
        return f"= ({raw.strip()[1:].strip()}) * {times!r}"
    if raw is None or raw == 0:
        return {"times": times} if raw is None else raw
    try:
        value, unit = number(raw)
    except AttritError:
        return {"times": times}
    return {"value": value, "unit": unit, "times": times, "class": "judgement", "source": "stated in the scenario"}

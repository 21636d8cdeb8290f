"""From a document to a Scenario, or to everything that is wrong with it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from attrit.errors import LedgerError, Problem, ScenarioError, did_you_mean
from attrit.quantities import mechanisms
from attrit.scenario.checks import check, horizon_of
from attrit.scenario.correlations import read_correlations
from attrit.scenario.document import Document, Enough
from attrit.scenario.draft import Draft
from attrit.scenario.faults import Findings
from attrit.scenario.inputs import read_inputs
from attrit.scenario.paths import changeable, nearest
from attrit.scenario.schema import Scenario
from attrit.scenario.shape import switched
from attrit.scenario.sources import Sources
from attrit.scenario.structure import check_structure
from attrit.scenario.things import (
    ArmSpec,
    Correlation,
    Event,
    Front,
    Group,
    Party,
    Role,
    Rule,
    Sector,
    Side,
    Supporter,
)
from attrit.scenario.values import number

_HELD = {"ledger": "claims", "biases": "priors of reporting bias"}
_EPOCH = date(1970, 1, 1)  # stands for an as_of that cannot be read; nothing is drawn from a ledger then


@dataclass(frozen=True)
class Source:
    """What a Scenario was made of, so that it can be made anew with changes.

    Parameters
    ----------
    document
        () [-] The file, with all changes.
    root
        () [-] The same without the changes of an arm.
    sources
        () [-] Ledger and pools.
    made
        (arm) [-] Arms made so far.
    """

    document: Document
    root: Document
    sources: Sources
    made: dict[str, Scenario] = field(default_factory=dict)


@dataclass(frozen=True)
class Examined:
    """A document looked through.

    Parameters
    ----------
    findings
        () [-] What is wrong.
    sources
        () [-] Ledger and pools.
    arms
        () [-] The arms, as far as they could be read.
    scenario
        () [-] The whole, if nothing is wrong.
    """

    findings: Findings
    sources: Sources
    arms: dict[str, ArmSpec]
    scenario: Scenario | None


def examine(
    document: Document, root: Document | None = None, sources: Sources | None = None, like: Scenario | None = None
) -> Examined:
    """Read and check a document.

    Parameters
    ----------
    document
        () [-] The document.
    root
        () [-] The document that arms are changes of; itself if left out.
    sources
        () [-] Ledger and pools of an earlier reading, used again if they still fit.
    like
        () [-] A scenario that the document is a change of; inputs that are stated alike are taken over from it.
    """
    _check_format(document)
    findings = Findings(document)
    try:
        return _examined(findings, root, sources, like)
    except Enough:
        return Examined(findings, sources or Sources((None, None), _EPOCH, "refuse", unread=True), {}, None)


def _examined(findings: Findings, root: Document | None, sources: Sources | None, like: Scenario | None) -> Examined:
    document = findings.document
    data, broken = check_structure(findings)
    draft = Draft(findings, data, broken, _sources(data, findings, sources), like)
    read_inputs(draft)
    check(draft)
    correlations = read_correlations(draft)
    arms = _arms(draft)
    scenario = None
    if not findings.problems():
        scenario = _assembled(draft, arms, correlations, Source(document, root or document, draft.sources))
    return Examined(findings, draft.sources, arms, scenario)


def _check_format(document: Document) -> None:
    stated = document.data.get("format")
    if stated != 1 or isinstance(stated, bool):
        found = f"format {stated}" if "format" in document.data else "the format is not stated"
        place = str(document.place(("format",)))
        raise ScenarioError(Problem(place, "format", found, "format: 1", "this version of attrit reads no other"))


def _sources(data: dict[str, Any], findings: Findings, before: Sources | None) -> Sources:
    """The ledger as of the scenario's date; what is wrong with it is noted."""
    folder = findings.document.folder
    ledger, biases = (folder / data[key] if data.get(key) else None for key in ("ledger", "biases"))
    as_of = date.fromisoformat(data["as_of"]) if "as_of" in data else _EPOCH
    later = data.get("later_claims", "refuse")
    sides = {name: side.get("code") or name for name, side in (data.get("sides") or {}).items()}
    if before and (before.files, before.as_of, before.later, before.sides) == ((ledger, biases), as_of, later, sides):
        return before
    there = [_there(findings, key, file) for key, file in (("ledger", ledger), ("biases", biases)) if file]
    if "as_of" in data and all(there):
        try:
            return Sources.read(ledger, as_of, later=later, biases=biases, sides=sides)
        except LedgerError as error:
            findings.pass_on(error)
    return Sources((ledger, biases), as_of, later, sides, unread=True)


def _there(findings: Findings, key: str, file: Path) -> bool:
    """Whether a file that the scenario names lies beside it or below, wherever links lead; it is noted if not."""
    stated, accepted = findings.document.data[key], f"a file of {_HELD[key]} beside the scenario"
    try:
        within = file.resolve().is_relative_to(findings.document.folder.resolve())
        near = [other.name for other in file.parent.glob("*.csv") if other.name != file.name] if within else []
        there = within and file.is_file()
    except (OSError, RuntimeError, ValueError):  # a name too long, links that lead in a circle, a sign that no name has
        within, near, there = True, [], False
    if not within:
        found = f"'{stated}' lies outside of the scenario's folder"
        findings.add((key,), found, f"{accepted} or in a folder below", "copy it there")
    elif not there:
        findings.add((key,), f"no file '{stated}'", accepted, did_you_mean(file.name, near))
    return there


def _arms(draft: Draft) -> dict[str, ArmSpec]:
    """Every arm with the changes that are possible; the others are noted."""
    known = changeable(draft.data)
    found = {}
    for name, arm in draft.things("arms").items():
        changes = arm.get("change") or {}
        for path in changes:
            loc = "arms", name, "change", path
            if path not in known:
                draft.findings.add(loc, f"nothing is called '{path}'", cure=nearest(path, known), of_key=True)
            elif not known[path]:
                cure = "change it at its own place, for all arms alike"
                draft.findings.add(loc, f"an arm cannot change '{path}'", cure=cure, of_key=True)
        possible = {path: value for path, value in changes.items() if known.get(path)}
        found[name] = ArmSpec(name, _title(name, arm), possible)
    return found


def _title(name: str, thing: dict[str, Any]) -> str:
    return thing.get("title") or name.replace("_", " ")


def _assembled(draft: Draft, arms: dict[str, ArmSpec], correlations: list[Correlation], source: Source) -> Scenario:
    """The Scenario of a draft without faults."""
    data, things = draft.data, draft.things
    names = list(things("sides"))
    as_of = date.fromisoformat(data["as_of"])
    return Scenario(
        name=data["name"],
        title=data.get("title") or data["name"],
        question=data.get("question", ""),
        as_of=as_of,
        horizon=horizon_of(data["horizon"]),
        base=data["base"],
        against=data["against"],
        objective=data["objective"],
        contingent=tuple(data.get("contingent", ())),
        sides={n: _side(n, side) for n, side in things("sides").items()},
        fronts={n: _front(n, front, names, things("sectors")) for n, front in things("fronts").items()},
        sectors={
            n: Sector(n, _title(n, sector), sector["front"], sector.get("territory", ""))
            for n, sector in things("sectors").items()
        },
        groups={n: _group(n, group, things("sectors")) for n, group in things("groups").items()},
        supporters={
            n: Supporter(n, _title(n, supporter), supporter["side"], supporter.get("tranche_to"))
            for n, supporter in things("supporters").items()
        },
        parties={
            n: Party(n, _title(n, party), party.get("feeds"), _floats(party.get("influence", {})))
            for n, party in things("third_parties").items()
        },
        rules={n: _rule(n, rule) for n, rule in things("rules").items()},
        roles={
            n: Role(n, _title(n, role), float(role["line_share"]), float(role["second_share"]))
            for n, role in things("roles").items()
        },
        inputs=draft.inputs,
        switched_off=frozenset(name for name in mechanisms() if _is_off(data.get("mechanisms") or {}, name)),
        events=tuple(_event(event, as_of) for _, event in draft.items("events")),
        correlations=tuple(correlations),
        arms=arms,
        ledger=draft.sources.ledger,
        source=source,
    )


def _side(name: str, side: dict[str, Any]) -> Side:
    title = _title(name, side)
    return Side(name, title, side.get("adjective") or title, side.get("reserve_group"))


def _front(name: str, front: dict[str, Any], sides: list[str], sectors: dict[str, Any]) -> Front:
    holder = front["holder"]
    attacker = next(side for side in sides if side != holder)
    here = tuple(sector for sector, stated in sectors.items() if stated["front"] == name)
    return Front(name, _title(name, front), holder, attacker, here, front.get("taken_from") == attacker)


def _group(name: str, group: dict[str, Any], sectors: dict[str, Any]) -> Group:
    here = [sector for sector, stated in sectors.items() if stated["front"] == group["front"]]
    return Group(
        name=name,
        title=_title(name, group),
        side=group["side"],
        front=group["front"],
        sectors=tuple(sector for sector in here if sector in (group.get("sectors") or here)),
        host=group.get("host"),
        supporter=group.get("supporter"),
        arrives=switched(group.get("arrives", False)),
        replaced=switched(group.get("replaced", True)),
        own_sector=group.get("own_sector"),
        role=group.get("role"),
        command=group.get("command"),
    )


def _rule(name: str, rule: dict[str, Any]) -> Rule:
    readings = {reading: tuple(territories) for reading, territories in rule["readings"].items()}
    return Rule(name, _title(name, rule), rule.get("source", ""), tuple(rule["binds"]), rule["reading"], readings)


def _event(event: dict[str, Any], as_of: date) -> Event:
    day = (date.fromisoformat(event["on"]) - as_of).days if "on" in event else event["day"]
    stock, pool = (number(event.get(key, 0))[0] for key in ("stock", "pool"))
    return Event(day, event["side"], stock, pool, event.get("source", ""))


def _floats(numbers: dict[str, float]) -> dict[str, float]:
    return {name: float(value) for name, value in numbers.items()}


def _is_off(stated: dict[str, Any], name: str) -> bool:
    raw = stated.get(name, True)
    return switched(raw.get("on", True) if isinstance(raw, dict) else raw) is False


def digest(scenario: Scenario) -> str:
    """SHA-256 of everything that is compared, in the order of the file; where things are written does not count.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    """
    parts = [
        (part.name, sorted(value) if isinstance(value, frozenset) else value)
        for part in fields(scenario)
        if part.name not in ("ledger", "source") and (value := getattr(scenario, part.name)) is not None
    ]
    return hashlib.sha256(_written_out(parts).encode()).hexdigest()


def _written_out(value: Any) -> str:
    """Everything in a value, as a text; what Python prints of it may be shorter."""
    if is_dataclass(value):
        members = (f"{one.name}={_written_out(getattr(value, one.name))}" for one in fields(value) if one.repr)
        return f"{type(value).__qualname__}({', '.join(members)})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_written_out(key)}: {_written_out(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_written_out, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(_written_out, value))}{',' if len(value) == 1 else ''})"
    return repr(value)

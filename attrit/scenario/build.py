"""From a document to a Scenario, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from attrit.errors import LedgerError, Problem, ScenarioError, did_you_mean
from attrit.evidence.biases import Biases
from attrit.evidence.claims import Ledger
from attrit.scenario.assembly import assembled, title_of
from attrit.scenario.checks import check
from attrit.scenario.correlations import read_correlations
from attrit.scenario.document import Document, Enough, Place, without
from attrit.scenario.draft import Draft
from attrit.scenario.faults import Findings
from attrit.scenario.overlay import changed, written
from attrit.scenario.paths import changeable, nearest
from attrit.scenario.permission import violation
from attrit.scenario.read_inputs import read_inputs, read_some
from attrit.scenario.schema import Scenario
from attrit.scenario.sources import Sources
from attrit.scenario.structure import check_structure
from attrit.scenario.things import (
    ArmSpec,
)
from attrit.scenario.values import in_unit

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

    @property
    def sides(self) -> Mapping[str, str]:
        """(side) [-] The belligerents, each with the name by which claims go."""
        return self.sources.sides

    @property
    def ledger(self) -> Ledger | None:
        """(claim) [-] All claims that may be heard; None without a ledger."""
        return self.sources.whole

    @property
    def biases(self) -> Biases:
        """(bias) [-] Priors of reporting bias that hold for its claimants."""
        return self.sources.biases

    def arm(self, scenario: Scenario, name: str) -> Scenario:
        """The scenario with the changes of one arm.

        Parameters
        ----------
        scenario
            () [-] The scenario.
        name
            () [-] One of its arms.

        Raises
        ------
        ScenarioError
            There is no such arm, or a rule forbids it.
        """
        made = self._made(scenario, name)
        problem = violation(made, self.document, name)
        if problem:
            raise ScenarioError(problem)
        return made

    def forbidden_arms(self, scenario: Scenario) -> dict[str, Problem]:
        """Arms whose groups would stand where a rule, as it is read, forbids it.

        Parameters
        ----------
        scenario
            () [-] The scenario.
        """
        found = {name: violation(self._made(scenario, name), self.document, name) for name in scenario.arms}
        return {name: problem for name, problem in found.items() if problem}

    def _made(self, scenario: Scenario, name: str) -> Scenario:
        """An arm, whether or not a rule forbids it; made once."""
        if name not in scenario.arms:
            known = f"one of {', '.join(scenario.arms)}"
            raise ScenarioError(Problem("", "arms", f"no arm '{name}'", known, did_you_mean(name, scenario.arms)))
        if name not in self.made:
            made = examine_arm(self.root, self.sources, scenario.arms[name], scenario)
            self.made[name] = _sound(made)
        return self.made[name]

    def with_changes(self, scenario: Scenario, changes: Mapping[str, object], where: str) -> Scenario:
        """The scenario with other values.

        Parameters
        ----------
        scenario
            () [-] The scenario.
        changes
            (path) [-] New values; paths may be shortened.
        where
            () [-] What to call their origin in messages.

        Raises
        ------
        ScenarioError
            A path or a value is wrong; all of them are told at once.
        """
        document, problems = changed(self.document, scenario, changes, where)
        made = examine(document, None, self.sources, scenario)
        problems += made.findings.problems()
        if problems or made.scenario is None:
            raise ScenarioError(problems)
        for path, entry in made.scenario.inputs.items():
            unit = scenario.inputs[path].quantity.unit if path in scenario.inputs else entry.quantity.unit
            if entry.quantity.unit != unit:
                problems.append(Problem(where, path, f"found {in_unit(entry.quantity.unit)}", in_unit(unit)))
        if not problems and (problem := violation(made.scenario, document)):
            problems.append(problem)
        if problems:
            raise ScenarioError(problems)
        return made.scenario

    def hearing(self, scenario: Scenario, ledger: Ledger, at_their_word: bool) -> Scenario:
        """The scenario as it is if only some of its claims are heard.

        Parameters
        ----------
        scenario
            () [-] The scenario.
        ledger
            (claim) [-] A selection of its ledger.
        at_their_word
            () [-] Whether what is said is taken as it is said.

        Raises
        ------
        ScenarioError
            There is no ledger, or an input is left without claims.
        """
        _ = scenario.claims  # which says so where there are none
        return _sound(examine(self.document, self.root, self.sources.hearing(ledger, at_their_word), scenario))

    def with_arms(self, made: Mapping[str, Scenario]) -> Source:
        """The same with further arms that are made already.

        Parameters
        ----------
        made
            (arm) [-] The arms by name.
        """
        return replace(self, made={**self.made, **made})

    def with_values(self, scenario: Scenario, values: Mapping[str, Any], where: str) -> Scenario:
        """The scenario with other values of some of its inputs, which are read alone: the rest is taken as it is.

        Parameters
        ----------
        scenario
            () [-] The scenario, or one of its arms.
        values
            (path) [-] New values as in a file; of a group's role only None, which takes it away.
        where
            () [-] What to call their origin in messages.

        Raises
        ------
        ScenarioError
            A value does not fit the rest of the scenario.
        """
        document, groups = self.document, dict(scenario.groups)
        for path, value in values.items():
            if value is None:
                document = replace(document, data=without(document.data, tuple(path.split("."))))
                name = path.split(".")[1]
                groups[name] = replace(groups[name], role=None)
            else:
                document = written(document, path, value, Place(where))
        draft = Draft(
            Findings(document), document.data, set(), self.sources, scenario, self.document, dict(scenario.inputs)
        )
        read_some(draft, [path for path, value in values.items() if value is not None])
        check(draft)
        if problems := draft.findings.problems():
            raise ScenarioError(problems)
        own = Source(document, self.root, self.sources)
        return replace(scenario, inputs=draft.inputs, groups=groups, source=own)


def _sound(made: Examined) -> Scenario:
    problems = made.findings.problems()
    if problems or made.scenario is None:
        raise ScenarioError(problems)
    return made.scenario


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
    drawn_on = _sources(data, findings, sources)
    own = like.source if like is not None else None
    before = own.document if isinstance(own, Source) and own.sources is drawn_on else None
    draft = Draft(findings, data, broken, drawn_on, like, before)
    read_inputs(draft)
    check(draft)
    correlations = read_correlations(draft)
    arms = _arms(draft)
    scenario = None
    if not findings.problems():
        scenario = assembled(draft, arms, correlations, Source(document, root or document, draft.sources))
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
        found[name] = ArmSpec(name, title_of(name, arm), possible)
    return found


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

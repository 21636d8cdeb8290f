"""The arms of the report: what each changes, in words, and against the base arm; and those that a rule forbids."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from attrit.answer import arms_overview
from attrit.views.answer.table import alike
from attrit.views.words.numbers import chance, interval, points, with_error

if TYPE_CHECKING:
    from attrit.engine.results import Results
    from attrit.errors import Problem
    from attrit.scenario.schema import Scenario

_NAMED = re.compile(r"\b(arm|group|sector|rule) '([a-z0-9_]+)'")
_QUOTED = re.compile(r"'([a-z0-9_]+)'")


class _Titled(Protocol):
    @property
    def title(self) -> str: ...


class ArmLine(NamedTuple):
    """One line of the table of arms.

    Parameters
    ----------
    title, name
        () [-] What people call it, and its key.
    changes
        (change) [-] What it changes, in words.
    area, interval
        () [-] Mean ground held, or the difference in it, and where nine worlds in ten lie.
    taken, change, before_talks
        () [-] Probability that the ground is taken, the difference in it, and the probability before talks.
    """

    title: str
    name: str
    changes: list[str]
    area: str
    interval: str
    taken: str
    change: str
    before_talks: str


def arm_lines(results: Results) -> list[ArmLine]:
    """All arms against the base arm, which comes first; empty if it was not played.

    Without the probabilities before talks where they are those of the whole run in all arms.

    Parameters
    ----------
    results
        () [-] The run.
    """
    s = results.scenario
    if s.base not in results.arms:
        return []
    lines: list[ArmLine] = []
    talked = False
    for name, c in arms_overview(results):
        area, taken, talks = c["area_held"], c["recovered"], c["before_talks"]
        talked = talked or not alike(taken, talks)
        if not lines:
            held = with_error(area.against.mean, area.against.mean_error), interval(area.against)
            chances = [chance(row.against.mean, row.against.mean_error) for row in (taken, talks)]
            lines.append(ArmLine(s.arms[s.base].title, s.base, [], *held, chances[0], "", chances[1]))
        d, p = area.difference, taken.difference
        changes = [f"{in_words(s, path)}: {_change(s, value)}" for path, value in s.arms[name].changes.items()]
        lines.append(
            ArmLine(
                s.arms[name].title, name, changes, with_error(d.mean, d.mean_error, signed=True),
                interval(d, signed=True), chance(taken.arm.mean, taken.arm.mean_error),
                points(p.mean, p.mean_error), chance(talks.arm.mean, talks.arm.mean_error),
            )
        )  # fmt: skip
    return lines if talked else [line._replace(before_talks="") for line in lines]


def in_words(s: Scenario, path: str) -> str:
    """A path of the scenario file in words: what an input is and whose.

    Parameters
    ----------
    s
        () [-] The scenario.
    path
        () [-] The path.
    """
    section, *rest = path.split(".")
    meaning = s.inputs[path].meaning if path in s.inputs else ""
    if section == "quantities" and meaning:
        return meaning
    things = {"third_parties": s.parties}.get(section) or getattr(s, section, {})
    name = rest[0] if rest else ""
    if isinstance(things, dict) and name in things and hasattr(things[name], "title"):
        key = " ".join(rest[1:]).replace("_", " ")
        return ", ".join((things[name].title, meaning if meaning and key != "men" else key))
    return " ".join(rest or [section]).replace("_", " ")


def _change(s: Scenario, value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_change(s, item)}" for key, item in value.items())
    if isinstance(value, bool):
        return "on" if value else "off"
    kinds: tuple[Mapping[str, _Titled], ...] = (s.fronts, s.sectors, s.groups, s.roles)
    for things in kinds:
        if isinstance(value, str) and value in things:
            return things[value].title
    text = re.sub(r"(?<=\d )person\b", "men", str(value))
    return text.replace("_", " ") if re.fullmatch("[a-z_]+", text) else text


def refused(s: Scenario) -> dict[str, str]:
    """Titles of the arms that a rule forbids, and why.

    Parameters
    ----------
    s
        () [-] The scenario.
    """
    return {s.arms[name].title: _reason(s, problem) for name, problem in s.forbidden_arms().items()}


def _reason(s: Scenario, problem: Problem) -> str:
    """Why an arm is forbidden, by the titles of things; how to allow it is for the file's author."""
    kinds: dict[str, Mapping[str, _Titled]]
    kinds = {"arm": s.arms, "group": s.groups, "sector": s.sectors, "rule": s.rules}

    def titled(found: re.Match[str]) -> str:
        things = kinds[found[1]]
        return f"“{things[found[2]].title}”" if found[2] in things else f"{found[1]} “{found[2].replace('_', ' ')}”"

    parts: Sequence[str] = [part for part in (problem.found, problem.accepted) if part]
    told = ". ".join(part[:1].upper() + part[1:] for part in (_NAMED.sub(titled, part) for part in parts))
    return _QUOTED.sub(lambda found: f"“{found[1].replace('_', ' ')}”", told) + "."

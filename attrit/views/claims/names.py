"""Whatever has a name on the screen beside inputs, explained: mechanisms, arms, rules, outcomes, troops, sectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from attrit.quantities import mechanism_meanings
from attrit.views.claims.words import believed
from attrit.views.words.columns import columns, paragraph
from attrit.views.words.numbers import unit_name

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

_THINGS = {
    "side": "sides", "front": "fronts", "sector": "sectors", "group": "groups", "supporter": "supporters",
    "party": "third_parties",
}  # fmt: skip


def known(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """All that can be explained beside inputs, claims and laws: what it is, by kind and name.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    """
    s = scenario
    return {
        "mechanism": dict(mechanism_meanings()),
        "arm": dict(s.arms),
        "rule": dict(s.rules),
        "group": dict(s.groups),
        "sector": dict(s.sectors),
        "front": dict(s.fronts),
        "side": dict(s.sides),
        "supporter": dict(s.supporters),
        "party": dict(s.parties),
        "role": dict(s.roles),
        "outcome": _outcomes(s),
    }


def _outcomes(s: Scenario) -> dict[str, tuple[str, str]]:
    """Title and unit of every measure and outcome by name; a run of one world knows the measures of its scenario."""
    from attrit.engine.outcomes import OUTCOMES
    from attrit.engine.results import Results
    from attrit.experiments.measures import measures_of

    found = {name: (outcome.title, outcome.unit) for name, outcome in OUTCOMES.items()}
    none = Results(s, {"arm": (s.base,), "draw": (0,), "day": (s.horizon,)}, {}, seed=1)
    return found | {measure.name: (measure.title, measure.unit) for measure in measures_of(none)}


def explained(scenario: Scenario, name: str) -> list[str]:
    """What is so called, one after the other; nothing if nothing is.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    name
        () [-] Its name, such as ``collapse`` or ``five_times``.
    """
    lines: list[str] = []
    for kind, things in known(scenario).items():
        if name in things:
            say: Callable[[Scenario, str, Any], list[str]] = _SAY.get(kind, _thing)
            lines += [*([""] if lines else []), *say(scenario, name, things[name])]
    return lines


def plain(scenario: Scenario, name: str) -> dict[str, Any]:
    """The same as plain data, for JSON.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    name
        () [-] Its name.
    """
    found: dict[str, Any] = {}
    for kind, things in known(scenario).items():
        if name in things:
            of = things[name]
            found[kind] = _outcome_plain(*of) if kind == "outcome" else of if isinstance(of, str) else vars(of)
    return {"name": name, **found}


def _outcome_plain(title: str, unit: str) -> dict[str, str]:
    return {"title": title, "unit": unit}


def _mechanism(s: Scenario, name: str, meaning: str) -> list[str]:
    switch = "It is off in this scenario." if name in s.switched_off else f"Off: --without-mechanism {name}."
    own = f"mechanisms.{name}."
    paths = [path for path, given in s.inputs.items() if given.quantity.mechanism == name or path.startswith(own)]
    return [paragraph(f"{name}, a mechanism: {meaning} {switch}", indent=2), *_inputs(s, paths)]


def _arm(s: Scenario, name: str, arm: Any) -> list[str]:
    place = {s.base: ", which all others are held against", s.against: ", which the headline is held against"}
    lines = [paragraph(f"{name}, an arm{place.get(name, '')}: {arm.title}", indent=2)]
    lines += [f"  {path}: {_changed(value)}" for path, value in arm.changes.items()] or ["  changes nothing"]
    refused = s.forbidden_arms().get(name)
    return [*lines, *([paragraph(f"Not played: {refused.found}; {refused.accepted}.")] if refused else [])]


def _changed(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_changed(one)}" for key, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _rule(s: Scenario, name: str, rule: Any) -> list[str]:
    lines = [paragraph(f"{name}, a rule: {rule.title}. It binds {', '.join(rule.binds)}.", indent=2)]
    for reading, where in rule.readings.items():
        now = " (this holds; another: --set " + f"{name}.reading=NAME)" if reading == rule.reading else ""
        lines.append(paragraph(f"  read as {reading}: permits {', '.join(where) or 'nothing'}{now}", indent=4))
    lines += [paragraph(f"source: {rule.source}", indent=2)] if rule.source else []
    broken = [arm for arm, problem in s.forbidden_arms().items() if f"rule '{name}'" in problem.accepted]
    return [*lines, *([paragraph(f"Not played, since it forbids them: {', '.join(broken)}.")] if broken else [])]


def _outcome(s: Scenario, name: str, of: tuple[str, str]) -> list[str]:
    title, unit = of
    named = f", in {unit_name(unit)}" if unit_name(unit) else ""
    return [paragraph(f"{name}, an outcome of a run: {title}{named}", indent=2)]


def _thing(s: Scenario, name: str, thing: Any) -> list[str]:
    """A thing of the war: what belongs to it, and its inputs."""
    kind = type(thing).__name__.lower()
    lines = [paragraph(f"{name}, a {kind}: {thing.title or name}", indent=2)]
    for one in fields(thing):
        value = getattr(thing, one.name)
        if one.name not in ("name", "title") and value not in (None, "", (), {}):
            lines.append(paragraph(f"  {one.name.replace('_', ' ')}: {_listed(value)}", indent=4))
    section = _THINGS.get(kind, "")
    return [*lines, *_inputs(s, [path for path in s.inputs if path.startswith(f"{section}.{name}.")])]


def _listed(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, Iterable) and not isinstance(value, str) else str(value)


def _inputs(s: Scenario, paths: list[str]) -> list[str]:
    """Inputs with what is believed of each."""
    rows = []
    for path in paths:
        given = s.inputs[path]
        prior, unit = given.prior, unit_name(given.quantity.unit)
        belief = f"= {given.formula}" if prior is None else believed(prior, unit)
        rows.append((path, given.meaning, belief))
    return ["", *columns(rows, give=1)] if rows else []


_SAY: dict[str, Callable[[Scenario, str, Any], list[str]]] = {
    "mechanism": _mechanism, "arm": _arm, "rule": _rule, "outcome": _outcome,
}  # fmt: skip

"""A scenario with one thing that does nothing, in all of its arms: a mechanism, an input, or one state of a hypothesis.

What is set so is a belief, as `Scenario.with_changes` sets one: it was so on the first day too, which stays as it was
observed. An arm that states a value of its own keeps it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from attrit.evidence.priors import Prior, Provenance
from attrit.quantities import mechanism_phrases, mechanisms
from attrit.scenario.formulas import dependents, medians
from attrit.scenario.input import Input
from attrit.scenario.schema import Scenario
from attrit.shown import Shown

_NEUTRAL = Provenance("judgement", "does nothing")


@dataclass(frozen=True, repr=False)
class Neutral(Shown):
    """One thing at neutral.

    Parameters
    ----------
    kind
        () [-] ``mechanism``, ``input``, or ``state`` of a hypothesis.
    name, what
        () [-] The mechanism, path or hypothesis, and what it is in words.
    to
        () [unit] The number that the input takes, or the state that holds; None for a mechanism, which is off.
    unit
        () [-] Unit of that number.
    sets
        (path) [unit] The inputs that are set.
    also
        () [-] A mechanism that is switched off by the same; empty if there is none.
    """

    kind: str
    name: str
    what: str
    to: float | str | None
    unit: str
    sets: Mapping[str, float | str]
    also: str = ""


def neutrals(scenario: Scenario) -> list[Neutral]:
    """Everything in a scenario that can be set to neutral and is not so already; what comes to the same only once.

    A number of the scenario's own stands for all that is computed from it, if it takes all of that to neutral. What
    the groups of the contingent have alike is one thing.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    """
    named = [*_own_numbers(scenario)]
    covered = {path for _, paths in named for path in paths}
    others = [*_inputs(scenario, covered)]
    found: dict[frozenset[tuple[str, float]], Neutral] = {}
    for one, paths in (*named, *_mechanisms(scenario), *others):
        key = frozenset(paths.items())
        before = found.setdefault(key, one)
        if one.kind == "mechanism" and before is not one:
            found[key] = replace(before, also=one.name)
        elif before.kind == "mechanism" and one.kind == "input":
            found[key] = replace(one, also=before.name)
    return [*found.values(), *_states(scenario)]


def at_neutral(scenario: Scenario, neutral: Neutral, arms: Iterable[str]) -> dict[str, Scenario]:
    """Arms of a scenario with one thing at neutral, whatever is believed of it otherwise; the base arm is among them.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    neutral
        () [-] The thing.
    arms
        (arm) [-] The arms.
    """
    return {name: _with(scenario.arm(name), neutral, scenario) for name in {scenario.base, *arms}}


def _with(made: Scenario, neutral: Neutral, root: Scenario) -> Scenario:
    """An arm of a scenario with one thing at neutral, unless the arm states it."""
    if neutral.kind == "mechanism":
        return replace(made, switched_off=made.switched_off | {neutral.name})
    inputs = dict(made.inputs)
    for path, value in neutral.sets.items():
        given, stated = inputs[path], root.inputs[path]
        if replace(given, times=stated.times) == stated:  # an arm may take it so many times
            inputs[path] = _set(given, value, given.times / stated.times)
    return replace(made, inputs=inputs)


def _set(given: Input, value: float | str, times: float = 1.0) -> Input:
    if isinstance(value, str):
        prior = Prior.choice({value: 1.0}, _NEUTRAL)
    else:
        prior = Prior.certain(value, _NEUTRAL)
    return replace(given, prior=prior, formula=None, names=(), times=times)


def _own_numbers(scenario: Scenario) -> Iterator[tuple[Neutral, dict[str, float]]]:
    """Numbers of the scenario's own that take all that is computed from them to neutral, with what that is."""
    inputs = scenario.inputs
    for path, given in inputs.items():
        used = [one for one in dependents(inputs, path) if not one.startswith("quantities.")]
        values = {inputs[one].quantity.neutral for one in used}
        if not path.startswith("quantities.") or len(values) != 1 or None in values:
            continue
        (value,) = values
        assert value is not None
        after = medians({**inputs, path: _set(given, value)})
        moved = {one: value for one in used if not _there(scenario, one, value)}
        if moved and all(after[one] == value for one in used):
            title, unit = given.meaning, inputs[used[0]].quantity.unit
            yield Neutral("input", path, title, value, unit, {path: value}), moved


def _mechanisms(scenario: Scenario) -> Iterator[tuple[Neutral, dict[str, float]]]:
    """Mechanisms that are on, with what switching one off sets."""
    for name, keys in mechanisms().items():
        moved = {
            path: given.quantity.off
            for path, given in scenario.inputs.items()
            if given.quantity.key in keys
            and given.quantity.off is not None
            and not _there(scenario, path, given.quantity.off)
        }
        if moved:
            yield Neutral("mechanism", name, f"mechanism: {mechanism_phrases()[name]}", None, "1", moved), moved


def _inputs(scenario: Scenario, covered: Collection[str]) -> Iterator[tuple[Neutral, dict[str, float]]]:
    """All other inputs, those of the contingent's groups together."""
    own: dict[str, dict[str, float]] = {}
    for path, given in scenario.inputs.items():
        value = given.quantity.neutral
        if value is None or path in covered or _there(scenario, path, value):
            continue
        section, owner = path.split(".")[:2]
        if section == "groups" and owner in scenario.contingent:
            own.setdefault(given.quantity.name, {})[path] = value
            continue
        title = f"{given.meaning}{_whose(scenario, section, owner)}"
        yield Neutral("input", path, title, value, given.quantity.unit, {path: value}), {path: value}
    for name, paths in own.items():
        first, value = next(iter(paths.items()))
        quantity, several = scenario.inputs[first].quantity, len(paths) > 1
        title = f"{quantity.meaning}: the contingent"
        name = f"contingent.{name}" if several else first
        yield Neutral("input", name, title, value, quantity.unit, paths), paths


def _whose(scenario: Scenario, section: str, owner: str) -> str:
    things: dict[str, Mapping[str, object]] = {
        "sides": scenario.sides, "fronts": scenario.fronts, "sectors": scenario.sectors, "groups": scenario.groups,
        "supporters": scenario.supporters, "third_parties": scenario.parties,
    }  # fmt: skip
    return f": {things[section][owner].title}" if section in things else ""  # type: ignore[attr-defined]


def _states(scenario: Scenario) -> Iterator[Neutral]:
    """Every state of a hypothesis that may or may not hold."""
    for path, given in scenario.inputs.items():
        if given.prior is None or sum(weight > 0 for weight in given.prior.weights) < 2:
            continue
        name = path.removeprefix("hypotheses.")
        title = _held(scenario, name)
        for state, weight in zip(given.prior.states, given.prior.weights, strict=True):
            if weight > 0:
                yield Neutral("state", path, title, state, "1", {path: state})


def _held(scenario: Scenario, name: str) -> str:
    """What a hypothesis is about, in words."""
    whose = {
        "the law of attrition": name == "law",
        "what the troops are used for": any(group.role == name for group in scenario.groups.values()),
        "who commands the troops": any(group.command == name for group in scenario.groups.values()),
    }
    return next((words for words, so in whose.items() if so), f"which hypothesis of “{name}” holds")


def _there(scenario: Scenario, path: str, value: float) -> bool:
    """Whether an input has a value in every world."""
    given = scenario.inputs[path]
    off = scenario.off(given.quantity)
    if off is not None:
        return True  # nothing that is set would count
    if given.prior is not None:
        certain = given.prior.shape == "certain"
        return certain and math.isclose(given.times * given.prior.p50, value, rel_tol=1e-12)
    return all(_certain(scenario.inputs, name) for name in given.names) and scenario.medians()[path] == value


def _certain(inputs: Mapping[str, Input], path: str) -> bool:
    prior = inputs[path].prior
    return prior.shape == "certain" if prior is not None else all(_certain(inputs, one) for one in inputs[path].names)

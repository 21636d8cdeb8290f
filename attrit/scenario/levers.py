"""Levers: what one can set about an arm, such as the men that come."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from attrit.errors import Problem, ScenarioError, did_you_mean
from attrit.evidence.priors import Prior, Provenance
from attrit.quantities import Quantity, convert, quantities
from attrit.scenario.actions import action_of
from attrit.scenario.formulas import dependents, medians
from attrit.scenario.paths import full_path, nearest
from attrit.scenario.schema import Scenario
from attrit.shown import Shown
from attrit.statistics.round_numbers import round_numbers

LEVERS = {
    "men": "men of the contingent",
    "quality": "fighting value of a man of the contingent; a seasoned soldier of the host is 1",
    "line_share": "share of the contingent's men in the front line",
    "shells": "rounds that the contingent's supporter delivers",
    "arrival_day": "day by which the contingent is complete",
}
"""The levers of the contingent as a whole; any other input is one by its path."""

_SHARES = ("line_share", "second_share")
_FAR = {"person": 10.0}  # how many times what is believed a lever is tried up to, by unit
_ELSE = 4.0  # the same for other units
_WIDE = 2.0  # widths of what is believed to either side, where it may be below 0


@dataclass(frozen=True, repr=False)
class Lever(Shown):
    """Something of an arm that one can set.

    Parameters
    ----------
    name, title
        () [-] Its name or path, and what it is.
    unit, factor
        () [-, unit] The unit that its values are stated in, and what one of that is in the unit of `quantity`.
    quantity
        () [-] What it is a value of.
    gives
        (path) [1] The inputs that it sets, each with its part of the value.
    weighs
        (path) [1] Weight of each of them in what is believed of the lever.
    room
        (path) [1] Shares of the men elsewhere, which shrink if all shares together would exceed 1.
    roles
        (group) [-] Groups that lose their role, which would state the shares instead.
    side
        () [-] The side whose men it counts; None if it counts no men.
    how
        () [-] How it is set, in words; may be empty.
    action
        () [-] What somebody does who sets it, as in "sending more or fewer men"; empty if nobody can.
    contingent
        () [-] Whether it is something of the contingent or its supporter; what is not is so in every arm.
    besides
        (path) [1] What a lever of the contingent moves that is not of the contingent, and by how much, at the medians,
        for each unit of `quantity`.
    """

    name: str
    title: str
    unit: str
    factor: float
    quantity: Quantity
    gives: Mapping[str, float]
    weighs: Mapping[str, float]
    room: Mapping[str, float] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    side: str | None = None
    how: str = ""
    action: str = ""
    contingent: bool = True
    besides: Mapping[str, float] = field(default_factory=dict)

    @property
    def low(self) -> float:
        """Least value, in its unit."""
        return self.quantity.low / self.factor

    @property
    def high(self) -> float:
        """Greatest value, in its unit."""
        return self.quantity.high / self.factor

    @property
    def share(self) -> bool:
        """Whether it is a share of a whole, between 0 and 1."""
        return self.quantity.unit == "1" and self.quantity.low >= 0 and self.quantity.high <= 1

    def changes(self, value: float) -> dict[str, Any]:
        """What an arm would change to set it: new values by path, None to take something away.

        Parameters
        ----------
        value
            () [unit] The value, in the lever's unit.
        """
        set_to = value * self.factor
        found: dict[str, Any] = {f"groups.{group}.role": None for group in self.roles}
        found |= {path: _stated(set_to * part, self.quantity.unit) for path, part in self.gives.items()}
        for path, share in self.room.items():
            found[path] = max(min(share, 1.0 - set_to), _quantity(path).low)
        return found

    def checked(self, values: Sequence[float]) -> tuple[float, ...]:
        """Values to set it to.

        Parameters
        ----------
        values
            (value) [unit] At least two, rising, within the bounds of the quantity.

        Raises
        ------
        ScenarioError
            They are not.
        """
        try:
            given = tuple(map(float, values))
        except (TypeError, ValueError) as error:
            raise ScenarioError(self._wrong(f"found {values!r:.60}", f"numbers, in {self.unit}")) from error
        problems = []
        outside = [x for x in given if not self.low <= x <= self.high]
        if outside:
            accepted = f"{self.low:,.6g} to {self.high:,.6g} {self.unit}".removesuffix(" 1")
            problems.append(self._wrong(f"{', '.join(f'{x:,.6g}' for x in outside)} out of range", accepted))
        if len(given) < 2:
            problems.append(self._wrong("fewer than two values", "values from low to high"))
        if any(not b > a for a, b in itertools.pairwise(given)):
            problems.append(self._wrong("the values do not rise", "values from low to high, each once"))
        if problems:
            raise ScenarioError(problems)
        return given

    def range(self, low: float, middle: float, high: float, days: int, count: int) -> list[float]:
        """Round values to try: from the least one to several times what is believed, or all that is possible.

        Parameters
        ----------
        low, middle, high
            () [unit] 5, 50 and 95 % quantile of what is believed.
        days
            () [day] Days played.
        count
            () [1] How many steps, about.

        Returns
        -------
        list of float
            (value) [unit] The values; none if there is nothing to take a range from.
        """
        first, last = 0.0, _FAR.get(self.quantity.unit, _ELSE) * middle
        if self.share:
            last = self.high
        elif self.quantity.key == "group.arrival_day":
            last = days / self.factor
        elif low < 0:
            first, last = middle - _WIDE * (high - low), middle + _WIDE * (high - low)
        if not last > first:
            return []
        return [value for value in round_numbers(first, last, count) if self.low <= value <= self.high]

    def _wrong(self, found: str, accepted: str) -> Problem:
        return Problem("", f"values of {self.name}", found, accepted)


def lever_named(scenario: Scenario, name: str, arm: str | None = None, unit: str | None = None) -> Lever:
    """A lever of a scenario.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    name
        () [-] One of `LEVERS`, or the path of an input, which may be shortened.
    arm
        () [-] The arm that it is a lever of; the base arm if None.
    unit
        () [-] The unit of its values; that of the input if None, of ``shells`` rounds a month.

    Raises
    ------
    ScenarioError
        No such lever, or nothing in this scenario that it could set, or a unit of something else.
    """
    made = scenario.arm(arm or scenario.base)
    lever = _whole(scenario, made, name) if name in LEVERS else _single(made, name)
    if unit is None:
        return lever
    factor, canonical = convert(1.0, unit)
    if canonical != lever.quantity.unit:
        accepted = "a plain number, or %" if lever.quantity.unit == "1" else f"a unit such as {lever.unit}"
        raise ScenarioError(Problem("", "unit", f"{lever.name} in {unit}", accepted))
    return replace(lever, unit=unit, factor=factor)


def _quantity(path: str) -> Quantity:
    """The quantity of an input of a group."""
    return quantities()[f"group.{path.rpartition('.')[2]}"]


def _stated(value: float, unit: str) -> Any:
    return float(value) if unit == "1" else f"{float(value)!r} {unit}"


def _whole(scenario: Scenario, made: Scenario, name: str) -> Lever:
    """A lever of the contingent."""
    groups = scenario.contingent
    if not groups:
        found = f"'{name}' is a lever of the contingent, and the scenario names none"
        raise ScenarioError(Problem("", "lever", found, "the path of an input", "or name it: 'contingent: [GROUP]'"))
    if name == "shells":
        return _shells(made)
    if name == "arrival_day" and not any(made.groups[group].arrives for group in groups):
        found = "the contingent is there on the first day"
        raise ScenarioError(Problem("", "lever", found, "a contingent with 'arrives: on'"))
    share = _shares_of_men(scenario)
    paths = {group: f"groups.{group}.{name}" for group in groups}
    quantity = _quantity(f"groups.{groups[0]}.{name}")
    weighs = {paths[group]: share[group] for group in groups}
    even, action = dict.fromkeys(paths.values(), 1.0), quantity.action
    if name == "men":
        parts = ", ".join(f"{100 * share[group]:.0f} % “{made.groups[group].title}”" for group in groups)
        how = f"shared out as believed: {parts}" if len(groups) > 1 else ""
        side = _side(made, groups)
        return Lever(name, LEVERS[name], "person", 1.0, quantity, weighs, even, side=side, how=how, action=action)
    lever = Lever(name, LEVERS[name], quantity.unit, 1.0, quantity, even, weighs, action=action)
    if name == "line_share":
        return _of_men(lever, made, groups)
    return replace(lever, how=f"the same for {_listed(made, groups)}" if len(groups) > 1 else "")


def _shells(made: Scenario) -> Lever:
    senders = list(dict.fromkeys(made.groups[group].supporter for group in made.contingent))
    named = [sender for sender in senders if sender is not None]
    if len(named) != 1:
        found = f"the contingent has {'no supporter' if not named else f'{len(named)} supporters'}"
        accepted = "one, whose rounds it is about" if not named else f"one of {', '.join(named)}"
        raise ScenarioError(Problem("", "lever", found, accepted, "name the input: supporters.NAME.rounds"))
    path = f"supporters.{named[0]}.rounds"
    factor, _ = convert(1.0, "round/month")
    title = f"rounds that {made.supporters[named[0]].title} delivers"
    even, quantity = {path: 1.0}, made.inputs[path].quantity
    return Lever("shells", title, "round/month", factor, quantity, even, even, action=quantity.action)


def _single(made: Scenario, name: str) -> Lever:
    """A lever that is one input."""
    try:
        path = full_path(name, made.inputs)
    except ScenarioError as error:
        found, several = error.problems[0].found, error.problems[0].accepted
        cure = "" if several else did_you_mean(name, LEVERS) or nearest(name, made.inputs)
        raise ScenarioError(Problem("", "lever", found, several or _accepted(), cure)) from error
    given = made.inputs[path]
    if given.prior is not None and given.prior.shape == "choice":
        found = f"{path} is a choice between {', '.join(given.prior.states)}, not a number"
        raise ScenarioError(Problem("", "lever", found, _accepted()))
    section, owner, key = (*path.split(".", 2), "")[:3]
    even = {path: 1.0}
    moved = [path, *dependents(made.inputs, path)]
    own = {one for one in moved if _of_the_contingent(made, one)}
    besides = _slopes(made, path, [one for one in moved if one not in own and one != path]) if own else {}
    lever = Lever(
        path, given.meaning, given.quantity.unit, 1.0, given.quantity, even, even,
        action=action_of(made, path), contingent=bool(own), besides=besides,
    )  # fmt: skip
    if section == "groups":
        titled = f"{given.meaning}: {made.groups[owner].title}"
        lever = replace(lever, title=titled, side=made.groups[owner].side if key == "men" else None)
        if key in _SHARES:
            return _of_men(lever, made, (owner,))
    return replace(lever, how=f"also moves {', '.join(moved[1:])}" if moved[1:] else "")


def _of_the_contingent(made: Scenario, path: str) -> bool:
    section, owner = path.split(".")[:2]
    senders = {made.groups[group].supporter for group in made.contingent}
    return (section == "groups" and owner in made.contingent) or (section == "supporters" and owner in senders)


def _slopes(made: Scenario, path: str, others: Sequence[str]) -> dict[str, float]:
    """By how much the medians of other inputs move for each unit of one."""
    middle, given = made.medians(), made.inputs[path]
    step = 0.01 * middle[path] or 1.0
    prior = Prior.certain(middle[path] + step, Provenance("judgement", "a step of a lever"))
    after = medians({**made.inputs, path: replace(given, prior=prior, formula=None, names=(), times=1.0)})
    return {other: (after[other] - middle[other]) / step for other in others}


def _accepted() -> str:
    return f"one of {', '.join(LEVERS)}, or the path of an input"


def _of_men(lever: Lever, made: Scenario, groups: Sequence[str]) -> Lever:
    """A lever of shares of the men: roles are lost, and the other share stays as believed if there is room for it."""
    key = lever.quantity.name
    other = _SHARES[1 - _SHARES.index(key)]
    room = {f"groups.{group}.{other}": _believed_share(made, group, other) for group in groups}
    roles = tuple(group for group in groups if made.groups[group].role is not None)
    words = {"line_share": "front line", "second_share": "second line"}
    shares = ", ".join(sorted({f"{100 * share:.0f} %" for share in room.values()}))
    how = f"in the {words[other]} {shares}, as believed on average, or what is left"
    if roles:
        how = f"in place of a role; {how}"
    return replace(lever, room=room, roles=roles, how=how)


def _believed_share(made: Scenario, group: str, part: str) -> float:
    """Share of a group's men by its role, on average over the roles that it may have, or else by its median."""
    role = made.groups[group].role
    if role is None:
        return made.medians()[f"groups.{group}.{part}"]
    if role in made.roles:
        return float(getattr(made.roles[role], part))
    prior = made.inputs[f"hypotheses.{role}"].prior
    assert prior is not None  # hypotheses are never formulas
    weighed = zip(prior.states, prior.weights, strict=True)
    return math.fsum(weight * getattr(made.roles[state], part) for state, weight in weighed)


def _shares_of_men(scenario: Scenario) -> dict[str, float]:
    """Each group's share of the contingent by the medians of what is believed; equal ones if it has no men."""
    middle = scenario.medians()
    men = {group: middle[f"groups.{group}.men"] for group in scenario.contingent}
    total = math.fsum(men.values())
    return {group: count / total if total > 0 else 1 / len(men) for group, count in men.items()}


def _side(made: Scenario, groups: Sequence[str]) -> str | None:
    sides = {made.groups[group].side for group in groups}
    return sides.pop() if len(sides) == 1 else None


def _listed(made: Scenario, groups: Sequence[str]) -> str:
    return " and ".join(f"“{made.groups[group].title}”" for group in groups)

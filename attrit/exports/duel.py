"""The duel of a scenario, as system dynamics takes it: two strengths, rates of the first day, powers, arrivals.

Every input is at its median and every hypothesis at its most probable state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from attrit.engine.recipes import Drawn, Formula, Recipe, Recipes
from attrit.errors import Problem, ScenarioError, did_you_mean
from attrit.model.laws.protocol import Law, Powers
from attrit.model.laws.register import LAWS, campaign_laws
from attrit.scenario.formulas import evaluate
from attrit.version import __version__

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario
    from attrit.scenario.things import Group


@dataclass(frozen=True)
class Arrival:
    """Troops that come after day 0.

    Parameters
    ----------
    name, title
        () [-] Their key and what people call them.
    strength
        () [person] Strength of all of them.
    first_day, last_day
        () [day] Between which they come, at an even rate; those before day 0 are in `Army.start`.
    """

    name: str
    title: str
    strength: float
    first_day: float
    last_day: float


@dataclass(frozen=True)
class Army:
    """One side on the front.

    Parameters
    ----------
    title
        () [-] What people call it.
    line
        () [person] Men in its line on the first day, in the base arm.
    reference
        () [person] Its strength on the first day, in the base arm, to which the law relates its strength.
    start
        () [person] Its strength on day 0.
    enemy_power, own_power
        () [1] Exponents of the enemy's and of its own strength in its losses.
    arrivals
        (group) [-] What comes later.
    """

    title: str
    line: float
    reference: float
    start: float
    enemy_power: float
    own_power: float
    arrivals: tuple[Arrival, ...] = ()


@dataclass(frozen=True)
class Duel:
    """What is written of a scenario.

    Parameters
    ----------
    name, about
        () [-] Name of the model, and a sentence that says what it was made from.
    days
        () [day] Days simulated.
    attacker_loss_rate
        () [1/day] Share of his line that the attacker loses on the first day.
    exchange_ratio
        () [1] Men the attacker loses on the first day for each man the holder loses.
    attacker, holder
        () [-] The two sides.
    """

    name: str
    about: str
    days: int
    attacker_loss_rate: float
    exchange_ratio: float
    attacker: Army
    holder: Army


def duel(scenario: Scenario, arm: str | None = None, law: str | None = None) -> Duel:
    """The duel on the front of a scenario's objective, with every input at its median.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    arm
        () [-] One of its arms; the base arm if None.
    law
        () [-] A law that is a power of the strengths; the most probable one of the arm if None.

    Raises
    ------
    ScenarioError
        There is no such arm or law, a rule forbids the arm, or the law cannot be written as powers of the strengths.
    """
    problems: list[Problem] = []
    played, chosen = scenario, law
    try:
        played = scenario.arm(arm or scenario.base)
        chosen = law or most_probable(played, "law")
    except ScenarioError as error:
        problems += error.problems
    if chosen is not None:
        problems += _unwritable(chosen, "" if law else played.inputs["hypotheses.law"].where)
    if problems or chosen is None:
        raise ScenarioError(problems)
    return _duel(scenario, played, arm or scenario.base, LAWS[chosen])


def most_probable(scenario: Scenario, hypothesis: str) -> str:
    """The state of a hypothesis with the greatest weight, the first of them if there are several.

    Parameters
    ----------
    scenario
        () [-] The scenario, or one of its arms.
    hypothesis
        () [-] Its name.
    """
    prior = scenario.inputs[f"hypotheses.{hypothesis}"].prior
    assert prior is not None  # hypotheses are never formulas
    return prior.states[prior.weights.index(max(prior.weights))]


def _unwritable(name: str, where: str) -> list[Problem]:
    """Why a law cannot be written, if it cannot; `where` is the scenario's own choice of it, if it is that."""
    written = [other for other, one in campaign_laws().items() if _powers(one) is not None]
    accepted = f"one of {', '.join(written)}"
    path = "hypotheses.law" if where else "law"
    if name not in LAWS:
        return [Problem(where, path, f"no law '{name}'", accepted, did_you_mean(name, written))]
    if LAWS[name].campaign is None:
        return [Problem(where, path, f"no law of a campaign '{name}'", accepted, LAWS[name].alone)]
    if name not in written:
        found = f"'{name}' is no power of the strengths, so it has no equation in the file"
        return [Problem(where, path, found, accepted, "choose another by --law" if where else "")]
    return []


def _powers(law: Law) -> tuple[Powers, Powers] | None:
    """Exponents of attacker and holder; None if one of them loses by no powers, or the law enters no campaign."""
    form = law.campaign
    if form is None or not isinstance(form.attacker, Powers) or not isinstance(form.holder, Powers):
        return None
    return form.attacker, form.holder


class _Medians:
    """Inputs of a scenario at the medians, what is switched off and bounds included, as the engine reads them."""

    def __init__(self, scenario: Scenario) -> None:
        self._recipes = Recipes(scenario)

    def __getitem__(self, path: str) -> float:
        return self._at(self._recipes.of(path))

    def exponent(self, stated: float | str) -> float:
        """An exponent of a law."""
        made = self._recipes.exponent(stated)
        return made if isinstance(made, float) else self._at(made)

    def _at(self, recipe: Recipe) -> float:
        if isinstance(recipe, Drawn):
            value = recipe.p50
        else:
            assert isinstance(recipe, Formula)  # hypotheses are taken at their most probable state
            parts = map(np.asarray, map(self._at, recipe.parts))
            value = float(evaluate(recipe.text, dict(zip(recipe.names, parts, strict=True))))
        return min(max(recipe.low, recipe.times * value), recipe.high)


def _duel(scenario: Scenario, played: Scenario, arm: str, law: Law) -> Duel:
    base, front = scenario.arm(scenario.base), played.fronts[played.objective]
    medians, first = _Medians(played), _Medians(base)
    powers = _powers(law)
    assert powers is not None  # else it was refused
    attacker, holder = (
        Army(
            scenario.sides[side].title,
            **_on_the_first_day(base, side, first),
            start=sum(_strength(group, played, medians) * _there(group, medians) for group in _groups(played, side)),
            enemy_power=medians.exponent(form.p),
            own_power=medians.exponent(form.q),
            arrivals=tuple(_arrivals(played, side, medians)),
        )
        for side, form in zip((front.attacker, front.holder), powers, strict=True)
    )
    return Duel(
        name=f"{scenario.name} {arm}",
        about=f"{scenario.title}. Front: {front.title}. Arm '{arm}': {scenario.arms[arm].title}. "
        f"As of {scenario.as_of}, which is day 0. Law '{law.name}': {law.title}, {law.equation}. "
        f"Written by attrit {__version__} from the scenario '{scenario.name}', digest {scenario.digest[:12]}.",
        days=played.horizon,
        attacker_loss_rate=medians[f"fronts.{front.name}.attacker_loss_rate"],
        exchange_ratio=medians[f"fronts.{front.name}.exchange_ratio"],
        attacker=attacker,
        holder=holder,
    )


def _groups(scenario: Scenario, side: str) -> list[Group]:
    """Groups of a side on the front of the objective."""
    return [g for g in scenario.groups.values() if g.side == side and g.front == scenario.objective]


def _on_the_first_day(base: Scenario, side: str, medians: _Medians) -> dict[str, float]:
    """Line and strength of the groups of the base arm that do not arrive later; neither is below one man."""
    there = [group for group in _groups(base, side) if not group.arrives]
    line = sum(medians[f"groups.{g.name}.men"] * _shares(g, base, medians)[0] for g in there)
    strength = sum(_strength(group, base, medians) for group in there)
    return {"line": max(1.0, line), "reference": max(1.0, strength)}


def _shares(group: Group, scenario: Scenario, medians: _Medians) -> tuple[float, float]:
    """Shares of a group's men in the front line and in the second line."""
    if group.role is None:
        return medians[f"groups.{group.name}.line_share"], medians[f"groups.{group.name}.second_share"]
    roles = scenario.roles
    role = roles[group.role if group.role in roles else most_probable(scenario, group.role)]
    return role.line_share, role.second_share


def _strength(group: Group, scenario: Scenario, medians: _Medians) -> float:
    """Strength of all men of a group, by what command leaves of it."""
    line, second = _shares(group, scenario, medians)
    per_man = medians[f"groups.{group.name}.quality"] * (line + medians["mechanisms.roles.second_fire"] * second)
    if group.host is not None:
        command = group.command or "integrated"
        if command not in ("integrated", "own_sector"):
            command = most_probable(scenario, command)
        per_man *= medians[f"groups.{group.name}.{'own_fire' if command == 'own_sector' else 'coordination'}"]
    return medians[f"groups.{group.name}.men"] * per_man


def _days(group: Group, medians: _Medians) -> tuple[float, float]:
    """First and last day of a group's arrival."""
    last = medians[f"groups.{group.name}.arrival_day"]
    return last - medians[f"groups.{group.name}.arrival_ramp"], last


def _there(group: Group, medians: _Medians) -> float:
    """Share of a group that is there on day 0."""
    if not group.arrives:
        return 1.0
    begins, ends = _days(group, medians)
    return min(max(0.0, -begins / (ends - begins)), 1.0)


def _arrivals(scenario: Scenario, side: str, medians: _Medians) -> Iterator[Arrival]:
    """Groups of a side of which men come after day 0."""
    for group in _groups(scenario, side):
        strength = _strength(group, scenario, medians)
        if strength and _there(group, medians) < 1:
            yield Arrival(group.name, group.title, strength, *_days(group, medians))

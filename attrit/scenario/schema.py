"""What a scenario is: things with their structure, inputs with their priors, and arms. Frozen; the engine reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from attrit.errors import Problem, ScenarioError
from attrit.scenario.formulas import medians
from attrit.scenario.input import Input
from attrit.scenario.things import ArmSpec, Correlation, Event, Front, Group, Party, Role, Rule, Sector, Side, Supporter
from attrit.shown import Shown, line

if TYPE_CHECKING:
    from attrit.evidence.biases import Biases
    from attrit.evidence.claims import Ledger
    from attrit.quantities import Quantity


class Origin(Protocol):
    """What a scenario was made of, which can make it anew with changes; see `attrit.scenario.build.Source`."""

    @property
    def sides(self) -> Mapping[str, str]:
        """(side) [-] The belligerents, each with the name by which claims go."""

    @property
    def ledger(self) -> Ledger | None:
        """(claim) [-] All claims that may be heard; None without a ledger."""

    @property
    def biases(self) -> Biases:
        """(bias) [-] Priors of reporting bias that hold for its claimants."""

    def arm(self, scenario: Scenario, name: str) -> Scenario:
        """The scenario with the changes of one arm."""

    def forbidden_arms(self, scenario: Scenario) -> dict[str, Problem]:
        """Arms that a rule forbids, with the reason."""

    def with_changes(self, scenario: Scenario, changes: Mapping[str, object], where: str) -> Scenario:
        """The scenario with other values."""

    def hearing(self, scenario: Scenario, ledger: Ledger, at_their_word: bool) -> Scenario:
        """The scenario with the claims that are heard."""

    def with_values(self, scenario: Scenario, values: Mapping[str, Any], where: str) -> Scenario:
        """The scenario with other values of some of its inputs, which are read alone."""

    def with_arms(self, made: Mapping[str, Scenario]) -> Origin:
        """The same with further arms that are made already."""


@dataclass(frozen=True, repr=False)
class Scenario(Shown):
    """One war as described in a file, checked; made by `attrit.load`.

    Parameters
    ----------
    name, title, question
        () [-] Its key, what people call it, and what it is asked.
    as_of, horizon
        () [date, day] The day after which nothing is known, day 0; days simulated.
    base, against
        () [-] The arm that all others are held against, and the one of the headline comparison.
    objective, contingent
        () [-] The front whose ground is the objective; the groups that the question is about.
    sides, fronts, sectors, groups, supporters, parties, rules, roles
        () [-] The things of the war by name, in the order of the file.
    inputs
        (path) [-] Every input, defaults included.
    switched_off
        (mechanism) [-] Mechanisms whose inputs take the number of `Quantity.off`.
    events, correlations, arms
        () [-] What happens on fixed days; which inputs go together; courses of action by name.
    ledger, source
        () [-] Claims made by `as_of` that are heard, None if it names no ledger; the file as read, from which arms are
        built.
    """

    name: str
    title: str
    question: str
    as_of: date
    horizon: int
    base: str
    against: str
    objective: str
    contingent: tuple[str, ...]
    sides: dict[str, Side]
    fronts: dict[str, Front]
    sectors: dict[str, Sector]
    groups: dict[str, Group]
    supporters: dict[str, Supporter]
    parties: dict[str, Party]
    rules: dict[str, Rule]
    roles: dict[str, Role]
    inputs: dict[str, Input]
    switched_off: frozenset[str]
    events: tuple[Event, ...]
    correlations: tuple[Correlation, ...]
    arms: dict[str, ArmSpec]
    ledger: Ledger | None = field(repr=False)
    source: Origin = field(repr=False, compare=False)

    def __repr__(self) -> str:
        claims = f", {len(self.ledger)} claims" if self.ledger is not None else ""
        return line(self, f"{self.name}: {len(self.arms)} arms, {len(self.inputs)} inputs{claims}, as of {self.as_of}")

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that is compared, in the order of the file; where things are written does not count."""
        return digest(self)

    @property
    def claims(self) -> Ledger:
        """The claims that are heard; a ScenarioError if the scenario names no ledger."""
        if self.ledger is None:
            found, cure = "the scenario has no ledger of claims", "name one: 'ledger: FILE.csv'"
            raise ScenarioError(Problem("", "ledger", found, "", cure))
        return self.ledger

    def arm(self, name: str) -> Scenario:
        """The scenario with the changes of one arm; all arms share their inputs' random streams.

        Parameters
        ----------
        name
            () [-] One of `arms`.
        """
        return self.source.arm(self, name)

    def forbidden_arms(self) -> dict[str, Problem]:
        """Arms that do not run because a rule forbids them, with the reason."""
        return self.source.forbidden_arms(self)

    def with_changes(self, changes: Mapping[str, object], where: str = "--set") -> Scenario:
        """The scenario with other values, in every arm that does not state its own.

        Parameters
        ----------
        changes
            (path) [-] New values by path, which may be shortened as long as it is clear; a text is read as in the
            file, and a number without a unit is in the input's own.
        where
            () [-] What to call their origin in messages.
        """
        return self.source.with_changes(self, changes, where)

    def without_mechanism(self, name: str) -> Scenario:
        """The scenario with one mechanism switched off.

        Parameters
        ----------
        name
            () [-] One of `attrit.quantities.mechanisms`.
        """
        return self.with_changes({f"mechanisms.{name}": False}, "without_mechanism")

    def hearing(self, ledger: Ledger, *, at_their_word: bool = False) -> Scenario:
        """The scenario as it is if only some of its claims are heard; pools are made anew, in all arms.

        Parameters
        ----------
        ledger
            (claim) [-] A selection of the scenario's ledger, such as ``scenario.ledger.without("Washington")``.
        at_their_word
            () [-] Whether what is said is taken as it is said, by a linear pool, so that with one party's claims the
            scenario is as this party would have it.

        Raises
        ------
        ScenarioError
            The scenario has no ledger, or a value is left without any claim and states no ``before``.
        """
        return self.source.hearing(self, ledger, at_their_word)

    def off(self, quantity: Quantity) -> float | None:
        """The number that an input takes because its mechanism is switched off; None if it is on, or takes none.

        Parameters
        ----------
        quantity
            () [-] The quantity of the input.
        """
        return quantity.off if quantity.mechanism in self.switched_off else None

    @property
    def law_states(self) -> tuple[str, ...]:
        """The laws of attrition that may hold."""
        prior = self.inputs["hypotheses.law"].prior
        assert prior is not None  # hypotheses are never formulas
        return prior.states

    def medians(self) -> dict[str, float]:
        """Every input at the median of its prior, formulas at the medians of what they name."""
        return medians(self.inputs)


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

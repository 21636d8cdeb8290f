"""What a scenario is: things with their structure, inputs with their priors, and arms. Frozen; the engine reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrit.errors import Problem, ScenarioError
from attrit.scenario.things import ArmSpec, Correlation, Event, Front, Group, Party, Role, Rule, Sector, Side, Supporter
from attrit.shown import Shown, line

if TYPE_CHECKING:
    from attrit.evidence.claims import Ledger
    from attrit.evidence.pools import Pool
    from attrit.evidence.priors import Prior
    from attrit.quantities import Quantity


@dataclass(frozen=True, repr=False)
class Input(Shown):
    """One uncertain or certain number, or a choice between hypotheses.

    Parameters
    ----------
    path
        () [-] Where it belongs, such as ``groups.ru.men``, ``mechanisms.collapse.hazard``, ``hypotheses.law``.
    stream
        () [-] Name of its random numbers. Things go by their position, so that a new name changes no number.
    quantity
        () [-] Unit, bounds, meaning, and the mechanism that it belongs to.
    prior
        () [-] What is believed of it; None for a formula.
    formula
        () [-] How it follows from other inputs, with full paths; None for a prior.
    names
        (input) [-] The paths in the formula.
    times
        () [1] Factor on the prior's or formula's value.
    where
        () [-] Where it is stated; empty for a default.
    """

    path: str
    stream: str
    quantity: Quantity
    prior: Prior | None
    formula: str | None = None
    names: tuple[str, ...] = ()
    times: float = 1.0
    where: str = field(default="", compare=False, repr=False)

    @property
    def meaning(self) -> str:
        """What it is, in words; of an input that the scenario names itself, its name."""
        return self.quantity.meaning or self.path.rsplit(".", 1)[-1].replace("_", " ")

    @property
    def pool(self) -> Pool | None:
        """How the claims that it rests on were pooled; None if they were not."""
        return self.prior.provenance.pool if self.prior is not None else None


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
    source: Any = field(repr=False, compare=False)

    def __repr__(self) -> str:
        claims = f", {len(self.ledger)} claims" if self.ledger is not None else ""
        return line(self, f"{self.name}: {len(self.arms)} arms, {len(self.inputs)} inputs{claims}, as of {self.as_of}")

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that is compared, in the order of the file; where things are written does not count."""
        from attrit.scenario.build import digest

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
        from attrit.scenario.changes import arm

        return arm(self, name)

    def forbidden_arms(self) -> dict[str, Problem]:
        """Arms that do not run because a rule forbids them, with the reason."""
        from attrit.scenario.changes import forbidden_arms

        return forbidden_arms(self)

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
        from attrit.scenario.changes import with_changes

        return with_changes(self, changes, where)

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
        from attrit.scenario.changes import hearing

        return hearing(self, ledger, at_their_word)

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
        from attrit.scenario.formulas import medians

        return medians(self.inputs)

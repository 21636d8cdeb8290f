"""What is worth finding out: by how much it would narrow an outcome to know an input, or to settle a claim."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from attrit.engine.cases import Cases
from attrit.engine.estimates import asked_precision, enough
from attrit.engine.factors import kind_of
from attrit.engine.measures import measures_of
from attrit.engine.results import Results
from attrit.engine.targets import Target, replayed, target_of
from attrit.errors import Problem, ResultsError, ScenarioError, did_you_mean
from attrit.scenario.formulas import evaluate, resolve
from attrit.statistics.conditional_mean import FUNCTIONS, TOLD, Explained, explained
from attrit.statistics.value_of_information import Value, evpi, evppi

if TYPE_CHECKING:
    import xarray

    from attrit.scenario.schema import Scenario

Floats = NDArray[np.float64]

FEWEST = 256  # draws
KINDS = ("input", "claim", "claimant", "party")
_WRONG = 3.0  # standard errors below zero that chance does not explain
_NAMES = "numbers, + - * / ( ), min(), max() and names of outcomes such as area_held"


@dataclass(frozen=True)
class Worth:
    """What it is worth to know an input, or all inputs that rest on a claim, on a claimant, on a party.

    Parameters
    ----------
    kind, name
        () [-] One of `KINDS`, or ``claims`` for all of them; path of the input, id of the claim, name of the claimant
        or of the side.
    inputs
        (input) [-] Paths of the inputs that would be known.
    rests_on
        () [-] What the input rests on (claim, fit, literature, judgement, law); ``claim`` of all but inputs, and empty
        for cases without a scenario.
    share, error
        () [1] Expected reduction of the outcome's variance as a share of it, and its Monte-Carlo standard error. Noise
        gives 0 on average, so that it can be negative. NaN for more inputs than half of the draws can tell of.
    left
        () [unit] Root of the variance that would remain on average.
    value
        () [benefit] What it would be worth to the decision; None if none was asked for.
    """

    kind: str
    name: str
    inputs: tuple[str, ...]
    rests_on: str
    share: float
    error: float
    left: float
    value: Value | None = None

    @property
    def told(self) -> bool:
        """Whether it can be told from nothing."""
        return self.share > TOLD * self.error

    @property
    def wrong(self) -> bool:
        """Whether it lies below zero by more than chance explains."""
        return self.share < -_WRONG * self.error

    def beyond(self, other: Worth) -> bool:
        """Whether it is worth more than another by more than chance explains.

        Parameters
        ----------
        other
            () [-] The other.
        """
        return self.share - other.share > TOLD * math.hypot(self.error, other.error)


@dataclass(frozen=True)
class Decision:
    """A choice between arms.

    Parameters
    ----------
    formula
        () [-] What each arm brings, more is better.
    benefits
        (arm) [benefit] Its mean and the Monte-Carlo standard error.
    best, second
        () [-] The arm that is best on average, and the next.
    lead
        () [benefit] By how much it is better than the next: mean over the same worlds, and its Monte-Carlo error.
    perfect
        () [benefit] What it would be worth to know the world before the choice, its chance included.
    """

    formula: str
    benefits: dict[str, tuple[float, float]]
    best: str
    second: str
    lead: tuple[float, float]
    perfect: Value

    @property
    def told(self) -> bool:
        """Whether the best can be told from the next."""
        return self.lead[0] > TOLD * self.lead[1]


@dataclass(frozen=True)
class Information:
    """What `information` gives.

    Parameters
    ----------
    title, unit
        () [-] The outcome.
    draws
        () [1] Worlds it rests on.
    deviation
        () [unit] Standard deviation of the outcome as things stand.
    worths
        (worth) [-] Inputs, claims, claimants and parties, the one worth most first within each kind.
    claims
        () [-] All inputs that rest on claims, known together; None if there are none.
    decision
        () [-] The choice that knowing more is to serve; None if none was asked for.
    scenario
        () [-] The scenario, for what inputs mean and who said what; None for cases without one.
    """

    title: str
    unit: str
    draws: int
    deviation: float
    worths: tuple[Worth, ...]
    claims: Worth | None
    decision: Decision | None
    scenario: Scenario | None

    def of(self, kind: str) -> tuple[Worth, ...]:
        """The worths of a kind, the greatest first.

        Parameters
        ----------
        kind
            () [-] One of `KINDS`.
        """
        return tuple(worth for worth in self.worths if worth.kind == kind)

    def __getitem__(self, key: tuple[str, str]) -> Worth:
        """A worth by its kind and name, such as ``["claimant", "Budanov"]``.

        Raises
        ------
        ResultsError
            There is none.
        """
        kind, name = key
        known = {row.name: row for row in self.of(kind)}
        if name not in known:
            found = f"no {kind} '{name}' with an input that rests on it" if kind != "input" else f"no input '{name}'"
            raise ResultsError(Problem("", kind, found, "", did_you_mean(name, known)))
        return known[name]

    @property
    def dataset(self) -> xarray.Dataset:
        """Shares and what remains as a Dataset of dims (input), (claim), (claimant) and (party)."""
        import xarray

        data: dict[str, Any] = {}
        for kind in KINDS:
            rows = self.of(kind)
            if not rows:
                continue
            data[kind] = (kind, [row.name for row in rows])
            numbers = {
                "share": ([row.share for row in rows], "1", "expected reduction of the variance"),
                "share_error": ([row.error for row in rows], "1", "its Monte-Carlo standard error"),
                "left": ([row.left for row in rows], self.unit, "standard deviation expected to remain"),
            }
            values = [row.value for row in rows if row.value is not None]
            if values:
                numbers["value"] = ([v.estimate for v in values], "benefit", "expected value to the decision")
                numbers["value_error"] = ([v.error for v in values], "benefit", "its Monte-Carlo standard error")
            for name, (column, unit, words) in numbers.items():
                data[f"{kind}_{name}"] = (kind, column, {"units": unit, "long_name": words})
        data["input_rests_on"] = ("input", [row.rests_on for row in self.of("input")])
        attrs = {"outcome": self.title, "units": self.unit, "deviation": self.deviation, "draws": self.draws}
        if self.claims is not None:
            attrs |= {"claims_share": self.claims.share, "claims_share_error": self.claims.error}
        return xarray.Dataset(data, attrs=attrs)


def information(
    results: Results | Cases, outcome: str = "area_held", *, arm: str | None = None, against: str | None = None,
    of: str | None = None, options: Sequence[str] | None = None, value: str | None = None,
    precision: float | None = None,
) -> Information:  # fmt: skip
    """What it would be worth to know an input, or to settle what a claim, a claimant or a party speaks of.

    The worth is the share by which the variance of the outcome would shrink on average (expected variance reduction;
    of one input its first-order Sobol index), read from the draws of the run. To settle a claim is to know all inputs
    that rest on it; of correlated inputs, what the others tell of one another is in it. With a decision, the worth is
    also what a choice made in that knowledge would bring more (EVPPI).

    Parameters
    ----------
    results
        () [-] A run, or cases with one outcome; of cases nothing else is asked.
    outcome
        () [-] Name of a measure.
    arm, against
        () [-] The arms; those of the headline if None.
    of
        () [-] ``arm`` or ``difference``, as in `target_of`.
    options
        (arm) [-] The arms to choose between; all of the run if None.
    value
        () [-] What an arm brings, more is better: a formula of measures, ``-area_held - 0.001 * losses_ru``. Without it
        there is no decision.
    precision
        () [1] Standard error asked for of the shares of single inputs.

    Raises
    ------
    ResultsError
        No such outcome, arm or option, fewer than 256 draws, an outcome that is the same in all worlds, a value that
        cannot be computed, or shares that are not known as well as was asked for.

    References
    ----------
    Strong, Oakley, Brennan 2014, Medical Decision Making 34(3), doi 10.1177/0272989X13505910.
    """
    asked_precision(precision)
    scenario: Scenario | None = None
    if isinstance(results, Results):
        scenario = results.scenario
        cases = Cases.of(results, target_of(results, outcome, arm, against, of))
    else:
        cases = results
    cases.ready(FEWEST)
    decision, benefits = None, None
    if value is not None or options is not None:
        decision, benefits = _choice(results, options, value)
    sets = _sets(cases, scenario)
    worth = _Asked(cases, scenario, benefits)
    worths = [
        row
        for kind in KINDS
        for row in sorted(
            (worth(kind, *one) for one in sets[kind].items()), key=lambda row: (math.isnan(row.share), -row.share)
        )
    ]
    largest = max(row.error for row in worths if row.kind == "input")
    enough(largest, precision, cases.draws, "the shares of single inputs, in points,", 100.0)
    claimed = {path for paths in sets["claim"].values() for path in paths}
    claims = worth("claims", "all", tuple(path for path in cases.inputs if path in claimed)) if claimed else None
    return Information(cases.title, cases.unit, cases.draws, worth.deviation, tuple(worths), claims, decision, scenario)


def draws_to_tell(share: float, error: float, draws: int) -> int:
    """Worlds from which on an input of this worth can be told from nothing, about; more than were played if it cannot.

    Parameters
    ----------
    share
        () [1] The share, above 0.
    error
        () [1] Its Monte-Carlo standard error, or that of such a share, in the worlds that were played.
    draws
        () [1] These worlds.
    """
    # the square of the error is a / n + b / n^2, of which b is that of noise; twice the error is the share, at n
    b = min(2.0 * FUNCTIONS, (error * draws) ** 2)
    a = error**2 * draws - b / draws
    return math.ceil(2 * (a + math.sqrt(a**2 + b * share**2)) / share**2)


class _Asked:
    """What it is worth to know inputs; those of several claims are looked at once."""

    def __init__(self, cases: Cases, scenario: Scenario | None, benefits: Floats | None) -> None:
        self.cases, self.scenario, self.benefits = cases, scenario, benefits
        self.deviation = float(cases.outcome.std(ddof=1))
        self._found: dict[tuple[str, ...], tuple[Explained, Value | None]] = {}

    def __call__(self, kind: str, name: str, paths: tuple[str, ...]) -> Worth:
        if paths not in self._found:
            inputs, discrete = self.cases.regressors(paths)
            value = None if self.benefits is None else evppi(inputs, self.benefits, discrete)
            self._found[paths] = explained(inputs, self.cases.outcome, discrete=discrete), value
        (share, error, _), value = self._found[paths]
        left = self.deviation * math.sqrt(max(1 - share, 0.0))  # NaN stays
        rests_on = "claim" if kind != "input" else kind_of(self.scenario, name) if self.scenario is not None else ""
        return Worth(kind, name, paths, rests_on, share, error, left, value)


def _sets(cases: Cases, scenario: Scenario | None) -> dict[str, dict[str, tuple[str, ...]]]:
    """By kind and name, the inputs that would be known."""
    found: dict[str, dict[str, dict[str, None]]] = {kind: {} for kind in KINDS}
    for path in cases.inputs:
        found["input"][path] = {path: None}
        for kind, name in () if scenario is None else _speakers(scenario, path):
            found[kind].setdefault(name, {})[path] = None
    return {kind: {name: tuple(paths) for name, paths in sets.items()} for kind, sets in found.items()}


def _speakers(scenario: Scenario, path: str) -> Iterator[tuple[str, str]]:
    """Claims that an input rests on, with claimants and sides; of what is passed on, those of its source."""
    prior, ledger = scenario.inputs[path].prior, scenario.ledger
    if prior is None or not prior.provenance.claims or ledger is None:
        return
    for entry in ledger.select(prior.provenance.claims).timeline():
        source = entry.repeats or entry.claim
        yield "claim", entry.claim.id
        yield "claimant", source.claimant
        yield from (("party", side) for side in source.side.split("/") if side)


def _choice(results: Results | Cases, options: Sequence[str] | None, value: str | None) -> tuple[Decision, Floats]:
    """The choice as things stand, and what each option brings in each world: (draw, option)."""
    if not isinstance(results, Results):
        raise ResultsError(Problem("", "value", "cases have no arms to choose between", "a run of two arms or more"))
    names = tuple(dict.fromkeys(results.arms if options is None else options))
    problems = []
    if value is None:
        wanted = "a formula of outcomes, more is better"
        problems.append(Problem("", "value", "not said what an option brings", wanted, 'such as value="-area_held"'))
    for name in names:
        if name not in results.arms:
            accepted = f"arms of this run: {', '.join(results.arms)}"
            problems.append(Problem("", "options", f"no arm '{name}'", accepted, did_you_mean(str(name), results.arms)))
    if len(names) < 2:
        found = f"{len(names)} option{'' if len(names) == 1 else 's'}"
        problems.append(Problem("", "options", found, f"at least two arms of the run: {', '.join(results.arms)}"))
    if problems or value is None:
        raise ResultsError(problems)
    benefits = _benefits(results, names, value)
    n = results.draws
    means = benefits.mean(axis=0)
    errors = benefits.std(axis=0, ddof=1) / math.sqrt(n)
    told = {name: (float(mean), float(error)) for name, mean, error in zip(names, means, errors, strict=True)}
    first, second = (int(place) for place in np.argsort(-means, kind="stable")[:2])
    apart = benefits[:, first] - benefits[:, second]
    lead = float(apart.mean()), float(apart.std(ddof=1)) / math.sqrt(n)
    return Decision(value.strip(), told, names[first], names[second], lead, evpi(benefits)), benefits


def _benefits(results: Results, options: Sequence[str], value: str) -> Floats:
    """(draw, option) What each option brings in each world."""
    measures = {f"quantities.{measure.name}": measure for measure in measures_of(results)}  # as formulas name things
    try:
        formula, names = resolve(value, measures)
    except ScenarioError as error:
        said = [(p.found.replace("is no input", "is no outcome"), _NAMES, p.cure) for p in error.problems]
        raise ResultsError([Problem("", "value", *words) for words in said]) from error
    if not names:
        raise ResultsError(Problem("", "value", f"'{value.strip()}' names no outcome", _NAMES))
    replayed(results)
    columns = []
    for option in options:
        numbers = {name: Target(measures[name], option, None).numbers(results) for name in names}
        columns.append(np.broadcast_to(evaluate(formula, numbers), results.draws))
    benefits = np.column_stack(columns)
    missing = int(np.sum(~np.isfinite(benefits).all(axis=1)))
    if missing:
        found = f"'{value.strip()}' has no number in {missing:,} of {results.draws:,} worlds"
        raise ResultsError(Problem("", "value", found, "a formula with a number in every world"))
    return benefits

"""What is worth finding out: by how much it would narrow an outcome to know an input, or to settle a claim."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from attrit.analysis.choices import Decision, choice
from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError, did_you_mean
from attrit.experiments.cases import Cases
from attrit.experiments.factors import kind_of
from attrit.experiments.first_order import Known, first_order, known, of_inputs, speakers
from attrit.experiments.targets import target_of
from attrit.shown import Shown
from attrit.statistics.conditional_mean import FUNCTIONS, Explained
from attrit.statistics.estimates import asked_precision, enough
from attrit.statistics.shrinkage import holm, shrunk
from attrit.statistics.standards import CLEAR, FAMILY, POSSIBLE
from attrit.statistics.value_of_information import Value, evppi

if TYPE_CHECKING:
    import xarray

    from attrit.scenario.schema import Scenario

Floats = NDArray[np.float64]
Paths = tuple[str, ...]
Sets = dict[str, dict[str, Paths]]  # by kind and name

FEWEST = 256  # draws
KINDS = ("input", "claim", "claimant", "party")
EVERY = "claims"  # kind of all inputs that rest on claims


@dataclass(frozen=True, repr=False)
class Worth(Shown):
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
        () [1] Expected reduction of the outcome's variance as a share of it, and the standard deviation of what it may
        be: as likely as the estimates of all inputs make it, so that the greatest is no luckier than the others. What
        is known of several inputs is never worth less than what is known of some of them. NaN for more inputs than half
        of the draws can tell of.
    left
        () [unit] Root of the variance that would remain on average.
    told
        () [-] Whether it can be told from nothing, among as many as are looked at (Holm): of inputs, those for which
        somebody claims a number and all others apart; of several inputs also if one of them can.
    unbiased
        () [-] The estimate by itself, which is 0 on average for noise, so that it can be negative, with its error.
    value
        () [benefit] What it would be worth to the decision; None if none was asked for.
    valued
        () [-] Whether that can be told from nothing, likewise.
    """

    kind: str
    name: str
    inputs: tuple[str, ...]
    rests_on: str
    share: float
    error: float
    left: float
    told: bool
    unbiased: Explained
    value: Value | None = None
    valued: bool = False

    @property
    def wrong(self) -> bool:
        """Whether its estimate lies below zero by more than chance explains."""
        return self.unbiased.share < -CLEAR * self.unbiased.error

    def beyond(self, other: Worth) -> bool:
        """Whether it is worth more than another by more than chance explains.

        Parameters
        ----------
        other
            () [-] The other.
        """
        return self.share - other.share > POSSIBLE * math.hypot(self.error, other.error)


@dataclass(frozen=True, repr=False)
class Information(Shown):
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

    def __getitem__(self, key: str | tuple[str, str]) -> Worth:
        """A worth by its name, such as ``["Budanov"]``, or where two have it by kind too, ``["claimant", "Budanov"]``.

        Raises
        ------
        ResultsError
            There is none.
        """
        kind, name = ("", key) if isinstance(key, str) else key
        known = {row.name: row for row in reversed(self.worths if not kind else self.of(kind))}
        if name not in known:
            found = f"no {kind} '{name}' with an input that rests on it" if kind != "input" else f"no input '{name}'"
            found = found if kind else f"no input, claim or claimant '{name}'"
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
                "share_error": ([row.error for row in rows], "1", "standard deviation of what it may be"),
                "unbiased": ([row.unbiased.share for row in rows], "1", "the estimate by itself"),
                "unbiased_error": ([row.unbiased.error for row in rows], "1", "its Monte-Carlo standard error"),
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


def worth_knowing(
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
        decision, benefits = choice(results, options, value)
    worths = _worths(cases, scenario, benefits)
    largest = max(row.unbiased.error for row in worths if row.kind == "input")
    enough(largest, precision, cases.draws, "the shares of single inputs, in points,", 100.0)
    claims = next((row for row in worths if row.kind == EVERY), None)
    rows = tuple(row for row in worths if row.kind != EVERY)
    deviation = float(cases.outcome.std(ddof=1))
    return Information(cases.title, cases.unit, cases.draws, deviation, rows, claims, decision, scenario)


def draws_to_tell(share: float, at_zero: float, draws: int, among: int) -> int:
    """Worlds with which an input of this worth is told from nothing in half of all runs, about.

    Parameters
    ----------
    share
        () [1] The share, above 0.
    at_zero
        () [1] Standard error of an estimate of nothing in the worlds that were played; it falls as they rise.
    draws
        () [1] These worlds.
    among
        () [1] How many inputs are looked at together.
    """
    from scipy.special import chdtri

    # of the square of a fit with so many functions, in its standard deviations; its median lies 1 below its mean
    bound = (float(chdtri(FUNCTIONS, FAMILY / among)) - FUNCTIONS + 1) / math.sqrt(2 * FUNCTIONS)
    return math.ceil(bound * at_zero * draws / share)


def _worths(cases: Cases, scenario: Scenario | None, benefits: Floats | None) -> list[Worth]:
    """Every set of inputs; within each kind the one worth most first."""
    sets = _sets(cases, scenario)
    found = _together(cases, first_order(cases, scenario), sets)
    values = {} if benefits is None else _values(cases, sets, benefits)
    deviation, rows = float(cases.outcome.std(ddof=1)), []
    for kind, named in sets.items():
        here = []
        for name, paths in named.items():
            one = found[paths]
            rests_on = "claim" if kind != "input" else kind_of(scenario, name) if scenario is not None else ""
            left = deviation * math.sqrt(max(1 - one.share, 0.0))  # NaN stays
            numbers = one.share, one.error, left, one.told, one.unbiased, *values.get(paths, (None, False))
            here.append(Worth(kind, name, paths, rests_on, *numbers))
        rows += sorted(here, key=lambda row: (math.isnan(row.share), -row.share))
    return rows


def _together(cases: Cases, alone: dict[str, Known], sets: Sets) -> dict[Paths, Known]:
    """What is told of single inputs, and of all other sets of them."""
    found: dict[Paths, Known] = {(path,): one for path, one in alone.items()}
    several = [paths for paths in _distinct(sets) if paths not in found]
    estimates = [of_inputs(cases, paths) for paths in several]
    # how great such shares are is told by single inputs as well; sets of several are a family of their own
    every = known(
        [*(one.unbiased for one in alone.values()), *estimates], [len(paths) > 1 for paths in (*found, *several)]
    )
    found |= dict(zip(several, every[len(alone) :], strict=True))
    numbers = _no_less({paths: (one.share, one.error) for paths, one in found.items()})
    told = {paths for paths, one in found.items() if one.told}
    return {
        paths: Known(*numbers[paths], one.unbiased, any(set(part) <= set(paths) for part in told))
        for paths, one in found.items()
    }


def _values(cases: Cases, sets: Sets, benefits: Floats) -> dict[Paths, tuple[Value, bool]]:
    """What each set is worth to the decision, and whether that can be told among all sets."""
    found = {}
    for paths in _distinct(sets):
        inputs, discrete = cases.regressors(paths)
        found[paths] = evppi(inputs, benefits, discrete)
    likely = shrunk([one.estimate for one in found.values()], [one.error for one in found.values()])
    numbers = _no_less(dict(zip(found, zip(likely.mean.tolist(), likely.deviation.tolist(), strict=True), strict=True)))
    p = holm([one.p for one in found.values()])
    return {paths: (Value(*numbers[paths]), bool(told)) for paths, told in zip(found, p < FAMILY, strict=True)}


def _distinct(sets: Sets) -> list[Paths]:
    """Every set once, the small ones first."""
    return sorted({paths for named in sets.values() for paths in named.values()}, key=lambda paths: (len(paths), paths))


def _no_less(numbers: dict[Paths, tuple[float, float]]) -> dict[Paths, tuple[float, float]]:
    """The same, where no set is worth less than any part of it: to know more is never worth less."""
    found: dict[Paths, tuple[float, float]] = {}
    for paths, one in sorted(numbers.items(), key=lambda row: len(row[0])):
        parts = [part for other, part in found.items() if set(other) < set(paths)]
        found[paths] = (
            one if math.isnan(one[0]) else max([one, *parts], key=lambda part: (not math.isnan(part[0]), part))
        )
    return found


def _sets(cases: Cases, scenario: Scenario | None) -> Sets:
    """By kind and name, the inputs that would be known; of all that rest on claims likewise."""
    found: dict[str, dict[str, dict[str, None]]] = {kind: {} for kind in (*KINDS, EVERY)}
    for path in cases.inputs:
        found["input"][path] = {path: None}
        for kind, name in speakers(scenario, path):
            found[kind].setdefault(name, {})[path] = None
            found[EVERY].setdefault("all", {})[path] = None
    return {kind: {name: tuple(paths) for name, paths in sets.items()} for kind, sets in found.items()}

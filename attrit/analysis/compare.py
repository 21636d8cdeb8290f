"""Arms held against each other in the same worlds: what differs, by how much, how sure that is, and which is better."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from attrit.engine.draws import uniform_numbers
from attrit.engine.keep import headline_pair
from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError, did_you_mean
from attrit.experiments.measures import Measure, Values, measure_named, measures_of
from attrit.experiments.targets import replayed
from attrit.reader import setting
from attrit.shown import Shown
from attrit.statistics.estimates import Estimate, enough
from attrit.statistics.means import mean_interval
from attrit.statistics.simultaneous import MEANINGS, Difference, Pairing, pairing, simultaneous
from attrit.statistics.variation import paired_difference

if TYPE_CHECKING:
    import xarray

    from attrit.scenario.schema import Scenario

_WAYS = ("lower", "higher")
T = TypeVar("T")


@dataclass(frozen=True, repr=False)
class Row(Shown, Pairing):
    """A measure in two arms and their difference, with what `Pairing` tells of the same worlds.

    Parameters
    ----------
    measure
        () [-] The measure.
    arm, against, difference
        () [unit] Estimates in the arm, in the one it is held against, and of the difference world by world; all three
        over the worlds in which both arms have a number, so that the means subtract to the mean difference.
    mean_interval
        () [unit] 95 % interval of the mean difference. It says what chance in the choice of worlds leaves open
        (Monte-Carlo error), and shrinks with more of them. How far worlds differ is `difference`.
    """

    measure: Measure
    arm: Estimate
    against: Estimate
    difference: Estimate
    mean_interval: tuple[float, float]


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """What `compare` gives: rows by measure.

    Parameters
    ----------
    arm, against
        () [-] The two arms.
    rows
        (measure) [-] One row a measure.
    """

    arm: str
    against: str
    rows: tuple[Row, ...]

    def __getitem__(self, name: str) -> Row:
        """The row of one measure.

        Raises
        ------
        ResultsError
            No such measure.
        """
        return self.rows[_place("measure", name, [row.measure.name for row in self.rows])]

    @property
    def dataset(self) -> xarray.Dataset:
        """The table as a Dataset of dims (measure, value): in the first arm, in the other, the difference."""
        import xarray

        kinds = ("arm", "against", "difference")
        data: dict[str, Any] = {
            name: (("measure", "value"), [[getattr(getattr(row, kind), name) for kind in kinds] for row in self.rows])
            for name in ("middle", "low", "high", "error", "low_error", "high_error", "mean", "mean_error")
        }
        for name in (field.name for field in fields(Pairing)):
            attrs = {"units": "1", "long_name": MEANINGS[name]}
            data[name] = ("measure", [getattr(row, name) for row in self.rows], attrs)
        for end, name in enumerate(("mean_low", "mean_high")):
            data[name] = ("measure", [row.mean_interval[end] for row in self.rows], {"long_name": MEANINGS[name]})
        coords = {
            "measure": [row.measure.name for row in self.rows],
            "value": [self.arm, self.against, "difference"],
            "unit": ("measure", [row.measure.unit for row in self.rows]),
        }
        return xarray.Dataset(data, coords=coords)


def compare(
    results: Results, arm: str, against: str | None = None, measures: Sequence[Measure] | None = None
) -> Comparison:
    """Paired effect of one arm over another on every measure people ask about.

    Parameters
    ----------
    results
        () [-] A run that holds both arms.
    arm
        () [-] The arm in question.
    against
        () [-] The arm it is held against; the scenario's own choice if None.
    measures
        (measure) [-] What to compare; `measures_of(results)` if None.

    Raises
    ------
    ResultsError
        An arm is not in the run, or its outcomes are not those of its worlds.
    """
    other = against if against is not None else results.scenario.against
    results.arm_index(arm)
    results.arm_index(other)
    replayed(results)
    rows = []
    for measure in measures_of(results) if measures is None else measures:
        a, b = measure.values(results, arm), measure.values(results, other)
        d = paired_difference(*(measure.mean_values(results, name) for name in (arm, other)))
        rows.append(
            Row(
                **vars(pairing(a, b)), measure=measure, arm=measure.estimate(results, arm, other),
                against=measure.estimate(results, other, arm), difference=measure.difference(results, arm, other),
                mean_interval=mean_interval(d, measure.probability),
            )
        )  # fmt: skip
    return Comparison(arm, other, tuple(rows))


@dataclass(frozen=True, repr=False)
class ArmRow(Shown, Pairing, Difference):
    """An outcome in one of many arms, with all that `Pairing` and `Difference` tell of it against the arm of reference.

    Parameters
    ----------
    arm
        () [-] The arm.
    measure
        () [-] The outcome.
    arm_mean, arm_mean_error, against_mean, against_mean_error
        () [unit] Means in the arm and in the one it is held against, each over the worlds in which it has a number (of
        a chance: its probability), with their Monte-Carlo standard errors.
    better
        () [-] ``lower`` or ``higher`` if the caller said which is better, else None.
    """

    arm: str
    measure: Measure
    arm_mean: float
    arm_mean_error: float
    against_mean: float
    against_mean_error: float
    better: str | None

    @property
    def clear(self) -> bool:
        """Whether the mean difference is not put down to chance: its simultaneous interval leaves out 0.

        At the edge `p` may say otherwise: Holm's adjustment goes step by step and makes no use of correlation.
        """
        return self.p < 0.05 if self.mean_error == 0 else self.simultaneous_low > 0 or self.simultaneous_high < 0

    @property
    def does_better(self) -> tuple[float, float]:
        """Share of worlds in which the arm does better, and its error; NaN if it was not said which is better."""
        if self.better is None:
            return math.nan, math.nan
        return (self.lower, self.lower_error) if self.better == "lower" else (self.higher, self.higher_error)


@dataclass(frozen=True, repr=False)
class ArmComparison(Shown):
    """What `compare_arms` gives: every arm held against one, on one or more outcomes.

    Parameters
    ----------
    against
        () [-] The arm that all others are held against.
    arms
        (arm) [-] The others.
    measures
        (outcome) [-] The outcomes.
    rows
        (row) [-] One for each outcome and arm.
    titles
        (arm) [-] What happens in each arm, in words.
    good_for
        (outcome) [-] Whom a lower number is good for, and whom a higher one, where that is plain.
    draws
        () [1] Worlds in the run.
    critical
        () [1] Standard errors to either side of the simultaneous intervals; of a single comparison it is some 1.96.
        Those of yes and no that hardly differ are exact instead.
    """

    against: str
    arms: tuple[str, ...]
    measures: tuple[Measure, ...]
    rows: tuple[ArmRow, ...]
    titles: Mapping[str, str]
    good_for: Mapping[str, tuple[str, str]]
    draws: int
    critical: float

    def of(self, outcome: str) -> tuple[ArmRow, ...]:
        """The rows of one outcome, one an arm.

        Raises
        ------
        ResultsError
            It was not compared.
        """
        place = _place("outcome", outcome, [measure.name for measure in self.measures])
        return self.rows[place * len(self.arms) : (place + 1) * len(self.arms)]

    def __getitem__(self, key: tuple[str, str]) -> ArmRow:
        """The row of an arm and an outcome, as in ``found["five_times", "area_held"]``.

        Raises
        ------
        ResultsError
            It was not compared.
        """
        return self.of(key[1])[_place("arm", key[0], self.arms)]

    @property
    def dataset(self) -> xarray.Dataset:
        """The table as a Dataset of dims (outcome, arm)."""
        import xarray

        meanings = {"arm_mean": "mean in the arm", "against_mean": f"mean in {self.against}"}
        meanings |= {f"{name}_error": f"Monte-Carlo standard error of {name}" for name in meanings}
        data: dict[str, Any] = {}
        for name, title in (meanings | MEANINGS).items():
            table = [[getattr(row, name) for row in self.of(measure.name)] for measure in self.measures]
            data[name] = (("outcome", "arm"), table, {"long_name": title})
        for name in ("p", *(field.name for field in fields(Pairing))):
            data[name][2]["units"] = "1"
        coords = {
            "outcome": [measure.name for measure in self.measures],
            "arm": list(self.arms),
            "unit": ("outcome", [measure.unit for measure in self.measures]),
        }
        attrs = {"against": self.against, "draws": self.draws, "comparisons": len(self.rows), "critical": self.critical}
        return xarray.Dataset(data, coords=coords, attrs=attrs)


def compare_arms(
    results: Results,
    outcome: str | Sequence[str] = "area_held",
    *,
    arms: Sequence[str] | None = None,
    against: str | None = None,
    better: str | Mapping[str, str] | None = None,
    precision: float | Mapping[str, float] | None = None,
) -> ArmComparison:
    """Hold many arms against one in the same worlds, with intervals that hold for all of them at once.

    Parameters
    ----------
    results
        () [-] A run of at least two arms.
    outcome
        (outcome) [-] A measure or an outcome by name, or several.
    arms
        (arm) [-] The arms in question; all others of the run if None.
    against
        () [-] The arm they are held against; the scenario's own choice if None.
    better
        (outcome) [-] ``lower`` or ``higher``: which is better; by name where there are several outcomes. The scenario
        does not say, so that without it nothing is called better.
    precision
        (outcome) [unit] Standard error that no mean difference may exceed; by name where there are several outcomes.

    Raises
    ------
    ResultsError
        An arm or outcome is not in the run, there is nothing to compare, or the differences are not known as well as
        was asked for.
    """
    s = results.scenario
    usual = s.against if s.against in results.arms else headline_pair(s, results.arms)[1]
    other = usual if against is None else against
    names = _arms(results, arms, other)
    replayed(results)
    if results.draws < 2:
        few = "one world shows no difference"
        raise ResultsError(Problem("", "draws", few, "at least 2", f"play more: {setting('draws', 2048)}"))
    outcomes = [outcome] if isinstance(outcome, str) else list(dict.fromkeys(outcome))
    if not outcomes:
        raise ResultsError(Problem("", "outcome", "none is named", "at least one"))
    measures = [measure_named(results, name) for name in outcomes]
    wanted, precisions = _by_outcome("better", better, outcomes), _by_outcome("precision", precision, outcomes)
    for named, way in wanted.items():
        if way not in _WAYS:
            cure = did_you_mean(str(way), _WAYS)
            raise ResultsError(Problem("", f"better: {named}", f"found {way!r:.40}", "'lower' or 'higher'", cure))
    rows, critical = _rows(results, measures, names, other, wanted)
    titles, good = {arm: s.arms[arm].title for arm in (*names, other)}, _good_for(s, measures)
    found = ArmComparison(other, names, tuple(measures), rows, titles, good, results.draws, critical)
    for measure in measures:
        errors = [row.mean_error for row in found.of(measure.name) if not math.isnan(row.mean_error)]
        what, factor = f"differences in {measure.title}", 100.0 if measure.probability else 1.0
        enough(max(errors, default=math.inf), precisions.get(measure.name), results.draws, what, factor)
    return found


def _arms(results: Results, arms: Sequence[str] | None, against: str) -> tuple[str, ...]:
    """The arms to hold against one; all that are not in the run are named."""
    problems: list[Problem] = []
    asked = results.arms if arms is None else dict.fromkeys([arms] if isinstance(arms, str) else arms)
    for name in dict.fromkeys((against, *asked)):
        try:
            results.arm_index(name)
        except ResultsError as missing:
            problems += missing.problems
    if problems:
        raise ResultsError(problems)
    names = tuple(name for name in asked if name != against)
    if not names:
        cure = "play it with more arms" if len(results.arms) < 2 else "name others of this run"
        raise ResultsError(Problem("", "arms", f"there is no arm to hold against '{against}'", "at least one", cure))
    return names


def _by_outcome(what: str, given: T | Mapping[str, T] | None, outcomes: Sequence[str]) -> Mapping[str, T]:
    """What is given for each outcome, by its name."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        if len(outcomes) > 1:
            cure = f"{what}={{'{outcomes[0]}': {given!r:.40}}}"
            raise ResultsError(Problem("", what, f"found one for {len(outcomes)} outcomes", "one by name", cure))
        return {outcomes[0]: given}
    for name in given:
        _place("outcome", name, outcomes)
    return given


def _rows(
    results: Results, measures: Iterable[Measure], arms: Sequence[str], against: str, better: Mapping[str, str]
) -> tuple[tuple[ArmRow, ...], float]:
    """One row for each outcome and arm, and how wide the simultaneous intervals are."""
    made: list[tuple[str, Measure, Pairing, Estimate, Estimate]] = []
    columns: list[Values] = []
    for measure in measures:
        b, b_mean = measure.values(results, against), measure.mean_values(results, against)
        others = _mean(b_mean)
        for arm in arms:
            a, a_mean = measure.values(results, arm), measure.mean_values(results, arm)
            columns.append(paired_difference(a_mean, b_mean))
            made.append((arm, measure, pairing(a, b), _mean(a_mean), others))
    uniform = partial(uniform_numbers, "simultaneous intervals", results.seed)
    chances = [measure.probability for _, measure, *_ in made]
    differences, critical = simultaneous(np.array(columns), chances, uniform)
    rows = (
        ArmRow(
            **vars(paired), **vars(difference), arm=arm, measure=measure, better=better.get(measure.name),
            arm_mean=own.mean, arm_mean_error=own.mean_error,
            against_mean=others.mean, against_mean_error=others.mean_error,
        )
        for (arm, measure, paired, own, others), difference in zip(made, differences, strict=True)
    )  # fmt: skip
    return tuple(rows), critical


def _mean(x: Values) -> Estimate:
    """Mean over the worlds that have a number, with its error; nothing here asks for its quantiles."""
    return Estimate.probability(x)


def _good_for(scenario: Scenario, measures: Iterable[Measure]) -> dict[str, tuple[str, str]]:
    """Whom a lower number is good for, and whom a higher one, where that is plain."""
    front = scenario.fronts[scenario.objective]
    titles = {"attacker": scenario.sides[front.attacker].title, "holder": scenario.sides[front.holder].title}
    other = {"attacker": "holder", "holder": "attacker"}
    return {one.name: (titles[other[one.favours]], titles[one.favours]) for one in measures if one.favours}


def _place(what: str, name: str, known: Sequence[str]) -> int:
    if name not in known:
        accepted = f"one of {', '.join(known)}"
        raise ResultsError(Problem("", name, f"no such {what}", accepted, did_you_mean(str(name), known)))
    return known.index(name)

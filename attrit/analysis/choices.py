"""A choice between arms that knowing more is to serve: what each would bring, as things stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError, ScenarioError, did_you_mean
from attrit.experiments.cases import Cases
from attrit.experiments.measures import measures_of
from attrit.experiments.targets import Target, replayed
from attrit.reader import either
from attrit.scenario.formulas import evaluate, resolve
from attrit.shown import Shown
from attrit.statistics.standards import POSSIBLE
from attrit.statistics.value_of_information import Value, evpi

Floats = NDArray[np.float64]

_NAMES = "numbers, + - * / ( ), min(), max() and names of outcomes such as area_held"


@dataclass(frozen=True, repr=False)
class Decision(Shown):
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
        return self.lead[0] > POSSIBLE * self.lead[1]


def choice(results: Results | Cases, options: Sequence[str] | None, value: str | None) -> tuple[Decision, Floats]:
    """The choice as things stand, and what each option brings in each world: (draw, option).

    Parameters
    ----------
    results
        () [-] A run.
    options
        (arm) [-] The arms to choose between; all of the run if None.
    value
        () [-] What an arm brings, more is better: a formula of measures.

    Raises
    ------
    ResultsError
        There are no arms to choose between, no such arm, or a value that cannot be computed.
    """
    if not isinstance(results, Results):
        raise ResultsError(Problem("", "value", "cases have no arms to choose between", "a run of two arms or more"))
    names = tuple(dict.fromkeys(results.arms if options is None else options))
    problems, asked = [], either("--decide", "options")
    if value is None:
        wanted = "a formula of outcomes, more is better"
        problems.append(
            Problem(
                "",
                "value",
                "nothing says what an option brings",
                wanted,
                "such as " + either("--value=-area_held", 'value="-area_held"'),
            )
        )
    for name in names:
        if name not in results.arms:
            accepted = f"arms of this run: {', '.join(results.arms)}"
            problems.append(Problem("", asked, f"no arm '{name}'", accepted, did_you_mean(str(name), results.arms)))
    if len(names) < 2:
        found = f"{len(names)} option{'' if len(names) == 1 else 's'}"
        problems.append(Problem("", asked, found, f"at least two arms of the run: {', '.join(results.arms)}"))
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

"""Worlds as a table: what went in and what came out, row by row."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attrit.engine.draws import Columns
from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError
from attrit.experiments.factors import uncertain
from attrit.experiments.targets import Target, replayed
from attrit.reader import setting
from attrit.shown import Shown
from attrit.statistics.variation import refuse_constant

Values = NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class Cases(Shown):
    """Inputs and one outcome of a number of worlds; of a run, or of any other experiment.

    Parameters
    ----------
    inputs
        (input)(draw) [unit] Values of each input by name: a mapping, a pandas DataFrame or an xarray Dataset. Labelled
        ones must have the labels of the outcome, in the same order.
    outcome
        (draw) [unit] The outcome.
    title, unit
        () [-] What the outcome is, and its unit.
    states
        (input)(state) [-] Names of the states 0, 1, ... of the inputs that are a choice: needed where their order means
        nothing, unless there are few of them.
    played
        () [-] Whether it is a run, of which more can be played.

    Raises
    ------
    ResultsError
        Lengths, labels or seeds of inputs and outcome differ, or a number is missing.
    """

    inputs: Mapping[str, Values]
    outcome: Values
    title: str = "the outcome"
    unit: str = "1"
    states: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    played: bool = False

    def __post_init__(self) -> None:
        inputs, outcome = self.inputs, self.outcome
        problems = _mismatch(inputs, outcome)
        y = _numbers(outcome, "outcome", problems)
        names = _names(inputs)
        if len({str(name) for name in names}) < len(names):
            problems.append(Problem("", "inputs", "two have the same name", "a name for each"))
        if not names:
            problems.append(Problem("", "inputs", "there are none", "at least one input by name"))
        found = {str(name): _numbers(inputs[name], str(name), problems) for name in names}
        for name, x in found.items():
            if x.shape != y.shape and x.size and y.size:
                problems.append(Problem("", name, f"{x.size:,} numbers for {y.size:,} outcomes", "one for each"))
        if problems:
            raise ResultsError(problems)
        object.__setattr__(self, "inputs", found)
        object.__setattr__(self, "outcome", y)

    @property
    def draws(self) -> int:
        """Number of worlds."""
        return int(self.outcome.size)

    @classmethod
    def of(cls, results: Results, target: Target) -> Cases:
        """The worlds of a run.

        Parameters
        ----------
        results
            () [-] The run. A few of its worlds are played again, to see that its outcomes belong to its inputs.
        target
            () [-] The outcome.

        Raises
        ------
        ResultsError
            There are worlds without a number, or whose outcome is not that of their inputs.
        """
        y = target.numbers(results)
        replayed(results)
        s = results.scenario
        paths = uncertain(s)
        states = {}
        for path in paths:
            prior = s.inputs[path].prior
            if prior is not None and prior.states:
                states[path] = prior.states
        columns = Columns(results.worlds)
        inputs = {path: columns.of(s, path) for path in paths}
        return cls(inputs, y, target.title, target.unit, states, True)

    def regressors(self, paths: Sequence[str]) -> tuple[list[Values], list[bool | None]]:
        """Inputs as a regression takes them: their values, and whether they are states without order.

        Parameters
        ----------
        paths
            (input) [-] Names of the inputs.

        Returns
        -------
        tuple
            (input)(draw) [unit] and (input) [-] The values; and True for a choice, None where the values must tell.
        """
        return [self.inputs[path] for path in paths], [True if path in self.states else None for path in paths]

    def part(self, places: NDArray[np.bool_]) -> Cases:
        """Some of the worlds.

        Parameters
        ----------
        places
            (draw) [-] Whether a world is among them.
        """
        if places.all():
            return self
        inputs = {name: x[places] for name, x in self.inputs.items()}
        return replace(self, inputs=inputs, outcome=self.outcome[places])

    def ready(self, fewest: int) -> None:
        """Refuse what no analysis can say anything about.

        Parameters
        ----------
        fewest
            () [1] Worlds needed at least.

        Raises
        ------
        ResultsError
            Too few worlds, or the outcome is the same in all of them.
        """
        if self.draws < fewest:
            cure = f"play more: {setting('draws', fewest)}" if self.played else ""
            raise ResultsError(Problem("", "draws", f"{self.draws:,} worlds are too few", f"at least {fewest:,}", cure))
        refuse_constant(self.outcome, self.title)


def _names(inputs: Any) -> list[Any]:
    """Names of the inputs of a mapping, a DataFrame or a Dataset."""
    if hasattr(inputs, "data_vars"):
        return list(inputs.data_vars)
    if hasattr(inputs, "columns"):
        return list(inputs.columns)
    if isinstance(inputs, Mapping):
        return list(inputs)
    raise ResultsError(
        Problem(
            "", "inputs", f"found {type(inputs).__name__}", "a mapping from names to numbers, a DataFrame or Dataset"
        )
    )


def _numbers(x: Any, name: str, problems: list[Problem]) -> Values:
    """One number a world; what is wrong is noted."""
    try:
        made = np.asarray(x, np.float64)
    except (TypeError, ValueError):
        problems.append(Problem("", name, f"found {x!r:.40}", "numbers, one a world"))
        return np.empty(0)
    if made.ndim != 1:
        problems.append(Problem("", name, f"has {made.ndim} dims", "one number a world"))
        return np.empty(0)
    missing = int(np.sum(~np.isfinite(made)))
    if missing:
        problems.append(Problem("", name, f"{missing:,} of {made.size:,} numbers are missing or infinite"))
    return made


def _mismatch(inputs: Any, outcome: Any) -> list[Problem]:
    """Labels or seeds of inputs and outcome that differ."""
    problems: list[Problem] = []
    theirs = _labels(outcome)
    plain = isinstance(inputs, Mapping) and not hasattr(inputs, "data_vars")
    columns = [*inputs.values()] if plain else []
    for ours in [_labels(table) for table in (inputs, *columns)]:
        problems = problems or _misaligned(ours, theirs)
    own = _seed(outcome)
    others = {seed for table in (inputs, *columns) if (seed := _seed(table)) not in (None, own)}
    if own is not None and others:
        found = f"inputs of seed {others.pop()} and outcomes of seed {own}"
        problems.append(Problem("", "seed", found, "inputs and outcomes of the same worlds"))
    return problems


def _misaligned(ours: NDArray[Any] | None, theirs: NDArray[Any] | None) -> list[Problem]:
    """What is wrong with the labels of inputs, where both have some."""
    problems = []
    if ours is not None and theirs is not None and len(ours) == len(theirs) and not (ours == theirs).all():
        same = set(ours.tolist()) == set(theirs.tolist())
        found = "the outcomes are in another order than the inputs" if same else "outcomes and inputs of other draws"
        problems.append(Problem("", "draw", found, "the same labels in the same order", "align them by their labels"))
    return problems


def _labels(x: Any) -> NDArray[Any] | None:
    """Labels of the draws, where a table has some: of pandas its index, of xarray those of its only dim."""
    if hasattr(x, "indexes"):
        return np.asarray(next(iter(x.indexes.values()))) if len(x.indexes) == 1 else None
    index = getattr(x, "index", None)
    return np.asarray(index) if index is not None and not callable(index) else None


def _seed(x: Any) -> int | None:
    seed = getattr(x, "attrs", {}).get("seed")
    return None if seed is None or not math.isfinite(seed) else int(seed)

"""Designed experiments on a run: what its worlds' inputs are, one by one or together, and worlds of a design played."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError, ScenarioError
from attrit.experiments.factors import NOISE, Factors, kind_of
from attrit.experiments.targets import Target
from attrit.scenario.paths import full_path

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

REST = ("all inputs", "all other inputs")  # what a factor of all that is not asked for is called
_AT_A_TIME = 2**16  # worlds in memory


@dataclass(frozen=True)
class Factor:
    """What an index belongs to: one input, several that are correlated, all others, or the noise.

    Parameters
    ----------
    name
        () [-] The last parts of the path of an input; of several, joined by +; ``noise``.
    inputs
        (input) [-] Paths of the inputs; none for the noise.
    meaning
        () [-] What it is, in words.
    kind
        () [-] What it rests on: ``claim``, ``fit``, ``literature``, ``judgement``, ``law``, or several of these; empty
        if not known.
    """

    name: str
    inputs: tuple[str, ...]
    meaning: str
    kind: str

    @classmethod
    def of(cls, paths: Sequence[str], scenario: Scenario | None, known: Sequence[str]) -> Factor:
        """One input, or several that are correlated.

        Parameters
        ----------
        paths
            (input) [-] Their paths.
        scenario
            () [-] The scenario; None for inputs of another table.
        known
            (input) [-] Paths of all inputs, among which the short name must be clear.
        """
        name = " + ".join(short_name(path, known) for path in paths)
        if scenario is None:
            return cls(name, tuple(paths), "", "")
        meanings = dict.fromkeys(scenario.inputs[path].meaning for path in paths)
        kinds = dict.fromkeys(kind_of(scenario, path) for path in paths)
        return cls(name, tuple(paths), "; ".join(meanings), ", ".join(kinds))


@dataclass(frozen=True)
class Experiment:
    """A run of which worlds are played again with other inputs, and the factors that a design changes.

    Parameters
    ----------
    results
        () [-] The run.
    target
        () [-] The outcome.
    factors
        () [-] The independent factors of its scenario.
    groups
        (group)(factor) [-] Places of those that a design changes together; the noise is the last group.
    told
        (group) [-] What each is called.
    """

    results: Results
    target: Target
    factors: Factors
    groups: tuple[tuple[int, ...], ...]
    told: tuple[Factor, ...]

    @classmethod
    def of(cls, results: Results, target: Target, names: Sequence[str] | None) -> Experiment:
        """Every block of correlated inputs, every other input and the noise; or some of them, and all others as one.

        Parameters
        ----------
        results, target
            () [-] The run and the outcome.
        names
            (input) [-] Paths of inputs, which may be shortened; all if None.

        Raises
        ------
        ResultsError
            There is no such uncertain input.
        """
        factors = Factors.of(results.scenario)
        known = factors.inputs
        *groups, noise = factors.groups()
        chosen = set(known if names is None else chosen_inputs(names, known, results.scenario))
        own = [group for group in groups if chosen & {known[place] for place in group}]
        told = [Factor.of([known[place] for place in group], results.scenario, known) for group in own]
        rest = tuple(place for group in groups if group not in own for place in group)
        if rest:
            own.append(rest)
            name = REST[len(told) > 0]
            told.append(Factor(name, tuple(known[place] for place in rest), name, ""))
        told.append(Factor(NOISE, (), "the chance of the days, which no input settles", ""))
        return cls(results, target, factors, (*own, noise), tuple(told))

    @property
    def choices(self) -> tuple[int, ...]:
        """(choice) [-] Places of the factors that are states without order."""
        priors = [self.results.scenario.inputs[path].prior for path in self.factors.inputs]
        return tuple(place for place, prior in enumerate(priors) if prior is not None and prior.states)

    def outcomes(self, u: Callable[[int, int], Floats], rows: int, worlds: int, progress: Progress | None) -> Floats:
        """Outcomes of a design, some rows at a time.

        Parameters
        ----------
        u
            () [-] From a first and a last row to their experiments (world, factor).
        rows, worlds
            () [1] Rows in all, and worlds in each.
        progress
            () [-] Called with worlds played and worlds in all.

        Returns
        -------
        numpy.ndarray
            (row x world) [unit] The outcomes.
        """
        step = -(-rows // -(-rows * worlds // _AT_A_TIME))
        found = []
        for first in range(0, rows, step):
            here = min(first + step, rows) - first

            def done(blocks: int, of: int, first: int = first, here: int = here) -> None:
                if progress is not None:
                    progress(worlds * first + worlds * here * blocks // of, worlds * rows)

            made = self.factors.worlds(u(first, first + here), self.results.seed)
            found.append(self.target.numbers(self.target.again(self.results, made, done)))
        return np.concatenate(found)


def correlated_inputs(scenario: Scenario) -> list[tuple[str, ...]]:
    """Paths of the uncertain inputs of each block that hang together.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    """
    factors = Factors.of(scenario)
    return [tuple(factors.inputs[place] for place in block) for block in factors.blocks]


def chosen_inputs(
    names: Sequence[str], known: Sequence[str], scenario: Scenario | None, *, some: bool = False
) -> list[str]:
    """Paths of the inputs that are asked for.

    Parameters
    ----------
    names
        (input) [-] Paths, which may be shortened.
    known
        (input) [-] Paths of all inputs that there are.
    scenario
        () [-] The scenario; None for inputs of another table.
    some
        () [-] Whether a refusal lists some inputs that there are, where none is near a name.

    Raises
    ------
    ResultsError
        There is no such input, or it is not uncertain by itself; all that are wrong are named.
    """
    found: dict[str, None] = {}
    problems: list[Problem] = []
    for name in names:
        try:
            found[full_path(str(name), dict.fromkeys(known))] = None
        except ScenarioError as unknown:
            settled = _settled(str(name), scenario)
            problems += [settled] if settled else [replace(problem, path="inputs") for problem in unknown.problems]
    if problems:
        such = f"an input such as {', '.join(short_name(path, known) for path in known[:5])}"
        raise ResultsError(
            [one if one.accepted or one.cure or not some else replace(one, accepted=such) for one in problems]
        )
    return list(found)


def _settled(name: str, scenario: Scenario | None) -> Problem | None:
    """What is wrong with asking for an input that is there, but does not differ between worlds by itself."""
    if scenario is None:
        return None
    try:
        given = scenario.inputs[full_path(name, scenario.inputs)]
    except ScenarioError:
        return None
    why = f"follows from {', '.join(given.names)}" if given.formula is not None else "is certain in this scenario"
    return Problem("", "inputs", f"'{name}' {why}", "an input that is uncertain by itself")


def short_name(path: str, known: Sequence[str]) -> str:
    """The last parts of a path, if no other path ends like that.

    Parameters
    ----------
    path
        () [-] The path.
    known
        (input) [-] All paths.
    """
    short = path.partition(".")[2]
    return short if short and sum(one == short or one.endswith(f".{short}") for one in known) == 1 else path

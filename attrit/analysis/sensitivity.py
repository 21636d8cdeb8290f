"""What decides an outcome: of each uncertain input, and of the noise of the days, how much of the spread is due to it.

Three methods. ``given`` plays nothing: it regresses the outcome on each input, over the worlds of a run. ``sobol``
plays a designed experiment, and tells besides what inputs do in interplay, and how much is noise. ``morris`` plays a
small experiment, and sorts inputs by how far the outcome moves if one of them does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from attrit.analysis.sensitivity_rows import (
    BELOW_ZERO,
    CHANGES_NOTHING,
    CORRELATED,
    FEW_WORLDS,
    TOTAL_BELOW_FIRST,
    UNCLEAR,
    Row,
    Sensitivity,
    Step,
)  # fmt: skip
from attrit.engine.draws import uniform_numbers
from attrit.engine.results import Results
from attrit.errors import Problem, ResultsError, did_you_mean
from attrit.experiments.cases import Cases
from attrit.experiments.designs import (
    REST,
    Experiment,
    Factor,
    Progress,
    chosen_inputs,
    correlated_inputs,
    short_name,
)
from attrit.experiments.factors import NOISE, uncertain
from attrit.experiments.first_order import first_order
from attrit.experiments.targets import target_of
from attrit.reader import either, setting
from attrit.statistics import elementary_effects as morris
from attrit.statistics import sobol_indices as sobol
from attrit.statistics.estimates import asked_precision, enough
from attrit.statistics.shrinkage import holm, shrunk
from attrit.statistics.standards import CLEAR, FAMILY
from attrit.statistics.variation import refuse_constant

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

METHODS = ("given", "sobol", "morris")
FEWEST = 256  # worlds from which on a regression tells anything
_TRAJECTORIES = 64
_WORLDS = 80_000  # worlds of a design, if nothing is asked for
_MOST_ROWS = 2**13
_FEWER = "ask for fewer inputs by name"
_SIZE = "size"  # what the command line calls the draws of an experiment
_POINTS = "the shares, in points,"


def drivers(
    results: Results | Cases, outcome: str = "area_held", *, method: str = "given", arm: str | None = None,
    against: str | None = None, of: str | None = None, inputs: Sequence[str] | None = None, draws: int | None = None,
    precision: float | None = None, progress: Progress | None = None,
) -> Sensitivity:  # fmt: skip
    """What decides an outcome, input by input, and how much of it is noise.

    Correlated inputs: ``sobol`` and ``morris`` take those that hang together as one factor, since what they share
    belongs to none alone; ``given`` tells of each by itself, so that each carries what they share.

    Parameters
    ----------
    results
        () [-] A run; for ``given`` also any other table of inputs and outcomes.
    outcome
        () [-] Name of a measure.
    method
        () [-] ``given``: first-order indices by regression over the worlds of the run. ``sobol``: first-order and total
        indices from a designed experiment. ``morris``: changes of the outcome for a step of each factor.
    arm, against
        () [-] The arms; those of the headline if None.
    of
        () [-] ``difference`` or ``arm``, as in `target_of`.
    inputs
        (input) [-] Paths of inputs, which may be shortened: these alone are told of. In an experiment all others are
        one factor, and a correlated input takes those along that it hangs together with. An empty list asks for noise
        and inputs as a whole. All inputs if None.
    draws
        () [1] Size of an experiment: for ``sobol`` rows, a power of 2, of two worlds more than there are factors (the
        noise has 8,192 of its own); for ``morris`` trajectories, of one world more. Some 80,000 worlds, and 64
        trajectories, if None.
    precision
        () [1 or unit] Standard error asked for of all indices; of ``morris``, of the mean sizes of the changes.
    progress
        () [-] Called with worlds played and worlds in all.

    Raises
    ------
    ResultsError
        No such outcome, arm, method or input; an outcome without a number in every world or the same in all; outcomes
        that do not belong to their worlds; too few worlds; or numbers that are not known as well as was asked for.
    """
    asked_precision(precision)
    if method not in METHODS:
        cure = did_you_mean(str(method), METHODS)
        raise ResultsError(Problem("", "method", f"found {method!r:.40}", f"one of {', '.join(METHODS)}", cure))
    asked = [inputs] if isinstance(inputs, str) else inputs
    scenario = None if isinstance(results, Cases) else results.scenario
    known = list(results.inputs) if scenario is None else uncertain(scenario)
    names = None if asked is None else chosen_inputs(asked, known, scenario, some=True)
    if method == "given":
        if draws is not None:
            found = "the method 'given' plays no worlds of its own"
            cure = f"play the run with more draws, or ask for {setting('method', 'sobol')}"
            raise ResultsError(Problem("", either("--size", "draws"), found, "", cure))
        if isinstance(results, Cases):
            return _given(results, names, None, precision)
        target = target_of(results, outcome, arm, against, of)
        return _given(Cases.of(results, target), names, results.scenario, precision)
    if isinstance(results, Cases):
        found = f"the method '{method}' plays new worlds, and a table has none"
        raise ResultsError(Problem("", "results", found, "a run", f"ask for {setting('method', 'given')}"))
    target = target_of(results, outcome, arm, against, of)
    refuse_constant(target.numbers(results), target.title)
    play = _sobol if method == "sobol" else _morris
    return play(Experiment.of(results, target, names), draws, precision, progress)


def _given(
    cases: Cases, names: Sequence[str] | None, scenario: Scenario | None, precision: float | None
) -> Sensitivity:
    """First-order indices by regression."""
    cases.ready(FEWEST)
    known = list(cases.inputs)
    chosen = known if names is None else names
    if not chosen:
        found = "there is none that is uncertain" if names is None else "none is named"
        raise ResultsError(Problem("", "inputs", found, "at least one"))
    blocks = [] if scenario is None else correlated_inputs(scenario)
    hanging = {path for block in blocks for path in block}
    rows = []
    for path, one in first_order(cases, scenario).items():
        if path not in chosen:
            continue
        share, error, *_ = one.unbiased
        flags = [CORRELATED] if path in hanging else []
        if not one.told:
            flags.append(BELOW_ZERO if share < -CLEAR * error else UNCLEAR)
        numbers = share, error, *one.unbiased.interval()
        factor = Factor.of([path], scenario, known)
        rows.append(Row(factor, one.share, one.error, math.nan, math.nan, tuple(flags), *numbers))
    enough(max(row.unbiased_error for row in rows), precision, cases.draws, _POINTS, 100.0)
    rows.sort(key=lambda row: -row.index)
    told = _named([block for block in blocks if set(block) & set(chosen)], known)
    return Sensitivity("given", cases.title, cases.unit, tuple(rows), (), cases.draws, cases.draws, told)


def _sobol(
    experiment: Experiment, draws: int | None, precision: float | None, progress: Progress | None
) -> Sensitivity:
    """First-order and total indices from a designed experiment, and from a longer one for the noise."""
    worlds = len(experiment.groups) + 2
    usual = min(_MOST_ROWS, max(sobol.FEWEST, sobol.next_power(_WORLDS / worlds + 1) // 2))
    n = sobol.checked_rows(usual if draws is None else draws)
    whole = Experiment.of(experiment.results, experiment.target, [])
    longer = n < _MOST_ROWS and experiment.groups != whole.groups
    of = n * worlds + (_MOST_ROWS * (len(whole.groups) + 2) if longer else 0)

    def done(before: int) -> Progress | None:
        return None if progress is None else lambda played, _: progress(before + played, of)

    found = _indices(experiment, n, done(0))
    rows = [_row(factor, found, place) for place, factor in enumerate(experiment.told)]
    single = [place for place, row in enumerate(rows) if row.factor.name not in (NOISE, *REST)]
    for place, row in zip(single, _leaning([rows[place] for place in single]), strict=True):
        rows[place] = row
    if longer:  # what is said first is said best
        rows[-1] = _row(whole.told[-1], _indices(whole, _MOST_ROWS, done(n * worlds)), -1)
    noise_rows = _MOST_ROWS if longer else n
    *errors, noise_error = (max(row.unbiased_error, row.total_error) for row in rows)
    enough(max(errors), precision, n, _POINTS, 100.0, step=0, most=sobol.GREATEST, otherwise=_FEWER, option=_SIZE)
    enough(
        noise_error, precision, noise_rows, f"{_POINTS} of the noise", 100.0, step=0, most=sobol.GREATEST, option=_SIZE
    )
    rows.sort(key=lambda row: -row.total)
    return Sensitivity(
        "sobol", experiment.target.title, experiment.target.unit, tuple(rows), (), n, of, _correlated(experiment),
        noise_rows, found.first_sum,
    )  # fmt: skip


def _indices(experiment: Experiment, n: int, progress: Progress | None) -> sobol.Indices:
    groups = experiment.groups
    a, b = sobol.base_samples(len(experiment.factors.names), n, experiment.results.seed)
    y = experiment.outcomes(
        lambda first, last: sobol.crossed(a[first:last], b[first:last], groups), n, len(groups) + 2, progress
    )
    return sobol.indices(*sobol.parted(y, len(groups)))


def _row(factor: Factor, found: sobol.Indices, place: int) -> Row:
    index, error, total = (float(x[place]) for x in (found.first, found.first_error, found.total))
    marks = {
        CHANGES_NOTHING: total == 0,
        UNCLEAR: total > 0 and abs(index) <= CLEAR * error,
        BELOW_ZERO: found.below_zero[place],
        TOTAL_BELOW_FIRST: found.total_below_first[place],
        FEW_WORLDS: found.few_rows[place],
    }
    flags = tuple(flag for flag, holds in marks.items() if holds)
    return Row(factor, index, error, total, float(found.total_error[place]), flags, index, error)


def _leaning(rows: Sequence[Row]) -> list[Row]:
    """Rows of inputs with first-order indices as all of them make them likely, told from zero among all of them."""
    likely = shrunk([row.unbiased for row in rows], [row.unbiased_error for row in rows])
    p = holm([sobol.chance(row.unbiased, row.unbiased_error) for row in rows])
    made = []
    for row, index, error, unclear in zip(rows, *map(list, likely), p >= FAMILY, strict=True):
        flags = [flag for flag in row.flags if flag != UNCLEAR]
        if unclear and not {BELOW_ZERO, CHANGES_NOTHING} & {*flags}:
            flags.insert(0, UNCLEAR)
        made.append(replace(row, index=float(index), error=float(error), flags=tuple(flags)))
    return made


def _morris(
    experiment: Experiment, draws: int | None, precision: float | None, progress: Progress | None
) -> Sensitivity:
    """Changes of the outcome along trajectories."""
    groups, seed = experiment.groups, experiment.results.seed
    worlds = len(groups) + 1
    u = morris.trajectories(groups, _TRAJECTORIES if draws is None else draws, seed)
    n = len(u) // worlds
    # choices and the noise have a place in their slices of each trajectory's own: from the same four places it would
    # always be the same worlds of noise, and some states would never be seen
    anywhere = [*experiment.choices, u.shape[1] - 1]
    u[:, anywhere] += (uniform_numbers("trajectories", seed, n, len(anywhere)).repeat(worlds, 0) - 0.5) / morris.LEVELS
    y = experiment.outcomes(lambda first, last: u[first * worlds : last * worlds], n, worlds, progress)
    found = morris.effects(u, y, groups, experiment.choices)
    steps = []
    for place, factor in enumerate(experiment.told):
        numbers = {name: float(column[place]) for name, column in found._asdict().items()}
        if factor.name == NOISE:
            numbers |= {"mu": math.nan, "mu_error": math.nan}
        size, error = numbers["mu_star"], numbers["mu_star_error"]
        flag = CHANGES_NOTHING if size == 0 else UNCLEAR if size <= CLEAR * error else ""
        steps.append(Step(factor, flags=(flag,) if flag else (), **numbers))
    error = max(step.mu_star_error for step in steps)
    enough(error, precision, n, "the mean changes", step=1, most=morris.GREATEST, otherwise=_FEWER, option=_SIZE)
    steps.sort(key=lambda step: -step.mu_star)
    return Sensitivity(
        "morris", experiment.target.title, experiment.target.unit, (), tuple(steps), n, n * worlds,
        _correlated(experiment),
    )  # fmt: skip


def _correlated(experiment: Experiment) -> tuple[tuple[str, ...], ...]:
    """Names of the correlated inputs that are one factor."""
    told = [factor.inputs for factor in experiment.told if len(factor.inputs) > 1 and factor.name not in REST]
    return _named(told, experiment.factors.inputs)


def _named(blocks: Sequence[Sequence[str]], known: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(short_name(path, known) for path in block) for block in blocks)

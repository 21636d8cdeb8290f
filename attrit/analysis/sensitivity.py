"""What decides an outcome: of each uncertain input, and of the noise of the days, how much of the spread is due to it.

Three methods. ``given`` plays nothing: it regresses the outcome on each input, over the worlds of a run. ``sobol``
plays a designed experiment, and tells besides what inputs do in interplay, and how much is noise. ``morris`` plays a
small experiment, and sorts inputs by how far the outcome moves if one of them does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from attrit.analysis.first_order import first_order
from attrit.engine.cases import Cases
from attrit.engine.draws import uniform_numbers
from attrit.engine.estimates import asked_precision, enough
from attrit.engine.experiments import REST, Experiment, Factor, Progress, chosen_inputs, correlated_inputs, short_name
from attrit.engine.factors import NOISE, uncertain
from attrit.engine.results import Results
from attrit.engine.targets import target_of
from attrit.errors import Problem, ResultsError, ScenarioError, did_you_mean
from attrit.scenario.paths import full_path
from attrit.statistics import elementary_effects as morris
from attrit.statistics import sobol_indices as sobol
from attrit.statistics.factorial import Share
from attrit.statistics.shrinkage import SIGNIFICANT, holm, shrunk
from attrit.statistics.variation import refuse_constant

if TYPE_CHECKING:
    import xarray

    from attrit.scenario.schema import Scenario

METHODS = ("given", "sobol", "morris")
FEWEST = 256  # worlds from which on a regression tells anything
_TRAJECTORIES = 64
_WORLDS = 80_000  # worlds of a design, if nothing is asked for
_MOST_ROWS = 2**13
_FEWER = "ask for fewer inputs by name"
_POINTS = "the shares, in points,"

# What may have to be said of a row.
UNCLEAR = "cannot be told from zero"
BELOW_ZERO = "below zero by more than its error"
TOTAL_BELOW_FIRST = "total below first order by more than their error"
FEW_WORLDS = "total rests on few worlds"
CHANGES_NOTHING = "changes nothing in any world played"
CORRELATED = "correlated with other inputs"


@dataclass(frozen=True)
class Row:
    """What the outcome owes to one factor, as shares of its variance.

    Parameters
    ----------
    factor
        () [-] The factor.
    index, error
        () [1] First-order index: the share of the variance that would go if it were known; and its Monte-Carlo standard
        error. Of a block of correlated inputs all are known together (closed index). Those of inputs lean on the
        estimates of all, so that the greatest is no luckier than the others.
    total, total_error
        () [1] Total index: the share that would be left if all else were known; NaN where no experiment was played.
    flags
        () [-] What has to be said of it.
    unbiased, unbiased_error
        () [1] The estimate by itself with its standard error; for noise it is 0 on average and can be negative.
    low, high
        () [1] By regression its 95 % interval, which heeds that the error grows with the index; else NaN.
    """

    factor: Factor
    index: float
    error: float
    total: float = math.nan
    total_error: float = math.nan
    flags: tuple[str, ...] = ()
    unbiased: float = math.nan
    unbiased_error: float = math.nan
    low: float = math.nan
    high: float = math.nan


@dataclass(frozen=True)
class Step:
    """By how much the outcome changes if one factor moves by half of what is believed of it.

    Parameters
    ----------
    factor
        () [-] The factor.
    mu, mu_error
        () [unit] Mean change upward; NaN where there is no upward: of several inputs, a choice, and the noise.
    mu_star, mu_star_error
        () [unit] Mean size of the change.
    sigma, sigma_error
        () [unit] Standard deviation of the change between places; NaN for several inputs and for a choice.
    flags
        () [-] What has to be said of it.
    """

    factor: Factor
    mu: float
    mu_error: float
    mu_star: float
    mu_star_error: float
    sigma: float
    sigma_error: float
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sensitivity:
    """What `sensitivity` gives.

    Parameters
    ----------
    method
        () [-] ``given``, ``sobol`` or ``morris``.
    title, unit
        () [-] The outcome in words, and its unit.
    rows
        (factor) [-] Shares, the largest first (by first order; of ``sobol`` by total); of ``morris`` none.
    steps
        (factor) [-] Of ``morris`` the effects, the largest first.
    draws, worlds
        () [1] Worlds of the run, rows of the design or trajectories; and worlds that the numbers rest on.
    correlated
        (block)(input) [-] Names of inputs that hang together.
    noise_draws
        () [1] Of ``sobol``: rows of the design that the indices of the noise rest on.
    first_sum
        () [1] Of ``sobol``: sum of the first-order indices over inputs and noise.
    """

    method: str
    title: str
    unit: str
    rows: tuple[Row, ...]
    steps: tuple[Step, ...]
    draws: int
    worlds: int
    correlated: tuple[tuple[str, ...], ...] = ()
    noise_draws: int = 0
    first_sum: Share | None = None

    def __getitem__(self, name: str) -> Row | Step:
        """The row of an input, by its path or the end of it, or of ``noise``; of a block by any of its inputs.

        Raises
        ------
        ResultsError
            No such row.
        """
        known: dict[str, Row | Step] = {}
        for row in self.all_rows:
            known |= dict.fromkeys((row.factor.name, *row.factor.inputs), row)
        try:
            return known[full_path(name, known)]
        except ScenarioError as unknown:
            raise ResultsError([replace(problem, path="input") for problem in unknown.problems]) from unknown

    @property
    def interactions(self) -> Share | None:
        """What is left to the interplay of inputs and noise; None where no experiment was played."""
        return None if self.first_sum is None else Share(1 - self.first_sum.share, self.first_sum.error)

    @property
    def noise(self) -> Row | Step | None:
        """The row of the noise; None where no experiment was played."""
        return next((row for row in self.all_rows if row.factor.name == NOISE), None)

    @property
    def all_rows(self) -> tuple[Row | Step, ...]:
        """The rows of the table, whichever they are."""
        return self.rows or self.steps

    @property
    def dataset(self) -> xarray.Dataset:
        """The table as a Dataset of dim (factor)."""
        import xarray

        told = self.all_rows
        fields = {"given": _SHARES | _ENDS, "sobol": _SHARES | _TOTALS, "morris": _CHANGES}[self.method]
        unit = "1" if self.rows else self.unit
        data: dict[str, Any] = {
            name: ("factor", [getattr(row, name) for row in told], {"units": unit, "long_name": meaning})
            for name, meaning in fields.items()
        }
        data["flags"] = ("factor", ["; ".join(row.flags) for row in told], {"long_name": "what has to be said of it"})
        for name, share in (("first_sum", self.first_sum), ("interactions", self.interactions)):
            if share is not None:
                meaning = name.replace("_", " ")
                data[name] = ((), share.share, {"units": "1", "long_name": meaning})
                data[f"{name}_error"] = ((), share.error, {"units": "1", "long_name": f"standard error of {meaning}"})
        coords = {
            "factor": [row.factor.name for row in told],
            "inputs": ("factor", [", ".join(row.factor.inputs) for row in told]),
            "meaning": ("factor", [row.factor.meaning for row in told]),
            "kind": ("factor", [row.factor.kind for row in told]),
        }
        attrs = {"method": self.method, "outcome": self.title, "units": self.unit}
        return xarray.Dataset(data, coords=coords, attrs=attrs | {"draws": self.draws, "worlds": self.worlds})


_SHARES = {
    "index": "first-order index", "error": "standard deviation of what it may be", "unbiased": "estimate by itself",
    "unbiased_error": "standard error of the estimate by itself",
}  # fmt: skip
_ENDS = {"low": "lower end of its 95 % interval", "high": "upper end of its 95 % interval"}
_TOTALS = {"total": "total index", "total_error": "standard error of the total index"}
_CHANGES = {
    "mu": "mean change for a step upward", "mu_error": "standard error of mu", "mu_star": "mean size of the change",
    "mu_star_error": "standard error of mu_star", "sigma": "standard deviation of the change",
    "sigma_error": "standard error of sigma",
}  # fmt: skip


def sensitivity(
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
            found = "the method 'given' plays no worlds"
            raise ResultsError(Problem("", "draws", found, "", "play the run with more draws, or ask for 'sobol'"))
        if isinstance(results, Cases):
            return _given(results, names, None, precision)
        target = target_of(results, outcome, arm, against, of)
        return _given(Cases.of(results, target), names, results.scenario, precision)
    if isinstance(results, Cases):
        found = f"the method '{method}' plays new worlds, and a table has none"
        raise ResultsError(Problem("", "results", found, "a run", "ask for method='given'"))
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
            flags.append(BELOW_ZERO if share < -sobol.ERRORS * error else UNCLEAR)
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
    rows[:-1] = _leaning(rows[:-1])
    if longer:  # what is said first is said best
        rows[-1] = _row(whole.told[-1], _indices(whole, _MOST_ROWS, done(n * worlds)), -1)
    noise_rows = _MOST_ROWS if longer else n
    *errors, noise_error = (max(row.unbiased_error, row.total_error) for row in rows)
    enough(max(errors), precision, n, _POINTS, 100.0, step=0, most=sobol.GREATEST, otherwise=_FEWER)
    enough(noise_error, precision, noise_rows, f"{_POINTS} of the noise", 100.0, step=0, most=sobol.GREATEST)
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
        UNCLEAR: total > 0 and abs(index) <= sobol.ERRORS * error,
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
    for row, index, error, unclear in zip(rows, *map(list, likely), p >= SIGNIFICANT, strict=True):
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
        flag = CHANGES_NOTHING if size == 0 else UNCLEAR if size <= sobol.ERRORS * error else ""
        steps.append(Step(factor, flags=(flag,) if flag else (), **numbers))
    error = max(step.mu_star_error for step in steps)
    enough(error, precision, n, "the mean changes", step=1, most=morris.GREATEST, otherwise=_FEWER)
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

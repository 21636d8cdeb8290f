"""One scenario under several laws of attrition, in the same worlds: the spread between laws beside that within one."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from attrit.engine.keep import Keep
from attrit.engine.simulate import simulate
from attrit.experiments.measures import Measure, measures_of
from attrit.model.laws.register import campaign_laws, check_laws
from attrit.shown import Shown
from attrit.statistics.estimates import Estimate

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

Floats = NDArray[np.float64]

_BATCHES = 32


@dataclass(frozen=True)
class Spread:
    """How far a number differs between laws, and between the worlds of one law.

    Parameters
    ----------
    between
        () [unit] Standard deviation over laws of the mean over worlds.
    within
        () [unit] Root of the mean over laws of the variance over worlds.
    share, share_error
        () [1] Share of the whole variance that lies between laws, and its Monte-Carlo standard error.
    """

    between: float
    within: float
    share: float
    share_error: float


@dataclass(frozen=True, repr=False)
class Number(Shown):
    """A measure, or its difference between two arms, under every law and under mixtures of them.

    Parameters
    ----------
    measure
        () [-] The measure.
    of
        () [-] ``arm``, or ``difference`` for the arm less the one it is held against.
    by_law
        (law) [unit] Estimates.
    mixed
        (weighting) [unit] Mean of the mixture and its Monte-Carlo standard error, by `LawSpread.weights`.
    spread
        (weighting) [unit] Spreads, likewise.
    """

    measure: Measure
    of: str
    by_law: dict[str, Estimate]
    mixed: dict[str, tuple[float, float]]
    spread: dict[str, Spread]


@dataclass(frozen=True, repr=False)
class LawSpread(Shown):
    """A scenario under several laws.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    laws
        (law) [-] Their names.
    arm, against
        () [-] The arms.
    weights
        (weighting)(law) [1] ``scenario``: as the scenario believes, where it knows these laws; ``stacking``: by how
        well each foretold losses; ``equal``.
    numbers
        (number) [-] The measures, each in the arm and as the difference.
    draws
        () [1] Worlds played under each law.
    """

    scenario: Scenario
    laws: tuple[str, ...]
    arm: str
    against: str
    weights: dict[str, dict[str, float]]
    numbers: tuple[Number, ...]
    draws: int

    def __getitem__(self, key: tuple[str, str]) -> Number:
        """A number by the name of its measure and ``arm`` or ``difference``."""
        return next(number for number in self.numbers if (number.measure.name, number.of) == key)


@cache
def shipped_weights() -> dict[str, float]:
    """Stacking weights of the laws on battles of ten days and longer since 1900; of no use to change."""
    text = files("attrit.library").joinpath("law_weights.csv").read_text("utf-8")
    return {row["law"]: float(row["weight"]) for row in csv.DictReader(text.splitlines())}


def law_spread(
    scenario: Scenario,
    laws: Sequence[str] | None = None,
    *,
    arm: str | None = None,
    against: str | None = None,
    draws: int = 10_240,
    seed: int = 1,
    horizon: int | None = None,
    steps: int = 1,
    stacking: Mapping[str, float] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> LawSpread:
    """Play two arms of a scenario under each of several laws, in the same worlds.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    laws
        (law) [-] Their names; all that enter a campaign if None.
    arm, against
        () [-] The arms; the scenario's base, and the one it is held against, if None.
    draws, seed, horizon, steps
        () [1, -, day, 1] As in `simulate`.
    stacking
        (law) [1] Weights by how well each law foretold losses; those of battles of ten days and longer if None.
    progress
        () [-] Called with laws done and laws in all.

    Returns
    -------
    LawSpread
        Every measure under every law, and how much of its variance is the law's.

    Raises
    ------
    ScenarioError
        A law or an arm does not exist, or a law does not enter a campaign.
    """
    names = tuple(campaign_laws() if laws is None else dict.fromkeys(laws))
    check_laws(names)
    pair = arm or scenario.base, against or scenario.against
    values: dict[tuple[str, str], list[Floats]] = {}
    means: dict[tuple[str, str], list[Floats]] = {}
    measures: dict[str, Measure] = {}
    for done, law in enumerate(names):
        believed = scenario.with_changes({"hypotheses.law": law}, "law")
        run = simulate(
            believed, draws, seed=seed, arms=list(dict.fromkeys(pair)), horizon=horizon, keep=Keep(), steps=steps
        )
        for measure in measures_of(run):
            measures[measure.name] = measure
            for found, kind in ((values, measure.values), (means, measure.mean_values)):
                x, other = (kind(run, name) for name in pair)
                with np.errstate(invalid="ignore"):  # what never happens in either arm differs by no number
                    for of, column in (("arm", x), ("difference", x - other)):
                        found.setdefault((measure.name, of), []).append(column)
        if progress is not None:
            progress(done + 1, len(names))
    weights = _weights(scenario, names, shipped_weights() if stacking is None else stacking)
    numbers = [
        _number(measures[name], of, names, np.array(columns), np.array(means[name, of]), weights)
        for (name, of), columns in values.items()
    ]
    return LawSpread(
        scenario=scenario, laws=names, arm=pair[0], against=pair[1], weights=weights, numbers=tuple(numbers),
        draws=draws,
    )  # fmt: skip


def _weights(scenario: Scenario, names: Sequence[str], stacking: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Weights of the laws that are played; a weighting in which none of them has any is left out."""
    prior = scenario.inputs["hypotheses.law"].prior
    assert prior is not None  # hypotheses are never formulas
    stated = dict(zip(prior.states, prior.weights, strict=True))
    found = {}
    for kind, given in (("scenario", stated), ("stacking", stacking), ("equal", dict.fromkeys(names, 1.0))):
        total = sum(given.get(name, 0.0) for name in names)
        if total > 0:
            found[kind] = {name: given.get(name, 0.0) / total for name in names}
    return found


def _number(
    measure: Measure, of: str, names: Sequence[str], table: Floats, means: Floats,
    weights: Mapping[str, Mapping[str, float]],
) -> Number:  # fmt: skip
    """One number from its values (law, draw), and from those whose mean is its mean."""
    by_law = {law: _estimate(measure, x, mean) for law, x, mean in zip(names, table, means, strict=True)}
    told = table[:, np.isfinite(table).all(axis=0)]
    averaged = means[:, np.isfinite(means).all(axis=0)]
    mixed, spread = {}, {}
    for kind, given in weights.items():
        w = np.array([given[law] for law in names])
        x = w @ averaged
        n = x.size
        mixed[kind] = (float(x.mean()), float(x.std(ddof=1)) / math.sqrt(n)) if n > 1 else (math.nan, math.nan)
        spread[kind] = _spread(w, told)
    return Number(measure, of, by_law, mixed, spread)


def _estimate(measure: Measure, x: Floats, mean: Floats) -> Estimate:
    """An estimate with the measure's own mean, which of a ratio is the ratio of the means."""
    told = measure.estimated(x)
    if measure.parts is None:
        return told
    own = Estimate.probability(mean)
    return replace(told, mean=own.mean, mean_error=own.mean_error)


def _spread(w: Floats, table: Floats) -> Spread:
    """Between and within, with the error of the share by leaving out batches of worlds."""
    n = table.shape[1]
    if n < 2 * _BATCHES:
        return Spread(math.nan, math.nan, math.nan, math.nan)
    between, within = _variances(w, table)
    batch = np.arange(n) % _BATCHES
    left = np.array([_share(*_variances(w, table[:, batch != k])) for k in range(_BATCHES)])
    error = math.sqrt((_BATCHES - 1) / _BATCHES * float(np.sum((left - left.mean()) ** 2)))
    return Spread(math.sqrt(between), math.sqrt(within), _share(between, within), error)


def _variances(w: Floats, table: Floats) -> tuple[float, float]:
    means = table.mean(axis=1)
    return float(w @ (means - w @ means) ** 2), float(w @ table.var(axis=1))


def _share(between: float, within: float) -> float:
    return between / (between + within) if between + within else 0.0

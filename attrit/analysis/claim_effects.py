"""What an answer owes to some of its claims: inputs that move without them, and the run again in the same worlds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attrit.engine.simulate import simulate
from attrit.evidence.priors import Prior
from attrit.evidence.statement import Claim
from attrit.experiments.measures import Measure, measures_of
from attrit.scenario.schema import Scenario
from attrit.shown import Shown
from attrit.statistics.estimates import Estimate
from attrit.statistics.variation import paired_difference


@dataclass(frozen=True, repr=False)
class Moved(Shown):
    """An input that is believed otherwise without the claims.

    Parameters
    ----------
    path
        () [-] Its path.
    whole, less
        () [unit] What is believed with all claims, and without these.
    """

    path: str
    whole: Prior
    less: Prior


@dataclass(frozen=True, repr=False)
class Effect(Shown):
    """A measure with all claims and without some.

    Parameters
    ----------
    measure
        () [-] The measure.
    of
        () [-] ``arm`` for its value in the base arm, ``difference`` for base arm less the arm it is held against.
    whole, less
        () [unit] With all claims, and without these.
    change
        () [unit] Without less with, in the same worlds.
    """

    measure: Measure
    of: str
    whole: Estimate
    less: Estimate
    change: Estimate


@dataclass(frozen=True, repr=False)
class ClaimEffects(Shown):
    """What moves if some claims are not heard.

    Parameters
    ----------
    gone
        (claim) [-] The claims.
    moved
        (input) [-] Inputs that are believed otherwise.
    kept
        (input) [-] Paths of inputs that were stated with some of the claims in view and do not move by themselves.
    effects
        (effect) [-] What changes in the answer; empty if no input moves.
    """

    gone: tuple[Claim, ...]
    moved: tuple[Moved, ...]
    kept: tuple[str, ...]
    effects: tuple[Effect, ...]


def moved_inputs(whole: Scenario, less: Scenario) -> tuple[Moved, ...]:
    """Inputs of which two versions of a scenario believe different things.

    Parameters
    ----------
    whole, less
        () [-] The scenario with all claims, and with fewer.
    """
    found = []
    for path, given in whole.inputs.items():
        a, b = given.prior, less.inputs[path].prior
        if a is not None and b is not None and _numbers(a) != _numbers(b):
            found.append(Moved(path, a, b))
    return tuple(found)


def _numbers(prior: Prior) -> tuple[object, ...]:
    return prior.shape, prior.p05, prior.p50, prior.p95, prior.is_so, prior.knots


def claim_effects(
    scenario: Scenario, less: Scenario, *, draws: int = 10_240, seed: int = 1, horizon: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ClaimEffects:  # fmt: skip
    """Play a scenario with all its claims and with some of them only, in the same worlds.

    Parameters
    ----------
    scenario
        () [-] The scenario; its base arm and the arm it is held against are played.
    less
        () [-] The same with fewer claims: ``scenario.hearing(scenario.ledger.without("Washington"))``.
    draws, seed, horizon
        () [1, -, day] As in `simulate`.
    progress
        () [-] Called with blocks done and blocks in all.

    Raises
    ------
    ScenarioError
        The scenario has no ledger.
    """
    known = {claim.id for claim in less.ledger or ()}
    gone = tuple(claim for claim in scenario.claims if claim.id not in known)
    moved = moved_inputs(scenario, less)
    ids, paths = {claim.id for claim in gone}, {one.path for one in moved}
    kept = tuple(
        path
        for path, given in scenario.inputs.items()
        if path not in paths and given.prior is not None and ids & {*given.prior.provenance.claims}
    )
    if not moved:
        return ClaimEffects(gone, moved, kept, ())
    arms = scenario.base, scenario.against
    runs = [
        simulate(one, draws, seed=seed, arms=arms, horizon=horizon, keep=(), progress=progress)
        for one in (scenario, less)
    ]
    effects = []
    for measure in measures_of(runs[0]):
        if not measure.sometimes:
            (whole, whole_against), (left, left_against) = (
                [measure.mean_values(run, arm) for arm in arms] for run in runs
            )
            pairs = {
                "arm": (whole, left),
                "difference": (paired_difference(whole, whole_against), paired_difference(left, left_against)),
            }
            effects += [_effect(measure, of, *pair) for of, pair in pairs.items()]
    return ClaimEffects(gone, moved, kept, tuple(effects))


def _effect(measure: Measure, of: str, whole: NDArray[np.float64], less: NDArray[np.float64]) -> Effect:
    """The mean of a measure told twice, with its change in the same worlds."""
    both = np.isfinite(whole) & np.isfinite(less)
    whole, less = whole[both], less[both]
    mean_only = measure.probability or measure.parts is not None  # of a ratio these numbers have the mean only
    estimate = Estimate.probability if mean_only else Estimate.of
    return Effect(measure, of, estimate(whole), estimate(less), estimate(less - whole))

"""Worlds that agree with what was observed, and what would have happened in them had somebody acted otherwise.

Worlds of one arm are weighed and chosen by observations up to a day (a particle filter, `engine.particle_filter`). The
worlds that are left own their inputs, their past and its noise, so every arm can be played in them: the difference of
two arms is then the counterfactual given what was seen, world by world (Pearl 2009, Causality, section 7.1: abduction,
action, prediction).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.engine.draws import Columns
from attrit.engine.limits import checked
from attrit.engine.observed_days import ObservedDays
from attrit.engine.particle_filter import Filtered, chosen, particle_filter
from attrit.engine.plan import Plan, make_plan
from attrit.engine.worlds import Worlds
from attrit.errors import Problem, ResultsError, ScenarioError, did_you_mean
from attrit.evidence.observed import Observed
from attrit.experiments.factors import uncertain
from attrit.experiments.sights import Exactness, Sights, sights
from attrit.scenario.schema import Scenario
from attrit.shown import Shown

Floats = NDArray[np.float64]

FEWEST = 200
"""Effective worlds below which the worlds count as used up."""
RULES = ("refuse", "widen", "temper")
PARTICLES = 2**17
_WIDER = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
_TEMPERED = (0.5, 0.25, 0.1, 0.05, 0.02)
_FAR = 5.0  # standard errors from an observation to the world next to it: then no world is near
_ROUNDED = 1e-6  # worlds by which the effective number of worlds that are all alike may miss theirs
_LISTED = 20_000  # worlds, at most, by which inputs are compared before and after


class Belief(NamedTuple):
    """What the observations say of one state of a hypothesis, such as a law of attrition.

    Parameters
    ----------
    hypothesis, state
        () [-] Their names.
    before, after
        () [1] Its probability before and after the observations.
    error
        () [1] Standard error of the latter.
    """

    hypothesis: str
    state: str
    before: float
    after: float
    error: float


class Moved(NamedTuple):
    """An input that the observations moved.

    Parameters
    ----------
    path, unit
        () [-] The input.
    before, after
        (quantile) [unit] 5, 50 and 95 % of it before and after.
    shift
        () [1] By how many of its former standard deviations its mean moved.
    error
        () [1] Standard error of the shift.
    """

    path: str
    unit: str
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    shift: float
    error: float


@dataclass(frozen=True, repr=False)
class Conditioned(Shown):
    """Worlds that agree with what was observed.

    Parameters
    ----------
    scenario, arm
        () [-] The scenario, and the arm that was observed.
    worlds
        (draw) [-] The worlds that are left, all of the same weight, for `attrit.simulate`.
    particles
        () [1] Worlds that were played.
    observed
        (series) [-] The series.
    sights
        () [-] The observations that were used.
    exactness
        () [-] How exact they were taken to be.
    changed
        () [-] What was done so that enough worlds are left: empty, ``widen`` or ``temper``.
    days
        (observation) [day] Days on which something was observed.
    evidence, evidence_error
        (observation) [1] Log predictive density of each day's observations, given those before; standard error of their
        sum so far.
    effective
        (observation) [1] Effective number of worlds with a past of their own.
    beliefs
        (state) [-] Hypotheses before and after.
    moved
        (input) [-] Inputs by how far they moved, the farthest first.
    """

    scenario: Scenario
    arm: str
    worlds: Worlds
    particles: int
    observed: tuple[Observed, ...]
    sights: Sights
    exactness: Exactness
    changed: str
    days: tuple[int, ...]
    evidence: Floats
    evidence_error: Floats
    effective: Floats
    beliefs: tuple[Belief, ...]
    moved: tuple[Moved, ...]

    @property
    def last(self) -> date:
        """The day of the last observation; the first day if there is none."""
        return self.scenario.as_of + timedelta(days=self.days[-1] if self.days else 0)


def condition(
    scenario: Scenario, observed: Sequence[Observed], *, until: date | None = None, arm: str | None = None,
    draws: int = 10_240, particles: int = PARTICLES, seed: int = 1, horizon: int | None = None,
    few: str = "refuse", exactness: Exactness | None = None, threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Conditioned:  # fmt: skip
    """Choose the worlds of a scenario that agree with what was observed.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    observed
        (series) [-] What was observed, as from `attrit.read_observations`.
    until
        () [date] The last day whose observations are used; all if None.
    arm
        () [-] The arm that came to pass; the base arm if None.
    draws
        () [1] Worlds to keep, at most; no more are kept than have a past of their own.
    particles
        () [1] Worlds to play.
    seed
        () [-] Seed.
    horizon
        () [day] The last day of which observations may be; the scenario's if None.
    few
        () [-] What to do if fewer than `FEWEST` effective worlds are left: ``refuse``, ``widen`` (allow the model
        to be wrong by a share of each number, the least that does) or ``temper`` (trust the observations less).
    exactness
        () [-] How exact the observations are; the stated usual if None.
    threads
        () [1] Threads; as many as there are processors if None.
    progress
        () [-] Called with islands of worlds done and in all.

    Raises
    ------
    ScenarioError
        An argument is out of range, or a series is of what the scenario does not have.
    ResultsError
        Too few worlds agree with the observations, and on which day that came.
    """
    if few not in RULES:
        raise ScenarioError(Problem("", "few", f"found {few!r:.40}", ", ".join(RULES), did_you_mean(few, RULES)))
    days = scenario.horizon if horizon is None else horizon
    checked(draws=draws, seed=seed, horizon=days, particles=particles)
    name = scenario.base if arm is None else arm
    plan = make_plan(scenario, {name: scenario.arm(name)})
    taken = [one if until is None else one.until(until) for one in observed]
    first = exactness or Exactness()
    tries = [first]
    if few == "widen":
        tries += [replace(first, discrepancy=share) for share in _WIDER if share > first.discrepancy]
    if few == "temper":
        tries += [replace(first, temper=power) for power in _TEMPERED if power < first.temper]
    worlds = np.arange(particles, dtype=np.int64)
    for one in tries:
        seen = sights(scenario, plan, taken, days, one)
        found = _filtered(plan, worlds, seed, seen, days, threads, progress)
        if _depleted(found, seen, one, particles) is None:
            break
    else:
        raise _used_up(scenario, taken, seen, found, few, tries[-1], particles)
    backed = int(found.effective[-1] + _ROUNDED) if found.days else particles
    lineage = chosen(found, min(draws, max(1, backed)), seed)
    kept = Worlds(lineage.labels[-1], seed, lineage=lineage if len(lineage.starts) > 1 else None)
    return Conditioned(
        scenario, name, kept, particles, tuple(taken), seen, one, few if one is not first else "", found.days,
        found.evidence, found.evidence_error, found.effective, _beliefs(scenario, found, seed), _moved(scenario, kept),
    )  # fmt: skip


def _filtered(
    plan: Plan, labels: NDArray[np.int64], seed: int, seen: Sights, days: int, threads: int | None,
    progress: Callable[[int, int], None] | None,
) -> Filtered:  # fmt: skip
    on = sorted({sight.day for sight in seen.sights})

    def stage(part: NDArray[np.int64]) -> ObservedDays:
        return ObservedDays(plan, part, seed, seen.sights, on[-1] if on else days)

    return particle_filter(stage, labels, on, seed, threads=threads or os.cpu_count() or 1, progress=progress)


def _depleted(found: Filtered, seen: Sights, exactness: Exactness, particles: int) -> int | None:
    """Place of the first observation after which too few worlds are left, or to which none comes near; None if none."""
    if not found.days:
        return None
    far = np.zeros(len(found.days), bool)
    for k, day in enumerate(found.days):
        peak = sum(one.peak(exactness) for one in seen.seen if one.day == day)
        far[k] = found.best[k] < peak - exactness.temper * _FAR**2 / 2
    few = found.effective < min(FEWEST, particles)
    return int(np.argmax(far | few)) if (far | few).any() else None


def _used_up(
    scenario: Scenario, observed: Sequence[Observed], seen: Sights, found: Filtered, few: str, last: Exactness,
    particles: int,
) -> ResultsError:  # fmt: skip
    """On which day too few worlds were left, and what can be done."""
    k = _depleted(found, seen, last, particles) or 0
    day = found.days[k]
    on = scenario.as_of + timedelta(days=day)
    said = ", ".join(
        f"{observed[one.series].outcome} {one.value:,.6g}" for one in seen.seen if one.day == day
    )  # fmt: skip
    left = found.effective[k]
    what = f"{left:,.0f} of {particles:,} worlds" if FEWEST > left >= 1 else f"none of {particles:,} worlds"
    text = f"{what} are left that agree with the observations up to {on} (day {day}: {said})"
    if few == "refuse":
        cure = (
            "play more (--particles), or let the model be wrong by a stated share (--few widen), or trust the "
            "observations less (--few temper), or widen the priors that rule this out"
        )
    else:
        at = f"a discrepancy of {last.discrepancy:.0%}" if few == "widen" else f"a power of {last.temper:g}"
        cure = (
            f"even with {at}; the scenario rules out what was seen: widen its priors or check the series and its units"
        )
    return ResultsError(Problem(observed[0].source if observed else "", f"{on}", text, f"at least {FEWEST}", cure))


def _beliefs(scenario: Scenario, found: Filtered, seed: int) -> tuple[Belief, ...]:
    """Probabilities of the states of each hypothesis, before and after."""
    paths = [path for path, given in scenario.inputs.items() if given.prior is not None and given.prior.states]
    if not paths or not found.days:
        return ()
    weights = np.exp(found.log_weights)
    columns = Columns(Worlds(found.lineage.labels[0], seed))
    rows = []
    for path in paths:
        prior = scenario.inputs[path].prior
        assert prior is not None
        state = columns.of(scenario, path).astype(np.int64)
        after = np.bincount(state, weights, len(prior.states))
        for name, before, now in zip(prior.states, prior.weights, after.tolist(), strict=True):
            error = float(np.sqrt(now * (1 - now) / found.effective[-1]))
            rows.append(Belief(path.removeprefix("hypotheses."), name, float(before), now, error))
    return tuple(rows)


def _moved(scenario: Scenario, kept: Worlds) -> tuple[Moved, ...]:
    """Inputs before and after, the one that moved farthest first."""
    if kept.lineage is None:
        return ()
    before = Columns(Worlds.first(_LISTED, kept.seed))
    after = Columns(kept)
    found = []
    for path in uncertain(scenario):
        given = scenario.inputs[path]
        if given.prior is None or given.prior.states:
            continue
        old, new = before.of(scenario, path), after.of(scenario, path)
        sd = float(old.std())
        if sd == 0:
            continue
        shift = float(new.mean() - old.mean()) / sd
        error = float(new.std()) / sd / np.sqrt(len(new))
        quantiles = [tuple(map(float, np.quantile(x, (0.05, 0.5, 0.95)))) for x in (old, new)]
        found.append(Moved(path, given.quantity.unit, quantiles[0], quantiles[1], shift, float(error)))  # type: ignore[arg-type]
    return tuple(sorted(found, key=lambda one: -abs(one.shift)))

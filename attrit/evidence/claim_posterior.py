"""Draws from the posterior of the reporting-bias model over time, Radford et al. 2023, by NumPyro.

    ln daily rate  = intercept + trend day/365 + cubic spline               by series
    ln expected    = ln sum of daily rates over the span claimed + bias + floor + ceiling
    count of a day ~ Poisson; any other ~ negative binomial, overdispersion by series

Bias is by source, side that loses, and sort of loss, hierarchical and centred on zero; floor and ceiling terms are by
source; the splines of all series are correlated. Every location is standard normal a priori, every scale half standard
normal; see docs/model/reporting-bias-fit.md.

The same posterior, sampled in other coordinates. What claims fix almost exactly is the level of a source on a series,
the mean of ln expected over its claims; how that splits into truth and bias is left open by orders of magnitude more.
So levels are sampled, and given levels intercepts and biases are normal: they are integrated out and drawn afterwards.
The splines are turned so that what claims fix best are single coordinates.

References
----------
Radford, Dai, Stoehr, Schein, Fernandez, Sajid 2023, PNAS, doi 10.1073/pnas.2307372120.

Checked against
---------------
tests/statistical/test_fit_claims.py: the dense normal density, simulated claims of known bias, the published totals.
"""

from __future__ import annotations

import importlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attrit.errors import FitError, Problem
from attrit.evidence.claim_counts import ClaimCounts, Floats, Ints

YEAR = 365.0  # days over which a trend is stated
KNOT_EVERY = 364 / 149  # days; Radford et al. have 150 knots over 365 days
FEWEST_KNOTS = 4
CHUNK = 10  # iterations between two words on progress
JITTER = 0.25  # half-width of the uniform scatter of starting points
_ACCEPT = 0.85  # mean acceptance that step sizes aim at
_DEPTHS = (8, 10)  # of trees, during warm-up and after
# Sums of squares of time, and claims, that fix a trend and an overdispersion as well as the prior does.
_TREND_HALF, _OVER_HALF = 0.4, 4.0
_LEVEL_STEP = 0.5  # sd of one claim about its source's level, to scale coordinates only

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What of the model follows from the claims alone.

    Parameters
    ----------
    pair
        (claim) [-] Place of its pair of series and source.
    pair_series, pair_source, pair_side
        (pair) [-] Place of its series, its source, and its combination of source and side that loses.
    size
        (pair) [1] Claims.
    level
        (pair) [ln any] Mean of ln count, where chains start.
    time
        (day) [year] Days as the trend has them.
    basis
        (coefficient, day) [1] Splines, turned, without the part that a trend would explain.
    slopes
        (coefficient) [1/year] That part, as trends.
    trend_known, over_known
        (series) [1] How far claims fix a trend and an overdispersion, from 0 to 1; it only speeds up sampling.
    centre
        () [ln any/day] Prior mean of the mean intercept.
    """

    pair: Ints
    pair_series: Ints
    pair_source: Ints
    pair_side: Ints
    size: Floats
    level: Floats
    time: Floats
    basis: Floats
    slopes: Floats
    trend_known: Floats
    over_known: Floats
    centre: float


def layout(claims: ClaimCounts, centre: float | None = None) -> Layout:
    """Arrange claims for the model.

    Parameters
    ----------
    claims
        (claim) [-] The claims.
    centre
        () [ln any/day] Prior mean of the mean intercept; None takes the claims' own mean, so that units do not matter.
    """
    sources = len(claims.sources)
    keys, pair = np.unique(claims.in_series * sources + claims.by, return_inverse=True)
    of_series, of_source = keys // sources, keys % sources
    targets = sorted(set(claims.targets))
    target = np.array([targets.index(name) for name in claims.targets])
    _, side = np.unique(of_source * len(targets) + target[of_series], return_inverse=True)
    size = np.bincount(pair).astype(np.float64)
    level = np.bincount(pair, np.log(claims.count + 0.5)) / size
    span = np.log(claims.day_to - claims.day_from + 1.0)
    if centre is None:
        rate = level - np.bincount(pair, span) / size
        centre = float(np.mean(np.bincount(of_series, rate) / np.bincount(of_series)))
    time = np.arange(1, claims.days + 1) / YEAR
    basis, slopes, known = _turned(claims, pair, size, _splines(claims.days), time)
    number = np.bincount(claims.in_series)
    return Layout(
        pair=pair, pair_series=of_series, pair_source=of_source, pair_side=side, size=size, level=level,
        time=time, basis=basis, slopes=slopes, trend_known=known / (known + _TREND_HALF),
        over_known=number / (number + _OVER_HALF), centre=centre,
    )  # fmt: skip


def _splines(days: int) -> Floats:
    """Cubic B-splines on evenly spaced knots, (coefficient, day)."""
    from scipy.interpolate import BSpline

    knots = np.linspace(1.0, max(days, 2), max(FEWEST_KNOTS, round((days - 1) / KNOT_EVERY) + 1))
    knots = np.concatenate([knots[:1].repeat(3), knots, knots[-1:].repeat(3)])
    basis: Floats = BSpline.design_matrix(np.arange(1.0, days + 1), knots, 3).toarray().T
    return basis


def _turned(claims: ClaimCounts, pair: Ints, size: Floats, basis: Floats, time: Floats) -> tuple[Floats, ...]:
    """The splines in coordinates of falling weight in the claims, less their trends; these; what fixes a trend.

    Coefficients are independent and of one variance a priori, so any rotation of them has the same prior.
    """
    sums = np.cumsum(np.column_stack([np.zeros(len(basis) + 1), np.vstack([basis, time])]), axis=1)
    means = (sums[:, claims.day_to] - sums[:, claims.day_from - 1]) / (claims.day_to - claims.day_from + 1.0)
    within = np.array([row - (np.bincount(pair, row) / size)[pair] for row in means])
    splines, trend = within[:-1], within[-1]
    weight = trend @ trend
    slopes = splines @ trend / weight if weight > 0 else np.zeros(len(basis))
    rest = splines - np.outer(slopes, trend)
    turn = np.linalg.eigh(rest @ rest.T)[1][:, ::-1].T
    slopes = turn @ slopes
    known = np.bincount(claims.in_series, trend**2).astype(np.float64)
    return turn @ basis - np.outer(slopes, time), slopes, known


@dataclass(frozen=True)
class Draws:
    """Draws from the posterior.

    Parameters
    ----------
    values
        name -> (chain, draw, ...) [-] Parameters; of them ``intercept`` (series), ``bias`` (pair), ``log_total``
        (series), ``trend`` (series) and ``coefficients`` (series, coefficient) make the estimates.
    divergent
        () [1] Divergent transitions.
    """

    values: dict[str, NDArray[Any]]
    divergent: int


def need() -> tuple[Any, Any]:
    """JAX and NumPyro, which only a fit needs.

    Raises
    ------
    FitError
        They are not installed.
    """
    try:
        return importlib.import_module("jax"), importlib.import_module("numpyro")
    except ImportError as error:
        problem = Problem("", "", "fitting needs NumPyro", "", "pip install 'attrit[fit]'")
        raise FitError(problem) from error


def _spread(jnp: Any, plan: Layout, rest: Any, of_rate: Any, of_side: Any, of_bias: Any) -> tuple[Any, Any, Any]:
    """What levels say, less what the course of losses explains: ln density, and the normal law of means and sides.

    rest = intercept of the series + bias of the pair; intercept = centre + mean + of_rate e; bias = of_side s + of_bias
    e. Intercepts go by Sherman and Morrison, the mean and the sides s as a Cholesky factor of their precision and what
    it must be solved for; all e, s and the mean are standard normal.
    """
    sides = int(plan.pair_side.max()) + 1
    weight = 1.0 / of_bias[plan.pair_side] ** 2
    by_series = np.eye(int(plan.pair_series.max()) + 1)[plan.pair_series]
    columns = jnp.column_stack([jnp.ones(len(weight)), of_side * np.eye(sides)[plan.pair_side], rest - plan.centre])
    weighed = weight[:, None] * columns
    within, total = by_series.T @ weighed, weight @ by_series
    shared = of_rate**2 / (1.0 + of_rate**2 * total)
    products = columns.T @ weighed - within.T @ (shared[:, None] * within)
    factor = jnp.linalg.cholesky(jnp.eye(sides + 1) + products[:-1, :-1])
    linalg = importlib.import_module("jax.scipy.linalg")
    solved = linalg.solve_triangular(factor, products[:-1, -1], lower=True)
    logs = jnp.log1p(of_rate**2 * total).sum() - jnp.log(weight).sum() + 2.0 * jnp.log(jnp.diag(factor)).sum()
    return -0.5 * (products[-1, -1] - solved @ solved + logs), factor, solved


def _split(jax: Any, plan: Layout, rest: Any, scales: tuple[Any, Any, Any], key: Any) -> tuple[Any, Any]:
    """Draw intercepts and biases given levels."""
    jnp = jax.numpy
    of_rate, of_side, of_bias = scales
    _, factor, solved = _spread(jnp, plan, rest, *scales)
    for_sides, for_series = jax.random.split(key)
    noise = jax.random.normal(for_sides, solved.shape)
    linalg = importlib.import_module("jax.scipy.linalg")
    drawn = linalg.solve_triangular(factor.T, solved + noise, lower=False)
    mean, side = plan.centre + drawn[0], of_side * drawn[1:]
    series = int(plan.pair_series.max()) + 1
    by_series = np.eye(series)[plan.pair_series]
    weight = 1.0 / of_bias[plan.pair_side] ** 2
    precision = 1.0 / of_rate**2 + weight @ by_series
    centre = (mean / of_rate**2 + (weight * (rest - side[plan.pair_side])) @ by_series) / precision
    intercept = centre + jax.random.normal(for_series, (series,)) / jnp.sqrt(precision)
    return intercept, rest - intercept[plan.pair_series]


def _model(claims: ClaimCounts, plan: Layout) -> Callable[[], None]:
    """The model as NumPyro takes it."""
    jax, numpyro = need()
    jnp, dist, draw = jax.numpy, importlib.import_module("numpyro.distributions"), numpyro.sample
    special = importlib.import_module("jax.scipy.special")
    series, sources, sides = len(claims.series), len(claims.sources), int(plan.pair_side.max()) + 1
    scale, standard = dist.HalfNormal(1.0), dist.Normal(0.0, 1.0)
    one, many = np.flatnonzero(claims.daily), np.flatnonzero(~claims.daily)
    of_many = claims.in_series[many]

    def partly(name: str, mean: Any, sd: Any, known: Floats) -> Any:
        """Normal variables, sampled as themselves where claims fix them and else as standard ones."""
        free = draw(f"{name}_free", dist.Normal(known * mean, sd**known))
        return numpyro.deterministic(name, mean + sd ** (1.0 - known) * (free - known * mean))

    def by_source(name: str, said: NDArray[np.bool_]) -> Any:
        """The term of floors or of ceilings, by claim."""
        if not said.any():
            return 0.0
        each = draw(f"{name}_each", standard.expand([sources]))
        return (draw(f"{name}_mean", standard) + draw(f"{name}_sd", scale) * each)[claims.by] * said

    def model() -> None:
        scales = draw("rate_sd", scale), draw("side_sd", scale), draw("bias_sd", scale.expand([sides]))
        rough = draw("spline_sd", scale.expand([series]))
        free = draw("spline_each", standard.expand([series, len(plan.basis)]))
        mixed = draw("spline_mix", dist.LKJCholesky(series, 2.0)) @ free if series > 1 else free
        coefficients = numpyro.deterministic("coefficients", rough[:, None] * mixed)
        own = draw("trend_mean", standard) + coefficients @ plan.slopes
        trend = partly("trend", own, draw("trend_sd", scale), plan.trend_known)
        course = trend[:, None] * plan.time + coefficients @ plan.basis
        numpyro.deterministic("log_shape_total", special.logsumexp(course, axis=1))
        sums = _log_sums(jnp, claims, course)
        mean = jnp.zeros(len(plan.size)).at[plan.pair].add(sums) / plan.size
        steps = draw("level", dist.ImproperUniform(dist.constraints.real, (), (len(plan.size),)))
        rest = plan.level + _LEVEL_STEP / np.sqrt(plan.size) * steps - mean
        numpyro.deterministic("rest", rest)
        numpyro.factor("split", _spread(jnp, plan, rest, *scales)[0])
        flags = by_source("floor", claims.is_floor) + by_source("ceiling", claims.is_ceiling)
        expected = rest[plan.pair] + sums + flags
        numpyro.factor("days", dist.Poisson(jnp.exp(expected[one])).log_prob(claims.count[one]).sum())
        over = partly("over", draw("over_mean", standard), draw("over_sd", scale), plan.over_known)
        found = _negative_binomial(jnp, special.gammaln, claims.count[many], expected[many], -over, of_many)
        numpyro.factor("totals", found.sum())

    return model


def _log_sums(jnp: Any, claims: ClaimCounts, course: Any) -> Any:
    """Logarithm of what a course of ln daily rates sums to over the span of each claim."""
    rate = jnp.exp(course)
    sums = jnp.concatenate([jnp.zeros((len(rate), 1)), jnp.cumsum(rate, axis=1)], axis=1)
    row = claims.in_series
    span = sums[row, claims.day_to] - sums[row, claims.day_from - 1]
    # Of one day the rate itself: the difference of two sums would lose digits.
    span = jnp.where(claims.day_from == claims.day_to, rate[row, claims.day_to - 1], span)
    return jnp.log(jnp.maximum(span, np.finfo(np.float64).tiny))


def _negative_binomial(jnp: Any, gammaln: Any, count: Floats, mean: Any, size: Any, group: Ints) -> Any:
    """Log probability of counts, given logarithms of mean and of size by group.

    NumPyro's takes a gamma function of the size for every claim, here it is one for every series.
    """
    number = jnp.exp(size)
    n, log_n = number[group], size[group]
    constant = gammaln(count + n) - gammaln(number)[group] - gammaln(count + 1.0)
    return constant + n * log_n + count * mean - (count + n) * jnp.logaddexp(mean, log_n)


def _start(claims: ClaimCounts, plan: Layout) -> dict[str, Any]:
    """Where chains start, before they are scattered: at the claims, without biases, with little overdispersion."""
    sides = int(plan.pair_side.max()) + 1
    series, sources, coefficients = len(claims.series), len(claims.sources), len(plan.basis)
    zeros = {
        "spline_each": (series, coefficients),
        "trend_free": (series,),
        "trend_mean": (),
        "level": (len(plan.size),),
    }
    halves = {"rate_sd": (), "side_sd": (), "bias_sd": (sides,), "spline_sd": (series,), "trend_sd": (), "over_sd": ()}
    start = {name: np.zeros(shape) for name, shape in zeros.items()}
    for name, said in (("floor", claims.is_floor), ("ceiling", claims.is_ceiling)):
        if said.any():
            start |= {f"{name}_mean": np.zeros(()), f"{name}_each": np.zeros(sources)}
            halves[f"{name}_sd"] = ()
    start |= {"over_free": np.full(series, -2.0), "over_mean": np.full((), -2.0)}
    start |= {"spline_mix": np.eye(series)} if series > 1 else {}
    return start | {name: np.full(shape, 0.5) for name, shape in halves.items()}


def draw(
    claims: ClaimCounts, plan: Layout, *, seed: int, chains: int, samples: int, warmup: int,
    progress: Progress | None = None,
) -> Draws:  # fmt: skip
    """Draw from the posterior; the same numbers for a seed, however many processors there are.

    Parameters
    ----------
    claims, plan
        (claim) [-] The claims, and what `layout` makes of them.
    seed
        () [-] Of all random numbers.
    chains, samples, warmup
        () [1] Chains, and draws of each that are kept and that come before.
    progress
        () [-] Called with iterations done and iterations in all.
    """
    jax, _ = need()
    infer = importlib.import_module("numpyro.infer")
    initialize = importlib.import_module("numpyro.infer.util").initialize_model
    with jax.enable_x64(True):
        root = jax.random.PRNGKey(seed)
        start = infer.init_to_value(values=_start(claims, plan))
        model = initialize(root, _model(claims, plan), init_strategy=start)
        kernel = infer.NUTS(potential_fn=model.potential_fn, target_accept_prob=_ACCEPT, max_tree_depth=_DEPTHS)

        def begin(key: Any) -> Any:
            leaves, shape = jax.tree.flatten(model.param_info.z)
            parts = zip(leaves, jax.random.split(key, len(leaves)), strict=True)
            moved = [x + jax.random.uniform(k, x.shape, minval=-JITTER, maxval=JITTER) for x, k in parts]
            return kernel.init(key, warmup, jax.tree.unflatten(shape, moved), (), {})

        def advance(state: Any) -> Any:
            def one(state: Any, _: None) -> Any:
                state = kernel.sample(state, (), {})
                return state, (state.z, state.diverging)

            return jax.lax.scan(one, state, None, length=CHUNK)

        states = list(map(jax.jit(begin), jax.random.split(root, chains)))
        kept, divergent = _run(jax, jax.jit(advance), states, samples, warmup, progress)
        values = jax.jit(jax.vmap(jax.vmap(model.postprocess_fn)))(kept)
        scales = values["rate_sd"], values["side_sd"], values["bias_sd"]
        keys = jax.random.split(jax.random.fold_in(root, chains), (chains, samples))
        split = jax.vmap(jax.vmap(lambda *of: _split(jax, plan, *of)))
        intercept, bias = jax.jit(split)(values["rest"], scales, keys)
        found = {name: np.asarray(value) for name, value in values.items()}
    found |= {"intercept": np.asarray(intercept), "bias": np.asarray(bias)}
    found["log_total"] = found["intercept"] + found["log_shape_total"]
    return Draws(found, divergent)


def _run(
    jax: Any, advance: Any, states: list[Any], samples: int, warmup: int, progress: Progress | None
) -> tuple[Any, int]:
    """All chains, each in a thread of its own as processors allow; what is kept, (chain, draw, ...)."""
    per_chain = -(-(warmup + samples) // CHUNK) * CHUNK
    lock, done = threading.Lock(), 0

    def chain(state: Any) -> Any:
        nonlocal done
        parts = []
        with jax.enable_x64(True):  # holds for one thread only
            for at in range(0, per_chain, CHUNK):
                state, found = jax.block_until_ready(advance(state))
                if at + CHUNK > per_chain - samples:
                    parts.append(jax.tree.map(np.asarray, found))
                with lock:
                    done += CHUNK
                    if progress is not None:
                        progress(done, per_chain * len(states))
        return jax.tree.map(lambda *part: np.concatenate(part)[-samples:], *parts)

    with ThreadPoolExecutor(min(len(states), os.cpu_count() or 1)) as threads:
        kept = list(threads.map(chain, states))
    values, divergent = jax.tree.map(lambda *part: np.stack(part), *kept)
    return values, int(divergent.sum())

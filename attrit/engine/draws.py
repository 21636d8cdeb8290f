"""The only randomness: one number for each uncertain input and draw, from a counter.

A draw's inputs depend on the seed, the stream of the input and the label of the draw, and on nothing else. So adding
draws, arms or inputs changes no earlier number, and two arms see the same worlds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from attrit.engine.compiled import compiled
from attrit.errors import Problem, ScenarioError
from attrit.evidence.priors import Prior
from attrit.model.arithmetic import F, exp, log, philox, scalar
from attrit.scenario.formulas import evaluate

if TYPE_CHECKING:
    import xarray

    from attrit.model.laws import Law
    from attrit.scenario.schema import Correlation, Input, Scenario

Column = NDArray[np.float64]

Z95 = 1.6448536269514722
NORMAL, LOGNORMAL, LOGIT = 0, 1, 2
_SCALES = {"normal": NORMAL, "lognormal": LOGNORMAL, "logit": LOGIT}


@scalar
def normal_quantile(u: float) -> float:
    """Standard normal quantile of u in (0, 1) (Wichura 1988, algorithm AS 241, doi:10.2307/2347330)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = ((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
            + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
            + 1.3314166789178437745e2) * r + 3.3871328727963666080e0  # fmt: skip
        bottom = ((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
            + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
            + 4.2313330701600911252e1) * r + 1.0  # fmt: skip
        return q * top / bottom
    r = np.sqrt(-np.float64(log(F(min(u, 1.0 - u)))))
    if r <= 5.0:
        r -= 1.6
        top = ((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
            + 1.27045825245236838258e0) * r + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
            + 4.63033784615654529590e0) * r + 1.42343711074968357734e0  # fmt: skip
        bottom = ((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r
            + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
            + 2.05319162663775882187e0) * r + 1.0  # fmt: skip
    else:
        r -= 5.0
        top = ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
            + 2.65321895265761230930e-2) * r + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
            + 5.46378491116411436990e0) * r + 6.65790464350110377720e0  # fmt: skip
        bottom = ((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
            + 7.86869131145613259100e-4) * r + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
            + 5.99832206555887937690e-1) * r + 1.0  # fmt: skip
    return top / bottom if q > 0.0 else -top / bottom


@compiled(nb.void(nb.float64[::1], nb.uint64, nb.int64[::1], nb.uint64))
def _uniforms(out: Any, stream: Any, labels: Any, seed: Any) -> None:
    low = np.uint64(0xFFFFFFFF)
    half = np.uint64(32)
    for i in range(labels.size):
        label = np.uint64(labels[i])
        a, b, _, _ = philox(label & low, label >> half, stream >> half, stream & low, seed & low, seed >> half)
        out[i] = (np.float64((a << np.uint64(21)) ^ (b >> np.uint64(11))) + 0.5) * 2.0**-53


@compiled(nb.void(nb.float64[::1], nb.float64[::1]))
def _normals(out: Any, u: Any) -> None:
    for i in range(u.size):
        out[i] = normal_quantile(u[i])


@compiled(nb.void(nb.float64[::1], nb.float64[::1], nb.int64, nb.float64, nb.float64, nb.float64))
def _two_piece(out: Any, z: Any, scale: int, middle: float, below: float, above: float) -> None:
    for i in range(z.size):
        shift = z[i] * (below if z[i] < 0.0 else above)
        if scale == NORMAL:
            out[i] = middle + shift
        elif scale == LOGNORMAL:
            out[i] = middle * np.float64(exp(F(shift)))
        else:
            odds = middle * np.float64(exp(F(shift)))
            out[i] = odds / (1.0 + odds)


def stream_of(name: str) -> int:
    """Number of a stream of inputs; its top bit keeps it apart from the streams of daily noise."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little") | 1 << 63


def uniforms(name: str, labels: NDArray[np.int64], seed: int) -> Column:
    """Uniform numbers of one stream.

    Parameters
    ----------
    name
        () [-] Name of the stream.
    labels
        (draw) [-] Labels of the draws.
    seed
        () [-] Seed of the run.
    """
    out = np.empty(labels.size)
    _uniforms(out, np.uint64(stream_of(name)), labels, np.uint64(seed))
    return out


def quantile(prior: Prior, u: Column, z: Column | None = None) -> Column:
    """Values of a prior at uniform numbers, in arithmetic with the same bits everywhere.

    Parameters
    ----------
    prior
        () [-] The prior; `Prior.quantile` is the reference it is tested against.
    u
        (draw) [1] Uniform numbers.
    z
        (draw) [1] Normal numbers to use in their stead, for correlated inputs.
    """
    if prior.shape == "certain":
        return np.full(u.size, float(prior.p50))
    if prior.shape == "uniform":
        return prior.p05 + (prior.p95 - prior.p05) * u
    if prior.shape == "choice":
        return np.searchsorted(np.cumsum(prior.weights)[:-1], u, side="right").astype(np.float64)
    if z is None:
        z = np.empty(u.size)
        _normals(z, u)
    low, middle, high = prior.p05, prior.p50, prior.p95
    scale = _SCALES[prior.shape]
    if scale == LOGIT:
        low, middle, high = (p / (1 - p) for p in (low, middle, high))
    if scale != NORMAL:
        below, above = float(np.log(middle / low)) / Z95, float(np.log(high / middle)) / Z95
    else:
        below, above = (middle - low) / Z95, (high - middle) / Z95
    out = np.empty(u.size)
    _two_piece(out, np.ascontiguousarray(z), scale, middle, below, above)
    return out


class Columns:
    """Columns of inputs for a run of draws, made once for all arms that share them.

    Parameters
    ----------
    labels
        (draw) [-] Labels of the draws.
    seed
        () [-] Seed of the run.
    """

    def __init__(self, labels: NDArray[np.int64], seed: int) -> None:
        self.labels = labels
        self.seed = seed
        self._made: dict[object, Column] = {}

    def of(self, scenario: Scenario, path: str) -> Column:
        """Values of one input of a scenario or arm, within the bounds of its quantity.

        Parameters
        ----------
        scenario
            () [-] The scenario, or one of its arms.
        path
            () [-] Path of the input, for example ``groups.ru.men``.
        """
        quantity = scenario.inputs[path].quantity
        if quantity.mechanism in scenario.switched_off and quantity.off is not None:
            return self.constant(quantity.off)
        return self._made_once(self._key(scenario, path), scenario, scenario.inputs[path])

    def constant(self, value: float) -> Column:
        """The same value in every draw."""
        return self._once(("constant", value), lambda: np.full(self.labels.size, float(value)))

    def hypothesis(self, scenario: Scenario, name: str) -> tuple[tuple[str, ...], Column]:
        """States of a hypothesis and the number of the state that holds in each draw."""
        path = f"hypotheses.{name}"
        prior = scenario.inputs[path].prior
        assert prior is not None  # hypotheses are never formulas
        return prior.states, self.of(scenario, path)

    def role(self, scenario: Scenario, role: str, part: str) -> Column:
        """Line share or second share that a group's role, or the hypothesis about it, gives it."""
        if role in scenario.roles:
            return self.constant(getattr(scenario.roles[role], part))
        states, code = self.hypothesis(scenario, role)
        shares = np.array([getattr(scenario.roles[state], part) for state in states])
        key = ("role", role, part, states, tuple(shares), self._key(scenario, f"hypotheses.{role}"))
        return self._once(key, lambda: shares[code.astype(np.int64)])

    def command(self, scenario: Scenario, command: str | None) -> Column:
        """1 where a group has a sector of its own, 0 where it is integrated under its host's command."""
        if command is None or command in ("integrated", "own_sector"):
            return self.constant(1.0 if command == "own_sector" else 0.0)
        states, code = self.hypothesis(scenario, command)
        own = np.array([state == "own_sector" for state in states], np.float64)
        key = ("command", command, states, self._key(scenario, f"hypotheses.{command}"))
        return self._once(key, lambda: own[code.astype(np.int64)])

    def law(self, scenario: Scenario, laws: Mapping[str, Law]) -> tuple[Column, Column, Column]:
        """Exponents p and q of the law that holds in each draw, and whether it is Epstein's fixed exchange."""
        states, code = self.hypothesis(scenario, "law")
        fitted = (
            self.of(scenario, "mechanisms.attrition.enemy_power"),
            self.of(scenario, "mechanisms.attrition.own_power"),
        )
        key = ("law", self._key(scenario, "hypotheses.law"), *(id(column) for column in fitted))

        def exponent(which: int) -> Column:
            values = [(law.p, law.q)[which] for law in (laws[state] for state in states)]
            columns = [fitted[which] if value is None else self.constant(value) for value in values]
            return np.choose(code.astype(np.int64), columns)

        epstein = np.array([laws[state].epstein for state in states], np.float64)
        return (
            self._once((*key, "p"), lambda: exponent(0)),
            self._once((*key, "q"), lambda: exponent(1)),
            self._once((*key, "epstein"), lambda: epstein[code.astype(np.int64)]),
        )

    def _once(self, key: object, make: Callable[[], Column]) -> Column:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def _key(self, scenario: Scenario, path: str) -> object:
        given = scenario.inputs[path]
        if given.formula is None:
            return (given.stream, given.prior, given.times)
        return (given.formula, given.times, path, tuple(self._key(scenario, name) for name in given.names))

    def _made_once(self, key: object, scenario: Scenario, given: Input) -> Column:
        if key not in self._made:
            if given.formula is not None:
                value = evaluate(given.formula, {name: self.of(scenario, name) for name in given.names})
                value = np.broadcast_to(value, self.labels.shape)
            else:
                value = self._drawn(scenario, given)
            value = np.asarray(value, np.float64) * given.times
            self._made[key] = np.clip(value, given.quantity.low, given.quantity.high)
        return self._made[key]

    def _drawn(self, scenario: Scenario, given: Input) -> Column:
        prior = given.prior
        assert prior is not None  # an input has a prior or a formula
        u = uniforms(given.stream, self.labels, self.seed)
        if prior.shape == "certain":  # by an arm or by --set: the others of its block keep their worlds
            return quantile(prior, u)
        for correlation in correlation_blocks(scenario.correlations):
            if given.path in correlation:
                if prior.shape not in _SCALES:
                    found = f"a {prior.shape} prior cannot be correlated"
                    raise ScenarioError(Problem("correlations", given.path, found, "normal, lognormal or logit"))
                return quantile(prior, u, self._correlated(scenario, given.path, correlation))
        return quantile(prior, u)

    def _correlated(self, scenario: Scenario, path: str, block: Mapping[str, Column]) -> Column:
        """Normal numbers of one input as a sum over the streams of the block it is correlated in."""
        total = np.zeros(self.labels.size)
        for other, weight in zip(block, block[path], strict=True):
            if weight:
                z = np.empty(self.labels.size)
                _normals(z, uniforms(scenario.inputs[other].stream, self.labels, self.seed))
                total += weight * z
        return total


@cache
def correlation_blocks(correlations: tuple[Correlation, ...]) -> list[dict[str, Column]]:
    """Correlated inputs in blocks that hang together, each input with its row of the Cholesky factor.

    Parameters
    ----------
    correlations
        (pair) [-] Pairs of a scenario; their matrix has been found positive definite.
    """
    blocks: list[list[str]] = []
    for pair in correlations:
        touched = [block for block in blocks if set(block) & set(pair.inputs)]
        merged = list(dict.fromkeys([name for block in touched for name in block] + list(pair.inputs)))
        blocks = [block for block in blocks if block not in touched] + [merged]
    made = []
    for block in blocks:
        matrix = np.eye(len(block))
        for pair in correlations:
            places = [block.index(name) for name in pair.inputs if name in block]
            for i in places:
                for j in places:
                    if i != j:
                        matrix[i, j] = pair.rho
        made.append(dict(zip(block, np.linalg.cholesky(matrix), strict=True)))
    return made


def out_of_bounds(scenario: Scenario, draws: int = 1024, seed: int = 1) -> dict[str, float]:
    """Share of worlds in which a formula gives a number that its quantity cannot have, so that the bound is taken.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    draws
        () [1] Worlds to look at.
    seed
        () [-] Seed.

    Returns
    -------
    dict
        Share by path, of the formulas for which it is not 0.
    """
    columns = Columns(np.arange(draws, dtype=np.int64), seed)
    found = {}
    for path, given in scenario.inputs.items():
        if given.formula is not None:
            values = evaluate(given.formula, {name: columns.of(scenario, name) for name in given.names}) * given.times
            share = float(np.mean((values < given.quantity.low) | (values > given.quantity.high)))
            if share:
                found[path] = share
    return found


def sample(scenario: Scenario, n: int, seed: int = 1) -> xarray.Dataset:
    """Draws of all uncertain inputs of a scenario.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    n
        () [1] Number of draws.
    seed
        () [-] Seed.

    Returns
    -------
    xarray.Dataset
        One variable of dims (draw) for each uncertain input, with its unit and provenance class.
    """
    import xarray

    columns = Columns(np.arange(n, dtype=np.int64), seed)
    found = {}
    for path, given in scenario.inputs.items():
        if given.prior is None or given.prior.shape == "certain":
            continue
        attrs = {"provenance": given.prior.provenance.kind, "source": given.prior.provenance.source}
        attrs |= {"units": given.quantity.unit, "long_name": given.quantity.meaning}
        found[path] = ("draw", columns.of(scenario, path), attrs)
    return xarray.Dataset(found, coords={"draw": columns.labels}, attrs={"seed": seed})

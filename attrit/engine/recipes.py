"""What each column of inputs is made of: priors as numbers and streams, and what is worked out from them.

A recipe says all about a column but the draws, so two inputs or arms with equal recipes share one column. Most are
`Drawn`, which one compiled function fills; `Formula`, `State` and `Chosen` are worked out from other columns.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from attrit.errors import Problem, ScenarioError
from attrit.model.laws.protocol import Powers
from attrit.model.laws.register import campaign_form
from attrit.scenario.formulas import evaluate, resolve

if TYPE_CHECKING:
    from attrit.evidence.priors import Knots, Prior
    from attrit.scenario.input import Input
    from attrit.scenario.schema import Scenario
    from attrit.scenario.things import Correlation

Column = NDArray[np.float64]

CERTAIN, UNIFORM, NORMAL, LOGNORMAL, LOGIT, CURVE = range(6)
_KINDS = {"certain": CERTAIN, "uniform": UNIFORM, "normal": NORMAL, "lognormal": LOGNORMAL, "logit": LOGIT}
_CORRELATED = ("normal", "lognormal", "logit")


class Values(Protocol):
    """Values by recipes, each made once; see `attrit.engine.draws.Columns`."""

    labels: NDArray[np.int64]

    def values(self, recipe: Recipe) -> Column:
        """(draw) [unit] Values by a recipe."""


class Drawn(NamedTuple):
    """A column that is drawn from a prior.

    Parameters
    ----------
    kind
        () [-] Shape of the prior: CERTAIN to LOGIT, or CURVE where it is given by its curve.
    terms
        (term) [-, 1] Streams, and their weights in the sum of normal numbers that correlates an input with others.
    p05, p50, p95
        () [unit] As in `Prior`.
    times
        () [1] Factor on the value.
    low, high
        () [unit] Bounds of the value.
    curve
        (knot) [-, unit] As from `Prior.curve`, of kind CURVE only.
    """

    kind: int
    terms: tuple[tuple[int, float], ...]
    p05: float
    p50: float
    p95: float
    times: float = 1.0
    low: float = -math.inf
    high: float = math.inf
    curve: Knots = ()


@dataclass(frozen=True)
class Formula:
    """A column that follows from others.

    Parameters
    ----------
    text, names
        () [-] The formula, and the paths in it.
    parts
        (name) [-] Their recipes.
    times, low, high
        () [1, unit, unit] As in `Drawn`.
    """

    text: str
    names: tuple[str, ...]
    parts: tuple[Recipe, ...]
    times: float
    low: float
    high: float

    def values(self, columns: Values) -> Column:
        """The formula in every draw, within bounds."""
        values = evaluate(self.text, dict(zip(self.names, map(columns.values, self.parts), strict=True)))
        return np.clip(np.broadcast_to(values, columns.labels.shape) * self.times, self.low, self.high)


@dataclass(frozen=True)
class State:
    """The number of the state of a hypothesis that holds.

    Parameters
    ----------
    parts
        (1) [-] Uniform numbers that decide.
    weights
        (state) [1] Probabilities.
    """

    parts: tuple[Drawn]
    weights: tuple[float, ...]

    def values(self, columns: Values) -> Column:
        """0 for the first state, 1 for the next, and so on."""
        u = columns.values(self.parts[0])
        return np.searchsorted(np.cumsum(self.weights)[:-1], u, side="right").astype(np.float64)


@dataclass(frozen=True)
class Chosen:
    """What the state of a hypothesis that holds says.

    Parameters
    ----------
    state
        () [-] The state.
    said
        (state) [unit] What each of them says: a number or another column.
    """

    state: State
    said: tuple[Recipe | float, ...]

    @property
    def parts(self) -> tuple[Recipe, ...]:
        """The columns that it is made of."""
        return (self.state, *(said for said in self.said if not isinstance(said, float)))

    def values(self, columns: Values) -> Column:
        """In each draw what the state says that holds there."""
        state = columns.values(self.state).astype(np.int64)
        values = np.array([said if isinstance(said, float) else 0.0 for said in self.said])[state]
        for code, said in enumerate(self.said):
            if not isinstance(said, float):
                values = np.where(state == code, columns.values(said), values)
        return values


Recipe = Drawn | Formula | State | Chosen


def drawn_in(recipe: Recipe) -> Iterator[Drawn]:
    """All that must be drawn for a recipe."""
    if isinstance(recipe, Drawn):
        yield recipe
    else:
        for part in recipe.parts:
            yield from drawn_in(part)


def constant(value: float) -> Drawn:
    """The same value in every draw; -0 and 0 are one."""
    value += 0.0
    return Drawn(CERTAIN, (), value, value, value)


def _within(value: float, low: float, high: float) -> float:
    return min(max(low, value), high)


@cache
def stream_of(name: str) -> int:
    """Number of a stream of inputs; its top bit keeps it apart from the streams of daily noise."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little") | 1 << 63


def _state(stream: str, prior: Prior) -> State:
    uniform = Drawn(UNIFORM, ((stream_of(stream), 1.0),), 0.0, 0.5, 1.0)
    return State((uniform,), prior.weights)


class Recipes:
    """Recipes of the inputs of a scenario, or of one of its arms.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    made
        (input) [-] Recipes made so far by the id of the input, for arms of one scenario, which share most inputs.
    """

    def __init__(self, scenario: Scenario, made: dict[int, Recipe] | None = None) -> None:
        self.scenario = scenario
        self._made = {} if made is None else made
        self._block = {path: block for block in correlation_blocks(scenario.correlations) for path in block}

    def of(self, path: str) -> Recipe:
        """The recipe of one input.

        Parameters
        ----------
        path
            () [-] Its path, for example ``groups.ru.men``.
        """
        given = self.scenario.inputs[path]
        quantity = given.quantity
        off = self.scenario.off(quantity)
        if off is not None:
            return constant(off)
        if given.prior is None:
            return self._formula(given)
        made = self._made.get(id(given))
        if made is None:
            made = self._made[id(given)] = self._believed(given, given.prior)
        return made

    def _believed(self, given: Input, prior: Prior) -> Recipe:
        low, high = given.quantity.low, given.quantity.high
        if prior.shape == "choice":
            return _state(given.stream, prior)
        if prior.shape == "certain":  # also if it is correlated: the others of its block keep their worlds
            return constant(_within(given.times * prior.p50, low, high))
        terms = self._terms(given, prior.shape) if given.path in self._block else ((stream_of(given.stream), 1.0),)
        curve = prior.curve()
        kind = CURVE if curve else _KINDS[prior.shape]
        return Drawn(kind, terms, prior.p05, prior.median, prior.p95, given.times, low, high, curve)

    def _formula(self, given: Input) -> Recipe:
        parts, low, high = tuple(map(self.of, given.names)), given.quantity.low, given.quantity.high
        if given.names == (given.formula,) and given.times == 1.0 and isinstance(parts[0], Drawn):
            drawn = parts[0]  # nothing but another input, within these bounds too
            return drawn._replace(low=_within(drawn.low, low, high), high=_within(drawn.high, low, high))
        return Formula(given.formula or "", given.names, parts, given.times, low, high)

    def _terms(self, given: Input, shape: str) -> tuple[tuple[int, float], ...]:
        """Streams of the block that an input is correlated in, with the weights of its row of the Cholesky factor."""
        if shape not in _CORRELATED:
            found = f"a {shape} prior cannot be correlated"
            raise ScenarioError(Problem("correlations", given.path, found, "normal, lognormal or logit"))
        block = self._block[given.path]
        streams = (stream_of(self.scenario.inputs[path].stream) for path in block)
        return tuple((stream, weight) for stream, weight in zip(streams, block[given.path], strict=True) if weight)

    def role(self, role: str, part: str) -> Recipe:
        """Line share or second share that a group's role, or the hypothesis about it, gives it."""
        roles = self.scenario.roles
        if role in roles:
            return constant(getattr(roles[role], part))
        return self._by_state(role, {name: getattr(meant, part) for name, meant in roles.items()})

    def command(self, command: str | None) -> Recipe:
        """1 where a group has a sector of its own, 0 where it is integrated under its host's command."""
        own = {"own_sector": 1.0, "integrated": 0.0}
        if command is None or command in own:
            return constant(own[command or "integrated"])
        return self._by_state(command, own)

    def law(self, bent: Sequence[str]) -> tuple[Recipe, ...]:
        """Exponents p and q of attacker and holder by the law that holds in each draw, and the number of its surface.

        A law that is no power of the strengths gets exponents that leave the loss fraction as it is, and the number of
        its surface among `bent`; other laws have 0 there.
        """
        names = self.scenario.law_states
        forms = [(one.attacker, one.holder) for one in map(campaign_form, names)]
        powers = [[side if isinstance(side, Powers) else Powers(0.0, 1.0) for side in form] for form in forms]
        columns = [
            self._by_state("law", {n: self.exponent(f[side][part]) for n, f in zip(names, powers, strict=True)})
            for side in (0, 1)
            for part in (0, 1)
        ]
        return (*columns, self._by_state("law", {n: float(bent.index(n) + 1 if n in bent else 0) for n in names}))

    def exponent(self, stated: float | str) -> Recipe | float:
        """An exponent of a law: a number, or what a formula of inputs comes to.

        Parameters
        ----------
        stated
            () [1] The number, or the formula.
        """
        if not isinstance(stated, str):
            return float(stated)
        if stated in self.scenario.inputs:
            return self.of(stated)
        text, names = resolve(stated, self.scenario.inputs)
        return Formula(text, names, tuple(map(self.of, names)), 1.0, -math.inf, math.inf)

    def _by_state(self, hypothesis: str, said: Mapping[str, Recipe | float]) -> Recipe:
        """What a hypothesis comes to, from what each state says."""
        given = self.scenario.inputs[f"hypotheses.{hypothesis}"]
        prior = given.prior
        assert prior is not None  # hypotheses are never formulas
        return Chosen(_state(given.stream, prior), tuple(said[name] for name in prior.states))


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

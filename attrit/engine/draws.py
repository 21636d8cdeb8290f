"""Random numbers for uncertain inputs: one for each input and draw, from a counter.

A draw's inputs depend on the seed, the stream of the input and the label of the draw, and on nothing else. So adding
draws, arms or inputs changes no earlier number, and two arms see the same worlds. The noise of the days comes from the
same generator, in `kernel.make_noise`; nothing else is random.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from attrit.engine.compiled import compiled
from attrit.engine.normal import inner_quantile, normal_quantile
from attrit.engine.recipes import (
    CERTAIN,
    CURVE,
    LOGIT,
    LOGNORMAL,
    NORMAL,
    UNIFORM,
    Column,
    Drawn,
    Recipe,
    Recipes,
    drawn_in,
    stream_of,
)  # fmt: skip
from attrit.engine.worlds import Worlds
from attrit.model.arithmetic import LANES, F, exp, lanes, philox
from attrit.scenario.formulas import evaluate

if TYPE_CHECKING:
    import xarray

    from attrit.scenario.schema import Scenario

Row = Any  # LANES numbers in double precision
Floats = NDArray[np.float32]

Z95 = 1.6448536269514722


@lanes
def _draw_uniforms(u: Row, stream: Any, labels: Any, first: Any, seed: Any) -> None:
    low, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    for i in range(LANES):
        label = labels[first + np.uint64(i)]
        a, b, _, _ = philox(label & low, label >> half, stream >> half, stream & low, seed & low, seed >> half)
        u[i] = (np.float64((a << np.uint64(21)) ^ (b >> np.uint64(11))) + 0.5) * 2.0**-53


@lanes
def _add_normals(z: Row, u: Row, n: Row, weight: float) -> None:
    far: Any = 0
    for i in range(LANES):
        n[i] = inner_quantile(u[i])
        far |= np.int64(min(u[i], 1.0 - u[i]) < 2e-11)
    if far:  # a few in a hundred thousand million: not worth a third formula for every number
        for i in range(LANES):
            n[i] = normal_quantile(u[i])
    for i in range(LANES):
        z[i] += weight * n[i]


@lanes
def _shape(x: Row, u: Row, z: Row, kind: int, middle: float, below: float, above: float) -> None:
    """Values of a prior: a two-piece normal on its own scale, or a uniform number."""
    for i in range(LANES):
        x[i] = middle
    if kind == UNIFORM:
        for i in range(LANES):
            x[i] = below + (above - below) * u[i]
    elif kind != CERTAIN:
        for i in range(LANES):
            z[i] *= below if z[i] < 0.0 else above
        if kind == NORMAL:
            for i in range(LANES):
                x[i] = middle + z[i]
        else:
            for i in range(LANES):
                x[i] = middle * np.float64(exp(F(z[i])))
        if kind == LOGIT:
            for i in range(LANES):
                x[i] = x[i] / (1.0 + x[i])


@lanes
def _along(x: Row, z: Row, curve: Any, first: int, last: int) -> None:
    """Values of a prior given by its curve: straight lines between knots, flat beyond; nothing but arithmetic."""
    for i in range(LANES):
        below, above = first, last - 1
        while above - below > 1:
            middle = (below + above) >> 1
            if curve[middle, 0] <= z[i]:
                below = middle
            else:
                above = middle
        start, end = curve[below, 0], curve[above, 0]
        # The same knot twice is a step; at it the upper number holds.
        part = (z[i] - start) / (end - start) if end > start else 1.0 if z[i] >= end else 0.0
        part = min(max(part, 0.0), 1.0)
        x[i] = curve[below, 1] + (curve[above, 1] - curve[below, 1]) * part


@lanes
def _place(out: Any, row: int, x: Row, first: int, here: int) -> None:
    if here == LANES:
        for i in range(LANES):
            out[row, np.uint64(first) + np.uint64(i)] = x[i]
    else:
        for i in range(here):
            out[row, first + i] = x[i]


_i = nb.int64
_d = nb.float64


@compiled(
    nb.void(
        nb.float32[:, ::1], _d[:, ::1], _i[::1],  # where values go: rounded for the kernel or as they are, and rows
        _i[::1], _d[:, ::1],  # kinds; middle, below, above, times, low, high
        _i[::1], nb.uint64[::1], _d[::1],  # last term of each column; streams and weights of terms
        _d[:, ::1], _i[::1],  # knots of all curves: score and value; where those of each column end
        nb.uint64[::1], nb.uint64,  # labels of draws, seed
        _d[:, ::1], _i[::1],  # uniform numbers that are given, and which row of them each term takes (-1: none)
    )
)  # fmt: skip
def _fill(
    single: Any, double: Any, rows: Any, kinds: Any, numbers: Any, ends: Any, streams: Any, weights: Any,
    curves: Any, lasts: Any, labels: Any, seed: Any, given: Any, taken: Any,
) -> None:  # fmt: skip
    u, n, z, x = np.zeros(LANES), np.empty(LANES), np.empty(LANES), np.empty(LANES)
    label = np.zeros(-(-labels.size // LANES) * LANES, np.uint64)  # whole runs
    label[: labels.size] = labels
    for c in range(rows.size):
        middle, below, above, times, low, high = numbers[c]
        for first in range(0, labels.size, LANES):
            z[:] = 0.0
            for term in range(ends[c - 1] if c else 0, ends[c]):
                if taken[term] < 0:
                    _draw_uniforms(u, streams[term], label, np.uint64(first), seed)
                else:
                    for i in range(min(LANES, labels.size - first)):
                        u[i] = given[taken[term], first + i]
                if kinds[c] != UNIFORM:
                    _add_normals(z, u, n, weights[term])
            if kinds[c] == CURVE:
                _along(x, z, curves, lasts[c - 1] if c else 0, lasts[c])
            else:
                _shape(x, u, z, kinds[c], middle, below, above)
            for i in range(LANES):
                value = x[i] * times
                value = low if value <= low else value
                x[i] = high if value >= high else value
            here = min(LANES, labels.size - first)
            if single.shape[0]:
                _place(single, rows[c], x, first, here)
            else:
                _place(double, rows[c], x, first, here)


@lru_cache(4096)
def _ln(x: float) -> float:
    """Natural logarithm rounded from more digits: the last bit of the platform's own depends on the processor."""
    return float(Context(prec=22).ln(Decimal(x)))


def _numbers(drawn: Sequence[Drawn], kinds: NDArray[np.int64]) -> Column:
    """Middle, spread below and above on the scale of each prior, then factor and bounds: (column, 6)."""
    low, middle, high, *others = np.array([column[2:8] for column in drawn], np.float64).T
    odds, ratio, plain = kinds == LOGIT, (kinds == LOGIT) | (kinds == LOGNORMAL), kinds == NORMAL
    low[odds], middle[odds], high[odds] = (p[odds] / (1 - p[odds]) for p in (low, middle, high))
    below, above = low.copy(), high.copy()  # of a uniform prior they are its bounds
    below[ratio] = [_ln(x) / Z95 for x in (middle[ratio] / low[ratio]).tolist()]
    above[ratio] = [_ln(x) / Z95 for x in (high[ratio] / middle[ratio]).tolist()]
    below[plain], above[plain] = (middle - low)[plain] / Z95, (high - middle)[plain] / Z95
    return np.stack([middle, below, above, *others], axis=1)


class Columns:
    """Columns of inputs for a run of draws.

    Parameters
    ----------
    worlds
        (draw) [-] The draws.
    """

    def __init__(self, worlds: Worlds) -> None:
        self.labels, self.seed, given = worlds.spells.labels[0], worlds.seed, worlds.given
        self._rows = {stream: row for row, stream in enumerate(given)}
        self._given = np.array([*given.values()], np.float64).reshape(len(given), len(self.labels) if given else 0)
        self._made: dict[Recipe, Column] = {}

    def of(self, scenario: Scenario, path: str) -> Column:
        """Values of one input of a scenario or arm, within the bounds of its quantity.

        Parameters
        ----------
        scenario
            () [-] The scenario, or one of its arms.
        path
            () [-] Path of the input, for example ``groups.ru.men``.
        """
        return self.values(Recipes(scenario).of(path))

    def values(self, recipe: Recipe) -> Column:
        """Values by a recipe, made once."""
        if recipe not in self._made:
            self._draw(drawn_in(recipe))
            if not isinstance(recipe, Drawn):
                self._made[recipe] = recipe.values(self)
        return self._made[recipe]

    def table(self, recipes: Sequence[Recipe]) -> Floats:
        """(column, draw) Values of many columns, rounded for the kernel."""
        table = np.empty((len(recipes), self.labels.size), F)
        drawn = {row: recipe for row, recipe in enumerate(recipes) if isinstance(recipe, Drawn)}
        self._fill(list(drawn.values()), list(drawn), table, np.empty((0, 0)))
        made = {row: recipe for row, recipe in enumerate(recipes) if row not in drawn}
        self._draw(part for recipe in made.values() for part in drawn_in(recipe))
        for row, recipe in made.items():
            table[row] = self.values(recipe)
        return table

    def _draw(self, drawn: Iterable[Drawn]) -> None:
        """Draw columns in double precision, as formulas and people need them."""
        wanted = [column for column in dict.fromkeys(drawn) if column not in self._made]
        if wanted:
            made = np.empty((len(wanted), self.labels.size))
            self._fill(wanted, range(len(wanted)), np.empty((0, 0), F), made)
            self._made.update(zip(wanted, made, strict=True))

    def _fill(self, drawn: Sequence[Drawn], rows: Sequence[int], single: Floats, double: Column) -> None:
        """Draw columns into rows of one of two tables; the other is empty."""
        kinds = np.array([column.kind for column in drawn], np.int64)
        terms = [term for column in drawn for term in column.terms]
        ends = np.cumsum([len(column.terms) for column in drawn])
        streams = np.array([stream for stream, _ in terms], np.uint64)
        weights = np.array([weight for _, weight in terms], np.float64)
        curves = np.array([knot for column in drawn for knot in column.curve], np.float64).reshape(-1, 2)
        _fill(
            single, double, np.array(rows, np.int64), kinds, _numbers(drawn, kinds), ends, streams, weights,
            curves, np.cumsum([len(column.curve) for column in drawn], dtype=np.int64),
            self.labels.astype(np.uint64), np.uint64(self.seed), self._given,
            np.array([self._rows.get(stream, -1) for stream, _ in terms], np.int64),
        )  # fmt: skip


def uniform_numbers(name: str, seed: int, *shape: int) -> Column:
    """Uniform numbers between 0 and 1 for an analysis: experiments that are not worlds, bootstrap samples.

    Parameters
    ----------
    name
        () [-] What they are for: another name gives other numbers.
    seed
        () [-] Seed.
    *shape
        () [1] How many along each axis.

    Returns
    -------
    numpy.ndarray
        (...) [1] The numbers.
    """
    return np.random.Generator(np.random.Philox(key=[np.uint64(seed), np.uint64(stream_of(name))])).random(shape)


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
    columns = Columns(Worlds.first(draws, seed))
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

    columns = Columns(Worlds.first(n, seed))
    found = {}
    for path, given in scenario.inputs.items():
        if given.prior is None or given.prior.shape == "certain":
            continue
        attrs: dict[str, Any] = {
            "provenance": given.prior.provenance.kind,
            "source": given.prior.provenance.source,
        }
        attrs |= {"units": given.quantity.unit, "long_name": given.quantity.meaning, "seed": seed}
        found[path] = ("draw", columns.of(scenario, path), attrs)
    return xarray.Dataset(found, coords={"draw": columns.labels}, attrs={"seed": seed})

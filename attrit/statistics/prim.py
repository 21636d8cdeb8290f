"""Boxes that hold many of the cases of interest: the patient rule induction method (PRIM).

A box says between which limits some of the inputs lie. The search begins with all cases and peels: of all thin slices
at an end of an input it takes off the one that raises the share of cases of interest most by case taken off, over and
over, until few cases are left. Then it pastes slices back as long as that share grows. Every box on the way is kept, so
that one can choose between a box that holds most cases of interest (coverage) and one that holds little else (density).

Slices, limits and ties are those of the EMA Workbench with its defaults, so that both give the same boxes.

References
----------
Friedman, Fisher 1999, Statistics and Computing 9, 123-143, doi 10.1023/A:1008894516817.
Bryant, Lempert 2010, Technological Forecasting and Social Change 77, 34-49, doi 10.1016/j.techfore.2009.08.002.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Places = NDArray[np.intp]

HIGH, LOW, KEPT = "high", "low", "kept"


@dataclass(frozen=True)
class Box:
    """Limits of some inputs, and what lies within.

    Parameters
    ----------
    low, high
        (input) [unit] Limits of the inputs that have one, by place; a case on a limit is inside.
    kept
        (input)(category) [-] Categories left of the inputs that have lost one, by place.
    cases, interest
        () [1] Cases inside, and how many of them are of interest.
    mass, coverage
        () [1] Share of all cases, and of all cases of interest, that are inside.
    apart, apart_interest
        () [1] The same two numbers of the cases that were left out of the search.
    """

    low: Mapping[int, float] = field(default_factory=dict)
    high: Mapping[int, float] = field(default_factory=dict)
    kept: Mapping[int, frozenset[float]] = field(default_factory=dict)
    cases: int = 0
    interest: int = 0
    mass: float = 1.0
    coverage: float = 1.0
    apart: int = 0
    apart_interest: int = 0

    @property
    def density(self) -> float:
        """Share of the cases inside that are of interest."""
        return self.interest / self.cases if self.cases else math.nan

    @property
    def limits(self) -> tuple[tuple[int, str], ...]:
        """Every restriction: place of the input, and ``low``, ``high`` or ``kept``."""
        return tuple(sorted((place, side) for side in (LOW, HIGH, KEPT) for place in getattr(self, side)))

    @property
    def restricted(self) -> tuple[int, ...]:
        """Places of the inputs that are limited."""
        return tuple(dict.fromkeys(place for place, _ in self.limits))

    def meets(self, x: Floats, place: int, side: str) -> Bools:
        """(case) Whether cases meet one restriction.

        Parameters
        ----------
        x
            (input, case) [unit] The cases.
        place, side
            () [-] The restriction, one of `limits`.
        """
        if side == KEPT:
            return np.isin(x[place], [*self.kept[place]])
        return np.asarray(x[place] >= self.low[place] if side == LOW else x[place] <= self.high[place])

    def misses(self, x: Floats) -> NDArray[np.int64]:
        """(case) [1] Number of restrictions that a case does not meet: 0 inside.

        Parameters
        ----------
        x
            (input, case) [unit] The cases.
        """
        return np.asarray(sum((~self.meets(x, *limit) for limit in self.limits), np.zeros(x.shape[1], np.int64)))

    def limited(self, place: int, side: str, to: Any) -> Box:
        """The box with one restriction changed, before its cases are counted.

        Parameters
        ----------
        place, side
            () [-] The restriction.
        to
            () [unit] The limit, or the categories kept; None takes the restriction away.
        """
        given = {other: limit for other, limit in getattr(self, side).items() if other != place}
        changed: Any = {side: given if to is None else {**given, place: to}}
        return replace(self, **changed)


class Search:
    """Cases made ready for any number of searches: every input is sorted once.

    Parameters
    ----------
    x
        (input, case) [unit] The inputs; of categories their numbers.
    y
        (case) [-] Whether a case is of interest.
    whole, categories
        (input) [-] Places of the inputs that are whole numbers, and of those that are categories, which are taken off
        one by one.
    """

    def __init__(self, x: Floats, y: Bools, whole: Collection[int] = (), categories: Collection[int] = ()) -> None:
        self.x, self.y, self._whole = x, np.asarray(y, bool), frozenset(whole)
        self._categories = {place: frozenset(np.unique(x[place]).tolist()) for place in sorted(categories)}
        plain = [place for place in range(len(x)) if place not in self._whole and place not in self._categories]
        self._numbers = np.array([*plain, *sorted(self._whole)], np.intp)
        self._order = np.argsort(x[self._numbers], axis=1)
        self._ends = {place: {LOW: float(x[place].min()), HIGH: float(x[place].max())} for place in self._numbers}

    def only(self, places: Collection[int]) -> Search:
        """The same cases, with some of the inputs to limit.

        Parameters
        ----------
        places
            (input) [-] Places of the inputs.
        """
        part = copy(self)
        rows = np.isin(self._numbers, [*places])
        part._numbers, part._order = self._numbers[rows], self._order[rows]
        part._categories = {place: known for place, known in self._categories.items() if place in places}
        return part

    def trajectory(
        self, alpha: float = 0.05, least_mass: float = 0.05, among: Bools | None = None, left: Bools | None = None
    ) -> list[Box]:
        """Every box from all cases to the last, each denser than the one before.

        Parameters
        ----------
        alpha
            () [1] Share of the cases that a slice takes off, or that it gives back of those beyond a limit.
        least_mass
            () [1] Least share of all cases that a box holds.
        among
            (case) [-] The cases that are searched; all if None. Of the others every box says how many it holds.
        left
            (case) [-] The cases that no earlier box holds; all if None.
        """
        every = np.ones(self.y.size, bool)
        inside, among = every if left is None else left, every if among is None else among
        count = _Count(self.y, among)
        boxes, reach = [count(Box(), inside)], inside
        order = self._part(self._order, inside & among)
        while (peeled := self._peel(boxes[-1], order, inside & among, alpha)) is not None:
            box, place, side = peeled
            inside = inside & box.meets(self.x, place, side)
            box = count(box, inside)
            if box.mass < least_mass or box.cases == boxes[-1].cases:
                break
            boxes.append(box)
            order = self._part(order, inside & among)
        while (wider := self._paste(boxes[-1], reach, alpha, count)) is not None:
            boxes.append(wider)
        return boxes

    def counted(self, box: Box, among: Bools | None = None, left: Bools | None = None) -> Box:
        """A box with its limits as they are, and what it holds.

        Parameters
        ----------
        box
            () [-] The box.
        among, left
            (case) [-] As in `trajectory`.
        """
        every = np.ones(self.y.size, bool)
        inside = box.misses(self.x) == 0
        return _Count(self.y, every if among is None else among)(box, inside if left is None else inside & left)

    def without(self, box: Box, left: Bools | None = None) -> dict[tuple[int, str], tuple[float, float]]:
        """What each restriction does: density of the box without it, and the quasi-p-value of that.

        Which is the chance of as many cases of interest in the box if the restriction made no difference: a one-sided
        binomial test (Bryant and Lempert 2010). It knows nothing of how many restrictions the search could choose from,
        so it is small too easily.

        Parameters
        ----------
        box
            () [-] A box.
        left
            (case) [-] The cases that no earlier box holds; all if None.
        """
        from scipy.special import bdtrc

        x, y = (self.x, self.y) if left is None else (self.x[:, left], self.y[left])
        misses = box.misses(x)
        found = {}
        for limit in box.limits:
            density = float(y[misses - ~box.meets(x, *limit) == 0].mean())
            found[limit] = density, float(bdtrc(box.interest - 1, box.cases, density)) if box.interest else 1.0
        return found

    def _part(self, order: Places, inside: Bools) -> Places:
        """(number, case) Places of the cases inside, in the order of each input."""
        return order[inside[order]].reshape(len(order), int(inside.sum()))

    def _peel(self, box: Box, order: Places, inside: Bools, alpha: float) -> tuple[Box, int, str] | None:
        """The box without its best slice, and the restriction that makes it; None if none is worth taking off.

        The best one gains most by case; of several the one that limits no further input, then the first.
        """
        found = [*self._number_slices(box, order, alpha), *self._category_slices(box, inside)]
        gain, peeled, place, side = max(found, key=_rank, default=(0.0, box, 0, ""))
        return (peeled, place, side) if gain > 0 else None

    def _number_slices(self, box: Box, order: Places, alpha: float) -> Iterator[tuple[float, Box, int, str]]:
        """The slices of numbers with the greatest gain: gain, box without them, restriction."""
        if order.shape[1] < 2 or not len(order):
            return
        limits, gone = self._slices(box, order, alpha)
        lost = np.stack([self._interest(order[:, ::-1], gone[:, 0]), self._interest(order, gone[:, 1])], axis=1)
        gains = _gain(box, box.cases - gone, box.interest - lost)
        for row, column in np.argwhere(gains == gains.max()):
            place, side = int(self._numbers[row]), (HIGH, LOW)[column]
            yield float(gains[row, column]), box.limited(place, side, float(limits[row, column])), place, side

    def _slices(self, box: Box, order: Places, alpha: float) -> tuple[Floats, NDArray[np.int64]]:
        """(number, end) [unit, 1] Limits if a slice is taken off the upper or the lower end, and cases beyond them."""
        n = order.shape[1]
        top, bottom = _ends(n, alpha)
        beside = self.x[self._numbers[:, None], order[:, [top - 1, top, bottom, bottom + 1]]]
        limits = np.stack([(beside[:, 0] + beside[:, 1]) / 2, (beside[:, 2] + beside[:, 3]) / 2], axis=1)
        gone = np.tile(np.array([n - top, bottom + 1]), (len(order), 1))
        alike = (beside[:, 0] == beside[:, 1]) | (beside[:, 2] == beside[:, 3])
        for row in np.flatnonzero(alike | np.isin(self._numbers, [*self._whole])):
            place = int(self._numbers[row])
            values = self.x[place, order[row]]
            limits[row] = _upper_limit(values, alpha), _lower_limit(values, alpha)
            if place in self._whole:
                ends = box.high.get(place, self._ends[place][HIGH]), box.low.get(place, self._ends[place][LOW])
                gone[row] = _whole_gone(values, np.trunc(limits[row]), *ends)
                limits[row] = values[max(n - gone[row, 0], 1) - 1], values[min(gone[row, 1], n - 1)]
            else:
                gone[row] = _gone(values, *limits[row])
        return limits, gone

    def _interest(self, order: Places, gone: NDArray[np.int64]) -> NDArray[np.int64]:
        """(number) [1] Cases of interest among the first of each input."""
        sums = np.cumsum(self.y[order[:, : int(gone.max())]], axis=1, dtype=np.int64)
        return np.where(gone > 0, np.take_along_axis(sums, np.maximum(gone, 1)[:, None] - 1, axis=1)[:, 0], 0)

    def _category_slices(self, box: Box, inside: Bools) -> Iterator[tuple[float, Box, int, str]]:
        """Every category that can be taken off, likewise."""
        for place, known in self._categories.items():
            kept = box.kept.get(place, known)
            for category in sorted(kept) if len(kept) > 1 else ():
                gone = self.y[inside & (self.x[place] == category)]
                gain = _gain(box, np.array(box.cases - gone.size), np.array(box.interest - gone.sum()))
                yield float(gain), box.limited(place, KEPT, kept - {category}), place, KEPT

    def _paste(self, box: Box, reach: Bools, alpha: float, count: _Count) -> Box | None:
        """The wider box that gains most by case; None if none is denser."""
        misses = box.misses(self.x)
        found = []
        for place, side in box.limits:
            others = reach & (misses - ~box.meets(self.x, place, side) == 0)  # all that meet the other restrictions
            for to in self._wider(box, place, side, self.x[place, others & count.among], alpha):
                wider = box.limited(place, side, to)
                wider = count(wider, others if to is None else others & wider.meets(self.x, place, side))
                gain = _gain(box, np.array(wider.cases), np.array(wider.interest))
                found.append((float(gain), wider))
        best, wider = max(found, key=_rank, default=(0.0, box))
        return wider if best > 0 else None

    def _wider(self, box: Box, place: int, side: str, values: Floats, alpha: float) -> list[Any]:
        """[unit] Wider limits of one restriction, given the values of the cases that meet all others."""
        if side == KEPT:
            kept, known = box.kept[place], self._categories[place]
            return [kept | {category} if len(kept) + 1 < len(known) else None for category in sorted(known - kept)]
        end = self._ends[place][side]
        if side == LOW:
            beyond = np.sort(values[values <= box.low[place]])
            to = _upper_limit(beyond, alpha) if beyond.size else end
        else:
            beyond = np.sort(values[values >= box.high[place]])
            to = _lower_limit(beyond, alpha) if beyond.size else end
        return [None if to == end else to]


class _Count:
    """Fills in what lies inside a box, given which cases are searched."""

    def __init__(self, y: Bools, among: Bools) -> None:
        self.among, self._y = among, y
        self._cases, self._interest = int(among.sum()), int(y[among].sum())

    def __call__(self, box: Box, inside: Bools) -> Box:
        n, k = int((inside & self.among).sum()), int((inside & self.among & self._y).sum())
        coverage = k / self._interest if self._interest else math.nan
        apart = int(inside.sum()) - n, int((inside & self._y).sum()) - k
        return replace(
            box, cases=n, interest=k, mass=n / self._cases, coverage=coverage, apart=apart[0], apart_interest=apart[1]
        )


def _rank(found: tuple[Any, ...]) -> tuple[float, int]:
    """The gain first, then the fewest inputs limited."""
    return found[0], -len(found[1].restricted)


def _gain(box: Box, cases: NDArray[np.int64], interest: NDArray[np.int64]) -> Floats:
    """[1] Change of density by case taken off or given back; empty boxes have none of interest."""
    density = interest / np.maximum(cases, 1)
    return np.asarray((density - box.density) / np.maximum(np.abs(cases - box.cases), 1))


def _ends(n: int, alpha: float) -> tuple[int, int]:
    """Places of the first case of an upper slice and of the last of a lower one, among n in order."""
    return math.ceil((n - 1) * (1 - alpha)), math.floor((n - 1) * alpha)


def _upper_limit(values: Floats, alpha: float) -> float:
    """Half-way between the first value of the upper slice and the next smaller one."""
    first = values[_ends(values.size, alpha)[0]]
    return float(first + values[max(int(np.searchsorted(values, first)), 1) - 1]) / 2


def _lower_limit(values: Floats, alpha: float) -> float:
    """Half-way between the last value of the lower slice and the next greater one."""
    last = values[_ends(values.size, alpha)[1]]
    return float(last + values[min(int(np.searchsorted(values, last, "right")), values.size - 1)]) / 2


def _gone(values: Floats, high: float, low: float) -> tuple[int, int]:
    """How many of the values, in order, lie above and below limits."""
    return values.size - int(np.searchsorted(values, high, "right")), int(np.searchsorted(values, low, "left"))


def _whole_gone(values: Floats, cuts: Floats, high: float, low: float) -> tuple[int, int]:
    """The same of whole numbers at cuts, which are taken off themselves where the box already ends there."""
    upper = np.searchsorted(values, cuts[0], "left" if cuts[0] == high else "right")
    lower = np.searchsorted(values, cuts[1], "right" if cuts[1] == low else "left")
    return values.size - int(upper), int(lower)

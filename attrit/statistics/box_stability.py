"""Which restrictions of a box a search would set again on other cases, and a search that heeds it.

A search on cases that chance has blurred limits many inputs that have nothing to do with the matter: each slice is the
best of hundreds, and looks good on the cases by which it was chosen. So the search is first repeated in random halves
of the cases, each time up to the box that holds the most cases of interest, beyond what its size explains, in the other
half. Only inputs that are limited on the same side in half of these boxes or more are searched for good. Of the
box that is chosen, limits without which it would be as dense, but for chance, are dropped.

References
----------
Shah, Samworth 2013, Journal of the Royal Statistical Society B 75, 55-80, doi 10.1111/j.1467-9868.2011.01034.x: halves
in pairs, and what is chosen in most of them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from attrit.statistics.prim import Bools, Box, Floats, Search

SIGNIFICANT = 0.05  # quasi-p-value above which a restriction may well be chance
BEYOND = 0.0228  # chance of more than two standard errors to one side
STABLE = 0.5  # share of the halves from which on a restriction is taken for one that others would find too
MOST = 5120  # cases that are searched in a half
_THIRD = 3  # of so many cases one is set aside


@dataclass(frozen=True)
class Held:
    """How many cases a box holds, and how many of them are of interest.

    Parameters
    ----------
    cases, interest
        () [1] Cases in the box, and those of interest among them.
    of_cases, of_interest
        () [1] Cases in all, and of interest in all.
    before
        () [1] Density of the cases among which the box was found: all, or those that no earlier box holds.
    """

    cases: int
    interest: int
    of_cases: int
    of_interest: int
    before: float

    @classmethod
    def of(cls, inside: Bools, y: Bools, left: Bools) -> Held:
        """Counted.

        Parameters
        ----------
        inside, y, left
            (case) [-] Whether a case is in the box, is of interest, and is in no earlier box.
        """
        before = _ratio(int((left & y).sum()), int(left.sum()))
        return cls(int(inside.sum()), int((inside & y).sum()), y.size, int(y.sum()), before)

    @property
    def density(self) -> float:
        """Share of the cases in the box that are of interest."""
        return _ratio(self.interest, self.cases)

    @property
    def density_error(self) -> float:
        """Monte-Carlo standard error of the density."""
        return _error(self.interest, self.cases)

    @property
    def coverage(self) -> float:
        """Share of the cases of interest that are in the box."""
        return _ratio(self.interest, self.of_interest)

    @property
    def coverage_error(self) -> float:
        """Monte-Carlo standard error of the coverage."""
        return _error(self.interest, self.of_interest)

    @property
    def mass(self) -> float:
        """Share of all cases that are in the box."""
        return _ratio(self.cases, self.of_cases)

    @property
    def lift(self) -> float:
        """Density in the box as a multiple of that before."""
        return _ratio(self.density, self.before)

    @property
    def beyond_chance(self) -> bool:
        """Whether cases taken at random from what the box was found in would seldom hold so many of interest.

        A one-sided binomial test at the chance of two standard errors; of one case or a few it is hardly ever sure.
        """
        from scipy.special import bdtrc

        return self.interest > 0 and bool(bdtrc(self.interest - 1, self.cases, self.before) < BEYOND)


@dataclass(frozen=True)
class Chosen:
    """A box that was chosen.

    Parameters
    ----------
    box
        () [-] The box; without limits if none is better than all cases.
    trajectory
        (box) [-] Every box from all cases to the last of the search.
    place
        () [-] Place on it of the chosen one.
    dropped
        () [1] How many of the limits that it has there were dropped, as the box is about as dense without them.
    again
        (restriction) [1] Share of the halves in which a restriction was set too, by place of the input and side; empty
        without halves.
    """

    box: Box
    trajectory: tuple[Box, ...]
    place: int
    dropped: int
    again: Mapping[tuple[int, str], float]


@dataclass(frozen=True)
class Rules:
    """How to search.

    Parameters
    ----------
    alpha, least_mass
        () [1] As of `Search.trajectory`.
    threshold
        () [1] Least density of the box; the best balance of coverage and density if None.
    """

    alpha: float = 0.05
    least_mass: float = 0.05
    threshold: float | None = None


def choose(search: Search, rules: Rules, halves: Floats, left: Bools) -> Chosen:
    """Search the inputs that are limited in half of the halves or more, and choose a box on the way.

    Parameters
    ----------
    search
        () [-] The cases.
    rules
        () [-] How to search.
    halves
        (half, case) [1] Uniform numbers by which halves are drawn; of none, all inputs are searched.
    left
        (case) [-] The cases that no earlier box holds.
    """
    again: dict[tuple[int, str], float] = {}
    if len(halves):
        again = found_again(search, rules, halves, left)
        search = search.only({place for place, side in again if again[place, side] >= STABLE})
    boxes = search.trajectory(rules.alpha, rules.least_mass, left=left)
    place = balanced(boxes, rules.threshold)
    box = _without_doubtful(search, rules, boxes[place], left) if len(halves) else boxes[place]
    return Chosen(box, tuple(boxes), place, len(boxes[place].limits) - len(box.limits), again)


def _without_doubtful(search: Search, rules: Rules, box: Box, left: Bools) -> Box:
    """The box without limits that make no difference but by chance, taken off one by one, the most doubtful first."""
    while box.limits:
        p = {limit: p for limit, (_, p) in search.without(box, left).items()}
        place, side = max(p, key=p.__getitem__)
        wider = search.counted(box.limited(place, side, None), left=left)
        if p[place, side] <= SIGNIFICANT or wider.density < (rules.threshold or 0):
            break
        box = wider
    return box


def one_by_one(search: Search, rules: Rules, halves: Floats, boxes: int) -> list[tuple[Chosen, Bools]]:
    """Boxes, each among the cases that those before it leave, with the cases that are left to it.

    Parameters
    ----------
    search
        () [-] The cases.
    rules
        () [-] How to search.
    halves
        (half, case) [1] As of `choose`.
    boxes
        () [1] How many at most; there are fewer where no box is better than all that is left.
    """
    found: list[tuple[Chosen, Bools]] = []
    left = np.ones(search.y.size, bool)
    for _ in range(boxes):
        one = choose(search, rules, halves, left)
        if not one.box.limits:
            break
        found.append((one, left))
        left = left & (one.box.misses(search.x) > 0)
    return found


def set_aside(y: Bools, numbers: Floats) -> Bools:
    """Cases that are kept from a search, to count in them what its boxes hold: a third, alike of interest and not.

    Parameters
    ----------
    y
        (case) [-] Whether a case is of interest.
    numbers
        (case) [1] Uniform numbers by which they are drawn.

    Returns
    -------
    numpy.ndarray
        (case) [-] Whether a case is set aside.
    """
    aside = np.zeros(y.size, bool)
    for places in (np.flatnonzero(y), np.flatnonzero(~y)):
        aside[places[np.argsort(numbers[places])][: places.size // _THIRD]] = True
    return aside


def counted_elsewhere(chosen: Sequence[Chosen], elsewhere: Search) -> list[Held]:
    """What boxes hold of cases that had no part in choosing them, each of what those before it leave.

    Parameters
    ----------
    chosen
        (box) [-] The boxes, in the order in which they were found.
    elsewhere
        () [-] The other cases.
    """
    found, left = [], np.ones(elsewhere.y.size, bool)
    for one in chosen:
        inside = left & (one.box.misses(elsewhere.x) == 0)
        found.append(Held.of(inside, elsewhere.y, left))
        left = left & ~inside
    return found


def found_again(search: Search, rules: Rules, halves: Floats, cases: Bools) -> dict[tuple[int, str], float]:
    """Share of the halves in which each restriction is set.

    Parameters
    ----------
    search
        () [-] The cases.
    rules
        () [-] How to search.
    halves
        (half, case) [1] Uniform numbers by which halves are drawn, two that share no case from each row but the last.
    cases
        (case) [-] The cases that there are.
    """
    count: Counter[tuple[int, str]] = Counter()
    for part in _halves(halves, cases):
        boxes = search.trajectory(rules.alpha, rules.least_mass, part, cases)
        share = boxes[0].apart_interest / boxes[0].apart
        count.update(max(boxes, key=lambda box: box.apart_interest - share * box.apart).limits)
    return {limit: times / len(halves) for limit, times in count.items()}


def balanced(boxes: Sequence[Box], threshold: float | None = None) -> int:
    """Place of the box with the best balance of coverage and density, or of the widest of those that are dense enough.

    The balance is the harmonic mean of the share of the cases of interest that are inside and of the way that density
    has come from that of all cases to 1. Where cases of interest are rare this is the harmonic mean of coverage and
    density; where they are not, all cases together would win by that.

    Parameters
    ----------
    boxes
        (box) [-] A trajectory.
    threshold
        () [1] Least density; the best balance if None.
    """
    first = boxes[0]
    if threshold is not None:
        enough = [place for place, box in enumerate(boxes) if box.density >= threshold]
        return max(enough, key=lambda place: boxes[place].interest, default=0)
    kept = np.array([box.interest / max(first.interest, 1) for box in boxes])
    gain = np.array([(box.density - first.density) / max(1 - first.density, 1e-12) for box in boxes])
    return int(np.argmax(np.divide(kept * gain, kept + gain, out=np.zeros(len(boxes)), where=gain > 0)))


def _halves(numbers: Floats, cases: Bools) -> Iterator[Bools]:
    """(half)(case) Random halves of the cases, in pairs that share none."""
    there = np.flatnonzero(cases)
    size = min(there.size // 2, MOST)
    for row in range(len(numbers)):
        order = there[np.argsort(numbers[row - row % 2, there])]
        part = np.zeros(cases.size, bool)
        part[order[size : 2 * size] if row % 2 else order[:size]] = True
        yield part


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def _error(part: int, whole: int) -> float:
    """Standard error of a share."""
    share = _ratio(part, whole)
    return math.sqrt(share * (1 - share) / whole) if whole else math.nan

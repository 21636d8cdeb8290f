"""A distribution as probabilities of cells of one width: its quantiles, the curve worlds are drawn by, its humps."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.evidence.priors import Z95, Knots

_FARTHEST = 6.0  # normal score up to which a curve goes: one world in a thousand million lies beyond
_BEND = 1e-3  # relative: by how much a curve may miss a number
_ASIDE = 2e-4  # on a normal score: or by how much the score at which the number stands
_VALLEY = 2 / 3  # of the lower of two peaks: a shallower valley is none
_FLAT = 1e-4  # of the highest peak: lower ones are none
_LEAST_HUMP = 0.05  # of the belief: less is no hump

Floats = NDArray[np.float64]


class Hump(NamedTuple):
    """One of several humps of a belief.

    Parameters
    ----------
    at
        () [unit] Where it is highest.
    share
        () [1] How much of the belief lies there, up to the valleys on either side.
    """

    at: float
    share: float


class Cells(NamedTuple):
    """Probabilities of cells of one width.

    Parameters
    ----------
    points
        (cell) [-] Their middles.
    mass
        (cell) [1] Their probabilities.
    step
        () [-] Their width.
    """

    points: Floats
    mass: Floats
    step: float

    @property
    def edges(self) -> Floats:
        """(cell + 1) [-] Where the cells end."""
        return np.append(self.points - self.step / 2, self.points[-1] + self.step / 2)

    def quantiles(self) -> tuple[float, float, float]:
        """The 5, 50 and 95 % quantiles, as if each cell were evenly filled."""
        reached = np.append(0.0, np.cumsum(self.mass))
        low, mid, high = np.interp((0.05, 0.5, 0.95), reached, self.edges)
        return float(low), float(mid), float(high)

    def knots(self, back: Callable[[float], float]) -> Knots:
        """The curve by which numbers are drawn: few straight lines over normal scores that miss next to nothing.

        Parameters
        ----------
        back
            () [-] From the scale of the cells to numbers above 0.
        """
        from scipy.special import ndtri

        below, above = np.append(0.0, np.cumsum(self.mass)), np.append(np.cumsum(self.mass[::-1])[::-1], 0.0)
        # Each tail by its own sum: far out the other one is 1 to the last digit.
        scores = np.where(below < 0.5, ndtri(np.minimum(below, 0.5)), -ndtri(np.minimum(above, 0.5)))
        inside = np.isfinite(scores) & (np.abs(scores) <= _FARTHEST)
        z = np.concatenate([scores[inside], (-Z95, 0.0, Z95)])
        x = np.concatenate([self.edges[inside], self.quantiles()])
        order = np.lexsort((x, z))
        z, x = z[order], np.array([back(float(number)) for number in x[order]])
        fixed = sorted({0, z.size - 1, *np.searchsorted(z, (-Z95, 0.0, Z95)).tolist()})
        kept = sorted({*fixed, *(i for a, b in itertools.pairwise(fixed) for i in _needed(z, x, a, b))})
        # Digits beyond these are rounding of the machine: without them all machines draw the same numbers.
        return tuple((round(float(z[i]), 7) + 0.0, float(f"{x[i]:.8g}")) for i in kept)

    def humps(self, back: Callable[[float], float]) -> tuple[Hump, ...]:
        """The humps of the belief, if there are several with a valley between them.

        Parameters
        ----------
        back
            () [-] From the scale of the cells to numbers.
        """
        peaks = _peaks(self.mass)
        found = []
        ends = [0, *(a + int(np.argmin(self.mass[a:b])) for a, b in itertools.pairwise(peaks))]
        for peak, first, last in zip(peaks, ends, [*ends[1:], self.mass.size], strict=True):
            found.append(Hump(back(float(self.points[peak])), float(self.mass[first:last].sum())))
        return tuple(found) if len(found) > 1 else ()


def _needed(z: Floats, x: Floats, first: int, last: int) -> list[int]:
    """Points between two that a straight line would miss, most first (Ramer 1972, Douglas and Peucker 1973)."""
    found, waiting = [], [(first, last)]
    while waiting:
        a, b = waiting.pop()
        if b - a < 2:
            continue
        inside = slice(a + 1, b)
        rise = x[b] - x[a]
        line = x[a] + rise * (z[inside] - z[a]) / max(z[b] - z[a], 1e-300)
        there = z[a] + (z[b] - z[a]) * (x[inside] - x[a]) / max(rise, 1e-300)
        missed = np.minimum(np.abs(line / x[inside] - 1) / _BEND, np.abs(there - z[inside]) / _ASIDE)
        worst = int(np.argmax(missed))
        if missed[worst] > 1:
            middle = a + 1 + worst
            found.append(middle)
            waiting += [(a, middle), (middle, b)]
    return found


def _peaks(mass: Floats) -> list[int]:
    """Places of the peaks that have a valley between each other and enough of the belief about them."""
    rising = np.diff(mass) > 0
    top = np.append(True, rising) & np.append(~rising, True) & (mass > _FLAT * mass.max())
    peaks = np.flatnonzero(top).tolist()
    while len(peaks) > 1:
        lows = [a + int(np.argmin(mass[a:b])) for a, b in itertools.pairwise(peaks)]
        ends = [0, *lows, mass.size]
        shares = [mass[a:b].sum() for a, b in itertools.pairwise(ends)]
        depth = [mass[low] / min(mass[a], mass[b]) for low, a, b in zip(lows, peaks, peaks[1:], strict=False)]
        worst = int(np.argmax(depth))
        if depth[worst] > _VALLEY:  # the lower of the two beside the shallowest valley is part of the other
            peaks.pop(worst if mass[peaks[worst]] < mass[peaks[worst + 1]] else worst + 1)
        elif min(shares) < _LEAST_HUMP:
            peaks.pop(int(np.argmin(shares)))
        else:
            break
    return peaks

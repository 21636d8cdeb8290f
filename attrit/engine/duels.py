"""Fights by single losses, played run by run in compiled code: the stochastic law by Monte Carlo."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from attrit.engine.compiled import compiled
from attrit.laws import checked
from attrit.model.arithmetic import LANES, lanes, philox
from attrit.model.laws.protocol import Range
from attrit.model.laws.stochastic import LAW, require_fight
from attrit.shown import Shown
from attrit.statistics.estimates import Estimate

Row = Any  # LANES numbers in double precision, or several such rows

BLOCK = 256 * LANES  # runs: the unit of parallel work
_STREAM = 255 << 16  # third counter word, beside the kinds of noise streams of the campaign
_RANGES = {
    **LAW.ranges,
    "runs": Range(1, 100_000_000, "a whole number of runs from 1 to 100,000,000", whole=True),
    "seed": Range(0, 2**63 - 1, "a whole number from 0 to 2**63 - 1", whole=True),
    "threads": Range(1, 1024, "a whole number of threads from 1 to 1024", whole=True),
}


@dataclass(frozen=True, eq=False, repr=False)
class Duels(Shown):
    """Fights to the finish, one entry a run; in each run one side has 0 left.

    Parameters
    ----------
    x_left, y_left
        (run) [unit] Units that are left.
    """

    x_left: NDArray[np.int32]
    y_left: NDArray[np.int32]

    @property
    def x_wins(self) -> Estimate:
        """Probability that x wins, with its Monte-Carlo error."""
        return Estimate.probability(self.x_left > 0)

    @property
    def x_mean(self) -> Estimate:
        """Units of x that are left, with the Monte-Carlo error of their mean."""
        return Estimate.of(self.x_left)

    @property
    def y_mean(self) -> Estimate:
        """Units of y that are left, with the Monte-Carlo error of their mean."""
        return Estimate.of(self.y_left)


@checked
def duels(
    x0: int,
    y0: int,
    a: float,
    b: float,
    *,
    law: str = "square",
    runs: int = 1_000_000,
    seed: int = 1,
    threads: int | None = None,
) -> Duels:
    """Play the stochastic square or linear law many times.

    Parameters
    ----------
    x0, y0
        () [unit] Units at the start, whole numbers.
    a, b
        () [1/day] Units of x killed in a day by each unit of y, and the reverse; only their ratio counts.
    law
        () [-] ``square`` or ``linear``, as in `attrit.laws.stochastic`, which gives the exact chances.
    runs
        () [1] Number of runs.
    seed
        () [-] Seed, 0 to 2**63 - 1.
    threads
        () [1] Threads; as many as there are processors if None. Neither on it nor on `runs` do the numbers of a run
        depend.

    Returns
    -------
    Duels
        Survivors by run, and the estimates that follow.

    Raises
    ------
    ScenarioError
        A number is outside its range or not whole, or there is no such law.

    Notes
    -----
    Each loss has its number from a counter by run and loss, with 32 bits of it, so that rounding shifts no chance by
    more than 1e-10. A million runs of ten against eight take less than a tenth of a second.

    Checked against: `tests/statistical/test_duels.py::test_it_agrees_with_the_exact_chances`.
    """
    workers = (os.cpu_count() or 1) if threads is None else threads
    require_fight(_RANGES, law, x0=x0, y0=y0, a=a, b=b, runs=runs, seed=seed, threads=workers)
    runs, top = int(runs), max(a, b)
    left = np.empty((2, runs), np.int32)

    def block(first: int) -> None:
        x_left, y_left = left[:, first : first + BLOCK]
        _play(int(x0), int(y0), a / top, b / top, law == "square", np.uint64(int(seed)), first, x_left, y_left)

    with ThreadPoolExecutor(int(workers)) as pool:
        for _ in pool.map(block, range(0, runs, BLOCK)):
            pass
    return Duels(*left)


@lanes
def _draw(u: Row, runs: Row, four: Any, seed: Any) -> None:
    """Numbers in (0, 1) for four losses of each run, 32 bits each: four rows."""
    low, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    for i in range(LANES):
        run = runs[i]
        p, q, r, s = philox(run & low, run >> half, np.uint64(_STREAM), four, seed & low, seed >> half)
        u[i] = (np.float64(p) + 0.5) * 2.0**-32
        u[LANES + i] = (np.float64(q) + 0.5) * 2.0**-32
        u[2 * LANES + i] = (np.float64(r) + 0.5) * 2.0**-32
        u[3 * LANES + i] = (np.float64(s) + 0.5) * 2.0**-32


@lanes
def _lose(x: Row, y: Row, u: Row, row: Any, a: float, b: float, square: bool) -> None:
    """One loss in each run that is not over, of y if u * (b x + a y) < b x."""
    for i in range(LANES):
        by_x = b * x[i] if square else b
        by_y = a * y[i] if square else a
        on = np.float64(min(x[i], y[i]) > 0.0)
        hit = np.float64(u[row + np.uint64(i)] * (by_x + by_y) < by_x)
        x[i] -= on * (1.0 - hit)
        y[i] -= on * hit


@lanes
def _goes_on(x: Row, y: Row) -> bool:
    """Whether any run is not over."""
    most = 0.0
    for i in range(LANES):
        most = max(most, min(x[i], y[i]))
    return most > 0.0


_i = nb.int64
_d = nb.float64


@compiled(nb.void(_i, _i, _d, _d, nb.boolean, nb.uint64, _i, nb.int32[::1], nb.int32[::1]))
def _play(x0: int, y0: int, a: float, b: float, square: bool, seed: Any, first: int, x_left: Any, y_left: Any) -> None:
    """Play the runs from `first` on, LANES at a time, each until a side is gone."""
    x, y, u, runs = np.empty(LANES), np.empty(LANES), np.empty(4 * LANES), np.empty(LANES, np.uint64)
    for start in range(0, x_left.size, LANES):
        for i in range(LANES):
            x[i], y[i], runs[i] = x0, y0, first + start + i
        four = np.uint64(0)
        while _goes_on(x, y):
            _draw(u, runs, four, seed)
            four += np.uint64(1)
            for k in range(4):
                _lose(x, y, u, np.uint64(k * LANES), a, b, square)
        for i in range(min(LANES, x_left.size - start)):
            x_left[start + i] = np.int32(x[i])
            y_left[start + i] = np.int32(y[i])

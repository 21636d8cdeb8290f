"""Worlds of the compiled day that stop at each observation, as the particle filter needs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.engine.draws import Columns
from attrit.engine.kernel import copy_draws, simulate_block, state_size
from attrit.engine.plan import Plan
from attrit.engine.recipes import Recipe
from attrit.engine.worlds import Lineage, Worlds
from attrit.model.arithmetic import LANES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Inputs = Callable[[Recipe], Floats]
LogDensity = Callable[[NDArray[np.float32], Inputs], Floats]


class Sight(NamedTuple):
    """What is seen on one morning.

    Parameters
    ----------
    day
        () [day] The day, 1 or later.
    rows
        (row) [-] Rows of the workspace that it is compared with.
    log_density
        () [-] Log density of what was seen, from those rows (row, draw) and the inputs of the worlds by recipe: (draw).
    """

    day: int
    rows: tuple[int, ...]
    log_density: LogDensity


class ObservedDays:
    """An island of worlds in one arm, played from observation to observation.

    Parameters
    ----------
    plan
        () [-] A plan of one arm.
    labels
        (draw) [-] Labels of the worlds, which own their inputs.
    seed
        () [-] Seed of the run.
    sights
        (sight) [-] What is seen, in the order of days; several may fall on one day.
    horizon
        () [day] The last day of all.
    steps
        () [1] Steps a day.
    """

    def __init__(
        self, plan: Plan, labels: Ints, seed: int, sights: Sequence[Sight], horizon: int, steps: int = 1
    ) -> None:
        self._plan, self._seed, self._steps, self._draws = plan, seed, steps, len(labels)
        self._columns = Columns(Worlds(labels, seed))
        self._inputs = plan.inputs(self._columns)
        self._days = sorted({sight.day for sight in sights})
        self._sights = {day: [sight for sight in sights if sight.day == day] for day in self._days}
        self._place = np.arange(len(labels))  # whose inputs a world has
        fronts, runs = len(plan.layout.names["fronts"]), -(-len(labels) // LANES)
        self._states = _lines(runs, state_size(plan.tables))
        self._histories = _lines(runs, (horizon + 1) * fronts * LANES)
        rows = list(dict.fromkeys(row for sight in sights for row in sight.rows))
        self._rows, self._row_of = np.array(rows, np.int64), {row: k for k, row in enumerate(rows)}
        self._seen = np.empty((len(rows), len(labels)), np.float32)

    def go_on(self, labels: Ints, since: int, until: int) -> None:
        """Play all worlds from one morning to another, with the noise of these labels."""
        shape = len(self._rows), 1, 1, self._draws
        final, nothing = np.empty(shape, np.float32), np.empty((0, 1, until - since + 1, self._draws), np.float32)
        spells = Lineage(np.zeros(1, np.int64), np.ascontiguousarray(labels[None, :]))
        simulate_block(
            *self._plan.tables, self._plan.rows, self._plan.places, self._inputs, spells.labels, spells.starts, 0,
            self._draws, np.uint64(self._seed), since, until, self._steps, self._states, self._histories, self._rows,
            np.empty(0, np.int64), final, nothing,
        )  # fmt: skip
        self._seen = final[:, 0, 0]

    def log_density(self, seen: int) -> Floats:
        """(draw) [1] Log density of all that is seen on a day, in each world."""
        total = np.zeros(self._draws)
        for sight in self._sights[self._days[seen]]:
            rows = self._seen[[self._row_of[row] for row in sight.rows]]
            total += sight.log_density(rows, self._inherited)
        return total

    def _inherited(self, recipe: Recipe) -> Floats:
        """(draw) Values by a recipe: each world has those of its forebear."""
        return self._columns.values(recipe)[self._place]

    def replace(self, to: Ints, source: Ints) -> None:
        """Put worlds in the place of others."""
        copy_draws(self._states, to, source)
        copy_draws(self._histories, to, source)
        self._place[to] = self._place[source]


def _lines(rows: int, size: int) -> NDArray[np.float32]:
    """An empty table whose rows start on cache lines."""
    space = np.empty(rows * size + 16, np.float32)
    skip = (-space.ctypes.data % 64) // 4
    return space[skip : skip + rows * size].reshape(rows, size)

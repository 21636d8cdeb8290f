"""Which worlds are played: their labels, what is given of their inputs, and whose noise they have had."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]


class Lineage(NamedTuple):
    """Whose noise each world has had: of a world that was chosen for what was seen, that of its forebears.

    Parameters
    ----------
    starts
        (spell) [day] First day of each spell; the first is 0.
    labels
        (spell, draw) [-] Labels whose noise the worlds have from that day on. Those of the first spell own the inputs;
        those of the last are the labels of the worlds.
    """

    starts: NDArray[np.int64]
    labels: NDArray[np.int64]


class Worlds(NamedTuple):
    """Which worlds are played.

    Parameters
    ----------
    labels
        (draw) [-] Labels of the draws: what the noise of each day, and of inputs all that is not given, depends on.
    seed
        () [-] Seed of the run.
    given
        (stream)(draw) [1] Uniform numbers between 0 and 1 that take the place of a stream's own, by its number; in a
        designed experiment that of every uncertain input.
    lineage
        () [-] Whose noise and inputs the worlds have; their own if None.
    """

    labels: NDArray[np.int64]
    seed: int
    given: Mapping[int, Column] = MappingProxyType({})
    lineage: Lineage | None = None

    @classmethod
    def first(cls, draws: int, seed: int) -> Worlds:
        """The first worlds of a seed: what `simulate` plays.

        Parameters
        ----------
        draws
            () [1] How many.
        seed
            () [-] The seed.
        """
        return cls(np.arange(draws, dtype=np.int64), seed)

    def part(self, which: slice | NDArray[np.int64]) -> Worlds:
        """Some of the worlds.

        Parameters
        ----------
        which
            () [1] Their places.
        """
        given = {stream: u[which] for stream, u in self.given.items()}
        past = self.lineage and Lineage(self.lineage.starts, np.ascontiguousarray(self.lineage.labels[:, which]))
        return Worlds(self.labels[which], self.seed, given, past)

    @property
    def spells(self) -> Lineage:
        """Whose noise each world has, from which day on."""
        return self.lineage or Lineage(np.zeros(1, np.int64), self.labels[None, :])

    def again(self, labels: NDArray[np.int64], given: Mapping[int, Column] | None = None) -> Worlds:
        """The same worlds with other noise; where they have a lineage, only after its last day.

        Parameters
        ----------
        labels
            (draw) [-] Labels of the new noise.
        given
            (stream)(draw) [1] Uniform numbers that take the place of a stream's own; as they are if None.
        """
        given = self.given if given is None else given
        if self.lineage is None:
            return Worlds(labels, self.seed, given)
        past = np.concatenate([self.lineage.labels[:-1], labels[None, :]])
        return Worlds(labels, self.seed, given, Lineage(self.lineage.starts, past))

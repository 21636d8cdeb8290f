"""Differences between arms as a campaign makes them, with means that are known."""

from __future__ import annotations

import math

import numpy as np

_ARMS = 9


def _normal(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))


class RareLarge:
    """Many worlds do not differ, most of the others a little, and a few by very much; arms go together.

    The size is lognormal up to the whole ground, the same world is large in all arms, and one in ten goes the other way.
    """

    spread = 0.95
    most = math.exp(3 * spread)
    none = tuple(0.28 + 0.04 * arm for arm in range(_ARMS))

    @property
    def mean(self) -> list[float]:
        """(arm) [unit] Mean difference: the share that differs, eight tenths one way, the mean of the size."""
        below, above = _normal(3 - self.spread), 1 - _normal(3)
        size = math.exp(self.spread**2 / 2) * below + self.most * above
        return [(1 - none) * 0.8 * size for none in self.none]

    def __call__(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """(arm, world) [unit] Differences."""
        together, own = rng.normal(size=n), rng.normal(size=(_ARMS, n))
        size = np.minimum(np.exp(self.spread * (math.sqrt(0.7) * together + math.sqrt(0.3) * own)), self.most)
        sign = np.where(rng.random((_ARMS, n)) < 0.1, -1.0, 1.0)
        return np.where(rng.random((_ARMS, n)) < np.array(self.none)[:, None], 0.0, sign * size)


class RareEvents:
    """Something comes about, or no longer does, in few worlds; arms go together."""

    up = (0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.06, 0.10)
    down = 0.003

    @property
    def mean(self) -> list[float]:
        """(arm) [1] Mean difference."""
        return [up - self.down for up in self.up]

    def __call__(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """(arm, world) [1] -1, 0 or 1."""
        luck = np.where(rng.random((_ARMS, n)) < 0.6, rng.random(n), rng.random((_ARMS, n)))
        up = np.array(self.up)[:, None]
        return np.where(luck < up, 1.0, np.where(luck > 1 - self.down, -1.0, 0.0))


rare_large, rare_events = RareLarge(), RareEvents()

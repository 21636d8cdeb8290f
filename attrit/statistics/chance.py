"""Normal, gamma and Wishart numbers made of uniform ones that are handed in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Uniforms = Callable[[int, int], Floats]
_BLOCK = 1 << 16
_TAIL = 1e-300


class Chance:
    """A stream of random numbers.

    Parameters
    ----------
    uniforms
        () [-] Gives uniform numbers between 0 and 1: of a block's number, and how many. The same block is always the
        same numbers.
    """

    def __init__(self, uniforms: Uniforms) -> None:
        self._uniforms, self._block, self._at = uniforms, 0, _BLOCK
        self._numbers: Floats = np.empty(0)

    def uniform(self, *shape: int) -> Floats:
        """Uniform numbers between 0 and 1, neither of them taken.

        Parameters
        ----------
        *shape
            () [1] How many along each axis.
        """
        size = int(np.prod(shape))
        if size > _BLOCK:
            parts = [self.uniform(min(_BLOCK, size - first)) for first in range(0, size, _BLOCK)]
            return np.concatenate(parts).reshape(shape)
        if self._at + size > _BLOCK:
            self._numbers = np.clip(self._uniforms(self._block, _BLOCK), 2.0**-54, 1.0 - 2.0**-53)
            self._block, self._at = self._block + 1, 0
        taken = self._numbers[self._at : self._at + size]
        self._at += size
        return taken.reshape(shape)

    def normal(self, *shape: int) -> Floats:
        """Standard normal numbers.

        Parameters
        ----------
        *shape
            () [1] How many along each axis.
        """
        return np.asarray(special.ndtri(self.uniform(*shape)))

    def gamma(self, shape: Floats | float, size: tuple[int, ...]) -> Floats:
        """Gamma numbers of scale 1.

        Parameters
        ----------
        shape
            (...) [1] The parameter of shape.
        size
            () [1] How many along each axis.
        """
        return np.asarray(np.maximum(special.gammaincinv(shape, self.uniform(*size)), _TAIL))

    def above(self, bound: Floats) -> Floats:
        """Standard normal numbers above a bound.

        Parameters
        ----------
        bound
            (...) [1] The bound.
        """
        # From the upper tail, whose probability keeps its digits however far out the bound is.
        tail = np.maximum(special.ndtr(-bound), _TAIL)
        return np.asarray(np.maximum(-special.ndtri(self.uniform(*bound.shape) * tail), bound))

    def inverse_wishart(self, scale: Floats, freedom: float) -> Floats:
        """Covariances from the inverse Wishart distribution, by Bartlett's decomposition.

        Parameters
        ----------
        scale
            (..., a, a) [any] Matrices of scale, one for each covariance: the mean times ``freedom - a - 1``.
        freedom
            () [1] Degrees of freedom, above ``a - 1``.
        """
        *many, size, _ = scale.shape
        lower = np.tril(self.normal(*many, size, size), -1)
        squares = 2.0 * self.gamma(np.asarray((freedom - np.arange(size)) / 2.0, np.float64), (*many, size))
        lower[..., np.arange(size), np.arange(size)] = np.sqrt(squares)
        # W = T T' is Wishart of scale 1; with scale = C C' the inverse of W, between C and C', is what is wanted.
        half = np.linalg.solve(lower, np.linalg.cholesky(scale).swapaxes(-1, -2))
        return np.asarray(half.swapaxes(-1, -2) @ half)

"""How much of an outcome's variance its inputs explain, from one set of draws: a regression of the outcome on splines.

The mean of the outcome given an input is fitted by natural cubic splines of the input's normal score (its rank, as a
standard normal number), so that it does not matter in which scale an input is written. Inputs with few distinct values
have a mean for each. Several inputs: the sum of their splines and the products of their normal scores.

References
----------
Natural cubic splines: Hastie, Tibshirani, Friedman 2009, The Elements of Statistical Learning, section 5.2.1.
Residuals over 1 - leverage as unbiased variances where the spread differs: MacKinnon and White 1985, Journal of
Econometrics 29(3), doi 10.1016/0304-4076(85)90158-7.
Sums of chi-squared numbers by three moments: Imhof 1961, Biometrika 48(3/4), doi 10.1093/biomet/48.3-4.419 (page 425).
Intervals from the error at each value: Wilson 1927, Journal of the American Statistical Association 22(158),
doi 10.1080/01621459.1927.10502953.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FUNCTIONS = 8  # of one input, if there are draws for them
PRODUCTS_OF = 12  # inputs whose products enter
_DRAWS_EACH = 16  # least draws for a function, or for a product
_OUTER = 1.8  # outermost knots, in standard deviations
_STATES = 8  # most distinct values that are taken for states without being told
_RARE = 8  # draws below which states are taken together
_ALONE = 2**18  # multiplications of a product of matrices up to which OpenBLAS starts no threads
# Errors from which on a share by regression is told from zero. At zero these errors are generous: of inputs that do
# nothing at most .5 % pass. Those of a designed experiment are its scatter, of which chance passes 2 with one input in
# 44, so that there it takes 3 (CLEAR).
_Z = 1.959963984540054  # standard errors to either side that hold the truth in 95 runs of 100
_FLAT = 1e-9  # share of a column's square that must be new for it to count


class Explained(NamedTuple):
    """What inputs explain of an outcome.

    Parameters
    ----------
    share
        () [1] Var(E[y | inputs]) / Var(y). Noise gives 0 on average, so that it can be negative. NaN if the outcome is
        constant, or if there are fewer than two draws for each term.
    error
        () [1] Its Monte-Carlo standard error.
    terms
        () [1] Number of functions fitted.
    at_zero
        () [1] The standard error that it would have if the inputs explained nothing.
    slope
        () [1] By how much the square of the error grows with the share.
    p
        () [1] Chance of such a share or a greater one if the inputs explain nothing.
    """

    share: float
    error: float
    terms: int
    at_zero: float = math.nan
    slope: float = math.nan
    p: float = math.nan

    def interval(self, z: float = _Z) -> tuple[float, float]:
        """The shares from which this estimate is no more than some errors away, by the error at each of them.

        The error grows with the share, so that estimates are skewed: the estimate and its error alone, to both sides
        alike, hold a small share in 90 to 92 of 100 runs and not in 95.

        Parameters
        ----------
        z
            () [1] How many errors; 1.96 for a 95 % interval.
        """
        if math.isnan(self.share):
            return math.nan, math.nan
        middle = self.share + z**2 * self.slope / 2
        root = self.at_zero**2 + self.slope * self.share + (z * self.slope / 2) ** 2
        reach = z * math.sqrt(max(root, 0.0))
        low, high = (min(max(end, 0.0), 1.0) for end in (middle - reach, middle + reach))
        return low, high


def explained(inputs: Sequence[Floats], y: Floats, *, discrete: Sequence[bool | None] | None = None) -> Explained:
    """Share of the variance of an outcome that inputs explain together, with its error.

    The square of the fit is freed of what it owes to chance by the residual of each draw over 1 - leverage: the mean is
    that of adjusted R2, and stays 0 for noise whose spread hangs on the input. The error is that of the influence
    function of the ratio, and of what is left of it where nothing is explained.

    Parameters
    ----------
    inputs
        (input)(draw) [unit] The inputs.
    y
        (draw) [unit] The outcome.
    discrete
        (input) [-] Whether an input is the number of a state, without order; where None, it is if it has at most 8
        values.

    Notes
    -----
    Several inputs are fitted by the sum of their splines and, if there are at most 12 and 16 draws for each product, by
    the products of every two normal scores. What they do together beyond that is left out: the share is then a lower
    bound. Inputs have 8 functions each, fewer where there are more than 8 inputs or fewer than 16 draws for a function.
    """
    x = np.asarray(y, np.float64)
    n = x.size
    q = basis(inputs, discrete)
    centred = x - x.mean()
    total = _dot(centred, centred)
    if not total > 0 or 2 * q.shape[1] > n:
        return Explained(math.nan, math.nan, q.shape[1])
    fit = projected(q, centred[:, None])[:, 0]
    leverage = np.einsum("ij,ij->i", q, q)
    residual = centred - fit
    spread = residual**2 / np.maximum(1 - leverage - 1 / n, 1e-9)
    share = (_dot(fit, fit) - _dot(leverage, spread)) / total
    # what the error would be if nothing were explained: of the sum of h_ij e_i e_j over all i != j
    crossed = _products(q, spread[:, None] * q)
    none = 2 * max(0.0, float(np.sum(crossed**2) - np.sum((leverage * spread) ** 2))) / total**2
    influence = 2 * fit * residual + fit**2 - share * centred**2
    some = max(_dot(influence, influence) / total**2 - 2 * none, 0.0)  # chance is in the fit, too
    at_zero = math.sqrt(none)
    # no less than of normal numbers, whose R2 has a variance of 4 R2 (1 - R2)^2 / n
    slope = max(some / max(share, at_zero), 4 * (1 - share) ** 2 / n) if none else 0.0
    return Explained(share, math.sqrt(some + none), q.shape[1], at_zero, slope, _chance(q, centred, _dot(fit, fit)))


def _chance(q: Floats, y: Floats, square: float) -> float:
    """Chance of such a square of the fit if the functions explain nothing, whatever the spread of the outcome by draw.

    The square is then a sum of chi-squared numbers, each times an eigenvalue of the covariance of the fit's
    coefficients. Their distribution is that of the one chi-squared number with the same first three moments.
    """
    from scipy.special import gammaincc

    values = np.maximum(np.linalg.eigvalsh(_products(q, y[:, None] ** 2 * q)), 0.0) if q.size else np.zeros(1)
    first, second, third = (float(np.sum(values**k)) for k in (1, 2, 3))
    if not third > 0:
        return 1.0
    freedom = second**3 / third**2
    return float(gammaincc(freedom / 2, max(freedom + (square - first) * math.sqrt(freedom / second), 0.0) / 2))


def basis(inputs: Sequence[Floats], discrete: Sequence[bool | None] | None = None) -> Floats:
    """Orthonormal functions of inputs, each with the mean 0.

    Parameters
    ----------
    inputs
        (input)(draw) [unit] The inputs.
    discrete
        (input) [-] As in `explained`.

    Returns
    -------
    numpy.ndarray
        (draw, term) [1] Columns of length 1, at right angles to each other and to a constant.
    """
    columns = [np.asarray(x, np.float64) for x in inputs]
    n = columns[0].size
    functions = _functions(len(columns), n)
    told = [None] * len(columns) if discrete is None else discrete
    parts, linear = [], []
    for x, states in zip(columns, told, strict=True):
        own, main = _own(x, states, functions)
        parts.append(own)
        linear.append(main)
    if len(parts) == 1:
        return parts[0]
    pairs = len(parts) * (len(parts) - 1) // 2
    if len(parts) <= PRODUCTS_OF and pairs <= n / _DRAWS_EACH:
        parts += [
            _centred((a[:, :, None] * b[:, None, :]).reshape(n, -1) * math.sqrt(n)) for a, b in combinations(linear, 2)
        ]
    return _orthonormal(np.concatenate(parts, axis=1))


def projected(q: Floats, columns: Floats) -> Floats:
    """The part of columns that orthonormal functions explain.

    Parameters
    ----------
    q
        (draw, term) [1] The functions, from `basis`.
    columns
        (draw, column) [unit] The columns, each with the mean 0.

    Returns
    -------
    numpy.ndarray
        (draw, column) [unit] The fit.
    """
    return _times(q, _products(q, columns))


def _dot(a: Floats, b: Floats) -> float:
    return float(np.einsum("i,i->", a, b))


def _products(a: Floats, b: Floats) -> Floats:
    """``a.T @ b`` of long arrays, piece by piece."""
    found = np.zeros((a.shape[1], b.shape[1]))
    for piece in _pieces(a, b.shape[1]):
        found += a[piece].T @ b[piece]
    return found


def _times(a: Floats, b: Floats) -> Floats:
    """``a @ b`` of a long array, piece by piece."""
    found = np.empty((a.shape[0], b.shape[1]))
    for piece in _pieces(a, b.shape[1]):
        np.matmul(a[piece], b, out=found[piece])
    return found


def _pieces(a: Floats, columns: int) -> Iterator[slice]:
    """Rows so few that no threads are started, on which a busy machine waits a thousand times as long."""
    rows = max(1, _ALONE // (max(a.shape[1], 1) * max(columns, 32)))
    return (slice(first, first + rows) for first in range(0, len(a), rows))


def _functions(inputs: int, draws: int) -> int:
    """Functions of each input: the more inputs, the fewer."""
    most = FUNCTIONS
    while most > 1 and most * inputs > min(draws / _DRAWS_EACH, 8 * FUNCTIONS):
        most //= 2
    return most


def _own(x: Floats, states: bool | None, functions: int) -> tuple[Floats, Floats]:
    """Orthonormal functions of one input, and of these (or of their span) those that enter products."""
    order = np.argsort(x)
    rising = x[order]
    new = np.empty(x.size, np.bool_)
    new[0] = True
    np.not_equal(rising[1:], rising[:-1], out=new[1:])
    starts = np.flatnonzero(new)  # of each distinct value
    which = np.empty(x.size, np.int64)  # number of the distinct value of each draw
    which[order] = np.cumsum(new) - 1
    counts = np.diff(starts, append=x.size)
    if states or (states is None and starts.size <= _STATES):
        common = np.flatnonzero(counts >= _RARE)
        dummies = _orthonormal(_centred((which[:, None] == common).astype(np.float64)))
        return dummies, dummies
    table, main = _table(x.size, functions)
    if starts.size == x.size:
        return table[which], main[which]
    shared = (np.add.reduceat(columns, starts, axis=0) / counts[:, None] for columns in (table, main))
    own, linear = (
        _orthonormal(columns[which]) for columns in shared
    )  # where values are equal, the mean of their ranks
    return own, linear


@lru_cache(maxsize=8)
def _table(n: int, functions: int) -> tuple[Floats, Floats]:
    """The functions at the ranks 0, 1, ... of n different numbers, and the linear one."""
    scores = _scores((np.arange(n) + 0.5) / n)
    return _orthonormal(_centred(_splines(scores, functions))), _orthonormal(_centred(scores[:, None]))


def _scores(u: Floats) -> Floats:
    from scipy.special import ndtri

    return np.asarray(ndtri(u), np.float64)


def _splines(t: Floats, functions: int) -> Floats:
    """(draw, function) Natural cubic splines: cubic between knots, straight outside and continuous to the curvature."""
    knots = np.linspace(-_OUTER, _OUTER, functions + 1)
    last = knots[-1]

    def bent(knot: float) -> Floats:
        return np.asarray((np.maximum(t - knot, 0.0) ** 3 - np.maximum(t - last, 0.0) ** 3) / (last - knot))

    return np.column_stack([t, *(bent(knot) - bent(knots[-2]) for knot in knots[:-2])])


def _centred(columns: Floats) -> Floats:
    return np.asarray(columns - columns.mean(axis=0))


def _orthonormal(columns: Floats) -> Floats:
    """Columns at right angles that span the same, less what is nearly spanned by the others."""
    lengths = np.sqrt(np.einsum("ij,ij->j", columns, columns))
    kept = lengths > 0
    scaled = columns[:, kept] / lengths[kept]
    values, vectors = np.linalg.eigh(_products(scaled, scaled))
    apart = values > _FLAT
    return _times(scaled, vectors[:, apart] / np.sqrt(values[apart]))

"""Sobol indices: what each factor decides of an outcome by itself, and together with others.

A designed experiment plays n rows. A row has two samples of all factors, a and b, and for every group of factors the
sample a with the group's values taken from b. Factors must be independent of each other; such as are not are put into
one group, whose index is the closed one: that of all its members together.

With your own model of independent factors, uniform between 0 and 1::

    a, b = base_samples(3, 1024, seed=1)
    groups = [(0,), (1,), (2,)]
    y = model(crossed(a, b, groups))
    found = indices(*parted(y, len(groups)))

References
----------
The design and the first-order index: Saltelli et al. 2010, Computer Physics Communications 181(2),
doi 10.1016/j.cpc.2009.09.018. Total index: Jansen 1999, Computer Physics Communications 117(1),
doi 10.1016/S0010-4655(98)00154-4; over the variance of the two columns that are compared, which makes it the efficient
estimator of Janon et al. 2014, ESAIM: Probability and Statistics 18, doi 10.1051/ps/2013040.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.errors import Problem, ResultsError, whole_number
from attrit.reader import setting
from attrit.statistics.factorial import Share
from attrit.statistics.standards import CLEAR
from attrit.statistics.variation import refuse_constant

Floats = NDArray[np.float64]
Group = Sequence[int]

NETS = 32  # independent parts of a design, whose scatter gives the errors
FEWEST = 2 * NETS  # rows
MANY_ROWS = 64.0  # rows on which a total index must rest for its error to be trusted
GREATEST = 2**17  # rows
_ROUNDING = 1e-12  # on a share


class Indices(NamedTuple):
    """Sobol indices of groups of factors. They are never cut off at 0 or 1: what is out of bounds tells of the error.

    Parameters
    ----------
    first, first_error
        (group) [1] First-order index, the share of the variance that would go if the group were known, and its
        Monte-Carlo standard error.
    total, total_error
        (group) [1] Total index, the share that would be left if all else were known, and its error.
    first_sum
        () [1] Sum of the first-order indices; what is missing to 1 is left to the interplay of groups.
    rows_behind
        (group) [1] On how many rows the total index rests: as many alike rows would give it as well. Where a few rows
        make most of it, rows of a kind that was not met may be missing, and the error is too small.
    below_zero
        (group) [-] Whether the first-order index is below 0 by more than 3 errors: no share can be, so that there are
        too few rows for the error to be right.
    total_below_first
        (group) [-] Whether the total index is below the first-order one by more than 3 errors: likewise.
    """

    first: Floats
    first_error: Floats
    total: Floats
    total_error: Floats
    first_sum: Share
    rows_behind: Floats
    below_zero: NDArray[np.bool_]
    total_below_first: NDArray[np.bool_]

    @property
    def few_rows(self) -> NDArray[np.bool_]:
        """(group) [-] Whether a total index rests on too few rows for its error to be trusted."""
        return np.asarray((self.total > 0) & (self.rows_behind < MANY_ROWS))


def base_samples(factors: int, n: int, seed: int) -> tuple[Floats, Floats]:
    """The two samples of a design: the two halves of scrambled Sobol sequences, which fill the cube more evenly.

    There are 32 sequences, each scrambled anew and a 32nd of the rows long. One long sequence would be more even still,
    but nothing in it tells of its own error: rows of a sequence are not independent, and between some of its dimensions
    it is not even at all.

    Parameters
    ----------
    factors
        () [1] How many.
    n
        () [1] Rows; a power of 2, for which alone the sequence is even.
    seed
        () [-] Seed of the scrambling.

    Returns
    -------
    tuple
        (n, factor) [1] Twice.

    Raises
    ------
    ResultsError
        `n` is no power of 2, too few or too many.
    """
    from scipy.stats import qmc

    rows = checked_rows(n)
    nets = [qmc.Sobol(2 * factors, scramble=True, rng=seed * NETS + k).random(rows // NETS) for k in range(NETS)]
    both = np.concatenate(nets)
    return both[:, :factors], both[:, factors:]


def checked_rows(n: object) -> int:
    """A number of rows for which the sequence is even; if it is not, the nearest that will do are said.

    Parameters
    ----------
    n
        () [1] The number.

    Raises
    ------
    ResultsError
        It is no power of 2, too few or too many.
    """
    rows = whole_number("draws", n, FEWEST, GREATEST)
    above = next_power(rows)
    if rows != above:
        cure = f"ask for {setting('draws', above // 2, 'size')} or {above}"
        raise ResultsError(Problem("", "draws", f"found {rows}", f"a power of 2 from {FEWEST} to {GREATEST:,}", cure))
    return rows


def next_power(n: float) -> int:
    """The least power of 2 that is not below a number.

    Parameters
    ----------
    n
        () [1] The number.
    """
    return 1 << max(0, int(np.ceil(n)) - 1).bit_length()


def crossed(a: Floats, b: Floats, groups: Sequence[Group]) -> Floats:
    """Experiments of a design, row by row: a; a with each group from b in turn; b.

    Parameters
    ----------
    a, b
        (row, factor) [1] The two samples.
    groups
        (group)(factor) [-] Places of the factors of each group.

    Returns
    -------
    numpy.ndarray
        (row x (group + 2), factor) [1] The experiments.
    """
    made = np.repeat(a[:, None], len(groups) + 2, axis=1)
    made[:, -1] = b
    for place, group in enumerate(groups):
        members = list(group)
        made[:, place + 1, members] = b[:, members]
    return made.reshape(-1, a.shape[1])


def parted(y: Floats, groups: int) -> tuple[Floats, Floats, Floats]:
    """Outcomes of a design by sample, as `indices` takes them.

    Parameters
    ----------
    y
        (row x (group + 2)) [unit] Outcomes in the order of `crossed`.
    groups
        () [1] How many groups there are.

    Returns
    -------
    tuple
        (row), (row) and (group, row) [unit] Outcomes of a, of b, and of a with each group from b.
    """
    table = np.asarray(y, np.float64).reshape(-1, groups + 2)
    return table[:, 0], table[:, -1], table[:, 1:-1].T


def indices(a: Floats, b: Floats, ab: Floats) -> Indices:
    """First-order and total indices from the outcomes of a design, each with its error.

    Parameters
    ----------
    a, b
        (row) [unit] Outcomes of the two samples.
    ab
        (group, row) [unit] Outcomes of the first with each group's factors from the second.

    Raises
    ------
    ResultsError
        The columns differ in length, are too short, hold what is no number, or the outcome is always the same.

    Notes
    -----
    First order: the mean of b (ab - c a) over the variance of a and b, all less their mean. Saltelli's c is 1. As a and
    b are independent any c will do, and 1 - total makes the error least: small indices keep the small error of
    Saltelli's form, large ones get that of Janon's. Total: the mean of (ab - a)^2 / 2 over the variance of a and ab.

    Errors are those of the jackknife over 32 parts of the rows, in order. They are right for `base_samples`, of which
    these are the independent parts, and for independent rows; not for rows of one long quasi-random sequence.
    """
    a, b, ab = _checked(a, b, ab)
    middle = np.concatenate([a, b]).mean()
    a, b, ab = a - middle, b - middle, ab - middle
    pair = (a.mean() + ab.mean(axis=1, keepdims=True)) / 2
    half = (ab - a) ** 2 / 2
    total, left_total = _ratio(half, ((a - pair) ** 2 + (ab - pair) ** 2) / 2)
    share = b * (ab - (1 - total[:, None]) * a)
    own = (a**2 + b**2) / 2
    first, left_first = _ratio(share, own)
    whole, left_whole = _ratio(share.sum(axis=0), own)
    first_error, total_error = _jackknife(left_first), _jackknife(left_total)
    first_sum = Share(float(whole), float(_jackknife(left_whole)))
    squares = np.sum(half**2, axis=1)
    behind = np.divide(np.sum(half, axis=1) ** 2, squares, out=np.zeros_like(squares), where=squares > 0)
    gap = _jackknife(left_first - left_total)
    return Indices(
        first, first_error, total, total_error, first_sum, behind,
        first < -CLEAR * first_error - _ROUNDING, first - total > CLEAR * gap + _ROUNDING,
    )  # fmt: skip


def chance(index: float, error: float) -> float:
    """Chance of such an index or a greater one if it is nothing, by Student's t of the parts of the design.

    Parameters
    ----------
    index, error
        () [1] The index and its error.
    """
    from scipy.special import stdtr

    return float(stdtr(NETS - 1, -index / error)) if error > 0 else float(index <= 0)


def _ratio(top: Floats, bottom: Floats) -> tuple[Floats, Floats]:
    """Ratio of two sums over rows, and the same with each part of the rows left out; 0 with nothing to divide."""
    begins = np.linspace(0, top.shape[-1], NETS, endpoint=False).astype(np.int64)
    top, bottom = (np.add.reduceat(x, begins, axis=-1) for x in (top, bottom))
    over, under = top.sum(axis=-1, keepdims=True), bottom.sum(axis=-1, keepdims=True)
    whole = np.divide(over, under, out=np.zeros_like(over), where=under > 0)
    left, rest = over - top, under - bottom
    return whole[..., 0], np.divide(left, rest, out=np.zeros_like(left), where=rest > 0)


def _jackknife(left: Floats) -> Floats:
    """Standard error of a number from what it is with each part of the rows left out."""
    return np.asarray(np.sqrt((NETS - 1) * left.var(axis=-1)))


def _checked(a: Floats, b: Floats, ab: Floats) -> tuple[Floats, Floats, Floats]:
    """The columns as numbers that fit together; all that is wrong is said."""
    a, b, ab = (np.asarray(x, np.float64) for x in (a, b, ab))
    problems = []
    if a.ndim != 1 or b.shape != a.shape or ab.ndim != 2 or ab.shape[-1:] != a.shape:
        found = f"a, b and ab have the shapes {a.shape}, {b.shape} and {ab.shape}"
        problems.append(Problem("", "outcomes", found, "(row), (row) and (group, row), with as many rows"))
    elif a.size < FEWEST:
        problems.append(Problem("", "outcomes", f"{a.size} rows are too few", f"at least {FEWEST}"))
    missing = sum(int(np.sum(~np.isfinite(x))) for x in (a, b, ab))
    if missing:
        problems.append(Problem("", "outcomes", f"{missing:,} of them are missing or infinite", "numbers"))
    if problems:
        raise ResultsError(problems)
    refuse_constant(np.concatenate([a, b]), "the outcome", "worlds of the two samples")
    return a, b, ab

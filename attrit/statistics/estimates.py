"""Estimates with their Monte-Carlo error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.errors import Problem, ResultsError
from attrit.reader import setting
from attrit.shown import Shown

Values = NDArray[np.float64]

_ENDS = 40  # numbers of which two lie beyond each end of nine in ten


@dataclass(frozen=True, repr=False)
class Estimate(Shown):
    """A number of a run: where half of the worlds lie below, where nine in ten lie, and how far chance moves each.

    Every error is the standard deviation that the number beside it would have over other seeds. That of a mean is the
    standard deviation over worlds by the root of their number. That of a quantile is the standard deviation that the
    quantile has if the worlds are drawn anew from those played, which needs no drawing: the number at a rank of n then
    falls on the i-th with a probability of the beta distribution (Maritz and Jarrett 1978, J. Am. Stat. Assoc. 73,
    194-196). It is 0 only if no number near the rank differs. Of whole days it is right to a quarter: there a quantile
    stays or goes to the next day.

    Parameters
    ----------
    middle
        () [unit] Median over draws; for a probability the probability itself.
    low, high
        () [unit] 5 % and 95 % quantile over draws; NaN for a probability.
    error
        () [unit] Monte-Carlo standard error of `middle`; NaN of one number.
    mean, mean_error
        () [unit] Mean over draws and its Monte-Carlo standard error.
    draws
        () [1] Draws it rests on.
    low_error, high_error
        () [unit] Monte-Carlo standard errors of `low` and `high`; NaN of fewer than 40 numbers.
    left_out
        () [1] Draws that have no finite number, as what never happens has no day; all the rest is of the others.
    """

    middle: float
    low: float
    high: float
    error: float
    mean: float
    mean_error: float
    draws: int
    low_error: float = math.nan
    high_error: float = math.nan
    left_out: int = 0

    @classmethod
    def of(cls, values: ArrayLike) -> Estimate:
        """Median, 90 % interval, mean and the errors of one number a draw.

        Parameters
        ----------
        values
            (draw) [unit] The numbers, of which those that are not finite are left out; none gives an estimate that says
            nothing (NaN).
        """
        x, left_out = _finite(values)
        x.sort()
        n = x.size
        if n == 0:
            return cls(math.nan, math.nan, math.nan, math.nan, math.nan, math.nan, 0, left_out=left_out)
        low, high = (_rank(n, p) for p in (0.05, 0.95))
        error, low_error, high_error = (_error(x, rank) for rank in ((n - 1) / 2, low, high))
        ends = (low_error, high_error) if n >= _ENDS else (math.nan, math.nan)
        mean, mean_error = _mean(x)
        return cls(
            float(np.median(x)), float(x[low]), float(x[high]), error, mean, mean_error, n, *ends, left_out=left_out
        )

    @classmethod
    def probability(cls, chances: ArrayLike) -> Estimate:
        """A probability as the mean of a chance, or of yes and no, over draws.

        Parameters
        ----------
        chances
            (draw) [1] Chance in each draw, or the difference of two; those that are not finite are left out.
        """
        x, left_out = _finite(chances)
        if x.size == 0:
            return cls.of(chances)
        mean, error = _mean(x)
        return cls(mean, math.nan, math.nan, error, mean, error, x.size, left_out=left_out)


def _finite(values: ArrayLike) -> tuple[Values, int]:
    """The finite numbers as an array of their own, and how many are not."""
    x = np.asarray(values, np.float64)
    there = x[np.isfinite(x)]
    return there, x.size - there.size


def _mean(x: Values) -> tuple[float, float]:
    return float(x.mean()), float(x.std(ddof=1)) / math.sqrt(x.size) if x.size > 1 else math.nan


def _error(x: Values, rank: float) -> float:
    """Standard error of the number at a rank among sorted numbers (Maritz and Jarrett 1978)."""
    if x.size < 2:
        return math.nan
    first, weights = _weights(x.size, rank)
    near = x[first : first + weights.size]
    rest = near - near[near.size // 2]  # of numbers far from 0 as of others
    return math.sqrt(max(0.0, float(weights @ rest**2 - (weights @ rest) ** 2)))


@lru_cache(maxsize=64)
def _weights(n: int, rank: float) -> tuple[int, Values]:
    """How often each number falls on a rank if n are drawn anew: of the first that does at all, and of those after."""
    from scipy.special import betainc

    reach = 9 * math.sqrt((rank + 1) * (n - rank)) / math.sqrt(n)  # standard deviations
    first, last = max(0, math.floor(rank - reach)), min(n, math.ceil(rank + reach) + 1)
    return first, np.diff(betainc(rank + 1, n - rank, np.arange(first, last + 1) / n))


def asked_precision(precision: float | None) -> None:
    """Refuse a standard error that nobody can ask for, before anything is played for it.

    Parameters
    ----------
    precision
        () [unit] The standard error asked for; None for any.

    Raises
    ------
    ResultsError
        It is no number above 0.
    """
    number = isinstance(precision, int | float | np.number) and not isinstance(precision, bool)
    if precision is not None and not (number and precision > 0):
        raise ResultsError(Problem("", "precision", f"found {precision!r:.40}", "a number above 0"))


def enough(
    error: float, precision: float | None, draws: int, what: str, factor: float = 1.0, rows: str = "draws",
    step: int = 1024, most: int = 100_000_000, otherwise: str = "", option: str = "",
) -> None:  # fmt: skip
    """Refuse to tell a number that is not known as well as was asked for.

    Parameters
    ----------
    error
        () [unit] Its Monte-Carlo standard error, or the largest of several.
    precision
        () [unit] The standard error asked for; anything will do if None.
    draws
        () [1] Worlds it rests on.
    what
        () [-] What it is, in words, in the plural.
    factor
        () [1] What to show the errors in, such as 100 for points.
    rows
        () [-] Name of the option by which more of them are asked for.
    step, most
        () [1] Numbers of them go in steps of this, doubled if 0, and to this.
    otherwise
        () [-] What else would help.
    option
        () [-] What the command line calls it, if not by the same name.

    Raises
    ------
    ResultsError
        It is not; the message says how many worlds would do, or that no number would.
    """
    asked_precision(precision)
    if precision is None or error <= precision:
        return
    needed = draws * min(error / precision, 1e9) ** 2 if math.isfinite(error) else 16.0 * draws
    whole = -(-math.ceil(needed) // step) * step if step else 2 ** math.ceil(math.log2(needed))
    have, asked = (f"{x:,.0f}" if abs(x) >= 10 else f"{x:.2g}" for x in (factor * error, factor * precision))
    found = f"{what} are known to ±{have} with {draws:,} {rows}, not to ±{asked}"
    would = f"about {whole:,} {rows} would do" if whole <= most else f"more than the {most:,} {rows} that are possible"
    cures = [f"ask for {setting(rows, whole, option)}"] if whole <= most else []
    raise ResultsError(
        Problem("", "precision", found, would, ", or ".join([*cures, *([otherwise] if otherwise else [])]))
    )


def _rank(n: int, p: float) -> int:
    return min(n - 1, max(0, math.ceil(p * n) - 1))

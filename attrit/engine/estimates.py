"""Estimates with their Monte-Carlo error."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.errors import Problem, ResultsError


@dataclass(frozen=True)
class Estimate:
    """A number of a run: where half of the worlds lie below, where nine in ten lie, and how far chance moves it.

    Parameters
    ----------
    middle
        () [unit] Median over draws; for a probability the probability itself.
    low, high
        () [unit] 5 % and 95 % quantile over draws; NaN for a probability.
    error
        () [unit] Monte-Carlo standard error of `middle`.
    mean, mean_error
        () [unit] Mean over draws and its Monte-Carlo standard error.
    draws
        () [1] Draws it rests on.
    low_error, high_error
        () [unit] Monte-Carlo standard errors of `low` and `high`; NaN where they were not asked for.
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

    @classmethod
    def of(cls, values: ArrayLike) -> Estimate:
        """Median, 90 % interval and errors of one number a draw.

        Parameters
        ----------
        values
            (draw) [unit] The numbers; empty gives an estimate that says nothing (NaN).
        """
        x = np.sort(np.asarray(values, np.float64))
        n = x.size
        if n == 0:
            return cls(math.nan, math.nan, math.nan, math.nan, math.nan, math.nan, 0)
        low, middle, high = (float(x[_rank(n, p)]) if p != 0.5 else float(np.median(x)) for p in (0.05, 0.5, 0.95))
        low_error, error, high_error = (_rank_error(x, p) for p in (0.05, 0.5, 0.95))
        spread = float(x.std(ddof=1)) if n > 1 else math.nan
        mean, mean_error = float(x.mean()), spread / math.sqrt(n)
        return cls(middle, low, high, error, mean, mean_error, n, low_error, high_error)

    @classmethod
    def probability(cls, chances: ArrayLike) -> Estimate:
        """A probability as the mean of a chance, or of yes and no, over draws.

        Parameters
        ----------
        chances
            (draw) [1] Chance in each draw, or the difference of two.
        """
        x = np.asarray(chances, np.float64)
        n = x.size
        if n == 0:
            return cls.of(x)
        mean = float(x.mean())
        error = float(x.std(ddof=1)) / math.sqrt(n) if n > 1 else math.nan
        return cls(mean, math.nan, math.nan, error, mean, error, n)


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
    step: int = 1024, most: int = 100_000_000, otherwise: str = "",
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

    Raises
    ------
    ResultsError
        It is not; the message says how many worlds would do, or that no number would.
    """
    asked_precision(precision)
    if precision is None or error <= precision:
        return
    needed = draws * (error / precision) ** 2 if math.isfinite(error) else 16.0 * draws
    whole = -(-math.ceil(needed) // step) * step if step else 2 ** math.ceil(math.log2(needed))
    have, asked = (f"{x:,.0f}" if abs(x) >= 10 else f"{x:.2g}" for x in (factor * error, factor * precision))
    found = f"{what} are known to ±{have} with {draws:,} {rows}, not to ±{asked}"
    would = f"about {whole:,} {rows} would do" if whole <= most else f"more than the {most:,} {rows} that are possible"
    cures = [f"ask for {rows}={whole}"] if whole <= most else []
    raise ResultsError(
        Problem("", "precision", found, would, ", or ".join([*cures, *([otherwise] if otherwise else [])]))
    )


def _rank_error(x: NDArray[np.float64], p: float) -> float:
    """Standard error of a quantile of sorted numbers: one standard error of its rank to either side, halved."""
    n = x.size
    place, reach = (n - 1) * p, math.sqrt(n * p * (1 - p))
    lower, upper = np.interp([place - reach, place + reach], np.arange(n), x)
    return float(upper - lower) / 2


def _rank(n: int, p: float) -> int:
    return min(n - 1, max(0, math.ceil(p * n) - 1))

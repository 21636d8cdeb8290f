"""Regression of two series whose noise lasts from day to day, with blocks of days left out in turn.

The noise of a day is r times that of the day before plus a part that is new, and may be correlated between the series.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

MOST_BLOCKS = 20
LEAST_BLOCKS = 4
_TRIED = np.linspace(0.0, 0.95, 20)  # correlations from one day to the next
_ROUNDS = 30  # in which the sizes of the errors settle, at most
_STILL = 1e-9
_ALIKE = 0.95  # correlation of the two series, at most
_NOTHING = 1e-13  # of the greatest eigenvalue: a direction of which the data know nothing


class Folds(NamedTuple):
    """Days that are left out in turn; in the last fold no day is.

    Parameters
    ----------
    kept
        (fold, day) [-] Whether a day is in the fit.
    before
        (fold, day) [-] The day in the fit that comes before it; the day itself if none does.
    memory
        (fold, day) [1] Correlation of its noise with that of the day before.
    """

    kept: NDArray[np.bool_]
    before: Labels
    memory: Floats

    @classmethod
    def of(cls, label: Labels, day: Floats, r: float) -> Folds:
        """Leave out one block after the other.

        Parameters
        ----------
        label
            (day) [-] The block of each day, from 0.
        day
            (day) [day] When.
        r
            () [1] Correlation of the noise from one day to the next.
        """
        kept = np.vstack([label != block for block in range(int(label.max()) + 1)] + [np.ones(len(label), bool)])
        place = np.where(kept, np.arange(len(label)), -1)
        last = np.maximum.accumulate(place, axis=1)
        before = np.column_stack([np.full(len(kept), -1), last[:, :-1]])
        memory = np.where(before < 0, 0.0, r ** np.maximum(day - day[before], 0) if r > 0 else 0.0)
        return cls(kept, np.where(before < 0, np.arange(len(label)), before), memory)

    def whitened(self, values: Floats) -> Floats:
        """Values less what the day before foretells of them, with the same variance; 0 on the days left out.

        Parameters
        ----------
        values
            (fold, series, day, column) [any] The values.
        """
        memory, kept = self.memory[:, None, :, None], self.kept[:, None, :, None]
        earlier = np.take_along_axis(values, self.before[:, None, :, None], axis=2) if self.memory.any() else 0.0
        return np.asarray(np.where(kept, (values - memory * earlier) / np.sqrt(1 - memory**2), 0.0))


class Solutions(NamedTuple):
    """Coefficients of a regression, in every fold.

    Parameters
    ----------
    beta
        (fold, column) [any] The coefficients.
    covariance
        (fold, column, column) [any] Their covariance.
    sd
        (fold, series) [any] Standard deviation of each series about them.
    """

    beta: Floats
    covariance: Floats
    sd: Floats


def correlation(design: Floats, y: Floats, day: Floats) -> float:
    """Correlation of the noise from one day to the next, from 0 to .95: its mean, given the data.

    Parameters
    ----------
    design
        (series, day, column) [any] What each series is regressed on, by itself.
    y
        (series, day) [any] The series.
    day
        (day) [day] When.

    Notes
    -----
    The restricted likelihood of r, from which coefficients and variances are integrated out, on a grid from 0 to .95,
    with all its values alike before. The correlation of residuals is too low, by (1 + 3 r) / days and more.

    Reference: Harville (1977), JASA 72(358), 320-338 (restricted likelihood); Kendall (1954), Biometrika 41, 403-404
    (the bias that it avoids).

    Checked against: `tests/statistics/test_serial.py::test_the_correlation_is_found_without_bias`.
    """
    values = np.concatenate([design, y[..., None]], axis=-1)[None]
    columns = np.asarray(design, float).shape[-1]
    likelihood = np.zeros(_TRIED.size)
    for i, r in enumerate(_TRIED):
        folds = Folds.of(np.zeros(len(day), np.int64), day, float(r))
        last = Folds(folds.kept[-1:], folds.before[-1:], folds.memory[-1:])
        likelihood[i] -= y.shape[0] / 2 * float(np.log1p(-(last.memory**2)).sum())
        for rows in last.whitened(values)[0]:
            u, size, _ = np.linalg.svd(rows[:, :-1], full_matrices=False)
            known = size > math.sqrt(_NOTHING) * size[0]
            left = rows[:, -1] - u[:, known] @ (u[:, known].T @ rows[:, -1])
            freedom = len(day) - int(known.sum())
            likelihood[i] -= float(np.log(size[known]).sum())
            likelihood[i] -= freedom / 2 * math.log(max(float(left @ left), np.finfo(float).tiny))
    weight = np.exp(likelihood - likelihood.max())
    return float(_TRIED @ weight / weight.sum()) if len(day) > columns + 1 else float(_TRIED.mean())


def block_length(r: float, days: int) -> int:
    """Days that are left out together.

    Parameters
    ----------
    r
        () [1] Correlation from one day to the next.
    days
        () [1] How many days there are.

    Notes
    -----
    (2 r / (1 - r^2))^(2/3) days^(1/3), which makes the error of a variance from blocks least; no less than one in
    `MOST_BLOCKS` of all days, and no more than leaves `LEAST_BLOCKS` blocks.

    Reference: Carlstein (1986), Annals of Statistics 14(3), 1171-1179, doi:10.1214/aos/1176350057.

    Checked against: `tests/statistics/test_serial.py::test_blocks_grow_with_memory_and_with_days`.
    """
    best = math.ceil(float((2 * r / (1 - r**2)) ** (2 / 3) * days ** (1 / 3)))
    return max(1, min(max(best, math.ceil(days / MOST_BLOCKS)), days // LEAST_BLOCKS))


def worth(r: float) -> float:
    """Independent days that a day is worth for a mean over many days.

    Parameters
    ----------
    r
        () [1] Correlation from one day to the next.

    Notes
    -----
    Reference: Bayley and Hammersley (1946), Supplement to the Journal of the Royal Statistical Society 8(2), 184-197.

    Checked against: `tests/statistics/test_serial.py::test_a_day_is_worth_what_the_variance_of_a_mean_says`.
    """
    return (1 - r) / (1 + r)


def runs(days: int, length: int) -> Labels:
    """Blocks of consecutive days, as alike in length as they can be.

    Parameters
    ----------
    days, length
        () [1] How many days, and of about how many a block is.

    Returns
    -------
    numpy.ndarray
        (day) [-] The block of each day, from 0.
    """
    return np.arange(days) * max(1, round(days / length)) // days


def solve(
    folds: Folds, design: Floats, y: Floats, freedom: Floats, *, together: bool,
    prior: Sequence[tuple[int, float, float]] = (),
) -> Solutions:  # fmt: skip
    """Regress two series on columns they share, each with an error of its own size, in every fold.

    Parameters
    ----------
    folds
        () [-] The days of each fit.
    design
        (fold, 2, day, column) [any] The columns.
    y
        (fold, 2, day) [any] The series.
    freedom
        (fold) [1] Degrees of freedom of the variance of a series.
    together
        () [-] Whether the noise of the two series may be correlated within a day.
    prior
        (belief) [-] Column, mean and standard deviation of what is believed of coefficients.

    Notes
    -----
    Generalised least squares: rows are whitened in time, and the sizes of the errors and their correlation come from
    the residuals, in turn until both stand still.

    Reference: Zellner (1962), JASA 57(298), 348-368 (two equations with correlated errors); Prais and Winsten (1954),
    Cowles Commission Discussion Paper 383 (whitening that keeps the first day).

    Checked against: `tests/statistics/test_serial.py::test_coefficients_are_those_of_the_whole_covariance_matrix`.
    """
    rows = folds.whitened(np.concatenate([design, y[..., None]], axis=-1))
    x, values = rows[..., :-1], rows[..., -1]
    across = np.swapaxes(x, -1, -2)[:, :, None]
    squares = across @ x[:, None]
    products = (across @ values[:, None, :, :, None])[..., 0]
    precision, pull = np.zeros(squares.shape[-2:]), np.zeros(squares.shape[-1])
    for column, mean, spread in prior:
        precision[column, column], pull[column] = spread**-2, mean * spread**-2
    sd, shared = np.ones((len(x), 2)), np.zeros(len(x))
    for _ in range(_ROUNDS):
        inverse = _inverse_of_two(sd, shared)
        covariance = _inverse((inverse[..., None, None] * squares).sum(axis=(1, 2)) + precision)
        beta = (covariance @ ((inverse[..., None] * products).sum(axis=(1, 2)) + pull)[..., None])[..., 0]
        left = values - (x @ beta[:, None, :, None])[..., 0]
        spread_of = left @ np.swapaxes(left, -1, -2)
        size = np.maximum(spread_of[:, (0, 1), (0, 1)], np.finfo(float).tiny)
        before, sd = sd, np.sqrt(size / freedom[:, None])
        if together:
            shared = np.clip(spread_of[:, 0, 1] / np.sqrt(size.prod(axis=1)), -_ALIKE, _ALIKE)
        if (np.abs(sd - before) <= _STILL * sd).all():
            break
    return Solutions(beta, covariance, sd)


def _inverse_of_two(sd: Floats, shared: Floats) -> Floats:
    """Inverses (fold, 2, 2) of the covariance of two series."""
    a, b = 1 / sd.T
    both = -shared * a * b
    return np.asarray(
        np.stack([np.stack([a * a, both], -1), np.stack([both, b * b], -1)], -2) / (1 - shared**2)[:, None, None]
    )


def _inverse(matrix: Floats) -> Floats:
    """Inverses of symmetric matrices, without the directions of which they know nothing."""
    values, vectors = np.linalg.eigh(matrix)
    known = values > _NOTHING * values[:, -1:]
    scale = np.where(known, 1 / np.where(known, values, 1.0), 0.0)
    return np.asarray((vectors * scale[:, None, :]) @ np.swapaxes(vectors, -1, -2))

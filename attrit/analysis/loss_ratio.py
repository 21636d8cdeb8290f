"""How the ratio of two sides' losses goes with the ratio of their strengths."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from attrit.statistics.serial import correlation
from attrit.statistics.variation import r_squared


class LossRatio(NamedTuple):
    """The regression ln(losses of x / losses of y) = ln(alpha) + beta ln(y / x).

    Under the square law of constant rates beta is 1, under the linear one 0, under the logarithmic one -1. `mean` is
    the geometric mean of the ratio of losses. Standard errors, of logarithms where they say so, allow for noise that
    lasts from day to day.
    """

    alpha: float
    beta: float
    r2: float
    mean: float
    ln_alpha_error: float
    beta_error: float
    ln_mean_error: float


def loss_ratio(x: ArrayLike, y: ArrayLike, losses_x: ArrayLike, losses_y: ArrayLike) -> LossRatio:
    """Regress the ratio of losses on the ratio of strengths.

    Parameters
    ----------
    x, y
        (day) [any] Strengths, one row a day.
    losses_x, losses_y
        (day) [any] Losses.

    Notes
    -----
    Reference: the form of Bracken's and Fricker's analyses of the Ardennes; Fricker (1998), Naval Research Logistics
    45(1), 1-22. Errors: the covariance of least squares under noise with the correlation of
    `attrit.statistics.serial.correlation`.

    Checked against: `tests/published/test_loss_ratio.py::test_published_value`.
    """
    ratio = np.log(np.asarray(losses_x, float) / np.asarray(losses_y, float))
    force = np.log(np.asarray(y, float) / np.asarray(x, float))
    design = np.column_stack([np.ones(force.size), force])
    inverse = np.linalg.pinv(design)
    constant, beta = inverse @ ratio
    left = ratio - design @ [constant, beta]
    day = np.arange(force.size, dtype=float)
    r = correlation(design[None], ratio[None], day)
    alike = r ** np.abs(day[:, None] - day)
    freedom = force.size - float(np.trace(inverse @ alike @ design))  # E(left @ left) / variance
    to = np.vstack([inverse, np.ones(force.size) / force.size])  # constant, beta and mean, as sums of the ratios
    errors = np.sqrt(float(left @ left) / freedom * np.diag(to @ alike @ to.T))
    mean = math.exp(float(ratio.mean()))
    return LossRatio(math.exp(constant), float(beta), r_squared(left, ratio), mean, *map(float, errors))

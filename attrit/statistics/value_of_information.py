"""What it is worth to a decision to know more, in units of the benefit: of everything, or of some inputs.

References
----------
EVPI = E max_d b_d - max_d E b_d, and EVPPI = E max_d E[b_d | inputs] - max_d E b_d by regression on draws: Strong,
Oakley, Brennan 2014, Medical Decision Making 34(3), doi 10.1177/0272989X13505910.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.statistics.conditional_mean import basis, projected

Floats = NDArray[np.float64]


class Value(NamedTuple):
    """An expected value of information.

    Parameters
    ----------
    estimate
        () [unit] The value, never clipped: that of useless information comes out a little above or below 0. NaN if
        there are fewer than two draws for each function fitted.
    error
        () [unit] Its Monte-Carlo standard error; 0 if the information would change the decision in no draw.
    """

    estimate: float
    error: float

    @property
    def told(self) -> bool:
        """Whether it can be told from nothing, if nothing else is looked at."""
        return self.estimate > 2 * self.error

    @property
    def p(self) -> float:
        """Chance of such a value or a greater one if it is nothing."""
        from scipy.special import ndtr

        if self.error > 0:
            return float(ndtr(-self.estimate / self.error))
        return self.estimate if math.isnan(self.estimate) else 1.0


def evpi(benefits: Floats) -> Value:
    """Expected value of perfect information: to know before the choice what each option will bring.

    Parameters
    ----------
    benefits
        (draw, option) [unit] What each option brings in each draw; more is better.
    """
    b = np.asarray(benefits, np.float64)
    gain = b.max(axis=1) - b[:, b.mean(axis=0).argmax()]
    return Value(float(gain.mean()), _error(gain))


def evppi(inputs: Sequence[Floats], benefits: Floats, discrete: Sequence[bool | None] | None = None) -> Value:
    """Expected value of partial perfect information: to know the values of some inputs before the choice.

    The fit promises too much where it follows chance, and a choice by it brings too little in draws that it has not
    seen, by as much as long as either is small: the estimate is the middle of the two. Draws are independent.

    Parameters
    ----------
    inputs
        (input)(draw) [unit] The inputs.
    benefits
        (draw, option) [unit] What each option brings in each draw; more is better.
    discrete
        (input) [-] As in `conditional_mean.explained`.
    """
    b = np.asarray(benefits, np.float64)
    n = len(b)
    q = basis(inputs, discrete)
    if 2 * q.shape[1] > n:
        return Value(math.nan, math.nan)
    middle = b.mean(axis=0)
    usual = int(middle.argmax())
    fit = middle + projected(q, b - middle)
    promised = float((fit.max(axis=1) - fit[:, usual]).mean())
    leverage = np.einsum("ij,ij->i", q, q) + 1 / n
    unseen = b - (b - fit) / np.maximum(1 - leverage, 1e-9)[:, None]  # what the other draws say of each
    gain = b[np.arange(n), unseen.argmax(axis=1)] - b[:, usual]
    return Value((promised + float(gain.mean())) / 2, _error(gain))


def _error(gain: Floats) -> float:
    return float(gain.std(ddof=1)) / math.sqrt(gain.size)

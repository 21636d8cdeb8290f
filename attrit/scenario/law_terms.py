"""Laws as regressions: ln losses as columns, one for each input that a law leaves open, and what is believed of it."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from attrit.model.laws.protocol import Losses, Powers
from attrit.model.laws.register import losses_said
from attrit.quantities import quantities
from attrit.scenario.formulas import evaluate, resolve

Floats = NDArray[np.float64]

_NINE_IN_TEN = 3.289707  # standard deviations between the 5 and 95 % quantiles of a normal distribution


@cache
def belief(name: str) -> tuple[float, float]:
    """Mean and standard deviation of what a campaign believes of an input.

    Parameters
    ----------
    name
        () [-] The input.
    """
    q = quantities()[name.removeprefix("mechanisms.")]
    assert q.p05 is not None and q.p95 is not None and q.p50 is not None  # what a law leaves open has a default
    return q.p50, (q.p95 - q.p05) / (math.sqrt(12) if q.shape == "uniform" else _NINE_IN_TEN)


def terms(law: str, side: Powers | Losses, own: Floats) -> tuple[Floats, dict[str, Floats]]:
    """Ln losses by a law at rate 1: what is fixed, and a column for each input that it leaves open.

    Parameters
    ----------
    law
        () [-] Its name.
    side
        () [-] How it says the losses of a side.
    own
        (fold, side, day) [-] Ln strengths of both sides; the enemy's are those of the other one.
    """
    enemy = own[:, ::-1]
    if not isinstance(side, Powers):
        said = losses_said(law, side, np.exp(own).ravel(), np.exp(enemy).ravel()).reshape(own.shape)
        return np.log(np.maximum(said, np.finfo(float).tiny)), {}
    (p, q), shifts = _exponents(side)
    return p * enemy + q * own, {name: dp * enemy + dq * own for name, (dp, dq) in shifts.items()}


@cache
def _exponents(side: Powers) -> tuple[tuple[float, float], dict[str, tuple[float, float]]]:
    """Exponents of enemy and own strength where all inputs are 0, and what each input adds: they are linear in them."""
    names = {name: 0.0 for part in side if isinstance(part, str) for name in _names(part)}

    def at(values: dict[str, float]) -> tuple[float, float]:
        return _value(side[0], values), _value(side[1], values)

    p, q = at(names)
    shifts = {}
    for name in names:
        shifted = at(names | {name: 1.0})
        shifts[name] = shifted[0] - p, shifted[1] - q
    return (p, q), shifts


def _names(formula: str) -> tuple[str, ...]:
    return resolve(formula, {f"mechanisms.{name}": None for name in quantities()})[1]


def _value(part: float | str, values: dict[str, float]) -> float:
    if not isinstance(part, str):
        return float(part)
    return float(evaluate(part, {name: np.asarray(value) for name, value in values.items()}))

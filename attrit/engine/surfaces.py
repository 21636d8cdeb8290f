"""Laws that are no powers of the strengths, as surfaces of points for the kernel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from attrit.errors import Problem, ScenarioError
from attrit.model.laws.protocol import Losses, Powers
from attrit.model.laws.register import campaign_form, losses_said
from attrit.model.losses import SURFACE_DENSITY, SURFACE_POINTS, SURFACE_REACH

LEAST = -20.0  # binary logarithm: a side that loses less than a millionth of what it lost at first loses nothing


def with_surface(names: Sequence[str]) -> list[str]:
    """Those of some laws that are no powers of the strengths for one side or both.

    Parameters
    ----------
    names
        (law) [-] Laws that enter a campaign.
    """
    return [
        name
        for name in dict.fromkeys(names)
        if not all(isinstance(side, Powers) for side in (campaign_form(name).attacker, campaign_form(name).holder))
    ]


def surfaces(names: Sequence[str]) -> NDArray[np.float32]:
    """Binary logarithms of loss fractions against the first day's, over both strengths, as the kernel takes them.

    Parameters
    ----------
    names
        (law) [-] Laws that enter a campaign; those that are powers have no surface.

    Returns
    -------
    numpy.ndarray
        (law, side, own strength, enemy strength) [1], flat; the attacker is the first side.

    Raises
    ------
    ScenarioError
        A law gives losses that are negative or no numbers.
    """
    made = [
        _surface(name, side)
        for name in with_surface(names)
        for side in (campaign_form(name).attacker, campaign_form(name).holder)
    ]
    return np.concatenate([np.empty(0, np.float32), *made])


def _surface(name: str, losses: Powers | Losses) -> NDArray[np.float32]:
    if isinstance(losses, Powers):  # its exponents stand where those of other laws stand
        return np.zeros(SURFACE_POINTS**2, np.float32)
    strength = 2.0 ** (np.arange(SURFACE_POINTS) / SURFACE_DENSITY - SURFACE_REACH)
    own, enemy = np.broadcast_arrays(strength[:, None], strength[None, :])
    at_first = float(losses_said(name, losses, np.ones(1), np.ones(1))[0])
    if at_first <= 0:
        raise ScenarioError(Problem("", f"law {name}", "no losses at equal strengths", "losses above 0 there"))
    found = losses_said(name, losses, own.ravel(), enemy.ravel()) / own.ravel() / at_first
    return np.log2(np.maximum(found, 2.0**LEAST)).astype(np.float32)

"""Losses of the first day that are stated higher than they are played: the holder's are cut to a share of his line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.engine.draws import Columns
from attrit.engine.recipes import Recipes
from attrit.engine.worlds import Worlds
from attrit.model.first_day import HIGHEST_HOLDER_RATE

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

Values = NDArray[np.float64]


class Cut(NamedTuple):
    """What is cut on one front.

    Parameters
    ----------
    front, side
        () [-] Names of the front and of the side that holds it.
    share
        () [1] Share of the worlds in which its losses are cut.
    stated
        () [1/day] Median over those worlds of the stated losses, as a share of the line.
    """

    front: str
    side: str
    share: float
    stated: float


def cut_losses(scenario: Scenario, draws: int = 1024, seed: int = 1) -> list[Cut]:
    """The fronts on which the holder's stated losses of the first day are above what is played, in some worlds.

    Parameters
    ----------
    scenario
        () [-] The scenario, whose base arm is looked at.
    draws
        () [1] Worlds to look at.
    seed
        () [-] Seed.
    """
    base = scenario.arm(scenario.base)
    columns = Columns(Worlds.first(draws, seed))
    found = []
    for name, front in base.fronts.items():
        attackers, holders = (
            _line(base, columns, [g for g, group in base.groups.items() if group.front == name and group.side == side])
            for side in (front.attacker, front.holder)
        )
        rate, ratio = (columns.of(base, f"fronts.{name}.{key}") for key in ("attacker_loss_rate", "exchange_ratio"))
        stated = rate * attackers / (ratio * holders)
        high = stated > HIGHEST_HOLDER_RATE
        if high.any():
            found.append(Cut(name, front.holder, float(high.mean()), float(np.median(stated[high]))))
    return found


def _line(base: Scenario, columns: Columns, groups: Iterable[str]) -> Values:
    """Men in the line on the first day, those included whom guests free for it; no less than one."""
    recipes = Recipes(base)
    line = np.zeros(columns.labels.size)
    freed: dict[str, Values] = {}
    shares: dict[str, Values] = {}
    there = [name for name in groups if not base.groups[name].arrives]
    for name in there:
        role, path = base.groups[name].role, f"groups.{name}.line_share"
        shares[name] = columns.values(recipes.of(path) if role is None else recipes.role(role, "line_share"))
        line += shares[name] * columns.of(base, f"groups.{name}.men")
    for name in there:
        host = base.groups[name].host
        if host in shares:
            men, frees = (columns.of(base, f"groups.{name}.{key}") for key in ("men", "frees"))
            spare = np.maximum(0, 1 - shares[name] / shares[host])  # men in the rear beyond those that its line needs
            freed[host] = freed.get(host, 0) + frees * spare * men
    ceiling = columns.of(base, "mechanisms.roles.freed_ceiling")
    for host, men in freed.items():
        line += np.minimum(men, ceiling * (1 - shares[host]) * columns.of(base, f"groups.{host}.men"))
    return np.maximum(1, line)

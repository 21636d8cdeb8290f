"""Elementary effects: by how much an outcome changes when one factor makes a step and all others stay where they are.

A trajectory begins anywhere and lets each group of factors make one step, in random order. It is a cheap way to sort
many factors into those that matter and those that do not; what share of the variance is whose it does not say.

With your own model of independent factors, uniform between 0 and 1::

    groups = [(0,), (1,), (2,)]
    u = trajectories(groups, 64, seed=1)
    found = effects(u, model(u), groups)

References
----------
Morris 1991, Technometrics 33(2), doi 10.1080/00401706.1991.10484804. The mean of the absolute effects, and groups:
Campolongo, Cariboni, Saltelli 2007, Environmental Modelling & Software 22(10), doi 10.1016/j.envsoft.2006.10.004.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.errors import Problem, ResultsError, whole_number

Floats = NDArray[np.float64]
Group = Sequence[int]

LEVELS = 4  # slices of what is believed of a factor; a step goes half of them up or down
FEWEST = 8  # trajectories
GREATEST = 2**16  # trajectories


class Effects(NamedTuple):
    """Elementary effects of groups of factors, each number with its Monte-Carlo standard error.

    Parameters
    ----------
    mu, mu_error
        (group) [unit] Mean change of the outcome for a step upward; NaN where there is no upward: for a group of
        several factors, and for states without order.
    mu_star, mu_star_error
        (group) [unit] Mean size of the change.
    sigma, sigma_error
        (group) [unit] Standard deviation of the change between trajectories: how far it hangs on where the other
        factors stand, or bends. NaN where there is no upward.
    """

    mu: Floats
    mu_error: Floats
    mu_star: Floats
    mu_star_error: Floats
    sigma: Floats
    sigma_error: Floats


def trajectories(groups: Sequence[Group], n: int, seed: int) -> Floats:
    """Experiments of n trajectories on the middles of four equal slices of each factor.

    Parameters
    ----------
    groups
        (group)(factor) [-] Places of the factors of each group; each factor is in one.
    n
        () [1] Trajectories.
    seed
        () [-] Seed.

    Returns
    -------
    numpy.ndarray
        (n x (group + 1), factor) [1] The experiments, trajectory by trajectory.

    Raises
    ------
    ResultsError
        `n` is no whole number, or too small or large.
    """
    from SALib.sample import morris

    many = whole_number("draws", n, FEWEST, GREATEST)
    member_of = {factor: f"{place}" for place, group in enumerate(groups) for factor in group}
    problem = {
        "num_vars": len(member_of), "names": [f"{factor}" for factor in range(len(member_of))],
        "groups": [member_of[factor] for factor in range(len(member_of))], "bounds": [[0.0, 1.0]] * len(member_of),
    }  # fmt: skip
    grid = morris.sample(problem, many, num_levels=LEVELS, seed=seed)
    # of the corners of a cube, where a normal number would be infinite, the middles of slices
    return np.asarray((np.round(grid * (LEVELS - 1)) + 0.5) / LEVELS)


def effects(u: Floats, y: Floats, groups: Sequence[Group], states: Collection[int] = ()) -> Effects:
    """Elementary effects of a step, in the unit of the outcome.

    Parameters
    ----------
    u
        (trajectory x (group + 1), factor) [1] The experiments.
    y
        (trajectory x (group + 1)) [unit] Their outcomes.
    groups
        (group)(factor) [-] Places of the factors of each group.
    states
        (state) [-] Places of the factors that are states without order.

    Raises
    ------
    ResultsError
        There are not as many outcomes as experiments, some are no numbers, the experiments are no trajectories of these
        groups, or are too few.

    Notes
    -----
    Effects are not divided by the length of the step: that would be the change for a step across all that is believed,
    which nobody has played.
    """
    u, y = np.asarray(u, np.float64), np.asarray(y, np.float64)
    moved = _moved(u, y, groups)
    steps = np.diff(u.reshape(-1, len(groups) + 1, u.shape[1]), axis=1)
    change = np.diff(y.reshape(-1, len(groups) + 1), axis=1)
    upward = np.sign(steps.sum(axis=2)) * change  # of a single factor
    effect, size = np.empty_like(change), np.empty_like(change)
    row = np.arange(len(change))[:, None]
    effect[row, moved], size[row, moved] = upward, np.abs(change)
    no_upward = np.array([len(group) > 1 or group[0] in states for group in groups])
    n = len(change)
    mu, sigma = effect.mean(axis=0), effect.std(axis=0, ddof=1)
    fourth = np.mean((effect - mu) ** 4, axis=0)
    spread = np.sqrt(np.maximum(fourth - sigma**4, 0.0) / n)  # of the variance
    sigma_error = np.divide(spread, 2 * sigma, out=np.zeros_like(sigma), where=sigma > 0)
    numbers = [mu, sigma / np.sqrt(n), size.mean(axis=0), size.std(axis=0, ddof=1) / np.sqrt(n), sigma, sigma_error]
    for place in (0, 1, 4, 5):
        numbers[place] = np.where(no_upward, np.nan, numbers[place])
    return Effects(*numbers)


def _moved(u: Floats, y: Floats, groups: Sequence[Group]) -> NDArray[np.int64]:
    """(trajectory, step) Which group moves at each step."""
    length = len(groups) + 1
    found = f"{u.shape} numbers in u, {y.shape} in y, {len(groups)} groups"
    accepted = f"(trajectory x {length}, factor) and (trajectory x {length}), at least {FEWEST} trajectories"
    if u.ndim != 2 or y.shape != u.shape[:1] or y.size % length or y.size < FEWEST * length:
        raise ResultsError(Problem("", "outcomes", found, accepted))
    missing = int(np.sum(~np.isfinite(y)))
    if missing:
        raise ResultsError(Problem("", "outcomes", f"{missing:,} of them are missing or infinite", "numbers"))
    steps = np.diff(u.reshape(-1, length, u.shape[1]), axis=1) != 0
    moves = np.stack([steps[:, :, list(group)].any(axis=2) for group in groups], axis=2)
    if not (moves.sum(axis=2) == 1).all() or not (moves.sum(axis=1) == 1).all():
        raise ResultsError(Problem("", "u", "these are no trajectories", "each group makes one step, one at a time"))
    return np.asarray(moves.argmax(axis=2))

"""The square and the linear law by single losses: who wins, and with how many left, as exact chances."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Real
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attrit.errors import Problem, ScenarioError, did_you_mean
from attrit.model.laws.protocol import RATE, Law, Range, require

_FIRES = ("square", "linear")
_FEW = Range(1, 10_000, "a whole number of units from 1 to 10,000 (for more take stochastic_normal)", whole=True)
_MANY = Range(1, 1e12, "a whole number of units from 1 to 1e12", whole=True)
_RANGES = {"x0": _FEW, "y0": _FEW, "a": RATE, "b": RATE}
_NORMAL_RANGES = {"x0": _MANY, "y0": _MANY, "a": RATE, "b": RATE}


class StochasticEnding(NamedTuple):
    """How a fight to the finish can end, with the chance of each end."""

    x_wins: float
    """Probability that x wins."""
    y_wins: float
    """Probability that y wins."""
    x_left: NDArray[np.float64]
    """Probability that 0, 1, ... x0 units of x are left."""
    y_left: NDArray[np.float64]
    """Probability that 0, 1, ... y0 units of y are left."""
    x_mean: float
    """Mean of the units of x that are left; 0 counts where y wins."""
    x_sd: float
    """Their standard deviation."""
    y_mean: float
    """Mean of the units of y that are left; 0 counts where x wins."""
    y_sd: float
    """Their standard deviation."""


def stochastic(x0: int, y0: int, a: float, b: float, *, law: str = "square") -> StochasticEnding:
    """Exact chances under the square or the linear law when units are lost one at a time, by chance.

    Parameters
    ----------
    x0, y0
        () [unit] units at the start, whole numbers.
    a, b
        () [1/day] units of x killed in a day by each unit of y, and the reverse; only their ratio counts. Under the
        linear law [1/(unit day)].
    law
        () [-] ``square`` (aimed fire): the next loss is one of y with probability b x / (b x + a y); ``linear`` (area
        fire): with probability b / (b + a), whoever is left.

    Returns
    -------
    StochasticEnding
        Chances of victory and of every number of survivors.

    Raises
    ------
    ScenarioError
        A number is outside its range or not whole, or there is no such law.

    Notes
    -----
    The fight is a Markov chain on the pairs of units left, whose steps are the single losses; it is followed forward
    from the start, all pairs with equally many units left at once. Chances are only added and multiplied, never
    subtracted, so that they hold to twelve digits however small. The work grows with x0 y0: a tenth of a second for
    2,000 against 2,000.

    Reference: Brown (1963), Theory of Combat: The Probability of Winning, Operations Research 11(3), 418-425,
    recursion of P(x, y), doi:10.1287/opre.11.3.418; closed forms for few units by Hankin (2024), arXiv:2405.20740

    Checked against: `tests/published/test_stochastic.py::test_published_value`, rows stochastic-* (fractions and closed
    forms of Hankin, a table of nine by nine, larger states in exact arithmetic, a binomial tail for the linear law).
    """
    require_fight(_RANGES, law, x0=x0, y0=y0, a=a, b=b)
    x0, y0, power = int(x0), int(y0), int(law == "square")
    a, b = a / max(a, b), b / max(a, b)  # as b x + a y could pass all bounds
    fire = np.arange(float(x0 + y0)) ** power
    kills_y, kills_x = b * fire, a * fire
    chance, x_left, y_left = np.zeros((3, x0 + y0))
    chance[x0] = 1.0  # of having x units of x, and left - x of y
    for left in range(x0 + y0, 1, -1):
        few, many = max(1, left - y0), min(x0, left - 1)  # units that x can have while both sides have some
        here = slice(few, many + 1)
        by_x, by_y = kills_y[here], kills_x[left - many : left - few + 1][::-1]
        share = chance[here] / (by_x + by_y)
        chance[here] = share * by_x
        chance[few - 1 : many] += share * by_y
        x_left[left - 1], y_left[left - 1] = chance[left - 1], chance[0]
        chance[0] = 0.0
    return _ending(x_left[: x0 + 1], y_left[: y0 + 1])


def _ending(x_left: NDArray[np.float64], y_left: NDArray[np.float64]) -> StochasticEnding:
    """All of an ending from the chances of survivors, with the loser's 0 filled in."""
    x_wins, y_wins = float(np.sum(x_left)), float(np.sum(y_left))
    x_left[0], y_left[0] = y_wins, x_wins
    return StochasticEnding(x_wins, y_wins, x_left, y_left, *_moments(x_left), *_moments(y_left))


def _moments(chances: NDArray[np.float64]) -> tuple[float, float]:
    """Mean and standard deviation of a number 0, 1, ... with these chances."""
    number = np.arange(chances.size)
    mean = float(number @ chances)
    return mean, math.sqrt((number - mean) ** 2 @ chances)


def stochastic_normal(x0: int, y0: int, a: float, b: float) -> float:
    """Probability that x wins under the stochastic square law, by a normal approximation, for any number of units.

    Parameters
    ----------
    x0, y0
        () [unit] units at the start, whole numbers.
    a, b
        () [1/day] units of x killed in a day by each unit of y, and the reverse; only their ratio counts.

    Returns
    -------
    float
        Probability that x wins. Where a = b it is off by at most 0.010 with 10 units of x and by 0.001 with 100; where
        b is half or twice a, by 0.020 and 0.005.

    Raises
    ------
    ScenarioError
        A number is outside its range or not whole.

    Notes
    -----
    b x (x + 1) - a y (y + 1) is on average what it was, whichever loss comes next: a martingale. At the end its sign
    tells the winner, and by then it has gathered a variance near 4/3 (b**2 x0**3 + a**2 y0**3).

    Reference: technical note (1976), An Application of Martingale Methods to Conflict Models, Operations Research
    24(2), 380-382, doi:10.1287/opre.24.2.380

    Checked against: `tests/published/test_stochastic.py::test_the_normal_approximation_is_as_near_as_it_says`.
    """
    require_fight(_NORMAL_RANGES, x0=x0, y0=y0, a=a, b=b)
    x, y = float(x0), float(y0)
    a, b = a / max(a, b), b / max(a, b)
    spread = math.hypot(b * x**1.5, a * y**1.5) * math.sqrt(4 / 3)
    return math.erfc((a * y * (y + 1) - b * x * (x + 1)) / spread / math.sqrt(2)) / 2


def require_fight(ranges: Mapping[str, Range], law: str = "square", /, **numbers: float) -> None:
    """Raise one ScenarioError for all that is wrong with a fight by single losses.

    Parameters
    ----------
    ranges
        (argument) [-] What is accepted, by argument.
    law
        () [-] By which law the next loss falls.
    **numbers
        () [-] What was given, one number each.

    Raises
    ------
    ScenarioError
        A number is outside its range or not whole, or there is no such law.
    """
    problems: list[Problem] = []
    try:
        require(ranges, numbers)
    except ScenarioError as error:
        problems += error.problems
    wrong = {problem.path for problem in problems}
    for name, value in numbers.items():
        if name not in wrong and not isinstance(value, Real):  # a list of numbers
            problems.append(Problem("", name, f"found {value!r:.40}", f"accepted is {ranges[name].meaning}"))
    if law not in _FIRES:
        cure = did_you_mean(str(law), _FIRES)
        problems.append(Problem("", "law", f"found {law!r:.40}", "accepted is 'square' or 'linear'", cure))
    if problems:
        raise ScenarioError(problems)


LAW = Law(
    title="Stochastic square and linear law (single losses)",
    equation="P(x, y) = A P(x, y - 1) + (1 - A) P(x - 1, y), A = b x / (b x + a y) or b / (b + a)",
    functions=(stochastic, stochastic_normal),
    ranges=_RANGES,
    alone="the chance of single losses is negligible at army scale: between equals the survivors spread by 6 % of the "
    "army at 10,000 a side, falling as N**(-1/4), which is little beside what differs from one engagement to the next; "
    "in a campaign take square or linear",
)

"""The register of attrition laws: what each is called, says, rests on and was checked against.

Light on purpose, so that naming a law loads no compiler; the mathematics stands in ``lanchester`` and ``epstein``.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from attrit.errors import Problem, ScenarioError, did_you_mean


@dataclass(frozen=True)
class Law:
    """An attrition law as it enters the campaign.

    Parameters
    ----------
    name
        What scenario files call it.
    code
        Its number in the compiled day: its position in `LAWS`.
    title
        What people call it.
    equation
        Losses of a side x under fire from a side y; the same holds with the two exchanged.
    p
        [1] exponent of the side that fires; None if it is an input or the law has none.
    q
        [1] exponent of the side fired at; None if it is an input or the law has none.
    epstein
        Whether the exchange of losses is fixed instead of following the strengths.
    reference
        Author, year, equation and DOI where there is one.
    checked_against
        The tests (``file::function``) and the values they reproduce.
    """

    name: str
    code: int
    title: str
    equation: str
    p: float | None
    q: float | None
    epstein: bool
    reference: str
    checked_against: str


_BRACKEN = (
    "Bracken (1995), Naval Research Logistics 42(4), 559-577, general form, "
    "doi:10.1002/1520-6750(199506)42:4<559::AID-NAV3220420405>3.0.CO;2-R"
)
_VALUES = "tests/published/test_values.py::test_published_value"
_AGREES = "tests/published/test_laws.py::test_a_law_is_the_power_law_with_its_exponents"

LAWS = {
    law.name: law
    for law in (
        Law(
            "fitted",
            0,
            "Fitted power law",
            "dx/dt = -a y^p x^q, with p and q inputs",
            None,
            None,
            False,
            _BRACKEN,
            f"{_VALUES}, rows mixed-* (state equation, losses in the Ardennes)",
        ),
        Law(
            "square",
            1,
            "Square law (aimed fire)",
            "dx/dt = -a y",
            1.0,
            0.0,
            False,
            "Lanchester (1916), Aircraft in Warfare, chapter V, n-square law; found independently by Osipov (1915)",
            f"{_VALUES}, rows square-* (closed form); {_AGREES}",
        ),
        Law(
            "linear",
            2,
            "Linear law (area fire)",
            "dx/dt = -a x y",
            1.0,
            1.0,
            False,
            "Lanchester (1916), Aircraft in Warfare, chapter V, linear law",
            f"{_VALUES}, rows linear-* (closed form); {_AGREES}",
        ),
        Law(
            "logarithmic",
            3,
            "Logarithmic law (losses by own numbers)",
            "dx/dt = -a x",
            0.0,
            1.0,
            False,
            "Peterson (1967), Operations Research 15(3), 557-558, doi:10.1287/opre.15.3.557",
            f"{_VALUES}, rows logarithmic-* (closed form); {_AGREES}",
        ),
        Law(
            "epstein",
            4,
            "Epstein's fixed exchange",
            "losses of the attacker = rho x losses of the defender",
            None,
            None,
            True,
            "Epstein (1985), The Calculus of Conventional War, Brookings, appendix, equations A-1 to A-13 (no DOI)",
            f"{_VALUES}, rows epstein-* (the book's example of 30 days)",
        ),
    )
}
"""Every law by name, in the order of the codes."""


def law(name: str) -> Law:
    """The law of this name.

    Parameters
    ----------
    name
        () [-] One of `LAWS`.
    """
    if name not in LAWS:
        known = f"known are {', '.join(LAWS)}"
        raise ScenarioError(Problem("", "law", f"unknown law '{name}'", known, did_you_mean(name, LAWS)))
    return LAWS[name]


ABOVE_0 = math.ulp(0.0)
BELOW_1 = math.nextafter(1.0, 0.0)
FINITE = sys.float_info.max


class Range(NamedTuple):
    """The numbers a law accepts for an argument, bounds included, and how to say so."""

    low: float
    high: float
    meaning: str


def require(ranges: Mapping[str, Range], numbers: Mapping[str, float | Iterable[float]]) -> None:
    """Raise one ScenarioError that names every number outside its range.

    Parameters
    ----------
    ranges
        (argument) [-] What is accepted, by argument; a dotted name goes by its last part.
    numbers
        (argument) [-] What was given: a number, or several.
    """
    problems = []
    for name, given in numbers.items():
        accepted = ranges[name.rpartition(".")[2]]
        several = given if isinstance(given, Iterable) else (given,)
        wrong = [value for value in several if not accepted.low <= value <= accepted.high]  # nan is in no range
        if wrong:
            problems.append(Problem("", name, f"found {wrong[0]:g}", f"accepted is {accepted.meaning}"))
    if problems:
        raise ScenarioError(problems)

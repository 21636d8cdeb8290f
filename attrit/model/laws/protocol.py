"""What a law is: its function, what the function accepts, and how the law enters a campaign."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import nextafter, ulp
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.errors import Problem, ScenarioError
from attrit.shown import Shown, line

ABOVE_0 = ulp(0.0)
BELOW_1 = nextafter(1.0, 0.0)
FINITE = sys.float_info.max

Strength: TypeAlias = "np.float64 | NDArray[np.float64]"
"""One number for one time, an array for several."""

Losses: TypeAlias = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""Losses of a side in a day from its own and the enemy's strength, on any scale; arrays in, an array out."""


class Range(NamedTuple):
    """The numbers a law accepts for an argument, bounds included, whole ones only or all, and how to say so."""

    low: float
    high: float
    meaning: str
    whole: bool = False


STRENGTH = Range(ABOVE_0, FINITE, "a strength above 0")
RATE = Range(ABOVE_0, FINITE, "a rate above 0")
TIME = Range(0.0, FINITE, "a time from 0 on")


class Powers(NamedTuple):
    """Losses of a side in a campaign as powers of strengths: a y**p x**q, x being the side's own.

    Parameters
    ----------
    p
        () [1] Exponent of the side that fires: a number, or a formula of inputs such as ``mechanisms.attrition.weiss``.
    q
        () [1] Exponent of the side fired at, likewise.
    """

    p: float | str
    q: float | str


@dataclass(frozen=True)
class Campaign:
    """A law in a campaign, where the rates of the first day are observed and strengths are relative to that day.

    Parameters
    ----------
    attacker, holder
        () [-] How the losses of the side that attacks, and of the side that holds the ground, follow from strengths:
        `Powers`, or a function of own and enemy strength.
    """

    attacker: Powers | Losses
    holder: Powers | Losses

    def __post_init__(self) -> None:
        accepted = "accepted are Powers of numbers or formulas, or a function of own and enemy strength"
        problems = [
            Problem("", f"campaign.{side}", f"found {form!r:.60}", accepted)
            for side, form in vars(self).items()
            if not (all(map(_is_power, form)) if isinstance(form, Powers) else callable(form))
        ]
        if problems:
            raise ScenarioError(problems)

    @classmethod
    def both(cls, losses: Powers | Losses) -> Campaign:
        """A law that makes no difference between the sides."""
        return cls(losses, losses)


def _is_power(exponent: object) -> bool:
    """A formula, or a number that is one."""
    return isinstance(exponent, str) or (isinstance(exponent, float | int) and abs(exponent) <= FINITE)


@dataclass(frozen=True, repr=False)
class Law(Shown):
    """A law of attrition, or a model that stands beside them.

    Parameters
    ----------
    title
        () [-] What people call it.
    equation
        () [-] Its equations, in plain text.
    functions
        () [-] What computes it by itself; the first bears the law's name, and its docstring says the rest: meaning,
        parameters with their units, reference and what it was checked against.
    ranges
        (argument) [-] What the functions accept; a dotted name goes by its last part.
    campaign
        () [-] How it enters a campaign; None if it does not.
    alone
        () [-] Of a law that does not: why, and which law to take instead.
    """

    title: str
    equation: str
    functions: tuple[Callable[..., Any], ...]
    ranges: Mapping[str, Range]
    campaign: Campaign | None = None
    alone: str = ""

    def __repr__(self) -> str:
        return line(self, f"{self.name}: {self.title}")

    def __post_init__(self) -> None:
        named = isinstance(self.functions, tuple) and [getattr(thing, "__name__", "") for thing in self.functions]
        if not named or not all(name.isidentifier() for name in named) or not _has_signature(self.functions[0]):
            problem = Problem(
                "", "functions", f"found {self.functions!r:.40}", "accepted are named functions: (f, ...)"
            )
            raise ScenarioError(problem)
        if self.campaign is not None and not isinstance(self.campaign, Campaign):
            raise ScenarioError(Problem("", "campaign", f"found {self.campaign!r:.40}", "accepted is a Campaign"))

    @property
    def name(self) -> str:
        """What scenarios and commands call it."""
        return self.functions[0].__name__

    @property
    def summary(self) -> str:
        """The first line of what its function says of itself."""
        return self._said.partition("\n")[0]

    @property
    def parameters(self) -> dict[str, str]:
        """Meaning of each parameter, with its unit in brackets."""
        listed = _section(self._said, "Parameters")
        entries = re.findall(r"^(\w[\w, ]*)\n((?:    .*\n?|\n)+)", listed + "\n", re.MULTILINE)
        return {name: " ".join(text.split()) for names, text in entries for name in names.split(", ")}

    @property
    def reference(self) -> str:
        """Author, year, equation and DOI where there is one."""
        return self._note("Reference")

    @property
    def checked_against(self) -> str:
        """The tests (``file::function``) and the values they reproduce."""
        return self._note("Checked against")

    @property
    def _said(self) -> str:
        return inspect.getdoc(self.functions[0]) or ""

    def _note(self, what: str) -> str:
        found = re.search(rf"^{what}: (.+?)(?:\n\n|\Z)", _section(self._said, "Notes"), re.DOTALL | re.MULTILINE)
        return " ".join(found.group(1).split()) if found else ""


def _has_signature(function: Any) -> bool:
    try:
        inspect.signature(function)
    except (TypeError, ValueError):
        return False
    return True


def _section(docstring: str, title: str) -> str:
    """Text of a section of a numpydoc docstring."""
    found = re.search(rf"^{title}\n-+\n(.*?)(?=^\w[\w ]*\n-+\n|\Z)", docstring, re.DOTALL | re.MULTILINE)
    return found.group(1).strip("\n") if found else ""


def require(ranges: Mapping[str, Range], numbers: Mapping[str, ArrayLike]) -> None:
    """Raise one ScenarioError that names every number outside its range.

    Parameters
    ----------
    ranges
        (argument) [-] What is accepted, by argument; a dotted name goes by its last part.
    numbers
        (argument) [-] What was given: a number, or several.

    Raises
    ------
    ScenarioError
        A number is outside its range, not whole where it has to be, or not a number; or there is none.
    """
    problems = []
    for name, given in numbers.items():
        accepted = ranges[name.rpartition(".")[2]]
        try:
            several = np.asarray(given, float).ravel()
        except (TypeError, ValueError, OverflowError):
            several = None
        if several is None or not several.size or np.asarray(given).dtype.kind in "SU":  # a text such as "5" would pass
            problems.append(Problem("", name, f"found {given!r:.40}", f"accepted is {accepted.meaning}"))
            continue
        fits = (accepted.low <= several) & (several <= accepted.high)  # nan is in no range
        wrong = several[~(fits & (several == np.floor(several)) if accepted.whole else fits)]
        if wrong.size:
            problems.append(Problem("", name, f"found {wrong[0]:g}", f"accepted is {accepted.meaning}"))
    if problems:
        raise ScenarioError(problems)

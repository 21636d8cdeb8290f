"""What is asked of the outcome of a world: whether it lies below or above a number."""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attrit.errors import Problem, ResultsError, did_you_mean
from attrit.experiments.cases import Cases
from attrit.reader import setting

Bools = NDArray[np.bool_]
Values = NDArray[np.float64]

ACCEPTED = "NAME OP NUMBER such as 'area_held < -100', with OP one of <, <=, >, >=, =="
_SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq}
_WHERE = re.compile(r"\s*([A-Za-z_]\w*)?\s*(<=|>=|==|<|>)\s*([-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*")


@dataclass(frozen=True)
class Condition:
    """What makes a world one of interest.

    Parameters
    ----------
    name
        () [-] The outcome; empty for that of cases.
    sign
        () [-] ``<``, ``<=``, ``>``, ``>=`` or ``==``.
    number
        () [unit] What the outcome is held against.
    either_way
        () [-] Whether only the size of the outcome counts, not its sign.
    """

    name: str
    sign: str
    number: float
    either_way: bool = False

    @classmethod
    def read(cls, text: str) -> Condition:
        """A condition from its text.

        Parameters
        ----------
        text
            () [-] Such as ``area_held < -100``; of cases the name may be left out.

        Raises
        ------
        ResultsError
            It is no such text.
        """
        parts = _WHERE.fullmatch(str(text).replace("−", "-"))
        if parts is None:
            raise ResultsError(Problem("", "where", f"cannot read {text!r:.60}", ACCEPTED))
        name, sign, number = parts.groups()
        return cls(name or "", sign, float(number))

    @classmethod
    def of_outcome(cls, text: str) -> Condition:
        """A condition on an outcome by name.

        Parameters
        ----------
        text
            () [-] Such as ``area_held < -100``.

        Raises
        ------
        ResultsError
            It is no such text, or without a name.
        """
        condition = cls.read(text)
        if not condition.name:
            raise ResultsError(Problem("", "where", f"'{text}' names no outcome", ACCEPTED))
        return condition

    @classmethod
    def of_cases(cls, text: str | None, cases: Cases) -> Condition:
        """A condition on the outcome of cases.

        Parameters
        ----------
        text
            () [-] Such as ``> 3`` or ``outcome > 3``; None for that an outcome of 0 or 1 is 1.
        cases
            () [-] The cases.

        Raises
        ------
        ResultsError
            It is no such text, or there is none and the outcome is not 0 or 1.
        """
        if text is None:
            if not np.isin(cases.outcome, [0, 1]).all():
                such = f"one such as '> {np.median(cases.outcome):.3g}'"
                raise ResultsError(Problem("", "where", "no condition, and the outcome is not 0 or 1", such))
            return cls("", "==", 1.0)
        condition = cls.read(text)
        if condition.name not in ("", "outcome"):
            cure = did_you_mean(condition.name, ["outcome"])
            raise ResultsError(Problem("", "where", f"no outcome '{condition.name}'", "'outcome', or no name", cure))
        return condition

    @classmethod
    def greatest(cls, name: str, outcome: Values) -> Condition:
        """That an outcome is among the fifth that are largest either way; the number is as round as that allows.

        Where no more than a quarter are other than 0, that it is one of these.

        Parameters
        ----------
        name
            () [-] The outcome.
        outcome
            (world) [unit] Its numbers.
        """
        size = np.abs(outcome)
        if np.mean(size > 0) <= 0.25:
            return cls(name, ">", 0.0, either_way=True)
        edge = float(np.quantile(size, 0.8))
        for digits in range(3):
            number = float(f"{edge:.{digits}e}")
            if 0.15 <= float(np.mean(size >= number)) <= 0.25:
                break
        return cls(name, ">=", number, either_way=True)

    def __str__(self) -> str:
        name = self.name or "outcome"
        return f"{f'|{name}|' if self.either_way else name} {self.sign} {self.number:g}"

    def holds(self, outcome: Values) -> Bools:
        """(world) Whether it holds.

        Parameters
        ----------
        outcome
            (world) [unit] The outcome.
        """
        return np.asarray(_SIGNS[self.sign](np.abs(outcome) if self.either_way else outcome, self.number))

    def parted(self, cases: Cases, fewest: int) -> Bools:
        """(world) Whether it holds, where there are enough worlds of either kind.

        Parameters
        ----------
        cases
            () [-] The worlds.
        fewest
            () [1] Least number of worlds in which it holds, and in which it does not.

        Raises
        ------
        ResultsError
            There are fewer; the message says how many worlds would do.
        """
        y = self.holds(cases.outcome)
        n, k = y.size, int(y.sum())
        fewer, which = (k, "true") if k <= n - k else (n - k, "false")
        if fewer == 0:
            low, high = float(np.min(cases.outcome)), float(np.max(cases.outcome))
            found = f"'{self}' is true in {'none of' if which == 'true' else 'all'} {n:,} worlds"
            raise ResultsError(Problem("", "where", found, f"{cases.title} runs from {low:g} to {high:g}"))
        if fewer < fewest:
            draws = -(-math.ceil(n * fewest / fewer) // 1024) * 1024
            found = f"'{self}' is {which} in {fewer} of {n:,} worlds only"
            raise ResultsError(
                Problem(
                    "",
                    "where",
                    found,
                    f"at least {fewest}",
                    f"about {draws:,} worlds would do: {setting('draws', draws)}",
                )
            )
        return y

"""What can go wrong, said for people: one exception tree, and a Problem that says where, what, and the cure.

AttritError
|- ScenarioError  (also ValueError)    a scenario file or Scenario is not valid
|- LedgerError    (also ValueError)    a claim lacks source, date, unit or subject
|- ResultsError   (also ValueError)    an arm or outcome is absent, or a dataset breaks the contract
|- StoreError     (also OSError)       a run folder is missing, damaged or from another scenario
`- FitError       (also RuntimeError)  a fit did not converge
"""

from __future__ import annotations

import difflib
import operator
import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    Parameters
    ----------
    where
        Where it stands: ``file:line:column`` of a file, or ``--option`` of a command line.
    path
        The key concerned, for example ``groups.ru.men``; empty if there is none.
    found
        What is wrong there; or, as in ``found a number in km``, what stands there, which is told beside what is wanted.
    accepted
        What would be accepted.
    cure
        What to do next, for example a "did you mean"; may be empty.
    """

    where: str
    path: str
    found: str
    accepted: str = ""
    cure: str = ""

    def __str__(self) -> str:
        head = ": ".join(part for part in (self.where, self.path) if part)
        told = self.found, self.accepted
        if self.found.startswith("found ") and self.accepted and not self.accepted.startswith("accepted "):
            told = f"{self.found}, wanted {self.accepted}", ""
        text = "; ".join(part for part in (*told, self.cure) if part)
        return f"{head}: {text}" if head else text


class AttritError(Exception):
    """Root of everything attrit raises on purpose; carries all problems found, not only the first."""

    def __init__(self, problems: str | Problem | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = [Problem("", "", problems)]
        elif isinstance(problems, Problem):
            problems = [problems]
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))

    def at(self, path: str) -> Self:
        """The same problems, at a key.

        Parameters
        ----------
        path
            () [-] The key concerned.
        """
        return type(self)([replace(problem, path=path) for problem in self.problems])


class ScenarioError(AttritError, ValueError):
    """A scenario file or a Scenario is not valid."""


class LedgerError(AttritError, ValueError):
    """A claim lacks source, date, unit or subject, or a ledger file cannot be read."""


class ResultsError(AttritError, ValueError):
    """An arm, input or outcome asked for is absent, or a dataset breaks the results contract."""


class StoreError(AttritError, OSError):
    """A run folder is missing, damaged, or was made by another scenario."""


class FitError(AttritError, RuntimeError):
    """A fit did not converge."""


_ALIKE = 3  # problems of one cause in one column up to which each is told
_NAMED = 5  # other words that are quoted of them
_DIGITS = "[0-9][0-9.,/e+-]*"


def told_once(problems: Iterable[Problem]) -> list[Problem]:
    """The problems of a table, those of one cause in one column as one, with the rows.

    Parameters
    ----------
    problems
        (problem) [-] Located as ``file:row:column``; others stay as they are.
    """
    told, groups = list(problems), dict[tuple[str, ...], list[Problem]]()
    for problem in told:
        file, row, column = (*problem.where.rsplit(":", 2), "", "")[:3]
        # Sentences that differ by what they quote and by numbers only are of one cause, if their cure is one, too.
        cause = problem.found, problem.cure
        if row.isdigit():
            cause = re.sub(rf"'[^']*'|{_DIGITS}", "", problem.found), re.sub(_DIGITS, "", problem.cure)
        groups.setdefault((file, column, *cause), []).append(problem)
    alike = {id(problem): members for members in groups.values() for problem in members if len(members) > _ALIKE}
    found = []
    for problem in told:
        members = alike.get(id(problem), [problem])
        if problem is members[0]:
            rows = list(dict.fromkeys(other.where.rsplit(":", 2)[1] for other in members[1:]))
            listed = ", ".join(rows[:10]) + (", ..." if len(rows) > 10 else "")
            words = _other_words(members)
            more = f", and {len(members) - 1:,} more cells alike{words}, in rows {listed}" if members[1:] else ""
            found.append(replace(problem, found=problem.found + more))
    return found


def _other_words(members: list[Problem]) -> str:
    """The words, not numbers, that some of these problems quote and the first does not, in brackets."""
    quoted = [match[0] for problem in members if (match := re.search("'[^']*'", problem.found))]
    by_letters: dict[str, str] = {}
    for text in quoted:
        by_letters.setdefault(re.sub(r"[\W\d]", "", text), text)
    words = [text for letters, text in by_letters.items() if letters and text != quoted[0]]
    return f" ({', '.join(words[:_NAMED])}{', ...' if len(words) > _NAMED else ''})" if words else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest known word as a question, or an empty text if none is near."""
    words = list(known)
    near = [found for spelt in (word, word.lower()) for found in difflib.get_close_matches(spelt, words, 1, 0.6)]
    return f"did you mean '{near[0]}'?" if near else ""


def named_pipe(path: str | os.PathLike[str]) -> bool:
    """Whether a path is a named pipe, at which a reader waits for a writer; ``<(...)`` of a shell has one, and is none.

    Parameters
    ----------
    path
        () [-] The path.
    """
    name = os.fspath(path)
    try:
        handed_over = os.path.realpath(os.path.dirname(name)).startswith(("/dev", "/proc"))
        return stat.S_ISFIFO(os.stat(name).st_mode) and not handed_over
    except (OSError, ValueError):
        return False


def whole_number(name: str, value: object, least: int, most: int) -> int:
    """A number that must be whole; 1e4 is.

    Parameters
    ----------
    name
        () [-] What it is called.
    value
        () [1] What was given.
    least, most
        () [1] What is accepted.

    Raises
    ------
    ResultsError
        It is something else.
    """
    try:
        number = operator.index(int(value) if isinstance(value, float) and value.is_integer() else value)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is None or isinstance(value, bool) or not least <= number <= most:
        accepted = f"a whole number from {least:,} to {most:,}"
        raise ResultsError(Problem("", name, f"found {value!r:.40}", accepted))
    return number

"""Laws of attrition by themselves: ``attrit.laws.square(x0=..., y0=..., a=..., b=..., t=...)``.

Every function of every law is here under its name, with its arguments checked; ``dir(attrit.laws)`` lists them, and
``LAWS`` holds the laws themselves. `load` takes in a law from a file of your own.
"""

from __future__ import annotations

import functools
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from attrit.errors import AttritError, Problem, ScenarioError, did_you_mean
from attrit.model.laws.protocol import Campaign, Law, Powers, Range, require
from attrit.model.laws.register import LAWS, add, law

__all__ = ["LAWS", "Campaign", "Law", "Powers", "Range", "checked", "law", "load", "require"]

_ONE_NUMBER = ("float", "int", float, int)  # annotations as text and as such


def __getattr__(name: str) -> Any:
    """A law's function by name, with its arguments checked; classes that the functions take or give, as they are."""
    known = _known()
    if name not in known:
        near = did_you_mean(name, known)
        raise AttributeError(f"no law '{name}'; known are {', '.join(sorted(known))}" + (f"; {near}" if near else ""))
    return checked(known[name]) if inspect.isfunction(known[name]) else known[name]


def __dir__() -> list[str]:
    """What can be had from here."""
    return sorted({*__all__, *_known()})


def _known() -> dict[str, Any]:
    """Functions and classes of all laws by name; one of a law of the user's takes no name from those of attrit."""
    return {thing.__name__: thing for one in reversed(LAWS.values()) for thing in one.functions}


def checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """A law's function that also says which arguments are missing or unknown, and whose argument is wrong.

    Parameters
    ----------
    function
        () [-] The function of a law.
    """
    signature = inspect.signature(function)
    parameters = signature.parameters

    @functools.wraps(function)
    def call(*given: Any, **named: Any) -> Any:
        taken = [*list(parameters)[: len(given)], *named]
        takes = f"it takes {', '.join(parameters)}"
        wrong = [
            Problem(function.__name__, name, "is missing", takes)
            for name, parameter in parameters.items()
            if name not in taken and parameter.default is inspect.Parameter.empty
        ]
        wrong += [
            Problem(function.__name__, name, "is no argument", takes, did_you_mean(name, parameters))
            for name in named
            if name not in parameters
        ]
        try:
            if not wrong:
                bound = signature.bind(*given, **named).arguments
                wrong = [
                    Problem(function.__name__, name, f"found {value!r:.40}", "accepted is one number")
                    for name, value in bound.items()
                    if parameters[name].annotation in _ONE_NUMBER and _several(value)
                ]
        except TypeError as error:
            wrong.append(Problem(function.__name__, "", str(error), takes))
        if wrong:
            raise ScenarioError(wrong)
        try:
            return function(*given, **named)
        except AttritError as error:
            raise _found_in(function.__name__, error) from None

    return call


def _several(value: object) -> bool:
    """Whether this is a list, an array or the like, which the ranges of a law would let pass element by element."""
    return isinstance(value, Iterable) and not isinstance(value, str) and getattr(value, "ndim", 1) > 0


def _found_in(where: str, error: AttritError) -> AttritError:
    """The same problems, in a function or a file."""
    return type(error)(replace(problem, where=where) for problem in error.problems)


def load(file: str | os.PathLike[str]) -> Law:
    """Take in the law of a file of your own, under the name of its function, for as long as the program runs.

    Parameters
    ----------
    file
        () [-] A Python file with a `Law` named ``LAW`` in it; it is run, so have it only from whom you trust.

    Raises
    ------
    ScenarioError
        The file cannot be read or run, or holds no law; or one that ships with attrit has its name.
    """
    path = Path(file)
    if not path.is_file():
        raise ScenarioError(Problem(str(file), "", "no such file", "a Python file with LAW in it"))
    spec = importlib.util.spec_from_file_location(f"attrit_law_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ScenarioError(Problem(str(file), "", "not a Python file", "a file whose name ends in .py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for the types of their fields
    try:
        spec.loader.exec_module(module)
    except AttritError as error:
        raise _found_in(str(file), error) from error
    except (Exception, SystemExit) as error:  # whatever a file of the user's can raise
        raise ScenarioError(Problem(str(file), "", f"does not run: {type(error).__name__}: {error}")) from error
    found = getattr(module, "LAW", None)
    if not isinstance(found, Law):
        cure = "LAW = attrit.laws.Law(title=..., equation=..., functions=(...), ranges=..., campaign=...)"
        raise ScenarioError(Problem(str(file), "LAW", "no law in the file", "a Law", cure))
    try:
        return add(found)
    except ScenarioError as error:
        raise _found_in(str(file), error) from None

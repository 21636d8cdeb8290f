"""The little language of formulas: ``= 0.2 * (groups.ru.men + contingent_men)``.

Numbers, + - * /, parentheses, min() and max(), names of the scenario's own quantities, and full paths of any other
input. Nothing else is evaluated.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from functools import cache, reduce
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from attrit.errors import Problem, ScenarioError, did_you_mean

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from attrit.scenario.input import Input

_LONGEST = 400  # signs as they are typed, before names are written out
_DEEPEST = 50
_ACCEPTED = "numbers, + - * / ( ), min(), max(), names of quantities, paths such as groups.ru.men"
_OPERATORS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


def resolve(text: str, known: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
    """Check a formula and write out the full path of every name.

    Parameters
    ----------
    text
        () [-] The formula, without its equals sign.
    known
        (input) [-] Full paths of all inputs; a plain name is one of ``quantities``.

    Returns
    -------
    tuple of str and tuple of str
        The formula with full paths, and these paths.
    """
    if len(text) > _LONGEST:
        raise ScenarioError(Problem("", "", "the formula is too long", f"at most {_LONGEST} signs"))
    tree = _parsed(text)
    names: dict[str, str] = {}
    for name in _names(tree):
        path = name if "." in name else f"quantities.{name}"
        if path not in known:
            near = [k.removeprefix("quantities.") for k in known]
            raise ScenarioError(Problem("", "", f"'{name}' in the formula is no input", "", did_you_mean(name, near)))
        names[name] = path
    written = ast.unparse(_Renamed(names).visit(ast.parse(text.strip(), mode="eval").body))
    return written, tuple(dict.fromkeys(names.values()))


def evaluate(formula: str, values: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """The value of a formula in every draw; dividing by 0 gives inf or nan there.

    Parameters
    ----------
    formula
        () [-] As in `Input.formula`, with full paths.
    values
        (input)(draw) [unit] Values of the inputs that it names, by path.
    """
    import numpy as np

    with np.errstate(all="ignore"):
        return np.asarray(_value(_parsed(formula), values, np.minimum, np.maximum), dtype=np.float64)


def medians(inputs: Mapping[str, Input]) -> dict[str, float]:
    """Every input at the median of its prior, formulas at the medians of what they name (nan where they divide by 0).

    Parameters
    ----------
    inputs
        (input) [-] All inputs by path.
    """
    found: dict[str, float] = {}
    for path in order(inputs):
        entry = inputs[path]
        if entry.prior is not None:
            found[path] = entry.times * entry.prior.median
            continue
        try:
            found[path] = entry.times * _value(_parsed(entry.formula or ""), found, min, max)
        except ZeroDivisionError:
            found[path] = math.nan
    return found


def dependents(inputs: Mapping[str, Input], path: str) -> list[str]:
    """All that is computed from an input, directly or by way of others.

    Parameters
    ----------
    inputs
        (input) [-] All inputs by path.
    path
        () [-] The input.
    """
    found: list[str] = []
    ahead = [path]
    while ahead:
        new = [other for other, entry in inputs.items() if ahead[0] in entry.names and other not in found]
        found += new
        ahead = ahead[1:] + new
    return found


def order(inputs: Mapping[str, Input]) -> list[str]:
    """All paths, each after those that its formula names.

    Parameters
    ----------
    inputs
        (input) [-] All inputs by path.
    """
    made = {path: entry.names for path, entry in inputs.items() if entry.names}
    try:
        last = [path for path in TopologicalSorter(made).static_order() if path in made]
    except CycleError as error:
        circle = error.args[1][::-1]
        raise ScenarioError(Problem("", circle[0], f"formulas in a circle: {' -> '.join(circle)}")) from error
    return [path for path in inputs if path not in made] + last


@cache
def _parsed(text: str) -> ast.expr:
    """The tree of a formula, with nothing in it but what the language has."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ScenarioError(Problem("", "", f"'{text.strip()}' is not a formula", _ACCEPTED)) from error
    _check(tree, 0)
    return tree


def _check(node: ast.expr, depth: int) -> None:
    found = ""
    inside: list[ast.expr] = []
    if depth > _DEEPEST:
        found = "the formula is nested too deeply"
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        inside = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inside = [node.operand]
    elif isinstance(node, ast.Call):
        if not (isinstance(node.func, ast.Name) and node.func.id in ("min", "max")) or node.keywords or not node.args:
            found = f"'{ast.unparse(node)}' cannot be called"
        inside = node.args
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        found = "" if _finite(node.value) else "a number is not finite"
    elif not _dotted(node):
        found = f"'{ast.unparse(node)}' is not part of a formula"
    if found:
        raise ScenarioError(Problem("", "", found, _ACCEPTED))
    for part in inside:
        _check(part, depth + 1)


def _finite(number: Any) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def _dotted(node: ast.expr) -> str:
    """The name that a node spells, or an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def _names(node: ast.expr) -> list[str]:
    if name := _dotted(node):
        return [name]
    parts = node.args if isinstance(node, ast.Call) else list(ast.iter_child_nodes(node))
    return [name for part in parts if isinstance(part, ast.expr) for name in _names(part)]


class _Renamed(ast.NodeTransformer):
    """Writes the full path in place of every name."""

    def __init__(self, paths: Mapping[str, str]) -> None:
        self.paths = paths

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Call):
            return ast.Call(node.func, [self.visit(part) for part in node.args], [])
        if isinstance(node, ast.Name | ast.Attribute):
            return ast.parse(self.paths[_dotted(node)], mode="eval").body
        return self.generic_visit(node)


def _value(node: ast.expr, values: Mapping[str, Any], least: Callable[..., Any], greatest: Callable[..., Any]) -> Any:
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.UnaryOp):
        number = _value(node.operand, values, least, greatest)
        return -number if isinstance(node.op, ast.USub) else number
    if isinstance(node, ast.BinOp):
        left, right = (_value(part, values, least, greatest) for part in (node.left, node.right))
        return _OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.Call):
        parts = [_value(part, values, least, greatest) for part in node.args]
        chosen = least if getattr(node.func, "id", "") == "min" else greatest
        return reduce(chosen, parts)
    return values[_dotted(node)]

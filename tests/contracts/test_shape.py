"""Sizes, names and docstrings of the package, read from its source."""

import ast
from pathlib import Path

import pytest
from numpydoc.docscrape import NumpyDocString

ROOT = Path(__file__).parents[2]
MODULES = [*sorted((ROOT / "attrit").rglob("*.py")), ROOT / "dev.py"]
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60
# What may be longer, and why: "file.py" or "file.py:function" -> reason.
LONGER: dict[str, str] = {}
FORBIDDEN_NAMES = {"base", "common", "core", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code_lines(function: Function) -> int:
    """Lines of a function from its `def`, without its docstring: explaining a function does not make it longer."""
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is not None:
        lines -= function.body[0].end_lineno - function.body[0].lineno + 1
    return lines


def sizes(path: Path) -> dict[str, int]:
    """Lines of a module and of each function in it that are over the limit."""
    text = path.read_text("utf-8")
    over = {name_of(path): len(text.splitlines())} if len(text.splitlines()) > LONGEST_MODULE else {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Function) and code_lines(node) > LONGEST_FUNCTION:
            over[f"{name_of(path)}:{node.name}"] = code_lines(node)
    return over


def public(tree: ast.Module) -> list[tuple[str, ast.ClassDef | Function]]:
    """Public functions and classes of a module and public methods of its public classes."""
    kinds = ast.ClassDef | Function
    found = [(node.name, node) for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
    for name, node in list(found):
        if isinstance(node, ast.ClassDef):
            inside = [part for part in node.body if isinstance(part, Function) and not part.name.startswith("_")]
            found += [(f"{name}.{part.name}", part) for part in inside]
    return found


def arguments(function: Function) -> list[str]:
    """Names of the arguments a caller gives, in order."""
    a = function.args
    parts = [*a.posonlyargs, *a.args, *([a.vararg] if a.vararg else []), *a.kwonlyargs, *([a.kwarg] if a.kwarg else [])]
    return [part.arg for part in parts if part.arg not in ("self", "cls")]


def test_modules_and_functions_stay_short():
    over = {name: lines for path in MODULES for name, lines in sizes(path).items()}
    assert {name: lines for name, lines in over.items() if name not in LONGER} == {}
    assert not set(LONGER) - set(over), "no longer too long: take it off the list"


def test_no_grab_bag_modules():
    parts = {part for path in MODULES for part in Path(name_of(path)).with_suffix("").parts}
    assert not parts & FORBIDDEN_NAMES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_everything_public_says_what_it_is(path: Path):
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree), "the module has no docstring"
    assert not [name for name, node in public(tree) if not ast.get_docstring(node) and not overload(node)]


def overload(node: ast.ClassDef | Function) -> bool:
    """Whether this is a typing overload or a property setter, which the first definition documents."""
    return any(ast.unparse(mark).endswith(("overload", ".setter")) for mark in node.decorator_list)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_listed_parameters_are_the_parameters(path: Path):
    """A docstring that lists parameters lists all of them, in the order of the signature, each with a meaning."""
    for name, node in public(ast.parse(path.read_text("utf-8"))):
        listed = NumpyDocString(ast.get_docstring(node) or "")["Parameters"]
        if not listed or isinstance(node, ast.ClassDef):
            continue
        names = [part.strip().lstrip("*") for entry in listed for part in entry.name.split(",")]
        assert names == arguments(node), name
        assert all(entry.desc for entry in listed), name

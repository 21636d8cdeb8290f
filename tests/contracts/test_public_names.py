"""The names a user types: all there, where they say, and loaded only when used."""

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import attrit

HEAVY = {
    "altair",
    "jinja2",
    "numba",
    "numpy",
    "pandas",
    "pydantic",
    "rich",
    "scipy",
    "typer",
    "vl_convert",
    "xarray",
    "zarr",
}


@pytest.mark.parametrize("name", attrit.__all__)
def test_every_public_name_is_what_its_module_holds(name: str):
    thing = getattr(attrit, name)
    module = importlib.import_module(attrit._HOMES[name])
    assert thing is (module if inspect.ismodule(thing) else getattr(module, name))
    assert inspect.getdoc(thing)


def test_type_checkers_are_told_the_same_names_and_homes():
    tree = ast.parse(Path(attrit.__file__).read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
    told = {}
    for node in block.body:
        assert isinstance(node, ast.ImportFrom)
        for alias in node.names:
            assert alias.name == alias.asname, "only a redundant alias makes a name public for type checkers"
            told[alias.name] = node.module
    homes = {
        name: home.removesuffix(f".{name}") if name in attrit._MODULES else home for name, home in attrit._HOMES.items()
    }
    assert told == homes


def test_listing_shows_the_public_names_and_no_other():
    assert {name for name in dir(attrit) if not name.startswith("__")} == set(attrit.__all__)


def test_no_function_has_the_name_of_a_module_of_the_package():
    """Python puts a module that is imported in the place of whatever has its name in the package."""
    files = {path.stem for path in Path(attrit.__file__).parent.iterdir()}
    assert {name for name in attrit.__all__ if name in files} <= set(attrit._MODULES)


def test_an_unknown_name_is_an_attribute_error_with_the_nearest():
    with pytest.raises(AttributeError, match="has no attribute 'simulte'; did you mean 'simulate'"):
        attrit.simulte  # noqa: B018


@pytest.mark.parametrize(
    "statement", ["import attrit", "import attrit; attrit.AttritError, dir(attrit)"], ids=["import", "errors"]
)
def test_importing_loads_nothing_heavy(statement: str):
    script = f"{statement}\nimport sys\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "attrit" in loaded
    assert not HEAVY & set(loaded)

"""No file imports, over others, itself: neither when it is loaded nor for the sake of its types."""

import grimp
import pytest


def circles(imports: dict[str, set[str]]) -> list[set[str]]:
    """Sets of files that import each other, from which files that import none of the rest are taken away in turn."""
    left = {name: {other for other in others if other in imports} for name, others in imports.items()}
    while ends := [name for name, others in left.items() if not others]:
        left = {name: others - {*ends} for name, others in left.items() if name not in ends}
    return [{name, *others} for name, others in left.items()]


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    graph = grimp.build_graph("attrit", exclude_type_checking_imports=False)
    # The root names public things for type checkers, and loads them on first use.
    return {name: graph.find_modules_directly_imported_by(name) for name in graph.modules - {"attrit"}}


def test_there_are_none(imports: dict[str, set[str]]) -> None:
    assert len(imports) > 200
    assert circles(imports) == []


def test_one_would_be_found() -> None:
    known = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set[str]()}
    assert {"a", "b"} in circles(known)
    assert circles({"a": {"b"}, "b": {"c", "elsewhere"}, "c": set()}) == []

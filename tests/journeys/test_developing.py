"""The worked examples of docs/developing: each is carried out on a copy of the tree, and what it adds is there.

A line ``<!-- file: PATH; HOW -->`` before a block of code says what becomes of the block. HOW is ``new``, ``append``,
``after: "..."`` or ``before: "..."`` the only line that begins so (``after first``: the first of several), or
``instead of: "..."`` the only such text.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.contracts.test_shape import LONGEST_MODULE

ROOT = Path(__file__).parents[2]
DEVELOPING = ROOT / "docs" / "developing"
BLOCK = re.compile(
    r"(?P<told>[^\n]+)\n\n<!-- file: (?P<file>[^;\n]+); (?P<how>[a-z ]+?)(?:: \"(?P<text>[^\n]*)\")? -->\n\n"
    r"^```\w+\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
EXAMPLES = sorted(page.stem for page in DEVELOPING.glob("add-*.md"))
COPIED = ("attrit", "docs", "tests", "tools", "pyproject.toml", "mkdocs.yml", "README.md", "CHANGELOG.md", "dev.py")


class Block(NamedTuple):
    """A block of code, what the line before says of it, and what becomes of it."""

    told: str
    file: str
    how: str
    text: str
    code: str


def blocks(example: str) -> list[Block]:
    page = (DEVELOPING / f"{example}.md").read_text("utf-8")
    found = [Block(*(match[part] or "" for part in Block._fields)) for match in BLOCK.finditer(page)]
    assert len(found) == page.count("<!-- file: "), "a block that is not read"
    return found


def applied(block: Block, before: str) -> str:
    """The text of a file with a block in its place."""
    if block.how == "append":
        return before + block.code
    if block.how == "instead of":
        assert before.count(block.text) == 1, f"{block.file}: {before.count(block.text)} times {block.text!r}"
        return before.replace(block.text, block.code.removesuffix("\n"))
    lines = before.splitlines(keepends=True)
    places = [place for place, line in enumerate(lines) if line.startswith(block.text)]
    assert len(places) == 1 or (places and block.how == "after first"), f"{block.file}: {len(places)} x {block.text!r}"
    place = places[0] + block.how.startswith("after")
    return "".join([*lines[:place], block.code, *lines[place:]])


def carried_out(example: str, to: Path) -> Path:
    """A copy of the tree in which an example is carried out."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / name)  # with what Python has compiled, which saves seconds
        else:
            shutil.copy(ROOT / name, to)
    for block in blocks(example):
        file = to / block.file
        if block.how == "new":
            assert not file.exists(), block.file
            file.parent.mkdir(exist_ok=True)
            file.write_text(block.code, "utf-8")
        else:
            file.write_text(applied(block, file.read_text("utf-8")), "utf-8")
    return to


def called(tree: Path, *words: str) -> str:
    """What a program prints that is started in a tree, and that works."""
    known = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run(words, cwd=tree, env=known, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def attrit(tree: Path, *words: str) -> str:
    """What a command of a tree prints."""
    return called(tree, sys.executable, "-c", "from attrit.cli.main import main; main()", *words)


def python(tree: Path, code: str) -> str:
    """What a few lines of Python print in a tree."""
    return called(tree, sys.executable, "-c", code).strip()


def passes(tree: Path, *names: str) -> None:
    """Run tests of a tree."""
    called(tree, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *names)


@pytest.fixture(params=EXAMPLES)
def example(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_page_names_every_file_that_it_changes(example: str) -> None:
    page = (DEVELOPING / f"{example}.md").read_text("utf-8")
    table = page.partition("## The files")[2].partition("\n## ")[0]
    for block in blocks(example):
        assert f"`{block.file}`" in block.told, "the line before a block says where it goes"
        name = Path(block.file).name
        assert f"`{block.file}`" in table or f"`{name}`" in table, block.file


def test_every_example_fits_the_tree_and_is_in_form(example: str, tmp_path: Path) -> None:
    tree = carried_out(example, tmp_path)
    ruff = str(Path(sys.executable).with_name("ruff"))
    files = sorted({block.file for block in blocks(example) if block.file.endswith(".py")})
    called(tree, ruff, "check", "--no-cache", *files)
    called(tree, ruff, "format", "--check", "--no-cache", *files)
    longest = {file: len((tree / file).read_text("utf-8").splitlines()) for file in files if file.startswith("attrit/")}
    assert all(lines <= LONGEST_MODULE for lines in longest.values()), longest


def test_the_new_analysis_answers(tmp_path: Path) -> None:
    tree = carried_out("add-an-analysis", tmp_path)
    told = json.loads(attrit(tree, "tails", "template", "--draws", "256", "--horizon", "20", "--json"))
    assert told["low"] < told["high"] and told["sentence"].startswith("In the lowest 10 % of the worlds")
    passes(tree, "tests/analysis/test_tails.py", "tests/contracts/test_public_names.py", "-k", "not importing")


def test_the_new_outcome_and_its_measure_are_there(tmp_path: Path) -> None:
    passes(carried_out("add-an-outcome", tmp_path), "tests/engine/test_holder_men.py")


def test_the_new_format_is_recognised_and_read(tmp_path: Path) -> None:
    tree = carried_out("add-an-importer", tmp_path)
    (tree / "mine.csv").write_text(
        "Week_ending,army,named_dead,updated,counted_by\n2024-11-10,North,7,2024-12-01,A paper\n"
    )
    assert "2024-11-04/2024-11-10" in attrit(tree, "import", "mine.csv")
    passes(tree, "tests/evidence/test_tally.py")


def test_the_new_chart_shows_the_run(tmp_path: Path) -> None:
    passes(carried_out("add-a-chart", tmp_path), "tests/views/test_by_arm.py")


@pytest.mark.slow  # the model is compiled anew
def test_the_new_mechanism_acts_as_the_independent_day_says(tmp_path: Path) -> None:
    tree = carried_out("add-a-mechanism", tmp_path)
    schema = attrit(tree, "schema")
    assert "strain" in schema
    (tree / "attrit/library/scenario.schema.json").write_text(schema, "utf-8")
    called(tree, sys.executable, "tools/write_pages.py", "--tables")
    held = python(
        tree,
        "import attrit\n"
        "for change in ({'strain': False}, {}, {'strain.effect': 0.05}):\n"
        "    s = attrit.load('template').with_changes({f'mechanisms.{key}': to for key, to in change.items()})\n"
        "    print(attrit.simulate(s, 256, arms=[s.base], keep=()).values('area_held_true', s.base).mean())",
    )
    off, usual, strong = map(float, held.split())
    assert off < usual < strong, "a holder whom a tired attacker faces keeps more ground"
    passes(tree, "tests/reference/test_kernel.py")
    passes(tree, "tests/engine/test_mechanisms.py", "-k", "strain")
    passes(tree, "tests/journeys/test_docs.py", "-k", "each_ or current or signs or mechanism")

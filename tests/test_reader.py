"""A setting is spelled as whoever reads of it would write it."""

from __future__ import annotations

from pathlib import Path

import pytest

import attrit
from attrit.reader import either, setting, types_commands


@pytest.mark.parametrize(
    ("words", "python", "command"),
    [
        (("draws", 256), "draws=256", "--draws 256"),
        (("method", "sobol"), "method='sobol'", "--method sobol"),
        (("draws", 64, "size"), "draws=64", "--size 64"),
        (("and_values", 3), "and_values=3", "--and-values 3"),
    ],
)
def test_python_reads_python_and_the_command_line_its_options(
    words: tuple[str, object], python: str, command: str
) -> None:
    assert setting(*words) == python
    with types_commands():
        assert setting(*words) == command
        assert either("--set", "with_changes") == "--set"
    assert setting(*words) == python and either("--set", "with_changes") == "with_changes"


def test_a_list_of_words_is_called_comma_separated() -> None:
    for file in Path(attrit.__file__).parent.rglob("*.py"):
        assert "by comma" not in file.read_text("utf-8").replace("by commas", ""), file.name

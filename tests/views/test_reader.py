"""A setting is spelled as whoever reads of it would write it."""

from __future__ import annotations

import pytest

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

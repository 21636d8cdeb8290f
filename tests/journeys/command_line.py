"""The command in a process of its own, or, where much is asked of it, in this one."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).parents[2]


def attrit(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from attrit.views.cli import main; main()"
    # readline, which pytest loads, sets COLUMNS behind Python's back
    known = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    line = [sys.executable, "-c", code, *words]
    return subprocess.run(line, cwd=cwd, env=known, capture_output=True, text=True, timeout=300)


@cache
def answered(*words: str) -> subprocess.CompletedProcess[str]:
    """A call that must work."""
    done = attrit(*words)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done


class Here(Protocol):
    """The command in this process: exit code, what it prints, what it says."""

    def __call__(self, *words: str, cwd: Path = ROOT) -> tuple[int, str, str]: ...

"""The command in a process of its own, or, where much is asked of it, in this one."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from functools import cache
from pathlib import Path
from typing import NoReturn, Protocol

ROOT = Path(__file__).parents[2]


@cache
def warm() -> None:
    """Load what a run needs once, so that every process forked from here has it."""
    import attrit
    from attrit.cli.main import main  # noqa: F401

    attrit.simulate(attrit.load("kursk-2024"), 1, horizon=1)


def from_nothing(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command in an interpreter of its own, which reads the environment anew."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from attrit.cli.main import main; main()"
    known = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    line = [sys.executable, "-c", code, *words]
    return subprocess.run(line, cwd=cwd, env=known, capture_output=True, text=True, timeout=300)


def attrit(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, forked from this one: a start from nothing takes a second each time."""
    if "jax" in sys.modules:  # whose threads do not outlive a fork
        return from_nothing(*words, cwd=cwd)
    warm()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            _become(words, cwd, out.fileno(), err.fileno())
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = [file.seek(0) or file.read().decode() for file in (out, err)]
    return subprocess.CompletedProcess(["attrit", *words], code, *texts)


def _become(words: tuple[str, ...], cwd: Path, out: int, err: int) -> NoReturn:
    """What a shell does, and then the command; never returns."""
    code = 1
    try:
        signal.alarm(300)
        os.chdir(cwd)
        for at, to in enumerate((os.open(os.devnull, os.O_RDONLY), out, err)):
            os.dup2(to, at)
        sys.stdin, sys.stdout, sys.stderr = (open(at, "rw"[at > 0], encoding="utf-8") for at in range(3))
        os.environ.pop("COLUMNS", None)  # readline, which pytest loads, sets it behind Python's back
        sys.argv = ["attrit", *words]
        from attrit.cli.main import main

        main()
        code = 0
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        for file in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):
                file.flush()
        os._exit(code)


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

"""What commands print beside their answers: progress, data as JSON, why the first run takes its time."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from attrit.cli.screen import hand_over, harmless_json, say


def say_if_compiling() -> None:
    """Say why the first run takes its time."""
    from attrit.engine.compiled import is_compiled

    if not is_compiled():
        say("Compiling the model for this machine (once, about half a minute) …")


def print_json(data: Any) -> None:
    """Data to stdout.

    Parameters
    ----------
    data
        () [-] Plain data.
    """
    hand_over(json_text(data))


def json_text(data: Any) -> str:
    """Data as JSON that people can read.

    Parameters
    ----------
    data
        () [-] Plain data.
    """
    import json

    return harmless_json(json.dumps(data, indent=2, ensure_ascii=False)) + "\n"


class Bar:
    """Progress on stderr: a bar for what takes longer than a second; without a terminal, a line now and then."""

    _EVERY = 30.0  # seconds between two lines

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = time.monotonic()
        self._said = self._began
        self._progress: Any = None
        self._task: Any = None

    def __enter__(self) -> Callable[[int, int], None]:
        return self._step

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def _step(self, done: int, of: int) -> None:
        now = time.monotonic()
        spent = now - self._began
        if not sys.stderr.isatty():
            if done < of and now - self._said > self._EVERY:
                self._said = now
                left = _lasting(spent * (of / done - 1))
                say(f"{self._what}: {100 * done / of:.0f} % after {_lasting(spent)}, some {left} left")
            return
        if self._progress is None and spent > 0.5 and spent * of / done > 1:
            from rich.console import Console
            from rich.progress import Progress

            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._progress.start()
            self._task = self._progress.add_task(self._what, total=of)
        if self._progress is not None:
            self._progress.update(self._task, completed=done)


def _lasting(seconds: float) -> str:
    """A time as people say it."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"

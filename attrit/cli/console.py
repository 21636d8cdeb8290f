"""What commands print beside their answers: progress, data as JSON, why the first run takes its time."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrit.cli.screen import hand_over, harmless_json, say, show
from attrit.writing import write_into

if TYPE_CHECKING:
    from attrit.views.rendered import Rendered


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


def deliver(
    name: str, told: Mapping[str, Rendered], plain: Mapping[str, Any], lines: Sequence[str], folder: Path | None,
    as_json: bool, file: str | None = None,
) -> None:  # fmt: skip
    """Write what was asked for into a folder, and print it: as JSON, or as text with the names of what was written.

    Parameters
    ----------
    name
        () [-] Name of the command, by which files are called.
    told
        (law) [-] The answers; of only one its law is empty.
    plain, lines
        () [-] All of it as plain data, and for a terminal.
    folder
        () [-] Where to write; nothing is written if None.
    as_json
        () [-] Whether to print the plain data.
    file
        () [-] Name of the file of the plain data; that of the command if None.
    """
    files = [] if folder is None else _write(folder, name, file or f"{name}.json", plain, told)
    if as_json:
        print_json(plain)
        return
    show("\n".join(lines))
    if files:
        show(f"\nWritten: {', '.join(map(str, files))}")


def _write(folder: Path, name: str, file: str, plain: Mapping[str, Any], told: Mapping[str, Rendered]) -> list[Path]:
    """Numbers and charts into the folder; all are made before any is written."""
    from attrit.views.charts.drawing import Beside

    texts = {folder / file: json_text(plain)}
    with Beside() as draw:
        for law, one in told.items():
            stem = f"{name}-{law}" if len(told) > 1 else name
            for kind, spec in one.specs.items():
                texts[folder / f"{stem}{'-' if kind else ''}{kind}.svg"] = draw(spec()).result()
            if one.page:
                texts[folder / f"{stem}.html"] = one.page
    write_into(folder, texts)
    return list(texts)


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

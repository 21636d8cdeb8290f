"""The command line: how a command starts, fails and ends.

Exit codes: 0 ok, 1 failed, 2 bad usage or input, 3 a check did not hold, 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys

from attrit.cli.screen import STDOUT, flush, harmless, say
from attrit.errors import AttritError, Problem, ScenarioError
from attrit.interruption import listening
from attrit.reader import types_commands
from attrit.views.words.columns import lines_of, terminal_width
from attrit.views.words.signs import HANDLER

_MOST = 120  # problems that are told
_NUMBA = ".numba_config.yaml"


def main() -> None:
    """Entry point of the `attrit` command."""
    _open_closed()
    with listening():
        _main()


def _open_closed() -> None:
    """Put nothing in the place of streams that the caller has closed, so that no file of ours gets their numbers."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))


def _main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)  # a terminal without our signs gets others, not a failure
    try:
        _check_surroundings()
        # Takes a tenth of a second, in which it can be interrupted already.
        import attrit.cli.analyses
        import attrit.cli.battle
        import attrit.cli.claims
        import attrit.cli.export
        import attrit.cli.forecast
        import attrit.cli.hindcast
        import attrit.cli.hub
        import attrit.cli.laws
        import attrit.cli.observing
        import attrit.cli.run
        import attrit.cli.scenarios  # noqa: F401  (they register their commands)
        from attrit.cli.options import app

        with lines_of(terminal_width(), sys.stdout.encoding), types_commands():
            app()
        flush()
    except AttritError as error:
        for problem in error.problems[:_MOST]:
            say("attrit: " + str(problem).replace("\n", "\\n"))
        if len(error.problems) > _MOST:
            say(f"attrit: and {len(error.problems) - _MOST:,} more")
        raise SystemExit(2) from None
    except OSError as error:
        _failed(error)


def _check_surroundings() -> None:
    """Refuse what nothing can be done with, before anything is imported that would be led astray by it."""
    try:
        os.getcwd()
    except OSError:
        raise ScenarioError(Problem("", "", "the working folder is gone", "", "change to another folder")) from None
    if os.path.isfile(_NUMBA):
        cure = f"move the file away, or call attrit from another folder (it needs no {_NUMBA})"
        found = "a file that sets up Numba lies in the working folder, and attrit takes no orders from a folder"
        raise ScenarioError(Problem(_NUMBA, "", found, "", cure))
    for word in sys.argv[1:]:
        if harmless(word) != word:
            found = f"'{harmless(word)}' on the command line has a sign in it that a terminal would obey"
            raise ScenarioError(Problem("", "", found, "signs that can be read", "rename the file, if it is one"))


def _failed(error: OSError) -> None:
    """End the program where something could not be read or written."""
    where = "" if error.filename is None else f"{error.filename}: "
    say(f"attrit: {where}{error.strerror or error}")
    if error.filename == STDOUT:
        os._exit(1)  # nothing more can be written, not even at the end of the program
    raise SystemExit(2 if where else 1)

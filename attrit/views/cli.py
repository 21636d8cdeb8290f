"""The command line: how a command starts, fails and ends.

Exit codes: 0 ok, 1 failed, 2 bad usage or input, 3 a check did not hold, 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys

from attrit.errors import AttritError
from attrit.views.columns import lines_of, terminal_width
from attrit.views.interruption import listening
from attrit.views.signs import HANDLER


def main() -> None:
    """Entry point of the `attrit` command."""
    with listening():
        _main()


def _main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)  # a terminal without our signs gets others, not a failure
    try:
        # Takes a tenth of a second, in which it can be interrupted already.
        import attrit.views.analysis_commands
        import attrit.views.claim_commands
        import attrit.views.export_commands
        import attrit.views.law_commands
        import attrit.views.scenario_commands  # noqa: F401  (they register their commands)
        from attrit.views.commands import app

        with lines_of(terminal_width(), sys.stdout.encoding):
            app()
        sys.stdout.flush()
    except OSError as error:
        _say(f"attrit: {error.filename or 'standard output'}: {error.strerror}")
        os._exit(1)  # nothing more can be written, not even at the end of the program
    except AttritError as error:
        for problem in error.problems:
            _say(f"attrit: {problem}")
        raise SystemExit(2) from None


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)

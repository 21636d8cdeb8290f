"""Ctrl-C on the command line: the command ends at once, with one line, and no file is left half-written.

An exception in the middle of whatever is going on could be lost or come out as a traceback: while modules are imported,
inside compiled code, in a library that catches it. So the signal is kept from all threads but one, which waits for it
and ends the process. Nothing needs tidying then: files are only ever put in place whole, see `writing.put`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator

at_hand = threading.Lock()  # held while files are put in place: whoever interrupts then waits for it
written: list[str] = []  # files put in place so far

_CTRL_C = {signal.SIGINT}


@contextlib.contextmanager
def listening() -> Iterator[None]:
    """End the process with status 130 when interrupted meanwhile; to be entered before other threads are started."""
    over = threading.Event()

    def wait() -> None:
        signal.sigwait(_CTRL_C)
        if over.is_set():
            return
        at_hand.acquire()  # for good
        fresh_line = "\r\x1b[2K\x1b[?25h" if sys.stderr.isatty() else ""  # in place of a progress bar
        left = f"{' and '.join(written)} had been written" if written else "nothing was written"
        os.write(2, f"{fresh_line}attrit: stopped; {left}\n".encode(errors="replace"))
        os._exit(130)

    before = signal.pthread_sigmask(signal.SIG_BLOCK, _CTRL_C)
    waiter = threading.Thread(target=wait, daemon=True)
    waiter.start()
    try:
        yield
    finally:
        over.set()
        assert waiter.ident is not None  # it was started
        signal.pthread_kill(waiter.ident, signal.SIGINT)
        waiter.join()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

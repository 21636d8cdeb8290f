"""For whom a text is written: someone who types commands, or someone who writes Python.

An answer or an error that names a setting spells it as its reader would: ``--draws 256`` or ``draws=256``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_types_commands: ContextVar[bool] = ContextVar("types_commands", default=False)


@contextmanager
def types_commands() -> Iterator[None]:
    """Write for the command line within the block."""
    before = _types_commands.set(True)
    try:
        yield
    finally:
        _types_commands.reset(before)


def either(command: str, python: str) -> str:
    """One of two wordings, by who reads.

    Parameters
    ----------
    command, python
        () [-] What the command line is told, and what Python is told.
    """
    return command if _types_commands.get() else python


def setting(name: str, value: object, option: str = "") -> str:
    """A setting as its reader writes it.

    Parameters
    ----------
    name, value
        () [-] The argument in Python, and what it is set to.
    option
        () [-] The option of the command without its dashes; called as the argument is if left out.
    """
    return either(f"--{option or name.replace('_', '-')} {value}", f"{name}={value!r}")

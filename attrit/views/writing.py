"""Where files may be put, and putting them there: all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from attrit.errors import AttritError, Problem, ScenarioError


def usable(folder: Path) -> None:
    """Refuse a file where a folder is needed, before any work is done for it.

    Parameters
    ----------
    folder
        () [-] The folder that is asked for.
    """
    if folder.exists() and not folder.is_dir():
        raise ScenarioError(Problem("--out", str(folder), "is a file", "a folder, which is made if it is not there"))


def writable(out: Path, read: str | None = None) -> None:
    """Refuse a place where no file can be put, before any work is done for it.

    Parameters
    ----------
    out
        () [-] The file that is asked for.
    read
        () [-] The file that is read, which must not be lost; None if there is none.

    Raises
    ------
    AttritError
        It is no place for a file, or the file that is read.
    """
    if not out.parent.is_dir() or out.is_dir():
        raise AttritError(Problem("--out", str(out), "no place for a file", "a file in a folder that is there"))
    if read is not None and out.exists() and Path(read).exists() and out.samefile(read):
        raise AttritError(Problem("--out", str(out), "is the file that is read", "another file"))


def write(out: Path, text: str) -> None:
    """One file, whole or not at all.

    Parameters
    ----------
    out
        () [-] The file that is asked for.
    text
        () [-] What to write.

    Raises
    ------
    AttritError
        It cannot be written.
    """
    from attrit.views.report import put

    try:
        put({out: text})
    except OSError as problem:
        raise AttritError(Problem("--out", str(out), f"cannot be written: {problem.strerror}")) from problem


def write_into(folder: Path, texts: Mapping[Path, str], told_of: Iterable[Path] | None = None) -> None:
    """Files into a folder, which is made if it is not there: all of them or none.

    Parameters
    ----------
    folder
        () [-] The folder.
    texts
        (file) [-] What to write.
    told_of
        (file) [-] Those that an interruption says had been written; all if None.

    Raises
    ------
    ScenarioError
        It cannot be written to.
    """
    from attrit.views import interruption
    from attrit.views.report import put

    try:
        with interruption.at_hand:
            folder.mkdir(parents=True, exist_ok=True)
            put(texts)
            interruption.written.extend(map(str, texts if told_of is None else told_of))
    except OSError as problem:
        raise ScenarioError(Problem("--out", str(folder), f"cannot be written: {problem.strerror}")) from problem

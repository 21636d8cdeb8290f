"""Where files may be put, and putting them there: all of them or none."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from attrit.errors import AttritError, Problem, ScenarioError

_ROOM = 1 << 20  # bytes that a place must have room for
_UNKNOWN = (errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT, errno.EINVAL)  # files without a name are not known here


def usable(folder: Path, *names: str) -> None:
    """Refuse a folder into which no files can be put, before any work is done for it.

    Parameters
    ----------
    folder
        () [-] The folder that is asked for.
    names
        () [-] Files that are to be put there.

    Raises
    ------
    ScenarioError
        It is a file or cannot be made, nothing can be written there, or one of the names is a folder.
    """
    if folder.exists() and not folder.is_dir():
        raise ScenarioError(Problem("--out", str(folder), "is a file", "a folder, which is made if it is not there"))
    for name in names:
        if (folder / name).is_dir():
            raise ScenarioError(
                Problem("--out", str(folder / name), "is a folder", "a folder that has none of that name")
            )
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if fault := "not a folder" if not there.is_dir() else unwritable(there):
        raise ScenarioError(Problem("--out", str(there), fault, "a folder that can be written to"))


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
    if fault := unwritable(out.parent):
        raise AttritError(Problem("--out", str(out.parent), fault, "a folder that can be written to"))


def unwritable(folder: Path) -> str:
    """Why nothing can be written into a folder; empty if something can. It is tried with a file that has no name.

    Parameters
    ----------
    folder
        () [-] A folder that is there.
    """
    try:
        trial = os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o600)
    except OSError as problem:
        if problem.errno in _UNKNOWN:
            return "" if os.access(folder, os.W_OK | os.X_OK) else "cannot be written to"
        return f"cannot be written to: {problem.strerror}"
    try:
        os.posix_fallocate(trial, 0, _ROOM)
    except OSError as problem:
        return "" if problem.errno in _UNKNOWN else f"cannot be written to: {problem.strerror}"
    finally:
        os.close(trial)
    return ""


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
    try:
        put({out: text})
    except OSError as problem:
        raise AttritError(Problem("--out", str(out), f"cannot be written: {problem.strerror}")) from problem


def write_into(folder: Path, texts: Mapping[Path, str | bytes], told_of: Iterable[Path] | None = None) -> None:
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
    from attrit import interruption

    try:
        with interruption.at_hand:
            for place in dict.fromkeys([folder, *(file.parent for file in texts)]):
                place.mkdir(parents=True, exist_ok=True)
            put(texts)
            interruption.written.extend(map(str, texts if told_of is None else told_of))
    except OSError as problem:
        place = problem.filename or folder
        raise ScenarioError(Problem("--out", str(place), f"cannot be written: {problem.strerror}")) from problem


def put(texts: Mapping[Path, str | bytes]) -> None:
    """Write files, each under another name until all are complete: then all are replaced, or none.

    Parameters
    ----------
    texts
        (file) [-] What to write.

    Raises
    ------
    OSError
        One of them cannot be written; it is named.
    """
    new: dict[Path, Path] = {}
    old: dict[Path, Path] = {}
    with _held_back():
        try:
            for file, text in texts.items():
                with _about(file):
                    if file.is_dir():
                        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
                    new[file] = _beside(file)
                    raw = text if isinstance(text, bytes) else text.encode("utf-8", errors="replace")
                    with open(new[file], "xb") as begun:  # never into what is there, nor over a link
                        begun.write(raw)
            _replace(new, old)
        finally:
            for left in (*new.values(), *old.values()):
                left.unlink(missing_ok=True)


def _replace(new: Mapping[Path, Path], old: dict[Path, Path]) -> None:
    """Complete files in place of those that are there; if one cannot be, all are as they were."""
    done: list[Path] = []
    try:
        for file, complete in new.items():
            with _about(file):
                if os.path.lexists(file):
                    old[file] = _beside(file)
                    _keep(file, old[file])
                complete.replace(file)
                done.append(file)
    except BaseException:
        for file in done:
            if file not in old:
                file.unlink()
        for file, kept in old.items():
            if os.path.lexists(kept):
                kept.replace(file)
        raise


def _keep(file: Path, kept: Path) -> None:
    """A file under a second name; where files have but one, under that alone."""
    try:
        os.link(file, kept, follow_symlinks=False)
    except OSError:
        file.replace(kept)


def _beside(file: Path) -> Path:
    """A name beside a file that nobody can foretell."""
    return file.with_name(f".{file.name[:100]}.{os.urandom(8).hex()}")


@contextlib.contextmanager
def _about(file: Path) -> Iterator[None]:
    """An error is told of the file that was asked for, not of the name that it has for now."""
    try:
        yield
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(file)) from problem


@contextlib.contextmanager
def _held_back() -> Iterator[None]:
    """What would end the process ends it when the files are in place."""
    came: list[int] = []
    before = {}
    if threading.current_thread() is threading.main_thread():
        for ending in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(ending) not in (signal.SIG_IGN, None):
                before[ending] = signal.signal(ending, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for ending, handler in before.items():
            signal.signal(ending, handler)
        for number in came:
            os.kill(os.getpid(), number)

"""Compiled functions and where their machine code is kept between runs.

Numba's own store takes its place from a file of the working folder, runs whatever pickle lies there, and notices edits
of the file a function stands in, but not of the files it draws on. So machine code is kept here instead: in a folder
that nobody else can write to, each function in a file that is named by the sources it draws on and begins with the
checksum of the rest. What is damaged is made anew, and where nothing can be kept the code stays in memory.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import pickle
import platform
import re
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import numba as nb
import numpy as np
from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

import attrit.model.arithmetic  # noqa: F401  (chooses vectors, before anything is compiled)

_SUFFIX = ".machine-code"
_IMPORT = re.compile(r"^(?:from|import) (attrit\.(?:model|engine)[\w.]*)(?: as \w+| import (\([^)]*\)|.*))?", re.M)
_SUM = hashlib.sha256().digest_size  # bytes
_say = logging.getLogger("attrit").warning


def _start_numba() -> None:
    """Import Numba's array functions without its search for SciPy's linear algebra.

    The search takes a sixth of a second at every start, and no law or mechanism multiplies matrices.
    """
    wanted = "scipy.linalg.cython_blas"
    if wanted not in sys.modules:
        sys.modules[wanted] = None  # type: ignore[assignment]  # Python's own sign for "not there"
        try:
            import numba.np.arraymath  # noqa: F401
        finally:
            del sys.modules[wanted]


_start_numba()


@cache
def cache_folder() -> Path | None:
    """Folder of the machine code made by these versions of the compiler; None if there is no safe place for one."""
    versions = f"{nb.__version__} {llvmlite.__version__} {np.__version__} {platform.python_version()}"
    name = hashlib.sha256(versions.encode()).hexdigest()[:16]
    for root in _roots():
        folder = root / name
        if _ours(root, close=True) and _ours(folder):
            return folder
    return None


@cache
def _digest(file: Path) -> str:
    """Digest of all that the compiled functions of a file draw on."""
    digest = hashlib.sha256()
    for path in _sources(file):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _sources(file: Path) -> list[Path]:
    """A file, and all files of the model and the engine that it imports, one way or another."""
    found, new = set[Path](), [file, Path(__file__)]
    while new:
        file = new.pop()
        if file not in found:
            found.add(file)
            new += _imported(file.read_text(encoding="utf-8"))
    return sorted(found)


def _imported(text: str) -> Iterator[Path]:
    """Files of the model and the engine that a source imports."""
    package = Path(__file__).parents[2]
    for module, names in _IMPORT.findall(text):
        path = package.joinpath(*module.split("."))
        of = [path.with_suffix(".py"), *(path / f"{name}.py" for name in re.findall(r"\w+", names))]
        yield from filter(Path.exists, of)


def _roots() -> Iterator[Path]:
    """Places for machine code; none that hangs on the working folder, which may have come from anybody."""
    named = (os.environ.get("NUMBA_CACHE_DIR"), os.environ.get("XDG_CACHE_HOME"), os.path.expanduser("~/.cache"))
    yield from (Path(root, "attrit") for root in [root for root in named if root and os.path.isabs(root)][:1])
    with contextlib.suppress(OSError):
        shared = Path(os.environ.get("TMPDIR") or "/tmp")
        if shared.is_absolute() and not shared.samefile("."):
            yield shared / f"attrit-{os.geteuid()}"


def _ours(folder: Path, close: bool = False) -> bool:
    """Whether a folder, made if need be, is this user's, no link, and closed to the writing of others."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            return False
        if close and found.st_mode & 0o022:
            folder.chmod(0o700)
        elif found.st_mode & 0o022:
            return False
    except OSError:
        return False
    return os.access(folder, os.W_OK)


class _Kept(NullCache):  # type: ignore[misc]  # Numba has no types
    """The machine code of one function, as Numba asks for it and hands it over."""

    def __init__(self, function: Callable[..., Any]) -> None:
        file = Path(function.__code__.co_filename)
        self._name = f"{function.__module__}.{function.__qualname__}-{_digest(file)}"

    def _file(self, target: Any, signature: Any) -> Path | None:
        """Its file, named by all that the code depends on beside the sources."""
        folder = cache_folder()
        key = hashlib.sha256(f"{signature} {target.codegen().magic_tuple()}".encode()).hexdigest()[:16]
        return None if folder is None else folder / f"{self._name}-{key}{_SUFFIX}"

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The code on disk; None if there is none that is whole."""
        target_context.refresh()
        file = self._file(target_context, sig)
        try:
            raw = b"" if file is None else file.read_bytes()
        except OSError:
            return None
        if hashlib.sha256(raw[_SUM:]).digest() == raw[:_SUM]:
            return CompileResult._rebuild(target_context, *pickle.loads(raw[_SUM:]))
        if file is not None:
            _say(f"note: {file} is damaged; the code is compiled anew")
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep code; where that fails, a note says so."""
        file = self._file(data.target_context, sig)
        if file is None:
            _not_kept("no folder is there that only you can write to")
        elif not data.library.has_dynamic_globals:  # whose addresses are those of this process
            body = dumps(data._reduce())
            try:
                _put(file, hashlib.sha256(body).digest() + body)
            except OSError as error:
                _not_kept(f"{file.parent}: {error.strerror}")


def _put(file: Path, raw: bytes) -> None:
    """Write a file, under another name until it is complete."""
    handle, unfinished = tempfile.mkstemp(dir=file.parent)
    try:
        with open(handle, "wb") as opened:
            opened.write(raw)
        os.replace(unfinished, file)
    except OSError:
        os.unlink(unfinished)
        raise


@cache
def _not_kept(why: str) -> None:
    """Say once that every run will compile."""
    _say(f"note: the compiled model is not kept ({why}), so every run compiles it; XDG_CACHE_HOME names another folder")


def compiled(signature: Any) -> Callable[[Callable[..., Any]], Any]:
    """Decorator: machine code for one signature, kept on disk; the function holds no lock of the interpreter.

    Parameters
    ----------
    signature
        () [-] Numba signature of arguments and result.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        made = nb.njit(error_model="numpy", nogil=True)(function)
        made._cache = _Kept(function)
        made.compile(signature)
        made.disable_compile()
        return made

    return decorate


def is_compiled() -> bool:
    """Whether machine code of the model's day is on disk already."""
    folder, kernel = cache_folder(), Path(__file__).with_name("kernel.py")
    return folder is not None and any(folder.glob(f"*-{_digest(kernel)}-*{_SUFFIX}"))

"""Compiled functions and where their machine code is kept between runs.

Numba notices an edit of the file a function stands in, but not of the files it draws on. So the folder is named by all
sources of the model and the engine: after any edit the code is compiled anew, and never silently old.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba as nb
import numpy as np
from numba import config

import attrit.model.arithmetic  # noqa: F401  (chooses vectors, before anything is compiled)


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
def cache_folder() -> Path:
    """Folder of the machine code of this version of the sources; a temporary one where no other can be written."""
    digest = hashlib.sha256(f"{nb.__version__} {np.__version__} {platform.python_version()}".encode())
    here = Path(__file__).parent
    for source in [*sorted((here.parent / "model").glob("*.py")), *sorted(here.glob("*.py"))]:
        digest.update(source.read_bytes())
    root = config.CACHE_DIR or os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    name = digest.hexdigest()[:16]
    for folder in (Path(root) / "attrit" / name, Path(tempfile.gettempdir()) / f"attrit-{os.getuid()}" / name):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK) and folder.stat().st_uid == os.getuid():  # code of nobody else's is run
            return folder
    return Path(tempfile.mkdtemp(prefix="attrit-"))


def compiled(signature: Any) -> Callable[[Callable[..., Any]], Any]:
    """Decorator: machine code for one signature, kept on disk; the function holds no lock of the interpreter.

    Parameters
    ----------
    signature
        () [-] Numba signature of arguments and result.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        before = config.CACHE_DIR
        config.CACHE_DIR = str(cache_folder())
        try:
            return nb.njit([signature], error_model="numpy", nogil=True, cache=True)(function)
        finally:
            config.CACHE_DIR = before

    return decorate


def is_compiled() -> bool:
    """Whether machine code of these sources is on disk already."""
    return any(cache_folder().rglob("*.nbi"))

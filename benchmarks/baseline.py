"""The common work in C, built where a compiler is found."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.work import ARMS, OUTCOMES

SOURCE = Path(__file__).with_name("reinforced_front.c")
FLAGS = "-O3 -march=native -ffast-math -fopenmp -fPIC"


def compiler() -> str | None:
    """Path of a C compiler, if there is one."""
    return shutil.which("cc")


def version() -> str:
    """What the compiler says it is."""
    said = subprocess.run([str(compiler()), "--version"], capture_output=True, text=True, check=True).stdout
    return said.splitlines()[0]


@cache
def library() -> Any:
    """The compiled baseline."""
    with tempfile.TemporaryDirectory() as folder:
        made, path = Path(folder) / "reinforced_front.o", Path(folder) / "reinforced_front.so"
        subprocess.run([str(compiler()), *FLAGS.split(), "-c", str(SOURCE), "-o", str(made)], check=True)
        # Linked without -ffast-math: with it, loading would switch subnormal numbers off in the whole process.
        subprocess.run([str(compiler()), "-shared", "-fopenmp", str(made), "-o", str(path), "-lm"], check=True)
        return ctypes.CDLL(str(path))


def simulate(values: Any, noise: Any = None, seed: int = 7, threads: int = 2) -> Any:
    """Play both arms over all days in float32: (outcome, arm, draw)."""
    values = np.ascontiguousarray(values, np.float32)
    fed = None if noise is None else np.ascontiguousarray(noise, np.float32)
    draws = values.shape[1]
    final = np.empty((len(OUTCOMES), len(ARMS), draws), np.float32)
    library().simulate(
        values.ctypes.data_as(ctypes.c_void_p), ctypes.c_long(draws),
        None if fed is None else fed.ctypes.data_as(ctypes.c_void_p), ctypes.c_uint32(seed),
        final.ctypes.data_as(ctypes.c_void_p), ctypes.c_int(threads),
    )  # fmt: skip
    return final

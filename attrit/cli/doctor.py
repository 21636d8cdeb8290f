"""What this machine runs: versions, processor, compiled code, and a self-test whose digest is the same everywhere."""

from __future__ import annotations

import hashlib
import platform
import time

from attrit.engine.outcomes import OUTCOMES
from attrit.engine.simulate import simulate
from attrit.scenario.files import load
from attrit.version import __version__


def digest(draws: int = 512, days: int = 60) -> str:
    """SHA-256 over every outcome of the template scenario, day by day and at the end.

    Parameters
    ----------
    draws
        () [1] Worlds to play.
    days
        () [day] Days to play.
    """
    run = simulate(load("template"), draws, seed=1, horizon=days, keep=tuple(OUTCOMES))
    found = hashlib.sha256()
    for name in sorted(run.variables):
        found.update(name.encode())
        found.update(run.variables[name].values.tobytes())
    return found.hexdigest()


def lines() -> list[tuple[str, str]]:
    """What a report of a problem should say: label and text."""
    import llvmlite.binding as llvm
    import numba
    import numpy

    from attrit.engine.compiled import cache_folder, is_compiled

    target = numba.config.CPU_NAME or llvm.get_host_cpu_name()
    folder = cache_folder()
    kept = "kept nowhere" if folder is None else f"{'ready' if is_compiled() else 'not compiled yet'}, {folder}"
    began = time.perf_counter()
    bits = digest()
    return [
        ("attrit", __version__),
        ("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
        ("NumPy, Numba", f"{numpy.__version__}, {numba.__version__}"),
        ("processor", target),
        ("compiled code", kept),
        ("self-test", f"{bits} ({time.perf_counter() - began:.1f} s)"),
    ]

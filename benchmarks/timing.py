"""Taking times: several samples of everything in turns, and what other processes used meanwhile."""

from __future__ import annotations

import contextlib
import io
import os
import platform
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from statistics import median

Run = Callable[[], object]


@dataclass
class Busy:
    """Processor use of other processes since this was made, in processors."""

    began: float = field(default_factory=time.perf_counter)
    all_before: float = field(default_factory=lambda: all_seconds())
    own_before: float = field(default_factory=lambda: sum(os.times()[:4]))

    def others(self) -> float:
        """Processors that other processes kept busy on average."""
        own = sum(os.times()[:4]) - self.own_before
        return max(0.0, (all_seconds() - self.all_before - own) / (time.perf_counter() - self.began))


def all_seconds() -> float:
    """Seconds of processor time used by everybody since the machine started; 0 where that is not told."""
    if not os.path.exists("/proc/stat"):
        return 0.0
    with open("/proc/stat", encoding="ascii") as lines:
        user, nice, system, _, _, *interrupts = (int(x) for x in lines.readline().split()[1:9])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


def seconds(run: Run) -> float:
    """Wall time of one call."""
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def in_turns(runs: Mapping[str, Run], samples: int, warm: bool = False) -> dict[str, float]:
    """Median time of each, all of them taken in turns so that a disturbance hits all alike.

    Unless they are `warm` already, every one is called once before, so that nothing is measured cold.
    """
    for run in () if warm else runs.values():
        run()
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(samples):
        for name, run in runs.items():
            taken[name].append(seconds(run))
    return {name: median(times) for name, times in taken.items()}


def slope(sizes: Sequence[float], times: Sequence[float]) -> float:
    """Slope of the times over the sizes in logarithms: 1 is proportional, 0 is free."""
    from numpy import log, polyfit

    return float(polyfit(log(sizes), log(times), 1)[0])


def machine() -> str:
    """The processor, memory and versions that figures were taken with."""
    name = platform.processor()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            found = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        name = found[0] if found else name
    import llvmlite.binding as llvm

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{title} {version(title)}" for title in ("NumPy", "Numba", "SciPy"))
    return (
        f"{os.cpu_count()} processors {name} (LLVM: {llvm.get_host_cpu_name()}), {memory:.0f} GiB, "
        f"{platform.system()}, Python {platform.python_version()}, {packages}, attrit {version('attrit')}"
    )


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Without the warnings and progress bars of other people's tools."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield

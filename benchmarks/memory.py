"""Section "memory": what a very large run takes, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from statistics import median

from benchmarks import kursk
from benchmarks.page import ROOT, TARGETS, asked, millions, table
from benchmarks.timing import slope

# The peak is read from the kernel's own account of this process: what getrusage says begins with the parent's memory.
CHILD = """
import sys, time
import attrit
scenario = attrit.load(sys.argv[1])
arms = scenario.base, scenario.against
attrit.simulate(scenario, 64, arms=arms)
began = time.perf_counter()
attrit.simulate(scenario, int(sys.argv[2]), arms=arms)
taken = time.perf_counter() - began
with open("/proc/self/status") as lines:
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
print(taken, peak / 2**20)
"""


def alone(draws: int) -> tuple[float, float]:
    """Seconds and peak memory in GiB of two arms of kursk-2024 in a fresh process."""
    command = [sys.executable, "-c", CHILD, kursk.SCENARIO, str(draws)]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    taken, peak = map(float, said.split())
    return taken, peak


def middle(samples: list[tuple[float, float]]) -> tuple[float, float]:
    """Medians of time and memory."""
    times, peaks = zip(*samples, strict=True)
    return median(times), median(peaks)


def section(quick: bool) -> str:
    """Measure, and say it."""
    samples = {2_048: 1, 20_480: 1} if quick else {10_240: 5, 102_400: 3, 1_024_000: 1}
    sizes = list(samples)
    alone(64)  # so that nothing has to be compiled in what is measured
    taken_in_turns: dict[int, list[tuple[float, float]]] = {draws: [] for draws in sizes}
    for turn in range(max(samples.values())):
        for draws, many in samples.items():
            if turn < many:
                taken_in_turns[draws].append(alone(draws))
    found = [middle(taken) for taken in taken_in_turns.values()]
    days = 2 * kursk.scenario().horizon
    speeds = [draws * days / taken for draws, (taken, _) in zip(sizes, found, strict=True)]
    rows = [
        (f"{draws:,}", f"{taken:.2f} s", millions(speed), f"{peak:.2f} GiB")
        for draws, (taken, peak), speed in zip(sizes, found, speeds, strict=True)
    ]
    grows, ratio, peak = slope(sizes, [taken for taken, _ in found]), speeds[-1] / speeds[-2], found[-1][1]
    most = f"{sizes[-1]:,} draws x 2 arms"
    targets = [
        asked(f"peak memory of {most}", "1.5 GiB", f"{peak:.2f} GiB", peak <= 1.5),
        asked(f"speed of {most} against {sizes[-2]:,}", "0.8 x", f"{ratio:.2f} x", ratio >= 0.8),
        asked("slope of time in draws", "0.95 to 1.05", f"{grows:.3f}", abs(grows - 1) <= 0.05),
    ]
    return table(("draws", "time", "million arm-days/s", "peak memory"), rows) + "\n\n" + table(TARGETS, targets)

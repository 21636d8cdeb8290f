"""Section "latency": how long one waits, warm in one process and cold in a new one."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import attrit
from benchmarks import kursk
from benchmarks.page import TARGETS, asked, table
from benchmarks.timing import in_turns

DAILY = ("area_held", "area_held_true", "losses")


def warm(draws: int, arms: int) -> None:
    """Simulate kursk-2024 with the exact daily quantiles of its main outcomes, and look at all of them."""
    names = kursk.arms()[:arms]
    results = attrit.simulate(kursk.scenario(), draws, arms=names, keep=attrit.Keep(quantiles=DAILY))
    for arm in names:
        for outcome in DAILY:
            for where in [{"side": side} for side in kursk.scenario().sides] if outcome == "losses" else [{}]:
                results.bands(outcome, arm, **where)


def whole() -> None:
    """Ask everything of a run: what decides it, what it would take, in which worlds."""
    attrit.findings(attrit.simulate(kursk.scenario(), 10_240))


def cold(*command: str) -> None:
    """Run a command to its end, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)


def section(quick: bool) -> str:
    """Measure, and say it."""
    program = str(Path(sys.executable).with_name("attrit"))
    runs = {
        "small": lambda: warm(2_048, 2),
        "large": lambda: warm(10_240, 4),
        "run": lambda: cold(program, "run", kursk.SCENARIO),
        "help": lambda: cold(program, "--help"),
        "import": lambda: cold(sys.executable, "-c", "import attrit"),
        "bare": lambda: cold(sys.executable, "-c", "pass"),
    }
    taken = in_turns(runs, 3 if quick else 9)
    taken["import"] -= taken["bare"]
    taken |= in_turns({"whole": whole}, 1 if quick else 3)
    said = {
        "small": ("warm: 2,048 draws x 2 arms x 180 days, exact daily quantiles", 0.04),
        "large": ("warm: 10,240 draws x 4 arms x 180 days, exact daily quantiles", 0.3),
        "run": (f"cold: `attrit run {kursk.SCENARIO}`, compiled code on disk", 1.5),
        "help": ("cold: `attrit --help`", 0.4),
        "whole": ("warm: all analyses of 10,240 draws, `attrit.findings`", 30.0),
        "import": ("cold: `import attrit`, more than Python alone", 0.05),
    }
    rows = [
        asked(title, f"{1e3 * most:,.0f} ms", f"{1e3 * taken[name]:,.0f} ms", taken[name] <= most)
        for name, (title, most) in said.items()
    ]
    return table(TARGETS, rows)

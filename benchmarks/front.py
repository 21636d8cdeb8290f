"""Section "common work": reinforced front in every engine."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

import attrit
from benchmarks import baseline, kernel, peers, single, work
from benchmarks.page import TARGETS, Disagreement, asked, millions, number, table
from benchmarks.timing import in_turns, seconds
from tests.tolerances import BACKEND, SINGLE

SCENARIO = Path(__file__).with_name("reinforced-front.yaml")
SCALES = np.array([work.AREA, 1.0, *[work.MEN] * 6])[:, None, None]  # below a hundredth of it differences are absolute
ALIKE = 0.98  # share of draws with the same recovery day: a day may turn on the last digit
OWN_NOISE = 4.0  # standard errors by which means may differ where noise is not the same
MANY = 40_960  # draws in a sample of the fast engines
TOGETHER = 1_000  # draws in one run of PySD
C, OWN, PYSD = "C, float32, by hand", "attrit's arithmetic, this work only", "PySD, a run a draw"


def apart(found: Any, expected: Any) -> tuple[float, float]:
    """Largest relative difference of area and losses, and the share of arms and draws with the same recovery day."""
    difference = np.abs(found - expected) / np.maximum(np.abs(expected), SCALES / 100)
    return float(np.delete(difference, 1, axis=0).max()), float(np.mean(found[1] == expected[1]))


def by_plain_python(values: Any, noise: Any) -> Any:
    """Both arms of all draws, one after the other: (outcome, arm, draw)."""
    found = [
        [single.simulate(one, z, arm) for arm in work.ARMS]
        for one, z in zip(values.T.tolist(), noise.transpose(2, 0, 1).tolist(), strict=True)
    ]
    return np.array(found).transpose(2, 1, 0)


def same_noise(draws: int) -> list[str]:
    """Hold the engines of the same equations against NumPy on the same normal numbers."""
    values, noise = work.parameters(draws), work.normals(draws)
    expected = work.simulate(values, noise)
    few = 20
    engines: list[tuple[str, Any, Any, float]] = [
        ("attrit's arithmetic", kernel.simulate(values, noise), expected, SINGLE),
        ("plain Python", by_plain_python(values[:, :few], noise[..., :few]), expected[..., :few], BACKEND),
    ]
    if baseline.compiler():
        engines.append(("C", baseline.simulate(values, noise), expected, SINGLE))
    said = []
    for name, found, wanted, most in engines:
        difference, alike = apart(found, wanted)
        if difference > most or alike < ALIKE:
            raise Disagreement(
                f"{name} differs from NumPy float64 by {difference:.1e}, {alike:.1%} of recovery days agree"
            )
        said.append(f"{name} {difference:.1e} (allowed {most:g})")
    return said


def own_noise(engines: dict[str, Any]) -> list[str]:
    """Hold the engines that make their own noise against NumPy on the same parameters: all means of the outcomes."""
    said = []
    for name, engine in engines.items():
        draws = engine.values.shape[1]
        expected = np.mean([work.simulate(engine.values, seed=seed) for seed in range(20, 30)], axis=0)
        difference = engine.play() - expected
        error = difference.std(axis=-1, ddof=1) / np.sqrt(draws)
        furthest = float(np.max(np.abs(difference.mean(axis=-1)) / np.maximum(error, 1e-9)))
        if furthest > OWN_NOISE:
            raise Disagreement(f"{name} differs from NumPy float64 by {furthest:.1f} standard errors in a mean")
        said.append(f"{name} {furthest:.1f} ({draws} draws)")
    return said


def section(quick: bool) -> str:
    """Check, measure, and say it."""
    exact = same_noise(500 if quick else 4_000)
    few = 10 if quick else 40
    checked = own_noise({"EMA Workbench": peers.Ema(few), "Mesa": peers.Mesa(few), "PySD": peers.Pysd(few, False)})
    speeds = measured(quick)
    limit = speeds.get(f"{C}, 2 threads", 0.0)
    rows = []
    for name, speed in sorted(speeds.items(), key=lambda row: -row[1]):
        part = number(speed / limit) if speed >= 0.01 * limit > 0 else ""
        rows.append((name, millions(speed), part, number(speed / speeds[PYSD])))
    own = speeds[f"{OWN}, 2 threads"]
    best_pysd = max(speed for name, speed in speeds.items() if name.startswith("PySD"))
    against = [("PySD, the faster way", 10_000, best_pysd), *([("C", 0.5, limit)] if limit else [])]
    targets = [
        asked(f"attrit's arithmetic against {name}", f"{factor:,} x", f"{number(own / other)} x", own >= factor * other)
        for name, factor, other in against
    ]
    compiler = f"C: {baseline.version()}, `{baseline.FLAGS}`." if limit else "C: no compiler here, so no row."
    names = {"ema-workbench": "EMA Workbench", "mesa": "Mesa", "pysd": "PySD", "scipy": "SciPy"}
    versions = ", ".join(f"{title} {version(package)}" for package, title in names.items())
    return "\n\n".join(
        [
            table(("engine", "million arm-days/s", "of C, 2 threads", "times PySD, a run a draw"), rows),
            table(TARGETS, targets),
            f"Same noise, largest relative difference to NumPy float64: {'; '.join(exact)}. Own noise, largest "
            f"distance of a mean from NumPy float64 in standard errors (allowed {OWN_NOISE:g}): {'; '.join(checked)}. "
            f"SciPy's equations are the nearest differential ones and are not checked. {compiler} {versions}.",
        ]
    )


def measured(quick: bool) -> dict[str, float]:
    """Arm-days a second of every engine, all in turns."""
    scenario = attrit.load(str(SCENARIO))
    fast, slow = work.parameters(MANY).astype(np.float32), work.parameters(2_048)
    few, noise = work.parameters(40), work.normals(40)
    one_day = len(work.ARMS) * work.DAYS
    engines: dict[str, tuple[int, Callable[[], object]]] = {}
    for threads in (1, 2):
        ending = f"{threads} thread{'s' if threads > 1 else ''}"
        if baseline.compiler():
            engines[f"{C}, {ending}"] = MANY, lambda n=threads: baseline.simulate(fast, threads=n)
        engines[f"{OWN}, {ending}"] = MANY, lambda n=threads: kernel.simulate(fast, threads=n)
        engines[f"attrit.simulate, its full day, reinforced-front.yaml, {ending}"] = (
            8_192,
            lambda n=threads: attrit.simulate(scenario, 8_192, keep=(), threads=n),
        )
    peer: dict[str, Any] = {
        "EMA Workbench, plain Python function": peers.Ema(40),
        "Mesa, six agents": peers.Mesa(10),
        PYSD: peers.Pysd(3, False),
        "SciPy solve_ivp, nearest equations": peers.Scipy(3),
    }
    engines["NumPy float64, all draws at once"] = 2_048, lambda: work.simulate(slow)
    engines["plain Python"] = 40, lambda: by_plain_python(few, noise)
    for name, engine in peer.items():
        engines[name] = engine.values.shape[1], engine.play
    times = in_turns({name: run for name, (_, run) in engines.items()}, 2 if quick else 7)
    speeds = {name: engines[name][0] * one_day / time for name, time in times.items()}
    if not quick:
        together = peers.Pysd(TOGETHER, True)
        speeds[f"PySD, {TOGETHER:,} draws as a subscript, one sample"] = TOGETHER * one_day / seconds(together.play)
    return speeds

"""One digest over threads, chunks, blocks in any order and processor levels."""

from __future__ import annotations

import hashlib
import itertools
import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import attrit
from attrit.engine.draws import Columns
from attrit.engine.keep import Keep, rows
from attrit.engine.kernel import simulate_block
from attrit.engine.outcomes import OUTCOMES
from attrit.engine.plan import make_plan
from attrit.engine.results import Results
from attrit.engine.simulate import play
from attrit.engine.worlds import Worlds

DRAWS, DAYS, SEED = 1300, 25, 3
DAILY = ("area_held", "losses", "quality")
THREADS = (1, 2, 3)
CHUNKS = (None, 64, 100, 1024, 1299)
SIZES = (64, 100, 333, 1024)
LEVELS = ("x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4", "")  # the last is the processor itself


def digest_of(run: Results) -> str:
    found = hashlib.sha256()
    for name in sorted(run.variables):
        found.update(name.encode() + np.ascontiguousarray(run.variables[name].values).tobytes())
    return found.hexdigest()


def digests() -> dict[tuple[int, int | None], str]:
    """Of everything kept of a run of kursk-2024, by threads and draws in memory at a time."""
    kursk = attrit.load("kursk-2024")
    worlds = {name: kursk.arm(name) for name in ("committed", "absent", "own_sector")}
    keep = Keep(daily=DAILY, quantiles=("area_held", "losses"), differences=("area_held",))
    return {
        (threads, chunk): digest_of(
            play(kursk, worlds, Worlds.first(DRAWS, SEED), DAYS, keep, threads=threads, chunk=chunk)
        )
        for threads, chunk in itertools.product(THREADS, CHUNKS)
    }


def test_threads_and_chunks_change_no_bit() -> None:
    found = digests()
    assert len(found) == 15
    assert len(set(found.values())) == 1


@pytest.mark.parametrize(("size", "order"), list(itertools.product(SIZES, range(3))))
def test_blocks_of_any_size_in_any_order_change_no_bit(size: int, order: int) -> None:
    kursk = attrit.load("kursk-2024")
    plan = make_plan(kursk, {name: kursk.arm(name) for name in ("committed", "absent")})
    labels, nothing = np.arange(DRAWS, dtype=np.int64), np.empty((0, 0), np.float32)
    inputs = plan.inputs(Columns(Worlds(labels, SEED)))
    which = [np.concatenate(list(rows(plan.layout, kursk, names).values())) for names in (OUTCOMES, DAILY)]

    def played(starts: list[int], size: int) -> bytes:
        final = np.zeros((which[0].size, 2, 1, DRAWS), np.float32)
        daily = np.zeros((which[1].size, 2, DAYS + 1, DRAWS), np.float32)
        for start in starts:
            simulate_block(
                *plan.tables, plan.rows, plan.places, inputs, labels[None, :], np.zeros(1, np.int64), start,
                min(DRAWS, start + size), np.uint64(SEED), 0, DAYS, 1, nothing, nothing, *which, final, daily,
            )  # fmt: skip
        return final.tobytes() + daily.tobytes()

    starts = list(range(0, DRAWS, size))
    np.random.default_rng(order).shuffle(starts)
    assert played(starts, size) == played([0], DRAWS)


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the levels are those of x86-64")
def test_every_processor_level_gives_the_same_bits(tmp_path: Path) -> None:
    """Machine code for five levels, each in a process and a cache of its own: 75 runs, one digest."""
    code = "from tests.properties.test_digest import digests; print(*digests().values())"
    found: list[str] = []
    for level in LEVELS:
        env = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / (level or "host"))}
        if level:
            env |= {"NUMBA_CPU_NAME": level, "NUMBA_CPU_FEATURES": ""}
        root = Path(__file__).parents[2]
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=root, env=env, capture_output=True, text=True, check=True
        )
        found += done.stdout.split()
    assert len(found) == len(LEVELS) * len(THREADS) * len(CHUNKS)
    assert len(set(found)) == 1

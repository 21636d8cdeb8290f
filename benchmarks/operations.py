"""How much arithmetic a day takes, and what part of the machine's measured peak attrit reaches."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numba as nb
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

import attrit.model.state as at
from attrit.engine import kernel
from attrit.engine.compiled import compiled
from attrit.engine.draws import Columns
from attrit.engine.plan import make_plan
from attrit.engine.worlds import Worlds
from benchmarks import counting, kursk
from benchmarks.page import Disagreement, millions, number, table
from benchmarks.timing import in_turns
from tests.tolerances import SINGLE_STEP

CHAINS, WIDTH = 12, 16  # enough to hide the latency of an operation; 16 floats fill the widest register


def counted(arms: int, days: int) -> tuple[list[float], list[float]]:
    """Count what one run of lanes of kursk-2024 takes, and hold its outcomes against those of the compiled kernel.

    Returns
    -------
    tuple
        Operations by kind: of one draw's noise on one day, and of one arm-day without the noise. The first days are
        left out with what comes before them, so that it is a day in the middle that is counted.
    """
    lanes, scenario = counting.lanes(), kursk.scenario()
    plan = make_plan(scenario, {name: scenario.arm(name) for name in kursk.arms()[:arms]})
    held = [plan.layout.row("fronts", f, "area") for f in range(len(plan.layout.names["fronts"]))]
    rows = np.array(held + [plan.layout.row("sides", s, "losses") for s in range(2)])
    none = np.array([], np.int64)
    labels = np.arange(lanes, dtype=np.int64)
    spells, nothing = (labels[None, :], np.zeros(1, np.int64)), np.empty((0, 0), np.float32)
    inputs = plan.inputs(Columns(Worlds(labels, kursk.SEED)))
    things = [len(plan.layout.names[kind]) for kind in ("fronts", "sectors", "supporters", "third_parties")]
    made: dict[Any, Any] = {}
    block, noise = counting.twin(kernel.simulate_block, made), counting.twin(kernel.make_noise, made)
    tables = [counting.numbers(part) if part.dtype == np.float32 else part for part in plan.tables]

    def play(until: int) -> list[int]:
        settings = (*spells, 0, lanes, np.uint64(kursk.SEED), 0, until, 1, nothing, nothing, rows, none)
        final = np.zeros((rows.size, arms, 1, lanes), np.float32)
        daily = np.zeros((0, arms, until + 1, lanes), np.float32)
        kernel.simulate_block(*plan.tables, plan.rows, plan.places, inputs, *settings, final, daily)
        traced, room = counting.empty(final.shape), counting.empty(daily.shape)
        found = counting.count(
            lambda: block(*tables, plan.rows, plan.places, counting.numbers(inputs), *settings, traced, room)
        )
        if not np.allclose(np.vectorize(float)(traced), final, rtol=SINGLE_STEP):
            raise Disagreement("the counting run does not come to what the compiled kernel comes to")
        return found

    few = 2
    shorter, longer = play(few), play(few + days)
    row = counting.empty(at.noise_rows(*things) * lanes)
    luck = counting.count(lambda: noise(row, labels, np.uint64(kursk.SEED), 0, *things))
    by_noise = [n / lanes for n in luck]
    by_day = [
        ((late - early) / (lanes * days) - own) / arms
        for late, early, own in zip(longer, shorter, by_noise, strict=True)
    ]
    return by_noise, by_day


@intrinsic
def chains(typing: Any, n: Any) -> Any:
    """Run `n` rounds of independent fused multiply-adds in registers; returns their sum so that none is left out."""

    def make(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        vector = ir.VectorType(ir.FloatType(), WIDTH)
        fma = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(vector, [vector] * 3), f"llvm.fma.v{WIDTH}f32"
        )
        factor, more = (ir.Constant(vector, [value] * WIDTH) for value in (0.999999, 1e-7))
        kept = [cgutils.alloca_once(builder, vector) for _ in range(CHAINS)]
        for k, place in enumerate(kept):
            builder.store(ir.Constant(vector, [1.0 + 0.01 * k] * WIDTH), place)
        with cgutils.for_range(builder, args[0]):
            for place in kept:
                builder.store(builder.call(fma, [builder.load(place), factor, more]), place)
        total = builder.load(kept[0])
        for place in kept[1:]:
            total = builder.fadd(total, builder.load(place))
        return builder.extract_element(total, ir.Constant(ir.IntType(32), 0))

    return types.float32(types.int64), make


@compiled(nb.float32(nb.int64))
def multiply_add(rounds: int) -> float:
    """Chains of fused multiply-adds, as fast as the processor takes them."""
    return chains(rounds)


def flops(rounds: int) -> float:
    """Floating-point operations in so many rounds; a fused multiply-add is two."""
    return 2.0 * CHAINS * WIDTH * rounds


def peak_run(threads: int, rounds: int) -> None:
    """The chains on each of so many threads."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(multiply_add, [rounds] * threads))


def section(quick: bool) -> str:
    """Count, measure, and say it."""
    by_noise, by_day = counted(1 if quick else 2, 4 if quick else 20)
    arms = len(kursk.arms())
    ops = [day + noise / arms for day, noise in zip(by_day, by_noise, strict=True)]
    rows = [
        (title, number(day), number(noise), number(op))
        for title, day, noise, op in zip(counting.TITLES, by_day, by_noise, ops, strict=True)
    ]
    floating = sum(ops[: counting.FUSED]) + 2 * ops[counting.FUSED]
    rows.append(("**floating point in all, a fused one as two**", "", "", f"**{number(floating)}**"))
    rounds, draws = 20_000_000, 4_096
    runs = {f"peak {n}": lambda n=n: peak_run(n, rounds) for n in (1, 2)}
    runs |= {f"attrit {n}": lambda n=n: kursk.by_attrit(draws, n) for n in (1, 2)}
    times = in_turns(runs, 1 if quick else 5)
    reached = []
    for n in (1, 2):
        peak = n * flops(rounds) / times[f"peak {n}"]
        own = draws * arms * kursk.scenario().horizon / times[f"attrit {n}"]
        rate = own * floating
        reached.append((f"{n}", millions(own), number(rate / 1e9), number(peak / 1e9), f"{rate / peak:.1%}"))
    counts = ("operations", "arm-day, without noise", "noise of a draw-day", f"arm-day of {arms} arms")
    speeds = ("threads", "million arm-days/s", "Gflop/s", "measured peak, Gflop/s", "of the peak")
    return table(counts, rows) + "\n\n" + table(speeds, reached)

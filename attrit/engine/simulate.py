"""Scenario and draws to results: blocks of draws on threads, all arms of a draw together."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

import numpy as np

from attrit.engine.draws import Columns
from attrit.engine.kernel import simulate_block
from attrit.engine.outcomes import Kept, collect
from attrit.engine.plan import make_plan
from attrit.engine.results import Results
from attrit.errors import Problem, ScenarioError
from attrit.model.arithmetic import LANES

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

BLOCK = 1024  # draws: the unit of parallel work


def simulate(
    scenario: Scenario,
    draws: int = 2048,
    *,
    seed: int = 1,
    arms: Sequence[str] | None = None,
    horizon: int | None = None,
    keep: Sequence[str] = ("area_held", "area_held_true", "losses"),
    steps: int = 1,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Results:
    """Play arms of a scenario over many possible worlds.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    draws
        () [1] Number of draws.
    seed
        () [-] Seed, 0 to 2**63 - 1.
    arms
        (arm) [-] Arms to play; all that no rule forbids if None.
    horizon
        () [day] Days to play; the scenario's own if None.
    keep
        (name) [-] Outcomes kept for every day and draw; all others are kept at the end.
    steps
        () [1] Steps a day.
    threads
        () [1] Threads; as many as there are processors if None. The numbers do not depend on it.
    progress
        () [-] Called with blocks done and blocks in all.

    Returns
    -------
    Results
        The same draw label in every arm is the same world.

    Raises
    ------
    ScenarioError
        An arm does not exist or is forbidden, or a number asked for is out of range.
    """
    if arms is None:
        forbidden = scenario.forbidden_arms()
        names = [name for name in scenario.arms if name not in forbidden]
    else:
        names = [arms] if isinstance(arms, str) else list(arms)
    days = scenario.horizon if horizon is None else horizon
    _check(draws, seed, days, steps, names, threads)
    worlds = {name: scenario.arm(name) for name in names}
    return play(scenario, worlds, draws, seed, days, keep, steps=steps, threads=threads, progress=progress)


def play(
    scenario: Scenario, arms: Mapping[str, Scenario], draws: int, seed: int, days: int, keep: Sequence[str], *,
    steps: int = 1, threads: int | None = None, progress: Callable[[int, int], None] | None = None,
) -> Results:  # fmt: skip
    """Play given variants of a scenario, which must differ in no more than arms do.

    Parameters
    ----------
    scenario
        () [-] The scenario; its base arm is the reference of all variants.
    arms
        (arm) [-] The variants by name.
    draws, seed, days, keep, steps, threads, progress
        () [1, -, day, -, 1, 1, -] As in `simulate`.
    """
    plan = make_plan(scenario, arms)
    kept = Kept.of(plan.layout, scenario, keep)
    _fits(4 * len(arms) * draws * (len(kept.final_rows) + len(kept.daily_rows) * (days + 1)))
    final = np.empty((len(kept.final_rows), len(arms), 1, draws), np.float32)
    daily = np.empty((len(kept.daily_rows), len(arms), days + 1, draws), np.float32)
    workers = threads or os.cpu_count() or 1
    size = min(BLOCK, max(LANES, -(-draws // (2 * workers * LANES)) * LANES))  # small runs keep every thread busy too

    labels = np.arange(draws, dtype=np.int64)
    inputs = plan.inputs(Columns(labels, seed))

    def one(block: int) -> None:
        simulate_block(
            *plan.tables, plan.rows, plan.places, inputs, labels, block * size, min(draws, (block + 1) * size),
            np.uint64(seed), days, steps, kept.final_rows, kept.daily_rows, final, daily,
        )  # fmt: skip

    _run(one, -(-draws // size), workers, progress)
    return collect(scenario, plan, kept, final, daily, seed=seed, days=days, steps=steps)


def _check(draws: int, seed: int, days: int, steps: int, arms: Sequence[str], threads: int | None) -> None:
    asked = {
        "draws": (draws, 1, 100_000_000),
        "seed": (seed, 0, 2**63 - 1),
        "horizon": (days, 1, 3650),
        "steps": (steps, 1, 1000),
        "threads": (1 if threads is None else threads, 1, 1024),
    }
    problems = [
        Problem("", name, f"{value} is out of range", f"{low} to {high}")
        for name, (value, low, high) in asked.items()
        if not low <= value <= high
    ]
    problems += [
        Problem("", "arms", f"'{name}' is asked for twice") for name in set(arms) if list(arms).count(name) > 1
    ]
    if not arms:
        problems.append(Problem("", "arms", "no arm is asked for"))
    if problems:
        raise ScenarioError(problems)


def _fits(size: int) -> None:
    """Refuse a run whose numbers would not fit into memory, before it begins."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if size > 0.8 * there:
        found = f"the numbers to keep take {size / 2**30:,.1f} GiB and this machine has {there / 2**30:,.1f}"
        raise ScenarioError(Problem("", "draws", found, "", "fewer draws, fewer arms or a shorter horizon"))


def _run(one: Callable[[int], None], blocks: int, threads: int, progress: Callable[[int, int], None] | None) -> None:
    """All blocks on a thread pool; stops early, and leaves nothing running, when interrupted."""
    with ThreadPoolExecutor(threads) as pool:
        waiting: set[Future[Any]] = {pool.submit(one, block) for block in range(blocks)}
        try:
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
                if progress is not None:
                    progress(blocks - len(waiting), blocks)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise

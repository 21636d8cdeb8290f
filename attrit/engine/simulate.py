"""Scenario and draws to results: blocks of draws on threads, all arms of a draw together, in chunks that fit memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING

import numpy as np

from attrit.engine.collect import Collection, kept_bytes
from attrit.engine.draws import Columns
from attrit.engine.keep import ENOUGH, EVERYTHING, Keep
from attrit.engine.kernel import simulate_block
from attrit.engine.limits import checked
from attrit.engine.plan import Floats, Plan, make_plan
from attrit.engine.results import Results
from attrit.engine.worlds import Lineage, Worlds
from attrit.errors import Problem, ScenarioError
from attrit.model.arithmetic import LANES

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

BLOCK = 1024  # draws: the unit of parallel work
FITS = 2**29  # bytes up to which a run keeps everything, and is played in one chunk
CHUNK = 2**27  # bytes of the buffers of a chunk in a run that is larger


def simulate(
    scenario: Scenario,
    draws: int = 10_240,
    *,
    seed: int = 1,
    arms: Sequence[str] | None = None,
    horizon: int | None = None,
    keep: Keep | Sequence[str] | None = None,
    steps: int = 1,
    threads: int | None = None,
    worlds: Worlds | None = None,
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
        () [-] What to keep of the outcomes. Names are those kept for every day and draw, beside all others at the end.
        If None, these are `area_held`, `area_held_true` and `losses` as long as all of it takes no more than 512 MiB;
        of a larger run their daily quantiles are kept, and at the end what the comparison and the report tell.
    steps
        () [1] Steps a day.
    threads
        () [1] Threads; as many as there are processors if None. The numbers do not depend on it.
    worlds
        (draw) [-] Worlds to play instead of the first of a seed, such as those that `attrit.condition` leaves.
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
    ResultsError
        An outcome to keep does not exist.
    """
    if not hasattr(scenario, "forbidden_arms"):
        found = f"found {scenario!r:.60}"
        raise ScenarioError(Problem("", "scenario", found, "a Scenario", "attrit.load(NAME_OR_FILE) gives one"))
    if arms is None:
        forbidden = scenario.forbidden_arms()
        arms = [name for name in scenario.arms if name not in forbidden]
    names = [arms] if isinstance(arms, str) or not isinstance(arms, Iterable) else list(arms)
    days = scenario.horizon if horizon is None else horizon
    asked = checked(
        *_wrong(names), draws=draws, seed=seed, horizon=days, steps=steps, threads=1 if threads is None else threads
    )
    variants = {name: scenario.arm(name) for name in names}
    return play(
        scenario, variants, worlds or Worlds.first(asked["draws"], asked["seed"]), asked["horizon"], keep,
        steps=asked["steps"], threads=None if threads is None else asked["threads"], progress=progress,
    )  # fmt: skip


def play(
    scenario: Scenario, arms: Mapping[str, Scenario], worlds: Worlds, days: int, keep: Keep | Sequence[str] | None, *,
    steps: int = 1, threads: int | None = None, chunk: int | None = None,
    progress: Callable[[int, int], None] | None = None, bases: Mapping[str, Scenario] | None = None,
) -> Results:  # fmt: skip
    """Play given variants of a scenario, which must differ in no more than arms do, over given worlds.

    Parameters
    ----------
    scenario
        () [-] The scenario; its base arm is the reference of all variants.
    arms
        (arm) [-] The variants by name.
    worlds
        (draw) [-] The worlds.
    days, keep, steps, threads
        () [day, -, 1, 1] As in `simulate`.
    chunk
        () [1] Draws in memory at a time; as many as suit if None. The numbers do not depend on it.
    progress
        () [-] As in `simulate`.
    bases
        (arm) [-] Of variants that are another belief and no action: the base arm under that belief, against whose
        first day they are measured.
    """
    plan, draws = make_plan(scenario, arms, bases), len(worlds.labels)
    keep = _kept(scenario, plan, keep, draws, days)
    chunk = min(draws, chunk or _chunk(scenario, plan, keep, draws, days))
    collection = Collection(scenario, plan, keep, worlds, days, chunk)
    workers = threads or os.cpu_count() or 1
    size = min(BLOCK, max(LANES, -(-chunk // (2 * workers * LANES)) * LANES))  # small runs keep every thread busy too
    parts = [slice(first, min(draws, first + chunk)) for first in range(0, draws, chunk)]
    blocks, done = sum(-(-(part.stop - part.start) // size) for part in parts), 0

    nothing = np.empty((0, 0), np.float32)

    def block(spells: Lineage, inputs: Floats, final: Floats, daily: Floats, start: int) -> None:
        simulate_block(
            *plan.tables, plan.rows, plan.places, inputs, spells.labels, spells.starts, start,
            min(spells.labels.shape[1], start + size), np.uint64(worlds.seed), 0, days, steps, nothing, nothing,
            collection.final_rows, collection.daily_rows, final, daily,
        )  # fmt: skip

    with ThreadPoolExecutor(workers) as pool:
        try:
            inputs = plan.inputs(Columns(worlds.part(parts[0])))
            for part, after in zip(parts, [*parts[1:], None], strict=True):
                here, spells = part.stop - part.start, worlds.part(part).spells
                final, daily = collection.space(here)
                played = [pool.submit(block, spells, inputs, final, daily, s) for s in range(0, here, size)]
                if after is not None:
                    inputs = plan.inputs(Columns(worlds.part(after)))  # while this chunk is played
                for future in as_completed(played):
                    future.result()
                    done += 1
                    if progress is not None:
                        progress(done, blocks)
                for future in [pool.submit(do) for do in collection.work(part.start, final, daily)]:
                    future.result()
        except BaseException:  # an interruption too: what runs ends its block, and nothing else begins
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return collection.results(steps=steps)


def _kept(scenario: Scenario, plan: Plan, keep: Keep | Sequence[str] | None, draws: int, days: int) -> Keep:
    """What is asked for, or what suits the size of the run, if memory can hold it."""
    if keep is None:
        keep = EVERYTHING if kept_bytes(scenario, plan, EVERYTHING, draws, days) <= FITS else ENOUGH
    elif not isinstance(keep, Keep):
        keep = Keep(daily=keep)
    size = kept_bytes(scenario, plan, keep, draws, days)
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if size > 0.8 * there:
        found = f"the numbers to keep take {size / 2**30:,.1f} GiB and this machine has {there / 2**30:,.1f}"
        raise ScenarioError(Problem("", "draws", found, "", "fewer draws, fewer arms or a shorter horizon"))
    return keep


def _chunk(scenario: Scenario, plan: Plan, keep: Keep, draws: int, days: int) -> int:
    """Draws to play at a time: all if they fit, else whole blocks."""
    every_day = Keep(daily=keep.by_day)
    if kept_bytes(scenario, plan, every_day, draws, days) <= FITS:
        return draws
    one = kept_bytes(scenario, plan, every_day, 1, days)
    return max(1, CHUNK // (one * BLOCK)) * BLOCK


def _wrong(arms: Sequence[str]) -> list[Problem]:
    """What is wrong with the arms that are asked for."""
    if not arms:
        return [Problem("", "arms", "no arm is asked for")]
    strange = [
        Problem("", "arms", f"found {name!r:.40}", "names of arms") for name in arms if not isinstance(name, str)
    ]
    names = [name for name in arms if isinstance(name, str)]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    return strange + [Problem("", "arms", f"'{name}' is asked for twice") for name in twice]

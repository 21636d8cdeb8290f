"""Section "slopes": how the cost of a run grows with its size."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

import attrit
from benchmarks import front, kursk
from benchmarks.page import number, table
from benchmarks.timing import in_turns, slope

DRAWS = 4_096


def larger(sectors: int, groups: int) -> Any:
    """The reinforced front with more sectors, or more second-line groups in shares of the old ones."""
    yaml = YAML(typ="safe")
    document = yaml.load(front.SCENARIO)
    document["sectors"] = {
        f"part{i}": {"title": f"Part {i}", "front": "front", "territory": "of_a", "area_share": 1 / sectors}
        for i in range(sectors)
    }
    for i in range(groups - len(document["groups"])):
        like = document["groups"][("a_second", "d_second")[i % 2]]
        document["groups"][f"more{i}"] = {**like, "title": f"More {i}", "men": "1 000 person"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "larger.yaml"
        yaml.dump(document, path)
        return attrit.load(str(path))


def runs(quick: bool) -> dict[str, tuple[list[int], Callable[[int], Callable[[], object]]]]:
    """By what grows: sizes, and the run of a size."""
    scenario, two = kursk.scenario(), kursk.arms()[:2]
    by_sectors = {n: larger(n, 6) for n in (1, 4, 16)}
    by_groups = {n: larger(1, n) for n in (6, 12, 24, 48)}

    def play(war: Any, draws: int = DRAWS, **options: Any) -> Callable[[], object]:
        return lambda: attrit.simulate(war, draws, keep=(), **options)

    most = 4 if quick else 16
    return {
        "draws": ([DRAWS * k for k in (1, 2, 4, 8, 16) if k <= most], lambda n: play(scenario, n, arms=two)),
        "days": ([45, 90, 180, 360], lambda n: play(scenario, horizon=n, arms=two)),
        "arms": ([1, 2, 4, len(kursk.arms())], lambda n: play(scenario, arms=kursk.arms()[:n])),
        "groups": (list(by_groups), lambda n: play(by_groups[n])),
        "sectors": (list(by_sectors), lambda n: play(by_sectors[n])),
        "threads": ([1, 2], lambda n: play(scenario, 2 * DRAWS, arms=two, threads=n)),
    }


def section(quick: bool) -> str:
    """Measure, and say it."""
    growing = runs(quick)
    calls = {f"{name} {size}": run(size) for name, (sizes, run) in growing.items() for size in sizes}
    times = in_turns(calls, 1 if quick else 5)
    rows = []
    for name, (sizes, _) in growing.items():
        taken = [times[f"{name} {size}"] for size in sizes]
        steps = ", ".join(f"{size:,}: {1e3 * time:,.0f} ms" for size, time in zip(sizes, taken, strict=True))
        rows.append((name, number(slope(sizes, taken)) if name != "threads" else f"{slope(sizes, taken):.2f}", steps))
    return table(("what grows", "slope", "times"), rows)

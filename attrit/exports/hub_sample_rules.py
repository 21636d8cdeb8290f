"""What a hub asks of samples: which rows are one draw, and how many draws there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from attrit.exports.hub_submission import Finding, Findings, HandedIn, NotApplicable, Row, listed

_NONE = "there are no samples"


def _samples(of: HandedIn) -> dict[int, dict[str, list[Row]]]:
    if not of.samples:
        raise NotApplicable(_NONE)
    return of.samples


def spl_mt_unique(of: HandedIn) -> Findings:
    """An id is used in one block alone."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for block, ids in _samples(of).items():
        for name in ids:
            blocks[name].append(block)
    for name, used in blocks.items():
        if len(used) > 1:
            line = of.samples[used[1]][name][0].line
            yield Finding(f"sample '{name}' is in {len(used)} blocks of tasks", of.at(line))


def spl_compound_taskid_set(of: HandedIn) -> Findings:
    """All samples are joint over the same task ids, and over those that the hub asks for."""
    for block, ids in _samples(of).items():
        stated = of.tasks[block].compound(of.round.derived)
        every = [row for rows in ids.values() for row in rows]
        varies = {name for name in of.ids if name in stated or len({row.cells[name] for row in every}) > 1}
        sets: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for name, rows in ids.items():
            fixed = tuple(n for n in of.ids if n in varies and len({row.cells[n] for row in rows}) == 1)
            sets[fixed].append(name)
        if len(sets) > 1:
            rare = min(sets.values(), key=len)
            told = "; ".join(f"{listed(of_set)} has {', '.join(fixed) or 'none'}" for fixed, of_set in sets.items())
            found = f"samples differ in the task ids that are constant within them: {told}"
            yield Finding(found, of.at(ids[rare[0]][0].line))
            continue
        found_set = next(iter(sets))
        if finer := [name for name in found_set if name not in stated]:
            first = ids[next(iter(ids))][0].line
            may = ", ".join(stated) or "none"
            found = f"samples are not joint over {listed(finer)}; constant within a sample may be: {may}"
            yield Finding(found, of.at(first))
            continue
        of.compound[block] = found_set


def spl_compound_tid(of: HandedIn) -> Findings:
    """A sample has one value in each task id that it is not joint over.

    The task ids are those found by `spl_compound_taskid_set`, which this check follows; so it cannot fail after it.
    """
    for block, ids in _samples(of).items():
        yield from constant_within(of, of.compound.get(block, ()), ids)


def constant_within(of: HandedIn, compound: Sequence[str], ids: Mapping[str, Sequence[Row]]) -> Findings:
    """Samples with several values in a task id in which they should have one.

    Parameters
    ----------
    of
        () [-] The file.
    compound
        (column) [-] The task ids.
    ids
        (sample) [-] Rows of each sample.
    """
    for name, rows in ids.items():
        for column in compound:
            values = dict.fromkeys(row.cells[column] for row in rows)
            if len(values) > 1:
                yield Finding(f"sample '{name}' has {column} {listed(values)}", of.at(rows[0].line))


def spl_non_compound_tid(of: HandedIn) -> Findings:
    """All samples run through the same tasks."""
    for block, ids in _samples(of).items():
        through = [name for name in of.ids if name not in of.compound.get(block, ())]
        runs = {name: frozenset(row.of(through) for row in rows) for name, rows in ids.items()}
        usual = Counter(runs.values()).most_common(1)[0][0]
        for name, run in runs.items():
            if run != usual:
                lacking = [" ".join(cells) for cells in sorted(usual - run)]
                more = [" ".join(cells) for cells in sorted(run - usual)]
                found = f"sample '{name}' lacks {listed(lacking)}" if lacking else f"sample '{name}' has {listed(more)}"
                yield Finding(f"{found} ({', '.join(through)})", of.at(ids[name][0].line))


def spl_n(of: HandedIn) -> Findings:
    """There are as many samples as asked for, and as many of each group of tasks."""
    for block, ids in _samples(of).items():
        params = of.tasks[block].outputs["sample"].samples
        compound = of.compound.get(block, ())
        groups: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for name, rows in ids.items():
            groups[rows[0].of(compound)].add(name)
        counts = Counter(map(len, groups.values()))
        if len(counts) > 1:
            yield Finding(f"groups of tasks have {listed(sorted(counts))} samples each, not as many all", str(of.path))
        for cells, names in groups.items():
            least, most = params["min_samples_per_task"], params["max_samples_per_task"]
            if not least <= len(names) <= most:
                what = ", ".join(f"{n} {c}" for n, c in zip(compound, cells, strict=True)) or "all tasks"
                yield Finding(f"{len(names):,} samples of {what}, wanted {least:,} to {most:,}", str(of.path))

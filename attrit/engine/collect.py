"""From rows of the workspace, a chunk of draws at a time, to results with names, dims and units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import attrit.model.state as at
from attrit.engine.keep import Keep, headline_pair, rows
from attrit.engine.outcomes import DATES, DIMS, OUTCOMES
from attrit.engine.plan import Plan
from attrit.engine.quantiles import SHARES, Stream
from attrit.engine.results import Results, Variable
from attrit.engine.worlds import Worlds
from attrit.version import __version__

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

Floats = NDArray[np.float32]

PIECE = 2**17  # numbers of a difference made at a time: few enough to stay near the processor


class Collection:
    """What is kept of a run while it goes on.

    Parameters
    ----------
    scenario
        () [-] The scenario.
    plan
        () [-] The plan of the run.
    keep
        () [-] What to keep.
    worlds
        (draw) [-] Worlds of the run.
    days
        () [day] Days played.
    chunk
        () [1] Draws played before they are taken in; the buffers for them are used again for the next.
    """

    def __init__(self, scenario: Scenario, plan: Plan, keep: Keep, worlds: Worlds, days: int, chunk: int) -> None:
        self._scenario, self._plan, self._keep = scenario, plan, keep
        self._worlds, self._mornings = worlds, days + 1
        draws = len(worlds.labels)
        final, daily = (rows(plan.layout, scenario, names) for names in (OUTCOMES, keep.by_day))
        nothing = np.empty(0, np.int64)
        self.final_rows, self.daily_rows = (np.concatenate([nothing, *of.values()]) for of in (final, daily))
        self._final, self._daily = _places(final), _places(daily)
        arms = len(plan.arms)
        self._buffers = [
            np.empty(count * arms * chunk, np.float32)
            for count in (len(self.final_rows), len(self.daily_rows) * self._mornings)
        ]
        self._once = chunk >= draws
        self._status = np.empty((arms, draws), np.int8)
        self._kept: dict[str, Floats] = {}
        for name in () if self._once else self._names():
            days_kept = (self._mornings,) if name in keep.daily else ()
            self._kept[name] = np.empty((len(final[name]), arms, *days_kept, draws), np.float32)
        self._against = plan.arms.index(headline_pair(scenario, plan.arms)[1])
        series = arms * self._mornings
        self._streams = {name: Stream(len(daily[name]) * series, draws) for name in keep.quantiles}
        self._paired = {name: Stream(len(daily[name]) * series, draws) for name in keep.differences if arms > 1}

    def _names(self) -> list[str]:
        """Outcomes kept for every draw: by day, or else at the end."""
        final = OUTCOMES if self._keep.final is None else self._keep.final
        return [name for name in OUTCOMES if name in final or name in self._keep.daily]

    def space(self, draws: int) -> tuple[Floats, Floats]:
        """Where the next chunk goes: (row, arm, 1, draw) at the end and (row, arm, day, draw)."""
        arms = len(self._plan.arms)
        shapes = (len(self.final_rows), arms, 1, draws), (len(self.daily_rows), arms, self._mornings, draws)
        final, daily = (
            buffer[: int(np.prod(shape))].reshape(shape) for buffer, shape in zip(self._buffers, shapes, strict=True)
        )
        return final, daily

    def work(self, first: int, final: Floats, daily: Floats) -> list[Callable[[], None]]:
        """What there is to do to take in a chunk, in any order and on any thread.

        Parameters
        ----------
        first
            () [1] First draw of the chunk.
        final, daily
            (row, arm, day, draw) [unit] The chunk, as `space` gave it.
        """
        seen, arms = first + final.shape[-1], len(self._plan.arms)
        found: list[Callable[[], None]] = [partial(self._copy, first, final, daily)]
        for name, rows_ in self._daily.items():
            for k, of in enumerate(daily[rows_]):
                for arm in range(arms):
                    at_ = (k * arms + arm) * self._mornings
                    if name in self._streams:
                        found.append(partial(self._streams[name].add, of[arm], at_, seen))
                    if name in self._paired and arm != self._against:
                        found.append(partial(_subtract, self._paired[name], of[arm], of[self._against], at_, seen))
        return found

    def _copy(self, first: int, final: Floats, daily: Floats) -> None:
        """Keep what is kept for every draw, and mark the worlds that went wrong."""
        part = slice(first, first + final.shape[-1])
        self._status[:, part] = ~np.isfinite(final.sum(axis=(0, 2)))  # one number that is not finite spoils the sum
        for name in self._names():
            if name in self._keep.daily:
                values = daily[self._daily[name]]
            else:
                values = final[self._final[name], :, 0]
                if name in DATES:
                    values[values >= np.float32(at.NEVER)] = np.inf
            if self._once:
                self._kept[name] = values
            else:
                self._kept[name][..., part] = values

    def results(self, *, steps: int) -> Results:
        """The results when every chunk is taken in.

        Parameters
        ----------
        steps
            () [1] As in `simulate`.
        """
        plan, names = self._plan, self._plan.layout.names
        coords: dict[str, tuple[Any, ...]] = {
            "arm": plan.arms, "draw": tuple(self._worlds.labels.tolist()), "day": tuple(range(self._mornings)),
        }  # fmt: skip
        coords |= {dim: names[kind] for kind, dim in DIMS.items()}
        variables: dict[str, Variable] = {}
        for name in self._names():
            dims = ("arm", "day", "draw") if name in self._keep.daily else ("arm", "draw")
            variables[name] = _variable(name, self._kept[name], dims)
        variables["status"] = Variable(("arm", "draw"), self._status, "1", "0 ok, 1 not finite")
        if self._streams or self._paired:
            coords["quantile"] = SHARES
            variables |= self._quantiles()
        attrs = {
            "attrit_version": __version__,
            "scenario": self._scenario.name,
            "scenario_digest": self._scenario.digest,
            "steps": steps,
        }
        worlds = self._worlds
        return Results(self._scenario, coords, variables, worlds.seed, attrs, worlds.given, worlds.lineage)

    def _quantiles(self) -> dict[str, Variable]:
        arms, against = self._plan.arms, self._against
        dims = ("arm", "day", "quantile")
        shape = (-1, len(arms), self._mornings, len(SHARES))
        found = {}
        for name, stream in self._streams.items():
            found[f"{name}_quantiles"] = _variable(name, stream.quantiles().reshape(shape), dims)
        for name, stream in self._paired.items():
            values = stream.quantiles().reshape(shape)
            values[:, against] = 0.0
            title = f"{OUTCOMES[name].title}: difference to '{arms[against]}' in the same worlds"
            found[f"{name}_difference_quantiles"] = _variable(name, values, dims)._replace(title=title)
        return found


def kept_bytes(scenario: Scenario, plan: Plan, keep: Keep, draws: int, days: int) -> int:
    """Bytes that what is kept of a run takes at most.

    Parameters
    ----------
    scenario, plan, keep, draws, days
        () [-, -, -, 1, day] As in `Collection`.
    """
    arms = len(plan.arms)

    def count(names: Iterable[str]) -> int:
        return sum(len(of) for of in rows(plan.layout, scenario, names).values())

    series = (count(keep.quantiles) + count(keep.differences)) * arms * (days + 1)
    final = count(OUTCOMES if keep.final is None else keep.final)
    return 4 * arms * draws * (final + count(keep.daily) * (days + 1)) + 2 * Stream.size(series, draws)


def _subtract(stream: Stream, values: Floats, against: Floats, first: int, seen: int) -> None:
    """Add the differences of two tables (day, draw)."""
    step = max(1, PIECE // values.shape[1])
    for t in range(0, len(values), step):
        with np.errstate(invalid="ignore"):  # what is infinite in both has no difference
            difference = values[t : t + step] - against[t : t + step]
        stream.add(difference, first + t, seen)


def _places(of: Mapping[str, NDArray[np.int64]]) -> dict[str, slice]:
    """Where the rows of each outcome stand among those of all."""
    ends = np.cumsum([0, *(len(found) for found in of.values())]).tolist()
    return {name: slice(*ends[i : i + 2]) for i, name in enumerate(of)}


def _variable(name: str, data: NDArray[Any], dims: tuple[str, ...]) -> Variable:
    kind, _, unit, title = OUTCOMES[name]
    if kind in DIMS:
        return Variable((DIMS[kind], *dims), data, unit, title)
    return Variable(dims, data[0], unit, title)

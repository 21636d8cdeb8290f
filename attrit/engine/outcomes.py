"""Which rows of the workspace become which outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import attrit
import attrit.model.state as at
from attrit.engine.plan import Layout, Plan
from attrit.engine.results import Results, Variable
from attrit.errors import Problem, ResultsError, did_you_mean

if TYPE_CHECKING:
    from attrit.scenario.schema import Scenario

Ints = NDArray[np.int64]


class Outcome(NamedTuple):
    """One outcome: where its rows stand, its dim beyond arm and draw, unit and meaning."""

    kind: str
    row: str
    unit: str
    title: str


# name -> record kind, row, unit, long name. Kind 'objective' is the front whose ground is the objective.
OUTCOMES: dict[str, Outcome] = {
    "area_held": Outcome("objective", "map", "km2", "ground held, as the map reports it"),
    "area_held_or_contested": Outcome("objective", "map_contested", "km2", "ground held or contested, on the map"),
    "area_held_true": Outcome("objective", "area", "km2", "ground held"),
    "area_at_talks": Outcome("objective", "area_at_talks", "km2", "ground held on the day of talks, or at the end"),
    "recovered_day": Outcome("objective", "recovered_day", "day", "day of recovery (inf: not recovered)"),
    "before_talks": Outcome("objective", "before_talks", "1", "chance that recovery came before talks"),
    "first_collapse": Outcome("objective", "first_collapse", "day", "day of the first collapse (inf: none)"),
    "lost_by_pressure": Outcome("objective", "by_pressure", "km2", "ground lost by pressure"),
    "lost_by_withdrawal": Outcome("objective", "by_withdrawal", "km2", "ground given up"),
    "lost_by_collapse": Outcome("objective", "by_collapse", "km2", "ground lost by collapse"),
    "retaken": Outcome("objective", "by_recapture", "km2", "ground retaken by the holder"),
    "tempo": Outcome("objective", "tempo", "1", "tempo of the attack"),
    "pace": Outcome("objective", "pace", "1", "pace of events"),
    "interdiction": Outcome("objective", "road_lost", "1", "share of the supply road's capacity lost"),
    "attacker_rate": Outcome("objective", "rate_a", "1/day", "ten-day mean of the attacker's daily losses"),
    "holder_rate": Outcome("objective", "rate_d", "1/day", "ten-day mean of the holder's daily losses"),
    "force_ratio": Outcome("objective", "ratio", "1", "force ratio against the first day"),
    "front_area": Outcome("fronts", "area", "km2", "ground held by front"),
    "sector_area": Outcome("sectors", "area", "km2", "ground held by sector"),
    "losses": Outcome("sides", "losses", "person", "losses in the theatre (killed, wounded and captured)"),
    "stock": Outcome("sides", "stock", "round", "rounds in stock"),
    "pool": Outcome("sides", "pool", "person", "trained men waiting"),
    "training": Outcome("sides", "training", "person", "men in training for the theatre"),
    "supply": Outcome("sides", "supply", "1", "rounds fired as a share of those wanted"),
    "supply_days": Outcome("sides", "supply_days", "day", "days of supply in stock"),
    "fires": Outcome("sides", "fires", "1", "fires against the first day"),
    "need": Outcome("sides", "need", "1", "need of outside help (1: in balance)"),
    "initial": Outcome("groups", "initial", "person", "men on the first day"),
    "joined": Outcome("groups", "joined", "person", "men who joined: arrivals, reserves, replacements"),
    "present": Outcome("groups", "present", "person", "men present"),
    "lost": Outcome("groups", "lost", "person", "killed, wounded and captured"),
    "killed": Outcome("groups", "killed", "person", "killed"),
    "wounded": Outcome("groups", "wounded", "person", "wounded, those who return included"),
    "captured": Outcome("groups", "captured", "person", "captured"),
    "hospital": Outcome("groups", "hospital", "person", "wounded who will return"),
    "disabled": Outcome("groups", "disabled", "person", "wounded who will not return"),
    "withdrawn": Outcome("groups", "withdrawn", "person", "men who left the theatre"),
    "line": Outcome("groups", "line", "person", "men in the front line"),
    "rest": Outcome("groups", "rest", "1", "share of units out of the line"),
    "worn": Outcome("groups", "worn", "1", "lasting effectiveness"),
    "quality": Outcome("groups", "quality", "1", "quality of a man"),
    "learning_time": Outcome("groups", "learning_time", "day", "time constant of learning"),
    "exposure": Outcome("groups", "exposure", "day", "days in contact"),
    "technology": Outcome("supporters", "technology", "1", "techniques handed over, as a share of all there is"),
    "called_day": Outcome("supporters", "called_day", "day", "day a further tranche was decided (inf: none)"),
    "reacted": Outcome("third_parties", "reacted", "1", "whether the third party has reacted"),
    "reacted_day": Outcome("third_parties", "reacted_day", "day", "day of its reaction (inf: none)"),
    "escalation": Outcome("world", "w_escalation", "1", "level of escalation"),
    "escalated": Outcome("world", "w_escalated", "1", "whether the level ever passed the threshold"),
    "talks_day": Outcome("world", "w_talks_day", "day", "day of talks (inf: none yet)"),
}  # fmt: skip

_DIM = {
    "fronts": "front",
    "sectors": "sector",
    "sides": "side",
    "groups": "group",
    "supporters": "supporter",
    "third_parties": "party",
}
_DATES = {"recovered_day", "first_collapse", "called_day", "reacted_day", "talks_day"}


@dataclass(frozen=True)
class Kept:
    """Rows kept at the end and for every day.

    Parameters
    ----------
    daily
        (name) [-] Outcomes kept for every day; all are kept at the end.
    final_rows, daily_rows
        (row) [-] Their rows in the workspace.
    """

    daily: tuple[str, ...]
    final_rows: Ints
    daily_rows: Ints

    @classmethod
    def of(cls, layout: Layout, scenario: Scenario, daily: Sequence[str]) -> Kept:
        """Rows to keep.

        Raises
        ------
        ResultsError
            An outcome asked for does not exist.
        """
        unknown = [name for name in daily if name not in OUTCOMES]
        if unknown:
            accepted = f"one of {', '.join(OUTCOMES)}"
            raise ResultsError(
                [Problem("", name, "no such outcome", accepted, did_you_mean(name, OUTCOMES)) for name in unknown]
            )
        final = [row for name in OUTCOMES for row in _rows(layout, scenario, name)]
        kept = [row for name in daily for row in _rows(layout, scenario, name)]
        return cls(tuple(daily), np.array(final, np.int64), np.array(kept, np.int64))


def _rows(layout: Layout, scenario: Scenario, name: str) -> list[int]:
    kind, row, *_ = OUTCOMES[name]
    if kind == "world":
        return [int(getattr(at, row.upper()))]
    if kind == "objective":
        return [layout.row("fronts", layout.names["fronts"].index(scenario.objective), row)]
    return [layout.row(kind, index, row) for index in range(len(layout.names[kind]))]


def collect(
    scenario: Scenario, plan: Plan, kept: Kept, final: NDArray[np.float32], daily: NDArray[np.float32], *,
    seed: int, days: int, steps: int,
) -> Results:  # fmt: skip
    """Rows to a results object with names, dims and units."""
    layout = plan.layout
    coords: dict[str, tuple[Any, ...]] = {
        "arm": tuple(plan.arms),
        "draw": tuple(range(final.shape[-1])),
        "day": tuple(range(days + 1)),
    }
    coords |= {dim: layout.names[kind] for kind, dim in _DIM.items()}
    variables: dict[str, Variable] = {}
    for name, place in _places(layout, scenario, OUTCOMES):
        data = final[place, :, 0]
        if name in _DATES:
            data = np.where(data >= np.float32(at.NEVER), np.inf, data)
        variables[name] = _variable(name, data, ("arm", "draw"))
    for name, place in _places(layout, scenario, kept.daily):
        variables[name] = _variable(name, daily[place], ("arm", "day", "draw"))
    finite = np.isfinite(final).all(axis=(0, 2))
    variables["status"] = Variable(("arm", "draw"), np.where(finite, 0, 1).astype(np.int8), "1", "0 ok, 1 not finite")
    attrs = {
        "attrit_version": attrit.__version__,
        "scenario": scenario.name,
        "scenario_digest": scenario.digest,
        "steps": steps,
    }
    return Results(scenario, coords, variables, seed, attrs)


def _places(layout: Layout, scenario: Scenario, names: Any) -> list[tuple[str, slice]]:
    places, start = [], 0
    for name in names:
        count = len(_rows(layout, scenario, name))
        places.append((name, slice(start, start + count)))
        start += count
    return places


def _variable(name: str, data: NDArray[Any], dims: tuple[str, ...]) -> Variable:
    kind, _, unit, title = OUTCOMES[name]
    if kind in _DIM:
        return Variable((_DIM[kind], *dims), data, unit, title)
    return Variable(dims, data[0], unit, title)

"""The campaign day in plain NumPy float64, written from docs/model/day.md alone, in the order of that page.

Only draws are vectorised: days, steps, groups, fronts and sectors are plain loops.
Slow, and meant to be read beside the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.reference import numpy_daily, numpy_step
from tests.reference.numpy_first import first_state, reference

Array = NDArray[np.float64]
Entity = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One arm: its structure, its inputs, those of its base arm, and its noise."""

    groups: list[Entity]
    base_groups: list[Entity]
    fronts: list[Entity]
    sectors: list[Entity]
    supporters: list[Entity]
    parties: list[Entity]
    influence: Array
    reserve_group: list[int]
    events: list[tuple[int, int, str, Array]]
    inputs: dict[str, Array]
    base: dict[str, Array]
    noise: dict[str, Array]
    step: float
    draws: int

    def sectors_of(self, front: int) -> list[int]:
        """Sectors of one front."""
        return [s for s, sector in enumerate(self.sectors) if sector["front"] == front]

    def groups_of(self, side: int) -> list[int]:
        """Groups of one side."""
        return [g for g, group in enumerate(self.groups) if group["side"] == side]

    def side_on(self, front: int) -> tuple[int, int]:
        """Attacker and holder of one front."""
        holder = self.fronts[front]["holder"]
        return 1 - holder, holder


def simulate(
    structure: Entity,
    inputs: dict[str, Array],
    base: dict[str, Array],
    noise: dict[str, Array],
    days: int,
    steps: int = 1,
) -> dict[str, Array]:
    """Run one arm for all draws.

    Parameters
    ----------
    structure
        groups, base_groups, fronts, sectors, supporters, parties, influence, reserve_group and events of the arm
    inputs
        (entity, draw) `entity.name` of quantities.csv, and `law.*`
    base
        (entity, draw) the same of the base arm
    noise
        (day, ..., draw) daily noise by stream
    days
        [day] length of the campaign
    steps
        [1/day] steps in a day

    Returns
    -------
    dict[str, ndarray]
        daily series at the end of each day, `start_*` values before the first day, and final values
    """
    draws = inputs["law.p_a"].shape[0]
    case = Case(**structure, inputs=inputs, base=base, noise=noise, step=1.0 / steps, draws=draws)
    first = reference(case)
    now = first_state(case, first, days)
    series: dict[str, list[Array]] = {}
    result = {
        "start_area": first.start_front_area.copy(),
        "start_map": now.map.copy(),
        "start_present": now.present.copy(),
        "start_rest": now.rest.copy(),
        "start_holder_rate": np.array([first.rate[case.side_on(f)[1], f] for f in range(len(case.fronts))]),
    }
    for t in range(days):
        daily(case, first, now, t)
        for number in range(steps):
            step(case, first, now, t, first_step=number == 0)
        end_of_day(case, first, now, t)
        for name, value in day_values(case, now).items():
            series.setdefault(name, []).append(np.array(value, dtype=np.float64))
    result |= {name: np.stack(values) for name, values in series.items()}
    return result | final_values(now)


def daily(case: Case, first: SimpleNamespace, now: SimpleNamespace, t: int) -> None:
    """What happens once a day, before the first step."""
    # Politics goes by yesterday's state: men and stock before today's arrivals and deliveries.
    yesterday = SimpleNamespace(present=now.present.copy(), stock=now.stock.copy(), lost=now.lost_yesterday)
    now.lost_yesterday = np.zeros_like(now.lost_yesterday)
    numpy_daily.supporters(case, now, yesterday, t)
    numpy_daily.escalation(case, now, yesterday, t)
    numpy_daily.events(case, now, t)
    numpy_daily.arrivals(case, now, t)
    numpy_daily.departures(case, now, t)
    numpy_daily.substitution(case, now, t)
    numpy_daily.reserves(case, now, t)
    numpy_daily.pace(case, now, t)
    numpy_daily.loss_noise(case, now, t)
    numpy_daily.main_effort(case, now, t)


def step(case: Case, first: SimpleNamespace, now: SimpleNamespace, t: int, first_step: bool) -> None:
    """One step of the day."""
    numpy_step.supply(case, first, now, t)
    numpy_step.roles(case, now, first.usual_rest, first.rear_need)
    numpy_step.lines(case, first, now)
    numpy_step.effective_strength(case, now)
    numpy_step.relative_strength(case, first, now)
    if first_step:
        numpy_step.collapse(case, first, now, t)
    numpy_step.tempo(case, now)
    numpy_step.loss_rates(case, first, now)
    numpy_step.smoothing(case, now)
    numpy_step.losses(case, now)
    numpy_step.breaking(case, now)
    numpy_step.learning(case, first, now)
    numpy_step.ground(case, first, now, t, first_step)
    numpy_step.hospital(case, now)
    numpy_step.replacements(case, now)


def end_of_day(case: Case, first: SimpleNamespace, now: SimpleNamespace, t: int) -> None:
    """Talks, recovery and the map. Day index t ends at time t + 1, by which dates are counted."""
    i = case.inputs
    now.no_talks = no_talks(case, now, t)
    for f in range(len(case.fronts)):
        own = case.sectors_of(f)
        area = now.area[own].sum(axis=0)
        fallen = (area < i["recovery.floor"] * first.front_area[f]) & np.isinf(now.recovered_day[f])
        now.recovered_day[f] = np.where(fallen, t + 1, now.recovered_day[f])
        now.before_talks[f] = np.where(fallen, now.no_talks, now.before_talks[f])
        # All of it is recovered; the last scrap is counted as taken by pressure, so that the causes sum.
        now.by_pressure[f] += np.where(fallen, area, 0.0)
        for s in own:
            now.area[s] = np.where(fallen, 0.0, now.area[s])
        now.history[t + 1, f] = now.area[own].sum(axis=0)
    talks = (1 - now.no_talks > case.noise["u_talks"]) & np.isinf(now.talks_day)
    now.talks_day = np.where(talks, t + 1, now.talks_day)
    # Until talks come this follows the front, so that it ends at the area of the horizon.
    open_ended = talks | np.isinf(now.talks_day)
    now.area_at_talks = np.where(open_ended, now.history[t + 1], now.area_at_talks)
    draw_map(case, first, now, t)


def no_talks(case: Case, now: SimpleNamespace, t: int) -> Array:
    """Chance that there have been no talks by the end of day t."""
    i = case.inputs
    median, quiet, factor = i["talks.median_day"], i["talks.quiet_days"], i["talks.quiet_factor"]
    hazard = np.log(2) / (factor * np.minimum(median, quiet) + np.maximum(0, median - quiet))
    now.talks_hazard = now.talks_hazard + hazard * np.where(t < quiet, factor, 1.0)
    stated = i["talks.day"] < 1e6
    chance: Array = np.where(stated, t + 1 < i["talks.day"], np.exp(-now.talks_hazard))
    return chance


def draw_map(case: Case, first: SimpleNamespace, now: SimpleNamespace, t: int) -> None:
    """What the map shows at the end of day t."""
    i = case.inputs
    lagged_day = np.maximum(0, t + 1 - np.floor(i["map.lag"])).astype(int)
    published = case.noise["u_map"][t] < i["map.update_share"]
    fade = np.exp(-(t + 1) / i["map.fade_days"])
    for f in range(len(case.fronts)):
        area = now.history[lagged_day, f, np.arange(case.draws)]
        shown = np.maximum(0, area + i["front.map_offset"][f] * fade * (area > 0))
        contested = shown + i["front.area_contested"][f] * np.sqrt(np.maximum(area, 0) / i["front.area_held"][f])
        now.map[f] = np.where(published, shown, now.map[f])
        now.map_contested[f] = np.where(published, contested, now.map_contested[f])


def day_values(case: Case, now: SimpleNamespace) -> dict[str, Array]:
    """Values kept at the end of a day."""
    names = ["map", "map_contested", "present", "killed", "wounded", "captured", "withdrawn", "hospital", "disabled"]
    names += ["joined", "rest", "worn", "quality", "exposure", "losses", "stock", "pool", "training", "fires", "pace"]
    names += ["interdiction", "ratio", "escalation", "reacted", "technology"]
    values = {name: getattr(now, name) for name in names}
    fronts = range(len(case.fronts))
    values["area_sector"] = now.area
    values["area"] = np.array([now.area[case.sectors_of(f)].sum(axis=0) for f in fronts])
    values["attacker_rate"] = np.array([now.rate[case.side_on(f)[0], f] for f in fronts])
    values["holder_rate"] = np.array([now.rate[case.side_on(f)[1], f] for f in fronts])
    values["tempo"] = np.exp(now.drive)
    values["called"] = np.isfinite(now.called_day)
    return values


def final_values(now: SimpleNamespace) -> dict[str, Array]:
    """Values of the whole campaign."""
    names = ["recovered_day", "before_talks", "first_collapse", "talks_day", "area_at_talks"]
    names += ["by_pressure", "by_withdrawal", "by_collapse", "by_recapture"]
    return {name: getattr(now, name) for name in names}

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

Array = NDArray[np.float64]
Entity = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One arm: its structure, its inputs and its noise."""

    groups: list[Entity]
    fronts: list[Entity]
    sectors: list[Entity]
    supporters: list[Entity]
    parties: list[Entity]
    influence: Array
    reserve_group: list[int]
    events: list[tuple[int, int, str, Array]]
    inputs: dict[str, Array]
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
    structure: Entity, inputs: dict[str, Array], noise: dict[str, Array], days: int, steps: int = 1
) -> dict[str, Array]:
    """Run one arm for all draws.

    Parameters
    ----------
    structure
        groups, fronts, sectors, supporters, parties, influence, reserve_group and events of the arm
    inputs
        (entity, draw) `entity.name` of quantities.csv, with `base.group.*` for the base arm and `law.*`
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
    case = Case(**structure, inputs=inputs, noise=noise, step=1.0 / steps, draws=draws)
    first = reference(case)
    now = first_state(case, first, days)
    series: dict[str, list[Array]] = {}
    result = {
        "start_area": first.front_area.copy(),
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


def reference(case: Case) -> SimpleNamespace:
    """Before the first day: what everything is measured against, from the base arm."""
    i = case.inputs
    sides, fronts, sectors = 2, len(case.fronts), len(case.sectors)
    men, line, quality = i["base.group.men"], i["base.group.line_share"], i["base.group.quality"]
    strength = np.zeros((sides, sectors, case.draws))
    front_line = np.zeros((sides, fronts, case.draws))
    holder_men = np.zeros((fronts, case.draws))
    for g, group in enumerate(case.groups):
        if group["arrives"]:
            continue
        own = men[g] * quality[g] * (line[g] + i["roles.second_fire"] * i["base.group.second_share"][g])
        total = group["base_weights"].sum()
        for s in range(sectors):
            if total > 0:
                strength[group["side"], s] += group["base_weights"][s] / total * own
        front_line[group["side"], group["front"]] += men[g] * line[g]
        if group["side"] == case.fronts[group["front"]]["holder"]:
            holder_men[group["front"]] += i["group.men"][g]
    strength = np.maximum(1.0, strength)
    front_line = np.maximum(1.0, front_line)
    rate = np.zeros((sides, fronts, case.draws))
    front_strength = np.zeros((sides, fronts, case.draws))
    for f in range(fronts):
        a, d = case.side_on(f)
        rate[a, f] = i["front.attacker_loss_rate"][f]
        per_holder = front_line[a, f] / (i["front.exchange_ratio"][f] * front_line[d, f])
        rate[d, f] = np.clip(rate[a, f] * per_holder, 0.0005, 0.04)
        front_strength[:, f] = strength[:, case.sectors_of(f)].sum(axis=1)
    area, weight = sector_reference(case)
    rest, learning = group_reference(case, rate)
    return SimpleNamespace(
        strength=strength,
        front_strength=front_strength,
        rate=rate,
        area=area,
        weight=weight,
        rest=rest,
        learning_days=learning,
        holder_men=holder_men,
        front_area=i["front.area_held"].copy(),
    )


def sector_reference(case: Case) -> tuple[Array, Array]:
    """Area of each sector at the start, and its weight in the attack."""
    area = np.zeros((len(case.sectors), case.draws))
    weight = np.zeros_like(area)
    for f in range(len(case.fronts)):
        own = case.sectors_of(f)
        for s in own:
            area[s] = case.inputs["sector.area_share"][s] * case.inputs["front.area_held"][f]
            weight[s] = case.inputs["sector.terrain"][s] * np.sqrt(area[s])
        weight[own] /= weight[own].sum(axis=0)
    return area, weight


def group_reference(case: Case, rate: Array) -> tuple[Array, Array]:
    """Rested share at the start and learning time of each group."""
    i = case.inputs
    rest = np.zeros((len(case.groups), case.draws))
    learning = np.zeros_like(rest)
    for g, group in enumerate(case.groups):
        k = rate[group["side"], group["front"]] * i["breaking.refit_days"] / i["group.endurance"][g]
        rest[g] = k / (1 + k)
        officers, establishment = i["group.officers"][g], 0.05 * i["group.men"][g]
        # min(1, o/(0.05 n)), which is 0 for an empty group: it learns nothing anyway
        cadre = np.minimum(officers, establishment) / np.maximum(establishment, 1e-300)
        learning[g] = i["group.learning_days"][g] / (1 + i["learning.cadre_effect"] * cadre)
    return rest, learning


def first_state(case: Case, first: SimpleNamespace, days: int) -> SimpleNamespace:
    """State before the first day."""
    i, n = case.inputs, case.draws
    groups, fronts, sectors = len(case.groups), len(case.fronts), len(case.sectors)
    supporters, parties = len(case.supporters), len(case.parties)
    now = SimpleNamespace()
    here = np.array([0.0 if group["arrives"] else 1.0 for group in case.groups])
    now.present = i["group.men"] * here[:, None]
    for name in ("killed", "wounded", "captured", "withdrawn", "hospital", "disabled", "joined", "exposure", "come"):
        setattr(now, name, np.zeros((groups, n)))
    now.quality, now.rest, now.worn = i["group.quality"].copy(), first.rest.copy(), np.ones((groups, n))
    now.stock = i["side.stock_days"] * i["side.use"]
    now.pool = i["side.pool"].copy()
    now.training = i["side.recruits"] * i["side.theatre_share"] * i["side.training_days"]
    now.losses, now.lost_yesterday = np.zeros((2, n)), np.zeros((2, n))
    now.area, now.works, now.focus = first.area.copy(), i["sector.works"].copy(), np.ones((sectors, n))
    now.slow, now.variance, now.paused = np.zeros((fronts, n)), np.zeros(n), np.zeros((fronts, n), dtype=bool)
    now.fast = i["pace.fast_sd"] * case.noise["z_start"][0]
    now.loss_noise_common, now.loss_noise_side = np.zeros(n), np.zeros((2, n))
    now.rate, now.drive = first.rate.copy(), np.zeros((fronts, n))
    now.ratio, now.density = np.ones((fronts, n)), np.ones((fronts, n))
    now.collapse_left, now.collapse_speed = np.zeros((fronts, n)), np.zeros((fronts, n))
    now.withdrawal = np.zeros((fronts, n))
    for name in ("by_pressure", "by_withdrawal", "by_collapse", "by_recapture", "before_talks", "area_at_talks"):
        setattr(now, name, np.zeros((fronts, n)))
    now.recovered_day, now.first_collapse = np.full((fronts, n), np.inf), np.full((fronts, n), np.inf)
    now.talks_hazard, now.talks_day = np.zeros(n), np.full(n, np.inf)
    now.called_day, now.tranche_come = np.full((supporters, n), np.inf), np.zeros((supporters, n), dtype=bool)
    now.technology, now.reacted, now.escalation = np.zeros((supporters, n)), np.zeros((parties, n)), np.zeros(n)
    now.history = np.zeros((days + 1, fronts, n))
    now.history[0] = first.front_area
    now.map = np.maximum(0, first.front_area + i["front.map_offset"])
    now.map_contested = now.map + i["front.area_contested"]
    return now


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
    numpy_step.roles(case, first, now)
    numpy_step.strength(case, first, now)
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
    quiet, factor = i["talks.quiet_days"], i["talks.quiet_factor"]
    hazard = np.log(2) / np.maximum(i["talks.median_day"] - (1 - factor) * quiet, 60)
    now.talks_hazard = now.talks_hazard + hazard * np.where(t < quiet, factor, 1.0)
    for f in range(len(case.fronts)):
        own = case.sectors_of(f)
        area = now.area[own].sum(axis=0)
        fallen = (area < i["recovery.floor"] * first.front_area[f]) & np.isinf(now.recovered_day[f])
        now.recovered_day[f] = np.where(fallen, t + 1, now.recovered_day[f])
        now.before_talks[f] = np.where(fallen, np.exp(-now.talks_hazard), now.before_talks[f])
        # All of it is recovered; the last scrap is counted as taken by pressure, so that the causes sum.
        now.by_pressure[f] += np.where(fallen, area, 0.0)
        for s in own:
            now.area[s] = np.where(fallen, 0.0, now.area[s])
        now.history[t + 1, f] = now.area[own].sum(axis=0)
    talks = (1 - np.exp(-now.talks_hazard) > case.noise["u_talks"]) & np.isinf(now.talks_day)
    now.talks_day = np.where(talks, t + 1, now.talks_day)
    # Until talks come this follows the front, so that it ends at the area of the horizon.
    open_ended = talks | np.isinf(now.talks_day)
    now.area_at_talks = np.where(open_ended, now.history[t + 1], now.area_at_talks)
    draw_map(case, first, now, t)


def draw_map(case: Case, first: SimpleNamespace, now: SimpleNamespace, t: int) -> None:
    """What the map shows at the end of day t."""
    i = case.inputs
    lagged_day = np.maximum(0, t + 1 - np.floor(i["map.lag"])).astype(int)
    published = case.noise["u_map"][t] < i["map.update_share"]
    fade = np.exp(-(t + 1) / i["map.fade_days"])
    for f in range(len(case.fronts)):
        area = now.history[lagged_day, f, np.arange(case.draws)]
        shown = np.maximum(0, area + i["front.map_offset"][f] * fade * (area > 0))
        contested = shown + i["front.area_contested"][f] * np.sqrt(np.maximum(area, 0) / first.front_area[f])
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

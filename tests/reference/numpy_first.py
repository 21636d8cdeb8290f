"""Before the first day: that section of docs/model/day.md in its order, and the state the campaign begins in."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tests.reference import numpy_step
from tests.reference.numpy_step import inflow, ratio_or_zero

if TYPE_CHECKING:
    from tests.reference.numpy_day import Case

Array = NDArray[np.float64]


def reference(case: Case) -> SimpleNamespace:
    """What an arm is measured against: the first day of its base arm."""
    base = replace(case, groups=case.base_groups, inputs=case.base)
    first = SimpleNamespace(start_area=sector_areas(case), area=sector_areas(base))
    areas = [first.area[case.sectors_of(f)].sum(axis=0) for f in range(len(case.fronts))]
    starts = [first.start_area[case.sectors_of(f)].sum(axis=0) for f in range(len(case.fronts))]
    first.front_area, first.start_front_area = np.array(areas), np.array(starts)
    first.weight = attack_weights(case, first.area)
    line = reference_strength(base, first)
    first.rate, base_rate = loss_rates(case, first), loss_rates(base, first)
    first.cover = np.zeros_like(first.front_area)
    for f in range(len(case.fronts)):
        _, d = case.side_on(f)
        own = case.sectors_of(f)
        covered = (first.strength[d, own] * case.base["sector.cover"][own]).sum(axis=0)
        first.cover[f] = covered / first.front_strength[d, f]
    first.rest = rested(case, first.rate)
    first.usual_rest = usual_rest(case, rested(base, base_rate), line)
    first.fired = np.array([first_rounds(base, side) for side in range(2)])
    first.rear_need = rear_need(case, case.groups)
    first.learning_days = learning_days(case)
    first.holder_men = holder_men(base)
    return first


def here(case: Case) -> Array:
    """Which groups do not arrive later, as 1 and 0."""
    return np.array([0.0 if group["arrives"] else 1.0 for group in case.groups])[:, None]


def sector_areas(case: Case) -> Array:
    """Area of each sector at the start."""
    front = [sector["front"] for sector in case.sectors]
    area: Array = case.inputs["sector.area_share"] * case.inputs["front.area_held"][front]
    return area


def attack_weights(case: Case, area: Array) -> Array:
    """Weight of each sector in the attack: those of the base arm sum to one."""
    weight = case.inputs["sector.terrain"] * np.sqrt(area)
    base = case.base["sector.terrain"] * np.sqrt(area)
    for f in range(len(case.fronts)):
        own = case.sectors_of(f)
        weight[own] /= base[own].sum(axis=0)
    return weight


def reference_strength(base: Case, first: SimpleNamespace) -> Array:
    """Strengths and lines of the base arm, all fit, whole and on an open road; gives the line of each group."""
    men = base.inputs["group.men"] * here(base)
    now = SimpleNamespace(present=men, quality=base.inputs["group.quality"])
    now.rest, now.worn = np.zeros_like(men), np.ones_like(men)
    now.road = np.ones((len(base.fronts), base.draws))
    now.open, now.width = np.ones_like(first.area, dtype=bool), np.ones_like(first.area)
    numpy_step.roles(base, now, np.zeros_like(men), rear_need(base, base.groups))
    numpy_step.effective_strength(base, now)
    first.strength = np.maximum(1.0, numpy_step.strength_by_sector(base, now))
    first.front_strength = np.zeros((2, len(base.fronts), base.draws))
    first.front_line = np.zeros_like(first.front_strength)
    for f in range(len(base.fronts)):
        first.front_strength[:, f] = first.strength[:, base.sectors_of(f)].sum(axis=1)
    for g, group in enumerate(base.groups):
        first.front_line[group["side"], group["front"]] += now.line[g]
    first.front_line = np.maximum(1.0, first.front_line)
    line: Array = now.line
    return line


def loss_rates(case: Case, first: SimpleNamespace) -> Array:
    """First loss rate of each side on each front, by the lines of the base arm."""
    i = case.inputs
    rate = np.zeros_like(first.front_line)
    for f in range(len(case.fronts)):
        a, d = case.side_on(f)
        rate[a, f] = i["front.attacker_loss_rate"][f]
        per_holder = first.front_line[a, f] / (i["front.exchange_ratio"][f] * first.front_line[d, f])
        rate[d, f] = np.clip(rate[a, f] * per_holder, 0.0005, 0.04)
    return rate


def rested(case: Case, rate: Array) -> Array:
    """Share of each group that rests at the start."""
    rest = np.zeros((len(case.groups), case.draws))
    for g, group in enumerate(case.groups):
        lost = rate[group["side"], group["front"]]
        k = lost * case.inputs["breaking.refit_days"] / case.inputs["group.endurance"][g]
        rest[g] = k / (1 + k)
    return rest


def usual_rest(case: Case, rest: Array, line: Array) -> Array:
    """Rested share that fitness is measured against: a newcomer's is that of the line which he joins in the base arm."""
    usual = rest.copy()
    there = [g for g, group in enumerate(case.base_groups) if not group["arrives"]]
    for g, group in enumerate(case.base_groups):
        if g not in there:
            place = (group["side"], group["front"])
            own = [h for h in there if (case.base_groups[h]["side"], case.base_groups[h]["front"]) == place]
            usual[g] = ratio_or_zero((line[own] * rest[own]).sum(axis=0), line[own].sum(axis=0))
    return usual


def first_rounds(base: Case, side: int) -> Array:
    """Rounds that a side of the base arm fires on the first day."""
    use = base.inputs["side.use"][side]
    fired: Array = np.minimum(use, inflow(base, side) + base.inputs["side.stock_days"][side] * use / 20)
    return fired


def rear_need(case: Case, groups: list[dict]) -> Array:
    """Men in the rear that a man in the line of a guest group needs, by the base arm's shares of his host."""
    need = np.zeros((len(groups), case.draws))
    for g, group in enumerate(groups):
        if group["host"] >= 0:
            line = case.base["group.line_share"][group["host"]]
            need[g] = (1 - line) / line
    return need


def learning_days(case: Case) -> Array:
    """Learning time of each group."""
    i = case.inputs
    learning = np.zeros((len(case.groups), case.draws))
    for g in range(len(case.groups)):
        officers, establishment = i["group.officers"][g], 0.05 * i["group.men"][g]
        # min(1, o/(0.05 n)), which is 0 for an empty group: it learns nothing anyway
        cadre = np.minimum(officers, establishment) / np.maximum(establishment, 1e-300)
        learning[g] = i["group.learning_days"][g] / (1 + i["learning.cadre_effect"] * cadre)
    return learning


def holder_men(base: Case) -> Array:
    """Men of the holder's groups on each front of the base arm."""
    men = np.zeros((len(base.fronts), base.draws))
    for group, own in zip(base.groups, base.inputs["group.men"] * here(base), strict=True):
        if group["side"] == base.fronts[group["front"]]["holder"]:
            men[group["front"]] += own
    return men


def first_state(case: Case, first: SimpleNamespace, days: int) -> SimpleNamespace:
    """State before the first day."""
    i, n = case.inputs, case.draws
    groups, fronts, sectors = len(case.groups), len(case.fronts), len(case.sectors)
    supporters, parties = len(case.supporters), len(case.parties)
    now = SimpleNamespace()
    now.present = i["group.men"] * here(case)
    for name in ("killed", "wounded", "captured", "withdrawn", "hospital", "disabled", "joined", "exposure", "come"):
        setattr(now, name, np.zeros((groups, n)))
    now.quality, now.rest, now.worn = i["group.quality"].copy(), first.rest.copy(), np.ones((groups, n))
    now.stock = i["side.stock_days"] * case.base["side.use"]
    now.pool = i["side.pool"].copy()
    now.training = case.base["side.recruits"] * case.base["side.theatre_share"] * case.base["side.training_days"]
    now.losses, now.lost_yesterday = np.zeros((2, n)), np.zeros((2, n))
    now.area, now.works, now.focus = first.start_area.copy(), i["sector.works"].copy(), np.ones((sectors, n))
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
    now.history[0] = first.start_front_area
    now.map = np.maximum(0, first.start_front_area + i["front.map_offset"])
    now.map_contested = now.map + i["front.area_contested"]
    return now

"""Daily, before the first step: that section of docs/model/day.md in its order."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tests.reference.numpy_step import inflow, ratio_or_zero

if TYPE_CHECKING:
    from tests.reference.numpy_day import Case

Array = NDArray[np.float64]


def join(now: SimpleNamespace, g: int, men: Array) -> None:
    """Men who join a group with its present quality."""
    now.present[g] += men
    now.joined[g] += men


def events(case: Case, now: SimpleNamespace, t: int) -> None:
    """1 Dated deliveries to a stock or a pool."""
    for day, side, kind, amount in case.events:
        if day == t and kind == "stock":
            now.stock[side] += amount
        elif day == t and kind == "pool":
            now.pool[side] += amount


def arrivals(case: Case, now: SimpleNamespace, t: int) -> None:
    """1 Arriving groups come in over their ramp and are complete on their day."""
    i = case.inputs
    for g, group in enumerate(case.groups):
        if group["arrives"]:
            ramp = i["group.arrival_ramp"][g]
            come = np.clip((t + 1 - i["group.arrival_day"][g] + ramp) / ramp, 0, 1)
            join(now, g, i["group.men"][g] * (come - now.come[g]))
            now.come[g] = come


def departures(case: Case, now: SimpleNamespace, t: int) -> None:
    """1 Leaving groups go out over their ramp."""
    i = case.inputs
    for g in range(len(case.groups)):
        day = i["group.departure_day"][g]
        leave = np.where(t >= day, now.present[g] / np.maximum(1, day + i["group.arrival_ramp"][g] - t), 0.0)
        now.present[g] -= leave
        now.withdrawn[g] += leave


def substitution(case: Case, now: SimpleNamespace, t: int) -> None:
    """The host makes up for men an arm takes away."""
    i, base = case.inputs, case.base
    ramp = i["substitution.ramp"]
    for g, group in enumerate(case.groups):
        if group["host"] >= 0:
            begun = np.maximum(0, base["group.arrival_day"][g] - base["group.arrival_ramp"][g])
            start = i["substitution.delay"] + (begun if case.base_groups[g]["arrives"] else 0.0)
            today, tomorrow = np.clip((t - start) / ramp, 0, 1), np.clip((t + 1 - start) / ramp, 0, 1)
            missing = np.maximum(0, base["group.men"][g] - i["group.men"][g])
            join(now, group["host"], i["substitution.share"] * missing * (tomorrow - today))


def reserves(case: Case, now: SimpleNamespace, t: int) -> None:
    """Packets of reserves, by the need of yesterday."""
    for side, g in enumerate(case.reserve_group):
        if g < 0:
            continue
        f = case.groups[g]["front"]
        if side == case.fronts[f]["holder"]:
            need = 1.0 + (now.density[f] < 1) + (now.collapse_left[f] > 0)
        else:
            need = 1.0 + 0.5 * (now.ratio[f] < 1)
        chance = 1 - np.exp(-case.inputs["side.reserve_rate"][side] * need)
        sent = case.noise["u_reserve"][t, side] < chance
        join(now, g, np.where(sent, case.inputs["side.reserve_size"][side], 0.0))


def pace(case: Case, now: SimpleNamespace, t: int) -> None:
    """5 Slow and fast pace, and pauses."""
    i = case.inputs
    keep_slow, keep_fast = np.exp(-1 / i["pace.slow_days"]), np.exp(-1 / i["pace.fast_days"])
    slow_sd, fast_sd = i["pace.slow_sd"], i["pace.fast_sd"]
    now.variance = keep_slow**2 * now.variance + slow_sd**2 * (1 - keep_slow**2)
    now.pace = np.zeros_like(now.slow)
    for f in range(len(case.fronts)):
        now.slow[f] = keep_slow * now.slow[f] + slow_sd * np.sqrt(1 - keep_slow**2) * case.noise["z_slow"][t, f]
        now.fast[f] = keep_fast * now.fast[f] + fast_sd * np.sqrt(1 - keep_fast**2) * case.noise["z_fast"][t, f]
        u = case.noise["u_pause"][t, f]
        now.paused[f] = np.where(now.paused[f], u >= 1 / i["pause.days"], u < i["pause.rate"])
        moving = np.exp(now.slow[f] + now.fast[f] - now.variance / 4 - fast_sd**2 / 2)
        now.pace[f] = moving * np.where(now.paused[f], i["pause.pace"], 1.0)


def loss_noise(case: Case, now: SimpleNamespace, t: int) -> None:
    """Noise of losses, common to the sides and of each side."""
    i = case.inputs
    keep, sd, shared = i["loss_noise.autocorrelation"], i["loss_noise.sd"], i["loss_noise.side_correlation"]

    def next_value(old: Array, z: Array) -> Array:
        return z.copy() if t == 0 else keep * old + np.sqrt(1 - keep**2) * z

    now.loss_noise_common = next_value(now.loss_noise_common, case.noise["z_common"][t])
    now.loss_factor = np.zeros_like(now.loss_noise_side)
    for side in range(2):
        now.loss_noise_side[side] = next_value(now.loss_noise_side[side], case.noise["z_side"][t, side])
        z = np.sqrt(shared) * now.loss_noise_common + np.sqrt(1 - shared) * now.loss_noise_side[side]
        now.loss_factor[side] = np.exp(sd * z - sd**2 / 2)


def main_effort(case: Case, now: SimpleNamespace, t: int) -> None:
    """Shifts of the main effort, and jumps of the ground."""
    i = case.inputs
    spread, active, size = i["main_effort.spread"], i["advance.active_share"], i["advance.jump"]
    now.jump = np.zeros_like(now.focus)
    for s in range(len(case.sectors)):
        anew = case.noise["u_focus"][t, s] < 1 / i["main_effort.days"]
        now.focus[s] = np.where(anew, 1 - spread + spread * case.noise["g_focus"][t, s], now.focus[s])
        moves = case.noise["u_active"][t, s] < active
        now.jump[s] = np.where(moves, (1 + size * (case.noise["e_jump"][t, s] - 1)) / active, 0.0)


def need(case: Case, yesterday: SimpleNamespace, side: int) -> Array:
    """10 Need of a side for men and rounds."""
    i = case.inputs
    use = i["side.use"][side]
    men: Array = 0.5 * yesterday.lost[side] / np.maximum(1, i["side.recruits"][side] * i["side.theatre_share"][side])
    rounds = np.where(use > 0, 0.5 * use / np.maximum(1, inflow(case, side) + yesterday.stock[side] / 60), 0.5)
    total: Array = np.clip(men + rounds, 0.2, 3)
    return total


def supporters(case: Case, now: SimpleNamespace, yesterday: SimpleNamespace, t: int) -> None:
    """10 Further tranches, and techniques handed over."""
    i = case.inputs
    for j, supporter in enumerate(case.supporters):
        own = [g for g, group in enumerate(case.groups) if group["supporter"] == j]
        sent, meant = i["group.men"][own].sum(axis=0), case.base["group.men"][own].sum(axis=0)
        commitment = np.clip(sent / np.maximum(meant, 1e-6), 0, 1) if own else np.ones(case.draws)
        chance = 1 - np.exp(-i["supporter.hazard"][j] * need(case, yesterday, supporter["side"]) * commitment)
        called = np.isinf(now.called_day[j]) & (case.noise["u_supporter"][t, j] < chance)
        now.called_day[j] = np.where(called, t, now.called_day[j])
        comes = (t >= now.called_day[j] + i["supporter.delay"][j]) & ~now.tranche_come[j]
        now.tranche_come[j] |= comes
        if supporter["group"] >= 0:
            join(now, supporter["group"], np.where(comes, i["supporter.tranche"][j], 0.0))
        there = yesterday.present[own].sum(axis=0) > 0
        now.technology[j] += np.where(there, i["supporter.technology_rate"][j] * (1 - now.technology[j]), 0.0)


def escalation(case: Case, now: SimpleNamespace, yesterday: SimpleNamespace, t: int) -> None:
    """10 Level of escalation, and third parties."""
    i = case.inputs
    foreign, outside, in_line = np.zeros(case.draws), np.zeros(case.draws), np.zeros(case.draws)
    for g, group in enumerate(case.groups):
        if group["supporter"] >= 0:
            foreign += yesterday.present[g]
            outside += yesterday.present[g] * group["outside"]
            in_line += yesterday.present[g] * i["group.line_share"][g]
    line_effect = 1 + i["escalation.line_effect"] * ratio_or_zero(in_line, foreign)
    scale = i["escalation.men_scale"]
    level = i["escalation.men_effect"] * np.log1p(foreign / scale) * line_effect
    level = level + i["escalation.outside_effect"] * np.log1p(outside / scale)
    before = now.reacted.copy()
    for k in range(len(case.parties)):
        level = level + i["party.escalation"][k] * before[k]
    now.escalation = level
    for k in range(len(case.parties)):
        others = 1 + sum(case.influence[j, k] * before[j] for j in range(len(case.parties)))
        chance = 1 - np.exp(-i["party.hazard"][k] * level * others)
        reacts = case.noise["u_party"][t, k] < chance
        now.reacted[k] = np.where(reacts, 1.0, before[k])

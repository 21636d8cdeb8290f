"""Each step: that section of docs/model/day.md in its order, one function for each mechanism."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tests.reference.numpy_day import Case

Array = NDArray[np.float64]
OPEN_ABOVE = 0.001  # km2


def ratio_or_zero(above: Array, below: Array) -> Array:
    """Quotient, and zero where there is nothing to divide by."""
    return np.where(below > 0, above / np.where(below > 0, below, 1.0), 0.0)


def inflow(case: Case, side: int) -> Array:
    """3 Rounds that come in for a side in a day."""
    delivered = np.zeros(case.draws)
    for j, supporter in enumerate(case.supporters):
        if supporter["side"] == side:
            delivered += case.inputs["supporter.rounds"][j]
    total: Array = case.inputs["side.production"][side] + case.inputs["side.usable_share"][side] * delivered
    return total


def supply(case: Case, first: SimpleNamespace, now: SimpleNamespace, t: int) -> None:
    """3 Rounds fired, fires of the sides and the holder's road."""
    i = case.inputs
    now.supplied, now.fires = np.ones((2, case.draws)), np.ones((2, case.draws))
    for side in range(2):
        use, comes_in = i["side.use"][side], inflow(case, side)
        fired = np.minimum(use, comes_in + now.stock[side] / 20)
        now.stock[side] = np.maximum(0, now.stock[side] + case.step * (comes_in - fired))
        counted = (use > 0) & (first.fired[side] > 0)
        now.supplied[side] = np.where(counted, np.maximum(0.05, ratio_or_zero(fired, first.fired[side])), 1.0)
        now.fires[side] = now.supplied[side] * np.maximum(0.05, 1 + (i["side.fires_change"][side] - 1) * t / 180)
        for k, party in enumerate(case.parties):
            if party["feeds"] == side:
                now.fires[side] *= 1 + i["party.fires_gain"][k] * now.reacted[k]
    now.interdiction, now.road = np.zeros((len(case.fronts), case.draws)), np.zeros((len(case.fronts), case.draws))
    for f in range(len(case.fronts)):
        _, d = case.side_on(f)
        start, effect = i["front.interdiction"][f], i["supply.road_effect"]
        base = case.base["supply.road_effect"] * case.base["front.interdiction"][f]
        left = np.maximum(now.area[case.sectors_of(f)].sum(axis=0) / first.front_area[f], 0.02)
        rise = left ** -i["supply.road_rise"] * np.maximum(now.fires[d], 0.5) ** -0.5
        now.interdiction[f] = np.clip(start * rise, 0, 0.95)
        now.road[f] = (1 - effect * now.interdiction[f]) / (1 - base)


def roles(case: Case, now: SimpleNamespace, usual_rest: Array, rear_need: Array) -> None:
    """2 Line, second line and support, with the men freed for the host."""
    i = case.inputs
    line, second = i["group.line_share"], i["group.second_share"]
    fit = (1 - now.rest) / (1 - usual_rest)
    now.line = line * now.present * fit
    now.second = second * now.present
    now.support = np.maximum(0, 1 - line - second) * now.present
    for h in range(len(case.groups)):
        offered = np.zeros(case.draws)
        for g, group in enumerate(case.groups):
            if group["host"] == h:
                spare = np.maximum(0, 1 - line[g] - rear_need[g] * line[g])
                offered += i["group.frees"][g] * spare * now.present[g]
        freed = np.minimum(offered, i["roles.freed_ceiling"] * (1 - line[h]) * now.present[h])
        now.line[h] += freed
        now.support[h] = np.maximum(0, now.support[h] - freed)


def widths(case: Case, first: SimpleNamespace, now: SimpleNamespace) -> Array:
    """Length of each sector's line: open sectors share the line of the whole front."""
    width: Array = ratio_or_zero(now.area, first.area) ** case.inputs["perimeter.power"]
    for f in range(len(case.fronts)):
        own = case.sectors_of(f)
        length = np.sqrt(first.area[own])
        length = length / length.sum(axis=0)
        whole = ratio_or_zero(now.area[own].sum(axis=0), first.front_area[f]) ** case.inputs["perimeter.power"]
        kept = (length * width[own] * now.open[own]).sum(axis=0)
        width[own] = np.where(now.open[own], width[own] * ratio_or_zero(whole, kept), width[own])
    return width


def lines(case: Case, first: SimpleNamespace, now: SimpleNamespace) -> None:
    """4 Which sectors are open, and how long the line is in each."""
    now.open = now.area > OPEN_ABOVE
    now.width = widths(case, first, now)


def effective_strength(case: Case, now: SimpleNamespace) -> None:
    """4 Effective strength of each group, and its share in each sector."""
    i = case.inputs
    now.effective = np.zeros_like(now.present)
    now.share = np.zeros((len(case.groups), len(case.sectors), case.draws))
    for g, group in enumerate(case.groups):
        own_command = i["group.own_command"][g] > 0
        command = np.ones(case.draws)
        if group["host"] >= 0:
            command = np.where(own_command, i["group.own_fire"][g], i["group.coordination"][g])
        men = now.line[g] + i["roles.second_fire"] * now.second[g]
        now.effective[g] = now.worn[g] * now.quality[g] * command * men
        if group["side"] == case.fronts[group["front"]]["holder"]:
            now.effective[g] *= now.road[group["front"]]
        pull = group["weights"][:, None] * now.width * now.open
        now.share[g] = ratio_or_zero(pull, pull.sum(axis=0))
        own = group["own_sector"]
        if own >= 0:
            alone = own_command & now.open[own]
            for s in range(len(case.sectors)):
                now.share[g, s] = np.where(alone, float(s == own), now.share[g, s])


def strength_by_sector(case: Case, now: SimpleNamespace) -> Array:
    """4 Strength of each side in each sector before saturation."""
    total = np.zeros((2, len(case.sectors), case.draws))
    for g, group in enumerate(case.groups):
        total[group["side"]] += now.share[g] * now.effective[g]
    return total


def relative_strength(case: Case, first: SimpleNamespace, now: SimpleNamespace) -> None:
    """4 Strength of each side in each sector and on each front, against the first day."""
    i = case.inputs
    ceiling = i["saturation.line_ceiling"]
    whole = strength_by_sector(case, now)
    now.bearing = (1 + 1 / ceiling) / (1 + whole / (ceiling * first.strength))
    now.strength = now.bearing * whole
    now.relative = now.strength / first.strength
    now.attackers = np.zeros_like(now.ratio)
    now.sector_ratio, now.sector_density = np.zeros_like(now.area), np.zeros_like(now.area)
    for s, sector in enumerate(case.sectors):
        a, d = case.side_on(sector["front"])
        pair = ratio_and_density(now.relative[a, s], now.relative[d, s], now.width[s])
        now.sector_ratio[s], now.sector_density[s] = pair
    for f in range(len(case.fronts)):
        a, d = case.side_on(f)
        own = case.sectors_of(f)
        relative = now.strength[:, own].sum(axis=1) / first.front_strength[:, f]
        width = (now.area[own].sum(axis=0) / first.front_area[f]) ** i["perimeter.power"]
        now.ratio[f], now.density[f] = ratio_and_density(relative[a], relative[d], width)
        now.attackers[f] = relative[a]


def in_being(strength: Array) -> Array:
    """Whether a force is one: it fades below a twentieth of the first day's strength."""
    return np.clip(strength / 0.05, 0, 1)


def ratio_and_density(attacker: Array, holder: Array, width: Array) -> tuple[Array, Array]:
    """4 Force ratio and density of the holder's line."""
    ratio = np.clip(attacker / np.maximum(holder, 0.001), 0.05, 20)
    return ratio, np.maximum(0.05, holder / np.maximum(width, 0.05))


def collapse(case: Case, first: SimpleNamespace, now: SimpleNamespace, t: int) -> None:
    """Collapse of a front: begins by chance, then takes a share of the ground over some days."""
    i = case.inputs
    for f in range(len(case.fronts)):
        _, d = case.side_on(f)
        men = np.zeros(case.draws)
        for g in case.groups_of(d):
            if case.groups[g]["front"] == f:
                men += now.present[g]
        start = first.holder_men[f]
        thinned = np.where(start > 0, 1 - ratio_or_zero(men, start), 0.0)
        state = i["collapse.supply_effect"] * now.interdiction[f]
        state = state - case.base["collapse.supply_effect"] * case.base["front.interdiction"][f]
        state = state + i["collapse.loss_effect"] * np.clip(thinned, -0.5, 1)
        state = state + i["collapse.pace_effect"] * now.slow[f]
        hazard = i["collapse.hazard"] * np.exp(state) * now.density[f] ** -i["collapse.density_effect"]
        hazard = np.minimum(0.1, hazard * now.ratio[f] ** i["collapse.pressure_effect"])
        hazard = hazard * in_being(now.attackers[f])
        begins = case.noise["u_collapse"][t, f] < 1 - np.exp(-hazard)
        begins &= (now.collapse_left[f] == 0) & np.isinf(now.recovered_day[f])
        usual = i["collapse.share"]
        logit = np.log(usual / (1 - usual)) + i["collapse.share_sd"] * case.noise["z_collapse"][t, f]
        share = np.minimum(0.995, 1 / (1 + np.exp(-logit)))
        length = np.ceil(i["collapse.days"])
        now.collapse_speed[f] = np.where(begins, -np.log(1 - share) / length, now.collapse_speed[f])
        now.collapse_left[f] = np.where(begins, length, np.maximum(0, now.collapse_left[f] - 1))
        now.first_collapse[f] = np.where(begins, np.minimum(now.first_collapse[f], t + 1), now.first_collapse[f])


def tempo(case: Case, now: SimpleNamespace) -> None:
    """5 Tempo: the attacker presses on when strong and supplied, and eases off when losing too many."""
    i = case.inputs
    for f in range(len(case.fronts)):
        a, _ = case.side_on(f)
        aim = i["tempo.ratio_effect"] * np.log(now.ratio[f]) + i["tempo.supply_effect"] * np.log(now.supplied[a])
        # The logarithm only counts above 1, so a rate of zero may stand as 1.
        too_many = np.clip(np.log(np.maximum(1.0, now.rate[a, f] / i["tempo.loss_aim"])), 0, 1)
        change = (np.clip(aim, -1, 1) - now.drive[f]) / 10 - 0.05 * too_many
        now.drive[f] = np.clip(now.drive[f] + case.step * change, -2, 1.5)


def loss_rates(case: Case, first: SimpleNamespace, now: SimpleNamespace) -> None:
    """6 Losses of each side in each sector in a day, as a share of those exposed."""
    i = case.inputs
    now.loss_rate = np.zeros_like(now.strength)
    for s, sector in enumerate(case.sectors):
        f = sector["front"]
        a, d = case.side_on(f)
        works, base = now.works[s], case.base["sector.works"][s]
        for_attacker = 1 + i["attrition.works_attacker"] * works - case.base["attrition.works_attacker"] * base
        for_holder = 1 - i["attrition.works_holder"] * works + case.base["attrition.works_holder"] * base
        contact = np.where(now.open[s], np.sqrt(now.width[s]), 0.0)
        contact = contact * in_being(now.relative[a, s]) * in_being(now.relative[d, s])
        common = np.exp(now.drive[f]) * now.pace[f] ** i["pace.loss_power"] * contact
        by_law = law(case, now.relative[a, s], now.relative[d, s])
        attacker = first.rate[a, f] * common * now.loss_factor[a] * by_law[0]
        attacker = attacker * now.fires[d] ** i["supply.fire_loss"] * for_attacker
        holder = first.rate[d, f] * common * now.loss_factor[d] * by_law[1]
        holder = holder * now.fires[a] ** i["supply.fire_loss"] * for_holder
        holder = holder * (1 - i["withdrawal.spare"] * now.withdrawal[f])
        holder = holder * np.where(now.collapse_left[f] > 0, i["collapse.loss_factor"], 1.0)
        most = i["saturation.loss_ceiling"]
        now.loss_rate[a, s] = attacker * (1 + first.rate[a, f] / most) / (1 + attacker / most)
        covered = i["sector.cover"][s] / first.cover[f]
        now.loss_rate[d, s] = covered * holder * (1 + first.rate[d, f] / most) / (1 + holder / most)


def law(case: Case, attacker: Array, holder: Array) -> tuple[Array, Array]:
    """6 Factors on the losses of attacker and holder: powers of the two strengths, which may differ by side."""
    i, widest = case.inputs, case.inputs["saturation.law_range"]
    attacker, holder = np.clip(attacker, 1 / widest, widest), np.clip(holder, 1 / widest, widest)
    on_attacker = holder ** i["law.p_a"] * attacker ** (i["law.q_a"] - 1)
    on_holder = attacker ** i["law.p_d"] * holder ** (i["law.q_d"] - 1)
    return on_attacker, on_holder


def smoothing(case: Case, now: SimpleNamespace) -> None:
    """6 Smoothed loss rates of both sides on each front."""
    for f in range(len(case.fronts)):
        own = case.sectors_of(f)
        for side in range(2):
            lost = (now.loss_rate[side, own] * now.strength[side, own]).sum(axis=0)
            latest = ratio_or_zero(lost, now.strength[side, own].sum(axis=0))
            now.rate[side, f] += case.step * (latest - now.rate[side, f]) / 10


def losses(case: Case, now: SimpleNamespace) -> None:
    """6 Losses of each group: captured, killed, wounded who return and wounded who do not."""
    i = case.inputs
    now.group_rate, now.not_returning = np.zeros_like(now.present), np.zeros_like(now.present)
    for g, group in enumerate(case.groups):
        side, f = group["side"], group["front"]
        for s in range(len(case.sectors)):
            now.group_rate[g] += now.share[g, s] * now.bearing[side, s] * now.loss_rate[side, s]
        exposed = now.line[g] + i["roles.second_exposure"] * now.second[g]
        exposed = exposed + i["roles.support_exposure"] * now.support[g]
        skill = np.clip(1.3 - 0.3 * now.quality[g], 0.5, 1.3)
        loss = np.minimum(0.5 * now.present[g], case.step * now.group_rate[g] * skill * exposed)
        collapsing = (now.collapse_left[f] > 0) & (side == case.fronts[f]["holder"])
        capture = i["side.captured_share"][side] * np.where(collapsing, i["collapse.capture_factor"], 1.0)
        captured = np.minimum(0.6, capture) * loss
        killed = i["side.killed_share"][side] * (loss - captured)
        wounded = loss - captured - killed
        returning = i["side.return_share"][side] * wounded
        now.present[g] -= loss
        now.captured[g] += captured
        now.killed[g] += killed
        now.wounded[g] += wounded
        now.hospital[g] += returning
        now.disabled[g] += wounded - returning
        now.not_returning[g] = loss - returning
        now.losses[side] += loss
        now.lost_yesterday[side] += loss


def breaking(case: Case, now: SimpleNamespace) -> None:
    """7 Worn men leave the line to rest; units wear down and heal."""
    i = case.inputs
    for g in range(len(case.groups)):
        worn = now.group_rate[g] / i["group.endurance"][g]
        rest = worn * (1 - now.rest[g]) - now.rest[g] / i["breaking.refit_days"]
        wear = -i["breaking.wear"] * worn + (1 - now.worn[g]) / i["breaking.wear_days"]
        now.rest[g] = np.clip(now.rest[g] + case.step * rest, 0, 0.95)
        now.worn[g] = np.clip(now.worn[g] + case.step * wear, 0.6, 1)


def learning(case: Case, first: SimpleNamespace, now: SimpleNamespace) -> None:
    """7 Men in contact learn."""
    for g in range(len(case.groups)):
        contact = case.step * case.inputs["group.line_share"][g] * np.clip(now.present[g] / 100, 0, 1)
        now.quality[g] += np.maximum(0, 1 - now.quality[g]) * contact / first.learning_days[g]
        now.exposure[g] += contact


def ground(case: Case, first: SimpleNamespace, now: SimpleNamespace, t: int, first_step: bool) -> None:
    """8 Ground taken by pressure, given by withdrawal, lost in collapse and retaken."""
    i = case.inputs
    for f in range(len(case.fronts)):
        _, d = case.side_on(f)
        own = case.sectors_of(f)
        held = np.isinf(now.recovered_day[f])
        above = (now.rate[d, f] - i["withdrawal.threshold"]) / i["withdrawal.threshold"]
        now.withdrawal[f] = np.clip(above, 0, 1)
        retaken = recapture(case, first, now, t, f) if first_step else np.zeros((len(own), case.draws))
        for s, back in zip(own, retaken, strict=True):
            active = now.open[s] & held
            before = now.area[s].copy()
            given = 0.15 * now.withdrawal[f] * i["withdrawal.speed"] * np.sqrt(before)
            lost = np.where(now.collapse_left[f] > 0, before * (1 - np.exp(-now.collapse_speed[f] * case.step)), 0.0)
            taken = (case.step * pressure(case, first, now, f, s), case.step * given, lost)
            left = np.where(active, before, 0.0)
            for name, amount in zip(("by_pressure", "by_withdrawal", "by_collapse"), taken, strict=True):
                part = np.minimum(left, amount)
                left = left - part
                getattr(now, name)[f] += part
            gone = np.where(active, before - left, 0.0)
            back = np.where(held, back, 0.0)
            now.by_recapture[f] += back
            now.area[s] = before - gone + back
            dug = now.works[s] + case.step * (1 - now.works[s]) / i["works.days"]
            dug = dug * np.exp(-gone / (3 * np.maximum(np.sqrt(now.area[s]), 0.5)))
            now.works[s] = np.where(active, dug, now.works[s])


def pressure(case: Case, first: SimpleNamespace, now: SimpleNamespace, f: int, s: int) -> Array:
    """8 Ground a sector loses to the attack in a day."""
    i = case.inputs
    a, d = case.side_on(f)
    gain: Array = i["front.gain"][f] * first.weight[s] * now.pace[f] * np.exp(now.drive[f]) ** i["tempo.gain_power"]
    gain = gain * now.sector_ratio[s] ** i["advance.ratio_power"]
    gain = gain * now.sector_density[s] ** -i["advance.density_power"]
    gain = gain * (now.fires[a] / now.fires[d]) ** i["supply.fire_gain"] * now.width[s] * now.focus[s]
    gain = gain * in_being(now.relative[a, s])
    works = case.base["works.effect"] * case.base["sector.works"][s] - i["works.effect"] * now.works[s]
    gain *= np.exp(works) * now.jump[s]
    return gain


def recapture(case: Case, first: SimpleNamespace, now: SimpleNamespace, t: int, f: int) -> Array:
    """8 Ground the holder takes back in each sector of a front on this day."""
    i = case.inputs
    own = case.sectors_of(f)
    strikes = case.noise["u_back"][t, f] < 0.04
    amount = i["recapture.share"] * i["front.gain"][f] * case.noise["e_back"][t, f] * strikes / 0.04
    amount = amount * np.clip(1 / now.ratio[f], 0.2, 3)
    amount = np.minimum(amount, np.maximum(0, 1.3 * first.front_area[f] - now.area[own].sum(axis=0)))
    open_area = now.area[own] * now.open[own]
    return amount * ratio_or_zero(open_area, open_area.sum(axis=0))


def hospital(case: Case, now: SimpleNamespace) -> None:
    """9 The wounded who return."""
    for g, group in enumerate(case.groups):
        healed = case.step * now.hospital[g] / case.inputs["side.return_days"][group["side"]]
        now.hospital[g] -= healed
        now.present[g] += healed


def replacements(case: Case, now: SimpleNamespace) -> None:
    """9 Losses made good from the pool, and the pool from training."""
    i = case.inputs
    for side in range(2):
        own = [g for g in case.groups_of(side) if case.groups[g]["replaced"]]
        asked = {g: i["side.replacement"][side] * now.not_returning[g] for g in own}
        total = sum(asked.values(), np.zeros(case.draws))
        sent = np.minimum(total, now.pool[side])
        for g in own:
            men = asked[g] * ratio_or_zero(sent, total)
            value = now.quality[g] * now.present[g] + i["side.green_quality"][side] * men
            after = now.present[g] + men
            now.quality[g] = np.where(after > 0, ratio_or_zero(value, after), now.quality[g])
            now.present[g] = after
            now.joined[g] += men
        days, taken_in = i["side.training_days"][side], i["side.recruits"][side] * i["side.theatre_share"][side]
        trained = now.training[side] / days
        now.pool[side] += case.step * trained - sent
        now.training[side] += case.step * (taken_in - trained)

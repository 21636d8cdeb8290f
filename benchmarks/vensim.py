"""The common work as a Vensim model, for PySD: Euler steps of a day that give exactly the daily rules."""

from __future__ import annotations

import re

from benchmarks.work import DAYS, FIRE_A, FIRE_D, NAMES, OUTCOMES

# Vensim does not tell kA from ka, and a name needs an underscore so that subscripts can be set behind it.
NAME_OF = {name: f"par_{name.lower()}" for name in NAMES}
NAME_OF |= {"kA": "par_rate_a", "kD": "par_rate_d"}
COLUMNS = ["area_held", "recovery_day", *(f"lost_{side}{i}" for side in "ad" for i in range(3))]
assert len(COLUMNS) == len(OUTCOMES)

EQUATIONS = """
luck_a = EXP({s}*z_one - {s}*{s}/2)
luck_d = EXP({s}*({rho}*z_one + SQRT(1 - {rho}*{rho})*z_two) - {s}*{s}/2)
come_now = arm_share*{A1}*(MIN(MAX((Time + 1 - {arrival})/10, 0), 1) - MIN(MAX((Time - {arrival})/10, 0), 1))
now_a0 = men_a0
now_a1 = men_a1 + come_now
now_a2 = men_a2
now_d0 = men_d0
now_d1 = men_d1
now_d2 = men_d2
need_a = {use}*(now_a0 + {w1}*now_a1 + 0.25*now_a2) + 1
need_d = {use}*(now_d0 + 0.7*now_d1 + 0.3*now_d2) + 1
part_a = MIN(1, stock_a/need_a)
part_d = MIN(1, stock_d/need_d)
fed_a = 0.35 + 0.65*part_a
fed_d = 0.35 + 0.65*part_d
force_a0 = fed_a*now_a0/10000
force_a1 = fed_a*{w1}*{e1}*now_a1/10000
force_a2 = fed_a*0.15*now_a2/10000
force_d0 = fed_d*1.2*now_d0/10000
force_d1 = fed_d*0.56*now_d1/10000
force_d2 = fed_d*0.18*now_d2/10000
attack_all = force_a0 + force_a1 + force_a2
defence_all = {terrain}*(force_d0 + force_d1 + force_d2)
active_now = IF THEN ELSE(area_held > 10, 1, 0.2)
fire_rate_a = {kA}/{terrain}*luck_a*active_now*(1 - 0.8*will_now)
fire_rate_d = {kD}*luck_d*active_now
target_a0 = 1
target_a1 = {w1}*{u1}
target_a2 = 0.125
target_d0 = 0.8
target_d1 = 0.77
target_d2 = 0.18
share_lost = (loss_d0 + loss_d1 + loss_d2)/(now_d0 + now_d1 + now_d2 + 1)
will_next = MIN(MAX(will_now + 0.05*(share_lost/{limit} - 1), 0), 1)
edge_now = MAX((attack_all - defence_all)/(attack_all + defence_all + 0.000001), 0)
area_next = MAX(0, area_held - {speed}*edge_now - 6*will_next)
recovery_next = IF THEN ELSE(area_next > 10, recovery_day, MIN(recovery_day, Time + 1))
part_back_a = MIN(1, {flowA}/(gap_a0 + gap_a2 + 1))
part_back_d = MIN(1, {flowD}/(gap_d0 + gap_d1 + gap_d2 + 1))
join_a0 = gap_a0*part_back_a
join_a1 = come_now + IF THEN ELSE(Time > {arrival} + 10, MIN(0.002*arm_share*{A1}, gap_a1), 0)
join_a2 = gap_a2*part_back_a
join_d0 = gap_d0*part_back_d
join_d1 = gap_d1*part_back_d
join_d2 = gap_d2*part_back_d
"""
# stock = (flow of a day, first value)
STOCKS = {
    "stock_a": ("{shellsA} - part_a*need_a", "20*{shellsA}"),
    "stock_d": ("{shellsD} - part_d*need_d", "15*{shellsD}"),
    "will_now": ("will_next - will_now", "0"),
    "area_held": ("area_next - area_held", "600"),
    "recovery_day": ("recovery_next - recovery_day", str(DAYS + 1)),
    **{f"men_{g}": (f"join_{g} - loss_{g}", f"{{{g.upper()}}}") for g in ("a0", "a2", "d0", "d1", "d2")},
    "men_a1": ("join_a1 - loss_a1", "0"),
    **{f"lost_{side}{i}": (f"loss_{side}{i}", "0") for side in "ad" for i in range(3)},
}


def groups() -> list[str]:
    """Equations that each group has."""
    lines = []
    for side, other, table in (("a", "d", FIRE_D), ("d", "a", FIRE_A)):
        for j in range(3):
            me = f"{side}{j}"
            hit = " + ".join(f"{table[i][j]}*fire_{other}{i}" for i in range(3))
            rate = f"fire_rate_{other}*target_{me}*MAX(now_{me}/10000, 0.000001)^{{p}}"
            lines += [
                f"fire_{me} = MAX(force_{me}, 0.000001)^{{q}}",
                f"loss_{me} = MIN(0.2*now_{me}, {rate}*({hit}))",
                f"gap_{me} = MAX(0, {{{me.upper()}}} - now_{me} + loss_{me})",
            ]
    return lines


def model(subscript: int = 0) -> str:
    """The text of the model; with `subscript` draws side by side, else one draw."""
    lines = EQUATIONS.strip().split("\n") + groups()
    lines += [f"z_{word} = RANDOM NORMAL(-6, 6, 0, 1, {seed})" for seed, word in enumerate(("one", "two"), 1)]
    lines += [f"flow_of_{name} = {flow}" for name, (flow, _) in STOCKS.items()]
    lines += [f"{name} = INTEG(flow_of_{name}, {first})" for name, (_, first) in STOCKS.items()]
    lines += [f"{{{name}}} = 1" for name in NAMES]
    text = "\n".join(line.format(**NAME_OF) for line in lines)
    if subscript:
        text = re.sub(r"\b([a-z]+_[a-z0-9_]+)\b", r"\1[rep]", text).replace("arm_share[rep]", "arm_share")
    head = [f"rep: (r1-r{subscript})"] if subscript else []
    head += ["INITIAL TIME = 0", f"FINAL TIME = {DAYS}", "TIME STEP = 1", "SAVEPER = 1", "arm_share = 1"]
    body = "".join(f"{line} ~~|\n" for line in head + text.split("\n"))
    return "{UTF-8}\n" + body + "\n\\\\\\---/// Sketch information\n"

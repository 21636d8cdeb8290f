"""The common work, "reinforced front": a made-up campaign that every engine plays, here in plain NumPy float64.

Side A wants ground back and has a contingent that arrives on some day; side D holds the ground. Three groups of men a
side: front, contingent (of D: a second front group), second line. Two arms, with and without the contingent, on the
same parameters and the same two normal numbers a day. The numbers are round and plausible, no estimates.

One *arm-day* is one draw in one arm on one day. All throughput is in arm-days a second.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

DAYS = 180
ARMS = (1.0, 0.0)  # share of the contingent that is sent
# Parameters drawn once for a draw; A before D, groups 0 to 2.
NAMES = "A0 A1 A2 D0 D1 D2 kA kD p q e1 u1 w1 arrival flowA flowD shellsA shellsD use limit speed terrain s rho".split()
OUTCOMES = ("area", "recovery day", "lost A0", "lost A1", "lost A2", "lost D0", "lost D1", "lost D2")

MEN = 10_000.0  # men to which strengths are related
AREA = 600.0  # km2 held by D on the first day
RECOVERED = 10.0  # km2 below which the ground counts as recovered, and fighting dies down to ...
RESIDUAL = 0.2
STOCK_DAYS = (20.0, 15.0)  # days of deliveries in stock on the first day
UNSUPPLIED = 0.35  # strength without shells
RELIEF = 0.8  # losses D is spared while it withdraws
GAMMA = 0.05  # how fast the will to withdraw follows losses
WITHDRAWAL = 6.0  # km2 a day given at full withdrawal
CAP = 0.2  # most of a group that is lost in a day
RAMP = 10.0  # days over which the contingent arrives
ROTATION = 0.002  # of the contingent replaced in a day
FLOOR = 1e-6  # powers are taken of no less

# Weight in the line, quality and vulnerability of groups 0 to 2; those of A's contingent are parameters.
WEIGHT_A, QUALITY_A, EXPOSED_A = (1.0, None, 0.25), (1.0, None, 0.6), (1.0, None, 0.5)
WEIGHT_D, QUALITY_D, EXPOSED_D = (1.0, 0.7, 0.3), (1.2, 0.8, 0.6), (0.8, 1.1, 0.6)
FIRE_A = ((1.0, 1.1, 0.5), (0.9, 1.0, 0.4), (0.3, 0.4, 0.6))  # [shooter of A][target of D]
FIRE_D = ((1.0, 1.2, 0.5), (0.8, 1.0, 0.4), (0.3, 0.4, 0.6))  # [shooter of D][target of A]

# Median and sd of the logarithm, or bounds between which all is alike.
LOGNORMAL = {
    "A0": (40_000, 0.1), "A2": (8_000, 0.15), "D0": (14_000, 0.12), "D1": (12_000, 0.12), "D2": (9_000, 0.15),
    "kA": (27, 0.2), "kD": (24, 0.2), "shellsA": (9_000, 0.2), "shellsD": (3_500, 0.25),
}  # fmt: skip
UNIFORM = {
    "A1": (8_000, 12_000), "p": (0.3, 0.8), "q": (0.6, 1.0), "e1": (0.4, 0.9), "u1": (1.0, 2.0), "w1": (0.2, 0.9),
    "arrival": (20, 70), "flowA": (120, 300), "flowD": (40, 120), "use": (0.2, 0.35), "limit": (0.0025, 0.006),
    "speed": (6, 20), "terrain": (1.0, 1.7), "s": (0.15, 0.5), "rho": (0.0, 0.6),
}  # fmt: skip


def parameters(draws: int, seed: int = 1) -> Array:
    """Draws from the priors: (parameter, draw)."""
    rng = np.random.default_rng(seed)
    rows = []
    for name in NAMES:
        if name in LOGNORMAL:
            median, sd = LOGNORMAL[name]
            rows.append(median * np.exp(sd * rng.standard_normal(draws)))
        else:
            rows.append(rng.uniform(*UNIFORM[name], draws))
    return np.stack(rows)


def normals(draws: int, seed: int = 2) -> Array:
    """Noise to feed to several engines: (day, 2, draw)."""
    return np.random.default_rng(seed).standard_normal((DAYS, 2, draws))


def simulate(values: Array, noise: Array | None = None, seed: int = 7) -> Array:
    """Play both arms over all days with vectors over arms and draws: (outcome, arm, draw)."""
    draws = values.shape[1]
    P = dict(zip(NAMES, values, strict=True))
    sent = np.array(ARMS)[:, None]
    both = np.ones((len(ARMS), 1))
    A, D = [both * P["A0"], 0 * both * P["A1"], both * P["A2"]], [both * P[f"D{i}"] for i in range(3)]
    lost = np.zeros((6, len(ARMS), draws))
    area, withdrawing = np.full((len(ARMS), draws), AREA), np.zeros((len(ARMS), draws))
    stocks = [both * days * P[name] for days, name in zip(STOCK_DAYS, ("shellsA", "shellsD"), strict=True)]
    recovered = np.full((len(ARMS), draws), DAYS + 1.0)
    contingent = sent * P["A1"]
    weight_A = (WEIGHT_A[0], P["w1"], WEIGHT_A[2])
    force_A = (1.0, P["w1"] * P["e1"], WEIGHT_A[2] * QUALITY_A[2])
    force_D = [w * e for w, e in zip(WEIGHT_D, QUALITY_D, strict=True)]
    target_A = (1.0, P["w1"] * P["u1"], WEIGHT_A[2] * EXPOSED_A[2])
    target_D = [w * u for w, u in zip(WEIGHT_D, EXPOSED_D, strict=True)]
    rng = np.random.Generator(np.random.SFC64(seed))
    other, half = np.sqrt(1 - P["rho"] ** 2), P["s"] ** 2 / 2
    for t in range(DAYS):
        z = noise[t] if noise is not None else rng.standard_normal((2, draws))
        luck_A = np.exp(P["s"] * z[0] - half)
        luck_D = np.exp(P["s"] * (P["rho"] * z[0] + other * z[1]) - half)
        A[1] += contingent * (come(t + 1, P["arrival"]) - come(t, P["arrival"]))
        fed_A = supply(stocks, 0, P["shellsA"], P["use"] * weighted(weight_A, A) + 1)
        fed_D = supply(stocks, 1, P["shellsD"], P["use"] * weighted(WEIGHT_D, D) + 1)
        a = [fed_A * f * men / MEN for f, men in zip(force_A, A, strict=True)]
        d = [fed_D * f * men / MEN for f, men in zip(force_D, D, strict=True)]
        active = np.where(area > RECOVERED, 1.0, RESIDUAL)
        rate_A = P["kA"] / P["terrain"] * luck_A * active * (1 - RELIEF * withdrawing)
        lost_D = losses(D, target_D, rate_A, [np.maximum(x, FLOOR) ** P["q"] for x in a], FIRE_A, P["p"])
        lost_A = losses(
            A, target_A, P["kD"] * luck_D * active, [np.maximum(x, FLOOR) ** P["q"] for x in d], FIRE_D, P["p"]
        )
        share = sum(lost_D) / (sum(D) + 1)
        withdrawing = np.clip(withdrawing + GAMMA * (share / P["limit"] - 1), 0, 1)
        attack, defence = sum(a), P["terrain"] * sum(d)
        edge = (attack - defence) / (attack + defence + 1e-6)
        area = np.maximum(0, area - P["speed"] * np.maximum(edge, 0) - WITHDRAWAL * withdrawing)
        recovered = np.where(area <= RECOVERED, np.minimum(recovered, t + 1), recovered)
        for i, loss in enumerate(lost_A + lost_D):
            (A if i < 3 else D)[i % 3] -= loss
            lost[i] += loss
        replace([A[0], A[2]], [P["A0"], P["A2"]], P["flowA"])
        replace(D, [P["D0"], P["D1"], P["D2"]], P["flowD"])
        rotated = np.minimum(ROTATION * contingent, np.maximum(0, P["A1"] - A[1]))
        A[1] += np.where(t > P["arrival"] + RAMP, rotated, 0.0)
    return np.stack([area, recovered, *lost])


def come(t: float, arrival: Array) -> Array:
    """Share of the contingent that has come by time t."""
    return np.clip((t - arrival) / RAMP, 0, 1)


def weighted(weights: tuple, men: list[Array]) -> Array:
    """Men by their weight in the line."""
    return sum(w * n for w, n in zip(weights, men, strict=True))


def supply(stocks: list[Array], side: int, delivered: Array, need: Array) -> Array:
    """Fire what there is; strength follows."""
    part = np.minimum(1, stocks[side] / need)
    stocks[side] = stocks[side] + delivered - part * need
    return UNSUPPLIED + (1 - UNSUPPLIED) * part


def losses(men: list[Array], target: list, rate: Array, fire: list[Array], table: tuple, p: Array) -> list[Array]:
    """Losses of each group of one side from the fire of the other."""
    found = []
    for j, n in enumerate(men):
        hit = sum(table[i][j] * fire[i] for i in range(3))
        found.append(np.minimum(CAP * n, rate * target[j] * np.maximum(n / MEN, FLOOR) ** p * hit))
    return found


def replace(men: list[Array], full: list[Array], flow: Array) -> None:
    """Replacements shared out by what is lacking."""
    lacking = [np.maximum(0, whole - n) for whole, n in zip(full, men, strict=True)]
    part = np.minimum(1, flow / (sum(lacking) + 1))
    for n, gap in zip(men, lacking, strict=True):
        n += gap * part

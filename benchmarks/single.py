"""The common work for one draw and one arm in plain Python: what a modeller writes inside EMA Workbench."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from benchmarks.work import (
    AREA,
    CAP,
    DAYS,
    FIRE_A,
    FIRE_D,
    FLOOR,
    GAMMA,
    MEN,
    RAMP,
    RECOVERED,
    RELIEF,
    RESIDUAL,
    ROTATION,
    STOCK_DAYS,
    UNSUPPLIED,
    WITHDRAWAL,
)  # fmt: skip


def clip(x: float) -> float:
    """A share, held between 0 and 1."""
    return min(max(x, 0.0), 1.0)


def simulate(values: Sequence[float], noise: Sequence[Sequence[float]], sent: float) -> list[float]:
    """Play one arm of one draw over all days: the outcomes in their order."""
    (
        A0, A1, A2, D0, D1, D2, kA, kD, p, q, e1, u1, w1, arrival, flow_a, flow_d, shells_a, shells_d, use, limit,
        speed, terrain, s, rho,
    ) = values  # fmt: skip
    A, D, lost = [A0, 0.0, A2], [D0, D1, D2], [0.0] * 6
    area, withdrawing, recovered = AREA, 0.0, DAYS + 1.0
    stock_a, stock_d = STOCK_DAYS[0] * shells_a, STOCK_DAYS[1] * shells_d
    force_a, target_a = (1.0, w1 * e1, 0.15), (1.0, w1 * u1, 0.125)
    force_d, target_d = (1.2, 0.56, 0.18), (0.8, 0.77, 0.18)
    other = math.sqrt(1 - rho * rho)
    for t in range(DAYS):
        z1, z2 = noise[t]
        luck_a, luck_d = math.exp(s * z1 - s * s / 2), math.exp(s * (rho * z1 + other * z2) - s * s / 2)
        A[1] += sent * A1 * (clip((t + 1 - arrival) / RAMP) - clip((t - arrival) / RAMP))
        need = use * (A[0] + w1 * A[1] + 0.25 * A[2]) + 1
        part = min(1.0, stock_a / need)
        stock_a += shells_a - part * need
        fed_a = UNSUPPLIED + (1 - UNSUPPLIED) * part
        need = use * (D[0] + 0.7 * D[1] + 0.3 * D[2]) + 1
        part = min(1.0, stock_d / need)
        stock_d += shells_d - part * need
        fed_d = UNSUPPLIED + (1 - UNSUPPLIED) * part
        a = [fed_a * f * men / MEN for f, men in zip(force_a, A, strict=True)]
        d = [fed_d * f * men / MEN for f, men in zip(force_d, D, strict=True)]
        fire_a, fire_d = [max(x, FLOOR) ** q for x in a], [max(x, FLOOR) ** q for x in d]
        active = 1.0 if area > RECOVERED else RESIDUAL
        rate_a, rate_d = kA / terrain * luck_a * active * (1 - RELIEF * withdrawing), kD * luck_d * active
        lost_d = losses(D, target_d, rate_a, fire_a, FIRE_A, p)
        lost_a = losses(A, target_a, rate_d, fire_d, FIRE_D, p)
        withdrawing = clip(withdrawing + GAMMA * (sum(lost_d) / (sum(D) + 1) / limit - 1))
        attack, defence = sum(a), terrain * sum(d)
        edge = (attack - defence) / (attack + defence + 1e-6)
        area = max(0.0, area - speed * max(edge, 0.0) - WITHDRAWAL * withdrawing)
        recovered = min(recovered, t + 1.0) if area <= RECOVERED else recovered
        for i in range(3):
            A[i] -= lost_a[i]
            D[i] -= lost_d[i]
            lost[i] += lost_a[i]
            lost[3 + i] += lost_d[i]
        lack = [max(0.0, A0 - A[0]), max(0.0, A2 - A[2])]
        part = min(1.0, flow_a / (sum(lack) + 1))
        A[0] += lack[0] * part
        A[2] += lack[1] * part
        lack = [max(0.0, whole - men) for whole, men in zip((D0, D1, D2), D, strict=True)]
        part = min(1.0, flow_d / (sum(lack) + 1))
        for i in range(3):
            D[i] += lack[i] * part
        if t > arrival + RAMP:
            A[1] += min(ROTATION * sent * A1, max(0.0, A1 - A[1]))
    return [area, recovered, *lost]


def losses(
    men: list[float], target: tuple[float, ...], rate: float, fire: list[float], table: tuple, p: float
) -> list[float]:
    """Losses of each group of one side from the fire of the other."""
    return [
        min(
            CAP * men[j],
            rate * target[j] * max(men[j] / MEN, FLOOR) ** p
            * (table[0][j] * fire[0] + table[1][j] * fire[1] + table[2][j] * fire[2]),
        )
        for j in range(3)
    ]  # fmt: skip


def own_noise(seed: int) -> list[list[float]]:
    """Normal numbers of one draw: [day][2]."""
    noise: list[list[float]] = np.random.default_rng(seed).standard_normal((DAYS, 2)).tolist()
    return noise

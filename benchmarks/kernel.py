"""The common work in attrit's own arithmetic: rows of draws in one flat workspace, one short loop a day and arm.

Strict float32 with fused multiply-add only where `mad` says so, the noise made once for both arms, blocks of draws on
threads: what attrit's kernel would be if it knew one campaign only.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numba as nb
import numpy as np

from attrit.engine.compiled import compiled
from attrit.model.arithmetic import (
    LANES,
    F,
    Row,
    clip,
    exp,
    exp2,
    lanes,
    log2,
    mad,
    maximum,
    minimum,
    philox,
    record,
    scalar,
    two_normals,
)  # fmt: skip
from benchmarks.work import DAYS, OUTCOMES

BLOCK = 1024  # draws: the unit of parallel work
KEY = 0x5EED


def _rows(n: int, start: int = 0) -> list[int]:
    return [(start + i) * LANES for i in range(n)]


# parameters in the order of NAMES, then what follows from them
(
    A0_MEN, A1_MEN, A2_MEN, D0_MEN, D1_MEN, D2_MEN, RATE_A, RATE_D, P, Q, QUALITY_1, EXPOSED_1, WEIGHT_1, ARRIVAL,
    FLOW_A, FLOW_D, SHELLS_A, SHELLS_D, USE, LIMIT, SPEED, TERRAIN, SD, SHARED,
    HALF_VARIANCE, OWN, LOG_FORCE_1, FORCE_1, TARGET_1, PER_LIMIT, RATE_A_BY_TERRAIN,
) = _rows(31)  # fmt: skip
# the day, the same in both arms
LUCK_A, LUCK_D, COMING, ROTATING = _rows(4, 31)
# two days of noise
NOISE = 35 * LANES
# state of an arm
(A0, A1, A2, D0, D1, D2, AREA, STOCK_A, STOCK_D, WITHDRAWING, RECOVERED, LA0, LA1, LA2, LD0, LD1, LD2) = _rows(17)
STATE_N = 17 * LANES
STATES = 39 * LANES
WORKSPACE = STATES + 2 * STATE_N

PER_MEN = F(1e-4)
LEAST = F(-19.931568569324174)  # log2 of the floor under powers
LOG_D0, LOG_D1, LOG_D2 = (F(math.log2(x)) for x in (1.2, 0.56, 0.18))
LOG_A2 = F(math.log2(0.15))
FINAL = (AREA, RECOVERED, LA0, LA1, LA2, LD0, LD1, LD2)


@scalar
def log_men(men: float) -> float:
    """Binary logarithm of men in ten thousands."""
    return log2(maximum(men * PER_MEN, F(1e-30)))


@scalar
def raised(power: float, log: float) -> float:
    """Strength to a power, from its logarithm."""
    return exp2(power * maximum(log, LEAST))


@scalar
def fed(stock: float, delivered: float, need: float) -> tuple[float, float]:
    """Strength by supply, and what is left in stock."""
    part = minimum(F(1), stock / need)
    return mad(F(0.65), part, F(0.35)), mad(-part, need, stock + delivered)


@scalar
def fires(q: float, log_fed: float, log0: float, log1: float, log2_: float) -> tuple[float, float, float]:
    """Fire of three groups, from the logarithms of their strengths."""
    return raised(q, log0 + log_fed), raised(q, log1 + log_fed), raised(q, log2_ + log_fed)


@scalar
def lost(men: float, rate: float, hit: float) -> float:
    """Losses of a group in a day."""
    return minimum(F(0.2) * men, rate * hit)


@scalar
def lacking(full: float, men: float) -> float:
    """Men a group is short of."""
    return maximum(F(0), full - men)


@scalar
def part_replaced(flow: float, lack: float) -> float:
    """Part of what is lacking that a day's replacements make good."""
    return minimum(F(1), flow / (lack + F(1)))


@lanes
def begin(w: Row) -> None:
    """What follows from the parameters, and the first day of both arms."""
    for i in range(LANES):
        w[HALF_VARIANCE + i] = w[SD + i] * w[SD + i] * F(0.5)
        w[OWN + i] = math.sqrt(F(1) - w[SHARED + i] * w[SHARED + i])
        w[FORCE_1 + i] = w[WEIGHT_1 + i] * w[QUALITY_1 + i]
        w[LOG_FORCE_1 + i] = log2(w[FORCE_1 + i])
        w[TARGET_1 + i] = w[WEIGHT_1 + i] * w[EXPOSED_1 + i]
        w[PER_LIMIT + i] = F(1) / w[LIMIT + i]
        w[RATE_A_BY_TERRAIN + i] = w[RATE_A + i] / w[TERRAIN + i]
    w[STATES:] = F(0)
    for arm in range(2):
        s = record(w, STATES + arm * STATE_N, STATE_N)
        for i in range(LANES):
            s[A0 + i] = w[A0_MEN + i]
            s[A2 + i] = w[A2_MEN + i]
            s[D0 + i] = w[D0_MEN + i]
            s[D1 + i] = w[D1_MEN + i]
            s[D2 + i] = w[D2_MEN + i]
            s[AREA + i] = F(600)
            s[STOCK_A + i] = F(20) * w[SHELLS_A + i]
            s[STOCK_D + i] = F(15) * w[SHELLS_D + i]
            s[RECOVERED + i] = F(DAYS + 1)


@lanes
def make_noise(w: Row, first: int, pair: int, seed: Any) -> None:
    """Normal numbers of two days."""
    for i in range(LANES):
        draw = np.uint64(first) + np.uint64(i)
        a, b, c, d = philox(draw, np.uint64(pair), np.uint64(0), np.uint64(0), seed, np.uint64(KEY))
        w[NOISE + i], w[NOISE + LANES + i] = two_normals(a, b)
        w[NOISE + 2 * LANES + i], w[NOISE + 3 * LANES + i] = two_normals(c, d)


@lanes
def begin_day(w: Row, z: Row, t: float) -> None:
    """Luck of both sides, and men of the contingent who come."""
    for i in range(LANES):
        z1 = z[i]
        other = mad(w[SHARED + i], z1, w[OWN + i] * z[LANES + i])
        w[LUCK_A + i] = exp(mad(w[SD + i], z1, -w[HALF_VARIANCE + i]))
        w[LUCK_D + i] = exp(mad(w[SD + i], other, -w[HALF_VARIANCE + i]))
        since = t - w[ARRIVAL + i]
        come = clip((since + F(1)) * F(0.1), F(0), F(1)) - clip(since * F(0.1), F(0), F(1))
        w[COMING + i] = w[A1_MEN + i] * come
        w[ROTATING + i] = w[A1_MEN + i] * F(0.002) if since > F(10) else F(0)


@lanes
def play_day(w: Row, s: Row, t: float, sent: float) -> None:
    """One day of one arm."""
    for i in range(LANES):
        a0, a1, a2 = s[A0 + i], mad(sent, w[COMING + i], s[A1 + i]), s[A2 + i]
        d0, d1, d2 = s[D0 + i], s[D1 + i], s[D2 + i]
        # supply
        need_a = mad(w[USE + i], a0 + mad(w[WEIGHT_1 + i], a1, F(0.25) * a2), F(1))
        need_d = mad(w[USE + i], d0 + mad(F(0.7), d1, F(0.3) * d2), F(1))
        fed_a, s[STOCK_A + i] = fed(s[STOCK_A + i], w[SHELLS_A + i], need_a)
        fed_d, s[STOCK_D + i] = fed(s[STOCK_D + i], w[SHELLS_D + i], need_d)
        # fire: logarithms of men serve shooters and targets
        p, q = w[P + i], w[Q + i]
        log_a0, log_a1, log_a2 = log_men(a0), log_men(a1), log_men(a2)
        log_d0, log_d1, log_d2 = log_men(d0), log_men(d1), log_men(d2)
        fa0, fa1, fa2 = fires(q, log2(fed_a), log_a0, log_a1 + w[LOG_FORCE_1 + i], log_a2 + LOG_A2)
        fd0, fd1, fd2 = fires(q, log2(fed_d), log_d0 + LOG_D0, log_d1 + LOG_D1, log_d2 + LOG_D2)
        area, withdrawing = s[AREA + i], s[WITHDRAWING + i]
        active = F(1) if area > F(10) else F(0.2)
        rate = w[RATE_A_BY_TERRAIN + i] * w[LUCK_A + i] * active * mad(F(-0.8), withdrawing, F(1))
        x0 = lost(d0, F(0.8) * rate * raised(p, log_d0), mad(F(0.9), fa1, mad(F(0.3), fa2, fa0)))
        x1 = lost(d1, F(0.77) * rate * raised(p, log_d1), mad(F(1.1), fa0, mad(F(0.4), fa2, fa1)))
        x2 = lost(d2, F(0.18) * rate * raised(p, log_d2), mad(F(0.5), fa0, mad(F(0.4), fa1, F(0.6) * fa2)))
        rate = w[RATE_D + i] * w[LUCK_D + i] * active
        y0 = lost(a0, rate * raised(p, log_a0), mad(F(0.8), fd1, mad(F(0.3), fd2, fd0)))
        y1 = lost(a1, w[TARGET_1 + i] * rate * raised(p, log_a1), mad(F(1.2), fd0, mad(F(0.4), fd2, fd1)))
        y2 = lost(a2, F(0.125) * rate * raised(p, log_a2), mad(F(0.5), fd0, mad(F(0.4), fd1, F(0.6) * fd2)))
        # ground
        share = (x0 + x1 + x2) / (d0 + d1 + d2 + F(1))
        withdrawing = clip(mad(F(0.05), mad(share, w[PER_LIMIT + i], F(-1)), withdrawing), F(0), F(1))
        attack = fed_a * PER_MEN * (a0 + mad(w[FORCE_1 + i], a1, F(0.15) * a2))
        defence = w[TERRAIN + i] * (fed_d * PER_MEN * mad(F(1.2), d0, mad(F(0.56), d1, F(0.18) * d2)))
        edge = maximum((attack - defence) / (attack + defence + F(1e-6)), F(0))
        area = maximum(F(0), mad(F(-6), withdrawing, mad(-w[SPEED + i], edge, area)))
        s[WITHDRAWING + i], s[AREA + i] = withdrawing, area
        s[RECOVERED + i] = minimum(s[RECOVERED + i], t + F(1)) if area <= F(10) else s[RECOVERED + i]
        # losses
        s[LA0 + i] += y0
        s[LA1 + i] += y1
        s[LA2 + i] += y2
        s[LD0 + i] += x0
        s[LD1 + i] += x1
        s[LD2 + i] += x2
        a0, a1, a2, d0, d1, d2 = a0 - y0, a1 - y1, a2 - y2, d0 - x0, d1 - x1, d2 - x2
        # replacements
        g0, g2 = lacking(w[A0_MEN + i], a0), lacking(w[A2_MEN + i], a2)
        part = part_replaced(w[FLOW_A + i], g0 + g2)
        s[A0 + i], s[A2 + i] = mad(g0, part, a0), mad(g2, part, a2)
        s[A1 + i] = mad(sent, minimum(w[ROTATING + i], lacking(w[A1_MEN + i], a1)), a1)
        h0, h1, h2 = lacking(w[D0_MEN + i], d0), lacking(w[D1_MEN + i], d1), lacking(w[D2_MEN + i], d2)
        part = part_replaced(w[FLOW_D + i], h0 + h1 + h2)
        s[D0 + i], s[D1 + i], s[D2 + i] = mad(h0, part, d0), mad(h1, part, d1), mad(h2, part, d2)


_f, _i = nb.float32, nb.int64


@compiled(nb.void(_f[:, ::1], _f[:, :, ::1], nb.uint64, _i, _i, _f[:, :, ::1]))
def simulate_block(values: Any, noise: Any, seed: Any, start: int, stop: int, final: Any) -> None:
    """Play both arms for the draws from `start` to before `stop`; `noise` may be empty, then it is made."""
    w = np.empty(WORKSPACE, F)
    for first in range(start, stop, LANES):
        here = min(LANES, stop - first)
        for k in range(values.shape[0]):
            for i in range(LANES):
                w[k * LANES + i] = values[k, first + min(i, here - 1)]
        begin(w)
        for t in range(DAYS):
            z = record(w, NOISE + 2 * LANES * (t % 2), 2 * LANES)
            if noise.size:
                for k in range(2):
                    for i in range(LANES):
                        z[k * LANES + i] = noise[t, k, first + min(i, here - 1)]
            elif t % 2 == 0:
                make_noise(w, first, t >> 1, seed)
            begin_day(w, z, F(t))
            play_day(w, record(w, STATES, STATE_N), F(t), F(1))
            play_day(w, record(w, STATES + STATE_N, STATE_N), F(t), F(0))
        for arm in range(2):
            s = record(w, STATES + arm * STATE_N, STATE_N)
            for k in range(len(FINAL)):
                for i in range(here):
                    final[k, arm, first + i] = s[FINAL[k] + i]


def simulate(values: Any, noise: Any = None, seed: int = 7, threads: int = 2) -> Any:
    """Play both arms over all days in float32: (outcome, arm, draw)."""
    values = np.ascontiguousarray(values, F)
    fed = np.empty((0, 0, 0), F) if noise is None else np.ascontiguousarray(noise, F)
    draws = values.shape[1]
    final = np.empty((len(OUTCOMES), 2, draws), F)

    def one(start: int) -> None:
        simulate_block(values, fed, np.uint64(seed), start, min(draws, start + BLOCK), final)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, range(0, draws, BLOCK)))
    return final

"""Noise of the days: standard, without memory, and mean-neutral where it moves ground or losses."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

import attrit.model.state as at
from attrit.engine.kernel import noise
from attrit.model import ground, pace
from attrit.model.arithmetic import F
from tests.tolerances import SINGLE_STEP, sampled

DRAWS, DAYS = 2000, 60
FRONTS, SECTORS, SUPPORTERS, PARTIES = 2, 3, 2, 2
FALSE_ALARM = 1e-6  # over all rows together
FRONT_ROWS = ("normal", "normal", "uniform", "uniform", "exponential", "uniform", "normal", "normal")
SECTOR_ROWS = ("exponential", "exponential")
KINDS = (
    ["normal"] * 4 + ["uniform"] * 4 + [*FRONT_ROWS] * FRONTS + ["exponential"] * at.by_four(2 * SECTORS)
    + ["uniform"] * (at.by_four(SUPPORTERS) + at.by_four(PARTIES))
)  # fmt: skip
LAWS = {"normal": stats.norm, "uniform": stats.uniform, "exponential": stats.expon}


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    """(day, row, draw)"""
    return noise(np.arange(DRAWS), 11, DAYS, FRONTS, SECTORS, SUPPORTERS, PARTIES).astype(np.float64)


def test_there_is_a_kind_for_every_row(rows: np.ndarray) -> None:
    assert rows.shape == (DAYS, len(KINDS), DRAWS)
    assert len(FRONT_ROWS) == at.FRONT_NOISE
    assert len(SECTOR_ROWS) == at.SECTOR_NOISE


@pytest.mark.parametrize(("row", "kind"), list(enumerate(KINDS)))
def test_a_row_is_standard(rows: np.ndarray, row: int, kind: str) -> None:
    x = rows[:, row].ravel()
    law = LAWS[kind]
    assert stats.kstest(x, law.cdf).pvalue > FALSE_ALARM / len(KINDS)
    assert abs(x.mean() - law.mean()) < sampled(law.std() / math.sqrt(x.size))
    assert abs(x.var() - law.var()) < sampled(math.sqrt((law.stats(moments="k") + 2) / x.size) * law.var())
    if kind == "uniform":
        assert 0 < x.min() < x.max() < 1


def test_rows_do_not_know_each_other_nor_the_day_before_nor_the_next_draw(rows: np.ndarray) -> None:
    by_row = np.moveaxis(rows, 1, 0).reshape(len(KINDS), -1)
    one_draw_on = np.moveaxis(rows[:, :, 1:], 1, 0).reshape(len(KINDS), -1)
    one_draw_back = np.moveaxis(rows[:, :, :-1], 1, 0).reshape(len(KINDS), -1)
    one_day_on = np.moveaxis(rows[1:], 1, 0).reshape(len(KINDS), -1)
    one_day_back = np.moveaxis(rows[:-1], 1, 0).reshape(len(KINDS), -1)
    size = len(KINDS)
    for a, b in ((by_row, by_row), (one_draw_on, one_draw_back), (one_day_on, one_day_back)):
        found = np.corrcoef(a, b)[:size, size:]
        if a is b:
            found = found - np.eye(size)
        assert np.abs(found).max() < sampled(1 / math.sqrt(a.shape[1]))


def test_squares_and_tails_do_not_know_each_other(rows: np.ndarray) -> None:
    """Pairs from one Box-Muller turn share no size either."""
    normal = np.abs(rows[:, [i for i, kind in enumerate(KINDS) if kind == "normal"]])
    by_row = np.moveaxis(normal, 1, 0).reshape(normal.shape[1], -1)
    found = np.corrcoef(by_row) - np.eye(len(by_row))
    assert np.abs(found).max() < sampled(1 / math.sqrt(by_row.shape[1]))


def test_a_draw_has_its_noise_wherever_it_stands(rows: np.ndarray) -> None:
    few = noise(np.array([1999, 5, 70]), 11, DAYS, FRONTS, SECTORS, SUPPORTERS, PARTIES)
    assert (few == rows[:, :, [1999, 5, 70]].astype(np.float32)).all()
    other = noise(np.arange(3), 12, DAYS, FRONTS, SECTORS, SUPPORTERS, PARTIES)
    assert not (other == rows[:, :, :3].astype(np.float32)).any(axis=(0, 2)).all()


def sector_row(rows: np.ndarray, name: int) -> np.ndarray:
    start = at.WORLD_NOISE + FRONTS * at.FRONT_NOISE
    return np.concatenate([rows[:, start + k * at.SECTOR_NOISE + name // at.LANES].ravel() for k in range(SECTORS)])


@pytest.mark.parametrize(
    ("share", "spread"), [(0.12, 1.0), (0.25, 1.0), (0.45, 0.5), (0.25, 0.0), (1.0, 1.0), (1.0, 0.0)]
)
def test_a_jump_has_mean_one(rows: np.ndarray, share: float, spread: float) -> None:
    wait = F(-math.log(share))
    found = np.array([ground.jump(F(e), wait, F(1 / share), F(spread)) for e in sector_row(rows, at.N_JUMP)[:30_000]])
    sd = math.sqrt((1 + spread**2) / share - 1)
    assert abs(found.mean() - 1) <= sampled(sd / math.sqrt(found.size)) + SINGLE_STEP
    assert abs((found > 0).mean() - share) <= sampled(math.sqrt(share * (1 - share) / found.size)) + SINGLE_STEP


@pytest.mark.parametrize(("days", "spread"), [(5.0, 0.6), (25.0, 1.0)])
def test_the_main_effort_has_mean_one_on_every_day(rows: np.ndarray, days: float, spread: float) -> None:
    start = at.WORLD_NOISE + FRONTS * at.FRONT_NOISE
    e = rows[:, start + at.N_FOCUS // at.LANES, :1000]
    weight = np.ones(1000)
    for day in range(DAYS):
        wait = F(math.log(days))
        moved = [ground.main_effort(F(w), F(a), wait, F(spread)) for w, a in zip(weight, e[day], strict=True)]
        weight = np.array(moved)
        assert weight.min() >= 1 - spread - SINGLE_STEP
        assert abs(weight.mean() - 1) <= sampled(spread / math.sqrt(weight.size))
    moved_once = 1 - (1 - 1 / days) ** DAYS
    assert (
        abs((weight != 1).mean() - moved_once)
        <= sampled(math.sqrt(moved_once * (1 - moved_once) / weight.size)) + SINGLE_STEP
    )


@pytest.mark.parametrize(("sd", "shared"), [(0.22, 0.3), (0.4, 0.0), (0.1, 0.9)])
def test_the_noise_of_losses_has_mean_one_and_the_stated_correlation(
    rows: np.ndarray, sd: float, shared: float
) -> None:
    common, red, blue = (rows[:, row // at.LANES].ravel()[:30_000] for row in (at.N_COMMON, at.N_SIDE_0, at.N_SIDE_1))
    sides = np.array(
        [
            [
                pace.loss_noise(F(sd), F(sd * math.sqrt(shared)), F(c), F(sd * math.sqrt(1 - shared)), F(own))
                for c, own in zip(common, z, strict=True)
            ]
            for z in (red, blue)
        ]
    )
    assert np.abs(sides.mean(axis=1) - 1).max() <= sampled(math.sqrt(math.expm1(sd**2) / common.size))
    found = np.corrcoef(np.log(sides))[0, 1]
    assert abs(found - shared) <= sampled((1 - shared**2) / math.sqrt(common.size))


def test_the_state_of_losses_keeps_its_variance_and_memory(rows: np.ndarray) -> None:
    z, memory = rows[:, at.N_COMMON // at.LANES, :1000], 0.45
    state, news = z[0], F(pace.shock(F(memory), F(1)))
    for day in range(1, 20):
        before, state = (
            state,
            np.array([pace.reverting(F(x), F(memory), news, F(y)) for x, y in zip(state, z[day], strict=True)]),
        )
    assert abs(state.var() - 1) <= sampled(math.sqrt(2 / state.size))
    assert abs(np.corrcoef(before, state)[0, 1] - memory) <= sampled((1 - memory**2) / math.sqrt(state.size))


def test_the_slow_pace_is_centred_between_its_median_and_its_mean(rows: np.ndarray) -> None:
    """By the page: the mean of the pace is exp(V/4), its median exp(-V/4), the fast part apart."""
    sd, memory = 0.8, math.exp(-1 / 20)
    x, variance = np.zeros(DRAWS), 0.0
    for day in range(30):
        z = rows[day, at.WORLD_NOISE + at.N_SLOW // at.LANES]
        news = F(pace.shock(F(memory), F(sd)))
        x = np.array([pace.reverting(F(a), F(memory), news, F(b)) for a, b in zip(x, z, strict=True)])
        variance = pace.spread(F(variance), F(memory), news)
    assert abs(variance - sd**2 * (1 - memory**60)) <= SINGLE_STEP * 30
    assert abs(x.var() - variance) <= sampled(variance * math.sqrt(2 / DRAWS))
    factor = 2.0 ** np.array([pace.log_pace(F(a), F(0), F(variance), F(0), F(0), F(-4)) for a in x])
    mean, squares = math.exp(variance / 4), math.exp(variance / 2) * math.expm1(variance)
    assert abs(factor.mean() - mean) <= sampled(math.sqrt(squares / DRAWS))
    assert abs(np.log(np.median(factor)) + variance / 4) <= sampled(1.2533 * math.sqrt(variance / DRAWS))

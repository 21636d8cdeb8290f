"""The compiled block: noise, arms and days for a run of draws.

Structure is data: the same compiled kernel serves every scenario. Results depend on the seed, the label of a draw and
its inputs only: not on threads, blocks, order or what else is simulated.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

import attrit.model.state as at
from attrit.engine.compiled import compiled
from attrit.model import campaign, opening
from attrit.model.arithmetic import LANES, F, Row, lanes, log, philox, record, scalar, two_normals, uniform

Table = Any

SPELL = 20  # days an arm is played before the next has its turn, so that their noise stays in the cache

# kinds of noise streams: high half of the third counter word; the low half counts the thing in its list
WORLD_STREAM, FRONT_STREAM, SECTOR_STREAM, SUPPORTER_STREAM, PARTY_STREAM = (k << 16 for k in range(1, 6))


@scalar
def _words(label: Any, stream: int, t: int, seed: Any) -> tuple[Any, Any, Any, Any]:
    """Four random words of a draw on a day, from one stream of noise."""
    low, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    draw = np.uint64(label)
    return philox(draw & low, draw >> half, np.uint64(stream), np.uint64(t), seed & low, seed >> half)


@lanes
def _four_normals(z: Row, draws: Row, t: int, stream: int, seed: Any) -> None:
    for i in range(LANES):
        a, b, c, d = _words(draws[i], stream, t, seed)
        z[i], z[LANES + i] = two_normals(a, b)
        z[2 * LANES + i], z[3 * LANES + i] = two_normals(c, d)


@lanes
def _four_uniforms(z: Row, draws: Row, t: int, stream: int, seed: Any) -> None:
    for i in range(LANES):
        a, b, c, d = _words(draws[i], stream, t, seed)
        z[i] = uniform(a)
        z[LANES + i] = uniform(b)
        z[2 * LANES + i] = uniform(c)
        z[3 * LANES + i] = uniform(d)


@lanes
def _four_exponentials(z: Row, draws: Row, t: int, stream: int, seed: Any) -> None:
    for i in range(LANES):
        a, b, c, d = _words(draws[i], stream, t, seed)
        z[i] = -log(uniform(a))
        z[LANES + i] = -log(uniform(b))
        z[2 * LANES + i] = -log(uniform(c))
        z[3 * LANES + i] = -log(uniform(d))


@lanes
def _two_normals_two_uniforms(z: Row, draws: Row, t: int, stream: int, seed: Any) -> None:
    for i in range(LANES):
        a, b, c, d = _words(draws[i], stream, t, seed)
        z[i], z[LANES + i] = two_normals(a, b)
        z[2 * LANES + i] = uniform(c)
        z[3 * LANES + i] = uniform(d)


@lanes
def _exponential_uniform_two_normals(z: Row, draws: Row, t: int, stream: int, seed: Any) -> None:
    for i in range(LANES):
        a, b, c, d = _words(draws[i], stream, t, seed)
        z[i] = -log(uniform(a))
        z[LANES + i] = uniform(b)
        z[2 * LANES + i], z[3 * LANES + i] = two_normals(c, d)


@nb.njit(error_model="numpy")
def make_noise(z: Row, draws: Row, seed: Any, t: int, fronts: int, sectors: int, supporters: int, parties: int) -> None:
    """Noise of one day for LANES draws, in the row order of `state.py`.

    Each piece is handed over as a record of four rows: with a row number that changes while running Python's rule for
    negative indices would keep the loops over lanes from becoming vector instructions.
    """
    size = 4 * LANES
    _four_normals(record(z, at.N_COMMON, size), draws, t, WORLD_STREAM, seed)
    _four_uniforms(record(z, at.N_RESERVE_0, size), draws, t, WORLD_STREAM + 1, seed)
    row = at.WORLD_NOISE * LANES
    for f in range(fronts):
        _two_normals_two_uniforms(record(z, row, size), draws, t, FRONT_STREAM + 2 * f, seed)
        _exponential_uniform_two_normals(record(z, row + size, size), draws, t, FRONT_STREAM + 2 * f + 1, seed)
        row += 2 * size
    for k in range(at.by_four(at.SECTOR_NOISE * sectors) // 4):
        _four_exponentials(record(z, row, size), draws, t, SECTOR_STREAM + k, seed)
        row += size
    for j in range(at.by_four(supporters) // 4):
        _four_uniforms(record(z, row, size), draws, t, SUPPORTER_STREAM + j, seed)
        row += size
    for k in range(at.by_four(parties) // 4):
        _four_uniforms(record(z, row, size), draws, t, PARTY_STREAM + k, seed)
        row += size


@nb.njit(error_model="numpy", forceinline=True)
def _aligned(size: int) -> Row:
    """A float32 array that starts on a cache line."""
    w = np.empty(size + 16, F)
    skip = ((64 - w.ctypes.data % 64) % 64) // 4
    return w[skip : skip + size]


@lanes
def _lay(w: Row, row: int, column: Row, first: int, here: int) -> None:
    """A column of inputs into its row; the last run of a block repeats its last draw."""
    to = record(w, row, LANES)
    if here == LANES:
        for i in range(LANES):
            to[i] = column[np.uint64(first) + np.uint64(i)]
    else:
        for i in range(LANES):
            to[i] = column[first + min(i, here - 1)]


@nb.njit(error_model="numpy")
def _labels(label: Table, draws: Table, first: int, stop: int) -> int:
    """Labels of the next draws, the last one repeated; how many there are."""
    here = min(LANES, stop - first)
    for i in range(LANES):
        label[i] = draws[first + min(i, here - 1)]
    return here


@nb.njit(error_model="numpy")
def _of_day(label: Table, draws: Table, starts: Table, spell: int, day: int, first: int, stop: int) -> int:
    """Labels whose noise a day has, where another spell begins; which spell it is."""
    while spell + 1 < starts.size and starts[spell + 1] <= day:
        spell += 1
        _labels(label, draws[spell], first, stop)
    return spell


@nb.njit(error_model="numpy")
def _lay_all(w: Row, rows: Table, columns: Table, inputs: Table, first: int, here: int) -> None:
    """All inputs of an arm into an empty workspace."""
    w[:] = F(0)
    for e in range(rows.size):
        _lay(w, rows[e], inputs[columns[e]], first, here)


@lanes
def _note(series: Table, w: Row, rows: Table, t: int) -> None:
    """Rows of a day, beside those of the days before: (row, day, lane)."""
    for k in range(rows.size):
        row = record(w, rows[k], LANES)
        for i in range(LANES):
            series[k, np.uint64(t), i] = row[i]


@nb.njit(error_model="numpy")
def _hand_out(out: Table, series: Table, arm: int, first: int, here: int) -> None:
    """All days of an arm to where the results stand.

    Every row of a day goes to another page of memory; in one go these waits overlap, day by day they hold up the day.
    """
    for k in range(series.shape[0]):
        for t in range(series.shape[1]):
            if here == LANES:
                for i in range(LANES):
                    out[k, arm, t, np.uint64(first) + np.uint64(i)] = series[k, t, i]
            else:
                for i in range(here):
                    out[k, arm, t, first + i] = series[k, t, i]


@nb.njit(error_model="numpy")
def _hand_out_all(
    states: Row, size: int, by_day: Table, at_end: Table, rows: Table, daily: Table, final: Table, first: int, here: int
) -> None:
    """What is kept of all arms to where the results stand."""
    for arm in range(by_day.shape[0]):
        _note(at_end, record(states, arm * size, size), rows, 0)
        _hand_out(daily, by_day[arm], arm, first, here)
        _hand_out(final, at_end, arm, first, here)


_f = nb.float32
_i = nb.int64
SIGNATURE = nb.void(
    _i[:, :, ::1], _f[:, :, ::1], _i[:, :, ::1], _f[:, :, ::1], _i[::1],  # groups, weights by arm, by base arm; base of
    _i[::1], _i[::1], _i[:, ::1], _i[::1], _f[:, ::1],  # fronts, sectors, supporters, parties, influence
    _i[::1], _i[:, ::1], _f[::1],  # reserve groups, events, surfaces of laws
    _i[:, ::1], _i[:, ::1], _f[:, ::1],  # rows and columns of inputs by arm and then by base arm, inputs
    _i[:, ::1], _i[::1], _i, _i, nb.uint64,  # labels of draws by spell of days, first day of each; block, seed
    _i, _i, _i, _f[:, ::1], _f[:, ::1],  # first day, day after the last, steps; states and histories of runs
    _i[::1], _i[::1], _f[:, :, :, ::1], _f[:, :, :, ::1],  # rows kept at the end and daily, where they go
)  # fmt: skip


@compiled(SIGNATURE)
def simulate_block(
    groups: Table, weights: Table, base_groups: Table, base_weights: Table, base_of: Table,
    fronts: Table, sectors: Table, supporters: Table, parties: Table, influence: Table,
    reserve_groups: Table, events: Table, surfaces: Row,
    input_rows: Table, input_columns: Table, inputs: Table,
    draws: Table, starts: Table, start: int, stop: int, seed: Any, since: int, days: int, steps: int,
    states: Table, histories: Table, final_rows: Table, daily_rows: Table, final: Table, daily: Table,
) -> None:  # fmt: skip
    """Play every arm from day `since` to `days` for one block of draws, those from `start` to before `stop`.

    An arm is measured against the first day of its base arm, whose rows of inputs stand after those of all arms. Every
    column of `inputs` is a draw; its noise from day starts[k] on is that of the label draws[k]. Holds no lock of the
    interpreter, so blocks run on threads. `final` is (rows, arms, 1, draws), `daily` (rows, arms, days - since + 1,
    draws). If `states` and `histories` have rows, one for each run of LANES draws, the block goes on from what they
    hold (from the first day, if `since` is 0) and leaves there how it stands at the end.
    """
    nf, nk, nj, np_ = fronts.size, sectors.size, supporters.shape[0], parties.size
    arms, ng = groups.shape[0], groups.shape[1]
    event_rows = at.workspace_size(nf, nk, ng, nj, np_)
    size = event_rows + events.shape[0] * LANES
    kept = states.shape[0] > 0
    own_state = _aligned(0 if kept else arms * size + LANES)
    first_days = _aligned(base_groups.shape[0] * size)
    noise_size = at.noise_rows(nf, nk, nj, np_) * LANES
    z = _aligned(SPELL * noise_size)
    history_size = histories.shape[1] // arms if kept else (days + 1) * nf * LANES
    own_history = _aligned(0 if kept else arms * history_size)
    by_day = np.empty((arms, daily_rows.size, days - since + 1, LANES), F)
    at_end = np.empty((final_rows.size, 1, LANES), F)
    label = np.empty(LANES, np.int64)
    for first in range(start, stop, LANES):
        state = states[first // LANES] if kept else own_state
        past = histories[first // LANES] if kept else own_history
        talks = record(state, arms * size, LANES)
        spell = 0
        here = _labels(label, draws[0], first, stop)
        for day in range(since, days, SPELL):
            end = min(days, day + SPELL)
            for t in range(day, end):
                spell = _of_day(label, draws, starts, spell, t, first, stop)
                make_noise(record(z, (t - day) * noise_size, noise_size), label, seed, t, nf, nk, nj, np_)
            if day == 0:
                talks[:] = record(z, at.N_TALKS, LANES)
                for b in range(base_groups.shape[0]):
                    w = record(first_days, b * size, size)
                    _lay_all(w, input_rows[arms + b], input_columns[arms + b], inputs, first, here)
                    opening.begin_reference(w, base_groups[b], base_weights[b], fronts, sectors, supporters)
            for arm in range(arms):
                w = record(state, arm * size, size)
                history = record(past, arm * history_size, history_size)
                if day == 0:
                    _lay_all(w, input_rows[arm], input_columns[arm], inputs, first, here)
                    b = base_of[arm]
                    base = record(first_days, b * size, size)
                    opening.begin(w, base, z, groups[arm], base_groups[b], fronts, sectors, supporters, parties)
                    campaign.start_map(w, history, fronts)
                if day == since:
                    _note(by_day[arm], w, daily_rows, 0)
                for t in range(day, end):
                    zt = record(z, (t - day) * noise_size, noise_size)
                    campaign.advance(
                        w, zt, talks, groups[arm], weights[arm], fronts, sectors, supporters, parties, influence,
                        reserve_groups, events, surfaces, event_rows, t, steps,
                    )  # fmt: skip
                    campaign.update_map(w, zt, history, fronts, t)
                    _note(by_day[arm], w, daily_rows, t + 1 - since)
        _hand_out_all(state, size, by_day, at_end, final_rows, daily, final, first, here)


@compiled(nb.void(_f[:, ::1], _i[::1], _i[::1]))
def copy_draws(table: Table, to: Table, source: Table) -> None:
    """Draws in place of others, in states or histories that `simulate_block` left."""
    for row in range(table.shape[1] // LANES):
        for k in range(to.size):
            a, b = to[k], source[k]
            table[a // LANES, row * LANES + a % LANES] = table[b // LANES, row * LANES + b % LANES]


@compiled(nb.void(_f[:, :, ::1], _i[::1], nb.uint64, _i, _i, _i, _i))
def _fill_noise(out: Table, draws: Table, seed: Any, fronts: int, sectors: int, supporters: int, parties: int) -> None:
    rows = out.shape[1]
    z = np.empty(rows * LANES, F)
    label = np.empty(LANES, np.int64)
    for first in range(0, draws.size, LANES):
        here = _labels(label, draws, first, draws.size)
        for t in range(out.shape[0]):
            make_noise(z, label, seed, t, fronts, sectors, supporters, parties)
            for k in range(rows):
                for i in range(here):
                    out[t, k, first + i] = z[k * LANES + i]


def state_size(plan_tables: tuple[Table, ...]) -> int:
    """Numbers in a row of `states`, by the tables of a plan."""
    groups, fronts, sectors, supporters, parties, events = (plan_tables[k] for k in (0, 5, 6, 7, 8, 11))
    size = at.workspace_size(fronts.size, sectors.size, groups.shape[1], supporters.shape[0], parties.size)
    return int(groups.shape[0] * (size + events.shape[0] * LANES) + LANES)


def noise(draws: Table, seed: int, days: int, fronts: int, sectors: int, supporters: int, parties: int) -> Table:
    """The noise the kernel uses, for checks against another implementation: (day, row, draw)."""
    out = np.empty((days, at.noise_rows(fronts, sectors, supporters, parties), len(draws)), F)
    _fill_noise(out, np.asarray(draws, np.int64), np.uint64(seed), fronts, sectors, supporters, parties)
    return out

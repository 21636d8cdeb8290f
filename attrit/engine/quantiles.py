"""Exact quantiles of rows of numbers, at once or as the numbers of a run come in, in memory that grows as their root.

Numbers are float32 and compared by their bits, as integers that stand in the same order, so that very small numbers,
very large ones and ties are like any others. The number at a rank is found by counting how many fall into each of some
thousand intervals and looking on in the one that holds the rank.

Of numbers that come in parts, those that may still turn out to be the quantile of the whole are held: all between two
edges that lie eight standard errors of the rank to either side. The edges close in as more numbers have been seen, what
falls outside of them is counted only, and at the end the rank is looked up among those held.
"""

from __future__ import annotations

import math
from typing import Any

import numba as nb
import numpy as np
from numba.extending import register_jitable
from numpy.typing import NDArray

from attrit.engine.compiled import compiled
from attrit.errors import AttritError, Problem

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
WIDTH = 8.0  # standard errors of the rank from the quantile to each edge
PART = 256  # numbers sorted in between two looks at the room left
BINS = 2048
TOP = 0x7FFFFFFF  # all bits but the sign, as a key above every number
INFINITE = 0x7F800000  # bits of infinity

Keys = Any  # int32 that stand in the order of the numbers whose bits they are


@register_jitable
def _turned(bits: Any) -> Any:
    """Bits of a number to its key, or a key to the bits of its number."""
    return bits ^ ((bits >> 31) & TOP)


@nb.njit
def _to_keys(bits: Keys, keys: Keys) -> int:
    """Keys of the numbers; those that are not finite are left out."""
    out = 0
    for i in range(bits.size):  # a vector loop, and enough where all is finite
        keys[i] = _turned(bits[i])
        out += (bits[i] & TOP) >= INFINITE
    if out == 0:
        return bits.size
    n = 0
    for i in range(bits.size):
        keys[n] = _turned(bits[i])
        n += (bits[i] & TOP) < INFINITE
    return n


@nb.njit
def _ends(keys: Keys, n: int) -> tuple[Any, Any]:
    """The lowest and the highest of the first n."""
    low = high = keys[0]
    for i in range(n):
        low, high = min(low, keys[i]), max(high, keys[i])
    return np.int64(low), np.int64(high)


@nb.njit
def _shift(low: int, high: int, bins: int) -> int:
    """By how many bits the distance of a key from the lowest is shifted to its interval."""
    shift = 0
    while (high - low) >> shift >= bins:
        shift += 1
    return shift


@nb.njit
def _at_rank(keys: Keys, n: int, rank: int, spare: Keys, count: Any) -> int:
    """The key at a rank among the first n, which stay as they are."""
    here = keys
    while True:
        bins = 64 if n < 1024 else BINS
        low, high = _ends(here, n)
        if low == high:
            return here[0]
        shift = _shift(low, high, bins)
        for b in range(bins):
            count[b] = 0
        for i in range(n):
            count[np.uint64((here[i] - low) >> shift)] += 1
        b = 0
        while rank >= count[b]:
            rank -= count[b]
            b += 1
        left = 0
        for i in range(n):
            v = here[i]
            spare[left] = v
            left += (v - low) >> shift == b
        here, n = spare, left


@nb.njit
def _slots(keys: Keys, n: int, bins: int, slots: Keys) -> bool:
    """Which interval each of the first n falls into; false if all are alike.

    Numbers on both sides of 0, or with 0 among them, lie far apart as keys; these get intervals of equal width.
    """
    low, high = _ends(keys, n)
    first, last = np.int32(_turned(low)).view(np.float32), np.int32(_turned(high)).view(np.float32)
    scale = np.float32(bins - 1) / (last - first)
    if low <= 0 <= high and 0 < scale < np.inf:
        for i in range(n):
            slots[i] = np.int32((np.int32(_turned(keys[i])).view(np.float32) - first) * scale)
        return True
    shift = _shift(low, high, bins)
    for i in range(n):
        slots[i] = (keys[i] - low) >> shift
    return low < high


@nb.njit
def _at_ranks(
    keys: Keys, n: int, ranks: Any, found: Keys, spare: Keys, spare_too: Keys, slots: Keys, table: Any
) -> None:
    """The keys at several ranks among the first n: all intervals that hold one are copied out in one pass."""
    bins = BINS // 4 if n < 2 * BINS else BINS
    if not _slots(keys, n, bins, slots):
        found[:] = keys[0]
        return
    count, start, step, count_too = table[0], table[1], table[2], table[3]
    for b in range(bins):
        count[b], start[b], step[b] = 0, n, 0  # what is not wanted is laid onto one spot
    for i in range(n):
        count[np.uint32(slots[i])] += 1
    where, used, b, below = np.empty_like(ranks), 0, 0, 0
    for q in range(ranks.size):
        if ranks[q] < below:  # ranks mostly rise, so the search goes on from the last
            b, below = 0, 0
        while ranks[q] >= below + count[b]:
            below += count[b]
            b += 1
        ranks[q] -= below
        if step[b] == 0:
            start[b], step[b] = used, 1
            used += count[b]
        where[q] = b
    for i in range(n):
        k = np.uint32(slots[i])
        spare[start[k]] = keys[i]
        start[k] += step[k]
    for q in range(ranks.size):
        b = where[q]
        if q > 0 and b == where[q - 1] and ranks[q] == ranks[q - 1]:
            found[q] = found[q - 1]
        else:
            found[q] = _at_rank(spare[start[b] - count[b] :], count[b], ranks[q], spare_too, count_too)


@register_jitable
def _margin(share: float, n: int, of: float) -> int:
    """Ranks from the quantile of n numbers within which that of the whole surely lies; 0 if they are the whole."""
    rest = 1.0 - n / of
    return int(WIDTH * math.sqrt(share * (1.0 - share) * n * rest)) + 2 if rest > 0.0 else 0


@nb.njit
def _wanted(share: float, n: int, of: float) -> tuple[int, int]:
    """First and last rank among n numbers that may be the quantile of the whole: the median may lie between two."""
    rank, margin = max(math.ceil(share * n) - 1, 0), _margin(share, n, of)
    first, last = ((n - 1) // 2, n // 2) if share == 0.5 else (rank, rank)
    return first - margin, last + margin


@nb.njit(inline="always")  # it has one caller: half a second less to compile
def _first_edges(
    keys: Keys, n: int, of: float, shares: Any, edges: Keys, spare: Keys, spare_too: Keys, slots: Keys, table: Any
) -> None:
    """Edges about each share from the first numbers of a row; without end where there are too few to tell."""
    ranks = np.empty(edges.size, np.int64)
    for j in range(shares.size):
        first, last = _wanted(shares[j], n, of)
        ranks[2 * j], ranks[2 * j + 1] = max(first, 0), min(last, n - 1)
    _at_ranks(keys, n, ranks, edges, spare, spare_too, slots, table)
    for j in range(shares.size):
        first, last = _wanted(shares[j], n, of)
        if first < 0:
            edges[2 * j] = ~TOP
        if last >= n:
            edges[2 * j + 1] = TOP


@nb.njit
def _close_in(first: int, last: int, edges: Keys, tally: Any, held: Keys, spare: Keys, count: Any) -> None:
    """Move the edges to the keys at two ranks, as far as these are held, and count what falls outside."""
    below, at_low, inside, at_high = tally[0], tally[1], tally[2], tally[3]
    old = edges[0], edges[1]
    for k, rank in enumerate((first, last)):
        rank -= below + at_low
        if rank < 0:
            edges[k] = old[0]
        elif rank >= inside:
            edges[k] = old[1]
        else:
            edges[k] = _at_rank(held, inside, rank, spare, count)
    low, high = edges[0], edges[1]
    tally[1] = tally[3] = 0
    for edge, number in ((old[0], at_low), (old[1], at_high)):
        if edge < low:
            tally[0] += number
        elif edge == low:
            tally[1] += number
        elif edge == high:
            tally[3] += number
    left = 0
    for i in range(inside):
        v = held[i]
        tally[0] += v < low
        tally[1] += v == low
        tally[3] += (v == high) & (low != high)
        held[left] = v
        left += (low < v) & (v < high)
    tally[2] = left


@nb.njit
def _sort_in(part: Keys, edges: Keys, tally: Any, room: Any, held: Keys, mark: Any) -> None:
    """Count a few numbers below and at the edges of every share, and hold those between them."""
    mark[:] = 0
    for j in range(len(tally)):
        low, high = edges[2 * j], edges[2 * j + 1]
        below = at_low = at_high = 0
        for i in range(part.size):
            v = part[i]
            below += v < low
            at_low += v == low
            at_high += v == high
            mark[i] |= ((low < v) & (v < high)) << j
        tally[j, 0] += below
        tally[j, 1] += at_low
        tally[j, 3] += at_high if low != high else 0
    for i in range(part.size):
        if mark[i]:
            for j in range(len(tally)):
                if mark[i] >> j & 1:
                    held[room[j] + tally[j, 2]] = part[i]
                    tally[j, 2] += 1


_i, _k = nb.int64, nb.int32


@compiled(
    nb.boolean(
        _k[:, ::1], _i, _i, nb.float64[::1], _i[::1],  # bits, draws seen, draws of the run, shares, where room begins
        _i[::1], _k[:, ::1], _i[:, :, ::1], _k[:, ::1],  # finite numbers, edges, tallies, numbers held
    )
)  # fmt: skip
def _add(
    bits: Keys, seen: int, of: int, shares: Any, room: Any, finite: Any, edges: Keys, tally: Any, held: Keys
) -> bool:
    """Take in the next numbers of some rows; false if a quantile of the whole fell outside its edges."""
    width = bits.shape[1]
    keys, spare, spare_too = np.empty(width, np.int32), np.empty(width + 1, np.int32), np.empty(width, np.int32)
    slots = np.empty(width, np.int32)
    spare_held, mark, table = np.empty(room[-1], np.int32), np.empty(PART, np.int32), np.empty((4, BINS), np.int64)
    sound = True
    for s in range(bits.shape[0]):
        n = _to_keys(bits[s], keys)
        finite[s] += n
        if finite[s] == 0:
            continue
        whole = finite[s] * (of / seen)  # finite numbers in the whole run, as it seems
        if finite[s] == n:
            _first_edges(keys, n, whole, shares, edges[s], spare, spare_too, slots, table)
            if seen == of:
                continue
        for first in range(0, n + PART, PART):  # the last part is empty
            end = min(n, first + PART)
            at_end = seen == of and first >= n
            had = finite[s] - n + end
            _sort_in(keys[first:end], edges[s], tally[s], room, held[s], mark)
            for j in range(shares.size):
                about, count, inside = edges[s, 2 * j : 2 * j + 2], tally[s, j], held[s, room[j] : room[j + 1]]
                if at_end or count[2] + PART > inside.size:
                    low, high = _wanted(shares[j], had, whole)
                    low, high = max(low, 0), min(high, had - 1)
                    sound &= not at_end or (count[0] <= low and high < count[0] + count[1] + count[2] + count[3])
                    _close_in(low, high, about, count, inside, spare_held, table[0])
    return sound


class Stream:
    """Quantiles at `SHARES` of rows of numbers that come in parts.

    Parameters
    ----------
    rows
        () [1] Number of rows.
    draws
        () [1] Numbers in each row in the end, those that are not finite included.
    """

    def __init__(self, rows: int, draws: int) -> None:
        self._draws = draws
        self._shares = np.array(SHARES)
        # Most numbers are held when half have been seen. The edges close in when the room is full.
        most = [2 * _margin(share, max(1, draws // 2), draws) for share in SHARES]
        self._room = np.cumsum([0, *(int(1.25 * held) + 2 * PART for held in most)])
        self._finite = np.zeros(rows, np.int64)
        self._edges = np.zeros((rows, 2 * len(SHARES)), np.int32)
        self._tally = np.zeros((rows, len(SHARES), 4), np.int64)  # numbers below, at the low edge, between, at the high
        self._held = np.empty((rows, self._room[-1]), np.int32)

    @staticmethod
    def size(rows: int, draws: int) -> int:
        """Bytes it takes at most, without making it."""
        return int(4 * rows * sum(2.5 * _margin(share, max(1, draws // 2), draws) + 2 * PART for share in SHARES))

    def add(self, values: NDArray[np.float32], first: int, seen: int) -> None:
        """Take in the next numbers of rows from `first` on; different rows may be added to on different threads.

        Parameters
        ----------
        values
            (row, draw) [unit] The numbers, contiguous.
        first
            () [1] First of these rows.
        seen
            () [1] Draws that these rows have had with this part.

        Raises
        ------
        AttritError
            A quantile of the whole is none of the numbers held.
        """
        rows = slice(first, first + len(values))
        if not _add(
            values.view(np.int32), seen, self._draws, self._shares, self._room, self._finite[rows], self._edges[rows],
            self._tally[rows], self._held[rows],
        ):  # fmt: skip
            found = "a daily quantile fell outside of the numbers held for it"
            raise AttritError(Problem("", "keep", found, "", "keep the draws by day, or take another number of draws"))

    def quantiles(self) -> NDArray[np.float64]:
        """The quantiles (row, share) when all is added; NaN in a row without finite numbers."""
        edges = _turned(self._edges).view(np.float32).astype(np.float64)
        found = edges[:, ::2]
        middle = SHARES.index(0.5)
        found[:, middle] = (found[:, middle] + edges[:, 2 * middle + 1]) / 2
        found[self._finite == 0] = np.nan
        return found


def quantiles(values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Quantiles at `SHARES` of each row, exact and of the same definition as an `Estimate`.

    Parameters
    ----------
    values
        (row, draw) [unit] The numbers, rounded to float32 if they are not; what is not finite is left out.

    Returns
    -------
    numpy.ndarray
        (row, share) [unit] NaN in a row without finite numbers.
    """
    rows, draws = values.shape
    stream = Stream(rows, draws)
    stream.add(np.ascontiguousarray(values, np.float32), 0, draws)
    return stream.quantiles()

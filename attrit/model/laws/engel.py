"""Engel's model of Iwo Jima: the square law with reinforcements, and his estimates of its two rates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from attrit.errors import Problem, ScenarioError
from attrit.model.laws.protocol import ABOVE_0, FINITE, RATE, TIME, Law, Range, Strength, require

_RANGES = {
    **dict.fromkeys(("m0", "n0"), Range(0.0, FINITE, "a strength from 0 on")),
    **dict.fromkeys(("a", "b"), RATE),
    "t": TIME,
    **dict.fromkeys(("m_lost", "n_lost"), Range(0.0, FINITE, "a number of men from 0 on")),
    **dict.fromkeys(("m_sum", "n_sum"), Range(ABOVE_0, FINITE, "a sum above 0")),
}
_ARRIVAL = "(from, to, rate): a day from 0 on, a later one, and so many men a day from 0 on"


class EngelRates(NamedTuple):
    """Rates of loss, as `engel` takes them."""

    a: float
    """Men of M lost in a day to each man of N."""
    b: float
    """Men of N lost in a day to each man of M."""


def engel(
    m0: float,
    n0: float,
    a: float,
    b: float,
    t: ArrayLike,
    m_arrivals: Sequence[tuple[float, float, float]] = (),
    n_arrivals: Sequence[tuple[float, float, float]] = (),
) -> tuple[Strength, Strength]:
    """Strengths under aimed fire while reinforcements land: dM/dt = P(t) - a N, dN/dt = Q(t) - b M.

    Parameters
    ----------
    m0, n0
        () [person] strengths at time 0.
    a, b
        () [1/day] men of M lost in a day to each man of N, and the reverse.
    t
        (time) [day] when.
    m_arrivals, n_arrivals
        (arrival) [day, day, person/day] P and Q as rows of (from, to, rate): so many men a day from the one day to the
        other; rows that overlap add up, and nobody arrives outside them.

    Returns
    -------
    tuple
        Strengths of M and N at `t`. A side that is down to 0 stays there for as long as it gains nothing; the other
        keeps its survivors and what arrives.

    Raises
    ------
    ScenarioError
        A number is outside its range, or an arrival is not (from, to, rate).

    Notes
    -----
    Exact solution: while arrivals are constant, M - r N with r = sqrt(a / b) grows and M + r N fades exponentially at
    the rate sqrt(a b), each towards or away from a level that the arrivals set.

    Reference: Engel (1954), Journal of the Operations Research Society of America 2(2), 163-171,
    doi:10.1287/opre.2.2.163

    Checked against: `tests/published/test_engel.py::test_published_value`, rows engel-day* (Iwo Jima, day by day) and
    engel-exact* (both sides reinforced).
    """
    _require({"m0": m0, "n0": n0, "a": a, "b": b, "t": t}, m_arrivals=m_arrivals, n_arrivals=n_arrivals)
    arrivals = [np.array([[float(x) for x in row] for row in rows]).reshape(-1, 3) for rows in (m_arrivals, n_arrivals)]
    time = np.asarray(t, float)
    m, n = np.zeros_like(time), np.zeros_like(time)
    start, *ends = np.unique([0.0, math.inf, *arrivals[0][:, :2].ravel(), *arrivals[1][:, :2].ravel()])
    for end in ends:
        p, q = (float(rows[(rows[:, 0] <= start) & (start < rows[:, 1]), 2].sum()) for rows in arrivals)
        here = (start <= time) & (time < end)
        m[here], n[here] = _stretch(m0, n0, a, b, p, q, time[here] - start)
        if end < math.inf:
            m0, n0 = (float(strength) for strength in _stretch(m0, n0, a, b, p, q, np.array(end - start)))
        start = end
    return m[()], n[()]


def engel_estimates(m_lost: float, n_lost: float, m_sum: float, n_sum: float) -> EngelRates:
    """Engel's estimates of both rates: what a side lost over the sum of the enemy's daily strengths meanwhile.

    Parameters
    ----------
    m_lost
        () [person] what M lost: what it began with and what arrived, less what is left.
    n_lost
        () [person] what N lost, likewise.
    m_sum
        () [person day] sum of the daily strengths of M over the days in which N lost that.
    n_sum
        () [person day] sum of the daily strengths of N over the days in which M lost that.

    Returns
    -------
    EngelRates
        The rates a and b [1/day].

    Raises
    ------
    ScenarioError
        A number is outside its range.

    Notes
    -----
    The two equations of `engel`, each integrated over its days; exact where the sums are the integrals. Where only the
    strength of M was recorded, b comes first and gives the daily strengths of N, whose sum then gives a.

    Reference: Engel (1954), Journal of the Operations Research Society of America 2(2), 163-171,
    doi:10.1287/opre.2.2.163

    Checked against: `tests/published/test_engel.py::test_published_value`, rows engel-estimate-* (Iwo Jima).
    """
    require(_RANGES, {"m_lost": m_lost, "n_lost": n_lost, "m_sum": m_sum, "n_sum": n_sum})
    return EngelRates(a=m_lost / n_sum, b=n_lost / m_sum)


def _require(numbers: dict[str, Any], **arrivals: Any) -> None:
    """Raise one ScenarioError that names every number outside its range and every row that is no arrival."""
    problems: list[Problem] = []
    try:
        require(_RANGES, numbers)
    except ScenarioError as error:
        problems += error.problems
    problems += [
        Problem("", f"{name}[{place}]", f"found {row!r:.40}", f"accepted is {_ARRIVAL}")
        for name, rows in arrivals.items()
        for place, row in enumerate(rows if isinstance(rows, Sequence | np.ndarray) else [rows])
        if not _is_arrival(row)
    ]
    if problems:
        raise ScenarioError(problems)


def _is_arrival(row: Any) -> bool:
    try:
        start, end, rate = (float(number) for number in row)
    except (TypeError, ValueError):
        return False
    return 0 <= start < end and 0 <= rate <= FINITE


def _stretch(
    m: float, n: float, a: float, b: float, p: float, q: float, s: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Strengths of M and N after `s` days in which `p` and `q` men arrive a day."""
    r, w = math.sqrt(a) / math.sqrt(b), math.sqrt(a) * math.sqrt(b)
    n, q = r * n, r * q  # from here on everything is in men of M, and both sides lose at the rate w
    tilt = p - q + w * (m - n)  # its sign says who will be gone if arrivals stay as they are
    gone = math.inf
    if tilt:
        gone = _gone(*((n, p) if tilt > 0 else (m, q)), abs(tilt), w)
    until = np.minimum(s, gone)
    difference = m - n + (tilt * np.expm1(w * until) / w if tilt else 0.0)
    total = (m + n) * np.exp(-w * until) - (p + q) * np.expm1(-w * until) / w
    ms, ns = np.maximum(total + difference, 0.0) / 2, np.maximum(total - difference, 0.0) / 2
    if tilt > 0:
        ms, ns = ms + p * (s - until), np.where(s < gone, ns, 0.0)
    elif tilt < 0:
        ms, ns = np.where(s < gone, ms, 0.0), ns + q * (s - until)
    return ms, ns / r


def _gone(left: float, inflow: float, tilt: float, w: float) -> float:
    """Day on which the loser, of whom `left` are there, is gone; `inflow` is the other side's.

    With y = (exp(w s) - 1) / w his strength is 0 where w tilt y**2 / 2 - (inflow - tilt) y - left = 0.
    """
    h = inflow - tilt
    root = math.sqrt(h * h + 2 * w * tilt * left)
    y = (h + root) / (w * tilt) if h >= 0 else 2 * left / (root - h)
    return math.log1p(w * y) / w


LAW = Law(
    title="Square law with reinforcements (Engel, Iwo Jima)",
    equation="dM/dt = P(t) - a N, dN/dt = Q(t) - b M, P and Q constant by stretches",
    functions=(engel, engel_estimates),
    ranges=_RANGES,
    alone="its losses are those of the square law, and arrivals and replacements are part of a campaign anyway: take "
    "square, as the scenario iwo-jima-1945 does",
)

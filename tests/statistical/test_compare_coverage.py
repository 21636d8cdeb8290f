"""How often intervals between arms of kursk-2024 hold, and whether each error is that of the number beside it.

The arms are played in many worlds, of which samples are drawn anew. The truth is then known without error.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

import attrit
from attrit.engine.results import Results
from attrit.experiments.measures import Measure, measures_of
from attrit.statistics.estimates import Estimate
from attrit.statistics.simultaneous import pairing, simultaneous
from attrit.statistics.variation import paired_difference
from tests.tolerances import BESIDE, IN_WHOLE_DAYS, JACKKNIFE, THREE_ERRORS

pytestmark = pytest.mark.slow

WORLDS, SAMPLES = 40_960, 400
NINE_ARMS = ("area_held", "recovered", "recovered_day", "losses_ru", "losses_per_km2", "before_talks")
# whole days, and days of supply of which the lowest twentieth has next to none
STEPS = ("recovered_day", "supply_days_ru")


@cache
def kursk() -> Results:
    return attrit.simulate(attrit.load("kursk-2024"), WORLDS, keep=())


@cache
def measures() -> dict[str, Measure]:
    return {measure.name: measure for measure in measures_of(kursk())}


def difference(name: str, arm: str = "committed") -> np.ndarray:
    """(world) [unit] An arm less absent."""
    values = (measures()[name].values(kursk(), one) for one in (arm, "absent"))
    return paired_difference(*values)


def samples(n: int, count: int = SAMPLES) -> Iterator[np.ndarray]:
    """Places of worlds drawn anew."""
    rng = np.random.default_rng(n)
    for _ in range(count):
        yield rng.integers(WORLDS, size=n)


def holds(found: float, count: int = SAMPLES) -> bool:
    """Whether a share of intervals that hold is .95 within three of its errors."""
    return abs(found - 0.95) <= THREE_ERRORS * math.sqrt(0.0475 / count)


@pytest.mark.parametrize("n", [256, 1024, 2048])
@pytest.mark.parametrize("name", NINE_ARMS)
def test_intervals_of_nine_arms_hold_at_once(name: str, n: int) -> None:
    arms = [arm for arm in kursk().arms if arm != "absent"]
    x = np.array([difference(name, arm) for arm in arms])
    truth = np.nanmean(x, axis=1)
    numbers = np.random.default_rng(1).random((500, n))
    held, single = [], []
    for places in samples(n):
        found, _ = simultaneous(x[:, places], [measures()[name].probability] * len(arms), lambda *shape: numbers)
        ends = np.array([(d.simultaneous_low, d.simultaneous_high, d.mean_low, d.mean_high) for d in found])
        known = ~np.isnan(ends[:, 0])  # fewer than 30 worlds differ: no interval is told
        low, high, one_low, one_high = ends[known].T
        held.append(bool(((low <= truth[known]) & (truth[known] <= high)).all()))
        single += list((one_low <= truth[known]) & (truth[known] <= one_high))
    least = 0.95 - THREE_ERRORS * math.sqrt(0.0475 / SAMPLES)
    assert np.mean(held) >= least and np.mean(single) >= least
    if not measures()[name].probability and not (name == "recovered_day" and n == 256):
        assert holds(float(np.mean(held)))  # of rare yes and no, and where few have an interval, more hold


@pytest.mark.parametrize("n", [256, 1024, 2048])
def test_median_differences_and_shares_of_worlds_hold(n: int) -> None:
    d = difference("area_held")
    truth, lower, higher = np.median(d), np.mean(d < 0), np.mean(d > 0)
    found = [(Estimate.of(d[places]), pairing(d[places], np.zeros(n))) for places in samples(n)]
    held = [
        [abs(e.middle - truth) <= 1.96 * e.error for e, _ in found],
        [abs(p.lower - lower) <= 1.96 * p.lower_error for _, p in found],
        [abs(p.higher - higher) <= 1.96 * p.higher_error for _, p in found],
    ]
    assert all(holds(float(np.mean(one))) for one in held)


@pytest.mark.parametrize("arm", ["committed", "five_times", "no_shells"])
@pytest.mark.parametrize("name", ["area_held", "losses_ru"])
def test_what_pairing_saves_holds_and_has_no_bias(name: str, arm: str) -> None:
    a, b = (measures()[name].values(kursk(), one) for one in (arm, "absent"))
    truth = (a.var() + b.var()) / paired_difference(a, b).var()
    for n, within in ((256, JACKKNIFE), (1024, JACKKNIFE / 2), (2048, JACKKNIFE / 2)):
        found = [pairing(a[places], b[places]) for places in samples(n)]
        ratios = np.array([p.variance_reduction for p in found])
        chance = THREE_ERRORS * ratios.std() / math.sqrt(SAMPLES)
        assert ratios.mean() == pytest.approx(truth, abs=within * truth + chance)
        if n >= 1024:
            held = [p.variance_reduction_low <= truth <= p.variance_reduction_high for p in found]
            assert holds(float(np.mean(held)))


def test_each_error_is_the_spread_of_the_number_beside_it() -> None:
    wrong = []
    for name, measure in measures().items():
        numbers = {arm: measure.values(kursk(), arm) for arm in ("committed", "absent")}
        numbers["difference"] = difference(name)
        for of, x in numbers.items():
            found = [measure.estimated(x[places]) for places in samples(1024)]
            for number in ("mean",) if measure.probability else ("mean", "middle", "low", "high"):
                error = "error" if number == "middle" else f"{number}_error"
                spread = np.std([getattr(e, number) for e in found], ddof=1)
                told = np.mean([getattr(e, error) for e in found])
                least, most = IN_WHOLE_DAYS if name in STEPS and number != "mean" else (1 - BESIDE, 1 + BESIDE)
                if spread == 0 and told < 1e-6 * np.nanmax(np.abs(x)):
                    continue  # it never moves
                if not least * spread <= told <= most * spread:
                    wrong.append(f"{name}, {of}, {number}: told {told:.4g}, spread {spread:.4g}")
    assert not wrong, "\n".join(wrong)

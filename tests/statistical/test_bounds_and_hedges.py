"""Floors, ceilings, and numbers that are called likely or not: against quadrature written from docs/ledger.md alone.

What a claimant sees is truth x common error x bias; its distribution is built here by adding grids of densities, and the
truth is integrated over a grid of its own.
"""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from scipy import stats

from attrit.errors import LedgerError
from attrit.evidence.biases import Bias, Biases
from attrit.evidence.claims import Claim, Ledger
from attrit.evidence.pools import pool
from attrit.evidence.priors import Prior, Provenance
from tests.tolerances import BACKEND, BLURRED, HALF_PER_CENT, LATTICE, NOT_MOVED, ONE_PER_CENT

DAY = date(2024, 11, 1)
JUDGED = Provenance("judgement", "a reason")
Z95 = stats.norm.ppf(0.95)
COMMON, SCALE = 0.10, 0.05
STEP = 0.004
WIDE = Prior("lognormal", 1500.0, 6000.0, 24000.0, JUDGED)
WORDS = {
    "almost no chance": 0.03, "very unlikely": 0.125, "unlikely": 0.325, "roughly even": 0.5, "likely": 0.675,
    "very likely": 0.875, "almost certain": 0.97,
}  # fmt: skip


def claim(name: str, **fields) -> Claim:
    usual = {"id": name, "claimant": name, "subject": "men", "of": "RU", "kind": "strength", "unit": "person"}
    return Claim(**usual | {"as_of": str(DAY), "made_on": DAY, "qualifier": "about", "note": "said so"} | fields)


def biases(low: float, mid: float, high: float) -> Biases:
    return Biases((Bias("other", "", "", low, mid, high, "judgement", ""),))


def two_pieces(x: np.ndarray, low: float, mid: float, high: float) -> np.ndarray:
    """Density of two half normals that meet in the median, each with half of the probability."""
    sd = np.where(x < mid, (mid - low) / Z95, (high - mid) / Z95)
    return stats.norm.pdf((x - mid) / sd) / sd


def error(bias: tuple[float, float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Points and probabilities of ln(common error x bias)."""
    half = 6 * max(math.log(bias[2] / bias[1]), math.log(bias[1] / bias[0])) / Z95
    reach = STEP * math.ceil((half + abs(math.log(bias[1])) + 6 * COMMON) / STEP)
    x = np.arange(-reach, reach + STEP / 2, STEP)
    mass = np.convolve(two_pieces(x, *np.log(bias)), stats.norm.pdf(x / COMMON) / COMMON, "same")
    return x, mass / mass.sum()


def quantiles(grid: np.ndarray, density: np.ndarray) -> np.ndarray:
    reached = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(grid))])
    return np.exp(np.interp([0.05, 0.5, 0.95], reached / reached[-1], grid))


def student(x: np.ndarray) -> np.ndarray:
    """Distribution of a Student t with 4 degrees of freedom in closed form: SciPy's takes ten times as long."""
    u = x / np.sqrt(4 + x * x)
    return 0.5 + 0.75 * u - 0.25 * u**3


def found(prior: Prior) -> np.ndarray:
    return np.array([prior.p05, prior.p50, prior.p95])


def test_a_bound_cuts_by_its_one_sided_likelihood():
    """Pooled quantiles against the integral of P(truth x bias x error >= n), for priors and bounds drawn at random."""
    rng = np.random.default_rng(5)
    for _ in range(25):
        middle = rng.uniform(3, 12)
        below, above = rng.uniform(0.1, 1.6, 2)
        before = np.array([middle - Z95 * below, middle, middle + Z95 * above])
        bias = tuple(np.exp(np.array([-1, 0, 1]) * rng.uniform(0.1, 1.2) + rng.normal(0, 0.3)))
        bound = math.exp(middle + rng.normal(0, 1.5))
        floor = rng.random() < 0.5
        x, mass = error(bias)
        # P(t + x + e >= n) over x, with e a Student t
        # the median among the points, since the density jumps there
        grid = np.concatenate([middle - np.linspace(7 * below, 0, 1200), middle + np.linspace(0, 7 * above, 1200)])
        off = math.log(bound) - grid[:, None] - x[None, ::4]
        chance = student(-off / SCALE if floor else off / SCALE)
        told = chance @ (mass[::4] / mass[::4].sum())
        density = two_pieces(grid, *before)
        density[1199] = stats.norm.pdf(0) / below  # the value on the left of the jump
        expected = quantiles(grid, density * told)
        said = claim("A", value=bound, qualifier="at_least" if floor else "up_to")
        prior = Prior("lognormal", *np.exp(before), JUDGED)
        np.testing.assert_allclose(
            found(pool(Ledger((said,)), before=prior, biases=biases(*bias))), expected, rtol=HALF_PER_CENT
        )


@pytest.mark.parametrize(("qualifier", "value"), [("at_least", 100.0), ("up_to", 1e6)])
def test_a_bound_that_says_nothing_moves_nothing(qualifier: str, value: float):
    after = pool(Ledger((claim("A", value=value, qualifier=qualifier),)), before=WIDE)
    np.testing.assert_allclose(found(after), found(WIDE), rtol=NOT_MOVED)


def test_a_floor_far_above_what_is_believed_is_still_weighed():
    """Ten times the 95 % quantile: either the claimant errs or the truth is out there. Both must be on the lattice."""
    after = pool(Ledger((claim("A", value=240_000.0, qualifier="at_least"),)), before=WIDE)
    assert after.p50 > 100_000


def test_a_bound_alone_has_no_end_and_is_refused_with_the_cure():
    floor, top = claim("A", value=5000.0, qualifier="at_least"), claim("B", value=9000.0, qualifier="up_to")
    with pytest.raises(
        LedgerError, match=r"claimed of men \(A\) says how many at most; state with 'before:' what would"
    ):
        pool(Ledger((floor,)))
    with pytest.raises(LedgerError, match=r"claimed of men \(B\) says how many at least; state with 'before:'"):
        pool(Ledger((top,)))
    between = pool(Ledger((floor, top)))
    assert 4000 < between.p05 < between.p50 < between.p95 < 11000


@pytest.mark.parametrize("method", ["linear", "log"])
def test_a_bound_says_no_number_to_a_pool_of_what_is_said(method: str):
    floor, number = claim("A", value=5000.0, qualifier="at_least"), claim("B", value=9000.0)
    both, alone = (pool(Ledger(claims), method=method) for claims in ((floor, number), (number,)))
    assert found(both).tolist() == found(alone).tolist()
    (left,) = both.provenance.pool.left_out
    assert left == (floor, f"a bound says no number, and the {method} pool asks what is said")
    assert pool(Ledger((floor,)), method=method, before=WIDE).p50 == WIDE.p50
    with pytest.raises(LedgerError, match=r"A: a bound says no number, .*; state with 'before:'"):
        pool(Ledger((floor,)), method=method)


def test_at_least_none_says_nothing_and_how_to_say_that_there_is_none_is_told():
    for qualifier, words in (("at_least", "'at least 0' says nothing"), ("exact", "stance 'denies'")):
        after = pool(Ledger((claim("A", value=0.0, qualifier=qualifier),)), before=WIDE)
        assert found(after).tolist() == found(WIDE).tolist()
        ((_, why),) = after.provenance.pool.left_out
        assert words in why


# hedges


def near(seen: np.ndarray, low: float, high: float) -> np.ndarray:
    """How well a number fits what somebody sees: 1 where best."""
    half = (high - low) / 2

    def inside(x: np.ndarray) -> np.ndarray:
        return student((x + half) / SCALE) - student((x - half) / SCALE)

    return inside(seen - (low + high) / 2) / inside(np.zeros(1))


def hedged(word: str, low: float, high: float, bias: tuple[float, float, float]) -> tuple[np.ndarray, float, float]:
    """Quantiles of the truth; and how probable the number was before and is after, as the claimant sees it."""
    p = WORDS[word]
    x, mass = error(bias)
    grid = np.arange(math.log(6000) - 6.5, math.log(6000) + 6.5, STEP)
    believed = two_pieces(grid, *np.log(found(WIDE)))
    seen = np.arange(x.size + grid.size - 1) * STEP + grid[0] + x[0]
    of_seen = np.convolve(believed / believed.sum(), mass)
    right = near(seen, low, high)
    before = float(of_seen @ right)
    r = before if p >= 0.5 else max(before, 0.5)
    factor = p * right / r + (1 - p) * (1 - right) / (1 - r)
    after = of_seen * factor
    told = np.convolve(factor, mass[::-1], "valid")
    # That the number is right has the probability right(seen) by what he sees, and p / r is the factor if it is.
    return quantiles(grid, believed * told), before, float(of_seen @ right * p / r / after.sum())


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("value", [10000.0, 50000.0])
def test_a_hedge_is_the_ratio_of_what_is_said_of_a_number_to_what_was_believed_of_it(word: str, value: float):
    half = 500.0 if value == 10000.0 else 5000.0
    bias = (0.78, 1.0, 1.28)
    expected, before, after = hedged(word, math.log(value - half), math.log(value + half), bias)
    said = pool(Ledger((claim("A", value=value, likelihood=f"ICD 203: {word}"),)), before=WIDE, biases=biases(*bias))
    np.testing.assert_allclose(found(said), expected, rtol=HALF_PER_CENT)
    if WORDS[word] >= 0.5:
        assert after == pytest.approx(WORDS[word], abs=LATTICE)  # what he says is then what is believed
    else:
        assert after < before


def test_almost_no_chance_does_not_centre_on_its_number():
    said = {
        word: pool(Ledger((claim("A", value=10000.0, likelihood=f"ICD 203: {word}"),)), before=WIDE) for word in WORDS
    }
    sure = pool(Ledger((claim("A", value=10000.0),)), before=WIDE)
    assert abs(math.log(said["almost no chance"].p50 / WIDE.p50)) < abs(math.log(sure.p50 / WIDE.p50)) / 5
    assert said["almost no chance"].p50 < WIDE.p50  # what was believed above the median gives way
    assert abs(math.log(said["almost certain"].p50 / sure.p50)) < ONE_PER_CENT
    widths = [math.log(prior.p95 / prior.p05) for prior in said.values()]
    assert widths[3:] == sorted(widths[3:], reverse=True)  # from even odds on, the surer the narrower


def test_a_number_that_is_likely_anyway_is_not_made_likelier_by_calling_it_likely():
    """Two thirds are believed to lie in the range before, and two thirds is what 'likely' says."""
    spread = stats.norm.ppf((1 + 0.675) / 2) / Z95
    low, high = (6000.0 * 4 ** (sign * spread) for sign in (-1, 1))
    said = claim("A", low=low, high=high, qualifier="range", likelihood="ICD 203: likely")
    after = pool(Ledger((said,)), before=WIDE, biases=biases(0.999, 1.0, 1.001))
    np.testing.assert_allclose(found(after), found(WIDE), rtol=NOT_MOVED)


def test_a_bound_can_be_hedged_too():
    """Likely at least 12,000: that is then its probability, as the claimant sees it."""
    said = claim("A", value=12000.0, qualifier="at_least", likelihood="ICD 203: likely")
    exact = Biases(
        (
            Bias("other", "", "", 0.9999, 1.0, 1.0001, "judgement", ""),
            Bias("common", "", "", 0.9999, 1, 1.0001, "judgement", ""),
        )
    )
    after = pool(Ledger((said,)), before=WIDE, biases=exact)
    z, x = np.array(after.knots).T
    assert 1 - stats.norm.cdf(np.interp(12000.0, x, z)) == pytest.approx(0.675, abs=BLURRED)


def test_what_is_called_likely_needs_something_to_be_weighed_against():
    doubtful, other = claim("A", value=100.0, likelihood="UK: likely"), claim("B", value=110.0)
    with pytest.raises(LedgerError, match="A: called 'UK: likely', which needs 'before:' to be weighed"):
        pool(Ledger((doubtful,)))
    both = pool(Ledger((doubtful, other)))
    assert found(both).tolist() == found(pool(Ledger((other,)))).tolist()
    (left,) = both.provenance.pool.left_out
    assert left[1] == "called 'UK: likely', which needs 'before:' to be weighed"
    unlikely = claim("A", value=100.0, likelihood="UK: unlikely")
    (left,) = pool(Ledger((unlikely, other)), method="linear").provenance.pool.left_out
    assert left[1] == "called 'UK: unlikely', and the linear pool asks what is said"


# what worlds are drawn from


def test_worlds_lie_where_the_pool_says_somebody_can_be():
    """2,000 against 200,000, two independents: next to nothing between, though the median lies there."""
    prior = pool(Ledger((claim("A", value=2000.0), claim("B", value=200_000.0))))
    u = (np.arange(400_000) + 0.5) / 400_000
    drawn = prior.quantile(u)
    assert np.mean((drawn > 5000) & (drawn < 80_000)) < 5e-4
    for p, x in ((0.05, prior.p05), (0.5, prior.p50), (0.95, prior.p95)):
        assert float(prior.quantile(p)) == pytest.approx(x, rel=BACKEND * 100)
    one, two = prior.provenance.pool.humps
    assert (one.share, two.share) == pytest.approx((0.5, 0.5), abs=ONE_PER_CENT)
    assert one.at < 3000 < 100_000 < two.at


def both(first: float, second: float) -> Ledger:
    return Ledger((claim("A", value=first), claim("B", value=second)))


def test_near_claims_are_no_contradiction():
    for first, second in ((10000.0, 11000.0), (5000.0, 5000.0)):
        for method in ("bias", "linear"):
            assert pool(both(first, second), method=method).provenance.pool.humps == ()
    for method in ("bias", "linear"):
        assert len(pool(both(5000.0, 20000.0), method=method).provenance.pool.humps) == 2

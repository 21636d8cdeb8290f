"""The stochastic law by itself: chances against exact fractions, what stays on average, symmetry, and what is refused."""

import math
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from scipy import stats

from attrit.errors import ScenarioError
from attrit.model.laws.stochastic import LAW, require_fight, stochastic, stochastic_normal
from tests.tolerances import BACKEND, EXACT, ROUGHLY, ROUNDING

LAWS = ("square", "linear")
FIGHTS = [(1, 1, 1, 1), (7, 4, 3, 2), (4, 7, 0.125, 0.5), (13, 17, 5, 8), (25, 11, 9, 2), (1, 12, 1, 7), (12, 1, 7, 1)]


@cache
def chances(x: int, y: int, a: Fraction, b: Fraction, law: str) -> dict[tuple[int, int], Fraction]:
    """Chance of every last state, from those after the next loss."""
    if not (x and y):
        return {(x, y): Fraction(1)}
    kills_y, kills_x = (b * x, a * y) if law == "square" else (b, a)
    ends: dict[tuple[int, int], Fraction] = {}
    for after, weight in (((x, y - 1), kills_y), ((x - 1, y), kills_x)):
        for end, chance in chances(*after, a, b, law).items():
            ends[end] = ends.get(end, Fraction(0)) + chance * weight / (kills_x + kills_y)
    return ends


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("fight", FIGHTS, ids=str)
def test_every_chance_is_that_of_exact_fractions(fight: tuple[int, int, float, float], law: str):
    x0, y0, a, b = fight
    ends = chances(x0, y0, Fraction(a), Fraction(b), law)
    found = stochastic(x0, y0, a, b, law=law)
    x_left = [sum(chance for end, chance in ends.items() if end[0] == k) for k in range(x0 + 1)]
    y_left = [sum(chance for end, chance in ends.items() if end[1] == k) for k in range(y0 + 1)]
    np.testing.assert_allclose(found.x_left, [float(chance) for chance in x_left], rtol=ROUNDING)
    np.testing.assert_allclose(found.y_left, [float(chance) for chance in y_left], rtol=ROUNDING)
    assert (found.x_wins, found.y_wins) == pytest.approx((float(y_left[0]), float(x_left[0])), rel=ROUNDING)
    for left, mean, sd in ((x_left, found.x_mean, found.x_sd), (y_left, found.y_mean, found.y_sd)):
        exact = sum(k * chance for k, chance in enumerate(left))
        variance = sum((k - exact) ** 2 * chance for k, chance in enumerate(left))
        assert mean == pytest.approx(float(exact), rel=ROUNDING)
        assert sd == pytest.approx(math.sqrt(variance), rel=ROUNDING)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("fight", [*FIGHTS, (300, 170, 0.03, 0.01), (2_000, 2_000, 1, 1)], ids=str)
def test_chances_sum_to_one(fight: tuple[int, int, float, float], law: str):
    found = stochastic(*fight, law=law)
    assert found.x_wins + found.y_wins == pytest.approx(1, rel=ROUNDING)
    assert (found.x_left.shape, found.y_left.shape) == ((fight[0] + 1,), (fight[1] + 1,))
    assert (found.x_left.sum(), found.y_left.sum()) == pytest.approx((1, 1), rel=ROUNDING)
    assert (found.x_left[0], found.y_left[0]) == (found.y_wins, found.x_wins)


@pytest.mark.parametrize("fight", [*FIGHTS, (300, 170, 0.03, 0.01), (400, 700, 0.02, 0.07)], ids=str)
def test_what_stays_on_average_stays(fight: tuple[int, int, float, float]):
    """b x (x + 1) - a y (y + 1) under the square law and b x - a y under the linear law, from the start to the end."""
    x0, y0, a, b = fight
    x, y = np.arange(x0 + 1), np.arange(y0 + 1)
    square, linear = stochastic(x0, y0, a, b), stochastic(x0, y0, a, b, law="linear")
    end = b * square.x_left @ (x * (x + 1)) - a * square.y_left @ (y * (y + 1))
    scale = b * x0 * (x0 + 1) + a * y0 * (y0 + 1)
    assert end == pytest.approx(b * x0 * (x0 + 1) - a * y0 * (y0 + 1), rel=EXACT, abs=ROUNDING * scale)
    end = b * linear.x_mean - a * linear.y_mean
    assert end == pytest.approx(b * x0 - a * y0, rel=EXACT, abs=ROUNDING * (b * x0 + a * y0))


@pytest.mark.parametrize(("x0", "y0", "a", "b"), [(3, 5, 0.4, 0.6), (80, 50, 0.7, 0.3), (500, 700, 1.5, 2)])
def test_the_linear_law_is_a_binomial_tail(x0: int, y0: int, a: float, b: float):
    """x wins if y0 of the next x0 + y0 - 1 losses would fall on y; survivors follow a negative binomial law."""
    found = stochastic(x0, y0, a, b, law="linear")
    assert found.x_wins == pytest.approx(stats.binom.sf(y0 - 1, x0 + y0 - 1, b / (a + b)), rel=BACKEND)
    lost = x0 - np.arange(1, x0 + 1)
    np.testing.assert_allclose(found.x_left[1:], stats.nbinom.pmf(lost, y0, b / (a + b)), rtol=BACKEND, atol=1e-300)


@pytest.mark.parametrize("law", LAWS)
def test_exchanging_the_sides_exchanges_the_results(law: str):
    one, other = stochastic(31, 23, 0.02, 0.03, law=law), stochastic(23, 31, 0.03, 0.02, law=law)
    np.testing.assert_allclose(one.x_left, other.y_left, rtol=ROUNDING)
    np.testing.assert_allclose(one.y_left, other.x_left, rtol=ROUNDING)
    assert one.x_wins + other.x_wins == pytest.approx(1, rel=ROUNDING)
    assert (one.x_mean, one.x_sd) == pytest.approx((other.y_mean, other.y_sd), rel=ROUNDING)


@pytest.mark.parametrize("law", LAWS)
def test_more_units_and_better_units_win_more_often(law: str):
    by_own = [stochastic(x, 9, 1, 1.3, law=law).x_wins for x in range(1, 20)]
    by_enemy = [stochastic(9, y, 1, 1.3, law=law).x_wins for y in range(1, 20)]
    by_quality = [stochastic(9, 7, 1, b, law=law).x_wins for b in (0.01, 0.3, 0.9, 1.1, 5)]
    for rising in (by_own, by_enemy[::-1], by_quality):
        assert np.all(np.diff(rising) > 0)


def test_numbers_count_more_under_the_square_law():
    assert stochastic(12, 8, 1, 1).x_wins > stochastic(12, 8, 1, 1, law="linear").x_wins > 0.5


@pytest.mark.parametrize("law", LAWS)
def test_only_the_ratio_of_the_rates_counts(law: str):
    one = stochastic(14, 11, 0.5, 0.75, law=law)
    for unit in (2.0**-1060, 2.0**-30, 2.0**1020):  # powers of two, so that the ratio is the same to the last bit
        other = stochastic(14, 11, 0.5 * unit, 0.75 * unit, law=law)
        assert (other.x_wins, other.x_mean) == (one.x_wins, one.x_mean)


@pytest.mark.parametrize("law", LAWS)
def test_those_who_cannot_be_hit_lose_nobody(law: str):
    found = stochastic(4, 6, 5e-324, 1e308, law=law)
    assert (found.x_wins, found.x_mean, found.x_sd, found.y_mean) == (1, 4, 0, 0)
    found = stochastic(4, 6, 1e308, 5e-324, law=law)
    assert (found.y_wins, found.y_mean, found.y_sd, found.x_mean) == (1, 6, 0, 0)


def test_whole_numbers_may_be_written_with_a_point():
    np.testing.assert_array_equal(stochastic(5.0, np.float64(3), 1, 2).x_left, stochastic(5, np.int32(3), 1, 2).x_left)
    assert stochastic_normal(5.0, 3, 1, 2) == stochastic_normal(5, 3.0, 1, 2)


def test_between_equals_the_spread_of_survivors_is_what_the_law_says_of_itself():
    """Falls as N**(-1/4), to 6 % of the army at 10,000 a side."""
    small, large = (stochastic(n, n, 1, 1).x_sd / n for n in (625, 10_000))
    assert large == pytest.approx(0.06, rel=ROUGHLY)
    assert small / large == pytest.approx(2, rel=ROUGHLY)


@pytest.mark.parametrize(("x0", "y0", "a", "b"), [(10, 8, 1, 1), (30, 40, 1, 2), (3, 9, 0.2, 0.9), (700, 650, 3, 2)])
def test_the_normal_approximation_is_its_formula(x0: int, y0: int, a: float, b: float):
    r = b / a
    z = (r * x0 * (x0 + 1) - y0 * (y0 + 1)) / math.sqrt(4 / 3 * (r**2 * x0**3 + y0**3))
    found = stochastic_normal(x0, y0, a, b)
    assert found == pytest.approx(stats.norm.cdf(z), rel=BACKEND)
    assert found + stochastic_normal(y0, x0, b, a) == pytest.approx(1, rel=ROUNDING)
    assert stochastic_normal(x0, y0, a * 2.0**-1000, b * 2.0**-1000) == found


def test_the_normal_approximation_takes_the_largest_armies():
    assert stochastic_normal(10**12, 10**12, 1, 1) == 0.5
    assert stochastic_normal(10**12, 1, 5e-324, 1e308) == 1
    assert stochastic_normal(1, 10**12, 1e308, 5e-324) == 0


FEW = "accepted is a whole number of units from 1 to 10,000 (for more take stochastic_normal)"
MANY = "accepted is a whole number of units from 1 to 1e12"
WRONG = [
    ({"x0": 0}, f"x0: found 0; {FEW}"),
    ({"y0": 2.5}, f"y0: found 2.5; {FEW}"),
    ({"x0": 10_001}, f"x0: found 10001; {FEW}"),
    ({"y0": math.nan}, f"y0: found nan; {FEW}"),
    ({"x0": [3, 4]}, f"x0: found [3, 4]; {FEW}"),
    ({"y0": "ten"}, f"y0: found 'ten'; {FEW}"),
    ({"y0": "10"}, f"y0: found '10'; {FEW}"),
    ({"a": 0}, "a: found 0; accepted is a rate above 0"),
    ({"b": -0.5}, "b: found -0.5; accepted is a rate above 0"),
    ({"a": [0.1, 0.2]}, "a: found [0.1, 0.2]; accepted is a rate above 0"),
    ({"b": math.inf}, "b: found inf; accepted is a rate above 0"),
]


@pytest.mark.parametrize(("wrong", "says"), WRONG, ids=str)
def test_what_has_no_meaning_is_refused(wrong: dict[str, object], says: str):
    with pytest.raises(ScenarioError, match=r"found .*; accepted is a ") as raised:
        stochastic(**({"x0": 10, "y0": 8, "a": 1, "b": 0.5} | wrong))
    assert str(raised.value) == says
    if wrong != {"x0": 10_001}:
        with pytest.raises(ScenarioError, match=r"found .*; accepted is a ") as raised:
            stochastic_normal(**({"x0": 10, "y0": 8, "a": 1, "b": 0.5} | wrong))
        assert str(raised.value) == says.replace(FEW, MANY)


@pytest.mark.parametrize(
    ("law", "says"),
    [
        ("sqare", "law: found 'sqare'; accepted is 'square' or 'linear'; did you mean 'square'?"),
        ("logarithmic", "law: found 'logarithmic'; accepted is 'square' or 'linear'"),
        (["square"], "law: found ['square']; accepted is 'square' or 'linear'; did you mean 'square'?"),
        (None, "law: found None; accepted is 'square' or 'linear'"),
    ],
    ids=str,
)
def test_an_unknown_law_is_told_the_nearest(law: object, says: str):
    with pytest.raises(ScenarioError, match="accepted is 'square' or 'linear'") as raised:
        stochastic(10, 8, 1, 1, law=law)
    assert str(raised.value) == says


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(ScenarioError, match=r"found 2\.5") as raised:
        stochastic(2.5, 0, -1, 1, law="area")
    assert sorted(problem.path for problem in raised.value.problems) == ["a", "law", "x0", "y0"]
    assert {problem.where for problem in raised.value.problems} == {""}
    with pytest.raises(ScenarioError, match=r"found 3e\+12") as raised:
        stochastic_normal(3 * 10**12 + 1, 1.5, 1, 0)
    assert sorted(problem.path for problem in raised.value.problems) == ["b", "x0", "y0"]


def test_the_bounds_are_taken():
    assert stochastic(10_000, 1, 1, 1).x_wins == pytest.approx(1, rel=ROUNDING)
    assert stochastic(1, 10_000, 1, 1).y_wins == pytest.approx(1, rel=ROUNDING)
    assert stochastic_normal(10**12, 1, 1, 1) == 1
    with pytest.raises(ScenarioError, match="y0: found 10001"):
        stochastic(1, 10_001, 1, 1)
    with pytest.raises(ScenarioError, match=r"y0: found 1e\+12"):
        stochastic_normal(1, 10**12 + 1, 1, 1)
    require_fight(LAW.ranges, "linear", x0=1, y0=10_000, a=5e-324, b=1e308)


def test_it_stands_beside_the_campaign():
    assert (LAW.name, LAW.title) == ("stochastic", "Stochastic square and linear law (single losses)")
    assert LAW.equation.startswith("P(x, y) = A P(x, y - 1) + (1 - A) P(x - 1, y), ")
    assert LAW.campaign is None
    assert LAW.alone.endswith("in a campaign take square or linear")
    assert LAW.functions == (stochastic, stochastic_normal)
    assert set(LAW.parameters) == {"x0", "y0", "a", "b", "law"}
    assert "Brown (1963)" in LAW.reference

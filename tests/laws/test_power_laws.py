"""The power laws by themselves: each solves its equation, ends as it says, and treats both sides alike."""

import inspect
import math
import re
import sys
from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from attrit.errors import ScenarioError
from attrit.model.laws.deitchman import deitchman, deitchman_winner
from attrit.model.laws.epstein import epstein
from attrit.model.laws.hartley import hartley
from attrit.model.laws.helmbold import helmbold
from attrit.model.laws.linear import linear
from attrit.model.laws.logarithmic import logarithmic
from attrit.model.laws.mixed import mixed, mixed_losses
from attrit.model.laws.protocol import Powers
from attrit.model.laws.register import LAWS
from attrit.model.laws.solutions import Ending, aimed_fire, aimed_fire_ends, power_law
from attrit.model.laws.square import square, square_winner
from tests.tolerances import BACKEND, FIRST_ORDER, NEAR_THE_END, ROUNDING

Law = Callable[..., Any]
FUNCTIONS: dict[str, Law] = {
    one.__name__: one for one in (square, linear, logarithmic, mixed, helmbold, hartley, deitchman)
}
RATES: dict[str, dict[str, float]] = {
    "square": {"a": 0.013, "b": 0.007},
    "linear": {"a": 1.3e-6, "b": 7e-7},
    "logarithmic": {"a": 0.013, "b": 0.021},
    "mixed": {"a": 0.002, "b": 0.0013, "p": 0.35, "q": 0.8, "stance": 1.25},
    "helmbold": {"a": 0.013, "b": 0.007, "weiss": 0.3},
    "hartley": {"a": 0.002, "b": 0.0013},
    "deitchman": {"a": 0.02, "b": 1e-5},
}
X0, Y0 = 10_000.0, 8_000.0
TIMES = np.array([0.0, 0.5, 10.0, 30.0, 75.0])
EXPONENTS = {
    "mechanisms.attrition.enemy_power": 0.35,
    "mechanisms.attrition.own_power": 0.8,
    "mechanisms.attrition.weiss": 0.3,
    "1 - mechanisms.attrition.weiss": 0.7,
}
MEANINGS = {
    **dict.fromkeys(("x0", "y0", "x", "y"), "a strength above 0"),
    **dict.fromkeys(("a", "b"), "a rate above 0"),
    **dict.fromkeys(("p", "q"), "an exponent from -5 to 5, which holds all fits to battles"),
    "t": "a time from 0 on",
    "stance": "a factor above 0",
    "weiss": "a Weiss parameter from 0 to 1",
}
BOUNDS = {"p": (-5.0, 5.0), "q": (-5.0, 5.0), "weiss": (0.0, 1.0), "t": (0.0, sys.float_info.max)}
CASES = [
    *(pytest.param(FUNCTIONS[name], rates, id=name) for name, rates in RATES.items()),
    *(pytest.param(helmbold, RATES["helmbold"] | {"weiss": w}, id=f"helmbold-{w}") for w in (1.0, 9e-4, 1e-9, 0.0)),
]
each_law = pytest.mark.parametrize("name", FUNCTIONS)
each_case = pytest.mark.parametrize(("law", "rates"), CASES)


def in_numbers(powers: Powers) -> tuple[float, float]:
    """Exponents of a campaign's form; those that are inputs of a campaign as the fights here have them."""
    p, q = (EXPONENTS[power] if isinstance(power, str) else float(power) for power in powers)
    return p, q


def solved(name: str, times: np.ndarray, x0: float = X0, y0: float = Y0) -> np.ndarray:
    """The equations that the law's form in a campaign stands for, solved as they are; x attacks and y holds."""
    a, b = RATES[name]["a"], RATES[name]["b"]
    stance = RATES[name].get("stance", 1.0)
    form = LAWS[name].campaign
    (xp, xq), (yp, yq) = in_numbers(form.attacker), in_numbers(form.holder)

    def change(_: float, sides: np.ndarray) -> list[float]:
        x, y = sides
        return [-a * stance * y**xp * x**xq, -b / stance * x**yp * y**yq]

    run = solve_ivp(change, (0, times[-1]), [x0, y0], "DOP853", t_eval=times, rtol=ROUNDING, atol=BACKEND)
    return run.y


@each_law
def test_a_law_is_the_power_law_with_its_exponents(name: str):
    """The function that bears a law's name solves the power law with the exponents that a campaign takes from it."""
    np.testing.assert_allclose(FUNCTIONS[name](X0, Y0, t=TIMES, **RATES[name]), solved(name, TIMES), rtol=BACKEND)


@pytest.mark.parametrize(
    ("name", "exponents"),
    [("square", (1, 0)), ("linear", (1, 1)), ("logarithmic", (0, 1)), ("hartley", (0.4, 0.75)), ("helmbold", (0.3, 0.7))],
)  # fmt: skip
def test_the_mixed_law_holds_the_others(name: str, exponents: tuple[float, float]):
    rates = RATES[name]
    held = mixed(X0, Y0, rates["a"], rates["b"], *exponents, TIMES)
    np.testing.assert_allclose(FUNCTIONS[name](X0, Y0, t=TIMES, **rates), held, rtol=BACKEND)


def test_forms_of_the_laws_in_a_campaign():
    forms = {name: (LAWS[name].campaign.attacker, LAWS[name].campaign.holder) for name in (*FUNCTIONS, "epstein")}
    fitted = ("mechanisms.attrition.enemy_power", "mechanisms.attrition.own_power")
    weiss = ("mechanisms.attrition.weiss", "1 - mechanisms.attrition.weiss")
    assert forms == {
        "square": ((1, 0), (1, 0)),
        "linear": ((1, 1), (1, 1)),
        "logarithmic": ((0, 1), (0, 1)),
        "mixed": (fitted, fitted),
        "helmbold": (weiss, weiss),
        "hartley": ((0.40, 0.75), (0.40, 0.75)),
        "deitchman": ((1, 0), (1, 1)),
        "epstein": ((0, 1), (1, 0)),
    }
    both = {name: tuple(thing.__name__ for thing in LAWS[name].functions) for name in FUNCTIONS}
    assert both["square"] == ("square", "square_winner")
    assert both["deitchman"] == ("deitchman", "deitchman_winner")
    assert both["mixed"] == ("mixed", "mixed_losses")


def test_fixed_exchange_keeps_the_exchange_ratio():
    """In a campaign and alone, without aircraft and at the threshold, each attacker costs the same number of holders."""
    attacker, holder = LAWS["epstein"].campaign.attacker, LAWS["epstein"].campaign.holder
    for own, enemy in ((0.25, 3.0), (2.0, 0.5), (1.0, 1.0)):
        lost_by_attacker, lost_by_holder = enemy**attacker.p * own**attacker.q, own**holder.p * enemy**holder.q
        assert lost_by_attacker == lost_by_holder == own
    run = epstein(
        300_000, 200_000, days=9, prosecution=0.03, attacker_threshold=0.03, defender_threshold=0.9,
        withdrawal_limit=20, exchange_ratio=1.5,
    )  # fmt: skip
    np.testing.assert_allclose(run.attackers, 300_000 * 0.97 ** np.arange(9), rtol=ROUNDING)
    np.testing.assert_allclose(300_000 - run.attackers, 1.5 * (200_000 - run.defenders), rtol=BACKEND)


@each_case
def test_one_time_gives_numbers_and_several_give_arrays_of_their_shape(law: Law, rates: dict[str, float]):
    one = law(X0, Y0, t=30, **rates)
    assert all(isinstance(side, np.float64) for side in one)
    several = law(X0, Y0, t=[30, 0], **rates)
    table = law(X0, Y0, t=[[0, 30, 1e9], [30, 75, 0]], **rates)
    for side, first, both, cells in zip(one, (X0, Y0), several, table, strict=True):
        assert both.shape == (2,) and cells.shape == (2, 3)
        np.testing.assert_allclose(both, [side, first], rtol=ROUNDING)
        np.testing.assert_allclose([cells[0, 1], cells[1, 0]], side, rtol=BACKEND)
        np.testing.assert_allclose([cells[0, 0], cells[1, 2]], first, rtol=ROUNDING)
        assert cells[1, 0] >= cells[0, 2]


@each_case
def test_times_may_be_any_kind_of_number(law: Law, rates: dict[str, float]):
    some = law(X0, Y0, t=[0, Fraction(1, 2), 10**30], **rates)
    np.testing.assert_array_equal(some, law(X0, Y0, t=[0.0, 0.5, 1e30], **rates))


@pytest.mark.parametrize(("law", "rates"), [case for case in CASES if case.id != "deitchman"])
@pytest.mark.parametrize("last", [75.0, 5000.0])
def test_exchanging_the_sides_exchanges_the_results(law: Law, rates: dict[str, float], last: float):
    one = law(X0, Y0, t=[0, 20, last], **rates)
    exchanged = rates | {"a": rates["b"], "b": rates["a"]}
    if "stance" in rates:
        exchanged["stance"] = 1 / rates["stance"]
    other = law(Y0, X0, t=[0, 20, last], **exchanged)
    for side, same in zip(one, reversed(other), strict=True):
        np.testing.assert_allclose(side, same, rtol=BACKEND)


@each_case
def test_strengths_only_fall_and_never_below_nothing(law: Law, rates: dict[str, float]):
    times = np.linspace(0, 2000, 400)
    for side in law(X0, Y0, t=times, **rates):
        assert np.all(np.diff(side) <= ROUNDING * X0) and np.all(side >= 0)


@pytest.mark.parametrize(("law", "rates"), [case for case in CASES if case.id not in ("mixed", "hartley")])
def test_the_end_of_all_times_is_an_end(law: Law, rates: dict[str, float]):
    """A closed form takes any time, also where equal sides have no last day."""
    for x0, y0, more in ((X0, Y0, {}), (X0, Y0, {"a": 10.0, "b": 1.0}), (3.0, 3.0, {"a": 10.0, "b": 10.0})):
        x, y = law(x0, y0, t=[1e300, 1.7e308], **rates | more)
        np.testing.assert_allclose([x[0], y[0]], [x[1], y[1]], rtol=ROUNDING, atol=ROUNDING)
        assert min(x[1], y[1]) == 0


# --- the square law -------------------------------------------------------------------------------------------------


def in_digits(x0: float, y0: float, a: float, b: float, t: float) -> tuple[float, float]:
    """The square law's closed form in 60 digits, before its end."""
    with localcontext() as context:
        context.prec = 60
        x, y, a_, b_, time = (Decimal(number) for number in (x0, y0, a, b, t))
        growth = ((a_ * b_).sqrt() * time).exp()
        cosh, sinh = (growth + 1 / growth) / 2, (growth - 1 / growth) / 2
        ratio = (a_ / b_).sqrt()
        return float(x * cosh - ratio * y * sinh), float(y * cosh - x / ratio * sinh)


@pytest.mark.parametrize(
    ("x0", "y0", "a", "b"), [(900, 800, 0.3, 0.2), (800, 900, 0.2, 0.3), (950, 700, 0.01, 0.4), (0.7, 0.6, 0.2, 0.3)]
)
def test_the_square_law_keeps_its_digits_to_the_end(x0: float, y0: float, a: float, b: float):
    winner, survivors, day = square_winner(x0, y0, a, b)
    loser = 1 if winner == "x" else 0
    for share in (0.1, 0.5, 0.9, 0.999):
        np.testing.assert_allclose(
            square(x0, y0, a, b, share * day), in_digits(x0, y0, a, b, share * day), rtol=BACKEND
        )
    nearly = math.nextafter(day, 0) - 1e-6 * day
    np.testing.assert_allclose(square(x0, y0, a, b, nearly), in_digits(x0, y0, a, b, nearly), rtol=NEAR_THE_END)
    for t in (day, math.nextafter(day, math.inf), 2 * day, 1e9 * day):
        left = square(x0, y0, a, b, t)
        assert left[loser] == 0
        assert left[1 - loser] == pytest.approx(survivors, rel=ROUNDING)


def test_who_wins_under_the_square_law_and_when():
    """Survivors by b x**2 - a y**2; the day is that on which the loser's closed form is 0."""
    ending = square_winner(10_000, 8_000, 0.01, 0.008)
    assert ending == Ending("x", pytest.approx(math.sqrt(1e8 - 0.8e8), rel=ROUNDING), ending.day)
    assert ending.day == pytest.approx(math.atanh(math.sqrt(1.25) * 0.8) / math.sqrt(8e-5), rel=ROUNDING)
    mirrored = square_winner(8_000, 10_000, 0.008, 0.01)
    assert mirrored == ("y", *(pytest.approx(number, rel=ROUNDING) for number in ending[1:]))
    other = square_winner(300, 700, 0.05, 0.02)
    assert other.winner == "y"
    assert other.survivors == pytest.approx(math.sqrt(700**2 - 0.4 * 300**2), rel=ROUNDING)
    assert other.day == pytest.approx(math.atanh(math.sqrt(0.4) * 3 / 7) / math.sqrt(0.001), rel=ROUNDING)


def test_equal_sides_fade_and_neither_wins():
    assert square_winner(100, 100, 0.01, 0.01) == ("", 0, math.inf)
    assert square_winner(100, 50, 0.04, 0.01) == ("", 0, math.inf)
    x, y = square(100, 50, 0.04, 0.01, [0, 50, 100, 1e6])
    np.testing.assert_allclose(x, [100, 100 / math.e, 100 * math.exp(-2), 0], rtol=ROUNDING)
    np.testing.assert_allclose(y, x / 2, rtol=ROUNDING)


def test_laws_share_the_solution_of_aimed_fire():
    given = 900.0, 800.0, 0.3, 0.2
    assert aimed_fire_ends(*given) == square_winner(*given)
    assert aimed_fire_ends(0.9, 0.8, 0.3, 0.3).winner == "x"
    assert aimed_fire(*given, 1.5) == square(*given, 1.5)
    assert (Ending("x", 2.0, 3.0).winner, Ending("x", 2.0, 3.0).survivors, Ending("x", 2.0, 3.0).day) == ("x", 2, 3)


# --- the power law --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("q", [0, 0.5, -0.55, -3])
def test_the_power_law_ends_when_a_side_is_gone(q: float):
    """The survivors follow from the state equation with 0 for the loser."""
    a, b, power = 0.01 / 8_000**q, 0.008 / 8_000**q, 2 - q
    x, y = mixed(10_000, 8_000, a, b, 1, q, [0, 1e4, 1e5])
    left = (10_000**power - a / b * 8_000**power) ** (1 / power)
    np.testing.assert_allclose(x, [10_000, left, left], rtol=BACKEND)
    np.testing.assert_allclose(y, [8_000, 0, 0], rtol=BACKEND)
    mirrored = mixed(8_000, 10_000, b, a, 1, q, 1e4)
    assert mirrored == pytest.approx((0, left), rel=BACKEND)


def test_a_side_counts_as_gone_at_a_thousand_millionth():
    """Under the logarithmic exponents both would fade for ever; x does so faster."""
    gone = math.log(1e9) / 0.02
    x, y = mixed(10_000, 8_000, 0.02, 0.013, 0, 1, [gone * 0.9999, gone * 1.0001, gone * 3])
    assert x[0] == pytest.approx(10_000 * math.exp(-0.02 * gone * 0.9999), rel=BACKEND)
    assert (x[1], x[2]) == (0, 0)
    np.testing.assert_allclose(y[1:], 8_000 * math.exp(-0.013 * gone), rtol=BACKEND)
    y, x = mixed(8_000, 10_000, 0.013, 0.02, 0, 1, [gone * 0.9999, gone * 1.0001])
    assert x[0] > 0 == x[1]
    assert y[1] == pytest.approx(8_000 * math.exp(-0.013 * gone), rel=BACKEND)


def test_a_fight_that_runs_away_ends_where_it_does():
    """With q far below 0 the loser's loss rate has no bound: he is gone before any share of him is next to nothing."""
    x, y = mixed(100, 120, 1e10, 2e10, 1, -5, [0, 1e9])
    assert x[1] == 0
    assert y[1] == pytest.approx((120**7 - 2 * 100**7) ** (1 / 7), rel=BACKEND)


def test_the_greater_side_may_be_the_one_that_is_gone():
    """He loses whose share left is the smaller, not whose number is."""
    x, y = mixed(1e6, 10, 100.0, 1e-12, 1, 0, [0, 1e9])
    assert list(x) == [pytest.approx(1e6, rel=ROUNDING), 0]
    assert y[1] == pytest.approx(math.sqrt(100 - 1e-14 * 1e12), rel=BACKEND)


def test_the_numerical_solution_keeps_twelve_digits():
    """Equal sides under Hartley's exponents: x**-0.15 grows in a straight line."""
    times = np.array([1.0, 50.0, 400.0])
    exact = (700**-0.15 + 0.15 * 0.02 * times) ** (-1 / 0.15)
    for side in power_law(700, 700, 0.02, 0.02, 0.4, 0.75, times):
        np.testing.assert_allclose(side, exact, rtol=10 * ROUNDING)


def test_stance_multiplies_one_side_and_divides_the_other():
    fight = {"p": 0.25, "q": 0.75, "t": [0, 10, 50]}
    one = mixed(10_000, 8_000, 0.01, 0.008, stance=1.25, **fight)
    np.testing.assert_allclose(one, mixed(10_000, 8_000, 0.0125, 0.0064, **fight), rtol=BACKEND)
    np.testing.assert_array_equal(mixed(10_000, 8_000, 0.01, 0.008, 0.25, 0.75, [0, 9]),
                                  mixed(10_000, 8_000, 0.01, 0.008, 0.25, 0.75, [0, 9], 1.0))  # fmt: skip


def test_losses_of_a_day_are_the_formula():
    assert mixed_losses(9, 16, 0.1, 0.2, 0.5, 1.5, stance=2) == pytest.approx((21.6, 19.2), rel=ROUNDING)
    assert mixed_losses(9, 16, 0.1, 0.2, 0.5, 1.5) == pytest.approx((10.8, 38.4), rel=ROUNDING)
    assert mixed_losses(4, 25, 0.1, 0.2, -0.5, 0.5, 0.5) == pytest.approx((0.02, 1.0), rel=ROUNDING)


# --- Helmbold -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weiss", [0, 1])
def test_helmbold_ends_in_the_logarithmic_and_the_square_law(weiss: float):
    times = [0, 1, 30, 75, 500]
    other = square(X0, Y0, 0.013, 0.007, times) if weiss else logarithmic(X0, Y0, 0.013, 0.007, times)
    np.testing.assert_allclose(helmbold(X0, Y0, 0.013, 0.007, weiss, times), other, rtol=ROUNDING)


@pytest.mark.parametrize("weiss", [1e-4, 1e-8, 1e-12, 1e-16, 1e-100, 5e-324])
def test_a_small_weiss_parameter_loses_no_digits(weiss: float):
    """To first order in W, ln x differs from the logarithmic law's by W a t (ln(x0 / y0) + (b - a) t / 2)."""
    for t in (0.5, 60.0):
        x, y = helmbold(X0, Y0, 0.013, 0.021, weiss, t)
        for side, start, own, enemy, other in ((x, X0, 0.013, 0.021, Y0), (y, Y0, 0.021, 0.013, X0)):
            moved = weiss * own * t * (math.log(start / other) + (enemy - own) * t / 2)
            assert math.log(side / start) == pytest.approx(-own * t + moved, abs=1e2 * weiss**2 + ROUNDING)


@pytest.mark.parametrize("fight", [(X0, Y0, 0.013, 0.021), (Y0, X0, 3.0, 2e-4), (500.0, 500.0, 0.3, 0.3)])
def test_both_ways_to_solve_helmbold_meet(fight: tuple[float, float, float, float]):
    times = [0, 0.5, 20, 200, 1e3, 1e4, 1e6]
    small = helmbold(*fight, math.nextafter(1e-3, 0), times)
    np.testing.assert_allclose(small, helmbold(*fight, 1e-3, times), rtol=BACKEND)


def test_equal_sides_fade_under_helmbold_to_the_last_digit():
    """They fade by a fixed share a day, whatever W, down to where x**W is next to nothing."""
    for weiss in (1.0, 0.5, 0.01, 1e-3, 9e-4, 1e-9, 0.0):
        for side in helmbold(700, 700, 0.3, 0.3, weiss, [1, 60, 90]):
            np.testing.assert_allclose(side, 700 * np.exp(-0.3 * np.array([1, 60, 90])), rtol=BACKEND)


def test_greater_numbers_count_for_less_with_a_smaller_weiss_parameter():
    """Losses of the smaller side in a short fight fall as W does, those of the greater rise: (x / y)**(1 - W)."""
    for weiss in (0.25, 0.5, 0.75):
        x, y = helmbold(400, 100, 0.01, 0.02, weiss, 1e-6)
        assert 400 - x == pytest.approx(0.01e-6 * 100 * 4 ** (1 - weiss), rel=FIRST_ORDER)
        assert 100 - y == pytest.approx(0.02e-6 * 400 * 4 ** (weiss - 1), rel=FIRST_ORDER)


# --- Deitchman ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("y0", [900.0, 4095.999, 4096.0, 4096.001, 9000.0])
def test_an_ambush_solves_its_equations_whoever_wins(y0: float):
    a, b, x0 = 0.25, 2.0**-13, 4096.0
    times = np.array([0, 0.5, 2, 4, 5.5]) * min(1, deitchman_winner(x0, y0, a, b).day / 6)
    run = solve_ivp(
        lambda _, s: [-a * s[1], -b * s[0] * s[1]],
        (0, 6),
        [x0, y0],
        "DOP853",
        t_eval=times,
        rtol=ROUNDING,
        atol=BACKEND,
    )
    x, y = deitchman(x0, y0, a, b, times)
    np.testing.assert_allclose([x, y], run.y, rtol=BACKEND)
    np.testing.assert_allclose(b / 2 * x**2 - a * y, b / 2 * x0**2 - a * y0, rtol=BACKEND, atol=BACKEND * a * y0)


def test_who_wins_an_ambush():
    """The seen side if b x0**2 > 2 a y0."""
    seen = deitchman_winner(4096, 1024, 0.25, 2.0**-13)
    assert seen == ("x", pytest.approx(4096 * math.sqrt(0.75), rel=ROUNDING), math.inf)
    assert deitchman_winner(4096, 4096, 0.25, 2.0**-13) == ("", 0, math.inf)
    hidden = deitchman_winner(4096, 8192, 0.25, 2.0**-13)
    assert hidden == ("y", pytest.approx(4096, rel=ROUNDING), pytest.approx(math.pi, rel=ROUNDING))
    assert deitchman_winner(4096, 4096 + 2**-30, 0.25, 2.0**-13).winner == "y"
    assert deitchman_winner(4096, 4096 - 2**-30, 0.25, 2.0**-13).winner == "x"
    assert deitchman_winner(300, 70, 3.0, 0.002).day == pytest.approx(fought_out(300, 70, 3.0, 0.002), rel=BACKEND)


def fought_out(x0: float, y0: float, a: float, b: float) -> float:
    """The day on which x is gone, by integration."""

    def gone(_: float, sides: np.ndarray) -> float:
        return sides[0]

    gone.terminal = True
    change = lambda _, s: [-a * s[1], -b * s[0] * s[1]]  # noqa: E731
    return solve_ivp(change, (0, 1e3), [x0, y0], "DOP853", events=gone, rtol=ROUNDING, atol=BACKEND).t_events[0][0]


def test_an_ambush_ends_when_the_seen_side_is_gone():
    fight = 300.0, 70.0, 3.0, 0.002
    _, survivors, day = deitchman_winner(*fight)
    x, y = deitchman(*fight, [0.999999 * day, day, math.nextafter(day, math.inf), 100 * day])
    assert x[0] > 0
    assert x[0] == pytest.approx(3.0 * survivors * 1e-6 * day, rel=FIRST_ORDER)
    assert list(x[1:]) == [0, 0, 0]
    np.testing.assert_allclose(y, survivors, rtol=BACKEND)


def test_a_hidden_side_that_loses_fades_for_ever():
    x, y = deitchman(5000, 400, 0.1, 1e-5, [2000, 2001, 1e5])
    pace = 1e-5 * math.sqrt(2 * 85 / 1e-5)
    assert y[1] / y[0] == pytest.approx(math.exp(-pace), rel=BACKEND)
    assert y[2] == 0
    np.testing.assert_allclose(x, math.sqrt(2 * 85 / 1e-5), rtol=BACKEND)


# --- what is refused ------------------------------------------------------------------------------------------------


def arguments(function: Law) -> dict[str, float]:
    """A fight that a function takes, by the names of its arguments."""
    fight = {"x0": 500.0, "y0": 400.0, "x": 500.0, "y": 400.0, "a": 0.02, "b": 0.01, "t": 3.0}
    given = {**fight, "p": 0.5, "q": 0.7, "stance": 1.5, "weiss": 0.4}
    return {name: given[name] for name in inspect.signature(function).parameters}


ALL = [*FUNCTIONS.values(), mixed_losses, square_winner, deitchman_winner]


@pytest.mark.parametrize("function", ALL, ids=lambda function: function.__name__)
def test_every_argument_is_held_to_its_range(function: Law):
    fine = arguments(function)
    function(**fine)
    for name in fine:
        low, high = BOUNDS.get(name, (math.ulp(0.0), math.inf))
        for beyond in {math.nextafter(low, -math.inf), math.nextafter(high, math.inf), math.nan}:
            found = re.escape(f"{name}: found {beyond:g}; accepted is {MEANINGS[name]}")
            with pytest.raises(ScenarioError, match=f"^{found}$"):
                function(**fine | {name: beyond})


@pytest.mark.parametrize("function", ALL, ids=lambda function: function.__name__)
def test_every_argument_may_stand_at_its_bounds(function: Law):
    fine = arguments(function)
    for name in set(fine) & set(BOUNDS):
        for bound in BOUNDS[name]:
            assert np.all(np.isfinite(function(**fine | {name: bound})))


@pytest.mark.parametrize("function", ALL, ids=lambda function: function.__name__)
def test_all_wrong_arguments_are_said_at_once(function: Law):
    names = list(arguments(function))
    with pytest.raises(ScenarioError, match="accepted is") as raised:
        function(**dict.fromkeys(names, -7.0))
    assert sorted(problem.path for problem in raised.value.problems) == sorted(names)

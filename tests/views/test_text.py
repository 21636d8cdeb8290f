"""How numbers are told: to what their errors allow, with true minus signs, and nothing that JSON lacks."""

import math

import pytest

from attrit.statistics.estimates import Estimate
from attrit.views.words.numbers import (
    decimals,
    error_in_unit,
    exact,
    finite,
    interval,
    level,
    measured,
    percent,
    share_with_error,
    shares,
    times,
    with_article,
)


@pytest.mark.parametrize(
    ("share", "error", "places", "said"),
    [
        (0.206, 0.052, None, "21 ± 5"),
        (0.0181, 0.0071, None, "1.8 ± 0.7"),
        (0.206, 0.052, 1, "20.6 ± 5.2"),
        (-0.0123, 0.0072, 2, "−1.23 ± 0.72"),
        (-0.0004, 0.02, None, "0 ± 2"),
        (0.5, 0.0004, None, "50.0 ± <0.1"),
        (0.5, 0.00004, 2, "50.00 ± <0.01"),
        (-12.5, 11.0, None, "−1,250 ± 1,100"),
        (0.0, 0.0, 1, "–"),
        (math.nan, math.nan, None, "–"),
        (0.1, math.inf, 2, "–"),
    ],
)
def test_a_share_is_told_as_exactly_as_its_error_allows(
    share: float, error: float, places: int | None, said: str
) -> None:
    assert share_with_error(share, error, places) == said
    assert " ± ".join(dict.fromkeys(shares(share, error, places))) == said


def test_zero_has_no_sign_and_minus_is_one() -> None:
    assert (decimals(-0.04, 1), decimals(0.04, 1, signed=True), decimals(-1234.5, 1)) == ("0.0", "0.0", "−1,234.5")
    assert (percent(-0.0004, signed=True), percent(-0.021, signed=True)) == ("0.0 pt", "−2.1 pt")


def test_an_error_that_is_not_nothing_does_not_look_like_nothing() -> None:
    said = [error_in_unit(x, "1", probability=False) for x in (0.0, 0.0004, 0.0123)]
    assert said == ["0.000", "<0.001", "0.012"]
    assert error_in_unit(0.0123, "1", probability=True) == "1.2"
    assert error_in_unit(math.nan, "km2", probability=False) == "–"


def test_times_have_a_decimal_below_ten() -> None:
    assert [times(x) for x in (1.0, 9.94, 9.96, 1234.0, math.inf)] == ["1.0", "9.9", "10", "1,234", "–"]


def test_only_a_difference_takes_an_article() -> None:
    assert with_article("difference in area held (a less b)") == "the difference in area held (a less b)"
    assert with_article("area held (a)") == "area held (a)"


def test_json_has_no_infinity() -> None:
    assert [finite(x) for x in (1.5, math.nan, math.inf, -math.inf)] == [1.5, None, None, None]


@pytest.mark.parametrize(
    ("x", "error", "said"),
    [
        (10_612.0, 84.0, ("10,610", "80")),
        (-12.96, 0.304, ("−12.96", "0.30")),
        (-12.96, 0.36, ("−13.0", "0.4")),
        (2.54, 0.097, ("2.54", "0.10")),
        (23_478.0, 962.0, ("23,500", "1,000")),
        (0.02, 0.4, ("0.0", "0.4")),
        (5.0, 0.0, ("5", "")),
        (0.1 + 0.2, 1e-17, ("0.300", "")),
        (math.nan, math.nan, ("–", "–")),
        (3.0, math.nan, ("3", "–")),
    ],
)
def test_a_number_is_rounded_to_its_own_error(x: float, error: float, said: tuple[str, str]) -> None:
    assert measured(x, error) == said


def test_a_printed_error_is_near_the_error_and_never_looks_like_nothing() -> None:
    for k in range(400):
        error = 10 ** (-4 + k / 50)
        shown = float(measured(1.0, error)[1].replace(",", ""))
        assert abs(shown / error - 1) < 0.13 and 0 < float(f"{shown:.1e}") == shown, error


def test_a_number_without_a_printed_error_has_no_digit_below_it() -> None:
    assert [level(x, 1.8) for x in (179.3, -0.4)] == ["179", "0"]
    assert [level(0.8959, 0.003), level(9930.0, 20.0), level(9930.0, 20.0, 2)] == ["0.896", "9,930", "9,900"]
    assert [exact(x) for x in (0.0, 20.0, 0.12345, 15_000.0)] == ["0", "20", "0.123", "15,000"]


@pytest.mark.parametrize(
    ("low", "high", "errors", "said"),
    [
        (-54.1, 0.97, (1.1, 0.1), "[−54, +1]"),
        (71.0, 9_102.0, (9.0, 60.0), "[+70, +9,100]"),
        (0.4381, 1.764, (0.002, 0.02), "[+0.44, +1.76]"),
        (-0.92, -0.0031, (0.01, 0.0002), "[−0.92, −0.003]"),
        (-30.0, 0.0, (1.5, 0.0), "[−30, 0]"),
        (0.0, 4.7, (0.01, 0.2), "[0, +4.7]"),
        (-9.0, -4.0, (0.03, 0.3), "[−9.0, −4.0]"),
        (4.0, 4.0, (0.0, 0.0), ""),
    ],
)
def test_ends_are_rounded_to_their_errors_and_keep_their_side_of_zero(
    low: float, high: float, errors: tuple[float, float], said: str
) -> None:
    e = Estimate(0.0, low, high, 0.1, 0.0, 0.1, 100, *errors)
    assert interval(e, signed=True) == said

"""How numbers are told: to what their errors allow, with true minus signs, and nothing that JSON lacks."""

import math

import pytest

from attrit.views.text import (
    decimals,
    error_in_unit,
    finite,
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

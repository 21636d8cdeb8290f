"""What people write beside a number: words before and behind it, thousands, units, shortened ranges."""

from __future__ import annotations

from pathlib import Path

import pytest

from attrit.errors import LedgerError
from attrit.evidence.claims import Ledger
from attrit.evidence.dialect import Dialect
from attrit.evidence.numerals import Stated, stated

COMMA = Dialect(decimal="comma").of_file(";")
HEAD = "id,subject,value,unit,qualifier,as_of,made_on,claimant\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("près de 9 000", Stated(9000, qualifier="about")),
        ("quelque 9 000", Stated(9000, qualifier="about")),
        ("env. 9 500", Stated(9500, qualifier="about")),
        ("9 500 env.", Stated(9500, qualifier="about")),
        ("9 500 environ", Stated(9500, qualifier="about")),
        ("presque 9 500", Stated(9500, qualifier="about")),
        ("autour de 9 500", Stated(9500, qualifier="about")),
        ("knapp 9.500", Stated(9500, qualifier="about")),
        ("300 000 et plus", Stated(300000, qualifier="at_least")),
        ("300 000 ou plus", Stated(300000, qualifier="at_least")),
        ("300.000 oder mehr", Stated(300000, qualifier="at_least")),
        ("300 000 or fewer", Stated(300000, qualifier="up_to")),
        ("no more than 5", Stated(5, qualifier="up_to")),
        ("no fewer than 5", Stated(5, qualifier="at_least")),
        ("environ 300 000 et plus", Stated(300000, qualifier="at_least")),
        ("95 mille", Stated(95000)),
        ("9,5 milliers", Stated(9500)),
        ("1,2 Mio.", Stated(1.2e6)),
        ("9 500 hommes", Stated(9500, unit="hommes")),
        ("environ 9 500 Mann", Stated(9500, qualifier="about", unit="Mann")),
        ("300 000 hommes et plus", Stated(300000, qualifier="at_least", unit="hommes")),
        ("1,5 million d'hommes", Stated(1.5e6, unit="hommes")),
        ("5 milliers de soldats", Stated(5000, unit="soldats")),
        ("3 à 4 mille hommes", Stated(None, 3000, 4000, "range", "hommes")),
        ("25 %", Stated(25, unit="%")),
        ("12,5 km²", Stated(12.5, unit="km²")),
    ],
)
def test_what_is_said_beside_a_number_is_understood(text: str, expected: Stated) -> None:
    assert stated(text, COMMA) == expected


@pytest.mark.parametrize(
    ("text", "dialect", "readings"),
    [
        ("60 à 100 000", COMMA, "60,000 to 100,000, or 60 to 100,000"),
        ("60-100 000", COMMA, "60,000 to 100,000, or 60 to 100,000"),
        ("60-100.000", COMMA, "60,000 to 100,000, or 60 to 100,000"),
        ("3 à 4 000", COMMA, "3,000 to 4,000, or 3 to 4,000"),
        ("1,5 à 2 000 hommes", COMMA, "1,500 to 2,000, or 1.5 to 2,000"),
        ("60-100,000", Dialect(), "60,000 to 100,000, or 60 to 100,000"),
        ("60 to 100,000", Dialect().of_file(",", unclear=","), "60,000 to 100,000, or 60 to 100,000"),
        ("between 60 and 100,000", Dialect(), "60,000 to 100,000, or 60 to 100,000"),
        ("c. 5-7 000", Dialect(), "5,000 to 7,000, or 5 to 7,000"),
        ("5 to 7,000,000", Dialect(), "5,000,000 to 7,000,000, or 5 to 7,000,000"),
        ("900 to 1,000,000", Dialect(), "900,000 to 1,000,000, or 900 to 1,000,000"),
    ],
)
def test_a_range_whose_first_end_may_have_lost_its_thousands_is_refused(
    text: str, dialect: Dialect, readings: str
) -> None:
    with pytest.raises(LedgerError) as caught:
        stated(text, dialect)
    assert f"{caught.value}" == f"'{text}' is not clear: {readings}; write both ends in full"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("60 to 100 thousand", 60000, 100000),
        ("60,000 to 100,000", 60000, 100000),
        ("60 000-100 000", 60000, 100000),
        ("500 to 1,000", 500, 1000),
        ("1 to 1,000", 1, 1000),
        ("60-100", 60, 100),
        ("0 to 1,000", 0, 1000),
        ("60 to 100000", 60, 100000),
        ("1,500 to 2,000", 1500, 2000),
    ],
)
def test_a_range_that_can_be_read_in_one_way_is_read(text: str, low: float, high: float) -> None:
    assert stated(text) == Stated(None, low, high, "range")


def read(path: Path, value: str, unit: str) -> Ledger:
    path.write_text(f"{HEAD}A,men,{value},{unit},about,1982-07,1982-08-10,Baghdad\n", "utf-8")
    return Ledger.read(path)


@pytest.mark.parametrize(
    ("value", "unit", "number", "means"),
    [
        ("9 500 hommes", "person", 9500, "person"),
        ("9 500 hommes", "", 9500, "hommes"),
        ("25 %", "%", 25, "%"),
        ("25 %", "1", 0.25, "1"),
        ("55 %", "share", 0.55, "share"),
        ("2 weeks", "day", 14, "day"),
    ],
)
def test_a_unit_behind_a_number_is_brought_to_the_unit_of_the_row(
    tmp_path: Path, value: str, unit: str, number: float, means: str
) -> None:
    (claim,) = read(tmp_path / "l.csv", value, unit)
    assert (claim.value, claim.unit) == (number, means)


def test_a_range_in_another_unit_is_brought_to_the_unit_of_the_row(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text(f"{HEAD}A,dead,20-30 %,1,,1982-07,1982-08-10,Baghdad\n", "utf-8")
    (claim,) = Ledger.read(tmp_path / "l.csv")
    assert (claim.low, claim.value, claim.high, claim.unit) == (0.2, None, 0.3, "1")


@pytest.mark.parametrize(("value", "unit"), [("25 %", "person"), ("12 km", "km2"), ("900 men", "item")])
def test_a_unit_behind_a_number_that_is_not_that_of_the_row_is_refused(tmp_path: Path, value: str, unit: str) -> None:
    with pytest.raises(LedgerError, match=rf"l\.csv:2:value: .*and the unit of the row is {unit}; one unit; leave out"):
        read(tmp_path / "l.csv", value, unit)


def test_people_with_three_decimals_are_refused_where_only_the_cell_says_that_they_are_people(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"'9\.500 men' is not clear: people"):
        read(tmp_path / "l.csv", "9.500 men", "")


def test_the_refusal_says_all_that_is_accepted() -> None:
    says = (
        r"'9 500 dead' is not a number; digits, with a comma for decimals and blanks between thousands, words such as"
    )
    with pytest.raises(LedgerError, match=says):
        stated("9 500 dead", COMMA)


def test_no_other_decimal_mark_is_offered_where_it_would_not_help(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text(HEAD.replace(",", ";") + "A;men;1 250,5;person;about;1982-07;1982-08-10;Baghdad\n", "utf-8")
    from attrit.evidence.formats import read_any

    with pytest.raises(LedgerError, match=r"1250\.5 person: a fraction of a count; write a whole number") as caught:
        read_any(path, dialect=Dialect(decimal="comma"))
    assert "--decimal" not in f"{caught.value}"

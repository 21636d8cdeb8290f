"""Numbers as people write them: one reading for each text, or none."""

from __future__ import annotations

import pytest

from attrit.errors import LedgerError
from attrit.evidence.biases import COLUMNS, Biases
from attrit.evidence.claims import Ledger
from attrit.evidence.daily_losses import read_daily_losses
from attrit.evidence.dialect import Dialect
from attrit.evidence.imports import hubverse
from attrit.evidence.numerals import Stated, check_count, number, stated

COMMA = Dialect(decimal="comma")
ASKED = Dialect().of_file(";")


@pytest.mark.parametrize(
    ("text", "dialect", "expected"),
    [
        ("593.912", Dialect(), 593.912),
        ("1.234", Dialect(), 1.234),
        ("100.000", Dialect(), 100),
        ("1,351", Dialect(), 1351),
        ("1,234,567.5", Dialect(), 1234567.5),
        ("10 000", Dialect(), 10000),
        ("1\u202f000\u00a0000", Dialect(), 1e6),
        ("1'000", Dialect(), 1000),
        ("\u22125", Dialect(), -5),
        (".5", Dialect(), 0.5),
        ("1e-10", Dialect(), 1e-10),
        ("100.000", COMMA, 100000),
        ("1.351", COMMA, 1351),
        ("0,4", COMMA, 0.4),
        ("1.234.567,5", COMMA, 1234567.5),
        ("593.912", Dialect(decimal="point").of_file(";"), 593.912),
        ("593.9120", ASKED, 593.912),
        ("0.123", ASKED, 0.123),
    ],
)
def test_a_number_is_read_in_its_dialect(text: str, dialect: Dialect, expected: float) -> None:
    assert number(text, dialect) == expected


@pytest.mark.parametrize(
    ("text", "dialect", "says"),
    [
        ("593.912", ASKED, "'593.912' is not clear: a point may stand before decimals or between thousands; say which"),
        ("1,351", ASKED, "'1,351' is not clear: a comma may stand"),
        ("1,351", Dialect().of_file(",", unclear=","), "'1,351' is not a number; .*; write 1351"),
        ("0,4", Dialect(), "write 0.4, or import the file with --decimal comma"),
        ("1.234.567", Dialect(), "write 1234567, or import"),
        ("0.4", COMMA, "'0.4' is not a number; digits, with a comma for decimals"),
        ("12,34", Dialect(), "write 12.34, or"),
        ("1,23,456", Dialect(), "'1,23,456' is not a number"),
        ("1_000", Dialect(), "'1_000' is not a number"),
        ("nan", Dialect(), "'nan' is not a number"),
        ("٣", Dialect(), "is not a number"),
        ("", Dialect(), "'' is not a number"),
    ],
)
def test_what_is_no_number_or_two_is_refused_with_the_cure(text: str, dialect: Dialect, says: str) -> None:
    with pytest.raises(LedgerError, match=says):
        number(text, dialect)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,351", Stated(1351)),
        ("60,000\u2013100,000[12]", Stated(None, 60000, 100000, "range")),
        ("60,000-100,000", Stated(None, 60000, 100000, "range")),
        ("5 to 10 thousand", Stated(None, 5000, 10000, "range")),
        ("c. 60,000 to 100,000 [a][b]", Stated(None, 60000, 100000, "range")),
        ("between 5 and 7", Stated(None, 5, 7, "range")),
        ("300,000+", Stated(300000, qualifier="at_least")),
        ("\u2265 5", Stated(5, qualifier="at_least")),
        (">= 5", Stated(5, qualifier="at_least")),
        ("more than 1,000*", Stated(1000, qualifier="at_least")),
        ("up to 20", Stated(20, qualifier="up_to")),
        ("c. 1,351", Stated(1351, qualifier="about")),
        ("~\u00a0400\u00a0000", Stated(400000, qualifier="about")),
        ("about 1.2 million", Stated(1.2e6, qualifier="about")),
        ("1e-5", Stated(1e-5)),
        ("mindestens 5", Stated(5, qualifier="at_least")),
        ("plus de 1 000", Stated(1000, qualifier="at_least")),
        ("\u00dcber 5", Stated(5, qualifier="at_least")),
        ("bis zu 5", Stated(5, qualifier="up_to")),
        ("environ 400", Stated(400, qualifier="about")),
        ("5 bis 7", Stated(None, 5, 7, "range")),
        ("entre 5 et 7", Stated(None, 5, 7, "range")),
        ("60 000 \u00e0 100 000", Stated(None, 60000, 100000, "range")),
        ("from 5 to 7", Stated(None, 5, 7, "range")),
    ],
)
def test_what_stands_beside_a_number_is_its_qualifier(text: str, expected: Stated) -> None:
    assert stated(text) == expected


@pytest.mark.parametrize(
    ("text", "dialect", "cure"),
    [
        ("9.500", Dialect(), "import the file with --decimal comma, or write 9500"),
        ("100.000", Dialect(decimal="point"), "import the file with --decimal comma, or write 100000"),
        ("3.000 - 5.000", ASKED, "import the file with --decimal comma, or write 3000"),
        ("9,500", COMMA, "import the file with --decimal point, or write 9500"),
        ("9.500", COMMA, ""),
        ("1.200 million", Dialect(), ""),
        ("1,234.000", Dialect(), ""),
        ("104.1250", Dialect(), ""),
    ],
)
def test_a_count_with_three_decimals_has_thousands(text: str, dialect: Dialect, cure: str) -> None:
    if not cure:
        check_count(text, dialect)
        return
    with pytest.raises(LedgerError, match=f"'{text}' is not clear: people, rounds and items are whole.*; {cure}"):
        check_count(text, dialect)


@pytest.mark.parametrize("text", ["castle", "5 dead", "men", "c.", "-", "1-2-3", "over", "at least 5 or less"])
def test_other_words_are_no_number(text: str) -> None:
    with pytest.raises(LedgerError, match=f"'{text}' is not a number"):
        stated(text)


def test_the_same_text_is_the_same_number_in_every_file(tmp_path) -> None:
    ledger, biases, daily = (tmp_path / f"{name}.csv" for name in ("ledger", "biases", "daily"))
    forecast = tmp_path / "2024-05-06-a-b.csv"
    ledger.write_text(
        "id,subject,value,unit,qualifier,as_of,made_on,claimant\nA,ground,593.912,km2,about,2024,2024-11-16,M\n"
    )
    biases.write_text(f"{','.join(COLUMNS)}\nown,,losses,.5,1.234,593.912,judgement,here\n")
    rows = "".join(f"{day},{side},593.912,1.234\n" for day in range(9) for side in ("red", "blue"))
    daily.write_text(f"day,side,strength,losses\n{rows}")
    forecast.write_text("origin_date,target,output_type,output_type_id,value\n2024-05-06,losses,quantile,0.5,593.912\n")
    assert Ledger.read(ledger).claims[0].value == 593.912
    assert Biases.read(biases).rows[0].p95 == 593.912
    assert (read_daily_losses(daily).strength == 593.912).all()
    assert hubverse(forecast).claims[0].value == 593.912
    biases.write_text(f"{','.join(COLUMNS)}\nown,,losses,.5,1_000,nan,judgement,here\n")
    with pytest.raises(LedgerError, match="'1_000' is not a number; a factor above 0"):
        Biases.read(biases)


def test_a_ledger_takes_what_can_be_read_in_one_way_only(tmp_path) -> None:
    path = tmp_path / "ledger.csv"
    cells = ["10 000", "\u2265 5", '"1,234,567"', "c. 400", "5\u20139", "1'000[3]"]
    rows = "".join(f"A{i},men,{cell},person,,1 December 1944,04-Mar-24,M{i}\n" for i, cell in enumerate(cells))
    text = f"id,subject,value,unit,qualifier,as_of,made_on,claimant\n{rows}"
    path.write_text(text.replace("10 000,person,", "10 000,person,about").replace('567",person,', '567",person,about'))
    with pytest.raises(LedgerError, match="A5: empty; one of exact, about"):
        Ledger.read(path)
    path.write_text(path.read_text("utf-8").replace("[3],person,", "[3],person,exact"), "utf-8")
    claims = Ledger.read(path).claims
    assert [(c.qualifier, c.low, c.value, c.high) for c in claims] == [
        ("about", None, 10000, None),
        ("at_least", None, 5, None),
        ("about", None, 1234567, None),
        ("about", None, 400, None),
        ("range", 5, None, 9),
        ("exact", None, 1000, None),
    ]
    assert {(c.as_of, f"{c.made_on}") for c in claims} == {("1944-12-01", "2024-03-04")}

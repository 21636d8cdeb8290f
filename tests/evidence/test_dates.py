"""Dates as people write them, in the words of a ledger."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from attrit.errors import LedgerError
from attrit.evidence.dates import day, stated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-17", "2024-05-17"),
        ("1861-6-10", "1861-06-10"),
        ("2024-05-17 00:00:00.000", "2024-05-17"),
        ("2024-05-17T00:00:00Z", "2024-05-17"),
        ("1 December 1944", "1944-12-01"),
        ("9 April 2031", "2031-04-09"),
        ("April 9, 2031", "2031-04-09"),
        ("04-Mar-24", "2024-03-04"),
        ("16-Dec-44", "1944-12-16"),
        ("1. März 1945", "1945-03-01"),
        ("3 août 1914", "1914-08-03"),
        ("Dec 2031", "2031-12"),
        ("2024-Q3", "2024-Q3"),
        ("2024-01/2024-06", "2024-01/2024-06"),
        ("1 May 2024/3 May 2024", "2024-05-01/2024-05-03"),
        ("1 March 2030 \u2013 9 April 2031", "2030-03-01/2031-04-09"),
        ("1 March \u2013 25 April 2030", "2030-03-01/2030-04-25"),
        ("1\u20139 April 2031", "2031-04-01/2031-04-09"),
        ("March to April 2030", "2030-03/2030-04"),
        ("2030\u20132031", "2030/2031"),
        ("2030-2031", "2030/2031"),
        ("1er ao\u00fbt 1982", "1982-08-01"),
        ("13-28 juillet 1982", "1982-07-13/1982-07-28"),
        ("13 \u2013 28 juillet 1982", "1982-07-13/1982-07-28"),
        ("du 13 au 28 juillet 1982", "1982-07-13/1982-07-28"),
        ("du 1er au 28 juillet 1982", "1982-07-01/1982-07-28"),
        ("le 13 juillet 1982", "1982-07-13"),
        ("mardi 13 juillet 1982", "1982-07-13"),
        ("13 juillet 1982 12:00", "1982-07-13"),
        ("juil-82", "1982-07"),
        ("juil.-82", "1982-07"),
        ("July '24", "2024-07"),
        ("07/1982", "1982-07"),
        ("07/1982 - 09/1982", "1982-07/1982-09"),
        ("1. August 1982", "1982-08-01"),
        ("Dienstag, 13. Juli 1982", "1982-07-13"),
        ("am 13. Juli 1982", "1982-07-13"),
        ("vom 13. bis 28. Juli 1982", "1982-07-13/1982-07-28"),
        ("13.\u201328. Juli 1982", "1982-07-13/1982-07-28"),
        ("1st August 1982", "1982-08-01"),
        ("August 1st, 1982", "1982-08-01"),
        ("the 1st of August 1982", "1982-08-01"),
        ("Tuesday, 13 July 1982", "1982-07-13"),
        ("July 13-28, 1982", "1982-07-13/1982-07-28"),
        ("between 13 and 28 July 1982", "1982-07-13/1982-07-28"),
    ],
)
def test_a_date_in_words_is_a_date(text: str, expected: str) -> None:
    assert stated(text) == expected


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("18/04/2001", "day-first", "2001-04-18"),
        ("02/05/2001", "day-first", "2001-05-02"),
        ("02/05/2001", "month-first", "2001-02-05"),
        ("31.12.1982", "day-first", "1982-12-31"),
        ("31.12.82", "day-first", "1982-12-31"),
        ("2001-04-18", "day-first", "2001-04-18"),
        ("13.07.1982 - 28.07.1982", "day-first", "1982-07-13/1982-07-28"),
        ("13.07.1982-28.07.1982", "day-first", "1982-07-13/1982-07-28"),
        ("13.07.1982\u201328.07.1982", "day-first", "1982-07-13/1982-07-28"),
        ("7/13/1982-7/28/1982", "month-first", "1982-07-13/1982-07-28"),
        ("13/07/1982 00:00:00", "day-first", "1982-07-13"),
        ("mardi 13/07/1982", "day-first", "1982-07-13"),
    ],
)
def test_what_stands_first_is_said(text: str, order: str, expected: str) -> None:
    assert stated(text, order) == expected


@pytest.mark.parametrize(
    ("text", "order", "says"),
    [
        ("31.12.1982", "", "write 1982-12-31, or import the file with --dates day-first"),
        ("18/04/2001", "", "write 2001-04-18, or import the file with --dates day-first"),
        ("4/18/2001", "", "write 2001-04-18, or import the file with --dates month-first"),
        (
            "13.07.1982-28.07.1982",
            "",
            "'13.07.1982-28.07.1982' is not a date; .*; write 1982-07-13/1982-07-28, or import",
        ),
        ("02/05/2001 - 05/06/2001", "", "the day or the month stands first"),
        ("02/05/2001", "", "the day or the month stands first; say which: --dates day-first or --dates month-first"),
        (
            "18/04/2001",
            "month-first",
            "'18/04/2001' is not a date with the month first; import the file with --dates d",
        ),
        ("30 February 2024", "", "'30 February 2024' is not a date; day"),
        ("9 April 2031 \u2013 1 March 2030", "", "ends before it begins"),
        ("31 Foo 2024", "", "'31 Foo 2024' is not a date"),
        ("Jui 1914", "", "'Jui 1914' is not a date"),
        ("juil-24", "", "'juil-24' is not a date; 24 may be a day or a year"),
        ("13/1982", "", "'13/1982' is not a date"),
        ("mi-juillet 1982", "", "is not a date; 2024-11-16, 16 novembre 2024, du 1er au 16 novembre 2024, 2024-11"),
        ("Mitte Juli 1982", "", "is not a date; 2024-11-16, 16. November 2024, vom 1. bis 16. November 2024, 2024-11"),
        ("mid-July 1982", "", "is not a date; 2024-11-16, 16 November 2024, 2024-11"),
    ],
)
def test_what_is_no_date_or_two_is_refused_with_the_cure(text: str, order: str, says: str) -> None:
    with pytest.raises(LedgerError, match=says):
        stated(text, order)


def test_a_day_is_single_and_may_count_from_1970() -> None:
    assert f"{day('1710201600')}" == f"{day('1710201600000')}" == "2024-03-12"
    with pytest.raises(LedgerError, match="'2024-05' is no single day"):
        day("2024-05")


def test_every_form_of_a_date_in_the_page_is_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "import.md").read_text("utf-8")
    rows = [
        row.split("|")[1:3]
        for row in page.split("### Dates\n")[1].split("\n#")[0].splitlines()
        if row.startswith("| `")
    ]
    forms = [(form, said.strip(" `")) for cell, said in rows for form in re.findall("`([^`]+)`", cell)]
    assert len(forms) > 20
    for form, said in forms:
        assert stated(form, "day-first") == said, form

"""Tables of daily strengths and losses."""

import numpy as np
import pytest

from attrit.errors import LedgerError
from attrit.evidence.daily_losses import read_daily_losses
from attrit.evidence.dialect import Dialect

HEAD = "day,side,strength,losses"
ROWS = [f"{day},{side},{1000 + day},{10 + day + k}" for day in range(1, 7) for k, side in enumerate(("red", "blue"))]


@pytest.fixture
def file(tmp_path):
    def write(text: str):
        path = tmp_path / "daily.csv"
        path.write_text(text, "utf-8")
        return path

    return write


def text(rows: list[str], head: str = HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


def test_a_table_by_day_and_side(file):
    found = read_daily_losses(file(text(ROWS[::-1])))
    assert found.sides == ("blue", "red")
    assert found.day.tolist() == [1, 2, 3, 4, 5, 6]
    assert found.strength.tolist() == [[1000 + day] * 2 for day in range(1, 7)]
    assert found.losses.tolist() == [[11 + day, 10 + day] for day in range(1, 7)]
    assert (found.stance == 0).all()
    assert found.left_out == 0


def test_days_without_four_numbers_are_left_out_and_counted(file):
    rows = [*ROWS, "7,red,1000,0", "7,blue,1000,5", "8,red,1000,5"]
    assert read_daily_losses(file(text(rows))).left_out == 2
    some = read_daily_losses(file(text(rows)), days=(2, 7))
    assert (some.day.tolist(), some.left_out) == ([2, 3, 4, 5, 6], 1)


@pytest.mark.parametrize("blank", ["", "NA", "–"])
def test_a_row_with_an_empty_cell_is_left_out_like_a_missing_row(file, blank):
    rows = [row.replace("4,red,1004,14", f"4,red,1004,{blank}") for row in ROWS]
    missing = [row for row in ROWS if not row.startswith("4,red")]
    found, without = (read_daily_losses(file(text(some))) for some in (rows, missing))
    assert found.day.tolist() == without.day.tolist() == [1, 2, 3, 5, 6]
    assert found.left_out == without.left_out == 1
    summed = read_daily_losses(file(text(rows)), losses="losses + 2*strength", strength="4*strength")
    assert summed.day.tolist() == [1, 2, 3, 5, 6]


@pytest.mark.parametrize(
    ("form", "order"),
    [("{} December 1944", ""), ("{:02}-Dec-44", ""), ("{}.12.1944", "day-first"), ("12/{}/1944", "month-first")],
)
def test_days_may_be_dates_in_any_words(file, form, order):
    rows = [f"{form.format(day)};{side};1.000,5;10" for day in range(1, 13) for side in ("Red", "Blue")]
    head = HEAD.replace(",", ";")
    found = read_daily_losses(file(text(rows, head)), dialect=Dialect("comma", order))
    assert found.day.tolist() == list(range(1, 13))
    assert (found.strength == 1000.5).all()


def test_a_date_that_can_be_read_in_two_ways_is_asked_about(file):
    rows = [f"0{day}/12/1944,{side},1000,10" for day in range(1, 9) for side in ("Red", "Blue")]
    with pytest.raises(LedgerError, match=r"'01/12/1944' is no day, and 15 more .*; say which: --dates day-first or"):
        read_daily_losses(file(text(rows)))


def test_columns_are_weighed(file):
    head = "day,side,men,tanks,lost,tanks lost"
    rows = [f"{day},{side},1000,{day},10,1" for day in range(1, 6) for side in ("red", "blue")]
    found = read_daily_losses(file(text(rows, head)), strength="men + 20*tanks", losses="lost+2.5 * tanks lost")
    np.testing.assert_array_equal(found.strength[:, 0], 1000 + 20 * np.arange(1, 6))
    assert (found.losses == 12.5).all()


def test_days_may_be_dates_and_columns_have_other_names(file):
    rows = [f"1944-12-{16 + day},{side},{1000 + day},10" for day in range(6) for side in ("red", "blue")]
    path = file(text(rows, "date,army,men,lost"))
    found = read_daily_losses(path, strength="men", losses="lost", day="date", side="army", days=(2, 9))
    assert found.day.tolist() == [2, 3, 4, 5, 6]
    assert found.strength[:, 0].tolist() == [1001, 1002, 1003, 1004, 1005]
    broken = file(text([*rows, "soon,red,5,5"], "date,army,men,lost"))
    with pytest.raises(LedgerError, match=r"daily.csv:14:date: 'soon' is not a day; such as 2024-05-17"):
        read_daily_losses(broken, strength="men", losses="lost", day="date", side="army")


def test_stances_from_the_file_or_from_the_caller(file):
    rows = [f"{row},{'attack' if row.split(',')[1] == 'red' else 'defend'}" for row in ROWS]
    path = file(text(rows, HEAD + ",stance"))
    assert (read_daily_losses(path).stance == [1, -1]).all()
    said = read_daily_losses(path, attacks={"red": (1, 2), "blue": (4, 6)}).stance
    assert said.tolist() == [[1, -1], [1, -1], [1, -1], [-1, 1], [-1, 1], [-1, 1]]


@pytest.mark.parametrize(
    ("rows", "head", "options", "says"),
    [
        (ROWS, "day,side,strenght,losses", {}, "daily.csv:1:strength: missing column; all of day, side, strength, losses; did you mean 'strenght'"),
        ([*ROWS, "x,red,1,2"], HEAD, {}, "daily.csv:14:day: 'x' is no day; a whole number, or a date such as 1944-12-16"),
        ([*ROWS, "9,red,-1,2"], HEAD, {}, "daily.csv:14:strength: -1 is out of range; a number from 0"),
        ([*ROWS, "1,red,5,2"], HEAD, {}, "daily.csv:14:day: day 1 of red is there twice"),
        ([*ROWS, "9,,5,2"], HEAD, {}, "daily.csv:14:side: empty; the name of a side"),
        ([*ROWS, "9,green,5,2"], HEAD, {}, "daily.csv:1:side: 3 sides: red, blue, green; two sides"),
        ([], HEAD, {}, "daily.csv:1:side: 0 sides: no row; two sides"),
        ([f"1,{side},0,5" for side in ("red", "blue")], HEAD, {}, "none of 1 days has strengths and losses of both sides above 0"),
        (ROWS, HEAD, {"days": (20, 30)}, "none of 0 days has strengths"),
        (ROWS, HEAD, {"attacks": {"rde": (1, 2)}}, "rde: no such side; one of red, blue; did you mean 'red'"),
        ([*ROWS, "7,red,100.000,618"], HEAD, {}, "daily.csv:14:losses: losses of 618, more than the strength of 100; a point stands before decimals"),
        ([*ROWS, "7,red,100,618"], HEAD, {}, "daily.csv:14:losses: losses of 618, more than the strength of 100$"),
        (ROWS, HEAD, {"strength": "20*"}, r"strength: '20\*' is no sum of columns; such as men \+ 20\*tanks"),
        (ROWS, HEAD, {"strength": "1.2.3*strength"}, "is no sum of columns"),
        ([f"{row},charge" for row in ROWS], HEAD + ",stance", {}, "daily.csv:2:stance: unknown 'charge', and 11 more cells alike, in rows 3, 4, .*; one of attack, defend"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place(file, rows, head, options, says):
    with pytest.raises(LedgerError, match=says):
        read_daily_losses(file(text(rows, head)), **options)

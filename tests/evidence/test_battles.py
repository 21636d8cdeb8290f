"""Tables of battles: a row for each, attackers and defenders side by side."""

from __future__ import annotations

import pytest

from attrit.errors import LedgerError
from attrit.evidence.battles import read_battles
from attrit.evidence.dialect import Dialect

HEAD = "year,R0,Rc,B0,Bc\n"
COLUMNS = "R0, Rc, B0, Bc"


@pytest.fixture
def file(tmp_path):
    def write(*rows: str, head: str = HEAD):
        path = tmp_path / "battles.csv"
        path.write_text(head + "\n".join(rows))
        return path

    return write


def test_a_wide_table_is_battles_with_the_attackers_first(file) -> None:
    path = file("1620,47500,400,32000,6000", "1621,20000,,20000,5000", '1622,"26,000",2000,21000,8000', "1623,9,0,9,1")
    found = read_battles(path, COLUMNS)
    assert found.strength.tolist() == [[47500, 32000], [26000, 21000]]
    assert found.losses.tolist() == [[400, 6000], [2000, 8000]]
    assert (found.left_out, len({*found.group})) == (2, 2)
    assert read_battles(path, COLUMNS, group="year").group.tolist() == ["1620", "1622"]


def test_numbers_follow_the_dialect(file) -> None:
    path = file("1620;47.500;400,5;32.000;6.000", head=HEAD.replace(",", ";"))
    assert read_battles(path, COLUMNS, dialect=Dialect("comma")).losses.tolist() == [[400.5, 6000]]


@pytest.mark.parametrize(
    ("rows", "columns", "says"),
    [
        (["1620,5,4,3,2"], "R0,Rc,B0", "battles: 'R0,Rc,B0'; four columns: strength and losses of the attackers"),
        (["1620,5,4,3,2"], "R0,R0,B0,Bc", "four columns"),
        (["1620,5,4,3,2"], "R0,Rc,B0,Bd", "1:Bd: missing column; all of R0, Rc, B0, Bd"),
        (["1620,5,x,3,4"], COLUMNS, "2:Rc: 'x' is not a number"),
        (["1620,5,1,3,4"], COLUMNS, "2:Bc: losses of 4, more than the strength of 3"),
        (["1620,5,,3,2"], COLUMNS, "none of 1 battles has strengths and losses of both sides above 0"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(file, rows, columns, says) -> None:
    with pytest.raises(LedgerError, match=says):
        read_battles(file(*rows), columns)

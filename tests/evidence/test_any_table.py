"""Any table as claims: constants, keys and ids that are made, several numbers in a row, rows that are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from attrit.errors import LedgerError, Problem, told_once
from attrit.evidence.any_table import renamed
from attrit.evidence.dialect import Dialect
from attrit.evidence.formats import read_any
from attrit.evidence.imports import ucdp_ged

GED = Path(__file__).with_name("foreign") / "ged.csv"
TOTALS = """date,day,personnel,tanks
2022-02-24,1,800,30
2022-02-25,2,2800,80
"""
ENCYCLOPAEDIA = """Time period,Source,Side,Killed,Wounded,Date of estimate
1 March 2030 – 9 April 2031,Ally estimate,Northland,"60,000–100,000[12]","300,000+",9 April 2031
1 March – 25 April 2030,Northland MoD,Northland,"1,351","3,825",25 April 2030
2030–2031,Southland,Northland,≥ 200000,NA,Dec 2031
"""
SAID = {"unit": "person", "qualifier": "about"}


@pytest.fixture
def table(tmp_path):
    def write(text: str, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def test_running_totals_of_one_claimant_are_read(table) -> None:
    columns = {"date": ["as_of", "made_on"], "personnel": "value", "day": "id"}
    first, second = renamed(table(TOTALS), columns, constants=SAID | {"claimant": "MoD"}, since="24 February 2022")
    assert (second.id, second.subject, second.value, second.unit) == ("2", "personnel", 2800, "person")
    assert (second.as_of, f"{second.made_on}", second.claimant) == ("2022-02-24/2022-02-25", "2022-02-25", "MoD")
    assert first.as_of == "2022-02-24/2022-02-24"
    assert second.note == "tanks: 80"


def test_a_table_of_an_encyclopaedia_is_read(table) -> None:
    columns = {"Time period": "as_of", "Source": "claimant", "Side": "of", "Date of estimate": "made_on"}
    columns |= {"Killed": "value", "Wounded": "value"}
    claims = renamed(table(ENCYCLOPAEDIA), columns, constants=SAID).claims
    assert [(c.id, c.subject, c.qualifier, c.low, c.value, c.high) for c in claims] == [
        ("table_2_killed", "killed_northland", "range", 60000, None, 100000),
        ("table_2_wounded", "wounded_northland", "at_least", None, 300000, None),
        ("table_3_killed", "killed_northland", "about", None, 1351, None),
        ("table_3_wounded", "wounded_northland", "about", None, 3825, None),
        ("table_4_killed", "killed_northland", "at_least", None, 200000, None),
    ]
    assert [c.as_of for c in claims[::2]] == ["2030-03-01/2031-04-09", "2030-03-01/2030-04-25", "2030/2031"]
    assert f"{claims[-1].made_on}" == "2031-12-31"
    assert claims[-1].note == "made_on is the last day of Dec 2031"


def test_keys_are_made_of_names_which_the_note_keeps(table) -> None:
    text = 'Battle,kind,Losses,when,who\n"Big Bethel, Va.",Battle dead,79,1861-6-10,Livermore\n'
    columns = {"Battle": "subject", "Losses": "value", "when": ["as_of", "made_on"], "who": "claimant"}
    (claim,) = renamed(table(text), columns, constants=SAID)
    assert (claim.subject, claim.kind, claim.as_of) == ("big_bethel_va", "battle_dead", "1861-06-10")
    assert claim.note == "Battle: Big Bethel, Va."


def test_a_subject_may_have_the_words_of_several_columns(table) -> None:
    text = "location,target,observation,target_end_date\nNL,wk inc losses,12,2024-05-13\n"
    columns = {"target": "subject", "location": "subject", "observation": "value"}
    columns |= {"target_end_date": ["as_of", "made_on"]}
    (claim,) = renamed(table(text), columns, constants=SAID | {"claimant": "Registry", "qualifier": "exact"})
    assert (claim.subject, claim.value, claim.qualifier) == ("wk_inc_losses_nl", 12, "exact")


GERMAN = """Nr;Was;Zahl;Einheit;Art;Stand;Gesagt am;Wer
1;men;100.000;person;about;31.12.1982;31.12.1982;Basra
2;share;0,4;1;about;01.02.1982;02.02.1982;Basra
3;men;1.351;person;about;März 1982;1. April 1982;Tehran
"""
HEADINGS = {"Nr": "id", "Was": "subject", "Zahl": "value", "Einheit": "unit", "Art": "qualifier", "Stand": "as_of"}
HEADINGS |= {"Gesagt am": "made_on", "Wer": "claimant"}


def test_a_sheet_with_decimal_commas_and_the_day_first_is_read_if_that_is_said(table) -> None:
    path = table(GERMAN)
    claims = renamed(path, HEADINGS, dialect=Dialect("comma", "day-first")).claims
    assert [(c.value, c.as_of, f"{c.made_on}") for c in claims] == [
        (100000, "1982-12-31", "1982-12-31"),
        (0.4, "1982-02-01", "1982-02-02"),
        (1351, "1982-03", "1982-04-01"),
    ]
    with pytest.raises(LedgerError) as caught:
        renamed(path, HEADINGS)
    told = [str(problem) for problem in caught.value.problems]
    assert "'100.000' is not clear: people, rounds and items are whole" in told[0]
    assert told[0].endswith("import the file with --decimal comma, or write 100000")
    assert told[1].endswith("write 1982-12-31, or import the file with --dates day-first")
    assert "--decimal comma" in told[3]
    assert told[6] == told[0].replace(":2:", ":4:").replace("1: '100.000'", "3: '1.351'").replace("100000", "1351")


def test_a_ledger_in_another_dialect_is_read_by_its_own_headings(table) -> None:
    text = GERMAN.replace("\n1;", "\n1;", 1)
    for theirs, ours in HEADINGS.items():
        text = text.replace(theirs, ours, 1)
    path = table(text)
    assert read_any(path, dialect=Dialect("comma", "day-first"))[0].claims[1].value == 0.4
    with pytest.raises(LedgerError, match="decimal: unknown 'komma'; one of point, comma; did you mean 'comma'"):
        read_any(path, dialect=Dialect("komma"))


def test_what_no_column_says_is_told_once(table) -> None:
    rows = "".join(f"2022-03-{day:02},{day}00\n" for day in range(1, 30))
    with pytest.raises(LedgerError) as caught:
        renamed(table(f"date,personnel\n{rows}"), {"date": "as_of", "personnel": "value"})
    told = [problem.where.rpartition(":")[2] for problem in caught.value.problems]
    assert told == ["made_on", "claimant", "unit", "qualifier"]
    assert caught.value.problems[1].cure.endswith("--constant claimant=...")


def test_a_cause_is_told_once_with_its_rows(table) -> None:
    rows = "".join(f"2022-03-{day:02},{day}00 dead\n" for day in range(1, 30))
    constants = SAID | {"claimant": "MoD"}
    with pytest.raises(LedgerError) as caught:
        renamed(table(f"date,men\n{rows}"), {"date": ["as_of", "made_on"], "men": "value"}, constants=constants)
    (problem,) = caught.value.problems
    assert "'100 dead' is not a number, and 28 more cells alike, in rows 3, 4, 5, " in problem.found


WORDED = """id,subject,low,value,high,unit,qualifier,stance,as_of,made_on,claimant
A,men,,100,,men,At Least,,1982,1982-07-20,a
B,men,,100,,men,more than,Says,1982,1982-07-20,b
C,men,,100,,men,up to,claimed,1982,1982-07-20,c
D,men,,100,,men,Circa,Denied,1982,1982-07-20,d
E,men,,100,,men,c.,does not acknowledge,1982,1982-07-20,e
F,men,80,,120,men,Between,confirmed,1982,1982-07-20,f
G,men,,80-120,,men,between,,1982,1982-07-20,g
H,men,,100,,men,höchstens,,1982,1982-07-20,h
I,men,,100,,men,AT_MOST,,1982,1982-07-20,i
"""


def test_qualifiers_and_stances_are_read_in_the_words_of_people(table) -> None:
    claims = read_any(table(WORDED), dialect=Dialect("point"))[0].claims
    words = ["at_least", "at_least", "up_to", "about", "about", "range", "range", "up_to", "up_to"]
    assert [claim.qualifier for claim in claims] == words
    acts = ["asserts", "asserts", "asserts", "denies", "does_not_acknowledge", "confirms"]
    assert [claim.stance for claim in claims][:6] == acts


def test_a_ledger_understands_the_same_words(table) -> None:
    path = table(WORDED.replace(",,1982,", ",asserts,1982,"))
    assert read_any(path)[0].claims[0].qualifier == "at_least"


def test_words_with_different_cures_are_told_one_by_one_and_others_are_listed(table) -> None:
    rows = ["at leest", "up too", *(f"odd{letter}" for letter in "abcde")]
    text = "".join(f"{i},men,5,men,{word},1982,1982-07-20,x{i}\n" for i, word in enumerate(rows))
    with pytest.raises(LedgerError) as caught:
        read_any(table(f"id,subject,value,unit,qualifier,as_of,made_on,claimant\n{text}"))
    told = [problem.found for problem in caught.value.problems]
    assert [problem.cure for problem in caught.value.problems] == [
        "did you mean 'at_least'?",
        "did you mean 'up_to'?",
        "",
    ]
    assert told[2] == ("unknown 'odda', and 4 more cells alike ('oddb', 'oddc', 'oddd', 'odde'), in rows 5, 6, 7, 8")


def test_a_wrong_word_is_told_beside_a_wrong_number_and_a_wrong_date(table) -> None:
    text = "id,subject,value,unit,qualifier,as_of,made_on,claimant\nA,men,x,,abuot,soon,1982-07-20,a\n"
    with pytest.raises(LedgerError) as caught:
        read_any(table(text))
    assert [problem.where.rpartition(":")[2] for problem in caught.value.problems] == [
        "value", "unit", "qualifier", "as_of",
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["9.5", "1234.125"])
def test_a_fraction_of_a_count_is_refused_in_a_table(table, number) -> None:
    text = f"id,subject,value,unit,qualifier,as_of,made_on,claimant\nA,men,{number},men,about,1982,1982-07-20,a\n"
    with pytest.raises(LedgerError, match=r"men: a fraction of a count; write a whole number, such as \d+ or \d+$"):
        read_any(table(text), dialect=Dialect("point"))
    read_any(table(text.replace(",men,about", ",km2,about")), dialect=Dialect("point"))


def test_dead_with_three_decimals_are_refused_in_a_file_of_events(table) -> None:
    path = table(GED.read_text("utf-8").replace(",8,12,8", ",8,9.500,8"))
    with pytest.raises(LedgerError, match=r"'9.500' is not clear: people, .*--decimal comma"):
        ucdp_ged(path)


def test_few_problems_and_problems_without_a_row_are_told_one_by_one() -> None:
    problems = [Problem(f"f.csv:{row}:a", "", f"'{row}' is odd") for row in (2, 3, 4)] + [Problem("", "x", "odd")] * 1
    assert told_once(problems) == problems


@pytest.mark.parametrize(
    ("columns", "constants", "says"),
    [
        ({"personnel": "claimant", "tanks": "claimant"}, {}, "1:tanks: 'personnel' is claimant already; one column"),
        ({"personnel": "value"}, {"value": "5"}, "1:personnel: value is a column and a constant"),
        ({"personnel": "value"}, {"valeu": "5"}, "constants: 'valeu'; one of .*; did you mean 'value'"),
    ],
)
def test_what_contradicts_itself_is_refused(table, columns, constants, says) -> None:
    with pytest.raises(LedgerError, match=says):
        renamed(table(TOTALS), columns, constants=constants)


def test_rows_that_are_wrong_are_left_out_by_name_where_that_is_asked(table) -> None:
    text = GED.read_text("utf-8").replace(",8,12,8", ",8,x,8").replace("2024-04-10 00:00:00.000,2", "soon,2")
    path = table(text)
    with pytest.raises(LedgerError):
        ucdp_ged(path)
    left_out: list[Problem] = []
    ledger, _ = read_any(path, by="total", left_out=left_out)
    assert [str(problem).removeprefix(f"{path}:") for problem in left_out] == [
        "2:high: 'x' is not a number; a number from 0 to 1e+15",
        "5:date_start: 'soon' is not a day; such as 2024-05-17",
    ]
    assert next(claim.value for claim in ledger if claim.kind == "deaths") == 13


def test_what_repeats_a_row_that_is_left_out_is_left_out_too(table) -> None:
    rows = ["A,men,1e99,person,about,2024,2024-05-01,He,", "B,men,5,person,about,2024,2024-05-02,She,A"]
    rows += ["C,men,6,person,about,2024,2024-05-03,They,"]
    path = table("\n".join(["id,subject,value,unit,qualifier,as_of,made_on,claimant,repeats", *rows]))
    left_out: list[Problem] = []
    ledger, _ = read_any(path, left_out=left_out)
    assert [claim.id for claim in ledger] == ["C"]
    assert [problem.path for problem in left_out] == ["A", "B"]
    with pytest.raises(LedgerError, match="no claim is left of the file"):
        read_any(table("\n".join([path.read_text("utf-8").splitlines()[0], rows[0]])), left_out=[])


def test_options_that_say_nothing_of_a_format_are_refused(table) -> None:
    with pytest.raises(LedgerError) as caught:
        read_any(GED, claimant="X", unit="tank")
    assert [str(problem) for problem in caught.value.problems] == [
        "claimant: says nothing of a file read as ucdp_ged; for hubverse only",
        "unit: says nothing of a file read as ucdp_ged; for hubverse only",
    ]

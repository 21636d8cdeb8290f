"""Claims and ledgers: what is read, what is refused and where, and what a ledger tells about itself."""

import csv
import io
import random
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrit import library
from attrit.errors import LedgerError, ScenarioError
from attrit.evidence.claims import Claim, Ledger, check_product
from attrit.evidence.pools import pool
from attrit.evidence.statement import COLUMNS, NEEDED, QUALIFIERS, STANCES, half_step, period
from attrit.quantities import convert
from tests.tolerances import ROUNDING

KURSK = Path(library.__file__).with_name("kursk-2024-ledger.csv")
DOCS = Path(__file__).parents[2] / "docs" / "ledger.md"
ARTICLE = Path(__file__).parents[3] / "shared" / "mission" / "article.txt"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "kursk-2024" / "claims.csv"
ROW = {
    "id": "A1",
    "subject": "men_in_kursk",
    "value": "10000",
    "unit": "person",
    "qualifier": "about",
    "stance": "asserts",
    "as_of": "2024-11",
    "made_on": "2024-11-04",
    "claimant": "Washington",
}


@pytest.fixture(scope="module")
def kursk() -> Ledger:
    return Ledger.read(KURSK)


def claim(**fields) -> Claim:
    given = {"id": "A1", "subject": "men", "as_of": "2024-11", "made_on": date(2024, 11, 4), "claimant": "Washington"}
    return Claim(**given | {"note": "said so"} | fields)


def about(value: float, **fields) -> Claim:
    return claim(value=value, unit="person", qualifier="about", **fields)


def write(path: Path, rows: list[dict[str, str]], columns=COLUMNS, separator=",", encoding="utf-8") -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=separator, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


# units


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (3.0, "men", (3.0, "person")),
        (30.4375, "persons/month", (1.0, "person/day")),
        (365.25, "shells per year", (1.0, "round/day")),
        (2.0, "weeks", (14.0, "day")),
        (20.0, "%", (0.2, "1")),
        (7.0, "km²/week", (1.0, "km2/day")),
        (36.525, "% / year", (0.001, "1/day")),
        (5.0, "day/day", (5.0, "1")),
        (5.0, "km/1", (5.0, "km")),
    ],
)
def test_units_are_brought_to_person_day_km_and_round(value, unit, expected):
    number, canonical = convert(value, unit)
    assert canonical == expected[1]
    assert number == pytest.approx(expected[0], rel=ROUNDING)


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("persns", r"unknown unit 'persns'; known are .*; did you mean 'persons'\?"),
        ("person/fortnight", "unknown unit 'person/fortnight'"),
        ("person/day/day", "unknown unit 'person/day/day'; known are"),
        ("", "unknown unit ''"),
    ],
)
def test_an_unknown_unit_is_refused(unit, words):
    with pytest.raises(ScenarioError, match=words):
        convert(1.0, unit)


# dates and rounding


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-11-16", (2024, 11, 16), (2024, 11, 16)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2024-Q3", (2024, 7, 1), (2024, 9, 30)),
        ("2024", (2024, 1, 1), (2024, 12, 31)),
        ("2024-01/2024-06", (2024, 1, 1), (2024, 6, 30)),
        ("9999", (9999, 1, 1), (9999, 12, 31)),
    ],
)
def test_a_date_may_be_a_month_a_quarter_a_year_or_a_span(text, first, last):
    assert period(text) == (date(*first), date(*last))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("45612", "a spreadsheet's day number, probably 2024-11-16: format the column as text"),
        ("11/16/24", "'11/16/24' is not a date; .*; format the column as text and write the year first"),
        ("Nov-24", "'Nov-24' is not a date"),
        ("2024-02-30", "'2024-02-30' is not a date; day is out of range"),
        ("2024-13", "'2024-13' is not a date; month must be in"),
        ("0000-01-01", "'0000-01-01' is not a date; year"),
        ("2024-06/2024-01", "'2024-06/2024-01' ends before it begins"),
        ("2024-Q5", "is not a date"),
        ("٢٠٢٤", "is not a date"),
    ],
)
def test_a_mangled_date_is_refused_with_a_cure(text, words):
    with pytest.raises(LedgerError, match=words):
        period(text)


@pytest.mark.parametrize(
    ("value", "half"),
    [(10000, 500), (11000, 500), (50000, 5000), (8000, 500), (1500, 50), (3, 0.5), (0.25, 0.005), (2.8e6, 5e4), (0, 0)],
)
def test_rounding_is_read_from_the_digits(value, half):
    assert half_step(value) == pytest.approx(half, rel=ROUNDING)


# one claim


def test_an_interval_is_what_fits_the_words_in_canonical_units():
    monthly = claim(low=20000.0, high=30000.0, unit="men/month", qualifier="range")
    assert monthly.interval() == (20000 / 30.4375, 30000 / 30.4375, "person/day")
    assert monthly.stated == 25000.0
    assert claim(value=5.0, unit="km2", qualifier="exact").interval() == (5.0, 5.0, "km2")
    assert claim(value=5.0, unit="km2", qualifier="at_least").interval() == (5.0, float("inf"), "km2")
    assert claim(high=5.0, unit="km2", qualifier="up_to").interval() == (0.0, 5.0, "km2")
    low, high, unit = about(10000.0).interval()
    assert (low, unit) == (9500.0, "person")
    assert high == pytest.approx(10500.0, rel=ROUNDING)
    assert high < 10500.0
    assert about(700.0, low=538.0).interval()[0] == 538.0
    assert claim().interval() is None
    assert claim().stated is None


def test_a_claim_knows_the_days_it_refers_to():
    assert (claim().start, claim().end) == (date(2024, 11, 1), date(2024, 11, 30))


def test_a_denial_needs_neither_number_nor_note():
    assert claim(stance="denies", note="").interval() is None
    assert claim(stance="does_not_acknowledge", note="").interval() is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"id": ""}, "no id"),
        ({"subject": ""}, "no subject"),
        ({"subject": "Men in Kursk"}, "'Men in Kursk' is not a key; .*; try 'men_in_kursk'"),
        ({"claimant": ""}, "no claimant"),
        ({"as_of": ""}, "no date"),
        ({"as_of": "soon"}, "'soon' is not a date"),
        ({"made_on": None}, "no date"),
        ({"stance": "assert"}, r"unknown 'assert'; .*; did you mean 'asserts'\?"),
        ({"admiralty": "G7"}, "'G7' is no Admiralty code"),
        ({"link": "javascript:alert(1)"}, "'javascript:.*' is no link"),
        ({"unit": ""}, "no unit"),
        ({"unit": "mens"}, r"unknown unit 'mens'; .*; did you mean 'men'\?"),
        ({"qualifier": ""}, "qualifier: empty; one of exact, about"),
        ({"qualifier": "atleast"}, r"unknown 'atleast'; .*; did you mean 'at_least'\?"),
        ({"qualifier": "range"}, "low: 'range' needs low and high"),
        ({"qualifier": "range", "low": 1.0}, "high: 'range' needs low and high"),
        ({"qualifier": "up_to", "value": None, "low": 5.0}, "'up_to' needs value or high"),
        (
            {"qualifier": "up_to", "value": None, "low": 5.0, "high": 9.0},
            "'up_to' with low and high and no value; write r",
        ),
        ({"qualifier": "at_least", "value": None, "low": 5.0, "high": 9.0}, "write range, or leave low or high empty"),
        ({"low": 12.0, "high": 11.0}, "low 12 lies above high 11"),
        ({"low": 12.0}, "value 10 lies outside"),
        ({"high": 9.0}, "value 10 lies outside"),
        ({"value": -1.0}, "-1 is out of range"),
        ({"value": float("nan")}, "nan is out of range"),
        ({"value": float("inf")}, "inf is out of range"),
        ({"value": None, "qualifier": "", "note": ""}, "neither a number nor a note"),
        (
            {"kind": "Men lost"},
            "unknown 'Men lost'; one of losses, strength, ground, supply, recruits; a word of losses",
        ),
        ({"likelihood": "likely"}, "'likely' does not say on which scale; .*; write 'ICD 203: likely' or 'UK: likely'"),
        ({"likelihood": "ICD 203: likly"}, r"unknown 'ICD 203: likly'; .*; did you mean 'ICD 203: likely'\?"),
    ],
)
def test_a_claim_that_lacks_something_is_refused(fields, words):
    with pytest.raises(LedgerError, match=words):
        claim(**{"value": 10.0, "unit": "person", "qualifier": "about"} | fields)


def test_all_that_is_wrong_with_a_claim_is_said_at_once():
    with pytest.raises(LedgerError) as caught:
        claim(claimant="", as_of="", value=10.0, qualifier="abot", stance="says")
    assert {problem.path for problem in caught.value.problems} == {
        "A1.claimant",
        "A1.as_of",
        "A1.unit",
        "A1.qualifier",
        "A1.stance",
    }


# reading


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_commas_and_semicolons_byte_order_marks_blank_rows_and_any_order_of_columns_are_read(
    tmp_path, separator, encoding
):
    rows = [ROW, {}, ROW | {"id": "B2", "note": 'a, "b"; ü\nnew line'}]
    path = write(tmp_path / "l.csv", rows, tuple(reversed(COLUMNS)), separator, encoding)
    ledger = Ledger.read(str(path))
    assert [claim.id for claim in ledger] == ["A1", "B2"]
    assert len(ledger) == 2
    assert ledger.claims[0].value == 10000.0
    assert ledger.claims[0].made_on == date(2024, 11, 4)
    assert ledger.claims[1].note == 'a, "b"; ü\nnew line'


words = st.text(st.characters(codec="utf-8", exclude_characters="\0=+@", exclude_categories=["C", "Z"]))


@given(st.lists(st.tuples(words, words, st.floats(1, 1e14), st.sampled_from(QUALIFIERS[:4])), min_size=1, max_size=5))
def test_a_ledger_written_as_text_is_read_as_it_was(tmp_path_factory, told):
    claims = [
        claim(id=f"c{i}", claimant=f"x{who}", note=note, value=value, unit="person", qualifier=qualifier)
        for i, (who, note, value, qualifier) in enumerate(told)
    ]
    rows = [{name: "" if value is None else str(value) for name, value in vars(c).items()} for c in claims]
    path = write(tmp_path_factory.mktemp("ledger") / "l.csv", rows)
    assert Ledger.read(path) == Ledger(tuple(claims))


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"claimant": ""}, "claimant", "no claimant"),
        ({"as_of": ""}, "as_of", "no date"),
        ({"made_on": ""}, "made_on", "no date"),
        ({"made_on": "2024-11"}, "made_on", "'2024-11' is no single day"),
        ({"made_on": "45612"}, "made_on", "probably 2024-11-16"),
        ({"made_on": "11/16/24"}, "made_on", "year first: 2024-11-16"),
        ({"as_of": "Nov-24"}, "as_of", "format the column as text"),
        ({"unit": ""}, "unit", "no unit"),
        ({"unit": "persn"}, "unit", "did you mean 'person'"),
        ({"subject": ""}, "subject", "no subject"),
        ({"low": "11000"}, "value", "value 10000 lies outside"),
        ({"low": "3", "high": "2"}, "low", "low 3 lies above high 2"),
        ({"qualifier": "abuot"}, "qualifier", "did you mean 'about'"),
        ({"stance": "denis"}, "stance", "did you mean 'denies'"),
        ({"value": "10,000"}, "value", "'10,000' is not a number; .*; write 10000"),
        (
            {"value": "10.000"},
            "value",
            "'10.000' is not clear: people, .*; import the file with --decimal comma, or write 10000",
        ),
        ({"value": "10.000.000"}, "value", "'10.000.000' is not a number; .*; write 10000000"),
        ({"value": "5-9", "low": "3"}, "value", "a range in this cell, and a number in low or high"),
        (
            {"value": "5-9", "qualifier": "up to"},
            "qualifier",
            "already says a range; leave the qualifier empty, or write range",
        ),
        (
            {"value": "9.500"},
            "value",
            "'9.500' is not clear: people, .*; import the file with --decimal comma, or write 9500",
        ),
        ({"value": "", "low": "5", "high": "9", "qualifier": "At least"}, "qualifier", "write range"),
        (
            {"value": "5+", "qualifier": "up_to"},
            "qualifier",
            "'up_to' here, and the cell of the number already says at_least",
        ),
        ({"value": "0,25"}, "value", r"'0,25' is not a number; .*; write 0\.25"),
        ({"value": "ten"}, "value", "'ten' is not a number"),
        ({"value": "1e999"}, "value", "inf is out of range"),
        ({"value": "nan"}, "value", "'nan' is not a number"),
        ({"value": "=5000*2"}, "value", "'=5000[*]2' would run as a formula .*; write the result itself"),
        ({"note": "+1"}, "note", "would run as a formula"),
        ({"note": "a;=1"}, "note", "'a;=1' would run as a formula"),
        ({"as_of": "31.12.1982"}, "as_of", "'31.12.1982' is not a date; .*; write 1982-12-31, or import"),
        ({"made_on": "@today"}, "made_on", "would run as a formula"),
        ({"repeats": "A1x"}, "repeats", r"no claim 'A1x'; the id of a claim; did you mean 'A1'\?"),
        ({"repeats": "A1"}, "repeats", "'A1' repeats itself in a circle"),
        ({"admiralty": "B"}, "admiralty", "'B' is no Admiralty code"),
        ({"link": "www.example.org"}, "link", "is no link"),
        ({"kind": "loses"}, "kind", r"unknown 'loses'; .*; did you mean 'losses'\?"),
        ({"likelihood": "likely"}, "likelihood", "write 'ICD 203: likely' or 'UK: likely'"),
        ({"likelihood": "=likely"}, "likelihood", "would run as a formula"),
        ({"stance": ""}, "stance", "empty; one of asserts"),
    ],
)
def test_a_wrong_cell_is_refused_at_its_row_and_column_and_nothing_else_is(tmp_path, cells, column, words):
    path = write(tmp_path / "l.csv", [ROW | cells])
    with pytest.raises(LedgerError, match=words) as caught:
        Ledger.read(path)
    assert [problem.where for problem in caught.value.problems] == [f"{path}:2:{column}"]


def test_every_problem_of_a_file_is_reported_at_once_in_order(tmp_path):
    rows = [
        ROW | {"unit": "", "claimant": ""},
        {},
        ROW | {"id": "B1", "value": "10,000", "repeats": "C1"},
        ROW | {"id": "B1", "repeats": "B9"},
        ROW | {"id": "C1", "repeats": "B1", "as_of": "?"},
    ]
    path = write(tmp_path / "l.csv", rows)
    with pytest.raises(LedgerError) as caught:
        Ledger.read(path)
    found = [(problem.where.removeprefix(f"{path}:"), problem.path) for problem in caught.value.problems]
    assert found == [
        ("2:unit", "A1"),
        ("2:claimant", "A1"),
        ("4:value", "B1"),
        ("4:repeats", "B1"),
        ("5:id", "B1"),
        ("5:repeats", "B1"),
        ("6:as_of", "C1"),
        ("6:repeats", "C1"),
    ]


def test_a_header_in_capitals_gets_the_hint(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text(",".join(ROW).upper() + "\n" + ",".join(ROW.values()) + "\n")
    with pytest.raises(LedgerError, match="1:SUBJECT: unknown column; did you mean 'subject'"):
        Ledger.read(path)


def test_a_wrong_header_is_refused_column_by_column(tmp_path):
    columns = [*(name for name in COLUMNS if name not in ("unit", "claimant")), "units", "note"]
    path = tmp_path / "l.csv"
    path.write_text(",".join(columns) + "\n" + ",".join(ROW.get(name, "") for name in columns) + "\n")
    with pytest.raises(LedgerError, match="unknown column; did you mean 'unit'") as caught:
        Ledger.read(path)
    found = [(problem.where.removeprefix(f"{path}:"), problem.found) for problem in caught.value.problems]
    assert found == [
        ("1:units", "unknown column"),
        ("1:note", "column appears twice"),
        ("1:claimant", "missing column"),
    ]


def written(path: Path, columns: tuple[str, ...], *rows: dict[str, str]) -> Path:
    """A ledger of some columns only."""
    cells = [{name: row.get(name, "") for name in columns} for row in rows]
    return write(path, cells, columns)


@pytest.mark.parametrize("column", sorted({*COLUMNS} - {*NEEDED}))
def test_a_column_that_is_not_needed_may_be_missing(tmp_path, column):
    row = ROW | ({} if column == "note" else {"note": "said so"})
    if column in ("value", "unit", "qualifier"):  # no number then
        row |= {"value": "", "unit": "", "qualifier": ""}
    (read,) = Ledger.read(written(tmp_path / "l.csv", tuple(name for name in COLUMNS if name != column), row))
    (whole,) = Ledger.read(write(tmp_path / "whole.csv", [row]))
    assert read == whole


def test_only_what_is_needed_makes_a_ledger(tmp_path):
    path = written(tmp_path / "l.csv", (*NEEDED, "note"), ROW | {"note": "said so"})
    (read,) = Ledger.read(path)
    assert (read.stated, read.stance, read.note) == (None, "asserts", "said so")


@pytest.mark.parametrize("column", NEEDED)
def test_a_column_that_is_needed_may_not_be_missing(tmp_path, column):
    path = written(tmp_path / "l.csv", tuple(name for name in COLUMNS if name != column), ROW)
    with pytest.raises(LedgerError, match="missing column; at least id,subject,as_of,made_on,claimant") as caught:
        Ledger.read(path)
    assert [problem.where for problem in caught.value.problems] == [f"{path}:1:{column}"]


@pytest.mark.parametrize(
    ("first", "then", "column", "found"),
    [
        ({"unit": "person"}, {"unit": "km2"}, "unit", "km2 here, person in 'A1' on the same subject"),
        ({"unit": "person"}, {"unit": "person/day"}, "unit", "person/day here, person in 'A1'"),
        ({"of": "RU"}, {"of": "UA"}, "of", "UA here, RU in 'A1'"),
        ({"kind": "losses"}, {"kind": "strength"}, "kind", "strength here, losses in 'A1'"),
    ],
)
def test_a_subject_has_one_unit_one_owner_and_one_kind(tmp_path, first, then, column, found):
    path = write(tmp_path / "l.csv", [ROW | first, ROW | then | {"id": "B2"}])
    with pytest.raises(LedgerError, match=f"{found}.*; one '{column}' for all claims on 'men_in_kursk'") as caught:
        Ledger.read(path)
    assert [(problem.where, problem.path) for problem in caught.value.problems] == [(f"{path}:3:{column}", "B2")]


def test_other_words_for_one_unit_and_an_empty_cell_are_no_second_meaning(tmp_path):
    rows = [
        ROW | {"unit": "persons/month", "of": "ru", "kind": "losses"},
        ROW | {"id": "B2", "unit": "men per day", "of": "RU"},
        ROW | {"id": "C3", "value": "", "unit": "", "qualifier": "", "note": "nobody knows"},
        ROW | {"id": "D4", "subject": "other", "unit": "km2", "of": "UA", "kind": "ground"},
    ]
    assert len(Ledger.read(write(tmp_path / "l.csv", rows))) == 4


def test_rows_without_a_subject_are_not_held_against_each_other(tmp_path):
    path = write(tmp_path / "l.csv", [ROW | {"subject": ""}, ROW | {"id": "B2", "subject": "", "unit": "km2"}])
    with pytest.raises(LedgerError, match="no subject") as caught:
        Ledger.read(path)
    assert [problem.where for problem in caught.value.problems] == [f"{path}:2:subject", f"{path}:3:subject"]


def test_a_probability_word_without_a_number_is_its_band():
    event = claim(subject="war_ends", likelihood="ICD 203: very likely", note="")
    assert event.interval() == (0.80, 0.95, "1")
    assert event.stated is None
    assert event.words == "ICD 203: very likely"
    unsure = about(10000.0, likelihood="UK: likely")
    assert unsure.words == "about 10,000 · UK: likely"
    assert unsure.interval()[0] == 9500.0


@pytest.mark.parametrize(("row", "cells"), [("A1,men", 2), (",".join("x" * 22) + ",more", 23)])
def test_a_row_with_cells_missing_or_left_over_is_refused(tmp_path, row, cells):
    path = tmp_path / "l.csv"
    path.write_text(",".join(COLUMNS) + "\n" + row + "\n")
    with pytest.raises(LedgerError, match=f"l.csv:2:link: .*the row has {cells} cells; 22 as in the first row"):
        Ledger.read(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", r"l.csv:1: the file is empty; a first row with id,subject"),
        (b"\xef\xbb\xbf \n", "l.csv:1: the file is empty"),
        ("id\nü".encode("latin-1"), "l.csv:2: not UTF-8 text; .*; save the sheet as 'CSV UTF-8'"),
        ("id,subject".encode("utf-16"), "l.csv:1: not UTF-8 text"),
        (b"PK\x03\x04\x00\x00", "l.csv:1: not a text file"),
        (b'id,subject\n"A1', "l.csv:2: broken CSV: unexpected end of data; look for a lone quote"),
        (b'id,subject\n"A"1,x\n', "l.csv:2: broken CSV"),
        ((",".join(COLUMNS) + "\n,,,,\n").encode(), "l.csv:2: no claim in the file"),
    ],
)
def test_what_is_no_ledger_at_all_is_one_located_problem(tmp_path, content, words):
    path = tmp_path / "l.csv"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=words) as caught:
        Ledger.read(path)
    assert len(caught.value.problems) == 1


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(LedgerError, match=r"cannot be read: .*; a CSV file"):
            Ledger.read(path)


JUNK = [
    "",
    "=1",
    "10,000",
    "-3",
    "1e400",
    "45612",
    "2024-99",
    "?",
    '"',
    "A1",
    "P012",
    "range",
    "up_to",
    "0",
    "km",
    "\0",
]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The same file with a byte changed, a stretch removed or doubled, or one to three cells replaced."""
    kind = chance.randrange(4)
    at = chance.randrange(len(data))
    if kind == 0:
        return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    if kind == 1:
        return data[:at] + data[at + chance.randrange(1, 200) :]
    if kind == 2:
        return data[:at] + data[at : at + 150] + data[at:]
    table = list(csv.reader(io.StringIO(data.decode())))
    for _ in range(chance.randrange(1, 4)):
        row = chance.choice(table)
        row[chance.randrange(len(row))] = chance.choice([*JUNK, chance.choice(chance.choice(table))])
    text = io.StringIO()
    csv.writer(text).writerows(table)
    return text.getvalue().encode()


EACH = 250
PARTS = [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, 4))]  # one every day


@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_ledger_is_read_or_refused_by_row_and_never_crashes(tmp_path, part):
    data, path = KURSK.read_bytes(), tmp_path / "l.csv"
    read = refused = 0
    for seed in range(part * EACH, (part + 1) * EACH):
        chance = random.Random(seed)
        path.write_bytes(mutated(data, chance))
        try:
            ledger = Ledger.read(path)
        except LedgerError as error:
            refused += 1
            assert all(problem.found for problem in error.problems)
            located = re.compile(re.escape(str(path)) + r":[0-9]+(:.*)?", re.DOTALL)  # a heading may be anything
            assert all(located.fullmatch(problem.where) for problem in error.problems), (seed, str(error))
        else:
            read += 1
            assert ledger.conflicts()
            assert len(ledger.timeline()) == len(ledger)
            assert 0 < len(ledger.originals()) <= len(ledger)
            pooled_or_refused(ledger.about(chance.choice(ledger.subjects)))
    assert read > EACH / 20
    assert refused > EACH / 10


def pooled_or_refused(claims: Ledger) -> None:
    """Pool what there is of a subject; a refusal names the row and the column of what cannot be pooled."""
    try:
        prior = pool(claims)
    except LedgerError as error:
        for problem in error.problems:
            nobody = "no claim with a number" in problem.found or "says how many at" in problem.found
            assert nobody or problem.where.count(":") >= 2, str(problem)
    else:
        assert 0 < prior.p05 < prior.p50 < prior.p95


# a ledger


def test_ids_and_repeats_are_checked_in_memory_too():
    with pytest.raises(LedgerError, match=r"A1\.id: 'A1' is used twice; each id once"):
        Ledger((claim(), claim()))
    with pytest.raises(LedgerError, match=r"A1\.repeats: 'A1' repeats itself in a circle"):
        Ledger((claim(repeats="A2"), claim(id="A2", repeats="A1")))
    with pytest.raises(LedgerError, match=r"A1\.repeats: no claim 'X'"):
        Ledger((claim(repeats="X"),))


def test_a_chain_of_repeats_is_one_voice_also_when_its_source_is_not_selected():
    ledger = Ledger(
        (
            claim(id="copy", repeats="wire", claimant="Paper"),
            claim(id="wire", repeats="source", claimant="Agency"),
            claim(id="source", claimant="Minister", made_on=date(2024, 11, 1)),
            claim(id="own", claimant="Agency", subject="shells"),
        )
    )
    assert [ledger.voice(claim) for claim in ledger] == ["Minister", "Minister", "Minister", "Agency"]
    assert [claim.id for claim in ledger.originals()] == ["source", "own"]
    later = ledger.without("Minister")
    assert [claim.id for claim in later] == ["own"]
    assert [claim.id for claim in ledger.without("Agency")] == ["copy", "source"]
    assert [claim.id for claim in ledger.only("Agency")] == ["wire", "own"]
    copies = ledger.without("Agency").about("men")
    assert [copies.voice(claim) for claim in copies] == ["Minister", "Minister"]


def test_a_selection_that_is_empty_is_a_ledger_and_a_wrong_name_is_refused():
    ledger = Ledger((claim(), claim(id="A2", subject="shells", claimant="Kyiv")))
    assert len(ledger.without("Washington").about("men")) == 0
    with pytest.raises(LedgerError, match=r"no claim about 'shels'; did you mean 'shells'\?"):
        ledger.about("shels")
    with pytest.raises(
        LedgerError, match=r"no claim by 'Wshington'; a claimant or a side; did you mean 'Washington'\?"
    ):
        ledger.without("Wshington")


def test_what_was_said_later_is_not_known_yet(kursk):
    early = kursk.as_of(date(2024, 10, 28))
    assert {claim.id for claim in kursk} - {claim.id for claim in early} >= {"P042", "P074"}
    assert max(claim.made_on for claim in early) == date(2024, 10, 28)
    assert kursk.as_of("2024-10-28") == early
    assert len(kursk.as_of("2024-11")) == len(kursk)
    forecast = next(claim for claim in early if claim.id == "P035")
    assert forecast.made_on < forecast.start


def test_numbers_within_each_others_rounding_do_not_conflict():
    def pair(a: Claim, b: Claim) -> int:
        return len(Ledger((a, b)).conflicts())

    assert pair(about(10000.0), about(11000.0, id="B")) == 1
    assert pair(about(10000.0), about(10400.0, id="B")) == 0
    assert pair(about(10000.0), claim(id="B", value=10000.0, unit="person", qualifier="up_to")) == 0
    assert pair(about(11000.0), claim(id="B", value=10000.0, unit="person", qualifier="up_to")) == 1
    assert pair(about(11000.0), claim(id="B", value=10000.0, unit="person", qualifier="at_least")) == 0
    assert pair(about(10000.0, definition="held"), about(11000.0, id="B")) == 0
    assert pair(about(10000.0), about(11000.0, id="B", stance="denies")) == 0
    assert pair(about(10000.0), about(11000.0, id="B", repeats="A1")) == 0
    assert pair(about(10000.0), claim(id="B", value=90.0, unit="day", qualifier="exact")) == 0


def test_the_nearest_conflict_in_time_comes_first():
    ledger = Ledger(
        (
            about(35000.0, id="now", claimant="A", as_of="2024-11-10"),
            about(6000.0, id="then", claimant="B", as_of="2024-11-01"),
            about(45000.0, id="soon", claimant="C", as_of="2024-11-14"),
        )
    )
    (conflict,) = ledger.conflicts()
    assert [(a.id, b.id) for a, b in conflict.pairs] == [("now", "soon"), ("then", "now"), ("then", "soon")]


def pairs(a: Claim, b: Claim, *within: int) -> int:
    return sum(len(conflict.pairs) for conflict in Ledger((a, b)).conflicts(*within))


@pytest.mark.parametrize(("day", "conflicts"), [("2024-10-15", 1), ("2024-10-16", 0), ("2024-10", 1), ("2024-11", 0)])
def test_claims_more_than_a_fortnight_apart_are_no_conflict(day, conflicts):
    first = about(9000.0, as_of="2024-10-01")
    later = about(6000.0, id="B", claimant="Kyiv", as_of=day)
    assert pairs(first, later) == conflicts


def test_how_far_apart_conflicts_lie_can_be_chosen():
    first = about(9000.0, as_of="2024-10-01")
    later = about(6000.0, id="B", claimant="Kyiv", as_of="2024-10-04")
    assert (pairs(first, later, 2), pairs(first, later, 3), pairs(first, later, 0)) == (0, 1, 0)


def test_one_voice_contradicts_itself_about_the_very_same_time_only():
    first = about(9000.0, as_of="2024-10-01")
    assert pairs(first, about(6000.0, id="B", as_of="2024-10-01")) == 1
    assert pairs(first, about(6000.0, id="B", as_of="2024-10-02")) == 0
    assert pairs(first, about(6000.0, id="B", as_of="2024-10")) == 1  # within the month


def test_counts_over_periods_are_compared_by_their_first_and_last_days():
    first = about(9000.0, as_of="2024-08-06/2024-09-06")
    longer = about(20000.0, id="B", claimant="Kyiv", as_of="2024-08-06/2024-11-05")
    within = about(2000.0, id="C", claimant="Kyiv", as_of="2024-08-20/2024-09-06")
    assert pairs(first, longer) == 0
    assert pairs(first, about(20000.0, id="B", claimant="Kyiv", as_of="2024-08-06/2024-09-12")) == 1
    assert pairs(first, within) == 1
    assert pairs(first, within, 13) == 0
    assert pairs(first, about(20000.0, id="B", as_of="2024-08-06/2024-09-12")) == 0  # of one voice: another period
    assert pairs(first, about(20000.0, id="B", as_of="2024-08-06/2024-09-06")) == 1
    rate = {"unit": "person/day", "qualifier": "about"}  # no count: periods that overlap are one time
    assert (
        pairs(
            claim(value=300.0, as_of="2024-08-06/2024-09-06", **rate),
            claim(value=200.0, id="B", claimant="Kyiv", as_of="2024-08-06/2024-11-05", **rate),
        )
        == 1
    )


def test_a_share_of_a_total_is_held_against_the_part():
    total = about(50000.0, id="T", subject="all", claimant="Kyiv")
    other = about(60000.0, id="O", subject="all", claimant="Seoul", as_of="2024-12")
    share = claim(id="S", subject="share", claimant="Kyiv", value=20.0, unit="%", qualifier="about")
    parts = (about(10000.0, id="P1", subject="part"), about(11000.0, id="P2", subject="part", claimant="Kyiv"))
    (check,) = check_product(Ledger((total, other, share, *parts)), "all", "share", "part")
    assert (check.total, check.share, check.claimed) == (total, share, parts)
    assert (check.computed, check.unit) == (10000.0, "person")
    assert check.agreeing == parts[:1]
    (check,) = check_product(Ledger((other, share, *parts)), "all", "share", "part")
    assert check.computed == 12000.0
    assert check.agreeing == ()
    silent = claim(id="Q", subject="all")
    assert check_product(Ledger((silent, share, *parts)), "all", "share", "part") == ()


# the ledger of Kursk


def test_the_kursk_ledger_speaks_of_every_statement_and_of_nothing_later_than_its_day(kursk):
    told = " ".join(f"{claim.id} {claim.note}" for claim in kursk)
    assert {int(number) for number in re.findall(r"\bS([0-9]+)", told)} == set(range(1, 34))
    assert max(claim.made_on for claim in kursk) == date(2024, 11, 16)
    assert {claim.stance for claim in kursk} <= set(STANCES)


def test_the_kursk_ledger_keeps_every_shared_claim(kursk):
    if not SHARED.exists():
        pytest.skip("the collected claims are not beside this checkout")
    by_id = {claim.id: claim for claim in kursk}
    with SHARED.open(encoding="utf-8") as lines:
        shared = list(csv.DictReader(lines))
    assert len(shared) == 78
    for row in shared:
        kept = by_id[row["claim_id"]]
        first, last = period(row["as_of"])
        if kept.counts_period:  # the shared file gives the last day of what is counted
            assert kept.end == last, kept.id
            assert kept.start <= first, kept.id
        else:
            assert row["as_of"] in (kept.as_of, "2024-06-30"), kept.id  # P005, a rate of the half-year to that day
        assert (kept.made_on.isoformat(), kept.link) == (row["date"], row["url"])
        numbers = {float(row[name]) for name in ("low", "best", "high") if row[name]}
        assert {n for n in (kept.low, kept.value, kept.high) if n is not None} == numbers


def test_ten_thousand_and_eleven_thousand_conflict(kursk):
    pairs = {conflict.subject: conflict.pairs for conflict in kursk.conflicts()}["dprk_men_in_kursk"]
    first = pairs[0]
    assert [(claim.stated, claim.claimant) for claim in first] == [(10000.0, "Washington"), (11000.0, "Zelensky")]
    assert first[0].as_of == first[1].as_of == "2024-11-04"


def test_held_and_contested_ground_are_never_one_conflict(kursk):
    found = [c.definition for c in kursk.conflicts() if c.subject == "area_held"]
    assert sorted(found) == ["held", "held_or_contested"]


def test_a_fifth_of_fifty_thousand_is_what_washington_says_and_not_what_kyiv_says(kursk):
    (check,) = kursk.derived()
    assert (check.total.stated, check.share.stated, check.computed) == (50000.0, 0.2, 10000.0)
    assert check.total.claimant == check.share.claimant == "Zelensky"
    assert {claim.claimant for claim in check.agreeing} == {"Washington"}
    assert "Zelensky" in {claim.claimant for claim in check.claimed}


def test_the_denials_of_the_deployment_are_in_the_ledger(kursk):
    stances = {claim.claimant: claim.stance for claim in kursk.about("dprk_men_in_kursk") if claim.stated is None}
    assert stances == {
        "Kyiv": "confirms",
        "Washington": "confirms",
        "Pyongyang": "does_not_acknowledge",
        "Moscow": "does_not_acknowledge",
    }


@pytest.mark.parametrize("path", [KURSK, DOCS], ids=["ledger", "docs"])
def test_no_nine_words_in_a_row_are_those_of_the_article(path):
    if not ARTICLE.exists():
        pytest.skip("the article is not beside this checkout")

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return set(zip(*(words[shift:] for shift in range(9)), strict=False))

    assert not runs(path.read_text("utf-8")) & runs(ARTICLE.read_text("utf-8"))


# what claims say of each other


@pytest.mark.parametrize(
    ("first", "then", "column", "words"),
    [
        ({}, {"claimant": "WASHINGTON"}, "claimant", "'WASHINGTON' here, 'Washington' in 'A1'; each claimant spelt one way"),
        ({"claimant": "A  B"}, {"claimant": "A B"}, "claimant", "'A B' here, 'A  B' in 'A1'"),
        ({"side": "US"}, {"side": "UK"}, "side", "UK here, US in 'A1' by the same claimant"),
        ({"subject": "women"}, {"repeats": "A1", "claimant": "B"}, "repeats", "'A1' is about 'women', not 'men_in_kursk'"),
        ({"made_on": "2024-11-05"}, {"repeats": "A1", "claimant": "B"}, "repeats", "'A1' was made later, on 2024-11-05"),
    ],
)  # fmt: skip
def test_claims_that_do_not_go_together_are_refused(tmp_path, first, then, column, words):
    path = write(tmp_path / "l.csv", [ROW | first, ROW | then | {"id": "B2"}])
    with pytest.raises(LedgerError, match=re.escape(words)) as caught:
        Ledger.read(path)
    assert [(problem.where, problem.path) for problem in caught.value.problems] == [(f"{path}:3:{column}", "B2")]


@pytest.mark.parametrize(
    ("share", "column", "words"),
    [
        ({"ratio_of": "part"}, "ratio_of", "'part' is not two subjects; part/whole, such as foreign_men/all_men"),
        ({"ratio_of": "prt/all"}, "ratio_of", "no claim about 'prt'; did you mean 'part'?"),
        ({"ratio_of": "ground/all"}, "ratio_of", "'ground' is in km2, 'all' in person; two of one unit"),
        ({"ratio_of": "part/all", "unit": "person"}, "unit", "person of a ratio; 1 or %"),
    ],
)
def test_a_ratio_relates_two_subjects_of_the_ledger(tmp_path, share, column, words):
    rows = [
        ROW | {"id": "A", "subject": "all"},
        ROW | {"id": "P", "subject": "part"},
        ROW | {"id": "G", "subject": "ground", "unit": "km2"},
        ROW | {"id": "S", "subject": "share", "value": "0.2", "unit": "1"} | share,
    ]
    path = write(tmp_path / "l.csv", rows)
    with pytest.raises(LedgerError, match=re.escape(words)) as caught:
        Ledger.read(path)
    assert [problem.where for problem in caught.value.problems] == [f"{path}:5:{column}"]


@pytest.mark.parametrize("column", ["id", "claimant", "note"])
def test_signs_that_do_not_show_are_refused(tmp_path, column):
    path = write(tmp_path / "l.csv", [ROW | {column: "a\x1b[31mb"}])
    with pytest.raises(LedgerError, match=f"2:{column}: .*a sign that does not show"):
        Ledger.read(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sep=;\nid;subject\n", "l.csv:1: 'sep=;' stands before the first row; delete that line"),
        ("id\tsubject\nA1\tmen\n", "l.csv:1: the cells are separated by tabs; commas or semicolons"),
    ],
)
def test_what_a_spreadsheet_may_have_done_to_the_file_is_said(tmp_path, text, words):
    path = tmp_path / "l.csv"
    path.write_text(text)
    with pytest.raises(LedgerError, match=words):
        Ledger.read(path)


def test_a_range_of_shares_is_a_range_of_the_part():
    total = about(40000.0, id="T", subject="all", claimant="Kyiv")
    share = claim(id="S", subject="share", claimant="Kyiv", low=0.1, high=0.3, unit="1", qualifier="range")
    least = claim(id="L", subject="share", claimant="Seoul", value=0.5, unit="1", qualifier="at_least")
    part = about(5000.0, id="P", subject="part")
    first, second = check_product(Ledger((total, share, least, part)), "all", "share", "part")
    assert (first.low, first.high) == pytest.approx((4000.0, 12000.0), rel=ROUNDING)
    assert first.agreeing == (part,)
    assert (second.low, second.high, second.agreeing) == (20000.0, float("inf"), ())

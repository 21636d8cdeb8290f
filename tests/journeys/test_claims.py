"""The commands about claims as their users meet them: what they print, what they write, how they refuse."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from attrit.cli.main import main
from attrit.evidence.claims import Ledger
from tests.journeys.command_line import ROOT, Here, answered, attrit
from tests.tolerances import AT_ITS_WORD

FOREIGN = ROOT / "tests" / "evidence" / "foreign"
DATA = ROOT.parent / "shared" / "data"
LEDGER = ROOT / "attrit" / "library" / "kursk-2024-ledger.csv"
FEW = ("--draws", "64", "--horizon", "20")


def refused(done: subprocess.CompletedProcess[str], *said: str) -> None:
    """A call that must be refused: nothing on stdout, and on stderr what is wrong and no more."""
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "Traceback" not in done.stderr
    assert all(line.startswith("attrit: ") for line in done.stderr.splitlines())
    assert all(text in done.stderr for text in said), done.stderr


# claims


def test_the_claims_of_a_scenario_are_told_in_a_table_that_fits() -> None:
    done = answered("claims", "kursk-2024")
    assert done.stderr == ""
    assert done.stdout.startswith("115 claims by 32 claimants on 57 subjects")
    assert "Conflicts: " in done.stdout and "What rests on claims" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 104


def test_the_claims_of_a_file_are_told_without_a_scenario() -> None:
    done = answered("claims", str(LEDGER))
    assert done.stdout.startswith("115 claims by 32 claimants on 57 subjects")
    assert "What rests on claims" not in done.stdout


def test_claims_about_one_subject_come_with_their_pool() -> None:
    done = answered("claims", "kursk-2024", "--about", "dprk_men_in_kursk")
    assert done.stdout.startswith("dprk_men_in_kursk: 11 claims\n")
    assert "quantities.contingent_men: " in done.stdout and "used: Washington (P053, P054)" in done.stdout
    by_itself = answered("claims", str(LEDGER), "--about", "area_held").stdout
    assert all(f"\n{definition}: " in by_itself for definition in ("held", "contested", "held_or_contested"))


def test_claims_are_told_as_of_a_day_and_by_whom() -> None:
    october = answered("claims", "kursk-2024", "--as-of", "2024-10-31")
    assert "made 2023-12-29 to 2024-10-31." in october.stdout
    washington = answered("claims", "kursk-2024", "--only", "Washington").stdout
    assert washington.startswith("9 claims by")
    without = answered("claims", "kursk-2024", "--without", "Washington", "--without", "UA").stdout
    assert "Washington" not in without and "Zelensky" not in without


def test_claims_as_json_are_all_there_is_on_stdout() -> None:
    told = json.loads(answered("claims", "kursk-2024", "--json").stdout)
    ledger = Ledger.read(LEDGER)
    assert [row["id"] for row in told] == [claim.id for claim in ledger]
    assert told[0]["made_on"] == "2023-12-29" and "" not in told[0].values() and None not in told[0].values()
    some = json.loads(answered("claims", "kursk-2024", "--json", "--about", "area_held", "--only", "UA").stdout)
    assert {row["subject"] for row in some} == {"area_held"} and {row["side"] for row in some} == {"UA"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("claims", "kursk-2024", "--only", "Wshington"), "no claim by 'Wshington'; a claimant or a side; did you mean 'Washington'?"),
        (("claims", "kursk-2024", "--without", "Zelenski"), "did you mean 'Zelensky'?"),
        (("claims", "kursk-2024", "--about", "area_hold"), "no claim about 'area_hold'; did you mean 'area_held'?"),
        (("claims", "kursk-2024", "--as-of", "soon"), "'soon' is not a date"),
        (("claims", "kursk-2024", "--as-of", "1 March 1999"), "no claims are left"),
        (("claims", "kursk-2024", "--as-of", "1999"), "no claims are left"),
        (("claims", "kursk-2024", "--only", "RU", "--about", "dprk_men_elite"), "no claims are left"),
        (("claims", "template"), "the scenario has no ledger of claims; name one: 'ledger: FILE.csv'"),
        (("claims", "kursk-2042"), "no scenario 'kursk-2042'"),
        (("claims", "nothing.csv"), "nothing.csv: cannot be read: No such file or directory; a CSV file"),
        (("explain", "contingnt_men"), "nothing is called 'contingnt_men' in kursk-2024; did you mean 'quantities.contingent_men'?"),
        (("explain", "--claim", "P05x"), "no claim 'P05x'; an id; did you mean"),
        (("explain",), "nothing is named; for example: attrit explain contingent_men"),
        (("explain", "contingent_men", "--claim", "P053"), "contingent_men and a claim, where one of the two is asked for"),
        (("explain", "--claim", "P053", "--in", "template"), "the scenario has no ledger of claims"),
        (("run", "kursk-2024", *FEW, "--without", "Wshington"), "did you mean 'Washington'?"),
        (("run", "template", *FEW, "--only", "RU"), "the scenario has no ledger of claims"),
        (("import", str(FOREIGN / "ged.csv"), "--by", "week"), "unknown 'week'; one of event, month, total"),
        (("import", str(FOREIGN / "ged.csv"), "--column", "best"), "--column: 'best' is not THEIRS=OURS"),
        (("import", str(FOREIGN / "headings.csv")), "nearest is"),
        (("import", str(FOREIGN / "ged.csv"), "--out", "none/there.csv"), "--out: none/there.csv: no place for a file; a file in a folder that is there"),
        (("import", str(FOREIGN / "ged.csv"), "--out", str(FOREIGN)), "no place for a file"),
        (("import", str(FOREIGN / "ged.csv"), "--out", "/proc/ledger.csv"), "--out: /proc/ledger.csv: cannot be written: "),
        (("import", str(FOREIGN / "ged.csv"), "--claimant", "X"), "claimant: says nothing of a file read as ucdp_ged; for hubverse only"),
        (("import", str(FOREIGN / "ged.csv"), "--constant", "unit=man", "--by", "month"), "--by: says nothing of a table with named columns; of a table say it by --constant"),
        (("import", str(FOREIGN / "ged.csv"), "--constant", "unit"), "--constant: 'unit' is not OURS=TEXT"),
        (("import", str(FOREIGN / "ged.csv"), "--decimal", "komma"), "decimal: unknown 'komma'; one of point, comma; did you mean 'comma'?"),
    ],
    ids=lambda x: " ".join(Path(word).name for word in x) if isinstance(x, tuple) else "",
)  # fmt: skip
def test_wrong_words_are_refused_with_the_cure(
    words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process, to save time; a process of its own is met in the other tests."""
    monkeypatch.setattr(sys, "argv", ["attrit", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    lines = [line for line in told.err.splitlines() if not line.startswith("read as ")]
    assert (ended.value.code, told.out) == (2, "")
    assert len(lines) == 1 and lines[0].startswith("attrit: ") and said in lines[0], told.err


BROKEN = """id,subject,value,unit,qualifier,as_of,made_on,claimant
A1,men,10000,person,about,2024-11,2024-11-04,Washington
A2,men,"11,000",person,about,Nov-24,,Kyiv
A1,area,500,km3,exact,2024-11,2024-11-04,
"""


def test_a_broken_file_of_claims_is_refused_by_row_and_column(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text(BROKEN, encoding="utf-8")
    done = attrit("claims", "l.csv", cwd=tmp_path)
    refused(done, "l.csv:3:value: A2: '11,000' is not a number; ", "write 11000")
    places = [line.split(": ")[1] for line in done.stderr.splitlines()]
    assert places == [f"l.csv:{place}" for place in ("3:value", "3:as_of", "3:made_on", "4:id", "4:unit", "4:claimant")]


def test_claims_that_cannot_be_pooled_are_listed_all_the_same(tmp_path: Path) -> None:
    text = BROKEN.splitlines()
    zero = text[1].replace("A1", "B1").replace("10000", "0").replace("Washington", "Moscow")
    (tmp_path / "l.csv").write_text("\n".join([text[0], text[1], zero]), encoding="utf-8")
    done = attrit("claims", "l.csv", "--about", "men", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "not used: B1 (0 has no place on a log scale" in done.stdout
    months = [text[1].replace(",2024-11,", f",2024-{m}-01/2024-{m}-28,").replace("A1", f"M{m}") for m in ("08", "09")]
    (tmp_path / "l.csv").write_text("\n".join([text[0], *months]), encoding="utf-8")
    done = attrit("claims", "l.csv", "--about", "men", cwd=tmp_path)
    assert done.returncode == 0
    assert "M08" in done.stdout and "M09" in done.stdout and "revises" not in done.stdout
    assert done.stderr.startswith("not pooled: l.csv:3:as_of: M09, M08: counts of different times are never pooled: ")


def test_a_file_of_another_format_is_told_and_what_it_was_read_as() -> None:
    done = answered("claims", str(FOREIGN / "ged.csv"))
    assert done.stderr.startswith("read as ucdp_ged; 'attrit import ")
    assert "claims by" in done.stdout


# explain


def test_an_input_is_explained_by_a_short_name() -> None:
    done = answered("explain", "contingent_men")
    assert done.stdout.startswith("quantities.contingent_men: ")
    assert "enters groups.ru.men = " in done.stdout and done.stderr == ""
    other = answered("explain", "southern_army", "--in", "template").stdout
    assert "enters groups.southerners.men" in other


def test_a_claim_is_explained_by_what_moves_without_it() -> None:
    done = answered("explain", "--claim", "P055", "--draws", "128")
    assert "without P055: 2 of 115 claims are not heard (P055, P075)." in done.stdout
    assert "quantities.contingent_men" in done.stdout
    silent = answered("explain", "--claim", "S27", "--draws", "128").stdout
    assert "No input moves, so the answer stays as it is." in silent


# run


def test_a_run_without_a_claimant_says_what_he_is_owed_before_the_answer() -> None:
    done = answered("run", "kursk-2024", *FEW, "--without", "Washington")
    first, answer = done.stdout.split("\nWhat could thousands", 1)
    assert first.startswith("without Washington: 9 of 115 claims are not heard")
    assert "quantities.contingent_men" in first and "difference" in answer


def test_a_run_as_json_carries_what_the_claims_owe() -> None:
    told = json.loads(answered("run", "kursk-2024", *FEW, "--without", "Washington", "--json").stdout)
    assert set(told["claims"]) == {"not_heard", "moved", "left_as_stated", "changes"}
    assert "P053" in told["claims"]["not_heard"]
    assert set(told["claims"]["moved"]) == {"quantities.contingent_men", "sides.ru.national_losses"}
    whole = json.loads(answered("run", "kursk-2024", *FEW, "--json").stdout)
    assert "claims" not in whole
    change = told["claims"]["changes"]["area_held arm"]
    assert change["all_claims"] == whole["measures"]["area_held"]["arm"]["mean"]
    assert change["now"] == told["measures"]["area_held"]["arm"]["mean"]


def test_a_run_by_the_word_of_one_side_rests_on_nobody_else() -> None:
    told = json.loads(answered("run", "kursk-2024", *FEW, "--only", "UA", "--json").stdout)
    ledger = Ledger.read(LEDGER)
    assert set(told["claims"]["not_heard"]) == {c.id for c in ledger} - {c.id for c in ledger.only("UA")}
    assert told["claims"]["moved"]["quantities.contingent_men"]["now"]["p50"] == pytest.approx(11000, rel=AT_ITS_WORD)


def test_a_claimant_taken_at_his_word_is_said_so() -> None:
    text = answered("run", "kursk-2024", "--draws", "16", "--horizon", "3", "--only", "Zelensky").stdout
    assert text.startswith("only Zelensky, at their word: ")


def test_a_run_by_the_word_of_who_does_not_acknowledge_says_that_it_is_in_doubt() -> None:
    text = answered("run", "kursk-2024", *FEW, "--arms", "committed,absent", "--only", "DPRK").stdout
    assert "North Koreans in Kursk are in doubt: there are any in 10 % of the worlds." in text
    assert [line.split()[-2:] for line in text.splitlines() if "whether there are any" in line] == [["10", "%"]]


def test_a_run_on_claims_that_contradict_each_other_warns_once_beside_the_answer(tmp_path: Path) -> None:
    scenario = LEDGER.with_name("kursk-2024.yaml").read_text(encoding="utf-8")
    far = "before: {p05: 20, p50: 200, p95: 1500, source: "
    scenario = scenario.replace("before: {p05: 350, p50: 550, p95: 900, source: ", far)
    (tmp_path / "war.yaml").write_text(scenario, encoding="utf-8")
    claims = LEDGER.read_text(encoding="utf-8").replace(
        "P031,area_held,UA,ground,,,660,", "P031,area_held,UA,ground,,,60,"
    )
    (tmp_path / LEDGER.name).write_text(claims, encoding="utf-8")
    biases = "kursk-2024-biases.csv"
    (tmp_path / biases).write_bytes(LEDGER.with_name(biases).read_bytes())
    done = attrit("run", str(tmp_path / "war.yaml"), *FEW, "--arms", "committed,absent")
    assert done.returncode == 0
    assert done.stderr.count("Warning: fronts.kursk.area_held: the claims about area_held contradict each other") == 1
    assert "contradict" not in done.stdout
    assert "contradict each other" in attrit("claims", str(tmp_path / "war.yaml")).stdout
    assert "contradict" not in attrit("run", "kursk-2024", *FEW, "--arms", "committed,absent").stderr


def test_check_tells_of_hindsight_and_of_sides_that_go_by_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "id,subject,of,kind,value,unit,qualifier,as_of,made_on,claimant,side\n"
    rows += "A,lost,IQ,losses,900,person,about,2030-02,2031-02-10,Baghdad,IQ\n"
    (tmp_path / "claims.csv").write_text(rows, encoding="utf-8")
    text = LEDGER.with_name("template.yaml").read_text(encoding="utf-8")
    for code in ("", "    code: IQ\n"):
        war = text.replace("base:", "ledger: claims.csv\nlater_claims: keep\nbase:", 1)
        (tmp_path / "war.yaml").write_text(war.replace("  north:\n", f"  north:\n{code}", 1), encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["attrit", "check", str(tmp_path / "war.yaml")])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr().out
        assert not ended.value.code and "With hindsight: 1 claim made after day 0 (2030-03-01)." in said
        assert ("Warning: the ledger has IQ, which is no side of the scenario (north, south)" in said) == (not code)


# import


@pytest.mark.parametrize("name", sorted(path.name for path in FOREIGN.glob("*.csv") if path.name != "headings.csv"))
def test_a_file_of_another_format_becomes_a_ledger_that_is_read_as_one(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*words: str) -> tuple[str, str]:
        monkeypatch.setattr(sys, "argv", ["attrit", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        told = capsys.readouterr()
        return told.out, told.err

    out = tmp_path / "ledger.csv"
    nothing, talk = said("import", str(FOREIGN / name), "--out", str(out))
    ledger = Ledger.read(out)
    assert nothing == "" and talk.startswith("read as ")
    assert f"{len(ledger)} claims on {len(ledger.subjects)} subjects" in talk
    text = out.read_bytes().decode()
    assert said("import", str(FOREIGN / name)) == (text, talk)
    again, talk = said("import", str(out))
    assert again == text and talk.startswith("read as ledger")


def test_a_table_of_ones_own_is_read_by_naming_its_columns() -> None:
    ours = {
        **{"Nr": "id", "Was": "subject", "Zahl": "value", "Einheit": "unit", "Art": "qualifier", "Stand": "as_of"},
        **{"Gesagt am": "made_on", "Wer": "claimant", "Quelle": "publisher", "Bemerkung": "note"},
    }
    words = [word for pair in ours.items() for word in ("--column", "=".join(pair))]
    done = answered("import", str(FOREIGN / "headings.csv"), *words)
    assert done.stderr == "read as table: 2 claims on 1 subjects\n"
    assert "men_at_the_ford" in done.stdout


def test_a_table_of_running_totals_is_read_by_one_command(tmp_path: Path, here: Here) -> None:
    rows = "".join(f"{day}.3.2022;{day};{day}.300;3{day}\n" for day in range(1, 6))
    (tmp_path / "totals.csv").write_text(f"date;day;personnel;tanks\n{rows}6.3.2022;6;many;36\n")
    words = ["date=as_of", "date=made_on", "personnel=value", "tanks=note"]
    constants = ["claimant=Northern MoD", "unit=person", "qualifier=about"]
    options = [*(f"--column={word}" for word in words), *(f"--constant={word}" for word in constants)]
    options += ["--since", "2022-02-24", "--decimal", "comma", "--dates", "day-first"]
    code, _, talk = here("import", "totals.csv", *options, cwd=tmp_path)
    assert (code, talk.count("\n")) == (2, 1) and "totals.csv:7:personnel: totals_7: 'many' is not a number" in talk
    code, _, talk = here("import", "totals.csv", *options, "--leave-out", "--out", "ledger.csv", cwd=tmp_path)
    told, read = talk.splitlines()
    assert code == 0 and told.startswith("left out: totals.csv:7:personnel: totals_7: 'many' is not a number")
    assert read == "read as table: 5 claims on 1 subjects"
    last = Ledger.read(tmp_path / "ledger.csv").claims[-1]
    assert (last.id, last.subject, last.value, last.as_of) == ("totals_6", "personnel", 5300, "2022-02-24/2022-03-05")


def test_words_of_a_file_are_translated_by_the_command_that_reads_it(tmp_path: Path, here: Here) -> None:
    (tmp_path / "table.csv").write_text("subject,kind,value,as_of,made_on,claimant\nlost,morts,5,1982,1982-08-01,A\n")
    words = ["import", "table.csv", "--constant=unit=person", "--constant=qualifier=exact"]
    code, _, talk = here(*words, cwd=tmp_path)
    assert code == 2 and "table.csv:2:kind: A: unknown 'morts'" in talk.replace("table_2", "A")
    code, text, _ = here(*words, "--translate", "kind:morts=deaths", cwd=tmp_path)
    assert code == 0 and "lost,,deaths,," in text


@pytest.mark.parametrize(
    ("folder", "claims", "kind"), [("kursk-2024", "78", "kursk"), ("radford-2023", "4,609", "radford")]
)
def test_the_collected_claims_become_a_ledger_of_as_many(tmp_path: Path, folder: str, claims: str, kind: str) -> None:
    source = DATA / folder / "claims.csv"
    if not source.exists():
        pytest.skip("the collected claims are not beside this checkout")
    out = tmp_path / "ledger.csv"
    done = attrit("import", str(source), "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(f"read as {kind}: {claims} claims on ")
    told = attrit("claims", str(out))
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(f"{claims} claims by ")
    assert max(map(len, told.stdout.splitlines())) <= 104


def test_a_file_is_not_overwritten_by_what_is_made_of_it(tmp_path: Path) -> None:
    source = tmp_path / "ged.csv"
    source.write_bytes((Path(__file__).parents[1] / "evidence" / "foreign" / "ged.csv").read_bytes())
    before = source.read_bytes()
    done = attrit("import", str(source), "--out", str(source))
    assert done.returncode == 2 and "is the file that is read" in done.stderr
    assert source.read_bytes() == before


def test_who_fights_whom_can_be_said_for_a_ledger_by_itself(tmp_path: Path) -> None:
    rows = [
        "id,subject,of,kind,value,unit,qualifier,as_of,made_on,claimant,side",
        "1,south_dead,south,losses,2600,person,about,2030-01-01,2030-01-02,North MoD,north",
        "2,south_dead,south,losses,450,person,about,2030-01-01,2030-01-02,South MoD,south",
    ]
    (tmp_path / "one.csv").write_text("\n".join(rows))
    told = [
        attrit("claims", str(tmp_path / "one.csv"), "--about", "south_dead", *more).stdout
        for more in ((), ("--between", "north,south"))
    ]
    assert "another's" in told[0] and "its enemy's" not in told[0]
    assert "its enemy's" in told[1] and "another's" not in told[1]
    assert "NORTH is an outsider. If NORTH fights SOUTH, south_dead goes from" in " ".join(told[0].split())
    assert "Assumed" not in told[1]
    overview = attrit("claims", str(tmp_path / "one.csv")).stdout
    assert "Say who fights whom with --between NORTH,SOUTH." in " ".join(overview.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("claims", "war.xlsx"), "war.xlsx: found a spreadsheet, wanted a CSV file; save the sheet as 'CSV UTF-8'"),
        (
            ("run", "war.csv"),
            "war.csv: found a file of claims, not a scenario, wanted a YAML file; attrit claims reads it",
        ),
    ],
)
def test_a_file_of_another_sort_is_called_what_it_is(words: tuple[str, ...], said: str) -> None:
    done = attrit(*words)
    assert (done.returncode, done.stdout) == (2, "") and said in done.stderr

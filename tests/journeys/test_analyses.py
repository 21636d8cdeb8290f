"""The commands that ask what decides an answer, as their users meet them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.command_line import Here, answered, attrit

FEW = ("--draws", "256", "--horizon", "40")
SOME = ("--draws", "512", "--horizon", "30")  # enough that every part of a report has an answer
VERBS = ("carries", "provenance", "worth-knowing", "drivers", "needed", "worlds", "compare")


def strict(text: str) -> dict[str, Any]:
    """JSON without what is none."""

    def refuse(word: str) -> None:
        raise ValueError(f"{word} is not JSON")

    found = json.loads(text, parse_constant=refuse)
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The whole report of kursk-2024: what it prints, and the folder it writes."""
    folder = tmp_path_factory.mktemp("report")
    return answered("report", "kursk-2024", *SOME, "--out", str(folder)).stdout, folder


@pytest.mark.parametrize("verb", VERBS)
def test_every_question_is_answered_in_lines_that_fit_and_in_files(verb: str, tmp_path: Path) -> None:
    out = tmp_path / "new"
    done = attrit(verb, "kursk-2024", *FEW, "--out", str(out))
    assert done.returncode == 0, done.stderr
    answer, written = done.stdout.split("\nWritten: ")
    lines = answer.splitlines()
    assert 5 < len(lines) < 70
    assert max(map(len, lines)) <= 104
    assert not re.search(r"\b(nan|inf)\b", answer)
    assert not re.search(r"\b(draws|replays|method|pairs|threshold|change)=", answer)  # that is Python
    assert "committed" not in answer or "North Korea's men fight at Kursk" in " ".join(answer.split())
    assert written.split(", ")[0].strip() == str(out / f"{verb}.json")
    assert sorted(file.name for file in out.iterdir()) == [f"{verb}.json", f"{verb}.svg"]
    assert len(strict((out / f"{verb}.json").read_text("utf-8"))) > 2
    assert (out / f"{verb}.svg").read_text("utf-8").startswith("<svg")


def test_json_is_all_there_is_on_stdout() -> None:
    told = strict(answered("provenance", "kursk-2024", *FEW, "--json").stdout)
    assert set(told["numbers"]) == {"difference", "arm"}


@pytest.mark.parametrize(
    "verb",
    [pytest.param(verb, marks=[pytest.mark.slow] * (verb not in ("drivers", "needed", "compare"))) for verb in VERBS],
)
def test_laws_claimants_and_arms_combine_with_every_question(verb: str) -> None:
    arms = ("--arms", "absent_unreplaced,five_times") if verb == "compare" else ("--arm", "five_times")
    both = strict(answered(verb, "kursk-2024", *FEW, "--law", "square,linear", "--only", "UA", *arms, "--json").stdout)
    assert list(both["laws"]) == ["square", "linear"]
    assert both["laws"]["square"] != both["laws"]["linear"]
    assert "five_times" in json.dumps(both)


def test_the_same_question_of_the_same_worlds_has_the_same_answer_in_the_report(
    reported: tuple[str, Path],
) -> None:
    """By its command, which plays two arms, and in the report, which plays all and asks everything."""
    _, folder = reported
    told = strict((folder / "summary.json").read_text("utf-8"))
    alone, whole = strict(answered("needed", "kursk-2024", *SOME, "--json").stdout), told["requirement"]
    assert {name: alone[name] for name in whole} == whole
    assert "512 worlds" in whole["sentence"] or "No " in whole["sentence"]
    carried = strict(answered("carries", "kursk-2024", *SOME, "--json").stdout)
    assert all(carried[name] == told["carries"][name] for name in ("effect", "parts"))


def test_needed_says_whether_its_lever_is_an_action() -> None:
    told = answered("needed", "kursk-2024", *FEW, "--lever", "groups.ua.men", "--values", "10000,30000,60000").stdout
    assert "This lever is an action: ua.men means sending more or fewer men" in " ".join(told.split())


def test_several_laws_are_told_in_a_sentence_each() -> None:
    text = answered("drivers", "kursk-2024", *FEW, "--law", "square,linear").stdout
    assert text.startswith("square:\n  ") and "\nlinear:\n  " in text
    assert "--json for all." in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("drivers", "template", "--outcome", "area_hold"), "did you mean 'area_held'"),
        (("drivers", "template", "--arm", "commited"), "did you mean 'committed'"),
        (("drivers", "template", "--method", "soboll"), "did you mean 'sobol'"),
        (("drivers", "template", "--of", "arms"), "'difference' or 'arm'"),
        (("drivers", "template", "--draws", "100"), "100 worlds are too few; at least 256; play more: --draws 256"),
        (("drivers", "template", "--draws", "1024", "--precision", "0.1"), r"known to ±.* with 1,024 draws.*ask for --draws \d"),
        (("drivers", "template", "--draws", "300", "--outcome", "recovered_day"), "has no number in"),
        (("drivers", "template", "--draws", "300", "--outcome", "recovered", "--horizon", "2"), "is 0 in all"),
        (("worth-knowing", "template", "--draws", "64"), "64 worlds are too few"),
        (("worth-knowing", "template", "--draws", "300", "--value", "-area_hold"), "did you mean 'area_held'"),
        (("worlds", "template", "--draws", "300", "--where", "area_held <"), r"where: .*area_held <"),
        (("worlds", "template", "--draws", "300", "--where", "area_hold < 1"), "did you mean 'area_held'"),
        (("worlds", "template", "--draws", "300", "--where", "area_held < 1e6"), "true in all 300 worlds"),
        (("needed", "template", "--lever", "mne"), "did you mean 'men'"),
        (("needed", "template", "--draws", "300", "--values", "5,x"), "'x' is no number"),
        (("needed", "template", "--draws", "300", "--values", "-5,10"), "-5 .*(range|0 to)"),
        (("compare", "template", "--arms", "double"), "did you mean 'doubled'"),
        (("compare", "template", "--draws", "300", "--better", "more"), "'lower' or 'higher'"),
        (("compare", "template", "--draws", "300", "--precision", "0.01"), r"about [\d,]+ draws would do; ask for --draws \d"),
        (("provenance", "template", "--draws", "300", "--pairs", "2"), "pairs: found 2"),
        (("provenance", "template", "--draws", "300", "--precision", "2"), r"ask for --pairs \d+\n"),
        (("provenance", "template", "--draws", "300", "--precision", "0.001"), "more than the 8,192 pairs that are possible"),
        (("report", "nowhere.yaml"), "nowhere.yaml"),
    ],
)  # fmt: skip
def test_refusals_say_what_to_do(words: tuple[str, ...], said: str, tmp_path: Path, here: Here) -> None:
    code, out, err = here(*words, cwd=tmp_path)
    assert (code, out) == (2, ""), err
    assert re.search(said, err), err
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_no_traceback(tmp_path: Path) -> None:
    done = attrit("needed", "kursk-2024", "--lever", "mne", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr and "did you mean 'men'" in done.stderr


def test_a_decision_is_worth_what_would_change_it() -> None:
    words = ("--decide", "committed,absent", "--value", "-area_held - 0.003 * losses_side_ru", "--draws", "1024")
    text = answered("worth-knowing", "kursk-2024", *words).stdout
    assert (
        "EVPI" in text
        and "EVPPI" in text
        and re.match(
            r"By -area_held - 0\.003 \* losses_side_ru, \w+ is (clearly )?best on average", " ".join(text.split())
        )
    )


def test_two_levers_make_a_map(tmp_path: Path) -> None:
    words = ("--and", "quality", "--values", "0,20000,60000", "--and-values", "0.5,1,2", *FEW, "--out", str(tmp_path))
    done = attrit("needed", "kursk-2024", *words)
    assert done.returncode == 0, done.stderr
    assert {file.name for file in tmp_path.iterdir()} == {"needed.json", "needed-contour.svg"}


def assert_whole(printed: str, folder: Path) -> None:
    """A report has what every report has."""
    page = (folder / "report.html").read_text("utf-8")
    told = json.loads((folder / "summary.json").read_text("utf-8"))
    assert "What decides it" in page and "How much of the answer is sourced" in page
    assert {"answer", "provenance", "compared"} <= set(told)
    assert not re.search(r"\b(nan|inf)\b", printed)


@pytest.mark.parametrize("scenario", ["template", pytest.param("ardennes-1944", marks=pytest.mark.slow)])
def test_the_whole_report_of_any_scenario(scenario: str, tmp_path: Path) -> None:
    done = answered("report", scenario, "--draws", "256", "--horizon", "30", "--out", str(tmp_path))
    assert_whole(done.stdout, tmp_path)


def test_the_whole_report_of_kursk_has_every_part(reported: tuple[str, Path]) -> None:
    printed, folder = reported
    assert_whole(printed, folder)
    page, told = (folder / "report.html").read_text("utf-8"), json.loads((folder / "summary.json").read_text("utf-8"))
    sections = ("information", "sensitivity", "discovery", "requirement", "contour", "laws")
    assert set(sections) <= set(told)
    for title in ("Which disputed number is worth settling", "What it would take", "In which worlds it matters"):
        assert title in page and title in printed

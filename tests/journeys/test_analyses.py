"""The commands that ask what decides an answer, as their users meet them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.journeys.command_line import answered, attrit

FEW = ("--draws", "1024", "--horizon", "60")
VERBS = ("provenance", "worth-knowing", "drivers", "needed", "worlds", "compare")


@pytest.mark.parametrize("verb", VERBS)
def test_every_question_is_answered_in_lines_that_fit(verb: str) -> None:
    lines = answered(verb, "kursk-2024", *FEW).stdout.splitlines()
    assert 5 < len(lines) < 70
    assert max(map(len, lines)) <= 104
    text = "\n".join(lines)
    assert not re.search(r"\b(nan|inf)\b", text)


@pytest.mark.parametrize("verb", VERBS)
def test_json_is_all_there_is_on_stdout(verb: str) -> None:
    def refuse(word: str) -> None:
        raise ValueError(f"{word} is not JSON")

    told = json.loads(answered(verb, "kursk-2024", *FEW, "--json").stdout, parse_constant=refuse)
    assert isinstance(told, dict) and len(told) > 2


@pytest.mark.parametrize("verb", VERBS)
def test_laws_claimants_and_arms_combine_with_every_question(verb: str) -> None:
    arms = ("--arms", "absent_unreplaced,five_times") if verb == "compare" else ("--arm", "five_times")
    done = answered(verb, "kursk-2024", *FEW, "--law", "square,linear", "--only", "UA", *arms)
    for law in ("square:", "linear:"):
        assert f"\n{law}" in f"\n{done.stdout}"
    assert "five_times" in done.stdout or verb == "needed"
    both = json.loads(
        answered(verb, "kursk-2024", *FEW, "--law", "square,linear", "--only", "UA", *arms, "--json").stdout
    )
    assert list(both["laws"]) == ["square", "linear"]
    assert both["laws"]["square"] != both["laws"]["linear"]


@pytest.mark.parametrize("verb", VERBS)
def test_numbers_and_charts_go_into_a_folder(verb: str, tmp_path: Path) -> None:
    out = tmp_path / "new"
    done = attrit(verb, "kursk-2024", *FEW, "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert sorted(file.name for file in out.iterdir()) == [f"{verb}.json", f"{verb}.svg"]
    assert json.loads((out / f"{verb}.json").read_text("utf-8"))
    assert (out / f"{verb}.svg").read_text("utf-8").startswith("<svg")
    assert f"Written: {out / f'{verb}.json'}" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("drivers", "kursk-2024", "--outcome", "area_hold"), "did you mean 'area_held'"),
        (("drivers", "kursk-2024", "--arm", "commited"), "did you mean 'committed'"),
        (("drivers", "kursk-2024", "--method", "soboll"), "did you mean 'sobol'"),
        (("drivers", "kursk-2024", "--of", "arms"), "'difference' or 'arm'"),
        (("drivers", "kursk-2024", "--draws", "100"), "100 worlds are too few; at least 256"),
        (("drivers", "kursk-2024", "--draws", "1024", "--precision", "0.1"), "draws"),
        (("drivers", "kursk-2024", "--draws", "300", "--outcome", "recovered_day"), "has no number in"),
        (("drivers", "kursk-2024", "--draws", "300", "--outcome", "recovered", "--horizon", "2"), "is 0 in all"),
        (("worth-knowing", "kursk-2024", "--draws", "64"), "64 worlds are too few"),
        (("worth-knowing", "kursk-2024", "--draws", "300", "--value", "-area_hold"), "did you mean 'area_held'"),
        (("worlds", "kursk-2024", "--draws", "300", "--where", "area_held <"), "--where|where"),
        (("worlds", "kursk-2024", "--draws", "300", "--where", "area_hold < 1"), "did you mean 'area_held'"),
        (("worlds", "kursk-2024", "--draws", "300", "--where", "area_held < 1e6"), "false in none of 300 worlds"),
        (("needed", "kursk-2024", "--lever", "mne"), "did you mean 'men'"),
        (("needed", "kursk-2024", "--draws", "300", "--values", "5,x"), "'x' is no number"),
        (("needed", "kursk-2024", "--draws", "300", "--values", "-5,10"), "out of range|0 to"),
        (("compare", "kursk-2024", "--arms", "five_time"), "did you mean 'five_times'"),
        (("compare", "kursk-2024", "--draws", "300", "--better", "more"), "'lower' or 'higher'"),
        (("compare", "kursk-2024", "--draws", "300", "--precision", "0.01"), "about"),
        (("provenance", "kursk-2024", "--draws", "300", "--pairs", "2"), "pairs: found 2"),
        (("provenance", "kursk-2024", "--draws", "300", "--precision", "0.001"), "ask for pairs="),
        (("report", "nowhere.yaml"), "nowhere.yaml"),
    ],
)  # fmt: skip
def test_refusals_say_what_to_do(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = attrit(*words, cwd=tmp_path)
    assert done.returncode == 2, done.stdout
    assert done.stdout == "" and "Traceback" not in done.stderr
    assert any(part in done.stderr for part in said.split("|")), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_decision_is_worth_what_would_change_it() -> None:
    words = ("--decide", "committed,absent", "--value", "-area_held - 0.003 * losses_ru", "--draws", "2048")
    text = answered("worth-knowing", "kursk-2024", *words).stdout
    assert "EVPI" in text and "EVPPI" in text and "as things stand" in text


def test_two_levers_make_a_map(tmp_path: Path) -> None:
    words = ("--and", "quality", "--values", "0,20000,60000", "--and-values", "0.5,1,2", *FEW, "--out", str(tmp_path))
    done = attrit("needed", "kursk-2024", *words)
    assert done.returncode == 0, done.stderr
    assert {file.name for file in tmp_path.iterdir()} == {"needed.json", "needed-contour.svg"}


@pytest.mark.parametrize("scenario", ["kursk-2024", "ardennes-1944", "template"])
def test_the_whole_report_of_any_scenario(scenario: str, tmp_path: Path) -> None:
    done = attrit("report", scenario, "--draws", "512", "--horizon", "30", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "report.html").read_text("utf-8")
    told = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert "What decides it" in page and "How much of the answer is sourced" in page
    assert {"answer", "provenance", "compared"} <= set(told)
    assert not re.search(r"\b(nan|inf)\b", done.stdout)
    if scenario == "kursk-2024":
        sections = ("information", "sensitivity", "discovery", "requirement", "contour", "laws")
        assert set(sections) <= set(told)
        for title in ("Which disputed number is worth settling", "What it would take", "In which worlds it matters"):
            assert title in page and title in done.stdout

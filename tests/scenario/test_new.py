"""A new scenario from a shipped one: what it is called, what belongs to it, which names it may have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from attrit.errors import ScenarioError
from attrit.scenario.files import library, load, parse
from attrit.scenario.new import new, renamed


def put(texts: dict[str, str], folder: Path) -> None:
    for file, text in texts.items():
        folder.joinpath(file).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("source", library())
def test_a_copy_is_the_shipped_scenario_under_another_name(source: str, tmp_path: Path) -> None:
    texts = new("north-sea", source)
    put(texts, tmp_path)
    first, *beside = texts
    copy, shipped = load(tmp_path / first), load(source)
    assert (first, copy.name) == ("north-sea.yaml", "north-sea")
    assert copy.medians() == shipped.medians()
    assert (copy.question, copy.as_of, list(copy.arms)) == (shipped.question, shipped.as_of, list(shipped.arms))
    assert (copy.ledger is None) == (shipped.ledger is None) == (beside == [])
    assert all(file.startswith("north-sea-") for file in beside)


@pytest.mark.parametrize("source", library())
def test_a_copy_speaks_of_itself_and_keeps_the_comments(source: str) -> None:
    made = new("north-sea", source)["north-sea.yaml"]
    shipped = load(source).source.document
    text = Path(str(shipped.folder), f"{source}.yaml").read_text(encoding="utf-8")
    assert made.count("#") == text.count("#") + 3
    head = [line for line in made.splitlines() if not line.startswith("# yaml-language-server")]
    assert next(line for line in head if line != "#").startswith(f"# north-sea: begun as a copy of '{source}'")
    tried = re.findall(r"attrit (?:run|check) ([\w.-]+)", made)
    assert set(tried) <= {"north-sea.yaml"}
    assert source in ("template", "kursk-2024") or tried


def test_claims_and_biases_come_along_as_they_are() -> None:
    texts = new("mine", "kursk-2024")
    assert list(texts) == ["mine.yaml", "mine-biases.csv", "mine-ledger.csv"]
    assert "\nledger: mine-ledger.csv\n" in texts["mine.yaml"]
    assert "\nbiases: mine-biases.csv\n" in texts["mine.yaml"]
    assert "kursk-2024-" not in texts["mine.yaml"]
    assert texts["mine-ledger.csv"].startswith("id,subject,")


def test_what_only_looks_like_the_name_stays() -> None:
    text = "# attrit run war.yaml, attrit run war-2, see war\nname: war\nsides: {war: 1}\nledger: war-claims.csv\n"
    made = renamed({"war.yaml": text, "war-claims.csv": "war"}, "war", "peace")
    assert list(made) == ["peace.yaml", "peace-claims.csv"]
    assert made["peace.yaml"].endswith(
        "# attrit run peace.yaml, attrit run war-2, see war\nname: peace\nsides: {war: 1}\nledger: peace-claims.csv\n"
    )
    assert made["peace-claims.csv"] == "war"


@pytest.mark.parametrize("name", ["a", "2024", "1e4", "0", "true", "null", "no", "war_2-b", "x" * 60])
def test_every_name_that_the_format_takes_is_a_text(name: str) -> None:
    assert parse(new(name)[f"{name}.yaml"], name).name == name


@pytest.mark.parametrize(
    ("name", "try_"),
    [
        ("My War", "try my-war"), ("war.yaml", "try war"), ("-war", "try war"), ("../war", "try war"),
        ("", "at most 60 of them$"), ("x" * 61, "try x{60}$"), ("krieg/ä", "try krieg$"), ("a\n", "try a$"),
    ],
)  # fmt: skip
def test_another_name_is_refused_with_one_that_would_do(name: str, try_: str) -> None:
    with pytest.raises(ScenarioError, match=f"(?s)cannot be the name of a scenario.*{try_}"):
        new(name)


def test_an_unknown_source_is_refused_with_the_nearest() -> None:
    with pytest.raises(ScenarioError, match=r"--from: no scenario 'kursk-2023'.*did you mean 'kursk-2024'\?"):
        new("mine", "kursk-2023")


def test_both_are_said_at_once() -> None:
    with pytest.raises(ScenarioError) as refused:
        new("My War", "nowhere")
    assert len(refused.value.problems) == 2

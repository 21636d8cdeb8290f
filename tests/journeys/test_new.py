"""Beginning a scenario of one's own: new, check, run."""

from __future__ import annotations

from pathlib import Path

import pytest

from attrit.scenario.files import library
from tests.journeys.command_line import attrit


def folder_of(path: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in path.iterdir()}


BEGUN = ["", "kursk-2024", *(pytest.param(name, marks=pytest.mark.slow) for name in library() if name != "kursk-2024")]


@pytest.mark.parametrize("source", BEGUN)
def test_what_is_begun_can_be_checked_and_run(source: str, tmp_path: Path) -> None:
    begun = attrit("new", "my-war", *(["--from", source] if source else []), cwd=tmp_path)
    assert (begun.returncode, begun.stderr) == (0, "")
    assert begun.stdout.startswith(
        f"Written: {', '.join(['my-war.yaml', *sorted({*folder_of(tmp_path)} - {'my-war.yaml'})])}."
    )
    steps = [line.split("    ")[0].split() for line in begun.stdout.splitlines() if line.startswith("  attrit")]
    assert [step[1] for step in steps][:2] == ["check", "run"]
    for _, command, file in steps[:2]:
        few = ["--draws", "64", "--horizon", "5"] if command == "run" else []
        done = attrit(command, file, *few, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout


def test_nothing_is_overwritten_and_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "mine-ledger.csv").write_text("somebody's work", encoding="utf-8")
    before = folder_of(tmp_path)
    refused = attrit("new", "mine", "--from", "kursk-2024", cwd=tmp_path)
    assert refused.returncode == 2
    assert "attrit: mine-ledger.csv: is there already; choose another name" in refused.stderr
    assert folder_of(tmp_path) == before


def test_a_second_scenario_of_the_same_name_is_refused(tmp_path: Path) -> None:
    assert attrit("new", "mine", cwd=tmp_path).returncode == 0
    before = folder_of(tmp_path)
    refused = attrit("new", "mine", "--from", "iwo-jima-1945", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "mine.yaml: is there already" in refused.stderr
    assert folder_of(tmp_path) == before


def test_a_folder_that_takes_no_files_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from attrit import writing
    from attrit.cli.scenarios import new
    from attrit.errors import ScenarioError

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(writing, "put", full)
    with pytest.raises(ScenarioError, match=r"mine\.yaml: cannot be written: No space left on device"):
        new("mine")
    assert folder_of(tmp_path) == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("My War",), "try my-war"),
        (
            ("kursk-2024",),
            "attrit run kursk-2024 would play that one; another name; attrit new my-kursk-2024 --from kursk-2024",
        ),
        (("mine", "--from", "iwojima"), "did you mean 'iwo-jima-1945'?"),
        (("mine", "--from", "mine.yaml"), "no scenario 'mine.yaml' ships with attrit"),
    ],
)
def test_a_bad_name_or_source_is_explained(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    refused = attrit("new", *words, cwd=tmp_path)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert folder_of(tmp_path) == {}

"""Folders, files and surroundings that somebody else has prepared, or that are broken: words, and no harm."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from attrit.cli.main import main
from tests.journeys.command_line import ROOT, Here

TEMPLATE = files("attrit.library").joinpath("template.yaml").read_text(encoding="utf-8")
ESCAPE = "\x1b]0;title\x07\x1b[2J"


def test_a_folder_does_not_set_up_the_compiler(here: Here, tmp_path: Path) -> None:
    """Numba would read this file, take its store from the folder that it names, and run the pickles there."""
    (tmp_path / ".numba_config.yaml").write_text("cache_dir: cc\n", encoding="utf-8")
    code, out, told = here("check", "template", cwd=tmp_path)
    assert (code, out) == (2, "")
    assert told.startswith("attrit: .numba_config.yaml: a file that sets up Numba lies in the working folder")
    assert [path.name for path in tmp_path.iterdir()] == [".numba_config.yaml"]


def test_keys_of_a_file_move_no_cursor(here: Here, tmp_path: Path) -> None:
    file = tmp_path / "war.yaml"
    file.write_text('"\\x1b]0;title\\x07\\x1b[2J\\n": 1\n' + TEMPLATE, encoding="utf-8")
    code, out, told = here("check", "war.yaml", cwd=tmp_path)
    assert (code, out) == (2, "")
    assert "unknown key '\\x1b]0;title\\x07\\x1b[2J\\n'" in told
    assert "\x1b" not in told and len(told.splitlines()) == 1


def test_words_of_a_file_turn_no_line(here: Here, tmp_path: Path) -> None:
    turned = TEMPLATE.replace("What does the foreign brigade change?", '"What?\u202e\u2028"')
    (tmp_path / "war.yaml").write_text(turned, encoding="utf-8")
    code, out, _ = here("run", "war.yaml", "--draws", "16", "--horizon", "2", cwd=tmp_path)
    assert code == 0
    assert "What?\\u202e" in out and not set("\u202e\u2028") & set(out)


def test_a_name_that_moves_the_cursor_is_refused(here: Here) -> None:
    code, out, told = here("check", f"{ESCAPE}.yaml")
    assert (code, out) == (2, "")
    assert told == (
        "attrit: '\\x1b]0;title\\x07\\x1b[2J.yaml' on the command line has a sign in it that a terminal would obey; "
        "signs that can be read; rename the file, if it is one\n"
    )


def test_a_working_folder_that_is_gone_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    monkeypatch.setattr(sys, "argv", ["attrit", "list"])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert capsys.readouterr() == ("", "attrit: the working folder is gone; change to another folder\n")


def test_a_named_pipe_is_refused(here: Here, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for words in (("check", "pipe.csv.yaml"), ("claims", "pipe.csv"), ("import", "pipe.csv"), ("fit-laws", "pipe.csv")):
        (tmp_path / "pipe.csv.yaml").unlink(missing_ok=True)
        os.mkfifo(tmp_path / "pipe.csv.yaml")
        code, out, told = here(*words, cwd=tmp_path)
        assert (code, out) == (2, "") and f"{words[1]}: a named pipe, which nobody may ever write to" in told


def test_more_problems_than_anybody_reads_are_counted(here: Here, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("day,number\n", encoding="utf-8")
    odd = [word for i in range(200) for word in ("--constant", f"unit{i}")]
    code, _, told = here("import", "table.csv", *odd, cwd=tmp_path)
    assert code == 2 and len(told.splitlines()) == 121
    assert told.endswith("attrit: and 80 more\n")


def test_without_stderr_a_command_runs_as_usual(tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from attrit.cli.main import main; main()"
    line = 'exec "$0" -c "$1" run template --draws 16 --horizon 2 2>&-'
    done = subprocess.run(["sh", "-c", line, sys.executable, code], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert done.returncode == 0 and "16 worlds x " in done.stdout


def test_an_error_smaller_than_any_number_of_worlds_is_refused(here: Here) -> None:
    words = ("compare", "template", "--draws", "64", "--horizon", "2", "--precision")
    for precision in ("1e-308", "5e-324"):
        code, out, told = here(*words, precision)
        assert (code, out) == (2, "") and "that are possible" in told


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (PermissionError(13, "Permission denied", "/some/file.csv"), 2, "/some/file.csv: Permission denied"),
        (OSError(12, "Cannot allocate memory"), 1, "Cannot allocate memory"),
        (OSError("cannot load library"), 1, "cannot load library"),
    ],
)
def test_what_cannot_be_written_is_named(
    error: OSError, status: int, says: str, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr("attrit.scenario.files.library", fail)
    assert here("list") == (status, "", f"attrit: {says}\n")

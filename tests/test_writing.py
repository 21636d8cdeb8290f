"""Files are put in place all or none, over nothing that is not theirs, and an unusable place is refused beforehand."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from attrit import writing
from attrit.errors import AttritError, ScenarioError
from attrit.writing import put, usable, writable, write_into


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir() if path.is_file()}


def test_all_are_written_or_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old", "utf-8")
    put({tmp_path / "a": "new a", tmp_path / "b": "new b"})
    assert contents(tmp_path) == {"a": "new a", "b": "new b"}


def test_a_folder_of_that_name_leaves_all_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old", "utf-8")
    (tmp_path / "b").mkdir()
    with pytest.raises(IsADirectoryError) as error:
        put({tmp_path / "a": "new", tmp_path / "b": "new"})
    assert error.value.filename == str(tmp_path / "b")
    assert contents(tmp_path) == {"a": "old"}


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("links", [True, False])
def test_what_fails_between_two_files_is_taken_back(
    there: bool, links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if there:
        (tmp_path / "a").write_text("old", "utf-8")
    replace = Path.replace

    def refused(self: Path, target: Path) -> Path:
        if target.name == "b":
            raise OSError(5, "Input/output error")
        return replace(self, target)

    def one_name(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "replace", refused)
    if not links:
        monkeypatch.setattr(os, "link", one_name)
    with pytest.raises(OSError, match="Input/output"):
        put({tmp_path / "a": "new", tmp_path / "b": "new"})
    assert contents(tmp_path) == ({"a": "old"} if there else {})


def test_a_full_disk_names_the_file_and_leaves_nothing(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no /dev/full here")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "_beside", lambda file: tmp_path / "trial")
        (tmp_path / "trial").symlink_to(full)
        with pytest.raises(OSError) as error:
            put({tmp_path / "a": "new"})
    assert error.value.filename == str(tmp_path / "a")


def test_no_link_is_followed_and_no_name_is_foretold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "precious").write_text("mine", "utf-8")
    names = {writing._beside(tmp_path / "a") for _ in range(50)}
    assert len(names) == 50 and not any(str(os.getpid()) == name.suffix[1:] for name in names)
    trap = tmp_path / "trap"
    trap.symlink_to(tmp_path / "precious")
    monkeypatch.setattr(writing, "_beside", lambda file: trap)
    with pytest.raises(FileExistsError):
        put({tmp_path / "a": "new"})
    assert (tmp_path / "precious").read_text("utf-8") == "mine"


def test_a_signal_waits_until_all_is_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    came: list[dict[str, str]] = []
    before = signal.signal(signal.SIGTERM, lambda *_: came.append(contents(tmp_path)))
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        os.kill(os.getpid(), signal.SIGTERM)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    try:
        put({tmp_path / "a": "new", tmp_path / "b": "new"})
    finally:
        signal.signal(signal.SIGTERM, before)
    assert came[-1] == {"a": "new", "b": "new"} and {frozenset(seen) for seen in came} == {frozenset("ab")}


def test_places_are_tried_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_text("", "utf-8")
    with pytest.raises(ScenarioError, match="is a file"):
        usable(file)
    with pytest.raises(ScenarioError, match="not a folder"):
        usable(file / "sub")
    (tmp_path / "summary.json").mkdir()
    with pytest.raises(ScenarioError, match=r"summary\.json: is a folder"):
        usable(tmp_path, "report.html", "summary.json")
    usable(tmp_path / "to" / "be" / "made", "report.html")
    writable(tmp_path / "x.csv")
    assert {path.name for path in tmp_path.iterdir()} == {"file", "summary.json"}, "nothing is left of the trial"

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    for trial in (lambda: usable(tmp_path / "new"), lambda: writable(tmp_path / "x.csv")):
        with pytest.raises(AttritError, match="cannot be written to: Permission denied"):
            trial()


def test_what_cannot_be_written_is_told_by_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(ScenarioError, match=r"--out: .*/b: cannot be written: Is a directory"):
        write_into(tmp_path, {tmp_path / "b": "new"})

"""Machine code is read only from where nobody else can have put it, and only whole; else it is made anew."""

from __future__ import annotations

import errno
import hashlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba as nb
import pytest

from attrit.engine import compiled
from tests.journeys.command_line import ROOT, from_nothing


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as the place of machine code."""
    monkeypatch.setattr(compiled, "cache_folder", lambda: tmp_path)
    return tmp_path


def twice() -> Any:
    """A function, compiled or taken from where it is kept."""

    def doubled(x: int) -> int:
        return 2 * x

    return compiled.compiled(nb.int64(nb.int64))(doubled)


def from_disk(function: Any) -> bool:
    return sum(function.stats.cache_hits.values()) == 1


def test_code_is_kept_and_taken_up_again(kept: Path) -> None:
    first, second = twice(), twice()
    assert (from_disk(first), from_disk(second)) == (False, True)
    assert first(21) == second(21) == 42
    assert len(list(kept.iterdir())) == 1


def test_code_is_named_by_all_sources_that_it_draws_on() -> None:
    """An edit of a law of motion makes the day anew; an edit of a page of text does not."""
    kernel = Path(compiled.__file__).with_name("kernel.py")
    shown = "print(*sorted(m.__file__ for n, m in sys.modules.items() if n.startswith(('attrit.model.', 'attrit.engine.'))))"
    run = subprocess.run(
        [sys.executable, "-c", f"import sys, attrit.engine.kernel; {shown}"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.split() == [str(path) for path in compiled._sources(kernel)]
    text = "from attrit.model import (\n    collapse,\n    pace,\n)\nimport attrit.model.state as at\nimport numpy\n"
    assert [path.stem for path in compiled._imported(text)] == ["collapse", "pace", "state"]


def flipped(raw: bytes) -> bytes:
    middle = len(raw) // 2
    return raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]


@pytest.mark.parametrize(
    "damage", [lambda raw: b"", lambda raw: raw[:900], lambda raw: raw[:-1], flipped, lambda raw: raw + b"x"],
    ids=["empty", "cut short", "one byte short", "one bit", "one byte more"],
)  # fmt: skip
def test_damaged_code_is_made_anew(
    damage: Callable[[bytes], bytes], kept: Path, caplog: pytest.LogCaptureFixture
) -> None:
    twice()
    (file,) = kept.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    again = twice()
    assert not from_disk(again) and again(21) == 42
    assert f"{file} is damaged; the code is compiled anew" in caplog.text
    assert from_disk(twice())


class Canary:
    """A pickle that leaves a sign that it was run."""

    def __init__(self, sign: Path) -> None:
        self.sign = sign

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.sign),)


def test_a_pickle_without_the_checksum_is_not_run(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    sign = tmp_path_factory.mktemp("sign") / "ran"
    twice()
    (file,) = kept.iterdir()
    file.write_bytes(pickle.dumps(Canary(sign)))
    assert twice()(21) == 42
    assert not sign.exists()


def test_where_nothing_can_be_kept_the_code_stays_in_memory(
    kept: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(file: Path, raw: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(compiled, "_put", full)
    assert twice()(21) == twice()(21) == 42
    assert caplog.text.count(f"({kept}: No space left on device), so every run compiles it") == 1
    monkeypatch.setattr(compiled, "cache_folder", lambda: None)
    assert twice()(21) == 42
    assert "no folder is there that only you can write to" in caplog.text
    assert not compiled.is_compiled()


def test_a_write_that_fails_leaves_nothing_behind(kept: Path) -> None:
    with pytest.raises(OSError):
        compiled._put(kept / "no folder" / "code", b"x")
    (kept / "code").mkdir()  # no file takes its place
    with pytest.raises(OSError):
        compiled._put(kept / "code", b"x")
    assert [path.name for path in kept.iterdir()] == ["code"]


# --- the place --------------------------------------------------------------------------------------------------------


def roots(monkeypatch: pytest.MonkeyPatch, **settings: str) -> list[str]:
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "TMPDIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return [str(root) for root in compiled._roots()]


def test_no_place_hangs_on_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    home, usual = {"HOME": "/me"}, ["/me/.cache/attrit", str(Path("/tmp", f"attrit-{os.geteuid()}"))]
    assert roots(monkeypatch, **home) == usual
    assert roots(monkeypatch, **home, XDG_CACHE_HOME="/cache") == ["/cache/attrit", usual[1]]
    assert roots(monkeypatch, **home, XDG_CACHE_HOME="/cache", NUMBA_CACHE_DIR="/n") == ["/n/attrit", usual[1]]
    assert roots(monkeypatch, **home, XDG_CACHE_HOME="cache", NUMBA_CACHE_DIR="cc") == usual
    assert roots(monkeypatch, HOME="home") == usual[1:]
    for temporary in ("tmp", ".", str(tmp_path)):
        assert roots(monkeypatch, **home, TMPDIR=temporary) == usual[:1]


def test_a_folder_that_others_can_have_filled_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, open_to_all, link, file = (tmp_path / name for name in ("new", "open", "link", "file"))
    assert compiled._ours(new) and new.stat().st_mode & 0o777 == 0o700
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    link.symlink_to(new)
    file.touch()
    assert not any(map(compiled._ours, (open_to_all, link, file, file / "below")))
    assert compiled._ours(open_to_all, close=True)  # the folder around, in which ours is made anew
    assert open_to_all.stat().st_mode & 0o777 == 0o700
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert not compiled._ours(new) and not compiled._ours(new, close=True)


def test_a_prepared_temporary_folder_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another user's link in place of the folder of the machine code, which leads to files that anybody can write."""
    shared, before = tmp_path / "shared", compiled.cache_folder()
    assert before is not None
    ours = shared / f"attrit-{os.geteuid()}"
    ours.mkdir(parents=True)
    (ours / before.name).symlink_to(shared)
    roots(monkeypatch, HOME="nowhere", TMPDIR=str(shared))
    compiled.cache_folder.cache_clear()
    try:
        assert compiled.cache_folder() is None
        (ours / before.name).unlink()
        compiled.cache_folder.cache_clear()
        assert compiled.cache_folder() == ours / before.name
    finally:
        monkeypatch.undo()
        compiled.cache_folder.cache_clear()


def test_a_whole_file_has_its_checksum_in_front(kept: Path) -> None:
    twice()
    (file,) = kept.iterdir()
    raw = file.read_bytes()
    assert hashlib.sha256(raw[32:]).digest() == raw[:32]


def test_without_a_compiler_attrit_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    done = from_nothing("check", "template")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("attrit: NUMBA_DISABLE_JIT: Numba is told to compile nothing")
    assert done.stderr.count("\n") == 1

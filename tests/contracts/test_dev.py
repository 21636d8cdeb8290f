"""dev.py: says plainly what is wrong, and does nothing twice."""

import os
import re
import runpy
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

import dev
from tools import mutate


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """An empty checkout; the commands that would be run are recorded, and `uv venv` makes a folder with a python."""
    for name in ("pyproject.toml", *dev.PINS.values()):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"# {name}\n")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "PYTHON", tmp_path / ".venv/bin/python")
    monkeypatch.setattr(dev, "uv", lambda: "uv")
    commands: list[tuple[str, ...]] = []

    def need(*command: str, env: dict[str, str] = dev.ENV) -> None:
        commands.append(command)
        if command[1] == "venv":
            dev.PYTHON.parent.mkdir(parents=True)
            dev.PYTHON.touch()

    monkeypatch.setattr(dev, "need", need)
    return commands


def test_set_up_makes_the_environment_once(checkout):
    dev.set_up("dev")
    assert [command[1] for command in checkout] == ["venv", "pip", "pip"]
    assert "--require-hashes" in checkout[1] and "requirements/dev.txt" in checkout[1]
    assert {"--no-deps", "--no-build-isolation", "--editable"} <= set(checkout[2])
    checkout.clear()
    dev.set_up("dev")
    dev.set_up("run")  # the environment for tests holds the one for running
    assert checkout == []


def test_set_up_goes_on_from_running_to_testing_to_measuring(checkout):
    dev.set_up("run")
    assert "requirements/run.txt" in checkout[1]
    for kind in ("dev", "bench"):
        checkout.clear()
        dev.set_up(kind)
        assert [command[1] for command in checkout] == ["pip", "pip"]
        assert f"requirements/{kind}.txt" in checkout[0]
    checkout.clear()
    dev.set_up("dev")  # the environment for measuring holds the one for tests
    assert checkout == []


def test_changed_pins_are_installed_into_the_same_environment(checkout):
    dev.set_up("dev")
    checkout.clear()
    (dev.ROOT / "requirements/dev.txt").write_text("# newer\n")
    dev.set_up("dev")
    assert [command[1] for command in checkout] == ["pip", "pip"]


def test_an_environment_copied_with_the_checkout_is_made_anew(checkout, tmp_path, monkeypatch):
    dev.set_up("dev")
    checkout.clear()
    stamp = dev.VENV / "attrit-ready.txt"
    stamp.write_text(stamp.read_text().replace(str(tmp_path), "elsewhere"))
    dev.set_up("dev")
    assert [command[1] for command in checkout] == ["venv", "pip", "pip"]


def test_missing_pip_is_said_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev.shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SystemExit, match="apt install python3-pip"):
        dev.uv()


def test_uv_is_fetched_in_its_pinned_version(tmp_path, monkeypatch):
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev.shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda _: object())
    monkeypatch.setattr(dev, "need", lambda *command: commands.append(command))
    assert dev.uv() == str(tmp_path / ".tools/bin/uv")
    assert commands[0][-3:] == ("--target", str(tmp_path / ".tools"), dev.UV)


def test_a_failed_step_stops_the_set_up():
    with pytest.raises(SystemExit, match=r"this did not work: .* raise SystemExit"):
        dev.need(sys.executable, "-c", "raise SystemExit(3)")


def test_an_old_python_is_said_in_one_line(monkeypatch):
    monkeypatch.setattr(dev.sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or later"):
        dev.main(["test"])


def test_the_help_has_a_line_for_every_verb():
    said = [line.split()[2] for line in dev.__doc__.splitlines() if line.startswith("    python3 dev.py ")]
    assert said == list(dev.VERBS)


def test_mutate_hands_over_to_its_tool_in_the_checkout(tmp_path, monkeypatch):
    done: list[object] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dev, "set_up", done.append)
    monkeypatch.setattr(dev.os, "execve", lambda path, words, env: done.extend([path, *words[1:], Path.cwd()]))
    dev.main(["mutate", "square"])
    assert done == ["dev", dev.PYTHON, "tools/mutate.py", "square", dev.ROOT]


@pytest.mark.parametrize(("killed", "status"), [(9, 0), (8, 3)])
def test_mutate_fails_if_too_few_mutants_are_killed(killed: int, status: int, capsys):
    fates = {"square": Counter(killed=5), "linear": Counter(killed=killed - 5, survived=9 - killed, timeout=1)}
    assert mutate.table(fates) == status
    assert capsys.readouterr().out.splitlines()[-1].split()[:5] == ["all", "10", str(killed), str(9 - killed), "1"]


def test_mutate_names_the_files_there_are(capsys):
    assert mutate.main(["square", "sqaure"]) == 2
    assert re.search("^unknown: sqaure; known: .*, square", capsys.readouterr().err)


@pytest.mark.parametrize("words", [["tset"], []])
def test_an_unknown_verb_lists_the_known_ones(words: list[str]):
    run = subprocess.run([sys.executable, dev.__file__, *words], capture_output=True, text=True)
    assert run.returncode == 2
    assert run.stdout == ""
    assert "demo" in run.stderr and "test" in run.stderr and len(run.stderr.splitlines()) == 1


def test_a_failed_check_fails_the_whole_and_is_named(monkeypatch, capsys):
    monkeypatch.setattr(dev, "set_up", lambda _: None)
    monkeypatch.setattr(dev, "call", lambda *command: int(command[0] == "mypy"))
    assert dev.test([]) == 1
    assert capsys.readouterr().err == "failed before the tests: mypy\n"


def test_what_the_tools_keep_lies_in_the_checkout():
    assert dev.ENV["UV_CACHE_DIR"] == os.environ.get("UV_CACHE_DIR", str(dev.ROOT / ".tools" / "cache"))
    assert dev.ENV["MPLCONFIGDIR"] == os.environ.get("MPLCONFIGDIR", str(dev.ROOT / ".tools" / "matplotlib"))


def test_certificates_of_the_system_are_used_where_there_are_any(monkeypatch, tmp_path):
    monkeypatch.delenv("UV_SYSTEM_CERTS", raising=False)
    for cafile, files, wanted in (("some.pem", 0, True), (None, 1, True), (None, 0, False)):
        folder = tmp_path / f"{cafile}{files}"
        folder.mkdir()
        for i in range(files):
            (folder / f"{i}.pem").touch()
        places = SimpleNamespace(cafile=cafile, capath=folder)
        monkeypatch.setattr(dev.ssl, "get_default_verify_paths", lambda places=places: places)
        assert ("UV_SYSTEM_CERTS" in runpy.run_path(dev.__file__)["ENV"]) == wanted


def test_the_tests_take_all_processors(monkeypatch):
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(dev, "set_up", lambda _: None)
    monkeypatch.setattr(dev, "call", lambda *command: commands.append(command) or 0)
    assert dev.test(["-k", "dev"]) == 0
    assert commands[-1] == ("pytest", "-n", "logical", "--dist", "loadfile", "-k", "dev")


@pytest.mark.parametrize(("says", "status"), [("No issues found", 0), ("griffe: attrit/a.py:1: no such parameter", 1)])
def test_a_docstring_that_does_not_fit_fails_the_manual(says: str, status: int, monkeypatch, tmp_path, capsys):
    (tmp_path / "zensical").write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    (tmp_path / "zensical").chmod(0o755)
    drawn: list[str] = []
    monkeypatch.setattr(dev, "set_up", lambda _: None)
    monkeypatch.setattr(dev, "need", lambda *command: drawn.append(command[-1]))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(dev, "ENV", {"PATH": os.environ["PATH"]})
    assert dev.docs([]) == status
    assert drawn == ["tools/house.py"]
    assert capsys.readouterr().out == f"{says}\n"

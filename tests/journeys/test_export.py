"""The command that writes a duel for other tools, as its users meet it."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from attrit.cli.main import main
from tests.journeys.command_line import ROOT, answered

TEMPLATE = ROOT / "attrit" / "library" / "template.yaml"


def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a call in this process, to save time."""
    monkeypatch.setattr(sys, "argv", ["attrit", "export", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_the_file_is_printed_and_nothing_else() -> None:
    done = answered("export", "xmile", "template")
    assert done.stderr == ""
    assert ElementTree.fromstring(done.stdout).tag == "{http://docs.oasis-open.org/xmile/ns/XMILE/v1.0}xmile"


def test_it_is_written_whole_and_talks_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "duel.xmile"
    out.write_text("what was there")
    words = ("xmile", "template", "--arm", "doubled", "--law", "linear")
    assert told(monkeypatch, capsys, *words, "--out", str(out)) == (0, "", "")
    assert told(monkeypatch, capsys, *words) == (0, out.read_text("utf-8"), "")
    assert "<name>template doubled</name>" in out.read_text() and "Law 'linear'" in out.read_text()
    assert [file.name for file in tmp_path.iterdir()] == ["duel.xmile"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--arm", "comitted"), ["arms: no arm 'comitted'; one of committed, absent, doubled, lower_valley; did you mean 'committed'?"]),
        (("--arm", "lower_valley"), ["arms.lower_valley: arm 'lower_valley' sends group 'brigade' into sector 'lower_valley'"]),
        (("--law", "squar"), ["law: no law 'squar'; one of ", "did you mean 'square'?"]),
        (("--law", "salvo"), ["law: no law of a campaign 'salvo'; one of "]),
        (("--out", "none/there.xmile"), ["--out: none/there.xmile: no place for a file; a file in a folder that is there"]),
        (("--out", "."), ["--out: .: no place for a file; a file in a folder that is there"]),
        (("--out", "my-war.yaml"), ["--out: my-war.yaml: is the file that is read; another file"]),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_words_are_refused_and_write_nothing(
    words: tuple[str, ...], said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    shutil.copy(TEMPLATE, tmp_path / "my-war.yaml")
    monkeypatch.chdir(tmp_path)
    code, out, err = told(monkeypatch, capsys, "xmile", "my-war.yaml", *words)
    assert (code, out) == (2, "")
    assert err.startswith("attrit: ") and err.count("\n") == 1 and all(text in err for text in said), err
    assert [file.name for file in tmp_path.iterdir()] == ["my-war.yaml"]
    assert (tmp_path / "my-war.yaml").read_bytes() == TEMPLATE.read_bytes()


def test_a_file_that_was_there_stays_if_the_new_one_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "duel.xmile"
    out.write_text("what was there")
    assert told(monkeypatch, capsys, "xmile", "template", "--law", "squar", "--out", str(out))[0] == 2
    assert out.read_text() == "what was there"


def test_the_help_says_what_is_in_the_file_and_what_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = told(monkeypatch, capsys, "xmile", "--help")
    text = " ".join(re.sub(r"[^\w\s.,:;-]", " ", out).split())
    assert code == 0
    assert "all inputs at their medians" in text and "What is not: ground, collapse, pace, tempo, supply" in text
    assert "xmile" in told(monkeypatch, capsys, "--help")[1]

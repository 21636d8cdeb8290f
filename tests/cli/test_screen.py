"""What is printed holds no sign that a terminal would obey, and means the same."""

from __future__ import annotations

import io
import json
import sys

import pytest

from attrit.cli import screen

OBEYED = [*map(chr, [*range(9), *range(11, 32), *range(127, 160)]), *"\u2028\u2029\u202a\u202e\u2066\u2069"]


@pytest.mark.parametrize("sign", OBEYED, ids=ascii)
def test_a_sign_that_a_terminal_obeys_is_shown_as_its_code(sign: str, capsys: pytest.CaptureFixture[str]) -> None:
    screen.show(f"a{sign}b")
    screen.say(f"a{sign}b")
    code = ascii(sign)[1:-1]
    assert capsys.readouterr() == (f"a{code}b\n", f"a{code}b\n")


def test_signs_that_people_read_stay_what_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    text = "Kursk, 3 km² ± 1 – “Курск” 世界 🎖 ‏עברית‏\ta\nb"
    screen.show(text)
    assert capsys.readouterr().out == f"{text}\n"


def test_json_means_the_same() -> None:
    data = {"title": "".join(OBEYED) + "é"}
    text = screen.harmless_json(json.dumps(data, ensure_ascii=False))
    assert not set(OBEYED) & set(text) and "é" in text
    assert json.loads(text) == data


def test_a_file_for_a_program_is_handed_over_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, printed in ((io.StringIO(), "a\x9bb"), (Terminal(), "a\\x9bb")):
        monkeypatch.setattr(sys, "stdout", stream)
        screen.hand_over("a\x9bb")
        assert stream.getvalue() == printed


def test_what_cannot_be_printed_names_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    with pytest.raises(OSError) as raised:
        screen.show("a")
    assert raised.value.filename == "standard output"
    monkeypatch.setattr(sys, "stderr", Full())
    screen.say("a")

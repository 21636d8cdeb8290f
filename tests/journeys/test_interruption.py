"""Ctrl-C: whenever it comes, the command ends at once with one line and status 130, and no file is half-written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STOPPED = "attrit: stopped; nothing was written\n"
MANY = ("run", "kursk-2024", "--arms", "absent", "--draws", "3000000")  # minutes of work
FEW = ("run", "template", "--draws", "64", "--horizon", "5")
COMMAND = f"""
import sys, threading
sys.path.insert(0, {str(ROOT)!r})
import attrit.cli.main as cli
def here(): print("here", flush=True)
def stay(): here(); threading.Event().wait()
class Finder:
    def __init__(self, name): self.name = name
    def find_spec(self, name, path, target=None):
        if name == self.name: stay()
begin = cli._main
def main():
    BEFORE
    begin()
cli._main = main
cli.main()
"""
# Whoever runs the tests in the background may have the signal ignored, which is inherited.
HEARD = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
MOMENTS = {  # how the process tells that the moment has come, and what it is asked to do
    "while Typer is imported": ("sys.meta_path.insert(0, Finder('typer'))", MANY),
    "while Numba is imported": ("sys.meta_path.insert(0, Finder('numba'))", MANY),
    "while worlds are played": ("""
    import attrit.engine.collect as collect
    work = collect.Collection.work
    def told(*chunk): here(); return work(*chunk)
    collect.Collection.work = told""", MANY),
    "while charts are drawn": ("""
    import attrit.views.charts.drawing as drawing
    drawing.Beside._ask = lambda *spec: stay()""", FEW),
    "when the page is complete": ("""
    import attrit.views.report.page as report
    page = report.page
    def told(*parts): page(*parts); stay()
    report.page = told""", FEW),
}  # fmt: skip


Begun = Callable[..., "subprocess.Popen[str]"]


def without_warnings(text: str) -> str:
    """What is said about the interruption; the scenario's own warnings may come first."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("Warning: "))


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """Machine code is on disk, so that no process has to say that it is being made."""
    import attrit.engine.simulate  # noqa: F401


@pytest.fixture
def begun() -> Iterator[Begun]:
    """Start a process in a session of its own and wait until it says that the moment to interrupt it has come."""
    started = []

    def begin(code: str, *words: str) -> subprocess.Popen[str]:
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        process = subprocess.Popen(
            [sys.executable, "-c", HEARD + code, *words], cwd=ROOT, start_new_session=True, text=True, **pipes
        )
        started.append(process)
        assert process.stdout is not None and process.stdout.readline() == "here\n"
        return process

    yield begin
    for process in started:
        with process:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize(
    ("moment", "send"), [*((moment, os.killpg) for moment in MOMENTS), ("while worlds are played", os.kill)]
)
def test_an_interrupted_command_ends_with_one_line(
    tmp_path: Path, begun: Begun, moment: str, send: Callable[[int, int], None]
) -> None:
    before, words = MOMENTS[moment]
    out = tmp_path / "out"
    process = begun(COMMAND.replace("BEFORE", before), *words, "--out", str(out))
    send(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert (process.returncode, without_warnings(told)) == (130, STOPPED)
    assert not out.exists()


def test_an_earlier_report_stays(tmp_path: Path, begun: Begun) -> None:
    for name in ("report.html", "summary.json"):
        (tmp_path / name).write_text("earlier", encoding="utf-8")
    before, words = MOMENTS["while charts are drawn"]
    process = begun(COMMAND.replace("BEFORE", before), *words, "--out", str(tmp_path))
    os.killpg(process.pid, signal.SIGINT)
    assert without_warnings(process.communicate(timeout=60)[1]) == STOPPED
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == {
        "report.html": "earlier",
        "summary.json": "earlier",
    }


def test_files_being_put_in_place_are_put_there_whole(tmp_path: Path, begun: Begun) -> None:
    before = """
    import attrit.writing as writing
    put = writing.put
    def told(files): here(); sys.stdin.readline(); put(files)
    writing.put = told"""
    process = begun(COMMAND.replace("BEFORE", before), *FEW, "--out", str(tmp_path))
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate("go on\n", timeout=60)
    stopped = f"attrit: stopped; {tmp_path / 'report.html'} had been written\n"
    assert (process.returncode, without_warnings(told)) == (130, stopped)
    assert {path.name for path in tmp_path.iterdir()} == {"report.html", "summary.json"}
    assert (tmp_path / "report.html").read_text("utf-8").rstrip().endswith("</html>")


IN_PYTHON = """
import threading, attrit
done = []
def progress(*count):
    done.append(count)
    if len(done) == 1: print("here", flush=True)
try:
    attrit.simulate(attrit.load("kursk-2024"), 3_000_000, arms=["absent"], progress=progress)
except KeyboardInterrupt:
    print(threading.active_count(), done[-1][0] < done[-1][1])
"""


def test_a_run_in_python_stops_and_leaves_no_thread(begun: Begun) -> None:
    process = begun(IN_PYTHON)
    process.send_signal(signal.SIGINT)
    said, told = process.communicate(timeout=60)
    assert (process.returncode, said, told) == (0, "1 True\n", "")


def test_outside_of_the_command_the_signal_is_what_it_was() -> None:
    from attrit.interruption import listening

    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with listening():
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before

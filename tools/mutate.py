"""Mutation testing of the laws: change their functions one place at a time, and see which changes no test notices.

Run by ``python3 dev.py mutate``, with names of files to mutate only those. mutmut makes and runs the mutants, by the
settings in pyproject.toml: what stands inside functions is changed; what stands outside (ranges, the `LAW` itself) and
what bears a decorator is not. A mutant is killed if a test fails; one that only takes too long does not count.

pytest loads this file too, for the hooks at its end.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from mutmut.state import state

ROOT = Path(__file__).parents[1]
FILES = {path.stem: path.relative_to(ROOT) for path in [ROOT / "attrit/laws.py", *ROOT.glob("attrit/model/laws/*.py")]}
NEEDED = 0.9  # share of the mutants that must be killed
IDLE = "attrit.laws.x__idle"  # a mutant that changes nothing, by mutmut's name; every test must pass with it
# By the status of pytest, or of mutmut if pytest could not begin; all else has survived.
FATES = {**dict.fromkeys((1, 2, 3, 255), "killed"), **dict.fromkeys((24, -24, 152, -9), "timeout")}


def main(names: list[str]) -> int:
    """Mutate the files of these names, or all; 3 if too few mutants are killed."""
    unknown = [name for name in names if name not in FILES]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(sorted(FILES))}", file=sys.stderr)
        return 2
    files = [FILES[name] for name in names] or sorted(FILES.values())
    with TemporaryDirectory(prefix="attrit-mutate-", ignore_cleanup_errors=True) as folder, chdir(folder):
        for part in ("attrit", "tests", "tools"):
            shutil.copytree(ROOT / part, part)
        shutil.copy(ROOT / "pyproject.toml", ".")
        with Path("attrit/laws.py").open("a", encoding="utf-8") as file:
            file.write("\n\ndef _idle() -> None:\n    1\n")
        if (ROOT.parent / "shared").exists():
            Path("shared").symlink_to(ROOT.parent / "shared")  # data that may not be shipped lie beside the checkout
        if not run(files):
            return 1
        counts = {path.stem: count for path in files if (count := counted(path))}
    return table(counts)


def run(files: list[Path]) -> bool:
    """Run mutmut in the present folder; where that does not work, say why."""
    # By pattern even if all are meant: mutmut then runs the tests, named one by one, without a mutant before.
    patterns = [".".join(path.with_suffix("").parts) + ".*" for path in files]
    command = ["mutmut", "run", "--max-children", str(os.cpu_count()), f"{IDLE}*", *patterns]
    env = {**os.environ, "PYTHONHASHSEED": "0"}  # mutmut keeps names of tests in sets
    interruptions: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: interruptions.append(number))  # mutmut hears it too, and ends first
    run = subprocess.run(command, env=env, stdout=None if sys.stdout.isatty() else subprocess.PIPE, text=True)
    if interruptions:
        print("stopped: interrupted", file=sys.stderr)
    elif run.returncode:
        said = [line for line in (run.stdout or "").splitlines() if line[:1].isascii()]
        print("stopped: mutmut did not come to an end", *said[-8:], sep="\n", file=sys.stderr)
        settings = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
        subprocess.call(["pytest", "-q", *settings["pytest_add_cli_args_test_selection"]], cwd="mutants")
    elif exits(FILES["laws"])[f"{IDLE}__mutmut_1"] != 0:
        print("stopped: tests fail under mutmut although nothing has been changed", file=sys.stderr)
    else:
        return True
    return False


def exits(path: Path) -> dict[str, int]:
    """How pytest ended for each mutant of a file."""
    return dict(json.loads(Path("mutants", f"{path}.meta").read_text("utf-8"))["exit_code_by_key"])


def counted(path: Path) -> Counter[str]:
    """Fates of the mutants of a file; those that were not killed are printed."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    fates = {name: FATES.get(code, "survived") for name, code in exits(path).items() if not name.startswith(IDLE)}
    for name, fate in fates.items():
        if fate != "killed":
            changes = [line for line in get_diff_for_mutant(name, path=path).splitlines()[3:] if line[:1] in "+-"]
            print(f"{path}, {name.rpartition('.')[2]}: {fate}", *changes, "", sep="\n")
    return Counter(fates.values())


def table(counts: dict[str, Counter[str]]) -> int:
    """Print how many mutants of each file were killed; 3 if they are too few of all."""
    total = sum(counts.values(), Counter())
    print(f"{'file':16} mutants  killed survived timeout   share")
    for name, count in [*counts.items(), ("all", total)]:
        cells = f"{count.total():7} {count['killed']:7} {count['survived']:8} {count['timeout']:7}"
        print(f"{name:16} {cells} {count['killed'] / max(count.total(), 1):7.1%}")
    return 0 if total["killed"] >= NEEDED * total.total() else 3


_used: dict[Path | None, set[str]] = defaultdict(set)


def pytest_sessionstart() -> None:
    """The process of a mutant has all imported: once more, so that what runs on import is mutated too."""
    for name in [*sys.modules]:
        if name.partition(".")[0] in ("attrit", "tests"):
            del sys.modules[name]
    gc.freeze()  # pytest collects garbage several times, which would look through all that was imported before
    importlib.import_module("attrit.laws")  # if that fails, one failure will do


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish() -> None:
    """What runs on import counts as used by every test."""
    _used[None] = {IDLE, *state()._stats}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """What a test uses counts as used by the later ones of its file too: they may find the result cached."""
    _used[item.path] |= state()._stats
    state()._stats |= _used[None] | _used[item.path]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests run in the order in which they are written, whatever the order in which mutmut names them."""
    items.sort(key=lambda item: (str(item.path), item.reportinfo()[1] or 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

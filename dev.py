"""Set attrit up from a bare checkout and run it; needs Python 3.11 or later and nothing else.

    python3 dev.py demo [OPTIONS]    the main job: run kursk-2024 and write its report to attrit-out/
    python3 dev.py test [OPTIONS]    ruff, mypy, import-linter, then pytest with OPTIONS (-m slow: only the long ones)
    python3 dev.py docs              draw the floors anew and build the manual into site/; a warning is an error
    python3 dev.py fit LEDGER        attrit fit-claims, with the extra that it needs (--help says what else it takes)
    python3 dev.py hindcast FOLDER   attrit hindcast: score forecasts of the past (--out FILE: all scores as JSON)
    python3 dev.py mutate [LAW]      change the laws one place at a time; 3 if the quick tests notice less than 90 %
    python3 dev.py bench [OPTIONS]   measure and write benchmarks/RESULTS.md (--quick, --only SECTION)
    python3 dev.py lock [--upgrade]  write the hashed requirement files anew

The first call makes .venv (and fetches uv into .tools if there is none on PATH); later calls start at once.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

UV = "uv==0.13.9"
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
ENV = {
    **os.environ,
    "PATH": f"{VENV / 'bin'}:{os.environ.get('PATH', os.defpath)}",
    "UV_PYTHON": sys.executable,
    "UV_PYTHON_DOWNLOADS": "never",
}
ENV.pop("PYTHONDONTWRITEBYTECODE", None)  # the checkout's own modules are compiled once too
# What the tools keep goes when the checkout goes; .venv links to what uv keeps, so it takes the disk once.
ENV.setdefault("UV_CACHE_DIR", str(ROOT / ".tools" / "cache"))
ENV.setdefault("MPLCONFIGDIR", str(ROOT / ".tools" / "matplotlib"))
_STORE = ssl.get_default_verify_paths()
if _STORE.cafile or (_STORE.capath and os.listdir(_STORE.capath)):  # where there are none, uv takes its own
    ENV.setdefault("UV_SYSTEM_CERTS", "1")  # with the certificate of a company's proxy among them
# Each kind of set-up holds those before it.
PINS = {kind: f"requirements/{kind}.txt" for kind in ("run", "dev", "bench")}
DISK = {"run": "0.9 GB", "dev": "1.8 GB", "bench": "1.8 GB"}
CHECKS = ("ruff check .", "ruff format --check .", "mypy", "lint-imports")


def call(*command: str, env: dict[str, str] = ENV) -> int:
    """Run a command in the checkout, with the tools of .venv before all others, and return its exit status."""
    return subprocess.call(command, cwd=ROOT, env=env)


def need(*command: str, env: dict[str, str] = ENV) -> None:
    """Run a command that everything after it rests on."""
    if call(*command, env=env):
        raise SystemExit(f"stopped: this did not work: {' '.join(command)}")


def uv() -> str:
    """Find the uv fetched earlier or one on PATH, or fetch the pinned one."""
    tools = ROOT / ".tools"
    found = shutil.which("uv", path=str(tools / "bin")) or shutil.which("uv")
    if found:
        return found
    if importlib.util.find_spec("pip") is None:
        raise SystemExit("pip is missing; on Debian and Ubuntu: apt install python3-pip")
    # Into a folder of ours: a Debian python refuses to have packages installed into itself (PEP 668).
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir")
    need(*pip, "--target", str(tools), UV)
    return str(tools / "bin" / "uv")


def set_up(kind: str) -> None:
    """Bring .venv to the pins of this kind (run, dev or bench); returns at once if it is there already."""
    inputs = ("pyproject.toml", *PINS.values())
    digest = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in inputs)).hexdigest()
    stamp = VENV / "attrit-ready.txt"
    place, pins, done = stamp.read_text("utf-8").splitlines() if stamp.exists() else ("", "", "")
    moved = place not in ("", str(ROOT))
    if PYTHON.exists() and not moved and pins == digest and done in list(PINS)[list(PINS).index(kind) :]:
        return
    print(f"setting up .venv; the first time takes minutes, and some {DISK[kind]} of disk", file=sys.stderr)
    if VENV.exists() and (moved or not PYTHON.exists()):
        shutil.rmtree(VENV)  # copied from elsewhere, so that its scripts point there, or its interpreter is gone
    if not VENV.exists():
        need(uv(), "venv", "--quiet", str(VENV))
    install = (uv(), "pip", "install", "--quiet", "--python", str(PYTHON))
    # Compiled now, since start-up would pay for it on every run where Python may not write beside its sources.
    need(*install, "--compile-bytecode", "--require-hashes", "-r", PINS[kind])
    need(*install, "--no-deps", "--no-build-isolation", "--editable", ".")
    stamp.write_text(f"{ROOT}\n{digest}\n{kind}\n", "utf-8")


def demo(options: list[str]) -> int:
    """Run the main job and write its report."""
    set_up("run")
    return call("attrit", "run", "kursk-2024", "--out", "attrit-out", *options)


def test(options: list[str]) -> int:
    """Run every check, however many fail, and the tests last."""
    set_up("dev")
    failed = [check for check in CHECKS if call(*check.split())]
    tests = call("pytest", "-n", "logical", "--dist", "loadfile", *options)  # on all processors
    if failed:
        print("failed before the tests:", ", ".join(failed), file=sys.stderr)
    return tests or int(bool(failed))


def docs(options: list[str]) -> int:
    """Build the manual, with the picture of the floors as they are now."""
    set_up("dev")
    need(str(PYTHON), "tools/house.py")
    warned = False
    command = ("zensical", "build", "--strict", "--clean", *options)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=ENV, stdout=pipe, stderr=subprocess.STDOUT, text=True) as build:
        for line in build.stdout or ():
            print(line, end="")
            warned |= line.startswith("griffe:")  # what it finds wrong with docstrings, which is no warning to zensical
    return build.returncode or int(warned)


def fit(options: list[str]) -> int:
    """Fit the reporting-bias model over time to a ledger of claims."""
    set_up("dev")
    return call("attrit", "fit-claims", *options)


def hindcast(options: list[str]) -> int:
    """Forecast what came from what was known before it, and score that."""
    set_up("dev")
    return call("attrit", "hindcast", *options)


def mutate(options: list[str]) -> int:
    """Change the laws one place at a time, and count the changes that their tests notice."""
    set_up("dev")
    os.chdir(ROOT)
    # In the place of this process, which would not leave it the time to clean up when interrupted.
    os.execve(PYTHON, [str(PYTHON), "tools/mutate.py", *options], ENV)


def bench(options: list[str]) -> int:
    """Measure speed and memory against what else there is."""
    set_up("bench")
    return call(str(PYTHON), "-m", "benchmarks", *options)


def lock(options: list[str]) -> int:
    """Resolve the dependencies anew, with no setting of this machine's, so that no index address is recorded."""
    kept = ("UV_PYTHON", "UV_CACHE_DIR", "UV_SYSTEM_CERTS")
    env = {key: value for key, value in ENV.items() if not key.startswith("UV_") or key in kept}
    settings = "--quiet --no-config --universal --python-version 3.11 --fork-strategy fewest --generate-hashes"
    settings += " --no-emit-index-url --no-emit-find-links"
    command = [uv(), "pip", "compile", *settings.split(), "--custom-compile-command", "python3 dev.py lock", *options]
    groups = {
        "run": "--group build",
        "dev": "--group dev --extra fit --extra score",
        "bench": "--group bench --extra fit --extra score",
    }
    for kind, wanted in groups.items():
        need(*command, "pyproject.toml", *wanted.split(), "--output-file", PINS[kind], env=env)
        command += ["--constraints", PINS[kind]]
    return 0


VERBS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "test": test,
    "docs": docs,
    "fit": fit,
    "hindcast": hindcast,
    "mutate": mutate,
    "bench": bench,
    "lock": lock,
}


def main(words: list[str]) -> int:
    """Run one verb."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this file is what runs before any package could refuse)
        raise SystemExit(f"attrit needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}")
    if words[:1] in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    if not words or words[0] not in VERBS:
        given = f"unknown verb {words[0]!r}" if words else "no verb given"
        print(f"{given}; known: {', '.join(VERBS)}", file=sys.stderr)
        return 2
    return VERBS[words[0]](words[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)

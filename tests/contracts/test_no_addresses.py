"""No file of the project tells where one machine gets its packages or keeps its files."""

import re
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IGNORED = [
    ".git",
    *(line for line in (ROOT / ".gitignore").read_text("utf-8").split("\n") if line[:1] not in ("", "#")),
]
# In two halves each, so that this file does not hold what it looks for.
HOSTS = [
    first + rest
    for first, rest in [
        ("py", "pi.org"),
        ("pythonhosted", ".org"),
        ("registry.npm", "js.org"),
        ("registry.yarn", "pkg.com"),
        ("static.cra", "tes.io"),
        ("conda.ana", "conda.org"),
    ]
]
# A folder of one machine stands at the start of a path; inside a web address the same word follows a host.
FOLDERS = ["wo" + "rk", "ro" + "ot", "ho" + "me", "tm" + "p", "op" + "t"]
FORBIDDEN = re.compile("|".join([*map(re.escape, HOSTS), rf"(?<![\w.~*/-])/(?:{'|'.join(FOLDERS)})/\w"]).encode())


def project_files() -> list[Path]:
    """Every file but the ignored ones; git may be absent, and the patterns are plain names, so they suffice."""
    found: list[Path] = []
    folders = [ROOT]
    while folders:
        for path in folders.pop().iterdir():
            if not any(fnmatch(path.name, pattern) for pattern in IGNORED):
                (folders if path.is_dir() else found).append(path)
    return found


def test_ignore_patterns_are_plain_names():
    assert not [pattern for pattern in IGNORED if "/" in pattern or pattern.startswith("!")]


def test_the_search_finds_this_file_and_leaves_out_the_ignored():
    files = project_files()
    assert Path(__file__) in files
    assert not [path for path in files if ".git" in path.relative_to(ROOT).parts or path.suffix == ".pyc"]


def test_no_registry_address_and_no_path_of_one_machine():
    hits = {str(path.relative_to(ROOT)): FORBIDDEN.findall(path.read_bytes()) for path in project_files()}
    assert {name: found for name, found in hits.items() if found} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"see https://{HOSTS[0]}/simple", True),
        (f"open('/{FOLDERS[0]}/main/x.csv')", True),
        (f"https://example.org/{FOLDERS[2]}/news", False),
        ("/usr/share", False),
    ],
)
def test_the_pattern_knows_a_machine_path_from_a_web_address(text: str, found: bool):
    assert bool(FORBIDDEN.search(text.encode())) is found


def test_requirements_are_pins_with_hashes_and_set_no_index():
    for name in ("requirements/run.txt", "requirements/dev.txt", "requirements/bench.txt"):
        text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
        lines = [line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
        assert lines
        assert not [line for line in lines if "==" not in line or "--hash=sha256:" not in line or "://" in line]

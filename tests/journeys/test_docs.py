"""The README and the manual: what they show runs, what they link to is there, what they say of the program is so."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

import attrit
from attrit.answer import CLEAR
from attrit.cli.main import main
from attrit.cli.options import app
from attrit.experiments.measures import measures_of
from attrit.model.laws.register import LAWS
from attrit.quantities import mechanisms, quantities
from attrit.scenario.new import new
from attrit.views.answer import words as answer
from attrit.views.report.inputs import class_counts

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LAW_PAGE = DOCS / "add-a-law.md"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
TOPICS = [
    DOCS / "model" / f"{name}.md"
    for name in "forces supply pace losses ground collapse manpower politics talks-and-map".split()
]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FEW = "64"  # draws: enough to run through, too few to mean anything
ASKING = (
    "run",
    "report",
    "carries",
    "provenance",
    "worth-knowing",
    "drivers",
    "needed",
    "worlds",
    "compare",
)  # take --draws
ENOUGH = "256"  # draws, where something is asked of the run that needs more
SOON = "60"  # days, where a command states none; `needed` asks for what is reached later
OWN = re.compile(r"my-|\.py\b|>")  # in a command that reads or writes files of the desk


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def text_of(page: Path) -> str:
    return page.read_text("utf-8")


def fences(page: Path) -> list[tuple[str, str]]:
    return FENCE.findall(text_of(page))


def prose(page: Path) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", text_of(page))


def load_tool(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WRITER = load_tool("write_pages")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that looks like the checkout with a war and a law of one's own in it."""
    (tmp_path / "attrit").symlink_to(ROOT / "attrit")
    for name, text in new("my-war").items():  # as `attrit new my-war` writes it
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "crowded.py").write_text(next(code for kind, code in fences(LAW_PAGE) if kind == "py"), "utf-8")
    monkeypatch.chdir(tmp_path)
    shipped = dict(LAWS)
    yield tmp_path
    for name in set(LAWS) - set(shipped):
        del LAWS[name]


# --- What is shown runs


@pytest.mark.parametrize("page", [page for page in PAGES if "```python" in text_of(page)], ids=name_of)
def test_python_runs_and_prints_what_stands_below_it(page: Path, desk: Path):
    names: dict[str, Any] = {}
    blocks = fences(page)
    for (language, code), (after, expected) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if language != "python":
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            draws = ENOUGH if "attrit.worth_knowing" in code else FEW
            exec(compile(re.sub(r"draws=[\d_]+", f"draws={draws}", code), name_of(page), "exec"), names)
        if after == "text" and text_of(page).split(code, 1)[1].startswith("```\n\n```text"):
            assert printed.getvalue() == expected


def commands(page: Path) -> list[str]:
    lines = [line for language, code in fences(page) if language in ("sh", "console") for line in code.splitlines()]
    return [line.split("  #")[0].strip() for line in lines if line.strip() and not line.startswith("#")]


RAN: set[str] = set()
LONG = "attrit report kursk-2024"  # tests/journeys/test_analyses.py asks for it every day


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=name_of)
def test_commands_run(page: Path, desk: Path, monkeypatch: pytest.MonkeyPatch):
    for command in commands(page):
        if command in RAN or command == LONG:  # ran for another page, and nothing of this desk is in it
            continue
        words = shlex.split(command)
        if words[:2] == ["attrit", "new"]:
            Path(f"{words[2]}.yaml").unlink(missing_ok=True)  # on this desk it may be there already
        if words[0] == "cp":
            shutil.copy(words[1], words[2])
        elif words[:2] == ["python3", "dev.py"]:
            assert words[2] in load_verbs()
        elif words[0] == "attrit":
            assert run(words[1:], monkeypatch) == 0, command
            RAN.update([command] * (OWN.search(command) is None))
        else:
            assert words[0] == ".", f"nobody runs {command!r}"


@pytest.mark.slow
def test_the_whole_report_runs_as_the_page_says(desk: Path, monkeypatch: pytest.MonkeyPatch):
    assert LONG in commands(DOCS / "decide.md")
    assert run(shlex.split(LONG)[1:], monkeypatch) == 0
    assert (desk / "attrit-report" / "report.html").exists()


def run(words: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    """Exit code of a command line, with few draws and days; its output goes where the line says."""
    target = os.devnull
    if ">" in words:
        words, target = words[: words.index(">")], words[words.index(">") + 1]
    asks = words[0] in ASKING or "--claim" in words
    few = ["--draws", FEW if words[0] == "run" else ENOUGH] if asks else []
    few += ["--horizon", SOON] if words[0] in {*ASKING} - {"needed"} and "--horizon" not in words else []
    monkeypatch.setattr(sys, "argv", ["attrit", *words, *few])
    with open(target, "w") as file, contextlib.redirect_stdout(file), pytest.raises(SystemExit) as stopped:
        main()
    return stopped.value.code or 0


def load_verbs() -> set[str]:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return set(module.VERBS)


def test_the_law_of_the_page_says_what_it_is(desk: Path):
    crowded = attrit.laws.load("crowded.py")
    assert (crowded.name, crowded.title) == ("crowded", "Crowded aimed fire")
    assert list(crowded.parameters) == ["own", "enemy", "a", "crowd"]
    assert "test_the_law_of_the_page_says_what_it_is" in crowded.checked_against
    assert attrit.laws.crowded(own=1_000, enemy=100, a=0.01) == 1
    with pytest.raises(attrit.ScenarioError, match="crowded: a: found -1; accepted is a rate from 0 on"):
        attrit.laws.crowded(own=100, enemy=1_000, a=-1)


def test_the_yaml_of_the_scenario_page_is_a_scenario(desk: Path):
    yaml = YAML(typ="safe", pure=True)
    war = yaml.load(Path("my-war.yaml").read_text("utf-8"))
    blocks = [code for language, code in fences(DOCS / "scenario.md") if language == "yaml"]
    assert len(blocks) > 3
    for block in blocks:
        war |= yaml.load(block)
    shutil.copy(ROOT / "attrit" / "library" / "kursk-2024-ledger.csv", war["ledger"])
    with open("whole.yaml", "w", encoding="utf-8") as file:
        yaml.dump(war, file)
    assert set(attrit.load("whole.yaml").arms) == set(war["arms"])


# --- What is generated is current


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_tables_are_current(page: Path):
    text = text_of(page)
    assert WRITER.filled(text, long_runs=False) == text, "write them anew: python tools/write_pages.py"


RUNS = [page for page in PAGES if re.search(r"^<!-- (run|said)\b", text_of(page), re.MULTILINE)]


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=[pytest.mark.slow] * (page != PAGES[0]), id=name_of(page)) for page in RUNS]
)
def test_printed_results_are_those_of_a_run(page: Path):
    assert WRITER.filled(text_of(page)) == text_of(page), "write them anew: python tools/write_pages.py"


def test_the_chart_ends_with_the_numbers_of_the_table():
    row = next(line for line in WRITER.headline()["table"] if line.startswith("area held by"))
    chart = (DOCS / "images" / "kursk-fan.svg").read_text("utf-8")
    means = re.findall(r" (\d+)(?= )", row)[:2]
    drawn = re.findall(r"; mean: ([\d.]+)\"", chart)
    assert len(means) == 2
    assert [f"{float(mean):.0f}" for mean in drawn] == means


def test_every_marker_is_of_a_known_kind():
    for page in PAGES:
        opened = re.findall(r"^<!-- ([a-z ]+?)(?::[^>]*)? -->$", text_of(page), re.MULTILINE)
        kinds = [kind for kind in opened if kind != "end"]
        # By python3 dev.py bench, by tools/house.py; a block of test_developing.py, which has no end.
        assert set(kinds) <= {*WRITER.PARTS, "measured", "house", "file"}
        assert len(kinds) - kinds.count("file") == opened.count("end"), name_of(page)


# --- Links


def anchors(page: Path) -> set[str]:
    """Anchors of the headings, as the site makes them."""
    heads = re.findall(r"^#+ +(.+?)\s*$", prose(page), re.MULTILINE)
    return {
        re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", re.sub(r"[`*$]", "", head)).strip().lower()) for head in heads
    }


LINKS = [
    (page, target) for page in PAGES for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)) if "://" not in target
]


@pytest.mark.parametrize(("page", "target"), LINKS, ids=[f"{name_of(p)}-{t}" for p, t in LINKS])
def test_links_lead_somewhere(page: Path, target: str):
    path, _, anchor = target.partition("#")
    there = (page.parent / path).resolve() if path else page
    assert there.is_file()
    assert not anchor or anchor in anchors(there)


def test_every_page_can_be_found():
    menu = (ROOT / "mkdocs.yml").read_text("utf-8")
    decisions = text_of(DOCS / "decisions" / "index.md")
    for page in sorted(DOCS.rglob("*.md")):
        path = page.relative_to(DOCS).as_posix()
        assert path in menu or (page.parent.name == "decisions" and f"]({page.name})" in decisions), path


def test_the_page_of_names_has_all_public_ones_and_none_that_is_gone():
    named = re.findall(r"^::: ([\w.]+)$", text_of(DOCS / "api.md"), re.MULTILINE)
    assert {f"attrit.{name}" for name in attrit.__all__} <= set(named)
    for name in named:
        assert pkgutil.resolve_name(name)


def test_the_manual_builds_without_a_warning(tmp_path: Path):
    shutil.copytree(DOCS, tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    (tmp_path / "attrit").symlink_to(ROOT / "attrit")
    zensical = str(Path(sys.executable).with_name("zensical"))
    built = subprocess.run([zensical, "build", "--strict"], cwd=tmp_path, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    outside = [
        page.name
        for page in (tmp_path / "site").rglob("*.html")
        if re.search(r"<(?:script|link|img)[^>]+(?:src|href)=\"https?://", page.read_text("utf-8"))
    ]
    assert outside == [], "pages that fetch something from elsewhere"


# --- The model pages


def switches(page: Path) -> list[str]:
    table = text_of(page).split("## Switched off", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)


@pytest.mark.parametrize("name", LAWS)
def test_each_law_is_described_in_one_place(name: str):
    places = [page for page in PAGES if f"<!-- law: {name} -->" in text_of(page)]
    assert len(places) == 1
    said = text_of(places[0]).partition(f"<!-- law: {name} -->")[2].partition("<!-- end -->")[0]
    assert LAWS[name].equation in said and LAWS[name].reference in said


def test_the_table_of_laws_says_what_doubling_a_side_does():
    page = text_of(DOCS / "model" / "laws.md")
    hartley, dupuy = (LAWS[name].campaign.attacker for name in ("hartley", "dupuy"))
    one, two = np.ones(1), np.full(1, 2.0)
    usual = dupuy(one, one)[0]
    shares = [(2**hartley.p, 2 ** (hartley.q - 1)), (dupuy(one, two)[0] / usual, dupuy(two, one)[0] / 2 / usual)]
    for name, doubled in zip(("hartley", "dupuy"), shares, strict=True):
        line = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        assert line.endswith(" | ".join(f"{share:.2f}".removeprefix("0") for share in doubled) + " |")


def test_each_mechanism_is_described_on_one_page():
    assert sorted(name for page in TOPICS for name in switches(page)) == sorted(mechanisms())


def listed(page: Path) -> list[str]:
    """Keys of the inputs in a page's tables."""
    tables = re.findall(r"<!-- inputs: .*?<!-- end -->", text_of(page), re.DOTALL)
    return [key for table in tables for key in re.findall(r"^\| `([\w.]+)` \|", table, re.MULTILINE)]


def test_each_input_stands_on_one_page():
    assert sorted(key for page in TOPICS for key in listed(page)) == sorted(quantities())


COMMANDS = set(
    "left right big Big bigg Bigg frac tfrac sqrt sum prod min max exp ln cdot times quad qquad in to le ge lceil rceil "
    "leftarrow bar hat text begin end ell infty".split()
)
SIGN = re.compile(r"(\\mathrm\{\w+\}|\\[A-Za-z]+|[A-Za-z])'?(?:_(\{[^{}]*\}|\\[a-z]+|\w))?")


def signs(text: str) -> set[tuple[str, str]]:
    """Signs of the formulas of a text: letter and what stands below it."""
    formulas = re.findall(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", text, re.DOTALL)
    found = set()
    for formula in (block or inline for block, inline in formulas):
        plain = re.sub(r"\\text\{[^}]*\}|\^\{?(arm|base)\}?", " ", formula)
        plain = re.sub(r"\\(bar|hat)\s*", "", plain)
        for sign, below in SIGN.findall(plain):
            if sign.removeprefix("\\") not in COMMANDS:
                found.add((sign, below.strip("{}").replace(",", "").replace(" ", "")))
    return found


def shortened(sign: tuple[str, str]) -> list[tuple[str, str]]:
    """A sign with all, some or none of its indices."""
    first, below = sign
    return [sign, (first, re.sub("[igsjkFh]", "", below)), (first, re.sub("[igsjkFhAD0]", "", below))]


@pytest.mark.parametrize("page", TOPICS, ids=name_of)
def test_signs_are_inputs_or_explained(page: Path):
    text = re.sub(r"<!-- inputs: .*?<!-- end -->", "", text_of(page), flags=re.DOTALL)
    used = signs(text)
    known = {next(iter(signs(WRITER.symbol(q)))) for q in quantities().values()}
    known |= signs(text_of(DOCS / "model" / "index.md").split("## Signs that are not inputs", 1)[1])
    known = {form for sign in known for form in shortened(sign)}
    assert {sign for sign in used if not known & set(shortened(sign))} == set()
    reached = {form for sign in used for form in shortened(sign)}
    unused = [key for key in listed(page) if not signs(WRITER.symbol(quantities()[key])) & reached]
    assert unused == [], "inputs that no formula of the page has"


NAMED = sorted({found for page in PAGES for found in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text_of(page))})


@pytest.mark.parametrize(("file", "test"), NAMED, ids=[test for _, test in NAMED])
def test_named_tests_exist(file: str, test: str):
    assert re.search(rf"^def {test}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)


# --- What is said of the program


@pytest.fixture(scope="module")
def kursk() -> Any:
    return attrit.load("kursk-2024")


def test_every_measure_is_explained(kursk: Any):
    results = attrit.simulate(kursk, 64, horizon=5, arms=[kursk.base, kursk.against])
    explained = set(re.findall(r"`(\w+…?)`", text_of(DOCS / "read-a-result.md")))
    for measure in measures_of(results):
        assert measure.name in explained or any(
            name.endswith("…") and measure.name.startswith(name[:-1]) for name in explained
        ), measure.name


def test_the_words_of_the_sentence_are_those_of_the_page():
    page = text_of(DOCS / "read-a-result.md")
    for limit, words in answer.SIZES:
        share = "more" if limit == float("inf") else f"up to {100 * limit:.0f} %"
        assert f"| {share} | {words} |" in page
    assert CLEAR == 3
    assert "three times its ±" in page


def test_the_page_of_questions_names_commands_and_functions_that_exist():
    page = text_of(DOCS / "decide.md")
    rows = re.findall(r"\| `attrit ([\w-]+)` \| ((?:`attrit\.\w+`(?:, )?)+) \|", page)
    importlib.import_module("attrit.cli.analyses")  # which registers them
    commands_ = {one.name for one in app.registered_commands}
    assert len(rows) == 8
    for command, functions in rows:
        assert command in commands_
        named = set(re.findall(r"attrit\.(\w+)", functions))
        assert command.replace("-", "_") in named <= set(attrit.__all__), command


def test_the_numbers_of_the_readme(kursk: Any):
    counts = class_counts(kursk)
    uncertain = sum(counts[kind] for kind in ("claim", "fit", "literature", "judgement"))
    readme = " ".join(text_of(ROOT / "README.md").split())
    assert f"{len(kursk.ledger)} attributed claims" in readme
    assert f"of {uncertain} uncertain inputs of the example, {counts['judgement']} are judgement" in readme


def test_the_excerpt_of_the_readme_is_narrow():
    excerpt = next(code for _, code in fences(ROOT / "README.md") if code.startswith("$ attrit run"))
    assert max(map(len, excerpt.splitlines())) <= 100

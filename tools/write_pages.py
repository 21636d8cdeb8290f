"""Write the parts of the manual that come from the program's tables, or from a run of it.

    python tools/write_pages.py            all of them, and the chart
    python tools/write_pages.py --tables   only those that need no long run

A part stands between ``<!-- KIND: WORDS -->`` and ``<!-- end -->``, whatever the page; what is between is replaced.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
import shlex
import sys
import textwrap
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import attrit
from attrit.experiments.published_scores import published
from attrit.exports.hub_checks import checks
from attrit.model.laws.register import LAWS
from attrit.quantities import Quantity, quantities
from attrit.reader import types_commands
from attrit.views.charts.drawing import Beside
from attrit.views.scores.charts import calibration_spec
from attrit.views.scores.words import FRONTS, lines

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PART = re.compile(r"(<!-- ([a-z ]+)(?:: ([^>]*?))? -->\n).*?<!-- end -->", re.DOTALL)
GREEK = frozenset("alpha chi eta kappa lambda nu omega phi Phi psi rho sigma tau xi".split())
RUN = "attrit run kursk-2024"
SHORT = (
    "area held by Ukraine",
    "probability of recovery  ",
    "Russian losses",
    "Ukrainian losses",
    "killed in the contingent",
    "probability of a clear",
)


def pages() -> list[Path]:
    """Every page that may have generated parts."""
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def filled(text: str, long_runs: bool = True) -> str:
    """A page with all its generated parts as they should be."""

    def part(match: re.Match[str]) -> str:
        if match[2] not in PARTS or (match[2] in LONG and not long_runs):
            return match[0]
        return f"{match[1]}\n{PARTS[match[2]](match[3] or '')}\n\n<!-- end -->"

    return PART.sub(part, text)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    cells = [tuple(head), *(tuple(row) for row in rows)]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return "\n".join([lines[0], "|" + "---|" * len(cells[0]), *lines[1:]])


def symbol(quantity: Quantity) -> str:
    """A symbol of the table of quantities in TeX."""
    first, _, below = quantity.symbol.partition("_")
    tex = f"\\{first}" if first in GREEK else first
    return f"${tex}_{{{below}}}$" if below else f"${tex}$"


def number(x: float | None) -> str:
    """A number in as few signs as it needs."""
    return "" if x is None else f"{x:g}".replace("e+0", "e").replace("e-0", "e-").replace("-", "−")


def default(quantity: Quantity) -> str:
    """The default of an input: median and nine in ten, or the certain value."""
    if quantity.p50 is None:
        return "to be stated,"
    if quantity.shape == "certain":
        return number(quantity.p50)
    return f"{number(quantity.p50)} [{number(quantity.p05)}, {number(quantity.p95)}]"


def unit(quantity: Quantity) -> str:
    """Its unit as people write it; nothing for a plain number."""
    return "" if quantity.unit == "1" else quantity.unit.replace("km2", "km²")


def meaning(quantity: Quantity) -> str:
    """What it is and why the default is what it is."""
    return f"{quantity.meaning}. *{quantity.source}*" if quantity.source else quantity.meaning


def inputs(words: str) -> str:
    """Inputs by their keys; ``collapse.*`` is all of a mechanism's own."""
    known = quantities()
    keys = [k for word in words.split() for k in (_of(word[:-1]) if word.endswith("*") else [word])]
    rows = []
    for key in keys:
        q = known[key]
        rows.append((f"`{key}`", symbol(q), f"{default(q)} {unit(q)}".strip(" ,"), q.kind, meaning(q)))
    return table(("Input", "", "Default", "Class", "What it is"), rows)


def _of(prefix: str) -> list[str]:
    return [key for key in quantities() if key.startswith(prefix)]


def all_inputs(entity: str) -> str:
    """Every input of one kind of thing, with the range accepted and the numbers that switch it off or do nothing."""
    rows = []
    for q in (q for q in quantities().values() if q.entity == entity):
        off = f"`{q.mechanism}`: {number(q.off)}" if q.off is not None else ""
        neutral = number(q.neutral)
        accepted = f"{number(q.low)} to {number(q.high)}"
        key, stated = f"`{q.name}`", default(q).strip(",")
        rows.append((key, symbol(q), unit(q) or "1", stated, accepted, q.kind, off, neutral, meaning(q)))
    return table(("Key", "", "Unit", "Default", "Accepted", "Class", "Off", "Neutral", "What it is"), rows)


def outcomes(_: str) -> str:
    """Every outcome of a run, as a run of the template labels them."""
    run = attrit.simulate(attrit.load("template"), 1, horizon=1, keep=())
    rows = []
    for name, v in run.variables.items():
        dims = [dim for dim in ("arm", "draw") if dim in v.dims] + [dim for dim in v.dims if dim not in ("arm", "draw")]
        rows.append((f"`{name}`", ", ".join(dims), v.unit.replace("km2", "km²"), v.title))
    return table(("Name", "Dims", "Unit", "What it is"), rows)


def decisions(_: str) -> str:
    """Every page of decisions, by its number and title."""
    found = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    titles = [re.sub("^# *", "", page.read_text("utf-8").splitlines()[0]) for page in found]
    return "\n".join(f"- [{title}]({page.name})" for page, title in zip(found, titles, strict=True))


def law(name: str) -> str:
    """What a law is: equation, arguments of its function, how it enters a campaign, reference and checks."""
    from attrit.views.laws import words as law_text

    said = law_text.explained_plain(LAWS[name])
    rows = []
    for argument, meaning_ in said["parameters"].items():
        rows.append((f"`{argument}`", *law_text.unit_and_text(meaning_), said["ranges"].get(argument, "")))
    forms = said["campaign"]
    if forms is None:
        entering = f"Not at all: {said['alone'].rstrip('.')}."
    elif forms["attacker"] == forms["holder"]:
        entering = f"Losses of either side go as `{forms['attacker']}`."
    else:
        entering = f"The attacker's losses go as `{forms['attacker']}`, the holder's as `{forms['holder']}`."
    beside = ", ".join(f"`attrit.laws.{function}`" for function in said["functions"])
    return "\n\n".join(
        (
            f"`{name}`: `{said['equation']}`",
            said["summary"],
            table(("Argument", "Unit", "What it is", "Accepted"), rows),
            f"**In Python.** {beside}",
            f"**In a campaign.** {entering}",
            f"**Reference.** {said['reference']}",
            f"**Checked against.** {said['checked_against']}",
        )
    )


def values(_: str) -> str:
    """How many published values there are of each law, by where they come from."""
    rows = []
    for file in sorted((ROOT / "tests" / "published").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            found = list(csv.DictReader(lines))
        if "status" in found[0]:
            kinds = [str(sum(row["status"] == kind for row in found)) for kind in ("exact", "quoted", "recomputed")]
            sources = "; ".join(dict.fromkeys(row["source"] for row in found))
            rows.append((f"`{file.stem}`", *kinds, sources))
    return table(("Law", "exact", "quoted", "recomputed", "Sources"), rows)


@cache
def output(command: str) -> str:
    """What a command prints."""
    import attrit.cli.analyses
    import attrit.cli.scenarios  # noqa: F401  (a program of one command would take no name of a command)
    from attrit.cli.options import app

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), types_commands():
        app(shlex.split(command)[1:], standalone_mode=False)
    return printed.getvalue()


def said(command: str) -> str:
    """A command with all that it prints."""
    return f"```text\n$ {command}\n{output(command).strip()}\n```"


@cache
def headline() -> dict[str, list[str]]:
    """What the run of the front page prints, by its parts."""
    from attrit.answer import answer, headline_carries, headline_provenance
    from attrit.request import WORLDS
    from attrit.views.answer import table as terminal

    results = attrit.simulate(attrit.load("kursk-2024"), WORLDS, keep=())
    told = answer(results, split=headline_provenance(results), carried=headline_carries(results))
    with types_commands():
        return terminal.parts(told)


def run(words: str) -> str:
    """The output of the run: ``all`` as it stands, ``short`` some of its lines, ``answer`` the sentences."""
    parts = headline()
    if words == "answer":
        return textwrap.indent("\n".join(parts["answer"]), "> ")
    if words == "short":
        lines = parts["table"]
        rule = next(place for place, line in enumerate(lines) if line.startswith("---"))
        chosen, wanted = lines[: rule + 1], False
        for line in lines[rule + 1 :]:
            rest_of_a_label = "  " not in line.strip()
            wanted = wanted if rest_of_a_label else line.startswith(SHORT)
            chosen += [line] if wanted else []
        arms = [line for line in parts["arms"] if "not played" not in line]
        parts = {**parts, "table": chosen, "contingent": [], "arms": arms}
    text = "\n\n".join("\n".join(lines) for lines in parts.values() if lines)
    return f"```text\n$ {RUN}\n{text}\n```"


def draw() -> None:
    """The charts of the README and of the page on reading a result."""
    results = attrit.simulate(attrit.load("kursk-2024"), arms=["committed", "absent"], keep=("area_held",))
    attrit.figures.fan(results).save(str(DOCS / "images" / "kursk-fan.svg"))
    attrit.figures.difference(results, "committed").save(str(DOCS / "images" / "kursk-difference.svg"))
    with Beside() as beside:
        calibration = beside(calibration_spec(published())).result()
    (DOCS / "images" / "calibration.svg").write_text(calibration, "utf-8")
    s = results.scenario
    men = s.inputs["quantities.contingent_men"].prior
    attrit.figures.claims(s.ledger, "dprk_men_in_kursk", men).save(str(DOCS / "images" / "kursk-claims.svg"))


def hub_checks(about: str) -> str:
    """The checks of a hub: of forecasts or of metadata."""
    of = [one for one in checks() if one.about == about]
    rows = ((f"`{one.name}`", one.asks, one.cure, "yes" if one.stops else "") for one in of)
    return table(("check", "what it asks", "to do", "ends the rest"), rows)


def scores(name: str) -> str:
    """Scores of one set, as `attrit hindcast` prints them."""
    rows = [row for row in published() if row.set == name]
    title, *rest = lines(rows)
    text = "\n".join(rest).strip()
    sentence, _, tables = text.partition("\n\n") if name in FRONTS else ("", "", text)
    said = f"{' '.join(sentence.split())}\n\n" if sentence else ""
    return f"## {title}\n\n{said}```text\n{tables}\n```"


PARTS: dict[str, Callable[[str], str]] = {
    "scores": scores,
    "hub checks": hub_checks,
    "inputs": inputs,
    "all inputs": all_inputs,
    "outcomes": outcomes,
    "decisions": decisions,
    "law": law,
    "published values": values,
    "run": run,
    "said": said,
}
LONG = ("run", "said")


def main(words: list[str]) -> int:
    """Write what is not current, and say so."""
    long_runs = "--tables" not in words
    for page in pages():
        before = page.read_text("utf-8")
        after = filled(before, long_runs)
        if after != before:
            page.write_text(after, "utf-8")
            print(page.relative_to(ROOT))
    if long_runs:
        draw()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The report: one HTML file that needs nothing else, made to be printed and argued with."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import attrit
from attrit.engine.keep import headline_pair
from attrit.engine.results import Results
from attrit.errors import Problem, StoreError
from attrit.everything import Findings
from attrit.views.answer import Answer, answer, arms_overview, headline_carries, headline_provenance, last_date
from attrit.views.claims_text import doubts, warnings
from attrit.views.columns import WIDTH, lines_of
from attrit.views.day_charts import difference_spec, fan_spec
from attrit.views.dot_charts import arms_spec, claims_spec, day, losses_spec
from attrit.views.drawing import Draw, at_once
from attrit.views.look import Spec, capital, unit_name
from attrit.views.report_claims import claims_by_subject, disputed, pools, unheard
from attrit.views.report_findings import Block, blocks, refusals
from attrit.views.report_inputs import class_counts, input_groups
from attrit.views.terminal import headline_rows, number, with_own_error
from attrit.views.text import Cells, cells, chance, interval, points, with_error

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


NOTHING = Findings()
_MOST_STRIPS = 4  # strip charts of claims


def report(
    results: Results,
    path: str | os.PathLike[str],
    *,
    findings: Findings | None = None,
    draw: Draw = at_once,
) -> Path:
    """Write the report of a run; a file of that name is replaced only when the new one is complete.

    Parameters
    ----------
    results
        () [-] The run.
    path
        () [-] The file to write.
    findings
        () [-] What analyses found, from `attrit.findings`; only what carries the effect, and what the spread rests on,
        if None.
    draw
        () [-] Who draws the charts, see `attrit.views.drawing`.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    StoreError
        The path is a folder, or in no folder that is there.
    """
    file = Path(path)
    if file.is_dir() or not file.parent.is_dir():
        found = "is a folder" if file.is_dir() else f"there is no folder '{file.parent}'"
        raise StoreError(Problem("", str(file), found, "a file in a folder that is there"))
    shown = findings
    if shown is None:
        shown = Findings(headline_provenance(results), carries=headline_carries(results))
    put({file: page(results, shown, draw)})
    return file


def put(texts: Mapping[Path, str]) -> None:
    """Write files, each under another name until all are complete, so that either all are replaced or none.

    Parameters
    ----------
    texts
        (file) [-] What to write.
    """
    unfinished = {file: file.with_name(f".{file.name}.{os.getpid()}") for file in texts}
    try:
        for file, text in texts.items():
            unfinished[file].write_text(text, encoding="utf-8")
        for file in texts:
            unfinished[file].replace(file)
    finally:
        for file in unfinished.values():
            file.unlink(missing_ok=True)


def page(results: Results, findings: Findings = NOTHING, draw: Draw = at_once) -> str:
    """The report as text.

    Parameters
    ----------
    results
        () [-] The run.
    findings
        () [-] What analyses found.
    draw
        () [-] Who draws the charts.
    """
    s = results.scenario
    arm, against = headline_pair(results.scenario, results.arms)
    told = answer(results, arm, against)
    others = arms_overview(results) if s.base in results.arms else []
    with lines_of(WIDTH):  # whatever the terminal
        found = blocks(findings, s)
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            s=s,
            results=results,
            told=told,
            arm=s.arms[arm],
            against=s.arms[against],
            alone=arm == against,
            headline=_headline(told, s.as_of),
            context=[(capital(line.label), f"{number(line)} {unit_name(line.unit)}".rstrip()) for line in told.context],
            figures=_figures(results, arm, against, bool(others), found, draw),
            blocks=found,
            refusals=refusals(findings),
            arms=_arms(results),
            groups=input_groups(s),
            counts=class_counts(s),
            claims=claims_by_subject(s),
            pools=pools(s),
            unheard=unheard(s),
            warned=[*doubts(s), *warnings(s)],
            refused={s.arms[name].title: _reason(problem) for name, problem in s.forbidden_arms().items()},
            failed=int((results.variable("status").values != 0).sum()),
            last_day=last_date(results),
            days=results.coords["day"][-1],
            version=attrit.__version__,
            day=day,
            linked=partial(_linked, {claim.id for claim in s.ledger or ()}),
        )
    )


def _linked(known: AbstractSet[str], text: str) -> Markup:
    """A text in which the ids of claims lead to them."""
    from markupsafe import Markup, escape

    parts = re.split(r"(\w+)", text)  # words stand at the odd places
    return Markup("").join(Markup('<a href="#{0}">{0}</a>').format(x) if x in known else escape(x) for x in parts)


def _reason(problem: Problem) -> str:
    return "; ".join(part for part in (problem.found, problem.accepted, problem.cure) if part)


class Drawn(NamedTuple):
    """A chart as it stands in the page: the drawing, and what it shows in words."""

    svg: Markup
    words: str


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["capital"] = capital
    return environment


def _figures(
    results: Results, arm: str, against: str, compared: bool, found: Sequence[Block], draw: Draw
) -> dict[str, Drawn]:
    """The charts by name; those that the run has no numbers for are left out."""
    from markupsafe import Markup

    specs: dict[str, Spec] = {"losses": losses_spec(results)}
    specs |= {block.key: block.spec for block in found}
    if results.has_days("area_held"):
        specs["fan"] = fan_spec(results, [arm] if arm == against else [arm, against])
        if arm != against:
            specs["difference"] = difference_spec(results, arm, against)
    if compared:
        specs["arms"] = arms_spec(results)
    s = results.scenario
    drawn_already: set[str] = set()
    for path, pool in disputed(s):
        if s.ledger is not None and pool.subject not in drawn_already and len(drawn_already) < _MOST_STRIPS:
            specs[f"claims {path}"] = claims_spec(s.ledger, pool.subject, s.inputs[path].prior)
            drawn_already.add(pool.subject)
    drawn = {name: draw(spec) for name, spec in specs.items()}
    return {name: Drawn(Markup(svg.result()), specs[name]["description"]) for name, svg in drawn.items()}


def _headline(told: Answer, first: date) -> list[Cells]:
    """The lines of the headline table; of an arm played alone the mean stands with its own error."""
    alone = told.comparison.arm == told.comparison.against
    lines = []
    for row in headline_rows(told.comparison):
        line = cells(row, first, alone)
        if alone:
            line = line._replace(arm=with_own_error(row, line.arm))
        lines.append(line._replace(title=capital(line.title)))
    return lines


class _Arm(NamedTuple):
    """One line of the table of arms."""

    title: str
    name: str
    changes: list[str]
    area: str
    interval: str
    recovered: str
    change: str
    before_talks: str


def _arms(results: Results) -> list[_Arm]:
    """All arms against the base arm, which comes first; empty if it was not played."""
    s = results.scenario
    if s.base not in results.arms:
        return []
    lines: list[_Arm] = []
    for name, c in arms_overview(results):
        area, recovered, talks = c["area_held"], c["recovered"], c["before_talks"]
        if not lines:
            held = with_error(area.against.mean, area.against.mean_error), interval(area.against)
            chances = [chance(row.against.mean, row.against.mean_error) for row in (recovered, talks)]
            lines.append(_Arm(s.arms[s.base].title, s.base, [], *held, chances[0], "", chances[1]))
        d, p = area.difference, recovered.difference
        changes = [f"{path}: {_change(value)}" for path, value in s.arms[name].changes.items()]
        lines.append(
            _Arm(
                s.arms[name].title, name, changes, with_error(d.mean, d.mean_error, signed=True),
                interval(d, signed=True), chance(recovered.arm.mean, recovered.arm.mean_error),
                points(p.mean, p.mean_error), chance(talks.arm.mean, talks.arm.mean_error),
            )
        )  # fmt: skip
    return lines


def _change(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_change(item)}" for key, item in value.items())
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)

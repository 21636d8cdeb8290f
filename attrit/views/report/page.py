"""The report: one HTML file that needs nothing else, made to be printed and argued with."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from attrit.answer import Answer, answer, arms_overview, headline_carries, headline_provenance, last_date
from attrit.engine.keep import headline_pair
from attrit.engine.results import Results
from attrit.errors import Problem, StoreError
from attrit.everything import Findings
from attrit.experiments.published_scores import published
from attrit.version import __version__
from attrit.views.answer.charts import arms_spec, losses_spec
from attrit.views.answer.days import difference_spec, fan_spec
from attrit.views.answer.front import front_spec
from attrit.views.answer.table import headline_rows, number, with_own_error
from attrit.views.answer.words import sentence, taking
from attrit.views.charts import look
from attrit.views.charts.drawing import Beside, Draw, at_once
from attrit.views.charts.look import Spec
from attrit.views.claims.charts import claims_spec
from attrit.views.report.arms import arm_lines, refused
from attrit.views.report.claims import claims_by_subject, disputed, pools, subject_titles, unheard
from attrit.views.report.findings import Block, blocks, refusals
from attrit.views.report.inputs import class_counts, input_groups
from attrit.views.scenario.cautions import doubts, hindsight, losses_cut, made_later, warnings
from attrit.views.scores.words import headline as scored
from attrit.views.words.cells import Cells, cells
from attrit.views.words.columns import WIDTH, held, lines_of
from attrit.views.words.numbers import capital, day, unit_name
from attrit.writing import put, unwritable

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


NOTHING = Findings()
_MOST_STRIPS = 4  # strip charts of claims
_COLOURS = {name: getattr(look, name.upper()) for name in ("ink", "quiet", "rule", "deep", "middle", "pale", "rust")}
_COLOURS |= {"paper": "white"}  # of drawings, by the name that the style gives them by day and by night


def report(
    results: Results,
    path: str | os.PathLike[str],
    *,
    findings: Findings | None = None,
    draw: Draw | None = None,
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
        () [-] Who draws the charts, see `attrit.views.charts.drawing`; a second process if None.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    StoreError
        The path is a folder, or in no folder that is there and can be written to.
    """
    file = Path(path)
    if file.is_dir() or not file.parent.is_dir():
        found = "is a folder" if file.is_dir() else f"there is no folder '{file.parent}'"
        raise StoreError(Problem("", str(file), found, "a file in a folder that is there"))
    if fault := unwritable(file.parent):
        raise StoreError(Problem("", str(file.parent), fault, "a folder that can be written to"))
    shown = findings
    if shown is None:
        shown = Findings(carries=headline_carries(results), provenance=headline_provenance(results))
    if draw is not None:
        put({file: page(results, shown, draw)})
        return file
    with Beside() as beside:
        text = page(results, shown, beside)
    put({file: text})
    return file


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
        found = blocks(findings)
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            s=s,
            results=results,
            sentence=sentence(results, told.comparison),
            scored=scored(published()),
            arm=s.arms[arm],
            against=s.arms[against],
            alone=arm == against,
            headline=_headline(told, s.as_of, shown=True),
            further=_headline(told, s.as_of, shown=False),
            context=[(capital(line.label), f"{number(line)} {unit_name(line.unit)}".rstrip()) for line in told.context],
            figures=_figures(results, arm, against, bool(others), found, draw),
            blocks=found,
            refusals=refusals(findings),
            arms=arm_lines(results),
            taken=taking(s).done,
            colours=_COLOURS,
            groups=input_groups(s),
            counts=class_counts(s),
            claims=claims_by_subject(s),
            pools=pools(s),
            unheard=unheard(s),
            warned=[*hindsight(s), *doubts(s), *warnings(s), *losses_cut(s)],
            later=made_later(s),
            refused=refused(s),
            failed=int((results.variable("status").values != 0).sum()),
            last_day=last_date(results),
            days=results.coords["day"][-1],
            version=__version__,
            day=day,
            linked=partial(_linked, {claim.id for claim in s.ledger or ()}),
        )
    )


def _linked(known: AbstractSet[str], text: str) -> Markup:
    """A text in which the ids of claims lead to them."""
    from markupsafe import Markup, escape

    parts = re.split(r"(\w+)", text)  # words stand at the odd places
    return Markup("").join(Markup('<a href="#{0}">{0}</a>').format(x) if x in known else escape(x) for x in parts)


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
    environment.filters["held"] = held
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
    specs["front"] = front_spec(s)
    drawn_already: set[str] = set()
    titles = subject_titles(s)
    for path, pool in disputed(s):
        if s.ledger is not None and pool.subject not in drawn_already and len(drawn_already) < _MOST_STRIPS:
            prior, about = s.inputs[path].prior, titles.get(pool.subject, "")
            specs[f"claims {path}"] = claims_spec(s.ledger, pool.subject, prior, about)
            drawn_already.add(pool.subject)
    drawn = {name: draw(spec) for name, spec in specs.items()}
    return {name: Drawn(Markup(svg.result()), specs[name]["description"]) for name, svg in drawn.items()}


def _headline(told: Answer, first: date, *, shown: bool) -> list[Cells]:
    """The lines of the headline table, or those that a terminal does not show.

    Of an arm played alone the mean stands with its own error.
    """
    alone = told.comparison.arm == told.comparison.against
    lines = []
    for row in headline_rows(told.comparison):
        if shown != (row.measure.shown and (alone or not row.measure.optional or row.same < 1)):
            continue
        line = cells(row, first, alone)
        if alone:
            line = line._replace(arm=with_own_error(row, line.arm))
        lines.append(line._replace(title=capital(line.title)))
    return lines

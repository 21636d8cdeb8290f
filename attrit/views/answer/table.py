"""The answer on a terminal, and the same as plain data."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from attrit.answer import Answer, Proportion, arms_overview, last_date
from attrit.engine.results import Results
from attrit.scenario.things import within
from attrit.statistics.estimates import Estimate
from attrit.views.answer.words import sentence
from attrit.views.carries import words as carries_text
from attrit.views.provenance import words as provenance_text
from attrit.views.scenario.cautions import doubts, hindsight, made_later
from attrit.views.words.cells import cells
from attrit.views.words.columns import BREAK, WIDTH, blocks, paragraph, width
from attrit.views.words.numbers import chance, finite, interval, level, measured, points, with_error

if TYPE_CHECKING:
    from attrit.analysis.compare import Comparison, Row
    from attrit.errors import Problem

_WIDE = 118  # signs from which on the table has room for the intervals of the two arms
_NARROW = 80  # signs below which the table of arms has no column for their names
_SAME = 1e-4  # relative
_STACKED = 72  # signs below which what a number is stands in a line above it
_HEAD = 14  # signs to which a title above a column of numbers is wrapped, and less where the line is short


def parts(told: Answer) -> dict[str, list[str]]:
    """What is printed, by name, in lines; without lines where there is nothing to say.

    Parameters
    ----------
    told
        () [-] The answer of a run.
    """
    results = told.results
    others = [(arm, of) for arm, of in _overview(results) if arm != told.comparison.against]
    s = results.scenario
    return {
        "question": [paragraph(s.question)],
        "answer": [paragraph(line) for line in (*hindsight(s), sentence(results, told.comparison), *doubts(s))],
        "table": [*table(results, told.comparison), *_below(results, told.comparison)],
        "contingent": _contingent(told),
        "carries": [] if told.carried is None else carries_text.under_headline(told.carried),
        "arms": [*(_arms(results, others) if others else []), *_not_played(results)],
        "spread": [] if told.provenance is None else provenance_text.lines(told.provenance),
        "foot": _foot(results),
    }


def headline_rows(comparison: Comparison) -> list[Row]:
    """All rows but those of what the scenario does not model.

    Left out are numbers that no world has in both arms, and optional ones that are 0 in every world, or in every world
    the same as a number above.

    Parameters
    ----------
    comparison
        () [-] Two arms.
    """
    rows: list[Row] = []
    for row in comparison.rows:
        pair = row.arm, row.against
        nothing = all(e.mean == 0 == e.mean_error for e in pair)
        again = any(alike(row, other) for other in rows)
        if row.worlds and not (row.measure.optional and (nothing or again)):
            rows.append(row)
    return rows


def alike(row: Row, other: Row) -> bool:
    """Whether two numbers are one, in both arms; talks that come in a million days hardly tell them apart.

    Parameters
    ----------
    row, other
        () [-] The numbers.
    """
    a, b = (np.array([(e.mean, e.mean_error, e.low, e.high) for e in (x.arm, x.against)]) for x in (row, other))
    return bool(np.isclose(a, b, rtol=_SAME, atol=0, equal_nan=True).all())


def table(results: Results, comparison: Comparison) -> list[str]:
    """The headline table in lines, see `headline`; where the line is short, what a number is stands above it.

    Parameters
    ----------
    results
        () [-] The run.
    comparison
        () [-] The two arms.
    """
    head, rows = headline(results, comparison)
    return _ruled(head, rows) if width() >= _STACKED else _stacked(head, rows)


def headline(results: Results, comparison: Comparison) -> tuple[list[str], list[tuple[str, ...]]]:
    """Head and rows of the headline table: means in two arms, their difference, nine worlds in ten of it.

    Of one arm played alone it has the mean with its error and nine worlds in ten. Where the line is narrow, what nine
    worlds in ten hold stands below the number.

    Parameters
    ----------
    results
        () [-] The run.
    comparison
        () [-] The two arms.
    """
    s = results.scenario
    alone = comparison.arm == comparison.against
    between = "  " if width() >= WIDTH else BREAK
    rows: list[tuple[str, ...]] = []
    for row in headline_rows(comparison):
        if not row.measure.shown or (row.measure.optional and row.same == 1 and not alone):
            continue
        c = cells(row, s.as_of, alone)
        arms = (c.arm, c.arm_interval), (c.against, c.against_interval)
        if alone:
            rows.append((c.title, with_own_error(row, c.arm), c.arm_interval))
        elif width() >= _WIDE:
            rows.append((c.title, *(f"{x} {ends}".rstrip() for x, ends in arms), c.difference, c.interval))
        elif width() >= WIDTH:
            rows.append((c.title, c.arm, c.against, c.difference, c.interval))
        else:
            rows.append((c.title, c.arm, c.against, f"{c.difference}{BREAK if c.interval else ''}{c.interval}"))
    titles = [s.arms[comparison.arm].title, "nine worlds in ten"]
    if not alone:
        titles = [*(s.arms[name].title for name in (comparison.arm, comparison.against)), "difference"]
        titles += ["nine worlds in ten"] if between != BREAK else []
        titles[2] += "" if between != BREAK else f"{BREAK}[nine worlds{BREAK}in ten]"
    return [f"mean on {last_date(results):%-d %B %Y}", *titles], rows


def _wrapped(titles: Sequence[str], signs: int) -> list[str]:
    """Titles above columns of numbers, each at the bottom of as many lines as the highest takes."""
    lines = [
        [piece for line in title.split(BREAK) for piece in textwrap.wrap(line, signs, break_long_words=False) or [""]]
        for title in titles
    ]
    high = max(map(len, lines))
    return [BREAK.join([""] * (high - len(own)) + own) for own in lines]


def _ruled(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table with titles above columns of numbers, and a rule below them."""
    signs = _HEAD if width() >= _STACKED else _HEAD - 3
    above = _wrapped(head[1:], signs)
    first = BREAK * above[0].count(BREAK) + head[0]  # stands at the bottom, and is not wrapped
    titles, *others = blocks([[first, *above], *rows], right=range(1, len(head)), give=0)
    below = [line for lines in others for line in lines]
    return [*titles, "-" * max(map(len, [*titles, *below])), *below]


def _stacked(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The same with what each number is in a line above it."""
    titles = _wrapped(head[1:], _HEAD if width() >= _HEAD * 4 else _HEAD - 3)
    first, *others = blocks([titles, *(row[1:] for row in rows)], right=range(len(titles)), indent=2)
    lines = [head[0], *first, "-" * max(len(line) for lines in (first, *others) for line in lines)]
    for row, numbers in zip(rows, others, strict=True):
        lines += [*paragraph(row[0], indent=4).split("\n"), *numbers]
    return lines


def _below(results: Results, comparison: Comparison) -> list[str]:
    """What has to be said of the numbers of the table."""
    return [*_substituted(results, comparison), *_scale(results, comparison)]


def _substituted(results: Results, comparison: Comparison) -> list[str]:
    """Of arms without men of the base arm, that own troops come in their place, which is not said anywhere else."""
    s = results.scenario
    base, found = s.arm(s.base).medians(), []
    for name in dict.fromkeys((comparison.arm, comparison.against)):
        arm = s.arm(name)
        men = arm.medians()
        guests = [f"groups.{g}.men" for g, group in s.groups.items() if group.host]
        fewer = any(men[path] < base[path] for path in guests)
        if fewer and "substitution" not in arm.switched_off and men.get("mechanisms.substitution.share", 0) > 0:
            found.append(name)
    if not found:
        return []
    titles = " and ".join(f"“{s.arms[name].title}”" for name in found)
    told = f"{titles}: fewer men, and later, whom the mechanism substitution sends"
    return ["", paragraph(f"{told}. If nobody is to come, add --without-mechanism substitution.", indent=2)]


def _scale(results: Results, comparison: Comparison) -> list[str]:
    """What the numbers of the escalation mean, where it is told."""
    if "escalated" not in {row.measure.name for row in headline_rows(comparison) if row.same < 1}:
        return []
    clear = results.scenario.arm(results.scenario.base).medians()["mechanisms.escalation.threshold"]
    return [
        "",
        paragraph(
            f"Escalation is a scale of this model, by judgement: 0 without foreign troops, clear above {clear:g}. So "
            "an arm without foreign troops scores about 0, and the two rows of escalation show little else.",
            indent=2,
        ),
    ]  # fmt: skip


def with_own_error(row: Row, text: str) -> str:
    """The mean of the only arm with its error.

    Parameters
    ----------
    row
        () [-] The row of a comparison of the arm with itself.
    text
        () [-] The mean, of a day as a date.
    """
    e, probability = row.arm, row.measure.probability
    if row.measure.date:
        reach = measured(e.mean, e.mean_error)[1]
        return f"{text} ± {reach} days" if reach not in ("", "–") else text
    factor = 100.0 if probability else 1.0
    return with_error(factor * e.mean, factor * e.mean_error) + (" %" if probability else "")


def _contingent(told: Answer) -> list[str]:
    if not told.context:
        return []
    texts = [f"{number(line)} {line.phrase}" for line in told.context]
    spread = any(line.estimate.low < line.estimate.high for line in told.context)
    return [paragraph(f"The contingent{' (medians [nine worlds in ten])' if spread else ''}: {'; '.join(texts)}.")]


def number(line: Proportion) -> str:
    """Its median with nine worlds in ten, shares in per cent; a certain number has no brackets.

    Parameters
    ----------
    line
        () [-] The line.
    """
    e, share = line.estimate, line.unit == "1"
    factor = 100.0 if share else 1.0
    numbers = {name: factor * value for name, value in vars(e).items() if name != "draws"}
    scaled = Estimate(**numbers, draws=e.draws)
    return f"{level(scaled.middle, scaled.error, 3)}{' %' if share else ''} {interval(scaled)}".rstrip()


def _overview(results: Results) -> list[tuple[str, Comparison]]:
    return arms_overview(results) if results.scenario.base in results.arms else []


def _arms(results: Results, others: list[tuple[str, Comparison]]) -> list[str]:
    s = results.scenario
    taken = others[0][1]["recovered"].measure.title
    head = ["", "name for --arms", "difference in area held, km²", taken, "difference, points"]
    rows: list[tuple[str, ...]] = []
    for arm, c in others:
        d, p = c["area_held"].difference, c["recovered"]
        change = points(p.difference.mean, p.difference.mean_error)
        level = chance(p.arm.mean, p.arm.mean_error)
        rows.append((s.arms[arm].title, arm, with_error(d.mean, d.mean_error, signed=True), level, change))
    if width() < _NARROW:  # the name below the title
        head, rows = ["", *head[2:]], [(f"{row[0]}{BREAK}{row[1]}", *row[2:]) for row in rows]
    holder = within(s.sides[s.fronts[s.objective].holder].title)
    first = paragraph(
        f"Other courses of action, each compared with “{s.arms[s.base].title}” ({s.base}) in the same worlds; + means "
        f"that {holder} holds more:"
    )
    return [first, *_ruled(head, rows)]


def _not_played(results: Results) -> list[str]:
    s = results.scenario
    return [
        paragraph(f"not played: {s.arms[name].title} ({name}). A rule of the scenario forbids it: see attrit check", 2)
        for name in s.forbidden_arms()
    ]


def _foot(results: Results) -> list[str]:
    failed = int((results.variable("status").values != 0).sum())
    are = "are" if failed > 1 else "is"
    told = f"{_count(failed, 'world')} failed and {are} excluded from every figure (see `status`)."
    lines = [told] if failed else []
    alone = len(results.arms) == 1
    days = results.coords["day"][-1]
    size = f"{_count(results.draws, 'world')} x {_count(len(results.arms), 'arm')} x {_count(days, 'day')}"
    return [
        *lines,
        paragraph(
            f"{size}, seed {results.seed}. ± is one standard error of the mean{'' if alone else ' difference'}, by the "
            "number of worlds simulated; more worlds make it smaller. [nine worlds in ten]: one in twenty lies below, "
            "one in twenty above; it spans chance and what is not known of the war, but not whether the model is right."
        ),
    ]


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'s' if n > 1 else ''}"


def summary(told: Answer) -> dict[str, Any]:
    """The answer as plain data, for JSON."""
    results = told.results
    s, c = results.scenario, told.comparison
    return {
        "scenario": s.name,
        "digest": s.digest,
        "as_of": str(s.as_of),
        "question": s.question,
        "answer": sentence(results, c),
        "in_doubt": doubts(s),
        "claims_made_later": made_later(s),
        "provenance": None if told.provenance is None else provenance_text.plain(told.provenance),
        "carries": None if told.carried is None else carries_text.plain(told.carried),
        "arm": c.arm,
        "against": c.against,
        "measures": {row.measure.name: _row(row) for row in c.rows},
        "contingent": {line.label: {**_plain(line.estimate), "unit": line.unit} for line in told.context},
        "arms": {arm: {row.measure.name: _row(row) for row in of.rows} for arm, of in _overview(results)},
        "not_permitted": {name: _placed(problem) for name, problem in s.forbidden_arms().items()},
        "run": {
            "draws": results.draws, "seed": results.seed, "days": results.coords["day"][-1], "arms": list(results.arms),
            "without_mechanisms": sorted(s.switched_off), **results.attrs,
        },
    }  # fmt: skip


def _placed(problem: Problem) -> str:
    """A problem with the name of its file but no folder, so that it is the same wherever the file lies."""
    return str(replace(problem, where=problem.where.rpartition("/")[2]))


def _row(row: Row) -> dict[str, Any]:
    return {
        "title": row.measure.title,
        "unit": row.measure.unit,
        "probability": row.measure.probability,
        "arm": _plain(row.arm),
        "against": _plain(row.against),
        "difference": _plain(row.difference),
        "mean_interval": [finite(x) for x in row.mean_interval],
        **{f"share_of_worlds_{way}": finite(getattr(row, way)) for way in ("lower", "higher", "same")},
        "variance_reduction": finite(row.variance_reduction),
    }


def _plain(e: Estimate) -> dict[str, float | int | None]:
    """The mean, which is what the answer tells, with its error; then quantiles over worlds."""
    values = {
        "mean": e.mean, "mean_error": e.mean_error, "p05": e.low, "median": e.middle, "p95": e.high,
        "median_error": e.error,
    }  # fmt: skip
    return {name: finite(x) for name, x in values.items()} | {"draws": e.draws}

"""The answer on a terminal, and the same as plain data."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from attrit.engine.estimates import Estimate
from attrit.engine.results import Results
from attrit.views import provenance_text
from attrit.views.answer import Answer, arms_overview
from attrit.views.claims_text import doubts
from attrit.views.columns import WIDTH, paragraph
from attrit.views.text import amount, error, finite, interval, percent, row_texts, titled

if TYPE_CHECKING:
    from attrit.analysis.compare import Comparison, Row

SHOWN = (
    "area_held", "area_held_or_contested", "recovered", "recovered_day", "before_talks", "losses_", "contingent_",
    "exchange_ratio", "supply_days_", "escalation", "escalated", "war_balance",
)  # fmt: skip

_MODELLED = ("supply_days", "escalation", "escalated")


def show(results: Results, told: Answer) -> None:
    """Print the answer in under a screen."""
    s, c = results.scenario, told.comparison
    print(told.question)
    print()
    for line in _table(s.arms[c.arm].name, s.arms[c.against].name, _shown(c)):
        print(line)
    if told.context:
        print()
        texts = [f"{label} {_one(e, unit)}" for label, e, unit in told.context]
        print(textwrap.fill("The contingent: " + "; ".join(texts) + ".", WIDTH))
    others = [(arm, of) for arm, of in arms_overview(results) if arm != c.against] if s.base in results.arms else []
    if others:
        print()
        for line in _arms(results, others):
            print(line)
    for name, problem in s.forbidden_arms().items():
        print(textwrap.shorten(f"{name}: not played, {problem.found}", WIDTH))
    print()
    print(paragraph(told.sentence))
    for line in doubts(s):
        print(paragraph(line))
    if told.provenance is not None:
        print()
        for line in provenance_text.lines(told.provenance):
            print(line)
    failed = int((results.variable("status").values != 0).sum())
    if failed:
        print(f"{failed} worlds went wrong and are counted in no number: see `status`.")
    days = results.coords["day"][-1]
    print(
        f"\n{_count(results.draws, 'world')} x {_count(len(results.arms), 'arm')} x {_count(days, 'day')}, "
        f"seed {results.seed}. "
        "Median [nine worlds in ten]; ± is the Monte-Carlo error."
    )


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'s' if n > 1 else ''}"


def _shown(c: Comparison) -> list[Row]:
    chosen = [row for row in c.rows if row.measure.name.startswith(SHOWN) and row.measure.name != "losses_per_km2"]
    return [row for row in chosen if not (row.measure.name.startswith(_MODELLED) and _nothing(row))]


def _nothing(row: Row) -> bool:
    """Whether a number is 0 in all worlds of both arms, since the scenario does not model what it counts."""
    return row.arm.mean == row.against.mean == 0 and row.arm.mean_error == row.against.mean_error == 0


def _table(arm: str, against: str, rows: list[Row]) -> list[str]:
    head = ("", arm, against, "difference", "±")
    body = [(titled(row.measure), *row_texts(row)) for row in rows]
    widths = [max(len(line[i]) for line in [head, *body]) for i in range(5)]
    gap = 2 if sum(widths) + 8 <= WIDTH else 1
    widths[0] = min(widths[0], max(12, WIDTH - sum(widths[1:]) - 4 * gap))  # long names give way, numbers do not
    lines = [_aligned(head, widths, gap), "-" * (sum(widths) + 4 * gap)]
    return lines + [
        _aligned((textwrap.shorten(line[0], widths[0], placeholder="…"), *line[1:]), widths, gap) for line in body
    ]


def _aligned(cells: tuple[str, ...], widths: list[int], gap: int = 2) -> str:
    first, *rest = cells
    return (
        (" " * gap)
        .join([first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))])
        .rstrip()
    )


def _one(e: Estimate, unit: str) -> str:
    if unit == "1":
        return f"{percent(e.middle)} [{percent(e.low)}, {percent(e.high)}]"
    return interval(e, unit) + (" days" if unit == "day" else "")


def _arms(results: Results, others: list[tuple[str, Any]]) -> list[str]:
    base = results.scenario.base
    head = (f"other arms against {base}", "area held, km²", "±", "P(recovered)", "±")
    body = []
    for arm, c in others:
        area, recovered = c["area_held"].difference, c["recovered"]
        chance = "–" if math.isnan(area.mean_error) else f"{area.mean_error:.1f}"
        body.append(
            (
                arm, amount(area.mean, "km2", signed=True), chance,
                f"{percent(recovered.arm.middle)} ({percent(recovered.difference.middle, signed=True)})",
                error(recovered.difference, "1", probability=True),
            )
        )  # fmt: skip
    widths = [max(len(line[i]) for line in [head, *body]) for i in range(5)]
    return [_aligned(line, widths) for line in [head, *body]]


def summary(results: Results, told: Answer) -> dict[str, Any]:
    """The answer as plain data, for JSON."""
    s, c = results.scenario, told.comparison
    return {
        "scenario": s.name,
        "digest": s.digest,
        "as_of": str(s.as_of),
        "question": told.question,
        "answer": told.sentence,
        "in_doubt": doubts(s),
        "provenance": None if told.provenance is None else provenance_text.plain(told.provenance),
        "arm": c.arm,
        "against": c.against,
        "measures": {row.measure.name: _row(row) for row in c.rows},
        "contingent": {label: {**_plain(e), "unit": unit} for label, e, unit in told.context},
        "arms": {
            arm: {row.measure.name: _row(row) for row in of.rows}
            for arm, of in (arms_overview(results) if s.base in results.arms else [])
        },
        "not_permitted": {name: str(problem) for name, problem in s.forbidden_arms().items()},
        "run": {
            "draws": results.draws, "seed": results.seed, "days": results.coords["day"][-1], "arms": list(results.arms),
            "without_mechanisms": sorted(s.switched_off), **results.attrs,
        },
    }  # fmt: skip


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
    values = {
        "middle": e.middle,
        "p05": e.low,
        "p95": e.high,
        "error": e.error,
        "mean": e.mean,
        "mean_error": e.mean_error,
    }
    return {name: None if x != x else x for name, x in values.items()} | {"draws": e.draws}

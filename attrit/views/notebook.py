"""What a notebook shows of a public object: its headline table, or what a terminal would print of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from attrit.errors import ResultsError
from attrit.shown import told
from attrit.views.words.columns import BREAK, WIDTH, lines_of

if TYPE_CHECKING:
    from attrit.analysis.compare import Comparison
    from attrit.analysis.fit_claims import ClaimsFit
    from attrit.analysis.fit_laws import LawFits
    from attrit.analysis.law_spread import LawSpread
    from attrit.engine.results import Results
    from attrit.everything import Findings
    from attrit.evidence.claims import Ledger
    from attrit.model.laws.protocol import Law
    from attrit.scenario.schema import Scenario

Told = tuple[Sequence[str], Sequence[str], Sequence[Sequence[str]]]
"""Sentences, the head of a table and its rows."""
_MOST = 20  # claims of a ledger


def html(thing: Any) -> str:
    """An object as HTML; what is written in it stands there as text, never as markup.

    Parameters
    ----------
    thing
        () [-] The object.
    """
    kind = f"{type(thing).__module__.rpartition('.')[2]}.{type(thing).__name__}"
    with lines_of(WIDTH):
        if kind in _TABLES:
            return _table(*_TABLES[kind](thing))
        lines = _LINES[kind](thing) if kind in _LINES else _of_analysis(thing)
        if lines:
            return f"<pre>{escape(chr(10).join(lines))}</pre>"
    return _table([type(thing).__name__], ["", ""], list(told(thing).items()))


def _of_analysis(thing: Any) -> Sequence[str]:
    """What a terminal would print of the result of an analysis; nothing of anything else."""
    if not type(thing).__module__.startswith("attrit.analysis."):
        return ()
    from attrit.views.register import views

    view = views().get(type(thing))
    return () if view is None else view.lines(thing)


def _table(sentences: Sequence[str], head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    texts = "".join(f"<p>{_marked(text)}</p>" for text in sentences if text)
    body = "".join(_row("td", row) for row in rows)
    return f"{texts}<table><thead>{_row('th', head)}</thead><tbody>{body}</tbody></table>"


def _row(kind: str, cells: Sequence[str]) -> str:
    sides = ["left", *["right"] * (len(cells) - 1)] if len(cells) > 2 else ["left"] * len(cells)
    made = (f'<{kind} style="text-align:{side}">{_marked(c)}</{kind}>' for side, c in zip(sides, cells, strict=True))
    return f"<tr>{''.join(made)}</tr>"


def _marked(text: str) -> str:
    return escape(text).replace(BREAK, "<br>")


def _results(run: Results) -> Told:
    from attrit.analysis.compare import compare
    from attrit.engine.keep import headline_pair
    from attrit.views.answer import table as terminal
    from attrit.views.answer.words import sentence

    try:
        found = compare(run, *headline_pair(run.scenario, run.arms))
    except ResultsError:  # a run that did not keep what is compared
        kept = [(name, ", ".join(one.dims), one.unit, one.title) for name, one in run.variables.items()]
        return [repr(run).strip("<>")], ["kept", "by", "unit", "what it is"], kept
    return [repr(run).strip("<>"), run.scenario.question, sentence(run, found)], *terminal.headline(run, found)


def _comparison(found: Comparison) -> Told:
    from attrit.views.answer.table import headline_rows
    from attrit.views.words.cells import cells

    rows = [cells(row, None) for row in headline_rows(found)]
    head = ["mean", found.arm, found.against, "difference", "nine worlds in ten"]
    return [], head, [(row.title, row.arm, row.against, row.difference, row.interval) for row in rows]


def _scenario(s: Scenario) -> Told:
    size = f"{len(s.inputs)} inputs, {len(s.ledger or ())} claims; day 0 is {s.as_of}, {s.horizon} days"
    return [s.title or s.name, s.question, size], ["arm", ""], [(name, arm.title) for name, arm in s.arms.items()]


def _ledger(ledger: Ledger) -> Told:
    rows = [(claim.id, claim.claimant, claim.subject, claim.worded()) for claim in list(ledger)[:_MOST]]
    more = f", of which the first {_MOST} are shown" if len(ledger) > _MOST else ""
    return (
        [f"{len(ledger):,} claims on {len(ledger.subjects):,} subjects{more}"],
        ["id", "who", "of what", "says"],
        rows,
    )


def _law_spread(found: LawSpread) -> Told:
    from attrit.views.laws.words import spread_sentence
    from attrit.views.words.numbers import with_error

    number = found["area_held", "difference"]
    rows = [(law, with_error(e.mean, e.mean_error, signed=True)) for law, e in number.by_law.items()]
    return [spread_sentence(found)], ["law", f"{number.measure.title}, difference, km²"], rows


def _law_fits(found: LawFits) -> Told:
    rows = [
        (law, f"{100 * found.weights[law]:.0f} %", f"{fit.score:.2f}", f"{fit.behind:.2f} ± {fit.behind_error:.2f}")
        for law, fit in sorted(found.fits.items(), key=lambda one: -one[1].score)
    ]
    return [f"{found.days} days"], ["law", "weight", "score", "behind the best"], rows


def _findings(found: Findings) -> Told:
    from attrit.views.register import views

    rows = [(name, views()[type(one)].sentence(one)) for name, one in found.answers().items()]
    return [], ["", ""], rows + [(name, f"nothing: {why}") for name, why in found.refused.items()]


_TABLES: dict[str, Callable[[Any], Told]] = {
    "results.Results": _results, "compare.Comparison": _comparison, "schema.Scenario": _scenario,
    "claims.Ledger": _ledger, "law_spread.LawSpread": _law_spread, "fit_laws.LawFits": _law_fits,
    "everything.Findings": _findings,
}  # fmt: skip


def _law(one: Law) -> Sequence[str]:
    from attrit.views.laws.words import explained

    return explained(one)


def _claims_fit(fit: ClaimsFit) -> Sequence[str]:
    from attrit.views.claims.fitted import found

    return found(fit)


_LINES: dict[str, Callable[[Any], Sequence[str]]] = {"protocol.Law": _law, "fit_claims.ClaimsFit": _claims_fit}

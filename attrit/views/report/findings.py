"""What analyses found, as blocks of the report: a sentence, a chart, and the figures in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from attrit.views.charts.look import Spec
from attrit.views.register import views

if TYPE_CHECKING:
    from attrit.everything import Findings


class Block(NamedTuple):
    """One analysis in the report.

    Parameters
    ----------
    key, title
        () [-] Name of its chart, and its heading.
    sentence
        () [-] What it found.
    spec
        () [-] Its chart.
    lines
        (line) [-] All of it, as on a terminal.
    """

    key: str
    title: str
    sentence: str
    spec: Spec
    lines: Sequence[str]


def blocks(findings: Findings) -> list[Block]:
    """The blocks of what was asked, in the order in which one would ask.

    Parameters
    ----------
    findings
        () [-] What analyses found.
    """
    shown = [(name, found, views()[type(found)]) for name, found in findings.answers().items()]
    return [Block(name, v.title, v.sentence(found), v.spec(found), v.lines(found)) for name, found, v in shown]


def refusals(findings: Findings) -> list[tuple[str, str]]:
    """Headings of what has nothing to say, and why.

    Parameters
    ----------
    findings
        () [-] What analyses found.
    """
    titles = {name: views()[kind].title for name, kind in findings.kinds().items()}
    return [(titles[name], f"nothing: {why}.") for name, why in findings.refused.items()]


def plain(findings: Findings) -> dict[str, Any]:
    """All of it as plain data, for JSON.

    Parameters
    ----------
    findings
        () [-] What analyses found.
    """
    answers = {name: views()[type(found)].plain(found) for name, found in findings.answers().items()}
    return answers | {"refused": {**findings.refused}}

"""What analyses found, as blocks of the report: a sentence, a chart, and the figures in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from attrit.views.look import Spec

if TYPE_CHECKING:
    from attrit.everything import Findings
    from attrit.scenario.schema import Scenario


TITLES = {
    "carries": "What carries the effect",
    "provenance": "How much of the answer is sourced, judged or chance",
    "information": "Which disputed number is worth settling",
    "sensitivity": "What decides it, input by input",
    "requirement": "What it would take",
    "contour": "The same with two levers",
    "discovery": "In which worlds it matters",
    "compared": "All arms at once",
    "laws": "Under each law of attrition",
}
"""Headings of the analyses, in the order in which one would ask."""


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


class _View(NamedTuple):
    """How what an analysis found is told: in a sentence, a chart, in full, and as plain data."""

    sentence: Callable[[Any], str]
    spec: Callable[[Any], Spec]
    lines: Callable[[Any], Sequence[str]]
    plain: Callable[[Any], dict[str, Any]]


def _views(scenario: Scenario) -> dict[str, _View]:
    """How each analysis is told, by its name."""
    from attrit.views import (
        carries_charts,
        carries_text,
        compare_charts,
        compare_text,
        discovery_charts,
        discovery_text,
        dot_charts,
        information_charts,
        information_text,
        law_text,
        provenance_charts,
        provenance_text,
        requirement_charts,
        requirement_text,
        sensitivity_charts,
        sensitivity_text,
    )  # fmt: skip

    arms = {name: arm.title for name, arm in scenario.arms.items()}

    def told(text: Any, spec: Callable[[Any], Spec]) -> _View:
        return _View(text.sentence, spec, text.lines, text.plain)

    return {
        "carries": told(carries_text, carries_charts.carries_spec),
        "provenance": told(provenance_text, provenance_charts.provenance_spec)._replace(lines=provenance_text.detailed),
        "information": told(information_text, information_charts.information_spec),
        "sensitivity": told(sensitivity_text, sensitivity_charts.sensitivity_spec),
        "discovery": told(discovery_text, discovery_charts.discovery_spec),
        "requirement": told(requirement_text, requirement_charts.requirement_spec),
        "contour": _View(
            requirement_text.contour_sentence, requirement_charts.contour_spec, requirement_text.contour_lines,
            requirement_text.contour_plain,
        ),
        "compared": told(compare_text, compare_charts.compared_spec),
        "laws": _View(
            law_text.spread_sentence, partial(dot_charts.laws_spec, titles=arms),
            partial(law_text.spread, scenario=scenario), law_text.spread_plain,
        ),
    }  # fmt: skip


def blocks(found: Findings, scenario: Scenario) -> list[Block]:
    """The blocks of what was asked, in the order in which one would ask.

    Parameters
    ----------
    found
        () [-] What analyses found.
    scenario
        () [-] The scenario.
    """
    views = _views(scenario)
    there = [(name, title, getattr(found, name), views[name]) for name, title in TITLES.items()]
    return [
        Block(name, title, view.sentence(one), view.spec(one), view.lines(one))
        for name, title, one, view in there
        if one is not None
    ]


def refusals(found: Findings) -> list[tuple[str, str]]:
    """Headings of what has nothing to say, and why.

    Parameters
    ----------
    found
        () [-] What analyses found.
    """
    return [(title, f"nothing: {found.refused[name]}.") for name, title in TITLES.items() if name in found.refused]


def plain(found: Findings, scenario: Scenario) -> dict[str, Any]:
    """All of it as plain data, for JSON.

    Parameters
    ----------
    found
        () [-] What analyses found.
    scenario
        () [-] The scenario.
    """
    told = {name: (view, getattr(found, name)) for name, view in _views(scenario).items()}
    return {name: view.plain(one) for name, (view, one) in told.items() if one is not None} | {
        "refused": {**found.refused}
    }

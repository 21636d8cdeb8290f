"""What analyses found, as blocks of the report: a sentence, a chart, and the figures in full."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from attrit.views import provenance_text
from attrit.views.look import Spec
from attrit.views.provenance_charts import provenance_spec

if TYPE_CHECKING:
    from attrit.findings import Findings
    from attrit.scenario.schema import Scenario


TITLES = {
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


def blocks(found: Findings, scenario: Scenario) -> list[Block]:
    """The blocks of what was asked, in the order in which one would ask.

    Parameters
    ----------
    found
        () [-] What analyses found.
    scenario
        () [-] The scenario.
    """
    return [*_what_decides(found), *_what_it_takes(found), *_other_ways(found, scenario)]


def _what_decides(found: Findings) -> Iterator[Block]:
    if found.provenance is not None:
        split = found.provenance
        yield Block(
            "provenance", TITLES["provenance"], provenance_text.sentence(split), provenance_spec(split),
            provenance_text.detailed(split),
        )  # fmt: skip
    if found.information is not None:
        from attrit.views import information_text
        from attrit.views.information_charts import information_spec

        worth = found.information
        yield Block(
            "information", TITLES["information"], information_text.sentence(worth),
            information_spec(worth), information_text.lines(worth),
        )  # fmt: skip
    if found.sensitivity is not None:
        from attrit.views import sensitivity_text
        from attrit.views.sensitivity_charts import sensitivity_spec

        indices = found.sensitivity
        yield Block(
            "sensitivity", TITLES["sensitivity"], sensitivity_text.sentence(indices),
            sensitivity_spec(indices), sensitivity_text.lines(indices),
        )  # fmt: skip


def _what_it_takes(found: Findings) -> Iterator[Block]:
    if found.requirement is not None or found.contour is not None:
        from attrit.views import requirement_text as text
        from attrit.views.requirement_charts import contour_spec, requirement_spec

        if found.requirement is not None:
            one = found.requirement
            yield Block(
                "requirement", TITLES["requirement"], text.sentence(one), requirement_spec(one), text.lines(one)
            )
        if found.contour is not None:
            both = found.contour
            yield Block(
                "contour", TITLES["contour"], text.contour_sentence(both), contour_spec(both),
                text.contour_lines(both),
            )  # fmt: skip
    if found.discovery is not None:
        from attrit.views import discovery_text
        from attrit.views.discovery_charts import discovery_spec

        box = found.discovery
        yield Block(
            "discovery", TITLES["discovery"], discovery_text.sentence(box), discovery_spec(box),
            discovery_text.lines(box),
        )  # fmt: skip


def _other_ways(found: Findings, scenario: Scenario) -> Iterator[Block]:
    if found.compared is not None:
        from attrit.views import compare_text
        from attrit.views.compare_charts import compared_spec

        arms = found.compared
        yield Block(
            "compared", TITLES["compared"], compare_text.sentence(arms), compared_spec(arms), compare_text.lines(arms)
        )
    if found.laws is not None:
        from attrit.views import law_text
        from attrit.views.dot_charts import laws_spec

        laws = found.laws
        told = law_text.spread(laws, scenario)
        yield Block("laws", TITLES["laws"], law_text.spread_sentence(laws), laws_spec(laws), told)


def refusals(found: Findings) -> list[tuple[str, str]]:
    """Headings of what has nothing to say, and why.

    Parameters
    ----------
    found
        () [-] What analyses found.
    """
    return [(title, f"nothing: {found.refused[name]}.") for name, title in TITLES.items() if name in found.refused]


def plain(found: Findings) -> dict[str, Any]:
    """All of it as plain data, for JSON.

    Parameters
    ----------
    found
        () [-] What analyses found.
    """
    from attrit.views import (
        compare_text,
        discovery_text,
        information_text,
        law_text,
        requirement_text,
        sensitivity_text,
    )  # fmt: skip

    telling: dict[str, Callable[[Any], dict[str, Any]]] = {
        "provenance": provenance_text.plain, "information": information_text.plain,
        "sensitivity": sensitivity_text.plain, "discovery": discovery_text.plain,
        "requirement": requirement_text.plain, "contour": requirement_text.contour_plain,
        "compared": compare_text.plain, "laws": law_text.spread_plain,
    }  # fmt: skip
    told = {name: (tell, getattr(found, name)) for name, tell in telling.items()}
    return {name: tell(one) for name, (tell, one) in told.items() if one is not None} | {"refused": {**found.refused}}

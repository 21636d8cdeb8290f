"""The table of inputs of the report: every number that entered, how wide it is held to be, and where it comes from."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from attrit.views.words.numbers import capital, day, number, unit_name, whole_decimals

if TYPE_CHECKING:
    from attrit.engine.draws import Columns
    from attrit.evidence.priors import Prior
    from attrit.scenario.input import Input
    from attrit.scenario.schema import Scenario

_TITLES = {
    "hypotheses": "Hypotheses", "quantities": "Numbers in dispute", "sides": "Side", "fronts": "Front",
    "sectors": "Sector", "groups": "Troops", "supporters": "Supporter", "third_parties": "Third party",
    "mechanisms": "Mechanism",
}  # fmt: skip
_DRAWN = 1024  # worlds that the range of a computed input is taken from
_NEVER = 1e5  # days: what is later does not come in any run


class Line(NamedTuple):
    """One input.

    Parameters
    ----------
    path, meaning
        () [-] Its path, and what it is.
    middle, spread, unit
        () [-] Median, 90 % range and unit as texts; of a formula its value at the medians, and the range in drawn
        worlds; a day of the run as a date, of a hypothesis the states with their weights.
    kind
        () [-] Its provenance class, or ``formula``.
    source
        () [-] Why it is so; of a formula the formula.
    claims
        (claim) [-] ids of the claims it rests on.
    off
        () [-] Whether its mechanism is switched off.
    """

    path: str
    meaning: str
    middle: str
    spread: str
    unit: str
    kind: str
    source: str
    claims: tuple[str, ...]
    off: bool


def input_groups(s: Scenario) -> list[tuple[str, list[Line]]]:
    """All inputs by what they belong to: hypotheses and disputed numbers first, the rest in the order of the scenario.

    Parameters
    ----------
    s
        () [-] The scenario.
    """
    from attrit.engine.draws import Columns
    from attrit.engine.worlds import Worlds

    medians, drawn = s.medians(), Columns(Worlds.first(_DRAWN, 1))
    found: dict[str, list[Line]] = {}
    sections = list(_TITLES)
    for path, given in sorted(s.inputs.items(), key=lambda item: sections.index(item[0].split(".")[0])):
        found.setdefault(_group(s, path), []).append(_line(s, given, medians[path], drawn))
    return list(found.items())


def class_counts(s: Scenario) -> dict[str, int]:
    """Number of uncertain inputs by provenance class, and of those that are certain or computed.

    Parameters
    ----------
    s
        () [-] The scenario.
    """
    count: Counter[str] = Counter()
    for given in s.inputs.values():
        if given.prior is None:
            count["formula"] += 1
        else:
            count["certain" if given.prior.shape == "certain" else given.prior.provenance.kind] += 1
    order = ("claim", "fit", "literature", "judgement", "certain", "formula")
    return {kind: count[kind] for kind in order}


def _group(s: Scenario, path: str) -> str:
    section, *rest = path.split(".")
    if section in ("hypotheses", "quantities"):
        return _TITLES[section]
    things = {"third_parties": s.parties}.get(section) or getattr(s, section, {})
    title = things[rest[0]].title if rest[0] in things else rest[0].replace("_", " ")
    return f"{_TITLES[section]}: {title}"


def _line(s: Scenario, given: Input, median: float, drawn: Columns) -> Line:
    q, prior = given.quantity, given.prior
    off = bool(q.mechanism) and q.mechanism in s.switched_off
    unit, meaning = unit_name(q.unit), capital(given.meaning)
    times = f", times {number(given.times)}" if given.times != 1 else ""
    if prior is None:
        source = f"= {given.formula}{times}"
        low, high = map(float, np.quantile(drawn.of(s, given.path), (0.05, 0.95)))
        ends: tuple[float, ...] = () if low == high else (low, high)
        if _is_date(given):
            spread = " to ".join(_on(s, end) for end in ends)
            return Line(given.path, meaning, _on(s, median), spread, "", "formula", source, (), off)
        spread = " to ".join(map(number, ends))
        return Line(given.path, meaning, number(median), spread, unit, "formula", source, (), off)
    kind, source = prior.provenance.kind, whole_decimals(prior.provenance.source) + times
    claims = tuple(name for name in prior.provenance.claims if name not in source)
    if prior.shape == "choice":
        middle = ", ".join(
            f"{state.replace('_', ' ')} {100 * weight:.0f} %"
            for state, weight in zip(prior.states, prior.weights, strict=True)
        )
        return Line(given.path, meaning, middle, "", "", kind, source, claims, off)
    ends = _ends(prior, given.times)
    if _is_date(given):
        spread = " to ".join(_on(s, end) for end in ends)
        return Line(given.path, meaning, _on(s, median), spread, "", kind, source, claims, off)
    spread = " to ".join(map(number, ends))
    return Line(given.path, meaning, number(median), spread, unit, kind, source, claims, off)


def _is_date(given: Input) -> bool:
    """Whether it is a day of the run, and no number of days."""
    return given.quantity.unit == "day" and given.meaning.startswith(("day by ", "day of ", "day on "))


def _on(s: Scenario, x: float) -> str:
    """A day of the run as a date."""
    return "never" if x > _NEVER else day(s.as_of + timedelta(days=round(x)))


def _ends(prior: Prior, times: float) -> tuple[float, ...]:
    """The 90 % range; of a uniform prior within its whole range. A certain number has none."""
    if prior.shape == "certain":
        return ()
    low, high = prior.p05, prior.p95
    if prior.shape == "uniform":
        low, high = low + 0.05 * (high - low), high - 0.05 * (high - low)
    return times * low, times * high

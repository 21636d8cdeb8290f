"""What was seen changes what is expected, in words: the answer given the observations, beside the one without."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from attrit.answer import last_date
from attrit.experiments.sights import ON_MAP
from attrit.scenario.things import within
from attrit.statistics.standards import CLEAR
from attrit.views.words.columns import columns, paragraph
from attrit.views.words.numbers import (
    amount,
    chance,
    decimals,
    finite,
    interval,
    points,
    share_with_error,
    spread,
    unit_name,
    with_error,
)

if TYPE_CHECKING:
    from attrit.analysis.foresight import Expected, Foresight
    from attrit.experiments.conditioning import Conditioned
    from attrit.statistics.estimates import Estimate

_INPUTS = 6  # that are shown
_DAYS = 8
_FEW = 0.1  # of its spread: a shift that is not worth a row


def sentence(found: Foresight) -> str:
    """The answer given what was seen, in a sentence or two.

    Parameters
    ----------
    found
        () [-] A run with and without observations.
    """
    c, s = found.conditioned, found.after.scenario
    if not c.days:
        return "Nothing was observed, so nothing changes: these are the worlds of attrit run."
    area = next(row for row in found.expected if row.measure.name == "area_held" and not row.difference)
    holder = within(s.sides[s.fronts[s.objective].holder].title)
    told = (
        f"Given what was observed up to {c.last:%-d %B %Y}, {holder} holds {_number(area, area.after)} on "
        f"{last_date(found.after):%-d %B %Y}; without it, {_number(area, area.before)}."
    )
    if found.arm == found.against:
        return told
    row = next(row for row in found.expected if row.measure.name == "area_held" and row.difference)
    other = s.arms[found.against].title
    return (
        f"{told} Had it been so that “{other}”, in the very worlds that agree with what was seen, the ground held "
        f"would differ by {_turned(row.after)} (without the observations {_turned(row.before)})."
    )


def _turned(e: Estimate) -> str:
    """The difference the other arm makes: the negative of what the arm makes."""
    mean = with_error(-e.mean, e.mean_error, signed=True)
    low, high = amount(-e.high, "km2", signed=True), amount(-e.low, "km2", signed=True)
    return f"{mean} km² [{low}, {high}]"


def _number(row: Expected, e: Estimate) -> str:
    return f"{spread(e)} {unit_name(row.measure.unit)}"


def lines(found: Foresight) -> list[str]:
    """The whole answer.

    Parameters
    ----------
    found
        () [-] A run with and without observations.
    """
    c = found.conditioned
    told = [paragraph(sentence(found)), ""]
    if not c.days:
        return told[:1]
    told += [*_expected(found), "", paragraph(_how_many(c)), "", *_by_day(c), ""]
    told += [*_moved(c), *_beliefs(c), paragraph(_taken(c)), "", paragraph(_rungs(found))]
    return told


def _expected(found: Foresight) -> list[str]:
    end = f"{last_date(found.after):%-d %B %Y}"
    rows = [[f"On {end}", "without", "given what was seen"]]
    for row in found.expected:
        title = f"{row.measure.title}, {found.arm} minus {found.against}" if row.difference else row.measure.title
        rows.append([title, *(_cell(row, e) for e in (row.before, row.after))])
    return columns(rows, give=0)


def _cell(row: Expected, e: Estimate) -> str:
    if row.measure.probability:
        return f"{points(e.mean, e.mean_error)} points" if row.difference else chance(e.mean, e.mean_error)
    text = with_error(e.mean, e.mean_error, signed=row.difference)
    return f"{text} {unit_name(row.measure.unit)} {interval(e, signed=row.difference)}".rstrip()


def _how_many(c: Conditioned) -> str:
    """How many worlds are left, and what was done so that they are."""
    left = len(c.worlds.labels)
    told = (
        f"{c.particles:,} worlds were played up to {c.last:%-d %B %Y} and chosen by {len(c.sights.seen)} observations; "
        f"{int(c.effective[-1]):,} effective worlds with a past of their own are left, and {left:,} of them are kept. "
        "Errors (±) are those of as many separate worlds; where the answer hangs on the past alone they are up to 1.4 "
        "times that."
    )
    if c.changed == "widen":
        told += (
            f" With the observations at their word too few would be left, so the model is allowed to be wrong by "
            f"{c.exactness.discrepancy:.0%} of what has moved (--few widen)."
        )
    if c.changed == "temper":
        told += (
            f" With the observations at their word too few would be left, so they are trusted less: their densities "
            f"are raised to the power {c.exactness.temper:g} (--few temper)."
        )
    if c.sights.left_out:
        told += f" {c.sights.left_out} observations lie outside of the days that are played."
    return told


def _by_day(c: Conditioned) -> list[str]:
    """Effective worlds by day, and how well each observation was expected."""
    rows = [["day", "observed", "effective worlds", "log density"]]
    shown = np.unique(np.linspace(0, len(c.days) - 1, min(len(c.days), _DAYS)).astype(int))
    for k in shown.tolist():
        day = c.days[k]
        seen = [
            f"{c.observed[one.series].outcome} {one.value:,.6g}" for one in c.sights.seen if one.day == day
        ]  # fmt: skip
        date = c.scenario.as_of + timedelta(days=day)
        density = decimals(float(c.evidence[k]), 1)
        rows.append([f"{date:%-d %b %Y}", ", ".join(seen), f"{int(c.effective[k]):,}", density])
    total = f"{decimals(float(c.evidence.sum()), 1)}"
    error = "" if np.isnan(c.evidence_error[-1]) else f" ± {c.evidence_error[-1]:.2g}"
    rows.append(["all", f"{len(c.sights.seen)} observations", "", f"{total}{error}"])
    return columns(rows, right=(2, 3), give=1)


def _moved(c: Conditioned) -> list[str]:
    """The inputs that the observations moved."""
    rows = [
        [
            one.path,
            f"{_three(one.before)} {unit_name(one.unit)}".strip(),
            _three(one.after),
            _shift(one.shift, one.error),
        ]
        for one in c.moved[:_INPUTS]
        if abs(one.shift) > max(_FEW, CLEAR * one.error)
    ]
    if not rows:
        return [paragraph(f"No input moved by more than {_FEW:g} of its standard deviation."), ""]
    head = ["input", "before: median [nine worlds in ten]", "after", "moved by"]
    note = "Moved by: the change of its mean, in standard deviations before the observations."
    return [*columns([head, *rows], give=1), paragraph(note), ""]


def _shift(shift: float, error: float) -> str:
    return with_error(shift, error, signed=True)


def _three(quantiles: tuple[float, float, float]) -> str:
    low, middle, high = (f"{x:,.3g}" for x in quantiles)
    return f"{middle} [{low}, {high}]"


def _beliefs(c: Conditioned) -> list[str]:
    """Hypotheses before and after."""
    rows = [
        [f"{one.hypothesis}: {one.state}", f"{100 * one.before:.0f} %", f"{share_with_error(one.after, one.error)} %"]
        for one in c.beliefs
    ]
    return [*columns([["hypothesis", "before", "after"], *rows], right=(1, 2), give=0), ""] if rows else []


def _taken(c: Conditioned) -> str:
    """How exact the observations are taken to be."""
    e = c.exactness
    told = []
    if any(c.observed[one.series].outcome in ON_MAP for one in c.sights.seen):
        told.append(
            f"Of ground on a map one observation is taken from each {e.every} days, the last on which the map changed, "
            f"with the error that the file states or else {e.area:.0%} of it and {e.area_floor:g} km², more where the "
            "map has stood still. Worlds are compared with it by what a map shows: late, and with its first error "
            "fading."
        )
    if any(c.observed[one.series].outcome not in ON_MAP for one in c.sights.seen):
        told.append(f"Counts have an error of {e.count:.0%} unless the file states one.")
    return " ".join([*told, "These errors are judgement."])


def _rungs(found: Foresight) -> str:
    """Which question is answered."""
    if found.arm == found.against:
        return ""
    return (
        "Both arms are played in the same chosen worlds, with their past, inputs and chance, so the difference is what "
        "would have been different, not only what is seen to go together or what would be expected of doing it anew."
    )


def plain(found: Foresight) -> dict[str, Any]:
    """The same as plain data.

    Parameters
    ----------
    found
        () [-] A run with and without observations.
    """
    c = found.conditioned
    days = [
        {
            "day": day, "date": str(c.scenario.as_of + timedelta(days=day)), "effective": float(c.effective[k]),
            "log_density": float(c.evidence[k]),
            "observed": [
                {"outcome": c.observed[one.series].outcome, "label": c.observed[one.series].label, "value": one.value,
                 "sd": one.sd}
                for one in c.sights.seen if one.day == day
            ],
        }
        for k, day in enumerate(c.days)
    ]  # fmt: skip
    return {
        "sentence": sentence(found), "arm": found.arm, "against": found.against, "observed_arm": c.arm,
        "until": str(c.last), "particles": c.particles, "worlds": len(c.worlds.labels), "changed": c.changed or None,
        "exactness": vars(c.exactness), "left_out": c.sights.left_out, "observations": days,
        "log_evidence": float(c.evidence.sum()) if c.days else 0.0,
        "log_evidence_error": finite(float(c.evidence_error[-1])) if c.days else None,
        "expected": [
            {
                "outcome": row.measure.name, "of": "difference" if row.difference else "arm", "unit": row.measure.unit,
                "before": _estimate(row.before), "after": _estimate(row.after),
            }
            for row in found.expected
        ],
        "inputs": [one._asdict() for one in c.moved], "hypotheses": [one._asdict() for one in c.beliefs],
    }  # fmt: skip


def _estimate(e: Estimate) -> dict[str, float | None]:
    return {
        "mean": finite(e.mean), "mean_error": finite(e.mean_error), "p05": finite(e.low), "p50": finite(e.middle),
        "p95": finite(e.high),
    }  # fmt: skip

"""What was claimed about one subject, by whom and when, and what is believed."""

from __future__ import annotations

from collections.abc import Sequence

from attrit.errors import LedgerError, Problem
from attrit.evidence.claims import Claim, Ledger
from attrit.evidence.pools import pool_of
from attrit.evidence.priors import Prior
from attrit.quantities import convert
from attrit.views.charts.lettering import lines_within
from attrit.views.charts.look import DEEP, INK, MIDDLE, PALE, QUIET, Spec, beside, chart, row_height
from attrit.views.words.numbers import amount, day, unit_name, with_unit

_STRIP, _SIDES = 270, {"label": 245, "text": 200}  # px of the scale of claims, and of the texts beside it


def claims_spec(ledger: Ledger, subject: str, prior: Prior | None = None, about: str = "") -> Spec:
    """What was claimed about one subject, by whom and when, and what the model believes.

    Parameters
    ----------
    ledger
        (claim) [-] The ledger.
    subject
        () [-] A subject of it.
    prior
        () [-] What the claims were pooled into, in canonical units; None leaves it out. Claims that its pool did not
        hear are drawn pale.
    about
        () [-] What people call the subject; its key as words if empty.

    Raises
    ------
    LedgerError
        No claim about the subject, or none with a number.
    """
    claims = ledger.about(subject)
    first = {claim.id for claim in claims.originals()}
    unit = next((found[2] for claim in claims if (found := claim.interval())), None)
    if unit is None:
        raise LedgerError(Problem("", subject, "no claim about it states a number", "a subject with a number to draw"))
    pool = pool_of(prior)
    heard = {claim.id for voice in pool.voices for claim in voice.claims} if pool else {claim.id for claim in claims}
    rows = [
        {
            "place": place, "label": _who(claim), "text": _said(claim, unit), "first": claim.id in first,
            "heard": claim.id in heard, **_drawn(claim, unit),
        }
        for place, claim in enumerate(sorted(claims, key=lambda claim: (claim.made_on, claim.id)))
    ]  # fmt: skip
    if pool is not None and pool.before is not None and pool.voices:
        rows.append(_believed(len(rows), "before anybody spoke", pool.before, unit, PALE))
    if prior is not None:
        rows.append(_believed(len(rows), "what the model believes", prior, unit, MIDDLE))
    title = with_unit(f"claims about {about or in_words(subject, ledger)}", unit)
    how = ["Point: the number said. Line: a range. Arrow: at least, or up to. Hollow: passes on another's claim."]
    if any(not row["heard"] for row in rows):
        how.append("Pale: not heard, since it is older, defined otherwise or passes on another's claim.")
    told = "; ".join(f"{row['label']}: {row['text']}" for row in rows)
    return chart(f"{title}. {told}.", title, how, _strip(rows))


def _believed(place: int, label: str, prior: Prior, unit: str, colour: str) -> Spec:
    """The row of a prior."""
    text = f"{amount(prior.p50, unit)} [{amount(prior.p05, unit)}, {amount(prior.p95, unit)}]"
    belief = {"low": prior.p05, "at": prior.p50, "high": prior.p95, "first": True, "heard": True, "believed": colour}
    return {"place": place, "label": label, "text": text, **belief}


def _said(claim: Claim, unit: str) -> str:
    """The words of a claim, with its unit where that is not the chart's."""
    if claim.stated is None or convert(1.0, claim.unit) == (1.0, unit):
        return claim.words
    return claim.worded(unit_name(claim.unit))


def _who(claim: Claim) -> str:
    return f"{claim.claimant}, {day(claim.made_on)}"


def in_words(subject: str, ledger: Ledger) -> str:
    """The key of a subject as words, with the capitals of the sides that the ledger names: DPRK, not dprk.

    Parameters
    ----------
    subject
        () [-] The key.
    ledger
        (claim) [-] The ledger.
    """
    sides = {claim.side for claim in ledger}
    return " ".join(word.upper() if word.upper() in sides else word for word in subject.split("_"))


def _drawn(claim: Claim, unit: str) -> Spec:
    """Where a claim is drawn: a point, a bar, or an arrow; nothing if it has no number of this unit."""
    bounds = claim.interval()
    if bounds is None or bounds[2] != unit or claim.stated is None:
        return {}
    at = convert(claim.stated, claim.unit)[0]
    if claim.qualifier in ("at_least", "up_to"):
        return {"at": at, "arrow": "triangle-right" if claim.qualifier == "at_least" else "triangle-left"}
    both = [convert(x, claim.unit)[0] for x in (claim.low, claim.high) if x is not None]
    return {"at": at, "low": min([at, *both]), "high": max([at, *both])}


def _strip(rows: Sequence[Spec]) -> Spec:
    """The layers of the claims strip."""
    y = {"field": "place", "type": "ordinal", "axis": None, "scale": {"domain": list(range(len(rows)))}}
    shown = [row[key] for row in rows for key in ("low", "at", "high") if key in row]
    kind = "log" if min(shown) > 0 and max(shown) > 30 * min(shown) else "linear"
    scale = {"zero": False, "nice": True, "padding": 8, "type": kind}
    x = {"type": "quantitative", "title": None, "scale": scale, "axis": {"tickCount": 5}}
    shade: Spec = {"condition": {"test": "datum.heard", "value": DEEP}, "value": MIDDLE}
    span = {"x": {**x, "field": "low"}, "x2": {"field": "high"}}
    arrow = {"test": "isValid(datum.arrow)", "field": "arrow", "type": "nominal", "scale": None}
    layers: list[Spec] = [
        {
            "transform": [{"filter": "datum.believed"}],
            "mark": {"type": "rule", "strokeWidth": 5, "strokeCap": "butt"},
            "encoding": {**span, "stroke": {"field": "believed", "type": "nominal", "scale": None}},
        },
        {
            "transform": [{"filter": "isValid(datum.low) && datum.high > datum.low && !datum.believed"}],
            "mark": {"type": "rule", "strokeWidth": 1.5},
            "encoding": {**span, "stroke": shade},
        },
        {
            "transform": [{"filter": "isValid(datum.at)"}],
            "mark": {"type": "point", "size": 48, "opacity": 1, "strokeWidth": 1.5},
            "encoding": {
                "x": {**x, "field": "at"},
                "shape": {"condition": arrow, "value": "circle"},
                "stroke": shade,
                "fill": {
                    "condition": [{"test": "!datum.first", "value": "white"}, shade["condition"]],
                    "value": MIDDLE,
                },
            },
        },
        beside("label", -10, "right", {"color": INK}),
        beside("text", _STRIP + 12, "left", {"color": QUIET}),
    ]
    data = [{**row, **{key: "\n".join(lines_within(row[key], px)) for key, px in _SIDES.items()}} for row in rows]
    height = {"step": row_height(row[key] for row in data for key in _SIDES)}
    return {"width": _STRIP, "height": height, "data": {"values": data}, "encoding": {"y": y}, "layer": layers}

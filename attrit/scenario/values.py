"""The forms in which a file states a value: text, bare number, quantiles, bounds, claims, a fit, a formula."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from attrit.errors import Problem, ScenarioError
from attrit.evidence.priors import Prior, Provenance
from attrit.quantities import UNITS, Quantity, convert
from attrit.scenario.sources import Pooling, Sources, fitted

FORMS = (
    "a number with a unit such as 35 000 person, '= formula', or a mapping with value, with p05 p50 p95, "
    "with low high, with claims, with fit or with times"
)
RESERVED = ("class", "source")
_STATED = Provenance("judgement", "stated in the scenario")
_GROUPED = "[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+"
_NUMBER = re.compile(rf"([+-]?(?:(?:{_GROUPED}|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*(.*)")
_MORE_DIGITS = re.compile("[,.'\u2019][0-9]")
_CLEAR = "a point for decimals, blanks in long numbers"
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COMMA = re.compile(rf"[+-]?((?:{_GROUPED}|[0-9]+)(?:,[0-9]+)+)\s*(.*)")
THOUSANDS = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+)\s*(.*)")
"""Digits with points where others write them between thousands, and a unit."""


class Belief(NamedTuple):
    """A value as stated: a prior or a formula, a factor on it, and the unit (empty for a formula)."""

    prior: Prior | None
    formula: str | None
    times: float
    unit: str


def read_value(raw: Any, quantity: Quantity | None, sources: Sources) -> Belief:
    """Read one value; what is wrong is raised with the key concerned as path.

    Parameters
    ----------
    raw
        () [-] The value in plain data, of a shape that `shape` accepts.
    quantity
        () [-] What it is a value of; None for an input that the scenario names itself.
    sources
        () [-] Ledger and fits.
    """
    times = float(raw.get("times", 1.0)) if isinstance(raw, dict) else 1.0
    if isinstance(raw, dict) and set(raw) - {"meaning"} == {"times"}:
        prior = default(quantity) if quantity else None
        if quantity is None or prior is None:
            raise ScenarioError(Problem("", "", "there is no default to scale", FORMS))
        return Belief(prior, None, times, quantity.unit)
    if isinstance(raw, str) and raw.lstrip().startswith("="):
        return Belief(None, raw.strip()[1:].strip(), 1.0, "")
    if isinstance(raw, dict):
        prior, unit = _mapping(raw, quantity, sources)
    else:
        days = _days_until(raw, quantity, sources.as_of)
        value, unit = number(raw, quantity.unit if quantity else "") if days is None else (days, "day")
        prior = Prior.certain(value, _STATED)
    wanted = quantity.unit if quantity else unit
    if unit != wanted:
        raise ScenarioError(Problem("", _unit_key(raw), f"found {in_unit(unit)}", in_unit(wanted)))
    return Belief(prior, None, times, unit)


def _days_until(raw: Any, quantity: Quantity | None, first: date) -> float | None:
    """Days from day 0 to a date, where a date is stated of something that has one; None if it is none."""
    if not isinstance(raw, str) or not _DATE.fullmatch(raw.strip()):
        return None
    if quantity is not None and not quantity.dated:
        raise ScenarioError(Problem("", "", f"'{raw}' is a date", in_unit(quantity.unit)))
    try:
        days = (date.fromisoformat(raw.strip()) - first).days
    except ValueError as error:
        found = f"'{raw}' is no day of the calendar"
        raise ScenarioError(Problem("", "", found, "a date such as 2025-01-20")) from error
    if days < 0:
        raise ScenarioError(Problem("", "", f"{raw} lies before {first}", "a later day; day 0 is as_of"))
    return float(days)


def default(quantity: Quantity) -> Prior | None:
    """The prior that holds where a scenario says nothing; None if it must say something.

    Parameters
    ----------
    quantity
        () [-] A row of the table.
    """
    if quantity.p05 is None or quantity.p50 is None or quantity.p95 is None:
        return None
    return Prior(
        quantity.shape,
        quantity.p05,
        quantity.p50,
        quantity.p95,
        Provenance(quantity.kind, quantity.source or "default"),
    )


def number(raw: float | str, wanted: str = "") -> tuple[float, str]:
    """A number in canonical units, and that unit.

    Parameters
    ----------
    raw
        () [-] A text such as ``35 000 person`` or ``30 %``; a bare number is of unit 1.
    wanted
        () [-] Unit of a bare 0, and for messages; may be empty.
    """
    text = str(raw).strip()
    match = _NUMBER.fullmatch(text)
    mangled = _COMMA.fullmatch(text) or THOUSANDS.fullmatch(text)
    read = mangled or match
    if read and _MORE_DIGITS.match(read[2]):
        raise ScenarioError(Problem("", "", f"'{text}' is not clear", _CLEAR))
    if mangled and (mangled[1].count(",") or UNITS.get(mangled[2], (0.0, ""))[1] in ("person", "round", "item")):
        cure = f"write {re.sub('[,.]', '', mangled[1])} {mangled[2]}".strip()
        if mangled[1].count(".") == 1:  # never only the greater of two
            less = mangled[1].removesuffix(".000") if mangled[1].endswith(".000") else f"{mangled[1]}0"
            cure += f", or {less} {mangled[2]}"
        blanks = re.search(r"\s", mangled[1])  # between thousands, so that the comma stands before decimals
        if mangled[1].count(",") == 1 and (blanks or not re.fullmatch(".*,[0-9]{3}", mangled[1])):
            cure = f"write {mangled[1].replace(',', '.')} {mangled[2]}".strip()
        raise ScenarioError(Problem("", "", f"'{text}' is not clear", _CLEAR, cure))
    if not match:
        raise ScenarioError(Problem("", "", f"'{text}' is not a number", FORMS))
    value = float(re.sub(r"\s", "", match[1]))
    if match[2]:
        return convert(value, match[2])
    if value == 0:
        return 0.0, wanted or "1"
    if wanted not in ("", "1"):
        raise ScenarioError(Problem("", "", f"'{text}' has no unit", f"for example {text} {wanted}"))
    return value, "1"


def in_unit(unit: str) -> str:
    """A number of some unit, in words.

    Parameters
    ----------
    unit
        () [-] Canonical unit.
    """
    return "a plain number" if unit == "1" else f"a number in {unit}"


def _unit_key(raw: Any) -> str:
    return next((key for key in ("unit", "claims", "fit") if isinstance(raw, dict) and key in raw), "")


def _mapping(raw: dict[str, Any], quantity: Quantity | None, sources: Sources) -> tuple[Prior, str]:
    """The prior of a mapping in canonical units, and that unit."""
    if isinstance(raw.get("claims"), str):
        unit = sources.unit(raw["claims"])
        factor, stated = _factor(raw, unit)
        if stated != unit:
            raise ScenarioError(Problem("", "unit", f"found {in_unit(stated)}", f"{in_unit(unit)}, as claimed"))
        pooling = Pooling(
            raw["claims"], raw.get("definition", ""), raw.get("pool", "bias"), str(raw.get("since", "")),
            raw.get("drift"), _before(raw, quantity, factor, unit),
        )  # fmt: skip
        return _explained(sources.pooled(pooling)[0], raw), unit
    if "fit" in raw:
        prior, unit = fitted(raw["fit"])
        return _explained(prior, raw), unit
    heard = sources.known(raw.get("claims", ()))
    said = Provenance(raw["class"], raw.get("source") or "not stated", heard)
    if said.kind != "judgement" and not raw.get("source") and not raw.get("claims"):
        raise ScenarioError(Problem("", "", f"'class: {said.kind}' without its source", "also 'source: ...'"))
    factor, unit = _factor(raw, quantity.unit if quantity else "")
    before = _before(raw, quantity, factor, unit)
    if before is not None and raw.get("claims") and not heard:
        return before, unit
    if "value" in raw:
        return Prior.certain(raw["value"] * factor, said), unit
    if raw.get("mode") is not None:
        return Prior.pert(raw["low"] * factor, raw["mode"] * factor, raw["high"] * factor, said), unit
    if "low" in raw:
        return Prior.uniform(raw["low"] * factor, raw["high"] * factor, said), unit
    return _spread(raw, quantity, factor, unit, said), unit


def _spread(raw: dict[str, Any], quantity: Quantity | None, factor: float, unit: str, said: Provenance) -> Prior:
    """The prior of stated quantiles, in canonical units."""
    low, mid, high = (raw[key] * factor for key in ("p05", "p50", "p95"))
    return Prior(raw.get("shape") or _shape(quantity, unit, low, high), low, mid, high, said)


def _before(raw: dict[str, Any], quantity: Quantity | None, factor: float, unit: str) -> Prior | None:
    """What is believed where nobody speaks, in canonical units; None if it is not stated."""
    stated = raw.get("before")
    if stated is None:
        return None
    said = Provenance(stated.get("class", "judgement"), stated.get("source") or "not stated")
    try:
        return replace(_spread(stated, quantity, factor, unit, said), is_so=float(stated.get("is_so", 1.0)))
    except ScenarioError as error:
        raise error.at("before") from error


def _explained(prior: Prior, raw: dict[str, Any]) -> Prior:
    """The prior with the scenario's own remark in its provenance."""
    if not raw.get("source"):
        return prior
    said = prior.provenance
    return replace(prior, provenance=replace(said, source=f"{said.source}; {raw['source']}"))


def _factor(raw: dict[str, Any], wanted: str) -> tuple[float, str]:
    """What one of the stated unit is in canonical units, and that unit; shares need none."""
    if "unit" in raw:
        try:
            return convert(1.0, str(raw["unit"]))
        except ScenarioError as error:
            raise error.at("unit") from error
    if wanted not in ("", "1") and not isinstance(raw.get("claims"), str):
        raise ScenarioError(Problem("", "", "no unit", f"also 'unit: {wanted}'"))
    return 1.0, wanted or "1"


def _shape(quantity: Quantity | None, unit: str, low: float, high: float) -> str:
    """The shape of stated quantiles where the scenario does not name it."""
    if quantity and quantity.shape in ("normal", "lognormal", "logit"):
        return quantity.shape
    if unit == "1" and 0 < low and high < 1 and (quantity is None or quantity.high <= 1):
        return "logit"
    return "lognormal" if low > 0 else "normal"

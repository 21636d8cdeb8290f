"""Units: every number that enters is converted once, here, to person, day, km, km2 and round.

And two tables: ``quantities.csv`` with the name, unit, bounds, default and meaning of each input, and
``mechanisms.csv`` with what each mechanism does.
"""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from attrit.errors import Problem, ScenarioError, did_you_mean
from attrit.shown import Shown

_CANONICAL: dict[str, dict[float, str]] = {
    "1": {1.0: "1 share fraction ratio", 0.01: "% percent"},
    "person": {
        1.0: "person persons people man men soldier soldiers troops personne personnes homme hommes soldat soldats "
        "mann männer personen soldaten"
    },
    "round": {1.0: "round rounds shell shells obus schuss granate granaten"},
    "item": {1.0: "item items piece pieces pièce pièces stück"},
    "day": {
        1.0: "day days jour jours tag tage",
        7.0: "week weeks semaine semaines woche wochen",
        30.4375: "month months mois monat monate",
        365.25: "year years an ans année années jahr jahre",
    },
    "km": {1.0: "km kilometre kilometres kilometer kilometers kilomètre kilomètres"},
    "km2": {1.0: "km2 km² km^2 sqkm qkm"},
}
UNITS: dict[str, tuple[float, str]] = {
    spelling: (factor, canonical)
    for canonical, factors in _CANONICAL.items()
    for factor, spellings in factors.items()
    for spelling in spellings.split()
}
"""Every spelling of a unit: what one of it is, in which canonical unit."""
COUNTED = ("person", "round", "item")
"""Canonical units of what can be counted."""


def convert(value: float, unit: str) -> tuple[float, str]:
    """Bring a number to canonical units: a unit of `UNITS`, or one per another (``men/month``, ``hommes par mois``).

    Parameters
    ----------
    value
        () [unit] The number as stated.
    unit
        () [-] Its unit as stated; singular or plural, in English, French or German.

    Returns
    -------
    tuple of float and str
        The number in canonical units, and that unit, for example ``person/day``.
    """
    said = unicodedata.normalize("NFC", unit).lower()
    parts = [part.strip() for part in re.sub(" (?:per|par|pro) ", "/", said).split("/")]
    unknown = [part for part in parts if part not in UNITS]
    if unknown or len(parts) > 2:
        cure = did_you_mean(unknown[0], UNITS) if unknown else ""
        accepted = f"known are {', '.join(_CANONICAL)}, their plurals, men, week, month, year, %, one per another"
        raise ScenarioError(Problem("", "", f"unknown unit '{unit}'", accepted, cure))
    factor, canonical = UNITS[parts[0]]
    if len(parts) == 1:
        return value * factor, canonical
    below, per = UNITS[parts[1]]
    ratio = "1" if per == canonical else canonical if per == "1" else f"{canonical}/{per}"
    return value * factor / below, ratio


@dataclass(frozen=True, repr=False)
class Quantity(Shown):
    """One input of the model: a row of ``quantities.csv``, or an input that a scenario names itself.

    Parameters
    ----------
    entity, name
        () [-] What it belongs to (side, group, ..., mechanism), and its key there; of a mechanism ``collapse.hazard``.
    symbol
        () [-] Its symbol in the description of the model.
    unit
        () [-] Canonical unit.
    low, high
        () [unit] Least and greatest number accepted.
    shape
        () [-] Shape of the default; empty if there is no default.
    p05, p50, p95
        () [unit] Quantiles of the default, the whole range if it is uniform; None if there is no default.
    kind
        () [-] Where the default comes from: claim, fit, literature or judgement.
    mechanism
        () [-] The mechanism that takes `off` for it when switched off; empty if there is none.
    off
        () [unit] That number.
    neutral
        () [unit] The number at which it does nothing, or leaves troops as the host's own are; None if there is none. It
        is `off` unless stated.
    action
        () [-] What somebody does who changes it, as in "sending more or fewer men"; empty if nobody can.
    meaning, source
        () [-] What it is, and why the default is what it is.
    """

    entity: str
    name: str
    symbol: str = ""
    unit: str = "1"
    low: float = -math.inf
    high: float = math.inf
    shape: str = ""
    p05: float | None = None
    p50: float | None = None
    p95: float | None = None
    kind: str = ""
    mechanism: str = ""
    off: float | None = None
    neutral: float | None = None
    action: str = ""
    meaning: str = ""
    source: str = ""

    @property
    def key(self) -> str:
        """Its key in `quantities`."""
        return self.name if self.entity == "mechanism" else f"{self.entity}.{self.name}"

    @property
    def dated(self) -> bool:
        """Whether it is a day of the campaign, which may be stated as a date."""
        return self.unit == "day" and self.name.rpartition(".")[2].endswith("day")

    @property
    def required(self) -> bool:
        """Whether a scenario must state it, for lack of a default."""
        return self.p50 is None


@cache
def quantities() -> dict[str, Quantity]:
    """The table of inputs by key: ``group.men``, and for mechanisms ``collapse.hazard``; do not change it."""
    with Path(__file__).with_name("quantities.csv").open(encoding="utf-8", newline="") as file:
        return {quantity.key: quantity for quantity in map(_quantity, csv.DictReader(file))}


def _quantity(row: dict[str, str]) -> Quantity:
    numbers = ("low", "high", "p05", "p50", "p95", "off", "neutral")
    number = {name: float(row[name]) if row[name] else None for name in numbers}
    if row["shape"] == "certain":
        number["p05"] = number["p95"] = number["p50"]
    if number["neutral"] is None:
        number["neutral"] = number["off"]
    texts = ("entity", "name", "symbol", "unit", "shape", "mechanism", "action", "meaning", "source")
    text = {name: row[name] for name in texts}
    return Quantity(**text, **number, kind=row["class"])  # type: ignore[arg-type]


@cache
def mechanisms() -> dict[str, tuple[str, ...]]:
    """Every mechanism that can be switched off, with the keys of the quantities that then take their `off`."""
    found: dict[str, list[str]] = {}
    for key, quantity in quantities().items():
        if quantity.off is not None:
            found.setdefault(quantity.mechanism, []).append(key)
    return {name: tuple(keys) for name, keys in found.items()}


@cache
def mechanism_meanings() -> dict[str, str]:
    """What each mechanism that can be switched off does, in a sentence; do not change it."""
    return _mechanism_texts("meaning")


@cache
def mechanism_phrases() -> dict[str, str]:
    """The same in a few words, without a full stop; do not change it."""
    return _mechanism_texts("does")


def _mechanism_texts(column: str) -> dict[str, str]:
    with Path(__file__).with_name("mechanisms.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row[column] for row in csv.DictReader(file)}

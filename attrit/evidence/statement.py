"""One claim: who said which number, when, about what, and how firmly; and everything that can be wrong with one."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from attrit.errors import LedgerError, Problem, ScenarioError, did_you_mean
from attrit.evidence.kinds import kind_faults
from attrit.evidence.likelihood import band
from attrit.quantities import convert
from attrit.shown import Shown

QUALIFIERS = ("exact", "about", "at_least", "up_to", "range")
_SAID = {"exact": "", "about": "about ", "at_least": "at least ", "up_to": "up to ", "range": ""}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")
STANCES = ("asserts", "confirms", "denies", "does_not_acknowledge")
_SMALLEST = 1e-9
_LARGEST = 1e15  # no count of a war is larger; keeps later arithmetic finite
_NEEDS = {  # what each qualifier needs at least one of, or for a range both of
    "exact": ("value",),
    "about": ("value",),
    "at_least": ("value", "low"),
    "up_to": ("value", "high"),
    "range": ("low", "high"),
}
_ISO = "year first: 2024-11-16"
_PARTS = "2024-11-16, 2024-11, 2024-Q3, 2024 or two of them as from/to"
_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?|-Q([1-4]))?")


class Fault(NamedTuple):
    """One thing wrong with one cell; whoever knows the file and the row makes a Problem of it."""

    column: str
    found: str
    accepted: str = ""
    cure: str = ""

    def at(self, where: str, path: str) -> Problem:
        """The problem, located.

        Parameters
        ----------
        where, path
            () [-] As in `Problem`.
        """
        return Problem(where, path, self.found, self.accepted, self.cure)


@lru_cache(maxsize=4096)  # every comparison of two claims asks again
def period(text: str) -> tuple[date, date]:
    """First and last day of a date, month, quarter or year, or of two of them joined by a slash.

    Parameters
    ----------
    text
        () [-] For example ``2024-11-16``, ``2024-11``, ``2024-Q3``, ``2024`` or ``2024-01/2024-06``.
    """
    ends = [_PERIOD.fullmatch(part.strip()) for part in text.split("/", 1)]
    try:
        days = [_span(*match.groups()) for match in ends if match]
    except ValueError as error:
        raise LedgerError(f"'{text}' is not a date; {error}") from error
    if len(days) < len(ends):
        raise LedgerError(Problem("", "", f"'{text}' is not a date", _PARTS, _mangled(text)))
    if days[0][0] > days[-1][1]:
        raise LedgerError(Problem("", "", f"'{text}' ends before it begins", "from/to"))
    return days[0][0], days[-1][1]


def _span(year: str, month: str | None, day: str | None, quarter: str | None) -> tuple[date, date]:
    """First and last day of the matched parts."""
    if day and month:
        only = date(int(year), int(month), int(day))
        return only, only
    first = int(month) if month else 3 * int(quarter) - 2 if quarter else 1
    last = first if month else first + 2 if quarter else 12
    start = date(int(year), first, 1)
    return start, date(int(year), last, calendar.monthrange(int(year), last)[1])


def _mangled(text: str) -> str:
    """What a spreadsheet may have done to a date, and how to undo it."""
    if re.fullmatch(r"[0-9]{5}", text):
        meant = date(1899, 12, 30) + timedelta(days=int(text))
        return f"a spreadsheet's day number, probably {meant}: format the column as text and write that"
    return f"format the column as text and write the {_ISO}"


def half_step(value: float) -> float:
    """Half the step to the next number that is as round: 500 for 11,000 and for 10,000, 5,000 for 50,000.

    A lone leading 1 is read one digit finer, since 10,000 stands next to 9,000 as well as to 20,000.

    Parameters
    ----------
    value
        () [any] The number as stated.
    """
    _, digits, exponent = Decimal(repr(float(value))).normalize().as_tuple()
    place = 10.0 ** int(exponent) if value else 0.0
    return place / 20 if digits == (1,) else place / 2


@dataclass(frozen=True, kw_only=True, repr=False)
class Claim(Shown):
    """One statement by one claimant, as stated; the fields are the columns of a ledger file.

    Parameters
    ----------
    id
        () [-] Short unique name.
    subject
        () [-] Which quantity, of whom, where: a key such as ``dprk_men_in_kursk``.
    of, kind
        () [-] The side that the quantity is one of (UA, RU, ...), and what sort it is: ``losses``, ``strength``,
        ``ground`` or another of `attrit.evidence.kinds`. They say in which direction a claimant may be biased; either
        may be empty.
    ratio_of
        () [-] Of a share or a ratio the two subjects that it relates, ``part/whole``; empty for other quantities.
    low, value, high
        () [unit] The number said, and the bounds if bounds were said; None where nothing was.
    unit
        () [-] Unit of the numbers, see `attrit.quantities.UNITS`.
    qualifier
        () [-] One of `QUALIFIERS`; empty only without a number.
    likelihood
        () [-] How likely the claimant calls it, in the words of a published scale, see `likelihood.LIKELIHOODS`.
        Without a number the claim is that the subject, an event, has this probability.
    stance
        () [-] One of `STANCES`.
    definition
        () [-] What exactly is counted, for example held or held_or_contested.
    as_of
        () [date] What the number refers to, see `period`.
    made_on
        () [date] When it was said.
    claimant, side, publisher
        () [-] Who says it, whose voice that is (UA, RU, US, ...), and where it was printed.
    repeats
        () [-] id of the claim that this one passes on.
    admiralty
        () [-] Admiralty code such as B2; empty if not given.
    note, link
        () [-] What was said, in own words; and where to read it.
    """

    id: str
    subject: str
    of: str = ""
    kind: str = ""
    ratio_of: str = ""
    low: float | None = None
    value: float | None = None
    high: float | None = None
    unit: str = ""
    qualifier: str = ""
    likelihood: str = ""
    stance: str = "asserts"
    definition: str = ""
    as_of: str
    made_on: date
    claimant: str
    side: str = ""
    publisher: str = ""
    repeats: str = ""
    admiralty: str = ""
    note: str = ""
    link: str = ""

    def __post_init__(self) -> None:
        problems = [fault.at("", f"{self.id}.{fault.column}") for fault in faults(vars(self))]
        if problems:
            raise LedgerError(problems)

    @property
    def start(self) -> date:
        """First day that the claim refers to."""
        return period(self.as_of)[0]

    @property
    def end(self) -> date:
        """Last day that the claim refers to."""
        return period(self.as_of)[1]

    @property
    def affirms(self) -> bool:
        """Whether it is said to be so, and not denied or passed over."""
        return self.stance in ("asserts", "confirms")

    @property
    def counts_period(self) -> bool:
        """Whether it counts what happened from one day to another: ``from/to``, and no rate."""
        return "/" in self.as_of and "/" not in self.unit

    @property
    def stated(self) -> float | None:
        """The number to quote, as stated: the value, else the bound, else the middle of the range, else None."""
        if self.value is not None:
            return self.value
        bounds = [bound for bound in (self.low, self.high) if bound is not None]
        return sum(bounds) / len(bounds) if bounds else None

    @property
    def words(self) -> str:
        """The number in the words of its qualifier, the likelihood, the definition and the stance; empty for none."""
        return self.worded()

    def worded(self, unit: str = "") -> str:
        """The same with the unit behind the number.

        Parameters
        ----------
        unit
            () [-] What to call it.
        """
        stance = "" if self.stance == "asserts" else self.stance.replace("_", " ")
        bound = {"at_least": self.low, "up_to": self.high}.get(self.qualifier)
        value = self.value if self.value is not None else bound
        number = "" if value is None else f"{_SAID[self.qualifier]}{as_stated(value)}"
        if self.qualifier == "range" and self.low is not None and self.high is not None:
            number = f"{as_stated(self.low)} to {as_stated(self.high)}"
        parts = (
            f"{number} {unit}".strip() + self._beside() if number else "",
            self.likelihood,
            self.definition.replace("_", " "),
            stance,
        )
        return " · ".join(part for part in parts if part)

    def _beside(self) -> str:
        """The bounds said beside a number, in brackets."""
        if self.qualifier not in ("exact", "about"):
            return ""
        if self.low is not None and self.high is not None:
            return f" ({as_stated(self.low)} to {as_stated(self.high)})"
        if self.low is not None:
            return f" ({as_stated(self.low)} or more)"
        return f" ({as_stated(self.high)} or less)" if self.high is not None else ""

    def interval(self) -> tuple[float, float, str] | None:
        """Least and greatest number that fits the words, in canonical units, and the unit; None without a number.

        A probability word without a number is its band, in unit 1.
        """
        point = self.stated
        if point is None:
            return (*band(self.likelihood), "1") if self.likelihood else None
        low, high = point, point
        if self.qualifier == "about":
            step = half_step(point)
            # What is rounded lies below the upper edge: 10,000 and 11,000 do not meet in 10,500.
            low, high = point - step, math.nextafter(point + step, 0.0)
        low, high = (low if self.low is None else self.low), (high if self.high is None else self.high)
        low = 0.0 if self.qualifier == "up_to" else low
        high = math.inf if self.qualifier == "at_least" else high
        return convert(low, self.unit)[0], *convert(high, self.unit)


def as_stated(x: float) -> str:
    """A number with all its digits.

    Parameters
    ----------
    x
        () [unit] The number.
    """
    return f"{x:,.0f}" if x == int(x) else f"{x:,.12g}"


COLUMNS = tuple(column.name for column in fields(Claim))
NEEDED = ("id", "subject", "as_of", "made_on", "claimant")
"""Columns that every ledger has."""


def faults(claim: Mapping[str, Any]) -> Iterator[Fault]:
    """Everything that is wrong with the values of one claim.

    Parameters
    ----------
    claim
        (column) [-] The fields of a `Claim`; None for a missing number or day.
    """
    for column in ("id", "subject", "claimant"):
        if not claim[column]:
            yield Fault(column, f"no {column}")
    for column, cell in claim.items():
        if isinstance(cell, str) and (_CONTROL if column == "note" else _UNSEEN).search(cell):
            yield Fault(column, "a sign that does not show, such as a line break or an escape", "plain text")
    if claim["subject"] and not re.fullmatch(r"[a-z][a-z0-9_]*", claim["subject"]):
        key = re.sub(r"[^a-z0-9]+", "_", claim["subject"].lower()).strip("_")
        yield Fault("subject", f"'{claim['subject']}' is not a key", "small letters, digits and _", f"try '{key}'")
    yield from (Fault("kind", *words) for words in kind_faults(claim["kind"]))
    if claim["ratio_of"] and not re.fullmatch(r"[a-z][a-z0-9_]*/[a-z][a-z0-9_]*", claim["ratio_of"]):
        yield Fault("ratio_of", f"'{claim['ratio_of']}' is not two subjects", "part/whole, such as foreign_men/all_men")
    if not claim["as_of"]:
        yield Fault("as_of", "no date", f"what the number refers to: {_PARTS}")
    else:
        try:
            period(claim["as_of"])
        except LedgerError as error:
            yield from (Fault("as_of", *problem) for problem in _words(error))
    if claim["made_on"] is None:
        yield Fault("made_on", "no date", f"the day it was said, {_ISO}")
    if claim["stance"] not in STANCES:
        yield Fault("stance", *_unknown(claim["stance"], STANCES))
    if claim["likelihood"]:
        try:
            band(claim["likelihood"])
        except LedgerError as error:
            yield from (Fault("likelihood", *problem) for problem in _words(error))
    if claim["admiralty"] and not re.fullmatch("[A-F][1-6]", claim["admiralty"]):
        yield Fault("admiralty", f"'{claim['admiralty']}' is no Admiralty code", "A to F and 1 to 6, such as B2")
    if claim["link"] and not re.match("https?://", claim["link"]):
        yield Fault("link", f"'{claim['link']}' is no link", "an address beginning with https:// or http://")
    yield from _number_faults(claim)


def _number_faults(claim: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the numbers, their unit and their qualifier."""
    numbers = {name: claim[name] for name in ("low", "value", "high") if claim[name] is not None}
    for name, number in numbers.items():
        least = 0.0 if claim["unit"] == "1" else _SMALLEST  # a probability may be next to nothing
        if not (number == 0 or least <= number < _LARGEST):
            yield Fault(name, f"{number:g} is out of range", f"0, or a number from {least:g} to {_LARGEST:g}")
    low, value, high = claim["low"], claim["value"], claim["high"]
    if low is not None and high is not None and low > high:
        yield Fault("low", f"low {low:g} lies above high {high:g}")
    elif value is not None and not (low is None or low <= value) & (high is None or value <= high):
        yield Fault("value", f"value {value:g} lies outside low to high")
    if claim["unit"]:
        try:
            convert(1.0, claim["unit"])
        except ScenarioError as error:
            yield from (Fault("unit", *problem) for problem in _words(error))
    if not numbers:
        if not (claim["note"] or claim["likelihood"]) and claim["stance"] in ("asserts", "confirms"):
            yield Fault("value", "neither a number nor a note says what is claimed")
        return
    if not claim["unit"]:
        yield Fault("unit", "no unit", "for example person, person/month, km2, round, 1 for a share")
    if claim["qualifier"] in ("at_least", "up_to") and value is None and low is not None and high is not None:
        found = f"'{claim['qualifier']}' with low and high and no value"
        yield Fault("qualifier", found, "", "write range, or leave low or high empty")
    needs = _NEEDS.get(claim["qualifier"], ())
    has = [name for name in needs if name in numbers]
    if not needs:
        yield Fault("qualifier", *_unknown(claim["qualifier"], QUALIFIERS))
    elif not has or (claim["qualifier"] == "range" and len(has) < 2):
        joined = (" and " if claim["qualifier"] == "range" else " or ").join(needs)
        yield Fault(next(name for name in needs if name not in has), f"'{claim['qualifier']}' needs {joined}")


def _unknown(word: str, known: Iterable[str]) -> tuple[str, str, str]:
    return f"unknown '{word}'" if word else "empty", f"one of {', '.join(known)}", did_you_mean(word, known)


def _words(error: LedgerError | ScenarioError) -> Iterator[tuple[str, str, str]]:
    return ((problem.found, problem.accepted, problem.cure) for problem in error.problems)

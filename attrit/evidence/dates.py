"""Dates as people write them, in the words of a ledger: days, months, quarters, years, and spans of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from attrit.errors import LedgerError, Problem
from attrit.evidence.statement import period
from attrit.evidence.words import folded

_MONTHS = (
    *("january januar janvier", "february februar fevrier", "march marz maerz mars", "april avril", "may mai"),
    *("june juni juin", "july juli juillet", "august aout", "september septembre", "october oktober octobre"),
    *("november novembre", "december dezember decembre"),
)
_WEEKDAYS = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    *("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag"),
)
_BEFORE = re.compile(rf"(?:(?:on|the|le|la|am|der|den|dem|{'|'.join(_WEEKDAYS)})\b[.,]*\s*)+", re.IGNORECASE)
_CLOCK = re.compile(r"(?<=[0-9])(?:,? |T)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9:]+)?")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_OF = "(?:of |de |d')?"
_DAY = re.compile(
    rf"([0-9]{{1,2}})(?:(?:\.|st|nd|rd|th|ere|er)?[ -]|\.){_OF}([a-z]{{3,}})\.?,?[ -]([0-9]{{4}}|[0-9]{{2}})"
)
_MONTH_FIRST = re.compile(r"([a-z]{3,})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_MONTH = re.compile(rf"{_OF}([a-z]{{3,}})\.?,?[ -]([0-9]{{4}})")
_MONTH_SHORT = re.compile(r"([a-z]{3,})\.?[ -]('?)([0-9]{2})")
_MONTH_NUMBER = re.compile(r"([0-9]{1,2})[./-]([0-9]{4})")
_NUMBERS = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_FROM = re.compile(r"(?:from|du|de|vom|von|between|entre|zwischen)\s+", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s*[\u2013\u2014]\s*|\s+-\s+|\s+(?:to|until|till|through|bis(?: zum)?|au|\u00e0|jusqu'au)\s+", re.IGNORECASE
)
_AND = re.compile(r"\s+(?:and|et|und)\s+", re.IGNORECASE)
_TWO = re.compile(r"([0-9]{1,2}([./])[0-9]{1,2}\2[0-9]{2,4})-([0-9]{1,2}\2[0-9]{1,2}\2[0-9]{2,4})")
_TWO_DAYS = re.compile(
    r"([0-9]{1,2}(?:\.|st|nd|rd|th|er)?) ?[-\u2013\u2014] ?([0-9]{1,2}(?:\.|st|nd|rd|th)? ?[^\W\d_].*)"
)
_MONTH_TWO_DAYS = re.compile(
    r"([^\W\d_]{3,}\.?) ([0-9]{1,2})(?:st|nd|rd|th)? ?[-\u2013\u2014] ?([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})"
)
_YEARS = re.compile(r"([0-9]{4})-([0-9]{4})")
_EPOCH = re.compile(r"([0-9]{9,10})([0-9]{3})?(?:\.0+)?")
_FORMS = {
    "fr": "16 novembre 2024, du 1er au 16 novembre 2024",
    "de": "16. November 2024, vom 1. bis 16. November 2024",
    "": "16 November 2024",
}
_TONGUES = {
    "fr": re.compile(
        r"\b(?:le|du|au|mi|debut|fin|ete|hiver|lundi|mardi|janv\w*|fev\w*|mars|avr|avril|mai|juin|juil\w*|aout|\w+bre)\b"
    ),
    "de": re.compile(r"\b(?:am|vom|bis|mitte|anfang|ende|januar|februar|marz|juni|juli|oktober|dez\w*)\b"),
}
OPTION = "say which: --dates day-first or --dates month-first"


def stated(text: str, order: str = "") -> str:
    """A date in the words of a ledger: ``2024-05-17``, ``2024-05``, ``2024-Q2``, ``2024``, or two as ``from/to``.

    Parameters
    ----------
    text
        () [-] Such as ``9 April 2031``, ``1 March – 25 April 2030``, ``Dec 2031``, ``18/04/2001`` or ``2024-05-17``.
        Two digits of a year mean 1930 to 2029.
    order
        () [-] As in `Dialect.dates`.

    Raises
    ------
    LedgerError
        It is no date, or it can be read in two ways.
    """
    plain = " ".join(re.sub("[\u2012\u2212]", "-", text).replace("\u2019", "'").split())
    ends = _two(plain)
    if len(ends) == 2:
        last = _one(ends[1], order)
        tail = ends[1].split(" ")
        # What the first end does not say, it has from the last: 1 March – 25 April 2030, 1–9 April 2031.
        first = next(
            (found for n in range(len(tail)) if (found := _one(" ".join([ends[0], *tail[len(tail) - n :]]), order))), ""
        )
        found = f"{first}/{last}" if first and last else ""
    elif plain.count("/") == 1 and not _MONTH_NUMBER.fullmatch(plain):
        found = "/".join(_one(end.strip(), order) or end.strip() for end in plain.split("/"))
    else:
        found = _one(plain, order)
    if not found:
        _refuse(plain, ends or [plain], order)
        found = text
    try:
        period(found)
    except LedgerError as error:
        raise _as_written(text, found, order, error) from error
    return found


def day(text: str, order: str = "") -> date:
    """A single day; also seconds or milliseconds since 1970.

    Parameters
    ----------
    text, order
        () [-] As in `stated`.

    Raises
    ------
    LedgerError
        It is no day.
    """
    since = _EPOCH.fullmatch(text.strip())
    if since:
        return datetime.fromtimestamp(int(since[1]), UTC).date()
    first, last = period(stated(text, order))
    if first != last or not 1000 <= first.year < 3000:
        raise LedgerError(Problem("", "", f"'{text}' is no single day", "such as 2024-11-16 or 16 November 2024"))
    return first


def days(text: str, order: str = "") -> list[date]:
    """The days in a cell; what is no day is passed over.

    Parameters
    ----------
    text
        () [-] The cell; a semicolon stands between several.
    order
        () [-] As in `stated`.
    """
    found = []
    for part in text.split(";"):
        try:
            found.append(day(part, order))
        except LedgerError:
            continue
    return found


def _two(text: str) -> list[str]:
    """The first and the last of a span in words or figures; nothing if it is none."""
    start = _FROM.match(text)
    rest = text[start.end() :] if start else text
    if found := _YEARS.fullmatch(text) or _TWO_DAYS.fullmatch(rest):
        return [found[1], found[2]]
    if found := _TWO.fullmatch(text):
        return [found[1], found[3]]
    if found := _MONTH_TWO_DAYS.fullmatch(rest):
        return [f"{found[1]} {day} {found[4]}" for day in (found[2], found[3])]
    ends = _BETWEEN.split(rest)
    if start and len(ends) == 1:
        ends = _AND.split(rest)
    return ends if len(ends) == 2 else []


def _one(text: str, order: str) -> str:
    """One date in the words of a ledger; empty if it is not clear."""
    text = _CLOCK.sub("", text) if _CLOCK.search(text) else text
    text = text[found.end() :] if (found := _BEFORE.match(text)) else text
    words = folded(text)
    if found := _YEAR_FIRST.fullmatch(text):
        return _iso(found[1], found[2], found[3])
    if (found := _DAY.fullmatch(words)) and (month := _month(found[2])):
        return _iso(found[3], month, found[1])
    if (found := _MONTH_FIRST.fullmatch(words)) and (month := _month(found[1])):
        return _iso(found[3], month, found[2])
    if (found := _MONTH.fullmatch(words)) and (month := _month(found[1])):
        return f"{found[2]}-{month:02}"
    if (
        (found := _MONTH_SHORT.fullmatch(words)) and (month := _month(found[1])) and (found[2] or int(found[3]) > 31)
    ):  # up to 31 it may be a day
        return _iso(found[3], month, "1")[:-3]
    if (found := _MONTH_NUMBER.fullmatch(text)) and 1 <= int(found[1]) <= 12:
        return f"{found[2]}-{int(found[1]):02}"
    if order and (found := _NUMBERS.fullmatch(text)):
        first, second = (found[1], found[3]) if order == "day-first" else (found[3], found[1])
        return _iso(found[4], second, first)
    try:
        period(text)
    except LedgerError:
        return ""
    return "" if "/" in text else text


def _month(word: str) -> int:
    """The number of a month by its name or the beginning of it; 0 if it is none, or the beginning of two."""
    found = [i for i, names in enumerate(_MONTHS, 1) if any(name.startswith(word) for name in names.split())]
    return found[0] if len(found) == 1 else 0


def _iso(year: str, month: str | int, day: str) -> str:
    """A day, year first; it may not be in the calendar."""
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 30 else 1900
    return f"{number:04}-{int(month):02}-{int(day):02}"


def _as_written(text: str, found: str, order: str, error: LedgerError) -> LedgerError:
    """What is wrong with a date, of the text as it stands in the cell; and the other order, if that gives a date."""
    (problem,) = error.problems
    told, cure = problem.found.replace(f"'{found}'", f"'{text}'"), problem.cure
    words = folded(text)
    if (short := _MONTH_SHORT.fullmatch(words)) and _month(short[1]):
        told = f"'{text}' is not a date; {short[3]} may be a day or a year"
    elif problem.accepted and re.search("[a-z]{2}", words):
        problem, cure = replace(problem, accepted=_accepted(text)), ""
    other = {"day-first": "month-first", "month-first": "day-first"}.get(order)
    if other and text != found:
        try:
            stated(text)
        except LedgerError as unordered:
            if f"--dates {other}" in str(unordered):
                told = f"'{text}' is not a date with the {order.replace('-', ' ')}"
                cure = f"import the file with --dates {other}"
    return LedgerError(replace(problem, found=told, cure=cure))


def _refuse(text: str, ends: Sequence[str], order: str) -> None:
    """Say of a date with its year last, or of two, how to write it, or what to ask."""
    found = [match for end in ends if (match := _NUMBERS.fullmatch(end)) and len(match[4]) == 4]
    if order or len(found) < len(ends):
        return
    orders = {_order(match) for match in found} - {""}
    if len(orders) == 1:
        (only,) = orders
        days = [(one[4], *((one[3], one[1]) if only == "day-first" else (one[1], one[3]))) for one in found]
        cure = f"write {'/'.join(_iso(*parts) for parts in days)}, or import the file with --dates {only}"
    else:
        cure = f"the day or the month stands first; {OPTION} of attrit import"
    raise LedgerError(Problem("", "", f"'{text}' is not a date", _accepted(text), cure))


def _accepted(text: str) -> str:
    """How dates are written, one of them in the language of a text."""
    words = folded(text)
    tongue = next((name for name, pattern in _TONGUES.items() if pattern.search(words)), "")
    return f"2024-11-16, {_FORMS[tongue]}, 2024-11, 2024-Q3, 2024 or two of them as from/to"


def _order(found: re.Match[str]) -> str:
    """What stands first in a date with its year last; empty if that is not clear."""
    first, second = int(found[1]), int(found[3])
    if found[2] == "." or second <= 12 < first:
        return "day-first"
    return "month-first" if first <= 12 < second else ""

"""Numbers as people write them: marks between thousands, footnotes, ranges, bounds and words such as about."""

from __future__ import annotations

import re
from typing import NamedTuple

from attrit.errors import LedgerError, Problem
from attrit.evidence.dialect import AS_USUAL, Dialect
from attrit.evidence.words import QUALIFIERS

MISSING = ("", "NA", "N/A", "n/a", "NaN", "nan", "None", "-", "\u2013", "\u2014", "?", "unknown", "Unknown")
"""Cells of other people's tables in which there is no number."""
_SIGNS = str.maketrans({"\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2212": "-", "\u2019": "'"})
_FOOTNOTE = re.compile(r"\s*(\[[^\[\]]*\]|[*\u2020\u2021])$")
_SAID = {word: said for said, words in QUALIFIERS.items() if said != "range" for word in words} | {"ca": "about"}
_HEAD = re.compile("|".join(re.escape(word) for word in sorted(_SAID, key=len, reverse=True)), re.IGNORECASE)
_TIMES = {"thousand": 1e3, "million": 1e6}
_DIGITS = r"[0-9][0-9.,' ]*?(?:e[+-]?[0-9]+)?(?:\s+(?:thousand|million))?"
_RANGE = re.compile(
    rf"(?:(?:{'|'.join(QUALIFIERS['range'])})\s+)?({_DIGITS})\s*(?:-|\u2013|\u2014|\b(?:to|and|bis|und|à|et)\b)\s*({_DIGITS})",
    re.IGNORECASE,
)
_GROUPED = {  # a number of which nobody knows whether thousands or decimals stand behind its mark
    mark: re.compile(rf"(?<![0-9.,])([1-9][0-9]{{0,2}})[{mark}]([0-9]{{3}})(?![0-9.,]|\s*(?:thousand|million))")
    for mark in ".,"
}


class Stated(NamedTuple):
    """What a cell says of a number.

    Parameters
    ----------
    value, low, high
        () [unit] The number, or the ends of a range; None for what it does not say.
    qualifier
        () [-] One of `statement.QUALIFIERS`; empty for a number without a word.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    qualifier: str = ""


def number(text: str, dialect: Dialect = AS_USUAL) -> float:
    """A single number: digits and a decimal point, or with marks between thousands.

    Parameters
    ----------
    text
        () [-] Such as ``593.912``, ``1,351``, ``10 000``, ``-5`` or ``1e-10``.
    dialect
        () [-] How the file writes numbers.

    Raises
    ------
    LedgerError
        It is no number, or it can be read in two ways.
    """
    plain = text.translate(_SIGNS).strip()
    mark, between = (",", ".") if dialect.decimal == "comma" else (".", ",")
    unclear = re.fullmatch("[+-]?[1-9][0-9]{0,2}([.,])[0-9]{3}", plain)
    if unclear and unclear[1] in dialect.unclear:
        raise LedgerError(Problem("", "", *_unclear(text, unclear[1], dialect)))
    tail = rf"(?:{re.escape(mark)}([0-9]*))?([eE][+-]?[0-9]+)?"
    found = re.fullmatch(rf"([+-]?)([0-9]+){tail}", plain)
    found = found or re.fullmatch(rf"([+-]?)()[{mark}]([0-9]+)([eE][+-]?[0-9]+)?", plain)
    if not found:
        grouped = rf"[1-9][0-9]{{0,2}}(?:(?:{re.escape(between)}[0-9]{{3}})+|(?: [0-9]{{3}})+|(?:'[0-9]{{3}})+)"
        found = re.fullmatch(rf"([+-]?)({grouped}){tail}", plain)
    if not found:
        raise LedgerError(Problem("", "", f"'{text}' is not a number", _accepted(mark), _cure(plain, mark)))
    sign, whole, decimals, exponent = found.groups()
    return float(f"{sign}{re.sub('[^0-9]', '', whole) or '0'}.{decimals or '0'}{exponent or ''}")


def check_count(text: str, dialect: Dialect = AS_USUAL) -> None:
    """Refuse a count of people, rounds or items that stands before exactly three decimals.

    Parameters
    ----------
    text
        () [-] The cell of the number.
    dialect
        () [-] How the file writes numbers.

    Raises
    ------
    LedgerError
        Nobody counts to a thousandth: the mark stands between thousands.
    """
    mark, name, other = (",", "comma", "point") if dialect.decimal == "comma" else (".", "point", "comma")
    if found := _GROUPED[mark].search(text):
        what = f"'{text}' is not clear: people, rounds and items are whole, and three digits stand behind the {name}"
        cure = f"import the file with --decimal {other}, or write {found[1]}{found[2]}"
        raise LedgerError(Problem("", "", what, "", cure))


def stated(text: str, dialect: Dialect = AS_USUAL) -> Stated:
    """A number with what is said of it.

    Parameters
    ----------
    text
        () [-] Such as ``60,000–100,000[12]``, ``300,000+``, ``≥ 5``, ``c. 1,351`` or ``1,351``.
    dialect
        () [-] How the file writes numbers.

    Raises
    ------
    LedgerError
        It is no number, or it can be read in two ways.
    """
    rest = text.translate(_SIGNS).strip()
    while footnote := _FOOTNOTE.search(rest):
        rest = rest[: footnote.start()]
    said = ""
    while head := _HEAD.match(rest):
        if head[0][-1].isalpha() and rest[head.end() : head.end() + 1].isalpha():
            break
        said = _SAID[head[0].lower()] if said in ("", "about") else said
        rest = rest[head.end() :].lstrip()
    if rest.endswith("+"):
        rest, said = rest[:-1].rstrip(), "at_least"
    between = _RANGE.fullmatch(rest) if said in ("", "about") else None
    try:
        if not between:
            return Stated(_scaled(rest, dialect), qualifier=said)
        first, last = between.groups()
        word = last.rpartition(" ")[2]
        first += f" {word}" if word.lower() in _TIMES and not first[-1].isalpha() else ""  # 5 to 10 thousand
        return Stated(None, _scaled(first, dialect), _scaled(last, dialect), "range")
    except LedgerError as error:
        if rest == text:
            raise
        (problem,) = error.problems
        found = re.sub("^'.*?'", lambda _: f"'{text}'", problem.found)
        raise LedgerError(Problem("", "", found, problem.accepted)) from None


def _scaled(text: str, dialect: Dialect) -> float:
    """A number, or one of thousands or millions."""
    digits, _, word = text.rpartition(" ")
    factor = _TIMES.get(word.lower())
    return number(digits, dialect) * factor if factor else number(text, dialect)


def _unclear(text: str, mark: str, dialect: Dialect) -> tuple[str, str, str]:
    """What was found, what is accepted and the cure for a mark that can mean two things."""
    option = (
        "say which by --decimal of attrit import or attrit fit-laws; or separate the cells by commas and write a point "
        "before decimals"
    )
    if "." in dialect.unclear:
        what = "point" if mark == "." else "comma"
        return f"'{text}' is not clear: a {what} may stand before decimals or between thousands", "", option
    return f"'{text}' is not a number", _accepted("."), f"write {re.sub('[^0-9+-]', '', text)}"


def _accepted(mark: str) -> str:
    """How numbers are written, with this mark before decimals."""
    return f"digits, with a {'comma' if mark == ',' else 'point'} for decimals and nothing else"


def _cure(text: str, mark: str) -> str:
    """How to write what was meant."""
    other = "point" if mark == "," else "comma"
    if mark == "." and re.fullmatch("[+-]?[0-9]+,[0-9]+", text):
        return f"write {text.replace(',', '.')}, or import the file with --decimal {other}"
    if re.fullmatch(r"[0-9]{1,3}([.,][0-9]{3})+", text):
        return f"write {re.sub('[.,]', '', text)}, or import the file with --decimal {other}"
    return ""

"""Numbers as people write them: marks between thousands, footnotes, ranges, bounds and words such as about."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from attrit.errors import LedgerError, Problem, ScenarioError
from attrit.evidence.dialect import AS_USUAL, Dialect
from attrit.evidence.words import BEHIND, QUALIFIERS, TIMES
from attrit.quantities import convert

MISSING = ("", "NA", "N/A", "n/a", "NaN", "nan", "None", "-", "\u2013", "\u2014", "?", "unknown", "Unknown")
"""Cells of other people's tables in which there is no number."""
_SIGNS = str.maketrans({"\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2212": "-", "\u2019": "'"})
_FOOTNOTE = re.compile(r"\s*(\[[^\[\]]*\]|[*\u2020\u2021])$")
_SAID = {word: said for said, words in QUALIFIERS.items() if said != "range" for word in words}
_SAID |= {word[:-1]: _SAID[word] for word in ("ca.", "env.")}
_BEHIND = {word: said for said, words in BEHIND.items() for word in words}
_TIMES = {word: factor for factor, words in TIMES.items() for word in words}


def _one_of(words: dict[str, str] | dict[str, float]) -> str:
    """A pattern of any of some words, the longer first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_HEAD = re.compile(_one_of(_SAID), re.IGNORECASE)
_TAIL = re.compile(rf"(?:\s*(\+)|,?\s+({_one_of(_BEHIND)}))$", re.IGNORECASE)
_UNIT = re.compile(
    r"(?:(?<=[0-9+])|\s)\s*(?:(?:de|of)\s+|d')?(%|[^\W\d_]+(?:\^?2|\u00b2)?(?:\s*/\s*[^\W\d_]+)?)$", re.IGNORECASE
)
_DIGITS = rf"[0-9][0-9.,' ]*?(?:e[+-]?[0-9]+)?(?:\s+(?:{_one_of(_TIMES)}))?"
_RANGE = re.compile(
    rf"(?:(?:{'|'.join(QUALIFIERS['range'])})\s+)?({_DIGITS})\s*(?:-|\u2013|\u2014|\b(?:to|and|bis|und|à|et)\b)\s*({_DIGITS})",
    re.IGNORECASE,
)
_GROUPED = {  # a number of which nobody knows whether thousands or decimals stand behind its mark
    mark: re.compile(rf"(?<![0-9.,])([1-9][0-9]{{0,2}})[{mark}]([0-9]{{3}})(?![0-9.,]|\s*(?:{_one_of(_TIMES)}))")
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
    unit
        () [-] What stands behind the number as its unit; empty if nothing does.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    qualifier: str = ""
    unit: str = ""


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
        () [-] Such as ``60,000–100,000[12]``, ``300,000+``, ``≥ 5``, ``c. 1,351`` or ``9 500 hommes environ``.
    dialect
        () [-] How the file writes numbers.

    Raises
    ------
    LedgerError
        It is no number, or it can be read in two ways.
    """
    whole = unicodedata.normalize("NFC", text.translate(_SIGNS)).strip()
    rest, said, unit = _without_words(whole)
    between = _RANGE.fullmatch(rest) if said in ("", "about") else None
    try:
        if not between:
            return Stated(_scaled(rest, dialect), qualifier=said, unit=unit)
        first, last = between.groups()
        word = last.rpartition(" ")[2]
        first += f" {word}" if word.lower() in _TIMES and not first[-1].isalpha() else ""  # 5 to 10 thousand
        _check_shortened(text, first, last, dialect)
        return Stated(None, _scaled(first, dialect), _scaled(last, dialect), "range", unit)
    except LedgerError as error:
        (problem,) = error.problems
        found = re.sub("^'.*?'", lambda _: f"'{text}'", problem.found)
        cure = problem.cure if rest == text or "is not clear" in found else ""
        raise LedgerError(Problem("", "", found, problem.accepted and _accepted_beside(dialect), cure)) from None


def _without_words(text: str) -> tuple[str, str, str]:
    """A text without footnotes, without what is said of the number and without its unit; and the latter two."""
    rest, said, unit = text, "", ""
    while True:
        if found := _FOOTNOTE.search(rest) or _TAIL.search(rest):
            word = _BEHIND.get((found[0].strip(" ,")).lower(), "")
        elif (found := _HEAD.match(rest)) and not (found[0][-1].isalpha() and rest[found.end() :][:1].isalpha()):
            word = _SAID[found[0].lower()]
        elif not unit and (found := _UNIT.search(rest)) and _is_unit(found[1]):
            word, unit = "", found[1]
        else:
            return rest, said, unit
        if word and said and {word, said} <= {"at_least", "up_to"} and word != said:
            return rest, said, unit
        said = word if word and said in ("", "about") else said
        rest = f"{rest[: found.start()]}{rest[found.end() :]}".strip()


def _is_unit(word: str) -> bool:
    try:
        return bool(convert(1.0, word))
    except ScenarioError:
        return False


def _check_shortened(text: str, first: str, last: str, dialect: Dialect) -> None:
    """Refuse a range such as 60-100,000, of which the first end may have lost the thousands of the second."""
    marks = " '." if dialect.decimal == "comma" else " ',"
    groups = re.fullmatch(rf"([0-9]{{1,3}}(?:[{marks}][0-9]{{3}})+)(?:[.,][0-9]*)?", last.strip())
    alone = re.fullmatch(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?", first.strip())
    if not (groups and alone):
        return
    low, high = float(f"{alone[1]}.{alone[2] or 0}"), float(re.sub("[^0-9]", "", groups[1]))
    meant = [low * 1000**n for n in range(1, len(re.findall(f"[{marks}]", groups[1])) + 1)]
    meant = [end for end in meant if low < end < high]
    if meant:
        found = f"'{text}' is not clear: {meant[-1]:,.0f} to {high:,.0f}, or {low:,g} to {high:,.0f}"
        raise LedgerError(Problem("", "", found, "", "write both ends in full"))


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
    return f"digits, with a {'comma' if mark == ',' else 'point'} for decimals and blanks between thousands"


def _accepted_beside(dialect: Dialect) -> str:
    """How numbers are written that something may be said of."""
    words = "'about', 'at least', 'up to' or 'or more' beside them, and a unit; or a range with both ends in full"
    return f"{_accepted(',' if dialect.decimal == 'comma' else '.')}, words such as {words}"


def _cure(text: str, mark: str) -> str:
    """How to write what was meant."""
    other = "point" if mark == "," else "comma"
    if mark == "." and re.fullmatch("[+-]?[0-9]+,[0-9]+", text):
        return f"write {text.replace(',', '.')}, or import the file with --decimal {other}"
    if re.fullmatch(r"[0-9]{1,3}([.,][0-9]{3})+", text):
        return f"write {re.sub('[.,]', '', text)}, or import the file with --decimal {other}"
    return ""

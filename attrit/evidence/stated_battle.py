"""Two forces stated in a line of plain words, such as ``10000 attack 6000, 1943, dug in``."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from attrit.errors import LedgerError, Problem

FIRST_YEAR, LAST_YEAR = 1600, 2100
MOST = 5_000_000.0
POSTURES = {
    "hasty": ("hasty", "hastily", "meeting"),
    "prepared": ("prepared", "dug in", "dug-in", "entrenched", "trenches"),
    "fortified": ("fortified", "fortress", "fortifications", "bunkers"),
    "giving way": ("giving way", "delaying", "delay", "withdrawing", "retreating"),
}
"""How the defender stands, and the words for it."""
PLACES = {
    "rugged": ("rugged", "mountains", "hills"), "flat": ("flat", "plain"), "rolling": ("rolling",),
    "wooded": ("wooded", "forest", "woods"), "open": ("open", "bare", "desert"),
    "wet": ("wet", "rain", "mud"), "dry": ("dry",), "winter": ("winter",),
}  # fmt: skip
"""Ground and weather, and the words for them."""
_APART = {"rugged": "ground", "flat": "ground", "rolling": "ground", "wooded": "cover", "open": "cover",
          "wet": "weather", "dry": "weather", "winter": "season"}  # fmt: skip
_KINDS = {
    "men": ("men", "man", "soldiers", "troops", "infantry"), "guns": ("guns", "gun"), "tanks": ("tanks", "tank"),
    "cavalry": ("cavalry", "horse"), "km": ("km", "kilometres"),
}  # fmt: skip
_VERB = re.compile(r"\b(?:attack(?:s|ing|ers)?|against|assault(?:s|ing)?|versus|vs\.?)(?!\w)", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?<![\w.,-])(-?(?:[0-9]{1,3}(?:[,'\u202f ][0-9]{3})+(?![0-9])|[0-9]+(?:\.[0-9]+)?))"
    r"(?:\s*(k|thousand|m|million)\b)?",
    re.IGNORECASE,
)
_TIMES = {"": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}
_SMALL = {"a", "an", "and", "at", "by", "front", "defenders", "defender", "in", "of", "on", "strong", "the", "wide",
          "with", "who", "are", "is", "ground", "defence", "defense", "position", "positions", "weather",
          "attackers"}  # fmt: skip
EXAMPLE = "10000 attack 6000, 1943, dug in"
ACCEPTED = (
    "men of both sides with attack or against between; then, if known, a year from 1600, guns, tanks, cavalry, km of "
    "front, the defence (hasty, prepared or dug in, fortified, delaying), the ground (rugged, rolling, flat; wooded, "
    "open), wet or dry, winter"
)


@dataclass(frozen=True, kw_only=True)
class StatedBattle:
    """Two forces, and what is known of their battle before it; NaN or an empty word where nothing is.

    Parameters
    ----------
    attackers, defenders
        () [person] Men of both sides.
    year
        () [year] The year.
    defence, ground, cover, weather, season
        () [-] Words of `POSTURES` and `PLACES`.
    attacker_guns, defender_guns, attacker_tanks, defender_tanks, attacker_cavalry, defender_cavalry
        () [1] Pieces and horsemen.
    km
        () [km] Front of the defender.
    """

    attackers: float = math.nan
    defenders: float = math.nan
    year: float = math.nan
    defence: str = ""
    ground: str = ""
    cover: str = ""
    weather: str = ""
    season: str = ""
    attacker_guns: float = math.nan
    defender_guns: float = math.nan
    attacker_tanks: float = math.nan
    defender_tanks: float = math.nan
    attacker_cavalry: float = math.nan
    defender_cavalry: float = math.nan
    km: float = math.nan


_BOUNDS = {
    "attackers": (10.0, MOST), "defenders": (10.0, MOST), "year": (FIRST_YEAR, LAST_YEAR), "km": (0.05, 2000.0),
    **{f"{side}_{kind}": (0.0, MOST) for side in ("attacker", "defender") for kind in ("guns", "tanks", "cavalry")},
}  # fmt: skip
_WORDS = {"defence": (*POSTURES,), "ground": ("rugged", "rolling", "flat"), "cover": ("wooded", "open"),
          "weather": ("wet", "dry"), "season": ("winter",)}  # fmt: skip


class _Reading:
    """What has been read so far, and what is wrong."""

    def __init__(self, where: str) -> None:
        self.where, self.found, self.problems = where, dict[str, float | str](), list[Problem]()

    def note(self, name: str, value: float | str, text: str) -> None:
        """Take a fact, once."""
        if name in self.found and self.found[name] != value:
            self.wrong(f"'{text}' says {name.replace('_', ' ')} a second time", "each once")
        self.found.setdefault(name, value)

    def wrong(self, found: str, accepted: str = ACCEPTED, cure: str = "") -> None:
        """Note a problem; the long list of what is accepted is told once."""
        if accepted == ACCEPTED and any(problem.accepted == ACCEPTED for problem in self.problems):
            accepted = ""
        self.problems.append(Problem(self.where, "", found, accepted, cure))


def stated_battle(text: str = "", given: Mapping[str, object] | None = None, where: str = "battle") -> StatedBattle:
    """Two forces from a line, from single facts, or from both.

    Parameters
    ----------
    text
        () [-] The line; may be empty.
    given
        () [any] Facts by the fields of `StatedBattle`; None is left out.
    where
        () [-] Where the line stands, for messages.

    Raises
    ------
    LedgerError
        Something is not understood, out of bounds, said twice or missing; all problems at once.
    """
    reading = _Reading(where)
    if text.strip():
        _read_line(text, reading)
    for name, value in (given or {}).items():
        if value is not None:
            _take(name, value, reading)
    understood = not reading.problems
    for name in ("attackers", "defenders"):
        if name not in reading.found and understood:
            reading.wrong(f"no number of {name}", ACCEPTED, f"such as: {EXAMPLE}")
    for name, value in reading.found.items():
        low, high = _BOUNDS.get(name, (0.0, 0.0))
        if isinstance(value, float) and not low <= value <= high:
            shown = ".10g" if name == "year" else ",.10g"
            found = f"{value:{shown}} for {name.replace('_', ' ')} is out of range"
            reading.wrong(found, f"{low:{shown}} to {high:{shown}}")
    if reading.problems:
        raise LedgerError(reading.problems)
    return StatedBattle(**reading.found)  # type: ignore[arg-type]


def _take(name: str, value: object, reading: _Reading) -> None:
    """A fact given by itself."""
    known = [field.name for field in fields(StatedBattle)]
    if name not in known:
        reading.wrong(f"'{name}'", f"one of {', '.join(known)}")
    elif name in _WORDS:
        same = {word: meant for meant, words in {**POSTURES, **PLACES}.items() for word in words}
        meant = same.get(str(value).lower(), str(value).lower())
        if meant not in _WORDS[name]:
            reading.wrong(f"'{value}' for {name}", f"one of {', '.join(_WORDS[name])}")
        else:
            reading.note(name, meant, str(value))
    elif isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        reading.wrong(f"'{value}' for {name.replace('_', ' ')}", "a number")
    else:
        reading.note(name, float(value), f"{value}")


def _read_line(text: str, reading: _Reading) -> None:
    parts = _VERB.split(text)
    if len(parts) != 2:
        said = "no word such as attack or against" if len(parts) < 2 else "more than one attack"
        reading.wrong(f"'{text}': {said}", ACCEPTED, f"such as: {EXAMPLE}")
        return
    for side, part in zip(("attacker", "defender"), parts, strict=True):
        rest = _numbers(part, side, reading)
        rest = _phrases(rest, reading)
        odd = [word for word in re.findall(r"[^\s,;.]+", rest) if word.lower() not in _SMALL]
        if odd:
            reading.wrong(f"'{' '.join(odd)[:60]}' is not understood", ACCEPTED)


def _numbers(part: str, side: str, reading: _Reading) -> str:
    """Take the numbers of a side; what is left of the text."""
    kinds = {word: kind for kind, words in _KINDS.items() for word in words}
    left, at, seen = "", 0, False
    for match in _NUMBER.finditer(part):
        value = float(re.sub("[^0-9.-]", "", match[1])) * _TIMES[(match[2] or "").lower()]
        behind = re.match(r"\s*([a-z]+)", part[match.end() :], re.IGNORECASE)
        kind = kinds.get(behind[1].lower(), "") if behind else ""
        left += part[at : match.start()] + " "
        at = match.end() + (behind.end() if behind and kind else 0)
        plain = re.fullmatch("[0-9]{4}", match[0].strip())
        if re.fullmatch(r"[0-9]{1,3}\.[0-9]{3}", match[0].strip()) and kind != "km":
            whole = match[1].replace(".", "")
            reading.wrong(f"'{match[1]}' can be read in two ways", f"{whole}, or {int(whole):,}")
            value = float(whole)
        if kind == "km":
            reading.note("km", value, match[0])
        elif kind in ("guns", "tanks", "cavalry"):
            reading.note(f"{side}_{kind}", value, match[0])
        elif kind == "men" or not seen:
            seen = True
            reading.note(f"{side}s", value, match[0])
        elif plain and FIRST_YEAR <= value <= LAST_YEAR:
            reading.note("year", value, match[0])
        else:
            cure = f"a year lies from {FIRST_YEAR} to {LAST_YEAR}; other numbers say of what: 50 guns"
            reading.wrong(f"nobody can tell what '{match[0].strip()}' counts", ACCEPTED, cure)
    return left + part[at:]


def _phrases(part: str, reading: _Reading) -> str:
    """Take the words for defence, ground and weather; what is left of the text."""
    for table, name_of in ((POSTURES, lambda _: "defence"), (PLACES, _APART.__getitem__)):
        for meant, words in table.items():
            for word in sorted(words, key=len, reverse=True):
                pattern = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
                if pattern.search(part):
                    part = pattern.sub(" ", part)
                    reading.note(name_of(meant), meant, word)
    return part

"""Words of other people for what a claim counts, what it says of its number and what is done with it, and ours."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

KINDS = {
    "losses": ("losses", "loss", "pertes", "perte", "verluste", "verlust"),
    "strength": (
        *("strength", "strengths", "effectif", "effectifs", "forces", "troops", "troupes"),
        *("stärke", "truppenstärke", "mannschaftsstärke", "truppen"),
    ),
    "ground": (
        *("ground", "territory", "terrain", "territoire", "superficie"),
        *("gelände", "gebiet", "fläche"),
    ),
    "supply": ("supply", "supplies", "ravitaillement", "approvisionnement", "nachschub", "versorgung"),
    "recruits": ("recruits", "recruitment", "recrues", "recrutement", "rekruten", "rekrutierung"),
}
"""Sorts of quantities by our key; attrit.evidence.kinds has the narrower ones."""
QUALIFIERS = {
    "exact": ("exact", "exactly", "precisely", "genau", "exactement"),
    "about": (
        *("about", "around", "some", "c.", "ca.", "circa", "approx.", "approximately", "roughly", "~", "\u2248"),
        *("nearly", "almost", "close to", "etwa", "rund", "ungefähr", "gegen", "knapp", "fast", "nahezu", "zirka"),
        *("environ", "env.", "près de", "quelque", "presque", "autour de", "approximativement", "à peu près"),
    ),
    "at_least": (
        *("at least", "more than", "over", "min.", "minimum", ">=", "\u2265", ">"),
        *("no fewer than", "not fewer than", "no less than", "not less than", "nicht weniger als", "pas moins de"),
        *("mindestens", "wenigstens", "mehr als", "über", "au moins", "au minimum", "plus de"),
    ),
    "up_to": (
        *("up to", "at most", "fewer than", "less than", "under", "max.", "maximum", "<=", "\u2264", "<"),
        *("no more than", "not more than", "nicht mehr als", "pas plus de"),
        *("bis", "bis zu", "höchstens", "maximal", "weniger als", "unter"),
        *("au plus", "au maximum", "moins de", "jusqu'à"),
    ),
    "range": ("range", "between", "from", "zwischen", "von", "entre", "de"),
}
BEHIND = {
    "about": (
        *("or so", "approx.", "approximately", "circa", "ca.", "environ", "env.", "approximativement", "à peu près"),
        "ungefähr",
    ),
    "at_least": (
        *("+", "or more", "and more", "or over", "and over", "at least", "minimum", "et plus", "ou plus", "au moins"),
        *("au minimum", "oder mehr", "und mehr", "mindestens"),
    ),
    "up_to": (
        *("or less", "or fewer", "or under", "at most", "maximum", "et moins", "ou moins", "au plus", "au maximum"),
        *("oder weniger", "und weniger", "höchstens"),
    ),
}
"""Words that say it behind a number."""
TIMES = {
    1e3: ("thousand", "thousands", "mille", "millier", "milliers", "tausend", "tsd.", "tsd"),
    1e6: ("million", "millions", "millionen", "mio.", "mio"),
}
STANCES = {
    "asserts": (
        *("asserts", "asserted", "claims", "claimed", "says", "said", "states", "stated"),
        *("affirme", "affirmé", "déclare", "déclaré", "annonce", "annoncé", "dit"),
        *("behauptet", "behauptete", "sagt", "sagte", "erklärt", "erklärte", "meldet", "meldete"),
    ),
    "confirms": ("confirms", "confirmed", "confirme", "confirmé", "bestätigt", "bestätigte"),
    "denies": (
        *("denies", "denied", "dément", "démenti", "nie", "nié", "bestreitet", "bestritt", "bestritten"),
        *("dementiert", "dementierte"),
    ),
    "does_not_acknowledge": (
        *("does not acknowledge", "did not acknowledge", "ne reconnaît pas", "ne reconnait pas", "n'a pas reconnu"),
        *("erkennt nicht an", "räumt nicht ein", "bestätigt nicht"),
    ),
}
_OURS = {
    "kind": {word: ours for ours, words in KINDS.items() for word in words},
    "qualifier": {word: ours for ours, words in QUALIFIERS.items() for word in words},
    "stance": {word: ours for ours, words in STANCES.items() for word in words},
}


def folded(text: str) -> str:
    """Small letters without their accents.

    Parameters
    ----------
    text
        () [-] Words.
    """
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def meant(name: str, known: Collection[str]) -> str:
    """The name itself if it is known, or the only one that differs by capitals and accents; else empty.

    Parameters
    ----------
    name
        () [-] As somebody writes it.
    known
        (name) [-] The names.
    """
    near = [name] if name in known else [one for one in known if folded(one) == folded(name)]
    return near[0] if len(near) == 1 else ""


def spellings(column: str) -> Collection[str]:
    """Every word of other people that is understood.

    Parameters
    ----------
    column
        () [-] ``kind``, ``qualifier`` or ``stance``.
    """
    return _OURS[column]


def plain(text: str) -> str:
    """Small letters, single blanks and one kind of apostrophe, with blanks for underscores.

    Parameters
    ----------
    text
        () [-] Words.
    """
    return " ".join(unicodedata.normalize("NFC", text).replace("_", " ").replace("\u2019", "'").lower().split())


def ours(column: str, text: str) -> str:
    """Our word for one of other people; as it stands if it is none. Capitals, blanks and underscores do not matter.

    Parameters
    ----------
    column
        () [-] ``kind``, ``qualifier`` or ``stance``.
    text
        () [-] Such as ``At least``, ``at_least`` or ``circa``.
    """
    known, said = _OURS[column], plain(text)
    return known.get(said) or known.get(f"{said}.") or text

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
        *("etwa", "rund", "ungefähr", "environ"),
    ),
    "at_least": (
        *("at least", "more than", "over", "min.", "minimum", ">=", "\u2265", ">"),
        *("mindestens", "mehr als", "über", "au moins", "plus de"),
    ),
    "up_to": (
        *("up to", "at most", "fewer than", "less than", "under", "max.", "maximum", "<=", "\u2264", "<"),
        *("bis", "bis zu", "höchstens", "weniger als", "unter", "au plus", "moins de", "jusqu'à"),
    ),
    "range": ("range", "between", "from", "zwischen", "von", "entre", "de"),
}
STANCES = {
    "asserts": ("asserts", "asserted", "claims", "claimed", "says", "said", "states", "stated"),
    "confirms": ("confirms", "confirmed"),
    "denies": ("denies", "denied"),
    "does_not_acknowledge": ("does not acknowledge", "did not acknowledge"),
}
_OURS = {
    "kind": {word: ours for ours, words in KINDS.items() for word in words},
    "qualifier": {word: ours for ours, words in QUALIFIERS.items() for word in words},
    "stance": {word: ours for ours, words in STANCES.items() for word in words},
}


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

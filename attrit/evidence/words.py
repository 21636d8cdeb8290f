"""Words of other people for what a claim says of its number, and for what is done with a claim, and ours."""

from __future__ import annotations

import unicodedata

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
    "qualifier": {word: ours for ours, words in QUALIFIERS.items() for word in words},
    "stance": {word: ours for ours, words in STANCES.items() for word in words},
}


def ours(column: str, text: str) -> str:
    """Our word for one of other people; as it stands if it is none. Capitals, blanks and underscores do not matter.

    Parameters
    ----------
    column
        () [-] ``qualifier`` or ``stance``.
    text
        () [-] Such as ``At least``, ``at_least`` or ``circa``.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).replace("_", " ").replace("\u2019", "'").lower().split())
    known = _OURS[column]
    return known.get(plain) or known.get(f"{plain}.") or text

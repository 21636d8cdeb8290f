"""Probability words: what the two published scales of estimative language mean by 'likely' and its fellows.

References
----------
ICD 203: Office of the Director of National Intelligence, Intelligence Community Directive 203, *Analytic Standards*,
2015, section D.6.e. UK: Professional Head of Intelligence Assessment, *Probability Yardstick*. A word means a band,
not its middle.
"""

from __future__ import annotations

from attrit.errors import LedgerError, Problem, did_you_mean

_ICD_203 = {
    (0.01, 0.05): "almost no chance, remote",
    (0.05, 0.20): "very unlikely, highly improbable",
    (0.20, 0.45): "unlikely, improbable",
    (0.45, 0.55): "roughly even, roughly even chance, roughly even odds",
    (0.55, 0.80): "likely, probable, probably",
    (0.80, 0.95): "very likely, highly probable",
    (0.95, 0.99): "almost certain, almost certainly, nearly certain",
}
_UK = {
    (0.0, 0.05): "remote chance, remote",
    (0.10, 0.20): "highly unlikely",
    (0.25, 0.35): "unlikely",
    (0.40, 0.50): "realistic possibility",
    (0.55, 0.75): "likely, probable, probably",
    (0.80, 0.90): "highly likely",
    (0.95, 1.0): "almost certain, almost certainly",
}
LIKELIHOODS: dict[str, tuple[float, float]] = {
    f"{scale}: {word}": band
    for scale, bands in (("ICD 203", _ICD_203), ("UK", _UK))
    for band, words in bands.items()
    for word in words.split(", ")
}
"""Least and greatest probability of every word of both scales, by ``scale: word``."""


def band(text: str) -> tuple[float, float]:
    """Least and greatest probability that a word means.

    Parameters
    ----------
    text
        () [-] The scale and the word, such as ``ICD 203: likely`` or ``UK: highly likely``; capitals do not count.

    Raises
    ------
    LedgerError
        The scale is not named, or the word is none of its words.
    """
    known = {name.lower(): between for name, between in LIKELIHOODS.items()}
    given = " ".join(text.lower().split())
    if given in known:
        return known[given]
    meant = [name for name in LIKELIHOODS if name.lower().endswith(f": {given}")]
    if meant:
        found, cure = f"'{text}' does not say on which scale", f"write {' or '.join(map(repr, meant))}"
    else:
        found, cure = f"unknown '{text}'", did_you_mean(text, LIKELIHOODS)
    raise LedgerError(Problem("", "", found, "a word of ICD 203 or of the UK yardstick, with its scale", cure))

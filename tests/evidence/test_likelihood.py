"""Probability words: both published scales, and nothing without its scale."""

from itertools import pairwise

import pytest

from attrit.errors import LedgerError
from attrit.evidence.likelihood import LIKELIHOODS, band

# As printed in ICD 203 (2015), D.6.e.(2)(a), and in the Probability Yardstick.
ICD_203 = [
    ("almost no chance", "remote", 0.01, 0.05),
    ("very unlikely", "highly improbable", 0.05, 0.20),
    ("unlikely", "improbable", 0.20, 0.45),
    ("roughly even chance", "roughly even odds", 0.45, 0.55),
    ("likely", "probable", 0.55, 0.80),
    ("very likely", "highly probable", 0.80, 0.95),
    ("almost certain", "nearly certain", 0.95, 0.99),
]
UK = [
    ("remote chance", 0.0, 0.05),
    ("highly unlikely", 0.10, 0.20),
    ("unlikely", 0.25, 0.35),
    ("realistic possibility", 0.40, 0.50),
    ("likely", 0.55, 0.75),
    ("highly likely", 0.80, 0.90),
    ("almost certain", 0.95, 1.0),
]


@pytest.mark.parametrize(("word", "other", "low", "high"), ICD_203)
def test_the_american_scale_is_as_printed(word: str, other: str, low: float, high: float) -> None:
    assert band(f"ICD 203: {word}") == band(f"ICD 203: {other}") == (low, high)


@pytest.mark.parametrize(("word", "low", "high"), UK)
def test_the_british_scale_is_as_printed(word: str, low: float, high: float) -> None:
    assert band(f"UK: {word}") == (low, high)


def test_one_word_is_two_bands_on_two_scales() -> None:
    assert band("ICD 203: likely") != band("UK: likely")
    assert band("ICD 203: unlikely") != band("UK: unlikely")


def test_capitals_and_blanks_do_not_count() -> None:
    assert band("  icd 203:   Very LIKELY ") == band("ICD 203: very likely")


@pytest.mark.parametrize("text", LIKELIHOODS)
def test_every_word_is_a_band_of_probabilities_and_found_by_its_name(text: str) -> None:
    low, high = band(text)
    assert 0 <= low < high <= 1
    assert (low, high) == LIKELIHOODS[text]


def test_the_bands_of_the_american_scale_leave_no_gap_and_the_british_ones_do() -> None:
    ends = sorted({found for text, found in LIKELIHOODS.items() if text.startswith("ICD")})
    assert all(high == low for (_, high), (low, _) in pairwise(ends))
    ends = sorted({found for text, found in LIKELIHOODS.items() if text.startswith("UK")})
    assert all(high < low for (_, high), (low, _) in pairwise(ends))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("likely", "'likely' does not say on which scale; .*; write 'ICD 203: likely' or 'UK: likely'"),
        ("Very Likely", "'Very Likely' does not say on which scale; .*; write 'ICD 203: very likely'$"),
        ("realistic possibility", "write 'UK: realistic possibility'$"),
        ("UK: very likely", r"unknown 'UK: very likely'; a word of ICD 203 or of the UK yardstick, .*did you mean 'UK: "),
        ("NATO: likely", "unknown 'NATO: likely'; .* with its scale"),
        ("perhaps", "unknown 'perhaps'"),
        ("", "unknown ''"),
        ("70 %", "unknown '70 %'"),
    ],
)  # fmt: skip
def test_a_bare_or_unknown_word_is_refused_with_the_cure(text: str, words: str) -> None:
    with pytest.raises(LedgerError, match=words):
        band(text)

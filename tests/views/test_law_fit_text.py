"""What the fit of laws says: what can be told apart first, numbers as far as their errors bear, lines that fit."""

import dataclasses
import math
import re

import numpy as np
import pytest

from attrit.analysis.fit_laws import LawFit, LawFits
from attrit.analysis.loss_ratio import LossRatio
from attrit.evidence.daily_losses import DailyLosses
from attrit.views.laws.fits import fitted
from attrit.views.words.columns import WIDTH

RATIO = LossRatio(0.94871, 2.15417, 0.565624, 0.81234, 0.12, 0.48, 0.0915)
N = 16


def said(*laws: tuple[str, float, float, bool], ratio: LossRatio = RATIO, **change: object) -> list[str]:
    """Lines for laws (name, behind, its error, whether worse)."""
    fits = {
        name: LawFit(
            name, (1, 1), {}, (1.0, 1.0), (0.3, 0.4), (0.2, math.nan), -0.5 - behind, 0.3, behind, error, worse
        )
        for name, behind, error, worse in laws
    }
    found = LawFits(
        fits, {law: 1 / len(laws) for law in fits}, dict.fromkeys(fits, 0.2), 3.1, 0.45, np.arange(N) // 4,
        np.zeros((N, len(laws))),
    )  # fmt: skip
    numbers = np.ones((N, 2))
    table = DailyLosses(("Allied", "German"), np.arange(1, N + 1), numbers, numbers, numbers, 0)
    return fitted(dataclasses.replace(found, **change), ratio, table)


@pytest.mark.parametrize(
    ("laws", "says"),
    [
        (
            [("square", 0.0, 0.0, False), ("linear", 0.03, 0.29, False), ("epstein", 0.2, 0.3, False)],
            "These 16 days cannot tell the 3 laws apart: no law is behind the best, square, by more than chance.",
        ),
        (
            [("square", 0.6, 0.1, True), ("linear", 0.03, 0.29, False), ("epstein", 0.0, 0.0, False)],
            "Best forecast of these 16 days: epstein. Its lead over linear is too small to be sure of. Worse by more than chance: square.",
        ),
        (
            [("square", 0.6, 0.1, True), ("linear", 0.0, 0.0, False)],
            "Best forecast of these 16 days: linear. Every other law is worse by more than chance.",
        ),
        ([("square", 0.0, 0.0, False)], "One law, square, was fitted to 16 days: there is nothing to compare it with."),
    ],
)
def test_what_the_days_say_comes_first(laws, says):
    assert re.sub(r"\s+", " ", " ".join(said(*laws))).startswith(says)


def test_every_law_has_its_verdict_and_lines_up():
    lines = said(("square", 0.612, 0.104, True), ("linear", 0.0, 0.0, False), ("mixed", 0.0312, 0.0291, False))
    table = [line for line in lines if line.split() and line.split()[0] in ("law", "linear", "mixed", "square")][:4]
    assert [re.split(r"\s{2,}", line.strip())[:4] for line in table] == [
        ["law", "behind", "±", "against the best"],
        ["linear", "–", "–", "best"],
        ["mixed", "0.03", "0.03", "cannot be told apart"],
        ["square", "0.61", "0.10", "worse"],
    ]
    assert len({len(line) for line in table}) == 1
    assert max(len(part) for line in lines for part in line.splitlines()) <= WIDTH


def test_a_weight_that_rounds_to_nothing_does_not_look_certain():
    text = said(("square", 0.0, 0.0, False), ("linear", 9.0, 0.1, True), weights={"square": 1.0, "linear": 0.0}, errors={"square": 1e-9, "linear": 1e-9})  # fmt: skip
    row = next(line for line in text if line.startswith("square"))
    assert re.search(r"\b100\s+<1\b", row)
    assert "100.0" not in row


def test_how_days_were_left_out_is_said():
    text = " ".join(said(("square", 0.0, 0.0, False), ("linear", 0.1, 0.1, False)))
    plain = re.sub(r"\s+", " ", text)
    assert "the noise of ln losses correlates at 0.45 from one day to the next" in plain
    assert "4 blocks of 4 consecutive days were left out in turn" in plain
    assert "A law is worse beyond 3.1 standard errors, which leaves a risk of 5 %." in plain


@pytest.mark.parametrize(
    ("ratio", "says"),
    [
        (RATIO, "Allied losses were 0.81 times German losses (± 9 %). The ratio goes as the power 2.15 ± 0.48 of German over Allied strength (R² 0.57);"),
        (RATIO, "For equal strengths this makes 0.95 times (0.84 to 1.1)."),
        (RATIO._replace(alpha=10.7751, beta=8.93798, ln_alpha_error=1.94, beta_error=4.26), "the power 8.9 ± 4.3 of"),
        (RATIO._replace(alpha=10.7751, ln_alpha_error=6.3), "this makes 11 times (0.020 to 5,900)."),
    ],
)  # fmt: skip
def test_the_loss_ratio_is_words_with_digits_by_its_error(ratio, says):
    text = said(("square", 0.0, 0.0, False), ("linear", 0.1, 0.1, False), ratio=ratio)
    assert says in re.sub(r"\s+", " ", " ".join(text))

"""A battle of two stated forces: more force moves every answer the right way, and the answer is told plainly."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

import attrit
from attrit.analysis.battle import PARTS
from attrit.evidence.battle_fit import shipped
from attrit.views.battle import words

SIZES = (1e3, 1e4, 1e5, 5e5)
YEARS = (
    None,
    1815,
    1943,
    *(pytest.param(year, marks=pytest.mark.slow) for year in (1650, 1760, 1863, 1916, 1973)),
)
RATIOS = (0.5, 1.0, 2.0, 4.0, 8.0)


def medians(**given: float | None) -> dict[str, float]:
    found = attrit.battle(**given)
    return {one.name: one.median for one in found} | {"won": found.won}


@pytest.mark.parametrize("year", YEARS)
def test_more_attackers_win_more_and_lose_a_smaller_share(year: int | None):
    for men in SIZES:
        rows = [medians(attackers=men * ratio, defenders=men, year=year) for ratio in RATIOS]
        for name, sign in (
            ("won", 1),
            ("attacker losses, share", -1),
            ("defender losses, share", 1),
            ("defender losses", 1),
        ):
            steps = np.diff([row[name] for row in rows]) * sign
            assert (steps > 0.0).all(), (name, men)


@pytest.mark.parametrize("year", YEARS)
def test_more_defenders_hold_more_and_lose_a_smaller_share(year: int | None):
    for men in SIZES:
        rows = [medians(attackers=men, defenders=men * ratio, year=year) for ratio in RATIOS]
        for name, sign in (
            ("won", -1),
            ("attacker losses, share", 1),
            ("defender losses, share", -1),
            ("attacker losses", 1),
        ):
            steps = np.diff([row[name] for row in rows]) * sign
            assert (steps > 0.0).all(), (name, men)


def test_more_tanks_help_the_side_that_has_them():
    with_tanks = [
        medians(attackers=1e4, defenders=6e3, year=1943, attacker_tanks=n, defender_tanks=20) for n in (5, 50, 500)
    ]
    assert np.diff([row["won"] for row in with_tanks]).min() > 0.0
    assert np.diff([row["exchange ratio"] for row in with_tanks]).max() < 0.0


def test_quantiles_are_in_order_and_within_what_can_be():
    found = attrit.battle("10000 attack 6000, 1943, dug in")
    assert len(found.ranges) == 7 and all(len(one.quantiles) == len(PARTS) for one in found)
    assert all(np.diff(one.quantiles).min() >= 0.0 for one in found)
    assert found["attacker losses"].quantiles[-1] <= 10_000 and found["defender losses"].quantiles[-1] <= 6_000
    assert found["duration"].quantiles[0] >= 1.0
    assert found.won_range[0] < found.won < found.won_range[1]


def test_without_a_year_the_chance_is_about_the_share_of_won_battles():
    """At the mean ln force ratio of the battles, a factor of 1.65 to 1."""
    share = float(shipped().climatology["winner"][0])
    assert attrit.battle("22000 attack 13000").won == pytest.approx(share, abs=0.1)


def test_the_same_question_has_the_same_answer():
    assert attrit.battle("10k attack 6k, 1943") == attrit.battle(attackers=10_000, defenders=6_000, year=1943)


def test_what_lies_outside_the_battles_is_said():
    assert attrit.battle("10000 attack 6000, 1943").beyond == ()
    said = " ".join(attrit.battle("3 million attack 200, 2024").beyond)
    assert all(
        part in said
        for part in ("No battle after 1982", "attackers lie outside", "defenders lie outside", "times the men")
    )


def test_the_answer_is_told_in_words_and_numbers():
    text = "\n".join(words.told(attrit.battle("10000 attack 6000, 1943, dug in")))
    for part in (
        "10,000 attack 6,000; 1943; prepared defence.",
        "The attacker wins with a chance of",
        "median",
        "nine in ten",
        "Brier score",
    ):
        assert part in text
    assert "nan" not in text and "  0 %" not in text
    plain = words.plain(attrit.battle("10000 attack 6000"))
    assert json.loads(json.dumps(plain, allow_nan=False))["stated"]["year"] is None
    assert {row["name"] for row in plain["numbers"]} >= {"attacker losses", "exchange ratio", "advance"}
    assert math.isclose(plain["attacker_wins"]["chance"], attrit.battle("10000 attack 6000").won)

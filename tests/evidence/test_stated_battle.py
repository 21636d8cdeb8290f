"""A battle in a line of plain words is understood, and what is not understood is named."""

from __future__ import annotations

import math

import pytest

from attrit.errors import LedgerError
from attrit.evidence.stated_battle import StatedBattle, stated_battle


def told(text: str, **given: object) -> dict[str, object]:
    return {name: value for name, value in vars(stated_battle(text, given)).items() if value == value and value != ""}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10000 attack 6000, 1943, dug in", {"attackers": 1e4, "defenders": 6e3, "year": 1943.0, "defence": "prepared"}),
        ("10,000 against 6,000", {"attackers": 1e4, "defenders": 6e3}),
        ("100'000 vs 60 000 on 20 km in 1812", {"attackers": 1e5, "defenders": 6e4, "km": 20.0, "year": 1812.0}),
        ("1.5 million attacking 900k", {"attackers": 1.5e6, "defenders": 9e5}),
        ("6000 attack 1943", {"attackers": 6e3, "defenders": 1943.0}),
        (
            "12k men with 80 tanks, 120 guns attack 6 thousand with 20 guns, fortified, in winter, 1916",
            {
                "attackers": 12e3, "defenders": 6e3, "attacker_tanks": 80.0, "attacker_guns": 120.0, "defender_guns": 20.0,
                "defence": "fortified", "season": "winter", "year": 1916.0,
            },
        ),
        (
            "9000 assault 800, retreating, hills, forest, rain",
            {"attackers": 9e3, "defenders": 800.0, "defence": "giving way", "ground": "rugged", "cover": "wooded", "weather": "wet"},
        ),
    ],
)  # fmt: skip
def test_lines_are_understood(text: str, found: dict[str, object]):
    assert told(text) == found


def test_facts_by_name_fill_what_the_line_leaves_open():
    assert told("9000 attack 5000", year=1917, defence="dug in", km=3) == {
        "attackers": 9e3, "defenders": 5e3, "year": 1917.0, "defence": "prepared", "km": 3.0,
    }  # fmt: skip
    assert told("", attackers=9000, defenders=5000) == told("9000 attack 5000")
    assert math.isnan(StatedBattle().year)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10000", ["no word such as attack", "such as: 10000 attack 6000"]),
        ("", ["no number of attackers", "no number of defenders"]),
        ("10 attack 5 attack 3", ["more than one attack"]),
        ("x attack y", ["'x' is not understood", "'y' is not understood"]),
        ("10000 attack 6000 foo bar, 77", ["'foo bar' is not understood", "what '77' counts"]),
        ("10000 attack 6000, dug in and fortified", ["defence a second time"]),
        ("10000 attack 6000, 1943, 1944", ["year a second time"]),
        ("-5 attack 6000", ["-5 for attackers is out of range", "10 to 5,000,000"]),
        ("10.000 attack 6.000", ["'10.000' can be read in two ways", "'6.000' can be"]),
        ("1e4 attack 6000", ["'e4' is not understood"]),
    ],
)
def test_what_is_not_understood_is_named_all_at_once(text: str, said: list[str]):
    with pytest.raises(LedgerError) as caught:
        stated_battle(text)
    message = str(caught.value)
    assert all(part in message for part in said), message
    assert message.count("giving way") <= 1 and message.count("the ground (rugged") <= 1  # the long list, once


def test_facts_by_name_are_refused_all_at_once():
    with pytest.raises(LedgerError) as caught:
        stated_battle(
            "10000 attack 6000", {"year": 1500, "ground": "swamp", "attackers": 5000, "hills": 3, "km": "far"}
        )
    assert [problem.found for problem in caught.value.problems] == [
        "'swamp' for ground",
        "'5000' says attackers a second time",
        "'hills'",
        "'far' for km",
        "1500 for year is out of range",
    ]

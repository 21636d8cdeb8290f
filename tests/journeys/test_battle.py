"""`attrit battle` answers a line in words or as data, and refuses what it does not understand without a traceback."""

from __future__ import annotations

import json

from tests.journeys.command_line import attrit


def test_a_line_is_answered():
    done = attrit("battle", "10000 attack 6000, 1943, dug in")
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout.startswith("10,000 attack 6,000; 1943; prepared defence.\n")
    assert "How good that is: 464 battles of 24 wars" in done.stdout


def test_options_say_the_same_and_json_is_data():
    options = "--attackers 10000 --defenders 6000 --year 1943 --defence prepared --json".split()
    by_line, by_option = attrit("battle", "10000 attack 6000, 1943, dug in", "--json"), attrit("battle", *options)
    assert by_line.stdout == by_option.stdout
    found = json.loads(by_line.stdout)
    assert 0 < found["attacker_wins"]["chance"] < 1 and found["leave_one_war_out"]


def test_what_is_not_understood_is_refused():
    done = attrit("battle", "10000 attack 6000, in a swamp", "--year", "1200", "--ground", "jungle")
    assert done.returncode == 2 and done.stdout == "" and "Traceback" not in done.stderr
    for part in ("'swamp' is not understood", "the ground (rugged", "'jungle' for ground", "1200 for year"):
        assert part in done.stderr
    assert attrit("battle").returncode == 2

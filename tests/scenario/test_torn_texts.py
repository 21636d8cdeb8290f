"""A text in braces that a comma tears in two: the message says to quote it."""

from __future__ import annotations

import pytest

from tests.scenario.edits import TEMPLATE, edited, problems

ABSENT = next(line for line in TEMPLATE.splitlines() if line.startswith("  committed:"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("title: Iran commits 20,000 more volunteers", 'title: "Iran commits 20,000 more volunteers"'),
        ("title: It attacks, then it waits", 'title: "It attacks, then it waits"'),
        ("title: 1,234,567 men", 'title: "1,234,567 men"'),
    ],
)
def test_a_text_that_a_comma_tears_in_two_is_to_be_quoted(written: str, meant: str) -> None:
    text = edited((ABSENT, f"  committed: {{{written}}}"))
    told = [problem for problem in problems(text) if problem.found.startswith("unknown key")]
    assert told and all(f"put a text that holds a comma in quotes: {meant}" in problem.cure for problem in told)


@pytest.mark.parametrize("written", ["title: Attack, titel: more", "title: Attack, chang: {}"])
def test_other_unknown_keys_are_asked_about_as_before(written: str) -> None:
    told = problems(edited((ABSENT, f"  committed: {{{written}}}")))
    assert told and not any("quotes" in problem.cure for problem in told)

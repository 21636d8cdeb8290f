"""The law protocol: ranges, what they refuse and how they say so, and what a law says of itself."""

import math
import re
from dataclasses import FrozenInstanceError
from fractions import Fraction

import numpy as np
import pytest

from attrit.errors import ScenarioError
from attrit.model.laws import protocol
from attrit.model.laws.protocol import Campaign, Law, Powers, Range, require

SHARE = Range(0.25, 0.75, "a share from 1/4 to 3/4")
COUNT = Range(2, 9, "a whole number from 2 to 9", whole=True)
RANGES = {"share": SHARE, "count": COUNT}


def problems(numbers: dict[str, object]) -> list[str]:
    with pytest.raises(ScenarioError, match="accepted is") as raised:
        require(RANGES, numbers)
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize(
    "given", [0.25, 0.75, Fraction(1, 2), np.float32(0.5), [0.25, 0.3, 0.75], np.full((2, 3), 0.5)]
)
def test_what_is_in_the_range_passes_with_its_bounds(given: object):
    require(RANGES, {"share": given, "wing.share": given, "count": 2, "left.count": [2, 3.0, 9]})


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (math.nextafter(0.25, 0), "0.25"),
        (math.nextafter(0.75, 1), "0.75"),
        (-1, "-1"),
        (1e10, "1e+10"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (None, "nan"),
        ([0.5, 0.9, 0.8], "0.9"),
        ([[0.5], [2.0]], "2"),
        ("much", "'much'"),
        ("0.5", "'0.5'"),
        (["0.5"], "['0.5']"),
        (b"0.5", "b'0.5'"),
        (0.5j, "0.5j"),
        ([], "[]"),
        ([[0.5], [0.5, 0.6]], "[[0.5], [0.5, 0.6]]"),
        ({"low": 0.3}, "{'low': 0.3}"),
        ("x" * 60, "'" + "x" * 39),
        (10**400, "1" + "0" * 39),
    ],
)
def test_what_is_not_in_the_range_is_said_with_what_was_found(given: object, found: str):
    assert problems({"share": given}) == [f"share: found {found}; accepted is a share from 1/4 to 3/4"]


@pytest.mark.parametrize("given", [1, 10, 2.5, math.nextafter(9, 0), [3, 4.5]])
def test_a_range_of_whole_numbers_takes_no_others(given: object):
    assert len(problems({"count": given})) == 1


def test_everything_wrong_is_said_at_once_and_under_its_full_name():
    assert problems({"share": 0.1, "a.count": 2.5, "count": 3, "b.c.share": "none"}) == [
        "share: found 0.1; accepted is a share from 1/4 to 3/4",
        "a.count: found 2.5; accepted is a whole number from 2 to 9",
        "b.c.share: found 'none'; accepted is a share from 1/4 to 3/4",
    ]


def test_problems_say_no_place_of_their_own():
    """Where they were found is known to whoever asked."""
    with pytest.raises(ScenarioError, match="accepted is") as raised:
        require(RANGES, {"share": 2, "count": "two"})
    assert {problem.where for problem in raised.value.problems} == {""}
    with pytest.raises(ScenarioError, match="accepted are") as raised:
        Law("A fight", "dx/dt = 0", (), RANGES)
    assert raised.value.problems[0].where == ""


def test_a_law_and_its_form_do_not_change():
    with pytest.raises(FrozenInstanceError, match="title"):
        law_of(bare).title = "Another"
    with pytest.raises(FrozenInstanceError, match="holder"):
        Campaign.both(Powers(1, 0)).holder = Powers(0, 1)


def test_ranges_that_laws_share():
    least, most = math.ulp(0.0), 1.7976931348623157e308
    assert protocol.STRENGTH == (least, most, "a strength above 0", False)
    assert protocol.RATE == (least, most, "a rate above 0", False)
    assert protocol.TIME == (0, most, "a time from 0 on", False)
    assert least > 0 and most < math.inf
    assert protocol.BELOW_1 < 1 == math.nextafter(protocol.BELOW_1, 2)


def test_a_law_for_both_sides_makes_no_difference_between_them():
    assert Campaign.both(Powers(p=0.3, q=0.8)) == Campaign(attacker=Powers(0.3, 0.8), holder=Powers(0.3, 0.8))
    assert Powers(0.3, 0.8) == Powers(p=0.3, q=0.8)


def fight(x0, y0, t, *, odd_name=1.0):
    """How a fight goes: dx/dt = 0.

    More of it, which is no summary.

    Parameters
    ----------
    x0, y0
        () [person] strengths at time 0,
        over two lines.

        And after a blank one.
    t
        (time) [day] when.
    odd_name
        () [-] something else.

    Returns
    -------
    tuple
        Strengths.

    Notes
    -----
    A note.

    Reference: Author (1999), A Title: of
    two lines, doi:10.1/2

    Another note.

    Checked against: `tests/a.py::test_b`, rows fight-*.
    """


def bare():
    """Says: nothing more."""


def silent():
    pass


def law_of(*functions: object, **more: object) -> Law:
    return Law("A fight", "dx/dt = 0", functions, RANGES, **more)


def test_a_law_says_of_itself_what_its_first_function_says():
    one = law_of(fight, bare)
    assert one.name == "fight"
    assert one.summary == "How a fight goes: dx/dt = 0."
    assert one.reference == "Author (1999), A Title: of two lines, doi:10.1/2"
    assert one.checked_against == "`tests/a.py::test_b`, rows fight-*."
    strengths = "() [person] strengths at time 0, over two lines. And after a blank one."
    assert list(one.parameters.items()) == [
        ("x0", strengths),
        ("y0", strengths),
        ("t", "(time) [day] when."),
        ("odd_name", "() [-] something else."),
    ]


@pytest.mark.parametrize("function", [bare, silent])
def test_a_law_that_says_nothing_is_still_a_law(function: object):
    one = law_of(function)
    assert one.name == function.__name__
    assert one.summary == (function.__doc__ or "")
    assert (one.parameters, one.reference, one.checked_against) == ({}, "", "")


def test_a_law_enters_no_campaign_unless_it_says_how():
    assert (law_of(bare).campaign, law_of(bare).alone) == (None, "")
    form = Campaign.both(Powers(1, 0))
    assert law_of(bare, campaign=form, alone="why").campaign is form
    assert law_of(bare, campaign=form, alone="why").alone == "why"


@pytest.mark.parametrize(
    ("functions", "found"),
    [((), "()"), (bare, "<function bare"), ((bare, 5), "(<function bare"), ((lambda: None,), "(<function <lambda>"), ([bare], "[<func")],
)  # fmt: skip
def test_a_law_needs_functions_with_names(functions: object, found: str):
    message = rf"^functions: found {re.escape(found)}.*; accepted are named functions: \(f, \.\.\.\)$"
    with pytest.raises(ScenarioError, match=message):
        Law("A fight", "dx/dt = 0", functions, RANGES)


def test_a_section_ends_where_the_next_begins():
    text = "First line.\n\nNotes\n-----\nOne.\n\nTwo words\n---------\nThree.\n"
    assert protocol._section(text, "Notes") == "One."
    assert protocol._section(text, "Two words") == "Three."
    assert protocol._section(text, "Returns") == ""
    assert protocol._section("Notes\n-----", "Notes") == ""
    assert protocol._section("Notes\n-----\n\n    X in \nX\n\n", "Notes") == "    X in \nX"


@pytest.mark.parametrize("form", [5, None, Powers([1], 500), Powers(1, None), Powers(math.nan, 1), Powers(1, math.inf)])
def test_a_campaign_takes_powers_or_functions(form: object):
    accepted = "accepted are Powers of numbers or formulas, or a function of own and enemy strength"
    with pytest.raises(ScenarioError) as raised:
        Campaign(attacker=form, holder=Powers(1, "mechanisms.attrition.weiss"))
    assert str(raised.value) == f"campaign.attacker: found {form!r:.60}; {accepted}"
    with pytest.raises(ScenarioError, match=r"campaign\.holder: found"):
        Campaign(attacker=lambda own, enemy: own, holder=form)
    with pytest.raises(ScenarioError) as raised:
        Campaign.both(form)
    assert len(raised.value.problems) == 2


def test_a_law_takes_a_campaign_or_none():
    with pytest.raises(ScenarioError) as raised:
        law_of(bare, campaign=5)
    assert str(raised.value) == "campaign: found 5; accepted is a Campaign"

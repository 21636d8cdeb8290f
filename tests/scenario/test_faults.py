"""Faults of a file in the words of who writes one by hand, and numbers and names that only look wrong."""

from __future__ import annotations

import pytest

import attrit
from attrit.errors import ScenarioError
from attrit.scenario.files import parse
from tests.scenario.edits import edited


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (
            "title: Basra, July 1982: the Basij\n",
            "1:24",
            'a colon in a text; put the text in quotes: title: "Basra, July 1982: the Basij"',
        ),
        ("sides:\n  iq:\n    title: Iraq: the army\n", "3:16", 'put the text in quotes: title: "Iraq: the army"'),
        ("a:\n\tb: 1\n", "2:1", "a tab; indent with blanks"),
        ("a:\n  b: 1\n   c: 2\n", "3:5", "a line is indented further than the one above it; indent them alike"),
        ("a:\n  b: 1\n c: 2\n", "3:2", "a line is indented otherwise than its neighbours; indent them alike"),
        ("a: {b: 1\nc: 2\n", "2:2", "a bracket is not closed, or a comma is missing"),
        ("a: [1, 2\n", "2:1", "a bracket is not closed"),
        ("a: 'x\nb: 2\n", "3:1", "a quote sign is opened and not closed"),
        ('a: "x\\d"\n', "1:7", "a backslash between double quotes; put the text between single quotes"),
        ("a: 1\nfoo\nb: 2\n", "3:1", "a line without a colon; write KEY: VALUE"),
        ("a: *x\n", "1:4", "a text begins with * or &; put the text in quotes"),
        ("a: @x\n", "1:4", "a text begins with @; put the text in quotes"),
        ("a: 1\n---\nb: 2\n", "2:1", "a second document begins here (---)"),
    ],
)
def test_a_file_that_is_no_yaml_is_told_what_is_wrong(text: str, place: str, said: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        parse(text, "war.yaml")
    assert str(raised.value).startswith(f"war.yaml:{place}: ") and said in str(raised.value)


@pytest.mark.parametrize("word", ["if", "in", "is", "class", "and", "not", "lambda", "import", "async"])
def test_a_name_that_no_formula_can_name_is_refused_as_a_name(word: str) -> None:
    with pytest.raises(
        ScenarioError, match=rf"quantities\.{word}: '{word}' is not a name; another word, since formulas"
    ):
        parse(edited(("  southern_army:", f"  {word}: 5 person\n  southern_army:")))


def test_a_name_with_a_capital_is_told_in_small_letters() -> None:
    with pytest.raises(
        ScenarioError, match=r"objective: found 'Valleys', wanted small letters.*; did you mean 'valleys'\?"
    ):
        parse(edited(("objective: valleys", "objective: Valleys")))


def test_a_missing_class_names_the_four() -> None:
    with pytest.raises(ScenarioError, match=r"'class' is missing; .*: claim, fit, literature or judgement"):
        parse(
            edited(
                (
                    "unit: person, class: judgement, source: invented}\n\n# What",
                    "unit: person, source: invented}\n\n# What",
                )
            )
        )


def test_a_formula_is_measured_as_it_is_typed() -> None:
    name = "a_number_whose_name_is_long"
    text = f'  {name}: 5 person\n  sum: "= {" + ".join([name] * 13)}"\n'
    scenario = parse(edited(("  southern_army:", f"{text}  southern_army:")))
    assert len(scenario.inputs["quantities.sum"].formula or "") > 400
    assert scenario.medians()["quantities.sum"] == 65
    with pytest.raises(
        ScenarioError, match=r"^war\.yaml:\d+:\d+: quantities\.sum: the formula is too long; at most 400 signs$"
    ):
        parse(edited(("  southern_army:", f"{text.replace(name, name + '_indeed')}  southern_army:")), "war.yaml")


def test_a_number_of_ones_own_that_is_another_has_its_unit() -> None:
    scenario = parse(edited(("  southern_army:", '  c: "= b"\n  b: "= southern_army"\n  southern_army:')))
    for name in ("b", "c"):
        given = scenario.inputs[f"quantities.{name}"]
        assert given.quantity.unit == "person" and scenario.medians()[given.path] == 40000


def test_a_number_of_ones_own_set_to_a_formula_keeps_its_unit() -> None:
    set_to = attrit.load("template").with_changes({"southern_army": "= 5"})
    assert set_to.inputs["quantities.southern_army"].quantity.unit == "person"
    assert set_to.medians()["groups.southerners.men"] == 5
    with pytest.raises(ScenarioError, match="southern_army, a number in km, wanted a number in person"):
        attrit.load("template").with_changes({"southern_army": "5 km"})


def test_the_nearest_of_all_that_can_be_set_is_named() -> None:
    with pytest.raises(
        ScenarioError, match=r"nothing is called 'contingent_mn'; did you mean 'quantities\.contingent_men'\?"
    ):
        attrit.load("kursk-2024").with_changes({"contingent_mn": "20000"})
    with pytest.raises(ScenarioError, match="contingent: found 20000, wanted a list"):
        attrit.load("kursk-2024").with_changes({"contingent": "20000"})

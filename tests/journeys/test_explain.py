"""Whatever is printed with a name can be asked about, in the scenario that is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import attrit
from attrit.quantities import mechanism_meanings, mechanisms
from attrit.views.claims import names as named_text
from attrit.views.words.columns import lines_of
from tests.journeys.command_line import Here


def said(here: Here, *words: str) -> str:
    code, out, err = here("explain", *words)
    assert (code, err) == (0, ""), err
    return " ".join(out.split())


def refused(here: Here, *words: str) -> str:
    code, out, err = here("explain", *words)
    assert (code, out) == (2, ""), out
    return err


def test_a_scenario_may_come_first(here: Here) -> None:
    first = said(here, "template", "southern_army")
    assert first.startswith("quantities.southern_army: ") and first == said(here, "southern_army", "--in", "template")


def test_the_scenario_that_was_searched_is_named(here: Here) -> None:
    assert "nothing is called 'southern_army' in kursk-2024; " in refused(here, "southern_army")
    assert "in template; did you mean 'quantities.southern_army'?" in refused(here, "template", "southern_armi")
    assert "'men' may mean several things in template; one of " in refused(here, "template", "men")
    told = refused(here, "qqqqqq")
    assert "nothing is called 'qqqqqq' in kursk-2024; attrit explain SCENARIO NAME looks elsewhere" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("template",), "'template' is a scenario; nothing of it is named; attrit explain template NAME"),
        (("a", "b", "c"), "a b c: too many names"),
        (("template", "men", "--in", "kursk-2024"), "too many names"),
        (("template", "collapse", "--draws", "64"), "--draws: goes only with a claim; 'collapse' is none"),
        (("law.square", "--seed", "2"), "--seed: goes only with a claim; 'law.square' is none"),
    ],
)
def test_what_cannot_be_meant_is_refused(here: Here, words: tuple[str, ...], told: str) -> None:
    assert told in refused(here, *words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("collapse",), "collapse, a mechanism: A position may give way all at once"),
        (("template", "map"), "It is off in this scenario."),
        (("substitution",), "mechanisms.substitution.share own troops sent"),
        (("five_times",), "five_times, an arm: five times as many come"),
        (("template", "absent"), "groups.brigade.men: 0 person"),
        (("donbas",), "Not played: arm 'donbas' sends group"),
        (("treaty",), "read as recognised: permits russia (this holds; another: --set treaty.reading=NAME)"),
        (("template", "pact"), "Not played, since it forbids them: lower_valley."),
        (("template", "brigade"), "brigade, a group: Foreign brigade side: south front: valleys"),
        (("template", "upper_valley"), "upper_valley, a sector: Upper valley"),
        (("template", "neighbour"), "neighbour, a party: The uneasy neighbour"),
        (("area_held",), "area_held, an outcome of a run: area held by Ukraine, in km²"),
        (("escalated",), "escalated, an outcome of a run: probability of a clear escalation"),
        (("square",), "dx/dt = -a y"),
    ],
)
def test_whatever_has_a_name_is_explained(here: Here, words: tuple[str, ...], told: str) -> None:
    assert told in said(here, *words)


def test_the_same_as_data(here: Here) -> None:
    assert json.loads(said(here, "template", "doubled", "--json"))["arm"]["changes"] == {
        "groups.brigade.men": {"times": 2}
    }
    assert set(json.loads(said(here, "area_held", "--json"))["outcome"]) == {"title", "unit"}


def test_a_claim_is_found_by_its_id_alone(here: Here) -> None:
    code, out, _ = here("explain", "s27", "--draws", "64")
    assert code == 0 and "without S27: " in out


def test_each_mechanism_is_told_in_a_sentence(here: Here) -> None:
    assert (
        list(mechanism_meanings()) == sorted(mechanism_meanings(), key=list(mechanisms()).index) == list(mechanisms())
    )
    assert all(text.endswith(".") and len(text) < 130 for text in mechanism_meanings().values())
    code, out, _ = here("mechanisms")
    assert code == 0 and all(f"\n{name} " in f"\n{out}" for name in mechanisms())
    assert max(map(len, out.splitlines())) <= 100


@pytest.mark.parametrize(("width", "name"), [(60, "kursk-2024"), (80, "template")])
def test_everything_in_a_scenario_is_explained_in_lines_that_fit(width: int, name: str) -> None:
    s = attrit.load(name)
    with lines_of(width):
        for kind, things in named_text.known(s).items():
            for one in list(things) if kind != "outcome" else ["area_held"]:
                lines = [part for line in named_text.explained(s, one) for part in line.split("\n")]
                assert lines and max(map(len, lines)) <= width, one
                json.dumps(named_text.plain(s, one), default=str)


def test_a_file_of_ones_own_is_searched(here: Here, tmp_path: Path) -> None:
    code, _, _ = here("new", "basra", cwd=tmp_path)
    assert code == 0
    code, out, _ = here("explain", "basra.yaml", "brigade", cwd=tmp_path)
    assert code == 0 and out.startswith("brigade, a group: ")

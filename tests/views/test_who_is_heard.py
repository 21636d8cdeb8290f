"""What is told of a war when some are not heard: whom the scenario does not know, bounds that are not used, names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from attrit.analysis.claim_effects import claim_effects
from attrit.errors import LedgerError
from attrit.request import heard
from attrit.scenario.files import parse
from attrit.scenario.schema import Scenario
from attrit.views.claims.explained import changed
from attrit.views.claims.words import overview
from attrit.views.scenario.cautions import unknown_sides
from tests.scenario.edits import edited

HEAD = "id,subject,of,kind,value,unit,qualifier,as_of,made_on,claimant,side\n"
ROWS = """A,men,SÜD,strength,26000,person,about,2030-02,2030-02-10,Norbourg,NORD
B,men,SÜD,strength,30000,person,at_least,2030-02,2030-02-12,Sürich,SÜD
C,men,SÜD,strength,28000,person,about,2030-02,2030-02-12,Pentagon,USA
D,lost,NORD,losses,900,person,about,2030-02,2030-02-12,Sürich,SÜD
E,held,NORD,ground,1250.5,km2,about,2030-02,2030-02-12,Institute,NEUTRAL
"""
BEFORE = "{claims: men, unit: person, before: {p05: 9000, p50: 20000, p95: 60000, source: guessed}}"
Make = Callable[..., Scenario]


@pytest.fixture
def war(tmp_path: Path) -> Make:
    """A small war, with or without the codes by which its ledger calls the sides."""

    def made(north: str = "NORD", south: str = "SÜD", rows: str = ROWS) -> Scenario:
        (tmp_path / "claims.csv").write_text(HEAD + rows, "utf-8")
        edits = [("men: 4 000 person", f"men: {BEFORE}"), ("base:", "ledger: claims.csv\nbase:")]
        for name, code in (("north", north), ("south", south)):
            edits += [(f"  {name}:\n", f"  {name}:\n    code: {code}\n")] if code else []
        return parse(edited(*edits), "war.yaml", tmp_path)

    return made


@pytest.mark.parametrize("who", ["Norbourg", "NORD", "Sürich", "SÜD"])
def test_leaving_somebody_out_makes_no_side_unknown(war: Make, who: str) -> None:
    whole = war()
    assert unknown_sides(whole) == []
    assert unknown_sides(whole.hearing(heard(whole.claims, (), (who,), whole))) == []
    assert unknown_sides(whole.hearing(heard(whole.claims, (who,), (), whole), at_their_word=True)) == []


def test_for_a_side_that_goes_by_another_name_the_likest_of_those_that_are_counted_is_offered(war: Make) -> None:
    (told,) = unknown_sides(war(north="", south="SÜD"))
    assert "the ledger has NORD, USA, NEUTRAL, which are no sides" in told
    assert "for example north: {code: NORD, ...} under 'sides'" in told
    (told,) = unknown_sides(war(north="NORD", south=""))
    assert "for example south: {code: SÜD, ...} under 'sides'" in told


def test_an_outsider_is_never_offered_as_a_belligerent(war: Make) -> None:
    rows = "A,men,,strength,26000,person,about,2030-02,2030-02-10,Pentagon,USA\n"
    (told,) = unknown_sides(war(north="", south="", rows=rows))
    assert "USA" in told and "code: USA" not in told and "say so by 'code' under 'sides'" in told


def test_bounds_that_are_not_used_are_told_where_nobody_gives_a_number(war: Make) -> None:
    whole = war()
    less = whole.hearing(heard(whole.claims, ("Sürich",), (), whole), at_their_word=True)
    lines = changed(whole, claim_effects(whole, less, draws=64, seed=1, horizon=10), "only Sürich")
    text = " ".join(" ".join(lines).split())
    assert "what was believed before holds. Sürich says at least 30,000 men (B). A bound by itself gives no" in text


@pytest.mark.parametrize(("name", "gone"), [("nord", "A"), ("SUD", "BD"), ("norbourg", "A"), ("SURICH", "BD")])
def test_capitals_and_accents_do_not_count_where_one_name_is_meant(war: Make, name: str, gone: str) -> None:
    whole = war()
    left = heard(whole.claims, (), (name,), whole)
    assert "".join(claim.id for claim in whole.claims if claim not in left.claims) == gone


@pytest.mark.parametrize(("name", "gone"), [("North", "A"), ("SOUTH", "BD")])
def test_a_side_of_the_scenario_is_meant_in_any_letters(war: Make, name: str, gone: str) -> None:
    whole = war()
    left = heard(whole.claims, (), (name,), whole)
    assert "".join(claim.id for claim in whole.claims if claim not in left.claims) == gone


def test_letters_that_may_mean_two_are_refused(war: Make) -> None:
    rows = ROWS + "F,lost,NORD,losses,900,person,about,2030-02,2030-02-12,Surich,NEUTRAL\n"
    whole = war(rows=rows)
    with pytest.raises(LedgerError, match="no claim by 'SURICH'"):
        heard(whole.claims, ("SURICH",), (), whole)
    assert [claim.id for claim in heard(whole.claims, ("Surich",), (), whole)] == ["F"]


def test_the_table_of_a_ledger_has_all_digits_that_were_said(war: Make) -> None:
    assert "1,250.5  1,250.5" in "\n".join(overview(war().claims, None))

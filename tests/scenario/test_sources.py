"""The ledger that a scenario names: where it may lie, what it calls the sides, and claims made later than day 0."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from attrit.answer import answer
from attrit.engine.draws import Columns
from attrit.engine.simulate import simulate
from attrit.engine.worlds import Worlds
from attrit.errors import LedgerError, ScenarioError
from attrit.evidence.claims import Ledger
from attrit.evidence.pools import pool
from attrit.evidence.priors import Prior
from attrit.request import heard
from attrit.scenario.files import canonical, parse
from attrit.scenario.schema import Scenario
from attrit.views.answer import table as terminal
from attrit.views.report import page as report
from attrit.views.scenario.cautions import hindsight, made_later, unknown_sides
from tests.scenario.edits import edited, marked, problems
from tests.tolerances import AT_ITS_WORD

MEN = "groups.brigade.men"
HEAD = "id,subject,of,kind,value,unit,qualifier,as_of,made_on,claimant,side\n"
CODED = HEAD + (
    "A,losses,NO,losses,26000,person,about,2030-02,2030-02-10,North,NO\n"
    "B,losses,NO,losses,60000,person,about,2030-02,2030-02-12,South,SO\n"
)


@pytest.fixture
def war(tmp_path: Path) -> Callable[..., Scenario]:
    """A small war in which claims are made of the brigade."""

    def made(
        ledger: str, *edits: tuple[str, str], value: str = "{claims: losses}", head: str = "", name: str = "claims.csv"
    ) -> Scenario:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(ledger, encoding="utf-8")
        own = ("men: 4 000 person", f"men: {value}"), ("base:", f"ledger: {name}\n{head}\nbase:")
        return parse(edited(*own, *edits), "war.yaml", tmp_path)

    return made


def men(scenario: Scenario) -> Prior:
    prior = scenario.inputs[MEN].prior
    assert prior is not None
    return prior


def relations(scenario: Scenario) -> dict[str, str]:
    how = men(scenario).provenance.pool
    assert how is not None
    return {bias.side: bias.relation for bias in how.biases}


# what the ledger calls the sides

CODES = (("  north:\n", "  north:\n    code: NO\n"), ("  south:\n", "  south:\n    code: so\n"))


def test_a_code_makes_a_side_of_the_ledger_one_of_the_scenario(war: Callable[..., Scenario], tmp_path: Path) -> None:
    counted = "D,men,SO,strength,9000,person,about,2030-02,2030-02-12,North,NO\n"
    plain, coded = war(CODED), war(CODED + counted, *CODES)
    assert relations(plain) == {"NO": "own", "SO": "other"}
    assert relations(coded) == {"NO": "own", "SO": "enemy"}
    renamed = (CODED + counted).replace("NO", "north").replace("SO", "South")
    assert relations(war(renamed)) == {"NORTH": "own", "SOUTH": "enemy"}
    alone = pool(Ledger.read(tmp_path / "claims.csv").about("losses"), when=coded.as_of)
    assert men(war(renamed)).p50 == men(coded).p50 == pytest.approx(alone.p50, rel=AT_ITS_WORD)  # whoever is asked


def test_a_side_goes_by_its_key_and_its_code_alike(war: Callable[..., Scenario]) -> None:
    both = (
        CODED.replace("South,SO", "South,south") + "C,losses,NO,losses,55000,person,about,2030-02,2030-02-12,Coast,SO\n"
    )
    assert relations(war(both, *CODES)) == {"NO": "own", "SO": "enemy"}


def test_priors_of_bias_go_by_the_code_too(war: Callable[..., Scenario], tmp_path: Path) -> None:
    for side in ("SO", "south"):
        rows = f"side,of,kind,p05,p50,p95,class,source\n{side},NO,losses,9.9,10,10.1,judgement,ten times\n"
        (tmp_path / "biases.csv").write_text(rows, encoding="utf-8")
        how = men(war(CODED, *CODES, head="biases: biases.csv")).provenance.pool
        assert how is not None
        assert {bias.source for bias in how.biases if bias.side == "SO"} == {"ten times"}


def test_sides_that_the_scenario_does_not_know_are_named_with_the_cure(war: Callable[..., Scenario]) -> None:
    (warning,) = unknown_sides(war(CODED))
    assert "the ledger has NO, SO, which are no sides of the scenario (north, south)" in warning
    assert "for example north: {code: NO, ...} under 'sides'" in warning
    assert unknown_sides(war(CODED, *CODES)) == []
    (one,) = unknown_sides(war(CODED, CODES[0]))
    assert "the ledger has SO, which is no side of the scenario (north (code NO), south)" in one


def test_outsiders_are_not_taken_for_strangers_where_both_sides_speak(war: Callable[..., Scenario]) -> None:
    more = CODED + "C,losses,NO,losses,9,person,about,2030-02,2030-02-12,Capital,US\n"
    assert unknown_sides(war(more, *CODES)) == []
    silent = HEAD + "A,losses,,,26000,person,about,2030-02,2030-02-10,Wire,press\n"
    assert unknown_sides(war(silent + "B,losses,,,26000,person,about,2030-02,2030-02-10,Doe,\n")) == []


def test_two_sides_do_not_share_a_code(tmp_path: Path) -> None:
    text, places = marked(edited(("  north:\n", "  north:\n    code: S\n"), ("  south:\n", "  south:\n    code: §s\n")))
    assert [str(p) for p in problems(text, tmp_path)] == [
        f"{places[0]}: sides.south.code: 's' is side 'north'; another code"
    ]
    text, _ = marked(edited(("  north:\n", "  north:\n    code: South\n")))
    (problem,) = problems(text, tmp_path)
    assert problem.found == "'South' is side 'south'"


def test_a_value_that_cannot_be_pooled_says_first_what_is_left_out(war: Callable[..., Scenario]) -> None:
    whole = war(CODED + "C,losses,NO,losses,5000,person,at_least,2030-02,2030-02-12,East,\n")
    with pytest.raises(ScenarioError) as caught:
        whole.hearing(whole.claims.only("East"), at_their_word=True)
    (problem,) = caught.value.problems
    assert problem.found.startswith("without A, B, no claim with a number to pool among 1 about losses; C: a bound")
    assert problem.cure == "state with 'before:' what holds where nobody gives a number"


def test_a_side_is_understood_by_its_name_in_the_scenario(war: Callable[..., Scenario]) -> None:
    whole = war(CODED, ("  north:\n", "  north:\n    code: NO\n"))
    assert [claim.id for claim in heard(whole.claims, ["north"], (), whole)] == ["A"]
    assert [claim.id for claim in heard(whole.claims, (), ["north"], whole)] == ["B"]
    assert [claim.id for claim in heard(whole.claims, ["north"], ())] == ["A"]  # the claimant North, in small letters
    with pytest.raises(LedgerError, match="no claim by 'norht'"):
        heard(whole.claims, ["norht"], ())


# later claims


def test_with_hindsight_later_claims_are_heard_and_counted(war: Callable[..., Scenario]) -> None:
    later = CODED.replace("2030-02-12", "2031-05-01")
    with pytest.raises(ScenarioError, match="'later_claims: keep' hears them with hindsight"):
        war(later)
    with pytest.raises(ScenarioError) as caught:
        war(later.replace("2030-02-10", "2031-05-01"))
    (problem,) = caught.value.problems
    assert problem.found == "2 claims (A, B) were made after the scenario's day 0, 2030-03-01"
    kept = war(later, head="later_claims: keep")
    assert men(kept).provenance.claims == ("A", "B")
    assert (made_later(kept), hindsight(kept)) == (1, [f"With hindsight: 1 claim made after day 0 ({kept.as_of})."])
    assert men(war(CODED)).p50 == men(kept).p50
    alone = kept.hearing(kept.claims.without("North"))
    assert men(alone).provenance.claims == ("B",)
    dropped = war(later, head="later_claims: drop")
    assert (men(dropped).provenance.claims, hindsight(dropped)) == (("A",), [])


def test_hindsight_stays_in_the_canonical_text(war: Callable[..., Scenario], tmp_path: Path) -> None:
    kept = war(CODED.replace("2030-02-12", "2031-05-01"), *CODES, head="later_claims: keep")
    assert parse(canonical(kept), "again.yaml", tmp_path) == kept


# where it lies


def test_a_ledger_may_lie_in_a_folder_below(war: Callable[..., Scenario]) -> None:
    assert men(war(CODED, name="claims/all.csv")).provenance.claims == ("A", "B")


@pytest.mark.parametrize("key", ["ledger", "biases"])
def test_a_file_outside_of_the_folder_is_not_read_wherever_it_is_reached_from(tmp_path: Path, key: str) -> None:
    folder = tmp_path / "war"
    folder.mkdir()
    (tmp_path / "outside.csv").write_text("a secret", encoding="utf-8")
    os.symlink(tmp_path / "outside.csv", folder / "link.csv")
    os.symlink(folder / "loop.csv", folder / "loop.csv")
    os.symlink(folder / "inside.csv", folder / "good.csv")
    for name in ("../outside.csv", str(tmp_path / "outside.csv"), "link.csv", "../nowhere.csv"):
        text, places = marked(edited(("base:", f"{key}: §{name}\nbase:")))
        (problem,) = problems(text, folder)
        assert (problem.where, problem.found) == (places[0], f"'{name}' lies outside of the scenario's folder")
        assert problem.cure == "copy it there"
    for name in ("loop.csv", "x" * 300 + ".csv"):
        (problem,) = problems(edited(("base:", f"{key}: {name}\nbase:")), folder)
        assert problem.found == f"no file '{name}'" and problem.cure == ""


# numbers from 0 up

ZERO = "{{p05: {low}, p50: 4000, p95: 12000, unit: {unit}, class: judgement, source: why}}"


@pytest.mark.parametrize("unit", ["person", "round", "item", "km2", "day", "km", "person/day"])
def test_what_is_counted_or_measured_from_0_up_is_never_below_0(tmp_path: Path, unit: str) -> None:
    value = ZERO.format(low=0, unit=unit)
    scenario = parse(edited(("quantities:\n", f"quantities:\n  reserves: {value}\n")), "war.yaml", tmp_path)
    drawn = Columns(Worlds.first(20_000, 1)).of(scenario, "quantities.reserves")
    assert drawn.min() == 0
    assert np.mean(drawn == 0) == pytest.approx(0.05, abs=0.006)
    assert np.quantile(drawn, [0.5, 0.95]) == pytest.approx([4000, 12000], rel=0.03)


def test_what_is_stated_below_0_may_be_below_0(tmp_path: Path) -> None:
    value = ZERO.format(low=-2000, unit="km2")
    scenario = parse(edited(("quantities:\n", f"quantities:\n  shift: {value}\n")), "war.yaml", tmp_path)
    assert Columns(Worlds.first(1000, 1)).of(scenario, "quantities.shift").min() < -2000


def test_a_plain_number_from_0_up_keeps_its_tail(tmp_path: Path) -> None:
    value = "{p05: 0, p50: 0.25, p95: 0.5, class: judgement, source: an elasticity}"
    scenario = parse(edited(("quantities:\n", f"quantities:\n  power: {value}\n")), "war.yaml", tmp_path)
    assert Columns(Worlds.first(1000, 1)).of(scenario, "quantities.power").min() < 0


def test_a_scenario_with_a_claim_of_0_loads(war: Callable[..., Scenario]) -> None:
    some = "id,subject,low,value,high,unit,qualifier,as_of,made_on,claimant\nA,dead,0,10,30,person,about,2030-02,2030-02-07,X\n"
    none = "B,dead,,0,,person,about,2030-02,2030-02-07,Y\nC,dead,,12,,person,about,2030-02,2030-02-07,Z\n"
    prior = men(war(some + none, value="{claims: dead}"))
    assert prior.provenance.claims == ("A", "C")
    how = prior.provenance.pool
    assert how is not None and [claim.id for claim, _ in how.left_out] == ["B"]


def test_an_answer_with_hindsight_says_so_on_screen_as_data_and_in_the_report(
    war: Callable[..., Scenario], monkeypatch: pytest.MonkeyPatch
) -> None:
    results = simulate(war(CODED.replace("2030-02-12", "2031-05-01"), head="later_claims: keep"), 8, horizon=2)
    told = answer(results)
    said = f"With hindsight: 1 claim made after day 0 ({results.scenario.as_of})."
    assert terminal.parts(told)["answer"][0] == said
    assert terminal.summary(told)["claims_made_later"] == 1
    template = SimpleNamespace(render=lambda **parts: parts["warned"][0])
    monkeypatch.setattr(report, "_environment", lambda: SimpleNamespace(get_template=lambda name: template))
    monkeypatch.setattr(report, "_figures", lambda *parts: {})  # without the charts, which take seconds
    assert report.page(results) == said

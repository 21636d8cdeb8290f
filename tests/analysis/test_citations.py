"""Who is to be cited for a run: all that its numbers rest on, each once, with what rests on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import attrit
from attrit.analysis.citations import Citation, citations
from attrit.scenario.files import parse
from attrit.scenario.schema import Scenario
from tests.scenario.edits import LEDGER, edited

KURSK = attrit.load("kursk-2024")
KINDS = ["claim", "fit", "literature", "judgement"]


@pytest.fixture(scope="module")
def found() -> list[Citation]:
    return citations(KURSK)


@pytest.fixture
def war(tmp_path: Path) -> Callable[..., Scenario]:
    def made(value: str, head: str = "") -> Scenario:
        (tmp_path / "claims.csv").write_text(LEDGER, encoding="utf-8")
        edits = (
            ("men: 4 000 person", f"men: {value}"),
            ("base:", f"ledger: claims.csv\nlater_claims: drop\n{head}base:"),
        )
        return parse(edited(*edits), "war.yaml", tmp_path)

    return made


def of_men(scenario: Scenario) -> dict[str, set[str]]:
    """By kind what the number of men in the brigade rests on: the id of a claim, else the text."""
    told: dict[str, set[str]] = {}
    for row in citations(scenario):
        if "groups.brigade.men" in row.inputs:
            told.setdefault(row.kind, set()).add(row.claim or row.text)
    return told


def test_the_public_name_is_the_same_function() -> None:
    assert attrit.citations is citations


def test_every_claim_that_an_input_rests_on_is_cited_once_with_all_that_rest_on_it(found: list[Citation]) -> None:
    used: dict[str, list[str]] = {}
    for path, given in KURSK.inputs.items():
        for name in given.prior.provenance.claims if given.prior is not None else ():
            used.setdefault(name, []).append(path)
    cited = [row for row in found if row.claim]
    assert len({row.claim for row in cited}) == len(cited)
    assert {row.claim: list(row.inputs) for row in cited} == used
    assert used["P057"] == ["sides.ru.captured_share", "fronts.kursk.attacker_loss_rate"]


def test_a_claim_is_cited_with_who_said_it_when_where_and_its_page(found: list[Citation]) -> None:
    assert KURSK.ledger is not None
    by_id = {claim.id: claim for claim in KURSK.ledger}
    for row in (row for row in found if row.claim):
        claim = by_id[row.claim]
        assert row.kind == "claim" and row.link == claim.link
        assert row.text.startswith(f"{claim.claimant}, {claim.made_on}") and row.text.endswith(f"[{claim.id}]")
        assert claim.publisher in row.text


def test_fits_and_literature_are_there(found: list[Citation]) -> None:
    text = {kind: " | ".join(row.text for row in found if row.kind == kind) for kind in KINDS}
    assert "front_gain_kursk: map of Kursk" in text["fit"]
    assert "exponent_own: CDB90" in text["fit"]
    assert "Dupuy 1979: town" in text["literature"]
    assert "(RUSI)" in text["literature"]  # weighed in a pool with what is claimed
    assert "a brigade" in text["judgement"]


def test_every_uncertain_input_rests_on_something(found: list[Citation]) -> None:
    cited = {path for row in found for path in row.inputs}
    uncertain = {p for p, g in KURSK.inputs.items() if g.prior is not None and g.prior.shape != "certain"}
    assert uncertain <= cited
    assert cited <= {path for path, given in KURSK.inputs.items() if given.prior is not None}


def test_sources_come_by_kind_and_each_once(found: list[Citation]) -> None:
    order = [KINDS.index(row.kind) for row in found]
    assert order == sorted(order)
    assert len({row[:4] for row in found}) == len(found)
    assert all(row.inputs and len(set(row.inputs)) == len(row.inputs) and row.text for row in found)


def test_a_run_is_cited_as_its_scenario(found: list[Citation]) -> None:
    run = attrit.simulate(KURSK, 16, seed=1, horizon=2, arms=["committed", "absent"])
    assert citations(run) == found


def test_who_is_not_heard_is_not_cited() -> None:
    assert KURSK.ledger is not None
    less = KURSK.hearing(KURSK.ledger.without("Washington"))
    assert not {"P053", "P054", "P049"} & {row.claim for row in citations(less)}
    nobody = citations(KURSK.hearing(KURSK.ledger.select(())))
    assert not [row for row in nobody if row.claim]
    assert any("(RUSI)" in row.text and row.inputs == ("sides.ru.use",) for row in nobody)
    assert any(row.kind == "judgement" and "quantities.ukrainian_men" in row.inputs for row in nobody)


NO_KIND = "no prior for this kind: either way by a quarter"
BEFORE = "before: {p05: 1000, p50: 4000, p95: 16000, class: literature, source: a book}"


@pytest.mark.parametrize(
    ("value", "rests"),
    [
        ("{value: 3, unit: person, class: claim, claims: [C1]}", {"claim": {"C1"}}),
        ("{value: 3, unit: person, class: literature, source: a book}", {"literature": {"a book"}}),
        ("{p05: 1, p50: 2, p95: 3, unit: person, class: claim, source: said on the radio}", {"claim": {"said on the radio"}}),
        ("{p05: 1, p50: 2, p95: 3, unit: person, class: literature, source: a book, claims: [C1]}", {"claim": {"C1"}, "literature": {"a book"}}),
        ("4 000 person", {}),
        ("{claims: men, definition: all, pool: linear}", {"claim": {"C1", "C2"}}),
        (f"{{claims: men, definition: all, pool: linear, {BEFORE}}}", {"claim": {"C1", "C2"}}),
        (f"{{claims: men, definition: all, {BEFORE}}}", {"claim": {"C1", "C2"}, "literature": {"a book"}, "judgement": {NO_KIND}}),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)  # fmt: skip
def test_what_each_form_of_a_value_rests_on(
    war: Callable[..., Scenario], value: str, rests: dict[str, set[str]]
) -> None:
    assert of_men(war(value)) == rests


def test_a_study_behind_an_assumed_bias_is_literature(war: Callable[..., Scenario], tmp_path: Path) -> None:
    rows = [
        "side,of,kind,p05,p50,p95,class,source",
        "other,,,0.5,1,2,literature,Doe et al. 2020: a study",
        "own,,,0.5,1,2,judgement,none",
    ]
    (tmp_path / "biases.csv").write_text("\n".join(rows), encoding="utf-8")
    told = of_men(war("{claims: men, definition: all}", "biases: biases.csv\n"))
    assert told == {"claim": {"C1", "C2"}, "literature": {"Doe et al. 2020: a study"}}


def test_a_scenario_without_claims_has_sources_too() -> None:
    told = citations(attrit.load("template"))
    assert {row.kind for row in told} >= {"fit", "judgement"}
    assert not [row for row in told if row.claim]

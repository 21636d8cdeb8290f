"""Sorts of quantities: none is taken that no prior of a bias knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from attrit.errors import LedgerError
from attrit.evidence.biases import COLUMNS, Biases, shipped
from attrit.evidence.claims import Ledger
from attrit.evidence.kinds import EQUIPMENT, LOSSES, broader, kind_faults
from attrit.evidence.words import KINDS

ROOT = Path(__file__).parents[2]
HEAD = "id,subject,of,kind,value,unit,qualifier,as_of,made_on,claimant,side\n"


def ledger_of(path: Path, kind: str) -> Ledger:
    path.write_text(f"{HEAD}A,lost,IR,{kind},900,person,about,1982-07,1982-08-10,Baghdad,IQ\n", "utf-8")
    return Ledger.read(path)


@pytest.mark.parametrize(
    ("kind", "cure"),
    [
        ("loses", "did you mean 'losses'"),
        ("pertess", "did you mean 'pertes'"),
        ("military_deths", ""),
        ("moral", ""),
    ],
)
def test_a_sort_without_a_prior_is_refused_where_it_stands_with_the_list(tmp_path: Path, kind: str, cure: str) -> None:
    path = tmp_path / "ledger.csv"
    with pytest.raises(LedgerError) as caught:
        ledger_of(path, kind)
    (problem,) = caught.value.problems
    assert problem.where == f"{path}:2:kind" and problem.found == f"unknown '{kind}'" and cure in problem.cure
    assert all(word in problem.accepted for word in (*KINDS, *LOSSES, *EQUIPMENT))


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        ("Losses", "losses"),
        ("pertes", "losses"),
        ("Verluste", "losses"),
        ("effectifs", "strength"),
        ("Stärke", "strength"),
        ("terrain", "ground"),
        ("Gelände", "ground"),
        ("ravitaillement", "supply"),
        ("Rekruten", "recruits"),
        ("military_deaths", "military_deaths"),
        ("tanks", "tanks"),
        ("", ""),
    ],
)
def test_words_of_other_languages_are_our_sorts(tmp_path: Path, kind: str, ours: str) -> None:
    assert ledger_of(tmp_path / "ledger.csv", kind).claims[0].kind == ours


def test_a_prior_for_an_unknown_sort_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "biases.csv"
    path.write_text(f"{','.join(COLUMNS)}\nown,,pertes,.5,1,2,judgement,here\n", "utf-8")
    with pytest.raises(LedgerError, match=r"biases\.csv:2:kind: unknown 'pertes'; .*; write losses"):
        Biases.read(path)


def test_every_sort_of_the_shipped_priors_is_known() -> None:
    assert not [fault for row in shipped().rows for fault in kind_faults(row.kind)]
    assert [broader(kind) for kind in ("military_deaths", "dead", "strength", "tanks")] == ["losses", "losses", "", ""]


def test_the_page_lists_the_sorts_that_the_program_knows() -> None:
    page = (ROOT / "docs" / "ledger.md").read_text("utf-8")
    table = page.split("### Sorts of quantities\n")[1].split("\n#")[0]
    rows = [row.split("|")[1:3] for row in table.splitlines() if row.startswith("| ")][1:]
    cells = {first.strip(" `"): re.findall("`([^`]+)`", second) for first, second in rows}
    assert cells.pop("words of losses") == [*LOSSES[1:]]
    assert cells.pop("equipment") == [*EQUIPMENT]
    assert [*cells] == [*KINDS]
    assert not [word for ours, words in cells.items() for word in words if word.lower() not in KINDS[ours]]

"""docs/article.md names what carries each statement of the founding article; every name is looked up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import attrit
from attrit.engine.outcomes import OUTCOMES
from attrit.experiments.measures import measures_of
from attrit.quantities import mechanisms, quantities

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "article.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (S\d+) \|([^|]*)\|([^|]*)\|$", PAGE, re.MULTILINE)
CARRIERS = [(statement, *name.split(":", 1)) for statement, _, cell in ROWS for name in re.findall("`([^`]*)`", cell)]


@pytest.fixture(scope="module")
def kursk() -> Any:
    return attrit.load("kursk-2024")


@pytest.fixture(scope="module")
def known(kursk: Any) -> dict[str, set[str]]:
    """Every name there is, by kind."""
    text = (ROOT / "attrit" / "library" / "kursk-2024.yaml").read_text(encoding="utf-8")
    results = attrit.simulate(kursk, 64, horizon=10, arms=[kursk.base, kursk.against])
    first_parts = {q.name.split(".")[0] for q in quantities().values() if q.entity == "mechanism"}
    return {
        "key": paths(YAML(typ="safe", pure=True).load(text)) | set(kursk.inputs),
        "mechanism": first_parts | set(mechanisms()),
        "file": {str(path.relative_to(ROOT)) for path in (ROOT / "attrit").rglob("*.py")},
        "outcome": set(OUTCOMES),
        "measure": {measure.name for measure in measures_of(results)},
        "arm": set(kursk.arms),
        "claim": {claim.id for claim in kursk.ledger},
    }


def paths(data: Any, before: str = "") -> set[str]:
    """Paths of all keys of nested mappings."""
    if not isinstance(data, dict):
        return set()
    found = set()
    for key, value in data.items():
        found |= {f"{before}{key}"} | paths(value, f"{before}{key}.")
    return found


def test_each_statement_has_one_row_in_order() -> None:
    assert [statement for statement, *_ in ROWS] == [f"S{n}" for n in range(1, 34)]


@pytest.mark.parametrize(("statement", "said", "cell"), ROWS, ids=[row[0] for row in ROWS])
def test_each_statement_is_said_and_carried_by_more_than_its_claim(statement: str, said: str, cell: str) -> None:
    kinds = {kind for of, kind, _ in CARRIERS if of == statement}
    assert len(said.split()) >= 4
    assert "claim" in kinds
    assert kinds - {"claim"}
    assert not re.sub("`[^`]*`", "", cell).strip(), "the last column holds names only"


@pytest.mark.parametrize(("statement", "kind", "name"), CARRIERS, ids=[":".join(carrier) for carrier in CARRIERS])
def test_each_name_exists(known: dict[str, set[str]], statement: str, kind: str, name: str) -> None:
    assert kind in known
    assert name in known[kind]


def test_each_arm_comes_from_a_statement(kursk: Any) -> None:
    assert {name for _, kind, name in CARRIERS if kind == "arm"} == set(kursk.arms)


def test_each_claim_read_in_the_article_is_named(kursk: Any) -> None:
    read = {claim.id for claim in kursk.ledger if claim.publisher.startswith("franceinfo")}
    assert read <= {name for _, kind, name in CARRIERS if kind == "claim"}

"""What words of a foreign table mean, and cells in which there is no number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from attrit.errors import LedgerError
from attrit.evidence.any_table import renamed

COLUMNS = {"Quoi": "subject", "Type": "kind", "Valeur": "value", "Unité": "unit", "Quand": ["as_of", "made_on"]}
COLUMNS |= {"Qui": "claimant", "Position": "stance"}
ALWAYS = {"qualifier": "exact"}
HEAD = "Quoi,Type,Valeur,Unité,Quand,Qui,Position\n"
Write = Callable[[str], Path]


@pytest.fixture
def table(tmp_path: Path) -> Write:
    def write(rows: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text(HEAD + rows, "utf-8")
        return path

    return write


def test_words_are_translated_in_all_columns_or_in_one(table: Write) -> None:
    path = table("pertes,Tués,5,têtes,1982,ONU,réfute\nmorts,tués,6,têtes,1982,Tués,affirme\n")
    meant = {"Type:tués": "deaths", "têtes": "person", "stance:réfute": "denies"}
    first, second = renamed(path, COLUMNS, constants=ALWAYS, translations=meant)
    assert (first.kind, first.unit, first.stance) == ("deaths", "person", "denies")
    assert (second.kind, second.claimant, second.stance) == ("deaths", "Tués", "asserts")


def test_a_translation_is_not_translated_again(table: Write) -> None:
    path = table("men,strength,5,person,1982,A,\nmen,strength,6,person,1982,B,\n")
    first, second = renamed(path, COLUMNS, constants=ALWAYS, translations={"A": "B", "B": "A"})
    assert (first.claimant, second.claimant) == ("B", "A")


def test_a_translation_of_what_no_cell_says_is_refused(table: Write) -> None:
    path = table("men,tués,5,person,1982,A,\n")
    with pytest.raises(LedgerError, match=r"translations: no cell in Type says 'tues'; did you mean 'tués'\?"):
        renamed(path, COLUMNS, constants=ALWAYS, translations={"Type:tues": "deaths"})


@pytest.mark.parametrize(
    ("said", "ours"),
    [
        ("affirme", "asserts"),
        ("dément", "denies"),
        ("confirme", "confirms"),
        ("ne reconnaît pas", "does_not_acknowledge"),
        ("behauptet", "asserts"),
        ("bestreitet", "denies"),
        ("bestätigt", "confirms"),
        ("Erkennt nicht an", "does_not_acknowledge"),
    ],
)
def test_stances_have_french_and_german_words(table: Write, said: str, ours: str) -> None:
    (claim,) = renamed(table(f"men,strength,5,hommes,1982,A,{said}\n"), COLUMNS, constants=ALWAYS)
    assert claim.stance == ours


@pytest.mark.parametrize("cell", ["-", "", "?"])
def test_a_cell_without_a_number_has_no_qualifier_and_no_unit(table: Write, cell: str) -> None:
    (claim,) = renamed(table(f"Les pertes,losses,{cell},person,1982,A,\n"), COLUMNS, constants=ALWAYS)
    assert (claim.value, claim.qualifier, claim.unit) == (None, "", "")
    assert claim.note.startswith(f"Valeur: {cell}; Quoi: Les pertes" if cell else "Quoi: Les pertes")

"""The tables of published values: what a row says, how many there are, and from how many sources."""

import pytest

from tests.published import table


@pytest.mark.parametrize("law", table.LAWS)
def test_rows_say_what_they_are(law: str):
    rows = table.rows(law)
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["id"].startswith(law + "-")
        assert row["source"] and row["page_or_equation"]
        assert row["status"] in ("exact", "quoted", "recomputed")
        decimals = len(row["value"].partition(".")[2])
        assert "e" in row["value"] or int(row["digits"]) == decimals, "the tolerance is the last digit written"


def test_there_are_enough_values_from_enough_places():
    """More than sixty numbers, and no fewer than nine works that give them."""
    rows = [row for law in table.LAWS for row in table.rows(law)]
    assert len(rows) > 60
    assert len({row["source"].partition(")")[0] for row in rows}) >= 9

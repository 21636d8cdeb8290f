"""Which claims exclude each other, by time and by words; and that many claims are no more work than they must be."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attrit.errors import LedgerError
from attrit.evidence import ledger_file
from attrit.evidence.claims import Claim, Ledger
from attrit.evidence.conflicts import MOST_PAIRS

DAY = date(2024, 11, 4)


def number(name: str, value: float, **fields: Any) -> Claim:
    given = {"id": name, "claimant": name, "subject": "dead", "as_of": str(DAY), "made_on": DAY}
    return Claim(**given | {"value": value, "unit": "person", "qualifier": "exact"} | fields)


def pairs(*claims: Claim) -> list[tuple[str, str]]:
    return [(a.id, b.id) for conflict in Ledger(claims).conflicts() for a, b in conflict.pairs]


def test_counts_of_two_weeks_exclude_nothing() -> None:
    first = number("A", 100.0, as_of="2024-05-01/2024-05-07")
    second = number("B", 200.0, as_of="2024-05-08/2024-05-14")
    assert pairs(first, second) == []
    assert pairs(first, number("B", 200.0, as_of="2024-05-02/2024-05-08")) == [("A", "B")]


def test_the_count_of_a_day_does_not_exclude_that_of_a_week() -> None:
    week, day = number("A", 100.0, as_of="2024-05-01/2024-05-07"), number("B", 12.0, as_of="2024-05-07")
    assert pairs(week, day) == []
    assert pairs(week, number("C", 12.0, as_of="2024-05-01/2024-05-07"), day) == [("C", "A")]


def test_a_count_of_another_time_revises_nothing() -> None:
    same = number("A", 100.0, claimant="N", as_of="2024-05-01/2024-05-31", made_on=date(2024, 6, 1))
    again = number("B", 110.0, claimant="N", as_of="2024-05-01/2024-05-30", made_on=date(2024, 7, 1))
    later = number("C", 40.0, claimant="N", as_of="2024-06-01/2024-06-30", made_on=date(2024, 7, 2))
    mended = number("D", 90.0, claimant="N", as_of="2024-05-01/2024-05-31", made_on=date(2024, 7, 3))
    found = {e.claim.id: e.revises and e.revises.id for e in Ledger((same, again, later, mended)).timeline()}
    assert found == {"A": None, "B": None, "C": None, "D": "A"}


def by_hand(claims: list[Claim], within: int) -> list[tuple[str, str]]:
    """Pairs of exact numbers, none of them counts over a time, in the order of days apart and of the ledger."""
    found = []
    for (i, a), (j, b) in itertools.combinations(enumerate(claims), 2):
        apart = max((a.start - b.end).days, (b.start - a.end).days, 0)
        if a.value != b.value and apart <= (0 if a.claimant == b.claimant else within):
            assert a.value is not None and b.value is not None
            lower, upper = (a, b) if a.value < b.value else (b, a)
            found.append((apart, i, j, lower.id, upper.id))
    return [(lower, upper) for *_, lower, upper in sorted(found)]


def test_the_pairs_are_all_that_there_are() -> None:
    rng = np.random.default_rng(4)
    claims = []
    for i in range(60):
        first = DAY + timedelta(int(rng.integers(60)))
        as_of = f"{first:%Y-%m}" if i % 5 == 0 else str(first)
        claims.append(number(f"C{i}", float(rng.integers(1, 4)), claimant="abcd"[rng.integers(4)], as_of=as_of))
    for within in (0, 3, 14):
        (conflict,) = Ledger(tuple(claims)).conflicts(within)
        expected = by_hand(claims, within)
        assert [(a.id, b.id) for a, b in conflict.pairs] == expected
        assert conflict.number == len(expected) < MOST_PAIRS


def test_of_very_many_pairs_the_nearest_are_kept_and_all_are_counted() -> None:
    claims = [number(f"C{i}", i + 1.0, as_of=str(DAY + timedelta(i % 3))) for i in range(90)]
    (conflict,) = Ledger(tuple(claims)).conflicts()
    assert conflict.number == 90 * 89 / 2
    assert len(conflict.pairs) == MOST_PAIRS
    assert all(a.as_of == b.as_of for a, b in conflict.pairs)  # 3 x 30 x 29 / 2 of one day


# many faults of one kind


def test_the_nearest_name_is_looked_for_a_few_times_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(ledger_file, "did_you_mean", lambda word, known: asked.append(word) or "")
    rows = [f"C{i},s,{i + 1},person,about,2024-01-01,2024-10-01,Who,zzz{i},a{i}/b" for i in range(300)]
    head = "id,subject,value,unit,qualifier,as_of,made_on,claimant,repeats,ratio_of"
    (tmp_path / "l.csv").write_text("\n".join([head, *rows]), "utf-8")
    with pytest.raises(LedgerError) as caught:
        Ledger.read(tmp_path / "l.csv")
    assert any("no claim 'zzz0', and 299 more cells alike" in p.found for p in caught.value.problems)
    assert len(asked) <= 2 * 20


def test_a_long_chain_of_copies_is_no_circle_and_one_that_closes_is() -> None:
    links = [("A", ""), *((f"C{i}", f"C{i - 1}" if i else "A") for i in range(5000))]
    assert list(ledger_file.link_faults(links)) == []
    closed = [("A", "C4999"), *links[1:], ("B", "C7")]
    circle = [place for place, fault in ledger_file.link_faults(closed) if "circle" in fault.found]
    assert circle == list(range(5001))  # all but B, which leads into it

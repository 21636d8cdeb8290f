"""What a ledger can be asked: about what, as of when, by whom; and that a selection tells nothing that it must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrit import library
from attrit.errors import LedgerError
from attrit.evidence.claims import Claim, Ledger, check_product
from attrit.evidence.pools import pool
from attrit.evidence.priors import Prior
from attrit.evidence.statement import STANCES

PATH = Path(library.__file__).with_name("kursk-2024-ledger.csv")
KURSK = Ledger.read(PATH)
DAY = date(2024, 11, 4)


def claim(name: str, **fields: Any) -> Claim:
    given = {"id": name, "claimant": name, "subject": "men", "as_of": "2024-11", "made_on": DAY, "note": "said so"}
    return Claim(**given | fields)


def number(name: str, value: float, **fields: Any) -> Claim:
    return claim(name, **{"value": value, "unit": "person", "qualifier": "about"} | fields)


def ids(ledger: Ledger) -> list[str]:
    return [claim.id for claim in ledger]


# by whom

WIRE = Ledger(
    (
        claim("minister", side="UA"),
        claim("wire", side="press", repeats="minister"),
        claim("paper", side="RU", repeats="wire"),
        claim("both", side="US/UA"),
        claim("copy", side="RU", repeats="both"),
        claim("own", claimant="wire", side="press"),
        claim("moscow", side="RU"),
    )
)


def test_a_claimant_is_heard_with_those_who_repeat_him() -> None:
    assert ids(WIRE.only("minister")) == ["minister", "wire", "paper"]
    assert ids(WIRE.without("minister")) == ["both", "copy", "own", "moscow"]


def test_what_a_claimant_repeats_goes_with_him_and_with_its_source() -> None:
    assert ids(WIRE.only("wire")) == ["wire", "own"]
    assert ids(WIRE.without("wire")) == ["minister", "paper", "both", "copy", "moscow"]


def test_a_side_is_each_part_of_a_side_written_with_a_slash() -> None:
    assert ids(WIRE.only("US")) == ["both", "copy"]
    assert ids(WIRE.without("US")) == ["minister", "wire", "paper", "own", "moscow"]


def test_of_a_side_are_its_own_words_and_what_others_repeat_of_them() -> None:
    assert ids(WIRE.only("UA")) == ["minister", "wire", "paper", "both", "copy"]
    assert ids(WIRE.only("RU")) == ["paper", "copy", "moscow"]
    assert ids(WIRE.without("UA")) == ["own", "moscow"]


def test_a_whole_side_name_with_a_slash_is_no_side() -> None:
    with pytest.raises(LedgerError, match="no claim by 'US/UA'; a claimant or a side"):
        WIRE.only("US/UA")


def test_a_claimant_comes_before_a_side_of_the_same_name() -> None:
    ledger = Ledger((claim("A", claimant="NATO", side="US"), claim("B", claimant="Rutte", side="NATO")))
    assert ids(ledger.only("NATO")) == ["A"]


@pytest.mark.parametrize("ask", [Ledger.only, Ledger.without])
def test_a_name_that_is_not_there_is_refused_with_the_nearest(ask: Any) -> None:
    with pytest.raises(LedgerError, match=r"no claim by 'ministr'; a claimant or a side; did you mean 'minister'\?"):
        ask(WIRE, "ministr")


@pytest.mark.parametrize("name", [*KURSK.claimants, *sorted({s for c in KURSK for s in c.side.split("/") if s})])
def test_only_and_without_share_the_ledger_out(name: str) -> None:
    some, others = KURSK.only(name), KURSK.without(name)
    assert {*ids(some)} | {*ids(others)} == {*ids(KURSK)}
    assert not {*ids(some)} & {*ids(others)}
    assert len(some) and name not in others.claimants
    assert not [c for c in others if KURSK.voice(c) == name]


# one claim


def test_a_claim_goes_with_all_that_repeat_it_however_far_down_the_chain() -> None:
    assert ids(WIRE.without_claim("minister")) == ["both", "copy", "own", "moscow"]
    assert ids(WIRE.without_claim("wire")) == ["minister", "both", "copy", "own", "moscow"]
    assert ids(WIRE.without_claim("paper")) == ["minister", "wire", "both", "copy", "own", "moscow"]


def test_a_claim_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(LedgerError, match=r"no claim 'P05x'; an id; did you mean 'P0[0-9]5'\?"):
        KURSK.without_claim("P05x")


def test_selected_are_the_ids_named_in_the_order_of_the_ledger_and_others_are_passed_over() -> None:
    assert ids(WIRE.select(["own", "wire", "nobody"])) == ["wire", "own"]
    assert ids(WIRE.select(["wire"]).select(["own"])) == []


# about what


def test_about_is_all_of_a_subject_and_nothing_else() -> None:
    assert {c.subject for c in KURSK.about("area_held")} == {"area_held"}
    assert sum(len(KURSK.about(subject)) for subject in KURSK.subjects) == len(KURSK)
    assert len(KURSK.without("Washington").only("RU").about("dprk_men_elite")) == 0


def test_a_subject_that_is_not_there_is_refused_with_the_nearest() -> None:
    with pytest.raises(LedgerError, match=r"no claim about 'area_hold'; did you mean 'area_held'\?"):
        KURSK.about("area_hold")


# as of when


@pytest.mark.parametrize(("day", "known"), [("2024-11-03", 0), ("2024-11-04", 1), ("2024-10", 0), ("2024", 1)])
def test_as_of_a_day_are_claims_made_by_its_end(day: str, known: int) -> None:
    assert len(Ledger((claim("A"),)).as_of(day)) == known


def test_a_claim_about_an_earlier_time_is_known_only_when_it_is_made() -> None:
    ledger = Ledger((claim("A", as_of="2024-08", made_on=date(2024, 9, 1)),))
    assert ids(ledger.as_of("2024-08")) == []
    assert ids(ledger.as_of("2024-09-01")) == ["A"]


def test_what_repeats_a_later_claim_is_not_known_before_it() -> None:
    ledger = Ledger((claim("copy", repeats="source"), claim("source", made_on=DAY + timedelta(days=9))))
    assert ids(ledger.as_of(DAY)) == []
    assert ids(ledger.as_of("2024-11-13")) == ["copy", "source"]


@st.composite
def told(draw: st.DrawFn) -> Ledger:
    """Claims on one subject over ten days, some of which repeat an earlier one."""
    claims: list[Claim] = []
    for place in range(draw(st.integers(2, 8))):
        day = DAY + timedelta(days=draw(st.integers(0, 9)))
        source = draw(st.sampled_from(["", "", *ids(Ledger(tuple(claims)))]))
        fields = {
            "claimant": draw(st.sampled_from("XYZ")), "side": draw(st.sampled_from(["UA", "RU", "US"])),
            "of": "UA", "kind": "strength", "stance": draw(st.sampled_from(STANCES)), "repeats": source,
        }  # fmt: skip
        as_of = (DAY - timedelta(days=draw(st.integers(0, 30)))).isoformat()
        claims.append(number(f"c{place}", draw(st.floats(10, 1e6)), as_of=as_of, made_on=day, **fields))
    return Ledger(tuple(claims))


def pooled_or_why_not(ledger: Ledger, day: date) -> Prior | str:
    try:
        return pool(ledger, when=day)
    except LedgerError as error:
        return str(error)


@given(told(), st.integers(0, 9), st.floats(10, 1e6), st.sampled_from("XYZQ"))
def test_a_later_claim_changes_nothing_that_is_known_earlier(
    ledger: Ledger, after: int, value: float, who: str
) -> None:
    day = DAY + timedelta(days=after)
    changed = Ledger(
        tuple(
            c if c.made_on <= day else replace(c, value=value, claimant=who, side="IR", stance="asserts")
            for c in ledger
        )
    )
    now, then = ledger.as_of(day), changed.as_of(day)
    assert now.claims == then.claims
    assert now.timeline() == then.timeline()
    assert now.conflicts() == then.conflicts()
    assert [now.voice(c) for c in now] == [then.voice(c) for c in then]
    assert pooled_or_why_not(now, day) == pooled_or_why_not(then, day)


@pytest.mark.parametrize("day", ["2024-08-31", "2024-10-15", "2024-11-04", "2024-11-15"])
def test_the_ledger_of_an_earlier_day_is_the_one_that_was_written_then(tmp_path: Path, day: str) -> None:
    """Rows made later are struck from the file; every answer stays as it is."""
    lines = PATH.read_text("utf-8").splitlines(keepends=True)
    known = {*ids(KURSK.as_of(day))}
    kept = [lines[0], *(line for line in lines[1:] if line.split(",", 1)[0] in known)]
    (tmp_path / "then.csv").write_text("".join(kept), "utf-8")
    then, now = Ledger.read(tmp_path / "then.csv"), KURSK.as_of(day)
    assert then.claims == now.claims
    assert then.timeline() == now.timeline()
    assert then.conflicts() == now.conflicts()


# timeline


def test_the_timeline_is_in_the_order_of_saying() -> None:
    days = [entry.claim.made_on for entry in KURSK.timeline()]
    assert days == sorted(days)
    assert {entry.claim.id for entry in KURSK.timeline()} == {*ids(KURSK)}


def test_of_one_day_the_timeline_keeps_the_order_of_the_file() -> None:
    assert [entry.claim.id for entry in WIRE.timeline()] == ids(WIRE)


def test_a_repeat_names_the_source_at_the_end_of_the_chain() -> None:
    sources = {entry.claim.id: entry.repeats and entry.repeats.id for entry in WIRE.timeline()}
    assert sources == {
        "minister": None, "wire": "minister", "paper": "minister", "both": None, "copy": "both", "own": None,
        "moscow": None,
    }  # fmt: skip


def revised(*claims: Claim) -> dict[str, str | None]:
    return {entry.claim.id: entry.revises and entry.revises.id for entry in Ledger(claims).timeline()}


def test_another_number_of_the_same_voice_revises_its_last_one() -> None:
    told = [
        number(f"c{n}", value, claimant="K", made_on=DAY + timedelta(days=n)) for n, value in enumerate((5, 6, 6, 7))
    ]
    assert revised(*reversed(told)) == {"c0": None, "c1": "c0", "c2": None, "c3": "c2"}


@pytest.mark.parametrize(
    "fields",
    [{"claimant": "L"}, {"subject": "other"}, {"definition": "held"}, {"stance": "denies"}, {"repeats": "c0"}, {"made_on": DAY}],
)  # fmt: skip
def test_another_voice_subject_definition_stance_or_day_or_a_copy_revises_nothing(fields: dict[str, Any]) -> None:
    first = number("c0", 5.0, claimant="K")
    later = number("c1", 9.0, **{"claimant": "K", "made_on": DAY + timedelta(days=3)} | fields)
    assert revised(first, later) == {"c0": None, "c1": None}


def test_washington_raised_its_number_of_north_koreans_in_kursk() -> None:
    entry = next(e for e in KURSK.about("dprk_men_in_kursk").timeline() if e.claim.id == "P053")
    assert entry.revises is not None and entry.revises.id == "P045"


# selections stay what they were


def test_every_selection_remembers_where_its_claims_stand() -> None:
    first = KURSK.claims[0]
    assert KURSK.place(first) == f"{PATH}:2"
    assert KURSK.place(first, "made_on") == f"{PATH}:2:made_on"
    for some in (
        KURSK.about(first.subject), KURSK.as_of("2024"), KURSK.only(first.claimant), KURSK.without("Washington"),
        KURSK.without_claim("P053"), KURSK.select([first.id]), KURSK.originals(),
        KURSK.about(first.subject).as_of("2024").only(first.side),
    ):  # fmt: skip
        assert [some.place(c) for c in some] == [KURSK.place(c) for c in KURSK if c in some.claims]
    assert some.place(first) == f"{PATH}:2"


def test_a_ledger_that_was_not_read_has_no_places() -> None:
    assert WIRE.place(WIRE.claims[0], "made_on") == ""


def test_what_cannot_be_pooled_is_told_by_row_and_column_after_any_selection() -> None:
    with pytest.raises(LedgerError, match=r"two definitions are never pooled: .*say with 'definition:'") as caught:
        pool(KURSK.without("Agentstvo").about("area_held"))
    (problem,) = caught.value.problems
    assert problem.where.startswith(f"{PATH}:") and problem.where.endswith(":definition")


# arithmetic


def test_a_share_that_says_what_it_relates_is_checked() -> None:
    (check,) = KURSK.derived()
    subjects = check.total.subject, check.share.subject, {claim.subject for claim in check.claimed}
    assert subjects == ("ru_side_men_in_kursk", "dprk_share_of_ru_side_men", {"dprk_men_in_kursk"})
    assert KURSK.without("Zelensky").derived() == ()
    assert KURSK.about("area_held").derived() == ()


def test_a_product_of_a_subject_that_is_not_there_is_refused() -> None:
    with pytest.raises(LedgerError, match="no claim about 'nothing'"):
        check_product(KURSK, "nothing", "area_held", "area_held")

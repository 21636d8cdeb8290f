"""Claims on a terminal: columns that line up, lines that fit, and everything that a number rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

import attrit
from attrit.analysis.claim_effects import ClaimEffects, Effect, Moved, claim_effects
from attrit.evidence.claims import Claim, Ledger
from attrit.evidence.pools import Pool
from attrit.evidence.pools import pool as made_of
from attrit.evidence.priors import Prior, Provenance
from attrit.evidence.sides import at_stake, fighting, outsiders
from attrit.experiments.measures import Measure
from attrit.scenario.schema import Scenario
from attrit.statistics.estimates import Estimate
from attrit.views.claims.explained import changed, changed_plain, explained, stated
from attrit.views.claims.words import (
    about,
    assumed_outsiders,
    believed,
    listed,
    method,
    numbers,
    overview,
    pooled,
    some,
)
from attrit.views.scenario.cautions import divided, doubts, probability_text, warnings
from attrit.views.words.columns import WIDTH, columns, paragraph
from tests.tolerances import AT_ITS_WORD

KURSK: Scenario = attrit.load("kursk-2024")
assert KURSK.ledger is not None
CLAIMS: Ledger = KURSK.ledger
WHY = Provenance("judgement", "why")


def too_long(lines: list[str]) -> Iterator[str]:
    """Printed lines wider than the screen; a formula and a link stay in one piece."""
    for line in "\n".join(lines).split("\n"):
        if len(line) > WIDTH and " = " not in f" {line}" and "https://" not in line and "http://" not in line:
            yield line


def cells(lines: list[str]) -> list[list[str]]:
    return [re.split(r"\s{2,}", line.strip()) for line in lines]


def test_one_subject_comes_with_its_conflicts_in_one_unit_however_it_was_typed() -> None:
    told = {"subject": "men", "qualifier": "exact", "as_of": "2030-02", "made_on": date(2030, 2, 10)}
    one, two = ((name, unit, value) for name, unit, value in (("A", "men", 5.0), ("B", "person", 9.0)))
    both = Ledger(tuple(Claim(id=n, claimant=n, unit=unit, value=value, **told) for n, unit, value in (one, two)))
    lines = about(both, "men", [])
    assert "    A 2030-02-10: 5 men [A] against B 2030-02-10: 9 men [B]" in lines
    assert "men" not in " ".join(listed(both)) and " person " not in " ".join(overview(both, None))


# columns


def test_columns_are_as_wide_as_their_widest_cell_two_blanks_apart() -> None:
    assert columns([("a", "bbb", "c"), ("dddd", "e", "f")]) == ["a     bbb  c", "dddd  e    f"]


def test_columns_may_stand_to_the_right_and_be_indented() -> None:
    assert columns([("a", "1"), ("b", "1,000")], right=(1,), indent=3) == ["   a      1", "   b  1,000"]


def test_no_line_ends_with_a_blank() -> None:
    assert columns([("a", "b", ""), ("a", "", "")]) == ["a  b", "a"]


def test_no_rows_are_no_lines() -> None:
    assert columns([]) == []


def test_a_cell_that_does_not_fit_is_wrapped_in_its_own_column() -> None:
    lines = columns([("id", "says", "end"), ("A", "word " * 40, "end")], give=1)
    assert len(lines) > 2
    start = lines[0].index("says")
    assert all(len(line) <= WIDTH for line in lines)
    assert lines[1].endswith("end") and not any(line.endswith("end") for line in lines[2:])
    assert all(line[:start].strip() == "" and line[start:].startswith("word") for line in lines[2:])
    assert " ".join(line[start:].removesuffix("end").strip() for line in lines[1:]) == ("word " * 40).strip()


def test_the_column_that_gives_gives_first_and_then_the_widest() -> None:
    rows = [("word " * 12, "name " * 12, "1234")]
    lines = columns(rows, give=0)
    assert all(len(line) <= WIDTH for line in lines)
    assert lines[0].count("name") == 12
    both = columns([("word " * 30, "name " * 30, "1234")], give=0)
    assert all(len(line) <= WIDTH for line in both)
    assert sum(line.count("word") for line in both) == sum(line.count("name") for line in both) == 30


def test_dates_numbers_and_ids_are_never_broken() -> None:
    rows = [
        (f"claim_{n:03}", "2024-02-24/2024-11-05", "said so " * 9, "10,000 - 12,000", "revises claim_001")
        for n in range(3)
    ]
    text = "\n".join(columns(rows, give=2))
    assert text.count("2024-02-24/2024-11-05") == 3
    assert all(len(line) <= WIDTH for line in text.split("\n"))


def test_a_long_word_in_the_column_that_gives_is_broken_if_nothing_else_helps() -> None:
    lines = columns([("x" * 90, "2024-11-04", "Ukrainian/American_services")])
    assert max(map(len, lines)) <= WIDTH or len(lines[0]) == 90 + 2 + 10 + 2 + 8
    lines = columns([("x" * 75, "2024-11-04", "Ukrainian/American_services")])
    assert max(map(len, lines)) <= WIDTH
    assert "".join(line[89:].strip() for line in lines) == "Ukrainian/American_services"


def test_a_line_break_in_a_cell_does_not_break_the_table() -> None:
    assert columns([("A", "two\nlines"), ("B", "one")]) == ["A  two lines", "B  one"]


def test_a_paragraph_fits_and_a_link_in_it_stays_whole() -> None:
    link = "https://example.org/" + "a-rather-long-path-" * 7
    lines = paragraph(f"{'word ' * 40}{link} {'word ' * 9}", indent=4).split("\n")
    assert any(line.strip() == link for line in lines)
    assert all(len(line) <= WIDTH for line in lines if link not in line)
    assert all(line.startswith("    ") for line in lines[1:])


# numbers


@pytest.mark.parametrize(
    ("prior", "text"),
    [
        (Prior("lognormal", 7460.3, 9940.1, 13199.4, WHY), "9,940 [7,460, 13,200]"),
        (Prior("logit", 0.18, 0.27, 0.4, WHY), "0.27 [0.18, 0.4]"),
        (Prior("normal", -1.25, 0.0, 2.0, WHY), "0 [−1.25, 2]"),
        (Prior.certain(1500.0, WHY), "1,500"),
        (Prior("lognormal", 0.004, 0.0095, 0.022, WHY), "0.0095 [0.004, 0.022]"),
    ],
)
def test_what_is_believed_is_a_median_and_nine_in_ten_to_three_digits(prior: Prior, text: str) -> None:
    assert believed(prior) == text


def test_many_names_are_cut_and_counted() -> None:
    names = [f"c{n}" for n in range(15)]
    assert some(names) == "c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 and 3 more"
    assert some(names[:12]).endswith("c11")


# a ledger


def test_the_overview_of_kursk_fits_and_tells_every_subject() -> None:
    lines = overview(CLAIMS, KURSK)
    text = "\n".join(lines)
    assert not [*too_long(lines)]
    assert lines[
        0
    ] == f"{len(CLAIMS)} claims by {len(CLAIMS.claimants)} claimants on {len(CLAIMS.subjects)} subjects, " + (
        "made 2023-12-29 to 2024-11-16."
    )
    assert all(subject in text for subject in CLAIMS.subjects)
    for path, given in KURSK.inputs.items():
        assert (f"\n{path} " in text) == bool(given.prior and given.prior.provenance.claims), path


def test_the_columns_of_the_overview_stand_in_line() -> None:
    lines = overview(CLAIMS, KURSK)
    head = lines[2]
    row = next(line for line in lines if line.startswith("dprk_men_in_kursk "))
    assert cells([row]) == [["dprk_men_in_kursk", "11", "6", "5,000", "11,000", "men", "2024-11-04", "Washington"]]
    for title, cell in [("claims", " 11 "), ("voices", "  6 "), ("lowest", " 5,000 "), ("highest", "11,000 ")]:
        assert head.index(title) + len(title) == row.index(cell) + len(cell) - 1, title
    assert head.index("unit") == row.index(" men ") + 1
    assert head.index("latest") == row.index("2024-11-04")


def test_conflicts_name_both_claims_with_number_and_unit_the_smaller_first() -> None:
    text = " ".join(" ".join(overview(CLAIMS, KURSK)).split())
    assert "Washington 2024-11-04: up to 10,000 men [P054] against Zelensky 2024-11-04: about 11,000 men [P055]" in text
    assert "area_held, held Agentstvo" in text and "area_held, held or contested" in text
    n = sum(len(conflict.pairs) for conflict in CLAIMS.conflicts())
    assert f"Conflicts: {n} pairs on {len(CLAIMS.conflicts())} subjects" in text


def test_claims_that_follow_from_each_other_are_told_with_who_agrees() -> None:
    text = " ".join(" ".join(overview(CLAIMS, KURSK)).split())
    assert "about 0.2 [P072] of about 50,000 [P077] is 10,000 men; agrees with Washington 2024-11-04 [P053]" in text
    assert "not with Ukrainian official" in text


def test_a_ledger_by_itself_tells_no_inputs_and_no_conflicts_where_there_are_none() -> None:
    text = "\n".join(overview(CLAIMS.only("Washington"), None))
    assert "What rests on claims" not in text
    assert "\n".join(overview(CLAIMS.about("dprk_men_elite"), None)).endswith(
        "No two claims of one definition exclude each other."
    )


def test_subjects_without_a_number_are_named_below() -> None:
    text = " ".join(" ".join(overview(CLAIMS, None)).split())
    assert re.search(r"Without a number: dprk_roles, .*war_kind\.", text)


@pytest.mark.parametrize("subject", CLAIMS.subjects)
def test_every_subject_fits_and_tells_each_claim_once(subject: str) -> None:
    lines = about(CLAIMS, subject, [])
    assert not [*too_long(lines)]
    told = [line.split("  ")[0] for line in lines if line[:1] in "PS"]
    assert sorted(name for name in told if name in {c.id for c in CLAIMS}) == sorted(
        c.id for c in CLAIMS.about(subject)
    )


def test_a_list_of_claims_says_what_each_repeats_or_revises() -> None:
    rows = {row[0]: row for row in cells(listed(CLAIMS.about("dprk_men_in_kursk")))}
    assert rows["P074"][-1] == "repeats P053"
    assert rows["P053"] == ["P053", "2024-11-04", "Washington", "US", "at least 10,000", "2024-11-04", "revises P045"]
    assert rows["P054"][-1] == "2024-11-04"


def pools_of(scenario: Scenario) -> list[tuple[str, Pool, Prior]]:
    return [
        (path, given.prior.provenance.pool, given.prior)
        for path, given in scenario.inputs.items()
        if given.prior is not None and given.prior.provenance.pool is not None
    ]


@pytest.mark.parametrize(("path", "pool", "prior"), pools_of(KURSK), ids=lambda x: x if isinstance(x, str) else "")
def test_a_pool_tells_who_was_heard_why_others_were_not_and_the_biases(path: str, pool: Pool, prior: Prior) -> None:
    lines = pooled(pool)
    text = " ".join(" ".join(lines).split())
    assert not [*too_long(lines)]
    assert all(f"{voice.name} ({', '.join(c.id for c in voice.claims)})" in text for voice in pool.voices)
    spoken = pool.existence.claims if pool.existence is not None else ()
    assert all(name in text for name in spoken)
    assert all(claim.id in text and reason in text for claim, reason in pool.left_out if claim.id not in spoken)
    assert pool.before is not None and f"before anybody spoke: {believed(pool.before)}" in text
    for bias in pool.biases:
        low, mid, high = bias.posterior
        assert f"{mid:.2f} [{low:.2f}, {high:.2f}]" in text
    assert about(CLAIMS, pool.subject, [(path, pool, prior)])
    assert method(pool) == "bias pool"


def test_a_pool_of_nobody_says_so() -> None:
    nobody = KURSK.hearing(CLAIMS.select(()))
    for path, pool, _ in pools_of(nobody):
        assert method(pool) == "as believed before, since nobody gives a number"
        assert pooled(pool)[0] == "  used: nothing"
        assert not [*too_long(explained(nobody, path))]


# what a reader must know before he believes a number


def apart(*values: float) -> Prior:
    day = date(2024, 11, 1)
    return made_of(
        Ledger(
            tuple(
                Claim(
                    id=f"C{i}", claimant=f"C{i}", subject="men", as_of=str(day), made_on=day, value=value,
                    unit="person", qualifier="about", note="said so",
                )
                for i, value in enumerate(values)
            )
        )
    )  # fmt: skip


def test_claims_that_contradict_each_other_are_warned_of_where_the_pool_is_told_and_for_the_scenario() -> None:
    prior = apart(2000.0, 200_000.0)
    how = prior.provenance.pool
    assert how is not None
    text = " ".join(" ".join(pooled(how)).split())
    assert (
        "warning: the claims about men contradict each other: 50 % of the belief lies about 2,070 and 50 % about"
        in text
    )
    path = "quantities.contingent_men"
    at_odds = replace(KURSK, inputs={**KURSK.inputs, path: replace(KURSK.inputs[path], prior=prior)})
    assert warnings(KURSK) == []
    (told,) = warnings(at_odds)
    assert told == f"Warning: {path}: {divided(how)}"
    assert divided(apart(10000.0, 11000.0).provenance.pool) == ""


def test_whether_there_are_any_is_told_with_who_says_what() -> None:
    lines = explained(KURSK, "quantities.contingent_men")
    text = " ".join(" ".join(lines).split())
    assert "whether there are any: 99.6 %; before anybody spoke 50 %" in text
    assert re.search(r"US +confirms \(S03b\) +another's +50", "\n".join(lines))
    assert re.search(r"DPRK +does not acknowledge \(S03c\) +its own +0.8", "\n".join(lines))
    assert re.search(r"whether there are any +99.6 % +S03b US", "\n".join(overview(CLAIMS, KURSK)))
    assert doubts(KURSK) == []
    by_pyongyang = KURSK.hearing(CLAIMS.only("DPRK"), at_their_word=True)
    assert doubts(by_pyongyang) == ["North Koreans in Kursk are in doubt: there are any in 10 % of the worlds."]


@pytest.mark.parametrize(
    ("p", "text"), [(0.0, "0.0 %"), (1e-5, "under 0.1 %"), (0.5, "50 %"), (0.9961, "99.6 %"), (0.9999, "over 99.9 %")]
)
def test_a_probability_next_to_certainty_is_not_called_certain(p: float, text: str) -> None:
    assert probability_text(p) == text


def ledger_of(*rows: tuple[str, str, float]) -> Ledger:
    day = date(2024, 11, 1)
    return Ledger(
        tuple(
            Claim(
                id=f"C{i}", claimant=f"C{i}", subject=f"{of.lower() or 'their'}_losses", side=side, of=of, kind="losses",
                as_of=str(day), made_on=day, value=value, unit="person", qualifier="about",
            )
            for i, (side, of, value) in enumerate(rows)
        )
    )  # fmt: skip


def test_who_was_taken_for_an_outsider_is_told_with_what_hangs_on_it() -> None:
    alone = ledger_of(("UA", "RU", 20000.0))
    stake = at_stake(alone, outsiders(alone))
    assert stake is not None and stake.as_outsider / stake.as_enemy == pytest.approx(2.6, rel=AT_ITS_WORD)
    text = " ".join(assumed_outsiders(fighting(alone), outsiders(alone), stake).split())
    assert text.startswith("Assumed: RU fights, since its quantities are counted; UA is an outsider. If UA fights RU, ")
    assert text.endswith("ru_losses goes from 19,400 to 7,440. Say who fights whom with --between UA,RU.")
    both = ledger_of(("UA", "RU", 20000.0), ("RU", "UA", 20000.0), ("press", "UA", 1000.0), ("", "UA", 900.0))
    assert outsiders(both) == ()
    assert outsiders(ledger_of(("UA", "", 20000.0))) == ()  # nobody is said to fight


# what a number rests on


@pytest.mark.parametrize("path", KURSK.inputs)
def test_every_input_of_kursk_is_explained_in_lines_that_fit(path: str) -> None:
    lines = explained(KURSK, path)
    assert not [*too_long(lines)]
    assert lines[0].startswith(f"{path}: ")
    text = " ".join(" ".join(lines).split())
    given = KURSK.inputs[path]
    if given.prior is None:
        assert f"= {given.formula}" in text and all(f"{name}: " in text for name in given.names)
    elif given.prior.shape != "choice":
        assert numbers(given.prior) in text
        assert f"({given.prior.provenance.kind})" in text
        assert all(name in text for name in given.prior.provenance.claims)


@pytest.mark.parametrize("path", attrit.load("template").inputs)
def test_a_scenario_without_a_ledger_is_explained_too(path: str) -> None:
    assert not [*too_long(explained(attrit.load("template"), path))]


def test_a_disputed_number_is_followed_from_its_claims_to_where_it_enters() -> None:
    text = " ".join("\n".join(explained(KURSK, "quantities.contingent_men")).split())
    for part in (
        "claims about dprk_men_in_kursk:", "used: Washington (P053, P054); Zelensky (P055)",
        "enters groups.ru.men = quantities.russian_side_men - quantities.contingent_men",
        "changed in the arms absent, absent_unreplaced, five_times", "high together with quantities.russian_side_men (+0.4:",
    ):  # fmt: skip
        assert part in text


def test_a_number_stated_by_hand_shows_the_claims_it_was_stated_with() -> None:
    text = "\n".join(explained(KURSK, "supporters.north_korea.rounds"))
    assert "stated by hand with these claims in view:" in text
    assert [row[0] for row in cells(text.split("\n")) if row[0] in ("P044", "P073", "P057")] == ["P044", "P073"]


def test_hypotheses_are_explained_by_their_weights() -> None:
    law = explained(KURSK, "hypotheses.law")
    assert law[2] == "mixed 35 %, square 8.0 %, linear 15 %, logarithmic 27 %, epstein 15 %"


@pytest.mark.parametrize("name", [claim.id for claim in CLAIMS])
def test_a_claim_is_told_with_its_note_its_page_and_those_who_repeat_it(name: str) -> None:
    lines = stated(CLAIMS, name)
    text = " ".join(" ".join(lines).split())
    claim = next(claim for claim in CLAIMS if claim.id == name)
    assert not [*too_long(lines)]
    assert claim.link in text and " ".join(claim.note.split()) in text and claim.publisher in text
    copies = {c.id for c in CLAIMS} - {c.id for c in CLAIMS.without_claim(name)}
    assert all(f"{copy} " in text for copy in copies)


# what moves


@pytest.mark.parametrize("name", ["P053", "P055", "P058", "P078", "S27"])
def test_what_moves_without_a_claim_is_told_in_lines_that_fit(name: str) -> None:
    effects = claim_effects(KURSK, KURSK.hearing(CLAIMS.without_claim(name)), draws=64, seed=1, horizon=20)
    lines = changed(KURSK, effects, f"without {name}")
    text = "\n".join(lines)
    assert not [*too_long(lines)]
    assert lines[0].startswith(f"without {name}: {len(effects.gone)} of {len(CLAIMS)} claims are not heard ({name}")
    assert all(f"\n{one.path} " in text for one in effects.moved)
    assert ("No input moves" in text) == (not effects.moved)
    assert ("Stated by hand" in text) == bool(effects.kept)
    if name == "P078":
        assert "what was believed before holds" in text


def measure(name: str, title: str) -> Measure:
    return Measure(name, title, "person", lambda *_: np.zeros(1))


def effect(name: str, title: str, change: float, error: float, of: str = "arm") -> Effect:
    def made(x: float, e: float) -> Estimate:
        return Estimate(x, x, x, e, x, e, 100)

    return Effect(measure(name, title), of, made(1000.0, 20.0), made(1000.0 + change, 20.0), made(change, error))


def told(*effects: Effect) -> str:
    moved = Moved("quantities.recruits", Prior("lognormal", 1, 2, 3, WHY), Prior("lognormal", 1, 2, 4, WHY))
    return "\n".join(changed(KURSK, ClaimEffects(CLAIMS.claims[:1], (moved,), (), effects), "without X"))


def test_a_change_beyond_two_errors_is_a_row_and_a_smaller_one_is_named() -> None:
    text = told(effect("a", "killed", 50.0, 10.0), effect("b", "wounded", 15.0, 10.0))
    assert re.search(r"\nkilled, men, committed +1,000 +1,050 +\+50 +10$", text, re.MULTILINE)
    assert "No change that can be told from chance: wounded." in text


def test_of_two_measures_with_one_first_word_the_one_that_stays_is_named() -> None:
    text = told(
        effect("a", "killed in the contingent", 50.0, 10.0), effect("b", "wounded in the contingent", 15.0, 10.0)
    )
    assert "No change that can be told from chance: wounded in the contingent." in text


def test_a_measure_that_moves_in_the_arm_is_not_called_unmoved_for_its_difference() -> None:
    text = told(effect("a", "killed", 50.0, 10.0), effect("a", "killed", 1.0, 10.0, "difference"))
    assert "No change" not in text


def test_a_difference_from_nothing_is_no_second_change() -> None:
    text = told(effect("a", "killed", 50.0, 10.0), effect("a", "killed", 50.0, 10.0, "difference"))
    assert text.count("killed, ") == 1


def test_what_the_war_does_not_model_is_not_listed() -> None:
    def optional(name: str, level: float) -> Effect:
        of = Measure(name, name, "km2", lambda *_: np.zeros(1), optional=True)
        one, still = (Estimate(x, x, x, 0.0, x, 0.0, 100) for x in (level, 0.0))
        return Effect(of, "arm", one, one, still)

    held = effect("area_held", "held", 0.0, 0.0)
    twice = replace(held, measure=replace(held.measure, name="held_again", optional=True))
    text = told(held, twice, optional("days of supply", 0.0), optional("escalation", 0.3))
    assert "from chance: held; escalation." in text


def test_the_plain_data_say_the_same() -> None:
    effects = claim_effects(KURSK, KURSK.hearing(CLAIMS.without("Washington")), draws=32, seed=1, horizon=5)
    plain = changed_plain(effects)
    assert plain["not_heard"] == [claim.id for claim in effects.gone]
    assert list(plain["moved"]) == [one.path for one in effects.moved]
    assert plain["moved"]["quantities.contingent_men"]["all_claims"]["p50"] == effects.moved[0].whole.p50
    assert len(plain["changes"]) == len(effects.effects)
    first = effects.effects[0]
    assert plain["changes"][f"{first.measure.name} {first.of}"] == {
        "unit": first.measure.unit, "all_claims": first.whole.mean, "now": first.less.mean,
        "change": first.change.mean, "error": first.change.mean_error,
    }  # fmt: skip


def test_numbers_in_a_column_of_what_moves_end_in_line() -> None:
    effects = claim_effects(KURSK, KURSK.hearing(CLAIMS.without("Washington")), draws=64, seed=1, horizon=20)
    lines = changed(KURSK, effects, "without Washington")
    at = next(n for n, line in enumerate(lines) if line.startswith("the answer"))
    rows = [line for line in lines[at:] if ", committed" in line]
    assert rows
    ends = {len(line) for line in [lines[at], *rows]}
    assert len(ends) == 1
    assert all(len(a) == len(b) for a, b in pairwise(rows))

"""A scenario as it is if only some of its claims are heard: what moves, what does not, and what holds instead."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest

import attrit
from attrit.errors import LedgerError, ScenarioError
from attrit.evidence.biases import Biases
from attrit.evidence.claims import Claim, Ledger
from attrit.evidence.pools import pool
from attrit.evidence.priors import Prior
from attrit.scenario.files import parse
from attrit.scenario.schema import Scenario
from tests.scenario.edits import LEDGER, edited, marked, problems
from tests.tolerances import AT_ITS_WORD, HALVED, ROUNDING

KURSK = attrit.load("kursk-2024")
assert KURSK.ledger is not None
CLAIMS: Ledger = KURSK.ledger
SIDES = sorted({side for claim in CLAIMS for side in claim.side.split("/") if side})


def some(names: Sequence[str]) -> list[Any]:
    """Every fifth name every day, the others among the slow tests."""
    return [pytest.param(name, marks=[pytest.mark.slow] * (i % 5 > 0)) for i, name in enumerate(names)]


EVERYBODY = some([*CLAIMS.claimants, *SIDES])
BEFORE = "before: {p05: 1000, p50: 4000, p95: 16000, source: guessed}"
MEN = "groups.brigade.men"


def priors(scenario: Scenario) -> dict[str, Prior]:
    return {path: given.prior for path, given in scenario.inputs.items() if given.prior is not None}


def subject_of(prior: Prior) -> str:
    """The subject that a prior is pooled from, as far as its pool tells."""
    how = prior.provenance.pool
    return "" if how is None else how.subject or next((claim.subject for claim, _ in how.left_out), "")


def rests_on(prior: Prior, gone: set[str]) -> bool:
    """Whether some of the claims are in its pool, used or not, or named with it."""
    how = prior.provenance.pool
    entered = {claim.id for claim, _ in how.left_out} if how else set()
    return bool(gone & {*prior.provenance.claims, *entered})


def some(names: Sequence[str]) -> list[object]:
    """Every sixth name every day, the others where there is time."""
    return [name if k % 6 == 0 else pytest.param(name, marks=pytest.mark.slow) for k, name in enumerate(names)]


# Kursk


@pytest.mark.parametrize("name", some(EVERYBODY))
def test_whoever_is_dropped_the_scenario_loads_and_moves_only_where_it_rested_on_him(name: str) -> None:
    left = CLAIMS.without(name)
    less = KURSK.hearing(left)
    gone = {claim.id for claim in CLAIMS} - {claim.id for claim in left}
    assert less.ledger == left
    for path, prior in priors(KURSK).items():
        now = less.inputs[path].prior
        assert now is not None
        assert not gone & {*now.provenance.claims}
        if not rests_on(prior, gone):
            assert now == prior, path
    assert {path: g.formula for path, g in less.inputs.items()} == {path: g.formula for path, g in KURSK.inputs.items()}


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("at_their_word", [False, True])
def test_whoever_is_heard_alone_the_scenario_loads_and_rests_on_nobody_else(name: str, at_their_word: bool) -> None:
    alone = KURSK.hearing(CLAIMS.only(name), at_their_word=at_their_word)
    heard = {claim.id for claim in CLAIMS.only(name)}
    for path, prior in priors(alone).items():
        assert {*prior.provenance.claims} <= heard, path
        how = prior.provenance.pool
        if how is not None:
            assert how.method == ("" if not how.voices else "linear" if at_their_word else "bias")


@pytest.mark.parametrize("name", some(CLAIMS.claimants))
def test_arms_are_as_they_were_but_for_the_numbers_that_move(name: str) -> None:
    less = KURSK.hearing(CLAIMS.without(name))
    assert less.arms == KURSK.arms
    assert set(less.forbidden_arms()) == set(KURSK.forbidden_arms())


def test_arms_are_made_anew_in_what_is_heard() -> None:
    less = KURSK.hearing(CLAIMS.without("Audrand"))
    for name in ("committed", "absent", "five_times"):
        made, whole = less.arm(name), KURSK.arm(name)
        assert made.inputs["quantities.ukrainian_men"] == less.inputs["quantities.ukrainian_men"]
        assert made.inputs["quantities.ukrainian_men"] != whole.inputs["quantities.ukrainian_men"]
        assert made.inputs["groups.dprk_elite.men"] == whole.inputs["groups.dprk_elite.men"]
        assert made.ledger == less.ledger


def test_hearing_everybody_changes_nothing() -> None:
    again = KURSK.hearing(CLAIMS)
    assert again == KURSK
    assert again.digest == KURSK.digest
    assert KURSK.hearing(CLAIMS.without("Washington")).hearing(CLAIMS) == KURSK


def test_hearing_again_is_hearing_the_second_selection() -> None:
    first = KURSK.hearing(CLAIMS.without("Washington"))
    assert first.hearing(CLAIMS.without("Zelensky")) == KURSK.hearing(CLAIMS.without("Zelensky"))
    assert first.hearing(CLAIMS).inputs == KURSK.inputs


def test_a_pool_that_moves_makes_another_digest_and_a_claim_in_none_does_not() -> None:
    assert KURSK.hearing(CLAIMS.without_claim("P055")).digest != KURSK.digest
    assert KURSK.hearing(CLAIMS.without_claim("S27")).digest == KURSK.digest


def test_changes_on_top_of_what_is_heard_keep_it() -> None:
    less = KURSK.hearing(CLAIMS.without("Washington"))
    changed = less.with_changes({"ukrainian_men": "20000 person"})
    assert changed.inputs["quantities.contingent_men"] == less.inputs["quantities.contingent_men"]
    assert changed.ledger == less.ledger
    other_way = KURSK.with_changes({"ukrainian_men": "20000 person"}).hearing(CLAIMS.without("Washington"))
    assert other_way.inputs == changed.inputs


@pytest.mark.parametrize(
    ("path", "who", "kind"),
    [
        ("quantities.contingent_men", "Washington Zelensky", "judgement"),
        ("quantities.ukrainian_men", "Audrand", "judgement"),
        ("sides.ru.use", "NATO", "literature"),
        ("sides.ru.captured_share", "Syrskyi", "judgement"),
        ("sides.ru.killed_share", "Syrskyi", "literature"),
        ("fronts.kursk.attacker_loss_rate", "Syrskyi", "literature"),
        ("quantities.area_on_map", "Agentstvo", "judgement"),
    ],
)
def test_where_nobody_is_left_what_was_believed_before_holds_with_its_class(path: str, who: str, kind: str) -> None:
    left = CLAIMS
    for name in [who] if who in CLAIMS.claimants else who.split():
        left = left.without(name)
    prior = KURSK.hearing(left).inputs[path].prior
    assert prior is not None
    so = prior.provenance.pool.existence if prior.provenance.pool is not None else None
    assert (prior.provenance.kind, prior.provenance.claims) == (kind, so.claims if so is not None else ())
    whole = KURSK.inputs[path].prior
    assert whole is not None and whole.provenance.kind == "claim"
    how = prior.provenance.pool
    if how is not None:
        assert (how.method, how.voices) == ("", ())
        assert how.before is not None and (prior.p05, prior.p50, prior.p95) == (
            how.before.p05,
            how.before.p50,
            how.before.p95,
        )
        assert "nobody gives a number" in prior.provenance.source


def test_without_any_claim_every_claimed_number_is_what_was_believed_before() -> None:
    nobody = KURSK.hearing(CLAIMS.select(()))
    assert not [path for path, prior in priors(nobody).items() if prior.provenance.claims]
    for path, prior in priors(KURSK).items():
        if prior.provenance.claims:
            assert nobody.inputs[path].prior != prior, path


COPIED = ["P053", "P055", "P005", "P049", "P064", "P031", "P067", "P078"]


@pytest.mark.parametrize("copies", [1, 5, 50])
@pytest.mark.parametrize("when", ["the day of the claim", "the last day"])
def test_wire_copies_by_others_move_no_prior_by_a_bit(copies: int, when: str) -> None:
    sources = [claim for claim in CLAIMS if claim.id in COPIED]
    added = [
        replace(
            source, id=f"{source.id}_{n}", claimant=f"Agency {n}", side=("UA", "RU", "press", "")[n % 4],
            repeats=source.id if n % 2 else f"{source.id}_{n - 1}" if n else source.id, publisher=f"Paper {n}",
            made_on=source.made_on if when == "the day of the claim" else KURSK.as_of,
        )
        for source in sources
        for n in range(copies)
    ]  # fmt: skip
    more = KURSK.hearing(Ledger((*CLAIMS, *added)))
    assert [prior.p05 for prior in priors(more).values()] == [prior.p05 for prior in priors(KURSK).values()]
    assert more.inputs == KURSK.inputs
    assert more.digest == KURSK.digest


def test_at_their_word_is_a_linear_pool_of_what_is_said() -> None:
    alone = KURSK.hearing(CLAIMS.only("Zelensky"), at_their_word=True)
    prior = alone.inputs["quantities.contingent_men"].prior
    assert prior is not None
    assert prior == pool(CLAIMS.only("Zelensky").about("dprk_men_in_kursk"), method="linear", since="2024-11")
    assert prior.p50 == pytest.approx(11000, rel=AT_ITS_WORD)
    weighed = KURSK.hearing(CLAIMS.only("Zelensky")).inputs["quantities.contingent_men"].prior
    assert weighed is not None and weighed.p50 < prior.p50  # a party calls its enemy strong


def test_a_scenario_hears_as_of_its_own_day() -> None:
    october = KURSK.hearing(CLAIMS.as_of("2024-10"))
    prior = october.inputs["quantities.contingent_men"].prior
    assert prior is not None and prior.provenance.claims == ()
    assert october.as_of == KURSK.as_of


# a small war


@pytest.fixture
def war(tmp_path: Path) -> Callable[..., Scenario]:
    """A small war in which claims are made of the brigade."""

    def made(value: str, ledger: str = LEDGER, head: str = "later_claims: drop", **more: str) -> Scenario:
        (tmp_path / "claims.csv").write_text(ledger, encoding="utf-8")
        for name, text in more.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        edits = ("men: 4 000 person", f"men: {value}"), ("base:", f"ledger: claims.csv\n{head}\nbase:")
        return parse(edited(*edits), "war.yaml", tmp_path)

    return made


def men(scenario: Scenario) -> Prior:
    prior = scenario.inputs[MEN].prior
    assert prior is not None
    return prior


def without(scenario: Scenario, *names: str) -> Scenario:
    assert scenario.ledger is not None
    left = scenario.ledger
    for name in names:
        left = left.without(name)
    return scenario.hearing(left)


def test_a_value_without_before_that_nobody_speaks_of_any_more_is_a_problem_at_its_place(
    war: Callable[..., Scenario],
) -> None:
    whole = war("{claims: men, definition: all}")
    assert men(without(whole, "The North")).provenance.claims == ("C2",)
    with pytest.raises(
        ScenarioError, match=r"without .*C2.*, nobody who is heard speaks of 'men'; state with 'before:'"
    ) as caught:
        without(whole, "The North", "The South")
    (problem,) = caught.value.problems
    text, places = marked(
        edited(
            ("men: 4 000 person", "men: {claims: §men, definition: all}"),
            ("base:", "ledger: claims.csv\nlater_claims: drop\nbase:"),
        )
    )
    assert text and ([problem.where], problem.path) == (places, f"{MEN}.claims")


def test_with_before_it_holds(war: Callable[..., Scenario]) -> None:
    nobody = men(without(war(f"{{claims: men, definition: all, {BEFORE}}}"), "The North", "The South"))
    assert (nobody.shape, nobody.p05, nobody.p50, nobody.p95) == ("lognormal", 1000, 4000, 16000)
    assert nobody.provenance.kind == "judgement"
    assert nobody.provenance.source == "guessed; nobody gives a number"


def test_before_is_in_the_unit_of_its_value(war: Callable[..., Scenario]) -> None:
    text = "{claims: length, unit: km, before: {p05: 1, p50: 2, p95: 4}}"
    km = LEDGER.replace("length,,7,,km", "length,,7,,person")
    assert men(without(war(text.replace("unit: km", "unit: person"), km), "The South")).p50 == 2


def test_before_is_weighed_with_what_is_said(war: Callable[..., Scenario]) -> None:
    plain = men(war("{claims: men, definition: all}"))
    low = men(war(f"{{claims: men, definition: all, {BEFORE}}}"))
    high = men(
        war(
            f"{{claims: men, definition: all, {BEFORE.replace('1000', '90000').replace(' 4000', ' 150000').replace('16000', '300000')}}}"
        )
    )
    assert low.p50 < plain.p50 < high.p50
    linear = men(war("{claims: men, definition: all, pool: linear}"))
    assert men(war(f"{{claims: men, definition: all, pool: linear, {BEFORE}}}")) == linear


HAND = "{p05: 1000, p50: 2000, p95: 4000, unit: person, class: claim, claims: [C1, C2], source: between the two%s}"


def test_a_value_stated_by_hand_holds_as_long_as_one_of_its_claims_is_heard(war: Callable[..., Scenario]) -> None:
    whole = war(HAND % f", {BEFORE}")
    fewer = men(without(whole, "The North"))
    assert (fewer.p05, fewer.p50, fewer.p95) == (1000, 2000, 4000)
    assert fewer.provenance.claims == ("C2",)
    assert men(whole).provenance.claims == ("C1", "C2")


def test_a_value_stated_by_hand_gives_way_to_what_was_believed_before_when_none_is(
    war: Callable[..., Scenario],
) -> None:
    nobody = men(without(war(HAND % f", {BEFORE}"), "The North", "The South"))
    assert (nobody.p05, nobody.p50, nobody.p95) == (1000, 4000, 16000)
    assert (nobody.provenance.kind, nobody.provenance.claims) == ("judgement", ())


def test_a_value_stated_by_hand_without_before_stays_and_names_no_claim(war: Callable[..., Scenario]) -> None:
    nobody = men(without(war(HAND % ""), "The North", "The South"))
    assert (nobody.p05, nobody.p50, nobody.p95) == (1000, 2000, 4000)
    assert nobody.provenance.claims == ()


def test_what_an_arm_scales_is_the_pool_that_is_heard(war: Callable[..., Scenario]) -> None:
    less = without(war("{claims: men, definition: all}"), "The North")
    doubled = less.arm("doubled").inputs[MEN]
    assert (doubled.prior, doubled.times) == (men(less), 2.0)


def test_a_scenario_without_a_ledger_cannot_hear(war: Callable[..., Scenario]) -> None:
    with pytest.raises(
        ScenarioError, match=r"ledger: the scenario has no ledger of claims; name one: 'ledger: FILE\.csv'"
    ):
        attrit.load("template").hearing(CLAIMS)


# later claims


def test_a_claim_made_after_the_day_is_refused_at_its_row_unless_it_is_dropped(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text(LEDGER, encoding="utf-8")
    for head in ("", "later_claims: refuse\n"):
        text = edited(
            ("men: 4 000 person", "men: {claims: men, definition: all}"), ("base:", f"ledger: claims.csv\n{head}base:")
        )
        (found,) = problems(text, tmp_path)
        assert found.where == f"{tmp_path / 'claims.csv'}:5:made_on"
        assert found.found == "1 claim (C4) was made after the scenario's day 0, 2030-03-01"
        assert found.cure.startswith("'later_claims: drop' leaves them out, 'later_claims: keep' hears them with")
    dropped = parse(text.replace("refuse", "drop"), "war.yaml", tmp_path)
    assert dropped.ledger is not None and [c.id for c in dropped.ledger] == ["C1", "C2", "C3", "C5", "C6"]


LATER = "L1,men,,{value},,person,about,asserts,{definition},2030-02,2030-{month}-20,{who},{side},,{repeats},,said,\n"


@pytest.mark.parametrize(
    "row",
    [
        {"value": "1"}, {"value": "9e9"}, {"who": "The North"}, {"side": "south"}, {"definition": "elite"}, {"repeats": "C1"},
        {"month": "12"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_said_later_changes_nothing_by_a_bit(war: Callable[..., Scenario], row: dict[str, str]) -> None:
    usual = {"value": "99000", "definition": "all", "month": "04", "who": "A later one", "side": "", "repeats": ""}
    value = f"{{claims: men, definition: all, {BEFORE}}}"
    before, after = (war(value, LEDGER + LATER.format(**usual | changed)) for changed in ({}, row))
    plain = war(value)
    assert before.inputs == after.inputs == plain.inputs
    assert before.digest == after.digest == plain.digest
    assert before.ledger is not None and plain.ledger is not None and before.ledger.claims == plain.ledger.claims


def test_a_copy_that_is_dated_before_its_source_is_refused(war: Callable[..., Scenario]) -> None:
    copy = "L0,men,,70000,,person,about,asserts,all,2030-02,2030-02-20,Wire,,,L1,,copied,\n"
    usual = {"value": "70000", "definition": "all", "month": "04", "side": "", "repeats": "", "who": "The North"}
    with pytest.raises(ScenarioError, match=r"claims.csv:8:repeats: L0: 'L1' was made later, on 2030-04-20"):
        war("{claims: men, definition: all}", LEDGER + copy + LATER.format(**usual))


# priors of reporting bias

BIASES = "side,of,kind,p05,p50,p95,class,source\n"
SIDED = LEDGER.replace("The North,,", "The North,north,").replace("The South,,", "The South,south,")
OF_SOUTH = SIDED.replace("id,subject,low", "id,subject,of,low").replace("men,,", "men,south,,").replace(
    "later,,", "later,,,").replace("mood,,", "mood,,,").replace("length,,", "length,,,")  # fmt: skip


def test_a_bias_moves_the_pool_the_other_way(war: Callable[..., Scenario]) -> None:
    def told(*rows: str) -> float:
        head = "later_claims: drop\nbiases: biases.csv"
        return men(war("{claims: men, definition: all}", OF_SOUTH, head, biases=BIASES + "".join(rows))).p50

    usual = told("north,south,,0.99,1,1.01,judgement,none\n", "south,south,,0.99,1,1.01,judgement,none\n")
    boasts = told("north,south,,1.8,2,2.2,judgement,x\n", "south,south,,1.8,2,2.2,judgement,x\n")
    hides = told("north,south,,0.4545,0.5,0.5556,judgement,x\n", "south,south,,0.4545,0.5,0.5556,judgement,x\n")
    assert boasts == pytest.approx(usual / 2, rel=HALVED)
    assert hides == pytest.approx(usual * 2, rel=HALVED)
    general = told("own,,,1.8,2,2.2,judgement,x\n", "enemy,,,1.8,2,2.2,judgement,x\n")
    assert general == boasts


def test_whose_numbers_are_biased_is_told_by_the_sides_of_the_scenario(war: Callable[..., Scenario]) -> None:
    head = "later_claims: drop\nbiases: biases.csv"
    value = "{claims: men, definition: all}"
    how = men(war(value, OF_SOUTH, head, biases=BIASES)).provenance.pool
    assert how is not None
    assert {(bias.side.lower(), bias.relation) for bias in how.biases} == {("north", "enemy"), ("south", "own")}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("§biasis.csv", "biases: no file 'biasis.csv'; a file of priors of reporting bias beside the scenario; did you mean 'biases.csv'?"),
        ("§nothing", "biases: no file 'nothing'; a file of priors of reporting bias beside the scenario"),
        ("§5", "biases: found 5, wanted a text"),
    ],
)  # fmt: skip
def test_a_file_of_biases_that_is_not_there_is_said_at_its_place(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "biases.csv").write_text(BIASES, encoding="utf-8")
    text, places = marked(edited(("base:", f"biases: {name}\nbase:")))
    (found,) = problems(text, tmp_path)
    assert [found.where] == places
    assert message in str(found)


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("owm,,,0.5,1,2,judgement,x", "side", r"'owm' with no 'of'; a side and whose quantity, or own, enemy, other, common; did you mean 'own'\?"),
        ("own,,,0.5,1,2,judgment,x", "class", r"unknown 'judgment'; one of .*; did you mean 'judgement'\?"),
        ("own,,,half,1,2,judgement,x", "p05", "'half' is not a number; a factor above 0"),
        ("own,,,0.5,1,,judgement,x", "p95", "'' is not a number"),
        ("own,,,2,1,0.5,judgement,x", "p05", "quantiles 2, 1, 0.5 do not rise from above 0"),
        ("own,,,0,1,2,judgement,x", "p05", "quantiles 0, 1, 2 do not rise from above 0"),
        ("own,,,1,2,inf,judgement,x", "p95", "'inf' is not a number"),
        ("own,,,nan,2,3,judgement,x", "p05", "'nan' is not a number"),
    ],
)  # fmt: skip
def test_a_wrong_row_of_biases_is_said_by_row_and_column(
    war: Callable[..., Scenario], tmp_path: Path, row: str, column: str, message: str
) -> None:
    with pytest.raises(ScenarioError, match=message) as caught:
        war(
            "{claims: men, definition: all}",
            LEDGER,
            "later_claims: drop\nbiases: b.csv",
            b=f"{BIASES}own,,,0.5,1,2,fit,y\n{row}\n",
        )
    assert [problem.where for problem in caught.value.problems] == [f"{tmp_path / 'b.csv'}:3:{column}"]
    with pytest.raises(LedgerError, match=message):
        Biases.read(tmp_path / "b.csv")


def test_everything_wrong_with_a_file_of_biases_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text(f"{BIASES}us,,,x,1,2,no,x\n\nown,,,3,2,1,fit,\n", encoding="utf-8")
    with pytest.raises(LedgerError, match="is not a number") as caught:
        Biases.read(tmp_path / "b.csv")
    places = [problem.where.rsplit("b.csv", 1)[1] for problem in caught.value.problems]
    assert places == [":2:side", ":2:class", ":2:p05", ":4:p05"]


def test_a_file_of_biases_without_a_column_says_which(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("side,of,p05,p50,p95,source\nown,,1,2,3,x\n", encoding="utf-8")
    with pytest.raises(LedgerError, match="missing column") as caught:
        Biases.read(tmp_path / "b.csv")
    assert [problem.where.rsplit(":", 1)[1] for problem in caught.value.problems] == ["kind", "class"]


@pytest.mark.parametrize("name", ["kursk-2024-biases.csv", "reporting_bias.csv"])
def test_the_shipped_files_of_biases_are_read(name: str) -> None:
    with as_file(files("attrit.library") / name) as path:
        assert Biases.read(path).rows


# other words of a value


def test_drift_widens_what_was_said_long_ago(war: Callable[..., Scenario]) -> None:
    def width(drift: str) -> float:
        old = LEDGER.replace("2030-02,", "2029-09,")
        prior = men(war(f"{{claims: men, definition: all{drift}}}", old))
        return math.log(prior.p95 / prior.p05)

    assert width(", drift: 0") < width("") < width(", drift: 0.3") < width(", drift: 0.6")
    assert width("") == width(", drift: 0.1")


def test_the_three_pools_are_three_answers(war: Callable[..., Scenario]) -> None:
    found = {}
    for method in ("bias", "linear", "log"):
        prior = men(war(f"{{claims: men, definition: all, pool: {method}}}"))
        how = prior.provenance.pool
        assert how is not None and how.method == method
        found[method] = (prior.p05, prior.p50, prior.p95)
    assert len({*found.values()}) == 3
    assert men(war("{claims: men, definition: all}")).p50 == found["bias"][1]


def test_a_likeliest_number_between_bounds_is_a_pert(war: Callable[..., Scenario]) -> None:
    value = "{low: 1000, mode: 2000, high: 6000, unit: person, class: judgement, source: why}"
    prior = men(war(value))
    assert 1000 < prior.p05 < prior.p50 < prior.p95 < 6000
    assert prior == Prior.pert(1000, 2000, 6000, prior.provenance)
    # Beta PERT: the mean is (low + 4 mode + high) / 6 = 2,500; its median lies between mode and mean.
    assert 2000 < prior.p50 < 2500


def test_a_ledger_of_another_scenario_cannot_bring_later_claims_in(war: Callable[..., Scenario]) -> None:
    """What is heard is a selection; a claim made after the day is known to nobody."""
    scenario = war("{claims: men, definition: all}")
    later = Claim(
        id="L1", subject="men", value=99000.0, unit="person", qualifier="about", definition="all", as_of="2030-02",
        made_on=date(2030, 4, 1), claimant="A later one",
    )  # fmt: skip
    assert scenario.ledger is not None
    more = scenario.hearing(Ledger((*scenario.ledger, later)))
    assert men(more) == men(scenario)


def test_the_median_of_a_pert_scales_with_its_unit(war: Callable[..., Scenario]) -> None:
    thousand, plain = (
        men(war(f"{{low: {low}, mode: {low * 2}, high: {low * 6}, unit: person, class: judgement, source: why}}"))
        for low in (1000, 1)
    )
    assert thousand.p50 == pytest.approx(1000 * plain.p50, rel=ROUNDING)


def test_names_that_nearly_are_those_of_the_ledger_are_refused_in_a_bias_file(war: Callable[..., Scenario]) -> None:
    head = "later_claims: drop\nbiases: biases.csv"
    for row, words in (
        ("nrth,south,,0.5,1,2,judgement,x\n", r"side: nrth,south,: no claim has side 'NRTH'; did you mean 'NORTH'\?"),
        ("north,suoth,,0.5,1,2,judgement,x\n", r"of: north,suoth,: no claim has of 'SUOTH'; did you mean 'SOUTH'\?"),
        ("own,,,0.5,1,2,judgement,x\nown,,,0.5,1,3,judgement,x\n", r"biases.csv:3:side: a second prior for OWN"),
        ("own,,,0.5,1,1e300,judgement,x\n", r"biases.csv:2:p05: 0.5 to 1e\+300; factors from 0.001 to 1000"),
    ):
        with pytest.raises(ScenarioError, match=words):
            war("{claims: men, definition: all}", OF_SOUTH, head, biases=BIASES + row)
    elsewhere = war(
        "{claims: men, definition: all}", OF_SOUTH, head, biases=BIASES + "narnia,aslan,,0.5,1,2,judgement,x\n"
    )
    assert elsewhere.inputs == war("{claims: men, definition: all}", OF_SOUTH).inputs


def test_a_formula_that_is_one_name_has_its_unit(war: Callable[..., Scenario]) -> None:
    text = edited(("men: 4 000 person", 'men: "= a_share"'), ("quantities:", "quantities:\n  a_share: 30 %"))
    (problem,) = problems(text)
    assert (problem.path, problem.found) == (MEN, "found quantities.a_share, a plain number")
    assert problem.accepted == "a number in person"

"""The shipped scenario: what it must hold, and what it must not."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

import attrit
from attrit.errors import ScenarioError
from attrit.evidence.priors import KINDS
from attrit.quantities import convert
from tests.tolerances import BACKEND, ROUNDING

CUT = date(2024, 11, 16)
ARMS = {
    "committed", "absent", "absent_unreplaced", "second_line_only", "own_sector", "integrated", "five_times",
    "no_shells", "donbas",
}  # fmt: skip


@pytest.fixture(scope="module")
def kursk() -> Any:
    return attrit.load("kursk-2024")


def text_of(name: str) -> str:
    return files("attrit.library").joinpath(name).read_text(encoding="utf-8")


def claims_behind(scenario: Any, path: str) -> set[str]:
    """Ids of the claims that an input rests on, through its formulas."""
    given = scenario.inputs[path]
    if given.prior is not None:
        return set(given.prior.provenance.claims)
    return set().union(*(claims_behind(scenario, name) for name in given.names))


def test_it_asks_about_the_contingent_on_its_day(kursk: Any) -> None:
    assert (kursk.as_of, kursk.horizon, kursk.objective) == (CUT, 180, "kursk")
    assert (kursk.base, kursk.against) == ("committed", "absent")
    assert kursk.contingent == ("dprk_elite", "dprk_regular")


@pytest.mark.parametrize("name", ["kursk-2024.yaml", "kursk-2024-ledger.csv"])
def test_no_date_is_later_than_the_cut(name: str) -> None:
    text = text_of(name)
    dates = [date.fromisoformat(found) for found in re.findall(r"(?<![\d/-])\d{4}-\d{2}-\d{2}(?!\d)", text)]
    assert dates
    assert max(dates) <= CUT
    assert not re.findall(r"(?<!\d)20(?:2[5-9]|3\d)(?![\d.])", re.sub(r"https?://\S+", "", text))


def test_all_arms_are_there_and_told_in_a_clause(kursk: Any) -> None:
    assert set(kursk.arms) >= ARMS
    titles = [arm.title for arm in kursk.arms.values()]
    assert len(set(titles)) == len(titles)
    assert all(" " in title and not title.endswith(".") for title in titles)
    assert not kursk.arms[kursk.base].changes


def test_the_treaty_forbids_donbas_until_it_is_read_otherwise(kursk: Any) -> None:
    assert set(kursk.forbidden_arms()) == {"donbas"}
    with pytest.raises(ScenarioError, match="treaty"):
        kursk.arm("donbas")
    wider = kursk.with_changes({"treaty.reading": "claimed"}, "--set")
    assert not wider.forbidden_arms()
    assert {wider.arm("donbas").groups[name].front for name in kursk.contingent} == {"donbas"}


def test_every_number_says_what_it_rests_on(kursk: Any) -> None:
    priors = {path: given.prior for path, given in kursk.inputs.items() if given.prior is not None}
    assert {prior.provenance.kind for prior in priors.values()} <= set(KINDS)
    assert not [path for path, prior in priors.items() if not prior.provenance.source]
    known = {claim.id for claim in kursk.ledger}
    assert {claim for prior in priors.values() for claim in prior.provenance.claims} <= known


def test_only_the_contingent_is_foreign_and_only_own_troops_are_replaced(kursk: Any) -> None:
    foreign = {name for name, group in kursk.groups.items() if group.supporter}
    assert foreign == set(kursk.contingent) == {name for name, group in kursk.groups.items() if group.host}
    assert {name for name, group in kursk.groups.items() if not group.replaced} == foreign


CONTINGENT = {"P053", "P054", "P055", "S03a", "S03b", "S03c", "S03d"}  # how many, and whether they are there


@pytest.mark.parametrize(
    ("path", "claims"),
    [
        ("quantities.contingent_men", CONTINGENT),
        ("quantities.russian_side_men", {"P067"}),
        ("quantities.ukrainian_men", {"P078"}),
        ("quantities.recruits", {"P005", "P051", "P076"}),
        ("groups.ru.men", {*CONTINGENT, "P067"}),
        ("groups.ua.men", {"P078"}),
        ("groups.dprk_regular.men", {*CONTINGENT, "P070"}),
        ("sides.ru.recruits", {"P005", "P051", "P076"}),
    ],
)
def test_disputed_strengths_rest_on_named_claims(kursk: Any, path: str, claims: set[str]) -> None:
    assert claims_behind(kursk, path) == claims


def test_every_pooled_number_says_what_would_be_believed_without_claims(kursk: Any) -> None:
    pools = {path: given.prior.provenance.pool for path, given in kursk.inputs.items() if given.prior is not None}
    pools = {path: pool for path, pool in pools.items() if pool is not None}
    assert len(pools) >= 10
    for path, pool in pools.items():
        assert pool.before is not None and pool.before.provenance.source, path
        assert (pool.method, bool(pool.voices), bool(pool.biases)) == ("bias", True, True), path


def test_every_number_stated_with_claims_in_view_says_the_same(kursk: Any) -> None:
    nobody = kursk.hearing(kursk.ledger.select(()))
    by_hand = [
        path for path, given in kursk.inputs.items()
        if given.prior is not None and given.prior.provenance.claims and given.prior.provenance.pool is None
    ]  # fmt: skip
    assert by_hand
    for path in by_hand:
        assert nobody.inputs[path].prior.provenance.kind in ("judgement", "literature"), path


def test_claimed_numbers_stay_near_what_is_said(kursk: Any) -> None:
    """No pool lies outside what its voices say by more than the biases assumed allow."""
    for path, given in kursk.inputs.items():
        pool = given.prior.provenance.pool if given.prior is not None else None
        if pool is not None:
            said = [claim.interval() for voice in pool.voices for claim in voice.claims]
            least = min(1 / bias.prior[2] for bias in pool.biases) * min(low or high for low, high, _ in said)
            most = max(1 / bias.prior[0] for bias in pool.biases) * max(
                high if high < 1e15 else 2 * low for low, high, _ in said
            )
            assert least < given.prior.p50 < most, path


def test_losses_that_pass_on_an_enemys_count_are_believed_in_part_only(kursk: Any) -> None:
    losses = kursk.inputs["sides.ru.national_losses"].prior
    (london,) = (voice for voice in losses.provenance.pool.voices if voice.name == "London")
    said = [convert(claim.value, claim.unit)[0] for claim in london.claims]
    assert len(said) == 2  # both about October, made two days apart: one statement
    assert losses.p50 < min(said) / 1.2 < max(said) < losses.p95
    kyiv = next(bias for bias in losses.provenance.pool.biases if bias.side == "UK")
    assert kyiv.prior[1] > 1 and kyiv.posterior[1] > 1
    assert {bias.side for bias in losses.provenance.pool.biases} == {"UK", "US"}


def test_the_kinds_and_owners_of_the_ledger_are_stated(kursk: Any) -> None:
    pooled = {given.prior.provenance.pool.subject for given in kursk.inputs.values()
              if given.prior is not None and given.prior.provenance.pool is not None}  # fmt: skip
    for subject in pooled:
        assert {claim.of for claim in kursk.ledger.about(subject)} <= {"RU", "UA", "RU/DPRK"}, subject
        assert all(claim.kind for claim in kursk.ledger.about(subject)), subject


def test_its_own_biases_are_those_of_the_belligerents(kursk: Any) -> None:
    biases = kursk.source.sources.biases
    assert biases.belligerents == {"RU", "UA"}
    assert biases.find("UA", "RU", "losses", "enemy").p50 > 1 > biases.find("RU", "RU", "losses", "own").p50
    assert (biases.relation("US", "RU"), biases.relation("US/UA", "RU")) == ("other", "enemy")


def test_a_disputed_strength_moves_the_groups(kursk: Any) -> None:
    before = kursk.medians()
    after = kursk.with_changes({"contingent_men": "15000 person", "ukrainian_men": "20000 person"}).medians()
    assert after["groups.ru.men"] == before["quantities.russian_side_men"] - 15000
    assert after["groups.dprk_elite.men"] + after["groups.dprk_regular.men"] == 15000
    assert after["groups.ua.men"] == 20000


@pytest.mark.parametrize("men", [0, 1, 1000, 2000, 40_000])
def test_a_contingent_of_any_size_that_its_side_can_hold(kursk: Any, men: int) -> None:
    """Elite and officers, too, are parts of it: no formula goes below nothing or divides by nobody."""
    stated = kursk.with_changes({"contingent_men": f"{men} person"})
    middle = stated.medians()
    elite, regular = (middle[f"groups.dprk_{kind}.men"] for kind in ("elite", "regular"))
    assert elite + regular == men and 0 <= elite <= 0.3 * men
    officers = [middle[f"groups.dprk_{kind}.officers"] for kind in ("elite", "regular")]
    assert sum(officers) == pytest.approx(middle["quantities.contingent_officers"] if men else 0, rel=ROUNDING)
    assert officers[0] * max(men, 1) == pytest.approx(elite * sum(officers), rel=ROUNDING)
    run = attrit.simulate(stated, 64, horizon=30, arms=["committed", "absent"], keep=())
    assert (run.variable("status").values == 0).all()
    assert (run.input("groups.dprk_regular.officers") >= 0).all()


def test_a_contingent_larger_than_its_side_is_refused_in_words(kursk: Any) -> None:
    with pytest.raises(ScenarioError) as caught:
        kursk.with_changes({"contingent_men": "100000 person"})
    (problem,) = caught.value.problems
    whole = f"{kursk.medians()['quantities.russian_side_men']:,.6g}"
    assert problem.path == "groups.ru.men"
    assert problem.found == (
        "contingent_men (North Koreans in Kursk) is 100,000, but it is a part of russian_side_men (men on the Russian "
        f"side at Kursk, North Koreans included), which is {whole}"
    )
    assert problem.accepted == f"a part of at most {whole}"
    assert problem.cure == "lower contingent_men, or raise russian_side_men"


def test_intake_losses_and_what_is_made_good_of_them_agree_on_both_sides(kursk: Any) -> None:
    """Each country's force grows by (replacement - 1) x its permanent losses, whatever is drawn of them."""
    run = attrit.simulate(kursk, 4096, horizon=1, arms=["committed", "absent"])
    for side in kursk.sides:
        names = ("recruits", "replacement", "national_losses", "return_share", "killed_share")
        recruits, made_good, losses, back, killed = (run.input(f"sides.{side}.{name}") for name in names)
        permanent = losses * (killed + (1 - killed) * (1 - back))  # the dead, and the wounded who do not return
        assert recruits - permanent == pytest.approx((made_good - 1) * permanent, rel=BACKEND, abs=BACKEND)


def test_claims_of_the_russian_flows_leave_nothing_to_judge_and_the_ukrainian_intake_follows(kursk: Any) -> None:
    assert kursk.inputs["sides.ru.replacement"].prior is None
    assert kursk.inputs["sides.ua.recruits"].prior is None
    assert claims_behind(kursk, "sides.ru.replacement") >= claims_behind(kursk, "sides.ru.recruits")
    middle = kursk.medians()
    assert middle["sides.ru.replacement"] > 1 > middle["sides.ua.replacement"]
    run = attrit.simulate(kursk, 1024, arms=["committed", "absent"])
    growth = {side: attrit.compare(run, "committed")[f"growth_{side}"].arm for side in kursk.sides}
    assert growth["ru"].middle > 0 > growth["ua"].middle  # as its notes say: no intake that covers the losses


def test_a_fifth_of_the_russian_side_is_a_number_of_north_koreans_that_is_claimed(kursk: Any) -> None:
    check, *_ = kursk.ledger.derived()
    assert check.computed == 10_000
    prior = kursk.inputs["quantities.contingent_men"].prior
    assert prior.p05 < check.computed < prior.p95


def test_five_times_is_five_times_the_men_and_nothing_else(kursk: Any) -> None:
    base, more = kursk.arm("committed").medians(), kursk.arm("five_times").medians()
    changed = {path for path, value in more.items() if value != base[path]}
    assert changed == {"groups.dprk_elite.men", "groups.dprk_regular.men"}
    assert all(more[path] == 5 * base[path] for path in changed)


def test_arms_differ_from_the_base_in_the_course_of_action_only(kursk: Any) -> None:
    wider = kursk.with_changes({"treaty.reading": "claimed"})
    streams = {path: given.stream for path, given in wider.inputs.items()}
    for name in kursk.arms:
        changed = wider.arm(name)
        assert (changed.as_of, changed.horizon, changed.objective, changed.rules) == (
            wider.as_of, wider.horizon, wider.objective, wider.rules,
        )  # fmt: skip
        assert {path: given.stream for path, given in changed.inputs.items()} == streams


def test_the_square_law_keeps_a_small_weight(kursk: Any) -> None:
    law = kursk.inputs["hypotheses.law"].prior
    weights = dict(zip(law.states, law.weights, strict=True))
    assert 0.05 <= weights["square"] <= 0.10
    assert weights["square"] < weights["logarithmic"] < weights["mixed"]


def test_sectors_make_up_their_front_and_stand_on_the_ground_of_the_rule(kursk: Any) -> None:
    for name, front in kursk.fronts.items():
        assert sum(kursk.inputs[f"sectors.{sector}.area_share"].prior.p50 for sector in front.sectors) == pytest.approx(
            1
        )
        assert {kursk.sectors[sector].territory for sector in front.sectors} == {
            {"kursk": "russia", "donbas": "annexed"}[name]
        }

"""The sentence says what the numbers say, in its size, its sign and its doubt."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import attrit
from attrit.answer import answer, arms_overview
from attrit.engine.results import Results
from attrit.engine.simulate import simulate
from attrit.experiments.measures import measures_of
from attrit.views.answer.words import sentence, taking
from attrit.views.words.numbers import exact
from tests.analysis.by_hand import made

DRAWS = 400
WORLDS = 100.0 + 50 * np.sin(np.arange(DRAWS))  # a spread of 35 km2 between worlds
SPREAD = float(WORLDS.std())
INF = np.full(DRAWS, np.inf)


def sentence_of(run: Results, *arms: str) -> str:
    return sentence(run, answer(run, *arms).comparison)


def said(base: np.ndarray, without: np.ndarray, **more: dict[str, np.ndarray]) -> str:
    return sentence_of(made(len(base), area_held={"base": base, "without": without}, **more))


def test_the_same_in_every_world_is_said_outright() -> None:
    assert "nothing changes within 2 days" in said(WORLDS, WORLDS)
    assert "the two arms are the same in every world" in said(WORLDS, WORLDS)


def test_nothing_changes_is_never_said_where_anything_changes() -> None:
    half = np.arange(DRAWS) % 2.0
    lone = said(WORLDS, WORLDS, escalated={"base": np.ones(DRAWS), "without": half})
    assert "nothing changes" not in lone
    assert "the ground held is the same in every world within 2 days" in lone
    assert "What changes: probability of a clear escalation +50.0 ± 2.5 points." in lone
    stock = said(WORLDS, WORLDS, supply_days__red={"base": 40.0 + half, "without": half})
    assert "What changes: days of supply left" in stock and "+40 days" in stock


def test_what_else_changes_is_named_whatever_the_ground_does() -> None:
    more = {"escalated": {"base": np.ones(DRAWS), "without": np.zeros(DRAWS)}}
    shaken = WORLDS + 10 * np.cos(7 * np.arange(DRAWS)) + 0.1
    for base in (shaken, WORLDS - 0.001 * SPREAD, WORLDS - 20):
        text = said(base, WORLDS, **more)
        assert "Largest other changes: probability of a clear escalation +100 points." in text
        assert "hardly changes anything" not in text


def test_what_chance_may_have_done_is_put_down_to_chance() -> None:
    shaken = WORLDS + 10 * np.cos(7 * np.arange(DRAWS)) + 0.1
    text = said(shaken, WORLDS)
    assert "no change in the ground held within 2 days (by 3 January 2000) can be told from chance" in text
    assert "with 400 worlds" in text
    assert "blue holds 0.10 ± 0.35 km² more on average" in text


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.01, "hardly changes the ground held"), (0.1, "changes the ground held a little"),
        (0.4, "changes the ground held somewhat"), (0.9, "changes the ground held a lot"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("sign", "way"), [(-1, "less"), (1, "more")])
def test_size_and_sign_follow_from_the_numbers(share: float, words: str, sign: int, way: str) -> None:
    change = share * SPREAD
    text = said(WORLDS + sign * change, WORLDS)
    assert text.startswith(
        f"The contingent (guest) {words}: within 2 days (by 3 January 2000) blue holds {exact(change)} km² {way} on average"
    )
    assert f"The ground held itself varies between worlds by {SPREAD:.0f} km² (standard deviation)" in text
    assert f"{1 / share:.0f} times the mean difference" in text or f"{1 / share:.1f} times the mean difference" in text
    others = {"hardly changes the", "held a little", "held somewhat", "held a lot"}
    assert sum(other in text for other in others) == 1


def test_worlds_that_go_either_way_are_told_with_their_sign() -> None:
    text = said(WORLDS - 30 + 80 * (np.arange(DRAWS) % 10 == 0), WORLDS)
    assert "In nine of ten of these worlds blue holds between 30 km² less and 50 km² more." in text
    text = said(WORLDS - 30 * (np.arange(DRAWS) % 2), WORLDS)
    assert "In nine of ten of these worlds blue holds as much or up to 30 km² less." in text
    text = said(WORLDS + 30 * (np.arange(DRAWS) % 2), WORLDS)
    assert "In nine of ten of these worlds blue holds as much or up to 30 km² more." in text


def test_a_chance_of_recovery_moves_only_if_it_is_clear() -> None:
    back = np.arange(DRAWS)
    a_fifth, a_tenth = (np.where(back % k == 0, 1.0, INF) for k in (5, 10))
    moves = said(WORLDS - 20, WORLDS, recovered_day={"base": a_fifth, "without": a_tenth})
    assert "The chance that red recovers the ground is 20 %, against 10 %: 10.0 ± 1.5 points more." in moves
    stays = said(WORLDS - 20, WORLDS, recovered_day={"base": a_fifth, "without": a_fifth})
    assert "The chance that red recovers the ground is 20 % in both." in stays
    few = np.where(back == 3, 1.0, INF)
    doubt = said(WORLDS - 20, WORLDS, recovered_day={"base": few, "without": INF})
    assert "a difference of +0.25 ± 0.25 points, which cannot be told from chance" in doubt
    never = said(WORLDS - 20, WORLDS)
    assert "The chance that red recovers the ground is 0 % in both." in never


def test_ground_that_was_the_attackers_is_recovered_and_other_ground_taken() -> None:
    run = made(DRAWS, area_held={"base": WORLDS - 20, "without": WORLDS})
    assert "The chance that red recovers the ground is 0 % in both." in sentence_of(run)
    s = run.scenario
    west = replace(s.fronts["west"], recovers=False)
    other = replace(run, scenario=replace(s, fronts={**s.fronts, "west": west}))
    assert "The chance that red takes the ground is 0 % in both." in sentence_of(other)
    assert [m.title for m in measures_of(other)[2:5]] == [
        "probability of taking the ground", "day of taking the ground", "probability of taking the ground before talks",
    ]  # fmt: skip
    kursk, iwo = attrit.load("kursk-2024"), attrit.load("iwo-jima-1945")
    assert [taking(s).does for s in (kursk, iwo)] == ["recovers", "takes"]
    assert [taking(s).done for s in (kursk, iwo)] == ["recovered", "taken"]


def test_ground_that_chance_may_have_moved_is_not_a_change_because_recovery_never_differs() -> None:
    shaken = WORLDS + 10 * np.cos(7 * np.arange(DRAWS)) + 0.1
    assert "can be told from chance" in said(shaken, WORLDS, recovered_day={"base": INF, "without": INF})


def test_one_world_shows_nothing() -> None:
    assert "One world tells nothing" in said(np.array([80.0]), np.array([100.0]))


def test_other_arms_are_named_by_their_title() -> None:
    run = made(DRAWS, area_held={"base": WORLDS, "without": WORLDS + 20})
    assert sentence_of(run, "without", "base").startswith("“without” changes the ground held a lot")
    assert "blue holds 20 km² more on average than if base" in sentence_of(run, "without", "base")


@pytest.fixture(scope="module")
def kursk_run() -> Results:
    kursk = attrit.load("kursk-2024")
    return simulate(kursk, 300, arms=["committed", "absent", "five_times"], horizon=30, keep=())


def test_the_answer_puts_the_contingent_in_context(kursk_run: Results) -> None:
    told = answer(kursk_run)
    assert told.results is kursk_run
    lines = {line.label: (line.estimate, line.unit) for line in told.context}
    men, unit = lines["men of the contingent"]
    assert unit == "person" and 7_000 < men.low < 9_500 < men.middle < 10_500 < men.high < 14_000
    days, unit = lines["as days of Russian recruitment"]
    assert unit == "day"
    both = kursk_run.input("groups.dprk_elite.men") + kursk_run.input("groups.dprk_regular.men")
    assert days.mean == pytest.approx((both / kursk_run.input("sides.ru.recruits")).mean())
    share, _ = lines["as a share of the Russian side on this front"]
    assert share.mean == pytest.approx((both / (both + kursk_run.input("groups.ru.men"))).mean())
    assert lines["as a share of the whole Russian force"][0].high < share.low


def test_the_overview_holds_every_other_arm_against_the_base(kursk_run: Results) -> None:
    found = arms_overview(kursk_run)
    assert [arm for arm, _ in found] == ["absent", "five_times"]
    for arm, comparison in found:
        assert (comparison.arm, comparison.against) == (arm, "committed")
        assert {row.measure.name for row in comparison.rows} == {"area_held", "recovered", "before_talks"}
    assert found[0][1]["area_held"].difference.mean > 0 > found[1][1]["area_held"].difference.mean


def test_without_a_contingent_there_is_no_context(kursk_run: Results) -> None:
    from tests.properties.wars import full, loaded

    war = full()
    del war["contingent"]
    few = simulate(loaded(war), 20, horizon=5)
    assert answer(few).context == ()
    assert not sentence_of(few).startswith("The contingent")

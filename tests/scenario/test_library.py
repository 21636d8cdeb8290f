"""Every shipped scenario: that it plays, says where its numbers come from, and gives back the model it was made of."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

import attrit
from attrit.scenario.files import library
from tests.tolerances import ENGEL, SINGLE, printed

# Literature T6: Engel's equations solved with 2000 steps a day (computed, not printed): day -> Americans, Japanese.
AT_IWO_JIMA = {
    1: (52835.5, 21220.0), 2: (51696.2, 20666.0), 3: (56587.4, 20092.1), 4: (55510.6, 19498.0), 5: (54465.8, 18915.2),
    6: (66453.7, 18274.3), 7: (65478.6, 17575.1), 10: (62777.8, 15536.7), 15: (58994.7, 12313.6), 20: (56063.1, 9268.3),
    25: (53940.7, 6356.7), 28: (53042.4, 4656.4), 30: (52596.8, 3536.8), 33: (52155.6, 1872.0), 35: (52012.0, 768.0),
    36: (51985.2, 216.8),
}  # fmt: skip
LANDED, GARRISON = 73_000, 21_500
ON_LANDING = (1, 3, 6)  # in the evening of these days half of a landing is still afloat in the campaign
REMNANT = 33  # the last of these days on which the Japanese are more than a twentieth of the garrison
WITHOUT_SOURCE = {
    ("template", "hypotheses.law"),
    ("template", "hypotheses.command"),
}  # shows that it need not be stated


@pytest.fixture(scope="module", params=library())
def war(request: pytest.FixtureRequest) -> Any:
    return attrit.load(request.param)


# --- every scenario


def test_it_asks_a_question_about_two_arms_or_more(war: Any) -> None:
    assert war.question.endswith("?") and war.title
    assert len(war.arms) >= 2 and war.base != war.against
    titles = [arm.title for arm in war.arms.values()]
    assert all(titles) and len(set(titles)) == len(titles)
    assert not war.arms[war.base].changes


def test_every_uncertain_number_it_states_says_where_it_comes_from(war: Any) -> None:
    for path, given in war.inputs.items():
        prior = given.prior
        if not given.where or prior is None or prior.p05 == prior.p95 or (war.name, path) in WITHOUT_SOURCE:
            continue
        assert prior.provenance.source not in ("", "not stated", "stated in the scenario"), path


def test_it_plays_to_the_end_in_every_world(war: Any) -> None:
    results = attrit.simulate(war, 256, seed=3, keep=("area_held", "area_held_true", "losses", "present"))
    assert len(results.arms) >= 2
    assert not results.variable("status").values.any()
    for name in ("area_held", "area_held_true", "losses", "present", "lost"):
        values = results.variable(name).values
        assert np.isfinite(values).all(), name
        assert (values >= 0).all(), name
    assert (results.variable("losses").values > 0).any()


# --- Iwo Jima


@pytest.fixture(scope="module")
def iwo_jima() -> Any:
    return attrit.load("iwo-jima-1945").with_changes({"garrison": f"{GARRISON} person"})


def strengths(iwo_jima: Any, steps: int = 1, arm: str = "landed") -> dict[int, tuple[float, float]]:
    """Americans and Japanese present by day."""
    results = attrit.simulate(iwo_jima, 1, arms=[arm], keep=("present",), steps=steps)
    ashore = [name for name, group in iwo_jima.groups.items() if group.side == "us"]
    return {
        day: (
            sum(float(results.values("present", arm, group=name, day=day)[0]) for name in ashore),
            float(results.values("present", arm, group="garrison", day=day)[0]),
        )
        for day in AT_IWO_JIMA
    }


def test_iwo_jima_is_engels_battle(iwo_jima: Any) -> None:
    played = strengths(iwo_jima)
    for day, (americans, japanese) in AT_IWO_JIMA.items():
        assert abs(played[day][1] - japanese) < ENGEL * GARRISON, day
        if day not in ON_LANDING:
            assert abs(played[day][0] - americans) < ENGEL * LANDED, day


def test_finer_steps_come_nearer_to_engel(iwo_jima: Any) -> None:
    days = [day for day in AT_IWO_JIMA if day <= REMNANT and day not in ON_LANDING]
    errors = []
    for steps in (1, 2, 4, 8):
        played = strengths(iwo_jima, steps)
        errors.append(np.max([np.abs(np.subtract(played[day], AT_IWO_JIMA[day])) for day in days], axis=0))
    for coarse, fine in itertools.pairwise(errors):
        assert (coarse / fine > 1.6).all() and (coarse / fine < 2.5).all(), errors


def test_half_of_each_landing_is_ashore_in_the_evening_of_its_day(iwo_jima: Any) -> None:
    played = strengths(iwo_jima, 8)
    for day, afloat in zip(ON_LANDING, (27_000, 3_000, 6_500), strict=True):
        assert abs(played[day][0] + afloat - AT_IWO_JIMA[day][0]) < SINGLE * LANDED


def test_on_iwo_jima_the_ground_goes_with_the_garrison(iwo_jima: Any) -> None:
    results = attrit.simulate(iwo_jima, 16, arms=["landed"], keep=("present", "area_held_true"))
    for day in range(1, REMNANT):
        left = results.values("present", "landed", group="garrison", day=day) / GARRISON
        ground = results.values("area_held_true", "landed", day=day) / results.input("fronts.island.area_held")
        assert np.abs(left - ground).max() < SINGLE, day


def test_on_iwo_jima_more_men_sooner_leave_fewer_japanese(iwo_jima: Any) -> None:
    arms = ["all_at_once", "landed", "without_second", "without_third", "no_reinforcements", "half_the_force"]
    assert set(arms) == set(iwo_jima.arms)
    results = attrit.simulate(iwo_jima, 1, horizon=30)
    left = [float(results.values("present", arm, group="garrison")[0]) for arm in arms]
    assert left == sorted(left) and len(set(left)) == len(left)


def test_the_number_of_the_garrison_holds_both_that_are_stated() -> None:
    garrison = attrit.load("iwo-jima-1945").inputs["quantities.garrison"].prior
    assert garrison.p05 <= 21_000 < garrison.p50 == GARRISON < garrison.p95


# --- the Ardennes


@pytest.fixture(scope="module")
def ardennes() -> Any:
    return attrit.load("ardennes-1944")


def test_in_the_ardennes_no_law_is_far_from_another(ardennes: Any) -> None:
    law = ardennes.inputs["hypotheses.law"].prior
    assert {"mixed", "logarithmic", "linear", "square"} == set(law.states)
    assert max(law.weights) <= 2 * min(law.weights)


def test_the_losses_in_the_ardennes_are_of_the_order_of_the_tables(ardennes: Any) -> None:
    """From 21 December to 16 January the daily tables sum to some 40,000 Allied and 50,000 German combat losses."""
    results = attrit.simulate(ardennes, 1024, arms=["as_it_was"])
    for side, recorded in (("allies", 40_000), ("germany", 50_000)):
        low, high = np.quantile(results.values("losses", "as_it_was", side=side, day=27), (0.25, 0.95))
        assert low < recorded < high


def test_strengths_in_the_ardennes_are_rounded() -> None:
    s = attrit.load("ardennes-1944")
    for name in s.groups:
        prior = s.inputs[f"groups.{name}.men"].prior
        assert all(number % 5000 == 0 for number in (prior.p05, prior.p50, prior.p95)), name


def test_ground_in_the_ardennes_is_of_class_judgement(ardennes: Any) -> None:
    for path in ("fronts.salient.area_held", "fronts.salient.gain"):
        prior = ardennes.inputs[path].prior
        assert prior.provenance.kind == "judgement" and "no source" in prior.provenance.source
        assert prior.p95 >= 4 * prior.p05


# --- the Central Front


@pytest.fixture(scope="module")
def central_front() -> Any:
    return attrit.simulate(attrit.load("central-front-epstein"), 512, keep=("present", "area_held_true"))


def test_the_first_day_of_the_central_front_is_epsteins(central_front: Any) -> None:
    for arm in ("reserves", "as_printed"):
        attackers, defenders = (
            central_front.values("present", arm, group=g, day=1) for g in ("attackers", "defenders")
        )
        assert np.abs(attackers - (330 - 14.953)).max() < SINGLE * 330
        assert np.abs(defenders - (200 - 6.750)).max() < SINGLE * 200


@pytest.mark.parametrize(("arm", "exchange"), [("reserves", 2.215), ("as_printed", 2.215), ("without_aircraft", 1.5)])
def test_the_exchange_on_the_central_front_is_fixed(central_front: Any, arm: str, exchange: float) -> None:
    attacker, defender = (central_front.values("losses", arm, side=side) for side in ("attacker", "defender"))
    assert np.abs(attacker / defender - exchange).max() < SINGLE * exchange


def test_the_comparison_in_its_comments_is_right(central_front: Any) -> None:
    held = central_front.values("area_held_true", "as_printed", day=9) > 0
    for group, stated in (("attackers", 217.4), ("defenders", 149.2)):
        left = central_front.values("present", "as_printed", group=group, day=9)[held]
        assert abs(np.median(left) - stated) < printed(1)


def test_who_stands_fast_gives_no_ground_of_his_own_will(central_front: Any) -> None:
    assert not central_front.values("lost_by_withdrawal", "stand_fast").any()
    assert central_front.values("lost_by_withdrawal", "as_printed").max() > 0


def test_reserves_do_not_add_to_losses_where_the_exchange_is_fixed(central_front: Any) -> None:
    """Whoever comes, the attacker chooses what he loses, and the defender loses in proportion."""
    both = ("reserves", "as_printed")
    held = np.min([central_front.values("area_held_true", arm, day=30) for arm in both], axis=0) > 0
    assert held.mean() > 0.5
    with_them, without = (central_front.values("losses", arm, side="defender")[held] for arm in both)
    assert np.abs(with_them - without).max() < SINGLE * without.max()

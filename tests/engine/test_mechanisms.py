"""Every mechanism can be switched off; that changes something, breaks nothing, and has its plain consequence."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

import attrit
from attrit.engine.outcomes import OUTCOMES
from attrit.engine.results import Results
from attrit.engine.simulate import simulate
from attrit.errors import ScenarioError
from attrit.quantities import mechanisms
from attrit.scenario.schema import Scenario
from tests.tolerances import SINGLE

DRAWS, DAYS = 320, 180
ARMS = ("committed", "absent")
KEPT = ("area_held", "area_held_true", "pace", "tempo", "pool", "present")


@cache
def kursk() -> Scenario:
    return attrit.load("kursk-2024")


@cache
def without(*names: str) -> Results:
    scenario = kursk().with_changes({f"mechanisms.{name}": False for name in names}) if names else kursk()
    return simulate(scenario, DRAWS, arms=[*ARMS, "absent_unreplaced"], horizon=DAYS, keep=KEPT)


def values(run: Results, name: str) -> np.ndarray:
    return run.variable(name).values


@pytest.mark.parametrize("name", mechanisms())
def test_switched_off_the_run_stays_sound_and_differs(name: str) -> None:
    run, whole = without(name), without()
    assert (values(run, "status") == 0).all()
    for outcome in OUTCOMES:
        assert not np.isnan(values(run, outcome)).any(), outcome
        assert outcome.startswith("area_held") or values(run, outcome).min() >= 0, outcome
    assert any((values(run, outcome) != values(whole, outcome)).any() for outcome in OUTCOMES)


def nothing_of(outcome: str) -> Callable[[Results], bool]:
    return lambda run: bool((values(run, outcome) == 0).all())


def never(outcome: str) -> Callable[[Results], bool]:
    return lambda run: bool(np.isposinf(values(run, outcome)).all())


def one(outcome: str) -> Callable[[Results], bool]:
    return lambda run: bool((values(run, outcome) == 1).all())


def quality_is_the_input(run: Results) -> bool:
    stated = [run.input(f"groups.{name}.quality") for name in run.coords["group"]]
    return bool(np.abs(values(run, "quality")[:, 0] / np.array(stated) - 1).max() < SINGLE)


def nobody_joins_own_troops(run: Results) -> bool:
    return all(
        (run.values("joined", "committed", group=name) == 0).all() for name in ("ru", "ua", "ru_donbas", "ua_donbas")
    )


def ground_is_lost_every_day(run: Results) -> bool:
    path = run.values("area_held_true", "committed").astype(np.float64)
    steps, stands = np.diff(path, axis=0), path[:-1] > 1
    return bool((steps[stands] < 0).all())


def map_is_true(run: Results) -> bool:
    return bool((values(run, "area_held") == values(run, "area_held_true")).all())


def nobody_is_sent_instead(run: Results) -> bool:
    return all(
        (run.values(o, "absent") == run.values(o, "absent_unreplaced")).all() for o in ("area_held_true", "losses")
    )


def wounded_stay_away(run: Results) -> bool:
    return bool((values(run, "hospital") == 0).all() and (values(run, "disabled") == values(run, "wounded")).all())


def pool_is_not_drawn_on(run: Results) -> bool:
    return bool((np.diff(values(run, "pool"), axis=2) >= 0).all())


def roads_and_shells_do_not_matter(run: Results) -> bool:
    return bool((values(run, "supply") == 1).all() and (values(run, "supply_days") == 0).all())


CONSEQUENCES: list[tuple[tuple[str, ...], Callable[[Results], bool]]] = [
    (("collapse",), never("first_collapse")),
    (("collapse",), nothing_of("lost_by_collapse")),
    (("recapture",), nothing_of("retaken")),
    (("withdrawal",), nothing_of("lost_by_withdrawal")),
    (("supporters",), never("called_day")),
    (("third_parties",), nothing_of("reacted")),
    (("escalation",), nothing_of("escalation")),
    (("escalation",), nothing_of("reacted")),
    (("tempo",), one("tempo")),
    (("pace", "pause"), one("pace")),
    (("breaking",), one("worn")),
    (("breaking",), lambda run: bool(values(run, "rest").max() < 1e-6)),
    (("learning",), quality_is_the_input),
    (("manpower",), wounded_stay_away),
    (("manpower",), pool_is_not_drawn_on),
    (("manpower", "reserves"), nobody_joins_own_troops),
    (("jumps", "recapture"), ground_is_lost_every_day),
    (("map",), map_is_true),
    (("substitution",), nobody_is_sent_instead),
    (("supply",), roads_and_shells_do_not_matter),
    (("supply", "third_parties"), one("fires")),
]


@pytest.mark.parametrize(
    ("names", "holds"), CONSEQUENCES, ids=[f"{'+'.join(n)}-{i}" for i, (n, _) in enumerate(CONSEQUENCES)]
)
def test_the_consequence_of_switching_off(names: tuple[str, ...], holds: Callable[[Results], bool]) -> None:
    assert holds(without(*names))
    assert not holds(without()), "with the mechanism on it must not hold, or it says nothing"


def test_a_pace_without_its_noise_is_one_or_a_pause() -> None:
    stop = np.float32(0.05)
    found = np.unique(values(without("pace"), "pace"))
    assert set(found) == {np.float32(1), stop}


def test_no_noise_of_losses_makes_rates_smoother() -> None:
    """The ten-day mean of the attacker's rate, from one world to the next, spreads less."""
    keep = ("losses",)
    on = simulate(kursk(), DRAWS, arms=["committed"], horizon=3, keep=keep)
    off = simulate(kursk().without_mechanism("loss_noise"), DRAWS, arms=["committed"], horizon=3, keep=keep)
    first = [np.log(run.values("losses", "committed", side="ru", day=1)) for run in (on, off)]
    assert first[1].std() < first[0].std()


def test_an_unknown_mechanism_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"collaps.*did you mean 'mechanisms.collapse'"):
        kursk().without_mechanism("collaps")


@pytest.mark.parametrize("replaced", [True, False])
def test_who_has_yet_to_come_brings_his_quality(replaced: bool) -> None:
    """Nobody can be replaced in a group that is not there, so replacing its losses makes no difference until then."""
    war = attrit.load("template").with_changes(
        {"groups.brigade.replaced": replaced, "groups.brigade.arrival_day": "40 day", "groups.brigade.quality": 0.9}
    )
    run = simulate(war, 64, arms=["committed"], horizon=20, keep=("quality", "present"))
    assert (run.values("present", "committed", group="brigade", day=19) == 0).all()
    assert (run.values("quality", "committed", group="brigade", day=19) == np.float32(0.9)).all()

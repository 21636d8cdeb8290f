"""What a thing carries is the effect less what is left of it with the thing at neutral, in the same worlds."""

from __future__ import annotations

import math

import numpy as np
import pytest

import attrit
from attrit.analysis.carries import Carried, Part, _parts, carries
from attrit.engine.results import Results
from attrit.errors import ResultsError
from attrit.experiments.measures import last
from attrit.quantities import mechanism_phrases, mechanisms, quantities
from attrit.scenario.neutral import Neutral, neutrals
from attrit.scenario.schema import Scenario
from attrit.statistics.variation import paired_difference
from tests.tolerances import ROUNDING, SINGLE_STEP

DRAWS, DAYS, SEED = 128, 60, 9
PAIR = ["committed", "absent"]
# of each kind: a mechanism; a number of the scenario's own; one of one thing; the contingent's; a state
SET = {
    "substitution": {"mechanisms.substitution": False},
    "quantities.russians_freed": {"russians_freed": 0},
    "quantities.works_at_start": {"works_at_start": 0},
    "sectors.sudzha.terrain": {"sudzha.terrain": 1},
    "fronts.kursk.interdiction": {"kursk.interdiction": 0},
    "contingent.quality": {"dprk_elite.quality": 1, "dprk_regular.quality": 1},
    "hypotheses.law=square": {"hypotheses.law": "square"},
    "hypotheses.role=assault": {"hypotheses.role": "assault"},
}


@pytest.fixture(scope="module")
def kursk() -> Scenario:
    return attrit.load("kursk-2024")


@pytest.fixture(scope="module")
def run(kursk: Scenario) -> Results:
    return attrit.simulate(kursk, DRAWS, seed=SEED, arms=PAIR, horizon=DAYS)


@pytest.fixture(scope="module")
def found(run: Results) -> Carried:
    return carries(run)


def effect(scenario: Scenario, outcome: str = "area_held") -> np.ndarray:
    run = attrit.simulate(scenario, DRAWS, seed=SEED, arms=PAIR, horizon=DAYS)
    a, b = (last(run, outcome, arm) for arm in PAIR)
    return a - b


@pytest.mark.parametrize("name", SET)
def test_a_part_is_the_effect_less_the_effect_of_the_scenario_that_believes_so(
    kursk: Scenario, found: Carried, name: str
) -> None:
    whole, then = effect(kursk), effect(kursk.with_changes(SET[name]))
    part = found[name]
    assert part.carries == pytest.approx((whole - then).mean(), rel=SINGLE_STEP)
    assert part.carries_error == pytest.approx((whole - then).std(ddof=1) / math.sqrt(DRAWS), rel=SINGLE_STEP)
    assert part.then == pytest.approx(then.mean(), rel=SINGLE_STEP)
    assert part.then_error == pytest.approx(then.std(ddof=1) / math.sqrt(DRAWS), rel=SINGLE_STEP)


def test_every_mechanism_every_neutral_input_and_every_state_has_its_part(kursk: Scenario, found: Carried) -> None:
    names = {part.name for part in found.parts} | {part.neutral.also for part in found.parts}
    assert set(mechanisms()) <= names
    assert {f"hypotheses.law={law}" for law in kursk.law_states} <= names
    set_ = {path for part in found.parts for path in part.neutral.sets}
    covered = set_ | {path for path, given in kursk.inputs.items() if set(given.names) & set_}
    certain = {path for path, x in kursk.inputs.items() if x.prior is not None and x.prior.shape == "certain"}
    missing = {path for path, given in kursk.inputs.items() if given.quantity.neutral is not None} - covered
    assert missing <= certain
    assert all(kursk.medians()[path] == kursk.inputs[path].quantity.neutral for path in missing)


def test_a_number_that_feeds_several_inputs_is_one_thing_under_its_own_meaning(kursk: Scenario) -> None:
    own = {one.name: one for one in neutrals(kursk)}
    freed = own["quantities.russians_freed"]
    assert freed.what == "Russians whom a North Korean in the rear frees to attack"
    assert freed.also == "roles", "switching the mechanism off does the same"
    assert not {"groups.dprk_elite.frees", "groups.dprk_regular.frees", "roles"} & set(own)
    assert "quantities.contingent_men" not in own, "the Russians' own men have no neutral number"


def test_every_thing_has_a_plain_title(kursk: Scenario) -> None:
    assert set(mechanism_phrases()) == set(mechanisms())
    titles = {one.name: one.what for one in neutrals(kursk)}
    assert titles["saturation"] == "mechanism: only so many men can fight on the same ground"
    assert titles["hypotheses.role"] == "what the troops are used for"
    assert titles["hypotheses.law"] == "the law of attrition"
    assert not any("hypothesis" in title or title.endswith("…") for title in titles.values())


def test_what_is_there_already_is_no_thing(kursk: Scenario) -> None:
    changed = kursk.with_changes({"russians_freed": 0, "law": "square", "mechanisms.collapse": False})
    names = {one.name for one in neutrals(changed)}
    assert not {"quantities.russians_freed", "hypotheses.law", "mechanisms.collapse.hazard", "roles"} & names


def test_an_arm_keeps_what_it_states_itself(kursk: Scenario) -> None:
    """`assault_only` states the role, so holding the role to another state changes the other arm alone."""
    pair = ["assault_only", "committed"]
    run = attrit.simulate(kursk, DRAWS, seed=SEED, arms=pair, horizon=DAYS)
    part = carries(run, arm=pair[0], against=pair[1])["hypotheses.role=logistics"]
    held = attrit.simulate(kursk.with_changes({"role": "logistics"}), DRAWS, seed=SEED, arms=pair, horizon=DAYS)
    a, b = (last(held, "area_held", arm) for arm in pair)
    assert part.then == pytest.approx(paired_difference(a, b).mean(), rel=ROUNDING)
    assert part.then != 0


def test_the_largest_alone_have_the_same_figures(run: Results, found: Carried) -> None:
    few = carries(run, most=3)
    assert len(few.parts) == 3 and few.looked_at and few.tried == found.tried
    for part in few.parts:
        assert (part.carries, part.carries_error) == (found[part.name].carries, found[part.name].carries_error)
    assert max(abs(part.carries) for part in few.parts) == abs(found.parts[0].carries)


def test_what_has_no_way_to_the_outcome_carries_nothing(found: Carried) -> None:
    part = found["mechanisms.escalation.outside_effect"]  # nobody stands beyond the treaty's undisputed reading
    assert (part.carries, part.carries_error, part.told) == (0.0, 0.0, False)


def test_things_come_by_size_and_the_dataset_has_all_of_them(found: Carried) -> None:
    sizes = [abs(part.carries) for part in found.parts]
    assert sizes == sorted(sizes, reverse=True)
    table = found.dataset
    assert list(table["thing"].values) == [part.name for part in found.parts]
    assert float(table["carries"].sel(thing="substitution")) == found["substitution"].carries


def test_any_outcome_can_be_asked_for(run: Results) -> None:
    found = carries(run, "recovered", draws=64)
    assert found.target.measure.probability and found.draws == 64
    with pytest.raises(ResultsError, match="no number in"):
        carries(run, "recovered_day")


def thing(name: str) -> Neutral:
    return Neutral("input", name, name, 0.0, "1", {name: 0.0})


def parts(effect: np.ndarray, then: dict[str, np.ndarray]) -> list[Part]:
    return _parts(effect, {name: thing(name) for name in then}, then)


def test_what_is_left_has_the_error_of_a_mean_over_all_worlds_less_one_over_some() -> None:
    """Played 4,000 times: 400 worlds of an effect, of which 100 were played again with a thing at neutral."""
    rng = np.random.default_rng(1)
    shared, own = rng.standard_normal((2, 4000, 400))
    effect, then = shared - 3, 0.6 * shared + 0.5 * own - 1
    made = [parts(e, {"x": t[:100]})[0] for e, t in zip(effect, then, strict=True)]
    left = np.array([part.then for part in made])
    errors = np.array([part.then_error for part in made])
    assert left.mean() == pytest.approx(-1, abs=4 * left.std() / math.sqrt(4000))
    # the sd of 4,000 numbers has an error of 1.1 %
    assert errors.mean() == pytest.approx(left.std(), rel=0.045)


def test_chance_alone_puts_a_thing_beyond_its_error_in_one_run_of_twenty_at_most() -> None:
    rng = np.random.default_rng(2)
    effect = rng.standard_normal(256)
    runs = 400
    false = sum(
        any(
            part.told
            for part in parts(effect, {str(k): effect + x for k, x in enumerate(rng.standard_normal((40, 256)))})
        )
        for _ in range(runs)
    )
    assert false <= 0.05 * runs + 4 * math.sqrt(0.05 * 0.95 * runs)


@pytest.mark.parametrize(
    ("arms", "draws", "options", "said"),
    [
        (["committed"], 64, {}, "no other arm"),
        (PAIR, 16, {}, "too few"),
        (PAIR, 64, {"precision": 1e-3}, "parts of the effect"),
        (PAIR, 64, {"draws": 65}, "draws"),
    ],
)
def test_what_cannot_be_asked(kursk: Scenario, arms: list[str], draws: int, options: dict, said: str) -> None:
    run = attrit.simulate(kursk, draws, arms=arms, horizon=20)
    with pytest.raises(ResultsError, match=said):
        carries(run, **options)


def test_an_unknown_thing_lists_the_known(found: Carried) -> None:
    with pytest.raises(ResultsError, match="substitution"):
        found["nothing"]


def test_neutral_numbers_are_within_bounds_and_those_of_mechanisms_are_their_off_unless_stated() -> None:
    for key, quantity in quantities().items():
        if quantity.neutral is not None:
            assert quantity.low <= quantity.neutral <= quantity.high, key
        if quantity.off is not None:
            assert quantity.neutral == quantity.off or key == "substitution.share", key


def test_progress_is_told(run: Results) -> None:
    told: list[tuple[int, int]] = []
    carries(run, draws=64, progress=lambda *done: told.append(done))
    assert told and told[-1][0] == told[-1][1]

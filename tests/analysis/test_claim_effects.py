"""What an answer owes to claims: which inputs move without them, and by how much the answer does, in the same worlds."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import attrit
from attrit.analysis.claim_effects import ClaimEffects, claim_effects, moved_inputs
from attrit.engine.simulate import simulate
from attrit.errors import ScenarioError
from attrit.evidence.claims import Ledger
from attrit.experiments.nations import last
from attrit.scenario.files import parse
from attrit.scenario.schema import Scenario
from tests.scenario.edits import LEDGER, edited
from tests.tolerances import BACKEND

DRAWS, DAYS, SEED = 256, 60, 5
KURSK = attrit.load("kursk-2024")
assert KURSK.ledger is not None
CLAIMS: Ledger = KURSK.ledger


def effects_of(left: Ledger, draws: int = DRAWS, days: int | None = DAYS) -> ClaimEffects:
    return claim_effects(KURSK, KURSK.hearing(left), draws=draws, seed=SEED, horizon=days)


@pytest.fixture(scope="module")
def without_washington() -> ClaimEffects:
    return effects_of(CLAIMS.without("Washington"))


def test_a_claim_that_no_input_rests_on_moves_nothing_and_nothing_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    def played(*_: object, **__: object) -> None:
        raise AssertionError("played")

    monkeypatch.setattr("attrit.analysis.claim_effects.simulate", played)
    found = effects_of(CLAIMS.without_claim("S27"))
    assert [claim.id for claim in found.gone] == ["S27"]
    assert (found.moved, found.kept, found.effects) == ((), (), ())


def test_a_copy_moves_nothing() -> None:
    found = effects_of(CLAIMS.without_claim("P074"))
    assert ([claim.id for claim in found.gone], found.moved, found.effects) == (["P074"], (), ())


def test_all_claims_of_a_claimant_are_gone_and_those_that_repeat_them(without_washington: ClaimEffects) -> None:
    gone = {claim.id for claim in without_washington.gone}
    assert gone == {claim.id for claim in CLAIMS.only("Washington")}
    assert {"P053", "P054", "P049", "P074"} <= gone


def test_the_inputs_that_move_are_named_with_what_is_believed_before_and_after(
    without_washington: ClaimEffects,
) -> None:
    less = KURSK.hearing(CLAIMS.without("Washington"))
    assert {one.path for one in without_washington.moved} == {"quantities.contingent_men", "sides.ru.national_losses"}
    for one in without_washington.moved:
        assert one.whole == KURSK.inputs[one.path].prior
        assert one.less == less.inputs[one.path].prior
        assert one.less.p95 / one.less.p05 > one.whole.p95 / one.whole.p05  # one voice less says less


def test_a_change_is_without_less_with(without_washington: ClaimEffects) -> None:
    assert without_washington.effects
    for effect in without_washington.effects:
        assert effect.change.draws == effect.whole.draws == effect.less.draws
        assert effect.change.mean == pytest.approx(effect.less.mean - effect.whole.mean, rel=BACKEND, abs=BACKEND)


def test_changes_are_those_of_two_runs_in_the_same_worlds(without_washington: ClaimEffects) -> None:
    arms = [KURSK.base, KURSK.against]
    runs = [
        simulate(one, DRAWS, seed=SEED, arms=arms, horizon=DAYS)
        for one in (KURSK, KURSK.hearing(CLAIMS.without("Washington")))
    ]
    held = [[last(run, "area_held", arm) for arm in arms] for run in runs]
    found = {effect.of: effect for effect in without_washington.effects if effect.measure.name == "area_held"}
    assert found["arm"].change.mean == float(np.mean(np.sort(held[1][0] - held[0][0])))
    difference = (held[1][0] - held[1][1]) - (held[0][0] - held[0][1])
    assert found["difference"].change.mean == float(np.mean(np.sort(difference)))


def test_errors_are_finite_and_smaller_than_of_two_runs_in_different_worlds(without_washington: ClaimEffects) -> None:
    for effect in without_washington.effects:
        unpaired = math.hypot(effect.whole.mean_error, effect.less.mean_error)
        assert math.isfinite(effect.change.mean_error), effect.measure.name
        assert effect.change.mean_error < unpaired or unpaired == effect.change.mean_error == 0, effect.measure.name


def test_every_measure_is_told_once_for_the_arm_and_once_for_the_difference(without_washington: ClaimEffects) -> None:
    told = [(effect.measure.name, effect.of) for effect in without_washington.effects]
    assert len(set(told)) == len(told)
    names = {name for name, _ in told}
    assert set(told) == {(name, of) for name in names for of in ("arm", "difference")}
    assert {"area_held", "recovered"} <= names
    assert not {"recovered_day", "area_at_talks", "losses_per_km2"} & names  # no number in most worlds


def test_the_same_seed_gives_the_same_numbers_and_another_does_not(without_washington: ClaimEffects) -> None:
    less = KURSK.hearing(CLAIMS.without("Washington"))
    again = claim_effects(KURSK, less, draws=DRAWS, seed=SEED, horizon=DAYS)
    assert [e.change for e in again.effects] == [e.change for e in without_washington.effects]
    other = claim_effects(KURSK, less, draws=DRAWS, seed=SEED + 1, horizon=DAYS)
    assert [e.change for e in other.effects] != [e.change for e in without_washington.effects]
    assert other.moved == without_washington.moved


def test_the_horizon_is_the_one_asked_for_or_the_scenarios_own(monkeypatch: pytest.MonkeyPatch) -> None:
    less = KURSK.hearing(CLAIMS.without("Washington"))
    short, long = (claim_effects(KURSK, less, draws=64, seed=SEED, horizon=days) for days in (5, 60))
    lost = [next(e.whole.mean for e in found.effects if e.measure.name == "area_held") for found in (short, long)]
    assert lost[0] > lost[1]
    own = claim_effects(KURSK, less, draws=32, seed=SEED)
    same = claim_effects(KURSK, less, draws=32, seed=SEED, horizon=KURSK.horizon)
    assert [e.change for e in own.effects] == [e.change for e in same.effects]


def test_a_number_stated_by_hand_with_one_claim_less_in_view_is_kept_and_named() -> None:
    found = effects_of(CLAIMS.without_claim("P058"), draws=16, days=3)
    assert found.kept == ("sides.ru.killed_share",)
    assert "sides.ru.killed_share" not in {one.path for one in found.moved}


def test_a_number_stated_by_hand_moves_when_none_of_its_claims_is_left() -> None:
    found = effects_of(CLAIMS.without("Syrskyi"), draws=16, days=3)
    moved = {one.path for one in found.moved}
    assert {"sides.ru.killed_share", "sides.ru.captured_share", "fronts.kursk.attacker_loss_rate"} <= moved
    assert not moved & {*found.kept}


def test_with_every_claim_heard_nothing_is_gone() -> None:
    found = effects_of(CLAIMS)
    assert (found.gone, found.moved, found.kept, found.effects) == ((), (), (), ())
    assert moved_inputs(KURSK, KURSK.hearing(CLAIMS)) == ()


def test_an_input_that_is_a_formula_or_certain_does_not_move_by_itself() -> None:
    less = KURSK.hearing(CLAIMS.select(()))
    paths = {one.path for one in moved_inputs(KURSK, less)}
    assert paths
    assert all(KURSK.inputs[path].formula is None for path in paths)
    assert paths == {path for path, g in KURSK.inputs.items() if g.prior is not None and g.prior.provenance.claims}


def test_progress_is_told_for_both_runs() -> None:
    told: list[tuple[int, int]] = []
    less = KURSK.hearing(CLAIMS.without("Washington"))
    claim_effects(KURSK, less, draws=16, horizon=3, progress=lambda done, of: told.append((done, of)))
    assert told and told[-1][0] == told[-1][1]


def test_without_a_ledger_there_is_nothing_to_leave_out(tmp_path: Path) -> None:
    bare = attrit.load("template")
    with pytest.raises(ScenarioError, match=r"the scenario has no ledger of claims; name one: 'ledger: FILE\.csv'"):
        claim_effects(bare, bare)


def test_a_value_that_is_wholly_replaced_changes_the_answer(tmp_path: Path) -> None:
    """Believed after the claims: 26,000 men and more; before them: 20. The brigade is then as good as absent."""
    (tmp_path / "claims.csv").write_text(LEDGER, encoding="utf-8")
    before = "before: {p05: 10, p50: 20, p95: 40, source: a platoon}"
    value = f"men: {{claims: men, definition: all, pool: linear, {before}}}"
    war: Scenario = parse(
        edited(("men: 4 000 person", value), ("base:", "ledger: claims.csv\nlater_claims: drop\nbase:")),
        "war.yaml",
        tmp_path,
    )
    assert war.ledger is not None
    found = claim_effects(war, war.hearing(war.ledger.select(())), draws=DRAWS, seed=SEED)
    (moved,) = found.moved
    assert (moved.path, moved.less.p50) == ("groups.brigade.men", 20)
    difference = next(e for e in found.effects if (e.measure.name, e.of) == ("area_held", "difference"))
    assert difference.whole.mean < -5 * difference.whole.mean_error  # the brigade takes ground
    assert (
        abs(difference.less.mean) < abs(difference.whole.mean) / 20
    )  # what is left is the second helping that may come
    assert difference.change.mean > 5 * difference.change.mean_error


def test_what_holds_with_all_claims_is_the_mean_of_the_run(without_washington: ClaimEffects) -> None:
    run = simulate(KURSK, DRAWS, seed=SEED, arms=[KURSK.base, KURSK.against], horizon=DAYS)
    for effect in without_washington.effects:
        own = effect.measure.estimate(run, KURSK.base)
        if effect.of == "difference":
            own = effect.measure.difference(run, KURSK.base, KURSK.against)
        close = pytest.approx(own.mean, rel=BACKEND, abs=BACKEND)
        assert effect.whole.mean == close, (effect.measure.name, effect.of)

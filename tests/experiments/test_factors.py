"""Designed experiments: given numbers are taken bit for bit, factors are independent, correlation is kept."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import kstest, spearmanr

import attrit
from attrit.engine.draws import Columns, uniform_numbers
from attrit.engine.keep import Keep
from attrit.engine.simulate import play, simulate
from attrit.engine.worlds import Worlds
from attrit.experiments.factors import NOISE, Factors, kind_of, uncertain
from attrit.experiments.nations import last
from attrit.scenario.schema import Scenario
from tests.tolerances import ROUNDING, SINGLE_STEP, sampled

DRAWS, DAYS = 300, 40


@pytest.fixture(scope="module")
def kursk() -> Scenario:
    return attrit.load("kursk-2024")


@pytest.fixture(scope="module")
def factors(kursk: Scenario) -> Factors:
    return Factors.of(kursk)


def test_the_numbers_of_a_run_given_back_give_the_same_run_bit_for_bit(kursk):
    whole = simulate(kursk, DRAWS, seed=4, arms=["committed", "absent"], horizon=DAYS, keep=Keep())
    worlds = Worlds.first(DRAWS, 4)
    given = Factors.of(kursk).settled(worlds)
    arms = {name: kursk.arm(name) for name in whole.arms}
    for chunk in (None, 100):
        again = play(kursk, arms, given, DAYS, Keep(), chunk=chunk)
        for name, variable in again.variables.items():
            assert np.array_equal(variable.values, whole.variables[name].values, equal_nan=True), name
    part = play(kursk, arms, given.part(np.array([7, 250])), DAYS, Keep())
    assert np.array_equal(last(part, "area_held", "absent"), last(whole, "area_held", "absent")[[7, 250]])
    assert part.coords["draw"] == (7, 250)
    assert np.array_equal(part.input("groups.ru.endurance"), whole.input("groups.ru.endurance")[[7, 250]])


def test_factors_are_the_uncertain_inputs_once_each_and_the_noise(kursk, factors):
    assert sorted(factors.inputs) == sorted(uncertain(kursk))
    assert factors.names[-1] == NOISE
    places = [place for group in factors.groups() for place in group]
    assert places == list(range(len(factors.names)))
    correlated = {path for pair in kursk.correlations for path in pair.inputs}
    assert {factors.inputs[place] for block in factors.blocks for place in block} == correlated


def test_claims_come_first_in_a_block(kursk, factors):
    for block in factors.blocks:
        kinds = [kind_of(kursk, factors.inputs[place]) for place in block]
        assert kinds == sorted(kinds, key=["claim", "fit", "literature", "judgement"].index)


@pytest.mark.parametrize("off", ["mechanisms", "law"])
def test_what_is_settled_is_no_factor(kursk, off):
    s = kursk.without_mechanism("collapse") if off == "mechanisms" else kursk.with_changes({"hypotheses.law": "square"})
    gone = set(uncertain(kursk)) - set(uncertain(s))
    assert gone and all("collapse" in path if off == "mechanisms" else path == "hypotheses.law" for path in gone)


def test_a_designed_experiment_has_the_priors_and_the_correlations(kursk, factors):
    """Quantiles of every input, and rank correlations of every pair that is correlated, with independent factors."""
    n = 20_000
    worlds = factors.worlds(uniform_numbers("test", 1, n, len(factors.names)), 1)
    columns = Columns(worlds)
    values = {path: columns.of(kursk, path) for path in factors.inputs}
    for path, x in values.items():
        prior = kursk.inputs[path].prior
        if prior.shape != "choice":
            inside = (x > kursk.inputs[path].quantity.low) & (x < kursk.inputs[path].quantity.high)
            below = np.mean(x[inside | (x < prior.p50)] <= prior.p50 * kursk.inputs[path].times)
            assert below == pytest.approx(0.5, abs=sampled(0.5 / np.sqrt(n)) + 0.01), path
    for pair in kursk.correlations:
        one, two = (values[path] for path in pair.inputs)
        normal = [ndtri((np.argsort(np.argsort(x)) + 0.5) / n) for x in (one, two)]
        assert np.corrcoef(*normal)[0, 1] == pytest.approx(pair.rho, abs=sampled(1 / np.sqrt(n)))
    free = [path for path in factors.inputs[sum(map(len, factors.blocks)) :]][:6]
    for i, one in enumerate(free):
        for two in free[:i]:
            assert abs(spearmanr(values[one], values[two]).statistic) < sampled(1 / np.sqrt(n))


@pytest.mark.parametrize("where", ["first", "last", "all but one"])
def test_a_settled_input_leaves_the_others_of_its_block_to_their_factors_and_not_to_the_noise(kursk, where):
    block = ["fronts.kursk.attacker_loss_rate", "fronts.kursk.exchange_ratio", "sides.ru.national_losses"]
    gone = {"first": block[:1], "last": block[2:], "all but one": block[:2]}[where]
    s = kursk.with_changes({path: kursk.inputs[path].prior.p50 for path in gone})
    factors, left = Factors.of(s), [path for path in block if path not in gone]
    assert [path for path in block if path in factors.inputs] == left
    u = uniform_numbers("settled", 1, 4000, len(factors.names))
    other = u.copy()
    other[:, -1] = 1 - u[:, -1]
    one, two = (Columns(factors.worlds(x, 1)) for x in (u, other))
    own = Columns(Worlds.first(4000, 1))
    for path in left:
        x = one.of(s, path)
        assert np.array_equal(x, two.of(s, path)), path
        spread = np.std(np.log(own.of(s, path)))
        assert np.std(np.log(x)) == pytest.approx(spread, abs=sampled(spread / np.sqrt(4000)))
    again = factors.settled(Worlds.first(50, 7))
    moved = again._replace(labels=again.labels + 1000)
    assert all(np.array_equal(Columns(again).of(s, path), Columns(moved).of(s, path)) for path in factors.inputs)
    assert np.array_equal(Columns(again).of(s, left[0]), Columns(Worlds.first(50, 7)).of(s, left[0]))


def test_the_first_factor_of_a_block_is_its_input_whole(kursk, factors):
    """Moving the other factors of the block does not move it; moving it moves the others."""
    block = next(block for block in factors.blocks if len(block) == 3)
    u = uniform_numbers("block", 1, 50, len(factors.names))
    moved = u.copy()
    moved[:, list(block[1:])] = 1 - u[:, list(block[1:])]
    before, after = (Columns(factors.worlds(x, 1)) for x in (u, moved))
    first, second, _ = (factors.inputs[place] for place in block)
    assert np.allclose(before.of(kursk, first), after.of(kursk, first), rtol=SINGLE_STEP)
    assert not np.allclose(before.of(kursk, second), after.of(kursk, second), rtol=0.01)
    only = u.copy()
    only[:, block[0]] = 1 - u[:, block[0]]
    assert not np.allclose(before.of(kursk, second), Columns(factors.worlds(only, 1)).of(kursk, second), rtol=0.001)


def test_worlds_with_the_same_noise_number_have_the_same_noise(factors):
    u = uniform_numbers("noise", 1, 4, len(factors.names))
    u[2:, -1] = u[:2, -1]
    labels = factors.worlds(u, 1).labels
    assert labels[0] == labels[2] != labels[1] == labels[3]


def test_numbers_at_the_ends_are_no_infinities(kursk, factors):
    u = np.vstack([np.zeros(len(factors.names)), np.ones(len(factors.names))])
    columns = Columns(factors.worlds(u, 1))
    assert all(np.isfinite(columns.of(kursk, path)).all() for path in factors.inputs)


def test_uniform_numbers_are_uniform_and_go_by_name_and_seed():
    u = uniform_numbers("a", 1, 1000, 20)
    assert u.shape == (1000, 20)
    assert kstest(u.ravel(), "uniform").pvalue > 1e-3
    assert np.array_equal(u, uniform_numbers("a", 1, 1000, 20))
    for other in (uniform_numbers("b", 1, 1000, 20), uniform_numbers("a", 2, 1000, 20)):
        assert abs(np.corrcoef(u.ravel(), other.ravel())[0, 1]) < sampled(1 / np.sqrt(u.size))
    assert ROUNDING < u.min() and u.max() < 1

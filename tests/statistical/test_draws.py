"""Draws of the inputs: each follows its prior, none knows another, and those that should hang together do."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

import attrit
from attrit.engine.draws import Columns, correlation_blocks, quantile, uniforms
from attrit.evidence.priors import Prior, Provenance
from attrit.scenario.schema import Scenario
from tests.tolerances import SINGLE_STEP, sampled

DRAWS = 20_000
FALSE_ALARM = 1e-6  # over all inputs together
GRID = np.arange(1, 200) / 200


@pytest.fixture(scope="module")
def kursk() -> Scenario:
    return attrit.load("kursk-2024")


@pytest.fixture(scope="module")
def columns() -> Columns:
    return Columns(np.arange(DRAWS, dtype=np.int64), 3)


def uncertain(scenario: Scenario) -> list[str]:
    priors = {path: given.prior for path, given in scenario.inputs.items()}
    return [path for path, prior in priors.items() if prior is not None and prior.shape != "certain"]


PATHS = uncertain(attrit.load("kursk-2024"))


@pytest.mark.parametrize("path", PATHS)
def test_an_input_follows_its_prior(kursk: Scenario, columns: Columns, path: str) -> None:
    given = kursk.inputs[path]
    prior, values = given.prior, columns.of(kursk, path)
    assert prior is not None
    if prior.shape == "choice":
        counts = np.bincount(values.astype(np.int64), minlength=len(prior.states))
        found = stats.chisquare(counts, DRAWS * np.array(prior.weights))
        assert found.pvalue > FALSE_ALARM / len(PATHS)
        return
    # Shares below the quantiles of the reference, where no bound cuts them off: the distance of Kolmogorov and Smirnov
    # on a grid, with the exact bound of Dvoretzky, Kiefer, Wolfowitz and Massart.
    x = prior.quantile(GRID) * given.times
    inside = (x > given.quantity.low) & (x < given.quantity.high)
    assert inside.sum() > 150
    distance = np.abs((values[:, None] <= x[inside]).mean(axis=0) - GRID[inside]).max()
    assert distance < math.sqrt(math.log(2 * len(PATHS) / FALSE_ALARM) / (2 * DRAWS))
    assert values.min() >= given.quantity.low
    assert values.max() <= given.quantity.high


SHAPES = [
    Prior("normal", -0.1, 0.55, 1.2, Provenance("judgement")),
    Prior("normal", 1.0, 2.0, 5.0, Provenance("judgement")),
    Prior("lognormal", 2e-5, 8e-4, 4e-3, Provenance("judgement")),
    Prior("lognormal", 1e6, 3e6, 4e6, Provenance("judgement")),
    Prior("logit", 0.12, 0.38, 0.88, Provenance("judgement")),
    Prior("logit", 0.001, 0.5, 0.6, Provenance("judgement")),
    Prior("uniform", -2.0, 1.0, 4.0, Provenance("judgement")),
    Prior.certain(7.5, Provenance("judgement")),
    Prior.choice({"a": 0.2, "b": 0.5, "c": 0.3}, Provenance("judgement")),
]


@pytest.mark.parametrize("prior", SHAPES, ids=[f"{prior.shape}-{prior.p50:g}" for prior in SHAPES])
def test_a_value_is_the_quantile_of_the_prior(prior: Prior) -> None:
    u = np.concatenate([np.logspace(-12, -2, 60), np.linspace(0.01, 0.99, 981), 1 - np.logspace(-2, -12, 60)])
    expected = prior.quantile(u)
    scale = np.maximum(np.abs(expected), 1e-3 * (abs(prior.p95) + abs(prior.p05)))
    assert (np.abs(quantile(prior, u) - expected) <= SINGLE_STEP * scale).all()


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith("hypotheses")])
def test_the_three_quantiles_stated_come_back(kursk: Scenario, path: str) -> None:
    prior = kursk.inputs[path].prior
    assert prior is not None
    u = np.array([0.0, 0.5, 1.0] if prior.shape == "uniform" else [0.05, 0.5, 0.95])
    stated = np.array([prior.p05, prior.p50, prior.p95])
    assert (np.abs(quantile(prior, u) - stated) <= SINGLE_STEP * np.abs(stated).max()).all()


def test_uniforms_are_uniform_and_have_no_memory() -> None:
    u = uniforms("quantities[0]", np.arange(100_000, dtype=np.int64), 1)
    assert stats.kstest(u, "uniform").pvalue > FALSE_ALARM
    for lag in (1, 2, 64, 1024):
        assert abs(np.corrcoef(u[lag:], u[:-lag])[0, 1]) < sampled(1 / math.sqrt(u.size))
    assert 0 < u.min() < u.max() < 1


def scores(kursk: Scenario, columns: Columns, paths: list[str]) -> np.ndarray:
    """(input, draw) normal scores of the ranks, which no rising function of an input changes."""
    ranks = np.argsort(np.argsort([columns.of(kursk, path) for path in paths], axis=1, kind="stable"), axis=1)
    return stats.norm.ppf((ranks + 0.5) / DRAWS)


def test_inputs_are_correlated_as_stated_and_not_otherwise(kursk: Scenario, columns: Columns) -> None:
    stated = {frozenset(pair.inputs): pair.rho for pair in kursk.correlations}
    paths = [path for path in PATHS if not path.startswith("hypotheses")]
    found = np.corrcoef(scores(kursk, columns, paths))
    assert len(stated) >= 9
    missed = []
    for i, one in enumerate(paths):
        for j in range(i):
            rho = stated.pop(frozenset((one, paths[j])), 0.0)
            if abs(found[i, j] - rho) > sampled((1 - rho**2) / math.sqrt(DRAWS)):
                missed.append((one, paths[j], rho, found[i, j]))
    assert not missed
    assert not stated


def test_hypotheses_are_independent(kursk: Scenario, columns: Columns) -> None:
    names = ("law", "role", "command")
    codes = {name: columns.of(kursk, f"hypotheses.{name}").astype(np.int64) for name in names}
    for one, two in (("law", "role"), ("law", "command"), ("role", "command")):
        table = np.zeros((codes[one].max() + 1, codes[two].max() + 1))
        np.add.at(table, (codes[one], codes[two]), 1)
        assert stats.chi2_contingency(table).pvalue > FALSE_ALARM


def test_seeds_and_streams_give_other_numbers() -> None:
    labels = np.arange(DRAWS, dtype=np.int64)
    kinds = [("a", 1), ("a", 2), ("b", 1), ("groups[0].men", 1), ("groups[1].men", 1)]
    u = np.array([uniforms(name, labels, seed) for name, seed in kinds])
    found = np.corrcoef(u) - np.eye(len(kinds))
    assert np.abs(found).max() < sampled(1 / math.sqrt(DRAWS))


def test_a_correlation_block_is_the_root_of_its_matrix(kursk: Scenario) -> None:
    blocks = correlation_blocks(kursk.correlations)
    assert sum(len(block) for block in blocks) == len({path for pair in kursk.correlations for path in pair.inputs})
    for block in blocks:
        rows = np.array(list(block.values()))
        matrix = rows @ rows.T
        assert np.abs(np.diag(matrix) - 1).max() < 1e-12
        for pair in kursk.correlations:
            if pair.inputs[0] in block:
                i, j = (list(block).index(path) for path in pair.inputs)
                assert abs(matrix[i, j] - pair.rho) < 1e-12


def test_a_correlated_input_can_be_fixed_and_its_partner_stays_as_it_was(kursk: Scenario) -> None:
    """`--set contingent_men=15000` must run, and the Russian side must still be the one of each world."""
    fixed = kursk.with_changes({"contingent_men": "15000 person"})
    two = [Columns(np.arange(500, dtype=np.int64), 1) for _ in range(2)]
    assert (two[1].of(fixed, "quantities.contingent_men") == 15_000).all()
    partner = "quantities.russian_side_men"
    assert (two[0].of(kursk, partner) == two[1].of(fixed, partner)).all()


def test_sample_lists_every_uncertain_input_with_its_unit(kursk: Scenario) -> None:
    found = attrit.sample(kursk, 300, seed=3)
    assert list(found.data_vars) == PATHS
    assert found.sizes == {"draw": 300}
    assert found["groups.ua.line_share"].attrs["units"] == "1"
    assert found["quantities.contingent_men"].attrs["provenance"] == "claim"
    assert all(found[path].attrs["source"] for path in PATHS)
    again = Columns(np.arange(300, dtype=np.int64), 3)
    assert (found["fronts.kursk.gain"].values == again.of(kursk, "fronts.kursk.gain")).all()

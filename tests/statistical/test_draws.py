"""Draws of the inputs: each follows its prior, none knows another, and those that should hang together do."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

import attrit
from attrit.engine.draws import Columns
from attrit.engine.normal import normal_quantile
from attrit.engine.recipes import UNIFORM, Drawn, Recipes, correlation_blocks, stream_of
from attrit.engine.worlds import Worlds
from attrit.evidence.priors import Prior, Provenance
from attrit.quantities import Quantity
from attrit.scenario.input import Input
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
    return Columns(Worlds.first(DRAWS, 3))


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
    Prior("lognormal", 100.0, 300.0, 900.0, Provenance("judgement"), is_so=0.3),
    Prior("normal", 1.0, 2.0, 5.0, Provenance("judgement"), is_so=0.9),
    Prior(
        "lognormal", 1.0, 50.0, 100.0, Provenance("claim"), knots=((-6.0, 0.9), (-0.1, 1.1), (0.1, 98.0), (6.0, 110.0))
    ),
    Prior("logit", 0.2, 0.3, 0.4, Provenance("claim"), is_so=0.8, knots=((-5.0, 0.1), (0.0, 0.3), (4.0, 0.6))),
    Prior("uniform", -2.0, 1.0, 4.0, Provenance("judgement")),
    Prior.certain(7.5, Provenance("judgement")),
    Prior.choice({"a": 0.2, "b": 0.5, "c": 0.3}, Provenance("judgement")),
]


TAILS = np.concatenate([np.logspace(-15, -2, 60), np.linspace(0.01, 0.99, 981), 1 - np.logspace(-2, -15, 60)])


def test_normal_quantiles_hold_far_into_both_tails() -> None:
    found = np.array([normal_quantile(u) for u in TAILS])
    assert (np.abs(found - stats.norm.ppf(TAILS)) <= SINGLE_STEP * np.maximum(np.abs(found), 1e-3)).all()


def uniforms(columns: Columns, stream: str) -> np.ndarray:
    return columns.values(Drawn(UNIFORM, ((stream_of(stream), 1.0),), 0.0, 0.5, 1.0))


def assert_quantiles(found: np.ndarray, prior: Prior, u: np.ndarray) -> None:
    """The values are the prior's quantiles at uniform numbers, to single precision; a normal one may cancel out."""
    expected = prior.quantile(u)
    least = prior.p95 - prior.p05 if prior.shape == "normal" else 1e-3 * (abs(prior.p95) + abs(prior.p05))
    scale = np.maximum(np.abs(expected), least)
    assert (np.abs(found - expected) <= SINGLE_STEP * scale).all()


@pytest.mark.parametrize("prior", SHAPES, ids=[f"{prior.shape}-{prior.p50:g}" for prior in SHAPES])
def test_a_value_is_the_quantile_of_the_prior(kursk: Scenario, columns: Columns, prior: Prior) -> None:
    given = Input("quantities.made_up", "made up", Quantity("quantity", "made_up"), prior)
    made_up = replace(kursk, inputs={given.path: given})
    assert_quantiles(columns.of(made_up, given.path), prior, uniforms(columns, "made up"))


@pytest.mark.parametrize("path", PATHS)
def test_an_input_is_drawn_from_its_own_stream(kursk: Scenario, columns: Columns, path: str) -> None:
    """The first of its block of correlated inputs too; the others follow several streams."""
    given = kursk.inputs[path]
    blocks = correlation_blocks(kursk.correlations)
    if any(path in list(block)[1:] for block in blocks):
        return
    assert given.prior is not None
    found, q = columns.of(kursk, path), given.quantity
    inside = (found > q.low) & (found < q.high) if given.prior.shape != "choice" else slice(None)
    assert_quantiles(found[inside] / given.times, given.prior, uniforms(columns, given.stream)[inside])


def test_the_kernel_gets_what_people_see(kursk: Scenario) -> None:
    """The table of the kernel and the columns of results are the same numbers, one rounded, in every arm that may be played."""
    columns = Columns(Worlds(np.arange(777, dtype=np.int64) * 2**33 + 5, 2**62))
    for name in set(kursk.arms) - set(kursk.forbidden_arms()):
        recipes = Recipes(kursk.arm(name))
        paths = list(recipes.scenario.inputs)
        table = columns.table([recipes.of(path) for path in paths])
        seen = np.array([columns.of(recipes.scenario, path) for path in paths])
        assert (table == seen.astype(np.float32)).all()


def test_a_draw_is_the_same_alone_and_among_others(kursk: Scenario) -> None:
    recipes = Recipes(kursk)
    made = [recipes.of(path) for path in kursk.inputs]
    whole = Columns(Worlds.first(130, 1)).table(made)
    for label in (0, 63, 64, 129):
        alone = Columns(Worlds(np.array([label], np.int64), 1)).table(made)
        assert (alone[:, 0] == whole[:, label]).all()


def test_uniforms_are_uniform_and_have_no_memory() -> None:
    u = uniforms(Columns(Worlds.first(100_000, 1)), "quantities[0]")
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
    assert len(stated) >= 8
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
    u = np.array([uniforms(Columns(Worlds(labels, seed)), name) for name, seed in kinds])
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
    two = [Columns(Worlds.first(500, 1)) for _ in range(2)]
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
    again = Columns(Worlds.first(300, 3))
    assert (found["fronts.kursk.gain"].values == again.of(kursk, "fronts.kursk.gain")).all()

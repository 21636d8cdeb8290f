"""Priors: exact quantiles, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrit.errors import ScenarioError
from attrit.evidence.priors import KINDS, Z95, Prior, Provenance
from tests.tolerances import BACKEND, EXACT, ROUNDING

JUDGED = Provenance("judgement", "a reason")
RISING = st.lists(st.floats(0.01, 0.99), min_size=3, max_size=3, unique_by=lambda x: round(x, 3)).map(sorted)


@given(RISING)
@pytest.mark.parametrize("shape", ["normal", "lognormal", "logit"])
def test_the_three_quantiles_are_exact(shape, given):
    prior = Prior(shape, *given, JUDGED)
    np.testing.assert_allclose(prior.quantile([0.05, 0.5, 0.95]), given, rtol=BACKEND)


@given(RISING)
@pytest.mark.parametrize("shape", ["normal", "lognormal", "logit"])
def test_quantiles_rise_and_stay_in_the_support(shape, given):
    found = Prior(shape, *given, JUDGED).quantile(np.linspace(0.001, 0.999, 999))
    assert np.all(np.diff(found) >= 0)
    if shape != "normal":
        assert found.min() > 0
    if shape == "logit":
        assert found.max() < 1


def test_each_half_is_half_a_normal_of_its_own_width():
    prior = Prior("normal", -Z95, 0.0, 3 * Z95, JUDGED)
    one_sd = 0.15865525393145707
    np.testing.assert_allclose(prior.quantile([one_sd, 1 - one_sd]), [-1.0, 3.0], rtol=BACKEND)


def test_a_certain_number_has_one_quantile_and_a_uniform_one_has_its_ends():
    np.testing.assert_allclose(Prior.certain(7.0, JUDGED).quantile([[0.0, 0.3, 1.0]]), [[7.0, 7.0, 7.0]], rtol=EXACT)
    found = Prior.uniform(2.0, 6.0, JUDGED)
    assert (found.p05, found.p50, found.p95) == (2.0, 4.0, 6.0)
    np.testing.assert_allclose(found.quantile([0.0, 0.25, 1.0]), [2.0, 3.0, 6.0], rtol=EXACT)


def test_a_choice_takes_each_state_for_its_share_of_the_belief():
    prior = Prior.choice({"logistics": 0.35, "mixed": 0.35, "assault": 0.3}, JUDGED)
    assert prior.states == ("logistics", "mixed", "assault")
    assert (prior.p05, prior.p50, prior.p95) == (0.0, 1.0, 2.0)
    np.testing.assert_array_equal(prior.quantile([0.0, 0.349, 0.351, 0.699, 0.701, 1.0]), [0, 0, 1, 1, 2, 2])
    np.testing.assert_array_equal(Prior.choice({"a": 0.0, "b": 1.0}, JUDGED).quantile([0.0, 0.5, 1.0]), [1, 1, 1])


@pytest.mark.parametrize(
    "prior",
    [
        Prior("normal", -1.0, 0.0, 4.0, JUDGED),
        Prior("lognormal", 1.0, 2.0, 5.0, JUDGED),
        Prior.uniform(1.0, 2.0, JUDGED),
        Prior.certain(4.0, JUDGED),
    ],
    ids=lambda prior: prior.shape,
)
def test_scaling_scales_every_quantile(prior):
    u = np.linspace(0.01, 0.99, 9)
    np.testing.assert_allclose(prior.scaled(2.5).quantile(u), 2.5 * prior.quantile(u), rtol=ROUNDING)
    assert prior.scaled(2.5).provenance == prior.provenance


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("lognormall", 1, 2, 3), r"unknown shape 'lognormall'; .*; did you mean 'lognormal'\?"),
        (("normal", 1, float("nan"), 3), "a number is not finite"),
        (("normal", 1, float("inf"), 3), "a number is not finite"),
        (("normal", 1, 1, 3), "quantiles 1, 1, 3 do not rise"),
        (("lognormal", 3, 2, 1), "quantiles 3, 2, 1 do not rise"),
        (("lognormal", 0, 2, 3), "lognormal starts at 0; quantiles above 0"),
        (("logit", 0.1, 0.2, 1.0), "logit runs from 0.1 to 1; quantiles between 0 and 1"),
        (("logit", 0.0, 0.2, 0.9), "logit runs from 0 to 0.9"),
        (("uniform", 1, 2.5, 3), "2.5 is not the middle of 1 to 3"),
        (("certain", 1, 1, 2), "a certain number has no spread"),
    ],
)
def test_a_prior_that_makes_no_sense_is_refused(arguments, words):
    with pytest.raises(ScenarioError, match=words):
        Prior(*arguments, JUDGED)


@pytest.mark.parametrize(
    ("states", "weights", "words"),
    [
        ((), (), "a choice needs one weight for each of its states"),
        (("a", "b"), (1.0,), "a choice needs one weight for each of its states"),
        (("a", "a"), (0.5, 0.5), "each of its states, named once"),
        (("a", "b"), (0.5, 0.6), "are not shares that sum to 1"),
        (("a", "b"), (-0.5, 1.5), "are not shares that sum to 1"),
        (("a", "b"), (float("nan"), 1.0), "a number is not finite"),
    ],
)
def test_weights_that_are_no_shares_are_refused(states, weights, words):
    with pytest.raises(ScenarioError, match=words):
        Prior("choice", 0, 0, 0, JUDGED, states, weights)


def test_an_empty_choice_and_states_of_a_number_are_refused():
    with pytest.raises(ScenarioError, match="a choice needs one weight"):
        Prior.choice({}, JUDGED)
    with pytest.raises(ScenarioError, match="normal has no states or weights"):
        Prior("normal", 1, 2, 3, JUDGED, ("a",), (1.0,))


@pytest.mark.parametrize(
    "three", [(3, 2, 4), (2, 5, 4), (-1, 2, 3), (2, 2, 2), (1, 2, float("inf")), (1, float("nan"), 2)]
)
def test_a_pert_distribution_that_makes_no_sense_is_refused(three):
    with pytest.raises(ScenarioError, match=r"a PERT distribution with .*; they rise, from 0 or above"):
        Prior.pert(*three, JUDGED)


def test_what_cannot_be_scaled_is_refused():
    with pytest.raises(ScenarioError, match="a logit prior cannot be scaled"):
        Prior("logit", 0.1, 0.2, 0.3, JUDGED).scaled(2.0)
    with pytest.raises(ScenarioError, match="a choice prior cannot be scaled"):
        Prior.choice({"a": 1.0}, JUDGED).scaled(2.0)
    for factor in (0.0, -1.0, float("inf"), float("nan")):
        with pytest.raises(ScenarioError, match="a factor is above 0"):
            Prior.certain(1.0, JUDGED).scaled(factor)


def test_a_provenance_is_of_one_of_four_kinds():
    assert [Provenance(kind).kind for kind in KINDS] == ["claim", "fit", "literature", "judgement"]
    with pytest.raises(ScenarioError, match=r"unknown provenance 'judgment'; .*; did you mean 'judgement'\?"):
        Provenance("judgment")

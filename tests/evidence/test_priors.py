"""Priors: exact quantiles, what is refused, and what pooling makes of conflicting claims."""

import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrit import library
from attrit.errors import LedgerError, ScenarioError
from attrit.evidence.claims import Claim, Ledger
from attrit.evidence.priors import KINDS, SD_ABOUT, SD_BOUND, SD_EXACT, SHIFT_BOUND, Z95, Prior, Provenance, pool
from tests.tolerances import BACKEND, EXACT, ROUNDING, printed

JUDGED = Provenance("judgement", "a reason")
KURSK = Ledger.read(Path(library.__file__).with_name("kursk-2024-ledger.csv"))
RISING = st.lists(st.floats(0.01, 0.99), min_size=3, max_size=3, unique_by=lambda x: round(x, 3)).map(sorted)


def claim(name: str, **fields) -> Claim:
    given = {"id": name, "claimant": name, "subject": "men", "as_of": "2024-11", "made_on": date(2024, 11, 4)}
    return Claim(**given | {"unit": "person", "qualifier": "about", "note": "said so"} | fields)


def spread(name: str, value: float, sd: float) -> Claim:
    """A claim whose range is the 90 % interval of a lognormal about the value."""
    low, high = value * math.exp(-Z95 * sd), value * math.exp(Z95 * sd)
    return claim(name, low=low, value=value, high=high, qualifier="range")


def pooled(*claims: Claim, **options) -> Prior:
    return pool(Ledger(claims), **options)


def widths(prior: Prior) -> tuple[float, float]:
    """Sd of ln below and above the median."""
    return math.log(prior.p50 / prior.p05) / Z95, math.log(prior.p95 / prior.p50) / Z95


# quantiles


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


# pooling, worked by hand


def test_the_log_pool_of_ten_and_eleven_thousand():
    prior = pooled(spread("A", 10000, 0.1), spread("B", 11000, 0.1), method="log")
    assert prior.p50 == pytest.approx(10488, abs=printed(0))
    assert widths(prior) == pytest.approx((0.1, 0.1), rel=BACKEND)


def test_the_linear_pool_of_ten_and_eleven_thousand():
    prior = pooled(spread("A", 10000, 0.1), spread("B", 11000, 0.1))
    assert prior.p50 == pytest.approx(10488, abs=printed(0))
    share = (np.arange(40_000) + 0.5) / 40_000
    assert np.std(np.log(prior.quantile(share))) == pytest.approx(0.1108, abs=printed(4))


def test_the_linear_pool_has_the_quantiles_of_the_mixture():
    from scipy.special import ndtr

    voices = [(5000, 0.06), (10000, 0.2), (11000, 0.1)]
    prior = pooled(*(spread(str(value), value, sd) for value, sd in voices))
    for p, x in ((0.05, prior.p05), (0.5, prior.p50), (0.95, prior.p95)):
        assert np.mean([ndtr(math.log(x / value) / sd) for value, sd in voices]) == pytest.approx(p, rel=BACKEND)


def test_the_log_pool_weighs_by_precision_and_grows_no_surer_by_numbers():
    prior = pooled(spread("A", 10000, 0.1), spread("B", 20000, 0.2), method="log")
    assert prior.p50 == pytest.approx(10000 * 2 ** (1 / 5), rel=BACKEND)
    assert widths(prior)[0] == pytest.approx(math.sqrt(2 / (1 / 0.01 + 1 / 0.04)), rel=BACKEND)
    same = pooled(*(spread(name, 10000, 0.1) for name in "ABCDE"), method="log")
    assert widths(same) == pytest.approx((0.1, 0.1), rel=BACKEND)


@pytest.mark.parametrize("method", ["linear", "log"])
@pytest.mark.parametrize(
    ("fields", "median", "sd"),
    [
        ({"value": 20842.0, "qualifier": "exact"}, 20842, SD_EXACT),
        ({"value": 11000.0}, 11000, SD_ABOUT),
        ({"value": 50000.0}, 50000, 0.1 / Z95),
        ({"value": 700.0, "low": 538.0}, 700, math.log(700 / 538) / Z95),
        ({"value": 700.0, "high": 900.0}, 700, math.log(900 / 700) / Z95),
        ({"low": 30000.0, "high": 45000.0, "qualifier": "range"}, math.sqrt(30000 * 45000), math.log(1.5) / 2 / Z95),
        ({"low": 2.0, "value": 3.0, "high": 4.0, "qualifier": "range"}, 3, math.log(2) / 2 / Z95),
        ({"low": 700.0, "high": 700.0, "qualifier": "range"}, 700, SD_ABOUT),
        ({"value": 8e6, "qualifier": "at_least"}, 8e6 * math.exp(SHIFT_BOUND), SD_BOUND),
        ({"value": 50000.0, "qualifier": "up_to"}, 50000 * math.exp(-SHIFT_BOUND), SD_BOUND),
    ],
)
def test_the_words_of_one_claim_give_a_centre_and_a_width(method, fields, median, sd):
    prior = pooled(claim("A", **fields), method=method)
    assert prior.p50 == pytest.approx(median, rel=BACKEND)
    assert widths(prior) == pytest.approx((sd, sd), rel=BACKEND)


# pooling, by whom and of what


def test_what_is_repeated_counts_once_and_what_was_dropped_is_not_revived_by_a_copy():
    source, other = claim("A", value=10000.0), claim("B", value=20000.0)
    copies = [claim(f"C{i}", value=10000.0, repeats="A", as_of="2024-12") for i in range(9)]
    assert pooled(source, other, *copies) == pooled(source, other)
    old = claim("A", value=5000.0, as_of="2024-08")
    assert pooled(old, other, *copies, since="2024-11").provenance.claims == ("B",)
    assert pooled(old, other, *copies, since=date(2024, 11, 1)).p50 == pytest.approx(20000, rel=BACKEND)


def test_of_one_claimant_the_latest_claim_counts():
    first = claim("A", value=60000.0, claimant="Kyiv", as_of="2024-09-05")
    later = claim("B", value=40000.0, claimant="Kyiv", as_of="2024-09-19")
    prior = pooled(later, first)
    assert prior.provenance == Provenance("claim", "linear pool of Kyiv (B)", ("B",))
    assert prior.p50 == pytest.approx(40000, rel=BACKEND)


def test_several_claims_of_one_claimant_and_day_are_one_voice_with_their_spread():
    prior = pooled(claim("A", value=10000.0, claimant="Kyiv"), claim("B", value=12100.0, claimant="Kyiv"))
    assert prior.p50 == pytest.approx(11000, rel=BACKEND)
    assert widths(prior)[0] == pytest.approx(math.hypot(SD_ABOUT, math.log(1.1)), rel=BACKEND)


def test_a_floor_and_a_ceiling_of_one_claimant_are_a_range():
    floor, top = (
        claim(name, value=value, claimant="Kyiv", qualifier=qualifier)
        for name, value, qualifier in [("A", 10000.0, "at_least"), ("B", 14400.0, "up_to")]
    )
    prior = pooled(floor, top)
    assert (prior.p05, prior.p50, prior.p95) == pytest.approx((10000, 12000, 14400), rel=BACKEND)
    crossed = pooled(
        claim("A", value=14400.0, claimant="Kyiv", qualifier="at_least"),
        claim("B", value=10000.0, claimant="Kyiv", qualifier="up_to"),
    )
    assert crossed.p50 == pytest.approx(12000, rel=BACKEND)
    assert widths(crossed)[0] > SD_BOUND


def test_claims_in_different_words_for_one_unit_pool_in_the_unit_asked_for():
    monthly = claim("A", value=30437.5, unit="men/month", qualifier="exact")
    daily = claim("B", value=1000.0, unit="person/day", qualifier="exact")
    assert pooled(monthly, daily).p50 == pytest.approx(1000, rel=BACKEND)
    assert pooled(monthly, daily, unit="persons/month").p50 == pytest.approx(30437.5, rel=BACKEND)


def test_denials_are_named_and_not_pooled():
    denial = claim("D", claimant="Moscow", stance="does_not_acknowledge", qualifier="", unit="")
    number = claim("N", claimant="Pyongyang", stance="denies", value=1.0)
    prior = pooled(claim("A", value=10000.0), denial, number)
    assert prior.p50 == pytest.approx(10000, rel=BACKEND)
    assert prior.provenance.claims == ("A",)
    assert prior.provenance.source == (
        "linear pool of A (A); not pooled: Moscow does not acknowledge (D), Pyongyang denies (N)"
    )


def test_two_definitions_are_never_pooled():
    held = claim("A", value=500.0, unit="km2", definition="held")
    both = claim("B", value=900.0, unit="km2", definition="held_or_contested")
    with pytest.raises(LedgerError, match="two definitions are never pooled: held, held_or_contested"):
        pooled(held, both)
    assert pooled(held, both, definition="held").p50 == pytest.approx(500, rel=BACKEND)
    with pytest.raises(LedgerError, match="two definitions are never pooled: held, none stated"):
        pooled(held, claim("C", value=900.0, unit="km2"))


@pytest.mark.parametrize(
    ("claims", "options", "words"),
    [
        ([claim("A", value=1.0)], {"method": "lineer"}, r"unknown method 'lineer'; .*; did you mean 'linear'\?"),
        ([claim("A", value=1.0)], {"unit": "km2"}, "claims about men are in person, not in km2"),
        ([claim("A", value=1.0)], {"since": "2025"}, "no claim with a number to pool among 1 about men"),
        ([claim("A", value=1.0)], {"definition": "held"}, "no claim with a number to pool"),
        ([claim("A", qualifier="", unit="")], {}, "no claim with a number to pool"),
        ([], {}, "no claim with a number to pool among 0 about nothing"),
        ([claim("A", value=0.0)], {}, "a claim of 0 has no place on a log scale: A"),
        ([claim("A", value=1.0), claim("B", value=1.0, subject="b")], {}, "two subjects are never pooled: b, men"),
        ([claim("A", value=1.0), claim("B", value=1.0, unit="day")], {}, "two units are never pooled: day, person"),
    ],
)
def test_what_cannot_be_pooled_is_refused(claims, options, words):
    with pytest.raises(LedgerError, match=words):
        pooled(*claims, **options)


# Kursk


def test_the_contingent_in_kursk_is_pooled_from_washington_and_kyiv():
    prior = pool(KURSK.about("dprk_men_in_kursk"), since="2024-11")
    assert prior.provenance.claims == ("P053", "P054", "P055")
    assert "Pyongyang does not acknowledge" in prior.provenance.source
    assert prior.p50 == pytest.approx(math.sqrt(10000 * 11000), rel=BACKEND)
    assert prior.p05 < 9500 < 11500 < prior.p95


def test_leaving_one_claimant_out_leaves_the_other():
    men = KURSK.about("dprk_men_in_kursk")
    assert pool(men.without("Zelensky"), since="2024-11").p50 == pytest.approx(10000, rel=BACKEND)
    assert pool(men.without("Washington"), since="2024-11").p50 == pytest.approx(11000, rel=BACKEND)


@pytest.mark.parametrize("subject", KURSK.subjects)
def test_every_subject_of_kursk_pools_or_says_why_not(subject):
    claims = KURSK.about(subject)
    for definition in dict.fromkeys(claim.definition for claim in claims):
        told = Ledger(tuple(c for c in claims if c.definition == definition), KURSK.claims)
        if any(claim.stated for claim in told):
            prior = pool(told)
            stated = [(claim.interval() or (0, 0))[:2] for claim in told if claim.stated]
            assert min(low for low, _ in stated) / 2 < prior.p50 < 2 * max(high for _, high in stated)
        else:
            with pytest.raises(LedgerError, match=f"no claim with a number to pool among .* about {subject}"):
                pool(told)

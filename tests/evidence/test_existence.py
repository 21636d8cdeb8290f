"""Whether there is anything of it at all: denials, silence and numbers move the odds, by who speaks of whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

import attrit
from attrit.analysis.claim_effects import moved_inputs
from attrit.engine.draws import Columns
from attrit.engine.worlds import Worlds
from attrit.errors import ScenarioError
from attrit.evidence.biases import Biases, shipped
from attrit.evidence.claims import Claim, Ledger
from attrit.evidence.existence import FACTORS, WORDS, existence
from attrit.evidence.pools import pool
from attrit.evidence.priors import Prior, Provenance
from attrit.experiments.factors import uncertain
from attrit.scenario.schema import Scenario
from tests.tolerances import BACKEND, SINGLE_STEP, sampled

DAY = date(2024, 11, 4)
BEFORE = Prior("lognormal", 1500.0, 6000.0, 24000.0, Provenance("judgement", "a reason"), is_so=0.2)
BETWEEN = Biases(()).over(shipped(), ["UA", "RU"])
MEN = "quantities.contingent_men"


def said(name: str, side: str, stance: str, **fields) -> Claim:
    usual = {"id": name, "claimant": name, "side": side, "stance": stance, "subject": "men", "of": "RU"}
    return Claim(**usual | {"as_of": "2024-11", "made_on": DAY, "note": "said so"} | fields)


def number(name: str, side: str, value: float, **fields) -> Claim:
    return said(name, side, "asserts", value=value, unit="person", qualifier="about", **fields)


def probability(*claims: Claim, before: float = 0.2, **options) -> float:
    return existence(Ledger(claims), before, BETWEEN, **options).after


def odds(p: float) -> float:
    return p / (1 - p)


@pytest.mark.parametrize(("side", "relation"), [("RU", "own"), ("UA", "enemy"), ("US", "other"), ("", "other")])
@pytest.mark.parametrize(
    ("stance", "act"), [(s, s) for s in ("denies", "does_not_acknowledge")] + [("confirms", "asserts")]
)
def test_one_word_moves_the_odds_by_its_factor(side: str, relation: str, stance: str, act: str):
    after = probability(said("A", side, stance))
    assert odds(after) == pytest.approx(odds(0.2) * FACTORS[act, relation], rel=BACKEND)


def test_a_number_says_that_there_are_some():
    assert probability(number("A", "US", 5000.0)) == probability(said("A", "US", "confirms"))


def test_factors_are_in_the_order_that_their_reasons_give():
    for relation in ("own", "enemy", "other"):
        says, silent, denies = (FACTORS[act, relation] for act in ("asserts", "does_not_acknowledge", "denies"))
        assert says > 1 > silent > denies
    assert FACTORS["denies", "own"] > FACTORS["denies", "other"] > FACTORS["denies", "enemy"]
    assert FACTORS["asserts", "other"] > FACTORS["asserts", "own"] > FACTORS["asserts", "enemy"]


def test_a_side_counts_once_however_many_speak_for_it_and_a_voice_by_its_last_word():
    one = probability(said("A", "US", "confirms"))
    assert probability(said("A", "US", "confirms"), said("B", "us", "confirms")) == pytest.approx(one, rel=BACKEND)
    copy = said("C", "FR", "confirms", repeats="A")
    assert probability(said("A", "US", "confirms"), copy) == one
    early = said("A0", "US", "denies", claimant="A", made_on=date(2024, 11, 1))
    assert probability(early, said("A", "US", "confirms")) == one
    both = probability(said("A", "US", "confirms"), said("B", "US", "denies"))
    mean = (FACTORS["asserts", "other"] * FACTORS["denies", "other"]) ** 0.5
    assert odds(both) == pytest.approx(odds(0.2) * mean, rel=BACKEND)
    apart = probability(said("A", "", "confirms"), said("B", "press", "denies"))
    assert odds(apart) == pytest.approx(odds(0.2) * mean**2, rel=BACKEND)


def test_what_is_old_defined_otherwise_or_held_for_unlikely_says_nothing():
    old = said("A", "US", "confirms", as_of="2024-08")
    assert probability(old, since=date(2024, 11, 1)) == 0.2
    assert probability(said("A", "US", "confirms", definition="volunteers"), definition="soldiers") == 0.2
    assert probability(number("A", "US", 5000.0, likelihood="ICD 203: unlikely")) == 0.2
    assert probability(number("A", "US", 5000.0, likelihood="ICD 203: likely")) > 0.2


def test_at_their_word_it_is_the_share_of_sides_by_which_it_is_so():
    claims = number("A", "US", 5000.0), said("B", "RU", "denies"), said("C", "UA", "does_not_acknowledge")
    assert probability(*claims, at_their_word=True) == pytest.approx((1 + 0 + WORDS["does_not_acknowledge"]) / 3)


def test_what_is_not_in_question_is_not_put_in_question():
    sure = replace(BEFORE, is_so=1.0)
    denied = Ledger((number("A", "US", 5000.0), said("B", "RU", "denies")))
    assert pool(denied, before=sure).is_so == 1.0
    assert pool(denied, before=sure).provenance.pool.existence is None
    assert pool(denied, before=BEFORE).p50 == pool(denied, before=sure).p50
    assert pool(denied, before=BEFORE).is_so < pool(denied.without("B"), before=BEFORE).is_so < 1


def test_denials_alone_move_what_was_believed_before():
    after = pool(Ledger((said("B", "UA", "denies"),)), before=BEFORE, biases=BETWEEN)
    assert (after.p50, after.provenance.claims) == (BEFORE.p50, ("B",))
    assert odds(after.is_so) == pytest.approx(odds(0.2) * FACTORS["denies", "enemy"], rel=BACKEND)


# worlds


@pytest.mark.parametrize("is_so", [0.996, 0.6, 0.1, 0.003])
def test_the_number_is_0_where_it_is_not_so_and_as_believed_where_it_is(is_so: float):
    prior = replace(BEFORE, is_so=is_so)
    u = (np.arange(200_000) + 0.5) / 200_000
    x = prior.quantile(u)
    assert np.mean(x > 0) == pytest.approx(is_so, abs=1e-5)
    there = np.sort(x[x > 0])
    expected = replace(prior, is_so=1.0).quantile((np.arange(there.size) + 0.5) / there.size)
    inner = slice(there.size // 100, -there.size // 100)
    np.testing.assert_allclose(there[inner], expected[inner], rtol=5e-3 if there.size > 1000 else 0.05)
    assert (np.diff(x) >= 0).all()
    assert prior.median == (0.0 if is_so < 0.5 else pytest.approx(float(prior.quantile(0.5)), rel=BACKEND))


@pytest.fixture(scope="module")
def kursk() -> Scenario:
    return attrit.load("kursk-2024")


def test_with_all_voices_the_contingent_is_there_and_without_them_it_is_not(kursk: Scenario):
    def there(ledger: Ledger, **options) -> float:
        prior = kursk.hearing(ledger, **options).inputs[MEN].prior
        assert prior is not None
        return prior.is_so

    claims = kursk.claims
    prior = kursk.inputs[MEN].prior
    assert prior is not None and prior.is_so > 0.99
    assert there(claims.only("DPRK"), at_their_word=True) < 0.2
    assert there(claims.only("UA"), at_their_word=True) == 1.0
    deniers_only = claims.without("UA").without("US")
    assert there(deniers_only) < 0.5 < there(claims.without("US")) < prior.is_so
    assert there(claims.without("DPRK").without("RU")) > prior.is_so
    assert MEN in {one.path for one in moved_inputs(kursk, kursk.hearing(claims.without_claim("S03c")))}


def test_worlds_have_no_contingent_in_the_share_in_which_it_is_not_there(kursk: Scenario):
    """It is correlated with the whole Russian side, whose own distribution must not change."""
    said_so = kursk.hearing(kursk.claims.only("DPRK"), at_their_word=True)
    n = 20_000
    columns = Columns(Worlds.first(n, 2))
    men, side = (columns.of(said_so, path) for path in (MEN, "quantities.russian_side_men"))
    assert np.mean(men == 0) == pytest.approx(0.9, abs=sampled((0.09 / n) ** 0.5))
    prior = said_so.inputs["quantities.russian_side_men"].prior
    assert prior is not None
    assert np.mean(side < prior.p50) == pytest.approx(0.5, abs=sampled(0.5 / n**0.5))
    assert np.median(side[men == 0]) < np.median(side[men > 0])
    for path in said_so.inputs:
        x = columns.of(said_so, path)
        assert np.isfinite(x).all(), path
    for group in ("groups.dprk_elite", "groups.dprk_regular"):
        assert (columns.of(said_so, f"{group}.men")[men == 0] == 0).all()
        assert (columns.of(said_so, f"{group}.officers")[men == 0] == 0).all()
    assert MEN in uncertain(said_so)


def test_what_is_denied_at_its_word_is_0_in_all_worlds_and_no_factor(kursk: Scenario):
    prior = kursk.inputs[MEN].prior
    assert prior is not None
    none = replace(kursk, inputs={**kursk.inputs, MEN: replace(kursk.inputs[MEN], prior=replace(prior, is_so=0.0))})
    assert (Columns(Worlds.first(500, 1)).of(none, MEN) == 0).all()
    assert MEN not in uncertain(none)
    assert none.medians()[MEN] == 0


def test_worlds_of_a_pool_are_drawn_from_the_pool(kursk: Scenario):
    """Every pooled input, by its own normal score where it is alone in its block."""
    columns = Columns(Worlds.first(4000, 3))
    pooled = [path for path, given in kursk.inputs.items() if given.prior is not None and given.prior.knots]
    assert len(pooled) > 8
    for path in pooled:
        prior, times = kursk.inputs[path].prior, kursk.inputs[path].times
        assert prior is not None
        x = np.sort(columns.of(kursk, path)) / times
        for p in (0.05, 0.5, 0.95):
            share = np.mean(x <= float(prior.quantile(p)))
            assert share == pytest.approx(p, abs=sampled((p * (1 - p) / 4000) ** 0.5)), path
        assert stats.kstest(prior.quantile((np.arange(4000) + 0.5) / 4000), x).pvalue > 1e-6, path
        assert float(prior.quantile(0.5)) == pytest.approx(prior.median, rel=SINGLE_STEP)


def test_what_cannot_be_0_cannot_be_in_question(kursk: Scenario):
    before = {"p05": 350, "p50": 550, "p95": 900, "is_so": 0.5}
    value = {"claims": "area_held", "definition": "held", "unit": "km2", "before": before}
    with pytest.raises(ScenarioError, match=r"it may not be so, but 0 is out of range; .* leave 'is_so' out"):
        kursk.with_changes({"fronts.kursk.area_held": value})

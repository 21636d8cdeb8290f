"""How much of an answer is sourced and how much is judged."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import attrit
from attrit.analysis.provenance import CLASSES, provenance
from attrit.engine.results import Results
from attrit.errors import ResultsError
from attrit.experiments.factors import NOISE, Factors, kind_of, uncertain
from attrit.experiments.targets import play_like, target_of
from attrit.views.provenance.charts import provenance_spec
from attrit.views.provenance.words import detailed, lines, plain
from tests.tolerances import ROUNDING, sampled


@pytest.fixture(scope="module")
def kursk() -> Results:
    return attrit.simulate(attrit.load("kursk-2024"), 2048, arms=["committed", "absent"])


@pytest.fixture(scope="module")
def found(kursk: Results):
    return provenance(kursk)


def test_the_shares_of_kursk_add_to_one(found):
    assert [row.target.of for row in found.rows] == ["difference", "arm"]
    for row in found.rows:
        assert sum(of.share.share for of in row.shares.values()) == pytest.approx(1, abs=ROUNDING)
        assert set(row.shares) == set(CLASSES)


def test_every_uncertain_input_is_in_one_class(found, kursk):
    s = kursk.scenario
    assert sum(found.inputs.values()) == len(uncertain(s)) == len(Factors.of(s).inputs)
    assert found.inputs["law"] == 1
    assert found.inputs["claim"] == sum(kind_of(s, path) == "claim" for path in uncertain(s))


def test_the_spread_is_that_of_the_run(found, kursk):
    for row in found.rows:
        y = row.target.values(kursk)
        kurtosis = np.mean((y - y.mean()) ** 4) / y.var() ** 2
        error = y.std() * np.sqrt((kurtosis - 1) / 4) * np.sqrt(1 / y.size + 1 / found.pairs)
        assert row.deviation == pytest.approx(y.std(), abs=sampled(error))


def test_chance_is_what_remains_when_the_inputs_are_known(found, kursk):
    """Independent of the mixtures: the same inputs with other noise; their covariance is what the inputs explain."""
    target = target_of(kursk, of="arm")
    factors = Factors.of(kursk.scenario)
    rng = np.random.default_rng(5)
    u = rng.random((20_000, len(factors.names)))
    v = u.copy()
    v[:, -1] = rng.random(len(u))
    arms = {name: kursk.scenario.arm(name) for name in target.arms}
    one, two = (target.values(play_like(kursk, arms, factors.worlds(x, 1), target.measure)) for x in (u, v))
    explained = np.corrcoef(one, two)[0, 1]
    noise = next(row for row in found.rows if row.target.of == "arm").shares[NOISE].share
    assert noise.share == pytest.approx(1 - explained, abs=sampled(noise.error + 1 / np.sqrt(len(u))))


def test_a_law_that_is_settled_has_no_share(kursk):
    s = kursk.scenario.with_changes({"hypotheses.law": "square"})
    found = provenance(attrit.simulate(s, 512, arms=["committed", "absent"]), pairs=16)
    assert found.inputs["law"] == 0
    assert found.rows[0].shares["law"].share == (0, 0)


def test_without_noise_there_is_no_chance():
    found = provenance(attrit.simulate(attrit.load("iwo-jima-1945"), 512), pairs=64)
    assert all(abs(row.shares[NOISE].share.share) < ROUNDING for row in found.rows)
    assert "chance" in "\n".join(lines(found))


def test_other_outcomes_and_arms(kursk):
    found = provenance(kursk, "recovered", arm="absent", against="committed", pairs=16)
    assert [row.target.arm for row in found.rows] == ["absent", "absent"]
    assert found.rows[0].target.measure.probability


def test_dataset_and_plain_data_say_the_same(found):
    table = found.dataset
    assert dict(table.sizes) == {"number": 2, "source": 6}
    assert table.share.sel(number="arm").sum().item() == pytest.approx(1, abs=ROUNDING)
    numbers = plain(found)["numbers"]["difference"]["shares"]["judgement"]
    assert numbers["share"]["share"] == table.share.sel(number="difference", source="judgement").item()
    assert numbers["alone"]["error"] == table.share_alone_error.sel(number="difference", source="judgement").item()


def test_views_show_every_class(found):
    for text in ("\n".join(lines(found)), "\n".join(detailed(found)), str(provenance_spec(found))):
        for head in ("claims", "fits", "literature", "judgement", "the law", "chance"):
            assert head in text


def test_the_finding_comes_first_and_the_arm_is_named_by_what_it_is(found):
    told = " ".join("\n".join(detailed(found)).split())
    assert told.startswith("If every input were known, ") and "would remain, as chance from day to day." in told
    short = " ".join("\n".join(lines(found)).split())
    assert "area held by Ukraine if North Korea's" in short and "first arm" not in short


def test_refusals(kursk):
    with pytest.raises(ResultsError, match=r"shares, in points, are known to ±\d+ with 16 pairs") as found:
        provenance(kursk, pairs=16, precision=0.05)
    needed = int(str(found.value).rpartition("pairs=")[2])
    assert provenance(kursk, pairs=needed, precision=0.1).pairs == needed <= 8192
    with pytest.raises(ResultsError, match=r"more than the 8,192 pairs that are possible$"):
        provenance(kursk, pairs=16, precision=0.0001)
    with pytest.raises(ResultsError, match="precision: found 'x'"):
        provenance(kursk, precision="x")
    with pytest.raises(ResultsError, match="did you mean 'area_held'"):
        provenance(kursk, "area_hold")
    with pytest.raises(ResultsError, match=r"no arm 'commited'.*did you mean 'committed'"):
        provenance(kursk, arm="commited")
    with pytest.raises(ResultsError, match=r"has no number in .* of 2,048 worlds"):
        provenance(kursk, "recovered_day")
    with pytest.raises(ResultsError, match="pairs: found 3"):
        provenance(kursk, pairs=3)
    with pytest.raises(ResultsError, match=r"pairs: found 20\.5"):
        provenance(kursk, pairs=20.5)
    with pytest.raises(ResultsError, match="is 0 in all"):
        provenance(attrit.simulate(kursk.scenario, 64, arms=["committed"], horizon=3), "recovered", pairs=16)


def test_shuffled_worlds_are_refused(kursk):
    held = kursk.variables["area_held"]
    mixed = held._replace(values=held.values[..., ::-1].copy())
    shuffled = dataclasses.replace(kursk, variables={**kursk.variables, "area_held": mixed})
    with pytest.raises(ResultsError, match="played again the outcome is another"):
        provenance(shuffled, pairs=16)

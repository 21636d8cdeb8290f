"""What the words of one claim leave open: bounds beside a number, a 0 among them, quantiles at other levels."""

import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm, t

from attrit.errors import LedgerError
from attrit.evidence.claims import Claim, Ledger
from attrit.evidence.imports import hubverse
from attrit.evidence.pools import METHODS, pool
from attrit.evidence.priors import Z95, Prior, Provenance
from attrit.evidence.readings import SD_ABOUT, at_our_levels
from attrit.evidence.said import SCALE
from tests.tolerances import BACKEND, HALF_PER_CENT, ROUGHLY

DAY = date(2024, 11, 4)
WIDE = Prior("lognormal", 1.0, 10.0, 100.0, Provenance("judgement", "a reason"))


def claim(name: str, **fields) -> Claim:
    given = {"id": name, "claimant": name, "subject": "dead", "as_of": str(DAY), "made_on": DAY}
    return Claim(**given | {"unit": "person", "qualifier": "about", "note": "said so"} | fields)


def pooled(*claims: Claim, **options) -> tuple[float, float, float]:
    prior = pool(Ledger(claims), **options)
    return prior.p05, prior.p50, prior.p95


def left_out(*claims: Claim, **options) -> dict[str, str]:
    return {left.id: why for left, why in pool(Ledger(claims), **options).provenance.pool.left_out}


# bounds beside a number


@pytest.mark.parametrize("method", ["linear", "log"])
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"low": 100.0, "value": 110.0, "high": 300.0}, (100, 110, 300)),
        ({"low": 10.0, "value": 110.0, "high": 112.0}, (10, 110, 112)),
        ({"low": 109.0, "value": 110.0, "high": 111.0, "qualifier": "exact"}, (109, 110, 111)),
        ({"low": 100.0, "value": 110.0, "high": 300.0, "qualifier": "range"}, (100, 110, 300)),
        ({"low": 0.1, "value": 0.12, "high": 0.5, "unit": "1"}, (0.1, 0.12, 0.5)),
        ({"low": 10.0, "value": 12.0, "high": 50.0, "unit": "%", "qualifier": "range"}, (0.1, 0.12, 0.5)),
        ({"low": 538.0, "value": 700.0}, (538, 700, 700 * math.exp(Z95 * SD_ABOUT))),
        ({"value": 700.0, "high": 900.0}, (700 * math.exp(-Z95 * SD_ABOUT), 700, 900)),
    ],
)
def test_bounds_said_beside_a_number_are_its_quantiles_each_by_itself(method, fields, expected):
    assert pooled(claim("A", **fields), method=method) == pytest.approx(expected, rel=BACKEND)


def test_bounds_said_beside_a_number_are_quoted():
    assert claim("A", low=100.0, value=110.0, high=300.0).words == "about 110 (100 to 300)"
    assert claim("A", low=0.0, value=1100.0).worded("men") == "about 1,100 men (0 or more)"
    assert claim("A", value=700.0, high=900.0, qualifier="exact").words == "700 (900 or less)"


def test_a_bound_that_is_the_number_itself_says_nothing_of_its_side():
    flat = pooled(claim("A", low=110.0, value=110.0, high=300.0), method="linear")
    assert flat == pytest.approx((110 * math.exp(-Z95 * SD_ABOUT), 110, 300), rel=BACKEND)


def test_worlds_are_drawn_from_both_widths():
    prior = pool(Ledger((claim("A", low=100.0, value=110.0, high=300.0),)), method="linear")
    expected = [110 * (100 / 110) ** 0.5, 110, 110 * (300 / 110) ** 0.5]
    assert prior.quantile(norm.cdf([-Z95 / 2, 0, Z95 / 2])) == pytest.approx(expected, rel=BACKEND)


def test_an_admiralty_code_widens_bounds_by_what_it_adds_to_the_wording():
    low, mid, high = pooled(claim("A", low=100.0, value=110.0, high=300.0, admiralty="C3"), method="linear")
    added = SD_ABOUT * math.sqrt(3)  # twice the sd is the sd and this
    assert mid == pytest.approx(110, rel=BACKEND)
    assert math.log(mid / low) / Z95 == pytest.approx(math.hypot(math.log(1.1) / Z95, added), rel=BACKEND)
    assert math.log(high / mid) / Z95 == pytest.approx(math.hypot(math.log(300 / 110) / Z95, added), rel=BACKEND)


def mixture(x: np.ndarray, voices: list[tuple[float, float, float]], power: bool) -> np.ndarray:
    """Mean density, or geometric mean of densities, of two-piece normals on a grid of ln numbers."""
    found = []
    for low, mid, high in np.log(voices):
        sd = np.where(x < mid, mid - low, high - mid) / Z95
        found.append(norm.logpdf((x - mid) / sd) - np.log(sd))
    return np.exp(np.mean(found, axis=0)) if power else np.mean(np.exp(found), axis=0)


@pytest.mark.parametrize("method", ["linear", "log"])
def test_skewed_voices_are_mixed_as_they_are(method: str):
    voices = [(100.0, 110.0, 300.0), (50.0, 130.0, 140.0), (120.0, 150.0, 400.0)]
    claims = [claim("ABC"[i], low=v[0], value=v[1], high=v[2]) for i, v in enumerate(voices)]
    x = np.linspace(math.log(2), math.log(5000), 400_001)
    reached = np.cumsum(mixture(x, voices, method == "log"))
    expected = np.exp(np.interp([0.05, 0.5, 0.95], reached / reached[-1], x))
    prior = pool(Ledger(claims), method=method)
    assert (prior.p05, prior.p50, prior.p95) == pytest.approx(expected, rel=HALF_PER_CENT)
    drawn = np.quantile(prior.quantile((np.arange(20_000) + 0.5) / 20_000), [0.05, 0.5, 0.95])
    assert drawn == pytest.approx(expected, rel=HALF_PER_CENT)


def test_equal_skewed_voices_are_as_sure_as_one_in_a_log_pool():
    many = pooled(*(claim(name, low=100.0, value=110.0, high=300.0) for name in "ABCD"), method="log")
    assert many == pytest.approx((100, 110, 300), rel=HALF_PER_CENT)


def test_the_bias_pool_adds_variances_on_each_side():
    """A narrow side stays narrow: what is not known of the claimant is added to each side's own width."""
    low, mid, high = pooled(claim("A", low=100.0, value=110.0, high=300.0, side="X", of="Y"))
    others = math.hypot(math.log(1.28), 0.1 * Z95, SCALE * t.ppf(0.95, 4))  # an outsider's bias, common and own error
    assert math.log(110 / low) == pytest.approx(math.hypot(math.log(1.1), others), rel=ROUGHLY)
    assert math.log(high / 110) == pytest.approx(math.hypot(math.log(300 / 110), others), rel=ROUGHLY)
    assert 110 < mid < math.sqrt(110 * 150)  # half of it lay above 110 before both halves were blurred


@pytest.mark.parametrize("method", METHODS)
def test_a_mirrored_claim_gives_a_mirrored_pool(method: str):
    up = pooled(claim("A", low=100.0, value=110.0, high=300.0, qualifier="range"), method=method)
    down = pooled(claim("A", low=11000 / 300, value=100.0, high=110.0, qualifier="range"), method=method)
    assert [11000 / x for x in reversed(down)] == pytest.approx(up, rel=HALF_PER_CENT)


# 0 on a log scale


def test_a_low_bound_of_0_is_read_by_its_rounding():
    expected = {(0.0, 10.0, 30.0): 0.5, (0.0, 10000.0, 30000.0): 500, (0.0, 3.7, 9.0): 0.5}
    for (low, value, high), p05 in expected.items():
        found = pooled(claim("A", low=low, value=value, high=high), method="linear")
        assert found == pytest.approx((p05, value, high), rel=BACKEND)
    ground = pooled(claim("A", low=0.0, value=2.5, high=4.0, unit="km2"), method="linear")
    assert ground == pytest.approx((0.05, 2.5, 4), rel=BACKEND)
    fine = pooled(claim("A", low=0.0, value=0.3, high=2.0), method="linear")
    assert fine == pytest.approx((0.15, 0.3, 2), rel=BACKEND)  # a mean below half of one


def test_a_range_from_0_is_a_ceiling():
    asked = claim("A", low=0.0, high=30.0, qualifier="range")
    top = claim("A", value=30.0, qualifier="up_to")
    assert pooled(asked, before=WIDE) == pooled(top, before=WIDE)
    assert left_out(asked, claim("B", value=12.0), method="linear") == {
        "A": "a bound says no number, and the linear pool asks what is said"
    }


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "zero",
    [
        {"value": 0.0},
        {"value": 0.0, "qualifier": "exact"},
        {"value": 0.0, "high": 5.0},
        {"value": 0.0, "qualifier": "up_to"},
        {"low": 0.0, "high": 0.0, "qualifier": "range"},
        {"value": 0.0, "qualifier": "at_least"},
        {"low": 0.0, "qualifier": "at_least"},
    ],
    ids=str,
)
def test_a_claim_of_0_is_left_out_by_name_and_the_others_are_pooled(method: str, zero: dict):
    alone = pooled(claim("B", value=12.0), method=method)
    assert pooled(claim("A", **zero), claim("B", value=12.0), method=method) == alone
    (why,) = left_out(claim("A", **zero), claim("B", value=12.0), method=method).values()
    assert why in ("'at least 0' says nothing", "0 has no place on a log scale; to say that there is none, write stance 'denies' and no number")  # fmt: skip
    assert pooled(claim("A", **zero), before=WIDE, method=method) == (WIDE.p05, WIDE.p50, WIDE.p95)


def test_who_says_0_later_does_not_stand_by_his_earlier_number():
    earlier, later = claim("A", claimant="N", value=50.0, as_of="2024-10"), claim("B", claimant="N", value=0.0)
    assert pooled(earlier, later, claim("C", value=12.0)) == pooled(claim("C", value=12.0))


def test_a_share_of_0_is_read_as_next_to_none():
    none, some = claim("A", value=0.0, unit="%"), claim("B", value=30.0, unit="%")
    low, mid, high = pooled(none, some, method="linear")
    assert 0 < low < 0.01 < mid < 0.3 < high < 1
    assert left_out(none, some, method="linear") == {}


def test_forecasts_of_any_skew_and_with_zeros_pool_to_the_quantiles_that_they_state(tmp_path: Path):
    rng = np.random.default_rng(3)
    rows, stated = ["origin_date,target,horizon,location,output_type,output_type_id,value"], {}
    for i in range(100):
        low, value, high = np.sort(np.exp(rng.normal(3, 2, 3))).round(4).tolist()
        low, value = (0.0 if i % 3 == 0 else low), (0.0 if i % 9 == 0 else value)
        stated[f"inc_losses_l{i}"] = low, value, high
        rows += [f"2024-05-06,inc losses,1,l{i},quantile,{p},{x}" for p, x in ((0.05, low), (0.5, value), (0.95, high))]
    path = tmp_path / "2024-05-06-north-model.csv"
    path.write_text("\n".join(rows).replace("inc losses,1", "inc losses,"), "utf-8")
    ledger = hubverse(path)
    for subject, (low, value, high) in stated.items():
        if value == 0:
            with pytest.raises(LedgerError, match="0 has no place on a log scale"):
                pool(ledger.about(subject), method="linear")
            continue
        p05, p50, p95 = pooled(*ledger.about(subject), method="linear")
        assert (p50, p95) == pytest.approx((value, high), rel=BACKEND)
        assert 0 < p05 <= min(0.5, value / 2) if low == 0 else p05 == pytest.approx(low, rel=BACKEND)


# other levels


def test_quartiles_are_turned_into_our_quantiles():
    found = at_our_levels({"low": (0.25, 100.0), "value": (0.5, 110.0), "high": (0.75, 300.0)})
    power = Z95 / norm.ppf(0.75)
    assert power == pytest.approx(2.439, abs=1e-3)
    assert found["low"] == pytest.approx(110 * (100 / 110) ** power, rel=BACKEND)
    assert found["high"] == pytest.approx(110 * (300 / 110) ** power, rel=BACKEND)
    assert (round(found["low"]), found["value"], round(found["high"], -1)) == (87, 110.0, 1270)


def test_quantiles_at_our_levels_are_not_touched():
    said = {"low": (0.05, 100.0), "value": (0.5, 110.0), "high": (0.95, 300.0)}
    assert at_our_levels(said) == {"low": 100.0, "value": 110.0, "high": 300.0}
    one_side = at_our_levels(said | {"high": (0.75, 300.0)})
    assert one_side["low"] == 100.0 and one_side["high"] > 1000


def test_without_a_median_the_normal_goes_through_both():
    found = at_our_levels({"low": (0.1, 10.0), "high": (0.8, 1000.0)})
    sd = (math.log(1000) - math.log(10)) / (norm.ppf(0.8) - norm.ppf(0.1))
    mean = math.log(10) - sd * norm.ppf(0.1)
    assert found == pytest.approx({"low": math.exp(mean - Z95 * sd), "high": math.exp(mean + Z95 * sd)}, rel=BACKEND)


def test_shares_are_turned_on_a_logit_scale_and_stay_shares():
    found = at_our_levels({"low": (0.25, 0.4), "value": (0.5, 0.5), "high": (0.75, 0.9)}, share=True)
    power = Z95 / norm.ppf(0.75)
    assert found["high"] / (1 - found["high"]) == pytest.approx(9**power, rel=BACKEND)
    assert found["low"] / (1 - found["low"]) == pytest.approx((2 / 3) ** power, rel=BACKEND)


@pytest.mark.parametrize(
    "said",
    [
        {"low": (0.25, 0.0), "value": (0.5, 10.0)},
        {"low": (0.25, 0.0), "high": (0.75, 10.0)},
        {"value": (0.5, 0.0), "low": (0.25, 0.0)},
        {"high": (0.75, 10.0)},
    ],
    ids=str,
)
def test_what_has_no_place_on_a_log_scale_and_one_alone_stay_as_they_are(said: dict):
    assert at_our_levels(said) == {name: number for name, (_, number) in said.items()}

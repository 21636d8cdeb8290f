"""Forecasts: what their numbers must agree in, levels by rounding, and the format of earlier years."""

from __future__ import annotations

import itertools

import pytest
from scipy.stats import norm

from attrit.errors import LedgerError, Problem
from attrit.evidence.formats import read_any
from attrit.evidence.imports import hubverse
from tests.tolerances import BACKEND

HEAD = "origin_date,target,horizon,location,output_type,output_type_id,value\n"
QUANTILES = list(itertools.accumulate([0.05] * 19))  # levels as a machine adds them up


@pytest.fixture
def forecast(tmp_path):
    def write(*rows: str, name: str = "2024-05-06-north-model.csv", head: str = HEAD):
        path = tmp_path / name
        path.write_text(head + "".join(f"2024-05-06,wk inc losses,1,X,{row}\n" for row in rows))
        return path

    return write


def test_a_probability_may_be_next_to_nothing(forecast) -> None:
    claims = hubverse(forecast("pmf,falls,0.25", "pmf,stays,0.7499999999", "pmf,rises,1e-10")).claims
    assert [claim.value for claim in claims] == [0.25, 0.7499999999, 1e-10]
    certain = hubverse(forecast("pmf,falls,1.0000000000000002", "pmf,stays,1e-16")).claims
    assert [claim.value for claim in certain] == [1.0, 1e-16]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            ["quantile,0.05,100", "quantile,0.25,140", "quantile,0.5,120", "quantile,0.75,110", "quantile,0.95,200"],
            r"2:value: quantiles that fall: 0.5 \(120\) lies below 0.25 \(140\), 0.75 \(110\) lies below 0.5 \(120\)",
        ),
        (["cdf,100,0.6", "cdf,20,0.7"], r"probabilities that fall: 100 \(0.6\) lies below 20 \(0.7\)"),
        (["pmf,up,0.7", "pmf,down,0.2"], "2:value: probabilities that sum to 0.9; 1 within rounding"),
        (["pmf,up,0.7", "pmf,down,1e-16"], "probabilities that sum to 0.7"),
    ],
)
def test_numbers_of_a_forecast_that_contradict_each_other_are_refused(forecast, rows, says) -> None:
    with pytest.raises(LedgerError, match=says) as caught:
        hubverse(forecast(*rows))
    assert len(caught.value.problems) == 1


def test_all_forecasts_that_contradict_themselves_are_told_and_may_be_left_out(forecast) -> None:
    path = forecast("pmf,up,0.7", "pmf,down,0.2", "quantile,0.5,9", "quantile,0.9,8", "mean,NA,8")
    with pytest.raises(LedgerError) as caught:
        hubverse(path)
    assert len(caught.value.problems) == 2
    fine = path.read_text().replace(",X,pmf", ",Y,pmf").replace(",X,quantile", ",Z,quantile")
    path.write_text(fine)
    left_out: list[Problem] = []
    (claim,) = hubverse(path, left_out=left_out)
    assert (claim.value, len(left_out)) == (8, 2)


def test_rounded_probabilities_sum_to_1_within_their_rounding(forecast) -> None:
    assert len(hubverse(forecast("pmf,a,0.33", "pmf,b,0.33", "pmf,c,0.33"))) == 3


def test_levels_are_compared_with_their_rounding(forecast) -> None:
    assert 0.5 not in QUANTILES
    (claim,) = hubverse(forecast(*(f"quantile,{p!r},{100 + 10 * i}" for i, p in enumerate(QUANTILES))))
    assert (claim.low, claim.value, claim.high) == (100, 190, 280)
    assert (claim.note.count("0.5: 190"), claim.qualifier) == (1, "about")


def test_whose_forecast_it_is_is_missed_once(forecast) -> None:
    with pytest.raises(LedgerError) as caught:
        hubverse(forecast(*(f"median,NA,{n}" for n in range(1, 2)), name="forecast.csv"))
    assert len(caught.value.problems) == 1
    with pytest.raises(LedgerError, match=r"^unit: unknown unit 'tank'") as caught:
        hubverse(forecast("median,NA,5"), unit="tank")
    assert len(caught.value.problems) == 1


def test_files_of_the_years_before_2023_are_read(tmp_path) -> None:
    path = tmp_path / "2021-03-01-Team-Model.csv"
    rows = ["point,NA,120", "quantile,0.025,80", "quantile,0.5,110", "quantile,0.975,190"]
    head = "forecast_date,target,target_end_date,location,type,quantile,value\n"
    path.write_text(head + "".join(f"2021-03-01,1 wk ahead inc death,2021-03-06,01,{row}\n" for row in rows))
    ledger, name = read_any(path)
    point, spread = ledger
    assert (name, point.definition, point.value) == ("hubverse", "point forecast", 120)
    # .025 and .975 are 1.96 sd from the median of a log scale, .05 and .95 are 1.645 sd
    ratio = norm.isf(0.05) / norm.isf(0.025)
    ends = 110 * (80 / 110) ** ratio, 110 * (190 / 110) ** ratio
    assert (spread.low, spread.value, spread.high) == pytest.approx((ends[0], 110, ends[1]), rel=BACKEND)
    assert (spread.as_of, spread.claimant) == ("2021-02-28/2021-03-06", "Team-Model")

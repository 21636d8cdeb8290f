"""Files of others as claims: what becomes what, what is refused and where, and that nothing is lost on the way."""

import csv
import random
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrit.errors import LedgerError
from attrit.evidence.claims import Claim, Ledger
from attrit.evidence.dates import days
from attrit.evidence.dialect import Dialect
from attrit.evidence.formats import read_any
from attrit.evidence.imports import acled, hubverse, radford, renamed, ucdp_ged, written
from attrit.evidence.ledger_file import RUNS
from attrit.evidence.pools import pool
from attrit.evidence.sheet import key, safe
from attrit.evidence.statement import COLUMNS, QUALIFIERS, STANCES, period
from attrit.quantities import convert
from tests.tolerances import BACKEND, ROUNDING

FOREIGN = Path(__file__).with_name("foreign")
GED, ACLED, RADFORD, KURSK_LIKE = (FOREIGN / f"{name}.csv" for name in ("ged", "acled", "radford", "kursk"))
FORECAST = FOREIGN / "2024-05-06-team_one-model_a.csv"
HEADINGS = FOREIGN / "headings.csv"
DATA = Path(__file__).parents[3] / "shared" / "data"
WHOLE_RADFORD = DATA / "radford-2023" / "claims.csv"
WHOLE_KURSK = DATA / "kursk-2024" / "claims.csv"
GERMAN = {
    **{"Nr": "id", "Was": "subject", "Zahl": "value", "Einheit": "unit", "Art": "qualifier"},
    **{"Stand": "as_of", "Gesagt am": "made_on", "Wer": "claimant", "Quelle": "publisher", "Bemerkung": "note"},
}
SAMPLES = {
    **{"ucdp_ged": GED, "acled": ACLED, "hubverse": FORECAST, "radford": RADFORD, "kursk": KURSK_LIKE},
    "renamed": HEADINGS,
}
WIDER = 1.6448536269514722 / 1.2815515655446004 / 2  # of a range from 10 to 90 % the half from 5 to 95 %
there = pytest.mark.skipif(not WHOLE_RADFORD.exists(), reason="the shared data are not beside this checkout")


def by_id(ledger: Ledger) -> dict[str, Claim]:
    return {claim.id: claim for claim in ledger}


def numbers(claim: Claim) -> tuple[float | None, float | None, float | None]:
    return claim.low, claim.value, claim.high


def changed(tmp_path: Path, source: Path, *changes: tuple[str, str], name: str = "") -> Path:
    """A copy in which every first text became the second one."""
    text = source.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / (name or source.name)
    path.write_text(text, "utf-8")
    return path


def read_back(tmp_path: Path, ledger: Ledger) -> Ledger:
    path = tmp_path / "ledger.csv"
    path.write_bytes(written(ledger).encode())
    return Ledger.read(path)


CONTRADICTORY = """id,type_of_violence,conflict_name,side_a,side_b,source_date,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,low
1,1,Northland: Government,Government,Rebels,2024-03-03,2024-03-01,2024-03-02,1,2,0,0,3,5,4
2,1,Northland: Government,Government,Rebels,2024-03-07,2024-03-05,2024-03-06,1,9,0,0,10,20,4
3,1,Northland: Government,Government,Rebels,2024-04-02,2024-04-01,2024-04-01,0,2,0,0,2,2,2
"""
CAPITALS = """GWNO,EVENT_ID_CNTY,EVENT_DATE,YEAR,EVENT_TYPE,ACTOR1,ACTOR2,COUNTRY,SOURCE,NOTES,FATALITIES
615,1NOR,18/04/2001,2001,Battle,North,South,Northland,Post,a clash,3
615,2NOR,02/05/2001,2001,Battle,North,South,Northland,Post,a clash,4
"""


class TestUcdp:
    def test_an_event_is_a_claim_on_all_dead_and_one_on_each_side_with_dead(self):
        claims = by_id(ucdp_ged(GED))
        event = claims["GED_502_deaths"]
        assert numbers(event) == (2, 6, 9)
        assert (event.claimant, event.publisher, event.kind, event.unit) == (
            "UCDP",
            "Southern Daily",
            "deaths",
            "person",
        )
        assert event.as_of == "2024-03-31/2024-04-01"
        assert "4 of the dead of unknown status" in event.note
        assert not event.repeats
        side = claims["GED_501_military_deaths_government_of_southland"]
        assert (side.of, side.kind, numbers(side)) == ("Government of Southland", "military_deaths", (None, 5, None))
        assert numbers(claims["GED_502_civilian_deaths"]) == (None, 2, None)
        assert [name for name in claims if name.startswith("GED_503")] == ["GED_503_deaths"]

    def test_bounds_that_repeat_the_number_are_dropped_and_others_stay(self):
        claims = by_id(ucdp_ged(GED))
        assert numbers(claims["GED_503_deaths"]) == (None, 7, None)
        assert numbers(claims["GED_501_deaths"]) == (8, 8, 12)
        assert numbers(claims["GED_505_deaths"]) == (0, 0, 3)

    def test_it_was_said_on_the_last_source_date_or_else_on_the_last_day(self):
        claims = by_id(ucdp_ged(GED))
        assert claims["GED_501_deaths"].made_on == date(2024, 3, 6)
        assert "made_on is the last source_date" in claims["GED_501_deaths"].note
        assert claims["GED_502_deaths"].made_on == date(2024, 4, 1)
        assert "made_on is date_end" in claims["GED_502_deaths"].note

    def test_events_of_one_day_do_not_contradict_each_other(self):
        assert not ucdp_ged(GED).conflicts()

    def test_sums_add_up_and_call_their_bounds_bounds(self):
        claims = by_id(ucdp_ged(GED, by="total"))
        total = claims["ucdp_northland_southland_deaths"]
        assert numbers(total) == (17, 21, 31)
        assert "events summed: 4; low and high are sums of bounds" in total.note
        assert total.as_of == claims["ucdp_northland_southland_civilian_deaths"].as_of == "2024-03-02/2024-04-15"
        months = by_id(ucdp_ged(GED, by="month"))
        april = months["ucdp_northland_southland_deaths_2024_04"]
        assert (april.as_of, numbers(april)) == ("2024-04-01/2024-04-15", (9, 13, 19))  # as far as the file goes
        march = months["ucdp_northland_southland_deaths_2024_03"]
        assert (march.as_of, march.made_on) == ("2024-03-02/2024-03-31", date(2024, 3, 31))
        assert sum(c.value for c in months.values() if c.subject == "deaths_northland_southland") == total.value

    def test_every_problem_is_told_by_row_and_column(self, tmp_path):
        path = changed(
            tmp_path, GED, (",8,12,8", ",8,x,8"), (",4,6,9,2", ",4,-6,9,2"), (",2024-04-08 00:00:00.000,2024-04-08", ",2024-04-08,2024-04-07")
        )  # fmt: skip
        with pytest.raises(LedgerError) as caught:
            ucdp_ged(path)
        assert [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems] == [
            "2:high: 'x' is not a number; a number from 0 to 1e+15",
            "3:best: -6 is out of range; a number from 0 to 1e+15",
            "4:date_end: 2024-04-07 lies before date_start 2024-04-08",
        ]

    @pytest.mark.parametrize(
        ("by", "expected"),
        [
            ("event", [(None, 3, 5), (4, 10, 20), (None, 2, None)]),
            ("month", [(7, 13, 25), (None, 2, None)]),
            ("total", [(9, 15, 27)]),
        ],
    )
    def test_a_bound_that_the_best_estimate_contradicts_is_left_out_and_named(self, tmp_path, by, expected):
        path = tmp_path / "ged.csv"
        path.write_text(CONTRADICTORY)
        dead = [claim for claim in ucdp_ged(path, by=by) if claim.kind == "deaths"]
        assert [numbers(claim) for claim in dead] == expected
        assert "low 4 left out, which the best estimate, 3, contradicts" in dead[0].note

    def test_estimates_may_be_called_as_in_earlier_years_and_in_capitals(self, tmp_path):
        names = (("best,high,low", "best_est,high_est,low_est"), ("type_of_violence", "TYPE_OF_VIOLENCE"))
        assert list(ucdp_ged(changed(tmp_path, GED, *names))) == list(ucdp_ged(GED))

    def test_a_doubled_event_is_refused(self, tmp_path):
        with pytest.raises(LedgerError, match=r"ged.csv:4:id: '502' is used twice"):
            ucdp_ged(changed(tmp_path, GED, ("503,INV-503", "502,INV-503")), by="total")

    @pytest.mark.parametrize("read", [ucdp_ged, acled])
    def test_an_unknown_sum_is_refused(self, read):
        with pytest.raises(LedgerError, match="by: unknown 'months'; one of event, month, total; did you mean 'month'"):
            read(GED if read is ucdp_ged else ACLED, by="months")


class TestAcled:
    def test_an_event_with_dead_is_one_claim_on_all_dead(self):
        event = by_id(acled(ACLED))["ACLED_NOR101_deaths"]
        assert (event.value, event.qualifier, event.as_of) == (10, "about", "2024-03-04")
        assert (event.made_on, event.publisher, event.of) == (date(2024, 3, 12), "Invented Wire; Northern Post", "")
        assert "about ten" in event.note
        assert by_id(acled(ACLED))["ACLED_NOR103_deaths"].made_on == date(2024, 4, 2)

    def test_a_zero_is_counted_and_not_claimed(self):
        ledger = acled(ACLED)
        assert 0 not in [claim.value for claim in ledger]
        silent = by_id(ledger)["ACLED_events_without_a_number_deaths"]
        assert numbers(silent) == (None, None, None)
        assert "which can mean unknown: 2" in silent.note
        total = by_id(acled(ACLED, by="total"))["acled_northland_deaths"]
        assert total.value == 14
        assert "events summed: 2; events left out for a 0, which can mean unknown: 1" in total.note

    def test_a_month_of_zeros_is_a_claim_without_a_number(self, tmp_path):
        path = changed(tmp_path, ACLED, ("Southern Daily;;Two dead.;2;", "Southern Daily;;Two dead.;0;"))
        april = by_id(acled(path, by="month"))["acled_southland_deaths_2024_04"]
        assert numbers(april) == (None, None, None)
        assert "events left out for a 0, which can mean unknown: 2" in april.note

    def test_old_headings_in_capitals_and_dates_with_the_day_first_are_read(self, tmp_path):
        path = tmp_path / "acled.csv"
        path.write_text(CAPITALS)
        (claim,) = acled(path, by="total", dialect=Dialect(dates="day-first"))
        assert (claim.value, claim.as_of) == (7, "2001-04-18/2001-05-02")
        assert read_any(path, dialect=Dialect(dates="day-first"))[1] == "acled"
        with pytest.raises(LedgerError, match=r"'18/04/2001' is not a day; .*; write 2001-04-18, .* --dates day-first"):
            acled(path)

    def test_an_empty_number_of_dead_is_counted_and_not_claimed(self, tmp_path):
        path = changed(tmp_path, ACLED, (";0;;1710806400", ";;;1710806400"))
        claims = by_id(acled(path, by="total"))
        assert claims["acled_northland_deaths"].note.endswith("events left out for an empty cell: 1")
        assert claims["acled_northland_deaths"].value == 14

    def test_a_timestamp_may_be_in_milliseconds_or_is_told(self, tmp_path):
        path = changed(tmp_path, ACLED, ("1710201600", "1710201600000"))
        assert list(acled(path)) == list(acled(ACLED))
        with pytest.raises(LedgerError, match="2:timestamp: '17102x' is not a day"):
            acled(changed(tmp_path, ACLED, ("1710201600", "17102x")))

    def test_a_month_is_counted_as_far_as_the_file_goes_and_known_at_its_end(self):
        months = {c.as_of: c.made_on for c in acled(ACLED, by="month") if c.subject == "deaths_northland"}
        (march, april) = sorted(months)
        assert march.endswith("/2024-03-31") and months[march] >= date(2024, 3, 31)
        assert period(april)[1] == max(day for claim in acled(ACLED) for day in (claim.end,))
        for by in ("month", "total", "event"):
            assert all(claim.made_on >= claim.end for claim in acled(ACLED, by=by))
            assert all(claim.made_on >= claim.end for claim in ucdp_ged(GED, by=by))

    def test_months_neither_revise_nor_contradict_each_other_and_are_not_pooled(self):
        northland = acled(ACLED, by="month").about("deaths_northland")
        assert not [entry.claim.id for entry in northland.timeline() if entry.revises]
        assert not northland.conflicts()
        with pytest.raises(
            LedgerError, match=r"counts of different times are never pooled: 2024-03.*since: 2024-04-01"
        ):
            pool(northland)
        april = pool(northland, since="2024-04", method="linear")
        assert april.p50 == pytest.approx(4, rel=ROUNDING)

    def test_a_bad_day_and_a_bad_number_are_both_told(self, tmp_path):
        path = changed(tmp_path, ACLED, ("17 March 2024", "17/03/2024"), (";4;;\n", ";-4;;\n"))
        with pytest.raises(LedgerError, match=r"acled.csv:3:event_date: '17/03/2024' is not a day") as caught:
            acled(path)
        assert "acled.csv:4:fatalities: -4 is out of range" in str(caught.value.problems[1])


class TestHubverse:
    def test_quantiles_of_one_task_are_one_claim(self):
        claim = by_id(hubverse(FORECAST))["team_one-model_a_2024-05-06_2_quantile"]
        low = 1100 * (820 / 1100) ** (1.6448536269514722 / 1.959963984540054)  # from the 2.5 to the 5 % quantile
        assert numbers(claim) == pytest.approx((low, 1100, 1390), rel=BACKEND)
        assert (claim.subject, claim.claimant) == ("wk_inc_military_deaths_nl", "team_one-model_a")
        assert (claim.as_of, claim.made_on) == ("2024-05-07/2024-05-13", date(2024, 5, 6))
        assert "low follows from quantile 0.025, high is quantile 0.95" in claim.note
        assert "0.75: 1204.125" in claim.note

    def test_a_median_alone_is_the_number_and_the_horizon_gives_the_week(self):
        claim = by_id(hubverse(FORECAST))["team_one-model_a_2024-05-06_9_quantile"]
        assert (numbers(claim), claim.as_of) == ((None, 1.234, None), "2024-05-14/2024-05-20")

    def test_the_mean_and_the_median_are_not_the_same_quantity(self):
        claims = by_id(hubverse(FORECAST))
        assert claims["team_one-model_a_2024-05-06_2_mean"].definition == "mean of the forecast"
        pairs = [pair for conflict in hubverse(FORECAST).conflicts() for pair in conflict.pairs]
        assert all(lower.as_of != upper.as_of for lower, upper in pairs)

    def test_categories_are_shares_that_add_up(self):
        shares = [claim for claim in hubverse(FORECAST) if claim.definition.startswith("probability: ")]
        assert [claim.definition for claim in shares] == [
            "probability: north holds",
            "probability: south holds",
            "probability: neither",
        ]
        assert {claim.unit for claim in shares} == {"1"}
        assert [claim.value for claim in shares] == [0.7, 0.25, 0.05]
        assert {claim.as_of for claim in shares} == {"2024-05-06"}, "with no target day it refers to the day of origin"

    def test_steps_of_a_distribution_are_probabilities_of_at_most_that(self):
        steps = [claim for claim in hubverse(FORECAST) if "at most" in claim.definition]
        assert [(c.definition, c.value) for c in steps] == [
            ("probability of at most this: 1000", 0.3),
            ("probability of at most this: 2000", 0.95),
        ]

    def test_samples_are_summed_up_by_their_quantiles(self):
        claim = by_id(hubverse(FORECAST, unit="day"))["team_one-model_a_2024-05-06_15_sample"]
        assert numbers(claim) == pytest.approx((5.4, 9.0, 12.6), rel=ROUNDING)
        assert claim.unit == "day"
        assert "5 samples" in claim.note

    @pytest.mark.parametrize(
        ("name", "claimant"),
        [
            ("2024-05-06-team-model.csv", "team-model"),
            ("2024_2025_1_covid-team_1-ensemble.csv", "team_1-ensemble"),
        ],
    )
    def test_the_file_name_says_whose_forecast_it_is(self, tmp_path, name, claimant):
        path = changed(tmp_path, FORECAST, ("target_end_date", "target_date"), name=name)
        ledger = hubverse(path)
        assert ledger.claimants == (claimant,)
        assert [claim.as_of for claim in ledger] == [claim.as_of for claim in hubverse(FORECAST)]

    @pytest.mark.parametrize(
        ("levels", "qualifier", "low", "high"),
        [
            ("0.05 0.95", "range", 1, 2),
            ("0.1 0.9", "range", 2 ** (0.5 - WIDER), 2 ** (0.5 + WIDER)),
            ("0.1", "at_least", 1, None),
            ("0.9", "up_to", None, 1),
        ],
    )
    def test_without_a_median_the_outer_quantiles_are_bounds(self, tmp_path, levels, qualifier, low, high):
        rows = "".join(f"2024-05-06,daily losses,4,quantile,{p},{i}\n" for i, p in enumerate(levels.split(), 1))
        path = tmp_path / "2024-05-06-a-b.csv"
        path.write_text(f"origin_date,target,horizon,output_type,output_type_id,value\n{rows}")
        (claim,) = hubverse(path)
        assert (claim.qualifier, claim.value) == (qualifier, None)
        assert [claim.low, claim.high] == [bound and pytest.approx(bound, rel=BACKEND) for bound in (low, high)]
        assert claim.as_of == "2024-05-10"

    def test_further_task_columns_keep_forecasts_apart(self, tmp_path):
        rows = "".join(
            f"2024-05-06,m-{age},daily losses,1,{age},median,NA,{n}\n" for age, n in (("young", 5), ("old", 9))
        )
        path = tmp_path / "all.csv"
        path.write_text(f"forecast_date,model_id,target,horizon,age,output_type,output_type_id,value\n{rows}")
        young, old = hubverse(path)
        assert (young.claimant, young.definition) == ("m-young", "age young")
        assert (old.claimant, old.definition) == ("m-old", "age old")

    def test_a_claimant_given_is_the_claimant(self, tmp_path):
        path = changed(tmp_path, FORECAST, name="forecast.csv")
        assert hubverse(path, claimant="We").claimants == ("We",)

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (("reference_date", "day"), "1:origin_date: missing column; one of origin_date, reference_date"),
            (("quantile,0.75", "quantil,0.75"), "5:output_type: unknown 'quantil'; .*; did you mean 'quantile'"),
            (("quantile,0.75", "quantile,1.75"), "5:output_type_id: 1.75 is out of range"),
            (("quantile,0.75", "quantile,0.50"), "5:output_type_id: a second value for quantile 0.5"),
            (("pmf,neither,0.05", "pmf,neither,1.05"), "12:value: 1.05 is out of range; a number from 0 to 1"),
            ((",1390", ",390"), r"2:value: quantiles that fall: 0.95 \(390\) lies below 0.75 \(1204.125\)"),
            (("1,2024-05-13,NL", "1,2024-13-05,NL"), "2:target_end_date: '2024-13-05' is not a day"),
            (("wk inc military deaths,2,", "deaths,2,"), "9:horizon: the target names no week or day to count in"),
        ],
    )
    def test_what_is_refused(self, tmp_path, change, message):
        with pytest.raises(LedgerError, match=message):
            hubverse(changed(tmp_path, FORECAST, change))

    def test_a_file_that_does_not_say_whose_it_is_is_refused(self, tmp_path):
        with pytest.raises(LedgerError, match=r"nothing says whose forecast it is; name the file DATE-team-model.csv"):
            hubverse(changed(tmp_path, FORECAST, name="forecast.csv"))


def original(claim: Claim) -> dict[str, str | float]:
    """The row of the file of Radford et al. that a claim came from, all ten columns."""
    country = {"RU": "Russia", "UA": "Ukraine"}[claim.of]
    return {
        "days": (claim.made_on - date(2022, 2, 23)) / timedelta(days=1),
        "loss_count": claim.value,
        "loss_type": f"{claim.definition}-{country}",
        "claim_source": claim.claimant,
        "time_frame": "Cumulative" if "/" in claim.as_of else "Day",
        "loss_country": country,
        "minimum": float(claim.qualifier == "at_least"),
        "maximum": float(claim.qualifier == "up_to"),
        "category": claim.definition,
        "source_target": f"{claim.claimant}-{country}",
    }


def source_rows(path: Path) -> list[dict[str, str | float]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row | {n: float(row[n]) for n in ("days", "loss_count", "minimum", "maximum")} for row in rows]


class TestRadford:
    @pytest.mark.parametrize("path", [RADFORD, pytest.param(WHOLE_RADFORD, marks=there)], ids=["sample", "whole"])
    def test_every_row_comes_back_in_order(self, path):
        back, rows = [original(claim) for claim in radford(path)], source_rows(path)
        assert back == rows
        assert Counter(map(str, back)) == Counter(map(str, rows))

    @there
    def test_the_whole_file_is_there(self):
        ledger = radford(WHOLE_RADFORD)
        assert len(ledger) == 4609
        assert {claim.side for claim in ledger} == {"UA", "RU", "US", "GB", "UN", "OSI", "Other"}
        assert {claim.of for claim in ledger} == {"RU", "UA"}
        assert Counter(claim.qualifier for claim in ledger) == {"about": 4609 - 173 - 51, "at_least": 173, "up_to": 51}
        assert {claim.unit for claim in ledger if "deaths" in claim.kind} == {"person"}
        assert {claim.unit for claim in ledger if claim.kind == "tanks"} == {"item"}

    def test_a_total_spans_the_war_and_a_day_is_a_day(self):
        day, total, *_ = radford(RADFORD)
        assert (day.as_of, total.as_of) == ("2022-02-24", "2022-02-24/2022-02-24")
        assert (day.subject, day.kind) == ("tanks_russia", "tanks")

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (("365,", "365.5,"), "6:days: 365.5 is no whole day"),
            (("365,", "0,"), "6:days: 0 is out of range"),
            (("Other,Cumulative", "Others,Cumulative"), "4:claim_source: unknown 'Others'; .*; did you mean 'Other'"),
            (("Ukraine,1,0", "Ukraine,1,1"), "4:minimum: minimum 1, maximum 1; 0 or 1, not both 1"),
            (
                ("30,45,Vehicles", "30,45,Cars"),
                "5:loss_type: 'Cars & Fuel Tanks-Russia'; 'Vehicles & Fuel Tanks-Russia'",
            ),
        ],
    )
    def test_what_is_refused(self, tmp_path, change, message):
        with pytest.raises(LedgerError, match=message):
            radford(changed(tmp_path, RADFORD, change))


class TestRenamed:
    @there
    def test_all_claims_on_kursk_load(self):
        ledger = renamed(WHOLE_KURSK)
        claims = by_id(ledger)
        assert len(ledger) == 78
        with WHOLE_KURSK.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                claim = claims[row["claim_id"]]
                said = [float(row[n]) for n in ("low", "best", "high") if row[n]]
                kept = [number for number in numbers(claim) if number is not None]
                best = float(row["best"]) if row["best"] else None
                assert set(kept) <= set(said)
                assert min(kept, default=0) == min(said, default=0)
                assert max(kept, default=0) == max(said, default=0)
                assert best in (claim.value, claim.stated) or f"best {best:.0f}" in claim.note
                assert (claim.as_of, f"{claim.made_on}") == (row["as_of"], row["date"])
                assert row["note"] in claim.note
                assert row["date_basis"] in claim.note

    def test_bounds_follow_the_qualifier(self):
        claims = by_id(renamed(KURSK_LIKE))
        assert [(name, *numbers(claim)) for name, claim in claims.items()] == [
            ("P1", None, 190000, None),
            ("P2", None, 6000000, None),
            ("P3", 30000, None, 45000),
            ("P4", None, 19550, None),
            ("P5", 538, None, 700),
            ("P6", None, None, None),
            ("P7", None, 0.25, None),
        ]
        assert claims["P5"].note == "date_basis: approx; best 700"

    def test_what_stands_behind_a_unit_goes_to_the_note_and_a_category_has_none(self):
        claims = by_id(renamed(KURSK_LIKE))
        assert convert(1.0, claims["P1"].unit) == (1.0, "person")
        assert "H1 2024" in claims["P1"].note
        assert (claims["P6"].unit, claims["P6"].qualifier) == ("", "")
        assert claims["P5"].as_of == "2024-Q3"

    def test_any_headings_will_do(self):
        first, second = renamed(HEADINGS, GERMAN)
        assert (first.id, first.value, first.made_on, first.note) == (
            "1",
            1200,
            date(2024, 5, 2),
            "counted at the gate",
        )
        assert (second.qualifier, second.claimant) == ("at_least", "Southland")

    def test_a_column_is_used_once_and_unknown_columns_go_to_the_note(self):
        swapped = GERMAN | {"Bemerkung": "definition"}
        del swapped["Quelle"]
        first, _ = renamed(HEADINGS, swapped)
        assert (first.definition, first.note) == ("counted at the gate", "Quelle: Northern Post")

    def test_a_heading_of_ours_that_means_another_thing_is_not_read_twice(self, tmp_path):
        path = changed(tmp_path, HEADINGS, ("Bemerkung", "note"))
        mapping = {name: ours for name, ours in GERMAN.items() if name != "Bemerkung"} | {"note": "definition"}
        first, _ = renamed(path, mapping)
        assert (first.definition, first.note) == ("counted at the gate", "")

    def test_problems_name_the_columns_of_the_file(self, tmp_path):
        path = changed(tmp_path, HEADINGS, ("900", "1,2"), ("2024-05-03", "3 May"), ("\n2,", "\n1,"))
        path.write_text(path.read_text("utf-8").replace(",1,2,", ',"1,2",'), "utf-8")
        with pytest.raises(LedgerError) as caught:
            renamed(path, GERMAN)
        assert sorted(problem.where.removeprefix(f"{path}:") for problem in caught.value.problems) == [
            "3:Gesagt am",
            "3:Nr",
            "3:Zahl",
        ]

    def test_a_formula_in_a_number_is_refused(self, tmp_path):
        with pytest.raises(LedgerError, match="3:Zahl: 2: '=900' would run as a formula"):
            renamed(changed(tmp_path, HEADINGS, (",900,", ",=900,")), GERMAN)

    def test_a_column_that_is_not_there_or_not_ours_is_refused(self):
        with pytest.raises(LedgerError, match=r"columns: 'valu'; .*; did you mean 'value'"):
            renamed(HEADINGS, GERMAN | {"Zahl": "valu"})
        with pytest.raises(LedgerError, match=r"1:Zahlen: missing column; .*; did you mean 'Zahl'"):
            renamed(HEADINGS, {"Zahlen": "value"})


class TestReadAny:
    @pytest.mark.parametrize("name", [name for name in SAMPLES if name != "renamed"])
    def test_the_header_tells_the_format(self, name):
        ledger, found = read_any(SAMPLES[name])
        assert found == name
        assert len(ledger)

    def test_a_ledger_is_a_ledger(self, tmp_path):
        path = tmp_path / "ledger.csv"
        path.write_text(written(renamed(HEADINGS, GERMAN)))
        assert read_any(path) == (renamed(HEADINGS, GERMAN), "ledger")

    def test_an_unknown_header_is_told_with_what_is_known(self, tmp_path):
        with pytest.raises(LedgerError, match=r"columns Nr, Was, .*; the header of one of ledger, ucdp_ged, acled"):
            read_any(HEADINGS)
        with pytest.raises(LedgerError, match="nearest is ucdp_ged, which also has best"):
            read_any(changed(tmp_path, GED, (",best,", ",most,")))


class TestSheets:
    def test_columns_that_are_missing_or_doubled_are_told_together(self, tmp_path):
        path = changed(tmp_path, GED, ("side_a_new_id,side_a,", "best,side_x,"))
        with pytest.raises(LedgerError, match="1:best: column appears twice") as caught:
            ucdp_ged(path)
        assert "1:side_a: missing column" in str(caught.value)

    def test_a_row_with_a_cell_too_many_or_too_few_is_told(self, tmp_path):
        path = changed(tmp_path, RADFORD, ("1,12,Tanks-Russia,UA Source,Day", "1,12,Tanks-Russia,UA Source,Day,more"))
        path.write_text(path.read_text("utf-8") + "3,4\n\n", "utf-8")
        with pytest.raises(LedgerError, match="2:source_target: the row has 11 cells; 10 as on top") as caught:
            radford(path)
        assert "7:source_target: the row has 2 cells" in str(caught.value)

    def test_a_file_without_rows_is_refused(self, tmp_path):
        path = tmp_path / "empty.csv"
        path.write_text(RADFORD.read_text("utf-8").splitlines()[0] + "\n")
        with pytest.raises(LedgerError, match="2:days: no claim in the file"):
            radford(path)

    def test_an_index_column_without_a_name_is_passed_over(self, tmp_path):
        lines = RADFORD.read_text("utf-8").splitlines()
        path = tmp_path / "indexed.csv"
        path.write_text("\n".join(["," + lines[0], *(f"{i},{line}" for i, line in enumerate(lines[1:]))]))
        assert list(radford(path)) == list(radford(RADFORD))

    def test_places_are_kept(self):
        ledger = ucdp_ged(GED)
        assert ledger.place(by_id(ledger)["GED_502_deaths"], "value") == f"{GED}:3:value"

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("2024-05-17", ["2024-05-17"]),
            ("2024-05-17 00:00:00.000", ["2024-05-17"]),
            ("7 May 2024", ["2024-05-07"]),
            ("07-Sept-2024", ["2024-09-07"]),
            ("1710201600", ["2024-03-12"]),
            ("2024-03-04;2024-03-06; no date", ["2024-03-04", "2024-03-06"]),
            ("2024-02-30", []),
            ("17/05/2024", []),
            ("31 Foo 2024", []),
            ("", []),
        ],
    )
    def test_days(self, text, found):
        assert [f"{day}" for day in days(text)] == found

    @pytest.mark.parametrize(
        ("parts", "found"),
        [
            (("Deaths", "Côte d'Ivoire"), "deaths_cote_d_ivoire"),
            (("1 wk ahead",), "of_1_wk_ahead"),
            (("Бог",), "u431u43eu433"),
            (("",), "of_"),
        ],
    )
    def test_keys(self, parts, found):
        assert key(*parts) == found

    @given(st.lists(st.text(), min_size=1))
    def test_any_words_make_a_key(self, parts):
        Claim(id="A", subject=key(*parts), as_of="2024", made_on=date(2024, 1, 1), claimant="A", note="said")


class TestFormulas:
    def test_no_claim_of_a_foreign_file_runs_in_a_spreadsheet(self):
        ledgers = [ucdp_ged(GED), acled(ACLED), hubverse(FORECAST), radford(RADFORD), renamed(KURSK_LIKE)]
        for row in csv.reader(cell for ledger in ledgers for cell in written(ledger).splitlines(keepends=True)):
            assert not [cell for cell in row if cell[:1] in tuple("=+@-＝＋＠－\t\r")]

    def test_the_text_behind_the_apostrophe_is_the_text(self):
        claims = by_id(renamed(KURSK_LIKE))
        assert claims["P4"].note.startswith("'=A1")
        assert claims["P7"].claimant == "'-Unit 7-"

    @given(st.text(alphabet="'=+-@＝a; \"\n", max_size=8))
    def test_guarding_can_be_undone(self, text):
        guarded = safe(text)
        for cell in re.split("[;\n]", guarded):
            assert cell.lstrip('"')[:1] not in tuple("=+-@＝") or cell.startswith('"'), "also where ; parts the cells"
        assert guarded[:1] not in tuple("=+-@＝")
        assert re.sub("(^|[;\n]\"*)'(?='*[=+@＝-])", r"\1", guarded) == text

    def test_no_cell_runs_where_a_spreadsheet_parts_cells_at_semicolons(self, tmp_path):
        path = changed(tmp_path, GED, ('"Želiv, Mill"', "a;=cmd|' /C calc'!A0"))
        note = by_id(ucdp_ged(path))["GED_502_deaths"].note
        assert "a;'=cmd|' /C calc'!A0" in note
        ledger = tmp_path / "ledger.csv"
        ledger.write_text("id,subject,as_of,made_on,claimant,note\nA,men,2024,2024-01-01,He,a;=cmd|x\n")
        with pytest.raises(LedgerError, match=r"2:note: A: 'a;=cmd\|x' would run as a formula in a spreadsheet"):
            Ledger.read(ledger)


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12).map(str.strip)
NOTES = WORDS.filter(lambda text: not RUNS.search(text) and not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text))
WORDS = NOTES.filter(lambda text: not re.search(r"[\x00-\x1f\x7f]", text))
AMOUNTS = (
    st.floats(1e-9, 999999999999999, allow_nan=False)
    | st.just(0.0)
    | st.integers(0, 10**12).map(float)
    | st.just(1.234)
)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    names = draw(st.lists(WORDS.filter(bool), min_size=1, max_size=5, unique=True))
    claims = []
    for place, name in enumerate(names):
        low, value, high = sorted(draw(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS)))
        free = {column: draw(WORDS) for column in ("definition", "side", "publisher")} | {"note": draw(NOTES)}
        number = {
            "low": low,
            "value": value,
            "high": high,
            "unit": "person",
            "qualifier": draw(st.sampled_from(QUALIFIERS)),
        }
        said = {"stance": draw(st.sampled_from(STANCES)), "made_on": draw(st.dates())}
        said |= {"as_of": draw(st.dates().map(str)), "claimant": f"{draw(WORDS.filter(bool))}{place}"}
        said |= {"of": draw(WORDS), "kind": draw(st.sampled_from(["", "losses"])), "link": draw(st.just("https://x"))}
        said |= {"admiralty": draw(st.sampled_from(["", "B2"]))}
        number = draw(st.sampled_from([number, {}])) if free["note"] else number
        claims.append(Claim(id=name, subject=f"subject_{place}", **free, **said, **number))
    if draw(st.booleans()):
        claims.append(replace(claims[0], id=f"c{claims[0].id}", repeats=claims[0].id))
    return Ledger(tuple(claims))


class TestWritten:
    @given(ledger=ledgers())
    def test_what_is_written_is_read(self, tmp_path_factory, ledger):
        path = tmp_path_factory.getbasetemp() / "written.csv"
        path.write_bytes(written(ledger).encode())
        assert Ledger.read(path) == ledger

    @pytest.mark.parametrize("read", [*(name for name in SAMPLES if name != "renamed")])
    def test_what_is_imported_is_kept(self, tmp_path, read):
        ledger, _ = read_any(SAMPLES[read])
        assert read_back(tmp_path, ledger) == ledger

    def test_all_columns_are_there(self):
        assert written(radford(RADFORD)).splitlines()[0] == ",".join(COLUMNS)

    @pytest.mark.parametrize(
        "note", ["=1", "+1", "@x", " x", "x\n", "\ud800", "x" * (csv.field_size_limit() + 1)], ids=range(7)
    )
    def test_what_would_not_read_back_is_refused(self, note):
        claim = Claim(id="A1", subject="men", as_of="2024", made_on=date(2024, 1, 1), claimant="A", note=note)
        with pytest.raises(LedgerError, match=r"A1.note: .* does not read back from a ledger file"):
            written(Ledger((claim,)))

    def test_a_selection_without_its_source_and_an_empty_ledger_are_refused(self):
        fields = {"subject": "men", "as_of": "2024", "made_on": date(2024, 1, 1), "note": "said"}
        both = Ledger((Claim(id="A", claimant="He", **fields), Claim(id="B", claimant="She", repeats="A", **fields)))
        with pytest.raises(LedgerError, match=r"B.repeats: no claim 'A'"):
            written(Ledger(both.claims[1:], both.origin))
        with pytest.raises(LedgerError, match="no claim to write"):
            written(Ledger((), both.origin))


def mutated(raw: bytes, dice: random.Random) -> bytes:
    """The bytes with a few cells, bytes or lines changed, doubled, moved or gone."""
    for _ in range(dice.randint(1, 4)):
        lines = raw.split(b"\n")
        one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        separator = b";" if raw.count(b";") > raw.count(b",") else b","
        cells = lines[one].split(separator)
        cell = dice.randrange(len(cells))
        what = dice.randrange(6)
        if what == 0:
            place = dice.randrange(len(raw) + 1)
            raw = raw[:place] + bytes([dice.randrange(256)]) + raw[place + dice.randint(0, 2) :]
            continue
        if what == 1:
            cells[cell] = dice.choice(ODD)
        elif what == 2:
            cells[cell] = dice.choice(lines[other].split(separator))
        elif what == 3:
            del cells[cell]
        elif what == 4:
            lines.insert(other, lines[one])
        lines[one] = separator.join(cells)
        raw = b"\n".join(lines) if what < 5 else b"\n".join(lines[:one] + lines[one + 1 :])
    return raw


ODD = [
    *(b"", b" ", b"-1", b"1e999", b"1e-400", b"NaN", b"inf", b"0", b"1", b"99999999999999999999", b"1_000", b"=1+1"),
    *(b"0001-01-01", b"1000-01-01", b"2999-12-31", b"9999-12-31", b"2024-02-30", b"2024-05-17/2024", b"9999999999"),
    *(
        "٣".encode(),
        "Ω".encode(),
        b'"',
        b'"a""b"',
        b"\0",
        b"\r",
        b"'",
        b"@x",
        b"NA",
        b"cdf",
        b"sample",
        b"mean",
        b"pmf",
    ),
]


def survives(name: str, tmp_path: Path, times: int) -> Counter[str]:
    """How often mutated copies were read, and then kept, or refused; anything else is a traceback and fails."""
    dice, raw, ends = random.Random(name), SAMPLES[name].read_bytes(), Counter()
    readers = {"ucdp_ged": ucdp_ged, "acled": acled, "hubverse": hubverse, "radford": radford, "kursk": renamed}
    path = tmp_path / SAMPLES[name].name
    for turn in range(times):
        path.write_bytes(mutated(raw, dice))
        try:
            if name == "renamed":
                ledger = renamed(path, GERMAN)
            elif turn % 2:
                ledger, _ = read_any(path)
            else:
                by = {"by": dice.choice(["event", "month", "total"])} if name in ("ucdp_ged", "acled") else {}
                ledger = readers[name](path, **by)
        except LedgerError as error:
            assert str(error)
            ends["refused"] += 1
        else:
            assert read_back(tmp_path, ledger) == ledger
            ends["read"] += 1
    return ends


@pytest.mark.parametrize("name", SAMPLES)
def test_a_damaged_file_is_read_or_refused_in_words(name, tmp_path):
    ends = survives(name, tmp_path, 250)
    assert ends["read"] > 20
    assert ends["refused"] > 20


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_thousands_of_damaged_files_are_read_or_refused_in_words(name, tmp_path):
    assert survives(name, tmp_path, 4000).total() == 4000
